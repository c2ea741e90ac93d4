//! What fills the page of a report's Excel file.
//!
//! Between reading a file and taking lines in, nothing is kept: the page itself carries what was read. Not here: how a file is
//! read (`service::reports::sheets`).

use std::collections::BTreeMap;

use axum::{
    extract::{DefaultBodyLimit, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use congdoan_model::{BatchId, Period, Timestamp};
use congdoan_service::{
    Error,
    members::Batch,
    pack::Problem,
    papers::PaperFormat,
    reports::{
        CellDifference, FileRow, LARGEST_SHEET, LineEntry, MatchedRow, Report, ReportAsk, Said, SheetFile,
        SheetReading, SheetTaken, TakenFrom,
    },
};
use serde::Deserialize;

use super::{DifferenceRow, MatchedShown, ReadingShown, SheetAbout, SheetBatch, SheetPage};
use crate::{
    api::{id, required},
    app::App,
    form::PageForm,
    format,
    handlers::figures::answer::download,
    page::{Choice, Link, Page},
    period,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// The routes of forms as Excel files.
#[must_use]
pub fn routes() -> Vec<Route> {
    let most = DefaultBodyLimit::max(LARGEST_SHEET + (1 << 20));
    vec![
        route("GET", "/reports/sheet.xlsx", Audience::Person, get(file)),
        route("GET", "/reports/sheet", Audience::Person, get(page)),
        route("POST", "/reports/sheet", Audience::Person, post(read).layer(most)),
        route("POST", "/reports/sheet/rows", Audience::Person, post(rows)),
        route("POST", "/reports/sheet/take", Audience::Person, post(take)),
        route("POST", "/reports/sheet/undo", Audience::Person, post(undo)),
    ]
}

/// Which report is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    form: Option<String>,
    period: Option<String>,
    done: Option<String>,
}

impl Asked {
    /// The same out of a form.
    pub(crate) fn of(form: &PageForm) -> Self {
        let text = |name: &str| Some(form.get(name).to_owned());
        Self { unit: text("unit"), form: text("form"), period: text("period"), done: None }
    }

    /// The report asked for.
    pub(crate) fn report(&self) -> Result<ReportAsk<'_>, Refusal> {
        let period: Period = required(self.period.as_ref(), "period")?.parse()?;
        let (unit, form) = (required(self.unit.as_ref(), "unit")?, required(self.form.as_ref(), "form")?);
        Ok(ReportAsk { unit, form, period, receiver: None })
    }
}

/// `GET /reports/sheet.xlsx`: the form, filled and protected.
///
/// # Errors
/// As the page of reports.
pub async fn file(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let ask = asked.report()?;
    let bytes = app.service.report_sheet(visitor.caller(), &ask, visitor.language).await?;
    Ok(download(&format!("{}-{}-{}", ask.form, ask.unit, ask.period), PaperFormat::Xlsx, bytes))
}

/// `GET /reports/sheet`.
///
/// # Errors
/// As the page of reports.
pub async fn page(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let mut shown = frame(&app, &visitor, &asked.report()?).await?;
    shown.done = match asked.done.as_deref() {
        Some("taken") => shown.shell.t("sheet-taken"),
        Some("undone") => shown.shell.t("sheet-undone"),
        Some("same") => shown.shell.t("sheet-nothing-new"),
        _ => String::new(),
    };
    Ok(Page(shown).into_response())
}

/// `POST /reports/sheet`: reads a file and shows what differs. Writes nothing.
///
/// # Errors
/// As the page of reports; what is wrong with the file comes back on the page with 422.
pub async fn read(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = Asked::of(&form);
    let ask = asked.report()?;
    let mut shown = frame(&app, &visitor, &ask).await?;
    let Some((_, name, content)) = form.files.iter().find(|(field, ..)| field == "file") else {
        shown.error = shown.shell.t("import-no-file");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown)).into_response());
    };
    match app.service.read_sheet(visitor.caller(), &ask, SheetFile { name, content }).await {
        Ok(reading) => shown.reading = Some(reading_shown(&shown.shell.words, &reading)),
        Err(Error::Refused(said)) => {
            shown.error = said.get(visitor.language).to_owned();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown)).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Page(shown).into_response())
}

/// `POST /reports/sheet/rows`: the rows of an officer's own file again, with their lines corrected by hand.
///
/// # Errors
/// As [`read`].
pub async fn rows(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = Asked::of(&form);
    let ask = asked.report()?;
    let mut shown = frame(&app, &visitor, &ask).await?;
    let row = |text: &String| serde_json::from_str::<FileRow>(text).ok();
    let lines = form.all("line").iter().map(|line| line.split_whitespace().next().unwrap_or_default().to_owned());
    let rows: Vec<(FileRow, String)> =
        form.all("row").iter().zip(lines).filter_map(|(text, line)| Some((row(text)?, line))).collect();
    let read = app.service.read_rows(visitor.caller(), &ask, (form.get("file"), form.get("hash")), rows).await;
    match read {
        Ok(reading) => shown.reading = Some(reading_shown(&shown.shell.words, &reading)),
        Err(Error::Refused(said)) => {
            shown.error = said.get(visitor.language).to_owned();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown)).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Page(shown).into_response())
}

/// `POST /reports/sheet/take`: takes the chosen lines in, all of them or none.
///
/// # Errors
/// As [`read`]; lines at fault come back on the page with 422.
pub async fn take(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = Asked::of(&form);
    let ask = asked.report()?;
    let reasons = form.under("reason.");
    let mut rows: Vec<DifferenceRow> =
        form.all("row").iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    for row in &mut rows {
        row.chosen = form.all("take").contains(&row.number);
        row.reason = reasons.get(&row.number).cloned().unwrap_or_default();
    }
    let taken = rows.iter().filter(|row| row.chosen).map(|row| SheetTaken {
        number: row.number.clone(),
        value: row.written.clone(),
        reason: row.reason.clone(),
        seen: row.seen.parse().unwrap_or_default(),
    });
    let taken: Vec<SheetTaken> = taken.collect();
    let (file, hash) = (form.get("file"), form.get("hash"));
    let done = app.service.take_sheet(visitor.caller(), &ask, &taken, TakenFrom { name: file, hash }).await;
    let (said, problems) = match done {
        Ok(batch) => {
            let word = if batch.is_some() { "taken" } else { "same" };
            return Ok(see(&format!("/reports/sheet?{}&done={word}", question(&ask))));
        }
        Err(Error::Invalid(problems)) => (String::new(), problems),
        Err(Error::Refused(said)) => (said.get(visitor.language).to_owned(), Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut shown = frame(&app, &visitor, &ask).await?;
    shown.error = if said.is_empty() { shown.shell.t("sheet-problems") } else { said };
    for row in &mut rows {
        row.problem = problem_of(&problems, &row.number, &visitor);
    }
    let words = shown.shell.words;
    shown.reading = Some(ReadingShown {
        file: file.to_owned(),
        hash: hash.to_owned(),
        count: words.count("sheet-count", whole(rows.len())),
        rows,
        ..ReadingShown::default()
    });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown)).into_response())
}

fn problem_of(problems: &[Problem], number: &str, visitor: &Visitor) -> String {
    let field = format!("line.{number}");
    let of = problems.iter().filter(|problem| problem.field.as_deref() == Some(&field));
    of.map(|problem| problem.message.get(visitor.language)).collect::<Vec<_>>().join("; ")
}

/// `POST /reports/sheet/undo`: takes a file back.
///
/// # Errors
/// 404 and 403 by rights; a refusal comes back on the page with 422.
pub async fn undo(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = Asked::of(&form);
    let ask = asked.report()?;
    let batch: BatchId = id(form.get("batch"), "batch")?;
    match app.service.undo_import(visitor.caller(), batch).await {
        Ok(_) => Ok(see(&format!("/reports/sheet?{}&done=undone", question(&ask)))),
        Err(error @ (Error::Refused(_) | Error::Stale)) => {
            let mut shown = frame(&app, &visitor, &ask).await?;
            shown.error = error.words().get(visitor.language).to_owned();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Unit, form and period as the tail of an address.
pub(crate) fn question(ask: &ReportAsk<'_>) -> String {
    format!("unit={}&form={}&period={}", encode(ask.unit), encode(ask.form), encode(&ask.period.to_string()))
}

/// Which report a page is about.
pub(crate) fn about(words: &Words, report: &Report, ask: &ReportAsk<'_>) -> SheetAbout {
    let question = question(ask);
    let period_text = ask.period.to_string();
    SheetAbout {
        unit: report.unit.code.to_string(),
        unit_name: report.unit.name.clone(),
        form: report.form.id.clone(),
        title: format!("{} – {}", report.form.symbol, report.form.name.get(words.language)),
        period_label: period::label(words, &period_text),
        period: period_text,
        trail: vec![Link::new(format!("/reports?{question}"), words.t("nav-reports"))],
        question,
    }
}

async fn frame(app: &App, visitor: &Visitor, ask: &ReportAsk<'_>) -> Result<SheetPage, Refusal> {
    let caller = visitor.caller();
    let report = app.service.report(caller, ask.unit, ask.form, ask.period).await?;
    let standing = app.service.report_standing(caller, &report, ask.receiver).await.ok().flatten();
    let batches = app.service.sheets_of(caller, ask).await.unwrap_or_default();
    let shell = visitor.shell(app);
    let words = shell.words;
    Ok(SheetPage {
        about: about(&words, &report, ask),
        error: String::new(),
        done: String::new(),
        can_take: standing.is_some_and(|standing| standing.may.send && standing.state.takes_lines()),
        reading: None,
        batches: batches.iter().map(|batch| batch_shown(&words, batch)).collect(),
        shell,
    })
}

fn batch_shown(words: &Words, batch: &Batch) -> SheetBatch {
    let when = |micros: i64| Timestamp::from_micros(micros).readable();
    SheetBatch {
        id: batch.id.to_string(),
        file: batch.file_name.clone(),
        at: when(batch.recorded_at),
        by: batch.recorded_by.clone(),
        changed: format::integer(words.language, batch.changed),
        undone: batch.undone_at.map(when).unwrap_or_default(),
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn reading_shown(words: &Words, reading: &SheetReading) -> ReadingShown {
    let named: BTreeMap<&str, &str> =
        reading.report.lines().map(|line| (line.line.number.as_str(), line.name.get(words.language))).collect();
    ReadingShown {
        file: reading.file_name.clone(),
        hash: reading.file_hash.clone(),
        count: words.count("sheet-count", whole(reading.differences.len())),
        same: words.count("sheet-same", whole(reading.same)),
        rows: reading.differences.iter().map(|one| difference_shown(words, one)).collect(),
        matched: reading.rows.iter().map(|one| matched_shown(words, one, &named)).collect(),
        lines: named.iter().map(|(number, name)| Choice::new(*number, *name, "")).collect(),
    }
}

fn difference_shown(words: &Words, one: &CellDifference) -> DifferenceRow {
    let shown = |said: Said| match said {
        Said::Number(value) if one.percent => format::percent(words.language, value),
        Said::Number(value) => format::integer(words.language, value),
        Said::NotApplicable => words.t("figure-not-applicable"),
        Said::Nothing => String::new(),
    };
    let (kind, badge) = match (&one.entry, one.changed_here) {
        (LineEntry::Computed(_), _) => (words.t("sheet-computed"), "state-withdrawn"),
        (_, true) => (words.t("sheet-changed-here"), "state-draft"),
        (LineEntry::Recorded, _) => (words.t("sheet-recorded"), "state-draft"),
        (LineEntry::Declared, _) => (words.t("sheet-declared"), "state-recorded"),
    };
    let emptied = one.theirs == Said::Nothing && one.fault.is_none();
    let note = match &one.fault {
        Some(fault) => fault.get(words.language).to_owned(),
        None if one.changed_here && !one.edited => words.t("sheet-note-not-edited"),
        None if one.changed_here => words.t("sheet-note-both"),
        None if emptied => words.t("sheet-note-emptied"),
        None if !one.measure.is_empty() => words.t_with("sheet-note-measure", &[("measure", &one.measure)]),
        None => String::new(),
    };
    DifferenceRow {
        number: one.number.clone(),
        name: one.name.get(words.language).to_owned(),
        measure: one.unit_of_measure.clone(),
        place: one.place.clone(),
        ours: shown(one.ours),
        theirs: if one.theirs == Said::Nothing { one.written.clone() } else { shown(one.theirs) },
        written: one.written.clone(),
        seen: one.ours.to_string(),
        kind,
        badge: badge.to_owned(),
        note,
        takes: one.takes(),
        chosen: one.is_plain(),
        needs_reason: one.needs_reason,
        reason: one.reason.clone(),
        problem: String::new(),
    }
}

fn matched_shown(words: &Words, one: &MatchedRow, named: &BTreeMap<&str, &str>) -> MatchedShown {
    let line = one.line.clone().unwrap_or_default();
    let name = named.get(line.as_str()).copied().unwrap_or_default();
    MatchedShown {
        place: format!("{} · {}{}", one.row.sheet, one.row.column, one.row.row),
        label: one.label.clone(),
        value: one.row.value.clone(),
        how: match &one.line {
            _ if one.chosen => words.t("sheet-by-hand"),
            Some(_) => words.t_with("sheet-alike", &[("n", &one.likeness.to_string())]),
            None => words.t("import-unknown-column"),
        },
        line: format!("{line} {name}").trim().to_owned(),
        carried: serde_json::to_string(&one.row).unwrap_or_default(),
    }
}
