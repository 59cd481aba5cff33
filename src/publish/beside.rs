//! Addresses below the page of an article, and the paths they have in its folder.

/// How long files beside articles may be kept by whoever fetched them.
pub const CACHE_CONTROL: &str = "public, max-age=86400";

/// What relative addresses on a page are relative to.
pub fn folder_of(link: &str) -> &str {
    let link = link.split(['?', '#']).next().unwrap_or_default();
    link.rsplit_once('/').and_then(|(folder, _)| link.get(..=folder.len())).unwrap_or_default()
}

/// The path of an address below another, as a file system has it; `None` where it is not below, or climbs.
pub fn relative(address: &str, folder: &str) -> Option<String> {
    let path = address.strip_prefix(folder)?.split(['?', '#']).next()?;
    let parts: Vec<String> = path.split('/').map(decoded).collect();
    let sound = |part: &String| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.starts_with('_')
            && !part.contains(['/', '\\', ':'])
            && !part.chars().any(char::is_control)
    };
    parts.iter().all(sound).then(|| parts.join("/"))
}

/// A part of an address as it is called in a file system.
pub fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_never_climb() {
        let base = "https://x.example/a/";
        let path = |rest: &str| relative(&format!("{base}{rest}"), base);
        assert_eq!(path("b/c%20d.mp3?x#y").as_deref(), Some("b/c d.mp3"));
        assert_eq!(path("%C3%A4.png").as_deref(), Some("ä.png"));
        for bad in
            ["", "..", "../x", "%2E%2E/x", "b/../../x", "b%2Fc", "b%5Cc", "/x", "b//c", ".git/x", "_x", "C:x", "%00"]
        {
            assert_eq!(path(bad), None, "{bad}");
        }
        assert_eq!(relative("https://x.example/ab/c", base), None);
    }

    #[test]
    fn pages_have_folders() {
        assert_eq!(folder_of("https://x.example/a/b/"), "https://x.example/a/b/");
        assert_eq!(folder_of("https://x.example/a/b.html?q=/x/"), "https://x.example/a/");
        assert_eq!(folder_of("mail"), "");
    }
}
