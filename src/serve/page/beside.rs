//! What an address leads to on this server: a file of the output folder, or one that lies beside an article.

use std::fs;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::Response;
use percent_encoding::percent_decode_str;
use url::form_urlencoded::byte_serialize;

use super::words::encoded;
use super::{Asked, PREFIX, reply};
use crate::feed::media_type;
use crate::serve::{Scene, Stage};

/// The address on this server of what another address leads to; `None` where it is not here.
pub fn local(stage: &Stage, address: &str) -> Option<String> {
    if let Some(path) = below_output(&stage.scene, address).filter(|path| stage.shelf.read(path).is_some()) {
        return Some(format!("/{}", encoded(&path)));
    }
    file_of(&stage.scene, address)?;
    let address: String = byte_serialize(address.as_bytes()).collect();
    Some(format!("{PREFIX}beside/{}?address={address}", stage.scene.desk.key()))
}

/// The path below the output folder.
pub fn below_output(scene: &Scene, address: &str) -> Option<String> {
    let path = address.strip_prefix(scene.base.as_ref()?.as_str())?.split(['?', '#']).next()?;
    Some(percent_decode_str(path).decode_utf8().ok()?.into_owned())
}

/// Answers with a file that lies beside an article.
pub fn file(asked: &Asked, key: &str) -> Option<Response<Body>> {
    if key != asked.stage.scene.desk.key() {
        return None;
    }
    let file = file_of(&asked.stage.scene, &asked.parameter("address")?)?;
    let bytes = fs::read(&file).ok()?;
    let media_type = media_type::of_path(&file.to_string_lossy()).or_else(|| media_type::of_bytes(&bytes));
    Some(reply::file(media_type.unwrap_or(media_type::UNKNOWN), bytes))
}

/// The file beside an article that an address leads to.
fn file_of(scene: &Scene, address: &str) -> Option<PathBuf> {
    let address = address.split(['?', '#']).next()?;
    let ends = address.rmatch_indices('/').map(|(at, _)| at + 1);
    let mut folders = ends.filter_map(|end| {
        let (folder, path) = address.split_at_checked(end)?;
        Some((scene.beside.get(folder)?, path))
    });
    let (folder, path) = folders.next()?;
    let parts: Option<Vec<_>> = path.split('/').map(|part| percent_decode_str(part).decode_utf8().ok()).collect();
    let parts = parts?;
    let sound = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '_'])
            && !part.contains(['/', '\\', ':'])
            && !part.chars().any(char::is_control)
    };
    if !parts.iter().all(|part| sound(part)) {
        return None;
    }
    let file = folder.join(parts.join("/")).canonicalize().ok()?;
    let is_article = file.extension().is_some_and(|extension| extension == "md" || extension == "toml");
    (!is_article && file.is_file() && file.starts_with(scene.folder.canonicalize().ok()?)).then_some(file)
}
