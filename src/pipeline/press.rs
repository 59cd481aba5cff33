//! Each entry that some feed shows is rendered once: body to HTML, then a fragment for each format and form.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use url::Url;

use super::entry::entry;
use super::memory::{self, Fragment, Memory, Sheet, Standing};
use super::past::{Ids, Past};
use super::prepare::Prepared;
use crate::article::{Article, Mode};
use crate::clock::{Clock, Phase, Step};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::digest::Digest;
use crate::feed::card::{Candidate, Card};
use crate::feed::select::Selected;
use crate::feed::{Entry, content};
use crate::format::{self, Format};
use crate::text;

/// The form in which a feed shows an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Form {
    /// The format.
    pub format: Format,
    /// How much of it.
    pub mode: Mode,
    /// Whether its language must be said, since it is not the feed's.
    pub foreign: bool,
}

/// The form in which `feed` shows `entry` in `format`.
pub fn form(feed: &Selected, entry: &Candidate, format: Format, language: Option<&str>) -> Form {
    let mode = entry.card.content.unwrap_or(feed.rule.content);
    Form { format, mode, foreign: entry.card.language.as_deref() != language }
}

/// An entry in every form that is asked for.
#[derive(Debug, Default)]
pub struct Pressed {
    fragments: Vec<Fragment>,
    version: Option<Digest>,
    findings: Option<Vec<Diagnostic>>,
    unsettled: bool,
    /// When it changed, where that was found out.
    pub updated: Option<DateTime<Utc>>,
}

impl Pressed {
    /// The forms it is in.
    pub fn forms(&self) -> impl Iterator<Item = Form> {
        self.fragments.iter().map(|fragment| fragment.form)
    }

    /// The fragment in this form, if it was asked for.
    pub fn fragment(&self, form: Form) -> Option<&Fragment> {
        self.fragments.iter().find(|fragment| fragment.form == form)
    }
}

/// Every entry that a feed shows, by its candidate's serial number.
#[derive(Debug, Default)]
pub struct Sheets {
    sheets: HashMap<usize, Pressed>,
    /// Whether an article was not what it was when it was chosen.
    pub unsettled: bool,
}

impl Sheets {
    /// The entry of this number.
    pub fn get(&self, serial: usize) -> Option<&Pressed> {
        self.sheets.get(&serial)
    }

    /// The version of an entry, where some feed shows it.
    pub fn version(&self, serial: usize) -> Option<Digest> {
        self.get(serial)?.version
    }

    /// What the next build may spare itself.
    pub fn record(self) -> Vec<Sheet> {
        let sheets = self.sheets.into_iter().filter_map(|(serial, pressed)| {
            Some(Sheet { serial, version: pressed.version?, findings: pressed.findings })
        });
        sheets.collect()
    }
}

/// What all rendering needs.
#[derive(Clone, Copy)]
pub struct Press<'p> {
    /// The configuration.
    pub config: &'p Config,
    /// The moment of the build.
    pub now: DateTime<Utc>,
    /// What is known already.
    pub memory: &'p dyn Memory,
    /// What is published already.
    pub past: &'p Past<'p>,
    /// Which articles are published now.
    pub lives: &'p Ids,
    /// What it takes.
    pub clock: &'p Clock,
}

/// What is asked of one entry.
pub struct Order<'s> {
    /// The entry.
    pub candidate: &'s Candidate,
    /// In which forms it must be had; none where every feed that shows it stands.
    pub forms: Vec<Form>,
    /// In which folders it may be published, and whether these stand; not filled in where nobody asks.
    pub folders: Vec<(bool, String)>,
    /// Whether some feed shows it whole.
    whole: bool,
    /// The least that a feed it is in may have.
    max_bytes: usize,
}

impl Press<'_> {
    /// For each feed, its documents if they need not be made again.
    pub fn standing(&self, feeds: &[Selected]) -> Vec<Option<Standing>> {
        let version = |entry: &Candidate| self.version(entry);
        let standing = feeds.iter().map(|feed| {
            let inputs = memory::inputs(feed, self.now, &version);
            self.memory.standing(&super::assemble::key(&feed.folder()), inputs.as_ref())
        });
        standing.collect()
    }

    /// Renders the entries of all feeds but of those that stand, in parallel. Findings are about the articles' bodies.
    pub fn press(
        &self,
        feeds: &[Selected],
        standing: &[Option<Standing>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Sheets {
        let mut orders: BTreeMap<usize, Order> = BTreeMap::new();
        for (feed, standing) in feeds.iter().zip(standing) {
            let language = super::head::language(self.config, feed);
            for entry in &feed.entries {
                let order = orders.entry(entry.serial).or_insert_with(|| Order {
                    candidate: entry,
                    forms: Vec::new(),
                    folders: Vec::new(),
                    whole: false,
                    max_bytes: usize::MAX,
                });
                order.max_bytes = order.max_bytes.min(feed.rule.max_bytes);
                if self.dates(&entry.card) {
                    order.folders.push((standing.is_some(), feed.folder()));
                }
                for format in &feed.rule.formats {
                    let form = form(feed, entry, *format, language.as_deref());
                    order.whole |= form.mode == Mode::Full;
                    if standing.is_none() && !order.forms.contains(&form) {
                        order.forms.push(form);
                    }
                }
            }
        }
        let orders: Vec<_> = orders.into_values().collect();
        self.clock.begin(Phase::Rendering, orders.len());
        let fill = |order: &Order| {
            let pressed = self.clock.time(Step::Render, || self.fill(order));
            self.clock.advance();
            (order.candidate.serial, pressed)
        };
        let done: Vec<_> = orders.par_iter().map(fill).collect();
        let unsettled = done.iter().any(|(_, pressed)| pressed.unsettled);
        for (_, pressed) in &done {
            diagnostics.extend(pressed.findings.iter().flatten().cloned());
        }
        Sheets { sheets: done.into_iter().collect(), unsettled }
    }

    /// The version of a candidate: of the article that was just read, else as it is remembered.
    pub fn version(&self, candidate: &Candidate) -> Option<Digest> {
        match &candidate.article {
            Some(article) => Some(*candidate.version.get_or_init(|| memory::version(article, &candidate.card))),
            None => self.memory.version(candidate),
        }
    }

    /// The article of a candidate; `None` if it is not the one any more that was chosen.
    pub fn article<'c>(&self, candidate: &'c Candidate) -> Option<Cow<'c, Article>> {
        if let Some(article) = &candidate.article {
            return Some(Cow::Borrowed(article));
        }
        let Prepared { mut card, article, .. } =
            Prepared::new(self.config, self.memory.article(candidate.serial)?, self.now);
        if self.dates(&card) {
            card.updated = candidate.card.updated;
        }
        (card == candidate.card).then_some(Cow::Owned(*article))
    }

    fn fill(&self, order: &Order) -> Pressed {
        let known = self.version(order.candidate);
        if let Some(remembered) = known.and_then(|version| self.remembered(order, version)) {
            return remembered;
        }
        let Some(article) = self.article(order.candidate) else {
            return Pressed { unsettled: true, ..Pressed::default() };
        };
        let version = known.unwrap_or_else(|| memory::version(&article, &order.candidate.card));
        let remembered = if known.is_none() { self.remembered(order, version) } else { None };
        remembered.unwrap_or_else(|| Pressed { version: Some(version), ..self.render_dated(order, &article) })
    }

    /// What an earlier build made of this version, if that is all that is asked for.
    fn remembered(&self, order: &Order, version: Digest) -> Option<Pressed> {
        let findings = if order.whole { Some(self.memory.findings(&version)?) } else { None };
        let mut forms = order.forms.clone();
        forms.sort();
        let mut fragments = Vec::with_capacity(forms.len());
        for form in forms {
            let fragment = self.memory.fragment(&version, form)?;
            if is_large(form, &fragment.bytes, order) {
                return None;
            }
            fragments.push(fragment);
        }
        let updated = if order.forms.is_empty() { None } else { self.time_before(order) };
        Some(Pressed { fragments, version: Some(version), findings, unsettled: false, updated })
    }

    /// The entry in every form that is asked for, as changed at this moment.
    pub(super) fn render(&self, order: &Order, article: &Article, updated: DateTime<Utc>) -> Pressed {
        let card = &order.candidate.card;
        let mut entry = Entry { updated, ..entry(self.config, card, article) };
        let summary = std::mem::take(&mut entry.summary);
        let mut findings = None;
        let html: Option<Arc<str>> = order.whole.then(|| content_of(card, article, findings.insert(Vec::new())).into());
        let mut pressed = Pressed::default();
        let mut forms = order.forms.clone();
        forms.sort();
        let mut at = 0;
        while let Some(&form) = forms.get(at) {
            at += 1;
            entry.content = html.clone().filter(|_| form.mode == Mode::Full);
            entry.language = card.language.clone().filter(|_| form.foreign);
            entry.summary = if form.mode == Mode::Title { String::new() } else { summary.clone() };
            let fragment = format::entry(form.format, &entry);
            // A feed that cannot take the whole entry beside its head takes its summary, in every format: they show the
            // same.
            if is_large(form, &fragment, order) {
                let whole = order.forms.iter().filter(|form| form.mode == Mode::Full);
                for shorter in whole.map(|form| Form { mode: Mode::Summary, ..*form }) {
                    if !forms.contains(&shorter) {
                        forms.push(shorter);
                    }
                }
            }
            pressed.fragments.push(Fragment { form, bytes: fragment.into(), sound: false });
        }
        Pressed { findings, ..pressed }
    }
}

/// Whether a feed that shows the entry may have to show it shorter.
fn is_large(form: Form, fragment: &[u8], order: &Order) -> bool {
    form.mode == Mode::Full && fragment.len() >= order.max_bytes / 2
}

/// The whole content: the subtitle as its first paragraph, then the body.
fn content_of(card: &Card<String>, article: &Article, diagnostics: &mut Vec<Diagnostic>) -> String {
    let body = &article.body;
    // The address was made by the `url` crate or checked by it.
    let Ok(base) = Url::parse(&card.link) else { return String::new() };
    let hash = blake3::hash(card.id().as_bytes()).to_hex();
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
