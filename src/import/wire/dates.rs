//! Lines that say when something was published, and the places and days that reports begin with.

use chrono::Datelike as _;

use crate::article::{DateFault, MONTHS, WEEKDAYS, Written, read_date};

use super::fold::weight;

/// What a line says of when.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// It was read.
    Read {
        /// When it was published.
        published: Option<Written>,
        /// When it last changed.
        updated: Option<Written>,
    },
    /// It means a moment that it does not tell for certain, and why.
    Unsure(String),
}

const PUBLISHED: &[&str] = &[
    "first published on",
    "first published",
    "originally published on",
    "originally published",
    "date published",
    "published on",
    "published at",
    "published",
    "publication date",
    "posted on",
    "posted at",
    "posted",
    "released on",
    "released",
    "issued on",
    "issued",
    "date",
    "dated",
    "filed on",
    "filed",
    "created",
];
const UPDATED: &[&str] = &[
    "last updated on",
    "last updated at",
    "last updated",
    "last modified on",
    "last modified",
    "date modified",
    "updated on",
    "updated at",
    "updated",
    "modified on",
    "modified",
    "revised",
    "corrected",
];

/// What `line` says of when, if it says nothing else.
pub fn line(line: &str) -> Option<When> {
    let bare = line.trim_matches(['*', '_', ' ', '|']);
    let inside = bare.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    let bare = inside.unwrap_or(bare);
    if weight(bare) > 160 || !bare.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (mut published, mut updated) = (None, None);
    let mut unsure = None;
    for part in parts(bare) {
        let (change, text) = labelled(part);
        let named = part.get(..part.len() - text.len()).is_some_and(|label| label.contains(':'));
        let read = match moment(text) {
            Ok(written) => Some(written),
            Err(DateFault::Unknown) if named && is_date_like(text) => {
                unsure = Some("it is not read as a date".to_owned());
                None
            }
            Err(DateFault::Unknown) if !is_day_without_year(text) => return None,
            Err(fault) => {
                unsure = Some(why(&fault)?);
                None
            }
        };
        let slot = if change { &mut updated } else { &mut published };
        *slot = slot.or(read);
    }
    if published.is_none() && updated.is_none() {
        return unsure.map(When::Unsure);
    }
    Some(When::Read { published, updated })
}

/// `March 3, 2025 | Updated March 4, 2025` taken apart.
fn parts(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let lower = text.to_ascii_lowercase();
    for word in ["updated", "last updated", "last modified", "modified", "published"] {
        starts.extend(lower.match_indices(word).map(|(at, _)| at).filter(|&at| {
            let before = lower.get(..at).unwrap_or_default();
            let inside = ["last ", "first ", "originally ", "date "].iter().any(|word| before.ends_with(word));
            at > 0 && before.ends_with([' ', '(', '|']) && !inside
        }));
    }
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let trim = |part: &'_ str| -> std::ops::Range<usize> {
        let start = part.len() - part.trim_start_matches([' ', '|', '(', ')', ';', ',', '·', '•', '/']).len();
        let end = part.trim_end_matches([' ', '|', '(', ';', ',', '·', '•', '/', '-', '–', '—']).len().max(start);
        // `(Updated March 4, 2025)` was opened before.
        let opened = part.get(start..end).is_some_and(|part| part.contains('('));
        start..if opened { end } else { part.trim_end_matches([' ', ')']).len().min(end).max(start) }
    };
    let cut = starts.iter().zip(ends).filter_map(|(&start, end)| {
        let part = text.get(start..end)?;
        part.get(trim(part))
    });
    cut.filter(|part| !part.is_empty()).collect()
}

/// Whether a label says that it is of a change, and the text behind the label.
fn labelled(part: &str) -> (bool, &str) {
    let behind = |labels: &[&str]| {
        labels.iter().find_map(|label| {
            let head = part.get(..label.len()).filter(|head| head.eq_ignore_ascii_case(label))?;
            let rest = part.get(head.len()..)?;
            let rest = rest.strip_prefix([':', ' '])?;
            Some(rest.trim_start_matches([':', ' ', '-', '–', '—']))
        })
    };
    if let Some(rest) = behind(UPDATED) {
        return (true, rest);
    }
    match behind(PUBLISHED) {
        Some(rest) => (false, rest),
        None => (false, part),
    }
}

fn is_date_like(text: &str) -> bool {
    text.split(' ').count() <= 8 && text.contains(|c: char| c.is_ascii_digit())
}

/// Why a moment is none, in words; `None` where the text is not about one after all.
fn why(fault: &DateFault) -> Option<String> {
    Some(match fault {
        DateFault::Ambiguous(one, other) => format!("it may be {one} or {other}"),
        DateFault::NoSuchDay(year, month, day) => format!("there is no {year:04}-{month:02}-{day:02}"),
        DateFault::NoSuchTime => "there is no such time of day".to_owned(),
        DateFault::Weekday(day) => format!("{day} is a {}", day.format("%A")),
        DateFault::Zone(zone) if zone.len() <= 24 && zone.split(' ').count() <= 2 => {
            format!("the zone `{zone}` may be several")
        }
        DateFault::Zone(_) => return None,
        DateFault::OtherOrder(_) | DateFault::Unknown => "it has no year".to_owned(),
    })
}

/// Reads a moment in the ways in which the press writes it, besides those in which articles have it.
pub fn moment(text: &str) -> Result<Written, DateFault> {
    let tidy = tidy(text);
    let direct = read_ordered(&tidy);
    if direct.is_ok() || tidy.len() > 80 {
        return direct;
    }
    // `Monday, 2025-03-03`: the reader takes weekdays before months as words only.
    if let Some((word, rest)) = tidy.split_once([' ', ','])
        && let Some(day) = WEEKDAYS.iter().position(|day| is_cut_of(word.trim_end_matches('.'), day))
        && let Ok(written) = read_ordered(rest.trim_start_matches([' ', ',']))
    {
        let right = written.day.weekday().num_days_from_monday() as usize == day;
        return if right { Ok(written) } else { Err(DateFault::Weekday(written.day)) };
    }
    // `9:30 am EST, March 3, 2025`: the time first.
    if tidy.split(' ').next().is_some_and(|word| word.contains(':') || word.ends_with("am") || word.ends_with("pm")) {
        let cuts = tidy.match_indices(' ').map(|(at, _)| at).take(4);
        let mut turned = cuts.map(|at| {
            let (time, date) = tidy.split_at(at);
            let date = date.trim_start_matches([' ', ',']);
            let date = date.strip_prefix("on ").unwrap_or(date);
            read_ordered(&format!("{date} {}", time.trim_end_matches([' ', ','])))
        });
        let read = turned.find(|read| !matches!(read, Err(DateFault::Unknown)));
        return read.unwrap_or(direct);
    }
    direct
}

/// Reads a date whose day and month can be told apart in any order.
fn read_ordered(text: &str) -> Result<Written, DateFault> {
    match read_date(text) {
        Err(DateFault::OtherOrder(day)) => {
            let rest = text.split_once([' ', ',']).map_or("", |(_, rest)| rest.trim_start_matches([' ', ',']));
            read_date(format!("{day} {rest}").trim())
        }
        read => read,
    }
}

/// One way of writing for many.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let text = text.strip_prefix("on ").unwrap_or(text);
    for word in text.split([' ', '\u{A0}', '\u{202F}', '|', '·', '•']) {
        let lower = word.to_ascii_lowercase();
        let short = lower.trim_end_matches([',', '.']);
        let known = match short {
            "a.m" => Some("am".to_owned()),
            "p.m" => Some("pm".to_owned()),
            "at" | "–" | "—" | "-" | "/" | "" => Some(String::new()),
            _ if short.ends_with("a.m") || short.ends_with("p.m") => {
                let head = short.get(..short.len() - 3).unwrap_or_default();
                Some(format!("{head} {}m", if short.ends_with("a.m") { 'a' } else { 'p' }))
            }
            _ => None,
        };
        let word = known.as_deref().unwrap_or(word);
        // What is in brackets the reader passes over; a zone there is meant.
        let zone = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
        let zone = zone.filter(|zone| zone.len() <= 5 && zone.chars().all(|c| c.is_ascii_uppercase()));
        let offset_before = out.rsplit(' ').next().is_some_and(|word| word.contains(['+', '-']) && word.len() >= 5);
        let word = match zone {
            Some(_) if offset_before => "",
            Some(zone) => zone,
            None => word,
        };
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&hour(word).unwrap_or_else(|| word.to_owned()));
    }
    // `9 am` → `9:00 am`
    let words: Vec<&str> = out.split(' ').collect();
    let mut full = String::with_capacity(out.len() + 3);
    for (n, word) in words.iter().enumerate() {
        let next = words.get(n + 1).copied().unwrap_or_default().trim_end_matches(',');
        let halves = next.eq_ignore_ascii_case("am") || next.eq_ignore_ascii_case("pm");
        let zulu = matches!(next, "GMT" | "UTC");
        if n > 0 {
            full.push(' ');
        }
        match word.parse::<u32>() {
            Ok(hour) if halves && hour <= 12 => full.push_str(&format!("{hour}:00")),
            Ok(time) if zulu && word.len() == 4 && time < 2400 => {
                full.push_str(&format!("{:02}:{:02}", time / 100, time % 100));
            }
            _ => full.push_str(word),
        }
    }
    full.trim_end_matches([',', ' ']).to_owned()
}

/// `9am` → `9:00am`
fn hour(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let lower = lower.trim_end_matches([',', '.']);
    let half = lower.strip_suffix("am").map(|head| (head, "am")).or(lower.strip_suffix("pm").map(|head| (head, "pm")));
    let (head, half) = half?;
    let good = (1..=2).contains(&head.len()) && head.bytes().all(|b| b.is_ascii_digit());
    good.then(|| format!("{head}:00 {half}"))
}

/// Whether `word` is `name` or its first letters, three at least.
fn is_cut_of(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|name| is_cut_of(word, name) && word.len() >= 3)
}

/// Whether `text` is `March 3`, `3 March`, `Monday, March 3rd`, and nothing else.
pub fn is_day_without_year(text: &str) -> bool {
    let (mut month, mut day) = (false, false);
    for word in text.split([' ', ',', '.']).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number = digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
        let ordinal = matches!(word.get(digits.len()..), Some("" | "st" | "nd" | "rd" | "th"));
        match () {
            () if number && ordinal && !day => day = true,
            () if is_month(word) && !month => month = true,
            () if WEEKDAYS.iter().any(|name| is_cut_of(word, name)) => {}
            () => return false,
        }
    }
    month && day
}

/// Where a report comes from, at the beginning of its first paragraph: `KYIV, March 3 (AP) —`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dateline {
    /// As it stands there, without the dash.
    pub text: String,
    /// Its day as it stands there, where it names one.
    pub day: Option<String>,
    /// When that is, where it names the year too.
    pub date: Option<Written>,
    /// Whether anything stands behind it.
    pub goes_on: bool,
}

/// The dateline that `paragraph` begins with.
pub fn dateline(paragraph: &str) -> Option<Dateline> {
    let window: usize = paragraph.char_indices().nth(80).map_or(paragraph.len(), |(at, _)| at);
    let window = paragraph.get(..window)?;
    let dash = [" — ", " – ", " - ", " -- ", "— ", "– ", "—", "–", "-- "];
    let cut = dash.iter().filter_map(|dash| window.find(dash).map(|at| (at, std::cmp::Reverse(dash.len())))).min();
    let (text, goes_on) = match cut {
        Some((at, std::cmp::Reverse(length))) => {
            (window.get(..at)?, !paragraph.get(at + length..).unwrap_or_default().trim().is_empty())
        }
        None => (paragraph.trim_end_matches([':', '.', '-', '–', '—', ' ']), false),
    };
    let text = text.trim();
    let place = text.split([',', '(', '/']).next().unwrap_or_default().trim();
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let shouts = letters >= 2
        && place.starts_with(char::is_alphabetic)
        && place.chars().all(|c| !c.is_lowercase() && !c.is_ascii_digit());
    let day = day_in(text);
    if !shouts || text.split(' ').count() > 9 || (cut.is_none() && (day.is_none() || weight(text) > 60)) {
        return None;
    }
    let date = day.as_deref().and_then(|day| moment(day).ok());
    Some(Dateline { text: text.to_owned(), day, date, goes_on })
}

/// The day that a dateline names: `March 3`, `3 March 2025`.
fn day_in(text: &str) -> Option<String> {
    let is_of_date = |word: &str| {
        let bare = word.trim_matches([',', '.', '(', ')', ';']);
        let number = bare.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        is_month(bare) || (!number.is_empty() && number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let words: Vec<&str> = text.split(' ').collect();
    let start = words.iter().position(|word| is_of_date(word))?;
    let length = words.iter().skip(start).take_while(|word| is_of_date(word)).count();
    let day = words.get(start..start + length)?.join(" ");
    let day = day.trim_matches([',', '.', '(', ')', ';']).to_owned();
    let has_month = day.split([' ', ',', '.']).any(is_month);
    (has_month && day.contains(|c: char| c.is_ascii_digit())).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Zone;

    fn show(written: Option<Written>) -> String {
        written.map_or(String::new(), |written| {
            let time = written.time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
            let zone = match written.zone {
                Zone::Site => String::new(),
                Zone::Offset(minutes) => format!(" {minutes:+}"),
                Zone::Named(zone) => format!(" {zone}"),
            };
            format!("{}{time}{zone}", written.day)
        })
    }

    fn read(text: &str) -> String {
        match line(text) {
            None => "none".to_owned(),
            Some(When::Unsure(why)) => why,
            Some(When::Read { published, updated }) => format!("{}|{}", show(published), show(updated)),
        }
    }

    #[test]
    fn lines_that_are_dates_are_read() {
        for (text, want) in [
            ("March 3, 2025", "2025-03-03|"),
            ("2025-03-03", "2025-03-03|"),
            ("3 March 2025 09:30", "2025-03-03 09:30|"),
            ("Monday, March 3, 2025", "2025-03-03|"),
            ("Monday 2025-03-03", "2025-03-03|"),
            ("Published: March 3, 2025", "2025-03-03|"),
            ("Published on March 3, 2025 at 9:30 a.m. EST", "2025-03-03 09:30 -300|"),
            ("Published March 3, 2025, 9 p.m. GMT", "2025-03-03 21:00 +0|"),
            ("Mar. 3, 2025, 9:30am", "2025-03-03 09:30|"),
            ("Updated March 4, 2025", "|2025-03-04"),
            ("Last updated: 2025-03-04T10:00:00Z", "|2025-03-04 10:00 +0"),
            ("March 3, 2025 | Updated March 4, 2025 10:15 UTC", "2025-03-03|2025-03-04 10:15 +0"),
            ("Published March 3, 2025 (Updated March 4, 2025)", "2025-03-03|2025-03-04"),
            ("Tue, 18 Mar 2025 10:00:00 +0000", "2025-03-18 10:00 +0|"),
            ("Date: 18.03.2025 10:15", "2025-03-18 10:15|"),
            ("9:30 a.m. EST, March 3, 2025", "2025-03-03 09:30 -300|"),
            ("10:15 GMT on Monday, March 3, 2025", "2025-03-03 10:15 +0|"),
            ("March 3, 2025 · 10:15 (GMT)", "2025-03-03 10:15 +0|"),
            ("March 3, 2025 1015 GMT", "2025-03-03 10:15 +0|"),
            ("[2025-03-03]", "2025-03-03|"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_guessed() {
        for (text, want) in [
            ("03/04/2025", "may be"),
            ("March 3", "no year"),
            ("Monday, March 3", "no year"),
            ("March 3, 2025 9:30 ET", "zone `ET`"),
            ("March 3, 2025 9:30 IST", "zone `IST`"),
            ("Tuesday, March 3, 2025", "is a Monday"),
            ("February 30, 2025", "no 2025-02-30"),
            ("Published: 3. März 2025", "not read"),
        ] {
            assert!(read(text).contains(want), "{text}: {}", read(text));
        }
        for text in [
            "Grain Prices Fall in March 2025",
            "March 3, 2025, was the day on which prices fell.",
            "2025-03-03 10:30 the port of Odesa was closed to ships",
            "Updated rules for 3 ports",
            "May 3 Ships Sail?",
            "5 things to know",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    #[test]
    fn datelines_are_told() {
        let show = |text| dateline(text).map(|d| (d.text, d.day.unwrap_or_default(), show(d.date)));
        for (text, line, day, date) in [
            ("KYIV, March 3 — Prices fell.", "KYIV, March 3", "March 3", ""),
            ("KYIV (AP) - Prices fell.", "KYIV (AP)", "", ""),
            ("LONDON — Prices fell.", "LONDON", "", ""),
            ("NEW YORK, N.Y., Mar. 3 (Example) -- Prices fell.", "NEW YORK, N.Y., Mar. 3 (Example)", "Mar. 3", ""),
            ("KYIV, Ukraine (AP) — Prices fell.", "KYIV, Ukraine (AP)", "", ""),
            ("KYIV, March 3, 2025 — Prices fell.", "KYIV, March 3, 2025", "March 3, 2025", "2025-03-03"),
            ("КИЇВ — Ціни впали.", "КИЇВ", "", ""),
            ("KYIV, 3 March", "KYIV, 3 March", "3 March", ""),
        ] {
            assert_eq!(show(text), Some((line.into(), day.into(), date.into())), "{text}");
        }
        for text in ["Prices fell — again.", "A man — old — came.", "GRAIN PRICES FALL", "“NO — never”"] {
            assert!(dateline(text).is_none() || text.starts_with('A'), "{text}");
        }
    }
}
