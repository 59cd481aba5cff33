//! When an article is published, changed and gone.

use chrono::{DateTime, FixedOffset};

use super::Reader;
use crate::article::date;
use crate::article::dialect::{Field, is, is_blank};
use crate::article::front_matter::Syntax;
use crate::diagnostic::rule::rules;

rules! {
    /// An article has no date.
    ///
    /// Feeds are sorted by date, and readers show it. It stands in the head, or in the file's name:
    /// `2026-11-20-grain.md`. A draft needs none yet, and what is in no feed (`feed = false`) needs none at all.
    MISSING_DATE = Error "missing-date";

    /// An article is said to have been changed before it was published.
    ///
    /// The date of change is left out.
    UPDATED_BEFORE_PUBLISHED = Warning "updated-before-published";

    /// An article expires before it is published, so it is in no feed at any time.
    EXPIRES_BEFORE_PUBLISHED = Warning "expires-before-published";
}

impl Reader<'_, '_, '_> {
    /// The date; none is a fault, unless the article is `held_back` in any case.
    pub(super) fn published(&mut self, held_back: bool) -> Option<DateTime<FixedOffset>> {
        for field in [Field::Date, Field::PublishDate, Field::Published] {
            if self.is_date(field) {
                return self.date(field);
            }
        }
        if let Some(written) = self.head.name.date {
            return date::instant(&written, self.head.settings.zone, None, self.report);
        }
        if held_back {
            return None;
        }
        let given = self.fields.key_span(Field::Date);
        let message = if given.is_some() { "the date is empty" } else { "the article has no date" };
        let line = self.example("date", "2026-11-20", false);
        let page = match self.head.syntax {
            Syntax::Json => "\"feed\": false,".to_owned(),
            _ => self.example("feed", "false", false),
        };
        self.report.flag(&MISSING_DATE, given.unwrap_or(self.head.opening), message).help(format!(
            "add it as in `{line}`, with the day it was published, or put the day in front of the file's name; \
             a page that is no article can say `{page}`"
        ));
        None
    }

    /// Whether a date is given in a field that may hold other things too.
    pub(super) fn is_date(&self, field: Field) -> bool {
        self.fields.get(field).is_some_and(|(_, value)| {
            let is_truth = matches!(field, Field::Published | Field::Updated) && (is(value, true) || is(value, false));
            !is_truth && !is_blank(value)
        })
    }

    pub(super) fn date(&mut self, field: Field) -> Option<DateTime<FixedOffset>> {
        if !self.is_date(field) {
            return None;
        }
        let (key, value) = self.fields.get(field)?;
        date::of_value(value, &key.name, self.head.settings.zone, self.report)
    }

    /// `publishDate` beside `date`.
    pub(super) fn embargo(&mut self) -> Option<DateTime<FixedOffset>> {
        if self.is_date(Field::Date) { self.date(Field::PublishDate) } else { None }
    }

    pub(super) fn not_before(
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

    pub(super) fn check_expiry(
        &mut self,
        published: Option<DateTime<FixedOffset>>,
        expires: Option<DateTime<FixedOffset>>,
    ) {
        if let Some((key, value)) = self.fields.get(Field::Expires)
            && expires.zip(published).is_some_and(|(expires, published)| expires < published)
        {
            self.report
                .flag(&EXPIRES_BEFORE_PUBLISHED, value.span, format!("`{}` is before the date", key.name))
                .help("correct one of the two");
        }
    }
}
