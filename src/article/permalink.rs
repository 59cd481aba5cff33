//! Jekyll's permalinks: patterns with `:year` and the like, and the styles that have names.

use chrono::{DateTime, Datelike, FixedOffset};

/// What the placeholders of a pattern stand for.
pub struct Facts<'a> {
    /// When the article was published, in its own offset.
    pub published: DateTime<FixedOffset>,
    /// Its slug.
    pub slug: &'a str,
    /// Its categories.
    pub categories: &'a [String],
}

/// The address that `pattern` gives, or the name of a placeholder that is not known.
///
/// What holds no placeholder and is no style's name is an address already.
pub fn expand(pattern: &str, facts: &Facts) -> Result<String, String> {
    let pattern = match pattern.trim() {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        other => other,
    };
    // A URL's own colons stand before its path.
    let path_start = pattern.find("://").and_then(|at| pattern[at + 3..].find('/').map(|path| at + 3 + path));
    let (before, path) = pattern.split_at(path_start.unwrap_or(0));
    if !path.contains(':') || (path_start.is_none() && pattern.contains("://")) {
        return Ok(pattern.to_owned());
    }
    let mut out = before.to_owned();
    let mut rest = path;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        // `:title_x` is `:title` and `_x`; the longest name that is known counts.
        let known = (1..=length).rev().find_map(|length| Some((value(&rest[..length], facts)?, length)));
        let (value, length) = known.ok_or_else(|| format!(":{}", &rest[..length]))?;
        if value.is_empty() && out.ends_with('/') {
            // No categories: no empty part.
            out.pop();
        }
        out.push_str(&value);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Ok(out)
}

fn value(name: &str, facts: &Facts) -> Option<String> {
    let date = facts.published;
    let format = |format: &str| date.format(format).to_string();
    Some(match name {
        "year" => format!("{:04}", date.year()),
        "short_year" => format("%y"),
        "month" => format("%m"),
        "i_month" => date.month().to_string(),
        "short_month" => format("%b"),
        "long_month" => format("%B"),
        "day" => format("%d"),
        "i_day" => date.day().to_string(),
        "y_day" => format("%j"),
        "short_day" => format("%a"),
        "long_day" => format("%A"),
        "week" => format("%V"),
        "hour" => format("%H"),
        "minute" => format("%M"),
        "second" => format("%S"),
        "title" | "slug" | "name" => facts.slug.to_owned(),
        "categories" | "slugified_categories" => {
            let slugs: Vec<_> = facts.categories.iter().map(|name| slug_of(name)).filter(|s| !s.is_empty()).collect();
            slugs.join("/")
        }
        "output_ext" => ".html".to_owned(),
        _ => return None,
    })
}

/// Lower case, with a hyphen for all that is neither letter nor digit.
fn slug_of(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_styles_become_addresses() {
        let published = DateTime::parse_from_rfc3339("2026-01-05T23:30:00+02:00").unwrap();
        let categories = ["World News".to_owned(), "grain".to_owned()];
        for (pattern, with, without) in [
            ("/blog/:year/:month/:title/", "/blog/2026/01/prices/", "/blog/2026/01/prices/"),
            ("pretty", "/world-news/grain/2026/01/05/prices/", "/2026/01/05/prices/"),
            ("date", "/world-news/grain/2026/01/05/prices.html", "/2026/01/05/prices.html"),
            ("none", "/world-news/grain/prices.html", "/prices.html"),
            ("ordinal", "/world-news/grain/2026/005/prices.html", "/2026/005/prices.html"),
            ("/:i_month/:i_day/:short_year/:slug_x", "/1/5/26/prices_x", "/1/5/26/prices_x"),
            ("/plain/", "/plain/", "/plain/"),
            ("https://example.org:8080/a/", "https://example.org:8080/a/", "https://example.org:8080/a/"),
            ("https://example.org/:slug/", "https://example.org/prices/", "https://example.org/prices/"),
            ("https://example.org:80", "https://example.org:80", "https://example.org:80"),
        ] {
            let facts = Facts { published, slug: "prices", categories: &categories };
            assert_eq!(expand(pattern, &facts).as_deref(), Ok(with), "{pattern}");
            let facts = Facts { published, slug: "prices", categories: &[] };
            assert_eq!(expand(pattern, &facts).as_deref(), Ok(without), "{pattern}");
        }
        let facts = Facts { published, slug: "prices", categories: &[] };
        assert_eq!(expand("/:collection/x", &facts), Err(":collection".to_owned()));
    }
}
