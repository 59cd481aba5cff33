//! Each entry that some feed shows is rendered once: body to HTML, then a fragment for each format and form.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use url::Url;

use super::entry::entry;
use crate::article::Mode;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::feed::content;
use crate::feed::select::{Candidate, Selected};
use crate::format::{self, Format};
use crate::text;

/// The form in which a feed shows an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The format.
    pub format: Format,
    /// How much of it.
    pub mode: Mode,
    /// Whether its language must be said, since it is not the feed's.
    pub foreign: bool,
}

/// An entry rendered in every form that some feed shows it in.
#[derive(Debug)]
pub struct Pressed {
    fragments: Vec<(Form, Arc<[u8]>)>,
}

impl Pressed {
    /// The fragment in this form, if it was asked for.
    pub fn fragment(&self, form: Form) -> Option<&Arc<[u8]>> {
        self.fragments.iter().find(|(other, _)| *other == form).map(|(_, fragment)| fragment)
    }
}

/// Every pressed entry, by its candidate's serial number.
pub type Sheets = HashMap<usize, Pressed>;

/// The form in which `feed` shows `entry` in `format`.
pub fn form(feed: &Selected, entry: &Candidate, format: Format, language: Option<&str>) -> Form {
    let mode = entry.article.content.unwrap_or(feed.rule.content);
    Form { format, mode, foreign: entry.language.as_deref() != language }
}

struct Order<'s> {
    candidate: &'s Candidate,
    forms: Vec<Form>,
    max_bytes: usize,
}

/// Renders the entries of all feeds, in parallel. Findings are about the articles' bodies.
pub fn press(config: &Config, feeds: &[Selected], diagnostics: &mut Vec<Diagnostic>) -> Sheets {
    let mut orders: BTreeMap<usize, Order> = BTreeMap::new();
    for feed in feeds {
        let language = super::assemble::language(config, feed);
        for entry in &feed.entries {
            let order = orders.entry(entry.serial).or_insert_with(|| Order {
                candidate: entry,
                forms: Vec::new(),
                max_bytes: usize::MAX,
            });
            order.max_bytes = order.max_bytes.min(feed.rule.max_bytes);
            for format in &feed.rule.formats {
                let form = form(feed, entry, *format, language.as_deref());
                if !order.forms.contains(&form) {
                    order.forms.push(form);
                }
            }
        }
    }
    let orders: Vec<_> = orders.into_values().collect();
    let done: Vec<_> = orders
        .par_iter()
        .map(|order| {
            let mut found = Vec::new();
            let pressed = one(config, order, &mut found);
            (order.candidate.serial, pressed, found)
        })
        .collect();
    done.into_iter()
        .map(|(serial, pressed, found)| {
            diagnostics.extend(found);
            (serial, pressed)
        })
        .collect()
}

fn one(config: &Config, order: &Order, diagnostics: &mut Vec<Diagnostic>) -> Pressed {
    let mut entry = entry(config, order.candidate);
    let summary = std::mem::take(&mut entry.summary);
    let full = order.forms.iter().any(|form| form.mode == Mode::Full);
    let html: Option<Arc<str>> = full.then(|| content_of(order.candidate, diagnostics).into());
    let mut pressed = Pressed { fragments: Vec::new() };
    let mut forms = order.forms.clone();
    forms.sort();
    let mut at = 0;
    while let Some(&form) = forms.get(at) {
        at += 1;
        entry.content = html.clone().filter(|_| form.mode == Mode::Full);
        entry.language = order.candidate.language.clone().filter(|_| form.foreign);
        entry.summary = if form.mode == Mode::Title { String::new() } else { summary.clone() };
        let fragment = format::entry(form.format, &entry);
        // A feed that cannot take the whole entry beside its head takes its summary, in every format: they show the same.
        if form.mode == Mode::Full && fragment.len() >= order.max_bytes / 2 {
            let whole = order.forms.iter().filter(|form| form.mode == Mode::Full);
            for shorter in whole.map(|form| Form { mode: Mode::Summary, ..*form }) {
                if !forms.contains(&shorter) {
                    forms.push(shorter);
                }
            }
        }
        pressed.fragments.push((form, fragment.into()));
    }
    pressed
}

/// The whole content: the subtitle as its first paragraph, then the body.
fn content_of(candidate: &Candidate, diagnostics: &mut Vec<Diagnostic>) -> String {
    let article = &candidate.article;
    let body = &article.body;
    // The address was made by the `url` crate or checked by it.
    let Ok(base) = Url::parse(&candidate.link) else { return String::new() };
    let hash = blake3::hash(candidate.id.as_bytes()).to_hex();
    let prefix = format!("e{}-", &hash[..10]);
    let mut report = Report::from_line(article.path.clone(), &body.text, body.first_line);
    let html =
        content::render(&body.text, body.markup, &content::Context { base: &base, prefix: &prefix }, &mut report);
    diagnostics.extend(report.into_diagnostics());
    match article.subtitle.as_deref().map(text::line) {
        Some(subtitle) if !subtitle.is_empty() => {
            let escaped = subtitle.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!("<p>{escaped}</p>\n{html}")
        }
        _ => html,
    }
}
