//! Many base rows into PostgreSQL by its binary COPY, which spares it reading numbers out of text and planning statements.
//!
//! Not here: SQLite, and few rows, which come by INSERT (`figures`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{RecordId, figures::Row};
use sqlx::PgConnection;

use crate::Result;

const COPY: &str = "
COPY figure (id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject, reason, recorded_by,
    recorded_at) FROM STDIN (FORMAT binary)";
const COLUMNS: i16 = 12;
/// What a binary COPY begins with: its mark, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: i16 = -1;
/// Bytes sent at a time.
const PIECE: usize = 256 * 1024;

/// Copies rows, each with its reason, in the name of somebody at a moment.
pub(super) async fn copy(connection: &mut PgConnection, rows: &[(&Row, &str)], (by, at): (&str, i64)) -> Result<()> {
    let mut copy = connection.copy_in_raw(COPY).await?;
    let mut piece = Vec::with_capacity(PIECE + PIECE / 8);
    piece.extend_from_slice(HEAD);
    for (row, reason) in rows {
        piece.extend_from_slice(&COLUMNS.to_be_bytes());
        put(&mut piece, row.id.uuid().as_bytes());
        put(&mut piece, row.unit.uuid().as_bytes());
        put(&mut piece, row.indicator.as_bytes());
        put(&mut piece, row.source.word().as_bytes());
        put_or_null(&mut piece, row.record.map(RecordId::uuid).as_ref().map(|id| id.as_bytes().as_slice()));
        put(&mut piece, &day(row.occurred_on).to_be_bytes());
        put(&mut piece, &day(row.counted_on).to_be_bytes());
        put(&mut piece, &row.value.to_be_bytes());
        put_or_null(&mut piece, row.subject.as_deref().map(str::as_bytes));
        put(&mut piece, reason.as_bytes());
        put(&mut piece, by.as_bytes());
        put(&mut piece, &at.to_be_bytes());
        if piece.len() >= PIECE {
            copy.send(piece.as_slice()).await?;
            piece.clear();
        }
    }
    piece.extend_from_slice(&END.to_be_bytes());
    copy.send(piece.as_slice()).await?;
    copy.finish().await?;
    Ok(())
}

fn put(piece: &mut Vec<u8>, field: &[u8]) {
    piece.extend_from_slice(&i32::try_from(field.len()).unwrap_or(i32::MAX).to_be_bytes());
    piece.extend_from_slice(field);
}

fn put_or_null(piece: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        Some(field) => put(piece, field),
        None => piece.extend_from_slice(&(-1_i32).to_be_bytes()),
    }
}

/// Days since the first of January 2000, from which PostgreSQL counts.
fn day(day: NaiveDate) -> i32 {
    /// Days from 0001-01-01 to theirs.
    const THEIRS: i32 = 730_120;
    day.num_days_from_ce() - THEIRS
}
