//! Documents from the web: a request, the ways it leads on, and the answer; nothing is judged here.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use feedmill::diagnostic::Diagnostic;
use feedmill::error::{Error, Result};
use feedmill::validate::response::{self, Answer, Hop};
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};
use url::Url;

/// How many times an address may lead on to another.
const MOST_HOPS: usize = 10;

/// Longer documents are not read; what counts are bytes after decompression.
const MOST_BYTES: u64 = 64 << 20;

/// How long a connection, or an answer, may let wait for itself.
const PATIENCE: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("feedmill/", env!("CARGO_PKG_VERSION"));

/// What came of a request.
#[derive(Debug)]
pub enum Fetched {
    /// An answer and its body.
    Answer(Answer, Vec<u8>),
    /// Nothing that could be judged: the server is at fault, as this finding says.
    Fault(Box<Diagnostic>),
}

/// Fetches documents; all of its requests share their connections.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    limit: Duration,
}

/// Why there is no answer.
enum Failure {
    Server(Box<Diagnostic>),
    Us(String),
}

impl Fetcher {
    /// One that gives a document this long to arrive.
    pub fn new(limit: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .timeout_connect(Some(PATIENCE.min(limit)))
            .timeout_recv_response(Some(PATIENCE.min(limit)));
        Fetcher { agent: Agent::new_with_config(config.build()), limit }
    }

    /// Asks for a document, as often as the answer leads on.
    pub fn fetch(&self, asked: &str) -> Result<Fetched> {
        match self.follow(asked) {
            Ok((answer, body)) => Ok(Fetched::Answer(answer, body)),
            Err(Failure::Server(found)) => Ok(Fetched::Fault(found)),
            Err(Failure::Us(reason)) => Err(Error::other(format!("could not fetch {asked}: {reason}"))),
        }
    }

    fn follow(&self, asked: &str) -> std::result::Result<(Answer, Vec<u8>), Failure> {
        let mut url = Url::parse(asked).map_err(|error| Failure::Us(error.to_string()))?;
        let mut answer = Answer { asked: url.to_string(), ..Answer::default() };
        let end = Instant::now() + self.limit;
        loop {
            let fault = |error: &ureq::Error| self.fault(error, asked, &url);
            let response = self.request(&url, end).map_err(|error| fault(&error))?;
            answer.status = response.status().as_u16();
            answer.headers = headers(response.headers());
            if let Some(next) = next(&url, &answer).filter(|_| answer.hops.len() < MOST_HOPS) {
                answer.hops.push(Hop { status: answer.status, from: url.to_string(), to: next.to_string() });
                url = next;
                continue;
            }
            let mut body = Vec::new();
            let read = decoded(response, answer.header("content-encoding"))
                .and_then(|reader| reader.take(MOST_BYTES + 1).read_to_end(&mut body));
            match read {
                // Of a failure it is enough to see the beginning.
                Err(_) if !answer.is_success() => {}
                Err(error) => return Err(fault(&error.into())),
                Ok(_) if body.len() as u64 > MOST_BYTES => {
                    return Err(Failure::Server(Box::new(response::too_long(asked, MOST_BYTES))));
                }
                Ok(_) => {}
            }
            return Ok((answer, body));
        }
    }

    fn request(&self, url: &Url, end: Instant) -> std::result::Result<Response<Body>, ureq::Error> {
        let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let request = self.agent.get(url.as_str()).header("accept-encoding", "gzip");
        request.config().timeout_global(Some(left)).build().call()
    }

    /// Whose fault it is that there is no answer, and which.
    fn fault(&self, error: &ureq::Error, asked: &str, url: &Url) -> Failure {
        use ureq::Error as E;
        let reason = match error {
            E::Timeout(ureq::Timeout::Connect) => {
                format!("no connection within {} s", PATIENCE.min(self.limit).as_secs())
            }
            E::Timeout(ureq::Timeout::RecvResponse) => {
                format!("no answer began within {} s", PATIENCE.min(self.limit).as_secs())
            }
            E::Timeout(_) => format!("the document did not come within {} s", self.limit.as_secs()),
            E::HostNotFound => unknown_host(url),
            // What systems say of a name that nobody knows has no kind of its own.
            E::Io(error) if ["lookup", "No such host"].iter().any(|part| error.to_string().contains(part)) => {
                unknown_host(url)
            }
            E::Tls(reason) => return Failure::Server(Box::new(response::insecure(asked, reason))),
            E::Io(error) if url.scheme() == "https" && error.kind() == io::ErrorKind::InvalidData => {
                return Failure::Server(Box::new(response::insecure(asked, &error.to_string())));
            }
            E::Protocol(error) if error.to_string().contains("header name") => {
                return Failure::Server(Box::new(response::bad_header(asked)));
            }
            E::Protocol(error) => format!("the answer is no HTTP ({error})"),
            E::Io(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused => "the server refuses connections".to_owned(),
                io::ErrorKind::ConnectionReset => "the server broke the connection off".to_owned(),
                io::ErrorKind::UnexpectedEof => "the answer ends too early".to_owned(),
                io::ErrorKind::InvalidInput => "what came is not compressed as the server says".to_owned(),
                _ => error.to_string(),
            },
            error => error.to_string(),
        };
        Failure::Us(reason)
    }
}

fn unknown_host(url: &Url) -> String {
    format!("no server named {} is known", url.host_str().unwrap_or_default())
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// Where an answer leads on to, if that is on the web.
fn next(url: &Url, answer: &Answer) -> Option<Url> {
    let leads_on = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
    let to = answer.header("location").filter(|_| leads_on)?;
    url.join(to).ok().filter(|next| matches!(next.scheme(), "http" | "https"))
}

/// The body as it was before it was compressed.
fn decoded(response: Response<Body>, coding: Option<&str>) -> io::Result<Box<dyn Read>> {
    let raw = response.into_body().into_reader().take(MOST_BYTES + 1);
    Ok(match coding.unwrap_or("identity").trim().to_ascii_lowercase().as_str() {
        "identity" | "" => Box::new(raw),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(raw)),
        "deflate" => Box::new(DeflateDecoder::new(raw)),
        other => return Err(io::Error::other(format!("it was sent in `{other}`, which was not asked for"))),
    })
}
