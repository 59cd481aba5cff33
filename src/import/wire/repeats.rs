//! What was pasted again, told from what an author says again.

use std::collections::HashMap;

use super::Paragraph;

/// Which of the paragraphs repeat others.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Those that are to be kept, in their order.
    pub kept: Vec<Paragraph>,
    /// Those that are left out, each with the line of the paragraph that it repeats.
    pub left_out: Vec<(Paragraph, usize)>,
}

/// So many of the places where a paragraph stood before are looked at from either end.
const MOST_PLACES: usize = 8;

/// A copy that was cut off must be at least so long where nothing before it is a copy.
const LONG_ENOUGH: usize = 40;

/// Tells apart. Copies of `headline`, folded, among copies are copies however short they are.
///
/// A paste is a run of paragraphs that stood together before, in their order. At its ends a paragraph may be cut off.
pub fn sort(paragraphs: Vec<Paragraph>, headline: Option<&str>) -> Sorted {
    let ids = ids(&paragraphs);
    let only_copies = only_copies_from(&paragraphs, &ids);
    let mut scan = Scan { paragraphs: &paragraphs, ids: &ids, kept: Vec::new(), places: HashMap::new() };
    // Of each paragraph, the one that it repeats.
    let mut copies: Vec<Option<usize>> = vec![None; paragraphs.len()];
    let mut at = 0;
    while at < paragraphs.len() {
        let ends = only_copies.get(at).copied().unwrap_or_default();
        let Some((from, length)) = scan.longest(at) else {
            at += scan.partial(at, &mut copies);
            continue;
        };
        let is_headline = headline.is_some_and(|headline| length == 1 && scan.key(at) == headline);
        let paste = (is_headline && ends) || scan.is_paste(at, from, length, ends);
        for n in 0..length {
            if paste {
                set(&mut copies, at + n, scan.kept.get(from + n).copied());
            } else {
                scan.keep(at + n);
            }
        }
        at += length;
        if paste && scan.is_cut_off(at, from + length) {
            set(&mut copies, at, scan.kept.get(from + length).copied());
            at += 1;
        }
    }
    let lines: Vec<usize> = paragraphs.iter().map(|paragraph| paragraph.line).collect();
    let mut sorted = Sorted::default();
    for (paragraph, of) in paragraphs.into_iter().zip(copies) {
        match of.and_then(|of| lines.get(of)) {
            Some(line) => sorted.left_out.push((paragraph, *line)),
            None => sorted.kept.push(paragraph),
        }
    }
    sorted
}

fn set(copies: &mut [Option<usize>], at: usize, of: Option<usize>) {
    if let Some(slot) = copies.get_mut(at) {
        *slot = of;
    }
}

/// A number for each text.
fn ids(paragraphs: &[Paragraph]) -> Vec<usize> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    paragraphs
        .iter()
        .map(|paragraph| {
            let next = known.len();
            *known.entry(paragraph.key.as_str()).or_insert(next)
        })
        .collect()
}

/// For each paragraph, whether from it on there is nothing that did not stand before it. The last may be cut off.
fn only_copies_from(paragraphs: &[Paragraph], ids: &[usize]) -> Vec<bool> {
    let mut first: HashMap<usize, usize> = HashMap::new();
    for (n, id) in ids.iter().enumerate() {
        first.entry(*id).or_insert(n);
    }
    let mut latest = 0;
    let mut out = vec![false; ids.len()];
    for (n, id) in ids.iter().enumerate().rev() {
        let mut stood = first.get(id).copied().unwrap_or(n);
        if stood == n && n + 1 == ids.len() {
            let whole = paragraphs.iter().take(n).position(|whole| is_beginning(paragraphs.get(n), whole));
            stood = whole.unwrap_or(n);
        }
        latest = latest.max(stood);
        if let Some(slot) = out.get_mut(n) {
            *slot = latest < n;
        }
    }
    out
}

/// Whether `part` is the beginning of `whole`, cut off within it.
fn is_beginning(part: Option<&Paragraph>, whole: &Paragraph) -> bool {
    let Some(part) = part else { return false };
    let bare = part.key.trim_end_matches(['.', ' ', '-']);
    part.weight >= 20 && bare.len() < whole.key.len() && whole.key.starts_with(bare)
}

struct Scan<'p> {
    paragraphs: &'p [Paragraph],
    ids: &'p [usize],
    /// Which paragraphs are kept so far.
    kept: Vec<usize>,
    /// Where in `kept` each text stands.
    places: HashMap<usize, Vec<usize>>,
}

impl Scan<'_> {
    fn key(&self, at: usize) -> &str {
        self.paragraphs.get(at).map_or("", |paragraph| &paragraph.key)
    }

    fn weight(&self, at: usize) -> usize {
        self.paragraphs.get(at).map_or(0, |paragraph| paragraph.weight)
    }

    fn keep(&mut self, at: usize) {
        if let Some(id) = self.ids.get(at) {
            self.places.entry(*id).or_default().push(self.kept.len());
        }
        self.kept.push(at);
    }

    fn id_kept(&self, place: usize) -> Option<usize> {
        self.kept.get(place).and_then(|at| self.ids.get(*at)).copied()
    }

    /// Where in `kept` the longest run stands that the paragraphs from `at` on repeat, and its length.
    fn longest(&self, at: usize) -> Option<(usize, usize)> {
        let places = self.places.get(self.ids.get(at)?)?;
        let early = places.iter().take(MOST_PLACES);
        let late = places.iter().skip(MOST_PLACES).rev().take(MOST_PLACES);
        let runs = early.chain(late).map(|&from| {
            let same =
                |n: &usize| self.ids.get(at + n).is_some() && self.ids.get(at + n).copied() == self.id_kept(from + n);
            (from, (0..).take_while(same).count())
        });
        runs.max_by_key(|(from, length)| (*length, *from))
    }

    /// Whether the run is pasted rather than said again: it is prose, and goes on where what it repeats ended, or has
    /// nothing new behind it.
    fn is_paste(&self, at: usize, from: usize, length: usize, ends: bool) -> bool {
        let cut = self.is_cut_off(at + length, from + length);
        let total: usize = (at..at + length + usize::from(cut)).map(|at| self.weight(at)).sum();
        let length = length + usize::from(cut);
        let mean = total / length.max(1);
        let follows = from + length == self.kept.len();
        let whole = from == 0 && ends && (follows || length > 2) && total >= 60 && mean >= 15;
        match (length, follows, ends) {
            (1, true, _) => total >= 40,
            (1, false, true) => total >= 70,
            (1, false, false) => total >= 160,
            (_, true, _) => mean >= 30 || whole,
            (_, false, true) => mean >= 45 || whole,
            (_, false, false) => mean >= 70,
        }
    }

    /// Whether the paragraph at `at` is the beginning of the one that is kept at `place`, cut off.
    fn is_cut_off(&self, at: usize, place: usize) -> bool {
        let whole = self.kept.get(place).and_then(|at| self.paragraphs.get(*at));
        whole.is_some_and(|whole| is_beginning(self.paragraphs.get(at), whole))
    }

    /// Looks at a paragraph that stands nowhere else as it is: it may be a copy of which the beginning is missing, with a
    /// run behind it, or the last one, cut off. Gives the number of paragraphs that were looked at.
    fn partial(&mut self, at: usize, copies: &mut [Option<usize>]) -> usize {
        let Some(paragraph) = self.paragraphs.get(at) else { return 1 };
        if let Some((from, length)) = self.longest(at + 1)
            && let Some(whole) = from.checked_sub(1).and_then(|before| self.kept.get(before)).copied()
            && paragraph.weight >= 20
            && self.key(whole).ends_with(paragraph.key.trim_start_matches(['.', ' ', '-']))
            && self.is_paste(at + 1, from, length, at + 1 + length == self.paragraphs.len())
        {
            set(copies, at, Some(whole));
            return 1;
        }
        if at + 1 == self.paragraphs.len() && paragraph.weight >= LONG_ENOUGH {
            let whole = self.kept.iter().copied().find(|&whole| {
                let whole = self.paragraphs.get(whole);
                whole.is_some_and(|whole| is_beginning(Some(paragraph), whole))
            });
            if whole.is_some() {
                set(copies, at, whole);
                return 1;
            }
        }
        self.keep(at);
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "Prices of wheat fell for a third week as the harvest came in from the south.";
    const B: &str = "Traders in the port said that they had never seen so many lorries at the gates.";
    const C: &str = "“It's more than we can store,” said the keeper of one of the larger silos there.";
    const D: &str = "Rain is forecast for the weekend, and with it the first pause since the middle of July.";

    fn kept(texts: &[&str]) -> Vec<String> {
        let paragraphs = texts.iter().enumerate().map(|(n, text)| {
            let mut paragraph = Paragraph::new(n + 1, (*text).to_owned());
            paragraph.fold();
            paragraph
        });
        sort(paragraphs.collect(), Some("grain prices fall")).kept.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn pasted_runs_are_kept_once() {
        for copied in [
            &[A, B, C, D, B, C, D][..],
            &[A, B, C, D, A, B, C, D],
            &[A, B, C, D, B, C, D, B, C, D],
            &[A, B, C, D, D],
            &[A, B, C, D, B, C],
            &[A, B, C, B, C, D],
            &[A, B, C, A, B, D],
            &[A, B, C, D, B],
            &[A, B, C, D, C, D, A, B],
            &[A, A, B, B, C, C, D, D],
            &[A, B, C, D, B, C, "Rain is forecast for the weekend, and with"],
            &[A, B, C, D, B, C, "Rain is forecast for the weekend, and wi…"],
            &[A, B, C, D, "Rain is forecast for the weekend, and with it the first"],
            &[A, B, C, D, "that they had never seen so many lorries at the gates.", C, D],
            &[A, B, C, D, B, "\"It’s more  than we can store,\" said the keeper of one of the larger silos there.", D],
        ] {
            assert_eq!(kept(copied), [A, B, C, D], "{copied:?}");
        }
        let title = "Grain Prices Fall";
        assert_eq!(kept(&[title, A, B, title, A, B]), [title, A, B]);
    }

    #[test]
    fn what_an_author_says_again_stays() {
        for said in [
            &[A, "* * *", B, "* * *", C, "* * *", D][..],
            &[A, "And the mill went round.", B, "And the mill went round.", C, "And the mill went round."],
            &["“No.”", "“Yes.”", "“No.”", "“Yes.”", A],
            &[A, B, C, D, "Rain is forecast."],
            &["Row on,", "row on,", "Row on,", "row on,"],
        ] {
            assert_eq!(kept(said), said, "{said:?}");
        }
    }

    #[test]
    fn many_lines_that_are_the_same_take_no_long_time() {
        let line = "round and round it goes";
        let lines: Vec<&str> = (0..200_000).map(|n| if n % 7 == 0 { "*" } else { line }).collect();
        assert!(kept(&lines).len() <= lines.len());
        let lines: Vec<&str> = std::iter::repeat_n("*", 200_000).collect();
        assert!(!kept(&lines).is_empty());
    }
}
