//! Values of the Podcasting 2.0 namespace: identifiers, places, times, sizes of pictures, receivers of payments.
//! Spec: the podcast namespace, version 1.0 (podcastindex.org/namespace/1.0), a page for each element.

mod schedule;
#[cfg(test)]
mod tests;
mod words;

pub use schedule::{counts, recurrence};
pub use words::{chat_protocol, group, is_list, medium, role, service, social_protocol};

use super::chars::strip;
use super::{Flaw, date, uri};
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A value of the podcast namespace is not in the form that its specification describes.
    ///
    /// Apps compare words letter by letter and read numbers and times by their form; what they cannot read they pass
    /// over, as if the element were missing.
    INVALID_PODCAST_VALUE = Warning "invalid-podcast-value", own;

    /// The identifier of a podcast is not a UUID of version 5.
    ///
    /// `<podcast:guid>` follows a podcast from host to host: directories and other podcasts point at it by this number.
    /// It is made once, of the feed's first address without scheme and slashes at the end, and then never changes.
    INVALID_PODCAST_GUID = Warning "invalid-podcast-guid", own;

    /// A text of the podcast namespace is longer than apps show.
    ///
    /// The specification sets a limit for most texts, 128 characters as a rule; directories cut off what goes beyond.
    /// Say the rest in the description.
    LONG_PODCAST_TEXT = Warning "long-podcast-text", own;

    /// An address of the podcast namespace begins with `http:`.
    ///
    /// The specification asks for `https:` throughout, since apps on phones and in browsers load nothing else. Only
    /// onion services do without.
    INSECURE_PODCAST_URL = Warning "insecure-podcast-url", own;

    /// A word of the podcast namespace is on none of its lists.
    ///
    /// Roles of people, services and protocols are listed by the community that keeps the namespace. An app that does
    /// not know the word cannot do anything by it. The lists grow, so that a new word may be right.
    UNKNOWN_PODCAST_WORD = Info "unknown-podcast-word", own;
}

pub(in crate::validate) fn invalid(message: impl Into<String>, help: impl Into<String>) -> Flaw {
    Flaw::new(&INVALID_PODCAST_VALUE, message, help)
}

/// One of these words, written just so.
pub fn word(text: &str, words: &[&str]) -> Option<Flaw> {
    super::text::one_of(text, words, &INVALID_PODCAST_VALUE)
}

/// `true` or `false`.
pub fn boolean(text: &str) -> Option<Flaw> {
    word(text, &["true", "false"])
}

/// At most so many characters.
pub fn at_most(text: &str, most: usize) -> Option<Flaw> {
    super::text::at_most(text, most).map(|flaw| Flaw { rule: &LONG_PODCAST_TEXT, ..flaw })
}

/// A web address, safe from eavesdroppers.
pub fn web(text: &str) -> Option<Flaw> {
    uri::web(text).or_else(|| insecure(text))
}

/// Any complete address; one of the web safe from eavesdroppers.
pub fn any_address(text: &str) -> Option<Flaw> {
    if !uri::is_full(text) {
        let message = match text {
            "" => "the address is empty".to_owned(),
            _ => format!("`{}` is no complete address", shown(text)),
        };
        return Some(invalid(message, "write it with its scheme, as in `https://example.com/file.mp3`"));
    }
    insecure(text)
}

fn insecure(text: &str) -> Option<Flaw> {
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("http") || host.ends_with(".onion") {
        return None;
    }
    let message = format!("`{}` is an address without encryption", shown(text));
    Some(Flaw::new(&INSECURE_PODCAST_URL, message, "write `https:`, and offer the file there"))
}

/// Whether `text` is a UUID: 32 hexadecimal digits with hyphens behind the 8th, 12th, 16th and 20th.
pub fn is_uuid(text: &str) -> bool {
    let hyphen = |at| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| if hyphen(at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// The identifier of another podcast.
pub fn feed_guid(text: &str) -> Option<Flaw> {
    (!is_uuid(text)).then(|| {
        let message = format!("`{}` is no UUID", shown(text));
        let help = "write what stands in the `<podcast:guid>` of the other feed, such as `917393e3-1b1e-5cef-ace4-edaa54e1f810`";
        Flaw::new(&INVALID_PODCAST_GUID, message, help)
    })
}

/// The identifier of the podcast itself; `address` is the feed's, if it is known.
pub fn own_guid(text: &str, address: &str) -> Option<Flaw> {
    let message = match text {
        _ if !is_uuid(text) => format!("`{}` is no UUID", shown(text)),
        _ if text.get(14..15) != Some("5") => format!("`{}` is a UUID, but not one of version 5", shown(text)),
        _ => return None,
    };
    let help = match guid_of(address) {
        Some(guid) => format!(
            "write the identifier that the podcast was given, or `{guid}` if this is its first address and it has none"
        ),
        None => "write the identifier that the podcast was given; a new one is the UUID of version 5 of the feed's \
                 address without `https://`, in the namespace ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
            .to_owned(),
    };
    Some(Flaw::new(&INVALID_PODCAST_GUID, message, help))
}

/// The identifier that a podcast is given whose feed is at `address`.
pub fn guid_of(address: &str) -> Option<String> {
    /// The UUID of all podcasts, which theirs are made of.
    const SPACE: [u8; 16] =
        [0xea, 0xd4, 0xc2, 0x36, 0xbf, 0x58, 0x58, 0xc6, 0xa2, 0xc6, 0xa6, 0xb2, 0x8d, 0x12, 0x8c, 0xb6];
    let (_, name) = address.split_once("://")?;
    let mut sha1 = sha1_smol::Sha1::from(SPACE);
    sha1.update(name.trim_end_matches('/').as_bytes());
    let hash = sha1.digest().bytes();
    let mut text = String::new();
    for (at, byte) in hash.into_iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x50,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.extend([byte >> 4, byte & 0x0f].into_iter().filter_map(|digit| char::from_digit(digit.into(), 16)));
    }
    Some(text)
}

/// Digits, and a fraction perhaps.
pub fn decimal_value(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

/// A number with a fraction perhaps.
pub fn decimal(text: &str) -> Option<Flaw> {
    decimal_value(text).is_none().then(|| {
        let help = "write digits alone, with a dot before the fraction, such as `100.5`";
        invalid(format!("`{}` is no number", shown(text)), help)
    })
}

/// A time in the episode, or how long something lasts, in seconds.
pub fn seconds(text: &str) -> Option<Flaw> {
    decimal_value(text).is_none().then(|| {
        let clock = text.split(':').map(decimal_value).try_fold(0.0, |sum, part| Some(sum * 60.0 + part?));
        let help = match clock.filter(|_| text.contains(':')) {
            Some(seconds) => format!("write seconds: `{seconds}`"),
            None => "write seconds in digits, with a dot before the fraction, such as `73.5`".to_owned(),
        };
        invalid(format!("`{}` is no number of seconds", shown(text)), help)
    })
}

/// A whole number of 0 or more.
pub fn whole(text: &str) -> Option<Flaw> {
    let right = !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    (!right).then(|| invalid(format!("`{}` is no whole number", shown(text)), "write digits alone, without a unit"))
}

/// A percentage.
pub fn percentage(text: &str) -> Option<Flaw> {
    (!decimal_value(text).is_some_and(|value| value <= 100.0)).then(|| {
        invalid(format!("`{}` is no percentage", shown(text)), "write a number from 0 to 100, without the sign")
    })
}

/// A moment, as ISO 8601 has it, with date and time; the zone with or without its colon.
pub fn timestamp(text: &str) -> Option<Flaw> {
    let is_iso = text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b't'));
    (!(is_iso && date::moment(text).is_some())).then(|| {
        let help = match date::moment(text) {
            Some(moment) => format!("write `{}`", moment.format("%Y-%m-%dT%H:%M:%SZ")),
            None => "write it as in `2030-01-31T18:00:00Z`".to_owned(),
        };
        invalid(format!("`{}` is no date and time of ISO 8601", shown(text)), help)
    })
}

/// A day, or a moment, as ISO 8601 has it.
pub fn day_or_timestamp(text: &str) -> Option<Flaw> {
    let is_day = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') && date::moment(text).is_some();
    if is_day { None } else { timestamp(text) }
}

/// A point on the earth as `geo:` has it. Spec: RFC 5870.
pub fn geo(text: &str) -> Option<Flaw> {
    let help = "write latitude and longitude in degrees, such as `geo:48.2082,16.3738`";
    let no_geo = || Some(invalid(format!("`{}` is no `geo:` address", shown(text)), help));
    let Some(rest) = text.get(..4).filter(|start| start.eq_ignore_ascii_case("geo:")).and_then(|_| text.get(4..))
    else {
        return no_geo();
    };
    let mut parts = rest.split(';');
    let mut numbers = parts.next().unwrap_or_default().split(',');
    let mut number = || {
        let text = numbers.next()?;
        let value = decimal_value(text.strip_prefix('-').unwrap_or(text))?;
        Some(if text.starts_with('-') { -value } else { value })
    };
    let (Some(latitude), Some(longitude)) = (number(), number()) else { return no_geo() };
    let height =
        numbers.next().is_none_or(|height| decimal_value(height.strip_prefix('-').unwrap_or(height)).is_some());
    if !height || numbers.next().is_some() || parts.any(str::is_empty) {
        return no_geo();
    }
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        let message = format!("`{}` is no point on the earth", shown(text));
        return Some(invalid(message, "write the latitude, from -90 to 90, before the longitude, from -180 to 180"));
    }
    None
}

/// A thing of OpenStreetMap: node, way or relation, its number, and a revision perhaps.
pub fn osm(text: &str) -> Option<Flaw> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let right = text.strip_prefix(['N', 'W', 'R']).is_some_and(|rest| match rest.split_once('#') {
        Some((number, revision)) => digits(number) && digits(revision),
        None => digits(rest),
    });
    (!right).then(|| {
        let help = "write `N` for a node, `W` for a way or `R` for a relation, and its number, such as `R113314`";
        invalid(format!("`{}` is nothing of OpenStreetMap", shown(text)), help)
    })
}

/// A country by its two letters.
pub fn country(text: &str) -> Option<Flaw> {
    let right = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    (!right)
        .then(|| invalid(format!("`{}` is no code of a country", shown(text)), "write its two letters, such as `AT`"))
}

/// How wide a picture is to its height.
pub fn ratio(text: &str) -> Option<Flaw> {
    let positive = |part: &str| decimal_value(strip(part)).is_some_and(|value| value > 0.0);
    let right = match text.split_once('/') {
        Some((width, height)) => positive(width) && positive(height),
        None => positive(text),
    };
    (!right).then(|| {
        let help = match text.split_once([':', 'x', 'X']) {
            Some((width, height)) if positive(width) && positive(height) => {
                format!("write `{}/{}`", strip(width), strip(height))
            }
            _ => "write width and height with a slash between, such as `16/9`".to_owned(),
        };
        invalid(format!("`{}` is no ratio of sides", shown(text)), help)
    })
}

/// Pictures in several sizes, as `srcset` of HTML has them, with complete addresses and widths.
pub fn source_set(text: &str) -> Option<Flaw> {
    let candidate = |candidate: &str| {
        let mut words = candidate.split_whitespace();
        let address = words.next().is_some_and(uri::is_full);
        let width = words.next().and_then(|width| width.strip_suffix('w')).is_some_and(|width| whole(width).is_none());
        address && width && words.next().is_none()
    };
    let wrong = text.split(',').find(|part| !candidate(part))?;
    let help = "write each picture's address, a space and its width with `w`, commas between: `https://example.com/a.jpg 1500w`";
    Some(invalid(format!("`{}` is no picture with its width", shown(strip(wrong))), help))
}

/// The key of a node of the Lightning network.
pub fn node_key(text: &str) -> Option<Flaw> {
    let right = text.len() == 66
        && (text.starts_with("02") || text.starts_with("03"))
        && text.bytes().all(|b| b.is_ascii_hexdigit());
    (!right).then(|| {
        let help = "write the node's public key: 66 hexadecimal digits that begin with `02` or `03`";
        invalid(format!("`{}` is no key of a Lightning node", shown(text)), help)
    })
}

/// An address of the Lightning network, which looks like one of e-mail.
pub fn lightning_address(text: &str) -> Option<Flaw> {
    let right = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    (!right).then(|| invalid(format!("`{}` is no Lightning address", shown(text)), "write it as in `name@example.com`"))
}

/// The name of a host.
pub fn host(text: &str) -> Option<Flaw> {
    let label = |label: &str| {
        !label.is_empty() && !label.contains(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '-')
    };
    let (name, port) = text.split_once(':').unwrap_or((text, "0"));
    let right = name.contains('.') && name.split('.').all(label) && whole(port).is_none();
    (!right).then(|| {
        let help = match text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default()) {
            Some(host) if !host.is_empty() => format!("write the host alone: `{}`", shown(host)),
            _ => "write the host alone, such as `irc.example.com`".to_owned(),
        };
        invalid(format!("`{}` is no name of a host", shown(text)), help)
    })
}

/// The hash of a file, as `integrity` of HTML has it.
pub fn integrity(text: &str) -> Option<Flaw> {
    let base64 = |hash: &str, bytes: usize| {
        let digits = hash.trim_end_matches('=');
        digits.len() == (bytes * 8).div_ceil(6)
            && digits.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
    };
    let hash = |hash: &str| {
        let (algorithm, hash) = hash.split_once('-').unwrap_or_default();
        let hash = hash.split('?').next().unwrap_or_default();
        [("sha256", 32), ("sha384", 48), ("sha512", 64)]
            .iter()
            .any(|(name, bytes)| *name == algorithm && base64(hash, *bytes))
    };
    let mut hashes = text.split_whitespace().peekable();
    let right = hashes.peek().is_some() && hashes.all(hash);
    (!right).then(|| {
        let help = "write `sha256-`, `sha384-` or `sha512-` and the hash in base64";
        invalid(format!("`{}` is no hash that apps can compare", shown(text)), help)
    })
}
