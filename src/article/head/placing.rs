//! Where an article belongs: its section, tags and address.

use chrono::{DateTime, FixedOffset};

use super::{Reader, entry, plain_text};
use crate::article::dialect::{Field, is, is_blank};
use crate::article::{address, permalink, words};
use crate::fields::Kind;

/// A section, and words.
#[derive(Default)]
pub(super) struct SectionAndTags {
    /// Empty where there is none.
    pub(super) section: String,
    /// Tags and categories.
    pub(super) tags: Vec<String>,
    /// Categories alone.
    pub(super) categories: Vec<String>,
}

impl Reader<'_, '_, '_> {
    pub(super) fn slug(&mut self) -> Option<String> {
        match self.fields.get(Field::Slug).filter(|(_, value)| !is_blank(value)) {
            Some((key, value)) => {
                let text = value.text(&key.name, self.report)?;
                address::part(&text, "slug", Some(value.span), self.report)
            }
            None => address::part(self.head.name.slug, "slug", None, self.report),
        }
    }

    pub(super) fn section_and_tags(&mut self) -> SectionAndTags {
        let mut out = SectionAndTags::default();
        let in_taxonomies = |name: &str| self.fields.get(Field::Taxonomies).and_then(|(_, value)| entry(value, name));
        let tags = self.fields.get(Field::Tags).map(|(key, value)| (&*key.name, value));
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
        let category = match self.fields.get(Field::Category) {
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
        let others = category.iter().filter(|name| **name != out.section);
        for name in out.categories.iter().chain(others) {
            if !out.tags.contains(name) {
                out.tags.push(name.clone());
            }
        }
        out.categories.extend(category);
        out
    }

    pub(super) fn url(
        &mut self,
        published: Option<DateTime<FixedOffset>>,
        slug: Option<&str>,
        categories: &[String],
    ) -> Option<String> {
        if let Some((mut url, span)) = self.text(Field::Url) {
            let zolas = self.fields.get(Field::Url).is_some_and(|(key, _)| key.name.eq_ignore_ascii_case("path"));
            if zolas && !url.ends_with('/') && !url.contains(['?', '#']) {
                // Zola's paths are folders, however they are written.
                url.push('/');
            }
            return address::own(&url, span, self.report);
        }
        let (_, value) = self.fields.get(Field::Permalink)?;
        if matches!(value.kind, Kind::Table(_)) || is(value, false) {
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
}
