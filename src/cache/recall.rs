//! What the cache tells a build that asks.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::state::{Entries, Made, Output, Shown};
use super::told::diagnostics;
use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::feed::card::Candidate;
use crate::pipeline::Form;
use crate::pipeline::memory::{Fragment, Memory, Shelf, Standing};
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
    /// The groups that were asked for and do not stand.
    asked: Mutex<HashSet<String>>,
    /// Where the entries of these are, and where those of all groups are.
    near: OnceLock<Places>,
    far: OnceLock<Places>,
    /// The outputs, each read when it is first asked for.
    read: Vec<OnceLock<Option<Vec<u8>>>>,
}

/// Where each entry is in each form.
type Places = HashMap<(Digest, Form), Place>;

/// In which output an entry is, where, and how many bytes it has; and whether nothing was found in that.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    start: usize,
    length: usize,
    sound: bool,
}

impl<'c> Recall<'c> {
    /// What `outputs` below `root` and `entries` tell. Each output is looked at once, here.
    pub fn new(folder: &'c Folder, root: &'c Path, outputs: &'c [Output], entries: &'c Entries) -> Recall<'c> {
        let stands: Vec<bool> = outputs.par_iter().map(|output| output.stands(root)).collect();
        Recall {
            folder,
            root,
            outputs,
            entries,
            stands,
            groups: entries.groups.iter().map(|group| (&*group.key, group)).collect(),
            by_file: entries.sheets.iter().map(|sheet| (&*sheet.file, sheet)).collect(),
            by_version: entries.sheets.iter().map(|sheet| (sheet.version, sheet)).collect(),
            asked: Mutex::default(),
            near: OnceLock::new(),
            far: OnceLock::new(),
            read: outputs.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Where the entries of some groups are.
    fn places(&self, wanted: &dyn Fn(&Made) -> bool) -> Places {
        let mut places = Places::new();
        for group in self.entries.groups.iter().filter(|group| wanted(group)) {
            for (file, placed) in group.files.iter().zip(&group.entries) {
                let file = *file as usize;
                if self.stands.get(file) != Some(&true) {
                    continue;
                }
                for one in placed {
                    let Some(sheet) = self.entries.sheets.get(one.sheet as usize) else { continue };
                    let (start, length) = one.extent;
                    let sound = group.told.is_empty();
                    let place = Place { file, start: start as usize, length: length as usize, sound };
                    places.entry((sheet.version, one.form)).or_insert(place);
                }
            }
        }
        places
    }

    /// Where an entry is in one form. Most are in the very documents that are to be made again: few files are to be
    /// read then.
    fn place(&self, version: &Digest, form: Form) -> Option<Place> {
        let near = self.near.get_or_init(|| {
            let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            self.places(&|group| asked.contains(&group.key))
        });
        let place = near.get(&(*version, form)).copied();
        place.or_else(|| self.far.get_or_init(|| self.places(&|_| true)).get(&(*version, form)).copied())
    }

    fn stand(&self, key: &str, inputs: &Digest) -> Option<Standing> {
        let group = self.group(key).filter(|group| group.inputs.as_ref() == Some(inputs))?;
        let file = |at: &u32| {
            self.stands.get(*at as usize).filter(|stands| **stands)?;
            let output = self.output(*at)?;
            Some((output.path.clone(), output.kind, output.stamp.size))
        };
        let files = group.files.iter().map(file).collect::<Option<_>>()?;
        Some(Standing { files, findings: diagnostics(&group.told)? })
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

    fn standing(&self, key: &str, inputs: Option<&Digest>) -> Option<Standing> {
        let standing = inputs.and_then(|inputs| self.stand(key, inputs));
        if standing.is_none() {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        }
        standing
    }

    fn shelf(&self, key: &str) -> Option<Shelf> {
        let group = self.group(key)?;
        let stand = group.files.iter().all(|at| self.stands.get(*at as usize) == Some(&true));
        group.shelf.clone().filter(|_| stand)
    }

    fn findings(&self, version: &Digest) -> Option<Vec<Diagnostic>> {
        diagnostics(self.by_version.get(version)?.told.as_ref()?)
    }

    fn fragment(&self, version: &Digest, form: Form) -> Option<Fragment> {
        let Place { file, start, length, sound } = self.place(version, form)?;
        let path = &self.outputs.get(file)?.path;
        let bytes = self.read.get(file)?.get_or_init(|| fs::read(self.root.join(path)).ok());
        let bytes = bytes.as_ref()?.get(start..start.checked_add(length)?)?.into();
        Some(Fragment { form, bytes, sound })
    }
}
