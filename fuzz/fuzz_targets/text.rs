//! Any text, and any bytes read as text, before the reader.
#![no_main]

use congdoan_fuzz::say;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| say(&String::from_utf8_lossy(bytes)));
