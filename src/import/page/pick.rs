//! A page's facts → the fields of its article, each with the trace of where it was said.

use url::Url;

use super::facts::{Fact, Facts};
use super::order;
use super::title::{bare, cut, without_site};
use super::{Address, dates, people};
use crate::article::language_tag;
use crate::diagnostic::{Report, Span};
use crate::feed::{Person, Picture, media_type};
use crate::import::{Found, Trace};

/// So many tags an article has at most, and so long is one in characters.
const MOST_TAGS: usize = 20;
const LONGEST_TAG: usize = 60;

/// Fills in the address of the page.
pub fn link(found: &mut Found, facts: &Facts, address: &Address) {
    Pick { found, facts, address }.link();
}

/// Fills in all else that `facts` say.
pub fn fill(found: &mut Found, facts: &Facts, address: &Address) {
    let mut pick = Pick { found, facts, address };
    pick.title();
    pick.subtitle_and_summary();
    pick.dates();
    pick.people();
    pick.tags();
    pick.language();
    pick.image();
}

struct Pick<'f> {
    found: &'f mut Found,
    facts: &'f Facts,
    address: &'f Address,
}

impl Pick<'_> {
    fn trace(&mut self, part: &str, label: &str, text: &str, line: usize) {
        self.found.traces.push(Trace { line, part: part.to_owned(), text: format!("{label}: {text}") });
    }

    fn link(&mut self) {
        let given = self.address.page.as_ref();
        let said = self
            .facts
            .all(order::LINK)
            .filter_map(|(label, fact)| Some((label, self.address.join(&fact.text)?, fact.line)));
        let mut said: Vec<(&str, Url, usize)> = said.collect();
        said.extend(given.map(|url| ("address", url.clone(), 0)));
        let is_home = |url: &Url| url.path() == "/" && url.query().is_none();
        let is_local = |url: &Url| {
            let host = url.host_str().unwrap_or_default();
            matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0") || host.ends_with(".localhost")
        };
        // That every page's address is the home page's, or the developer's own, is a common fault of templates.
        let believed = said
            .iter()
            .position(|(_, url, _)| !is_home(url) && !is_local(url))
            .or_else(|| said.iter().position(|(_, url, _)| !is_local(url)))
            .or(if said.is_empty() { None } else { Some(0) });
        let Some(at) = believed else { return };
        for (label, url, line) in said.iter().take(at) {
            let why = if is_home(url) { "the home page, so not believed" } else { "not believed" };
            self.trace("left out", label, &format!("{url}, {why}"), *line);
        }
        if let Some((label, url, line)) = said.get_mut(at) {
            url.set_fragment(None);
            self.found.link = url.to_string();
            let link = self.found.link.clone();
            self.trace("link", label, &link, *line);
        }
    }

    fn sites(&self) -> Vec<String> {
        let mut sites: Vec<String> = self.facts.all(order::SITE).map(|(_, fact)| fact.text.clone()).collect();
        if let Ok(url) = Url::parse(&self.found.link)
            && let Some(host) = url.host_str()
        {
            let host = host.strip_prefix("www.").unwrap_or(host);
            sites.push(host.to_owned());
            sites.extend(host.split('.').filter(|label| label.len() > 3).map(str::to_owned));
        }
        sites
    }

    fn title(&mut self) {
        let sites = self.sites();
        let is_site = |text: &str| sites.iter().any(|site| bare(site) == bare(text));
        let headings = || self.facts.all(&["article h1", "h1"]);
        let headlines: Vec<String> = headings()
            .map(|(_, fact)| fact.text.clone())
            .filter(|text| text.chars().count() > 3 && !is_site(text))
            .collect();
        let whole = self.facts.of("title").first().map(|fact| fact.text.as_str()).unwrap_or_default();
        let several = self.facts.of("h1").len() + self.facts.of("article h1").len() > 1;
        let mut titles = self.facts.all(order::TITLE).filter_map(|(label, fact)| {
            let text = without_site(&fact.text, &sites, &headlines);
            // Of several headings the title is the one that the page's own title repeats.
            let doubtful = matches!(label, "article h1" | "h1") && several && !whole.is_empty();
            let good = !bare(text).is_empty() && (!doubtful || bare(whole).contains(&bare(text)));
            good.then(|| (label, text.to_owned(), fact.line))
        });
        let first = titles.next();
        let Some((mut label, mut title, mut line)) = first else { return };
        let mut rest: Vec<(&str, String, usize)> = titles.collect();
        // What is called as the site is called is no article, if there is anything else.
        if is_site(&title)
            && let Some(at) = rest.iter().position(|(_, text, _)| !is_site(text))
        {
            (label, title, line) = rest.swap_remove(at);
        }
        // Search engines read so much and no more, and some pages cut their headlines for them.
        if let Some(stem) = cut(&title)
            && let Some((whole_label, whole, at)) =
                rest.into_iter().find(|(_, text, _)| text.len() > title.len() && text.starts_with(stem))
        {
            (label, title, line) = (whole_label, whole, at);
        }
        self.trace("title", label, &title, line);
        self.found.title = title;
    }

    fn subtitle_and_summary(&mut self) {
        let title = bare(&self.found.title);
        let facts = self.facts;
        let texts = |labels: &'static [&'static str]| {
            facts.all(labels).filter(|(_, fact)| {
                let bare = bare(&fact.text);
                !bare.is_empty() && bare != title
            })
        };
        let mut summaries = texts(order::SUMMARY);
        let mut summary = summaries.next();
        if let Some((_, cut_off)) = summary
            && let Some(stem) = cut(&cut_off.text)
        {
            // Better a whole one than the beginning of the text.
            let rest: Vec<(&str, &Fact)> = summaries.collect();
            let is_whole = |fact: &Fact| fact.text.len() > cut_off.text.len() && fact.text.starts_with(stem);
            let whole = rest.iter().find(|(_, fact)| is_whole(fact));
            summary = whole.or_else(|| rest.iter().find(|(_, fact)| cut(&fact.text).is_none())).copied().or(summary);
        }
        let of = |(label, fact): (&'static str, &Fact)| (label, fact.text.clone(), fact.line);
        let summary = summary.map(of);
        let repeated = summary.as_ref().map(|(_, text, _)| bare(text)).unwrap_or_default();
        let subtitle = texts(order::SUBTITLE).find(|(_, fact)| bare(&fact.text) != repeated).map(of);
        if let Some((label, text, line)) = subtitle {
            self.trace("subtitle", label, &text, line);
            self.found.subtitle = text;
        }
        if let Some((label, text, line)) = summary {
            self.trace("summary", label, &text, line);
            self.found.summary = text;
        }
    }

    fn dates(&mut self) {
        let (published, unread) = dates::first(self.facts.all(order::PUBLISHED));
        let (updated, _) = dates::first(self.facts.all(order::UPDATED));
        for (label, fact) in unread {
            self.trace("left out", label, &format!("{}, no date that can be read", fact.text), fact.line);
        }
        if let Some((label, fact, date)) = published {
            self.found.published = Some(date);
            self.trace("published", label, &fact.text, fact.line);
        }
        let Some((label, fact, date)) = updated else { return };
        match &self.found.published {
            Some(published) if !dates::is_after(&date, published) => {}
            _ => {
                self.found.updated = Some(date);
                self.trace("updated", label, &fact.text, fact.line);
            }
        }
    }

    fn people(&mut self) {
        let (facts, address) = (self.facts, self.address);
        let join = |text: &str| address.join(text).map(String::from);
        let named = |fact: &Fact| people::of_fact(fact, join);
        let sites = self.sites();
        let is_site = |person: &Person| sites.iter().any(|site| bare(site) == bare(&person.name));
        let mut authors: Vec<Person> = Vec::new();
        let mut traces = Vec::new();
        // First a place with people, then one with organisations.
        for groups in [false, true] {
            for label in order::AUTHORS {
                for fact in facts.of(label).iter().filter(|fact| groups || !fact.is_group) {
                    let more: Vec<Person> = named(fact)
                        .into_iter()
                        .filter(|person| groups || *label == "JSON-LD author" || !is_site(person))
                        .collect();
                    if !more.is_empty() {
                        traces.push((
                            *label,
                            more.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", "),
                            fact.line,
                        ));
                        people::join(&mut authors, more);
                    }
                }
                // Of the first byline's neighbours most are other articles'.
                if *label == "class byline" && traces.iter().all(|(label, ..)| *label == "class byline") {
                    let first = traces.first().map(|(_, names, _)| names.split(", ").count()).unwrap_or_default();
                    authors.truncate(first);
                    traces.truncate(1);
                }
                if !authors.is_empty() {
                    break;
                }
            }
            if !authors.is_empty() {
                break;
            }
        }
        // A second place may know where the same people are to be found.
        for (_, fact) in facts.all(&["rel=author", "itemprop author", "h-entry p-author", "class byline"]) {
            for person in named(fact) {
                if authors.iter().any(|author| author.name.to_lowercase() == person.name.to_lowercase()) {
                    people::join(&mut authors, vec![person]);
                }
            }
        }
        if let [only] = authors.as_mut_slice()
            && only.url.is_none()
        {
            let pages = facts.all(&["article:author", "link author"]).map(|(_, fact)| &fact.text);
            only.url = pages.filter(|text| text.contains("://") || text.starts_with('/')).find_map(|text| join(text));
        }
        for (label, names, line) in traces {
            self.trace("author", label, &names, line);
        }
        self.found.authors = authors;
        for label in order::CONTRIBUTORS {
            for fact in facts.of(label) {
                let is_author = |person: &Person| {
                    self.found.authors.iter().any(|author| author.name.to_lowercase() == person.name.to_lowercase())
                };
                let more: Vec<Person> =
                    people::of_fact(fact, join).into_iter().filter(|person| !is_author(person)).collect();
                if !more.is_empty() {
                    let names = more.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
                    people::join(&mut self.found.contributors, more);
                    self.trace("contributor", label, &names, fact.line);
                }
            }
        }
    }

    fn tags(&mut self) {
        for labels in [order::TAGS, order::SECTIONS] {
            if !self.found.tags.is_empty() {
                return;
            }
            for (label, fact) in self.facts.all(labels) {
                let before = self.found.tags.len();
                for tag in split_tags(&fact.text, order::WHOLE_TAGS.contains(&label)) {
                    let known = |known: &String| known.to_lowercase() == tag.to_lowercase();
                    let long = tag.chars().count() > LONGEST_TAG;
                    if self.found.tags.len() < MOST_TAGS
                        && !long
                        && !bare(tag).is_empty()
                        && !self.found.tags.iter().any(known)
                    {
                        self.found.tags.push(tag.to_owned());
                    }
                }
                let new = self.found.tags.get(before..).unwrap_or_default().join(", ");
                if !new.is_empty() {
                    self.trace("tag", label, &new, fact.line);
                }
            }
        }
    }

    fn language(&mut self) {
        for (label, fact) in self.facts.all(order::LANGUAGE) {
            if let Some(tag) = language_tag(&fact.text, Span::default(), &mut Report::new("", &fact.text)) {
                self.trace("language", label, &tag, fact.line);
                self.found.language = Some(tag);
                return;
            }
        }
    }

    fn image(&mut self) {
        let logos: Vec<String> =
            self.facts.of("logo").iter().filter_map(|fact| self.address.join(&fact.text)).map(String::from).collect();
        let picture = self.facts.all(order::IMAGE).find_map(|(label, fact)| {
            let url = self.address.join(&fact.text)?;
            (!is_logo(&url) && !logos.contains(&url.to_string())).then(|| (label, fact, String::from(url)))
        });
        let Some((label, fact, url)) = picture else { return };
        // The text beside Open Graph's picture is for that one; others of the same page mostly are the same.
        let beside: &[&str] = match label {
            label if label.starts_with("og:") => &["og:image:alt", "twitter:image:alt"],
            label if label.starts_with("twitter:") => &["twitter:image:alt"],
            _ => &[],
        };
        let alt = Some(fact.alt.clone()).filter(|alt| !alt.is_empty());
        let alt = alt.or_else(|| self.facts.of(beside.first()?).first().map(|fact| fact.text.clone()));
        let same =
            |(_, other): &(&str, &Fact)| self.address.join(&other.text).is_some_and(|other| *other.as_str() == *url);
        let alt = alt.or_else(|| {
            self.facts.all(&["og:image"]).find(same)?;
            self.facts.of("og:image:alt").first().map(|fact| fact.text.clone())
        });
        self.trace("image", label, &url, fact.line);
        let path = url.split(['?', '#']).next().unwrap_or_default();
        self.found.image = Some(Picture { media_type: media_type::of_path(path).map(str::to_owned), alt, url });
    }
}

/// The tags in a text, which are one or many.
fn split_tags(text: &str, whole: bool) -> impl Iterator<Item = &str> {
    let marks: &[char] = match whole {
        true => &[],
        false if text.contains([',', '，', '、', '،']) => &[',', '，', '、', '،'],
        false => &[';', '|'],
    };
    text.split(move |c| marks.contains(&c)).map(|tag| {
        let tag = tag.trim().trim_matches('"');
        tag.strip_prefix('#').unwrap_or(tag).trim()
    })
}

/// Whether an address is that of a site's mark rather than of an article's picture.
fn is_logo(url: &Url) -> bool {
    let file = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let stem = file.split('.').next().unwrap_or_default();
    let mut words = stem.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| matches!(word, "logo" | "favicon" | "spacer" | "blank" | "pixel"))
        || file.starts_with("apple-touch-icon")
        || file.ends_with(".ico")
}
