//! How a document is to be judged: what is known of it besides its bytes, and which rules count.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::diagnostic::Rule;

/// How a document is to be judged.
#[derive(Debug, Clone)]
pub struct Options {
    /// The document's name, as findings are to show it.
    pub file: Arc<str>,
    /// The document's own address, which relative addresses in it are resolved against.
    pub base_url: Option<String>,
    /// The addresses it was asked for at and got from, after redirects; empty unless it was fetched. A link with
    /// `rel="self"` should be one of them.
    pub own_addresses: Vec<String>,
    /// The media type that it was served with, without parameters, in lower case; `None` unless it was served with one.
    pub media_type: Option<String>,
    /// The `charset` that it was served with, if it was.
    pub charset: Option<String>,
    /// What to take a document for that does not say which encoding it is in; `utf-8` unless set.
    pub fallback_encoding: String,
    /// The moment that dates of the future are told by. Unless set it is the end of the year 9999, and none is.
    pub now: DateTime<Utc>,
    /// Which rules count.
    pub rules: RuleSet,
    /// Whether HTML in content is parsed and judged. It is what takes the most time.
    pub html: bool,
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleSet {
    /// Every rule.
    #[default]
    All,
    /// Those that the W3C feed validator has too.
    W3c,
}

impl RuleSet {
    /// Whether findings of `rule` count.
    pub fn has(self, rule: &Rule) -> bool {
        match self {
            RuleSet::All => true,
            RuleSet::W3c => !rule.own,
        }
    }
}

/// The last second of the year 9999, in seconds since 1970: far from where adding days overflows.
const END_OF_9999: i64 = 253_402_300_799;

impl Options {
    /// The usual ones.
    pub fn new(file: impl Into<Arc<str>>) -> Self {
        Options {
            file: file.into(),
            base_url: None,
            own_addresses: Vec::new(),
            media_type: None,
            charset: None,
            fallback_encoding: "utf-8".to_owned(),
            now: DateTime::from_timestamp(END_OF_9999, 0).unwrap_or_default(),
            rules: RuleSet::All,
            html: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rule::rules;

    rules! {
        /// The W3C's.
        THEIRS = Error "theirs";
        /// Ours.
        OURS = Error "ours", own;
    }

    #[test]
    fn a_set_has_the_rules_it_says() {
        assert_eq!(
            RULES.iter().filter(|rule| RuleSet::W3c.has(rule)).map(|rule| rule.name).collect::<Vec<_>>(),
            ["theirs"]
        );
        assert!(RuleSet::All.has(&THEIRS) && RuleSet::All.has(&OURS));
        let now = Options::new("x").now;
        assert_eq!(now.to_rfc3339(), "9999-12-31T23:59:59+00:00");
    }
}
