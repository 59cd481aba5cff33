//! By what two entries can be told to say the same.

use super::html;
use super::{Entry, Fingerprint};
use crate::digest;

impl Entry {
    /// What the entry's text is known by: its title, its summary, the text of its content; of addresses in the content, of
    /// its picture and of its files the path and query. Markup, hosts and fragments are left out: to move to another domain
    /// changes no text, and ids of footnotes are made anew with each id.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut gathered = String::with_capacity(self.content.as_ref().map_or(0, String::len) + 256);
        let mut part = |kind: char, text: &str| {
            gathered.push(kind);
            gathered.push_str(text);
            gathered.push('\0');
        };
        part('t', &self.title);
        part('s', &self.summary);
        if let Some(content) = &self.content {
            let text = html::read(content, |name, value| {
                if matches!(name, "href" | "src") {
                    part('a', path(value));
                }
            });
            part('c', &text);
        }
        if let Some(picture) = &self.image {
            part('i', path(&picture.url));
        }
        for file in &self.enclosures {
            part('e', path(&file.url));
        }
        digest::digest(gathered.as_bytes())
    }

    /// The text of the content, else the summary: what two entries can be told by to have the same content, whatever
    /// their titles.
    pub fn words(&self) -> String {
        self.content.as_deref().map_or_else(|| self.summary.clone(), html::text_of)
    }
}

/// An address without scheme, host and fragment. One without a host, such as of mail, loses its fragment only.
fn path(address: &str) -> &str {
    let address = address.trim();
    let address = address.split_once('#').map_or(address, |(before, _)| before);
    let is_scheme = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let rest = match address.split_once("//") {
        Some(("", rest)) => rest,
        Some((scheme, rest)) if scheme.strip_suffix(':').is_some_and(is_scheme) => rest,
        _ => return address,
    };
    match rest.find(['/', '?']) {
        Some(at) => rest.get(at..).unwrap_or_default(),
        None => "/",
    }
}
