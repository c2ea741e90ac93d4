//! A Parquet file written row by row: rows are gathered and written in groups, so memory stays flat.
//!
//! Not here: reading Parquet.

use std::{io::Write, sync::Arc};

use chrono::NaiveDate;
use parquet::{
    basic::{Compression, GzipLevel, LogicalType, Repetition, Type as Physical},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::{Type, TypePtr},
};

use crate::{Cell, Column, ColumnKind, PaperError, cell::percentage, table::fits};

/// How many rows are gathered before they are written: enough to compress well, few enough to hold.
const GROUP_ROWS: usize = 32_768;
/// How many bytes of text are gathered at most.
const GROUP_BYTES: usize = 32 << 20;
const COMPRESSION: u32 = 3;
/// Digits and decimals of a percentage.
const PERCENT_DIGITS: i32 = 18;
const PERCENT_DECIMALS: i32 = 2;

/// A Parquet file written row by row.
#[must_use = "the file is only complete after `finish`"]
pub struct ParquetRows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    gathered: usize,
    bytes: usize,
    count: usize,
}

/// The values of one column since the last group; a level of 0 stands for null.
struct Gathered {
    kind: ColumnKind,
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    Texts(Vec<ByteArray>),
    Wholes(Vec<i64>),
    Days(Vec<i32>),
}

impl Values {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Texts(Vec::new()),
            ColumnKind::Number | ColumnKind::Money | ColumnKind::Percent => Self::Wholes(Vec::new()),
            ColumnKind::Day => Self::Days(Vec::new()),
        }
    }
}

impl<W: Write + Send> ParquetRows<W> {
    /// Writes the beginning of the file. The headings are the names of the columns and must differ from each other.
    ///
    /// # Errors
    /// [`PaperError::NoColumns`], [`PaperError::Parquet`], and what the destination refuses.
    pub fn new(destination: W, columns: &[Column]) -> Result<Self, PaperError> {
        if columns.is_empty() {
            return Err(PaperError::NoColumns);
        }
        let fields = columns.iter().map(field).collect::<Result<Vec<TypePtr>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::GZIP(GzipLevel::try_new(COMPRESSION)?))
            .set_created_by("congdoan".to_owned())
            .build();
        let writer = SerializedFileWriter::new(destination, schema, Arc::new(properties))?;
        let gathered =
            |column: &Column| Gathered { kind: column.kind, levels: Vec::new(), values: Values::new(column.kind) };
        Ok(Self { writer, columns: columns.iter().map(gathered).collect(), gathered: 0, bytes: 0, count: 0 })
    }

    /// Writes one row, one cell for each column. [`Cell::Missing`] and [`Cell::NotApplicable`] are null.
    ///
    /// # Errors
    /// [`PaperError::RowWidth`], [`PaperError::UnmarkedPartial`], [`PaperError::CellKind`], and what the destination
    /// refuses.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), PaperError> {
        self.count += 1;
        let row = self.count;
        fits(row, self.columns.len(), cells.len())?;
        if cells.iter().any(Cell::is_partial) {
            return Err(PaperError::UnmarkedPartial { row });
        }
        let misfit = self.columns.iter().zip(cells).position(|(column, cell)| !column.takes(cell));
        if let Some(index) = misfit {
            return Err(PaperError::CellKind { row, column: index + 1 });
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell);
        }
        self.gathered += 1;
        if self.gathered >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left and the end of the file, and gives the destination back.
    ///
    /// # Errors
    /// What the destination refuses.
    pub fn finish(mut self) -> Result<W, PaperError> {
        self.flush()?;
        let mut destination = self.writer.into_inner()?;
        destination.flush()?;
        Ok(destination)
    }

    fn flush(&mut self) -> Result<(), PaperError> {
        if self.gathered == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            let levels = Some(column.levels.as_slice());
            match (writer.untyped(), &column.values) {
                (ColumnWriter::ByteArrayColumnWriter(typed), Values::Texts(texts)) => {
                    typed.write_batch(texts, levels, None)?;
                }
                (ColumnWriter::Int64ColumnWriter(typed), Values::Wholes(wholes)) => {
                    typed.write_batch(wholes, levels, None)?;
                }
                (ColumnWriter::Int32ColumnWriter(typed), Values::Days(days)) => {
                    typed.write_batch(days, levels, None)?;
                }
                _ => return Err(ParquetError::General("a column of another kind".to_owned()).into()),
            }
            writer.close()?;
            column.levels.clear();
            column.values = Values::new(column.kind);
        }
        group.close()?;
        (self.gathered, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Gathered {
    /// Whether the column can hold the cell.
    fn takes(&self, cell: &Cell) -> bool {
        match cell.bare() {
            Cell::Empty | Cell::Missing | Cell::NotApplicable | Cell::Partial(_) => true,
            Cell::Text(_) => self.kind == ColumnKind::Text,
            Cell::Whole(_) => matches!(self.kind, ColumnKind::Text | ColumnKind::Number | ColumnKind::Money),
            Cell::Percent(_) => matches!(self.kind, ColumnKind::Text | ColumnKind::Percent),
            Cell::Day(_) => matches!(self.kind, ColumnKind::Text | ColumnKind::Day),
        }
    }

    /// Gathers a cell the column can hold; answers how many bytes of text it took.
    fn push(&mut self, cell: &Cell) -> usize {
        let mut bytes = 0;
        let held = match (&mut self.values, cell.bare()) {
            (Values::Texts(texts), cell) => text(cell).is_some_and(|text| {
                bytes = text.len();
                texts.push(ByteArray::from(text.into_bytes()));
                true
            }),
            (Values::Wholes(wholes), Cell::Whole(whole) | Cell::Percent(whole)) => {
                wholes.push(*whole);
                true
            }
            (Values::Days(days), Cell::Day(day)) => {
                days.push(since_1970(*day));
                true
            }
            _ => false,
        };
        self.levels.push(i16::from(held));
        bytes
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Whole(whole) => Some(whole.to_string()),
        Cell::Percent(hundredths) => Some(percentage(*hundredths)),
        Cell::Day(day) => Some(day.format("%Y-%m-%d").to_string()),
        Cell::Empty | Cell::Missing | Cell::NotApplicable | Cell::Partial(_) => None,
    }
}

fn since_1970(day: NaiveDate) -> i32 {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    // The whole calendar of `NaiveDate` lies within 32 bits of days.
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Number | ColumnKind::Money => (Physical::INT64, None),
        ColumnKind::Percent => (Physical::INT64, Some(LogicalType::decimal(PERCENT_DECIMALS, PERCENT_DIGITS))),
        ColumnKind::Day => (Physical::INT32, Some(LogicalType::Date)),
    };
    let mut builder = Type::primitive_type_builder(&column.heading, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    if column.kind == ColumnKind::Percent {
        builder = builder.with_precision(PERCENT_DIGITS).with_scale(PERCENT_DECIMALS);
    }
    Ok(Arc::new(builder.build()?))
}

#[cfg(test)]
mod tests {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::{Field, RowAccessor},
    };

    use super::*;

    fn columns() -> Vec<Column> {
        let kinds = [
            ("name", ColumnKind::Text),
            ("count", ColumnKind::Number),
            ("amount", ColumnKind::Money),
            ("share", ColumnKind::Percent),
            ("day", ColumnKind::Day),
        ];
        kinds.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn row(number: i64) -> [Cell; 5] {
        let day = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
        [
            Cell::Text(format!("Đội {number}")),
            Cell::Whole(number),
            if number % 2 == 0 { Cell::Missing } else { Cell::Whole(i64::MAX - number) },
            Cell::Percent(-number),
            if number % 3 == 0 { Cell::Empty } else { Cell::Day(day) },
        ]
    }

    #[test]
    fn values_come_back_with_their_types_over_several_groups() {
        let most = 70_000;
        let mut rows = ParquetRows::new(Vec::new(), &columns()).unwrap();
        for number in 1..=most {
            rows.push(&row(number)).unwrap();
        }
        let file = tempfile::tempfile().unwrap();
        (&file).write_all(&rows.finish().unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.num_row_groups(), 3);
        let mut number = 0;
        for read in reader.get_row_iter(None).unwrap() {
            let read = read.unwrap();
            number += 1;
            assert_eq!(read.get_string(0).unwrap(), &format!("Đội {number}"));
            assert_eq!(read.get_long(1).unwrap(), number);
            let fields: Vec<&Field> = read.get_column_iter().map(|(_, field)| field).collect();
            let amount = if number % 2 == 0 { Field::Null } else { Field::Long(i64::MAX - number) };
            assert_eq!(fields[2], &amount);
            let share = format!("-{}.{:02}", number / 100, number % 100);
            assert_eq!(fields[3].to_string(), share);
            assert_eq!(fields[4], &if number % 3 == 0 { Field::Null } else { Field::Date(-1) });
        }
        assert_eq!(number, most);
    }

    #[test]
    fn texts_take_every_value_and_numbers_no_texts() {
        let columns = [Column::new("a", ColumnKind::Text), Column::new("b", ColumnKind::Number)];
        let mut rows = ParquetRows::new(Vec::new(), &columns).unwrap();
        rows.push(&[Cell::Whole(2026), Cell::NotApplicable]).unwrap();
        let refused = rows.push(&[Cell::Empty, "5".into()]);
        assert!(matches!(refused, Err(PaperError::CellKind { row: 2, column: 2 })));
        assert!(matches!(rows.push(&[Cell::Empty]), Err(PaperError::RowWidth { row: 3, expected: 2, found: 1 })));
        assert!(rows.finish().unwrap().starts_with(b"PAR1"));
    }

    #[test]
    fn a_file_without_rows_is_still_whole() {
        let bytes = ParquetRows::new(Vec::new(), &columns()).unwrap().finish().unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
}
