//! What the way to a document tells of it: whether it could be read at all, and how a server answered.

use std::collections::HashSet;

use url::Url;

use super::Kind;
use super::reader::VALIDATOR_LIMIT;
use super::value::media;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;

rules! {
    /// A document could not be read or fetched, so that nothing can be said of what is in it.
    ///
    /// The message says why. A reader that is sent to the same place finds as little as feedmill did: mend the address,
    /// the server or the file's permissions, and run again.
    IO_ERROR = Error "io-error";

    /// The server did not answer with a document.
    ///
    /// Readers go by the status of the answer: after 404 or 410 some give a feed up for good. Publish the feed at this
    /// address, or have the address lead to where it is with status 301.
    HTTP_ERROR = Error "http-error";

    /// The server says that something went wrong, and yet sends what may be a feed.
    ///
    /// Readers go by the status of the answer, and do not look at what comes with it. Have it served with status 200.
    HTTP_ERROR_WITH_POSSIBLE_FEED = Error "http-error-with-possible-feed";

    /// No secure connection to the server could be made.
    ///
    /// Most often its certificate has run out, is for another name, or is signed by nobody known. Readers refuse to go on
    /// then, and the feed seems to be down. Renew the certificate, and have the server send those between it and the root.
    HTTPS_PROTOCOL_ERROR = Error "https-protocol-error";

    /// The server's answer has a header whose name is none.
    ///
    /// The name of a header holds letters, digits and hyphens, but no space. Many programs throw such an answer away.
    /// Look for the slip in the configuration of the server.
    HTTP_PROTOCOL_ERROR = Error "http-protocol-error";

    /// The address leads to another one for the time being only.
    ///
    /// Readers ask the old address again each time and are sent on each time. If the feed has moved for good, answer with
    /// status 301, and they take note of the new address.
    TEMP_REDIRECT = Info "temp-redirect";

    /// The document was not sent compressed, though it was asked for that way.
    ///
    /// Feeds shrink to a quarter or less, and readers ask for them day and night. Switch compression on for the media
    /// types of feeds, which many servers leave out of their list.
    UNCOMPRESSED = Info "uncompressed";
}

/// A way from one address to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The status that sent on: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// The address that was asked.
    pub from: String,
    /// The address that it named.
    pub to: String,
}

/// How a server answered, apart from the document.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The address that was asked for.
    pub asked: String,
    /// The ways that led on from there, in their order.
    pub hops: Vec<Hop>,
    /// The status of the last answer.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Answer {
    /// The value of the first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether a document came.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The address that answered in the end.
    pub fn address(&self) -> &str {
        self.hops.last().map_or(&self.asked, |hop| &hop.to)
    }

    /// The document's own address: the one that answered, unless the answer names another.
    pub fn own_address(&self) -> String {
        let answered = self.address();
        let named = self.header("content-location").zip(Url::parse(answered).ok());
        named.and_then(|(named, base)| base.join(named).ok()).map_or_else(|| answered.to_owned(), String::from)
    }

    /// Every address that the document is known by, `given` by the user first.
    pub fn addresses(&self, given: &str) -> Vec<String> {
        let mut all = vec![given.to_owned(), self.asked.clone(), self.address().to_owned(), self.own_address()];
        let mut seen = HashSet::new();
        all.retain(|address| seen.insert(address.clone()));
        all
    }

    /// The media type that was told, in lower case, and the `charset`.
    pub fn content_type(&self) -> (Option<String>, Option<String>) {
        let Some(value) = self.header("content-type") else { return (None, None) };
        let (media_type, charset) = media::content_type(value);
        let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (told(&media_type.to_ascii_lowercase()), charset.and_then(told))
    }
}

/// What is to be said of the media type that a document of this kind was sent with.
pub fn judge_media_type(answer: &Answer, kind: Kind, body: &[u8], file: &str) -> Vec<Diagnostic> {
    let Some((media_type, charset)) = answer.header("content-type").map(media::content_type) else { return Vec::new() };
    let is_one_of = |known: &[&str]| known.iter().any(|known| media_type.eq_ignore_ascii_case(known));
    let is_fine = match kind {
        Kind::Json => is_one_of(&["application/feed+json", "application/json"]),
        Kind::Sitemap => is_one_of(&["application/xml", "text/xml"]),
        // Of what is none of the formats it cannot be said.
        Kind::Unknown => true,
        _ => false,
    };
    if is_fine || media_type.is_empty() {
        return Vec::new();
    }
    let flaws = media::served(media_type, charset, kind, body.get(..512).unwrap_or(body));
    let found = flaws.into_iter().map(|flaw| {
        let mut one = Diagnostic::new(flaw.rule, file, flaw.message);
        one.help(flaw.help);
        one.params = flaw.params.into_iter().map(|(name, value)| (name.into(), value)).collect();
        one
    });
    found.collect()
}

/// What is to be said of an answer with this body, in the name of `file`, and whether the body is worth judging.
pub fn judge(answer: &Answer, body: &[u8], file: &str) -> (Vec<Diagnostic>, bool) {
    let mut found = Vec::new();
    let mut add = |rule, message: String, help: &str| {
        let mut one = Diagnostic::new(rule, file, message);
        one.help(help);
        found.push(one);
    };
    let possible = !answer.is_success() && looks_like_feed(body);
    if possible {
        let message = format!("the server answers with status {}, but with what may be a feed", answer.status);
        add(&HTTP_ERROR_WITH_POSSIBLE_FEED, message, "have it served with status 200");
    } else if !answer.is_success() {
        add(&HTTP_ERROR, why(answer), "publish the feed at this address, or look up where it is");
    }
    if let Some(hop) = answer.hops.iter().find(|hop| matches!(hop.status, 302 | 303 | 307)) {
        let message = format!("`{}` leads to `{}` for the time being (status {})", hop.from, hop.to, hop.status);
        add(&TEMP_REDIRECT, message, "answer with status 301 if the feed has moved for good");
    }
    if answer.is_success() && answer.header("content-encoding").is_none() {
        let message = format!("the document was not sent compressed ({} bytes)", body.len());
        add(&UNCOMPRESSED, message, "have the server compress it with gzip where `Accept-Encoding` allows it");
    }
    for one in &mut found {
        if one.rule == &HTTP_ERROR || one.rule == &HTTP_ERROR_WITH_POSSIBLE_FEED {
            one.param("status", answer.status.to_string());
        }
    }
    (found, answer.is_success() || possible)
}

/// The finding that no secure connection could be made, for this reason.
pub fn insecure(file: &str, reason: &str) -> Diagnostic {
    let mut found =
        Diagnostic::new(&HTTPS_PROTOCOL_ERROR, file, format!("no secure connection could be made: {reason}"));
    found.help("have the server send a valid certificate for this name, and those between it and a known authority");
    found.param("message", reason);
    found
}

/// The finding that a header's name is none.
pub fn bad_header(file: &str) -> Diagnostic {
    let mut found = Diagnostic::new(&HTTP_PROTOCOL_ERROR, file, "the server's answer has a header whose name is none");
    found.help("look for a header with a space or another stray character in its name");
    found
}

/// The finding that a document is longer than `limit` bytes.
pub fn too_long(file: &str, limit: u64) -> Diagnostic {
    let mebibytes = limit >> 20;
    let mut found = Diagnostic::new(
        &VALIDATOR_LIMIT,
        file,
        format!("the document is longer than {mebibytes} MiB, and was not read"),
    );
    found.help("have fewer entries in it; readers fetch all of it each time");
    found.param("limit", format!("feed length > {limit} bytes"));
    found
}

fn why(answer: &Answer) -> String {
    let (status, ways) = (answer.status, answer.hops.len());
    let reason = match status {
        300..=399 if ways > 0 => {
            return format!("the address leads on and on: {ways} times, and again (status {status})");
        }
        300..=399 => "leads on, but to no address on the web",
        401 | 403 => "does not let us see it",
        404 => "has no such document",
        410 => "had this document, and has it no more",
        429 => "is asked too often",
        500.. => "is out of order",
        _ => "does not answer with a document",
    };
    format!("the server {reason} (status {status})")
}

/// Whether a body could be meant as a feed: by how it begins, or how it ends.
fn looks_like_feed(body: &[u8]) -> bool {
    const NEAR: usize = 2048;
    let start = body.get(..NEAR).unwrap_or(body).to_ascii_lowercase();
    let end = body.get(body.len().saturating_sub(64)..).unwrap_or(body).trim_ascii_end();
    let has = |what: &str| memchr::memmem::find(&start, what.as_bytes()).is_some();
    let is_page = start.trim_ascii_start().starts_with(b"<!doctype html") || has("<html");
    let begins = ["<rss", "<feed", "<rdf:rdf", "jsonfeed.org/version/"].iter().any(|what| has(what));
    let ends = ["</rss>", "</feed>", "</rdf:RDF>"].iter().any(|what| end.ends_with(what.as_bytes()));
    !is_page && (begins || ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], hops: &[u16]) -> Answer {
        let hop = |status: &u16| Hop { status: *status, from: "http://a/".into(), to: "http://b/".into() };
        Answer {
            asked: "http://a/".into(),
            hops: hops.iter().map(hop).collect(),
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    #[test]
    fn answers_are_judged() {
        let gzip = [("content-encoding", "gzip")];
        let all: [(_, &[u8], &[&str], _); 9] = [
            (answer(200, &gzip, &[]), b"<rss/>", &[], true),
            (answer(200, &[], &[]), b"anything", &["uncompressed"], true),
            (answer(200, &gzip, &[301, 308]), b"", &[], true),
            (answer(200, &gzip, &[301, 307, 302]), b"", &["temp-redirect"], true),
            (answer(404, &[], &[]), b"<!DOCTYPE html><p>&lt;rss", &["http-error"], false),
            (answer(404, &[], &[302]), b"no such thing", &["http-error", "temp-redirect"], false),
            (answer(500, &[], &[]), b"<?xml version='1.0'?><RSS>", &["http-error-with-possible-feed"], true),
            (answer(503, &[], &[]), b"Warning\n</feed>\n", &["http-error-with-possible-feed"], true),
            (answer(302, &[], &[301; 10]), b"", &["http-error"], false),
        ];
        for (answer, body, rules, worth) in all {
            let (found, is_worth) = judge(&answer, body, "http://a/");
            assert_eq!((found.iter().map(|one| one.rule.name).collect::<Vec<_>>(), is_worth), (rules.to_vec(), worth));
            let status = found
                .iter()
                .flat_map(|one| &one.params)
                .all(|(name, value)| (&**name, value) == ("status", &answer.status.to_string()));
            assert!(status, "{found:?}");
        }
        assert!(judge(&answer(302, &[], &[301; 10]), b"", "x").0[0].message.contains("on and on"));
    }

    #[test]
    fn media_types_are_held_against_the_kind() {
        let rss: &[u8] = b"<rss version='2.0'>";
        for (media_type, kind, body, rules) in [
            ("application/rss+xml", Kind::Rss, rss, &[][..]),
            ("application/atom+xml", Kind::Rss, rss, &["unexpected-content-type"]),
            ("text/html; charset=utf-8", Kind::Rss, rss, &["unexpected-content-type"]),
            ("text/xml", Kind::Rss, rss, &["text-xml"]),
            ("application/xml", Kind::Rss, b"<!-- -->", &["non-specific-media-type"]),
            ("application/feed+json", Kind::Json, b"{}", &[]),
            ("application/JSON", Kind::Json, b"{}", &[]),
            ("application/json", Kind::Rss, rss, &["unexpected-content-type"]),
            ("text/plain; charset=utf-8", Kind::Json, b"{}", &["unexpected-content-type"]),
            ("application/xml", Kind::Sitemap, b"<urlset>", &[]),
            ("image/png", Kind::Unknown, b"", &[]),
            ("", Kind::Rss, rss, &[]),
        ] {
            let found = judge_media_type(&answer(200, &[("content-type", media_type)], &[]), kind, body, "x");
            assert_eq!(found.iter().map(|one| one.rule.name).collect::<Vec<_>>(), rules, "{media_type}");
        }
        assert!(judge_media_type(&answer(200, &[], &[]), Kind::Rss, rss, "x").is_empty());
    }

    #[test]
    fn what_a_server_calls_a_document_is_taken_apart() {
        for (value, media_type, charset) in [
            ("Application/RSS+xml; Charset=\"UTF-8\"", Some("application/rss+xml"), Some("UTF-8")),
            ("text/xml;x=y;charset=koi8-r", Some("text/xml"), Some("koi8-r")),
            ("; charset=", None, None),
            ("feed", Some("feed"), None),
        ] {
            let told = answer(200, &[("content-type", value)], &[]).content_type();
            assert_eq!((told.0.as_deref(), told.1.as_deref()), (media_type, charset), "{value}");
        }
        assert_eq!(answer(200, &[], &[]).content_type(), (None, None));
        assert_eq!(answer(200, &[], &[]).addresses("http://a"), ["http://a", "http://a/"]);
        assert_eq!(answer(200, &[], &[302]).addresses("http://a/"), ["http://a/", "http://b/"]);
        let named = answer(200, &[("content-location", "c?d")], &[302]);
        assert_eq!((named.addresses("http://a/").len(), named.own_address()), (3, "http://b/c?d".to_owned()));
    }
}
