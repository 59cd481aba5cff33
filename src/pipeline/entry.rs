//! A candidate as an entry: text cleaned, addresses absolute, people known.

use url::Url;

use crate::article::{Article, Byline};
use crate::config::Config;
use crate::feed::card::Card;
use crate::feed::{Attachment, Entry, Person, Picture, media_type, summary, urls};
use crate::text;

/// The person a byline means, with the address of their page absolute.
pub fn person(config: &Config, byline: &Byline) -> Person {
    let mut person = config.person(byline);
    person.url = person.url.and_then(|url| urls::absolute(&url, &config.site.url));
    person
}

/// The address of the site's icon.
pub fn icon(config: &Config) -> Option<String> {
    urls::absolute(config.site.icon.as_deref()?, &config.site.url)
}

/// The entry an article makes, without its content, and without a language of its own.
pub fn entry(config: &Config, card: &Card<String>, article: &Article) -> Entry {
    let base = Url::parse(&card.link).unwrap_or_else(|_| config.site.url.clone());
    let summary = match &article.summary {
        Some(summary) => text::line(summary).into_owned(),
        None => summary::derive(&article.body.text, article.body.markup),
    };
    let bylines = if article.authors.is_empty() { &config.site.authors } else { &article.authors };
    let people = |bylines: &[Byline]| bylines.iter().map(|byline| person(config, byline)).collect();
    let image = article.image.as_ref().and_then(|image| {
        let url = urls::absolute(&image.url, &base)?;
        Some(Picture { media_type: media_type::of_path(&url).map(str::to_owned), url, alt: image.alt.clone() })
    });
    let enclosures = article.enclosures.iter().filter_map(|enclosure| {
        let address = enclosure.url.as_deref().or(enclosure.file.as_deref())?;
        let url = urls::absolute(address, &base)?;
        let given = enclosure.media_type.clone().filter(|given| !text::line(given).is_empty());
        let media_type = given.or_else(|| media_type::of_path(&url).map(str::to_owned));
        Some(Attachment {
            url,
            length: enclosure.length,
            media_type: media_type.unwrap_or_else(|| media_type::UNKNOWN.to_owned()),
            title: enclosure.title.clone(),
            duration: enclosure.duration,
        })
    });
    Entry {
        id: card.id().to_owned(),
        guid: card.guid.clone(),
        link: card.link.clone(),
        title: text::line(&article.title).into_owned(),
        summary,
        content: None,
        published: card.published,
        updated: card.updated,
        authors: people(bylines),
        contributors: people(&article.contributors),
        tags: article.tags.clone(),
        language: None,
        image,
        enclosures: enclosures.collect(),
    }
}
