//! What a person tells of an article beside what was found in it; what was understood, in words.

use std::fmt::Write as _;

use chrono::Timelike as _;
use url::Url;

use super::{Body, Found, Trace, wire};
use crate::article::{self, Written, Zone};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Level, Place, Report, Span};
use crate::feed::Person;
use crate::text;

rules! {
    /// A text or page that is imported has no title, or none that is seen to be one.
    ///
    /// A title is told by its place at the beginning, by standing there twice, or by having no full stop. What might be
    /// part of the text is not taken for one. Give it with `--title`.
    MISSING_TITLE = Error "import-title-missing";

    /// A text or page that is imported has no date, or none that is certain.
    ///
    /// Feeds are in the order of dates. A day without a year, or a date such as 03/04/2025 that may be read in two ways, is
    /// not guessed at. Give it with `--date`, or import the article as a draft with `--draft`, which no feed shows.
    MISSING_DATE = Error "import-date-missing";

    /// What a flag of `feedmill import` says cannot be used.
    FAULTY_FLAG = Error "import-flag-invalid";

    /// A flag of `feedmill import` says what can be true of one article only, and there are several.
    ///
    /// The articles of a feed have titles, summaries and addresses of their own. What several may share can be given: a
    /// date for those that have none, authors, tags, the language, and that they are drafts.
    FLAG_FOR_ONE = Error "import-flag-for-one";
}

/// What a person tells, as it was typed. A text wins over what was found, and a list replaces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Its title.
    pub title: Option<String>,
    /// Its subtitle; an empty one takes away what was found.
    pub subtitle: Option<String>,
    /// Its summary; an empty one takes away what was found.
    pub summary: Option<String>,
    /// When it was published.
    pub date: Option<String>,
    /// When it last changed.
    pub updated: Option<String>,
    /// Its authors, as in `Jo Field <jo@example.org>`.
    pub authors: Vec<String>,
    /// Who contributed, as in `Jo Field <jo@example.org>`.
    pub contributors: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its language tag.
    pub language: Option<String>,
    /// The address of its page.
    pub url: Option<String>,
    /// Its permanent id.
    pub id: Option<String>,
    /// It is a draft, which no feed shows, and needs no date.
    pub draft: bool,
}

/// The values of flags, typed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Values {
    published: Option<Written>,
    updated: Option<Written>,
    authors: Vec<Person>,
    contributors: Vec<Person>,
    tags: Vec<String>,
    language: Option<String>,
    link: Option<String>,
    id: Option<String>,
}

impl Given {
    /// Puts what is given into an article that was found in `name`, as the user names it.
    ///
    /// # Errors
    /// What is given cannot be used, or the article still lacks its title or its date.
    pub fn complete(&self, found: Found, name: &str) -> Result<Found, Vec<Diagnostic>> {
        let (values, mut faults) = self.values();
        let mut found = found;
        for (slot, given, flag) in [
            (&mut found.title, &self.title, "--title"),
            (&mut found.subtitle, &self.subtitle, "--subtitle"),
            (&mut found.summary, &self.summary, "--summary"),
        ] {
            let Some(given) = given else { continue };
            *slot = tidy(given);
            if slot.is_empty() && flag == "--title" {
                faults.push(faulty(
                    flag,
                    "`--title` says nothing",
                    "name the article: `--title \"Grain prices fall\"`",
                ));
            }
        }
        found.published = values.published.or(found.published);
        found.updated = values.updated.or(found.updated);
        found.link = values.link.unwrap_or(found.link);
        found.id = values.id.unwrap_or(found.id);
        found.language = values.language.or(found.language);
        for (slot, given) in [(&mut found.authors, values.authors), (&mut found.contributors, values.contributors)] {
            if !given.is_empty() {
                *slot = given;
            }
        }
        for tag in values.tags {
            if !found.tags.contains(&tag) {
                found.tags.push(tag);
            }
        }
        if found.title.is_empty() && self.title.is_none() {
            faults.push(missing_title(&found, name));
        }
        if found.published.is_none() && self.date.is_none() && !self.draft {
            faults.push(missing_date(&found, name));
        }
        let failed = faults.iter().any(|fault| fault.level == Level::Error);
        if failed { Err(faults) } else { Ok(self.as_draft(found)) }
    }

    /// Whether anything is given at all.
    pub fn is_empty(&self) -> bool {
        *self == Given::default()
    }

    /// Puts what is given into the articles of a feed where they lack it. The tags are added to theirs.
    ///
    /// # Errors
    /// What is given cannot be used, or can be true of one article only.
    pub fn for_feed(&self, entries: Vec<Found>) -> Result<Vec<Found>, Vec<Diagnostic>> {
        let (values, mut faults) = self.values();
        for (given, flag) in [
            (&self.title, "--title"),
            (&self.subtitle, "--subtitle"),
            (&self.summary, "--summary"),
            (&self.updated, "--updated"),
            (&self.url, "--url"),
            (&self.id, "--id"),
        ] {
            if given.is_some() {
                let mut fault = Diagnostic::new(
                    &FLAG_FOR_ONE,
                    flag,
                    format!("`{flag}` is for one article, and a feed has several"),
                );
                fault.help("leave it off, and change the article once it is written");
                faults.push(fault);
            }
        }
        if faults.iter().any(|fault| fault.level == Level::Error) {
            return Err(faults);
        }
        let complete = |mut found: Found| {
            found.published = found.published.or(values.published);
            found.language = found.language.or_else(|| values.language.clone());
            for (slot, given) in
                [(&mut found.authors, &values.authors), (&mut found.contributors, &values.contributors)]
            {
                if slot.is_empty() {
                    slot.clone_from(given);
                }
            }
            for tag in &values.tags {
                if !found.tags.contains(tag) {
                    found.tags.push(tag.clone());
                }
            }
            self.as_draft(found)
        };
        Ok(entries.into_iter().map(complete).collect())
    }

    fn as_draft(&self, mut found: Found) -> Found {
        found.draft |= self.draft;
        found
    }

    /// The values of all flags, and what is wrong with them.
    fn values(&self) -> (Values, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut values = Values {
            published: date(self.date.as_deref(), "--date", &mut faults),
            updated: date(self.updated.as_deref(), "--updated", &mut faults),
            authors: people(&self.authors, "--author", &mut faults),
            contributors: people(&self.contributors, "--contributor", &mut faults),
            ..Values::default()
        };
        for tag in &self.tags {
            let tag = tidy(tag);
            match tag.is_empty() {
                true => faults.push(faulty("--tag", "`--tag` says nothing", "name it: `--tag grain`")),
                false => values.tags.push(tag),
            }
        }
        values.language = self.language.as_deref().and_then(|tag| {
            let mut report = Report::new("--lang", tag);
            let tag = article::language_tag(tag, Span::new(0, tag.len()), &mut report);
            faults.extend(unplaced(report));
            tag
        });
        if let Some(url) = &self.url {
            let web =
                Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            match web {
                Some(_) => values.link = Some(url.trim().to_owned()),
                None => faults.push(faulty(
                    "--url",
                    &format!("`--url` is `{}`, which is no address of a page", shown(url)),
                    "write all of it: `--url https://example.org/world/grain/`",
                )),
            }
        }
        if let Some(id) = &self.id {
            match tidy(id) {
                id if id.is_empty() => {
                    faults.push(faulty("--id", "`--id` says nothing", "leave it off to have one made"))
                }
                id => values.id = Some(id),
            }
        }
        (values, faults)
    }
}

/// A value of a flag on one line; empty where nothing of it is seen.
fn tidy(text: &str) -> String {
    let line = text::line(text);
    let line = text::trim_shapeless(&line);
    if text::is_invisible(line) { String::new() } else { text::nfc(line).into_owned() }
}

fn faulty(flag: &str, message: &str, help: &str) -> Diagnostic {
    let mut fault = Diagnostic::new(&FAULTY_FLAG, flag, message);
    fault.help(help);
    fault
}

/// Findings about the value of a flag, which is in no file.
fn unplaced(report: Report) -> Vec<Diagnostic> {
    let mut found = report.into_diagnostics();
    for found in &mut found {
        found.place = None;
    }
    found
}

fn date(text: Option<&str>, flag: &str, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    let text = text?.trim();
    match wire::moment(text) {
        Ok(written) => Some(written),
        Err(fault) => {
            let mut report = Report::new(flag, text);
            article::flag_date(&fault, text, flag, Span::new(0, text.len()), &mut report);
            faults.extend(unplaced(report));
            None
        }
    }
}

fn people(texts: &[String], flag: &str, faults: &mut Vec<Diagnostic>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for text in texts {
        let mut report = Report::new(flag, text);
        let person = article::person(text, Span::new(0, text.len()), &mut report);
        faults.extend(unplaced(report));
        let Some(person) = person else { continue };
        if !people.iter().any(|known| known.name == person.name && known.email == person.email) {
            people.push(Person { name: person.name, email: person.email, url: person.url });
        }
    }
    people
}

fn missing_title(found: &Found, name: &str) -> Diagnostic {
    let message = format!("no title was found in {name}; {}", understood(found));
    let mut fault = Diagnostic::new(&MISSING_TITLE, name, message);
    fault.at(place(found.line)).help("say what it is: `--title \"Grain prices fall\"`");
    fault
}

fn missing_date(found: &Found, name: &str) -> Diagnostic {
    let mut message = format!("no date was found in {name}");
    let mut line = found.line;
    let mut help = "say when it was published: `--date 2026-11-20` or `--date \"2026-11-20 09:30\"`".to_owned();
    if let Some(trace) = found.traces.iter().find(|trace| trace.part == wire::UNSURE_DATE) {
        let _ = write!(message, " that is certain ({})", trace.text);
        line = trace.line;
    } else if let Some((at, dateline)) = dateline(found) {
        line = at;
        if let Some(day) = dateline.day {
            let _ = write!(message, " but `{day}`, without a year, in the dateline `{}`", dateline.text);
            help = format!("say when it was published: `--date \"{day} YEAR\"`, or as in `--date 2026-11-20`");
        }
    }
    let message = format!("{message}; {}", understood(found));
    let mut fault = Diagnostic::new(&MISSING_DATE, name, message);
    fault.at(place(line)).help(format!("{help}; with `--draft` it may wait"));
    fault
}

fn place(line: usize) -> Option<Place> {
    let line = u32::try_from(line).ok().filter(|line| *line > 0)?;
    Some(Place { line, column: 1, width: 1 })
}

/// The dateline that the text begins with, and its line.
fn dateline(found: &Found) -> Option<(usize, wire::Dateline)> {
    let Body::Text(paragraphs) = &found.body else { return None };
    let bodies = found.traces.iter().filter(|trace| trace.part == "body").map(|trace| trace.line);
    let mut lines = bodies.chain(std::iter::repeat(found.line));
    paragraphs.iter().take(2).find_map(|paragraph| {
        let line = lines.next().unwrap_or(found.line);
        wire::dateline(paragraph).map(|dateline| (line, dateline))
    })
}

/// What was understood of an article, in one sentence without a full stop.
pub fn understood(found: &Found) -> String {
    let mut parts = Vec::new();
    for (name, text) in [("title", &found.title), ("subtitle", &found.subtitle), ("summary", &found.summary)] {
        if !text.is_empty() {
            parts.push(format!("{name} “{}”", shown(text)));
        }
    }
    for (name, date) in [("published", found.published), ("updated", found.updated)] {
        parts.extend(date.map(|date| format!("{name} {}", moment(&date))));
    }
    parts.push(match found.authors.as_slice() {
        [] => "no author, so that the site’s will stand".to_owned(),
        [one] => format!("author {}", one.name),
        many => format!("authors {}", names(many)),
    });
    match found.contributors.as_slice() {
        [] => {}
        [one] => parts.push(format!("contributor {}", one.name)),
        many => parts.push(format!("contributors {}", names(many))),
    }
    parts.push(match &found.body {
        Body::Html(html) if html.trim().is_empty() => "no text".to_owned(),
        Body::Html(_) => "a text in HTML".to_owned(),
        Body::Text(paragraphs) => match paragraphs.len() {
            0 => "no text".to_owned(),
            1 => "1 paragraph".to_owned(),
            many => format!("{many} paragraphs"),
        },
    });
    parts.extend(repeated(&found.traces));
    format!("understood so far: {}", parts.join(", "))
}

/// Which lines are left out since others say the same.
fn repeated(traces: &[Trace]) -> Option<String> {
    let lines = traces.iter().filter(|trace| trace.part.starts_with("repeats ")).map(|trace| trace.line);
    let (count, first, last) = lines.fold((0, usize::MAX, 0), |(n, first, last), l| (n + 1, first.min(l), last.max(l)));
    match count {
        0 => None,
        1 => Some(format!("line {first} left out as a repetition")),
        many => Some(format!("{many} paragraphs in lines {first} to {last} left out as repetitions")),
    }
}

fn names(people: &[Person]) -> String {
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.join(", "),
    }
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// A date as people read it.
fn moment(written: &Written) -> String {
    let mut out = written.day.to_string();
    let Some(time) = written.time else { return out };
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    let _ = write!(out, " {}", time.format(format));
    match written.zone {
        Zone::Site => {}
        Zone::Offset(0) => out.push_str(" UTC"),
        Zone::Offset(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.abs();
            let _ = write!(out, " {sign}{:02}:{:02}", minutes / 60, minutes % 60);
        }
        Zone::Named(zone) => {
            let _ = write!(out, " {zone}");
        }
    }
    out
}

/// Which line became what: a table of the lines of `name`, and below it what was understood, each on a line.
pub fn explain(found: &Found, name: &str) -> String {
    let mut out = format!("{name}\n");
    let digits = found.traces.iter().map(|trace| trace.line).max().unwrap_or_default().to_string().len();
    let width = found.traces.iter().map(|trace| trace.part.chars().count()).max().unwrap_or_default();
    for trace in &found.traces {
        let _ = writeln!(out, "  {:>digits$}  {:<width$}  {}", trace.line, trace.part, shown(&trace.text));
    }
    let _ = writeln!(out, "  {}", understood(found));
    out
}

#[cfg(test)]
mod tests;
