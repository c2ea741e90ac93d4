//! The review of a programme as a page, and the officer's words on it.
//!
//! Not here: the numbers (`service::programmes::review`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use congdoan_model::{
    Period, ProgrammeId, Timestamp,
    figures::{Answer, Value},
    programmes::{
        cascade::{ReviewSection, ReviewStage},
        tasks::Timing,
    },
};
use congdoan_service::{
    Error,
    pack::Pack,
    programmes::{
        Progress,
        review::{Place, Review, ReviewTarget, ReviewUnit, ReviewView, Standing},
        tasks::KeptTask,
    },
};
use serde::Deserialize;

use super::{
    TargetState,
    answer::target_row,
    answers::{answered, by_whom},
    coverage::link,
    pages::{ReviewPage, ReviewRow, ReviewUnitRow, WrittenReview},
    tasks::{TaskRow, rows::groups},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{
            Measure,
            cells::{measure, number, opens, unit_page},
        },
        members::deeds::{once, problems},
        registers::answer::day,
    },
    page::{Choice, FieldError, Link, Page},
    period,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/programmes/{id}/review", Person, get(read)),
        route("POST", "/programmes/{id}/reviews", Person, post(write)),
    ]
}

/// What is asked of a review.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    as_of: String,
}

/// `GET /programmes/{id}/review`.
///
/// # Errors
/// 404 when there is none for the caller, 422 for a day to come.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<ReviewPage>, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    let view = app.service.review(visitor.caller(), id, day(&asked.as_of)).await?;
    Ok(Page(page(&app, &visitor, &view, None, Vec::new())))
}

fn page(
    app: &App,
    visitor: &Visitor,
    view: &ReviewView,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> ReviewPage {
    let shell = visitor.shell(app);
    let (words, pack) = (shell.words, app.service.pack());
    let programme = &view.programme;
    let unanswered = view.clauses.iter().filter(|(_, answer)| answer.is_none());
    let typed = |section: ReviewSection| {
        let name = format!("words.{}", section.word());
        sent.map(|sent| sent.get(&name).to_owned()).unwrap_or_default()
    };
    let timing = app.service.task_timing(view.as_of);
    let stage = sent.map_or("interim", |sent| sent.get("stage"));
    ReviewPage {
        programme: Link::new(format!("/programmes/{}", programme.id), programme.title.clone()),
        id: programme.id.to_string(),
        unit: Link::new(unit_page(view.unit.code.as_str()), view.unit.name.clone()),
        period: period::label(&words, &programme.period.to_string()),
        directive: view.directive.as_ref().map(link),
        as_of: [view.as_of.to_string(), format::date(view.as_of)],
        frozen: view.as_of < visitor.caller().now.day(),
        said: said(&words, view),
        targets: view.targets.iter().map(|one| target(&words, &pack, view, one)).collect(),
        rows: tasks(&words, &view.tasks.seen, &timing, view.as_of),
        with_programme: false,
        unanswered: unanswered.map(|(clause, _)| format!("{} {}", clause.label, clause.title)).collect(),
        units: view.units.iter().map(|one| unit(&words, &pack, one)).collect(),
        written: view.reviews.iter().map(|review| kept(&words, review)).collect(),
        stages: ReviewStage::ALL.iter().map(|one| Choice::new(one.word(), stage_name(&words, *one), stage)).collect(),
        sections: ReviewSection::ALL
            .iter()
            .map(|one| [one.word().to_owned(), section_name(&words, *one), typed(*one)])
            .collect(),
        may_write: view.may_write,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    }
}

fn stage_name(words: &Words, stage: ReviewStage) -> String {
    match stage {
        ReviewStage::Interim => words.t("review-interim"),
        ReviewStage::Final => words.t("review-final"),
    }
}

fn section_name(words: &Words, section: ReviewSection) -> String {
    match section {
        ReviewSection::Asked => words.t("review-asked"),
        ReviewSection::Done => words.t("review-done"),
        ReviewSection::Missing => words.t("review-missing"),
        ReviewSection::Units => words.t("review-units"),
        ReviewSection::Ahead => words.t("review-ahead"),
    }
}

/// What was asked, done and missing.
fn said(words: &Words, view: &ReviewView) -> Vec<String> {
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let targets = words.t_with(
        "review-said-targets",
        &[
            ("all", &number(view.targets.len())),
            ("met", &number(view.count(Standing::Met))),
            ("underway", &number(view.count(Standing::Underway))),
            ("missed", &number(view.count(Standing::NotMet))),
            ("unknown", &number(view.count(Standing::Unknown))),
        ],
    );
    let mut said = vec![targets];
    let tally = view.tasks.tally;
    if tally.all > 0 {
        said.push(words.t_with(
            "review-said-tasks",
            &[
                ("all", &number(tally.all)),
                ("accepted", &number(tally.accepted)),
                ("reported", &number(tally.reported)),
                ("late", &number(tally.late)),
            ],
        ));
    }
    if !view.clauses.is_empty() {
        said.push(answered(words, view.clauses.len(), view.unanswered()));
    }
    let names = |place: Place| {
        let of_place = view.units.iter().filter(|one| one.place == place);
        let mut names: Vec<&str> = of_place.map(|one| one.below.unit_name.as_str()).collect();
        names.dedup();
        names
    };
    for (place, key) in [(Place::Best, true), (Place::Stuck, false)] {
        let names = names(place);
        let (count, shown) = (number(names.len()), names.iter().take(5).copied().collect::<Vec<_>>().join("; "));
        let values = [("units", shown.as_str()), ("count", count.as_str())];
        match (names.is_empty(), key) {
            (true, _) => {}
            (false, true) => said.push(words.t_with("review-said-best", &values)),
            (false, false) => said.push(words.t_with("review-said-stuck", &values)),
        }
    }
    said
}

const fn state(standing: Standing) -> TargetState {
    match standing {
        Standing::Met => TargetState::Met,
        Standing::Underway => TargetState::Underway,
        Standing::NotMet => TargetState::NotMet,
        Standing::Unknown => TargetState::Unknown,
    }
}

fn target(words: &Words, pack: &Pack, view: &ReviewView, one: &ReviewTarget) -> ReviewRow {
    let code = view.unit.code.as_str();
    let mut row = target_row(words, pack, code, &one.progress, view.as_of);
    row.state = state(one.standing);
    if !view.opens {
        row.current.href = None;
    }
    let unit = &one.progress.answer.unit_of_measure;
    let (before, change) = match &one.before {
        Some((span, answer)) => (before(words, *span, answer), change(words, one.now.as_ref(), answer)),
        None => Default::default(),
    };
    let baseline = one.baseline.map(|baseline| written(words, unit, Value::Hundredths(baseline)));
    ReviewRow {
        before,
        change,
        baseline: baseline.map(|from| words.t1("review-baseline", "value", &from)).unwrap_or_default(),
        target: row,
    }
}

/// The tasks as they stood, each followed by its parts, with how much had been put forward for them.
fn tasks(words: &Words, seen: &[(KeptTask, i64)], timing: &Timing, day: NaiveDate) -> Vec<TaskRow> {
    let kept: Vec<KeptTask> = seen.iter().map(|(kept, _)| kept.clone()).collect();
    let put_forward: BTreeMap<String, i64> =
        seen.iter().map(|(kept, count)| (kept.task.id.to_string(), *count)).filter(|(_, count)| *count > 0).collect();
    let rows = groups(words, &kept, timing, day).into_iter().flat_map(|group| group.rows);
    rows.map(|row| {
        let evidence = put_forward.get(&row.id).map(|count| words.count("review-evidence", *count)).unwrap_or_default();
        TaskRow { evidence, ..row }
    })
    .collect()
}

fn before(words: &Words, span: Period, answer: &Answer) -> String {
    let Some(value) = answer.value else { return words.t("review-before-none") };
    let period = period::label(words, &span.to_string());
    format!("{} ({period})", written(words, &answer.unit_of_measure, value))
}

/// How much more or less than the year before.
fn change(words: &Words, now: Option<&Answer>, before: &Answer) -> String {
    let (Some(now), Some(then)) = (now.and_then(|now| now.value), before.value) else { return String::new() };
    let difference = i64::try_from(now.hundredths() - then.hundredths()).unwrap_or(0);
    let value = written(words, &before.unit_of_measure, Value::Hundredths(difference.abs()));
    match difference {
        0 => words.t("review-same"),
        more if more > 0 => words.t1("review-more", "value", &value),
        _ => words.t1("review-less", "value", &value),
    }
}

fn written(words: &Words, unit: &str, value: Value) -> String {
    let kind = measure(unit);
    match kind {
        Measure::Percent => format::percent(words.language, number(value, kind)),
        Measure::Dong => format::dong(words.language, number(value, kind)),
        Measure::Count => format::integer(words.language, number(value, kind)),
    }
}

fn unit(words: &Words, pack: &Pack, one: &ReviewUnit) -> ReviewUnitRow {
    let below = &one.below;
    let name = |progress: &Progress| {
        let id = progress.target.indicator.as_str();
        pack.indicator(id).map_or(id, |indicator| indicator.name.get(words.language)).to_owned()
    };
    let open = one.targets.iter().filter(|(_, standing)| *standing != Standing::Met).map(|(progress, _)| {
        let href = opens(&below.unit_code, &progress.target.indicator, progress.target.period, &[]);
        Link::new(href, name(progress))
    });
    let (all, done) = (usize::try_from(below.clauses).unwrap_or(0), usize::try_from(below.answered).unwrap_or(0));
    ReviewUnitRow {
        unit: Link::new(format!("/programmes/{}", below.programme.id), below.unit_name.clone()),
        met: format!("{} / {}", one.met, one.targets.len()),
        percent: one.percent,
        answered: if all == 0 { String::new() } else { answered(words, all, all - done.min(all)) },
        gap: done < all,
        place: match one.place {
            Place::Best => "best".to_owned(),
            Place::Stuck => "stuck".to_owned(),
            Place::Between | Place::Unplaced => String::new(),
        },
        open: open.collect(),
        tasks: if one.tasks.all == 0 { String::new() } else { format!("{} / {}", one.tasks.accepted, one.tasks.all) },
        late: match i64::try_from(one.tasks.late) {
            Ok(late) if late > 0 => words.count("review-late", late),
            _ => String::new(),
        },
    }
}

fn kept(words: &Words, review: &Review) -> WrittenReview {
    let title = format!(
        "{}, {}",
        stage_name(words, review.stage),
        words.t1("review-as-of", "date", &format::date(review.as_of))
    );
    let day = format::date(Timestamp::from_micros(review.at).day());
    WrittenReview {
        link: Link::new(format!("/programmes/{}/review?as_of={}", review.programme, review.as_of), title),
        by: words.t_with("answer-by", &[("by", &by_whom(words, &review.by)), ("date", &day)]),
        words: review.words.iter().map(|(section, said)| (section_name(words, *section), said.clone())).collect(),
    }
}

/// `POST /programmes/{id}/reviews`.
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
    let today = visitor.caller().now.day();
    let as_of = day(sent.get("as_of")).unwrap_or(today);
    let stage: ReviewStage = sent.get("stage").parse().unwrap_or_default();
    let words: Vec<(ReviewSection, String)> = ReviewSection::ALL
        .iter()
        .map(|section| (*section, sent.get(&format!("words.{}", section.word())).to_owned()))
        .collect();
    match app.service.add_review(visitor.caller(), id, (stage, as_of), &words, once(&sent)).await {
        Ok(_) => Ok(see(&format!("/programmes/{id}/review?as_of={as_of}"))),
        Err(error) => {
            let to_come = matches!(&error, Error::Invalid(_)) && as_of > today;
            let errors = problems(&visitor, error)?;
            let shown = if to_come { today } else { as_of };
            let view = app.service.review(visitor.caller(), id, Some(shown)).await?;
            let page = page(&app, &visitor, &view, Some(&sent), errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
