//! The routes of the pages.
//!
//! Not here: the API (`crate::routes`).

use crate::routes::Route;

/// The pages' part of the table.
#[must_use]
pub fn table() -> Vec<Route> {
    Vec::new()
}
