//! Answers, with what browsers are told to keep them harmless.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};

/// What a page may take, and from where.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    media-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for an entry's content. It is a document of no origin: nothing in it runs, whoever wrote it.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// The same for a file that lies beside an article: a drawing may have styles of its own.
const FILE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// Who may take an answer into a page of his own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taker {
    /// Pages of this server.
    Own,
    /// Whoever knows the address. Contents are documents of no origin, so what they hold is taken by nobody in particular.
    Any,
}

/// A page.
pub fn page(status: StatusCode, html: String) -> Response<Body> {
    answer(status, "text/html; charset=utf-8", PAGE_POLICY, Taker::Own, html)
}

/// An entry's content as a document of its own.
pub fn content(html: String) -> Response<Body> {
    answer(StatusCode::OK, "text/html; charset=utf-8", CONTENT_POLICY, Taker::Own, html)
}

/// Style, which contents take as well.
pub fn style(css: &'static str) -> Response<Body> {
    answer(StatusCode::OK, "text/css; charset=utf-8", PAGE_POLICY, Taker::Any, css)
}

/// The script.
pub fn script(text: &'static str) -> Response<Body> {
    answer(StatusCode::OK, "text/javascript; charset=utf-8", PAGE_POLICY, Taker::Own, text)
}

/// The icon of the pages.
pub fn icon(svg: &'static str) -> Response<Body> {
    answer(StatusCode::OK, "image/svg+xml", FILE_POLICY, Taker::Own, svg)
}

/// A file that lies beside an article.
pub fn file(media_type: &str, bytes: Vec<u8>) -> Response<Body> {
    answer(StatusCode::OK, media_type, FILE_POLICY, Taker::Any, bytes)
}

/// Server-sent events.
pub fn events(body: Body) -> Response<Body> {
    let mut response = answer(StatusCode::OK, "text/event-stream", PAGE_POLICY, Taker::Own, Vec::new());
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = body;
    response
}

/// That there is nothing to be done here but to read.
pub fn not_allowed() -> Response<Body> {
    let text = "This can only be read: GET or HEAD.\n";
    let mut response =
        answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", PAGE_POLICY, Taker::Own, text);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// That a page could not be made.
pub fn failed(why: &str) -> Response<Body> {
    let text = format!("{why}\n");
    answer(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", PAGE_POLICY, Taker::Own, text)
}

/// The same without what it holds.
pub fn head(response: Response<Body>) -> Response<Body> {
    response.map(|_| Body::empty())
}

fn answer(
    status: StatusCode,
    media_type: &str,
    policy: &'static str,
    taker: Taker,
    body: impl Into<Vec<u8>>,
) -> Response<Body> {
    let body = body.into();
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let taker = if taker == Taker::Own { "same-origin" } else { "cross-origin" };
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), taker),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LENGTH, length);
    if let Ok(media_type) = HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    response
}
