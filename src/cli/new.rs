//! `feedmill new`: an article to write in, with what must not be forgotten filled in.

use std::fmt::Write as _;

use chrono::{Datelike as _, SecondsFormat};
use feedmill::error::{Error, Result};
use feedmill::feed::address::encode_path;
use feedmill::feed::slug::slug;
use feedmill::text::{self, quoted};

use super::screen::Screen;
use super::site::{Site, shown};
use super::{Exit, Shared, init};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's title
    title: String,
    /// The section: a folder below the articles
    #[arg(long, value_name = "S")]
    section: Option<String>,
    /// Mark it as a draft, so that no build publishes it before it is done
    #[arg(long)]
    draft: bool,
}

/// Writes the article and prints its path. An article that is there already is never touched.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
    let title = text::line(&args.title);
    if text::is_invisible(&title) {
        return Err(Error::other("an article needs a title: feedmill new \"Grain prices fall\""));
    }
    let section = args.section.as_deref().unwrap_or_default();
    let blank = !section.is_empty() && text::is_invisible(section);
    let plain = !section.contains(['/', '\\', '\0']) && !section.starts_with(['.', '_']);
    if !plain || blank || section.chars().any(char::is_control) {
        return Err(Error::other(format!(
            "`{section}` is no section: it is the name of one folder, and begins with neither `.` nor `_`"
        )));
    }
    let slug = slug(&title);
    let date = shared.moment()?.with_timezone(&site.config.site.timezone).fixed_offset();
    let host = site.config.site.url.host_str().unwrap_or_default();
    let (year, month, day) = (date.year(), date.month(), date.day());
    // Two sections may well have an article of one title on one day.
    let name = if section.is_empty() { slug.clone() } else { format!("{section}/{slug}") };
    let mut article = String::from("+++\n");
    let written = (|| {
        writeln!(article, "title = {}", quoted(&title))?;
        writeln!(article, "date = {}", date.to_rfc3339_opts(SecondsFormat::Secs, true))?;
        writeln!(article, "slug = {}", quoted(&slug))?;
        writeln!(
            article,
            "id = {}",
            quoted(&format!("tag:{host},{year:04}-{month:02}-{day:02}:{}", encode_path(&name)))
        )?;
        writeln!(article, "tags = []")?;
        if args.draft {
            writeln!(article, "draft = true")?;
        }
        writeln!(article, "+++\n")
    })();
    written.map_err(|error| Error::other(error.to_string()))?;
    let path = site.articles.join(section).join(format!("{slug}.md"));
    match init::create(&path, &article) {
        Ok(true) => screen.print(&shown(&path))?,
        Ok(false) => {
            return Err(Error::other(format!(
                "{} is there already, and was left as it is; give the new article another title",
                shown(&path)
            )));
        }
        Err(error) => return Err(Error::io("write", path, error)),
    }
    Ok(Exit::Clean)
}
