//! Members' rolls as the engine holds them: days, sex, year of birth, how memberships began and ended. No names, no ids of
//! people, no days of birth: the engine has none.
//!
//! Not here: what a roll is (`roll`).

use std::sync::Arc;

use chrono::Datelike as _;
use congdoan_model::{
    UnitId,
    members::{Joining, Leaving, Sex},
};

use super::{
    Read, SnapshotError,
    rows::{day, id},
    wire::{Put, Reader},
};
use crate::{
    roll::{Born, Held, Spell, Who},
    threads,
};

/// Memberships after which a section ends, so that several threads find work.
const SPELLS: usize = 1_000_000;

/// The bytes of rolls, some sections of them.
pub(super) fn write(rolls: &[Arc<Held>]) -> Vec<Vec<u8>> {
    let mut room = 0;
    let sections: Vec<&[Arc<Held>]> = rolls
        .chunk_by(|held, _| {
            room += held.spells().len() + 1;
            let goes_on = room < SPELLS;
            room = if goes_on { room } else { 0 };
            goes_on
        })
        .collect();
    threads::shared(sections.len(), |at| {
        let mut to = Vec::new();
        sections.get(at).iter().copied().copied().flatten().for_each(|held| write_roll(&mut to, held));
        to
    })
}

fn write_roll(to: &mut Vec<u8>, held: &Held) {
    to.put(held.unit.uuid().as_bytes());
    to.put_signed(held.counts_from.num_days_from_ce().into());
    to.put_count(held.spells().len());
    let mut last = 0;
    for spell in held.spells() {
        let joined = i64::from(spell.joined.num_days_from_ce());
        to.put_signed(joined - last);
        last = joined;
        let began = Joining::ALL.iter().position(|one| *one == spell.joining).unwrap_or(0);
        let ended = spell.leaving.and_then(|leaving| Leaving::ALL.iter().position(|one| *one == leaving));
        let ended = ended.map_or(0, |place| place + 1);
        let sex =
            spell.who.sex().and_then(|sex| Sex::ALL.iter().position(|one| *one == sex)).map_or(0, |place| place + 1);
        to.put(&[u8::try_from(began | ended << 2 | sex << 6).unwrap_or(0), spell.who.born().byte()]);
        if ended > 0 {
            to.put_signed(i64::from(spell.left.num_days_from_ce()) - joined);
        }
    }
}

/// The rolls of a section.
pub(super) fn read(bytes: &[u8]) -> Read<Vec<Held>> {
    let mut from = Reader::new(bytes);
    let mut rolls = Vec::new();
    while !from.is_done() {
        rolls.push(read_roll(&mut from)?);
    }
    Ok(rolls)
}

fn read_roll(from: &mut Reader<'_>) -> Read<Held> {
    let unit = UnitId::from(id(from)?);
    let counts_from = day(from.signed()?)?;
    let count = from.count(3)?;
    let mut spells = Vec::with_capacity(count);
    let mut last = 0_i64;
    for _ in 0..count {
        let joined = last.checked_add(from.signed()?).ok_or(SnapshotError::Damaged("a day is none"))?;
        last = joined;
        let [code, born] = from.array()?;
        let (began, ended, sex) = (code & 3, code >> 2 & 15, code >> 6);
        let word = SnapshotError::Damaged("a membership has no such word");
        let joining = Joining::ALL.get(usize::from(began)).copied().ok_or(word)?;
        let one = |place: u8| usize::from(place).checked_sub(1);
        let leaving = one(ended).map(|place| Leaving::ALL.get(place).copied().ok_or(word)).transpose()?;
        let sex = one(sex).map(|place| Sex::ALL.get(place).copied().ok_or(word)).transpose()?;
        let left = match leaving {
            Some(_) => day(joined.checked_add(from.signed()?).ok_or(word)?)?,
            None => chrono::NaiveDate::MAX,
        };
        let born = Born::of_byte(usize::from(born));
        spells.push(Spell::new((day(joined)?, joining), (left, leaving), Who::new(sex, born)));
    }
    Held::of_spells(unit, counts_from, spells).ok_or(SnapshotError::Damaged("memberships are in no order"))
}
