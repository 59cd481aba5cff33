//! Archives: whoever walks a feed gets every article exactly once, whatever was done to them between builds.

mod changes;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use reader::{Closeds, Reader, hold};

use crate::history::random::Random;
use crate::site::{NOW, Site};

const LIVES: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

/// An article: its date in minutes since 2020, which text it has, whether it is a draft.
#[derive(Debug, Clone, Copy)]
struct Article {
    minutes: i64,
    text: usize,
    draft: bool,
}

/// A site of many articles, and what was done to them since the last build.
struct World {
    site: Site,
    random: Random,
    articles: BTreeMap<usize, Article>,
    next: usize,
    touched: BTreeSet<String>,
}

fn id(n: usize) -> String {
    format!("https://t.example/n{n:05}/")
}

impl World {
    fn new(seed: u64, articles: usize, settings: &str) -> World {
        let site = Site::in_memory().set_up();
        site.configure(settings);
        let random = Random::new(seed);
        let mut world = World { site, random, articles: BTreeMap::new(), next: 0, touched: BTreeSet::new() };
        for _ in 0..articles {
            let minutes = world.random.between(0, 3_000_000);
            world.add(minutes);
        }
        world
    }

    fn add(&mut self, minutes: i64) {
        let n = self.next;
        self.next += 1;
        self.put(n, Article { minutes, text: 0, draft: false });
    }

    fn put(&mut self, n: usize, article: Article) {
        self.articles.insert(n, article);
        self.touched.insert(id(n));
        let Article { minutes, text, draft } = article;
        let date = chrono::DateTime::from_timestamp(1_577_836_800 + minutes * 60, 0).unwrap().to_rfc3339();
        let draft = if draft { "draft = true\n" } else { "" };
        let text = format!("+++\ntitle = \"N {n}\"\ndate = {date}\n{draft}+++\nText {text}.\n");
        self.site.write(&format!("articles/n{n:05}.md"), text);
    }

    fn any(&mut self) -> usize {
        let at = self.random.below(self.articles.len());
        *self.articles.keys().nth(at).unwrap()
    }

    /// Some articles come, change, go and come back.
    fn change(&mut self, most: usize) {
        for _ in 0..self.random.below(most + 1) {
            // Half of them are the newest, the others older than most.
            let minutes =
                if self.random.chance(50) { 3_000_000 + self.next as i64 } else { self.random.between(0, 3_000_000) };
            self.add(minutes);
        }
        for _ in 0..self.random.below(most / 2 + 1) {
            let n = self.any();
            let article = self.articles[&n];
            let again = match self.random.below(4) {
                0 => Article { draft: !article.draft, ..article },
                // An article that is dated anew is where it was.
                1 => Article { minutes: self.random.between(0, 3_000_000), ..article },
                _ => Article { text: article.text + 1, ..article },
            };
            self.put(n, again);
        }
        for _ in 0..self.random.below(most / 4 + 1) {
            let n = self.any();
            self.articles.remove(&n);
            self.touched.insert(id(n));
            self.site.remove(&format!("articles/n{n:05}.md"));
        }
    }

    #[track_caller]
    fn build(&mut self) {
        let args: &[&str] = if self.random.chance(20) { &["--no-cache"] } else { &[] };
        let run = self.site.run(&[&["build", "--now", NOW, "--accept-many"], args].concat());
        assert_eq!((run.code, &*run.err), (Some(0), ""), "{}", run.out);
    }

    fn published(&self) -> BTreeSet<String> {
        self.articles.iter().filter(|(_, article)| !article.draft).map(|(n, _)| id(*n)).collect()
    }
}

/// Builds again and again, and reads as three kinds of readers do: all, what is new each time, and what is new at times.
fn play(world: &mut World, lives: &[&str], builds: usize, most: usize) {
    let mut before: Vec<Closeds> = lives.iter().map(|_| Closeds::new()).collect();
    let (mut faithful, mut lazy) = (Reader::default(), Reader::default());
    let mut least = usize::MAX;
    for build in 0..builds {
        if build > 0 {
            world.change(most);
        }
        world.build();
        let ids = world.published();
        let touched = std::mem::take(&mut world.touched);
        for (live, before) in lives.iter().zip(&mut before) {
            *before = hold(&world.site, live, &ids, before, &touched);
            least = least.min(before.len());
        }
        faithful.read(&world.site, lives[0]);
        assert!(ids.is_subset(&faithful.ids), "build {build}: {:?}", ids.difference(&faithful.ids));
        if build % 5 == 0 {
            lazy.read(&world.site, lives[0]);
            assert!(ids.is_subset(&lazy.ids), "build {build}: {:?}", ids.difference(&lazy.ids));
        }
    }
    assert!(least > 0);
    world.site.run(&["build", "--now", NOW, "--check"]).silent();
    world.site.run(&["build", "--now", NOW, "--check", "--no-cache"]).silent();
}

#[test]
fn five_thousand_articles_are_walked() {
    let mut world = World::new(1, 5000, "archive = true\nlimit = 50\n");
    play(&mut world, &LIVES, 16, 60);
    let documents = ["", "archive/1/", "archive/60/", "archive/90/"]
        .map(|folder| LIVES.map(|name| format!("feeds/{folder}{name}")));
    let documents: Vec<&str> = documents.iter().flatten().map(|path| &**path).collect();
    let run = world.site.run(&[&["validate", "--deny", "warnings"], &*documents].concat());
    assert_eq!((run.code, &*run.out), (Some(0), ""), "{}", run.err);
}

#[test]
fn small_archives_are_walked() {
    for seed in 2..6 {
        let limit = [1, 3, 7, 10][seed as usize % 4];
        let mut world = World::new(seed, 40, &format!("archive = true\nlimit = {limit}\n"));
        play(&mut world, &LIVES, 12, 12);
    }
}

#[test]
fn sites_of_one_format_have_archives_too() {
    for (name, format) in [("feed.json", "json"), ("rss.xml", "rss"), ("atom.xml", "atom")] {
        let mut world = World::new(9, 40, &format!("archive = true\nlimit = 5\nformats = \"{format}\"\n"));
        play(&mut world, &[name], 8, 12);
    }
}
