//! Atom's text and content constructs: what their `type` says, and whether what they hold is that.
//! Spec: RFC 4287, sections 3.1 and 4.1.3.

use crate::validate::context::Scope;
use crate::validate::node::Node;

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

/// Runs when the construct closes.
pub fn check(_scope: &mut Scope<'_, '_, '_>) {}
