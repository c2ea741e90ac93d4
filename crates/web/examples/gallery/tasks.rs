//! Sample tasks.

use congdoan_web::{
    handlers::programmes::tasks::{TaskProgress, TaskRow, TaskSum, TasksToday},
    page::Link,
    words::Language,
};

use super::{MARKUP, say};

fn row(language: Language, title: &str, state: &str) -> TaskRow {
    TaskRow {
        id: "t1".to_owned(),
        link: Link::new("/tasks/t1", title),
        mark: say(language, "Nhiệm vụ 3", "Task 3"),
        unit: Link::new("/units/cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu"),
        programme: Link::new("/programmes/p1/tasks", "Chương trình công tác năm 2022"),
        days: "31/10/2022".to_owned(),
        state: state.to_owned(),
        weight: 1,
        ..TaskRow::default()
    }
}

/// How far tasks carry a programme.
pub(crate) fn progress(language: Language) -> TaskProgress {
    let late = TaskRow {
        timing: say(language, "Quá hạn 9 ngày", "9 days overdue"),
        late: true,
        risen: say(language, "Đã báo lên 1 cấp", "Gone up 1 level"),
        ..row(language, MARKUP, "underway")
    };
    TaskProgress {
        href: "/programmes/p1/tasks".to_owned(),
        share: "37,5\u{a0}%".to_owned(),
        percent: 37,
        counts: say(language, "3 trên 8 việc đã nghiệm thu", "3 of 8 tasks accepted"),
        hidden: String::new(),
        urgent: vec![late, row(language, "Hội nghị người lao động", "reported")],
        may_lead: true,
    }
}

/// Tasks of the first page.
pub(crate) fn today(language: Language) -> TasksToday {
    let sum = |vi: &str, en: &str, late| TaskSum {
        link: Link::new("/tasks?view=own&overdue=1", say(language, vi, en)),
        count: "2".to_owned(),
        late,
    };
    TasksToday {
        sums: vec![sum("quá hạn", "overdue", true), sum("đang mở", "open", false)],
        own: vec![row(language, MARKUP, "planned"), row(language, "Khảo sát", "returned")],
        waiting: vec![row(language, "Trao thẻ đoàn viên", "reported")],
        escalated: Vec::new(),
    }
}
