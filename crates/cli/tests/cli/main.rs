//! The binary from outside: what it prints, how it ends, and that its server loses nothing, on SQLite and PostgreSQL.
//!
//! Not here: rules (`service`), pages (`web`), what the reader finds (`reader`).

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test must fail loudly where it finds a fault"
)]

mod accounts;
mod base;
mod cards;
mod doors;
mod engine;
mod facts;
mod keeping;
mod keys;
mod killed;
mod packs;
mod program;
mod reading;
mod records;
mod refusals;
mod rights;
mod server;
mod snapshots;
mod views;
mod watching;
