//! Addresses: URIs and IRIs by the patterns that the W3C validator holds them against, `tag:` and `urn:` names, and
//! web addresses.

mod canonical;
mod idna;
mod join;
mod pattern;
mod schemes;
#[cfg(test)]
mod tests;

pub use canonical::canonical;
pub use idna::idna;
pub use join::{join, same_document};

use super::Flaw;
use super::chars::{quoted, strip};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;
use pattern::Shape;

rules! {
    /// An address is not a URI.
    ///
    /// Readers cannot follow it. Write an address as it works in a browser's address bar, or one relative to the feed.
    INVALID_LINK = Error "invalid-link";

    /// An address is not a complete URI.
    ///
    /// It must begin with its scheme, as in `https://example.com/page`: what is read far from its website cannot make
    /// sense of a relative address.
    INVALID_FULL_LINK = Error "invalid-full-link";

    /// An address is not an IRI.
    ///
    /// Letters of all scripts are allowed here, and still it does not make sense as an address. Often a part of the
    /// host between two dots is empty or too long.
    INVALID_IRI = Error "invalid-iri";

    /// An address has letters of other scripts where only ASCII is allowed.
    ///
    /// Write it as it is sent: the host in its `xn--` form, the rest percent-encoded in UTF-8, `%C3%A9` for `é`.
    URI_NOT_IRI = Error "uri-not-iri";

    /// There is a character in an address that addresses cannot have.
    ///
    /// Encode it: `%20` for a space, `%5C` for a backslash. A space at an end is often only in the way.
    INVALID_URI_CHAR = Error "invalid-uri-char";

    /// An attribute must be a web address.
    ///
    /// It must begin with `http://` or `https://`, a host with a dot in it, and hold nothing but characters of
    /// addresses.
    INVALID_URL_ATTRIBUTE = Error "invalid-url-attribute";

    /// An attribute must be an address.
    ///
    /// Write an address as it works in a browser's address bar.
    INVALID_URI_ATTRIBUTE = Error "invalid-uri-attribute";

    /// A guid is not an address, though it claims to be one.
    ///
    /// Without `isPermaLink="false"` readers open the guid as the item's page. Write the item's full address, or add
    /// the attribute.
    INVALID_HTTP_GUID = Error "invalid-http-guid";

    /// A `tag:` address is malformed.
    ///
    /// It is made of a domain or e-mail address, a date on which it was yours, and a name:
    /// `tag:example.com,2006-01-02:name`. All before the name is in small letters. Spec: RFC 4151.
    INVALID_TAG = Error "invalid-tag";

    /// A `urn:` name is malformed.
    ///
    /// It has two parts behind `urn:`, as in `urn:isbn:0451450523`: a registered kind of name, and the name. Spec: RFC
    /// 2141.
    INVALID_URN = Error "invalid-urn";

    /// A `urn:uuid:` name is not a UUID.
    ///
    /// A UUID has 32 hexadecimal digits with hyphens behind the 8th, 12th, 16th and 20th. Spec: RFC 9562.
    INVALID_UUID = Error "invalid-uuid";

    /// The scheme of an address is not a registered one.
    ///
    /// Readers will not know what to do with it. The list is that of 2007; a younger scheme may be fine.
    SCHEME_NOT_IANA_REGISTERED = Warning "scheme-not-iana-registered";

    /// An identifier is not in its canonical form.
    ///
    /// Programs that tidy addresses, and others that do not, then take one entry for two. Use the canonical form for
    /// new entries; do not change the identifiers of old ones, or readers show them again.
    NON_CANONICAL_URI = Warning "non-canonical-uri";
}

/// A URI, with or without its scheme; `otherwise` is the rule for what is none.
pub fn reference(text: &str, otherwise: &'static Rule) -> Option<Flaw> {
    judge(text, Shape::Reference, otherwise)
}

/// A URI with its scheme; `otherwise` is the rule for what is none.
pub fn full(text: &str, otherwise: &'static Rule) -> Option<Flaw> {
    judge(text, Shape::Full, otherwise)
}

/// Whether `text` has a scheme, something behind it, and no character that addresses cannot have.
pub fn is_full(text: &str) -> bool {
    Shape::Full.fits(text)
}

/// An IRI, with or without its scheme; `otherwise` is the rule for what is none.
pub fn iri(text: &str, otherwise: &'static Rule) -> Option<Flaw> {
    if text.is_ascii() {
        return judge(text, Shape::Reference, otherwise);
    }
    let Some(ascii) = idna(text) else {
        return judge(text, Shape::Reference, otherwise);
    };
    let mut flaw = judge(&ascii, Shape::Reference, otherwise)?;
    flaw.at = None;
    Some(if flaw.params.iter().any(|(name, _)| *name == "value") { flaw } else { flaw.param("value", ascii) })
}

/// An identifier, as Atom's: a full URI in its canonical form.
pub fn identifier(text: &str) -> Option<Flaw> {
    full(strip(text), &INVALID_FULL_LINK).or_else(|| {
        if canonical::is_canonical(text) {
            return None;
        }
        let canonical = canonical(strip(text));
        if canonical.as_deref() == Some(text) {
            return None;
        }
        let message = format!("the identifier `{}` is not in its canonical form", shown(text));
        let help = match &canonical {
            Some(canonical) => format!("write `{canonical}`, unless the entry was published before"),
            None => "write an identifier that has a canonical form, such as `urn:uuid:` with a UUID".to_owned(),
        };
        let canonical = canonical.unwrap_or_else(|| "N/A".to_owned());
        Some(Flaw::new(&NON_CANONICAL_URI, message, help).param("uri", text).param("curi", canonical))
    })
}

/// A web address with a host that has a dot.
pub fn web(text: &str) -> Option<Flaw> {
    (!pattern::is_web(text)).then(|| {
        let message = match text {
            "" => "the web address is empty".to_owned(),
            _ => format!("`{}` is no web address", shown(text)),
        };
        // A host has a dot before its first slash; a name with one dot alone is a file's.
        let host = text.split('/').next().unwrap_or_default();
        let is_host = text.contains('/') && host.contains('.') || host.matches('.').count() > 1;
        let bare = is_host && !text.contains("://") && pattern::is_web(&format!("https://{text}"));
        let help = match bare {
            true => format!("write `https://{text}`"),
            false => "write a full address, such as `https://example.com/file.mp3`".to_owned(),
        };
        let flaw = Flaw::new(&INVALID_URL_ATTRIBUTE, message, help);
        match stranger(text) {
            Some((at, c)) => flaw.at(at..at + c.len_utf8()),
            None => flaw,
        }
    })
}

fn judge(text: &str, shape: Shape, otherwise: &'static Rule) -> Option<Flaw> {
    let scheme = text.split_once(':').map_or(text, |(scheme, _)| scheme);
    if scheme.eq_ignore_ascii_case("tag") {
        return (!pattern::is_tag(text)).then(|| {
            let message = format!("`{}` is no `tag:` address", shown(text));
            Flaw::new(&INVALID_TAG, message, "write it as in `tag:example.com,2006-01-02:name`")
        });
    }
    if scheme.eq_ignore_ascii_case("urn") {
        return urn(text);
    }
    if !shape.fits(text) {
        return Some(malformed(text, shape, otherwise));
    }
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("ftp");
    if web {
        let host = text.get(scheme.len()..).and_then(|rest| rest.strip_prefix("://"));
        return host.is_none_or(|host| host.is_empty() || host.starts_with('/')).then(|| {
            let message = format!("the address `{}` has no host", shown(text));
            Flaw::new(
                otherwise,
                message,
                format!("write it as in `{}://example.com/page`", scheme.to_ascii_lowercase()),
            )
        });
    }
    let known = scheme.len() == text.len()
        || !scheme.bytes().all(|byte| byte.is_ascii_alphabetic())
        || scheme.is_empty()
        || schemes::is_registered(scheme);
    (!known).then(|| {
        let message = format!("the scheme `{}:` is not a registered one", shown(scheme));
        let help = "write an address with a common scheme, such as `https:`";
        let flaw = Flaw::new(&SCHEME_NOT_IANA_REGISTERED, message, help).at(0..scheme.len());
        flaw.param("value", scheme.to_ascii_lowercase())
    })
}

fn urn(text: &str) -> Option<Flaw> {
    let uuid = text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("urn:uuid:"));
    if uuid && !pattern::is_uuid(text) {
        let message = format!("`{}` is no UUID", shown(text.get(9..).unwrap_or_default()));
        let help = "write it as in `urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a`";
        return Some(Flaw::new(&INVALID_UUID, message, help));
    }
    (!pattern::is_urn(text)).then(|| {
        let message = format!("`{}` is no `urn:` name", shown(text));
        Flaw::new(&INVALID_URN, message, "write it as in `urn:isbn:0451450523`")
    })
}

/// The first character of ASCII that addresses do not have, and where it stands.
fn stranger(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| c.is_ascii() && !pattern::is_uri_char(*c))
}

fn malformed(text: &str, shape: Shape, otherwise: &'static Rule) -> Flaw {
    if let Some((at, c)) = stranger(text) {
        let message = format!("there is {} in the address `{}`", named(c), shown(text));
        let help = match c {
            _ if strip(text).len() != text.len() && stranger(strip(text)).is_none() => {
                "take away the white space around the address".to_owned()
            }
            '[' | ']' => "write brackets around an IPv6 address alone; elsewhere `%5B` and `%5D`".to_owned(),
            c => format!("write `%{:02X}` for it", u32::from(c)),
        };
        return Flaw::new(&INVALID_URI_CHAR, message, help).at(at..at + 1).param("char", quoted(c));
    }
    if !text.is_ascii() && idna(text).is_some_and(|ascii| shape.fits(&ascii)) {
        let message = format!("the address `{}` is not in ASCII", shown(text));
        let help = match url::Url::parse(text) {
            Ok(url) => format!("write `{url}`"),
            Err(_) => "write `xn--` names for the host, and percent-encode the rest".to_owned(),
        };
        return Flaw::new(&URI_NOT_IRI, message, help);
    }
    let message = match text {
        "" => "the address is empty".to_owned(),
        _ if shape == Shape::Full && !text.contains(':') => format!("`{}` is not a full address", shown(text)),
        _ => format!("`{}` is no address as it is needed here", shown(text)),
    };
    let help = match shape {
        Shape::Full => "write a full address, such as `https://example.com/page`",
        Shape::Reference => "write an address, such as `https://example.com/page`",
    };
    Flaw::new(otherwise, message, help)
}

fn named(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        c if c.is_control() => "a control character".to_owned(),
        c => format!("a `{c}`"),
    }
}
