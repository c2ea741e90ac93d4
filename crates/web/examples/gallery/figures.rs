//! Sample figures: a table with every state, and numbers opened in three ways.

use congdoan_web::{
    handlers::figures::{
        ChildColumn, ChildPart, DrawnTable, FigureCell, FigureState, FiguresPage, IndicatorGroup, IndicatorRow,
        Measure, NumberPage, OwnPart,
    },
    page::Link,
    period::PeriodPicker,
    words::{Language, Words},
};

use super::{MARKUP, say, shell};

/// A reported count that opens.
pub(crate) fn cell(value: i64) -> FigureCell {
    FigureCell {
        state: FigureState::Reported,
        value: Some(value),
        measure: Measure::Count,
        href: Some("/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022".to_owned()),
    }
}

/// A reported amount of money that opens.
pub(crate) fn money(value: i64) -> FigureCell {
    FigureCell { measure: Measure::Dong, ..cell(value) }
}

fn state(state: FigureState) -> FigureCell {
    FigureCell { state, value: None, ..cell(0) }
}

fn partial(value: i64) -> FigureCell {
    FigureCell { state: FigureState::Partial, ..cell(value) }
}

fn percent(value: i64) -> FigureCell {
    FigureCell { measure: Measure::Percent, ..cell(value) }
}

fn picker(language: Language, action: &str) -> PeriodPicker {
    let hidden = vec![("unit".to_owned(), "ldld-nghe-an".to_owned())];
    PeriodPicker::new(&Words::new(language), action, hidden, "2022", 2020, 2022)
}

fn row(
    id: &str,
    name: String,
    measure: &str,
    total: FigureCell,
    own: FigureCell,
    cells: Vec<FigureCell>,
) -> IndicatorRow {
    let coordinated = cell(0);
    IndicatorRow { id: id.to_owned(), name, unit_of_measure: measure.to_owned(), total, own, coordinated, cells }
}

fn training(language: Language) -> IndicatorGroup {
    let missing = || state(FigureState::Missing);
    IndicatorGroup {
        name: say(language, "Tuyên truyền, tập huấn", "Training"),
        rows: vec![
            row(
                "training.classes",
                say(language, "Lớp tập huấn", "Training classes"),
                "lớp",
                cell(35),
                cell(6),
                vec![cell(9), cell(7), cell(0), cell(5), partial(8), missing(), missing(), cell(0)],
            ),
            row(
                "training.attendances",
                say(language, "Lượt người được tập huấn", "Attendances"),
                "lượt người",
                cell(3095),
                cell(412),
                vec![cell(930), cell(611), cell(0), cell(402), partial(740), missing(), missing(), cell(0)],
            ),
        ],
    }
}

fn relations(language: Language) -> IndicatorGroup {
    let na = || state(FigureState::NotApplicable);
    let missing = || state(FigureState::Missing);
    IndicatorGroup {
        name: say(language, "Quan hệ lao động", "Labour relations"),
        rows: vec![
            row(
                "strikes.settled",
                say(language, "Vụ đình công đã giải quyết", "Strikes settled"),
                "vụ",
                cell(6),
                cell(1),
                vec![cell(2), cell(0), cell(0), cell(1), cell(2), na(), na(), cell(0)],
            ),
            row(
                "conferences.coverage",
                say(language, "Tỷ lệ đơn vị tổ chức hội nghị người lao động", "Units that held a workers' conference"),
                "%",
                percent(9650),
                na(),
                vec![
                    percent(10_000),
                    percent(9100),
                    percent(8825),
                    missing(),
                    percent(9780),
                    na(),
                    na(),
                    percent(10_000),
                ],
            ),
        ],
    }
}

fn care(language: Language) -> IndicatorGroup {
    let missing = || state(FigureState::Missing);
    let spend = vec![
        money(3_420_000_000),
        money(2_150_000_000),
        partial(1_980_500_000),
        money(2_300_000_000),
        money(4_610_000_000),
        missing(),
        money(512_000_000),
        money(0),
    ];
    IndicatorGroup {
        name: say(language, "Chăm lo đời sống", "Care"),
        rows: vec![row(
            "tet.spend",
            say(language, "Chi chăm lo Tết", "Spent for Tết"),
            "đồng",
            money(24_800_000_000),
            money(9_827_500_000),
            spend,
        )],
    }
}

/// The figures of a province with its units below side by side.
pub(crate) fn figures(language: Language) -> FiguresPage {
    let names = [
        "LĐLĐ thành phố Vinh",
        "LĐLĐ thị xã Cửa Lò",
        "LĐLĐ huyện Nam Đàn",
        "LĐLĐ huyện Diễn Châu",
        "Công đoàn Khu kinh tế Đông Nam",
        "Công đoàn ngành Y tế Nghệ An",
        MARKUP,
        "LĐLĐ huyện Kỳ Sơn",
    ];
    let columns = names.iter().enumerate().map(|(number, name)| ChildColumn {
        unit: Link::new(format!("/figures?unit=u{number}&period=2022"), *name),
        line: if number == 5 { "coordinating" } else { "managing" }.to_owned(),
    });
    let (shell, unit_name) =
        (shell(language, "/figures?unit=ldld-nghe-an&period=2022"), "Liên đoàn Lao động tỉnh Nghệ An");
    let mut table = DrawnTable::new(&shell, unit_name, false);
    table.columns = columns.collect();
    table.groups = vec![training(language), relations(language), care(language)];
    FiguresPage {
        table: table.draw(),
        shell,
        unit_code: "ldld-nghe-an".to_owned(),
        unit_name: unit_name.to_owned(),
        trail: vec![Link::new("/figures?unit=vgcl&period=2022", "Tổng Liên đoàn Lao động Việt Nam")],
        picker: picker(language, "/figures"),
        xlsx_href: "/figures.xlsx?unit=ldld-nghe-an&period=2022".to_owned(),
        csv_href: "/figures.csv?unit=ldld-nghe-an&period=2022".to_owned(),
        everything: false,
        toggle_href: "/figures?unit=ldld-nghe-an&period=2022&all=1".to_owned(),
        totals_only: false,
    }
}

/// A count opened: units below and own records.
pub(crate) fn number(language: Language) -> NumberPage {
    let child = |code: &str, name: &str, line: &str, value: i64, total: i64| ChildPart {
        unit: Link::new(format!("/units/{code}"), name),
        line: line.to_owned(),
        value: cell(value),
        total: cell(total),
        fraction: None,
    };
    let own = |id: &str, title: &str, date: &str, by: &str, source: &str| OwnPart {
        date: date.to_owned(),
        unit: Link::new("/units/ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An"),
        record: Link::new(format!("/registers/training/records/{id}"), title),
        value: FigureCell { href: None, ..cell(1) },
        fraction: None,
        source: source.to_owned(),
        by: by.to_owned(),
    };
    NumberPage {
        shell: shell(language, "/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022"),
        unit: Link::new("/units/ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An"),
        indicator: say(language, "Lớp tập huấn", "Training classes"),
        indicator_id: "training.classes".to_owned(),
        definition: say(
            language,
            "Số lớp tập huấn, bồi dưỡng cán bộ công đoàn do đơn vị mở và đã tổ chức trong kỳ.",
            "Classes for union officers that the unit opened and held within the period.",
        ),
        source: "Hướng dẫn thống kê của Tổng Liên đoàn".to_owned(),
        unit_of_measure: "lớp".to_owned(),
        picker: picker(language, "/figures/open"),
        value: FigureCell { state: FigureState::Partial, href: None, ..cell(35) },
        coordinated: None,
        fraction: None,
        expected: 24,
        reported: 22,
        trail: vec![Link::new("/figures/open?unit=vgcl", "Tổng Liên đoàn Lao động Việt Nam")],
        own: vec![
            own("r1", "Kỹ năng đối thoại tại nơi làm việc", "12/10/2022", "Trần Văn Minh", "records"),
            own("r3", "Nghiệp vụ ủy ban kiểm tra", "03/10/2022", "Lê Thị Thủy", "records"),
            own("r5", MARKUP, "18/08/2022", "Trần Văn Minh", "adjusted"),
        ],
        children: vec![
            child("u0", "LĐLĐ thành phố Vinh", "managing", 12, 12),
            child("u1", "LĐLĐ thị xã Cửa Lò", "managing", 8, 8),
            child("u4", "Công đoàn Khu kinh tế Đông Nam", "managing", 9, 9),
            child("u5", "Công đoàn ngành Y tế Nghệ An", "coordinating", 3, 5),
        ],
        sum: FigureCell { href: None, ..cell(35) },
        parts_hidden: false,
        next_href: None,
        bridge_href: "/figures/bridge?unit=ldld-nghe-an".to_owned(),
        xlsx_href: Some("/figures/open.xlsx?unit=ldld-nghe-an".to_owned()),
    }
}

/// A ratio opened: numerators and denominators beside each part.
pub(crate) fn ratio(language: Language) -> NumberPage {
    let child = |name: &str, numerator: i64, denominator: i64| ChildPart {
        unit: Link::new("/units/u", name),
        line: "managing".to_owned(),
        value: percent(numerator * 10_000 / denominator),
        total: percent(numerator * 10_000 / denominator),
        fraction: Some((numerator, denominator)),
    };
    NumberPage {
        indicator: say(language, "Huyện có chương trình phối hợp", "Districts with a coordination programme"),
        unit_of_measure: "%".to_owned(),
        value: FigureCell { href: None, ..percent(10_000) },
        fraction: Some((21, 21)),
        expected: 21,
        reported: 21,
        own: vec![],
        children: vec![child("Khối đồng bằng", 11, 11), child("Khối miền núi", 10, 10)],
        sum: FigureCell { href: None, ..percent(10_000) },
        ..number(language)
    }
}

/// A number whose parts the reader may not see.
pub(crate) fn hidden_parts(language: Language) -> NumberPage {
    NumberPage { own: vec![], children: vec![], parts_hidden: true, xlsx_href: None, trail: vec![], ..number(language) }
}
