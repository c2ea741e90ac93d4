//! The lines of a report as a form: what may be typed is a field, what records give is set otherwise with a reason.
//!
//! Not here: which line is which (`service::reports::fill`).

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    figures::{self, NOT_APPLICABLE},
    reports::ReportState,
};
use congdoan_service::{
    Error,
    reports::{LineEntry, Report, ReportAsk, ReportLine, ReportSection, TypedLine},
};

use super::{
    answer::{Asked, href, months_said},
    standing::asked,
};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{FigureCell, answer::cell},
        members::deeds::{once, problems},
    },
    page::{FieldError, Page},
    period,
    refusal::Refusal,
    shell::Shell,
    visit::{Visitor, see},
};

/// The form.
#[derive(Template)]
#[template(path = "reports/fill.html", blocks = ["content"])]
pub struct FillPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Id of the form.
    pub form: String,
    /// What the form is called.
    pub title: String,
    /// The period.
    pub period: String,
    /// The period, in words.
    pub period_name: String,
    /// Code of the unit it goes to.
    pub receiver: String,
    /// Whether the report is approved, and what is typed adjusts it.
    pub adjusts: bool,
    /// Back to the report.
    pub back: String,
    /// So that a form sent twice does it once.
    pub idempotency_key: String,
    /// Its parts: heading, lines.
    pub sections: Vec<(String, Vec<FillRow>)>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FillRow {
    /// Its number.
    pub number: String,
    /// What it asks.
    pub name: String,
    /// How far it is set in.
    pub inset: u16,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// Its figure now.
    pub cell: FigureCell,
    /// `declared`, `recorded`, `computed`, or `adjusted` for a declared line of an approved report.
    pub entry: &'static str,
    /// Why it cannot be typed.
    pub why: String,
    /// Whether the field says that the line does not apply to the unit.
    pub absent: bool,
    /// Whether it said so first.
    pub was_absent: bool,
    /// Of its value, what units below declared; empty where they declared nothing.
    pub below: String,
    /// Which months it is of, in words; empty where it is of the report's own days.
    pub months: String,
    /// What asks for a reason when another number is typed; empty where none is needed.
    pub reasoned: String,
    /// What the field showed first.
    pub shown: String,
    /// What stands in the field.
    pub typed: String,
    /// The reason that stands in the field.
    pub reason: String,
    /// What is wrong with it.
    pub error: String,
}

/// `GET /reports/fill`.
///
/// # Errors
/// 404 by rights, 422 for a form of another level.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<FillPage>, Refusal> {
    Ok(Page(page(&app, &visitor, &asked, None, Vec::new()).await?))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> Result<FillPage, Refusal> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (unit, form, period, receiver) =
        (text(&asked.unit), text(&asked.form), text(&asked.period), text(&asked.receiver));
    let report = app.service.report(visitor.caller(), &unit, &form, period.parse()?).await?;
    let standing = app.service.report_standing(visitor.caller(), &report, asked.receiver.as_deref()).await?;
    let Some(standing) = standing.filter(|standing| standing.may.send) else {
        return Err(Error::Denied(congdoan_model::access::Action::ReportWrite).into());
    };
    let adjusts = standing.state == ReportState::Approved;
    let below = app.service.declared_below(visitor.caller(), &report).await?;
    let keeps_roll = app.service.keeps_roll(&report.unit, report.period.to()).await?;
    let shell = visitor.shell(app);
    let language = shell.words.language;
    let desk = Desk { app, shell: &shell, report: &report, adjusts, keeps_roll, below: &below, sent, errors: &errors };
    let heading = |section: &ReportSection| format!("{}. {}", section.number, section.name.get(language));
    let rows = |section: &ReportSection| section.lines.iter().map(|line| desk.row(line)).collect();
    let sections = report.sections.iter().map(|section| (heading(section), rows(section))).collect();
    Ok(FillPage {
        sections,
        title: format!("{} – {}", report.form.symbol, report.form.name.get(language)),
        unit_name: report.unit.name.clone(),
        period_name: period::label(&shell.words, &period),
        back: href(asked),
        adjusts,
        idempotency_key: app.service.ids().secret(),
        unit,
        form,
        period,
        receiver,
        errors,
        shell,
    })
}

/// What a line of the page is made of.
struct Desk<'a> {
    app: &'a App,
    shell: &'a Shell,
    report: &'a Report,
    adjusts: bool,
    keeps_roll: bool,
    below: &'a BTreeMap<String, i64>,
    sent: Option<&'a PageForm>,
    errors: &'a [FieldError],
}

impl Desk<'_> {
    fn row(&self, line: &ReportLine) -> FillRow {
        let language = self.shell.words.language;
        let number = &line.line.number;
        let entered = self.app.service.entry_of(&self.report.unit, line, self.keeps_roll);
        let reasoned = match &entered {
            LineEntry::Declared if self.adjusts => self.shell.t("report-adjust-line"),
            entered if !line.asks_reason(entered) => String::new(),
            LineEntry::Declared => self.shell.t("report-from-month"),
            _ => self.shell.t("report-from-records"),
        };
        let (entry, why) = match entered {
            LineEntry::Declared if !self.adjusts => ("declared", String::new()),
            LineEntry::Declared => ("adjusted", String::new()),
            LineEntry::Recorded => ("recorded", String::new()),
            LineEntry::Computed(why) => ("computed", why.get(language).to_owned()),
        };
        let was_absent =
            entry == "declared" && line.answer.as_ref().is_some_and(|one| one.state == figures::State::NotApplicable);
        let present = line.answer.as_ref().and_then(|answer| answer.value).and_then(figures::Value::whole);
        let shown = present.map(|value| format::integer(language, value)).unwrap_or_default();
        let typed = self.sent.map_or_else(|| shown.clone(), |sent| sent.get(&format!("line.{number}")).to_owned());
        let error = self.errors.iter().find(|error| error.field == format!("line.{number}"));
        FillRow {
            name: line.name.get(language).to_owned(),
            inset: line.line.inset,
            unit_of_measure: line.unit_of_measure.clone(),
            cell: line.answer.as_ref().map_or_else(FigureCell::default, |answer| cell(answer, None)),
            months: months_said(&self.shell.words, line),
            reasoned,
            entry,
            why,
            absent: match self.sent {
                Some(sent) => !sent.get(&format!("absent.{number}")).is_empty(),
                None => was_absent,
            },
            was_absent,
            below: self.below.get(number).map(|below| format::integer(language, *below)).unwrap_or_default(),
            shown,
            typed,
            reason: self.sent.map(|sent| sent.get(&format!("reason.{number}")).to_owned()).unwrap_or_default(),
            error: error.map(|error| error.message.clone()).unwrap_or_default(),
            number: number.clone(),
        }
    }
}

/// What was typed in a line. A field left as it was shown is nothing typed, whatever came in since.
fn typed(sent: &PageForm, (number, value): (String, String)) -> Option<TypedLine> {
    let of = |name: &str| sent.get(&format!("{name}.{number}")).to_owned();
    let (is_absent, was_absent) = (!of("absent").is_empty(), !of("was_absent").is_empty());
    let is_same = if is_absent { was_absent } else { !was_absent && value.trim() == of("shown") };
    let value = if is_absent { NOT_APPLICABLE.to_owned() } else { value };
    (!is_same).then(|| TypedLine { reason: of("reason"), value, number: number.clone() })
}

/// `POST /reports/fill`: writes down the lines that were changed; all or none.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub(super) async fn save(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let asked = asked(&sent);
    let receiver = asked.receiver.as_deref();
    let ask =
        ReportAsk { unit: sent.get("unit"), form: sent.get("form"), period: sent.get("period").parse()?, receiver };
    let lines: Vec<TypedLine> = sent.under("line.").into_iter().filter_map(|line| typed(&sent, line)).collect();
    match app.service.fill_report(visitor.caller(), &ask, &lines, once(&sent)).await {
        Ok(_) => Ok(see(&href(&asked))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, &asked, Some(&sent), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
