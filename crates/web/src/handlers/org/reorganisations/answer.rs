//! Reorganisations answered: the list, the form, one that was applied.
//!
//! Not here: previewing, applying, undoing (`deeds`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{ReorganisationId, Timestamp, access::Action, org::EffectKind};
use congdoan_service::{
    Error,
    org::{
        applied::AppliedView,
        plan::SimplePlan,
        reorganise::{ByKind, Preview},
    },
};
use serde::Deserialize;

use super::{
    EffectLine, EffectSum, FieldKind, FormField, PlanPage, PlanSums, ReorganisationPage, ReorganisationRow,
    ReorganisationsPage, deeds,
};
use crate::{
    api::id,
    app::App,
    format, labels,
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// How many units a page shows.
pub(super) const PAGE: usize = 100;

/// The routes of reorganisations.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/reorganisations", Person, get(list)),
        route("POST", "/reorganisations", Person, post(deeds::apply)),
        route("GET", "/reorganisations/new", Person, get(new)),
        route("POST", "/reorganisations/preview", Person, post(deeds::preview)),
        route("POST", "/reorganisations/preview.csv", Person, post(deeds::preview_csv)),
        route("GET", "/reorganisations/{id}", Person, get(one)),
        route("POST", "/reorganisations/{id}/undo", Person, post(deeds::undo)),
    ]
}

/// A moment as pages write it.
pub(crate) fn moment(micros: i64) -> String {
    format::date(Timestamp::from_micros(micros).day())
}

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub struct ListAsked {
    after: Option<String>,
}

/// `GET /reorganisations`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<ListAsked>,
) -> Result<Page<ReorganisationsPage>, Refusal> {
    let after = asked.after.as_deref().filter(|after| !after.is_empty());
    let after = after.map(|after| id::<ReorganisationId>(after, "page")).transpose()?;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut found = app.service.reorganisations(visitor.caller(), (after, most)).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|last| last.id);
    let rows = found.into_iter().map(|one| ReorganisationRow {
        link: Link::new(format!("/reorganisations/{}", one.id), one.title),
        decision: one.decision,
        effective: format::date(one.effective_on),
        applied: moment(one.applied_at),
        by: one.applied_by,
        undone: one.undone_at.map(moment).unwrap_or_default(),
    });
    let may_plan = visitor.caller().may_somewhere(Action::UnitWrite);
    let next_href = last.map(|last| format!("/reorganisations?after={last}"));
    Ok(Page(ReorganisationsPage { rows: rows.collect(), next_href, may_plan, shell: visitor.shell(&app) }))
}

/// What the address of a new plan says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    units: Option<String>,
    r#do: Option<String>,
}

/// `GET /reorganisations/new`; `units` fills in codes, with commas between.
///
/// # Errors
/// 403 when the caller may reorganise nowhere.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<PlanPage>, Refusal> {
    if !visitor.caller().may_somewhere(Action::UnitWrite) {
        return Err(Error::Denied(Action::UnitWrite).into());
    }
    let units = asked.units.unwrap_or_default().split(',').map(|code| code.trim().to_owned()).collect();
    let effective_on = visitor.caller().now.day().to_string();
    let simple = SimplePlan { units, does: asked.r#do.unwrap_or_default(), effective_on, ..SimplePlan::default() };
    Ok(Page(plan_page(&app, &visitor, &simple, String::new(), Vec::new())?))
}

/// The form, with what was typed.
pub(super) fn plan_page(
    app: &App,
    visitor: &Visitor,
    simple: &SimplePlan,
    plan: String,
    errors: Vec<FieldError>,
) -> Result<PlanPage, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let first = visitor.homes().last().map(|unit| unit.code.to_string()).unwrap_or_default();
    let unit = if simple.unit.is_empty() { first } else { simple.unit.clone() };
    let does = if simple.does.is_empty() { "move" } else { simple.does.as_str() };
    let deeds = [("move", "moved"), ("merge", "merged"), ("end", "ended"), ("rename", "renamed")];
    let field = |id: &str, label: String, kind: FieldKind, value: &str| FormField {
        id: id.to_owned(),
        label,
        kind,
        required: true,
        value: value.to_owned(),
        ..FormField::default()
    };
    let fields = vec![
        field("title", words.t("reorganisation-title"), FieldKind::Text, &simple.title),
        field("decision", words.t("decision-number"), FieldKind::Text, &simple.decision),
        field("effective_on", words.t("effective-on"), FieldKind::Date, &simple.effective_on),
        FormField {
            hint: words.t("reorganisation-scope-hint"),
            ..field("unit", words.t("reorganisation-scope"), FieldKind::Text, &unit)
        },
        FormField {
            choices: deeds.map(|(value, label)| Choice::new(value, labels::effect(&words, label), does)).to_vec(),
            ..field("do", words.t("reorganisation-do"), FieldKind::Choice, does)
        },
        FormField {
            hint: words.t("reorganisation-units-hint"),
            ..field("units", words.t("reorganisation-units"), FieldKind::LongText, &simple.units.join("\n"))
        },
        FormField {
            hint: words.t("reorganisation-target-hint"),
            required: false,
            ..field("target", words.t("reorganisation-target"), FieldKind::Text, &simple.target)
        },
        FormField { required: false, ..field("reason", words.t("reason"), FieldKind::Text, &simple.reason) },
    ];
    Ok(PlanPage { shell, fields, plan, errors })
}

/// What is asked of one that was applied.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<usize>,
}

/// `GET /reorganisations/{id}`.
///
/// # Errors
/// 404 when the caller may not see it.
pub async fn one(
    State(app): State<App>,
    visitor: Visitor,
    Path(one): Path<String>,
    Query(asked): Query<From>,
) -> Result<Response, Refusal> {
    show(&app, &visitor, id(&one, "reorganisation")?, asked.from.unwrap_or(0), None).await
}

/// The page of one that was applied, with what was refused.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    id: ReorganisationId,
    from: usize,
    error: Option<String>,
) -> Result<Response, Refusal> {
    let skip = i64::try_from(from).unwrap_or(i64::MAX);
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let view = app.service.reorganisation(visitor.caller(), id, (skip, limit)).await?;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = visitor.shell(app);
    Ok((status, Page(page(shell, view, from, error))).into_response())
}

fn page(shell: Shell, view: AppliedView, from: usize, error: Option<String>) -> ReorganisationPage {
    let words = shell.words;
    let unit = |code: &str, name: &str| Link::new(format!("/units/{}", encode(code)), name);
    let href = format!("/reorganisations/{}", view.applied.id);
    let total = usize::try_from(view.total).unwrap_or(0);
    let lines = view.effects.iter().map(|effect| EffectLine {
        unit: unit(&effect.code, &effect.name),
        kind: effect.kind.clone(),
        effect: labels::effect(&words, &effect.effect),
        other: effect.other_code.as_ref().map(|code| unit(code, effect.other_name.as_deref().unwrap_or(code))),
        members: format::integer(words.language, effect.members),
        reason: effect.reason.clone(),
    });
    let dependents = view.dependents.iter().map(|one| {
        let what = labels::dependent(&words, &one.what);
        (Link::new(format!("/units/{}", encode(&one.unit)), one.unit.as_str()), format!("{} {what}", one.number))
    });
    ReorganisationPage {
        plan: view.applied.plan,
        sums: sums(&words, &view.said),
        lines: lines.collect(),
        total,
        next_href: (from + PAGE < total).then(|| format!("{href}?from={}", from + PAGE)),
        applied: (view.applied.applied_by, moment(view.applied.applied_at)),
        undone: view.applied.undone_by.zip(view.applied.undone_at.map(moment)),
        undo_until: format::date(view.applied.undo_until),
        may_undo: view.may_undo,
        dependents: dependents.collect(),
        error,
        href,
        shell,
    }
}

/// The sums of a preview, sort by sort.
pub(super) fn sums(words: &Words, preview: &Preview) -> PlanSums {
    let number = |value: i64| format::integer(words.language, value);
    let of = |kinds: &ByKind, effect: EffectKind| number(kinds.get(effect.word()).copied().unwrap_or(0));
    let sum = |effect: EffectKind| {
        let units = match effect {
            EffectKind::Founded => &preview.founded,
            EffectKind::Ended => &preview.ended,
            EffectKind::Merged => &preview.merged,
            EffectKind::Split => &preview.split,
            EffectKind::Moved => &preview.moved,
            EffectKind::Renamed => &preview.renamed,
        };
        EffectSum {
            effect: labels::effect(words, effect.word()),
            units: units
                .iter()
                .map(|(kind, many)| format!("{} {}", number(*many), labels::unit_kind(words, kind)))
                .collect(),
            total: number(units.values().sum()),
            members: of(&preview.members, effect),
            mandates: of(&preview.mandates, effect),
            posts: of(&preview.posts, effect),
            programmes: of(&preview.programmes, effect),
            targets: of(&preview.targets, effect),
            records: of(&preview.records, effect),
        }
    };
    PlanSums {
        title: preview.title.clone(),
        decision: preview.decision.clone(),
        effective: format::date(preview.effective_on),
        sums: EffectKind::ALL.map(sum).into_iter().filter(|sum| !sum.units.is_empty()).collect(),
        links_ended: number(preview.links_ended),
        links_begun: number(preview.links_begun),
    }
}
