//! Every page with sample data: what the gallery draws and what the page tests check.
//!
//! The figures are those of the demonstration federation; names of people are invented. Some texts hold
//! markup, to show that nothing from outside reaches a page unescaped.

mod access;
mod directives;
mod figures;
pub(crate) mod members;
mod org;
mod programmes;
mod registers;
pub(crate) mod tasks;

pub(crate) use access::{
    handover, mandate, mandate_over, office, office_form, officers, password, sign_in_given, view_as,
};
pub(crate) use directives::{directive, directives, graph, reading};
pub(crate) use figures::{cell, figures, hidden_parts, money, number, ratio};
pub(crate) use org::{
    founding, foundings, plan_preview, reorganisation, reorganisations, unit, units, units_found, white_spots,
};
pub(crate) use programmes::{programme, programmes, target_rows};
pub(crate) use registers::{on_behalf, record, record_form, records, registers};

use congdoan_web::{
    handlers::{
        access::{SignInError, SignInPage},
        registers::RegisterButton,
        today::{FigureCard, OwedReport, RecentRecord, TodayPage},
    },
    page::Link,
    shell::{Flash, FlashKind, SECTIONS, Shell, SignedIn},
    words::Language,
};

/// A text that would do harm if it reached a page as it is.
pub(crate) const MARKUP: &str = "<script>alert('x')</script>";

/// The frame of a signed-in chair.
pub(crate) fn shell(language: Language, path: &str) -> Shell {
    let role = match language {
        Language::Vi => "Chủ tịch",
        Language::En => "Chair",
    };
    let person = SignedIn {
        name: "Nguyễn Thị Hồng Ánh".to_owned(),
        role: role.to_owned(),
        unit_name: "Liên đoàn Lao động tỉnh Nghệ An".to_owned(),
        unit_code: "ldld-nghe-an".to_owned(),
        helps: false,
        sections: SECTIONS.to_vec(),
    };
    Shell::new(language, path, Some(person), "sample-token")
}

/// One of two texts, by language.
pub(crate) fn say(language: Language, vietnamese: &str, english: &str) -> String {
    match language {
        Language::Vi => vietnamese.to_owned(),
        Language::En => english.to_owned(),
    }
}

/// The sign-in page after a refused attempt.
pub(crate) fn sign_in(language: Language) -> SignInPage {
    SignInPage {
        shell: Shell::new(language, "/sign-in", None, "sample-token"),
        name: "cdcs".to_owned(),
        next: "/figures".to_owned(),
        error: Some(SignInError::Refused),
    }
}

/// The first page.
pub(crate) fn today(language: Language) -> TodayPage {
    let mut shell = shell(language, "/");
    shell.flash = Some(Flash {
        kind: FlashKind::Success,
        message: say(language, "Đã lưu bản ghi ngày 12/10/2022.", "The record of 12/10/2022 is saved."),
    });
    let card = |vi: &str, en: &str, measure: &str, figure| FigureCard {
        label: say(language, vi, en),
        unit_of_measure: measure.to_owned(),
        figure,
    };
    let recent = |id: &str, text: &str, register: &str, date: &str, state: &str| RecentRecord {
        record: Link::new(format!("/registers/training/records/{id}"), text),
        register: register.to_owned(),
        unit: "Công đoàn cơ sở Công ty May Mẫu".to_owned(),
        date: date.to_owned(),
        state: state.to_owned(),
    };
    let register = |id: &str, vi: &str, en: &str| RegisterButton { id: id.to_owned(), name: say(language, vi, en) };
    TodayPage {
        reports: vec![OwedReport {
            report: Link::new("/reports?unit=cdcs-mau&form=1-hdcd&period=2021-12-01%2F2022-05-31", "Mẫu số 1-HĐCĐ"),
            standing: say(language, "Phải gửi · quá hạn 3 ngày", "To be sent · 3 days overdue"),
            late: true,
            reminded: say(
                language,
                "Nhắc ngày 08/06/2022, Lê Thị B: Hạn đã qua",
                "Reminded on 08/06/2022, B: The day has passed",
            ),
        }],
        reports_waiting: None,
        deadlines: None,
        more_registers: Vec::new(),
        shell,
        waiting: Some(Link::new("/units/cdcs-mau/on-behalf", say(language, "2 bản ghi nhập thay", "2 records"))),
        papers: Some(Link::new("/directives/dispatches/received", say(language, "2 văn bản chờ", "2 papers wait"))),
        date: say(language, "Thứ Hai, 24/10/2022", "Monday, 24/10/2022"),
        unit: Link::new("/figures?unit=ldld-nghe-an&period=2022", "Liên đoàn Lao động tỉnh Nghệ An"),
        year: 2022,
        cards: vec![
            card("Lớp tập huấn", "Training classes", "lớp", cell(35)),
            card("Lượt người được tập huấn", "Attendances", "lượt người", cell(3095)),
            card("Chi chăm lo Tết", "Spent for Tết", "đồng", money(24_800_000_000)),
            card("Vụ đình công đã giải quyết", "Strikes settled", "vụ", cell(6)),
        ],
        registers: vec![
            register("training", "Lớp tập huấn", "Training classes"),
            register("tet", "Chăm lo Tết", "Care at Tết"),
            register("agreements", "Thỏa ước lao động tập thể", "Collective agreements"),
            register("strikes", "Tranh chấp, đình công", "Strikes"),
            register("conferences", "Hội nghị người lao động", "Workers' conferences"),
            register("study", "Học tập, quán triệt", "Study sessions"),
        ],
        records: vec![
            recent("r1", "Kỹ năng đối thoại tại nơi làm việc", "Lớp tập huấn", "12/10/2022", "recorded"),
            recent("r2", MARKUP, "Chăm lo Tết", "10/10/2022", "draft"),
            recent("r3", "Nghiệp vụ ủy ban kiểm tra", "Lớp tập huấn", "03/10/2022", "confirmed"),
            recent("r4", "Phổ biến Bộ luật Lao động", "Lớp tập huấn", "28/09/2022", "withdrawn"),
        ],
        targets: target_rows(language),
        tasks: tasks::today(language),
    }
}
