//! Hà Nội in 2021: 77 unions founded with support, and three issues of a bulletin in 21,540 copies.
//!
//! Not here: the scheme's ceiling and the least number of members (`packs/vietnam`).

use chrono::{Datelike, Days};
use congdoan_model::org::UnitKind;

use super::{
    counters::{day, uneven},
    plan::{Plan, fault, fields},
    units::HA_NOI,
};
use crate::Result;

/// Đồng for each union.
const SUPPORT: i64 = 1_000_000;

/// Enters claims and bulletins.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    let founded = plan.codes(|place| {
        place.chain == HA_NOI && place.unit.kind == UnitKind::Grassroots && place.unit.opened_on.year() == 2021
    });
    for (index, code) in founded.iter().enumerate() {
        let place = plan.place(code)?.clone();
        let upper = place.parent.ok_or_else(|| fault(format!("{code} has no parent")))?;
        let founded_on = place.unit.opened_on;
        let paid_on = founded_on + Days::new(u64::try_from(uneven(index, 14, 30)).unwrap_or(14));
        let values = fields([
            ("union", place.unit.name.into()),
            ("founded_on", founded_on.to_string().into()),
            ("members", uneven(index, 25, 90).into()),
            ("amount", SUPPORT.into()),
            ("decision", format!("{:02}/QĐ-LĐLĐ", index + 11).into()),
        ]);
        plan.record("founding_support", &upper, paid_on, values)?;
    }
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
