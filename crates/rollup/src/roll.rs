//! One unit's roll, packed: memberships in the order they began, and the order in which they ended.
//!
//! A membership takes 12 bytes, and 4 more once it has ended: 11 million of them fit in some 170 MB. Who stands on a day
//! is two binary searches, or one short scan where a sex or an age is asked for.
//!
//! Not here: in which unit a member stands on a day (`seats`), what an indicator counts (`members`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    UnitId,
    members::{Joining, Leaving, Roll, Sex, Stay},
};

/// The year before the earliest year of birth that is told apart; whoever was born earlier has no known year.
const BEFORE_BIRTHS: i32 = 1899;

/// A year of birth from 1900 to 2154 in one byte; 0 is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Born(u8);

impl Born {
    /// The year as it is packed.
    pub(crate) const fn byte(self) -> u8 {
        self.0
    }

    pub(crate) fn new(year: Option<i32>) -> Self {
        Self(year.and_then(|year| u8::try_from(year.checked_sub(BEFORE_BIRTHS)?).ok()).unwrap_or(0))
    }

    /// The year of birth a byte stands for.
    pub(crate) fn of_byte(byte: usize) -> Self {
        Self(u8::try_from(byte).unwrap_or(0))
    }

    pub(crate) fn year(self) -> Option<i32> {
        (self.0 > 0).then(|| i32::from(self.0) + BEFORE_BIRTHS)
    }
}

/// Sex and year of birth side by side in ten bits, so that a scan tells people apart by one look at a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who(u16);

impl Who {
    /// How many there can be.
    pub(crate) const KINDS: usize = 4 * 256;

    pub(crate) fn new(sex: Option<Sex>, born: Born) -> Self {
        let sex: u16 = match sex {
            None => 0,
            Some(Sex::Female) => 1,
            Some(Sex::Male) => 2,
        };
        Self(sex << 8 | u16::from(born.0))
    }

    /// Its place among all kinds.
    pub(crate) fn place(self) -> usize {
        usize::from(self.0) % Self::KINDS
    }

    /// What stands at a place.
    pub(crate) fn at(place: usize) -> Self {
        Self(u16::try_from(place % Self::KINDS).unwrap_or(0))
    }

    pub(crate) const fn sex(self) -> Option<Sex> {
        match self.0 >> 8 {
            1 => Some(Sex::Female),
            2 => Some(Sex::Male),
            _ => None,
        }
    }

    pub(crate) fn born(self) -> Born {
        Born::of_byte(usize::from(self.0 & 0xFF))
    }
}

/// One membership, in 12 bytes. Half-open like a [`Stay`]; `left` is the end of the calendar while it lasts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spell {
    pub(crate) joined: NaiveDate,
    pub(crate) left: NaiveDate,
    pub(crate) joining: Joining,
    /// How it ended; none while it lasts or ends with its unit.
    pub(crate) leaving: Option<Leaving>,
    pub(crate) who: Who,
}

impl Spell {
    /// The membership of a stay that counts: one entered by mistake, or without a single day, never was.
    fn of(stay: &Stay) -> Option<Self> {
        let (left, leaving) = stay.left.map_or((NaiveDate::MAX, None), |(left, leaving)| (left, Some(leaving)));
        let counts = leaving != Some(Leaving::Mistaken) && stay.joined_on < left;
        counts.then_some(Self {
            joined: stay.joined_on,
            left,
            joining: stay.joining,
            leaving,
            who: Who::new(stay.sex, Born::new(stay.born)),
        })
    }

    /// A membership by its parts: when and how it began and ended.
    pub(crate) const fn new(
        (joined, joining): (NaiveDate, Joining),
        (left, leaving): (NaiveDate, Option<Leaving>),
        who: Who,
    ) -> Self {
        Self { joined, left, joining, leaving, who }
    }

    /// The age in whole years on a day, by year of birth alone; none when the year is not known.
    pub(crate) fn age(&self, day: NaiveDate) -> Option<i32> {
        self.who.born().year().map(|born| day.year() - born)
    }
}

/// A unit's roll as the engine holds it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) unit: UnitId,
    pub(crate) counts_from: NaiveDate,
    /// In the order they began.
    spells: Box<[Spell]>,
    /// Places in `spells` of those that ended, in the order they did.
    ended: Box<[u32]>,
}

impl Held {
    /// Packs a roll.
    pub(crate) fn new(roll: &Roll) -> Self {
        let mut spells: Vec<Spell> = roll.stays.iter().filter_map(Spell::of).collect();
        spells.sort_unstable_by_key(|spell| (spell.joined, spell.left));
        Self::in_order(roll.unit, roll.counts_from, spells)
    }

    /// A roll of memberships that stand in their order already; none where they do not, or one is without a day.
    pub(crate) fn of_spells(unit: UnitId, counts_from: NaiveDate, spells: Vec<Spell>) -> Option<Self> {
        let is_right = spells.is_sorted_by_key(|spell| (spell.joined, spell.left))
            && spells.iter().all(|spell| spell.joined < spell.left && spell.leaving != Some(Leaving::Mistaken));
        is_right.then(|| Self::in_order(unit, counts_from, spells))
    }

    fn in_order(unit: UnitId, counts_from: NaiveDate, spells: Vec<Spell>) -> Self {
        let mut ended: Vec<(NaiveDate, u32)> =
            (0..).zip(&spells).filter(|(_, spell)| spell.left < NaiveDate::MAX).map(|(at, s)| (s.left, at)).collect();
        ended.sort_unstable();
        let ended = ended.into_iter().map(|(_, at)| at).collect();
        Self { unit, counts_from, spells: spells.into(), ended }
    }

    /// The memberships in the order they began.
    pub(crate) fn spells(&self) -> &[Spell] {
        &self.spells
    }

    /// How many memberships hold on a day. Every membership begins before it ends, so the two counts can be told apart.
    pub(crate) fn count(&self, day: NaiveDate) -> usize {
        let joined = self.spells.partition_point(|spell| spell.joined <= day);
        joined.saturating_sub(self.ends_before(day, true))
    }

    /// The memberships that hold on a day.
    pub(crate) fn standing(&self, day: NaiveDate) -> impl Iterator<Item = &Spell> {
        self.begun_by(day).filter(move |spell| day < spell.left)
    }

    /// The memberships that began on a day or before it.
    pub(crate) fn begun_by(&self, day: NaiveDate) -> impl Iterator<Item = &Spell> {
        self.spells.iter().take_while(move |spell| spell.joined <= day)
    }

    /// The memberships that began in some days, both included.
    pub(crate) fn begun(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = &Spell> {
        let first = self.spells.partition_point(|spell| spell.joined < from);
        self.spells.iter().skip(first).take_while(move |spell| spell.joined <= to)
    }

    /// The memberships that ended in some days, both included.
    pub(crate) fn ended(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = &Spell> {
        let ended = self.ended.iter().skip(self.ends_before(from, false));
        ended.filter_map(|at| self.at(*at)).take_while(move |spell| spell.left <= to)
    }

    fn at(&self, at: u32) -> Option<&Spell> {
        self.spells.get(at as usize)
    }

    /// How many ended before a day, or on it as well.
    fn ends_before(&self, day: NaiveDate, or_on: bool) -> usize {
        let is_before = |spell: &Spell| spell.left < day || or_on && spell.left == day;
        self.ended.partition_point(|at| self.at(*at).is_some_and(is_before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_takes_twelve_bytes_and_four_once_it_ended() {
        assert_eq!(size_of::<Spell>(), 12);
        let ended = |held: &Held| size_of_val(&*held.ended) / held.ended.len();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let stay = Stay {
            joined_on: day("2020-01-01"),
            joining: Joining::Admitted,
            left: Some((day("2021-01-01"), Leaving::Retired)),
            sex: None,
            born: Some(1899),
        };
        let held = Held::new(&Roll { unit: UnitId::default(), counts_from: day("2020-01-01"), stays: vec![stay; 3] });
        assert_eq!((ended(&held), held.count(day("2020-12-31")), held.count(day("2021-01-01"))), (4, 3, 0));
        assert!(held.standing(day("2020-06-01")).all(|spell| spell.age(day("2020-06-01")).is_none()));
    }

    #[test]
    fn years_of_birth_come_back() {
        for year in [1900, 1950, 2009, 2154] {
            assert_eq!(Born::new(Some(year)).year(), Some(year));
        }
        for year in [None, Some(1899), Some(2155), Some(i32::MIN)] {
            assert_eq!(Born::new(year).year(), None);
        }
    }
}
