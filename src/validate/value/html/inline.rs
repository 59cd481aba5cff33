//! HTML, SVG and MathML as they stand in a feed unescaped: one element at a time.

use super::elements::{KNOWN, Name, SAFE};
use super::names::{MATHML_ATTRIBUTES, MATHML_ELEMENTS, SVG_ATTRIBUTES, SVG_ELEMENTS, is_in, is_safe_attribute};
use super::{dangerous_style, not_html, security_risk, security_risk_attr};
use crate::validate::reader::shown;
use crate::validate::value::Flaw;
use crate::validate::walk::MISSING_NAMESPACE;

const XHTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";
const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// What an element inside XHTML is, by its namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline {
    /// HTML, SVG, MathML, or in no namespace: it was judged, and so is what it holds.
    Content,
    /// Something else, which was not judged.
    Foreign,
}

/// Judges an element inside the `<div>` of Atom's `type="xhtml"`: its namespace's URI, empty for none; its local name;
/// its attributes as namespace, local name and value. `sink` gets what is wrong, with the number of the attribute that
/// it is about, if it is about one.
///
/// Upper and lower case differ, as in XML.
pub fn inline<'a>(
    namespace: &str,
    name: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    sink: &mut dyn FnMut(Option<usize>, Flaw),
) -> Inline {
    let unprefixed = attributes.into_iter().enumerate().filter(|(_, (namespace, ..))| namespace.is_empty());
    match namespace {
        "" => {
            let flaw = Flaw::new(
                &MISSING_NAMESPACE,
                format!("`<{}>` in XHTML is in no namespace", shown(name)),
                format!("write `xmlns=\"{XHTML}\"` on the `<div>` around it"),
            );
            sink(None, flaw.param("parent", "xhtml:div").param("element", name));
        }
        XHTML => {
            let known = Name::find(name.as_bytes());
            let exact = known.text() == name;
            if !exact || !known.is(KNOWN) {
                sink(None, not_html(name).param("message", "Non-XHTML element").param("value", name));
            } else if !known.is(SAFE) {
                sink(None, security_risk(name));
            }
            for (number, (_, attribute, value)) in unprefixed {
                if attribute == "style" {
                    dangerous_style(attribute, value, &mut |flaw| sink(Some(number), flaw));
                } else if attribute.starts_with("on") {
                    sink(Some(number), security_risk_attr(attribute));
                }
            }
        }
        SVG | MATHML => {
            let (elements, safe) =
                if namespace == SVG { (SVG_ELEMENTS, SVG_ATTRIBUTES) } else { (MATHML_ELEMENTS, MATHML_ATTRIBUTES) };
            if !is_in(elements, name) {
                sink(None, security_risk(name));
            }
            for (number, (_, attribute, _)) in unprefixed {
                if !is_in(safe, attribute) {
                    sink(Some(number), security_risk_attr(attribute));
                }
            }
        }
        _ => return Inline::Foreign,
    }
    Inline::Content
}

/// Judges an element at any depth in RSS's `<xhtml:body>`, whatever its namespace: upper and lower case are the same,
/// and the lists are those for escaped HTML. The attributes of an element that is thrown out go with it.
pub fn body_child<'a>(
    name: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    sink: &mut dyn FnMut(Option<usize>, Flaw),
) {
    if !Name::find(name.to_lowercase().as_bytes()).is(SAFE) {
        return sink(None, security_risk(name));
    }
    for (number, (_, attribute, value)) in
        attributes.into_iter().enumerate().filter(|(_, (namespace, ..))| namespace.is_empty())
    {
        if attribute.eq_ignore_ascii_case("style") {
            dangerous_style(attribute, value, &mut |flaw| sink(Some(number), flaw));
        } else if !is_safe_attribute(attribute.to_lowercase().as_bytes()) {
            sink(Some(number), security_risk_attr(attribute));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Attributes<'a> = &'a [(&'a str, &'a str, &'a str)];

    fn told(judge: impl FnOnce(&mut dyn FnMut(Option<usize>, Flaw))) -> Vec<String> {
        let mut told = Vec::new();
        judge(&mut |number, flaw| {
            let value = flaw.params.last().map(|(_, value)| value.as_str()).unwrap_or_default();
            told.push(format!("{} {value} {}", flaw.rule.name, number.map_or(String::new(), |n| n.to_string())));
        });
        told
    }

    #[test]
    fn xhtml_svg_and_mathml() {
        let cases: &[(&str, &str, Attributes, &[&str])] = &[
            (XHTML, "p", &[("", "class", ""), ("", "bogus", "")], &[]),
            (XHTML, "P", &[], &["not-html P "]),
            (XHTML, "script", &[], &["security-risk script "]),
            (XHTML, "bogus", &[("", "onbug", "")], &["not-html bogus ", "security-risk-attr onbug 0"]),
            (XHTML, "div", &[("urn:x", "onx", ""), ("", "style", "bogus")], &["dangerous-style-attr bogus 1"]),
            (XHTML, "p", &[("", "STYLE", "bogus"), ("", "Onx", "")], &[]),
            (SVG, "svg", &[("", "bogus", ""), ("", "viewBox", "")], &["security-risk-attr bogus 0"]),
            (SVG, "lineargradient", &[], &["security-risk lineargradient "]),
            (MATHML, "math", &[("urn:x", "bogus", "")], &[]),
            (MATHML, "mathml", &[("", "style", "")], &["security-risk mathml ", "security-risk-attr style 0"]),
            ("", "p", &[], &["missing-namespace p "]),
            ("urn:x", "p", &[("", "onx", "")], &[]),
        ];
        for (namespace, name, attributes, expected) in cases {
            let mut inside = Inline::Foreign;
            let told = told(|sink| inside = inline(namespace, name, attributes.iter().copied(), sink));
            assert_eq!(told, *expected, "{namespace} {name}");
            assert_eq!(inside == Inline::Foreign, *namespace == "urn:x");
        }
    }

    #[test]
    fn what_a_body_holds() {
        let cases: &[(&str, Attributes, &[&str])] = &[
            ("P", &[("", "CLASS", "")], &[]),
            ("embed", &[("", "onload", ""), ("urn:x", "y", "")], &["security-risk embed "]),
            ("a", &[("", "onload", ""), ("urn:x", "y", "")], &["security-risk-attr onload 0"]),
            ("scriptingNews", &[], &["security-risk scriptingNews "]),
            (
                "p",
                &[("", "Style", "position: fixed"), ("", "data-x", "")],
                &["dangerous-style-attr position 0", "security-risk-attr data-x 1"],
            ),
        ];
        for (name, attributes, expected) in cases {
            assert_eq!(told(|sink| body_child(name, attributes.iter().copied(), sink)), *expected, "{name}");
        }
    }
}
