//! What the file system tells while it is watched, and what of it concerns a site.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};

use super::session::Changed;

/// Where things are that a site is made of, and that it makes; all real paths.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The configuration.
    pub config: PathBuf,
    /// The folder of articles.
    pub articles: PathBuf,
    /// What a build writes: of no interest.
    pub own: Vec<PathBuf>,
    /// Where links in the folder of articles lead.
    pub linked: Vec<PathBuf>,
    /// Files that go with articles, whether they are there or not.
    pub others: BTreeSet<PathBuf>,
}

/// What has happened since the last build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Whether anything has, that may concern the feeds.
    pub any: bool,
    /// Whether the configuration has changed.
    pub settings: bool,
    /// What has changed in the folder of articles.
    pub changed: Changed,
    /// Whether folders came or went, of which not all may have been told.
    pub moved: bool,
    /// Folders outside that are there now, or no more.
    pub outside: Vec<PathBuf>,
}

impl News {
    /// Nothing at all.
    pub fn none() -> News {
        let changed = Changed::Folders(BTreeSet::new());
        News { any: false, settings: false, changed, moved: false, outside: Vec::new() }
    }

    /// Maybe everything.
    pub fn all() -> News {
        News { any: true, settings: true, changed: Changed::All, ..News::none() }
    }

    /// Takes in what one event tells.
    pub fn add(&mut self, event: notify::Result<notify::Event>, places: &Places) {
        let Ok(event) = event else { return self.everywhere() };
        if event.need_rescan() {
            self.settings = true;
            return self.everywhere();
        }
        if !event.kind.is_access() {
            event.paths.iter().for_each(|path| self.path(path, &event.kind, places));
        }
    }

    fn everywhere(&mut self) {
        (self.any, self.moved, self.changed) = (true, true, Changed::All);
    }

    fn path(&mut self, path: &Path, kind: &EventKind, places: &Places) {
        if places.own.iter().any(|own| path.starts_with(own)) {
            return;
        }
        if path == places.config {
            (self.any, self.settings) = (true, true);
        }
        // Paths are in order by their parts.
        if places.others.range(path.to_owned()..).next().is_some_and(|other| other.starts_with(path)) {
            self.any = true;
            self.outside.push(path.to_owned());
        }
        if places.linked.iter().any(|linked| path.starts_with(linked)) {
            return self.everywhere();
        }
        if places.articles.starts_with(path) {
            self.outside.push(places.articles.clone());
            return self.everywhere();
        }
        let Ok(below) = path.strip_prefix(&places.articles) else { return };
        if is_hidden(below) {
            return;
        }
        let is_folder = matches!(kind, EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder))
            || (!matches!(kind, EventKind::Modify(ModifyKind::Data(_))) && path.is_dir());
        let folder = below.parent().and_then(Path::to_str);
        match (folder, &mut self.changed) {
            (Some(folder), Changed::Folders(folders)) if !is_folder => {
                self.any = true;
                folders.insert(folder.replace(std::path::MAIN_SEPARATOR, "/"));
            }
            _ => self.everywhere(),
        }
    }
}

/// Whether a path below the folder of articles is one that no article has.
fn is_hidden(below: &Path) -> bool {
    let hidden = |name: &OsStr| {
        let name = name.as_encoded_bytes();
        matches!(name.first(), Some(b'.' | b'_')) && name != b"_posts"
    };
    below.components().any(|part| matches!(part, Component::Normal(name) if hidden(name)))
}

/// A path without links on the way; what is not there is taken at its word.
pub fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    match known {
        Some((above, known)) if above == path => known,
        Some((above, known)) => known.join(path.strip_prefix(above).unwrap_or(&path)),
        None => path,
    }
}

/// The same for a file, which may itself be a link: what is watched is its name.
pub fn real_name(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => {
            real(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).join(name)
        }
        _ => real(path),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, DataChange, Flag};

    use super::*;

    fn places() -> Places {
        Places {
            config: "/s/feedmill.toml".into(),
            articles: "/s/articles".into(),
            linked: vec!["/s/elsewhere".into()],
            own: vec!["/s/feeds".into(), "/s/.feedmill".into(), "/s/articles/out".into()],
            others: ["/s/static/talk.mp3", "/s/talk.mp3"].map(PathBuf::from).into(),
        }
    }

    fn news(kind: EventKind, path: &str) -> News {
        let mut news = News::none();
        news.add(Ok(notify::Event::new(kind).add_path(path.into())), &places());
        news
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));

    #[test]
    fn an_article_concerns_its_folder_alone() {
        for (path, folder) in [("/s/articles/a.md", ""), ("/s/articles/x/y/a.toml", "x/y"), ("/s/articles/4913", "")] {
            let news = news(WRITTEN, path);
            assert_eq!(news.changed, Changed::Folders([folder.to_owned()].into()), "{path}");
            assert!(news.any && !news.settings && !news.moved);
        }
    }

    #[test]
    fn what_is_ours_or_nobodys_is_no_news() {
        for path in [
            "/s/feeds/rss.xml",
            "/s/.feedmill/state",
            "/s/articles/out/rss.xml",
            "/s/articles/.a.md.swp",
            "/s/articles/.git/index",
            "/s/articles/_drafts/a.md",
            "/s/README.md",
            "/elsewhere",
        ] {
            assert_eq!(news(WRITTEN, path), News::none(), "{path}");
        }
        assert_eq!(news(EventKind::Access(AccessKind::Any), "/s/articles/a.md"), News::none());
    }

    #[test]
    fn folders_and_faults_concern_everything() {
        for (kind, path) in [
            (EventKind::Create(CreateKind::Folder), "/s/articles/new"),
            (EventKind::Remove(RemoveKind::Folder), "/s/articles/old"),
            (EventKind::Remove(RemoveKind::Any), "/s/articles"),
            (WRITTEN, "/s/elsewhere/a.md"),
        ] {
            let news = news(kind, path);
            assert!(news.any && news.moved && news.changed == Changed::All, "{path}");
        }
        let mut news = News::none();
        news.add(Err(notify::Error::generic("lost")), &places());
        assert!(news.any && news.changed == Changed::All);
        let mut news = News::none();
        news.add(Ok(notify::Event::new(EventKind::Other).set_flag(Flag::Rescan)), &places());
        assert!(news.settings && news.changed == Changed::All);
    }

    #[test]
    fn other_files_and_the_configuration_count() {
        assert!(news(WRITTEN, "/s/feedmill.toml").settings);
        let static_folder = news(EventKind::Create(CreateKind::Folder), "/s/static");
        assert!(static_folder.any && static_folder.outside == [PathBuf::from("/s/static")]);
        assert!(news(WRITTEN, "/s/talk.mp3").any && !news(WRITTEN, "/s/talk.mp3.part").any);
    }
}
