//! Members as declared: Nghệ An in 2022, Thái Nguyên in 2019 and 2020; and members introduced to the Party there.
//!
//! The unions of the model's industrial zone keep member files, too, which count from November 2026 on; the model's
//! chair and member who sign in are in it. Not here: the months of 2026 (`present`), inventing people (`roll`).

use congdoan_model::{access::Caller, org::UnitKind};
use congdoan_store::Tx;

use super::{
    counters::{day, month, shares, turn, uneven},
    people::Prepared,
    plan::{Place, Plan, fields},
    roll::{self, File},
    units::{MODEL, MODEL_UPPER, NGHE_AN, THAI_NGUYEN},
};
use crate::{Result, Service};

/// Declares members, and enters introductions to the Party.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for (index, unit) in plan.of_chain(NGHE_AN, UnitKind::Grassroots).iter().enumerate() {
        for (salt, at) in [(0, month(2021, 11)), (1, month(2022, 5)), (2, month(2022, 12))] {
            stocks(plan, unit, index, salt, at)?;
        }
    }
    for (index, unit) in plan.of_chain(THAI_NGUYEN, UnitKind::Grassroots).iter().enumerate() {
        for (salt, at) in [(0, month(2019, 12)), (2, month(2020, 12))] {
            stocks(plan, unit, index, salt, at)?;
        }
    }
    thai_nguyen(plan)
}

/// Members and workers of a grassroots union.
fn stocks(plan: &mut Plan<'_>, unit: &str, index: usize, salt: i64, at: congdoan_model::Month) -> Result<()> {
    let members = members(index) + salt * uneven(index, 0, 5);
    plan.declare(unit, "members.total", at, members)?;
    plan.declare(unit, "labour.workers", at, members + uneven(index, 2, 30))
}

/// How many members the grassroots union of a counter has to begin with.
pub(super) fn members(index: usize) -> i64 {
    uneven(index, 28, 420)
}

/// 9,214 of 10,000 members admitted and 1,386 of 1,500 introduced to the Party in 2020.
fn thai_nguyen(plan: &mut Plan<'_>) -> Result<()> {
    let uppers = plan.of_chain(THAI_NGUYEN, UnitKind::Upper);
    let count = uppers.len();
    let last_year = shares(8_140, 1, (0..count * 4).map(|index| uneven(index, 30, 60)));
    let this_year = shares(9_214, 1, (0..count * 12).map(|index| uneven(index, 30, 60)));
    for (index, admitted) in last_year.into_iter().enumerate() {
        let Some(unit) = uppers.get(index % count.max(1)) else { continue };
        plan.declare(unit, "members.admitted", month(2019, turn(index / count.max(1), 1, 4) * 3), admitted)?;
    }
    for (index, admitted) in this_year.into_iter().enumerate() {
        let Some(unit) = uppers.get(index % count.max(1)) else { continue };
        plan.declare(unit, "members.admitted", month(2020, turn(index / count.max(1), 1, 12)), admitted)?;
    }
    for (index, unit) in uppers.iter().enumerate() {
        for (salt, at) in [(6, month(2019, 12)), (0, month(2020, 12))] {
            plan.declare(unit, "unions.employers_without", at, uneven(index, 4, 30) + salt)?;
        }
    }
    let mut introducers = uppers.clone();
    introducers.extend(uppers);
    introducers.extend(plan.of_chain(THAI_NGUYEN, UnitKind::Grassroots).into_iter().step_by(5));
    let weights = introducers
        .iter()
        .enumerate()
        .map(|(index, code)| if code.starts_with("cdcs-") { uneven(index, 2, 6) } else { uneven(index, 40, 40) });
    for (index, (unit, introduced)) in introducers.iter().zip(shares(1_386, 1, weights)).enumerate() {
        let values = fields([("introduced", introduced.into()), ("party_cell", "Chi bộ nơi làm việc".into())]);
        plan.record("party_introductions", unit, day(2020, turn(index, 5, 12), turn(index, 7, 27)), values)?;
    }
    Ok(())
}

/// Writes the member files: the model union's and those of its neighbours.
pub(super) async fn write(
    service: &Service,
    tx: &mut Tx,
    system: &Caller,
    places: &[Place],
    accounts: &[Prepared],
) -> Result<()> {
    let of_zone = places
        .iter()
        .filter(|place| place.unit.kind == UnitKind::Grassroots && place.parent.as_deref() == Some(MODEL_UPPER));
    let files: Vec<File<'_>> = of_zone
        .enumerate()
        .map(|(index, place)| {
            let model = place.unit.code.as_str() == MODEL;
            let named = if model {
                ["cdcs", "doanvien"].iter().filter_map(|login| named(accounts, login)).collect()
            } else {
                Vec::new()
            };
            File {
                unit: &place.unit,
                chain: &place.chain,
                standing: if model { 214 } else { uneven(index, 24, 90) },
                left: uneven(index, 2, 5),
                until: day(2026, 9, 30),
                counts_from: day(2026, 11, 1),
                named,
            }
        })
        .collect();
    roll::write(service, tx, system, (&files, 0)).await
}

fn named(accounts: &[Prepared], login: &str) -> Option<(congdoan_model::PersonId, String)> {
    accounts.iter().map(Prepared::person).find(|(known, ..)| *known == login).map(|(_, id, name)| (id, name.to_owned()))
}
