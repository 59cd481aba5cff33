//! Relative addresses made absolute.

use std::borrow::Cow;

use super::canonical::canonical;
use super::idna::idna;

/// Schemes that know relative addresses.
const RELATIVE: [&str; 20] = [
    "", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp", "rtsps",
    "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss",
];
/// Schemes with a host.
const WITH_HOST: [&str; 26] = [
    "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews",
    "prospero", "rtsp", "rtsps", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss",
];
/// Schemes with parameters behind a `;` in the last part of the path.
const WITH_PARAMS: [&str; 16] = [
    "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtsps", "rtspu", "sip", "sips", "mms",
    "sftp", "tel",
];

fn has_host(scheme: &str) -> bool {
    WITH_HOST.contains(&scheme)
}

/// An address in its parts.
struct Parts<'t> {
    scheme: Cow<'t, str>,
    host: &'t str,
    path: &'t str,
    params: &'t str,
    query: &'t str,
    fragment: &'t str,
}

impl<'t> Parts<'t> {
    /// Takes `text`, which is trimmed, apart; `scheme` is what a missing one stands for.
    fn of(text: &'t str, scheme: &'t str) -> Parts<'t> {
        let mut parts = Parts { scheme: scheme.into(), host: "", path: text, params: "", query: "", fragment: "" };
        let scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if let Some((scheme, rest)) = text.split_once(':')
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(scheme_char)
        {
            parts.scheme = scheme.to_ascii_lowercase().into();
            parts.path = rest;
        }
        if let Some(rest) = parts.path.strip_prefix("//") {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            (parts.host, parts.path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        }
        (parts.path, parts.fragment) = parts.path.split_once('#').unwrap_or((parts.path, ""));
        (parts.path, parts.query) = parts.path.split_once('?').unwrap_or((parts.path, ""));
        if WITH_PARAMS.contains(&&*parts.scheme) {
            let last = parts.path.rfind('/').unwrap_or(0);
            let semicolon = parts.path.get(last..).and_then(|end| end.find(';')).map(|at| last + at);
            if let Some(at) = semicolon {
                parts.params = parts.path.get(at + 1..).unwrap_or_default();
                parts.path = parts.path.get(..at).unwrap_or_default();
            }
        }
        parts
    }

    fn text(&self) -> String {
        self.with(self.host, self.path, self.params, self.query)
    }

    /// The address with these parts instead of its own.
    fn with(&self, host: &str, path: &str, params: &str, query: &str) -> String {
        let mut out = String::with_capacity(self.scheme.len() + host.len() + path.len() + query.len() + 8);
        if !self.scheme.is_empty() {
            out += &self.scheme;
            out.push(':');
        }
        let slashes = if params.is_empty() { path.starts_with("//") } else { format!("{path};").starts_with("//") };
        if !host.is_empty() || !self.scheme.is_empty() && has_host(&self.scheme) && !slashes {
            out += "//";
            out += host;
            if !path.starts_with('/') && (!path.is_empty() || !params.is_empty()) {
                out.push('/');
            }
        }
        out += path;
        for (mark, part) in [(';', params), ('?', query), ('#', self.fragment)] {
            if !part.is_empty() {
                out.push(mark);
                out += part;
            }
        }
        out
    }
}

/// What `reference` means at the address `base`.
pub fn join(base: &str, reference: &str) -> String {
    if base.is_empty() || reference.is_empty() {
        return if base.is_empty() { reference } else { base }.to_owned();
    }
    let (base, tidy) = (tidy(base), tidy(reference));
    let base = Parts::of(&base, "");
    let parts = Parts::of(&tidy, &base.scheme);
    if parts.scheme != base.scheme || !RELATIVE.contains(&&*parts.scheme) {
        return reference.to_owned();
    }
    let mut host = parts.host;
    if has_host(&parts.scheme) {
        if !host.is_empty() {
            return parts.text();
        }
        host = base.host;
    }
    if parts.path.is_empty() && parts.params.is_empty() {
        let query = if parts.query.is_empty() { base.query } else { parts.query };
        return parts.with(host, base.path, base.params, query);
    }
    parts.with(host, &resolved(base.path, parts.path), parts.params, parts.query)
}

/// Without control characters and spaces before it, and without line breaks and tabs anywhere.
fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches(|c: char| c <= ' ');
    match text.contains(['\t', '\r', '\n']) {
        true => text.replace(['\t', '\r', '\n'], "").into(),
        false => text.into(),
    }
}

/// The path that `path` means at the path `base`.
fn resolved(base: &str, path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    if !path.starts_with('/') {
        segments = base.split('/').collect();
        if segments.last().is_some_and(|last| !last.is_empty()) {
            segments.pop();
        }
    }
    let filtered = !path.starts_with('/');
    segments.extend(path.split('/'));
    let last = segments.len().saturating_sub(1);
    let mut out: Vec<&str> = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate() {
        match *segment {
            "" if filtered && at > 0 && at < last => {}
            ".." => {
                out.pop();
            }
            "." => {}
            segment => out.push(segment),
        }
    }
    if segments.last().is_some_and(|last| matches!(*last, "." | "..")) {
        out.push("");
    }
    match out.join("/") {
        path if path.is_empty() => "/".to_owned(),
        path => path,
    }
}

/// Whether `reference` means the element's base itself, while that is not the document's: a reader may take it for the
/// document.
pub fn same_document(reference: &str, element_base: &str, document_base: &str) -> bool {
    if element_base == document_base {
        return false;
    }
    let bare = |text: &str| canonical(text).map(|text| text.split('#').next().unwrap_or_default().to_owned());
    let (Some(document), Some(element)) = (bare(document_base), bare(element_base)) else { return false };
    let ascii = idna(reference);
    let meant = bare(&join(&element, ascii.as_deref().unwrap_or(reference)));
    element != document && meant.is_some_and(|meant| meant == element)
}
