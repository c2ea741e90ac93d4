//! The value types of every domain: ids, periods, units of measure, money, names and their search fold.
//!
//! Not here: input and output of any kind, the clock, randomness, SQL, HTML. Everything in this crate is plain data
//! with the rules that hold for it wherever it goes.

pub mod access;
pub mod audit;
pub mod cards;
pub mod directives;
pub mod figures;
pub mod ids;
pub mod members;
pub mod names;
pub mod org;
pub mod period;
pub mod programmes;
pub mod registers;
pub mod reports;
pub mod time;

pub use ids::*;
pub use names::LocalText;
pub use period::{Month, Period, PeriodError};
pub use time::{Clock, Timestamp};
