//! What fills the page of the parallel run, and the page on which old files are brought in.
//!
//! Not here: comparing (`service::reports::parallel`), old files from their test run on (`imports`).

use axum::{
    extract::{DefaultBodyLimit, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::Datelike as _;
use congdoan_model::{Period, Timestamp};
use congdoan_service::{
    Error,
    members::{ImportOptions, RefusedRow},
    papers::PaperFormat,
    reports::{LARGEST_SHEET, ParallelCell, ReportAsk, SheetFile},
};
use serde::Deserialize;

use super::{EarlierPage, ParallelPage, ParallelRow};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{
            answer::{download, unit_or_home},
            cells::opens,
        },
        imports::drafts::Kind,
        reports::sheets::answer::{Asked as SheetAsked, about, question},
    },
    page::{Choice, Page},
    period,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// Differences shown at once; all of them are had as a file.
const SHOWN: usize = 300;
/// How many years back old files are offered for.
const YEARS_BACK: i32 = 15;

/// The routes of the parallel run and of old files.
#[must_use]
pub fn routes() -> Vec<Route> {
    let most = || DefaultBodyLimit::max(LARGEST_SHEET + (1 << 20));
    vec![
        route("GET", "/reports/parallel", Audience::Person, get(page)),
        route("GET", "/reports/parallel.xlsx", Audience::Person, get(file)),
        route("POST", "/reports/parallel", Audience::Person, post(keep).layer(most())),
        route("POST", "/reports/parallel/explain", Audience::Person, post(explain)),
        route("GET", "/reports/earlier", Audience::Person, get(earlier)),
        route("POST", "/reports/earlier", Audience::Person, post(send).layer(most())),
    ]
}

/// What is asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    report: SheetAsked,
    show: Option<String>,
}

/// `GET /reports/parallel`.
///
/// # Errors
/// As the page of reports; 404 for whoever may not open the unit's figures.
pub async fn page(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let all = asked.show.as_deref() == Some("all");
    Ok(Page(shown(&app, &visitor, &asked.report.report()?, !all).await?).into_response())
}

/// `GET /reports/parallel.xlsx`: every difference.
///
/// # Errors
/// As [`page`].
pub async fn file(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let ask = asked.report.report()?;
    let found = app.service.parallel(visitor.caller(), &ask).await?;
    let table = app.service.parallel_paper(visitor.caller(), &found, visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, PaperFormat::Xlsx).await?;
    Ok(download(&format!("doi-chieu-{}-{}-{}", ask.form, ask.unit, ask.period), PaperFormat::Xlsx, bytes))
}

/// `POST /reports/parallel`: keeps the totals of a file.
///
/// # Errors
/// 404 and 403 by rights; what is wrong with the file comes back on the page with 422.
pub async fn keep(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = SheetAsked::of(&form);
    let ask = asked.report()?;
    let sent = form.files.iter().find(|(field, ..)| field == "file");
    let kept = match sent {
        Some((_, name, content)) => {
            app.service.keep_parallel(visitor.caller(), &ask, SheetFile { name, content }).await
        }
        None => {
            let mut page = shown(&app, &visitor, &ask, true).await?;
            page.error = page.shell.t("import-no-file");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    match kept {
        Ok((_, unread)) if unread.is_empty() => Ok(see(&format!("/reports/parallel?{}", question(&ask)))),
        Ok((_, unread)) => {
            let mut page = shown(&app, &visitor, &ask, true).await?;
            let row = |row: &RefusedRow| {
                let place = format!("{} · {} · {}", row.sheet, row.row, row.column);
                (place, row.value.clone(), row.reason.get(visitor.language).to_owned())
            };
            page.unread = unread.iter().take(SHOWN).map(row).collect();
            Ok(Page(page).into_response())
        }
        Err(Error::Refused(said)) => {
            let mut page = shown(&app, &visitor, &ask, true).await?;
            page.error = said.get(visitor.language).to_owned();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /reports/parallel/explain`: says why two numbers differ.
///
/// # Errors
/// 404 and 403 by rights; what is wrong comes back on the page with 422.
pub async fn explain(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = SheetAsked::of(&form);
    let ask = asked.report()?;
    let theirs = form.get("theirs").parse().map_err(|_| Error::NotFound("figure"))?;
    let numbers = (form.get("ours").parse().ok(), theirs);
    let about = (form.get("about"), form.get("line"));
    match app.service.explain_parallel(visitor.caller(), &ask, about, (numbers, form.get("words"))).await {
        Ok(()) => Ok(see(&format!("/reports/parallel?{}", question(&ask)))),
        Err(error @ (Error::Invalid(_) | Error::Stale)) => {
            let mut page = shown(&app, &visitor, &ask, true).await?;
            page.error = error.words().get(visitor.language).to_owned();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn shown(app: &App, visitor: &Visitor, ask: &ReportAsk<'_>, open: bool) -> Result<ParallelPage, Refusal> {
    let caller = visitor.caller();
    let found = app.service.parallel(caller, ask).await?;
    let can_write = app.service.may_write_reports(caller, &found.report.unit).await;
    let shell = visitor.shell(app);
    let words = shell.words;
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let (all, opened) = (found.cells.len(), found.open());
    let only_open = open && opened > 0;
    let wanted: Vec<&ParallelCell> = found.cells.iter().filter(|cell| !only_open || cell.note.is_none()).collect();
    let more = wanted.len().saturating_sub(SHOWN);
    let brought =
        found.kept.as_ref().map(|kept| format!("{} · {}", Timestamp::from_micros(kept.at).readable(), kept.who));
    Ok(ParallelPage {
        about: about(&words, &found.report, ask),
        error: String::new(),
        unread: Vec::new(),
        file: found.kept.as_ref().map(|kept| kept.file_name.clone()).unwrap_or_default(),
        brought: brought.unwrap_or_default(),
        counts: [number(found.same), number(opened), number(all - opened)],
        has_open: opened > 0,
        only_open,
        rows: wanted.into_iter().take(SHOWN).map(|cell| row(&words, cell)).collect(),
        more: if more > 0 { words.t_with("parallel-more", &[("n", &number(more))]) } else { String::new() },
        can_write,
        can_load: caller.may_somewhere(Kind::Forms.action()),
        shell,
    })
}

fn row(words: &Words, cell: &ParallelCell) -> ParallelRow {
    let number = |value: i64| {
        if cell.percent { format::percent(words.language, value) } else { format::integer(words.language, value) }
    };
    let who = |micros: i64, who: &str| format!("{} · {who}", Timestamp::from_micros(micros).readable());
    ParallelRow {
        number: cell.number.clone(),
        name: cell.name.get(words.language).to_owned(),
        measure: cell.unit_of_measure.clone(),
        unit: cell.unit.code.to_string(),
        unit_name: cell.unit.name.clone(),
        href: opens(cell.unit.code.as_str(), &cell.indicator, cell.period, &[]),
        ours: cell.ours.map(number).unwrap_or_default(),
        theirs: number(cell.theirs),
        difference: number(cell.difference()),
        shown: (cell.ours.map(|ours| ours.to_string()).unwrap_or_default(), cell.theirs.to_string()),
        words: cell.note.as_ref().map(|note| note.words.clone()).unwrap_or_default(),
        who: cell.note.as_ref().map(|note| who(note.at, &note.who)).unwrap_or_default(),
        outdated: cell.outdated,
    }
}

/// Which unit old files are brought in for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct EarlierAsked {
    unit: Option<String>,
    form: Option<String>,
}

/// `GET /reports/earlier`: the form that begins bringing old files in.
///
/// # Errors
/// 403 for who may declare figures nowhere.
pub async fn earlier(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<EarlierAsked>,
) -> Result<Response, Refusal> {
    Ok(Page(beginning(&app, &visitor, &asked, String::new()).await?).into_response())
}

async fn beginning(app: &App, visitor: &Visitor, asked: &EarlierAsked, error: String) -> Result<EarlierPage, Refusal> {
    if !visitor.caller().may_somewhere(Kind::Forms.action()) {
        return Err(Error::Denied(Kind::Forms.action()).into());
    }
    let unit = unit_or_home(visitor, asked.unit.as_ref())?;
    let mappings = app.service.all_mappings(visitor.caller()).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let (pack, today) = (app.service.pack(), visitor.caller().now.day());
    let years = (today.year() - YEARS_BACK)..=today.year();
    let cycles = pack.forms.iter().flat_map(|form| &form.cycles);
    let mut periods: Vec<Period> = cycles
        .flat_map(|cycle| years.clone().filter_map(|year| cycle.period(year)))
        .filter(|period| period.to() < today)
        .collect();
    periods.sort_by_key(|period| (period.to(), period.from()));
    periods.reverse();
    periods.dedup();
    let present = asked.form.clone().unwrap_or_else(|| "1-hdcd".to_owned());
    let mapping = |(kind, name, _): &(String, String, _)| {
        let form = pack.form(kind.strip_prefix("forms:")?)?;
        Some(Choice::new(format!("{}/{name}", form.id), format!("{name} · {}", form.symbol), ""))
    };
    let label = |period: &Period| period::label(&words, &period.to_string());
    Ok(EarlierPage {
        unit,
        error,
        forms: pack
            .forms
            .iter()
            .map(|form| {
                let name = format!("{} – {}", form.symbol, form.name.get(words.language));
                Choice::new(form.id.clone(), name, &present)
            })
            .collect(),
        periods: periods.iter().map(|period| Choice::new(period.to_string(), label(period), "")).collect(),
        mappings: mappings.iter().filter_map(mapping).collect(),
        shell,
    })
}

/// `POST /reports/earlier`: keeps an old file and leads to its test run.
///
/// # Errors
/// 403 for who may declare figures nowhere; what is wrong with the form comes back with 422.
pub async fn send(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let asked = EarlierAsked { unit: Some(form.get("unit").to_owned()), form: Some(form.get("form").to_owned()) };
    let page = beginning(&app, &visitor, &asked, String::new()).await?;
    let sent = form.files.iter().find(|(field, ..)| field == "file").map(|(_, name, content)| (name.as_str(), content));
    let period: Result<Period, _> = form.get("period").parse();
    let known = app.service.pack().form(form.get("form")).is_some();
    let (Some((name, content)), Ok(period), true) = (sent, period, known) else {
        let error = if sent.is_none() { page.shell.t("import-no-file") } else { page.shell.t("earlier-choose") };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(EarlierPage { error, ..page })).into_response());
    };
    let id = form.get("form");
    let mapping = form.get("mapping").split_once('/').filter(|(of, _)| *of == id).map(|(_, name)| name.to_owned());
    let options = ImportOptions {
        dry_run: true,
        unit: Some(form.get("unit").trim().to_lowercase()).filter(|unit| !unit.is_empty()),
        form: Some(id.to_owned()),
        period: Some(period),
        mapping,
        ..ImportOptions::default()
    };
    let (owner, secret) = ((visitor.caller().name(), visitor.caller().now), app.service.ids().secret());
    let kept = app.drafts.keep(owner, secret, (Kind::Forms, options), (name, content));
    let draft_id = kept.map_err(|error| Error::Internal(error.to_string()))?;
    let draft = app.drafts.get(visitor.caller().name(), &draft_id).ok_or(Error::NotFound("import"))?;
    let draft = draft.lock().await;
    app.service.keep_draft(visitor.caller(), &draft_id, &draft.kept(false), content).await?;
    Ok(see(&format!("/imports/drafts/{draft_id}")))
}
