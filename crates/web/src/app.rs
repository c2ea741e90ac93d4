//! What every handler is handed: the service, and counters for whoever watches.
//!
//! Not here: who is asking (`visit`).

use std::sync::Arc;

use congdoan_service::Service;
use tokio::sync::watch;

use crate::{
    handlers::{figures::Drawn, imports::drafts::Drafts},
    metrics::Metrics,
};

/// The state of the server; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The federation at work.
    pub service: Arc<Service>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Tables of figures already drawn.
    pub(crate) drawn: Arc<Drawn>,
    /// Files on their way in.
    pub(crate) drafts: Arc<Drafts>,
    /// Whether the server is stopping, for answers that never end by themselves.
    closing: Arc<watch::Sender<bool>>,
}

impl App {
    /// A server's state over a service.
    #[must_use]
    pub fn new(service: Arc<Service>) -> Self {
        Self {
            service,
            metrics: Arc::default(),
            drawn: Arc::default(),
            drafts: Arc::default(),
            closing: Arc::default(),
        }
    }

    /// Tells once the server stops.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Lets answers that never end by themselves end.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}
