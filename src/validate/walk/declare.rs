//! Namespaces being declared: are they known, and under the prefix that people expect.

use super::Walk;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::validate::Kind;
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Attribute, Namespace, Reader, SAX_ERROR};
use crate::validate::value;
use crate::validate::vocab::namespaces::{self, MEDIA_WITHOUT_SLASH};

rules! {
    /// A well-known prefix stands for another namespace than usual.
    ///
    /// Programs that go by the prefix, as many do, take these elements for others. Use another prefix, or mend the
    /// namespace's address if it was meant to be the usual one.
    RESERVED_PREFIX = Warning "reserved-prefix";

    /// The address of the Media RSS namespace lacks the slash at its end.
    ///
    /// It is `http://search.yahoo.com/mrss/`. Readers do not know the elements otherwise.
    MEDIA_RSS_NAMESPACE = Error "media-rss-namespace";

    /// A namespace is declared under another prefix than usual.
    ///
    /// That is allowed; programs that go by the prefix do not find the elements.
    NONSTD_PREFIX = Info "nonstd-prefix";

    /// The elements of Atom or XHTML are given a prefix in an Atom document.
    ///
    /// That is allowed, but some readers do not understand it. Declare the namespace with plain `xmlns="…"`.
    AVOID_NAMESPACE_PREFIX = Warning "avoid-namespace-prefix";

    /// A namespace is declared that nobody here knows.
    ///
    /// Its elements are not judged, and few readers look at them. If it is meant to be a known one, its address has a
    /// slip.
    UNKNOWN_NAMESPACE = Warning "unknown-namespace";

    /// A namespace is in wide use, but its elements are not judged by the W3C's rules.
    ///
    /// Nothing needs to be mended.
    UNSUPPORTED_NAMESPACE = Info "unsupported-namespace";

    /// The address of the podcast namespace is misspelt.
    ///
    /// Namespaces are compared letter by letter: apps find none of the elements under any other. It is
    /// `https://podcastindex.org/namespace/1.0`, with `https:`, in small letters, and with no slash at its end.
    PODCAST_NAMESPACE = Warning "podcast-namespace", own;

    /// The wiki namespace is declared under its old address.
    ///
    /// Write `http://purl.org/rss/1.0/modules/wiki/`.
    OBSOLETE_WIKI_NAMESPACE = Warning "obsolete-wiki-namespace";
}

impl Walk<'_> {
    /// Judges the namespaces that a start tag declares. The W3C validator reads no further where one holds white space.
    pub(super) fn declarations(&mut self, reader: &Reader<'_>, report: &mut Report<'_>) {
        for attribute in reader.attributes() {
            if attribute.name.namespace == Namespace::XMLNS {
                if self.ctx.as_w3c() && attribute.value.split_whitespace().nth(1).is_some() {
                    report
                        .flag(&SAX_ERROR, self.ctx.here, format!("`{}` is no namespace", shown(&attribute.value)))
                        .help("write its address without white space");
                    self.is_stopped = true;
                    return;
                }
                let prefix = if attribute.name.prefix().is_empty() { "" } else { attribute.name.local() };
                self.ctx.prefixes.declare(self.depth, prefix);
                self.declaration(prefix, attribute, report);
            }
        }
    }

    fn declaration(&mut self, prefix: &str, attribute: &Attribute<'_>, report: &mut Report<'_>) {
        let uri: &str = &attribute.value;
        if !self.ctx.as_w3c() && namespaces::beyond(uri).is_some() {
            return;
        }
        // For the W3C validator a declaration stands where its tag does.
        let span = if self.ctx.as_w3c() { self.ctx.here } else { attribute.name_span };
        let known = namespaces::exact(uri);
        if let Some(usual) = namespaces::usual(prefix) {
            let right = namespaces::uri_of(usual);
            if known != Some(usual) {
                let rule = if uri == MEDIA_WITHOUT_SLASH { &MEDIA_RSS_NAMESPACE } else { &RESERVED_PREFIX };
                let message =
                    format!("the prefix `{prefix}` stands for `{}`, not for what it usually means", shown(uri));
                report
                    .flag(rule, span, message)
                    .help(format!("write `xmlns:{prefix}=\"{right}\"`, or another prefix if something else is meant"))
                    .param("prefix", prefix)
                    .param("ns", right);
            } else if prefix == "wiki" && uri.contains("usemod") {
                report
                    .flag(&OBSOLETE_WIKI_NAMESPACE, span, "the wiki namespace has another address today")
                    .help(format!("write `xmlns:wiki=\"{right}\"`"))
                    .param("preferred", prefix)
                    .param("ns", uri);
            } else if self.ctx.kind == Kind::Atom && matches!(prefix, "atom" | "xhtml") {
                self.avoid(prefix, span, report);
            }
        } else if let Some(known) = known {
            let preferred = known.name();
            if prefix.is_empty() || preferred == prefix {
                return;
            }
            let message = format!("the prefix of this namespace is usually `{preferred}`, here `{}`", shown(prefix));
            report
                .flag(&NONSTD_PREFIX, span, message)
                .help(format!("write `xmlns:{preferred}=\"{uri}\"`, and `{preferred}:` for `{prefix}:`"))
                .param("preferred", preferred)
                .param("ns", uri);
            let open = matches!(self.ctx.kind, Kind::Atom | Kind::Unknown);
            if open && matches!(preferred, "atom" | "xhtml") {
                self.avoid(prefix, span, report);
            }
        } else if uri == MEDIA_WITHOUT_SLASH {
            report
                .flag(&MEDIA_RSS_NAMESPACE, span, "the address of the Media RSS namespace ends in a slash")
                .help(format!("write `{MEDIA_WITHOUT_SLASH}/`"))
                .param("prefix", prefix)
                .param("ns", format!("{MEDIA_WITHOUT_SLASH}/"));
        } else if let Some(flaw) = value::uri::iri(uri, &value::uri::INVALID_IRI).filter(|_| !uri.is_empty()) {
            let within = self.top().map_or("", |top| &top.name);
            report
                .flag(flaw.rule, span, format!("in the namespace of the prefix `{prefix}`: {}", flaw.message))
                .help(flaw.help)
                .param("element", attribute.name.raw)
                .param("parent", within)
                .param("value", uri);
        } else if namespaces::is_misspelt_podcast(uri) && !self.ctx.as_w3c() {
            report
                .flag(&PODCAST_NAMESPACE, span, format!("`{}` is not how the podcast namespace is spelt", shown(uri)))
                .help(format!("write `xmlns:podcast=\"{}\"`", namespaces::PODCAST))
                .param("prefix", prefix)
                .param("ns", namespaces::PODCAST);
        } else if !self.ctx.as_w3c() && namespaces::beyond(uri).is_some() {
            // Its elements are judged.
        } else if let Some((name, page)) = namespaces::unjudged(uri) {
            report
                .flag(&UNSUPPORTED_NAMESPACE, span, format!("the W3C's rules do not judge elements of {name}"))
                .help(format!("{page} describes them"))
                .param("namespace", uri)
                .param("name", name)
                .param("specification", page);
        } else {
            report
                .flag(&UNKNOWN_NAMESPACE, span, format!("the namespace `{}` is not known", shown(uri)))
                .help("if it is meant to be a well-known one, mend its address; if it is your own, leave it")
                .param("namespace", uri);
        }
    }

    fn avoid(&self, prefix: &str, span: Span, report: &mut Report<'_>) {
        let message = format!("elements of Atom or XHTML have the prefix `{}` here", shown(prefix));
        report
            .flag(&AVOID_NAMESPACE_PREFIX, span, message)
            .help("declare the namespace with plain `xmlns=\"…\"`, and leave the prefix out")
            .param("prefix", prefix);
    }
}
