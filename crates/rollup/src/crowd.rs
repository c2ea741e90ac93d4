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
    roll::{Born, Spell},
    seats::Seat,
    threads,
};

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

/// The band of every year of birth on the day of a cut.
#[derive(Clone, Debug)]
struct Bands([u8; 256]);

impl Bands {
    fn new(cut: &Cut) -> Self {
        let unknown = cut.ages.len() + 1;
        let band = |born: Born| {
            born.year().map_or(unknown, |born| cut.ages.partition_point(|first| *first <= cut.day.year() - born))
        };
        Self(std::array::from_fn(|byte| u8::try_from(band(Born::of_byte(byte))).unwrap_or(u8::MAX)))
    }

    fn of(&self, spell: &Spell) -> usize {
        self.0.get(usize::from(spell.born_byte())).copied().unwrap_or(0).into()
    }
}

impl Engine {
    /// Keeps the members of a cut from now on, in the place of the one kept before.
    pub fn keep_members(&mut self, cut: Cut) {
        let places = self.places(&cut);
        let people = self.crowd_of(&cut, &places);
        let groups = places.iter().filter_map(|(unit, _)| Some(self.tree.at(*unit)?.id)).collect();
        let bands = Bands::new(&cut);
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
    fn place_of(&self, unit: u32, cut: &Cut, places: &[(u32, usize)]) -> Option<usize> {
        self.place_under(unit, self.tree.counting_lift(unit, cut.day), (cut, places))
    }

    fn place_under(&self, unit: u32, lift: &Lift, (cut, places): (&Cut, &[(u32, usize)])) -> Option<usize> {
        let above = lift.find(self.tree.index_of(cut.top)?)?;
        let group = if above.via == SELF { unit } else { above.via };
        let at = places.binary_search_by_key(&group, |(unit, _)| *unit).ok()?;
        places.get(at).map(|(_, place)| *place)
    }

    fn crowd_of(&self, cut: &Cut, places: &[(u32, usize)]) -> Vec<u32> {
        let seats: Vec<(u32, &Seat)> = self.rolls.seats().collect();
        let bands = Bands::new(cut);
        let stretch = threads::stretch(seats.len());
        let count = |seats: &[(u32, &Seat)]| {
            let mut people = vec![0; places.len() * cut.width()];
            for (unit, seat) in seats {
                let Some(place) = self.place_of(*unit, cut, places) else { continue };
                if let Some(people) = people.get_mut(place..place + cut.width()) {
                    self.count_seat(seat, (cut, &bands), people, 1);
                }
            }
            people
        };
        let mut people = vec![0; places.len() * cut.width()];
        std::thread::scope(|scope| {
            let jobs: Vec<_> = seats.chunks(stretch).map(|seats| scope.spawn(move || count(seats))).collect();
            for job in jobs {
                let more = job.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                people.iter_mut().zip(more).for_each(|(sum, more): (&mut u32, u32)| *sum += more);
            }
        });
        people
    }

    /// Counts the members of a seat; `one` is what each adds.
    fn count_seat(&self, seat: &Seat, (cut, bands): (&Cut, &Bands), people: &mut [u32], one: u32) {
        for guest in seat.guests.iter().filter(|guest| guest.hop.holds(cut.day) && guest.roll.counts_from <= cut.day) {
            let form = self.tree.at(guest.home).map_or(cut.forms.len(), |home| cut.form(&home.form));
            let from = form * cut.bands() * SEXES;
            let Some(people) = people.get_mut(from..from + cut.bands() * SEXES) else { continue };
            for spell in guest.roll.joined_by(cut.day) {
                let sex = match spell.sex {
                    Some(Sex::Female) => 0,
                    Some(Sex::Male) => 1,
                    None => 2,
                };
                // Adding nothing for those who left is quicker than guessing who did.
                let one = if cut.day < spell.left { one } else { 0 };
                if let Some(count) = people.get_mut(bands.of(spell) * SEXES + sex) {
                    *count = count.wrapping_add(one);
                }
            }
        }
    }

    /// Counts the members of some seats in the cut kept, or no longer.
    pub(crate) fn recount_seats(&mut self, seats: &[u32], counts: bool) {
        let Some(mut kept) = self.crowd.take() else { return };
        let one = if counts { 1 } else { 1_u32.wrapping_neg() };
        let Kept { crowd, places, bands } = &mut kept;
        for unit in seats {
            let place = self.place_of(*unit, &crowd.cut, places);
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
        self.place_under(unit, self.tree.numbered_lift(lift), (&kept.crowd.cut, &kept.places))
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
