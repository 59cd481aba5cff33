//! By what an article that was found is known for good.

use url::Url;

use super::Found;
use crate::article::guid_fault;
use crate::diagnostic::Level;
use crate::digest::digest;
use crate::feed::address::{id_fault, id_of_guid};
use crate::validate::value::uri::identifier;

/// The ids of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    /// The IRI it is known by.
    pub id: String,
    /// What readers know it by, where that is no IRI; else empty.
    pub guid: String,
}

impl Ids {
    /// By what readers tell it from others: of two articles with one guid, the ids may differ, being made of their dates too.
    pub fn known_by(self) -> String {
        if self.guid.is_empty() { self.id } else { self.guid }
    }
}

/// The ids of an article: its own, else its address, else one that its title, date and text give.
///
/// What no feed may hold as an IRI is its guid, and its id is made of that.
pub fn of(found: &Found) -> Ids {
    let own = found.id.trim();
    let page = Url::parse(&found.link).ok();
    let id = match own {
        "" if is_sound(&found.link) => Some(found.link.clone()),
        "" if page.is_some() => Some(derived(&found.link)),
        "" => Some(derived(&marks(found))),
        own if is_sound(own) => Some(own.to_owned()),
        own => {
            let encoded = || Url::parse(own).ok().filter(Url::has_host).map(String::from);
            let made = || Some(id_of_guid(own, found.published.as_ref()?.day, page.as_ref()?));
            encoded().or_else(made).filter(|id| is_sound(id))
        }
    };
    let id = id.unwrap_or_else(|| derived(own));
    let guid = if own != id && guid_fault(own).is_none() { own.to_owned() } else { String::new() };
    Ids { id, guid }
}

/// Whether a text may stand in every feed as the id of an entry.
fn is_sound(id: &str) -> bool {
    id_fault(id).is_none() && identifier(id).is_none_or(|flaw| flaw.rule.level < Level::Error)
}

/// What tells an article without id and address from others.
fn marks(found: &Found) -> String {
    match found.title.is_empty() {
        false => format!("{}\n{:?}", found.title, found.published),
        true => format!("{:?}\n{}\n{:?}", found.published, found.summary, found.body),
    }
}

/// The IRI that stands for a text which is none.
fn derived(text: &str) -> String {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = digest(text.as_bytes());
    let number = u128::from_be_bytes([a, b, c, d, e, f, g & 0x0F | 0x80, h, i & 0x3F | 0x80, j, k, l, m, n, o, p]);
    let hex = format!("{number:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default());
    format!("urn:uuid:{}", parts.join("-"))
}
