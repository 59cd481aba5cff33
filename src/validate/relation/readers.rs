//! What is valid and yet goes wrong in readers: rules of feedmill's own about entries, whatever the format.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use super::dates::UPDATED_BEFORE_PUBLISHED;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::node::{Kept, Spot};
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

/// Hosts that will not last, by how they begin, and by how they end.
const PASSING_STARTS: &[&str] =
    &["localhost", "127.", "0.0.0.0", "192.168.", "[::1]", "staging.", "preview.", "deploy-preview-"];
const PASSING_ENDS: &[&str] = &[".local", ".localhost", ".test", ".invalid"];
/// Sessions and campaigns in an address.
const PASSING_FIELDS: &[&str] =
    &["phpsessid=", "jsessionid=", "sessionid=", "utm_source=", "utm_medium=", "utm_campaign="];

/// Runs when an entry of RSS closes.
pub fn rss_item(scope: &mut Scope<'_, '_, '_>) {
    let (rss, rdf) = (&["pubDate", "dc:date", "atom:published"], &["dc:date"]);
    let published: &[&str] = if scope.ctx.kind == Kind::Rss1 { rdf } else { rss };
    entry(scope, &["guid", "atom:id"], published, &["atom:updated", "dcterms:modified"]);
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
    let first = |names: &[&str]| names.iter().find_map(|name| node.kept(name).next());
    let (id, published_at, updated_at) = (first(ids), first(published), first(updated));
    let dated = |names: &[&str]| names.iter().any(|name| node.has(name));
    let has_date = dated(published) || dated(updated);
    let passing = id.filter(|id| !is_lasting(&id.text)).cloned();
    let published_moment = published_at.and_then(|kept| date::moment(&kept.text));
    let updated_moment = match (published_at, updated_at) {
        (Some(published), Some(updated)) if published.text == updated.text => published_moment,
        _ => updated_at.and_then(|kept| date::moment(&kept.text)),
    };
    let early = updated_at.filter(|_| updated_moment < published_moment && updated_moment.is_some());
    let early = early.map(|kept| kept.open);
    let dated = published_at.or(updated_at).map(|kept| (kept.row.name, kept.open));
    if let Some(id) = passing {
        unstable(scope, &id);
    }
    // Before 2.0, RSS has no dates of its own for items; Atom demands one, which is another rule's.
    if !has_date && scope.ctx.kind == Kind::Rss && scope.ctx.rss_version.starts_with("2.") {
        let name = published.first().copied().unwrap_or_default();
        scope
            .flag(&ENTRY_WITHOUT_DATE, At::Open, "the entry has no date")
            .help(format!("add `<{name}>` with the time it was published"));
    }
    if let Some(open) = early {
        scope
            .flag(&UPDATED_BEFORE_PUBLISHED, At::Spot(open), "the entry was updated before it was published")
            .help("mend one of the two dates; check their zones");
    }
    if let (Some(moment), Some((name, open))) = (published_moment.or(updated_moment), dated) {
        future(scope, moment, name, open);
    }
}

/// Whether nothing of an address will pass; the quick look that nearly all stand up to.
fn is_lasting(address: &str) -> bool {
    let lower = match address.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(address.to_ascii_lowercase()),
        false => Cow::Borrowed(address),
    };
    passing(&lower).is_none()
}

/// What of an address, in small letters, will not last.
fn passing(address: &str) -> Option<&str> {
    let rest = match memchr::memchr(b':', address.as_bytes()).and_then(|colon| address.get(colon..)) {
        Some(rest) if rest.starts_with("://") => rest.get(3..)?,
        _ => address.split_once("://")?.1,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let private = name.strip_prefix("10.").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    // A well-known site for blogs is called so.
    let is_draft = name.starts_with("dev.") && name != "dev.to";
    let starts = PASSING_STARTS.iter().any(|start| name.starts_with(start));
    let ends = PASSING_ENDS.iter().any(|end| name.ends_with(end));
    if private || is_draft || starts || ends {
        return Some(name);
    }
    // Each field ends in one.
    memchr::memchr(b'=', rest.as_bytes())?;
    let field = PASSING_FIELDS.iter().find(|field| rest.contains(**field))?;
    field.strip_suffix('=')
}

fn unstable(scope: &mut Scope<'_, '_, '_>, id: &Kept) {
    let lower = id.text.to_ascii_lowercase();
    let Some(what) = passing(&lower) else { return };
    scope
        .flag(&UNSTABLE_ID, At::Spot(id.open), format!("the entry's id `{}` will not last: `{what}`", shown(&id.text)))
        .help("write the entry's permanent address, or a `tag:` URI");
}

fn future(scope: &mut Scope<'_, '_, '_>, moment: DateTime<Utc>, name: &str, open: Spot) {
    let now = scope.ctx.options.now;
    let ahead = moment - now;
    // What is further ahead is implausible, which is another rule's.
    if ahead <= TimeDelta::zero() || ahead > TimeDelta::days(1) {
        return;
    }
    if name == "pubDate" && ahead > TimeDelta::minutes(10) {
        return;
    }
    let minutes = ahead.num_minutes().max(1);
    scope
        .flag(&FUTURE_ENTRY, At::Spot(open), format!("the entry is dated {minutes} minutes in the future"))
        .help("check the date's zone, or publish the entry when its time has come");
}

/// Escaped HTML: images that no reader can show.
pub fn late_images(value: &mut Value<'_>) {
    if value.facts.own {
        value.take(late_image_flaws(value.text));
    }
}

/// The images in escaped HTML that no reader can show.
pub fn late_image_flaws(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    html::late_images(text, &mut |range| {
        let flaw = Flaw::new(&LATE_IMAGE, "a script was to load this image", "write its address into `src`");
        flaws.push(flaw.at(range));
    });
    flaws
}

/// The addresses in escaped HTML that are not complete, where nothing says what they are relative to. Those within the
/// page, such as of footnotes, are as good as can be.
pub fn relative_flaws(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    html::relative_urls(text, &mut |found| {
        if found.invalid.is_none() && !found.value.is_empty() && !found.value.starts_with('#') {
            let message = format!("`{}` is not a complete address", shown(&found.value));
            flaws.push(Flaw::new(&RELATIVE_ADDRESS, message, "write it with `https://` and the host").at(found.at));
        }
    });
    flaws
}

#[cfg(test)]
mod tests;
