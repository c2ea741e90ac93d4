//! Figures held against others of their kind: the year before, units side by side, units below.
//!
//! Not here: figures held against each other (`judge`), medians (`robust`).

use std::collections::BTreeMap;

use congdoan_model::{LocalText, figures::Value};

use super::{
    CheckNumbers,
    judge::{Said, held},
    robust::{is_far, thousands_off, twice_median},
    words::{say, whole},
};
use crate::Pack;

impl Pack {
    pub(super) fn jump(&self, id: &str, (times, floor): (i64, i64), numbers: &CheckNumbers) -> Option<Said> {
        let (now, before) = (held(&numbers.now, id)?, held(&numbers.year_before, id)?);
        let (large, small) = (now.max(before), now.min(before));
        let far = small > 0 && large >= floor && i128::from(large) >= i128::from(small) * i128::from(times);
        far.then(|| {
            let words = [self.called(id), whole(now), whole(before), whole(times)];
            let said = say(
                "{0} là {1}, cùng kỳ năm trước {2}: chênh từ {3} lần trở lên",
                "{0} is {1}, a year before {2}: {3} times or more apart",
                &words,
            );
            (vec![id.to_owned()], said, vec![now, before])
        })
    }

    pub(super) fn outlier(
        &self,
        (id, per): (&str, Option<&str>),
        (score, fewest): (i64, i64),
        numbers: &CheckNumbers,
    ) -> Option<Said> {
        let own = weighed(&numbers.now, id, per)?;
        let others: Vec<i128> = numbers.siblings.iter().filter_map(|one| weighed(one, id, per)).collect();
        (enough(&others, fewest) && is_far(own, &others, score)).then(|| {
            let (value, middle) = (held(&numbers.now, id).unwrap_or(0), middle(&others, &numbers.now, per));
            let words = [self.called(id), whole(value), whole(middle)];
            let said = say(
                "{0} là {1}, rất xa các đơn vị cùng cấp (mức giữa tương ứng {2})",
                "{0} is {1}, far from the units side by side (their middle would be {2})",
                &words,
            );
            (vec![id.to_owned()], said, vec![value, middle])
        })
    }

    pub(super) fn unit_mix(
        &self,
        (id, per): (&str, Option<&str>),
        fewest: i64,
        numbers: &CheckNumbers,
    ) -> Option<Said> {
        let value = held(&numbers.now, id)?;
        let others: Vec<i128> =
            numbers.siblings.iter().filter_map(|one| weighed(one, id, per)).filter(|one| *one > 0).collect();
        let own_past = held(&numbers.year_before, id).filter(|past| *past > 0);
        let like = own_past.or_else(|| enough(&others, fewest).then(|| middle(&others, &numbers.now, per)))?;
        let power = thousands_off(i128::from(value), i128::from(like))?;
        let words = [self.called(id), whole(value), whole(like), times(power)];
        let (vi, en) = if power > 0 {
            (
                "{0} là {1}, gấp khoảng một {3} lần mức thường gặp {2}: có thể nhầm đơn vị tiền",
                "{0} is {1}, about a {3} times the usual {2}: the unit of money may be mistaken",
            )
        } else {
            (
                "{0} là {1}, chỉ bằng khoảng một phần {3} mức thường gặp {2}: có thể nhầm đơn vị tiền",
                "{0} is {1}, about one {3}th of the usual {2}: the unit of money may be mistaken",
            )
        };
        Some((vec![id.to_owned()], say(vi, en, &words), vec![value, like]))
    }

    pub(super) fn children(&self, id: &str, floor: i64, numbers: &CheckNumbers) -> Option<Said> {
        let (total, below) = (held(&numbers.now, id)?, *numbers.below.get(id)?);
        let own = total.checked_sub(below)?;
        // Who types the total on top of the parts rarely has them to the last one: a hundredth apart is as good as the same.
        (below >= floor && own.abs_diff(below) <= below.unsigned_abs() / 100).then(|| {
            let words = [self.called(id), whole(own), whole(below)];
            let said = say(
                "Số riêng của đơn vị cho {0} là {1}, bằng hoặc sát tổng cấp dưới {2}: có thể đã cộng hai lần",
                "The unit's own {0} is {1}, as good as the total of the units below, {2}: it may be counted twice",
                &words,
            );
            (vec![id.to_owned()], said, vec![own, below])
        })
    }
}

/// The name of a power of a thousand.
fn times(power: i32) -> LocalText {
    let (vi, en) = match power.abs() {
        1 => ("nghìn", "thousand"),
        2 => ("triệu", "million"),
        _ => ("tỷ", "billion"),
    };
    LocalText { vi: vi.to_owned(), en: en.to_owned() }
}

fn enough(others: &[i128], fewest: i64) -> bool {
    i64::try_from(others.len()).is_ok_and(|count| count >= fewest)
}

/// A figure by what it is held against, in millionths; itself where it is held against nothing.
fn weighed(numbers: &BTreeMap<String, Value>, id: &str, per: Option<&str>) -> Option<i128> {
    let value = i128::from(held(numbers, id)?);
    let Some(per) = per else { return Some(value) };
    let size = held(numbers, per).filter(|size| *size > 0)?;
    Some(value * 1_000_000 / i128::from(size))
}

/// The median of units side by side, for a unit of this size.
fn middle(others: &[i128], own: &BTreeMap<String, Value>, per: Option<&str>) -> i64 {
    let median = twice_median(others).unwrap_or(0);
    let middle = match per.map(|per| held(own, per).unwrap_or(0)) {
        None => median / 2,
        Some(size) => median * i128::from(size) / 2_000_000,
    };
    i64::try_from(middle).unwrap_or(i64::MAX)
}
