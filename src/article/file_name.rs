//! What the path of an article's file says about it.

use super::language;
use super::plain::split_at_last;
use super::written_date::{self, Written};

/// What the path of an article's file says about it.
#[derive(Debug, PartialEq)]
pub struct FileName<'p> {
    /// Path without extension, and for a page bundle without `/index`.
    pub stem: String,
    /// The first folder; empty where there is none.
    pub section: &'p str,
    /// The last part of its address.
    pub slug: &'p str,
    /// The day, or time, that the name begins with.
    pub date: Option<Written>,
    /// The language that the name ends in.
    pub language: Option<String>,
    /// The folders above Jekyll's `_posts`.
    pub above_posts: Vec<&'p str>,
    /// It lies in Jekyll's `_posts` or `_drafts`.
    pub of_jekyll: bool,
    /// It lies in Jekyll's `_drafts`.
    pub draft: bool,
}

/// Reads `below`, a path below the folder of articles with `/` between its parts.
pub fn read(below: &str) -> FileName<'_> {
    let (folder, file) = split_at_last(below, b'/').map_or((None, below), |(folder, file)| (Some(folder), file));
    let name = match split_at_last(file, b'.') {
        Some((name, extension)) if !name.is_empty() && super::markup_of_extension(extension).is_some() => name,
        _ => file,
    };
    let (name, code, language) = match split_at_last(name, b'.') {
        Some((short, code)) if !short.is_empty() => match language::of_suffix(code) {
            Some(language) => (short, code, Some(language)),
            None => (name, "", None),
        },
        _ => (name, "", None),
    };
    let is_jekylls = |folder: &str| matches!(folder, "_posts" | "_drafts");
    let folders = || folder.into_iter().flat_map(|folder| folder.split('/'));
    let of_jekyll = folders().any(is_jekylls);
    let above_posts = if of_jekyll { folders().take_while(|folder| !is_jekylls(folder)).collect() } else { Vec::new() };
    let draft = of_jekyll && folders().any(|folder| folder == "_drafts");

    let bundle = folder.filter(|_| name == "index").map(|folder| folder.rsplit_once('/').unwrap_or(("", folder)));
    // A page bundle: its folder is the article.
    let bundle = bundle.filter(|(_, last)| !is_jekylls(last));
    let (above, stem, name) = match (bundle, folder) {
        (Some((above, name)), Some(folder)) => (Some(above).filter(|_| folder.contains('/')), folder, name),
        (_, Some(folder)) => (Some(folder), below.get(..folder.len() + 1 + name.len()).unwrap_or_default(), name),
        (_, None) => (None, name, name),
    };
    let stem = if code.is_empty() { stem.to_owned() } else { format!("{stem}.{code}") };
    let section = above.and_then(|above| above.split('/').find(|folder| !is_jekylls(folder))).unwrap_or_default();
    let (date, slug) = match written_date::of_file_name(name) {
        Some((date, slug)) => (Some(date), slug),
        None => (None, name),
    };
    FileName { stem, section, slug: slug.trim(), date, language, above_posts, of_jekyll, draft }
}

/// What follows the date that `name` begins with, if it would be taken for one.
pub(crate) fn split_date(name: &str) -> Option<&str> {
    written_date::of_file_name(name).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_say_section_slug_and_stem() {
        for (below, section, slug, stem) in [
            ("grain.md", "", "grain", "grain"),
            ("world/grain.md", "world", "grain", "world/grain"),
            ("world/2026/11/grain.html", "world", "grain", "world/2026/11/grain"),
            ("world/grain/index.md", "world", "grain", "world/grain"),
            ("grain/index.txt", "", "grain", "grain"),
            ("index.md", "", "index", "index"),
            ("_posts/2026-11-20-grain.md", "", "grain", "_posts/2026-11-20-grain"),
            ("_posts/world/2026-11-20-grain.md", "world", "grain", "_posts/world/2026-11-20-grain"),
            ("world/_posts/2026-11-20-grain.markdown", "world", "grain", "world/_posts/2026-11-20-grain"),
            ("world/2026-11-20-grain/index.md", "world", "grain", "world/2026-11-20-grain"),
            ("world/2026-11-20.md", "world", "2026-11-20", "world/2026-11-20"),
            ("v1.2.md", "", "v1.2", "v1.2"),
            ("notes.js.md", "", "notes.js", "notes.js"),
            ("grain.fr.md", "", "grain", "grain.fr"),
            ("world/grain/index.pt-BR.md", "world", "grain", "world/grain.pt-BR"),
            ("2026-11-20-grain.fr.md", "", "grain", "2026-11-20-grain.fr"),
            ("чорна земля.md", "", "чорна земля", "чорна земля"),
            ("grain", "", "grain", "grain"),
            ("fr.md", "", "fr", "fr"),
        ] {
            let got = read(below);
            assert_eq!((got.section, got.slug, got.stem.as_str()), (section, slug, stem), "{below}");
        }
    }

    #[test]
    fn names_say_date_language_and_draft() {
        assert_eq!(read("2026-11-20-grain.fr.md").language.as_deref(), Some("fr"));
        assert_eq!(read("index.pt-br.md").language.as_deref(), Some("pt-BR"));
        assert_eq!(read("2026-11-20-grain.md").date.unwrap().day.to_string(), "2026-11-20");
        assert!(read("_drafts/grain.md").draft && !read("drafts/grain.md").draft);
        assert_eq!(read("a/b/_posts/2026-11-20-c.md").above_posts, ["a", "b"]);
    }

    /// The same, one folder after the other.
    fn read_slowly(below: &str) -> FileName<'_> {
        let mut folders: Vec<&str> = below.split('/').collect();
        let file = folders.pop().unwrap();
        let name = match file.rsplit_once('.') {
            Some((name, "md")) if !name.is_empty() => name,
            _ => file,
        };
        let (name, code, language) = match name.rsplit_once('.') {
            Some((short, code)) if !short.is_empty() && language::of_suffix(code).is_some() => {
                (short, code, language::of_suffix(code))
            }
            _ => (name, "", None),
        };
        let posts = folders.iter().position(|folder| matches!(*folder, "_posts" | "_drafts"));
        let above_posts = posts.map_or(Vec::new(), |at| folders[..at].to_vec());
        let draft = folders.contains(&"_drafts");
        let mut parts = folders.clone();
        let name = match folders.last().copied() {
            Some(folder) if name == "index" && !matches!(folder, "_posts" | "_drafts") => {
                folders.pop();
                folder
            }
            _ => {
                parts.push(name);
                name
            }
        };
        let mut stem = parts.join("/");
        if !code.is_empty() {
            stem = format!("{stem}.{code}");
        }
        let section = folders.iter().find(|folder| !matches!(**folder, "_posts" | "_drafts")).copied();
        let dated = written_date::of_file_name(name);
        let (date, slug) = dated.map_or((None, name), |(date, slug)| (Some(date), slug));
        let (section, slug, of_jekyll) = (section.unwrap_or_default(), slug.trim(), posts.is_some());
        FileName { stem, section, slug, date, language, above_posts, of_jekyll, draft }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn folders_are_read_as_one_by_one(pieces in prop::collection::vec(prop::sample::select(vec![
            "/", "/", "/", "a", "index", "_posts", "_drafts", "2026-11-20-", "2026", ".fr", ".", ".md", ".md", "ü", " ",
        ]), 0..10)) {
            let below = pieces.concat();
            prop_assert_eq!(read(&below), read_slowly(&below), "{}", below);
        }
    }
}
