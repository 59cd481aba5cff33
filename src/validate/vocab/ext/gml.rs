//! GeoRSS, and the part of GML that it uses. Spec: GeoRSS Simple, GeoRSS GML.

use crate::validate::schema::{Attr, Check, Group, Table, attr, many};
use crate::validate::value::geo;
use crate::validate::vocab::checks::{DECIMAL, FLOAT, INTEGER};

/// A latitude and a longitude.
const POSITION: Check = |v| v.take(geo::position(v.text));
/// Several of them.
const POSITIONS: Check = |v| v.take(geo::positions(v.text));

/// The system of coordinates, where it is not WGS 84.
const SYSTEM: &[Attr] = &[attr("srsName")];

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    many("georss:where").holds(&WHERE),
    many("georss:point").text(&[POSITION]),
    many("georss:line").text(&[POSITIONS]),
    many("georss:polygon").text(&[POSITIONS]),
    many("georss:featureTypeTag"),
    many("georss:relationshipTag"),
    many("georss:featureName"),
    many("georss:elev").text(&[DECIMAL]),
    many("georss:floor").text(&[INTEGER]),
    many("georss:radius").text(&[FLOAT]),
    // The rest of GeoRSS Simple, which has these names in small letters.
    many("georss:box").text(&[POSITIONS]).beyond(),
    many("georss:circle").beyond(),
    many("georss:featuretypetag").beyond(),
    many("georss:relationshiptag").beyond(),
    many("georss:featurename").beyond(),
];

/// What stands in `<georss:where>`.
static WHERE: Table = Table::new(&[&[
    many("gml:Point").attrs(SYSTEM).holds(&POINT),
    many("gml:LineString").attrs(SYSTEM).holds(&LINE),
    many("gml:Polygon").attrs(SYSTEM).holds(&POLYGON),
    many("gml:Envelope").attrs(SYSTEM).holds(&ENVELOPE),
    many("gml:CircleByCenterPoint").anything().beyond(),
    many("gml:MultiPoint").anything().beyond(),
]]);

static POINT: Table = Table::new(&[&[many("gml:pos").text(&[POSITION])]]);

static LINE: Table = Table::new(&[&[many("gml:posList").text(&[POSITIONS])]]);

static POLYGON: Table =
    Table::new(&[&[many("gml:exterior").holds(&EXTERIOR), many("gml:interior").holds(&EXTERIOR).beyond()]]);

static EXTERIOR: Table = Table::new(&[&[many("gml:LinearRing").attrs(SYSTEM).holds(&LINE)]]);

static ENVELOPE: Table =
    Table::new(&[&[many("gml:lowerCorner").text(&[POSITION]), many("gml:upperCorner").text(&[POSITION])]]);
