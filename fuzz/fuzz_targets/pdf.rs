//! Damaged PDFs.
#![no_main]

use congdoan_fuzz::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read([b"%PDF-1.7\n", bytes].concat()));
