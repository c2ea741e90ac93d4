//! Base rows, by indicator and unit, in the order of the day they count and their id.
//!
//! Not here: what rows amount to (`entry`), totals (`cube`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, RecordId, UnitId,
    figures::{NOT_APPLICABLE, OverTime, Row, Source},
};

/// What tells a row from all others of its unit and indicator: its id; a row without one, the month it counts in.
pub(crate) type Mark = (FigureId, Option<Month>);

/// The mark of a row.
pub(crate) fn mark(id: FigureId, counted_on: NaiveDate) -> Mark {
    (id, (id == FigureId::default()).then(|| Month::of(counted_on)))
}

/// A base row without the unit and the indicator it is filed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) id: FigureId,
    pub(crate) record: Option<RecordId>,
    pub(crate) value: i64,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) counted_on: NaiveDate,
    pub(crate) source: Source,
    pub(crate) subject: Option<Box<str>>,
}

impl Base {
    pub(crate) fn new(row: Row) -> Self {
        Self {
            id: row.id,
            record: row.record,
            value: row.value,
            occurred_on: row.occurred_on,
            counted_on: row.counted_on,
            source: row.source,
            subject: row.subject.map(String::into_boxed_str),
        }
    }

    /// The row of a declared month without an id.
    pub(crate) fn declared(month: Month, value: i64) -> Self {
        let (id, day) = (FigureId::default(), month.last());
        let source = Source::Declared;
        Self { id, record: None, value, occurred_on: day, counted_on: day, source, subject: None }
    }

    /// The row as it came.
    pub(crate) fn row(self, unit: UnitId, indicator: &str) -> Row {
        Row {
            id: self.id,
            unit,
            indicator: indicator.to_owned(),
            source: self.source,
            record: self.record,
            occurred_on: self.occurred_on,
            counted_on: self.counted_on,
            value: self.value,
            subject: self.subject.map(String::from),
        }
    }

    pub(crate) fn key(&self) -> (NaiveDate, FigureId) {
        (self.counted_on, self.id)
    }

    pub(crate) fn mark(&self) -> Mark {
        mark(self.id, self.counted_on)
    }

    /// Whether it declares that the question does not apply to the unit.
    pub(crate) fn is_not_applicable(&self) -> bool {
        self.source == Source::Declared && self.subject.as_deref() == Some(NOT_APPLICABLE)
    }

    /// Whether the row stands for a whole month of which the period has only a piece.
    pub(crate) fn straddles(&self, period: Period) -> bool {
        let month = Month::of(self.counted_on);
        self.source == Source::Declared && !(period.contains(month.first()) && period.contains(month.last()))
    }
}

/// The base rows of one indicator at one unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    rows: Vec<Base>,
}

impl Column {
    /// Puts rows in, each in its place, in the stead of rows with the same marks.
    pub(crate) fn extend(&mut self, rows: BTreeMap<Mark, Base>) {
        self.rows.retain(|row| !rows.contains_key(&row.mark()));
        self.rows.extend(rows.into_values());
        self.rows.sort_by_key(Base::key);
    }

    pub(crate) fn insert(&mut self, row: Base) {
        let at = self.rows.partition_point(|other| other.key() <= row.key());
        self.rows.insert(at, row);
    }

    /// The row of a mark.
    pub(crate) fn find(&self, mark: Mark) -> Option<&Base> {
        self.rows.iter().find(|row| row.mark() == mark)
    }

    pub(crate) fn remove(&mut self, mark: Mark) -> Option<Base> {
        let at = self.rows.iter().position(|row| row.mark() == mark)?;
        Some(self.rows.remove(at))
    }

    pub(crate) fn rows(&self) -> &[Base] {
        &self.rows
    }

    pub(crate) fn into_rows(self) -> Vec<Base> {
        self.rows
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows a rule over time looks at for a period: those counted in it, and of what stands all that came before.
    pub(crate) fn for_rule(&self, time: OverTime, period: Period) -> &[Base] {
        if time != OverTime::Standing {
            return self.within(period);
        }
        let to = self.rows.partition_point(|row| row.counted_on <= period.to());
        self.rows.get(..to).unwrap_or_default()
    }

    /// The rows counted in a period; declared months it has only a piece of are still among them.
    pub(crate) fn within(&self, period: Period) -> &[Base] {
        let from = self.rows.partition_point(|row| row.counted_on < period.from());
        let to = self.rows.partition_point(|row| row.counted_on <= period.to());
        self.rows.get(from..to).unwrap_or_default()
    }
}

/// The columns of one indicator, by unit.
pub(crate) type Ledger = BTreeMap<u32, Column>;
