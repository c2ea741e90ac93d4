//! Care for Tết and in Workers' Month: 24.8 billion đồng for 80,893 people of Nghệ An in the Tết of 2022, 3.3 billion in
//! its May.
//!
//! Tết 2022 is paid for from December 2021 to February 2022; what was paid in December 2022 belongs to the Tết of 2023.
//! Not here: 2026.

use chrono::NaiveDate;
use congdoan_model::org::UnitKind;

use super::{
    counters::{day, shares, turn, uneven},
    names,
    plan::{Plan, fields},
    units::{HA_NOI, KON_TUM, MODEL, NGHE_AN, ROOT, THAI_NGUYEN},
};
use crate::Result;

const TET: [&str; 5] = [
    "Tết Sum vầy",
    "Tặng quà đoàn viên khó khăn",
    "Thăm công nhân ở lại đón Tết",
    "Chuyến xe công đoàn",
    "Chợ Tết công nhân",
];
const MAY: [&str; 5] = [
    "Gặp mặt công nhân tiêu biểu",
    "Khám sức khỏe cho lao động nữ",
    "Cảm ơn người lao động",
    "Bữa cơm công đoàn",
    "Hội thao công nhân",
];

/// Đồng are paid in whole hundred thousands.
const STEP: i64 = 100_000;

/// One payment for Tết.
pub(super) struct Payment<'a> {
    pub(super) unit: &'a str,
    pub(super) day: NaiveDate,
    pub(super) campaign: i64,
    pub(super) spend: i64,
    pub(super) people: i64,
}

/// Enters every payment.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    tet_of_nghe_an(plan)?;
    tet_elsewhere(plan)?;
    next_tet(plan)?;
    workers_month(plan)
}

/// Who pays in Nghệ An: the province four times, each upper-level union twice, a third of the grassroots unions once.
fn tet_of_nghe_an(plan: &mut Plan<'_>) -> Result<()> {
    let mut payers: Vec<String> = vec![NGHE_AN.to_owned(); 4];
    let uppers = plan.of_chain(NGHE_AN, UnitKind::Upper);
    payers.extend(uppers.iter().cloned());
    payers.extend(uppers);
    payers.extend(plan.of_chain(NGHE_AN, UnitKind::Grassroots).into_iter().step_by(3));
    payers.push(MODEL.to_owned());
    let weight = |index: usize, payer: &str, province: i64, upper: i64, own: i64| match payer {
        NGHE_AN => province,
        _ if payer.starts_with("cdcs-") => uneven(index, own, own),
        _ => uneven(index, upper, upper),
    };
    let spends =
        shares(24_800_000_000, STEP, payers.iter().enumerate().map(|(at, payer)| weight(at, payer, 900, 220, 60)));
    let people = shares(80_893, 1, payers.iter().enumerate().map(|(at, payer)| weight(at, payer, 700, 240, 70)));
    for (index, ((payer, spend), people)) in payers.iter().zip(spends).zip(people).enumerate() {
        tet(plan, index, &Payment { unit: payer, day: before_tet(2022, index), campaign: 2022, spend, people })?;
    }
    Ok(())
}

/// A day before or just after the Tết of a year: December, January, sometimes the second week of February.
pub(super) fn before_tet(year: i32, index: usize) -> NaiveDate {
    match index % 5 {
        0 | 3 => day(year - 1, 12, turn(index, 3, 19) + 9),
        4 if index.is_multiple_of(2) => day(year, 2, turn(index, 1, 5) + 6),
        _ => day(year, 1, turn(index, 5, 26) + 3),
    }
}

/// The confederation's own share and three other provinces.
fn tet_elsewhere(plan: &mut Plan<'_>) -> Result<()> {
    for (index, (spend, people)) in [(18_000_000_000, 36_000), (6_500_000_000, 9_250)].into_iter().enumerate() {
        tet(plan, index, &Payment { unit: ROOT, day: before_tet(2022, index), campaign: 2022, spend, people })?;
    }
    for province in [HA_NOI, KON_TUM, THAI_NGUYEN] {
        let mut payers = vec![province.to_owned()];
        payers.extend(plan.of_chain(province, UnitKind::Upper));
        for (index, payer) in payers.iter().enumerate() {
            let (spend, people) = (uneven(index, 180, 300) * 1_000_000, uneven(index, 300, 700));
            let day = before_tet(2022, index + 1);
            tet(plan, index, &Payment { unit: payer, day, campaign: 2022, spend, people })?;
        }
    }
    Ok(())
}

/// What was paid in December 2022 already, for the Tết of January 2023.
fn next_tet(plan: &mut Plan<'_>) -> Result<()> {
    let mut payers = vec![NGHE_AN.to_owned()];
    payers.extend(plan.of_chain(NGHE_AN, UnitKind::Upper).into_iter().step_by(3));
    payers.push(MODEL.to_owned());
    for (index, payer) in payers.iter().enumerate() {
        let (spend, people) = (uneven(index, 40, 90) * 1_000_000, uneven(index, 90, 200));
        let day = day(2022, 12, turn(index, 3, 20) + 8);
        tet(plan, index, &Payment { unit: payer, day, campaign: 2023, spend, people })?;
    }
    Ok(())
}

/// Enters one payment for Tết.
pub(super) fn tet(plan: &mut Plan<'_>, index: usize, payment: &Payment<'_>) -> Result<()> {
    let kind = plan.place(payment.unit)?.unit.kind;
    let values = fields([
        ("campaign", payment.campaign.into()),
        ("activity", names::pick(&TET, index).into()),
        ("source_of_money", source(kind, index).into()),
        ("spend", payment.spend.into()),
        ("beneficiaries", payment.people.into()),
        ("gifts", (payment.people * 4 / 5).into()),
    ]);
    plan.record("tet_care", payment.unit, payment.day, values)
}

const fn source(kind: UnitKind, index: usize) -> &'static str {
    match kind {
        UnitKind::Confederation => "confederation",
        _ if index % 9 == 4 => "society",
        UnitKind::Grassroots => "grassroots",
        _ => "upper",
    }
}

/// May 2022: the province, every upper-level union and every sixth grassroots union of Nghệ An; and the other provinces.
fn workers_month(plan: &mut Plan<'_>) -> Result<()> {
    let mut payers: Vec<String> = vec![NGHE_AN.to_owned(); 4];
    payers.extend(plan.of_chain(NGHE_AN, UnitKind::Upper));
    payers.extend(plan.of_chain(NGHE_AN, UnitKind::Grassroots).into_iter().step_by(6));
    payers.push(MODEL.to_owned());
    let weights = payers.iter().enumerate().map(|(index, payer)| match payer.as_str() {
        NGHE_AN => 90,
        code if code.starts_with("cdcs-") => uneven(index, 9, 9),
        _ => uneven(index, 25, 20),
    });
    for (index, (payer, spend)) in payers.iter().zip(shares(3_300_000_000, STEP, weights)).enumerate() {
        may(plan, (payer, 2022), index, spend)?;
    }
    for province in [HA_NOI, KON_TUM, THAI_NGUYEN] {
        may(plan, (province, 2022), 2, 420_000_000)?;
    }
    Ok(())
}

/// Enters one activity of a Workers' Month.
pub(super) fn may(plan: &mut Plan<'_>, (unit, year): (&str, i32), index: usize, spend: i64) -> Result<()> {
    let kind = plan.place(unit)?.unit.kind;
    let values = fields([
        ("activity", names::pick(&MAY, index).into()),
        ("source_of_money", source(kind, index).into()),
        ("spend", spend.into()),
        ("beneficiaries", (spend / 450_000).into()),
    ]);
    plan.record("workers_month", unit, day(year, 5, turn(index, 3, 28)), values)
}
