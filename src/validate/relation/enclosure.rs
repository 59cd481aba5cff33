//! What an item's `<enclosure>` must have, and what podcasts add to that. Spec: RSS 2.0, "`<enclosure>` sub-element of
//! `<item>`".

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::Spot;
use crate::validate::reader::shown;
use crate::validate::schema::{Attr, Check, attr};
use crate::validate::value::{media, number};
use crate::validate::vocab::checks::HTTP_URL;
use crate::validate::vocab::ext::itunes;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// An item has more than one enclosure.
    ///
    /// Many readers and all podcast players take one, the first or the last. Make an item of each file, or offer the
    /// others with `<media:group>`.
    DUPLICATE_ENCLOSURE = Warning "duplicate-enclosure";

    /// A podcast's file is in no format that Apple's player takes.
    ///
    /// It goes by the end of the address: `.mp3`, `.m4a`, `.mp4`, `.m4v`, `.mov`, `.pdf` and `.epub` are known.
    UNSUPPORTED_ITUNES_FORMAT = Warning "unsupported-itunes-format";
}

const MIME_ATTRIBUTE: Check = |v| v.take(media::mime(v.text, &media::INVALID_MIME_ATTRIBUTE));

/// The attributes of `<enclosure>`; what stands in `length`, [`length`] judges.
pub const ATTRS: &[Attr] = &[
    attr("length").required().of_element(),
    attr("type").is(&[MIME_ATTRIBUTE]).required().of_element(),
    attr("url").is(&[HTTP_URL]).required(),
];

/// The endings of addresses that Apple's player takes.
const FORMATS: [&str; 7] = ["m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub"];

/// Judges the `length` of an enclosure.
pub fn length(scope: &mut Scope<'_, '_, '_>) {
    let Some(flaw) = scope.node().attr("length").and_then(number::enclosure_length) else { return };
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    let at = At::Attr("length");
    // Which of the two is the element of a finding differs as it does for the W3C validator.
    match std::ptr::eq(flaw.rule, &number::INVALID_INTEGER_ATTRIBUTE) {
        true => place_flaw(scope, flaw, at, &name, &parent, Some("length")),
        false => place_flaw(scope, flaw, at, "length", &name, Some("length")),
    }
}

/// Judges the format of an enclosure that opens in an item known to be a podcast's.
pub fn podcast(scope: &mut Scope<'_, '_, '_>) {
    if scope.parent().marks & itunes::PODCAST == 0 {
        return;
    }
    let Some(url) = scope.node().attr("url").map(str::to_owned) else { return };
    let value = scope.node().attribute("url").map_or(scope.node().open, |attr| attr.span.into());
    let (item, channel) = (scope.parent().name.clone(), scope.ancestor(2).name.clone());
    format(scope, &url, value, &item, &channel);
}

/// Judges the formats of the enclosures that stand in the element at hand, an item now known to be a podcast's.
pub fn earlier(scope: &mut Scope<'_, '_, '_>) {
    let kept = scope.node().kept("enclosure");
    let urls: Vec<(String, Spot)> = kept.filter_map(|kept| Some((kept.attr("url")?.to_owned(), kept.open))).collect();
    let (item, channel) = (scope.node().name.clone(), scope.parent().name.clone());
    for (url, open) in urls {
        format(scope, &url, open, &item, &channel);
    }
}

fn format(scope: &mut Scope<'_, '_, '_>, url: &str, place: Spot, item: &str, channel: &str) {
    let ending = url.rsplit('.').next().unwrap_or_default();
    if FORMATS.contains(&ending) {
        return;
    }
    let message = format!("Apple's player does not take files whose address ends in `{}`", shown(ending));
    let here = scope.ctx.here().into();
    scope
        .flag_as(&UNSUPPORTED_ITUNES_FORMAT, At::Both(place, here), message, item, channel)
        .help("offer an `.mp3`, `.m4a`, `.mp4`, `.m4v`, `.mov`, `.pdf` or `.epub`, in small letters, and nothing behind it")
        .param("extension", ending);
}
