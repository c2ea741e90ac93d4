//! What fills the page of a target and the form that adds one.
//!
//! Not here: what the forms do (`write`).

use axum::extract::{Path, Query, State};
use congdoan_model::{
    ProgrammeId, TargetId,
    figures::Value,
    programmes::{
        Comparator,
        pace::{LEAST_MONTHS, Method},
        targets::{Aim, Light, Share, ShareBy, TargetChange},
    },
};
use congdoan_service::{
    pack::Pack,
    programmes::{Outlook, SharedTo, TargetView},
};
use serde::Deserialize;

use super::{ChangeRow, LightMark, NewTargetPage, ShareRow, TargetPage, TypedTarget, chart::Chart};
use crate::{
    api::id,
    app::App,
    format,
    handlers::{
        figures::{Measure, cells},
        programmes::{TargetRow, answer::target_row},
    },
    labels,
    page::{Choice, FieldError, Link, Page},
    period,
    refusal::Refusal,
    visit::Visitor,
    words::Words,
};

/// What is asked of the page of a target.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// A way to work the shares out by, without keeping them.
    #[serde(default)]
    by: String,
}

/// `GET /targets/{id}`: the target; with `?by=` the grid as it would be.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<TargetPage>, Refusal> {
    let target: TargetId = id(&target, "target")?;
    let mut page = page(&app, &visitor, target).await?;
    if let Some(by) = ShareBy::from_word(&asked.by).filter(|by| *by != ShareBy::Hand) {
        match app.service.shares_worked_out(visitor.caller(), target, by).await {
            Ok(shares) => {
                let shared = shares
                    .into_iter()
                    .map(|(unit, share)| SharedTo { unit, share, progress: None, light: None })
                    .collect::<Vec<_>>();
                let adds = !page.sum.is_empty() || page.target.measure != Measure::Percent;
                put_grid(&mut page, &shared, by, adds);
                page.worked_out = true;
            }
            Err(error) => page.errors = crate::handlers::members::deeds::problems(&visitor, error)?,
        }
    }
    Ok(Page(page))
}

/// The page of a target as it stands.
pub(super) async fn page(app: &App, visitor: &Visitor, target: TargetId) -> Result<TargetPage, Refusal> {
    let view = app.service.target(visitor.caller(), target).await?;
    let (shell, pack, today) = (visitor.shell(app), app.service.pack(), visitor.caller().now.day());
    let words = shell.words;
    let row = target_row(&words, &pack, view.unit.code.as_str(), &view.progress, today);
    let (of, outlook) = (&view.progress.target, &view.progress.outlook);
    let now = view.progress.answer.value.and_then(|value| i64::try_from(value.hundredths()).ok());
    let changes = view.changes.iter().map(|change| change_row(&words, &row, change, visitor, view.may_approve));
    let by = view.allotment.as_ref().map(|one| one.by);
    let mut page = TargetPage {
        id: of.id.to_string(),
        programme: Link::new(format!("/programmes/{}", view.programme.id), view.programme.title.clone()),
        unit: Link::new(cells::unit_page(view.unit.code.as_str()), view.unit.name.clone()),
        words: of.words.clone(),
        due: outlook.due.map(|due| row.written_hundredths(&words, due)).unwrap_or_default(),
        forecast: forecast(&words, &row, outlook),
        forecast_note: forecast_note(&words, outlook),
        chart: Chart::of(of, outlook, now, today),
        shared_by: by.map(|by| way(&words, by)).unwrap_or_default(),
        ways: Vec::new(),
        shares: Vec::new(),
        worked_out: false,
        sum: String::new(),
        difference: String::new(),
        changes: changes.collect(),
        may_write: view.may_write,
        typed: typed(&words, of.aim()),
        errors: Vec::new(),
        idempotency_key: app.service.ids().secret(),
        target: row,
        shell,
    };
    let adds = adds(&view, &pack);
    put_grid(&mut page, &view.shares, by.unwrap_or(ShareBy::WhiteSpots), adds);
    Ok(page)
}

/// Whether the shares of a target add up to it.
fn adds(view: &TargetView, pack: &Pack) -> bool {
    use congdoan_model::figures::Formula;
    pack.indicator(&view.progress.target.indicator)
        .is_some_and(|indicator| matches!(indicator.formula, Formula::Rows(_) | Formula::Units(_)))
}

/// Puts shares into the grid of a page, with their sum and what lacks.
pub(super) fn put_grid(page: &mut TargetPage, shares: &[SharedTo], by: ShareBy, adds: bool) {
    let words = page.shell.words;
    page.ways = ShareBy::ALL
        .into_iter()
        .filter(|way| *way != ShareBy::Hand)
        .map(|one| Choice::new(one.word(), way(&words, one), by.word()))
        .collect();
    page.shares = shares.iter().map(|shared| share_row(&words, &page.target, shared)).collect();
    if adds && !shares.is_empty() {
        let sum: i64 = shares.iter().fold(0, |sum, shared| sum.saturating_add(shared.share.value));
        page.sum = page.target.written_hundredths(&words, sum);
        let gap = page.target.goal_hundredths.saturating_sub(sum);
        let size = page.target.written_hundredths(&words, gap.saturating_abs());
        page.difference = match gap {
            0 => String::new(),
            gap if gap > 0 => words.t1("shares-short", "size", &size),
            _ => words.t1("shares-over", "size", &size),
        };
    }
}

fn share_row(words: &Words, target: &TargetRow, shared: &SharedTo) -> ShareRow {
    let share: &Share = &shared.share;
    let (unit, progress) = (&shared.unit, shared.progress.as_ref());
    ShareRow {
        unit: Link::new(cells::unit_page(unit.code.as_str()), unit.name.clone()),
        code: unit.code.to_string(),
        weight: if share.weight > 0 { format::integer(words.language, share.weight) } else { String::new() },
        typed: typed_number(share.value),
        share: target.written_hundredths(words, share.value),
        current: progress.map(|one| {
            cells::cell(
                &one.answer,
                Some(cells::opens(unit.code.as_str(), &one.target.indicator, one.target.period, &[])),
            )
        }),
        percent: progress.and_then(|one| one.percent),
        light: shared.light.map(mark).unwrap_or_default(),
    }
}

fn change_row(
    words: &Words,
    row: &TargetRow,
    change: &TargetChange,
    visitor: &Visitor,
    may_approve: bool,
) -> ChangeRow {
    let aim = |aim: &Aim| {
        let asked = row.asked_for(words, (aim.comparator.sign(), aim.value, aim.value_max));
        format!("{asked}, {}", period::label(words, &aim.period.to_string()))
    };
    let (asked_by, asked_on) = (change.asked_by.as_str(), format::date(change.asked_at.day()));
    let decided = change.decision.as_ref().map(|decision| {
        let key = if decision.approved { "change-approved" } else { "change-refused" };
        let day = format::date(decision.decided_at.day());
        let text = match key {
            "change-approved" => words.t_with("change-approved", &[("who", &decision.decided_by), ("day", &day)]),
            _ => words.t_with("change-refused", &[("who", &decision.decided_by), ("day", &day)]),
        };
        if decision.note.is_empty() { text } else { format!("{text}: {}", decision.note) }
    });
    ChangeRow {
        id: change.id.to_string(),
        before: aim(&change.before),
        after: aim(&change.after),
        reason: change.reason.clone(),
        asked: words.t_with("change-asked", &[("who", asked_by), ("day", &asked_on)]),
        approved: change.decision.as_ref().map(|decision| decision.approved),
        may_decide: decided.is_none() && may_approve && change.asked_by != visitor.caller().name(),
        decided: decided.unwrap_or_default(),
    }
}

/// The mark of a light.
pub(crate) const fn mark(light: Light) -> LightMark {
    match light {
        Light::Green => LightMark::Green,
        Light::Amber => LightMark::Amber,
        Light::Red => LightMark::Red,
        Light::Unknown => LightMark::Unknown,
    }
}

fn way(words: &Words, by: ShareBy) -> String {
    match by {
        ShareBy::Equal => words.t("share-equal"),
        ShareBy::Size => words.t("share-size"),
        ShareBy::WhiteSpots => words.t("share-white-spots"),
        ShareBy::LastYear => words.t("share-last-year"),
        ShareBy::Hand => words.t("share-hand"),
    }
}

fn forecast(words: &Words, row: &TargetRow, outlook: &Outlook) -> String {
    let written = |value: i64| row.written_hundredths(words, value);
    let forecast = outlook.forecast;
    match (forecast.method, forecast.middle, forecast.range) {
        (Method::Over, Some(_), _) => words.t("forecast-over"),
        (Method::Nothing, ..) | (_, None, _) => words.t("forecast-nothing"),
        (_, Some(middle), Some((low, high))) if low == high => words.t1("forecast-same", "middle", &written(middle)),
        (_, Some(middle), Some((low, high))) => words.t_with(
            "forecast-range",
            &[("middle", &written(middle)), ("low", &written(low)), ("high", &written(high))],
        ),
        (_, Some(middle), None) => words.t1("forecast-guess", "middle", &written(middle)),
    }
}

fn forecast_note(words: &Words, outlook: &Outlook) -> String {
    let months = outlook.forecast.months.to_string();
    match outlook.forecast.method {
        Method::Over | Method::Nothing => String::new(),
        Method::Even if outlook.forecast.months < LEAST_MONTHS => words.t("forecast-note-few"),
        Method::Even => words.t1("forecast-note-even", "months", &months),
        Method::Seasonal => words.t1("forecast-note-seasonal", "months", &months),
        Method::Trend => words.t1("forecast-note-trend", "months", &months),
    }
}

/// A number of hundredths as it is typed into a field: `10000`, `12,5`.
pub(super) fn typed_number(hundredths: i64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole},{rest:02}").trim_end_matches('0').to_owned(),
    }
}

fn typed(words: &Words, aim: Aim) -> TypedTarget {
    TypedTarget {
        indicator: String::new(),
        comparators: comparators(words, aim.comparator.sign()),
        value: typed_number(aim.value),
        value_max: aim.value_max.map(typed_number).unwrap_or_default(),
        period: aim.period.to_string(),
        baseline: aim.baseline.map(typed_number).unwrap_or_default(),
        words: String::new(),
    }
}

/// The comparators to choose from.
pub(super) fn comparators(words: &Words, present: &str) -> Vec<Choice> {
    Comparator::ALL
        .into_iter()
        .map(|one| Choice::new(one.sign(), labels::comparator(words, one.sign()), present))
        .collect()
}

/// What the form of a new target may be given by the page that leads to it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Suggested {
    #[serde(default)]
    pub(super) indicator: String,
    #[serde(default)]
    pub(super) comparator: String,
    #[serde(default)]
    pub(super) value: String,
    #[serde(default)]
    pub(super) value_max: String,
    #[serde(default)]
    pub(super) period: String,
    #[serde(default)]
    pub(super) baseline: String,
    #[serde(default)]
    pub(super) words: String,
    #[serde(default)]
    pub(super) clause: String,
}

/// `GET /programmes/{id}/targets/new`: the form, filled with what the address says.
///
/// # Errors
/// 404 when there is no such programme for the caller, 403 when it may not write it.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    Query(asked): Query<Suggested>,
) -> Result<Page<NewTargetPage>, Refusal> {
    let programme = id(&programme, "programme")?;
    app.service.may_write_programme(visitor.caller(), programme).await?;
    Ok(Page(new_page(&app, &visitor, programme, asked, Vec::new()).await?))
}

/// The form as typed, with what is wrong.
pub(super) async fn new_page(
    app: &App,
    visitor: &Visitor,
    programme: ProgrammeId,
    typed: Suggested,
    errors: Vec<FieldError>,
) -> Result<NewTargetPage, Refusal> {
    let view = app.service.programme(visitor.caller(), programme).await?;
    let shell = visitor.shell(app);
    let (words, pack) = (shell.words, app.service.pack());
    let period = if typed.period.is_empty() { view.programme.period.to_string() } else { typed.period };
    let comparator = if typed.comparator.is_empty() { ">=".to_owned() } else { typed.comparator };
    let mut indicators: Vec<Choice> = pack
        .indicators
        .iter()
        .map(|one| {
            let label = format!("{} ({})", one.name.get(words.language), one.unit_of_measure);
            Choice::new(one.id.as_str(), label, &typed.indicator)
        })
        .collect();
    indicators.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(NewTargetPage {
        programme: Link::new(format!("/programmes/{}", view.programme.id), view.programme.title.clone()),
        unit: Link::new(cells::unit_page(view.unit.code.as_str()), view.unit.name),
        indicators,
        typed: TypedTarget {
            indicator: typed.indicator,
            comparators: comparators(&words, &comparator),
            value: typed.value,
            value_max: typed.value_max,
            period,
            baseline: typed.baseline,
            words: typed.words,
        },
        clause: typed.clause,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

impl TargetRow {
    /// A value given in hundredths, in words.
    pub(crate) fn written_hundredths(&self, words: &Words, hundredths: i64) -> String {
        if self.measure != Measure::Percent && hundredths % 100 != 0 {
            return format!("{} {}", typed_number(hundredths), self.unit_of_measure);
        }
        let value = match self.measure {
            Measure::Percent => hundredths,
            Measure::Count | Measure::Dong => cells::number(Value::Hundredths(hundredths), self.measure),
        };
        self.written(words, value)
    }

    /// What an aim asks for, in words.
    pub(crate) fn asked_for(&self, words: &Words, (sign, value, value_max): (&str, i64, Option<i64>)) -> String {
        let comparator = labels::comparator(words, sign);
        let value = self.written_hundredths(words, value);
        match (sign, value_max) {
            ("all", _) => comparator,
            ("range", Some(most)) => {
                words.t_with("target-range", &[("least", &value), ("most", &self.written_hundredths(words, most))])
            }
            _ => format!("{comparator} {value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::typed_number;

    #[test]
    fn numbers_go_into_fields_as_they_are_typed() {
        assert_eq!(
            (typed_number(1_000_000), typed_number(1_250), typed_number(5)),
            ("10000".into(), "12,5".into(), "0,05".into())
        );
    }
}
