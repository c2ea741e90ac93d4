//! The machine's clock and randomness: the one place they are read.
//!
//! Not here: anything that could take them as arguments.

use std::cell::RefCell;

use congdoan_model::{Clock, Entropy, Timestamp};

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock everything else is handed")]
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(chrono::Utc::now().timestamp_micros())
    }
}

/// Random bytes fetched from the system at once: a million people take five millions of keys, nonces and ids.
const POOL: usize = 4_096;

thread_local! {
    /// Bytes not yet handed out, and how many were.
    static BYTES: RefCell<([u8; POOL], usize)> = const { RefCell::new(([0; POOL], POOL)) };
}

/// The randomness of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        BYTES.with_borrow_mut(|(pool, taken)| {
            for chunk in bytes.chunks_mut(POOL) {
                if *taken + chunk.len() > POOL {
                    fresh(pool);
                    *taken = 0;
                }
                if let Some(given) = pool.get_mut(*taken..*taken + chunk.len()) {
                    chunk.copy_from_slice(given);
                    // Nobody who reads this memory later finds what was handed out.
                    given.fill(0);
                    *taken += chunk.len();
                }
            }
        });
    }
}

#[expect(clippy::panic, reason = "a system without randomness can make no safe secret or id: better to stop")]
fn fresh(pool: &mut [u8]) {
    if let Err(error) = getrandom::fill(pool) {
        panic!("the system gives no randomness: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_handed_out_twice() {
        let draw = |length: usize| {
            let mut bytes = vec![0; length];
            SystemEntropy.fill(&mut bytes);
            bytes
        };
        let mut seen = std::collections::HashSet::new();
        for round in 0..2_000 {
            let bytes = draw(16 + round % 40);
            assert!(bytes.iter().any(|byte| *byte != 0));
            assert!(seen.insert(bytes));
        }
        let long = draw(3 * POOL + 7);
        assert!(long.chunks(64).filter(|chunk| chunk.iter().all(|byte| *byte == 0)).count() == 0);
    }
}
