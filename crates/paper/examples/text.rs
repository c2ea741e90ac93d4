//! The text of a file, as the product reads it, and how long that took: `cargo run --example text -- FILE`.
//!
//! Not here: what is found in it (`reader`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to who runs it")]

use std::{fs, time::Instant};

use congdoan_paper::text::{TextLimits, text_of};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        let bytes = fs::read(&file)?;
        let (size, start) = (bytes.len(), Instant::now());
        match text_of(bytes, &TextLimits::default()) {
            Ok(text) => {
                print!("{}", text.text);
                eprintln!(
                    "{file}: {:?}, {size} bytes, {} bytes of text, {:?}",
                    text.format,
                    text.text.len(),
                    start.elapsed()
                );
            }
            Err(error) => eprintln!("{file}: {error}\n{}\n{}", error.words().vi, error.words().en),
        }
    }
    Ok(())
}
