//! Who wrote a text and who contributed to it: bylines and the credits at its end.

use super::Paragraph;
use super::dates::{self, When};
use super::fold::{fold, weight};
use super::names::{self, Care, ROLES, names_role, people};
use super::sentences;
use crate::feed::Person;

/// The people of a text, as its lines name them.
#[derive(Debug, Default)]
pub struct People {
    signed: Vec<Person>,
    described: Vec<Person>,
    reported: Vec<Person>,
    contributed: Vec<Person>,
}

impl People {
    /// Takes the names of a byline.
    pub fn sign(&mut self, people: Vec<Person>) {
        self.signed.extend(people);
    }

    fn knows(&self, name: &str) -> bool {
        let name = fold(name);
        [&self.signed, &self.described, &self.reported].into_iter().flatten().any(|person| fold(&person.name) == name)
    }

    fn credit(&mut self, credit: Credit) {
        match credit.kind {
            Kind::Described => self.described.extend(credit.people),
            Kind::Reported => self.reported.extend(credit.people),
            Kind::Contributed => self.contributed.extend(credit.people),
            Kind::GoesOn => {}
        }
    }

    /// Authors and contributors, nobody twice.
    pub fn settle(self) -> (Vec<Person>, Vec<Person>) {
        let People { signed, described, reported, contributed } = self;
        let mut authors = Vec::new();
        let mut contributors = Vec::new();
        for person in signed.into_iter().chain(described) {
            add(&mut authors, person);
        }
        // Who reported wrote it, unless others signed it.
        let wrote = authors.is_empty();
        for person in reported {
            match wrote || is_among(&authors, &person) {
                true => add(&mut authors, person),
                false => add(&mut contributors, person),
            }
        }
        for person in contributed {
            match is_among(&authors, &person) {
                true => add(&mut authors, person),
                false => add(&mut contributors, person),
            }
        }
        (authors, contributors)
    }
}

fn is_among(people: &[Person], person: &Person) -> bool {
    people.iter().any(|known| fold(&known.name) == fold(&person.name))
}

fn add(people: &mut Vec<Person>, person: Person) {
    match people.iter_mut().find(|known| fold(&known.name) == fold(&person.name)) {
        Some(known) => {
            known.email = known.email.take().or(person.email);
        }
        None => people.push(person),
    }
}

/// What a byline says.
#[derive(Debug)]
pub struct Byline {
    /// Who wrote it.
    pub people: Vec<Person>,
    /// And when, where that stands beside.
    pub when: Option<When>,
}

/// What begins a byline.
const BY: &[&str] =
    &["by", "by:", "written by", "written by:", "words by", "story by", "author:", "authors:", "byline:"];

/// Reads a line that is nothing but a byline. `early` says that it stands near the beginning.
pub fn byline(line: &str, early: bool) -> Option<Byline> {
    let line = line.trim_matches(['*', '_', ' ']);
    if weight(line) > 300 {
        return None;
    }
    let rest = BY.iter().filter_map(|by| behind(line, by)).min_by_key(|rest| rest.len());
    let rest = match rest {
        Some(rest) => rest,
        // A name behind a dash, as letters are signed.
        None if !early => {
            let rest = line.strip_prefix(['—', '–', '-'])?.trim_start_matches(['-', ' ']);
            people(rest, Care::Full).filter(|people| people.len() == 1)?;
            rest
        }
        None => return None,
    };
    let mut people_found = Vec::new();
    let mut when = None;
    for (n, part) in
        rest.split(['|', '·', '•']).flat_map(|part| part.split(" — ")).flat_map(|part| part.split(" – ")).enumerate()
    {
        let part = part.trim().trim_start_matches("- ");
        if n == 0 {
            let (names, date) = with_date(part);
            people_found = people(names, Care::Loose)?;
            when = date;
        } else if let Some(read) = dates::line(part) {
            when = when.or(Some(read));
        } else if let Some(email) = names::without_email(&format!(" {part}")).1
            && let [person] = people_found.as_mut_slice()
        {
            person.email.get_or_insert_with(|| email.to_owned());
        }
    }
    Some(Byline { people: people_found, when })
}

/// `Jo Field, March 3, 2025` taken apart.
fn with_date(part: &str) -> (&str, Option<When>) {
    for (at, _) in part.match_indices(", ").chain(part.match_indices(" - ")) {
        let behind = part.get(at..).unwrap_or_default().trim_start_matches([',', ' ', '-']);
        if let Some(when) = dates::line(behind) {
            return (part.get(..at).unwrap_or_default(), Some(when));
        }
    }
    (part, None)
}

/// What stands behind the words `head` at the beginning of `text`.
fn behind<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    text.get(..head.len()).filter(|start| start.eq_ignore_ascii_case(head))?;
    let rest = text.get(head.len()..)?;
    let spaced = rest.strip_prefix(' ').or_else(|| rest.strip_prefix(':'));
    if head.ends_with(':') { Some(rest.trim()) } else { spaced.map(str::trim) }
}

/// What a sentence of the credits says.
#[derive(Debug, Clone, PartialEq)]
struct Credit {
    kind: Kind,
    people: Vec<Person>,
    /// It can mean nothing else.
    sure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The writer, with beat and place.
    Described,
    /// `Reporting by Jo Field`.
    Reported,
    /// `Jo Field contributed to this report`.
    Contributed,
    /// More about those named before: `She joined the paper in 2015.`
    GoesOn,
}

/// Takes the credits off the end of a text; gives their lines and texts, and puts who is named into `known`.
pub fn take(paragraphs: &mut Vec<Paragraph>, known: &mut People) -> Vec<(usize, String)> {
    let mut taken = Vec::new();
    // Those after which the text ends, last first.
    let mut credits = Vec::new();
    while let Some(paragraph) = paragraphs.last() {
        if is_end_mark(&paragraph.text) {
            if let Some(mark) = paragraphs.pop() {
                taken.push((mark.line, mark.text));
            }
            continue;
        }
        let Some(found) = whole(&paragraph.text) else { break };
        if paragraphs.len() == 1 && !found.iter().all(|credit| credit.sure) {
            break;
        }
        let Some(paragraph) = paragraphs.pop() else { break };
        credits.push((paragraph, found));
    }
    credits.reverse();
    // What is not sure in itself is sure beside what is, or where the person is named nowhere else.
    let beside = credits.iter().any(|(_, found)| found.iter().any(|credit| credit.sure));
    let mut body: Option<String> = None;
    let mut back = Vec::new();
    for (paragraph, found) in credits {
        let good = back.is_empty().then(|| {
            found.iter().all(|credit| {
                let named =
                    credit.kind != Kind::Described || credit.people.iter().all(|person| known.knows(&person.name));
                named || (credit.sure && found.iter().any(|other| other.sure && other.kind != Kind::Described)) || {
                    let body = body.get_or_insert_with(|| text_of(paragraphs));
                    credit.people.iter().all(|person| is_stranger(&person.name, body, credit.sure || beside))
                        && (credit.sure || beside || is_short(&paragraph))
                }
            })
        });
        // What stands behind something that stays in the body stays there too, unless it is sure.
        let good = good.unwrap_or_else(|| found.iter().all(|credit| credit.sure && credit.kind != Kind::GoesOn));
        if good {
            taken.push((paragraph.line, paragraph.text));
            found.into_iter().for_each(|credit| known.credit(credit));
        } else {
            back.push(paragraph);
        }
    }
    paragraphs.extend(back);
    if let Some(last) = paragraphs.last_mut() {
        taken.extend(cut(last, known));
    }
    taken
}

fn is_short(paragraph: &Paragraph) -> bool {
    paragraph.weight <= 220
        && !paragraph.text.contains(|c: char| c.is_ascii_digit() || matches!(c, '%' | '$' | '€' | '£'))
}

fn text_of(paragraphs: &[Paragraph]) -> String {
    paragraphs.iter().map(|paragraph| paragraph.key.as_str()).collect::<Vec<_>>().join("\n")
}

/// Whether `body`, folded, names the person nowhere; by the last name alone unless `only_whole` names count.
fn is_stranger(name: &str, body: &str, only_whole: bool) -> bool {
    let name = fold(name);
    let last = name.rsplit(' ').find(|word| word.chars().count() > 3).unwrap_or(&name);
    let sought = if only_whole { name.as_str() } else { last };
    let first = name.split(' ').next().unwrap_or_default();
    !body.contains(sought) && (only_whole || first.chars().count() < 4 || !body.contains(first))
}

/// `###`, `-30-`, `ENDS`.
fn is_end_mark(text: &str) -> bool {
    let bare =
        text.trim_matches(|c: char| matches!(c, '-' | '(' | ')' | '*' | '—' | '–' | ' ' | '/' | '[' | ']' | '.'));
    matches!(bare, "###" | "##" | "30" | "ENDS" | "END" | "Ends" | "#####")
        && bare.len() + 1 >= text.len().min(4)
        && (bare != "30" || text.len() > 2)
}

/// The credits in a paragraph that holds nothing else.
fn whole(text: &str) -> Option<Vec<Credit>> {
    let text = unwrapped(text);
    if weight(text) > 1500 {
        return None;
    }
    let mut found: Vec<Credit> = Vec::new();
    for sentence in split(text) {
        let credit = credit(sentence).or_else(|| (!found.is_empty()).then(|| goes_on(sentence)).flatten())?;
        found.push(credit);
    }
    (!found.is_empty()).then_some(found)
}

/// Without brackets or marks of emphasis around all of it.
fn unwrapped(text: &str) -> &str {
    let text = text.trim().trim_matches(['*', '_']);
    let inside = text.strip_prefix(['(', '[']).and_then(|rest| rest.trim_end_matches('.').strip_suffix([')', ']']));
    inside.filter(|inside| !inside.contains([')', ']'])).unwrap_or(text).trim()
}

fn split(text: &str) -> Vec<&str> {
    let starts = sentences::starts(text, |rest| credit(head_of(rest)).is_some());
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| text.get(start..end)).map(str::trim).collect()
}

/// As much of `rest` as tells whether it begins a credit.
fn head_of(rest: &str) -> &str {
    let end = rest.char_indices().nth(240).map_or(rest.len(), |(at, _)| at);
    let rest = rest.get(..end).unwrap_or_default();
    rest.split_once("; ").or(rest.split_once(". ")).map_or(rest, |(head, _)| head)
}

/// Cuts sure credits off the end of a paragraph that holds other things before them.
fn cut(paragraph: &mut Paragraph, known: &mut People) -> Option<(usize, String)> {
    let text = paragraph.text.as_str();
    // Only the end of it is looked at.
    let window = text.char_indices().rev().nth(600).map_or(0, |(at, _)| at);
    let tail = text.get(window..)?;
    let (at, found) = match bracketed(tail) {
        Some(found) => found,
        None => {
            let starts = sentences::starts(tail, |rest| credit(head_of(rest)).is_some());
            let mut from = tail.len();
            let mut found = Vec::new();
            for &start in starts.iter().rev() {
                let sentence = tail.get(start..from).unwrap_or_default().trim();
                let Some(credit) = credit(sentence).filter(|credit| credit.sure) else { break };
                found.push(credit);
                from = start;
            }
            // The writer is described beside who contributed; on their own it may be anybody's description.
            let sure = found.iter().any(|credit| matches!(credit.kind, Kind::Contributed | Kind::Reported));
            let signed = found.iter().flat_map(|credit| &credit.people).all(|person| known.knows(&person.name));
            if found.is_empty() || !(sure || signed) {
                return None;
            }
            found.reverse();
            (from, found)
        }
    };
    let at = window + at;
    let (before, credits) = (text.get(..at)?.trim_end(), text.get(at..)?.to_owned());
    if before.is_empty() {
        return None;
    }
    found.into_iter().for_each(|credit| known.credit(credit));
    let line = paragraph.line;
    paragraph.text = before.to_owned();
    paragraph.fold();
    Some((line, credits))
}

/// `… (Reporting by Jo Field; editing by Sam Reed)` at the end of a text: where it begins, and what it says.
fn bracketed(tail: &str) -> Option<(usize, Vec<Credit>)> {
    let bare = tail.trim_end().trim_end_matches('.');
    let at = bare.strip_suffix([')', ']'])?.rfind(['(', '['])?;
    let found = whole(bare.get(at..)?)?;
    found.iter().all(|credit| credit.sure && credit.kind != Kind::Described).then_some((at, found))
}

/// What a sentence that goes on about somebody begins with.
const GOES_ON: &[&str] =
    &["She ", "He ", "They ", "Follow ", "Her ", "His ", "Their ", "Contact ", "Email ", "E-mail "];

fn goes_on(sentence: &str) -> Option<Credit> {
    let known = GOES_ON.iter().any(|head| sentence.starts_with(head));
    known.then(|| Credit { kind: Kind::GoesOn, people: Vec::new(), sure: true })
}

/// What a sentence says, if it is one of credits.
fn credit(sentence: &str) -> Option<Credit> {
    let sentence = unwrapped(sentence.trim_end_matches([';', ' ']));
    work_by(sentence).or_else(|| who_did(sentence))
}

/// What people do for a text.
const WORK: &[&str] = &[
    "reporting",
    "writing",
    "editing",
    "research",
    "photography",
    "photographs",
    "photos",
    "graphics",
    "translation",
    "illustration",
    "illustrations",
    "fact-checking",
    "production",
    "contributions",
    "contribution",
    "video",
    "data",
    "analysis",
    "compiled",
    "written",
    "reported",
    "edited",
    "translated",
    "researched",
    "words",
    "story",
    "text",
    "report",
    "contributors",
    "contributor",
    "copy-editing",
    "compilation",
    "photo",
    "screening",
    "polling",
    "visuals",
];
/// What may stand beside that.
const BESIDE: &[&str] = &[
    "additional",
    "further",
    "with",
    "and",
    "&",
    "by",
    "from",
    "extra",
    "copy",
    "other",
    "some",
    "more",
    "for",
    "this",
    "the",
];

/// `Reporting by Jo Field and Sam Reed`, `Additional reporting by …`, `With contributions from …`, `Contributors: …`.
fn work_by(sentence: &str) -> Option<Credit> {
    let mut at = 0;
    let mut wrote = false;
    let mut worked = false;
    let mut helped = false;
    for word in sentence.split_inclusive(' ').take(10) {
        let bare = word.trim_end_matches([' ', ',', ':']).to_lowercase();
        at += word.len();
        let introduces = matches!(bare.as_str(), "by" | "from") || (word.trim_end().ends_with(':') && worked);
        wrote |= matches!(
            bare.as_str(),
            "reporting" | "writing" | "written" | "reported" | "words" | "story" | "text" | "compiled" | "report"
        );
        helped |= matches!(bare.as_str(), "additional" | "further" | "with" | "extra" | "other" | "some" | "more");
        worked |= WORK.contains(&bare.as_str());
        if introduces {
            let rest = sentence.get(at..)?.trim();
            // `Reporting and writing by …`, and then `by` again: not in use.
            let people = people(rest, Care::Loose).filter(|_| worked)?;
            let kind = if wrote && !helped { Kind::Reported } else { Kind::Contributed };
            return Some(Credit { kind, people, sure: true });
        }
        if !WORK.contains(&bare.as_str()) && !BESIDE.contains(&bare.as_str()) {
            return None;
        }
    }
    None
}

/// `Jo Field contributed to this report`, `Jo Field covers grain and is based in Kyiv`.
fn who_did(sentence: &str) -> Option<Credit> {
    for (at, _) in sentence.match_indices(' ').take(60) {
        let (who, rest) = (sentence.get(..at)?, sentence.get(at + 1..)?);
        let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let verb = verb.trim_end_matches(['.', ',']).to_lowercase();
        let Some((kind, sure, care)) = deed(&verb, rest) else { continue };
        let who = who.trim_end_matches(',');
        let who = who.strip_suffix(" also").unwrap_or(who);
        // `The Example Press contributed to this report` names an organisation; what covers wheat does not.
        let Some(mut people) = people(who, care) else { continue };
        if verb == "can"
            && let [person] = people.as_mut_slice()
        {
            let word = rest.trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
            person.email = names::without_email(&format!(" {word}")).1.map(str::to_owned);
        }
        return Some(Credit { kind, people, sure });
    }
    None
}

/// What is meant by a verb and the words behind it: the kind, whether it can mean nothing else, and how names must look.
fn deed(verb: &str, rest: &str) -> Option<(Kind, bool, Care)> {
    let lower = rest.to_lowercase();
    let rest = lower.trim_end_matches('.').trim();
    let based = rest.contains("based in ") || rest.contains("based at ");
    let describes = |sure: bool| Some((Kind::Described, sure, Care::Full));
    match verb {
        "contributed" | "assisted" | "helped" | "provided" => {
            let words = [
                "report",
                "reporting",
                "article",
                "story",
                "research",
                "coverage",
                "piece",
                "dispatch",
                "series",
                "analysis",
                "newsletter",
                "writing",
                "editing",
                "column",
                "this",
            ];
            let mut first = rest.split([' ', ',']).take(8);
            let about = first.any(|word| words.contains(&word));
            let alone = rest.is_empty() || rest.starts_with("from ");
            (about || (alone && verb == "contributed")).then_some((Kind::Contributed, true, Care::Loose))
        }
        "covers" | "cover" | "writes" | "write" | "reports" | "report" | "edits" | "edit" => {
            let on = matches!(verb, "covers" | "cover" | "edits" | "edit")
                || ["about ", "on ", "for ", "from ", "the "].iter().any(|word| rest.starts_with(word));
            (on && !rest.is_empty()).then(|| describes(based)).flatten()
        }
        "is" | "are" => {
            let what = ["a ", "an ", "the ", "one of "].iter().any(|word| rest.starts_with(word))
                || rest.contains("'s ")
                || rest.contains("’s ");
            let head: String = rest.split(' ').take(12).collect::<Vec<_>>().join(" ");
            let role = names_role(&head);
            let first = rest.split(' ').next().unwrap_or_default();
            let place =
                rest.starts_with("based in ") || rest.starts_with("based at ") || rest.starts_with("reporting from ");
            let bare_role =
                role && (ROLES.contains(&first) || head.contains("bureau") || head.contains("correspondent"));
            (place || (what && role) || bare_role).then(|| describes(true)).flatten()
        }
        "has" | "have" => {
            let told =
                ["covered ", "reported ", "written ", "been covering ", "been reporting ", "been writing ", "been a "];
            told.iter().any(|word| rest.starts_with(word)).then(|| describes(based)).flatten()
        }
        "joined" => describes(false),
        "can" => rest.starts_with("be reached").then(|| describes(true)).flatten(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
            (
                "Jo Field covers grain and is based in Odesa. Sam Reed contributed to this report.",
                "Jo Field",
                "Sam Reed",
            ),
            ("Sam Reed and Ana Sol contributed reporting.", "", "Sam Reed, Ana Sol"),
            ("Sam Reed contributed reporting from Rome, and Ana M. Sol from Lima.", "", "Sam Reed"),
            ("Reporting by Jo Field and Sam Reed; Editing by Ana Sol", "Jo Field, Sam Reed", "Ana Sol"),
            (
                "(Reporting by Jo Field in Odesa; additional reporting by Sam Reed; editing by Ana Sol.)",
                "Jo Field",
                "Sam Reed, Ana Sol",
            ),
            (
                "Additional reporting by Sam Reed, Ana Sol and Lee van der Meer.",
                "",
                "Sam Reed, Ana Sol, Lee van der Meer",
            ),
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
}
