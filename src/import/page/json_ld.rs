//! JSON-LD on a page → what it says of the page's article. Spec: schema.org `Article`, `Person`, `ImageObject`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::facts::{Fact, Facts, plain};
use super::mend;

type Object = Map<String, Value>;

/// Types that are an article, whatever stands before `Article`, `Posting` or `Report` in their names.
const ARTICLES: &[&str] = &["Report", "Review", "CriticReview", "Recipe", "HowTo", "Question", "Chapter"];
/// Types that hold an article, and may say of the page what it does not say itself.
const PAGES: &[&str] = &["WebPage", "ItemPage", "AboutPage", "FAQPage", "QAPage", "MedicalWebPage", "CreativeWork"];
/// Where an article may lie in something else.
const WAYS: &[&str] = &["@graph", "mainEntity", "mainEntityOfPage"];
/// So many objects are looked at.
const MOST_OBJECTS: usize = 5_000;

/// Adds to `facts` what the scripts on a page say, each given with its line. `is_here` tells whether an address is the
/// page's own: where several articles are spoken of, it chooses.
pub fn read(scripts: &[(String, usize)], is_here: impl Fn(&str) -> bool, facts: &mut Facts) {
    let documents: Vec<(Value, usize)> =
        scripts.iter().flat_map(|(text, line)| mend::json(text).into_iter().map(|value| (value, *line))).collect();
    let mut found = Found::default();
    for (value, line) in &documents {
        found.gather(value, *line);
    }
    let here = |(object, _): &&(&Object, usize)| {
        let addresses = ["url", "mainEntityOfPage", "@id"].map(|key| object.get(key).and_then(address));
        addresses.into_iter().flatten().any(&is_here)
    };
    if let Some((article, line)) = found.articles.iter().find(here).or(found.articles.first()) {
        found.say("JSON-LD ", article, *line, facts);
    }
    if let Some((page, line)) = found.pages.iter().find(here).or(found.pages.first()) {
        found.say("JSON-LD page ", page, *line, facts);
    }
    for (name, line) in &found.sites {
        facts.say("site", name, *line);
    }
}

/// What the documents hold.
#[derive(Default)]
struct Found<'v> {
    articles: Vec<(&'v Object, usize)>,
    pages: Vec<(&'v Object, usize)>,
    sites: Vec<(&'v str, usize)>,
    /// Objects by their `@id`.
    named: HashMap<&'v str, &'v Object>,
    count: usize,
}

impl<'v> Found<'v> {
    /// Looks through a document, whose depth its parser bounds.
    fn gather(&mut self, top: &'v Value, line: usize) {
        // What is left to look at, last first: the value, and whether an article may be there.
        let mut rest = vec![(top, true)];
        while let Some((value, open)) = rest.pop() {
            match value {
                Value::Array(values) => rest.extend(values.iter().rev().map(|value| (value, open))),
                Value::Object(object) if self.count < MOST_OBJECTS => {
                    self.count += 1;
                    if open {
                        self.sort(object, line);
                    }
                    if let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| object.len() > 1) {
                        self.named.entry(id).or_insert(object);
                    }
                    rest.extend(object.iter().rev().map(|(key, value)| (value, open && WAYS.contains(&key.as_str()))));
                }
                _ => {}
            }
        }
    }

    fn sort(&mut self, object: &'v Object, line: usize) {
        let kinds = || {
            let values: Vec<&Value> = object.get("@type").map(list).unwrap_or_default();
            values.into_iter().filter_map(Value::as_str).map(|kind| kind.rsplit(['/', ':', '#']).next().unwrap_or(kind))
        };
        let is_article = |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting") && kind != "JobPosting";
        if kinds().any(|kind| is_article(kind) || ARTICLES.contains(&kind)) {
            self.articles.push((object, line));
        } else if kinds().any(|kind| PAGES.contains(&kind)) {
            self.pages.push((object, line));
        } else if kinds().any(|kind| matches!(kind, "WebSite" | "Organization" | "NewsMediaOrganization"))
            && let Some(name) = object.get("name").and_then(Value::as_str)
        {
            self.sites.push((name, line));
        }
    }

    /// The object that `value` is, or names by its `@id`.
    fn object(&self, value: &'v Value) -> Option<&'v Object> {
        let object = value.as_object()?;
        let id = object.get("@id").and_then(Value::as_str);
        let is_reference = || ["name", "url", "contentUrl"].iter().all(|key| !object.contains_key(*key));
        id.filter(|_| is_reference()).and_then(|id| self.named.get(id).copied()).or(Some(object))
    }

    fn say(&self, prefix: &str, object: &'v Object, line: usize, facts: &mut Facts) {
        const TEXTS: &[&str] = &[
            "headline",
            "name",
            "alternativeHeadline",
            "description",
            "abstract",
            "datePublished",
            "dateModified",
            "dateCreated",
            "uploadDate",
            "inLanguage",
            "articleSection",
            "url",
        ];
        for key in TEXTS {
            for text in object.get(*key).map(list).unwrap_or_default().into_iter().filter_map(string) {
                facts.say(&format!("{prefix}{key}"), text, line);
            }
        }
        if let Some(text) = object.get("articleBody").and_then(string) {
            facts.body.get_or_insert_with(|| (text.to_owned(), line));
        }
        if let Some(address) = object.get("mainEntityOfPage").and_then(address) {
            facts.say(&format!("{prefix}mainEntityOfPage"), address, line);
        }
        for key in ["author", "creator", "editor", "contributor", "translator"] {
            for person in object.get(key).map(list).unwrap_or_default() {
                facts.add(&format!("{prefix}{key}"), self.person(person, line));
            }
        }
        for key in ["image", "primaryImageOfPage", "thumbnailUrl"] {
            for image in object.get(key).map(list).unwrap_or_default() {
                facts.add(&format!("{prefix}{key}"), self.image(image, line));
            }
        }
        for keywords in object.get("keywords").map(list).unwrap_or_default() {
            let name = |value: &'v Value| self.object(value)?.get("name").and_then(string);
            if let Some(text) = string(keywords).or_else(|| name(keywords)) {
                // A list has one in each; a string has all.
                let label = if object.get("keywords").is_some_and(Value::is_array) { "keyword" } else { "keywords" };
                facts.say(&format!("{prefix}{label}"), text, line);
            }
        }
        for key in ["publisher", "isPartOf", "sourceOrganization"] {
            let Some(site) = object.get(key).and_then(|value| self.object(list(value).first().copied()?)) else {
                continue;
            };
            if let Some(name) = site.get("name").and_then(string) {
                facts.say("site", name, line);
            }
            if let Some(logo) = site.get("logo").map(|logo| self.image(logo, line)) {
                facts.add("logo", logo);
            }
        }
    }

    fn person(&self, value: &'v Value, line: usize) -> Fact {
        if let Some(name) = string(value) {
            return Fact { text: plain(name), line, ..Fact::default() };
        }
        let Some(object) = self.object(value) else { return Fact::default() };
        let of = |key: &str| object.get(key).and_then(|value| list(value).into_iter().find_map(string));
        let name = of("name")
            .map(str::to_owned)
            .unwrap_or_else(|| [of("givenName"), of("familyName")].into_iter().flatten().collect::<Vec<_>>().join(" "));
        let kinds: Vec<&str> =
            object.get("@type").map(list).unwrap_or_default().into_iter().filter_map(Value::as_str).collect();
        let is_group = kinds.iter().any(|kind| kind.contains("Organization") || kind.ends_with("Corporation"));
        Fact {
            text: plain(&name),
            url: of("url").or_else(|| of("sameAs")).map(plain).unwrap_or_default(),
            email: of("email").map(plain).unwrap_or_default(),
            alt: String::new(),
            is_group: is_group && !kinds.contains(&"Person"),
            line,
        }
    }

    fn image(&self, value: &'v Value, line: usize) -> Fact {
        if let Some(address) = string(value) {
            return Fact { text: plain(address), line, ..Fact::default() };
        }
        let Some(object) = list(value).first().and_then(|value| self.object(value)) else { return Fact::default() };
        let of = |keys: &[&str]| {
            let found = |key: &&str| object.get(*key).and_then(|value| list(value).into_iter().find_map(string));
            keys.iter().find_map(found).map(plain).unwrap_or_default()
        };
        Fact {
            text: of(&["url", "contentUrl", "@id"]),
            alt: of(&["caption", "alternateName"]),
            line,
            ..Fact::default()
        }
    }
}

/// The values of a list, or the one.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

/// A text, also where it stands with its language: `{"@value": "…"}`.
fn string(value: &Value) -> Option<&str> {
    let text = value.as_str().or_else(|| value.as_object()?.get("@value")?.as_str())?.trim();
    (!text.is_empty()).then_some(text)
}

/// An address, or that of an object.
fn address(value: &Value) -> Option<&str> {
    let of = |key: &str| value.as_object()?.get(key)?.as_str();
    string(value).or_else(|| of("@id")).or_else(|| of("url"))
}
