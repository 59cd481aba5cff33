//! The types of attributes and the content models of elements: read, and not kept. Spec: XML 1.0, sections 3.2 and 3.3.1.

use super::cursor::Cursor;
use crate::validate::reader::Fault;

/// Goes past an attribute's type; whether its values are tokens.
pub(super) fn attribute_type(cursor: &mut Cursor) -> Result<bool, Fault> {
    const WANTED: &str = "the attribute's type, such as `CDATA`";
    if cursor.eat("(") {
        list(
            cursor,
            |cursor| if cursor.skip_name_chars() { Ok(()) } else { Err(cursor.unexpected("a value's name")) },
        )?;
        return Ok(true);
    }
    let at = *cursor;
    match cursor.name() {
        Some("CDATA") => Ok(false),
        Some("ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS") => Ok(true),
        Some("NOTATION") => {
            cursor.need_space()?;
            cursor.need("(")?;
            list(cursor, |cursor| cursor.need_plain_name("a notation's name").map(|_| ()))?;
            Ok(true)
        }
        _ => Err(at.unexpected(WANTED)),
    }
}

/// Goes past what `item` reads, again and again, with `|` between, up to `)`.
fn list<'d>(cursor: &mut Cursor<'d>, item: impl Fn(&mut Cursor<'d>) -> Result<(), Fault>) -> Result<(), Fault> {
    loop {
        cursor.skip_space();
        item(cursor)?;
        cursor.skip_space();
        if cursor.eat(")") {
            return Ok(());
        }
        cursor.need("|")?;
    }
}

/// Goes past what an element may hold: `EMPTY`, `ANY`, `(#PCDATA | a)*`, `(a, (b | c)*, d?)`.
pub(super) fn content_model(cursor: &mut Cursor) -> Result<(), Fault> {
    if cursor.eat("EMPTY") || cursor.eat("ANY") {
        return Ok(());
    }
    let open = *cursor;
    cursor.need("(").map_err(|_| open.unexpected("`EMPTY`, `ANY` or `(`"))?;
    cursor.skip_space();
    if !cursor.eat("#PCDATA") {
        *cursor = open;
        return children(cursor);
    }
    cursor.skip_space();
    if cursor.eat(")") {
        cursor.eat("*");
        return Ok(());
    }
    cursor.need("|")?;
    list(cursor, |cursor| cursor.need_name("an element's name").map(|_| ()))?;
    cursor.need("*")
}

/// Goes past `(…)` with names, groups and how often they stand; all separators of a group are the same.
fn children(cursor: &mut Cursor) -> Result<(), Fault> {
    // For each open group its separator, once seen.
    let mut groups: Vec<Option<u8>> = Vec::new();
    loop {
        cursor.skip_space();
        if cursor.eat("(") {
            groups.push(None);
            continue;
        }
        cursor.need_name("an element's name or `(`")?;
        occurrence(cursor);
        loop {
            cursor.skip_space();
            let Some(separator) = groups.last_mut() else {
                return Err(cursor.unexpected("`(`"));
            };
            match cursor.peek() {
                Some(b @ (b'|' | b',')) if separator.is_none_or(|before| before == b) => {
                    *separator = Some(b);
                    cursor.at += 1;
                    break;
                }
                Some(b')') => {
                    cursor.at += 1;
                    occurrence(cursor);
                    groups.pop();
                    if groups.is_empty() {
                        return Ok(());
                    }
                }
                _ => return Err(cursor.unexpected("`)`, or the separator that this group has")),
            }
        }
    }
}

fn occurrence(cursor: &mut Cursor) {
    if matches!(cursor.peek(), Some(b'?' | b'*' | b'+')) {
        cursor.at += 1;
    }
}
