//! Atom's text and content constructs: what their `type` says, and whether what they hold is that.
//! Spec: RFC 4287, sections 3.1 and 4.1.3.

mod base64;

use std::borrow::Cow;

use super::checks::written;
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::node::Node;
use crate::validate::reader::shown;
use crate::validate::relation::{pitfalls, readers};
use crate::validate::value::{Flaw, html, media, plain, text, uri};
use crate::validate::walk::HTML_FRAGMENT;
use crate::validate::walk::finish::{judge_as, place_flaw, with_facts};

use super::atom::link::ATTR_NOT_BLANK;

rules! {
    /// The type of a text is a media type.
    ///
    /// Titles, summaries and the like are `text`, `html` or `xhtml`; readers take what is none of these for plain text,
    /// or skip it. Spec: RFC 4287, section 3.1.1.
    INVALID_TEXT_TYPE = Error "invalid-text-type";

    /// Content that should be in base64 is not.
    ///
    /// Content of a media type that is neither text nor XML is written in base64. For text or HTML, say `type="text"` or
    /// `type="html"`. Spec: RFC 4287, section 4.1.3.3.
    NOT_BASE64 = Error "not-base64";

    /// Content lies elsewhere, and nothing says of what type it is.
    ///
    /// Readers must fetch it to know whether they can show it. Add `type` with its media type. Spec: RFC 4287, section
    /// 4.1.3.2.
    MISSING_TYPE_ATTR = Warning "missing-type-attr";

    /// Nothing says what language a text is in.
    ///
    /// Readers cannot choose its voice, hyphens and quotation marks. Write `xml:lang="en"` on the feed, or on the text.
    MISSING_DC_LANGUAGE = Info "missing-dc-language";

    /// An item has content in a second way beside `<description>`.
    ///
    /// Readers show the one or the other. Where the two say the same, keep `<description>`.
    DUPLICATE_DESCRIPTION_SEMANTICS = Warning "duplicate-description-semantics";
}

/// The construct's `type`: `text` unless it says otherwise, nothing where the content lies elsewhere and has none.
pub fn content_type(node: &Node) -> &str {
    match (node.attr("type"), node.attr("src")) {
        (Some(kind), _) => kind,
        (None, Some(_)) => "",
        (None, None) => "text",
    }
}

/// Whether a media type is one of XML.
pub fn is_xml(kind: &str) -> bool {
    kind.ends_with("+xml") || kind.ends_with("/xml")
}

/// Whether content of this type is written in base64.
pub fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !is_xml(kind) && !kind.starts_with("text/")
}

/// Whether content is neither text nor XML; a page in base64 is text.
pub fn is_no_text(node: &Node) -> bool {
    let kind = content_type(node);
    is_binary(kind) && !(kind.ends_with("/html") && base64::decode(&node.text).is_some())
}

/// When a text construct opens.
pub fn open_text(scope: &mut Scope<'_, '_, '_>) {
    let kind = opened(scope);
    if kind.contains('/') {
        let message = format!("the type of a text is `text`, `html` or `xhtml`, not `{}`", shown(&kind));
        flag(scope, &INVALID_TEXT_TYPE, "type", message, "write `text`, `html` or `xhtml`").param("value", &*kind);
    }
    attributes(scope, &kind);
}

/// When content opens.
pub fn open_content(scope: &mut Scope<'_, '_, '_>) {
    let kind = opened(scope);
    if kind == "multipart/alternative" {
        let message = "content cannot be of several types at once";
        flag(scope, &media::INVALID_MIME_TYPE, "type", message, "write the one type that it is of")
            .param("value", &*kind);
    }
    attributes(scope, &kind);
}

fn flag<'s>(
    scope: &'s mut Scope<'_, '_, '_>,
    rule: &'static Rule,
    attr: &str,
    message: impl Into<String>,
    help: &str,
) -> &'s mut crate::diagnostic::Diagnostic {
    scope.flag(rule, At::Attr(attr), message).help(help).param("attr", attr)
}

/// What is looked at before the type.
fn opened(scope: &mut Scope<'_, '_, '_>) -> String {
    scope.ctx.plain_start = scope.node().open.span.start;
    let node = scope.node();
    let kind = content_type(node).to_owned();
    if scope.ctx.kind == Kind::Rss && node.name != "atom:summary" && node.attr("src").is_none() {
        let name = node.name.clone();
        scope
            .flag(
                &DUPLICATE_DESCRIPTION_SEMANTICS,
                At::Open,
                format!("`<{name}>` says again what RSS has an element for"),
            )
            .help("keep one of the two");
    }
    if kind.is_empty() && scope.node().attr("type").is_some() {
        flag(scope, &ATTR_NOT_BLANK, "type", "the attribute `type` is empty", "write `text`, `html` or `xhtml`");
    }
    kind
}

/// What is looked at behind the type.
fn attributes(scope: &mut Scope<'_, '_, '_>, kind: &str) {
    let source = scope.node().attr("src").map(str::to_owned);
    if let Some(source) = &source {
        if let Some(node) = scope.node_mut() {
            // Text in it stands beside what is elsewhere.
            node.has_children = true;
        }
        let flaw = uri::reference(source, &uri::INVALID_URI_ATTRIBUTE);
        judge_as(scope, flaw, At::Attr("src"), Some("src"));
        if scope.node().attr("type").is_none() {
            let message = "nothing says what is at `src`";
            flag(scope, &MISSING_TYPE_ATTR, "type", message, "add `type` with its media type, such as `text/html`");
        }
    }
    let is_of_atom = matches!(kind, "text" | "html" | "xhtml") && source.is_none();
    if !is_of_atom
        && !kind.is_empty()
        && let Some(mut flaw) = media::mime(kind, &media::INVALID_MIME_TYPE)
    {
        flaw.help = match source {
            Some(_) => "write its media type, such as `text/html`".to_owned(),
            None => "write `text`, `html` or `xhtml`, or a media type such as `image/png`".to_owned(),
        };
        judge_as(scope, Some(flaw.param("value", kind)), At::Attr("type"), Some("type"));
    }
    if scope.lang().is_none() {
        let within = scope.node().name.clone();
        scope
            .flag_as(
                &MISSING_DC_LANGUAGE,
                At::Open,
                format!("nothing says what language `<{within}>` is in"),
                "xml:lang",
                &within,
            )
            .help("add `xml:lang` with its language, such as `xml:lang=\"en\"`, here or on the feed");
    }
}

/// When a construct closes: whether it holds what its type says.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let kind = content_type(node).to_owned();
    let elsewhere = node.attr("src").is_some();
    let has_children = node.has_children;
    let mut flaws = Vec::new();
    let mut is_empty = node.is_empty();
    match &*kind {
        "text" => plainly(scope, &node.text, &plain::CONTAINS_UNDECLARED_HTML, &mut flaws),
        "xhtml" => {
            plainly(scope, &node.text, &plain::NOT_INLINE, &mut flaws);
            // Its text comes from within the `<div>`, and has no place of its own.
            flaws.iter_mut().for_each(|flaw| flaw.at = None);
        }
        "html" if !scope.ctx.options.html => {}
        "html" => {
            html::judge(&node.text, &mut |flaw| flaws.push(flaw));
            if !scope.ctx.as_w3c() {
                flaws.extend(own_flaws(scope));
            }
        }
        kind if is_binary(kind) => is_empty = binary(scope, kind, &mut flaws),
        kind if kind.ends_with("/html") => {
            html::judge(&node.text, &mut |flaw| flaws.push(flaw));
            if !elsewhere && !node.text.contains("<html") {
                let message = format!("`{kind}` is the type of a whole page, and there is no `<html>`");
                let flaw = Flaw::new(&HTML_FRAGMENT, message, "write `type=\"html\"`");
                flaws.push(flaw.param("type", kind).param("value", &node.text));
            }
        }
        _ => plainly(scope, &node.text, &plain::CONTAINS_UNDECLARED_HTML, &mut flaws),
    }
    if is_empty && !has_children && !elsewhere {
        let name = &node.name;
        let message = format!("`<{name}>` is empty");
        flaws.push(Flaw::new(&text::NOT_BLANK, message, "fill it, or remove it"));
    }
    if flaws.is_empty() {
        return;
    }
    let (name, parent) = (node.name.clone(), scope.parent().name.clone());
    for flaw in flaws {
        place_flaw(scope, flaw, At::Text, &name, &parent, None);
    }
}

/// What feedmill's own rules find in escaped HTML.
fn own_flaws(scope: &Scope<'_, '_, '_>) -> Vec<Flaw> {
    let node = scope.node();
    if matches!(&*node.name, "title" | "subtitle" | "rights") {
        return pitfalls::escaped_title(&node.text, true).into_iter().collect();
    }
    let mut flaws = readers::late_image_flaws(&node.text);
    // With an address to complete them by, they are as Atom has them.
    if !scope.stack.iter().any(|node| node.base.is_some()) {
        flaws.extend(readers::relative_flaws(&node.text));
    }
    flaws
}

fn plainly(scope: &Scope<'_, '_, '_>, value: &str, rule: &'static Rule, flaws: &mut Vec<Flaw>) {
    with_facts(scope, |_, facts| flaws.extend(plain::text(value, rule, written(value, facts))));
}

/// Judges content in base64. Whether it is empty.
fn binary(scope: &Scope<'_, '_, '_>, kind: &str, flaws: &mut Vec<Flaw>) -> bool {
    let value = &scope.node().text;
    let Some(bytes) = base64::decode(value) else {
        flaws.push(not_base64(value));
        plainly(scope, value, &plain::CONTAINS_UNDECLARED_HTML, flaws);
        return value.is_empty();
    };
    // What is wrong in there has no place in the document.
    let mut inside = Vec::new();
    match (str::from_utf8(&bytes), kind.ends_with("/html")) {
        (Ok(page), true) => html::judge(page, &mut |flaw| inside.push(flaw)),
        (Ok(text), false) => plainly(scope, text, &plain::CONTAINS_UNDECLARED_HTML, &mut inside),
        (Err(_), true) => inside.push(not_base64(value)),
        (Err(_), false) => {}
    }
    flaws.extend(inside.into_iter().map(|flaw| Flaw { at: None, ..flaw }));
    bytes.is_empty()
}

fn not_base64(value: &str) -> Flaw {
    let value: Cow<'_, str> = value.trim().into();
    Flaw::new(
        &NOT_BASE64,
        format!("`{}` is not in base64", shown(&value)),
        "encode it, or write the type that it is of: `text`, `html` or `xhtml`",
    )
    .param("value", value)
}
