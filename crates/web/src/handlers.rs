//! The pages, one file a domain: what each page holds, beside what fills it.
//!
//! A page struct holds plain display data and its [`crate::shell::Shell`]; the template of the same domain
//! under `templates/` draws it. No page struct knows the service or the database.

pub mod access;
pub mod assets;
pub mod audit;
pub mod cards;
pub mod directives;
pub mod errors;
pub mod figures;
pub mod imports;
pub mod lists;
pub mod members;
pub mod org;
pub mod privacy;
pub mod programmes;
pub mod registers;
pub mod reports;
pub mod routes;
pub mod today;

/// The sample data of the look gallery, which the page tests render too.
#[cfg(test)]
#[path = "../examples/gallery/samples.rs"]
pub(crate) mod samples;
