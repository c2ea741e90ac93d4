//! A plan read, previewed, applied, and taken back.
//!
//! The plan travels with the preview as it was typed, so that what is applied is what was shown. Not here: what a plan
//! comes to (`service::org`).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use congdoan_model::access::Action;
use congdoan_service::{
    Error,
    access::Once,
    org::{
        plan::{self, SimplePlan},
        reorganise::{Foreseen, PreviewLine},
    },
};

use super::{EffectLine, PreviewPage, answer};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format, labels,
    page::{FieldError, Link, Page},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
    words::Words,
};

/// The largest plan, in bytes.
const LARGEST_PLAN: usize = 1024 * 1024;

/// The plan a form holds: its file, else its text, else its small form.
fn plan_of(sent: &PageForm) -> Result<String, Error> {
    let file = sent.files.iter().find(|(name, ..)| name == "file");
    if let Some((.., content)) = file {
        if content.len() > LARGEST_PLAN {
            let words = congdoan_service::words("Tệp kế hoạch lớn hơn 1 MB", "The plan has more than 1 MB");
            return Err(Error::Refused(words));
        }
        return String::from_utf8(content.clone()).map_err(|_| {
            Error::Refused(congdoan_service::words("Tệp kế hoạch không phải UTF-8", "The plan is not UTF-8"))
        });
    }
    let text = sent.get("plan");
    Ok(if text.trim().is_empty() { simple(sent).to_text() } else { text.replace("\r\n", "\n") })
}

fn simple(sent: &PageForm) -> SimplePlan {
    let codes = sent.get("units").split([',', ';', '\n', ' ', '\r']);
    SimplePlan {
        title: sent.get("title").to_owned(),
        decision: sent.get("decision").to_owned(),
        effective_on: sent.get("effective_on").to_owned(),
        unit: sent.get("unit").trim().to_owned(),
        does: sent.get("do").to_owned(),
        units: codes.map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        target: sent.get("target").to_owned(),
        reason: sent.get("reason").to_owned(),
    }
}

/// `POST /reorganisations/preview`.
///
/// # Errors
/// 404 or 403 by rights; a plan with problems comes back with 422.
pub async fn preview(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let page = sent.get("page").parse().unwrap_or(1);
    match foresee(&app, &visitor, &sent).await {
        Ok((plan, foreseen)) => Ok(Page(shown(&app, &visitor, plan, &foreseen, page, None)).into_response()),
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => again(&app, &visitor, &sent, &error).await,
        Err(error) => Err(error.into()),
    }
}

async fn foresee(app: &App, visitor: &Visitor, sent: &PageForm) -> Result<(String, Foreseen), Error> {
    if !visitor.caller().may_somewhere(Action::UnitWrite) {
        return Err(Error::Denied(Action::UnitWrite));
    }
    let plan = plan_of(sent)?;
    let foreseen = app.service.preview_reorganisation(visitor.caller(), &plan).await?;
    Ok((plan, foreseen))
}

/// The form again, with everything wrong.
async fn again(app: &App, visitor: &Visitor, sent: &PageForm, error: &Error) -> Result<Response, Refusal> {
    let words = error.words();
    let problems =
        words.get(visitor.language).lines().map(|line| FieldError { field: String::new(), message: line.to_owned() });
    let typed = plan_of(sent).unwrap_or_default();
    let plan = if sent.get("plan").is_empty() && sent.files.is_empty() { String::new() } else { typed };
    let page = answer::plan_page(app, visitor, &simple(sent), plan, problems.collect())?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

fn shown(
    app: &App,
    visitor: &Visitor,
    plan: String,
    foreseen: &Foreseen,
    page: usize,
    error: Option<String>,
) -> PreviewPage {
    let shell = visitor.shell(app);
    let words = shell.words;
    let total = foreseen.lines.len();
    let pages = total.div_ceil(answer::PAGE).max(1);
    let page = page.clamp(1, pages);
    let lines = foreseen.lines.iter().skip((page - 1) * answer::PAGE).take(answer::PAGE);
    PreviewPage {
        sums: answer::sums(&words, &foreseen.preview),
        lines: lines.map(|line| effect(&words, line)).collect(),
        plan,
        total,
        page,
        pages,
        idempotency_key: app.service.ids().secret(),
        error,
        shell,
    }
}

fn effect(words: &Words, line: &PreviewLine) -> EffectLine {
    let link = |unit: &congdoan_model::org::Unit| {
        Link::new(format!("/units/{}", encode(unit.code.as_str())), unit.name.clone())
    };
    EffectLine {
        unit: link(&line.unit),
        kind: line.unit.kind.word().to_owned(),
        effect: labels::effect(words, line.kind.word()),
        other: line.other.as_ref().map(link),
        members: format::integer(words.language, line.holdings.members),
        reason: String::new(),
    }
}

/// `POST /reorganisations/preview.csv`: the preview unit by unit, as a file.
///
/// # Errors
/// 404 or 403 by rights; 422 for a plan with problems.
pub async fn preview_csv(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let (_, foreseen) = foresee(&app, &visitor, &sent).await?;
    let words = Words::new(visitor.language);
    let head = [
        "unit-code",
        "unit",
        "kind",
        "effect",
        "effect-other",
        "members",
        "mandates",
        "posts",
        "programmes",
        "targets",
        "records",
    ];
    // The mark tells spreadsheet programs that the text is UTF-8.
    let mut text = "\u{feff}".to_owned();
    let mut row = |cells: &[String]| {
        let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text.push_str(&quoted.collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    };
    row(&head.map(|key| words.t(key)));
    for line in &foreseen.lines {
        let held = line.holdings;
        let numbers = [held.members, held.mandates, held.posts, held.programmes, held.targets, held.records];
        let mut cells = vec![
            line.unit.code.to_string(),
            line.unit.name.clone(),
            labels::unit_kind(&words, line.unit.kind.word()),
            labels::effect(&words, line.kind.word()),
            line.other.as_ref().map(|unit| unit.code.to_string()).unwrap_or_default(),
        ];
        cells.extend(numbers.map(|number| number.to_string()));
        row(&cells);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sap-xep.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// `POST /reorganisations`: applies the plan that was previewed; the number of the decision is typed again.
///
/// # Errors
/// 404 or 403 by rights; 422 on the preview when the number does not fit or the plan has problems by now.
pub async fn apply(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::UnitWrite) {
        return Err(Error::Denied(Action::UnitWrite).into());
    }
    let text = plan_of(&sent)?;
    let plan = match plan::read(&text) {
        Ok(plan) => plan,
        Err(error) => return again(&app, &visitor, &sent, &error).await,
    };
    if sent.get("confirm").trim() != plan.decision.trim() {
        let foreseen = app.service.preview_reorganisation(visitor.caller(), &text).await?;
        let said = Words::new(visitor.language).t("reorganisation-confirm-wrong");
        let page = shown(&app, &visitor, text, &foreseen, 1, Some(said));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let key = sent.get("idempotency_key");
    let once = (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) });
    match app.service.reorganise_once(visitor.caller(), &text, once).await {
        Ok(preview) => {
            Ok(see(&preview.id.map_or_else(|| "/reorganisations".to_owned(), |id| format!("/reorganisations/{id}"))))
        }
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => again(&app, &visitor, &sent, &error).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /reorganisations/{id}/undo`.
///
/// # Errors
/// 404 or 403 by rights; 422 on its page when something stands in the way.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(one): Path<String>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    let id = id(&one, "reorganisation")?;
    match app.service.undo_reorganisation(visitor.caller(), id).await {
        Ok(_) => Ok(see(&format!("/reorganisations/{id}"))),
        Err(error @ Error::Refused(_)) => {
            let said = error.words().get(visitor.language).to_owned();
            answer::show(&app, &visitor, id, 0, Some(said)).await
        }
        Err(error) => Err(error.into()),
    }
}
