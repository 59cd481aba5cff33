//! Tests of credits and bylines.

use super::*;

fn names(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.name.as_str()).collect()
}

const BODY: &str = "Prices of wheat fell for a third week as the harvest came in from the south.";

/// Authors, contributors, and what is left of the text.
fn read(lines: &[&str]) -> (String, String, usize) {
    let mut paragraphs: Vec<Paragraph> = [BODY]
        .iter()
        .chain(lines)
        .enumerate()
        .map(|(n, line)| {
            let mut paragraph = Paragraph::new(n + 1, (*line).to_owned());
            paragraph.fold();
            paragraph
        })
        .collect();
    let mut people = People::default();
    take(&mut paragraphs, &mut people);
    let left = paragraphs.iter().map(|paragraph| paragraph.text.len() + 1).sum();
    let (authors, contributors) = people.settle();
    (names(&authors).join(", "), names(&contributors).join(", "), left)
}

#[test]
fn credits_are_told_apart_from_the_body() {
    for (line, authors, contributors) in [
        (
            "Sam Reed contributed to this report. Jo Field covers grain, ports, and rail and is based in Odesa.",
            "Jo Field",
            "Sam Reed",
        ),
        ("Jo Field covers grain and is based in Odesa. Sam Reed contributed to this report.", "Jo Field", "Sam Reed"),
        ("Sam Reed and Ana Sol contributed reporting.", "", "Sam Reed, Ana Sol"),
        ("Sam Reed contributed reporting from Rome, and Ana M. Sol from Lima.", "", "Sam Reed"),
        ("Reporting by Jo Field and Sam Reed; Editing by Ana Sol", "Jo Field, Sam Reed", "Ana Sol"),
        (
            "(Reporting by Jo Field in Odesa; additional reporting by Sam Reed; editing by Ana Sol.)",
            "Jo Field",
            "Sam Reed, Ana Sol",
        ),
        ("Additional reporting by Sam Reed, Ana Sol and Lee van der Meer.", "", "Sam Reed, Ana Sol, Lee van der Meer"),
        ("With reporting by Sam Reed.", "", "Sam Reed"),
        ("Jo Field is a correspondent based in Odesa.", "Jo Field", ""),
        ("Jo Field is the grain reporter for the Example Courier.", "Jo Field", ""),
        ("Jo Field is The Courier’s Odesa bureau chief.", "Jo Field", ""),
        ("Jo Field is based in Odesa.", "Jo Field", ""),
        ("Jo Field covers grain.", "Jo Field", ""),
        ("Jo Field writes about grain and is based in Odesa.", "Jo Field", ""),
        ("Jo Field reports on grain from Odesa. She joined The Courier in 2015.", "Jo Field", ""),
        ("Jo Field and Sam Reed cover grain.", "Jo Field, Sam Reed", ""),
        ("Jo Field and Sam Reed are correspondents in Odesa.", "Jo Field, Sam Reed", ""),
        ("Jo Field, a reporter in Odesa, covers grain.", "Jo Field", ""),
        ("Associated Press writers Sam Reed and Ana Sol contributed to this report.", "", "Sam Reed, Ana Sol"),
        ("The Example Press contributed to this report.", "", "The Example Press"),
        (
            "J. K. O’Hara-Quin Jr. contributed to this report. Vera V. Pole covers the U.S. Jo Field covers grain.",
            "Vera V. Pole, Jo Field",
            "J. K. O’Hara-Quin Jr.",
        ),
        ("Олена Ковальчук contributed to this report.", "", "Олена Ковальчук"),
        ("*Jo Field is a freelance writer in Odesa.*", "Jo Field", ""),
    ] {
        assert_eq!(read(&[line]), (authors.to_owned(), contributors.to_owned(), BODY.len() + 1), "{line}");
    }
    let split = ["Jo Field is a correspondent in Odesa.", "Sam Reed contributed to this report.", "###"];
    assert_eq!(read(&split), ("Jo Field".to_owned(), "Sam Reed".to_owned(), BODY.len() + 1));
}

#[test]
fn what_only_looks_like_credits_stays() {
    for line in [
        "Iran covers the costs.",
        "The ministry contributed to this report.",
        "Jo Field contributed 5,000 tonnes to the harvest.",
        "Saudi Arabia covers about 10 percent of the demand.",
        "Reporting by the ministry said otherwise.",
        "Prices are based in part on the weather.",
        "He is a reporter.",
        "The harvest is the best of the decade, and editors agree.",
    ] {
        assert_eq!(read(&[line]).0 + &read(&[line]).1, "", "{line}");
    }
    let named = ["The harvest, said Jo Field, was late.", "Jo Field is a reporter who grows grain."];
    assert_eq!(read(&named).0, "");
}

#[test]
fn sure_credits_are_cut_off_the_last_paragraph() {
    for (line, authors, contributors) in [
        ("It rained. Sam Reed contributed to this report.", "", "Sam Reed"),
        ("It rained. (Reporting by Jo Field; Editing by Ana Sol)", "Jo Field", "Ana Sol"),
        ("It rained. Sam Reed contributed to this report. Jo Field is based in Odesa.", "Jo Field", "Sam Reed"),
    ] {
        let left = BODY.len() + 1 + "It rained.".len() + 1;
        assert_eq!(read(&[line]), (authors.to_owned(), contributors.to_owned(), left), "{line}");
    }
    let kept = "It rained. Jo Field covers grain.";
    assert_eq!(read(&[kept]).0, "");
}

#[test]
fn bylines_name_authors() {
    for (line, want) in [
        ("By Jo Field", "Jo Field"),
        ("By Jo Field and Sam Reed", "Jo Field, Sam Reed"),
        ("By Jo Field, Sam Reed and Ana Sol", "Jo Field, Sam Reed, Ana Sol"),
        ("BY JO FIELD AND SAM REED", "Jo Field, Sam Reed"),
        ("By Jo Field | Example News", "Jo Field"),
        ("By Jo Field in Odesa", "Jo Field"),
        ("by Jo Field, Staff Writer", "Jo Field"),
        ("By: Jo Field", "Jo Field"),
        ("Author: Jo Field", "Jo Field"),
        ("By Jo Field, March 3, 2025", "Jo Field"),
        ("By Jo Field, Senior Grain Correspondent", "Jo Field"),
        ("By The Example Press", "The Example Press"),
        ("By the end of the week, prices had fallen.", ""),
        ("By Monday, Prices Had Fallen", ""),
        ("By the Numbers", ""),
    ] {
        let got = byline(line, true).map(|byline| names(&byline.people).join(", ")).unwrap_or_default();
        assert_eq!(got, want, "{line}");
    }
    let mailed = byline("By Jo Field | jo@courier.example | March 3, 2025", true).unwrap();
    assert_eq!(mailed.people[0].email.as_deref(), Some("jo@courier.example"));
    assert!(matches!(mailed.when, Some(When::Read { published: Some(_), .. })));
    assert!(byline("— Jo Field", false).is_some() && byline("— Jo Field", true).is_none());
}
