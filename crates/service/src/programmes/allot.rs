//! Sharing a target out over the units directly below, so that the shares add up to it exactly.
//!
//! Not here: the arithmetic of shares (`model::programmes::shares`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    Period, TargetId, UnitId,
    access::{Action, Caller},
    figures::Indicator,
    org::{Line, Unit, UnitKind},
    programmes::{
        Comparator, Programme, Target,
        shares::shares,
        targets::{Allotment, Share, ShareBy},
    },
};
use congdoan_store::{Tx, access::Thing};

use super::outlook::adds_over_tree;
use crate::{Error, Result, Service, access::Once, error::refused, org::employers::LEAST_WORKERS};

/// The indicator units are sized by.
const MEMBERS: &str = "members.total";

/// How a target is to be shared out.
#[derive(Clone, Debug)]
pub struct AllotAsked {
    /// By what.
    pub by: ShareBy,
    /// Code of a unit and its share in hundredths; read by hand only.
    pub parts: Vec<(String, i64)>,
}

/// A target with what it takes to share it out.
struct Whole {
    programme: Programme,
    target: Target,
    unit: Unit,
    indicator: Indicator,
    /// The units directly below over the managing line, those that never count left out.
    below: Vec<Unit>,
    /// The day the tree and the weights are of.
    day: NaiveDate,
}

impl Service {
    /// Works the shares of a target out without writing them.
    ///
    /// # Errors
    /// As [`Service::allot`]; a sum by hand that differs is no error here.
    pub async fn shares_worked_out(&self, caller: &Caller, id: TargetId, by: ShareBy) -> Result<Vec<(Unit, Share)>> {
        let mut tx = self.store.read().await?;
        let whole = self.whole(&mut tx, caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, whole.programme.unit, Thing::TARGET).await?;
        let shares = self.shares_of(&mut tx, caller, &whole, by).await?;
        Ok(named(whole.below, shares))
    }

    /// Shares a target out over the units directly below. What adds up must add up to the target exactly; a threshold is
    /// the same for each unit. The same key gives the shares of the first time.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is nothing to weigh by, no unit below, a unit that is not directly below, or a sum that
    /// differs; [`Error::NotFound`], [`Error::Denied`].
    pub async fn allot(
        &self,
        caller: &Caller,
        id: TargetId,
        asked: &AllotAsked,
        once: Option<Once<'_>>,
    ) -> Result<Vec<(Unit, Share)>> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            let whole = self.whole(&mut tx, caller, id).await?;
            let shares = tx.allotment(caller, id).await?.map(|one| one.shares).unwrap_or_default();
            return Ok(named(whole.below, shares));
        }
        let whole = self.whole(&mut tx, caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, whole.programme.unit, Thing::TARGET).await?;
        let shares = match asked.by {
            ShareBy::Hand => by_hand(&whole, &asked.parts)?,
            by => self.shares_of(&mut tx, caller, &whole, by).await?,
        };
        let allotment = Allotment {
            id: self.ids.next(),
            target: id,
            by: asked.by,
            whole: whole.target.goal(),
            shares: shares.clone(),
        };
        tx.allot(caller, &allotment).await?;
        self.keep(&mut tx, caller, once.as_ref(), &allotment.id.to_string()).await?;
        tx.commit().await?;
        Ok(named(whole.below, shares))
    }

    async fn whole(&self, tx: &mut Tx, caller: &Caller, id: TargetId) -> Result<Whole> {
        let (programme, target) = tx.target(caller, id).await?;
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let pack = self.pack();
        let indicator = pack.indicator(&target.indicator).cloned();
        let indicator = indicator.ok_or_else(|| Error::UnknownIndicator(target.indicator.clone()))?;
        // What is over is shared out on the tree it ended with.
        let day = caller.now.day().clamp(target.period.from(), target.period.to());
        let below = units_below(tx, caller, unit.id, day).await?;
        Ok(Whole { programme, target, unit, indicator, below, day })
    }

    async fn shares_of(&self, tx: &mut Tx, caller: &Caller, whole: &Whole, by: ShareBy) -> Result<Vec<Share>> {
        if whole.below.is_empty() {
            return Err(refused(
                &format!("{} không có đơn vị trực tiếp bên dưới để phân bổ", whole.unit.name),
                &format!("{} has no unit directly below to share the target out over", whole.unit.name),
            ));
        }
        if !adds_over_tree(&whole.indicator) {
            let copy = |unit: &Unit| Share { unit: unit.id, value: whole.target.goal(), weight: 1 };
            return Ok(whole.below.iter().map(copy).collect());
        }
        if whole.target.comparator == Comparator::Range {
            return Err(refused(
                "Chỉ tiêu dạng khoảng không chia được; hãy điều chỉnh thành một giá trị rồi phân bổ",
                "A range cannot be shared out; change the target to one value first",
            ));
        }
        let weights = self.weights(tx, caller, whole, by).await?;
        // Whole things stay whole: hundredths are shared out only where the target itself has them.
        let grain = if whole.target.value % 100 == 0 { 100 } else { 1 };
        let parts = shares(whole.target.value / grain, &weights).ok_or_else(|| nothing_to_weigh(by))?;
        let share = |((unit, part), weight): ((&Unit, i64), &i64)| Share {
            unit: unit.id,
            value: part * grain,
            weight: *weight,
        };
        Ok(whole.below.iter().zip(parts).zip(&weights).map(share).collect())
    }

    /// What each unit below weighs.
    async fn weights(&self, tx: &mut Tx, caller: &Caller, whole: &Whole, by: ShareBy) -> Result<Vec<i64>> {
        match by {
            ShareBy::Equal | ShareBy::Hand => Ok(vec![1; whole.below.len()]),
            ShareBy::Size => self.figures_below(whole, MEMBERS, Period::month_of(whole.day)).await,
            ShareBy::LastYear => {
                self.figures_below(whole, &whole.target.indicator, whole.target.period.year_before()).await
            }
            ShareBy::WhiteSpots => {
                let (pack, today) = (self.pack(), caller.now.day());
                let least = pack.parameter(LEAST_WORKERS, whole.day).or_else(|| pack.parameter(LEAST_WORKERS, today));
                let least = least.ok_or_else(|| nothing_to_weigh(by))?;
                let found = tx.white_spot_workers(caller, whole.unit.id, (whole.day, least)).await?;
                let found: BTreeMap<UnitId, i64> = found.into_iter().collect();
                Ok(whole.below.iter().map(|unit| found.get(&unit.id).copied().unwrap_or(0)).collect())
            }
        }
    }

    async fn figures_below(&self, whole: &Whole, indicator: &str, period: Period) -> Result<Vec<i64>> {
        if self.pack().indicator(indicator).is_none() {
            return Err(Error::UnknownIndicator(indicator.to_owned()));
        }
        let asked: Vec<(&str, Period)> = whole.below.iter().map(|unit| (unit.code.as_str(), period)).collect();
        let answers = self.answers(indicator, &asked).await?;
        let whole = |value: congdoan_model::figures::Value| value.whole().unwrap_or(0).max(0);
        Ok(answers.into_iter().map(|answer| answer.value.map_or(0, whole)).collect())
    }
}

/// The units a target can be shared out over, by code: directly below over the managing line, and counting.
pub(super) async fn units_below(tx: &mut Tx, caller: &Caller, unit: UnitId, day: NaiveDate) -> Result<Vec<Unit>> {
    let children = tx.directly_below(caller, unit, day).await?;
    let mut below: Vec<Unit> = children
        .into_iter()
        .filter(|(_, line)| *line == Line::Managing)
        .map(|(child, _)| child)
        .filter(|unit| !matches!(unit.kind, UnitKind::Party | UnitKind::Outside))
        .collect();
    below.sort_by(|one, other| one.code.as_str().cmp(other.code.as_str()));
    Ok(below)
}

/// Shares as typed, checked against the units below and the target.
fn by_hand(whole: &Whole, parts: &[(String, i64)]) -> Result<Vec<Share>> {
    let mut seen = BTreeSet::new();
    let mut shares = Vec::with_capacity(parts.len());
    for (code, value) in parts {
        let Some(unit) = whole.below.iter().find(|unit| unit.code.as_str() == code) else {
            return Err(refused(
                &format!("\"{code}\" không phải đơn vị trực tiếp bên dưới {}; hãy bỏ dòng này", whole.unit.name),
                &format!("\"{code}\" is not directly below {}; leave this line out", whole.unit.name),
            ));
        };
        if *value < 0 || !seen.insert(unit.id) {
            return Err(refused(
                &format!("Phần của \"{code}\" bị ghi hai lần hoặc âm; mỗi đơn vị một số không âm"),
                &format!("The share of \"{code}\" is given twice or negative; one number from 0 on for each unit"),
            ));
        }
        shares.push(Share { unit: unit.id, value: *value, weight: 0 });
    }
    let sum: i128 = shares.iter().map(|share| i128::from(share.value)).sum();
    let difference = i128::from(whole.target.goal()) - sum;
    if adds_over_tree(&whole.indicator) && difference != 0 {
        let (goal, sum, gap) = (plain(i128::from(whole.target.goal())), plain(sum), plain(difference.abs()));
        let (vi, en) = if difference > 0 { ("còn thiếu", "short of it by") } else { ("vượt", "above it by") };
        return Err(refused(
            &format!("Các phần cộng lại là {sum}, {vi} {gap} so với chỉ tiêu {goal}; hãy sửa cho khớp"),
            &format!("The shares add up to {sum}, {en} {gap}: the target is {goal}; make them add up"),
        ));
    }
    Ok(shares)
}

/// A number of hundredths as people write it: `1.000`, `12,5`.
fn plain(hundredths: i128) -> String {
    let whole = (hundredths / 100).to_string();
    let places = whole.len();
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (places - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    match hundredths % 100 {
        0 => text,
        rest if rest % 10 == 0 => format!("{text},{}", rest / 10),
        rest => format!("{text},{rest:02}"),
    }
}

fn nothing_to_weigh(by: ShareBy) -> Error {
    let (vi, en) = match by {
        ShareBy::Size => ("chưa đơn vị nào bên dưới có số đoàn viên", "no unit below has a number of members"),
        ShareBy::WhiteSpots => (
            "bên dưới không có doanh nghiệp nào đủ số lao động mà chưa có công đoàn",
            "below it no employer with enough workers lacks a union",
        ),
        ShareBy::LastYear => {
            ("cùng kỳ năm trước các đơn vị chưa có số liệu", "the units have no figures of the year before")
        }
        ShareBy::Equal | ShareBy::Hand => ("không có đơn vị nào bên dưới", "there is no unit below"),
    };
    refused(
        &format!("Không phân bổ theo cách này được: {vi}; hãy chọn cách khác"),
        &format!("It cannot be shared out this way: {en}; choose another"),
    )
}

fn named(below: Vec<Unit>, shares: Vec<Share>) -> Vec<(Unit, Share)> {
    below
        .into_iter()
        .filter_map(|unit| shares.iter().find(|share| share.unit == unit.id).map(|share| (unit, *share)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_are_written_as_in_vietnamese() {
        assert_eq!(plain(1_000_000), "10.000");
        assert_eq!(plain(1_250), "12,5");
        assert_eq!(plain(9_905), "99,05");
        assert_eq!(plain(0), "0");
    }
}
