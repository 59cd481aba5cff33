//! FeedSync: feeds that several parties change and keep the same. Spec: FeedSync for Atom and RSS 1.0.

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::relation::unique::{self, DUPLICATE_VALUE};
use crate::validate::schema::{Check, Group, Table, attr, many};
use crate::validate::value::Flaw;
use crate::validate::value::text::one_of;
use crate::validate::vocab::NO_ELEMENTS;
use crate::validate::vocab::checks::{FULL_URL, NOT_BLANK, PLAIN, RFC3339, TRUE_FALSE_STRICT, UINT31};
use crate::validate::vocab::{atom, rss};
use crate::validate::walk::{MISSING_ATTRIBUTE, MISSING_ELEMENT};

rules! {
    /// A related feed is neither `complete` nor `aggregated`.
    ///
    /// `complete` is one that holds all items of this one, `aggregated` one that merges several.
    /// Spec: FeedSync, `<sx:related>`.
    INVALID_SSE_TYPE = Error "invalid-sse-type";

    /// An identifier has characters that it cannot have.
    ///
    /// It is to fit into a URN: letters, digits and ``()+,-.:=@;$_!*'/?#`` of ASCII, all else as `%20` and so on.
    /// Spec: RFC 2141, section 2.2.
    INVALID_NSS = Error "invalid-nss";

    /// A span of time ends before it begins.
    ///
    /// `since` is the older of the two dates. Spec: FeedSync, `<sx:sharing>`.
    SINCE_AFTER_UNTIL = Error "since-after-until";

    /// A change says neither who made it nor when.
    ///
    /// Parties settle by `by` and `when` which of two changes holds. Spec: FeedSync, `<sx:history>`.
    MISSING_BY_AND_WHEN_ATTRS = Error "missing-by-and-when-attrs";

    /// A change does not say who made it, or not when.
    ///
    /// Parties settle by `by` and `when` which of two changes holds. Spec: FeedSync, `<sx:history>`.
    MISSING_RECOMMENDED_ATTRIBUTE = Warning "missing-recommended-attribute";
}

const NAME: Check = |v| v.take(name(v.text));
const KIND: Check = |v| v.take(one_of(v.text, &["complete", "aggregated"], &INVALID_SSE_TYPE));

/// What channels have.
pub static CHANNEL: Group = &[many("sx:sharing")
    .attrs(&[attr("since").is(&[RFC3339]), attr("until").is(&[RFC3339]), attr("expires").is(&[RFC3339])])
    .opening(&[span])
    .holds(&SHARING)];

/// What items have.
pub static ITEM: Group = &[many("sx:sync")
    .attrs(&[
        attr("deleted").is(&[TRUE_FALSE_STRICT]),
        attr("noconflicts").is(&[TRUE_FALSE_STRICT]),
        attr("id").is(&[NOT_BLANK, NAME]).required(),
        attr("updates").is(&[UINT31]).required(),
    ])
    .opening(&[only])
    .holds(&SYNC)];

static SHARING: Table = Table::new(&[&[many("sx:related")
    .attrs(&[
        attr("link").is(&[FULL_URL]).required(),
        attr("title").is(&[PLAIN, NOT_BLANK]),
        attr("type").is(&[KIND]).required(),
    ])
    .holds(&NO_ELEMENTS)]]);

static SYNC: Table = Table::new(&[&[
    many("sx:history")
        .attrs(&[
            attr("by").is(&[PLAIN, NOT_BLANK, NAME]),
            attr("sequence").is(&[UINT31]).required(),
            attr("when").is(&[RFC3339]),
        ])
        .opening(&[signed])
        .holds(&NO_ELEMENTS)
        .missing(&MISSING_ELEMENT)
        .hint("<sx:history sequence=\"1\" when=\"…\" by=\"…\"/>"),
    many("sx:conflicts").opening(&[|scope| scope.ctx.forget(unique::CONFLICT_IDS)]).holds(&CONFLICTS),
]]);

/// Other editions of the item.
static CONFLICTS: Table = Table::new(&[&[rss::item::EDITION, atom::ENTRY_ROW]]);

/// `since` and `until` stand together, the older first.
fn span(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let (since, until) = (node.attr("since").map(str::to_owned), node.attr("until").map(str::to_owned));
    let lacking = match (&since, &until) {
        (Some(_), None) => "until",
        (None, Some(_)) => "since",
        (Some(since), Some(until)) if since > until => {
            let message = format!("`{}` is after `{}`", shown(since), shown(until));
            scope.flag(&SINCE_AFTER_UNTIL, At::Attr("since"), message).help("write the older date into `since`");
            return;
        }
        _ => return,
    };
    let message = format!("`<sx:sharing>` needs the attribute `{lacking}` too");
    scope
        .flag(&MISSING_ATTRIBUTE, At::Open, message)
        .help(format!("add `{lacking}=\"…\"`, or remove the other one"))
        .param("attr", lacking);
}

/// No other item has this `id`.
fn only(scope: &mut Scope<'_, '_, '_>) {
    let Some(id) = scope.node().attr("id").map(str::to_owned).filter(|id| !id.is_empty()) else { return };
    // Other editions of an item have its identifier.
    let among = unique::entry_ids(scope);
    if scope.ancestor(2).name == "sx:conflicts" || scope.ctx.is_new(among, &id) {
        return;
    }
    let message = format!("`{}` is the `id` of something else too", shown(&id));
    scope
        .flag_as(&DUPLICATE_VALUE, At::Attr("id"), message, "id", "sx:sync")
        .help("give each item an identifier of its own")
        .param("value", id);
}

/// Who made a change, and when.
fn signed(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let (rule, lacking) = match (node.attr("by"), node.attr("when")) {
        (Some(_), Some(_)) => return,
        (Some(_), None) => (&MISSING_RECOMMENDED_ATTRIBUTE, "when"),
        (None, Some(_)) => (&MISSING_RECOMMENDED_ATTRIBUTE, "by"),
        (None, None) => (&MISSING_BY_AND_WHEN_ATTRS, "by"),
    };
    let (message, help) = match lacking {
        _ if node.attr("when").is_none() && node.attr("by").is_none() => {
            ("`<sx:history>` says neither who made the change nor when", "add `by=\"…\"` and `when=\"…\"`")
        }
        "by" => ("`<sx:history>` does not say who made the change", "add `by=\"…\"`"),
        _ => {
            ("`<sx:history>` does not say when the change was made", "add `when=\"…\"`, such as `2005-05-21T11:43:33Z`")
        }
    };
    scope.flag(rule, At::Open, message).help(help).param("attr", lacking);
}

/// The part of a URN that its namespace leaves open.
fn name(text: &str) -> Option<Flaw> {
    let mut bytes = text.bytes();
    let mut right = !text.is_empty();
    while let Some(byte) = bytes.next() {
        right &= match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"()+,-.:=@;$_!*'/?#".contains(&byte),
        };
    }
    (!right).then(|| {
        let message = match text {
            "" => "the identifier is empty".to_owned(),
            _ => format!("`{}` has characters that no identifier has", shown(text)),
        };
        Flaw::new(&INVALID_NSS, message, "write letters, digits and `.`, `-`, `:`, `_` alone")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, right) in [
            ("item_1_myapp_2005-05-21", true),
            ("a%20b", true),
            ("a b", false),
            ("", false),
            ("%2", false),
            ("é", false),
        ] {
            assert_eq!(name(text).is_none(), right, "{text}");
        }
    }
}
