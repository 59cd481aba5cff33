//! Articles under other ids: each is found, and none that is not.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Articles with ids as the permalink gives them.
fn published() -> Vec<Entry> {
    (0..100).map(|number| article(&format!("article-{number}"), number % 40)).collect()
}

/// What is done to an article, so that it has another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Rename,
    Redate,
    Resection,
    Domain,
    /// Its id is made in another way.
    Scheme,
    /// Its title is another.
    Retitle,
    /// Its text is another.
    Rewrite,
}

impl Move {
    fn apply(self, entry: &mut Entry) {
        let with_link = |entry: &mut Entry, link: String| {
            entry.id = link.clone();
            entry.link = link;
        };
        match self {
            Move::Rename => with_link(entry, format!("{}-renamed/", entry.link.trim_end_matches('/'))),
            // The year is in the permalink.
            Move::Redate => {
                entry.published = entry.published.map(|time| time + chrono::Duration::days(365));
                with_link(entry, entry.link.replace(".example/", ".example/2027/"));
            }
            Move::Resection => with_link(entry, entry.link.replace("/world/", "/home/")),
            Move::Domain => with_link(entry, entry.link.replace("courier.example", "gazette.example")),
            Move::Scheme => entry.id = format!("tag:courier.example,2026:{}", entry.link),
            Move::Retitle => entry.title.push_str(", once more"),
            Move::Rewrite => entry.content = Some(format!("<p>All is new of {}.</p>", entry.link)),
        }
    }
}

fn moved(entry: &Entry, moves: &[Move]) -> Entry {
    let mut entry = entry.clone();
    moves.iter().for_each(|one| one.apply(&mut entry));
    entry
}

#[test]
fn a_hundred_articles_that_move_are_all_found() {
    use Move::*;
    let cases: &[&[Move]] = &[
        &[Rename],
        &[Redate],
        &[Resection],
        &[Domain],
        &[Scheme],
        &[Rename, Redate],
        &[Rename, Resection],
        &[Rename, Domain],
        &[Redate, Resection],
        &[Redate, Domain],
        &[Resection, Domain],
        &[Rename, Redate, Resection],
        &[Rename, Redate, Domain],
        &[Rename, Resection, Domain],
        &[Redate, Resection, Domain],
        &[Rename, Redate, Resection, Domain],
        &[Rename, Redate, Resection, Domain, Scheme],
        // The address is the same.
        &[Scheme, Retitle, Rewrite],
        // The path is.
        &[Domain, Retitle, Rewrite],
        // Title and time are.
        &[Rename, Resection, Rewrite],
        // The text is.
        &[Rename, Redate, Retitle],
    ];
    let before = published();
    for moves in cases {
        let after: Vec<Entry> = before.iter().map(|entry| moved(entry, moves)).collect();
        let changes = Site::whole(&before, &after).compare();
        let mut expected: Vec<_> =
            before.iter().zip(&after).map(|(old, new)| (old.id.clone(), new.id.clone())).collect();
        expected.sort();
        assert_eq!(id_changes(&changes), expected, "{moves:?}");
        assert!(changes[0].entries.iter().all(|entry| entry.change == Change::IdChanged), "{moves:?}");
        // Published under their old ids, as if pinned: nothing is said.
        let pinned: Vec<Entry> =
            before.iter().zip(&after).map(|(old, new)| Entry { id: old.id.clone(), ..new.clone() }).collect();
        assert_eq!(id_changes(&Site::whole(&before, &pinned).compare()), [], "{moves:?}, pinned");
    }
}

#[test]
fn an_article_that_moves_from_feed_to_feed_is_found() {
    let [old, other] = [article("grain", 1), article("oats", 2)];
    let new = moved(&old, &[Move::Resection]);
    let after = [new.clone(), other.clone()];
    let site = Site::of(&after)
        .feed("world.xml", &[old.clone(), other.clone()], std::slice::from_ref(&other))
        .feed("home.xml", &[], std::slice::from_ref(&new))
        .new_feed("tags/a.xml", std::slice::from_ref(&new));
    let changes = site.compare();
    assert_eq!(told(&changes[0]), ["unchanged oats"], "it is not withdrawn");
    assert_eq!(changes[0].left.join(" "), old.id);
    assert_eq!(told(&changes[1]), ["id-changed grain <- grain"]);
    assert_eq!(told(&changes[2]), ["id-changed grain <- grain"]);
    // What is published elsewhere is as good.
    let mut site = Site::of(&after).feed("home.xml", &[], std::slice::from_ref(&new));
    assert_eq!(told(&site.compare()[0]), ["new grain"]);
    site.others.push(document(&[old]));
    assert_eq!(told(&site.compare()[0]), ["id-changed grain <- grain"]);
    assert_eq!(id_changes(&site.compare())[0].1, new.id);
}

#[test]
fn what_is_published_elsewhere_under_its_id_is_not_another() {
    let [dead, known] = [article("grain", 1), Entry { id: "tag:known".to_owned(), ..article("grain", 1) }];
    let mut site = Site::whole(&[dead], std::slice::from_ref(&known));
    assert_eq!(told(&site.compare()[0]), ["id-changed tag:known <- grain"]);
    site.others.push(document(&[known]));
    assert_eq!(told(&site.compare()[0]), ["new tag:known", "withdrawn grain"]);
}

/// One published article, one new one, and whether they are the same.
#[test]
fn by_what_two_entries_are_one() {
    let old = article("grain", 1);
    // An id of its own, and nothing in common with the old one, but for what the case gives it.
    let blank = Entry { id: "tag:new".to_owned(), ..article("something-else", 20) };
    let link = |link: &str| Entry { link: link.to_owned(), ..blank.clone() };
    let (title, published, content) = (old.title.clone(), old.published, old.content.clone());
    let texts = |summary: &str| Entry { content: None, summary: summary.to_owned(), ..blank.clone() };
    let cases: Vec<(&str, Entry, bool)> = vec![
        ("nothing", blank.clone(), false),
        ("link", link(&old.link), true),
        ("scheme", link("http://courier.example/world/grain/"), true),
        ("slash", link("https://courier.example/world/grain"), true),
        ("case of the host", link("https://Courier.EXAMPLE/world/grain/"), true),
        ("case of the path", link("https://courier.example/World/grain/"), false),
        ("host", link("https://www.courier.example/world/grain/"), true),
        ("query", link("https://courier.example/world/grain/?page=2"), false),
        ("fragment", link("https://courier.example/world/grain/#notes"), false),
        ("title", Entry { title: title.clone(), ..blank.clone() }, false),
        ("time", Entry { published, ..blank.clone() }, false),
        ("title and time", Entry { title: title.clone(), published, ..blank.clone() }, true),
        (
            "title and nearly the time",
            Entry {
                title: title.clone(),
                published: published.map(|time| time + chrono::Duration::hours(1)),
                ..blank.clone()
            },
            false,
        ),
        ("title and text", Entry { title, content: content.clone(), ..blank.clone() }, true),
        ("text", Entry { content, ..blank.clone() }, true),
        ("short text", texts("What is to be said of grain."), false),
    ];
    for (name, new, same) in cases {
        let changes = Site::whole(std::slice::from_ref(&old), &[new]).compare();
        assert_eq!(id_changes(&changes).len(), usize::from(same), "{name}: {:?}", told(&changes[0]));
    }
    // On another host the path must say something.
    let home = |host: &str, name: &str| Entry {
        link: format!("https://{host}/"),
        id: format!("tag:{name}"),
        ..article(name, 1)
    };
    let changes = Site::whole(&[home("a.example", "a")], &[home("b.example", "b")]).compare();
    assert_eq!(id_changes(&changes), []);
    // 39 characters are no text, 40 are.
    for (length, same) in [(39, 0), (40, 1)] {
        let text = |entry: Entry| Entry { content: None, summary: "é".repeat(length), ..entry };
        let changes = Site::whole(&[text(old.clone())], &[text(blank.clone())]).compare();
        assert_eq!(id_changes(&changes).len(), same, "{length}");
    }
}

#[test]
fn swapped_ids_change_texts_not_ids() {
    let [a, b] = [article("a", 1), article("b", 2)];
    let swapped = [Entry { id: b.id.clone(), ..a.clone() }, Entry { id: a.id.clone(), ..b.clone() }];
    let changes = Site::whole(&[a, b], &swapped).compare();
    assert_eq!(told(&changes[0]), ["changed b", "changed a"]);
}

#[test]
fn the_surest_sign_wins_and_each_old_id_goes_once() {
    let [old, other] = [article("old", 1), article("other", 2)];
    // One has its address, the other its title and date.
    let by_link = Entry { id: "tag:link".to_owned(), link: old.link.clone(), ..article("x", 9) };
    let by_title =
        Entry { id: "tag:title".to_owned(), title: old.title.clone(), published: old.published, ..article("y", 9) };
    let site = Site::whole(&[old.clone(), other], &[by_title, by_link]);
    assert_eq!(told(&site.compare()[0]), ["new tag:title", "id-changed tag:link <- old", "withdrawn other"]);
}

#[test]
fn an_article_that_takes_over_the_address_of_a_dead_one_is_asked_about() {
    let old = article("grain", 1);
    let new = Entry { id: "tag:new".to_owned(), link: old.link.clone(), ..article("another", 9) };
    assert_eq!(
        told(&Site::whole(std::slice::from_ref(&old), std::slice::from_ref(&new)).compare()[0]),
        ["id-changed tag:new <- grain"]
    );
    // While the old one lives, it is another article.
    let mut site = Site::whole(std::slice::from_ref(&old), &[new]);
    site.articles.insert(old.id);
    assert_eq!(told(&site.compare()[0]), ["new tag:new"]);
}

#[test]
fn an_article_whose_id_another_one_took_is_found() {
    let [old, kept] = [article("grain", 1), article("salt", 2)];
    let moved = Entry { id: "tag:moved".to_owned(), link: "https://courier.example/moved/".to_owned(), ..old.clone() };
    let taker = Entry { id: old.id.clone(), link: old.link.clone(), ..article("another", 9) };
    let site = Site::whole(&[old.clone(), kept.clone()], &[taker, moved.clone(), kept]);
    let told = told(&site.compare()[0]);
    assert_eq!(told, ["changed grain", "id-changed tag:moved <- grain", "unchanged salt"]);
    // With its title, its date or its text it is the same article still, and the other one a copy.
    for edit in [
        Entry { title: "All new".to_owned(), content: Some("<p>All new.</p>".to_owned()), ..old.clone() },
        Entry { published: Some(day(9)), content: Some("<p>All new.</p>".to_owned()), ..old.clone() },
        Entry { published: Some(day(9)), title: "All new".to_owned(), ..old.clone() },
    ] {
        assert!(id_changes(&Site::whole(std::slice::from_ref(&old), &[edit, moved.clone()]).compare()).is_empty());
    }
}

#[test]
fn articles_of_one_title_are_told_apart() {
    let notes = |name: &str, number| Entry { title: "Notes".to_owned(), ..article(name, number) };
    let before = [notes("a", 5), notes("b", 5), notes("c", 6)];
    // Both of one moment are renamed, so that the other comes first: each text finds its own.
    let renamed = |name: &str, old: &Entry| {
        let link = article(name, 5).link;
        Entry { id: link.clone(), link, ..old.clone() }
    };
    let after = [renamed("y", &before[1]), renamed("z", &before[0]), before[2].clone()];
    let told = told(&Site::whole(&before, &after).compare()[0]);
    assert_eq!(told, ["id-changed y <- b", "id-changed z <- a", "unchanged c"]);
    // One is withdrawn, and another comes, with the title of all and at a moment of its own.
    let after = [before[0].clone(), before[1].clone(), notes("d", 7)];
    assert_eq!(
        super::told(&Site::whole(&before, &after).compare()[0]),
        ["unchanged a", "unchanged b", "new d", "withdrawn c"]
    );
}

#[test]
fn text_that_many_have_says_nothing() {
    let text = "Read the whole of this story, and many others, on our site: it is worth it.";
    let short = |name: &str, number| Entry { content: None, summary: text.to_owned(), ..article(name, number) };
    let before: Vec<Entry> = (0..20).map(|number| short(&format!("n{number}"), number)).collect();
    // One expires, one comes; then many of each; then all.
    for count in [1, 8, 20] {
        let mut after = before[count..].to_vec();
        after.extend((0..count).map(|number| short(&format!("fresh{number}"), 30 + i64::try_from(number).unwrap())));
        let changes = Site::whole(&before, &after).compare();
        assert_eq!(id_changes(&changes), []);
    }
    // A report with one title and one text every day.
    let weather = |name: &str, number| Entry { title: "Weather".to_owned(), ..short(name, number) };
    let before: Vec<Entry> = (0..5).map(|number| weather(&format!("n{number}"), number)).collect();
    let after = [&before[1..], &[weather("n5", 5)]].concat();
    assert_eq!(id_changes(&Site::whole(&before, &after).compare()), []);
    // Those that live say so, too, where the feed shows them no longer.
    let mut site = Site::whole(&before, &[weather("n5", 5)]);
    site.articles.extend(before[1..].iter().map(|entry| entry.id.clone()));
    assert_eq!(id_changes(&site.compare()), []);
    // A list whose entries all lead to one page.
    let linked = |name: &str, number| Entry {
        id: format!("tag:{name}"),
        link: "https://courier.example/".to_owned(),
        ..article(name, number)
    };
    let before: Vec<Entry> = (0..5).map(|number| linked(&format!("n{number}"), number)).collect();
    let after = [&before[1..], &[linked("n5", 5)]].concat();
    assert_eq!(id_changes(&Site::whole(&before, &after).compare()), []);
}

#[test]
fn feeds_of_one_article_in_several_forms_are_of_one_mind() {
    // A feed of whole texts that goes, and one of summaries that comes: the address is another, title and date are the same.
    let old = article("grain", 1);
    let new = moved(&old, &[Move::Rename]);
    let short = Entry { content: None, ..new.clone() };
    let site = Site::of(std::slice::from_ref(&new))
        .gone_feed("full.xml", std::slice::from_ref(&old))
        .new_feed("short.xml", &[short]);
    assert_eq!(id_changes(&site.compare()), [(old.id, new.id)]);
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Stays,
    Edited(Move),
    Removed,
    Renamed(Move, Option<Move>),
}

fn fate() -> impl Strategy<Value = Fate> {
    use Move::*;
    let ways = || prop::sample::select(vec![Rename, Redate, Resection, Domain, Scheme]);
    prop_oneof![
        3 => Just(Fate::Stays),
        2 => prop::sample::select(vec![Retitle, Rewrite]).prop_map(Fate::Edited),
        2 => Just(Fate::Removed),
        2 => (ways(), prop::option::of(ways())).prop_map(|(one, other)| Fate::Renamed(one, other)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    /// Articles come, go, and are edited and moved, in a feed of all, two of sections and an archive, with windows that end where they may.
    #[test]
    fn exactly_what_was_moved_is_found(
        fates in prop::collection::vec(fate(), 1..40),
        fresh in 0..12_i64,
        window in 1..40_usize,
        turn in 0..5_usize,
        boilerplate in any::<bool>(),
    ) {
        let count = i64::try_from(fates.len()).unwrap();
        // What only one that went and one that came have is what they are known by.
        let boilerplate = boilerplate && count > 1;
        let text = |mut entry: Entry| {
            if boilerplate {
                entry.content = Some("<p>The same few words stand in each and every one of them.</p>".to_owned());
            }
            entry
        };
        let before: Vec<Entry> = (0..count).map(|number| text(article(&format!("n{number}"), number / 3))).collect();
        let mut after: Vec<Entry> = (0..fresh).map(|number| text(article(&format!("f{number}"), number / 3))).collect();
        let mut expected = BTreeMap::new();
        for (fate, old) in fates.iter().zip(&before) {
            match *fate {
                Fate::Stays => after.push(old.clone()),
                Fate::Edited(how) => after.push(moved(old, &[how])),
                Fate::Removed => {}
                Fate::Renamed(one, other) => {
                    let moves: Vec<Move> = std::iter::once(one).chain(other.filter(|other| *other != one)).collect();
                    let new = moved(old, &moves);
                    expected.insert(old.id.clone(), new.id.clone());
                    after.push(new);
                }
            }
        }
        let half = |entries: &[Entry], even: bool| -> Vec<Entry> {
            entries.iter().filter(|entry| (entry.title.len() % 2 == 0) == even).cloned().collect()
        };
        let shown = |entries: &[Entry]| entries.iter().take(window).cloned().collect::<Vec<_>>();
        let mut site = Site::of(&after)
            .feed("rss.xml", &shown(&before), &shown(&after))
            .feed("even.xml", &half(&before, true), &half(&after, true))
            .feed("odd.xml", &half(&before, false), &half(&after, false))
            .archive("archive/1.xml", &before, &after);
        let first = site.compare();
        let expected: Vec<(String, String)> = expected.into_iter().collect();
        prop_assert_eq!(&id_changes(&first), &expected);
        // Withdrawn is what was removed, no more.
        let removed = fates.iter().zip(&before).filter(|(fate, _)| matches!(fate, Fate::Removed)).count();
        let archive = &first[3].entries;
        prop_assert_eq!(archive.iter().filter(|entry| entry.change == Change::Withdrawn).count(), removed);
        // The order of feeds does not matter.
        site.feeds.rotate_left(turn % 4);
        prop_assert_eq!(id_changes(&site.compare()), expected);
    }

    /// Whatever entries have in common: each id changes once at most, and only to one that nobody knows from one that is dead, or
    /// another article's.
    #[test]
    fn ids_change_one_to_one(before in prop::collection::vec(tangle(), 0..30), after in prop::collection::vec(tangle(), 0..30)) {
        let mut site = Site::whole(&before, &after);
        let changes = site.compare();
        let pairs = id_changes(&changes);
        let old: HashSet<&str> = pairs.iter().map(|(old, _)| &**old).collect();
        let new: HashSet<&str> = pairs.iter().map(|(_, new)| &**new).collect();
        prop_assert_eq!((old.len(), new.len()), (pairs.len(), pairs.len()));
        let is_another = |entry: &Entry| {
            let is_same = |old: &Entry| old.title == entry.title || old.published == entry.published || old.content == entry.content;
            !before.iter().any(|old| old.id == entry.id && is_same(old))
        };
        prop_assert!(after.iter().all(|entry| !old.contains(&*entry.id) || is_another(entry)));
        prop_assert!(new.iter().all(|id| before.iter().all(|entry| entry.id != *id)));
        // Neither the order of entries nor that of feeds matters.
        let (mut before, mut after) = (before, after);
        before.reverse();
        after.reverse();
        let others = after.split_off(after.len() / 2);
        site = Site::whole(&before, &after).feed("b.xml", &[], &others);
        site.articles.extend(others.iter().map(|entry| entry.id.clone()));
        site.feeds.reverse();
        let again = site.compare();
        let unique: HashSet<&str> = after.iter().chain(&others).map(|entry| &*entry.id).collect();
        if unique.len() == after.len() + others.len() {
            prop_assert_eq!(id_changes(&again), pairs);
        }
    }
}

/// Entries that have much in common.
fn tangle() -> impl Strategy<Value = Entry> {
    (0..40_u32, 0..6_u32, 0..4_u32, 0..4_i64, 0..3_u32).prop_map(|(id, link, title, number, text)| Entry {
        id: format!("tag:{id}"),
        link: format!("https://courier.example/{link}/"),
        title: format!("Title {title}"),
        content: Some(format!("A text that is long enough to say whose it may be: {text}")),
        published: Some(day(number)),
        ..Entry::default()
    })
}
