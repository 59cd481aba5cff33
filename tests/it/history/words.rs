//! Edits of what an article says.

use super::article::{self, Head};
use super::world::World;

type Done = Option<String>;

pub fn body(world: &mut World) -> Done {
    world.change(|article, random, _| article.body = article::body(random))
}

pub fn title(world: &mut World) -> Done {
    world.change(|article, random, _| article.title = article::title(random))
}

pub fn tags(world: &mut World) -> Done {
    world.change(|article, random, _| article.tags = article::tags(random))
}

pub fn authors(world: &mut World) -> Done {
    world.change(|article, random, _| article.authors = article::authors(random))
}

pub fn date(world: &mut World) -> Done {
    world.change(|article, random, now| article.date = article::date(random, now))
}

pub fn updated(world: &mut World) -> Done {
    world.change(|article, random, now| article.updated = random.chance(80).then(|| article::date(random, now)))
}

pub fn slug(world: &mut World) -> Done {
    let name = world.name();
    world.change(|article, random, _| article.slug = random.chance(70).then_some(name))
}

pub fn id(world: &mut World) -> Done {
    let id = format!("tag:t.example,2026:{}", world.random.below(100_000));
    world.change(|article, random, _| {
        article.guid = random.chance(30).then(|| article::guid(random));
        article.id = random.chance(70).then_some(id);
    })
}

pub fn draft(world: &mut World) -> Done {
    world.change(|article, _, _| article.draft = !article.draft)
}

pub fn expires(world: &mut World) -> Done {
    world.change(|article, random, now| article.expires = random.chance(60).then(|| article::expiry(random, now)))
}

pub fn in_feeds(world: &mut World) -> Done {
    world.change(|article, _, _| article.in_feeds = !article.in_feeds)
}

pub fn content(world: &mut World) -> Done {
    world.change(|article, random, _| {
        article.content = random.pick(&[None, Some("full"), Some("summary"), Some("title")]).map(str::to_owned);
    })
}

pub fn unknown(world: &mut World) -> Done {
    world.change(|article, _, _| article.unknown = !article.unknown)
}

pub fn other_head(world: &mut World) -> Done {
    world.change(|article, random, _| {
        article.head = random.pick(&[Head::Toml, Head::Yaml, Head::Json, Head::Sidecar]);
    })
}

pub fn fault(world: &mut World) -> Done {
    world.change(|article, random, _| article.fault = Some(article::fault(random)))
}

/// Gives an article the slug of another one, which may be in the same section.
pub fn clashing_slug(world: &mut World) -> Done {
    let other = world.any()?;
    let name = other.rsplit('/').next()?.split('.').next()?.to_owned();
    let slug = world.articles.get(&other)?.slug.clone().unwrap_or(name);
    world.change(|article, _, _| article.slug = Some(slug))
}

pub fn clashing_id(world: &mut World) -> Done {
    let other = world.any()?;
    let id = world.articles.get(&other)?.id.clone().unwrap_or_else(|| "tag:t.example,2026:one".to_owned());
    let guid = world.articles.get(&other)?.guid.clone();
    world.change(|article, _, _| match guid {
        Some(guid) => article.guid = Some(guid),
        None => article.id = Some(id),
    })
}

/// Mends most of what is wrong in articles.
pub fn mend(world: &mut World) {
    let paths: Vec<String> = world.articles.keys().cloned().collect();
    for path in paths {
        if world.random.chance(20) {
            continue;
        }
        let mut article = world.articles[&path].clone();
        (article.fault, article.slug, article.id, article.guid) = (None, None, None, None);
        article.tags.retain(|tag| !article::CLASHING_TAGS.contains(&&**tag));
        world.put(&path, article);
    }
}
