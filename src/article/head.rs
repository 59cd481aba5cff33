//! The fields of a head into an article, whatever dialect they are in.

use chrono::{DateTime, FixedOffset};

use super::dialect::{Field, Fields, entry_is, is, is_blank};
use super::file_name::FileName;
use super::front_matter::Syntax;
use super::{Article, Body, Marks, Mode, Settings, address, date, language, media, people, permalink, words};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Place, Report, Span};
use crate::fields::{Kind, Table, Value};
use crate::text;

rules! {
    /// An article has no title.
    ///
    /// Every feed format needs something to call it by. A short note may take its first words.
    MISSING_TITLE = Error "missing-title";

    /// A title is longer than a thousand characters.
    ///
    /// It was most likely meant as the summary or the body. It is taken as it is.
    LONG_TITLE = Warning "long-title";

    /// An article has no date.
    ///
    /// Feeds are sorted by date, and readers show it. It stands in the head, or in the file's name:
    /// `2026-11-20-grain.md`.
    MISSING_DATE = Error "missing-date";

    /// An article is said to have been changed before it was published.
    ///
    /// The date of change is left out.
    UPDATED_BEFORE_PUBLISHED = Warning "updated-before-published";

    /// An article expires before it is published, so it is in no feed at any time.
    EXPIRES_BEFORE_PUBLISHED = Warning "expires-before-published";
}

/// The longest title, in characters, that goes without a warning.
const LONG_TITLE_CHARS: usize = 1000;

/// A head, and what else is known of its article.
pub struct Head<'a> {
    /// The fields.
    pub table: &'a Table,
    /// What they are written in.
    pub syntax: Syntax,
    /// The head's first line.
    pub opening: Span,
    /// What the file's path says.
    pub name: FileName<'a>,
    /// What the site says.
    pub settings: &'a Settings,
}

/// Reads a head into the article whose `body` is given. Every fault is flagged; no article where one is an error.
pub fn read(head: Head, path: &str, body: Body, report: &mut Report) -> Option<Article> {
    let fields = Fields::of(head.table, report);
    let mut reader = Reader { head, fields, report };
    let title = reader.title();
    let published = reader.published();
    let slug = reader.slug();
    let section_and_tags = reader.section_and_tags();
    let language = reader.language();
    let draft = reader.draft();
    let mut in_feeds = reader.in_feeds();
    let (expires, updated) = (reader.date(Field::Expires), reader.date(Field::Updated));
    let url = reader.url(published, slug.as_deref(), &section_and_tags.categories, &mut in_feeds);
    let id = reader.text(Field::Id).and_then(|(id, span)| address::id(&id, span, reader.report));
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
    let marks = reader.marks();
    let embargo = reader.embargo();
    let updated = published.and_then(|published| reader.not_before(published, updated));
    reader.check_expiry(published, expires);
    for (name, value) in reader.fields.iter() {
        words::flag_forbidden(value, name, reader.report);
    }
    if reader.report.has_errors() {
        return None;
    }
    Some(Article {
        path: path.into(),
        stem: reader.head.name.stem,
        section: section_and_tags.section,
        slug: slug?,
        title: title?,
        subtitle,
        published: published?,
        updated,
        embargo,
        expires,
        authors,
        contributors,
        summary,
        tags: section_and_tags.tags,
        language,
        url,
        id,
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

#[derive(Default)]
struct SectionAndTags {
    section: String,
    tags: Vec<String>,
    categories: Vec<String>,
}

impl<'a> Reader<'a, '_, '_> {
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
        Some(text::line(&text).into_owned()).filter(|line| !line.is_empty())
    }

    fn title(&mut self) -> Option<String> {
        if let Some((key, value)) = self.fields.get(Field::Title) {
            let title = text::line(&value.text(&key.name, self.report)?).into_owned();
            if !title.is_empty() {
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

    fn published(&mut self) -> Option<DateTime<FixedOffset>> {
        for field in [Field::Date, Field::PublishDate, Field::Published] {
            if self.is_date(field) {
                return self.date(field);
            }
        }
        if let Some(written) = self.head.name.date {
            return date::instant(&written, self.head.settings.zone, None, self.report);
        }
        let given = self.fields.key_span(Field::Date);
        let message = if given.is_some() { "the date is empty" } else { "the article has no date" };
        let line = self.example("date", "2026-11-20", false);
        self.report.flag(&MISSING_DATE, given.unwrap_or(self.head.opening), message).help(format!(
            "add it as in `{line}`, with the day it was published, or put the day in front of the file's name"
        ));
        None
    }

    /// Whether a date is given in a field that may hold other things too.
    fn is_date(&self, field: Field) -> bool {
        self.fields.get(field).is_some_and(|(_, value)| {
            let is_truth = matches!(field, Field::Published | Field::Updated) && (is(value, true) || is(value, false));
            !is_truth && !is_blank(value)
        })
    }

    fn date(&mut self, field: Field) -> Option<DateTime<FixedOffset>> {
        if !self.is_date(field) {
            return None;
        }
        let (key, value) = self.fields.get(field)?;
        date::of_value(value, &key.name, self.head.settings.zone, self.report)
    }

    /// `publishDate` beside `date`.
    fn embargo(&mut self) -> Option<DateTime<FixedOffset>> {
        if self.is_date(Field::Date) { self.date(Field::PublishDate) } else { None }
    }

    fn not_before(
        &mut self,
        published: DateTime<FixedOffset>,
        updated: Option<DateTime<FixedOffset>>,
    ) -> Option<DateTime<FixedOffset>> {
        let updated = updated?;
        if updated >= published {
            return Some(updated);
        }
        let (key, value) = self.fields.get(Field::Updated)?;
        let written = self.report.text().get(value.span.start..value.span.end).unwrap_or_default();
        // A day without a time is not before a time on that day.
        let day_only = !written.contains(':');
        if !(day_only && updated.date_naive() == published.with_timezone(updated.offset()).date_naive()) {
            let message = format!("`{}` is {updated}, before the article was published, {published}", key.name);
            self.report
                .flag(&UPDATED_BEFORE_PUBLISHED, value.span, message)
                .help("correct one of the two; until then the later one counts for both");
        }
        None
    }

    fn check_expiry(&mut self, published: Option<DateTime<FixedOffset>>, expires: Option<DateTime<FixedOffset>>) {
        if let Some((key, value)) = self.fields.get(Field::Expires)
            && expires.zip(published).is_some_and(|(expires, published)| expires < published)
        {
            self.report
                .flag(&EXPIRES_BEFORE_PUBLISHED, value.span, format!("`{}` is before the date", key.name))
                .help("correct one of the two");
        }
    }

    fn slug(&mut self) -> Option<String> {
        match self.fields.get(Field::Slug) {
            Some((key, value)) => {
                let text = value.text(&key.name, self.report)?;
                address::part(&text, "slug", Some(value.span), self.report)
            }
            None => address::part(self.head.name.slug, "slug", None, self.report),
        }
    }

    fn section_and_tags(&mut self) -> SectionAndTags {
        let mut out = SectionAndTags::default();
        let in_taxonomies = |name: &str| self.fields.get(Field::Taxonomies).and_then(|(_, value)| entry(value, name));
        let tags = self.fields.get(Field::Tags).map(|(key, value)| (key.name.as_str(), value));
        let tags = tags.or(in_taxonomies("tags").map(|value| ("tags", value)));
        let categories = self.fields.get(Field::Categories).map(|(_, value)| value).or(in_taxonomies("categories"));
        let jekyll = self.head.name.of_jekyll
            || (self.head.name.date.is_some() && self.fields.key_span(Field::Layout).is_some());
        if let Some((name, value)) = tags {
            out.tags = words::read(value, name, jekyll, self.report);
        }
        if let Some(value) = categories {
            out.categories = words::read(value, "categories", jekyll, self.report);
        }
        let mut category = match self.fields.get(Field::Category) {
            Some((_, value)) => words::read(value, "category", false, self.report),
            None => Vec::new(),
        };

        let given = match self.fields.get(Field::Section) {
            Some((key, value)) => Some(match value.text(&key.name, self.report) {
                Some(text) => address::part(&text, "section", Some(value.span), self.report).unwrap_or_default(),
                None => String::new(),
            }),
            None if !self.head.name.section.is_empty() => {
                Some(address::part(self.head.name.section, "section", None, self.report).unwrap_or_default())
            }
            None => None,
        };
        let is_part = |text: &&String| address::part_fault(text).is_none();
        out.section = given.unwrap_or_else(|| {
            let stream = self.fields.get(Field::Stream).and_then(|(_, value)| plain_text(value));
            let stream = stream.filter(|stream| !matches!(stream.as_str(), "draft" | "index"));
            let first = category.first().or(out.categories.first()).cloned();
            first.as_ref().filter(is_part).cloned().or(stream.filter(|stream| is_part(&stream))).unwrap_or_default()
        });
        // What says the section need not say it again.
        category.retain(|name| *name != out.section);
        for name in out.categories.iter().chain(&category) {
            if !out.tags.contains(name) {
                out.tags.push(name.clone());
            }
        }
        out.categories.extend(category);
        out
    }

    fn language(&mut self) -> Option<String> {
        let tag = match self.text(Field::Language) {
            Some((text, span)) => language::of_value(&text, span, self.report),
            None => self.head.name.language.take(),
        };
        let sites = self.head.settings.language.as_deref();
        tag.filter(|tag| !sites.is_some_and(|sites| sites.eq_ignore_ascii_case(tag)))
    }

    fn draft(&mut self) -> bool {
        let mut draft = self.head.name.draft;
        if let Some((key, value)) = self.fields.get(Field::Draft) {
            // What cannot be read is an error, so it does not matter here.
            draft |= value.bool(&key.name, self.report).unwrap_or(true);
        }
        draft |= self.fields.get(Field::Published).is_some_and(|(_, value)| is(value, false));
        draft |= matches!(self.status().as_deref(), Some("draft"));
        draft | self.fields.get(Field::Stream).is_some_and(|(_, value)| plain_text(value).as_deref() == Some("draft"))
    }

    fn status(&self) -> Option<String> {
        Some(plain_text(self.fields.get(Field::Status)?.1)?.to_ascii_lowercase())
    }

    fn in_feeds(&mut self) -> bool {
        let mut in_feeds = !self.fields.kept_out;
        match self.fields.get(Field::Feed) {
            // Jekyll's `feed: { excerpt_only: true }` is about how much, not whether.
            None | Some((_, Value { kind: Kind::Table(_), .. })) => {}
            Some((key, value)) => in_feeds &= value.bool(&key.name, self.report).unwrap_or(false),
        }
        match self.status().as_deref() {
            Some("hidden" | "skip") => in_feeds = false,
            None | Some("draft" | "published") => {}
            Some(_) if self.head.syntax == Syntax::Lines => {
                if let Some((key, value)) = self.fields.get(Field::Status) {
                    value.flag_value(&key.name, "`published`, `draft`, `hidden` or `skip`", self.report);
                }
            }
            Some(_) => {}
        }
        let list = self.fields.get(Field::Build).and_then(|(_, value)| entry(value, "list"));
        in_feeds && !list.is_some_and(|list| is(list, false) || plain_text(list).as_deref() == Some("never"))
    }

    fn content(&mut self) -> Option<Mode> {
        if self.fields.get(Field::Feed).is_some_and(|(_, value)| entry_is(value, "excerpt_only", true)) {
            return Some(Mode::Summary);
        }
        let (key, value) = self.fields.get(Field::Content)?;
        match value.text(&key.name, self.report)?.trim() {
            "full" => Some(Mode::Full),
            "summary" => Some(Mode::Summary),
            "title" => Some(Mode::Title),
            _ => {
                value.flag_value(&key.name, "`full`, `summary` or `title`", self.report);
                None
            }
        }
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

    fn url(
        &mut self,
        published: Option<DateTime<FixedOffset>>,
        slug: Option<&str>,
        categories: &[String],
        in_feeds: &mut bool,
    ) -> Option<String> {
        if let Some((url, span)) = self.text(Field::Url) {
            return address::own(&url, span, self.report);
        }
        let (_, value) = self.fields.get(Field::Permalink)?;
        if is(value, false) || entry_is(value, "build", false) {
            *in_feeds = false;
            return None;
        }
        if let Kind::Table(_) = value.kind {
            return None;
        }
        let (pattern, span) = self.text(Field::Permalink)?;
        let above = self.head.name.above_posts.iter().map(|folder| (*folder).to_owned()).collect::<Vec<_>>();
        let categories = if categories.is_empty() { &above } else { categories };
        match permalink::expand(&pattern, &permalink::Facts { published: published?, slug: slug?, categories }) {
            Ok(url) => address::own(&url, span, self.report),
            Err(placeholder) => {
                self.report
                    .flag(
                        &address::INVALID_URL,
                        span,
                        format!("`{placeholder}` is no part of a permalink that is known"),
                    )
                    .help("write the address out, or use `:year`, `:month`, `:day`, `:title` and `:categories`");
                None
            }
        }
    }

    fn marks(&self) -> Marks {
        let place = |fields: &[Field]| -> Option<Place> {
            let value = fields.iter().find_map(|field| self.fields.get(*field))?.1;
            Some(self.report.place(value.span))
        };
        Marks {
            title: place(&[Field::Title]),
            date: place(&[Field::Date, Field::PublishDate, Field::Published]),
            url: place(&[Field::Url, Field::Permalink]),
            slug: place(&[Field::Slug]),
            id: place(&[Field::Id]),
            tags: place(&[Field::Tags, Field::Taxonomies, Field::Categories, Field::Category]),
            summary: place(&[Field::Summary]),
            in_sidecar: false,
        }
    }
}

/// The field `name` of a value that is a table, unless it is null.
fn entry<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
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
