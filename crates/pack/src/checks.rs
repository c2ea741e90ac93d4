//! Checks of figures (kiểm tra số liệu): what a good statistician would ask of the figures of a unit and a period, as data.
//!
//! A check names indicators and how they must fit together. Whether they do is worked out in whole numbers, recorded and
//! declared figures alike. Not here: reading checks from TOML (`load::checks`), fetching the figures
//! (`service::figures::checks`), the words a finding is told in (`judge`).

mod compare;
mod judge;
mod printed;
mod robust;
mod words;

use std::collections::BTreeMap;

use congdoan_model::{LocalText, audit::integrity::Weight, figures::Value, org::UnitKind};
use serde::Serialize;

use crate::{Pack, Place};

pub use printed::{Printed, PrintedFault};

/// A check of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureCheck {
    /// Stable id such as `labour.women_within_workers`.
    pub id: String,
    /// What must hold.
    pub name: LocalText,
    /// How it is worked out.
    pub rule: CheckRule,
    /// How much it weighs when it does not hold.
    pub weight: Weight,
    /// Kinds of units whose figures are held against it; empty means every kind.
    pub levels: Vec<UnitKind>,
    /// Guidance or form it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// How figures must fit together. Amounts are in the indicator's unit of measure, for ratios in hundredths of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckRule {
    /// A part is no more than its whole; people are no more than turns.
    PartOf {
        /// The part.
        part: String,
        /// The whole.
        whole: String,
    },
    /// Parts that share nothing are together no more than their whole.
    PartsWithin {
        /// The parts.
        parts: Vec<String>,
        /// The whole.
        whole: String,
    },
    /// All parts together are the whole.
    SumOf {
        /// The parts.
        parts: Vec<String>,
        /// The whole.
        whole: String,
        /// How far off it may be.
        tolerance: i64,
    },
    /// A stock is what it was before, and what came, less what went.
    Stock {
        /// The stock.
        of: String,
        /// What came in the period.
        plus: Vec<String>,
        /// What went.
        minus: Vec<String>,
        /// How far off it may be.
        tolerance: i64,
    },
    /// A stated change is the difference of what stood before and what stands now.
    Difference {
        /// The stock.
        of: String,
        /// The change somebody stated.
        change: String,
    },
    /// A stated ratio is that of its two sides.
    Ratio {
        /// The ratio somebody stated, in hundredths of a per cent.
        stated: String,
        /// Above the line.
        numerator: String,
        /// Below the line.
        denominator: String,
        /// How many hundredths it may be off.
        tolerance: i64,
    },
    /// Figures lie between bounds.
    Bounds {
        /// The indicators.
        of: Vec<String>,
        /// The least.
        least: Option<i64>,
        /// The most.
        most: Option<i64>,
    },
    /// Where there is something, what belongs to it is there as well.
    GoesWith {
        /// What there is.
        what: String,
        /// What must then be more than nothing.
        needs: String,
    },
    /// A figure is no more than so many times that of the same period a year before, and no less than its part.
    Jump {
        /// The indicators.
        of: Vec<String>,
        /// How many times.
        times: i64,
        /// Figures below this are too small to be told by.
        floor: i64,
    },
    /// A figure is not far from those of units side by side: a robust z-score over median and median deviation.
    Outlier {
        /// The indicators.
        of: Vec<String>,
        /// What each is held against, such as the number of members; itself where nothing is named.
        per: Option<String>,
        /// The score from which on it is told, in tenths.
        score: i64,
        /// How many units side by side it takes at least.
        fewest: i64,
    },
    /// A figure is not a thousand or a million times off: đồng typed as thousands, millions or billions.
    UnitMix {
        /// The indicators.
        of: Vec<String>,
        /// What each is held against, such as the number of members.
        per: Option<String>,
        /// How many units side by side it takes at least.
        fewest: i64,
    },
    /// What a unit states as its own is not what the units below it state already.
    Children {
        /// The indicators.
        of: Vec<String>,
        /// Figures below this are too small to be told by.
        floor: i64,
    },
}

impl CheckRule {
    /// The word of the kind in files and data.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PartOf { .. } => "part_of",
            Self::PartsWithin { .. } => "parts_within",
            Self::SumOf { .. } => "sum_of",
            Self::Stock { .. } => "stock",
            Self::Difference { .. } => "difference",
            Self::Ratio { .. } => "ratio",
            Self::Bounds { .. } => "bounds",
            Self::GoesWith { .. } => "goes_with",
            Self::Jump { .. } => "jump",
            Self::Outlier { .. } => "outlier",
            Self::UnitMix { .. } => "unit_mix",
            Self::Children { .. } => "children",
        }
    }
}

/// When the figure a check asks for stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// In the period itself.
    Now,
    /// In the twelve months before the period: what a stock was when it began.
    Opening,
    /// In the same period a year before.
    YearBefore,
    /// In the period, of the units side by side.
    Siblings,
    /// In the period, of the units directly below together.
    Below,
}

/// The figures of a unit and a period that checks look at; what nobody said is absent.
#[derive(Clone, Debug, Default)]
pub struct CheckNumbers {
    /// The period itself.
    pub now: BTreeMap<String, Value>,
    /// The twelve months before.
    pub opening: BTreeMap<String, Value>,
    /// The same period a year before.
    pub year_before: BTreeMap<String, Value>,
    /// Each unit side by side.
    pub siblings: Vec<BTreeMap<String, Value>>,
    /// The units directly below, added up.
    pub below: BTreeMap<String, i64>,
}

/// A check that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckFinding {
    /// Id of the check.
    pub check: String,
    /// How much it weighs.
    pub weight: Weight,
    /// The indicators whose figures do not fit: the lines of a form it is shown beside.
    pub indicators: Vec<String>,
    /// What does not fit, with the numbers.
    pub words: LocalText,
    /// The numbers compared, in the order of the words.
    pub numbers: Vec<i64>,
}

impl FigureCheck {
    /// Every indicator the check asks for, with when.
    #[must_use]
    pub fn asks(&self) -> Vec<(Moment, &str)> {
        let moments = self.moments();
        self.indicators().into_iter().flat_map(|id| moments.iter().map(move |moment| (*moment, id))).collect()
    }

    /// The indicators the check names.
    #[must_use]
    pub fn indicators(&self) -> Vec<&str> {
        let named: Vec<&String> = match &self.rule {
            CheckRule::PartOf { part, whole } => vec![part, whole],
            CheckRule::PartsWithin { parts, whole } | CheckRule::SumOf { parts, whole, .. } => {
                parts.iter().chain([whole]).collect()
            }
            CheckRule::Stock { of, plus, minus, .. } => [of].into_iter().chain(plus).chain(minus).collect(),
            CheckRule::Difference { of, change } => vec![of, change],
            CheckRule::Ratio { stated, numerator, denominator, .. } => vec![stated, numerator, denominator],
            CheckRule::GoesWith { what, needs } => vec![what, needs],
            CheckRule::Outlier { of, per, .. } | CheckRule::UnitMix { of, per, .. } => of.iter().chain(per).collect(),
            CheckRule::Bounds { of, .. } | CheckRule::Jump { of, .. } | CheckRule::Children { of, .. } => {
                of.iter().collect()
            }
        };
        named.into_iter().map(String::as_str).collect()
    }

    const fn moments(&self) -> &'static [Moment] {
        match self.rule {
            CheckRule::Stock { .. } | CheckRule::Difference { .. } => &[Moment::Now, Moment::Opening],
            CheckRule::Jump { .. } => &[Moment::Now, Moment::YearBefore],
            CheckRule::UnitMix { .. } => &[Moment::Now, Moment::YearBefore, Moment::Siblings],
            CheckRule::Outlier { .. } => &[Moment::Now, Moment::Siblings],
            CheckRule::Children { .. } => &[Moment::Now, Moment::Below],
            _ => &[Moment::Now],
        }
    }

    /// Whether figures of units of a kind are held against it.
    #[must_use]
    pub fn is_for(&self, kind: UnitKind) -> bool {
        self.levels.is_empty() || self.levels.contains(&kind)
    }
}

impl Pack {
    /// The check of an id.
    #[must_use]
    pub fn figure_check(&self, id: &str) -> Option<&FigureCheck> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The checks for units of a kind.
    pub fn checks_of(&self, kind: UnitKind) -> impl Iterator<Item = &FigureCheck> {
        self.checks.iter().filter(move |check| check.is_for(kind))
    }
}
