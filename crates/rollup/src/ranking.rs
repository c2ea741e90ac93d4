//! Rankings: every unit below some unit by a weighted score of its own numbers, group by group, first and last.
//!
//! A score is the sum over some indicators of weight times the unit's own number in a period: whole numbers, so equal
//! scores are equal. A ranking that is kept has its scores brought after every change; the order within groups is made
//! when it is asked for. The group of a unit is the one directly below the unit asked for through which it is counted on
//! the period's last day.
//!
//! Not here: what weights mean, which are data of a scheme.

use congdoan_model::{
    Month, Period, UnitId,
    figures::OverTime,
    org::{Unit, UnitKind},
};

use crate::{catalogue, cube::add, engine::Engine, grid::Leaf, lift::SELF, threads};

/// What is ranked, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Units below this one are ranked; units directly below it are the groups.
    pub top: UnitId,
    /// The kind of units ranked.
    pub kind: UnitKind,
    /// The period.
    pub period: Period,
    /// Indicators added up from rows, each with what one of it is worth.
    pub weights: Vec<(String, i64)>,
}

impl Scheme {
    /// Whether a unit is one of those ranked, wherever it stands.
    fn ranks(&self, unit: &Unit) -> bool {
        unit.kind == self.kind && unit.is_open(self.period.to())
    }
}

/// A unit and its score.
pub type Place = (UnitId, i64);

/// One group's first and last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The unit directly below the top.
    pub unit: UnitId,
    /// How many units are ranked.
    pub ranked: usize,
    /// Those with the highest scores, highest first; of equal ones the first by code.
    pub first: Vec<Place>,
    /// Those with the lowest scores, lowest first; of equal ones the last by code.
    pub last: Vec<Place>,
}

/// A ranking kept.
#[derive(Debug)]
pub(crate) struct Ranking {
    scheme: Scheme,
    /// By number: the group of each unit, and its score.
    groups: Vec<u32>,
    scores: Vec<i64>,
    /// Columns and weights, where all of them are flows of the grid and the period is of whole months.
    flows: Option<Vec<(usize, i64)>>,
}

/// No group.
const NOWHERE: u32 = u32::MAX;

/// What one indicator of a scheme asks for.
struct Weighed {
    index: u32,
    column: Option<u32>,
    is_stock: bool,
    weight: i64,
}

impl Engine {
    /// Keeps the scores of a scheme from now on, in the place of those kept before.
    pub fn keep_ranking(&mut self, scheme: Scheme) {
        let (groups, scores) = (self.groups_of(&scheme), self.scores(&scheme));
        let flows = flows(&self.weighed(&scheme));
        self.ranking = Some(Ranking { scheme, groups, scores, flows });
    }

    /// The ranking kept: of each group so many first and last ones; nothing where none is kept.
    #[must_use]
    pub fn ranking(&self, limit: usize) -> Vec<Group> {
        self.ranking.as_ref().map(|kept| self.ranked(&kept.groups, &kept.scores, limit)).unwrap_or_default()
    }

    /// A ranking from base rows, whether kept or not.
    #[must_use]
    pub fn rank(&self, scheme: &Scheme, limit: usize) -> Vec<Group> {
        self.ranked(&self.groups_of(scheme), &self.scores(scheme), limit)
    }

    fn ranked(&self, groups: &[u32], scores: &[i64], limit: usize) -> Vec<Group> {
        let mut by_group: Vec<Vec<(i64, u32)>> = Vec::new();
        let mut heads: Vec<u32> = groups.iter().copied().filter(|group| *group != NOWHERE).collect();
        heads.sort_unstable();
        heads.dedup();
        let mut at_head = vec![NOWHERE; groups.len()];
        for (at, head) in (0..).zip(&heads) {
            by_group.push(Vec::new());
            if let Some(place) = at_head.get_mut(*head as usize) {
                *place = at;
            }
        }
        for ((unit, group), score) in (0_u32..).zip(groups).zip(scores) {
            let at = at_head.get(*group as usize).copied().unwrap_or(NOWHERE);
            if let Some(members) = by_group.get_mut(at as usize) {
                // Higher scores first, then the order of codes.
                members.push((score.wrapping_neg(), unit));
            }
        }
        let place = |(score, unit): &(i64, u32)| Some((self.tree.at(*unit)?.id, score.wrapping_neg()));
        let group = |(head, mut members): (&u32, Vec<(i64, u32)>)| {
            let first = ends(&mut members, limit).iter().filter_map(place).collect();
            members.iter_mut().for_each(|one| *one = (!one.0, !one.1));
            let last = ends(&mut members, limit).iter().map(|one| (!one.0, !one.1));
            let last = last.filter_map(|one| place(&one)).collect();
            Some(Group { unit: self.tree.at(*head)?.id, ranked: members.len(), first, last })
        };
        heads.iter().zip(by_group).filter_map(group).collect()
    }

    /// The group of every unit, by number.
    fn groups_of(&self, scheme: &Scheme) -> Vec<u32> {
        let Some(top) = self.tree.index_of(scheme.top) else { return Vec::new() };
        let day = scheme.period.to();
        // Units that share a lift share the group, unless they hang directly under the top.
        let mut known: Vec<Option<u32>> = vec![None; self.tree.lift_count()];
        let group = |unit: crate::tree::UnitRef<'_>| {
            if !scheme.ranks(&unit) {
                return NOWHERE;
            }
            let lift = self.tree.counting_lift_number(unit.index, day);
            let find = || self.tree.counting_lift(unit.index, day).find(top).map_or(NOWHERE, |above| above.via);
            let via = match known.get_mut(lift as usize) {
                Some(known) => *known.get_or_insert_with(find),
                None => NOWHERE,
            };
            let hangs_there = via == SELF && self.tree.counting_lift(unit.index, day).find(top).is_some();
            if hangs_there { unit.index } else { via }
        };
        self.tree.units().map(group).collect()
    }

    fn weighed(&self, scheme: &Scheme) -> Vec<Weighed> {
        let weighed = |(id, weight): &(String, i64)| {
            let index = self.catalogue.index_of(id)?;
            let known = self.catalogue.at(index)?;
            let column =
                self.grid.column(index).filter(|_| catalogue::is_kept(known) && scheme.period.is_whole_months());
            Some(Weighed { index, column, is_stock: known.time == OverTime::Last, weight: *weight })
        };
        scheme.weights.iter().filter_map(weighed).collect()
    }

    /// The score of every unit, by number, from base rows.
    fn scores(&self, scheme: &Scheme) -> Vec<i64> {
        let weighed = self.weighed(scheme);
        let mut scores = vec![0_i64; self.tree.units().count()];
        let flows = flows(&weighed);
        if let Some(flows) = &flows {
            for (seat, score) in (0..).zip(self.seat_scores(flows, scheme.period)) {
                if let Some(to) = self.grid.unit(seat).and_then(|unit| scores.get_mut(unit as usize)) {
                    *to = score;
                }
            }
        }
        for (unit, score) in (0..).zip(&mut scores) {
            if flows.is_none() || self.is_loose(unit) {
                *score = self.score(unit, &weighed, scheme.period);
            }
        }
        scores
    }

    /// The score of what is in the grid in every seat, by two threads where that is worth it.
    fn seat_scores(&self, flows: &[(usize, i64)], period: Period) -> Vec<i64> {
        let leaves: Vec<&Leaf> = period.touched_months().filter_map(|month| self.grid.leaf(month)).collect();
        let seats = self.grid.sitting().len();
        let split = threads::stretch(seats) < seats;
        let count = |is_first: bool| {
            let mut scores = vec![0_i64; seats];
            for leaf in &leaves {
                let half = if split { leaf.blocks() / 2 } else { leaf.blocks() };
                let blocks = if is_first { 0..half } else { half..leaf.blocks() };
                leaf.weigh(blocks, flows, &mut scores);
            }
            scores
        };
        if !split {
            return count(true);
        }
        std::thread::scope(|scope| {
            let other = scope.spawn(|| count(false));
            let mut scores = count(true);
            add(&mut scores, &other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            scores
        })
    }

    /// The score of one unit.
    fn score(&self, unit: u32, weighed: &[Weighed], period: Period) -> i64 {
        let worth = |one: &Weighed| {
            let rule = self.catalogue.at(one.index).and_then(|known| self.rule(known));
            let given = rule.map(|rule| self.given(one.index, unit, rule, period)).unwrap_or_default();
            given.iter().fold(0_i64, |sum, entry| sum.wrapping_add(entry.value.wrapping_mul(one.weight)))
        };
        weighed.iter().fold(0, |sum, one| sum.wrapping_add(worth(one)))
    }

    /// Brings the score of a unit after a change of one of its months.
    pub(crate) fn score_again(&mut self, unit: u32, month: Month) {
        let Some(mut kept) = self.ranking.take() else { return };
        if kept.covers(month) {
            let score = self.score(unit, &self.weighed(&kept.scheme), kept.scheme.period);
            if let Some(known) = kept.scores.get_mut(unit as usize) {
                *known = score;
            }
        }
        self.ranking = Some(kept);
    }

    /// Brings the score of a unit with rows of the grid alone after a change of its line of a month: by the difference.
    pub(crate) fn shift_score(&mut self, unit: u32, month: Month, difference: &[i64]) {
        let Some(kept) = self.ranking.as_mut().filter(|kept| kept.covers(month)) else { return };
        let Some(flows) = &kept.flows else { return self.score_again(unit, month) };
        if let Some(score) = kept.scores.get_mut(unit as usize) {
            *score = worth(flows, difference, *score);
        }
    }

    /// Makes the ranking kept anew, on the tree and rows as they are.
    pub(crate) fn rank_anew(&mut self) {
        if let Some(kept) = self.ranking.take() {
            self.keep_ranking(kept.scheme);
        }
    }

    /// Finds the groups of some units in the ranking kept again, after they moved.
    pub(crate) fn group_again(&mut self, units: impl Iterator<Item = u32>) {
        let Some(mut kept) = self.ranking.take() else { return };
        let Ranking { scheme, groups, .. } = &mut kept;
        if let Some(top) = self.tree.index_of(scheme.top) {
            for unit in units {
                let is_ranked = self.tree.at(unit).is_some_and(|unit| scheme.ranks(&unit));
                if let Some(group) = groups.get_mut(unit as usize).filter(|_| is_ranked) {
                    *group = self.group_of(unit, top, scheme.period);
                }
            }
        }
        self.ranking = Some(kept);
    }

    /// The unit directly below the top through which a unit is counted on a period's last day.
    fn group_of(&self, unit: u32, top: u32, period: Period) -> u32 {
        match self.tree.counting_lift(unit, period.to()).find(top) {
            Some(above) if above.via == SELF => unit,
            Some(above) => above.via,
            None => NOWHERE,
        }
    }
}

impl Ranking {
    fn covers(&self, month: Month) -> bool {
        let period = self.scheme.period;
        Month::of(period.from()) <= month && month <= Month::of(period.to())
    }
}

/// Columns and weights, where all of a scheme are flows of the grid.
fn flows(weighed: &[Weighed]) -> Option<Vec<(usize, i64)>> {
    weighed.iter().map(|one| Some((one.column.filter(|_| !one.is_stock)? as usize, one.weight))).collect()
}

/// What numbers are worth, added to a score.
fn worth(flows: &[(usize, i64)], values: &[i64], score: i64) -> i64 {
    let worth = |(at, weight): &(usize, i64)| values.get(*at).map_or(0, |value| value.wrapping_mul(*weight));
    flows.iter().map(worth).fold(score, i64::wrapping_add)
}

/// The smallest of some, in order.
fn ends(members: &mut [(i64, u32)], limit: usize) -> &[(i64, u32)] {
    let limit = limit.min(members.len());
    if 0 < limit && limit < members.len() {
        members.select_nth_unstable(limit - 1);
    }
    let ends = members.get_mut(..limit).unwrap_or_default();
    ends.sort_unstable();
    ends
}
