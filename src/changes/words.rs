//! Which words of a text changed.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Part;

/// More words than this, between what two texts begin and end with alike, are not held against each other one by one: that takes
/// time and memory by the square.
const MOST: usize = 400;

/// Texts and what becomes of each of their words, spaces and marks, in the order in which they are read.
///
/// Without the added parts it is `before`, without the removed ones `after`.
pub fn difference(before: &str, after: &str) -> Vec<Part> {
    let (old, new) = (pieces(before), pieces(after));
    let (old, new) = (old.as_slice(), new.as_slice());
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (head, old) = old.split_at_checked(start).unwrap_or((&[], old));
    let new = new.get(start..).unwrap_or_default();
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, tail) = old.split_at_checked(old.len() - end).unwrap_or((old, &[]));
    let new = new.get(..new.len() - end).unwrap_or_default();

    let mut parts = Parts::default();
    parts.kept(head);
    if old.len() > MOST || new.len() > MOST {
        parts.removed(old);
        parts.added(new);
    } else {
        parts.middle(old, new);
    }
    parts.kept(tail);
    parts.finish()
}

/// Words, and what is between them. In scripts without spaces each character is a word.
fn pieces(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

/// Parts as they are found; those of one kind that follow each other become one.
#[derive(Default)]
struct Parts {
    done: Vec<Part>,
    removed: String,
    added: String,
    kept: String,
}

impl Parts {
    /// By the longest sequence that both have.
    fn middle(&mut self, old: &[&str], new: &[&str]) {
        let width = new.len() + 1;
        // How many pieces the rests of both have in common, from each place on.
        let mut common = vec![0_u16; (old.len() + 1) * width];
        for (at, piece) in old.iter().enumerate().rev() {
            for (to, other) in new.iter().enumerate().rev() {
                let here = at * width + to;
                let of = |place: usize| common.get(place).copied().unwrap_or(0);
                let length = if piece == other { of(here + width + 1) + 1 } else { of(here + width).max(of(here + 1)) };
                if let Some(cell) = common.get_mut(here) {
                    *cell = length;
                }
            }
        }
        let of = |at: usize, to: usize| common.get(at * width + to).copied().unwrap_or(0);
        let (mut at, mut to) = (0, 0);
        loop {
            match (old.get(at..=at), new.get(to..=to)) {
                (Some(piece), Some(other)) if piece == other => {
                    self.kept(piece);
                    (at, to) = (at + 1, to + 1);
                }
                (Some(piece), other) if other.is_none() || of(at + 1, to) >= of(at, to + 1) => {
                    self.removed(piece);
                    at += 1;
                }
                (_, Some(other)) => {
                    self.added(other);
                    to += 1;
                }
                _ => break,
            }
        }
    }

    fn kept(&mut self, pieces: &[&str]) {
        pieces.iter().for_each(|piece| self.kept.push_str(piece));
    }

    fn removed(&mut self, pieces: &[&str]) {
        if !pieces.is_empty() {
            self.change();
            pieces.iter().for_each(|piece| self.removed.push_str(piece));
        }
    }

    fn added(&mut self, pieces: &[&str]) {
        if !pieces.is_empty() {
            self.change();
            pieces.iter().for_each(|piece| self.added.push_str(piece));
        }
    }

    /// Something changes after what is kept.
    fn change(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        // A space between two words of which both changed is no news: they are read as one change.
        let is_within = !(self.removed.is_empty() && self.added.is_empty());
        if is_within && kept.chars().all(char::is_whitespace) {
            self.removed.push_str(&kept);
            self.added.push_str(&kept);
            return;
        }
        self.close();
        if !kept.is_empty() {
            self.done.push(Part::Kept(kept));
        }
    }

    /// Ends a change.
    fn close(&mut self) {
        let (removed, added) = (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        if !removed.is_empty() {
            self.done.push(Part::Removed(removed));
        }
        if !added.is_empty() {
            self.done.push(Part::Added(added));
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.close();
        if !self.kept.is_empty() {
            self.done.push(Part::Kept(self.kept));
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(before: &str, after: &str) -> String {
        let parts = difference(before, after);
        let one = |part: &Part| match part {
            Part::Kept(text) => text.clone(),
            Part::Removed(text) => format!("[-{text}-]"),
            Part::Added(text) => format!("{{+{text}+}}"),
        };
        parts.iter().map(one).collect()
    }

    #[test]
    fn words_that_changed_stand_together() {
        let cases = [
            ("Grain prices fall", "Grain prices rise", "Grain prices [-fall-]{+rise+}"),
            ("Grain prices fall", "Grain prices fall", "Grain prices fall"),
            ("Grain prices fall", "Oat prices rise again", "[-Grain-]{+Oat+} prices [-fall-]{+rise again+}"),
            ("a b c d", "x y c d", "[-a b-]{+x y+} c d"),
            ("", "Grain", "{+Grain+}"),
            ("Grain", "", "[-Grain-]"),
            ("", "", ""),
            ("Grain, falls", "Grain falls", "Grain[-,-] falls"),
            ("穀物価格", "穀物の価格", "穀物{+の+}価格"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(written(before, after), expected);
        }
    }

    #[test]
    fn long_texts_are_given_whole_but_for_their_ends() {
        let before = format!("same {}end", "old ".repeat(100_000));
        let after = format!("same {}end", "new ".repeat(100_000));
        let parts = difference(&before, &after);
        assert!(
            matches!(&parts[..], [Part::Kept(a), Part::Removed(_), Part::Added(_), Part::Kept(b)]
            if a == "same " && b == " end"),
            "{} parts",
            parts.len()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn parts_give_back_both_texts(before in text(), after in text()) {
            let parts = difference(&before, &after);
            let side = |wanted: fn(&Part) -> Option<&str>| parts.iter().filter_map(wanted).collect::<String>();
            prop_assert_eq!(side(|part| match part {
                Part::Kept(text) | Part::Removed(text) => Some(text),
                Part::Added(_) => None,
            }), before);
            prop_assert_eq!(side(|part| match part {
                Part::Kept(text) | Part::Added(text) => Some(text),
                Part::Removed(_) => None,
            }), after);
            let kind = |part: &Part| std::mem::discriminant(part);
            prop_assert!(parts.windows(2).all(|two| kind(&two[0]) != kind(&two[1])), "{:?}", parts);
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let words = vec!["grain ", "oats ", " ", "é", "価格", "a", ", ", "\u{301}", "👩‍👩‍👧 ", "1.5"];
        let length = prop_oneof![0..12_usize, 0..700_usize];
        length
            .prop_flat_map(move |length| prop::collection::vec(prop::sample::select(words.clone()), length))
            .prop_map(|words| words.concat())
    }
}
