//! What an Atom entry must have: an author, something to read, an identifier of its own. Spec: RFC 4287, section 4.1.2.

use super::feed::alternates;
use super::links::rel;
use super::unique;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::Node;
use crate::validate::vocab::construct;
use crate::validate::walk::MISSING_ELEMENT;

rules! {
    /// Two entries have one identifier.
    ///
    /// Readers take the two for versions of one entry, and show only one of them. If they are none, give each an
    /// identifier of its own. Spec: RFC 4287, section 4.1.1.
    DUPLICATE_ENTRIES = Warning "duplicate-entries";

    /// Two entries were changed at the same moment.
    ///
    /// Readers that sort by `updated` put them in any order. If that is no chance but the time of a rebuild, write when
    /// each of them really changed.
    DUPLICATE_UPDATED = Warning "duplicate-updated";

    /// An entry's content is elsewhere, or is no text, and there is no summary of it.
    ///
    /// Readers that cannot show the content have nothing to show. Add a `<summary>`. Spec: RFC 4287, section 4.1.2.
    MISSING_SUMMARY = Error "missing-summary";

    /// An entry has neither content nor summary.
    ///
    /// Readers show a headline and nothing more. Add a `<summary>`, or `<content>`.
    MISSING_TEXTUAL_CONTENT = Warning "missing-textual-content";

    /// An entry has no content, and no link to where it is.
    ///
    /// There is nothing to read and nowhere to go. Add `<content>`, or `<link href="…"/>` with the page's address. Spec:
    /// RFC 4287, section 4.1.2.
    MISSING_CONTENT_OR_ALTERNATE = Error "missing-content-or-alternate";
}

/// Among an entry's marks: it has content,
const HAS_CONTENT: u32 = 1 << 24;
/// which lies elsewhere,
pub(super) const IS_ELSEWHERE: u32 = 1 << 25;
/// which is no text.
const IS_BINARY: u32 = 1 << 26;

/// When an entry's identifier closes.
pub fn id(scope: &mut Scope<'_, '_, '_>) {
    let among = unique::entry_ids(scope);
    unique::text(scope, among, &DUPLICATE_ENTRIES);
}

/// When an entry's date closes.
pub fn updated(scope: &mut Scope<'_, '_, '_>) {
    if scope.ancestor(2).name != "sx:conflicts" {
        unique::text(scope, "entry updated", &DUPLICATE_UPDATED);
    }
}

/// When an entry's content closes.
pub fn content(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let mut marks = HAS_CONTENT;
    if node.attr("src").is_some() {
        marks |= IS_ELSEWHERE;
    }
    if construct::is_no_text(node) {
        marks |= IS_BINARY;
    }
    if let Some(entry) = scope.ancestor_mut(1) {
        entry.marks = entry.marks & !(HAS_CONTENT | IS_ELSEWHERE | IS_BINARY) | marks;
    }
}

/// When an entry closes.
pub fn closed(scope: &mut Scope<'_, '_, '_>) {
    if !scope.node().has("author") && !scope.parent().has("author") {
        scope
            .flag_as(&MISSING_ELEMENT, At::Close, "neither the entry nor its feed has an `<author>`", "author", "entry")
            .help("add `<author><name>…</name></author>`, to the feed for all its entries");
    }
    let entry = scope.node();
    let has = |bit| entry.marks & bit != 0;
    let has_summary = entry.has("summary");
    let (has_content, elsewhere, binary) = (has(HAS_CONTENT), has(IS_ELSEWHERE), has(IS_BINARY));
    let has_alternate = has_alternate(entry);
    if has_content && !has_summary {
        let faults = [
            (elsewhere, "the entry's content is elsewhere, and it has no summary"),
            (binary, "the entry's content is no text, and it has no summary"),
        ];
        for (_, message) in faults.into_iter().filter(|(is_so, _)| *is_so) {
            scope.flag(&MISSING_SUMMARY, At::Close, message).help("add `<summary>…</summary>`");
        }
    }
    if !has_content && !has_summary {
        scope
            .flag(&MISSING_TEXTUAL_CONTENT, At::Close, "the entry has neither content nor summary")
            .help("add `<summary>…</summary>`, or `<content type=\"html\">…</content>`");
    }
    if !has_content && !has_alternate {
        scope
            .flag(&MISSING_CONTENT_OR_ALTERNATE, At::Close, "the entry has no content, and no link to where it is")
            .help("add `<link href=\"…\"/>` with the address of the entry's page, or `<content>`");
    }
    alternates(scope, 0);
}

fn has_alternate(entry: &Node) -> bool {
    entry.kept("link").any(|link| rel(link) == "alternate")
}
