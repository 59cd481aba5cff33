//! What OPML's head says of a list, as feeds say it of themselves. Spec: OPML 2.0.

use crate::validate::schema::{Group, opt};
use crate::validate::vocab::checks::{EMAIL, HTML, HTTP_URL, RFC822};

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    opt("opml:dateCreated").text(&[RFC822]),
    opt("opml:dateModified").text(&[RFC822]),
    opt("opml:ownerName").text(&[HTML]),
    opt("opml:ownerEmail").text(&[EMAIL]),
    opt("opml:ownerId").text(&[HTTP_URL]),
];
