//! What an import did, for people and for programs.

use feedmill::Level;
use feedmill::diagnostic::{Diagnostic, json};
use feedmill::error::Result;
use feedmill::import::findings::PAGE_WITH_FEED;
use serde_json::json;

use super::shelf::Outcome;
use super::target::Target;
use crate::cli::screen::Screen;
use crate::cli::site::shown;
use crate::cli::{Output, Shared};

/// Tells what was done.
pub fn tell(outcome: &Outcome, target: &Target, shared: &Shared, screen: &mut Screen) -> Result<()> {
    let Outcome { new, known, changed, diagnostics, faulty, dry } = outcome;
    if shared.format == Output::Json {
        let written =
            new.iter().map(|new| json!({ "file": new.path, "id": new.id, "title": new.title, "source": &*new.source }));
        let report = json!({
            "dry_run": dry,
            "folder": shown(&target.folder),
            "written": written.collect::<Vec<_>>(),
            "known": known,
            "changed": changed,
            "faulty": faulty,
            "diagnostics": diagnostics.iter().map(json::value).collect::<Vec<_>>(),
        });
        return screen.print(&report.to_string());
    }
    if *dry && !shared.quiet {
        new.iter().try_for_each(|new| screen.print(&new.path))?;
    }
    let least = if shared.verbose { Level::Info } else { Level::Warning };
    // Who imports a page may not know that there is more to be had.
    let is_told = |found: &&Diagnostic| found.level >= least || found.rule.name == PAGE_WITH_FEED.name;
    let told: Vec<Diagnostic> = diagnostics.iter().filter(is_told).cloned().collect();
    screen.findings(&told);
    if !shared.quiet {
        changed.iter().for_each(|file| screen.say(&format!("changed there: {file}")));
        let folder = shown(&target.folder);
        let new = new.len();
        let what = if *dry { "would be new" } else { "new" };
        let hand = match faulty {
            1 => "1 needs a hand".to_owned(),
            n => format!("{n} need a hand"),
        };
        screen.say(&format!("{new} {what} in {folder}, {known} known, {hand}"));
    }
    Ok(())
}
