//! Where the entries lie in a document.

use super::colour::{Kind, Piece};

/// A line and a column, both from 1.
pub type Spot = (u32, u32);

/// From the first character of each entry to behind its last, in the order of the document.
pub fn entries(text: &str, pieces: &[Piece], is_json: bool) -> Vec<(Spot, Spot)> {
    let bounds = if is_json { of_json(text, pieces) } else { of_xml(text, pieces) };
    let mut spots = Spots { text, at: 0, spot: (1, 1) };
    bounds.into_iter().map(|(start, end)| (spots.of(start), spots.of(end))).collect()
}

fn of_xml(text: &str, pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // The entry that is open, by its name, and how many elements of that name.
    let mut open: Option<(usize, &str, usize)> = None;
    let mut tag: Option<(usize, &str)> = None;
    let mut last = "";
    for piece in pieces.iter().filter(|piece| piece.kind == Kind::Tag) {
        let this = text.get(piece.start..piece.end).unwrap_or_default();
        match (this, open) {
            ("=", _) => continue,
            ("/", _) => {}
            (">", _) => {
                // `<item/>` is closed by its own tag.
                let start = tag.take().filter(|_| last == "/");
                open = match (start, open) {
                    (Some((_, name)), Some((from, entry, 1))) if name == entry => {
                        found.push((from, piece.end));
                        None
                    }
                    (Some((_, name)), Some((from, entry, depth))) if name == entry => Some((from, entry, depth - 1)),
                    (_, open) => open,
                };
            }
            (_, open_now) => match (this.strip_prefix("</"), open_now) {
                (Some(name), Some((from, entry, depth))) if name == entry => {
                    if depth == 1 {
                        found.push((from, piece.end));
                        open = None;
                    } else {
                        open = Some((from, entry, depth - 1));
                    }
                }
                (Some(_), _) => {}
                (None, _) => {
                    let name = this.strip_prefix('<').unwrap_or_default();
                    tag = Some((piece.start, name));
                    let is_entry = matches!(name.rsplit(':').next(), Some("item" | "entry"));
                    open = match open_now {
                        None if is_entry => Some((piece.start, name, 1)),
                        Some((from, entry, depth)) if entry == name => Some((from, entry, depth + 1)),
                        open => open,
                    };
                }
            },
        }
        last = this;
    }
    found
}

fn of_json(text: &str, pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut depth, mut key, mut start) = (0_usize, "", None);
    for piece in pieces {
        let this = text.get(piece.start..piece.end).unwrap_or_default();
        match (piece.kind, this) {
            (Kind::Tag, "{" | "[") => {
                if depth == 2 && key == "\"items\"" && this == "{" {
                    start = Some(piece.start);
                }
                depth += 1;
            }
            (Kind::Tag, "}" | "]") => {
                depth = depth.saturating_sub(1);
                if depth == 2
                    && let Some(start) = start.take()
                {
                    found.push((start, piece.end));
                }
            }
            (Kind::Name, _) if depth == 1 => key = this,
            _ => {}
        }
    }
    found
}

/// Counts lines and columns on a way that only goes on.
struct Spots<'t> {
    text: &'t str,
    at: usize,
    spot: Spot,
}

impl Spots<'_> {
    fn of(&mut self, at: usize) -> Spot {
        for c in self.text.get(self.at..at).unwrap_or_default().chars() {
            self.spot = if c == '\n' { (self.spot.0 + 1, 1) } else { (self.spot.0, self.spot.1 + 1) };
        }
        self.at = self.at.max(at);
        self.spot
    }
}

#[cfg(test)]
mod tests {
    use super::super::colour;
    use super::*;

    #[test]
    fn entries_are_found_in_xml() {
        let text =
            "<rss><channel>\n<item><media:item/><item/>\n</item >\n<item/><x:item a='/'>é</x:item></channel></rss>";
        let found = entries(text, &colour::xml(text), false);
        assert_eq!(found, [((2, 1), (3, 7)), ((4, 1), (4, 8)), ((4, 8), (4, 32))]);
        let text = "<feed><entry><source><entry>";
        assert_eq!(entries(text, &colour::xml(text), false), []);
    }

    #[test]
    fn entries_are_found_in_json() {
        let text = "{\"x\":[{}],\"items\":[\n{\"a\":{\"items\":[{}]}},\n {}]}";
        let found = entries(text, &colour::json(text), true);
        assert_eq!(found, [((2, 1), (2, 22)), ((3, 2), (3, 4))]);
    }
}
