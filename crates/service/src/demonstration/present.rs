//! Life of 2026 in Nghệ An, so that the pages of today are not empty.
//!
//! Not here: the years the facts speak of.

use congdoan_model::org::UnitKind;

use super::{
    agreements, care, conferences,
    counters::{day, month, turn, uneven},
    members::members,
    plan::Plan,
    training,
    units::{MODEL, MODEL_UPPER, NGHE_AN},
};
use crate::Result;

/// Enters what happened from January to November 2026.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for (index, (holder, month, attendees)) in [
        (NGHE_AN, 3, 140),
        (MODEL_UPPER, 3, 72),
        (MODEL, 4, 36),
        ("ldld-huyen-quynh-luu", 5, 64),
        (NGHE_AN, 6, 118),
        ("ldld-huyen-do-luong", 8, 58),
        (MODEL_UPPER, 9, 80),
        (MODEL, 10, 41),
        ("ldld-thanh-pho-vinh", 10, 95),
    ]
    .into_iter()
    .enumerate()
    {
        let named = if holder == MODEL { 6 } else { 0 };
        training::class(plan, holder, (2026, month), index + 50, attendees, named)?;
    }
    care_of_2026(plan)?;
    for (index, unit) in [MODEL].into_iter().map(str::to_owned).chain(neighbours(plan)).enumerate() {
        conferences::conference(plan, &unit, index + 1, day(2026, turn(index, 1, 4), turn(index, 7, 24) + 2))?;
    }
    agreements::signed(plan, MODEL, 3, (2026, 9))?;
    declared(plan)
}

fn neighbours(plan: &Plan<'_>) -> Vec<String> {
    plan.grassroots_of(MODEL_UPPER).into_iter().filter(|code| code != MODEL).step_by(3).collect()
}

fn care_of_2026(plan: &mut Plan<'_>) -> Result<()> {
    let mut payers = vec![MODEL.to_owned(), MODEL_UPPER.to_owned(), NGHE_AN.to_owned()];
    payers.extend(neighbours(plan));
    payers.extend(["ldld-huyen-quynh-luu", "ldld-thanh-pho-vinh"].map(str::to_owned));
    for (index, payer) in payers.iter().enumerate() {
        let people = uneven(index, 80, 260);
        let (day, spend) = (care::before_tet(2026, index), people * 500_000);
        care::tet(plan, index, &care::Payment { unit: payer, day, campaign: 2026, spend, people })?;
    }
    for (index, payer) in payers.iter().enumerate() {
        care::may(plan, (payer, 2026), index, uneven(index, 12, 40) * 1_000_000)?;
    }
    Ok(())
}

/// Members of every grassroots union from January to October, and admissions of the model union.
fn declared(plan: &mut Plan<'_>) -> Result<()> {
    for (index, unit) in plan.of_chain(NGHE_AN, UnitKind::Grassroots).iter().enumerate() {
        for at in 1..=10_u32 {
            // A union here and there is late, as everywhere: its last months are missing.
            if at >= 9 && index % 45 == 7 {
                continue;
            }
            plan.declare(unit, "members.total", month(2026, at), members(index) + i64::from(at) * uneven(index, 0, 3))?;
        }
    }
    for (at, admitted) in (1..=10).zip([0, 0, 12, 6, 9, 4, 0, 8, 5, 3]) {
        plan.declare(MODEL, "members.admitted", month(2026, at), admitted)?;
    }
    Ok(())
}
