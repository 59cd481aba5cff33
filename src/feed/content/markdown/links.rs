//! Links, pictures and ids in Markdown.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::{OPTIONS, Writer, write};
use crate::feed::content::sanitise::{address, anchor, is_id};
use crate::feed::urls::{self, Purpose, Refusal};

impl Writer<'_, '_, '_> {
    pub(super) fn link(&mut self, kind: LinkType, reference: &str, title: &str, range: Range<usize>) {
        let href = self.href(kind, reference, &range);
        self.links.push(href.is_some());
        if let Some(href) = href {
            self.out.push_str("<a");
            write::pair(&mut self.out, "href", &href);
            self.title(title);
            self.out.push('>');
        }
    }

    pub(super) fn href(&mut self, kind: LinkType, reference: &str, range: &Range<usize>) -> Option<String> {
        if self.raw && reference.starts_with('#') {
            return Some(reference.to_owned());
        }
        let mailto;
        let reference = if kind == LinkType::Email {
            mailto = format!("mailto:{reference}");
            &mailto
        } else {
            reference
        };
        let href = match urls::resolve(reference, self.context.base, Purpose::Link) {
            Ok(href) => href,
            Err(refusal) => {
                self.refused(&refusal, "link", reference, range);
                return None;
            }
        };
        let Some((page, fragment)) = href.split_once('#').filter(|_| !self.raw) else { return Some(href) };
        let id = urls::decode_fragment(fragment);
        if page != self.address() || !self.ids().contains(&id) {
            return Some(href);
        }
        Some(anchor(page, self.context.prefix, &id))
    }

    pub(super) fn image(&mut self, _: LinkType, reference: &str, title: &str, alt: &str, range: Range<usize>) {
        match urls::resolve(reference, self.context.base, Purpose::Image) {
            Ok(src) => {
                self.out.push_str("<img");
                write::pair(&mut self.out, "src", &src);
                write::pair(&mut self.out, "alt", alt);
                self.title(title);
                self.out.push('>');
            }
            Err(refusal) => {
                self.refused(&refusal, "picture", reference, &range);
                write::text(&mut self.out, alt);
            }
        }
    }

    pub(super) fn refused(&mut self, refusal: &Refusal, what: &str, reference: &str, range: &Range<usize>) {
        self.findings.refused(refusal, what, reference, range.clone().into());
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            write::pair(&mut self.out, "title", title);
        }
    }

    pub(super) fn address(&mut self) -> &str {
        self.address.get_or_insert_with(|| address(self.context.base))
    }

    pub(super) fn ids(&mut self) -> &HashSet<String> {
        let body = self.body;
        self.ids.get_or_insert_with(|| {
            let mut ids = HashSet::new();
            if memchr::memmem::find(body.as_bytes(), b"{").is_some() {
                ids.extend(Parser::new_ext(body, OPTIONS).filter_map(|event| match event {
                    Event::Start(Tag::Heading { id: Some(id), .. }) if is_id(&id) => Some(id.into_string()),
                    _ => None,
                }));
            }
            ids
        })
    }

    /// Writes an `id` attribute.
    pub(super) fn id(&mut self, id: &str) {
        let prefix = if self.raw { "" } else { self.context.prefix };
        write::pair(&mut self.out, "id", &format!("{prefix}{id}"));
    }

    /// Writes a start tag `<a>` that leads to the element with this id.
    pub(super) fn jump(&mut self, id: &str) {
        let href = if self.raw {
            format!("#{id}")
        } else {
            let prefix = self.context.prefix;
            anchor(self.address(), prefix, id)
        };
        self.out.push_str("<a");
        write::pair(&mut self.out, "href", &href);
    }
}
