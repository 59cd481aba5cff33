//! The path of a request → a path below the output folder.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'r> {
    /// Where it is below the folder, with `/` between parts, as a file system has it; empty for the folder itself.
    pub path: Cow<'r, str>,
    /// Whether it was asked for as a folder, with `/` at the end.
    pub is_folder: bool,
}

impl<'r> Target<'r> {
    /// What the path of a request target asks for; `None` where nothing of that name may be served.
    ///
    /// It is decoded once, so that what is encoded twice is a name with a `%` in it.
    pub fn of(path: &'r str) -> Option<Target<'r>> {
        let path = path.strip_prefix('/')?;
        if path.is_empty() {
            return Some(Target { path: Cow::Borrowed(""), is_folder: true });
        }
        let (path, is_folder) = path.strip_suffix('/').map_or((path, false), |path| (path, true));
        let path = if path.contains('%') { Cow::Owned(decoded(path)?) } else { Cow::Borrowed(path) };
        is_sound(&path).then_some(Target { path, is_folder })
    }

    /// The file that is served.
    pub fn file(self) -> Cow<'r, str> {
        match (self.is_folder, self.path.is_empty()) {
            (false, _) => self.path,
            (true, true) => Cow::Borrowed("index.html"),
            (true, false) => Cow::Owned(format!("{}/index.html", self.path)),
        }
    }
}

/// Whether each part of a path below a folder is a name that may be served: none is hidden, none leads elsewhere.
pub fn is_sound(path: &str) -> bool {
    let mut parts = path.split('/').enumerate();
    // RFC 8615 has given this name a meaning.
    parts.all(|(n, part)| is_sound_part(part) || (n == 0 && part == ".well-known" && path.len() > part.len()))
}

fn is_sound_part(part: &str) -> bool {
    // A colon is a drive or a stream within a file for Windows, which drops dots and spaces at the end of names.
    let ends_in_nothing = part.ends_with(['.', ' ']);
    let is_foreign = part.contains(['\\', ':']) || (cfg!(windows) && is_device(part));
    !part.is_empty() && !part.starts_with('.') && !ends_in_nothing && !is_foreign && !part.chars().any(char::is_control)
}

/// Whether this is a device in every folder of Windows.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_numbered = |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.chars().count() == 1);
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || is_numbered("COM") || is_numbered("LPT")
}

/// A path with its parts decoded; `None` where that makes no sense, or more parts.
fn decoded(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let is_escape = |at: usize| {
        let digits = bytes.get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit) && !digits.eq_ignore_ascii_case(b"2f"))
    };
    let is_sound = memchr::memchr_iter(b'%', bytes).all(is_escape);
    is_sound.then(|| percent_decode_str(path).decode_utf8().ok().map(Cow::into_owned))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(path: &str) -> Option<String> {
        Target::of(path).map(|target| target.file().into_owned())
    }

    #[test]
    fn what_is_sound_is_served() {
        let table = [
            ("/", "index.html"),
            ("/rss.xml", "rss.xml"),
            ("/tags/tea/", "tags/tea/index.html"),
            ("/tags/%C3%A4/rss.xml", "tags/ä/rss.xml"),
            ("/tags/ä/rss.xml", "tags/ä/rss.xml"),
            ("/a%20b.mp3", "a b.mp3"),
            ("/%2572ss.xml", "%72ss.xml"),
            ("/.well-known/x", ".well-known/x"),
            ("/a..b/c.tar.gz", "a..b/c.tar.gz"),
            ("/%e2%80%a6", "…"),
        ];
        for (path, expected) in table {
            assert_eq!(file(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_not() {
        for path in [
            "",
            "*",
            "rss.xml",
            "//",
            "//host/x",
            "/a//b",
            "/./rss.xml",
            "/..",
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/.%2E/x",
            "/a%2Fb",
            "/a%2fb",
            "/a%5Cb",
            "/a\\b",
            "/..\\x",
            "/%00",
            "/rss.xml%00.html",
            "/a%0Ab",
            "/a%7Fb",
            "/%FF",
            "/%C3",
            "/%C0%AE%C0%AE/x",
            "/%",
            "/%4",
            "/%zz",
            "/.git/config",
            "/.feedmill-tmp/rss.xml",
            "/a/.hidden",
            "/.well-known",
            "/.well-known/.x",
            "/a/.well-known/x",
            "/C:/x",
            "/C:",
            "/x:y",
            "/rss.xml.",
            "/rss.xml%20",
            "/rss.xml::$DATA",
            "/%C2%85",
        ] {
            assert_eq!(file(path), None, "{path}");
        }
    }

    #[test]
    fn devices_are_known_by_name() {
        for name in ["nul", "CON", "aux.xml", "com1", "LPT9.txt", "con .x"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["null", "com", "com10", "contents", "lpt"] {
            assert!(!is_device(name), "{name}");
        }
    }

    proptest! {
        /// Whatever is asked for, what is looked for lies below the folder, and hidden files are not looked for.
        #[test]
        fn no_path_leaves_the_folder(parts in prop::collection::vec(
            prop_oneof![
                Just(".".to_owned()), Just("..".to_owned()), Just("%2e".to_owned()), Just("%2E%2e".to_owned()), Just("/".to_owned()),
                Just("%2f".to_owned()), Just("\\".to_owned()), Just("%5c".to_owned()), Just("%252e".to_owned()), Just("%00".to_owned()),
                Just("a".to_owned()), Just("%".to_owned()), "[ -~]{0,3}", "\\PC{0,2}",
            ], 0..8)
        ) {
            let path = format!("/{}", parts.concat());
            if let Some(file) = file(&path) {
                let mut below = 0;
                for part in std::path::Path::new(&file).components() {
                    let std::path::Component::Normal(part) = part else { panic!("{path} → {file}") };
                    let part = part.to_str().unwrap();
                    prop_assert!(!part.starts_with('.') || (below == 0 && part == ".well-known"), "{}", file);
                    below += 1;
                }
                prop_assert!(below > 0 && !file.contains(['\\', '\0', ':']));
            }
        }
    }
}
