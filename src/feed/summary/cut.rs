//! A long text → a short one that ends where a reader would stop.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::sentences::Sentences;

/// Pairs that must not be torn. Quotation marks that close in one language and open in another are in both columns.
const PAIRS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('“', '”'),
    ('„', '“'),
    ('„', '”'),
    ('‘', '’'),
    ('‚', '‘'),
    ('«', '»'),
    ('»', '«'),
    ('‹', '›'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〈', '〉'),
    ('《', '》'),
    ('〔', '〕'),
    ('（', '）'),
    ('［', '］'),
    ('｛', '｝'),
    ('"', '"'),
];

/// Words that end in a full stop without ending a sentence; lower case, without it.
const ABBREVIATIONS: &[&str] = &[
    // English
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "vol", "pp", "fig", "figs", "al", "inc", "ltd",
    "co", "corp", "approx", "gen", "col", "capt", "lt", "sgt", "maj", "rev", "hon", "gov", "sen", "rep", "pres",
    "dept", "est", "ca", "cf", "ed", "eds", "jan", "feb", "apr", "aug", "sept", "sep", "oct", "nov", "dec", "ave",
    "blvd", "mt", "ph", // German, Dutch, Scandinavian
    "bzw", "nr", "str", "usw", "evtl", "ggf", "inkl", "zzgl", "vgl", "hr", "fr", "abs", "bspw", "dhr", "mevr", "bijv",
    // French, Spanish, Portuguese, Italian
    "mme", "mlle", "sra", "srta", "dra", "ud", "uds", "ej", "pág", "núm", "sig", "dott", "av", "env", "chap",
    // Slavic
    "им", "ул", "гг", "вв", "руб", "тыс", "млн", "млрд", "см", "рис", "стр", "проф", "акад", "вул", "ім", "грн", "np",
    "tzn", "ul", "prof", "inż", "mgr", "např", "tj", "č",
];

/// Words that are abbreviations before a number only: "No. 5", but "No. Never."
const BEFORE_NUMBERS: &[&str] = &["no", "nos", "art", "sec", "p", "ch", "op", "n", "№"];

/// What cannot stand before "…".
const DANGLING: &[char] = &[
    ',', ';', ':', '-', '–', '—', '―', '‐', '‑', '/', '&', '+', '=', '.', '、', '،', '؛', '；', '：', '，', '·', '•',
    '…', '|',
];

/// How far past the limit text is read to see whether a sentence ends there, in characters.
const AHEAD: usize = 64;
/// How many places are tried before quotes and brackets are left open.
const TRIES: usize = 64;

/// At most `limit` characters of `text`, which is one line; all of it where it fits.
///
/// It ends with the last sentence that fits, else with a word and "…", never within a grapheme cluster, and with no
/// quotation mark or bracket left open.
pub fn cut(text: &str, limit: usize) -> String {
    let Some(end) = nth(text, limit) else { return text.to_owned() };
    if limit == 0 {
        return String::new();
    }
    let head = &text[..nth(&text[end..], AHEAD).map_or(text.len(), |ahead| end + ahead)];
    match last_sentence(text, head, end) {
        Some(sentence) => sentence.to_owned(),
        None => last_word(text, head, limit),
    }
}

/// The byte at which character number `n`, from 0, begins; `None` where there are no more.
fn nth(text: &str, n: usize) -> Option<usize> {
    text.char_indices().nth(n).map(|(at, _)| at)
}

fn is_grapheme_end(text: &str, at: usize) -> bool {
    // Of ASCII's pairs only CR LF is one cluster.
    let around = at.checked_sub(1).and_then(|before| text.as_bytes().get(before..=at));
    if let Some([before, after]) = around
        && before.is_ascii()
        && after.is_ascii()
        && *after != b'\n'
    {
        return true;
    }
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// The sentences of `head` that end by `end`, the last of them not within quotes or brackets.
fn last_sentence<'t>(text: &'t str, head: &str, end: usize) -> Option<&'t str> {
    let mut best = None;
    let mut open = Open::default();
    for (start, sentence) in Sentences::of(head) {
        let stop = start + sentence.trim_end().len();
        let next = start + sentence.len();
        if stop > end || (next == head.len() && head.len() < text.len()) {
            break;
        }
        open.read(text, start, next);
        if open.marks.is_empty() && ends_sentence(&text[..stop], &text[next..]) && is_grapheme_end(text, stop) {
            best = Some(stop);
        }
    }
    best.filter(|&stop| stop > 0).map(|stop| &text[..stop])
}

/// Whether a sentence ends between `before` and `after`, where the algorithm of UAX #29 sees a boundary.
fn ends_sentence(before: &str, after: &str) -> bool {
    let is_mark = |c: char| PAIRS.iter().any(|&(open, close)| c == open || c == close) || c == '\'';
    if after.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c)).starts_with(char::is_lowercase) {
        return false;
    }
    let before = before.trim_end_matches(is_mark);
    let Some(words) = before.strip_suffix('.') else { return true };
    let word = words.rsplit(|c: char| c.is_whitespace() || is_mark(c) || "-–—/".contains(c)).next().unwrap_or_default();
    let lower = word.to_lowercase();
    let is_number = after.trim_start().starts_with(|c: char| c.is_numeric());
    // Initials and "e.g.": every part is a letter or two.
    let letters = |part: &str| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic);
    let initials =
        !word.is_empty() && word.split('.').all(letters) && (word.contains('.') || word.chars().count() == 1);
    // "3. Oktober": an ordinal.
    let ordinal = word.len() <= 2 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    !(initials
        || ordinal
        || ABBREVIATIONS.contains(&lower.as_str())
        || (is_number && BEFORE_NUMBERS.contains(&lower.as_str())))
}

/// The words of `head` that fit with "…" and what must be closed behind them.
fn last_word(text: &str, head: &str, limit: usize) -> String {
    let budget = nth(text, limit - 1).unwrap_or(text.len());
    let mut ends: Vec<usize> = head
        .split_word_bound_indices()
        .map(|(start, word)| start + word.len())
        .take_while(|&end| end <= budget)
        .filter(|&end| is_grapheme_end(text, end))
        .collect();
    let is_spaced = |end: usize| text[end..].starts_with(char::is_whitespace);
    // Where words are separated by blanks, "well-known" and addresses are left whole.
    if let Some(last) = ends.iter().rposition(|&end| is_spaced(end)).filter(|&last| ends[last] * 2 >= budget) {
        ends.truncate(last + 1);
    }
    if ends.is_empty() {
        ends.extend(head.grapheme_indices(true).map(|(at, _)| at).take_while(|&at| at <= budget).last());
    }
    for &end in ends.iter().rev().take(TRIES) {
        let kept = trim(text, end);
        let mut open = Open::default();
        open.read(text, 0, kept.len());
        // Little that is quoted is left out whole, much is closed.
        if let Some(&(at, _)) = open.marks.first().filter(|(at, _)| at * 2 >= kept.len()) {
            return format!("{}…", trim(text, at));
        }
        let closing: String = open.marks.iter().rev().map(|(_, close)| close).collect();
        if !kept.is_empty() && kept.chars().count() + 1 + closing.chars().count() <= limit {
            return format!("{kept}…{closing}");
        }
    }
    let end = ends.last().copied().unwrap_or(0);
    let mut open = Open::default();
    open.read(text, 0, end);
    format!("{}…", trim(text, open.marks.first().map_or(end, |(at, _)| *at)))
}

/// The text up to `end` without what would dangle before "…".
fn trim(text: &str, end: usize) -> &str {
    // Some marks open in one language what they close in another; after a blank they open.
    let is_ambiguous = |c: char| matches!(c, '"' | '“' | '‘' | '«' | '»');
    let is_opening = |c: char| !is_ambiguous(c) && PAIRS.iter().any(|&(open, _)| c == open);
    let mut kept = &text[..end];
    loop {
        let shorter = kept.trim_end_matches(|c: char| c.is_whitespace() || DANGLING.contains(&c) || is_opening(c));
        let shorter = match shorter.strip_suffix(is_ambiguous) {
            Some(before) if before.is_empty() || before.ends_with(char::is_whitespace) => before,
            _ => shorter,
        };
        if shorter.len() == kept.len() {
            break;
        }
        kept = shorter;
    }
    let mut end = kept.len();
    while !is_grapheme_end(text, end) {
        end = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    &text[..end]
}

/// The quotation marks and brackets that are open: where, and what closes them.
#[derive(Default)]
struct Open {
    marks: Vec<(usize, char)>,
}

impl Open {
    /// Reads on from byte `start` to `end`.
    fn read(&mut self, text: &str, start: usize, end: usize) {
        let mut before = text[..start].chars().next_back();
        for (at, c) in text[start..end].char_indices().map(|(at, c)| (start + at, c)) {
            let is_mark = matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"');
            if (c.is_ascii() && !is_mark) || c.is_whitespace() {
                before = Some(c);
                continue;
            }
            let after_word = before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            let closes = |&(_, close): &(usize, char)| close == c || (close == '“' && c == '”');
            // An apostrophe within or after a word closes nothing but a quotation just read.
            if let Some(index) = self.marks.iter().rposition(closes) {
                self.marks.truncate(index);
                continue;
            }
            let Some(&(_, close)) = PAIRS.iter().find(|(open, _)| *open == c) else { continue };
            // Behind a word or number these are an inch, a smiley's eye, a stray mark.
            if after_word && matches!(c, '"' | '»' | '‘') {
                continue;
            }
            self.marks.push((at, close));
        }
    }
}
