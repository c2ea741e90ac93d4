//! What reporting costs those who report, in minutes, and how much of it a month may hold.
//!
//! The rates are parameters of the pack, estimates until a federation measures its own. Not here: which lines have to be typed
//! (`service::reports`).

/// The rates of reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurdenRates {
    /// Minutes a report takes beside its lines: opening, looking through, sending.
    pub per_report: i64,
    /// Minutes a line takes that somebody has to find out and type.
    pub per_line: i64,
    /// Minutes a unit is to spend on reports in a month at most.
    pub ceiling: i64,
}

impl BurdenRates {
    /// The minutes of a report with so many lines to type.
    #[must_use]
    pub fn minutes(&self, lines: usize) -> i64 {
        let lines = i64::try_from(lines).unwrap_or(i64::MAX);
        self.per_report.saturating_add(self.per_line.saturating_mul(lines))
    }

    /// Whether so many minutes in a month are too many.
    #[must_use]
    pub const fn is_over(&self, minutes: i64) -> bool {
        minutes > self.ceiling
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_full_at_its_ceiling_and_over_it_a_minute_later() {
        let rates = BurdenRates { per_report: 5, per_line: 2, ceiling: 25 };
        assert_eq!((rates.minutes(0), rates.minutes(10)), (5, 25));
        assert!(!rates.is_over(rates.minutes(10)) && rates.is_over(rates.minutes(10) + 1));
        assert_eq!(rates.minutes(usize::MAX), i64::MAX, "never wraps around");
    }
}
