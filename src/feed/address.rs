//! Where an article lives and what it is called for good: permalink and id.

use std::borrow::Cow;

use chrono::Datelike;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::article::Article;
use crate::config::{Config, IdScheme};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::text;

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

/// Permalink and id of an article.
#[derive(Debug, Clone)]
pub struct Address {
    /// The page, absolute, ASCII.
    pub link: String,
    /// The id: as given, or made by the configuration's scheme.
    pub id: String,
}

impl Address {
    /// The address that the article names, or that the configuration's pattern gives it.
    pub fn of(article: &Article, config: &Config) -> Result<Address, Box<Diagnostic>> {
        let link = match &article.url {
            Some(url) => given(url, &config.site.url),
            None => {
                let path = permalink_path(article, config);
                config.site.url.join(&path).ok().map(String::from)
            }
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
        let id = match (given, config.articles.id) {
            (Some(id), _) => id.into_owned(),
            (None, IdScheme::Permalink) => link.clone(),
            (None, IdScheme::Tag) => tag_uri(&link, article.published.year(), &config.site.url),
        };
        Ok(Address { link, id })
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

fn permalink_path(article: &Article, config: &Config) -> String {
    let date = article.published.date_naive();
    let path = config.articles.permalink.fill(|name| match name {
        "section" => Cow::Owned(encode_path(&article.section)),
        "slug" => Cow::Owned(encode_path(&article.slug)),
        "path" => Cow::Owned(encode_path(untranslated(article))),
        "year" => Cow::Owned(format!("{:04}", date.year())),
        "month" => Cow::Owned(format!("{:02}", date.month())),
        _ => Cow::Owned(format!("{:02}", date.day())),
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
}
