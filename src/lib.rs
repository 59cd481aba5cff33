//! feedmill turns articles into RSS 2.0, Atom 1.0 and JSON Feed 1.1.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod article;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod feed;
pub mod fields;
pub mod format;
pub mod pipeline;
pub mod publish;
pub mod source;
pub mod text;
pub mod validate;

pub use article::Article;
pub use config::Config;
pub use diagnostic::{Diagnostic, Level};
pub use format::Format;
