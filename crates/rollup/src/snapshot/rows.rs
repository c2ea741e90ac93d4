//! Rows with ids, and rows of units or indicators nobody knows yet: one after another, each whole.
//!
//! Who is told apart stands in a row as a fingerprint, never as a name. Not here: declared months (`months`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    FigureId, RecordId, UnitId,
    figures::{Row, Source},
};
use uuid::Uuid;

use super::{
    Read, SnapshotError,
    wire::{Put, Reader},
};
use crate::threads;

/// Rows in one section, so that several threads find work.
const ROWS: usize = 50_000;

/// The sources by their place.
const SOURCES: [Source; 7] = [
    Source::Records,
    Source::Members,
    Source::Declared,
    Source::Adjusted,
    Source::Units,
    Source::Child,
    Source::Overlap,
];

/// The bytes of rows, some sections of them.
pub(super) fn write(rows: &[Row]) -> Vec<Vec<u8>> {
    let section = |rows: &[Row]| {
        let mut to = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        to.put_count(rows.len());
        for row in rows {
            let place = known.iter().position(|id| *id == row.indicator).unwrap_or(known.len());
            to.put_count(place);
            if place == known.len() {
                to.put_text(row.indicator.as_bytes());
                known.push(&row.indicator);
            }
            write_row(&mut to, row);
        }
        to
    };
    let sections: Vec<&[Row]> = rows.chunks(ROWS).collect();
    threads::shared(sections.len(), |at| section(sections.get(at).copied().unwrap_or_default()))
}

fn write_row(to: &mut Vec<u8>, row: &Row) {
    let source = SOURCES.iter().position(|source| *source == row.source).unwrap_or(SOURCES.len());
    let flags = source << 2 | usize::from(row.record.is_some()) << 1 | usize::from(row.subject.is_some());
    to.put_count(flags);
    to.put(row.id.uuid().as_bytes());
    to.put(row.unit.uuid().as_bytes());
    row.record.iter().for_each(|record| to.put(record.uuid().as_bytes()));
    to.put_signed(row.counted_on.num_days_from_ce().into());
    to.put_signed(i64::from(row.occurred_on.num_days_from_ce()) - i64::from(row.counted_on.num_days_from_ce()));
    to.put_signed(row.value);
    row.subject.iter().for_each(|subject| to.put_text(subject.as_bytes()));
}

/// The rows of a section.
pub(super) fn read(bytes: &[u8]) -> Read<Vec<Row>> {
    let mut from = Reader::new(bytes);
    let mut known: Vec<&str> = Vec::new();
    let count = from.count(36)?;
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        let place: usize = from.small()?;
        if place == known.len() {
            known.push(from.text()?);
        }
        let indicator = known.get(place).ok_or(SnapshotError::Damaged("a row has no indicator"))?;
        rows.push(read_row(&mut from, indicator)?);
    }
    if from.is_done() { Ok(rows) } else { Err(SnapshotError::Damaged("rows go on behind their end")) }
}

fn read_row(from: &mut Reader<'_>, indicator: &str) -> Read<Row> {
    let flags: usize = from.small()?;
    let source = SOURCES.get(flags >> 2).copied().ok_or(SnapshotError::Damaged("a row has no source"))?;
    let id = FigureId::from(id(from)?);
    let unit = UnitId::from(self::id(from)?);
    let record = if flags & 2 == 0 { None } else { Some(RecordId::from(self::id(from)?)) };
    let counted = from.signed()?;
    let occurred = counted.checked_add(from.signed()?).ok_or(NO_DAY)?;
    let value = from.signed()?;
    let subject = if flags & 1 == 0 { None } else { Some(from.text()?.to_owned()) };
    let (counted_on, occurred_on) = (day(counted)?, day(occurred)?);
    Ok(Row { id, unit, indicator: indicator.to_owned(), source, record, occurred_on, counted_on, value, subject })
}

const NO_DAY: SnapshotError = SnapshotError::Damaged("a day is none");

/// An id of sixteen bytes.
pub(super) fn id(from: &mut Reader<'_>) -> Read<Uuid> {
    Ok(Uuid::from_bytes(from.array()?))
}

/// A day by its number.
pub(super) fn day(number: i64) -> Read<NaiveDate> {
    let day = i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.ok_or(NO_DAY)
}
