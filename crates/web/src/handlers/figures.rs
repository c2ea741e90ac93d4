//! Figures of a unit for a period, and the opening of one number down to its records.

pub mod answer;
pub mod bridge;
pub mod cells;
mod drawn;
mod live;
mod meaning;
mod open;

use std::sync::Arc;

use askama::Template;

pub(crate) use drawn::Drawn;

use crate::{format, page::Link, period::PeriodPicker, shell::Shell, words::Words};

/// How far a figure is known; zero, missing and not applicable are three things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FigureState {
    /// Everybody expected has reported.
    Reported,
    /// Some have not reported.
    Partial,
    /// Nobody reported.
    #[default]
    Missing,
    /// The figure has no meaning here: nobody is expected, or a ratio's denominator is zero.
    NotApplicable,
    /// The reader may not see it.
    Hidden,
}

/// What a value counts, and so how it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// A count of things or people.
    #[default]
    Count,
    /// Money in whole đồng.
    Dong,
    /// A percentage, its value in hundredths of a percent.
    Percent,
}

/// One number on a page: its value, how far it is known, and where it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureCell {
    /// How far it is known.
    pub state: FigureState,
    /// Its value; nothing when nobody reported or it is not applicable.
    pub value: Option<i64>,
    /// What the value counts.
    pub measure: Measure,
    /// The page that opens it; nothing when the reader may not.
    pub href: Option<String>,
}

impl FigureCell {
    /// The number as it is written in the language, without its unit of measure (percentages keep their sign).
    pub fn text(&self, words: &Words) -> String {
        match (self.measure, self.value) {
            (_, None) => String::new(),
            (Measure::Percent, Some(value)) => format::percent(words.language, value),
            (Measure::Count | Measure::Dong, Some(value)) => format::integer(words.language, value),
        }
    }

    /// The mark of the figure for a page; templates write it with `|safe`.
    pub fn show(&self, shell: &Shell) -> String {
        FigureWords::new(&shell.words).mark(self)
    }
}

/// What marks of figures say, looked up once for all of a table.
struct FigureWords {
    words: Words,
    missing: String,
    not_applicable: String,
    hidden: String,
    partial: String,
}

impl FigureWords {
    fn new(words: &Words) -> Self {
        Self {
            words: *words,
            missing: words.t("figure-missing"),
            not_applicable: words.t("figure-not-applicable"),
            hidden: words.t("figure-hidden"),
            partial: words.t("figure-partial"),
        }
    }

    fn mark(&self, cell: &FigureCell) -> String {
        FigureMark { words: self, cell }.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "parts/figure.html")]
struct FigureMark<'a> {
    words: &'a FigureWords,
    cell: &'a FigureCell,
}

impl FigureMark<'_> {
    fn class(&self) -> &'static str {
        match (self.cell.state, self.cell.value) {
            (FigureState::Missing, _) => "figure figure-missing",
            (FigureState::NotApplicable | FigureState::Hidden, _) => "figure figure-na",
            (FigureState::Partial, _) => "figure figure-partial",
            (FigureState::Reported, Some(0)) => "figure figure-zero",
            (FigureState::Reported, _) => "figure",
        }
    }
}

/// A unit directly below, as a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildColumn {
    /// Its name, leading to its own figures.
    pub unit: Link,
    /// `managing` or `coordinating`.
    pub line: String,
}

/// One indicator as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRow {
    /// The indicator's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// The unit's own figure with all units below.
    pub total: FigureCell,
    /// What the unit itself recorded, without the units below.
    pub own: FigureCell,
    /// What comes by coordination alone, at whatever depth below.
    pub coordinated: FigureCell,
    /// The figures of the units directly below, in the order of the columns.
    pub cells: Vec<FigureCell>,
}

/// Indicators that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorGroup {
    /// The heading.
    pub name: String,
    /// The indicators.
    pub rows: Vec<IndicatorRow>,
}

/// The figures of a unit for a period, its children side by side.
#[derive(Template)]
#[template(path = "figures/unit.html", blocks = ["content"])]
pub struct FiguresPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit_code: String,
    /// Name of the unit.
    pub unit_name: String,
    /// The units above, topmost first, each leading to its figures.
    pub trail: Vec<Link>,
    /// The picker of the period.
    pub picker: PeriodPicker,
    /// The table as it was drawn ([`DrawnTable::draw`]), or the place of it ([`crate::page::Around`]); empty where there is no
    /// figure.
    pub table: Arc<str>,
    /// Where the table is had as a spreadsheet.
    pub xlsx_href: String,
    /// Where the table is had as text.
    pub csv_href: String,
    /// Whether indicators without any figure are listed too.
    pub everything: bool,
    /// The same page with or without them.
    pub toggle_href: String,
    /// Whether the reader may see the totals but not the units below.
    pub totals_only: bool,
}

/// The table of a page of figures, to be drawn.
#[derive(Template)]
#[template(path = "figures/table.html")]
pub struct DrawnTable<'a> {
    /// Name of the unit.
    pub unit_name: &'a str,
    /// The units directly below.
    pub columns: Vec<ChildColumn>,
    /// The indicators.
    pub groups: Vec<IndicatorGroup>,
    /// Whether the reader may see the totals but not the units below.
    pub totals_only: bool,
    words: Words,
    figures: FigureWords,
}

impl<'a> DrawnTable<'a> {
    /// A table without lines yet.
    #[must_use]
    pub fn new(shell: &Shell, unit_name: &'a str, totals_only: bool) -> Self {
        let figures = FigureWords::new(&shell.words);
        Self { unit_name, columns: Vec::new(), groups: Vec::new(), totals_only, words: shell.words, figures }
    }

    /// The table as HTML; nothing where it has no lines.
    pub fn draw(&self) -> Arc<str> {
        if self.groups.is_empty() { Arc::default() } else { self.render().unwrap_or_default().into() }
    }

    /// How many columns stand beside the names of the indicators.
    fn span(&self) -> usize {
        self.columns.len() + if self.totals_only { 1 } else { 2 } + usize::from(self.coordinates())
    }

    /// Whether some unit directly below hangs by a coordinating line, or anything comes by one from further below: it is
    /// then shown apart.
    fn coordinates(&self) -> bool {
        let comes = |row: &IndicatorRow| row.coordinated.value.is_some_and(|value| value != 0);
        self.columns.iter().any(|column| column.line == "coordinating")
            || self.groups.iter().any(|group| group.rows.iter().any(comes))
    }
}

/// A part that is an own record or declaration of the unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPart {
    /// The day it occurred, as written on pages.
    pub date: String,
    /// The unit that holds it.
    pub unit: Link,
    /// What it is, leading to the record; without an address where there is no record to show.
    pub record: Link,
    /// What it adds.
    pub value: FigureCell,
    /// Exact numerator and denominator, for ratios.
    pub fraction: Option<(i64, i64)>,
    /// `records`, `members`, `declared`, `adjusted` or `overlap`.
    pub source: String,
    /// Who wrote it; empty when not known.
    pub by: String,
}

/// A part that is a unit directly below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildPart {
    /// The unit, leading to its page.
    pub unit: Link,
    /// `managing` or `coordinating`.
    pub line: String,
    /// What it contributes here; opens further.
    pub value: FigureCell,
    /// Its own figure.
    pub total: FigureCell,
    /// Exact numerator and denominator, for ratios.
    pub fraction: Option<(i64, i64)>,
}

/// One number opened: what it means, its parts, and their sum.
#[derive(Template)]
#[template(path = "figures/open.html", blocks = ["content"])]
pub struct NumberPage {
    /// The frame.
    pub shell: Shell,
    /// The unit, leading to its page.
    pub unit: Link,
    /// The name of the indicator.
    pub indicator: String,
    /// The indicator's id.
    pub indicator_id: String,
    /// What it counts, in words; empty when the pack says nothing.
    pub definition: String,
    /// The decree, guidance or paper that defines it.
    pub source: String,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// The picker of the period.
    pub picker: PeriodPicker,
    /// The value.
    pub value: FigureCell,
    /// What of it comes by coordination alone, at whatever depth below; none where nothing does.
    pub coordinated: Option<FigureCell>,
    /// Exact numerator and denominator, for ratios.
    pub fraction: Option<(i64, i64)>,
    /// Units expected to report.
    pub expected: i64,
    /// Units that reported.
    pub reported: i64,
    /// The units opened so far, from where the reader began, each leading to its opened number.
    pub trail: Vec<Link>,
    /// Own records and declarations.
    pub own: Vec<OwnPart>,
    /// Units directly below that contribute.
    pub children: Vec<ChildPart>,
    /// The sum of the parts; equals the value.
    pub sum: FigureCell,
    /// Whether the reader may see the total but not its parts.
    pub parts_hidden: bool,
    /// More parts than are shown: where the next are.
    pub next_href: Option<String>,
    /// The same number held against the tree of another day.
    pub bridge_href: String,
    /// Where the parts are had as a spreadsheet; nothing when hidden.
    pub xlsx_href: Option<String>,
}

impl NumberPage {
    /// Whether a numerator and a denominator stand beside each value.
    pub fn is_ratio(&self) -> bool {
        self.value.measure == Measure::Percent || self.fraction.is_some()
    }

    /// One side of a fraction, as written in the language.
    pub fn number(&self, value: &i64) -> String {
        format::integer(self.shell.words.language, *value)
    }

    fn percent_reported(&self) -> i64 {
        if self.expected > 0 { self.reported * 100 / self.expected } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_figures_page_tells_zero_missing_and_not_applicable_apart() {
        let html = samples::figures(Language::Vi).render().expect("page");
        for text in ["3.095", "figure-zero", "chưa có", "không áp dụng", "chưa đủ", "&#60;script&#62;", "Xuất Excel"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(!html.contains("<script>alert"));
        let html = samples::figures(Language::En).render().expect("page");
        assert!(html.contains("3,095") && html.contains("not applicable") && html.contains("no figure yet"));
    }

    #[test]
    fn an_opened_number_shows_its_parts_and_their_sum() {
        let page = samples::number(Language::Vi);
        let parts: i64 = page.own.iter().filter_map(|part| part.value.value).sum::<i64>()
            + page.children.iter().filter_map(|part| part.value.value).sum::<i64>();
        assert_eq!(Some(parts), page.value.value);
        let html = page.render().expect("page");
        assert!(html.contains("/registers/training/records/") && html.contains("Tổng các phần"));
        assert!(html.contains("đã báo cáo") && html.contains("phối hợp"));
    }

    #[test]
    fn a_ratio_shows_numerator_and_denominator() {
        let html = samples::ratio(Language::En).render().expect("page");
        assert!(html.contains("Numerator") && html.contains("Denominator") && html.contains("100\u{a0}%"));
    }

    #[test]
    fn hidden_parts_are_said_not_shown() {
        let html = samples::hidden_parts(Language::Vi).render().expect("page");
        assert!(html.contains("chỉ xem được tổng"));
        assert!(!html.contains("Tổng các phần"));
    }
}
