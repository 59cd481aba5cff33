//! A feed as a list of feeds has it: for OPML and for the page people see.

use super::Format;

/// A feed in a list.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// What kind of feed it is.
    pub group: Group,
    /// What tells it from the others of its group: the tag, the name of the author. Plain text.
    pub label: String,
    /// Its title, plain text.
    pub title: String,
    /// What it is about, plain text; may be empty.
    pub description: String,
    /// The page for people it belongs to; may be empty.
    pub link: String,
    /// Where its documents are served, absolute, one for each format it has, in the order they are to be shown.
    pub addresses: Vec<(Format, String)>,
    /// Language tag (BCP 47).
    pub language: Option<String>,
}

/// What a feed is a feed of. Lists show the groups in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Group {
    /// The site's own, and others its owner chose.
    #[default]
    Main,
    /// One section's.
    Section,
    /// One tag's.
    Tag,
    /// One author's.
    Author,
    /// One language's.
    Language,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Group; 5] = [Group::Main, Group::Section, Group::Tag, Group::Author, Group::Language];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Group::Main => "Main feeds",
            Group::Section => "Sections",
            Group::Tag => "Tags",
            Group::Author => "Authors",
            Group::Language => "Languages",
        }
    }
}
