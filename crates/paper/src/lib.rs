//! Official papers, tables and calendars out, officers' sheets in: XLSX, CSV, PDF, DOCX, iCalendar.
//!
//! A caller fills a [`Table`] with words and figures that are already in the reader's language and gets bytes back;
//! a long export is pushed row by row through [`rows`], the sheets officers keep are read through [`intake`] and
//! the papers they hold through [`text`]. The same input gives the same bytes: the moment a paper is
//! made is an argument.
//!
//! Not here: which figures stand in a table and who may see them (`service`), reading a filled form back (`service`),
//! the database, the clock.

mod calendar;
mod card;
mod cell;
mod csv;
mod docx;
mod error;
mod form;
mod heading;
pub mod intake;
mod measure;
mod pdf;
mod print;
mod qr;
pub mod rows;
mod sheet;
mod style;
mod table;
pub mod text;
mod typeset;
mod xlsx;

pub use calendar::{Calendar, CalendarDay, calendar};
pub use card::{CardFace, card_pdf, card_sheets_pdf};
pub use cell::Cell;
pub use csv::{csv, unguarded};
pub use docx::docx;
pub use error::PaperError;
pub use form::{FormEntry, FormRefusal, FormSheet, FormSheetLine, FormSheetRow, KEYS_MARK, KEYS_SHEET, form_xlsx};
pub use heading::Heading;
pub use pdf::pdf;
pub use qr::{qr_svg, qr_svg_wide};
pub use sheet::sheet_name;
pub use table::{Column, ColumnKind, Table, TableRow, Words};
pub use xlsx::xlsx;
