//! The matrix of a directive and the tree of its programmes, as pages and as files.
//!
//! Not here: what is a gap (`service::programmes::coverage`).

use axum::{
    extract::{Path, Query, State},
    response::Response,
    routing::get,
};
use congdoan_model::{
    DirectiveId, access::Action, directives::Directive, org::UnitKind, programmes::cascade::CellState,
};
use congdoan_service::{
    papers::PaperFormat,
    programmes::{
        cascade::CascadeLine,
        coverage::{Cell, Coverage, CoverageAsk, CoverageColumn, CoverageRow},
    },
};
use serde::Deserialize;

use super::{
    answers::answered,
    opening::kinds,
    pages::{CascadePage, CascadeRow, CoveragePage, DirectiveTools, MatrixCell, MatrixClause, MatrixUnit},
};
use crate::{
    api::id,
    app::App,
    format,
    handlers::figures::{
        answer::{download, unit_or_home},
        cells::unit_page,
    },
    labels,
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// From how many units on they stand in rows.
const TURNED_FROM: usize = 9;
/// How many units without a programme are named.
const NAMED: usize = 60;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/directives/{id}/coverage", Person, get(matrix)),
        route("GET", "/directives/{id}/coverage.xlsx", Person, get(xlsx)),
        route("GET", "/directives/{id}/coverage.csv", Person, get(csv)),
        route("GET", "/directives/{id}/cascade", Person, get(cascade)),
    ]
}

/// What a directive's page leads to.
#[must_use]
pub fn tools(visitor: &Visitor, id: DirectiveId) -> DirectiveTools {
    DirectiveTools { id: id.to_string(), may_open: visitor.caller().may_somewhere(Action::ProgrammeWrite) }
}

/// What is asked of the matrix.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    #[serde(default)]
    level: String,
    #[serde(default)]
    gaps: String,
}

/// `GET /directives/{id}/coverage`.
///
/// # Errors
/// 404 when the caller may not see the directive or the unit, 403 when it may see totals of the unit alone.
pub async fn matrix(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<CoveragePage>, Refusal> {
    let directive: DirectiveId = id(&directive, "directive")?;
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let ask = CoverageAsk { unit: &code, level: asked.level.parse().ok(), gaps: !asked.gaps.is_empty() };
    let found = app.service.coverage(visitor.caller(), directive, &ask).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let turned = found.columns.len() >= TURNED_FROM;
    let level = found.level.map_or("", UnitKind::word);
    let mut levels = vec![Choice::new("", words.t("coverage-directly-below"), level)];
    levels.extend(
        found.levels.iter().map(|kind| Choice::new(kind.word(), labels::unit_kind(&words, kind.word()), level)),
    );
    let mut units = vec![Choice::new(code.as_str(), found.unit.name.clone(), &code)];
    for unit in app.service.path(visitor.caller(), &code).await?.into_iter().chain(visitor.homes().iter().cloned()) {
        if units.iter().all(|choice| choice.value != unit.code.as_str()) {
            units.push(Choice::new(unit.code.as_str(), unit.name, &code));
        }
    }
    let question = question(&code, level, ask.gaps);
    Ok(Page(CoveragePage {
        directive: link(&found.directive),
        directive_title: found.directive.title.clone(),
        unit: Link::new(unit_page(&code), found.unit.name.clone()),
        units,
        levels,
        gaps_only: ask.gaps,
        turned,
        question,
        address: format!("/directives/{directive}/coverage"),
        said: said(&words, &found),
        complete: found.gaps() == 0 && found.unopened.is_empty(),
        columns: found.columns.iter().enumerate().map(|(place, one)| unit(&words, &found, place, one)).collect(),
        rows: found.rows.iter().map(|row| clause(&words, &found, row)).collect(),
        unopened: found
            .unopened
            .iter()
            .take(NAMED)
            .map(|one| Link::new(unit_page(&one.code), one.name.clone()))
            .collect(),
        cut: found.cut,
        has_clauses: found.clauses > 0,
        code,
        shell,
    }))
}

fn question(code: &str, level: &str, gaps: bool) -> String {
    let gaps = if gaps { "&gaps=1" } else { "" };
    format!("unit={}&level={}{gaps}", encode(code), encode(level))
}

/// What is missing, and who opened nothing, in a sentence.
fn said(words: &Words, found: &Coverage) -> String {
    let missing = words.count("coverage-gaps", found.gaps());
    if found.unopened.is_empty() {
        return missing;
    }
    let unopened = i64::try_from(found.unopened.len()).unwrap_or(i64::MAX);
    format!("{missing} {}", words.count("coverage-unopened-count", unopened))
}

fn unit(words: &Words, found: &Coverage, place: usize, column: &CoverageColumn) -> MatrixUnit {
    let of_unit = column.programmes.iter().chain(&column.elsewhere);
    let below = format!("/directives/{}/coverage?unit={}", found.directive.id, encode(&column.column.code));
    let cells = found.rows.iter().filter_map(|row| Some(shown(words, column, row.cells.get(place)?)));
    MatrixUnit {
        unit: Link::new(below, column.column.name.clone()),
        kind: labels::unit_kind(words, &column.column.kind),
        programmes: of_unit.map(|one| Link::new(format!("/programmes/{}", one.programme), one.title.clone())).collect(),
        answered: if column.programmes.is_empty() {
            String::new()
        } else {
            answered(words, found.clauses, found.clauses - column.answered.min(found.clauses))
        },
        gaps: column.gaps,
        cells: cells.collect(),
    }
}

fn clause(words: &Words, found: &Coverage, row: &CoverageRow) -> MatrixClause {
    let cells = found.columns.iter().zip(&row.cells).map(|(column, cell)| shown(words, column, cell));
    MatrixClause {
        label: row.clause.label.clone(),
        title: row.clause.title.clone(),
        answered: row.answered,
        gaps: row.gaps,
        cells: cells.collect(),
    }
}

fn shown(words: &Words, column: &CoverageColumn, cell: &Cell) -> MatrixCell {
    let programme = match cell.own {
        CellState::NoProgramme => None,
        CellState::Elsewhere => column.elsewhere.first().map(|one| format!("/programmes/{}", one.programme)),
        _ => column.programmes.first().map(|one| format!("/programmes/{}/answers", one.programme)),
    };
    let answered = cell.below.opened - cell.below.unanswered();
    MatrixCell {
        state: cell.own.word().to_owned(),
        words: labels::cell_state(words, cell.own.word()),
        href: programme.unwrap_or_default(),
        below: if cell.below.opened == 0 { String::new() } else { format!("{answered}/{}", cell.below.opened) },
        gap_below: cell.below.unanswered() > 0,
    }
}

pub(super) fn link(directive: &Directive) -> Link {
    let text = if directive.symbol.is_empty() { &directive.title } else { &directive.symbol };
    Link::new(format!("/directives/{}", directive.id), text.clone())
}

/// `GET /directives/{id}/coverage.xlsx`.
///
/// # Errors
/// As [`matrix`].
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &directive, &asked, PaperFormat::Xlsx).await
}

/// `GET /directives/{id}/coverage.csv`.
///
/// # Errors
/// As [`matrix`].
pub async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &directive, &asked, PaperFormat::Csv).await
}

async fn file(
    app: &App,
    visitor: &Visitor,
    directive: &str,
    asked: &Asked,
    format: PaperFormat,
) -> Result<Response, Refusal> {
    let directive: DirectiveId = id(directive, "directive")?;
    let code = unit_or_home(visitor, asked.unit.as_ref())?;
    let ask = CoverageAsk { unit: &code, level: asked.level.parse().ok(), gaps: !asked.gaps.is_empty() };
    let table = app.service.coverage_paper(visitor.caller(), directive, &ask, visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download(&format!("ma-tran-{code}"), format, bytes))
}

/// `GET /directives/{id}/cascade`.
///
/// # Errors
/// 404 when the caller may not see the directive.
pub async fn cascade(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
) -> Result<Page<CascadePage>, Refusal> {
    let directive: DirectiveId = id(&directive, "directive")?;
    let view = app.service.cascade(visitor.caller(), directive).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let counts = [view.lines.len(), view.levels()].map(|count| count.to_string());
    Ok(Page(CascadePage {
        directive: link(&view.directive),
        directive_title: view.directive.title.clone(),
        said: words.t_with("cascade-said", &[("programmes", &counts[0]), ("levels", &counts[1])]),
        rows: view.lines.iter().map(|line| cascade_row(&words, line)).collect(),
        cut: view.cut,
        tools: tools(&visitor, directive),
        shell,
    }))
}

fn cascade_row(words: &Words, line: &CascadeLine) -> CascadeRow {
    let one = &line.programme;
    let kind = kinds(words, one.programme.kind.word()).into_iter().find(|choice| choice.selected);
    let since = if line.days < 0 {
        words.t1("cascade-begins", "date", &format::date(one.programme.period.from()))
    } else {
        words.t_with(
            "cascade-days",
            &[
                ("date", &format::date(one.programme.period.from())),
                ("days", &format::integer(words.language, line.days)),
            ],
        )
    };
    let (all, left) = (usize::try_from(one.clauses).unwrap_or(0), usize::try_from(line.gaps()).unwrap_or(0));
    let directive = one.programme.directive.map(|id| id.to_string()).unwrap_or_default();
    let waiting = i64::try_from(line.unopened.len()).unwrap_or(i64::MAX);
    CascadeRow {
        programme: Link::new(format!("/programmes/{}", one.programme.id), one.programme.title.clone()),
        unit: Link::new(unit_page(&one.unit_code), one.unit_name.clone()),
        level: line.depth + 1,
        kind: kind.map(|choice| choice.label).unwrap_or_default(),
        paper: Link::new(format!("/directives/{directive}"), one.symbol.clone()),
        since,
        answered: if all == 0 { String::new() } else { answered(words, all, left) },
        gaps: line.gaps(),
        ended: match one.end.as_deref() {
            Some("closed") => words.t("programme-was-closed"),
            Some(_) => words.t("programme-was-cancelled"),
            None => String::new(),
        },
        waiting: if waiting == 0 { String::new() } else { words.count("cascade-waiting-count", waiting) },
        unopened: line
            .unopened
            .iter()
            .take(NAMED)
            .map(|one| Link::new(unit_page(&one.code), one.name.clone()))
            .collect(),
    }
}
