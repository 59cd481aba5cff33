//! HTML as it stands in feeds, escaped or not: is it HTML at all, and does it hold what readers throw out.

mod attribute;
mod body;
mod chars;
mod elements;
mod entities;
mod fault;
mod images;
mod index;
mod inline;
mod judge;
mod markup;
pub mod names;
mod parser;
mod style;
mod suspect;
mod table;
mod tokens;
mod tree;
mod urls;

pub use fault::ParseError;
pub use images::late_images;
pub use inline::{Inline, body_child, inline};
pub use judge::{Attribute, Element, judge, parse};
pub use names::{html4_entity, is_html_tag};
pub use style::style;
pub use tree::Namespace;
pub use urls::{Relative, relative_urls};

use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;
use crate::validate::value::Flaw;

rules! {
    /// What should be HTML has a fault, or an element that HTML does not have.
    ///
    /// Browsers guess what was meant, and not every reader guesses alike: text goes missing, or all of the rest of a
    /// page turns bold. Most often an `&` is not written `&amp;`, an element is never closed, or an end tag closes
    /// nothing.
    NOT_HTML = Warning "not-html";

    /// There is an element that readers throw out, since it could run a program or change the page around it.
    ///
    /// Scripts, frames, embedded objects, style sheets, and what belongs in the head of a page are not shown, or not
    /// everywhere. Leave them out, or link to a page that has them.
    SECURITY_RISK = Warning "security-risk";

    /// There is an attribute that readers throw out.
    ///
    /// Those that begin with `on` run programs, and of the others readers keep only those they know to be harmless.
    /// What should be shown must do without it.
    SECURITY_RISK_ATTR = Warning "security-risk-attr";

    /// A `style` attribute holds what readers throw out, and some of them the whole attribute with it.
    ///
    /// With `position`, `url(…)` and the like a feed could cover what is not its own, or fetch something from
    /// elsewhere. Colours, fonts, borders and distances are kept, as plain `name: value` with a `;` between two.
    DANGEROUS_STYLE_ATTR = Warning "dangerous-style-attr";

    /// There is an address that is not complete, such as `/images/a.png`.
    ///
    /// A reader shows what it got far from where that was written, and not all know from which page to complete it:
    /// links lead nowhere, images are missing. Write addresses with `https://` and the host.
    CONTAINS_REL_REF = Warning "contains-rel-ref";
}

/// An element of this name that HTML does not have.
fn not_html(name: &str) -> Flaw {
    let message = format!("HTML has no element `<{}>`", shown(name));
    Flaw::new(&NOT_HTML, message, "use an element of HTML, such as `<div>` or `<span>`; for a `<` in text write `&lt;`")
}

fn security_risk(name: &str) -> Flaw {
    let message = format!("readers throw `<{}>` out", shown(name));
    Flaw::new(&SECURITY_RISK, message, "leave it out, or link to a page that has it").param("tag", name)
}

fn security_risk_attr(name: &str) -> Flaw {
    let message = format!("readers throw the attribute `{}` out", shown(name));
    Flaw::new(&SECURITY_RISK_ATTR, message, "leave it out").param("attr", name)
}

/// What is unsafe in a style attribute of this name.
fn dangerous_style(name: &str, value: &str, sink: &mut dyn FnMut(Flaw)) {
    for part in style(value) {
        let (message, help) = if part == value {
            (
                format!("readers throw the style `{}` out, as it is more than plain declarations", shown(&part)),
                "write only `name: value` with a `;` between two, no address, no function, no `;` or space at the end",
            )
        } else {
            (format!("readers throw `{}` in a style out", shown(&part)), "leave it out")
        };
        sink(Flaw::new(&DANGEROUS_STYLE_ATTR, message, help).param("attr", name).param("value", part));
    }
}

#[cfg(test)]
mod tests;
