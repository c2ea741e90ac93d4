//! Units: the tree opened branch by branch, the search by name, one unit.
//!
//! Not here: who may see what (`store::access`).

use askama::Template as _;
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use axum_htmx::HxRequest;
use congdoan_model::{
    access::Action,
    org::{Line, Unit, UnitKind},
};
use congdoan_service::{Error, Listed, Service, UnitFilter, org::UnitView};
use serde::Deserialize;

use super::{
    DatedUnit, Post, UnitNode, UnitPage, UnitsPage, employers, foundings, particulars, particulars::UnitMore,
    reorganisations,
};
use crate::{
    app::App,
    format,
    handlers::registers,
    labels,
    lists::{ListTools, Pairs},
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visitor,
};

/// How many units a page of the list shows.
const PAGE: i64 = 100;

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    let own = vec![
        route("GET", "/units", Audience::Person, get(units)),
        route("GET", "/units/{code}", Audience::Person, get(unit)),
    ];
    [
        own,
        particulars::answer::routes(),
        foundings::answer::routes(),
        employers::answer::routes(),
        reorganisations::answer::routes(),
    ]
    .concat()
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Asked {
    under: Option<String>,
    q: Option<String>,
    kind: Option<String>,
    after: Option<String>,
}

/// The unit a person works in: that of the latest mandate.
///
/// # Errors
/// [`Error::NotFound`] for somebody without a mandate.
pub fn home(visitor: &Visitor) -> Result<Unit, Refusal> {
    Ok(visitor.homes().last().cloned().ok_or(Error::NotFound("unit"))?)
}

/// `GET /units`: the tree from the caller's unit, one branch, or what was found by name.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn units(
    State(app): State<App>,
    visitor: Visitor,
    HxRequest(fragment): HxRequest,
    Query(asked): Query<Asked>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Refusal> {
    let shell = visitor.shell(&app);
    let query = asked.q.unwrap_or_default().trim().to_owned();
    let kind = asked.kind.as_deref().and_then(|word| word.parse::<UnitKind>().ok());
    let mut page = if query.is_empty() && kind.is_none() {
        tree(&app, &visitor, shell, asked.under.filter(|under| !under.is_empty())).await?
    } else {
        search(&app, &visitor, shell, (query, kind), &asked.after.unwrap_or_default()).await?
    };
    let shown = kind.map_or("", UnitKind::word);
    let all = std::iter::once(Choice::new("", page.shell.t("units-any-kind"), shown));
    let label = |kind: &UnitKind| labels::unit_kind(&page.shell.words, kind.word());
    page.kinds = all.chain(UnitKind::ALL.iter().map(|kind| Choice::new(kind.word(), label(kind), shown))).collect();
    if fragment && asked_for_branch(&visitor.path) {
        return Ok(Html(page.branch().render().unwrap_or_default()).into_response());
    }
    page.tools = ListTools::new("/units", &pairs, Vec::new()).with_views(&app, &visitor).await?;
    Ok(Page(page).into_response())
}

fn asked_for_branch(path: &str) -> bool {
    path.contains("under=")
}

async fn tree(app: &App, visitor: &Visitor, shell: Shell, under: Option<String>) -> Result<UnitsPage, Refusal> {
    let caller = visitor.caller();
    let (nodes, trail) = match under {
        Some(under) => {
            let (unit, children) = app.service.children(caller, &under).await?;
            let mut trail = links(app.service.path(caller, &under).await?);
            trail.push(Link::new(format!("/units?under={}", unit.code), unit.name));
            (children.into_iter().map(node).collect(), trail)
        }
        None => {
            let home = home(visitor)?;
            let (unit, children) = app.service.children(caller, home.code.as_str()).await?;
            let root =
                UnitNode { below: children.len(), children: children.into_iter().map(node).collect(), ..plain(&unit) };
            (vec![root], links(app.service.path(caller, home.code.as_str()).await?))
        }
    };
    let (links, total) = (tools(visitor, &shell), nodes.len());
    let (kinds, tools) = (Vec::new(), ListTools::default());
    Ok(UnitsPage { shell, query: String::new(), trail, total, nodes, next_href: None, kinds, tools, links })
}

async fn search(
    app: &App,
    visitor: &Visitor,
    shell: Shell,
    (query, kind): (String, Option<UnitKind>),
    after: &str,
) -> Result<UnitsPage, Refusal> {
    let home = home(visitor)?;
    let filter = UnitFilter { kind, name: &query, after, limit: PAGE + 1 };
    let mut found = app.service.units_below(visitor.caller(), home.code.as_str(), &filter).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let of_kind = kind.map_or("", UnitKind::word);
    let next = |last: &Unit| format!("/units?q={}&kind={of_kind}&after={}", encode(&query), last.code);
    let next_href = found.last().filter(|_| more).map(next);
    let nodes: Vec<UnitNode> = found.iter().map(plain).collect();
    let (links, total) = (tools(visitor, &shell), nodes.len());
    let (kinds, tools) = (Vec::new(), ListTools::default());
    Ok(UnitsPage { shell, query, trail: Vec::new(), total, nodes, next_href, kinds, tools, links })
}

/// What else there is about units, as far as the caller's roles reach.
fn tools(visitor: &Visitor, shell: &Shell) -> Vec<Link> {
    let mut tools = vec![Link::new("/employers", shell.t("employers"))];
    if visitor.caller().may_somewhere(Action::FoundingWrite) {
        tools.push(Link::new("/foundings", shell.t("foundings")));
    }
    tools.push(Link::new("/reorganisations", shell.t("reorganisations")));
    tools
}

fn plain(unit: &Unit) -> UnitNode {
    UnitNode {
        code: unit.code.to_string(),
        name: unit.name.clone(),
        kind: unit.kind.word().to_owned(),
        line: Line::Managing.word().to_owned(),
        ..UnitNode::default()
    }
}

fn node(listed: Listed) -> UnitNode {
    UnitNode {
        line: listed.line.unwrap_or(Line::Managing).word().to_owned(),
        below: usize::try_from(listed.children).unwrap_or(0),
        ..plain(&listed.unit)
    }
}

fn links(units: Vec<Unit>) -> Vec<Link> {
    units.into_iter().map(|unit| Link::new(format!("/units/{}", unit.code), unit.name)).collect()
}

/// The day of which the units below are shown.
#[derive(Debug, Deserialize)]
pub struct OnDay {
    day: Option<String>,
}

/// `GET /units/{code}`; `day` shows the units below as they were on a day.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn unit(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<OnDay>,
) -> Result<Response, Refusal> {
    let mut view = app.service.unit(visitor.caller(), &code).await?;
    let today = visitor.caller().now.day();
    let on = asked.day.as_deref().and_then(registers::answer::day).unwrap_or(today);
    if on != today {
        view.children = app.service.children_on(visitor.caller(), &code, on).await?;
    }
    let trail = links(app.service.path(visitor.caller(), &code).await?);
    let shell = visitor.shell(&app);
    let found = app.service.particulars(visitor.caller(), &code).await?;
    let more = particulars::answer::more(&app.service, &shell.words, &found, visitor.caller().now.day());
    Ok(Page(UnitPage { day: on.to_string(), ..page(&app.service, shell, view, (trail, more)) }).into_response())
}

fn page(service: &Service, shell: Shell, view: UnitView, (trail, more): (Vec<Link>, UnitMore)) -> UnitPage {
    let (pack, language) = (service.pack(), shell.words.language);
    let (unit, code) = (&view.unit, view.unit.code.as_str());
    let led = |line: Line| {
        let on_line = view.parents.iter().filter(move |(link, _)| link.line == line);
        on_line.filter_map(|(link, parent)| {
            let parent = parent.as_ref()?;
            Some(DatedUnit {
                unit: Link::new(format!("/units/{}", parent.code), parent.name.clone()),
                from: format::date(link.from),
                until: link.until.map(format::date).unwrap_or_default(),
            })
        })
    };
    let posts = view.posts.iter().map(|post| Post {
        person: post.name.clone(),
        role: pack.role(&post.role).map_or_else(|| post.role.clone(), |role| role.name.get(language).to_owned()),
        since: format::date(post.valid_from),
    });
    let form = (!unit.form.is_empty()).then(|| pack.form_name(unit.kind, &unit.form)).flatten();
    let children: Vec<UnitNode> = view.children.iter().take(200).cloned().map(node).collect();
    UnitPage {
        code: code.to_owned(),
        name: unit.name.clone(),
        kind: unit.kind.word().to_owned(),
        form: form.map(|form| form.get(language).to_owned()).unwrap_or_default(),
        opened: format::date(unit.opened_on),
        closed: unit.closed_on.map(format::date).unwrap_or_default(),
        trail,
        managing: led(Line::Managing).collect(),
        coordinating: led(Line::Coordinating).collect(),
        children_total: view.children.len(),
        children_coordinated: view.children.iter().filter(|one| one.line == Some(Line::Coordinating)).count(),
        day: String::new(),
        children,
        posts: posts.collect(),
        links: vec![
            Link::new(format!("/figures?unit={code}"), shell.t("nav-figures")),
            Link::new(format!("/registers?unit={code}"), shell.t("nav-registers")),
            Link::new(format!("/programmes?unit={code}"), shell.t("nav-programmes")),
            Link::new(format!("/units/{code}/officers"), shell.t("officers")),
        ],
        more,
        shell,
    }
}
