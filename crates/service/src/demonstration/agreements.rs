//! Collective agreements: Hà Nội's support of 2,462,000,000 đồng in 2021, coverage in Thái Nguyên in 2020, agreements
//! signed in Nghệ An.
//!
//! Not here: reviews of agreements in force.

use chrono::Months;
use congdoan_model::org::UnitKind;

use super::{
    counters::{day, month, shares, turn, uneven},
    plan::{Plan, fields},
    units::{HA_NOI, MODEL, NGHE_AN, THAI_NGUYEN},
};
use crate::Result;

const PURPOSES: [&str; 3] = ["bargaining", "signing", "grading"];

/// Enters supports, declarations and agreements.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    support(plan)?;
    coverage(plan)?;
    let mut signers: Vec<String> =
        plan.of_chain(NGHE_AN, UnitKind::Grassroots).into_iter().step_by(9).take(14).collect();
    signers.push(MODEL.to_owned());
    for (index, signer) in signers.iter().enumerate() {
        signed(plan, signer, index, (2022, turn(index, 5, 10)))?;
    }
    Ok(())
}

fn support(plan: &mut Plan<'_>) -> Result<()> {
    let mut payers: Vec<String> = vec![HA_NOI.to_owned(); 10];
    payers.extend(plan.of_chain(HA_NOI, UnitKind::Upper));
    let weights = (0..payers.len()).map(|index| uneven(index, 40, 50));
    for (index, (payer, amount)) in payers.iter().zip(shares(2_462_000_000, 100_000, weights)).enumerate() {
        let purpose = super::names::pick(&PURPOSES, index);
        let values = fields([
            ("recipient", format!("Tổ thương lượng {}", super::names::enterprise(index + 100)).into()),
            ("purpose", purpose.into()),
            ("amount", amount.into()),
        ]);
        plan.record("agreement_support", payer, day(2021, turn(index, 5, 12), turn(index, 7, 27)), values)?;
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
    let values = fields([
        ("employer", employer.into()),
        ("step", if index.is_multiple_of(3) { "renewed" } else { "new" }.into()),
        ("scope", "enterprise".into()),
        ("employers", 1.into()),
        ("workers", uneven(index, 40, 400).into()),
        ("expires_on", (on + Months::new(36)).to_string().into()),
        ("shift_meal", (uneven(index, 20, 12) * 1_000).into()),
    ]);
    plan.record("agreements", unit, on, values)
}
