//! Base rows of a bulk write in few bytes: what one file brings into the change log, or takes out of it, as blocks.
//!
//! A block is a text, so that both engines and the backup carry it as they carry any: base64 over
//!
//! ```text
//! version (1), number of rows, then each row:
//!   marks    one byte, see below
//!   id       16 bytes, unless it follows the row before as `Ids::many` makes them
//!   unit     unless that of the row before: its number in the block; a new number is followed by its 16 bytes
//!   indicator  its number in the block; a new number is followed by length and text
//!   counted on  days after that of the row before
//!   occurred on days after counted on, unless the same day
//!   value
//!   record, subject  where there is one: 16 bytes; length and text
//! ```
//!
//! Numbers are LEB128, signed ones in zigzag. A plainly declared month takes four to eight bytes so. Rows stand in the order
//! they were written: a row that is taken away comes behind the one put in its place. Not here: which entry a block belongs
//! to (`audit`), or whether its hash is the one that entry says (`service::audit`).

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{Days, NaiveDate};
use congdoan_model::{
    FigureId, RecordId, UnitId,
    figures::{Row, Source},
    id_after,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::{Error, Result};

/// The way blocks are written today.
const VERSION: u8 = 1;
/// The most rows of a block; one takes a few hundred kilobytes.
const MOST: usize = 50_000;

const SOURCE: u8 = 0b11;
const RECORD: u8 = 1 << 2;
const SUBJECT: u8 = 1 << 3;
const MOVED: u8 = 1 << 4;
const SAME_UNIT: u8 = 1 << 5;
const NEXT_ID: u8 = 1 << 6;
const GONE: u8 = 1 << 7;
const SOURCES: [Source; 4] = [Source::Declared, Source::Records, Source::Members, Source::Adjusted];

/// What happens to a base row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It counts from now on.
    Comes,
    /// It counts no more.
    Goes,
}

/// A packed block on its way into the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The block as it is stored.
    pub(crate) text: String,
    /// What its audit entry says of it.
    pub(crate) told: BlockTold,
}

/// What an audit entry says of a block of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockTold {
    /// How many rows it holds.
    pub rows: usize,
    /// BLAKE3 of its text, in hexadecimal.
    pub blake3: String,
}

/// The hash of a block as it is stored.
#[must_use]
pub(crate) fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Packs rows into as many blocks as they need.
pub(crate) fn pack<'a>(rows: impl IntoIterator<Item = (Turn, &'a Row)>) -> Vec<Block> {
    let (mut blocks, mut packer) = (Vec::new(), Packer::default());
    for (turn, row) in rows {
        packer.take(turn, row);
        if packer.rows == MOST {
            blocks.push(std::mem::take(&mut packer).finish());
        }
    }
    if packer.rows > 0 {
        blocks.push(packer.finish());
    }
    blocks
}

#[derive(Default)]
struct Packer<'a> {
    rows: usize,
    bytes: Vec<u8>,
    units: HashMap<UnitId, u64>,
    indicators: HashMap<&'a str, u64>,
    before: Option<&'a Row>,
}

impl<'a> Packer<'a> {
    fn take(&mut self, turn: Turn, row: &'a Row) {
        let same_unit = self.before.is_some_and(|before| before.unit == row.unit);
        let next_id = self.before.is_some_and(|before| id_after(before.id.uuid()) == row.id.uuid());
        let source = SOURCES.iter().position(|source| *source == row.source).unwrap_or(0);
        let marks = [
            (row.record.is_some(), RECORD),
            (row.subject.is_some(), SUBJECT),
            (row.occurred_on != row.counted_on, MOVED),
            (same_unit, SAME_UNIT),
            (next_id, NEXT_ID),
            (turn == Turn::Goes, GONE),
        ];
        let marks = marks.into_iter().filter(|(on, _)| *on).fold(0, |all, (_, mark)| all | mark);
        self.bytes.push(marks | u8::try_from(source).unwrap_or(0));
        if !next_id {
            self.bytes.extend_from_slice(row.id.uuid().as_bytes());
        }
        if !same_unit {
            let known = u64::try_from(self.units.len()).unwrap_or(u64::MAX);
            let number = *self.units.entry(row.unit).or_insert(known);
            write(&mut self.bytes, number);
            if number == known {
                self.bytes.extend_from_slice(row.unit.uuid().as_bytes());
            }
        }
        let known = u64::try_from(self.indicators.len()).unwrap_or(u64::MAX);
        let number = *self.indicators.entry(row.indicator.as_str()).or_insert(known);
        write(&mut self.bytes, number);
        if number == known {
            write_text(&mut self.bytes, &row.indicator);
        }
        let last = self.before.map_or(NaiveDate::default(), |before| before.counted_on);
        write_signed(&mut self.bytes, (row.counted_on - last).num_days());
        if row.occurred_on != row.counted_on {
            write_signed(&mut self.bytes, (row.occurred_on - row.counted_on).num_days());
        }
        write_signed(&mut self.bytes, row.value);
        if let Some(record) = row.record {
            self.bytes.extend_from_slice(record.uuid().as_bytes());
        }
        if let Some(subject) = &row.subject {
            write_text(&mut self.bytes, subject);
        }
        self.before = Some(row);
        self.rows += 1;
    }

    fn finish(self) -> Block {
        let mut whole = Vec::with_capacity(self.bytes.len() + 8);
        whole.push(VERSION);
        write(&mut whole, u64::try_from(self.rows).unwrap_or(u64::MAX));
        whole.extend_from_slice(&self.bytes);
        let text = STANDARD.encode(whole);
        let told = BlockTold { rows: self.rows, blake3: hash(&text) };
        Block { text, told }
    }
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or(0));
}

fn write_signed(bytes: &mut Vec<u8>, number: i64) {
    write(bytes, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write(bytes, u64::try_from(text.len()).unwrap_or(u64::MAX));
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads a block, in the order its rows were written.
///
/// # Errors
/// [`Error::Corrupt`] when it is none, or of a way of writing this program does not know.
pub(crate) fn unpack(text: &str) -> Result<Vec<(Turn, Row)>> {
    let bytes = STANDARD.decode(text).map_err(|error| Error::Corrupt(format!("packed block: {error}")))?;
    let mut reader = Reader { bytes: &bytes };
    rows_of(&mut reader).ok_or_else(|| Error::Corrupt("packed block of the change log".to_owned()))
}

fn rows_of(reader: &mut Reader<'_>) -> Option<Vec<(Turn, Row)>> {
    if reader.byte()? != VERSION {
        return None;
    }
    let count = usize::try_from(reader.number()?).ok()?;
    let mut rows: Vec<(Turn, Row)> = Vec::with_capacity(count.min(MOST));
    let (mut units, mut indicators): (Vec<UnitId>, Vec<String>) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let row = reader.row(rows.last().map(|(_, row)| row), (&mut units, &mut indicators))?;
        rows.push(row);
    }
    reader.bytes.is_empty().then_some(rows)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn row(
        &mut self,
        before: Option<&Row>,
        (units, indicators): (&mut Vec<UnitId>, &mut Vec<String>),
    ) -> Option<(Turn, Row)> {
        let marks = self.byte()?;
        let has = |mark: u8| marks & mark != 0;
        let source = *SOURCES.get(usize::from(marks & SOURCE))?;
        let id = if has(NEXT_ID) { id_after(before?.id.uuid()) } else { self.id()? };
        let unit = if has(SAME_UNIT) {
            before?.unit
        } else {
            let number = usize::try_from(self.number()?).ok()?;
            if number == units.len() {
                units.push(UnitId::from(self.id()?));
            }
            *units.get(number)?
        };
        let number = usize::try_from(self.number()?).ok()?;
        if number == indicators.len() {
            indicators.push(self.text()?);
        }
        let indicator = indicators.get(number)?.clone();
        let last = before.map_or(NaiveDate::default(), |before| before.counted_on);
        let counted_on = later(last, self.signed()?)?;
        let occurred_on = if has(MOVED) { later(counted_on, self.signed()?)? } else { counted_on };
        let value = self.signed()?;
        let record = if has(RECORD) { Some(RecordId::from(self.id()?)) } else { None };
        let subject = if has(SUBJECT) { Some(self.text()?) } else { None };
        let id = FigureId::from(id);
        let turn = if has(GONE) { Turn::Goes } else { Turn::Comes };
        Some((turn, Row { id, unit, indicator, source, record, occurred_on, counted_on, value, subject }))
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn id(&mut self) -> Option<Uuid> {
        Uuid::from_slice(self.take(16)?).ok()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}

fn later(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows() -> impl Strategy<Value = Vec<(bool, Row)>> {
        let day = || (-800_000_i64..800_000).prop_map(|days| later(NaiveDate::default(), days).unwrap());
        let indicators = proptest::sample::select(vec!["labour.workers", "tet.spend", "", "tên lạ"]);
        let rest = (any::<i64>(), proptest::option::of(any::<u128>()), proptest::option::of(".{0,9}"), 0..4_usize);
        let row = (any::<bool>(), any::<bool>(), 0..3_u128, indicators, day(), proptest::option::of(day()), rest);
        proptest::collection::vec(row, 0..40).prop_map(|made| {
            let mut rows: Vec<(bool, Row)> = Vec::new();
            for (gone, follows, unit, indicator, counted_on, moved, (value, record, subject, source)) in made {
                let before = rows.last().map_or(Uuid::nil(), |(_, row)| row.id.uuid());
                let id = if follows { id_after(before) } else { Uuid::from_u128(!before.as_u128() ^ unit) };
                let row = Row {
                    id: id.into(),
                    unit: Uuid::from_u128(unit).into(),
                    indicator: indicator.to_owned(),
                    source: SOURCES[source],
                    record: record.map(|id| Uuid::from_u128(id).into()),
                    occurred_on: moved.unwrap_or(counted_on),
                    counted_on,
                    value,
                    subject,
                };
                rows.push((gone, row));
            }
            rows
        })
    }

    fn turned(rows: &[(bool, Row)]) -> impl Iterator<Item = (Turn, &Row)> {
        rows.iter().map(|(gone, row)| (if *gone { Turn::Goes } else { Turn::Comes }, row))
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_was(rows in rows()) {
            let blocks = pack(turned(&rows));
            let out: Vec<(Turn, Row)> = blocks.iter().flat_map(|block| unpack(&block.text).unwrap()).collect();
            let wanted: Vec<(Turn, Row)> = turned(&rows).map(|(turn, row)| (turn, row.clone())).collect();
            prop_assert_eq!(out, wanted);
            prop_assert!(blocks.iter().all(|block| block.told.blake3 == hash(&block.text)));
        }

        #[test]
        fn a_damaged_block_is_refused_or_read_and_never_a_crash(rows in rows(), at in any::<usize>(), byte in any::<u8>()) {
            for block in pack(turned(&rows)) {
                let mut bytes = STANDARD.decode(&block.text).unwrap();
                let place = at % bytes.len();
                bytes[place] = byte;
                let damaged = STANDARD.encode(&bytes);
                let _ = unpack(&damaged);
                prop_assert!(unpack(&STANDARD.encode(&bytes[..place])).is_err(), "a block cut off is none");
                prop_assert!(damaged == block.text || hash(&damaged) != block.told.blake3);
            }
        }
    }

    /// As imports write them: the ids of one go, unit by unit.
    fn declared(count: u64) -> Vec<Row> {
        let mut id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        let day = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        let row = |number: u64| {
            id = id_after(id);
            Row {
                id: id.into(),
                unit: Uuid::from_u128(u128::from(number / 60)).into(),
                indicator: format!("indicator.{}", number % 60),
                source: Source::Declared,
                record: None,
                occurred_on: day,
                counted_on: day,
                value: i64::try_from(number % 1_000).unwrap(),
                subject: None,
            }
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn many_rows_take_several_blocks_of_few_bytes_a_row() {
        let rows = declared(120_000);
        let blocks = pack(rows.iter().map(|row| (Turn::Comes, row)));
        assert_eq!(blocks.iter().map(|block| block.told.rows).collect::<Vec<_>>(), [50_000, 50_000, 20_000]);
        let bytes: usize = blocks.iter().map(|block| block.text.len()).sum();
        assert!(bytes / rows.len() < 8, "{bytes}");
        let out: Vec<Row> = blocks.iter().flat_map(|block| unpack(&block.text).unwrap()).map(|(_, row)| row).collect();
        assert_eq!(out, rows);
    }
}
