//! Media types of files that go with articles: by name, else by their first bytes.

/// What a file of unknown kind is served as (RFC 2046, section 4.5.1).
pub const UNKNOWN: &str = "application/octet-stream";

/// Extension and media type, as registered with IANA or, for want of that, as feed readers and servers expect.
const BY_EXTENSION: &[(&str, &str)] = &[
    ("aac", "audio/aac"),
    ("avif", "image/avif"),
    ("csv", "text/csv"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("m4b", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("mka", "audio/x-matroska"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("srt", "application/x-subrip"),
    ("svg", "image/svg+xml"),
    ("torrent", "application/x-bittorrent"),
    ("txt", "text/plain"),
    ("vtt", "text/vtt"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// The media type that the extension of a path or URL speaks for; a query or fragment is no part of it.
pub fn of_path(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next()?;
    let name = path.rsplit('/').next()?;
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    BY_EXTENSION.binary_search_by_key(&&*extension, |(known, _)| known).ok().map(|at| BY_EXTENSION[at].1)
}

/// The media type that the first bytes of a file (at least 16, where it has them) speak for.
pub fn of_bytes(bytes: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, sign: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(sign));
    Some(match () {
        () if at(0, b"ID3") => "audio/mpeg",
        // An MPEG audio frame, layer III: eleven bits of sync, then a version that exists.
        () if bytes.len() > 1 && bytes[0] == 0xFF && bytes[1] & 0xE6 == 0xE2 => "audio/mpeg",
        () if at(0, b"OggS") => "audio/ogg",
        () if at(0, b"fLaC") => "audio/flac",
        () if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        () if at(4, b"ftypM4A") || at(4, b"ftypM4B") => "audio/mp4",
        () if at(4, b"ftypavif") => "image/avif",
        () if at(4, b"ftypqt") => "video/quicktime",
        () if at(4, b"ftyp") => "video/mp4",
        () if at(0, b"\x1A\x45\xDF\xA3") => "video/webm",
        () if at(0, b"\x89PNG\r\n\x1A\n") => "image/png",
        () if at(0, b"\xFF\xD8\xFF") => "image/jpeg",
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => "image/gif",
        () if at(0, b"%PDF-") => "application/pdf",
        () if at(0, b"PK\x03\x04") => "application/zip",
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_media_types() {
        assert!(BY_EXTENSION.is_sorted_by_key(|(extension, _)| extension));
        assert!(BY_EXTENSION.iter().all(|(_, media_type)| mediatype_like(media_type)));
    }

    fn mediatype_like(text: &str) -> bool {
        text.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty() && !rest.contains('/'))
    }

    #[test]
    fn names_speak_for_kinds() {
        assert_eq!(of_path("https://x.example/a/ep.12.MP3?dl=1.zip#t"), Some("audio/mpeg"));
        assert_eq!(of_path("a.b/c"), None);
        assert_eq!(of_path("x.unknown"), None);
        assert_eq!(of_path(""), None);
    }

    #[test]
    fn first_bytes_speak_for_kinds() {
        assert_eq!(of_bytes(b"ID3\x04"), Some("audio/mpeg"));
        assert_eq!(of_bytes(b"\xFF\xFB\x90"), Some("audio/mpeg"));
        assert_eq!(of_bytes(b"\xFF\xD8\xFF\xE0"), Some("image/jpeg"));
        assert_eq!(of_bytes(b"RIFF....WAVE"), Some("audio/wav"));
        assert_eq!(of_bytes(b""), None);
    }
}
