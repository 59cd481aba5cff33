//! How a file is served by its name and the configuration, whatever its bytes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::HeaderValue;
use url::Url;

use super::super::Scene;
use crate::feed::address::encode_path;
use crate::feed::media_type;
use crate::format::Format;
use crate::publish::beside::CACHE_CONTROL;
use crate::publish::served::served;

/// How a file is served.
#[derive(Debug, Clone)]
pub struct Manner {
    /// `Content-Type`.
    pub content_type: HeaderValue,
    /// `Cache-Control`.
    pub cache_control: HeaderValue,
    /// `Link`: the feed's hubs and its own address (WebSub, section 4).
    pub link: Option<HeaderValue>,
    /// `Content-Security-Policy`.
    pub policy: Option<HeaderValue>,
    /// `Vary`.
    pub vary: Option<HeaderValue>,
    /// Whether it may be sent in content codings.
    pub is_text: bool,
    /// Whether it is a feed that changes, of which new entries may be sent alone.
    pub has_deltas: bool,
    /// Whether pages of other sites may read it.
    pub is_shared: bool,
}

/// How all files are served, as of one build.
#[derive(Debug)]
pub struct Manners {
    /// How feeds are, by their paths.
    feeds: HashMap<String, Arc<Manner>>,
    base: Option<Url>,
    hubs: Vec<String>,
    cache_control: Option<String>,
    is_draft: bool,
    is_preview: bool,
}

impl Manners {
    /// As the scene says.
    pub fn of(scene: &Scene) -> Manners {
        let mut manners = Manners {
            feeds: HashMap::new(),
            base: scene.base.clone(),
            hubs: scene.hubs.iter().filter(|hub| is_plain(hub)).cloned().collect(),
            cache_control: scene.cache_control.clone(),
            is_draft: scene.drafts,
            is_preview: scene.preview,
        };
        let feed = |manners: &Manners, path: &str, is_archive| Arc::new(manners.made(path, is_archive));
        let feeds =
            scene.feeds.iter().map(|listed| (listed.path.clone(), feed(&manners, &listed.path, listed.is_archive)));
        manners.feeds = feeds.collect();
        manners
    }

    /// How the file at this path below the output is served.
    pub fn file(&self, path: &str) -> Arc<Manner> {
        self.feeds.get(path).map_or_else(|| Arc::new(self.made(path, false)), Arc::clone)
    }

    /// How a file of this name is that lies beside an article.
    pub fn beside(&self, name: &str) -> Arc<Manner> {
        let content_type = media_type::of_path(name).unwrap_or(media_type::UNKNOWN);
        Arc::new(self.manner(content_type, CACHE_CONTROL))
    }

    fn made(&self, path: &str, is_archive: bool) -> Manner {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_feed = Format::ALL.iter().any(|format| format.file_name() == name);
        let is_ours = is_feed || [".opml", ".html", ".xml"].iter().any(|end| name.ends_with(end));
        if !is_ours {
            return self.beside(name).as_ref().clone();
        }
        let served = served(path, is_archive, self.cache_control.as_deref());
        let mut manner = self.manner(&served.content_type, &served.cache_control);
        manner.is_shared = !self.is_draft && (is_feed || name.ends_with(".opml"));
        if is_feed {
            manner.link = self.link(path);
            manner.has_deltas = !is_archive;
            manner.vary = Some(HeaderValue::from_static("accept-encoding, a-im"));
        }
        manner
    }

    fn manner(&self, content_type: &str, cache_control: &str) -> Manner {
        let kind = content_type.split(';').next().unwrap_or_default();
        let is_markup = matches!(kind, "text/html" | "text/x-opml") || kind.ends_with("xml");
        let is_text = is_markup || kind.starts_with("text/") || kind.ends_with("json");
        let cache_control = if self.is_draft { "no-store" } else { cache_control };
        let value = |text: &str| HeaderValue::try_from(text).ok();
        Manner {
            content_type: value(content_type).unwrap_or(HeaderValue::from_static(media_type::UNKNOWN)),
            cache_control: value(cache_control).unwrap_or(HeaderValue::from_static("no-cache")),
            link: None,
            // What is served beside the pages of a preview must not speak for them.
            policy: (is_markup && self.is_preview).then(|| HeaderValue::from_static("sandbox")),
            vary: is_text.then(|| HeaderValue::from_static("accept-encoding")),
            is_text,
            has_deltas: false,
            is_shared: false,
        }
    }

    /// The hubs of a feed and its own address.
    fn link(&self, path: &str) -> Option<HeaderValue> {
        let own = self.base.as_ref()?.join(&format!("./{}", encode_path(path))).ok()?;
        let hubs: String = self.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\", ")).collect();
        HeaderValue::try_from(format!("{hubs}<{own}>; rel=\"self\"")).ok()
    }
}

/// Whether an address can stand in `Link`.
fn is_plain(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        Scene {
            base: Some(Url::parse("https://x.example/feeds/").unwrap()),
            hubs: vec!["https://hub.example/".to_owned(), "https://hub.example/?a>b".to_owned()],
            cache_control: Some("max-age=60".to_owned()),
            ..Scene::default()
        }
    }

    #[test]
    fn feeds_name_their_hubs_and_themselves() {
        let manners = Manners::of(&scene());
        let link = manners.file("tags/ä b/rss.xml").link.clone().unwrap();
        assert_eq!(
            link,
            "<https://hub.example/>; rel=\"hub\", <https://x.example/feeds/tags/%C3%A4%20b/rss.xml>; rel=\"self\""
        );
        assert_eq!(manners.file("index.html").link, None);
        assert_eq!(Manners::of(&Scene::default()).file("rss.xml").link, None);
    }

    #[test]
    fn types_go_by_names() {
        let manners = Manners::of(&scene());
        let of = |path: &str| {
            let manner = manners.file(path);
            (manner.content_type.to_str().unwrap().to_owned(), manner.is_text, manner.is_shared)
        };
        let table = [
            ("rss.xml", "application/rss+xml; charset=utf-8", true, true),
            ("tags/x/atom.xml", "application/atom+xml; charset=utf-8", true, true),
            ("feed.json", "application/feed+json; charset=utf-8", true, true),
            ("feeds.opml", "text/x-opml; charset=utf-8", true, true),
            ("index.html", "text/html; charset=utf-8", true, false),
            ("news-sitemap.xml", "application/xml; charset=utf-8", true, false),
            ("talk.mp3", "audio/mpeg", false, false),
            ("a.PNG", "image/png", false, false),
            ("a.svg", "image/svg+xml", true, false),
            ("a.unheard-of", "application/octet-stream", false, false),
            ("none", "application/octet-stream", false, false),
        ];
        for (path, kind, is_text, is_shared) in table {
            assert_eq!(of(path), (kind.to_owned(), is_text, is_shared), "{path}");
        }
        assert_eq!(manners.file("rss.xml").cache_control, "max-age=60");
        assert_eq!(manners.file("talk.mp3").cache_control, CACHE_CONTROL);
    }

    #[test]
    fn drafts_are_nobody_elses() {
        let manners = Manners::of(&Scene { drafts: true, preview: true, ..scene() });
        for path in ["rss.xml", "feeds.opml", "index.html", "talk.mp3"] {
            let manner = manners.file(path);
            assert_eq!(manner.cache_control, "no-store", "{path}");
            assert!(!manner.is_shared, "{path}");
            assert_eq!(manner.policy.is_some(), path != "talk.mp3", "{path}");
        }
    }
}
