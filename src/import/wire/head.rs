//! What stands before the body: which line is the headline, the summary, the subhead.

use super::Paragraph;
use super::dates::dateline;
use super::sentences::{self, Ending, ending};

/// What a text is made of.
#[derive(Debug, Default)]
pub struct Parts {
    /// The headline.
    pub title: Option<Paragraph>,
    /// The subhead.
    pub subtitle: Option<Paragraph>,
    /// The summary.
    pub summary: Option<Paragraph>,
    /// All else, in its order.
    pub body: Vec<Paragraph>,
}

/// The longest headline.
const LONGEST: usize = 180;

/// Where the headline stands, and where it stands again, if it does near the beginning.
pub fn doubled(paragraphs: &[Paragraph]) -> Option<(usize, usize)> {
    let key = |n: usize| paragraphs.get(n).map(|paragraph| paragraph.key.as_str());
    let pairs = (0..5).flat_map(|first| (1..4).map(move |step| (first, first + step)));
    let mut pairs = pairs.filter(|&(first, again)| {
        let Some(line) = paragraphs.get(first).filter(|_| key(first) == key(again)) else { return false };
        let sentence = ending(&line.text) == Ending::Stop;
        let near = again == first + 1;
        // A whole text that was pasted again doubles its headline too, but with all else around it.
        let alone = near || (key(first + 1) != key(again + 1) && (first == 0 || key(first - 1) != key(again - 1)));
        let fits = if sentence { near && first < 3 && line.weight <= 120 } else { line.weight <= LONGEST };
        let says = line.text.chars().filter(|c| c.is_alphanumeric()).count() > 2;
        fits && alone && says && sentences::count(&line.text) == 1
    });
    pairs.next()
}

/// Tells the parts of what is left when dates, names and repetitions are taken out; `headline` is the key of the line that
/// was doubled, `again` the lines of those paragraphs that were pasted again.
pub fn split(paragraphs: Vec<Paragraph>, headline: Option<&str>, again: &[usize]) -> Parts {
    let mut parts = Parts::default();
    let known = headline.and_then(|key| paragraphs.iter().position(|paragraph| paragraph.key == key));
    let mut rest: Vec<Option<Paragraph>> = paragraphs.into_iter().map(Some).collect();
    let (title, summary) = match known {
        Some(title) => (Some(title), summary_before(&rest, title)),
        None => title_and_summary(&rest),
    };
    let mut take = |n: Option<usize>| n.and_then(|n| rest.get_mut(n)).and_then(Option::take);
    parts.title = take(title);
    parts.summary = take(summary);
    let sure = known.is_some() && parts.summary.is_some();
    let next = title.map_or(0, |title| title + 1).max(summary.filter(|s| Some(*s) > title).map_or(0, |s| s + 1));
    let after: Vec<&Paragraph> = rest.iter().skip(next).flatten().collect();
    // Where only the text was pasted again, what was pasted is of the text.
    let is_again = |paragraph: Option<&Paragraph>| paragraph.is_some_and(|paragraph| again.contains(&paragraph.line));
    let of_body = is_again(after.first().copied()) && !is_again(parts.title.as_ref());
    let is_subhead = parts.title.is_some() && !of_body && is_subhead(&after, sure);
    if is_subhead {
        parts.subtitle = rest.get_mut(next).and_then(Option::take);
    }
    parts.body = rest.into_iter().flatten().collect();
    parts
}

/// What stands right before a headline that is known, if it is its summary.
fn summary_before(rest: &[Option<Paragraph>], title: usize) -> Option<usize> {
    let before = title.checked_sub(1)?;
    let (line, title) = (rest.get(before)?.as_ref()?, rest.get(title)?.as_ref()?);
    let says = sentences::ends(&line.text) || line.weight > title.weight;
    // The summary of a report may begin where that does: with a dateline. In the first line it can be nothing else.
    let reports = before == 0 && sentences::ends(&line.text) && dateline(&line.text).is_some();
    (says && (reports || !is_of_body(line))).then_some(before)
}

/// Where title and summary stand in a text that has its headline once.
fn title_and_summary(rest: &[Option<Paragraph>]) -> (Option<usize>, Option<usize>) {
    let at = |n: usize| rest.get(n).and_then(Option::as_ref);
    let Some(first) = at(0) else { return (None, None) };
    let second = at(1);
    let leads = first.weight <= LONGEST && !is_of_body(first);
    let follows = |line: &Paragraph| line.weight <= LONGEST && !is_of_body(line) && ending(&line.text) != Ending::Stop;
    match (ending(&first.text), second) {
        // A summary without a full stop is longer than the headline behind it, which has capitals.
        (Ending::Open, Some(second))
            if follows(second)
                && first.weight > second.weight
                && has_capitals(&second.text)
                && !has_capitals(&first.text)
                && first.weight > 60 =>
        {
            (Some(1), Some(0))
        }
        (Ending::Open, _) if leads => (Some(0), None),
        (Ending::Either, Some(second)) if follows(second) && first.weight > second.weight => {
            let headline = has_capitals(&first.text) || (first.weight <= 80 && sentences::count(&first.text) == 1);
            if headline && (has_capitals(&first.text) || !has_capitals(&second.text)) {
                (Some(0), None)
            } else {
                (Some(1), Some(0))
            }
        }
        (Ending::Either, _) if leads && first.weight <= 120 && sentences::count(&first.text) == 1 => (Some(0), None),
        (_, Some(second)) if follows(second) && first.weight > second.weight && !is_of_body(first) => {
            (Some(1), Some(0))
        }
        _ => (None, None),
    }
}

/// Whether the words of `text` begin with capitals, as in headlines, but for short ones.
fn has_capitals(text: &str) -> bool {
    let words = text.split([' ', '-']).filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 3);
    let (mut capitals, mut all) = (0, 0);
    for word in words {
        let first = word.chars().find(|c| c.is_alphabetic());
        all += 1;
        capitals += usize::from(first.is_some_and(char::is_uppercase));
    }
    all > 1 && capitals * 5 >= all * 4
}

/// Whether `line` can only be of the body: a dateline, an address, a sign between sections.
fn is_of_body(line: &Paragraph) -> bool {
    let bare = line.text.trim_start_matches(['<', '(']);
    dateline(&line.text).is_some_and(|dateline| dateline.goes_on || dateline.day.is_some())
        || bare.starts_with("http://")
        || bare.starts_with("https://")
        || !line.text.chars().any(char::is_alphanumeric)
}

/// Whether the first of these paragraphs, which stand behind the headline, is a subhead. `sure` says that the text has a
/// summary and its headline twice, as those that have subheads do.
fn is_subhead(after: &[&Paragraph], sure: bool) -> bool {
    let Some((line, body)) = after.split_first().filter(|(_, body)| !body.is_empty()) else { return false };
    if is_of_body(line) || line.weight > 220 || sentences::count(&line.text) > 1 {
        return false;
    }
    let mut weights: Vec<usize> = body.iter().map(|paragraph| paragraph.weight).collect();
    weights.sort_unstable();
    let middle = weights.get(weights.len() / 2).copied().unwrap_or_default();
    if ending(&line.text) == Ending::Open {
        // Lines of a poem or a list have no full stops either.
        let open = body.iter().filter(|paragraph| ending(&paragraph.text) == Ending::Open).count();
        return open * 2 < body.len().max(2);
    }
    if body.first().is_some_and(|next| dateline(&next.text).is_some_and(|dateline| dateline.goes_on)) {
        return true;
    }
    // A body may well begin with a short sentence: only one that is much shorter than all else is taken for a subhead.
    let (longest, tenths) = if sure { (160, 5) } else { (120, 4) };
    if line.text.starts_with(['“', '"', '‘', '«', '„']) || line.text.contains(" said") {
        return false;
    }
    line.weight <= longest && line.weight * 10 <= middle * tenths
}
