//! Whole documents from pressed entries: heads, limits by bytes, the lists of all feeds; each is read again and judged.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::press::{Form, Sheets, form};
use super::{File, FileKind};
use crate::config::{Config, Each};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Level};
use crate::feed::address::encode_path;
use crate::feed::select::{Candidate, Selected};
use crate::feed::{Feed, Mode, Person, urls};
use crate::format::{self, Format};
use crate::text;
use crate::validate::{self, Kind};

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

/// The language a feed as a whole is in.
pub fn language(config: &Config, feed: &Selected) -> Option<String> {
    match (feed.rule.each, &feed.rule.query.languages[..]) {
        (Some(Each::Language), _) => feed.name.clone(),
        (_, [only]) => Some(only.clone()),
        _ => config.site.language.clone(),
    }
}

/// All files: the feeds, then the lists of them.
pub fn files(
    config: &Config,
    feeds: &[Selected],
    news: &[Arc<Candidate>],
    sheets: &Sheets,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<File> {
    let people: Vec<Person> = config.site.authors.iter().map(|byline| person(config, byline)).collect();
    let made: Vec<_> = feeds
        .par_iter()
        .map_init(Vec::new, |scratch, feed| {
            let mut found = Vec::new();
            let files = documents(config, feed, sheets, &people, scratch, &mut found);
            (files, found)
        })
        .collect();
    let mut files = Vec::new();
    for (documents, found) in made {
        files.extend(documents);
        diagnostics.extend(found);
    }
    for (file, entries) in super::lists::files(config, feeds, news) {
        judge(&file, entries, &file.bytes.to_vec(), diagnostics);
        files.push(file);
    }
    check_paths(config, &files, diagnostics);
    files
}

fn person(config: &Config, byline: &crate::article::Byline) -> Person {
    let mut person = config.person(byline).0;
    person.url = person.url.and_then(|url| urls::absolute(&url, &config.site.url));
    person
}

/// The address at which a file of the output folder is served.
pub fn address(config: &Config, path: &str) -> String {
    config.output.url.join(&format!("./{}", encode_path(path))).map(String::from).unwrap_or_default()
}

/// The path of a feed's document below the output folder.
pub fn document_path(feed: &Selected, format: Format) -> String {
    match &*feed.path {
        "" => format.file_name().to_owned(),
        folder => format!("{folder}/{}", format.file_name()),
    }
}

/// A feed's title, with the site's before it where the configuration gives none.
pub fn title(config: &Config, feed: &Selected) -> String {
    let site = &config.site.title;
    match (&feed.rule.title, &feed.name) {
        (Some(title), name) => title.fill(|_| name.as_deref().unwrap_or_default().to_owned().into()),
        (None, Some(name)) => format!("{site}: {name}"),
        (None, None) if feed.path.is_empty() => site.clone(),
        (None, None) => format!("{site}: {}", feed.path),
    }
}

/// What a feed is about: as the configuration says, else as the site.
pub fn description(config: &Config, feed: &Selected) -> String {
    match &feed.rule.description {
        Some(description) => description.fill(|_| feed.name.as_deref().unwrap_or_default().to_owned().into()),
        None => config.site.description.clone(),
    }
}

/// The page a feed belongs to.
pub fn link(config: &Config, feed: &Selected) -> String {
    let path = feed.rule.link.as_ref().map(|link| {
        link.fill(|_| encode_path(&feed.name.as_deref().map(crate::feed::slug::slug).unwrap_or_default()).into())
    });
    path.and_then(|path| urls::absolute(&path, &config.site.url)).unwrap_or_else(|| config.site.url.to_string())
}

/// The documents of a feed, one for each format; `scratch` is room to put one together in.
fn documents(
    config: &Config,
    feed: &Selected,
    sheets: &Sheets,
    people: &[Person],
    scratch: &mut Vec<u8>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<File> {
    let language = language(config, feed);
    let mut head = Feed {
        id: String::new(),
        title: text::line(&title(config, feed)).into_owned(),
        description: text::line(&description(config, feed)).into_owned(),
        link: link(config, feed),
        address: String::new(),
        language: language.clone(),
        rights: config.site.rights.clone(),
        icon: config.site.icon.as_deref().and_then(|icon| urls::absolute(icon, &config.site.url)),
        authors: people.to_vec(),
        hubs: config.hubs.clone(),
        updated: None,
    };
    // A feed's id is Atom's alone; its own address serves, whatever formats there are beside it.
    head.id = address(config, &document_path(feed, Format::Atom));
    head.updated = feed.entries.iter().map(|entry| entry.updated).max();
    let heads = feed.rule.formats.iter().map(|format| format::document(*format, &head, &[]).len() + head.id.len());
    let shown = shown(feed, sheets, language.as_deref(), heads.collect(), diagnostics);
    head.updated = feed.entries[..shown.len()].iter().map(|entry| entry.updated).max();
    if feed.entries.is_empty() {
        let mut found = Diagnostic::new(&EMPTY_FEED, config.file.clone(), format!("no article is in `{}`", head.title));
        found
            .at(feed.rule.place)
            .help("look at its `where`: tags, sections and authors are written as in the articles");
        diagnostics.push(found);
    }
    let mut files = Vec::new();
    for (at, &format) in feed.rule.formats.iter().enumerate() {
        let path = document_path(feed, format);
        head.address = address(config, &path);
        let fragments: Vec<Arc<[u8]>> = shown.iter().filter_map(|forms| forms.get(at).cloned()).collect();
        let bytes = format::document(format, &head, &fragments);
        scratch.clear();
        bytes.append_to(scratch);
        let file = File { path, kind: FileKind::Feed(format, fragments.len()), bytes };
        judge(&file, fragments.len(), scratch, diagnostics);
        files.push(file);
    }
    files
}

/// Reads a document again, as a stranger would; what is wrong with it is flagged.
fn judge(file: &File, entries: usize, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) {
    let kind = match file.kind {
        FileKind::Feed(Format::Rss, _) => Kind::Rss,
        FileKind::Feed(Format::Atom, _) => Kind::Atom,
        FileKind::Feed(Format::Json, _) => Kind::Json,
        FileKind::Opml => Kind::Opml,
        FileKind::NewsSitemap => Kind::Sitemap,
        FileKind::IndexPage => return,
    };
    if let Err(fault) = validate::check_well_formed(bytes, kind, entries, &file.path) {
        diagnostics.push(*fault);
    }
}

/// What stands between two entries, at the most, in bytes.
const BETWEEN: usize = 8;

/// The fragments of each entry shown, in the order of the feed's formats: as many of the newest as fit beside heads of
/// these sizes.
fn shown(
    feed: &Selected,
    sheets: &Sheets,
    language: Option<&str>,
    mut sizes: Vec<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<Arc<[u8]>>> {
    let formats = &feed.rule.formats;
    let head = sizes.iter().copied().max().unwrap_or(0);
    let mut shown = Vec::new();
    for entry in &feed.entries {
        let Some(pressed) = sheets.get(&entry.serial) else { continue };
        let fragment = |form| pressed.fragment(form).cloned();
        let whole = |&format| fragment(form(feed, entry, format, language));
        let Some(mut fragments) = formats.iter().map(whole).collect::<Option<Vec<Arc<[u8]>>>>() else { continue };
        if let Some(largest) = fragments.iter().map(|fragment| fragment.len()).max()
            && largest + BETWEEN + head > feed.rule.max_bytes
        {
            let shorter = |&format| {
                let form = form(feed, entry, format, language);
                fragment(Form { mode: form.mode.min(Mode::Summary), ..form })
            };
            fragments = formats.iter().map(shorter).collect::<Option<_>>().unwrap_or(fragments);
            diagnostics.push(too_large(feed, entry, largest));
        }
        let fits = |(size, fragment): (&usize, &Arc<[u8]>)| size + fragment.len() + BETWEEN <= feed.rule.max_bytes;
        if !shown.is_empty() && !sizes.iter().zip(&fragments).all(fits) {
            break;
        }
        for (size, fragment) in sizes.iter_mut().zip(&fragments) {
            *size += fragment.len() + BETWEEN;
        }
        shown.push(fragments);
    }
    if shown.len() < feed.entries.len() {
        let file = document_path(feed, formats.first().copied().unwrap_or(Format::Rss));
        let message = format!(
            "holds {} of its {} entries: more would exceed {} bytes",
            shown.len(),
            feed.entries.len(),
            feed.rule.max_bytes
        );
        diagnostics.push(Diagnostic::new(&FEED_CUT, file, message));
    }
    shown
}

fn too_large(feed: &Selected, entry: &Candidate, size: usize) -> Diagnostic {
    let article = &entry.article;
    let name = if feed.path.is_empty() { "the site's feed" } else { &*feed.path };
    let message = format!("{size} bytes are too many for {name}, which may have {}", feed.rule.max_bytes);
    let mut found = Diagnostic::new(&ENTRY_TOO_LARGE, article.head_file(), message);
    found.at(article.marks.title).help("its summary is shown there; raise `max_bytes`, or shorten the article");
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
