//! The in-memory engine: dated trees, base rows and members' rolls in, totals with their parts out.
//!
//! Every rule has one home:
//!
//! | rule | module |
//! |---|---|
//! | which units stand above a unit on a day, over both lines, and through which child it is counted | [`tree`], `lift` |
//! | what one unit's base rows give in a period: flows, stocks, largest months, distinct subjects | `entry` |
//! | one unit's members' roll, packed | `roll` |
//! | where a member stands on a day, and since when rolls answer for a unit | `seats` |
//! | what rolls give in a period: members standing, joined, left | `members` |
//! | totals of whole months kept along all ancestors | `cube` |
//! | what one pass over all units found, kept until something changes | `memo` |
//! | everything else from one scan of the indicator's rows | `scan`, `distinct` |
//! | counts made from the tree itself | `count` |
//! | who was expected to report and did | `completeness` |
//! | ratios and growth of rolled-up sums | `ratio` |
//! | the tree of another day, and the bridge to it | `restate` |
//! | changes, and what they are brought into | [`engine`] |
//! | questions, and the wording of answers | [`query`], `answer`, `parts` |
//! | who stands in a unit or below it, found by name | [`people`] |
//! | units found by name and code | [`names`] |
//! | declared months in plain arrays | `grid` |
//! | lines of the tables pages show | [`mod@line`] |
//! | tables of many units and indicators | [`table`] |
//! | who reported anything, month by month | [`reporting`] |
//! | weighted scores, first and last | [`ranking`] |
//! | members told apart | [`crowd`] |
//! | groupings nobody prepared | [`grouping`] |
//! | everything the engine was filled with, in bytes and back | [`snapshot`] |
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
pub mod crowd;
mod cube;
mod distinct;
pub mod engine;
mod entry;
mod figure;
mod grid;
pub mod grouping;
mod hash;
mod lens;
mod lift;
pub mod line;
mod members;
mod memo;
pub mod names;
mod parts;
pub mod people;
pub mod plain;
pub mod query;
pub mod ranking;
mod ratio;
pub mod reporting;
mod restate;
mod roll;
mod scan;
mod seats;
pub mod snapshot;
pub mod table;
mod threads;
pub mod tree;

pub use catalogue::{Catalogue, CatalogueError};
pub use crowd::{Crowd, Cut};
pub use engine::{Engine, Filled, Move, Submission, bare};
pub use grouping::Grouped;
pub use line::{Cell, Line};
pub use names::Names;
pub use people::{Face, Find, Found, People, Reach, Seek};
pub use query::{FigureError, Query};
pub use ranking::{Group, Scheme};
pub use reporting::Reporting;
pub use snapshot::{Snapshot, SnapshotError};
pub use table::{Progress, Table};
pub use tree::{Forest, Tree, TreeError, UnitRef};
