//! What a rule is, and the macro that declares a file's rules.

use super::Level;

/// One kind of fault. Its name says what is wrong, its page says why that matters.
#[derive(Debug)]
pub struct Rule {
    /// Kebab case, unique over all rules.
    pub name: &'static str,
    /// How bad it is unless the finding itself says otherwise.
    pub level: Level,
    /// The rule's page: the doc comment it was declared with, one line each.
    pub page: &'static [&'static str],
}

/// Declares the rules of a file, and lists them as `RULES` for the catalog.
///
/// The doc comment of a rule is its page; `Error`, `Warning` or `Info` its level.
macro_rules! rules {
    ($($(#[doc = $line:literal])+ $id:ident = $level:ident $name:literal;)+) => {
        $(
            $(#[doc = $line])+
            pub static $id: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
                name: $name,
                level: $crate::diagnostic::Level::$level,
                page: &[$($line),+],
            };
        )+

        /// Every rule this file declares.
        pub static RULES: &[&$crate::diagnostic::Rule] = &[$(&$id),+];
    };
}
pub(crate) use rules;
