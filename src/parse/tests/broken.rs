//! Documents that are broken, cut off, in odd encodings, or no documents at all.

use proptest::prelude::*;

use super::parse_text;
use crate::format::Format;
use crate::format::samples::{full_entry, full_feed, render};
use crate::parse::{Document, parse, text_of};

fn documents() -> Vec<Vec<u8>> {
    let mut other = full_entry();
    (other.id, other.content) = ("other".into(), None);
    Format::ALL.map(|format| render(format, &full_feed(format), &[full_entry(), other.clone()])).into()
}

/// The bytes at which the first entry ends.
fn first_end(format: Format, document: &[u8]) -> usize {
    let mark: &[u8] = match format {
        Format::Rss => b"</item>\n    <item>",
        Format::Atom => b"</entry>\n  <entry",
        Format::Json => b"},\n    {\"id\":\"other\"",
    };
    document.windows(mark.len()).position(|window| window == mark).unwrap() + 8
}

#[test]
fn cut_off_anywhere_the_entries_before_are_given() {
    for (format, document) in Format::ALL.into_iter().zip(documents()) {
        let whole = parse(&document).unwrap();
        let end = first_end(format, &document);
        for cut in 0..=document.len() {
            let read = parse(&document[..cut]).unwrap_or_default();
            assert!(whole.entries.starts_with(&read.entries), "{format:?} {cut}");
            assert!(cut < end || !read.entries.is_empty(), "{format:?} {cut}");
        }
    }
}

#[test]
fn faults_do_not_take_away_what_follows() {
    let document = parse_text(
        "<rss><channel><item><title>A & B &nbsp; &lt;</title><link>https://e.example/?a=1&b=2</link></item>
         <item><title>C<description>lost</item><item><guid>3</guid><title>D</title></item>",
    );
    assert_eq!(document.entries[0].link, "https://e.example/?a=1&b=2");
    assert!(document.entries[0].title.starts_with("A & B"));
    assert_eq!(document.entries.last().unwrap().title, "D");
}

#[test]
fn an_entry_that_begins_in_another_ends_it() {
    let document = parse_text("<rss><channel><item><guid>1</guid><item><guid>2</guid></item></item></channel></rss>");
    assert_eq!(document.entries.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn encodings() {
    let title = |document: Option<Document>| document.unwrap().title;
    let text = "<?xml version='1.0' encoding='utf-16'?><rss><channel><title>Зерно</title></channel></rss>";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title(parse(&wide)), "Зерно");
    assert_eq!(title(parse(&[&b"\xFF\xFE"[..], &wide].concat())), "Зерно");
    let narrow = b"<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xC7\xE5\xF0\xED\xEE</title></channel></rss>";
    assert_eq!(title(parse(narrow)), "Зерно");
    let wrong = b"\xEF\xBB\xBF \n<rss><channel><title>caf\xE9</title></channel></rss>";
    assert_eq!(title(parse(wrong)), "caf\u{FFFD}");
    let json = "\u{FEFF}{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Зерно\"}";
    assert_eq!(title(parse(json.as_bytes())), "Зерно");
}

#[test]
fn deep_and_wide_documents_end_soon() {
    let deep = format!("<rss><channel><item><description>{}", "<a>".repeat(200_000));
    assert!(parse(deep.as_bytes()).is_some());
    let deep = format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", "[".repeat(200_000));
    assert!(parse(deep.as_bytes()).is_some());
    let attributes: String = (0..20_000).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(text_of(&format!("a<b{attributes}>c")), "a c");
    let bases = format!("<feed xmlns='http://www.w3.org/2005/Atom'>{}", "<entry xml:base='x/'>".repeat(900));
    assert!(parse(bases.as_bytes()).is_some());
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn feeds_with_any_bytes_in_them_are_read(which in 0..3_usize, at in any::<prop::sample::Index>(), length in 0..40_usize, bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        let mut document = documents().remove(which);
        let at = at.index(document.len());
        let end = document.len().min(at + length);
        document.splice(at..end, bytes);
        if let Some(document) = parse(&document) {
            for entry in &document.entries {
                let _ = (entry.fingerprint(), entry.words());
            }
        }
    }

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let document = parse(pieces.concat().as_bytes());
        prop_assert!(document.is_none_or(|document| document.entries.len() <= 40));
    }
}

const PIECES: &[&str] = &[
    "<rss>",
    "<channel>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<link>",
    "</link>",
    "<description>",
    "</description>",
    "x &amp; y",
    "<b>",
    "</b>",
    "<![CDATA[",
    "]]>",
    "&",
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://e.example/'>",
    "<entry>",
    "</entry>",
    "<content type='xhtml'>",
    "</content>",
    "<div>",
    "</div>",
    "<author>",
    "<name>",
    "</name>",
    "</author>",
    "<link href='x'/>",
    "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='u'>",
    "</media:content>",
    "<br/>",
    "<!--",
    "-->",
];
