//! The document type declaration. Spec: XML 1.0, sections 2.8 and 4.2.2.

use std::sync::Arc;

use super::chars::is_public_id;
use super::cursor::Cursor;
use super::dtd::Dtd;
use super::subset::Subset;
use crate::diagnostic::Span;
use crate::validate::reader::{Fault, shown};

/// `<!DOCTYPE name PUBLIC "…" "…" […]>`.
#[derive(Debug)]
pub struct Doctype<'d> {
    /// All of it.
    pub span: Span,
    /// The name it gives the root element.
    pub name: &'d str,
    /// The public identifier, as written.
    pub public: Option<&'d str>,
    /// The system identifier, as written. What it points at is never fetched.
    pub system: Option<&'d str>,
    /// Whether the document says that no declaration outside of it matters to it.
    pub standalone: bool,
    pub(super) dtd: Arc<Dtd>,
    pub(super) fault: Option<Fault>,
    /// Whether the fault may be there for the end of the text alone.
    pub(super) cut: bool,
}

/// Where an external identifier points.
#[derive(Debug, Default)]
pub(super) struct External<'d> {
    pub public: Option<&'d str>,
    pub system: Option<&'d str>,
}

impl<'d> Doctype<'d> {
    /// Goes past a document type declaration. The first fault in it ends its reading; the cursor is then behind what
    /// seems to be its end.
    pub(super) fn read(cursor: &mut Cursor<'d>, standalone: bool) -> Self {
        let start = cursor.at;
        let mut doctype = Doctype {
            span: Span::default(),
            name: "",
            public: None,
            system: None,
            standalone,
            dtd: Arc::default(),
            fault: None,
            cut: false,
        };
        let mut dtd = Dtd::default();
        cursor.hit = false;
        if let Err(fault) = doctype.parts(&mut dtd, cursor, standalone) {
            doctype.fault = Some(fault);
            doctype.cut = cursor.is_cut();
            // Entities behind the fault would be called undefined.
            dtd.incomplete = true;
            cursor.at = end_of_faulty(cursor.text, start);
        }
        doctype.dtd = Arc::new(dtd);
        doctype.span = cursor.since(start);
        doctype
    }

    fn parts(&mut self, dtd: &mut Dtd, cursor: &mut Cursor<'d>, standalone: bool) -> Result<(), Fault> {
        cursor.need("<!DOCTYPE")?;
        cursor.need_space()?;
        let at = cursor.at;
        self.name = cursor.need_name("the root element's name")?;
        if self.name.starts_with(':') || self.name.ends_with(':') || self.name.matches(':').count() > 1 {
            let message =
                format!("`{}` is not a name: a colon may stand once, between prefix and name", shown(self.name));
            return Err(Fault::new(cursor.since(at), message, "write the root element's name as in its tag"));
        }
        let spaced = cursor.skip_space();
        if spaced && matches!(cursor.peek(), Some(b'S' | b'P')) {
            let external = external_id(cursor, true)?;
            self.public = external.public;
            self.system = external.system;
            dtd.incomplete = !standalone;
            cursor.skip_space();
        }
        if cursor.eat("[") {
            Subset::new(dtd, standalone).read(cursor)?;
            cursor.skip_space();
        }
        cursor.need(">")
    }
}

/// Where a faulty declaration that begins at `start` seems to end: behind `]>`, or behind `>` where it has no subset.
fn end_of_faulty(text: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for at in memchr::memchr3_iter(b'[', b']', b'>', text.as_bytes().get(start..).unwrap_or_default()) {
        match text.as_bytes().get(start + at) {
            Some(b'[') => depth += 1,
            Some(b']') => depth = depth.saturating_sub(1),
            _ if depth == 0 => return start + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `SYSTEM "…"` or `PUBLIC "…" "…"`; for a notation, which may do without the latter's second part, not `full`.
pub(super) fn external_id<'d>(cursor: &mut Cursor<'d>, full: bool) -> Result<External<'d>, Fault> {
    let mut id = External::default();
    if cursor.eat("SYSTEM") {
        cursor.need_space()?;
        id.system = Some(cursor.literal("the system identifier")?.0);
        return Ok(id);
    }
    if !cursor.eat("PUBLIC") {
        return Err(cursor.unexpected("`SYSTEM` or `PUBLIC`"));
    }
    cursor.need_space()?;
    let (public, at) = cursor.literal("the public identifier")?;
    if let Some((wrong, c)) = public.char_indices().find(|&(_, c)| !is_public_id(c)) {
        let span = cursor.span(at + wrong, at + wrong + c.len_utf8());
        let message = format!("a public identifier cannot hold `{}`", shown(c.encode_utf8(&mut [0; 4])));
        return Err(Fault::new(span, message, "write it in ASCII letters, digits and simple punctuation"));
    }
    id.public = Some(public);
    let before = cursor.at;
    let spaced = cursor.skip_space();
    if matches!(cursor.peek(), Some(b'"' | b'\'')) {
        if !spaced {
            return Err(cursor.unexpected("white space"));
        }
        id.system = Some(cursor.literal("the system identifier")?.0);
    } else if full {
        return Err(cursor.unexpected("the system identifier in quotes"));
    } else {
        cursor.at = before;
    }
    Ok(id)
}
