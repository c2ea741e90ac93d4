//! Medians and median deviations in whole numbers, so that a score is exact.
//!
//! Not here: which figures are compared (`judge`).

/// Twice the median, which is whole whether the list is odd or even; `None` of nothing.
pub(super) fn twice_median(values: &[i128]) -> Option<i128> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().checked_sub(1)?;
    Some(sorted.get(last / 2)? + sorted.get(last.div_ceil(2))?)
}

/// Whether the robust z-score of a value among others reaches `tenths` tenths.
///
/// The score is `0.6745 (x - median) / MAD`; where more than half are equal and MAD is nothing, `(x - median) / (1.2533 ×
/// mean deviation)` (Iglewicz and Hoaglin). Where all are equal there is no score: nothing tells how far is far.
pub(super) fn is_far(value: i128, others: &[i128], tenths: i64) -> bool {
    let Some(median) = twice_median(others) else { return false };
    let off = (2 * value - median).abs();
    let deviations: Vec<i128> = others.iter().map(|other| (2 * other - median).abs()).collect();
    // Twice the median of doubled deviations: four times the plain one.
    let spread = twice_median(&deviations).unwrap_or(0);
    let tenths = i128::from(tenths);
    if spread > 0 {
        // 0.6745 × off/2 ÷ spread/4 >= tenths/10
        return 13_490 * off * 10 >= tenths * 10_000 * spread;
    }
    let sum: i128 = deviations.iter().sum();
    let count = i128::try_from(others.len()).unwrap_or(i128::MAX);
    // off/2 ÷ (1.2533 × sum/2/count) >= tenths/10
    sum > 0 && off * count * 100_000 >= tenths * 12_533 * sum
}

/// The power of a thousand by which a value is off from what it should be like, if it is: 1 for thousands, 2 for millions,
/// 3 for billions; negative where it is too small. Up to three times more or less is taken as alike.
pub(super) fn thousands_off(value: i128, like: i128) -> Option<i32> {
    if value <= 0 || like <= 0 {
        return None;
    }
    let near = |one: i128, other: i128| one <= other * 3 && other <= one * 3;
    [(1, 1_000), (2, 1_000_000), (3, 1_000_000_000)].into_iter().find_map(|(power, factor)| {
        if near(value, like * factor) { Some(power) } else { near(value * factor, like).then_some(-power) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_even_lists_lie_between() {
        assert_eq!(twice_median(&[]), None);
        assert_eq!(twice_median(&[7, 1, 3]), Some(6));
        assert_eq!(twice_median(&[1, 2, 10, 4]), Some(6));
    }

    #[test]
    fn one_far_value_does_not_hide_behind_its_own_weight() {
        let others = [10, 11, 9, 12, 10, 8];
        assert!(is_far(40, &others, 35));
        assert!(!is_far(13, &others, 35));
        // With one wild sibling the plain deviation would be so large that 40 passed.
        assert!(is_far(40, &[10, 11, 9, 12, 10, 8, 5_000], 35));
        assert!(is_far(100, &[10, 10, 10, 10, 11], 35), "more than half are equal");
        assert!(!is_far(100, &[10, 10, 10], 35), "nothing tells how far is far");
    }

    #[test]
    fn money_typed_in_another_unit_is_told_by_its_power() {
        assert_eq!(thousands_off(5_000_000_000, 4_800_000), Some(1));
        assert_eq!(thousands_off(25, 24_800_000), Some(-2));
        assert_eq!(thousands_off(24_800_000, 9_000_000), None);
        assert_eq!(thousands_off(0, 9), None);
    }
}
