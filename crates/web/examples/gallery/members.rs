//! Sample members: the list, one file.

use congdoan_web::{
    handlers::{
        cards::{CardRow, MemberCards},
        members::{FileDeeds, FileField, MemberFilePage, MemberRow, MembersPage, PeriodRow, StoryRow},
        registers::FieldValue,
    },
    lists::{ColumnChoice, ListTools, ViewRow},
    page::{Choice, Link},
    words::Language,
};

use super::{MARKUP, say, shell};

/// Columns and views as lists of members have them.
fn tools(language: Language) -> ListTools {
    let own = [("number", "Số đoàn viên", "Number"), ("born", "Sinh", "Born"), ("sex", "Giới tính", "Sex")];
    let last = [("phone", "Điện thoại", "Phone"), ("unit", "Đơn vị", "Unit"), ("state", "Trạng thái", "State")];
    let column = |(id, vi, en): (&str, &str, &str)| ColumnChoice::new(id, say(language, vi, en), true);
    let columns = own.into_iter().chain(last).map(column).collect();
    let tools = ListTools::new("/members", &[("unit".to_owned(), "cdcs-mau".to_owned())], columns);
    let view = ViewRow {
        id: "v1".to_owned(),
        href: "/members?unit=cdcs-mau&col=number".to_owned(),
        name: MARKUP.to_owned(),
        shared: "Công đoàn cơ sở Công ty May Mẫu".to_owned(),
        current: false,
        removable: true,
    };
    ListTools { views: vec![view], may_save: true, ..tools }
}

/// The members of a unit.
pub(crate) fn members(language: Language) -> MembersPage {
    let unit = Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu");
    let row = |name: &str, born: &str, resting: bool| MemberRow {
        member: Link::new("/members/m1", name),
        number: "BE52-AYQT-B655".to_owned(),
        born: born.to_owned(),
        sex: say(language, "Nữ", "Female"),
        fields: vec!["•••••••101".to_owned()],
        unit: unit.clone(),
        state: if resting {
            say(language, "Nghỉ thai sản", "On maternity leave")
        } else {
            say(language, "Đang sinh hoạt", "Active")
        },
        resting,
        since: say(language, "từ 10/09/2017", "since 10/09/2017"),
    };
    MembersPage {
        shell: shell(language, "/members"),
        code: "cdcs-mau".to_owned(),
        units: vec![Choice::new("cdcs-mau", unit.text.clone(), "cdcs-mau")],
        query: "ng van".to_owned(),
        sexes: vec![Choice::new("", say(language, "Nam và nữ", "Men and women"), "")],
        states: vec![Choice::new("active", say(language, "Đang sinh hoạt", "Active"), "active")],
        tools: tools(language),
        fields: vec![say(language, "Điện thoại", "Phone")],
        rows: vec![row("Bùi Thị Nam", "1976", false), row(MARKUP, "1981", true)],
        total: 214,
        next_href: Some("/members?unit=cdcs-mau&after=m2".to_owned()),
        first_href: None,
        may_write: true,
        unit,
    }
}

/// One member's file.
pub(crate) fn member(language: Language) -> MemberFilePage {
    let field = |id: &str, label: &str, text: &str, class: &str, closed: bool| FileField {
        id: id.to_owned(),
        label: label.to_owned(),
        text: text.to_owned(),
        class: class.to_owned(),
        purpose: say(language, "Nhận đúng người, không ghi trùng", "To know the person and list nobody twice"),
        closed,
    };
    let story = |what: &str, note: &str| StoryRow {
        at: "22/11/2026 15:14".to_owned(),
        by: "Đậu Thị Hòa Lam".to_owned(),
        what: what.to_owned(),
        note: note.to_owned(),
    };
    MemberFilePage {
        shell: shell(language, "/members/m1"),
        href: "/members/m1".to_owned(),
        name: "Bùi Thị Nam".to_owned(),
        number: "BE52-AYQT-B655".to_owned(),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        unit_code: "cdcs-mau".to_owned(),
        standing: true,
        state: say(language, "Đang sinh hoạt", "Active"),
        facts: vec![FieldValue { label: say(language, "Ngày sinh", "Date of birth"), text: "04/02/1976".to_owned() }],
        fields: vec![
            field("phone", &say(language, "Số điện thoại", "Phone"), "•••••••101", "basic", true),
            field(
                "religion",
                &say(language, "Tôn giáo", "Religion"),
                &say(language, "đã niêm phong", "sealed"),
                "sensitive",
                true,
            ),
            field("job_title", &say(language, "Chức danh", "Job title"), MARKUP, "open", false),
            field("language", &say(language, "Ngoại ngữ", "Foreign language"), "", "basic", false),
        ],
        periods: vec![PeriodRow {
            unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
            from: "10/09/2017".to_owned(),
            joining: say(language, "Kết nạp", "Admitted"),
            decision: "12/QĐ-CĐCS".to_owned(),
            ..PeriodRow::default()
        }],
        states: Vec::new(),
        applications: Vec::new(),
        transfers: Vec::new(),
        views: vec![story(&say(language, "Số điện thoại", "Phone"), "mời họp")],
        story: vec![story(&say(language, "Kết nạp", "Admitted"), "12/QĐ-CĐCS")],
        deeds: FileDeeds { edit: true, open: true, state: true, leave: true, transfer: true, readmit: false },
        state_choices: vec![Choice::new("active", say(language, "Đang sinh hoạt", "Active"), "active")],
        leavings: vec![Choice::new("left_work", say(language, "Thôi việc", "Left work"), "")],
        today: "2026-11-22".to_owned(),
        person: "m1".to_owned(),
        cards: MemberCards {
            rows: vec![CardRow {
                id: "c1".to_owned(),
                kind: say(language, "Thẻ thông thường", "Ordinary card"),
                cause: say(language, "Cấp mới", "New card"),
                state: "issued".to_owned(),
                serial: "7K3M-Q2XA-ZP4C-6TBO".to_owned(),
                holds: true,
                ..CardRow::default()
            }],
            may_write: true,
            ..MemberCards::default()
        },
        errors: Vec::new(),
        reason: String::new(),
        idempotency_key: "sample-key".to_owned(),
    }
}
