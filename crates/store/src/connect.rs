//! Opening a database by its address. SQLite has one writer and several readers; PostgreSQL one pool.
//!
//! Not here: migrations, transactions.

use std::{
    str::FromStr,
    sync::{Arc, PoisonError, RwLock, atomic::AtomicU64},
    time::Duration,
};

use congdoan_model::Ids;
#[cfg(feature = "test-door")]
use sqlx::AssertSqlSafe;
use sqlx::{
    PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Error, Result, audit::Scribe, seal::Keyring};

/// How long a writer waits for another process's write before it gives up.
const BUSY: Duration = Duration::from_secs(20);
const READERS: u32 = 8;
/// Pages the writer keeps in memory, in KiB below zero as SQLite wants it: an import of a million members touches indexes in
/// no order, and with less they are written out and read again over and over.
const WRITER_CACHE: &str = "-196608";
const POSTGRES_CONNECTIONS: u32 = 16;

/// Which engine keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pools: Pools,
    pub(crate) scribe: Arc<RwLock<Option<Scribe>>>,
    /// Statements that ran in all transactions.
    pub(crate) statements: Arc<AtomicU64>,
}

impl Store {
    /// Gives the keys that seal what the audit log says about people to every transaction from now on. Without them such
    /// entries say who did what and when, and nothing more.
    pub fn hold_keys(&self, ring: Arc<Keyring>, ids: Ids) {
        *self.scribe.write().unwrap_or_else(PoisonError::into_inner) = Some(Scribe::new(ring, ids));
    }

    pub(crate) fn scribe(&self) -> Option<Scribe> {
        self.scribe.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens the database at an address: `sqlite:PATH` or `postgres://…`. With `create`, a missing SQLite file is made;
    /// without it a slip in the path cannot make an empty database.
    ///
    /// # Errors
    /// [`Error::Address`] for any other address, [`Error::Database`] when nothing answers there.
    pub async fn open(address: &str, create: bool) -> Result<Self> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            return Self::open_sqlite(path.strip_prefix("//").unwrap_or(path), create).await;
        }
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(address)?.options([
                ("synchronous_commit", "on"),
                ("TimeZone", "UTC"),
                ("statement_timeout", "600000"),
            ]);
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(BUSY)
                .connect_with(options)
                .await?;
            return Ok(Self { pools: Pools::Postgres(pool), scribe: Arc::default(), statements: Arc::default() });
        }
        Err(Error::Address(address.to_owned()))
    }

    async fn open_sqlite(path: &str, create: bool) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let writer = options.clone().create_if_missing(create).pragma("cache_size", WRITER_CACHE);
        let write = SqlitePoolOptions::new().max_connections(1).acquire_timeout(BUSY * 2).connect_with(writer).await?;
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options);
        Ok(Self { pools: Pools::Sqlite { write, read }, scribe: Arc::default(), statements: Arc::default() })
    }

    /// Makes a new, empty database beside the one at a PostgreSQL address; returns the new one's address.
    ///
    /// # Errors
    /// [`Error::Address`] for anything but PostgreSQL, [`Error::Database`] when the database cannot be made.
    #[cfg(feature = "test-door")]
    pub async fn create_beside(address: &str, name: &str) -> Result<String> {
        let (server, _) = address.rsplit_once('/').ok_or_else(|| Error::Address(address.to_owned()))?;
        Self::tell_server(address, "CREATE DATABASE", name, "").await?;
        Ok(format!("{server}/{name}"))
    }

    /// Takes a database made by [`Self::create_beside`] away with all that is in it, whoever still has it open.
    ///
    /// # Errors
    /// [`Error::Address`] for anything but PostgreSQL, [`Error::Database`] when the server does not do it.
    #[cfg(feature = "test-door")]
    pub async fn drop_beside(address: &str, name: &str) -> Result<()> {
        Self::tell_server(address, "DROP DATABASE IF EXISTS", name, "WITH (FORCE)").await
    }

    /// Has the server at an address do something to one of its databases, named in plain letters.
    #[cfg(feature = "test-door")]
    async fn tell_server(address: &str, what: &str, name: &str, how: &str) -> Result<()> {
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !address.starts_with("postgres") || !plain {
            return Err(Error::Address(address.to_owned()));
        }
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(BUSY).connect(address).await?;
        sqlx::query(AssertSqlSafe(format!("{what} {name} {how}"))).execute(&pool).await?;
        pool.close().await;
        Ok(())
    }

    /// Which engine keeps the data.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether a write is on disk when it is acknowledged: `synchronous=FULL` and WAL, or `synchronous_commit=on`.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn is_durable(&self) -> Result<bool> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(write).await?;
                let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(write).await?;
                Ok(synchronous >= 2 && journal == "wal")
            }
            Pools::Postgres(pool) => {
                let commit: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(pool).await?;
                Ok(commit == "on")
            }
        }
    }

    /// Closes all connections; on SQLite the write-ahead log is folded into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
