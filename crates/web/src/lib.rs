//! Router, handlers, pages, templates, API, words.
//!
//! Here: everything that names HTTP or HTML. Not here: SQL, and the rules (they are the service's).

pub mod assets;
pub mod format;
pub mod graph;
pub mod handlers;
pub mod labels;
pub mod page;
pub mod period;
pub mod shell;
pub mod words;

// The samples of the gallery name this crate as a user of it would; tests share them.
#[cfg(test)]
extern crate self as congdoan_web;
