//! Reads a text and prints the findings as one JSON object.
//!
//! Usage: `cargo run -p congdoan-reader --example read -- FILE`, or `-` for standard input.

use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "-".to_owned());
    let mut bytes = Vec::new();
    if path == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(path)?;
    }
    let reading = congdoan_reader::read(&String::from_utf8_lossy(&bytes));
    let mut output = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, &reading)?;
    writeln!(output)?;
    Ok(())
}
