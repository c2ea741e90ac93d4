//! `congdoan serve`: the server until it is told to stop.
//!
//! Not here: routes and pages (`web`).

use std::{net::SocketAddr, sync::Arc};

use clap::Args;
use congdoan_service::Service;
use tokio::net::TcpListener;

use crate::{
    database::{Place, folder_of, open_migrated},
    keys, lock,
    output::{Failure, say},
    snapshots,
};

/// Arguments of `serve`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// Địa chỉ lắng nghe / address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Địa chỉ số đo, tắt nếu không đặt / address of the metrics, off unless asked for
    #[arg(long, value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
}

impl Serve {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        start_logging();
        let address = place.address()?;
        if let Some(folder) = folder_of(&address) {
            std::fs::create_dir_all(folder)?;
        }
        let lock = lock::take(&address)?;
        let service = Arc::new(open_migrated(place).await?);
        let listener = TcpListener::bind(self.listen).await.map_err(|error| taken(self.listen, &error))?;
        let metrics = match self.metrics_listen {
            Some(at) => Some(TcpListener::bind(at).await.map_err(|error| taken(at, &error))?),
            None => None,
        };
        tracing::info!(listen = %self.listen, sqlite_locked = lock.is_held(), "serving");
        if let Some(metrics) = &metrics {
            say(&format!("congdoan: số đo / metrics http://{}/metrics", metrics.local_addr()?));
        }
        say(&format!("congdoan: http://{}", listener.local_addr()?));
        serve(service, address, listener, metrics).await
    }
}

/// Serves until SIGINT or SIGTERM, then finishes the requests under way; a key file changed meanwhile is read again.
pub(crate) async fn serve(
    service: Arc<Service>,
    address: String,
    listener: TcpListener,
    metrics: Option<TcpListener>,
) -> Result<(), Failure> {
    snapshots::start(&service, &address).await?;
    let keys = tokio::spawn(keys::watch(Arc::clone(&service), address.clone()));
    let snapshots = tokio::spawn(snapshots::watch(Arc::clone(&service), address.clone()));
    let served = congdoan_web::serve(Arc::clone(&service), listener, metrics, stop()).await;
    keys.abort();
    snapshots.abort();
    snapshots::end(&service, &address).await;
    Ok(served?)
}

async fn stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate => {}
    }
}

/// Structured logs on standard error: JSON, one object a line; `RUST_LOG` chooses what.
pub(crate) fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,congdoan=info,congdoan_web=info,congdoan_service=info")
    });
    let lines = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let _ = lines.try_init();
}

fn taken(at: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::refused(
        &format!("không mở được {at}: {error}; chọn địa chỉ khác bằng --listen"),
        &format!("cannot listen on {at}: {error}; choose another with --listen"),
    )
}
