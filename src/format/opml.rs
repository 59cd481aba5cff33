//! OPML 2.0: a list of feeds that readers import.

use super::{Format, Listed, guard};

/// A document with one outline for each feed that has an address, in the order given.
///
/// A feed that is served in several formats is listed once, or a reader would subscribe to it several times: as RSS
/// where it has that, else as Atom, else as JSON Feed. No dates are written, so the same feeds give the same bytes.
pub fn opml(title: &str, feeds: &[Listed]) -> Vec<u8> {
    let mut out = String::with_capacity(256 + feeds.len() * 256);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
    out.push_str(&guard::escape(&guard::line(title)));
    out.push_str("</title>\n  </head>\n  <body>\n");
    for feed in feeds {
        outline(feed, &mut out);
    }
    out.push_str("  </body>\n</opml>\n");
    out.into_bytes()
}

fn outline(feed: &Listed, out: &mut String) {
    let Some((format, address)) = feed.addresses.iter().min_by_key(|(format, _)| *format) else { return };
    let title = guard::some_line(&feed.title).unwrap_or_else(|| guard::line(address));
    // Readers know `rss` alone, and take it for a feed of any format.
    out.push_str("    <outline type=\"rss\"");
    let mut attribute = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.extend([" ", name, "=\"", &guard::escape(value), "\""]);
        }
    };
    attribute("text", Some(&title));
    attribute("title", Some(&title));
    attribute("description", guard::some_line(&feed.description).as_deref());
    attribute("xmlUrl", Some(&guard::line(address)));
    attribute("htmlUrl", guard::some_line(&feed.link).as_deref());
    attribute("language", guard::opt_line(feed.language.as_deref()).as_deref());
    // The specification has a name for RSS 2.0 only.
    attribute("version", (*format == Format::Rss).then_some("RSS2"));
    out.push_str("/>\n");
}

#[cfg(test)]
mod tests {
    use super::super::testing::parse;
    use super::*;

    fn listed(title: &str, formats: &[Format]) -> Listed {
        let address = |format: &Format| (*format, format!("https://x.example/{}?a&b", format.file_name()));
        Listed { title: title.into(), addresses: formats.iter().map(address).collect(), ..Listed::default() }
    }

    #[test]
    fn each_feed_is_listed_once() {
        let mut full = listed("All \"news\" & <more>\u{8}\r\n ]]>", &[Format::Json, Format::Atom, Format::Rss]);
        full.description = "About\u{FFFE} it".into();
        full.link = "https://x.example/".into();
        full.language = Some("uk".into());
        let feeds =
            [full, listed("", &[Format::Atom, Format::Json]), listed("J", &[Format::Json]), listed("none", &[])];
        let root = parse(&opml("Site & \u{0}Co", &feeds));
        assert_eq!((&*root.name, root.attribute("version")), ("opml", Some("2.0")));
        assert_eq!(root.get("head").unwrap().text_of("title"), Some("Site & Co"));
        let [all, atom, json] = root.get("body").unwrap().all("outline").collect::<Vec<_>>()[..] else { panic!() };
        let pairs: Vec<_> = all.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("type", "rss"),
                ("text", "All \"news\" & <more> ]]>"),
                ("title", "All \"news\" & <more> ]]>"),
                ("description", "About it"),
                ("xmlUrl", "https://x.example/rss.xml?a&b"),
                ("htmlUrl", "https://x.example/"),
                ("language", "uk"),
                ("version", "RSS2"),
            ]
        );
        assert_eq!(atom.attribute("xmlUrl"), Some("https://x.example/atom.xml?a&b"));
        assert_eq!(atom.attribute("text"), atom.attribute("xmlUrl"), "a text is required");
        assert_eq!(
            (json.attribute("xmlUrl"), json.attribute("version")),
            (Some("https://x.example/feed.json?a&b"), None)
        );
    }

    #[test]
    fn no_feeds_are_an_empty_body() {
        assert!(parse(&opml("", &[])).get("body").unwrap().children.is_empty());
    }
}
