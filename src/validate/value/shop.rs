//! What Google Base asks of the details of things for sale: numbers with units, years, labels and places.

use super::Flaw;
use super::chars::{Scan, is_digit, is_space, is_word, strip};
use super::number::{INVALID_FLOAT_UNIT, integer_value};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A whole number, perhaps with a unit behind it, is expected.
    ///
    /// Write the number first, then a space and the unit: `12,000 miles`.
    INVALID_INT_UNIT = Error "invalid-int-unit";

    /// A year is not one from 1900 to a few years ahead.
    ///
    /// Write its four digits: `2005`.
    INVALID_YEAR = Error "invalid-year";

    /// A label has a comma in it.
    ///
    /// Each label is an element of its own: write several `<g:label>`.
    INVALID_LABEL = Error "invalid-label";

    /// A place is not given as city, state and country.
    ///
    /// Put commas between its two or three parts: `Atlanta, GA, USA`.
    INVALID_LOCATION = Error "invalid-location";

    /// A place is not given as a full address.
    ///
    /// It has five parts with commas between them, none of them empty: street, city, state, postal code, country.
    INVALID_FULL_LOCATION = Error "invalid-full-location";

    /// A gender is none of those known.
    ///
    /// It is `Male`, `M`, `Female` or `F`, in exactly these letters.
    INVALID_GENDER = Error "invalid-gender";

    /// A marital status is none of those known.
    ///
    /// It is `single`, `divorced`, `separated`, `widowed`, `married` or `in relationship`.
    INVALID_MARITAL_STATUS = Error "invalid-marital-status";

    /// A way to pay is none of those known.
    ///
    /// It is `Cash`, `Check`, `Visa`, `MasterCard`, `AmericanExpress`, `Discover` or `WireTransfer`, one to an element.
    INVALID_PAYMENT_METHOD = Error "invalid-payment-method";

    /// A kind of price is none of those known.
    ///
    /// It is `negotiable` or `starting`.
    INVALID_PRICE_TYPE = Error "invalid-price-type";

    /// A rating is not a whole number from 1 to 5.
    ///
    /// 5 is the best.
    INVALID_RATING_TYPE = Error "invalid-rating-type";

    /// A kind of reviewer is none of those known.
    ///
    /// It is `editorial` or `user`.
    INVALID_REVIEWER_TYPE = Error "invalid-reviewer-type";

    /// A kind of salary is none of those known.
    ///
    /// It is `starting` or `negotiable`.
    INVALID_SALARY_TYPE = Error "invalid-salary-type";

    /// A shipping service is none of those known.
    ///
    /// It is `FedEx`, `UPS`, `DHL`, `Mail`, `Other`, `Overnight` or `Standard`.
    INVALID_SERVICE_TYPE = Error "invalid-service-type";
}

/// How many years ahead a year may lie.
const YEARS_AHEAD: i64 = 4;

/// A number, then perhaps a unit of one word.
pub fn float_unit(text: &str) -> Option<Flaw> {
    let mut scan = Scan(text);
    let mut right = scan.many(is_digit) > 0;
    if right && scan.is('.') {
        scan.many(is_digit);
    }
    scan.many(is_space);
    scan.many(is_word);
    right &= scan.at_end();
    (!right).then(|| wrong(&INVALID_FLOAT_UNIT, text, "a number with a unit", "write the number first: `25.00 USD`"))
}

/// A whole number from 0, with commas perhaps, then perhaps a space and anything.
pub fn int_unit(text: &str) -> Option<Flaw> {
    let number = text.split(' ').next().unwrap_or_default().replace(',', "");
    let right = integer_value(&number).is_some_and(|value| value >= 0);
    (!right).then(|| wrong(&INVALID_INT_UNIT, text, "a whole number with a unit", "write it like `12,000 miles`"))
}

/// A year from 1900 to a few years after `this_year`.
pub fn year(text: &str, this_year: i32) -> Option<Flaw> {
    let years = 1900..=i64::from(this_year) + YEARS_AHEAD;
    let right = integer_value(text).is_some_and(|value| years.contains(&value));
    (!right).then(|| wrong(&INVALID_YEAR, text, "a year of our times", "write its four digits, such as `2005`"))
}

/// A word or two without a comma.
pub fn label(text: &str) -> Option<Flaw> {
    let at = text.find(',')?;
    let message = format!("the label `{}` has a comma in it", shown(text));
    Some(Flaw::new(&INVALID_LABEL, message, "write an element for each label").at(at..at + 1))
}

/// City, state and country, or two of them.
pub fn location(text: &str) -> Option<Flaw> {
    let right = matches!(text.split(',').count(), 2 | 3);
    let help = "put commas between city, state and country: `Atlanta, GA, USA`";
    (!right).then(|| wrong(&INVALID_LOCATION, text, "a place in two or three parts", help))
}

/// Street, city, state, postal code and country.
pub fn full_location(text: &str) -> Option<Flaw> {
    let right = text.split(',').count() == 5 && text.split(',').all(|part| !strip(part).is_empty());
    let help = "put commas between street, city, state, postal code and country";
    (!right).then(|| wrong(&INVALID_FULL_LOCATION, text, "an address in five parts", help))
}

fn wrong(rule: &'static Rule, text: &str, wanted: &str, help: &str) -> Flaw {
    let message = match text {
        "" => format!("{wanted} is expected and nothing stands there"),
        _ => format!("`{}` is not {wanted}", shown(text)),
    };
    Flaw::new(rule, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (text, right) in [("25", true), ("25.00 USD", true), ("1.5kg", true), ("7.", true)] {
            assert_eq!(float_unit(text).is_none(), right, "{text}");
        }
        for text in ["", "USD 25", "1,299.00", "25 US dollars", "$25", "-3"] {
            assert!(float_unit(text).is_some(), "{text}");
        }
        assert!(int_unit("12,000 miles").is_none() && int_unit("0").is_none());
        assert!(int_unit("12.5 miles").is_some() && int_unit("-1").is_some() && int_unit("").is_some());
        assert!(year("2005", 2027).is_none() && year("2031", 2027).is_none() && year("1900", 2027).is_none());
        assert!(year("2032", 2027).is_some() && year("1899", 2027).is_some() && year("MMV", 2027).is_some());
        assert!(label("red").is_none() && label("red, blue").is_some());
        assert!(location("Atlanta, GA").is_none() && location("Atlanta").is_some() && location("a,b,c,d").is_some());
        assert!(full_location("1 Main St, Atlanta, GA, 30301, USA").is_none());
        assert!(full_location("1 Main St, Atlanta, GA, , USA").is_some() && full_location("Atlanta").is_some());
    }
}
