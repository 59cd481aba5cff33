//! Whatever happens to articles between two builds, what is new in a feed was added, or was refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::town::{Files, article, done, feeds, named, refused};
use crate::history::random::Random;
use crate::site::{NOW, Site};

const CONFIG: &str = r#"[site]
title = "Courier"
url = "https://courier.example/"

[defaults]
limit = 8

[[feed]]
limit = 15

[[feed]]
each = "tag"
formats = ["rss", "atom"]

[[feed]]
each = "section"
formats = ["json"]
"#;

/// A site, its articles by number as they are now, and which were added since it was last built.
struct World {
    site: Site,
    random: Random,
    articles: BTreeMap<usize, Files>,
    added: BTreeSet<usize>,
    next: usize,
}

impl World {
    fn new(seed: u64) -> World {
        let site = Site::in_memory();
        site.write("feedmill.toml", CONFIG);
        let mut world =
            World { site, random: Random::new(seed), articles: BTreeMap::new(), added: BTreeSet::new(), next: 0 };
        (0..40).for_each(|_| world.add());
        world.write();
        done(&world.site, &["build"]);
        world
    }

    fn add(&mut self) {
        self.articles.insert(self.next, article(self.next));
        self.added.insert(self.next);
        self.next += 1;
    }

    fn any(&mut self) -> usize {
        let all: Vec<usize> = self.articles.keys().copied().collect();
        self.random.pick(&all)
    }

    /// Changes title or text of an article, not both: nobody could tell whose it is after that.
    fn edit(&mut self, n: usize) {
        let (old, new) = match self.random.below(3) {
            0 => ("on ", "about the "),
            1 => ("week,", "week, or so they say,"),
            _ => ("record", "marvel of our *days*"),
        };
        for (_, text) in self.articles.get_mut(&n).unwrap() {
            *text = text.replacen(old, new, 1);
        }
    }

    fn rename(&mut self, n: usize) {
        let (kind, to) = (self.random.below(3), self.random.below(1000));
        for (path, _) in self.articles.get_mut(&n).unwrap() {
            *path = match kind {
                0 => path.replace("piece-", &format!("piece-{to}-")),
                1 => path.replace("articles/", &format!("articles/s{}/", to % 4)),
                _ => path.replace("articles/", &format!("articles/s{}/", to % 3)).replace("piece-", &format!("p{to}-")),
            };
        }
    }

    /// Puts the articles on disk as they are.
    fn write(&self) {
        let _ = fs::remove_dir_all(self.site.path("articles"));
        for (path, text) in self.articles.values().flatten() {
            self.site.write(path, text);
        }
    }

    /// Takes up what `plan --pin` wrote.
    fn read(&mut self) {
        for (path, text) in self.articles.values_mut().flatten() {
            *text = self.site.read(path);
        }
    }

    /// Every id in the feeds, with the number of its article: it is the only number of three digits in its title. Atom's ids are
    /// apart from the others', who know some articles by a guid.
    fn shown(&self) -> BTreeMap<(bool, String), usize> {
        let digits = |title: &str| title.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap();
        let feeds = feeds(&self.site, "feeds").into_iter();
        let shown =
            feeds.flat_map(|(path, entries)| entries.into_iter().map(move |entry| (path.ends_with("atom.xml"), entry)));
        shown.map(|(is_atom, entry)| ((is_atom, entry.id), digits(&entry.title))).collect()
    }
}

fn play(seed: u64) {
    let mut world = World::new(seed);
    let mut refusals = 0;
    for step in 0..8 {
        let before = world.shown();
        world.added.clear();
        (0..world.random.below(4)).for_each(|_| world.add());
        for _ in 0..world.random.below(3) {
            let n = world.any();
            world.articles.remove(&n);
        }
        for _ in 0..world.random.below(5) {
            let n = world.any();
            world.edit(n);
        }
        let is_renaming = world.random.chance(60);
        for _ in 0..if is_renaming { world.random.between(1, 4) } else { 0 } {
            let n = world.any();
            world.rename(n);
        }
        world.write();
        let told = format!("seed {seed}, step {step}");
        let site = &world.site;
        let run = site.run(&["build", "--now", NOW, "--format", "json"]);
        if run.code != Some(0) {
            assert!(is_renaming, "{told}: nothing was renamed\n{}", run.err);
            refusals += 1;
            let run = refused(site, &["build"]);
            let names = named(&run, "id-changed");
            assert_eq!(run.json()["diagnostics"].as_array().unwrap().len(), names.len(), "{told}: {}", run.out);
            for file in names.keys() {
                let is_its =
                    |n: &usize| world.articles.get(n).is_some_and(|files| files.iter().any(|one| one.0 == *file));
                assert!(before.values().any(is_its), "{told}: {file} was not published");
            }
            done(site, &["plan", "--pin"]);
            done(site, &["build"]);
            world.read();
        }
        let known: BTreeSet<(bool, usize)> = before.iter().map(|((is_atom, _), n)| (*is_atom, *n)).collect();
        for (id, n) in world.shown() {
            // What no feed showed is new to all readers, whatever its id is.
            assert!(before.contains_key(&id) || !known.contains(&(id.0, n)), "{told}: {n} is new as {}", id.1);
        }
        done(&world.site, &["build", "--check"]);
    }
    assert!(refusals > 0, "seed {seed}: nothing was refused");
}

#[test]
fn what_is_new_was_added_or_was_refused() {
    (1..=3).for_each(play);
}
