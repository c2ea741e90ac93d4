//! The grid: declared months, one number for each unit, indicator and month, without ids, in plain arrays.
//!
//! A month's numbers of one unit lie side by side, one place for every indicator that may be declared, with one bit each
//! for what was declared at all: 8 bytes a place. A unit that declared nothing in a month has no places there. What reads
//! the whole of a month reads memory in its order.
//!
//! Units have seats here that outlive any one tree, so another tree only finds the seats again.
//!
//! Not here: rows that carry an id, a record or a subject, or another day than the month's last (`column`).

mod months;

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{Month, Period, UnitId};

use crate::{
    catalogue::{self, Catalogue},
    column::Base,
    hash::QuickMap,
    tree::Tree,
};
pub(crate) use months::{BLOCK, CACHED, Leaf, Line, bits};

/// Stands for no seat and no column.
pub(crate) const NONE: u32 = u32::MAX;

/// Declared months.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// The column of each indicator ever declared, by id.
    columns: BTreeMap<String, u32>,
    /// The column of each indicator of the catalogue.
    column_of: Vec<u32>,
    seats: QuickMap<UnitId, u32>,
    /// The unit of the tree in each seat, and the seat of each unit of the tree.
    unit_at: Vec<u32>,
    seat_of: Vec<u32>,
    /// Each shared with whoever makes a snapshot of it; a shared one is copied before it changes.
    leaves: BTreeMap<Month, Arc<Leaf>>,
}

/// One number to be declared, or taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) month: Month,
    pub(crate) seat: u32,
    pub(crate) column: u32,
}

impl Grid {
    /// The grid of columns and seats in their order, and of months; none where one is there twice.
    pub(crate) fn of(columns: Vec<String>, seats: &[UnitId], leaves: Vec<(Month, Arc<Leaf>)>) -> Option<Self> {
        let (wide, sitting, months) = (columns.len(), seats.len(), leaves.len());
        let grid = Self {
            columns: columns.into_iter().zip(0..).collect(),
            seats: seats.iter().copied().zip(0..).collect(),
            leaves: leaves.into_iter().collect(),
            ..Self::default()
        };
        let is_whole = (grid.columns.len(), grid.seats.len(), grid.leaves.len()) == (wide, sitting, months);
        is_whole.then_some(grid)
    }

    /// The indicators ever declared, in the order of their columns.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<(u32, &str)> = self.columns.iter().map(|(id, column)| (*column, id.as_str())).collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// Gives every indicator that may be declared its column.
    pub(crate) fn know(&mut self, catalogue: &Catalogue) {
        for indicator in catalogue.indicators().iter().filter(|indicator| catalogue::is_declared_plainly(indicator)) {
            let next = u32::try_from(self.columns.len()).unwrap_or(NONE);
            self.columns.entry(indicator.id.clone()).or_insert(next);
        }
        let column = |id: &str| self.columns.get(id).copied().unwrap_or(NONE);
        let columns = catalogue.indicators().iter();
        self.column_of = columns
            .map(|indicator| if catalogue::is_declared_plainly(indicator) { column(&indicator.id) } else { NONE })
            .collect();
        let width = self.columns.len();
        let narrow = self.leaves.values_mut().filter(|leaf| leaf.width() < width);
        narrow.for_each(|leaf| Arc::make_mut(leaf).widen(width));
    }

    /// Finds the seats of a tree's units.
    pub(crate) fn plant(&mut self, tree: &Tree) {
        self.unit_at = vec![NONE; self.seats.len()];
        self.seat_of = Vec::new();
        for unit in tree.units() {
            let seat = self.seats.get(&unit.id).copied().unwrap_or(NONE);
            self.seat_of.push(seat);
            if let Some(at) = self.unit_at.get_mut(seat as usize) {
                *at = unit.index;
            }
        }
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The column of an indicator of the catalogue.
    pub(crate) fn column(&self, indicator: u32) -> Option<u32> {
        self.column_of.get(indicator as usize).copied().filter(|column| *column != NONE)
    }

    /// Every indicator of the catalogue with a column, and the column.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..)
            .zip(&self.column_of)
            .filter(|(_, column)| **column != NONE)
            .map(|(indicator, column)| (indicator, *column))
    }

    /// The columns of indicators the catalogue no longer lets be declared plainly, by id.
    pub(crate) fn strangers(&self, catalogue: &Catalogue) -> Vec<(String, u32)> {
        let strange = |id: &String| catalogue.get(id).is_some_and(|known| !catalogue::is_declared_plainly(known));
        self.columns.iter().filter(|(id, _)| strange(id)).map(|(id, column)| (id.clone(), *column)).collect()
    }

    /// The seat of a unit of the tree.
    pub(crate) fn seat(&self, unit: u32) -> Option<u32> {
        self.seat_of.get(unit as usize).copied().filter(|seat| *seat != NONE)
    }

    /// The unit of the tree in a seat.
    pub(crate) fn unit(&self, seat: u32) -> Option<u32> {
        self.unit_at.get(seat as usize).copied().filter(|unit| *unit != NONE)
    }

    /// The seat of a unit by its id, a new one if it has none; `unit` is its number in the tree, if the tree knows it.
    pub(crate) fn take_seat(&mut self, id: UnitId, unit: Option<u32>) -> u32 {
        let next = u32::try_from(self.seats.len()).unwrap_or(NONE);
        let seat = *self.seats.entry(id).or_insert(next);
        if seat == next {
            self.unit_at.push(unit.unwrap_or(NONE));
            if let Some(at) = unit.and_then(|unit| self.seat_of.get_mut(unit as usize)) {
                *at = seat;
            }
        }
        seat
    }

    /// The seat of a unit by its id.
    pub(crate) fn seat_of(&self, id: UnitId) -> Option<u32> {
        self.seats.get(&id).copied()
    }

    /// Who sits where, by id.
    pub(crate) fn sitting(&self) -> impl ExactSizeIterator<Item = (UnitId, u32)> {
        self.seats.iter().map(|(id, seat)| (*id, *seat))
    }

    /// Puts a number in a place, or empties it; returns what was there.
    pub(crate) fn set(&mut self, spot: Spot, value: Option<i64>) -> Option<i64> {
        let width = self.width();
        if value.is_none() && !self.leaves.contains_key(&spot.month) {
            return None;
        }
        let leaf = self.leaves.entry(spot.month).or_insert_with(|| Arc::new(Leaf::new(width)));
        Arc::make_mut(leaf).set(spot.seat, spot.column, value)
    }

    /// The numbers of a month.
    pub(crate) fn leaf(&self, month: Month) -> Option<&Leaf> {
        self.leaves.get(&month).map(Arc::as_ref)
    }

    /// Writes what a unit declares for a month: a number for each indicator of the catalogue, in its order.
    pub(crate) fn write(&mut self, seat: u32, month: Month, values: &[Option<i64>]) {
        let width = self.width();
        let leaf = Arc::make_mut(self.leaves.entry(month).or_insert_with(|| Arc::new(Leaf::new(width))));
        let Some((present, places)) = leaf.line_mut(seat) else { return };
        present.fill(0);
        places.fill(0);
        for (column, value) in self.column_of.iter().zip(values) {
            if let (Some(value), Some(place)) = (value, places.get_mut(*column as usize)) {
                *place = *value;
                if let Some(word) = present.get_mut(*column as usize / 64) {
                    *word |= 1 << (column % 64);
                }
            }
        }
    }

    /// Every month with anything declared.
    pub(crate) fn months(&self) -> impl Iterator<Item = (Month, &Leaf)> {
        self.leaves.iter().map(|(month, leaf)| (*month, leaf.as_ref()))
    }

    /// Every month as it is now, whatever changes afterwards.
    pub(crate) fn still(&self) -> Vec<(Month, Arc<Leaf>)> {
        self.leaves.iter().map(|(month, leaf)| (*month, Arc::clone(leaf))).collect()
    }

    /// One unit's numbers of a month.
    pub(crate) fn line(&self, month: Month, seat: u32) -> Option<Line<'_>> {
        self.leaves.get(&month)?.line(seat)
    }

    /// What a unit of the tree declared of an indicator in the months a period touches, as base rows.
    pub(crate) fn rows(&self, indicator: u32, unit: u32, period: Period) -> impl Iterator<Item = Base> {
        let place = self.column(indicator).zip(self.seat(unit));
        let months = period.touched_months().filter(move |month| period.contains(month.last()));
        months.filter_map(move |month| {
            let (column, seat) = place?;
            let value = self.line(month, seat)?.get(column)?;
            Some(Base::declared(month, value))
        })
    }

    /// The units of the tree that declared an indicator in a month a period touches, in any order.
    pub(crate) fn units(&self, indicator: u32, period: Period) -> impl Iterator<Item = u32> {
        let column = self.column(indicator);
        let leaves = period.touched_months().filter_map(|month| self.leaf(month));
        let seats = leaves.flat_map(move |leaf| column.into_iter().flat_map(move |column| leaf.seats_with(column)));
        seats.filter_map(|seat| self.unit(seat))
    }
}
