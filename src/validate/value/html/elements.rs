//! The elements that the parser or the lists of readers know, one row each: how its tags are treated, and whether feeds
//! may have it.

use super::index::{self, Index};

/// What a start tag does inside `<body>`, each kind in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Html,
    /// It stands alone and has no end tag.
    Void,
    /// What it holds is raw text up to its end tag.
    Raw,
    Script,
    /// What it holds is text with character references, up to its end tag.
    Title,
    Textarea,
    Plaintext,
    Xmp,
    /// It has no place inside `<body>`.
    Unexpected,
    Misplaced,
    Image,
    IsIndex,
    /// It ends an open `<p>`.
    Block,
    Heading,
    Hr,
    Form,
    Item,
    Table,
    A,
    /// One of those whose end tags may stand crosswise in browsers.
    Format,
    Nobr,
    Button,
    Select,
    Opt,
    Ruby,
    Math,
    Svg,
    Other,
}

/// What an end tag does inside `<body>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Html,
    Body,
    Block,
    Form,
    P,
    Item,
    Heading,
    Format,
    Br,
    Other,
}

/// HTML has, or had, such an element.
pub(super) const KNOWN: u8 = 1;
/// Readers let it pass.
pub(super) const SAFE: u8 = 2;
/// End tags of ordinary elements outside do not reach into it.
pub(super) const SPECIAL: u8 = 4;
/// What is open outside does not count inside.
pub(super) const SCOPE: u8 = 8;
/// Its end tag may be left out.
pub(super) const IMPLIED: u8 = 16;
/// It may be open at the end.
pub(super) const OPEN_END: u8 = 32;
/// It cannot stand in SVG or MathML.
pub(super) const BREAKOUT: u8 = 64;

/// An element, by its place in the table; 0 for every element that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(u8);

#[derive(Debug)]
struct Row {
    name: &'static str,
    start: Start,
    end: End,
    flags: u8,
}

const fn el(name: &'static str, start: Start, end: End, flags: u8) -> Row {
    Row { name, start, end, flags }
}

const OTHER: Row = el("", Start::Other, End::Other, 0);

/// By name.
static ROWS: &[Row] = &[
    OTHER,
    el("a", Start::A, End::Format, KNOWN | SAFE),
    el("abbr", Start::Other, End::Other, KNOWN | SAFE),
    el("acronym", Start::Other, End::Other, KNOWN | SAFE),
    el("address", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("annotation-xml", Start::Other, End::Other, 0),
    el("applet", Start::Other, End::Block, KNOWN | SPECIAL | SCOPE),
    el("area", Start::Void, End::Other, KNOWN | SAFE | SPECIAL),
    el("article", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("aside", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("audio", Start::Other, End::Other, KNOWN | SAFE),
    el("b", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("base", Start::Void, End::Other, KNOWN | SPECIAL),
    el("basefont", Start::Void, End::Other, KNOWN | SPECIAL),
    el("bdi", Start::Other, End::Other, KNOWN | SAFE),
    el("bdo", Start::Other, End::Other, KNOWN),
    el("bgsound", Start::Void, End::Other, SPECIAL),
    el("big", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("blockquote", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("body", Start::Unexpected, End::Body, KNOWN | SPECIAL | OPEN_END | BREAKOUT),
    el("br", Start::Void, End::Br, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("button", Start::Button, End::Block, KNOWN | SAFE | SPECIAL),
    el("canvas", Start::Other, End::Other, KNOWN | SAFE),
    el("caption", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | SCOPE),
    el("center", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("cite", Start::Other, End::Other, KNOWN | SAFE),
    el("code", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("col", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL),
    el("colgroup", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL),
    el("command", Start::Void, End::Other, KNOWN | SAFE | SPECIAL),
    el("comment", Start::Other, End::Other, KNOWN),
    el("data", Start::Other, End::Other, KNOWN | SAFE),
    el("datagrid", Start::Other, End::Other, KNOWN | SAFE),
    el("datalist", Start::Other, End::Other, KNOWN | SAFE),
    el("dd", Start::Item, End::Item, KNOWN | SAFE | SPECIAL | IMPLIED | OPEN_END | BREAKOUT),
    el("del", Start::Other, End::Other, KNOWN | SAFE),
    el("desc", Start::Other, End::Other, 0),
    el("details", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("dfn", Start::Other, End::Other, KNOWN | SAFE),
    el("dialog", Start::Other, End::Block, KNOWN | SAFE),
    el("dir", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("div", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("dl", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("dt", Start::Item, End::Item, KNOWN | SAFE | SPECIAL | IMPLIED | OPEN_END | BREAKOUT),
    el("em", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("embed", Start::Void, End::Other, KNOWN | SPECIAL | BREAKOUT),
    el("eventsource", Start::Other, End::Other, KNOWN | SAFE),
    el("fieldset", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("figcaption", Start::Block, End::Block, KNOWN | SAFE),
    el("figure", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("font", Start::Format, End::Format, KNOWN | SAFE),
    el("footer", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("foreignobject", Start::Other, End::Other, 0),
    el("form", Start::Form, End::Form, KNOWN | SAFE | SPECIAL),
    el("frame", Start::Misplaced, End::Other, KNOWN | SPECIAL),
    el("frameset", Start::Unexpected, End::Other, KNOWN | SPECIAL),
    el("h1", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("h2", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("h3", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("h4", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("h5", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("h6", Start::Heading, End::Heading, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("head", Start::Misplaced, End::Other, KNOWN | SPECIAL | BREAKOUT),
    el("header", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("hgroup", Start::Block, End::Block, KNOWN | SAFE),
    el("hr", Start::Hr, End::Other, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("html", Start::Html, End::Html, KNOWN | SPECIAL | SCOPE | OPEN_END),
    el("i", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("iframe", Start::Raw, End::Other, KNOWN | SPECIAL),
    el("image", Start::Image, End::Other, SPECIAL),
    el("img", Start::Void, End::Other, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("input", Start::Void, End::Other, KNOWN | SAFE | SPECIAL),
    el("ins", Start::Other, End::Other, KNOWN | SAFE),
    el("isindex", Start::IsIndex, End::Other, KNOWN | SPECIAL),
    el("kbd", Start::Other, End::Other, KNOWN | SAFE),
    el("keygen", Start::Void, End::Other, SAFE),
    el("label", Start::Other, End::Other, KNOWN | SAFE),
    el("legend", Start::Other, End::Other, KNOWN | SAFE),
    el("li", Start::Item, End::Item, KNOWN | SAFE | SPECIAL | IMPLIED | OPEN_END | BREAKOUT),
    el("link", Start::Void, End::Other, KNOWN | SPECIAL),
    el("listing", Start::Block, End::Block, KNOWN | SPECIAL | BREAKOUT),
    el("m", Start::Other, End::Other, KNOWN | SAFE),
    el("main", Start::Block, End::Block, KNOWN | SAFE),
    el("malignmark", Start::Other, End::Other, 0),
    el("map", Start::Other, End::Other, KNOWN | SAFE),
    el("mark", Start::Other, End::Other, KNOWN | SAFE),
    el("marquee", Start::Other, End::Block, SPECIAL | SCOPE),
    el("math", Start::Math, End::Other, 0),
    el("menu", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("meta", Start::Void, End::Other, KNOWN | SPECIAL | BREAKOUT),
    el("meter", Start::Other, End::Other, KNOWN | SAFE),
    el("mglyph", Start::Other, End::Other, 0),
    el("mi", Start::Other, End::Other, 0),
    el("mn", Start::Other, End::Other, 0),
    el("mo", Start::Other, End::Other, 0),
    el("ms", Start::Other, End::Other, 0),
    el("mtext", Start::Other, End::Other, 0),
    el("multicol", Start::Other, End::Other, SAFE),
    el("nav", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("nextid", Start::Other, End::Other, SAFE),
    el("nobr", Start::Nobr, End::Format, BREAKOUT),
    el("noembed", Start::Raw, End::Other, SPECIAL),
    el("noframes", Start::Raw, End::Other, KNOWN | SPECIAL),
    el("noscript", Start::Other, End::Other, KNOWN | SAFE | SPECIAL),
    el("object", Start::Other, End::Block, KNOWN | SPECIAL | SCOPE),
    el("ol", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("optgroup", Start::Opt, End::Other, KNOWN | SAFE | IMPLIED),
    el("option", Start::Opt, End::Other, KNOWN | SAFE | IMPLIED),
    el("output", Start::Other, End::Other, KNOWN | SAFE),
    el("p", Start::Block, End::P, KNOWN | SAFE | SPECIAL | IMPLIED | OPEN_END | BREAKOUT),
    el("param", Start::Void, End::Other, KNOWN | SPECIAL),
    el("picture", Start::Other, End::Other, KNOWN | SAFE),
    el("plaintext", Start::Plaintext, End::Other, KNOWN | SPECIAL),
    el("pre", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("progress", Start::Other, End::Other, KNOWN | SAFE),
    el("q", Start::Other, End::Other, KNOWN | SAFE),
    el("rp", Start::Ruby, End::Other, KNOWN | SAFE | IMPLIED),
    el("rt", Start::Ruby, End::Other, KNOWN | SAFE | IMPLIED),
    el("ruby", Start::Other, End::Other, KNOWN | SAFE | BREAKOUT),
    el("s", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("samp", Start::Other, End::Other, KNOWN | SAFE),
    el("script", Start::Script, End::Other, KNOWN | SPECIAL),
    el("section", Start::Block, End::Block, KNOWN | SAFE | SPECIAL),
    el("select", Start::Select, End::Other, KNOWN | SAFE | SPECIAL),
    el("slot", Start::Other, End::Other, KNOWN),
    el("small", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("sound", Start::Other, End::Other, SAFE),
    el("source", Start::Void, End::Other, KNOWN | SAFE),
    el("spacer", Start::Other, End::Other, SAFE),
    el("span", Start::Other, End::Other, KNOWN | SAFE | BREAKOUT),
    el("strike", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("strong", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("style", Start::Raw, End::Other, KNOWN | SPECIAL),
    el("sub", Start::Other, End::Other, KNOWN | SAFE | BREAKOUT),
    el("summary", Start::Block, End::Block, KNOWN | SAFE),
    el("sup", Start::Other, End::Other, KNOWN | SAFE | BREAKOUT),
    el("svg", Start::Svg, End::Other, 0),
    el("table", Start::Table, End::Other, KNOWN | SAFE | SPECIAL | SCOPE | BREAKOUT),
    el("tbody", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | OPEN_END),
    el("td", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | SCOPE | OPEN_END),
    el("template", Start::Other, End::Other, KNOWN | SAFE),
    el("textarea", Start::Textarea, End::Other, KNOWN | SAFE | SPECIAL),
    el("tfoot", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | OPEN_END),
    el("th", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | SCOPE | OPEN_END),
    el("thead", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | OPEN_END),
    el("time", Start::Other, End::Other, KNOWN | SAFE),
    el("title", Start::Title, End::Other, KNOWN | SPECIAL),
    el("tr", Start::Misplaced, End::Other, KNOWN | SAFE | SPECIAL | OPEN_END),
    el("track", Start::Void, End::Other, KNOWN | SAFE),
    el("tt", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("u", Start::Format, End::Format, KNOWN | SAFE | BREAKOUT),
    el("ul", Start::Block, End::Block, KNOWN | SAFE | SPECIAL | BREAKOUT),
    el("var", Start::Other, End::Other, KNOWN | SAFE | BREAKOUT),
    el("video", Start::Other, End::Other, KNOWN | SAFE),
    el("wbr", Start::Void, End::Other, KNOWN | SAFE | SPECIAL),
    el("xmp", Start::Xmp, End::Other, KNOWN | SPECIAL),
];

const COUNT: usize = 156;

/// The names alone, for the index and the constants, which are made when compiled.
const NAMES: [&str; COUNT] = {
    let mut names = [""; COUNT];
    let mut at = 0;
    while at < COUNT {
        names[at] = ROWS[at].name;
        at += 1;
    }
    names
};

static INDEX: Index<1024> = Index::new(&NAMES);

impl Name {
    /// None of the table.
    pub(super) const UNKNOWN: Name = Name(0);

    /// The element of this name, in any case.
    pub(super) fn find(name: &[u8]) -> Name {
        Name(INDEX.find(&NAMES, name).unwrap_or(0))
    }

    const fn of(name: &str) -> Name {
        let mut at = 1;
        while at < COUNT {
            if index::same(NAMES[at].as_bytes(), name.as_bytes()) {
                return Name(at as u8);
            }
            at += 1;
        }
        Name::UNKNOWN
    }

    fn row(self) -> &'static Row {
        ROWS.get(usize::from(self.0)).unwrap_or(&OTHER)
    }

    pub(super) fn start(self) -> Start {
        self.row().start
    }

    pub(super) fn end(self) -> End {
        self.row().end
    }

    /// Whether it has one of these flags.
    pub(super) fn is(self, flags: u8) -> bool {
        self.row().flags & flags != 0
    }

    /// `<h1>` to `<h6>`.
    pub(super) fn is_heading(self) -> bool {
        self.start() == Start::Heading
    }

    /// Its name in lower case; empty where it is not in the table.
    pub(super) fn text(self) -> &'static str {
        self.row().name
    }
}

macro_rules! names {
    ($($id:ident $name:literal)+) => { $(pub(super) const $id: Name = Name::of($name);)+ };
}

names! {
    ADDRESS "address" ANNOTATION_XML "annotation-xml" BODY "body" BUTTON "button" CAPTION "caption" COL "col" COLGROUP "colgroup" DD "dd"
    DESC "desc" DIV "div" DT "dt" FONT "font" FOREIGN_OBJECT "foreignobject" FORM "form" HTML "html" INPUT "input"
    KEYGEN "keygen" LI "li" MALIGNMARK "malignmark" MGLYPH "mglyph" MI "mi" MN "mn" MO "mo" MS "ms"
    MTEXT "mtext" OL "ol" OPTGROUP "optgroup" OPTION "option" P "p" RUBY "ruby" SCRIPT "script"
    SELECT "select" STYLE "style" SVG "svg" TABLE "table" TBODY "tbody" TD "td" TEXTAREA "textarea" TFOOT "tfoot"
    TH "th" THEAD "thead" TITLE "title" TR "tr" UL "ul"
}

/// Whether HTML has or had an element of this name, in any case; the list that readers share.
pub fn is_html_tag(name: &str) -> bool {
    Name::find(name.as_bytes()).is(KNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(ROWS.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(ROWS.iter().filter(|row| row.flags & KNOWN != 0).count(), 133);
        assert_eq!(ROWS.iter().filter(|row| row.flags & SAFE != 0).count(), 113);
        for row in ROWS.iter().skip(1) {
            assert_eq!(Name::find(row.name.to_uppercase().as_bytes()).text(), row.name);
        }
        assert_eq!(Name::find(b"none"), Name::UNKNOWN);
        assert!(!is_html_tag("Marquee") && is_html_tag("PLAINTEXT") && !is_html_tag("") && !is_html_tag("svg"));
    }
}
