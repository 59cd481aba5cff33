//! Findings as they are kept.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Level, Place, Related, Rule, catalog};

/// A finding without what only this run knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Told {
    rule: String,
    level: Level,
    file: String,
    place: Option<Place>,
    message: String,
    help: Option<String>,
    related: Vec<(String, Option<Place>, String)>,
    params: Vec<(String, String)>,
}

/// Every rule by its name.
static RULES: LazyLock<HashMap<&str, &'static Rule>> =
    LazyLock::new(|| catalog::all().into_iter().map(|rule| (rule.name, rule)).collect());

impl Told {
    /// A finding that can be kept.
    pub fn new(found: &Diagnostic) -> Told {
        let related = |one: &Related| (one.file.to_string(), one.place, one.label.clone());
        Told {
            rule: found.rule.name.to_owned(),
            level: found.level,
            file: found.file.to_string(),
            place: found.place,
            message: found.message.clone(),
            help: found.help.clone(),
            related: found.related.iter().map(related).collect(),
            params: found.params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect(),
        }
    }

    /// The finding again; `None` if there is no such rule any more.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let mut found = Diagnostic::new(RULES.get(&*self.rule)?, &*self.file, &*self.message);
        found.level = self.level;
        found.place = self.place;
        found.help.clone_from(&self.help);
        for (file, place, label) in &self.related {
            found.related(file.as_str().into(), *place, label.as_str());
        }
        found.params = self.params.iter().map(|(name, value)| (name.clone().into(), value.clone())).collect();
        Some(found)
    }
}

/// Findings as they are kept.
pub fn told(found: &[Diagnostic]) -> Vec<Told> {
    found.iter().map(Told::new).collect()
}

/// The findings again, all or none.
pub fn diagnostics(told: &[Told]) -> Option<Vec<Diagnostic>> {
    told.iter().map(Told::diagnostic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_comes_back_as_it_was() {
        let rule = catalog::find("duplicate-id").unwrap();
        let place = Some(Place { line: 3, column: 1, width: 9 });
        let mut found = Diagnostic::new(rule, "articles/a.md", "two alike");
        found.at(place).help("mend it").param("id", "x").related("articles/b.md".into(), place, "the other");
        found.level = Level::Info;
        let again = diagnostics(&told(&[found.clone()])).unwrap();
        assert_eq!(format!("{again:?}"), format!("{:?}", [found]));
        let unknown = Told { rule: "of-yore".to_owned(), ..Told::new(&again[0]) };
        assert!(diagnostics(&[unknown]).is_none());
    }
}
