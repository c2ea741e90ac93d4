//! Bringing the schema up to date. Migrations are two folders with equal file names; files are only ever added.
//!
//! Not here: the data of packs (`packs`).

use std::borrow::Cow;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{Result, Store, connect::Pools};

/// Number, name, text for SQLite, text for PostgreSQL.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "first",
        include_str!("../migrations/sqlite/0001_first.sql"),
        include_str!("../migrations/postgres/0001_first.sql"),
    ),
    (
        2,
        "people",
        include_str!("../migrations/sqlite/0002_people.sql"),
        include_str!("../migrations/postgres/0002_people.sql"),
    ),
    (
        3,
        "memberships",
        include_str!("../migrations/sqlite/0003_memberships.sql"),
        include_str!("../migrations/postgres/0003_memberships.sql"),
    ),
    (
        4,
        "offices",
        include_str!("../migrations/sqlite/0004_offices.sql"),
        include_str!("../migrations/postgres/0004_offices.sql"),
    ),
    (
        5,
        "units",
        include_str!("../migrations/sqlite/0005_units.sql"),
        include_str!("../migrations/postgres/0005_units.sql"),
    ),
    (
        6,
        "privacy",
        include_str!("../migrations/sqlite/0006_privacy.sql"),
        include_str!("../migrations/postgres/0006_privacy.sql"),
    ),
    (
        7,
        "cards",
        include_str!("../migrations/sqlite/0007_cards.sql"),
        include_str!("../migrations/postgres/0007_cards.sql"),
    ),
    (
        8,
        "views",
        include_str!("../migrations/sqlite/0008_views.sql"),
        include_str!("../migrations/postgres/0008_views.sql"),
    ),
    (
        9,
        "doors",
        include_str!("../migrations/sqlite/0009_doors.sql"),
        include_str!("../migrations/postgres/0009_doors.sql"),
    ),
    (
        10,
        "quiet",
        include_str!("../migrations/sqlite/0010_quiet.sql"),
        include_str!("../migrations/postgres/0010_quiet.sql"),
    ),
];

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
