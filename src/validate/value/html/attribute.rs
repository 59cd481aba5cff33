//! Attributes as programs get them: references resolved, names spelled as their vocabulary has them.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use memchr::memchr2;

use super::entities;
use super::names::{SVG_CAMEL_ATTRIBUTES, SVG_CAMEL_ELEMENTS, camel};
use super::tokens::{RawAttribute, Tag, Tokens};
use super::tree::Namespace;

/// Prefixed attributes that have a namespace on elements of SVG and MathML.
const PREFIXED: &[(&str, &str)] = &[
    ("xlink:actuate", "{http://www.w3.org/1999/xlink}actuate"),
    ("xlink:arcrole", "{http://www.w3.org/1999/xlink}arcrole"),
    ("xlink:href", "{http://www.w3.org/1999/xlink}href"),
    ("xlink:role", "{http://www.w3.org/1999/xlink}role"),
    ("xlink:show", "{http://www.w3.org/1999/xlink}show"),
    ("xlink:title", "{http://www.w3.org/1999/xlink}title"),
    ("xlink:type", "{http://www.w3.org/1999/xlink}type"),
    ("xml:base", "{http://www.w3.org/XML/1998/namespace}base"),
    ("xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"),
    ("xml:space", "{http://www.w3.org/XML/1998/namespace}space"),
    ("xmlns", "{http://www.w3.org/2000/xmlns/}xmlns"),
    ("xmlns:xlink", "{http://www.w3.org/2000/xmlns/}xlink"),
];

impl<'v> Tokens<'v> {
    /// The name of an attribute, in lower case, and as its vocabulary spells it; `{namespace}name` where it has one.
    pub fn attribute_name(&self, attribute: &RawAttribute, namespace: Namespace) -> Cow<'v, str> {
        let name = self.lower(attribute.name.clone());
        if namespace == Namespace::Html {
            return name;
        }
        let spelled = match namespace {
            Namespace::Svg => camel(SVG_CAMEL_ATTRIBUTES, &name),
            _ => (name == "definitionurl").then_some("definitionURL"),
        };
        let prefixed = || PREFIXED.iter().find(|(prefixed, _)| *prefixed == name).map(|(_, full)| *full);
        spelled.or_else(prefixed).map_or(name, Cow::Borrowed)
    }

    /// The name of an element, as its vocabulary spells it.
    pub fn element_name(&self, tag: &Tag, namespace: Namespace) -> Cow<'v, str> {
        let name = self.lower(tag.name_at..tag.name_end);
        match namespace {
            // That which begins it is still HTML, and has no capitals anyway.
            Namespace::Svg => camel(SVG_CAMEL_ELEMENTS, &name).map_or(name, Cow::Borrowed),
            _ => name,
        }
    }

    /// The value of an attribute, references resolved.
    pub fn attribute_text(&self, attribute: &RawAttribute) -> Cow<'v, str> {
        decoded(self.value.get(attribute.value.clone()).unwrap_or_default())
    }

    /// The value of the attribute of this name, in the tag read last.
    pub fn attribute_value_of(&self, name: &str) -> Option<Cow<'v, str>> {
        let text = |range: &Range<usize>| self.value.get(range.clone()).unwrap_or_default();
        let attribute = self.attributes.iter().find(|other| text(&other.name).eq_ignore_ascii_case(name))?;
        Some(self.attribute_text(attribute))
    }

    /// The same for tags whose attributes are the same, whatever their order.
    pub fn digest(&self, at: usize, name_at: usize) -> u64 {
        let mut again = Tokens::new(self.value);
        if again.tag(at, name_at).is_err() {
            return 0;
        }
        again.attributes.iter().fold(0, |sum: u64, attribute| {
            let mut hasher = DefaultHasher::new();
            again.attribute_name(attribute, Namespace::Html).hash(&mut hasher);
            again.attribute_text(attribute).hash(&mut hasher);
            sum.wrapping_add(hasher.finish())
        })
    }

    /// What is there, in lower case.
    pub fn lower(&self, range: Range<usize>) -> Cow<'v, str> {
        let text = self.value.get(range).unwrap_or_default();
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        Cow::Borrowed(text)
    }

    /// Whether an end tag has the name that is written at `other`.
    pub fn same_text(&self, other: Range<usize>, tag: &Tag) -> bool {
        let text = |range: Range<usize>| self.bytes.get(range).unwrap_or_default();
        text(other).eq_ignore_ascii_case(text(tag.name_at..tag.name_end))
    }
}

/// Text with its references, which are without fault, resolved, and line ends made `\n`.
pub(super) fn decoded(raw: &str) -> Cow<'_, str> {
    if memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(length) = memchr2(b'&', b'\r', rest.as_bytes()) {
        let (before, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(before);
        rest = if let Some(after) = after.strip_prefix('\r') {
            out.push('\n');
            after.strip_prefix('\n').unwrap_or(after)
        } else {
            let after = after.strip_prefix('&').unwrap_or(after);
            push_reference(after, &mut out).unwrap_or_else(|| {
                out.push('&');
                after
            })
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Adds what the reference stands for that begins behind its `&`; gives what follows it.
fn push_reference<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let length = text.bytes().position(|b| !b.is_ascii_alphanumeric() && b != b'#')?;
    let (name, rest) = text.split_at_checked(length)?;
    let rest = rest.strip_prefix(';')?;
    match name.strip_prefix('#') {
        None => entities::push(name, out).then_some(rest),
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            out.push(char::from_u32(number.ok()?)?);
            Some(rest)
        }
    }
}
