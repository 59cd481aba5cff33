//! HTML nested deeper than anybody follows → the same without its nesting: paragraphs, headings and what the head says.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::feed::content::blocks::is_block;
use crate::feed::content::{too_many_attributes, write};

/// The elements that stay: none of them lies in itself, however it is written.
const KEPT: &[&str] =
    &["br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "img", "link", "meta", "p", "script", "title"];

/// `html` with no element deep in another. Empty where not even its tags can be read.
pub fn flatten(html: &str) -> String {
    if too_many_attributes(html) {
        return String::new();
    }
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.out.into_inner()
}

/// What the text being read is.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Raw {
    #[default]
    Text,
    /// A script's: not escaped, and it cannot hold its own end.
    Script,
    /// Of a style sheet and the like: of no use.
    Other,
}

#[derive(Default)]
struct Sink {
    out: RefCell<String>,
    raw: Cell<Raw>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) => {
                let out = &mut self.out.borrow_mut();
                match self.raw.get() {
                    Raw::Text => _ = write::text(out, &text),
                    Raw::Script => out.push_str(&text),
                    Raw::Other => {}
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sink {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        let out = &mut self.out.borrow_mut();
        let is_start = tag.kind == TagKind::StartTag;
        if KEPT.contains(&name) {
            out.push_str(if is_start { "<" } else { "</" });
            out.push_str(name);
            for attribute in tag.attrs.iter().filter(|_| is_start) {
                let name = &*attribute.name.local;
                if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                    write::pair(out, name, &attribute.value);
                }
            }
            out.push('>');
        } else if is_block(name) {
            out.push_str("<p>");
        }
        self.raw.set(Raw::Text);
        match name {
            "script" if is_start => {
                self.raw.set(Raw::Script);
                TokenSinkResult::RawData(RawKind::ScriptData)
            }
            "style" | "xmp" | "iframe" | "noembed" | "noframes" if is_start => {
                self.raw.set(Raw::Other);
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "title" | "textarea" if is_start => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}
