//! What fills the pages of directives: the list, one directive with its text and its place among the others, the graph.
//!
//! Not here: reading a text and entering it (`read`), deciding (`decide`), other deeds (`deeds`), the drawing
//! (`crate::graph`).

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{DefaultBodyLimit, Path, Query, State},
    routing::{get, post},
};
use congdoan_model::{
    DirectiveId, Timestamp,
    access::Action,
    directives::{
        Direction, Directive,
        finding::{Decision, Finding as Kept, FindingKind},
        standing::Standing,
    },
    period::parse_day,
};
use congdoan_service::{
    Error, Service,
    directives::{DirectiveView, Fallen, LARGEST_PASTED_TEXT, RegisterQuery},
    stored,
};
use serde::Deserialize;

use super::{
    DirectiveLink, DirectivePage, DirectiveRow, DirectivesPage, Finding, FindingGroup, GraphLine, GraphPage, decide,
    deeds, facts, read,
};
use crate::{
    api,
    app::App,
    format,
    graph::{Drawing, GraphLink, GraphNode, draw},
    handlers::programmes::{ProgrammeRow, answer::row as programme_row},
    labels,
    page::{Choice, Link, Page},
    reading::marked,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many directives a page of the list shows.
const PAGE: usize = 50;
/// The largest body a text comes in: the text with the rest of its form.
const LARGEST_BODY: usize = LARGEST_PASTED_TEXT + 1024 * 1024;
/// How many letters of a text its page shows at first.
const SHOWN: usize = 300_000;

/// The routes of directives.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    let most = || DefaultBodyLimit::max(LARGEST_BODY);
    vec![
        route("GET", "/directives", Person, get(list)),
        route("POST", "/directives/read", Person, post(read::read).layer(most())),
        route("GET", "/directives/drafts/{id}", Person, get(read::draft)),
        route("POST", "/directives/drafts/{id}", Person, post(read::decide).layer(most())),
        route("GET", "/directives/graph", Person, get(graph)),
        route("GET", "/directives/{id}", Person, get(directive)),
        route("GET", "/directives/{id}/impact", Person, get(deeds::impact)),
        route("GET", "/directives/{id}/file", Person, get(deeds::file)),
        route("GET", "/directives/{id}/text", Person, get(deeds::text)),
        route("GET", "/directives/{id}/correct", Person, get(deeds::correct_form)),
        route("POST", "/directives/{id}/correct", Person, post(deeds::correct)),
        route("POST", "/directives/{id}/book", Person, post(deeds::book)),
        route("POST", "/directives/{id}/links", Person, post(deeds::link)),
        route("POST", "/directives/{id}/findings", Person, post(decide::many)),
        route("GET", "/directives/{id}/findings/{anchor}", Person, get(decide::form)),
        route("POST", "/directives/{id}/findings/{anchor}", Person, post(decide::one)),
    ]
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub(super) q: String,
    pub(super) unit: String,
    pub(super) kind: String,
    pub(super) direction: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) after: String,
}

impl Asked {
    fn address(&self, after: DirectiveId) -> String {
        let pairs = [
            ("q", &self.q),
            ("unit", &self.unit),
            ("kind", &self.kind),
            ("direction", &self.direction),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let asked = pairs.iter().filter(|(_, value)| !value.is_empty());
        let asked: String = asked.map(|(name, value)| format!("{name}={}&", encode(value))).collect();
        format!("/directives?{asked}after={after}")
    }
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
    Ok(Page(list_page(&app, &visitor, &asked, (String::new(), None)).await?))
}

/// The list with a text in its box, and why the text was refused.
pub(super) async fn list_page(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    (text, error): (String, Option<String>),
) -> Result<DirectivesPage, Refusal> {
    let after = (!asked.after.is_empty()).then(|| api::id::<DirectiveId>(&asked.after, "page")).transpose()?;
    let query = RegisterQuery {
        words: asked.q.trim(),
        unit: asked.unit.trim(),
        kind: asked.kind.trim(),
        direction: &asked.direction,
        days: (parse_day(asked.from.trim()), parse_day(asked.until.trim())),
        after,
        limit: i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
    };
    let mut shown = app.service.directives_page(visitor.caller(), &query).await?;
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
    let can_read = visitor.caller().may_somewhere(Action::DirectiveWrite);
    let drafts = if can_read { app.service.papers_begun(visitor.caller()).await? } else { Vec::new() };
    let drafts = drafts.into_iter().map(|draft| {
        let day = format::date(Timestamp::from_micros(draft.changed_at).day());
        (Link::new(read::draft_page(draft.id), draft.title), day)
    });
    let shell = visitor.shell(app);
    let side =
        |side: Direction| Choice::new(side.word(), labels::book_direction(&shell.words, side.word()), &asked.direction);
    Ok(DirectivesPage {
        rows: rows.collect(),
        can_read,
        drafts: drafts.collect(),
        text,
        error,
        next_href: last.map(|last| asked.address(last)),
        query: asked.q.clone(),
        directions: Direction::ALL.map(side).into(),
        kind: asked.kind.clone(),
        unit: asked.unit.clone(),
        from: asked.from.clone(),
        until: asked.until.clone(),
        shell,
    })
}

/// A directive by its symbol, or by its title where it has none.
pub(super) fn link(directive: &Directive) -> Link {
    let text = if directive.symbol.is_empty() { &directive.title } else { &directive.symbol };
    Link::new(page_of(directive.id), text.clone())
}

/// Where a directive stands.
pub(super) fn page_of(id: DirectiveId) -> String {
    format!("/directives/{id}")
}

/// What is asked of the page of a directive.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    text: String,
}

/// One directive.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn directive(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Page<DirectivePage>, Refusal> {
    let view = app.service.directive(visitor.caller(), api::id(&id, "directive")?).await?;
    app.service.received_in_passing(visitor.caller(), view.directive.id).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let programmes = programmes(&app.service, &visitor, &words, &view).await?;
    let directive = &view.directive;
    let href = page_of(directive.id);
    let answered: Vec<&stored::Edge> = view.edges.iter().filter(|edge| edge.from == directive.id).collect();
    let answering: Vec<&stored::Edge> = view.edges.iter().filter(|edge| edge.to == directive.id).collect();
    let (segments, cut) = text_of(&view, &shown.text);
    let clauses = view.clauses.iter().map(|one| (one.anchor(), one.label.clone(), one.title.clone(), one.depth));
    Ok(Page(DirectivePage {
        symbol: directive.symbol.clone(),
        title: directive.title.clone(),
        kind: directive.kind.clone(),
        standing: standing(&words, view.standing, &view.all),
        fallen: view.fallen.iter().map(|fallen| fell(&words, fallen)).collect(),
        facts: particulars(&words, &view),
        summary: directive.summary.clone(),
        file: view.entered.file.as_ref().map(|file| Link::new(format!("{href}/file"), file.name.clone())),
        segments,
        whole_href: if cut { format!("{href}?text=all") } else { String::new() },
        clauses: clauses.collect(),
        groups: groups(&app, &words, &view),
        above: answered.iter().filter_map(|edge| linked(&view.all, edge, edge.to)).collect(),
        below: answering.iter().filter_map(|edge| linked(&view.all, edge, edge.from)).collect(),
        drawing: around(&view),
        programmes,
        cascade: crate::handlers::programmes::coverage::tools(&visitor, directive.id),
        books: view.books.iter().map(|booked| book_line(&words, booked)).collect(),
        corrections: view.corrections.iter().map(|one| correction(&words, one)).collect(),
        deeds: deeds::offered(&visitor, &words, &view)?,
        writes: view.writes,
        idempotency_key: app.service.ids().secret(),
        href,
        shell,
    }))
}

/// The text in pieces, and whether it is cut off.
fn text_of(view: &DirectiveView, shown: &str) -> (Vec<super::Segment>, bool) {
    if view.body.is_empty() {
        return (Vec::new(), false);
    }
    let end = if shown == "all" { None } else { view.body.char_indices().nth(SHOWN).map(|(byte, _)| byte) };
    let text = end.and_then(|end| view.body.get(..end)).unwrap_or(&view.body);
    let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let findings: Vec<&Kept> = view.findings.iter().filter(|finding| finding.end <= letters).collect();
    (marked(text, &findings, &view.clauses), end.is_some())
}

/// How a paper stands, said for reading; nothing when it holds.
pub(super) fn standing(words: &Words, standing: Standing, all: &[Directive]) -> String {
    match standing {
        Standing::InForce => String::new(),
        Standing::NotYet { from } => words.t1("standing-not-yet", "day", &format::date(from)),
        Standing::Ended { since } => words.t1("standing-ended", "day", &format::date(since)),
        Standing::Replaced { by, since } => {
            let by = all.iter().find(|one| one.id == by).map(|by| link(by).text).unwrap_or_default();
            match since {
                Some(since) => words.t_with("standing-replaced-from", &[("by", &by), ("day", &format::date(since))]),
                None => words.t1("standing-replaced", "by", &by),
            }
        }
    }
}

/// A paper that fell under another, and what is said of it.
pub(crate) fn fell(words: &Words, fallen: &Fallen) -> (Link, String) {
    let by: Vec<Directive> = fallen.by.iter().cloned().collect();
    (link(&fallen.directive), standing(words, fallen.standing, &by))
}

fn particulars(words: &Words, view: &DirectiveView) -> Vec<(String, Link)> {
    let directive = &view.directive;
    let day = |day: Option<chrono::NaiveDate>| day.map(format::date).unwrap_or_default();
    let plain = |label: String, text: String| (label, Link::new("", text));
    let unit = |id: Option<congdoan_model::UnitId>| view.units.iter().find(|unit| Some(unit.id) == id);
    let issuer = match unit(directive.issuer_unit) {
        Some(unit) => Link::new(format!("/units/{}", unit.code), directive.issuer.clone()),
        None => Link::new("", directive.issuer.clone()),
    };
    let family = congdoan_model::directives::symbol::Symbol::parse(&directive.symbol);
    let family = family.map(|symbol| labels::symbol_family(words, symbol.family.word())).unwrap_or_default();
    let entered = view.unit.as_ref().map(|unit| Link::new(format!("/units/{}", unit.code), unit.name.clone()));
    let all = vec![
        plain(words.t("kind"), directive.kind.clone()),
        plain(words.t("symbol-family"), family),
        plain(words.t("issued-on"), day(directive.issued_on)),
        (words.t("issuer"), issuer),
        plain(words.t("valid-from"), day(directive.valid_from)),
        plain(words.t("valid-until"), day(directive.valid_until)),
        (words.t("entered-at"), entered.unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, link)| !link.text.is_empty()).collect()
}

fn book_line(words: &Words, booked: &stored::Booked) -> String {
    let entry = &booked.entry;
    let (number, year) = (entry.number.to_string(), entry.year.to_string());
    let values = [
        ("unit", booked.unit_name.as_str()),
        ("side", &labels::book_direction(words, entry.direction.word())),
        ("number", &number),
        ("year", &year),
        ("day", &format::date(entry.booked_on)),
    ];
    words.t_with("book-line", &values)
}

fn correction(words: &Words, one: &stored::Correction) -> (String, String, String) {
    let day = format::date(Timestamp::from_micros(one.at).day());
    let was = &one.particulars;
    let issued = was.issued_on.map(format::date).unwrap_or_default();
    let said = [was.kind.as_str(), &was.symbol, &issued, &was.issuer, &was.title];
    let said = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    (words.t_with("corrected-by", &[("who", &one.by), ("day", &day)]), one.reason.clone(), said)
}

/// What was read in a directive, by kind, with what was decided.
fn groups(app: &App, words: &Words, view: &DirectiveView) -> Vec<FindingGroup> {
    let pack = app.service.pack();
    let item = |finding: &Kept| {
        let cited = finding.cited.and_then(|id| view.all.iter().find(|one| one.id == id)).map(link);
        let unit = finding.unit.and_then(|id| view.units.iter().find(|unit| unit.id == id));
        let unit = unit.map(|unit| Link::new(format!("/units/{}", unit.code), unit.name.clone()));
        let mut facts = facts::facts(words, finding.kind, &finding.kept);
        if let Some(indicator) = finding.indicator.as_ref().and_then(|id| pack.indicator(id)) {
            facts.push((words.t("finding-indicator"), indicator.name.get(words.language).to_owned()));
        }
        if finding.decision == Decision::Corrected {
            let read = facts::facts(words, finding.kind, &finding.read);
            let read = read.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" · ");
            facts.push((words.t("finding-as-read"), read));
        }
        let anchor = finding.anchor();
        Finding {
            text: finding.text.clone(),
            rule: finding.rule.clone(),
            facts,
            known: cited.or(unit),
            chosen: finding.decision.stands(),
            decision: (finding.decision.word().to_owned(), labels::finding_decision(words, finding.decision.word())),
            href: if view.writes { format!("{}/findings/{anchor}", page_of(view.directive.id)) } else { String::new() },
            anchor,
            ..Finding::default()
        }
    };
    let group = |kind: FindingKind| FindingGroup {
        name: kind.word().to_owned(),
        heading: labels::finding_kind(words, kind.word()),
        note: String::new(),
        findings: view.findings.iter().filter(|one| one.kind == kind).map(item).collect(),
    };
    FindingKind::ALL.into_iter().map(group).filter(|group| !group.findings.is_empty()).collect()
}

/// The programmes that answer a directive, as rows; those the caller may not open are left out.
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
    Some(DirectiveLink {
        kind: edge.relation.word().to_owned(),
        directive: link(other),
        title: other.title.clone(),
        since: edge.since.map(format::date).unwrap_or_default(),
    })
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
    Ok(Page(GraphPage { drawing: draw(&nodes, &links(&edges)), lines, shell: visitor.shell(&app) }))
}
