//! Joint programmes: all 21 district Party committees of Nghệ An in 2022, and Kon Tum with the central unions.
//!
//! Not here: the directives behind them.

use super::{
    counters::{day, month, turn},
    districts::PROVINCES,
    plan::{Plan, fields},
    units::{KON_TUM, NGHE_AN, committee_of},
};
use crate::Result;

const PARTNERS: [(&str, &str, (u32, u32)); 5] = [
    ("Đảng ủy Khối Các cơ quan tỉnh Nghệ An", "province", (3, 15)),
    ("Ban Quản lý Khu Kinh tế Đông Nam Nghệ An", "province", (4, 12)),
    ("Đài Phát thanh và Truyền hình Nghệ An", "province", (5, 5)),
    ("Hội Liên hiệp Phụ nữ tỉnh Nghệ An", "province", (6, 2)),
    ("Liên đoàn Lao động thành phố Hà Nội", "other", (7, 20)),
];

/// Enters joint programmes, and declares how many committees there are.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    let districts =
        PROVINCES.iter().filter(|province| province.code == NGHE_AN).flat_map(|province| province.districts);
    for (index, (kind, name)) in districts.enumerate() {
        let values = fields([
            ("partner", format!("{} {name}", committee_of(kind).1).into()),
            ("partner_level", "district".into()),
            ("content", "Chỉ đạo hoạt động công đoàn trên địa bàn có đông đoàn viên".into()),
        ]);
        plan.record("coordination_programmes", NGHE_AN, day(2022, turn(index, 1, 7) + 1, turn(index, 5, 26)), values)?;
    }
    for (partner, level, (month, date)) in PARTNERS {
        let values = fields([("partner", partner.into()), ("partner_level", level.into())]);
        plan.record("coordination_programmes", NGHE_AN, day(2022, month, date), values)?;
    }
    plan.declare(NGHE_AN, "coordination.district_committees", month(2022, 12), 21)?;
    kon_tum(plan)
}

fn kon_tum(plan: &mut Plan<'_>) -> Result<()> {
    let parents = plan.codes(|place| place.unit.code.as_str().starts_with("cdtct-"));
    let industries = plan.codes(|place| place.unit.kind == congdoan_model::org::UnitKind::Industry);
    for (index, code) in parents.iter().chain(&industries).enumerate() {
        let partner = plan.place(code)?.unit.name.clone();
        let values = fields([
            ("partner", partner.into()),
            ("partner_level", "central".into()),
            ("content", "Phối hợp chỉ đạo các công đoàn đóng trên địa bàn tỉnh".into()),
        ]);
        plan.record("coordination_programmes", KON_TUM, day(2018, turn(index, 1, 6), turn(index, 5, 27)), values)?;
    }
    Ok(())
}
