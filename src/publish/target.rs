//! Where feeds are put, as the configuration or the command line names it.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostic::rule::rules;

rules! {
    /// A target of `feedmill publish` is none that this feedmill can put files to.
    ///
    /// A target is a folder, relative to the configuration or absolute, or a place in a store, as in
    /// `s3://bucket/feeds`. Stores are features of the program: `s3` (S3, Cloudflare R2, MinIO), `gcs` (`gs://`) and
    /// `azure` (`az://`). The released program has `s3`.
    UNUSABLE_TARGET = Error "unusable-target";
}

/// A kind of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// S3, and what speaks as it does.
    S3,
    /// Google Cloud Storage.
    Gs,
    /// Azure Blob Storage.
    Az,
}

impl Scheme {
    const ALL: [Scheme; 3] = [Scheme::S3, Scheme::Gs, Scheme::Az];

    /// What stands before `://`.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::S3 => "s3",
            Scheme::Gs => "gs",
            Scheme::Az => "az",
        }
    }

    /// The cargo feature that it needs, and whether this program has it.
    fn feature(self) -> (&'static str, bool) {
        match self {
            Scheme::S3 => ("s3", cfg!(feature = "s3")),
            Scheme::Gs => ("gcs", cfg!(feature = "gcs")),
            Scheme::Az => ("azure", cfg!(feature = "azure")),
        }
    }
}

/// A place in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The kind of store.
    pub scheme: Scheme,
    /// The bucket, or what the store calls so.
    pub bucket: String,
    /// What all names in it begin with, without `/` at its ends; may be empty.
    pub prefix: String,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

/// A place where feeds are put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A folder.
    Folder(PathBuf),
    /// A place in a store.
    Store(Address),
}

/// Why a target is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// A piece of an address that may hold white space is a piece of prose.
fn is_scheme(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

impl Target {
    /// The target that `text` names; a folder is relative to `root`.
    pub fn parse(text: &str, root: &Path) -> Result<Target, Refusal> {
        let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) else {
            return Ok(Target::Folder(root.join(text)));
        };
        let refuse = |message: String, help: &str| Err(Refusal { message, help: help.to_owned() });
        let Some(known) = Scheme::ALL.into_iter().find(|known| known.name() == scheme) else {
            let message = format!("`{scheme}://` is no kind of target");
            return refuse(message, "name a folder, or a place in a store as in \"s3://bucket/feeds\"");
        };
        if let (feature, false) = known.feature() {
            let message = format!("this feedmill was built without the feature `{feature}`, which `{text}` needs");
            let help = format!("build it with `cargo install feedmill --features {feature}`, or name another target");
            return Err(Refusal { message, help });
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_matches('/');
        let sound = |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(char::is_control);
        let named = !bucket.is_empty() && bucket.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        if !named {
            return refuse(format!("`{text}` names no bucket"), "write it as in \"s3://bucket/feeds\"");
        }
        if !prefix.is_empty() && !prefix.split('/').all(sound) {
            let message = format!("`{text}` has a part that no name in a store may have");
            return refuse(message, "leave out `//`, `.` and `..`, as in \"s3://bucket/feeds\"");
        }
        Ok(Target::Store(Address { scheme: known, bucket: bucket.to_owned(), prefix: prefix.to_owned() }))
    }

    /// The place where the site itself is, if the target ends as the address of the output does below that of the
    /// site: with the output at `https://x.example/feeds/` that of `s3://bucket/feeds` is `s3://bucket`. `below` is
    /// that ending, in parts.
    pub fn site(&self, below: &[&str]) -> Option<Target> {
        match self {
            Target::Folder(folder) => {
                let mut folder = folder.as_path();
                for part in below.iter().rev() {
                    folder = folder.parent().filter(|_| folder.file_name().is_some_and(|name| name == *part))?;
                }
                Some(Target::Folder(folder.to_owned()))
            }
            Target::Store(address) => {
                let mut parts: Vec<&str> = address.prefix.split('/').filter(|part| !part.is_empty()).collect();
                parts.ends_with(below).then(|| parts.truncate(parts.len() - below.len()))?;
                Some(Target::Store(Address { prefix: parts.join("/"), ..address.clone() }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target, Refusal> {
        Target::parse(text, Path::new("/site"))
    }

    #[test]
    fn folders_and_stores_are_told_apart() {
        assert_eq!(parse("out"), Ok(Target::Folder("/site/out".into())));
        assert_eq!(parse("/var/www"), Ok(Target::Folder("/var/www".into())));
        assert_eq!(parse("C:/www"), Ok(Target::Folder("/site/C:/www".into())));
        assert!(parse("ftp://x/y").unwrap_err().message.contains("ftp"));
        assert!(parse("gopher://x").unwrap_err().help.contains("folder"));
    }

    #[cfg(feature = "s3")]
    #[test]
    fn a_place_in_a_store_has_a_bucket_and_a_prefix() {
        let shown = |text| match parse(text) {
            Ok(Target::Store(address)) => address.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(shown("s3://bucket"), "s3://bucket");
        assert_eq!(shown("s3://bucket/a/b/"), "s3://bucket/a/b");
        for bad in ["s3://", "s3:///x", "s3://b/x//y", "s3://b/../y", "s3://user@b/x", "s3://b?x"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_site_is_above_where_the_target_ends_as_the_output() {
        let folder = |text: &str| Target::Folder(text.into());
        assert_eq!(folder("/var/www/feeds").site(&["feeds"]), Some(folder("/var/www")));
        assert_eq!(folder("/var/www/feeds").site(&[]), Some(folder("/var/www/feeds")));
        assert_eq!(folder("/var/www/other").site(&["feeds"]), None);
        let store = |prefix: &str| {
            Target::Store(Address { scheme: Scheme::S3, bucket: "b".to_owned(), prefix: prefix.to_owned() })
        };
        assert_eq!(store("a/feeds").site(&["a", "feeds"]), Some(store("")));
        assert_eq!(store("").site(&["feeds"]), None);
        assert_eq!(store("").site(&[]), Some(store("")));
    }
}
