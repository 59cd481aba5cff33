//! Whom a request takes the server for: a page elsewhere may give its own name this machine's address, and then read what is here.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header;
use axum::http::uri::{Authority, Uri};

use super::Scene;

/// Whether a request that came to a loopback address means this server: it names a loopback address, `localhost`, or the
/// host of the site. Where it means another, `421` is due.
///
/// A request that names nobody, as only old clients and scripts send it, means whoever gets it.
pub fn is_meant(scene: &Scene, uri: &Uri, headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let in_header = named.next();
    if named.next().is_some() {
        return false;
    }
    let authority = match (uri.authority(), in_header) {
        (Some(authority), _) => authority.clone(),
        (None, None) => return true,
        (None, Some(value)) => match Authority::try_from(value.as_bytes()) {
            Ok(authority) => authority,
            Err(_) => return false,
        },
    };
    is_own(authority.host(), scene)
}

/// Why, in words for whoever sent it.
pub const REASON: &str = "This server answers on this machine alone: ask for it as localhost or 127.0.0.1";

fn is_own(host: &str, scene: &Scene) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let sites = [&scene.site, &scene.base];
    host == "localhost"
        || host.ends_with(".localhost")
        || sites.into_iter().flatten().any(|site| site.host_str().is_some_and(|own| own == host))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn is_meant_by(host: &str) -> bool {
        let scene = Scene {
            site: Url::parse("https://x.example/").ok(),
            base: Url::parse("https://feeds.x.example/f/").ok(),
            ..Scene::default()
        };
        let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
        is_meant(&scene, &Uri::from_static("/rss.xml"), &headers)
    }

    #[test]
    fn this_machine_and_the_site_are_meant() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LocalHost:80",
            "localhost.",
            "preview.localhost:8080",
            "x.example",
            "feeds.X.example:443",
        ] {
            assert!(is_meant_by(host), "{host}");
        }
    }

    #[test]
    fn nobody_else_is() {
        for host in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "192.168.1.2",
            "0.0.0.0",
            "[fe80::1]",
            "sub.x.example",
            "",
            "a b",
        ] {
            assert!(!is_meant_by(host), "{host}");
        }
        let scene = Scene::default();
        assert!(is_meant(&scene, &Uri::from_static("/"), &HeaderMap::new()));
        assert!(!is_meant(&scene, &Uri::from_static("http://evil.example/"), &HeaderMap::new()));
        let mut twice = HeaderMap::new();
        twice.append(header::HOST, "localhost".parse().unwrap());
        twice.append(header::HOST, "evil.example".parse().unwrap());
        assert!(!is_meant(&scene, &Uri::from_static("/"), &twice));
    }
}
