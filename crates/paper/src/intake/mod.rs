//! Sheets in: XLSX and CSV as officers keep them, row by row.
//!
//! [`Book::open`] tells by the content what a file is and names its sheets; [`Sheet::rows`] walks one of them without
//! ever holding it whole. Only the texts an XLSX shares between its cells are held, once, in one block of memory.
//! [`find_header`] finds the row or rows that name the columns, [`Sieve`] tells members from title blocks, group rows,
//! totals and signatures, and [`value`] reads a cell as what its column should hold, with a reason when it cannot.
//!
//! Everything that can be wrong with a file is an [`IntakeError`], with words for people; nothing here panics on any
//! input, and a file that expands beyond its [`Limits`] is given up.
//!
//! Not here: which fields there are and what they mean, what is created or changed (`service`); old `.xls`, `.ods` and
//! encrypted files, which are refused with the way out.

mod book;
mod cells;
mod day;
mod error;
mod header;
mod letters;
mod levels;
mod lines;
pub(crate) mod package;
mod pieces;
mod reason;
mod serial;
mod sieve;
mod strings;
mod styles;
pub mod value;
mod walk;
mod workbook;
pub(crate) mod xml;

pub use book::{Book, BookKind, Limits, Raw, Row, Rows, Sheet};
pub use day::{Day, Precision};
pub use error::IntakeError;
pub use header::{Header, HeaderColumn, Title, find_header, title_key};
pub use letters::column_letters;
pub use reason::{Bad, Reason};
pub use sieve::{RowKind, Sieve, Tally, is_data};
