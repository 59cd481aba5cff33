//! `feedmill plan`: what subscribers will see of a build.

// Nobody prints a plan yet but its tests.
#[allow(dead_code)]
pub mod print;
