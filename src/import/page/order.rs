//! Which of a page's facts is believed first: for each field of an article, the places that may say it, the most
//! specific first.

/// Title.
pub const TITLE: &[&str] = &[
    "JSON-LD headline",
    "JSON-LD name",
    "itemprop headline",
    "h-entry p-name",
    "h-entry entry-title",
    "itemprop name",
    "og:title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "twitter:title",
    "headline",
    "JSON-LD page headline",
    "article h1",
    "h1",
    "title",
    "JSON-LD page name",
    "header h1",
];
/// Subtitle.
pub const SUBTITLE: &[&str] =
    &["JSON-LD alternativeHeadline", "itemprop alternativeHeadline", "dc.alternative", "class subtitle"];
/// Summary.
pub const SUMMARY: &[&str] = &[
    "JSON-LD description",
    "JSON-LD abstract",
    "itemprop description",
    "h-entry p-summary",
    "og:description",
    "citation_abstract",
    "dc.description",
    "dc.abstract",
    "sailthru.description",
    "description",
    "twitter:description",
    "JSON-LD page description",
    "abstract",
];
/// When it was published.
pub const PUBLISHED: &[&str] = &[
    "JSON-LD datePublished",
    "itemprop datePublished",
    "h-entry dt-published",
    "article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.issued",
    "dc.available",
    "dc.date",
    "dc.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "article.published",
    "date",
    "date.released",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "JSON-LD uploadDate",
    "JSON-LD page datePublished",
    "JSON-LD dateCreated",
    "itemprop dateCreated",
    "article.created",
    "og:pubdate",
    "time published",
    "article time",
    "time",
    "class date",
    "date above the text",
    "address date",
];
/// When it last changed.
pub const UPDATED: &[&str] = &[
    "JSON-LD dateModified",
    "itemprop dateModified",
    "h-entry dt-updated",
    "article:modified_time",
    "og:updated_time",
    "dc.modified",
    "lastmod",
    "last-modified",
    "last_modified",
    "revised",
    "article.updated",
    "JSON-LD page dateModified",
    "time updated",
];
/// Authors; the places at the first of which there is a person.
pub const AUTHORS: &[&str] = &[
    "JSON-LD author",
    "JSON-LD creator",
    "itemprop author",
    "itemprop creator",
    "h-entry p-author",
    "article:author",
    "citation_author",
    "citation_authors",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dc.author",
    "author",
    "authors",
    "byl",
    "rel=author",
    "class byline",
    "JSON-LD page author",
    "article:author_name",
    "twitter:data",
];
/// Contributors; the people at all of these places.
pub const CONTRIBUTORS: &[&str] = &[
    "JSON-LD editor",
    "JSON-LD contributor",
    "JSON-LD translator",
    "itemprop editor",
    "itemprop contributor",
    "dc.contributor",
];
/// Tags; those at all of these places. Of the places that name sections, one is asked where there are none.
pub const TAGS: &[&str] = &[
    "JSON-LD keyword",
    "JSON-LD keywords",
    "itemprop keywords",
    "article:tag",
    "h-entry p-category",
    "parsely-tags",
    "sailthru.tags",
    "citation_keywords",
    "news_keywords",
    "keywords",
    "dc.subject",
    "rel=tag",
    "JSON-LD page keyword",
    "JSON-LD page keywords",
];
/// Tags that are a phrase each, commas or no commas.
pub const WHOLE_TAGS: &[&str] = &[
    "JSON-LD keyword",
    "JSON-LD page keyword",
    "h-entry p-category",
    "rel=tag",
    "JSON-LD articleSection",
    "itemprop articleSection",
];
/// Sections.
pub const SECTIONS: &[&str] =
    &["JSON-LD articleSection", "itemprop articleSection", "article:section", "parsely-section"];
/// Language.
pub const LANGUAGE: &[&str] = &[
    "JSON-LD inLanguage",
    "itemprop inLanguage",
    "article lang",
    "html lang",
    "og:locale",
    "citation_language",
    "dc.language",
    "content-language",
    "language",
    "JSON-LD page inLanguage",
];
/// The address of the page.
pub const LINK: &[&str] = &[
    "link canonical",
    "og:url",
    "JSON-LD mainEntityOfPage",
    "JSON-LD url",
    "itemprop url",
    "h-entry u-url",
    "citation_fulltext_html_url",
    "parsely-link",
    "twitter:url",
    "JSON-LD page url",
];
/// The picture.
pub const IMAGE: &[&str] = &[
    "JSON-LD image",
    "itemprop image",
    "h-entry u-photo",
    "og:image",
    "og:image:secure_url",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "parsely-image-url",
    "sailthru.image.full",
    "link image_src",
    "thumbnail",
    "JSON-LD thumbnailUrl",
    "JSON-LD page primaryImageOfPage",
    "JSON-LD page image",
];
/// What the site is called.
pub const SITE: &[&str] = &["og:site_name", "site", "application-name", "apple-mobile-web-app-title", "dc.publisher"];
