//! Deciding later about what was read: one finding on a page of its own, or all that wait at once.
//!
//! Not here: deciding when a text is entered (`read`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use congdoan_model::{
    DirectiveId,
    access::Action,
    directives::finding::{Decision, Finding, FindingKind},
    fingerprint,
};
use congdoan_service::{
    Error,
    access::Once,
    directives::{Decided, DirectiveView, Proposed},
};

use super::{
    DirectiveFormPage,
    answer::{link, page_of},
    facts, fill,
};
use crate::{
    api,
    app::App,
    form::PageForm,
    labels,
    page::{FieldError, Page},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// Accepts or refuses everything that waits.
///
/// # Errors
/// 404 when there is no such directive for the caller, 403 when it may not decide.
pub(super) async fn many(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let decision = decision(form.get("deed"))?;
    let view = app.service.directive(visitor.caller(), id).await?;
    let open = view.findings.iter().filter(|finding| finding.decision == Decision::Open);
    let decided: Vec<Decided> =
        open.map(|finding| Decided { anchor: finding.anchor(), decision, ..Decided::default() }).collect();
    let key = form.get("idempotency_key");
    let once = (!key.is_empty()).then(|| Once { key, request: fingerprint(&format!("decide {id} {decision:?}")) });
    app.service.decide_findings(visitor.caller(), id, &decided, once).await?;
    Ok(see(&page_of(id)))
}

fn decision(word: &str) -> Result<Decision, Refusal> {
    Decision::from_word(word)
        .filter(|decision| *decision != Decision::Corrected)
        .ok_or_else(|| api::refused("Hãy chọn nhận hay không nhận", "choose to accept or to refuse"))
}

/// A finding with the fields to correct it.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not decide.
pub(super) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, anchor)): Path<(String, String)>,
) -> Result<Page<DirectiveFormPage>, Refusal> {
    let (view, finding) = found(&app, &visitor, (&id, &anchor)).await?;
    Ok(Page(page(&app, &visitor, (&view, &finding), None).await?))
}

async fn found(app: &App, visitor: &Visitor, (id, anchor): (&str, &str)) -> Result<(DirectiveView, Finding), Refusal> {
    let view = app.service.directive(visitor.caller(), api::id(id, "directive")?).await?;
    let finding = view.findings.iter().find(|finding| finding.anchor() == anchor).cloned();
    let finding = finding.ok_or(Error::NotFound("finding"))?;
    if view.writes { Ok((view, finding)) } else { Err(Error::Denied(Action::DirectiveWrite).into()) }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (view, finding): (&DirectiveView, &Finding),
    error: Option<String>,
) -> Result<DirectiveFormPage, Refusal> {
    let offered = app.service.finding_offered(visitor.caller(), &view.body, finding).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let anchor = finding.anchor();
    let button = |decision: Decision, says: String| ("deed".to_owned(), decision.word().to_owned(), says);
    let as_read = facts::facts(&words, finding.kind, &finding.read);
    let as_read = as_read.into_iter().map(|(label, value)| format!("{label}: {value}")).collect::<Vec<_>>().join(" · ");
    Ok(DirectiveFormPage {
        directive: link(&view.directive),
        heading: labels::finding_kind(&words, finding.kind.word()),
        quoted: finding.text.clone(),
        note: words.t_with("finding-rule-said", &[("rule", &finding.rule), ("read", &as_read)]),
        action: format!("{}/findings/{anchor}", page_of(view.directive.id)),
        carried: vec![("idempotency_key".to_owned(), app.service.ids().secret())],
        fields: fields(app, &words, &anchor, &offered),
        buttons: vec![
            button(Decision::Accepted, words.t("finding-accept")),
            button(Decision::Refused, words.t("finding-refuse")),
            button(Decision::Open, words.t("finding-leave-open")),
        ],
        errors: error.into_iter().map(|message| FieldError { field: String::new(), message }).collect(),
        shell,
    })
}

fn fields(app: &App, words: &Words, anchor: &str, offered: &Proposed) -> Vec<super::FormField> {
    let finding = &offered.finding;
    let mut fields = facts::fields(words, anchor, finding.kind, &finding.kept);
    if matches!(finding.kind, FindingKind::Target | FindingKind::Figure) {
        fields.insert(0, facts::indicator(words, anchor, offered, (&app.service.pack(), true)));
    }
    fields.extend(facts::matched(words, anchor, offered));
    fields
}

/// Decides about one finding.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not decide.
pub(super) async fn one(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, anchor)): Path<(String, String)>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let (view, finding) = found(&app, &visitor, (&id, &anchor)).await?;
    let filled = fill::kept(&form);
    let decided = Decided { decision: decision(form.get("deed"))?, ..fill::decided(&filled, &finding) };
    let key = form.get("idempotency_key");
    let once = (!key.is_empty()).then(|| Once { key, request: fingerprint(&format!("decide {id} {decided:?}")) });
    let directive = view.directive.id;
    match app.service.decide_findings(visitor.caller(), directive, &[decided], once).await {
        Ok(()) => Ok(see(&format!("{}#{anchor}", page_of(directive)))),
        Err(error @ (Error::UnknownIndicator(_) | Error::Refused(_))) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = page(&app, &visitor, (&view, &finding), Some(said)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
