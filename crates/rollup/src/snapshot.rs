//! Everything an engine was filled with, in bytes, and an engine out of such bytes: what a server that starts reads instead
//! of every row of the database.
//!
//! Held are declared months, rows with ids, and members' rolls; what can be worked out from them (totals, who reported,
//! seats) is worked out again, and tree and catalogue are those the reader has. The bytes begin with a head: version,
//! a mark that means something to whoever wrote it, indicators, units, and for every section behind it the length and a
//! BLAKE3 hash. The head ends with its own hash. So any changed, missing or further byte is found before it counts, and
//! sections are checked and read by several threads at once.
//!
//! Not here: files, and whether what is in one is still true of a database (`service::figures`).

mod months;
mod rolls;
mod rows;
mod wire;

use std::sync::Arc;

use congdoan_model::{Month, UnitId, figures::Row};

use crate::{
    catalogue::Catalogue,
    engine::{Engine, Filled},
    grid::Leaf,
    roll::Held,
    threads,
    tree::Tree,
};
use wire::{Put as _, Reader};

/// The first bytes of every snapshot.
const MAGIC: [u8; 8] = *b"congdoan";

/// The form of the bytes; another one is not read.
const VERSION: u32 = 1;

/// Bytes before the head's own: those of the name, the version, the length of the head.
const BEFORE: usize = MAGIC.len() + 4 + 4;

/// Bytes of a hash.
const HASH: usize = 32;

/// What is read, or why it is not.
type Read<T> = Result<T, SnapshotError>;

/// Why bytes give no engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// They are not of a snapshot at all.
    #[error("these bytes are no snapshot")]
    Foreign,
    /// Another form than this program reads.
    #[error("the snapshot has the form {0}, and this program reads {VERSION}")]
    Version(u32),
    /// Changed, cut off or never right; with what was found.
    #[error("the snapshot is damaged: {0}")]
    Damaged(&'static str),
}

/// What an engine was filled with, in bytes.
#[derive(Clone, Debug)]
pub struct Packed {
    pieces: Vec<Vec<u8>>,
    figures: usize,
    figure_bytes: usize,
}

impl Packed {
    /// The bytes, piece after piece.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(Vec::as_slice)
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// Whether there are none; there always are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// How many declared months without ids are in it.
    #[must_use]
    pub const fn figures(&self) -> usize {
        self.figures
    }

    /// The bytes those take, and who declared what at all.
    #[must_use]
    pub const fn figure_bytes(&self) -> usize {
        self.figure_bytes
    }
}

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Month(Month),
    Rows,
    Rolls,
}

/// A section as the head announces it.
#[derive(Debug)]
struct Section<'b> {
    kind: Kind,
    hash: [u8; HASH],
    bytes: &'b [u8],
}

/// A section as it is read.
enum Part {
    Month(Month, Leaf),
    Rows(Vec<Row>),
    Rolls(Vec<Held>),
}

/// Bytes whose head was found right; the sections are checked when they are read.
#[derive(Debug)]
pub struct Snapshot<'b> {
    mark: &'b [u8],
    columns: Vec<&'b str>,
    seats: Vec<UnitId>,
    sections: Vec<Section<'b>>,
}

impl Filled {
    /// All of it in bytes, under a mark that means something to the caller.
    #[must_use]
    pub fn pack(&self, mark: &[u8]) -> Packed {
        let months = &self.months;
        let written = threads::shared(months.len(), |at| months.get(at).map(|(_, leaf)| months::write(leaf)));
        let written: Vec<(Vec<u8>, usize)> = written.into_iter().flatten().collect();
        let figures = written.iter().map(|(_, count)| count).sum();
        let figure_bytes = written.iter().map(|(bytes, _)| bytes.len()).sum();
        let months = months.iter().zip(written).map(|((month, _), (bytes, _))| (Kind::Month(*month), bytes));
        let mut sections: Vec<(Kind, Vec<u8>)> = months.collect();
        sections.extend(rows::write(&self.rows).into_iter().map(|bytes| (Kind::Rows, bytes)));
        sections.extend(rolls::write(&self.rolls).into_iter().map(|bytes| (Kind::Rolls, bytes)));
        let mut head = Vec::new();
        head.put_text(mark);
        head.put_count(self.columns.len());
        self.columns.iter().for_each(|id| head.put_text(id.as_bytes()));
        head.put_count(self.seats.len());
        self.seats.iter().for_each(|unit| head.put(unit.uuid().as_bytes()));
        Packed { pieces: sealed(head, sections), figures, figure_bytes }
    }
}

/// A head without its sections, finished with them, and they behind it.
fn sealed(mut head: Vec<u8>, sections: Vec<(Kind, Vec<u8>)>) -> Vec<Vec<u8>> {
    let hash = |at: usize| sections.get(at).map(|(_, bytes): &(Kind, Vec<u8>)| blake3::hash(bytes));
    let hashes = threads::shared(sections.len(), hash);
    head.put_count(sections.len());
    for ((kind, bytes), hash) in sections.iter().zip(hashes.into_iter().flatten()) {
        match kind {
            Kind::Month(month) => {
                head.put(&[0]);
                head.put_signed(month.index().into());
            }
            Kind::Rows => head.put(&[1]),
            Kind::Rolls => head.put(&[2]),
        }
        head.put_count(bytes.len());
        head.put(hash.as_bytes());
    }
    let mut first = MAGIC.to_vec();
    first.put(&VERSION.to_le_bytes());
    first.put(&u32::try_from(head.len()).unwrap_or(u32::MAX).to_le_bytes());
    first.append(&mut head);
    let hash = blake3::hash(&first);
    first.put(hash.as_bytes());
    [first].into_iter().chain(sections.into_iter().map(|(_, bytes)| bytes)).collect()
}

impl<'b> Snapshot<'b> {
    /// Reads and checks the head.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn new(bytes: &'b [u8]) -> Read<Self> {
        let mut from = Reader::new(bytes);
        if from.array().ok() != Some(MAGIC) {
            return Err(SnapshotError::Foreign);
        }
        let version = u32::from_le_bytes(from.array()?);
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        let length = u32::from_le_bytes(from.array()?) as usize;
        let head = from.take(length)?;
        let hashed = bytes.get(..BEFORE + length).unwrap_or_default();
        if blake3::hash(hashed) != blake3::Hash::from_bytes(from.array()?) {
            return Err(SnapshotError::Damaged("its head is not the one that was written"));
        }
        Self::with_head(Reader::new(head), from)
    }

    fn with_head(mut head: Reader<'b>, mut from: Reader<'b>) -> Read<Self> {
        let mark = head.bytes()?;
        let columns = (0..head.count(1)?).map(|_| head.text()).collect::<Read<_>>()?;
        let seats = (0..head.count(16)?).map(|_| rows::id(&mut head).map(UnitId::from)).collect::<Read<_>>()?;
        let mut sections = Vec::new();
        for _ in 0..head.count(HASH)? {
            let kind = match head.byte()? {
                0 => Kind::Month(month(head.signed()?)?),
                1 => Kind::Rows,
                2 => Kind::Rolls,
                _ => return Err(SnapshotError::Damaged("a section holds something unknown")),
            };
            let length = head.small()?;
            sections.push(Section { kind, hash: head.array()?, bytes: from.take(length)? });
        }
        if !head.is_done() || !from.is_done() {
            return Err(SnapshotError::Damaged("it goes on behind its end"));
        }
        Ok(Self { mark, columns, seats, sections })
    }

    /// What the writer marked it with.
    #[must_use]
    pub const fn mark(&self) -> &'b [u8] {
        self.mark
    }

    /// The engine over a catalogue and a tree, which need not be those of the writer: what they do not know is set aside.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`].
    pub fn engine(&self, catalogue: Catalogue, tree: Tree) -> Read<Engine> {
        let parts = threads::shared(self.sections.len(), |at| self.sections.get(at).map(|section| self.part(section)));
        let mut base = Filled {
            columns: self.columns.iter().map(|id| (*id).to_owned()).collect(),
            seats: self.seats.clone(),
            ..Filled::default()
        };
        for part in parts.into_iter().flatten() {
            match part? {
                Part::Month(month, leaf) => base.months.push((month, Arc::new(leaf))),
                Part::Rows(mut rows) => base.rows.append(&mut rows),
                Part::Rolls(rolls) => base.rolls.extend(rolls.into_iter().map(Arc::new)),
            }
        }
        Engine::of(catalogue, tree, base).ok_or(SnapshotError::Damaged("something is there twice"))
    }

    fn part(&self, section: &Section<'_>) -> Read<Part> {
        if blake3::hash(section.bytes) != blake3::Hash::from_bytes(section.hash) {
            return Err(SnapshotError::Damaged("a section is not the one that was written"));
        }
        Ok(match section.kind {
            Kind::Month(month) => {
                Part::Month(month, months::read(section.bytes, self.columns.len(), self.seats.len())?)
            }
            Kind::Rows => Part::Rows(rows::read(section.bytes)?),
            Kind::Rolls => Part::Rolls(rolls::read(section.bytes)?),
        })
    }
}

/// The month of a number, if the calendar has it.
fn month(number: i64) -> Read<Month> {
    /// Months of ten thousand years: the calendar goes further, what people declare does not.
    const LAST: i32 = 120_000;
    let number = i32::try_from(number).ok().filter(|number| (0..LAST).contains(number));
    number.map(Month::from_index).ok_or(SnapshotError::Damaged("a month is none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever stands in a section under a right hash, reading it ends, with an error or without, and takes no memory that the
    /// bytes do not account for.
    #[test]
    fn no_section_brings_a_reader_down() {
        let mut leaf = Leaf::new(9);
        for seat in 0..66 {
            for column in (0..9).filter(|column| (seat + column) % 3 > 0) {
                leaf.set(seat, column, Some(i64::from(seat) << (column * 7)));
            }
        }
        let row = Row {
            id: congdoan_model::FigureId::default(),
            unit: UnitId::default(),
            indicator: "flow".to_owned(),
            source: congdoan_model::figures::Source::Records,
            record: Some(congdoan_model::RecordId::default()),
            occurred_on: chrono::NaiveDate::MIN,
            counted_on: chrono::NaiveDate::MAX,
            value: i64::MIN,
            subject: Some("fingerprint".to_owned()),
        };
        let spell = crate::roll::Spell::new(
            (chrono::NaiveDate::MIN, congdoan_model::members::Joining::Admitted),
            (chrono::NaiveDate::MAX, None),
            crate::roll::Who::new(None, crate::roll::Born::of_byte(9)),
        );
        let held = Held::of_spells(UnitId::default(), chrono::NaiveDate::MIN, vec![spell; 3]);
        let sections = [
            (Kind::Month(Month::from_index(0)), months::write(&leaf).0),
            (Kind::Rows, rows::write(&[row.clone(), row]).concat()),
            (Kind::Rolls, rolls::write(&held.into_iter().map(Arc::new).collect::<Vec<_>>()).concat()),
        ];
        let snapshot =
            Snapshot { mark: &[], columns: vec![""; 9], seats: vec![UnitId::default(); 66], sections: vec![] };
        let read = |kind, bytes: &[u8]| {
            snapshot.part(&Section { kind, hash: *blake3::hash(bytes).as_bytes(), bytes }).map(|_| ())
        };
        for (kind, bytes) in sections {
            assert_eq!(read(kind, &bytes), Ok(()));
            for at in 0..bytes.len() {
                assert!(read(kind, &bytes[..at]).is_err() || kind == Kind::Rolls && at == 0);
                for turn in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
                    let mut turned = bytes.clone();
                    turned[at] ^= turn;
                    let _ = read(kind, &turned);
                }
            }
        }
    }
}
