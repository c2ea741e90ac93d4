//! Reads and checks a pack: registers, indicators, the member file, roles, forms of units, committees, places, dated
//! numbers; formulas in CEL.
//!
//! A pack is a set of TOML files (`docs/ADDING-A-REGISTER.md`). [`load()`] reads them and says everything that is wrong
//! at once; [`check`] compiles the formulas as well; a [`Register`] then reads, checks and counts records.
//!
//! Not here: the database, the totals limits are held against, pages.

mod bodies;
mod checks;
mod clock;
mod condition;
mod contribute;
mod declaring;
mod definition;
mod federation;
mod files;
mod forms;
mod founding;
mod holidays;
mod load;
mod member_values;
mod members;
mod memberships;
mod merge;
mod named;
mod pack;
mod parameters;
mod parse;
mod places;
mod remark;
mod samples;
mod schemes;
mod sketch;
pub mod suggest;
mod syntax;
mod title;
mod validate;
mod validity;
mod versions;

pub use bodies::*;
pub use checks::*;
pub use clock::{Clock, ClockState, Due, Running};
pub use condition::Condition;
pub use contribute::Contribution;
pub use definition::*;
pub use federation::*;
pub use files::{PackFile, ReadError, embedded, read_dir};
pub use forms::*;
pub use founding::{Actor, DossierCase, DossierPaper, Procedure, Step};
pub use holidays::{HOLIDAYS, Holiday};
pub use load::{check, load, load_beside};
pub use members::*;
pub use memberships::*;
pub use merge::merge;
pub use named::{ERASED, erased, fingerprint_of, fingerprint_of_name, tells_birth};
pub use pack::{Pack, Synonym};
pub use parameters::{Parameter, ParameterValue};
pub use parse::whole_number;
pub use places::*;
pub use remark::{Place, Remark, Severity};
pub use schemes::*;
pub use sketch::{FieldSketch, MeasureSketch, RegisterSketch};
pub use title::fold_title;
pub use validate::{LARGEST_NUMBER, LONGEST_TEXT, Problem};
pub use validity::Validity;
pub use versions::Difference;

#[cfg(test)]
mod tests;
