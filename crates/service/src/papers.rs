//! Papers made from figures: the table of a unit as a spreadsheet.
//!
//! Not here: the look of papers (`paper`).
