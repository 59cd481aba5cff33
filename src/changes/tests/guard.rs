//! What is refused, at the edges of what may be.

use super::*;
use crate::changes::guard::{Accepted, judge, silent};
use crate::config::Guard;
use crate::diagnostic::{Diagnostic, Level};

fn articles(names: std::ops::Range<i64>) -> Vec<Entry> {
    names.map(|number| article(&format!("n{number}"), number)).collect()
}

fn rules(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|found| found.rule.name).collect()
}

fn judged(site: &Site, guard: Guard) -> Vec<Diagnostic> {
    judge(&site.compare(), &guard, Accepted::default(), "feedmill.toml")
}

#[test]
fn an_id_that_changes_is_named_once_with_its_line_and_the_mend() {
    let old = article("grain", 1);
    let new =
        Entry { id: "https://courier.example/world/oats/".to_owned(), title: "Of \"oats\"".to_owned(), ..old.clone() };
    let site =
        Site::whole(std::slice::from_ref(&old), std::slice::from_ref(&new)).feed("tags/a/rss.xml", &[old], &[new]);
    let guard = Guard { max_new: Some(0), max_withdrawn: Some(0) };
    let found = judged(&site, guard);
    assert_eq!(rules(&found), ["id-changed"], "it is neither new nor withdrawn");
    let found = &found[0];
    assert_eq!((found.file.as_ref(), found.place.unwrap().line, found.level), ("articles/oats.md", 2, Level::Error));
    let help = found.help.as_deref().unwrap();
    assert!(help.contains("`id = \"https://courier.example/world/grain/\"`"), "{help}");
    assert!(help.contains("`feedmill plan --pin`") && help.contains("`--accept-id-changes`"), "{help}");
    let accepted = Accepted { ids: true, many: false };
    assert_eq!(rules(&judge(&site.compare(), &guard, accepted, "feedmill.toml")), [""; 0]);
}

#[test]
fn an_article_nobody_knows_is_named_by_its_feed() {
    let [old, new] = [article("grain", 1), Entry { id: "tag:1".to_owned(), ..article("grain", 1) }];
    let mut changes = Site::whole(&[old], &[new]).compare();
    changes[0].entries[0].origin = None;
    let found = judge(&changes, &Guard::default(), Accepted::default(), "feedmill.toml");
    assert_eq!((found[0].file.as_ref(), found[0].place), ("rss.xml", None));
}

#[test]
fn so_many_may_be_new() {
    let all = articles(0..30);
    let cases = [(10, Some(10), 0), (11, Some(10), 1), (1, Some(0), 1), (0, Some(0), 0), (25, None, 0)];
    for (new, max_new, findings) in cases {
        let site = Site::whole(&all[new..], &all);
        let found = judged(&site, Guard { max_new, ..Guard::default() });
        assert_eq!(found.len(), findings, "{new} of {max_new:?}");
        if let Some(found) = found.first() {
            assert_eq!((found.rule.name, found.file.as_ref()), ("too-many-new", "rss.xml"));
            let help = found.help.as_deref().unwrap();
            assert!(help.contains("--accept-many") && help.contains("`max_new`"), "{help}");
        }
        let accepted = Accepted { ids: false, many: true };
        assert!(judge(&site.compare(), &Guard { max_new, ..Guard::default() }, accepted, "").is_empty());
    }
    let site = Site::of(&all).new_feed("new.xml", &all).archive("archive/1.xml", &[], &all);
    assert!(judged(&site, Guard { max_new: Some(0), ..Guard::default() }).is_empty(), "nobody reads them yet");
}

#[test]
fn so_many_may_be_withdrawn_from_a_feed() {
    let all = articles(0..30);
    for (gone, max_withdrawn, findings) in [(5, 5, 0), (6, 5, 1), (1, 0, 1), (0, 0, 0), (20, 20, 0)] {
        let site = Site::whole(&all, &all[gone..]);
        let found = judged(&site, Guard { max_withdrawn: Some(max_withdrawn), ..Guard::default() });
        assert_eq!(rules(&found), vec!["too-many-withdrawn"; findings], "{gone} of {max_withdrawn}");
    }
    let site = Site::whole(&all, &all[6..]);
    let found = judged(&site, Guard { max_withdrawn: Some(5), ..Guard::default() });
    let message = "6 entries would be withdrawn, 5 may be: \"About n0\", \"About n1\", \"About n2\" and 3 more";
    assert_eq!(found[0].message, message);
}

#[test]
fn without_a_bound_more_than_half_and_more_than_five_are_too_many() {
    // Published, withdrawn, refused.
    let cases =
        [(12, 6, false), (12, 7, true), (11, 6, true), (5, 5, false), (6, 6, true), (100, 50, false), (100, 51, true)];
    for (published, gone, refused) in cases {
        let all = articles(0..published);
        let site = Site::whole(&all, &all[gone..]).feed("tags/a/rss.xml", &all, &all[gone..]);
        let found = judged(&site, Guard::default());
        let expected = if refused { vec!["too-many-withdrawn"] } else { vec![] };
        assert_eq!(rules(&found), expected, "{gone} of {published}");
        assert!(found.iter().all(|found| found.file.as_ref() == "feedmill.toml"));
    }
}

#[test]
fn what_merely_left_a_feed_counts_among_the_published() {
    let all = articles(0..14);
    // Seven are withdrawn, seven too old: half, not more.
    let site = Site::of(&all[7..]).feed("rss.xml", &all, &[]);
    assert!(judged(&site, Guard::default()).is_empty());
    // In archives there may be any number.
    let site = Site::of(&[]).archive("archive/1.xml", &all, &[]);
    assert!(judged(&site, Guard::default()).is_empty());
}

#[test]
fn silent_changes_are_told_once() {
    let before = article("grain", 1);
    let after = Entry { content: Some("<p>Other.</p>".to_owned()), ..before.clone() };
    let site =
        Site::whole(std::slice::from_ref(&before), std::slice::from_ref(&after)).feed("b.xml", &[before], &[after]);
    let found = silent(&site.compare());
    assert_eq!(rules(&found), ["silent-change"]);
    assert_eq!((found[0].file.as_ref(), found[0].level), ("articles/grain.md", Level::Warning));
    assert!(judged(&site, Guard::default()).is_empty(), "nothing is refused for it");
}
