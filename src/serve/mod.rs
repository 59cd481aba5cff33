//! The files of an output folder over HTTP, as feed readers need it, and pages that show them to people.
//!
//! [`router`] answers: what begins with `/.feedmill/`, and `/` itself, is a page for people ([`page`]); all else is a file
//! of the output folder ([`files`]). [`net`] brings requests to it, within bounds. What is served changes at each build:
//! [`Station`] holds what it is now. `async` is in this module and in `publish/store`, and nowhere else.

pub mod beside;
mod coding;
mod condition;
mod delta;
pub mod files;
mod history;
pub mod host;
pub mod log;
pub mod net;
pub mod page;
mod range;
mod scene;
mod shelf;
mod target;

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use tokio::sync::watch;

pub use scene::{Fault, Listed, Scene};
pub use shelf::Shelf;

/// What is served at the moment, and who waits for it to change.
#[derive(Debug)]
pub struct Station {
    stage: RwLock<Arc<Stage>>,
    /// The number of the stage, for open pages; they are told when it changes.
    serial: watch::Sender<u64>,
    /// Whether the server is about to end.
    ends: watch::Sender<bool>,
}

/// What is served, as of one build.
#[derive(Debug)]
pub struct Stage {
    /// The files.
    pub shelf: Arc<Shelf>,
    /// What the pages say of them.
    pub scene: Scene,
    /// How the files are served.
    manners: files::Manners,
}

impl Stage {
    /// These files, as this scene says.
    pub fn new(shelf: Arc<Shelf>, scene: Scene) -> Stage {
        Stage { manners: files::Manners::of(&scene), shelf, scene }
    }
}

impl Station {
    /// A station that serves this.
    pub fn new(stage: Stage) -> Station {
        Station { stage: RwLock::new(Arc::new(stage)), serial: watch::Sender::new(0), ends: watch::Sender::new(false) }
    }

    /// What is served now.
    pub fn stage(&self) -> Arc<Stage> {
        Arc::clone(&self.stage.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves this from now on, and tells open pages.
    pub fn set(&self, stage: Stage) {
        *self.stage.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(stage);
        self.serial.send_modify(|serial| *serial += 1);
    }

    /// The number of what is served now; it grows whenever that changes.
    pub fn serial(&self) -> watch::Receiver<u64> {
        self.serial.subscribe()
    }

    /// Ends the server: no new connection is taken, what is being sent is sent.
    pub fn end(&self) {
        self.ends.send_replace(true);
    }

    /// Whether the server is about to end.
    pub fn ends(&self) -> watch::Receiver<bool> {
        self.ends.subscribe()
    }
}

/// What answers requests.
pub fn router(station: Arc<Station>) -> Router {
    Router::new().fallback(answer).with_state(station)
}

async fn answer(State(station): State<Arc<Station>>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let stage = station.stage();
    let path = parts.uri.path();
    let scene = &stage.scene;
    let is_page = scene.preview && (path == "/" || path.starts_with(page::PREFIX));
    // What is published anyway may be asked for by any name, as a proxy may do.
    let is_private = is_page || scene.drafts;
    if is_private && scene.is_local && !host::is_meant(scene, &parts.uri, &parts.headers) {
        return files::refusal(&parts, StatusCode::MISDIRECTED_REQUEST, host::REASON);
    }
    match is_page {
        true => page::answer(&station, &parts).await,
        false => files::answer(&stage, &parts).await,
    }
}
