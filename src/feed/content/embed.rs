//! A frame that shows another page → the page a person would open.

use url::Url;

/// The page behind the address of a player, where it is a known one; else the address itself.
pub fn page(address: &Url) -> Url {
    watch(address).and_then(|page| Url::parse(&page).ok()).unwrap_or_else(|| address.clone())
}

fn watch(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut path = url.path_segments()?;
    let first = path.next()?;
    let mut then = || path.next().filter(|part| !part.is_empty());
    let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    match (host, first) {
        ("youtube.com" | "youtube-nocookie.com" | "m.youtube.com", "embed" | "v" | "shorts" | "live") => {
            let id = then()?;
            if id == "videoseries" {
                return Some(format!("https://www.youtube.com/playlist?list={}", query("list")?));
            }
            let start = query("start").map(|start| format!("&t={start}")).unwrap_or_default();
            Some(format!("https://www.youtube.com/watch?v={id}{start}"))
        }
        ("player.vimeo.com", "video") => {
            let id = then()?;
            let hash = query("h").map(|hash| format!("/{hash}")).unwrap_or_default();
            Some(format!("https://vimeo.com/{id}{hash}"))
        }
        ("dailymotion.com", "embed") => {
            then().filter(|&kind| kind == "video")?;
            Some(format!("https://www.dailymotion.com/video/{}", then()?))
        }
        ("w.soundcloud.com", "player") => query("url").filter(|url| url.starts_with("https://soundcloud.com/")),
        ("open.spotify.com", "embed") => Some(format!("https://open.spotify.com/{}/{}", then()?, then()?)),
        ("embed.podcasts.apple.com", _) => Some(format!("https://podcasts.apple.com{}", url.path())),
        ("embed.ted.com", "talks") => Some(format!("https://www.ted.com/talks/{}", then()?)),
        ("archive.org", "embed") => Some(format!("https://archive.org/details/{}", then()?)),
        ("codepen.io", user) => {
            then().filter(|&kind| kind == "embed")?;
            Some(format!("https://codepen.io/{user}/pen/{}", then()?))
        }
        // PeerTube runs on any host.
        (_, "videos") => {
            then().filter(|&kind| kind == "embed")?;
            Some(format!("{}/videos/watch/{}", url.origin().ascii_serialization(), then()?))
        }
        _ => None,
    }
}

/// What to call a link to `page` that has no title: its host.
pub fn name(page: &Url) -> String {
    let host = page.host_str().unwrap_or("link");
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_lead_to_the_page_of_what_they_play() {
        for (player, expected) in [
            ("https://www.youtube.com/embed/abc_-1?start=30&rel=0", "https://www.youtube.com/watch?v=abc_-1&t=30"),
            ("https://www.youtube-nocookie.com/embed/abc", "https://www.youtube.com/watch?v=abc"),
            ("https://www.youtube.com/embed/videoseries?list=PL1", "https://www.youtube.com/playlist?list=PL1"),
            ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://vimeo.com/76979871/8272103f6e"),
            ("https://player.vimeo.com/video/1", "https://vimeo.com/1"),
            ("https://www.dailymotion.com/embed/video/x1", "https://www.dailymotion.com/video/x1"),
            ("https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b", "https://soundcloud.com/a/b"),
            ("https://open.spotify.com/embed/track/1?x=y", "https://open.spotify.com/track/1"),
            ("https://tube.example/videos/embed/u-1", "https://tube.example/videos/watch/u-1"),
            ("https://codepen.io/jo/embed/abc", "https://codepen.io/jo/pen/abc"),
            ("https://maps.example/embed?pb=1", "https://maps.example/embed?pb=1"),
            ("https://www.youtube.com/embed/", "https://www.youtube.com/embed/"),
        ] {
            assert_eq!(page(&Url::parse(player).unwrap()).as_str(), expected);
        }
    }
}
