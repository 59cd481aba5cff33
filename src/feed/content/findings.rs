//! What is flagged while a body is made fit, and where in the body it stands.

use super::{EMBED_LINKED, NESTING_TOO_DEEP, REMOVED_ELEMENT, TEMPLATE_CODE, UNRESOLVABLE_URL, UNSAFE_LINK};
use crate::diagnostic::{Diagnostic, Report, Rule, Span};
use crate::feed::urls::Refusal;
use crate::text;
use crate::text::FORBIDDEN_CHARACTER;

/// How many findings of one rule a body is told of; the rest would only repeat them.
const MOST: usize = 50;

/// The findings on one body.
pub struct Findings<'r, 't> {
    report: &'r mut Report<'t>,
    counts: Vec<(&'static str, usize)>,
    removed: Vec<String>,
    origin: Origin,
}

impl<'r, 't> Findings<'r, 't> {
    /// Findings that go to `report`, whose text is the body.
    pub fn new(report: &'r mut Report<'t>) -> Self {
        Findings { report, counts: Vec::new(), removed: Vec::new(), origin: Origin::default() }
    }

    /// The body.
    pub fn body(&self) -> &'t str {
        self.report.text()
    }

    /// Says that from now on places are sought in `html`, which holds pieces of the body.
    pub fn search_in(&mut self, html: String, pieces: Vec<Piece>) {
        self.origin = Origin { html: Some(html), pieces, ..Origin::default() };
    }

    /// The bytes of the body where the first of `needles` to be found stands that was read by the end of `line`.
    ///
    /// Asked for in document order, so that of several on a line each is found in turn.
    pub fn locate(&mut self, line: u64, needles: &[&str]) -> Span {
        let Origin { html, pieces, lines, found } = &mut self.origin;
        let text = html.as_deref().unwrap_or(self.report.text());
        if lines.is_empty() {
            *lines = line_starts(text);
        }
        let line = usize::try_from(line).unwrap_or(usize::MAX).clamp(1, lines.len());
        let start = lines[line - 1];
        let end = lines.get(line).copied().unwrap_or(text.len());
        let bytes = text.as_bytes();
        let from = start.max((*found).min(end));
        let hit = needles.iter().filter(|needle| !needle.is_empty()).find_map(|needle| {
            let at = find(&bytes[from..end], needle).map(|at| from + at).or_else(|| rfind(&bytes[..end], needle))?;
            Some((at, needle.len()))
        });
        let (at, length) = hit.unwrap_or((start, 0));
        *found = at + usize::from(hit.is_some());
        let body = if html.is_none() {
            at
        } else {
            let piece = pieces.partition_point(|piece| piece.html <= at).checked_sub(1).and_then(|i| pieces.get(i));
            piece.map_or(0, |piece| piece.body + (at - piece.html).min(piece.length))
        };
        Span::new(body, body + length)
    }

    fn flag(&mut self, rule: &'static Rule, span: Span, message: String) -> Option<&mut Diagnostic> {
        match self.counts.iter_mut().find(|(name, _)| *name == rule.name) {
            Some((_, count)) if *count >= MOST => return None,
            Some((_, count)) => *count += 1,
            None => self.counts.push((rule.name, 1)),
        }
        Some(self.report.flag(rule, span, message))
    }

    /// A character was dropped. Told once a body.
    pub fn forbidden(&mut self, c: char, span: Span) {
        if self.counts.iter().any(|(name, _)| *name == FORBIDDEN_CHARACTER.name) {
            return;
        }
        let code = format!("U+{:04X}", u32::from(c));
        let message = format!("the character {code} cannot be in a feed and is left out");
        if let Some(diagnostic) = self.flag(&FORBIDDEN_CHARACTER, span, message) {
            diagnostic.help("delete it; it often comes with text copied from elsewhere").param("character", code);
        }
    }

    /// The address of `what` (a link, a picture) was refused.
    pub fn refused(&mut self, refusal: &Refusal, what: &str, reference: &str, span: Span) {
        let short = shorten(reference);
        let diagnostic = match refusal {
            Refusal::Scheme(scheme) => {
                let message = format!("the {what} `{short}` is left out: a feed cannot carry `{scheme}:` addresses");
                let help = if scheme.contains('.') || scheme == "localhost" {
                    format!("write `https://` before `{scheme}`")
                } else {
                    "use an `https:` address, or one relative to the article".to_owned()
                };
                self.flag(&UNSAFE_LINK, span, message).map(|d| d.help(help).param("scheme", scheme.as_str()))
            }
            Refusal::Unparsable => {
                let message = format!("the {what} `{short}` is left out: that is not an address");
                let help = "write an `https:` address, or a path relative to the article";
                self.flag(&UNRESOLVABLE_URL, span, message).map(|d| d.help(help))
            }
        };
        if let Some(diagnostic) = diagnostic {
            diagnostic.param("url", short);
        }
    }

    /// An element cannot stay. Told once for each name.
    pub fn removed(&mut self, element: &str, fate: &str, line: u64) {
        if self.removed.iter().any(|name| name == element) || self.removed.len() >= MOST {
            return;
        }
        self.removed.push(element.to_owned());
        let message = format!("`<{}>` does nothing in a feed and is {fate}", shorten(element));
        let span = self.locate(line, &[&format!("<{element}")]);
        if let Some(diagnostic) = self.flag(&REMOVED_ELEMENT, span, message) {
            diagnostic.help("say the same in plain HTML, or link to the page").param("element", element);
        }
    }

    /// A frame became a link to `address`.
    pub fn embedded(&mut self, element: &str, address: &str, span: Span) {
        let message = format!("`<{element}>` becomes a link to {}", shorten(address));
        if let Some(diagnostic) = self.flag(&EMBED_LINKED, span, message) {
            diagnostic.help("give it a `title`, which the link will show").param("element", element);
            diagnostic.param("url", address);
        }
    }

    /// Code for templates stands in the text. Told once a body.
    pub fn template_code(&mut self, span: Span) {
        if !self.counts.iter().any(|(name, _)| *name == TEMPLATE_CODE.name) {
            let message = "this is code for a site generator's templates, which nothing runs here".to_owned();
            if let Some(diagnostic) = self.flag(&TEMPLATE_CODE, span, message) {
                diagnostic.help("subscribers see it as it stands: say the same in Markdown or HTML");
            }
        }
    }

    /// The body, or the part in `span`, is nested too deep and loses its markup.
    pub fn too_deep(&mut self, span: Span) {
        if !self.counts.iter().any(|(name, _)| *name == NESTING_TOO_DEEP.name) {
            let message =
                "this is nested deeper than readers can follow; its text is kept, its markup is not".to_owned();
            if let Some(diagnostic) = self.flag(&NESTING_TOO_DEEP, span, message) {
                diagnostic.help("look for tags that are never closed, or split the article");
            }
        }
    }
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    text::line(&short).into_owned()
}

/// Bytes of HTML that were taken from the body as they are.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Where they begin in the HTML.
    pub html: usize,
    /// Where they begin in the body.
    pub body: usize,
    /// How many they are.
    pub length: usize,
}

/// Where the HTML that is parsed comes from in the body.
#[derive(Default)]
struct Origin {
    /// HTML made from the body; `None` where the body itself is parsed.
    html: Option<String>,
    /// Which bytes of `html` were taken as they are, ascending.
    pieces: Vec<Piece>,
    lines: Vec<usize>,
    found: usize,
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
}

fn find(bytes: &[u8], needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    bytes.windows(needle.len().max(1)).position(|window| window.eq_ignore_ascii_case(needle))
}

fn rfind(bytes: &[u8], needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    bytes.windows(needle.len().max(1)).rposition(|window| window.eq_ignore_ascii_case(needle))
}
