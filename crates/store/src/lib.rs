//! SQL for SQLite and PostgreSQL, one text per query; rights, migrations, change log, audit chain, backup.
//!
//! Every public method on [`Tx`] that touches people's data takes the [`Caller`](congdoan_model::access::Caller) first
//! and checks rights on the unit itself. Not here: HTML, HTTP, the meaning of a figure (`rollup`), what a register asks
//! (`pack`).

pub mod access;
pub mod audit;
pub mod backup;
mod bulk;
pub mod cards;
mod connect;
pub mod directives;
mod error;
pub mod figures;
pub mod lists;
pub mod members;
mod migrate;
pub mod org;
pub mod packs;
pub mod programmes;
pub mod registers;
pub mod reports;
pub mod seal;
mod transaction;

pub use bulk::MUCH;
pub use connect::{Engine, Store};
pub use error::{Error, Result};
pub use migrate::{Column, columns, newest as newest_migration};
pub use transaction::Tx;
