//! Writes a site of made-up articles to measure with: `cargo run --release --example corpus -- 10000 DIR [--hugo]`.
//!
//! Article `i` depends on the seed and `i` alone, so that the first thousand of a large corpus are a small one. `DIR` gets
//! `articles/`, a `feedmill.toml`, and a file `newest` that names the newest article. With `--hugo` it also gets a
//! `hugo.toml` and `layouts/` with which Hugo makes the same feeds from the same files.

mod article;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use article::{Article, Corpus};
use rayon::prelude::*;

const USAGE: &str = "usage: corpus NUMBER DIR [--hugo] [--seed N]";

const FEEDMILL: &str = r#"# Feeds of a made-up site: everything, each tag, author and section; the newest 20 articles, whole.
[site]
title = "Field Notes"
url = "https://example.org/"
description = "Articles that nobody wrote"
language = "en"

[defaults]
formats = ["rss", "atom", "json"]
limit = 20
content = "full"

[[feed]]
path = ""

[[feed]]
each = "tag"
path = "tags/{tag}"

[[feed]]
each = "author"
path = "authors/{author}"

[[feed]]
each = "section"
path = "sections/{section}"
"#;

/// What Hugo needs beside the articles, by path.
const HUGO: [(&str, &str); 4] = [
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/list.rss.xml", include_str!("hugo/layouts/list.rss.xml")),
    ("layouts/list.atom.xml", include_str!("hugo/layouts/list.atom.xml")),
    ("layouts/list.jsonfeed.json", include_str!("hugo/layouts/list.jsonfeed.json")),
];

struct Arguments {
    number: u64,
    folder: PathBuf,
    seed: u64,
    hugo: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments(std::env::args().skip(1))?;
    let articles = arguments.folder.join("articles");
    if articles.exists() {
        return Err(format!("{} is there already", articles.display()).into());
    }
    let corpus = Corpus::new(arguments.seed);
    let written = (0..arguments.number)
        .into_par_iter()
        .map(|number| write(&articles, corpus.article(number)))
        .collect::<Result<Vec<_>, _>>()?;
    let bytes: usize = written.iter().map(|(_, length)| length).sum();
    fs::write(arguments.folder.join("feedmill.toml"), FEEDMILL)?;
    if arguments.hugo {
        fs::create_dir_all(arguments.folder.join("layouts"))?;
        HUGO.iter().try_for_each(|(path, text)| fs::write(arguments.folder.join(path), text))?;
    }
    let newest = written.iter().map(|(article, _)| article).filter(|article| !article.draft).max_by_key(|a| a.date);
    let newest = newest.map(|article| format!("articles/{}\n", article.path())).unwrap_or_default();
    fs::write(arguments.folder.join("newest"), &newest)?;
    println!("{} articles, {:.1} MB", written.len(), bytes as f64 / 1e6);
    Ok(())
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, Box<dyn Error>> {
    let number = given.next().ok_or(USAGE)?.parse().map_err(|_| USAGE)?;
    let folder = given.next().filter(|folder| !folder.starts_with('-')).ok_or(USAGE)?.into();
    let mut arguments = Arguments { number, folder, seed: 1, hugo: false };
    while let Some(option) = given.next() {
        match &*option {
            "--hugo" => arguments.hugo = true,
            "--seed" => arguments.seed = given.next().ok_or(USAGE)?.parse().map_err(|_| USAGE)?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(arguments)
}

/// Gives the article without its body, and how many bytes its file has.
fn write(articles: &Path, mut article: Article) -> std::io::Result<(Article, usize)> {
    let file = articles.join(article.path());
    let text = article.to_toml();
    article.body = String::new();
    if let Err(error) = fs::write(&file, &text) {
        if error.kind() != std::io::ErrorKind::NotFound {
            return Err(error);
        }
        fs::create_dir_all(file.parent().unwrap_or(articles))?;
        fs::write(&file, &text)?;
    }
    Ok((article, text.len()))
}
