//! Members told apart: how many stand on a day, by unit directly below some unit, form of their own unit, age and sex.
//!
//! A cut that is kept is brought after every roll and every unit that moves; any other is one scan of the rolls, by as many
//! threads as there are processors. Members stand where `seats` says, from the day their roll counts.
//!
//! Not here: members as figures of indicators (`members`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::{UnitId, members::Sex};

use crate::{
    engine::Engine,
    lift::{Lift, SELF},
    roll::{Born, Held, Spell, Who},
    seats::Seat,
    threads,
    tree::Tree,
};

/// So many seats are looked up before their members are counted, so that the memory behind them is asked for at once.
const AT_ONCE: usize = 64;

/// A line of the cache, 64 bytes, holds about so many memberships.
const A_LINE: usize = 5;

/// How members are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Members of units below this one are counted; units directly below it are the groups.
    pub top: UnitId,
    /// The day on which they stand.
    pub day: NaiveDate,
    /// The first age of every band but the first, rising; whoever's age is not known is in a band of their own, the last.
    pub ages: Vec<i32>,
    /// Forms of units told apart; all others together are the last.
    pub forms: Vec<String>,
}

/// The sexes told apart: women, men, not known.
const SEXES: usize = 3;

impl Cut {
    const fn bands(&self) -> usize {
        self.ages.len() + 2
    }

    /// How many numbers one group has.
    const fn width(&self) -> usize {
        (self.forms.len() + 1) * self.bands() * SEXES
    }

    fn form(&self, form: &str) -> usize {
        self.forms.iter().position(|one| one == form).unwrap_or(self.forms.len())
    }
}

/// The members counted by a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// The cut.
    pub cut: Cut,
    /// The groups, by code.
    pub groups: Vec<UnitId>,
    /// People: `[group][form][band][sex]`, sexes being women, men and not known.
    pub people: Vec<u32>,
}

/// A cut kept.
#[derive(Debug)]
pub(crate) struct Kept {
    crowd: Crowd,
    /// The place of each group, by the unit's number.
    places: Vec<(u32, usize)>,
    bands: Bands,
}

/// Where people are counted on the day of a cut, in the tree known.
#[derive(Clone, Debug)]
struct Bands {
    /// Each kind of person: band after band, the sexes side by side.
    kinds: [u16; Who::KINDS],
    /// The number of the unit whose members are counted, if it is known.
    top: Option<u32>,
    /// Each form a unit has: where its first band begins in the numbers of a group.
    forms: Vec<usize>,
}

impl Bands {
    fn new(cut: &Cut, tree: &Tree) -> Self {
        let unknown = cut.ages.len() + 1;
        let band = |born: Born| {
            born.year().map_or(unknown, |born| cut.ages.partition_point(|first| *first <= cut.day.year() - born))
        };
        let sex = |who: Who| match who.sex() {
            Some(Sex::Female) => 0,
            Some(Sex::Male) => 1,
            None => 2,
        };
        let place = |who: Who| band(who.born()) * SEXES + sex(who);
        let kinds = std::array::from_fn(|kind| u16::try_from(place(Who::at(kind))).unwrap_or(u16::MAX));
        let forms = tree.forms().iter().map(|form| cut.form(form) * cut.bands() * SEXES).collect();
        Self { kinds, top: tree.index_of(cut.top), forms }
    }

    fn of(&self, who: Who) -> usize {
        self.kinds.get(who.place()).copied().unwrap_or(u16::MAX).into()
    }

    /// Where the numbers of a roll begin among those of a group: with the form of its unit.
    fn of_home(&self, tree: &Tree, home: u32) -> Option<usize> {
        self.forms.get(tree.form_of(home)? as usize).copied()
    }

    /// Counts the memberships that hold on a day; `one` is what each adds. Two lots of counts are filled in turn: neighbours
    /// are often of one kind, and adding to what was written just now waits for it.
    fn count(&self, spells: &[Spell], day: NaiveDate, [first, second]: [&mut [u32]; 2], one: u32) {
        // Adding nothing for those who left or came later is quicker than guessing who did.
        let add = |people: &mut [u32], spell: &Spell| {
            let one = if spell.joined <= day && day < spell.left { one } else { 0 };
            if let Some(count) = people.get_mut(self.of(spell.who)) {
                *count = count.wrapping_add(one);
            }
        };
        let mut pairs = spells.chunks_exact(2);
        for pair in &mut pairs {
            if let [left, right] = pair {
                add(first, left);
                add(second, right);
            }
        }
        pairs.remainder().iter().for_each(|spell| add(first, spell));
    }
}

/// Where the members of a unit with some lift are counted, if anywhere.
fn place_under(unit: u32, lift: &Lift, (bands, places): (&Bands, &[(u32, usize)])) -> Option<usize> {
    let above = lift.find(bands.top?)?;
    let group = if above.via == SELF { unit } else { above.via };
    let at = places.binary_search_by_key(&group, |(unit, _)| *unit).ok()?;
    places.get(at).map(|(_, place)| *place)
}

/// The memberships of some seats, looked up step by step for all of them: each step waits for memory once, where one seat
/// after another would wait for every step.
#[derive(Default)]
struct Found<'e> {
    seats: Vec<(usize, &'e Seat)>,
    guests: Vec<(usize, &'e Held)>,
    /// Where the memberships of a roll are counted, and which they are.
    spells: Vec<(usize, &'e [Spell])>,
}

impl<'e> Found<'e> {
    /// Takes the next seats in the place of the former; says whether there were any.
    fn take(
        &mut self,
        engine: &'e Engine,
        next: impl Iterator<Item = (u32, &'e Seat)>,
        (cut, bands, places): (&Cut, &Bands, &[(u32, usize)]),
    ) -> bool {
        let Self { seats, guests, spells } = self;
        let mut any = false;
        seats.clear();
        for (unit, seat) in next {
            any = true;
            if let Some(place) = engine.place_of(unit, (cut, bands), places) {
                seats.push((place, seat));
            }
        }
        guests.clear();
        for (place, seat) in &*seats {
            for guest in seat.guests.iter().filter(|guest| guest.hop.holds(cut.day)) {
                if let Some(form) = bands.of_home(&engine.tree, guest.home) {
                    guests.push((place + form, &*guest.roll));
                }
            }
        }
        spells.clear();
        for (place, roll) in guests.iter().filter(|(_, roll)| roll.counts_from <= cut.day) {
            spells.push((*place, roll.spells()));
        }
        // One look at every line of the cache brings them all before any is counted.
        let mut seen = 0;
        for (_, spells) in &*spells {
            spells.iter().step_by(A_LINE).for_each(|spell| seen |= spell.who.place());
        }
        std::hint::black_box(seen);
        any
    }
}

impl Engine {
    /// Keeps the members of a cut from now on, in the place of the one kept before.
    pub fn keep_members(&mut self, cut: Cut) {
        let places = self.places(&cut);
        let people = self.crowd_of(&cut, &places);
        let groups = places.iter().filter_map(|(unit, _)| Some(self.tree.at(*unit)?.id)).collect();
        let bands = Bands::new(&cut, &self.tree);
        self.crowd = Some(Kept { crowd: Crowd { cut, groups, people }, places, bands });
    }

    /// The members of the cut kept.
    #[must_use]
    pub fn members(&self) -> Option<&Crowd> {
        self.crowd.as_ref().map(|kept| &kept.crowd)
    }

    /// The members of any cut, by one scan of the rolls.
    #[must_use]
    pub fn members_of(&self, cut: &Cut) -> Crowd {
        let places = self.places(cut);
        let people = self.crowd_of(cut, &places);
        let groups = places.iter().filter_map(|(unit, _)| Some(self.tree.at(*unit)?.id)).collect();
        Crowd { cut: cut.clone(), groups, people }
    }

    /// The units directly below the top, with their places.
    fn places(&self, cut: &Cut) -> Vec<(u32, usize)> {
        let Some(top) = self.tree.index_of(cut.top) else { return Vec::new() };
        let hangs = |kid: &u32| {
            let above = self.tree.counting_lift(*kid, cut.day).find(top);
            above.is_some_and(|above| above.via == SELF)
        };
        let kids = self.tree.kids(top).iter().copied().filter(hangs);
        kids.zip((0..).step_by(cut.width())).collect()
    }

    /// Where the members of a seat are counted, if anywhere.
    fn place_of(&self, unit: u32, (cut, bands): (&Cut, &Bands), places: &[(u32, usize)]) -> Option<usize> {
        place_under(unit, self.tree.counting_lift(unit, cut.day), (bands, places))
    }

    fn crowd_of(&self, cut: &Cut, places: &[(u32, usize)]) -> Vec<u32> {
        let bands = Bands::new(cut, &self.tree);
        let (whole, one_form) = (places.len() * cut.width(), cut.bands() * SEXES);
        let units = self.tree.size();
        let stretch = threads::stretch(units);
        let count = |part: usize| {
            let (mut first, mut second) = (vec![0; whole], vec![0; whole]);
            let mut seats = self.rolls.seats_of(part * stretch..(part + 1) * stretch);
            let mut found = Found::default();
            while found.take(self, (&mut seats).take(AT_ONCE), (cut, &bands, places)) {
                for (place, spells) in &found.spells {
                    let here = *place..*place + one_form;
                    if let (Some(first), Some(second)) = (first.get_mut(here.clone()), second.get_mut(here)) {
                        bands.count(spells, cut.day, [first, second], 1);
                    }
                }
            }
            first.iter_mut().zip(second).for_each(|(sum, more): (&mut u32, u32)| *sum += more);
            first
        };
        let mut people = vec![0; whole];
        for more in threads::shared(units.div_ceil(stretch), count) {
            people.iter_mut().zip(more).for_each(|(sum, more): (&mut u32, u32)| *sum += more);
        }
        people
    }

    /// Counts the members of a seat; `one` is what each adds.
    fn count_seat(&self, seat: &Seat, (cut, bands): (&Cut, &Bands), people: &mut [u32], one: u32) {
        let one_form = cut.bands() * SEXES;
        let mut second = vec![0; one_form];
        for guest in seat.guests.iter().filter(|guest| guest.hop.holds(cut.day) && guest.roll.counts_from <= cut.day) {
            let form = bands.of_home(&self.tree, guest.home);
            let Some(people) = form.and_then(|form| people.get_mut(form..form + one_form)) else { continue };
            bands.count(guest.roll.spells(), cut.day, [&mut *people, &mut second], one);
            people.iter_mut().zip(&mut second).for_each(|(sum, more)| *sum = sum.wrapping_add(std::mem::take(more)));
        }
    }

    /// Counts the members of some seats in the cut kept, or no longer.
    pub(crate) fn recount_seats(&mut self, seats: &[u32], counts: bool) {
        let Some(mut kept) = self.crowd.take() else { return };
        let one = if counts { 1 } else { 1_u32.wrapping_neg() };
        let Kept { crowd, places, bands } = &mut kept;
        for unit in seats {
            let place = self.place_of(*unit, (&crowd.cut, bands), places);
            let Some((seat, place)) = self.rolls.at(*unit).zip(place) else { continue };
            if let Some(people) = crowd.people.get_mut(place..place + crowd.cut.width()) {
                self.count_seat(seat, (&crowd.cut, bands), people, one);
            }
        }
        self.crowd = Some(kept);
    }

    /// Takes the members of a unit away from the place at which they were counted before it moved.
    pub(crate) fn recount_place(&mut self, unit: u32, place: Option<usize>) {
        let Some(mut kept) = self.crowd.take() else { return };
        let Kept { crowd, bands, .. } = &mut kept;
        if let Some((seat, place)) = self.rolls.at(unit).zip(place)
            && let Some(people) = crowd.people.get_mut(place..place + crowd.cut.width())
        {
            self.count_seat(seat, (&crowd.cut, bands), people, 1_u32.wrapping_neg());
        }
        self.crowd = Some(kept);
    }

    /// The lift along which the members of a unit are counted in the cut kept.
    pub(crate) fn crowd_lift(&self, unit: u32) -> Option<u32> {
        self.crowd.as_ref().map(|kept| self.tree.counting_lift_number(unit, kept.crowd.cut.day))
    }

    /// The place at which the members of a unit with some lift are counted in the cut kept.
    pub(crate) fn crowd_place(&self, unit: u32, lift: u32) -> Option<usize> {
        let kept = self.crowd.as_ref()?;
        place_under(unit, self.tree.numbered_lift(lift), (&kept.bands, &kept.places))
    }

    /// Counts the members of the cut kept anew where its groups are no longer the units directly below its top.
    pub(crate) fn crowd_after_groups(&mut self) {
        let Some(kept) = &self.crowd else { return };
        let same = |now: &(u32, usize), then: &(u32, usize)| now.0 == then.0;
        let now = self.places(&kept.crowd.cut);
        if now.len() != kept.places.len() || !now.iter().zip(&kept.places).all(|(now, then)| same(now, then)) {
            self.crowd_anew();
        }
    }

    /// Counts the members of the cut kept anew.
    pub(crate) fn crowd_anew(&mut self) {
        if let Some(kept) = self.crowd.take() {
            self.keep_members(kept.crowd.cut);
        }
    }
}
