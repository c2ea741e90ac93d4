//! Server time of each page, measured in the process: the whole application answers, without a network.
//!
//! Not here: bars; a benchmark says what it saw.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use congdoan_service::{Error, Result, Service};
use serde::Serialize;
use tokio::time::Instant;
use tower::ServiceExt as _;

use crate::{app::App, serve::application, visit::SESSION_COOKIE};

/// What one page took.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// Who asked.
    pub login: String,
    /// The page.
    pub path: String,
    /// Its status.
    pub status: u16,
    /// Median, in milliseconds.
    pub median_ms: f64,
    /// 95th percentile, in milliseconds.
    pub p95_ms: f64,
    /// Size of the page, in bytes before compression.
    pub bytes: usize,
    /// The most statements one request asked the database.
    pub statements: u64,
}

/// Asks every page as every person `requests` times, one after another; without paths, one of each kind of page.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account.
pub async fn pages(
    service: Arc<Service>,
    logins: &[String],
    asked: &[String],
    requests: usize,
) -> Result<Vec<Measured>> {
    let paths = if asked.is_empty() { paths(&service).await? } else { asked.to_vec() };
    let app = application(&App::new(Arc::clone(&service)));
    let mut measured = Vec::new();
    for login in logins {
        let session = service.open_session(login).await?;
        let cookie = format!("{SESSION_COOKIE}={}", session.secret);
        for path in &paths {
            let one = measure(&service, &app, (path, &cookie), requests).await?;
            measured.push(Measured { login: login.clone(), ..one });
        }
    }
    Ok(measured)
}

/// One page as one person, again and again.
async fn measure(service: &Service, app: &Router, (path, cookie): (&str, &str), requests: usize) -> Result<Measured> {
    let mut times = Vec::with_capacity(requests);
    let (mut status, mut bytes, mut statements) = (0, 0, 0);
    for _ in 0..requests {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).map_err(internal)?;
        let before = service.store().statements();
        let began = Instant::now();
        let response = app.clone().oneshot(request).await.map_err(internal)?;
        status = response.status().as_u16();
        bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.map_err(internal)?.len();
        times.push(began.elapsed());
        statements = statements.max(service.store().statements() - before);
    }
    times.sort_unstable();
    let at = |hundredth: usize| {
        let place = (times.len().saturating_sub(1)) * hundredth / 100;
        times.get(place).map_or(0.0, Duration::as_secs_f64) * 1000.0
    };
    let (median_ms, p95_ms) = (at(50), at(95));
    Ok(Measured { login: String::new(), path: path.to_owned(), status, median_ms, p95_ms, bytes, statements })
}

/// One of each page, with the demonstration's units where it is loaded.
async fn paths(service: &Service) -> Result<Vec<String>> {
    let system = service.system();
    let mut paths: Vec<String> = [
        "/",
        "/units",
        "/units/ldld-nghe-an",
        "/registers",
        "/registers/training?unit=ldld-nghe-an&period=2022",
        "/registers/training/new?unit=cdcs-mau",
        "/figures?unit=vgcl&period=2022",
        "/figures?unit=ldld-nghe-an&period=2022",
        "/figures/open?unit=vgcl&indicator=training.classes&period=2022",
        "/programmes?unit=ldld-thai-nguyen&period=2020",
        "/directives",
        "/directives/graph",
        "/api/v1/figures?unit=vgcl&indicator=training.classes&period=2022&parts=true",
    ]
    .map(str::to_owned)
    .to_vec();
    let (directives, _) = service.directive_graph(&system).await?;
    paths.extend(directives.first().map(|one| format!("/directives/{}", one.id)));
    let period = congdoan_model::Period::year(2020);
    if let Ok((_, programmes)) = service.programmes(&system, "ldld-thai-nguyen", period).await {
        paths.extend(programmes.first().map(|one| format!("/programmes/{}", one.programme.id)));
    }
    Ok(paths)
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}
