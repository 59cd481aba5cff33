//! The one pass over a JSON Feed: its objects held against their shapes.

use chrono::{DateTime, Utc};

use super::context::Context;
use super::reader::json::{Event, Text};
use super::reader::shown;
use super::value::{Flaw, date};
use super::vocab::json_feed::{
    AUTHOR, FEED, ITEM, JSON_DEPRECATED_MEMBER, JSON_DUPLICATE_ID, JSON_EMPTY_AUTHOR, JSON_ID_NOT_TEXT,
    JSON_MISSING_MEMBER, JSON_NEXT_IS_SELF, JSON_NO_CONTENT, JSON_RECOMMENDED_MEMBER, JSON_UNKNOWN_MEMBER,
    JSON_WRONG_TYPE, Need, Shape, Type, is,
};
use super::{Kind, NOT_A_JSON_FEED};
use crate::diagnostic::{Place, Report, Span};

/// Judges a JSON document, event by event.
#[derive(Debug)]
pub struct JsonWalk<'o> {
    ctx: Context<'o>,
    open: Vec<Open>,
    version: Option<(String, Span)>,
    feed_url: Option<String>,
    next_url: Option<(String, Span)>,
    /// Members of the outermost object that are unknown: told only if it is a feed after all.
    strange: Vec<(String, Span)>,
    has_items: bool,
    seen_any: bool,
}

/// An open object or array.
#[derive(Debug)]
struct Open {
    of: Of,
    start: Span,
    /// The members seen so far, a bit each.
    seen: u64,
    /// What the next value must be.
    next: Next,
    published: Option<DateTime<Utc>>,
    modified: Option<(DateTime<Utc>, Span)>,
}

#[derive(Debug, Clone, Copy)]
enum Of {
    Object(&'static Shape),
    Objects(&'static Shape),
    Texts,
    /// Something that is not judged.
    Anything,
}

/// The value that comes next in an object.
#[derive(Debug, Clone, Copy)]
enum Next {
    Member(usize),
    Anything,
}

impl<'o> JsonWalk<'o> {
    /// A walk at the start of a document.
    pub fn new(ctx: Context<'o>) -> Self {
        JsonWalk {
            ctx,
            open: Vec::new(),
            version: None,
            feed_url: None,
            next_url: None,
            strange: Vec::new(),
            has_items: false,
            seen_any: false,
        }
    }

    /// Takes the next event of the document.
    pub fn take(&mut self, event: &Event<'_>, report: &mut Report<'_>) {
        self.seen_any = true;
        match *event {
            Event::Key(key) => self.key(&key, report),
            Event::StartObject(span) => {
                let of = match self.expected() {
                    None if self.open.is_empty() => Of::Object(&FEED),
                    Some(Type::Object(shape)) => Of::Object(shape),
                    Some(_) => self.wrong("an object", span, report),
                    None => match self.open.last().map(|open| open.of) {
                        Some(Of::Objects(shape)) => Of::Object(shape),
                        Some(Of::Texts) => self.wrong_in_list("text", "an object", span, report),
                        _ => Of::Anything,
                    },
                };
                self.push(of, span);
            }
            Event::StartArray(span) => {
                let of = match self.expected() {
                    Some(Type::Objects(shape)) => {
                        self.has_items |= self.open.len() == 1 && is(shape, &ITEM);
                        Of::Objects(shape)
                    }
                    Some(Type::Texts) => Of::Texts,
                    Some(_) => self.wrong("a list", span, report),
                    None => self.in_list("a list", span, report),
                };
                self.push(of, span);
            }
            Event::EndObject(_) => {
                if let Some(open) = self.open.pop()
                    && let Of::Object(shape) = open.of
                {
                    self.close(shape, &open, report);
                }
            }
            Event::EndArray(_) => {
                self.open.pop();
            }
            Event::Text(text) => self.text(&text, report),
            Event::Number(raw, span) => match self.expected() {
                Some(Type::Number) => {
                    if raw.starts_with('-') {
                        let message = format!("`{raw}` is below 0");
                        report.flag(&JSON_WRONG_TYPE, span, message).help("write the number of bytes, or of seconds");
                    }
                }
                Some(Type::Id) => {
                    self.id(raw, span, report);
                    report
                        .flag(&JSON_ID_NOT_TEXT, span, format!("the item's `id` is the number {}", shown(raw)))
                        .help(format!("put it in quotes: `\"{}\"`", shown(raw)));
                }
                Some(_) => {
                    self.wrong("a number", span, report);
                }
                None => {
                    self.in_list("a number", span, report);
                }
            },
            Event::Bool(value, span) => match self.expected() {
                Some(Type::Bool) => {}
                Some(_) => {
                    self.wrong(if value { "`true`" } else { "`false`" }, span, report);
                }
                None => {
                    self.in_list("`true` or `false`", span, report);
                }
            },
            Event::Null(span) => match self.expected() {
                Some(_) => {
                    self.wrong("`null`", span, report);
                }
                None => {
                    self.in_list("`null`", span, report);
                }
            },
        }
    }

    /// Ends the document, and says what it is. `sound` is whether it was read without fault to its end.
    pub fn finish(self, sound: bool, report: &mut Report<'_>) -> Kind {
        let is_feed = self.version.as_ref().is_some_and(|(version, _)| Kind::is_json_feed(version));
        if !(is_feed || self.has_items && sound) {
            // A document cut off may have had a version; its fault is another.
            if sound && self.seen_any {
                let start = Place { line: 1, column: 1, width: 1 };
                let (place, message) = match &self.version {
                    Some((_, span)) => (report.place(*span), "`version` is none of JSON Feed"),
                    None => (start, "the document has no `version` that calls it a JSON Feed"),
                };
                report
                    .flag_at(&NOT_A_JSON_FEED, place, message)
                    .help("write `\"version\": \"https://jsonfeed.org/version/1.1\"`");
            }
            return Kind::Unknown;
        }
        for (name, span) in &self.strange {
            unknown(&FEED, name, *span, report);
        }
        if let (Some(own), Some((next, span))) = (&self.feed_url, &self.next_url)
            && own == next
        {
            report
                .flag(&JSON_NEXT_IS_SELF, *span, "`next_url` is the feed's own address")
                .help("write the address of the next page; leave `next_url` out on the last");
        }
        Kind::Json
    }

    /// Has the places kept that later findings may need.
    pub(super) fn pin(&self, report: &mut Report<'_>) {
        let ends = [&self.version, &self.next_url].into_iter().flatten().map(|(_, span)| *span);
        let strange = self.strange.iter().map(|(_, span)| *span);
        let modified = self.open.iter().filter_map(|open| open.modified.map(|(_, span)| span));
        ends.chain(strange).chain(modified).for_each(|span| report.pin(span));
    }

    fn push(&mut self, of: Of, start: Span) {
        self.open.push(Open { of, start, seen: 0, next: Next::Anything, published: None, modified: None });
    }

    /// What the value at hand must be, where it is a member of an object that is judged.
    fn expected(&self) -> Option<Type> {
        let open = self.open.last()?;
        match (open.of, open.next) {
            (Of::Object(shape), Next::Member(at)) => shape.members.get(at).map(|member| member.of),
            _ => None,
        }
    }

    fn key(&mut self, key: &Text<'_>, report: &mut Report<'_>) {
        let outermost = self.open.len() == 1;
        let Some(open) = self.open.last_mut() else { return };
        let Of::Object(shape) = open.of else { return };
        let name = key.value();
        match shape.members.iter().position(|member| member.name == name) {
            Some(at) => {
                open.next = Next::Member(at);
                open.seen |= 1 << at;
                if let Some(Need::Deprecated(instead)) = shape.members.get(at).map(|member| member.need) {
                    let newer = shape.members.iter().position(|member| member.name == instead);
                    // Beside its successor it is there for old readers.
                    if newer.is_none_or(|newer| open.seen & (1 << newer) == 0) && self.is_newest() {
                        report
                            .flag(
                                &JSON_DEPRECATED_MEMBER,
                                key.span,
                                format!("`{name}` has been replaced by `{instead}`"),
                            )
                            .help(format!("write `{instead}`, a list of what `{name}` is"));
                    }
                }
            }
            None => {
                open.next = Next::Anything;
                if !is_extension(&name) {
                    if outermost {
                        self.strange.push((name.into_owned(), key.span));
                    } else {
                        unknown(shape, &name, key.span, report);
                    }
                }
            }
        }
    }

    /// Whether the feed says that it is of version 1.1, or has not said anything yet.
    fn is_newest(&self) -> bool {
        self.version.as_ref().is_none_or(|(version, _)| version.ends_with("1.1"))
    }

    fn text(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        let judge = match self.expected() {
            Some(Type::Text(judge)) => judge,
            Some(Type::Id) => return self.id(&text.value(), text.span, report),
            Some(_) => {
                self.wrong("text", text.span, report);
                return;
            }
            None => {
                if let Some(Of::Objects(_)) = self.open.last().map(|open| open.of) {
                    self.wrong_in_list("an object", "text", text.span, report);
                }
                return;
            }
        };
        if self.member() == "content_html" && !self.ctx.options.html {
            return;
        }
        let value = text.value();
        let flaws = judge(&value, self.ctx.options.now);
        let right = flaws.is_empty();
        let name = self.member();
        for flaw in flaws {
            flag(flaw, text, name, report);
        }
        let outermost = self.open.len() == 1;
        let Some(open) = self.open.last_mut() else { return };
        match name {
            "version" if outermost => self.version = Some((value.into_owned(), text.span)),
            "feed_url" if outermost => self.feed_url = Some(value.into_owned()),
            "next_url" if outermost => self.next_url = Some((value.into_owned(), text.span)),
            "date_published" if right => open.published = date::moment(&value),
            "date_modified" if right => open.modified = date::moment(&value).map(|moment| (moment, text.span)),
            _ => {}
        }
    }

    /// The name of the member at hand.
    fn member(&self) -> &'static str {
        match self.open.last().map(|open| (open.of, open.next)) {
            Some((Of::Object(shape), Next::Member(at))) => shape.members.get(at).map_or("", |member| member.name),
            _ => "",
        }
    }

    fn id(&mut self, value: &str, span: Span, report: &mut Report<'_>) {
        if value.trim().is_empty() {
            report
                .flag(&super::vocab::json_feed::JSON_EMPTY, span, "the item's `id` is empty")
                .help("give it an address or another name of its own, and never change it");
        } else if !self.ctx.is_new("json id", value) {
            report
                .flag(&JSON_DUPLICATE_ID, span, format!("`{}` is the `id` of another item too", shown(value)))
                .help("give each item an `id` of its own");
        }
    }

    /// Flags a member's value of the wrong type; what is in it is not judged.
    fn wrong(&self, found: &str, span: Span, report: &mut Report<'_>) -> Of {
        let wanted = match self.expected() {
            Some(Type::Text(_) | Type::Id) => "text, in quotes",
            Some(Type::Number) => "a number, without quotes",
            Some(Type::Bool) => "`true` or `false`, without quotes",
            Some(Type::Object(_)) => "an object, in `{` and `}`",
            Some(Type::Objects(_)) => "a list of objects, in `[` and `]`",
            Some(Type::Texts) => "a list of texts, in `[` and `]`",
            None => return Of::Anything,
        };
        let name = self.member();
        let help = match found {
            "`null`" => format!("leave `{name}` out, or write {wanted}"),
            _ => format!("write {wanted}"),
        };
        report
            .flag(&JSON_WRONG_TYPE, span, format!("`{name}` is {found}, and should be {wanted}"))
            .help(help)
            .param("member", name);
        Of::Anything
    }

    fn in_list(&self, found: &str, span: Span, report: &mut Report<'_>) -> Of {
        match self.open.last().map(|open| open.of) {
            Some(Of::Objects(_)) => self.wrong_in_list("an object", found, span, report),
            Some(Of::Texts) => self.wrong_in_list("text", found, span, report),
            _ => Of::Anything,
        }
    }

    fn wrong_in_list(&self, wanted: &str, found: &str, span: Span, report: &mut Report<'_>) -> Of {
        report
            .flag(&JSON_WRONG_TYPE, span, format!("the list holds {found}, and should hold {wanted} only"))
            .help(format!("write {wanted}, or leave it out"));
        Of::Anything
    }

    fn close(&mut self, shape: &'static Shape, open: &Open, report: &mut Report<'_>) {
        let has =
            |name: &str| shape.members.iter().position(|m| m.name == name).is_some_and(|at| open.seen & (1 << at) != 0);
        // The outermost object may be no feed at all: without any sign of that, nothing is missing.
        let judged = !is(shape, &FEED) || has("version") || has("items");
        for (at, member) in shape.members.iter().enumerate() {
            let rule = match member.need {
                _ if open.seen & (1 << at) != 0 || !judged => continue,
                Need::Must => &JSON_MISSING_MEMBER,
                Need::Should => &JSON_RECOMMENDED_MEMBER,
                Need::May | Need::Deprecated(_) => continue,
            };
            report
                .flag(rule, open.start, format!("the {} has no `{}`", shape.name, member.name))
                .help(format!("add `\"{}\": …`", member.name))
                .param("member", member.name);
        }
        if is(shape, &ITEM) {
            if !has("content_html") && !has("content_text") {
                report
                    .flag(&JSON_NO_CONTENT, open.start, "the item has neither `content_html` nor `content_text`")
                    .help("add one of them; a summary alone is not enough");
            }
            if let (Some(published), Some((modified, span))) = (open.published, open.modified)
                && modified < published
            {
                report
                    .flag(
                        &super::relation::dates::UPDATED_BEFORE_PUBLISHED,
                        span,
                        "the item was modified before it was published",
                    )
                    .help("mend one of the two dates; check their zones");
            }
        }
        if is(shape, &AUTHOR) && open.seen == 0 {
            report
                .flag(&JSON_EMPTY_AUTHOR, open.start, "the author has neither `name`, `url` nor `avatar`")
                .help("add a `name`, or leave the author out");
        }
    }
}

/// Whether a member is of the publisher's own: `_` and a letter, and no dot.
fn is_extension(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next() == Some('_') && letters.next().is_some_and(char::is_alphabetic) && !name.contains('.')
}

fn unknown(shape: &Shape, name: &str, span: Span, report: &mut Report<'_>) {
    let near =
        shape.members.iter().map(|member| member.name).find(|known| strsim::damerau_levenshtein(known, name) <= 2);
    let help = match near {
        Some(near) => format!("write `{near}` if that is meant"),
        None => "remove it; what is your own begins with `_` and a letter, and has no `.` in its name".to_owned(),
    };
    report
        .flag(&JSON_UNKNOWN_MEMBER, span, format!("`{}` is no member of the {}", shown(name), shape.name))
        .help(help)
        .param("member", name);
}

/// Makes a finding of a flaw of a text.
fn flag(flaw: Flaw, text: &Text<'_>, member: &'static str, report: &mut Report<'_>) {
    let span = flaw.at.clone().map_or(text.span, |range| text.locate(range.start, range.end));
    let diagnostic = report.flag(flaw.rule, span, format!("`{member}`: {}", flaw.message)).help(flaw.help);
    diagnostic.param("member", member);
    for (name, value) in flaw.params {
        diagnostic.param(name, value);
    }
}

#[cfg(test)]
mod tests;
