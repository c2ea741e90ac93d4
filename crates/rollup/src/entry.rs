//! Entries: what one unit's base rows of one indicator give in a period, before the tree adds.
//!
//! Every row counted in the period is an entry with a day, whose tree carries it up, and a value, which may be nothing:
//! the entries of a unit add up to its own figure, and the same entries are its own parts. The rule over time applies
//! here, at the recording unit (contract, meaning of a figure, 5).
//!
//! Not here: subjects told apart over a whole subtree (`distinct`), counts of units (`count`), adding (`scan`, `cube`).

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, RecordId,
    figures::{Combine, OverTime, Source},
};

use crate::column::Base;

/// The rule by which rows become entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) combine: Combine,
    pub(crate) time: OverTime,
    /// The day it is, if that is known.
    pub(crate) today: Option<NaiveDate>,
}

impl Rule {
    /// The day of a period on which what stands is counted: of one that still runs today, else its last.
    fn day_of(self, period: Period) -> NaiveDate {
        self.today.filter(|today| period.contains(*today)).unwrap_or(period.to())
    }
}

/// How an entry stands to the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Counted as it is.
    Counted,
    /// A stock of an earlier month than the period's last.
    Carried,
    /// A declared month the period has only a piece of: left out, but it makes the figure partial.
    Straddling,
    /// Said not to apply: an answer that adds nothing.
    Absent,
}

impl Standing {
    /// Whether the value is in the figure.
    pub(crate) const fn is_counted(self) -> bool {
        matches!(self, Self::Counted | Self::Carried)
    }
}

/// What one row gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) value: i64,
    /// The day whose tree carries it up.
    pub(crate) day: NaiveDate,
    pub(crate) standing: Standing,
    pub(crate) source: Source,
    pub(crate) record: Option<RecordId>,
    pub(crate) occurred_on: Option<NaiveDate>,
}

impl Entry {
    fn new(row: &Base, value: i64, day: NaiveDate, standing: Standing) -> Self {
        let occurred_on = Some(row.occurred_on);
        Self { value, day, standing, source: row.source, record: row.record, occurred_on }
    }
}

/// What a row tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject<'a> {
    /// A subject by its fingerprint.
    Named(&'a str),
    /// A row that names nobody is somebody of its own.
    Row(FigureId),
}

/// The subject a row counts, or the number it declares or adjusts without naming anybody.
pub(crate) fn subject(row: &Base) -> Result<Subject<'_>, i64> {
    match (&row.subject, row.source) {
        (Some(subject), _) => Ok(Subject::Named(subject)),
        (None, Source::Records | Source::Members) => Ok(Subject::Row(row.id)),
        (None, _) => Err(row.value),
    }
}

/// The rows of a unit that count in a period under a rule over time, each with its day and standing.
///
/// `open_at_end` says whether the unit exists on the period's last day.
fn standing<'b>(
    rows: &[&'b Base],
    time: OverTime,
    period: Period,
    open_at_end: bool,
    month_value: impl Fn(&[&Base]) -> i64,
) -> Vec<(&'b Base, NaiveDate, Standing)> {
    let (straddling, counted): (Vec<&Base>, Vec<&Base>) = rows.iter().copied().partition(|row| row.straddles(period));
    let end = period.to();
    let day = |row: &Base| if time == OverTime::Sum { row.occurred_on } else { end };
    let chosen: Vec<&'b Base> = match time {
        OverTime::Sum => counted,
        OverTime::Last | OverTime::Standing if !open_at_end => return Vec::new(),
        OverTime::Last | OverTime::Standing => {
            months(&counted).next_back().map(|month| month.to_vec()).unwrap_or_default()
        }
        OverTime::Max => {
            // The earliest of equal months: `max_by_key` alone would take the latest.
            let largest = months(&counted).rev().max_by_key(|month| month_value(month));
            largest.map(|month| month.to_vec()).unwrap_or_default()
        }
    };
    let carried =
        |row: &Base| !matches!(time, OverTime::Sum | OverTime::Max) && Month::of(row.counted_on) != Month::of(end);
    let whole = |row: &Base| match row {
        row if row.is_not_applicable() => Standing::Absent,
        row if carried(row) => Standing::Carried,
        _ => Standing::Counted,
    };
    chosen
        .into_iter()
        .map(|row| (row, day(row), whole(row)))
        .chain(straddling.into_iter().map(|row| (row, day(row), Standing::Straddling)))
        .collect()
}

/// Rows, already in order, month by month.
fn months<'r, 'b>(rows: &'r [&'b Base]) -> impl DoubleEndedIterator<Item = &'r [&'b Base]> {
    rows.chunk_by(|one, other| Month::of(one.counted_on) == Month::of(other.counted_on))
}

/// The entries of one unit, each with its row: `rows` are those its rule over time looks at for the period.
pub(crate) fn entries_with_rows(rows: &[Base], rule: Rule, period: Period, open_at_end: bool) -> Vec<(&Base, Entry)> {
    let rows: Vec<&Base> = rows.iter().collect();
    if rule.time != OverTime::Standing {
        return chosen(&rows, rule, period, open_at_end);
    }
    let day = rule.day_of(period);
    let (kept, said): (Vec<&Base>, Vec<&Base>) = rows.into_iter().partition(|row| row.record.is_some());
    let kept: Vec<&Base> = kept.into_iter().filter(|row| row.counted_on <= day).collect();
    let said: Vec<&Base> = said.into_iter().filter(|row| period.contains(row.counted_on)).collect();
    let month = |row: &&Base| Month::of(row.counted_on);
    // What is said of a month goes before records until these know something newer.
    let last_said = said.iter().filter(|row| !row.straddles(period)).map(month).max();
    if last_said.is_some_and(|said| kept.last().is_none_or(|last| month(last) <= said)) {
        return chosen(&said, rule, period, open_at_end);
    }
    let straddling: Vec<&Base> = said.into_iter().filter(|row| row.straddles(period)).collect();
    let mut given = chosen(&straddling, rule, period, open_at_end);
    if open_at_end {
        given.extend(records_standing(&kept, rule.combine, period.to()));
    }
    given
}

fn chosen<'b>(rows: &[&'b Base], rule: Rule, period: Period, open_at_end: bool) -> Vec<(&'b Base, Entry)> {
    let standing =
        standing(rows, rule.time, period, open_at_end, |month| amounts(month, rule.combine).fold(0, i64::wrapping_add));
    let counted: Vec<&Base> = standing.iter().filter(|(_, _, how)| how.is_counted()).map(|(row, _, _)| *row).collect();
    let mut values = amounts(&counted, rule.combine);
    standing
        .iter()
        .map(|(row, day, standing)| {
            let value = if standing.is_counted() { values.next() } else { None };
            (*row, Entry::new(row, value.unwrap_or(0), *day, *standing))
        })
        .collect()
}

/// What stands of records, each subject of a record at its first row: whatever its rows are worth together. Where all have
/// ended, the last row says nought; a unit without records says nothing. Entries are of the tree of a day.
fn records_standing<'b>(rows: &[&'b Base], combine: Combine, day: NaiveDate) -> Vec<(&'b Base, Entry)> {
    let key = |row: &&'b Base| (row.record, row.subject.as_deref());
    let mut worth: BTreeMap<(Option<RecordId>, Option<&str>), i64> = BTreeMap::new();
    for row in rows {
        let sum = worth.entry(key(row)).or_default();
        *sum = sum.wrapping_add(row.value);
    }
    let mut firsts: Vec<(&Base, i64)> = Vec::new();
    for row in rows {
        // Taken out, so that the other rows of the same find nothing.
        firsts.extend(worth.remove(&key(row)).filter(|worth| *worth > 0).map(|worth| (*row, worth)));
    }
    if firsts.is_empty() {
        let ended = rows.last().map(|row| (*row, Entry::new(row, 0, day, Standing::Counted)));
        return ended.into_iter().collect();
    }
    let standing: Vec<&Base> = firsts.iter().map(|(row, _)| *row).collect();
    let amounts = amounts(&standing, combine);
    let entry = |((row, worth), amount): ((&'b Base, i64), i64)| {
        let value = if matches!(combine, Combine::Sum | Combine::Last) { worth } else { amount };
        (row, Entry::new(row, value, day, Standing::Counted))
    };
    firsts.iter().copied().zip(amounts).map(entry).collect()
}

/// The entries of one unit: `rows` are those its rule over time looks at for the period.
pub(crate) fn entries(rows: &[Base], rule: Rule, period: Period, open_at_end: bool) -> Vec<Entry> {
    entries_with_rows(rows, rule, period, open_at_end).into_iter().map(|(_, entry)| entry).collect()
}

/// What each row gives. Of a distinct measure each subject counts at its first row; of a last one, the last row of a
/// month counts; of a count, a record is one whatever its value, a declared or adjusted number is what it says.
fn amounts<'r>(rows: &'r [&'r Base], combine: Combine) -> impl Iterator<Item = i64> + 'r {
    let mut seen = HashSet::new();
    rows.iter().zip(rows.iter().skip(1).map(Some).chain([None])).map(move |(row, next)| match combine {
        Combine::Count if row.source == Source::Records => 1,
        Combine::Count | Combine::Sum => row.value,
        Combine::Distinct => subject(row).map_or_else(|value| value, |subject| i64::from(seen.insert(subject))),
        Combine::Last => {
            let lasts = next.is_none_or(|next| Month::of(next.counted_on) != Month::of(row.counted_on));
            if lasts { row.value } else { 0 }
        }
    })
}
