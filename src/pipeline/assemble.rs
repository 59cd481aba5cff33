//! Whole documents from pressed entries: heads, limits by bytes, the lists of all feeds; what is new in them is judged.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::entry::person;
use super::head::{address, address_in, document_path, head};
use super::judge::{self, Made, judge};
use super::memory::{self, Fragment, Group, Placed, Shelf, Standing};
use super::press::{Form, Press, Sheets, form};
use super::withdrawn::withdrawn;
use super::{File, FileKind};
use crate::clock::{Phase, Step};
use crate::config::Config;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Level};
use crate::digest::Digest;
use crate::feed::card::Candidate;
use crate::feed::select::{Page, Selected};
use crate::feed::{Feed, Mode, Person};
use crate::format::{self, Format};

rules! {
    /// A feed holds fewer entries than its `limit`, since more would exceed its `max_bytes`.
    ///
    /// Many readers refuse feeds of more than a few megabytes. The oldest entries were left out.
    FEED_CUT = Info "feed-cut";

    /// A feed has no entry.
    ///
    /// Its `where` asks for tags, sections, authors or languages that no published article has, or for newer ones.
    EMPTY_FEED = Info "empty-feed";

    /// The whole content of one entry exceeds the `max_bytes` of a feed.
    ///
    /// The feed shows the entry's summary in its place. Raise `max_bytes`, or say `content = "summary"` in the article.
    ENTRY_TOO_LARGE = Warning "entry-too-large";

    /// A file and a folder of the output have the same path.
    ///
    /// Give the feed another `path`.
    PATH_CLASH = Error "path-clash";
}

/// Names of files that only feedmill writes into the output folder.
pub const OUTPUT_NAMES: &[&str] = &["rss.xml", "atom.xml", "feed.json", super::lists::NEWS_SITEMAP];

/// Whether the file at `path` below the output folder was made by an earlier build for the same address: its first
/// bytes name the address that a document of ours would have there.
pub fn is_ours(config: &Config, path: &str, start: &[u8]) -> bool {
    let address = address(config, path);
    let news = path == super::lists::NEWS_SITEMAP && memchr::memmem::find(start, b"<news:").is_some();
    news || (!address.is_empty() && memchr::memmem::find(start, address.as_bytes()).is_some())
}

/// The name of the group of the documents in this folder.
pub fn key(folder: &str) -> String {
    format!("feed {folder}")
}

/// Where in a feed with an archive its documents are.
fn shelf(feed: &Selected) -> Option<Shelf> {
    let Page { number, older } = feed.page;
    let entries = feed.entries.iter().filter(|_| number.is_some());
    feed.rule.archive.then(|| Shelf { number, older, ids: entries.map(|entry| entry.card.hashes.1).collect() })
}

/// The name of the group of all lists.
const LISTS: &str = "lists";

/// All files of a build.
#[derive(Debug, Default)]
pub struct Assembled {
    /// The files, feeds first.
    pub files: Vec<File>,
    /// The groups they were made in.
    pub groups: Vec<Group>,
    /// Whether an article was not what it was when it was chosen.
    pub unsettled: bool,
}

impl Assembled {
    fn push(&mut self, group: Group, files: Vec<File>, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(group.findings.iter().cloned());
        let start = self.files.len();
        self.files.extend(files);
        self.groups.push(Group { files: start..self.files.len(), ..group });
    }
}

/// All files: the feeds, then the lists of them.
pub fn files(
    press: &Press,
    feeds: &[Selected],
    standing: Vec<Option<Standing>>,
    news: &[Arc<Candidate>],
    sheets: &Sheets,
    diagnostics: &mut Vec<Diagnostic>,
) -> Assembled {
    let config = press.config;
    let people: Vec<Person> = config.site.authors.iter().map(|byline| person(config, byline)).collect();
    let version = |entry: &Candidate| sheets.version(entry.serial);
    press.clock.begin(Phase::Checking, feeds.len());
    let made: Vec<_> = feeds
        .par_iter()
        .zip(standing)
        .map_init(Vec::new, |scratch, (feed, standing)| {
            let group = group(key(&feed.folder()), memory::inputs(feed, press.now, &version));
            let group = Group { shelf: shelf(feed), ..group };
            let made = match standing {
                Some(standing) => stand(group, standing),
                None => press.clock.time(Step::Render, || documents(press, feed, sheets, &people, scratch, group)),
            };
            press.clock.advance();
            made
        })
        .collect();
    let mut all = Assembled::default();
    for (group, files) in made {
        all.push(group, files, diagnostics);
    }
    let (group, files, unsettled) = press.clock.time(Step::Render, || lists(press, feeds, news, sheets));
    all.unsettled = unsettled;
    all.push(group, files, diagnostics);
    judge::once(diagnostics);
    check_paths(config, &all.files, diagnostics);
    all
}

fn group(key: String, inputs: Option<Digest>) -> Group {
    Group { key, inputs, files: 0..0, shelf: None, stands: false, findings: Vec::new(), entries: Vec::new() }
}

/// Files that are left as they are.
fn stand(group: Group, standing: Standing) -> (Group, Vec<File>) {
    let file = |(path, kind, length)| File { path, kind, bytes: format::Rope::default(), stands: Some(length) };
    let files = standing.files.into_iter().map(file).collect();
    (Group { stands: true, findings: standing.findings, ..group }, files)
}

/// The lists of all feeds, and whether an article in them was not what it was when it was chosen.
fn lists(press: &Press, feeds: &[Selected], news: &[Arc<Candidate>], sheets: &Sheets) -> (Group, Vec<File>, bool) {
    let Some(newest) = super::lists::newest(press, feeds) else {
        return (group(LISTS.to_owned(), None), Vec::new(), true);
    };
    let version = |entry: &Candidate| sheets.version(entry.serial).or_else(|| press.version(entry));
    let mut group = group(LISTS.to_owned(), memory::list_inputs(feeds, &newest, news, &version));
    let standing = press.memory.standing(LISTS, group.inputs.as_ref());
    if let Some(standing) = standing {
        let (group, files) = stand(group, standing);
        return (group, files, false);
    }
    let Some(lists) = super::lists::files(press, feeds, &newest, news) else { return (group, Vec::new(), true) };
    let mut files = Vec::new();
    for (file, entries) in lists {
        let bytes = file.bytes.to_vec();
        let made = Made {
            file: &file,
            bytes: &bytes,
            address: address(press.config, &file.path),
            count: entries,
            entries: Vec::new(),
            config: &press.config.file,
            now: press.now,
        };
        press.clock.time(Step::Check, || judge(&made, &mut group.findings));
        files.push(file);
    }
    (group, files, false)
}

/// The documents of a feed, one for each format; `scratch` is room to put one together in.
fn documents(
    press: &Press,
    feed: &Selected,
    sheets: &Sheets,
    people: &[Person],
    scratch: &mut Vec<u8>,
    mut group: Group,
) -> (Group, Vec<File>) {
    let config = press.config;
    let diagnostics = &mut group.findings;
    let mut head = head(config, feed, people);
    let mut shown = shown(config, feed, &mut head, sheets, diagnostics);
    let mut files = render(config, feed, &mut head, &shown);
    // With the head and all, a document is larger than its entries are.
    while shown.len() > 1 && !feed.rule.archive && files.iter().any(|file| file.bytes.len() > feed.rule.max_bytes) {
        shown.pop();
        files = render(config, feed, &mut head, &shown);
    }
    if shown.len() < feed.entries.len() {
        diagnostics.push(cut(feed, shown.len()));
    }
    if press.say_withdrawn(feed, &mut head, &shown, &files) {
        files = render(config, feed, &mut head, &shown);
    }
    if feed.entries.is_empty() && feed.page.number.is_none() {
        let mut found = Diagnostic::new(&EMPTY_FEED, config.file.clone(), format!("no article is in `{}`", head.title));
        found
            .at(feed.rule.place)
            .help("look at its `where`: tags, sections and authors are written as in the articles");
        diagnostics.push(found);
    }
    let is_sound = press.clock.time(Step::Check, || is_sound(press, feed, &mut head, &shown, &files));
    for (at, file) in files.iter().enumerate() {
        let fragments = shown.iter().filter_map(|shown| Some((shown.candidate, shown.fragments.get(at)?)));
        if !is_sound {
            scratch.clear();
            file.bytes.append_to(scratch);
            let made = Made {
                file,
                bytes: scratch,
                address: address(config, &file.path),
                count: shown.len(),
                entries: fragments.clone().map(|(entry, fragment)| (entry, &*fragment.bytes)).collect(),
                config: &config.file,
                now: press.now,
            };
            press.clock.time(Step::Check, || judge(&made, diagnostics));
        }
        let starts = file.bytes.starts(fragments.clone().map(|(_, fragment)| &fragment.bytes));
        let placed = fragments.zip(starts).map(|((entry, fragment), start)| Placed {
            serial: entry.serial,
            form: fragment.form,
            start,
            length: fragment.bytes.len(),
        });
        group.entries.push(placed.collect());
    }
    (group, files)
}

/// An entry in the forms in which its feed shows it, in the order of the feed's formats.
#[derive(Clone)]
struct Shown<'s> {
    candidate: &'s Candidate,
    fragments: Vec<Fragment>,
}

impl Shown<'_> {
    fn is_sound(&self) -> bool {
        self.fragments.iter().all(|fragment| fragment.sound)
    }
}

impl Press<'_> {
    /// Fills in which entries were withdrawn since the feed was published. Gives whether there is anything to say.
    fn say_withdrawn(&self, feed: &Selected, head: &mut Feed, shown: &[Shown], files: &[File]) -> bool {
        let Some(atom) = files.iter().find(|file| matches!(file.kind, FileKind::Feed(Format::Atom, _))) else {
            return false;
        };
        // Most documents are as they were.
        if self.past.bytes(&atom.path).is_none_or(|before| atom.bytes.is(&before)) {
            return false;
        }
        let Some(before) = self.past.document(&atom.path) else { return false };
        let limit = if shown.len() < feed.entries.len() { shown.len() } else { feed.rule.limit };
        let shown: Vec<&Candidate> = shown.iter().map(|shown| shown.candidate).collect();
        head.deleted = withdrawn(&before, &shown, limit, self.lives, self.now);
        !head.deleted.is_empty()
    }
}

/// Larger documents are judged whole: they may be too large.
const SMALL: usize = 500_000;

/// Whether nothing is wrong with the documents of a feed, as told by the entries in them that were not judged before: the
/// others are known to be sound, and it is seen to that no two have one id or address.
fn is_sound(press: &Press, feed: &Selected, head: &mut Feed, shown: &[Shown], files: &[File]) -> bool {
    let is_known = shown.iter().any(Shown::is_sound) && files.iter().all(|file| file.bytes.len() <= SMALL);
    if !is_known {
        return false;
    }
    let mut news: Vec<Shown> = shown.iter().filter(|shown| !shown.is_sound()).cloned().collect();
    if news.is_empty() {
        news.extend(shown.first().cloned());
    }
    let mut found = Vec::new();
    for file in render(press.config, feed, head, &news) {
        let bytes = file.bytes.to_vec();
        let made = Made {
            file: &file,
            bytes: &bytes,
            address: address(press.config, &file.path),
            count: news.len(),
            entries: Vec::new(),
            config: &press.config.file,
            now: press.now,
        };
        judge(&made, &mut found);
    }
    found.is_empty()
}

/// The documents of a feed that shows these entries, in the order of its formats.
fn render(config: &Config, feed: &Selected, head: &mut Feed, shown: &[Shown]) -> Vec<File> {
    head.updated = shown.iter().map(|shown| shown.candidate.card.updated).max();
    let formats = feed.rule.formats.iter().enumerate();
    let document = |(at, &format): (usize, &Format)| {
        let path = document_path(feed, format);
        address_in(format, config, feed, head);
        let fragments = shown.iter().filter_map(|shown| shown.fragments.get(at));
        let fragments: Vec<Arc<[u8]>> = fragments.map(|fragment| fragment.bytes.clone()).collect();
        let bytes = format::document(format, head, &fragments);
        let kind = match feed.page.number {
            Some(_) => FileKind::Archive(format, fragments.len()),
            None => FileKind::Feed(format, fragments.len()),
        };
        File { path, kind, bytes, stands: None }
    };
    formats.map(document).collect()
}

/// The entries shown: as many of the newest as fit, heads left out of account.
///
/// One that is too large for any document of the feed is shown shorter.
fn shown<'s>(
    config: &Config,
    feed: &'s Selected,
    head: &mut Feed,
    sheets: &Sheets,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Shown<'s>> {
    let (formats, most) = (&feed.rule.formats, feed.rule.max_bytes);
    let language = head.language.clone();
    let mut sizes = vec![0; formats.len()];
    let mut shown: Vec<Shown> = Vec::new();
    for entry in &feed.entries {
        let Some(pressed) = sheets.get(entry.serial) else { continue };
        let forms = formats.iter().map(|format| form(feed, entry, *format, language.as_deref()));
        let had = |form: Form| pressed.fragment(form).cloned();
        let Some(fragments) = forms.clone().map(had).collect::<Option<Vec<_>>>() else { continue };
        let mut this = Shown { candidate: entry, fragments };
        let largest = this.fragments.iter().map(|fragment| fragment.bytes.len()).max().unwrap_or(0);
        // The first is shown in any case; what a document has besides is seldom large.
        let alone = shown.is_empty() && largest > most / 2;
        let exceeds = |file: &File| file.bytes.len() > most;
        if largest >= most || (alone && render(config, feed, head, std::slice::from_ref(&this)).iter().any(exceeds)) {
            let shorter = forms.map(|form| Form { mode: form.mode.min(Mode::Summary), ..form });
            let shorter = shorter.map(had).collect::<Option<_>>();
            this.fragments = shorter.unwrap_or(this.fragments);
            diagnostics.push(too_large(feed, entry, largest));
        }
        let fits = |(size, fragment): (&usize, &Fragment)| size + fragment.bytes.len() <= most;
        // What is left out of a feed with an archive would be nowhere.
        if !shown.is_empty() && !feed.rule.archive && !sizes.iter().zip(&this.fragments).all(fits) {
            break;
        }
        for (size, fragment) in sizes.iter_mut().zip(&this.fragments) {
            *size += fragment.bytes.len();
        }
        shown.push(this);
    }
    shown
}

fn cut(feed: &Selected, shown: usize) -> Diagnostic {
    let file = document_path(feed, feed.rule.formats.first().copied().unwrap_or(Format::Rss));
    let (all, most) = (feed.entries.len(), feed.rule.max_bytes);
    Diagnostic::new(&FEED_CUT, file, format!("holds {shown} of its {all} entries: more would exceed {most} bytes"))
}

fn too_large(feed: &Selected, entry: &Candidate, size: usize) -> Diagnostic {
    let card = &entry.card;
    let name = if feed.path.is_empty() { "the site's feed" } else { &*feed.path };
    let message = format!("{size} bytes are too many for {name}, which may have {}", feed.rule.max_bytes);
    let mut found = Diagnostic::new(&ENTRY_TOO_LARGE, card.head_file(), message);
    found.at(card.marks.title).help("its summary is shown there; raise `max_bytes`, or shorten the article");
    found
}

/// No file of the output may stand where another needs a folder, and no two at one path.
fn check_paths(config: &Config, files: &[File], diagnostics: &mut Vec<Diagnostic>) {
    let mut paths = HashSet::new();
    let mut folders: BTreeMap<&str, &str> = BTreeMap::new();
    for file in files {
        if !paths.insert(&*file.path) && !diagnostics.iter().any(|found| found.level == Level::Error) {
            let message = format!("two files of the output would be `{}`", file.path);
            diagnostics.push(Diagnostic::new(&PATH_CLASH, config.file.clone(), message));
        }
        for (at, _) in file.path.match_indices('/') {
            folders.entry(&file.path[..at]).or_insert(&file.path);
        }
    }
    for (folder, file) in folders.iter().filter(|(folder, _)| paths.contains(**folder)) {
        let message = format!("`{folder}` would be a file of the output and the folder of `{file}`");
        let mut found = Diagnostic::new(&PATH_CLASH, config.file.clone(), message);
        found.help("give the feed another `path`");
        diagnostics.push(found);
    }
}
