//! A build that is killed, or that somebody writes under: the next one is as if nothing had been.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::edit::Edit;
use super::plain::{build, compare};
use super::tree::{modified, overwrite, set_modified};
use super::world::World;
use crate::site::{NOW, Site, titled};

const ARGS: &[&str] = &["--now", NOW, "--keep-going", "--format", "json"];

/// What people do while feeds are built, with no configuration broken by it.
const EDITS: &[Edit] =
    &[Edit::Create, Edit::Body, Edit::Title, Edit::Tags, Edit::SameSizeInPlace, Edit::Swap, Edit::FlipOutput];

#[test]
fn after_a_kill_at_any_moment_the_next_build_is_as_any() {
    let mut world = World::new(8, 12);
    let started = Instant::now();
    build(&world.site, ARGS);
    let typical = started.elapsed().as_micros() as i64 / 2;
    for round in 0..40 {
        let edit = world.random.pick(EDITS);
        edit.make(&mut world);
        let mut run = world.site.command(&[&["build"], ARGS].concat()).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(world.random.between(0, typical) as u64));
        run.kill().unwrap();
        run.wait().unwrap();
        // Some run is killed twice.
        if world.random.chance(70)
            && let Err(difference) = compare(&world.site, ARGS)
        {
            panic!("round {round}, after {edit:?} and a kill: {difference}");
        }
    }
    build(&world.site, ARGS);
}

/// One byte of a title, at a time that does not show: the hardest edit to see.
fn set_letter(site: &Site, path: &str, letter: u8) {
    let file = site.path(path);
    let (mut bytes, time) = (fs::read(&file).unwrap(), modified(&file));
    let at = bytes.iter().position(|byte| *byte == b'~').unwrap() + 1;
    bytes[at] = letter;
    overwrite(&file, &bytes);
    set_modified(&file, time);
}

#[test]
fn an_edit_during_a_build_is_seen_by_the_next() {
    let site = Site::in_memory().set_up();
    let paths: Vec<String> = (0..8).map(|n| format!("articles/a{n}.md")).collect();
    for (n, path) in paths.iter().enumerate() {
        site.write(path, titled(&format!("Article {n} ~a"), "2026-11-02"));
    }
    for round in 0..25 {
        let mut run = site.command(&["build", "--now", NOW]).spawn().unwrap();
        let mut letter = b'a';
        // At least once, and to the end of the run or not.
        for edit in 0.. {
            letter = if letter == b'z' { b'a' } else { letter + 1 };
            set_letter(&site, &paths[(round + edit) % paths.len()], letter);
            if run.try_wait().unwrap().is_some() || edit == 40 * round {
                break;
            }
        }
        run.wait().unwrap();
        build(&site, &["--now", NOW]);
    }
}
