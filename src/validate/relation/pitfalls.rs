//! What formats allow and readers stumble over: feeds too large, titles escaped once more than they should be, entries
//! that lead nowhere.

use super::entry::IS_ELSEWHERE;
use super::links::rel;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Level, Report};
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Check, Value};
use crate::validate::value::{Flaw, number};

rules! {
    /// A feed is larger than readers like to load.
    ///
    /// Each reader loads all of it again whenever something has changed. Some stop at 5 MB and show nothing; beyond
    /// 1 MB it is worth keeping fewer entries, and the older ones in archives. Spec: RFC 5005.
    LARGE_FEED = Warning "large-feed", own;

    /// A title was escaped once more than it should be.
    ///
    /// Readers show `&amp;` or `&lt;b&gt;` for `&` and `<b>`. A title of `type="html"` is escaped as HTML and then as
    /// XML; the title of a JSON Feed is plain text, and not escaped at all.
    ESCAPED_TWICE = Warning "escaped-twice", own;

    /// An entry has no address to go to.
    ///
    /// It has neither a link, nor a permanent address as its id, nor a file. Readers show it, but a click on it leads
    /// nowhere, and it cannot be passed on.
    ENTRY_WITHOUT_LINK = Info "entry-without-link", own;

    /// Two items without a `<guid>` have the same link.
    ///
    /// Without a `<guid>` many readers tell items apart by their link: they show one of the two, or take it for a new
    /// version of the other. Give each a `<guid>`.
    SHARED_LINK = Warning "shared-link", own;

    /// The `<description>` of an item is longer than its content.
    ///
    /// Some readers show the longer of the two, so that a summary with much in it takes the place of the article. Put
    /// the whole text into `<content:encoded>`, and a short one into `<description>`.
    SUMMARY_LONGER_THAN_CONTENT = Info "summary-longer-than-content", own;

    /// A feed asks not to be loaded again for more than a week.
    ///
    /// `<ttl>` counts minutes. Readers that heed it look so seldom that they miss entries; most often seconds were
    /// meant.
    LONG_TTL = Warning "long-ttl", own;
}

/// The scope of the links of a channel's items without a guid.
const LINKS: &str = "link";
/// So many bytes are too much for some readers, and so many worth a word.
const TOO_LARGE: usize = 5_000_000;
const LARGE: usize = 1_000_000;
/// Minutes of a week.
const WEEK: i64 = 7 * 24 * 60;

/// Judges how large a document is, in bytes.
pub fn size(bytes: usize, kind: Kind, report: &mut Report<'_>) {
    if bytes <= LARGE || !matches!(kind, Kind::Rss | Kind::Rss1 | Kind::Atom | Kind::Json) {
        return;
    }
    let tenths = bytes / 100_000;
    let message = format!("the feed has {}.{} MB", tenths / 10, tenths % 10);
    let finding = report.flag_file(&LARGE_FEED, message);
    finding.help("keep fewer entries in it, or shorter ones, and put older entries into archives");
    if bytes <= TOO_LARGE {
        finding.level = Level::Info;
    }
}

/// A title in HTML, or in JSON: text that shows as an entity.
pub fn escaped_title(text: &str, is_html: bool) -> Option<Flaw> {
    let at = memchr::memchr_iter(b'&', text.as_bytes()).find_map(|at| {
        let rest = text.get(at + 1..)?;
        // In HTML, an `&` is written `&amp;`.
        let inside = if is_html { rest.strip_prefix("amp;")? } else { rest };
        let end = inside.bytes().take(8).position(|b| b == b';')?;
        let name = inside.get(..end)?;
        let is_number = name.strip_prefix('#').is_some_and(|digits| {
            let digits = digits.strip_prefix(['x', 'X']).unwrap_or(digits);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
        });
        let known = is_number || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp");
        known.then_some((at, at + 1 + (rest.len() - inside.len()) + end + 1, name))
    });
    let (start, end, name) = at?;
    let message = format!("readers show `&{name};` in the title");
    let help = match is_html {
        true => "escape the title once less, or write `type=\"text\"` and the title as it is to be read",
        false => "write the character itself: titles in JSON are plain text",
    };
    Some(Flaw::new(&ESCAPED_TWICE, message, help).at(start..end))
}

/// The `<ttl>` of a channel.
pub const TTL: Check = |v: &mut Value<'_>| {
    let minutes = number::integer_value(v.text).filter(|minutes| v.facts.own && *minutes > WEEK);
    v.take(minutes.map(|minutes| {
        let message = format!("`<ttl>` is {minutes} minutes, {} days", minutes / (24 * 60));
        let help = match minutes / 60 {
            hour if minutes % 60 == 0 => format!("write minutes: `{hour}` if seconds were meant"),
            _ => "write the minutes after which readers may look again, such as `60`".to_owned(),
        };
        Flaw::new(&LONG_TTL, message, help)
    }));
};

/// Runs when a channel opens: links are compared within it.
pub fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.forget(LINKS);
}

/// Runs when the description or the content of an item closes: notes how long it is.
pub fn note_length(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let (length, which) = (node.value_len(), usize::from(node.name == "content:encoded"));
    if let Some(item) = scope.ancestor_mut(1)
        && let Some(slot) = item.lengths.get_mut(which)
    {
        *slot = length;
    }
}

/// Runs when an item of RSS closes.
pub fn rss_item(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.as_w3c() {
        return;
    }
    let node = scope.node();
    let [summary, content] = node.lengths;
    if content > 0 && summary > content {
        let message = format!("the `<description>` has {summary} bytes, `<content:encoded>` only {content}");
        scope
            .flag(&SUMMARY_LONGER_THAN_CONTENT, At::Open, message)
            .help("put the whole text into `<content:encoded>`, and a shorter one into `<description>`");
    }
    let node = scope.node();
    let link = node.kept("link").next().filter(|link| !link.text.is_empty());
    let is_permalink = node.kept("guid").any(|guid| guid.attr("isPermaLink") != Some("false"));
    let leads = link.is_some()
        || is_permalink
        || ["enclosure", "atom:link", "media:content", "media:group"].iter().any(|name| node.has(name));
    let link = link.map(|link| (link.text.clone(), link.open));
    if !leads && scope.ctx.rss_version.starts_with("2.") {
        scope
            .flag(&ENTRY_WITHOUT_LINK, At::Open, "the item leads nowhere")
            .help("add `<link>https://example.com/the-article</link>`");
    }
    if let Some((link, open)) = link.filter(|_| !scope.node().has("guid"))
        && !scope.ctx.is_new(LINKS, &link)
    {
        scope
            .flag_as(
                &SHARED_LINK,
                At::Spot(open),
                format!("another item has the link `{}` too", shown(&link)),
                "link",
                "item",
            )
            .help("give each item a `<guid>` of its own, which never changes");
    }
}

/// Runs when an entry of Atom closes.
pub fn atom_entry(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let leads = node.kept("link").any(|link| matches!(rel(link), "alternate" | "enclosure" | "related" | "via"));
    let leads = leads || node.marks & IS_ELSEWHERE != 0;
    let is_address = node.kept("id").any(|id| id.text.starts_with("http://") || id.text.starts_with("https://"));
    // Without content it must have a link: another rule's.
    let in_feed = scope.ctx.kind == Kind::Atom;
    if in_feed && !leads && !is_address && node.has("content") && !scope.ctx.as_w3c() {
        scope
            .flag(&ENTRY_WITHOUT_LINK, At::Open, "the entry leads nowhere")
            .help("add `<link href=\"…\"/>` with the address of the entry's page");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::{Options, RuleSet, validate, validate_reader};

    /// What of this file's rules is broken.
    fn found(text: &str) -> Vec<(&'static str, Level)> {
        let own = |options: &Options| -> Vec<_> {
            let found = validate(text.as_bytes(), options).diagnostics;
            let ours = found.into_iter().filter(|found| RULES.iter().any(|rule| rule.name == found.rule.name));
            ours.map(|found| (found.rule.name, found.level)).collect()
        };
        assert!(own(&Options { rules: RuleSet::W3c, ..Options::new("feed") }).is_empty());
        own(&Options::new("feed"))
    }

    fn names(text: &str) -> Vec<&'static str> {
        found(text).into_iter().map(|(name, _)| name).collect()
    }

    fn rss(inside: &str) -> String {
        format!(
            "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
             <channel><title>T</title><link>https://example.com/</link><description>D</description>{inside}</channel></rss>"
        )
    }

    fn atom(title: &str, entry: &str) -> String {
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{title}<content>x</content>{entry}</entry></feed>")
    }

    #[test]
    fn large_feeds_are_told_of() {
        let padded = |bytes: usize| rss(&format!("<!--{}-->", "x".repeat(bytes)));
        assert_eq!(found(&padded(900_000)), []);
        assert_eq!(found(&padded(1_100_000)), [("large-feed", Level::Info)]);
        let large = padded(5_100_000);
        assert_eq!(found(&large), [("large-feed", Level::Warning)]);
        let read = validate_reader(large.as_bytes(), &Options::new("feed")).unwrap();
        assert!(
            read.diagnostics
                .iter()
                .any(|found| found.rule.name == "large-feed" && found.message == "the feed has 5.1 MB")
        );
        let outline = format!("<opml version='2.0'><!--{}--><head/><body/></opml>", "x".repeat(1_100_000));
        assert_eq!(found(&outline), []);
    }

    #[test]
    fn titles_are_escaped_once() {
        for (title, wanted) in [
            ("<title type='html'>Q &amp;amp; A</title>", 0),
            ("<title type='html'>Q &amp;amp;amp; A</title>", 1),
            ("<title type='html'>&amp;amp;lt;b&amp;amp;gt; and &amp;amp;#8217;</title>", 1),
            ("<title type='html'>AT&amp;amp;T; or so</title>", 0),
            ("<title>Q &amp;amp; A</title>", 0),
        ] {
            let text = atom(title, "<link href='https://example.com/1'/>");
            assert_eq!(names(&text).len(), wanted, "{title}");
        }
        let json = |title: &str| {
            names(&format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{{"id":"1","title":"{title}","content_text":"x"}}]}}"#
            ))
        };
        assert_eq!(json("Q &amp; A"), ["escaped-twice"]);
        assert_eq!(json("It&#39;s"), ["escaped-twice"]);
        assert_eq!(json("Q & A; AT&T; &x;"), [""; 0]);
    }

    #[test]
    fn entries_lead_somewhere() {
        for (item, wanted) in [
            ("<title>E</title>", &["entry-without-link"][..]),
            ("<title>E</title><guid isPermaLink='false'>x</guid>", &["entry-without-link"]),
            ("<title>E</title><guid>https://example.com/1</guid>", &[]),
            ("<title>E</title><link>https://example.com/1</link>", &[]),
            ("<title>E</title><enclosure url='https://example.com/1.mp3' length='1' type='audio/mpeg'/>", &[]),
        ] {
            assert_eq!(names(&rss(&format!("<item>{item}</item>"))), wanted, "{item}");
        }
        assert_eq!(names(&atom("<title>E</title><id>urn:uuid:1</id>", "")), ["entry-without-link"]);
        assert_eq!(names(&atom("<title>E</title><id>https://example.com/1</id>", "")), [""; 0]);
    }

    #[test]
    fn links_stand_for_missing_guids() {
        let item = |guid: &str| format!("<item><title>E</title>{guid}<link>https://example.com/1</link></item>");
        assert_eq!(names(&rss(&(item("") + &item("")))), ["shared-link"]);
        assert_eq!(names(&rss(&(item("<guid>https://example.com/1</guid>") + &item("")))), [""; 0]);
    }

    #[test]
    fn a_summary_is_shorter_than_the_content() {
        let item = |summary: &str| {
            names(&rss(&format!(
                "<item><description>{summary}</description><link>https://example.com/1</link><content:encoded>all of it</content:encoded></item>"
            )))
        };
        assert_eq!(item("a part"), [""; 0]);
        assert_eq!(item("all of it"), [""; 0]);
        assert_eq!(item("more than all of it"), ["summary-longer-than-content"]);
    }

    #[test]
    fn a_ttl_counts_minutes() {
        assert_eq!(names(&rss("<ttl>10080</ttl>")), [""; 0]);
        assert_eq!(names(&rss("<ttl>86400</ttl>")), ["long-ttl"]);
    }
}
