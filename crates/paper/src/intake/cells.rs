//! The cells of one sheet of an XLSX, row by row as they stream out of the archive.
//!
//! Not here: what the elements mean (`walk`).

use std::{collections::VecDeque, sync::Arc};

use super::{
    IntakeError, Row,
    package::Part,
    pieces::Pieces,
    walk::{Halt, Walk},
    workbook::Workbook,
    xml::TOO_EARLY,
};

/// The rows of one sheet.
pub(crate) struct CellRows {
    pieces: Pieces,
    walk: Walk,
    /// Rows of the present piece that were not asked for yet.
    ready: VecDeque<Row>,
    /// What comes after them, when the piece ended badly.
    failed: Option<IntakeError>,
    ended: bool,
}

impl CellRows {
    /// Begins at the top of a sheet.
    pub(crate) fn open(book: Arc<Workbook>, part: &Part) -> Result<Self, IntakeError> {
        let pieces = Pieces::open(&book.package, part, book.package.limit())?;
        Ok(Self { pieces, walk: Walk::new(book), ready: VecDeque::new(), failed: None, ended: false })
    }

    /// The next row that has any value.
    pub(crate) fn next_row(&mut self) -> Option<Result<Row, IntakeError>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(row));
            }
            if let Some(error) = self.failed.take() {
                self.ended = true;
                return Some(Err(error));
            }
            if self.ended {
                return None;
            }
            self.failed = self.step().err();
        }
    }

    /// Reads one piece.
    fn step(&mut self) -> Result<(), IntakeError> {
        let piece = self.pieces.next(self.walk.last)?;
        let walked = match piece {
            Some(piece) => self.walk.read(piece, &mut self.ready),
            None => Err(Halt::Damage(TOO_EARLY.to_owned())),
        };
        match walked {
            Ok(()) if self.walk.done => {
                self.ended = true;
                self.pieces.drain(self.walk.last)
            }
            Ok(()) => Ok(()),
            Err(Halt::TooLong) => Err(IntakeError::TooLong { row: self.walk.last }),
            Err(Halt::Damage(reason)) => Err(IntakeError::damaged(self.pieces.name(), reason)),
        }
    }
}
