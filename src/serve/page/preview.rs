//! A feed as a reader would show it, and what is wrong with it.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde::Serialize;

use super::desk::options;
use super::entries::{self, Showing, Shown, Who, entry_of, web};
use super::findings::{Counts, Found};
use super::list::{self, Document, Section};
use super::outline::{self, Spot};
use super::templates::{self, Chrome};
use super::words::{self, Language, Moment, encoded};
use super::{Asked, PREFIX, beside, colour, reply};
use crate::diagnostic::Diagnostic;
use crate::parse::parse;
use crate::serve::Stage;
use crate::validate::reader::feeder::looks_like_json;
use crate::validate::validate;

/// So many entries are on one page.
const ON_PAGE: usize = 50;

/// So many findings are shown of those that no entry has.
const MOST: usize = 200;

#[derive(Serialize)]
struct Page {
    title: String,
    description: String,
    link: Option<String>,
    language: Option<Language>,
    icon: Option<String>,
    authors: Vec<Who>,
    updated: Option<Moment>,
    rights: Option<String>,
    kind: String,
    path: String,
    address: String,
    source: String,
    size: String,
    count: String,
    is_feed: bool,
    is_archive: bool,
    older: Option<String>,
    deleted: usize,
    documents: Vec<Document>,
    groups: Vec<Section>,
    entries: Vec<Shown>,
    /// Which of the entries these are, from 1; where not all are on this page.
    range: Option<(usize, usize, usize)>,
    newer: Option<String>,
    further: Option<String>,
    /// Findings about the feed itself, and those about entries with links to them.
    findings: Vec<Found>,
    more: usize,
    said: String,
}

/// What there is to know of a document.
struct Examined {
    kind: String,
    found: Vec<Diagnostic>,
    places: Vec<(Spot, Spot)>,
}

fn examine(stage: &Stage, path: &str, bytes: &[u8]) -> Examined {
    let judged = validate(bytes, &options(stage, path));
    let is_json = looks_like_json(bytes);
    let pieces = if is_json { colour::json(&judged.text) } else { colour::xml(&judged.text) };
    let places = outline::entries(&judged.text, &pieces, is_json);
    Examined { kind: judged.kind.title().to_owned(), places, found: judged.diagnostics }
}

/// The page of the document at this path; `None` where there is none.
pub fn page(asked: &Asked, path: &str) -> Option<Response<Body>> {
    let stage = &*asked.stage;
    let scene = &stage.scene;
    let bytes = stage.shelf.read(path)?;
    let parsed = parse(&bytes);
    let is_feed = parsed.is_some();
    let document = parsed.unwrap_or_default();
    let Examined { kind, found, places } = examine(stage, path, &bytes);
    let marks = entries::marks(&document);
    let count = document.entries.len();
    let first = asked.parameter("from").and_then(|from| from.parse::<usize>().ok()).unwrap_or(0).min(count);
    let last = first.saturating_add(ON_PAGE).min(count);
    let showing = Showing::new(stage, &document, path, &places, &found);
    let preview = format!("{PREFIX}feed/{}", encoded(path));
    let page_from = |from: usize| if from == 0 { preview.clone() } else { format!("{preview}?from={from}") };

    let mut counts = Counts::default();
    let mut of_entries = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let here = if (first..last).contains(&at) { String::new() } else { page_from(at / ON_PAGE * ON_PAGE) };
        for found in showing.findings(at) {
            counts = counts.with(found.level);
            if of_entries.len() < MOST {
                of_entries.push(Found { entry: Some((showing.title(at), format!("{here}#e-{mark}"))), ..found });
            }
        }
    }
    let own: Vec<&Diagnostic> =
        found.iter().filter(|found| entry_of(&places, found).is_none_or(|at| at >= count)).collect();
    let counts = counts.and(Counts::of(own.iter().copied()));
    let more = counts.all() - own.len().min(MOST) - of_entries.len();

    let mut findings: Vec<Found> =
        own.iter().take(MOST).map(|found| Found::in_document(found, path)).chain(of_entries).collect();
    // The first are seen without unfolding the others: they are the worst.
    findings.sort_by_key(Found::rank);

    let title = Some(document.title.clone()).filter(|title| !title.is_empty()).unwrap_or_else(|| path.to_owned());
    let page = Page {
        description: document.description.clone(),
        link: web(&document.link),
        language: Language::of(document.language.as_deref()),
        icon: document.icon.as_deref().and_then(|icon| beside::local(stage, icon)),
        authors: document.authors.iter().map(Who::of).collect(),
        updated: document.updated.map(|updated| Moment::of(updated, scene.zone)),
        rights: document.rights.clone(),
        kind,
        path: path.to_owned(),
        address: format!("/{}", encoded(path)),
        source: format!("{PREFIX}source/{}", encoded(path)),
        size: words::size(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
        count: words::number(count, "entry", "entries"),
        is_feed,
        is_archive: document.is_archive,
        older: document.older.as_deref().and_then(|older| here(stage, older)),
        deleted: document.deleted.len(),
        documents: list::documents(scene, path),
        groups: list::groups(stage, Some(path)),
        range: (count > last - first).then_some((first + 1, last, count)),
        newer: (first > 0).then(|| page_from(first.saturating_sub(ON_PAGE))),
        further: (last < count).then(|| page_from(last)),
        findings,
        more,
        said: counts.said(),
        entries: (first..last).filter_map(|at| showing.entry(at, marks.get(at)?)).collect(),
        title: title.clone(),
    };
    Some(reply::page(StatusCode::OK, templates::render("preview.html", Chrome::new(asked, title), page)))
}

/// The page of the document that an address leads to, if it is one of ours.
fn here(stage: &Stage, address: &str) -> Option<String> {
    let path = beside::below_output(&stage.scene, address)?;
    stage.shelf.has(&path).then(|| format!("{PREFIX}feed/{}", encoded(&path)))
}
