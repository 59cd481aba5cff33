//! What a page says of its article, by where it says so.

use std::collections::HashMap;

use crate::parse::text_of;
use crate::text;

/// So many facts are kept of each place that may say something, and so much of each, in bytes.
const MOST: usize = 60;
const LONGEST: usize = 20_000;

/// Something that a page says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fact {
    /// Its text: a headline, a name, a date, an address; on one line, not empty but where `url` is not.
    pub text: String,
    /// The page of who is named.
    pub url: String,
    /// The e-mail address of who is named.
    pub email: String,
    /// What a picture shows.
    pub alt: String,
    /// Whether who is named is an organisation.
    pub is_group: bool,
    /// The line, from 1; 0 where that is not known.
    pub line: usize,
}

/// All that a page says, by names such as `og:title` or `JSON-LD headline`, each in the order of the page.
#[derive(Debug, Default)]
pub struct Facts {
    map: HashMap<String, Vec<Fact>>,
    /// The text of the article as JSON-LD has it, and its line.
    pub body: Option<(String, usize)>,
}

impl Facts {
    /// Adds what `label` says.
    pub fn add(&mut self, label: &str, fact: Fact) {
        let long = [&fact.text, &fact.url, &fact.email, &fact.alt].iter().any(|text| text.len() > LONGEST);
        if long || (fact.text.is_empty() && fact.url.is_empty()) {
            return;
        }
        let facts = match self.map.get_mut(label) {
            Some(facts) => facts,
            None => self.map.entry(label.to_owned()).or_default(),
        };
        if facts.len() < MOST {
            facts.push(fact);
        }
    }

    /// Adds the text that `label` has on `line`.
    pub fn say(&mut self, label: &str, text: &str, line: usize) {
        self.add(label, Fact { text: plain(text), line, ..Fact::default() });
    }

    /// What `label` says.
    pub fn of(&self, label: &str) -> &[Fact] {
        self.map.get(label).map_or(&[], Vec::as_slice)
    }

    /// All that `labels` say, in their order.
    pub fn all<'f>(&'f self, labels: &'f [&'static str]) -> impl Iterator<Item = (&'static str, &'f Fact)> {
        labels.iter().flat_map(|&label| self.of(label).iter().map(move |fact| (label, fact)))
    }
}

/// Text of an attribute or a JSON string on one line. What was escaped once too often is resolved, and tags that are
/// closed are taken out.
pub fn plain(text: &str) -> String {
    let has_entity = text.contains('&') && text.contains(';');
    let has_tags = text.contains("</") || text.contains("/>") || text.contains("<br");
    let line = match (has_tags, has_entity && !text.contains('<')) {
        (false, false) => text::line(text).into_owned(),
        _ => text_of(text),
    };
    text::nfc(text::trim_shapeless(&without_controls(&line))).into_owned()
}

/// `text` without the controls that XML allows but nobody means.
fn without_controls(text: &str) -> String {
    text.chars().filter(|&c| crate::feed::content::write::is_allowed(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_made_plain() {
        for (text, want) in [
            ("Tea &amp; grain", "Tea & grain"),
            ("Q&A", "Q&A"),
            ("a < b", "a < b"),
            ("<em>Tea</em> time", "Tea time"),
            ("How <table> lays out; and & more", "How <table> lays out; and & more"),
            (" two\n lines\u{0}\u{9f} ", "two lines"),
            ("\u{feff}mark\u{200b}", "mark"),
            ("", ""),
        ] {
            assert_eq!(plain(text), want, "{text:?}");
        }
    }
}
