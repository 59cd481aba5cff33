//! Edits of all else: the configuration, the clock, the output, the cache.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::random::Random;
use super::tree::{CACHE, Tree, modified, overwrite, set_mode, set_modified};
use super::world::{Settings, World};

type Done = Option<String>;

pub mod settings {
    use super::*;

    fn change(world: &mut World, change: impl FnOnce(&mut Settings, &mut Random)) -> Done {
        change(&mut world.settings, &mut world.random);
        world.configure();
        Some("feedmill.toml".to_owned())
    }

    pub fn title(world: &mut World) -> Done {
        change(world, |settings, random| settings.title = format!("Courier {}", random.below(100)))
    }

    pub fn limit(world: &mut World) -> Done {
        change(world, |settings, random| settings.limit = random.between(3, 5))
    }

    pub fn max_bytes(world: &mut World) -> Done {
        change(world, |settings, random| settings.max_bytes = random.pick(&[2_000, 6_000, 20_000, 1_000_000]))
    }

    pub fn feed(world: &mut World) -> Done {
        change(world, |settings, random| {
            let at = random.below(settings.feeds.len());
            settings.feeds[at] = !settings.feeds[at];
            settings.feeds[0] |= !settings.feeds.contains(&true);
        })
    }

    pub fn zone(world: &mut World) -> Done {
        let zones = ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC"];
        change(world, |settings, random| settings.zone = random.pick(&zones))
    }

    pub fn permalink(world: &mut World) -> Done {
        let permalinks = ["{section}/{slug}/", "{year}/{month}/{slug}/", "{path}.html", "{section}/{day}/{slug}"];
        change(world, |settings, random| settings.permalink = random.pick(&permalinks))
    }

    pub fn id_scheme(world: &mut World) -> Done {
        change(world, |settings, random| settings.id = random.pick(&["permalink", "tag"]))
    }

    pub fn output_dir(world: &mut World) -> Done {
        change(world, |settings, random| settings.output = random.pick(&["feeds", "public/feeds", "articles/feeds"]))
    }

    pub fn output_url(world: &mut World) -> Done {
        let urls = [None, Some("https://feeds.example/"), Some("https://t.example/f/")];
        change(world, |settings, random| settings.output_url = random.pick(&urls))
    }

    pub fn formats(world: &mut World) -> Done {
        let formats = ["[\"rss\", \"atom\", \"json\"]", "[\"rss\"]", "[\"json\", \"atom\"]"];
        change(world, |settings, random| settings.formats = random.pick(&formats))
    }

    pub fn on_error(world: &mut World) -> Done {
        change(world, |settings, _| settings.skip_faulty = !settings.skip_faulty)
    }

    pub fn break_settings(world: &mut World) -> Done {
        change(world, |settings, _| settings.broken = true)
    }

    pub fn touch(world: &mut World) -> Done {
        change(world, |_, _| {})
    }

    pub fn mend(world: &mut World) {
        change(world, |settings, _| settings.broken = false);
    }
}

pub mod clock {
    use super::*;

    /// As much as so many hours.
    pub fn forward(world: &mut World, hours: i64) -> Done {
        world.now += TimeDelta::minutes(world.random.between(1, hours * 60));
        Some(world.now.to_rfc3339())
    }

    pub fn back(world: &mut World) -> Done {
        world.now -= TimeDelta::hours(world.random.between(1, 200));
        Some(world.now.to_rfc3339())
    }
}

pub mod output {
    use super::*;

    fn any(world: &mut World) -> Option<PathBuf> {
        let root = world.site.path(world.settings.output);
        let mut files = Tree::of(&root).files("");
        // What somebody else put there is no business of ours.
        files.retain(|path| !path.ends_with("stray.txt"));
        (!files.is_empty()).then(|| root.join(world.random.pick(&files)))
    }

    fn told(path: PathBuf) -> Done {
        Some(path.display().to_string())
    }

    pub fn change(world: &mut World) -> Done {
        let path = any(world)?;
        let mut bytes = fs::read(&path).ok()?;
        bytes.extend(b"<!-- mine -->");
        overwrite(&path, &bytes);
        told(path)
    }

    /// One byte is another, and the time of change as it was.
    pub fn flip(world: &mut World) -> Done {
        let path = any(world)?;
        let (mut bytes, time) = (fs::read(&path).ok()?, modified(&path));
        let at = world.random.below(bytes.len().max(1));
        *bytes.get_mut(at)? ^= 1;
        overwrite(&path, &bytes);
        set_modified(&path, time);
        told(path)
    }

    pub fn truncate(world: &mut World) -> Done {
        let path = any(world)?;
        let bytes = fs::read(&path).ok()?;
        overwrite(&path, &bytes[..world.random.below(bytes.len().max(1))]);
        told(path)
    }

    pub fn remove(world: &mut World) -> Done {
        let path = any(world)?;
        fs::remove_file(&path).ok()?;
        told(path)
    }

    pub fn touch(world: &mut World) -> Done {
        let path = any(world)?;
        set_modified(&path, modified(&path) - std::time::Duration::from_secs(7));
        told(path)
    }

    /// Two files take each other's place.
    pub fn swap(world: &mut World) -> Done {
        let (a, b) = (any(world)?, any(world)?);
        if a == b {
            return None;
        }
        let aside = a.with_file_name(".aside");
        fs::rename(&a, &aside).ok()?;
        fs::rename(&b, &a).ok()?;
        fs::rename(&aside, &b).ok()?;
        Some(format!("{} and {}", a.display(), b.display()))
    }

    /// A folder in the place of a file.
    pub fn block(world: &mut World) -> Done {
        let path = any(world)?;
        fs::remove_file(&path).ok()?;
        fs::create_dir(&path).ok()?;
        world.blocks.push(path.clone());
        told(path)
    }

    pub fn unblock(world: &mut World) {
        world.blocks.drain(..).for_each(|path| drop(fs::remove_dir(path)));
    }

    /// Of a name that feedmill gives files too, or not.
    pub fn stray_file(world: &mut World) -> Done {
        let name = world.random.pick(&["stray.txt", "tags/stray.txt", "tags/other/rss.xml", "tags/grain/stray.txt"]);
        let path = format!("{}/{name}", world.settings.output);
        if world.site.path(&path).parent()?.exists() || !world.site.exists(world.settings.output) {
            world.site.write(&path, format!("<rss>https://t.example/{path}</rss>"));
        }
        Some(path)
    }

    pub fn remove_folder(world: &mut World) -> Done {
        fs::remove_dir_all(world.site.path(world.settings.output)).ok()?;
        Some(world.settings.output.to_owned())
    }

    pub fn mode(world: &mut World) -> Done {
        let path = any(world)?;
        set_mode(&path, world.random.pick(&[0o600, 0o644, 0o640, 0o444]));
        told(path)
    }
}

pub mod cache {
    use super::*;

    /// A file of the cache, if there is one, and what is in it.
    fn any(world: &mut World) -> Option<(PathBuf, Vec<u8>)> {
        let files = world.cache();
        let path = (!files.is_empty()).then(|| world.site.path("").join(world.random.pick(&files)))?;
        let bytes = fs::read(&path).ok()?;
        Some((path, bytes))
    }

    pub fn run_without(world: &mut World) -> Done {
        world.run_without_cache();
        Some("a build".to_owned())
    }

    /// The file alone, or the folder with all that is in it.
    pub fn delete(world: &mut World) -> Done {
        match any(world) {
            Some((path, _)) if world.random.chance(60) => fs::remove_file(path).ok()?,
            _ => fs::remove_dir_all(world.site.path(CACHE)).ok()?,
        }
        Some(CACHE.to_owned())
    }

    fn put(world: &mut World, change: impl FnOnce(&mut Random, &mut Vec<u8>)) -> Done {
        let (path, mut bytes) = any(world)?;
        let time = modified(&path);
        change(&mut world.random, &mut bytes);
        overwrite(&path, &bytes);
        if world.random.chance(50) {
            set_modified(&path, time);
        }
        Some(path.display().to_string())
    }

    pub fn truncate(world: &mut World) -> Done {
        put(world, |random, bytes| bytes.truncate(random.below(bytes.len().max(1))))
    }

    pub fn empty(world: &mut World) -> Done {
        put(world, |_, bytes| bytes.clear())
    }

    pub fn noise(world: &mut World) -> Done {
        put(world, |random, bytes| {
            // The beginning stays now and then, so that it passes for one.
            let kept = random.pick(&[0, 4, 16, 64]).min(bytes.len());
            let noise = random.bytes(bytes.len() - kept);
            bytes.truncate(kept);
            bytes.extend(noise);
        })
    }

    pub fn flip(world: &mut World) -> Done {
        put(world, |random, bytes| {
            let at = random.below(bytes.len().max(1));
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        })
    }

    /// The cache as it was a few steps ago.
    pub fn older(world: &mut World) -> Done {
        let older = (!world.caches.is_empty()).then(|| world.random.pick(&world.caches))?;
        for (path, bytes) in &older {
            // A folder may have taken its place meanwhile.
            let _ = fs::remove_dir_all(world.site.path(path.to_str()?));
            world.site.write(path.to_str()?, bytes);
        }
        Some(format!("{} files", older.len()))
    }

    pub fn folder(world: &mut World) -> Done {
        let (path, _) = any(world)?;
        fs::remove_file(&path).ok()?;
        fs::create_dir_all(path.join("inside")).ok()?;
        Some(path.display().to_string())
    }

    /// Whoever may read everything does so here, too.
    pub fn unreadable(world: &mut World) -> Done {
        let (path, _) = any(world)?;
        set_mode(&path, 0);
        Some(path.display().to_string())
    }
}
