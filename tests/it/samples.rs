//! The sample articles and their committed output are one.

use std::path::Path;
use std::process::Command;

#[test]
fn the_feeds_in_the_repository_are_what_the_articles_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run =
        Command::new(env!("CARGO_BIN_EXE_feedmill")).args(["build", "--check"]).current_dir(root).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success() && said.is_empty(), "{said}");
}
