//! A shipment on its way to a store: wave after wave, several objects of a wave at a time.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;

use bytes::Bytes;
use object_store::{MultipartUpload, ObjectStore as _, PutMode, PutMultipartOptions, PutOptions, PutPayload};
use tokio::task::JoinSet;

use super::{Inner, Listed, Marks, WIDTH, attributes, errors, is_md5, remove};
use crate::error::Error;
use crate::publish::object::{Body, Failure, Object, Parcel, Root, Sent, Shipment, shown};
use crate::publish::{Ours, START, is_guarded, is_our_page};

/// Larger files are put in parts, so that no more than a part of them is in memory.
const LARGE: u64 = 16 << 20;

/// A part; larger ones where there would be more than a store takes.
const PART: u64 = 8 << 20;
const MOST_PARTS: u64 = 9_000;

/// Why an object was not put.
pub(super) enum Fault {
    Conflict,
    Store(object_store::Error),
    Disk(std::io::Error),
}

impl From<object_store::Error> for Fault {
    fn from(error: object_store::Error) -> Self {
        Fault::Store(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Fault::Disk(error)
    }
}

/// What became of a parcel.
#[derive(Default)]
struct Delivered {
    put: Vec<String>,
    kept: usize,
    warning: Option<String>,
    failure: Option<Failure>,
}

pub(super) async fn send(inner: &Arc<Inner>, shipment: &Shipment, ours: &Ours<'_>, dry: bool) -> Sent {
    let mut sent = Sent::default();
    for wave in std::iter::once(&shipment.beside).chain(&shipment.waves) {
        send_wave(inner, wave, dry, &mut sent).await;
        if sent.failure.is_some() {
            break;
        }
    }
    if sent.failure.is_none()
        && let Err((path, fault)) = remove::remove(inner, shipment, ours, dry, &mut sent).await
    {
        sent.failure = Some(inner.failure("remove", &path, fault));
    }
    if sent.failure.is_some() {
        sent.missing = missing(inner, shipment, &sent);
    }
    sent
}

/// Puts all of a wave. After a failure nothing more is begun, but what is on its way is waited for.
async fn send_wave(inner: &Arc<Inner>, wave: &[Parcel], dry: bool, sent: &mut Sent) {
    let mut tasks = JoinSet::new();
    let mut parcels = wave.iter().enumerate();
    let mut delivered = Vec::new();
    let mut failed = false;
    loop {
        while tasks.len() < WIDTH
            && !failed
            && let Some((at, parcel)) = parcels.next()
        {
            let (inner, parcel) = (inner.clone(), parcel.clone());
            tasks.spawn(async move { (at, inner.deliver(&parcel, dry).await) });
        }
        match tasks.join_next().await {
            None => break,
            Some(Ok((at, one))) => {
                failed |= one.failure.is_some();
                delivered.push((at, one));
            }
            Some(Err(error)) => {
                failed = true;
                sent.failure = Some(Failure::Error(Error::other(format!("a transfer broke off: {error}"))));
            }
        }
    }
    delivered.sort_by_key(|(at, _)| *at);
    for (_, one) in delivered {
        sent.put.extend(one.put);
        sent.kept += one.kept;
        sent.warnings.extend(one.warning);
        // That somebody else was here says more than that something failed.
        if let Some(failure) = one.failure
            && !matches!(sent.failure, Some(Failure::Conflict(_)))
        {
            sent.failure = Some(failure);
        }
    }
}

impl Inner {
    fn failure(&self, action: &str, path: &str, fault: Fault) -> Failure {
        match fault {
            Fault::Conflict => Failure::Conflict(path.to_owned()),
            Fault::Store(error) => Failure::Error(errors::error(&format!("{action} {path} at"), &self.address, &error)),
            Fault::Disk(error) => Failure::Error(Error::other(format!("could not read what goes to {path}: {error}"))),
        }
    }

    /// Puts an object and its siblings where they differ from what is there.
    async fn deliver(&self, parcel: &Parcel, dry: bool) -> Delivered {
        let mut delivered = Delivered::default();
        match self.is_foreign(&parcel.object).await {
            Ok(false) => {}
            Ok(true) => {
                let path = &parcel.object.path;
                delivered.warning = Some(format!(
                    "{path} was left as it is: the page that is there is not feedmill's; give the feeds a folder of \
                     their own"
                ));
                return delivered;
            }
            Err(fault) => {
                delivered.failure = Some(self.failure("read", &parcel.object.path, fault));
                return delivered;
            }
        }
        let mut changed = false;
        for object in parcel.siblings.iter().chain([&parcel.object]) {
            match self.bring(object, dry).await {
                Ok(true) => {
                    changed = true;
                    delivered.put.push(shown(object.root, &object.path));
                }
                Ok(false) => {}
                Err(fault) => {
                    delivered.failure = Some(self.failure("put", &shown(object.root, &object.path), fault));
                    return delivered;
                }
            }
        }
        delivered.kept = usize::from(!changed);
        delivered
    }

    /// Whether an object must not be replaced, being somebody else's page.
    async fn is_foreign(&self, object: &Object) -> Result<bool, Fault> {
        let Some(listed) = self.listed.get(&object.path).filter(|_| is_guarded(object.root, &object.path)) else {
            return Ok(false);
        };
        if is_md5(listed, &Marks::of(&object.body)?.md5) {
            return Ok(false);
        }
        match self.head(object.root, &object.path).await? {
            None | Some((_, Some(_))) => Ok(false),
            Some((_, None)) => {
                let start = self.get(object.root, &object.path, Some(START)).await?.unwrap_or_default();
                Ok(!is_our_page(&start))
            }
        }
    }

    /// Puts an object if it differs from what is there. Gives whether it did.
    async fn bring(&self, object: &Object, dry: bool) -> Result<bool, Fault> {
        let marks = Marks::of(&object.body)?;
        let listed = match object.root {
            Root::Target => self.listed.get(&object.path).cloned(),
            Root::Site => None,
        };
        let (known, mark) = match (object.root, listed) {
            (Root::Target, None) => (None, None),
            (Root::Target, Some(listed)) if listed.size != marks.size || is_md5(&listed, &marks.md5) => {
                (Some(listed), None)
            }
            (Root::Target, Some(listed)) => {
                let mark = self.head(object.root, &object.path).await?.and_then(|(_, mark)| mark);
                (Some(listed), mark)
            }
            (Root::Site, _) => match self.head(object.root, &object.path).await? {
                None => (None, None),
                Some((listed, mark)) => (Some(listed), mark),
            },
        };
        let same = known.as_ref().is_some_and(|known| {
            known.size == marks.size && (is_md5(known, &marks.md5) || mark.as_ref() == Some(&marks.blake3))
        });
        if same {
            return Ok(false);
        }
        if !dry {
            self.put(object, &marks, known).await?;
        }
        Ok(true)
    }

    async fn put(&self, object: &Object, marks: &Marks, known: Option<Listed>) -> Result<(), Fault> {
        if let (Body::File(path), true) = (&object.body, marks.size > LARGE) {
            return self.put_in_parts(object, path, marks).await;
        }
        let payload: PutPayload = object.body.read()?.pieces().map(Bytes::copy_from_slice).collect();
        let mode = match known {
            None => PutMode::Create,
            Some(listed) => PutMode::Update(listed.version),
        };
        match self.put_as(object, payload.clone(), marks, mode).await {
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                // An earlier try of ours may have come through, and only its answer been lost.
                let there = self.head(object.root, &object.path).await?;
                let landed = there.is_some_and(|(there, mark)| {
                    there.size == marks.size && (mark.as_ref() == Some(&marks.blake3) || is_md5(&there, &marks.md5))
                });
                if landed { Ok(()) } else { Err(Fault::Conflict) }
            }
            // Somebody said that this store knows no conditions.
            Err(object_store::Error::NotImplemented { .. }) => {
                Ok(self.put_as(object, payload, marks, PutMode::Overwrite).await?)
            }
            put => Ok(put?),
        }
    }

    async fn put_as(
        &self,
        object: &Object,
        payload: PutPayload,
        marks: &Marks,
        mode: PutMode,
    ) -> object_store::Result<()> {
        let options = PutOptions { mode, attributes: attributes(object, marks), ..PutOptions::default() };
        let key = self.key(object.root, &object.path)?;
        self.store.put_opts(&key, payload, options).await.map(drop)
    }

    async fn put_in_parts(&self, object: &Object, path: &std::path::Path, marks: &Marks) -> Result<(), Fault> {
        let options = PutMultipartOptions { attributes: attributes(object, marks), ..PutMultipartOptions::default() };
        let key = self.key(object.root, &object.path)?;
        let mut upload = self.store.put_multipart_opts(&key, options).await?;
        let done = fill(&mut *upload, path, PART.max(marks.size / MOST_PARTS + 1)).await;
        if done.is_err() {
            // What was put of it costs money otherwise.
            let _ = upload.abort().await;
        }
        done
    }
}

async fn fill(upload: &mut dyn MultipartUpload, path: &std::path::Path, part: u64) -> Result<(), Fault> {
    let mut file = File::open(path)?;
    loop {
        let mut bytes = Vec::new();
        if (&mut file).take(part).read_to_end(&mut bytes)? == 0 {
            break;
        }
        upload.put_part(bytes.into()).await?;
    }
    upload.complete().await?;
    Ok(())
}

/// What is not there as it should be, as far as the listing tells.
fn missing(inner: &Inner, shipment: &Shipment, sent: &Sent) -> Vec<String> {
    let put: HashSet<&str> = sent.put.iter().map(String::as_str).collect();
    let objects = shipment.all().flat_map(|parcel| parcel.siblings.iter().chain([&parcel.object]));
    let is_there = |object: &Object| {
        let listed = inner.listed.get(&object.path).filter(|_| object.root == Root::Target);
        let same = listed.zip(Marks::of(&object.body).ok()).is_some_and(|(listed, marks)| is_md5(listed, &marks.md5));
        same || put.contains(&*shown(object.root, &object.path))
    };
    objects.filter(|object| !is_there(object)).map(|object| shown(object.root, &object.path)).collect()
}
