//! Pages of all kinds, and what is found on them.
use super::*;

#[test]
fn smoke() {
    let page = b"<title>Grain falls</title><meta name=author content='By Jane Doe'><p>Prices of grain fall.</p>";
    let found = read(page, None, None);
    assert_eq!(found.title, "Grain falls");
    assert_eq!(found.body, crate::import::Body::Html("<p>Prices of grain fall.</p>".into()));
}
