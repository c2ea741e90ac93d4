//! Reviewing a programme (sơ kết, tổng kết) as known on a day: what was asked, done and missing, by unit, beside the year
//! before, with the officer's words.
//!
//! Every number is counted again from what was known at the end of that day, so a review kept with its day gives the same
//! numbers for ever. Not here: the official paper.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use congdoan_model::{
    Period, ProgrammeId, ReviewId, Timestamp,
    access::{Action, Caller},
    directives::{Clause, Directive},
    figures::Answer,
    org::Unit,
    programmes::{
        Comparator, Programme, Target,
        cascade::{ReviewSection, ReviewStage, leaves},
        tasks::{Share, Task, TaskState, Timing, progress},
    },
};
use congdoan_store::programmes::answers::GivenAnswer;

pub use congdoan_store::programmes::reviews::{Below, Review};

use super::{Progress, held_against, opening::problem, tasks::KeptTask};
use crate::{Error, Result, Service, access::Once};

/// The most letters of the words of a section.
const MOST_WORDS: usize = 20_000;

/// How a target stands on a day, by rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Reached; a ceiling only once its period is over.
    Met,
    /// The period lasts.
    Underway,
    /// The period is over and it was not reached.
    NotMet,
    /// No figure is known.
    Unknown,
}

/// How a target stands at the end of a day.
#[must_use]
pub fn standing(progress: &Progress, day: NaiveDate) -> Standing {
    let over = progress.target.period.to() <= day;
    let ceiling = matches!(progress.target.comparator, Comparator::AtMost | Comparator::LessThan);
    match progress.met {
        None => Standing::Unknown,
        Some(true) if over || !ceiling => Standing::Met,
        Some(false) if over => Standing::NotMet,
        Some(_) => Standing::Underway,
    }
}

/// A target of the programme in a review.
#[derive(Clone, Debug)]
pub struct ReviewTarget {
    /// The target with its figure as known that day.
    pub progress: Progress,
    /// How it stands.
    pub standing: Standing,
    /// Where it started from, in hundredths.
    pub baseline: Option<i64>,
    /// The same indicator over the same span a year earlier, and that span.
    pub before: Option<(Period, Answer)>,
    /// The span of this year it is held against.
    pub span: Period,
    /// The figure over that span.
    pub now: Option<Answer>,
}

/// Where a unit stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Nobody is further.
    Best,
    /// Somebody is further, somebody is behind.
    Between,
    /// Nobody is further behind.
    Stuck,
    /// It has no targets, or all stand alike.
    Unplaced,
}

/// Tasks in numbers; parts and those cancelled are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TaskTally {
    /// All there were.
    pub all: usize,
    /// Accepted.
    pub accepted: usize,
    /// Reported, waiting to be accepted.
    pub reported: usize,
    /// To be done, and past the last day.
    pub late: usize,
}

impl TaskTally {
    /// Tasks at the end of a day, by programme.
    fn by_programme(tasks: &[Task], day: NaiveDate) -> BTreeMap<ProgrammeId, Self> {
        let mut tallies: BTreeMap<ProgrammeId, Self> = BTreeMap::new();
        for task in tasks.iter().filter(|task| task.parent.is_none() && task.state != TaskState::Cancelled) {
            let tally = tallies.entry(task.programme).or_default();
            tally.all += 1;
            tally.accepted += usize::from(task.state == TaskState::Accepted);
            tally.reported += usize::from(task.state == TaskState::Reported);
            tally.late += usize::from(Timing::overdue(task.state, task.due_on, day) > 0);
        }
        tallies
    }
}

/// The tasks of the programme in a review.
#[derive(Clone, Debug, Default)]
pub struct ReviewTasks {
    /// Those the caller sees, as they stood, with how many things had been put forward for each.
    pub seen: Vec<(KeptTask, i64)>,
    /// All of them in numbers.
    pub tally: TaskTally,
    /// How far they carried the programme, in hundredths of a percent; nothing without tasks.
    pub progress: Option<i64>,
}

/// A programme below in a review.
#[derive(Clone, Debug)]
pub struct ReviewUnit {
    /// The programme with its unit.
    pub below: Below,
    /// Its targets.
    pub targets: Vec<(Progress, Standing)>,
    /// How many are met.
    pub met: usize,
    /// How far they are on average, in whole percent; nothing where no target says.
    pub percent: Option<u32>,
    /// Where it stands: by the share of targets met, then by the average.
    pub place: Place,
    /// Its tasks.
    pub tasks: TaskTally,
}

/// A review as counted.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The programme.
    pub programme: Programme,
    /// Its unit.
    pub unit: Unit,
    /// The directive it stands on.
    pub directive: Option<Directive>,
    /// The day.
    pub as_of: NaiveDate,
    /// Its targets.
    pub targets: Vec<ReviewTarget>,
    /// Its tasks.
    pub tasks: ReviewTasks,
    /// The clauses of the directive with its answers as known that day.
    pub clauses: Vec<(Clause, Option<GivenAnswer>)>,
    /// The programmes below, best first.
    pub units: Vec<ReviewUnit>,
    /// The reviews that were written, latest first.
    pub reviews: Vec<Review>,
    /// Whether the caller may write one.
    pub may_write: bool,
    /// Whether the numbers of the unit open for the caller.
    pub opens: bool,
}

impl ReviewView {
    /// How many targets stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.targets.iter().filter(|target| target.standing == standing).count()
    }

    /// How many clauses are not answered.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.clauses.iter().filter(|(_, answer)| answer.is_none()).count()
    }
}

impl Service {
    /// The review of a programme as known at the end of a day; today where none is said.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; [`Error::Invalid`] for a day to come.
    pub async fn review(&self, caller: &Caller, id: ProgrammeId, as_of: Option<NaiveDate>) -> Result<ReviewView> {
        let view = self.review_view(caller, id, as_of).await;
        self.refusal_noted(caller, &format!("programme:{id}"), view).await
    }

    async fn review_view(&self, caller: &Caller, id: ProgrammeId, as_of: Option<NaiveDate>) -> Result<ReviewView> {
        let day = as_of.unwrap_or_else(|| caller.now.day());
        let known = Timestamp::end_of(day);
        let mut tx = self.store.read().await?;
        let (programme, _) = tx.programme(caller, id).await?;
        if day > caller.now.day() {
            return Err(Error::Invalid(vec![problem("as_of", "Ngày xem lại chưa tới", "The day has not come yet")]));
        }
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let below = tx.programmes_below(caller, id, known).await?;
        let targets = tx.targets_known(caller, id, known).await?;
        let tasks = tx.tasks_known(caller, id, known).await?;
        let reviews = tx.reviews(caller, id).await?;
        let answers = tx.clause_answers(caller, id, Some(known)).await?;
        let may_write = tx.require_programme(caller, Action::ProgrammeWrite, id).await.is_ok();
        let opens = tx.opens_figures(caller, unit.id).await?;
        let directives = tx.directives(caller).await.unwrap_or_default();
        let directive = directives.into_iter().find(|one| Some(one.id) == programme.directive);
        let clauses = match &directive {
            Some(paper) => tx.directive_clauses(caller, paper.id).await?,
            None => Vec::new(),
        };
        let units = tx.units_seen(caller, &below.iter().map(|one| one.programme.unit).collect::<Vec<_>>()).await?;
        drop(tx);
        let then = (day < caller.now.day()).then_some(day);
        let (own, under): (Vec<Target>, Vec<Target>) = targets.into_iter().partition(|target| target.programme == id);
        let below = with_targets(below, under);
        let (targets, lower) = self.counted(caller, (&unit, &own), (&below, &units), (day, then)).await?;
        let mut answers: BTreeMap<_, GivenAnswer> = answers.into_iter().map(|one| (one.clause, one)).collect();
        let keep = leaves(&clauses);
        let clauses = clauses.into_iter().zip(keep).filter(|(_, leaf)| *leaf).map(|(clause, _)| {
            let answer = answers.remove(&clause.id);
            (clause, answer)
        });
        Ok(ReviewView {
            targets,
            clauses: clauses.collect(),
            units: placed(below, lower, &TaskTally::by_programme(&tasks.under, day), day),
            tasks: ReviewTasks {
                tally: TaskTally::by_programme(&tasks.own, day).remove(&id).unwrap_or_default(),
                progress: progress(&tasks.own.iter().map(Share::from).collect::<Vec<_>>()),
                seen: tasks.seen,
            },
            programme,
            unit,
            directive,
            as_of: day,
            reviews,
            may_write,
            opens,
        })
    }

    /// The figures of the programme's own targets, of the year before, and of the programmes below, over one engine.
    async fn counted(
        &self,
        caller: &Caller,
        (unit, targets): (&Unit, &[Target]),
        (below, units): (&[(Below, Vec<Target>)], &[Unit]),
        (day, then): (NaiveDate, Option<NaiveDate>),
    ) -> Result<(Vec<ReviewTarget>, Vec<Vec<Option<Progress>>>)> {
        let mut asks: Vec<(&Unit, &str, Period)> = Vec::new();
        let mut spans = Vec::new();
        for target in targets {
            let (span, before) = spans_of(target.period, day);
            asks.push((unit, &target.indicator, target.period));
            asks.push((unit, &target.indicator, span));
            asks.push((unit, &target.indicator, before.unwrap_or(span)));
            spans.push((span, before));
        }
        let mut places = Vec::new();
        for (one, targets) in below {
            let of_unit = units.iter().find(|unit| unit.id == one.programme.unit);
            for target in targets {
                places.push(of_unit.map(|of_unit| {
                    asks.push((of_unit, &target.indicator, target.period));
                    asks.len() - 1
                }));
            }
        }
        let answers = self.figures_at(caller, &asks, then).await?;
        let answer = |place: usize| answers.get(place).cloned().flatten();
        let mut own = Vec::with_capacity(targets.len());
        for (place, (target, (span, before))) in targets.iter().zip(spans).enumerate() {
            let Some(figure) = answer(place * 3) else { continue };
            let progress = held_against(target.clone(), figure);
            let standing = standing(&progress, day);
            let before = before.and_then(|before| Some((before, answer(place * 3 + 2)?)));
            let now = answer(place * 3 + 1);
            let baseline = target.baseline;
            own.push(ReviewTarget { standing, progress, baseline, before, span, now });
        }
        let mut places = places.into_iter();
        let lower = below.iter().map(|(_, targets)| {
            let of_one = targets.iter().map(|target| {
                let figure = places.next().flatten().and_then(answer)?;
                Some(held_against(target.clone(), figure))
            });
            of_one.collect()
        });
        let lower = lower.collect();
        Ok((own, lower))
    }

    /// Keeps an officer's words on a programme as known on a day.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] by rights; [`Error::Invalid`] without any words or for a day to come.
    pub async fn add_review(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        (stage, as_of): (ReviewStage, NaiveDate),
        words: &[(ReviewSection, String)],
        once: Option<Once<'_>>,
    ) -> Result<ReviewId> {
        let mut tx = self.store.write().await?;
        tx.require_programme(caller, Action::ProgrammeWrite, id).await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let said: Vec<(ReviewSection, String)> = words
            .iter()
            .filter(|(_, words)| !words.trim().is_empty())
            .map(|(section, words)| (*section, words.trim().to_owned()))
            .collect();
        let mut problems = Vec::new();
        if said.is_empty() {
            problems.push(problem(
                "words.done",
                "Hãy ghi nhận xét cho ít nhất một phần",
                "Write words on at least one part",
            ));
        }
        if said.iter().any(|(_, words)| words.chars().count() > MOST_WORDS) {
            problems.push(problem("words.done", "Mỗi phần tối đa 20.000 chữ", "A part has 20,000 letters at most"));
        }
        if as_of > caller.now.day() {
            problems.push(problem("as_of", "Ngày xem lại chưa tới", "The day has not come yet"));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let review: ReviewId = self.ids.next();
        tx.add_review(caller, (review, id), (stage, as_of), &said).await?;
        self.keep(&mut tx, caller, once.as_ref(), &review.to_string()).await?;
        tx.commit().await?;
        Ok(review)
    }
}

/// The part of a period that had passed on a day, and the same part a year earlier; nothing of a period that had not begun.
fn spans_of(period: Period, day: NaiveDate) -> (Period, Option<Period>) {
    if day < period.from() {
        return (period, None);
    }
    let to = period.to().min(day);
    let span = if to == period.to() { period } else { Period::range(period.from(), to).unwrap_or(period) };
    let year = Months::new(12);
    let before = period.from().checked_sub_months(year).zip(to.checked_sub_months(year));
    (span, before.and_then(|(from, to)| Period::range(from, to).ok()))
}

/// The programmes below, each with its own targets.
fn with_targets(below: Vec<Below>, targets: Vec<Target>) -> Vec<(Below, Vec<Target>)> {
    let mut of_programme: BTreeMap<ProgrammeId, Vec<Target>> = BTreeMap::new();
    for target in targets {
        of_programme.entry(target.programme).or_default().push(target);
    }
    let with = |one: Below| {
        let own = of_programme.remove(&one.programme.id).unwrap_or_default();
        (one, own)
    };
    below.into_iter().map(with).collect()
}

/// The units in order: by the share of targets met, then by how far they are on average. Those that stand alike share their
/// place; units without targets come last and have none.
fn placed(
    below: Vec<(Below, Vec<Target>)>,
    lower: Vec<Vec<Option<Progress>>>,
    tasks: &BTreeMap<ProgrammeId, TaskTally>,
    day: NaiveDate,
) -> Vec<ReviewUnit> {
    let mut units: Vec<(Option<(usize, u32)>, ReviewUnit)> = below
        .into_iter()
        .zip(lower)
        .map(|((below, _), progress)| {
            let tasks = tasks.get(&below.programme.id).copied().unwrap_or_default();
            let targets: Vec<(Progress, Standing)> = progress
                .into_iter()
                .flatten()
                .map(|one| {
                    let standing = standing(&one, day);
                    (one, standing)
                })
                .collect();
            let met = targets.iter().filter(|(_, standing)| *standing == Standing::Met).count();
            let told: Vec<u32> = targets.iter().filter_map(|(one, _)| one.percent.map(u32::from)).collect();
            let percent = u32::try_from(told.len()).ok().and_then(|count| told.iter().sum::<u32>().checked_div(count));
            let key = (!targets.is_empty()).then(|| (met * 1_000 / targets.len(), percent.unwrap_or(0)));
            (key, ReviewUnit { below, targets, met, percent, place: Place::Unplaced, tasks })
        })
        .collect();
    let keys: Vec<(usize, u32)> = units.iter().filter_map(|(key, _)| *key).collect();
    let ends = keys.iter().max().copied().zip(keys.iter().min().copied()).filter(|(best, stuck)| best != stuck);
    for (key, unit) in &mut units {
        unit.place = match (*key, ends) {
            (Some(key), Some((best, _))) if key == best => Place::Best,
            (Some(key), Some((_, stuck))) if key == stuck => Place::Stuck,
            (Some(_), Some(_)) => Place::Between,
            _ => Place::Unplaced,
        };
    }
    units.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.below.unit_code.cmp(&b.below.unit_code)));
    units.into_iter().map(|(_, unit)| unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn a_span_is_held_against_the_same_days_of_the_year_before() {
        let (span, before) = spans_of(Period::year(2024), day(2024, 2, 29));
        assert_eq!((span.from(), span.to()), (day(2024, 1, 1), day(2024, 2, 29)));
        let before = before.expect("a span");
        assert_eq!((before.from(), before.to()), (day(2023, 1, 1), day(2023, 2, 28)));
        let (span, before) = spans_of(Period::year(2024), day(2025, 3, 1));
        assert_eq!(span, Period::year(2024));
        assert_eq!(before.map(|one| one.to()), Some(day(2023, 12, 31)));
        assert_eq!(spans_of(Period::year(2024), day(2023, 6, 1)).1, None);
    }
}
