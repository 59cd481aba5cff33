//! Feeds and entries as every format has them: plain data, no format's own words.
//!
//! All text here is clean: titles and names without markup, white space collapsed, no character that XML forbids; URLs
//! absolute and ASCII; instants UTC, whole seconds.

pub mod address;
pub mod card;
pub mod content;
pub mod media_type;
mod query;
pub mod select;
pub mod slug;
pub mod summary;
pub mod urls;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::{Position, Url};

pub use crate::article::Mode;
use crate::digest;

/// A feed, without its entries: the head of a document.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// Permanent id (an IRI).
    pub id: String,
    /// Title, plain text.
    pub title: String,
    /// What the feed is about, plain text; may be empty.
    pub description: String,
    /// The page for people this feed belongs to.
    pub link: String,
    /// Where the document itself is served, in the format that is being rendered.
    pub address: String,
    /// Language tag (BCP 47).
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Address of a small square picture.
    pub icon: Option<String>,
    /// The site's own authors.
    pub authors: Vec<Person>,
    /// Addresses of WebSub hubs.
    pub hubs: Vec<String>,
    /// The rssCloud server that tells readers of changes.
    pub cloud: Option<Cloud>,
    /// The newest entry's update; `None` where there is no entry.
    pub updated: Option<DateTime<Utc>>,
    /// The address of the archive document before this one (RFC 5005, section 4), in the format that is being rendered.
    pub prev_archive: Option<String>,
    /// Where this is an archive document: the address of the feed it belongs to, in the format that is being rendered.
    pub archive_of: Option<String>,
    /// Entries that were withdrawn, the newest first (RFC 6721).
    pub deleted: Vec<Deleted>,
}

/// An rssCloud server, as `<cloud>` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Host name.
    pub domain: String,
    /// Port.
    pub port: u16,
    /// Path at which readers ask to be told.
    pub path: String,
    /// Whether it is asked over TLS.
    pub secure: bool,
}

impl Cloud {
    /// The server of which readers ask at `register`; `None` where it names no server.
    pub fn at(register: &Url) -> Option<Cloud> {
        Some(Cloud {
            domain: register.host_str()?.to_owned(),
            port: register.port_or_known_default()?,
            path: register[Position::BeforePath..Position::AfterQuery].to_owned(),
            secure: register.scheme() == "https",
        })
    }
}

/// An entry that is not in its feed any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Its id.
    pub id: String,
    /// When it was found to be gone.
    pub when: DateTime<Utc>,
    /// When it had been published: its place among the others.
    pub published: DateTime<Utc>,
    /// The [`Deleted::mark_of`] of its title and that time, where it is known.
    pub mark: Option<String>,
}

impl Deleted {
    /// By what an article is known again that was withdrawn, without saying what it was: 16 hexadecimal digits, a hash of its
    /// title and of the second in which it was published.
    pub fn mark_of(title: &str, published: DateTime<Utc>) -> String {
        let hash = digest::of(&(title, published.timestamp()));
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An entry.
#[derive(Debug, Clone, Default, Hash)]
pub struct Entry {
    /// Permanent id: an IRI. Compared as a string, so never normalised.
    pub id: String,
    /// The permanent id as RSS and JSON Feed carry it, where that is another: any text on one line.
    pub guid: Option<String>,
    /// Address of the page.
    pub link: String,
    /// Title, plain text.
    pub title: String,
    /// Summary, plain text; empty where there is none.
    pub summary: String,
    /// The whole content, HTML fit for a feed; `None` where it is not to be shown.
    pub content: Option<Arc<str>>,
    /// First published.
    pub published: DateTime<Utc>,
    /// Last significant change; never before `published`.
    pub updated: DateTime<Utc>,
    /// Authors in order, never empty where the site names any.
    pub authors: Vec<Person>,
    /// Contributors in order.
    pub contributors: Vec<Person>,
    /// Categories in order.
    pub tags: Vec<String>,
    /// Language tag (BCP 47), where it differs from the feed's.
    pub language: Option<String>,
    /// The picture that stands for it.
    pub image: Option<Picture>,
    /// Files that go with it.
    pub enclosures: Vec<Attachment>,
}

impl Entry {
    /// Its id as RSS and JSON Feed carry it.
    pub fn guid(&self) -> &str {
        self.guid.as_deref().filter(|guid| !guid.is_empty()).unwrap_or(&self.id)
    }
}

/// Somebody who wrote or contributed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Person {
    /// Name, not empty.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Address of the person's page.
    pub url: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Its media type, where the address tells.
    pub media_type: Option<String>,
    /// What it shows, plain text.
    pub alt: Option<String>,
}

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// Its address.
    pub url: String,
    /// Its size in bytes, where known.
    pub length: Option<u64>,
    /// Its media type.
    pub media_type: String,
    /// Its title, plain text.
    pub title: Option<String>,
    /// Its running time in seconds.
    pub duration: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_in_parts() {
        for (register, domain, port, path, secure) in [
            ("https://rpc.example:5337/pleaseNotify", "rpc.example", 5337, "/pleaseNotify", true),
            ("http://rpc.example/", "rpc.example", 80, "/", false),
            ("https://rpc.example/?rsscloud=notify#top", "rpc.example", 443, "/?rsscloud=notify", true),
            ("http://[::1]:8080/a", "[::1]", 8080, "/a", false),
        ] {
            let wanted = Cloud { domain: domain.into(), port, path: path.into(), secure };
            assert_eq!(Cloud::at(&register.parse().unwrap()), Some(wanted), "{register}");
        }
        assert_eq!(Cloud::at(&"mailto:a@b.example".parse().unwrap()), None);
    }
}
