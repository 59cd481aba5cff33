//! Addresses of e-mail, alone and with a name.

mod mailbox;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::Flaw;
use super::chars::{Scan, is_word, line};
use super::plain::{self, Written};
use super::text::decode;
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// An e-mail address is expected and something else stands there.
    ///
    /// Write the address as in `name@example.com`. Where a name belongs to it, RSS has `name@example.com (Full Name)`.
    INVALID_CONTACT = Error "invalid-contact";

    /// Nothing but an e-mail address may stand here.
    ///
    /// Write it as in `name@example.com`, without a name and without `mailto:`.
    INVALID_ADDR_SPEC = Error "invalid-addr-spec";

    /// The host of an e-mail address cannot be found.
    ///
    /// Mail to it would come back. The host needs a dot, and letters, digits and hyphens alone.
    UNKNOWN_HOST = Warning "unknown-host";

    /// An e-mail address and the name to it are not in the recommended form.
    ///
    /// Readers split the two in one way: write `name@example.com (Full Name)`.
    EMAIL_FORMAT = Warning "email-format";

    /// An e-mail address comes without the name of its owner.
    ///
    /// Readers would show the bare address as the author. Write `name@example.com (Full Name)`.
    MISSING_REAL_NAME = Warning "missing-real-name";

    /// There is an e-mail address in a name.
    ///
    /// Readers show it with every entry, and collectors of addresses read it too. Leave it out, or put it into the
    /// element for it.
    CONTAINS_EMAIL = Warning "contains-email";
}

/// An address alone. The parameter `value` is that of the caller.
pub fn address(text: &str) -> Option<Flaw> {
    judge(text, text, &INVALID_ADDR_SPEC)
}

/// An address, with a name in parentheses or before it perhaps; and no HTML.
pub fn email(text: &str, written: Written) -> Vec<Flaw> {
    let mut flaws = plain::text(text, &plain::CONTAINS_HTML, written);
    let flaw = match simple(text) {
        Some(_) => None,
        None => match mailbox::only(text).filter(|only| !only.is_empty()) {
            Some(only) => judge(text, &only, &INVALID_CONTACT),
            None => judge(text, text, &INVALID_CONTACT),
        },
    };
    flaws.extend(flaw);
    flaws
}

/// An address with a name behind it in parentheses, as RSS wants it.
pub fn email_with_name(text: &str, written: Written) -> Vec<Flaw> {
    let text: Cow<str> = match text.strip_prefix("mailto:") {
        Some(text) => decode(text),
        None => text.into(),
    };
    if !matches!(text.find('@'), Some(1..)) || text.ends_with(')') {
        return email(&text, written);
    }
    let (rule, message) = match text.find(' ') {
        Some(1..) => (&EMAIL_FORMAT, format!("`{}` is not in the recommended form", shown(&text))),
        _ => (&MISSING_REAL_NAME, format!("`{}` comes without a name", shown(&text))),
    };
    vec![Flaw::new(rule, message, "write it as in `name@example.com (Full Name)`")]
}

/// No address in angle brackets.
pub fn no_email(text: &str) -> Option<Flaw> {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('<') {
        let mut scan = Scan(behind);
        if local(&mut scan) && scan.is('@') && host(&mut scan) && scan.is('>') {
            let start = text.len() - behind.len() - 1;
            let end = text.len() - scan.0.len();
            let message = format!("there is the e-mail address `{}`", shown(text.get(start..end).unwrap_or_default()));
            return Some(Flaw::new(&CONTAINS_EMAIL, message, "leave the address out").at(start..end));
        }
        rest = behind;
    }
    None
}

/// The part before the `@`.
fn local(scan: &mut Scan) -> bool {
    scan.many(|c| is_host_char(c) || matches!(c, '_' | '+' | '\'' | '.')) > 0
}

/// A host with a dot in it, or the number of one.
pub(super) fn host(scan: &mut Scan) -> bool {
    let start = scan.0;
    scan.many(|c| is_host_char(c) || c == '.');
    let host = start.get(..start.len() - scan.0.len()).unwrap_or_default();
    let Some((before, last)) = host.rsplit_once('.') else { return false };
    !last.is_empty() && !last.starts_with('-') && before.split('.').all(|label| !label.is_empty())
}

/// Letters, digits and hyphens; with the three that are letters of ASCII in the other case.
fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | 'ı' | 'İ' | 'ſ' | '\u{212A}')
}

/// The address of `text`, where it stands alone or before a name in parentheses.
fn simple(text: &str) -> Option<&str> {
    let end = text.find([' ', '(']).unwrap_or(text.len());
    let (address, rest) = text.split_at_checked(end)?;
    let name = match rest.trim_start_matches(' ') {
        "" => return is_address(address).then_some(address),
        rest => rest.strip_prefix('(')?.strip_suffix(')')?,
    };
    (is_address(address) && !name.contains(['(', ')', '\\', '\r'])).then_some(address)
}

/// Whether this is an address with a host that could be found.
fn is_address(text: &str) -> bool {
    let mut scan = Scan(line(text));
    local(&mut scan) && scan.is('@') && host(&mut scan) && scan.at_end()
}

/// Whether this could be an address, with letters of all scripts.
fn is_loose_address(text: &str) -> bool {
    let word = |c: char| is_word(c) || matches!(c, '.' | '-');
    let mut scan = Scan(line(text));
    scan.many(|c| word(c) || matches!(c, '%' | '+')) > 0
        && scan.is('@')
        && scan.one(|c| c.is_ascii_alphabetic())
        && scan.many(word) > 0
        && scan.at_end()
}

fn judge(text: &str, address: &str, rule: &'static Rule) -> Option<Flaw> {
    if is_address(address) {
        return None;
    }
    if is_loose_address(address) {
        let host = address.rsplit('@').next().unwrap_or_default();
        let message = format!("there is no host `{}`", shown(host));
        return Some(Flaw::new(&UNKNOWN_HOST, message, "write the full name of the host, such as `example.com`"));
    }
    let message = match text {
        "" => "the e-mail address is empty".to_owned(),
        _ => format!("`{}` is no e-mail address", shown(text)),
    };
    Some(Flaw::new(rule, message, "write it as in `name@example.com`"))
}
