//! A cache may change only the time: whatever happens to a site between two builds, a build gives what one without a cache
//! gives, byte for byte and word for word.
//!
//! `FEEDMILL_SEED=7 cargo test --test it history` plays one history again, `FEEDMILL_STEPS=1000` a longer one.

mod article;
pub mod edit;
mod files;
mod kills;
mod outside;
mod plain;
mod promises;
pub mod random;
pub mod tree;
mod words;
pub mod world;

use std::collections::BTreeSet;
use std::str::FromStr;

use serde_json::Value;

use crate::site::Run;
use edit::Edit;
use plain::compare;
use world::World;

const STEPS: usize = 60;

fn asked<T: FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok()?.parse().ok()
}

/// What is done to a site before each build, and each build held against one without a cache.
fn play(seed: u64, steps: usize) {
    let articles = 20 + (seed % 3) as usize * 8;
    let mut world = World::new(seed, articles);
    let (mut told, mut built) = (Vec::new(), 0);
    for step in 0..steps {
        told.push(format!("step {step}"));
        if world.random.chance(45) {
            edit::mend(&mut world);
            told.push("  most faults mended".to_owned());
        }
        let edits = world.random.pick(&[0, 1, 1, 1, 1, 2, 2, 3]);
        for _ in 0..if step == 0 { 0 } else { edits } {
            let edit = Edit::any(&mut world.random);
            if let Some(what) = edit.make(&mut world) {
                told.push(format!("  {edit:?}: {what}"));
            }
            world.forget_gone();
        }
        let args = world.arguments();
        let args: Vec<&str> = args.iter().map(|arg| &**arg).collect();
        told.push(format!("  build {}", args.join(" ")));
        match compare(&world.site, &args) {
            Ok(run) => {
                built += usize::from(run.code != Some(2));
                told.push(format!("  exit status {}; {}", run.code.unwrap_or(-1), told_in_short(&run)));
            }
            Err(difference) => {
                let last = told[told.len().saturating_sub(30)..].join("\n");
                panic!("seed {seed}, step {step}, of which these were the last:\n{last}\n\n{difference}");
            }
        }
        world.remember_cache();
    }
    if asked::<u64>("FEEDMILL_SEED").is_some() {
        println!("{}", told.join("\n"));
    }
    assert!(2 * built >= steps, "seed {seed}: only {built} of {steps} builds came to anything");
}

/// How many files were written, and which errors were told.
fn told_in_short(run: &Run) -> String {
    let Ok(report) = serde_json::from_str::<Value>(&run.out) else {
        return run.err.lines().next().unwrap_or_default().to_owned();
    };
    let all = |list: &str| report[list].as_array().cloned().unwrap_or_default();
    let files = all("feeds").into_iter().chain(all("files"));
    let written = files.filter(|file| file["status"] == "written").count();
    let errors: BTreeSet<String> = all("diagnostics")
        .iter()
        .filter(|found| found["level"] == "error")
        .map(|found| format!("{} {} {}", found["rule"], found["file"], found["message"]))
        .collect();
    format!("{written} written, {} removed, errors: {errors:?}", all("removed").len())
}

#[track_caller]
fn history(seed: u64) {
    let steps = asked("FEEDMILL_STEPS").unwrap_or(STEPS);
    match asked("FEEDMILL_SEED") {
        None => play(seed, steps),
        // One is enough then.
        Some(asked) if seed == 1 => play(asked, steps),
        Some(_) => {}
    }
}

#[test]
fn a_history_of_edits() {
    history(1);
}

#[test]
fn another_history_of_edits() {
    history(2);
}

#[test]
fn a_third_history_of_edits() {
    history(3);
}

#[test]
fn a_fourth_history_of_edits() {
    history(4);
}
