//! Workers' conferences: in 2017 every grassroots union that Kon Tum manages or coordinates held one.
//!
//! Not here: 2026.

use chrono::NaiveDate;
use congdoan_model::org::UnitKind;

use super::{
    counters::{day, turn, uneven},
    plan::{Plan, fields},
    units::{KON_TUM, NGHE_AN},
};
use crate::Result;

/// Enters every conference.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    let mut held = plan.of_chain(KON_TUM, UnitKind::Grassroots);
    held.extend(plan.codes(|place| place.unit.code.as_str().starts_with("cdcs-kt-") && place.chain != KON_TUM));
    for (index, unit) in held.iter().enumerate() {
        conference(plan, unit, index, day(2017, turn(index, 5, 12), turn(index, 7, 27)))?;
        // Some met a second time: a conference more, no union more.
        if index % 11 == 5 {
            conference(plan, unit, index + 1, day(2017, 12, turn(index, 3, 27)))?;
        }
    }
    for (index, unit) in plan.of_chain(NGHE_AN, UnitKind::Grassroots).iter().step_by(4).enumerate() {
        conference(plan, unit, index, day(2022, turn(index, 1, 4), turn(index, 7, 27)))?;
    }
    Ok(())
}

/// Enters one conference.
pub(super) fn conference(plan: &mut Plan<'_>, unit: &str, index: usize, held_on: NaiveDate) -> Result<()> {
    let kind = if plan.place(unit)?.unit.form == "state" { "staff" } else { "workers" };
    let opinions = uneven(index, 3, 14);
    let values = fields([
        ("kind", kind.into()),
        ("attendees", uneven(index, 30, 160).into()),
        ("opinions", opinions.into()),
        ("answered", (opinions - i64::from(index.is_multiple_of(3))).into()),
    ]);
    plan.record("conferences", unit, held_on, values)
}
