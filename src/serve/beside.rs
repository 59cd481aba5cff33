//! Files that lie beside articles, where their addresses lead: a picture below the page that shows it.

use std::fs;
use std::path::{Path, PathBuf};

use super::Scene;
use crate::article::markup_of;
use crate::feed::address::encode_path;
use crate::publish::beside::{decoded, folder_of, relative};

/// No address of a file is longer; what is must not cost anything.
const MOST_BYTES: usize = 4096;

/// The file that an absolute address leads to, where it lies beside the article whose page is at or above that address.
///
/// It is in the folder of articles, whatever links lead there, and is no article, nor what describes one, nor hidden.
pub fn file_of(scene: &Scene, address: &str) -> Option<PathBuf> {
    let address = address.split(['?', '#']).next().filter(|address| address.len() <= MOST_BYTES)?;
    // Most questions are about addresses that have nothing to do with articles: those cost no look at the disk.
    let candidates = candidates(scene, address);
    if candidates.is_empty() {
        return None;
    }
    let folder = scene.folder.canonicalize().ok()?;
    candidates.iter().find_map(|candidate| permitted(candidate, &folder))
}

/// Where the file may be, the likeliest place first.
fn candidates(scene: &Scene, address: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folder = folder_of(address);
    loop {
        let beside = scene.beside.get(folder).or_else(|| scene.beside.get(&*as_written(folder)?));
        if let Some((beside, path)) = beside.zip(relative(address, folder)) {
            found.extend([beside.join(&path), scene.folder.join(&path)]);
        }
        let parent = folder.strip_suffix('/').map(folder_of).unwrap_or_default();
        if parent.is_empty() || parent.ends_with("://") {
            return found;
        }
        folder = parent;
    }
}

/// An address as a build would write it, where it is written in another way.
fn as_written(address: &str) -> Option<String> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b':' | b'.' | b'-' | b'_' | b'~');
    if address.bytes().all(is_usual) {
        return None;
    }
    let parts = address.split('/').map(|part| encode_path(&decoded(part)));
    Some(parts.collect::<Vec<_>>().join("/"))
}

/// The real file at this path, if it may be shown to anybody.
fn permitted(path: &Path, folder: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    let below = real.strip_prefix(folder).ok()?;
    let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
    let is_article = |path: &Path| {
        let is_sidecar = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        is_sidecar || markup_of(&path.to_string_lossy()).is_some()
    };
    let is_secret = below.iter().any(is_hidden) || is_article(below) || is_article(path);
    (!is_secret && fs::metadata(&real).ok()?.is_file()).then_some(real)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;

    fn scene(folder: &Path) -> Scene {
        let beside = [("https://x.example/tea/", "tea"), ("https://x.example/2024/b%C3%A4r/", "bear")];
        let beside = beside.map(|(address, below)| (address.to_owned(), folder.join(below)));
        Scene { folder: folder.to_owned(), beside: Arc::new(BTreeMap::from(beside)), ..Scene::default() }
    }

    #[test]
    fn what_lies_beside_an_article_is_below_its_page() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().canonicalize().unwrap().join("articles");
        for path in ["tea/cup.png", "tea/more/pot.jpg", "bear/sound one.mp3", "logo.svg", "alone.png"] {
            fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            fs::write(folder.join(path), path).unwrap();
        }
        let scene = scene(&folder);
        let found = |address: &str| {
            let file = file_of(&scene, &format!("https://x.example/{address}"))?;
            Some(file.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
        };
        let known = [
            ("tea/cup.png", "tea/cup.png"),
            ("tea/cup.png?size=2#top", "tea/cup.png"),
            ("tea/%63up.png", "tea/cup.png"),
            ("tea/more/pot.jpg", "tea/more/pot.jpg"),
            ("2024/b%C3%A4r/sound%20one.mp3", "bear/sound one.mp3"),
            ("2024/b%c3%a4r/sound%20one.mp3", "bear/sound one.mp3"),
            ("2024/bär/sound one.mp3", "bear/sound one.mp3"),
            ("tea/logo.svg", "logo.svg"),
        ];
        for (address, file) in known {
            assert_eq!(found(address).as_deref(), Some(file), "{address}");
        }
        for address in
            ["alone.png", "tea/", "tea/more", "tea/more/", "tea/none.png", "2024/cup.png", "", "tea//cup.png"]
        {
            assert_eq!(found(address), None, "{address}");
        }
        assert_eq!(file_of(&scene, "https://y.example/tea/cup.png"), None);
        assert_eq!(file_of(&scene, "tea/cup.png"), None);
    }

    #[test]
    fn nothing_else_is_shown() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("articles");
        fs::create_dir_all(folder.join("tea/.git")).unwrap();
        for path in
            ["tea/index.md", "tea/x.HTML", "tea/n.txt", "tea/cup.toml", "tea/.env", "tea/.git/config", "tea/_d.png"]
        {
            fs::write(folder.join(path), path).unwrap();
        }
        fs::write(place.path().join("secret.png"), "secret").unwrap();
        let scene = scene(&folder);
        let found = |address: &str| file_of(&scene, &format!("https://x.example/{address}"));
        for address in [
            "tea/index.md",
            "tea/x.HTML",
            "tea/n.txt",
            "tea/cup.toml",
            "tea/.env",
            "tea/.git/config",
            "tea/_d.png",
            "tea/../../secret.png",
            "tea/%2e%2e/%2e%2e/secret.png",
            "tea/..%2f..%2fsecret.png",
        ] {
            assert_eq!(found(address), None, "{address}");
        }
        #[cfg(unix)]
        {
            let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.join("tea").join(name)).unwrap();
            link("../../secret.png", "out.png");
            link("index.md", "article.png");
            link(".git", "git");
            link("/dev/zero", "zero.png");
            for address in ["tea/out.png", "tea/article.png", "tea/git/config", "tea/zero.png"] {
                assert_eq!(found(address), None, "{address}");
            }
            fs::write(folder.join("tea/cup.png"), "cup").unwrap();
            link("cup.png", "same.png");
            assert!(found("tea/same.png").is_some_and(|file| file.ends_with("cup.png")));
        }
    }
}
