//! Use cases: one module per domain; each verb validates, builds, writes and records in one transaction.
//!
//! Not here: SQL (`store`), HTML and HTTP (`web`), what a register asks (`pack`), adding up (`rollup`).

pub mod access;
pub mod audit;
pub mod cards;
pub mod demonstration;
pub mod directives;
mod error;
pub mod figures;
pub mod generate;
pub mod lists;
pub mod members;
pub mod org;
pub mod packs;
pub mod papers;
pub mod programmes;
pub mod registers;
pub mod reports;
pub mod system;

use std::sync::{Arc, RwLock};

use congdoan_model::{Clock, Ids, access::Caller};
use congdoan_pack::Pack;
use congdoan_store::{Store, seal::Keyring};

pub use congdoan_pack as pack;
pub use congdoan_reader as reader;
pub use congdoan_rollup as rollup;
pub use congdoan_store::{
    Error as StoreError, access::Post, directives as stored, org::Listed, org::UnitFilter, registers::Kept, seal,
};
pub use error::{Error, Result, words};

/// What the store keeps of units beside their place in the tree.
pub mod stored_org {
    pub use congdoan_store::org::{
        employers::{Employer, EmployerCounts, ListedEmployer, Served, Workforce},
        foundings::{Elected, Founding, PaperHanded, StepTaken},
        particulars::{Decision, History, Kin, PastLife, PastName, Profile},
    };
}

/// The federation at work: a database, a clock, a maker of ids, the pack in force, and the totals kept in memory.
pub struct Service {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Ids,
    pack: RwLock<Arc<Pack>>,
    versions: RwLock<Arc<registers::Versions>>,
    totals: figures::Totals,
    keys: RwLock<Option<Arc<Keyring>>>,
    card_keys: RwLock<Option<Arc<congdoan_model::cards::CardKeys>>>,
}

impl Service {
    /// Puts the service on an open database and reads the pack the database holds.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer, [`Error::Pack`] when its pack cannot be read.
    pub async fn new(store: Store, clock: Arc<dyn Clock>, ids: Ids) -> Result<Self> {
        let pack = RwLock::new(Arc::new(Pack::default()));
        let (totals, keys, card_keys) = (figures::Totals::default(), RwLock::default(), RwLock::default());
        let versions = RwLock::default();
        let service = Self { store, clock, ids, pack, versions, totals, keys, card_keys };
        service.reload_pack().await?;
        Ok(service)
    }

    /// Gives the service the keyring of what is sealed. Without one it reads and counts, but seals and opens nothing.
    pub fn hold_keys(&self, keys: Keyring) {
        let keys = Arc::new(keys);
        self.store.hold_keys(Arc::clone(&keys), self.ids.clone());
        *self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(keys);
    }

    /// The keyring.
    ///
    /// # Errors
    /// [`Error::Refused`] when the service was given none.
    pub(crate) fn keys(&self) -> Result<Arc<Keyring>> {
        let keys = self.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.clone().ok_or_else(|| {
            error::refused(
                "Chưa có tệp khóa nên không mở, không niêm được dữ liệu nhạy cảm; đặt CONGDOAN_KEY_FILE rồi chạy lại",
                "There is no key file, so nothing sensitive can be sealed or opened; set CONGDOAN_KEY_FILE and run again",
            )
        })
    }

    /// Opens a database as it stands.
    ///
    /// # Errors
    /// [`Error::Store`] when the address makes no sense or nothing answers there.
    pub async fn open_store_as_it_is(address: &str) -> Result<Store> {
        Ok(Store::open(address, false).await?)
    }

    /// Opens a database and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::Store`] when it cannot be opened or brought up to date.
    pub async fn open_store(address: &str, create: bool) -> Result<Store> {
        let store = Store::open(address, create).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Whether a write is on disk when it is acknowledged.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn is_durable(&self) -> Result<bool> {
        Ok(self.store.is_durable().await?)
    }

    /// Writes everything into one new file. Returns the number of rows.
    ///
    /// # Errors
    /// [`Error::Store`] when the file stands already or cannot be written.
    pub async fn backup(&self, file: &std::path::Path) -> Result<u64> {
        Ok(congdoan_store::backup::backup(&self.store, &self.system(), file).await?)
    }

    /// Fills an empty database from a backup file. Returns the number of rows.
    ///
    /// # Errors
    /// [`Error::Refused`] when the database holds a federation already; [`Error::Store`] when the file is no backup.
    pub async fn restore(&self, file: &std::path::Path) -> Result<u64> {
        Ok(congdoan_store::backup::restore(&self.store, &self.system(), file).await?)
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
