//! Elements that something else stands for: frames, players and inputs.

use url::Url;

use super::Cleaner;
use crate::feed::content::dom::{Id, Node};
use crate::feed::content::{allow, embed, source, write};
use crate::feed::urls::{self, Purpose, Refusal};

impl Cleaner<'_, '_, '_> {
    pub(super) fn input(&mut self, node: &Node) {
        let kind = node.attribute("type").unwrap_or("text");
        if kind.eq_ignore_ascii_case("checkbox") {
            self.out.push_str(if node.attribute("checked").is_some() { "☑" } else { "☐" });
        } else if !kind.eq_ignore_ascii_case("hidden") {
            self.removed(node, "input", "removed");
        }
    }

    /// Writes a link to what a frame shows; whether what the element holds is to be shown instead.
    pub(super) fn embed(&mut self, id: Id, node: &Node) -> bool {
        let name = node.name();
        let object = name == "object";
        if is_hidden(node) {
            return false;
        }
        let parameter = || {
            let mut parameters = self.tree.children(id).map(|id| self.tree.node(id)).filter(|n| n.name() == "param");
            parameters.find(|n| matches!(n.attribute("name"), Some("movie" | "src")))?.attribute("value")
        };
        let reference = if object { node.attribute("data").or_else(parameter) } else { source::of(node).src };
        let Some(reference) = reference.filter(|reference| !reference.trim().is_empty()) else {
            if !object {
                self.removed(node, name, "removed");
            }
            return object;
        };
        let resolved = urls::resolve(reference, self.pass.context.base, Purpose::Media);
        let page = match resolved.and_then(|address| Url::parse(&address).map_err(|_| Refusal::Unparsable)) {
            Ok(address) => embed::page(&address),
            Err(refusal) => {
                self.refused(&refusal, "frame", reference, node);
                return object;
            }
        };
        let address = urls::absolute(page.as_str(), &page).unwrap_or_default();
        let text = ["title", "aria-label", "alt"].iter().find_map(|&key| node.attribute(key)).map(str::trim);
        let text = text.filter(|text| !text.is_empty()).map_or_else(|| embed::name(&page), str::to_owned);
        let around = self.open.iter().rev().find(|name| !name.is_empty()).copied().unwrap_or_default();
        let paragraph = allow::holds_blocks(around) && !self.open.contains(&"a");
        let link = !self.open.contains(&"a");
        self.out.push_str(if paragraph { "<p>" } else { "" });
        if link {
            self.out.push_str("<a");
            write::pair(&mut self.out, "href", &address);
            self.out.push('>');
        }
        write::text(&mut self.out, &text);
        self.out.push_str(if link { "</a>" } else { "" });
        self.out.push_str(if paragraph { "</p>" } else { "" });
        if let Some(findings) = &mut self.pass.findings {
            let span = findings.locate(node.line, &[&format!("<{name}")]);
            findings.embedded(name, &address, span);
        }
        false
    }
}

/// Whether a frame is made to be seen by nobody.
fn is_hidden(node: &Node) -> bool {
    let tiny = |name| matches!(node.attribute(name).map(str::trim), Some("0" | "1" | "0px" | "1px"));
    let style: String = node.attribute("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    (tiny("width") && tiny("height")) || style.contains("display:none") || style.contains("visibility:hidden")
}
