//! Language tags (BCP 47): as values, and as parts of file names.

use oxilangtag::LanguageTag;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Level, Report, Span};

rules! {
    /// A language is not named by a language tag.
    ///
    /// Readers pick fonts, hyphenation and voices by it. A tag is a code of two or three letters (`en`, `uk`, `gsw`), and
    /// where needed a script and a region: `en-GB`, `zh-Hant-TW`, `es-419`. Spec: BCP 47 (RFC 5646).
    INVALID_LANGUAGE_TAG = Error "invalid-language-tag";
}

/// The codes of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt \
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn \
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The language that the part of a file name before its extension names, as in `grain.pt-BR.md`, in canonical case.
pub fn of_suffix(suffix: &str) -> Option<String> {
    let (code, rest) = suffix.split_once('-').unwrap_or((suffix, ""));
    let known = code.len() == 2 && TWO_LETTERS.split_ascii_whitespace().any(|c| code.eq_ignore_ascii_case(c));
    let region_or_script = rest.split('-').all(|part| matches!(part.len(), 2..=4));
    (known && (suffix.len() == 2 || region_or_script)).then(|| canonical(suffix)).flatten()
}

/// The language tag that `text`, the value at `span`, is; in canonical case.
///
/// The way operating systems write it (`en_GB.UTF-8`) is mended, with a warning. Flagged if it is none.
pub fn of_value(text: &str, span: Span, report: &mut Report) -> Option<String> {
    let text = text.trim();
    if let Some(tag) = canonical(text) {
        return Some(tag);
    }
    let mended = text.split(['.', '@']).next().and_then(|locale| canonical(&locale.replace('_', "-")));
    let found = report.flag(&INVALID_LANGUAGE_TAG, span, format!("`{text}` is not a language tag"));
    match mended {
        Some(tag) => {
            found.level = Level::Warning;
            found.help(format!("write `{tag}`, as which it is taken"));
            Some(tag)
        }
        None => {
            found.help("write a code such as `en`, `uk` or `pt-BR`");
            None
        }
    }
}

fn canonical(text: &str) -> Option<String> {
    let tag = LanguageTag::parse_and_normalize(text).ok()?;
    // Longer first parts are well-formed, but no such languages were ever registered. `x` and `i` begin private tags.
    let first = text.split('-').next().unwrap_or_default();
    (first.len() <= 3).then(|| tag.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_end_in_languages_or_do_not() {
        for (suffix, want) in [
            ("fr", Some("fr")),
            ("pt-BR", Some("pt-BR")),
            ("pt-br", Some("pt-BR")),
            ("zh-Hans", Some("zh-Hans")),
            ("es-419", Some("es-419")),
            ("js", None),
            ("md", None),
            ("2", None),
            ("min", None),
            ("fr-", None),
            ("en-gb-oxendict", None),
        ] {
            let want = want.map(str::to_owned);
            assert_eq!(of_suffix(suffix), want, "{suffix}");
        }
    }

    #[test]
    fn values_are_tags_or_flagged() {
        for (text, want, level) in [
            ("en", Some("en"), None),
            (" en-gb ", Some("en-GB"), None),
            ("no", Some("no"), None),
            ("gsw-u-sd-chzh", Some("gsw-u-sd-chzh"), None),
            ("x-mill", Some("x-mill"), None),
            ("en_GB", Some("en-GB"), Some(Level::Warning)),
            ("uk_UA.UTF-8", Some("uk-UA"), Some(Level::Warning)),
            ("english", None, Some(Level::Error)),
            ("en-", None, Some(Level::Error)),
            ("e", None, Some(Level::Error)),
            ("de DE", None, Some(Level::Error)),
        ] {
            let mut report = Report::new("a.md", text);
            let got = of_value(text, Span::new(0, text.len()), &mut report);
            assert_eq!(got.as_deref(), want, "{text}");
            assert_eq!(report.diagnostics().first().map(|d| d.level), level, "{text}");
        }
    }
}
