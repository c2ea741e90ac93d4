//! The bundle's files.
//!
//! Not here: the manifest and the embedding (`crate::assets`).

use axum::{extract::Path, response::Response, routing::get};

use crate::routes::{Audience, Route, route};

/// The routes of the bundle.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![route("GET", "/assets/{*path}", Audience::Anybody, get(file))]
}

async fn file(Path(path): Path<String>) -> Response {
    crate::assets::serve(&path)
}
