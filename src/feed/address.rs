//! Where an article lives and what it is called for good: permalink and id.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Position, Url};

use crate::article::{Article, guid_fault};
use crate::config::{Config, IdScheme};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::text;

pub use crate::article::id_fault;

rules! {
    /// An article's address cannot be made into a URL.
    ///
    /// Give it a `url` that begins with `https://` or `/`, or a plainer `slug`.
    INVALID_ADDRESS = Error "invalid-address";
}

/// What may not stand in a URL's path as it is (RFC 3986, section 3.3, `pchar` and `/`).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `text` as one or more parts of a URL's path: percent-encoded, `/` kept.
pub fn encode_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// What stands in a tag URI as it is (RFC 3986, section 2.3, `unreserved`).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The `id` of an article of which only its `guid` is known, the id as RSS and JSON Feed carry it.
///
/// A guid that is an address, a tag URI or a URN in ASCII is the id itself; a bare UUID becomes `urn:uuid:…` in small letters (RFC 9562, section 4); what else there
/// is becomes a tag URI (RFC 4151) of the host of `site`, the day of publication, and the guid percent-encoded. So it is another one
/// if the site gets another host, or the article another date: who writes an article down for good writes both.
///
/// ```
/// use feedmill::feed::address::id_of_guid;
///
/// let site = "https://courier.example/".parse().unwrap();
/// let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
/// assert_eq!(id_of_guid("Show 17", day, &site), "tag:courier.example,2026-11-20:Show%2017");
/// assert_eq!(id_of_guid("https://old.example/?p=17", day, &site), "https://old.example/?p=17");
/// ```
pub fn id_of_guid(guid: &str, published: NaiveDate, site: &Url) -> String {
    if is_iri(guid) {
        guid.to_owned()
    } else if is_uuid(guid) {
        format!("urn:uuid:{}", guid.to_ascii_lowercase())
    } else {
        let specific = utf8_percent_encode(guid, UNRESERVED);
        let host = site.host_str().unwrap_or_default();
        let year = published.year().clamp(0, 9999);
        format!("tag:{host},{year:04}-{:02}-{:02}:{specific}", published.month(), published.day())
    }
}

/// Whether `text` may stand in a feed as an IRI and is meant as one. An article's `id` may be what its author thinks to be one; what
/// others wrote is taken for one only where no reader and no validator can think otherwise: `Show:17` has no scheme in front, and
/// other characters than ASCII many refuse.
fn is_iri(text: &str) -> bool {
    let is_known = match text.split_once(':') {
        Some((scheme, _)) if ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) => true,
        Some(("tag", _)) => true,
        Some(("urn", rest)) => rest.strip_prefix("uuid:").is_none_or(is_uuid),
        _ => false,
    };
    let may_stand = |c: char| c.is_ascii_graphic() && !matches!(c, '[' | ']');
    is_known && id_fault(text).is_none() && text.chars().all(may_stand) && text.matches('#').count() < 2
}

/// Whether `text` is a UUID and nothing else: `6e8bc430-9c3a-11d9-9669-0800200c9a66`.
fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let lengths = [8, 4, 4, 4, 12];
    let is_group = |length: usize, group: &str| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit());
    lengths.into_iter().all(|length| groups.next().is_some_and(|group| is_group(length, group)))
        && groups.next().is_none()
}

/// Permalink and id of an article.
#[derive(Debug, Clone)]
pub struct Address {
    /// The page, absolute, ASCII.
    pub link: String,
    /// The id: as given, or made of the guid, or by the configuration's scheme.
    pub id: String,
    /// The id as RSS and JSON Feed carry it, where that is another.
    pub guid: Option<String>,
}

impl Address {
    /// The address that the article names, or that the configuration's pattern gives it.
    pub fn of(article: &Article, config: &Config) -> Result<Address, Box<Diagnostic>> {
        let link = match &article.url {
            Some(url) => given(url, &config.site.url),
            None => plain_permalink(article, config).or_else(|| permalink(article, config)),
        };
        let Some(link) = link else {
            let given = article.url.as_deref().unwrap_or(&article.slug);
            let mut found =
                Diagnostic::new(&INVALID_ADDRESS, article.head_file(), format!("`{given}` makes no web address"));
            found.at(article.marks.url.or(article.marks.slug));
            found.help("give the article a `url` that begins with `https://` or `/`");
            return Err(Box::new(found));
        };
        // What an article's file says is an IRI already; a program may have set anything.
        let given = article.id.as_deref().map(text::line).filter(|id| !id.is_empty());
        let guid = article.guid.as_deref().map(str::trim).filter(|guid| guid_fault(guid).is_none());
        let id = match (given, guid, config.articles.id) {
            (Some(id), ..) => id.into_owned(),
            (None, Some(guid), _) => id_of_guid(guid, article.published.date_naive(), &config.site.url),
            (None, None, IdScheme::Permalink) => link.clone(),
            (None, None, IdScheme::Tag) => tag_uri(&link, article.published.year(), &config.site.url),
        };
        let guid = guid.filter(|guid| *guid != id).map(str::to_owned);
        Ok(Address { link, id, guid })
    }
}

/// An address as its author wrote it, if it is one already; else made absolute and ASCII.
///
/// A path, with `/` before it or not, is below the site's own address, as every generator has it.
fn given(url: &str, site: &Url) -> Option<String> {
    let below = match url.strip_prefix('/') {
        Some(path) if !path.starts_with('/') => format!("./{path}"),
        _ => url.to_owned(),
    };
    let absolute = site.join(&below).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let verbatim = url.starts_with("http") && url.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
    Some(if verbatim { url.to_owned() } else { absolute.into() })
}

/// The address that the pattern gives, where nothing in it is to be encoded or left out: what [`permalink()`] gives, had
/// for less. Nearly all are like that.
fn plain_permalink(article: &Article, config: &Config) -> Option<String> {
    let site = &config.site.url;
    let pattern = &config.articles.permalink;
    if article.translated || !matches!(site.scheme(), "http" | "https") {
        return None;
    }
    // A relative address stands for what follows the last `/` of the path.
    let (folder, _) = site[..Position::AfterPath].rsplit_once('/')?;
    let mut link = String::with_capacity(folder.len() + pattern.source().len() + article.stem.len() + 64);
    link.push_str(folder);
    link.push('/');
    pattern.fill_into(&mut link, |name, link| match name {
        "section" => link.push_str(&article.section),
        "slug" => link.push_str(&article.slug),
        "path" => link.push_str(&article.stem),
        name => push_number(name, article, link),
    });
    let path = link.as_bytes().get(folder.len() + 1..)?;
    // All bytes are looked at, many at a time.
    let letter = |b: u8| b.is_ascii_lowercase() | b.is_ascii_uppercase() | b.is_ascii_digit();
    let sign = |b: u8| (b == b'-') | (b == b'_') | (b == b'~') | (b == b'.') | (b == b'/');
    let is_plain = path.iter().fold(true, |all, b| all & (letter(*b) | sign(*b)));
    // No part is empty, and none is `.` or `..`.
    let parts = link.as_bytes().get(folder.len()..)?.iter().zip(path);
    let odd = parts.fold(false, |any, (a, b)| any | ((*a == b'/') & ((*b == b'/') | (*b == b'.'))));
    (is_plain && !odd && !path.is_empty()).then_some(link)
}

/// Adds year, month or day of an article.
fn push_number(name: &str, article: &Article, out: &mut String) {
    let date = article.published.date_naive();
    let _ = match name {
        "year" => write!(out, "{:04}", date.year()),
        "month" => write!(out, "{:02}", date.month()),
        _ => write!(out, "{:02}", date.day()),
    };
}

/// The address that the configuration's pattern gives.
fn permalink(article: &Article, config: &Config) -> Option<String> {
    config.site.url.join(&permalink_path(article, config)).ok().map(String::from)
}

fn permalink_path(article: &Article, config: &Config) -> String {
    let mut path = String::with_capacity(64);
    config.articles.permalink.fill_into(&mut path, |name, path| match name {
        "section" => path.extend(utf8_percent_encode(&article.section, PATH)),
        "slug" => path.extend(utf8_percent_encode(&article.slug, PATH)),
        "path" => path.extend(utf8_percent_encode(untranslated(article), PATH)),
        name => push_number(name, article, path),
    });
    // An article in no section leaves an empty part behind.
    let folder = path.ends_with('/');
    let mut path = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    if let Some(language) = article.language.as_deref().filter(|_| article.translated)
        && Some(language) != config.site.language.as_deref()
    {
        path = format!("{}/{path}", encode_path(language));
    }
    if folder {
        path.push('/');
    }
    // A first part with a colon would be read as a scheme.
    format!("./{path}")
}

/// The article's stem without the language that the name of its file ends in.
fn untranslated(article: &Article) -> &str {
    let stem = article.stem.as_str();
    stem.rsplit_once('.').filter(|_| article.translated).map_or(stem, |(stem, _)| stem)
}

/// `tag:courier.example,2026:world/grain` (RFC 4151).
fn tag_uri(link: &str, year: i32, site: &Url) -> String {
    let path = Url::parse(link).map(|url| url.path().trim_matches('/').to_owned()).unwrap_or_default();
    format!("tag:{},{year:04}:{path}", site.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(site: &str, settings: &str, path: &str, head: &str) -> Address {
        let config = format!("[site]\ntitle = \"T\"\nurl = {site:?}\nlanguage = \"en\"\n{settings}");
        let config = Config::parse("feedmill.toml", &config).0.unwrap();
        let text = format!("+++\ntitle = \"T\"\ndate = 2026-11-20T23:30:00-05:00\n{head}\n+++\n");
        let mut article = Article::parse(path, &text, chrono_tz::UTC).unwrap();
        article.path = format!("articles/{path}").into();
        Address::of(&article, &config).unwrap()
    }

    #[test]
    fn permalinks_follow_the_pattern() {
        let pattern = |pattern: &str| format!("[articles]\npermalink = {pattern:?}\n");
        for (settings, path, head, wanted) in [
            ("", "world/grain.md", "", "https://t.example/b/world/grain/"),
            ("", "grain.md", "", "https://t.example/b/grain/"),
            ("", "world/ü a?b#c%.md", "", "https://t.example/b/world/%C3%BC%20a%3Fb%23c%25/"),
            ("", "a:b.md", "", "https://t.example/b/a:b/"),
            ("", "world/grain.fr.md", "", "https://t.example/b/fr/world/grain/"),
            ("", "world/grain.en.md", "", "https://t.example/b/world/grain/"),
            ("", "world/grain.md", "lang = \"fr\"", "https://t.example/b/world/grain/"),
            (
                &pattern("{year}/{month}/{day}/{slug}.html"),
                "a/grain.md",
                "",
                "https://t.example/b/2026/11/20/grain.html",
            ),
            (&pattern("/{path}/"), "a/b/grain.md", "", "https://t.example/b/a/b/grain/"),
            (&pattern("{path}/"), "a/b/gr.ain.fr.md", "", "https://t.example/b/fr/a/b/gr.ain/"),
            (&pattern("{path}/"), "a/b/gr.ain.en.md", "", "https://t.example/b/a/b/gr.ain/"),
        ] {
            let address = address("https://t.example/b", settings, path, head);
            assert_eq!((&*address.link, &*address.id), (wanted, wanted), "{path}");
        }
    }

    #[test]
    fn given_addresses_are_kept_or_made_absolute() {
        for (url, wanted) in [
            ("https://other.example/HTTP?x=1&y=2", "https://other.example/HTTP?x=1&y=2"),
            ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
            ("/old/post.html", "https://t.example/b/old/post.html"),
            ("old/post.html", "https://t.example/b/old/post.html"),
        ] {
            assert_eq!(address("https://t.example/b/", "", "a.md", &format!("url = {url:?}")).link, wanted);
        }
    }

    #[test]
    fn ids_are_as_given_or_by_the_scheme() {
        let tag = "[articles]\nid = \"tag\"\n";
        let made = address("https://t.example/b/", tag, "world/grain.md", "");
        assert_eq!(made.id, "tag:t.example,2026:b/world/grain");
        let given = address("https://t.example/", tag, "a.md", "id = \"tag:t.example,2026:ABC/d%2F\"");
        assert_eq!(given.id, "tag:t.example,2026:ABC/d%2F");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_guid_its_id_is_one_and_tells_it_from_others(
            guid in r#"[a-z]{1,8}:[ -~é]{0,12}|.{1,12}|[0-9a-fA-F-]{36}|https?://[a-z.]{1,9}[ -~]{0,9}"#,
            other in r#"[a-z]{1,3}:[ -~]{0,3}|.{1,4}"#,
        ) {
            let (site, day) = ("https://t.example/".parse().unwrap(), NaiveDate::from_ymd_opt(2026, 1, 2).unwrap());
            let id = id_of_guid(&guid, day, &site);
            prop_assert_eq!(id_fault(&id), None, "{}", id);
            prop_assert_eq!(id_of_guid(&id, day, &site), id.clone());
            let is_tag = |id: &str| id.starts_with("tag:t.example,");
            prop_assert!(guid == other || is_tag(&guid) || is_tag(&other) || id_of_guid(&other, day, &site) != id);
        }

        #[test]
        fn plain_permalinks_are_what_others_are(
            site in prop::sample::select(vec![
                "https://t.example", "http://t.example/b", "https://t.example:8080/b/c/", "https://t.example/a.b/?q=/x#/y",
                "https://bücher.example/%7Ejo/", "https://t.example/a//",
            ]),
            pattern in prop::sample::select(vec![
                "{section}/{slug}/", "{year}/{month}/{day}/{slug}.html", "/{path}/", "{path}", "{section}{slug}", "a b/{slug}",
            ]),
            section in "[a-c.]{0,2}|[a-z~_:%é/]{0,4}",
            slug in "[A-Za-z0-9._~-]{0,12}|[a-c.]{0,3}|[ -~]{0,6}|.{0,4}",
            stem in "[a-z0-9./_-]{0,12}",
            translated in prop::bool::weighted(0.1),
            days in 0..1_000_000_i64,
        ) {
            let config = format!("[site]\ntitle = \"T\"\nurl = {site:?}\n[articles]\npermalink = {pattern:?}\n");
            let mut config = Config::parse("feedmill.toml", &config).0.unwrap();
            let mut article = Article::parse("a.md", "+++\ntitle = \"T\"\ndate = 0001-01-02\n+++\n", chrono_tz::UTC).unwrap();
            article.published += chrono::Duration::days(days);
            (article.section, article.slug, article.stem, article.translated) = (section, slug, stem, translated);
            for url in [Url::parse(site).unwrap(), config.site.url.clone()] {
                config.site.url = url;
                if let Some(link) = plain_permalink(&article, &config) {
                    prop_assert_eq!(Some(link), permalink(&article, &config));
                }
            }
        }
    }

    #[test]
    fn an_id_is_made_of_a_guid() {
        let id = |head: &str| {
            let Address { id, guid, .. } = address("https://t.example/b/", "", "a.md", head);
            (id, guid)
        };
        let given = |guid: &str| Some(guid.to_owned());
        for (head, wanted, guid) in [
            ("guid = 'Show-17'", "tag:t.example,2026-11-20:Show-17", given("Show-17")),
            ("guid = 1234", "tag:t.example,2026-11-20:1234", given("1234")),
            ("guid = 'a b/é%'", "tag:t.example,2026-11-20:a%20b%2F%C3%A9%25", given("a b/é%")),
            (
                "guid = '6E8BC430-9c3a-11d9-9669-0800200c9a66'",
                "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                given("6E8BC430-9c3a-11d9-9669-0800200c9a66"),
            ),
            (
                "guid = '6e8bc4309c3a11d996690800200c9a66'",
                "tag:t.example,2026-11-20:6e8bc4309c3a11d996690800200c9a66",
                given("6e8bc4309c3a11d996690800200c9a66"),
            ),
            // An IRI is both.
            ("guid = 'https://old.example/?p=17'", "https://old.example/?p=17", None),
            ("guid = 'http://old.example/%D0%B7'", "http://old.example/%D0%B7", None),
            (
                "guid = 'http://old.example/é'",
                "tag:t.example,2026-11-20:http%3A%2F%2Fold.example%2F%C3%A9",
                given("http://old.example/é"),
            ),
            ("guid = 'Show:17'", "tag:t.example,2026-11-20:Show%3A17", given("Show:17")),
            ("guid = 'urn:uuid:17'", "tag:t.example,2026-11-20:urn%3Auuid%3A17", given("urn:uuid:17")),
            ("guid = 'x:a[b]'", "tag:t.example,2026-11-20:x%3Aa%5Bb%5D", given("x:a[b]")),
            ("guid = 'Show-17'\nid = 'urn:x-a:1'", "urn:x-a:1", given("Show-17")),
            ("guid = 'urn:x-a:1'\nid = 'urn:x-a:1'", "urn:x-a:1", None),
        ] {
            assert_eq!(id(head), (wanted.to_owned(), guid), "{head}");
        }
    }

    #[test]
    fn plain_permalinks_are_had_for_less() {
        let config = "[site]\ntitle = \"T\"\nurl = \"https://t.example/b/\"\n[articles]\npermalink = \"{year}/{section}/{slug}/\"\n";
        let config = Config::parse("feedmill.toml", config).0.unwrap();
        let text = "+++\ntitle = \"T\"\ndate = 2026-11-20\n+++\n";
        let plain = |path| plain_permalink(&Article::parse(path, text, chrono_tz::UTC).unwrap(), &config);
        assert_eq!(plain("world/grain-1.2_x~.md").as_deref(), Some("https://t.example/b/2026/world/grain-1.2_x~/"));
        for path in ["grain.md", "world/ü.md", "world/a b.md", "world/.a.md", "world/grain.fr.md"] {
            assert_eq!(plain(path), None, "{path}");
        }
    }
}
