//! Who wrote a text and who contributed to it: bylines and the credits at its end.

mod deeds;
#[cfg(test)]
mod tests;

use self::deeds::{Credit, Kind, credit, goes_on};
use super::Paragraph;
use super::dates::{self, When};
use super::fold::{fold, weight};
use super::names::{self, Care, people};
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

/// Whether a line below a byline tells for whom its people write or what they are: `The Example Press`, `Staff Writer`.
/// `dated` says that a date follows it.
pub fn is_employer(line: &str, dated: bool) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let capital = |word: &&str| word.chars().count() < 4 || word.chars().next().is_some_and(char::is_uppercase);
    let is_name = words.len() <= 5 && words.iter().all(capital) && line.starts_with(char::is_uppercase);
    is_name && !sentences::ends(line) && (dated || names::names_role(line) || names::names_agency(line))
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

/// `###`, `-30-`, `ENDS`, a line that is drawn.
fn is_end_mark(text: &str) -> bool {
    if text.len() > 2 && text.chars().all(|c| matches!(c, '_' | '-' | '—' | '–' | '*' | '=' | '~' | ' ')) {
        return true;
    }
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

/// Whether a paragraph is nothing but credits, and can be nothing else.
pub fn is_sure(text: &str) -> bool {
    whole(text).is_some_and(|found| found.iter().all(|credit| credit.sure))
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
