//! Codes of languages, countries and currencies.

mod codes;

use super::Flaw;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;
use codes::{COUNTRIES, CURRENCIES, LANGUAGES};

rules! {
    /// A language is not named by its code.
    ///
    /// Readers choose fonts, voices and translations by it, and know codes alone: `en`, `de-AT`, `zh-Hant`. Write the
    /// two-letter code of ISO 639, or that of three letters where there is none, with what follows behind a hyphen:
    /// `en-US`, not `en_US` and not `English`.
    INVALID_LANGUAGE = Error "invalid-language";

    /// A language's tag is not put together as tags are.
    ///
    /// It begins with a code that is known, but what follows makes no sense to programs that read all of it, such as
    /// `en_US` for `en-US`, or `english` behind `en-`. Spec: BCP 47.
    MALFORMED_LANGUAGE_TAG = Warning "malformed-language-tag", own;

    /// A country is not named by its code.
    ///
    /// Write the two letters of ISO 3166, such as `US` or `FR`. Where several countries are meant, put one space
    /// between them.
    INVALID_COUNTRY_CODE = Error "invalid-country-code";

    /// A currency is not named by its code.
    ///
    /// Write the three capital letters of ISO 4217, such as `EUR` or `USD`.
    INVALID_CURRENCY_UNIT = Error "invalid-currency-unit";
}

/// A language's tag, as RFC 3066 has it. Only what stands before the first hyphen is looked at, in any case.
pub fn language(text: &str) -> Option<Flaw> {
    let code = text.split_once('-').map_or(text, |(code, _)| code);
    let mut lower = [0; 3];
    let known = lower.get_mut(..code.len()).is_some_and(|lower| {
        lower.copy_from_slice(code.as_bytes());
        lower.make_ascii_lowercase();
        LANGUAGES.binary_search_by(|known| known.as_bytes().cmp(lower)).is_ok()
    });
    if known {
        return None;
    }
    let message = match text {
        "" => "the language is empty".to_owned(),
        _ => format!("`{}` is no code of a language", shown(text)),
    };
    let help = match text.replace('_', "-") {
        hyphened if hyphened != text && language(&hyphened).is_none() => format!("write `{}`", shown(&hyphened)),
        _ => "write the code of ISO 639, such as `en` or `de-AT`".to_owned(),
    };
    Some(Flaw::new(&INVALID_LANGUAGE, message, help))
}

/// A language's tag, with all of its parts. Spec: BCP 47.
pub fn tag(text: &str) -> Option<Flaw> {
    language(text).or_else(|| parts(text))
}

/// What is wrong with a language's tag whose first part is known.
pub fn parts(text: &str) -> Option<Flaw> {
    oxilangtag::LanguageTag::parse(text).is_err().then(|| {
        let message = format!("`{}` is not put together as a language's tag is", shown(text));
        let right = text.replace('_', "-");
        let help = match oxilangtag::LanguageTag::parse(right.as_str()) {
            Ok(_) => format!("write `{}`", shown(&right)),
            Err(_) => {
                "write language and country with a hyphen between, such as `de-AT`, or the language alone".to_owned()
            }
        };
        Flaw::new(&MALFORMED_LANGUAGE_TAG, message, help)
    })
}

/// A country's code, in capitals.
pub fn country(text: &str) -> Option<Flaw> {
    unlisted(text, &COUNTRIES).then(|| {
        let message = format!("`{}` is no code of a country", shown(text));
        Flaw::new(&INVALID_COUNTRY_CODE, message, "write the two letters of ISO 3166, such as `US`")
    })
}

/// A currency's code, in capitals.
pub fn currency(text: &str) -> Option<Flaw> {
    unlisted(text, &CURRENCIES).then(|| {
        let message = format!("`{}` is no code of a currency", shown(text));
        Flaw::new(&INVALID_CURRENCY_UNIT, message, "write the three letters of ISO 4217, such as `EUR`")
    })
}

/// Whether `text` is missing from a sorted list.
fn unlisted(text: &str, sorted: &[&str]) -> bool {
    sorted.binary_search(&text).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(LANGUAGES.is_sorted() && COUNTRIES.is_sorted() && CURRENCIES.is_sorted());
    }

    #[test]
    fn languages() {
        for good in ["en", "EN-us", "de-AT-1996", "x-klingon", "tlh", "haw", "zh-"] {
            assert_eq!(language(good), None, "{good}");
        }
        for bad in ["", "en_us", "English", "-", "e", "xy", "i-klingon", " en", "é", "engl"] {
            assert_eq!(language(bad).map(|flaw| flaw.rule), Some(&INVALID_LANGUAGE), "{bad}");
        }
        assert_eq!(language("en_US").map(|flaw| flaw.help), Some("write `en-US`".to_owned()));
    }

    #[test]
    fn countries_and_currencies() {
        assert!(country("FR").is_none() && country("fr").is_some() && country("").is_some());
        assert!(currency("EUR").is_none() && currency("EURO").is_some());
    }
}
