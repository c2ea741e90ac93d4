//! Programmes and their targets.

pub mod answer;
pub mod answers;
pub mod coverage;
pub mod indicators;
pub mod opening;
pub mod pages;
pub mod reviews;
pub mod schemes;
pub mod targets;
pub mod tasks;

use askama::Template;

use targets::LightMark;

use crate::{
    format,
    handlers::figures::{FigureCell, Measure},
    labels,
    page::{Choice, Link},
    shell::Shell,
    words::Words,
};

/// How a target stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TargetState {
    /// Reached (or, for a ceiling, respected at the period's end).
    Met,
    /// The period lasts and it is not reached yet.
    #[default]
    Underway,
    /// The period is over and it was not reached.
    NotMet,
    /// No figure is known, or it does not apply.
    Unknown,
}

/// A target and how it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetRow {
    /// The name of the indicator.
    pub indicator: String,
    /// The comparator, as the interface writes it.
    pub comparator: String,
    /// The value to be compared with; percentages in hundredths of a percent.
    pub value: i64,
    /// The upper end of a range.
    pub value_max: Option<i64>,
    /// What the value counts.
    pub measure: Measure,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// The period, in words.
    pub period: String,
    /// The figure as it stands; opens.
    pub current: FigureCell,
    /// How far it is, 0 to 100; nothing where that has no meaning.
    pub progress: Option<u32>,
    /// How it stands.
    pub state: TargetState,
    /// Whether the figure is declared, not computed from records.
    pub declared: bool,
    /// The page of the target.
    pub href: String,
    /// The value to reach, in hundredths of the indicator's unit.
    pub goal_hundredths: i64,
    /// Its light.
    pub light: LightMark,
}

impl TargetRow {
    fn written(&self, words: &Words, value: i64) -> String {
        match self.measure {
            Measure::Percent => format::percent(words.language, value),
            Measure::Dong => format::dong(words.language, value),
            Measure::Count => format!("{}\u{a0}{}", format::integer(words.language, value), self.unit_of_measure),
        }
    }

    /// What is asked, in words: "ít nhất 70 %", "từ 10 đến 12 lớp", "tất cả".
    pub fn asked(&self, words: &Words) -> String {
        let comparator = labels::comparator(words, &self.comparator);
        let value = self.written(words, self.value);
        match (self.comparator.as_str(), self.value_max) {
            ("all", _) => comparator,
            ("range", Some(most)) => {
                words.t_with("target-range", &[("least", &value), ("most", &self.written(words, most))])
            }
            _ => format!("{comparator} {value}"),
        }
    }

    /// The state as a badge; templates write it with `|safe`.
    pub fn badge(&self, shell: &Shell) -> String {
        let (class, icon, text) = match self.state {
            TargetState::Met => ("target-met", shell.icon("check"), shell.t("target-met")),
            TargetState::Underway => ("target-underway", shell.icon("progress"), shell.t("target-underway")),
            TargetState::NotMet => ("target-not-met", shell.icon("x"), shell.t("target-not-met")),
            TargetState::Unknown => ("target-unknown", shell.icon("minus"), shell.t("target-unknown")),
        };
        format!(r#"<span class="badge {class}">{icon}{text}</span>"#)
    }

    /// The light, while there is a way to go; templates write it with `|safe`.
    pub fn light_mark(&self, shell: &Shell) -> String {
        match (self.state, self.light) {
            (TargetState::Underway, light) if light != LightMark::Unknown => light.show(shell),
            _ => String::new(),
        }
    }

    /// The progress bar; templates write it with `|safe`.
    pub fn bar(&self, shell: &Shell) -> String {
        let Some(progress) = self.progress else { return String::new() };
        let class = match self.state {
            TargetState::Met => "bar-met",
            TargetState::NotMet => "bar-not-met",
            TargetState::Underway | TargetState::Unknown => "bar-underway",
        };
        let (name, progress) = (shell.t("progress"), progress.min(100));
        format!(
            r#"<progress class="bar {class}" max="100" value="{progress}" aria-label="{name}">{progress}%</progress>"#
        )
    }
}

/// A programme in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgrammeRow {
    /// Its title, leading to it.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// The directive it answers; empty for none.
    pub directive: Link,
    /// How many targets it has.
    pub targets: usize,
    /// How many of them are met.
    pub met: usize,
}

/// The list of programmes.
#[derive(Template)]
#[template(path = "programmes/list.html", blocks = ["content"])]
pub struct ProgrammesPage {
    /// The frame.
    pub shell: Shell,
    /// The units to filter by; the present one selected.
    pub units: Vec<Choice>,
    /// The years to filter by; the present one selected.
    pub years: Vec<Choice>,
    /// The programmes.
    pub rows: Vec<ProgrammeRow>,
}

/// One programme with its targets.
#[derive(Template)]
#[template(path = "programmes/programme.html", blocks = ["content"])]
pub struct ProgrammePage {
    /// The frame.
    pub shell: Shell,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// The directive it answers.
    pub directive: Option<Link>,
    /// The programme above, from which it was cascaded.
    pub parent: Option<Link>,
    /// The programmes below.
    pub children: Vec<Link>,
    /// Its targets.
    pub targets: Vec<TargetRow>,
    /// Its id, for who may add targets; empty for others.
    pub writable: String,
    /// Its place in the cascade.
    pub place: pages::ProgrammePlace,
    /// How far its tasks carry it.
    pub tasks: tasks::TaskProgress,
    /// What it stands on that holds no more, said for reading, with the way there.
    pub fallen: Vec<(Link, String)>,
}

impl ProgrammePage {
    fn met(&self) -> usize {
        self.targets.iter().filter(|target| target.state == TargetState::Met).count()
    }

    fn count_met(&self) -> String {
        let (met, all) = (self.met().to_string(), self.targets.len().to_string());
        self.shell.words.t_with("targets-met-of", &[("met", &met), ("all", &all)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn what_is_asked_reads_as_words() {
        let (vi, en) = (Words::new(Language::Vi), Words::new(Language::En));
        let target = |comparator: &str, value, value_max, measure| TargetRow {
            comparator: comparator.to_owned(),
            value,
            value_max,
            measure,
            unit_of_measure: "người".to_owned(),
            ..TargetRow::default()
        };
        assert_eq!(target(">=", 7000, None, Measure::Percent).asked(&vi), "ít nhất 70\u{a0}%");
        assert_eq!(target("=", 10_000, None, Measure::Count).asked(&vi), "bằng 10.000\u{a0}người");
        assert_eq!(target("<=", 5, None, Measure::Dong).asked(&en), "at most 5 VND");
        assert_eq!(target("range", 1, Some(2), Measure::Count).asked(&vi), "từ 1\u{a0}người đến 2\u{a0}người");
        assert_eq!(target("all", 0, None, Measure::Count).asked(&en), "all");
    }

    #[test]
    fn a_programme_shows_its_chain_and_its_progress() {
        let html = samples::programme(Language::Vi).render().expect("page");
        for text in ["02-NQ/TW", "ít nhất", "10.000", "<progress", "đạt", "chưa đạt", "khai báo", "&#60;script&#62;"]
        {
            assert!(html.contains(text), "{text}");
        }
        let html = samples::programme(Language::En).render().expect("page");
        assert!(html.contains("declared") && html.contains("10,000"));
        assert!(samples::programmes(Language::En).render().expect("page").contains("/programmes/p1"));
    }

    #[test]
    fn a_bar_never_passes_its_end() {
        let target = TargetRow { progress: Some(240), state: TargetState::Met, ..TargetRow::default() };
        assert!(target.bar(&samples::shell(Language::Vi, "/")).contains(r#"value="100""#));
    }
}
