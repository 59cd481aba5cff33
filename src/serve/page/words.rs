//! Instants, sizes and paths as the pages write them.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::Serialize;

pub use crate::feed::address::encode_path as encoded;
use crate::format::direction;

/// An instant, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// In the site's zone: `20 November 2026, 09:30 EET`.
    pub shown: String,
    /// RFC 3339.
    pub instant: String,
}

impl Moment {
    /// An instant in this zone.
    pub fn of(instant: DateTime<Utc>, zone: Tz) -> Moment {
        let local = instant.with_timezone(&zone);
        Moment {
            shown: local.format("%-d %B %Y, %H:%M %Z").to_string(),
            instant: local.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }
}

/// Words in some language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Language {
    /// Its tag.
    pub tag: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
}

impl Language {
    /// The language with this tag, if it may be one.
    pub fn of(tag: Option<&str>) -> Option<Language> {
        let tag = tag?.trim();
        let is_tag = !tag.is_empty() && tag.len() < 100 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_tag.then(|| Language { tag: tag.to_owned(), direction: direction(tag) })
    }
}

/// A number of bytes: `812 B`, `34 KB`, `1.2 MB`; thousands, as file managers count.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..10_000 => format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100),
        10_000..1_000_000 => format!("{} KB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A running time: `1:02:03`, `2:03`.
pub fn duration(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A number with its noun: `1 entry`, `2 entries`.
pub fn number(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
