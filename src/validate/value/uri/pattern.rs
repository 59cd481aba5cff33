//! The patterns of addresses.

use super::super::chars::{Scan, line};
use super::super::email::host;

/// How complete an address must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It may be relative, or have the number of an IPv6 host.
    Reference,
    /// It has a scheme and something behind it.
    Full,
}

impl Shape {
    pub(super) fn fits(self, text: &str) -> bool {
        let text = line(text);
        match self {
            Shape::Full => is_full(text),
            Shape::Reference => text.bytes().all(is_uri_byte) || has_ipv6_host(text),
        }
    }
}

/// Characters of addresses; brackets are none, as they have but one place.
pub(super) fn is_uri_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_uri_byte)
}

fn is_uri_byte(byte: u8) -> bool {
    URI_BYTES.get(usize::from(byte)).is_some_and(|is| *is)
}

/// Which bytes addresses are made of.
static URI_BYTES: [bool; 256] = {
    let mut set = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        set[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut rest: &[u8] = b";/?:@&=+$.-_!~*'()%,#";
    while let [byte, behind @ ..] = rest {
        set[*byte as usize] = true;
        rest = behind;
    }
    set
};

fn is_scheme_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

fn is_full(text: &str) -> bool {
    let rest = text.trim_start_matches(is_scheme_char);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.len() > 1
        && rest.starts_with(':')
        && rest.bytes().all(is_uri_byte)
}

/// `//[…]`, with or without a scheme.
fn has_ipv6_host(text: &str) -> bool {
    let Some((before, rest)) = text.split_once('[') else { return false };
    let Some((number, after)) = rest.split_once(']') else { return false };
    let slashes = before.len() - before.trim_end_matches('/').len();
    let scheme = before.trim_end_matches('/').strip_suffix(':');
    let scheme = match scheme {
        None => slashes == before.len(),
        Some(scheme) => scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_scheme_char),
    };
    scheme
        && slashes <= 2
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        && after.bytes().all(is_uri_byte)
}

/// `http` or `https`, a host, a port perhaps, and characters of addresses.
pub(super) fn is_web(text: &str) -> bool {
    let text = line(text);
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return false;
    }
    let mut scan = Scan(rest);
    host(&mut scan)
        && (!scan.is(':') || scan.many(|c| c.is_ascii_digit()) > 0)
        && (scan.at_end() || scan.0.starts_with('/'))
        && scan.0.bytes().all(is_uri_byte)
}

/// `tag:example.com,2006:name`, as RFC 4151 has it.
pub(super) fn is_tag(text: &str) -> bool {
    let Some(text) = line(text).strip_prefix("tag:") else { return false };
    let authority = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let mut scan = Scan(text);
    let mut some = scan.many(|c| authority(c) || c == '_') > 0;
    if some && scan.is('@') {
        some = scan.many(authority) > 0;
    } else if some {
        scan = Scan(text);
        scan.many(authority);
    }
    if !(some && scan.is(',') && scan.digits(4).is_some()) {
        return false;
    }
    for _ in 0..2 {
        if scan.is('-') && scan.digits(2).is_none() {
            return false;
        }
    }
    scan.is(':') && scan.0.bytes().all(is_uri_byte) && scan.0.matches('#').count() <= 1
}

/// `urn:kind:name`, as RFC 2141 has it.
pub(super) fn is_urn(text: &str) -> bool {
    let text = line(text);
    let Some((kind, name)) = text.get(4..).and_then(|rest| rest.split_once(':')) else { return false };
    let named = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    let hyphenated = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let kind = (2..=32).contains(&kind.len()) && !kind.starts_with('-') && kind.bytes().all(hyphenated);
    named && kind && !name.is_empty() && is_urn_name(name)
}

fn is_urn_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'%' => {
                let mut hex = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                hex() && hex()
            }
            byte => byte.is_ascii_alphanumeric() || b"()+,.:=@;$_!*'-".contains(&byte),
        };
        if !right {
            return false;
        }
    }
    true
}

/// `urn:uuid:` and a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let Some(uuid) = line(text).get(9..) else { return false };
    let mut parts = uuid.split('-');
    let hex = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    [8, 4, 4, 4, 12].into_iter().all(|length| parts.next().is_some_and(|part| hex(part, length)))
        && parts.next().is_none()
}
