//! How long a file takes to be read: `cargo +nightly run --release --example speed -- FILE…`, best of five.
//!
//! Not here: what is found in it (`congdoan bench`).

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use congdoan_fuzz::text::{TextLimits, text_of};

fn main() {
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file).expect("a file");
        let mut best = Duration::MAX;
        let mut length = 0;
        for _ in 0..5 {
            let start = Instant::now();
            length = text_of(bytes.clone(), &TextLimits::default()).map_or(0, |read| read.text.len());
            best = best.min(start.elapsed());
        }
        let said = format!("{file}: {} bytes, {length} bytes of text, {best:?}", bytes.len());
        writeln!(std::io::stdout(), "{said}").expect("standard output");
    }
}
