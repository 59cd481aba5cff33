//! The namespaces whose elements are judged, and the prefixes that feeds, tables and findings name them by.

use std::sync::OnceLock;

use crate::validate::hash::NameMap;

/// A known namespace, as its place in the list of prefixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix(u8);

impl Prefix {
    /// No namespace, or the document's own.
    pub const CORE: Prefix = Prefix(0);
    /// A namespace that is not known.
    pub const UNKNOWN: Prefix = Prefix(u8::MAX);

    /// The prefix called `name`; [`UNKNOWN`](Self::UNKNOWN) for a name that is none.
    pub fn named(name: &str) -> Prefix {
        if name.is_empty() {
            return Prefix::CORE;
        }
        known().prefixes.get(name).copied().unwrap_or(Prefix::UNKNOWN)
    }

    /// How the namespace is called; empty for [`CORE`](Self::CORE) and [`UNKNOWN`](Self::UNKNOWN).
    pub fn name(self) -> &'static str {
        usize::from(self.0).checked_sub(1).and_then(|at| known().names.get(at)).copied().unwrap_or_default()
    }
}

/// The namespace of Atom 1.0.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// The namespace of Atom 0.3.
pub const ATOM_03: &str = "http://purl.org/atom/ns#";
/// The namespace of RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace of RSS 0.90.
pub const RSS_090: &str = "http://my.netscape.com/rdf/simple/0.9/";
/// The namespace of RSS 1.0.
pub const RSS_10: &str = "http://purl.org/rss/1.0/";
/// The namespace of RSS 1.1.
pub const RSS_11: &str = "http://purl.org/net/rss1.1#";
/// The namespace of OpenSearch 1.1.
pub const OPENSEARCH: &str = "http://a9.com/-/spec/opensearch/1.1/";
/// The namespace of XRDS.
pub const XRDS: &str = "xri://$xrds";
/// The namespace of sitemaps.
pub const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The namespace of XHTML.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// The namespace of SVG.
pub const SVG: &str = "http://www.w3.org/2000/svg";
/// The namespace of MathML.
pub const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
/// Media RSS, as most feeds miswrite it: its name ends in a slash.
pub const MEDIA_WITHOUT_SLASH: &str = "http://search.yahoo.com/mrss";

/// Namespaces and their usual prefixes. The second of two with one prefix is another name for the first.
const KNOWN: &[(&str, &str)] = &[
    ("http://www.bloglines.com/about/specs/fac-1.0", "access"),
    ("http://webns.net/mvcb/", "admin"),
    ("http://purl.org/rss/1.0/modules/aggregation/", "ag"),
    ("http://purl.org/rss/1.0/modules/annotate/", "annotate"),
    ("http://www.w3.org/2007/app", "app"),
    ("http://media.tangent.org/rss/1.0/", "audio"),
    ("http://backend.userland.com/blogChannelModule", "blogChannel"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://www.microsoft.com/schemas/rss/core/2005", "cf"),
    ("http://backend.userland.com/creativeCommonsRssModule", "creativeCommons"),
    ("http://purl.org/rss/1.0/modules/company", "company"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://conversationsnetwork.org/rssNamespace-1.0/", "conversationsNetwork"),
    ("http://my.theinfo.org/changed/1.0/rss/", "cp"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/email/", "email"),
    ("http://purl.org/rss/1.0/modules/event/", "ev"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://geourl.org/rss/module/", "geourl"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://postneo.com/icbm", "icbm"),
    ("http://purl.org/rss/1.0/modules/image/", "image"),
    ("urn:atom-extension:indexing", "indexing"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://xmlns.com/foaf/0.1/", "foaf"),
    ("http://purl.org/rss/1.0/modules/link/", "l"),
    ("http://search.yahoo.com/mrss/", "media"),
    (MATHML, "mathml"),
    ("http://a9.com/-/spec/opensearchrss/1.0/", "opensearch10"),
    (OPENSEARCH, "opensearch"),
    ("http://www.opml.org/spec2", "opml"),
    (RDF, "rdf"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs"),
    ("http://purl.org/rss/1.0/modules/reference/", "ref"),
    ("http://purl.org/rss/1.0/modules/richequiv/", "reqv"),
    ("http://purl.org/rss/1.0/modules/rss091#", "rss091"),
    ("http://purl.org/rss/1.0/modules/search/", "search"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://purl.org/rss/1.0/modules/servicestatus/", "ss"),
    ("http://hacks.benhammersley.com/rss/streaming/", "str"),
    ("http://purl.org/rss/1.0/modules/subscription/", "sub"),
    ("http://feedsync.org/2007/feedsync", "sx"),
    (SVG, "svg"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
    ("http://purl.org/rss/1.0/modules/threading/", "thr"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://madskills.com/public/xml/rss/module/trackback/", "trackback"),
    ("http://wellformedweb.org/CommentAPI/", "wfw"),
    ("http://purl.org/rss/1.0/modules/wiki/", "wiki"),
    ("http://www.usemod.com/cgi-bin/mb.pl?ModWiki", "wiki"),
    ("http://schemas.xmlsoap.org/soap/envelope/", "soap"),
    (ATOM, "atom"),
    (XHTML, "xhtml"),
    (RSS_090, "rss090"),
    (RSS_10, "rss1"),
    (RSS_11, "rss11"),
    ("http://base.google.com/ns/1.0", "g"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("http://openid.net/xmlns/1.0", "openid"),
    ("http://earth.google.com/kml/2.0", "kml20"),
    ("http://earth.google.com/kml/2.1", "kml21"),
    ("http://www.opengis.net/kml/2.2", "kml22"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("xri://$xrd*($v*2.0)", "xrd"),
    (XRDS, "xrds"),
];

/// Namespaces that are in use and that the W3C validator does not judge: their names and where they are described.
const UNJUDGED: &[(&str, &str, &str)] = &[
    ("http://schemas.google.com/g/2005", "Google Data", "https://developers.google.com/gdata/docs/1.0/elements"),
    (
        "http://www.rawvoice.com/rawvoiceRssModule/",
        "RawVoice",
        "http://www.rawvoice.com/services/tools-and-resources/rawvoice-rss-2-0-module-xmlns-namespace-rss2/",
    ),
    ("https://schema.org/", "Schema.org", "https://schema.org/"),
    ("http://schema.org/", "Schema.org", "https://schema.org/"),
    ("https://podcastindex.org/namespace/1.0", "Podcasting 2.0", "https://podcastindex.org/"),
    (
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "Podcasting 2.0",
        "https://github.com/Podcastindex-org/podcast-namespace/",
    ),
];

/// Namespaces that feedmill judges and the W3C validator does not.
const BEYOND: &[(&str, &str)] = &[
    (PODCAST, "podcast"),
    ("https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "podcast"),
    ("http://purl.org/atompub/tombstones/1.0", "at"),
    (SITEMAP, "sitemap"),
    ("http://www.google.com/schemas/sitemap-news/0.9", "news"),
    ("http://www.google.com/schemas/sitemap-image/1.1", "sitemap-image"),
    ("http://www.google.com/schemas/sitemap-video/1.1", "sitemap-video"),
];

/// What is looked up in [`KNOWN`], made once.
struct Known {
    names: Vec<&'static str>,
    prefixes: NameMap<&'static str, Prefix>,
    exact: NameMap<&'static str, Prefix>,
    near: NameMap<String, Prefix>,
}

fn known() -> &'static Known {
    static ALL: OnceLock<Known> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Known {
            names: Vec::new(),
            prefixes: NameMap::default(),
            exact: NameMap::default(),
            near: NameMap::default(),
        };
        let known = KNOWN.iter().map(|pair| (pair, true));
        for (&(uri, name), theirs) in known.chain(BEYOND.iter().map(|pair| (pair, false))) {
            let next = Prefix(u8::try_from(all.names.len() + 1).unwrap_or(u8::MAX));
            let prefix = *all.prefixes.entry(name).or_insert(next);
            if prefix == next {
                all.names.push(name);
            }
            if theirs {
                all.exact.insert(uri, prefix);
                all.near.insert(near(uri), prefix);
            }
        }
        all
    })
}

/// `uri` as it is compared: in lower case, and without what stands behind its last letter, digit or `_`.
fn near(uri: &str) -> String {
    let line = uri.split('\n').next().unwrap_or_default();
    let end = line.char_indices().rev().find(|&(_, c)| c.is_alphanumeric() || c == '_');
    match end {
        Some((at, c)) => line.get(..at + c.len_utf8()).unwrap_or_default().to_lowercase(),
        None => uri.to_owned(),
    }
}

/// The namespace of exactly this URI.
pub fn exact(uri: &str) -> Option<Prefix> {
    known().exact.get(uri).copied()
}

/// The namespace that is meant by `uri`, also where case or the characters behind its last letter are wrong.
pub fn meant(uri: &str) -> Option<Prefix> {
    exact(uri).or_else(|| known().near.get(&near(uri)).copied())
}

/// The namespace of exactly this URI, of those that feedmill judges and the W3C validator does not.
pub fn beyond(uri: &str) -> Option<Prefix> {
    BEYOND.iter().find(|(known, _)| *known == uri).map(|(_, name)| Prefix::named(name))
}

/// What the namespace of podcasts is called.
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";

/// Whether by `uri` the namespace of podcasts is meant, and it is misspelt, so that no app knows it.
pub fn is_misspelt_podcast(uri: &str) -> bool {
    let lower = uri.to_ascii_lowercase();
    let about = (lower.contains("podcastindex.org") && lower.contains("namespace"))
        || lower.contains("podcastindex-org/podcast-namespace");
    about && beyond(uri).is_none()
}

/// The namespace that `prefix` usually stands for; `None` for a prefix that is free.
pub fn usual(prefix: &str) -> Option<Prefix> {
    KNOWN.iter().any(|(_, name)| *name == prefix).then(|| Prefix::named(prefix))
}

/// The URI that is right for a prefix: the first in the list.
pub fn uri_of(prefix: Prefix) -> &'static str {
    KNOWN.iter().find(|(_, name)| *name == prefix.name()).map_or("", |(uri, _)| uri)
}

/// The name and the description's address of a namespace that is in use but not judged by the W3C validator.
pub fn unjudged(uri: &str) -> Option<(&'static str, &'static str)> {
    UNJUDGED.iter().find(|(known, ..)| *known == uri).map(|&(_, name, page)| (name, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_by_what_was_meant() {
        let dc = Prefix::named("dc");
        assert_eq!(meant("HTTP://purl.org/dc/elements/1.1"), Some(dc));
        assert_eq!(exact("http://purl.org/dc/elements/1.1"), None);
        assert_eq!(dc.name(), "dc");
        assert_eq!(uri_of(dc), "http://purl.org/dc/elements/1.1/");
        assert_eq!(meant("urn:nobody"), None);
        assert_eq!(Prefix::named("nobody"), Prefix::UNKNOWN);
        assert_eq!(Prefix::CORE.name(), "");
        assert_eq!(exact("http://purl.org/syndication/thread/1.0"), Some(Prefix::named("thr")));
    }
}
