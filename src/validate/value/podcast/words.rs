//! Words of the podcast namespace that are on lists: media, roles of people, services and protocols.

use super::super::Flaw;
use super::super::chars::strip;
use super::{UNKNOWN_PODCAST_WORD, invalid};
use crate::validate::reader::shown;

/// The groups of people in the taxonomy of podcasts.
const GROUPS: &[&str] = &[
    "administration",
    "audio post-production",
    "audio production",
    "cast",
    "community",
    "creative direction",
    "misc.",
    "video post-production",
    "video production",
    "visuals",
    "writing",
];

/// The roles of people in it; the list itself has one of them misspelt.
const ROLES: &[&str] = &[
    "announcer",
    "assistant camera",
    "assistant director",
    "assistant editor",
    "associate producer",
    "audio editor",
    "audio engineer",
    "author",
    "booking coordinator",
    "camera grip",
    "camera operator",
    "co-host",
    "co-writer",
    "composer",
    "consultant",
    "content manager",
    "cover art designer",
    "creative director",
    "development producer",
    "director",
    "editor",
    "editorial director",
    "executive producer",
    "fact checker",
    "foley artist",
    "graphic designer",
    "guest",
    "guest host",
    "guest writer",
    "host",
    "intern",
    "lighting designer",
    "logger",
    "managing editor",
    "marketing manager",
    "music contributor",
    "music production",
    "narrator",
    "post production engineer",
    "producer",
    "production assistant",
    "production coordinator",
    "remote recording engineer",
    "reporter",
    "researcher",
    "sales manager",
    "sales representative",
    "script coordinator",
    "script editor",
    "senior producer",
    "social media manager",
    "songwriter",
    "sound designer",
    "story editor",
    "studio coordinator",
    "technical director",
    "technical manager",
    "theme music",
    "transcriber",
    "translater",
    "translator",
    "voice actor",
    "writer",
];

/// What a feed can be of; each with an `L` behind it is a list of such feeds' items.
const MEDIA: &[&str] = &["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course"];

/// The services and platforms of the namespace's list.
const SERVICES: &[&str] = &[
    "acast",
    "amazon",
    "anchor",
    "apple",
    "audible",
    "audioboom",
    "backtracks",
    "bitcoin",
    "blubrry",
    "buzzsprout",
    "captivate",
    "castos",
    "castopod",
    "deezer",
    "facebook",
    "fireside",
    "fyyd",
    "google",
    "gpodder",
    "hypercatcher",
    "kasts",
    "libsyn",
    "mastodon",
    "megafono",
    "megaphone",
    "omnystudio",
    "overcast",
    "pandora",
    "paypal",
    "pinecast",
    "podbean",
    "podcastaddict",
    "podcastguru",
    "podcastindex",
    "podcasts.com",
    "podchaser",
    "podcloud",
    "podfriend",
    "podiant",
    "podigee",
    "podlp",
    "podnews",
    "podomatic",
    "podserve",
    "podverse",
    "radiopublic",
    "redcircle",
    "relayfm",
    "resonate",
    "rss.com",
    "rssblue",
    "rsscom",
    "shoutengine",
    "simplecast",
    "slack",
    "soundcloud",
    "spotify",
    "spreaker",
    "steno",
    "tiktok",
    "transistor",
    "truefans",
    "twitter",
    "whooshkaa",
    "youtube",
    "zencast",
];

const SOCIAL: &[&str] = &[
    "disabled",
    "activitypub",
    "atproto",
    "bluesky",
    "hive",
    "lightning",
    "lightningcomments",
    "matrix",
    "nostr",
    "twitter",
];
const CHATS: &[&str] = &["irc", "xmpp", "nostr", "matrix"];

/// What a feed is of: a medium, a list of one, or a list of several.
pub fn medium(text: &str) -> Option<Flaw> {
    if MEDIA.contains(&text) || is_list(text) {
        return None;
    }
    let meant = |medium: &&&str| text.get(..medium.len()).is_some_and(|start| start.eq_ignore_ascii_case(medium));
    let ends = |rest: &str| rest.is_empty() || rest.eq_ignore_ascii_case("l");
    let near = MEDIA.iter().find(|medium| meant(medium) && ends(text.get(medium.len()..).unwrap_or_default()));
    let help = match near {
        Some(medium) if text.len() > medium.len() => format!("write `{medium}L`"),
        Some(medium) => format!("write `{medium}`"),
        None => format!("write one of `{}`, for a list with an `L` behind it, or `mixed`", MEDIA.join("`, `")),
    };
    Some(invalid(format!("`{}` is no medium that apps know", shown(text)), help))
}

/// Whether a medium is a list, which points at the items of other feeds and has none of its own.
pub fn is_list(medium: &str) -> bool {
    medium == "mixed" || medium.strip_suffix('L').is_some_and(|of| MEDIA.contains(&of))
}

/// What a person does.
pub fn role(text: &str) -> Option<Flaw> {
    listed(text, ROLES, "role")
}

/// The group of roles that a person is of.
pub fn group(text: &str) -> Option<Flaw> {
    listed(text, GROUPS, "group of roles")
}

/// A service, such as a directory.
pub fn service(text: &str) -> Option<Flaw> {
    listed(text, SERVICES, "service")
}

/// A protocol of comments.
pub fn social_protocol(text: &str) -> Option<Flaw> {
    listed(text, SOCIAL, "protocol of comments")
}

/// A protocol of chats.
pub fn chat_protocol(text: &str) -> Option<Flaw> {
    listed(text, CHATS, "protocol of chats")
}

/// A word of a list, in upper or lower case.
fn listed(text: &str, list: &[&str], what: &str) -> Option<Flaw> {
    let lower = strip(text).to_lowercase();
    if list.contains(&lower.as_str()) {
        return None;
    }
    let scored = list.iter().map(|word| (strsim::damerau_levenshtein(word, &lower), word));
    let near = scored.filter(|(distance, word)| *distance <= word.len() / 4).min_by_key(|(distance, _)| *distance);
    let help = match near {
        Some((_, word)) => format!("write `{word}` if that is meant"),
        None if list.len() <= GROUPS.len() => format!("known are `{}`", list.join("`, `")),
        None => "look it up in the lists of the podcast namespace, or leave it out".to_owned(),
    };
    let message = format!("`{}` is no {what} that the podcast namespace lists", shown(text));
    Some(Flaw::new(&UNKNOWN_PODCAST_WORD, message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(ROLES.is_sorted() && GROUPS.is_sorted());
    }
}
