//! An element that closes: its text, what it lacks, and how it goes with what it holds.

use super::hex::HexSearch;
use super::{MISSING_ATTRIBUTE, MISSING_ELEMENT, Walk};
use crate::diagnostic::{Diagnostic, Report, Rule, Span};
use crate::validate::context::{At, Scope};
use crate::validate::node::{Kept, Mode, Spot};
use crate::validate::schema::{Attr, Check, Facts, Holds, Value};
use crate::validate::value::text::UNEXPECTED_WHITESPACE;
use crate::validate::value::{Flaw, html};

impl Walk<'_> {
    pub(super) fn end(&mut self, report: &mut Report<'_>) {
        let Some(top) = self.top() else { return };
        if self.depth < 2 {
            return;
        }
        // An empty tag ends where it ends, as the W3C validator counts.
        let (open, mode) = (top.open.span, top.mode);
        if open == self.ctx.here {
            self.ctx.here = Span::new(open.end, open.end);
        }
        match mode {
            Mode::Construct => self.end_construct(report),
            Mode::Div => self.end_div(),
            Mode::Rdf { literal } => self.end_rdf(literal, report),
            _ => {}
        }
        if let Some(row) = self.top().and_then(|top| top.row) {
            let mut scope = self.scope(report);
            for attr in row.attrs.iter().filter(|attr| row.late || attr.late) {
                judge_attribute(&mut scope, attr);
            }
            if !row.text.is_empty() {
                judge_text(&mut scope, row.text);
            }
            for relation in row.relations {
                relation(&mut scope);
            }
            if let Holds::Elements(table) = row.holds {
                for expected in table.expected() {
                    if scope.node().count_row(expected) == 0 {
                        missing(&mut scope, expected.name, expected.missing.unwrap_or(&MISSING_ELEMENT), expected.hint);
                    }
                }
            }
            if row.keep {
                let kept = self.top_mut().map(|top| Kept {
                    row,
                    text: top.text.trim().to_owned(),
                    attrs: std::mem::take(&mut top.attrs),
                    open: top.open,
                });
                let at = self.depth.checked_sub(2);
                if let (Some(parent), Some(kept)) = (at.and_then(|at| self.stack.get_mut(at)), kept) {
                    parent.keep(kept);
                }
            }
        }
        self.depth -= 1;
        self.ctx.prefixes.leave(self.depth);
    }
}

/// Flags that the element at hand has no child called `name`.
pub(in crate::validate) fn missing<'s>(
    scope: &'s mut Scope<'_, '_, '_>,
    name: &str,
    rule: &'static Rule,
    hint: &str,
) -> &'s mut Diagnostic {
    let within = scope.node().name.clone();
    let help = if hint.is_empty() { format!("add `<{name}>…</{name}>`") } else { format!("add `{hint}`") };
    scope.flag_as(rule, At::Close, format!("`<{within}>` has no `<{name}>`"), name, &within).help(help)
}

/// Judges the text of the element at hand.
pub(in crate::validate) fn judge_text(scope: &mut Scope<'_, '_, '_>, checks: &[Check]) {
    let since_plain = scope.ctx.as_w3c() && scope.node().row.is_some_and(|row| row.since_plain);
    let (flaws, is_plain) = with_facts(scope, |scope, facts| {
        let mut flaws = Vec::new();
        let node = scope.node();
        let since = since_plain.then(|| Facts { hex: hex_search(scope, scope.ctx.plain_start), ..*facts });
        let facts = since.as_ref().unwrap_or(facts);
        let mut value = Value { text: node.value(), raw: &node.text, facts, is_plain: false, flaws: &mut flaws };
        for check in checks {
            check(&mut value);
        }
        let is_plain = value.is_plain;
        (flaws, is_plain)
    });
    if is_plain && !since_plain {
        let (start, note) = (scope.node().open.span.start, scope.node().hex);
        scope.ctx.plain_start = start;
        scope.ctx.hex_lines.plain_begins(note);
    }
    if flaws.is_empty() {
        return;
    }
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    let text = scope.node().value().to_owned();
    for flaw in flaws {
        place_flaw(scope, with_value(flaw, &text), At::Text, &name, &parent, None);
    }
}

/// A flaw whose parameters have the value that it is of, if that is no longer than a reader of findings would want.
fn with_value(flaw: Flaw, text: &str) -> Flaw {
    const LONGEST: usize = 1000;
    match text.len() <= LONGEST && flaw.params.iter().all(|(name, _)| *name != "value") {
        true => flaw.param("value", text),
        false => flaw,
    }
}

/// Makes a finding of a flaw that the element at hand has; it is what the finding is about.
pub(in crate::validate) fn judge_as(scope: &mut Scope<'_, '_, '_>, flaw: Option<Flaw>, at: At<'_>, attr: Option<&str>) {
    let Some(flaw) = flaw else { return };
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    place_flaw(scope, flaw, at, &name, &parent, attr);
}

/// Judges one attribute of the element at hand.
pub(in crate::validate) fn judge_attribute(scope: &mut Scope<'_, '_, '_>, attr: &'static Attr) {
    if attr.value.is_empty() && attr.missing.is_none() {
        return;
    }
    let found = scope.node().attribute(attr.name).filter(|found| !(attr.filled && found.value.is_empty()));
    let Some(found) = found else {
        if let Some(rule) = attr.missing {
            let node = scope.node();
            let (name, parent) = (node.name.clone(), scope.parent().name.clone());
            let at = if node.row.is_some_and(|row| row.judges_late(attr.name)) {
                At::Both(node.open, scope.ctx.here.into())
            } else {
                At::Open
            };
            let message = match std::ptr::eq(rule, &MISSING_ATTRIBUTE) {
                true => format!("`<{name}>` needs the attribute `{}`", attr.name),
                false => format!("`<{name}>` has no attribute `{}`", attr.name),
            };
            scope
                .flag_as(rule, at, message, &name, &parent)
                .help(format!("add `{}=\"…\"`", attr.name))
                .param("attr", attr.name);
        }
        return;
    };
    if attr.value.is_empty() {
        return;
    }
    let text = &*found.value;
    let flaws = with_attribute_facts(scope, |facts| {
        let mut flaws = Vec::new();
        let mut value = Value { text, raw: text, facts, is_plain: false, flaws: &mut flaws };
        for check in attr.value {
            check(&mut value);
        }
        flaws
    });
    if flaws.is_empty() {
        return;
    }
    let text = text.to_owned();
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    for flaw in flaws {
        let flaw = with_value(flaw, &text);
        let (element, within) = match (attr.of_element, attr.beside) {
            (true, _) => (&*name, &parent),
            (false, true) => (attr.name, &parent),
            (false, false) => (attr.name, &name),
        };
        place_flaw(scope, flaw, At::Attr(attr.name), element, within, Some(attr.name));
    }
}

/// Runs `judge` with what a check may know of the element at hand.
pub(in crate::validate) fn with_facts<R>(
    scope: &Scope<'_, '_, '_>,
    judge: impl FnOnce(&Scope<'_, '_, '_>, &Facts<'_>) -> R,
) -> R {
    let facts = Facts {
        kind: scope.ctx.kind,
        rss_version: &scope.ctx.rss_version,
        now: scope.ctx.options.now,
        base: scope.base(),
        document: &scope.ctx.base,
        hex: hex_search(scope, scope.node().open.span.start),
        own: !scope.ctx.as_w3c(),
        html: scope.ctx.options.html,
        element: &scope.node().name,
    };
    judge(scope, &facts)
}

/// Runs `judge` with what a check may know of an attribute of the element at hand.
pub(in crate::validate) fn with_attribute_facts<R>(
    scope: &Scope<'_, '_, '_>,
    judge: impl FnOnce(&Facts<'_>) -> R,
) -> R {
    with_facts(scope, |scope, facts| match scope.ctx.as_w3c() {
        true => judge(&Facts { hex: hex_search(scope, scope.ctx.plain_start), ..*facts }),
        false => judge(facts),
    })
}

/// Whether `&#x` is written in the lines from `start` to where the element begins.
fn hex_search<'s>(scope: &'s Scope<'_, '_, '_>, start: usize) -> HexSearch<'s> {
    let node = scope.node();
    scope.ctx.hex_lines.search(start, node.open.span.start, node.hex, scope.report)
}

/// Makes a finding of a flaw.
pub(in crate::validate) fn place_flaw(
    scope: &mut Scope<'_, '_, '_>,
    flaw: Flaw,
    at: At<'_>,
    element: &str,
    parent: &str,
    attr: Option<&str>,
) {
    let at = match (&flaw.at, at) {
        (Some(range), At::Text) if !scope.ctx.as_w3c() => {
            let node = scope.node();
            // The flaw counts from where the value begins, which is behind white space.
            let skipped =
                if node.value().len() == node.text.len() { 0 } else { node.text.len() - node.text.trim_start().len() };
            let own = node.locate(range.start + skipped, range.end + skipped, |span| {
                scope.report.slice(span).unwrap_or_default()
            });
            own.map_or(at, |own| At::Spot(own.into()))
        }
        (_, At::Text) if scope.ctx.as_w3c() => w3c_spot(scope, &flaw).map_or(at, At::Spot),
        (_, At::Attr(name)) if scope.ctx.as_w3c() && is_of_html(&flaw) => {
            let node = scope.node();
            let late = node.row.is_some_and(|row| row.judges_late(name));
            let from = if late { scope.ctx.here.into() } else { node.open };
            At::Spot(html_spot(scope, from, &flaw))
        }
        _ => at,
    };
    let diagnostic = scope.flag_as(flaw.rule, at, flaw.message, element, parent).help(flaw.help);
    if let Some(attr) = attr.filter(|_| flaw.params.iter().all(|(name, _)| *name != "attr")) {
        diagnostic.param("attr", attr);
    }
    for (name, value) in flaw.params {
        diagnostic.param(name, value);
    }
}

/// Where the W3C validator has a flaw of the text at hand, if not where its element ends.
fn w3c_spot(scope: &Scope<'_, '_, '_>, flaw: &Flaw) -> Option<Spot> {
    let node = scope.node();
    if is_of_html(flaw) {
        return Some(html_spot(scope, node.open, flaw));
    }
    if std::ptr::eq(flaw.rule, &UNEXPECTED_WHITESPACE) {
        // It notes the first line, or line end, with which there is space at an end of the text so far.
        let text = &node.text;
        let at = match text.find('\n') {
            _ if text.starts_with(char::is_whitespace) => 0,
            Some(at) => at,
            None => text.char_indices().next_back().map_or(0, |(at, _)| at),
        };
        return node.locate(at, at + 1, |span| scope.report.slice(span).unwrap_or_default()).map(Spot::from);
    }
    None
}

/// Whether the flaw is one of HTML that is judged as such.
fn is_of_html(flaw: &Flaw) -> bool {
    html::RULES.contains(&flaw.rule) && !std::ptr::eq(flaw.rule, &html::CONTAINS_REL_REF)
}

/// Where the W3C validator has a flaw of HTML that it reads at `from`: a fault of its form in the first line, all others
/// one above.
fn html_spot(scope: &Scope<'_, '_, '_>, from: Spot, flaw: &Flaw) -> Spot {
    let mut place = from.place.unwrap_or_else(|| scope.report.place(from.span));
    let is_form = flaw.params.iter().any(|(_, value)| value == "Invalid HTML");
    place.line = place.line.saturating_sub(u32::from(!is_form));
    place.column = 1;
    Spot { span: from.span, place: Some(place) }
}
