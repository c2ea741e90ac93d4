//! A table as an official PDF: state heading, title, bordered table with its head on every page, remarks.
//!
//! Margins, sizes and page numbers follow Decree 30/2020/NĐ-CP, appendix I. Not here: how a template is set (`typeset`),
//! what a cell says on paper (`print`).

use crate::{PaperError, Table, print::Printed, typeset};

const TEMPLATE: &str = include_str!("../templates/table.typ");

/// The table as a PDF; the same table gives the same bytes.
///
/// # Errors
/// [`PaperError::NoColumns`], [`PaperError::RowWidth`] when the table does not fit itself, [`PaperError::Typeset`].
pub fn pdf(table: &Table) -> Result<Vec<u8>, PaperError> {
    let printed = Printed::new(table)?;
    let data = serde_json::to_string(&printed).map_err(|error| PaperError::Typeset(error.to_string()))?;
    typeset::pdf("table", TEMPLATE, data)
}
