//! Schemes made and changed: opened from the pack, filled in, or written as a definition.
//!
//! Not here: what a definition may say (`pack`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use congdoan_model::{ProgrammeId, access::Action};
use congdoan_service::{
    Error,
    pack::Problem,
    programmes::schemes::{RuleDraft, SchemeDraft},
};

use super::{NewSchemePage, RulesPage, answer::list_page};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::{
        members::deeds::once,
        org::answer::home,
        registers::answer::{day, units},
    },
    page::{Choice, FieldError, Link, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
};

/// How many rules the form offers beside the number of members.
pub(super) const RULES: usize = 3;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/schemes/new", Person, get(new)),
        route("GET", "/schemes/{id}/rules", Person, get(rules).post(change)),
    ]
}

/// What a form is told instead of being done; a broken rule is told like any other problem.
pub(super) fn problems(visitor: &Visitor, error: Error) -> Result<Vec<FieldError>, Refusal> {
    match error {
        Error::RuleBroken(broken) => {
            Ok(vec![FieldError { field: String::new(), message: broken.words.get(visitor.language).to_owned() }])
        }
        other => crate::handlers::members::deeds::problems(visitor, other),
    }
}

/// `GET /schemes/new`.
///
/// # Errors
/// 403 for whoever may write programmes nowhere.
pub async fn new(State(app): State<App>, visitor: Visitor) -> Result<Page<NewSchemePage>, Refusal> {
    if !visitor.caller().may_somewhere(Action::ProgrammeWrite) {
        return Err(Error::Denied(Action::ProgrammeWrite).into());
    }
    Ok(Page(form(&app, &visitor, BTreeMap::new(), Vec::new()).await?))
}

async fn form(
    app: &App,
    visitor: &Visitor,
    typed: BTreeMap<String, String>,
    errors: Vec<FieldError>,
) -> Result<NewSchemePage, Refusal> {
    let shell = visitor.shell(app);
    let (own, pack, language) = (home(visitor)?, app.service.pack(), shell.words.language);
    let of = |name: &str| typed.get(name).map(String::as_str).unwrap_or_default();
    let unit = if of("unit").is_empty() { own.code.as_str() } else { of("unit") };
    let union = if of("pays").is_empty() { "union" } else { of("pays") };
    let registers = |shown: &str| -> Vec<Choice> {
        let listed = pack.registers.iter().filter(|register| !register.confidential);
        listed.map(|one| Choice::new(one.id.clone(), one.name.get(language), shown)).collect()
    };
    let mut pays = vec![Choice::new("union", shell.words.t("scheme-pays-union"), union)];
    pays.extend(registers(union));
    let mut into = vec![Choice::new("", shell.words.t("scheme-paid-into-none"), of("paid_into"))];
    into.extend(registers(of("paid_into")));
    Ok(NewSchemePage {
        units: units(app, visitor, &own, unit).await?,
        pays,
        registers: into,
        typed,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// `POST /schemes`: opens a scheme of the pack, or makes one of what was filled in.
///
/// # Errors
/// 404 or 403 by rights; what is wrong comes back on the page with 422.
pub async fn create(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let from_pack = sent.get("pack");
    let definition = if from_pack.is_empty() {
        draft(&sent).and_then(|draft| draft.to_toml(&pack))
    } else {
        pack.scheme(from_pack).map(|scheme| scheme.text.clone()).ok_or(Error::NotFound("scheme"))
    };
    let done = match definition {
        Ok(text) => app.service.open_scheme(visitor.caller(), &text, None, once(&sent)).await,
        // Who may not write here does not learn what was wrong with the form.
        Err(error) if visitor.caller().may_somewhere(Action::ProgrammeWrite) => Err(error),
        Err(_) => Err(Error::Denied(Action::ProgrammeWrite)),
    };
    match done {
        Ok(made) => Ok(see(&format!("/schemes/{made}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = if from_pack.is_empty() {
                Page(form(&app, &visitor, sent.under(""), errors).await?).into_response()
            } else {
                Page(list_page(&app, &visitor, errors).await?).into_response()
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn draft(sent: &PageForm) -> Result<SchemeDraft, Error> {
    let mut wrong = Vec::new();
    let mut number = |name: &str| match typed_number(sent.get(name)) {
        Ok(number) => number,
        Err(()) => {
            let message = congdoan_service::words("Cần một số nguyên, như 1.000.000", "A whole number is needed");
            wrong.push(Problem { field: Some(name.to_owned()), message });
            None
        }
    };
    let (budget, amount, members) = (number("budget"), number("amount"), number("members"));
    let within = number("within").and_then(|days| u16::try_from(days).ok());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let rule = |number: usize| RuleDraft {
        formula: sent.get(&format!("rule-{number}")).to_owned(),
        message: sent.get(&format!("rule-text-{number}")).to_owned(),
    };
    Ok(SchemeDraft {
        name: sent.get("name").to_owned(),
        unit: sent.get("unit").trim().to_lowercase(),
        from: day(sent.get("from_day")),
        to: day(sent.get("until_day")),
        pays: sent.get("pays").to_owned(),
        budget,
        amount,
        formula: sent.get("formula").to_owned(),
        within,
        members,
        rules: (1..=RULES).map(rule).collect(),
        papers: sent.get("papers").lines().map(str::to_owned).collect(),
        paid_into: sent.get("paid_into").to_owned(),
        source: sent.get("source").to_owned(),
    })
}

/// A number with or without signs between its groups; nothing where nothing was typed.
fn typed_number(text: &str) -> Result<Option<i64>, ()> {
    let digits: String = text.chars().filter(|sign| !sign.is_whitespace() && !".,".contains(*sign)).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    digits.parse().map(Some).map_err(|_| ())
}

/// `GET /schemes/{id}/rules`: the definition, to be read and changed.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn rules(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
) -> Result<Page<RulesPage>, Refusal> {
    Ok(Page(rules_page(&app, &visitor, id(&of, "scheme")?, None, Vec::new()).await?))
}

async fn rules_page(
    app: &App,
    visitor: &Visitor,
    of: ProgrammeId,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> Result<RulesPage, Refusal> {
    let view = app.service.scheme(visitor.caller(), of).await?;
    let kept = view.kept;
    Ok(RulesPage {
        scheme: Link::new(format!("/schemes/{}", kept.id), kept.title),
        version: kept.version,
        definition: sent.map_or(kept.definition, |sent| sent.get("definition").to_owned()),
        reason: sent.map_or_else(String::new, |sent| sent.get("reason").to_owned()),
        may_write: view.may_write,
        errors,
        shell: visitor.shell(app),
    })
}

/// `POST /schemes/{id}/rules`: puts another definition in force.
///
/// # Errors
/// 404 or 403 by rights; what is wrong comes back on the page with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let of: ProgrammeId = id(&of, "scheme")?;
    let version = sent.get("version").parse().unwrap_or_default();
    let (definition, reason) = (sent.get("definition"), sent.get("reason"));
    match app.service.change_scheme(visitor.caller(), (of, version), definition, reason).await {
        Ok(()) => Ok(see(&format!("/schemes/{of}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = rules_page(&app, &visitor, of, Some(&sent), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
