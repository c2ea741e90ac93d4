//! Whether the process lives and whether it can serve.
//!
//! Not here: integrity (`congdoan doctor`).

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::app::App;

/// `GET /healthz`: the process lives.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the totals are in memory and the database answers.
pub async fn ready(State(app): State<App>) -> Response {
    if !app.service.keeps_totals() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the totals are being loaded").into_response();
    }
    match app.service.follow().await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}
