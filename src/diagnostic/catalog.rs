//! Every rule in one list: for docs and tests, and to look one up by its name.

use super::Rule;
use crate::{article, changes, config, feed, fields, pipeline, publish, source, text, validate};

/// What a rule is about, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// About feeds; the W3C feed validator has it too.
    W3c,
    /// About feeds, and feedmill's own.
    Own,
    /// About articles, the configuration and what is built of them.
    Site,
}

/// The group of a rule.
pub fn group(rule: &Rule) -> Group {
    let is_among = |rules: &[&Rule]| rules.iter().any(|other| other.name == rule.name);
    match rule.own {
        _ if is_among(&site()) || is_among(validate::check::RULES) => Group::Site,
        true => Group::Own,
        false => Group::W3c,
    }
}

/// Every rule there is, by name.
pub fn all() -> Vec<&'static Rule> {
    let mut rules = site();
    rules.extend(feeds());
    rules.sort_by_key(|rule| rule.name);
    rules
}

/// Rules about articles, the configuration and what is built of them.
fn site() -> Vec<&'static Rule> {
    let sets = [
        fields::RULES,
        changes::guard::RULES,
        config::RULES,
        text::RULES,
        feed::address::RULES,
        feed::content::RULES,
        feed::select::RULES,
        pipeline::ASSEMBLE_RULES,
        pipeline::UNIQUE_RULES,
        publish::plan::RULES,
        publish::target::RULES,
        source::files::RULES,
        source::files::ATTACH_RULES,
        source::files::walk::RULES,
        source::files::pin::RULES,
    ];
    #[cfg(feature = "import")]
    let imported = crate::import::findings::RULES.iter().chain(crate::import::given::RULES);
    #[cfg(not(feature = "import"))]
    let imported = std::iter::empty::<&&Rule>();
    sets.into_iter().flatten().chain(imported).copied().chain(article::rules()).collect()
}

/// Rules about feeds, other people's and those that were just built.
fn feeds() -> impl Iterator<Item = &'static Rule> {
    let sets = [
        validate::RULES,
        validate::relation::apple::RULES,
        validate::relation::semantics::RULES,
        validate::relation::dates::RULES,
        validate::relation::enclosure::RULES,
        validate::relation::guid::RULES,
        validate::relation::order::RULES,
        validate::relation::pitfalls::RULES,
        validate::relation::readers::RULES,
        validate::relation::unique::RULES,
        validate::vocab::json_feed::RULES,
        validate::relation::entry::RULES,
        validate::relation::feed::RULES,
        validate::vocab::app::RULES,
        validate::vocab::atom::link::RULES,
        validate::vocab::construct::RULES,
        validate::value::html::RULES,
        validate::vocab::ext::itunes::RULES,
        validate::vocab::root::RULES,
        validate::vocab::opensearch::RULES,
        validate::vocab::opml::RULES,
        validate::vocab::sitemap::RULES,
        validate::vocab::rss::RULES,
        validate::vocab::rss::channel::RULES,
        validate::vocab::rss::image::RULES,
        validate::vocab::rss::item::RULES,
        validate::vocab::rss::skip::RULES,
        validate::walk::DOCTYPE_RULES,
        validate::walk::RULES,
        validate::walk::CONTENT_RULES,
        validate::walk::DECLARE_RULES,
        validate::walk::RDF_RULES,
        validate::check::RULES,
        validate::reader::RULES,
        validate::reader::encoding::RULES,
        validate::reader::json::RULES,
        validate::reader::xml::RULES,
        validate::response::RULES,
    ];
    let many = validate::value::RULES.iter().chain(validate::vocab::ext::RULES).copied();
    sets.into_iter().chain(many).flatten().copied()
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_every_rule_has_a_page() {
        let rules = all();
        let twice: Vec<_> = rules.windows(2).filter(|two| two[0].name == two[1].name).map(|two| two[0].name).collect();
        assert!(twice.is_empty(), "used twice: {twice:?}");
        for rule in rules {
            assert!(
                rule.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                rule.name
            );
            assert!(rule.page.last().is_some_and(|line| line.trim().ends_with('.')), "{}", rule.name);
        }
        assert!(find("missing-title").is_some() && find("nothing").is_none());
    }
}
