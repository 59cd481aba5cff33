//! A request → the answer, where a file is asked for.

mod manner;
mod reply;
mod stream;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};

use super::shelf::{Edition, Shelf};
use super::target::Target;
use super::{Stage, beside};
use crate::feed::address::encode_path;
pub(super) use manner::Manners;
use reply::Reply;
pub(super) use reply::refusal;
pub(super) use stream::Silent;

/// The methods that files know.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// Answers a request for a file.
pub async fn answer(stage: &Arc<Stage>, request: &Parts) -> Response<Body> {
    if request.method == Method::OPTIONS {
        return options(stage, request);
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        let mut response = refusal(request, StatusCode::METHOD_NOT_ALLOWED, "this is to be read only");
        response.headers_mut().insert(header::ALLOW, METHODS);
        return response;
    }
    let Some(target) = Target::of(request.uri.path()) else {
        return refusal(request, StatusCode::NOT_FOUND, "there is nothing of this name");
    };
    let is_named = !target.is_folder;
    let path = target.file();
    if let Some(edition) = stage.shelf.find(&path).await {
        return Reply { stage, request, manner: stage.manners.file(&path), key: &path, edition }.made().await;
    }
    elsewhere(stage, request, &path, is_named).await
}

/// What is not in the output: a folder, a feed that was withdrawn, a file beside an article.
async fn elsewhere(stage: &Arc<Stage>, request: &Parts, path: &str, is_named: bool) -> Response<Body> {
    if stage.scene.withdrawn.contains(path) {
        let manner = stage.manners.file(path);
        let mut response = refusal(request, StatusCode::GONE, "this feed was withdrawn");
        manner.share(response.headers_mut());
        return response;
    }
    let found = {
        let (stage_, path) = (Arc::clone(stage), path.to_owned());
        stage.shelf.aside(move |shelf| Elsewhere::of(&stage_, shelf, &path, is_named)).await
    };
    match found {
        Some(Elsewhere::Folder) => {
            // The path was taken apart and found sound: it begins with a name, so that no host can be meant.
            let mut response = refusal(request, StatusCode::MOVED_PERMANENTLY, "this is a folder");
            let location = HeaderValue::try_from(format!("/{}/", encode_path(path)));
            response.headers_mut().extend(location.ok().map(|location| (header::LOCATION, location)));
            response
        }
        Some(Elsewhere::Beside(key, edition)) => {
            let manner = stage.manners.beside(path);
            Reply { stage, request, manner, key: &key, edition }.made().await
        }
        None => {
            let mut response = refusal(request, StatusCode::NOT_FOUND, "there is nothing of this name");
            stage.manners.file(path).share(response.headers_mut());
            response
        }
    }
}

/// Answers with the file beside an article that an absolute address leads to; `None` where there is none.
pub(super) async fn beside(stage: &Arc<Stage>, request: &Parts, address: String) -> Option<Response<Body>> {
    let scene = Arc::clone(stage);
    let look = move |shelf: &Arc<Shelf>| {
        let real = beside::file_of(&scene.scene, &address)?;
        let edition = shelf.look_beside(&real)?;
        Some((real.to_str()?.to_owned(), edition))
    };
    let (key, edition) = stage.shelf.aside(look).await?;
    let manner = stage.manners.beside(&key);
    Some(Reply { stage, request, manner, key: &key, edition }.made().await)
}

/// What there is where the output has no file.
enum Elsewhere {
    /// A folder with a page.
    Folder,
    /// A file beside an article: what it is kept by, and itself.
    Beside(String, Arc<Edition>),
}

impl Elsewhere {
    fn of(stage: &Stage, shelf: &Shelf, path: &str, is_named: bool) -> Option<Elsewhere> {
        if is_named && shelf.look(&format!("{path}/index.html")).is_some() {
            return Some(Elsewhere::Folder);
        }
        // The output may stand for the place it has below the site, or for the site itself.
        let below = format!("./{}", encode_path(path));
        let bases = [&stage.scene.base, &stage.scene.site].into_iter().flatten();
        let mut addresses = bases.filter_map(|base| base.join(&below).ok());
        let real = addresses.find_map(|address| beside::file_of(&stage.scene, address.as_str()))?;
        let edition = shelf.look_beside(&real)?;
        Some(Elsewhere::Beside(real.to_str()?.to_owned(), edition))
    }
}

/// What a client may do, and what pages of other sites may have their browsers do.
fn options(stage: &Stage, request: &Parts) -> Response<Body> {
    let mut response = Response::new(Body::new(Silent));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ALLOW, METHODS);
    let manner = Target::of(request.uri.path()).map(|target| stage.manners.file(&target.file()));
    let is_asked = request.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if let Some(manner) = manner.filter(|manner| manner.is_shared && is_asked) {
        manner.share(headers);
        let asked =
            "a-im, cache-control, if-match, if-modified-since, if-none-match, if-range, if-unmodified-since, range";
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(asked));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    response
}
