//! Checks of figures at work: which figures they need, and what does not fit.
//!
//! Not here: what a check holds against what (`pack::checks`), pages.

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    Period,
    access::Caller,
    figures::{Answer, Value},
    org::{Line, Unit},
};
use congdoan_pack::{CheckFinding, CheckNumbers, FigureCheck, Moment};

use crate::{Result, Service};

/// Units side by side beyond so many tell no more.
pub(crate) const MOST_SIBLINGS: usize = 300;

/// Those a unit is compared with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Units of its kind under the same managing unit.
    pub siblings: Vec<Unit>,
    /// Units directly below that it manages.
    pub below: Vec<Unit>,
}

/// The period a stock is read in to know how it stood when another period began: the twelve months before.
pub(crate) fn opening(period: Period) -> Option<Period> {
    let from = period.from().checked_sub_months(chrono::Months::new(12))?;
    Period::range(from, period.from().pred_opt()?).ok()
}

/// Gathers the numbers of a unit and a period for some checks; `figure` answers for a code, an indicator and a period.
pub(crate) fn numbers<'a>(
    checks: impl Iterator<Item = &'a FigureCheck>,
    (unit, around): (&Unit, &Around),
    period: Period,
    mut figure: impl FnMut(&Unit, &str, Period) -> Option<Value>,
) -> CheckNumbers {
    let mut found = CheckNumbers { siblings: vec![BTreeMap::new(); around.siblings.len()], ..CheckNumbers::default() };
    let asks: BTreeSet<(Moment, &str)> = checks.flat_map(FigureCheck::asks).collect();
    let before = opening(period);
    // What stands now is asked first: where nobody said it, nothing is held against it.
    for (moment, id) in asks {
        if moment != Moment::Now && !found.now.contains_key(id) {
            continue;
        }
        let mut put = |of: &mut BTreeMap<String, Value>, unit: &Unit, period: Option<Period>| {
            if let Some(value) = period.and_then(|period| figure(unit, id, period)) {
                of.insert(id.to_owned(), value);
            }
        };
        match moment {
            Moment::Now => put(&mut found.now, unit, Some(period)),
            Moment::Opening => put(&mut found.opening, unit, before),
            Moment::YearBefore => put(&mut found.year_before, unit, Some(period.year_before())),
            Moment::Siblings => {
                for (sibling, of) in around.siblings.iter().zip(&mut found.siblings) {
                    put(of, sibling, Some(period));
                }
            }
            Moment::Below => {
                let each = around.below.iter().filter_map(|one| figure(one, id, period).and_then(Value::whole));
                let sum = each.fold(None, |sum: Option<i64>, value| Some(sum.unwrap_or(0).saturating_add(value)));
                found.below.extend(sum.map(|sum| (id.to_owned(), sum)));
            }
        }
    }
    found
}

impl Service {
    /// What does not fit in the figures of a unit for a period, recorded and declared ones alike: errors first. Units side
    /// by side are looked at as the program, and told of only as their middle.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see the unit.
    pub async fn check_figures(&self, caller: &Caller, unit: &str, period: Period) -> Result<Vec<CheckFinding>> {
        let (pack, system) = (self.pack(), self.system());
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let managed = |below: Vec<(Unit, Line)>| {
            below.into_iter().filter(|(_, line)| *line == Line::Managing).map(|(unit, _)| unit)
        };
        let below: Vec<Unit> = managed(tx.directly_below(&system, unit.id, period.to()).await?).collect();
        let links = tx.parent_links(&system, unit.id).await?;
        let holds = |link: &&congdoan_model::org::Link| {
            link.line == Line::Managing
                && link.from <= period.to()
                && link.until.is_none_or(|until| until > period.to())
        };
        let siblings = match links.iter().find(holds) {
            Some(link) => managed(tx.directly_below(&system, link.parent, period.to()).await?)
                .filter(|one| one.id != unit.id && one.kind == unit.kind)
                .take(MOST_SIBLINGS)
                .collect(),
            None => Vec::new(),
        };
        drop(tx);
        let around = Around { siblings, below };
        // First what is needed is gathered, then asked for at once: own figures as the caller, the others as the program.
        let mut own: Vec<(&Unit, String, Period)> = Vec::new();
        let mut others: Vec<(&Unit, String, Period)> = Vec::new();
        for (moment, id) in pack.checks_of(unit.kind).flat_map(FigureCheck::asks).collect::<BTreeSet<_>>() {
            match moment {
                Moment::Now => own.push((&unit, id.to_owned(), period)),
                Moment::Opening => own.extend(opening(period).map(|before| (&unit, id.to_owned(), before))),
                Moment::YearBefore => own.push((&unit, id.to_owned(), period.year_before())),
                Moment::Siblings => others.extend(around.siblings.iter().map(|one| (one, id.to_owned(), period))),
                Moment::Below => others.extend(around.below.iter().map(|one| (one, id.to_owned(), period))),
            }
        }
        let mut known = self.known(caller, &own).await?;
        // What the caller may not see of the own unit is not looked at around it either.
        let visible: BTreeSet<String> = known.keys().map(|(_, id, _)| id.clone()).collect();
        others.retain(|(_, id, _)| visible.contains(id));
        known.extend(self.known(&system, &others).await?);
        let figure = |unit: &Unit, id: &str, period: Period| {
            known.get(&(unit.code.to_string(), id.to_owned(), period.to_string())).copied()
        };
        let numbers = numbers(pack.checks_of(unit.kind), (&unit, &around), period, figure);
        let judged = pack.checks_of(unit.kind).flat_map(|check| pack.judge(check, &numbers));
        let mut found: Vec<CheckFinding> = judged.collect();
        found.sort_by_key(|finding| finding.weight);
        Ok(found)
    }

    async fn known(
        &self,
        caller: &Caller,
        asks: &[(&Unit, String, Period)],
    ) -> Result<BTreeMap<(String, String, String), Value>> {
        let plain: Vec<(&Unit, &str, Period)> =
            asks.iter().map(|(unit, id, period)| (*unit, id.as_str(), *period)).collect();
        let answers: Vec<Option<Answer>> = self.figures_at(caller, &plain, None).await?;
        let value = |((unit, id, period), answer): (&(&Unit, &str, Period), Option<Answer>)| {
            let value = answer?.value?;
            Some(((unit.code.to_string(), (*id).to_owned(), period.to_string()), value))
        };
        Ok(plain.iter().zip(answers).filter_map(value).collect())
    }
}
