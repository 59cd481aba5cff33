//! Pictures and enclosed files.

use super::{Enclosure, Image};
use crate::diagnostic::Report;
use crate::diagnostic::rule::rules;
use crate::fields::{Kind, Table, Value};
use crate::text;

rules! {
    /// An enclosure or image says neither which file it is nor at which address.
    MISSING_FILE = Error "missing-file-or-url";

    /// A media type is not of the form `audio/mpeg`.
    ///
    /// Spec: RFC 6838, section 4.2.
    INVALID_MEDIA_TYPE = Error "invalid-media-type";

    /// A list of enclosures is longer than any article needs.
    TOO_MANY_ENCLOSURES = Error "too-many-enclosures";
}

/// How many enclosures an article may have.
const MAX_ENCLOSURES: usize = 500;

/// How many fields of a picture or enclosure are looked at.
const MAX_FIELDS: usize = 30;

/// Fields of a picture that other tools use and feeds have no place for.
const OTHER_IMAGE_FIELDS: &[&str] = &[
    "caption",
    "class",
    "credit",
    "focal_point",
    "height",
    "hidden",
    "hiddeninlist",
    "hiddeninsingle",
    "href",
    "link",
    "placement",
    "position",
    "preview_only",
    "relative",
    "responsiveimages",
    "style",
    "teaser",
    "thumb",
    "title",
    "type",
    "width",
    "linkfullimages",
    "overlay_image",
    "lqip",
    "attribution",
    "source",
];

/// The picture that the value of field `name` is: an address, a table, or the first of a list of them.
///
/// `false` and empty text are no picture.
pub fn image(value: &Value, name: &str, report: &mut Report) -> Option<Image> {
    match &value.kind {
        Kind::Null | Kind::Bool(false) => None,
        Kind::Plain(text) if text == "false" => None,
        Kind::List(items) => image(items.first()?, name, report),
        Kind::Table(table) => image_table(table, value, name, report),
        Kind::Bool(true) => {
            value.flag_type(name, "an address", report);
            None
        }
        _ => {
            let url = text::line(&value.text(name, report)?).into_owned();
            (!url.is_empty()).then(|| Image { url, alt: None, place: Some(report.place(value.span)) })
        }
    }
}

fn image_table(table: &Table, value: &Value, name: &str, report: &mut Report) -> Option<Image> {
    const ADDRESS: &[&str] = &["url", "src", "file", "path", "image"];
    let (mut url, mut alt, mut has_address) = (None, None, false);
    for (key, value) in table.entries.iter().take(MAX_FIELDS) {
        let lower = key.name.to_ascii_lowercase();
        if ADDRESS.contains(&lower.as_str()) {
            has_address = true;
            if url.is_none() && value.kind != Kind::Null {
                url = line(value, &key.name, report);
            }
        } else if lower == "alt" {
            alt = if value.kind == Kind::Null { None } else { line(value, &key.name, report) };
        } else if !OTHER_IMAGE_FIELDS.contains(&lower.as_str()) {
            key.flag_unknown(ADDRESS.iter().copied().chain(["alt"]), "an image", report);
        }
    }
    // An empty address is what templates for new articles hold: no picture.
    if !has_address {
        report
            .flag(&MISSING_FILE, value.span, format!("`{name}` does not say which picture"))
            .help("write `{ url = \"silo.jpg\", alt = \"A silo at dusk\" }`");
    }
    url.map(|url| Image { url, alt, place: Some(report.place(value.span)) })
}

/// The files that the value of field `name` lists.
pub fn enclosures(value: &Value, name: &str, report: &mut Report) -> Vec<Enclosure> {
    let items = value.items();
    if items.len() > MAX_ENCLOSURES {
        let message = format!("`{name}` lists {} files; {MAX_ENCLOSURES} is the limit", items.len());
        report.flag(&TOO_MANY_ENCLOSURES, value.span, message).help("link the others from the body");
        return Vec::new();
    }
    items.iter().filter_map(|item| enclosure(item, name, report)).collect()
}

fn enclosure(value: &Value, name: &str, report: &mut Report) -> Option<Enclosure> {
    let mut out = Enclosure { place: Some(report.place(value.span)), ..Enclosure::default() };
    match &value.kind {
        Kind::Table(table) => from_table(table, &mut out, report),
        Kind::List(_) | Kind::Bool(_) | Kind::Integer(_) | Kind::Float(_) | Kind::Date(_) => {
            value.flag_type(name, "a list of files or addresses", report);
            return None;
        }
        Kind::Null => {}
        Kind::Text(_) | Kind::Plain(_) => {
            let text = text::line(&value.text(name, report)?).into_owned();
            if super::address::is_web_url(&text) {
                out.url = Some(text);
            } else if !text.is_empty() {
                out.file = Some(text);
            }
        }
    }
    if out.file.is_none() && out.url.is_none() {
        report.flag(&MISSING_FILE, value.span, "an enclosure says neither which file nor which address").help(
            "write `{ file = \"audio/ep12.mp3\" }`, or `{ url = \"https://…\", length = 123, type = \"audio/mpeg\" }`",
        );
        return None;
    }
    Some(out)
}

fn from_table(table: &Table, out: &mut Enclosure, report: &mut Report) {
    for (key, value) in table.entries.iter().take(MAX_FIELDS) {
        if value.kind == Kind::Null {
            continue;
        }
        let name = &*key.name;
        match name.to_ascii_lowercase().as_str() {
            "file" | "path" => out.file = line(value, name, report),
            "url" | "href" | "src" => out.url = line(value, name, report),
            "length" | "size" | "bytes" => out.length = value.count(name, report),
            "type" | "mime_type" | "media_type" | "mime" => out.media_type = media_type(value, name, report),
            "title" => out.title = line(value, name, report),
            "duration" => out.duration = duration(value, name, report),
            _ => {
                let known = ["file", "url", "length", "type", "title", "duration", "href", "src", "mime_type"];
                key.flag_unknown(known, "an enclosure", report);
            }
        }
    }
}

fn line(value: &Value, name: &str, report: &mut Report) -> Option<String> {
    let text = text::line(&value.text(name, report)?).into_owned();
    (!text.is_empty()).then_some(text)
}

fn media_type(value: &Value, name: &str, report: &mut Report) -> Option<String> {
    let text = line(value, name, report)?;
    if is_media_type(&text) {
        return Some(text);
    }
    report
        .flag(&INVALID_MEDIA_TYPE, value.span, format!("`{text}` is not a media type"))
        .help("write it as in `audio/mpeg`, or leave it off where the file is at hand");
    None
}

/// Whether `text` is a media type, parameters and all.
pub(crate) fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        let good = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'!' | b'#' | b'$' | b'&' | b'-' | b'^' | b'_' | b'.' | b'+')
        };
        part.starts_with(|c: char| c.is_ascii_alphanumeric()) && part.bytes().all(good)
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// Seconds, or `1:02:03`.
fn duration(value: &Value, name: &str, report: &mut Report) -> Option<u64> {
    if let Kind::Text(text) | Kind::Plain(text) = &value.kind {
        let mut total = Some(0u64);
        for (n, part) in text.trim().split(':').enumerate() {
            let number =
                part.parse::<u64>().ok().filter(|number| n < 3 && (n == 0 || *number < 60) && !part.starts_with('+'));
            total = total.zip(number).and_then(|(total, number)| total.checked_mul(60)?.checked_add(number));
        }
        if total.is_some() {
            return total;
        }
    } else if let Kind::Integer(seconds) = value.kind
        && let Ok(seconds) = u64::try_from(seconds)
    {
        return Some(seconds);
    } else if let Kind::Float(seconds) = value.kind
        && (0.0..1e9).contains(&seconds)
    {
        return Some(seconds as u64);
    }
    value.flag_value(name, "a number of seconds, or `1:02:03`", report);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    fn with<T>(toml: &str, read: impl Fn(&Value, &mut Report) -> T) -> (T, Vec<&'static str>) {
        let text = format!("x = {toml}");
        let mut report = Report::new("a.md", &text);
        let table = fields::toml::parse(&text, 0, &mut report).unwrap();
        let got = read(table.get("x").unwrap(), &mut report);
        (got, report.diagnostics().iter().map(|d| d.rule.name).collect())
    }

    #[test]
    fn images_are_addresses_tables_or_lists() {
        for (toml, want) in [
            ("\"silo.jpg\"", Some(("silo.jpg", None))),
            ("{ url = \"silo.jpg\", alt = \"A silo\" }", Some(("silo.jpg", Some("A silo")))),
            ("{ src = \"silo.jpg\", alt = \"\" }", Some(("silo.jpg", None))),
            ("{ image = \"silo.jpg\", caption = \"x\", relative = true }", Some(("silo.jpg", None))),
            ("[\"a.jpg\", \"b.jpg\"]", Some(("a.jpg", None))),
            ("[]", None),
            ("\"\"", None),
            ("false", None),
            ("{ image = \"\" }", None),
        ] {
            let (got, found) = with(toml, |value, report| image(value, "image", report));
            assert_eq!(found, [""; 0], "{toml}");
            let got = got.as_ref().map(|image| (image.url.as_str(), image.alt.as_deref()));
            assert_eq!(got, want, "{toml}");
        }
        for (toml, rule) in [
            ("true", "wrong-type"),
            ("{ caption = \"x\" }", "missing-file-or-url"),
            ("{ url = \"a.jpg\", atl = \"x\" }", "unknown-key"),
            ("{ url = [] }", "wrong-type"),
        ] {
            assert_eq!(with(toml, |value, report| image(value, "image", report)).1, [rule], "{toml}");
        }
    }

    #[test]
    fn enclosures_are_files_or_addresses() {
        let (got, found) = with(
            "[\"a.mp3\", \"https://example.org/b.mp3\", { file = \"c.mp3\", duration = \"1:02:03\" }, { url = \"d\", length = 7, type = \"audio/mpeg; codecs=x\", title = \" D \", duration = 90.5 }]",
            |value, report| enclosures(value, "enclosures", report),
        );
        assert_eq!(found, [""; 0]);
        assert_eq!(got[0].file.as_deref(), Some("a.mp3"));
        assert_eq!(got[1].url.as_deref(), Some("https://example.org/b.mp3"));
        assert_eq!((got[2].file.as_deref(), got[2].duration), (Some("c.mp3"), Some(3723)));
        assert_eq!((got[3].length, got[3].title.as_deref(), got[3].duration), (Some(7), Some("D"), Some(90)));
        assert_eq!(got[3].media_type.as_deref(), Some("audio/mpeg; codecs=x"));
    }

    #[test]
    fn faulty_enclosures_are_flagged() {
        for (toml, rules) in [
            ("[{ length = 7 }]", &["missing-file-or-url"][..]),
            ("[\"\"]", &["missing-file-or-url"]),
            ("[{ file = \"a\", length = -1 }]", &["wrong-type"]),
            ("[{ file = \"a\", length = \"7\" }]", &["wrong-type"]),
            ("[{ file = \"a\", type = \"audio\" }]", &["invalid-media-type"]),
            ("[{ file = \"a\", duration = \"1:99\" }]", &["wrong-value"]),
            ("[{ file = \"a\", duration = -3 }]", &["wrong-value"]),
            ("[{ flie = \"a\" }]", &["unknown-key", "missing-file-or-url"]),
            ("[7]", &["wrong-type"]),
            ("true", &["wrong-type"]),
        ] {
            assert_eq!(with(toml, |value, report| enclosures(value, "enclosures", report)).1, rules, "{toml}");
        }
    }
}
