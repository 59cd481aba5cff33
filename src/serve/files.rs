//! A request → the answer, where a file is asked for.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, header};

use super::Stage;
use crate::publish::served::served;

/// Answers a request for a file.
pub async fn answer(stage: &Stage, request: &Parts) -> Response<Body> {
    let path = request.uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let mut response = Response::new(Body::empty());
    match stage.shelf.read(path) {
        Some(bytes) => {
            let served = served(path, false, None);
            if let Ok(value) = served.content_type.parse() {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            *response.body_mut() = Body::from(bytes);
        }
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}
