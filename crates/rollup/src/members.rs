//! What members' rolls give an indicator at one unit: a stock of those who stand there, flows of those who come and go.
//!
//! From the first day rolls answer for a unit its base rows are no longer counted; a flow over that day is both together.
//! When a unit ends, everyone standing there leaves it on its closing day, up the tree of the last day it existed; with
//! an heir they are transferred, and join the heir on that day. So at every unit the stock of a day is the stock of the
//! day before, plus who joined, less who left.
//!
//! Not here: where members stand (`seats`), adding up (`scan`, `cube`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    Period,
    figures::{OverTime, Source},
    members::{Joining, Leaving, MemberCount, MemberEvent},
    org::Unit,
    period::day_before,
};

use crate::{
    column::Base,
    entry::{Entry, Rule, Standing, entries},
    roll::Spell,
    seats::{Guest, Seat},
    tree::{Tree, UnitRef},
};

/// Base rows of a unit that count beside its rolls: those of days before the rolls answer.
pub(crate) fn before(rows: &[Base], answered_from: Option<NaiveDate>) -> &[Base] {
    let Some(day) = answered_from else { return rows };
    rows.get(..rows.partition_point(|row| row.counted_on < day)).unwrap_or_default()
}

/// The entries of a unit with rolls: `rows` are its base rows counted in the period.
pub(crate) fn of_seat(
    tree: &Tree,
    (unit, seat): (UnitRef<'_>, &Seat),
    count: &MemberCount,
    rows: &[Base],
    (rule, period): (Rule, Period),
) -> Vec<Entry> {
    let answered = seat.answered_from().filter(|day| *day <= period.to());
    match (answered, rule.time) {
        (Some(_), OverTime::Last) => stock(tree, (unit, seat), count, period.to()).into_iter().collect(),
        _ => {
            let mut all = entries(before(rows, answered), rule, period, unit.is_open(period.to()));
            all.extend(answered.into_iter().flat_map(|day| flows(tree, (unit, seat), count, day, period)));
            all
        }
    }
}

/// Those who stand in a unit on a day, if it exists.
fn stock(tree: &Tree, (unit, seat): (UnitRef<'_>, &Seat), count: &MemberCount, day: NaiveDate) -> Option<Entry> {
    let here = seat.guests.iter().filter(|guest| guest.hop.holds(day) && guest.roll.counts_from <= day);
    let cut = Cut { count };
    let stand = |guest: &Guest| match cut.is_everyone() {
        true => guest.roll.count(day),
        false => guest.roll.standing(day).filter(|spell| cut.began(spell.joining) && cut.takes(spell, day)).count(),
    };
    let value: usize = here.filter(|guest| cut.takes_form(tree, guest)).map(stand).sum();
    unit.is_open(day).then(|| entry(value, day, None))
}

/// Those who came to a unit or left it in a period, by day; and for each month answered a nil, so that nobody counted is
/// told from nothing known.
fn flows(
    tree: &Tree,
    (unit, seat): (UnitRef<'_>, &Seat),
    count: &MemberCount,
    answered: NaiveDate,
    period: Period,
) -> Vec<Entry> {
    let cut = Cut { count };
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for guest in seat.guests.iter().filter(|guest| cut.takes_form(tree, guest)) {
        let from = period.from().max(answered).max(guest.roll.counts_from);
        let note = |day| *days.entry(day).or_default() += 1;
        match count.event {
            MemberEvent::Joined => joined(guest, cut, (from, period.to()), note),
            MemberEvent::Left => left(guest, cut, (from, period.to()), note),
            MemberEvent::Standing => {}
        }
    }
    let mut all: Vec<Entry> = answered_months(&unit, answered, period).map(|day| entry(0, day, None)).collect();
    // Who leaves with the unit, or on the day it ends, is carried up by the tree of the last day it existed.
    let tree_day = |day| if unit.closed_on == Some(day) { day_before(day) } else { day };
    all.extend(days.into_iter().map(|(day, people)| entry(people, tree_day(day), Some(day))));
    all
}

/// The last day of each month of a period on which a unit existed and rolls answered for it.
pub(crate) fn answered_months(
    unit: &Unit,
    answered: NaiveDate,
    period: Period,
) -> impl Iterator<Item = NaiveDate> + use<> {
    let first = unit.opened_on.max(answered).max(period.from());
    let last = unit.closed_on.map_or(NaiveDate::MAX, day_before).min(period.to());
    period.touched_months().filter_map(move |month| {
        let day = month.last().min(last);
        (first.max(month.first()) <= day).then_some(day)
    })
}

/// Notes the day of everyone who came through a guest's hop.
fn joined(guest: &Guest, cut: Cut<'_>, (from, to): (NaiveDate, NaiveDate), mut note: impl FnMut(NaiveDate)) {
    let (roll, hop) = (&guest.roll, guest.hop);
    if from <= hop.from && hop.from <= to {
        // Whoever is inherited is transferred; a membership written as older than its unit begins with it.
        let joining = |spell: &Spell| if guest.inherited { Joining::TransferredIn } else { spell.joining };
        let came = roll.begun_by(day_before(hop.from)).filter(|spell| hop.from < spell.left);
        let came = came.filter(|spell| cut.began(joining(spell)) && cut.takes(spell, hop.from));
        came.for_each(|_| note(hop.from));
    }
    for spell in roll.begun(from.max(hop.from), to.min(day_before(hop.until))) {
        if cut.began(spell.joining) && cut.takes(spell, spell.joined) {
            note(spell.joined);
        }
    }
}

/// Notes the day of everyone who left through a guest's hop: by themselves, on the last day at the latest, or with the
/// unit.
fn left(guest: &Guest, cut: Cut<'_>, (from, to): (NaiveDate, NaiveDate), mut note: impl FnMut(NaiveDate)) {
    let (roll, hop) = (&guest.roll, guest.hop);
    let after = |day: NaiveDate| day.succ_opt().unwrap_or(NaiveDate::MAX);
    for spell in roll.ended(from.max(after(hop.from)), to.min(hop.until)) {
        let ended = spell.leaving.is_some_and(|leaving| cut.ended(leaving));
        if ended && cut.began(spell.joining) && cut.takes(spell, spell.left) {
            note(spell.left);
        }
    }
    let leaving = if guest.goes_on { Leaving::TransferredOut } else { Leaving::UnitEnded };
    if hop.until < NaiveDate::MAX && from <= hop.until && hop.until <= to && cut.ended(leaving) {
        let stood = roll.begun_by(day_before(hop.until)).filter(|spell| hop.until < spell.left);
        let stood = stood.filter(|spell| cut.began(spell.joining) && cut.takes(spell, hop.until));
        stood.for_each(|_| note(hop.until));
    }
}

fn entry(people: usize, day: NaiveDate, occurred_on: Option<NaiveDate>) -> Entry {
    let value = i64::try_from(people).unwrap_or(i64::MAX);
    Entry { value, day, standing: Standing::Counted, source: Source::Members, record: None, occurred_on }
}

/// Which memberships an indicator takes.
#[derive(Clone, Copy)]
struct Cut<'c> {
    count: &'c MemberCount,
}

impl Cut<'_> {
    /// Whether no membership is left out of a stock.
    const fn is_everyone(self) -> bool {
        self.count.joining.is_empty() && self.count.sex.is_none() && self.count.ages.is_none()
    }

    /// Whether sex and age fit on a day; what is not known fits no question about it.
    fn takes(self, spell: &Spell, day: NaiveDate) -> bool {
        let of_sex = self.count.sex.is_none_or(|sex| spell.who.sex() == Some(sex));
        of_sex && self.count.ages.is_none_or(|(from, to)| spell.age(day).is_some_and(|age| from <= age && age <= to))
    }

    fn began(self, joining: Joining) -> bool {
        self.count.joining.is_empty() || self.count.joining.contains(&joining)
    }

    fn ended(self, leaving: Leaving) -> bool {
        self.count.leaving.is_empty() || self.count.leaving.contains(&leaving)
    }

    /// Whether the unit on whose roll the guest is has a form asked for.
    fn takes_form(self, tree: &Tree, guest: &Guest) -> bool {
        let forms = &self.count.forms;
        forms.is_empty() || tree.at(guest.home).is_some_and(|home| forms.contains(&home.form))
    }
}
