//! Tests of whole texts.

use proptest::prelude::*;

use super::*;

const SUMMARY: &str = "As the harvest comes in from the south, traders in the port say that they have run out of room, and \
                       that prices will fall on.";
const TITLE: &str = "Grain Prices Fall for a Third Week as Silos Fill";
const SUBTITLE: &str = "Traders wait for ships while lorries queue at the gates.";
const BODY: [&str; 5] = [
    "Prices of wheat fell for a third week on Friday as the harvest came in from the south, and as the keepers of silos \
     along the coast said that there was hardly any room left. It was the longest fall since the spring of last year.",
    "“It’s more than we can store,” said Vera P. Lind, who keeps one of the larger silos there. She added that she'd never \
     seen so many lorries at the gates, and that the drivers were sleeping in their cabs.",
    "The exchange said in a statement that trade would go on as usual. Ships are expected next week, though storms at sea \
     may hold them up, according to the office that watches the weather for the port.",
    "Farmers in the hills, where harvest is late, have a different worry: rain. Forecasts for the weekend differ, and with \
     them the plans of those who have yet to cut what they sowed in autumn.",
    "Whatever the weather brings, the next report of the exchange is due on Tuesday, and will tell how much of the harvest \
     was sold before the price began to fall in earnest.",
];
const CREDITS: &str = "Sam Reed contributed to this report. Jo Field covers grain, ports, and the people in between and is \
                       based in Odesa.";

fn names(people: &[crate::feed::Person]) -> String {
    people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A text as it comes over a wire, line by line.
#[derive(Debug, Clone)]
struct Wire {
    summary: bool,
    doubled: bool,
    subtitle: bool,
    credits: bool,
    /// The first and the last of the body's paragraphs, and how often that is pasted again at the end.
    again: Option<(usize, usize, usize)>,
}

impl Wire {
    fn lines(&self) -> Vec<&'static str> {
        let mut lines = Vec::new();
        lines.extend(self.summary.then_some(SUMMARY));
        lines.push(TITLE);
        lines.extend(self.doubled.then_some(["", TITLE]).into_iter().flatten());
        lines.extend(self.subtitle.then_some(SUBTITLE));
        lines.extend(BODY);
        lines.extend(self.credits.then_some(CREDITS));
        if let Some((first, last, times)) = self.again {
            for _ in 0..times {
                lines.extend(&BODY[first..=last]);
                lines.extend((self.credits && last + 1 == BODY.len()).then_some(CREDITS));
            }
        }
        lines
    }

    fn check(&self, text: &str) {
        let found = read(text);
        assert_eq!(found.title, TITLE, "{self:?}");
        assert_eq!(found.summary, if self.summary { SUMMARY } else { "" }, "{self:?}");
        assert_eq!(found.subtitle, if self.subtitle { SUBTITLE } else { "" }, "{self:?}");
        assert_eq!(found.body, Body::Text(BODY.iter().map(|line| (*line).to_owned()).collect()), "{self:?}");
        assert_eq!(names(&found.authors), if self.credits { "Jo Field" } else { "" }, "{self:?}");
        assert_eq!(names(&found.contributors), if self.credits { "Sam Reed" } else { "" }, "{self:?}");
    }
}

#[test]
fn every_part_may_be_missing_and_any_run_pasted_again() {
    let runs = (0..5).flat_map(|first| (first..5).map(move |last| (first, last)));
    let agains: Vec<_> =
        runs.flat_map(|(first, last)| (1..4).map(move |times| Some((first, last, times)))).chain([None]).collect();
    for n in 0..16 {
        let [summary, doubled, subtitle, credits] = [n & 1 > 0, n & 2 > 0, n & 4 > 0, n & 8 > 0];
        for again in &agains {
            let wire = Wire { summary, doubled, subtitle, credits, again: *again };
            let lines = wire.lines();
            wire.check(&lines.join("\n"));
            wire.check(&lines.join("\r\n"));
            wire.check(&format!("\u{FEFF}{}\r", lines.join("\r")));
            wire.check(&lines.join("\n\n"));
            wire.check(&lines.join("\n").replace(' ', "\u{A0}"));
            let whole = format!("{0}\n{0}", lines.join("\n"));
            wire.check(&whole);
        }
    }
}

#[test]
fn a_wrapped_text_is_one_in_paragraphs() {
    for width in [50, 60, 72, 80] {
        let wire = Wire { summary: true, doubled: true, subtitle: true, credits: true, again: Some((1, 4, 1)) };
        let lines = wire.lines();
        let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| wrap(line, width)).collect();
        wire.check(&lines.join("\n\n"));
    }
}

/// `text` in lines of `width` characters at most.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let wide = word.chars().count();
        let fits = length + 1 + wide <= width;
        if length > 0 {
            out.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 1 } else { 0 };
        }
        out.push_str(word);
        length += wide;
    }
    out
}

#[test]
fn dates_and_names_near_the_headline_are_taken() {
    let wire = Wire { summary: true, doubled: true, subtitle: true, credits: true, again: None };
    for (line, published, updated, authors) in [
        ("By Ana Sol and Lee Park", "", "", "Ana Sol, Lee Park, Jo Field"),
        ("BY ANA SOL | EXAMPLE NEWS", "", "", "Ana Sol, Jo Field"),
        ("By Jo Field <jo@courier.example>", "", "", "Jo Field"),
        ("Friday, March 14, 2025", "2025-03-14", "", "Jo Field"),
        ("Published: 2025-03-14 09:30 | Updated: 2025-03-15", "2025-03-14", "2025-03-15", "Jo Field"),
    ] {
        let mut lines = wire.lines();
        lines.insert(4, line);
        let found = read(&lines.join("\n"));
        let day = |date: Option<crate::article::Written>| date.map_or(String::new(), |date| date.day.to_string());
        assert_eq!((found.title.as_str(), found.subtitle.as_str()), (TITLE, SUBTITLE), "{line}");
        assert_eq!((day(found.published).as_str(), day(found.updated).as_str()), (published, updated), "{line}");
        assert_eq!(names(&found.authors), authors, "{line}");
        let traced = |trace: &Trace| trace.line == 5 && matches!(&*trace.part, "date" | "byline");
        assert!(found.traces.iter().any(traced), "{line}");
    }
}

#[test]
fn a_dateline_stays_and_its_date_counts_if_it_has_a_year() {
    let text = format!("{TITLE}\n{SUBTITLE}\nODESA, March 14, 2025 — {}\n{}", BODY[0], BODY[1]);
    let found = read(&text);
    assert_eq!(found.published.map(|date| date.day.to_string()).as_deref(), Some("2025-03-14"));
    assert!(matches!(&found.body, Body::Text(body) if body[0].starts_with("ODESA, March 14, 2025 — Prices")));
    assert_eq!(read(&text.replace(", 2025", "")).published, None);
}

#[test]
fn a_summary_before_the_doubled_headline_may_have_a_dateline() {
    let summary = format!("ODESA, March 14, 2025 (Example) — {}", SUMMARY);
    let found = read(&format!("{summary}\n{TITLE}\n\n{TITLE}\n{SUBTITLE}\n{}\n{}", BODY[0], BODY[1]));
    assert_eq!((found.summary, found.subtitle), (summary, SUBTITLE.to_owned()));
    assert_eq!(found.body, Body::Text(BODY[..2].iter().map(|line| (*line).to_owned()).collect()));
    assert_eq!(found.published.map(|date| date.day.to_string()).as_deref(), Some("2025-03-14"));
}

#[test]
fn for_whom_somebody_writes_and_from_where_is_no_part_of_the_text() {
    let body = || Body::Text(BODY.iter().map(|line| (*line).to_owned()).collect());
    for (employer, credits, authors, contributors) in [
        (
            "The Example Press",
            "Sol reported from Oslo. Example Press writer Lee Park contributed to this report.",
            "Ana Sol",
            "Lee Park",
        ),
        ("Staff Writer", "Sol reported from Oslo.", "Ana Sol", ""),
        ("Harbor Courier", "Ana Sol reported from Kyiv, Ukraine, and Lee Park from New York.", "Ana Sol", "Lee Park"),
    ] {
        let text = format!("{TITLE}\nBy ANA SOL\n{employer}\nMarch 14, 2025\n{}\n___\n{credits}", BODY.join("\n"));
        let found = read(&text);
        assert_eq!((&*found.title, &*found.subtitle, &found.body), (TITLE, "", &body()), "{credits}");
        assert_eq!((&*names(&found.authors), &*names(&found.contributors)), (authors, contributors), "{credits}");
    }
    // What tells a story stays, and so does a headline.
    let last = "Police reported from the scene that nobody was hurt.";
    let found = read(&format!("{TITLE}\nBy Ana Sol\n{}\n{last}", BODY.join("\n")));
    assert!(matches!(&found.body, Body::Text(body) if body.last().is_some_and(|text| text == last)));
    assert_eq!(
        read(&format!("By Ana Sol\nPress Freedom Falls Again\n\n{}", BODY.join("\n"))).title,
        "Press Freedom Falls Again"
    );
}

#[test]
fn a_text_without_a_headline_keeps_all_its_text() {
    let found = read(&BODY.join("\n"));
    assert_eq!((found.title.as_str(), found.summary.as_str(), found.subtitle.as_str()), ("", "", ""));
    assert_eq!(found.body, Body::Text(BODY.iter().map(|line| (*line).to_owned()).collect()));
    assert_eq!(read(""), Found::default());
}

#[test]
fn utf_16_with_a_mark_is_read_and_what_is_not_certain_is_not() {
    let bytes: Vec<u8> = [0xFEFF].into_iter().chain(TITLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode("wire.txt", &bytes).unwrap(), TITLE);
    let faults = decode("wire.txt", b"Caf\xE9 prices").unwrap_err();
    assert_eq!((faults[0].rule.name, &*faults[0].file), ("invalid-utf8", "wire.txt"));
}

/// What a text says, as it is compared.
fn said(text: &str) -> String {
    fold::fold(text).split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    /// Every line is in the article or in what its traces say, whatever the text is.
    #[test]
    fn nothing_is_lost(
        picks in prop::collection::vec((0usize..14, 0usize..3), 0..24),
        noise in "[ -~“”’—\u{A0}éя麦\u{200B}]{0,80}",
    ) {
        let stock = [
            SUMMARY, TITLE, SUBTITLE, BODY[0], BODY[1], BODY[2], CREDITS, "* * *", "By Ana Sol and Lee Park",
            "March 14, 2025", "03/04/2025", "ODESA, March 14 — Prices fell.", "Others are less sure.", noise.as_str(),
        ];
        let mut text = String::new();
        for (pick, end) in picks {
            text.push_str(stock[pick]);
            text.push_str(["\n", "\n\n", "\r\n"][end]);
        }
        let found = read(&text);
        let Body::Text(body) = &found.body else { panic!("text gives text") };
        // What the article holds beside what only the traces hold.
        let of_article = [found.title.as_str(), &found.subtitle, &found.summary].into_iter().chain(body.iter().map(String::as_str));
        let parts = ["body", "title", "subtitle", "summary"];
        let of_traces = found.traces.iter().filter(|trace| !parts.contains(&&*trace.part)).map(|trace| trace.text.as_str());
        let kept: Vec<String> = of_article.chain(of_traces).map(said).collect();
        let kept = kept.join("\n");
        for line in text.lines() {
            prop_assert!(kept.contains(&said(line)), "{line:?} of {text:?}");
        }
        prop_assert!(body.iter().all(|paragraph| !paragraph.trim().is_empty()));
        let bodies = found.traces.iter().filter(|trace| trace.part == "body").count();
        prop_assert_eq!(bodies, body.len());
        prop_assert!(found.traces.is_sorted_by_key(|trace| trace.line));
    }

    /// Anything at all is read without a fault.
    #[test]
    fn anything_is_read(text in "\\PC{0,400}|[ -~\r\n\t]{0,400}") {
        read(&text);
    }
}
