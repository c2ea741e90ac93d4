//! Training classes: 35 with 3,095 attendances in Nghệ An from January to October 2022, and 109 of 50 in Hà Nội in 2021.
//!
//! Classes of November and December stand beside them, so that the range of days matters. No class says when it ended:
//! the day after a class is copied with another day, its last day would lie before its first. Not here: 2026.

use congdoan_model::org::UnitKind;

use super::{
    counters::{day, shares, turn, uneven},
    names,
    plan::{Plan, fields},
    units::{HA_NOI, KON_TUM, MODEL, MODEL_UPPER, NGHE_AN, THAI_NGUYEN},
};
use crate::Result;

const TOPICS: [&str; 10] = [
    "Quản lý tài chính công đoàn cho kế toán mới nhận việc",
    "Công tác kiểm tra và giải quyết đơn thư",
    "Kỹ năng thương lượng tập thể",
    "Đối thoại tại nơi làm việc",
    "Tổ chức hội nghị người lao động",
    "Tư vấn pháp luật lao động",
    "Nghiệp vụ ban thanh tra nhân dân",
    "Viết tin bài và dựng ảnh cho trang công đoàn",
    "Phát triển đoàn viên ở doanh nghiệp nhỏ",
    "An toàn, vệ sinh lao động cho an toàn vệ sinh viên",
];

const AUDIENCES: [&str; 5] = ["officers", "inspection", "chairs", "finance", "members"];

/// How many classes the province holds itself.
const OWN_CLASSES: usize = 8;

/// Enters every class.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    nghe_an(plan)?;
    late_in_2022(plan)?;
    ha_noi(plan)?;
    elsewhere(plan)
}

/// 35 classes: 8 of the province, one of each of the 26 upper-level unions, one of a grassroots union.
fn nghe_an(plan: &mut Plan<'_>) -> Result<()> {
    let mut holders: Vec<String> = vec![NGHE_AN.to_owned(); OWN_CLASSES];
    holders.extend(plan.of_chain(NGHE_AN, UnitKind::Upper));
    holders.push(MODEL.to_owned());
    let weights = holders.iter().enumerate().map(|(index, holder)| match holder.as_str() {
        NGHE_AN => uneven(index, 150, 60),
        MODEL => 42,
        _ => uneven(index, 65, 45),
    });
    let attendees = shares(3_095, 1, weights);
    for (index, (holder, attendees)) in holders.iter().zip(attendees).enumerate() {
        let named = if index < OWN_CLASSES { 10 } else { 0 };
        // Lists of names overlap from class to class: attendances and people are two figures.
        class(plan, holder, (2022, turn(index, 3, 10)), index, attendees, named)?;
    }
    Ok(())
}

fn late_in_2022(plan: &mut Plan<'_>) -> Result<()> {
    for (index, (holder, month, attendees)) in
        [(NGHE_AN, 11, 120), (MODEL_UPPER, 11, 64), ("ldld-huyen-quynh-luu", 12, 75), (MODEL, 12, 38)]
            .into_iter()
            .enumerate()
    {
        class(plan, holder, (2022, month), index + 40, attendees, 0)?;
    }
    Ok(())
}

/// 109 classes of 50, held by the upper-level unions.
fn ha_noi(plan: &mut Plan<'_>) -> Result<()> {
    let uppers = plan.of_chain(HA_NOI, UnitKind::Upper);
    for (index, upper) in uppers.iter().cycle().take(109).enumerate() {
        let values = fields([
            ("topic", "Bồi dưỡng chủ tịch công đoàn cơ sở doanh nghiệp".into()),
            ("audience", "chairs".into()),
            ("attendees", 50.into()),
            ("cost", 37_500_000.into()),
        ]);
        plan.record("training", upper, day(2021, turn(index, 5, 12), turn(index, 3, 27)), values)?;
    }
    Ok(())
}

fn elsewhere(plan: &mut Plan<'_>) -> Result<()> {
    for (place, province) in [KON_TUM, THAI_NGUYEN].into_iter().enumerate() {
        let uppers = plan.of_chain(province, UnitKind::Upper);
        for (index, upper) in uppers.iter().enumerate() {
            let year = if index.is_multiple_of(2) { 2020 } else { 2022 };
            class(plan, upper, (year, turn(index, 5, 12)), index + place, uneven(index, 35, 50), 0)?;
        }
    }
    Ok(())
}

/// Enters one class.
pub(super) fn class(
    plan: &mut Plan<'_>,
    holder: &str,
    (year, month): (i32, u32),
    index: usize,
    attendees: i64,
    named: usize,
) -> Result<()> {
    let mut values = fields([
        ("topic", names::pick(&TOPICS, index).into()),
        ("audience", names::pick(&AUDIENCES, index).into()),
        ("attendees", attendees.into()),
        ("cost", (attendees * 180_000).into()),
    ]);
    if named > 0 {
        values.insert("people".to_owned(), names::persons(index * 7, named));
    }
    plan.record("training", holder, day(year, month, turn(index, 7, 25) + 2), values)
}
