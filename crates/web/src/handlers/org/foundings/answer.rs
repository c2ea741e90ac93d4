//! Cases of founding and recognition shown.
//!
//! Not here: what is written (`write`), which steps there are (`pack`).

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{access::Action, org::UnitKind};
use congdoan_service::{
    Error,
    org::foundings::{DECISION, FOUNDING, FoundingView, RECOGNITION, StepState},
    pack::{Actor, Pack, Problem},
};
use serde::Deserialize;

use super::{FoundingPage, FoundingRow, FoundingsPage, PaperRow, SeatRow, StepRow, write};
use crate::{
    app::App,
    format,
    handlers::{
        figures::answer::unit_or_home,
        org::particulars::{
            UnitFormPage,
            answer::{said, whole},
        },
        registers::{FieldKind, FormField},
    },
    labels,
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// Empty lines offered for the committee.
const EMPTY_SEATS: usize = 3;

/// The routes of foundings.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/foundings", Person, get(list)),
        route("POST", "/foundings", Person, post(write::open)),
        route("GET", "/foundings/new", Person, get(new)),
        route("GET", "/foundings/{id}", Person, get(one)),
        route("GET", "/foundings/{id}/edit", Person, get(edit)),
        route("POST", "/foundings/{id}/edit", Person, post(write::change)),
        route("POST", "/foundings/{id}/steps", Person, post(write::step)),
        route("POST", "/foundings/{id}/papers", Person, post(write::paper)),
        route("GET", "/foundings/{id}/papers/{paper}", Person, get(paper)),
        route("POST", "/foundings/{id}/people", Person, post(write::people)),
        route("POST", "/foundings/{id}/decide", Person, post(write::decide)),
        route("POST", "/foundings/{id}/withdraw", Person, post(write::withdraw)),
        route("POST", "/foundings/{id}/undo", Person, post(write::undo)),
    ]
}

fn procedure_name(pack: &Pack, words: &Words, id: &str) -> String {
    pack.procedure(id).map_or_else(|| id.to_owned(), |one| one.name.get(words.language).to_owned())
}

/// `GET /foundings`.
///
/// # Errors
/// 403 for who may prepare none.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Page<FoundingsPage>, Refusal> {
    if !visitor.caller().may_somewhere(Action::FoundingWrite) {
        return Err(Error::Denied(Action::FoundingWrite).into());
    }
    let found = app.service.foundings(visitor.caller()).await?;
    let shell = visitor.shell(&app);
    let (words, pack) = (shell.words, app.service.pack());
    let rows = found.into_iter().map(|one| {
        let steps = pack.procedure(&one.kind).map_or(0, |procedure| procedure.steps.len());
        let day = one.decided_on.map(format::date).unwrap_or_default();
        FoundingRow {
            link: Link::new(format!("/foundings/{}", one.id), one.name),
            kind: procedure_name(&pack, &words, &one.kind),
            upper: Link::new(format!("/units/{}", encode(&one.upper_code)), one.upper_name),
            state_name: labels::founding_state(&words, &one.state),
            state: one.state,
            steps: format!("{} / {steps}", one.steps),
            decision: if one.decision.is_empty() { String::new() } else { format!("{} · {day}", one.decision) },
        }
    });
    Ok(Page(FoundingsPage { rows: rows.collect(), may_open: true, shell }))
}

/// What the address of a new case says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    unit: Option<String>,
    employer: Option<String>,
}

/// `GET /foundings/new`.
///
/// # Errors
/// 403 for who may open none.
pub async fn new(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::FoundingWrite) {
        return Err(Error::Denied(Action::FoundingWrite).into());
    }
    let unit = unit_or_home(&visitor, asked.unit.as_ref())?;
    let kind = asked.kind.filter(|kind| kind == RECOGNITION).unwrap_or_else(|| FOUNDING.to_owned());
    let employer = asked.employer.unwrap_or_default();
    let typed = |field: &str| match field {
        "kind" => kind.clone(),
        "unit" => unit.clone(),
        "employer" => employer.clone(),
        "employers" if !employer.is_empty() => "1".to_owned(),
        "key" => app.service.ids().secret(),
        _ => String::new(),
    };
    form(&app, &visitor, None, &typed, &[])
}

/// `GET /foundings/{id}/edit`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn edit(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Refusal> {
    let view = app.service.founding(visitor.caller(), &id).await?;
    if !view.may_write {
        return Err(Error::Denied(Action::FoundingWrite).into());
    }
    let typed = |field: &str| stored(&view, field);
    form(&app, &visitor, Some(&view), &typed, &[])
}

fn stored(view: &FoundingView, field: &str) -> String {
    let case = &view.file.case;
    let flag = |set: i64| if set == 0 { String::new() } else { "true".to_owned() };
    match field {
        "kind" => case.kind.clone(),
        "code" => case.code.clone(),
        "name" => case.name.clone(),
        "form" => case.form.clone(),
        "term" => case.term.clone(),
        "employer" => view.employer.as_ref().map(|unit| unit.code.to_string()).unwrap_or_default(),
        "applicants" => case.applicants.to_string(),
        "employers" => case.employers.to_string(),
        "congress" => flag(case.congress),
        "inspection" => flag(case.inspection),
        "version" => case.version.to_string(),
        _ => String::new(),
    }
}

/// The form of a case, new or changed, with what was typed.
pub(super) fn form(
    app: &App,
    visitor: &Visitor,
    view: Option<&FoundingView>,
    typed: &(dyn Fn(&str) -> String + Send + Sync),
    problems: &[Problem],
) -> Result<Response, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let pack = app.service.pack();
    let kind = typed("kind");
    let founding = kind != RECOGNITION;
    let field = |id: &str, label: String, of: FieldKind, required: bool| FormField {
        id: id.to_owned(),
        label,
        kind: of,
        required,
        value: typed(id),
        error: said(&words, problems, id),
        ..FormField::default()
    };
    let mut fields = Vec::new();
    if view.is_none() {
        let label = if founding { words.t("founding-upper") } else { words.t("founding-union") };
        fields.push(field("unit", label, FieldKind::Text, true));
    }
    if founding {
        let today = visitor.caller().now.day();
        let forms = pack.forms_of(UnitKind::Grassroots, today);
        let forms = forms.map(|one| Choice::new(one.id.as_str(), one.name.get(words.language), &typed("form")));
        fields.extend([
            field("name", words.t("founding-name"), FieldKind::Text, true),
            field("code", words.t("unit-code"), FieldKind::Text, true),
            FormField { choices: forms.collect(), ..field("form", words.t("founding-form"), FieldKind::Choice, false) },
        ]);
    }
    fields.extend([
        FormField {
            hint: words.t("founding-employer-hint"),
            ..field("employer", words.t("founding-employer"), FieldKind::Text, false)
        },
        field("applicants", words.t("founding-applicants"), FieldKind::Count, true),
        field("employers", words.t("founding-employers"), FieldKind::Count, false),
        field("term", words.t("founding-term"), FieldKind::Text, false),
        field("congress", words.t("founding-congress"), FieldKind::Bool, false),
        field("inspection", words.t("founding-inspection"), FieldKind::Bool, false),
    ]);
    let hidden = ["kind", "version", "key"].map(|name| (name.to_owned(), typed(name)));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let href = view.map(|view| format!("/foundings/{}", view.file.case.id));
    let back = match (&href, view) {
        (Some(href), Some(view)) => Link::new(href.as_str(), view.file.case.name.as_str()),
        _ => Link::new("/foundings", words.t("foundings")),
    };
    let page = UnitFormPage {
        title: procedure_name(&pack, &words, &kind),
        back,
        action: href.map_or_else(|| "/foundings".to_owned(), |href| format!("{href}/edit")),
        hidden: hidden.to_vec(),
        fields,
        errors: whole(&words, problems),
        shell,
    };
    Ok((status, Page(page)).into_response())
}

/// `GET /foundings/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn one(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Refusal> {
    show(&app, &visitor, &id, (Vec::new(), "")).await
}

/// The page of a case, with what was refused and the decision typed so far.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (errors, decision): (Vec<String>, &str),
) -> Result<Response, Refusal> {
    let view = app.service.founding(visitor.caller(), id).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = visitor.shell(app);
    let (words, pack, today) = (shell.words, app.service.pack(), visitor.caller().now.day());
    let case = &view.file.case;
    let open = case.state == "open";
    let unit = |unit: &congdoan_model::org::Unit| {
        Link::new(format!("/units/{}", encode(unit.code.as_str())), unit.name.as_str())
    };
    let href = format!("/foundings/{}", case.id);
    let papers = view.papers.iter().map(|state| PaperRow {
        id: state.paper.id.clone(),
        name: state.paper.name.get(words.language).to_owned(),
        required: state.paper.required,
        handed: state.handed.as_ref().map(|one| format::date(one.handed_on)).unwrap_or_default(),
        file: state.handed.as_ref().and_then(|one| {
            let name = one.file_name.as_deref()?;
            Some(Link::new(format!("{href}/papers/{}", state.paper.id), name))
        }),
    });
    let page = FoundingPage {
        name: case.name.clone(),
        kind: procedure_name(&pack, &words, &case.kind),
        state: (case.state.clone(), labels::founding_state(&words, &case.state)),
        facts: facts(&pack, &words, &view),
        upper: unit(&view.upper),
        standing: view.union.as_ref().map(unit),
        employer: view.employer.as_ref().map(unit),
        steps: view.steps.iter().map(|state| step_row(&words, &view, state, today)).collect(),
        papers: papers.collect(),
        seats: seats(&pack, &words, &view),
        missing: view.missing.iter().map(|problem| problem.message.get(words.language).to_owned()).collect(),
        may_write: open && view.may_write,
        may_decide: open && view.may_decide,
        may_undo: case.state == "decided" && case.reorganisation_id.is_some() && view.may_decide,
        today: today.to_string(),
        errors,
        decision: decision.to_owned(),
        href,
        shell,
    };
    Ok((status, Page(page)).into_response())
}

fn facts(pack: &Pack, words: &Words, view: &FoundingView) -> Vec<(String, String)> {
    let case = &view.file.case;
    let number = |value: i64| format::integer(words.language, value);
    let yes = |set: i64| if set == 0 { words.t("no") } else { words.t("yes") };
    let mut facts = vec![(words.t("unit-code"), case.code.clone())];
    if !case.form.is_empty() {
        let form = pack.form_name(UnitKind::Grassroots, &case.form).map(|name| name.get(words.language).to_owned());
        facts.push((words.t("founding-form"), form.unwrap_or_default()));
    }
    facts.extend([
        (words.t("founding-applicants"), number(case.applicants)),
        (words.t("founding-employers"), number(case.employers)),
        (words.t("founding-congress"), yes(case.congress)),
        (words.t("founding-inspection"), yes(case.inspection)),
    ]);
    if !case.term.is_empty() {
        facts.push((words.t("founding-term"), case.term.clone()));
    }
    if let Some(day) = case.decided_on {
        facts.push((words.t("decision-number"), format!("{} · {}", case.decision, format::date(day))));
    }
    facts
}

fn step_row(words: &Words, view: &FoundingView, state: &StepState, today: chrono::NaiveDate) -> StepRow {
    let by = match state.step.by {
        Actor::Workers => words.t("actor-workers"),
        Actor::Union => words.t("actor-union"),
        Actor::Upper => words.t("actor-upper"),
    };
    let case_open = matches!(view.file.case.state.as_str(), "open" | "decided");
    let taken = state.taken.as_ref();
    StepRow {
        id: state.step.id.clone(),
        name: state.step.name.get(words.language).to_owned(),
        by,
        done: taken.map(|one| format::date(one.done_on)).unwrap_or_default(),
        note: taken.map(|one| one.note.clone()).unwrap_or_default(),
        due: state.due.map(format::date).unwrap_or_default(),
        late: taken.is_none() && state.due.is_some_and(|due| due < today),
        open: view.may_write && case_open && state.next && state.step.id != DECISION,
    }
}

fn seats(pack: &Pack, words: &Words, view: &FoundingView) -> Vec<SeatRow> {
    let kind = view.union.as_ref().map_or(UnitKind::Grassroots, |unit| unit.kind);
    let posts = |chosen: &str| {
        let of =
            pack.posts_of(kind).filter(|post| post.body.is_some() || post.id == "accountant" || post.id == "treasurer");
        of.map(|post| Choice::new(post.id.as_str(), post.name.get(words.language), chosen)).collect::<Vec<_>>()
    };
    let mut seats: Vec<SeatRow> = view
        .file
        .people
        .iter()
        .map(|one| SeatRow {
            name: one.name.clone(),
            born: one.born_on.map(|day| day.to_string()).unwrap_or_default(),
            posts: posts(&one.post),
            post: pack.post(&one.post).map(|post| post.name.get(words.language).to_owned()).unwrap_or_default(),
            full_time: one.full_time != 0,
        })
        .collect();
    if view.file.case.state == "open" && view.may_write {
        seats.extend((0..EMPTY_SEATS).map(|_| SeatRow { posts: posts(""), ..SeatRow::default() }));
    }
    seats
}

/// `GET /foundings/{id}/papers/{paper}`: its file.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn paper(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, paper)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (name, content) = app.service.founding_paper(visitor.caller(), &id, &paper).await?;
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, content).into_response())
}
