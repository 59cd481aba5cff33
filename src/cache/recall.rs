//! What the cache tells a build that asks.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Digest;
use super::state::{Entries, Made, Output, Shown};
use super::told::diagnostics;
use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::feed::card::Candidate;
use crate::pipeline::Form;
use crate::pipeline::memory::{Memory, Standing};
use crate::source::Source as _;
use crate::source::files::Folder;

/// What is known of an earlier build, beside the articles as they are now.
#[derive(Debug)]
pub struct Recall<'c> {
    folder: &'c Folder,
    root: &'c Path,
    outputs: &'c [Output],
    entries: &'c Entries,
    /// Whether each output stands as it was left.
    stands: Vec<bool>,
    groups: HashMap<&'c str, &'c Made>,
    by_file: HashMap<&'c str, &'c Shown>,
    by_version: HashMap<Digest, &'c Shown>,
    /// In which output an entry is, and where.
    fragments: HashMap<(Digest, Form), (usize, usize, usize)>,
    /// The outputs, each read when it is first asked for.
    read: Vec<OnceLock<Option<Vec<u8>>>>,
}

impl<'c> Recall<'c> {
    /// What `outputs` below `root` and `entries` tell. Each output is looked at once, here.
    pub fn new(folder: &'c Folder, root: &'c Path, outputs: &'c [Output], entries: &'c Entries) -> Recall<'c> {
        let stands: Vec<bool> = outputs.par_iter().map(|output| output.stands(root)).collect();
        let mut fragments = HashMap::new();
        for group in &entries.groups {
            for (file, placed) in group.files.iter().zip(&group.entries) {
                let file = *file as usize;
                if stands.get(file) != Some(&true) {
                    continue;
                }
                for one in placed {
                    let Some(sheet) = entries.sheets.get(one.sheet as usize) else { continue };
                    let (start, length) = one.extent;
                    fragments.insert((sheet.version, one.form), (file, start as usize, length as usize));
                }
            }
        }
        Recall {
            folder,
            root,
            outputs,
            entries,
            stands,
            groups: entries.groups.iter().map(|group| (&*group.key, group)).collect(),
            by_file: entries.sheets.iter().map(|sheet| (&*sheet.file, sheet)).collect(),
            by_version: entries.sheets.iter().map(|sheet| (sheet.version, sheet)).collect(),
            fragments,
            read: outputs.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// What is kept of the group `key`.
    pub fn group(&self, key: &str) -> Option<&'c Made> {
        self.groups.get(key).copied()
    }

    /// The output of this number.
    pub fn output(&self, at: u32) -> Option<&'c Output> {
        self.outputs.get(at as usize)
    }

    /// The version of the entry of this number.
    pub fn sheet(&self, at: u32) -> Option<&'c Digest> {
        self.entries.sheets.get(at as usize).map(|sheet| &sheet.version)
    }
}

impl Memory for Recall<'_> {
    fn article(&self, serial: usize) -> Option<Article> {
        self.folder.read(serial, &mut Vec::new()).article
    }

    fn version(&self, candidate: &Candidate) -> Option<Digest> {
        let sheet = self.by_file.get(&*candidate.card.file)?;
        let (_, found) = self.folder.found(candidate.serial)?;
        // A draft without a date is dated at each build anew.
        let same = sheet.stamps == (found.stamp, found.sidecar) && !candidate.card.marks.undated;
        same.then_some(sheet.version)
    }

    fn standing(&self, key: &str, inputs: &Digest) -> Option<Standing> {
        let group = self.group(key).filter(|group| group.inputs.as_ref() == Some(inputs))?;
        let file = |at: &u32| {
            self.stands.get(*at as usize).filter(|stands| **stands)?;
            let output = self.output(*at)?;
            Some((output.path.clone(), output.kind, output.stamp.size))
        };
        let files = group.files.iter().map(file).collect::<Option<_>>()?;
        Some(Standing { files, findings: diagnostics(&group.told)? })
    }

    fn findings(&self, version: &Digest) -> Option<Vec<Diagnostic>> {
        diagnostics(self.by_version.get(version)?.told.as_ref()?)
    }

    fn fragment(&self, version: &Digest, form: Form) -> Option<Arc<[u8]>> {
        let (file, start, length) = *self.fragments.get(&(*version, form))?;
        let path = &self.outputs.get(file)?.path;
        let bytes = self.read.get(file)?.get_or_init(|| fs::read(self.root.join(path)).ok());
        Some(bytes.as_ref()?.get(start..start.checked_add(length)?)?.into())
    }
}
