//! `/api/v1/directives`: the register of papers read, entered, decided about and booked; what stands on a paper.
//!
//! Not here: correcting particulars, texts on their way in: they are done by people, on pages.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, FindingId,
    directives::{
        Clause, Direction, Directive, Relation,
        finding::{Decision, Finding, Values},
        standing::Standing,
        symbol::Symbol,
    },
};
use congdoan_service::{
    directives::{
        Acceptance, BookAsked, Decided, DirectiveView, ImpactView, LARGEST_PASTED_TEXT, NewLink, RegisterQuery, Rest,
        text_of,
    },
    stored,
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, day, id, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    unit: String,
    q: String,
    kind: String,
    direction: String,
    from: String,
    until: String,
    after: String,
}

/// A page of the register.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<DirectiveId>,
}

/// A directive in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    #[serde(flatten)]
    directive: Directive,
    number: Option<Symbol>,
}

impl Item {
    fn of(directive: Directive) -> Self {
        Self { number: Symbol::parse(&directive.symbol), directive }
    }
}

/// `GET`: directives within reach, latest first.
///
/// # Errors
/// 403 for who reads no directives, 404 for a unit the caller may not see.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let maybe = |name, text: &str| if text.is_empty() { Ok(None) } else { day(name, text).map(Some) };
    let query = RegisterQuery {
        words: &asked.q,
        unit: &asked.unit,
        kind: &asked.kind,
        direction: &asked.direction,
        days: (maybe("from", &asked.from)?, maybe("until", &asked.until)?),
        after: if asked.after.is_empty() { None } else { Some(id(&asked.after, "page")?) },
        limit: PAGE + 1,
    };
    let mut found = app.service.directives_page(visitor.caller(), &query).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok(Json(List { items: found.into_iter().map(Item::of).collect(), next }))
}

#[derive(Debug, Serialize)]
struct Edge {
    relation: Relation,
    from: DirectiveId,
    to: DirectiveId,
    since: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
struct Part {
    #[serde(flatten)]
    clause: Clause,
    address: String,
}

#[derive(Debug, Serialize)]
struct Found {
    anchor: String,
    #[serde(flatten)]
    finding: Finding,
}

#[derive(Debug, Serialize)]
struct Book {
    unit: String,
    direction: Direction,
    year: i32,
    number: i64,
    booked_on: NaiveDate,
}

impl From<&stored::Booked> for Book {
    fn from(booked: &stored::Booked) -> Self {
        let entry = &booked.entry;
        let unit = booked.unit_name.clone();
        Self { unit, direction: entry.direction, year: entry.year, number: entry.number, booked_on: entry.booked_on }
    }
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    sha256: String,
    size: i64,
}

/// One directive with everything the register holds of it.
#[derive(Debug, Serialize)]
pub struct One {
    #[serde(flatten)]
    item: Item,
    unit: Option<String>,
    version: i64,
    standing: Standing,
    /// Whether something it rests on holds no more.
    stands_on_fallen: Vec<DirectiveId>,
    file: Option<File>,
    text: String,
    clauses: Vec<Part>,
    findings: Vec<Found>,
    links: Vec<Edge>,
    books: Vec<Book>,
}

impl From<DirectiveView> for One {
    fn from(view: DirectiveView) -> Self {
        let own = view.directive.id;
        let links = view.edges.iter().filter(|edge| edge.from == own || edge.to == own);
        let part = |clause: Clause| Part { address: format!("/directives/{own}#{}", clause.anchor()), clause };
        Self {
            unit: view.unit.map(|unit| unit.code.to_string()),
            version: view.entered.version,
            standing: view.standing,
            stands_on_fallen: view.fallen.iter().map(|fallen| fallen.directive.id).collect(),
            file: view.entered.file.map(|file| File { name: file.name, sha256: file.sha256, size: file.size }),
            text: view.body,
            links: links
                .map(|edge| Edge { relation: edge.relation, from: edge.from, to: edge.to, since: edge.since })
                .collect(),
            books: view.books.iter().map(Book::from).collect(),
            clauses: view.clauses.into_iter().map(part).collect(),
            findings: view.findings.into_iter().map(|finding| Found { anchor: finding.anchor(), finding }).collect(),
            item: Item::of(view.directive),
        }
    }
}

/// `GET …/{id}`: one directive.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
) -> Result<Json<One>, Refusal> {
    let view = app.service.directive(visitor.caller(), id(&directive, "directive")?).await?;
    app.service.received_in_passing(visitor.caller(), view.directive.id).await?;
    Ok(Json(view.into()))
}

/// A decision about one finding.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    anchor: String,
    decision: Decision,
    #[serde(default)]
    values: Option<Values>,
    #[serde(default)]
    cited: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    indicator: Option<String>,
}

impl From<&Choice> for Decided {
    fn from(choice: &Choice) -> Self {
        Self {
            anchor: choice.anchor.clone(),
            decision: choice.decision,
            kept: choice.values.clone(),
            cited: choice.cited.clone(),
            unit: choice.unit.clone(),
            indicator: choice.indicator.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFile {
    name: String,
    base64: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBook {
    direction: Direction,
    booked_on: String,
    #[serde(default)]
    number: Option<i64>,
}

impl NewBook {
    fn asked(&self) -> Result<BookAsked, Refusal> {
        let booked_on = day("booked_on", &self.booked_on)?;
        Ok(BookAsked { direction: self.direction, booked_on, number: self.number })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEdge {
    relation: Relation,
    to: DirectiveId,
    #[serde(default)]
    since: Option<String>,
}

/// A paper to be entered.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct New {
    unit: String,
    text: String,
    file: Option<NewFile>,
    symbol: String,
    kind: String,
    issued_on: Option<String>,
    issuer: String,
    title: String,
    summary: String,
    valid_from: Option<String>,
    valid_until: Option<String>,
    book: Option<NewBook>,
    /// `accept`, `refuse` or `wait`: what becomes of findings nobody decided about.
    rest: String,
    decisions: Vec<Choice>,
    links: Vec<NewEdge>,
    another: bool,
}

fn maybe(name: &str, text: Option<&String>) -> Result<Option<NaiveDate>, Refusal> {
    text.filter(|text| !text.is_empty()).map(|text| day(name, text)).transpose()
}

impl New {
    fn acceptance(&self) -> Result<Acceptance, Refusal> {
        let file = match &self.file {
            None => None,
            Some(file) => {
                let content = BASE64_STANDARD.decode(&file.base64);
                let content =
                    content.map_err(|_| refused("file.base64 không phải base64", "file.base64 is not base64"))?;
                Some((file.name.clone(), content))
            }
        };
        let text = match (&file, self.text.is_empty()) {
            (Some((_, content)), true) => text_of(content.clone(), LARGEST_PASTED_TEXT)?,
            _ => self.text.clone(),
        };
        let rest = match self.rest.as_str() {
            "" | "accept" => Rest::Accept,
            "refuse" => Rest::Refuse,
            "wait" => Rest::Wait,
            _ => return Err(refused("rest là accept, refuse hoặc wait", "rest is accept, refuse or wait")),
        };
        let link = |link: &NewEdge| {
            Ok::<_, Refusal>(NewLink {
                relation: link.relation,
                to: link.to,
                since: maybe("since", link.since.as_ref())?,
            })
        };
        Ok(Acceptance {
            unit: self.unit.clone(),
            text: text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"),
            file,
            particulars: Directive {
                symbol: self.symbol.clone(),
                kind: self.kind.clone(),
                issued_on: maybe("issued_on", self.issued_on.as_ref())?,
                issuer: self.issuer.clone(),
                title: self.title.clone(),
                summary: self.summary.clone(),
                valid_from: maybe("valid_from", self.valid_from.as_ref())?,
                valid_until: maybe("valid_until", self.valid_until.as_ref())?,
                ..Directive::default()
            },
            book: self.book.as_ref().map(NewBook::asked).transpose()?,
            decided: self.decisions.iter().map(Decided::from).collect(),
            rest,
            links: self.links.iter().map(link).collect::<Result<_, _>>()?,
            another: self.another,
            ..Acceptance::default()
        })
    }
}

/// What was entered.
#[derive(Debug, Serialize)]
pub struct Entered {
    id: DirectiveId,
}

/// `POST`: enters a paper with its text or file; 201 with its id. The text is read, and what is found is accepted unless the
/// request says otherwise.
///
/// # Errors
/// 404 or 403 by rights, 422 when it stands already or something is wrong with it.
pub async fn create(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let accepted = body.value.acceptance()?;
    let id = app.service.accept_directive(visitor.caller(), &accepted, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })).into_response())
}

/// Decisions about findings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    decisions: Vec<Choice>,
}

/// How the findings stand now.
#[derive(Debug, Serialize)]
pub struct Standings {
    items: Vec<FoundAs>,
}

#[derive(Debug, Serialize)]
struct FoundAs {
    id: FindingId,
    anchor: String,
    decision: Decision,
}

/// `POST …/{id}/findings`: decides about findings, all or none.
///
/// # Errors
/// 404 or 403 by rights, 404 for a finding it does not have, 422 for an indicator nobody defined.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    body: Body<Decisions>,
) -> Result<Json<Standings>, Refusal> {
    let directive: DirectiveId = id(&directive, "directive")?;
    let decided: Vec<Decided> = body.value.decisions.iter().map(Decided::from).collect();
    app.service.decide_findings(visitor.caller(), directive, &decided, body.once()).await?;
    let view = app.service.directive(visitor.caller(), directive).await?;
    let item = |one: &Finding| FoundAs { id: one.id, anchor: one.anchor(), decision: one.decision };
    Ok(Json(Standings { items: view.findings.iter().map(item).collect() }))
}

/// A place in a book asked for.
#[derive(Debug, Deserialize)]
pub struct Booking {
    unit: String,
    #[serde(flatten)]
    book: NewBook,
}

/// The number in the book.
#[derive(Debug, Serialize)]
pub struct Numbered {
    number: i64,
}

/// `POST …/{id}/book`: writes it into the book of a unit.
///
/// # Errors
/// 404 or 403 by rights, 422 when the number is taken.
pub async fn book(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    body: Body<Booking>,
) -> Result<Response, Refusal> {
    let asked = body.value.book.asked()?;
    let directive: DirectiveId = id(&directive, "directive")?;
    let number =
        app.service.book_directive(visitor.caller(), directive, (&body.value.unit, &asked), body.once()).await?;
    Ok((StatusCode::CREATED, Json(Numbered { number })).into_response())
}

#[derive(Debug, Serialize)]
struct Resting {
    #[serde(flatten)]
    item: Item,
    relation: Relation,
    through: DirectiveId,
    steps: usize,
    standing: Standing,
}

#[derive(Debug, Serialize)]
struct Programme {
    id: congdoan_model::ProgrammeId,
    title: String,
    unit: String,
    directive: DirectiveId,
}

#[derive(Debug, Serialize)]
struct Draft {
    id: congdoan_model::PaperDraftId,
    title: String,
}

/// What stands on a directive.
#[derive(Debug, Serialize)]
pub struct Impact {
    id: DirectiveId,
    standing: Standing,
    directives: Vec<Resting>,
    programmes: Vec<Programme>,
    drafts: Vec<Draft>,
}

impl From<ImpactView> for Impact {
    fn from(view: ImpactView) -> Self {
        let programme = |one: stored::RestingProgramme| Programme {
            id: one.id,
            title: one.title,
            unit: one.unit,
            directive: one.directive,
        };
        Self {
            id: view.directive.id,
            standing: view.standing,
            directives: view
                .papers
                .into_iter()
                .map(|one| Resting {
                    relation: one.relation,
                    through: one.through.id,
                    steps: one.steps,
                    standing: one.standing,
                    item: Item::of(one.directive),
                })
                .collect(),
            programmes: view.programmes.into_iter().map(programme).collect(),
            drafts: view.drafts.into_iter().map(|one| Draft { id: one.id, title: one.title }).collect(),
        }
    }
}

/// `GET …/{id}/impact`: papers, programmes and own drafts that stand on it, directly and through the chain.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn impact(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
) -> Result<Json<Impact>, Refusal> {
    Ok(Json(app.service.directive_impact(visitor.caller(), id(&directive, "directive")?).await?.into()))
}
