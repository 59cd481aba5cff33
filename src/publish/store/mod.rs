//! A store of objects, such as S3, as the place of publication.
//!
//! A store puts each object whole or not at all. What is there was listed before the articles were read, and an object
//! is put only where it is still the one that was listed: so nothing of another publisher is ever overwritten by what
//! is older. `async` is in this module and nowhere else.

mod connect;
mod errors;
mod remove;
mod send;
mod web;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use md5::{Digest as _, Md5};
use object_store::path::Path;
use object_store::{
    Attribute, AttributeValue, Attributes, GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, UpdateVersion,
};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::object::{Body, Object, Root, Sent, Shipment};
use super::target::{Address, Target};
use super::{Ours, documents};
use crate::error::{Error, Result};

/// So many requests are on their way at a time.
const WIDTH: usize = 8;

/// The name under which an object carries the BLAKE3 of its bytes: ETags are not the same at all stores.
const MARK: &str = "feedmill-blake3";

/// A store, as it was listed.
#[derive(Debug)]
pub struct Store {
    runtime: Runtime,
    inner: Arc<Inner>,
}

/// What all requests share.
#[derive(Debug)]
struct Inner {
    store: Arc<dyn ObjectStore>,
    address: Address,
    /// The prefix of the place where the site itself is, where that is known.
    site: Option<String>,
    listed: HashMap<String, Listed>,
}

/// An object that is there.
#[derive(Debug, Clone)]
struct Listed {
    size: u64,
    version: UpdateVersion,
}

/// What the bytes of an object are known by.
#[derive(Debug, Clone)]
struct Marks {
    size: u64,
    md5: String,
    blake3: String,
}

impl Store {
    /// The store at `address`, listed now. Each request is tried again for as long as `patience`.
    ///
    /// # Errors
    /// Where the environment names no credentials, or the store cannot be listed.
    pub fn open(address: &Address, below: &[&str], patience: Duration) -> Result<Store> {
        let store = connect::connect(address, patience).map_err(|error| errors::error("reach", address, &error))?;
        Store::over(store, address, below)
    }

    /// The same, over whatever gives objects.
    fn over(store: Arc<dyn ObjectStore>, address: &Address, below: &[&str]) -> Result<Store> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .max_blocking_threads(2 * WIDTH)
            .build()
            .map_err(|error| Error::other(format!("could not start what talks to {address}: {error}")))?;
        let site = match Target::Store(address.clone()).site(below) {
            Some(Target::Store(site)) => Some(site.prefix),
            _ => None,
        };
        let inner = Inner { store, address: address.clone(), site, listed: HashMap::new() };
        let mut store = Store { runtime, inner: Arc::new(inner) };
        store.list()?;
        Ok(store)
    }

    /// Looks again what is there.
    pub fn list(&mut self) -> Result<()> {
        let inner = &self.inner;
        let listed = self.runtime.block_on(inner.list());
        let listed = listed.map_err(|error| errors::error("list", &inner.address, &error))?;
        let inner =
            Inner { store: inner.store.clone(), address: inner.address.clone(), site: inner.site.clone(), listed };
        self.inner = Arc::new(inner);
        Ok(())
    }

    /// Whether it is known where the site itself is.
    pub fn has_site(&self) -> bool {
        self.inner.site.is_some()
    }

    /// The published feeds: of each folder one document, by its path. What `local` names is not fetched where it is
    /// the same.
    pub fn published(&self, local: &dyn Fn(&str) -> Option<PathBuf>) -> Result<HashMap<String, Arc<[u8]>>> {
        let paths = documents(self.inner.listed.keys().map(String::as_str));
        let (mut found, mut wanted) = (HashMap::new(), Vec::new());
        for path in paths {
            match local(path).and_then(|file| self.inner.same(path, file)) {
                Some(bytes) => drop(found.insert(path.to_owned(), bytes)),
                None => wanted.push(path.to_owned()),
            }
        }
        let fetched = self.runtime.block_on(fetch_all(&self.inner, wanted));
        found.extend(fetched.map_err(|error| errors::error("read feeds from", &self.inner.address, &error))?);
        Ok(found)
    }

    /// Puts what differs, removes what is left of earlier builds as `ours` tells. With `dry` it only says so.
    pub fn send(&self, shipment: &Shipment, ours: &Ours, dry: bool) -> Sent {
        self.runtime.block_on(send::send(&self.inner, shipment, ours, dry))
    }
}

async fn fetch_all(inner: &Arc<Inner>, wanted: Vec<String>) -> object_store::Result<HashMap<String, Arc<[u8]>>> {
    let mut found = HashMap::new();
    let mut tasks = JoinSet::new();
    let mut wanted = wanted.into_iter();
    loop {
        while tasks.len() < WIDTH
            && let Some(path) = wanted.next()
        {
            let inner = inner.clone();
            tasks.spawn(async move { inner.get(Root::Target, &path, None).await.map(|bytes| (path, bytes)) });
        }
        match tasks.join_next().await {
            None => return Ok(found),
            Some(Ok(Ok((path, Some(bytes))))) => drop(found.insert(path, bytes.into())),
            // It went away meanwhile.
            Some(Ok(Ok((_, None)))) => {}
            Some(Ok(Err(error))) => return Err(error),
            Some(Err(error)) => return Err(error.into()),
        }
    }
}

impl Inner {
    /// The name of an object in its bucket.
    fn key(&self, root: Root, path: &str) -> object_store::Result<Path> {
        let prefix = match root {
            Root::Target => &self.address.prefix,
            Root::Site => self.site.as_ref().unwrap_or(&self.address.prefix),
        };
        let key = if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") };
        Ok(Path::parse(key)?)
    }

    async fn list(&self) -> object_store::Result<HashMap<String, Listed>> {
        let prefix = &self.address.prefix;
        let folder = (!prefix.is_empty()).then(|| Path::parse(prefix)).transpose()?;
        let mut found = HashMap::new();
        let mut objects = self.store.list(folder.as_ref());
        while let Some(object) = objects.try_next().await? {
            let key = object.location.as_ref();
            let path = match prefix.as_str() {
                "" => Some(key),
                prefix => key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/')),
            };
            if let Some(path) = path {
                let version = UpdateVersion { e_tag: object.e_tag, version: object.version };
                found.insert(path.to_owned(), Listed { size: object.size, version });
            }
        }
        Ok(found)
    }

    /// The bytes of a file on disk, if those of the object are the same for sure.
    fn same(&self, path: &str, file: PathBuf) -> Option<Arc<[u8]>> {
        let listed = self.listed.get(path)?;
        let bytes = std::fs::read(file).ok().filter(|bytes| bytes.len() as u64 == listed.size)?;
        (is_md5(listed, &hex(&Md5::digest(&bytes)))).then(|| bytes.into())
    }

    /// The bytes of an object, or the first of them; `None` where it is not there.
    async fn get(&self, root: Root, path: &str, most: Option<u64>) -> object_store::Result<Option<Vec<u8>>> {
        let options = GetOptions { range: most.map(|most| GetRange::Bounded(0..most)), ..GetOptions::default() };
        let got = async { self.store.get_opts(&self.key(root, path)?, options).await?.bytes().await };
        match got.await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is said of an object without its bytes: size and version, and its mark.
    async fn head(&self, root: Root, path: &str) -> object_store::Result<Option<(Listed, Option<String>)>> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store.get_opts(&self.key(root, path)?, options).await {
            Ok(got) => {
                let mark = got.attributes.get(&Attribute::Metadata(MARK.into())).map(|mark| mark.as_ref().to_owned());
                let version = UpdateVersion { e_tag: got.meta.e_tag, version: got.meta.version };
                Ok(Some((Listed { size: got.meta.size, version }, mark)))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn delete(&self, path: &str) -> object_store::Result<()> {
        match self.store.delete(&self.key(Root::Target, path)?).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            deleted => deleted,
        }
    }
}

/// Whether the ETag says that the bytes have this MD5. Where it says anything else that means nothing: at many stores
/// it is no MD5.
fn is_md5(listed: &Listed, md5: &str) -> bool {
    listed.version.e_tag.as_ref().is_some_and(|tag| tag.trim_matches('"').eq_ignore_ascii_case(md5))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Marks {
    fn of(body: &Body) -> std::io::Result<Marks> {
        let (mut md5, mut blake3, mut size) = (Md5::new(), blake3::Hasher::new(), 0);
        body.each(|piece| {
            md5.update(piece);
            blake3.update(piece);
            size += piece.len() as u64;
        })?;
        Ok(Marks { size, md5: hex(&md5.finalize()), blake3: blake3.finalize().to_hex().to_string() })
    }
}

fn attributes(object: &Object, marks: &Marks) -> Attributes {
    let served = &object.served;
    let mut all = Attributes::new();
    all.insert(Attribute::ContentType, AttributeValue::from(served.content_type.clone()));
    all.insert(Attribute::CacheControl, AttributeValue::from(served.cache_control.clone()));
    if let Some(encoding) = served.encoding {
        all.insert(Attribute::ContentEncoding, AttributeValue::from(encoding));
    }
    all.insert(Attribute::Metadata(MARK.into()), AttributeValue::from(marks.blake3.clone()));
    all
}
