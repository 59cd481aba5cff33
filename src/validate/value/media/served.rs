//! The media type that a server sends a feed with.

use super::super::Flaw;
use super::super::chars::strip;
use super::{NON_SPECIFIC_MEDIA_TYPE, TEXT_XML, UNEXPECTED_CONTENT_TYPE};
use crate::validate::Kind;
use crate::validate::reader::shown;

/// Media types that feeds may have.
const FOR_FEEDS: [&str; 12] = [
    "text/xml",
    "application/xml",
    "application/rss+xml",
    "application/rdf+xml",
    "application/atom+xml",
    "text/x-opml",
    "application/xrds+xml",
    "application/opensearchdescription+xml",
    "application/vnd.google-earth.kml+xml",
    "application/vnd.google-earth.kmz",
    "application/atomsvc+xml",
    "application/atomcat+xml",
];
/// Those of them that do not say which format it is.
const UNSPECIFIC: [&str; 4] =
    ["text/xml", "application/xml", "application/rdf+xml", "application/vnd.google-earth.kmz"];

/// Media types of one format, and what a document of another one is called.
const OF_A_FORMAT: [(&str, &[Kind], &str); 9] = [
    ("application/x.atom+xml", &[Kind::Atom, Kind::AtomEntry], "Non-Atom 1.0 feeds"),
    ("application/atom+xml", &[Kind::Atom, Kind::AtomEntry], "Non-Atom 1.0 feeds"),
    ("application/atomcat+xml", &[Kind::AppCategories], "Non-AtomPub Category document"),
    ("application/atomsvc+xml", &[Kind::AppService], "Non-AtomPub Service document"),
    ("application/rdf+xml", &[Kind::Rss1], "Non-RSS 1.0 feeds"),
    ("application/rss+xml", &[Kind::Rss1, Kind::Rss], "Non-RSS feeds"),
    ("text/x-opml", &[Kind::Opml], "Non-OPML feeds"),
    ("application/opensearchdescription+xml", &[Kind::OpenSearch], "Non-OpenSearchDescription documents"),
    ("application/xrds+xml", &[Kind::Xrd], "Non-Extensible Resource Descriptor documents"),
];

/// The media type and the character encoding of a `Content-Type`.
pub fn content_type(header: &str) -> (&str, Option<&str>) {
    let mut parts = header.split(';');
    let media_type = strip(parts.next().unwrap_or_default());
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| strip(name).eq_ignore_ascii_case("charset"));
    (media_type, charset.map(|(_, value)| strip(value).trim_matches('"')))
}

/// What is wrong with a document's media type; `start` is how it begins, 512 bytes of it.
pub fn served(media_type: &str, charset: Option<&str>, kind: Kind, start: &[u8]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let lower = media_type.to_ascii_lowercase();
    let help = format!("set up the server to send `{}`", best(kind));
    let mut unexpected = |what: &str, message: String| {
        let flaw = Flaw::new(&UNEXPECTED_CONTENT_TYPE, message, help.as_str());
        flaws.push(flaw.param("type", what).param("contentType", media_type));
    };
    if !FOR_FEEDS.contains(&&*lower) {
        unexpected("Feeds", format!("feeds should not be served as `{}`", shown(media_type)));
    }
    let format = OF_A_FORMAT.iter().find(|(known, ..)| *known == lower);
    if let Some((.., what)) = format.filter(|(_, kinds, _)| !kinds.contains(&kind)) {
        unexpected(what, format!("`{}` is the media type of another format", shown(media_type)));
    }
    if UNSPECIFIC.contains(&media_type) && !has_mark(start) {
        let message = format!("the media type `{}` does not say that this is a feed", shown(media_type));
        flaws.push(Flaw::new(&NON_SPECIFIC_MEDIA_TYPE, message, help.as_str()).param("contentType", media_type));
    }
    if media_type.starts_with("text/") && charset.is_none() {
        let message = format!("the media type `{}` comes without a character encoding", shown(media_type));
        flaws.push(Flaw::new(&TEXT_XML, message, help));
    }
    flaws
}

fn best(kind: Kind) -> &'static str {
    match kind {
        Kind::Rss => "application/rss+xml",
        Kind::Rss1 => "application/rdf+xml",
        Kind::Atom | Kind::AtomEntry => "application/atom+xml",
        Kind::Json => "application/feed+json",
        Kind::Opml => "text/x-opml",
        Kind::OpenSearch => "application/opensearchdescription+xml",
        Kind::AppService => "application/atomsvc+xml",
        Kind::AppCategories => "application/atomcat+xml",
        Kind::Xrd => "application/xrds+xml",
        Kind::Sitemap | Kind::Unknown => "application/xml",
    }
}

/// Whether programs that look into the first bytes see a feed.
fn has_mark(start: &[u8]) -> bool {
    let start = start.get(..512).unwrap_or(start);
    let has = |mark: &str| memchr::memmem::find(start, mark.as_bytes()).is_some();
    let rdf = has("<rdf:RDF") && has("http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    // The last one may not stand at the very start, and hardly can.
    ["<rss", "<feed", "<opml", "<kml", "<OpenSearchDescription"].into_iter().any(has)
        || rdf && !start.starts_with(b"http://purl.org/rss/1.0/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        for (head, wanted) in [
            ("text/xml", ("text/xml", None)),
            ("application/rss+xml; charset=utf-8", ("application/rss+xml", Some("utf-8"))),
            (" a/b ;x=y; CHARSET = \"utf-8\" ", ("a/b", Some("utf-8"))),
            ("", ("", None)),
        ] {
            assert_eq!(content_type(head), wanted, "{head}");
        }
    }

    #[test]
    fn types_and_formats() {
        let names = |media_type, charset, kind, start: &str| {
            let flaws = served(media_type, charset, kind, start.as_bytes());
            flaws.iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>()
        };
        assert_eq!(names("application/rss+xml", None, Kind::Rss, "<rss"), [""; 0]);
        assert_eq!(names("application/atom+xml", None, Kind::Rss, "<rss"), ["unexpected-content-type"]);
        assert_eq!(names("text/html", Some("utf-8"), Kind::Rss, "<rss"), ["unexpected-content-type"]);
        assert_eq!(names("text/xml", None, Kind::Rss, "<rss"), ["text-xml"]);
        assert_eq!(names("application/xml", None, Kind::Rss, "<!-- -->"), ["non-specific-media-type"]);
        let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>";
        assert_eq!(names("application/rdf+xml", None, Kind::Rss1, rdf), [""; 0]);
        let flaw = &served("text/HTML", None, Kind::Atom, b"")[0];
        assert_eq!(flaw.params, [("type", "Feeds".to_owned()), ("contentType", "text/HTML".to_owned())]);
        assert_eq!(flaw.help, "set up the server to send `application/atom+xml`");
    }
}
