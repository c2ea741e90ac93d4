//! Counters in the text form Prometheus reads; served on an address of its own, and only when asked for.
//!
//! Not here: logs (tracing).

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Upper edges of the time buckets, in microseconds.
const EDGES: [u64; 9] = [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000];

/// Counters of one process.
#[derive(Debug, Default)]
pub struct Metrics {
    answered: [AtomicU64; 5],
    buckets: [AtomicU64; EDGES.len() + 1],
    micros: AtomicU64,
}

impl Metrics {
    /// Counts one answered request.
    pub fn answered(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        if let Some(counter) = self.answered.get(class) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = EDGES.iter().position(|edge| micros <= *edge).unwrap_or(EDGES.len());
        if let Some(counter) = self.buckets.get(bucket) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// All counters as text; `engine_version` is that of the totals in memory.
    #[must_use]
    pub fn text(&self, engine_version: u64) -> String {
        // Writing to a String cannot fail.
        let mut text = String::from("# TYPE congdoan_requests_total counter\n");
        for (class, counter) in (1..).zip(&self.answered) {
            let count = counter.load(Ordering::Relaxed);
            let _ = writeln!(text, "congdoan_requests_total{{status=\"{class}xx\"}} {count}");
        }
        text.push_str("# TYPE congdoan_request_seconds histogram\n");
        let mut sum = 0;
        for (edge, counter) in EDGES.iter().zip(&self.buckets) {
            sum += counter.load(Ordering::Relaxed);
            let seconds = Duration::from_micros(*edge).as_secs_f64();
            let _ = writeln!(text, "congdoan_request_seconds_bucket{{le=\"{seconds}\"}} {sum}");
        }
        sum += self.buckets.last().map_or(0, |counter| counter.load(Ordering::Relaxed));
        let seconds = Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64();
        let _ = writeln!(text, "congdoan_request_seconds_bucket{{le=\"+Inf\"}} {sum}");
        let _ = writeln!(text, "congdoan_request_seconds_sum {seconds}\ncongdoan_request_seconds_count {sum}");
        let _ = writeln!(text, "# TYPE congdoan_engine_version gauge\ncongdoan_engine_version {engine_version}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative() {
        let metrics = Metrics::default();
        metrics.answered(200, Duration::from_micros(900));
        metrics.answered(404, Duration::from_secs(9));
        let text = metrics.text(3);
        assert!(text.contains("congdoan_requests_total{status=\"4xx\"} 1"));
        assert!(text.contains("bucket{le=\"0.001\"} 1") && text.contains("bucket{le=\"+Inf\"} 2"));
        assert!(text.contains("congdoan_engine_version 3"));
    }
}
