//! The findings about one document, gathered while it is read, whole or window by window.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::place::{Places, floor_boundary};
use super::{Diagnostic, Excerpt, Level, Place, Rule, Span};

/// So many findings of one rule are kept; of the others there is only the number.
pub const MOST_OF_A_RULE: usize = 10_000;

/// So many findings of one rule have an excerpt.
const MOST_EXCERPTS: usize = 1_000;

/// So much of the text before the window stays known.
const KNOWN: usize = 256 << 10;

/// The findings about one document, while it is being read.
///
/// A document too large for memory is read through windows: the report then knows the text of one window at a time,
/// while spans are those of the whole document. See [`window`](Self::window), [`leave`](Self::leave) and
/// [`pin`](Self::pin).
#[derive(Debug)]
pub struct Report<'t> {
    file: Arc<str>,
    text: &'t str,
    /// Where in the document `text` begins, in bytes.
    base: usize,
    diagnostics: Vec<Diagnostic>,
    kept: Box<Kept>,
}

/// What a report has to remember, small or large.
#[derive(Debug)]
struct Kept {
    places: RefCell<Places>,
    /// The text right before the window, as far as it is known, and places in it.
    before: String,
    before_places: RefCell<Places>,
    windowed: bool,
    /// How many findings each rule has.
    counts: BTreeMap<&'static str, (&'static Rule, usize)>,
    /// What is given to be filled in where a finding is not kept.
    spare: Vec<Diagnostic>,
    /// The places that were pinned before this window, and those since.
    pins: [BTreeMap<(usize, usize), Pin>; 2],
}

/// A place in a part of the document that is no longer at hand.
#[derive(Debug, Clone)]
struct Pin {
    place: Place,
    excerpt: Excerpt,
}

impl<'t> Report<'t> {
    /// An empty report on `text`, which is the whole of `file`.
    pub fn new(file: impl Into<Arc<str>>, text: &'t str) -> Self {
        Self::from_line(file, text, 1)
    }

    /// An empty report on `text`, whose first line is number `first_line` of `file`.
    pub fn from_line(file: impl Into<Arc<str>>, text: &'t str, first_line: u32) -> Self {
        Report {
            file: file.into(),
            text,
            base: 0,
            diagnostics: Vec::new(),
            kept: Box::new(Kept {
                places: RefCell::new(Places::new(first_line, 1)),
                before: String::new(),
                before_places: RefCell::new(Places::new(first_line, 1)),
                windowed: false,
                counts: BTreeMap::new(),
                spare: Vec::new(),
                pins: Default::default(),
            }),
        }
    }

    /// Adds a finding about the bytes in `span`.
    pub fn flag(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        let seen = self.kept.counts.get(rule.name).map_or(0, |(_, seen)| *seen);
        let excerpt = if self.kept.windowed && seen < MOST_EXCERPTS { self.excerpt(span) } else { None };
        let diagnostic = self.flag_file(rule, message);
        diagnostic.place = Some(place);
        diagnostic.excerpt = excerpt;
        diagnostic
    }

    /// Adds a finding at a place that was found earlier.
    pub fn flag_at(&mut self, rule: &'static Rule, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = self.flag_file(rule, message);
        diagnostic.place = Some(place);
        diagnostic
    }

    /// Adds a finding about the file as a whole.
    pub fn flag_file(&mut self, rule: &'static Rule, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(rule, self.file.clone(), message);
        let (_, seen) = self.kept.counts.entry(rule.name).or_insert((rule, 0));
        *seen += 1;
        if *seen > MOST_OF_A_RULE {
            self.kept.spare.clear();
            return self.kept.spare.push_mut(diagnostic);
        }
        self.diagnostics.push_mut(diagnostic)
    }

    /// Takes back all findings of `rule` so far.
    pub fn withdraw(&mut self, rule: &'static Rule) {
        if self.kept.counts.remove(rule.name).is_some() {
            self.diagnostics.retain(|found| !std::ptr::eq(found.rule, rule));
        }
    }

    /// Where `span` lies.
    ///
    /// Of what stands before the window, some 256 KiB and what was pinned is known; anything else has the place of the
    /// window's start.
    pub fn place(&self, span: Span) -> Place {
        if let Some(pin) = self.pinned(span) {
            return pin.place;
        }
        if let Some(start) = self.start_before(span) {
            let inside = Span::new(start, start + span.end.saturating_sub(span.start));
            return match self.kept.before_places.try_borrow_mut() {
                Ok(mut places) => places.find(&self.kept.before, inside),
                Err(_) => Places::new(1, 1).find(&self.kept.before, inside),
            };
        }
        let inside = Span::new(span.start.saturating_sub(self.base), span.end.saturating_sub(self.base));
        match self.kept.places.try_borrow_mut() {
            Ok(mut places) => places.find(self.text, inside),
            Err(_) => Places::new(1, 1).find(self.text, inside),
        }
    }

    /// The document's text, or the part of it that is in the window.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Where in the document the text at hand begins, in bytes.
    pub fn base(&self) -> usize {
        self.base
    }

    /// What is written at `span`; `None` where that is not at hand.
    pub fn slice(&self, span: Span) -> Option<&str> {
        if let Some(start) = self.start_before(span) {
            return self.kept.before.get(start..start + span.end.checked_sub(span.start)?);
        }
        self.text.get(span.start.checked_sub(self.base)?..span.end.checked_sub(self.base)?)
    }

    /// The bytes of the lines from the one in which byte `start` of the document stands to that of `end`, as far as they
    /// are at hand.
    pub fn lines(&self, start: usize, end: usize) -> Span {
        let inside = |at: usize| floor_boundary(self.text, at.saturating_sub(self.base));
        let (start, end) = (inside(start), inside(end));
        let bytes = self.text.as_bytes();
        let from = memchr::memrchr(b'\n', bytes.get(..start).unwrap_or_default()).map_or(0, |at| at + 1);
        let rest = bytes.get(end..).unwrap_or_default();
        let to = memchr::memchr(b'\n', rest).map_or(self.text.len(), |at| end + at);
        Span::new(self.base + from, self.base + to)
    }

    /// The file's name, as shown.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }

    /// The findings so far, without those beyond [`MOST_OF_A_RULE`].
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many findings of `rule` there are, those that are not kept among them.
    pub fn count(&self, rule: &'static Rule) -> usize {
        self.kept.counts.get(rule.name).map_or(0, |(_, seen)| *seen)
    }

    /// Takes back all findings of `rule`.
    pub fn retract(&mut self, rule: &'static Rule) {
        self.kept.counts.remove(rule.name);
        self.diagnostics.retain(|found| found.rule.name != rule.name);
    }

    /// The findings, in the order they were made; last, for each rule with too many, how many more there were.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        let over = self.kept.counts.into_values().filter(|(_, seen)| *seen > MOST_OF_A_RULE);
        for (rule, seen) in over {
            let message = format!("… and {} more like this, which are not listed", seen - MOST_OF_A_RULE);
            let diagnostic = self.diagnostics.push_mut(Diagnostic::new(rule, self.file.clone(), message));
            diagnostic.level = Level::Info;
        }
        self.diagnostics
    }

    /// Goes on to `text`, which begins where the last window was [left](Self::leave), at the document's start at first.
    pub fn window<'w>(self, text: &'w str) -> Report<'w> {
        self.on(text)
    }

    /// Leaves the window at byte `offset` of the document: what stands before that is not at hand any more.
    ///
    /// Some 256 KiB stay known, and the places that were [pinned](Self::pin) since the last time.
    pub fn leave(mut self, offset: usize) -> Report<'static> {
        let start = self.kept.places.get_mut().anchor(self.text, offset.saturating_sub(self.base));
        self.remember(offset.saturating_sub(self.base));
        let [_, kept] = std::mem::take(&mut self.kept.pins);
        self.kept.pins = [kept, BTreeMap::new()];
        self.base = offset;
        self.kept.places = RefCell::new(Places::new(start.line, start.column));
        self.on("")
    }

    /// Keeps the place of `span` known over the window's end, once.
    pub fn pin(&mut self, span: Span) {
        let pin = self.pinned(span).cloned().or_else(|| {
            let excerpt = self.excerpt(span)?;
            Some(Pin { place: self.place(span), excerpt })
        });
        let [_, kept] = &mut self.kept.pins;
        kept.extend(pin.map(|pin| ((span.start, span.end), pin)));
    }

    /// Keeps all places known that are so.
    pub(crate) fn pin_all(&mut self) {
        let [before, kept] = &mut self.kept.pins;
        kept.append(before);
    }

    /// Keeps what is known before the window, the first `used` bytes of which are left behind.
    fn remember(&mut self, used: usize) {
        let used = self.text.get(..used).unwrap_or(self.text);
        let kept = &mut *self.kept;
        if used.len() >= KNOWN {
            let cut = floor_boundary(used, used.len() - KNOWN);
            let start = kept.places.get_mut().anchor(self.text, cut);
            kept.before.clear();
            kept.before.push_str(used.get(cut..).unwrap_or_default());
            kept.before_places = RefCell::new(Places::new(start.line, start.column));
            return;
        }
        kept.before.push_str(used);
        if kept.before.len() > 2 * KNOWN {
            let cut = floor_boundary(&kept.before, kept.before.len() - KNOWN);
            let start = kept.before_places.get_mut().anchor(&kept.before, cut);
            kept.before.replace_range(..cut, "");
            kept.before_places = RefCell::new(Places::new(start.line, start.column));
        }
    }

    /// Where `span` starts in the text before the window, if it does so in what is known of that.
    fn start_before(&self, span: Span) -> Option<usize> {
        let back = self.base.checked_sub(span.start).filter(|&back| back > 0)?;
        self.kept.before.len().checked_sub(back)
    }

    fn on<'w>(self, text: &'w str) -> Report<'w> {
        let Report { file, text: _, base, diagnostics, mut kept } = self;
        kept.windowed = true;
        Report { file, text, base, diagnostics, kept }
    }

    fn pinned(&self, span: Span) -> Option<&Pin> {
        if span.start >= self.base {
            return None;
        }
        self.kept.pins.iter().find_map(|pins| pins.get(&(span.start, span.end)))
    }

    /// The line around `span`, as far as it is at hand.
    fn excerpt(&self, span: Span) -> Option<Excerpt> {
        if let Some(pin) = self.pinned(span) {
            return Some(pin.excerpt.clone());
        }
        if let Some(start) = self.start_before(span) {
            return Some(Excerpt::around(
                &self.kept.before,
                floor_boundary(&self.kept.before, start),
                self.base > self.kept.before.len(),
            ));
        }
        let at = floor_boundary(self.text, span.start.checked_sub(self.base)?);
        let goes_on = self.base > 0 && self.kept.places.try_borrow().is_ok_and(|places| places.starts_within_line());
        Some(Excerpt::around(self.text, at, goes_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rule::rules;

    rules! {
        /// Something.
        ///
        /// Why.
        SOME = Warning "some";
        /// Other.
        ///
        /// Why.
        OTHER = Error "other";
    }

    #[test]
    fn of_too_many_findings_the_number_is_kept() {
        let text = "x\n".repeat(MOST_OF_A_RULE + 5);
        let mut report = Report::new("a", &text);
        for at in 0..MOST_OF_A_RULE + 5 {
            report.flag(&SOME, Span::new(2 * at, 2 * at + 1), "there").help("mend");
        }
        report.flag_at(&OTHER, Place { line: 7, column: 2, width: 1 }, "one");
        assert!(report.has_errors());
        let found = report.into_diagnostics();
        assert_eq!(found.len(), MOST_OF_A_RULE + 2);
        assert_eq!(found[MOST_OF_A_RULE - 1].place.unwrap().line as usize, MOST_OF_A_RULE);
        assert_eq!(found[MOST_OF_A_RULE].place.unwrap().line, 7);
        let last = found.last().unwrap();
        assert_eq!((last.rule, last.level, last.place), (&SOME, Level::Info, None));
        assert!(last.message.starts_with("… and 5 more"), "{}", last.message);
        assert_eq!(RULES.len(), 2);
    }

    #[test]
    fn places_go_on_from_window_to_window() {
        let text = "one\ntwo é three\nfour";
        let mut report = Report::new("a", "").window(&text[..8]);
        report.pin(Span::new(4, 7));
        assert_eq!(report.slice(Span::new(4, 7)), Some("two"));
        let report = report.leave(8).window(&text[8..]);
        assert_eq!(report.slice(Span::new(4, 7)), Some("two"));
        assert_eq!(report.slice(Span::new(7, 10)), None);
        assert_eq!(report.slice(Span::new(8, 10)), Some("é"));
        let mut whole = Report::new("a", text);
        for (start, end) in [(4, 7), (8, 10), (11, 16), (17, 20), (30, 31)] {
            assert_eq!(report.place(Span::new(start, end)), whole.place(Span::new(start, end)), "{start}");
        }
        let mut report = report;
        let excerpt = report.flag(&SOME, Span::new(11, 16), "there").excerpt.clone().unwrap();
        assert_eq!((&*excerpt.text, excerpt.column), ("…é three", 4));
        let excerpt = report.flag(&SOME, Span::new(4, 7), "there").excerpt.clone().unwrap();
        assert_eq!((&*excerpt.text, excerpt.column), ("two …", 1));
        assert_eq!(whole.flag(&SOME, Span::new(4, 7), "there").excerpt, None);
    }
}
