//! `build --watch`: whatever happens to a site, soon its feeds are those that a new build would make.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::history::edit::{self, Edit};
use crate::history::tree::{Tree, first_difference};
use crate::history::world::World;
use crate::site::{NOW, Run, Site, article, titled};

/// Longer than any machine takes.
const DEADLINE: Duration = Duration::from_secs(60);

type Files = BTreeMap<String, Vec<u8>>;

/// Edits are made at random, and subscribers are none.
const ACCEPT: &[&str] = &["--accept-id-changes", "--accept-many"];

/// A feedmill that watches.
struct Watch {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Watch {
    fn start(site: &Site, args: &[&str]) -> Watch {
        let mut command = site.command(&[&["build", "--watch"], ACCEPT, args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let said = said.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut said = said.lock().unwrap();
                    said.push_str(&line);
                    said.push('\n');
                }
            });
        }
        Watch { child, said }
    }

    /// What it said since this was last asked.
    fn said(&self) -> String {
        std::mem::take(&mut self.said.lock().unwrap())
    }

    /// Waits until it has said this; gives all it said.
    #[track_caller]
    fn hear(&mut self, part: &str) -> String {
        let mut all = String::new();
        self.until(|watch| {
            all += &watch.said();
            if all.contains(part) { Ok(()) } else { Err(format!("`{part}` was not said in\n{all}")) }
        });
        all
    }

    #[track_caller]
    fn until(&mut self, mut is_so: impl FnMut(&Watch) -> Result<(), String>) {
        let begun = Instant::now();
        while let Err(why) = is_so(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {ended:?}\n{}\n{why}", self.said());
            assert!(begun.elapsed() < DEADLINE, "{why}\nIt said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the feeds are those that a new build makes of what is there now.
    #[track_caller]
    fn settles(&mut self, site: &Site, args: &[&str]) {
        let (expected, run) = anew(site, args);
        assert_eq!(run.code, Some(0), "{}", run.err);
        self.until(|_| same(&expected, &files(&site.path("feeds"))));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every file below a folder in which somebody may be writing.
/// What was withdrawn is told by what stood there before, of which a build in an empty folder knows nothing.
fn without_withdrawn(bytes: Vec<u8>) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !line.starts_with(b"  <at:deleted-entry ")).collect::<Vec<_>>().concat()
}

fn files(root: &Path) -> Files {
    let (mut files, mut folders) = (Files::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            match (entry.file_name() == ".feedmill-tmp", path.is_dir()) {
                (true, _) => {}
                (_, true) => folders.push(path),
                _ => {
                    let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                    files.extend(fs::read(&path).ok().map(|bytes| (name, without_withdrawn(bytes))));
                }
            }
        }
    }
    files
}

fn same(expected: &Files, found: &Files) -> Result<(), String> {
    let names = expected.keys().chain(found.keys()).filter(|name| !name.starts_with("all/"));
    match names.into_iter().find(|name| expected.get(*name) != found.get(*name)) {
        None => Ok(()),
        Some(name) => {
            let bytes = |files: &Files| files.get(name).cloned().unwrap_or_default();
            Err(format!("{name}:\n{}", first_difference(&bytes(expected), &bytes(found), "anew", "watching")))
        }
    }
}

/// What a build that knows nothing makes of what a site is made of.
fn anew(site: &Site, args: &[&str]) -> (Files, Run) {
    let copy = Site::in_memory();
    for folder in ["articles", "static", "elsewhere"] {
        if site.exists(folder) {
            fs::create_dir(copy.path(folder)).unwrap();
            Tree::of(&site.path(folder)).write(&copy.path(folder));
        }
    }
    for entry in fs::read_dir(site.path("")).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), copy.path("").join(entry.file_name())).unwrap();
    }
    let run = copy.run(&[&["build", "--no-cache"], ACCEPT, args].concat());
    (files(&copy.path("feeds")), run)
}

const ARGS: &[&str] = &["--now", NOW];

fn site() -> Site {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.configure("[[feed]]\neach = \"tag\"\n[[feed]]\neach = \"section\"");
    let head = |title: &str| format!("title = {title:?}\ndate = 2026-11-03\ntags = [\"grain\"]");
    site.write("articles/world/b.md", article(&head("B"))).write("articles/world/deep/c.md", article(&head("C")));
    site
}

#[test]
fn edits_of_every_kind_are_followed() {
    for more in [&[][..], &["--no-cache"]] {
        let site = site();
        let mut watch = Watch::start(&site, &[ARGS, more].concat());
        let path = |path: &str| site.path(path);
        let edits: &[&dyn Fn()] = &[
            &|| {},
            &|| {
                site.write("articles/a.md", titled("A again", "2026-11-02"));
            },
            &|| {
                site.write("articles/new.md", titled("New", "2026-11-05"));
            },
            &|| fs::rename(path("articles/new.md"), path("articles/world/newer.md")).unwrap(),
            // As most editors save.
            &|| {
                site.write("articles/world/.newer.md.swp", "swap").write("articles/world/4913", "");
                site.remove("articles/world/4913").write("articles/world/newer.md~", titled("Newer", "2026-11-06"));
                fs::rename(path("articles/world/newer.md~"), path("articles/world/newer.md")).unwrap();
            },
            &|| {
                site.write("articles/plain.md", "Text.\n")
                    .write("articles/plain.toml", "title = \"P\"\ndate = 2026-11-07\n");
            },
            &|| {
                site.write("articles/plain.toml", "title = \"Plain\"\ndate = 2026-11-07\n");
            },
            &|| {
                site.remove("articles/world/newer.md");
            },
            &|| fs::rename(path("articles/world"), path("aside")).unwrap(),
            &|| fs::rename(path("aside"), path("articles/moved")).unwrap(),
            &|| {
                site.write("articles/moved/deep/d.md", titled("D", "2026-11-08"));
            },
            &|| {
                site.write("articles/x/y/z/e.md", titled("E", "2026-11-09"));
            },
            &|| {
                site.write("articles/x/y/z/e.md", titled("E again", "2026-11-09"));
            },
            &|| {
                site.write("articles/x/index.md", titled("Bundle", "2026-11-10"));
            },
            &|| {
                site.remove("articles/x/index.md");
            },
            &|| fs::remove_dir_all(path("articles/x")).unwrap(),
            &|| {
                site.write("feedmill.toml", site.read("feedmill.toml").replace("\"Test\"", "\"Tested\""));
            },
            &|| {
                site.configure("[[feed]]\npath = \"short\"\nlimit = 1");
            },
        ];
        for edit in edits {
            edit();
            watch.settles(&site, ARGS);
        }
        assert_eq!(site.exists(".feedmill/state"), more.is_empty());
        assert_eq!(watch.said(), "");
    }
}

#[test]
fn files_that_go_with_articles_are_followed() {
    let site = site();
    let mut watch = Watch::start(&site, ARGS);
    watch.settles(&site, ARGS);
    let head = |file: &str| format!("title = {file:?}\ndate = 2026-11-10\nenclosure = {file:?}");
    site.write("articles/talk.md", article(&head("talk.mp3"))).write("articles/far.md", article(&head("/far.mp3")));
    watch.hear("the enclosure `/far.mp3` is not there");
    site.write("articles/talk.mp3", "ID3 a").write("static/far.mp3", "ID3 b");
    watch.settles(&site, ARGS);
    for file in ["articles/talk.mp3", "static/far.mp3"] {
        site.write(file, "ID3, and more of it");
        watch.settles(&site, ARGS);
    }
}

#[test]
fn faults_are_told_and_the_feeds_stay() {
    let site = site();
    let mut watch = Watch::start(&site, ARGS);
    watch.settles(&site, ARGS);
    let before = files(&site.path("feeds"));
    site.write("articles/a.md", "no head");
    watch.hear("articles/a.md:1:1");
    assert_eq!(files(&site.path("feeds")), before);
    site.write("articles/a.md", titled("A mended", "2026-11-02"));
    watch.settles(&site, ARGS);
    let config = site.read("feedmill.toml");
    site.write("feedmill.toml", format!("{config}[[feed]\n"));
    watch.hear("feedmill.toml");
    // What happens meanwhile is not forgotten.
    site.write("articles/world/late.md", titled("Late", "2026-11-12"));
    assert!(!site.read("feeds/rss.xml").contains("Late"));
    site.write("feedmill.toml", config);
    watch.settles(&site, ARGS);
    fs::rename(site.path("articles"), site.path("away")).unwrap();
    watch.hear("there is no folder of articles");
    fs::rename(site.path("away"), site.path("articles")).unwrap();
    site.write("articles/back.md", titled("Back", "2026-11-13"));
    watch.settles(&site, ARGS);
}

#[test]
fn each_build_is_told_on_a_line() {
    let site = site();
    let mut watch = Watch::start(&site, &[ARGS, &["-v"]].concat());
    let said = watch.hear("time: walk");
    let line = said.lines().next().unwrap();
    let (time, rest) = line.split_once(' ').unwrap();
    assert!(
        time.len() == 8 && time.split(':').count() == 3 && rest.contains(" files written, 0 unchanged; "),
        "{said}"
    );
    site.write("articles/world/b.md", article("title = \"Other\"\ndate = 2026-11-03\ntags = [\"grain\"]"));
    watch.hear(" unchanged; articles: 3 published");
    drop(watch);

    let mut watch = Watch::start(&site, &[ARGS, &["--format", "json"]].concat());
    watch.hear("\n");
    site.write("articles/a.md", titled("Another", "2026-11-02"));
    let said = watch.hear("\"written\"");
    let report: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert!(report["articles"]["parsed"].as_u64() <= Some(3) && report["articles"]["published"] == 3, "{said}");
    site.run(&["build", "--watch", "--check"]).expect(2, &["--watch", "--check", "cannot be used with"]);
}

#[test]
fn time_passes() {
    let site = site();
    let soon = chrono::Utc::now() + chrono::Duration::seconds(3);
    site.write("articles/soon.md", titled("Soon", &soon.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)));
    let mut watch = Watch::start(&site, &[]);
    watch.until(|_| if site.exists("feeds/rss.xml") { Ok(()) } else { Err("no feed".to_owned()) });
    watch.until(|_| if site.titles().contains(&"Soon".to_owned()) { Ok(()) } else { Err("not yet".to_owned()) });
    assert!(chrono::Utc::now() >= soon - chrono::Duration::seconds(1));
}

#[test]
fn others_may_build_the_same_site() {
    let site = site();
    let mut watch = Watch::start(&site, ARGS);
    watch.settles(&site, ARGS);
    for n in 0..5 {
        site.write("articles/a.md", titled(&format!("A {n}"), "2026-11-02"));
        site.run(&["build", "--now", NOW, "--wait", "60"]).expect(0, &[]);
        watch.settles(&site, ARGS);
    }
    // What somebody did to the output is put right at the next build.
    site.write("feeds/tags/grain/rss.xml", "mine").write("articles/a.md", titled("A last", "2026-11-02"));
    watch.settles(&site, ARGS);
}

#[test]
fn the_output_may_lie_among_what_is_watched() {
    let site = site();
    site.configure("[output]\ndir = \"articles/feeds\"");
    let mut watch = Watch::start(&site, &[ARGS, &["-v"]].concat());
    watch.hear("time: walk");
    site.write("articles/b.md", titled("Beside", "2026-11-04"));
    watch.hear("4 published");
    watch.until(|_| match site.read("articles/feeds/rss.xml").contains("Beside") {
        true => Ok(()),
        false => Err("it is not there".to_owned()),
    });
    // Had its own files made it build again, it would have said so by now.
    std::thread::sleep(Duration::from_millis(300));
    assert!(!watch.said().contains("articles:"));
}

#[cfg(unix)]
#[test]
fn links_are_followed() {
    use std::os::unix::fs::symlink;
    let site = site();
    site.write("elsewhere/pack/p.md", titled("Packed", "2026-11-10"));
    site.write("elsewhere/single.md", titled("Single", "2026-11-11"));
    let mut watch = Watch::start(&site, ARGS);
    watch.settles(&site, ARGS);
    symlink("../elsewhere/pack", site.path("articles/linked")).unwrap();
    symlink("../elsewhere/single.md", site.path("articles/one.md")).unwrap();
    watch.settles(&site, ARGS);
    for (n, path) in ["elsewhere/pack/p.md", "elsewhere/single.md", "elsewhere/pack/q.md"].iter().enumerate() {
        site.write(path, titled(&format!("Changed {n}"), "2026-11-12"));
        watch.settles(&site, ARGS);
    }
}

/// Whether this process was started with interrupts turned off, as `nohup` and some shells start what runs in the background;
/// so are those that it starts then.
#[cfg(unix)]
fn is_deaf() -> bool {
    const INTERRUPT: u64 = 1 << 1;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & INTERRUPT != 0)
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    use std::os::unix::process::ExitStatusExt as _;
    if is_deaf() {
        return eprintln!("skipped: interrupts are turned off here");
    }
    let site = site();
    let mut watch = Watch::start(&site, ARGS);
    watch.settles(&site, ARGS);
    let killed = std::process::Command::new("kill").args(["-INT", &watch.child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let ended = watch.child.wait().unwrap();
    assert_eq!(ended.signal(), Some(2));
}

/// Edits that concern what a site is made of.
const EDITS: &[Edit] = {
    use Edit::*;
    &[
        Create,
        Create,
        Body,
        Body,
        Title,
        Tags,
        Date,
        Slug,
        Draft,
        Expires,
        Fault,
        ClashingSlug,
        ClashingId,
        Rename,
        RenameFolder,
        MoveToSection,
        Markup,
        Swap,
        SwapFolders,
        Delete,
        DeleteFolder,
        HardLink,
        Touch,
        SameBytes,
        SameSizeInPlace,
        SameSizeRenamedOver,
        SameSizeMadeAnew,
        FileToFolder,
        SecondHead,
        LoseSidecar,
        ChangeSidecar,
        Enclose,
        PutRecording,
        GrowRecording,
        RemoveRecording,
        LinkArticle,
        LinkFolder,
        LinkLoop,
        OtherLink,
        Unlink,
        SiteTitle,
        Limit,
        Feed,
        Permalink,
        BreakSettings,
        TouchSettings,
    ]
};

#[test]
fn a_history_of_edits_is_followed() {
    let seed = std::env::var("FEEDMILL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(3);
    let mut world = World::new(seed, 20);
    // What is in an archive, and when a text changed, is told by what stood there before.
    world.settings.updated = "given";
    world.configure();
    let now = world.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let args = ["--keep-going", "--now", &now];
    let mut watch = Watch::start(&world.site, &args);
    let mut told = Vec::new();
    let mut compared = 0;
    for step in 0..40 {
        if world.random.chance(50) {
            edit::mend(&mut world);
        }
        let edit = world.random.pick(EDITS);
        if let Some(what) = edit.make(&mut world) {
            told.push(format!("{step} {edit:?}: {what}"));
        }
        world.forget_gone();
        let (expected, run) = anew(&world.site, &[&args[..], &["--format", "json"]].concat());
        // Where a build comes to nothing, the feeds are those of any moment before.
        let refused = run.code == Some(2) || run.out.contains("\"refused\"");
        if !refused {
            compared += 1;
            let site = &world.site;
            watch.until(|_| {
                let same = same(&expected, &files(&site.path("feeds")));
                same.map_err(|why| format!("seed {seed}\n{}\n{why}", told.join("\n")))
            });
        }
    }
    assert!(compared > 15, "{compared}\n{}", told.join("\n"));
}
