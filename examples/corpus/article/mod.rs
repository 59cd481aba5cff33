//! Made-up articles.

mod body;
mod random;
mod words;

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};

use random::{Random, Zipf};
use words::*;

/// All articles of a seed.
#[derive(Debug)]
pub struct Corpus {
    seed: u64,
    tags: Zipf,
    authors: Zipf,
}

/// One of them.
#[derive(Debug)]
pub struct Article {
    /// Its number, from 0 on.
    pub number: u64,
    /// The first folder it lies in.
    pub section: &'static str,
    /// Its title, as an author would write it.
    pub title: String,
    /// When it was published.
    pub date: DateTime<Utc>,
    /// Which clock that was read from: `+02:00`.
    pub offset: &'static str,
    /// When it was last changed, if it was.
    pub updated: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What it is about, in words.
    pub tags: Vec<String>,
    /// What it is about, in a sentence; every third has one.
    pub summary: Option<String>,
    /// Whether it is held back; one in fifty is.
    pub draft: bool,
    /// Markdown.
    pub body: String,
}

impl Corpus {
    /// The articles of this seed.
    pub fn new(seed: u64) -> Corpus {
        let (tags, authors) = (TAG_HEADS.len() * TAG_TAILS.len(), FIRST_NAMES.len() * LAST_NAMES.len());
        Corpus { seed, tags: Zipf::new(tags as u32), authors: Zipf::new(authors as u32) }
    }

    /// The article of this number.
    pub fn article(&self, number: u64) -> Article {
        let random = &mut Random::of(self.seed, number);
        let start = Utc.with_ymd_and_hms(2006, 1, 1, 0, 0, 0).single().unwrap_or_default();
        let date = start + TimeDelta::seconds(random.below(20 * 365 * 86_400) as i64);
        let updated = random.percent(25).then(|| date + TimeDelta::minutes(random.between(10, 90_000) as i64));
        Article {
            number,
            section: random.pick(SECTIONS),
            title: title(random),
            date,
            offset: random.pick(OFFSETS),
            updated,
            authors: author(random, &self.authors),
            tags: tags(random, &self.tags),
            summary: random.percent(33).then(|| title(random)),
            draft: random.percent(2),
            body: body::body(random),
        }
    }
}

impl Article {
    /// Its path below the folder of articles.
    pub fn path(&self) -> String {
        format!("{}/{}/{}.md", self.section, self.date.format("%Y/%m"), self.slug())
    }

    /// Letters and digits of the title, then the number, which makes it the only one.
    fn slug(&self) -> String {
        let title = self.title.to_lowercase();
        let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut slug = words.collect::<Vec<_>>().join("-");
        let _ = write!(slug, "-{}", self.number);
        slug
    }

    /// Its file: TOML between lines of `+++`, then the body.
    pub fn to_toml(&self) -> String {
        let mut out = String::with_capacity(self.body.len() + 512);
        let _ = write!(out, "+++\ntitle = {}\ndate = {}\n", quoted(&self.title), self.written(self.date));
        if let Some(updated) = self.updated {
            let _ = writeln!(out, "updated = {}", self.written(updated));
        }
        let _ = writeln!(
            out,
            "slug = {}\nauthors = {}\ntags = {}",
            quoted(&self.slug()),
            list(&self.authors),
            list(&self.tags)
        );
        if let Some(summary) = &self.summary {
            let _ = writeln!(out, "summary = {}", quoted(summary));
        }
        let _ = write!(out, "draft = {}\n+++\n\n{}", self.draft, self.body);
        out
    }

    /// A moment as its author's clock showed it.
    fn written(&self, moment: DateTime<Utc>) -> String {
        let shift = match self.offset.as_bytes() {
            [sign, h1, h2, _, m1, m2] => {
                let digits = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
                let minutes = digits(*h1, *h2) * 60 + digits(*m1, *m2);
                if *sign == b'-' { -minutes } else { minutes }
            }
            _ => 0,
        };
        format!("{}{}", (moment + TimeDelta::minutes(shift)).format("%Y-%m-%dT%H:%M:%S"), self.offset)
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A TOML array of strings.
fn list(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

fn title(random: &mut Random) -> String {
    let mut title = format!("The {} {}", random.pick(ADJECTIVES), random.pick(NOUNS));
    let _ = match random.below(12) {
        0 => write!(title, " & the {}", random.pick(NOUNS)),
        1 => write!(title, ": “{}”", random.pick(FOREIGN).trim_end_matches(['.', '。', '।'])),
        2 => write!(title, ": {} < {}", random.below(100), random.between(100, 200)),
        3 => write!(title, " \"as found\""),
        _ => write!(title, " {} {} {}", random.pick(VERBS), random.pick(PLURALS), random.pick(LINKS)),
    };
    if random.percent(60) {
        let _ = write!(title, " the {}", random.pick(NOUNS));
    }
    title
}

/// Mostly one; 1.2 in the mean.
fn author(random: &mut Random, zipf: &Zipf) -> Vec<String> {
    let name = |at: usize| {
        format!("{} {}", FIRST_NAMES[at % FIRST_NAMES.len()], LAST_NAMES[at / FIRST_NAMES.len() % LAST_NAMES.len()])
    };
    let number = if random.percent(18) { random.between(2, 3) } else { 1 };
    distinct(number, || name(zipf.draw(random)))
}

/// From none to five; 2.5 in the mean.
fn tags(random: &mut Random, zipf: &Zipf) -> Vec<String> {
    let name = |at: usize| {
        let tail = TAG_TAILS[at / TAG_HEADS.len() % TAG_TAILS.len()];
        format!("{} {tail}", TAG_HEADS[at % TAG_HEADS.len()]).trim_end().to_owned()
    };
    let number = random.between(0, 5);
    distinct(number, || name(zipf.draw(random)))
}

/// As many as `number`, fewer where some come twice.
fn distinct(number: usize, mut draw: impl FnMut() -> String) -> Vec<String> {
    let mut drawn = Vec::with_capacity(number);
    for _ in 0..number {
        let one = draw();
        if !drawn.contains(&one) {
            drawn.push(one);
        }
    }
    drawn
}
