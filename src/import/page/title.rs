//! Titles of pages, which bear the name of the site → titles of articles.

/// What stands between a title and the name of its site, with white space around it.
const MARKS: &[&str] = &["|", "-", "–", "—", "·", "•", "::", "»", "«", "/", "\\", "‹", "›", "⁄", ":"];

/// `title` without the name of its site at an end. `sites` are what that may be; `headlines` what stands on the page as
/// a headline: where the title is one of them with something behind or before it, it is that.
pub fn without_site<'t>(title: &'t str, sites: &[String], headlines: &[String]) -> &'t str {
    if let Some(headline) = headlines.iter().find_map(|headline| beside(title, headline)) {
        return headline;
    }
    let parts = parts(title);
    let is_site = |part: &str| {
        let bare = bare(part);
        !bare.is_empty() && sites.iter().any(|site| self::bare(site) == bare)
    };
    match parts.as_slice() {
        [(head, _), .., (_, tail)] if is_site(tail) && !head.is_empty() => {
            let before = title.len() - tail.len();
            trimmed(title.get(..before).unwrap_or(title))
        }
        [(head, _), .., (_, _)] if is_site(head) => trimmed(title.get(head.len()..).unwrap_or(title)),
        _ => title,
    }
}

/// `title` cut at each mark: what is before the mark and what is behind it, first and last mark only.
fn parts(title: &str) -> Vec<(&str, &str)> {
    let cuts = || {
        title.match_indices(char::is_whitespace).filter_map(|(at, space)| {
            let rest = title.get(at + space.len()..)?;
            let mark = MARKS
                .iter()
                .find(|mark| rest.strip_prefix(**mark).is_some_and(|rest| rest.starts_with(char::is_whitespace)))?;
            Some((title.get(..at)?, rest.get(mark.len()..)?.trim_start()))
        })
    };
    // A colon has no space before it.
    let colon = title.split_once(": ");
    let first = colon.into_iter().chain(cuts()).min_by_key(|(head, _)| head.len());
    let last = cuts().next_back();
    match (first, last) {
        (Some(first), Some(last)) => vec![first, last],
        (Some(first), None) | (None, Some(first)) => vec![first, first],
        (None, None) => Vec::new(),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || MARKS.iter().any(|mark| mark.starts_with(c)))
}

/// The part of `title` that says `headline`, where something is behind or before it that a mark sets off.
fn beside<'t>(title: &'t str, headline: &str) -> Option<&'t str> {
    if headline.is_empty() || headline.len() >= title.len() {
        return None;
    }
    let sets_off = |rest: &str, start: bool| {
        let rest = rest.trim();
        MARKS.iter().any(|mark| if start { rest.starts_with(mark) } else { rest.ends_with(mark) })
    };
    let head = title.get(..headline.len()).filter(|head| head.to_lowercase() == headline.to_lowercase());
    let tail = title.get(title.len() - headline.len()..).filter(|tail| tail.to_lowercase() == headline.to_lowercase());
    match (head, tail) {
        (Some(head), _) if sets_off(title.get(headline.len()..)?, true) => Some(head),
        (_, Some(tail)) if sets_off(title.get(..title.len() - headline.len())?, false) => Some(tail),
        _ => None,
    }
}

/// Letters and digits alone, lower case: what makes two titles or names the same.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `text` is cut off, `…` at its end; what stands before that.
pub fn cut(text: &str) -> Option<&str> {
    let stem = text.strip_suffix('…').or_else(|| text.strip_suffix("...")).or_else(|| text.strip_suffix("[…]"))?;
    Some(stem.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '…')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_cut_off() {
        let cut = |title, site: &[&str], headline: &[&str]| {
            let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
            without_site(title, &owned(site), &owned(headline)).to_owned()
        };
        for title in [
            "Grain falls | The Courier",
            "Grain falls - The Courier",
            "Grain falls — the courier",
            "Grain falls :: The Courier",
            "The Courier: Grain falls",
            "The Courier » Grain falls",
            "Grain falls",
        ] {
            assert_eq!(cut(title, &["The Courier"], &[]), "Grain falls", "{title}");
        }
        assert_eq!(cut("Grain falls | News | The Courier", &[], &["Grain falls"]), "Grain falls");
        assert_eq!(cut("News | Grain falls", &[], &["grain falls"]), "Grain falls");
        assert_eq!(cut("Grain falls - a story", &["The Courier"], &[]), "Grain falls - a story");
        assert_eq!(cut("Grain falls - a story", &[], &["Grain"]), "Grain falls - a story");
        assert_eq!(cut("Tea - milk - The Courier", &["The Courier"], &[]), "Tea - milk");
        assert_eq!(cut("The Courier", &["The Courier"], &[]), "The Courier");
        assert_eq!(cut("", &["", "-"], &["", "x"]), "");
        assert_eq!(cut(" - ", &["", "-"], &["-"]), " - ");
    }
}
