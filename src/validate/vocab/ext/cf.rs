//! Simple List Extensions: how the items of a list can be sorted and grouped. Spec: Microsoft, "Simple List
//! Extensions Specification".

use crate::validate::schema::{Group, Table, attr, many};
use crate::validate::vocab::NO_ELEMENTS;

/// What channels have.
pub static CHANNEL: Group = &[many("cf:listinfo").holds(&LIST), many("cf:treatAs")];

/// What stands in `<cf:listinfo>`.
static LIST: Table = Table::new(&[&[
    many("cf:sort")
        .attrs(&[attr("data-type"), attr("default"), attr("element"), attr("label"), attr("ns")])
        .holds(&NO_ELEMENTS),
    many("cf:group").attrs(&[attr("element"), attr("label"), attr("ns")]).holds(&NO_ELEMENTS),
]]);
