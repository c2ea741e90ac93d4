//! Finance lines of Nghệ An: revenue of 2021, budget of 2022, estimate of 2022 (112 % of the budget, 15 % over 2021).
//!
//! The amounts are invented; their relations are what the papers say. Each union enters its own share: what one passes
//! to another is no revenue. Not here: other provinces, spending.

use congdoan_model::org::UnitKind;

use super::{
    counters::{day, shares, uneven},
    plan::{Plan, fields},
    units::NGHE_AN,
};
use crate::Result;

/// Revenue of 2021.
const REVENUE_2021: i64 = 280_000_000_000;
/// Budget of 2022: so that the estimate is 112 % of it.
const BUDGET_2022: i64 = 287_500_000_000;
/// Estimate of 2022: 15 % more than 2021.
const ESTIMATE_2022: i64 = 322_000_000_000;

/// Amounts are entered in whole thousands.
const STEP: i64 = 1_000;

/// Enters the lines.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    let mut units = vec![NGHE_AN.to_owned()];
    units.extend(plan.of_chain(NGHE_AN, UnitKind::Upper));
    for (total, basis, on, salt, note) in [
        (REVENUE_2021, "actual", day(2021, 12, 31), 0, "Quyết toán năm 2021"),
        (BUDGET_2022, "budget", day(2022, 1, 14), 1, "Dự toán giao đầu năm 2022"),
        (ESTIMATE_2022, "estimate", day(2022, 12, 31), 2, "Ước cả năm 2022"),
    ] {
        // Weights differ a little from line to line: unions do not grow alike.
        let weights = (0..units.len() * 2).map(|index| {
            let fund = index.is_multiple_of(2);
            uneven(index / 2, 300, 420) * if fund { 3 } else { 1 } + uneven(index + salt * 5, 0, 40)
        });
        for (index, amount) in shares(total, STEP, weights).into_iter().enumerate() {
            let Some(unit) = units.get(index / 2) else { continue };
            let values = fields([
                ("line", "revenue".into()),
                ("basis", basis.into()),
                ("category", if index.is_multiple_of(2) { "fund" } else { "dues" }.into()),
                ("amount", amount.into()),
                ("note", note.into()),
            ]);
            plan.record("finance_lines", unit, on, values)?;
        }
    }
    Ok(())
}
