//! What a site's owner decided: `feedmill.toml`, typed.

mod feeds;
mod pattern;
mod publish;
mod read;
mod setting;
mod size;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use url::Url;

use crate::article::{Byline, Settings};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::feed::{Mode, Person};
use crate::format::Format;

pub use pattern::Pattern;
pub use publish::{Cloud, Coding, Publish, Target};
pub use read::RULES;

/// The configuration of one site.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from, as the user would name it.
    pub file: Arc<str>,
    /// `[site]`
    pub site: Site,
    /// `[authors]`: people by their keys.
    pub authors: BTreeMap<String, Person>,
    /// `[articles]`
    pub articles: Articles,
    /// `[output]`
    pub output: Output,
    /// `[[feed]]`, with `[defaults]` filled in.
    pub feeds: Vec<FeedRule>,
    /// `[guard]`: how much may change at once.
    pub guard: Guard,
    /// `[publish]`: where feeds go, and who is told.
    pub publish: Publish,
}

/// `[site]`: what all feeds have in common.
#[derive(Debug, Clone)]
pub struct Site {
    /// The site's name.
    pub title: String,
    /// Its home page; ends in `/`, so that relative addresses resolve below it.
    pub url: Url,
    /// What it is about.
    pub description: String,
    /// Its language (BCP 47).
    pub language: Option<String>,
    /// The zone of dates without one.
    pub timezone: Tz,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Authors of articles that name none: keys of `[authors]`, or names.
    pub authors: Vec<Byline>,
    /// A small square picture, as given.
    pub icon: Option<String>,
}

/// `[articles]`: where they are and how they are addressed.
#[derive(Debug, Clone)]
pub struct Articles {
    /// The folder, relative to the configuration.
    pub dir: String,
    /// An article's path below the site's URL.
    pub permalink: Pattern,
    /// How an article without an `id` gets one.
    pub id: IdScheme,
    /// Where an article's time of change comes from.
    pub updated: Updates,
    /// What a faulty article does to the run.
    pub on_error: OnError,
}

/// Where the time of change of an article comes from that names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updates {
    /// From the article alone: it was published, and did not change since.
    Given,
    /// From what is published: where the article is another than that, it changed now.
    Auto,
}

/// `[guard]`: how many entries of a feed may come or go in one run; `None` where the configuration does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guard {
    /// The most that may be new.
    pub max_new: Option<usize>,
    /// The most that may be withdrawn.
    pub max_withdrawn: Option<usize>,
}

/// How ids are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdScheme {
    /// The article's URL.
    Permalink,
    /// A tag URI (RFC 4151) of the site's host, the year and the article's path.
    Tag,
}

/// What a faulty article does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Nothing is written.
    Stop,
    /// The others are published.
    Skip,
}

/// `[output]`: where feeds go.
#[derive(Debug, Clone)]
pub struct Output {
    /// The folder, relative to the configuration.
    pub dir: String,
    /// Where that folder is served; ends in `/`.
    pub url: Url,
    /// Whether a Google News sitemap is written.
    pub news_sitemap: bool,
}

/// `[[feed]]`: one feed, or one for each value of something.
#[derive(Debug, Clone)]
pub struct FeedRule {
    /// Where it stands in the configuration.
    pub place: Option<Place>,
    /// One feed for each of these; `None` for a single feed.
    pub each: Option<Each>,
    /// Its folder below the output folder; empty for the output folder itself.
    pub path: Pattern,
    /// Its title, where given. May hold the placeholder of `each`.
    pub title: Option<Pattern>,
    /// Its description, where given. May hold the placeholder of `each`.
    pub description: Option<Pattern>,
    /// The page it belongs to, where that is not the site's home. May hold the placeholder of `each`.
    pub link: Option<Pattern>,
    /// Which articles are in it.
    pub query: Query,
    /// The formats it is written in, none twice.
    pub formats: Vec<Format>,
    /// The most entries it holds; at least 1.
    pub limit: usize,
    /// The most bytes a document of it should have.
    pub max_bytes: usize,
    /// How much of an entry it shows.
    pub content: Mode,
    /// Whether its older entries are in archive documents (RFC 5005, section 4).
    pub archive: bool,
}

/// What feeds can be made for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Each {
    /// Every tag.
    Tag,
    /// Every author.
    Author,
    /// Every section.
    Section,
    /// Every language.
    Language,
}

impl Each {
    /// All of them.
    pub const ALL: [Each; 4] = [Each::Tag, Each::Author, Each::Section, Each::Language];

    /// Its name, which is its placeholder's too.
    pub fn name(self) -> &'static str {
        match self {
            Each::Tag => "tag",
            Each::Author => "author",
            Each::Section => "section",
            Each::Language => "language",
        }
    }

    /// Where its feeds go unless the configuration says otherwise.
    pub fn default_path(self) -> &'static str {
        match self {
            Each::Tag => "tags/{tag}",
            Each::Author => "authors/{author}",
            Each::Section => "sections/{section}",
            Each::Language => "languages/{language}",
        }
    }
}

/// `where`: which articles a feed takes. All that is given must hold; an empty list asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// At least one of these tags.
    pub tags: Vec<String>,
    /// None of these tags.
    pub not_tags: Vec<String>,
    /// In one of these sections.
    pub sections: Vec<String>,
    /// In none of these sections.
    pub not_sections: Vec<String>,
    /// By at least one of these authors (keys or names).
    pub authors: Vec<String>,
    /// By none of these authors.
    pub not_authors: Vec<String>,
    /// In one of these languages.
    pub languages: Vec<String>,
    /// Published no longer ago than this.
    pub since: Option<TimeDelta>,
}

impl Config {
    /// Reads a configuration. `file` is how the user would name it.
    ///
    /// Gives the configuration unless an error was found, and all that was found.
    pub fn parse(file: &str, text: &str) -> (Option<Config>, Vec<Diagnostic>) {
        let mut report = Report::new(file, text);
        let config = read::config(&mut report);
        let sound = !report.has_errors();
        (config.filter(|_| sound), report.into_diagnostics())
    }

    /// What articles take from the site.
    pub fn article_settings(&self) -> Settings {
        Settings { zone: self.site.timezone, language: self.site.language.clone() }
    }

    /// The person a byline means: as written, with what `[authors]` knows besides.
    pub fn person(&self, byline: &Byline) -> Person {
        match self.known(byline) {
            Some((_, person)) => {
                let mut person = person.clone();
                person.email = byline.email.clone().or(person.email);
                person.url = byline.url.clone().or(person.url);
                person
            }
            None => {
                let Byline { name, email, url, .. } = byline.clone();
                Person { name, email, url }
            }
        }
    }

    /// Whom of `[authors]` a byline means: by key, else by name. Gives the key too.
    pub fn known(&self, byline: &Byline) -> Option<(&str, &Person)> {
        let bare = byline.email.is_none() && byline.url.is_none();
        let by_key = self.authors.get_key_value(&byline.name).filter(|_| bare);
        let known = by_key.or_else(|| self.authors.iter().find(|(_, person)| person.name == byline.name));
        known.map(|(key, person)| (&**key, person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://t.example\"\n";

    fn found(text: &str) -> Vec<(String, u32, u32, String)> {
        let (config, diagnostics) = Config::parse("feedmill.toml", text);
        let errors = diagnostics.iter().any(|d| d.level == crate::Level::Error);
        assert_eq!(config.is_none(), errors);
        diagnostics
            .into_iter()
            .map(|d| {
                let place = d.place.unwrap_or(Place { line: 0, column: 0, width: 0 });
                (d.rule.name.to_owned(), place.line, place.column, d.help.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn the_least_configuration_has_every_default() {
        let (config, diagnostics) = Config::parse("feedmill.toml", SITE);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let config = config.unwrap();
        assert_eq!(config.site.url.as_str(), "https://t.example/");
        assert_eq!(config.output.url.as_str(), "https://t.example/feeds/");
        let paths: Vec<_> = config.feeds.iter().map(|feed| feed.path.source()).collect();
        assert_eq!(paths, ["", "tags/{tag}", "authors/{author}", "sections/{section}"]);
        assert_eq!((config.feeds[0].limit, config.feeds[0].max_bytes), (20, 1_000_000));
    }

    #[test]
    fn slips_are_flagged_where_they_stand() {
        for (text, rule, line, column, help) in [
            ("", "missing-setting", 0, 0, "title"),
            ("[site]\ntitle = \"\"\nurl = \"https://t.example\"\n", "missing-setting", 2, 9, "title"),
            ("[site]\ntitle = \"T\"\nurl = \"t.example\"\n", "invalid-setting", 3, 7, "https://"),
            ("[site]\ntitle = 3\nurl = true\n", "wrong-type", 3, 7, ""),
            (&format!("{SITE}timezone = \"Europe/Berlinn\"\n"), "invalid-setting", 4, 12, "Europe/Berlin"),
            (&format!("{SITE}timezone = \"kyiv\"\n"), "invalid-setting", 4, 12, "Europe/Kyiv"),
            (&format!("{SITE}titel = \"x\"\n"), "unknown-key", 4, 1, "`title`"),
            (&format!("{SITE}limit = 3\n"), "unknown-key", 4, 1, "`[defaults]`"),
            (&format!("{SITE}[[feed]]\neach = \"tags\"\n"), "invalid-setting", 5, 8, "\"tag\""),
            (&format!("{SITE}[[feed]]\neach = \"tag\"\npath = \"t\"\n"), "invalid-setting", 6, 8, "{tag}"),
            (&format!("{SITE}[[feed]]\npath = \"../x\"\n"), "invalid-setting", 5, 8, "folder names"),
            (&format!("{SITE}[[feed]]\n[[feed]]\n"), "duplicate-feed", 5, 1, "path"),
            (&format!("{SITE}[[feed]]\npath = \"a\"\n[[feed]]\npath = \"A\"\n"), "duplicate-feed", 6, 1, "path"),
            (&format!("{SITE}[defaults]\nlimit = 0\n"), "invalid-setting", 5, 9, "from 1"),
            (&format!("{SITE}[defaults]\nmax_bytes = \"big\"\n"), "invalid-setting", 5, 13, "1 MB"),
            (&format!("{SITE}[defaults]\nformats = [\"rdf\"]\n"), "invalid-setting", 5, 12, "rss"),
            (&format!("{SITE}[articles]\npermalink = \"{{slog}}/\"\n"), "invalid-setting", 5, 13, ""),
            (&format!("{SITE}[articles]\npermalink = \"x/\"\n"), "invalid-setting", 5, 13, "{slug}"),
            (&format!("{SITE}[site\n"), "invalid-toml", 4, 6, ""),
            (&format!("{SITE}[articles]\npermalink = \"../{{slug}}\"\n"), "invalid-setting", 5, 13, "{section}"),
            (
                &format!("{SITE}[articles]\npermalink = \"https://a.example/{{slug}}\"\n"),
                "invalid-setting",
                5,
                13,
                "url",
            ),
            (&format!("{SITE}language = \"english\"\n"), "invalid-language-tag", 4, 12, "`en`"),
            (&format!("{SITE}icon = \"javascript:x\"\n"), "invalid-setting", 4, 8, "https://"),
            (&format!("{SITE}baseURL = \"x\"\n"), "unknown-key", 4, 1, "title, url"),
            ("[site]\ntitle = \"T\"\nurl = \"https://jo:pw@t.example\"\n", "invalid-setting", 3, 7, "before the `@`"),
            (&format!("{SITE}[[feed]]\nlink = \"javascript:x\"\n"), "invalid-setting", 5, 8, "https://"),
            (&format!("{SITE}[defaults]\nlimit = -1\n"), "wrong-value", 5, 9, ""),
            (
                &format!("{SITE}[authors.jo]\nemail = \"jo@localhost\"\n"),
                "invalid-email-address",
                5,
                9,
                "jo@example.org",
            ),
            (
                &format!("{SITE}[authors.jo]\nemail = \"Jo <jo@t.example>\"\n"),
                "invalid-email-address",
                5,
                9,
                "jo@example.org",
            ),
            (&format!("{SITE}[output]\nnews_sitemap = \"true\"\n"), "wrong-type", 5, 16, "quotes"),
            (&format!("{SITE}[[feed]]\nwhere = {{ since = \"soon\" }}\n"), "invalid-setting", 5, 19, "90d"),
        ] {
            let all = found(text);
            let hit = all.iter().any(|(r, l, c, h)| r == rule && (*l, *c) == (line, column) && h.contains(help));
            assert!(hit, "{text}\nwanted {rule} {line}:{column} {help}\ngot {all:?}");
        }
    }

    #[test]
    fn what_is_left_empty_is_left_out() {
        let text = format!(
            "{SITE}rights = \"\"\nicon = \" \"\nlanguage = \"\"\n[authors.jo]\nname = \"\"\nemail = \"\"\nurl = \"\"\n[articles]\n\
             dir = \"\"\n[output]\nurl = \"\"\n[[feed]]\npath = \"\"\ntitle = \"\"\ndescription = \"\u{200b}\"\nlink = \"\"\n"
        );
        let (config, diagnostics) = Config::parse("feedmill.toml", &text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let config = config.unwrap();
        assert_eq!((config.site.rights, config.site.icon, config.site.language), (None, None, None));
        assert_eq!((config.authors["jo"].name.as_str(), &config.authors["jo"].email), ("jo", &None));
        assert_eq!(
            (config.articles.dir.as_str(), config.output.url.as_str()),
            ("articles", "https://t.example/feeds/")
        );
        assert_eq!((config.feeds[0].title.is_none(), config.feeds[0].link.is_none()), (true, true));
    }

    #[test]
    fn hubs_are_ascii_on_the_wire() {
        let text = format!("{SITE}[publish]\nhubs = [\"https://h.example/ü\"]\n");
        let (config, _) = Config::parse("feedmill.toml", &text);
        assert_eq!(config.unwrap().publish.hubs, ["https://h.example/%C3%BC"]);
    }

    #[test]
    fn a_byline_means_the_person_with_that_key_or_name() {
        let text = format!("{SITE}[authors.olena]\nname = \"Olena Field\"\nemail = \"o@t.example\"\n");
        let config = Config::parse("feedmill.toml", &text).0.unwrap();
        let byline = |name: &str| Byline { name: name.to_owned(), ..Byline::default() };
        assert_eq!(config.person(&byline("olena")).email.as_deref(), Some("o@t.example"));
        assert_eq!(config.known(&byline("Olena Field")).map(|(key, _)| key), Some("olena"));
        assert_eq!(
            config.person(&byline("Somebody Else")),
            Person { name: "Somebody Else".into(), ..Person::default() }
        );
    }
}
