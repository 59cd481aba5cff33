//! By what the text of an entry is known.

use super::{Entry, Fingerprint};
use crate::digest;

impl Entry {
    /// The hash of its text.
    pub fn fingerprint(&self) -> Fingerprint {
        digest::of(&(&self.title, &self.summary, self.content.is_some(), self.words()))
    }

    /// The plain text of the content, or else the summary; white space collapsed.
    pub fn words(&self) -> String {
        let Some(content) = &self.content else { return self.summary.clone() };
        let mut text = String::new();
        for (at, part) in content.split('<').enumerate() {
            text.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
            text.push(' ');
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
