//! Google News sitemap. Spec: Google Search Central, "Create a news sitemap"; sitemaps.org protocol 0.9.

use super::{date, guard};
use crate::feed::Entry;

/// How many entries a news sitemap may have.
const MOST: usize = 1000;

/// A document of the entries given, the first 1,000 of those that have a link. Which are new enough (Google wants the
/// last two days) the caller decides.
///
/// `language` is the publication's; an entry's own goes before it. Both are tags per BCP 47 and written as Google wants
/// them: the language alone, and `zh-cn` or `zh-tw` for Chinese.
pub fn news_sitemap(publication_name: &str, language: &str, entries: &[&Entry]) -> Vec<u8> {
    let name = guard::line(publication_name);
    let mut out = String::with_capacity(256 + entries.len() * 512);
    out.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"",
        " xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
    ));
    let linked = entries.iter().filter_map(|entry| Some((entry, guard::some_line(&entry.link)?)));
    for (entry, link) in linked.take(MOST) {
        let language = guard::line(entry.language.as_deref().unwrap_or(language));
        out.push_str("  <url>\n");
        element(&mut out, 4, "loc", &link);
        out.push_str("    <news:news>\n      <news:publication>\n");
        element(&mut out, 8, "news:name", &name);
        element(&mut out, 8, "news:language", &google_language(&language));
        out.push_str("      </news:publication>\n");
        element(&mut out, 6, "news:publication_date", &date::rfc3339(entry.published));
        element(&mut out, 6, "news:title", &guard::line(&entry.title));
        out.push_str("    </news:news>\n  </url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

fn element(out: &mut String, indent: usize, name: &str, text: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.extend(["<", name, ">", &guard::escape(text), "</", name, ">\n"]);
}

/// ISO 639's two or three letters; for Chinese the two tags that Google names.
fn google_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split(['-', '_']);
    let language = subtags.next().unwrap_or_default();
    if language != "zh" {
        return language.into();
    }
    // The script says it, where there is one; else the place.
    match subtags.find(|subtag| matches!(*subtag, "hans" | "hant" | "tw" | "hk" | "mo" | "cn" | "sg")) {
        Some("hant" | "tw" | "hk" | "mo") => "zh-tw".into(),
        _ => "zh-cn".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Node, parse};
    use super::*;

    #[test]
    fn entries_read_back() {
        let mut entry = Entry {
            link: "https://x.example/?a&b".into(),
            title: "A <b> & \u{8}c ]]>".into(),
            published: "2026-11-20T07:30:00.25Z".parse().unwrap(),
            ..Entry::default()
        };
        let first = entry.clone();
        entry.language = Some("uk-UA".into());
        let root = parse(&news_sitemap("Courier & Co", "en-GB", &[&first, &entry, &Entry::default()]));
        assert_eq!(root.namespace.as_deref(), Some("http://www.sitemaps.org/schemas/sitemap/0.9"));
        let [one, two] = root.all("url").collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!(one.text_of("loc"), Some("https://x.example/?a&b"));
        let news = one.get("news:news").unwrap();
        assert_eq!(news.namespace.as_deref(), Some("http://www.google.com/schemas/sitemap-news/0.9"));
        assert_eq!(news.text_of("news:publication_date"), Some("2026-11-20T07:30:00Z"));
        assert_eq!(news.text_of("news:title"), Some("A <b> & c ]]>"));
        let publication = |node: &Node| node.get("news:news").unwrap().get("news:publication").unwrap().clone();
        assert_eq!(publication(one).text_of("news:name"), Some("Courier & Co"));
        assert_eq!(publication(one).text_of("news:language"), Some("en"));
        assert_eq!(publication(two).text_of("news:language"), Some("uk"));
    }

    #[test]
    fn at_most_a_thousand() {
        let entry = Entry { link: "https://x.example/".into(), ..Entry::default() };
        assert_eq!(parse(&news_sitemap("", "en", &[&entry; 1001])).children.len(), 1000);
        assert!(parse(&news_sitemap("", "en", &[])).children.is_empty());
    }

    #[test]
    fn languages_as_google_names_them() {
        for (tag, name) in [
            ("en-GB", "en"),
            ("FIL", "fil"),
            ("zh", "zh-cn"),
            ("zh-TW", "zh-tw"),
            ("zh-Hant-HK", "zh-tw"),
            ("zh-Hans-TW", "zh-cn"),
        ] {
            assert_eq!(google_language(tag), name);
        }
    }
}
