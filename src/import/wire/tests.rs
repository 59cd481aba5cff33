//! Tests of whole texts.

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
