//! Programmes that answer the directives, level by level, with their targets.
//!
//! Every step of a cascade answers another directive, so that the way up names each paper once. Not here: progress.

use congdoan_model::{
    ProgrammeId,
    org::UnitKind,
    programmes::{
        Comparator::{self, All, AtLeast, AtMost, Equal},
        ProgrammeKind,
        cascade::ReviewSection,
    },
};

use super::{
    directives::{
        ACTION, CELL_ACTION, INSURANCE_ACTION, PARTY_PLAN, PILOTS, PLAN_2022, PLAN_2026, REGULATION, RESOLUTION,
        TASKS_2020, UPPER_PLAN_2022, UPPER_PLAN_2026,
    },
    plan::{NewProgramme, Plan},
    tasks::elsewhere::THEME,
    units::{BRANCH, HA_NOI, KON_TUM, MODEL, MODEL_UPPER, NGHE_AN, THAI_NGUYEN},
};
use crate::Result;

/// Indicator, comparator, value in the indicator's unit of measure, period.
type Aim = (&'static str, Comparator, i64, &'static str);

/// Adds every programme, those above first.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    thai_nguyen(plan)?;
    deposit_insurance(plan)?;
    nghe_an(plan)?;
    ha_noi(plan)?;
    kon_tum(plan)
}

fn add(
    plan: &mut Plan<'_>,
    (unit, directive, parent): (&str, &str, Option<ProgrammeId>),
    (title, period): (&str, &str),
    targets: &[Aim],
) -> Result<ProgrammeId> {
    // What a paper is called tells what the programmes on it are: plans of a year, schemes, action programmes.
    let kind = match directive {
        PILOTS => ProgrammeKind::Scheme,
        RESOLUTION | PARTY_PLAN | INSURANCE_ACTION | CELL_ACTION | REGULATION => ProgrammeKind::Action,
        _ => ProgrammeKind::Plan,
    };
    plan.programme(&NewProgramme { unit, kind, title, directive, parent, period, targets })
}

fn thai_nguyen(plan: &mut Plan<'_>) -> Result<()> {
    let targets: [Aim; 3] = [
        ("agreements.coverage", AtLeast, 70, "2020"),
        ("members.admitted", Equal, 10_000, "2020"),
        ("party.introduced", Equal, 1_500, "2020"),
    ];
    add(plan, (THAI_NGUYEN, TASKS_2020, None), ("Chương trình công tác trọng tâm năm 2020", "2020"), &targets)?;
    Ok(())
}

/// 02-NQ/TW ▸ 768-CTr/ĐU ▸ programme of the branch cell ▸ programme of the branch union.
fn deposit_insurance(plan: &mut Plan<'_>) -> Result<()> {
    let targets: [Aim; 3] = [
        ("study.coverage", Equal, 100, "2022"),
        ("officers.trained_coverage", AtLeast, 90, "2022"),
        ("members.new_recruits_joined", Equal, 100, "2022"),
    ];
    let title = ("Đảng ủy lãnh đạo đổi mới công đoàn Bảo hiểm tiền gửi Việt Nam", "2022-01-20/2025-12-31");
    let committee = add(plan, ("dang-uy-bhtgvn", RESOLUTION, None), title, &[])?;
    let title = ("Chương trình hành động của Chi bộ Chi nhánh", "2022-02-10/2025-12-31");
    let cell = add(plan, ("chi-bo-bhtgvn-chi-nhanh", INSURANCE_ACTION, Some(committee)), title, &[])?;
    let title = ("Chương trình hành động năm 2022 của công đoàn cơ sở chi nhánh", "2022");
    let branch = add(plan, (BRANCH, CELL_ACTION, Some(cell)), title, &targets)?;
    plan.beside(branch, cell);
    Ok(())
}

/// 02-NQ/TW ▸ 58-KH/TU ▸ 02/CTr-LĐLĐ ▸ plans of the years, down to the model union.
fn nghe_an(plan: &mut Plan<'_>) -> Result<()> {
    let title = ("Tỉnh ủy Nghệ An lãnh đạo đổi mới công đoàn", "2021-12-13/2026-12-31");
    let party = add(plan, ("tinh-uy-nghe-an", RESOLUTION, None), title, &[])?;
    let title = ("Chương trình hành động đổi mới công đoàn Nghệ An", "2022-01-17/2026-12-31");
    let action = add(plan, (NGHE_AN, PARTY_PLAN, Some(party)), title, &[])?;
    plan.beside(action, party);
    let targets: [Aim; 6] = [
        ("training.classes", AtLeast, 30, "2022"),
        ("training.attendances", AtLeast, 3_000, "2022"),
        ("tet.spend", AtLeast, 20_000_000_000, "2022"),
        ("coordination.district_programmes", All, 100, "2022"),
        ("finance.revenue_vs_budget", AtLeast, 100, "2022"),
        // The scheme on resources asks for 12 %; the estimate is three points above.
        ("finance.growth", AtLeast, 12, "2022"),
    ];
    let year = add(plan, (NGHE_AN, ACTION, Some(action)), ("Chương trình công tác năm 2022", "2022"), &targets)?;
    plan.review(
        year,
        &[
            (ReviewSection::Done, "Tập huấn vượt yêu cầu; Tết đến được với đoàn viên ở mọi huyện."),
            (
                ReviewSection::Missing,
                "Một đơn vị chưa nói sẽ làm gì với doanh nghiệp đông lao động mà chưa có thỏa ước.",
            ),
            (ReviewSection::Ahead, "Làm việc với đơn vị đó trong tháng tới, rồi mới tổng kết."),
        ],
    );
    let uppers = plan.codes(|place| place.parent.as_deref() == Some(NGHE_AN) && place.unit.kind == UnitKind::Upper);
    for unit in uppers.iter().map(String::as_str) {
        let targets: [Aim; 2] =
            [("training.classes", AtLeast, 1, "2022"), ("workers_month.spend", AtLeast, 60_000_000, "2022")];
        let upper = add(plan, (unit, PLAN_2022, Some(year)), ("Chương trình công tác năm 2022", "2022"), &targets)?;
        if unit == MODEL_UPPER {
            let targets: [Aim; 2] =
                [("training.attendances", AtLeast, 60, "2022"), ("tet.beneficiaries", AtLeast, 80, "2022")];
            let title = ("Chương trình công tác năm 2022 của công đoàn May mẫu", "2022");
            add(plan, (MODEL, UPPER_PLAN_2022, Some(upper)), title, &targets)?;
        }
    }
    this_year(plan, action)
}

fn this_year(plan: &mut Plan<'_>, action: ProgrammeId) -> Result<()> {
    let targets: [Aim; 2] = [("training.classes", AtLeast, 12, "2026"), ("members.total", AtLeast, 45_000, "2026")];
    let year = add(plan, (NGHE_AN, ACTION, Some(action)), ("Chương trình công tác năm 2026", "2026"), &targets)?;
    let targets: [Aim; 2] =
        [("training.classes", AtLeast, 3, "2026"), ("workers_month.spend", AtLeast, 100_000_000, "2026")];
    let title = ("Chương trình công tác năm 2026", "2026");
    let upper = add(plan, (MODEL_UPPER, PLAN_2026, Some(year)), title, &targets)?;
    let targets: [Aim; 2] = [("members.admitted", Equal, 60, "2026"), ("training.attendances", AtLeast, 100, "2026")];
    let title = ("Chương trình công tác năm 2026 của công đoàn May mẫu", "2026");
    add(plan, (MODEL, UPPER_PLAN_2026, Some(upper)), title, &targets)?;
    Ok(())
}

/// The four pilot schemes of 2021.
fn ha_noi(plan: &mut Plan<'_>) -> Result<()> {
    const TWO_YEARS: &str = "2021-01-01/2022-12-31";
    let schemes: [(&str, &str, &[Aim]); 4] = [
        ("Đề án Bản tin sinh hoạt công đoàn cơ sở", "2021", &[("bulletins.issues", AtLeast, 3, "2021")]),
        (
            "Đề án đào tạo chủ tịch công đoàn cơ sở ngoài nhà nước",
            TWO_YEARS,
            &[("training.classes", Equal, 109, TWO_YEARS), ("training.attendances", Equal, 5_450, TWO_YEARS)],
        ),
        (
            "Đề án hỗ trợ thành lập công đoàn cơ sở từ 25 đoàn viên",
            TWO_YEARS,
            &[
                ("founding_support.unions", AtLeast, 77, TWO_YEARS),
                ("founding_support.spend", AtMost, 77_000_000, TWO_YEARS),
            ],
        ),
        (
            "Đề án nâng chất lượng đối thoại, thương lượng, ký thỏa ước",
            "2021",
            &[("agreements.supports", AtLeast, 40, "2021")],
        ),
    ];
    for (title, period, targets) in schemes {
        add(plan, (HA_NOI, PILOTS, None), (title, period), targets)?;
    }
    add(plan, (HA_NOI, PILOTS, None), (THEME, "2021"), &[])?;
    Ok(())
}

fn kon_tum(plan: &mut Plan<'_>) -> Result<()> {
    let targets: [Aim; 2] = [("conferences.coverage", All, 100, "2017"), ("coordination.signed", AtLeast, 10, "2018")];
    let title = ("Thực hiện quy chế phối hợp với công đoàn ngành, tổng công ty", "2017-01-01/2018-12-31");
    add(plan, (KON_TUM, REGULATION, None), title, &targets)?;
    Ok(())
}
