//! The web as stores need it: requests by ureq, on threads of their own. So there is one TLS and one list of
//! authorities in the program, and no other client.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use ureq::Agent;

/// Longer answers are not read.
const MOST_BYTES: u64 = 256 << 20;

/// No server is waited for longer than this, however much time there is in all: then it is asked again.
const LONGEST: Duration = Duration::from_secs(15);

const USER_AGENT: &str = concat!("feedmill/", env!("CARGO_PKG_VERSION"));

/// Sends requests.
#[derive(Debug, Clone)]
pub struct Web {
    agent: Agent,
    /// Where a machine in a cloud asks who it is: there at once, or not at all.
    near: Agent,
}

impl Web {
    /// One that tries things several times within `patience`.
    pub fn new(patience: Duration) -> Web {
        let wait = (patience / 4).clamp(Duration::from_secs(1), LONGEST);
        Web { agent: agent(wait, true), near: agent(Duration::from_secs(1), false) }
    }

    fn agent(&self, host: Option<&str>) -> Agent {
        let near = host.is_some_and(|host| host.starts_with("169.254.") || host == "metadata.google.internal");
        if near { self.near.clone() } else { self.agent.clone() }
    }
}

fn agent(wait: Duration, by_proxy: bool) -> Agent {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .user_agent(USER_AGENT)
        .timeout_resolve(Some(wait))
        .timeout_connect(Some(wait))
        .timeout_recv_response(Some(wait))
        .timeout_per_read(Some(wait))
        .timeout_per_write(Some(wait));
    if !by_proxy {
        config = config.proxy(None);
    }
    Agent::new_with_config(config.build())
}

impl HttpConnector for Web {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Web {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let is_near = parts.uri.host().is_some_and(|host| host.starts_with("169.254."));
        let agent = self.agent(parts.uri.host());
        let answer = tokio::task::spawn_blocking(move || {
            let takes_body = parts.method == "PUT" || parts.method == "POST" || !body.is_empty();
            let response = match takes_body {
                true => agent.run(ureq::http::Request::from_parts(parts, &*body))?,
                false => agent.run(ureq::http::Request::from_parts(parts, ()))?,
            };
            let (parts, body) = response.into_parts();
            let bytes = body.into_with_config().limit(MOST_BYTES).read_to_vec()?;
            Ok((parts, bytes))
        });
        match answer.await {
            Ok(Ok((parts, bytes))) => Ok(HttpResponse::from_parts(parts, bytes.into())),
            Ok(Err(error)) => Err(HttpError::new(kind(&error, is_near), error)),
            Err(error) => Err(HttpError::new(HttpErrorKind::Unknown, error)),
        }
    }
}

/// Whether it is worth another try. All requests are such that a second one does no harm: what is put is put on
/// condition, and who put it can be told.
fn kind(error: &ureq::Error, is_near: bool) -> HttpErrorKind {
    match error {
        ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed | ureq::Error::Protocol(_)
            if !is_near =>
        {
            HttpErrorKind::Request
        }
        _ => HttpErrorKind::Unknown,
    }
}
