//! What fills the pages of directives: the list, one directive with its place among the others, the whole graph.
//!
//! Not here: reading a text and accepting it (`read`), the drawing (`crate::graph`).

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{DefaultBodyLimit, Path, Query, State},
    routing::{get, post},
};
use congdoan_model::{DirectiveId, access::Action, directives::Directive};
use congdoan_service::{Error, Service, directives::DirectiveView, directives::LARGEST_PASTED_TEXT, stored};
use serde::Deserialize;

use super::{DirectiveLink, DirectivePage, DirectiveRow, DirectivesPage, GraphLine, GraphPage, ProposedTarget, read};
use crate::{
    api,
    app::App,
    format,
    graph::{Drawing, GraphLink, GraphNode, draw},
    handlers::programmes::{ProgrammeRow, answer::row as programme_row},
    labels,
    page::{Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many directives a page of the list shows.
const PAGE: usize = 50;
/// The largest body a text comes in: the text with the rest of its form.
const LARGEST_BODY: usize = LARGEST_PASTED_TEXT + 1024 * 1024;

/// The routes of directives.
#[must_use]
pub fn routes() -> Vec<Route> {
    let most = || DefaultBodyLimit::max(LARGEST_BODY);
    vec![
        route("GET", "/directives", Audience::Person, get(list)),
        route("POST", "/directives", Audience::Person, post(read::accept).layer(most())),
        route("POST", "/directives/read", Audience::Person, post(read::read).layer(most())),
        route("GET", "/directives/graph", Audience::Person, get(graph)),
        route("GET", "/directives/{id}", Audience::Person, get(directive)),
    ]
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    after: Option<String>,
}

/// The directives the caller may see, latest first, with the box to read a new one.
///
/// # Errors
/// 403 when no mandate of the caller reads directives.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<DirectivesPage>, Refusal> {
    let after = asked.after.as_deref().filter(|after| !after.is_empty());
    let after = after.map(|after| api::id::<DirectiveId>(after, "page")).transpose()?;
    let query = asked.q.unwrap_or_default();
    Ok(Page(list_page(&app, &visitor, (query.trim(), after), String::new(), None).await?))
}

/// The list with a text in its box, and why the text was refused.
pub(super) async fn list_page(
    app: &App,
    visitor: &Visitor,
    (query, after): (&str, Option<DirectiveId>),
    text: String,
    error: Option<String>,
) -> Result<DirectivesPage, Refusal> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut shown = app.service.directives_page(visitor.caller(), query, (after, most)).await?;
    let more = shown.len() > PAGE;
    shown.truncate(PAGE);
    let last = shown.last().filter(|_| more).map(|last| last.id);
    let ids: Vec<DirectiveId> = shown.iter().map(|directive| directive.id).collect();
    let counts = app.service.programmes_answering(visitor.caller(), &ids).await?;
    let rows = shown.iter().zip(counts).map(|(directive, programmes)| DirectiveRow {
        directive: link(directive),
        title: directive.title.clone(),
        kind: directive.kind.clone(),
        date: directive.issued_on.map(format::date).unwrap_or_default(),
        issuer: directive.issuer.clone(),
        programmes,
    });
    Ok(DirectivesPage {
        rows: rows.collect(),
        can_read: visitor.caller().may_somewhere(Action::DirectiveWrite),
        text,
        error,
        next_href: last.map(|last| format!("/directives?q={}&after={last}", encode(query))),
        query: query.to_owned(),
        shell: visitor.shell(app).await,
    })
}

/// A directive by its symbol, or by its title where it has none.
fn link(directive: &Directive) -> Link {
    let text = if directive.symbol.is_empty() { &directive.title } else { &directive.symbol };
    Link::new(page_of(directive.id), text.clone())
}

/// Where a directive stands.
pub(super) fn page_of(id: DirectiveId) -> String {
    format!("/directives/{id}")
}

/// One directive.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn directive(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Page<DirectivePage>, Refusal> {
    let view = app.service.directive(visitor.caller(), api::id(&id, "directive")?).await?;
    let shell = visitor.shell(&app).await;
    let words = shell.words;
    let programmes = programmes(&app.service, &visitor, &words, &view).await?;
    let directive = &view.directive;
    let answered: Vec<&stored::Edge> = view.edges.iter().filter(|edge| edge.from == directive.id).collect();
    let answering: Vec<&stored::Edge> = view.edges.iter().filter(|edge| edge.to == directive.id).collect();
    Ok(Page(DirectivePage {
        symbol: directive.symbol.clone(),
        title: directive.title.clone(),
        kind: directive.kind.clone(),
        date: directive.issued_on.map(format::date).unwrap_or_default(),
        issuer: directive.issuer.clone(),
        summary: directive.summary.clone(),
        above: answered.iter().filter_map(|edge| linked(&view.all, edge, edge.to)).collect(),
        below: answering.iter().filter_map(|edge| linked(&view.all, edge, edge.from)).collect(),
        drawing: around(&view),
        citations: view.citations.iter().map(|cited| citation(&view.all, cited)).collect(),
        targets: view.targets.iter().map(|target| proposed(&words, target)).collect(),
        programmes,
        cascade: crate::handlers::programmes::coverage::tools(&visitor, directive.id),
        shell,
    }))
}

/// The programmes that answer a directive, each with the progress of its targets, where the caller may read it.
async fn programmes(
    service: &Service,
    visitor: &Visitor,
    words: &Words,
    view: &DirectiveView,
) -> Result<Vec<ProgrammeRow>, Refusal> {
    let mut rows = Vec::with_capacity(view.programmes.len());
    for (programme, _) in &view.programmes {
        match service.programme(visitor.caller(), programme.id).await {
            Ok(found) => rows.push(programme_row(words, &found, visitor.caller().now.day())),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(rows)
}

fn linked(all: &[Directive], edge: &stored::Edge, other: DirectiveId) -> Option<DirectiveLink> {
    let other = all.iter().find(|directive| directive.id == other)?;
    Some(DirectiveLink { kind: edge.relation.word().to_owned(), directive: link(other), title: other.title.clone() })
}

/// A citation; it leads on where the cited directive is one the caller may see.
fn citation(all: &[Directive], cited: &stored::Cited) -> Link {
    let known = cited.cited.filter(|id| all.iter().any(|directive| directive.id == *id));
    Link::new(known.map(page_of).unwrap_or_default(), cited.text.clone())
}

fn proposed(words: &Words, target: &stored::ProposedTarget) -> ProposedTarget {
    let value = written(words, &target.value, &target.unit_of_measure);
    let asked = if target.value_max.is_empty() {
        format!("{} {value}", labels::comparator(words, &target.comparator))
    } else {
        let most = written(words, &target.value_max, &target.unit_of_measure);
        words.t_with("target-range", &[("least", &value), ("most", &most)])
    };
    let said = [target.subject.as_str(), &asked, &target.period];
    let understood = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    ProposedTarget { text: target.text.clone(), understood }
}

/// A number kept as text with a dot before its decimals, as the reader of the language writes it.
fn written(words: &Words, number: &str, unit: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let mut text = whole.parse().map_or_else(|_| whole.to_owned(), |whole| format::integer(words.language, whole));
    if !decimals.is_empty() {
        text.push(if words.language == crate::words::Language::Vi { ',' } else { '.' });
        text.push_str(decimals);
    }
    if unit.is_empty() { text } else { format!("{text}\u{a0}{unit}") }
}

/// The directives this one rests on, near and far, and those that rest on it; nothing when it stands alone.
fn around(view: &DirectiveView) -> Option<Drawing> {
    let start = view.directive.id;
    let up = reached(start, view.edges.iter().map(|edge| (edge.from, edge.to)));
    let down = reached(start, view.edges.iter().map(|edge| (edge.to, edge.from)));
    let near: BTreeSet<DirectiveId> = up.union(&down).copied().collect();
    if near.len() < 2 {
        return None;
    }
    let nodes: Vec<GraphNode> =
        view.all.iter().filter(|one| near.contains(&one.id)).map(|one| node(one, one.id == start)).collect();
    Some(draw(&nodes, &links(&view.edges)))
}

fn reached(start: DirectiveId, steps: impl Iterator<Item = (DirectiveId, DirectiveId)>) -> BTreeSet<DirectiveId> {
    let mut next: BTreeMap<DirectiveId, Vec<DirectiveId>> = BTreeMap::new();
    for (from, to) in steps {
        next.entry(from).or_default().push(to);
    }
    let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(id) = open.pop() {
        for to in next.get(&id).into_iter().flatten() {
            if seen.insert(*to) {
                open.push(*to);
            }
        }
    }
    seen
}

fn node(directive: &Directive, current: bool) -> GraphNode {
    let Link { href, text } = link(directive);
    GraphNode { id: directive.id.to_string(), symbol: text, title: directive.title.clone(), href, current }
}

fn links(edges: &[stored::Edge]) -> Vec<GraphLink> {
    let link = |edge: &stored::Edge| GraphLink {
        from: edge.from.to_string(),
        to: edge.to.to_string(),
        kind: edge.relation.word().to_owned(),
    };
    edges.iter().map(link).collect()
}

/// The whole graph of the directives the caller may see.
///
/// # Errors
/// 403 when no mandate of the caller reads directives.
pub async fn graph(State(app): State<App>, visitor: Visitor) -> Result<Page<GraphPage>, Refusal> {
    let (all, edges) = app.service.directive_graph(visitor.caller()).await?;
    let nodes: Vec<GraphNode> = all.iter().map(|directive| node(directive, false)).collect();
    let lines = all.iter().map(|directive| GraphLine {
        directive: link(directive),
        title: directive.title.clone(),
        above: edges
            .iter()
            .filter(|edge| edge.from == directive.id)
            .filter_map(|edge| linked(&all, edge, edge.to))
            .collect(),
    });
    let lines = lines.collect();
    Ok(Page(GraphPage { drawing: draw(&nodes, &links(&edges)), lines, shell: visitor.shell(&app).await }))
}
