//! The fields of a head into an article, whatever dialect they are in.

pub(super) mod dates;
mod placing;
mod state;

use std::sync::Arc;

use super::dialect::{Field, Fields, is_blank};
use super::file_name::FileName;
use super::front_matter::Syntax;
use chrono::DateTime;

use super::{Article, Body, Marks, Settings, address, language, media, people, places, plain, words};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::fields::{Kind, Table, Value};
use crate::text;

rules! {
    /// An article has no title.
    ///
    /// Every feed format needs something to call it by. A short note may take its first words.
    MISSING_TITLE = Error "article-without-title";

    /// A title is longer than a thousand characters.
    ///
    /// It was most likely meant as the summary or the body. It is taken as it is.
    LONG_TITLE = Warning "long-title";
}

/// The longest title, in characters, that goes without a warning.
const LONG_TITLE_CHARS: usize = 1000;

/// A head, and what else is known of its article.
pub struct Head<'a> {
    /// The fields.
    pub table: &'a Table<'a>,
    /// What they are written in.
    pub syntax: Syntax,
    /// The head's first line.
    pub opening: Span,
    /// Whether a text in it may hold a character that XML forbids, as it is or as an escape.
    pub may_hold_forbidden: bool,
    /// What the file's path says.
    pub name: FileName<'a>,
    /// What the site says.
    pub settings: &'a Settings,
}

/// Reads a head into the article whose `body` is given. Every fault is flagged; no article where one is an error.
pub fn read(head: Head, path: Arc<str>, body: Body, report: &mut Report) -> Option<Article> {
    let fields = Fields::of(head.table, report);
    let mut reader = Reader { head, fields, report };
    let title = reader.title();
    let draft = reader.draft();
    let in_feeds = reader.in_feeds();
    let published = reader.published(draft || !in_feeds);
    let undated = published.is_none();
    let slug = reader.slug();
    let section_and_tags = reader.section_and_tags();
    let translated = reader.head.name.language.is_some();
    let language = reader.language();
    let (expires, updated) = (reader.date(Field::Expires), reader.date(Field::Updated));
    let url = reader.url(published, slug.as_deref(), &section_and_tags.categories);
    let id = reader.text(Field::Id).and_then(|(id, span)| address::id(&id, span, reader.report));
    let guid = reader.text(Field::Guid).and_then(|(guid, span)| address::guid(&guid, span, reader.report));
    let subtitle = reader.line(Field::Subtitle);
    let summary = reader.line(Field::Summary);
    let content = reader.content();
    let authors = reader.people(Field::Authors, "authors");
    let contributors = reader.people(Field::Contributors, "");
    let image = reader.fields.get(Field::Image).and_then(|(key, value)| media::image(value, &key.name, reader.report));
    let enclosures = match reader.fields.get(Field::Enclosures) {
        Some((key, value)) => media::enclosures(value, &key.name, reader.report),
        None => Vec::new(),
    };
    let marks = Marks { undated, ..reader.marks() };
    let embargo = reader.embargo();
    let updated = published.and_then(|published| reader.not_before(published, updated));
    reader.check_expiry(published, expires);
    if reader.head.may_hold_forbidden {
        for (name, value) in reader.fields.iter() {
            words::flag_forbidden(value, name, reader.report);
        }
    }
    if reader.report.has_errors() {
        return None;
    }
    Some(Article {
        path,
        stem: reader.head.name.stem,
        section: section_and_tags.section,
        slug: slug?,
        title: title?,
        subtitle,
        published: published.unwrap_or_else(|| DateTime::UNIX_EPOCH.fixed_offset()),
        updated,
        embargo,
        expires,
        authors,
        contributors,
        summary,
        tags: section_and_tags.tags,
        language,
        translated,
        url,
        id,
        guid,
        draft,
        in_feeds,
        content,
        image,
        enclosures,
        body,
        marks,
    })
}

struct Reader<'a, 'r, 't> {
    head: Head<'a>,
    fields: Fields<'a>,
    report: &'r mut Report<'t>,
}

impl Reader<'_, '_, '_> {
    /// The text of a field, trimmed; `None` where it is empty.
    fn text(&mut self, field: Field) -> Option<(String, Span)> {
        let (key, value) = self.fields.get(field)?;
        let text = value.text(&key.name, self.report)?;
        let text = text.trim();
        (!text.is_empty()).then(|| (text.to_owned(), value.span))
    }

    /// The text of a field on one line.
    fn line(&mut self, field: Field) -> Option<String> {
        let (text, _) = self.text(field)?;
        Some(plain::line(&text).into_owned()).filter(|line| !line.is_empty())
    }

    fn title(&mut self) -> Option<String> {
        if let Some((key, value)) = self.fields.get(Field::Title) {
            let title = plain::line(&value.text(&key.name, self.report)?).into_owned();
            if !text::is_invisible(&title) {
                let length = title.chars().count();
                if length > LONG_TITLE_CHARS {
                    self.report
                        .flag(&LONG_TITLE, value.span, format!("the title has {length} characters"))
                        .param("length", length.to_string())
                        .help("put what belongs there into the summary or the body");
                }
                return Some(title);
            }
        }
        let given = self.fields.key_span(Field::Title);
        let message = if given.is_some() { "the title is empty" } else { "the article has no title" };
        let line = self.example("title", &words::title_of_slug(self.head.name.slug), true);
        self.report.flag(&MISSING_TITLE, given.unwrap_or(self.head.opening), message).help(if given.is_some() {
            format!("write `{line}`")
        } else {
            format!("add a line: `{line}`")
        });
        None
    }

    /// How a field is written in this head.
    fn example(&self, name: &str, value: &str, quoted: bool) -> String {
        match self.head.syntax {
            Syntax::Toml if quoted => format!("{name} = \"{value}\""),
            Syntax::Toml => format!("{name} = {value}"),
            Syntax::Yaml if quoted => format!("{name}: \"{value}\""),
            Syntax::Yaml => format!("{name}: {value}"),
            Syntax::Json => format!("\"{name}\": \"{value}\","),
            Syntax::Lines => format!("{}{}: {value}", name[..1].to_ascii_uppercase(), &name[1..]),
        }
    }

    fn language(&mut self) -> Option<String> {
        let tag = match self.text(Field::Language) {
            Some((text, span)) => language::of_value(&text, span, self.report),
            None => self.head.name.language.take(),
        };
        let sites = self.head.settings.language.as_deref();
        tag.filter(|tag| !sites.is_some_and(|sites| sites.eq_ignore_ascii_case(tag)))
    }

    fn people(&mut self, field: Field, taxonomy: &str) -> Vec<super::Byline> {
        if let Some((key, value)) = self.fields.get(field) {
            // An empty field of another tool's names nobody; an empty one of feedmill's own is a slip.
            if is_blank(value) && !self.fields.is_own(field) {
                return Vec::new();
            }
            return people::read(value, &key.name, self.report);
        }
        let taxonomies = self.fields.get(Field::Taxonomies).and_then(|(_, value)| entry(value, taxonomy));
        taxonomies.map_or(Vec::new(), |value| people::read(value, taxonomy, self.report))
    }

    fn marks(&self) -> Marks {
        // In the order in which heads most often have them, so that each is found from the one before it.
        const MARKED: [&[Field]; 8] = [
            &[Field::Title],
            &[Field::Date, Field::PublishDate, Field::Published],
            &[Field::Tags, Field::Taxonomies, Field::Categories, Field::Category],
            &[Field::Summary],
            &[Field::Slug],
            &[Field::Url, Field::Permalink],
            &[Field::Id],
            &[Field::Guid],
        ];
        let span =
            |fields: &[Field]| fields.iter().find_map(|field| self.fields.get(*field)).map(|(_, value)| value.span);
        let [title, date, tags, summary, slug, url, id, guid] = places::places(MARKED.map(span), self.report);
        Marks { title, date, url, slug, id, guid, tags, summary, in_sidecar: false, undated: false }
    }
}

/// The field `name` of a value that is a table, unless it is null.
fn entry<'v>(value: &'v Value<'v>, name: &str) -> Option<&'v Value<'v>> {
    match &value.kind {
        Kind::Table(table) => table.get(name).filter(|value| value.kind != Kind::Null),
        _ => None,
    }
}

fn plain_text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) | Kind::Plain(text) => Some(text::line(text).into_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}
