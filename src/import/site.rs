//! A feed's head → the settings of a site that goes on with it.

use url::Url;

use crate::article;
use crate::diagnostic::{Report, Span};
use crate::parse::Document;
use crate::text::{self, quoted};

/// What stands in for a home page that a feed does not name.
pub const NO_HOME: &str = "https://example.org/";

/// The lines of a `feedmill.toml` for the site whose feed this is.
pub fn settings(document: &Document) -> String {
    let mut out = String::from("[site]\n");
    let mut text = |key: &str, value: &str| {
        let value = text::line(value);
        if !value.trim().is_empty() {
            out.push_str(&format!("{key} = {}\n", quoted(value.trim())));
        }
    };
    let title = if text::is_invisible(&document.title) { "My site" } else { &document.title };
    text("title", title);
    text("url", &home(document));
    text("description", &document.description);
    let language = document.language.as_deref();
    let language = language.and_then(|tag| article::language_tag(tag, Span::default(), &mut Report::new("", "")));
    text("language", &language.unwrap_or_default());
    text("timezone", "UTC");
    text("rights", document.rights.as_deref().unwrap_or_default());
    out
}

/// The home page that a feed names, else the root of the server that it is on.
fn home(document: &Document) -> String {
    let web = |address: &str| Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let mut url = match web(&document.link) {
        Some(url) => url,
        None => match web(&document.address).and_then(|own| own.join("/").ok()) {
            Some(url) => url,
            None => return NO_HOME.to_owned(),
        },
    };
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    if !url.path().ends_with('/') {
        // A page such as `index.html`, or a folder without its slash.
        let is_page = url.path().rsplit('/').next().is_some_and(|name| name.contains('.'));
        let folder = if is_page { url.join(".").ok() } else { None };
        url = folder.unwrap_or_else(|| {
            let path = format!("{}/", url.path());
            url.set_path(&path);
            url
        });
    }
    url.into()
}
