//! HTML → its paragraphs as plain text, without a tree: for summaries, and for HTML no tree should be made of.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::dom::too_many_attributes;
use crate::text;

/// What kind of text a block is, from the most to the least telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// Of a list, a quotation or a caption.
    Aside,
    /// A heading.
    Heading,
    /// Of a table or a block of code.
    Other,
}

/// Some text that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What kind.
    pub kind: Kind,
    /// The text, white space collapsed, not empty.
    pub text: String,
    /// Whether the mark that ends a summary, `<!-- more -->`, came before it.
    pub after_mark: bool,
}

/// Whether a comment's text is the mark that ends a summary.
pub fn is_mark(comment: &str) -> bool {
    comment.trim().eq_ignore_ascii_case("more")
}

/// How much is read at once, in bytes.
const PIECE: usize = 16 * 1024;

/// Gives the blocks of `html` one by one until told to stop. Reads little further than it must.
///
/// Whether the mark that ends a summary was met.
pub fn of_html(html: &str, mut each: impl FnMut(Block) -> ControlFlow<()>) -> bool {
    if too_many_attributes(html) {
        let text = text::line(&without_tags(html)).into_owned();
        if !text.is_empty() {
            let _ = each(Block { kind: Kind::Other, text, after_mark: false });
        }
        return false;
    }
    let sink = Collector { state: RefCell::new(State::default()), each: RefCell::new(each), done: Cell::new(false) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest = html;
    while !rest.is_empty() && !tokenizer.sink.done.get() {
        let (piece, tail) = rest.split_at(rest.ceil_char_boundary(PIECE));
        rest = tail;
        input.push_back(StrTendril::from_slice(piece));
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.state.into_inner().after_mark
}

/// What stands between `>` and `<`: for HTML that even a tokenizer cannot bear.
fn without_tags(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    pieces
        .flat_map(|(index, piece)| [" ", if index == 0 { piece } else { piece.split_once('>').map_or("", |p| p.1) }])
        .collect()
}

/// What is being collected, and how many elements of a kind are open.
#[derive(Default)]
struct State {
    text: String,
    heading: u32,
    code: u32,
    aside: u32,
    hidden: u32,
    raw: bool,
    sup: bool,
    note: bool,
    after_mark: bool,
}

struct Collector<F> {
    state: RefCell<State>,
    each: RefCell<F>,
    done: Cell<bool>,
}

impl<F: FnMut(Block) -> ControlFlow<()>> Collector<F> {
    /// The text so far is a block.
    fn flush(&self, state: &mut State) {
        let text = text::line(&state.text).into_owned();
        state.text.clear();
        state.hidden = 0;
        (state.sup, state.note) = (false, false);
        if text.trim().is_empty() || self.done.get() {
            return;
        }
        let kind = match state {
            State { code: 1.., .. } => Kind::Other,
            State { heading: 1.., .. } => Kind::Heading,
            State { aside: 1.., .. } => Kind::Aside,
            _ => Kind::Paragraph,
        };
        let block = Block { kind, text, after_mark: state.after_mark };
        if (self.each.borrow_mut())(block).is_break() {
            self.done.set(true);
        }
    }

    fn tag(&self, state: &mut State, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        let name = &*tag.name;
        if is_block(name) {
            self.flush(state);
        }
        let count = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(&mut state.heading),
            "pre" | "table" => Some(&mut state.code),
            "ul" | "ol" | "dl" | "blockquote" | "figure" | "nav" | "aside" | "footer" => Some(&mut state.aside),
            "svg" | "select" | "template" => Some(&mut state.hidden),
            _ => None,
        };
        if let Some(count) = count {
            *count = if is_start { count.saturating_add(1) } else { count.saturating_sub(1) };
        }
        match name {
            "br" | "wbr" | "img" => state.text.push(' '),
            "sup" => (state.sup, state.note) = (is_start, false),
            "a" if is_start && state.sup => state.note = leads_inside(tag),
            _ => {}
        }
        let raw = match name {
            _ if !is_start => None,
            "script" => Some(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => Some(RawKind::Rawtext),
            "textarea" | "title" => Some(RawKind::Rcdata),
            _ => None,
        };
        state.raw = raw.is_some();
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

impl<F: FnMut(Block) -> ControlFlow<()>> TokenSink for Collector<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if self.done.get() {
            return TokenSinkResult::Continue;
        }
        let state = &mut *self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) if !state.raw && !state.note && state.hidden == 0 => {
                state.text.push_str(&text);
            }
            Token::TagToken(tag) => return self.tag(state, &tag),
            Token::CommentToken(comment) if is_mark(&comment) => {
                self.flush(state);
                state.after_mark = true;
            }
            Token::EOFToken => self.flush(state),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether a link leads to another place of the same page, as footnotes' marks do.
fn leads_inside(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| &*attribute.name.local == "href" && attribute.value.starts_with('#'))
}

/// Whether an element stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
