//! Feeds of our own in all formats, feeds of others, broken ones.

mod atom;
mod broken;
mod fingerprint;
mod json;
mod laws;
mod rss;
mod sources;

use chrono::{DateTime, Utc};

use super::{Document, parse};

fn parse_text(text: &str) -> Document {
    parse(text.as_bytes()).unwrap()
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().unwrap())
}
