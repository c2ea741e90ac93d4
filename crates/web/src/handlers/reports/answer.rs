//! What fills the page of reports and its papers.
//!
//! Not here: where a line's figure comes from (`service::reports`).

use axum::{
    extract::{Query, State},
    response::Response,
    routing::{get, post},
};
use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{Period, org::UnitKind};
use congdoan_service::{
    Error,
    pack::Form,
    papers::PaperFormat,
    reports::{Report, ReportLine},
};
use serde::Deserialize;

use super::{FilledForm, FormPart, FormRow, ReportPage, StandingShown, awaited, fill, seals, standing};
use crate::{
    app::App,
    format,
    handlers::figures::{
        FigureCell,
        answer::{cell, download, unit_or_home},
        cells::opens,
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
}

impl Asked {
    /// The form and period asked for; the first form, and its last period that is over, where none is named.
    pub(super) fn chosen(&self, forms: &[Form], today: NaiveDate) -> Result<Option<(String, Period)>, Refusal> {
        let asked = self.form.as_deref().filter(|id| !id.is_empty());
        let form = match asked {
            // A form of another level is asked for by its own name, so that the refusal can say so.
            Some(id) => forms.iter().find(|form| form.id == id),
            None => forms.first(),
        };
        let Some(id) = asked.or(form.map(|form| form.id.as_str())) else { return Ok(None) };
        let once = form.and_then(|form| form.once);
        let period = match self.period.as_deref().filter(|text| !text.is_empty()) {
            // A request asks about one period, whatever the form chosen before it asked about.
            _ if once.is_some() => once.map_or_else(|| Period::year(today.year()), |once| once.period),
            Some(text) => text.parse()?,
            None => form.and_then(|form| latest(form, today)).unwrap_or_else(|| Period::year(today.year())),
        };
        Ok(Some((id.to_owned(), period)))
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
/// 404 when the caller may not see the unit's totals, 422 for a form of another level or an impossible period.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<ReportPage>, Refusal> {
    Ok(Page(report_page(&app, &visitor, &asked, Vec::new()).await?))
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
    let chosen = asked.chosen(&forms, today)?;
    let report = match &chosen {
        Some((form, period)) => Some(app.service.report(visitor.caller(), &code, form, *period).await?),
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
    let present = chosen.as_ref().map(|(form, period)| (form.clone(), period.to_string())).unwrap_or_default();
    let title = |form: &Form| format!("{} – {}", form.symbol, form.name.get(words.language));
    let own = forms.iter().find(|form| form.id == present.0);
    let standing = report.as_ref().zip(stands.flatten());
    let standing = standing.map(|(report, standing)| StandingShown::of(&words, report, &standing, app));
    let mut filled = report.as_ref().map(|report| filled(&words, report));
    if let Some((filled, standing)) = filled.as_mut().zip(standing.as_ref()) {
        for row in filled.sections.iter_mut().flat_map(|section| &mut section.rows) {
            row.fault = standing.fault(&row.number);
        }
    }
    let below = unit.kind != UnitKind::Grassroots && report.is_some();
    let awaited = below.then(|| {
        let href = format!("/reports/awaited?unit={}&period={}", encode(&code), encode(&present.1));
        Link::new(href, words.t("reports-awaited"))
    });
    Ok(ReportPage {
        trail: above.iter().map(|unit| Link::new(to(unit.code.as_str()), unit.name.clone())).collect(),
        unit_code: code,
        unit_name: unit.name,
        forms: forms.iter().map(|form| Choice::new(form.id.clone(), title(form), &present.0)).collect(),
        periods: own.map(|form| offered(&words, form, today, &present.1)).unwrap_or_default(),
        report: filled,
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

fn filled(words: &Words, report: &Report) -> FilledForm {
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
                rows: section.lines.iter().map(|line| row(words, report, line)).collect(),
            })
            .collect(),
        source: report.form.source.clone(),
    }
}

fn row(words: &Words, report: &Report, line: &ReportLine) -> FormRow {
    let href = opens(report.unit.code.as_str(), &line.line.indicator, report.period, &[]);
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
        fault: String::new(),
    }
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
    let chosen = asked.chosen(&forms, visitor.caller().now.day())?;
    let (form, period) = chosen.ok_or(Error::NotFound("form"))?;
    let report = app.service.report(visitor.caller(), &code, &form, period).await?;
    let table = app.service.report_paper(visitor.caller(), &report, visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download(&format!("{form}-{code}-{period}"), format, bytes))
}
