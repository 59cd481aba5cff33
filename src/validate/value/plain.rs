//! Text that readers show as it is, and that should therefore have no HTML in it.

use memchr::memchr2;

use super::Flaw;
use super::chars::{is_letter, is_word};
use super::html::{html4_entity, is_html_tag};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// There is HTML in an element for plain text.
    ///
    /// Readers differ: some show the tags, others throw them away or act on them. Write plain text, with the letters
    /// themselves in the place of entities.
    CONTAINS_HTML = Warning "contains-html";

    /// There is HTML in a text that is not said to be HTML.
    ///
    /// Readers show the tags. Write plain text, or say `type="html"`.
    CONTAINS_UNDECLARED_HTML = Warning "contains-undeclared-html";

    /// A text that claims to be plain may be HTML.
    ///
    /// Readers show the tags. Write plain text, or say `type="html"`.
    NOT_INLINE = Warning "not-inline";

    /// There is a `<` or `&` in plain text that readers may take for HTML.
    ///
    /// Nothing tells plain text from HTML in RSS. Written as hexadecimal references, `&#x3C;` and `&#x26;`, the two are
    /// least often misunderstood.
    CHARACTER_DATA = Warning "character-data";
}

/// What is known of how a text stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// `&#x` stands somewhere in the lines from the one where the element begins to the one where it ends.
    pub hexadecimal: bool,
    /// The document is RSS 2.0.
    pub rss2: bool,
}

/// Whether there may be HTML in a text: else nothing that is known of how it is written matters.
pub fn may_be_html(text: &str) -> bool {
    memchr2(b'<', b'&', text.as_bytes()).is_some()
}

/// Plain text; `rule` is what HTML in it breaks.
///
/// The parameter `value` is an element's name or an entity, with `&` and `;`. There can be several flaws.
pub fn text(text: &str, rule: &'static Rule, written: Written) -> Vec<Flaw> {
    if !may_be_html(text) {
        return Vec::new();
    }
    if let Some((at, tag)) = end_tag(text) {
        let message = format!("there is HTML in the text: `</{}>`", shown(tag));
        let flaw = Flaw::new(rule, message, "write plain text, without tags").param("value", tag);
        return vec![flaw.at(at..at + tag.len() + 3)];
    }
    let mut flaws = Vec::new();
    let mut any = false;
    for (at, name) in entities(text) {
        any = true;
        let known = html4_entity(name).is_some() || name == "apos" || !name.chars().all(is_letter);
        if known && !written.hexadecimal {
            flaws.push(entity(text, at, name, rule));
        }
    }
    let rss = !any && written.rss2 && !written.hexadecimal;
    if let Some(at) = rss.then(|| tag_start(text)).flatten() {
        let message = "there is a `<` in plain text that looks like a tag";
        flaws.push(Flaw::new(&CHARACTER_DATA, message, "write `&#x3C;` for it").at(at..at + 1));
    }
    flaws
}

fn entity(text: &str, at: usize, name: &str, rule: &'static Rule) -> Flaw {
    let message = format!("there is an entity of HTML in the text: `&{};`", shown(name));
    let end = at + 1 + name.len();
    let end = if text.get(end..).is_some_and(|rest| rest.starts_with(';')) { end + 1 } else { end };
    let help = match html4_entity(name) {
        _ if matches!(name, "amp" | "lt") => {
            "write the character itself, as a hexadecimal reference: `&#x26;`, `&#x3C;`".into()
        }
        Some(c) => format!("write the character itself: `{c}`"),
        None => "write the character itself".to_owned(),
    };
    Flaw::new(rule, message, help).param("value", format!("&{name};")).at(at..end)
}

/// The first end tag of an element of HTML, and the element's name.
fn end_tag(text: &str) -> Option<(usize, &str)> {
    text.match_indices("</").find_map(|(at, _)| {
        let name = text.get(at + 2..)?;
        let length = name.find(|c| !is_word(c))?;
        let (name, rest) = name.split_at_checked(length)?;
        (rest.starts_with('>') && is_html_tag(name)).then_some((at, name))
    })
}

/// Where a reference to an entity may begin, and its name, with a `#` for a number.
fn entities(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('&').filter_map(|(at, _)| {
        let name = text.get(at + 1..)?;
        let hash = usize::from(name.starts_with('#'));
        let word = name.get(hash..)?;
        let length = word.find(|c| !is_word(c)).unwrap_or(word.len());
        (length > 0).then(|| name.get(..hash + length)).flatten().map(|name| (at, name))
    })
}

fn tag_start(text: &str) -> Option<usize> {
    let looks = |(at, _): &(usize, &str)| {
        text.as_bytes().get(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/')
    };
    text.match_indices('<').find(looks).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(written: Written, html: &str) -> Vec<(&'static str, String)> {
        let shown = |flaw: &Flaw| (flaw.rule.name, html[flaw.at.clone().unwrap()].to_owned());
        text(html, &CONTAINS_HTML, written).iter().map(shown).collect()
    }

    #[test]
    fn html_and_what_is_none() {
        let (rss, hexadecimal) =
            (Written { rss2: true, hexadecimal: false }, Written { rss2: true, hexadecimal: true });
        for (text, wanted) in [
            ("a < b > c", &[][..]),
            ("AT&T, R&D and &notathing; &é;", &[]),
            ("a <b>bold</b> word", &[("contains-html", "</b>")]),
            ("x</B>", &[("contains-html", "</B>")]),
            ("x</unknown>", &[]),
            (
                "fish &amp chips &#38; &eacute;",
                &[("contains-html", "&amp"), ("contains-html", "&#38;"), ("contains-html", "&eacute;")],
            ),
            ("&apos;", &[("contains-html", "&apos;")]),
            ("x &y2", &[("contains-html", "&y2")]),
            ("x <y", &[]),
        ] {
            let wanted: Vec<_> = wanted.iter().map(|(rule, at)| (*rule, (*at).to_owned())).collect();
            assert_eq!(found(Written::default(), text), wanted, "{text}");
        }
        assert_eq!(found(rss, "x <y"), [("character-data", "<".to_owned())]);
        assert_eq!(found(rss, "x </nothing>"), [("character-data", "<".to_owned())]);
        assert_eq!(found(hexadecimal, "x <y"), []);
        assert_eq!(found(hexadecimal, "x &amp; y"), []);
        assert_eq!(found(hexadecimal, "x</b>"), [("contains-html", "</b>".to_owned())]);
        let flaw = &text("caf&eacute;", &NOT_INLINE, rss)[0];
        assert_eq!((flaw.rule, &*flaw.help), (&NOT_INLINE, "write the character itself: `é`"));
        assert_eq!(flaw.params, [("value", "&eacute;".to_owned())]);
    }
}
