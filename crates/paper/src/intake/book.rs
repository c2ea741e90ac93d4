//! An opened file: its kind, its sheets, their rows.
//!
//! Not here: how the parts of either kind are read (`workbook`, `cells`, `lines`).

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::NaiveDate;

use super::{
    IntakeError,
    cells::CellRows,
    lines::{self, Dialect, LineRows},
    package::Part,
    workbook::{self, Workbook},
};

const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
/// The compound file all office documents before 2007 are, and encrypted ones still.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Pictures and archives whose beginnings hold no zero byte for certain.
const FOREIGN: [&[u8]; 5] = [b"\x89PNG", b"GIF8", b"\x1F\x8B", b"Rar!", b"7z\xBC\xAF"];

/// How much of a file is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes any part of the archive may expand to; sheets are walked and not held, so it bounds time.
    pub expanded: u64,
    /// The most bytes of shared texts, which are held; it bounds memory.
    pub texts: u64,
}

impl Default for Limits {
    /// 8 GiB for a part (a full sheet of 12 columns takes about 1), 384 MiB for shared texts.
    fn default() -> Self {
        Self { expanded: 8 << 30, texts: 384 << 20 }
    }
}

/// The kinds of file that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookKind {
    /// An Excel workbook of 2007 or later.
    Xlsx,
    /// Text with fields set apart by commas, semicolons or tabs.
    Csv,
}

/// An opened file.
#[derive(Clone, Debug)]
pub struct Book {
    kind: BookKind,
    sheets: Vec<Sheet>,
}

impl Book {
    /// Opens a file within the usual [`Limits`]. Its content decides what it is, never its name.
    ///
    /// # Errors
    /// [`IntakeError`] for every kind of file that is not read, damaged ones included.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, IntakeError> {
        Self::open_within(path, &Limits::default())
    }

    /// Opens a file within limits of the caller's.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn open_within(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, IntakeError> {
        let path = path.as_ref();
        let mut file = File::open(path)?;
        let head = lines::sample(&mut file)?;
        if ZIP.iter().any(|magic| head.starts_with(magic)) {
            let (book, tabs) = workbook::open(path, limits)?;
            let book = Arc::new(book);
            let sheets = tabs.into_iter().map(|tab| Sheet {
                name: tab.name,
                hidden: tab.hidden,
                source: Source::Cells(Arc::clone(&book), tab.part),
            });
            return Ok(Self { kind: BookKind::Xlsx, sheets: sheets.collect() });
        }
        if head.starts_with(COMPOUND) {
            return Err(compound(&mut file, &head)?);
        }
        if FOREIGN.iter().any(|magic| head.starts_with(magic)) {
            return Err(IntakeError::NotASheet);
        }
        let dialect = lines::dialect(&head)?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let sheet = Sheet { name, hidden: false, source: Source::Lines(path.to_owned(), dialect) };
        Ok(Self { kind: BookKind::Csv, sheets: vec![sheet] })
    }

    /// What the file is.
    #[must_use]
    pub fn kind(&self) -> BookKind {
        self.kind
    }

    /// The sheets with cells, in their order; at least one. A CSV is one sheet, named as the file without its ending.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// A sheet by its name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// What a compound file is: names in its directory tell an encrypted workbook from an old one.
fn compound(file: &mut File, head: &[u8]) -> Result<IntakeError, IntakeError> {
    use std::io::{Read, Seek, SeekFrom};
    const LOOKED_AT: u64 = 1 << 20;
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let holds = |bytes: &[u8]| bytes.windows(mark.len()).any(|window| window == mark.as_slice());
    let mut tail = Vec::new();
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_AT)))?;
    file.take(LOOKED_AT).read_to_end(&mut tail)?;
    Ok(if holds(head) || holds(&tail) { IntakeError::Encrypted } else { IntakeError::OldExcel })
}

#[derive(Clone, Debug)]
enum Source {
    Cells(Arc<Workbook>, Part),
    Lines(PathBuf, Dialect),
}

/// One sheet of an opened file. It holds on to what it needs, so it can go to another thread.
#[derive(Clone, Debug)]
pub struct Sheet {
    name: String,
    hidden: bool,
    source: Source,
}

impl Sheet {
    /// The name on its tab.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the spreadsheet hides it: old lists and helper tables are often kept so.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Its rows from the top; each call begins anew, and several may run at a time.
    ///
    /// # Errors
    /// What the system refuses; what is wrong further down comes out of the rows.
    pub fn rows(&self) -> Result<Rows, IntakeError> {
        Ok(Rows(match &self.source {
            Source::Cells(book, part) => Walk::Cells(Box::new(CellRows::open(Arc::clone(book), part)?)),
            Source::Lines(path, dialect) => Walk::Lines(Box::new(LineRows::open(path, *dialect)?)),
        }))
    }
}

/// The rows of a sheet that have any value, one at a time. After an error there are no more.
#[must_use = "rows are read as they are asked for"]
pub struct Rows(Walk);

enum Walk {
    Cells(Box<CellRows>),
    Lines(Box<LineRows>),
}

impl Iterator for Rows {
    type Item = Result<Row, IntakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walk::Cells(rows) => rows.next_row(),
            Walk::Lines(rows) => rows.next_row(),
        }
    }
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells from column A on; empty ones at the end are left out.
    pub cells: Vec<Raw>,
}

impl Row {
    /// The cell in a column counted from 0; empty beyond the last.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Raw {
        self.cells.get(column).unwrap_or(&Raw::Empty)
    }

    /// The cells that hold something, with their columns counted from 0.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Raw)> {
        self.cells.iter().enumerate().filter(|(_, cell)| **cell != Raw::Empty)
    }
}

/// What a cell holds, as it is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Raw {
    /// Nothing, or only blanks.
    #[default]
    Empty,
    /// A text as written. Everything in a CSV is one; times of day are too (`08:15`).
    Text(String),
    /// A number. A whole number of up to 15 digits is exact; [`value::as_text`](super::value::as_text) writes it
    /// without exponent or decimals.
    Number(f64),
    /// A number the sheet shows as a day.
    Day(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
    /// The error a formula ended in, such as `#N/A`.
    Fault(String),
}

impl Raw {
    /// The text, or nothing when it is blank.
    pub(crate) fn text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}
