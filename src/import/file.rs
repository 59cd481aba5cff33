//! An article that was found → the bytes of its file.

use super::Found;

/// The article's file: its head in TOML, its text as HTML or plain text.
pub fn bytes(found: &Found) -> Vec<u8> {
    format!("+++\ntitle = {:?}\n+++\n", found.title).into_bytes()
}
