//! A page's elements → what they say of its article: `<meta>`, `<link>`, `<time>`, headings, microdata, microformats
//! and the classes that bylines and subtitles commonly have.

use super::dates;
use super::facts::{Fact, Facts, plain};
use super::inside::{self, text_of};
use crate::feed::content::dom::{Id, Node, ROOT, Step, Tree};

/// What stands on a page besides its facts.
#[derive(Debug, Default)]
pub struct Harvest {
    /// The texts of its JSON-LD scripts, and their lines.
    pub scripts: Vec<(String, usize)>,
    /// `<base href>`.
    pub base: Option<String>,
}

/// Classes of an element that names authors, and of one that holds a subtitle.
const BYLINES: &[&str] = &[
    "byline",
    "by-line",
    "byline-name",
    "byline__name",
    "byline__author",
    "c-byline",
    "author",
    "authors",
    "author-name",
    "author__name",
    "article-author",
    "article__author",
    "article-byline",
    "post-author",
    "entry-author",
    "post__author",
    "story-byline",
    "p-author",
    "writer",
];
const SUBTITLES: &[&str] = &[
    "subtitle",
    "sub-title",
    "dek",
    "standfirst",
    "article-subtitle",
    "article__subtitle",
    "post-subtitle",
    "entry-subtitle",
    "subheadline",
    "sub-headline",
    "pw-subtitle-paragraph",
    "article-dek",
    "article__dek",
    "article-excerpt",
    "gh-article-excerpt",
];

/// Classes of an element that says when it was published.
const DATES: &[&str] = &[
    "date",
    "post-date",
    "entry-date",
    "pub-date",
    "pubdate",
    "publish-date",
    "published",
    "article-date",
    "article__date",
];

/// Where the walk is.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// In `<article>` or `<main>`.
    main: bool,
    /// In `<nav>`, `<aside>`, `<footer>` or among comments: of other pages, other people.
    aside: bool,
    /// In a `<header>` outside of the article: the site's.
    masthead: bool,
    /// In microdata: of an article, of something else, in none.
    scope: Scope,
    /// In the first h-entry.
    entry: bool,
    /// In somebody's card, in a microdata person.
    card: bool,
    /// In SVG or MathML.
    foreign: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Scope {
    #[default]
    None,
    Article,
    Other,
}

/// Reads a page.
pub fn read(tree: &Tree, facts: &mut Facts) -> Harvest {
    let mut walk = Walk { tree, facts, found: Harvest::default(), entries: 0, is_in_text: false };
    let mut places = vec![Place::default()];
    let mut step = tree.after(Step::Enter(ROOT), ROOT, true);
    while let Some(now) = step {
        match now {
            Step::Enter(id) => {
                let place = places.last().copied().unwrap_or_default();
                places.push(walk.enter(id, place));
            }
            Step::Leave(_) => _ = places.pop(),
        }
        step = tree.after(now, ROOT, true);
    }
    let found = walk.found;
    written_by(facts);
    found
}

/// Reads `twitter:label1` "Written by" and `twitter:data1` as what they mean together.
fn written_by(facts: &mut Facts) {
    for number in ['1', '2'] {
        let label = facts.of(&format!("twitter:label{number}")).first().map(|fact| fact.text.to_lowercase());
        let data = facts.of(&format!("twitter:data{number}")).first().cloned();
        if let (Some(label), Some(data)) = (label, data)
            && (label.contains("written by") || label.contains("author"))
        {
            facts.add("twitter:data", data);
        }
    }
}

struct Walk<'t, 'f> {
    tree: &'t Tree,
    facts: &'f mut Facts,
    found: Harvest,
    entries: usize,
    /// The text has begun: a long paragraph was met.
    is_in_text: bool,
}

impl Walk<'_, '_> {
    /// Takes what a node says; the place that its children are in.
    fn enter(&mut self, id: Id, mut place: Place) -> Place {
        let node = self.tree.node(id);
        let name = node.name();
        if name.is_empty() || place.foreign {
            return Place { foreign: true, ..place };
        }
        let classes = || node.attribute("class").unwrap_or_default().split_ascii_whitespace();
        match name {
            "article" | "main" => place.main = true,
            "nav" | "aside" | "footer" => place.aside = true,
            "header" if !place.main && !place.entry => place.masthead = true,
            _ => {}
        }
        place.aside |= is_comments(node);
        if let Some(lang) = node.attribute("lang").or_else(|| node.attribute("xml:lang")) {
            match name {
                "html" => self.say("html lang", lang, node),
                "article" if !place.aside => self.say("article lang", lang, node),
                _ => {}
            }
        }
        self.head(id, name);
        if !place.aside {
            self.heading(id, name, place);
            self.microdata(id, place);
            self.microformats(id, name, place);
            self.marked(id, name, place);
        }
        if node.attribute("itemscope").is_some() {
            let kind = node.attribute("itemtype").unwrap_or_default();
            place.scope =
                match ["Article", "Posting", "CreativeWork", "Report", "Review"].iter().any(|k| kind.contains(k)) {
                    true => Scope::Article,
                    false if kind.is_empty() || kind.ends_with("WebPage") => place.scope,
                    false => Scope::Other,
                };
            place.card |= kind.ends_with("Person") || kind.ends_with("Organization");
        }
        if classes().any(|class| matches!(class, "h-entry" | "hentry")) && !place.aside {
            self.entries += 1;
            place.entry = self.entries == 1;
        }
        place.card |= classes().any(|class| matches!(class, "h-card" | "vcard" | "p-author"));
        place
    }

    fn say(&mut self, label: &str, text: &str, node: &Node) {
        self.facts.say(label, text, line(node));
    }

    fn head(&mut self, id: Id, name: &str) {
        let node = self.tree.node(id);
        match name {
            "title" => {
                let text = text_of(self.tree, id);
                self.say("title", &text, node);
            }
            "base" => {
                let href = node.attribute("href").map(str::trim).filter(|href| !href.is_empty());
                self.found.base = self.found.base.take().or(href.map(str::to_owned));
            }
            "script" if node.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) => {
                self.found.scripts.push((inside::raw_text(self.tree, id), line(node)));
            }
            "meta" => {
                let Some(content) = node.attribute("content") else { return };
                if let Some(kind) = node.attribute("http-equiv") {
                    let label = kind.trim().to_ascii_lowercase();
                    if matches!(label.as_str(), "content-language" | "last-modified") {
                        self.say(&label, content, node);
                    }
                }
                for key in ["property", "name", "itemprop"] {
                    // Several in one, as in RDFa: `property="og:title dc:title"`.
                    for label in node.attribute(key).unwrap_or_default().split_ascii_whitespace() {
                        if key != "itemprop" {
                            self.say(&label_of(label), content, node);
                        }
                    }
                }
            }
            "link" | "a" => {
                let Some(href) = node.attribute("href") else { return };
                if name == "link" && inside::is_feed(node) {
                    let alt = node.attribute("title").map(plain).unwrap_or_default();
                    self.facts.add("link feed", Fact { text: plain(href), alt, line: line(node), ..Fact::default() });
                }
                for rel in node.attribute("rel").unwrap_or_default().split_ascii_whitespace() {
                    let label = match (name, rel.to_ascii_lowercase().as_str()) {
                        ("link", "canonical") => "link canonical",
                        ("link", "image_src") => "link image_src",
                        ("link", "author" | "me") => "link author",
                        _ => continue,
                    };
                    self.say(label, href, node);
                }
            }
            _ => {}
        }
    }

    fn heading(&mut self, id: Id, name: &str, place: Place) {
        if name != "h1" {
            return;
        }
        let text = text_of(self.tree, id);
        let label = match (place.main && !place.masthead, place.masthead) {
            (true, _) => "article h1",
            (false, false) => "h1",
            (false, true) => "header h1",
        };
        self.say(label, &text, self.tree.node(id));
    }

    fn microdata(&mut self, id: Id, place: Place) {
        let node = self.tree.node(id);
        let Some(properties) = node.attribute("itemprop").filter(|_| place.scope != Scope::Other && !place.card) else {
            return;
        };
        for property in properties.split_ascii_whitespace() {
            match property {
                "author" | "creator" | "editor" | "contributor" => {
                    let person = self.person(id, "itemprop");
                    self.facts.add(&format!("itemprop {property}"), person);
                }
                "image" | "thumbnailUrl" => {
                    let mut fact = Fact { text: plain(&self.value(id)), line: line(node), ..Fact::default() };
                    fact.alt = node.attribute("alt").map(plain).unwrap_or_default();
                    if let Some(url) =
                        self.below(id, "itemprop", "url").filter(|_| node.attribute("itemscope").is_some())
                    {
                        fact.text = plain(&self.value(url));
                    }
                    self.facts.add("itemprop image", fact);
                }
                "headline"
                | "alternativeHeadline"
                | "description"
                | "datePublished"
                | "dateModified"
                | "dateCreated"
                | "inLanguage"
                | "keywords"
                | "articleSection" => {
                    let value = self.value(id);
                    self.say(&format!("itemprop {property}"), &value, node);
                }
                "name" if place.scope == Scope::Article => {
                    let value = self.value(id);
                    self.say("itemprop name", &value, node);
                }
                "mainEntityOfPage" | "url" if place.scope == Scope::Article => {
                    let value = node.attribute("itemid").map(str::to_owned).unwrap_or_else(|| self.value(id));
                    self.say("itemprop url", &value, node);
                }
                _ => {}
            }
        }
    }

    fn microformats(&mut self, id: Id, name: &str, place: Place) {
        let node = self.tree.node(id);
        if !place.entry {
            return;
        }
        for class in node.attribute("class").unwrap_or_default().split_ascii_whitespace() {
            match class {
                "p-author" if !place.card => {
                    let person = self.person(id, "class");
                    self.facts.add("h-entry p-author", person);
                }
                _ if place.card => {}
                "p-name" | "entry-title" | "p-summary" | "p-category" => {
                    let text = text_of(self.tree, id);
                    self.say(&format!("h-entry {class}"), &text, node);
                }
                "dt-published" | "dt-updated" => {
                    let text = self.value(id);
                    self.say(&format!("h-entry {class}"), &text, node);
                }
                "u-url" if node.attribute("href").is_some() => {
                    let text = self.value(id);
                    self.say("h-entry u-url", &text, node);
                }
                "u-photo" | "u-featured" if name == "img" => {
                    let alt = node.attribute("alt").map(plain).unwrap_or_default();
                    let text = plain(&self.value(id));
                    self.facts.add("h-entry u-photo", Fact { text, alt, line: line(node), ..Fact::default() });
                }
                _ => {}
            }
        }
    }

    /// What is marked in no format, but as is common.
    fn marked(&mut self, id: Id, name: &str, place: Place) {
        let node = self.tree.node(id);
        let class = |known: &[&str]| {
            let classes = node.attribute("class").unwrap_or_default().split_ascii_whitespace();
            classes.into_iter().any(|class| known.iter().any(|known| class.eq_ignore_ascii_case(known)))
        };
        let rel = |known: &str| {
            node.attribute("rel")
                .is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(known)))
        };
        if name == "time" {
            let label = match () {
                () if node.attribute("pubdate").is_some() || class(&["published", "entry-date", "dt-published"]) => {
                    "time published"
                }
                () if class(&["updated", "modified", "dt-updated", "dateModified"]) => "time updated",
                () if place.main => "article time",
                () if !place.masthead => "time",
                () => return,
            };
            let text = self.value(id);
            return self.say(label, &text, node);
        }
        if name == "a" && rel("tag") {
            let text = text_of(self.tree, id);
            return self.say("rel=tag", &text, node);
        }
        if matches!(name, "span" | "p" | "div" | "small" | "li") && class(DATES) && !place.masthead {
            let text = text_of(self.tree, id);
            if text.len() <= 60 {
                self.say("class date", &text, node);
            }
        }
        if name == "p" && !self.is_in_text && !place.masthead {
            let text = text_of(self.tree, id);
            self.is_in_text = text.len() > 120;
            if dates::is_date(&text) {
                self.say("date above the text", &text, node);
            }
        }
        let is_text = matches!(
            name,
            "a" | "address"
                | "b"
                | "cite"
                | "div"
                | "em"
                | "h2"
                | "h3"
                | "h4"
                | "li"
                | "p"
                | "small"
                | "span"
                | "strong"
                | "ul"
        );
        if name == "a" && rel("author") {
            let person = self.person(id, "rel");
            self.facts.add("rel=author", person);
        } else if is_text && class(BYLINES) && !place.masthead {
            let person = self.person(id, "class");
            if (1..160).contains(&person.text.len()) {
                self.facts.add("class byline", person);
            }
        } else if is_text && class(SUBTITLES) && !place.masthead {
            let text = text_of(self.tree, id);
            self.say("class subtitle", &text, node);
        }
    }

    /// The value of a property on an element. HTML standard, section 5.2.4.
    fn value(&self, id: Id) -> String {
        let node = self.tree.node(id);
        let attribute = ["content", "datetime", "href", "src", "data"].iter().find_map(|name| node.attribute(name));
        attribute.map_or_else(|| text_of(self.tree, id), str::to_owned)
    }

    /// The first element below `id` among whose words in `attribute` is `word`.
    fn below(&self, id: Id, attribute: &str, word: &str) -> Option<Id> {
        let has = |&id: &Id| {
            self.tree
                .node(id)
                .attribute(attribute)
                .is_some_and(|words| words.split_ascii_whitespace().any(|w| w == word))
        };
        self.tree.descendants(id).take(inside::MOST_NODES).find(has)
    }

    /// The person that an element names; `way` is how its parts are marked.
    fn person(&self, id: Id, way: &str) -> Fact {
        let node = self.tree.node(id);
        let part = |property: &str, class: &[&str]| match way {
            "itemprop" => self.below(id, "itemprop", property),
            _ => class.iter().find_map(|class| self.below(id, "class", class)),
        };
        let named = part("name", &["p-name", "fn"]);
        let text = match (named, node.attribute("content")) {
            (Some(named), _) => {
                self.tree.node(named).attribute("content").map_or_else(|| text_of(self.tree, named), str::to_owned)
            }
            (None, Some(content)) => content.to_owned(),
            (None, None) => text_of(self.tree, id),
        };
        let link = |id: Id| self.tree.node(id).attribute("href");
        let inner = || {
            let mut links = self.tree.descendants(id).take(inside::MOST_NODES).filter_map(link);
            links.next().filter(|_| links.next().is_none())
        };
        let url = link(id).or_else(|| part("url", &["u-url"]).and_then(link)).or_else(inner).unwrap_or_default();
        let (email, url) = match url.strip_prefix("mailto:") {
            Some(email) => (email, ""),
            None => ("", url),
        };
        let is_group = node.attribute("itemtype").is_some_and(|kind| kind.ends_with("Organization"));
        Fact {
            text: plain(&text),
            url: plain(url),
            email: plain(email),
            alt: String::new(),
            is_group,
            line: line(node),
        }
    }
}

/// Whether an element's class says that it holds a subtitle.
pub fn is_subtitle(node: &Node) -> bool {
    let known = |class: &str| SUBTITLES.iter().any(|known| class.eq_ignore_ascii_case(known));
    node.attribute("class").unwrap_or_default().split_ascii_whitespace().any(known)
}

/// Whether what readers wrote below the article is in here.
fn is_comments(node: &Node) -> bool {
    let is = |name: &str| matches!(name, "comments" | "comment-list" | "commentlist" | "comments-area" | "respond");
    let words = |name: &str| node.attribute(name).unwrap_or_default().split_ascii_whitespace();
    words("id").chain(words("class")).any(is)
}

fn line(node: &Node) -> usize {
    usize::try_from(node.line).unwrap_or(0)
}

/// The name of a `<meta>` as the tables have it: lower case, Dublin Core's many prefixes as `dc.`.
fn label_of(name: &str) -> String {
    let label = name.to_ascii_lowercase();
    for prefix in ["dc.", "dc:", "dcterms.", "dcterms:", "dct:", "dc.terms.", "dublincore."] {
        if let Some(rest) = label.strip_prefix(prefix) {
            let rest = rest.strip_prefix("date.").unwrap_or(rest);
            return format!("dc.{rest}");
        }
    }
    match label.as_str() {
        "og:article:published_time" => "article:published_time".into(),
        "og:article:modified_time" => "article:modified_time".into(),
        "og:article:author" => "article:author".into(),
        "og:article:tag" => "article:tag".into(),
        "og:article:section" => "article:section".into(),
        _ => label,
    }
}
