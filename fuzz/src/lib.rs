//! What the fuzz targets share: the modules under test, taken from their own files.
//!
//! `congdoan-paper` also sets papers and so draws in a typesetter of a hundred libraries; only what reads is built here,
//! from the same source.
//!
//! Not here: the targets themselves (`fuzz_targets`).
#![allow(dead_code, unreachable_pub, reason = "only a part of each module is used here")]

/// The archive and its limits.
#[path = "../../crates/paper/src/intake"]
pub mod intake {
    mod error;
    pub(crate) mod package;
    pub(crate) mod xml;

    pub use error::IntakeError;
}

#[path = "../../crates/paper/src/text/mod.rs"]
pub mod text;

use text::{TextError, TextLimits};

/// Limits that a run in milliseconds reaches.
pub const LIMITS: TextLimits = TextLimits { expanded: 8 * 1024 * 1024, text: 1024 * 1024, pages: 50 };

/// Reads a file and what its text says; whatever comes of it must be a text within the limits or words for people.
pub fn read(bytes: Vec<u8>) {
    match text::text_of(bytes, &LIMITS) {
        Ok(read) => {
            assert!(!read.text.trim().is_empty());
            if read.format != text::TextFormat::Plain {
                assert!(read.text.len() <= LIMITS.text * 2);
                assert!(!read.text.contains('\0'));
            }
            say(&read.text);
        }
        Err(error) => told(&error),
    }
}

/// What the reader finds must stand where it says.
pub fn say(text: &str) {
    let reading = congdoan_reader::read(text);
    let letters = text.chars().count();
    let spans = reading.citations.iter().map(|found| found.start);
    let spans = spans.chain(reading.targets.iter().map(|found| found.start));
    for start in spans.chain(reading.figures.iter().map(|found| found.start)) {
        assert!(start < letters);
    }
}

fn told(error: &TextError) {
    let words = error.words();
    assert!(!words.vi.is_empty() && !words.en.is_empty());
}
