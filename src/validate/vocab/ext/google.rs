//! Google Base: the details of things for sale, jobs, events and people. Spec: Google Base, "Attributes and item types";
//! Google Merchant Center, "Product data specification".

use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Check, Element, Group, Table, Value, attr, many, opt};
use crate::validate::value::shop;
use crate::validate::value::text::one_of;
use crate::validate::vocab::checks::{
    COUNTRY, CURRENCY, FLOAT_PREFIX, FULL_URL, ISO8601, ISO8601_DATE, NON_NEGATIVE, NOT_BLANK, PERCENT, PLAIN,
    POSITIVE, TRUE_FALSE,
};

rules! {
    /// An item has more than ten elements of a kind that may stand ten times.
    ///
    /// Those beyond the tenth are not looked at. Keep the ten that matter most.
    TOO_MANY = Error "too-many";
}

const AMOUNT: Check = |v| v.take(shop::float_unit(v.text));
const COUNT: Check = |v| v.take(shop::int_unit(v.text));
const YEAR: Check = |v| v.take(shop::year(v.text, chrono::Datelike::year(&v.facts.now)));
const LABEL: Check = |v| v.take(shop::label(v.text));
const LOCATION: Check = |v| v.take(shop::location(v.text));
const FULL_LOCATION: Check = |v| v.take(shop::full_location(v.text));

const GENDER: Check = |v| word(v, &["Male", "M", "Female", "F"], &shop::INVALID_GENDER);
const MARITAL_STATUS: Check = |v| {
    let words = &["single", "divorced", "separated", "widowed", "married", "in relationship"];
    word(v, words, &shop::INVALID_MARITAL_STATUS);
};
const PAYMENT: Check = |v| {
    let words = &["Cash", "Check", "Visa", "MasterCard", "AmericanExpress", "Discover", "WireTransfer"];
    word(v, words, &shop::INVALID_PAYMENT_METHOD);
};
const PRICE_TYPE: Check = |v| word(v, &["negotiable", "starting"], &shop::INVALID_PRICE_TYPE);
const RATING: Check = |v| word(v, &["1", "2", "3", "4", "5"], &shop::INVALID_RATING_TYPE);
const REVIEWER: Check = |v| word(v, &["editorial", "user"], &shop::INVALID_REVIEWER_TYPE);
const SALARY_TYPE: Check = |v| word(v, &["starting", "negotiable"], &shop::INVALID_SALARY_TYPE);
const SERVICE: Check = |v| {
    word(v, &["FedEx", "UPS", "DHL", "Mail", "Other", "Overnight", "Standard"], &shop::INVALID_SERVICE_TYPE);
};
/// Nothing is asked of it.
const ANY: Check = |_| {};

fn word(v: &mut Value<'_>, words: &[&str], rule: &'static Rule) {
    let attr = v.facts.element.to_owned();
    v.take(one_of(v.text, words, rule).map(|flaw| flaw.param("attr", attr).param("value", v.text)));
}

/// How RDF reads an element that holds others.
const PARSE_TYPE: &[Attr] = &[attr("rdf:parseType")];

/// Plain text, once.
const fn plain(name: &'static str) -> Element {
    opt(name).text(&[PLAIN])
}

/// A number to begin with, once.
const fn number(name: &'static str) -> Element {
    opt(name).text(&[FLOAT_PREFIX])
}

/// A number with a unit, once.
const fn amount(name: &'static str) -> Element {
    opt(name).text(&[AMOUNT])
}

/// A span of time, once.
const fn span(name: &'static str) -> Element {
    opt(name).attrs(PARSE_TYPE).holds(&SPAN)
}

/// What the W3C validator does not know, any number of times.
const fn new(name: &'static str) -> Element {
    many(name).anything().beyond()
}

/// What items have.
pub static ITEM: Group = &[
    plain("g:actor"),
    opt("g:age").text(&[NON_NEGATIVE]),
    plain("g:agent"),
    plain("g:area"),
    plain("g:apparel_type"),
    plain("g:artist"),
    plain("g:author"),
    opt("g:bathrooms").text(&[NON_NEGATIVE]),
    opt("g:bedrooms").text(&[NON_NEGATIVE]),
    plain("g:brand"),
    number("g:calories"),
    number("g:cholesterol"),
    plain("g:color"),
    number("g:cooking_time"),
    plain("g:condition"),
    plain("g:course"),
    span("g:course_date_range"),
    plain("g:course_number"),
    plain("g:course_times"),
    plain("g:cuisine"),
    opt("g:currency").text(&[CURRENCY]),
    plain("g:delivery_notes"),
    amount("g:delivery_radius"),
    plain("g:education"),
    plain("g:employer"),
    plain("g:ethnicity"),
    span("g:event_date_range"),
    opt("g:expiration_date").text(&[ISO8601_DATE]),
    opt("g:expiration_date_time").text(&[ISO8601]),
    number("g:fiber"),
    opt("g:from_location").text(&[LOCATION]),
    opt("g:gender").text(&[GENDER]),
    number("g:hoa_dues"),
    plain("g:format"),
    plain("g:id"),
    many("g:image_link").text(&[FULL_URL, ANY]).opening(&[ten]),
    plain("g:immigration_status"),
    plain("g:interested_in"),
    plain("g:isbn"),
    plain("g:job_function"),
    plain("g:job_industry"),
    plain("g:job_type"),
    many("g:label").text(&[LABEL, ANY]).opening(&[ten]),
    opt("g:listing_type").raw().text(&[TRUE_FALSE]),
    opt("g:location").text(&[FULL_LOCATION]),
    plain("g:main_ingredient"),
    plain("g:make"),
    plain("g:manufacturer"),
    plain("g:manufacturer_id"),
    opt("g:marital_status").text(&[MARITAL_STATUS]),
    plain("g:meal_type"),
    amount("g:megapixels"),
    amount("g:memory"),
    opt("g:mileage").text(&[COUNT]),
    plain("g:model"),
    plain("g:model_number"),
    plain("g:name_of_item_being_reviewed"),
    plain("g:news_source"),
    plain("g:occupation"),
    plain("g:payment_notes"),
    opt("g:pages").text(&[POSITIVE, NOT_BLANK]),
    many("g:payment_accepted").text(&[PAYMENT]),
    opt("g:pickup").raw().text(&[TRUE_FALSE]),
    amount("g:preparation_time"),
    amount("g:price"),
    opt("g:price_type").text(&[PRICE_TYPE]),
    amount("g:processor_speed"),
    plain("g:product_type"),
    plain("g:property_type"),
    amount("g:protein"),
    plain("g:publication_name"),
    plain("g:publication_volume"),
    opt("g:publish_date").text(&[ISO8601_DATE]),
    opt("g:quantity").text(&[NON_NEGATIVE, NOT_BLANK]),
    opt("g:rating").text(&[RATING]),
    plain("g:review_type"),
    opt("g:reviewer_type").text(&[REVIEWER]),
    number("g:salary"),
    opt("g:salary_type").text(&[SALARY_TYPE]),
    number("g:saturated_fat"),
    plain("g:school_district"),
    plain("g:service_type"),
    number("g:servings"),
    plain("g:sexual_orientation"),
    plain("g:size"),
    opt("g:shipping").attrs(PARSE_TYPE).holds(&SHIPPING),
    number("g:sodium"),
    plain("g:subject"),
    plain("g:subject_area"),
    opt("g:tax_percent").text(&[PERCENT]),
    plain("g:tax_region"),
    opt("g:to_location").text(&[LOCATION]),
    number("g:total_carbs"),
    number("g:total_fat"),
    span("g:travel_date_range"),
    plain("g:university"),
    plain("g:upc"),
    opt("g:url_of_item_being_reviewed").text(&[FULL_URL]),
    plain("g:vehicle_type"),
    plain("g:vin"),
    amount("g:weight"),
    opt("g:year").text(&[YEAR]),
    // What feeds for Google Merchant Center have today.
    new("g:additional_image_link"),
    new("g:adult"),
    new("g:age_group"),
    new("g:availability"),
    new("g:availability_date"),
    new("g:cost_of_goods_sold"),
    new("g:custom_label_0"),
    new("g:custom_label_1"),
    new("g:custom_label_2"),
    new("g:custom_label_3"),
    new("g:custom_label_4"),
    new("g:description"),
    new("g:energy_efficiency_class"),
    new("g:google_product_category"),
    new("g:gtin"),
    new("g:identifier_exists"),
    new("g:installment"),
    new("g:is_bundle"),
    new("g:item_group_id"),
    new("g:lifestyle_image_link"),
    new("g:link"),
    new("g:material"),
    new("g:max_handling_time"),
    new("g:min_handling_time"),
    new("g:mobile_link"),
    new("g:mpn"),
    new("g:multipack"),
    new("g:pattern"),
    new("g:product_detail"),
    new("g:product_highlight"),
    new("g:product_length"),
    new("g:product_width"),
    new("g:product_height"),
    new("g:product_weight"),
    new("g:promotion_id"),
    new("g:sale_price"),
    new("g:sale_price_effective_date"),
    new("g:shipping_height"),
    new("g:shipping_label"),
    new("g:shipping_length"),
    new("g:shipping_weight"),
    new("g:shipping_width"),
    new("g:size_system"),
    new("g:size_type"),
    new("g:subscription_cost"),
    new("g:tax"),
    new("g:title"),
    new("g:unit_pricing_base_measure"),
    new("g:unit_pricing_measure"),
];

/// What stands in a span of time.
static SPAN: Table = Table::new(&[&[opt("g:start").text(&[ISO8601]), opt("g:end").text(&[ISO8601])]]);

/// What stands in `<g:shipping>`.
static SHIPPING: Table = Table::new(&[&[
    opt("g:service").text(&[SERVICE]),
    opt("g:country").text(&[COUNTRY]),
    opt("g:price").text(&[AMOUNT]),
    new("g:region"),
    new("g:postal_code"),
    new("g:location_id"),
    new("g:location_group_name"),
    new("g:min_handling_time"),
    new("g:max_handling_time"),
    new("g:min_transit_time"),
    new("g:max_transit_time"),
]]);

/// Flags the eleventh of a kind.
fn ten(scope: &mut Scope<'_, '_, '_>) {
    let name = scope.node().name.clone();
    if scope.parent().count(&name) == 10 {
        scope
            .flag(&TOO_MANY, At::Open, format!("this is the eleventh `<{name}>`, and ten are looked at"))
            .help("keep the ten that matter most");
    }
}
