//! How a target stands against the calendar: what is due today, where it is heading, in which light.
//!
//! Not here: the arithmetic (`model::programmes::{pace, targets}`).

use chrono::NaiveDate;
use congdoan_model::{
    Month, Period,
    figures::{Answer, Combine, Formula, Indicator, OverTime, OverTree, Value},
    programmes::{
        Target,
        pace::{Course, Forecast, Known, Method, due_share, forecast},
        targets::{Light, LightRule, Standing, light},
    },
};
use congdoan_pack::Pack;

/// The parameter: from which part of what is due a light is green, in percent.
const GREEN: &str = "target.green_from";
/// The parameter: from which part of what is due a light is amber, in percent.
const AMBER: &str = "target.amber_from";
/// A level is followed over so many month ends at most.
const LEVELS: usize = 12;
/// The months of a longer span say nothing of a year before.
const YEAR: usize = 12;

/// How a target stands against the calendar.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The light.
    pub light: Light,
    /// Whether each month adds.
    pub adds: bool,
    /// How much of the way is due today, in ten-thousandths.
    pub due_share: i64,
    /// What should stand today, in hundredths; nothing for a level without a baseline, and for ceilings.
    pub due: Option<i64>,
    /// Where it is heading.
    pub forecast: Forecast,
    /// Complete months of a flow, month ends of a level; months without a figure are nothing. In hundredths.
    pub months: Vec<(Month, Option<i64>)>,
}

impl Outlook {
    /// An outlook nobody asked for.
    #[must_use]
    pub const fn unknown() -> Self {
        let forecast = Forecast { method: Method::Nothing, middle: None, range: None, months: 0 };
        Self { light: Light::Unknown, adds: false, due_share: 0, due: None, forecast, months: Vec::new() }
    }
}

/// The questions an outlook is made of: the months, then those of the year before.
#[derive(Clone, Debug)]
pub(super) struct Questions {
    course: Course,
    months: Vec<Month>,
    /// All periods to ask the engine, in order.
    pub(super) periods: Vec<Period>,
}

/// Whether a target on an indicator is reached by adding month to month.
pub(super) fn adds_over_time(indicator: &Indicator) -> bool {
    match &indicator.formula {
        Formula::Rows(combine) => indicator.time == OverTime::Sum && *combine != Combine::Last,
        Formula::Units(_) | Formula::Ratio { .. } | Formula::Growth { .. } => false,
    }
}

/// Whether the shares of units below add up to the whole.
pub(super) fn adds_over_tree(indicator: &Indicator) -> bool {
    match &indicator.formula {
        Formula::Rows(_) => indicator.tree == OverTree::Sum,
        Formula::Units(_) => true,
        Formula::Ratio { .. } | Formula::Growth { .. } => false,
    }
}

impl Questions {
    /// What has to be known of an indicator for a target, asked on a day.
    pub(super) fn of(indicator: &Indicator, target: &Target, today: NaiveDate) -> Self {
        let span = target.period;
        let whole = |month: &Month| span.contains(month.first()) && span.contains(month.last());
        let gone: Vec<Month> = span.touched_months().filter(|month| whole(month) && month.last() < today).collect();
        if adds_over_time(indicator) {
            let mut periods: Vec<Period> = gone.iter().map(|month| Period::month_of(month.first())).collect();
            if span.is_whole_months() && span.touched_months().count() <= YEAR {
                periods.extend(span.touched_months().map(|month| Period::month_of(month.first()).year_before()));
            }
            return Self { course: Course::Flow, months: gone, periods };
        }
        let months = gone.split_at(gone.len().saturating_sub(LEVELS)).1.to_vec();
        // A ratio of flows is held against its whole span so far, not against single months.
        let until = |month: &Month| Period::range(span.from(), month.last()).ok();
        let periods = months.iter().filter_map(until).collect();
        Self { course: Course::Level, months, periods }
    }

    /// The outlook from the figure of the target and the answers to the questions, in their order.
    pub(super) fn outlook(
        self,
        pack: &Pack,
        (target, now): (&Target, &Answer),
        answers: &[Answer],
        today: NaiveDate,
    ) -> Outlook {
        let value = |answer: &Answer| answer.value.and_then(|value| i64::try_from(value.hundredths()).ok());
        let (gone, before) = answers.split_at_checked(self.months.len()).unwrap_or((answers, &[]));
        let months: Vec<(Month, Option<i64>)> = self.months.iter().copied().zip(gone.iter().map(value)).collect();
        let adds = self.course == Course::Flow;
        // In a flow a month without a report gave nothing so far; a level that is not known is no zero.
        let series: Vec<i64> = if adds {
            months.iter().map(|(_, value)| value.unwrap_or(0)).collect()
        } else {
            months.iter().filter_map(|(_, value)| *value).collect()
        };
        let before: Option<Vec<i64>> = before.iter().map(value).collect();
        let known = Known {
            period: target.period,
            today,
            course: self.course,
            value: value(now).unwrap_or(0),
            months: &series,
            year_before: before.as_deref().filter(|before| !before.is_empty()),
        };
        let due_share = due_share(&known);
        let grain = if now.value.is_some_and(|value| value.whole().is_some()) { 100 } else { 1 };
        let forecast = in_grains(forecast(&known), grain);
        let standing = Standing {
            value: now.value,
            due: due_share,
            adds,
            heading_for: forecast.middle.filter(|_| now.value.is_some()),
        };
        Outlook {
            light: rule(pack, today).map_or(Light::Unknown, |rule| light(target, &standing, rule)),
            adds,
            due_share,
            due: due(target, adds, due_share).map(|due| rounded(due, grain)),
            forecast,
            months,
        }
    }
}

/// A forecast of what is counted in whole things says whole numbers.
fn in_grains(forecast: Forecast, grain: i64) -> Forecast {
    Forecast {
        middle: forecast.middle.map(|value| rounded(value, grain)),
        range: forecast.range.map(|(low, high)| (rounded(low, grain), rounded(high, grain))),
        ..forecast
    }
}

/// The nearest multiple, half away from zero.
fn rounded(value: i64, grain: i64) -> i64 {
    value.saturating_add(value.signum() * grain / 2) / grain * grain
}

/// What should stand today, in hundredths.
fn due(target: &Target, adds: bool, share: i64) -> Option<i64> {
    use congdoan_model::programmes::Comparator::{AtMost, LessThan};
    if matches!(target.comparator, AtMost | LessThan) || (!adds && target.baseline.is_none()) {
        return None;
    }
    let start = i128::from(target.baseline.unwrap_or(0));
    i64::try_from(start + (i128::from(target.goal()) - start) * i128::from(share) / 10_000).ok()
}

/// The rule of the lights on a day; nothing where the pack has none.
pub(super) fn rule(pack: &Pack, today: NaiveDate) -> Option<LightRule> {
    Some(LightRule { green_from: pack.parameter(GREEN, today)?, amber_from: pack.parameter(AMBER, today)? })
}

/// The light of a unit's share, by what is due of the whole.
pub(super) fn share_light(
    pack: &Pack,
    (target, share): (&Target, i64),
    (value, outlook): (Option<Value>, &Outlook),
    today: NaiveDate,
) -> Light {
    let Some(rule) = rule(pack, today) else { return Light::Unknown };
    let own = Target { value: share, value_max: None, baseline: None, ..target.clone() };
    light(&own, &Standing { value, due: outlook.due_share, adds: outlook.adds, heading_for: None }, rule)
}
