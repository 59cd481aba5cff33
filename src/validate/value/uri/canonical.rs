//! The one form of an address that all its spellings share, after RFC 3986, section 6.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::super::text::decode;

/// Characters that never are encoded.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What is encoded in a part of an address where nothing has a meaning.
static NOTHING: Part = Part { safe: b"", encoded: UNRESERVED };
/// What is encoded between two slashes of a path.
static SEGMENT: Part = Part { safe: b"!$&'()*+,;=:@", encoded: segment() };
/// In a path without a hierarchy.
static PATH: Part = Part { safe: b"!$&'()*+,;=:@/", encoded: segment().remove(b'/') };
/// In a query or a fragment.
static QUERY: Part = Part { safe: b"!$&'()*+,;=:@/?", encoded: segment().remove(b'/').remove(b'?') };

const fn segment() -> AsciiSet {
    let quotes = UNRESERVED.remove(b'!').remove(b'$').remove(b'&').remove(b'\'').remove(b'(').remove(b')');
    quotes.remove(b'*').remove(b'+').remove(b',').remove(b';').remove(b'=').remove(b':').remove(b'@')
}

/// A part of an address.
struct Part {
    /// Reserved characters that have a meaning here: encoded and not encoded they are two things.
    safe: &'static [u8],
    encoded: AsciiSet,
}

/// The canonical form of an absolute address, or of one that begins with `/`; `None` where there is none.
pub fn canonical(text: &str) -> Option<String> {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, Some(fragment.strip_suffix('\n').unwrap_or(fragment))),
        None => (text, None),
    };
    if fragment.is_some_and(|fragment| fragment.contains('\n')) {
        return None;
    }
    let (text, query) = text.split_once('?').map_or((text, None), |(text, query)| (text, Some(query)));
    let scheme = text.split_once(':').filter(|(scheme, _)| !scheme.is_empty() && !scheme.contains('/'));
    let (scheme, rest) = scheme.map_or((None, text), |(scheme, rest)| (Some(scheme.to_lowercase()), rest));
    let mut out = String::with_capacity(text.len() + 8);
    if let Some(scheme) = &scheme {
        out += scheme;
        out.push(':');
    }
    if let Some(rest) = rest.strip_prefix("//") {
        let (authority, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        out += "//";
        write_authority(authority, scheme.as_deref().and_then(default_port), &mut out)?;
        write_path(path, &mut out)?;
    } else {
        match scheme.as_deref() {
            None if !rest.starts_with('/') => return None,
            Some("mailto") => match rest.split_once('@').filter(|(user, _)| !user.is_empty()) {
                Some((user, host)) => {
                    NOTHING.write(user, &mut out)?;
                    out.push('@');
                    NOTHING.write(&host.to_lowercase(), &mut out)?;
                }
                None => out += rest,
            },
            _ if rest.starts_with('/') => write_path(rest, &mut out)?,
            _ => PATH.write(rest, &mut out)?,
        }
    }
    for (mark, part) in [('?', query), ('#', fragment)] {
        if let Some(part) = part {
            out.push(mark);
            QUERY.write(part, &mut out)?;
        }
    }
    Some(out)
}

/// Whether a URI is its own canonical form, as far as that is seen at a glance.
pub(super) fn is_canonical(uri: &str) -> bool {
    let web = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
    match web.and_then(|rest| rest.split_once('/')) {
        Some((host, path)) => {
            let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
            !host.ends_with('.')
                && host.bytes().all(lower)
                && !path.starts_with('.')
                && !path.contains("/.")
                && path.bytes().all(plain)
        }
        None => {
            let name = uri.strip_prefix("tag:").or_else(|| uri.strip_prefix("urn:"));
            name.is_some_and(|name| !name.starts_with('/') && name.bytes().all(plain))
        }
    }
}

fn default_port(scheme: &str) -> Option<&'static str> {
    Some(match scheme {
        "ftp" => "21",
        "telnet" => "23",
        "gopher" => "70",
        "http" => "80",
        "news" | "nntp" => "119",
        "prospero" => "191",
        "https" => "443",
        "snews" | "snntp" => "563",
        _ => return None,
    })
}

/// User, host in small letters, and the port where it is not the scheme's own.
fn write_authority(authority: &str, default: Option<&str>, out: &mut String) -> Option<()> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if !user.is_empty() && user != ":" {
        *out += user;
        out.push('@');
    }
    let host = host.to_lowercase();
    let digits = host
        .strip_suffix('\n')
        .unwrap_or(&host)
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let (host, port) = digits.map_or((host.as_str(), None), |(host, port)| (host, Some(port)));
    // `example.com.` is `example.com`, while `com.` is not.
    let mut start = host.chars();
    start.nth_back(1);
    let dotted = start.as_str().contains('.');
    let host = if dotted { host.strip_suffix('.').unwrap_or(host) } else { host };
    if host.starts_with('[') != host.ends_with(']') {
        return None;
    }
    *out += host;
    let port = port.filter(|port| !port.is_empty()).map(|port| match port.trim_start_matches('0') {
        "" => "0",
        port => port,
    });
    if let Some(port) = port.filter(|port| Some(*port) != default) {
        out.push(':');
        *out += port;
    }
    Some(())
}

/// A path, `.` and `..` resolved where it is absolute.
fn write_path(path: &str, out: &mut String) -> Option<()> {
    let mut segments: Vec<&str> = path.split('/').collect();
    if segments.first().is_some_and(|first| first.is_empty()) {
        let last = segments.len() - 1;
        let mut kept = Vec::with_capacity(segments.len());
        for (at, segment) in segments.into_iter().enumerate() {
            if segment == ".." && kept.len() > 1 {
                kept.pop();
            }
            match segment {
                "." | ".." if at < last => {}
                "." | ".." => kept.push(""),
                segment => kept.push(segment),
            }
        }
        segments = kept;
    }
    if let [""] = segments[..] {
        segments.push("");
    }
    for (at, segment) in segments.into_iter().enumerate() {
        if at > 0 {
            out.push('/');
        }
        SEGMENT.write(segment, out)?;
    }
    Some(())
}

impl Part {
    /// Writes `text` with the fewest characters encoded. `None` where it is not UTF-8, or `%` is no code.
    fn write(&'static self, text: &str, out: &mut String) -> Option<()> {
        let mut run = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let start = chars.as_str();
            let byte = match c {
                '%' => {
                    let code = start.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
                    chars = start.get(2..)?.chars();
                    u8::from_str_radix(code, 16).ok()?
                }
                c => u8::try_from(c).ok()?,
            };
            if !self.safe.contains(&byte) {
                run.push(byte);
                continue;
            }
            self.flush(&mut run, out)?;
            if c == '%' {
                out.push('%');
                *out += &start.get(..2)?.to_ascii_uppercase();
            } else {
                out.push(c);
            }
        }
        self.flush(&mut run, out)
    }

    /// Writes characters without a meaning. They are decoded once more before, as `%2541` is by some.
    fn flush(&'static self, run: &mut Vec<u8>, out: &mut String) -> Option<()> {
        let decoded = decode(str::from_utf8(run).ok()?);
        if is_nfc(&decoded) {
            out.extend(percent_encode(decoded.as_bytes(), &self.encoded));
        } else {
            out.extend(percent_encode(decoded.nfc().collect::<String>().as_bytes(), &self.encoded));
        }
        run.clear();
        Some(())
    }
}
