//! Sample registers and records.

use congdoan_web::{
    handlers::registers::{
        Change, Column, FedFigure, FieldKind, FieldValue, FieldsPart, FormField, HistoryEntry, RecordDeeds,
        RecordFormPage, RecordPage, RecordRow, RegisterPage, RegisterRow, RegistersPage,
        behalf::{OnBehalfPage, WaitingRow},
    },
    lists::{ColumnChoice, ListTools},
    page::{Choice, Link},
    period::PeriodPicker,
    words::{Language, Words},
};

use super::{MARKUP, cell, say, shell};

fn register(language: Language, id: &str, vi: &str, en: &str, kinds: &[&str], description: &str) -> RegisterRow {
    RegisterRow {
        id: id.to_owned(),
        name: say(language, vi, en),
        description: description.to_owned(),
        recorded_by: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        needs_confirmation: id == "strikes",
        can_record: id != "strikes",
    }
}

fn training(language: Language) -> RegisterRow {
    let description = say(
        language,
        "Mỗi lớp tập huấn, bồi dưỡng đã tổ chức là một bản ghi.",
        "Each training class that was held is one record.",
    );
    register(
        language,
        "training",
        "Lớp tập huấn",
        "Training classes",
        &["grassroots", "upper", "province"],
        &description,
    )
}

/// The list of registers.
pub(crate) fn registers(language: Language) -> RegistersPage {
    RegistersPage {
        shell: shell(language, "/registers"),
        registers: vec![
            training(language),
            register(
                language,
                "tet",
                "Chăm lo Tết",
                "Care at Tết",
                &["grassroots"],
                "Quà, vé xe, hỗ trợ đoàn viên dịp Tết.",
            ),
            register(language, "strikes", "Tranh chấp, đình công", "Strikes", &["upper"], ""),
            register(
                language,
                "agreements",
                "Thỏa ước lao động tập thể",
                "Collective agreements",
                &["grassroots"],
                MARKUP,
            ),
        ],
        drafts: vec![],
        may_build: false,
    }
}

/// The records of a register.
pub(crate) fn records(language: Language) -> RegisterPage {
    let words = Words::new(language);
    let row = |id: &str, date: &str, title: &str, classes: &str, people: &str, state: &str| RecordRow {
        record: Link::new(format!("/registers/training/records/{id}"), date),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        cells: vec![title.to_owned(), classes.to_owned(), people.to_owned()],
        state: state.to_owned(),
        by: "Trần Văn Minh".to_owned(),
    };
    let column = |vi: &str, en: &str, numeric| Column { label: say(language, vi, en), numeric };
    RegisterPage {
        shell: shell(language, "/registers/training?period=2022"),
        register: training(language),
        units: vec![
            Choice::new("ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An", "ldld-nghe-an"),
            Choice::new("ldld-vinh", "LĐLĐ thành phố Vinh", "ldld-nghe-an"),
        ],
        states: vec![
            Choice::new("", say(language, "Mọi trạng thái", "Any state"), ""),
            Choice::new("recorded", say(language, "Đã ghi", "Recorded"), ""),
        ],
        picker: PeriodPicker::new(&words, "/registers/training", vec![], "2022", 2020, 2022),
        tools: ListTools::new(
            "/registers/training",
            &[],
            ["unit", "state", "by"].map(|id| ColumnChoice::new(id, id, true)).to_vec(),
        ),
        columns: vec![
            column("Nội dung", "Subject", false),
            column("Số buổi", "Sessions", true),
            column("Lượt người", "Attendances", true),
        ],
        rows: vec![
            row("r1", "12/10/2022", "Kỹ năng đối thoại tại nơi làm việc", "2", "50", "recorded"),
            row("r3", "03/10/2022", "Nghiệp vụ ủy ban kiểm tra công đoàn", "3", "120", "confirmed"),
            row("r4", "28/09/2022", "Phổ biến Bộ luật Lao động cho cán bộ công đoàn cơ sở", "1", "64", "withdrawn"),
            row("r5", "18/08/2022", MARKUP, "1", "1.250", "recorded"),
            row("r6", "02/08/2022", "An toàn, vệ sinh viên", "2", "75", "draft"),
        ],
        totals: vec![String::new(), "81".to_owned(), "3.095".to_owned()],
        total: 35,
        next_href: Some("/registers/training?period=2022&cursor=r6".to_owned()),
        first_href: None,
        xlsx_href: Some("/registers/training.xlsx?period=2022".to_owned()),
        csv_href: None,
        draft_at: None,
        pasted: None,
        version: "1".to_owned(),
        idempotency_key: "key-1".to_owned(),
    }
}

fn field(id: &str, label: String, kind: FieldKind, value: &str) -> FormField {
    FormField { id: id.to_owned(), label, kind, required: true, value: value.to_owned(), ..FormField::default() }
}

/// The entry form, with every kind of field and two errors.
pub(crate) fn record_form(language: Language) -> RecordFormPage {
    let name = |vi: &str, en: &str| say(language, vi, en);
    let choices = |pairs: &[(&str, &str)]| pairs.iter().map(|(value, label)| Choice::new(*value, *label, "")).collect();
    let whole = name("phải là số nguyên, ví dụ 120", "must be a whole number, such as 120");
    let fields = vec![
        FormField {
            choices: choices(&[("cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu")]),
            ..field("unit", name("Đơn vị", "Unit"), FieldKind::Unit, "cdcs-mau")
        },
        FormField {
            error: Some(name("không được ở tương lai", "may not be in the future")),
            ..field("occurred_on", name("Ngày tổ chức", "Day held"), FieldKind::Date, "2032-10-12")
        },
        field("fields.subject", name("Nội dung", "Subject"), FieldKind::Text, "Kỹ năng <script> đối thoại"),
        FormField {
            choices: choices(&[("officers", "Cán bộ công đoàn"), ("members", "Đoàn viên")]),
            ..field("fields.audience", name("Đối tượng", "Audience"), FieldKind::Choice, "officers")
        },
        FormField {
            hint: name("Mỗi người mỗi buổi là một lượt.", "One person in one session is one attendance."),
            measure: "lượt người".to_owned(),
            error: Some(whole),
            ..field("fields.attendances", name("Lượt người dự", "Attendances"), FieldKind::Count, "1.2x0")
        },
        FormField {
            measure: "đồng".to_owned(),
            required: false,
            ..field("fields.spend", name("Kinh phí", "Spent"), FieldKind::Dong, "12.500.000")
        },
        field("fields.teacher", name("Giảng viên", "Teacher"), FieldKind::Person, "Võ Thị Sáu"),
        FormField {
            hint: name("Mỗi dòng một người.", "One person a line."),
            required: false,
            ..field("fields.people", name("Người dự", "People"), FieldKind::Persons, "Lê Văn Tám\nĐỗ Thị Lụa")
        },
    ];
    let part = FieldsPart {
        name: name("Giấy tờ, hình thức", "Papers and form"),
        open: true,
        fields: vec![
            FormField {
                required: false,
                ..field("fields.paper", name("Giấy tờ kèm theo", "Paper"), FieldKind::File, "")
            },
            FormField {
                required: false,
                ..field("fields.online", name("Tổ chức trực tuyến", "Held online"), FieldKind::Bool, "true")
            },
        ],
    };
    RecordFormPage {
        shell: shell(language, "/registers/training/new"),
        register: training(language),
        editing: false,
        action: "/registers/training/new".to_owned(),
        cancel_href: "/registers/training".to_owned(),
        parts: vec![part],
        idempotency_key: "key-1".to_owned(),
        version: String::new(),
        fields,
        errors: vec![],
        note: String::new(),
        said: String::new(),
        file_error: String::new(),
    }
}

/// One record with a change in its history.
pub(crate) fn record(language: Language) -> RecordPage {
    let value = |vi: &str, en: &str, text: &str| FieldValue { label: say(language, vi, en), text: text.to_owned() };
    let entry = |at: &str, action: &str, reason: &str, changes| HistoryEntry {
        at: at.to_owned(),
        by: "Trần Văn Minh".to_owned(),
        action: action.to_owned(),
        reason: reason.to_owned(),
        changes,
    };
    let change = Change {
        label: say(language, "Lượt người dự", "Attendances"),
        before: "48".to_owned(),
        after: "50".to_owned(),
    };
    let fed = |vi: &str, en: &str, measure: &str, number| FedFigure {
        indicator: say(language, vi, en),
        unit_of_measure: measure.to_owned(),
        value: cell(number),
    };
    RecordPage {
        shell: shell(language, "/registers/training/records/r1"),
        register: training(language),
        href: "/registers/training/records/r1".to_owned(),
        title: "Kỹ năng đối thoại tại nơi làm việc".to_owned(),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        date: "12/10/2022".to_owned(),
        state: "recorded".to_owned(),
        version: "3".to_owned(),
        fields: vec![
            value("Nội dung", "Subject", "Kỹ năng đối thoại tại nơi làm việc"),
            value("Đối tượng", "Audience", "Cán bộ công đoàn"),
            value("Lượt người dự", "Attendances", "50 lượt người"),
            value("Kinh phí", "Spent", "12.500.000 đồng"),
            value("Giảng viên", "Teacher", ""),
        ],
        files: vec![],
        deadlines: vec![],
        may_undo: true,
        under: String::new(),
        behalf: None,
        claim: None,
        figures: vec![
            fed("Lớp tập huấn", "Training classes", "lớp", 1),
            fed("Lượt người được tập huấn", "Attendances", "lượt người", 50),
        ],
        history: vec![
            entry("14/10/2022 08:12", "changed", "Bổ sung hai người dự buổi chiều", vec![change]),
            entry("12/10/2022 16:40", "recorded", "", vec![]),
        ],
        deeds: RecordDeeds { edit: true, confirm: true, withdraw: true, ..RecordDeeds::default() },
        idempotency_key: "key-2".to_owned(),
    }
}

/// What the level above entered for a union, waiting for the union.
pub(crate) fn on_behalf(language: Language) -> OnBehalfPage {
    let row = |id: &str, text: &str| WaitingRow {
        record: Link::new(format!("/registers/training/records/{id}"), text),
        by: "Phan Đức Khánh".to_owned(),
        at: "20/11/2026 09:15".to_owned(),
        confirm: format!("/registers/training/records/{id}/behalf"),
    };
    OnBehalfPage {
        shell: shell(language, "/units/cdcs-mau/on-behalf"),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        rows: vec![row("r1", "Lớp tập huấn · 12/10/2026"), row("r2", MARKUP)],
        idempotency_key: "sample-key".to_owned(),
    }
}
