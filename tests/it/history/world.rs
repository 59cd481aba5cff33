//! A made-up site on disk, and what is known of it: its articles, its configuration, the clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};

use super::article::{Article, Head};
use super::plain::cache_exists;
use super::random::Random;
use super::tree::{CACHE, overwrite};
use crate::site::{NOW, Site};

pub const SECTIONS: &[&str] = &["world", "briefs", "наука", "world/2026"];

/// Files that feedmill keeps for itself besides its cache.
const NO_CACHE: &[&str] = &["lock", ".gitignore"];

pub struct Settings {
    pub title: String,
    pub zone: &'static str,
    pub permalink: &'static str,
    pub id: &'static str,
    pub updated: &'static str,
    pub skip_faulty: bool,
    pub output: &'static str,
    pub output_url: Option<&'static str>,
    pub formats: &'static str,
    pub limit: i64,
    pub max_bytes: i64,
    /// Which of [`FEEDS`] there are.
    pub feeds: Vec<bool>,
    pub broken: bool,
}

/// Feeds that a configuration may ask for.
pub const FEEDS: &[&str] = &[
    "",
    "each = \"tag\"",
    "each = \"author\"\npath = \"by/{author}\"",
    "each = \"section\"",
    "each = \"language\"\nformats = [\"json\"]",
    "path = \"recent\"\nwhere = { since = \"10d\" }\nlimit = 50",
    "path = \"grain\"\nwhere = { tags = [\"grain\"], not_tags = [\"briefs\"] }\nmax_bytes = \"3 kB\"",
    "path = \"short\"\ncontent = \"summary\"\nwhere = { not_sections = [\"briefs\"], since = \"2w\" }",
    "path = \"all\"\narchive = true\nformats = [\"atom\", \"json\"]",
    "path = \"none\"\nwhere = { tags = [\"nobody's\"] }",
];

impl Settings {
    fn text(&self) -> String {
        let Settings { title, zone, permalink, id, updated, output, formats, limit, max_bytes, .. } = self;
        let url = self.output_url.map(|url| format!("url = {url:?}\n")).unwrap_or_default();
        let on_error = if self.skip_faulty { "skip" } else { "stop" };
        let mut text = format!(
            "[site]\ntitle = {title:?}\nurl = \"https://t.example/\"\ndescription = \"For tests\"\nlanguage = \"en\"\n\
             timezone = {zone:?}\nauthors = [\"olena\"]\n\n\
             [authors.olena]\nname = \"Olena Field\"\nurl = \"https://t.example/olena/\"\n\n\
             [articles]\npermalink = {permalink:?}\nid = {id:?}\nupdated = {updated:?}\non_error = {on_error:?}\n\n\
             [output]\ndir = {output:?}\n{url}news_sitemap = true\n\n\
             [defaults]\nformats = {formats}\nlimit = {limit}\nmax_bytes = {max_bytes}\n\n"
        );
        for (feed, _) in FEEDS.iter().zip(&self.feeds).filter(|(_, there)| **there) {
            text += &format!("[[feed]]\n{feed}\n\n");
        }
        if self.broken {
            text += "limit = = 3\n";
        }
        text
    }
}

pub struct World {
    pub site: Site,
    pub random: Random,
    pub articles: BTreeMap<String, Article>,
    /// Symbolic links, to articles and to folders.
    pub links: Vec<String>,
    /// Recordings that articles may name.
    pub recordings: Vec<String>,
    /// Folders put where files of the output were.
    pub blocks: Vec<PathBuf>,
    pub settings: Settings,
    pub now: DateTime<Utc>,
    /// The cache as it was after each of the last steps.
    pub caches: Vec<Vec<(PathBuf, Vec<u8>)>>,
    serial: usize,
}

impl World {
    /// A site with so many articles.
    pub fn new(seed: u64, articles: usize) -> World {
        let settings = Settings {
            title: "Courier".to_owned(),
            zone: "Europe/Berlin",
            permalink: "{section}/{slug}/",
            id: "permalink",
            updated: if seed.is_multiple_of(2) { "auto" } else { "given" },
            skip_faulty: false,
            output: "feeds",
            output_url: None,
            formats: "[\"rss\", \"atom\", \"json\"]",
            limit: 4,
            max_bytes: 20_000,
            feeds: FEEDS.iter().map(|_| true).collect(),
            broken: false,
        };
        let mut world = World {
            // Some histories happen on a disk, where numbers of files are used again.
            site: if seed % 4 == 1 { Site::new() } else { Site::in_memory() },
            random: Random::new(seed),
            articles: BTreeMap::new(),
            links: Vec::new(),
            recordings: Vec::new(),
            blocks: Vec::new(),
            settings,
            now: DateTime::parse_from_rfc3339(NOW).unwrap().to_utc(),
            caches: Vec::new(),
            serial: 0,
        };
        world.configure();
        for _ in 0..articles {
            world.create();
        }
        let elsewhere = format!("elsewhere/pack/{}.md", world.name());
        let article = Article::new(&mut world.random, world.now);
        world.put(&elsewhere, article);
        world
    }

    pub fn configure(&self) {
        self.site.write("feedmill.toml", self.settings.text());
    }

    /// A name that no file has yet.
    pub fn name(&mut self) -> String {
        self.serial += 1;
        let stem = self.random.pick(&["grain", "frost", "Owl House", "дощ", "雨", "2026-11-20-note", "café", "a.uk"]);
        match stem.strip_suffix(".uk") {
            Some(stem) => format!("{stem}-{}.uk", self.serial),
            None => format!("{stem}-{}", self.serial),
        }
    }

    /// A folder that articles may be in, with `/` behind it.
    pub fn folder(&mut self) -> String {
        let section = self.random.pick(SECTIONS);
        if self.random.chance(10) { "articles/".to_owned() } else { format!("articles/{section}/") }
    }

    pub fn create(&mut self) -> String {
        let (folder, name) = (self.folder(), self.name());
        let markup = self.random.pick(&["md", "md", "md", "html", "txt"]);
        let path = match self.random.chance(20) {
            true => format!("{folder}{name}/index.{markup}"),
            false => format!("{folder}{name}.{markup}"),
        };
        if self.random.chance(40)
            && let Some(folder) = path.strip_suffix(&format!("/index.{markup}"))
        {
            // What lies beside an index is part of it; that an article is, is worth a warning.
            self.site.write(&format!("{folder}/notes.md"), "+++\ntitle = \"Hidden\"\n+++\n");
        }
        let article = Article::new(&mut self.random, self.now);
        self.put(&path, article);
        path
    }

    /// Writes an article's file, and its sidecar, where they are not as the article says.
    pub fn put(&mut self, path: &str, article: Article) {
        let (stem, markup) = path.rsplit_once('.').unwrap();
        let (bytes, sidecar) = article.text(markup);
        let file = self.site.path(path);
        if fs::read(&file).ok().as_ref() != Some(&bytes) {
            if file.is_file() && self.random.chance(50) {
                overwrite(&file, &bytes);
            } else {
                let _ = fs::remove_file(&file);
                self.site.write(path, &bytes);
            }
        }
        let beside = format!("{stem}.toml");
        match sidecar {
            Some(text) if fs::read_to_string(self.site.path(&beside)).ok().as_ref() != Some(&text) => {
                self.site.write(&beside, text);
            }
            Some(_) => {}
            // One that the article had is gone with this; there was none else.
            None => drop(fs::remove_file(self.site.path(&beside))),
        }
        self.articles.insert(path.to_owned(), article);
    }

    /// Changes what an article says, and writes it.
    pub fn change(&mut self, change: impl FnOnce(&mut Article, &mut Random, DateTime<Utc>)) -> Option<String> {
        let path = self.any()?;
        let mut article = self.articles.get(&path)?.clone();
        change(&mut article, &mut self.random, self.now);
        self.put(&path, article);
        Some(path)
    }

    /// The path of some article.
    pub fn any(&mut self) -> Option<String> {
        let paths: Vec<String> = self.articles.keys().cloned().collect();
        (!paths.is_empty()).then(|| self.random.pick(&paths))
    }

    /// Moves a file or folder with all articles in it.
    pub fn rename(&mut self, from: &str, to: &str) {
        let target = self.site.path(to);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        if fs::rename(self.site.path(from), target).is_err() {
            // A folder where another one stands.
            return;
        }
        let moved = |path: &str| match path.strip_prefix(from) {
            Some("") => Some(to.to_owned()),
            Some(rest) if rest.starts_with('/') => Some(format!("{to}{rest}")),
            _ => None,
        };
        let articles = std::mem::take(&mut self.articles);
        let articles = articles.into_iter().map(|(path, article)| (moved(&path).unwrap_or(path), article));
        self.articles = articles.collect();
        for path in self.links.iter_mut().chain(&mut self.recordings) {
            if let Some(to) = moved(path) {
                *path = to;
            }
        }
    }

    /// Forgets what is no more.
    pub fn forget_gone(&mut self) {
        let site = &self.site;
        self.articles.retain(|path, _| site.path(path).is_file());
        self.links.retain(|path| fs::symlink_metadata(site.path(path)).is_ok());
        self.recordings.retain(|path| site.path(path).is_file());
    }

    /// Whether an article's metadata stand beside it.
    pub fn has_sidecar(&self, path: &str) -> bool {
        self.articles.get(path).is_some_and(|article| article.head == Head::Sidecar)
    }

    /// The files of the cache, from the site's folder.
    pub fn cache(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::from(CACHE)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.site.path("").join(&folder)).into_iter().flatten() {
                let path = folder.join(entry.unwrap().file_name());
                if self.site.path("").join(&path).is_dir() {
                    folders.push(path);
                } else if !NO_CACHE.iter().any(|name| path.ends_with(name)) {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }

    /// Keeps a copy of the cache as it is now.
    pub fn remember_cache(&mut self) {
        let files = self.cache().into_iter();
        let copies = files.filter_map(|path| Some((path.clone(), fs::read(self.site.path("").join(path)).ok()?)));
        self.caches.push(copies.collect());
        if self.caches.len() > 6 {
            self.caches.remove(0);
        }
    }

    /// What the next run is asked for.
    pub fn arguments(&mut self) -> Vec<String> {
        let mut args = vec!["--now".to_owned(), self.now.to_rfc3339_opts(SecondsFormat::Secs, true)];
        let sometimes: &[(&[&str], usize)] = &[
            (&["--format", "json"], 65),
            (&["--keep-going"], 75),
            (&["--drafts"], 8),
            (&["--check"], 10),
            (&["--jobs", "1"], 15),
            (&["--accept-id-changes"], 80),
            (&["--accept-many"], 80),
        ];
        for (arg, percent) in sometimes {
            if self.random.chance(*percent) {
                args.extend(arg.iter().map(|arg| (*arg).to_owned()));
            }
        }
        if !args.contains(&"json".to_owned()) && self.random.chance(50) {
            args.push("--verbose".to_owned());
        }
        args
    }

    /// A run that does without the cache, which is then older than the output.
    pub fn run_without_cache(&mut self) {
        let now = self.now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let without: &[&str] = if cache_exists() { &["--no-cache"] } else { &[] };
        self.site.run(&[&["build", "--keep-going", "--now", &now], without].concat());
    }
}
