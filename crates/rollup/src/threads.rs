//! How much one thread takes on where a scan is split among as many threads as there are processors.
//!
//! Not here: the scans.

use std::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Work is split in stretches of at least so many units, or one thread does it all: starting one costs some 20 µs.
const WORTH_A_THREAD: usize = 4_096;

/// How many of so many units one thread takes on; at least one.
pub(crate) fn stretch(units: usize) -> usize {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    units.div_ceil(threads.min(units / WORTH_A_THREAD).max(1)).max(1)
}

/// What some pieces of work come to, in their order, by as many threads as there are processors; each takes the next piece
/// when it is done with one. A single piece is done by whoever asks.
pub(crate) fn shared<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}
