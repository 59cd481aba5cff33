//! What a piece of HTML shows that is fetched from elsewhere: pictures, sound, films.

/// The addresses in `src`, `poster` and `srcset`, in order. The HTML is such as stands in our feeds: well-formed, values
/// of attributes in quotes.
pub fn sources(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.starts_with("!--") {
            rest = rest.split_once("-->").map_or("", |(_, behind)| behind);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = tag(rest, &mut found);
        }
    }
    found
}

/// Takes the addresses in a tag, and gives what is behind it.
fn tag<'h>(text: &'h str, found: &mut Vec<String>) -> &'h str {
    let mut rest = text.trim_start_matches(|c: char| !c.is_ascii_whitespace() && c != '>');
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        rest = behind.trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            // Nothing that stands alone is a name: on to what follows, whatever it is.
            rest = if name.is_empty() { rest.get(1..).unwrap_or_default() } else { rest };
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => value.get(1..).unwrap_or_default().split_once(quote).unwrap_or((value, "")),
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len())),
        };
        rest = behind;
        match name.to_ascii_lowercase().as_str() {
            "src" | "poster" => found.push(unescaped(value)),
            "srcset" => {
                let first = |candidate: &str| candidate.split_ascii_whitespace().next().map(unescaped);
                // An address in a list ends in white space; commas stand behind what follows it, or alone.
                found.extend(value.split(", ").filter_map(first));
            }
            _ => {}
        }
    }
}

fn unescaped(value: &str) -> String {
    let value = value.trim().replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    value.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fetched_counts() {
        let html = r#"<p title="a > b">src="no"</p><img alt="x" src="a&amp;b.png" srcset="c.png 1x, d.png 2x"/>
            <a href="e.pdf">e</a><!-- <img src="f.png"> --><video poster='g.jpg' controls><source src=h.mp4></video>"#;
        assert_eq!(sources(html), ["a&b.png", "c.png", "d.png", "g.jpg", "h.mp4"]);
    }

    #[test]
    fn what_is_broken_ends() {
        for html in [
            "<",
            "<a",
            "<a ",
            "<a =",
            "<a = ",
            "<a ==\"",
            "<a b=\"",
            "<img src='",
            "<!--",
            "<img / / x",
            "a<1",
            "<é src=x>",
        ] {
            sources(html);
        }
        let deep = "<a =".repeat(50_000);
        assert!(sources(&deep).is_empty());
    }
}
