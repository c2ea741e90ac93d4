//! Reports (báo cáo): the lines of a form for a unit and a period, each filled from the figures.
//!
//! Nothing of a report is typed that a record or a member file already says: a line is the figure of its indicator, with its
//! state, and opens to its parts like any figure. Not here: what a form holds (`pack::forms`), how figures add up (`rollup`),
//! how a report looks on paper (`paper`); here below: typed lines (`fill`), the days of an event (`events`), what is done with
//! a report (`deeds`), how it stands (`standing`), what a unit waits for (`awaited`), days nobody could report (`outages`),
//! closed periods (`seals`), forms as Excel files (`sheets`), those of earlier years (`earlier`), totals kept elsewhere
//! (`parallel`), what is asked once (`requests`), how long units sit over it (`burden`).

mod awaited;
mod burden;
mod deeds;
mod earlier;
mod events;
mod fill;
mod outages;
mod parallel;
mod requests;
mod seals;
mod sheets;
mod standing;

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Period,
    access::Caller,
    figures::{Answer, State, Value},
    names::Language,
    org::{Line, Unit, UnitKind},
    period::Shape,
};
use congdoan_pack::{Form, FormLine, FormSection, Pack};
use congdoan_paper::{Cell, Column, ColumnKind, Table, TableRow, intake::Title};
use congdoan_store::reports::ReportKey;
use serde::Serialize;

pub use awaited::{Awaited, AwaitedReports, Owed, Turnout};
pub use burden::{BurdenBelow, BurdenItem, BurdenView};
pub use deeds::ReportAsked;
pub use events::{EventReport, event_days};
pub use fill::{LineEntry, TypedLine};
pub use parallel::{Parallel, ParallelCell, ParallelData};
pub use requests::{
    DraftLine, LineOrigin, Look, LookedLine, LookedUnit, NEW_NUMBER, RequestDraft, Requests, levels_below,
};
pub use seals::SealedPeriod;
pub use sheets::{
    CellDifference, FileRow, LARGEST_SHEET, MatchedRow, Said, SheetFile, SheetReading, SheetTaken, TakenFrom,
};
pub use standing::{Maydo, Standing};

pub use congdoan_store::reports::{
    Adjustment, KeptOutage, KeptReport, KeptRequest, Reminder, ReportEvent, ReportPaper, RequestTurnout, Seal,
};

use crate::{
    Error, Result, Service,
    error::words,
    papers::{cell, drawn, paper_words},
};

/// A line of a report.
#[derive(Clone, Debug)]
pub struct ReportLine {
    /// The line of the form.
    pub line: FormLine,
    /// What the form calls it.
    pub name: LocalText,
    /// Unit of measure of its indicator.
    pub unit_of_measure: String,
    /// The months its figure is of, in a report of the days of an event, where it is known by the month alone; nothing where
    /// it is of the report's own period.
    pub months: Option<Period>,
    /// The figure; nothing where the caller may not see it.
    pub answer: Option<Answer>,
}

impl ReportLine {
    /// Whether another number than the one it shows has to be explained: records gave it, or the whole month declared it.
    #[must_use]
    pub fn asks_reason(&self, entry: &LineEntry) -> bool {
        match entry {
            LineEntry::Recorded => true,
            LineEntry::Declared => {
                self.months.is_some() && self.answer.as_ref().is_some_and(|answer| answer.value.is_some())
            }
            LineEntry::Computed(_) => false,
        }
    }
}

/// A part of a report.
#[derive(Clone, Debug)]
pub struct ReportSection {
    /// Its number.
    pub number: String,
    /// Its heading.
    pub name: LocalText,
    /// Its lines.
    pub lines: Vec<ReportLine>,
}

/// A form filled for a unit and a period.
#[derive(Clone, Debug)]
pub struct Report {
    /// The form.
    pub form: Form,
    /// The unit.
    pub unit: Unit,
    /// The period; its last day is the cut-off.
    pub period: Period,
    /// The last day on which it is in time; nothing for a period the form does not come back for.
    pub due_on: Option<NaiveDate>,
    /// Its parts.
    pub sections: Vec<ReportSection>,
}

impl Report {
    /// Every line, in order.
    pub fn lines(&self) -> impl Iterator<Item = &ReportLine> {
        self.sections.iter().flat_map(|section| &section.lines)
    }

    /// The days the figure of a line is of.
    #[must_use]
    pub fn period_of(&self, line: &ReportLine) -> Period {
        line.months.unwrap_or(self.period)
    }

    /// How many lines have a figure, and how many there are.
    #[must_use]
    pub fn filled(&self) -> (usize, usize) {
        let has = |line: &&ReportLine| line.answer.as_ref().is_some_and(|answer| answer.value.is_some());
        (self.lines().filter(has).count(), self.lines().count())
    }
}

/// The lines of a form as fields a row of a file may be mapped to, each under its number.
pub(crate) fn line_titles(pack: &Pack, form: &str) -> Vec<Title> {
    let name = |line: &FormLine| {
        let indicator = pack.indicator(&line.indicator).map(|indicator| indicator.name.vi.as_str());
        line.name.as_ref().map_or(indicator.unwrap_or_default(), |name| name.vi.as_str()).to_owned()
    };
    let title = |line: &FormLine| Title::new(line.number.clone(), &[&format!("{} {}", line.number, name(line))]);
    pack.form(form).into_iter().flat_map(Form::lines).map(title).collect()
}

/// For how many days after its last day a request stands among the forms of a unit.
pub(crate) const ASKED_DAYS: i64 = 75;

/// Which report is meant.
#[derive(Clone, Copy, Debug)]
pub struct ReportAsk<'a> {
    /// Code of the unit that reports.
    pub unit: &'a str,
    /// Id of the form.
    pub form: &'a str,
    /// The period.
    pub period: Period,
    /// Code of the unit it goes to, where several coordinate; the first one otherwise.
    pub receiver: Option<&'a str>,
}

pub(crate) fn key<'a>(report: &'a Report, receiver: &Unit) -> ReportKey<'a> {
    ReportKey {
        unit: report.unit.id,
        receiver: receiver.id,
        line: report.form.line,
        form: &report.form.id,
        period: report.period,
    }
}

fn not_now() -> Error {
    crate::error::refused(
        "Việc này không hợp với trạng thái hiện tại của báo cáo; hãy tải lại trang",
        "This does not fit the present state of the report; load the page again",
    )
}

/// A line of a report as programs read it.
#[derive(Clone, Debug, Serialize)]
pub struct LineData {
    section: String,
    number: String,
    name: String,
    indicator: String,
    unit_of_measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<Period>,
    state: Option<State>,
    value: Option<Value>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    expected: u64,
    reported: u64,
}

/// A report as programs read it.
#[derive(Clone, Debug, Serialize)]
pub struct ReportData {
    form: String,
    unit: String,
    period: Period,
    cut_off: NaiveDate,
    due_on: Option<NaiveDate>,
    lines: Vec<LineData>,
}

impl Report {
    /// The report as programs read it, with names in a language. A line without a state is one the reader may not see.
    #[must_use]
    pub fn data(&self, language: Language) -> ReportData {
        let line = |section: &ReportSection, line: &ReportLine| {
            let answer = line.answer.as_ref();
            LineData {
                section: section.number.clone(),
                number: line.line.number.clone(),
                name: line.name.get(language).to_owned(),
                indicator: line.line.indicator.clone(),
                unit_of_measure: line.unit_of_measure.clone(),
                months: line.months,
                state: answer.map(|answer| answer.state),
                value: answer.and_then(|answer| answer.value),
                numerator: answer.and_then(|answer| answer.numerator),
                denominator: answer.and_then(|answer| answer.denominator),
                expected: answer.map_or(0, |answer| answer.expected),
                reported: answer.map_or(0, |answer| answer.reported),
            }
        };
        let lines = self
            .sections
            .iter()
            .flat_map(|section| section.lines.iter().map(|one| line(section, one)).collect::<Vec<_>>());
        ReportData {
            form: self.form.id.clone(),
            unit: self.unit.code.to_string(),
            period: self.period,
            cut_off: self.period.to(),
            due_on: self.due_on,
            lines: lines.collect(),
        }
    }
}

impl Service {
    /// The forms a unit fills: those of the pack in the order of their ids, then what it is asked once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit.
    pub async fn forms_of(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<Form>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let day = caller.now.day();
        let pack = self.pack();
        let fills = |form: &&Form| form.levels.contains(&unit.kind) && form.validity.holds(day);
        let mut forms: Vec<Form> = pack.forms.iter().filter(fills).cloned().collect();
        match tx.requests_to(caller, unit.id, day - chrono::TimeDelta::days(ASKED_DAYS)).await {
            Ok(asked) => forms.extend(asked.iter().map(requests::form_of)),
            // Who may see totals alone is asked nothing.
            Err(congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok((unit, forms))
    }

    /// A form filled from the figures, as known now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such form, or the caller may not see the unit's totals; [`Error::Refused`] when
    /// the unit does not fill the form. The attempt is noted.
    pub async fn report(&self, caller: &Caller, unit: &str, form: &str, period: Period) -> Result<Report> {
        let report = self.report_of(caller, unit, form, period).await;
        self.refusal_noted(caller, &format!("report:{form}:{unit}"), report).await
    }

    async fn report_of(&self, caller: &Caller, unit: &str, form: &str, period: Period) -> Result<Report> {
        let pack = self.pack();
        let unit = self.store.read().await?.unit(caller, unit).await?;
        let form = self.form_named(form).await?;
        if !form.levels.contains(&unit.kind) {
            return Err(Error::Refused(words(
                &format!("{} không phải biểu của đơn vị này; chọn biểu theo cấp của đơn vị", form.symbol),
                &format!("{} is not a form of this unit; choose one of its level", form.symbol),
            )));
        }
        let months = form.months_of(period);
        let months_of = |line: &FormLine| months.filter(|_| !events::is_known_by_day(&pack, &line.indicator));
        let ask = |line: &FormLine| months_of(line).unwrap_or(period);
        let asks: Vec<(&Unit, &str, Period)> =
            form.lines().map(|line| (&unit, line.indicator.as_str(), ask(line))).collect();
        let mut answers = self.figures_at(caller, &asks, None).await?.into_iter();
        let fill = |line: &FormLine| {
            let indicator = pack.indicator(&line.indicator);
            ReportLine {
                name: line.name.clone().or_else(|| Some(indicator?.name.clone())).unwrap_or_default(),
                unit_of_measure: indicator.map(|indicator| indicator.unit_of_measure.clone()).unwrap_or_default(),
                months: months_of(line),
                answer: answers.next().flatten(),
                line: line.clone(),
            }
        };
        let sections = filled(&form.sections, fill);
        if sections.iter().flat_map(|section| &section.lines).all(|line| line.answer.is_none()) {
            return Err(Error::NotFound("figure"));
        }
        let due_on = form.due_on(period, unit.kind);
        Ok(Report { form, unit, period, due_on, sections })
    }

    /// A report, and the unit it goes to along the line of its form, as the tree stood at the cut-off.
    pub(crate) async fn report_and_receiver(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Result<(Report, Unit)> {
        let report = self.report_of(caller, ask.unit, ask.form, ask.period).await?;
        if report.form.is_event_bound() {
            event_days(Some(report.period.from()), Some(report.period.to()), caller.now.day())?;
        }
        let receivers = self.receivers_of(caller, &report).await?;
        let wanted = |unit: &Unit| ask.receiver.is_none_or(|code| unit.code.as_str() == code);
        let receiver = receivers.into_iter().find(wanted).ok_or_else(|| {
            if report.form.once.is_some() {
                return Error::Refused(words(
                    "Yêu cầu này không hỏi đơn vị, hoặc số liệu của đơn vị đã có; không phải gửi gì",
                    "This request does not ask the unit, or its numbers are known; nothing has to be sent",
                ));
            }
            let line = match report.form.line {
                Line::Managing => ("quản lý", "manages"),
                Line::Coordinating => ("phối hợp", "coordinates"),
            };
            Error::Refused(words(
                &format!("Vào ngày chốt số liệu không có công đoàn cấp trên {} đơn vị này để gửi", line.0),
                &format!("At the cut-off no union above {} this unit, so there is nobody to send it to", line.1),
            ))
        })?;
        Ok((report, receiver))
    }

    /// The units a report goes to; none for a request that does not ask the unit.
    pub(crate) async fn receivers_of(&self, caller: &Caller, report: &Report) -> Result<Vec<Unit>> {
        let mut tx = self.store.read().await?;
        if report.form.once.is_some() && tx.asked_of(caller, report.unit.id, &report.form.id).await?.is_none() {
            return Ok(Vec::new());
        }
        let units = tx.receivers(caller, report.unit.id, report.form.line, report.period.to()).await?;
        Ok(units.into_iter().filter(|unit| !matches!(unit.kind, UnitKind::Party | UnitKind::Outside)).collect())
    }

    /// A report of the operator at the command line, who is told plainly which code is unknown.
    ///
    /// # Errors
    /// [`Error::UnknownUnit`], [`Error::UnknownForm`]; as [`Service::report`].
    pub async fn report_for_operator(&self, unit: &str, form: &str, period: Period) -> Result<Report> {
        if !self.store.read().await?.has_unit(unit).await? {
            return Err(Error::UnknownUnit(unit.to_owned()));
        }
        match self.form_named(form).await {
            Err(Error::NotFound(_)) => return Err(Error::UnknownForm(form.to_owned())),
            found => _ = found?,
        }
        self.report(&self.system(), unit, form, period).await
    }

    /// A report ready to be written: number, what is asked, unit of measure, value, remark.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit.
    pub async fn report_paper(&self, caller: &Caller, report: &Report, language: Language) -> Result<Table> {
        let title = report.form.name.get(language);
        let mut heading = self.paper_heading(caller, &report.unit, report.period, title).await?;
        heading.subtitle = format!("{} · {}", report.form.symbol, heading.subtitle);
        let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
        let columns = vec![
            Column::new(say("TT", "No."), ColumnKind::Text),
            Column::new(say("Nội dung", "Item"), ColumnKind::Text),
            Column::new(say("Đơn vị tính", "Unit of measure"), ColumnKind::Text),
            Column::new(say("Số lượng", "Value"), ColumnKind::Number),
            Column::new(say("Ghi chú", "Remark"), ColumnKind::Text),
        ];
        let pack = self.pack();
        let mut rows = Vec::new();
        for section in &report.sections {
            rows.push(TableRow::Group(format!("{}. {}", section.number, section.name.get(language))));
            for line in &section.lines {
                let indicator = pack.indicator(&line.line.indicator);
                let value = line.answer.as_ref().zip(indicator);
                rows.push(TableRow::Cells(vec![
                    Cell::from(line.line.number.as_str()),
                    Cell::from(set_in(line.name.get(language), line.line.inset)),
                    Cell::from(line.unit_of_measure.as_str()),
                    value.map_or(Cell::Empty, |(answer, indicator)| cell((answer.state, answer.value), indicator)),
                    Cell::from(remark(line, language)),
                ]));
            }
        }
        let version = report.lines().filter_map(|line| line.answer.as_ref()).map(|answer| answer.version).max();
        let remarks = vec![drawn(caller, version.unwrap_or(0), language)];
        Ok(Table { heading, columns, rows, remarks, words: paper_words(language) })
    }
}

fn filled(sections: &[FormSection], mut fill: impl FnMut(&FormLine) -> ReportLine) -> Vec<ReportSection> {
    let section = |section: &FormSection| ReportSection {
        number: section.number.clone(),
        name: section.name.clone(),
        lines: section.lines.iter().map(&mut fill).collect(),
    };
    sections.iter().map(section).collect()
}

/// A name set in under the line above, as printed forms do.
fn set_in(name: &str, inset: u16) -> String {
    match inset {
        0 => name.to_owned(),
        1 => format!("- {name}"),
        _ => format!("+ {name}"),
    }
}

/// How many of the units that were to report did, where some did not; and which months a figure is of, where they are not the
/// report's own days.
fn remark(line: &ReportLine, language: Language) -> String {
    let short = line.answer.as_ref().filter(|answer| answer.reported < answer.expected).map(|answer| {
        let (reported, expected) = (answer.reported, answer.expected);
        words(&format!("{reported}/{expected} đơn vị có số"), &format!("{reported} of {expected} units"))
    });
    let months = line.months.map(|months| {
        let (first, last) = (months.from().format("%m/%Y"), months.to().format("%m/%Y"));
        if months.shape() == Shape::Month {
            words(&format!("số khai của tháng {first}"), &format!("declared for {first}"))
        } else {
            words(&format!("số khai từ tháng {first} đến {last}"), &format!("declared for {first} to {last}"))
        }
    });
    let said: Vec<LocalText> = short.into_iter().chain(months).collect();
    said.iter().map(|one| one.get(language)).collect::<Vec<_>>().join("; ")
}
