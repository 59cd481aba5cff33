//! Whether an article is in feeds, and how much of it.

use super::{Reader, entry, plain_text};
use crate::article::Mode;
use crate::article::dialect::{Field, entry_is, is};
use crate::article::front_matter::Syntax;
use crate::fields::{Kind, Value};

impl Reader<'_, '_, '_> {
    pub(super) fn draft(&mut self) -> bool {
        let mut draft = self.head.name.draft || self.fields.drafted;
        if let Some((key, value)) = self.fields.get(Field::Draft) {
            // What cannot be read is an error, so it does not matter here.
            draft |= value.bool(&key.name, self.report).unwrap_or(true);
        }
        draft |= self.fields.get(Field::Published).is_some_and(|(_, value)| is(value, false));
        draft |= matches!(self.status().as_deref(), Some("draft" | "auto-draft" | "pending" | "unpublished" | "wip"));
        draft | self.fields.get(Field::Stream).is_some_and(|(_, value)| plain_text(value).as_deref() == Some("draft"))
    }

    pub(super) fn status(&self) -> Option<String> {
        Some(plain_text(self.fields.get(Field::Status)?.1)?.to_ascii_lowercase())
    }

    pub(super) fn in_feeds(&mut self) -> bool {
        let mut in_feeds = !self.fields.kept_out;
        match self.fields.get(Field::Feed) {
            // Jekyll's `feed: { excerpt_only: true }` is about how much, not whether.
            None | Some((_, Value { kind: Kind::Table(_), .. })) => {}
            Some((key, value)) => in_feeds &= value.bool(&key.name, self.report).unwrap_or(false),
        }
        match self.status().as_deref() {
            Some("hidden" | "skip" | "private" | "unlisted" | "trash") => in_feeds = false,
            None | Some("draft" | "published") => {}
            Some(_) if self.head.syntax == Syntax::Lines => {
                if let Some((key, value)) = self.fields.get(Field::Status) {
                    value.flag_value(&key.name, "`published`, `draft`, `hidden` or `skip`", self.report);
                }
            }
            Some(_) => {}
        }
        let no_address = |(_, value)| is(value, false) || entry_is(value, "build", false);
        in_feeds &= !self.fields.get(Field::Permalink).is_some_and(no_address);
        let list = self.fields.get(Field::Build).and_then(|(_, value)| entry(value, "list"));
        in_feeds && !list.is_some_and(|list| is(list, false) || plain_text(list).as_deref() == Some("never"))
    }

    pub(super) fn content(&mut self) -> Option<Mode> {
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
}
