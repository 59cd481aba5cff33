//! What a store has of earlier builds, and what becomes of it.

use std::collections::HashSet;
use std::sync::Arc;

use super::Inner;
use super::send::Fault;
use crate::publish::object::{Root, Sent, Shipment};
use crate::publish::served::Packing;
use crate::publish::{Ours, START};

/// Removes what an earlier build put and this one does not, and compressed siblings that say what is no longer so.
pub(super) async fn remove(
    inner: &Arc<Inner>,
    shipment: &Shipment,
    ours: &Ours<'_>,
    dry: bool,
    sent: &mut Sent,
) -> Result<(), (String, Fault)> {
    let parcels = || shipment.all().filter(|parcel| parcel.object.root == Root::Target);
    let objects = parcels().flat_map(|parcel| parcel.siblings.iter().chain([&parcel.object]));
    let keep: HashSet<&str> = objects.map(|object| &*object.path).collect();
    let mut stale = Vec::new();
    let mut candidates: Vec<&str> = inner.listed.keys().map(String::as_str).collect();
    candidates.retain(|path| ours.is_candidate(path) && !keep.contains(path));
    candidates.sort_unstable();
    for path in candidates {
        let start =
            inner.get(Root::Target, path, Some(START)).await.map_err(|error| (path.to_owned(), error.into()))?;
        if start.is_some_and(|start| (ours.begins)(path, &start)) {
            for packing in Packing::ALL {
                let sibling = format!("{path}{}", packing.ending());
                stale.extend(inner.listed.contains_key(&sibling).then_some(sibling));
            }
            stale.push(path.to_owned());
        }
    }
    let put: HashSet<String> = sent.put.iter().cloned().collect();
    for path in parcels().map(|parcel| &parcel.object.path).filter(|path| put.contains(*path)) {
        for packing in Packing::ALL {
            let sibling = format!("{path}{}", packing.ending());
            if inner.listed.contains_key(&sibling) && !keep.contains(&*sibling) {
                let bytes = inner.get(Root::Target, &sibling, None).await;
                let bytes = bytes.map_err(|error| (sibling.clone(), error.into()))?.unwrap_or_default();
                if (ours.begins)(path, &packing.start(&bytes)) {
                    stale.push(sibling);
                }
            }
        }
    }
    for path in stale {
        if !dry {
            inner.remove_listed(&path).await.map_err(|fault| (path.clone(), fault))?;
        }
        sent.removed.push(path);
    }
    Ok(())
}

impl Inner {
    /// Removes an object that is still the one that was listed.
    async fn remove_listed(&self, path: &str) -> Result<(), Fault> {
        match (self.head(Root::Target, path).await?, self.listed.get(path)) {
            (None, _) => Ok(()),
            (Some((there, _)), Some(listed)) if there.version.e_tag == listed.version.e_tag => {
                Ok(self.delete(path).await?)
            }
            _ => Err(Fault::Conflict),
        }
    }
}
