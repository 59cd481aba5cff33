//! RSS 0.90, 1.0 and 1.1, which are RDF. Spec: RDF Site Summary 1.0, section 5; RSS 1.1, section 3.

use super::checks::{FORM_NAME, FULL_URL, PLAIN, URI_REFERENCE, W3CDTF};
use super::namespaces::{RSS_090, RSS_11};
use super::{ext, rss};
use crate::diagnostic::Rule;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::relation::unique::DUPLICATE_VALUE;
use crate::validate::schema::{Attr, Element, Group, Table, attr, many, opt, req};
use crate::validate::value::uri;
use crate::validate::walk::finish::{missing, place_flaw};
use crate::validate::walk::rdf::ABOUTS;
use crate::validate::walk::{MISSING_ATTRIBUTE, MISSING_ELEMENT, UNDEFINED_ELEMENT};
