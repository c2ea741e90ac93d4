//! Transactions, and the one macro that runs one SQL text on both engines.
//!
//! Not here: any SQL of a domain.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sqlx::{Postgres, Sqlite, Transaction};

use crate::{Result, Store, connect::Pools};

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction; every method of the domains hangs on it. Dropped without [`Tx::commit`], nothing is written.
pub struct Tx {
    pub(crate) inner: Inner,
    /// How many statements ran, so that tests hold the number per call constant.
    queries: u32,
    /// How many ran in all transactions of the store.
    statements: Arc<AtomicU64>,
    /// What seals entries of the audit log about people.
    pub(crate) scribe: Option<crate::audit::Scribe>,
    /// The lines up that were asked for in this transaction: rights are asked of the same unit again and again.
    pub(crate) lines: crate::access::Lines,
}

/// Runs the body, written once, on the connection of whichever engine the transaction belongs to.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {{
        $tx.count_statement();
        match &mut $tx.inner {
            $crate::transaction::Inner::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::transaction::Inner::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    }};
}
pub(crate) use on;

impl Store {
    /// Begins to read: one consistent snapshot, however many statements follow.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => {
                Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(self.tx(inner))
    }

    /// Begins to write. On SQLite the write lock is taken at once, so that reading first cannot end in a deadlock.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer or stays locked.
    pub async fn write(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(self.tx(inner))
    }
}

impl Store {
    fn tx(&self, inner: Inner) -> Tx {
        Tx {
            inner,
            queries: 0,
            statements: Arc::clone(&self.statements),
            scribe: self.scribe(),
            lines: crate::access::Lines::default(),
        }
    }

    /// How many statements ran so far in all transactions of this open database, for measuring.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

impl Tx {
    pub(crate) fn count_statement(&mut self) {
        self.queries += 1;
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Holds off everybody else who writes under the same words until this transaction ends, so that what is looked for next cannot
    /// appear behind its back. SQLite lets one write at a time anyhow.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn alone(&mut self, words: &str) -> Result<()> {
        self.count_statement();
        if let Inner::Postgres(transaction) = &mut self.inner {
            let lock = sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))");
            lock.bind(words).execute(&mut **transaction).await?;
        }
        Ok(())
    }

    /// Makes everything written in this transaction durable; when this returns, it is on disk.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when it could not be made durable; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await?,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// How many statements this transaction ran so far.
    #[must_use]
    pub const fn queries(&self) -> u32 {
        self.queries
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let engine = match self.inner {
            Inner::Sqlite(_) => "SQLite",
            Inner::Postgres(_) => "PostgreSQL",
        };
        write!(f, "Tx({engine}, {} statements)", self.queries)
    }
}
