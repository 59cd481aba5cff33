//! Which targets there are, as the command line says, else as the configuration does.

use feedmill::Config;
use feedmill::config::Target as Configured;
use feedmill::diagnostic::Diagnostic;
use feedmill::publish::beside::decoded;
use feedmill::publish::place::is_same_folder;
use feedmill::publish::target::{Target, UNUSABLE_TARGET};

use crate::cli::site::{Site, shown};

/// A target, and what the user calls it.
#[derive(Debug)]
pub struct Named {
    /// As it was written; a folder as a user would name it here.
    pub text: String,
    /// What it is.
    pub target: Target,
}

/// The targets, without the output folder itself: what is built there is there.
///
/// Gives what is wrong with any of them.
pub fn settle(given: &[String], site: &Site) -> Result<Vec<Named>, Vec<Diagnostic>> {
    let configured = site.config.publish.targets.clone();
    let given: Vec<Configured> =
        given.iter().map(|text| Configured { text: text.trim().to_owned(), place: None }).collect();
    let from_line = !given.is_empty();
    let (mut named, mut found) = (Vec::<Named>::new(), Vec::new());
    for Configured { text, place } in if from_line { given } else { configured } {
        // What is typed is meant as a shell means it.
        let root = if from_line { std::path::Path::new("") } else { &site.root };
        match Target::parse(&text, root) {
            Ok(target) if is_same_folder(&target, &site.output) => {}
            Ok(target) if named.iter().any(|other| other.target == target) => {}
            Ok(target) => {
                let text = match &target {
                    Target::Folder(path) => shown(path),
                    Target::Store(address) => address.to_string(),
                };
                named.push(Named { text, target });
            }
            Err(refusal) => {
                let file = if from_line { "the command line".into() } else { site.config.file.clone() };
                let mut one = Diagnostic::new(&UNUSABLE_TARGET, file, refusal.message);
                one.at(place).help(refusal.help);
                found.push(one);
            }
        }
    }
    if found.is_empty() { Ok(named) } else { Err(found) }
}

/// The parts of the path of the output's address below that of the site. Where it is not below it, one that no target
/// ends in.
pub fn below(config: &Config) -> Vec<String> {
    let (site, output) = (&config.site.url, &config.output.url);
    let rest = output.path().strip_prefix(site.path()).filter(|_| site.origin() == output.origin());
    match rest {
        Some(rest) => rest.split('/').filter(|part| !part.is_empty()).map(decoded).collect(),
        None => vec!["/".to_owned()],
    }
}
