//! Comments, processing instructions and the XML declaration. Spec: XML 1.0, sections 2.5, 2.6 and 2.8.

use super::cursor::Cursor;
use crate::diagnostic::Span;
use crate::validate::reader::{Fault, shown};

/// `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration<'d> {
    /// All of it.
    pub span: Span,
    /// As written: most often `1.0`, and perhaps one that there is not.
    pub version: &'d str,
    /// The name of the encoding as written, and where it stands, without quotes.
    pub encoding: Option<(&'d str, Span)>,
    /// Whether no declaration outside the document matters to it; `None` where it does not say.
    pub standalone: Option<bool>,
}

/// `<?target data?>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction<'d> {
    /// All of it.
    pub span: Span,
    /// Whom it is for.
    pub target: &'d str,
    /// What it says, as written, without the white space before it.
    pub data: &'d str,
}

/// Whether an XML declaration is next.
pub(super) fn at_declaration(cursor: &Cursor) -> bool {
    let rest = cursor.rest().as_bytes();
    rest.starts_with(b"<?xml") && rest.get(5).is_none_or(|&b| super::chars::is_space(b) || b == b'?')
}

/// Goes past an XML declaration. On a fault the cursor is behind what seems to be its end.
pub(super) fn declaration<'d>(cursor: &mut Cursor<'d>) -> Result<Declaration<'d>, Fault> {
    let start = cursor.at;
    let result = declaration_parts(cursor, start);
    if result.is_err() {
        // Most often it is `<?xml version="1.0">`: whatever ends it stands before the next tag.
        let tail = cursor.text.as_bytes().get(start + 1..).unwrap_or_default();
        let length = memchr::memchr(b'<', tail).unwrap_or(tail.len());
        let tail = tail.get(..length).unwrap_or_default();
        let end = memchr::memmem::find(tail, b"?>").map(|at| at + 2).or(memchr::memchr(b'>', tail).map(|at| at + 1));
        cursor.at = start + 1 + end.unwrap_or(length);
    }
    result
}

fn declaration_parts<'d>(cursor: &mut Cursor<'d>, start: usize) -> Result<Declaration<'d>, Fault> {
    const HELP: &str = "write `<?xml version=\"1.0\" encoding=\"utf-8\"?>`";
    cursor.need("<?xml")?;
    let mut declaration = Declaration { span: Span::default(), version: "", encoding: None, standalone: None };
    // Each part may stand once, in this order; the first is required.
    let mut next = 0;
    loop {
        let spaced = cursor.skip_space();
        if cursor.eat("?>") {
            break;
        }
        let at = cursor.at;
        let Some(name) = cursor.name() else {
            return Err(Fault { help: HELP.to_owned(), ..cursor.unexpected("`?>`") });
        };
        let name_span = cursor.since(at);
        let part = match name {
            "version" => 0,
            "encoding" => 1,
            "standalone" => 2,
            _ => {
                return Err(Fault::new(name_span, format!("the XML declaration has no `{}`", shown(name)), HELP));
            }
        };
        if part < next || next == 0 && part > 0 {
            return Err(Fault::new(
                name_span,
                format!("`{name}` is out of place in the XML declaration"),
                "write `version`, `encoding` and `standalone` once each, in this order; only `version` is required",
            ));
        }
        if !spaced {
            return Err(Fault::new(name_span, format!("no space before `{name}`"), HELP));
        }
        next = part + 1;
        cursor.skip_space();
        cursor.need("=").map_err(|fault| Fault { help: HELP.to_owned(), ..fault })?;
        cursor.skip_space();
        let (value, value_at) = cursor.literal("the value")?;
        let value_span = cursor.span(value_at, value_at + value.len());
        let wrong =
            |help: &str| Err(Fault::new(value_span, format!("`{}` is no {name} that XML knows", shown(value)), help));
        match name {
            "version" if is_version(value) => declaration.version = value,
            "version" => return wrong("write `version=\"1.0\"`"),
            "encoding" if is_encoding_name(value) => declaration.encoding = Some((value, value_span)),
            "encoding" => return wrong("write `encoding=\"utf-8\"`, and save the file so"),
            _ if value == "yes" || value == "no" => declaration.standalone = Some(value == "yes"),
            _ => return wrong("write `standalone=\"yes\"` or `standalone=\"no\"`, or leave it out"),
        }
    }
    declaration.span = cursor.since(start);
    if next == 0 {
        return Err(Fault::new(declaration.span, "the XML declaration has no version", HELP));
    }
    Ok(declaration)
}

/// Whether this is a version as XML 1.0 had them up to its 4th edition; one that does not exist is no fault of form.
fn is_version(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn is_encoding_name(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Goes past `<!-- … -->`; what is in it. On a fault the cursor is behind its end, or at the end of the text.
pub(super) fn comment<'d>(cursor: &mut Cursor<'d>) -> Result<&'d str, Fault> {
    let open = cursor.at;
    cursor.need("<!--")?;
    let Some(text) = cursor.until("--") else {
        cursor.at = cursor.text.len();
        return Err(Fault::new(cursor.span(open, open + 4), "a comment is never closed", "add `-->` behind it"));
    };
    if cursor.eat(">") {
        return Ok(text);
    }
    let dashes = cursor.at - 2;
    let fault = Fault::new(
        cursor.span(dashes, dashes + 2),
        "`--` within a comment",
        "write a comment without two hyphens in a row; it ends with `-->`",
    );
    // `--->` is the same fault, at the very end.
    cursor.at = dashes + 1;
    if cursor.until("-->").is_none() {
        cursor.at = cursor.text.len();
        return Err(Fault::new(cursor.span(open, open + 4), "a comment is never closed", "add `-->` behind it"));
    }
    Err(fault)
}

/// Goes past `<?target data?>`. On a fault the cursor is behind its end, or at the end of the text.
pub(super) fn instruction<'d>(cursor: &mut Cursor<'d>) -> Result<Instruction<'d>, Fault> {
    let start = cursor.at;
    let result = instruction_parts(cursor, start);
    if result.is_err() {
        cursor.at = start;
        if cursor.until("?>").is_none() {
            cursor.at = cursor.text.len();
        }
    }
    result
}

fn instruction_parts<'d>(cursor: &mut Cursor<'d>, start: usize) -> Result<Instruction<'d>, Fault> {
    cursor.need("<?")?;
    let target_at = cursor.at;
    let target = cursor.need_plain_name("the name of the processing instruction")?;
    let target_span = cursor.since(target_at);
    if target.eq_ignore_ascii_case("xml") {
        return Err(match target {
            "xml" => Fault::new(
                target_span,
                "the XML declaration is not at the start of the document",
                "move it to the very start, or remove it",
            ),
            _ => Fault::new(
                target_span,
                format!("`{target}` is reserved for the XML declaration"),
                "write `<?xml …?>` in lower case, at the very start",
            ),
        });
    }
    let spaced = cursor.skip_space();
    let Some(data) = cursor.until("?>") else {
        return Err(Fault::new(
            cursor.span(start, start + 2),
            format!("the processing instruction `{}` is never closed", shown(target)),
            "add `?>` behind it",
        ));
    };
    if !spaced && !data.is_empty() {
        return Err(Fault::new(
            target_span,
            format!("no space behind `<?{}`", shown(target)),
            "separate the name from what follows",
        ));
    }
    Ok(Instruction { span: cursor.since(start), target, data })
}
