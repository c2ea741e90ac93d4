//! Serving: the router with its layers, and the tasks beside it that follow the change log and anchor the chains.
//!
//! Not here: routes (`routes`), what a request does (`handlers`, `api`).

use std::{future::Future, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::header,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
    serve::ListenerExt as _,
};
use congdoan_service::Service;
use tokio::{net::TcpListener, time::Instant};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{app::App, routes, security, visit};

/// How often the change log is asked for what other processes wrote.
const FOLLOW: Duration = Duration::from_millis(200);
/// How often it is asked whether records have to be worked out anew.
const RECOUNT: Duration = Duration::from_secs(20);
/// How often the heads of the chains are anchored.
const ANCHOR: Duration = Duration::from_secs(1);

/// How long after the start personal data kept long enough are let go, and how often.
const RETAIN_AFTER: Duration = Duration::from_secs(10 * 60);
const RETAIN: Duration = Duration::from_secs(24 * 3600);

/// The whole application over a service, ready to be served or called.
pub fn application(app: &App) -> Router {
    routes::router()
        .layer(middleware::from_fn_with_state(app.clone(), visit::welcome))
        .layer(middleware::from_fn(security::headers))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), observe))
        .with_state(app.clone())
}

/// Serves until `stop` is ready, then finishes the requests under way.
///
/// # Errors
/// When a listener fails.
pub async fn serve(
    service: Arc<Service>,
    listener: TcpListener,
    metrics: Option<TcpListener>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let app = App::new(service);
    let beside = [
        tokio::spawn(follow(app.clone())),
        tokio::spawn(recount(app.clone())),
        tokio::spawn(anchor(app.clone())),
        tokio::spawn(retain(app.clone())),
    ];
    let watched = metrics.map(|listener| {
        let router = Router::new().route("/metrics", get(text)).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await })
    });
    let closing = app.clone();
    let stop = async move {
        stop.await;
        closing.close();
    };
    // A page that goes out in several pieces must not wait for word of the one before: forty milliseconds each on Linux.
    let listener = listener.tap_io(|connection| _ = connection.set_nodelay(true));
    let served = axum::serve(listener, application(&app)).with_graceful_shutdown(stop).await;
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    if let Some(watched) = watched {
        watched.abort();
    }
    served
}

async fn follow(app: App) {
    loop {
        tokio::time::sleep(FOLLOW).await;
        if let Err(error) = app.service.follow().await {
            tracing::error!(%error, "the change log could not be followed");
        }
    }
}

/// Works records out anew over other days off, once what was being written when they came is done.
async fn recount(app: App) {
    loop {
        tokio::time::sleep(RECOUNT).await;
        match app.service.recount_owed().await {
            Ok(Some(written)) => tracing::info!(written, "records were worked out anew over other days off"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "records could not be worked out anew over other days off"),
        }
    }
}

async fn anchor(app: App) {
    let mut last = Vec::new();
    loop {
        tokio::time::sleep(ANCHOR).await;
        if let Err(error) = app.service.anchor(&mut last).await {
            tracing::error!(%error, "the chains could not be anchored");
        }
    }
}

/// Lets go once a day of personal data kept long enough. A server that was just started waits a while first.
async fn retain(app: App) {
    tokio::time::sleep(RETAIN_AFTER).await;
    loop {
        match app.service.retain(false).await {
            Ok(done) => tracing::info!(?done, "retention"),
            Err(error) => tracing::warn!(%error, "personal data kept long enough could not be let go"),
        }
        tokio::time::sleep(RETAIN).await;
    }
}

async fn text(State(app): State<App>) -> Response {
    let body = app.metrics.text(app.service.totals_version());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], body).into_response()
}

/// Counts and logs every answer.
async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let took = began.elapsed();
    app.metrics.answered(response.status().as_u16(), took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(%method, path, status = response.status().as_u16(), micros, "answered");
    response
}
