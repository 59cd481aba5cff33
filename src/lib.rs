//! feedmill turns articles into RSS 2.0, Atom 1.0 and JSON Feed 1.1, and says what is wrong with feeds.
//!
//! A build takes a configuration, articles in any order and a moment, and gives files and findings:
//!
//! ```
//! use feedmill::{Article, Config, build};
//!
//! let settings = "[site]\ntitle = \"Example Courier\"\nurl = \"https://courier.example/\"\n";
//! let (config, faults) = Config::parse("feedmill.toml", settings);
//! let config = config.unwrap_or_else(|| panic!("{faults:?}"));
//!
//! let text = "+++\ntitle = \"Grain prices fall\"\ndate = 2026-11-20\ntags = [\"grain\"]\n+++\nFor a third week.\n";
//! let article = Article::parse("world/grain.md", text, config.site.timezone).unwrap();
//!
//! let now = "2026-11-22T12:00:00Z".parse().unwrap();
//! let built = build(&config, [article], now);
//! assert!(!built.has_errors());
//! let paths: Vec<&str> = built.files.iter().map(|file| &*file.path).collect();
//! assert_eq!(paths[..4], ["rss.xml", "atom.xml", "feed.json", "tags/grain/rss.xml"]);
//! let rss = String::from_utf8(built.files[0].bytes.to_vec()).unwrap();
//! assert!(rss.contains("<link>https://courier.example/world/grain/</link>"));
//! ```
//!
//! No disk, no network and no clock is touched: the same articles, in any order, at the same moment give the same
//! bytes. [`Pipeline`](pipeline::Pipeline) does the same one article at a time, and keeps only those that a feed shows.
//!
//! [`validate()`](validate::validate) takes any bytes: RSS of every version, Atom, JSON Feed, OPML and their kin. It finds
//! what the W3C feed validator finds, and what goes wrong in readers besides;
//! [`validate_reader`](validate::validate_reader) does the same in little memory, however long the document is.
//!
//! ```
//! use feedmill::Level;
//! use feedmill::validate::{Kind, Options, validate};
//!
//! let bytes = b"<rss version='2.0'>\n<channel><title>Tea</titel></channel>\n</rss>";
//! let judgement = validate(bytes, &Options::new("tea.xml"));
//! assert_eq!(judgement.kind, Kind::Rss);
//! let fault = judgement.diagnostics.iter().find(|found| found.level == Level::Error).unwrap();
//! assert_eq!(fault.place.map(|place| (place.line, place.column)), Some((2, 20)));
//! println!("{}: {}", fault.rule.name, fault.message);
//! ```
//!
//! A fault in a document is never an `Err`: it is a [`Diagnostic`], with its rule, its place and how to mend it.
//! [`Error`](error::Error) is what could not be done at all, such as a file that cannot be read.
//!
//! | module | is for |
//! |---|---|
//! | [`config`] | `feedmill.toml`, typed |
//! | [`source`] | where articles come from: a folder |
//! | [`article`] | one file into an [`Article`] |
//! | [`feed`] | feeds and entries as every format has them: which there are, what is in them |
//! | [`format`](mod@format) | entries and feeds into bytes |
//! | [`pipeline`] | articles into files |
//! | [`parse`] | any feed's bytes into its entries |
//! | [`changes`] | what subscribers will see of a build |
//! | [`publish`] | files to where they are served, whole or not at all |
//! | `serve` | the files of an output folder over HTTP, and pages that show them to people |
//! | `import` | feeds, pages and plain text from elsewhere into articles |
//! | [`validate`] | bytes into a judgement |
//! | [`diagnostic`] | findings, and every rule by its name |
//!
//! The feature `cli`, on by default, holds the command line and what it needs; with `fetch`, on by default too, it can
//! fetch what it is to judge, and hubs can be told of what changed ([`publish::ping`]). `s3`, on by default,
//! publishes to S3 and what speaks as it does; `serve` and `import`, on by default, are the commands of these names; `gcs` and `azure` to Google Cloud Storage and Azure Blob Storage. The library
//! alone is `default-features = false`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod article;
pub mod cache;
pub mod changes;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod digest;
pub mod error;
pub mod feed;
pub mod fields;
pub mod format;
#[cfg(feature = "import")]
pub mod import;
pub mod parse;
pub mod pipeline;
pub mod publish;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod text;
pub mod validate;

pub use article::Article;
pub use config::Config;
pub use diagnostic::{Diagnostic, Level};
pub use format::Format;
pub use pipeline::{Build, File, FileKind, build};

/// The example in the README, which is compiled and run with those in here.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
