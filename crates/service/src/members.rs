//! The member file: who is a member, where, since when.
//!
//! Not here: which fields there are (`packs/vietnam/members.toml`), counting (`rollup`), posts (`access`).

mod admission;
mod batches;
mod counts;
pub mod drafts;
mod edit;
mod file;
pub mod import;
pub mod incidents;
pub mod keeping;
mod list;
mod marks;
mod masking;
mod merges;
pub mod own;
mod periods;
mod reading;
mod readmission;
pub mod requests;
pub(crate) mod sealing;
mod transfers;

pub(crate) use file::problem;
pub(crate) use marks::number_of;

pub use crate::papers::sheets::FoundColumn;
pub use admission::{Admission, Signature, people_of_lines};
pub use congdoan_store::members::Batch;
pub use congdoan_store::members::{Application, DataView, Merge, Period, PostCount, Seat, StateSince, Transfer, Twin};
pub use counts::{Balance, CountLine, DeclaredCount, MemberCounts, eve_of};
pub use drafts::{DRAFT_SECONDS, Draft as KeptDraft};
pub use edit::MemberEdit;
pub use file::{MemberDeeds, MemberView};
pub use import::{ImportOptions, Imported, RefusedRow};
pub use list::{MemberLine, MemberPage, MemberQuery, in_list};
pub(crate) use list::{line, may_be_number};
pub use masking::Shown;
pub use merges::{Duplicates, TwinPair};
pub use periods::Departure;
pub use readmission::Readmission;
pub use transfers::{AskedTransfer, ListedTransfer, TransferAnswer};
