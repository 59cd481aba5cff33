//! Tests of what is given and asked for.

use super::*;

const TEXT: &str = "Traders in the port say that they have run out of room, and that prices will fall on.\n\
    Grain Prices Fall\n\nGrain Prices Fall\nODESA, March 3 — Prices fell for a third week as the harvest came in.\n\
    Nobody knows how long it will go on, since rain is forecast for the end of the week.\n\
    Sam Reed contributed to this report. Jo Field covers grain and is based in Odesa.\n\
    Nobody knows how long it will go on, since rain is forecast for the end of the week.\n\
    Sam Reed contributed to this report. Jo Field covers grain and is based in Odesa.\n";

fn faults(given: &Given, text: &str) -> Vec<(&'static str, String, String)> {
    let faults = given.complete(wire::read(text), "wire.txt").unwrap_err();
    faults.into_iter().map(|fault| (fault.rule.name, fault.message, fault.help.unwrap_or_default())).collect()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_date_that_is_missing_is_asked_for_with_what_was_understood() {
    let found = Given::default().complete(wire::read(TEXT), "wire.txt").unwrap_err();
    assert_eq!((found.len(), found[0].rule.name, &*found[0].file), (1, "import-date-missing", "wire.txt"));
    assert_eq!(found[0].place.map(|place| place.line), Some(5));
    assert_eq!(
        found[0].message,
        "no date was found in wire.txt but `March 3`, without a year, in the dateline `ODESA, March 3`; understood so \
         far: title “Grain Prices Fall”, summary “Traders in the port say that they have run out of room, and…”, \
         author Jo Field, contributor Sam Reed, 2 paragraphs, 2 paragraphs in lines 8 to 9 left out as repetitions"
    );
    let help = found[0].help.clone().unwrap();
    assert!(help.contains("--date \"March 3 YEAR\"") && help.contains("--draft"), "{help}");
    let unsure = TEXT.replace("Grain Prices Fall\nODESA, March 3 —", "Grain Prices Fall\n03/04/2025\nODESA —");
    let found = faults(&Given::default(), &unsure);
    assert!(found[0].1.contains("may be 2025-04-03 or 2025-03-04"), "{}", found[0].1);
}

#[test]
fn a_title_that_is_missing_is_asked_for() {
    let found = faults(&Given::default(), "Prices fell for a third week. It rained.\n\nNobody knows why it did.\n");
    let rules: Vec<_> = found.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(rules, ["import-title-missing", "import-date-missing"]);
    assert!(found[0].1.contains("2 paragraphs") && found[0].2.contains("--title"), "{found:?}");
    assert!(found[0].1.contains("no author, so that the site’s will stand"), "{found:?}");
}

#[test]
fn what_is_given_wins() {
    let given = Given {
        title: text(" Wheat\nfalls "),
        subtitle: text("For a third week"),
        summary: text(""),
        date: text("March 3, 2025 9:30 a.m. GMT"),
        updated: text("2025-03-04"),
        authors: vec!["Ana Sol <ana@courier.example>".to_owned(), "Ana Sol <ana@courier.example>".to_owned()],
        tags: vec!["grain".to_owned(), "grain".to_owned()],
        language: text("en-gb"),
        url: text("https://courier.example/wheat/"),
        id: text("tag:courier.example,2025:wheat"),
        draft: true,
        ..Given::default()
    };
    let found = given.complete(wire::read(TEXT), "wire.txt").unwrap();
    assert_eq!(
        (found.title.as_str(), found.subtitle.as_str(), found.summary.as_str()),
        ("Wheat falls", "For a third week", "")
    );
    assert_eq!(found.published.map(|date| moment(&date)), text("2025-03-03 09:30 UTC"));
    assert_eq!(found.updated.map(|date| moment(&date)), text("2025-03-04"));
    assert_eq!((names(&found.authors), names(&found.contributors)), ("Ana Sol".to_owned(), "Sam Reed".to_owned()));
    assert_eq!(found.authors[0].email.as_deref(), Some("ana@courier.example"));
    assert_eq!((found.tags, found.language), (vec!["grain".to_owned()], text("en-GB")));
    assert_eq!(
        (found.link.as_str(), found.id.as_str()),
        ("https://courier.example/wheat/", "tag:courier.example,2025:wheat")
    );
    assert!(found.draft);
    let draft = Given { draft: true, ..Given::default() };
    assert!(draft.complete(wire::read(TEXT), "wire.txt").is_ok_and(|found| found.published.is_none() && found.draft));
}

#[test]
fn nonsense_is_turned_away_by_the_name_of_its_flag() {
    for (given, flag, rule) in [
        (Given { date: text("soon"), ..Given::default() }, "--date", "invalid-date"),
        (Given { date: text("03/04/2025"), ..Given::default() }, "--date", "ambiguous-date"),
        (Given { updated: text("2025-02-30"), ..Given::default() }, "--updated", "invalid-date"),
        (Given { title: text(" \u{200B}"), ..Given::default() }, "--title", "import-flag-invalid"),
        (Given { authors: vec!["Jo <jo@>".to_owned()], ..Given::default() }, "--author", "invalid-email-address"),
        (Given { contributors: vec![String::new()], ..Given::default() }, "--contributor", "missing-name"),
        (Given { tags: vec![" ".to_owned()], ..Given::default() }, "--tag", "import-flag-invalid"),
        (Given { language: text("english"), ..Given::default() }, "--lang", "invalid-language-tag"),
        (Given { url: text("/wheat/"), ..Given::default() }, "--url", "import-flag-invalid"),
        (Given { id: text(""), ..Given::default() }, "--id", "import-flag-invalid"),
    ] {
        let given = Given { draft: true, ..given };
        let faults = given.complete(wire::read(TEXT), "wire.txt").unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.rule.name, fault.place)).collect();
        assert_eq!(told, [(flag, rule, None)]);
        assert!(faults[0].help.is_some());
    }
}

#[test]
fn a_feed_takes_what_several_articles_may_share() {
    let given = Given {
        date: text("2025-03-03"),
        authors: vec!["Jo Field".to_owned()],
        tags: vec!["old".to_owned()],
        ..Given::default()
    };
    let own = Found { authors: vec![Person { name: "Ana Sol".to_owned(), ..Person::default() }], ..Found::default() };
    let found = given.for_feed(vec![Found::default(), own]).unwrap();
    assert_eq!((names(&found[0].authors), names(&found[1].authors)), ("Jo Field".to_owned(), "Ana Sol".to_owned()));
    assert!(found.iter().all(|found| found.published.is_some() && found.tags == ["old"] && !found.draft));
    let given = Given { title: text("All"), id: text("x:y"), ..Given::default() };
    let faults = given.for_feed(Vec::new()).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.rule.name)).collect();
    assert_eq!(told, [("--title", "import-flag-for-one"), ("--id", "import-flag-for-one")]);
}

#[test]
fn the_table_says_which_line_became_what() {
    let table = explain(&wire::read(TEXT), "wire.txt");
    let lines: Vec<&str> = table.lines().collect();
    for (n, want) in [
        (0, "wire.txt"),
        (1, "  1  summary         Traders in the port say that they have run out of room, and…"),
        (2, "  2  title           Grain Prices Fall"),
        (3, "  4  title, again    Grain Prices Fall"),
        (4, "  5  body            ODESA, March 3 — Prices fell for a third week as the harvest…"),
        (6, "  7  credits         Sam Reed contributed to this report. Jo Field covers grain a…"),
        (8, "  9  repeats line 7  Sam Reed contributed to this report. Jo Field covers grain a…"),
    ] {
        assert_eq!(lines.get(n), Some(&want), "{table}");
    }
}
