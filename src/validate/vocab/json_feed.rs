//! JSON Feed 1.0 and 1.1: which members its objects have, and what they must be.
//! Spec: <https://www.jsonfeed.org/version/1.1/>.

use chrono::{DateTime, Utc};

use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;
use crate::validate::relation::{pitfalls, readers};
use crate::validate::value::{Flaw, date, html, media, strip, uri};

rules! {
    /// A member is missing that JSON Feed demands.
    ///
    /// Readers refuse the feed, or leave the item out. Add it. Spec: JSON Feed 1.1.
    JSON_MISSING_MEMBER = Error "json-missing-member", own;

    /// A member is missing that JSON Feed recommends.
    ///
    /// Without `feed_url` a reader that was given a copy cannot find the feed again; without `home_page_url` there is
    /// nowhere to go from it. Spec: JSON Feed 1.1, "Top-level".
    JSON_RECOMMENDED_MEMBER = Warning "json-recommended-member", own;

    /// A member's value is of another type than JSON Feed has for it.
    ///
    /// Typed programs, which most readers are, refuse the feed or pass over the value. Text stands in quotes, numbers
    /// and `true` do not. Leave a member out rather than set it to `null`. Spec: JSON Feed 1.1.
    JSON_WRONG_TYPE = Error "json-wrong-type", own;

    /// A member is none that JSON Feed knows.
    ///
    /// Readers pass over it. Members of one's own begin with `_` and a letter, and have no `.` in their names.
    /// Spec: JSON Feed 1.1, "Extensions".
    JSON_UNKNOWN_MEMBER = Warning "json-unknown-member", own;

    /// A member must be a complete address.
    ///
    /// JSON Feed has no base that a relative address could be completed from. Write it with `https://` and the host.
    JSON_INVALID_URL = Error "json-invalid-url", own;

    /// A member must be a date and time as RFC 3339 has them.
    ///
    /// Readers sort by it. Write it as in `2026-11-20T09:30:00+02:00`. Spec: JSON Feed 1.1, "Items".
    JSON_INVALID_DATE = Error "json-invalid-date", own;

    /// A member must be a media type.
    ///
    /// Readers decide by it whether they can play an attachment. Write it as in `audio/mpeg`.
    JSON_INVALID_MIME_TYPE = Error "json-invalid-mime-type", own;

    /// A member must be a language tag.
    ///
    /// Write it as RFC 5646 has it, such as `en` or `uk-UA`. Spec: JSON Feed 1.1, "Top-level".
    JSON_INVALID_LANGUAGE = Error "json-invalid-language", own;

    /// The feed's `version` is not that of a JSON Feed that exists.
    ///
    /// There are `https://jsonfeed.org/version/1` and `https://jsonfeed.org/version/1.1`, in exactly these letters.
    JSON_INVALID_VERSION = Error "json-invalid-version", own;

    /// A member is of an older version of JSON Feed.
    ///
    /// Version 1.1 has `authors`, a list, for `author`. Old readers know only the one, new ones may know only the other:
    /// write `authors`, and `author` beside it only for old readers.
    JSON_DEPRECATED_MEMBER = Warning "json-deprecated-member", own;

    /// An item has neither `content_html` nor `content_text`.
    ///
    /// One of the two must be there: a reader has nothing to show otherwise. Spec: JSON Feed 1.1, "Items".
    JSON_NO_CONTENT = Error "json-no-content", own;

    /// An item's `id` is not text.
    ///
    /// Readers have to make text of a number, and not all make the same: the item shows up twice. Put it in quotes.
    /// Spec: JSON Feed 1.1, "Items".
    JSON_ID_NOT_TEXT = Warning "json-id-not-text", own;

    /// Two items have one `id`.
    ///
    /// Readers show only one of them. Give each its own, and never change it.
    JSON_DUPLICATE_ID = Error "json-duplicate-id", own;

    /// An author has none of `name`, `url` and `avatar`.
    ///
    /// One of them must be there. Spec: JSON Feed 1.1, "Top-level".
    JSON_EMPTY_AUTHOR = Error "json-empty-author", own;

    /// The feed's `next_url` is its own address.
    ///
    /// A reader that follows it goes round in circles. Spec: JSON Feed 1.1, "Top-level".
    JSON_NEXT_IS_SELF = Error "json-next-is-self", own;

    /// A member that should say something is empty.
    ///
    /// Leave it out, or fill it in.
    JSON_EMPTY = Warning "json-empty", own;
}

/// An object: what it is called in findings, and its members.
#[derive(Debug)]
pub struct Shape {
    /// As in "the item has no …".
    pub name: &'static str,
    /// Its members.
    pub members: &'static [Member],
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What its value must be.
    pub of: Type,
    /// Whether it must be there.
    pub need: Need,
}

/// Whether a member must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Must,
    /// It should.
    Should,
    /// As one likes.
    May,
    /// It has been replaced by another.
    Deprecated(&'static str),
}

/// Says what is wrong with a text.
pub type Judge = fn(&str, DateTime<Utc>) -> Vec<Flaw>;

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// A text, judged by a function.
    Text(Judge),
    /// A text, though a number is only remarked on.
    Id,
    /// A number, 0 or more.
    Number,
    /// `true` or `false`.
    Bool,
    /// An object.
    Object(&'static Shape),
    /// A list of objects.
    Objects(&'static Shape),
    /// A list of texts.
    Texts,
}

const fn must(name: &'static str, of: Type) -> Member {
    Member { name, of, need: Need::Must }
}

const fn should(name: &'static str, of: Type) -> Member {
    Member { name, of, need: Need::Should }
}

const fn may(name: &'static str, of: Type) -> Member {
    Member { name, of, need: Need::May }
}

/// The feed itself.
pub static FEED: Shape = Shape {
    name: "feed",
    members: &[
        must("version", Type::Text(version)),
        must("title", Type::Text(title)),
        should("home_page_url", Type::Text(url)),
        should("feed_url", Type::Text(url)),
        may("description", Type::Text(any)),
        may("user_comment", Type::Text(any)),
        may("next_url", Type::Text(url)),
        may("icon", Type::Text(url)),
        may("favicon", Type::Text(url)),
        may("authors", Type::Objects(&AUTHOR)),
        Member { name: "author", of: Type::Object(&AUTHOR), need: Need::Deprecated("authors") },
        may("language", Type::Text(language)),
        may("expired", Type::Bool),
        may("hubs", Type::Objects(&HUB)),
        must("items", Type::Objects(&ITEM)),
    ],
};

/// An item.
pub static ITEM: Shape = Shape {
    name: "item",
    members: &[
        must("id", Type::Id),
        may("url", Type::Text(url)),
        may("external_url", Type::Text(url)),
        may("title", Type::Text(plain_title)),
        may("content_html", Type::Text(content)),
        may("content_text", Type::Text(any)),
        may("summary", Type::Text(any)),
        may("image", Type::Text(url)),
        may("banner_image", Type::Text(url)),
        may("date_published", Type::Text(moment)),
        may("date_modified", Type::Text(moment)),
        may("authors", Type::Objects(&AUTHOR)),
        Member { name: "author", of: Type::Object(&AUTHOR), need: Need::Deprecated("authors") },
        may("tags", Type::Texts),
        may("language", Type::Text(language)),
        may("attachments", Type::Objects(&ATTACHMENT)),
    ],
};

/// An author.
pub static AUTHOR: Shape = Shape {
    name: "author",
    members: &[may("name", Type::Text(filled)), may("url", Type::Text(url)), may("avatar", Type::Text(url))],
};

/// A hub that tells of changes.
pub static HUB: Shape =
    Shape { name: "hub", members: &[must("type", Type::Text(filled)), must("url", Type::Text(url))] };

/// A file beside an item.
pub static ATTACHMENT: Shape = Shape {
    name: "attachment",
    members: &[
        must("url", Type::Text(url)),
        must("mime_type", Type::Text(media_type)),
        may("title", Type::Text(any)),
        may("size_in_bytes", Type::Number),
        may("duration_in_seconds", Type::Number),
    ],
};

/// Whether two links to `shape` are the same.
pub fn is(shape: &Shape, other: &'static Shape) -> bool {
    std::ptr::eq(shape, other)
}

fn any(_: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    Vec::new()
}

fn filled(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    if !strip(text).is_empty() {
        return Vec::new();
    }
    vec![Flaw::new(&JSON_EMPTY, "the text is empty", "fill it in, or leave the member out if it is not required")]
}

fn version(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    if matches!(text, "https://jsonfeed.org/version/1" | "https://jsonfeed.org/version/1.1") {
        return Vec::new();
    }
    let message = format!("`{}` is no version of JSON Feed", shown(text));
    vec![Flaw::new(&JSON_INVALID_VERSION, message, "write `https://jsonfeed.org/version/1.1`")]
}

fn url(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    let Some(flaw) = uri::full(text, &JSON_INVALID_URL) else { return Vec::new() };
    let message = match text {
        "" => "the address is empty".to_owned(),
        _ => format!("`{}` is not a complete address", shown(text)),
    };
    let help = "write it with `https://` and the host, other letters than ASCII percent-encoded";
    vec![Flaw { rule: of_ours(flaw.rule), message, help: help.to_owned(), params: Vec::new(), ..flaw }]
}

/// What is wrong with an address is one rule here, whatever it is.
fn of_ours(rule: &'static Rule) -> &'static Rule {
    if std::ptr::eq(rule, &uri::SCHEME_NOT_IANA_REGISTERED) { rule } else { &JSON_INVALID_URL }
}

fn moment(text: &str, now: DateTime<Utc>) -> Vec<Flaw> {
    let flaw = date::rfc3339(text, now);
    flaw.map(|flaw| match std::ptr::eq(flaw.rule, &date::IMPLAUSIBLE_DATE) {
        true => flaw,
        false => Flaw { rule: &JSON_INVALID_DATE, params: Vec::new(), ..flaw },
    })
    .into_iter()
    .collect()
}

fn language(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    match oxilangtag::LanguageTag::parse(text) {
        Ok(_) => Vec::new(),
        Err(_) => {
            let message = format!("`{}` is no language tag", shown(text));
            vec![Flaw::new(&JSON_INVALID_LANGUAGE, message, "write it as in `en` or `uk-UA`")]
        }
    }
}

fn media_type(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    media::mime(text, &JSON_INVALID_MIME_TYPE).into_iter().collect()
}

/// A feed's name.
fn title(text: &str, now: DateTime<Utc>) -> Vec<Flaw> {
    let mut flaws = filled(text, now);
    flaws.extend(pitfalls::escaped_title(text, false));
    flaws
}

fn plain_title(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    pitfalls::escaped_title(text, false).into_iter().collect()
}

fn content(text: &str, _: DateTime<Utc>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    html::judge(text, &mut |flaw| flaws.push(flaw));
    html::relative_urls(text, &mut |found| {
        let message = format!("`{}` is not a complete address", shown(&found.value));
        let flaw = Flaw::new(&html::CONTAINS_REL_REF, message, "write it with `https://` and the host");
        flaws.push(flaw.at(found.at));
    });
    flaws.extend(readers::late_image_flaws(text));
    flaws
}
