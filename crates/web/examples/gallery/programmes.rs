//! Sample programmes and targets.

use congdoan_web::{
    handlers::{
        figures::{FigureCell, FigureState, Measure},
        programmes::{ProgrammePage, ProgrammeRow, ProgrammesPage, TargetRow, TargetState},
    },
    page::{Choice, Link},
    words::Language,
};

use super::{MARKUP, cell, say, shell};

/// Targets in every state.
pub(crate) fn target_rows(language: Language) -> Vec<TargetRow> {
    let base = |vi: &str, en: &str, comparator: &str, value: i64, measure: Measure| TargetRow {
        indicator: say(language, vi, en),
        comparator: comparator.to_owned(),
        value,
        measure,
        unit_of_measure: "người".to_owned(),
        period: say(language, "Năm 2020", "Year 2020"),
        ..TargetRow::default()
    };
    let percent = |value| FigureCell { measure: Measure::Percent, ..cell(value) };
    vec![
        TargetRow {
            current: percent(7350),
            progress: Some(100),
            state: TargetState::Met,
            ..base(
                "Doanh nghiệp có thỏa ước lao động tập thể",
                "Employers with an agreement",
                ">=",
                7000,
                Measure::Percent,
            )
        },
        TargetRow {
            current: cell(8214),
            progress: Some(82),
            state: TargetState::Underway,
            ..base("Kết nạp đoàn viên mới", "New members", "=", 10_000, Measure::Count)
        },
        TargetRow {
            current: cell(940),
            progress: Some(62),
            state: TargetState::NotMet,
            declared: true,
            ..base("Đoàn viên ưu tú giới thiệu cho Đảng", "Introduced to the Party", "=", 1500, Measure::Count)
        },
        TargetRow {
            current: FigureCell { state: FigureState::Missing, value: None, ..cell(0) },
            state: TargetState::Unknown,
            ..base(MARKUP, MARKUP, ">=", 9000, Measure::Percent)
        },
    ]
}

fn row(language: Language, id: &str, title: &str, unit: &str) -> ProgrammeRow {
    ProgrammeRow {
        programme: Link::new(format!("/programmes/{id}"), title),
        unit: Link::new("/units/u", unit),
        period: say(language, "Năm 2022", "Year 2022"),
        directive: Link::new("/directives/d1", "02-NQ/TW"),
        targets: 4,
        met: 1,
    }
}

/// The list of programmes.
pub(crate) fn programmes(language: Language) -> ProgrammesPage {
    ProgrammesPage {
        shell: shell(language, "/programmes"),
        units: vec![Choice::new("vgcl", "Tổng Liên đoàn Lao động Việt Nam", "vgcl")],
        years: vec![Choice::new("2022", "2022", "2022"), Choice::new("2021", "2021", "2022")],
        rows: vec![
            row(language, "p1", "Chương trình 02/CTr-LĐLĐ", "Liên đoàn Lao động tỉnh Thái Nguyên"),
            row(language, "p2", "Chương trình của Chi bộ chi nhánh", "Công đoàn Bảo hiểm tiền gửi Việt Nam"),
        ],
    }
}

/// One programme in a cascade.
pub(crate) fn programme(language: Language) -> ProgrammePage {
    ProgrammePage {
        shell: shell(language, "/programmes/p1"),
        fallen: vec![],
        title: "Chương trình 02/CTr-LĐLĐ".to_owned(),
        unit: Link::new("/units/ldld-thai-nguyen", "Liên đoàn Lao động tỉnh Thái Nguyên"),
        period: say(language, "Năm 2020", "Year 2020"),
        directive: Some(Link::new("/directives/d1", "Nghị quyết 02-NQ/TW")),
        parent: Some(Link::new("/programmes/p0", "Kế hoạch 58-KH/TU")),
        children: vec![
            Link::new("/programmes/p3", "Kế hoạch năm 2021 – LĐLĐ thành phố Sông Công"),
            Link::new("/programmes/p4", "Kế hoạch năm 2022 – LĐLĐ thị xã Phổ Yên"),
        ],
        writable: "p1".to_owned(),
        targets: target_rows(language),
        place: congdoan_web::handlers::programmes::pages::ProgrammePlace::default(),
        tasks: super::tasks::progress(language),
    }
}
