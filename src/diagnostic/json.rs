//! Findings as data for programs.

use serde_json::{Map, Value, json};

use super::Diagnostic;

/// A finding as an object: `rule`, `level`, `file`, `line`, `column`, `message`, and where they are known `help`,
/// `params` and `related`.
pub fn value(found: &Diagnostic) -> Value {
    let mut object = Map::new();
    object.insert("rule".into(), json!(found.rule.name));
    object.insert("level".into(), json!(found.level.to_string()));
    object.insert("file".into(), json!(&*found.file));
    object.insert("line".into(), json!(found.place.map(|place| place.line)));
    object.insert("column".into(), json!(found.place.map(|place| place.column)));
    object.insert("message".into(), json!(found.message));
    if let Some(help) = &found.help {
        object.insert("help".into(), json!(help));
    }
    if !found.params.is_empty() {
        let params = found.params.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        object.insert("params".into(), Value::Object(params));
    }
    if !found.related.is_empty() {
        let related = found.related.iter().map(|related| {
            json!({
                "file": &*related.file,
                "line": related.place.map(|place| place.line),
                "column": related.place.map(|place| place.column),
                "message": related.label,
            })
        });
        object.insert("related".into(), related.collect());
    }
    Value::Object(object)
}
