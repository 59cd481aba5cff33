//! XRDS: which services are offered for an identity. Spec: Extensible Resource Descriptor Sequence 2.0, as Yadis and
//! OpenID use it.

use super::checks::{IRI, NON_NEGATIVE};
use crate::validate::schema::{Group, Table, attr, many};

/// What the document begins with.
pub static ROOTS: Group = &[many("xrds:XRDS").holds(&XRDS)];

static XRDS: Table = Table::new(&[&[many("xrd:XRD").holds(&XRD)]]);

static XRD: Table =
    Table::new(&[&[many("xrd:Service").attrs(&[attr("priority").is(&[NON_NEGATIVE])]).holds(&SERVICE)]]);

static SERVICE: Table =
    Table::new(&[&[many("xrd:Type").text(&[IRI]), many("xrd:URI").text(&[IRI]), many("openid:Delegate").text(&[IRI])]]);

#[cfg(test)]
mod tests;
