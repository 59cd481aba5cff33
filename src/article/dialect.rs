//! The names that feedmill, Hugo, Zola, Jekyll, Pelican, Eleventy, Astro and others give to the same things.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::diagnostic::{Report, Span};
use crate::fields::{Key, Kind, Table, Value};

/// What a field of a head says, by whatever name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Subtitle,
    Date,
    /// Hugo's: not before this moment; the date where there is no other. Astro's date.
    PublishDate,
    /// Jekyll's truth value, or others' date.
    Published,
    Updated,
    Expires,
    Authors,
    Contributors,
    Summary,
    Tags,
    Categories,
    Category,
    Language,
    Slug,
    Section,
    /// Marmite's section, or `draft`.
    Stream,
    Url,
    /// Jekyll's may be a pattern, Eleventy's `false`.
    Permalink,
    Id,
    /// The id as RSS and JSON Feed carry it. In other tools' heads it is the id that feeds get.
    Guid,
    Draft,
    /// False makes a draft.
    Publish,
    Status,
    /// Ghost's and Micropub's: whatever is not public is in no feed.
    Visibility,
    Feed,
    Content,
    Image,
    Enclosures,
    Taxonomies,
    /// True keeps an article out of feeds.
    KeptOut,
    /// False keeps an article out of feeds.
    LetIn,
    /// Hugo's `build`, whose `list` may be `never`.
    Build,
    /// Marks a head as Jekyll's, among others.
    Layout,
    Ignored,
}

const FIELDS: usize = Field::Ignored as usize + 1;

/// Names and what they say. Of several names for one thing the first in this table counts.
///
/// Case, hyphens and underscores make no difference: `lastModifiedAt` is `last_modified_at`.
#[rustfmt::skip]
const NAMES: &[(&str, Field)] = &[
    // feedmill's own.
    ("title", Field::Title), ("subtitle", Field::Subtitle), ("date", Field::Date), ("updated", Field::Updated),
    ("authors", Field::Authors), ("contributors", Field::Contributors), ("summary", Field::Summary),
    ("tags", Field::Tags), ("lang", Field::Language), ("slug", Field::Slug), ("section", Field::Section),
    ("url", Field::Url), ("id", Field::Id), ("draft", Field::Draft), ("expires", Field::Expires),
    ("image", Field::Image), ("enclosures", Field::Enclosures), ("content", Field::Content), ("feed", Field::Feed),
    ("guid", Field::Guid), ("extra", Field::Ignored),
    // Dates.
    ("datePublished", Field::PublishDate), ("created", Field::Date),
    ("created_at", Field::Date), ("embargo", Field::PublishDate), ("embargo_until", Field::PublishDate),
    ("publishDate", Field::PublishDate), ("pubDate", Field::PublishDate), ("pubDatetime", Field::PublishDate),
    ("published_at", Field::PublishDate), ("published_on", Field::PublishDate),
    ("publish_at", Field::PublishDate), ("publish_on", Field::PublishDate), ("published_date", Field::PublishDate),
    ("published", Field::Published),
    ("lastmod", Field::Updated), ("modified", Field::Updated), ("last_modified_at", Field::Updated),
    ("updatedDate", Field::Updated), ("updated_at", Field::Updated), ("lastUpdated", Field::Updated),
    ("last_modified", Field::Updated), ("dateModified", Field::Updated), ("modDate", Field::Updated),
    ("date_updated", Field::Updated), ("modDatetime", Field::Updated), ("modified_at", Field::Updated),
    ("modified_date", Field::Updated), ("expiryDate", Field::Expires), ("unpublishDate", Field::Expires),
    ("expire", Field::Expires), ("expires_at", Field::Expires), ("expires_on", Field::Expires),
    ("expire_date", Field::Expires), ("expiration", Field::Expires), ("expiration_date", Field::Expires),
    // People, text, words.
    ("author", Field::Authors), ("contributor", Field::Contributors), ("description", Field::Summary),
    ("excerpt", Field::Summary), ("abstract", Field::Summary), ("tag", Field::Tags), ("topics", Field::Tags),
    ("taxonomies", Field::Taxonomies), ("keywords", Field::Tags), ("categories", Field::Categories),
    ("category", Field::Category), ("language", Field::Language), ("locale", Field::Language),
    ("languageCode", Field::Language), ("stream", Field::Stream),
    // Addresses.
    ("permalink", Field::Permalink), ("path", Field::Url),
    // States.
    ("is_draft", Field::Draft), ("unpublished", Field::Draft), ("wip", Field::Draft), ("publish", Field::Publish),
    ("is_published", Field::Publish), ("public", Field::Publish), ("status", Field::Status),
    ("post_status", Field::Status), ("visibility", Field::Visibility), ("_build", Field::Build),
    ("headless", Field::KeptOut), ("unlisted", Field::KeptOut), ("hidden", Field::KeptOut), ("private", Field::KeptOut), ("eleventyExcludeFromCollections", Field::KeptOut), ("exclude_from_feed", Field::KeptOut),
    ("exclude_from_feeds", Field::KeptOut), ("feed_exclude", Field::KeptOut), ("hiddenInRss", Field::KeptOut),
    ("disableFeed", Field::KeptOut), ("norss", Field::KeptOut), ("include_in_feeds", Field::LetIn),
    ("in_feed", Field::LetIn), ("in_feeds", Field::LetIn), ("rss", Field::LetIn), ("render", Field::LetIn),
    // Pictures and files.
    ("images", Field::Image), ("featured_image", Field::Image), ("feature_image", Field::Image), ("cover", Field::Image),
    ("cover_image", Field::Image), ("heroImage", Field::Image), ("thumbnail", Field::Image), ("ogImage", Field::Image), ("enclosure", Field::Enclosures),
    ("layout", Field::Layout),
];

/// How many of [`NAMES`] are feedmill's own.
const OWN: usize = 21;

/// Names that other tools and their themes use for what feeds have no place for, or that are the author's own.
const IGNORED: &str = "\
    params cascade menu menus weight type aliases alias linkTitle isCJKLanguage markup outputs resources series sitemap \
    translationKey translation translations layout template template_engine_override templateEngineOverride \
    insert_anchor_links in_search_index sort_by paginate_by page_template generate_feeds transparent order order_by \
    redirect_to redirect_from redirect redirects save_as nav_order parent has_children has_toc grand_parent toc \
    showToc tocOpen tableOfContents toc_sticky toc_label toc_icon comments comment disqus disableComments hideComments \
    math mathjax katex latex mermaid highlight code share social pin pinned sticky featured is_featured searchHidden \
    hideMeta hideSummary hideInList showInMenu robots noindex nofollow canonical canonicalUrl canonical_url seo seo_title \
    og opengraph open_graph twitter meta metadata header footer hero heroAlt banner sidebar sidebar_label \
    sidebar_position classes class cssclass cssclasses css js style styles script scripts head icon color bg_image \
    background background_image bigimg gallery photos video audio podcast readTime readingTime read_time \
    reading_time minutes_read time wordcount word_count license copyright source sources via link links ref references related \
    related_posts bibliography citation doi publication publication_types venue journal projects \
    project event location place geo coordinates latitude longitude mood music rating review reviews product recipe \
    pagination permalinkBypassOutputDir dynamicPermalink eleventyComputed eleventyNavigation eleventyImport \
    date_format dateformat excerpt_separator show_excerpts show_date show_author show_reading_time author_profile \
    breadcrumbs breadcrumb search lunr index collection collections group groups tagline heading label name \
    next prev previous hide_title hide_table_of_contents pagination_next pagination_prev last_update custom_edit_url \
    editUrl edit pagefind indexed version versions level difficulty uuid uid key nav navigation top \
    subheadline teaser imageAlt imagefeature image_alt image_caption \
    cover_alt hero_image_alt featured_image_alt featured_image_caption thumbnail_alt og_image_alt caption figure figures width height \
    subject audience author_image author_bio author_url disable_comments enable_comments usecomment \
    no_comments toc_depth numbering bookComments bookToc bookHidden bookFlatSection bookCollapseSection \
    postid post_id wordpress_id wp_id dsq_thread_id views likes syndication webmentions mastodon repost_of in_reply_to \
    like_of bookmark_of rsvp checkin indieweb meta_description meta_title meta_keywords mathjax_support usemathjax";

static BY_NAME: LazyLock<HashMap<String, (usize, Field)>> = LazyLock::new(|| {
    let ignored = IGNORED.split_ascii_whitespace().map(|name| (plain(name).into_owned(), (usize::MAX, Field::Ignored)));
    let named = NAMES.iter().enumerate().map(|(rank, (name, field))| (plain(name).into_owned(), (rank, *field)));
    // The names that mean something come last, and win.
    ignored.chain(named).collect()
});

/// A name without what makes no difference in it.
fn plain(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|b| !b.is_ascii_uppercase() && b != b'_' && b != b'-') {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect())
}

/// What a name says, and its place among [`NAMES`].
fn meaning(name: &str) -> Option<(usize, Field)> {
    match own(name) {
        Some(rank) => NAMES.get(rank).map(|(_, field)| (rank, *field)),
        None => BY_NAME.get(plain(name).as_ref()).copied(),
    }
}

/// The place among [`NAMES`] of the names that are most common, which need not be looked up.
fn own(name: &str) -> Option<usize> {
    Some(match name {
        "title" => 0,
        "date" => 2,
        "updated" => 3,
        "authors" => 4,
        "summary" => 6,
        "tags" => 7,
        "slug" => 9,
        "draft" => 13,
        _ => return None,
    })
}

/// Whether a head may hold a field of this name.
pub fn is_known(name: &str) -> bool {
    meaning(name).is_some()
}

/// The fields of a head by what they say.
pub struct Fields<'v> {
    slots: [Option<(usize, &'v Key<'v>, &'v Value<'v>)>; FIELDS],
    /// A field keeps the article out of every feed.
    pub kept_out: bool,
    /// A field says that it is a draft, whatever others say.
    pub drafted: bool,
}

impl<'v> Fields<'v> {
    /// Sorts the fields of `table`. What nobody knows, and what stands there twice, is flagged.
    pub fn of(table: &'v Table<'v>, report: &mut Report) -> Self {
        let mut fields = Fields { slots: [None; FIELDS], kept_out: false, drafted: false };
        let mut unknown = 0;
        for (key, value) in &table.entries {
            match meaning(&key.name) {
                Some((_, Field::Ignored)) => {}
                Some((rank, field)) => fields.put(field, rank, key, value, report),
                None => {
                    unknown += 1;
                    // A hopeless head is refused quickly.
                    if unknown <= 50 {
                        flag_unknown(key, report);
                    }
                }
            }
        }
        fields
    }

    fn put(&mut self, field: Field, rank: usize, key: &'v Key<'v>, value: &'v Value<'v>, report: &mut Report) {
        self.kept_out |= match field {
            Field::KeptOut => is(value, true),
            Field::Visibility => {
                matches!(&value.kind, Kind::Text(text) | Kind::Plain(text)
                    if !is_blank(value) && !text.trim().eq_ignore_ascii_case("public"))
            }
            Field::LetIn => is(value, false) || entry_is(value, "exclude", true),
            _ => false,
        };
        self.drafted |= match field {
            Field::Draft => is(value, true),
            Field::Publish => is(value, false),
            _ => false,
        };
        let slot = &mut self.slots[field as usize];
        match slot {
            Some((other, first, old)) if *other == rank && !is_blank(old) && !is_blank(value) => {
                key.flag_duplicate(first.span, report);
            }
            // An empty field does not stand before a full one.
            Some((other, _, old)) if (is_blank(old), *other) <= (is_blank(value), rank) => {}
            _ => *slot = Some((rank, key, value)),
        }
    }

    /// The value that counts for a field, and its name as written. None where it is null.
    pub fn get(&self, field: Field) -> Option<(&'v Key<'v>, &'v Value<'v>)> {
        let (_, key, value) = self.slots[field as usize]?;
        (value.kind != Kind::Null).then_some((key, value))
    }

    /// The fields that say anything, by their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'v str, &'v Value<'v>)> {
        self.slots.iter().flatten().map(|(_, key, value)| (&*key.name, *value))
    }

    /// Whether the name that counts for a field is feedmill's own.
    pub fn is_own(&self, field: Field) -> bool {
        self.slots[field as usize].is_some_and(|(rank, ..)| rank < OWN)
    }

    /// The same, null or not.
    pub fn written(&self, field: Field) -> Option<(&'v Key<'v>, &'v Value<'v>)> {
        self.slots[field as usize].map(|(_, key, value)| (key, value))
    }

    /// Where a field's name stands, also where its value is null.
    pub fn key_span(&self, field: Field) -> Option<Span> {
        self.slots[field as usize].map(|(_, key, _)| key.span)
    }
}

fn flag_unknown(key: &Key, report: &mut Report) {
    let found = key.flag_unknown(NAMES.iter().map(|(name, _)| *name), "an article", report);
    if found.help.is_none() {
        found.help("fields of your own belong below `extra`, which is never read");
    }
}

/// Whether there is nothing in a value.
pub fn is_blank(value: &Value) -> bool {
    match &value.kind {
        Kind::Null => true,
        Kind::Text(text) | Kind::Plain(text) => text.trim().is_empty(),
        Kind::List(items) => items.is_empty(),
        _ => false,
    }
}

/// Whether a value is this truth value, in whatever way it is written.
pub fn is(value: &Value, wanted: bool) -> bool {
    match &value.kind {
        Kind::Bool(value) => *value == wanted,
        Kind::Text(text) | Kind::Plain(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => wanted,
            "false" | "no" | "off" | "0" => !wanted,
            _ => false,
        },
        Kind::Integer(number @ (0 | 1)) => (*number == 1) == wanted,
        _ => false,
    }
}

/// Whether `value` is a table whose field `name` is this truth value.
pub fn entry_is(value: &Value, name: &str, wanted: bool) -> bool {
    matches!(&value.kind, Kind::Table(table) if table.get(name).is_some_and(|value| is(value, wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let mut seen = std::collections::HashSet::new();
        for (name, _) in NAMES {
            assert!(seen.insert(plain(name)), "{name}");
        }
        assert_eq!(NAMES[OWN - 1].0, "extra");
        for (rank, (name, _)) in NAMES.iter().enumerate() {
            assert!(own(name).is_none_or(|own| own == rank), "{name}");
        }
        assert_eq!(NAMES.iter().filter(|(name, _)| own(name).is_some()).count(), 8);
    }

    #[test]
    fn spelling_makes_no_difference() {
        for name in
            ["Title", "lastModifiedAt", "last-modified-at", "PUBLISHDATE", "_build", "build", "Save_as", "showtoc"]
        {
            assert!(is_known(name), "{name}");
        }
        for name in ["tittle", "", "dates"] {
            assert!(!is_known(name), "{name}");
        }
    }
}
