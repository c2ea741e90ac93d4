//! Whether the figures of a unit fit a check, and in which words they do not.
//!
//! Silence where a figure is missing: what nobody said contradicts nothing. Not here: fetching figures (`service`), figures
//! held against others of their kind (`compare`).

use std::collections::BTreeMap;

use congdoan_model::{LocalText, figures::Value};

use super::{
    CheckFinding, CheckNumbers, CheckRule, FigureCheck,
    printed::Printed,
    words::{figure, say, whole},
};
use crate::Pack;

/// A finding on the way: its indicators, its words, its numbers.
pub(super) type Said = (Vec<String>, LocalText, Vec<i64>);

impl Pack {
    /// What does not fit a check in the figures of a unit and a period. A check over several indicators may find several
    /// things.
    #[must_use]
    pub fn judge(&self, check: &FigureCheck, numbers: &CheckNumbers) -> Vec<CheckFinding> {
        let said: Vec<Said> = match &check.rule {
            CheckRule::PartOf { part, whole } => self.part_of(part, whole, numbers).into_iter().collect(),
            CheckRule::PartsWithin { parts, whole } => self.sum(parts, whole, numbers, None).into_iter().collect(),
            CheckRule::SumOf { parts, whole, tolerance } => {
                self.sum(parts, whole, numbers, Some(*tolerance)).into_iter().collect()
            }
            CheckRule::Stock { of, plus, minus, tolerance } => {
                self.stock(of, (plus, minus), *tolerance, numbers).into_iter().collect()
            }
            CheckRule::Difference { of, change } => self.difference(of, change, numbers).into_iter().collect(),
            CheckRule::Ratio { stated, numerator, denominator, tolerance } => {
                self.ratio((stated, numerator, denominator), *tolerance, numbers).into_iter().collect()
            }
            CheckRule::Bounds { of, least, most } => {
                of.iter().filter_map(|id| self.bounds(id, (*least, *most), numbers)).collect()
            }
            CheckRule::GoesWith { what, needs } => self.goes_with(what, needs, numbers).into_iter().collect(),
            CheckRule::Jump { of, times, floor } => {
                of.iter().filter_map(|id| self.jump(id, (*times, *floor), numbers)).collect()
            }
            CheckRule::Outlier { of, per, score, fewest } => {
                of.iter().filter_map(|id| self.outlier((id, per.as_deref()), (*score, *fewest), numbers)).collect()
            }
            CheckRule::UnitMix { of, per, fewest } => {
                of.iter().filter_map(|id| self.unit_mix((id, per.as_deref()), *fewest, numbers)).collect()
            }
            CheckRule::Children { of, floor } => {
                of.iter().filter_map(|id| self.children(id, *floor, numbers)).collect()
            }
        };
        let finding = |(indicators, words, numbers)| CheckFinding {
            check: check.id.clone(),
            weight: check.weight,
            indicators,
            words,
            numbers,
        };
        said.into_iter().map(finding).collect()
    }

    fn part_of(&self, part: &str, all: &str, numbers: &CheckNumbers) -> Option<Said> {
        let (few, many) = (held(&numbers.now, part)?, held(&numbers.now, all)?);
        (few > many).then(|| {
            let words = [self.called(part), whole(few), self.called(all), whole(many)];
            let said = say("{0} là {1}, nhiều hơn {2} là {3}", "{0} is {1}, more than {2}, which is {3}", &words);
            (vec![part.to_owned(), all.to_owned()], said, vec![few, many])
        })
    }

    /// Parts against their whole: no more than it, or with a tolerance as much as it.
    fn sum(&self, parts: &[String], all: &str, numbers: &CheckNumbers, tolerance: Option<i64>) -> Option<Said> {
        let total = held(&numbers.now, all)?;
        let known: Vec<i64> = parts.iter().filter_map(|part| held(&numbers.now, part)).collect();
        let sum = added(&known)?;
        let complete = known.len() == parts.len();
        let most = total.saturating_add(tolerance.unwrap_or(0));
        let too_little = tolerance.is_some_and(|tolerance| complete && sum < total.saturating_sub(tolerance));
        (!known.is_empty() && (sum > most || too_little)).then(|| {
            let words = [self.called(all), whole(total), whole(sum)];
            let (vi, en) = match tolerance {
                Some(_) => (
                    "Các phần của {0} cộng lại là {2}, tổng ghi {1}",
                    "The parts of {0} add up to {2}, the total says {1}",
                ),
                None => ("Các phần của {0} cộng lại là {2}, vượt {1}", "The parts of {0} add up to {2}, more than {1}"),
            };
            (parts.iter().cloned().chain([all.to_owned()]).collect(), say(vi, en, &words), vec![total, sum])
        })
    }

    fn stock(
        &self,
        of: &str,
        (plus, minus): (&[String], &[String]),
        tolerance: i64,
        numbers: &CheckNumbers,
    ) -> Option<Said> {
        let (now, before) = (held(&numbers.now, of)?, held(&numbers.opening, of)?);
        // Those who report a stock leave empty flows out: a flow nobody gave is nothing, but some flow must be told.
        let flow = |ids: &[String]| added(&ids.iter().filter_map(|id| held(&numbers.now, id)).collect::<Vec<_>>());
        let told = plus.iter().chain(minus).any(|id| numbers.now.contains_key(id));
        let (came, went) = (flow(plus)?, flow(minus)?);
        let should = before.checked_add(came)?.checked_sub(went)?;
        (told && now.abs_diff(should) > tolerance.unsigned_abs()).then(|| {
            let words = [self.called(of), whole(now), whole(before), whole(came), whole(went), whole(should)];
            let said = say(
                "{0} là {1}, nhưng đầu kỳ {2} thêm {3} bớt {4} phải là {5}",
                "{0} is {1}, yet {2} at the beginning, {3} more and {4} less make {5}",
                &words,
            );
            let named = [of.to_owned()].into_iter().chain(plus.iter().chain(minus).cloned()).collect();
            (named, said, vec![now, before, came, went, should])
        })
    }

    fn difference(&self, of: &str, change: &str, numbers: &CheckNumbers) -> Option<Said> {
        let (after, before) = (held(&numbers.now, of)?, held(&numbers.opening, of)?);
        let stated = held(&numbers.now, change)?;
        let printed = Printed { before, after, change: Some(stated.checked_abs()?), parts: &[] };
        let real = after.checked_sub(before)?;
        (real.signum() != stated.signum() || !printed.faults().is_empty()).then(|| {
            let words = [self.called(change), whole(stated), self.called(of), whole(before), whole(after), whole(real)];
            let said = say(
                "{0} ghi {1}, nhưng {2} từ {3} thành {4} là {5}",
                "{0} says {1}, yet {2} going from {3} to {4} is {5}",
                &words,
            );
            (vec![change.to_owned(), of.to_owned()], said, vec![stated, before, after, real])
        })
    }

    fn ratio(
        &self,
        (stated, above, below): (&str, &str, &str),
        tolerance: i64,
        numbers: &CheckNumbers,
    ) -> Option<Said> {
        let (numerator, denominator) = (held(&numbers.now, above)?, held(&numbers.now, below)?);
        let said = i64::try_from(numbers.now.get(stated)?.hundredths()).ok()?;
        let worked_out = i64::try_from(Value::ratio(numerator, denominator, 100)?.hundredths()).ok()?;
        (said.abs_diff(worked_out) > tolerance.unsigned_abs()).then(|| {
            let per_cent = |hundredths| figure(Value::Hundredths(hundredths));
            let words =
                [self.called(stated), per_cent(said), per_cent(worked_out), whole(numerator), whole(denominator)];
            let told = say("{0} ghi {1}, tính lại từ {3}/{4} là {2}", "{0} says {1}, {3}/{4} makes {2}", &words);
            (vec![stated.to_owned(), above.to_owned(), below.to_owned()], told, vec![said, worked_out])
        })
    }

    fn bounds(&self, id: &str, (least, most): (Option<i64>, Option<i64>), numbers: &CheckNumbers) -> Option<Said> {
        let value = *numbers.now.get(id)?;
        let limit = |bound: i64| match value {
            Value::Whole(_) => Value::Whole(bound),
            Value::Hundredths(_) => Value::Hundredths(bound),
        };
        let low = least.map(limit).filter(|bound| value.hundredths() < bound.hundredths());
        let high = most.map(limit).filter(|bound| value.hundredths() > bound.hundredths());
        let bound = low.or(high)?;
        let words = [self.called(id), figure(value), figure(bound)];
        let said = match low {
            Some(_) => say("{0} là {1}, dưới mức thấp nhất {2}", "{0} is {1}, below the least, {2}", &words),
            None => say("{0} là {1}, trên mức cao nhất {2}", "{0} is {1}, above the most, {2}", &words),
        };
        let bare = |value: Value| match value {
            Value::Whole(number) | Value::Hundredths(number) => number,
        };
        Some((vec![id.to_owned()], said, vec![bare(value), bare(bound)]))
    }

    fn goes_with(&self, what: &str, needs: &str, numbers: &CheckNumbers) -> Option<Said> {
        let there = held(&numbers.now, what).filter(|value| *value > 0)?;
        // A figure that was given as nothing contradicts; one nobody gave is only missing.
        held(&numbers.now, needs).filter(|value| *value == 0).map(|lacking| {
            let words = [self.called(what), whole(there), self.called(needs)];
            let said = say("{0} là {1} mà {2} bằng 0", "{0} is {1}, yet {2} is 0", &words);
            (vec![what.to_owned(), needs.to_owned()], said, vec![there, lacking])
        })
    }
}

/// A whole figure that somebody gave.
pub(super) fn held(numbers: &BTreeMap<String, Value>, id: &str) -> Option<i64> {
    numbers.get(id).copied().and_then(Value::whole)
}

fn added(numbers: &[i64]) -> Option<i64> {
    numbers.iter().try_fold(0_i64, |sum, number| sum.checked_add(*number))
}
