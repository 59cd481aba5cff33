//! What is imported: files and addresses, told apart by what is in them, with the older documents that a feed leads to.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use feedmill::diagnostic::{Diagnostic, Place, Span};
use feedmill::error::{Error, Result};
use feedmill::import::findings::{BROKEN_FEED, EMPTY_FEED, MISSING_OLDER_ENTRIES, PAGE_WITH_FEED};
use feedmill::import::{Found, feed, page, wire};
use feedmill::parse::{self, Document, Reading};
use url::Url;

use super::Kind;
use crate::cli::chain;
use crate::cli::fetch::Fetcher;
use crate::cli::site::shown;

/// How long a document may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// An article that was found.
#[derive(Debug)]
pub struct Item {
    pub found: Found,
    /// The document it is from, as it is shown.
    pub source: Arc<str>,
    pub kind: Kind,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Haul {
    pub items: Vec<Item>,
    /// The first feed there was.
    pub feed: Option<Document>,
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be read.
    pub failures: Vec<Error>,
}

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Where {
    StandardInput,
    File(PathBuf),
    Web(Url),
}

impl Where {
    fn of(source: &str) -> Result<Where> {
        let is_web = |scheme: &str| source.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
        match source {
            "-" => Ok(Where::StandardInput),
            _ if is_web("http://") || is_web("https://") => match Url::parse(source) {
                Ok(mut url) => {
                    url.set_fragment(None);
                    Ok(Where::Web(url))
                }
                Err(error) => Err(Error::other(format!("{source} is no web address: {error}"))),
            },
            _ if is_web("feed:") => {
                let rest = source.get("feed:".len()..).unwrap_or_default();
                Where::of(&if rest.starts_with("//") { format!("https:{rest}") } else { rest.to_owned() })
            }
            path => Ok(Where::File(path.into())),
        }
    }

    fn shown(&self) -> String {
        match self {
            Where::StandardInput => "standard input".to_owned(),
            Where::File(path) => shown(path),
            Where::Web(url) => url.to_string(),
        }
    }
}

/// A document's bytes, and where they were in the end.
struct Bytes {
    bytes: Vec<u8>,
    address: Option<Url>,
    charset: Option<String>,
}

impl Haul {
    /// Reads all that is asked for; what cannot be read keeps nothing else from being.
    pub fn of(sources: &[String], kind: Option<Kind>) -> Haul {
        let mut haul = Haul::default();
        let fetcher = Fetcher::new(PATIENCE);
        for source in sources {
            if let Err(error) = Where::of(source).and_then(|place| haul.take(place, kind, &fetcher)) {
                haul.failures.push(error);
            }
        }
        haul
    }

    fn take(&mut self, place: Where, kind: Option<Kind>, fetcher: &Fetcher) -> Result<()> {
        let Bytes { bytes, address, charset } = read(&place, fetcher)?;
        let name = place.shown();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::other(format!("{name} is empty: there is nothing to import")));
        }
        if kind.is_none_or(|kind| kind == Kind::Feed)
            && let Some(reading) = parse::read(&bytes, &name)
        {
            return self.take_feed(place, reading, address, fetcher);
        }
        let item = |found, kind| Item { found, source: name.as_str().into(), kind };
        match kind {
            Some(Kind::Feed) => {
                return Err(Error::other(format!("{name} is no feed; without `--as feed` it is seen what it is")));
            }
            _ if kind == Some(Kind::Page) || (kind.is_none() && page::looks_like_a_page(&bytes)) => {
                let found = page::read(&bytes, charset.as_deref(), address.as_ref());
                self.tell_feed(&found.feed, &name);
                self.items.push(item(found, Kind::Page));
            }
            _ => match wire::decode(&name, &bytes) {
                Ok(text) if !text.contains('\0') => self.items.push(item(wire::read(&text), Kind::Text)),
                Err(mut found) if !bytes.contains(&0) => self.diagnostics.append(&mut found),
                _ => {
                    return Err(Error::other(format!(
                        "{name} is neither a feed nor a page of HTML nor plain text; those can be imported"
                    )));
                }
            },
        }
        Ok(())
    }

    /// Says that the site of a page has a feed; of several pages of a site once.
    fn tell_feed(&mut self, feed: &str, name: &str) {
        let message = format!("the site of this page has a feed, with its newest articles: {feed}");
        if feed.is_empty() || self.diagnostics.iter().any(|found| found.message == message) {
            return;
        }
        let mut found = Diagnostic::new(&PAGE_WITH_FEED, name, message);
        found.help(format!("import them all: `feedmill import {}`", quoted(feed)));
        self.diagnostics.push(found);
    }

    /// Takes a feed, and all that it leads to.
    fn take_feed(&mut self, place: Where, reading: Reading, address: Option<Url>, fetcher: &Fetcher) -> Result<()> {
        let first = place.clone();
        let before = self.items.len();
        let mut read_already = Some((reading, address));
        let mut last = place.shown();
        chain::follow(place, |place| {
            let (reading, address) = match read_already.take() {
                Some(read) => read,
                None => match self::document(&place, fetcher) {
                    Ok(read) => read,
                    Err(error) => {
                        let mut found = Diagnostic::new(&MISSING_OLDER_ENTRIES, last.as_str(), error.to_string());
                        found.help(format!("import {} when it is there; nothing is imported twice", place.shown()));
                        self.diagnostics.push(found);
                        return Ok(None);
                    }
                },
            };
            self.tell_faults(&reading, &place.shown());
            let document = &reading.document;
            let at = address.clone().or_else(|| Url::parse(&document.address).ok());
            let source: Arc<str> = place.shown().into();
            let found = feed::entries(&reading, at.as_ref()).into_iter();
            self.items.extend(found.map(|found| Item { found, source: source.clone(), kind: Kind::Feed }));
            let next = self.next(&place, document, address.as_ref());
            last = place.shown();
            if place == first && self.feed.is_none() {
                self.feed = Some(Document { entries: Vec::new(), ..reading.document });
            }
            Ok(next)
        })?;
        if self.items.len() == before {
            let mut found = Diagnostic::new(&EMPTY_FEED, first.shown(), "the feed has no entries");
            found.help("look whether it is the feed that was meant: many sites have several");
            self.diagnostics.push(found);
        }
        Ok(())
    }

    /// Says where a document is broken, and what is lost by that.
    fn tell_faults(&mut self, reading: &Reading, name: &str) {
        if let Some(first) = reading.faults.first() {
            let more = match reading.faults.len() - 1 {
                0 => String::new(),
                1 => ", and there is another fault".to_owned(),
                n => format!(", and there are {n} more faults"),
            };
            let message = format!("the feed is broken here: {}{more}", first.message);
            let mut found = Diagnostic::new(&BROKEN_FEED, name, message);
            found.at(first.place).help("look whether entries are missing; `feedmill validate` names all faults");
            self.diagnostics.push(found);
        }
        if let Some(line) = reading.cut {
            let message = "the feed ends in the middle of the entry that begins here, which is left out";
            let mut found = Diagnostic::new(&BROKEN_FEED, name, message);
            found.at(Place { line, ..Place::of("", Span::default(), 1) });
            found.help("import it again when all of it is there; nothing is imported twice");
            self.diagnostics.push(found);
        }
    }

    /// Where the older entries are that a document leads to.
    fn next(&mut self, place: &Where, document: &Document, address: Option<&Url>) -> Option<Where> {
        let older = document.older.as_ref()?;
        match (place, address) {
            (_, Some(address)) => chain::older(document, address).map(Where::Web),
            (Where::File(path), None) => match beside(path, older, &document.address) {
                Some(path) => Some(Where::File(path)),
                None => {
                    let message = format!("its older entries are elsewhere, at {older}");
                    let mut found = Diagnostic::new(&MISSING_OLDER_ENTRIES, shown(path), message);
                    found.help(match Url::parse(older) {
                        Ok(url) => format!("import them too: `feedmill import {}`", quoted(url.as_str())),
                        Err(_) => "put that file beside this one, or import the feed by its address".to_owned(),
                    });
                    self.diagnostics.push(found);
                    None
                }
            },
            _ => None,
        }
    }
}

/// The file beside `path` that `older` means, if it is there; `own` is the address that the feed in `path` gives itself.
fn beside(path: &Path, older: &str, own: &str) -> Option<PathBuf> {
    let relative = match (Url::parse(older), Url::parse(own)) {
        (Ok(older), Ok(own)) => own.make_relative(&older)?,
        (Ok(_), Err(_)) => return None,
        (Err(_), _) => older.to_owned(),
    };
    let relative = relative.split(['?', '#']).next().filter(|relative| !relative.is_empty())?;
    let relative = percent_encoding::percent_decode_str(relative).decode_utf8().ok()?;
    let file = path.parent().unwrap_or(Path::new("")).join(relative.trim_start_matches('/'));
    file.is_file().then_some(file)
}

/// An address as a shell takes it for one word.
fn quoted(url: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b":/.-_~%@+=,".contains(&b);
    if url.bytes().all(is_plain) { url.to_owned() } else { format!("'{}'", url.replace('\'', "%27")) }
}

fn document(place: &Where, fetcher: &Fetcher) -> Result<(Reading, Option<Url>)> {
    let Bytes { bytes, address, .. } = read(place, fetcher)?;
    match parse::read(&bytes, &place.shown()) {
        Some(reading) => Ok((reading, address)),
        None => Err(Error::other(format!("{} is no feed", place.shown()))),
    }
}

fn read(place: &Where, fetcher: &Fetcher) -> Result<Bytes> {
    let plain = |bytes| Bytes { bytes, address: None, charset: None };
    match place {
        Where::StandardInput => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(|error| Error::io("read", "standard input", error))?;
            Ok(plain(bytes))
        }
        Where::File(path) if path.is_dir() => Err(Error::other(format!(
            "{} is a folder; name the files in it: `feedmill import {}/*.xml`",
            shown(path),
            shown(path)
        ))),
        Where::File(path) => match fs::read(path) {
            Ok(bytes) => Ok(plain(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && looks_like_a_host(path) => {
                let path = shown(path);
                Err(Error::other(format!("there is no file {path}; if it is an address, write https://{path}")))
            }
            Err(error) => Err(Error::io("read", path, error)),
        },
        Where::Web(url) => {
            let (answer, bytes) = chain::get(fetcher, url.as_str())?;
            let (_, charset) = answer.content_type();
            Ok(Bytes { bytes, address: Some(Url::parse(answer.address()).unwrap_or_else(|_| url.clone())), charset })
        }
    }
}

/// Whether what was given as a file is rather an address without `https://`.
fn looks_like_a_host(path: &Path) -> bool {
    let first = path.to_str().and_then(|path| path.split('/').next()).unwrap_or_default();
    let ending = first.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = ["xml", "rss", "atom", "json", "html", "htm", "txt", "md", "rdf"].contains(&ending);
    !is_file && ending.len() > 1 && ending.bytes().all(|b| b.is_ascii_alphabetic())
}
