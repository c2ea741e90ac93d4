//! The member file: who is a member, where, since when.
//!
//! Not here: which fields there are (`packs/vietnam/members.toml`), counting (`rollup`), posts (`access`).

mod batches;
pub mod import;
pub mod incidents;
pub mod keeping;
mod marks;
pub mod own;
mod reading;
pub mod requests;
pub(crate) mod sealing;

pub(crate) use marks::number_of;

pub use congdoan_store::members::Batch;
pub use import::{ImportOptions, Imported, RefusedRow};
pub use reading::FoundColumn;
