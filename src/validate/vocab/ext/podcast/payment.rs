//! Payments: who receives what while an episode is played. Spec: podcastindex.org/namespace/1.0, "Value", "Value
//! Recipient" and "Value Time Split".

use super::{
    BOOLEAN, DECIMAL, Element, FILLED, PODCAST_CONTRADICTION, REMOTE_ITEM, SECONDS, Table, WHOLE, advised, attr, empty,
    podcast, several,
};
use crate::validate::context::{At, Scope};
use crate::validate::value::Flaw;
use crate::validate::walk::finish::{judge_as, missing};
use crate::validate::walk::{DUPLICATE_ELEMENT, MISSING_ELEMENT};

const HINT: &str = "<podcast:valueRecipient type=\"lnaddress\" address=\"name@example.com\" split=\"100\"/>";

const RECIPIENT: Element = empty(several("podcast:valueRecipient"))
    .attrs(&[
        advised(attr("name")),
        attr("type").is(&[FILLED]).required(),
        attr("address").is(&[FILLED]).required(),
        attr("split").is(&[WHOLE]).required(),
        attr("fee").is(&[BOOLEAN]),
        attr("customKey"),
        attr("customValue"),
    ])
    .opening(&[recipient])
    .keep();

/// How payments are made, and to whom.
pub const VALUE: Element = several("podcast:value")
    .attrs(&[
        attr("type").is(&[FILLED]).required(),
        attr("method").is(&[FILLED]).required(),
        attr("suggested").is(&[DECIMAL]),
    ])
    .holds(&RECIPIENTS)
    .relations(&[shares]);

static RECIPIENTS: Table = Table::new(&[&[
    RECIPIENT.missing(&MISSING_ELEMENT).hint(HINT),
    several("podcast:valueTimeSplit")
        .attrs(&[
            attr("startTime").is(&[SECONDS]).required(),
            attr("duration").is(&[SECONDS]).required(),
            attr("remoteStartTime").is(&[SECONDS]),
            attr("remotePercentage").is(&[|v| v.take(podcast::percentage(v.text))]),
        ])
        .holds(&SPLIT)
        .relations(&[time_split]),
]]);

static SPLIT: Table = Table::new(&[&[RECIPIENT, REMOTE_ITEM]]);

/// What an address must look like depends on its type; of two attributes of a kind none goes without the other.
fn recipient(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let flaw: Option<Flaw> = match (node.attr("type"), node.attr("address")) {
        (Some("node"), Some(address)) if address.contains('@') => Some(podcast::invalid(
            "the address is one of the Lightning network, and the type that of a node",
            "write `type=\"lnaddress\"`",
        )),
        (Some("node"), Some(address)) => podcast::node_key(address),
        (Some("lnaddress"), Some(address)) => podcast::lightning_address(address),
        _ => None,
    };
    judge_as(scope, flaw, At::Attr("address"), Some("address"));
    let has = |name| scope.node().attr(name).is_some();
    let alone = match (has("customKey"), has("customValue")) {
        (true, false) => Some(("customKey", "customValue")),
        (false, true) => Some(("customValue", "customKey")),
        _ => None,
    };
    if let Some((there, lacking)) = alone {
        scope
            .flag(&PODCAST_CONTRADICTION, At::Attr(there), format!("`{there}` stands without `{lacking}`"))
            .help(format!("add `{lacking}`, or remove `{there}`"))
            .param("attr", there);
    }
}

/// Somebody must receive something.
fn shares(scope: &mut Scope<'_, '_, '_>) {
    // A single one receives all, whatever its share.
    let several = scope.node().count("podcast:valueRecipient") > 1;
    let nothing = scope
        .node()
        .kept("podcast:valueRecipient")
        .all(|kept| kept.attr("split").is_some_and(|split| !split.is_empty() && split.bytes().all(|b| b == b'0')));
    if several && nothing {
        let name = scope.node().name.clone();
        scope
            .flag(&PODCAST_CONTRADICTION, At::Open, format!("all shares in `<{name}>` are 0: nobody is paid"))
            .help("write a share above 0 for whoever is to be paid");
    }
}

/// A part of an episode pays recipients of its own, or those of one other item.
fn time_split(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let (remote, own) = (node.count("podcast:remoteItem"), node.count("podcast:valueRecipient"));
    let second = node.kept("podcast:remoteItem").nth(1).map(|kept| kept.open);
    if remote == 0 && own == 0 {
        missing(scope, "podcast:valueRecipient", &MISSING_ELEMENT, HINT);
    } else if remote > 0 && own > 0 {
        let message = "the part has recipients of its own, and those of another item too";
        scope.flag(&PODCAST_CONTRADICTION, At::Open, message).help("keep `<podcast:remoteItem>` or the recipients");
    }
    if let Some(second) = second {
        let message = "`<podcast:valueTimeSplit>` has more than one `<podcast:remoteItem>`";
        scope
            .flag_as(&DUPLICATE_ELEMENT, At::Spot(second), message, "podcast:remoteItem", "podcast:valueTimeSplit")
            .help("keep one of them");
    }
    if remote == 0
        && let Some(name) =
            ["remoteStartTime", "remotePercentage"].into_iter().find(|name| scope.node().attr(name).is_some())
    {
        scope
            .flag(&PODCAST_CONTRADICTION, At::Attr(name), format!("`{name}` is about another item, and none is named"))
            .help(format!("add `<podcast:remoteItem>`, or remove `{name}`"))
            .param("attr", name);
    }
    shares(scope);
}
