//! Who was expected to report in a period, and who did. Reported never exceeds expected: it is counted among them.
//!
//! A unit is expected when the indicator asks its kind and it existed on some day of the period; it belongs to the units
//! it stood under on its last such day. A unit reported a month when it has a row counted in it, be it a nil one.
//!
//! Not here: what the rows amount to (`entry`).

use chrono::NaiveDate;
use congdoan_model::{
    Month, Period,
    figures::{Indicator, OverTree, Rhythm},
    org::Unit,
    period::day_before,
};

use crate::{
    column::{Base, Ledger},
    figure::Ask,
    lens::Lens,
};

/// Units expected and units reported, for a unit and all below.
pub(crate) fn completeness(lens: Lens<'_>, ledger: Option<&Ledger>, indicator: &Indicator, ask: Ask) -> (u64, u64) {
    let (mut expected, mut reported) = (0, 0);
    if indicator.expected_of.is_empty() {
        return (expected, reported);
    }
    for unit in lens.tree.units().filter(|unit| indicator.expected_of.contains(&unit.kind)) {
        let Some(last) = last_day(&unit, ask.period) else { continue };
        let own = unit.index == ask.unit;
        if !own && (indicator.tree == OverTree::None || !lens.look(unit.index).reaches(last, ask.unit)) {
            continue;
        }
        expected += 1;
        let rows = ledger.and_then(|ledger| ledger.get(&unit.index)).map_or(&[][..], |rows| rows.within(ask.period));
        reported += u64::from(has_reported(&unit, rows, indicator.rhythm, ask.period));
    }
    (expected, reported)
}

/// The last day of the period on which the unit existed.
fn last_day(unit: &Unit, period: Period) -> Option<NaiveDate> {
    let last = unit.closed_on.map_or(period.to(), |closed| period.to().min(day_before(closed)));
    (unit.opened_on.max(period.from()) <= last).then_some(last)
}

fn has_reported(unit: &Unit, rows: &[Base], rhythm: Rhythm, period: Period) -> bool {
    let mut counted = rows.iter().filter(|row| !row.straddles(period));
    match rhythm {
        Rhythm::Once => counted.next().is_some(),
        Rhythm::Month => {
            let mut months: Vec<Month> = counted.map(|row| Month::of(row.counted_on)).collect();
            months.dedup();
            let asked = |month: &Month| {
                let from = unit.opened_on.max(period.from()).max(month.first());
                let to = unit.closed_on.map_or(NaiveDate::MAX, day_before).min(period.to()).min(month.last());
                from <= to
            };
            period.touched_months().filter(asked).all(|month| months.binary_search(&month).is_ok())
        }
    }
}
