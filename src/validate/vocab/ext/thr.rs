//! Replies to entries, and how many there are. Spec: RFC 4685.

use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Element, Group, attr, many, opt};
use crate::validate::value::{Flaw, media, uri};
use crate::validate::vocab::atom::link::reference;
use crate::validate::vocab::checks::NON_NEGATIVE;
use crate::validate::walk::UNDEFINED_ELEMENT;
use crate::validate::walk::finish::place_flaw;

const REPLY: Element = many("thr:in-reply-to").attrs(REPLY_ATTRS).relations(&[reply]);
const REPLY_ATTRS: &[Attr] = &[attr("href"), attr("ref"), attr("source"), attr("type")];

/// What may stand in a feed or channel.
pub static CHANNEL: Group = &[REPLY];

/// What may stand in an entry or item.
pub static ITEM: Group =
    &[many("thr:children").anything().opening(&[children]), opt("thr:total").text(&[NON_NEGATIVE]), REPLY];

/// Of the namespace of RSS 1.0 for threads.
fn children(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.kind == Kind::Rss1 {
        return;
    }
    let within = scope.parent().name.clone();
    let message = format!("`<thr:children>` stands in `<{within}>`; it is for RSS 1.0 alone");
    scope
        .flag_as(&UNDEFINED_ELEMENT, At::Open, message, "thr:children", &within)
        .help("write `<thr:in-reply-to>` into the replies instead");
}

/// Says what is wrong with an attribute's value.
type Judge = fn(&Scope<'_, '_, '_>, &str) -> Option<Flaw>;

/// Judges the attributes; what they are about has the name of the last of them so far, as the W3C validator has it.
fn reply(scope: &mut Scope<'_, '_, '_>) {
    let mut name = scope.node().name.clone();
    let parent = scope.parent().name.clone();
    let judges: [(&str, Judge); 4] = [
        ("href", |scope, value| reference(scope, value, full)),
        ("ref", |_, value| uri::identifier(value)),
        ("source", |scope, value| reference(scope, value, full)),
        ("type", |_, value| media::mime(value, &media::INVALID_MIME_TYPE).map(|flaw| flaw.param("value", value))),
    ];
    for (attr, judge) in judges {
        let Some(value) = scope.node().attr(attr).map(str::to_owned) else { continue };
        if attr != "type" {
            attr.clone_into(&mut name);
        }
        if let Some(flaw) = judge(scope, &value) {
            let spot = scope.node().attribute(attr).map_or(scope.node().open, |found| found.span.into());
            let at = At::Both(spot, scope.ctx.here.into());
            place_flaw(scope, flaw, at, &name, &parent, None);
        }
    }
}

fn full(value: &str) -> Option<Flaw> {
    let ascii = uri::idna(value);
    uri::full(ascii.as_deref().unwrap_or(value), &uri::INVALID_IRI)
}
