//! Sheets as officers keep them, read from real files: made with openpyxl, with our own writers, and by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot make its file must fail loudly")]

mod hostile;
mod mending;
mod officers;
mod parts;
mod roundtrip;
mod text;
mod values;

use congdoan_paper::intake::{Book, IntakeError, Row, Sheet};

/// The rows of a sheet that holds no error.
fn rows(sheet: &Sheet) -> Vec<Row> {
    sheet.rows().unwrap().map(Result::unwrap).collect()
}

/// Bytes as an opened file.
fn opened(bytes: &[u8]) -> Result<Vec<Vec<Row>>, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("danh sách.dat");
    std::fs::write(&file, bytes).unwrap();
    let book = Book::open(&file)?;
    book.sheets().iter().map(|sheet| sheet.rows()?.collect()).collect()
}
