//! Use cases: one module per domain; each verb validates, builds, writes and records in one transaction.
//!
//! Not here: SQL (`store`), HTML and HTTP (`web`), what a register asks (`pack`), adding up (`rollup`).

pub mod access;
pub mod audit;
pub mod demonstration;
pub mod directives;
mod error;
pub mod figures;
pub mod org;
pub mod packs;
pub mod papers;
pub mod programmes;
pub mod registers;
pub mod system;

use std::sync::{Arc, RwLock};

use congdoan_model::{Clock, Ids, access::Caller};
use congdoan_pack::Pack;
use congdoan_store::Store;

pub use congdoan_pack as pack;
pub use congdoan_reader as reader;
pub use error::{Error, Result};

/// The federation at work: a database, a clock, a maker of ids, the pack in force, and the totals kept in memory.
pub struct Service {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Ids,
    pack: RwLock<Arc<Pack>>,
    totals: figures::Totals,
}

impl Service {
    /// Puts the service on an open database and reads the pack the database holds.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer, [`Error::Pack`] when its pack cannot be read.
    pub async fn new(store: Store, clock: Arc<dyn Clock>, ids: Ids) -> Result<Self> {
        let pack = RwLock::new(Arc::new(Pack::default()));
        let service = Self { store, clock, ids, pack, totals: figures::Totals::default() };
        service.reload_pack().await?;
        Ok(service)
    }

    /// The database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The maker of ids.
    #[must_use]
    pub const fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The program itself as a caller, now.
    #[must_use]
    pub fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    /// The pack in force.
    #[must_use]
    pub fn pack(&self) -> Arc<Pack> {
        Arc::clone(&self.pack.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({:?})", self.store.engine())
    }
}
