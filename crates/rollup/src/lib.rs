//! The in-memory engine: dated trees and base rows in, totals with their parts out.
//!
//! Every rule has one home:
//!
//! | rule | module |
//! |---|---|
//! | which units stand above a unit on a day, over both lines, and through which child it is counted | [`tree`], `lift` |
//! | what one unit's base rows give in a period: flows, stocks, largest months, distinct subjects | `entry` |
//! | totals of whole months kept along all ancestors | `cube` |
//! | everything else from one scan of the indicator's rows | `scan`, `distinct` |
//! | counts made from the tree itself | `count` |
//! | who was expected to report and did | `completeness` |
//! | ratios and growth of rolled-up sums | `ratio` |
//! | the tree of another day, and the bridge to it | `restate` |
//! | changes, and what they are brought into | [`engine`] |
//! | questions, and the wording of answers | [`query`], `answer`, `parts` |
//! | the same answers the slow, obvious way | [`plain`] |
//!
//! Sums are exact integers modulo 2⁶⁴, so taking away what was added always gives back the same sum; they are true
//! as long as a total fits an `i64` (9.2 × 10¹⁸ đồng).
//!
//! Not here: input and output, SQL, rights, the clock. `as_of` is the caller's: an [`Engine`] built from what was known
//! at the end of a day answers for that day.

mod answer;
pub mod catalogue;
mod column;
mod completeness;
mod count;
mod cube;
mod distinct;
pub mod engine;
mod entry;
mod figure;
mod lens;
mod lift;
mod parts;
pub mod plain;
pub mod query;
mod ratio;
mod restate;
mod scan;
pub mod tree;

pub use catalogue::{Catalogue, CatalogueError};
pub use engine::Engine;
pub use query::{FigureError, Query};
pub use tree::{Forest, Tree, TreeError, UnitRef};
