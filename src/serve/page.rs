//! The pages for people.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, header};

use super::{Stage, Station};

/// What the paths of all pages but the first begin with. Names that begin with a dot are never served from the output.
pub const PREFIX: &str = "/.feedmill/";

/// Answers a request for a page.
pub async fn answer(_station: &Station, stage: &Arc<Stage>, _request: &Parts) -> Response<Body> {
    let list: String = stage.scene.feeds.iter().map(|feed| format!("{}\n", feed.path)).collect();
    let mut response = Response::new(Body::from(list));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
