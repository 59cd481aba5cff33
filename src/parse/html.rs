//! HTML → plain text and the addresses in it, by html5ever's tokenizer, without a tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::feed::content::blocks::is_block;
use crate::feed::content::too_many_attributes;
use crate::text;
use crate::validate::value::html::is_html_tag;

/// The plain text of HTML: no markup, character references resolved, white space collapsed.
pub fn text_of(html: &str) -> String {
    read(html, |_, _| ()).into_owned()
}

/// The addresses of what HTML shows that is fetched from elsewhere (pictures, sound, films), in order: those in `src`,
/// `poster` and `srcset`.
pub fn sources_of(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    read(html, |name, value| match name {
        "src" | "poster" => found.push(value.trim().to_owned()),
        "srcset" => {
            // An address in a list ends in white space; commas stand behind what follows it, or alone.
            let first = |candidate: &str| candidate.split_ascii_whitespace().next().map(str::to_owned);
            found.extend(value.split(", ").filter_map(first));
        }
        _ => {}
    });
    found
}

/// As [`text_of`]; the name and value of each attribute are given to `attribute`, in the order of the document.
pub(super) fn read(html: &str, mut attribute: impl FnMut(&str, &str)) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return text::line(html);
    }
    if too_many_attributes(html) {
        return Cow::Owned(text::line(&without_tags(html)).into_owned());
    }
    let out = String::with_capacity(html.len());
    let sink = Sink { out: RefCell::new(out), attribute: RefCell::new(&mut attribute), is_raw: Cell::new(false) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let out = tokenizer.sink.out.into_inner();
    match text::line(&out) {
        Cow::Borrowed(line) if line.len() == out.len() => Cow::Owned(out),
        line => Cow::Owned(line.into_owned()),
    }
}

/// What stands outside of `<` and `>`: for HTML that even a tokenizer cannot bear.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (index, piece) in html.split('<').enumerate() {
        out.push(' ');
        out.push_str(if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    }
    out
}

/// Takes the name and the value of an attribute.
type OfAttribute<'a> = &'a mut dyn FnMut(&str, &str);

struct Sink<'a> {
    out: RefCell<String>,
    attribute: RefCell<OfAttribute<'a>>,
    /// Whether it is in a script or the like, whose text nobody sees.
    is_raw: Cell<bool>,
}

impl Sink<'_> {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        self.is_raw.set(false);
        if is_block(name) || matches!(name, "br" | "wbr" | "img") {
            self.out.borrow_mut().push(' ');
        }
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        for attribute in &tag.attrs {
            (self.attribute.borrow_mut())(&attribute.name.local, &attribute.value);
        }
        let raw = match name {
            "script" => RawKind::ScriptData,
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => RawKind::Rawtext,
            "textarea" | "title" => return TokenSinkResult::RawData(RawKind::Rcdata),
            _ => return TokenSinkResult::Continue,
        };
        self.is_raw.set(true);
        TokenSinkResult::RawData(raw)
    }
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) if !self.is_raw.get() => self.out.borrow_mut().push_str(&text),
            Token::TagToken(tag) => return self.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether there is something in `text` that can only be HTML's markup: a tag, a comment.
pub(super) fn has_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!')))
}

/// A title in RSS, which may be text or HTML, as plain text. It is taken for HTML where it holds a tag that HTML has, or a
/// character reference.
pub(super) fn title(text: &str) -> String {
    if is_marked_up(text) { text_of(text) } else { text::line(text).into_owned() }
}

fn is_marked_up(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'<', b'&', bytes).any(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(['/', '#']).unwrap_or(rest);
        let length = rest.bytes().take(MOST_OF_A_NAME).take_while(u8::is_ascii_alphanumeric).count();
        let (name, behind) = rest.split_at_checked(length).unwrap_or_default();
        match bytes.get(at) {
            Some(b'<') => is_html_tag(&name.to_ascii_lowercase()),
            _ => !name.is_empty() && behind.starts_with(';'),
        }
    })
}

/// No name of an element or a character is longer.
const MOST_OF_A_NAME: usize = 32;

/// Plain text of one or more lines as HTML that shows it.
pub(super) fn of_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), is_open) {
            (true, true) => out.push_str("</p>\n"),
            (true, false) => continue,
            (false, true) => out.push_str("<br>\n"),
            (false, false) => out.push_str("<p>"),
        }
        is_open = !line.is_empty();
        escape(&mut out, line, false);
    }
    if is_open {
        out.push_str("</p>\n");
    }
    out
}

/// Appends plain text as HTML, as what stands in an attribute's value where `in_value`.
pub(super) fn escape(out: &mut String, text: &str, in_value: bool) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'<', if in_value { b'"' } else { b'>' }, b'&', rest.as_bytes()) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut tail = tail.chars();
        out.push_str(match tail.next() {
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&amp;",
        });
        rest = tail.as_str();
    }
    out.push_str(rest);
}
