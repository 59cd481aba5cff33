//! `plan --pin`: published ids into the articles of a site.

use feedmill::diagnostic::Diagnostic;
use feedmill::source::files::pin::{self, Done, Pins};

use serde_json::{Value, json};

use crate::cli::site::{Site, shown};

/// Writes the id of each of `wanted` into the head of its article, whose file is given as findings name it.
pub fn pin_all(site: &Site, wanted: &[(String, String)]) -> Pins {
    pin::pin_all(&site.articles, &shown(&site.articles), &site.config.article_settings(), wanted)
}

/// Why ids could not be written.
pub fn refused(pins: &Pins) -> Vec<Diagnostic> {
    let refused = pins.pins.iter().filter_map(|pin| match &pin.done {
        Done::Refused(found) => Some((**found).clone()),
        _ => None,
    });
    refused.collect()
}

/// For programs: each id that was written, the file it is in now and the line.
pub fn pinned(pins: &Pins) -> Vec<Value> {
    let pinned = pins.pins.iter().filter_map(|pin| match &pin.done {
        Done::Pinned { file, place } => {
            Some(json!({ "file": file, "line": place.map(|place| place.line), "id": pin.id }))
        }
        _ => None,
    });
    pinned.collect()
}

/// A line for each id that was written, as in `articles/a.md:4: id = …`.
pub fn written(pins: &Pins) -> Vec<String> {
    let written = pins.pins.iter().filter_map(|pin| match &pin.done {
        Done::Pinned { file, place } => {
            let line = place.map_or(String::new(), |place| format!(":{}", place.line));
            Some(format!("{file}{line}: {}", pin.id))
        }
        _ => None,
    });
    written.collect()
}
