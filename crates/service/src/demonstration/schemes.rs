//! Schemes with money: two of Hà Nội in 2021, opened from the pack, and one of Nghệ An in 2026, made on a page.
//!
//! 77 unions supported with 77,000,000 đồng, agreements with 2,462,000,000, each through a claim whose payment made the
//! record; a 78th union refused by the budget, one of 24 members by its rule. Not here: the rules (`packs/vietnam/schemes`).

use chrono::{Datelike, Days, NaiveDate};
use congdoan_model::{
    org::UnitKind,
    programmes::{Comparator::AtLeast, schemes::ClaimState},
    registers::Fields,
};

use super::{
    counters::{day, shares, turn, uneven},
    directives::ACTION,
    plan::{NewClaim, NewProgramme, NewUnit, Plan, fault, fields},
    units::{HA_NOI, MODEL, MODEL_UPPER, NGHE_AN},
};
use crate::Result;

const FOUNDING: &str = "founding_support_ha_noi";
const AGREEMENTS: &str = "agreement_support_ha_noi";

/// A scheme of Nghệ An, as an officer made it.
const BETTER: &str = r#"[scheme]
id = "thoa_uoc_co_loi_2026"
name = { vi = "Hỗ trợ ký thỏa ước có lợi hơn cho người lao động năm 2026", en = "Support for agreements above the law, 2026" }
unit = "ldld-nghe-an"
period = "2026"
pays = "record"
register = "agreements"
once_per = "record"
source = "Chương trình hành động của LĐLĐ tỉnh Nghệ An, phần thỏa ước lao động tập thể"

[[budget]]
period = "2026"
amount = 60_000_000

[[terms]]
from = 2026-01-01
until = 2026-07-01
amount = 5_000_000
claim_within = 120

[[terms.rule]]
id = "covers"
formula = "workers != null && workers >= 30"
message = { vi = "Thỏa ước áp dụng cho từ 30 lao động", en = "The agreement covers 30 workers or more" }

[[terms.paper]]
id = "minutes"
name = { vi = "Biên bản lấy ý kiến tập thể lao động", en = "Minutes of the workers' vote" }

[[terms]]
from = 2026-07-01
formula = "3000000 + workers * 40000"
ceiling = 12_000_000
claim_within = 120

[[terms.rule]]
id = "covers"
formula = "workers != null && workers >= 30"
message = { vi = "Thỏa ước áp dụng cho từ 30 lao động", en = "The agreement covers 30 workers or more" }

[[terms.rule]]
id = "meal"
formula = "shift_meal != null && shift_meal >= 20000"
message = { vi = "Bữa ăn ca từ 20.000 đồng", en = "The shift meal is 20,000 VND or more" }

[[terms.paper]]
id = "minutes"
name = { vi = "Biên bản lấy ý kiến tập thể lao động", en = "Minutes of the workers' vote" }

[paid]
register = "agreement_support"
values = { recipient = "employer", amount = "amount" }
constants = { purpose = "signing" }
"#;

/// Enters schemes and claims.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    foundings(plan)?;
    refused_foundings(plan)?;
    agreements(plan)?;
    this_year(plan)
}

fn members(number: i64) -> Fields {
    fields([("members", number.into())])
}

/// 77 unions of 2021, claimed for by the unions above them.
fn foundings(plan: &mut Plan<'_>) -> Result<()> {
    let definition = plan.definition(FOUNDING)?;
    plan.scheme(HA_NOI, "Đề án hỗ trợ thành lập công đoàn cơ sở từ 25 đoàn viên", &definition)?;
    let founded = plan.codes(|place| {
        place.chain == HA_NOI && place.unit.kind == UnitKind::Grassroots && place.unit.opened_on.year() == 2021
    });
    for (index, code) in founded.iter().enumerate() {
        let place = plan.place(code)?.clone();
        let upper = place.parent.ok_or_else(|| fault(format!("{code} has no parent")))?;
        let on = place.unit.opened_on;
        let paid_on = on + Days::new(u64::try_from(uneven(index, 14, 30)).unwrap_or(14));
        plan.claim(&NewClaim {
            scheme: FOUNDING,
            unit: &upper,
            of: code,
            record: None,
            on,
            stated: members(uneven(index, 25, 90)),
            paper: ("recognition", &format!("{:02}/QĐ-LĐLĐ", index + 11)),
            amount: None,
            claimed_on: on + Days::new(9),
            state: ClaimState::Paid,
            paid: Some((&format!("PC {:03}/HT", index + 1), paid_on)),
            by: "system",
        })?;
    }
    Ok(())
}

/// Two unions of 2022: one came when the money was spent, one is too small.
fn refused_foundings(plan: &mut Plan<'_>) -> Result<()> {
    let upper = plan
        .codes(|place| place.chain == HA_NOI && place.unit.form == "industrial-zone")
        .pop()
        .ok_or_else(|| fault("Hà Nội has no industrial zone".to_owned()))?;
    for (code, name, on, number) in [
        ("cdcs-gom-ben-trang", "CĐCS Công ty TNHH Gốm Bến Trăng", day(2022, 3, 8), 41),
        ("cdcs-non-la-pho-co", "CĐCS Công ty Cổ phần Nón Lá Phố Cổ", day(2022, 5, 16), 24),
    ] {
        let kind = UnitKind::Grassroots;
        plan.unit(&NewUnit { code, name, kind, form: "enterprise", parent: Some(&upper), opened_on: on })?;
        plan.claim(&NewClaim {
            scheme: FOUNDING,
            unit: &upper,
            of: code,
            record: None,
            on,
            stated: members(number),
            paper: ("recognition", "07/QĐ-CĐ"),
            amount: None,
            claimed_on: on + Days::new(20),
            state: ClaimState::Refused,
            paid: None,
            by: "system",
        })?;
    }
    Ok(())
}

/// Agreements of 2021 supported in Hà Nội: the province itself for ten, each upper-level union for one.
fn agreements(plan: &mut Plan<'_>) -> Result<()> {
    let definition = plan.definition(AGREEMENTS)?;
    plan.scheme(HA_NOI, "Đề án nâng chất lượng đối thoại, thương lượng, ký thỏa ước", &definition)?;
    let mut payers: Vec<String> = vec![HA_NOI.to_owned(); 10];
    payers.extend(plan.of_chain(HA_NOI, UnitKind::Upper));
    let all = plan
        .codes(|place| place.chain == HA_NOI && place.unit.form == "enterprise" && place.unit.opened_on.year() < 2021);
    let weights = (0..payers.len()).map(|index| uneven(index, 40, 50));
    for (index, (payer, amount)) in payers.iter().zip(shares(2_462_000_000, 100_000, weights)).enumerate() {
        let own: Vec<String> = plan.grassroots_of(payer);
        let old = |code: &&String| plan.place(code).is_ok_and(|place| place.unit.opened_on.year() < 2021);
        let union = own.iter().find(old).or_else(|| all.get(index * 3 % all.len().max(1)));
        let union = union.cloned().ok_or_else(|| fault(format!("no union signs under {payer}")))?;
        let paid_on = day(2021, turn(index, 5, 12), turn(index, 7, 27));
        let on = (paid_on - Days::new(25)).max(day(2021, 1, 1));
        // As many workers as the cost of this support takes.
        let workers = ((amount - 20_000_000 + 199_999) / 200_000).max(20);
        let record = signed(plan, &union, on, workers)?;
        plan.claim(&NewClaim {
            scheme: AGREEMENTS,
            unit: payer,
            of: &union,
            record: Some(record),
            on,
            stated: Fields::new(),
            paper: ("minutes", "01/BB"),
            amount: Some(amount),
            claimed_on: (on + Days::new(10)).min(paid_on),
            state: ClaimState::Paid,
            paid: Some((&format!("TU {:03}/HT", index + 1), paid_on)),
            by: "system",
        })?;
    }
    Ok(())
}

/// Enters an agreement; gives the record with what it says.
fn signed(plan: &mut Plan<'_>, union: &str, on: NaiveDate, workers: i64) -> Result<(congdoan_model::RecordId, Fields)> {
    let employer = plan.place(union)?.unit.name.trim_start_matches("CĐCS ").to_owned();
    let values = fields([
        ("employer", employer.into()),
        ("step", "new".into()),
        ("scope", "enterprise".into()),
        ("employers", 1.into()),
        ("workers", workers.into()),
        ("expires_on", (on + chrono::Months::new(24)).to_string().into()),
        ("sent_on", (on + Days::new(6)).to_string().into()),
        ("shift_meal", 25_000.into()),
    ]);
    Ok((plan.recorded("agreements", union, on, values.clone())?, values))
}

/// Nghệ An in 2026: paid, approved, and one of the model union that waits.
fn this_year(plan: &mut Plan<'_>) -> Result<()> {
    let title = "Đề án hỗ trợ ký thỏa ước có lợi hơn cho người lao động năm 2026";
    let targets = [("agreements.supports", AtLeast, 8, "2026")];
    let new = NewProgramme {
        unit: NGHE_AN,
        title,
        directive: ACTION,
        parent: None,
        kind: congdoan_model::programmes::ProgrammeKind::Scheme,
        period: "2026",
        targets: &targets,
    };
    plan.programme(&new)?;
    plan.scheme(NGHE_AN, title, BETTER)?;
    let unions: Vec<String> =
        plan.grassroots_of(MODEL_UPPER).into_iter().filter(|code| code != MODEL).step_by(2).take(4).collect();
    let days = [day(2026, 5, 12), day(2026, 7, 8), day(2026, 8, 19), day(2026, 10, 6)];
    for (index, (union, on)) in unions.iter().zip(days).enumerate() {
        let record = signed(plan, union, on, uneven(index, 60, 150))?;
        let paid_on = on + Days::new(24);
        let voucher = format!("PC {:03}", index + 41);
        let paid = (index < 3).then_some((voucher.as_str(), paid_on));
        let state = if paid.is_some() { ClaimState::Paid } else { ClaimState::Approved };
        claimed(plan, union, record, (on, on + Days::new(11)), (state, paid), "captren")?;
    }
    let (on, record) =
        plan.entered("agreements", MODEL, 2026).ok_or_else(|| fault(format!("{MODEL} signed no agreement in 2026")))?;
    claimed(plan, MODEL, record, (on, on + Days::new(15)), (ClaimState::Submitted, None), "cdcs")
}

fn claimed(
    plan: &mut Plan<'_>,
    union: &str,
    record: (congdoan_model::RecordId, Fields),
    (on, claimed_on): (NaiveDate, NaiveDate),
    (state, paid): (ClaimState, Option<(&str, NaiveDate)>),
    by: &str,
) -> Result<()> {
    plan.claim(&NewClaim {
        scheme: "thoa_uoc_co_loi_2026",
        unit: union,
        of: union,
        record: Some(record),
        on,
        stated: Fields::new(),
        paper: ("minutes", "02/BB-CĐCS"),
        amount: None,
        claimed_on,
        state,
        paid,
        by,
    })
}
