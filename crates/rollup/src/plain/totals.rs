//! The values of all units in one pass.
//!
//! Not here: one answer at a time (`plain`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    Period, UnitId,
    figures::{Formula, OverTree},
};

use super::{Plain, Question, pieces::Piece, worth};
use crate::query::FigureError;

impl<'a> Plain<'a> {
    /// The value of every unit for which anybody reported, by code, in one pass: what `verify` holds against the
    /// engine. Ratios and growth have none of their own; what they are made of has.
    ///
    /// # Errors
    /// [`FigureError::UnknownIndicator`] when no indicator has the id.
    pub fn totals(&self, indicator: &str, period: Period) -> Result<BTreeMap<&'a str, i64>, FigureError> {
        let unknown = || FigureError::UnknownIndicator(indicator.to_owned());
        let indicator = self.indicator(indicator).ok_or_else(unknown)?;
        let mut gathered: BTreeMap<UnitId, Vec<Piece>> = BTreeMap::new();
        let mut ways: BTreeMap<(UnitId, usize), BTreeSet<UnitId>> = BTreeMap::new();
        for (id, piece) in self.pieces(indicator, period) {
            let stretch = self.walker.stretch(piece.day);
            let units = ways.entry((id, stretch)).or_insert_with(|| self.walker.counting(id, piece.day));
            for unit in units.iter().filter_map(|to| self.walker.unit(*to)) {
                let question = Question { indicator, unit, period, restated: None };
                let alone = indicator.tree == OverTree::None && matches!(indicator.formula, Formula::Rows(_));
                let comes = || self.arrival(question, id, piece.day).is_some();
                let named = matches!(&indicator.formula, Formula::Units(count) if count.is_coordinated());
                if piece.counted && (!alone || unit.id == id) && (!named || comes()) {
                    gathered.entry(unit.id).or_default().push(piece.clone());
                }
            }
        }
        Ok(gathered.into_iter().map(|(id, pieces)| (self.walker.code(id), worth(indicator, pieces.iter()))).collect())
    }
}
