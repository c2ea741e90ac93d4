//! The words the reader knows, as tables. No logic is here beyond building each table once.

pub(crate) mod cue;
pub(crate) mod document;
pub(crate) mod issuer;
pub(crate) mod noun;
pub(crate) mod time;
pub(crate) mod unit;
