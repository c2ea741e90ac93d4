//! What happens to a target: it is shared out over the units below, changed with approval, and stands in a light.
//!
//! Not here: the sharing arithmetic (`shares`), pace and forecast (`pace`).

use serde::{Deserialize, Serialize};

use super::{Comparator, Target, cascade::TargetSource};
use crate::{AllotmentId, Period, ProgrammeId, TargetChangeId, TargetId, Timestamp, UnitId, figures::Value};

/// What a target is shared out by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareBy {
    /// The same for each unit.
    Equal,
    /// By members.
    Size,
    /// By workers of employers without a union.
    WhiteSpots,
    /// By what each unit did in the same span a year before.
    LastYear,
    /// As typed.
    Hand,
}

impl ShareBy {
    /// Every way, the simplest first.
    pub const ALL: [Self; 5] = [Self::Equal, Self::Size, Self::WhiteSpots, Self::LastYear, Self::Hand];

    /// Its word in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Size => "size",
            Self::WhiteSpots => "white_spots",
            Self::LastYear => "last_year",
            Self::Hand => "hand",
        }
    }

    /// The way of a word made by [`ShareBy::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// A unit's share of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The unit.
    pub unit: UnitId,
    /// Its share, in hundredths of the indicator's unit; the threshold itself for ratios.
    pub value: i64,
    /// What it was shared out by: members, workers without a union, last year's value; 1 each for equal shares, 0 by hand.
    pub weight: i64,
}

/// A target shared out over the units directly below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allotment {
    /// Its id.
    pub id: AllotmentId,
    /// The target.
    pub target: TargetId,
    /// By what.
    pub by: ShareBy,
    /// The value that was shared out, in hundredths.
    pub whole: i64,
    /// The shares.
    pub shares: Vec<Share>,
}

/// What a change of a target asks for: everything that can change, as it shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// How the value is held against it.
    pub comparator: Comparator,
    /// The value, in hundredths.
    pub value: i64,
    /// The upper end of a range, in hundredths.
    pub value_max: Option<i64>,
    /// The period.
    pub period: Period,
    /// Where it started from, in hundredths.
    pub baseline: Option<i64>,
}

impl Target {
    /// A target by itself: no range, no baseline, typed as it is. The value is in hundredths of the indicator's unit.
    #[must_use]
    pub fn plain(
        (id, programme): (TargetId, ProgrammeId),
        indicator: &str,
        (comparator, value): (Comparator, i64),
        period: Period,
    ) -> Self {
        Self {
            id,
            programme,
            indicator: indicator.to_owned(),
            comparator,
            value,
            value_max: None,
            period,
            baseline: None,
            words: String::new(),
            clause: None,
            source: TargetSource::Typed,
            above: None,
        }
    }

    /// What the target asks for today.
    #[must_use]
    pub const fn aim(&self) -> Aim {
        Aim {
            comparator: self.comparator,
            value: self.value,
            value_max: self.value_max,
            period: self.period,
            baseline: self.baseline,
        }
    }

    /// The target as it would be with another aim.
    #[must_use]
    pub fn aiming(&self, aim: &Aim) -> Self {
        let Aim { comparator, value, value_max, period, baseline } = *aim;
        Self { comparator, value, value_max, period, baseline, ..self.clone() }
    }

    /// The value to reach, in hundredths; 100 % where all are asked for.
    #[must_use]
    pub const fn goal(&self) -> i64 {
        match self.comparator {
            Comparator::All => 10_000,
            _ => self.value,
        }
    }
}

/// A change of a target (điều chỉnh chỉ tiêu): asked for with a reason, decided by somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetChange {
    /// Its id.
    pub id: TargetChangeId,
    /// The target.
    pub target: TargetId,
    /// What the target asked for before.
    pub before: Aim,
    /// What it shall ask for.
    pub after: Aim,
    /// Why.
    pub reason: String,
    /// Who asked, by sign-in name.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// What was decided; nothing while it waits.
    pub decision: Option<ChangeDecision>,
}

/// What was decided about a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDecision {
    /// Whether the target changed.
    pub approved: bool,
    /// What was said with it.
    pub note: String,
    /// Who decided, by sign-in name.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

/// A traffic light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Reached, or on its way.
    Green,
    /// Behind.
    Amber,
    /// Far behind, or missed.
    Red,
    /// Nothing is known, or it has not begun.
    Unknown,
}

/// From which part of what is due a light is green or amber, in percent; the pack says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LightRule {
    /// Green from here on.
    pub green_from: i64,
    /// Amber from here on; red below.
    pub amber_from: i64,
}

/// What a light is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The value as it stands.
    pub value: Option<Value>,
    /// How much of the way is due today, in ten-thousandths.
    pub due: i64,
    /// Whether each month adds; a level without a baseline is held against the whole goal.
    pub adds: bool,
    /// The most likely value at the end, in hundredths.
    pub heading_for: Option<i64>,
}

/// The light of a target.
#[must_use]
pub fn light(target: &Target, standing: &Standing, rule: LightRule) -> Light {
    let Some(value) = standing.value else { return Light::Unknown };
    let met = target.comparator.is_met(value, target.value, target.value_max);
    if matches!(target.comparator, Comparator::AtMost | Comparator::LessThan) {
        let ends = Value::Hundredths(standing.heading_for.unwrap_or(0));
        let stays = target.comparator.is_met(ends, target.value, None);
        return if !met {
            Light::Red
        } else if standing.heading_for.is_some() && !stays {
            Light::Amber
        } else {
            Light::Green
        };
    }
    if met {
        return Light::Green;
    }
    // Above a range cannot be mended by doing more.
    if target.value_max.is_some_and(|most| value.hundredths() > i128::from(most)) || standing.due >= 10_000 {
        return Light::Red;
    }
    if standing.due <= 0 {
        return Light::Unknown;
    }
    let start = i128::from(target.baseline.unwrap_or(0));
    let way = i128::from(target.goal()) - start;
    let due = if standing.adds || target.baseline.is_some() { i128::from(standing.due) } else { 10_000 };
    let (done, due) = ((value.hundredths() - start) * 10_000 * 100, way * due);
    let reaches =
        |percent: i64| if way >= 0 { done >= due * i128::from(percent) } else { done <= due * i128::from(percent) };
    if reaches(rule.green_from) {
        Light::Green
    } else if reaches(rule.amber_from) {
        Light::Amber
    } else {
        Light::Red
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: LightRule = LightRule { green_from: 95, amber_from: 80 };

    fn target(comparator: Comparator, value: i64, baseline: Option<i64>) -> Target {
        let ids = (TargetId::from(uuid::Uuid::nil()), ProgrammeId::from(uuid::Uuid::nil()));
        Target { baseline, ..Target::plain(ids, "x", (comparator, value), Period::year(2026)) }
    }

    fn at(value: i64, due: i64) -> Standing {
        Standing { value: Some(Value::Hundredths(value)), due, adds: true, heading_for: None }
    }

    #[test]
    fn a_flow_is_held_against_what_is_due() {
        let target = target(Comparator::Equal, 100_000, None);
        let shown = |value, due| light(&target, &at(value, due), RULE);
        assert_eq!(shown(47_500, 5_000), Light::Green);
        assert_eq!(shown(47_499, 5_000), Light::Amber);
        assert_eq!(shown(39_999, 5_000), Light::Red);
        assert_eq!(shown(100_000, 5_000), Light::Green);
        assert_eq!(shown(99_900, 10_000), Light::Red, "over and not reached");
        assert_eq!(shown(0, 0), Light::Unknown, "not begun");
        let nothing = Standing { value: None, ..at(0, 5_000) };
        assert_eq!(light(&target, &nothing, RULE), Light::Unknown);
    }

    #[test]
    fn a_level_climbs_from_its_baseline_or_is_held_against_the_goal() {
        let level = |value, due| Standing { adds: false, ..at(value, due) };
        let climbing = target(Comparator::AtLeast, 7_000, Some(6_000));
        assert_eq!(light(&climbing, &level(6_500, 5_000), RULE), Light::Green);
        assert_eq!(light(&climbing, &level(6_100, 5_000), RULE), Light::Red);
        let plain = target(Comparator::AtLeast, 7_000, None);
        assert_eq!(light(&plain, &level(6_000, 5_000), RULE), Light::Amber);
        let falling = target(Comparator::AtLeast, 5_000, Some(8_000));
        assert_eq!(light(&falling, &level(8_000, 5_000), RULE), Light::Green, "already above what is asked");
    }

    #[test]
    fn a_ceiling_warns_before_it_is_passed() {
        let ceiling = target(Comparator::AtMost, 1_000, None);
        assert_eq!(light(&ceiling, &at(400, 5_000), RULE), Light::Green);
        assert_eq!(light(&ceiling, &Standing { heading_for: Some(1_200), ..at(600, 5_000) }, RULE), Light::Amber);
        assert_eq!(light(&ceiling, &at(1_100, 5_000), RULE), Light::Red);
    }
}
