//! Reports on both engines: filled, sent, given back, sent again, approved, closed; what comes later; what is late; what goes along
//! two lines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

mod cycle;
mod events;
mod house;
mod late;
mod lines;
mod news;
mod signed;
