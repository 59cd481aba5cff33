//! A feed's entries as a reader shows them, each with what is wrong with it.

use std::collections::HashMap;

use serde::Serialize;
use url::Url;

use super::findings::{self, Found};
use super::outline::Spot;
use super::words::{self, Language, Moment, encoded};
use super::{PREFIX, beside};
use crate::diagnostic::Diagnostic;
use crate::digest;
use crate::feed::{Attachment, Person};
use crate::parse::{Document, Entry};
use crate::serve::Stage;

/// An entry as it is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its id on the page.
    pub mark: String,
    /// Its title, or else the first words of what it says.
    pub title: String,
    has_title: bool,
    link: Option<String>,
    authors: Vec<Who>,
    contributors: Vec<Who>,
    published: Option<Moment>,
    updated: Option<Moment>,
    language: Option<Language>,
    tags: Vec<String>,
    summary: String,
    picture: Option<Picture>,
    content: Option<Content>,
    enclosures: Vec<Enclosure>,
    /// The file it was written in.
    file: Option<String>,
    /// Its first line in the source, and the address of that.
    line: Option<(u32, String)>,
    /// What is wrong with it.
    pub findings: Vec<Found>,
}

/// A person.
#[derive(Debug, Serialize)]
pub struct Who {
    name: String,
    address: Option<String>,
}

#[derive(Debug, Serialize)]
struct Picture {
    alt: String,
    /// Where it is on this server, or else where it is.
    here: Option<String>,
    address: String,
    host: String,
}

#[derive(Debug, Serialize)]
struct Content {
    address: String,
    /// `short`, `medium` or `long`: how high a frame it needs.
    length: &'static str,
}

#[derive(Debug, Serialize)]
struct Enclosure {
    title: String,
    /// `audio`, `video`, or empty where it cannot be played here.
    player: &'static str,
    here: Option<String>,
    address: Option<String>,
    host: String,
    media_type: String,
    size: Option<String>,
    duration: Option<String>,
}

/// By what each entry is known in addresses: a hash of its id, and of its number among those with the same.
pub fn marks(document: &Document) -> Vec<String> {
    let mut seen: HashMap<&String, usize> = HashMap::new();
    let mark = |entry| {
        let Entry { id, .. }: &Entry = entry;
        let number = seen.entry(id).or_default();
        *number += 1;
        let hash = digest::of(&(id, *number));
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    };
    document.entries.iter().map(mark).collect()
}

/// What entries are shown with.
pub struct Showing<'s> {
    /// What is served.
    pub stage: &'s Stage,
    /// The document, and its path.
    pub document: &'s Document,
    /// Its path below the output folder.
    pub path: &'s str,
    /// Where each entry lies in it.
    pub places: &'s [(Spot, Spot)],
    /// What is wrong with it.
    pub found: &'s [Diagnostic],
}

impl Showing<'_> {
    /// The entry with this number and mark.
    pub fn entry(&self, at: usize, mark: &str) -> Option<Shown> {
        let entry = self.document.entries.get(at)?;
        let scene = &self.stage.scene;
        let file = scene.articles.get(&entry.link).cloned();
        let moment = |instant| Moment::of(instant, scene.zone);
        let line = self.places.get(at).map(|(start, _)| start.0);
        let page = Language::of(self.document.language.as_deref());
        Some(Shown {
            mark: mark.to_owned(),
            title: title(entry),
            has_title: !entry.title.is_empty(),
            link: web(&entry.link),
            authors: entry.authors.iter().map(Who::of).collect(),
            contributors: entry.contributors.iter().map(Who::of).collect(),
            published: entry.published.map(moment),
            updated: entry.updated.filter(|updated| Some(*updated) != entry.published).map(moment),
            language: Language::of(entry.language.as_deref()).filter(|language| Some(language) != page.as_ref()),
            tags: entry.tags.clone(),
            summary: entry.summary.clone(),
            picture: entry.image.as_ref().map(|image| Picture {
                alt: image.alt.clone().unwrap_or_default(),
                here: beside::local(self.stage, &image.url),
                host: host(&image.url),
                address: image.url.clone(),
            }),
            content: entry.content.as_deref().filter(|content| !content.trim().is_empty()).map(|content| Content {
                address: format!("{PREFIX}content/{}?entry={mark}", encoded(self.path)),
                length: match content.len() {
                    0..500 => "short",
                    500..2000 => "medium",
                    _ => "long",
                },
            }),
            enclosures: entry.enclosures.iter().map(|one| self.enclosure(one)).collect(),
            findings: self.findings(at, entry, file.as_deref()),
            line: line.map(|line| (line, format!("{PREFIX}source/{}#L{line}", encoded(self.path)))),
            file,
        })
    }

    fn enclosure(&self, one: &Attachment) -> Enclosure {
        let here = beside::local(self.stage, &one.url);
        let kind = one.media_type.split('/').next().unwrap_or_default().to_ascii_lowercase();
        let name = one.url.split(['?', '#']).next().and_then(|path| path.rsplit('/').find(|part| !part.is_empty()));
        let name = name.map(|name| percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned());
        Enclosure {
            title: one.title.clone().or(name).unwrap_or_else(|| one.url.clone()),
            player: match &*kind {
                "audio" if here.is_some() => "audio",
                "video" if here.is_some() => "video",
                _ => "",
            },
            here,
            address: web(&one.url),
            host: host(&one.url),
            media_type: one.media_type.clone(),
            size: one.length.filter(|length| *length > 0).map(words::size),
            duration: one.duration.map(words::duration),
        }
    }

    /// What is wrong with an entry: in the document, and in the article that it comes from.
    fn findings(&self, at: usize, entry: &Entry, file: Option<&str>) -> Vec<Found> {
        let of_build: Vec<&Diagnostic> =
            file.map(|file| findings::of_article(&self.stage.scene, file).collect()).unwrap_or_default();
        let mut told = vec![false; of_build.len()];
        let mut all = Vec::new();
        for found in self.found.iter().filter(|found| entry_of(self.places, found) == Some(at)) {
            let mut shown = Found::in_document(found, self.path);
            shown.at = file.map(str::to_owned);
            let twin = of_build.iter().zip(&mut told).find(|(other, _)| findings::is_same(other, found));
            if let Some((other, told)) = twin {
                *told = true;
                shown.at = Found::of(other).at;
            }
            all.push(shown);
        }
        let others = of_build.iter().zip(&told).filter(|(_, told)| !**told);
        all.extend(others.map(|(found, _)| Found::of(found)));
        for found in &mut all {
            found.entry = Some((title(entry), String::new()));
        }
        all
    }
}

impl Who {
    /// A person, with the address of his page or else his mailbox.
    pub fn of(person: &Person) -> Who {
        let mailbox = || {
            person
                .email
                .as_deref()
                .filter(|email| email.contains('@'))
                .map(|email| format!("mailto:{}", encoded(email)))
        };
        let name = [Some(&person.name), person.email.as_ref(), person.url.as_ref()];
        Who {
            name: name.into_iter().flatten().find(|name| !name.is_empty()).cloned().unwrap_or_default(),
            address: person.url.as_deref().and_then(web).or_else(mailbox),
        }
    }
}

/// The number of the entry that a finding lies in.
pub fn entry_of(places: &[(Spot, Spot)], found: &Diagnostic) -> Option<usize> {
    let place = found.place?;
    let spot = (place.line, place.column);
    let at = places.partition_point(|(start, _)| *start <= spot).checked_sub(1)?;
    places.get(at).filter(|(_, end)| spot < *end).map(|_| at)
}

fn title(entry: &Entry) -> String {
    let said = [&entry.title, &entry.summary, &entry.link, &entry.id].into_iter().find(|text| !text.is_empty());
    let said = said.map_or("Without a title", |text| &**text);
    match said.char_indices().nth(120).filter(|_| entry.title.is_empty()) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said.to_owned(),
    }
}

/// An address that a link may have: others would be run, or lead to files.
pub fn web(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| String::from(url))
}

fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
