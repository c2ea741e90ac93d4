//! How far the study of a directive has come, unit by unit.
//!
//! Not here: the counting (`store::directives::study`).

use axum::{
    extract::{Query, State},
    routing::get,
};
use congdoan_model::{DirectiveId, directives::study::Expected};
use congdoan_service::{
    Error,
    directives::study::{MISSING, expected_name},
    stored::study::CoverageLine,
};
use serde::Deserialize;

use super::{CoveragePage, CoverageRow, MissingRow, answer::choices};
use crate::{
    app::App,
    format,
    handlers::members::answer::unit_asked,
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// Hundredths of a percent in a whole.
const WHOLE: i64 = 10_000;

pub(super) fn routes() -> Vec<Route> {
    vec![route("GET", "/directives/study/coverage", Audience::Person, get(coverage))]
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    directive: Option<String>,
    who: Option<String>,
}

/// `GET /directives/study/coverage`.
///
/// # Errors
/// 404 when the caller may not read records of the unit or does not see the directive.
pub async fn coverage(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<CoveragePage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let caller = visitor.caller();
    let known = app.service.study_list(caller, &code, None).await?;
    let chosen: Option<DirectiveId> = match asked.directive.as_deref().filter(|id| !id.is_empty()) {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound("directive"))?),
        // What was studied last.
        None => known.sessions.iter().flat_map(|(_, studied)| studied).map(|one| one.directive).next(),
    };
    let directive = chosen.or(known.directives.first().map(|one| one.id)).ok_or(Error::NotFound("directive"))?;
    let who: Expected = asked.who.as_deref().and_then(|word| word.parse().ok()).unwrap_or_default();
    let view = app.service.study_coverage(caller, (directive, &code), caller.now.day(), who).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let further = format!("directive={directive}&who={}", who.word());
    let symbol = if view.directive.symbol.is_empty() { &view.directive.title } else { &view.directive.symbol };
    let missing = view.missing.as_ref().map(|missing| {
        let row = |one: &congdoan_service::stored::study::Missing| MissingRow {
            person: Link::new(format!("/members/{}", one.person), one.name.clone()),
            number: one.number.clone().unwrap_or_default(),
            unit: one.unit_name.clone(),
        };
        missing.iter().map(row).collect::<Vec<_>>()
    });
    let kinds = [Expected::Members, Expected::Officers];
    let all = i64::try_from(missing.as_ref().map_or(0, Vec::len)).unwrap_or(i64::MAX);
    let shown = |line: &&CoverageLine| line.unit != view.unit.id || line.expected > 0 || line.sessions > 0;
    Ok(Page(CoveragePage {
        directive: Link::new(format!("/directives/{directive}"), symbol.clone()),
        directive_id: directive.to_string(),
        title: view.directive.title.clone(),
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        directives: choices(&known.directives, &[directive.to_string().as_str()]),
        who: kinds.map(|kind| Choice::new(kind.word(), expected_name(kind).get(words.language), who.word())).to_vec(),
        lines: view
            .lines
            .iter()
            .filter(shown)
            .map(|line| row(&words, line, (line.unit != view.unit.id).then_some(further.as_str())))
            .collect(),
        total: row(&words, &view.total, None),
        missing_cut: all >= MISSING,
        missing,
        sessions_href: format!("/directives/study?unit={}&directive={directive}", encode(&code)),
        code,
        shell,
    }))
}

fn row(words: &Words, line: &CoverageLine, further: Option<&str>) -> CoverageRow {
    let share = line.studied.saturating_mul(WHOLE).checked_div(line.expected);
    let href = further.map(|rest| format!("/directives/study/coverage?unit={}&{rest}", encode(&line.code)));
    let counts = [line.expected, line.studied, line.expected - line.studied, line.sessions];
    CoverageRow {
        unit: Link::new(href.unwrap_or_default(), line.name.clone()),
        counts: counts.map(|count| format::integer(words.language, count)),
        share: share.map(|share| format::percent(words.language, share)).unwrap_or_default(),
        percent: share.unwrap_or(0) / 100,
    }
}
