//! The pages for people: which feeds there are, each as a reader would show it, its source, and what is wrong with it.
//!
//! All is HTML made here, and works without a script; the one there is loads a page anew when what it shows has changed.
//! Nothing is taken from another host, and nothing that an article or a stranger's feed holds can run or ask for anything.

mod beside;
mod colour;
mod desk;
mod entries;
mod events;
mod findings;
mod frame;
mod list;
mod outline;
mod preview;
mod reply;
mod rule;
mod source;
mod templates;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};

use super::files::Silent;
use super::{Stage, Station};
pub use desk::Desk;
use templates::Chrome;

/// What the paths of all pages but the first begin with. Names that begin with a dot are never served from the output.
pub const PREFIX: &str = "/.feedmill/";

/// A page that was asked for.
struct Asked {
    stage: Arc<Stage>,
    /// What is shown, by a word that is another when it changes.
    stamp: String,
    /// The path behind the prefix, decoded; empty for the first page.
    path: String,
    /// The query as it came; empty where there is none.
    query: String,
}

/// Answers a request for a page.
pub async fn answer(station: &Station, request: &Parts) -> Response<Body> {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return reply::not_allowed();
    }
    // The number first: a page that is of a later stage than it says is loaded once more, the other way round never.
    let serial = *station.serial().borrow();
    let stage = station.stage();
    let stamp = stage.scene.desk.stamp(serial);
    let is_head = request.method == Method::HEAD;
    let path = request.uri.path();
    let path = path.strip_prefix(PREFIX).unwrap_or_default();
    if path == "events" {
        // What never ends has no length.
        let body = if is_head { Body::new(Silent) } else { events::body(station, &stage) };
        return reply::events(body);
    }
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let query = request.uri.query().unwrap_or_default().to_owned();
    let asked = Asked { stage, stamp, path, query };
    if let Some(key) = asked.path.strip_prefix("beside/") {
        let found = beside::file(&asked, key, request).await;
        return found.unwrap_or_else(|| if is_head { reply::head(missing(&asked)) } else { missing(&asked) });
    }
    // To judge a large feed takes longer than others should wait.
    let made = tokio::task::spawn_blocking(move || page(&asked)).await;
    let response = made.unwrap_or_else(|_| reply::failed("the page could not be made"));
    if is_head { reply::head(response) } else { response }
}

fn page(asked: &Asked) -> Response<Body> {
    let path = &*asked.path;
    match path {
        "" => return list::page(asked),
        "style.css" => return reply::style(include_str!("templates/style.css")),
        "content.css" => return reply::style(include_str!("templates/content.css")),
        "reload.js" => return reply::script(include_str!("templates/reload.js")),
        "icon.svg" => return reply::icon(include_str!("templates/icon.svg")),
        _ => {}
    }
    let made = match path.split_once('/') {
        Some(("feed", feed)) => preview::page(asked, feed),
        Some(("source", feed)) => source::page(asked, feed),
        Some(("content", feed)) => frame::page(asked, feed),
        Some(("rule", name)) => rule::page(asked, name),
        _ => None,
    };
    made.unwrap_or_else(|| missing(asked))
}

/// The page that says that there is no such page.
fn missing(asked: &Asked) -> Response<Body> {
    let chrome = Chrome::new(asked, "No such page");
    let path = format!("{PREFIX}{}", asked.path);
    reply::page(StatusCode::NOT_FOUND, templates::render("missing.html", chrome, path))
}

impl Asked {
    /// The value of a parameter of the query, decoded.
    fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}
