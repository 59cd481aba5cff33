//! A file's bytes, and those of its sidecar, into an article.

use std::sync::Arc;

use super::front_matter::{self, Front, Syntax};
use super::{Article, Body, Markup, Settings, SourceFile, dialect, encoding, file_name, head, markup_of, words};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Report, Span};
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

/// What [`read_apart`] gives.
#[derive(Debug)]
pub struct Apart<'b> {
    /// The article, if there is no fault; its [`Body::text`] is empty.
    pub article: Option<Article>,
    /// The text of its body, where it stands in the file.
    pub body: &'b str,
    /// What was found.
    pub found: Vec<Diagnostic>,
}

/// Reads one article. Every fault is found, not only the first; where one is an error there is no article.
pub fn read(file: &SourceFile, settings: &Settings) -> (Option<Article>, Vec<Diagnostic>) {
    let Apart { mut article, body, found } = read_apart(file, settings);
    if let Some(article) = &mut article {
        body.clone_into(&mut article.body.text);
    }
    (article, found)
}

/// Reads one article as [`read()`] does, but leaves its body where it is.
///
/// Of a large folder most articles are read only to be left out, and then their bodies need not be copied.
pub fn read_apart<'b>(file: &SourceFile<'b>, settings: &Settings) -> Apart<'b> {
    let own = encoding::decode(file.path, file.bytes);
    let sidecar = file.sidecar.map(|(path, bytes)| (path, encoding::decode(path, bytes)));
    match (own, sidecar) {
        (Ok(text), None) => read_whole(file, text, settings),
        (Ok(text), Some((path, Ok(sidecar)))) => read_pair(file, text, path, sidecar, settings),
        (own, sidecar) => {
            let reports = [own.err(), sidecar.and_then(|(_, text)| text.err())];
            let found = reports.into_iter().flatten().flat_map(in_order).collect();
            Apart { article: None, body: "", found }
        }
    }
}

/// The findings in the order of their places.
fn in_order(report: Report) -> Vec<Diagnostic> {
    let mut found = report.into_diagnostics();
    found.sort_by_key(|found| found.place);
    found
}

/// Reads an article whose head is in its file.
fn read_whole<'b>(file: &SourceFile, text: &'b str, settings: &Settings) -> Apart<'b> {
    let mut report = Report::new(file.path, text);
    let (syntax, opening, inside, body) = match front_matter::find(text, dialect::is_known, false) {
        Front::Head { syntax, opening, inside, body } => (syntax, opening, inside, body),
        other => {
            flag_no_head(&other, file, &mut report);
            return Apart { article: None, body: "", found: in_order(report) };
        }
    };
    let first_line = line_of(text, body);
    let body = text.get(body..).unwrap_or_default();
    let path = report.file().clone();
    let head = text.get(inside.start..inside.end).unwrap_or_default();
    let may_hold_forbidden = head.contains('\\');
    let mut written = Written { syntax, opening, inside, may_hold_forbidden, first_line, path };
    if text::find_forbidden(head).is_none() {
        let article = written.read(file, settings, &mut report);
        return Apart { article, body, found: in_order(report) };
    }
    // Some parsers take a NUL for the end: what no feed may hold goes before they see it. Lines stay what they are.
    flag_forbidden(inside, &mut report);
    let mut clean = text[..inside.start].to_owned();
    clean.push_str(&text::without_forbidden(head));
    written.inside = Span::new(inside.start, clean.len());
    let mut found = in_order(report);
    let mut report = Report::new(file.path, &clean);
    let article = written.read(file, settings, &mut report);
    found.extend(in_order(report));
    Apart { article, body, found }
}

/// Reads an article whose head is in a TOML file beside it.
fn read_pair<'b>(
    file: &SourceFile,
    text: &'b str,
    sidecar_path: &str,
    sidecar: &str,
    settings: &Settings,
) -> Apart<'b> {
    let mut own = Report::new(file.path, text);
    if let Front::Head { opening, .. } = front_matter::find(text, dialect::is_known, true) {
        own.flag(&TWO_HEADS, opening, format!("{} has front matter, and {sidecar_path} beside it", file.path))
            .related(sidecar_path.into(), None, "the other head")
            .help("move all fields to one of the two, and delete the other");
    }
    let inside = Span::new(0, sidecar.len());
    let opening = Span::new(0, sidecar.find(['\r', '\n']).unwrap_or(sidecar.len()));
    let mut report = Report::new(sidecar_path, sidecar);
    let path = own.file().clone();
    let written = Written { syntax: Syntax::Toml, opening, inside, may_hold_forbidden: true, first_line: 1, path };
    let mut article = written.read(file, settings, &mut report);
    if let Some(article) = &mut article {
        article.marks.in_sidecar = true;
    }
    if own.has_errors() {
        article = None;
    }
    let mut found = in_order(own);
    found.extend(in_order(report));
    Apart { article, body: text, found }
}

/// A head as it is written, and what its place says of the article.
struct Written {
    syntax: Syntax,
    opening: Span,
    inside: Span,
    /// Whether a text in it may hold a character that XML forbids, as it is or as an escape.
    may_hold_forbidden: bool,
    /// The body's.
    first_line: u32,
    /// The article's.
    path: Arc<str>,
}

impl Written {
    /// The article, its body's text left out. The head is in the text that `report` is about.
    fn read(self, file: &SourceFile, settings: &Settings, report: &mut Report) -> Option<Article> {
        let Written { syntax, opening, inside, may_hold_forbidden, first_line, path } = self;
        let table = parse_fields(syntax, inside, report)?;
        let markup = markup_of(file.path).unwrap_or(Markup::Markdown);
        let body = Body { text: String::new(), markup, first_line };
        let name = file_name::read(file.below);
        let head = head::Head { table: &table, syntax, opening, may_hold_forbidden, name, settings };
        head::read(head, path, body, report)
    }
}

/// The fields of the head that stands at `inside` in the text that `report` is about.
pub(super) fn parse_fields<'t>(syntax: Syntax, inside: Span, report: &mut Report<'t>) -> Option<Table<'t>> {
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
