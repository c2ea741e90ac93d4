//! The pages of the chain from a directive to a figure, asked as a browser asks them: a small federation on a fresh
//! database, a few records, three people.
//!
//! Not here: the look of pages (unit tests beside them), the same in a real browser.

#![expect(clippy::expect_used, reason = "a test must fail loudly where it finds a fault")]

mod directives;
mod employers;
mod figures;
mod foundings;
mod house;
mod imports;
mod members;
mod offices;
mod packs;
mod privacy;
mod programmes;
mod reorganisations;
