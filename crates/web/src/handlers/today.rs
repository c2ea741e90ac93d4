//! The first page: what my unit stands at, what I can record, what was recorded, how the targets go.

pub mod answer;

use askama::Template;

use crate::{
    handlers::{
        figures::FigureCell,
        programmes::{TargetRow, tasks::TasksToday},
        registers::RegisterButton,
    },
    page::Link,
    shell::Shell,
};

/// A key figure of the unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureCard {
    /// The name of the indicator.
    pub label: String,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// The number; opens.
    pub figure: FigureCell,
}

impl FigureCard {
    /// Whether the number needs smaller type to stand on one line of a phone.
    fn long(&self) -> bool {
        self.figure.value.is_some_and(|value| value.unsigned_abs() >= 1_000_000_000)
    }
}

/// A record written lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentRecord {
    /// What it is, leading to it.
    pub record: Link,
    /// Its register.
    pub register: String,
    /// Its unit.
    pub unit: String,
    /// The day it occurred, as written on pages.
    pub date: String,
    /// Its state, as the interface writes it.
    pub state: String,
}

/// A report the unit owes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwedReport {
    /// The report, leading to where it is filled.
    pub report: Link,
    /// Its state and whether it is in time, in words.
    pub standing: String,
    /// Whether it is late.
    pub late: bool,
    /// When, by whom and in what words it was reminded of last; empty for never.
    pub reminded: String,
}

/// The first page of somebody who has an account and no rights today.
#[derive(Template)]
#[template(path = "today/ended.html", blocks = ["content"])]
pub struct EndedPage {
    /// The frame.
    pub shell: Shell,
    /// What was held and will be held, in sentences, latest first; empty for who never held anything.
    pub mandates: Vec<String>,
}

/// The first page after signing in.
#[derive(Template)]
#[template(path = "today/today.html", blocks = ["content"])]
pub struct TodayPage {
    /// The frame.
    pub shell: Shell,
    /// What the level above entered for the unit and waits for the reader; none when nothing does.
    pub waiting: Option<Link>,
    /// Papers sent down that wait for the reader's unit; none when nothing does.
    pub papers: Option<Link>,
    /// Reports the reader's unit owes.
    pub reports: Vec<OwedReport>,
    /// Reports that wait for a decision of the reader's unit; none when nothing does.
    pub reports_waiting: Option<Link>,
    /// Deadlines of records that are late or near; none when nothing presses.
    pub deadlines: Option<Link>,
    /// The date, as written on pages.
    pub date: String,
    /// The person's unit, leading to its figures.
    pub unit: Link,
    /// The year of the figures.
    pub year: i32,
    /// The key figures.
    pub cards: Vec<FigureCard>,
    /// The registers the person may record into, those used lately first; few enough for a phone.
    pub registers: Vec<RegisterButton>,
    /// The other registers.
    pub more_registers: Vec<RegisterButton>,
    /// Records written lately in the unit and below.
    pub records: Vec<RecentRecord>,
    /// The targets of the unit.
    pub targets: Vec<TargetRow>,
    /// Tasks that need the reader.
    pub tasks: TasksToday,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_first_page_leads_on_in_one_step() {
        let html = samples::today(Language::Vi).render().expect("page");
        for text in [
            "/figures/open?",
            "/registers/training/new",
            "Lớp tập huấn",
            "ít nhất",
            "<progress",
            "Năm 2022",
            "Đã ghi",
            "Hạn đã qua",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
        assert!(!html.contains("style=\""), "inline styles are refused by the policy");
        let html = samples::today(Language::En).render().expect("page");
        assert!(html.contains("at least") && html.contains("Year 2022"));
    }

    #[test]
    fn whose_mandate_is_over_is_told_when_and_what_to_do() {
        let html = samples::mandate_over(Language::Vi).render().expect("page");
        for text in ["không giữ vai trò nào", "đến hết 19/05/2023", r#"href="/me""#, "công đoàn cấp trên"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::mandate_over(Language::En).render().expect("page").contains("You hold no role"));
    }
}
