//! The Conversations Network: how listeners rate a programme. Spec: its RSS namespace 1.0.

use crate::validate::schema::{Group, opt};
use crate::validate::vocab::checks::{FLOAT, HTTP_URL, ISO8601, NON_NEGATIVE, POSITIVE};

/// What items have.
pub static ITEM: Group = &[
    opt("conversationsNetwork:introMilliseconds").text(&[NON_NEGATIVE]),
    opt("conversationsNetwork:image").text(&[HTTP_URL]),
    opt("conversationsNetwork:ratingAverage").text(&[FLOAT]),
    opt("conversationsNetwork:ratingCount").text(&[NON_NEGATIVE]),
    opt("conversationsNetwork:ratingIndividual").text(&[POSITIVE]),
    opt("conversationsNetwork:ratingTimestamp").text(&[ISO8601]),
];
