//! What Media RSS asks of text: hashes, ratings, roles, times. Spec: Media RSS 1.5.1.

use super::Flaw;
use super::chars::{is_digit, strip};
use super::text::one_of;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A hash is not one of its kind.
    ///
    /// `algo` is `md5`, as it is when left out, or `sha-1`. The hash is written in hexadecimal: 32 digits for MD5, 40
    /// for SHA-1. Spec: Media RSS, `<media:hash>`.
    INVALID_MEDIA_HASH = Error "invalid-media-hash";

    /// A rating is none of its scheme.
    ///
    /// Without a scheme it is `adult` or `nonadult`; under `urn:mpaa` one such as `pg`, in small letters.
    /// Spec: Media RSS, `<media:rating>`.
    INVALID_MEDIA_RATING = Error "invalid-media-rating";

    /// Somebody's role is none that is known.
    ///
    /// Roles are those of the European Broadcasting Union, in small letters, such as `author`, `director` or
    /// `photographer`; with a `scheme` of one's own any in small letters. Spec: Media RSS, `<media:credit>`.
    INVALID_CREDIT_ROLE = Error "invalid-credit-role";

    /// A point in time is not written as in NPT.
    ///
    /// Write hours, minutes and seconds, or seconds alone: `0:12:05.35`, `725.35`. Spec: RFC 2326, section 3.6.
    INVALID_NPT_TIME = Error "invalid-npt-time";

    /// The type of a text is neither `plain` nor `html`.
    ///
    /// It is one of these two words, not a media type. Without it the text is plain. Spec: Media RSS, `<media:title>`.
    INVALID_MEDIA_TEXT_TYPE = Error "invalid-media-text-type";

    /// The kind of medium is none that is known.
    ///
    /// It is `image`, `audio`, `video`, `document` or `executable`. Spec: Media RSS, `<media:content>`.
    INVALID_MEDIA_MEDIUM = Error "invalid-media-medium";

    /// It is not said rightly whether this is all of the medium.
    ///
    /// `expression` is `full`, `sample` for a part of it, or `nonstop` for a stream. Spec: Media RSS, `<media:content>`.
    INVALID_MEDIA_EXPRESSION = Error "invalid-media-expression";

    /// A restriction without a type is neither `all` nor `none`.
    ///
    /// Where countries or addresses are meant, say so with `type`. Spec: Media RSS, `<media:restriction>`.
    INVALID_MEDIA_RESTRICTION = Error "invalid-media-restriction";

    /// A restriction neither allows nor denies.
    ///
    /// `relationship` is `allow` or `deny`. Spec: Media RSS, `<media:restriction>`.
    INVALID_MEDIA_RESTRICTION_REL = Error "invalid-media-restriction-rel";

    /// A restriction is neither by country nor by address.
    ///
    /// `type` is `country` or `uri`, or left out for `all` and `none`. Spec: Media RSS, `<media:restriction>`.
    INVALID_MEDIA_RESTRICTION_TYPE = Error "invalid-media-restriction-type";
}

/// The scheme of roles where none is named.
pub const EBU: &str = "urn:ebu";
/// The scheme of ratings where none is named.
pub const SIMPLE: &str = "urn:simple";

/// The name of a way to make a hash.
pub fn hash_name(text: &str) -> Option<Flaw> {
    one_of(text, &["md5", "sha-1"], &INVALID_MEDIA_HASH).map(|flaw| flaw.param("value", text))
}

/// A hash made in the way called `algo`.
pub fn hash(text: &str, algo: &str) -> Option<Flaw> {
    let length = if algo == "sha-1" { 40 } else { 32 };
    let name = if algo == "sha-1" { "SHA-1" } else { "MD5" };
    let clean = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if clean && text.len() == length {
        return None;
    }
    let message = match (text, clean) {
        ("", _) => "the hash is empty".to_owned(),
        (_, false) => format!("`{}` has characters that no hash has", shown(text)),
        (_, true) => format!("`{}` has {} digits, and a hash of {name} has {length}", shown(text), text.len()),
    };
    let help = format!("write the {length} hexadecimal digits of {name}, or name another `algo`");
    Some(Flaw::new(&INVALID_MEDIA_HASH, message, help).param("value", text))
}

const MPAA: &[&str] = &["g", "m", "nc-17", "pg", "pg-13", "r", "x"];
const V_CHIP: &[&str] =
    &["14+", "18+", "c", "c8", "g", "pg", "tv-14", "tv-g", "tv-ma", "tv-pg", "tv-y", "tv-y7", "tv-y7-fv"];

/// A rating of a known scheme; those of others are not looked at.
pub fn rating(text: &str, scheme: &str) -> Option<Flaw> {
    let flaw = match scheme {
        SIMPLE => one_of(text, &["adult", "nonadult"], &INVALID_MEDIA_RATING),
        "urn:mpaa" => one_of(text, MPAA, &INVALID_MEDIA_RATING),
        "urn:v-chip" => one_of(text, V_CHIP, &INVALID_MEDIA_RATING),
        "urn:icra" if !is_icra(text) => {
            let message = format!("`{}` is no rating of the ICRA", shown(text));
            Some(Flaw::new(&INVALID_MEDIA_RATING, message, "write it like `r (cz 1 lz 1 nz 1 oz 1 vz 1)`"))
        }
        _ => None,
    };
    flaw.map(|flaw| flaw.param("scheme", scheme).param("value", text))
}

/// Whether a scheme of ratings is known.
pub fn is_rating_scheme(scheme: &str) -> bool {
    matches!(scheme, SIMPLE | "urn:mpaa" | "urn:v-chip" | "urn:icra")
}

/// `r (`, labels such as `nz 1` with a space between two, `)`.
fn is_icra(text: &str) -> bool {
    let labels = text.strip_prefix("r (").and_then(|rest| super::chars::line(rest).strip_suffix(')'));
    labels.is_some_and(|labels| {
        let bytes = labels.as_bytes();
        bytes.chunks(5).all(|label| {
            matches!(label, [kind, letter, b' ', value, rest @ ..]
            if matches!(rest, [] | [b' ']) && is_icra_label(*kind, *letter, *value))
        }) && bytes.len() % 5 == 4
    })
}

fn is_icra_label(kind: u8, letter: u8, value: u8) -> bool {
    let last = match kind {
        b'n' | b'l' => b'c',
        b's' => b'f',
        b'v' => b'j',
        b'o' => b'h',
        b'c' => b'b',
        b'x' => b'e',
        _ => return false,
    };
    match letter {
        b'z' => matches!(value, b'0' | b'1'),
        _ => (b'a'..=last).contains(&letter) && value == b'1',
    }
}

/// The roles of the European Broadcasting Union, sorted, and some that are often used.
const ROLES: [&str; 126] = [
    "actor",
    "adaptor",
    "anchor person",
    "animal trainer",
    "animator",
    "announcer",
    "armourer",
    "art director",
    "artist",
    "artist/performer",
    "assistant camera",
    "assistant chief lighting technician",
    "assistant director",
    "assistant producer",
    "assistant visual editor",
    "author",
    "broadcast assistant",
    "broadcast journalist",
    "camera operator",
    "carpenter",
    "casting",
    "causeur",
    "chief lighting technician",
    "choir",
    "choreographer",
    "clapper loader",
    "commentary or commentator",
    "commissioning broadcaster",
    "composer",
    "computer programmer",
    "conductor",
    "consultant",
    "continuity checker",
    "correspondent",
    "costume designer",
    "dancer",
    "dialogue coach",
    "director",
    "director of photography",
    "distribution company",
    "draughtsman",
    "dresser",
    "dubber",
    "editor",
    "editor/producer",
    "ensemble",
    "executive producer",
    "expert",
    "fight director",
    "floor manager",
    "focus puller",
    "foley artist",
    "foley editor",
    "foley mixer",
    "graphic assistant",
    "graphic designer",
    "greensman",
    "grip",
    "hairdresser",
    "illustrator",
    "interviewed guest",
    "interviewer",
    "key character",
    "key grip",
    "key talents",
    "leadman",
    "librettist",
    "lighting director",
    "lighting technician",
    "location manager",
    "lyricist",
    "make up artist",
    "manufacturer",
    "matte artist",
    "music arranger",
    "music group",
    "musician",
    "news reader",
    "orchestra",
    "participant",
    "performer",
    "photographer",
    "post",
    "producer",
    "production assistant",
    "production company",
    "production department",
    "production manager",
    "production secretary",
    "programme production researcher",
    "programme proposal",
    "property manager",
    "publishing company",
    "puppeteer",
    "pyrotechnician",
    "reporter",
    "rigger",
    "runner",
    "scenario",
    "scenic operative",
    "script supervisor",
    "second assistant camera",
    "second assistant director",
    "second unit director",
    "set designer",
    "set dresser",
    "sign language",
    "singer",
    "sound designer",
    "sound mixer",
    "sound recordist",
    "special effects",
    "stunts",
    "subtitles",
    "technical director",
    "term",
    "translation",
    "transportation manager",
    "treatment",
    "treatment proposal",
    "treatment/programme proposal",
    "vision mixer",
    "visual editor",
    "visual effects",
    "wardrobe",
    "witness",
];

/// The role of somebody, in a scheme.
pub fn role(text: &str, scheme: &str) -> Option<Flaw> {
    let lower = text.to_lowercase();
    let known = |role: &str| scheme != EBU || ROLES.binary_search(&role).is_ok();
    if lower == text && known(text) {
        return None;
    }
    let message = match known(&lower) {
        true => format!("the role `{}` has capital letters", shown(text)),
        false => format!("`{}` is no role that is known", shown(text)),
    };
    let help = match known(&lower) {
        true => format!("write `{}`", shown(&lower)),
        false => {
            "write a role such as `author`, `director` or `photographer`, or name a `scheme` of your own".to_owned()
        }
    };
    Some(Flaw::new(&INVALID_CREDIT_ROLE, message, help).param("value", text))
}

/// A point in time in a medium. Only how it begins is looked at.
pub fn npt_time(text: &str) -> Option<Flaw> {
    let right = text.starts_with("now") || text.starts_with(is_digit);
    (!right).then(|| {
        let message = format!("`{}` is no point in time", shown(text));
        Flaw::new(&INVALID_NPT_TIME, message, "write it like `0:12:05.35`, or in seconds, `725.35`")
            .param("value", text)
    })
}

/// The type of a text.
pub fn text_type(text: &str) -> Option<Flaw> {
    one_of(text, &["plain", "html"], &INVALID_MEDIA_TEXT_TYPE)
}

/// What kind of medium it is.
pub fn medium(text: &str) -> Option<Flaw> {
    one_of(text, &["image", "audio", "video", "document", "executable"], &INVALID_MEDIA_MEDIUM)
        .map(|flaw| flaw.param("value", text))
}

/// Whether it is all of the medium.
pub fn expression(text: &str) -> Option<Flaw> {
    one_of(text, &["sample", "full", "nonstop"], &INVALID_MEDIA_EXPRESSION).map(|flaw| flaw.param("value", text))
}

/// Whether a restriction allows or denies.
pub fn relationship(text: &str) -> Option<Flaw> {
    one_of(text, &["allow", "deny"], &INVALID_MEDIA_RESTRICTION_REL)
}

/// What a restriction is about.
pub fn restriction_type(text: &str) -> Option<Flaw> {
    one_of(text, &["country", "uri"], &INVALID_MEDIA_RESTRICTION_TYPE)
}

/// Who is restricted, where neither countries nor addresses are named.
pub fn restriction(text: &str) -> Option<Flaw> {
    if strip(text).is_empty() {
        return None;
    }
    one_of(text, &["all", "none"], &INVALID_MEDIA_RESTRICTION).map(|flaw| flaw.param("value", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings() {
        for (text, scheme, right) in [
            ("adult", SIMPLE, true),
            ("Adult", SIMPLE, false),
            ("pg-13", "urn:mpaa", true),
            ("PG", "urn:mpaa", false),
            ("tv-y7-fv", "urn:v-chip", true),
            ("", "urn:v-chip", false),
            ("r (cz 1 lz 1 nz 1 oz 1 vz 1)", "urn:icra", true),
            ("r (cz 1 lz 1 mz 1 oz 1 vz 1)", "urn:icra", false),
            ("r (xe 1 va 1 nz 0)", "urn:icra", true),
            ("r (xf 1)", "urn:icra", false),
            ("r (nz 0 )", "urn:icra", false),
            ("r (na 0)", "urn:icra", false),
            ("r ()", "urn:icra", false),
            ("anything", "urn:mine", true),
        ] {
            assert_eq!(rating(text, scheme).is_none(), right, "{text}");
        }
    }

    #[test]
    fn roles() {
        assert!(ROLES.is_sorted());
        assert!(role("author", EBU).is_none() && role("Author", EBU).is_some() && role("friend", EBU).is_some());
        assert!(role("friend", "urn:mine").is_none() && role("Friend", "urn:mine").is_some());
        assert_eq!(role("Author", EBU).map(|flaw| flaw.help), Some("write `author`".to_owned()));
    }

    #[test]
    fn hashes_and_times() {
        let md5 = "dfdec888b72151965a34b4b59031290a";
        assert!(hash(md5, "").is_none() && hash(md5, "md5").is_none() && hash(md5, "sha-1").is_some());
        assert!(hash("", "md5").is_some() && hash("dfdec888-b72151965a34b4b59031290", "").is_some());
        assert!(hash_name("sha-1").is_none() && hash_name("sha1").is_some());
        for (text, right) in [("now", true), ("12.05", true), ("0:12:05.35", true), ("-3", false), ("+17sec", false)] {
            assert_eq!(npt_time(text).is_none(), right, "{text}");
        }
    }
}
