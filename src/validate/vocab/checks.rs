//! The checks that rows name: the functions of [`value`](crate::validate::value) with what they need of the document.

use crate::validate::Kind;
use crate::validate::relation::readers;
use crate::validate::schema::{Check, Facts, Value};
use crate::validate::value::html::{self, CONTAINS_REL_REF};
use crate::validate::value::plain::{self, Written};
use crate::validate::value::{Flaw, date, email, lang, media, number, text, uri};

/// What is known of how plain text is written here.
pub(in crate::validate) fn written(text: &str, facts: &Facts<'_>) -> Written {
    let rss2 = facts.kind == Kind::Rss && facts.rss_version.starts_with("2.");
    Written { hexadecimal: plain::may_be_html(text) && facts.hex_written(), rss2 }
}

/// Any text; for what a relation judges, and the W3C validator reads as text.
pub const TEXT: Check = |_| {};

/// Notes that the text is plain, for attributes that follow.
fn plainly(value: &mut Value<'_>) -> Written {
    value.is_plain = true;
    written(value.text, value.facts)
}

/// Text without HTML.
pub const PLAIN: Check = |v| {
    let written = plainly(v);
    v.take(plain::text(v.text, &plain::CONTAINS_HTML, written));
};
/// Text without HTML, as its `type` does not say that it is HTML.
pub const UNDECLARED: Check = |v| {
    let written = plainly(v);
    v.take(plain::text(v.text, &plain::CONTAINS_UNDECLARED_HTML, written));
};
/// HTML, escaped: is it HTML, and is it harmless. Its addresses may be relative.
pub const SAFE_HTML: Check = |v| {
    if !v.facts.html {
        return;
    }
    let text = v.text;
    html::judge(text, &mut |flaw| v.take([flaw]));
};
/// Text, at least a character.
pub const NOT_BLANK: Check = |v| v.take(text::not_blank(v.text));
/// No white space before or behind, and no line break within.
pub const NO_SPACE: Check = |v| {
    let broken = || {
        let at = v.text.find('\n')?;
        let message = "there is a line break in the value";
        Some(Flaw::new(&text::UNEXPECTED_WHITESPACE, message, "write the value in one line").at(at..at + 1))
    };
    v.take(text::no_space(v.raw, true).or_else(broken));
};
/// HTML, escaped: is it HTML, is it harmless, are its addresses complete.
pub const HTML: Check = |v| {
    SAFE_HTML(v);
    if v.facts.html {
        relative_addresses(v);
        readers::late_images(v);
    }
};

/// An address, complete or not.
pub const URI: Check = |v| v.take(uri::reference(v.text, &uri::INVALID_LINK));
/// An address, complete or not, in letters of any script.
pub const IRI: Check = |v| v.take(uri::iri(v.text, &uri::INVALID_IRI));
/// An address, complete or not, in an attribute whose fault has a rule of its own.
pub const URI_ATTRIBUTE: Check = |v| v.take(uri::reference(v.text, &uri::INVALID_URI_ATTRIBUTE));
/// A complete address.
pub const FULL_URL: Check = |v| v.take(uri::full(v.text, &uri::INVALID_FULL_LINK));
/// A complete address of the web, with a host that has a dot.
pub const HTTP_URL: Check = |v| v.take(uri::web(v.text));
/// A complete address in its canonical form.
pub const CANONICAL: Check = |v| v.take(uri::identifier(v.text));

/// A date as RFC 822 has it.
pub const RFC822: Check = |v| v.take(date::rfc822(v.text, v.facts.now));
/// A date and time as RFC 3339 has it.
pub const RFC3339: Check = |v| v.take(date::rfc3339(v.text, v.facts.now));
/// A date, perhaps with a time, as W3CDTF has it.
pub const W3CDTF: Check = |v| v.take(date::w3cdtf(v.text, v.facts.now));
/// A date, perhaps with a time, as ISO 8601 has it.
pub const ISO8601: Check = |v| v.take(date::iso8601(v.text, v.facts.now));
/// The same, past or future.
pub const UNBOUNDED_ISO8601: Check = |v| v.take(date::unbounded_iso8601(v.text));
/// A date without a time.
pub const ISO8601_DATE: Check = |v| v.take(date::iso8601_date(v.text, v.facts.now));

/// An e-mail address, perhaps with a name.
pub const EMAIL: Check = |v| {
    let written = plainly(v);
    v.take(email::email(v.text, written));
};
/// An e-mail address with a name in parentheses.
pub const EMAIL_WITH_NAME: Check = |v| {
    let written = plainly(v);
    let mut flaws = email::email_with_name(v.text, written);
    // A name alone has an element of its own.
    if v.facts.own && !v.text.is_empty() && !v.text.contains('@') {
        let name = crate::validate::reader::shown(v.text);
        let invalid = flaws.iter_mut().filter(|flaw| std::ptr::eq(flaw.rule, &email::INVALID_CONTACT));
        for flaw in invalid {
            flaw.help = match v.facts.element {
                "author" => format!(
                    "write `<dc:creator>{name}</dc:creator>`, with `xmlns:dc=\"http://purl.org/dc/elements/1.1/\"`, \
                     or add an address: `name@example.com ({name})`"
                ),
                _ => format!("write an address before the name: `name@example.com ({name})`"),
            };
        }
    }
    v.take(flaws);
};
/// An e-mail address alone.
pub const ADDR_SPEC: Check = |v| v.take(email::address(v.text));
/// No e-mail address.
pub const NOT_EMAIL: Check = |v| v.take(email::no_email(v.text));

/// A language.
pub const LANGUAGE: Check = |v| v.take(if v.facts.own { lang::tag(v.text) } else { lang::language(v.text) });
/// A country.
pub const COUNTRY: Check = |v| v.take(lang::country(v.text));
/// A currency.
pub const CURRENCY: Check = |v| v.take(lang::currency(v.text));

/// A media type.
pub const MIME: Check = |v| v.take(media::mime(v.text, &media::INVALID_MIME_TYPE));
/// A media type; what is none breaks the rule for attributes.
pub const MIME_ATTRIBUTE: Check = |v| v.take(media::mime(v.text, &media::INVALID_MIME_ATTRIBUTE));
/// Media types with commas between them.
pub const MEDIA_RANGE: Check = |v| v.take(media::media_range(v.text));

/// A whole number, 0 or more.
pub const NON_NEGATIVE: Check = |v| v.take(number::non_negative(v.text));
/// A whole number, 1 or more.
pub const POSITIVE: Check = |v| v.take(number::positive(v.text));
/// A whole number from 1 to 2³¹ − 1.
pub const UINT31: Check = |v| v.take(number::uint31(v.text));
/// A whole number, or nothing.
pub const INTEGER: Check = |v| v.take(number::integer(v.text));
/// A number without sign.
pub const FLOAT: Check = |v| v.take(number::float(v.text));
/// A number to begin with; what follows is not looked at.
pub const FLOAT_PREFIX: Check = |v| v.take(number::float_prefix(v.text));
/// Whole numbers with commas between them.
pub const COMMA_SEPARATED: Check = |v| v.take(number::comma_separated(v.text));
/// A number from 0 to 100.
pub const PERCENT: Check = |v| v.take(number::percentage(v.text));
/// Degrees north.
pub const LATITUDE: Check = |v| v.take(number::latitude(v.text));
/// Degrees east.
pub const LONGITUDE: Check = |v| v.take(number::longitude(v.text));
/// A number, perhaps with a sign.
pub const DECIMAL: Check = |v| v.take(number::decimal(v.text));
/// Seconds, or minutes and seconds, or hours, minutes and seconds.
pub const DURATION: Check = |v| v.take(number::duration(v.text));

/// `yes` or `no`.
pub const YES_NO: Check = |v| v.take(text::yes_no(v.text));
/// `yes`, `no` or `clean`.
pub const YES_NO_CLEAN: Check = |v| v.take(text::yes_no_clean(v.text));
/// `true` or `false`, in upper or lower case.
pub const TRUE_FALSE: Check = |v| v.take(text::true_false(v.text));
/// `true` or `false`.
pub const TRUE_FALSE_STRICT: Check = |v| v.take(text::true_false_strict(v.text));

/// `true` or `false`, in an attribute.
pub const BOOLEAN: Check = |v| v.take(text::boolean_attribute(v.text));

/// Flags the addresses in HTML that are not complete.
fn relative_addresses(value: &mut Value<'_>) {
    let mut flaws = Vec::new();
    html::relative_urls(value.text, &mut |found| {
        let flaw = match found.invalid {
            Some(_) => uri::reference(&found.value, &uri::INVALID_LINK).unwrap_or_else(|| {
                Flaw::new(
                    &uri::INVALID_URI_CHAR,
                    "the address holds a character that none may have",
                    "percent-encode it",
                )
            }),
            None => {
                let message = format!("`{}` is not a complete address", crate::validate::reader::shown(&found.value));
                Flaw::new(&CONTAINS_REL_REF, message, "write it with `https://` and the host")
                    .param("value", found.value.clone())
            }
        };
        flaws.push(flaw.at(found.at));
    });
    value.take(flaws);
}
