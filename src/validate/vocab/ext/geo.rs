//! Places as single numbers: the W3C's Basic Geo, GeoURL and ICBM.

use crate::validate::schema::{Group, Table, many};
use crate::validate::vocab::checks::{DECIMAL, LATITUDE, LONGITUDE};
use crate::validate::walk::MISSING_ELEMENT;

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    many("geo:Point").holds(&POINT),
    many("geo:lat").text(&[LATITUDE]),
    many("geo:long").text(&[LONGITUDE]),
    many("geo:alt").text(&[DECIMAL]),
    many("geourl:latitude").text(&[LATITUDE]),
    many("geourl:longitude").text(&[LONGITUDE]),
    many("icbm:latitude").text(&[LATITUDE]),
    many("icbm:longitude").text(&[LONGITUDE]),
];

/// What stands in `<geo:Point>`.
static POINT: Table = Table::new(&[&[
    many("geo:lat").text(&[LATITUDE]).missing(&MISSING_ELEMENT).hint("<geo:lat>55.701</geo:lat>"),
    many("geo:long").text(&[LONGITUDE]).missing(&MISSING_ELEMENT).hint("<geo:long>12.552</geo:long>"),
    many("geo:alt").text(&[DECIMAL]).beyond(),
]]);
