//! What documents there are, and how to tell them apart.

use super::vocab::namespaces::{ATOM, OPENSEARCH, RDF, RSS_11, SITEMAP};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// RSS 0.9x or 2.0.
    Rss,
    /// RSS 0.90, 1.0 or 1.1, all of which are RDF.
    Rss1,
    /// An Atom feed.
    Atom,
    /// A single Atom entry.
    AtomEntry,
    /// A JSON Feed.
    Json,
    /// An OPML outline.
    Opml,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// An OpenSearch description.
    OpenSearch,
    /// An Atom Publishing Protocol service document.
    AppService,
    /// An Atom Publishing Protocol category document.
    AppCategories,
    /// An XRD or XRDS descriptor.
    Xrd,
    /// None of these.
    Unknown,
}

/// What a root element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    Known(Kind),
    /// It would be known if it were in this namespace, and is in none.
    MissingNamespace(&'static str),
    Unknown,
}

const APP: &str = "http://www.w3.org/2007/app";

impl Kind {
    /// Its name in findings.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rss => "rss",
            Kind::Rss1 => "rss1",
            Kind::Atom => "atom",
            Kind::AtomEntry => "atom-entry",
            Kind::Json => "json",
            Kind::Opml => "opml",
            Kind::Sitemap => "sitemap",
            Kind::OpenSearch => "opensearch",
            Kind::AppService => "app-service",
            Kind::AppCategories => "app-categories",
            Kind::Xrd => "xrd",
            Kind::Unknown => "unknown",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Rss => "RSS",
            Kind::Rss1 => "RSS 1.0",
            Kind::Atom => "Atom",
            Kind::AtomEntry => "Atom entry",
            Kind::Json => "JSON Feed",
            Kind::Opml => "OPML",
            Kind::Sitemap => "sitemap",
            Kind::OpenSearch => "OpenSearch description",
            Kind::AppService => "Atom service document",
            Kind::AppCategories => "Atom category document",
            Kind::Xrd => "XRD",
            Kind::Unknown => "document",
        }
    }

    /// What a root element makes of its document.
    ///
    /// RSS and OPML go by the name alone, and so does Atom where any namespace is given, so that a wrong one can be
    /// told from no feed at all.
    pub(crate) fn of_root(local: &str, namespace: &str) -> Root {
        let in_app = namespace.eq_ignore_ascii_case(APP) || namespace.starts_with("http://purl.org/atom/app#");
        match local {
            "rss" => Root::Known(Kind::Rss),
            "opml" | "outlineDocument" => Root::Known(Kind::Opml),
            "feed" | "entry" if namespace.is_empty() => Root::MissingNamespace(ATOM),
            "feed" => Root::Known(Kind::Atom),
            "entry" => Root::Known(Kind::AtomEntry),
            "RDF" if namespace == RDF => Root::Known(Kind::Rss1),
            "Channel" if namespace.is_empty() => Root::MissingNamespace(RSS_11),
            "Channel" if namespace == RSS_11 => Root::Known(Kind::Rss1),
            "urlset" | "sitemapindex" if namespace.is_empty() => Root::MissingNamespace(SITEMAP),
            "urlset" | "sitemapindex" => Root::Known(Kind::Sitemap),
            "OpenSearchDescription" if namespace.is_empty() => Root::MissingNamespace(OPENSEARCH),
            "OpenSearchDescription" => Root::Known(Kind::OpenSearch),
            "service" if in_app => Root::Known(Kind::AppService),
            "categories" if in_app => Root::Known(Kind::AppCategories),
            "service" | "categories" if namespace.is_empty() => Root::MissingNamespace(APP),
            "XRD" | "XRDS" if namespace.starts_with("xri://") || namespace.contains("/ns/xri/") => {
                Root::Known(Kind::Xrd)
            }
            _ => Root::Unknown,
        }
    }

    /// Whether the `version` of a JSON document says that it is a JSON Feed, of whatever version.
    pub(crate) fn is_json_feed(version: &str) -> bool {
        let address = version.trim().strip_prefix("https://").or(version.trim().strip_prefix("http://"));
        address
            .is_some_and(|address| address.strip_prefix("www.").unwrap_or(address).starts_with("jsonfeed.org/version/"))
    }

    /// The elements from the root to an entry, outermost first; empty for what has no entries of its own.
    pub(super) fn entry_path(self) -> &'static [&'static [&'static str]] {
        match self {
            Kind::Rss => &[&["rss"], &["channel"], &["item"]],
            Kind::Rss1 => &[&["RDF"], &["item"]],
            Kind::Atom => &[&["feed"], &["entry"]],
            Kind::AtomEntry => &[&["entry"]],
            Kind::Opml => &[&["opml"], &["body"], &["outline"]],
            Kind::Sitemap => &[&["urlset", "sitemapindex"], &["url", "sitemap"]],
            _ => &[],
        }
    }
}
