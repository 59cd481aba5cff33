//! `<skipHours>` and `<skipDays>`: when readers need not ask. Spec: RSS 2.0, "skipHours" and "skipDays".

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::relation::unique::DUPLICATE_VALUE;
use crate::validate::schema::{Table, many};
use crate::validate::value::number;
use crate::validate::vocab::checks::TEXT;
use crate::validate::walk::MISSING_ELEMENT;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// There are more hours to skip than a day has.
    ///
    /// A day has 24; each need be named but once.
    NOT_ENOUGH_HOURS_IN_THE_DAY = Error "not-enough-hours-in-the-day";

    /// There are more days to skip than a week has.
    ///
    /// A week has 7; each need be named but once.
    EIGHT_DAYS_A_WEEK = Error "eight-days-a-week";
}

/// What may stand in `<skipHours>`.
pub static HOURS: Table =
    Table::new(&[&[many("hour").text(&[TEXT]).relations(&[hour]).missing(&MISSING_ELEMENT).hint("<hour>0</hour>")]]);

/// What may stand in `<skipDays>`.
pub static DAYS: Table =
    Table::new(&[&[many("day").text(&[TEXT]).relations(&[day]).missing(&MISSING_ELEMENT).hint("<day>Sunday</day>")]]);

/// Runs when `<skipHours>` closes.
pub fn hours(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().children > 24 {
        scope
            .flag(&NOT_ENOUGH_HOURS_IN_THE_DAY, At::Close, "there are more than 24 hours to skip")
            .help("name each hour once");
    }
}

/// Runs when `<skipDays>` closes.
pub fn days(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().children > 7 {
        scope.flag(&EIGHT_DAYS_A_WEEK, At::Close, "there are more than 7 days to skip").help("name each day once");
    }
}

/// Runs when an `<hour>` closes. The marks of its parent are the hours that were named: a bit each.
fn hour(scope: &mut Scope<'_, '_, '_>) {
    let value = scope.node().value().to_owned();
    let number = number::integer_value(&value);
    let bit = match number {
        // Midnight too, though it is not written so.
        Some(24) => 1,
        Some(hour @ 0..=23) => 1 << hour,
        _ => 0,
    };
    if scope.parent().marks & bit != 0 {
        again(scope, &value);
    }
    match number::hour(&value) {
        Some(flaw) => place_flaw_of(scope, flaw.param("value", &*value)),
        None => note(scope, bit),
    }
}

/// Runs when a `<day>` closes. The marks of its parent are the days that were named: a bit each.
fn day(scope: &mut Scope<'_, '_, '_>) {
    let value = scope.node().value().to_owned();
    if let Some(flaw) = number::day(&value) {
        return place_flaw_of(scope, flaw.param("value", value));
    }
    let bit = match value.get(..2) {
        Some("Mo") => 1,
        Some("Tu") => 1 << 1,
        Some("We") => 1 << 2,
        Some("Th") => 1 << 3,
        Some("Fr") => 1 << 4,
        Some("Sa") => 1 << 5,
        _ => 1 << 6,
    };
    match scope.parent().marks & bit {
        0 => note(scope, bit),
        _ => again(scope, &value),
    }
}

fn note(scope: &mut Scope<'_, '_, '_>, bit: u32) {
    if let Some(parent) = scope.ancestor_mut(1) {
        parent.marks |= bit;
    }
}

fn place_flaw_of(scope: &mut Scope<'_, '_, '_>, flaw: crate::validate::value::Flaw) {
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    place_flaw(scope, flaw, At::Text, &name, &parent, None);
}

fn again(scope: &mut Scope<'_, '_, '_>, value: &str) {
    scope
        .flag(&DUPLICATE_VALUE, At::Text, format!("`{}` is named more than once", shown(value)))
        .help("keep one of them")
        .param("value", value);
}
