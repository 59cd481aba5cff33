//! The source of a document: each byte as it is, in colours, with what is wrong at its line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use minijinja::Value;
use serde::Serialize;

use super::colour::{Kind, Piece};
use super::desk::options;
use super::findings::{Counts, Found, level};
use super::list::{self, Document};
use super::templates::{self, Chrome, write_prose};
use super::words::{self, encoded};
use super::{Asked, PREFIX, colour, reply};
use crate::diagnostic::Diagnostic;
use crate::feed::content::write;
use crate::validate::reader::feeder::looks_like_json;
use crate::validate::validate;

/// More of a document than this is not shown.
const MOST: usize = 2_000_000;

/// So many findings are marked.
const MOST_FOUND: usize = 500;

/// Lines that a browser may leave for later, together.
const CHUNK: u32 = 200;

#[derive(Serialize)]
struct Page {
    path: String,
    kind: String,
    preview: String,
    address: String,
    size: String,
    lines: String,
    /// How much is shown, where that is not all.
    cut: Option<String>,
    documents: Vec<Document>,
    findings: Vec<Found>,
    said: String,
    more: usize,
    source: Value,
}

/// The page of the document at this path; `None` where there is none.
pub fn page(asked: &Asked, path: &str) -> Option<Response<Body>> {
    let stage = &*asked.stage;
    let bytes = stage.shelf.read(path)?;
    let judged = validate(&bytes, &options(stage, path));
    let text = part(&judged.text);
    let pieces = if looks_like_json(&bytes) { colour::json(text) } else { colour::xml(text) };
    let mut found: Vec<&Diagnostic> = judged.diagnostics.iter().collect();
    let more = found.len().saturating_sub(MOST_FOUND);
    found.truncate(MOST_FOUND);
    let (source, lines) = draw(text, &pieces, &found);
    let is_cut = text.len() < judged.text.len();
    let size = |n: usize| words::size(u64::try_from(n).unwrap_or(u64::MAX));
    let source_of = |mut document: Document| {
        document.preview = document.preview.replacen("/feed/", "/source/", 1);
        document
    };
    let page = Page {
        path: path.to_owned(),
        kind: judged.kind.title().to_owned(),
        preview: format!("{PREFIX}feed/{}", encoded(path)),
        address: format!("/{}", encoded(path)),
        size: size(bytes.len()),
        lines: words::number(lines as usize, "line", "lines"),
        cut: is_cut.then(|| size(text.len())),
        documents: list::documents(&stage.scene, path).into_iter().map(source_of).collect(),
        findings: found.iter().map(|found| Found::in_document(found, path)).collect(),
        said: Counts::of(&judged.diagnostics).said(),
        more,
        source: Value::from_safe_string(source),
    };
    let title = format!("Source of {path}");
    Some(reply::page(StatusCode::OK, templates::render("source.html", Chrome::new(asked, title), page)))
}

/// The first of a text that is too long, up to the end of a line where that is near.
fn part(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let mut end = MOST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let first = text.get(..end).unwrap_or_default();
    let line = first.rfind('\n').filter(|at| *at > MOST / 2).map_or(end, |at| at + 1);
    first.get(..line).unwrap_or(first)
}

/// What is marked on a line: characters from 0, and the finding.
type Marks<'d> = BTreeMap<u32, Vec<(Range<u32>, &'d Diagnostic)>>;

/// The lines as HTML, and how many there are.
fn draw(text: &str, pieces: &[Piece], found: &[&Diagnostic]) -> (String, u32) {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut marks = Marks::new();
    for found in found {
        if let Some(place) = found.place {
            let start = place.column.saturating_sub(1);
            marks.entry(place.line).or_default().push((start..start.saturating_add(place.width), found));
        }
    }
    let mut drawing =
        Drawing { out: String::with_capacity(text.len() * 2), line: 0, column: 0, marks: &marks, now: &[] };
    drawing.begin_line();
    for piece in pieces {
        let mut rest = text.get(piece.start..piece.end.min(text.len())).unwrap_or_default();
        while let Some((line, behind)) = rest.split_once('\n') {
            drawing.piece(piece.kind, line);
            drawing.end_line();
            drawing.begin_line();
            rest = behind;
        }
        drawing.piece(piece.kind, rest);
    }
    drawing.end_line();
    drawing.out.push_str("</span>");
    (drawing.out, drawing.line)
}

struct Drawing<'d> {
    out: String,
    /// The number of the line, and how many characters of it are drawn.
    line: u32,
    column: u32,
    marks: &'d Marks<'d>,
    /// Those of this line.
    now: &'d [(Range<u32>, &'d Diagnostic)],
}

impl Drawing<'_> {
    fn begin_line(&mut self) {
        if self.line.is_multiple_of(CHUNK) {
            self.out.push_str(if self.line == 0 { "<span class=\"chunk\">" } else { "</span><span class=\"chunk\">" });
        }
        self.line += 1;
        self.column = 0;
        self.now = self.marks.get(&self.line).map(Vec::as_slice).unwrap_or_default();
        let worst = self.now.iter().map(|(_, found)| found.level).max().map_or("", level);
        let _ = write!(self.out, "<span class=\"l {worst}\" id=\"L{0}\" data-n=\"{0}\">", self.line);
    }

    fn end_line(&mut self) {
        self.out.push_str("\n</span>");
        for (_, found) in self.now {
            let level = level(found.level);
            let _ = write!(self.out, "<span class=\"remark {level}\"><b>{level}</b> ");
            write_prose(&mut self.out, &found.message);
            let _ = write!(self.out, " <a href=\"{PREFIX}rule/{0}\">{0}</a>", found.rule.name);
            if let Some(help) = &found.help {
                self.out.push_str(" <i>");
                write_prose(&mut self.out, help);
                self.out.push_str("</i>");
            }
            self.out.push_str("</span>");
        }
    }

    /// Draws a piece of a line; what is marked in it is a piece of its own.
    fn piece(&mut self, kind: Kind, text: &str) {
        let class = match kind {
            _ if text.is_empty() => return,
            Kind::Text => "",
            Kind::Tag => "t",
            Kind::Name => "n",
            Kind::Value => "v",
            Kind::Comment => "c",
            Kind::Prolog => "p",
            Kind::Section => "s",
            Kind::Data => "d",
            Kind::Literal => "e",
        };
        if !class.is_empty() {
            let _ = write!(self.out, "<span class=\"{class}\">");
        }
        self.marked(text);
        if !class.is_empty() {
            self.out.push_str("</span>");
        }
    }

    fn marked(&mut self, text: &str) {
        if self.now.is_empty() {
            return shown(&mut self.out, text);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let column = self.column;
            let inside = self.now.iter().any(|(range, _)| range.contains(&column));
            let bounds = self.now.iter().flat_map(|(range, _)| [range.start, range.end]);
            let length = bounds.filter(|bound| *bound > column).min().map_or(u32::MAX, |bound| bound - column);
            let end = rest.char_indices().nth(length as usize).map_or(rest.len(), |(end, _)| end);
            let (now, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.column = column.saturating_add(u32::try_from(now.chars().count()).unwrap_or(u32::MAX));
            if inside {
                self.out.push_str("<mark>");
            }
            shown(&mut self.out, now);
            if inside {
                self.out.push_str("</mark>");
            }
            rest = behind;
        }
    }
}

/// Writes text so that all of it can be seen: what has no shape, or turns others around, is named.
fn shown(out: &mut String, text: &str) {
    let mut done = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| is_unseen(*c)) {
        write::text(out, text.get(done..at).unwrap_or_default());
        done = at + c.len_utf8();
        match c {
            '\r' => out.push_str("<span class=\"u\">CR</span>"),
            '\u{FFFD}' => out.push_str("<span class=\"u\">\u{FFFD}</span>"),
            _ => {
                let _ = write!(out, "<span class=\"u\">U+{:04X}</span>", u32::from(c));
            }
        }
    }
    write::text(out, text.get(done..).unwrap_or_default());
}

fn is_unseen(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Level, Place};
    use crate::feed::content::REMOVED_ELEMENT;

    #[test]
    fn what_is_wrong_is_marked_in_its_line() {
        let text = "<a>\n<b c=\"é\u{202E}\">x\u{7}</b>\n";
        let mut found = Diagnostic::new(&REMOVED_ELEMENT, "x", "it is `<odd>`");
        found.at(Place { line: 2, column: 5, width: 4 }).help("mend it");
        assert_eq!(found.level, Level::Warning);
        let (html, lines) = draw(text, &colour::xml(text), &[&found]);
        assert_eq!(lines, 2);
        let expected = "<span class=\"chunk\"><span class=\"l \" id=\"L1\" data-n=\"1\"><span class=\"t\">&lt;a</span><span class=\"t\">&gt;</span>\n</span>\
            <span class=\"l warning\" id=\"L2\" data-n=\"2\"><span class=\"t\">&lt;b</span> <span class=\"n\">c</span>\
            <span class=\"t\"><mark>=</mark></span><span class=\"v\"><mark>&quot;</mark></span>\
            <span class=\"v\"><mark>é<span class=\"u\">U+202E</span></mark></span><span class=\"v\">&quot;</span><span class=\"t\">&gt;</span>\
            x<span class=\"u\">U+0007</span><span class=\"t\">&lt;/b</span><span class=\"t\">&gt;</span>\n</span>\
            <span class=\"remark warning\"><b>warning</b> it is <code>&lt;odd&gt;</code> <a href=\"/.feedmill/rule/removed-element\">removed-element</a> <i>mend it</i></span></span>";
        assert_eq!(html, expected.replace("&quot;", "\""));
    }
}
