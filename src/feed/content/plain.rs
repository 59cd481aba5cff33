//! Plain text → paragraphs.

use super::findings::Findings;
use super::{Context, write};
use crate::diagnostic::Span;
use crate::feed::urls;

/// Renders plain text: paragraphs between empty lines, line ends inside of them kept, web addresses linked.
pub fn render(body: &str, context: &Context, findings: &mut Findings) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    let mut open = false;
    let mut offset = 0;
    for line in body.split_inclusive(['\n', '\r']) {
        let text = line.trim();
        let at = offset + (line.len() - line.trim_start().len());
        // The `\n` of `\r\n` is an empty piece, but no empty line.
        let is_half = line == "\n" && body[..offset].ends_with('\r');
        offset += line.len();
        if text.is_empty() {
            if open && !is_half {
                out.push_str("</p>\n");
                open = false;
            }
            continue;
        }
        out.push_str(if open { "<br>\n" } else { "<p>" });
        open = true;
        linked(&mut out, text, at, context, findings);
    }
    out.push_str(if open { "</p>\n" } else { "" });
    out
}

/// Appends a line, its web addresses as links. `at` is where it stands in the body.
fn linked(out: &mut String, line: &str, at: usize, context: &Context, findings: &mut Findings) {
    let mut done = 0;
    let mut from = 0;
    while let Some(found) = line[from..].find("http") {
        let start = from + found;
        let length = address(&line[start..]);
        let glued = line[..start].ends_with(|c: char| c.is_alphanumeric());
        let target =
            (length > 0 && !glued).then(|| urls::absolute(&line[start..start + length], context.base)).flatten();
        let Some(target) = target else {
            from = start + 4;
            continue;
        };
        escaped(out, &line[done..start], at + done, findings);
        out.push_str("<a");
        write::pair(out, "href", &target);
        out.push('>');
        escaped(out, &line[start..start + length], at + start, findings);
        out.push_str("</a>");
        from = start + length;
        done = from;
    }
    escaped(out, &line[done..], at + done, findings);
}

/// No address is longer, in bytes.
const MAX_ADDRESS: usize = 2048;

/// The length of the web address that `text` begins with, without the punctuation of the sentence around it; or 0.
fn address(text: &str) -> usize {
    let scheme = if text.starts_with("https://") { 8 } else { 7 };
    if scheme == 7 && !text.starts_with("http://") {
        return 0;
    }
    let text = &text[..text.floor_char_boundary(MAX_ADDRESS)];
    let end =
        text.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"“”„«»`".contains(c)).unwrap_or(text.len());
    let mut length = end;
    while let Some(last) = text[..length].chars().next_back() {
        let opened = |open, close| text[..length].matches(open).count() >= text[..length].matches(close).count();
        let keep = match last {
            ')' => opened('(', ')'),
            ']' => opened('[', ']'),
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '。' | '、' | '！' | '？' => false,
            _ => true,
        };
        if keep {
            break;
        }
        length -= last.len_utf8();
    }
    if length > scheme { length } else { 0 }
}

fn escaped(out: &mut String, text: &str, at: usize, findings: &mut Findings) {
    if let Some(c) = write::text(out, text) {
        let start = at + text.find(c).unwrap_or(0);
        findings.forbidden(c, Span::new(start, start + c.len_utf8()));
    }
}
