//! What may be in a feed's HTML: elements, their attributes and what those may say.

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays, under this name, with these attributes besides the global ones.
    Keep(&'static str, &'static [&'static str]),
    /// Its tags go, what it holds stays.
    Unwrap,
    /// As `Unwrap`, and the author is told, since it did something.
    Disarm,
    /// It goes with all it holds, and the author is told.
    Remove,
    /// It goes with all it holds, which nobody would have seen.
    Forget,
    /// It shows another document; a link to that takes its place.
    Embed,
    /// A form's input: a check box becomes a character.
    Input,
    /// Stays only where no picture beside it says the same.
    NoScript,
}

const NONE: &[&str] = &[];
const CELL: &[&str] = &["colspan", "rowspan", "align", "scope"];
const MEDIA: &[&str] = &["src", "poster", "width", "height", "controls", "loop", "muted", "preload"];

/// What becomes of the HTML element `name`.
pub fn fate(name: &str) -> Fate {
    use Fate::*;
    match name {
        "a" => Keep("a", &["href", "hreflang", "type"]),
        "abbr" | "acronym" => Keep("abbr", NONE),
        "address" => Keep("address", NONE),
        "article" => Keep("article", NONE),
        "aside" => Keep("aside", NONE),
        "audio" => Keep("audio", MEDIA),
        "b" => Keep("b", NONE),
        "bdi" => Keep("bdi", NONE),
        "bdo" => Keep("bdo", NONE),
        "blockquote" => Keep("blockquote", &["cite"]),
        "br" => Keep("br", NONE),
        "caption" => Keep("caption", NONE),
        "center" => Keep("div", NONE),
        "cite" => Keep("cite", NONE),
        "code" | "tt" => Keep("code", NONE),
        "col" => Keep("col", &["span"]),
        "colgroup" => Keep("colgroup", &["span"]),
        "dd" => Keep("dd", NONE),
        "del" => Keep("del", &["cite", "datetime"]),
        "details" => Keep("details", &["open"]),
        "dfn" => Keep("dfn", NONE),
        "div" => Keep("div", NONE),
        "dl" => Keep("dl", NONE),
        "dt" => Keep("dt", NONE),
        "em" => Keep("em", NONE),
        "figcaption" => Keep("figcaption", NONE),
        "figure" => Keep("figure", NONE),
        "footer" => Keep("footer", NONE),
        "h1" => Keep("h1", NONE),
        "h2" => Keep("h2", NONE),
        "h3" => Keep("h3", NONE),
        "h4" => Keep("h4", NONE),
        "h5" => Keep("h5", NONE),
        "h6" => Keep("h6", NONE),
        "header" => Keep("header", NONE),
        "hr" => Keep("hr", NONE),
        "i" => Keep("i", NONE),
        "img" => Keep("img", &["src", "srcset", "sizes", "alt", "width", "height"]),
        "ins" => Keep("ins", &["cite", "datetime"]),
        "kbd" => Keep("kbd", NONE),
        "li" => Keep("li", &["value"]),
        "mark" => Keep("mark", NONE),
        "nav" => Keep("nav", NONE),
        "ol" => Keep("ol", &["start", "reversed", "type"]),
        "p" => Keep("p", NONE),
        "picture" => Keep("picture", NONE),
        "pre" | "xmp" | "listing" | "plaintext" => Keep("pre", NONE),
        "q" => Keep("q", &["cite"]),
        "rb" => Keep("rb", NONE),
        "rp" => Keep("rp", NONE),
        "rt" => Keep("rt", NONE),
        "ruby" => Keep("ruby", NONE),
        "s" | "strike" => Keep("s", NONE),
        "samp" => Keep("samp", NONE),
        "section" => Keep("section", NONE),
        "small" => Keep("small", NONE),
        "source" => Keep("source", &["src", "srcset", "sizes", "media", "type", "width", "height"]),
        "span" => Keep("span", NONE),
        "strong" => Keep("strong", NONE),
        "sub" => Keep("sub", NONE),
        "summary" => Keep("summary", NONE),
        "sup" => Keep("sup", NONE),
        "table" => Keep("table", NONE),
        "tbody" => Keep("tbody", NONE),
        "td" => Keep("td", CELL),
        "tfoot" => Keep("tfoot", NONE),
        "th" => Keep("th", CELL),
        "thead" => Keep("thead", NONE),
        "time" => Keep("time", &["datetime"]),
        "tr" => Keep("tr", NONE),
        "track" => Keep("track", &["src", "kind", "srclang", "label", "default"]),
        "u" => Keep("u", NONE),
        "ul" | "menu" | "dir" => Keep("ul", NONE),
        "var" => Keep("var", NONE),
        "video" => Keep("video", MEDIA),
        "wbr" => Keep("wbr", NONE),
        "iframe" | "embed" | "object" => Embed,
        "input" => Input,
        "noscript" => NoScript,
        "applet" | "canvas" | "marquee" | "portal" | "dialog" => Disarm,
        "button" | "datalist" | "fieldset" | "form" | "keygen" | "legend" | "meter" | "output" | "progress" => Disarm,
        "base" | "frame" | "frameset" | "link" | "meta" | "script" | "select" | "style" | "textarea" => Remove,
        "area" | "head" | "noembed" | "noframes" | "param" | "template" | "title" => Forget,
        "basefont" | "bgsound" | "option" | "optgroup" => Forget,
        // An element of the site's own is alive by a script that readers do not run.
        custom if custom.contains('-') => Disarm,
        _ => Unwrap,
    }
}

/// Whether an element has neither content nor end tag.
pub fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "source" | "track" | "wbr")
}

/// Whether an element may hold paragraphs and other blocks.
pub fn holds_blocks(name: &str) -> bool {
    matches!(
        name,
        "" | "article"
            | "aside"
            | "blockquote"
            | "dd"
            | "details"
            | "div"
            | "figcaption"
            | "figure"
            | "footer"
            | "header"
            | "li"
            | "nav"
            | "section"
            | "td"
            | "th"
    )
}

/// Whether an attribute is one of those every element may have.
pub fn is_global(name: &str) -> bool {
    matches!(name, "id" | "title" | "dir" | "lang" | "class")
}

/// What is left of an attribute's value, if anything. Addresses and ids are not judged here.
pub fn value<'v>(element: &str, name: &str, value: &'v str) -> Option<std::borrow::Cow<'v, str>> {
    let trimmed = value.trim();
    let one_of = |words: &[&str]| words.iter().any(|word| trimmed.eq_ignore_ascii_case(word));
    let is_number = |text: &str| !text.is_empty() && text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit());
    let good = match name {
        "class" => {
            let kept: Vec<&str> = trimmed.split_ascii_whitespace().filter(|class| is_class(element, class)).collect();
            return (!kept.is_empty()).then(|| kept.join(" ").into());
        }
        "dir" => one_of(&["ltr", "rtl", "auto"]),
        "lang" | "hreflang" | "srclang" => {
            !trimmed.is_empty() && trimmed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        "width" | "height" => is_number(trimmed.strip_suffix('%').unwrap_or(trimmed)),
        "colspan" | "rowspan" | "span" => is_number(trimmed),
        "start" | "value" => is_number(trimmed.strip_prefix('-').unwrap_or(trimmed)),
        "align" => one_of(&["left", "center", "right", "justify"]),
        "scope" => one_of(&["row", "col", "rowgroup", "colgroup"]),
        "kind" => one_of(&["subtitles", "captions", "descriptions", "chapters", "metadata"]),
        "preload" => one_of(&["none", "metadata", "auto", ""]),
        "type" if element == "ol" => matches!(trimmed, "1" | "a" | "A" | "i" | "I"),
        "controls" | "default" | "loop" | "muted" | "open" | "reversed" => return Some("".into()),
        "alt" | "title" | "label" => return Some(value.into()),
        _ => !trimmed.is_empty(),
    };
    good.then_some(trimmed.into())
}

/// Classes that mean something to a reader: a code block's language, and those this crate's own footnotes carry.
fn is_class(element: &str, class: &str) -> bool {
    match element {
        "code" | "pre" => class.starts_with("language-") || class.starts_with("lang-"),
        "section" => class == "footnotes",
        _ => false,
    }
}
