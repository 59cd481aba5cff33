//! `feedmill build --watch`: builds, waits until something changes, builds again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use feedmill::diagnostic::Diagnostic;
use feedmill::error::{Error, Result};
use feedmill::publish::lock;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::events::{News, Places, real, real_name};
use super::previous::Previous;
use super::session::{Changed, Session};
use super::steps::Outcome;
use super::{Args, Run, is_watched};
use crate::cli::screen::Screen;
use crate::cli::site::Site;
use crate::cli::{Exit, Shared};

/// When so long nothing has happened, what was being done is done.
const QUIET: Duration = Duration::from_millis(50);
/// After so long a build begins even if things still happen.
const MOST: Duration = Duration::from_secs(1);
/// Who moves folders may be faster than they can be watched: so long after, everything is looked at once more.
const AFTER_MOVES: Duration = Duration::from_secs(1);
/// What could not be done is tried again after so long, then after twice that, and so on.
const RETRY: Duration = Duration::from_secs(1);
const MOST_RETRY: Duration = Duration::from_secs(60);
/// Clocks may be set: when the next change is due is asked this often.
const CLOCK: Duration = Duration::from_secs(30);
/// Another run that holds the lock is waited for at least this long.
const LOCK: Duration = Duration::from_secs(30);

type Events = Receiver<notify::Result<notify::Event>>;

/// Who follows the builds of a site that is watched.
pub trait Audience {
    /// The site was opened, for the first time or since its configuration changed. Where its output goes may be set here.
    fn opened(&mut self, site: &mut Site) -> Result<()>;
    /// Its configuration is faulty.
    fn unreadable(&mut self, findings: &[Diagnostic]);
    /// It was built as of `now`, or the build was refused.
    fn built(&mut self, site: &Site, outcome: &Outcome, now: DateTime<Utc>);
    /// It could not be built, or its configuration not be read.
    fn failed(&mut self, error: &Error);
    /// Whether they have seen enough. Asked when something happens, and at least every half minute.
    fn has_left(&self) -> bool;
}

/// Nobody but who reads standard error.
pub struct Nobody;

impl Audience for Nobody {
    fn opened(&mut self, _: &mut Site) -> Result<()> {
        Ok(())
    }
    fn unreadable(&mut self, _: &[Diagnostic]) {}
    fn built(&mut self, _: &Site, _: &Outcome, _: DateTime<Utc>) {}
    fn failed(&mut self, _: &Error) {}
    fn has_left(&self) -> bool {
        false
    }
}

/// Builds until the audience has left, or the process is ended.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen, audience: &mut dyn Audience) -> Result<Exit> {
    Watching::new(shared)?.run(args, shared, screen, audience)
}

/// When to build though nothing happens.
#[derive(Debug, Default)]
struct Due {
    /// The feeds change by themselves.
    change: Option<DateTime<Utc>>,
    /// What could not be done is tried again.
    retry: Option<Instant>,
    /// All is looked at once more.
    look: Option<Instant>,
}

impl Due {
    /// How long that is yet, and what is to be taken for news then; the soonest.
    fn next(&self) -> (Duration, Option<News>) {
        let now = Instant::now();
        let timed = |at: Option<Instant>, news: News| Some((at?.saturating_duration_since(now), Some(news)));
        let folder = || News { any: true, changed: Changed::All, ..News::none() };
        let change = self.change.map(|at| {
            let left = (at - Utc::now()).to_std().unwrap_or_default();
            let news = News { any: true, ..News::none() };
            (left, Some(news))
        });
        let all = [change, timed(self.retry, folder()), timed(self.look, folder())];
        all.into_iter().flatten().chain([(CLOCK, None)]).min_by_key(|(left, _)| *left).unwrap_or((CLOCK, None))
    }
}

/// What was told last, so that it is not told again at each look.
#[derive(Debug, Default)]
struct Told {
    before: bool,
    findings: Vec<Diagnostic>,
    error: Option<String>,
    retry: Duration,
}

impl Told {
    fn outcome(&mut self, run: &Run, outcome: &Outcome, site: &Site, screen: &mut Screen) -> Result<()> {
        let findings = run.shown(outcome);
        let alike = |(a, b): (&Diagnostic, &Diagnostic)| {
            (a.rule.name, a.level, &a.file, a.place, &a.message) == (b.rule.name, b.level, &b.file, b.place, &b.message)
        };
        let same = findings.len() == self.findings.len() && findings.iter().zip(&self.findings).all(alike);
        // Where nothing had changed, and where the same faults are there still, nothing is new.
        let refused = outcome.refused && same;
        if !(outcome.idle || refused) || !self.before || self.error.is_some() {
            run.tell(outcome, if same { &[] } else { &findings }, site, screen, Some(Utc::now()))?;
        }
        *self = Told { before: true, findings, ..Told::default() };
        Ok(())
    }

    /// Tells what could not be done, if it is not what was told last. Gives when to try again.
    fn error(&mut self, error: &Error, screen: &mut Screen) -> Duration {
        let text = error.to_string();
        if self.error.as_ref() != Some(&text) {
            screen.error(error);
            self.retry = RETRY;
        }
        self.error = Some(text);
        let wait = self.retry;
        self.retry = (wait * 2).min(MOST_RETRY);
        wait
    }
}

/// Wakes who waits for something to change.
#[derive(Debug, Clone)]
pub struct Alarm(Sender<notify::Result<notify::Event>>);

impl Alarm {
    /// Wakes them: they ask whether their audience has left.
    pub fn ring(&self) {
        // An event about nothing. Nobody may be waiting any more.
        let _ = self.0.send(Ok(notify::Event::new(notify::EventKind::Other)));
    }
}

/// What is watched.
pub struct Watching {
    watcher: RecommendedWatcher,
    events: Events,
    alarm: Alarm,
    places: Places,
    /// Folders of which what is in them itself is watched.
    watched: BTreeSet<PathBuf>,
    /// Folders that are watched with all below them. None is below another, since the system has one watch of a folder.
    roots: BTreeSet<PathBuf>,
}

impl Watching {
    pub fn new(shared: &Shared) -> Result<Watching> {
        let (send, events) = channel();
        let alarm = Alarm(send.clone());
        let handler = move |event: notify::Result<notify::Event>| {
            // That a file was opened is of no interest, most often by ourselves.
            if event.as_ref().is_ok_and(|event| event.kind.is_access() && !event.need_rescan()) {
                return;
            }
            // Nobody listens any more: the process ends.
            let _ = send.send(event);
        };
        let settings = notify::Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(handler, settings).map_err(|error| cannot(&error, Path::new(".")))?;
        let places = Places { config: real_name(&shared.config), ..Places::default() };
        let (watched, roots) = (BTreeSet::new(), BTreeSet::new());
        let mut watching = Watching { watcher, events, alarm, places, watched, roots };
        let config = watching.places.config.clone();
        if let Some(folder) = config.parent() {
            watching.folder(folder)?;
        }
        Ok(watching)
    }

    /// What wakes this.
    pub fn alarm(&self) -> Alarm {
        self.alarm.clone()
    }

    /// Builds until the audience has left, or the process is ended.
    pub fn run(
        mut self,
        args: &Args,
        shared: &Shared,
        screen: &mut Screen,
        audience: &mut dyn Audience,
    ) -> Result<Exit> {
        let mut session = Session::new(true);
        let (mut site, mut news) = (None, News::all());
        let mut told = Told::default();
        let mut first = true;
        loop {
            if news.settings {
                site = match open(shared, screen, audience) {
                    Err(error) if first => return Err(error),
                    Err(error) => {
                        screen.error(&error);
                        audience.failed(&error);
                        None
                    }
                    Ok(opened) => opened,
                };
            }
            first = false;
            let mut due = Due::default();
            match &site {
                None => session.forget_folder(),
                Some(site) => {
                    self.place(site);
                    self.watch(&session, &news)?;
                    let run = Run { args, shared, watched: is_watched(shared, screen), started: Instant::now() };
                    let wait = Duration::from_secs(args.wait.into()).max(LOCK);
                    let now = shared.moment()?;
                    match run.build(site, &Previous::default(), &mut session, &news.changed, now, wait) {
                        Ok(outcome) => {
                            due.change = outcome.build.next_change.filter(|_| !shared.is_now_fixed());
                            told.outcome(&run, &outcome, site, screen)?;
                            audience.built(site, &outcome, now);
                        }
                        Err(error) => {
                            session.forget_folder();
                            due.retry = Some(Instant::now() + told.error(&error, screen));
                            audience.failed(&error);
                        }
                    }
                    self.watch(&session, &News::none())?;
                }
            }
            if news.moved {
                due.look = Some(Instant::now() + AFTER_MOVES);
            }
            news = match self.wait(&due, audience)? {
                Some(news) => news,
                None => return Ok(Exit::Clean),
            };
        }
    }

    /// The places are those of this site from now on.
    fn place(&mut self, site: &Site) {
        let places = &mut self.places;
        places.articles = real(&site.articles);
        let (output, kept) = (&site.output, site.root.join(lock::FOLDER));
        places.own = [real(output), real_name(output), real(&kept)].into();
    }

    /// Sees to it that all places are watched.
    fn watch(&mut self, session: &Session, news: &News) -> Result<()> {
        for path in &news.outside {
            self.watched.remove(path);
            if self.roots.remove(path) {
                // It may be gone, and its watch with it.
                let _ = self.watcher.unwatch(path);
            }
        }
        self.places.linked = session.targets().to_vec();
        let roots = std::iter::once(self.places.articles.clone()).chain(self.places.linked.clone());
        for root in roots {
            self.root(&root)?;
        }
        let config = self.places.config.clone();
        config.parent().map_or(Ok(()), |folder| self.folder(folder))?;
        self.places.others = session.places().iter().map(|path| real_name(path)).collect();
        let folders: BTreeSet<PathBuf> =
            self.places.others.iter().filter_map(|path| Some(path.parent()?.to_owned())).collect();
        folders.iter().try_for_each(|folder| self.nearest(folder))
    }

    /// Watches a folder with all below it, and that it stays where it is.
    fn root(&mut self, root: &Path) -> Result<()> {
        // A file that a link leads to has its folder watched; that there are no articles the build tells.
        if !root.is_dir() {
            return self.nearest(root);
        }
        if !self.is_below_root(root) {
            self.watcher.watch(root, RecursiveMode::Recursive).map_err(|error| cannot(&error, root))?;
            self.roots.insert(root.to_owned());
        }
        root.parent().map_or(Ok(()), |folder| self.folder(folder))
    }

    fn is_below_root(&self, folder: &Path) -> bool {
        self.roots.iter().any(|root| folder.starts_with(root))
    }

    /// Watches a folder, or where it would be, and that in which it is.
    fn nearest(&mut self, folder: &Path) -> Result<()> {
        let there = folder.ancestors().find(|folder| folder.is_dir());
        let above = there.and_then(Path::parent).filter(|_| there != Some(folder));
        [there, above].into_iter().flatten().try_for_each(|folder| self.folder(folder))
    }

    fn folder(&mut self, folder: &Path) -> Result<()> {
        let known = self.is_below_root(folder) || self.watched.contains(folder);
        // At the root, all the world.
        if known || folder.parent().is_none() {
            return Ok(());
        }
        match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
            Err(error) if folder.is_dir() => return Err(cannot(&error, folder)),
            Err(_) => {}
            Ok(()) => drop(self.watched.insert(folder.to_owned())),
        }
        Ok(())
    }

    /// Waits until something has happened, and until that is over; or until something is due.
    fn wait(&self, due: &Due, audience: &dyn Audience) -> Result<Option<News>> {
        let ended = || Error::other("the file system is not watched any more");
        let mut news = News::none();
        while !news.any {
            if audience.has_left() {
                return Ok(None);
            }
            let (left, what) = due.next();
            if let Some(what) = what.clone().filter(|_| left.is_zero()) {
                return Ok(Some(what));
            }
            match self.events.recv_timeout(left.min(CLOCK)) {
                Ok(event) => news.add(event, &self.places),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < MOST {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => news.add(event, &self.places),
                Err(RecvTimeoutError::Timeout) => return Ok(Some(news)),
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
            }
        }
        Ok(Some(news))
    }
}

/// Opens the site anew; none where its configuration is faulty, of which all are told.
fn open(shared: &Shared, screen: &mut Screen, audience: &mut dyn Audience) -> Result<Option<Site>> {
    match Site::read(shared)? {
        Ok(mut site) => {
            audience.opened(&mut site)?;
            Ok(Some(site))
        }
        Err(findings) => {
            screen.findings(&findings);
            audience.unreadable(&findings);
            Ok(None)
        }
    }
}

fn cannot(error: &notify::Error, path: &Path) -> Error {
    let why = match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "there are more folders than the system watches; raise `fs.inotify.max_user_watches`".to_owned()
        }
        _ => error.to_string(),
    };
    Error::other(format!("cannot watch {}: {why}", path.display()))
}
