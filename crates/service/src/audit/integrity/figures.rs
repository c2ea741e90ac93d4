//! The checks of figures over the whole federation: every unit and year that holds figures of its own.
//!
//! Totals above are sums of these; what does not fit in a total does not fit in a part of it. Not here: one unit and period
//! (`figures::checks`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use congdoan_model::{
    Period, UnitId,
    figures::Value,
    org::{Line, Unit},
};
use congdoan_pack::{FigureCheck, Pack};
use congdoan_rollup::{Engine, Query};
use congdoan_store::Tx;

use super::RuleResult;
use crate::{
    Result, Service,
    error::words,
    figures::{
        checks::{Around, MOST_SIBLINGS, numbers},
        needed,
    },
};

/// What to do where figures do not fit.
const REMEDY: (&str, &str) = (
    "Kiểm tra số liệu của đơn vị và năm đó; sửa bản ghi hoặc khai lại",
    "Check the figures of that unit and year; correct the record or declare again",
);

/// Places that break a check, by id of the check.
type Places = BTreeMap<String, Vec<String>>;

impl Service {
    /// Every check of the pack with what does not fit it. One statement where totals are kept.
    pub(super) async fn broken_checks(&self, tx: &mut Tx) -> Result<Vec<RuleResult>> {
        let pack = self.pack();
        let held = tx.figures_held(&self.system()).await?;
        let ask = |engine: &Engine| places(&pack, engine, &held);
        let mut places = match self.with_engine(ask) {
            Some(places) => places,
            None => ask(&self.whole_engine(tx).await?),
        };
        let result = |check: &FigureCheck| {
            let found = super::breaks(places.remove(&check.id).unwrap_or_default());
            RuleResult {
                id: format!("checks.{}", check.id),
                area: "checks".to_owned(),
                weight: check.weight,
                name: check.name.clone(),
                remedy: words(REMEDY.0, REMEDY.1),
                count: found.count,
                places: found.places,
            }
        };
        Ok(pack.checks.iter().map(result).collect())
    }
}

/// Judges each unit and year by the checks that have something to say of it: those of which it holds a row, of an indicator they
/// name or of one such an indicator is made of.
fn places(pack: &Pack, engine: &Engine, held: &[(UnitId, String, i64)]) -> Places {
    let mut feeding: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, check) in pack.checks.iter().enumerate() {
        let inputs: BTreeSet<String> = check.indicators().into_iter().flat_map(|id| needed(pack, id)).collect();
        inputs.into_iter().for_each(|id| feeding.entry(id).or_default().push(place));
    }
    let mut asked: BTreeMap<(UnitId, i64), BTreeSet<usize>> = BTreeMap::new();
    for (unit, indicator, year) in held {
        asked.entry((*unit, *year)).or_default().extend(feeding.get(indicator).into_iter().flatten());
    }
    let mut found = Places::new();
    let mut memo: HashMap<(UnitId, String, Period), Option<Value>> = HashMap::new();
    for ((unit, year), places) in asked {
        let (Some(unit), Ok(number)) = (engine.tree().by_id(unit), i32::try_from(year)) else { continue };
        let unit: &Unit = &unit;
        let checks = || {
            let known = places.iter().filter_map(|place| pack.checks.get(*place));
            known.filter(|check| check.is_for(unit.kind))
        };
        if checks().next().is_none() {
            continue;
        }
        let period = Period::year(number);
        let figure = |unit: &Unit, indicator: &str, period: Period| {
            *memo.entry((unit.id, indicator.to_owned(), period)).or_insert_with(|| {
                engine.figure(&Query::new(unit.code.as_str(), indicator, period)).ok().and_then(|answer| answer.value)
            })
        };
        let numbers = numbers(checks(), (unit, &around(engine, unit, period)), period, figure);
        for finding in checks().flat_map(|check| pack.judge(check, &numbers)) {
            let place = format!("{} {year}: {}", unit.code, finding.words.vi);
            found.entry(finding.check).or_default().push(place);
        }
    }
    found
}

/// Units of the same kind under the same managing unit, and those directly below, on the last day of a period.
fn around(engine: &Engine, unit: &Unit, period: Period) -> Around {
    let (tree, day) = (engine.tree(), period.to());
    let Some(own) = tree.by_id(unit.id) else { return Around::default() };
    let managed = |of| {
        let each = tree.children(of, day).into_iter().filter(|(_, line)| *line == Line::Managing);
        each.map(|(child, _)| Unit::clone(&child)).collect::<Vec<Unit>>()
    };
    let manager = tree.parents(own, day).into_iter().find(|(_, line)| *line == Line::Managing);
    let mut siblings = manager.map(|(parent, _)| managed(parent)).unwrap_or_default();
    siblings.retain(|one| one.id != unit.id && one.kind == unit.kind);
    siblings.truncate(MOST_SIBLINGS);
    Around { siblings, below: managed(own) }
}
