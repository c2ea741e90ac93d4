//! What is done with papers sent down by forms: sending, reminding, giving more time, acknowledging, answering.
//!
//! Not here: the rules (`service::directives::dispatch`).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use congdoan_model::{DirectiveId, DispatchId};
use congdoan_service::{
    Error,
    access::Once,
    directives::dispatch::{AnswerForm, DeskDeed, Recipients, SendForm},
    pack::Problem,
};

use super::{
    TypedSend,
    answer::{Sent, desk_page, form, receipt_page},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::{
        members::deeds::{once, problems},
        registers::answer::day,
    },
    page::Page,
    refusal::{Refusal, encode},
    visit::{Visitor, see},
};

fn wrong(field: &str, vi: &str, en: &str) -> Error {
    Error::Invalid(vec![Problem { field: Some(field.to_owned()), message: congdoan_service::words(vi, en) }])
}

fn day_of(text: &str) -> Result<Option<chrono::NaiveDate>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => {
            day(text).map(Some).ok_or_else(|| wrong("due_on", "Ngày viết 31/01/2026", "A day is written 31/01/2026"))
        }
    }
}

/// `POST /directives/dispatches`: sends a directive down.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back in the form with 422.
pub(super) async fn send(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let code = sent.get("unit").trim().to_lowercase();
    let read = Sent {
        directive: sent.get("directive").to_owned(),
        passes_on: sent.get("passes_on").to_owned(),
        request: sent.get("request").parse().unwrap_or_default(),
        typed: TypedSend {
            due_on: sent.get("due_on").to_owned(),
            note: sent.get("note").to_owned(),
            to: sent.get("to").to_owned(),
        },
        units: sent.all("units").to_vec(),
    };
    match sent_down(&app, &visitor, &code, &read, once(&sent)).await {
        Ok(dispatch) => Ok(see(&format!("/directives/dispatches/{dispatch}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = form(&app, &visitor, &code, read, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn sent_down(
    app: &App,
    visitor: &Visitor,
    code: &str,
    read: &Sent,
    once: Option<Once<'_>>,
) -> Result<DispatchId, Error> {
    let directive: DirectiveId =
        read.directive.parse().map_err(|_| wrong("directive", "Hãy chọn văn bản", "Choose a directive"))?;
    let passes_on = match read.passes_on.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound("dispatch"))?),
    };
    let to = match read.typed.to.as_str() {
        "direct" => Recipients::Direct,
        "chosen" => Recipients::Chosen(&read.units),
        kind => Recipients::Kind(kind),
    };
    let form = SendForm {
        unit: code,
        directive,
        passes_on,
        to,
        request: read.request,
        due_on: day_of(&read.typed.due_on)?,
        note: &read.typed.note,
    };
    app.service.send_down(visitor.caller(), &form, once).await
}

/// `POST /directives/dispatches/{id}`: reminds units, or gives them more time.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the desk with 422.
pub(super) async fn tend(
    State(app): State<App>,
    visitor: Visitor,
    Path(dispatch): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    match tended(&app, &visitor, dispatch, &sent).await {
        Ok(_) => Ok(see(&format!("/directives/dispatches/{dispatch}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = desk_page(&app, &visitor, dispatch, "", errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn tended(app: &App, visitor: &Visitor, dispatch: DispatchId, sent: &PageForm) -> Result<usize, Error> {
    let units = sent.all("units");
    // One form holds two buttons: the same key with the other button is another deed.
    let key = [sent.get("idempotency_key"), sent.get("deed")].join("-");
    let once = (!sent.get("idempotency_key").is_empty())
        .then(|| Once { key: &key, request: congdoan_model::fingerprint(&key) });
    let deed = match sent.get("deed") {
        "remind" => DeskDeed::Remind(sent.get("words")),
        "extend" => {
            let day = day_of(sent.get("due_on"))?;
            let day = day.ok_or_else(|| wrong("due_on", "Hãy ghi hạn mới", "Give the new day"))?;
            DeskDeed::Extend(day, sent.get("words"))
        }
        _ => return Err(wrong("deed", "Hãy chọn việc cần làm", "Choose what to do")),
    };
    app.service.tend_dispatch(visitor.caller(), (dispatch, units), deed, once).await
}

/// `POST /directives/dispatches/{id}/{unit}`: acknowledges or answers.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the page with 422.
pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((dispatch, unit)): Path<(String, String)>,
    mut sent: PageForm,
) -> Result<Response, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    let file = sent.files.pop().map(|(_, name, content)| (name, content));
    match answered(&app, &visitor, (dispatch, &unit), &sent, file).await {
        Ok(()) => Ok(see(&format!("/directives/dispatches/{dispatch}/{}", encode(&unit)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let said = (sent.get("words").to_owned(), errors);
            let page = receipt_page(&app, &visitor, (dispatch, &unit), said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn answered(
    app: &App,
    visitor: &Visitor,
    place: (DispatchId, &str),
    sent: &PageForm,
    file: Option<(String, Vec<u8>)>,
) -> Result<(), Error> {
    let programme = match sent.get("programme") {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound("programme"))?),
    };
    let acknowledge = sent.get("deed") == "acknowledge";
    let file = file.as_ref().map(|(name, content)| (name.as_str(), content.clone()));
    let form = AnswerForm { acknowledge, words: sent.get("words"), programme, file };
    app.service.answer_paper(visitor.caller(), place, form, once(sent)).await
}

/// `GET …/files/{sha256}`: a file that came with an answer, always as a download.
///
/// # Errors
/// 404 when there is none for the caller.
pub(super) async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((dispatch, unit, sha256)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    let (_, content) = app.service.answer_file(visitor.caller(), (dispatch, &unit), &sha256).await?;
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{sha256}\"")),
    ];
    Ok((head, content).into_response())
}
