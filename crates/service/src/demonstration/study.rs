//! Study sessions on resolution 02-NQ/TW, and what the branch of the deposit insurance declared on its three targets.
//!
//! Not here: the programmes those targets belong to.

use congdoan_model::org::UnitKind;

use super::{
    counters::{day, month, turn, uneven},
    plan::{Plan, fields},
    units::{BRANCH, MODEL, NGHE_AN},
};
use crate::Result;

/// Enters sessions and declarations.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for (index, (date, attendees)) in [((2, 18), 41), ((4, 22), 39), ((9, 9), 42)].into_iter().enumerate() {
        let form = if index == 1 { "online" } else { "meeting" };
        session(plan, BRANCH, (2022, date.0, date.1), attendees, form)?;
    }
    let mut holders = vec![NGHE_AN.to_owned(), MODEL.to_owned()];
    holders.extend(plan.of_chain(NGHE_AN, UnitKind::Upper));
    for (index, holder) in holders.iter().enumerate() {
        let (year, first, last) = if index.is_multiple_of(3) { (2021, 8, 5) } else { (2022, 1, 6) };
        let form = if index % 4 == 1 { "online" } else { "meeting" };
        session(
            plan,
            holder,
            (year, turn(index, 1, last) - 1 + first, turn(index, 5, 27)),
            uneven(index, 60, 240),
            form,
        )?;
    }
    // Stocks at the end of the year, admissions in the months people were hired.
    for (indicator, at, value) in [
        ("study.people_due", 12, 42),
        ("study.people_reached", 12, 42),
        ("officers.total", 12, 11),
        ("officers.trained", 12, 10),
        ("members.new_recruits", 6, 2),
        ("members.recruits_joined", 6, 2),
        ("members.new_recruits", 9, 1),
        ("members.recruits_joined", 9, 1),
    ] {
        plan.declare(BRANCH, indicator, month(2022, at), value)?;
    }
    Ok(())
}

fn session(plan: &mut Plan<'_>, unit: &str, on: (i32, u32, u32), attendees: i64, form: &str) -> Result<()> {
    let values = fields([("directive", "02-NQ/TW".into()), ("form", form.into()), ("attendees", attendees.into())]);
    plan.record("study_sessions", unit, day(on.0, on.1, on.2), values)
}
