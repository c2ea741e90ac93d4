//! Backup and restore: one SQLite file holds everything, whichever engine the data came from or goes to.
//!
//! The same copy moves a federation that has outgrown SQLite to PostgreSQL. Not here: choosing file names, words about it (`cli`).

use std::{fmt::Write as _, path::Path};

use congdoan_model::access::Caller;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Row as _, types::Uuid};

use crate::{Column, Engine, Error, Result, Store, audit::only_system, columns, connect::Pools, transaction::Inner};

/// Tables in the order in which one may refer to another before it.
const TABLES: &[&str] = &[
    "unit",
    "unit_naming",
    "unit_life",
    "unit_link",
    "unit_succession",
    "reorganisation",
    "reorganisation_effect",
    "person",
    "person_key",
    "house_key",
    "membership",
    "membership_application",
    "membership_state",
    "member_transfer",
    "person_merge",
    "person_distinct",
    "data_view",
    "roll",
    "body",
    "post",
    "consent",
    "data_request",
    "data_incident",
    "data_export",
    "data_alert",
    "card_campaign",
    "card",
    "card_issue",
    "card_event",
    "card_key",
    "import_batch",
    "import_change",
    "import_row",
    "import_mapping",
    "upload_draft",
    "upload_piece",
    "account",
    "mandate",
    "session",
    "view_as",
    "list_view",
    "token",
    "sign_in_failure",
    "directive",
    "directive_clause",
    "directive_link",
    "directive_book",
    "directive_history",
    "directive_finding",
    "directive_draft",
    "programme",
    "programme_answer",
    "programme_link",
    "dispatch",
    "dispatch_unit",
    "dispatch_event",
    "study_session",
    "study_session_directive",
    "study_attendance",
    "target",
    "allotment",
    "allotment_share",
    "target_change",
    "programme_end",
    "programme_review",
    "programme_review_words",
    "record",
    "record_on_behalf",
    "record_subject",
    "record_clock",
    "owed",
    "figure",
    "chain",
    "audit",
    "change",
    "change_block",
    "idempotency",
    "attachment",
    "record_file",
    "record_draft",
    "register_version",
    "unit_profile",
    "unit_decision",
    "employer",
    "workforce",
    "employer_service",
    "founding_case",
    "founding_step",
    "founding_paper",
    "founding_person",
    "task",
    "task_unit",
    "task_wait",
    "task_event",
    "task_evidence",
    "calendar_address",
    "scheme",
    "scheme_definition",
    "claim",
    "report",
    "report_sending",
    "report_event",
    "report_fault",
    "report_paper",
    "report_outage",
    "report_seal",
    "report_parallel",
    "report_parallel_value",
    "report_parallel_note",
    "report_request",
    "report_request_line",
    "report_request_unit",
];
const PACKS: &str = "pack_file";

enum Cell {
    Null,
    Id(Uuid),
    Whole(i64),
    Text(String),
}

/// Writes everything, as it stands at one moment, into a new file.
///
/// # Errors
/// [`Error::Denied`] for anyone but the program itself; [`Error::File`] when the file stands already or cannot be
/// written; then nothing is left behind.
pub async fn backup(store: &Store, caller: &Caller, file: &Path) -> Result<u64> {
    only_system(caller)?;
    let named = |error| Error::File(file.display().to_string(), error);
    if file.exists() {
        return Err(named(std::io::ErrorKind::AlreadyExists.into()));
    }
    let partial = file.with_extension("partial");
    let _ = std::fs::remove_file(&partial);
    let copied = async {
        let target = Store::open(&format!("sqlite:{}", partial.display()), true).await?;
        target.migrate().await?;
        let rows = copy(store, &target).await?;
        target.close().await;
        Ok(rows)
    };
    match copied.await {
        Ok(rows) => {
            std::fs::File::open(&partial).and_then(|done| done.sync_all()).map_err(named)?;
            std::fs::rename(&partial, file).map_err(named)?;
            Ok(rows)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&partial);
            Err(error)
        }
    }
}

/// Fills an empty, migrated database from a backup file, in one transaction.
///
/// # Errors
/// [`Error::Taken`] when the database holds units already; [`Error::Database`] when the file is no backup.
pub async fn restore(store: &Store, caller: &Caller, file: &Path) -> Result<u64> {
    only_system(caller)?;
    let mut tx = store.read().await?;
    if !tx.federation(caller, congdoan_model::Timestamp::from_micros(i64::MAX)).await?.units.is_empty() {
        return Err(Error::Taken("a federation".to_owned()));
    }
    drop(tx);
    let source = Store::open(&format!("sqlite:{}", file.display()), false).await?;
    copy(&source, store).await
}

async fn copy(from: &Store, to: &Store) -> Result<u64> {
    let schema = columns(from).await?;
    let mut source = from.read().await?;
    let mut target = to.write().await?;
    let mut rows = 0;
    for table in TABLES.iter().copied().chain([PACKS]) {
        let of_table: Vec<&Column> = schema.iter().filter(|column| column.table_name == table).collect();
        if of_table.is_empty() {
            return Err(Error::Corrupt(format!("there is no table {table}: this is no backup of ours")));
        }
        rows += copy_table(&mut source.inner, from.engine(), &mut target.inner, to, table, &of_table).await?;
    }
    target.commit_bulk(rows).await?;
    Ok(rows)
}

async fn copy_table(
    source: &mut Inner,
    from: Engine,
    target: &mut Inner,
    to: &Store,
    table: &str,
    columns: &[&Column],
) -> Result<u64> {
    let select = select(from, table, columns);
    let days = day_columns(to, table).await?;
    let insert = insert(to.engine(), table, columns, &days);
    let mut rows = 0;
    // Emptied first: migrating a fresh database has put the embedded pack there already.
    let clear = format!("DELETE FROM {table}");
    match target {
        Inner::Sqlite(c) => sqlx::query(AssertSqlSafe(clear)).execute(&mut **c).await.map(|_| ())?,
        Inner::Postgres(c) => sqlx::query(AssertSqlSafe(clear)).execute(&mut **c).await.map(|_| ())?,
    }
    macro_rules! stream {
        ($connection:expr) => {{
            let mut found = sqlx::query(AssertSqlSafe(select)).fetch(&mut **$connection);
            while let Some(row) = found.try_next().await? {
                let mut cells = Vec::with_capacity(columns.len());
                for (place, column) in columns.iter().enumerate() {
                    cells.push(match column.type_name.as_str() {
                        "BLOB" => row.try_get::<Option<Uuid>, _>(place)?.map_or(Cell::Null, Cell::Id),
                        "INTEGER" => row.try_get::<Option<i64>, _>(place)?.map_or(Cell::Null, Cell::Whole),
                        _ => row.try_get::<Option<String>, _>(place)?.map_or(Cell::Null, Cell::Text),
                    });
                }
                put(target, &insert, columns, cells).await?;
                rows += 1;
            }
        }};
    }
    match source {
        Inner::Sqlite(connection) => stream!(connection),
        Inner::Postgres(connection) => stream!(connection),
    }
    Ok(rows)
}

async fn put(target: &mut Inner, insert: &str, columns: &[&Column], cells: Vec<Cell>) -> Result<()> {
    macro_rules! bind {
        ($connection:expr) => {{
            let mut query = sqlx::query(AssertSqlSafe(insert.to_owned()));
            for (cell, column) in cells.into_iter().zip(columns) {
                query = match (cell, column.type_name.as_str()) {
                    (Cell::Id(id), _) => query.bind(id),
                    (Cell::Whole(whole), _) => query.bind(whole),
                    (Cell::Text(text), _) => query.bind(text),
                    (Cell::Null, "BLOB") => query.bind(None::<Uuid>),
                    (Cell::Null, "INTEGER") => query.bind(None::<i64>),
                    (Cell::Null, _) => query.bind(None::<String>),
                };
            }
            query.execute(&mut **$connection).await.map(|_| ())?;
        }};
    }
    match target {
        Inner::Sqlite(connection) => bind!(connection),
        Inner::Postgres(connection) => bind!(connection),
    }
    Ok(())
}

/// Days are text in SQLite and dates in PostgreSQL: they travel as text.
fn select(from: Engine, table: &str, columns: &[&Column]) -> String {
    let listed = columns.iter().map(|column| match (from, column.type_name.as_str()) {
        (Engine::Postgres, "TEXT") => format!("{}::TEXT", column.column_name),
        _ => column.column_name.clone(),
    });
    format!("SELECT {} FROM {table}", listed.collect::<Vec<_>>().join(", "))
}

fn insert(to: Engine, table: &str, columns: &[&Column], days: &[String]) -> String {
    let mut values = String::new();
    for (place, column) in (1..).zip(columns) {
        let gap = if place == 1 { "" } else { ", " };
        let cast = if to == Engine::Postgres && days.contains(&column.column_name) { "CAST" } else { "" };
        // Writing to a String cannot fail.
        let _ = match cast {
            "" => write!(values, "{gap}${place}"),
            _ => write!(values, "{gap}CAST(CAST(${place} AS TEXT) AS DATE)"),
        };
    }
    let names: Vec<&str> = columns.iter().map(|column| column.column_name.as_str()).collect();
    format!("INSERT INTO {table} ({}) VALUES ({values})", names.join(", "))
}

async fn day_columns(to: &Store, table: &str) -> Result<Vec<String>> {
    match &to.pools {
        Pools::Sqlite { .. } => Ok(Vec::new()),
        Pools::Postgres(pool) => Ok(sqlx::query_scalar(
            "SELECT column_name::TEXT FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 AND data_type = 'date'",
        )
        .bind(table)
        .fetch_all(pool)
        .await?),
    }
}
