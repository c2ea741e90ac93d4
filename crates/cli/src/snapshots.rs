//! When a server writes the snapshot it starts from, and where that lies.
//!
//! Not here: what is in it and whether it is believed (`service::figures`).

use std::{path::PathBuf, sync::Arc, time::Duration};

use congdoan_service::Service;

use crate::keys;

/// The variable that names the file; `off` goes without.
const FILE: &str = "CONGDOAN_SNAPSHOT_FILE";
/// The variable that says after how many changed rows a running server writes one.
const EVERY: &str = "CONGDOAN_SNAPSHOT_EVERY";
/// Changed rows where the variable says nothing: a start brings in as many in about a second.
const ROWS: usize = 100_000;
/// How often a server looks how many rows changed.
const LOOK: Duration = Duration::from_secs(60);

/// Where the snapshot of a database lies: as the variable says, else beside the key file; none where there is to be none.
pub(crate) fn path_of(address: &str) -> Option<PathBuf> {
    match std::env::var_os(FILE).filter(|path| !path.is_empty()) {
        Some(path) if path == "off" => None,
        Some(path) => Some(path.into()),
        None => Some(keys::beside(address, "snapshot")),
    }
}

/// Loads what a server keeps in memory, from the snapshot where there is one to be believed.
pub(crate) async fn start(service: &Service, address: &str) -> congdoan_service::Result<()> {
    let Some(file) = path_of(address) else { return service.keep_totals().await };
    let was_taken = service.keep_totals_from(&file).await?;
    tracing::info!(snapshot = was_taken, "totals are in memory");
    Ok(())
}

/// Writes a snapshot now and then, when enough has changed.
pub(crate) async fn watch(service: Arc<Service>, address: String) {
    let Some(file) = path_of(&address) else { return };
    let told = std::env::var(EVERY).ok().and_then(|rows| rows.trim().parse().ok());
    let every: usize = told.filter(|rows| *rows > 0).unwrap_or(ROWS);
    loop {
        tokio::time::sleep(LOOK).await;
        if service.changed_since_snapshot() >= every
            && let Err(error) = service.write_snapshot(&file).await
        {
            tracing::warn!(%error, "the snapshot cannot be written; the next start may read every row");
        }
    }
}

/// Writes a snapshot when a server ends in order.
pub(crate) async fn end(service: &Arc<Service>, address: &str) {
    let Some(file) = path_of(address) else { return };
    match service.write_snapshot(&file).await {
        Ok(true) => tracing::info!(file = %file.display(), "the snapshot is written"),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "the snapshot cannot be written; the next start reads every row"),
    }
}
