//! The answer to a request for a file that there is.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use bytes::Bytes;

use super::super::Stage;
use super::super::coding::{Accepted, Coding};
use super::super::condition::{Listed, Verdict};
use super::super::delta::{self, Entries};
use super::super::range::Range;
use super::super::shelf::{Data, Edition, Shelf, Sized};
use super::manner::Manner;
use super::stream::{Pieces, Silent};

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// `IM`: which instance manipulations an answer went through (RFC 3229, section 10.5.2).
const IM: HeaderName = HeaderName::from_static("im");

/// So many entity tags of a client are looked up.
const MOST_HELD: usize = 64;

/// How often a file is opened again that is replaced all the time.
const TRIES: u32 = 3;

/// A request, and the file it is about.
pub struct Reply<'r> {
    /// What is served.
    pub stage: &'r Arc<Stage>,
    /// What was asked.
    pub request: &'r Parts,
    /// How the file is served.
    pub manner: Arc<Manner>,
    /// What it is kept by.
    pub key: &'r str,
    /// The file.
    pub edition: Arc<Edition>,
}

impl Reply<'_> {
    /// The answer.
    pub async fn made(mut self) -> Response<Body> {
        for _ in 0..TRIES {
            if let Some(response) = self.tried().await {
                return response;
            }
            // The file was replaced since it was looked at.
            self.stage.shelf.changed();
            let Some(edition) = self.stage.shelf.find_again(self.key).await else { break };
            self.edition = edition;
        }
        let mut response = refusal(self.request, StatusCode::SERVICE_UNAVAILABLE, "this file changes just now");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        response
    }

    /// The answer; `None` where the file is no more what it was.
    async fn tried(&self) -> Option<Response<Body>> {
        let (Reply { request, edition, manner, .. }, now) = (self, SystemTime::now());
        let headers = &request.headers;
        let accepted = Accepted::of(headers);
        let has_codings = manner.is_text && matches!(edition.data, Data::Kept(_));
        let wants_part = request.method == Method::GET && headers.contains_key(header::RANGE);
        let is_left_out = |coding| coding != Coding::Identity && !has_codings;
        let chosen = match accepted.best(is_left_out) {
            // Parts are of the bytes as they are: nobody has to put together what was compressed at different times.
            Some(_) if wants_part && accepted.takes(Coding::Identity) => Coding::Identity,
            Some(chosen) => chosen,
            None => return Some(self.refusal(StatusCode::NOT_ACCEPTABLE, "there is no such coding of this file")),
        };
        let entries = match manner.has_deltas {
            true => self.stage.shelf.entries(self.key, edition).await,
            false => None,
        };
        match edition.validators.judge(&request.method, headers, accepted, chosen, now) {
            Verdict::Held(coding) => return Some(self.held(coding, now)),
            Verdict::Failed => return Some(self.refusal(StatusCode::PRECONDITION_FAILED, "this file has changed")),
            Verdict::Go => {}
        }
        if let Some(entries) = entries.filter(|_| !wants_part && delta::is_asked_for(headers))
            && let Some(response) = self.delta(entries, chosen, now).await
        {
            return Some(response);
        }
        if wants_part && chosen == Coding::Identity && edition.validators.may_be_continued(headers, chosen, now) {
            match Range::of(headers, edition.length) {
                Range::Part(first, last) => return self.part(first, last, now).await,
                Range::Outside => return Some(self.outside()),
                Range::Whole => {}
            }
        }
        self.whole(chosen, now).await
    }

    /// All of the file, in the best coding there is.
    async fn whole(&self, chosen: Coding, now: SystemTime) -> Option<Response<Body>> {
        let packed = match chosen {
            Coding::Identity => None,
            coding => self.stage.shelf.packed(self.key, &self.edition, coding).await,
        };
        let coding = if packed.is_some() { chosen } else { Coding::Identity };
        let (length, body) = match (packed, &self.edition.data) {
            (Some(Sized { bytes, length }), _) => (length, self.body(|| Some(Body::from(bytes)))?),
            (None, Data::Kept(Sized { bytes, length })) => {
                (length.clone(), self.body(|| Some(Body::from(bytes.clone())))?)
            }
            (None, Data::OnDisk(_)) => {
                let length = self.edition.length;
                (HeaderValue::from(length), self.streamed(0, length).await?)
            }
        };
        let mut response = self.head(StatusCode::OK, coding, now);
        *response.body_mut() = body;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, length);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.extend(coding.header().map(|coding| (header::CONTENT_ENCODING, coding)));
        Some(response)
    }

    /// What is new in a feed since the state of it that the client holds; `None` where that is not known.
    async fn delta(&self, entries: Arc<Entries>, coding: Coding, now: SystemTime) -> Option<Response<Body>> {
        let listed = Listed::of(&self.request.headers, header::IF_NONE_MATCH)?;
        let mut held = Vec::new();
        listed.any(|tag| {
            held.push(tag.opaque);
            held.len() == MOST_HELD
        });
        let is_held = |stem: &str| {
            let is_of = |tag: &&[u8]| tag.strip_prefix(stem.as_bytes()).and_then(Coding::of_ending).is_some();
            held.iter().any(is_of)
        };
        let seen = self.stage.shelf.history.seen(self.key, is_held)?;
        let edition = Arc::clone(&self.edition);
        let make = move |_: &Arc<Shelf>| {
            let Data::Kept(Sized { bytes, .. }) = &edition.data else { return None };
            let unseen = Bytes::from(entries.unseen(bytes, &seen)?);
            Some(coding.pack(&unseen).map_or((unseen, Coding::Identity), |packed| (packed, coding)))
        };
        let (bytes, coding) = self.stage.shelf.aside(make).await?;
        // The entity tag is that of the whole, which the client has now.
        let mut response = self.head(StatusCode::IM_USED, Coding::Identity, now);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        headers.extend(coding.header().map(|coding| (header::CONTENT_ENCODING, coding)));
        headers.insert(IM, HeaderValue::from_static("feed"));
        // Caches that do not know the status must not take it for the whole.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, im"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, a-im, if-none-match"));
        *response.body_mut() = self.body(|| Some(Body::from(bytes)))?;
        Some(response)
    }

    /// Some bytes of the file.
    async fn part(&self, first: u64, last: u64, now: SystemTime) -> Option<Response<Body>> {
        let length = last - first + 1;
        let body = match &self.edition.data {
            Data::Kept(Sized { bytes, .. }) => {
                let (first, end) = (usize::try_from(first).ok()?, usize::try_from(last).ok()? + 1);
                Body::from((end <= bytes.len()).then(|| bytes.slice(first..end))?)
            }
            Data::OnDisk(_) => self.streamed(first, length).await?,
        };
        let mut response = self.head(StatusCode::PARTIAL_CONTENT, Coding::Identity, now);
        *response.body_mut() = body;
        let range = HeaderValue::try_from(format!("bytes {first}-{last}/{}", self.edition.length)).ok()?;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::CONTENT_RANGE, range);
        Some(response)
    }

    fn outside(&self) -> Response<Body> {
        let mut response = self.refusal(StatusCode::RANGE_NOT_SATISFIABLE, "this file has fewer bytes");
        let range = HeaderValue::try_from(format!("bytes */{}", self.edition.length));
        response.headers_mut().extend(range.ok().map(|range| (header::CONTENT_RANGE, range)));
        response
    }

    /// That the client holds what there is.
    fn held(&self, coding: Coding, now: SystemTime) -> Response<Body> {
        let mut response = Response::new(Body::new(Silent));
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.describe(response.headers_mut(), coding, now);
        response
    }

    /// An answer that brings the file, or a part of it.
    fn head(&self, status: StatusCode, coding: Coding, now: SystemTime) -> Response<Body> {
        let mut response = Response::new(Body::new(Silent));
        *response.status_mut() = status;
        let (headers, manner) = (response.headers_mut(), &self.manner);
        headers.reserve(12);
        self.describe(headers, coding, now);
        headers.insert(header::CONTENT_TYPE, manner.content_type.clone());
        headers.extend(manner.link.clone().map(|link| (header::LINK, link)));
        headers.extend(manner.policy.clone().map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
        response
    }

    /// What is said of a file whether the client holds it or not.
    fn describe(&self, headers: &mut HeaderMap, coding: Coding, now: SystemTime) {
        let (manner, validators) = (&self.manner, &self.edition.validators);
        headers.insert(header::ETAG, validators.tag(coding));
        if let Some(date) = validators.date(now) {
            headers.insert(header::LAST_MODIFIED, date);
        }
        headers.insert(header::CACHE_CONTROL, manner.cache_control.clone());
        if let Some(vary) = &manner.vary {
            headers.insert(header::VARY, vary.clone());
        }
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        manner.share(headers);
    }

    fn refusal(&self, status: StatusCode, text: &'static str) -> Response<Body> {
        let mut response = refusal(self.request, status, text);
        let headers = response.headers_mut();
        if let Some(vary) = &self.manner.vary {
            headers.insert(header::VARY, vary.clone());
        }
        self.manner.share(headers);
        response
    }

    /// A body, where one is asked for.
    fn body(&self, body: impl FnOnce() -> Option<Body>) -> Option<Body> {
        if self.request.method == Method::HEAD { Some(Body::new(Silent)) } else { body() }
    }

    /// A part of a file that is read while it is sent; `None` where it is no more what it was.
    async fn streamed(&self, from: u64, length: u64) -> Option<Body> {
        let edition = Arc::clone(&self.edition);
        let open = move |_: &Arc<Shelf>| Pieces::new(Shelf::open(&edition)?, from, length).ok();
        let pieces = self.stage.shelf.aside(open).await?;
        self.body(|| Some(Body::new(pieces)))
    }
}

impl Manner {
    /// Lets pages of other sites read the answer, where they may.
    pub fn share(&self, headers: &mut HeaderMap) {
        if self.is_shared {
            let exposed = HeaderValue::from_static("etag, last-modified, link, im");
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}

/// An answer that brings nothing but the reason why.
pub fn refusal(request: &Parts, status: StatusCode, text: &'static str) -> Response<Body> {
    let is_head = request.method == Method::HEAD;
    let mut response = Response::new(if is_head { Body::new(Silent) } else { Body::from(text) });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    response
}
