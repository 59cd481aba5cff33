//! What becomes of entries whose ids hold.

use super::*;
use crate::changes::Part;
use crate::feed::Deleted;

#[test]
fn each_entry_is_told_apart() {
    let [kept, edited, gone, old, fresh] = ["kept", "edited", "gone", "old", "fresh"].map(|name| article(name, 3));
    let mut better = edited.clone();
    better.content = Some("<p>Better.</p>".to_owned());
    better.updated = Some(day(4));
    let after = [fresh.clone(), kept.clone(), better];
    let mut site = Site::whole(&[kept, edited, gone, old.clone()], &after);
    // It is still there, but too old for the feed.
    site.articles.insert(old.id.clone());
    let changes = site.compare();
    assert_eq!(told(&changes[0]), ["new fresh", "unchanged kept", "changed edited", "withdrawn gone"]);
    assert_eq!(changes[0].left, [old.id]);
    let edited = &changes[0].entries[2];
    assert!(edited.content && !edited.silent && edited.words.is_empty(), "{edited:?}");
    assert_eq!(changes[0].entries[3].url, "https://courier.example/world/gone/");
    assert_eq!(changes[0].entries[0].origin.as_ref().unwrap().file.as_ref(), "articles/fresh.md");
}

#[test]
fn what_makes_a_change() {
    let base = article("grain", 3);
    let edit = |edit: &dyn Fn(&mut Entry)| {
        let mut entry = base.clone();
        edit(&mut entry);
        entry
    };
    let content = |entry: &mut Entry| entry.content = Some("<p>Other words.</p>".to_owned());
    // What is edited, whether it counts, whether as another text, whether silently.
    let cases: [(&str, Entry, bool, bool, bool); 11] = [
        ("nothing", base.clone(), false, false, false),
        ("title", edit(&|entry| entry.title.push('!')), true, false, true),
        ("summary", edit(&|entry| entry.summary.push('!')), true, false, true),
        ("updated", edit(&|entry| entry.updated = Some(day(4))), true, false, false),
        ("title and text", edit(&|entry| (content(entry), entry.title.push('!')).1), true, true, true),
        ("text alone", edit(&content), true, true, true),
        ("text, dated back", edit(&|entry| (content(entry), entry.updated = Some(day(2))).1), true, true, true),
        ("text and updated", edit(&|entry| (content(entry), entry.updated = Some(day(4))).1), true, true, false),
        ("no updated, which means published", edit(&|entry| entry.updated = None), false, false, false),
        ("summary only from now on", edit(&|entry| entry.content = None), true, true, false),
        (
            "markup",
            edit(&|entry| entry.content = entry.content.as_ref().map(|text| text.replace("em>", "b>"))),
            false,
            false,
            false,
        ),
    ];
    for (name, after, changed, content, silent) in cases {
        let changes = Site::whole(std::slice::from_ref(&base), &[after]).compare();
        let entry = &changes[0].entries[0];
        let expected = if changed { Change::Changed } else { Change::Unchanged };
        assert_eq!((entry.change, entry.content, entry.silent), (expected, content, silent), "{name}");
    }
}

#[test]
fn changed_words_of_title_and_summary_are_given() {
    let before = article("grain", 3);
    let after = Entry { title: "About oats".to_owned(), summary: String::new(), ..before.clone() };
    let changes = Site::whole(&[before], &[after]).compare();
    let words = &changes[0].entries[0].words;
    assert_eq!(words.iter().map(|field| field.field).collect::<Vec<_>>(), ["title", "summary"]);
    let removed = Part::Removed("grain".to_owned());
    assert_eq!(words[0].parts, [Part::Kept("About ".to_owned()), removed, Part::Added("oats".to_owned())]);
    assert_eq!(words[1].parts, [Part::Removed("What is to be said of grain.".to_owned())]);
}

#[test]
fn feeds_come_and_go() {
    let [a, b] = [article("a", 1), article("b", 2)];
    let site =
        Site::of(std::slice::from_ref(&a)).new_feed("new.xml", std::slice::from_ref(&a)).gone_feed("gone.xml", &[a, b]);
    let changes = site.compare();
    assert_eq!(told(&changes[0]), ["new a"]);
    assert_eq!(told(&changes[1]), ["withdrawn b"]);
    let flags = |feed: &FeedChanges| (feed.is_new, feed.is_gone);
    assert_eq!((flags(&changes[0]), flags(&changes[1])), ((true, false), (false, true)));
}

#[test]
fn nothing_is_new_in_an_archive() {
    let [a, b, c, d] = [article("a", 1), article("b", 2), article("c", 3), article("d", 4)];
    let site = Site::of(&[a.clone(), b.clone(), d.clone()])
        .feed("rss.xml", &[c.clone(), b.clone()], std::slice::from_ref(&d))
        .archive("archive/1.xml", std::slice::from_ref(&a), &[b, a.clone()]);
    let changes = site.compare();
    assert_eq!(told(&changes[0]), ["new d", "withdrawn c"]);
    assert_eq!(told(&changes[1]), ["unchanged b", "unchanged a"]);
}

#[test]
fn entries_without_id_and_those_that_stand_twice_are_taken_once() {
    let a = article("a", 1);
    let nameless = Entry { title: "Nameless".to_owned(), ..Entry::default() };
    let before = [a.clone(), nameless.clone(), Entry { title: "Again".to_owned(), ..a.clone() }];
    let changes = Site::whole(&before, &[a.clone(), a, nameless]).compare();
    assert_eq!(told(&changes[0]), ["unchanged a"]);
}

#[test]
fn what_comes_back_after_it_was_withdrawn_is_new_and_not_another() {
    let old = article("old", 1);
    let back = Entry { title: old.title.clone(), link: old.link.clone(), ..article("back", 1) };
    let mut site = Site::whole(std::slice::from_ref(&old), std::slice::from_ref(&back));
    assert_eq!(told(&site.compare()[0]), ["id-changed back <- old"]);
    let deleted = Deleted { id: back.id, when: day(5), published: day(1), mark: None };
    site.feeds[0].1.as_mut().unwrap().deleted.push(deleted);
    assert_eq!(told(&site.compare()[0]), ["new back", "withdrawn old"]);
}

#[test]
fn what_another_feed_has_shown_is_not_new() {
    let [known, edited, fresh] = ["known", "edited", "fresh"].map(|name| article(name, 3));
    let mut better = edited.clone();
    better.title.push('!');
    let mut site = Site::whole(&[], &[known.clone(), better, fresh]);
    site.feeds[0].1 = None;
    site.others.push(Document { entries: vec![known, edited], ..Document::default() });
    let changes = site.compare();
    assert_eq!(told(&changes[0]), ["unchanged known", "changed edited", "new fresh"]);
    assert!(!changes[0].is_new, "its readers are those of the other");
    site.others.clear();
    assert!(site.compare()[0].is_new);
}

#[test]
fn what_was_withdrawn_and_comes_back_under_another_id_is_known_again() {
    let (old, kept) = (article("old", 1), article("kept", 2));
    let back = Entry { title: old.title.clone(), ..article("back", 1) };
    let mark = Deleted::mark_of(&old.title, day(1));
    let deleted = Deleted { id: old.id.clone(), when: day(5), published: day(1), mark: Some(mark) };
    let site = |after: &[Entry]| {
        let mut site = Site::whole(std::slice::from_ref(&kept), after);
        site.feeds[0].1.as_mut().unwrap().deleted.push(deleted.clone());
        site
    };
    let changes = |after: &[Entry]| told(&site(after).compare()[0]);
    assert_eq!(changes(&[kept.clone(), back.clone()]), ["unchanged kept", "id-changed back <- old"]);
    // Another title, another day, or the old id itself: nothing to ask about.
    let other = article("other", 1);
    let later = Entry { title: old.title.clone(), ..article("later", 3) };
    assert_eq!(changes(&[kept.clone(), other, later]), ["unchanged kept", "new other", "new later"]);
    assert_eq!(changes(&[kept.clone(), old.clone(), back.clone()]), ["unchanged kept", "new old", "new back"]);
    // It stands in two places, or its article is published somewhere: who is to say which it is?
    let twin = Entry { title: old.title.clone(), ..article("twin", 1) };
    assert_eq!(changes(&[kept.clone(), back.clone(), twin]), ["unchanged kept", "new back", "new twin"]);
    let alike = Entry { title: old.title.clone(), published: old.published, ..kept.clone() };
    assert_eq!(changes(&[alike, back.clone()])[1], "new back", "one that keeps its id bears the same");
    let mut elsewhere = site(&[kept.clone(), back]);
    elsewhere.articles.insert(old.id.clone());
    assert_eq!(told(&elsewhere.compare()[0]), ["unchanged kept", "new back"]);
}
