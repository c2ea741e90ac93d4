//! Lists of members that leave the house, alerts about large ones, the map of what is kept.
//!
//! Not here: what stands in a list (`service::members::incidents`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use congdoan_model::{DataAlertId, Timestamp, access::Action};
use congdoan_service::{
    Error,
    members::incidents::ListAsked,
    papers::{PaperFormat, exports::Format},
};

use super::{ExportRow, ExportsPage, Line, MapPage};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{figures::answer::download, imports::answer::csv, org::answer::home},
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("GET", "/data-exports", Audience::Person, get(exports)),
        route("POST", "/data-exports", Audience::Person, post(export)),
        route("POST", "/data-alerts/{alert}/seen", Audience::Person, post(seen)),
        route("GET", "/data-map", Audience::Person, get(map)),
        route("GET", "/data-map.csv", Audience::Person, get(map_csv)),
    ]
}

/// `GET /data-exports`.
///
/// # Errors
/// 403 for who may neither make lists nor watch over them.
pub async fn exports(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(Page(page(&app, &visitor, None, String::new()).await?).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    typed: Option<(&str, &str, bool)>,
    error: String,
) -> Result<ExportsPage, Refusal> {
    let caller = visitor.caller();
    let may = |action| caller.may_somewhere(action);
    let (can_export, watches) = (may(Action::MemberRead), may(Action::AuditRead));
    if !can_export && !watches {
        return Err(Error::Denied(Action::MemberExport).into());
    }
    let found = if watches { app.service.data_exports(caller).await? } else { Vec::new() };
    let shell = visitor.shell(app);
    let language = shell.words.language;
    let row = |one: &congdoan_service::members::own::DataExport| ExportRow {
        at: Timestamp::from_micros(one.exported_at).readable(),
        by: one.exported_by.clone(),
        unit: one.unit_name.clone(),
        members: format::integer(language, one.members),
        clear: one.clear == 1,
        reason: one.reason.clone(),
        alert: one.alert.filter(|_| one.seen_at.is_none()).map(|id| id.to_string()).unwrap_or_default(),
    };
    let (unit, reason, clear) = match typed {
        Some((unit, reason, clear)) => (unit.to_owned(), reason.to_owned(), clear),
        None => (home(visitor)?.code.to_string(), String::new(), false),
    };
    Ok(ExportsPage {
        can_export,
        can_clear: may(Action::MemberExport),
        unit,
        reason,
        clear,
        error,
        watches,
        rows: found.iter().map(row).collect(),
        shell,
    })
}

/// `POST /data-exports`: the list as a file.
///
/// # Errors
/// 404 or 403 by rights; guarded fields without a reason come back with 422.
pub async fn export(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let paper = if form.get("format") == "csv" { PaperFormat::Csv } else { PaperFormat::Xlsx };
    let (unit, reason) = (form.get("unit").trim(), form.get("reason"));
    let asked = ListAsked {
        unit,
        clear: form.get("clear") == "true",
        reason,
        columns: form.all("col"),
        format: if paper == PaperFormat::Csv { Format::Csv } else { Format::Xlsx },
        language: visitor.language,
    };
    match app.service.member_list_file(visitor.caller(), &asked).await {
        Ok(bytes) => Ok(download(&format!("doan-vien-{unit}"), paper, bytes)),
        Err(error @ Error::Refused(_)) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = page(&app, &visitor, Some((unit, reason, asked.clear)), said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /data-alerts/{alert}/seen`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn seen(
    State(app): State<App>,
    visitor: Visitor,
    Path(alert): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    let alert: DataAlertId = id(&alert, "alert")?;
    app.service.see_alert(visitor.caller(), alert).await?;
    Ok(see("/data-exports"))
}

/// `GET /data-map`.
///
/// # Errors
/// None for who is signed in.
pub async fn map(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(&app);
    let words = shell.words;
    let line = |one: congdoan_service::members::incidents::MapLine| {
        let purpose = one.purpose.get(words.language).to_owned();
        let purpose = if one.needs_consent { format!("{purpose} ({})", words.t("needs-consent")) } else { purpose };
        let roles: Vec<&str> = one.seen_by.iter().map(|role| role.get(words.language)).collect();
        Line {
            head: one.field.get(words.language).to_owned(),
            texts: vec![
                one.class.get(words.language).to_owned(),
                purpose,
                one.kept_years.map(|years| words.count("kept-years", years)).unwrap_or_default(),
                roles.join(", "),
            ],
        }
    };
    let rows = app.service.data_map().into_iter().map(line).collect();
    Ok(Page(MapPage { shell, rows }).into_response())
}

/// `GET /data-map.csv`.
///
/// # Errors
/// None for who is signed in.
pub async fn map_csv(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(csv("ban-do-du-lieu.csv", app.service.data_map_csv(visitor.language)?))
}
