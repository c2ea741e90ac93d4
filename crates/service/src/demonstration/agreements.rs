//! Collective agreements: coverage in Thái Nguyên in 2020, agreements signed in Nghệ An.
//!
//! Not here: support for agreements (`schemes`), reviews of agreements in force.

use chrono::{Days, Months};
use congdoan_model::org::UnitKind;

use super::{
    counters::{day, month, shares, turn, uneven},
    plan::{Plan, fields},
    units::{MODEL, NGHE_AN, THAI_NGUYEN},
};
use crate::Result;

/// Enters declarations and agreements.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    coverage(plan)?;
    let mut signers: Vec<String> =
        plan.of_chain(NGHE_AN, UnitKind::Grassroots).into_iter().step_by(9).take(14).collect();
    signers.push(MODEL.to_owned());
    for (index, signer) in signers.iter().enumerate() {
        signed(plan, signer, index, (2022, turn(index, 5, 10)))?;
    }
    Ok(())
}

/// Enterprise unions with an agreement in Thái Nguyên: 206 of 280 at the end of 2020.
fn coverage(plan: &mut Plan<'_>) -> Result<()> {
    let uppers = plan.codes(|place| {
        place.chain == THAI_NGUYEN && matches!(place.unit.form.as_str(), "district" | "industrial-zone")
    });
    let weights = |salt: usize| (0..uppers.len()).map(move |index| uneven(index, 60, 90) + uneven(index + salt, 0, 6));
    for (at, due, with) in [(month(2019, 12), 262, 171), (month(2020, 6), 271, 188), (month(2020, 12), 280, 206)] {
        for (unit, (due, with)) in
            uppers.iter().zip(shares(due, 1, weights(0)).into_iter().zip(shares(with, 1, weights(3))))
        {
            plan.declare(unit, "agreements.units_due", at, due)?;
            plan.declare(unit, "agreements.units_with", at, with.min(due))?;
        }
    }
    Ok(())
}

/// Enters one agreement.
pub(super) fn signed(plan: &mut Plan<'_>, unit: &str, index: usize, (year, in_month): (i32, u32)) -> Result<()> {
    let on = day(year, in_month, turn(index, 7, 20));
    let employer = plan.place(unit)?.unit.name.trim_start_matches("CĐCS ").to_owned();
    let (workers, expires_on) = (uneven(index, 40, 400), on + Months::new(36));
    let mut values = fields([
        ("employer", employer.into()),
        ("step", if index.is_multiple_of(3) { "renewed" } else { "new" }.into()),
        ("scope", "enterprise".into()),
        ("employers", 1.into()),
        ("workers", workers.into()),
        ("workers_total", (workers + uneven(index, 3, 30)).into()),
        ("voters", workers.into()),
        ("votes_for", (workers - workers / 11).into()),
        ("effective_on", on.to_string().into()),
        ("expires_on", expires_on.to_string().into()),
        ("sent_on", (on + Days::new(if index % 7 == 4 { 13 } else { 5 })).to_string().into()),
        ("shift_meal", (uneven(index, 20, 12) * 1_000).into()),
    ]);
    // Most that ran out were put an end to or signed anew on paper; of a few nobody has said what became of them.
    if year < 2025 && index % 5 != 2 {
        values.insert("ended_on".to_owned(), expires_on.to_string().into());
    }
    plan.record("agreements", unit, on, values)
}
