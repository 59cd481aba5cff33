//! Feeds as a reader sees them, read by other crates than they were written with.

use chrono::{DateTime, Utc};
use serde_json::Value;
use xml::reader::{EventReader, ParserConfig, XmlEvent};

/// An element.
#[derive(Debug, Default, Clone)]
pub struct Node {
    /// With its prefix: `media:content`.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Its own text, children's not included.
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    pub fn all<'n, 'a>(&'n self, name: &'a str) -> impl Iterator<Item = &'n Node> + use<'n, 'a> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The only child of this name.
    #[track_caller]
    pub fn one(&self, name: &str) -> &Node {
        let mut all = self.all(name);
        let (first, second) = (all.next(), all.next());
        assert!(second.is_none(), "more than one <{name}> in <{}>", self.name);
        first.unwrap_or_else(|| panic!("no <{name}> in <{}>", self.name))
    }

    /// The text of the only child of this name, if there is one.
    #[track_caller]
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.all(name).next().map(|_| self.one(name).text.clone())
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every text and every attribute's value, children's included.
    pub fn strings(&self) -> Vec<&str> {
        let own = self.attributes.iter().map(|(_, value)| value.as_str()).chain([self.text.as_str()]);
        own.chain(self.children.iter().flat_map(Node::strings)).collect()
    }
}

/// The root of a document; a panic with the document where it is not well-formed.
#[track_caller]
pub fn xml(bytes: &[u8]) -> Node {
    let config = ParserConfig::new().cdata_to_characters(true).allow_multiple_root_elements(false);
    let mut open = vec![Node::default()];
    for event in EventReader::new_with_config(bytes, config) {
        match event.unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes))) {
            XmlEvent::StartElement { name, attributes, .. } => open.push(Node {
                name: name.borrow().to_repr(),
                attributes: attributes.into_iter().map(|a| (a.name.borrow().to_repr(), a.value)).collect(),
                ..Node::default()
            }),
            XmlEvent::EndElement { .. } => {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().children.push(node);
            }
            XmlEvent::Characters(text) | XmlEvent::Whitespace(text) => open.last_mut().unwrap().text += &text,
            _ => {}
        }
    }
    open.remove(0).children.remove(0)
}

#[track_caller]
pub fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)))
}

/// Every string in a JSON document.
pub fn json_strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(json_strings).collect(),
        Value::Object(members) => members.values().flat_map(json_strings).collect(),
        _ => Vec::new(),
    }
}

/// What a document says of its feed, and its entries.
#[derive(Debug, Clone)]
pub struct Document {
    pub title: String,
    pub description: String,
    pub home: String,
    /// Its own address.
    pub address: String,
    pub language: Option<String>,
    pub hubs: Vec<String>,
    /// None in JSON Feed, which has no place for it.
    pub updated: Option<DateTime<Utc>>,
    pub entries: Vec<Seen>,
}

/// An entry, in words that all three formats have.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub id: String,
    pub link: String,
    pub title: String,
    pub published: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    /// All names, with `, ` between them: RSS has one element for all.
    pub authors: String,
    pub contributors: String,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub content: Option<String>,
    pub language: Option<String>,
    pub image: Option<String>,
    /// Address, media type and length; a length that nobody knows is `None`.
    pub files: Vec<(String, String, Option<u64>)>,
}

fn instant(text: &str) -> DateTime<Utc> {
    assert!(text.ends_with('Z') && text.len() == 20, "UTC and whole seconds: {text}");
    text.parse().unwrap()
}

fn mail_instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc2822(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_utc()
}

/// HTML text, which holds no element, as plain text.
fn plain(html: &str) -> String {
    assert!(!html.contains('<'), "{html}");
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// An RSS document. `is_summary` says of an item's id whether its only `description` is the summary, not the content,
/// which RSS itself does not tell.
pub fn rss(bytes: &[u8], is_summary: &dyn Fn(&str) -> bool) -> Document {
    let root = xml(bytes);
    assert_eq!((&*root.name, root.attribute("version")), ("rss", Some("2.0")));
    let channel = root.one("channel");
    let links = |rel: &'static str| {
        let links = channel.all("atom:link").filter(move |link| link.attribute("rel") == Some(rel));
        links.map(|link| link.attribute("href").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let entry = |item: &Node| {
        let published = mail_instant(&item.one("pubDate").text);
        let guid = item.one("guid");
        let link = item.text_of("link").unwrap_or_default();
        let is_permalink = guid.attribute("isPermaLink") != Some("false");
        assert_eq!(is_permalink, guid.text == link, "{} {link}", guid.text);
        let (description, encoded) = (item.text_of("description"), item.text_of("content:encoded"));
        let (summary, content) = match (description, encoded) {
            (Some(description), Some(content)) => (Some(plain(&description)), Some(content)),
            (Some(description), None) if is_summary(&guid.text) => (Some(plain(&description)), None),
            (description, None) => (None, description),
            (None, Some(content)) => panic!("content:encoded without description: {content}"),
        };
        let media = item.all("media:content").map(|node| {
            let attribute = |name| node.attribute(name).unwrap_or_default().to_owned();
            (attribute("url"), attribute("type"), node.attribute("fileSize").map(|size| size.parse().unwrap()))
        });
        let mut media: Vec<_> = media.collect();
        let image = item.all("media:thumbnail").next().map(|node| node.attribute("url").unwrap().to_owned());
        if let Some(image) = &image {
            assert_eq!(&media.remove(0).0, image, "the picture comes first");
        }
        let enclosure = item.all("enclosure").map(|node| {
            let length = node.attribute("length").unwrap().parse().unwrap();
            let attribute = |name| node.attribute(name).unwrap().to_owned();
            (attribute("url"), attribute("type"), Some(length).filter(|length| *length != 0))
        });
        assert!(item.all("enclosure").count() < 2 && item.all("dc:creator").count() < 2);
        Seen {
            id: guid.text.clone(),
            link,
            title: item.text_of("title").unwrap_or_default(),
            published,
            updated: item.text_of("atom:updated").map_or(published, |text| instant(&text)),
            authors: item.text_of("dc:creator").unwrap_or_default(),
            contributors: item.text_of("dc:contributor").unwrap_or_default(),
            tags: item.all("category").map(|node| node.text.clone()).collect(),
            summary,
            content,
            language: item.text_of("dc:language"),
            image,
            files: enclosure.collect::<Vec<_>>().into_iter().chain(media).collect(),
        }
    };
    Document {
        title: channel.one("title").text.clone(),
        description: channel.one("description").text.clone(),
        home: channel.one("link").text.clone(),
        address: links("self").concat(),
        language: channel.text_of("language"),
        hubs: links("hub"),
        updated: channel.text_of("lastBuildDate").map(|text| mail_instant(&text)),
        entries: channel.all("item").map(entry).collect(),
    }
}

pub fn atom(bytes: &[u8]) -> Document {
    let root = xml(bytes);
    assert_eq!((&*root.name, root.attribute("xmlns")), ("feed", None), "a namespace is no attribute");
    let links = |node: &Node, rel: &str| {
        let links = node.all("link").filter(|link| link.attribute("rel") == Some(rel));
        links.map(|link| link.attribute("href").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let names = |node: &Node, role: &str| {
        node.all(role).map(|person| person.one("name").text.clone()).collect::<Vec<_>>().join(", ")
    };
    let entry = |node: &Node| {
        let text = |name: &str, kind: &str| {
            let found = node.all(name).next()?;
            assert_eq!(found.attribute("type"), Some(kind), "{name}");
            Some(found.text.clone())
        };
        let enclosures = node.all("link").filter(|link| link.attribute("rel") == Some("enclosure"));
        Seen {
            id: node.one("id").text.clone(),
            link: links(node, "alternate").concat(),
            title: text("title", "text").unwrap(),
            published: instant(&node.one("published").text),
            updated: instant(&node.one("updated").text),
            authors: names(node, "author"),
            contributors: names(node, "contributor"),
            tags: node.all("category").map(|node| node.attribute("term").unwrap().to_owned()).collect(),
            summary: text("summary", "text"),
            content: text("content", "html"),
            language: node.attribute("xml:lang").map(str::to_owned),
            image: node.all("media:thumbnail").next().map(|node| node.attribute("url").unwrap().to_owned()),
            files: enclosures
                .map(|link| {
                    let attribute = |name| link.attribute(name).unwrap_or_default().to_owned();
                    let length = link.attribute("length").map(|length| length.parse().unwrap());
                    (attribute("href"), attribute("type"), length.filter(|length| *length != 0))
                })
                .collect(),
        }
    };
    assert!(!root.one("id").text.is_empty());
    Document {
        title: root.one("title").text.clone(),
        description: root.text_of("subtitle").unwrap_or_default(),
        home: links(&root, "alternate").concat(),
        address: links(&root, "self").concat(),
        language: root.attribute("xml:lang").map(str::to_owned),
        hubs: links(&root, "hub"),
        updated: Some(instant(&root.one("updated").text)),
        entries: root.all("entry").map(entry).collect(),
    }
}

pub fn json_feed(bytes: &[u8]) -> Document {
    let root = json(bytes);
    assert_eq!(root["version"], "https://jsonfeed.org/version/1.1");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let names = |value: &Value| {
        list(value).iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let entry = |item: &Value| {
        assert!(item["content_html"].is_string() != item["content_text"].is_string(), "one content: {item}");
        let file = |file: &Value| {
            let size = file["size_in_bytes"].as_u64().filter(|size| *size != 0);
            (text(&file["url"]).unwrap(), text(&file["mime_type"]).unwrap(), size)
        };
        Seen {
            id: text(&item["id"]).unwrap(),
            link: text(&item["url"]).unwrap_or_default(),
            title: text(&item["title"]).unwrap_or_default(),
            published: instant(item["date_published"].as_str().unwrap()),
            updated: instant(item["date_modified"].as_str().unwrap()),
            authors: names(&item["authors"]),
            contributors: names(&item["_feedmill"]["contributors"]),
            tags: list(&item["tags"]).iter().map(|tag| text(tag).unwrap()).collect(),
            summary: filled(text(&item["summary"])),
            content: text(&item["content_html"]),
            language: text(&item["language"]),
            image: text(&item["image"]),
            files: list(&item["attachments"]).iter().map(file).collect(),
        }
    };
    Document {
        title: text(&root["title"]).unwrap(),
        description: text(&root["description"]).unwrap_or_default(),
        home: text(&root["home_page_url"]).unwrap_or_default(),
        address: text(&root["feed_url"]).unwrap_or_default(),
        language: text(&root["language"]),
        hubs: list(&root["hubs"]).iter().map(|hub| text(&hub["url"]).unwrap()).collect(),
        updated: None,
        entries: list(&root["items"]).iter().map(entry).collect(),
    }
}
