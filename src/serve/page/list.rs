//! The first page: which feeds there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde::Serialize;

use super::desk::Summary;
use super::entries::web;
use super::findings::{self, ByArticle, Counts, Found, stem};
use super::templates::{self, Chrome};
use super::words::{self, Language, encoded};
use super::{Asked, PREFIX, reply};
use crate::format::{Format, Group};
use crate::serve::{Listed, Scene, Stage};

/// A group with more feeds than this begins closed.
const OPEN_UP_TO: usize = 30;

/// So many findings of a build are shown.
const MOST: usize = 200;

/// The documents of a feed, one for each format.
type Documents = Vec<(Listed, Arc<Summary>)>;

#[derive(Serialize)]
struct Page {
    home: Option<String>,
    groups: Vec<Section>,
    archives: Vec<Document>,
    findings: Vec<Found>,
    said: String,
    more: usize,
}

/// Feeds of one group.
#[derive(Debug, Serialize)]
pub struct Section {
    title: &'static str,
    name: &'static str,
    is_main: bool,
    open: bool,
    size: String,
    feeds: Vec<Row>,
}

/// A feed, with a document for each format.
#[derive(Debug, Serialize)]
pub struct Row {
    label: String,
    description: String,
    language: Option<Language>,
    entries: String,
    size: String,
    findings: String,
    worst: &'static str,
    /// Whether it is the one whose page this is.
    current: bool,
    preview: String,
    documents: Vec<Document>,
}

/// One document of a feed.
#[derive(Debug, Serialize)]
pub struct Document {
    /// `RSS`, `Atom` or `JSON`.
    pub short: &'static str,
    name: &'static str,
    media_type: &'static str,
    path: String,
    /// Its page here.
    pub preview: String,
    address: String,
    entries: String,
    size: String,
    /// Whether it is the one whose page this is.
    pub current: bool,
}

/// The documents of the feed that the one at this path is of, which is marked; none where that is not one of ours.
pub fn documents(scene: &Scene, path: &str) -> Vec<Document> {
    if !scene.feeds.iter().any(|feed| feed.path == path) {
        return Vec::new();
    }
    let listed = scene.feeds.iter().filter(|feed| folder(&feed.path) == folder(path));
    listed.map(|feed| Document::of(feed, Some(path))).collect()
}

/// The page.
pub fn page(asked: &Asked) -> Response<Body> {
    let stage = &*asked.stage;
    let scene = &stage.scene;
    // While a build is refused, its findings are at the top of every page.
    let findings = if scene.fault.is_some() { &[] } else { &*scene.findings };
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|found| std::cmp::Reverse(found.level));
    let page = Page {
        home: scene.site.as_ref().and_then(|site| web(site.as_str())),
        groups: groups(stage, None),
        archives: scene.feeds.iter().filter(|feed| feed.is_archive).map(|feed| Document::of(feed, None)).collect(),
        findings: sorted.into_iter().take(MOST).map(Found::of).collect(),
        said: Counts::of(findings).said(),
        more: findings.len().saturating_sub(MOST),
    };
    let title = if scene.title.is_empty() { "Feeds".to_owned() } else { scene.title.clone() };
    reply::page(StatusCode::OK, templates::render("list.html", Chrome::new(asked, title), page))
}

/// The feeds that are no archive documents, by group. The one at this path is marked.
pub fn groups(stage: &Stage, current: Option<&str>) -> Vec<Section> {
    let mut feeds: BTreeMap<Group, Vec<Documents>> = BTreeMap::new();
    let summaries = stage.scene.desk.summaries(stage);
    let mut at: BTreeMap<&str, (Group, usize)> = BTreeMap::new();
    for (feed, summary) in &summaries {
        let folder = folder(&feed.path);
        let (group, index) = *at.entry(folder).or_insert_with(|| {
            let rows = feeds.entry(feed.group).or_default();
            rows.push(Vec::new());
            (feed.group, rows.len() - 1)
        });
        if let Some(documents) = feeds.get_mut(&group).and_then(|rows| rows.get_mut(index)) {
            documents.push((feed.clone(), Arc::clone(summary)));
        }
    }
    let of_build = findings::by_article(&stage.scene);
    let section = |(group, rows): (Group, Vec<Documents>)| {
        let feeds: Vec<Row> =
            rows.iter().filter_map(|documents| row(&stage.scene, &of_build, documents, current)).collect();
        let has_current = feeds.iter().any(|feed| feed.current);
        Section {
            title: group.title(),
            name: group.title().split(' ').next().unwrap_or_default(),
            is_main: group == Group::Main,
            open: has_current || current.is_none() && feeds.len() <= OPEN_UP_TO,
            size: words::number(feeds.len(), "feed", "feeds"),
            feeds,
        }
    };
    feeds.into_iter().map(section).collect()
}

/// The path of the folder that a document is in.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn row(scene: &Scene, of_build: &ByArticle, documents: &Documents, current: Option<&str>) -> Option<Row> {
    let (first, summary) = documents.first()?;
    let counts = documents.iter().map(|(_, summary)| counts(scene, of_build, summary));
    let counts = counts.fold(Counts::default(), Counts::most);
    let documents: Vec<_> = documents.iter().map(|(feed, _)| Document::of(feed, current)).collect();
    Some(Row {
        label: label(scene, first, summary),
        description: summary.description.clone(),
        language: Language::of(summary.language.as_deref()),
        entries: words::number(first.entries, "entry", "entries"),
        size: words::size(first.bytes),
        findings: counts.said(),
        worst: counts.worst(),
        current: documents.iter().any(|document| document.current),
        preview: documents.iter().find(|document| document.current).or(documents.first())?.preview.clone(),
        documents,
    })
}

/// How much is wrong with a document, and with the articles in it.
fn counts(scene: &Scene, of_build: &ByArticle, summary: &Summary) -> Counts {
    let files = summary.links.iter().filter_map(|link| scene.articles.get(link));
    let of_build = files.filter_map(|file| of_build.get(stem(file))).flatten();
    let others = of_build.filter(|found| !summary.found.iter().any(|own| findings::is_same(found, own)));
    Counts::of(summary.found.iter().chain(others.copied()))
}

/// What a feed is called among its like: its title, without that of the site where all begin with it.
fn label(scene: &Scene, feed: &Listed, summary: &Summary) -> String {
    let own = summary.title.strip_prefix(&scene.title).and_then(|rest| rest.strip_prefix(": "));
    let own = own.filter(|own| feed.group != Group::Main && !own.is_empty());
    let title = Some(own.unwrap_or(&summary.title)).filter(|title| !title.is_empty());
    title.unwrap_or(&feed.path).to_owned()
}

impl Document {
    /// A document; `current` is the path of the one whose page this is.
    pub fn of(feed: &Listed, current: Option<&str>) -> Document {
        let path = encoded(&feed.path);
        Document {
            short: match feed.format {
                Format::Rss => "RSS",
                Format::Atom => "Atom",
                Format::Json => "JSON",
            },
            name: feed.format.title(),
            media_type: feed.format.media_type(),
            preview: format!("{PREFIX}feed/{path}"),
            address: format!("/{path}"),
            entries: words::number(feed.entries, "entry", "entries"),
            size: words::size(feed.bytes),
            current: current == Some(&*feed.path),
            path: feed.path.clone(),
        }
    }
}
