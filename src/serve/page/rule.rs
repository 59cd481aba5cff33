//! What a rule is about: what `feedmill explain` says of it.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use minijinja::Value;
use serde::Serialize;

use super::templates::{self, Chrome};
use super::{Asked, findings, reply};
use crate::diagnostic::catalog;
use crate::feed::content::write;

#[derive(Serialize)]
struct Page {
    name: &'static str,
    level: &'static str,
    paragraphs: Vec<Value>,
}

/// The page of the rule of this name; `None` where there is none.
pub fn page(asked: &Asked, name: &str) -> Option<Response<Body>> {
    let rule = catalog::all().into_iter().find(|rule| rule.name == name)?;
    let text = rule.text();
    let paragraphs = text.split("\n\n").map(|paragraph| Value::from_safe_string(html(paragraph))).collect();
    let page = Page { name: rule.name, level: findings::level(rule.level), paragraphs };
    Some(reply::page(StatusCode::OK, templates::render("rule.html", Chrome::new(asked, rule.name), page)))
}

/// Text with what stands between backticks as code.
fn html(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in text.split('`').enumerate() {
        if n > 0 {
            out.push_str(if n % 2 == 1 { "<code>" } else { "</code>" });
        }
        write::text(&mut out, part);
    }
    if text.matches('`').count() % 2 == 1 {
        out.push_str("</code>");
    }
    out
}
