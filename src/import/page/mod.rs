//! A page of HTML → the article on it.
//!
//! What the page says of itself in JSON-LD, Open Graph, `<meta>`, microdata, microformats, `<time>` and headings is
//! gathered first; which of it is believed is a table, in `order`. The text is what a readability crate finds, or else what
//! the page marks as its text.

mod body;
mod dates;
mod decode;
mod facts;
mod fit;
mod flat;
mod harvest;
mod inside;
mod json_ld;
mod markup;
mod mend;
mod order;
mod people;
mod pick;
#[cfg(test)]
mod tests;
mod title;

use url::Url;

use super::{Found, Trace};
use crate::feed::content::dom;
use crate::feed::urls;

/// Where a page is, and what its addresses are relative to.
#[derive(Debug, Default)]
struct Address {
    /// Where it was found.
    page: Option<Url>,
    /// What relative addresses are resolved against.
    base: Option<Url>,
}

impl Address {
    /// The absolute address, `http` or `https`, that `text` means.
    fn join(&self, text: &str) -> Option<Url> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let url = match &self.base {
            Some(base) => base.join(text),
            None if text.starts_with("//") => Url::parse(&format!("https:{text}")),
            None => Url::parse(text),
        };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
        // As strictly spelled as a feed needs it.
        Url::parse(&urls::absolute(url.as_str(), &url)?).ok()
    }
}

/// Reads a page that was found at `address`, if it came from the web. `charset` is what the server said its encoding is.
///
/// Never fails: what cannot be made out is left empty, and [`Found::traces`] says where all else was found.
///
/// ```
/// let page = b"<title>Grain falls</title><meta name=author content='By Jane Doe'><p>Prices of grain fall.</p>";
/// let found = feedmill::import::page::read(page, None, None);
/// assert_eq!((found.title.as_str(), found.authors[0].name.as_str()), ("Grain falls", "Jane Doe"));
/// ```
pub fn read(bytes: &[u8], charset: Option<&str>, address: Option<&Url>) -> Found {
    let html = decode::decode(bytes, charset);
    let mut found = Found { line: 1, ..Found::default() };
    let tree = match dom::parse_page(&html) {
        Some(tree) => tree,
        None => {
            found.traces.push(note("left out", "markup that is nested deeper than can be followed"));
            let flat = flat::flatten(&html);
            match dom::parse_page(&flat) {
                Some(tree) => tree,
                None => return found,
            }
        }
    };
    let mut facts = facts::Facts::default();
    let harvest = harvest::read(&tree, &mut facts);
    let page = address.filter(|url| matches!(url.scheme(), "http" | "https")).cloned();
    let mut address = Address { base: page.clone(), page };
    let base = harvest.base.as_deref().and_then(|base| address.join(base));
    address.base = base.or(address.base);
    let canonical = facts.of("link canonical").first().or(facts.of("og:url").first());
    let canonical = canonical.and_then(|fact| address.join(&fact.text));
    let is_here = |text: &str| {
        let here = address.join(text);
        here.is_some() && (here == canonical || here == address.page)
    };
    json_ld::read(&harvest.scripts, is_here, &mut facts);
    pick::link(&mut found, &facts, &address);
    if address.base.is_none() {
        // Where a page belongs is where its addresses are meant.
        address.base = Url::parse(&found.link).ok();
        address.base = harvest.base.as_deref().and_then(|base| address.join(base)).or(address.base);
    }
    if let Ok(link) = Url::parse(&found.link)
        && let Some(day) = dates::of_path(link.path())
    {
        facts.say("address date", day, 0);
    }
    found.feed = feed(&facts, &address);
    pick::fill(&mut found, &facts, &address);
    body::fill(&mut found, &tree, &facts, address.base.as_ref());
    // What has no line stands last.
    found.traces.sort_by_key(|trace| if trace.line == 0 { usize::MAX } else { trace.line });
    found
}

/// The feed that a page names first; not that of what readers said of it, if it names another.
fn feed(facts: &facts::Facts, address: &Address) -> String {
    let feeds = || facts.of("link feed").iter().filter_map(|fact| Some((fact, address.join(&fact.text)?)));
    let of_comments = |fact: &facts::Fact, url: &Url| {
        fact.alt.to_lowercase().contains("comment") || url.path().to_ascii_lowercase().contains("comment")
    };
    let first = feeds().find(|(fact, url)| !of_comments(fact, url));
    first.or_else(|| feeds().next()).map(|(_, url)| url.to_string()).unwrap_or_default()
}

/// A trace of no line.
fn note(part: &str, text: &str) -> Trace {
    Trace { line: 0, part: part.to_owned(), text: text.to_owned() }
}

/// Whether `bytes` are a page of HTML rather than a feed or plain text: behind a byte order mark, white space, comments
/// and an XML declaration they begin with `<!doctype html`, `<html`, `<head`, `<body`, `<article` or the like.
pub fn looks_like_a_page(bytes: &[u8]) -> bool {
    /// So many bytes are looked at.
    const HEAD: usize = 64 * 1024;
    let head = decode::decode(bytes.get(..HEAD).unwrap_or(bytes), None);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let behind = match rest {
            _ if rest.starts_with("<!--") => rest.split_once("-->"),
            _ if rest.starts_with("<?") => rest.split_once('>'),
            _ => None,
        };
        match behind {
            Some((_, behind)) => rest = behind.trim_start(),
            None => break,
        }
    }
    const STARTS: &[&str] = &[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<article",
        "<main",
        "<title",
        "<meta",
        "<section",
        "<div",
        "<h1",
        "<p",
        "<script",
        "<link",
        "<base",
        "<header",
    ];
    STARTS.iter().any(|start| {
        let begins = rest.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        begins
            && !rest.as_bytes().get(start.len()).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-'))
    })
}
