//! Imports answered: a file comes in, is tried, and is taken in only when a person says so.
//!
//! Not here: reading files and matching people (`service::members::import`), files on their way in (`drafts`).

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use congdoan_model::BatchId;
use congdoan_service::{
    Error,
    members::{Batch, ImportOptions, Imported},
};
use tokio::sync::Mutex;

use super::{
    BatchPage,
    drafts::{Draft, Kind, forget},
    shown::{self, LEFT_OUT, Typed, allowed},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    page::{FieldError, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// The largest file a page takes, in bytes.
const LARGEST_FILE: usize = 64 << 20;
/// The name of the choice beside each column.
const COLUMN: &str = "column";

/// The routes of imports.
#[must_use]
pub fn routes() -> Vec<Route> {
    let most = DefaultBodyLimit::max(LARGEST_FILE + (1 << 20));
    vec![
        route("GET", "/imports", Audience::Person, get(list)),
        route("POST", "/imports", Audience::Person, post(send).layer(most)),
        route("GET", "/imports/drafts/{draft}", Audience::Person, get(draft)),
        route("POST", "/imports/drafts/{draft}/columns", Audience::Person, post(columns)),
        route("GET", "/imports/drafts/{draft}/refusals.csv", Audience::Person, get(refusals)),
        route("POST", "/imports/drafts/{draft}/accept", Audience::Person, post(accept)),
        route("POST", "/imports/drafts/{draft}/discard", Audience::Person, post(discard)),
        route("POST", "/imports/drafts/{draft}/passwords.csv", Audience::Person, post(passwords)),
        route("GET", "/imports/{batch}", Audience::Person, get(batch)),
        route("POST", "/imports/{batch}/undo", Audience::Person, post(undo)),
    ]
}

/// `GET /imports`.
///
/// # Errors
/// 403 for who may import nothing.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(Page(shown::list(&app, &visitor, Typed::default()).await?).into_response())
}

/// `POST /imports`: keeps the file, tries it, and shows what would happen.
///
/// # Errors
/// 403 for who may not import that; what is wrong with the form comes back with 422.
pub async fn send(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let allowed = allowed(&visitor)?;
    let (word, register) = form.get("kind").split_once(':').unwrap_or((form.get("kind"), ""));
    // Forms of earlier periods have a page of their own: they need a form and a period.
    let known = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Forms);
    let kind = known.into_iter().find(|kind| kind.word() == word).unwrap_or(Kind::Members);
    if !allowed.contains(&kind) {
        return Err(Error::Denied(kind.action()).into());
    }
    let words = Words::new(visitor.language);
    let filled = |name: &str| Some(form.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    let options = ImportOptions {
        dry_run: true,
        unit: filled("unit").map(|unit| unit.to_lowercase()),
        register: Some(register.to_owned()).filter(|register| kind == Kind::Records && !register.is_empty()),
        // A mapping is of one kind of sheet: one chosen for another is left alone.
        mapping: filled("mapping").and_then(|chosen| shown::mapping_for(form.get("kind"), &chosen)),
        label: filled("label"),
        ..ImportOptions::default()
    };
    let file = form.files.iter().find(|(field, ..)| field == "file").map(|(_, name, bytes)| (name, bytes));
    let fault = match &file {
        None => Some(words.t("import-no-file")),
        Some((_, bytes)) if bytes.len() > LARGEST_FILE => Some(words.t("import-too-large")),
        Some(_) => None,
    };
    let (Some((name, bytes)), None) = (file, &fault) else {
        let error = fault.map(|message| FieldError { field: "file".to_owned(), message });
        return typed_again(&app, &visitor, &form, error).await;
    };
    let (owner, secret) = ((visitor.caller().name(), visitor.caller().now), app.service.ids().secret());
    let kept = app.drafts.keep(owner, secret, (kind, options), (name, bytes));
    let id = kept.map_err(|error| Error::Internal(error.to_string()))?;
    let kept = app.drafts.get(visitor.caller().name(), &id).ok_or(Error::NotFound("import"))?;
    let mut draft = kept.lock().await;
    app.service.keep_draft(visitor.caller(), &id, &draft.kept(false), bytes).await?;
    match run(&app, &visitor, &mut draft).await {
        // A heading nobody knows is mended by choosing columns; anything else is said at once.
        Err(Error::Refused(said)) if !has_columns(&app, &visitor, &draft).await => {
            drop(draft);
            give_up(&app, &visitor, &id).await?;
            let message = said.get(visitor.language).to_owned();
            typed_again(&app, &visitor, &form, Some(FieldError { field: "file".to_owned(), message })).await
        }
        Ok(()) | Err(Error::Refused(_)) => Ok(see(&format!("/imports/drafts/{id}"))),
        Err(error) => Err(error.into()),
    }
}

async fn has_columns(app: &App, visitor: &Visitor, draft: &Draft) -> bool {
    let Some(sheet) = draft.sheet() else { return false };
    let columns = app.service.columns_of(visitor.caller(), &sheet, &draft.path, &draft.options).await;
    columns.is_ok_and(|columns| !columns.is_empty())
}

async fn typed_again(
    app: &App,
    visitor: &Visitor,
    form: &PageForm,
    error: Option<FieldError>,
) -> Result<Response, Refusal> {
    let text = |name: &str| form.get(name).to_owned();
    let typed =
        Typed { kind: text("kind"), unit: Some(text("unit")), mapping: text("mapping"), label: text("label"), error };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(shown::list(app, visitor, typed).await?)).into_response())
}

/// A file on its way in as the database knows it now, with its content at hand: fetched where another server took it in.
async fn found(app: &App, visitor: &Visitor, id: &str) -> Result<Arc<Mutex<Draft>>, Refusal> {
    let (caller, owner) = (visitor.caller(), visitor.caller().name());
    let Some((kept, version)) = app.service.draft(caller, id).await? else {
        app.drafts.discard(owner, id);
        return Err(Error::NotFound("import").into());
    };
    if kept.taking && !kept.done {
        return Err(Error::Stale.into());
    }
    let here = match app.drafts.get(owner, id) {
        Some(here) => here,
        None => {
            let content = app.service.draft_content(caller, id).await?;
            let kind = Kind::ALL.into_iter().find(|kind| kind.word() == kept.kind).ok_or(Error::NotFound("import"))?;
            let what = (kind, kept.options.clone());
            let secret = app.drafts.keep((owner, caller.now), id.to_owned(), what, (&kept.name, &content));
            let secret = secret.map_err(|error| Error::Internal(error.to_string()))?;
            let here = app.drafts.get(owner, &secret).ok_or(Error::NotFound("import"))?;
            here.lock().await.version = 0;
            here
        }
    };
    here.lock().await.take_over(kept, version);
    Ok(here)
}

/// Keeps what became of a file; `taking` while it is being taken in, so that nobody else begins.
async fn save(app: &App, visitor: &Visitor, id: &str, draft: &mut Draft, taking: bool) -> Result<(), Error> {
    draft.version = app.service.change_draft(visitor.caller(), id, &draft.kept(taking), draft.version).await?;
    Ok(())
}

/// The page of a file again, with what was refused.
async fn refused(app: &App, visitor: &Visitor, id: &str, draft: &Draft, said: String) -> Result<Response, Refusal> {
    let page = shown::draft(app, visitor, id, draft, Some(said)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

async fn give_up(app: &App, visitor: &Visitor, id: &str) -> Result<(), Error> {
    app.drafts.discard(visitor.caller().name(), id);
    app.service.discard_draft(visitor.caller(), id).await
}

/// The test run.
async fn run(app: &App, visitor: &Visitor, draft: &mut Draft) -> Result<(), Error> {
    let options = ImportOptions { dry_run: true, ..draft.options.clone() };
    draft.outcome = None;
    draft.outcome = Some(import(app, visitor, draft, &options).await?);
    Ok(())
}

async fn import(app: &App, visitor: &Visitor, draft: &mut Draft, options: &ImportOptions) -> Result<Imported, Error> {
    let (service, caller) = (&app.service, visitor.caller());
    match draft.kind {
        Kind::Members => service.import_members(caller, &draft.path, options, &|_| {}).await,
        Kind::Units => service.import_units(caller, &draft.path, options).await,
        Kind::Records => service.import_records(caller, &draft.path, options).await,
        Kind::Figures => service.import_figures(caller, &draft.path, options).await,
        Kind::Employers => service.import_employers(caller, &draft.path, options).await,
        Kind::Forms => service.import_forms(caller, &draft.path, options).await,
        Kind::Accounts => {
            let (imported, logins) = service.import_accounts(caller, &draft.path, options).await?;
            draft.logins = logins;
            Ok(imported)
        }
    }
}

/// `GET /imports/drafts/{draft}`.
///
/// # Errors
/// 404 for anybody but who sent the file, and when it was kept too long.
pub async fn draft(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let kept = found(&app, &visitor, &id).await?;
    let mut draft = kept.lock().await;
    if let Some(batch) = draft.batch.filter(|_| draft.done && draft.outcome.is_none()) {
        return Ok(see(&format!("/imports/{batch}")));
    }
    let error = if draft.outcome.is_none() && !draft.done {
        match run(&app, &visitor, &mut draft).await {
            Ok(()) => None,
            Err(Error::Refused(said)) => Some(said.get(visitor.language).to_owned()),
            Err(error) => return Err(error.into()),
        }
    } else {
        None
    };
    Ok(Page(shown::draft(&app, &visitor, &id, &draft, error).await?).into_response())
}

/// `POST …/columns`: which column fills which field, kept under a name where one is given; then a new test run.
///
/// # Errors
/// As [`draft`].
pub async fn columns(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let kept = found(&app, &visitor, &id).await?;
    let mut draft = kept.lock().await;
    let (titles, fields) = (form.all("title"), form.all(COLUMN));
    let sheet = draft.sheet().ok_or(Error::NotFound("import"))?;
    let found = app.service.columns_of(visitor.caller(), &sheet, &draft.path, &draft.options).await?;
    let known = |title: &str| found.iter().find(|column| column.title == title).and_then(|column| column.field.clone());
    let mut chosen = draft.options.columns.clone();
    for (title, field) in titles.iter().zip(fields) {
        let left_out = field == LEFT_OUT;
        let field = if left_out { String::new() } else { field.clone() };
        let same = !left_out && known(title).unwrap_or_default() == field;
        if same && !chosen.iter().any(|(one, _)| one == title) {
            continue;
        }
        chosen.retain(|(one, _)| one != title);
        chosen.push((title.clone(), field));
    }
    // What stays without a field needs no line unless it was left out on purpose.
    draft.options.columns = chosen;
    save(&app, &visitor, &id, &mut draft, false).await?;
    let name = form.get("name").trim();
    let saved = if name.is_empty() {
        Ok(())
    } else {
        let all = titles.iter().zip(fields).filter(|(_, field)| !field.is_empty());
        let all = all.map(|(title, field)| (title.clone(), field.replace(LEFT_OUT, "")));
        app.service.save_mapping(visitor.caller(), &sheet, name, &all.collect::<Vec<_>>()).await
    };
    let tried = match saved {
        Ok(()) => run(&app, &visitor, &mut draft).await,
        Err(error) => Err(error),
    };
    match tried {
        Ok(()) => Ok(see(&format!("/imports/drafts/{id}"))),
        Err(Error::Refused(said)) => {
            let said = said.get(visitor.language).to_owned();
            refused(&app, &visitor, &id, &draft, said).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET …/refusals.csv`.
///
/// # Errors
/// As [`draft`].
pub async fn refusals(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let kept = found(&app, &visitor, &id).await?;
    let draft = kept.lock().await;
    let found = draft.outcome.clone().unwrap_or_default();
    let bytes = app.service.refusals_paper(&found, visitor.language)?;
    Ok(csv("dong-bi-tu-choi.csv", bytes))
}

/// `POST …/accept`: takes everything in, or with `partial` the good rows alone. Sent twice it leads to the same batch.
///
/// # Errors
/// As [`draft`]; a refusal comes back on the page with 422.
pub async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let kept = found(&app, &visitor, &id).await?;
    let mut draft = kept.lock().await;
    if !draft.done {
        let partial = form.get("partial") == "true";
        let options = ImportOptions { dry_run: false, partial, ..draft.options.clone() };
        save(&app, &visitor, &id, &mut draft, true).await?;
        let imported = match import(&app, &visitor, &mut draft, &options).await {
            Ok(imported) => imported,
            Err(error) => {
                save(&app, &visitor, &id, &mut draft, false).await?;
                let Error::Refused(said) = error else { return Err(error.into()) };
                let said = said.get(visitor.language).to_owned();
                return refused(&app, &visitor, &id, &draft, said).await;
            }
        };
        let taken_back = imported.taken_back;
        draft.batch = imported.batch;
        draft.outcome = Some(imported);
        draft.done = !taken_back;
        save(&app, &visitor, &id, &mut draft, false).await?;
        if taken_back {
            let said = Words::new(visitor.language).t("import-taken-back");
            return refused(&app, &visitor, &id, &draft, said).await;
        }
        forget(&draft.path);
    }
    Ok(see(&draft.batch.map_or_else(|| format!("/imports/drafts/{id}"), |batch| format!("/imports/{batch}"))))
}

/// `POST …/discard`: gives the file up.
///
/// # Errors
/// 403 for who may import nothing.
pub async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    give_up(&app, &visitor, &id).await?;
    Ok(see("/imports"))
}

/// `POST …/passwords.csv`: sign-in names and first passwords, once.
///
/// # Errors
/// As [`draft`]; 404 when they were fetched before.
pub async fn passwords(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let kept = found(&app, &visitor, &id).await?;
    let mut draft = kept.lock().await;
    let logins = std::mem::take(&mut draft.logins);
    if logins.is_empty() {
        return Err(Error::NotFound("file").into());
    }
    save(&app, &visitor, &id, &mut draft, false).await?;
    let bytes = app.service.logins_paper(&logins, visitor.language)?;
    Ok(csv("tai-khoan-moi.csv", bytes))
}

/// A CSV to be kept.
pub(crate) fn csv(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

/// `GET /imports/{batch}`.
///
/// # Errors
/// 404 when there is no such import for this person.
pub async fn batch(State(app): State<App>, visitor: Visitor, Path(batch): Path<String>) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let batch = app.service.import_batch(visitor.caller(), id(&batch, "batch")?).await?;
    Ok(Page(page(&app, &visitor, &batch)).into_response())
}

/// `POST /imports/{batch}/undo`.
///
/// # Errors
/// 404 or 403 by rights; a refusal comes back on the page with 422.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(batch): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    allowed(&visitor)?;
    let batch: BatchId = id(&batch, "batch")?;
    let undone = app.service.undo_import(visitor.caller(), batch).await;
    let found = app.service.import_batch(visitor.caller(), batch).await?;
    let page = page(&app, &visitor, &found);
    match undone {
        Ok(kept) => {
            let kept = kept.into_iter().map(|(name, number)| (name, number.unwrap_or_default())).collect();
            Ok(Page(BatchPage { kept: Some(kept), ..page }).into_response())
        }
        Err(error @ (Error::Refused(_) | Error::Stale)) => {
            let error = error.words().get(visitor.language).to_owned();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(BatchPage { error, ..page })).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(app: &App, visitor: &Visitor, batch: &Batch) -> BatchPage {
    let shell = visitor.shell(app);
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == batch.kind).unwrap_or(Kind::Units);
    BatchPage {
        batch: shown::row(&shell.words, batch),
        file: batch.file_name.clone(),
        mapping: batch.mapping.clone(),
        undone_by: batch.undone_by.clone().unwrap_or_default(),
        can_undo: batch.undone_at.is_none() && visitor.caller().may_somewhere(kind.action()),
        error: String::new(),
        kept: None,
        shell,
    }
}
