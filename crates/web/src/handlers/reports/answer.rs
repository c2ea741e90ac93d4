//! What fills the page of reports and its papers.
//!
//! Not here: where a line's figure comes from (`service::reports`).

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{Period, org::UnitKind};
use congdoan_service::{
    Error,
    pack::Form,
    papers::PaperFormat,
    reports::{Report, ReportLine, event_days},
};
use serde::Deserialize;

use super::{FilledForm, FormPart, FormRow, ReportPage, StandingShown, awaited, events, fill, seals, standing};
use crate::{
    app::App,
    format,
    handlers::{
        figures::{
            FigureCell,
            answer::{cell, download, unit_or_home},
            cells::opens,
        },
        members::deeds::problems,
        registers::answer::day,
    },
    page::{Choice, FieldError, Link, Page},
    period,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many years back the picker offers.
const YEARS_BACK: i32 = 5;

/// The routes of reports.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/reports", Audience::Person, get(read)),
        route("GET", "/reports.xlsx", Audience::Person, get(xlsx)),
        route("GET", "/reports.docx", Audience::Person, get(docx)),
        route("GET", "/reports.pdf", Audience::Person, get(pdf)),
        route("GET", "/reports/fill", Audience::Person, get(fill::show)),
        route("POST", "/reports/fill", Audience::Person, post(fill::save)),
        route("POST", "/reports/deeds", Audience::Person, post(standing::deed)),
        route("GET", "/reports/files/{id}/{sha256}", Audience::Person, get(standing::file)),
        route("GET", "/reports/awaited", Audience::Person, get(awaited::show)),
        route("POST", "/reports/chase", Audience::Person, post(awaited::chase)),
        route("POST", "/reports/outages", Audience::Person, post(awaited::outage)),
        route("GET", "/reports/seals", Audience::Person, get(seals::show)),
        route("POST", "/reports/seals", Audience::Person, post(seals::seal)),
        route("GET", "/reports/seals.csv", Audience::Person, get(seals::export)),
    ]
}

/// What is asked; everything has a sane default.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    pub(super) unit: Option<String>,
    pub(super) form: Option<String>,
    pub(super) period: Option<String>,
    pub(super) receiver: Option<String>,
    /// First day of an event, for a form bound to one.
    pub(super) from: Option<String>,
    /// Its last day.
    pub(super) to: Option<String>,
    /// The form the page showed when another was chosen on it.
    pub(super) before: Option<String>,
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

impl Asked {
    /// What is asked of a report of a unit.
    pub(super) fn about(unit: Option<String>, form: Option<String>, period: Option<String>) -> Self {
        Self { unit, form, period, ..Self::default() }
    }

    /// The form asked for, the first where none is named, and the period; nothing for a unit that fills no form.
    pub(super) fn chosen(&self, forms: &[Form], today: NaiveDate) -> Option<(String, Result<Option<Period>, Error>)> {
        let asked = given(self.form.as_ref());
        let form = match asked {
            // A form of another level is asked for by its own name, so that the refusal can say so.
            Some(id) => forms.iter().find(|form| form.id == id),
            None => forms.first(),
        };
        let id = asked.or(form.map(|form| form.id.as_str()))?;
        Some((id.to_owned(), self.period_of(form, today)))
    }

    /// The period asked about, or the last one that is over; nothing for a form bound to an event while no day is named.
    fn period_of(&self, form: Option<&Form>, today: NaiveDate) -> Result<Option<Period>, Error> {
        // A request asks about one period, whatever the form chosen before it asked about.
        if let Some(once) = form.and_then(|form| form.once) {
            return Ok(Some(once.period));
        }
        // What was chosen beside another form is kept where this one comes back for it.
        let other = form.filter(|form| self.before.as_ref().is_some_and(|before| *before != form.id));
        let fits = |period: &Period| other.is_none_or(|form| form.cycle_of(*period).is_some());
        let named: Option<Period> = given(self.period.as_ref()).map(str::parse).transpose()?;
        if let Some(period) = named.filter(fits) {
            return Ok(Some(period));
        }
        let Some(form) = form else { return Ok(Some(Period::year(today.year()))) };
        let (from, to) = (given(self.from.as_ref()), given(self.to.as_ref()));
        match (form.is_event_bound(), from.or(to)) {
            (true, None) => Ok(None),
            (true, Some(_)) => event_days(from.and_then(day), to.and_then(day), today).map(Some),
            (false, _) => Ok(Some(latest(form, today).unwrap_or_else(|| Period::year(today.year())))),
        }
    }
}

/// Where a report stands.
pub(super) fn href(asked: &Asked) -> String {
    let part = |text: &Option<String>| encode(text.as_deref().unwrap_or_default());
    format!(
        "/reports?unit={}&form={}&period={}&receiver={}",
        part(&asked.unit),
        part(&asked.form),
        part(&asked.period),
        part(&asked.receiver)
    )
}

/// The periods a form comes back for, latest first; those that have begun.
pub(super) fn periods(form: &Form, today: NaiveDate) -> Vec<Period> {
    let years = (today.year() - YEARS_BACK)..=(today.year() + 1);
    let each = years.flat_map(|year| form.cycles.iter().filter_map(move |cycle| cycle.period(year)));
    let mut periods: Vec<Period> = each.filter(|period| period.from() <= today).collect();
    periods.sort_by_key(|period| (period.to(), period.from()));
    periods.reverse();
    periods
}

/// The period a form begins with: the latest that is over and awaited, or the latest that is over.
fn latest(form: &Form, today: NaiveDate) -> Option<Period> {
    let over: Vec<Period> = periods(form, today).into_iter().filter(|period| period.to() <= today).collect();
    over.iter().find(|period| form.awaits(**period)).or(over.first()).copied()
}

/// The forms of a unit, and one of them filled.
///
/// # Errors
/// 404 when the caller may not see the unit's totals, 422 for a form of another level, an impossible period or days of an event
/// that cannot be reported.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<(StatusCode, Page<ReportPage>), Refusal> {
    let page = report_page(&app, &visitor, &asked, Vec::new()).await?;
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Page(page)))
}

/// The page of reports, with what is wrong with a deed that came back.
pub(super) async fn report_page(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    errors: Vec<FieldError>,
) -> Result<ReportPage, Refusal> {
    let code = unit_or_home(visitor, asked.unit.as_ref())?;
    let (unit, forms) = app.service.forms_of(visitor.caller(), &code).await?;
    let today = visitor.caller().now.day();
    let (form, period) = asked.chosen(&forms, today).unwrap_or_else(|| (String::new(), Ok(None)));
    let (period, errors) = match period {
        Ok(period) => (period, errors),
        Err(error) => (None, problems(visitor, error)?),
    };
    let report = match period {
        Some(period) => Some(app.service.report(visitor.caller(), &code, &form, period).await?),
        None => None,
    };
    let stands = match &report {
        // Who may see totals alone is shown the figures and no story.
        Some(report) => app.service.report_standing(visitor.caller(), report, asked.receiver.as_deref()).await.ok(),
        None => None,
    };
    let above = app.service.path(visitor.caller(), &code).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let to = |code: &str| format!("/reports?unit={}", encode(code));
    let present = period.map(|period| period.to_string()).unwrap_or_default();
    let title = |form: &Form| format!("{} – {}", form.symbol, form.name.get(words.language));
    let own = forms.iter().find(|own| own.id == form);
    let standing = report.as_ref().zip(stands.flatten());
    let standing = standing.map(|(report, standing)| StandingShown::of(&words, report, &standing, app));
    let below = unit.kind != UnitKind::Grassroots && report.is_some();
    let awaited = below.then(|| {
        let href = format!("/reports/awaited?unit={}&period={}", encode(&code), encode(&present));
        Link::new(href, words.t("reports-awaited"))
    });
    Ok(ReportPage {
        trail: above.iter().map(|unit| Link::new(to(unit.code.as_str()), unit.name.clone())).collect(),
        unit_name: unit.name,
        forms: forms.iter().map(|one| Choice::new(one.id.clone(), title(one), &form)).collect(),
        periods: own.map(|form| offered(&words, form, today, &present)).unwrap_or_default(),
        days: own.filter(|form| form.is_event_bound()).map(|_| events::days_shown(asked, period, today)),
        events: events::card(app, visitor, &code, &forms, &words).await,
        report: report.as_ref().map(|report| filled(&words, report, standing.as_ref())),
        unit_code: code,
        form,
        standing,
        awaited,
        errors,
        shell,
    })
}

pub(super) fn offered(words: &Words, form: &Form, today: NaiveDate, present: &str) -> Vec<Choice> {
    let mut found: Vec<Choice> = periods(form, today)
        .into_iter()
        .map(|one| {
            let cycle = form.cycle_of(one).map(|cycle| cycle.name.get(words.language)).unwrap_or_default();
            let label = format!("{cycle} {} ({})", one.to().year(), period::label(words, &one.to_string()));
            Choice::new(one.to_string(), label, present)
        })
        .collect();
    if !present.is_empty() && found.iter().all(|choice| !choice.selected) {
        found.insert(0, Choice::new(present, period::label(words, present), present));
    }
    found
}

fn filled(words: &Words, report: &Report, standing: Option<&StandingShown>) -> FilledForm {
    let (unit, form) = (encode(report.unit.code.as_str()), encode(&report.form.id));
    let period = report.period.to_string();
    let question = format!("unit={unit}&form={form}&period={}", encode(&period));
    let paper = |format: &str| Link::new(format!("/reports.{format}?{question}"), format.to_uppercase());
    let (known, all) = report.filled();
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    FilledForm {
        title: report.form.name.get(words.language).to_owned(),
        symbol: report.form.symbol.clone(),
        period: period::label(words, &period),
        cut_off: format::date(report.period.to()),
        due_on: report.due_on.map(format::date).unwrap_or_default(),
        filled: words.t_with("report-filled", &[("known", &number(known)), ("all", &number(all))]),
        sheet: format!("/reports/sheet?{question}"),
        papers: ["xlsx", "docx", "pdf"].map(paper).into(),
        sections: report
            .sections
            .iter()
            .map(|section| FormPart {
                name: format!("{}. {}", section.number, section.name.get(words.language)),
                rows: section.lines.iter().map(|line| row(words, (report, standing), line)).collect(),
            })
            .collect(),
        source: report.form.source.clone(),
    }
}

fn row(words: &Words, (report, standing): (&Report, Option<&StandingShown>), line: &ReportLine) -> FormRow {
    let href = opens(report.unit.code.as_str(), &line.line.indicator, report.period_of(line), &[]);
    let answer = line.answer.as_ref();
    let short = answer.filter(|answer| answer.reported < answer.expected);
    let count = |count: u64| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    FormRow {
        number: line.line.number.clone(),
        name: line.name.get(words.language).to_owned(),
        inset: line.line.inset,
        unit_of_measure: line.unit_of_measure.clone(),
        cell: answer.map_or_else(FigureCell::default, |answer| cell(answer, Some(href))),
        turnout: short.map_or_else(String::new, |answer| {
            let (reported, expected) = (count(answer.reported), count(answer.expected));
            words.t_with("report-turnout", &[("reported", &reported), ("expected", &expected)])
        }),
        months: months_said(words, line),
        fault: standing.map(|standing| standing.fault(&line.line.number)).unwrap_or_default(),
    }
}

/// Which months the figure of a line is of, in words; empty where it is of the report's own days.
pub(super) fn months_said(words: &Words, line: &ReportLine) -> String {
    let label = |months: Period| period::label(words, &months.to_string());
    line.months.map_or_else(String::new, |months| words.t1("report-of-months", "period", &label(months)))
}

/// The report as a spreadsheet.
///
/// # Errors
/// As [`read`].
pub async fn xlsx(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    paper(&app, &visitor, &asked, PaperFormat::Xlsx).await
}

/// The report as a text to go on writing in.
///
/// # Errors
/// As [`read`].
pub async fn docx(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    paper(&app, &visitor, &asked, PaperFormat::Docx).await
}

/// The report to be printed.
///
/// # Errors
/// As [`read`].
pub async fn pdf(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    paper(&app, &visitor, &asked, PaperFormat::Pdf).await
}

async fn paper(app: &App, visitor: &Visitor, asked: &Asked, format: PaperFormat) -> Result<Response, Refusal> {
    let code = unit_or_home(visitor, asked.unit.as_ref())?;
    let (_, forms) = app.service.forms_of(visitor.caller(), &code).await?;
    let chosen = asked.chosen(&forms, visitor.caller().now.day());
    let (form, period) = chosen.ok_or(Error::NotFound("form"))?;
    let period = period?.ok_or(Error::NotFound("form"))?;
    let report = app.service.report(visitor.caller(), &code, &form, period).await?;
    let table = app.service.report_paper(visitor.caller(), &report, visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download(&format!("{form}-{code}-{period}"), format, bytes))
}
