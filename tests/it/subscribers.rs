//! Nobody's reader floods: whatever is done to a site, no article reaches a feed under another id unannounced.

mod guard;
mod previous;
mod random;
mod town;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use town::{
    ARTICLES, built, copy, done, feeds, ids, named, number, reconfigure, refused, rewrite, rules, same, titles,
};

use crate::site::Site;

/// What is done to all articles at once.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Move {
    Rename,
    Date,
    Section,
    Domain,
    Permalink,
    Tags,
    Layout,
}

use Move::{Date, Domain, Layout, Permalink, Rename, Section, Tags};

impl Move {
    fn make(self, site: &Site) {
        match self {
            Rename => {
                let slug = |line: &str| line.replace("about-", "on-");
                rewrite(site, |path| path.replace("/piece-", "/2023-01-01-part-"), "slug", slug);
            }
            // Two months later each, so that their order stays.
            Date => rewrite(site, same, "date", |line| {
                let (year, month) =
                    (&line[line.find("20").unwrap()..][..4], &line[line.find("20").unwrap() + 5..][..2]);
                let months = year.parse::<u32>().unwrap() * 12 + month.parse::<u32>().unwrap() - 1 + 2;
                line.replace(&format!("{year}-{month}"), &format!("{}-{:02}", months / 12, months % 12 + 1))
            }),
            Section => rewrite(site, |path| format!("new-{path}"), "\0", same),
            Domain => {
                reconfigure(site, "https://courier.example/", "https://paper.example/");
                site.write(
                    "feedmill.toml",
                    site.read("feedmill.toml") + "\n[output]\nurl = \"https://cdn.example/f/\"\n",
                );
            }
            Permalink => reconfigure(site, "{section}/{year}/{month}/{slug}/", "archive/{slug}.html"),
            Tags => reconfigure(site, "[articles]\n", "[articles]\nid = \"tag\"\n"),
            Layout => {
                reconfigure(site, "limit = 100", "limit = 100\npath = \"all\"");
                reconfigure(site, "each = \"tag\"", "each = \"tag\"\npath = \"topics/{tag}\"");
            }
        }
    }
}

/// The ids of all articles, whether feeds show them or not, by their numbers.
fn all_ids(site: &Site) -> BTreeMap<usize, String> {
    let whole = copy(site);
    let config = whole.read("feedmill.toml").replace("limit = 100", "limit = 500");
    whole.write("feedmill.toml", config);
    done(&whole, &["build", "--accept-id-changes", "--accept-many"]);
    titles(&feeds(&whole, "feeds")).into_iter().map(|(id, title)| (number(&title), id)).collect()
}

#[track_caller]
fn moved(moves: &[Move]) {
    let before = ids(built());
    let site = copy(built());
    moves.iter().for_each(|one| one.make(&site));

    // With `--accept-id-changes` it is built, and shows what would have come.
    let accepted = copy(&site);
    done(&accepted, &["build", "--accept-id-changes"]);
    let after = titles(&feeds(&accepted, "feeds"));
    let strange: BTreeSet<usize> =
        after.iter().filter(|(id, _)| !before.contains(*id)).map(|(_, title)| number(title)).collect();
    assert!(moves == [Layout] || strange.len() >= 70, "{moves:?}: {}", strange.len());
    done(&accepted, &["plan"]);

    if !strange.is_empty() {
        let build = refused(&site, &["build"]);
        let named_in_build = named(&build, "id-changed");
        assert_eq!(named(&refused(&site, &["plan"]), "id-changed"), named_in_build, "{moves:?}");
        assert_eq!(rules(&build), BTreeSet::from(["id-changed".to_owned()]), "{moves:?}");
        let mut found = BTreeSet::new();
        for (file, line) in named_in_build {
            let text = site.read(&file);
            let line = text.lines().nth(line as usize - 1).unwrap_or_else(|| panic!("{file}:{line}"));
            assert!(["slug", "title", "guid"].iter().any(|key| line.starts_with(key)), "{file}: {line}");
            let title = text.lines().find(|line| line.starts_with("title")).unwrap();
            found.insert(number(&title[title.find("Report").unwrap()..]));
        }
        assert_eq!(found, strange, "{moves:?}");
    }

    // Pinned afterwards.
    let articles = site.tree("articles").len();
    done(&site, &["plan", "--pin"]);
    done(&site, &["plan"]);
    done(&site, &["build"]);
    done(&site, &["build", "--check"]);
    let now = ids(&site);
    assert!(now.is_subset(&before) && !now.is_empty(), "{moves:?}: {:?}", now.difference(&before));
    assert_eq!(site.tree("articles").len(), articles);

    // Pinned before.
    let site = copy(built());
    static KNOWN: LazyLock<BTreeMap<usize, String>> = LazyLock::new(|| all_ids(built()));
    assert_eq!(KNOWN.len(), ARTICLES);
    done(&site, &["plan", "--pin", "--all"]);
    let feeds = town::standing(&site);
    done(&site, &["build"]);
    assert!(town::standing(&site) == feeds);
    moves.iter().for_each(|one| one.make(&site));
    done(&site, &["plan"]);
    done(&site, &["build"]);
    let now = ids(&site);
    assert!(now.is_subset(&before) && !now.is_empty(), "{moves:?}: {:?}", now.difference(&before));
    assert_eq!(all_ids(&site), *KNOWN);
}

#[test]
fn a_hundred_articles_are_renamed() {
    moved(&[Rename]);
}

#[test]
fn a_hundred_articles_are_dated_anew() {
    moved(&[Date]);
}

#[test]
fn a_hundred_articles_are_in_other_sections() {
    moved(&[Section]);
}

#[test]
fn a_site_moves_to_another_domain() {
    moved(&[Domain]);
}

#[test]
fn articles_have_other_permalinks() {
    moved(&[Permalink]);
}

#[test]
fn articles_have_other_kinds_of_ids() {
    moved(&[Tags]);
}

#[test]
fn feeds_are_in_other_folders() {
    moved(&[Layout]);
}

#[test]
fn everything_is_moved_at_once() {
    moved(&[Rename, Section, Layout]);
    moved(&[Domain, Permalink]);
    moved(&[Date, Section, Domain, Layout, Tags]);
}
