//! What a question comes to inside the engine: a tally, its branches and own parts, before it is worded as an answer.
//!
//! Not here: where the numbers come from (`cube`, `scan`, `distinct`, `count`), the wording (`parts`, `ratio`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    Period, RecordId,
    figures::{BridgeStep, Source, State},
    org::Line,
};

use crate::entry::{Entry, Standing};

/// One question by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) unit: u32,
    pub(crate) period: Period,
    pub(crate) parts: bool,
    pub(crate) restated: Option<NaiveDate>,
}

/// A sum that knows whether anybody reported, and whether something in it is carried or left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) value: i64,
    pub(crate) rows: u32,
    pub(crate) flawed: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, entry: &Entry) {
        match entry.standing {
            Standing::Counted => self.rows = self.rows.wrapping_add(1),
            Standing::Carried => {
                self.rows = self.rows.wrapping_add(1);
                self.flawed = self.flawed.saturating_add(1);
            }
            Standing::Straddling => self.flawed = self.flawed.saturating_add(1),
            Standing::Absent => {}
        }
        self.value = self.value.wrapping_add(entry.value);
    }

    /// Takes back what [`Tally::add`] added.
    pub(crate) fn take(&mut self, entry: &Entry) {
        let is_flawed = matches!(entry.standing, Standing::Carried | Standing::Straddling);
        self.rows = self.rows.wrapping_sub(u32::from(entry.standing.is_counted()));
        self.flawed = self.flawed.saturating_sub(u32::from(is_flawed));
        self.value = self.value.wrapping_sub(entry.value);
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.value = self.value.wrapping_add(other.value);
        self.rows = self.rows.wrapping_add(other.rows);
        self.flawed = self.flawed.saturating_add(other.flawed);
    }

    /// The sum, or nothing when nobody reported.
    pub(crate) fn shown(self) -> Option<i64> {
        (self.rows > 0).then_some(self.value)
    }
}

/// A part that is the unit's own, or stays undivided there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own {
    pub(crate) unit: u32,
    pub(crate) value: i64,
    pub(crate) source: Source,
    pub(crate) record: Option<RecordId>,
    pub(crate) occurred_on: Option<NaiveDate>,
}

impl Own {
    pub(crate) const fn new(unit: u32, entry: &Entry) -> Self {
        Self { unit, value: entry.value, source: entry.source, record: entry.record, occurred_on: entry.occurred_on }
    }
}

/// What comes through a unit directly below.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Branch {
    pub(crate) value: i64,
    pub(crate) managing: i64,
    pub(crate) coordinating: i64,
    /// That unit's own figure.
    pub(crate) total: Option<i64>,
}

impl Branch {
    /// A unit below that has a figure of its own and brings nothing here.
    pub(crate) fn silent(total: Tally) -> Self {
        Self { total: total.shown(), ..Self::default() }
    }

    pub(crate) fn add(&mut self, line: Line, value: i64) {
        self.value = self.value.wrapping_add(value);
        let share = if line == Line::Managing { &mut self.managing } else { &mut self.coordinating };
        *share = share.wrapping_add(value);
    }

    /// The line that brings more, when the unit changed lines within the period.
    pub(crate) const fn line(&self) -> Line {
        if self.coordinating.unsigned_abs() > self.managing.unsigned_abs() {
            Line::Coordinating
        } else {
            Line::Managing
        }
    }
}

/// A total with what makes it up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) total: Tally,
    pub(crate) own: Vec<Own>,
    pub(crate) branches: BTreeMap<u32, Branch>,
    /// What no managing links alone bring here; within the total.
    pub(crate) coordinated: i64,
    /// What several parts count and the total counts once; never positive.
    pub(crate) overlap: i64,
    /// What is shown when nobody reported: nothing for rows, 0 for counts made from the tree.
    pub(crate) silent: Option<i64>,
    pub(crate) bridge: Option<Vec<BridgeStep>>,
}

impl Sheet {
    /// The total, or nothing when nobody reported.
    pub(crate) fn shown(&self) -> Option<i64> {
        self.total.shown().or(self.silent)
    }

    /// Takes over from the view on the period's own tree who reported at all.
    pub(crate) fn note_reports(&mut self, plain: &Self) {
        self.total.rows = self.total.rows.max(plain.total.rows.min(1));
        for (child, _) in plain.branches.iter().filter(|(_, branch)| branch.total.is_some()) {
            self.branches.entry(*child).or_default().total.get_or_insert(0);
        }
    }
}

/// A sheet with its completeness.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) sheet: Sheet,
    pub(crate) expected: u64,
    pub(crate) reported: u64,
    /// Whether somebody said that the question does not apply to them; told only where nobody gave a number.
    pub(crate) is_absent: bool,
}

impl Figure {
    pub(crate) fn state(&self) -> State {
        match self.sheet.total {
            _ if self.sheet.silent.is_some() => State::Reported,
            Tally { rows: 0, .. } if self.is_absent && self.reported >= self.expected => State::NotApplicable,
            Tally { rows: 0, .. } => State::Missing,
            Tally { flawed: 0, .. } if self.reported >= self.expected => State::Reported,
            _ => State::Partial,
        }
    }
}
