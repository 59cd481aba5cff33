//! Which addresses an element loads its picture or document from, lazy loading undone; `srcset` taken apart.

use super::dom::{Id, Node, Tree};

/// Attributes in which scripts that load lazily keep the address, best first.
const LAZY_SRC: &[&str] = &["data-src", "data-lazy-src", "data-original", "data-original-src", "data-url"];
/// The same for `srcset`.
const LAZY_SRCSET: &[&str] = &["data-srcset", "data-lazy-srcset", "data-original-set"];

/// Where an element loads from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'t> {
    /// One address.
    pub src: Option<&'t str>,
    /// Several, for different sizes.
    pub srcset: Option<&'t str>,
    /// Whether these were hidden from readers that run no script.
    pub repaired: bool,
}

/// Where `node` really loads from.
pub fn of(node: &Node) -> Source<'_> {
    let given = |name: &str| node.attribute(name).map(str::trim).filter(|value: &&str| !value.is_empty());
    let lazy = |names: &[&str]| names.iter().find_map(|&name| given(name));
    let mut source = Source { src: given("src"), srcset: given("srcset"), repaired: false };
    let (lazy_src, lazy_set) = (lazy(LAZY_SRC), lazy(LAZY_SRCSET));
    if lazy_src.is_none() && lazy_set.is_none() {
        return source;
    }
    if source.srcset.is_none_or(|set| candidates(set).all(|(url, _)| is_placeholder(url))) {
        source.repaired |= lazy_set.is_some();
        source.srcset = lazy_set;
    }
    if source.src.is_none_or(is_placeholder) {
        // Some readers know no `srcset`, so a picture has one address in any case.
        let best = || lazy_set.and_then(|set| candidates(set).last()).map(|(url, _)| url);
        let real = lazy_src.or_else(|| if node.name() == "img" { best() } else { None });
        source.repaired |= real.is_some();
        source.src = real.or(source.src.filter(|_| source.srcset.is_none()));
    }
    source
}

/// Whether an address only keeps a picture's place until a script fills it.
fn is_placeholder(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("data:") || lower.starts_with("about:") || lower == "#" {
        return true;
    }
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, extension)) = file.rsplit_once('.') else { return false };
    const STEMS: &[&str] =
        &["blank", "placeholder", "spacer", "transparent", "lazy", "loading", "1x1", "pixel", "loader"];
    matches!(extension, "gif" | "png" | "svg" | "jpg" | "webp") && STEMS.iter().any(|word| stem.contains(word))
}

/// The candidates of a `srcset`: address, and descriptor (`2x`, `640w`) or nothing. HTML standard, section 4.8.4.2.1.
pub fn candidates(srcset: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = srcset;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if rest.is_empty() {
            return None;
        }
        let (url, tail) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
        let bare = url.trim_end_matches(',');
        if bare.len() < url.len() {
            rest = tail;
            return Some((bare, ""));
        }
        let (descriptor, tail) = tail.split_at(tail.find(',').unwrap_or(tail.len()));
        rest = tail;
        Some((url, descriptor.trim()))
    })
}

/// Whether the picture in a `<noscript>` is shown beside it already: a neighbour was repaired, or shows the same.
pub fn is_doubled(tree: &Tree, noscript: Id) -> bool {
    let inner = tree.descendants(noscript).find(|&id| tree.node(id).name() == "img");
    let Some(inner) = inner else { return false };
    let same = of(tree.node(inner)).src;
    let shows = |id: Id| {
        let source = of(tree.node(id));
        tree.node(id).name() == "img" && (source.repaired || (same.is_some() && source.src == same))
    };
    let element = |id: &Id| !tree.node(*id).name().is_empty() || tree.node(*id).is_text();
    let before = std::iter::successors(tree.previous(noscript), |&id| tree.previous(id)).find(element);
    let after = std::iter::successors(tree.next(noscript), |&id| tree.next(id)).find(element);
    [before, after].into_iter().flatten().any(|id| match tree.node(id).name() {
        "img" => shows(id),
        "picture" | "a" | "span" => tree.descendants(id).any(shows),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_srcset_is_taken_apart_as_browsers_do() {
        let all = |set| candidates(set).collect::<Vec<_>>();
        assert_eq!(all("a.jpg, b.jpg 2x"), [("a.jpg", ""), ("b.jpg", "2x")]);
        assert_eq!(all(" a,b.jpg 1x,c.jpg 2x,"), [("a,b.jpg", "1x"), ("c.jpg", "2x")]);
        assert_eq!(all("data:image/png;base64,AA== 1x, b 640w"), [("data:image/png;base64,AA==", "1x"), ("b", "640w")]);
        assert_eq!(all("a.jpg,, ,\n b.jpg"), [("a.jpg", ""), ("b.jpg", "")]);
        assert!(all(" , ").is_empty());
    }

    #[test]
    fn placeholders_are_known() {
        for url in
            ["data:image/gif;base64,R0", "/img/blank.gif", "x/1x1.png?v=1", "/lazy-placeholder.svg", "about:blank"]
        {
            assert!(is_placeholder(url), "{url}");
        }
        for url in ["/photo.jpg", "/blank/photo.jpg", "/blank"] {
            assert!(!is_placeholder(url), "{url}");
        }
    }
}
