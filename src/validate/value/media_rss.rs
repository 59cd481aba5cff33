//! Values of Media RSS: ratings, hashes, roles, restrictions and times.

use super::chars::{is_digit, line, strip};
use super::text::one_of;
use super::uri::{self, INVALID_FULL_LINK};
use super::{Flaw, lang};
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// The role of a contributor to a medium is not one of the list, or not in small letters.
    ///
    /// Without a scheme, the roles are those of the European Broadcasting Union, such as `actor` or `director`.
    INVALID_CREDIT_ROLE = Error "invalid-credit-role";

    /// A text about a medium is of an unknown type.
    ///
    /// It must be `plain` or `html`; without the attribute it is `plain`.
    INVALID_MEDIA_TEXT_TYPE = Error "invalid-media-text-type";

    /// The hash of a medium is malformed, or of an unknown kind.
    ///
    /// It has 32 hexadecimal digits (`md5`, the default) or 40 (`sha-1`). Other kinds are not understood.
    INVALID_MEDIA_HASH = Error "invalid-media-hash";

    /// The rating of a medium is not one of its scheme.
    ///
    /// Without a scheme it must be `adult` or `nonadult`. Filters for children rely on it.
    INVALID_MEDIA_RATING = Error "invalid-media-rating";

    /// A time in a medium is malformed.
    ///
    /// Write seconds (`12.5`), or hours, minutes and seconds (`0:01:12.5`); or `now`. Spec: RFC 2326, section 3.6.
    INVALID_NPT_TIME = Error "invalid-npt-time";

    /// A restriction of a medium without a type is neither `all` nor `none`.
    ///
    /// Countries and addresses need `type="country"` or `type="uri"`.
    INVALID_MEDIA_RESTRICTION = Error "invalid-media-restriction";

    /// A restriction of a medium neither allows nor denies.
    ///
    /// The attribute `relationship` must be `allow` or `deny`.
    INVALID_MEDIA_RESTRICTION_REL = Error "invalid-media-restriction-rel";

    /// A restriction of a medium is of an unknown type.
    ///
    /// It must be `country` or `uri`.
    INVALID_MEDIA_RESTRICTION_TYPE = Error "invalid-media-restriction-type";

    /// A medium is of an unknown kind.
    ///
    /// It must be `image`, `audio`, `video`, `document` or `executable`.
    INVALID_MEDIA_MEDIUM = Error "invalid-media-medium";

    /// It is not known how much of a medium there is.
    ///
    /// It must be `sample`, `full` or `nonstop`; without the attribute it is `full`.
    INVALID_MEDIA_EXPRESSION = Error "invalid-media-expression";
}

/// Roles of the European Broadcasting Union; sorted.
const ROLES: &[&str] = &[
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

/// The role of a contributor; `scheme` is empty where there is none.
pub fn role(text: &str, scheme: &str) -> Option<Flaw> {
    let ebu = matches!(scheme, "" | "urn:ebu");
    let right = if ebu { ROLES.binary_search(&text).is_ok() } else { !text.chars().any(|c| c.to_lowercase().ne([c])) };
    (!right).then(|| {
        let message = format!("`{}` is no role of a contributor", shown(text));
        let lower = text.to_lowercase();
        let help = match !ebu || ROLES.binary_search(&&*lower).is_ok() {
            true => format!("write `{lower}`"),
            false => {
                "write a role of the European Broadcasting Union, such as `author`, or name another scheme".to_owned()
            }
        };
        Flaw::new(&INVALID_CREDIT_ROLE, message, help)
    })
}

/// The type of a title, description or text.
pub fn text_type(text: &str) -> Option<Flaw> {
    one_of(text, &["plain", "html"], &INVALID_MEDIA_TEXT_TYPE)
}

/// What a medium is.
pub fn medium(text: &str) -> Option<Flaw> {
    one_of(text, &["image", "audio", "video", "document", "executable"], &INVALID_MEDIA_MEDIUM)
}

/// How much of a medium there is.
pub fn expression(text: &str) -> Option<Flaw> {
    one_of(text, &["sample", "full", "nonstop"], &INVALID_MEDIA_EXPRESSION)
}

/// The kind of a hash.
pub fn hash_algorithm(text: &str) -> Option<Flaw> {
    one_of(text, &["md5", "sha-1"], &INVALID_MEDIA_HASH)
}

/// A hash; `algorithm` is that of its attribute. The parameter `value` is what stands between white space.
pub fn hash(text: &str, algorithm: Option<&str>) -> Option<Flaw> {
    let digits = strip(text);
    let sha1 = algorithm == Some("sha-1");
    let length = if sha1 { 40 } else { 32 };
    let alphanumeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if alphanumeric && digits.len() == length {
        return None;
    }
    let message = match digits {
        "" => "the hash is empty".to_owned(),
        _ if alphanumeric => format!("the hash has {} digits, not {length}", digits.len()),
        _ => format!("`{}` is no hash in hexadecimal digits", shown(digits)),
    };
    let help = match digits.len() {
        40 if alphanumeric && !sha1 => "add `algo=\"sha-1\"`".to_owned(),
        _ => format!("write the {} hash, in {length} hexadecimal digits", if sha1 { "SHA-1" } else { "MD5" }),
    };
    let flaw = Flaw::new(&INVALID_MEDIA_HASH, message, help).param("value", digits);
    Some(if alphanumeric { flaw.param("algo", algorithm.unwrap_or("None")) } else { flaw })
}

/// A rating; `scheme` is empty where there is none. A scheme that is not known must be an address.
pub fn rating(text: &str, scheme: &str) -> Option<Flaw> {
    let (words, scheme): (&[&str], _) = match scheme {
        "" | "urn:simple" => (&["adult", "nonadult"], "urn:simple"),
        "urn:mpaa" => (&["g", "m", "nc-17", "pg", "pg-13", "r", "x"], scheme),
        "urn:v-chip" => {
            let ratings =
                &["14+", "18+", "c", "c8", "g", "pg", "tv-14", "tv-g", "tv-ma", "tv-pg", "tv-y", "tv-y7", "tv-y7-fv"];
            (ratings, scheme)
        }
        "urn:icra" => {
            return (!is_icra(line(text))).then(|| {
                let message = format!("`{}` is no rating of `{scheme}`", shown(text));
                let help = "write it as in `r (nz 1 sz 1 vz 1)`";
                Flaw::new(&INVALID_MEDIA_RATING, message, help).param("scheme", scheme)
            });
        }
        other => {
            return uri::full(other, &INVALID_FULL_LINK).map(|flaw| Flaw { at: None, ..flaw }.param("value", other));
        }
    };
    one_of(text, words, &INVALID_MEDIA_RATING).map(|flaw| flaw.param("scheme", scheme))
}

/// `r (` codes with their values `)`.
fn is_icra(text: &str) -> bool {
    let Some(codes) = text.strip_prefix("r (").and_then(|rest| rest.strip_suffix(')')) else { return false };
    let mut words = codes.split(' ');
    while let Some(code) = words.next() {
        let right = match (code.as_bytes(), words.next()) {
            ([b'n' | b's' | b'v' | b'l' | b'o' | b'c' | b'x', b'z'], Some("0" | "1")) => true,
            ([group, letter], Some("1")) => match group {
                b'n' | b'l' => matches!(letter, b'a'..=b'c'),
                b's' => matches!(letter, b'a'..=b'f'),
                b'v' => matches!(letter, b'a'..=b'j'),
                b'o' => matches!(letter, b'a'..=b'h'),
                b'c' => matches!(letter, b'a'..=b'b'),
                b'x' => matches!(letter, b'a'..=b'e'),
                _ => false,
            },
            _ => false,
        };
        if !right {
            return false;
        }
    }
    true
}

/// A time in a medium. What begins with `now` or a digit passes: so much is looked at.
pub fn npt_time(text: &str) -> Option<Flaw> {
    (!(text.starts_with("now") || text.starts_with(is_digit))).then(|| {
        let message = format!("`{}` is no time in a medium", shown(text));
        Flaw::new(&INVALID_NPT_TIME, message, "write seconds, such as `12.5`, or `0:01:12.5`")
    })
}

/// Whether a restriction allows or denies.
pub fn relationship(text: &str) -> Option<Flaw> {
    one_of(text, &["allow", "deny"], &INVALID_MEDIA_RESTRICTION_REL)
}

/// What a restriction is about; `kind` is its `type`, empty where there is none. Each country can have a flaw, with the
/// country as parameter `value`.
pub fn restriction(text: &str, kind: &str) -> Vec<Flaw> {
    match kind {
        "" if text.is_empty() => Vec::new(),
        "" => one_of(text, &["all", "none"], &INVALID_MEDIA_RESTRICTION).into_iter().collect(),
        "country" => {
            let upper = text.to_uppercase();
            let flaw = |code: &str| lang::country(code).map(|flaw| flaw.param("value", code));
            upper.split(' ').filter_map(flaw).collect()
        }
        "uri" => uri::full(text, &INVALID_FULL_LINK).into_iter().collect(),
        _ => one_of(kind, &["country", "uri"], &INVALID_MEDIA_RESTRICTION_TYPE)
            .into_iter()
            .map(|flaw| flaw.param("value", kind))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(flaw: Option<Flaw>) -> &'static str {
        flaw.map_or("", |flaw| flaw.rule.name)
    }

    #[test]
    fn roles() {
        assert!(ROLES.is_sorted());
        assert!(role("artist/performer", "").is_none() && role("anything", "urn:mine").is_none());
        assert_eq!(name(role("Director", "urn:ebu")), "invalid-credit-role");
        assert_eq!(name(role("Anything", "urn:mine")), "invalid-credit-role");
        assert_eq!(role("Director", "").unwrap().help, "write `director`");
    }

    #[test]
    fn hashes() {
        let (md5, sha1) = ("0".repeat(32), "a".repeat(40));
        assert!(hash(&md5, None).is_none() && hash(&format!(" {sha1}\n"), Some("sha-1")).is_none());
        assert!(hash(&md5, Some("sha-256")).is_none() && hash_algorithm("sha-256").is_some());
        let flaw = hash(&sha1, None).unwrap();
        assert_eq!(flaw.help, "add `algo=\"sha-1\"`");
        assert_eq!(flaw.params, [("value", sha1.clone()), ("algo", "None".to_owned())]);
        assert_eq!(hash("a=", Some("md5")).unwrap().params, [("value", "a=".to_owned())]);
    }

    #[test]
    fn ratings() {
        for (text, scheme, wanted) in [
            ("adult", "", ""),
            ("Adult", "", "invalid-media-rating"),
            ("pg-13", "urn:mpaa", ""),
            ("pg-13", "urn:v-chip", "invalid-media-rating"),
            ("r (cz 1 lz 1 nz 0 oa 1)", "urn:icra", ""),
            ("r (cz 1 lz 1 mz 1)", "urn:icra", "invalid-media-rating"),
            ("r (oa 0)", "urn:icra", "invalid-media-rating"),
            ("r ()", "urn:icra", "invalid-media-rating"),
            ("anything", "http://example.com/ratings", ""),
            ("anything", "ratings", "invalid-full-link"),
        ] {
            assert_eq!(name(rating(text, scheme)), wanted, "{text} {scheme}");
        }
    }

    #[test]
    fn times_and_restrictions() {
        assert!(npt_time("now").is_none() && npt_time("12:x").is_none() && npt_time("x").is_some());
        let names = |text, kind| restriction(text, kind).iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>();
        assert_eq!(names("us fr", "country"), [""; 0]);
        assert_eq!(names("us, fr", "country"), ["invalid-country-code"]);
        assert_eq!(names("", "country"), ["invalid-country-code"]);
        assert_eq!(names("some", ""), ["invalid-media-restriction"]);
        assert_eq!(names("all", "planet"), ["invalid-media-restriction-type"]);
        assert_eq!(names("x", "uri"), ["invalid-full-link"]);
    }
}
