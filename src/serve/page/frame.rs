//! An entry's content as a document of its own, which is shown in a frame.
//!
//! Whoever wrote it, it was cleaned by the allow-list that our own feeds pass. What is left may ask for nothing but files of
//! this server: pictures and players whose file is not here become links.

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;
use url::Url;

use super::words::Language;
use super::{Asked, beside, entries, reply, templates};
use crate::article::Markup;
use crate::diagnostic::Report;
use crate::feed::content::{Context, render, write};
use crate::parse::{Document, Entry, parse};
use crate::serve::Stage;

/// Where relative addresses lead where an entry has no address of its own.
const NOWHERE: &str = "http://localhost.invalid/";

#[derive(Serialize)]
struct Page {
    title: String,
    language: Option<Language>,
    content: minijinja::Value,
}

/// The content of one of a feed's entries; `None` where there is none.
pub fn page(asked: &Asked, path: &str) -> Option<Response<Body>> {
    let document = parse(&asked.stage.shelf.read(path)?)?;
    let mark = asked.parameter("entry")?;
    let marks = entries::marks(&document);
    let at = marks.iter().position(|known| *known == mark)?;
    let entry = document.entries.get(at)?;
    let content = content(&asked.stage, &document, entry)?;
    let language = entry.language.as_deref().or(document.language.as_deref());
    let page = Page {
        title: entry.title.clone(),
        language: Language::of(language),
        content: minijinja::Value::from_safe_string(content),
    };
    Some(reply::content(templates::draw("content.html", page)))
}

/// An entry's content as HTML that asks for nothing from elsewhere.
fn content(stage: &Stage, document: &Document, entry: &Entry) -> Option<String> {
    let content = entry.content.as_deref()?;
    let base = [&entry.link, &document.link].into_iter().find_map(|link| Url::parse(link).ok());
    let base = base.or_else(|| Url::parse(NOWHERE).ok())?;
    let context = Context { base: &base, prefix: "" };
    let clean = render(content, Markup::Html, &context, &mut Report::new("", content));
    Some(homed(&clean, base.as_str(), &|address| beside::local(stage, address)))
}

/// Clean HTML with every address to fetch from as `local` gives it; where it gives none there is a link.
fn homed(clean: &str, base: &str, local: &dyn Fn(&str) -> Option<String>) -> String {
    let mut writer = Writer {
        out: String::with_capacity(clean.len() + 1024),
        local,
        page: base.split('#').next().unwrap_or_default(),
        links: 0,
        player: None,
    };
    let mut rest = clean;
    // What was cleaned has no `<` but where a tag begins, and no `>` but where it ends.
    while let Some((text, behind)) = rest.split_once('<') {
        writer.out.push_str(text);
        let Some((tag, behind)) = behind.split_once('>') else { return writer.out };
        writer.tag(tag, behind);
        rest = behind;
    }
    writer.out.push_str(rest);
    writer.out
}

struct Writer<'a> {
    out: String,
    local: &'a dyn Fn(&str) -> Option<String>,
    /// The entry's own page, without fragment.
    page: &'a str,
    /// How many links are open.
    links: usize,
    /// The player that is open, and whether it is shown.
    player: Option<(&'a str, bool)>,
}

impl<'a> Writer<'a> {
    /// Writes a tag; `behind` is what follows.
    fn tag(&mut self, tag: &'a str, behind: &'a str) {
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        match name {
            "a" => {
                self.links += 1;
                self.link(tag);
            }
            "/a" => {
                self.links = self.links.saturating_sub(1);
                self.plain(tag);
            }
            "img" => self.picture(tag),
            "audio" | "video" if self.player.is_none() => self.open_player(name, tag, behind),
            // A player in a player shows nothing.
            "audio" | "video" => {}
            "/audio" | "/video" => {
                let is_own = |(name, _): &(&str, bool)| tag.get(1..) == Some(*name);
                if let Some((_, is_shown)) = self.player.take_if(|player| is_own(player))
                    && is_shown
                {
                    self.plain(tag);
                }
            }
            "source" | "track" => {
                if matches!(self.player, Some((_, true))) {
                    self.source(name, tag);
                }
            }
            _ => self.plain(tag),
        }
    }

    fn plain(&mut self, tag: &str) {
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// Writes the start of an element, but for the attributes named, and leaves it open.
    fn start(&mut self, name: &str, tag: &str, without: &[&str]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes(tag).filter(|(key, _)| !without.contains(key)) {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.out.push_str(value);
            self.out.push('"');
        }
    }

    fn link(&mut self, tag: &str) {
        let href = value(tag, "href").unwrap_or_default();
        self.start("a", tag, &["href", "target", "rel"]);
        match href.strip_prefix(self.page).filter(|rest| rest.starts_with('#') && !self.page.is_empty()) {
            Some(fragment) => write::pair(&mut self.out, "href", fragment),
            None if href.is_empty() => {}
            None => {
                write::pair(&mut self.out, "href", &href);
                self.out.push_str(" target=\"_blank\" rel=\"noopener noreferrer\"");
            }
        }
        self.out.push('>');
    }

    fn picture(&mut self, tag: &str) {
        let src = value(tag, "src").unwrap_or_default();
        let here = if src.starts_with("data:") { Some(src.clone()) } else { (self.local)(&src) };
        match here {
            Some(here) => {
                self.start("img", tag, &["src", "srcset", "sizes"]);
                write::pair(&mut self.out, "src", &here);
                self.out.push('>');
            }
            None => self.away("Picture", &src, &value(tag, "alt").unwrap_or_default()),
        }
    }

    /// Writes a player's start where a file of it is here; else links to its files.
    fn open_player(&mut self, name: &'a str, tag: &'a str, behind: &'a str) {
        let close = format!("</{name}>");
        let inside = behind.split(&*close).next().unwrap_or_default();
        let sources = inside.split('<').filter(|tag| tag.starts_with("source ")).filter_map(|tag| value(tag, "src"));
        let sources: Vec<String> = value(tag, "src").into_iter().chain(sources).collect();
        let is_shown = sources.iter().any(|source| (self.local)(source).is_some());
        self.player = Some((name, is_shown));
        if !is_shown {
            let word = if name == "audio" { "Sound" } else { "Film" };
            sources.iter().for_each(|source| self.away(word, source, ""));
            return;
        }
        self.start(name, tag, &["src", "poster", "controls", "preload", "autoplay"]);
        for key in ["src", "poster"] {
            if let Some(here) = value(tag, key).and_then(|address| (self.local)(&address)) {
                write::pair(&mut self.out, key, &here);
            }
        }
        self.out.push_str(" controls=\"\" preload=\"none\">");
    }

    fn source(&mut self, name: &str, tag: &str) {
        if let Some(here) = value(tag, "src").and_then(|address| (self.local)(&address)) {
            self.start(name, tag, &["src", "srcset", "sizes"]);
            write::pair(&mut self.out, "src", &here);
            self.out.push('>');
        }
    }

    /// Writes what stands for something that is elsewhere.
    fn away(&mut self, word: &str, address: &str, said: &str) {
        let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let is_link = self.links == 0 && url.is_some();
        if is_link {
            self.out.push_str("<a class=\"away\"");
            write::pair(&mut self.out, "href", address);
            self.out.push_str(" target=\"_blank\" rel=\"noopener noreferrer\">");
        } else {
            self.out.push_str("<span class=\"away\">");
        }
        self.out.push_str(word);
        for (before, text) in [(": ", said), (", at ", host)] {
            if !text.is_empty() {
                self.out.push_str(before);
                write::text(&mut self.out, text);
            }
        }
        self.out.push_str(if is_link { "</a>" } else { "</span>" });
    }
}

/// The attributes of a tag that was written here: names, and values still escaped.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let (key, behind) = rest.split_once("=\"")?;
        let (value, behind) = behind.split_once('"')?;
        rest = behind;
        Some((key.rsplit(' ').next().unwrap_or_default(), value))
    })
}

/// The value of an attribute, its references resolved.
fn value(tag: &str, name: &str) -> Option<String> {
    let (_, value) = attributes(tag).find(|(key, _)| *key == name)?;
    // Those that are written here, and the one for an ampersand last.
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homed(html: &str) -> String {
        let here = |address: &str| address.strip_prefix("https://x.example/").map(|path| format!("/here/{path}"));
        let base = Url::parse("https://x.example/a/").unwrap();
        let context = Context { base: &base, prefix: "" };
        let clean = render(html, Markup::Html, &context, &mut Report::new("", html));
        super::homed(&clean, base.as_str(), &here)
    }

    #[test]
    fn what_is_here_is_shown_and_what_is_elsewhere_is_a_link() {
        let cases = [
            ("<img src=b.png alt='A &quot;b&quot;'>", r#"<img alt="A &quot;b&quot;" src="/here/a/b.png">"#),
            (
                "<img src='https://e.example/b.png?c&amp;d' alt='<b>'>",
                r#"<a class="away" href="https://e.example/b.png?c&amp;d" target="_blank" rel="noopener noreferrer">Picture: &lt;b&gt;, at e.example</a>"#,
            ),
            (
                "<a href='/p'><img src='//e.example/b.png'></a>",
                r#"<a href="https://x.example/p" target="_blank" rel="noopener noreferrer"><span class="away">Picture, at e.example</span></a>"#,
            ),
            ("<a href='#n'>1</a><p id=n>2</p>", "<a href=\"#n\">1</a><p id=\"n\">2</p>"),
            (
                "<picture><source srcset=c.webp><img src=b.png srcset='https://e.example/x 2x'></picture>",
                r#"<picture><img src="/here/a/b.png"></picture>"#,
            ),
            (
                "<video poster='https://e.example/p.png' autoplay><source src=f.mp4><source src='https://e.example/f'>no</video>",
                r#"<video controls="" preload="none"><source src="/here/a/f.mp4">no</video>"#,
            ),
            (
                "<audio src='https://e.example/f.mp3'><p>no</p></audio>x",
                r#"<a class="away" href="https://e.example/f.mp3" target="_blank" rel="noopener noreferrer">Sound, at e.example</a><p>no</p>x"#,
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(homed(html), expected, "{html}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_asked_for() {
        let html = "<script>x()</script><p onclick=x() style='background:url(https://e.example/)'>a</p>\
            <a href='javascript:x()'>b</a><meta http-equiv=refresh content='0;url=https://e.example/'>\
            <iframe src='https://e.example/f'></iframe><form action='https://e.example/'><input name=a></form>\
            <img src=x onerror=x()><svg onload=x()><image href='https://e.example/'/></svg><base href='https://e.example/'>\
            <link rel=stylesheet href='https://e.example/'><object data='https://e.example/o'></object>";
        let out = homed(html);
        for bad in [
            "script", "onclick", "style", "onerror", "onload", "meta", "<iframe", "<form", "<svg", "<base", "<object",
            "<input",
        ] {
            assert!(!out.contains(bad), "{bad} is in\n{out}");
        }
        assert!(!out.contains("src=\"https:"), "{out}");
    }
}
