//! Many rows at once: inserts of many rows per statement, and updates by long lists of ids.
//!
//! The one place, beside asking for the schema, whose SQL text is made while running: the number of rows is part of it.
//! Not here: what the rows are.

use congdoan_model::Timestamp;
use sqlx::types::Uuid;

use crate::{
    Result, Tx,
    transaction::{Inner, on},
};

/// Rows per statement: few enough for 14 columns within SQLite's 32,766 parameters, and for a text that is quickly read.
pub(crate) const ROWS: usize = 500;

/// From how many rows on a write changes what PostgreSQL's planner should know. Looking through all tables takes seconds in a
/// large database, which the small sheets of every day must not wait for.
pub const MUCH: u64 = 5_000;

/// Ids per statement.
const IDS: usize = 5_000;

/// Inserts rows, many per statement: `insert_many!(tx, "INSERT INTO t (x, a, b) ", [x], rows, |values, row| { … })`. What is
/// the same in every row is bound once and comes first; `values.push_bind(…)` gives each row the rest.
macro_rules! insert_many {
    ($tx:expr, $head:expr, [$($same:expr),*], $rows:expr, |$values:ident, $row:ident| $bind:block) => {{
        for chunk in $rows.chunks($crate::bulk::ROWS) {
            $crate::transaction::on!($tx, c => {
                let mut query = sqlx::QueryBuilder::new($head);
                query.push_values(chunk.iter().enumerate(), |mut $values, (_place, $row)| {
                    let _same = 0;
                    $(
                        let _same = _same + 1;
                        if _place == 0 {
                            $values.push_bind($same);
                        } else {
                            $values.push(format_args!("${}", _same));
                        }
                    )*
                    $bind
                });
                query.build().execute(c).await.map(|_| ())
            })?;
        }
    }};
}
pub(crate) use insert_many;

/// What supersedes rows: the moment and, where one did it, the reorganisation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Superseding {
    /// When.
    pub(crate) at: Timestamp,
    /// By which reorganisation.
    pub(crate) act: Option<Uuid>,
}

impl Tx {
    /// Commits a transaction that wrote so many rows, which may be many (a federation, an import, a restored backup).
    ///
    /// PostgreSQL plans by statistics that its own housekeeping gathers about a minute later. Until then it takes almost no
    /// row for valid still (`superseded_at IS NULL`), and a walk down 125,000 units, seconds otherwise, took over ten
    /// minutes. So whoever wrote [`MUCH`] gathers them at once; SQLite plans by its indexes and needs nothing.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when it could not be made durable; then nothing was written.
    pub async fn commit_bulk(mut self, rows: u64) -> Result<()> {
        if let Inner::Postgres(transaction) = &mut self.inner
            && rows >= MUCH
        {
            sqlx::query("ANALYZE").execute(&mut **transaction).await?;
        }
        self.commit().await
    }

    /// Tells PostgreSQL's planner of so many base rows just written, as [`Tx::commit_bulk`] does of everything.
    pub(crate) async fn tell_of_figures(&mut self, rows: usize) -> Result<()> {
        if let Inner::Postgres(transaction) = &mut self.inner
            && u64::try_from(rows).unwrap_or(u64::MAX) >= MUCH
        {
            sqlx::query("ANALYZE figure").execute(&mut **transaction).await?;
        }
        Ok(())
    }

    /// Supersedes rows of a table that remembers reorganisations (`unit_life`, `unit_naming`, `unit_link`) by their ids.
    pub(crate) async fn supersede(&mut self, table: &'static str, ids: &[Uuid], by: Superseding) -> Result<()> {
        self.forget_lines();
        for chunk in ids.chunks(IDS) {
            on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("UPDATE ");
                query.push(table).push(" SET superseded_at = ").push_bind(by.at.micros());
                query.push(", ended_by = ").push_bind(by.act).push(" WHERE superseded_at IS NULL AND id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(*id);
                }
                query.push(")");
                query.build().execute(c).await.map(|_| ())
            })?;
        }
        Ok(())
    }
}
