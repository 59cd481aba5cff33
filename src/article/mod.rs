//! One input document: what its author wrote, read and typed, not yet fit for a feed.
//!
//! [`read`] takes a file's bytes and gives an [`Article`] or says what is wrong. The head may be TOML, YAML, JSON or
//! `Key: value` lines, in the dialects of Hugo, Zola, Jekyll, Pelican, Eleventy and Astro as well as in feedmill's own.

pub(crate) mod address;
pub(crate) mod date;
mod dialect;
pub(crate) mod encoding;
mod file_name;
mod front_matter;
pub(crate) mod head;
pub(crate) mod language;
pub(crate) mod media;
pub(crate) mod people;
mod permalink;
pub(crate) mod words;
mod written_date;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use self::front_matter::{Front, Syntax};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place, Report, Span};
use crate::fields::{self, Table};
use crate::text;

rules! {
    /// An article has no front matter, and no sidecar.
    ///
    /// At least its title is needed. Begin the file with a head between lines of `+++` (TOML) or `---` (YAML), or put
    /// the same fields into a TOML file of the same name beside it: `grain.toml` for `grain.md`.
    MISSING_FRONT_MATTER = Error "missing-front-matter";

    /// The front matter of an article begins but does not end.
    ///
    /// All of the article would be taken for its head. Close the head with the same line that it begins with.
    UNTERMINATED_FRONT_MATTER = Error "unterminated-front-matter";

    /// The front matter is written in a language that is not read, such as JavaScript.
    ///
    /// Write it as TOML, YAML or JSON.
    UNSUPPORTED_FRONT_MATTER = Error "unsupported-front-matter";

    /// An article has both front matter and a sidecar.
    ///
    /// Which of the two counts cannot be known. Keep one.
    TWO_HEADS = Error "two-heads";
}

/// An article's file.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// The file, as the user would name it, with `/` between folders.
    pub path: &'a str,
    /// Its path below the folder of articles, with `/` between folders.
    pub below: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// The TOML file of the same name beside it: as the user would name it, and what is in it.
    pub sidecar: Option<(&'a str, &'a [u8])>,
}

/// What an article takes from its site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where dates and times without an offset are meant.
    pub zone: Tz,
    /// The site's language tag; articles in it need not say so.
    pub language: Option<String>,
}

impl Default for Settings {
    /// UTC, and no language.
    fn default() -> Self {
        Settings { zone: Tz::UTC, language: None }
    }
}

/// Reads one article. Every fault is found, not only the first; where one is an error there is no article.
pub fn read(file: &SourceFile, settings: &Settings) -> (Option<Article>, Vec<Diagnostic>) {
    let own = encoding::decode(file.path, file.bytes);
    let sidecar = file.sidecar.map(|(path, bytes)| (path, encoding::decode(path, bytes)));
    match (own, sidecar) {
        (Ok(text), None) => read_whole(file, text, settings),
        (Ok(text), Some((path, Ok(sidecar)))) => read_pair(file, text, path, sidecar, settings),
        (own, sidecar) => {
            let reports = [own.err(), sidecar.and_then(|(_, text)| text.err())];
            (None, reports.into_iter().flatten().flat_map(Report::into_diagnostics).collect())
        }
    }
}

/// Reads an article whose head is in its file.
fn read_whole(file: &SourceFile, text: &str, settings: &Settings) -> (Option<Article>, Vec<Diagnostic>) {
    let mut report = Report::new(file.path, text);
    let (syntax, opening, inside, body) = match front_matter::find(text, dialect::is_known, false) {
        Front::Head { syntax, opening, inside, body } => (syntax, opening, inside, body),
        other => {
            flag_no_head(&other, file, &mut report);
            return (None, report.into_diagnostics());
        }
    };
    let body = Body {
        text: text[body..].to_owned(),
        markup: markup_of(file.path).unwrap_or(Markup::Markdown),
        first_line: line_of(text, body),
    };
    if text::find_forbidden(&text[inside.start..inside.end]).is_none() {
        let article = read_head(file, settings, syntax, opening, inside, body, &mut report);
        return (article, report.into_diagnostics());
    }
    // Some parsers take a NUL for the end: what no feed may hold goes before they see it. Lines stay what they are.
    flag_forbidden(inside, &mut report);
    let mut clean = text[..inside.start].to_owned();
    clean.push_str(&text::without_forbidden(&text[inside.start..inside.end]));
    let inside = Span::new(inside.start, clean.len());
    let mut found = report.into_diagnostics();
    let mut report = Report::new(file.path, &clean);
    let article = read_head(file, settings, syntax, opening, inside, body, &mut report);
    found.extend(report.into_diagnostics());
    (article, found)
}

/// Reads an article whose head is in a TOML file beside it.
fn read_pair(
    file: &SourceFile,
    text: &str,
    sidecar_path: &str,
    sidecar: &str,
    settings: &Settings,
) -> (Option<Article>, Vec<Diagnostic>) {
    let mut own = Report::new(file.path, text);
    if let Front::Head { opening, .. } = front_matter::find(text, dialect::is_known, true) {
        own.flag(&TWO_HEADS, opening, format!("{} has front matter, and {sidecar_path} beside it", file.path))
            .related(sidecar_path.into(), None, "the other head")
            .help("move all fields to one of the two, and delete the other");
    }
    let body = Body { text: text.to_owned(), markup: markup_of(file.path).unwrap_or(Markup::Markdown), first_line: 1 };
    let whole = Span::new(0, sidecar.len());
    let first_line = sidecar.find(['\r', '\n']).unwrap_or(sidecar.len());
    let mut report = Report::new(sidecar_path, sidecar);
    let mut article = read_head(file, settings, Syntax::Toml, Span::new(0, first_line), whole, body, &mut report);
    if let Some(article) = &mut article {
        article.marks.in_sidecar = true;
    }
    let article = article.filter(|_| !own.has_errors());
    let mut found = own.into_diagnostics();
    found.extend(report.into_diagnostics());
    (article, found)
}

fn read_head(
    file: &SourceFile,
    settings: &Settings,
    syntax: Syntax,
    opening: Span,
    inside: Span,
    body: Body,
    report: &mut Report,
) -> Option<Article> {
    let table = parse_fields(syntax, inside, report)?;
    let name = file_name::read(file.below);
    head::read(head::Head { table: &table, syntax, opening, name, settings }, file.path, body, report)
}

fn parse_fields(syntax: Syntax, inside: Span, report: &mut Report) -> Option<Table> {
    let text = &report.text()[inside.start..inside.end];
    match syntax {
        Syntax::Toml => fields::toml::parse(text, inside.start, report),
        Syntax::Yaml => fields::yaml::parse(text, inside.start, report),
        Syntax::Json => fields::json::parse(text, inside.start, report),
        Syntax::Lines => Some(fields::pelican::parse(text, inside.start, report)),
    }
}

fn flag_no_head(front: &Front, file: &SourceFile, report: &mut Report) {
    match front {
        Front::Unterminated { opening, fence } => {
            let last = last_line_of_fields(report.text(), *opening);
            let first = line_of(report.text(), opening.start);
            let help = match last.saturating_sub(first) {
                0 => format!("add a line `{fence}` after the last field"),
                _ => format!("add a line `{fence}` after the last field, it seems after line {last}"),
            };
            report
                .flag(
                    &UNTERMINATED_FRONT_MATTER,
                    *opening,
                    format!("the front matter that begins here has no closing `{fence}`"),
                )
                .param("fence", *fence)
                .help(help);
        }
        Front::Unsupported { opening, language } => {
            report
                .flag(&UNSUPPORTED_FRONT_MATTER, *opening, format!("front matter in `{language}` is not read"))
                .param("language", *language)
                .help("write it as TOML (`+++`), YAML (`---`) or JSON (`---json`)");
        }
        Front::Nothing | Front::Head { .. } => {
            let name = file_name::read(file.below);
            let title = words::title_of_slug(name.slug);
            let mut head = format!("+++\ntitle = \"{title}\"\n");
            if name.date.is_none() {
                head.push_str("date = 2026-11-20\n");
            }
            head.push_str("+++");
            let first_line = report.text().find(['\r', '\n']).unwrap_or(report.text().len());
            let what =
                if report.text().trim().is_empty() { "the file is empty" } else { "the article has no front matter" };
            report
                .flag(&MISSING_FRONT_MATTER, Span::new(0, first_line), what)
                .help(format!("begin the file with title and date:\n{head}"));
        }
    }
}

/// The number of the last line before the first empty one behind a head's opening.
fn last_line_of_fields(text: &str, opening: Span) -> u32 {
    let mut end = opening.end;
    for line in text[opening.end..].split_inclusive('\n').skip(1) {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    line_of(text, end)
}

/// The number of the line that byte `at` is on.
fn line_of(text: &str, at: usize) -> u32 {
    let before = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

fn flag_forbidden(inside: Span, report: &mut Report) {
    let head = &report.text()[inside.start..inside.end];
    let forbidden = head.char_indices().filter(|(_, c)| !text::is_xml_char(*c));
    for (at, c) in forbidden.take(words::MAX_FORBIDDEN) {
        let start = inside.start + at;
        words::flag_char(c, "the head", Span::new(start, start + c.len_utf8()), report);
    }
}

/// An article. Text is as its author wrote it; URLs may be relative to the article's own.
#[derive(Debug, Clone)]
pub struct Article {
    /// The file, as the user would name it, with `/` between folders.
    pub path: Arc<str>,
    /// Path below the folder of articles without extension, and for a page bundle without `/index`: `world/2026/grain`.
    pub stem: String,
    /// The section; empty where the article lies in none.
    pub section: String,
    /// The last part of its address. Never empty, holds no `/`.
    pub slug: String,
    /// The title, plain text.
    pub title: String,
    /// The subtitle, plain text.
    pub subtitle: Option<String>,
    /// When it is, or will be, published.
    pub published: DateTime<FixedOffset>,
    /// When it was last changed in a way its readers should know of.
    pub updated: Option<DateTime<FixedOffset>>,
    /// Not before this moment, where that is not [`Article::published`] (Hugo's `publishDate`).
    pub embargo: Option<DateTime<FixedOffset>>,
    /// From this moment on it is in no feed.
    pub expires: Option<DateTime<FixedOffset>>,
    /// Its authors, in order; empty where the site's are meant.
    pub authors: Vec<Byline>,
    /// Those who contributed, in order.
    pub contributors: Vec<Byline>,
    /// The summary as given, plain text.
    pub summary: Option<String>,
    /// The tags, in order, none twice.
    pub tags: Vec<String>,
    /// Language tag (BCP 47), where it is not the site's.
    pub language: Option<String>,
    /// Its address as given: a URL, or a path from the site's root.
    pub url: Option<String>,
    /// The permanent id as given.
    pub id: Option<String>,
    /// Not to be published yet.
    pub draft: bool,
    /// Whether it may be in feeds at all.
    pub in_feeds: bool,
    /// Its own choice of how much of it a feed shows.
    pub content: Option<Mode>,
    /// The picture that stands for it.
    pub image: Option<Image>,
    /// Files that go with it.
    pub enclosures: Vec<Enclosure>,
    /// The body.
    pub body: Body,
    /// Where the parts of the head stand, for findings made later.
    pub marks: Marks,
}

impl Article {
    /// Reads an article whose file is `path` (as in `world/grain.md`) and holds `text`; times without an offset are in
    /// `zone`. Warnings are told only beside an error; [`read`] tells all.
    ///
    /// ```
    /// let text = "+++\ntitle = \"Grain\"\ndate = 2026-11-20T09:30:00+02:00\n+++\nPrices fall.\n";
    /// let article = feedmill::Article::parse("world/grain.md", text, chrono_tz::UTC).unwrap();
    /// assert_eq!((article.section.as_str(), article.slug.as_str()), ("world", "grain"));
    ///
    /// let faults = feedmill::Article::parse("grain.md", "+++\ntitle = 7 8\n+++\n", chrono_tz::UTC).unwrap_err();
    /// assert_eq!(faults[0].rule.name, "invalid-toml");
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(path: &str, text: &str, zone: Tz) -> Result<Article, Vec<Diagnostic>> {
        let file = SourceFile { path, below: path, bytes: text.as_bytes(), sidecar: None };
        let (article, found) = read(&file, &Settings { zone, language: None });
        article.ok_or(found)
    }

    /// The file that its head, and so every place in [`Article::marks`], is in: its own, or the sidecar.
    pub fn head_file(&self) -> Arc<str> {
        if !self.marks.in_sidecar {
            return self.path.clone();
        }
        let (folder, name) = self.path.rsplit_once('/').map_or(("", &*self.path), |(folder, name)| (folder, name));
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        if folder.is_empty() { format!("{name}.toml").into() } else { format!("{folder}/{name}.toml").into() }
    }
}

/// A name under an article: a key of the configuration's `[authors]`, or a person as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Byline {
    /// Name, or key. White space collapsed, not empty.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The person's page.
    pub url: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// How much of an entry a feed shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Title and link.
    Title,
    /// And the summary.
    Summary,
    /// And the whole content.
    Full,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its address as given.
    pub url: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A file that goes with an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enclosure {
    /// The file on disk as given, from which the other facts are measured.
    pub file: Option<String>,
    /// Its address as given, where that is not `file`'s.
    pub url: Option<String>,
    /// Its size in bytes.
    pub length: Option<u64>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its running time in seconds.
    pub duration: Option<u64>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Markup {
    /// CommonMark with tables, footnotes, strikethrough and task lists; raw HTML allowed.
    Markdown,
    /// HTML, a fragment or a whole page.
    Html,
    /// Plain text: paragraphs between empty lines.
    Text,
}

/// What the file at `path` is written in, by its extension; `None` where it is no article.
pub fn markup_of(path: &str) -> Option<Markup> {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').and_then(|(_, extension)| markup_of_extension(extension))
}

fn markup_of_extension(extension: &str) -> Option<Markup> {
    let is = |names: &[&str]| names.iter().any(|name| extension.eq_ignore_ascii_case(name));
    if is(&["md", "markdown"]) {
        Some(Markup::Markdown)
    } else if is(&["html", "htm"]) {
        Some(Markup::Html)
    } else if is(&["txt"]) {
        Some(Markup::Text)
    } else {
        None
    }
}

/// An article's body.
#[derive(Debug, Clone)]
pub struct Body {
    /// The text.
    pub text: String,
    /// What it is written in.
    pub markup: Markup,
    /// The number of its first line in the article's file.
    pub first_line: u32,
}

/// Where the parts of an article's head stand, for findings that are made when it is long gone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// `title`.
    pub title: Option<Place>,
    /// `date`.
    pub date: Option<Place>,
    /// `url`, `permalink` or `path`.
    pub url: Option<Place>,
    /// `slug`.
    pub slug: Option<Place>,
    /// `id`.
    pub id: Option<Place>,
    /// `tags`.
    pub tags: Option<Place>,
    /// `summary`.
    pub summary: Option<Place>,
    /// These places, and those of people, image and enclosures, are in the sidecar; see [`Article::head_file`].
    pub in_sidecar: bool,
}

#[cfg(test)]
mod tests;
