//! What stands before the root element, and what it leaves unsaid: the version of XML, the document type, entities.

use super::Walk;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Declaration, Doctype, Skipped};
use crate::validate::value::html;

rules! {
    /// The document says that it is in another version of XML than 1.0.
    ///
    /// Readers of feeds know 1.0, and may refuse all else. Write `<?xml version="1.0" encoding="utf-8"?>`.
    BAD_XML_VERSION = Error "bad-xml-version";

    /// The document type is that of RSS 0.91 at an address that is no more.
    ///
    /// Programs that fetch it fail. Remove the `<!DOCTYPE …>`, or give `http://www.rssboard.org/rss-0.91.dtd`.
    DEPRECATED_DTD = Error "deprecated-dtd";

    /// The document refers to another file that is to be a part of it.
    ///
    /// Readers do not fetch it, for it may be any file, also of the machine that they run on. Write out what is meant.
    CONTAINS_SYSTEM_ENTITY = Info "contains-system-entity";

    /// An entity is used that is not declared.
    ///
    /// XML itself knows `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;` alone; readers stop at any other, as at those of
    /// HTML. Write the character itself.
    UNDEFINED_NAMED_ENTITY = Error "undefined-named-entity";
}

const RSS_091: &str = "-//Netscape Communications//DTD RSS 0.91//EN";
const AT_NETSCAPE: &str = "http://my.netscape.com/publish/formats/rss-0.91.dtd";
const AT_RSS_BOARD: &str = "http://www.rssboard.org/rss-0.91.dtd";

/// Judges the XML declaration.
pub(super) fn declaration(declaration: &Declaration<'_>, report: &mut Report<'_>) {
    if declaration.version != "1.0" {
        let message = format!("the document is said to be in XML `{}`", shown(declaration.version));
        report
            .flag(&BAD_XML_VERSION, declaration.span, message)
            .help("write `version=\"1.0\"`")
            .param("version", declaration.version);
    }
}

impl Walk<'_> {
    /// Judges the document type.
    pub(super) fn doctype(&mut self, doctype: &Doctype<'_>, report: &mut Report<'_>) {
        if (doctype.public.is_none() && doctype.system.is_none()) || doctype.standalone {
            return;
        }
        // For the W3C validator it lies at its last character.
        let end = doctype.span.end;
        let span = if self.ctx.as_w3c() { Span::new(end.saturating_sub(1), end) } else { doctype.span };
        let is_rss_091 = doctype.public.is_some_and(|id| id.split_ascii_whitespace().eq(RSS_091.split(' ')));
        match doctype.system {
            Some(AT_NETSCAPE) if is_rss_091 => {
                self.ctx.rss_091_doctype = true;
                report
                    .flag(&DEPRECATED_DTD, span, "the document type is at an address that is no more")
                    .help(format!("remove it, or write `{AT_RSS_BOARD}` for `{AT_NETSCAPE}`"));
            }
            Some(AT_RSS_BOARD) if is_rss_091 => self.ctx.rss_091_doctype = true,
            _ => {
                let message = "the document type is in another file, which readers do not fetch";
                report.flag(&CONTAINS_SYSTEM_ENTITY, span, message).help("remove the `<!DOCTYPE …>`");
            }
        }
    }

    /// Judges a reference to an entity whose text is not at hand.
    pub(super) fn skipped(&mut self, entity: &Skipped<'_>, report: &mut Report<'_>) {
        let name = entity.name;
        if entity.declared {
            let message = format!("`&{};` stands for another file, which readers do not fetch", shown(name));
            report.flag(&CONTAINS_SYSTEM_ENTITY, entity.span, message).help("write out what is meant");
            return;
        }
        let meant = html::html4_entity(name);
        if meant.is_some() && self.ctx.rss_091_doctype {
            return;
        }
        let help = match meant {
            Some(c) => format!("write the character itself: `{c}`"),
            None => "write what it stands for; if an `&` is meant, write `&amp;`".to_owned(),
        };
        report
            .flag(&UNDEFINED_NAMED_ENTITY, entity.span, format!("`&{};` is not declared", shown(name)))
            .help(help)
            .param("value", name);
    }
}
