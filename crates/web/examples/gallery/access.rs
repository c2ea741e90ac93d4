//! Sample officers.

use congdoan_web::{
    handlers::{
        access::handover::{Deadline, HandedProgramme, HandedRecord, HandedTask, HandoverPage},
        access::offices::{
            BodyRow, MandatePage, OfficeFormPage, OfficePage, OfficeRow, OfficersPage, PersonChoice, SignInGivenPage,
        },
        access::password::PasswordPage,
        access::view_as::{ViewAsPage, ViewableRow},
        registers::{FieldKind, FormField},
        today::EndedPage,
    },
    page::{Choice, FieldError, Link},
    words::Language,
};

use super::{MARKUP, on_behalf, say, shell, target_rows};

fn row(id: &str, name: &str, title: String) -> OfficeRow {
    OfficeRow {
        person: Link::new(format!("/units/cdcs-mau/posts/{id}"), name),
        title,
        decision: "12/QĐ-LĐLĐ".to_owned(),
        from: "20/05/2023".to_owned(),
        until: "20/05/2028".to_owned(),
        rights: true,
        ..OfficeRow::default()
    }
}

fn field(id: &str, label: String, kind: FieldKind, value: &str) -> FormField {
    FormField { id: id.to_owned(), label, kind, value: value.to_owned(), required: true, ..FormField::default() }
}

/// The officers of a grassroots union, as the level above sees them.
pub(crate) fn officers(language: Language) -> OfficersPage {
    let body = |id: &str, vi: &str, en: &str, past: bool| BodyRow {
        id: id.to_owned(),
        name: say(language, vi, en),
        term: "2023–2028".to_owned(),
        decision: "12/QĐ-LĐLĐ".to_owned(),
        from: "20/05/2023".to_owned(),
        until: "20/05/2028".to_owned(),
        past,
    };
    let kinds = vec![Choice::new("executive_committee", say(language, "Ban Chấp hành", "Executive committee"), "")];
    OfficersPage {
        shell: shell(language, "/units/cdcs-mau/officers"),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        href: "/units/cdcs-mau".to_owned(),
        bodies: vec![
            body("b1", "Ban Chấp hành", "Executive committee", false),
            body("b2", "Ủy ban Kiểm tra", "Inspection committee", true),
        ],
        present: vec![
            row("p1", "Nguyễn Thị Hồng Ánh", say(language, "Chủ tịch", "Chair")),
            OfficeRow {
                acting: true, future: true, ..row("p2", MARKUP, say(language, "Phó Chủ tịch", "Vice-chair"))
            },
        ],
        mandates: vec![OfficeRow {
            delegated_by: "Nguyễn Thị Hồng Ánh".to_owned(),
            ends: "m2".to_owned(),
            person: Link::new("", "Phan Đức Toàn"),
            ..row("", "", say(language, "Chủ tịch công đoàn cơ sở", "Grassroots chair"))
        }],
        past: vec![row("p0", "Hồ Thị Quý", say(language, "Chủ tịch", "Chair"))],
        may_fill: true,
        may_appoint: true,
        may_take_over: true,
        body_fields: vec![FormField {
            choices: kinds,
            ..field("body.kind", say(language, "Ban", "Body"), FieldKind::Choice, "")
        }],
        errors: vec![],
        idempotency_key: "sample-key".to_owned(),
    }
}

fn people() -> Vec<PersonChoice> {
    let one = |id: &str, name: &str, selected: bool| PersonChoice {
        id: id.to_owned(),
        name: name.to_owned(),
        note: "1986 · Công đoàn cơ sở Công ty May Mẫu".to_owned(),
        selected,
    };
    vec![one("a", "Nguyễn Thị Hồng Ánh", true), one("b", "Lê Hồng Phúc", false)]
}

/// The form of a new post, refused once.
pub(crate) fn office_form(language: Language) -> OfficeFormPage {
    let wrong = say(language, "Hãy ghi số quyết định", "Give the number of the decision");
    OfficeFormPage {
        shell: shell(language, "/units/cdcs-mau/officers/new"),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        href: "/units/cdcs-mau".to_owned(),
        query: "hong".to_owned(),
        people: people(),
        new_name: String::new(),
        fields: vec![
            FormField {
                error: Some(wrong),
                ..field("decision", say(language, "Số quyết định", "Decision"), FieldKind::Text, "")
            },
            field("from", say(language, "Từ ngày", "First day"), FieldKind::Date, "2026-11-22"),
        ],
        errors: vec![],
        idempotency_key: "sample-key".to_owned(),
    }
}

/// A chair's post, as the level above sees it.
pub(crate) fn office(language: Language) -> OfficePage {
    let decision = say(language, "Số quyết định", "Decision");
    OfficePage {
        shell: shell(language, "/units/cdcs-mau/posts/p1"),
        unit: Link::new("/units/cdcs-mau/officers", "Công đoàn cơ sở Công ty May Mẫu"),
        href: "/units/cdcs-mau/posts/p1".to_owned(),
        row: row("p1", "Nguyễn Thị Hồng Ánh", say(language, "Chủ tịch", "Chair")),
        body: say(language, "Ban Chấp hành, 2023–2028", "Executive committee, 2023–2028"),
        role: say(language, "Chủ tịch công đoàn cơ sở", "Grassroots chair"),
        paid_hours: "24".to_owned(),
        delegations: officers(language).mandates,
        end_fields: vec![field("end.decision", decision.clone(), FieldKind::Text, "")],
        mandate: "m1".to_owned(),
        delegate_fields: vec![field("delegate.decision", decision, FieldKind::Text, "")],
        query: String::new(),
        people: people(),
        new_name: String::new(),
        login: String::new(),
        may_reset: false,
        party_seat: say(language, "Tham gia cấp ủy", "Seat on a Party committee"),
        party_seat_shown: None,
        account_fields: vec![field("account.login", "Login".to_owned(), FieldKind::Text, "cdcs-mau.anh")],
        errors: vec![],
        idempotency_key: "sample-key".to_owned(),
    }
}

/// A sign-in just given.
pub(crate) fn sign_in_given(language: Language) -> SignInGivenPage {
    SignInGivenPage {
        shell: shell(language, "/units/cdcs-mau/posts/p1/account"),
        back: Link::new("/units/cdcs-mau/posts/p1", say(language, "Về chức danh", "Back to the post")),
        name: "Nguyễn Thị Hồng Ánh".to_owned(),
        login: "cdcs-mau.anh".to_owned(),
        password: "bada-kilo-meno-sita".to_owned(),
    }
}

/// The choice of whom to see as, refused once for want of a reason.
pub(crate) fn view_as(language: Language) -> ViewAsPage {
    let row = |login: &str, name: &str| ViewableRow {
        login: login.to_owned(),
        name: name.to_owned(),
        unit: "Công đoàn cơ sở Công ty May Mẫu".to_owned(),
    };
    ViewAsPage {
        shell: shell(language, "/view-as"),
        query: "anh".to_owned(),
        accounts: vec![row("cdcs-mau.anh", "Nguyễn Thị Hồng Ánh"), row("x.anh", MARKUP)],
        chosen: "cdcs-mau.anh".to_owned(),
        error: Some(say(language, "Hãy ghi lý do", "Give a reason")),
    }
}

/// Somebody who mistyped the old password.
pub(crate) fn password(language: Language) -> PasswordPage {
    let message = say(language, "Mật khẩu cũ không đúng", "The old password is wrong");
    PasswordPage {
        shell: shell(language, "/me/password"),
        done: false,
        errors: vec![FieldError { field: "old".to_owned(), message }],
    }
}

/// Somebody whose term is over.
pub(crate) fn mandate_over(language: Language) -> EndedPage {
    let was = say(
        language,
        "Chủ tịch công đoàn cơ sở, Công đoàn cơ sở Công ty May Mẫu: từ 20/05/2018 đến hết 19/05/2023",
        "Chair, Công đoàn cơ sở Công ty May Mẫu: from 20/05/2018 until 19/05/2023",
    );
    EndedPage { shell: shell(language, "/"), mandates: vec![was] }
}

/// What a new chair takes over.
pub(crate) fn handover(language: Language) -> HandoverPage {
    let record = |text: &str, state: &str| HandedRecord {
        record: Link::new("/registers/training/records/r1", text),
        register: say(language, "Lớp tập huấn", "Training classes"),
        date: "12/10/2026".to_owned(),
        state: state.to_owned(),
        by: "Nguyễn Thị Hồng Ánh".to_owned(),
    };
    HandoverPage {
        shell: shell(language, "/units/cdcs-mau/handover"),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        date: "22/11/2026".to_owned(),
        since: "24/08/2026".to_owned(),
        officers: officers(language).present,
        above: Some(Link::new("/units/ldld-vinh", "LĐLĐ thành phố Vinh")),
        officers_above: vec![row("p9", "Phan Đức Khánh", say(language, "Chủ tịch", "Chair"))],
        deadlines: vec![Deadline {
            date: "20/05/2028".to_owned(),
            what: say(language, "Ban Chấp hành", "Executive committee"),
        }],
        programmes: vec![HandedProgramme {
            programme: Link::new("/programmes/p1", "Chương trình công tác năm 2026"),
            targets: target_rows(language),
        }],
        drafts: vec![record(MARKUP, "draft")],
        waiting: on_behalf(language).rows,
        transfers: vec![HandedTask {
            task: Link::new("/members/transfers?unit=cdcs-mau", "Trần Thị Bích"),
            about: "Công đoàn cơ sở Công ty May Mẫu → Công đoàn cơ sở Bệnh viện Mẫu · 18/11/2026".to_owned(),
        }],
        requests: vec![HandedTask {
            task: Link::new("/data-requests/q1", "Lê Văn Cường"),
            about: "16/11/2026".to_owned(),
        }],
        records: vec![record("Kỹ năng đối thoại tại nơi làm việc", "recorded")],
        confirmed: vec![record("Công đoàn cơ sở Công ty May Mẫu", "confirmed")],
    }
}

/// A mandate no post gives, as its holder sees it.
pub(crate) fn mandate(language: Language) -> MandatePage {
    let office = office(language);
    MandatePage {
        shell: shell(language, "/units/cdcs-mau/mandates/m1"),
        unit: office.unit,
        unit_href: "/units/cdcs-mau".to_owned(),
        href: "/units/cdcs-mau/mandates/m1".to_owned(),
        row: row("", "Phan Đức Khánh", say(language, "Chuyên viên", "Specialist")),
        delegations: office.delegations,
        delegate_fields: office.delegate_fields,
        query: String::new(),
        people: office.people,
        new_name: String::new(),
        errors: vec![],
        idempotency_key: "sample-key".to_owned(),
    }
}
