//! By what an article that was found is known for good.

use url::Url;

use super::Found;
use crate::article::guid_fault;
use crate::digest::digest;
use crate::feed::address::{id_fault, id_of_guid};

/// The ids of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    /// The IRI it is known by.
    pub id: String,
    /// What readers know it by, where that is no IRI; else empty.
    pub guid: String,
}

/// The ids of an article: its own, else its address, else one that its title, date and text give.
pub fn of(found: &Found) -> Ids {
    let own = found.id.trim();
    let is_guid = guid_fault(own).is_none();
    let id = match (own, Url::parse(&found.link), &found.published) {
        ("", Ok(_), _) => found.link.clone(),
        ("", ..) => derived(&marks(found)),
        (_, Ok(page), Some(published)) if is_guid => id_of_guid(own, published.day, &page),
        _ if id_fault(own).is_none() => own.to_owned(),
        _ => derived(own),
    };
    let guid = if is_guid && own != id { own.to_owned() } else { String::new() };
    Ids { id, guid }
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
