//! Names of hosts in ASCII, as IDNA 2003 makes them.
//!
//! It is put to whole addresses here, split at dots: so `http://bücher` is one label. What of an address fails is too
//! long between two dots, or mixes directions of writing there.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// `text` in ASCII; `None` where a part between two dots is empty, too long or of characters that names cannot have.
pub fn idna(text: &str) -> Option<Cow<'_, str>> {
    let label = |length: usize| (1..64).contains(&length);
    if text.is_ascii() {
        let (labels, last) = text.rsplit_once('.').unwrap_or(("", text));
        let right =
            last.len() < 64 && (labels.len() + last.len() == text.len() || labels.split('.').all(|l| label(l.len())));
        return right.then_some(Cow::Borrowed(text));
    }
    let dot = |c| matches!(c, '.' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}');
    let (labels, end) = match text.strip_suffix(dot) {
        Some(labels) => (labels, "."),
        None => (text, ""),
    };
    let mut out = String::with_capacity(text.len() * 2);
    for (at, part) in labels.split(dot).enumerate() {
        if at > 0 {
            out.push('.');
        }
        let start = out.len();
        if part.is_ascii() {
            out += part;
        } else {
            let prepared = prepared(part)?;
            if prepared.is_ascii() {
                out += &prepared;
            } else if prepared.starts_with("xn--") {
                return None;
            } else {
                out += "xn--";
                punycode(&prepared, &mut out)?;
            }
        }
        if !label(out.len() - start) {
            return None;
        }
    }
    out += end;
    Some(Cow::Owned(out))
}

/// The most characters of a label that can come to 63; each takes a byte at least.
const MOST: usize = 64;

/// A label in small letters and in Unicode's form KC: RFC 3491.
fn prepared(label: &str) -> Option<String> {
    // What is longer comes to nothing, whatever it is; characters that vanish apart.
    if label.chars().filter(|&c| !vanishes(c)).count() > MOST * 4 {
        return None;
    }
    let kept = label.chars().filter(|&c| !vanishes(c));
    let folded: String = kept.flat_map(folded).nfkc().collect();
    // Characters that only form KC makes capitals.
    let label: String = folded.chars().flat_map(self::folded).nfkc().collect();
    if label.chars().any(is_prohibited) {
        return None;
    }
    let right = |c: char| is_right_to_left(c);
    if label.chars().any(right) {
        let left = |c: char| c.is_alphabetic() && !is_right_to_left(c) && !is_mark(c);
        if label.chars().any(left) || !label.starts_with(right) || !label.ends_with(right) {
            return None;
        }
    }
    Some(label)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A character in small letters, `ß` being `ss`.
fn folded(c: char) -> impl Iterator<Item = char> {
    // What has a capital `I` and is not it.
    let (dotless, other) = if c == 'ı' { (Some(c), None) } else { (None, Some(c)) };
    dotless.into_iter().chain(other.into_iter().flat_map(char::to_uppercase).flat_map(char::to_lowercase))
}

/// Characters that are nothing to names: RFC 3454, table B.1.
fn vanishes(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{1806}' | '\u{180B}'..='\u{180D}' | '\u{200B}'..='\u{200D}' | '\u{2060}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Characters that names cannot have: RFC 3454, tables C.1.2, C.2.2 and C.3 to C.9.
fn is_prohibited(c: char) -> bool {
    let code = u32::from(c);
    !c.is_ascii() && c.is_whitespace()
        || matches!(c, '\u{80}'..='\u{9F}' | '\u{340}' | '\u{341}' | '\u{6DD}' | '\u{70F}' | '\u{180E}' | '\u{200B}'
            | '\u{200C}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2063}' | '\u{206A}'..='\u{206F}'
            | '\u{2FF0}'..='\u{2FFB}' | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFF}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}'
            | '\u{F0000}'..='\u{10FFFF}')
        || code & 0xFFFE == 0xFFFE
}

/// Characters of scripts written from right to left: RFC 3454, table D.1.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5D0}'..='\u{5EA}' | '\u{5F0}'..='\u{5F4}' | '\u{61B}' | '\u{61F}'
        | '\u{621}'..='\u{63A}' | '\u{640}'..='\u{64A}' | '\u{66D}'..='\u{66F}' | '\u{671}'..='\u{6D5}' | '\u{6DD}'
        | '\u{6E5}'..='\u{6E6}' | '\u{6FA}'..='\u{6FE}' | '\u{700}'..='\u{70D}' | '\u{710}' | '\u{712}'..='\u{72C}'
        | '\u{780}'..='\u{7A5}' | '\u{7B1}' | '\u{200F}' | '\u{FB1D}' | '\u{FB1F}'..='\u{FB28}'
        | '\u{FB2A}'..='\u{FB36}' | '\u{FB38}'..='\u{FB3C}' | '\u{FB3E}' | '\u{FB40}'..='\u{FB41}'
        | '\u{FB43}'..='\u{FB44}' | '\u{FB46}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}' | '\u{FD50}'..='\u{FD8F}'
        | '\u{FD92}'..='\u{FDC7}' | '\u{FDF0}'..='\u{FDFC}' | '\u{FE70}'..='\u{FE74}' | '\u{FE76}'..='\u{FEFC}')
}

/// Letters of other scripts in ASCII: RFC 3492. `None` where there are too many for a label.
fn punycode(label: &str, out: &mut String) -> Option<()> {
    const BASE: u32 = 36;
    let count = u32::try_from(label.chars().count()).ok().filter(|&count| count <= 64)?;
    let (mut code, mut delta, mut bias) = (128_u32, 0_u32, 72_u32);
    out.extend(label.chars().filter(char::is_ascii));
    let basic = u32::try_from(label.chars().filter(char::is_ascii).count()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let mut done = basic;
    while done < count {
        let next = label.chars().map(u32::from).filter(|&c| c >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for c in label.chars().map(u32::from) {
            delta += u32::from(c < code);
            if c != code {
                continue;
            }
            let mut rest = delta;
            for step in 1.. {
                let threshold = (BASE * step).saturating_sub(bias).clamp(1, 26);
                if rest < threshold {
                    break;
                }
                out.push(punycode_digit(threshold + (rest - threshold) % (BASE - threshold)));
                rest = (rest - threshold) / (BASE - threshold);
            }
            out.push(punycode_digit(rest));
            delta = if done == basic { delta / 700 } else { delta / 2 };
            delta += delta / (done + 1);
            let mut steps = 0;
            while delta > 455 {
                delta /= BASE - 1;
                steps += BASE;
            }
            bias = steps + BASE * delta / (delta + 38);
            delta = 0;
            done += 1;
        }
        delta += 1;
        code += 1;
    }
    Some(())
}

fn punycode_digit(digit: u32) -> char {
    char::from_digit(digit.checked_sub(26).unwrap_or(digit + 10), 36).unwrap_or_default()
}
