//! feedmill turns articles into RSS 2.0, Atom 1.0 and JSON Feed 1.1.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod article;
pub mod diagnostic;
pub mod feed;
pub mod fields;
pub mod format;
pub mod text;
pub mod validate;

pub use article::Article;
pub use diagnostic::{Diagnostic, Level};
pub use format::Format;
