//! What a build must give, as a build without a cache gives it.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use super::tree::{CACHE, Tree, first_difference};
use crate::site::{Run, Site};

/// Whether this feedmill keeps a cache at all.
pub fn cache_exists() -> bool {
    static EXISTS: OnceLock<bool> = OnceLock::new();
    *EXISTS.get_or_init(|| Site::new().run(&["build", "--help"]).out.contains("--no-cache"))
}

/// A build that knows nothing of earlier ones.
pub fn plain(site: &Site, args: &[&str]) -> Run {
    let _ = fs::remove_dir_all(site.path(CACHE));
    let without: &[&str] = if cache_exists() { &["--no-cache"] } else { &[] };
    site.run(&[&["build"], args, without].concat())
}

/// Builds the site with what is in its cache, and the same site without, `args` being all but the command; gives the
/// run, or what differs first.
pub fn compare(site: &Site, args: &[&str]) -> Result<Run, String> {
    let before = Tree::of(&site.path(""));
    let run = site.run(&[&["build"], args].concat());
    let after = Tree::of(&site.path(""));
    let reference = Site::in_memory();
    before.write(&reference.path(""));
    let expected = plain(&reference, args);
    let (cached, uncached) = ("with the cache", "without");
    let same = |what: &str, a: &str, b: &str| match a == b {
        true => Ok(()),
        false => Err(format!("{what} differs:\n{}", first_difference(a.as_bytes(), b.as_bytes(), cached, uncached))),
    };
    if run.code != expected.code {
        let [a, b] = [&run, &expected].map(|run| format!("{:?}\n{}{}", run.code, run.out, run.err));
        return Err(format!("the exit status differs: {cached} {a}\n{uncached} {b}"));
    }
    same("standard error", &without_root(&run.err, site), &without_root(&expected.err, &reference))?;
    same("the report", &report(&run.out, site), &report(&expected.out, &reference))?;
    if let Some(difference) = after.difference(&Tree::of(&reference.path("")), cached, uncached) {
        return Err(difference);
    }
    match after.written_for_nothing(&before) {
        Some(written) => Err(written),
        None => Ok(run),
    }
}

/// Asserts that the cache made no difference.
#[track_caller]
pub fn build(site: &Site, args: &[&str]) -> Run {
    compare(site, args).unwrap_or_else(|difference| panic!("`build {}`: {difference}", args.join(" ")))
}

/// Findings about links name real paths.
fn without_root(text: &str, site: &Site) -> String {
    let root = fs::canonicalize(site.path("")).unwrap();
    let text = text.replace(&shown(&root), "SITE");
    let text = text.replace(&shown(&site.path("")), "SITE");
    // How long it took is another thing.
    text.split_inclusive('\n').filter(|line| !line.starts_with("time: ")).collect()
}

fn shown(root: &Path) -> String {
    root.display().to_string().trim_end_matches('/').to_owned()
}

/// What a build tells programs, but for what a cache may change.
fn report(out: &str, site: &Site) -> String {
    let Ok(mut report) = serde_json::from_str::<Value>(out) else { return without_root(out, site) };
    report["elapsed_ms"].take();
    report["timings_ms"].take();
    for count in ["read", "parsed", "cached"] {
        report["articles"][count].take();
    }
    without_root(&serde_json::to_string_pretty(&report).unwrap(), site)
}
