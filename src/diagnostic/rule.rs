//! What a rule is, and the macro that declares a file's rules.

use super::Level;

/// One kind of fault. Its name says what is wrong, its page says why that matters.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab case, unique over all rules.
    pub name: &'static str,
    /// How bad it is unless the finding itself says otherwise.
    pub level: Level,
    /// Whether the rule is feedmill's own, where others are the W3C feed validator's or not about feeds at all.
    pub own: bool,
    /// The rule's page: the doc comment it was declared with, one line each.
    pub page: &'static [&'static str],
}

impl Rule {
    /// The rule's page as text: paragraphs with an empty line between them, as they were written.
    pub fn text(&self) -> String {
        let lines = self.page.iter().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What is wrong, in one sentence: the page's first paragraph on one line.
    pub fn sentence(&self) -> String {
        let first = self.page.iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
        first.collect::<Vec<_>>().join(" ")
    }
}

/// Declares the rules of a file, and lists them as `RULES` for the catalog.
///
/// The doc comment of a rule is its page; `Error`, `Warning` or `Info` its level. A rule about feeds that the W3C feed
/// validator does not have is marked `, own`: `BOOLEAN = Warning "no-boolean", own;`.
macro_rules! rules {
    ($($(#[doc = $line:literal])+ $id:ident = $level:ident $name:literal $(, $own:ident)?;)+) => {
        $(
            $(#[doc = $line])+
            pub static $id: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
                name: $name,
                level: $crate::diagnostic::Level::$level,
                own: $crate::diagnostic::rule::is_own(&[$(stringify!($own))?]),
                page: &[$($line),+],
            };
        )+

        /// Every rule this file declares.
        pub static RULES: &[&$crate::diagnostic::Rule] = &[$(&$id),+];
    };
}
pub(crate) use rules;

/// Whether a rule is marked as feedmill's own.
pub(crate) const fn is_own(marks: &[&str]) -> bool {
    !marks.is_empty()
}
