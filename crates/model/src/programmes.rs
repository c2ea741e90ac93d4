//! Programmes and their targets.
//!
//! Not here: progress (computed in `service` from figures).

pub mod cascade;
pub mod pace;
pub mod shares;
pub mod targets;
pub mod tasks;

pub mod schemes;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ClauseId, DirectiveId, Period, ProgrammeId, TargetId, UnitId, figures::Value, org::UnknownWord};

pub use cascade::{ProgrammeKind, TargetSource};

/// A unit's answer to a directive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// The unit that carries it.
    pub unit: UnitId,
    /// What it is.
    pub kind: ProgrammeKind,
    /// What it is called.
    pub title: String,
    /// The directive it answers.
    pub directive: Option<DirectiveId>,
    /// The programme of a unit above that it makes concrete.
    pub parent: Option<ProgrammeId>,
    /// When it runs.
    pub period: Period,
}

/// How a value is held against a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparator {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// Exactly; reached when the value gets there.
    #[serde(rename = "=")]
    Equal,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than.
    #[serde(rename = "<")]
    LessThan,
    /// Between two values.
    #[serde(rename = "range")]
    Range,
    /// All there are: a ratio of 100.
    #[serde(rename = "all")]
    All,
}

impl Comparator {
    /// Every comparator.
    pub const ALL: [Self; 7] =
        [Self::AtLeast, Self::MoreThan, Self::Equal, Self::LessThan, Self::AtMost, Self::Range, Self::All];

    /// The sign of the comparator in data and the API.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::Equal => "=",
            Self::AtMost => "<=",
            Self::LessThan => "<",
            Self::Range => "range",
            Self::All => "all",
        }
    }

    /// Whether a value meets the target; all in hundredths. A target "= N" of things done is met from N upwards.
    #[must_use]
    pub fn is_met(self, value: Value, target: i64, target_max: Option<i64>) -> bool {
        let (value, target) = (value.hundredths(), i128::from(target));
        match self {
            Self::AtLeast | Self::Equal => value >= target,
            Self::MoreThan => value > target,
            Self::AtMost => value <= target,
            Self::LessThan => value < target,
            Self::Range => value >= target && target_max.is_none_or(|most| value <= i128::from(most)),
            Self::All => value >= 10_000,
        }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

impl FromStr for Comparator {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.sign() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// A target (chỉ tiêu): an indicator, a comparator, a value and a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// The programme it belongs to.
    pub programme: ProgrammeId,
    /// The indicator that measures it.
    pub indicator: String,
    /// How the value is held against it.
    pub comparator: Comparator,
    /// The value to reach, in hundredths of the indicator's unit.
    pub value: i64,
    /// The upper end of a range, in hundredths.
    pub value_max: Option<i64>,
    /// The period it is for.
    pub period: Period,
    /// Where it started from, in hundredths; a level is expected to climb from here.
    #[serde(default)]
    pub baseline: Option<i64>,
    /// The words it comes from; empty when it was typed as it is.
    #[serde(default)]
    pub words: String,
    /// The clause of the directive it comes from.
    #[serde(default)]
    pub clause: Option<ClauseId>,
    /// Where it came from.
    #[serde(default)]
    pub source: TargetSource,
    /// The target above it was taken from, or whose share it is.
    #[serde(default)]
    pub above: Option<TargetId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_by_its_comparator() {
        let seventy = Value::Hundredths(7_000);
        assert!(Comparator::AtLeast.is_met(seventy, 7_000, None));
        assert!(!Comparator::MoreThan.is_met(seventy, 7_000, None));
        assert!(Comparator::Range.is_met(seventy, 6_000, Some(8_000)));
        assert!(!Comparator::All.is_met(seventy, 0, None));
        assert!(Comparator::Equal.is_met(Value::Whole(10_001), 1_000_000, None));
    }
}
