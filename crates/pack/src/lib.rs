//! Reads and checks a pack: registers, indicators, roles, forms of units; formulas in CEL.
//!
//! A pack is a set of TOML files (`docs/ADDING-A-REGISTER.md`). [`load()`] reads them and says everything that is wrong
//! at once; [`check`] compiles the formulas as well; a [`Register`] then reads, checks and counts records.
//!
//! Not here: the database, the totals limits are held against, pages.

mod condition;
mod contribute;
mod definition;
mod federation;
mod files;
mod load;
mod merge;
mod parse;
mod remark;
mod samples;
mod syntax;
mod validate;

pub use condition::Condition;
pub use contribute::Contribution;
pub use definition::*;
pub use federation::*;
pub use files::{PackFile, ReadError, embedded, read_dir};
pub use load::{check, load, load_beside};
pub use merge::merge;
pub use remark::{Place, Remark, Severity};
pub use validate::{LARGEST_NUMBER, LONGEST_TEXT, Problem};

#[cfg(test)]
mod tests;
