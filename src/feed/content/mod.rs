//! An article's body → HTML fit for a feed: sanitised, every address absolute, every id the entry's own.
//!
//! Markdown without raw HTML is written straight from the parser's events. All other HTML is parsed into a tree, cleaned
//! by an allow-list and, where it had faults, read again until a strict parser finds none.

mod allow;
pub(crate) mod blocks;
pub(crate) mod dom;
mod embed;
mod findings;
mod html;
pub(crate) mod markdown;
mod plain;
mod sanitise;
pub(crate) mod source;
#[cfg(test)]
mod tests;
pub(crate) mod write;

use url::Url;

use crate::article::Markup;
use crate::diagnostic::Report;
use crate::diagnostic::rule::rules;
pub(crate) use dom::too_many_attributes;
use findings::Findings;

rules! {
    /// A link, picture or frame has an address of a kind that no feed may carry, such as `javascript:` or `file:`.
    ///
    /// Readers refuse such addresses or, worse, run them. The address is left out and the link's text kept. An address
    /// without a scheme such as `localhost:3000` is read as one of the scheme `localhost`; write `https://` before it.
    UNSAFE_LINK = Warning "unsafe-link";

    /// A link, picture or frame has an address that is no URL.
    ///
    /// It cannot be made absolute, and in a reader a relative address leads nowhere. The address is left out and the
    /// link's text kept. Mend its spelling: blanks in host names, odd brackets and ports above 65535 are the usual faults.
    UNRESOLVABLE_URL = Warning "unresolvable-url";

    /// The body uses an element that does nothing in a feed, such as `<script>`, `<style>` or a form's controls.
    ///
    /// Readers take such elements out, each in its own way; here they are taken out in one. What the element says must be
    /// said in plain HTML, or be reached by a link to the page.
    REMOVED_ELEMENT = Warning "removed-element";

    /// A frame, such as a video player, became a link to what it shows.
    ///
    /// Most readers drop frames, and a reader of the feed would not know that something is missing. The link's text is
    /// the frame's `title`, or else the host's name.
    EMBED_LINKED = Info "embed-linked";

    /// The body holds code for a site generator's templates: a shortcode, a tag, a variable.
    ///
    /// Only that generator can run it. Here it is text like any other, and subscribers see it as it stands. Say the same in
    /// Markdown or HTML: a video as a link to it, an address in full. In code (between backticks) it is not meant to run.
    TEMPLATE_CODE = Info "template-code";

    /// The body is nested deeper than readers can follow.
    ///
    /// Some hundred elements, quotations or lists lie in each other, mostly because tags are never closed. The text is
    /// kept without its markup.
    NESTING_TOO_DEEP = Warning "nesting-too-deep";
}

/// The entry that a body belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The entry's permalink, against which relative addresses are resolved.
    pub base: &'a Url,
    /// What the entry's ids begin with, so that two entries on one page never share one: `a1b2c3d4-`.
    pub prefix: &'a str,
}

/// HTML fit for a feed, without white space around it; empty where the body shows nothing.
///
/// It holds allow-listed elements and attributes only, no character that XML forbids, and no parse error of the HTML
/// standard when read as the content of a `<div>`. Faults are flagged on `report`, whose text is `body` itself.
pub fn render(body: &str, markup: Markup, context: &Context, report: &mut Report) -> String {
    let findings = &mut Findings::new(report);
    let mut html = match markup {
        Markup::Markdown => markdown::render(context, findings),
        Markup::Html => html::render(body, context, findings),
        Markup::Text => plain::render(body, context, findings),
    };
    html.truncate(html.trim_ascii_end().len());
    let start = html.len() - html.trim_ascii_start().len();
    html.drain(..start);
    html
}
