//! References as authors write them → addresses a feed can carry: absolute, ASCII, of a harmless scheme.

use url::{Position, Url};

/// What a reference is for, which decides the schemes it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somewhere to go: `http`, `mailto`, `tel` and the like.
    Link,
    /// Something to fetch and play: `http` and `https`.
    Media,
    /// A picture: as media, and `data:` holding a raster image.
    Image,
}

/// Why a reference cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Its scheme is dangerous or unknown; the scheme, lower case.
    Scheme(String),
    /// It is no URL (WHATWG URL standard), or empty where a file must be named.
    Unparsable,
}

/// Schemes that take a reader somewhere and run nothing. Sorted.
const LINK_SCHEMES: &[&str] = &[
    "bitcoin",
    "callto",
    "dav",
    "doi",
    "ed2k",
    "feed",
    "ftp",
    "ftps",
    "gemini",
    "geo",
    "git",
    "gopher",
    "http",
    "https",
    "im",
    "irc",
    "irc6",
    "ircs",
    "magnet",
    "mailto",
    "matrix",
    "mms",
    "mumble",
    "news",
    "nntp",
    "openpgp4fpr",
    "pcast",
    "rtsp",
    "sftp",
    "sgnl",
    "sip",
    "sips",
    "skype",
    "sms",
    "smsto",
    "ssh",
    "svn",
    "tag",
    "tel",
    "tg",
    "urn",
    "webcal",
    "whatsapp",
    "xmpp",
];

/// Media types of pictures that cannot carry script.
const RASTER: &[&str] = &["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif", "image/bmp"];

/// The absolute address that `reference` means as a link on the page at `base`.
///
/// ASCII: paths and queries percent-encoded, host names in punycode. `None` where it is no URL or its scheme is
/// dangerous or unknown.
pub fn absolute(reference: &str, base: &Url) -> Option<String> {
    resolve(reference, base, Purpose::Link).ok()
}

/// As [`absolute`], for any purpose, with the reason for a refusal.
pub fn resolve(reference: &str, base: &Url, purpose: Purpose) -> Result<String, Refusal> {
    if purpose != Purpose::Link && reference.trim().is_empty() {
        return Err(Refusal::Unparsable);
    }
    if is_final(reference) {
        return Ok(reference.to_owned());
    }
    let url = base.join(reference).map_err(|_| Refusal::Unparsable)?;
    let allowed = match (url.scheme(), purpose) {
        ("http" | "https", _) => url.has_host(),
        ("data", Purpose::Image) => is_raster(url.path()),
        (scheme, Purpose::Link) => LINK_SCHEMES.binary_search(&scheme).is_ok(),
        _ => false,
    };
    if allowed { Ok(strict(&url)) } else { Err(Refusal::Scheme(url.scheme().to_owned())) }
}

/// Whether `reference` is an address that parsing would give back as it is: `https://`, a host of simple words, a path
/// without dots at the beginning of a segment.
///
/// Most links are of this kind. What is not known for sure to be is parsed.
fn is_final(reference: &str) -> bool {
    let rest = reference.strip_prefix("https://").or_else(|| reference.strip_prefix("http://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let is_word = |word: &str| {
        let is_simple = |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
        // What begins with "xn--" is decoded.
        (1..=63).contains(&word.len()) && word.bytes().all(is_simple) && !word.contains("--")
    };
    // A last word that begins with a digit may be an IPv4 address.
    let is_name = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    is_name
        && host.len() <= 253
        && host.split('.').all(is_word)
        && !path.starts_with('.')
        && !path.contains("/.")
        && path.bytes().all(|b| is_plain(b) && b != b'\'')
        && path.bytes().filter(|&b| b == b'#').count() <= 1
}

fn is_raster(data: &str) -> bool {
    let kind = data.split([';', ',']).next().unwrap_or_default().trim();
    data.contains(',') && RASTER.iter().any(|raster| kind.eq_ignore_ascii_case(raster))
}

/// `url` with what RFC 3986 forbids percent-encoded, where the WHATWG serialiser is more lenient.
fn strict(url: &Url) -> String {
    let text = url.as_str();
    let start = url[..Position::BeforePath].len();
    if text.as_bytes()[start..].iter().all(|&b| is_plain(b)) && text.matches('#').count() <= 1 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..start]);
    encode(&mut out, &url[Position::BeforePath..Position::AfterQuery]);
    if let Some(fragment) = url.fragment() {
        out.push('#');
        encode(&mut out, fragment);
    }
    out
}

/// Whether `b` may stand in a path, query or fragment; `%` is looked at more closely elsewhere, `#` counted.
fn is_plain(b: u8) -> bool {
    matches!(b, b'!' | b'#' | b'$' | b'&'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~')
}

fn encode(out: &mut String, part: &str) {
    let bytes = part.as_bytes();
    for (at, &b) in bytes.iter().enumerate() {
        let escape = b == b'%' && bytes.len() > at + 2 && bytes[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit);
        if escape || (is_plain(b) && b != b'#') {
            out.push(char::from(b));
        } else {
            percent(out, b);
        }
    }
}

fn percent(out: &mut String, b: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(b >> 4)]));
    out.push(char::from(HEX[usize::from(b & 15)]));
}

/// Appends `text` as part of a fragment: all that is not unreserved (RFC 3986, section 2.3) percent-encoded.
pub(crate) fn push_fragment(out: &mut String, text: &str) {
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { out.push(char::from(b)) } else { percent(out, b) }
    }
}

/// `fragment` with its percent-escapes undone, as HTML compares it with ids.
pub(crate) fn decode_fragment(fragment: &str) -> String {
    let mut out = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        let code = (b == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.filter(|hex| !hex.starts_with('+')).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(b);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://courier.example/world/grain/").unwrap()
    }

    #[test]
    fn references_become_absolute_and_ascii() {
        for (reference, expected) in [
            ("", "https://courier.example/world/grain/"),
            ("silo.jpg", "https://courier.example/world/grain/silo.jpg"),
            (" \n silo.jpg\t", "https://courier.example/world/grain/silo.jpg"),
            ("../x/", "https://courier.example/world/x/"),
            ("../../../../x", "https://courier.example/x"),
            ("/a b", "https://courier.example/a%20b"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("?q=1", "https://courier.example/world/grain/?q=1"),
            ("#part", "https://courier.example/world/grain/#part"),
            ("зерно.html", "https://courier.example/world/grain/%D0%B7%D0%B5%D1%80%D0%BD%D0%BE.html"),
            ("https://пример.example/я?я#я", "https://xn--e1afmkfd.example/%D1%8F?%D1%8F#%D1%8F"),
            ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
            ("/a[1]{2}|3^4`5\\6", "https://courier.example/a%5B1%5D%7B2%7D%7C3%5E4%605/6"),
            ("/100%", "https://courier.example/100%25"),
            ("/a%zz%41", "https://courier.example/a%25zz%41"),
            ("/a#b#c", "https://courier.example/a#b%23c"),
            ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
            ("mailto:Jo@example.org", "mailto:Jo@example.org"),
            ("mailto:a b@example.org", "mailto:a%20b@example.org"),
            ("tel:+123", "tel:+123"),
            ("HTTPS://Example.org", "https://example.org/"),
            ("magnet:?xt=urn:btih:1", "magnet:?xt=urn:btih:1"),
        ] {
            let got = absolute(reference, &base());
            assert_eq!(got.as_deref(), Some(expected), "{reference:?}");
            assert_eq!(absolute(expected, &base()).as_deref(), Some(expected), "not stable");
        }
    }

    #[test]
    fn dangerous_and_unparsable_references_are_refused() {
        for reference in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \u{1}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "vbscript:x",
            "data:text/html,<script>",
            "data:image/svg+xml,<svg onload=alert(1)>",
            "data:image/png;base64,AAAA",
            "file:///etc/passwd",
            "blob:https://courier.example/1",
            "about:blank",
            "view-source:x",
            "C:\\temp\\x",
            "localhost:3000/x",
            "http://",
            "http://exa mple/",
            "https://example.org:99999/",
            "http://[::1/",
        ] {
            assert_eq!(absolute(reference, &base()), None, "{reference:?}");
        }
    }

    #[test]
    fn pictures_may_be_inside_the_address_if_they_are_raster() {
        let image = |reference: &str| resolve(reference, &base(), Purpose::Image);
        assert!(image("data:image/png;base64,iVBORw0KGgo=").is_ok());
        assert!(image("DATA:image/WEBP,x").is_ok());
        assert_eq!(image("data:image/svg+xml,<svg/>"), Err(Refusal::Scheme("data".into())));
        assert_eq!(image("data:image/png"), Err(Refusal::Scheme("data".into())));
        assert_eq!(image("mailto:a@example.org"), Err(Refusal::Scheme("mailto".into())));
        assert_eq!(image(" "), Err(Refusal::Unparsable));
        assert!(resolve("data:image/png,x", &base(), Purpose::Media).is_err());
    }

    #[test]
    fn plain_bytes_are_those_of_the_standard() {
        for b in 0..=255_u8 {
            assert_eq!(is_plain(b), b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#".contains(&b), "{b:x}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_final_is_what_parsing_gives(
            host in "([a-z0-9-]{1,3}\\.){0,3}(com|[a-z0-9-]{0,3}|[0-9x]{1,4})|xn--[a-z0-9-]{0,5}|\\PC{0,3}",
            path in "[a-z./?#:@!$&'()*+,;=~_-]{0,16}|[ -~]{0,8}",
            start in "https?:/{1,3}|https://",
        ) {
            let reference = format!("{start}{host}/{path}");
            if is_final(&reference) {
                let parsed = base().join(&reference).unwrap();
                prop_assert!(parsed.has_host());
                prop_assert_eq!(strict(&parsed), reference);
            }
        }
    }

    #[test]
    fn link_schemes_can_be_searched() {
        assert!(LINK_SCHEMES.is_sorted());
    }

    #[test]
    fn fragments_are_decoded_as_html_does() {
        assert_eq!(decode_fragment("caf%C3%A9%2"), "café%2");
        assert_eq!(decode_fragment("%+1"), "%+1");
        let mut out = String::new();
        push_fragment(&mut out, "café 1");
        assert_eq!(out, "caf%C3%A9%201");
    }
}
