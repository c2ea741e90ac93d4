//! Reads a text again and again and prints the best speed in megabytes per second.
//!
//! Usage: `cargo run --release -p congdoan-reader --example speed -- FILE [TIMES]`.

use std::{hint::black_box, io::Write, time::Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().ok_or("a file is wanted")?)?;
    let times: u32 = arguments.next().map_or(Ok(8), |times| times.parse())?;
    let mut best = f64::INFINITY;
    for _ in 0..times {
        let began = Instant::now();
        black_box(congdoan_reader::read(black_box(&text)));
        best = best.min(began.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let rate = text.len() as f64 / best / 1e6;
    writeln!(std::io::stdout(), "{rate:.1} MB/s")?;
    Ok(())
}
