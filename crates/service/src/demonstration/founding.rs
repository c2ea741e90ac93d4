//! Hà Nội in 2021: three issues of a bulletin in 21,540 copies.
//!
//! Not here: unions founded with support, which are claims on a scheme (`schemes`).

use super::{
    counters::day,
    plan::{Plan, fields},
    units::HA_NOI,
};
use crate::Result;

/// Enters bulletins.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for (number, on, copies) in
        [(1, day(2021, 4, 28), 7_000), (2, day(2021, 8, 18), 7_240), (3, day(2021, 11, 26), 7_300)]
    {
        let values = fields([
            ("title", format!("Bản tin sinh hoạt công đoàn cơ sở, số {number} năm 2021").into()),
            ("copies", copies.into()),
        ]);
        plan.record("bulletins", HA_NOI, on, values)?;
    }
    Ok(())
}
