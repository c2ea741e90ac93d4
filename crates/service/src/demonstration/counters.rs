//! Days, shares and uneven numbers from counters: what makes invented data look like data and add up exactly.
//!
//! Not here: names (`names`).

use chrono::NaiveDate;
use congdoan_model::Month;

/// A day; one that is not in the calendar becomes 1970-01-01, when no unit recorded, so the load says where.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A month.
pub(super) fn month(year: i32, month: u32) -> Month {
    Month::of(day(year, month, 1))
}

/// Shares of a total by weight, in whole steps; what the steps leave over goes to the first, so that they add up exactly.
pub(super) fn shares(total: i64, step: i64, weights: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let weights: Vec<i64> = weights.into_iter().collect();
    let whole = weights.iter().sum::<i64>().max(1);
    let mut shares: Vec<i64> = weights.iter().map(|weight| total * weight / whole / step * step).collect();
    let left = total - shares.iter().sum::<i64>();
    if let Some(first) = shares.first_mut() {
        *first += left;
    }
    shares
}

/// A number of a counter that looks uneven: from `least`, below `least + spread`.
pub(super) fn uneven(index: usize, least: i64, spread: i64) -> i64 {
    let index = i64::try_from(index).unwrap_or(0);
    least + (index * 37 + index * index * 11) % spread.max(1)
}

/// A place of a counter inside a range of months or days, counted from one.
pub(super) fn turn(index: usize, step: usize, of: usize) -> u32 {
    u32::try_from((index * step) % of.max(1)).unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_in_whole_steps() {
        let shared = shares(24_800_000_000, 100_000, [3, 0, 7, 11]);
        assert_eq!(shared.iter().sum::<i64>(), 24_800_000_000);
        assert!(shared.iter().all(|share| share % 100_000 == 0) && shared.get(1) == Some(&0));
        assert_eq!(shares(10, 1, []), Vec::<i64>::new());
    }
}
