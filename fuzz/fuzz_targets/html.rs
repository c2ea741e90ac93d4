//! Damaged web pages.
#![no_main]

use congdoan_fuzz::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read([b"<html>", bytes].concat()));
