//! Reads HTML as the inside of a `<div>`, strictly: up to the first fault.

use memchr::memchr2;

use super::chars::is_html_space;
use super::elements::{self, BREAKOUT, Name};
use super::fault::ParseError;
use super::markup::Raw;
use super::suspect::Suspect;
use super::tokens::{Tag, Tokens};
use super::tree::{Namespace, Stack};

pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// What gets the elements, in the order of the document.
pub(super) trait Sink<'v> {
    /// An element whose tag has just been read; the attributes are in `tokens`.
    fn element(&mut self, tokens: &Tokens<'v>, name: Name, namespace: Namespace, tag: &Tag);

    /// An element without a start tag, which has to be before `tag`.
    fn implied(&mut self, name: Name, tag: &Tag);
}

/// Where in a document the parser is, as far as the treatment of tags depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Body,
    Table,
    Caption,
    ColumnGroup,
    TableBody,
    Row,
    Cell,
    Select,
    SelectInTable,
}

/// What came of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Done,
    /// Done, and a `/` at the end of the tag was right.
    Closed,
    /// The element's text goes on to its end tag.
    Raw(Raw),
    /// Something was closed; now the same tag again.
    Again,
}

#[derive(Debug)]
pub(super) struct Parser<'v, 's, S> {
    pub tokens: Tokens<'v>,
    pub stack: Stack,
    pub mode: Mode,
    /// Where in the stack the open form is.
    pub form: Option<usize>,
    sink: &'s mut S,
}

/// Reads all of `value`, up to the first fault.
pub(super) fn run<'v, S: Sink<'v>>(value: &'v str, sink: &mut S) -> Result<()> {
    let suspect = Suspect::find(value);
    if let Some(fault) = suspect.at_once(value) {
        return Err(fault);
    }
    let mut parser = Parser { tokens: Tokens::new(value), stack: Stack::new(), mode: Mode::Body, form: None, sink };
    suspect.before(value, parser.run().err()).map_or(Ok(()), Err)
}

impl<'v, S: Sink<'v>> Parser<'v, '_, S> {
    fn run(&mut self) -> Result<()> {
        let mut at = 0;
        while let Some(rest) = self.tokens.bytes.get(at..) {
            let Some(length) = memchr2(b'<', b'&', rest) else {
                self.text(at, self.tokens.bytes.len());
                break;
            };
            let mark = at + length;
            if length > 0 {
                self.text(at, mark);
            }
            at = match rest.get(length..) {
                Some([b'&', ..]) => self.reference(mark)?,
                Some([b'<', b'/', ..]) => self.end_tag(mark)?,
                Some([b'<', first, ..]) if first.is_ascii_alphabetic() => self.start_tag(mark)?,
                _ => self.other(mark)?,
            };
        }
        self.end_of_text()
    }

    /// Text matters only where it closes something: behind the columns of a table.
    fn text(&mut self, from: usize, to: usize) {
        if self.mode == Mode::ColumnGroup {
            let text = self.tokens.bytes.get(from..to).unwrap_or_default();
            if !text.iter().all(|b| is_html_space(*b)) {
                self.close_columns();
            }
        }
    }

    fn reference(&mut self, mark: usize) -> Result<usize> {
        let end = self.tokens.reference(mark, None)?;
        if self.mode == Mode::ColumnGroup {
            let reference = self.tokens.value.get(mark..end).unwrap_or_default();
            if !super::attribute::decoded(reference).chars().all(|c| c.is_ascii() && is_html_space(c as u8)) {
                self.close_columns();
            }
        }
        Ok(end)
    }

    fn other(&mut self, mark: usize) -> Result<usize> {
        let fault = |code| Err(ParseError::new(code, mark..self.tokens.behind(mark + 1), mark + 1));
        match self.tokens.byte(mark + 1) {
            Some(b'!') => self.tokens.declaration(mark, self.stack.current().namespace != Namespace::Html),
            Some(b'>') => Err(ParseError::new("expected-tag-name-but-got-right-bracket", mark..mark + 2, mark + 2)),
            Some(b'?') => fault("expected-tag-name-but-got-question-mark"),
            _ => fault("expected-tag-name"),
        }
    }

    fn start_tag(&mut self, mark: usize) -> Result<usize> {
        let tag = self.tokens.tag(mark, mark + 1)?;
        let step = loop {
            let step = if self.is_html_start(&tag) { self.start(&tag)? } else { self.foreign_start(&tag)? };
            if step != Step::Again {
                break step;
            }
        };
        if tag.empty && step != Step::Closed {
            return Err(ParseError::new("non-void-element-with-trailing-solidus", tag.at..tag.end, tag.end));
        }
        let Step::Raw(raw) = step else { return Ok(tag.end) };
        let Some(end) = self.tokens.raw_text(&tag, raw)? else {
            let ordinary = tag.name == elements::TEXTAREA || raw == Raw::All;
            let code =
                if ordinary { "expected-closing-tag-but-got-eof" } else { "expected-named-closing-tag-but-got-eof" };
            return Err(ParseError::new(code, tag.at..tag.end, self.tokens.bytes.len()));
        };
        self.stack.pop();
        Ok(end.end)
    }

    fn end_tag(&mut self, mark: usize) -> Result<usize> {
        match self.tokens.byte(mark + 2) {
            Some(first) if first.is_ascii_alphabetic() => {}
            Some(b'>') => {
                let at = mark..mark + 3;
                return Err(ParseError::new("expected-closing-tag-but-got-right-bracket", at, mark + 3));
            }
            None => return Err(self.tokens.cut("expected-closing-tag-but-got-eof", mark)),
            Some(_) => {
                let at = mark..self.tokens.behind(mark + 2);
                return Err(ParseError::new("expected-closing-tag-but-got-char", at, mark + 2));
            }
        }
        let tag = self.tokens.end_tag(mark)?;
        if self.stack.current().namespace == Namespace::Html {
            while self.end(&tag)? == Step::Again {}
        } else {
            self.foreign_end(&tag)?;
        }
        Ok(tag.end)
    }

    fn start(&mut self, tag: &Tag) -> Result<Step> {
        match self.mode {
            Mode::Body => self.body_start(tag),
            Mode::Table => self.table_start(tag),
            Mode::Caption => self.caption_start(tag),
            Mode::ColumnGroup => self.column_start(tag),
            Mode::TableBody => self.table_body_start(tag),
            Mode::Row => self.row_start(tag),
            Mode::Cell => self.cell_start(tag),
            Mode::Select => self.select_start(tag),
            Mode::SelectInTable => self.select_in_table_start(tag),
        }
    }

    fn end(&mut self, tag: &Tag) -> Result<Step> {
        match self.mode {
            Mode::Body => self.body_end(tag),
            Mode::Table => self.table_end(tag),
            Mode::Caption => self.caption_end(tag),
            Mode::ColumnGroup => self.column_end(tag),
            Mode::TableBody => self.table_body_end(tag),
            Mode::Row => self.row_end(tag),
            Mode::Cell => self.cell_end(tag),
            Mode::Select => self.select_end(tag),
            Mode::SelectInTable => self.select_in_table_end(tag),
        }
    }

    /// Whether a start tag is HTML, seen from what is open.
    fn is_html_start(&self, tag: &Tag) -> bool {
        let current = self.stack.current();
        current.namespace == Namespace::Html
            || current.is_math_text() && !matches!(tag.name, elements::MGLYPH | elements::MALIGNMARK)
            || current.namespace == Namespace::MathMl
                && current.name == elements::ANNOTATION_XML
                && tag.name == elements::SVG
            || current.is_integration_point()
    }

    fn foreign_start(&mut self, tag: &Tag) -> Result<Step> {
        let is_html_font = |tokens: &Tokens| {
            let names = tokens.attributes.iter().filter_map(|attribute| tokens.bytes.get(attribute.name.clone()));
            names
                .into_iter()
                .any(|name| [&b"color"[..], b"face", b"size"].iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
        };
        if tag.name.is(BREAKOUT) || tag.name == elements::FONT && is_html_font(&self.tokens) {
            let code = "unexpected-html-element-in-foreign-content";
            return Err(ParseError::new(code, tag.at..tag.end, tag.end));
        }
        self.open_foreign(tag, self.stack.current().namespace)
    }

    /// Opens an element of SVG or MathML, unless it closes itself.
    pub fn open_foreign(&mut self, tag: &Tag, namespace: Namespace) -> Result<Step> {
        self.open_in(tag, namespace)?;
        if tag.empty {
            self.stack.pop();
            return Ok(Step::Closed);
        }
        if namespace == Namespace::MathMl && tag.name == elements::ANNOTATION_XML {
            let holds_html = self.tokens.attribute_value_of("encoding").is_some_and(|encoding| {
                ["text/html", "application/xhtml+xml"].iter().any(|html| encoding.eq_ignore_ascii_case(html))
            });
            if holds_html {
                self.stack.set_holds_html();
            }
        }
        Ok(Step::Done)
    }

    fn foreign_end(&mut self, tag: &Tag) -> Result<()> {
        if !self.is_same(tag) {
            return self.fault("unexpected-end-tag", tag);
        }
        self.stack.pop();
        Ok(())
    }

    /// Whether the current element has the name of this end tag.
    pub fn is_same(&self, tag: &Tag) -> bool {
        let current = self.stack.current();
        current.name == tag.name
            && (tag.name != Name::UNKNOWN || self.tokens.same_text(current.name_at..current.name_end, tag))
    }

    pub fn fault<T>(&self, code: &'static str, tag: &Tag) -> Result<T> {
        Err(ParseError::new(code, tag.at..tag.end, tag.end))
    }

    /// Opens the element that a start tag is for.
    pub fn open(&mut self, tag: &Tag) -> Result<Step> {
        self.open_in(tag, Namespace::Html)?;
        Ok(Step::Done)
    }

    fn open_in(&mut self, tag: &Tag, namespace: Namespace) -> Result<()> {
        self.stack.push(tag.name, namespace, tag, false)?;
        self.sink.element(&self.tokens, tag.name, namespace, tag);
        Ok(())
    }

    /// An element that has no end tag.
    pub fn void(&mut self, tag: &Tag) -> Result<Step> {
        self.open(tag)?;
        self.stack.pop();
        Ok(Step::Closed)
    }

    /// Opens an element that has no tag of its own.
    pub fn imply(&mut self, name: Name, tag: &Tag) -> Result<()> {
        self.sink.implied(name, tag);
        self.stack.push(name, Namespace::Html, tag, true)
    }

    fn end_of_text(&self) -> Result<()> {
        let code = match self.mode {
            Mode::Body | Mode::Caption | Mode::Cell => "expected-closing-tag-but-got-eof",
            Mode::Table | Mode::ColumnGroup | Mode::TableBody | Mode::Row => "eof-in-table",
            Mode::Select | Mode::SelectInTable => "eof-in-select",
        };
        // What may be left open is not told of, nor is what is inside of it.
        match self.stack.inside_out().find(|open| !open.name.is(elements::OPEN_END)) {
            Some(open) => Err(ParseError::new(code, open.at..open.end, self.tokens.bytes.len())),
            None => Ok(()),
        }
    }
}
