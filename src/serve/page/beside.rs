//! What an address leads to on this server: a file of the output folder, or one that lies beside an article.

use axum::body::Body;
use axum::http::Response;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use url::form_urlencoded::byte_serialize;

use super::words::encoded;
use super::{Asked, PREFIX, reply};
use crate::serve::beside::file_of;
use crate::serve::{Scene, Stage, files};

/// The address on this server of what another address leads to; `None` where it is not here.
pub fn local(stage: &Stage, address: &str) -> Option<String> {
    if let Some(path) = below_output(&stage.scene, address).filter(|path| stage.shelf.has(path)) {
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

/// Answers with a file that lies beside an article, or a part of it; `None` where there is none, or its address was not
/// made here.
pub async fn file(asked: &Asked, key: &str, request: &Parts) -> Option<Response<Body>> {
    if key != asked.stage.scene.desk.key() {
        return None;
    }
    files::beside(&asked.stage, request, asked.parameter("address")?).await.map(reply::file)
}
