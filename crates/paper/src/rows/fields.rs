//! A CSV written row by row.
//!
//! Not here: how a cell becomes a field (`csv`).

use std::io::Write;

use csv::Writer;

use crate::{Cell, Column, PaperError, Words, csv as fields, table::fits};

/// What a CSV has besides its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dress {
    /// Nothing.
    Bare,
    /// A byte order mark.
    Plain,
    /// A byte order mark and a column that lists incomplete values.
    Marked,
}

/// A CSV written row by row, in the form described at [`csv`](fn@crate::csv).
#[must_use = "rows are only complete after `finish`"]
pub struct CsvRows<W: Write> {
    writer: Writer<W>,
    headings: Vec<String>,
    words: Words,
    marked: bool,
    count: usize,
}

impl<W: Write> CsvRows<W> {
    /// Writes the byte order mark and the headings. Incomplete values will be refused: there is no column for them.
    ///
    /// # Errors
    /// [`PaperError::NoColumns`], and what the destination refuses.
    pub fn new(destination: W, columns: &[Column], words: &Words) -> Result<Self, PaperError> {
        Self::begin(destination, columns, words, Dress::Plain)
    }

    /// For programs: no byte order mark, and nothing where nobody reported a value. Incomplete values will be refused.
    ///
    /// # Errors
    /// [`PaperError::NoColumns`], and what the destination refuses.
    pub fn plain(destination: W, columns: &[Column]) -> Result<Self, PaperError> {
        Self::begin(destination, columns, &Words::for_programs(), Dress::Bare)
    }

    /// As [`CsvRows::new`], with a last column that lists the headings of the incomplete values of each row.
    ///
    /// # Errors
    /// [`PaperError::NoColumns`], and what the destination refuses.
    pub fn marked(destination: W, columns: &[Column], words: &Words) -> Result<Self, PaperError> {
        Self::begin(destination, columns, words, Dress::Marked)
    }

    fn begin(destination: W, columns: &[Column], words: &Words, dress: Dress) -> Result<Self, PaperError> {
        if columns.is_empty() {
            return Err(PaperError::NoColumns);
        }
        let marked = dress == Dress::Marked;
        let mut writer = fields::begin(destination, dress != Dress::Bare)?;
        for column in columns {
            writer.write_field(fields::guarded(&column.heading).as_bytes())?;
        }
        if marked {
            writer.write_field(fields::guarded(&words.partial).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
        let headings = columns.iter().map(|column| column.heading.clone()).collect();
        Ok(Self { writer, headings, words: words.clone(), marked, count: 0 })
    }

    /// Writes one row, one cell for each column.
    ///
    /// # Errors
    /// [`PaperError::RowWidth`], [`PaperError::UnmarkedPartial`], and what the destination refuses.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), PaperError> {
        self.count += 1;
        fits(self.count, self.headings.len(), cells.len())?;
        if !self.marked && cells.iter().any(Cell::is_partial) {
            return Err(PaperError::UnmarkedPartial { row: self.count });
        }
        for cell in cells {
            self.writer.write_field(fields::field(cell, &self.words).as_bytes())?;
        }
        if self.marked {
            let incomplete: Vec<&str> = (self.headings.iter().zip(cells))
                .filter(|(_, cell)| cell.is_partial())
                .map(|(heading, _)| heading.as_str())
                .collect();
            self.writer.write_field(fields::guarded(&incomplete.join("; ")).as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left and gives the destination back.
    ///
    /// # Errors
    /// What the destination refuses.
    pub fn finish(self) -> Result<W, PaperError> {
        Ok(self.writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColumnKind;

    fn columns() -> Vec<Column> {
        vec![Column::new("Mã", ColumnKind::Text), Column::new("Số", ColumnKind::Number)]
    }

    #[test]
    fn an_incomplete_value_is_never_written_as_a_complete_one() {
        let row = ["A".into(), Cell::Whole(1).partial()];
        let mut plain = CsvRows::new(Vec::new(), &columns(), &Words::vietnamese()).unwrap();
        assert!(matches!(plain.push(&row), Err(PaperError::UnmarkedPartial { row: 1 })));
        let mut marked = CsvRows::marked(Vec::new(), &columns(), &Words::vietnamese()).unwrap();
        marked.push(&row).unwrap();
        let text = String::from_utf8(marked.finish().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}Mã,Số,số liệu chưa đầy đủ\r\nA,1,Số\r\n");
    }
}
