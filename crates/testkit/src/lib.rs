//! For tests only: fresh databases on both engines, a clock that stands still, ids that can be foretold, a small
//! federation.
//!
//! A missing PostgreSQL fails the run: a store that was tested on one engine was not tested. Not here: anything shipped.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up must fail loudly")]

pub mod federation;
pub mod people;

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use chrono::NaiveDate;
use congdoan_model::{Clock, Entropy, Ids, Timestamp};
use congdoan_store::{Store, seal::Keyring};

/// The variable that names the PostgreSQL server of the tests; `cargo xtask test` sets it.
pub const POSTGRES: &str = "CONGDOAN_TEST_POSTGRES_URL";

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at the first moment of a day.
    #[must_use]
    pub fn at(year: i32, month: u32, day: u32) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(Timestamp::start_of(date(year, month, day)).micros())))
    }

    /// Moves the clock on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// "Randomness" that counts, so that ids are the same in every run.
#[derive(Debug, Default)]
pub struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.fill(0);
        for (to, from) in bytes.iter_mut().rev().zip(next.iter().rev()) {
            *to = *from;
        }
    }
}

/// Ids that count, made at the moment of a clock.
#[must_use]
pub fn ids(clock: Arc<FixedClock>) -> Ids {
    Ids::new(clock, Arc::new(Counting::default()))
}

/// A keyring that is the same in every run.
#[must_use]
pub fn keyring() -> Keyring {
    Keyring::new(&Counting::default())
}

/// A day.
///
/// # Panics
/// When there is no such day.
#[must_use]
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// A fresh database, gone with its last clone.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The open store, schema up to date.
    pub store: Store,
    /// Its address, for a second opening.
    pub address: String,
    /// Where it lies, for a test that outlives the open store.
    pub place: Arc<Place>,
}

/// Where a fresh database lies; gone with the last hold of it, so that a run of hundreds of tests fits on a small disk.
#[derive(Debug)]
pub enum Place {
    /// A folder with an SQLite file.
    Folder(tempfile::TempDir),
    /// A database of a PostgreSQL server.
    Database {
        /// An address at that server.
        server: String,
        /// The database's name.
        name: String,
    },
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Database { server, name } = self else { return };
        let (server, name) = (std::mem::take(server), std::mem::take(name));
        // A thread of its own: the test's runtime may be the one that is just ending.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(Store::drop_beside(&server, &name)))
        });
        // A database that stays costs room, not the truth of a test; and a panic here would hide the test's own.
        drop(dropping.join());
    }
}

/// Runs a test on a fresh SQLite and on a fresh PostgreSQL database.
///
/// # Panics
/// When either cannot be had.
pub async fn on_both<F, T>(test: F)
where
    F: Fn(Fresh) -> T,
    T: Future<Output = ()>,
{
    // The clones kept here hold the places: an `async move` block captures only the fields it names.
    let (sqlite, postgres) = (fresh_sqlite().await, fresh_postgres().await);
    test(sqlite.clone()).await;
    test(postgres.clone()).await;
}

/// A fresh SQLite database.
///
/// # Panics
/// When it cannot be made.
pub async fn fresh_sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("federation.db").display());
    open(address, Place::Folder(folder)).await
}

/// A fresh PostgreSQL database.
///
/// # Panics
/// When there is no server for tests.
pub async fn fresh_postgres() -> Fresh {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let Ok(server) = std::env::var(POSTGRES) else {
        panic!("{POSTGRES} is not set: run `cargo xtask test`, or `cargo xtask postgres` and set it")
    };
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let address = Store::create_beside(&server, &name).await.expect("a fresh PostgreSQL database");
    open(address, Place::Database { server, name }).await
}

async fn open(address: String, place: Place) -> Fresh {
    let store = Store::open(&address, true).await.expect("the database opens");
    store.migrate().await.expect("the schema is brought up to date");
    Fresh { store, address, place: Arc::new(place) }
}
