//! Counting: how many checks passed and failed, read off the output of the test programs.
//!
//! Pure text in, numbers out; running the programs is `test`'s work.

use std::{fmt, ops::AddAssign};

/// Checks that passed and that failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// A single check.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// True when something ran and nothing failed.
    pub(crate) fn is_good(self) -> bool {
        self.passed > 0 && self.failed == 0
    }

    /// The tally of a test program, given whether the program itself ended well.
    ///
    /// A program that failed without naming a failed test (it did not build, it crashed) counts as one failure,
    /// and so does one that ran nothing at all.
    pub(crate) fn settled(mut self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads a line of `cargo test`: `test result: ok. 12 passed; 0 failed; …`, one for each test program.
pub(crate) fn rust_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| counts.split("; ").find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok());
    Some(Tally { passed: number(" passed")?, failed: number(" failed")? })
}

/// Reads a line of the summary of Playwright: `12 passed (3.4s)`, `1 failed`, `1 flaky` …
///
/// A test that passed at the second try counts as passed; one that was cut short or never begun as failed.
pub(crate) fn browser_line(line: &str) -> Option<Tally> {
    let plain = without_colours(line);
    let (number, rest) = plain.trim().split_once(' ')?;
    let number: u64 = number.parse().ok()?;
    let word = rest.split_once(" (").map_or(rest, |(word, _)| word);
    match word {
        "passed" | "flaky" => Some(Tally { passed: number, failed: 0 }),
        "failed" | "interrupted" | "did not run" => Some(Tally { passed: 0, failed: number }),
        _ => None,
    }
}

/// The text without the terminal's colour codes.
fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ';');
        let mut signs = rest.chars();
        signs.next();
        rest = signs.as_str();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_program_of_cargo_is_counted() {
        let output = "running 3 tests\n\
            test a ... ok\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 41 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        let mut tally = Tally::default();
        output.lines().filter_map(rust_line).for_each(|found| tally += found);
        assert_eq!(tally, Tally { passed: 44, failed: 2 });
        assert_eq!(rust_line("test result is fine"), None);
    }

    #[test]
    fn the_summary_of_the_browser_tests_is_counted() {
        let output = "  ✓  1 [chromium] › sign-in.spec.ts:3:1 › signs in (1.2s)\n\
            \u{20} 1 failed\n    [chromium] › figures.spec.ts:9:1 › opens its parts\n\
            \u{20} 1 flaky\n  2 skipped\n  3 did not run\n  \u{1b}[32m30 passed\u{1b}[39m\u{1b}[2m (12.3s)\u{1b}[22m\n";
        let mut tally = Tally::default();
        output.lines().filter_map(browser_line).for_each(|found| tally += found);
        assert_eq!(tally, Tally { passed: 31, failed: 4 });
    }

    #[test]
    fn a_program_that_names_no_test_has_failed() {
        assert_eq!(Tally::default().settled(true), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 5, failed: 0 }.settled(false), Tally { passed: 5, failed: 1 });
        assert_eq!(Tally { passed: 5, failed: 2 }.settled(false), Tally { passed: 5, failed: 2 });
        assert_eq!(Tally { passed: 5, failed: 0 }.settled(true), Tally { passed: 5, failed: 0 });
    }

    #[test]
    fn the_last_line_has_its_exact_form() {
        assert_eq!(Tally { passed: 1204, failed: 0 }.to_string(), "1204 passed, 0 failed");
        assert!(!Tally::default().is_good());
        assert!(Tally::one(true).is_good());
        assert!(!Tally::one(false).is_good());
    }
}
