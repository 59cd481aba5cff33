//! Whether robots may index a feed. Spec: <https://www.ietf.org/archive/id/draft-snell-atompub-feed-index-10.txt>.

use crate::validate::schema::{Attr, attr};
use crate::validate::vocab::checks::YES_NO;

/// Attributes of a feed, a source or a channel.
pub const ATTRS: &[Attr] = &[attr("indexing:index").is(&[YES_NO])];
