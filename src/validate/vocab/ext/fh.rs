//! Feed paging and archiving. Spec: RFC 5005.

use crate::validate::schema::{Group, many};
use crate::validate::vocab::atom::NOTHING;

/// What may stand in a feed or channel.
pub static CHANNEL: Group = &[many("fh:archive").holds(&NOTHING), many("fh:complete").holds(&NOTHING)];
