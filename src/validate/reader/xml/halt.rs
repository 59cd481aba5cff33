//! Where a parser gives up that ends at the first fault and takes a piece of markup whole or not at all, as the one that
//! the W3C validator reads with does. [`Fault`] says what helps people most; this is the place that validator gives.

use super::chars::{find_forbidden, is_space};
use super::cursor::Cursor;
use super::names::declared_prefix;
use super::reader::{Reader, Stage};
use super::{Event, Text, XML_URI, XMLNS_URI};
use crate::diagnostic::{Report, Rule, Span};
use crate::validate::reader::Fault;

/// The first fault, while the piece that it is in is being read.
#[derive(Debug)]
pub(super) struct Held {
    rule: &'static Rule,
    fault: Fault,
    /// How many attributes the tag had before it.
    attributes: usize,
}

/// What taking a piece of markup came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Whole,
    /// The character at this byte cannot stand there.
    Not(usize),
    /// The text ends within the piece.
    Cut,
}

/// Where the reader was before a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    at: usize,
    stage: Stage,
    in_entity: bool,
}

impl<'d> Reader<'d> {
    pub(super) fn before(&self) -> Before {
        Before { at: self.cursor.at, stage: self.stage, in_entity: !self.outer.is_empty() }
    }

    /// Keeps a fault until its piece has been read.
    pub(super) fn hold(&mut self, rule: &'static Rule, fault: Fault) {
        if self.held.is_none() {
            self.held = Some(Held { rule, fault, attributes: self.attributes.len() });
        }
    }

    /// Ends reading if there was a fault in the step that began at `before` and came to `event`; what still counts of
    /// the event.
    pub(super) fn halt(&mut self, before: Before, event: Option<Event<'d>>, report: &mut Report) -> Option<Event<'d>> {
        let in_document = !before.in_entity && self.outer.is_empty();
        let forbidden = Some(self.forbidden_at).filter(|&at| in_document && at < self.cursor.at);
        if self.held.is_none() && forbidden.is_none() {
            return event;
        }
        self.closing = None;
        let base = self.document.window.base;
        let Some(held) = self.held.take() else {
            let at = forbidden.unwrap_or_default();
            self.held = Some(Held { rule: &super::SAX_ERROR, fault: self.forbidden_fault(at), attributes: 0 });
            return self.halt_at_forbidden(before, at, event, report);
        };
        let Held { rule, mut fault, attributes } = held;
        if before.in_entity || self.cursor.origin.is_some() {
            self.tell(rule, fault, report);
            return None;
        }
        let end = base + self.document.text.len();
        let text = self.document.text;
        let begins = Cursor { at: before.at, ..self.cursor };
        let at = fault.span.start.saturating_sub(base);
        let mut kept = None;
        let mut place = at;
        if self.stage == Stage::Cdata || before.stage == Stage::Cdata || begins.rest().starts_with("<![CDATA[") {
            place = match forbidden {
                Some(forbidden) => forbidden,
                None if before.stage == Stage::Root || before.stage == Stage::Cdata => text.len(),
                None => before.at,
            };
            kept = event.filter(|_| forbidden.is_none());
        } else if begins.peek() == Some(b'<') && before.at < text.len() && self.cursor.at > before.at {
            match take(begins) {
                Taken::Not(wrong) => place = wrong,
                Taken::Cut => place = before.at,
                Taken::Whole if begins.rest().starts_with("<!DOCTYPE") => place = at.min(forbidden.unwrap_or(at)),
                Taken::Whole if begins.rest().starts_with("<?xml") && before.at == 0 && base == 0 => {}
                Taken::Whole => {
                    place = before.at;
                    if let Some(Event::Start(_)) = event {
                        let (index, semantic) = self.first_in_tag(at, attributes, before.at);
                        place = semantic;
                        self.attributes.truncate(index);
                        kept = event;
                    }
                }
            }
        } else if begins.peek().is_none() || before.at >= text.len() {
            place = text.len();
        } else if let Some(forbidden) = forbidden.filter(|&forbidden| forbidden < at) {
            place = forbidden;
        }
        let start = (base + place).min(end);
        if start != fault.span.start {
            fault.span = Span::new(start, start + usize::from(start < end));
        }
        if !text.is_char_boundary(fault.span.end.saturating_sub(base).min(text.len())) {
            fault.span.end = fault.span.start;
        }
        if let (Some(Event::Text(_)), true) = (kept, rule.name == super::SAX_ERROR.name) {
            self.pending = Some((rule, fault));
            return kept;
        }
        self.tell(rule, fault, report);
        kept
    }

    /// Ends reading at a character that may stand nowhere; text before it counts.
    fn halt_at_forbidden(
        &mut self,
        before: Before,
        at: usize,
        event: Option<Event<'d>>,
        report: &mut Report,
    ) -> Option<Event<'d>> {
        let Held { rule, mut fault, .. } = self.held.take()?;
        match event {
            Some(Event::Text(text)) => {
                self.pending = Some((rule, fault));
                let start = text.span.start.saturating_sub(self.document.window.base);
                let raw = text.raw.get(..at.saturating_sub(start)).unwrap_or_default();
                let span = Span::new(text.span.start, text.span.start + raw.len());
                (!raw.is_empty()).then_some(Event::Text(Text { raw, span, ..text }))
            }
            _ => {
                // Something else in the piece may be wrong before it.
                let begins = Cursor { at: before.at, ..self.cursor };
                if begins.peek() == Some(b'<')
                    && let Taken::Not(wrong) = take(begins)
                    && wrong < at
                {
                    let start = self.document.window.base + wrong;
                    fault.span = Span::new(start, start + 1);
                }
                self.tell(rule, fault, report);
                None
            }
        }
    }

    /// Puts the first fault on the report; it is the last.
    pub(super) fn tell(&mut self, rule: &'static Rule, fault: Fault, report: &mut Report) {
        fault.flag(rule, report);
        self.faults = 1;
        self.done = true;
        self.waiting.clear();
    }

    /// The first fault of a tag that begins at byte `tag` and has the form of one: how many attributes come before it, and
    /// its place. The fault that was found first stands at `at`, behind `found` attributes.
    fn first_in_tag(&self, at: usize, found: usize, tag: usize) -> (usize, usize) {
        let base = self.document.window.base;
        let mut names = std::collections::HashSet::new();
        for (index, attribute) in self.attributes.iter().enumerate() {
            if !names.insert(attribute.name.raw) {
                return (index, attribute.name_span.start.saturating_sub(base));
            }
            let value =
                attribute.value_span.start.saturating_sub(base)..attribute.value_span.end.saturating_sub(base) + 1;
            if index == found && value.contains(&at) && !is_binding(attribute.name.raw, &attribute.value) {
                return (index, at);
            }
            if is_binding(attribute.name.raw, &attribute.value) {
                return (index, tag);
            }
        }
        (self.attributes.len(), tag)
    }
}

/// Whether a declaration of a namespace is one that must not be.
fn is_binding(name: &str, uri: &str) -> bool {
    let Some(prefix) = declared_prefix(name) else { return false };
    match prefix {
        "xml" => uri != XML_URI,
        "xmlns" => true,
        _ => uri == XML_URI || uri == XMLNS_URI || uri.contains(' ') || uri.is_empty() && !prefix.is_empty(),
    }
}

/// Goes past a piece of markup, which begins with `<`, looking at its form alone.
fn take(cursor: Cursor) -> Taken {
    let start = cursor.at;
    let mut cursor = cursor;
    cursor.at += 1;
    let wrong = |cursor: &Cursor| if cursor.peek().is_none() { Taken::Cut } else { Taken::Not(cursor.at) };
    match cursor.peek() {
        Some(b'/') => {
            cursor.at += 1;
            if cursor.peek() == Some(b':') || cursor.name().is_none() {
                return wrong(&cursor);
            }
            cursor.skip_space();
            if cursor.peek() == Some(b'>') { Taken::Whole } else { wrong(&cursor) }
        }
        Some(b'!') => declaration_like(cursor),
        Some(b'?') => {
            cursor.at += 1;
            instruction(cursor, start)
        }
        _ => tag(cursor),
    }
}

fn declaration_like(mut cursor: Cursor) -> Taken {
    cursor.at += 1;
    let rest = cursor.rest();
    if rest.starts_with("DOCTYPE") {
        return Taken::Whole;
    }
    for mark in ["--", "[CDATA["] {
        if !mark.starts_with(|c| rest.starts_with(c)) {
            continue;
        }
        for expected in mark.bytes() {
            match cursor.peek() {
                None => return Taken::Cut,
                Some(b) if b == expected => cursor.at += 1,
                Some(_) => return Taken::Not(cursor.at),
            }
        }
        return if mark == "--" { comment(cursor) } else { Taken::Whole };
    }
    if rest.is_empty() { Taken::Cut } else { Taken::Not(cursor.at) }
}

/// What is behind `<!--`.
fn comment(mut cursor: Cursor) -> Taken {
    let from = cursor.at;
    let end = cursor.until("--").map(|_| cursor.at);
    match (first_forbidden(&cursor, from, end.unwrap_or(cursor.text.len())), end) {
        (Some(at), _) => Taken::Not(at),
        (None, None) => Taken::Cut,
        _ => match cursor.peek() {
            None => Taken::Cut,
            Some(b'>') => Taken::Whole,
            Some(_) => Taken::Not(cursor.at),
        },
    }
}

/// What is behind `<?`.
fn instruction(mut cursor: Cursor, start: usize) -> Taken {
    let from = cursor.at;
    let wrong = |cursor: &Cursor| if cursor.peek().is_none() { Taken::Cut } else { Taken::Not(cursor.at) };
    let Some(target) = cursor.name() else { return wrong(&cursor) };
    if let Some(colon) = target.find(':') {
        return Taken::Not(from + colon);
    }
    if cursor.peek().is_none() {
        return Taken::Cut;
    }
    let _ = start;
    if target != "xml" && target.eq_ignore_ascii_case("xml") {
        return Taken::Not(cursor.at);
    }
    if !cursor.peek().is_some_and(is_space) {
        let end = cursor.rest().starts_with("?>");
        let cut = cursor.rest() == "?";
        if cursor.peek() == Some(b'?') {
            cursor.at += 1;
        }
        return if end {
            Taken::Whole
        } else if cut {
            Taken::Cut
        } else {
            Taken::Not(cursor.at)
        };
    }
    let from = cursor.at;
    let end = cursor.until("?>").map(|_| cursor.at);
    match (first_forbidden(&cursor, from, end.unwrap_or(cursor.text.len())), end) {
        (Some(at), _) => Taken::Not(at),
        (None, None) => Taken::Cut,
        _ => Taken::Whole,
    }
}

fn first_forbidden(cursor: &Cursor, from: usize, to: usize) -> Option<usize> {
    let text = cursor.text.get(..to).unwrap_or(cursor.text);
    find_forbidden(text, from).map(|(at, _)| at)
}

/// A start tag behind its `<`.
fn tag(mut cursor: Cursor) -> Taken {
    let wrong = |cursor: &Cursor| if cursor.peek().is_none() { Taken::Cut } else { Taken::Not(cursor.at) };
    if let Some(taken) = qualified_name(&mut cursor) {
        return taken;
    }
    loop {
        let spaced = cursor.skip_space();
        match cursor.peek() {
            Some(b'>') => return Taken::Whole,
            Some(b'/') => {
                cursor.at += 1;
                return if cursor.peek() == Some(b'>') { Taken::Whole } else { wrong(&cursor) };
            }
            _ if !spaced => return wrong(&cursor),
            _ => {}
        }
        if let Some(taken) = qualified_name(&mut cursor) {
            return taken;
        }
        cursor.skip_space();
        if cursor.peek() != Some(b'=') {
            return wrong(&cursor);
        }
        cursor.at += 1;
        cursor.skip_space();
        let Some(quote @ (b'"' | b'\'')) = cursor.peek() else { return wrong(&cursor) };
        cursor.at += 1;
        if let Some(taken) = value(&mut cursor, quote) {
            return taken;
        }
    }
}

/// Goes past a name with one colon at most, inside it.
fn qualified_name(cursor: &mut Cursor) -> Option<Taken> {
    let start = cursor.at;
    let wrong = |cursor: &Cursor| if cursor.peek().is_none() { Taken::Cut } else { Taken::Not(cursor.at) };
    let Some(name) = cursor.name().filter(|name| !name.starts_with(':')) else {
        cursor.at = start;
        return Some(wrong(cursor));
    };
    let colon = name.find(':')?;
    let local = name.get(colon + 1..).unwrap_or_default();
    if !local.starts_with(|c| c != ':' && cursor.is_name_start(c)) {
        cursor.at = start + colon + 1;
        return Some(wrong(cursor));
    }
    let second = local.find(':')?;
    Some(Taken::Not(start + colon + 1 + second))
}

/// Goes past a value and its closing quotation mark.
fn value(cursor: &mut Cursor, quote: u8) -> Option<Taken> {
    loop {
        match cursor.peek() {
            None => return Some(Taken::Cut),
            Some(b) if b == quote => {
                cursor.at += 1;
                return None;
            }
            Some(b'<') => return Some(Taken::Not(cursor.at)),
            Some(b'&') => {
                if let Some(taken) = reference(cursor) {
                    return Some(taken);
                }
            }
            Some(0x20..=0x7F | b'\t' | b'\n' | b'\r') => cursor.at += 1,
            Some(_) => {
                let start = cursor.at;
                cursor.skip_char();
                if first_forbidden(cursor, start, cursor.at).is_some() {
                    return Some(Taken::Not(start));
                }
            }
        }
    }
}

/// Goes past a reference, whatever it refers to.
fn reference(cursor: &mut Cursor) -> Option<Taken> {
    cursor.at += 1;
    let digits = |cursor: &mut Cursor, radix: u32| {
        let start = cursor.at;
        while cursor.peek().is_some_and(|b| char::from(b).is_digit(radix)) {
            cursor.at += 1;
        }
        cursor.at > start
    };
    let good = if cursor.eat("#x") {
        digits(cursor, 16)
    } else if cursor.eat("#") {
        digits(cursor, 10)
    } else {
        let start = cursor.at;
        let name = cursor.name();
        if let Some(colon) = name.and_then(|name| name.find(':')) {
            cursor.at = start + colon;
            return Some(Taken::Not(cursor.at));
        }
        name.is_some()
    };
    if good && cursor.eat(";") {
        return None;
    }
    Some(if cursor.peek().is_none() { Taken::Cut } else { Taken::Not(cursor.at) })
}
