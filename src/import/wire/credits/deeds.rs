//! What a sentence of the credits says: who did what for a text.

use super::super::names::{self, Care, ROLES, names_role, people};
use super::unwrapped;
use crate::feed::Person;

/// What a sentence of the credits says.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    /// What for.
    pub kind: Kind,
    /// Who.
    pub people: Vec<Person>,
    /// It can mean nothing else.
    pub sure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The writer, with beat and place.
    Described,
    /// `Reporting by Jo Field`.
    Reported,
    /// `Jo Field contributed to this report`.
    Contributed,
    /// More about those named before: `She joined the paper in 2015.`
    GoesOn,
}

/// What a sentence that goes on about somebody begins with.
const GOES_ON: &[&str] =
    &["She ", "He ", "They ", "Follow ", "Her ", "His ", "Their ", "Contact ", "Email ", "E-mail "];

/// Reads a sentence that says more of somebody who was named.
pub fn goes_on(sentence: &str) -> Option<Credit> {
    let known = GOES_ON.iter().any(|head| sentence.starts_with(head));
    known.then(|| Credit { kind: Kind::GoesOn, people: Vec::new(), sure: true })
}

/// What a sentence says, if it is one of credits.
pub fn credit(sentence: &str) -> Option<Credit> {
    let sentence = unwrapped(sentence.trim_end_matches([';', ' ']));
    work_by(sentence).or_else(|| reported_from(sentence)).or_else(|| who_did(sentence))
}

/// `Field reported from Kyiv`, `Jo Field reported from Kyiv, and Sam Reed from Odesa, Ukraine.`
///
/// A last name alone is that of somebody who is named elsewhere.
fn reported_from(sentence: &str) -> Option<Credit> {
    let (first, rest) = sentence.trim_end_matches('.').split_once(" reported from ")?;
    let is_name = |text: &str| {
        let short = |word: &str| matches!(word, "and" | "the" | "in" | "of" | "de" | "la");
        let mut words = text.split(' ').filter(|word| !short(word));
        text.split(' ').count() <= 12 && words.all(|word| word.starts_with(char::is_uppercase))
    };
    let mut who = vec![first];
    for part in rest.split(", ") {
        let part = part.strip_prefix("and ").unwrap_or(part);
        let place = match part.split_once(" from ") {
            Some((name, place)) => {
                who.push(name);
                place
            }
            None => part,
        };
        if !is_name(place) {
            return None;
        }
    }
    if !who.iter().all(|who| is_name(who)) {
        return None;
    }
    let people: Vec<Person> = who.iter().filter_map(|who| people(who, Care::Full)).flatten().collect();
    let kind = if people.is_empty() { Kind::GoesOn } else { Kind::Reported };
    Some(Credit { kind, people, sure: false })
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
