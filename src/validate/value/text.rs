//! Words and phrases: what must not be blank or too long, and what is one of a few words.

mod charset;
mod encoded;

pub use charset::charset;
pub(super) use encoded::decode;
pub use encoded::url_encoded;

use super::Flaw;
use super::chars::strip;
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// An element that should have text is blank.
    ///
    /// Readers show the gap, or leave out what it belongs to. Fill the element, or remove it.
    NOT_BLANK = Warning "not-blank";

    /// There is white space around a value that must stand alone.
    ///
    /// Readers may compare such a value letter by letter, line ends and indents included. Write the tags right
    /// against it.
    UNEXPECTED_WHITESPACE = Error "unexpected-whitespace";

    /// A value must be `yes` or `no`.
    ///
    /// Readers know these two words, in small letters.
    INVALID_YES_NO = Error "invalid-yes-no";

    /// A value must be `yes`, `no` or `clean`.
    ///
    /// Directories of podcasts know these words alone.
    INVALID_YES_NO_CLEAN = Error "invalid-yes-no-clean";

    /// A value must be `true` or `false`.
    ///
    /// Readers know these two words, not `yes`, `1` or `explicit`.
    INVALID_TRUE_FALSE = Error "invalid-true-false";

    /// An attribute must be `true` or `false`.
    ///
    /// It is written in small letters. Where it is missing, the default applies.
    INVALID_BOOLEAN_ATTRIBUTE = Error "invalid-boolean-attribute";

    /// A text is longer than it may be.
    ///
    /// What goes beyond the limit is cut off where it is shown, or the feed is turned down. Shorten it.
    TOO_LONG = Error "too-long";

    /// Keywords are not separated by commas.
    ///
    /// Without commas all the words are taken for one keyword. Write `tea, kettles, green tea`.
    INVALID_KEYWORDS = Warning "invalid-keywords";

    /// The name of a form's field does not begin with a letter.
    ///
    /// The field is sent to a program by this name. Write letters, digits, `:`, `.` and `_`, a letter first.
    INVALID_FORM_COMPONENT_NAME = Error "invalid-form-component-name";

    /// A character encoding goes by a name that nobody knows.
    ///
    /// Programs could not tell how to read or send text. Write `UTF-8`, or another name registered at the IANA.
    INVALID_ENCODING = Error "invalid-encoding";

    /// Words of a query are not encoded as in an address.
    ///
    /// They become a part of an address as they stand. Write `%20` for a space and so on for all that an address
    /// cannot hold, with capitals: `%C3%A9` for `é`.
    NOT_URL_ENCODED = Error "not-url-encoded";

    /// A period of updating is not one that is known.
    ///
    /// It must be `hourly`, `daily`, `weekly`, `monthly` or `yearly`; how often in that period is said elsewhere.
    INVALID_UPDATE_PERIOD = Error "invalid-update-period";

    /// A restriction of access neither allows nor denies.
    ///
    /// The attribute `relationship` must be `allow` or `deny`; search engines go by it.
    INVALID_ACCESS_RESTRICTION_REL = Error "invalid-access-restriction-rel";

    /// A `meta` element in a feed is not for robots.
    ///
    /// Its `name` must be `robots`: nothing else is known in feeds.
    INVALID_META_NAME = Error "invalid-meta-name";

    /// What robots are told is not something they know.
    ///
    /// Write `index` or `noindex`, `follow` or `nofollow`, one of each with a comma and no space between, or `all` or
    /// `none`.
    INVALID_META_CONTENT = Error "invalid-meta-content";
}

/// Something must stand there.
pub fn not_blank(text: &str) -> Option<Flaw> {
    text.is_empty().then(|| Flaw::new(&NOT_BLANK, "nothing stands there", "fill it, or remove the element"))
}

/// No white space may stand around it. Takes the text as it is in the document. The W3C validator looks at what it has of
/// the text at the end of each line, so that for it there is white space around what a line end is in.
pub fn no_space(text: &str, own: bool) -> Option<Flaw> {
    let spaced = strip(text).len() != text.len() || (!own && text.contains('\n'));
    spaced.then(|| {
        let message = format!("there is white space around `{}`", shown(strip(text)));
        Flaw::new(&UNEXPECTED_WHITESPACE, message, "write the value right between the tags")
    })
}

/// One of these words, written just so.
pub fn one_of(text: &str, words: &[&str], rule: &'static Rule) -> Option<Flaw> {
    (!words.contains(&text)).then(|| unknown(text, words, rule))
}

/// One of these words, in upper or lower case; `words` are in lower case.
pub fn one_of_any_case(text: &str, words: &[&str], rule: &'static Rule) -> Option<Flaw> {
    let right = words.iter().any(|word| word.eq_ignore_ascii_case(text));
    (!right).then(|| unknown(text, words, rule))
}

fn unknown(text: &str, words: &[&str], rule: &'static Rule) -> Flaw {
    let message = match text {
        "" => format!("one of `{}` is expected and nothing stands there", words.join("`, `")),
        _ => format!("`{}` is not one of `{}`", shown(text), words.join("`, `")),
    };
    let word = words.iter().find(|word| word.eq_ignore_ascii_case(strip(text)));
    let help = match (word, words) {
        (Some(word), _) => format!("write `{word}`"),
        (None, [one]) => format!("write `{one}`"),
        (None, _) => format!("write one of `{}`", words.join("`, `")),
    };
    Flaw::new(rule, message, help)
}

/// `yes` or `no`.
pub fn yes_no(text: &str) -> Option<Flaw> {
    one_of(text, &["yes", "no"], &INVALID_YES_NO)
}

/// `yes`, `no` or `clean`, in any case.
pub fn yes_no_clean(text: &str) -> Option<Flaw> {
    one_of_any_case(text, &["yes", "no", "clean"], &INVALID_YES_NO_CLEAN)
}

/// `true` or `false`, in any case.
pub fn true_false(text: &str) -> Option<Flaw> {
    one_of_any_case(text, &["true", "false"], &INVALID_TRUE_FALSE)
}

/// `true` or `false` in small letters.
pub fn true_false_strict(text: &str) -> Option<Flaw> {
    one_of(text, &["true", "false"], &INVALID_TRUE_FALSE)
}

/// An attribute that is `true` or `false` in small letters.
pub fn boolean_attribute(text: &str) -> Option<Flaw> {
    one_of(text, &["true", "false"], &INVALID_BOOLEAN_ATTRIBUTE)
}

/// How often a feed changes.
pub fn update_period(text: &str) -> Option<Flaw> {
    one_of(text, &["hourly", "daily", "weekly", "monthly", "yearly"], &INVALID_UPDATE_PERIOD)
}

/// The name of a `meta` element.
pub fn meta_name(text: &str) -> Option<Flaw> {
    one_of_any_case(text, &["robots"], &INVALID_META_NAME).map(|flaw| flaw.param("value", text.to_lowercase()))
}

/// What a `meta` element tells robots.
pub fn robots(text: &str) -> Option<Flaw> {
    const WORDS: &[&str] = &[
        "all",
        "none",
        "index",
        "index,follow",
        "index,nofollow",
        "noindex",
        "noindex,follow",
        "noindex,nofollow",
        "follow",
        "follow,index",
        "follow,noindex",
        "nofollow",
        "nofollow,index",
        "nofollow,noindex",
    ];
    one_of_any_case(text, WORDS, &INVALID_META_CONTENT).map(|flaw| flaw.param("value", text.to_lowercase()))
}

/// At most so many characters.
pub fn at_most(text: &str, most: usize) -> Option<Flaw> {
    if text.len() <= most {
        return None;
    }
    let length = text.chars().count();
    let (end, _) = text.char_indices().nth(most)?;
    let message = format!("the text has {length} characters, and may have {most}");
    let help = format!("leave out {} characters", length - most);
    let flaw = Flaw::new(&TOO_LONG, message, help).at(end..text.len());
    Some(flaw.param("len", length.to_string()).param("max", most.to_string()))
}

/// Words with commas between them.
pub fn keywords(text: &str) -> Option<Flaw> {
    (text.contains(' ') && !text.contains(',')).then(|| {
        let message = format!("`{}` has no commas between its words", shown(text));
        Flaw::new(&INVALID_KEYWORDS, message, "write a comma behind each keyword")
    })
}

/// The name of a form's field. Only its first character is looked at.
pub fn form_name(text: &str) -> Option<Flaw> {
    (!text.starts_with(|c| matches!(c, 'A'..='z'))).then(|| {
        let message = match text {
            "" => "the name of the field is empty".to_owned(),
            _ => format!("the name `{}` does not begin with a letter", shown(text)),
        };
        Flaw::new(&INVALID_FORM_COMPONENT_NAME, message, "write a name such as `q` or `search`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(flaw: Option<Flaw>) -> Option<&'static str> {
        flaw.map(|flaw| flaw.rule.name)
    }

    #[test]
    fn blank_and_spaced() {
        assert_eq!((rule(not_blank("")), rule(not_blank("x"))), (Some("not-blank"), None));
        for (text, wanted) in
            [("x", None), ("", None), ("x\n", Some("unexpected-whitespace")), (" ", Some("unexpected-whitespace"))]
        {
            assert_eq!(rule(no_space(text, true)), wanted, "{text:?}");
        }
        let inside = "2026-01-02\nT00:00:00Z";
        assert_eq!(rule(no_space(inside, true)), None);
        assert_eq!(rule(no_space(inside, false)), Some("unexpected-whitespace"));
    }

    #[test]
    fn words() {
        assert!(yes_no("yes").is_none() && yes_no_clean("Clean").is_none() && true_false("TRUE").is_none());
        assert!(meta_name("Robots").is_none() && robots("NoIndex,follow").is_none());
        assert_eq!(rule(meta_name("author")), Some("invalid-meta-name"));
        assert_eq!(rule(robots("noindex, follow")), Some("invalid-meta-content"));
        assert_eq!(rule(yes_no("Yes")), Some("invalid-yes-no"));
        assert_eq!(rule(yes_no_clean(" yes")), Some("invalid-yes-no-clean"));
        assert_eq!(rule(true_false_strict("True")), Some("invalid-true-false"));
        assert_eq!(rule(boolean_attribute("")), Some("invalid-boolean-attribute"));
        assert_eq!(rule(update_period("dayly")), Some("invalid-update-period"));
        let flaw = yes_no("Yes").unwrap();
        assert_eq!((&*flaw.message, &*flaw.help), ("`Yes` is not one of `yes`, `no`", "write `yes`"));
    }

    #[test]
    fn lengths_are_in_characters() {
        assert_eq!(rule(at_most("ééé", 3)), None);
        let flaw = at_most("ééééé", 3).unwrap();
        assert_eq!((flaw.at, flaw.params), (Some(6..10), vec![("len", "5".to_owned()), ("max", "3".to_owned())]));
    }

    #[test]
    fn keywords_and_names() {
        assert!(keywords("tea").is_none() && keywords("tea, pots").is_none() && keywords("tea\tpots").is_none());
        assert_eq!(rule(keywords("tea pots")), Some("invalid-keywords"));
        assert!(
            form_name("q").is_none()
                && form_name("_x").is_none()
                && form_name("[").is_none()
                && form_name("a b").is_none()
        );
        for bad in ["", "1", "é", " q"] {
            assert_eq!(rule(form_name(bad)), Some("invalid-form-component-name"), "{bad}");
        }
    }
}
