//! The files of an output folder over HTTP, as feed readers need it, and pages that show them to people.
