//! Employers without a union in Thái Nguyên at the end of 2019, by which its target of new members is shared out. All names
//! are invented.
//!
//! Not here: Nghệ An, where unions serve employers too (`employers`).

use congdoan_model::org::UnitKind;
use congdoan_store::org::employers::NewEmployer;

use super::{
    counters::{day, uneven},
    employers::Entry,
    plan::Place,
    units::THAI_NGUYEN,
};
use crate::{Result, Service};

const TRADES: [&str; 6] = ["May", "Cơ khí", "Chè", "Gỗ", "Điện tử", "Vật liệu"];
const NAMES: [&str; 7] = ["Đồi Xanh", "Sông Trắng", "Rừng Cọ", "Nắng Sớm", "Bến Đá", "Hoa Ban", "Gò Vàng"];

/// One or two employers below each upper-level union of a district or an industrial zone, none below the others.
pub(super) fn lay(service: &Service, places: &[Place]) -> Result<Vec<NewEmployer>> {
    let uppers = places.iter().filter(|place| {
        place.chain == THAI_NGUYEN
            && place.unit.kind == UnitKind::Upper
            && matches!(place.unit.form.as_str(), "district" | "industrial-zone")
    });
    let mut new = Vec::new();
    for (place, upper) in uppers.enumerate() {
        for turn in 0..=(place % 2) {
            let index = place * 2 + turn;
            let trade = TRADES.iter().cycle().nth(index).copied().unwrap_or_default();
            let name = NAMES.iter().cycle().nth(index).copied().unwrap_or_default();
            let entry = Entry {
                code: &format!("dn-tn-{:02}", index + 1),
                name: &format!("Công ty TNHH {trade} {name}"),
                ownership: if index % 4 == 1 { "foreign" } else { "private" },
                workers: uneven(index, 40, 900),
                index: 200 + index,
                province: ("tỉnh Thái Nguyên", "thai-nguyen"),
                counted_on: day(2019, 12, 31),
                ..Entry::default()
            };
            new.push(entry.employer(service, upper, None)?);
        }
    }
    Ok(new)
}
