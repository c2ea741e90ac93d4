//! The indicators an engine knows, checked so that no figure can chase its own tail.
//!
//! Not here: reading a pack (`pack`), adding up.

use std::hash::BuildHasherDefault;

use congdoan_model::{
    figures::{Formula, Indicator, OverTime, OverTree},
    members::MemberEvent,
};

use crate::hash::QuickMap;

/// A checked set of indicators.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    indicators: Vec<Indicator>,
    index: QuickMap<String, u32>,
}

/// Why a set of indicators is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Two indicators share an id.
    #[error("the indicator \"{0}\" is defined twice")]
    Duplicate(String),
    /// A ratio or a growth names an indicator that is not there.
    #[error("the indicator \"{indicator}\" is made of \"{unknown}\", which is not defined")]
    Unknown {
        /// The ratio or growth.
        indicator: String,
        /// The id nobody defines.
        unknown: String,
    },
    /// A ratio or a growth is made of itself, directly or through others.
    #[error("the indicator \"{0}\" is made of itself")]
    Cycle(String),
    /// An indicator counts members in a way rolls cannot answer.
    #[error("the indicator \"{0}\" counts members: those standing are the last of a period, flows add, and units add")]
    Members(String),
    /// An indicator tells apart over the tree what stands on a day.
    #[error("the indicator \"{0}\" counts what stands on a day, which only adds up over the tree")]
    Standing(String),
    /// A ratio or a growth is made of a ratio or a growth; those never add up.
    #[error("the indicator \"{indicator}\" is made of \"{over}\", which is itself a ratio and never adds up")]
    Nested {
        /// The outer indicator.
        indicator: String,
        /// The inner one.
        over: String,
    },
}

impl Catalogue {
    /// A catalogue of these indicators.
    ///
    /// # Errors
    /// [`CatalogueError`] for ids defined twice, formulas over unknown indicators, cycles, and ratios of ratios,
    /// and counts of members that are neither a stock nor a flow.
    pub fn new(indicators: Vec<Indicator>) -> Result<Self, CatalogueError> {
        let mut index = QuickMap::with_capacity_and_hasher(indicators.len(), BuildHasherDefault::default());
        for (at, indicator) in (0..).zip(&indicators) {
            if index.insert(indicator.id.clone(), at).is_some() {
                return Err(CatalogueError::Duplicate(indicator.id.clone()));
            }
        }
        let catalogue = Self { indicators, index };
        for indicator in &catalogue.indicators {
            catalogue.check(indicator)?;
            if !members_fit(indicator) {
                return Err(CatalogueError::Members(indicator.id.clone()));
            }
            if indicator.time == OverTime::Standing && indicator.tree == OverTree::Distinct {
                return Err(CatalogueError::Standing(indicator.id.clone()));
            }
        }
        Ok(catalogue)
    }

    /// Follows what an indicator is made of; more steps than indicators mean a circle.
    fn check(&self, indicator: &Indicator) -> Result<(), CatalogueError> {
        let mut pending: Vec<&Indicator> = vec![indicator];
        let mut seen: Vec<&str> = Vec::new();
        let mut nested = None;
        while let Some(current) = pending.pop() {
            for id in ingredients(&current.formula) {
                let Some(next) = self.get(id) else {
                    return Err(CatalogueError::Unknown { indicator: current.id.clone(), unknown: id.to_owned() });
                };
                if next.id == indicator.id {
                    return Err(CatalogueError::Cycle(indicator.id.clone()));
                }
                if !ingredients(&next.formula).is_empty() && !seen.contains(&id) {
                    nested.get_or_insert(CatalogueError::Nested { indicator: current.id.clone(), over: id.to_owned() });
                    seen.push(id);
                    pending.push(next);
                }
            }
        }
        nested.map_or(Ok(()), Err)
    }

    /// The indicator of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.at(self.index_of(id)?)
    }

    /// Every indicator, in the order given.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    pub(crate) fn index_of(&self, id: &str) -> Option<u32> {
        self.index.get(id).copied()
    }

    pub(crate) fn at(&self, index: u32) -> Option<&Indicator> {
        self.indicators.get(index as usize)
    }
}

/// The ids a formula is made of.
fn ingredients(formula: &Formula) -> Vec<&str> {
    match formula {
        Formula::Ratio { numerator, denominator } => vec![numerator, denominator],
        Formula::Growth { of } => vec![of],
        Formula::Rows(_) | Formula::Units(_) => Vec::new(),
    }
}

/// Whether what an indicator counts of rolls goes with its rules: members standing are a stock, comings and goings flows.
fn members_fit(indicator: &Indicator) -> bool {
    let Some(count) = &indicator.members else { return true };
    let time = if count.event == MemberEvent::Standing { OverTime::Last } else { OverTime::Sum };
    matches!(indicator.formula, Formula::Rows(_)) && indicator.time == time && indicator.tree != OverTree::Distinct
}

/// Whether months of an indicator are kept as totals: flows whose months and units simply add, and stocks whose units do.
/// Those a roll may answer are not: one roll changes many months of many indicators at once.
pub(crate) fn is_kept(indicator: &Indicator) -> bool {
    use congdoan_model::figures::Combine;
    let adds = match indicator.time {
        OverTime::Sum => matches!(indicator.formula, Formula::Rows(Combine::Count | Combine::Sum | Combine::Last)),
        OverTime::Last => matches!(indicator.formula, Formula::Rows(_)),
        OverTime::Max | OverTime::Standing => false,
    };
    adds && indicator.members.is_none() && indicator.tree == OverTree::Sum
}

/// Whether declared months of an indicator may do without ids (`grid`): nobody is told apart in it, and no roll answers.
pub(crate) fn is_declared_plainly(indicator: &Indicator) -> bool {
    let has_rows = matches!(indicator.formula, Formula::Rows(_));
    has_rows && indicator.members.is_none() && indicator.tree != OverTree::Distinct
}
