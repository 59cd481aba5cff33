//! An article of a made-up site, and the file that says it.

use chrono::{DateTime, TimeDelta, Utc};

use super::random::Random;

/// Where an article's metadata stands, and how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Head {
    Toml,
    Yaml,
    Json,
    Sidecar,
}

/// What may be wrong with an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    NoTitle,
    NoDate,
    BadDate,
    WrongType,
    Endless,
    NotUtf8,
    UnsafeSlug,
    NoHead,
}

const FAULTS: &[Fault] = &[
    Fault::NoTitle,
    Fault::NoDate,
    Fault::BadDate,
    Fault::WrongType,
    Fault::Endless,
    Fault::NotUtf8,
    Fault::UnsafeSlug,
    Fault::NoHead,
];

#[derive(Clone)]
pub struct Article {
    pub head: Head,
    pub title: String,
    pub date: String,
    pub updated: Option<String>,
    pub tags: Vec<String>,
    pub authors: Vec<String>,
    pub slug: Option<String>,
    pub id: Option<String>,
    pub guid: Option<String>,
    pub lang: Option<String>,
    pub draft: bool,
    pub expires: Option<String>,
    pub in_feeds: bool,
    pub content: Option<String>,
    pub enclosure: Option<String>,
    /// A line more in the head, such as a field that nobody knows.
    pub unknown: bool,
    pub fault: Option<Fault>,
    pub body: String,
}

const WORDS: &[&str] = &[
    "grain",
    "frost",
    "silo",
    "board",
    "chalk",
    "price",
    "owl",
    "barn",
    "mill",
    "harvest",
    "дощ",
    "врожай",
    "雨",
    "小麦",
    "قمح",
    "café",
    "naïve",
    "🌾",
    "&amp;",
    "a < b",
    "*strong*",
    "[link](page.html#top)",
    "`code`",
    "\"quoted\"",
];

const TAGS: &[&str] = &["grain", "briefs", "weather", "зерно", "C++", "prices", "owls", "天气"];
/// Each shares its folder with another.
pub const CLASHING_TAGS: &[&str] = &["Grain", "WEATHER", "Зерно"];
const AUTHORS: &[&str] =
    &["olena", "Olena Field", "jo@example.org (Jo Field)", "李 雷", "A. Miller <https://m.example/>"];

impl Article {
    pub fn new(random: &mut Random, now: DateTime<Utc>) -> Article {
        let mut article = Article {
            head: random.pick(&[Head::Toml, Head::Toml, Head::Yaml, Head::Json, Head::Sidecar]),
            title: title(random),
            date: date(random, now),
            updated: None,
            tags: tags(random),
            authors: random.some(AUTHORS, 2).into_iter().map(str::to_owned).collect(),
            slug: None,
            id: None,
            guid: random.chance(10).then(|| guid(random)),
            lang: random.chance(15).then(|| random.pick(&["uk", "en-GB", "zh", "en_GB"]).to_owned()),
            draft: random.chance(8),
            expires: random.chance(10).then(|| expiry(random, now)),
            in_feeds: !random.chance(4),
            content: random.chance(8).then(|| random.pick(&["summary", "title", "full"]).to_owned()),
            enclosure: None,
            unknown: random.chance(5),
            fault: None,
            body: String::new(),
        };
        article.body = body(random);
        article
    }

    /// The article's file, and its sidecar where its metadata stand in one.
    pub fn text(&self, markup: &str) -> (Vec<u8>, Option<String>) {
        let body = match markup {
            "html" => html(&self.body),
            _ => self.body.clone(),
        };
        let pairs = self.pairs();
        let lines = |between: &str| {
            let lines = pairs.iter().map(|(key, value)| format!("{key}{between}{value}\n"));
            lines.collect::<String>()
        };
        let end = |mark: &str| if self.fault == Some(Fault::Endless) { String::new() } else { format!("{mark}\n") };
        let (head, sidecar) = match self.head {
            _ if self.fault == Some(Fault::NoHead) => (String::new(), None),
            Head::Toml => (format!("+++\n{}{}", lines(" = "), end("+++")), None),
            Head::Yaml => (format!("---\n{}{}", lines(": "), end("---")), None),
            Head::Json => {
                let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("  \"{key}\": {value}")).collect();
                (format!("{{\n{}\n{}", pairs.join(",\n"), end("}")), None)
            }
            Head::Sidecar => (String::new(), Some(lines(" = "))),
        };
        let mut bytes = format!("{head}\n{body}").into_bytes();
        if self.fault == Some(Fault::NotUtf8) {
            bytes.extend(b"caf\xE9\n");
        }
        (bytes, sidecar)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let list =
            |texts: &[String]| format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "));
        let mut pairs = Vec::new();
        if self.fault != Some(Fault::NoTitle) {
            pairs.push(("title", quoted(&self.title)));
        }
        match self.fault {
            Some(Fault::NoDate) => {}
            Some(Fault::BadDate) => pairs.push(("date", quoted("nie"))),
            _ => pairs.push(("date", quoted(&self.date))),
        }
        pairs.extend(self.updated.as_deref().map(|updated| ("updated", quoted(updated))));
        match self.fault {
            Some(Fault::WrongType) => pairs.push(("tags", "3.5".to_owned())),
            _ => pairs.push(("tags", list(&self.tags))),
        }
        pairs.push(("authors", list(&self.authors)));
        match self.fault {
            Some(Fault::UnsafeSlug) => pairs.push(("slug", quoted("../x"))),
            _ => pairs.extend(self.slug.as_deref().map(|slug| ("slug", quoted(slug)))),
        }
        let texts = [
            ("id", &self.id),
            ("guid", &self.guid),
            ("lang", &self.lang),
            ("expires", &self.expires),
            ("content", &self.content),
        ];
        pairs.extend(texts.into_iter().filter_map(|(key, text)| Some((key, quoted(text.as_deref()?)))));
        pairs.extend(self.enclosure.as_deref().map(|file| ("enclosures", format!("[{}]", quoted(file)))));
        pairs.extend(self.draft.then(|| ("draft", "true".to_owned())));
        pairs.extend((!self.in_feeds).then(|| ("feed", "false".to_owned())));
        pairs.extend(self.unknown.then(|| ("sumary", quoted("x"))));
        pairs
    }
}

pub fn title(random: &mut Random) -> String {
    let words: Vec<_> = (0..random.between(1, 6)).map(|_| random.pick(WORDS)).collect();
    format!("{} {}", words.join(" "), random.below(1000))
}

/// What another system may have called an article.
pub fn guid(random: &mut Random) -> String {
    let number = random.below(1_000_000);
    let form = random.pick(&[
        "Show-#",
        "#",
        "12#-9c3a-11d9-9669-0800200c9a66",
        "# at https://old.example",
        "https://old.example/?p=#",
    ]);
    form.replace('#', &format!("{number:06}"))
}

/// Some weeks back, some days ahead, with an offset or without.
pub fn date(random: &mut Random, now: DateTime<Utc>) -> String {
    let date = now + TimeDelta::minutes(random.between(-30 * 24 * 60, 3 * 24 * 60));
    let form = random.pick(&["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+02:00", "%Y-%m-%d %H:%M", "%Y-%m-%d"]);
    // In Berlin this time came twice.
    if random.chance(3) { "2026-10-25T02:30:00".to_owned() } else { date.format(form).to_string() }
}

pub fn expiry(random: &mut Random, now: DateTime<Utc>) -> String {
    (now + TimeDelta::hours(random.between(-24, 120))).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub fn tags(random: &mut Random) -> Vec<String> {
    let mut tags = random.some(TAGS, 3);
    if random.chance(2) {
        tags.push(random.pick(CLASHING_TAGS));
    }
    tags.into_iter().map(str::to_owned).collect()
}

pub fn authors(random: &mut Random) -> Vec<String> {
    random.some(AUTHORS, 2).into_iter().map(str::to_owned).collect()
}

pub fn fault(random: &mut Random) -> Fault {
    random.pick(FAULTS)
}

/// A few paragraphs of Markdown, with something in it now and then that a build warns of.
pub fn body(random: &mut Random) -> String {
    let mut body = String::new();
    for _ in 0..random.between(0, 4) {
        let words: Vec<_> = (0..random.between(3, 40)).map(|_| random.pick(WORDS)).collect();
        let mark = random.pick(&["", "", "", "- ", "> ", "## "]);
        body += &format!("{mark}{}.\n\n", words.join(" "));
    }
    if random.chance(20) {
        body += random.pick(&[
            "<script>count()</script>\n",
            "<p>Half <b>open</p>\n<custom-tag>kept</custom-tag>\n",
            "[run](javascript:alert)\n",
            "A \u{8} bell.\n",
            "<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>\n",
            "{{< figure src=\"a.png\" >}}\n",
            "![A field](field.jpg)\n\nText[^1].\n\n[^1]: A note.\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n",
            "First.\n\n<!-- more -->\n\nSecond.\n",
        ]);
    }
    if random.chance(4) {
        body += &"A sentence of some words. ".repeat(400);
    }
    body
}

fn html(body: &str) -> String {
    let paragraphs = body.split("\n\n").filter(|part| !part.is_empty());
    let inside: String = paragraphs.map(|part| format!("<p>{part}</p>\n")).collect();
    format!("<main>\n{inside}</main>\n")
}
