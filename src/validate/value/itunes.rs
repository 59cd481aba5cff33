//! Podcasts: their categories, those of today and those of before 2019, and their types.

use super::Flaw;
use super::text::one_of;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A podcast's category is not one of Apple's list.
    ///
    /// Directories of podcasts show a podcast under the categories they know, and nowhere else. The names must be
    /// written as in the list, in upper and lower case: `Arts`, and below it `Books`.
    INVALID_ITUNES_CATEGORY = Error "invalid-itunes-category";

    /// A podcast's category is of the list that was in use before 2019.
    ///
    /// Directories may file the podcast somewhere else, or nowhere. Choose a category of today's list.
    OBSOLETE_ITUNES_CATEGORY = Warning "obsolete-itunes-category";

    /// The type of a podcast is not known.
    ///
    /// It must be `episodic`, where the latest episode comes first, or `serial`, where the first one does.
    INVALID_ITUNES_CHANNEL_TYPE = Error "invalid-itunes-channel-type";

    /// The type of an episode is not known.
    ///
    /// It must be `full`, `trailer` or `bonus`.
    INVALID_ITUNES_EPISODE_TYPE = Error "invalid-itunes-episode-type";
}

type Categories = [(&'static str, &'static [&'static str])];

/// Today's categories and what is below each; sorted.
const CURRENT: &Categories = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    ("Religion & Spirituality", &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Spirituality"]),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
    ("Technology", &[]),
    ("True Crime", &[]),
];

/// The categories of before and what was below each; sorted.
const OBSOLETE: &Categories = &[
    ("Arts", &["Literature"]),
    (
        "Arts & Entertainment",
        &[
            "Architecture",
            "Design",
            "Entertainment",
            "Games",
            "Performing Arts",
            "Photography",
            "Poetry",
            "Science Fiction",
        ],
    ),
    ("Audio Blogs", &[]),
    ("Business", &["Careers", "Finance", "Investing", "Management & Marketing", "News", "Shopping"]),
    ("Comedy", &[]),
    ("Education", &["Education Technology", "Higher Education", "K-12", "Language Courses", "Training"]),
    ("Family", &[]),
    ("Food", &[]),
    ("Games & Hobbies", &["Automotive", "Aviation", "Hobbies", "Other Games", "Video Games"]),
    ("Government & Organizations", &["Local", "National", "Non-Profit", "Regional"]),
    (
        "Health",
        &[
            "Alternative Health",
            "Diet & Nutrition",
            "Fitness",
            "Fitness & Nutrition",
            "Relationships",
            "Self-Help",
            "Sexuality",
        ],
    ),
    (
        "International",
        &[
            "Australian",
            "Belgian",
            "Brazilian",
            "Canadian",
            "Chinese",
            "Dutch",
            "French",
            "German",
            "Hebrew",
            "Italian",
            "Japanese",
            "Norwegian",
            "Polish",
            "Portuguese",
            "Spanish",
            "Swedish",
        ],
    ),
    ("Movies & Television", &[]),
    ("News & Politics", &[]),
    ("Politics", &[]),
    ("Public Radio", &[]),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Islam", "Judaism", "New Age", "Other", "Philosophy", "Spirituality"],
    ),
    ("Science & Medicine", &["Medicine", "Natural Sciences", "Social Sciences"]),
    ("Society & Culture", &["History"]),
    ("Sports & Recreation", &["Amateur", "College & High School", "Outdoor", "Professional"]),
    ("Talk Radio", &[]),
    (
        "Technology",
        &[
            "Computers",
            "Developers",
            "Gadgets",
            "Information Technology",
            "News",
            "Operating Systems",
            "Podcasting",
            "Smart Phones",
            "Software How-To",
            "Tech News",
            "Text/Speech",
        ],
    ),
    ("Transportation", &["Automotive", "Aviation", "Bicycles", "Commuting"]),
    ("Travel", &[]),
];

fn below<'c>(categories: &'c Categories, name: &str) -> Option<&'c [&'static str]> {
    let at = categories.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    categories.get(at).map(|(_, below)| *below)
}

/// A category by itself.
pub fn category(text: &str) -> Option<Flaw> {
    if below(CURRENT, text).is_some() {
        return None;
    }
    Some(flaw(text, below(OBSOLETE, text).is_some(), || CURRENT.iter().map(|(name, _)| *name).collect()))
}

/// The type of a podcast.
pub fn channel_type(text: &str) -> Option<Flaw> {
    one_of(text, &["episodic", "serial"], &INVALID_ITUNES_CHANNEL_TYPE)
}

/// The type of an episode.
pub fn episode_type(text: &str) -> Option<Flaw> {
    one_of(text, &["full", "trailer", "bonus"], &INVALID_ITUNES_EPISODE_TYPE)
}

/// A category inside of another.
pub fn subcategory(outer: &str, text: &str) -> Option<Flaw> {
    let allowed = below(CURRENT, outer).unwrap_or_default();
    if allowed.contains(&text) {
        return None;
    }
    let obsolete = below(OBSOLETE, outer).is_some_and(|below| below.contains(&text));
    Some(flaw(text, obsolete, || allowed.to_vec()))
}

fn flaw(text: &str, obsolete: bool, allowed: impl FnOnce() -> Vec<&'static str>) -> Flaw {
    let allowed = allowed();
    let close =
        allowed.iter().map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &text.to_lowercase()), name));
    let help = match close.min().filter(|(distance, _)| *distance <= 2 && text.len() < 100) {
        Some((_, name)) => format!("write `{name}`"),
        None if allowed.is_empty() => "leave it out: nothing is below the category around it".to_owned(),
        None => format!("write one of `{}`", allowed.join("`, `")),
    };
    let (rule, message) = match obsolete {
        true => (&OBSOLETE_ITUNES_CATEGORY, format!("the category `{}` is no longer in use", shown(text))),
        false => (&INVALID_ITUNES_CATEGORY, format!("`{}` is no category of podcasts here", shown(text))),
    };
    Flaw::new(rule, message, help).param("text", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_complete() {
        for table in [CURRENT, OBSOLETE] {
            assert!(table.iter().map(|(name, _)| name).is_sorted());
        }
        let count = |table: &Categories| (table.len(), table.iter().map(|(_, below)| below.len()).sum::<usize>());
        assert_eq!((count(CURRENT), count(OBSOLETE)), ((19, 90), (24, 83)));
    }

    #[test]
    fn types() {
        assert!(channel_type("serial").is_none() && channel_type("Serial").is_some());
        assert!(episode_type("bonus").is_none() && episode_type("").is_some());
    }

    #[test]
    fn today_before_and_never() {
        let rule = |flaw: Option<Flaw>| flaw.map(|flaw| flaw.rule.name);
        assert_eq!(rule(category("TV & Film")), None);
        assert_eq!(rule(category("Health")), Some("obsolete-itunes-category"));
        assert_eq!(rule(category("arts")), Some("invalid-itunes-category"));
        assert_eq!(rule(subcategory("Arts", "Books")), None);
        assert_eq!(rule(subcategory("Arts", "Literature")), Some("obsolete-itunes-category"));
        assert_eq!(rule(subcategory("Health", "Fitness")), Some("obsolete-itunes-category"));
        assert_eq!(rule(subcategory("Arts", "Fitness")), Some("invalid-itunes-category"));
        assert_eq!(rule(subcategory("Nothing", "Books")), Some("invalid-itunes-category"));
        assert_eq!(category("Art").map(|flaw| flaw.help), Some("write `Arts`".to_owned()));
    }
}
