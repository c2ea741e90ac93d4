//! Bringing the schema up to date. Migrations are two folders with equal file names; files are only ever added.
//!
//! Not here: the data of packs (`packs`).

use std::borrow::Cow;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{Result, Store, connect::Pools};

/// A migration by its number, its name and the name of its file in both folders.
macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../migrations/sqlite/", $file)),
            include_str!(concat!("../migrations/postgres/", $file)),
        )
    };
}

/// Number, name, text for SQLite, text for PostgreSQL.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    step!(1, "first", "0001_first.sql"),
    step!(2, "people", "0002_people.sql"),
    step!(3, "memberships", "0003_memberships.sql"),
    step!(4, "offices", "0004_offices.sql"),
    step!(5, "units", "0005_units.sql"),
    step!(6, "privacy", "0006_privacy.sql"),
    step!(7, "cards", "0007_cards.sql"),
    step!(8, "views", "0008_views.sql"),
    step!(9, "doors", "0009_doors.sql"),
    step!(10, "quiet", "0010_quiet.sql"),
    step!(11, "cascade", "0011_cascade.sql"),
    step!(12, "papers", "0012_papers.sql"),
    step!(13, "study", "0013_study.sql"),
    step!(14, "targets", "0014_targets.sql"),
    step!(15, "tasks", "0015_tasks.sql"),
    step!(16, "schemes", "0016_schemes.sql"),
    step!(17, "cascade_more", "0017_cascade_more.sql"),
    step!(18, "target_recorded", "0018_target_recorded.sql"),
    step!(19, "reports", "0019_reports.sql"),
    step!(21, "entry", "0021_entry.sql"),
    step!(22, "report_sheets", "0022_report_sheets.sql"),
    step!(23, "requests", "0023_requests.sql"),
    step!(24, "packed", "0024_packed.sql"),
    step!(25, "clocks", "0025_clocks.sql"),
    step!(26, "latest", "0026_latest.sql"),
    step!(27, "seal_lines", "0027_seal_lines.sql"),
    step!(28, "owed", "0028_owed.sql"),
];

/// The number of the newest migration this program knows.
#[must_use]
pub fn newest() -> i64 {
    MIGRATIONS.iter().map(|(number, ..)| *number).max().unwrap_or(0)
}

impl Store {
    /// Brings the schema up to date; does nothing when it is.
    ///
    /// # Errors
    /// [`crate::Error::Migration`] when a migration fails or the database was made by a newer program.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => migrator(|(_, _, sqlite, _)| sqlite).run(write).await?,
            Pools::Postgres(pool) => migrator(|(_, _, _, postgres)| postgres).run(pool).await?,
        }
        Ok(())
    }
}

fn migrator(text: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|migration| {
        let kind = MigrationType::Simple;
        Migration::new(migration.0, Cow::Borrowed(migration.1), kind, text(migration).into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// One column of the schema as the engine at hand reports it, in the words of SQLite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Column {
    /// The table.
    pub table_name: String,
    /// The column.
    pub column_name: String,
    /// The type, in the words of SQLite's STRICT tables.
    pub type_name: String,
    /// Whether the column must hold a value.
    pub required: bool,
}

const SQLITE_COLUMNS: &str = "
SELECT t.name AS table_name, c.name AS column_name, c.type AS type_name, c.\"notnull\" = 1 OR c.pk > 0 AS required
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'
ORDER BY 1, 2";

const POSTGRES_COLUMNS: &str = "
SELECT table_name::TEXT, column_name::TEXT,
    CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bigint' THEN 'INTEGER' WHEN 'date' THEN 'TEXT' WHEN 'text' THEN 'TEXT'
        ELSE data_type::TEXT END AS type_name,
    is_nullable = 'NO' AS required
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx%'
ORDER BY 1, 2";

/// Every column of the schema, sorted; the schema test holds both engines' answers equal. The one place, beside bulk
/// loading, where each engine is asked in its own words.
///
/// # Errors
/// [`crate::Error::Database`] when the database does not answer.
pub async fn columns(store: &Store) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = match &store.pools {
        Pools::Sqlite { read, .. } => sqlx::query_as(SQLITE_COLUMNS).fetch_all(read).await?,
        Pools::Postgres(pool) => sqlx::query_as(POSTGRES_COLUMNS).fetch_all(pool).await?,
    };
    columns.sort();
    Ok(columns)
}
