//! What the path of an article's file says about it.

use super::language;
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
    let mut folders: Vec<&str> = below.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let name = match file.rsplit_once('.') {
        Some((name, extension)) if !name.is_empty() && super::markup_of_extension(extension).is_some() => name,
        _ => file,
    };
    let (name, code, language) = match name.rsplit_once('.') {
        Some((short, code)) if !short.is_empty() => match language::of_suffix(code) {
            Some(language) => (short, code, Some(language)),
            None => (name, "", None),
        },
        _ => (name, "", None),
    };
    let posts = folders.iter().position(|folder| matches!(*folder, "_posts" | "_drafts"));
    let above_posts = posts.map_or(Vec::new(), |at| folders[..at].to_vec());
    let draft = folders.contains(&"_drafts");

    let mut stem_parts = folders.clone();
    let name = match folders.last().copied() {
        // A page bundle: its folder is the article.
        Some(folder) if name == "index" && !matches!(folder, "_posts" | "_drafts") => {
            folders.pop();
            folder
        }
        _ => {
            stem_parts.push(name);
            name
        }
    };
    let mut stem = stem_parts.join("/");
    if !code.is_empty() {
        stem.push('.');
        stem.push_str(code);
    }
    let section = folders.iter().find(|folder| !matches!(**folder, "_posts" | "_drafts")).copied().unwrap_or_default();
    let (date, slug) = match written_date::of_file_name(name) {
        Some((date, slug)) => (Some(date), slug),
        None => (None, name),
    };
    FileName { stem, section, slug: slug.trim(), date, language, above_posts, of_jekyll: posts.is_some(), draft }
}

#[cfg(test)]
mod tests {
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
}
