//! How files are served: media types, caching, and the same in a compressed form.

use std::io::{self, Read as _, Write as _};

use super::object::{Body, Object, Parcel, Served};
use crate::format::Rope;

/// The `Cache-Control` of feeds where the configuration says nothing.
pub const CACHE_CONTROL: &str = "public, max-age=300";

/// That of archive documents, which change seldom.
const ARCHIVES: &str = "public, max-age=86400";

/// How the file of the output at `path` is served; archive documents otherwise than what changes often.
pub fn served(path: &str, is_archive: bool, cache_control: Option<&str>) -> Served {
    let content_type = match path.rsplit('/').next().unwrap_or_default() {
        "rss.xml" => "application/rss+xml; charset=utf-8",
        "atom.xml" => "application/atom+xml; charset=utf-8",
        "feed.json" => "application/feed+json; charset=utf-8",
        name if name.ends_with(".opml") => "text/x-opml; charset=utf-8",
        name if name.ends_with(".html") => "text/html; charset=utf-8",
        _ => "application/xml; charset=utf-8",
    };
    let cache_control = if is_archive { ARCHIVES } else { cache_control.unwrap_or(CACHE_CONTROL) };
    Served { content_type: content_type.to_owned(), cache_control: cache_control.to_owned(), encoding: None }
}

/// A way to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

impl Packing {
    /// All of them.
    pub const ALL: [Packing; 2] = [Packing::Gzip, Packing::Brotli];

    /// What the name of a file ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Gzip => ".gz",
            Packing::Brotli => ".br",
        }
    }

    /// The first bytes of what was compressed; none where it is nothing of the kind.
    pub fn start(self, packed: &[u8]) -> Vec<u8> {
        let mut start = Vec::new();
        let read = match self {
            Packing::Gzip => flate2::read::GzDecoder::new(packed).take(super::START).read_to_end(&mut start),
            Packing::Brotli => brotli::Decompressor::new(packed, 4096).take(super::START).read_to_end(&mut start),
        };
        if read.is_ok() { start } else { Vec::new() }
    }

    fn encoding(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Brotli => "br",
        }
    }

    /// The bytes, compressed: the same for the same, whenever and wherever that is done.
    pub fn pack(self, body: &Body) -> io::Result<Vec<u8>> {
        let bytes = body.read()?;
        match self {
            // No name, no time.
            Packing::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
                bytes.write_to(&mut out)?;
                out.finish()
            }
            Packing::Brotli => {
                // Quality 9 of 11: nearly as small, in a tenth of the time.
                let mut out = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 9, 22);
                bytes.write_to(&mut out)?;
                out.flush()?;
                Ok(out.into_inner())
            }
        }
    }
}

/// An object with its siblings in these codings.
pub fn parcel(object: Object, packings: &[Packing]) -> io::Result<Parcel> {
    let sibling = |packing: &Packing| {
        let bytes = packing.pack(&object.body)?;
        let served = Served { encoding: Some(packing.encoding()), ..object.served.clone() };
        let path = format!("{}{}", object.path, packing.ending());
        Ok(Object { root: object.root, path, body: Body::Rope(Rope::from(bytes)), served })
    };
    let siblings = packings.iter().map(sibling).collect::<io::Result<_>>()?;
    Ok(Parcel { object, siblings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_by_names() {
        let kind = |path| served(path, false, None).content_type;
        assert_eq!(kind("tags/x/rss.xml"), "application/rss+xml; charset=utf-8");
        assert_eq!(kind("atom.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(kind("feed.json"), "application/feed+json; charset=utf-8");
        assert_eq!(kind("feeds.opml"), "text/x-opml; charset=utf-8");
        assert_eq!(kind("index.html"), "text/html; charset=utf-8");
        assert_eq!(kind("news-sitemap.xml"), "application/xml; charset=utf-8");
    }

    #[test]
    fn archives_are_kept_longer() {
        let kept = |path, is_archive| served(path, is_archive, Some("no-store")).cache_control;
        assert_eq!(kept("archive/3/atom.xml", true), ARCHIVES);
        assert_eq!(kept("tags/x/archive/12/rss.xml", true), ARCHIVES);
        assert_eq!(kept("tags/archive/rss.xml", false), "no-store");
        // The feed of a tag may have such a path.
        assert_eq!(kept("archive/2024/rss.xml", false), "no-store");
        assert_eq!(served("rss.xml", false, None).cache_control, CACHE_CONTROL);
    }

    #[test]
    fn siblings_say_the_same_in_the_same_bytes() {
        let text = b"<feed>the same and the same and the same</feed>".repeat(100);
        let body = Body::Rope(Rope::from(text.clone()));
        for packing in Packing::ALL {
            let packed = packing.pack(&body).unwrap();
            assert_eq!(packed, packing.pack(&body).unwrap());
            assert!(packed.len() < text.len() / 5);
            let mut back = Vec::new();
            match packing {
                Packing::Gzip => flate2::read::GzDecoder::new(&*packed).read_to_end(&mut back).unwrap(),
                Packing::Brotli => brotli::Decompressor::new(&*packed, 4096).read_to_end(&mut back).unwrap(),
            };
            assert_eq!(back, text);
            assert_eq!(packing.start(&packed), &text[..text.len().min(4096)]);
            assert!(packing.start(b"neither").is_empty());
        }
    }
}
