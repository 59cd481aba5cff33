//! A text → its paragraphs, a line each or lines that were wrapped.

use super::Paragraph;
use super::sentences::ends;
use crate::text;

/// A line that is not empty.
#[derive(Debug)]
struct Line {
    number: usize,
    /// How far it is set in.
    indent: usize,
    text: String,
    /// Its length in characters.
    length: usize,
    /// Whether it is the first line, or an empty one stands before it.
    after_gap: bool,
}

/// The widths to which texts are wrapped by hand or by programs, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// The paragraphs of `text`, none empty, each clean and on one line.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let wrapped = width(&lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let joined = match (wrapped, before) {
            (Some(width), Some(before)) => !line.after_gap && !is_end(before, line, width),
            _ => false,
        };
        match paragraphs.last_mut().filter(|_| joined) {
            Some(paragraph) => join(&mut paragraph.text, &line.text),
            None => paragraphs.push(Paragraph::new(line.number, line.text.clone())),
        }
        before = Some(line);
    }
    for paragraph in &mut paragraphs {
        paragraph.fold();
    }
    paragraphs
}

/// Lines end at LF, CR, CR LF, and the signs that Unicode has for it; a form feed ends one too.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = text;
    let (mut number, mut after_gap) = (1, true);
    while !rest.is_empty() {
        let ends_line = |c: char| matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let (raw, behind) = match rest.find(ends_line) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        // An editor counts no line at the signs that stand within lines.
        let counts = behind.starts_with(['\n', '\r']);
        rest = behind.strip_prefix("\r\n").unwrap_or_else(|| {
            let mut behind = behind.chars();
            behind.next();
            behind.as_str()
        });
        let text = clean(raw);
        if text.is_empty() {
            after_gap = true;
        } else {
            let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
            let length = indent + text.chars().count();
            lines.push(Line { number, indent, text, length, after_gap });
            after_gap = false;
        }
        number += usize::from(counts);
    }
    lines
}

/// `raw` with single spaces, without what XML forbids and without characters that have no shape where they do nothing.
fn clean(raw: &str) -> String {
    let raw = text::without_forbidden(raw);
    let raw = text::trim_shapeless(&raw);
    let mut out = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let before = out.chars().next_back().unwrap_or(' ');
        match c {
            '\u{AD}' => {}
            // In scripts without spaces they say where a line may end; elsewhere they came with a paste.
            '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {
                if !before.is_ascii() && next.is_some_and(|next| !next.is_ascii()) {
                    out.push(c);
                }
            }
            '\u{A0}' | '\u{202F}' if before != ' ' && next.is_some_and(|next| binds(before, next)) => out.push(c),
            c if c.is_whitespace() => {
                if before != ' ' && before != '\u{A0}' && before != '\u{202F}' {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    text::nfc(&out).into_owned()
}

/// Whether a space between the two must not be the end of a line, as French punctuation and numbers have it.
fn binds(before: char, next: char) -> bool {
    matches!(next, ':' | ';' | '!' | '?' | '»' | '›' | '%' | '‰' | '€' | '°')
        || matches!(before, '«' | '‹' | '№' | '§')
        || (before.is_ascii_digit() && next.is_ascii_digit())
}

/// The width that the text was wrapped to, in characters, if it was: where its lines end within blocks, the first word
/// of the next would not have fitted.
fn width(lines: &[Line]) -> Option<usize> {
    let width = lines.iter().map(|line| line.length).max().filter(|width| WIDTHS.contains(width))?;
    let breaks = || lines.iter().zip(lines.iter().skip(1)).filter(|(_, next)| !next.after_gap);
    let full = breaks().filter(|(line, next)| is_full(line, next, width));
    let inside = full.clone().filter(|(line, next)| !ends(&line.text) || starts_low(&next.text)).count();
    let (all, full) = (breaks().count(), full.count());
    // By chance one line or another is followed by a word that is too long for it, but not most of them.
    (full >= 2 && full * 2 > all && inside * 2 > full).then_some(width)
}

/// Whether the first word of `next`, or its first part, would not have fitted behind `line`.
fn is_full(line: &Line, next: &Line, width: usize) -> bool {
    let word = next.text.split(' ').next().unwrap_or_default();
    let part = word.find('-').map_or(word, |at| word.get(..=at).unwrap_or(word));
    line.length + 1 + part.chars().count() > width
}

fn starts_low(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// Whether a paragraph ends between the two lines of a wrapped text, with no empty line to tell.
fn is_end(line: &Line, next: &Line, width: usize) -> bool {
    if next.indent > line.indent + 1 {
        return true;
    }
    let goes_on = line.length * 10 >= width * 6 && starts_low(&next.text);
    !is_full(line, next, width) && !goes_on
}

/// Puts a line behind the one that it was wrapped off.
fn join(text: &mut String, line: &str) {
    let mut from_end = text.chars().rev();
    let (last, before) = (from_end.next().unwrap_or(' '), from_end.next().unwrap_or(' '));
    let first = line.split(' ').next().unwrap_or_default();
    // `cease-` `fire`, but `two-` `and three-day`.
    let hyphen = last == '-'
        && (before.is_alphanumeric() || before == '-')
        && line.starts_with(char::is_alphanumeric)
        && !matches!(first, "and" | "or" | "to" | "und" | "oder" | "bis");
    let dash = last == '—' && before.is_alphanumeric();
    let unspaced = super::fold::is_wide(last) && line.chars().next().is_some_and(super::fold::is_wide);
    if !hyphen && !dash && !unspaced {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        paragraphs(text).into_iter().map(|paragraph| (paragraph.line, paragraph.text)).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        read(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn lines_end_in_every_way() {
        let want: Vec<(usize, String)> = vec![(1, "One.".into()), (3, "Two.".into()), (4, "Three.".into())];
        for text in ["One.\n\nTwo.\nThree.", "\u{FEFF}One.\r\n\r\nTwo.\r\nThree.\r\n", "One.\r\rTwo.\r Three. \r"] {
            assert_eq!(read(text), want, "{text:?}");
        }
        assert_eq!(read("One.\u{2028}Two.\nThree."), [(1, "One.".into()), (1, "Two.".into()), (2, "Three.".into())]);
        assert!(texts("").is_empty() && texts(" \n\u{A0}\n\u{200B}\n\u{0}").is_empty());
    }

    #[test]
    fn white_space_and_what_has_no_shape_is_tidied_up() {
        for (text, want) in [
            ("Grain\u{A0}prices\u{2003}fall\t again", "Grain prices fall again"),
            ("a\u{200B}b c\u{AD}d \u{FEFF}e", "ab cd e"),
            ("«\u{A0}Oui\u{A0}!\u{A0}» 10\u{202F}000 t", "«\u{A0}Oui\u{A0}!\u{A0}» 10\u{202F}000 t"),
            ("\u{3000}麦价下跌", "麦价下跌"),
            ("\u{A0}\u{A0}a\u{A0} b\u{A0}", "a b"),
            ("🧑\u{200D}🌾 \u{8}x", "🧑\u{200D}🌾 x"),
        ] {
            assert_eq!(texts(text), [want], "{text:?}");
        }
    }

    #[test]
    fn wrapped_paragraphs_are_joined() {
        let text = "Grain Prices Fall\nFarmers wait for rain\n\nPrices of wheat fell for a third week as the\n\
                    harvest came in from the south, and cease-\nfire talks went on in the port.\n\nA second paragraph \
                    is here, and it is\nwrapped as well.\n";
        let lines = texts(text);
        assert_eq!(
            lines,
            [
                "Grain Prices Fall",
                "Farmers wait for rain",
                "Prices of wheat fell for a third week as the harvest came in from the south, and cease-fire talks \
                 went on in the port.",
                "A second paragraph is here, and it is wrapped as well."
            ]
        );
        assert_eq!(read(text).last().map(|(line, _)| *line), Some(8));
    }

    #[test]
    fn short_lines_are_paragraphs() {
        let text = "The first line stands alone.\nThe second one is here.\nAnd this is the third.\nA fourth.";
        assert_eq!(texts(text).len(), 4);
        let text = "Grain Prices Fall\n\nFarmers Wait\n\nPrices fell.";
        assert_eq!(texts(text).len(), 3);
    }

    #[test]
    fn indents_begin_paragraphs_of_wrapped_texts() {
        let text = "    Prices of wheat fell for a third week as harvest\ncame in from the whole of the south, where there was\n\
                    rain.\n    The next paragraph is here and goes on over the\nnext line.\n";
        assert_eq!(texts(text).len(), 2);
    }
}
