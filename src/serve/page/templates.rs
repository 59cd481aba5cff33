//! The templates, and what all pages have in common.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use super::Asked;
use super::findings::{self, Found};
use super::words::{Language, Moment};
use crate::feed::content::write;
use crate::serve::Fault;

static TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("list.html", include_str!("templates/list.html")),
    ("preview.html", include_str!("templates/preview.html")),
    ("source.html", include_str!("templates/source.html")),
    ("content.html", include_str!("templates/content.html")),
    ("rule.html", include_str!("templates/rule.html")),
    ("missing.html", include_str!("templates/missing.html")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The engine's own escaping is right too, but turns every `/` of an address into `&#x2f;`.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            let mut escaped = String::with_capacity(text.len() + 16);
            write::attribute(&mut escaped, text);
            Ok(out.write_str(&escaped)?)
        }
        _ => escape_formatter(out, state, value),
    });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    for (name, template) in TEMPLATES {
        // They are fixed; a test draws each of them.
        let _ = environment.add_template(name, template);
    }
    environment
});

/// What all pages have.
#[derive(Debug, Serialize)]
pub struct Chrome {
    /// The page's own title.
    title: String,
    /// The site's.
    site: String,
    language: Option<Language>,
    stamp: String,
    built: Option<Moment>,
    drafts: bool,
    fault: Option<Trouble>,
}

/// Why the last build came to nothing.
#[derive(Debug, Serialize)]
struct Trouble {
    /// Whether anything was ever built, and is shown all the same.
    has_last: bool,
    /// What could not be done, if that is it.
    failure: Option<String>,
    findings: Vec<Found>,
    /// How many findings there are besides.
    more: usize,
}

/// So many findings are told at the top of every page.
const MOST: usize = 20;

impl Chrome {
    pub(super) fn new(asked: &Asked, title: impl Into<String>) -> Chrome {
        let scene = &asked.stage.scene;
        Chrome {
            title: title.into(),
            site: scene.title.clone(),
            language: Language::of(scene.language.as_deref()),
            stamp: asked.stamp.clone(),
            built: scene.built.map(|built| Moment::of(built, scene.zone)),
            drafts: scene.drafts,
            fault: scene.fault.as_ref().map(|fault| {
                let causes: Vec<_> = findings::causes(&scene.findings).collect();
                let causes = if *fault == Fault::Refused { causes } else { Vec::new() };
                Trouble {
                    has_last: scene.feeds.iter().any(|feed| asked.stage.shelf.has(&feed.path)),
                    failure: match fault {
                        Fault::Refused => None,
                        Fault::Failed(why) => Some(why.clone()),
                    },
                    findings: causes.iter().take(MOST).map(|found| Found::with_excerpt(found)).collect(),
                    more: causes.len().saturating_sub(MOST),
                }
            }),
        }
    }
}

/// What a template is given.
#[derive(Serialize)]
struct Given<P> {
    chrome: Chrome,
    page: P,
}

/// A page; an empty one with a note where the template is at fault.
pub(super) fn render(template: &str, chrome: Chrome, page: impl Serialize) -> String {
    draw(template, Given { chrome, page })
}

/// Text as HTML, with what stands between backticks as code.
pub(super) fn prose(text: &str) -> Value {
    let mut out = String::with_capacity(text.len() + 64);
    write_prose(&mut out, text);
    Value::from_safe_string(out)
}

/// Writes text as HTML, with what stands between backticks as code.
pub(super) fn write_prose(out: &mut String, text: &str) {
    let ticks = text.matches('`').count();
    for (n, part) in text.split('`').enumerate() {
        match n {
            0 => {}
            // One that has no other half stands for itself.
            _ if n == ticks && ticks % 2 == 1 => out.push('`'),
            _ => out.push_str(if n % 2 == 1 { "<code>" } else { "</code>" }),
        }
        write::text(out, part);
    }
}

/// A document without what pages have in common.
pub(super) fn draw(template: &str, values: impl Serialize) -> String {
    let drawn = ENVIRONMENT.get_template(template).and_then(|template| template.render(Serde(values)));
    drawn.unwrap_or_else(|error| {
        let mut why = String::from("<!doctype html><title>No page</title><p>");
        write::text(&mut why, &format!("The page could not be made: {error:#}"));
        why
    })
}
