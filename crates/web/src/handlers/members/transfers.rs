//! Transfers answered: the list of a unit, asking for somebody by the number on the card, agreeing and refusing.
//!
//! Not here: letting a member of one's own go (`deeds`), the rules (`service::members`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{TransferId, access::Action};
use congdoan_service::{
    Error,
    members::{AskedTransfer, TransferAnswer},
};
use serde::Deserialize;

use super::{
    MemberFormPage, TransfersPage,
    answer::{transfer_row, unit_asked, writes},
    deeds::{once, problems},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::registers::{FieldKind, FormField},
    page::{FieldError, Link, Page},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
};

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
}

/// `GET /members/transfers`.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<TransfersPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    Ok(Page(page(&app, &visitor, &code, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, code: &str, errors: Vec<FieldError>) -> Result<TransfersPage, Refusal> {
    let (unit, transfers) = app.service.transfers(visitor.caller(), code).await?;
    let shell = visitor.shell(app);
    let rows =
        transfers.iter().map(|one| transfer_row(&shell.words, &one.transfer, (one.answers, one.cancels), one.opens));
    Ok(TransfersPage {
        rows: rows.collect(),
        unit: Link::new(format!("/units/{}", unit.code), unit.name),
        code: unit.code.to_string(),
        may_write: writes(visitor),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// `GET /members/transfers/new`.
///
/// # Errors
/// 403 when the caller may write members nowhere.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<MemberFormPage>, Refusal> {
    if !writes(&visitor) {
        return Err(Error::Denied(Action::MemberWrite).into());
    }
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    Ok(Page(form(&app, &visitor, (&code, "", ""), Vec::new())))
}

fn form(
    app: &App,
    visitor: &Visitor,
    (unit, number, reason): (&str, &str, &str),
    errors: Vec<FieldError>,
) -> MemberFormPage {
    let shell = visitor.shell(app);
    let words = shell.words;
    let error = |id: &str| errors.iter().find(|error| error.field == id).map(|error| error.message.clone());
    let field = |id: &str, label: String, hint: String, value: &str| FormField {
        id: id.to_owned(),
        label,
        hint,
        kind: FieldKind::Text,
        required: true,
        value: value.to_owned(),
        error: error(id),
        ..FormField::default()
    };
    MemberFormPage {
        title: words.t("transfer-receive"),
        lead: words.t("transfer-receive-lead"),
        other: None,
        action: "/members/transfers".to_owned(),
        cancel_href: format!("/members/transfers?unit={}", encode(unit)),
        idempotency_key: app.service.ids().secret(),
        version: String::new(),
        fields: vec![
            field("unit", words.t("transfer-to"), words.t("unit-code-hint"), unit),
            field("number", words.t("member-number"), words.t("transfer-number-hint"), number),
            FormField { required: false, ..field("reason", words.t("reason"), String::new(), reason) },
        ],
        errors: errors
            .iter()
            .filter(|error| !["unit", "number", "reason"].contains(&error.field.as_str()))
            .cloned()
            .collect(),
        shell,
    }
}

/// `POST /members/transfers`: a unit asks for somebody.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn receive(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let unit = sent.get("unit").trim().to_lowercase();
    let asked = AskedTransfer::Receive { number: sent.get("number"), to: &unit };
    match app.service.ask_transfer(visitor.caller(), asked, sent.get("reason"), once(&sent)).await {
        Ok(_) => Ok(see(&format!("/members/transfers?unit={}", encode(&unit)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let typed = (unit.as_str(), sent.get("number"), sent.get("reason"));
            let page = form(&app, &visitor, typed, errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `POST /members/transfers/{id}`: agrees, refuses or takes back, as `answer` says.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the list with 422.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(transfer): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let transfer: TransferId = id(&transfer, "transfer")?;
    let answer = match sent.get("answer") {
        "agree" => TransferAnswer::Agree,
        "cancel" => TransferAnswer::Cancel,
        _ => TransferAnswer::Refuse,
    };
    let code = unit_asked(&visitor, Some(sent.get("unit")))?;
    match app.service.answer_transfer(visitor.caller(), transfer, answer, sent.get("reason"), once(&sent)).await {
        Ok(()) => Ok(see(&format!("/members/transfers?unit={}", encode(&code)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, &code, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
