//! The flags by which a person tells of an article what was not found in it, or was found wrong.

use feedmill::diagnostic::Diagnostic;
use feedmill::import::{Found, given};

/// What the articles say beside what is found in them.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Of the article")]
pub struct Given {
    /// Its title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Its subtitle; "" for none
    #[arg(long, value_name = "TEXT")]
    subtitle: Option<String>,
    /// Its summary; "" for none
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// When it was published, as in 2026-11-20 or "20 November 2026 09:30"; in a feed, for entries without a date
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// When it last changed
    #[arg(long, value_name = "DATE")]
    updated: Option<String>,
    /// An author, as in "Jo Field" or "Jo Field <jo@example.org>"; may be repeated; in a feed, for entries without one
    #[arg(long = "author", value_name = "NAME")]
    authors: Vec<String>,
    /// Who contributed; may be repeated
    #[arg(long = "contributor", value_name = "NAME")]
    contributors: Vec<String>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Its language, as in en or pt-BR
    #[arg(long = "lang", value_name = "TAG")]
    language: Option<String>,
    /// The address of its page
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Its permanent id
    #[arg(long)]
    id: Option<String>,
    /// It is a draft, which no feed shows, and may do without a date
    #[arg(long)]
    draft: bool,
}

impl Given {
    /// Puts what is given into an article that was found in `name`, as the user names it.
    ///
    /// # Errors
    /// What is given cannot be used, or the article still lacks its title or its date.
    pub fn complete(&self, found: Found, name: &str) -> Result<Found, Vec<Diagnostic>> {
        self.told().complete(found, name)
    }

    /// Puts what is given into the articles of a feed where they lack it.
    ///
    /// # Errors
    /// What is given cannot be used, or can be true of one article only.
    pub fn for_feed(&self, entries: Vec<Found>) -> Result<Vec<Found>, Vec<Diagnostic>> {
        self.told().for_feed(entries)
    }

    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.told().is_empty()
    }

    fn told(&self) -> given::Given {
        given::Given {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: self.summary.clone(),
            date: self.date.clone(),
            updated: self.updated.clone(),
            authors: self.authors.clone(),
            contributors: self.contributors.clone(),
            tags: self.tags.clone(),
            language: self.language.clone(),
            url: self.url.clone(),
            id: self.id.clone(),
            draft: self.draft,
        }
    }
}

/// The table of lines for `--explain`: which of `name` became what.
pub fn explain(found: &Found, name: &str) -> String {
    given::explain(found, name)
}
