//! The page of answers clause by clause, and what a programme's own page says of its place.
//!
//! Not here: which answers need words (`service::programmes::answers`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{
    ClauseId, ProgrammeId, Timestamp,
    audit::Entry,
    programmes::cascade::{ClauseAnswer, EndManner},
};
use congdoan_service::programmes::{
    ProgrammeView,
    answers::{AnswersView, ClauseLine, SentAnswer},
    opening::End,
};

use super::pages::{AnswersPage, ClauseFields, ProgrammePlace};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::cells::unit_page,
        members::deeds::{once, problems},
    },
    labels,
    page::{FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/programmes/{id}/answers", Person, get(read)),
        route("POST", "/programmes/{id}/answers", Person, post(write)),
    ]
}

/// What a programme's page says of its place in the cascade.
pub(super) async fn place(app: &App, visitor: &Visitor, view: &ProgrammeView) -> Result<ProgrammePlace, Refusal> {
    let id = view.programme.id;
    let standing = app.service.programme_standing(visitor.caller(), id).await?;
    let answers = app.service.clause_answers(visitor.caller(), id).await?;
    let words = Words::new(visitor.language);
    let (all, left) = answers.counts();
    let mut matrix = Vec::new();
    if !standing.papers_below.is_empty()
        && let Ok((papers, _)) = app.service.directive_graph(visitor.caller()).await
    {
        let code = encode(view.unit.code.as_str());
        let known = standing.papers_below.iter().filter_map(|paper| papers.iter().find(|one| one.id == *paper));
        matrix.extend(known.map(|paper| {
            let text = if paper.symbol.is_empty() { &paper.title } else { &paper.symbol };
            Link::new(format!("/directives/{}/coverage?unit={code}", paper.id), text.clone())
        }));
    }
    let beside = standing.beside.iter().map(|one| {
        let text = format!("{} – {}", one.unit_name, one.programme.title);
        Link::new(format!("/programmes/{}", one.programme.id), text)
    });
    Ok(ProgrammePlace {
        id: id.to_string(),
        kind: labels::programme_kind(&words, view.programme.kind.word()),
        beside: beside.collect(),
        ended: standing.end.as_ref().map(|end| ended(&words, end)).unwrap_or_default(),
        answered: if all == 0 { String::new() } else { answered(&words, all, left) },
        matrix,
        story: standing.story.iter().map(|entry| told(&words, entry)).collect(),
        gives_money: standing.gives_money,
        may_write: standing.may_write,
    })
}

/// Who did something, in words.
pub(super) fn by_whom(words: &Words, who: &str) -> String {
    if who == "system" { words.t("by-the-program") } else { who.to_owned() }
}

/// A line of a programme's story.
fn told(words: &Words, entry: &Entry) -> (String, String) {
    let by = by_whom(words, &entry.who);
    let day = format::date(entry.at.day());
    (labels::programme_action(words, &entry.action), words.t_with("answer-by", &[("by", &by), ("date", &day)]))
}

/// "5 of 6 clauses answered".
pub(super) fn answered(words: &Words, all: usize, left: usize) -> String {
    words.t_with("clauses-answered", &[("answered", &(all - left.min(all)).to_string()), ("all", &all.to_string())])
}

/// How a programme ended, when, why and by whom.
pub(super) fn ended(words: &Words, end: &End) -> String {
    let (day, by) = (format::date(end.on), by_whom(words, &end.by));
    let said = [("date", day.as_str()), ("reason", end.reason.as_str()), ("by", by.as_str())];
    match end.manner {
        EndManner::Closed => words.t_with("programme-closed", &said),
        EndManner::Cancelled => words.t_with("programme-cancelled", &said),
    }
}

/// `GET /programmes/{id}/answers`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Page<AnswersPage>, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    let view = app.service.clause_answers(visitor.caller(), id).await?;
    Ok(Page(page(&app, &visitor, &view, None, Vec::new())))
}

fn page(
    app: &App,
    visitor: &Visitor,
    view: &AnswersView,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> AnswersPage {
    let shell = visitor.shell(app);
    let (words, pack, (all, left)) = (shell.words, app.service.pack(), view.counts());
    let id = view.programme.id;
    let clauses = view.lines.iter().map(|line| {
        let mut fields = clause(&words, line);
        if let Some(sent) = sent {
            sent.get(&format!("answer.{}", line.clause.id)).clone_into(&mut fields.answer);
            sent.get(&format!("words.{}", line.clause.id)).clone_into(&mut fields.words);
        }
        let named = line.targets.iter().filter_map(|target| pack.indicator(&target.indicator));
        fields.targets = named.map(|indicator| indicator.name.get(words.language).to_owned()).collect();
        fields
    });
    AnswersPage {
        programme: Link::new(format!("/programmes/{id}"), view.programme.title.clone()),
        unit: Link::new(unit_page(view.unit.code.as_str()), view.unit.name.clone()),
        directive: view.directive.as_ref().map(|one| {
            let text = if one.symbol.is_empty() { &one.title } else { &one.symbol };
            Link::new(format!("/directives/{}", one.id), text.clone())
        }),
        id: id.to_string(),
        clauses: clauses.collect(),
        answered: answered(&words, all, left),
        left,
        may_write: view.may_write && view.end.is_none(),
        ended: view.end.as_ref().map(|end| ended(&words, end)).unwrap_or_default(),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    }
}

fn clause(words: &Words, line: &ClauseLine) -> ClauseFields {
    let given = line.answer.as_ref();
    let text = if line.text.is_empty() { line.clause.title.clone() } else { line.text.clone() };
    ClauseFields {
        id: line.clause.id.to_string(),
        label: line.clause.label.clone(),
        text,
        leaf: line.leaf,
        answer: given.map(|one| one.answer.word().to_owned()).unwrap_or_default(),
        words: given.map(|one| one.words.clone()).unwrap_or_default(),
        by: given
            .filter(|one| one.by != "system")
            .map(|one| {
                let day = format::date(Timestamp::from_micros(one.at).day());
                words.t_with("answer-by", &[("by", &one.by), ("date", &day)])
            })
            .unwrap_or_default(),
        targets: Vec::new(),
    }
}

/// `POST /programmes/{id}/answers`: what is chosen for each clause; `rest=adopted` adopts every clause left.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    let rest = sent.get("rest") == ClauseAnswer::Adopted.word();
    let mut answers = Vec::new();
    for (clause, answer) in sent.under("answer.") {
        let Ok(clause_id) = clause.parse::<ClauseId>() else { continue };
        let answer = answer.parse::<ClauseAnswer>().ok().or(rest.then_some(ClauseAnswer::Adopted));
        let words = sent.get(&format!("words.{clause}")).to_owned();
        answers.push(SentAnswer { clause: clause_id, answer, words });
    }
    match app.service.answer_clauses(visitor.caller(), id, &answers, once(&sent)).await {
        Ok(view) if view.counts().1 == 0 => Ok(see(&format!("/programmes/{id}"))),
        Ok(_) => Ok(see(&format!("/programmes/{id}/answers"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let view = app.service.clause_answers(visitor.caller(), id).await?;
            let page = page(&app, &visitor, &view, Some(&sent), errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
