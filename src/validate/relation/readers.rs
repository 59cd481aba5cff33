//! What is valid and yet goes wrong in readers: rules of feedmill's own about entries, whatever the format.

use chrono::{DateTime, TimeDelta, Utc};

use super::dates::UPDATED_BEFORE_PUBLISHED;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::{Kept, Node};
use crate::validate::reader::shown;
use crate::validate::schema::Value;
use crate::validate::value::{Flaw, date, html};

rules! {
    /// An entry is dated a little in the future.
    ///
    /// Many readers hold it back until then, others show it on top of everything until then. Publish it when its time
    /// has come; check the zone of the date.
    FUTURE_ENTRY = Warning "future-entry", own;

    /// An entry has no date.
    ///
    /// Readers show it with the time they first saw it, or at the end of the list. Say when it was published.
    ENTRY_WITHOUT_DATE = Warning "entry-without-date", own;

    /// An entry's id is not one to keep.
    ///
    /// It names a computer of one's own, a preview of the site, a session or a campaign. The next time it will be
    /// another, and readers show every entry as new. Give entries ids that stay when everything around them changes.
    UNSTABLE_ID = Warning "unstable-id", own;

    /// An entry names its authors in several `<dc:creator>` elements.
    ///
    /// Most readers show one of them only: some the first, some the last. One element with the names, a comma
    /// between two, is shown as it is.
    REPEATED_CREATOR = Info "repeated-creator", own;

    /// An image's address is where only a script finds it.
    ///
    /// Readers run no scripts: they show a blank. Write the address into `src`.
    LATE_IMAGE = Warning "late-image", own;

    /// Content has an address that is not complete.
    ///
    /// Few readers know from which page to complete it: links lead nowhere, images are missing. Write addresses with
    /// `https://` and the host.
    RELATIVE_ADDRESS = Warning "relative-address", own;
}

/// What names an id's host or query as one that will not last.
const PASSING: &[&str] = &[
    "//localhost",
    "//127.",
    "//0.0.0.0",
    "//10.",
    "//192.168.",
    "//[::1]",
    ".local/",
    ".local:",
    ".test/",
    ".invalid/",
    "//staging.",
    "//preview.",
    "//dev.",
    "deploy-preview-",
    "phpsessid=",
    "jsessionid=",
    "sessionid=",
    "utm_source=",
    "utm_medium=",
    "utm_campaign=",
];

/// Runs when an entry of RSS closes.
pub fn rss_item(scope: &mut Scope<'_, '_, '_>) {
    let (published, updated) = (&["pubDate", "dc:date"], &["atom:updated", "dcterms:modified"]);
    entry(scope, &["guid", "atom:id"], published, updated);
    let creators = scope.node().count("dc:creator");
    if creators > 1 && !scope.ctx.as_w3c() {
        scope
            .flag(&REPEATED_CREATOR, At::Open, format!("the entry has {creators} elements `<dc:creator>`"))
            .help("write one, with the names in it and a comma between two");
    }
}

/// Runs when an entry of Atom closes.
pub fn atom_entry(scope: &mut Scope<'_, '_, '_>) {
    entry(scope, &["id"], &["published"], &["updated"]);
}

fn entry(scope: &mut Scope<'_, '_, '_>, ids: &[&str], published: &[&str], updated: &[&str]) {
    if scope.ctx.as_w3c() {
        return;
    }
    let node = scope.node();
    let first = |names: &[&str]| names.iter().find_map(|name| node.kept(name).next().cloned());
    let (id, published_at, updated_at) = (first(ids), first(published), first(updated));
    let dated = |names: &[&str], node: &Node| names.iter().any(|name| node.has(name));
    let has_date = dated(published, node) || dated(updated, node);
    if let Some(id) = id {
        unstable(scope, &id);
    }
    if !has_date {
        let name = published.first().copied().unwrap_or_default();
        scope
            .flag(&ENTRY_WITHOUT_DATE, At::Open, "the entry has no date")
            .help(format!("add `<{name}>` with the time it was published"));
    }
    let moment = |kept: &Option<Kept>| kept.as_ref().and_then(|kept| date::moment(&kept.text));
    let (first, last) = (moment(&published_at), moment(&updated_at));
    if let (Some(published), Some(updated), Some(kept)) = (first, last, &updated_at)
        && updated < published
    {
        scope
            .flag(&UPDATED_BEFORE_PUBLISHED, At::Spot(kept.open), "the entry was updated before it was published")
            .help("mend one of the two dates; check their zones");
    }
    if let (Some(published), Some(kept)) = (first.or(last), published_at.or(updated_at)) {
        future(scope, published, &kept);
    }
}

fn unstable(scope: &mut Scope<'_, '_, '_>, id: &Kept) {
    let lower = id.text.to_ascii_lowercase();
    let Some(found) = PASSING.iter().find(|passing| lower.contains(**passing)) else { return };
    let what = found.trim_matches(|c: char| !c.is_alphanumeric());
    scope
        .flag(&UNSTABLE_ID, At::Spot(id.open), format!("the entry's id `{}` will not last: `{what}`", shown(&id.text)))
        .help("write the entry's permanent address, or a `tag:` URI");
}

fn future(scope: &mut Scope<'_, '_, '_>, moment: DateTime<Utc>, kept: &Kept) {
    let now = scope.ctx.options.now;
    let ahead = moment - now;
    // What is further ahead is implausible, which is another rule's.
    if ahead <= TimeDelta::zero() || ahead > TimeDelta::days(1) {
        return;
    }
    if kept.row.name == "pubDate" && ahead > TimeDelta::minutes(10) {
        return;
    }
    let minutes = ahead.num_minutes().max(1);
    scope
        .flag(&FUTURE_ENTRY, At::Spot(kept.open), format!("the entry is dated {minutes} minutes in the future"))
        .help("check the date's zone, or publish the entry when its time has come");
}

/// Escaped HTML: images that no reader can show.
pub fn late_images(value: &mut Value<'_>) {
    if !value.facts.own {
        return;
    }
    let mut flaws = Vec::new();
    html::late_images(value.text, &mut |range| {
        let flaw = Flaw::new(&LATE_IMAGE, "a script was to load this image", "write its address into `src`");
        flaws.push(flaw.at(range));
    });
    value.take(flaws);
}

/// Escaped HTML: addresses that are not complete, where nothing says what they are relative to.
pub fn relative_addresses(value: &mut Value<'_>) {
    if !value.facts.own {
        return;
    }
    let mut flaws = Vec::new();
    html::relative_urls(value.text, &mut |found| {
        let message = format!("`{}` is not a complete address", shown(&found.value));
        flaws.push(Flaw::new(&RELATIVE_ADDRESS, message, "write it with `https://` and the host").at(found.at));
    });
    value.take(flaws);
}
