//! One connection: its requests, one after the other, and its end.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::header::{CONNECTION, CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Version};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Common;
use super::bounds::Bounds;
use super::meter::{Meter, Phase};
use super::wire::Wire;
use crate::serve::log::Visit;

/// What a client is told whose head did not come in time.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What a client is told for whom there is no room.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 10\r\ncontent-length: 0\r\n\r\n";

/// What is read of a client that was told of its fault, in bytes.
const MOST_THROWN_AWAY: usize = 1 << 20;

/// How connections are read and written.
pub fn http(bounds: &Bounds) -> http1::Builder {
    let mut http = http1::Builder::new();
    // A client may close its half once it has asked; times are kept by meters; the line is judged here, not there.
    http.half_close(true).header_read_timeout(None).max_header_size(bounds.head + bounds.target + 2048);
    http.max_buf_size((bounds.head + bounds.target + 4096).max(64 * 1024));
    http
}

/// Answers what comes in at this socket until it ends.
pub async fn attend(socket: TcpStream, peer: SocketAddr, meter: Arc<Meter>, common: Arc<Common>, http: http1::Builder) {
    // Where these cannot be set, all works nonetheless, only slower.
    let _ = socket.set_nodelay(true);
    let _ = tune(&socket);
    let wire = Wire { socket, meter: Arc::clone(&meter), common: Arc::clone(&common) };
    let router = TowerToHyperService::new(common.router.clone());
    let service = {
        let (meter, common) = (Arc::clone(&meter), Arc::clone(&common));
        service_fn(move |request| answer(request, peer, router.clone(), Arc::clone(&meter), Arc::clone(&common)))
    };
    let mut connection = http.serve_connection(TokioIo::new(wire), service);
    let mut is_told = false;
    let ended = poll_fn(|cx| {
        meter.keep(cx.waker());
        if meter.is_over() {
            return Poll::Ready(None);
        }
        if !is_told && common.ends.load(Relaxed) {
            is_told = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        Pin::new(&mut connection).poll(cx).map(Some)
    });
    let ended = ended.await;
    let was = meter.phase();
    let socket = connection.into_parts().io.into_inner().socket;
    match ended {
        Some(result) => {
            if let (Some(log), Err(error)) = (&common.log, &result) {
                log.refused(peer, error);
            }
            meter.enter(Phase::Lingering, common.clock.now());
            linger(socket, &meter).await;
        }
        None if was == Phase::Head => {
            // It has sent nothing else, so that there is room for this.
            let _ = socket.try_write(TOO_SLOW);
        }
        // What is still to be sent is kept by nobody.
        None if meter.is_blocked() => drop(socket2::SockRef::from(&socket).set_linger(Some(std::time::Duration::ZERO))),
        None => {}
    }
}

/// Says that there is no room.
pub async fn turn_away(mut socket: TcpStream) {
    let turn = async {
        socket.write_all(FULL).await?;
        socket.shutdown().await?;
        discard(&mut socket).await
    };
    drop(tokio::time::timeout(super::bounds::LINGER, turn).await);
}

/// A lost peer is noticed, and what a socket holds unsent is little: so much must be taken for more to be written.
fn tune(socket: &TcpStream) -> std::io::Result<()> {
    use std::time::Duration;
    let socket = socket2::SockRef::from(socket);
    let alive = socket2::TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(15));
    socket.set_tcp_keepalive(&alive)?;
    #[cfg(any(target_os = "android", target_os = "linux"))]
    socket.set_tcp_notsent_lowat(64 * 1024)?;
    Ok(())
}

/// Says that no more will come, and throws away what the client still sends: else the system would tell it that the
/// connection broke, and it might never read what it was told.
async fn linger(mut socket: TcpStream, meter: &Meter) {
    let mut end = std::pin::pin!(async {
        socket.shutdown().await?;
        discard(&mut socket).await
    });
    // Whatever happens here, it is the end.
    poll_fn(|cx| if meter.is_over() { Poll::Ready(()) } else { end.as_mut().poll(cx).map(drop) }).await;
}

async fn discard(socket: &mut TcpStream) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    let mut left = MOST_THROWN_AWAY;
    while left > 0 {
        match socket.read(&mut buffer).await? {
            0 => break,
            count => left = left.saturating_sub(count),
        }
    }
    Ok(())
}

/// Answers a request, if it keeps the bounds.
async fn answer(
    mut request: Request<Incoming>,
    peer: SocketAddr,
    router: TowerToHyperService<Router>,
    meter: Arc<Meter>,
    common: Arc<Common>,
) -> Result<Response<Answer>, Infallible> {
    let visit = common.log.as_ref().map(|log| log.visit(peer, &request));
    let mut fault = fault(&request, &common.bounds);
    if fault.is_none() && !request.body().is_end_stream() {
        meter.enter(Phase::Head, common.clock.now());
        fault = drain(request.body_mut(), common.bounds.body).await;
    }
    let now = common.clock.now();
    meter.begin(now);
    let response = match fault {
        None => router.call(request).await?,
        Some(status) => refusal(status, request.method()),
    };
    let is_without_end =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"text/event-stream");
    if is_without_end {
        meter.enter(Phase::Events, now);
    }
    let status = response.status();
    let visit = visit.map(|visit| visit.answered(status));
    Ok(response.map(|body| Answer { body, meter, common, visit }))
}

/// What is wrong with a request, whatever it asks for.
fn fault(request: &Request<Incoming>, bounds: &Bounds) -> Option<StatusCode> {
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    if target > bounds.target {
        return Some(StatusCode::URI_TOO_LONG);
    }
    let headers = request.headers();
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > bounds.head {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    // RFC 9112, section 3.2: one host, and no doubt about it.
    let hosts = headers.get_all(HOST).iter().count();
    if hosts > 1 || hosts == 0 && request.version() == Version::HTTP_11 {
        return Some(StatusCode::BAD_REQUEST);
    }
    let length = request.body().size_hint().lower();
    (length > bounds.body).then_some(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Reads a body and throws it away; what is wrong with it.
async fn drain(body: &mut Incoming, most: u64) -> Option<StatusCode> {
    let mut left = most;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await {
        let Ok(frame) = frame else { return Some(StatusCode::BAD_REQUEST) };
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return Some(StatusCode::PAYLOAD_TOO_LARGE),
        }
    }
    None
}

/// An answer after which the connection ends.
fn refusal(status: StatusCode, method: &Method) -> Response<Body> {
    let text = format!("{}\n", status.canonical_reason().unwrap_or("refused").to_ascii_lowercase());
    let mut response = Response::new(if method == Method::HEAD { Body::empty() } else { Body::from(text) });
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The body of an answer; when it is gone, the answer is made.
struct Answer {
    body: Body,
    meter: Arc<Meter>,
    common: Arc<Common>,
    visit: Option<Visit>,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let (Poll::Ready(Some(Ok(frame))), Some(visit)) = (&polled, &mut self.visit) {
            visit.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.meter.enter(Phase::Sent, self.common.clock.now());
    }
}
