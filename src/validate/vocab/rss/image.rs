//! `<image>` and `<textInput>` of all RSS. Spec: RSS 2.0, "`<image>` sub-element of
//! `<channel>`" and "`<textInput>` sub-element of `<channel>`".

use super::{MISSING_DESCRIPTION, MISSING_LINK, MISSING_TITLE};
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::TEXT_SEEN;
use crate::validate::reader::shown;
use crate::validate::schema::{Attr, Check, Table, attr, many, opt, req};
use crate::validate::value::{number, text};
use crate::validate::vocab::checks::{FULL_URL, NOT_BLANK, PLAIN, TEXT, W3CDTF};
use crate::validate::vocab::ext;
use crate::validate::walk::finish::missing;
use crate::validate::walk::{MISSING_ELEMENT, UNEXPECTED_TEXT};

rules! {
    /// The title of the channel's image is not that of the channel.
    ///
    /// Readers show it in the place of the image; the two are meant to be the same.
    IMAGE_TITLE_DOESNT_MATCH = Warning "image-title-doesnt-match";

    /// The link of the channel's image is not that of the channel.
    ///
    /// A click on the image is to lead where a click on the channel's name does.
    IMAGE_LINK_DOESNT_MATCH = Warning "image-link-doesnt-match";

    /// The channel's image is in no format that RSS names.
    ///
    /// Readers show GIF, JPEG and PNG; the end of the address tells them which it is.
    IMAGE_URL_FORMAT = Warning "image-url-format";
}

/// Text without HTML, at least a character.
pub const TITLE: Check = |v| if v.text.is_empty() { NOT_BLANK(v) } else { PLAIN(v) };
const WIDTH: Check = |v| v.take(number::width(v.text));
const HEIGHT: Check = |v| v.take(number::height(v.text));
const FORM_NAME: Check = |v| v.take(text::form_name(v.text));

/// The attributes of `<image>`; RSS 1.0 and 1.1 use them.
pub const IMAGE_ATTRS: &[Attr] = &[attr("rdf:resource"), attr("rdf:about"), attr("rdf:parseType")];
/// The attributes of `<textInput>`; RSS 1.0 uses them.
pub const TEXT_INPUT_ATTRS: &[Attr] = &[attr("rdf:about")];

/// What may stand in `<image>`. What is missing, [`check`] tells.
pub static IMAGE: Table = Table::new(&[&[
    opt("title").text(&[TITLE]).relations(&[title]),
    opt("link").text(&[FULL_URL]).relations(&[link]),
    opt("url").text(&[FULL_URL]).relations(&[format]),
    opt("width").text(&[WIDTH]),
    opt("height").text(&[HEIGHT]),
    opt("description").text(&[PLAIN]),
    many("dc:creator"),
    many("dc:subject"),
    opt("dc:date").text(&[W3CDTF]),
    many("cc:license").anything(),
]])
.with(ext::EVERYWHERE);

/// What may stand in `<textInput>`.
pub static TEXT_INPUT: Table = Table::new(&[&[
    opt("title").text(&[PLAIN]).missing(&MISSING_TITLE),
    opt("link").text(&[FULL_URL]).missing(&MISSING_LINK),
    opt("description").text(&[TEXT]).missing(&MISSING_DESCRIPTION),
    req("name").text(&[FORM_NAME]),
    many("dc:creator"),
    many("dc:subject"),
    opt("dc:date").text(&[W3CDTF]),
]])
.with(ext::EVERYWHERE);

/// Runs when an `<image>` closes, its children known.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    // The W3C validator tells text in it once more in the end.
    if scope.ctx.as_w3c() && node.marks & TEXT_SEEN != 0 {
        let parent = scope.parent().name.clone();
        scope.flag_as(&UNEXPECTED_TEXT, At::Here, "text stands right in `<image>`", "image", &parent);
    }
    let node = scope.node();
    if node.attr("rdf:resource").is_some() {
        return;
    }
    let (title, url, link) = (node.has("title"), node.has("url"), node.has("link"));
    let in_rss_11 = node.attr("rdf:parseType").is_some();
    if !title {
        missing(scope, "title", &MISSING_TITLE, "<title>The feed's name</title>");
    }
    if !url {
        missing(scope, "url", &MISSING_ELEMENT, "<url>https://example.com/logo.png</url>");
    }
    if !link && !in_rss_11 {
        missing(scope, "link", &MISSING_LINK, "<link>https://example.com/</link>");
    }
}

/// What stands in the channel around the image, in an element called `name`, where that is not what the image has.
fn other(scope: &Scope<'_, '_, '_>, name: &str) -> Option<String> {
    let channels = &scope.ancestor(2).kept(name).last()?.text;
    (!channels.is_empty() && channels != scope.node().value()).then(|| channels.clone())
}

fn title(scope: &mut Scope<'_, '_, '_>) {
    if let Some(channels) = other(scope, "title") {
        let message = format!("the channel's title is `{}`, the image's is another", shown(&channels));
        scope.flag(&IMAGE_TITLE_DOESNT_MATCH, At::Text, message).help("write the channel's title here too");
    }
}

fn link(scope: &mut Scope<'_, '_, '_>) {
    if let Some(channels) = other(scope, "link") {
        let message = format!("the channel's link is `{}`, the image's is another", shown(&channels));
        scope.flag(&IMAGE_LINK_DOESNT_MATCH, At::Text, message).help("write the channel's link here too");
    }
}

fn format(scope: &mut Scope<'_, '_, '_>) {
    let value = scope.node().value();
    let ending = value.rsplit('.').next().unwrap_or_default();
    let is_word = !ending.is_empty() && ending.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_word && !matches!(&*ending.to_lowercase(), "jpg" | "jpeg" | "gif" | "png") {
        let message = format!("the image's address ends in `{}`", shown(ending));
        scope
            .flag(&IMAGE_URL_FORMAT, At::Text, message)
            .help("give an image in PNG, JPEG or GIF, with an address that ends in `.png`, `.jpg` or `.gif`");
    }
}
