//! Router, handlers, pages, templates, API, words.
//!
//! Here: everything that names HTTP or HTML. Not here: SQL, and the rules (they are the service's).

pub mod api;
pub mod app;
pub mod assets;
pub mod bench;
pub mod form;
pub mod format;
pub mod graph;
pub mod handlers;
pub mod labels;
pub mod lists;
pub mod metrics;
pub mod page;
pub mod period;
pub mod reading;
pub mod refusal;
pub mod routes;
pub mod security;
pub mod serve;
pub mod shell;
pub mod visit;
pub mod words;

pub use app::App;
pub use reading::reading_as_html;
pub use serve::{application, serve};

// The samples of the gallery name this crate as a user of it would; tests share them.
#[cfg(test)]
extern crate self as congdoan_web;
