//! Sitemaps, indexes of sitemaps, and what Google News adds. Spec: sitemaps.org, protocol 0.9; Google, "Create a news
//! sitemap". The W3C validator does not know them.

use super::checks::{LANGUAGE, NOT_BLANK, PLAIN, W3CDTF};
use super::namespaces::SITEMAP;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Check, Group, Table, many, opt, req};
use crate::validate::value::{Flaw, text};
use crate::validate::walk::MISSING_NAMESPACE;

rules! {
    /// An address in a sitemap is none of the web, or is longer than 2,048 characters.
    ///
    /// Search engines pass over it. Write the page's full address, with `https://` and the host.
    INVALID_SITEMAP_URL = Error "invalid-sitemap-url", own;

    /// It is not said in the protocol's words how often a page changes.
    ///
    /// Search engines know `always`, `hourly`, `daily`, `weekly`, `monthly`, `yearly` and `never`.
    INVALID_CHANGE_FREQUENCY = Error "invalid-change-frequency", own;

    /// The priority of a page is no number from 0.0 to 1.0.
    ///
    /// Search engines pass over it. A page without a priority has 0.5.
    INVALID_PRIORITY = Error "invalid-priority", own;

    /// A sitemap has more addresses than it may.
    ///
    /// Search engines refuse it: 50,000 addresses may stand in one, 1,000 with news. Divide it, and list the parts in
    /// an index of sitemaps.
    TOO_MANY_URLS = Error "too-many-urls", own;
}

/// What the document begins with. [`enter`] has seen to it that none of these is looked up as the W3C validator would.
pub static ROOTS: Group = &[
    many("urlset").beyond().relations(&[count, count_news]).holds(&URLSET),
    many("sitemapindex").beyond().relations(&[count]).holds(&INDEX),
];

/// It may be empty, as one for news is where nothing is new.
static URLSET: Table = Table::new(&[&[many("url").relations(&[note_news]).holds(&URL)]]);

static INDEX: Table = Table::new(&[&[many("sitemap")
    .holds(&PART)
    .missing(&crate::validate::walk::MISSING_ELEMENT)
    .hint("<sitemap><loc>https://example.com/sitemap.xml</loc></sitemap>")]]);

static PART: Table = Table::new(&[&[
    req("loc").text(&[ADDRESS]).hint("<loc>https://example.com/sitemap.xml</loc>"),
    opt("lastmod").text(&[W3CDTF]),
]]);

static URL: Table = Table::new(&[&[
    req("loc").text(&[ADDRESS]).hint("<loc>https://example.com/a-page</loc>"),
    opt("lastmod").text(&[W3CDTF]),
    opt("changefreq").text(&[CHANGE_FREQUENCY]),
    opt("priority").text(&[PRIORITY]),
    opt("news:news").holds(&NEWS),
    many("sitemap-image:image").anything(),
    many("sitemap-video:video").anything(),
    many("xhtml:link").anything(),
]]);

/// An article of the last two days. Google has given up the other elements, and passes over them.
static NEWS: Table = Table::new(&[&[
    req("news:publication").holds(&PUBLICATION),
    req("news:publication_date").text(&[W3CDTF]).hint("<news:publication_date>2030-01-31</news:publication_date>"),
    req("news:title").text(&[NOT_BLANK, PLAIN]),
    opt("news:genres"),
    opt("news:keywords"),
    opt("news:stock_tickers"),
    opt("news:access"),
]]);

static PUBLICATION: Table = Table::new(&[&[
    req("news:name").text(&[NOT_BLANK]),
    req("news:language").text(&[LANGUAGE]).hint("<news:language>en</news:language>"),
]]);

const ADDRESS: Check = |v| {
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        v.text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && v.text.len() > scheme.len()
    });
    let help = "write the full address, with `https://` and the host";
    if !is_web || v.text.contains(char::is_whitespace) {
        let message = format!("`{}` is no address of the web", shown(v.text));
        v.take([Flaw::new(&INVALID_SITEMAP_URL, message, help)]);
    } else if v.text.chars().count() >= 2048 {
        let message = "the address has more than 2,047 characters";
        v.take([Flaw::new(&INVALID_SITEMAP_URL, message, "give the page a shorter address")]);
    }
};

const CHANGE_FREQUENCY: Check = |v| {
    let words = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];
    v.take(text::one_of(v.text, &words, &INVALID_CHANGE_FREQUENCY));
};

const PRIORITY: Check = |v| {
    let digits = v.text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !digits || !v.text.parse::<f64>().is_ok_and(|priority| (0.0..=1.0).contains(&priority)) {
        let message = format!("`{}` is no number from 0.0 to 1.0", shown(v.text));
        v.take([Flaw::new(&INVALID_PRIORITY, message, "write a number such as `0.8`, or remove the element")]);
    }
};

/// Looks at the root's namespace. For the W3C validator the document is nothing that it knows.
pub fn enter(scope: &mut Scope<'_, '_, '_>, namespace: &str) {
    scope.ctx.kind = Kind::Sitemap;
    scope.ctx.own_namespaces.push(SITEMAP.to_owned());
    if namespace.is_empty() {
        scope
            .flag(&MISSING_NAMESPACE, At::Here, "the sitemap is in no namespace")
            .help(format!("write `xmlns=\"{SITEMAP}\"`"));
    }
}

/// The mark of a sitemap with news.
const NEWS_SEEN: u32 = 1;

fn note_news(scope: &mut Scope<'_, '_, '_>) {
    let news = scope.node().has("news:news");
    if let Some(parent) = scope.ancestor_mut(1).filter(|_| news) {
        parent.marks |= NEWS_SEEN;
    }
}

fn count(scope: &mut Scope<'_, '_, '_>) {
    at_most(scope, 50_000, "50,000");
}

fn count_news(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().marks & NEWS_SEEN != 0 {
        at_most(scope, 1_000, "1,000");
    }
}

fn at_most(scope: &mut Scope<'_, '_, '_>, most: u32, written: &str) {
    let node = scope.node();
    let found = node.count("url").max(node.count("sitemap"));
    if found > most {
        let message = format!("the sitemap has {found} addresses, and may have {written}");
        scope.flag(&TOO_MANY_URLS, At::Close, message).help("divide it, and list the parts in a `<sitemapindex>`");
    }
}

#[cfg(test)]
mod tests;
