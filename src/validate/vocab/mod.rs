//! The tables: what may stand where in each format, and in each vocabulary that adds to it.

pub mod app;
pub mod atom;
pub mod checks;
pub mod construct;
pub mod ext;
pub mod json_feed;
pub mod namespaces;
pub mod opensearch;
pub mod opml;
pub mod questionable;
pub mod rdf;
pub mod root;
pub mod rss;
pub mod sitemap;
pub mod xrd;

use super::schema::Table;

/// What stands in elements that hold nothing but attributes.
pub static NO_ELEMENTS: Table = Table::new(&[]);
