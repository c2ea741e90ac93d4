//! The description of the API, OpenAPI 3.1, at `/api/openapi.json`.
//!
//! Written by hand beside the routes it describes; a test holds both equal. Not here: a reference page.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// The document.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/openapi.json`.
pub async fn document() -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ],
        DOCUMENT,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    #[test]
    fn every_route_of_the_api_is_described_and_nothing_else() {
        let document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let mut described: Vec<String> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, verbs)| {
                let verbs = verbs.as_object().unwrap().keys().filter(|key| *key != "parameters");
                verbs.map(move |verb| format!("{} {path}", verb.to_uppercase())).collect::<Vec<_>>()
            })
            .collect();
        let table = routes::table();
        let routed = table.iter().filter(|route| route.path.starts_with("/api/v1/"));
        let mut routed: Vec<String> = routed.map(|route| format!("{} {}", route.method, route.path)).collect();
        described.sort();
        routed.sort();
        assert_eq!(described, routed);
    }
}
