//! What holds for every format: what goes in comes out again, whatever it is.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::super::testing::{Node, parse, render, unescape};
use super::super::{Format, Listed, date, guard, news_sitemap, opml};
use super::arbitrary::{entry, feed, text};
use crate::feed::{Attachment, Entry, Person};

fn line(text: &str) -> String {
    guard::line(text).into_owned()
}

fn lines<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect()
}

fn opt(text: &Option<String>) -> Option<String> {
    text.as_deref().map(line).filter(|text| !text.is_empty())
}

fn names(people: &[Person]) -> Vec<String> {
    lines(people.iter().map(|person| &person.name))
}

fn block(text: &str) -> Option<String> {
    Some(guard::block(text).into_owned()).filter(|text| !text.trim().is_empty())
}

fn content(entry: &Entry) -> Option<String> {
    entry.content.as_deref().map(|content| guard::block(content).into_owned())
}

fn urls(files: &[Attachment]) -> Vec<String> {
    lines(files.iter().map(|file| &file.url))
}

fn attributes(nodes: &[&Node], name: &str) -> Vec<String> {
    nodes.iter().filter_map(|node| node.attribute(name)).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn rss_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let root = parse(&render(Format::Rss, &feed, &entries));
        let channel = root.get("channel").unwrap();
        prop_assert_eq!(channel.text_of("title").unwrap(), line(&feed.title));
        prop_assert_eq!(channel.text_of("link").unwrap(), line(&feed.link));
        let description = Some(line(&feed.description)).filter(|text| !text.is_empty()).unwrap_or(line(&feed.title));
        prop_assert_eq!(channel.text_of("description").unwrap(), description);
        prop_assert_eq!(channel.text_of("language").map(str::to_owned), opt(&feed.language));
        prop_assert_eq!(channel.text_of("copyright").map(str::to_owned), opt(&feed.rights));
        let links: Vec<_> = channel.all("atom:link").collect();
        let hubs: Vec<_> = links.iter().filter(|link| link.attribute("rel") == Some("hub")).copied().collect();
        prop_assert_eq!(attributes(&hubs, "href"), lines(&feed.hubs));
        let cloud = feed.cloud.iter().map(|cloud| [line(&cloud.domain), cloud.port.to_string(), line(&cloud.path)]);
        let cloud = cloud.filter(|parts| parts.iter().all(|part| !part.is_empty()));
        let clouds: Vec<_> = channel.all("cloud").map(|node| ["domain", "port", "path"].map(|name| node.attribute(name).unwrap().to_owned())).collect();
        prop_assert_eq!(clouds, cloud.collect::<Vec<_>>());
        prop_assert_eq!(channel.all("item").count(), entries.len());
        for (item, entry) in channel.all("item").zip(&entries) {
            prop_assert!(item.get("title").is_some() || item.get("description").is_some());
            if !line(&entry.title).is_empty() {
                prop_assert_eq!(item.text_of("title").unwrap(), line(&entry.title));
            }
            prop_assert_eq!(item.text_of("guid").unwrap_or_default(), guard::block(entry.guid()));
            prop_assert_eq!(item.text_of("link").unwrap_or_default(), line(&entry.link));
            match (block(&entry.summary), content(entry)) {
                (Some(summary), content) => {
                    prop_assert_eq!(unescape(item.text_of("description").unwrap()), summary);
                    prop_assert_eq!(item.text_of("content:encoded").map(str::to_owned), content);
                }
                (None, content) => {
                    prop_assert_eq!(item.text_of("description").map(str::to_owned), content);
                    prop_assert!(item.get("content:encoded").is_none());
                }
            }
            prop_assert_eq!(item.text_of("dc:creator").unwrap_or_default(), names(&entry.authors).join(", "));
            prop_assert_eq!(item.text_of("dc:contributor").unwrap_or_default(), names(&entry.contributors).join(", "));
            prop_assert_eq!(item.text_of("dc:language").map(str::to_owned), opt(&entry.language));
            prop_assert_eq!(item.texts("category"), lines(&entry.tags));
            let media: Vec<_> = item.all("media:content").collect();
            let mut all = attributes(&media, "url");
            let pictures = entry.image.iter().filter(|picture| !line(&picture.url).is_empty()).count();
            if let Some(enclosure) = item.get("enclosure") {
                all.insert(pictures, enclosure.attribute("url").unwrap().to_owned());
            }
            let wanted = lines(entry.image.iter().map(|picture| &picture.url)).into_iter().chain(urls(&entry.enclosures));
            prop_assert_eq!(all, wanted.collect::<Vec<_>>());
        }
    }

    #[test]
    fn atom_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let root = parse(&render(Format::Atom, &feed, &entries));
        prop_assert_eq!(root.namespace.as_deref(), Some("http://www.w3.org/2005/Atom"));
        prop_assert_eq!(root.attribute("xml:lang").map(str::to_owned), opt(&feed.language));
        prop_assert_eq!(root.text_of("title").unwrap(), line(&feed.title));
        prop_assert_eq!(root.text_of("subtitle").unwrap_or_default(), line(&feed.description));
        prop_assert_eq!(root.text_of("rights").map(str::to_owned), opt(&feed.rights));
        prop_assert!(root.get("updated").unwrap().text.ends_with('Z'));
        prop_assert!(root.all("author").all(|author| !author.text_of("name").unwrap().is_empty()));
        prop_assert!(root.all("author").count() > 0);
        prop_assert_eq!(root.all("entry").count(), entries.len());
        for (node, entry) in root.all("entry").zip(&entries) {
            prop_assert_eq!(node.attribute("xml:lang").map(str::to_owned), opt(&entry.language));
            let title = node.get("title").unwrap();
            prop_assert_eq!(title.attribute("type"), Some("text"));
            prop_assert_eq!(&title.text, &line(&entry.title));
            prop_assert_eq!(node.text_of("id").unwrap(), guard::block(&entry.id));
            let summary = node.get("summary");
            prop_assert_eq!(summary.map(|node| node.text.clone()), block(&entry.summary));
            prop_assert!(summary.is_none_or(|node| node.attribute("type") == Some("text")));
            if let Some(html) = content(entry) {
                prop_assert_eq!(node.get("content").unwrap().attribute("type"), Some("html"));
                prop_assert_eq!(node.text_of("content").unwrap(), html);
            }
            prop_assert_eq!(&node.text_of("updated").unwrap().parse::<DateTime<Utc>>().unwrap(), &date::whole(entry.updated));
            prop_assert!(node.text_of("updated").unwrap().len() == 20 && node.text_of("published").unwrap().len() == 20);
            let authors: Vec<_> = node.all("author").map(|author| author.text_of("name").unwrap()).collect();
            prop_assert_eq!(authors, names(&entry.authors));
            let terms: Vec<_> = node.all("category").collect();
            prop_assert_eq!(attributes(&terms, "term"), lines(&entry.tags));
            let links: Vec<_> = node.all("link").filter(|link| link.attribute("rel") == Some("enclosure")).collect();
            prop_assert_eq!(attributes(&links, "href"), urls(&entry.enclosures));
            let media: Vec<_> = node.all("media:content").collect();
            prop_assert_eq!(attributes(&media, "url"), lines(entry.image.iter().map(|picture| &picture.url)));
            if let (Some(media), Some(picture)) = (media.first(), &entry.image) {
                let alt = picture.alt.clone().filter(|_| entry.content.is_some());
                prop_assert_eq!(media.text_of("media:description").map(str::to_owned), opt(&alt));
            }
        }
    }

    #[test]
    fn json_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let bytes = render(Format::Json, &feed, &entries);
        let root: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&root["title"], &line(&feed.title));
        prop_assert_eq!(root["home_page_url"].as_str().unwrap_or_default(), line(&feed.link));
        prop_assert_eq!(root["feed_url"].as_str().unwrap_or_default(), line(&feed.address));
        let items = root["items"].as_array().unwrap();
        prop_assert_eq!(items.len(), entries.len());
        for (item, entry) in items.iter().zip(&entries) {
            prop_assert_eq!(&item["id"], &*guard::block(entry.guid()));
            prop_assert_eq!(item["url"].as_str().unwrap_or_default(), line(&entry.link));
            prop_assert_eq!(item["title"].as_str().unwrap_or_default(), line(&entry.title));
            prop_assert_eq!(item["content_html"].as_str().map(str::to_owned), content(entry));
            prop_assert_eq!(item["summary"].as_str().map(str::to_owned), block(&entry.summary));
            prop_assert!(item["content_html"].is_string() != item["content_text"].is_string());
            let names_of = |value: &serde_json::Value| -> Vec<String> {
                value.as_array().into_iter().flatten().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
            };
            prop_assert_eq!(names_of(&item["authors"]), names(&entry.authors));
            prop_assert_eq!(names_of(&item["_feedmill"]["contributors"]), names(&entry.contributors));
            let tags: Vec<_> = item["tags"].as_array().into_iter().flatten().map(|tag| tag.as_str().unwrap()).collect();
            prop_assert_eq!(tags, lines(&entry.tags));
        }
        prop_assert_eq!(String::from_utf8(bytes).unwrap().lines().filter(|line| line.starts_with("    {\"id\":")).count(), entries.len());
    }

    #[test]
    fn lists_are_well_formed(words in [text(), text(), text(), text(), text()], entries in prop::collection::vec(entry(), 0..3)) {
        let [title, label, description, link, address] = words;
        let name = line(&title);
        let addresses = vec![(Format::Json, address.clone()), (Format::Atom, address.clone())];
        let listed = Listed { title, label, description, link, addresses, ..Listed::default() };
        let root = parse(&opml(&name, std::slice::from_ref(&listed)));
        let outline = root.get("body").unwrap().get("outline").unwrap();
        prop_assert_eq!(outline.attribute("xmlUrl").unwrap(), line(&address));
        prop_assert_eq!(outline.attribute("text").unwrap(), if name.is_empty() { line(&address) } else { name.clone() });
        let entries: Vec<_> = entries.iter().collect();
        let root = parse(&news_sitemap(&name, "en", &entries));
        let titles: Vec<_> = root.children.iter().map(|url| url.get("news:news").unwrap().text_of("news:title").unwrap()).collect();
        let linked = entries.iter().filter(|entry| !line(&entry.link).is_empty());
        prop_assert_eq!(titles, linked.map(|entry| line(&entry.title)).collect::<Vec<_>>());
    }
}
