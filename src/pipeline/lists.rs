//! The files that list the others: OPML for readers, a page for people, a news sitemap.

use std::collections::HashSet;
use std::sync::Arc;

use super::entry::{entry, icon};
use super::head::{address, description, document_path, language, link, title};
use super::press::Press;
use super::{File, FileKind};
use crate::config::{Config, Each};
use crate::feed::Entry;
use crate::feed::card::Candidate;
use crate::feed::select::Selected;
use crate::format::{self, Group, Listed};
use crate::text;

/// The list of all feeds for feed readers.
pub const OPML: &str = "feeds.opml";
/// The list of all feeds for people.
pub const INDEX_PAGE: &str = "index.html";
/// The Google News sitemap.
pub const NEWS_SITEMAP: &str = "news-sitemap.xml";

/// How many of the newest entries the page for people shows.
const NEWEST: usize = 10;

/// The lists of `feeds`, and the news sitemap where the configuration asks for one; each with how many it lists. `None`
/// where an article is not what it was when it was chosen.
pub fn files(
    press: &Press,
    feeds: &[Selected],
    newest: &[Entry],
    news: &[Arc<Candidate>],
) -> Option<Vec<(File, usize)>> {
    let config = press.config;
    let listed: Vec<Listed> = live(feeds).map(|feed| listed(config, feed)).collect();
    let site = format::Site {
        title: text::line(&config.site.title).into_owned(),
        description: text::line(&config.site.description).into_owned(),
        link: config.site.url.to_string(),
        base: config.output.url.to_string(),
        language: config.site.language.clone(),
        rights: config.site.rights.clone(),
        icon: icon(config),
        opml: Some(address(config, OPML)),
        zone: Some(config.site.timezone),
    };
    let mut files = vec![
        (file(OPML, FileKind::Opml, format::opml(&site.title, &listed)), listed.len()),
        (
            file(
                INDEX_PAGE,
                FileKind::IndexPage,
                format::index_page(&site, &listed, &newest.iter().collect::<Vec<_>>()),
            ),
            0,
        ),
    ];
    if config.output.news_sitemap {
        let entries: Vec<Entry> = news.iter().map(|one| entry_of(press, one, false)).collect::<Option<_>>()?;
        let language = config.site.language.as_deref().unwrap_or("en");
        let bytes = format::news_sitemap(&site.title, language, &entries.iter().collect::<Vec<_>>());
        files.push((file(NEWS_SITEMAP, FileKind::NewsSitemap, bytes), entries.len()));
    }
    Some(files)
}

/// A candidate as an entry: with its language, or with that alone which the article itself gives.
fn entry_of(press: &Press, candidate: &Candidate, own: bool) -> Option<Entry> {
    let article = press.article(candidate)?;
    let language = if own { article.language.clone() } else { candidate.card.language.clone() };
    Some(Entry { language, ..entry(press.config, &candidate.card, &article) })
}

fn file(path: &str, kind: FileKind, bytes: Vec<u8>) -> File {
    File { path: path.to_owned(), kind, bytes: bytes.into(), stands: None }
}

fn listed(config: &Config, feed: &Selected) -> Listed {
    let title = title(config, feed);
    let formats = feed.rule.formats.iter();
    Listed {
        group: match feed.rule.each {
            None => Group::Main,
            Some(Each::Tag) => Group::Tag,
            Some(Each::Author) => Group::Author,
            Some(Each::Section) => Group::Section,
            Some(Each::Language) => Group::Language,
        },
        label: text::line(feed.name.as_deref().unwrap_or(&title)).into_owned(),
        title: text::line(&title).into_owned(),
        description: text::line(&description(config, feed)).into_owned(),
        link: link(config, feed),
        addresses: formats.map(|format| (*format, address(config, &document_path(feed, *format)))).collect(),
        language: language(config, feed),
    }
}

/// The feeds themselves, without archive documents.
pub fn live<'f, 'c>(feeds: &'f [Selected<'c>]) -> impl Iterator<Item = &'f Selected<'c>> {
    feeds.iter().filter(|feed| feed.page.number.is_none())
}

/// The newest entries of all feeds together, as many as the page for people shows. `None` where an article is not what it
/// was when it was chosen.
pub fn newest(press: &Press, feeds: &[Selected]) -> Option<Vec<Entry>> {
    let mut seen = HashSet::new();
    let all = live(feeds).flat_map(|feed| feed.entries.iter().take(NEWEST));
    let mut all: Vec<&Arc<Candidate>> = all.filter(|candidate| seen.insert(candidate.serial)).collect();
    let newer = |a: &Candidate, b: &Candidate| b.card.published.cmp(&a.card.published);
    all.sort_by(|a, b| newer(a, b).then_with(|| a.card.id().cmp(b.card.id())));
    let entries = all.into_iter().take(NEWEST).map(|one| {
        let entry = entry_of(press, one, true)?;
        // When it was changed is not shown, and may not be known yet.
        Some(Entry { updated: entry.published, ..entry })
    });
    entries.collect()
}
