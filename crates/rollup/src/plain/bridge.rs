//! The bridge from one view to the other, thing by thing.
//!
//! Not here: either view.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    figures::{BridgeStep, Cause, Formula, OverTree},
};

use super::{Plain, Question, pieces::Piece, walk::Stand};

impl Plain<'_> {
    pub(super) fn bridge(&self, question: Question<'_>, day: NaiveDate) -> Vec<BridgeStep> {
        let mut steps: BTreeMap<Cause, i64> = BTreeMap::new();
        let plainly = Question { restated: None, ..question };
        let views: Vec<(UnitId, Piece, bool, bool)> = self
            .pieces(question.indicator, question.period)
            .into_iter()
            .filter(|(_, piece)| piece.counted)
            .map(|(id, piece)| {
                let before = self.arrival(plainly, id, piece.day).is_some();
                let after = self.arrival(question, id, piece.day).is_some();
                (id, piece, before, after)
            })
            .collect();
        let mut note = |id: UnitId, arrives: bool, value: i64| {
            let stand = self.walker.stand(id, day);
            let cause = match stand {
                Stand::At(units) if units != [id] => Cause::Merged,
                Stand::Gone if !arrives => Cause::Ended,
                _ if arrives => Cause::MovedIn,
                _ => Cause::MovedOut,
            };
            *steps.entry(cause).or_default() += if arrives { value } else { -value };
        };
        let by_subject =
            question.indicator.tree == OverTree::Distinct && !matches!(question.indicator.formula, Formula::Units(_));
        for (id, piece, before, after) in views.iter().filter(|(_, piece, ..)| !by_subject || piece.subject.is_none()) {
            if before != after {
                note(*id, *after, piece.value);
            }
        }
        if by_subject {
            let mut ordered: Vec<_> = views.iter().filter(|(_, piece, ..)| piece.subject.is_some()).collect();
            ordered.sort_by_key(|(_, piece, ..)| piece.order);
            let subjects: BTreeSet<_> = ordered.iter().map(|(_, piece, ..)| piece.subject.clone()).collect();
            for subject in subjects {
                let mut of = ordered.iter().filter(|(_, piece, ..)| piece.subject == subject);
                let first_before = of.clone().find(|(_, _, before, _)| *before);
                let first_after = of.find(|(_, _, _, after)| *after);
                match (first_before, first_after) {
                    (Some((id, ..)), None) => note(*id, false, 1),
                    (None, Some((id, ..))) => note(*id, true, 1),
                    _ => {}
                }
            }
        }
        steps.into_iter().filter(|(_, value)| *value != 0).map(|(cause, value)| BridgeStep { cause, value }).collect()
    }
}
