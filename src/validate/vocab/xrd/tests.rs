//! What is found in XRDS.

use crate::validate::{Options, validate};

#[test]
fn services_are_judged() {
    for (service, expected) in [
        ("<Service priority='1'><Type>http://a.example/</Type><URI>http://a.example/</URI></Service>", vec![]),
        ("<Service priority='first'/>", vec!["invalid-non-negative-integer"]),
        ("<Service><URI>a&lt;b</URI></Service>", vec!["invalid-uri-char"]),
        ("<Name/>", vec!["undefined-element"]),
    ] {
        let text = format!("<x:XRDS xmlns:x='xri://$xrds' xmlns='xri://$xrd*($v*2.0)'><XRD>{service}</XRD></x:XRDS>");
        let judgement = validate(text.as_bytes(), &Options::new("xrds.xml"));
        assert_eq!(judgement.kind.name(), "xrd");
        let rules: Vec<_> = judgement.diagnostics.iter().map(|found| found.rule.name).collect();
        let rules: Vec<_> =
            rules.into_iter().filter(|rule| !matches!(*rule, "missing-encoding" | "nonstd-prefix")).collect();
        assert_eq!(rules, expected, "{service}");
    }
}
