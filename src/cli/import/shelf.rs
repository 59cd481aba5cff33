//! What was found, held against what is there: which of it is new, under which names, and whether a build takes it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use feedmill::article::{self, SourceFile};
use feedmill::diagnostic::{Diagnostic, Place, Span};
use feedmill::error::Result;
use feedmill::import::findings::{LEFT_OUT, MADE_TITLE, NO_ADDRESS, REPEATED_ENTRY, SHARED_ADDRESS, UNDATED_ENTRY};
use feedmill::import::known::Known;
use feedmill::import::{Found, file, ids, name, tidy, title};
use feedmill::pipeline::{Options, Pipeline};
use feedmill::{Config, Level};

use super::Kind;
use super::given::Given;
use super::source::Item;
use super::target::Target;
use crate::cli::site::Site;

/// A file to be written.
#[derive(Debug)]
pub struct New {
    /// Its name in the folder.
    pub name: String,
    /// The file as it is shown.
    pub path: String,
    pub bytes: Vec<u8>,
    pub id: String,
    pub title: String,
    pub source: Arc<str>,
}

/// What an import comes to.
#[derive(Debug, Default)]
pub struct Outcome {
    pub new: Vec<New>,
    /// How many were there already.
    pub known: usize,
    /// Files of articles whose sources say something else by now.
    pub changed: BTreeSet<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// How many files need a hand.
    pub faulty: usize,
    pub dry: bool,
}

/// The articles that are there, and those that come to them.
pub struct Shelf<'s> {
    target: &'s Target,
    config: &'s Config,
    known: Known,
    pipeline: Pipeline<'s>,
    /// What was offered, the latest of each id, with its ids: a title that is made tells nothing of them.
    items: Vec<(Item, ids::Ids)>,
    by_id: HashMap<String, usize>,
    known_ids: HashSet<String>,
    outcome: Outcome,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'s> Shelf<'s> {
    /// Looks at what is there.
    pub fn open(target: &'s Target, site: Option<&Site>, config: &'s Config, now: DateTime<Utc>) -> Result<Shelf<'s>> {
        let mut pipeline = Pipeline::new(config, Options { now, drafts: false });
        let known = target.known(site, config, &mut |article| pipeline.add(article))?;
        Ok(Shelf {
            target,
            config,
            known,
            pipeline,
            items: Vec::new(),
            by_id: HashMap::new(),
            known_ids: HashSet::new(),
            outcome: Outcome::default(),
            diagnostics: Vec::new(),
        })
    }

    /// Takes what was found, with what is `given` besides. A page or text that lacks its title or date is left out, and so
    /// is all where what is given cannot be used.
    pub fn take(&mut self, items: Vec<Item>, given: &Given) {
        let (feeds, others): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.kind == Kind::Feed);
        let mut found = Vec::with_capacity(feeds.len());
        let mut sources = Vec::with_capacity(feeds.len());
        for item in feeds {
            found.push(item.found);
            sources.push(item.source);
        }
        if !found.is_empty() || others.len() > 1 {
            match given.for_feed(found) {
                Ok(found) => {
                    let items = found.into_iter().zip(sources);
                    items.for_each(|(found, source)| self.offer(Item { found, source, kind: Kind::Feed }));
                }
                Err(mut faults) => return self.diagnostics.append(&mut faults),
            }
        }
        for Item { found, source, kind } in others {
            if given.is_empty() && self.is_known(&found) {
                continue;
            }
            match given.complete(found, &source) {
                Ok(found) => self.offer(Item { found, source, kind }),
                Err(mut faults) => self.diagnostics.append(&mut faults),
            }
        }
    }

    /// Whether an article is there already; if so it is counted.
    fn is_known(&mut self, found: &Found) -> bool {
        let Some(there) = self.known.get(found) else { return false };
        if there.differs(found) {
            self.outcome.changed.insert(there.file.clone());
        }
        self.outcome.known += usize::from(self.known_ids.insert(ids::of(found).known_by()));
        true
    }

    /// Takes an article that was found. What has no title is given one.
    fn offer(&mut self, item: Item) {
        let Item { found, source, kind } = item;
        let mut lost = Vec::new();
        let mut found = tidy(found, &mut |what| lost.push(what));
        let ids = ids::of(&found);
        let keys = [ids.clone().known_by(), ids.id.clone()];
        if self.is_known(&found) {
            return;
        }
        for what in lost {
            let message = format!("{what} is left out of {}", called(&found));
            self.flag(Diagnostic::new(&LEFT_OUT, source.clone(), message), found.line);
        }
        if found.title.is_empty() {
            found.title = title::made(&found);
            let message = format!("an entry without a title is called `{}`", found.title);
            self.flag(Diagnostic::new(&MADE_TITLE, source.clone(), message), found.line);
        }
        // The site's language need not be said.
        let sites = self.config.site.language.as_deref();
        found.language = found.language.filter(|tag| !sites.is_some_and(|sites| sites.eq_ignore_ascii_case(tag)));
        let at = keys.iter().find_map(|key| self.by_id.get(key));
        match at.and_then(|&at| self.items.get_mut(at)) {
            Some((there, its)) => {
                let (newer, older) = if found.changed() > there.found.changed() {
                    let older = std::mem::replace(&mut there.found, found);
                    *its = ids;
                    (called(&there.found), older)
                } else {
                    (called(&there.found), found)
                };
                // The same entry may well be in a feed and in its archive.
                if (&older.title, &older.body) != (&there.found.title, &there.found.body) {
                    let message = format!("{} has the id of {newer}, and is left out: {}", called(&older), keys[0]);
                    let line = older.line;
                    self.flag(Diagnostic::new(&REPEATED_ENTRY, source, message), line);
                }
            }
            None => {
                self.by_id.extend(keys.map(|key| (key, self.items.len())));
                self.items.push((Item { found, source, kind }, ids));
            }
        }
    }

    fn flag(&mut self, mut found: Diagnostic, line: usize) {
        let line = u32::try_from(line).ok().filter(|&line| line > 0);
        found.at(line.map(|line| Place { line, column: 1, ..Place::of("", Span::default(), line) }));
        self.diagnostics.push(found);
    }

    /// Names all that is new, and holds it against what a build would say.
    pub fn settle(mut self) -> Result<Outcome> {
        let mut names = self.target.names()?;
        let mut links: HashMap<String, String> = HashMap::new();
        let mut shared: BTreeMap<String, (Arc<str>, usize)> = BTreeMap::new();
        let mut faulty = HashSet::new();
        let settings = self.config.article_settings();
        for (item, ids) in std::mem::take(&mut self.items) {
            let Item { mut found, source, .. } = item;
            let name = format!("{}.{}", names.take(&name::of(&found)), file::extension(&found.body));
            let path = self.target.shown(&name);
            if found.link.is_empty() {
                let message = format!("{} has no address of its own", called(&found));
                self.flag(Diagnostic::new(&NO_ADDRESS, source.clone(), message), found.line);
            } else if self.known.has_link(&found.link) || links.contains_key(&found.link) {
                let link = std::mem::take(&mut found.link);
                shared.entry(link).or_insert((source.clone(), 0)).1 += 1;
            } else {
                links.insert(found.link.clone(), path.clone());
            }
            let bytes = file::of(&found, &ids);
            let below = self.target.below(&name);
            let file = SourceFile { path: &path, below: &below, bytes: &bytes, sidecar: None };
            let (article, read) = article::read(&file, &settings);
            let errors = read.into_iter().filter(|found| found.level == Level::Error);
            let before = self.diagnostics.len();
            self.diagnostics.extend(errors);
            if found.published.is_none() && !found.draft {
                let mut one = Diagnostic::new(&UNDATED_ENTRY, path.as_str(), "no date was found");
                one.at(place_of(&bytes, "draft = true"));
                one.help("write its `date` there, as in `date = 2026-11-20`; until then it is a draft, in no feed");
                self.diagnostics.push(one);
            }
            if self.diagnostics.len() > before {
                faulty.insert(path.clone());
            }
            if let Some(article) = article {
                self.pipeline.add(article);
            }
            self.outcome.new.push(New { name, path, bytes, id: ids.id, title: found.title, source });
        }
        for (link, (source, count)) in shared {
            let what = if count == 1 { "another entry has".to_owned() } else { format!("{count} other entries have") };
            let mut one = Diagnostic::new(&SHARED_ADDRESS, source, format!("{what} the address {link}"));
            one.help(
                "the first keeps it; the others get addresses of this site: give them a `url` where they have a page",
            );
            self.diagnostics.push(one);
        }
        let ours: HashSet<&str> = self.outcome.new.iter().map(|new| &*new.path).collect();
        for found in self.pipeline.finish().diagnostics {
            if found.level == Level::Error && ours.contains(&*found.file) {
                faulty.insert(found.file.to_string());
                self.diagnostics.push(found);
            }
        }
        // What was not even written, for want of a title or the like, needs one too.
        let refused = self.diagnostics.iter().filter(|found| found.level == Level::Error);
        faulty.extend(refused.map(|found| found.file.to_string()));
        let faulty = faulty.len();
        Ok(Outcome { diagnostics: self.diagnostics, faulty, ..self.outcome })
    }
}

/// What an entry is called in a message.
fn called(found: &Found) -> String {
    let title: String = found.title.chars().take(80).collect();
    match (title.is_empty(), found.link.is_empty()) {
        (false, _) => format!("`{title}`"),
        (true, false) => found.link.clone(),
        (true, true) => "an entry".to_owned(),
    }
}

/// Where a line of a file's head stands.
fn place_of(bytes: &[u8], line: &str) -> Option<Place> {
    let text = std::str::from_utf8(bytes).ok()?;
    let at = text.find(&format!("\n{line}\n"))? + 1;
    Some(Place::of(text, Span::new(at, at + line.len()), 1))
}
