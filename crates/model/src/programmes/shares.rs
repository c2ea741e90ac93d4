//! Sharing a whole out by weights, so that the parts add up to the whole exactly.
//!
//! Not here: where the weights come from (`service::programmes::allot`).

/// Parts of `whole` in proportion to the weights, by largest remainder: each part is what the proportion gives, rounded
/// down, and what is left goes one by one to the largest remainders, the earlier one first where they are equal. The parts
/// add up to `whole` exactly. Nothing when no weight is above zero or a number is negative.
#[must_use]
pub fn shares(whole: i64, weights: &[i64]) -> Option<Vec<i64>> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole < 0 || sum <= 0 || weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    let due: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let due = i128::from(whole) * i128::from(*weight);
            (due / sum, due % sum)
        })
        .collect();
    let given: i128 = due.iter().map(|(part, _)| part).sum();
    let left = usize::try_from(i128::from(whole) - given).ok()?;
    let mut order: Vec<usize> = (0..due.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(due.get(*place).map_or(0, |(_, remainder)| *remainder)));
    let mut parts: Vec<i64> = due.iter().map(|(part, _)| i64::try_from(*part)).collect::<Result<_, _>>().ok()?;
    for place in order.into_iter().take(left) {
        if let Some(part) = parts.get_mut(place) {
            *part += 1;
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(shares(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
        assert_eq!(shares(10_000, &[1_250, 0, 730]), Some(vec![6_313, 0, 3_687]));
        assert_eq!(shares(0, &[3, 4]), Some(vec![0, 0]));
        assert_eq!(shares(5, &[0, 0]), None);
        assert_eq!(shares(-5, &[1]), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_one_of_their_due(
            whole in 0_i64..=i64::MAX / 2, weights in prop::collection::vec(0_i64..=1_000_000_000, 1..60)
        ) {
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            match shares(whole, &weights) {
                None => prop_assert_eq!(sum, 0),
                Some(parts) => {
                    prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(whole));
                    for (part, weight) in parts.iter().zip(&weights) {
                        let due = i128::from(whole) * i128::from(*weight);
                        prop_assert!((i128::from(*part) * sum - due).abs() < sum);
                    }
                }
            }
        }
    }
}
