//! A feed without the entries that a reader has seen (RFC 3229, with the instance manipulation `feed`).
//!
//! Entries are known by their bytes alone, so that an entry that was changed in anything is new. All the rest of the document
//! stays as it is, byte for byte.

use std::ops::Range;

use axum::http::{HeaderMap, HeaderName};

use crate::diagnostic::{Report, Span};
use crate::digest::digest;
use crate::validate::reader::drive::{read_json_text, read_xml_text};
use crate::validate::reader::feeder::looks_like_json;
use crate::validate::reader::{encoding, json, xml};

/// `A-IM`: which instance manipulations a client takes.
const A_IM: HeaderName = HeaderName::from_static("a-im");

/// Whether the client takes a feed with its new entries alone.
pub fn is_asked_for(headers: &HeaderMap) -> bool {
    let is_feed = |member: &[u8]| {
        let mut parts = member.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(b"feed"));
        let is_refused = |part: &[u8]| {
            let weight = part.strip_prefix(b"q=").or_else(|| part.strip_prefix(b"Q="));
            weight.is_some_and(|weight| weight.iter().all(|byte| matches!(byte, b'0' | b'.')))
        };
        is_named && !parts.any(is_refused)
    };
    headers.get_all(A_IM).iter().any(|value| value.as_bytes().split(|byte| *byte == b',').any(is_feed))
}

/// Where the entries of a feed lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// In the order of the document, none in another.
    places: Vec<Place>,
    /// Whether they are values of an array, with commas between them.
    is_json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: usize,
    end: usize,
    /// By which it is known.
    hash: u64,
}

impl Entries {
    /// Those of a feed in RSS 0.9x and 2.0, Atom or JSON Feed, in UTF-8 and without a fault in its form. Of all else, and of what
    /// means something by its order elsewhere, as RSS 1.0 does, nothing can be left out.
    pub fn of(bytes: &[u8]) -> Option<Entries> {
        let is_json = looks_like_json(bytes);
        let decoded = if is_json { encoding::decode_json(bytes) } else { encoding::decode(bytes, None, "utf-8") };
        let std::borrow::Cow::Borrowed(text) = decoded.text else { return None };
        let mark = bytes.len().checked_sub(text.len())?;
        if !decoded.readable || mark != decoded.mark || std::str::from_utf8(bytes).is_err() {
            return None;
        }
        let spans = if is_json { in_json(text)? } else { in_xml(text)? };
        let place = |span: Range<usize>| {
            let (start, end) = (span.start + mark, span.end + mark);
            Some(Place { start, end, hash: hash(bytes.get(start..end)?) })
        };
        Some(Entries { places: spans.into_iter().map(place).collect::<Option<_>>()?, is_json })
    }

    /// By what they are known, in order.
    pub fn hashes(&self) -> Box<[u64]> {
        let mut hashes: Vec<u64> = self.places.iter().map(|place| place.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.into()
    }

    /// How many bytes of memory they take.
    pub fn size(&self) -> usize {
        self.places.len() * size_of::<Place>()
    }

    /// The document without those that are among `seen`, which are in order.
    pub fn unseen(&self, bytes: &[u8], seen: &[u64]) -> Option<Vec<u8>> {
        let is_new = |place: &Place| seen.binary_search(&place.hash).is_err();
        let mut out = Vec::new();
        let mut at = 0;
        if self.is_json {
            let (Some(first), Some(last)) = (self.places.first(), self.places.last()) else {
                return Some(bytes.to_vec());
            };
            out.extend_from_slice(bytes.get(..first.start)?);
            let between = match &*self.places {
                [first, second, ..] => bytes.get(first.end..second.start)?,
                _ => b",",
            };
            for (n, place) in self.places.iter().filter(|place| is_new(place)).enumerate() {
                if n > 0 {
                    out.extend_from_slice(between);
                }
                out.extend_from_slice(bytes.get(place.start..place.end)?);
            }
            at = last.end;
        } else {
            for place in self.places.iter().filter(|place| !is_new(place)) {
                // With the line that it begins.
                out.extend_from_slice(bytes.get(at..place.start)?.trim_ascii_end());
                at = place.end;
            }
        }
        out.extend_from_slice(bytes.get(at..)?);
        Some(out)
    }
}

/// By what an entry is known.
fn hash(entry: &[u8]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = digest(entry);
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// The elements that are entries: `item` in the channel, or `entry` in the feed.
fn in_xml(text: &str) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut walk = XmlWalk::default();
    let faults = read_xml_text(
        text,
        &mut Report::new("", text),
        &mut |event: xml::Event<'_>, _: &xml::Reader<'_>, _: &mut Report| {
            match event {
                // What an entity stands for is not where it seems to be.
                xml::Event::Doctype(_) => walk.is_other = true,
                xml::Event::Start(tag) => walk.start(&tag),
                xml::Event::End(tag) => found.extend(walk.end(&tag)),
                _ => {}
            }
        },
    );
    (faults == 0 && !walk.is_other && walk.kind.is_some()).then_some(found)
}

#[derive(Debug, Default)]
struct XmlWalk {
    /// How many elements are open.
    depth: usize,
    /// What the elements are whose entries are looked for, once the root is known: how many elements an entry is in, and its name.
    kind: Option<(usize, &'static str)>,
    /// The namespace of the root.
    namespace: Option<xml::Namespace>,
    /// Whether the element at depth 1 is one that holds entries.
    is_within: bool,
    /// Where the entry began that is being read.
    start: Option<usize>,
    is_other: bool,
}

impl XmlWalk {
    fn start(&mut self, tag: &xml::Tag<'_>) {
        let local = tag.name.local();
        let is_own = self.namespace == Some(tag.name.namespace);
        match (self.depth, self.kind) {
            (0, _) => {
                self.namespace = Some(tag.name.namespace);
                match local {
                    "feed" => (self.kind, self.is_within) = (Some((1, "entry")), true),
                    "rss" => self.kind = Some((2, "item")),
                    _ => self.is_other = true,
                }
            }
            (depth, Some((at, name))) if depth == at && self.is_within && is_own && local == name => {
                self.start = Some(tag.span.start);
            }
            (1, Some((2, _))) => self.is_within = is_own && local == "channel",
            _ => {}
        }
        self.depth += 1;
    }

    fn end(&mut self, tag: &xml::Tag<'_>) -> Option<Range<usize>> {
        self.depth = self.depth.saturating_sub(1);
        let (at, _) = self.kind?;
        if self.depth == at { self.start.take().map(|start| start..tag.span.end) } else { None }
    }
}

/// The objects in `items`.
fn in_json(text: &str) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let (mut depth, mut is_items, mut lists, mut is_other) = (0_usize, false, 0, false);
    let mut start = None;
    let faults = read_json_text(
        text,
        &mut Report::new("", text),
        &mut |event: json::Event<'_>, _: &json::Reader<'_>, _: &mut Report| match event {
            json::Event::Key(key) if depth == 1 => is_items = key.value() == "items",
            json::Event::StartArray(Span { .. }) => {
                lists += usize::from(depth == 1 && is_items);
                is_other |= depth == 0 || (depth == 2 && is_items);
                depth += 1;
            }
            json::Event::StartObject(span) => {
                is_other |= depth == 1 && is_items;
                if depth == 2 && is_items {
                    start = Some(span.start);
                }
                depth += 1;
            }
            json::Event::EndArray(_) => depth = depth.saturating_sub(1),
            json::Event::EndObject(span) => {
                depth = depth.saturating_sub(1);
                if depth == 2 && is_items {
                    found.extend(start.take().map(|start| start..span.end));
                }
            }
            json::Event::Text(_) | json::Event::Number(..) | json::Event::Bool(..) | json::Event::Null(_) => {
                is_other |= depth == 2 && is_items;
            }
            json::Event::Key(_) => {}
        },
    );
    (faults == 0 && lists == 1 && !is_other).then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parse::parse;

    fn delta(old: &str, new: &str) -> Option<String> {
        let seen = Entries::of(old.as_bytes())?.hashes();
        let unseen = Entries::of(new.as_bytes())?.unseen(new.as_bytes(), &seen)?;
        Some(String::from_utf8(unseen).unwrap())
    }

    #[test]
    fn who_asks() {
        let asks = |values: &[&str]| is_asked_for(&values.iter().map(|value| (A_IM, value.parse().unwrap())).collect());
        for values in [&["feed"][..], &["Feed"], &["vcdiff, feed"], &["gzip", "feed;q=0.5"], &["feed ; q=1"]] {
            assert!(asks(values), "{values:?}");
        }
        for values in [&[][..], &[""], &["vcdiff"], &["feed;q=0"], &["feed; q=0.000"], &["feeds"]] {
            assert!(!asks(values), "{values:?}");
        }
    }

    #[test]
    fn what_was_seen_is_left_out_and_nothing_else() {
        let table = [
            (
                "<rss><channel><title>T</title><item>a</item></channel></rss>",
                "\u{FEFF}<rss>\n<channel>\n<title>U</title>\n  <item>b</item>\n  <item>a</item>\n<x/></channel>\n</rss>\n",
                "\u{FEFF}<rss>\n<channel>\n<title>U</title>\n  <item>b</item>\n<x/></channel>\n</rss>\n",
            ),
            (
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry>a</entry></feed>",
                "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry>a</a:entry><entry>a</entry></a:feed>",
                "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry>a</a:entry><entry>a</entry></a:feed>",
            ),
            (
                "<feed><entry>a</entry><entry/></feed>",
                "<feed><entry>c</entry><entry>a</entry><x><entry>a</entry></x><entry/></feed>",
                "<feed><entry>c</entry><x><entry>a</entry></x></feed>",
            ),
            ("<feed><entry>a</entry></feed>", "<feed><id/>\n<entry>a</entry>\n</feed>", "<feed><id/>\n</feed>"),
            (
                r#"{"version":"","items":[{"id":"a"}]}"#,
                r#"{"items": [{"id":"b"}, {"id":"a"}, {"id":"c","x":[{"items":[1]}]} ],"version":"2"}"#,
                r#"{"items": [{"id":"b"}, {"id":"c","x":[{"items":[1]}]} ],"version":"2"}"#,
            ),
            (r#"{"items":[{"id":"a"}]}"#, r#"{"items":[{"id":"a"}]}"#, r#"{"items":[]}"#),
            (r#"{"items":[]}"#, r#"{"items":[ ]}"#, r#"{"items":[ ]}"#),
        ];
        for (old, new, expected) in table {
            assert_eq!(delta(old, new).as_deref(), Some(expected), "{new}");
        }
    }

    #[test]
    fn of_what_is_no_sound_feed_nothing_is_left_out() {
        for text in [
            "",
            "no feed",
            "<opml><body/></opml>",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item/></rdf:RDF>",
            "<rss><channel><item>a</channel></rss>",
            "<!DOCTYPE rss [<!ENTITY i '<item>a</item>'>]><rss><channel>&i;</channel></rss>",
            "[]",
            "{}",
            r#"{"items":{}}"#,
            r#"{"items":[1]}"#,
            r#"{"items":[{},[]]}"#,
            r#"{"items":[{}],"items":[{}]}"#,
            r#"{"items":[{}"#,
        ] {
            assert_eq!(Entries::of(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Entries::of(b"<rss><channel><item>\xE4</item></channel></rss>"), None);
        let utf_16: Vec<u8> = "\u{FEFF}<rss><channel/></rss>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Entries::of(&utf_16), None);
    }

    /// A feed in one of three formats with these entries.
    fn feed(format: usize, entries: &[u8]) -> String {
        let all = |entry: &dyn Fn(u8) -> String, between: &str| {
            entries.iter().map(|n| entry(*n)).collect::<Vec<_>>().join(between)
        };
        match format {
            0 => {
                let entries = all(&|n| format!("<item><guid>{n}</guid><title>{}</title></item>", n % 3), "\n  ");
                format!("<rss version=\"2.0\"><channel><title>T</title>\n  {entries}\n</channel></rss>\n")
            }
            1 => {
                let entries = all(&|n| format!("<entry><id>{n}</id><title>{}</title></entry>", n % 3), "");
                format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title>{entries}</feed>")
            }
            _ => {
                let entries = all(&|n| format!("{{\"id\": \"{n}\", \"title\": \"{}\"}}", n % 3), ",\n");
                format!(
                    "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [\n{entries}\n]}}"
                )
            }
        }
    }

    proptest! {
        /// Together with what the reader has, it has all; and it is sent nothing twice.
        #[test]
        fn a_reader_misses_nothing(
            format in 0_usize..3,
            old in prop::collection::vec(0_u8..30, 0..12),
            new in prop::collection::vec(0_u8..30, 0..12),
        ) {
            let delta = delta(&feed(format, &old), &feed(format, &new)).unwrap();
            let ids = |text: &str| -> Vec<String> {
                parse(text.as_bytes()).unwrap().entries.into_iter().map(|entry| entry.id).collect()
            };
            let had = ids(&feed(format, &old));
            let expected: Vec<String> = ids(&feed(format, &new)).into_iter().filter(|id| !had.contains(id)).collect();
            prop_assert_eq!(ids(&delta), expected);
            prop_assert_eq!(parse(delta.as_bytes()).unwrap().title, "T");
            prop_assert!(Entries::of(delta.as_bytes()).is_some(), "{}", delta);
        }
    }
}
