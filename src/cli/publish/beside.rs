//! Files that lie beside articles and are named by feeds.

use feedmill::error::Result;
use feedmill::publish::object::Shipment;

use super::targets::Named;
use crate::cli::build::Outcome;
use crate::cli::site::Site;

/// What was found.
#[derive(Debug, Default)]
pub struct Beside {}

impl Beside {
    /// Adds what goes to a target. Gives what cannot go there.
    pub fn add_to(&self, _: &mut Shipment, _: bool, _: &Named) -> Vec<String> {
        Vec::new()
    }
}

/// Looks for files that lie beside articles.
pub fn find(_: &Site, _: &Outcome, _: bool) -> Result<Beside> {
    Ok(Beside::default())
}
