//! Forms as Excel files on both engines: out filled and protected, back cell by cell, taken in part by part, taken back; files of
//! the officers' own; earlier years; totals kept elsewhere.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up must fail loudly"
)]

mod absent;
mod house;
mod kept;
mod office;
mod own;
mod round;
mod totals;
