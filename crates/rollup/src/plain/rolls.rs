//! What members' rolls give, membership by membership and day by day.
//!
//! Each membership is asked where it stands on a day and on the day before; whatever changed is somebody coming or going.
//! Nothing changes on days on which neither it nor a unit on its way begins or ends, so only those are looked at.
//!
//! Not here: base rows (`pieces`), the way up (`walk`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    Period, UnitId,
    figures::Source,
    members::{Joining, Leaving, MemberCount, MemberEvent, Roll, Stay},
    period::day_before,
};

use super::{
    pieces::{Piece, stretches},
    walk::Walker,
};

/// Rolls of units the forest has, and since when rolls answer for each unit.
#[derive(Debug, Default)]
pub(super) struct Rolls<'a> {
    all: Vec<Laid<'a>>,
    answered: BTreeMap<UnitId, NaiveDate>,
}

/// A roll, with the days on which units on its way begin or end.
#[derive(Debug)]
struct Laid<'a> {
    roll: &'a Roll,
    turns: BTreeSet<NaiveDate>,
}

/// Somebody coming to a unit or leaving it.
struct Change {
    unit: UnitId,
    day: NaiveDate,
    event: MemberEvent,
    joining: Joining,
    leaving: Option<Leaving>,
}

impl<'a> Rolls<'a> {
    pub(super) fn new(walker: &Walker<'_>, rolls: &'a [Roll]) -> Self {
        let known = rolls.iter().filter(|roll| walker.unit(roll.unit).is_some());
        let all: Vec<Laid<'_>> = known.map(|roll| Laid { roll, turns: walker.turns(roll.unit) }).collect();
        let mut answered: BTreeMap<UnitId, NaiveDate> = BTreeMap::new();
        for Laid { roll, turns } in &all {
            for day in turns.iter().copied().chain([roll.counts_from]).filter(|day| *day >= roll.counts_from) {
                if let Some(unit) = walker.seat(roll.unit, day) {
                    answered.entry(unit).and_modify(|first| *first = day.min(*first)).or_insert(day);
                }
            }
        }
        // A roll of its own decides for itself.
        answered.extend(all.iter().map(|laid| (laid.roll.unit, laid.roll.counts_from)));
        Self { all, answered }
    }

    /// The first day on which rolls answer for a unit.
    pub(super) fn answered(&self, unit: UnitId) -> Option<NaiveDate> {
        self.answered.get(&unit).copied()
    }

    /// What every roll gives in a period: a stock on its last day, or flows by day.
    pub(super) fn pieces(&self, walker: &Walker<'_>, count: &MemberCount, period: Period) -> Vec<(UnitId, Piece)> {
        let mut people: BTreeMap<(UnitId, NaiveDate), i64> = BTreeMap::new();
        for laid in self.all.iter().filter(|laid| fits_form(walker, count, laid.roll.unit)) {
            let counted: Vec<(UnitId, NaiveDate)> = match count.event {
                MemberEvent::Standing => self.standing(walker, laid, count, period.to()),
                MemberEvent::Joined | MemberEvent::Left => {
                    laid.roll.stays.iter().flat_map(|stay| self.moves(walker, laid, stay, count, period)).collect()
                }
            };
            counted.into_iter().for_each(|place| *people.entry(place).or_default() += 1);
        }
        let mut pieces = Vec::new();
        for ((id, day), value) in people {
            let open = walker.unit(id).is_some_and(|unit| unit.is_open(day));
            let tree = if open { day } else { day_before(day) };
            let occurred_on = (count.event != MemberEvent::Standing).then_some(day);
            pieces.push((id, piece(value, tree, day, occurred_on)));
        }
        for (id, first) in &self.answered {
            pieces.extend(nils(walker, *id, *first, count, period).map(|day| (*id, piece(0, day, day, None))));
        }
        pieces
    }

    /// Whether a roll counts in a unit on a day.
    fn counts(&self, laid: &Laid<'_>, unit: UnitId, day: NaiveDate) -> bool {
        laid.roll.counts_from <= day && self.answered(unit).is_some_and(|first| first <= day)
    }

    /// Once for everyone of a roll who stands somewhere on a day: where.
    fn standing(
        &self,
        walker: &Walker<'_>,
        laid: &Laid<'_>,
        count: &MemberCount,
        day: NaiveDate,
    ) -> Vec<(UnitId, NaiveDate)> {
        let seat = walker.seat(laid.roll.unit, day).filter(|unit| self.counts(laid, *unit, day));
        let fits = |stay: &&Stay| holds(stay, day) && among(&count.joining, stay.joining) && fits(count, stay, day);
        seat.map(|unit| laid.roll.stays.iter().filter(fits).map(|_| (unit, day)).collect()).unwrap_or_default()
    }

    /// Where and when somebody came or went in a period.
    fn moves(
        &self,
        walker: &Walker<'_>,
        laid: &Laid<'_>,
        stay: &Stay,
        count: &MemberCount,
        period: Period,
    ) -> Vec<(UnitId, NaiveDate)> {
        let own = [Some(stay.joined_on), stay.left.map(|(day, _)| day)];
        let days = laid.turns.iter().copied().chain(own.into_iter().flatten()).filter(|day| period.contains(*day));
        let days: BTreeSet<NaiveDate> = days.filter(|day| fits(count, stay, *day)).collect();
        days.into_iter()
            .flat_map(|day| changes(walker, laid.roll.unit, stay, day))
            .filter(|change| change.event == count.event && self.counts(laid, change.unit, change.day))
            .filter(|change| among(&count.joining, change.joining))
            .filter(|change| change.leaving.is_none_or(|leaving| among(&count.leaving, leaving)))
            .map(|change| (change.unit, change.day))
            .collect()
    }
}

/// Where a membership stands on a day.
fn stands(walker: &Walker<'_>, home: UnitId, stay: &Stay, day: NaiveDate) -> Option<UnitId> {
    if holds(stay, day) { walker.seat(home, day) } else { None }
}

/// Whether a membership holds on a day; one entered by mistake never does.
fn holds(stay: &Stay, day: NaiveDate) -> bool {
    stay.joined_on <= day && stay.left.is_none_or(|(left, leaving)| day < left && leaving != Leaving::Mistaken)
}

/// What a day changed for a membership.
fn changes(walker: &Walker<'_>, home: UnitId, stay: &Stay, day: NaiveDate) -> Vec<Change> {
    let (before, now) = (stands(walker, home, stay, day_before(day)), stands(walker, home, stay, day));
    if before == now {
        return Vec::new();
    }
    let leaving = match (now, stay.left) {
        (Some(_), _) => Leaving::TransferredOut,
        (None, Some((left, leaving))) if left == day => leaving,
        (None, _) => Leaving::UnitEnded,
    };
    let joining = if before.is_some() { Joining::TransferredIn } else { stay.joining };
    let went = before.map(|unit| Change {
        unit,
        day,
        event: MemberEvent::Left,
        joining: stay.joining,
        leaving: Some(leaving),
    });
    let came = now.map(|unit| Change { unit, day, event: MemberEvent::Joined, joining, leaving: None });
    went.into_iter().chain(came).collect()
}

/// Whether sex and age fit.
fn fits(count: &MemberCount, stay: &Stay, day: NaiveDate) -> bool {
    let sex = count.sex.is_none() || count.sex == stay.sex;
    let age = match (count.ages, stay.born) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((from, to)), Some(born)) => (from..=to).contains(&(day.year() - born)),
    };
    sex && age
}

fn fits_form(walker: &Walker<'_>, count: &MemberCount, unit: UnitId) -> bool {
    count.forms.is_empty() || walker.unit(unit).is_some_and(|unit| count.forms.contains(&unit.form))
}

fn among<T: PartialEq>(list: &[T], one: T) -> bool {
    list.is_empty() || list.contains(&one)
}

/// The days on which a unit is known to have had nobody unless somebody is counted: the last of the period for a stock,
/// for a flow the last day of each month answered on which the unit existed.
fn nils(
    walker: &Walker<'_>,
    id: UnitId,
    first: NaiveDate,
    count: &MemberCount,
    period: Period,
) -> impl Iterator<Item = NaiveDate> {
    let stock = count.event == MemberEvent::Standing;
    let months = walker.unit(id).map(|unit| stretches(period, unit)).unwrap_or_default();
    let days = months.into_iter().map(|(_, to)| to).filter(move |day| first <= *day);
    days.filter(move |day| !stock || *day == period.to())
}

fn piece(value: i64, tree: NaiveDate, counted_on: NaiveDate, occurred_on: Option<NaiveDate>) -> Piece {
    Piece {
        value,
        day: tree,
        counted: true,
        absent: false,
        flawed: false,
        source: Source::Members,
        record: None,
        occurred_on,
        subject: None,
        order: Some((counted_on, congdoan_model::FigureId::default())),
    }
}
