//! What the rows of one unit give in a period, row by row.
//!
//! Not here: where it goes (`walk`).

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, RecordId,
    figures::{Combine, CountedUnits, Formula, Indicator, OverTime, OverTree, Row, Source, UnitCount, UnitEvent},
    org::{Unit, UnitKind},
    period::day_before,
};

/// What one row gives, or one unit where units are counted.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) value: i64,
    pub(super) day: NaiveDate,
    /// Whether it is in the figure; a declared month of which the period has only a piece is not.
    pub(super) counted: bool,
    /// Whether it says that the question does not apply.
    pub(super) absent: bool,
    /// Whether it makes the figure partial.
    pub(super) flawed: bool,
    pub(super) source: Source,
    pub(super) record: Option<RecordId>,
    pub(super) occurred_on: Option<NaiveDate>,
    pub(super) subject: Option<String>,
    pub(super) order: Option<(NaiveDate, FigureId)>,
}

impl Piece {
    /// What a unit gives to a count: where it stands on the period's last day, stood on its first or on its last.
    pub(super) fn unit(count: &UnitCount, unit: &Unit, period: Period) -> Option<Self> {
        let is_in = |day: NaiveDate| period.from() <= day && day <= period.to();
        let existed = unit.closed_on != Some(unit.opened_on);
        let (day, occurred_on) = match count.event {
            UnitEvent::Standing if unit.is_open(period.to()) => (period.to(), None),
            UnitEvent::Founded if existed && is_in(unit.opened_on) => (unit.opened_on, Some(unit.opened_on)),
            UnitEvent::Ended if existed && unit.closed_on.is_some_and(is_in) => {
                (unit.closed_on.map(day_before)?, unit.closed_on)
            }
            _ => return None,
        };
        Some(Self {
            value: 1,
            day,
            counted: true,
            absent: false,
            flawed: false,
            source: Source::Units,
            record: None,
            occurred_on,
            subject: None,
            order: None,
        })
    }
}

/// Whether a count is about a unit, by kind and form.
pub(super) fn is_of(count: &UnitCount, unit: &Unit) -> bool {
    let of_kind = match count.of {
        CountedUnits::Coordinated | CountedUnits::Grassroots => unit.kind == UnitKind::Grassroots,
        CountedUnits::Upper => unit.kind == UnitKind::Upper,
    };
    of_kind && (count.forms.is_empty() || count.forms.contains(&unit.form))
}

/// The stretches of a period on which a unit exists, month by month: first and last day of each.
pub(super) fn stretches(period: Period, unit: &Unit) -> Vec<(NaiveDate, NaiveDate)> {
    let last_open = unit.closed_on.map_or(NaiveDate::MAX, day_before);
    let stretch = |month: Month| {
        let from = month.first().max(period.from()).max(unit.opened_on);
        let to = month.last().min(period.to()).min(last_open);
        (from, to)
    };
    period.touched_months().map(stretch).filter(|(from, to)| from <= to).collect()
}

/// Whether a row counts in a period, by its date and, when it stands for a month, with all of the month.
pub(super) fn is_whole(row: &Row, period: Period) -> bool {
    let month = Period::month_of(row.counted_on);
    let inside = period.from() <= month.from() && month.to() <= period.to();
    period.contains(row.counted_on) && (row.source != Source::Declared || inside)
}

/// Whether a row is of a record that stands, or stood, before a period ends.
pub(super) fn began(indicator: &Indicator, row: &Row, period: Period) -> bool {
    indicator.time == OverTime::Standing && row.record.is_some() && row.counted_on <= period.to()
}

/// The subject a row counts; none for numbers declared or adjusted without naming anybody.
fn subject(row: &Row) -> Option<String> {
    match &row.subject {
        Some(subject) => Some(format!("subject {subject}")),
        None if matches!(row.source, Source::Records | Source::Members) => Some(format!("row {}", row.id)),
        None => None,
    }
}

/// What each of some rows gives when they are taken together.
fn values(combine: Combine, rows: &[&Row]) -> Vec<i64> {
    let mut values = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (earlier, later) = (rows.iter().take(at), rows.iter().skip(at + 1));
        values.push(match combine {
            Combine::Count if row.source == Source::Records => 1,
            Combine::Count | Combine::Sum => row.value,
            Combine::Distinct => match subject(row) {
                None => row.value,
                named => i64::from(!earlier.into_iter().any(|other| subject(other) == named)),
            },
            Combine::Last => {
                let month = Month::of(row.counted_on);
                if later.into_iter().any(|other| Month::of(other.counted_on) == month) { 0 } else { row.value }
            }
        });
    }
    values
}

/// The pieces of one unit's rows, which come ordered by the day they count and their id.
pub(super) fn pieces(
    indicator: &Indicator,
    rows: &[&Row],
    (period, today): (Period, Option<NaiveDate>),
    unit: &Unit,
) -> Vec<Piece> {
    if indicator.time != OverTime::Standing {
        return chosen(indicator, rows, period, unit);
    }
    let runs = |today: &NaiveDate| period.from() <= *today && *today <= period.to();
    let day = today.filter(runs).unwrap_or(period.to());
    let (of_records, said): (Vec<&Row>, Vec<&Row>) = rows.iter().copied().partition(|row| row.record.is_some());
    let known: Vec<&Row> = of_records.into_iter().filter(|row| row.counted_on <= day).collect();
    let (whole, pieces): (Vec<&Row>, Vec<&Row>) = said.iter().copied().partition(|row| is_whole(row, period));
    let newest = |rows: &[&Row]| rows.iter().map(|row| Month::of(row.counted_on)).max();
    if !whole.is_empty() && newest(&known) <= newest(&whole) {
        return chosen(indicator, &said, period, unit);
    }
    let mut pieces = chosen(indicator, &pieces, period, unit);
    if unit.is_open(period.to()) {
        pieces.extend(standing(indicator, &known, period.to()));
    }
    pieces
}

/// One piece for each subject of a record that stands; where there were records and none stands, one worth nothing.
fn standing(indicator: &Indicator, rows: &[&Row], day: NaiveDate) -> Vec<Piece> {
    let Formula::Rows(combine) = indicator.formula else { return Vec::new() };
    let is_same = |one: &Row, other: &Row| one.record == other.record && one.subject == other.subject;
    let worth = |row: &Row| rows.iter().filter(|other| is_same(row, other)).map(|other| other.value).sum::<i64>();
    let is_first = |(at, row): &(usize, &&Row)| !rows.iter().take(*at).any(|other| is_same(row, other));
    let firsts = rows.iter().enumerate().filter(is_first).map(|(_, row)| *row);
    let (standing, ended): (Vec<&Row>, Vec<&Row>) = firsts.partition(|row| worth(row) > 0);
    let piece = |row: &Row, value: i64| Piece {
        value,
        day,
        counted: true,
        absent: false,
        flawed: false,
        source: row.source,
        record: row.record,
        occurred_on: Some(row.occurred_on),
        subject: subject(row),
        order: Some((row.counted_on, row.id)),
    };
    if standing.is_empty() && !ended.is_empty() {
        return rows.last().map(|row| piece(row, 0)).into_iter().collect();
    }
    let values = values(combine, &standing).into_iter();
    let adds = matches!(combine, Combine::Sum | Combine::Last);
    standing.iter().zip(values).map(|(row, value)| piece(row, if adds { worth(row) } else { value })).collect()
}

/// The pieces of the rows a rule over time chooses within a period.
fn chosen(indicator: &Indicator, rows: &[&Row], period: Period, unit: &Unit) -> Vec<Piece> {
    let Formula::Rows(combine) = indicator.formula else { return Vec::new() };
    let combine = if indicator.tree == OverTree::Distinct { Combine::Distinct } else { combine };
    let counted: Vec<&Row> = rows.iter().copied().filter(|row| is_whole(row, period)).collect();
    let left_out = rows.iter().copied().filter(|row| period.contains(row.counted_on) && !is_whole(row, period));
    let in_month = |month: Month| -> Vec<&Row> {
        counted.iter().copied().filter(|row| Month::of(row.counted_on) == month).collect()
    };
    let chosen = match indicator.time {
        OverTime::Sum => counted.clone(),
        OverTime::Last | OverTime::Standing if !unit.is_open(period.to()) => return Vec::new(),
        OverTime::Last | OverTime::Standing => {
            counted.last().map(|row| in_month(Month::of(row.counted_on))).unwrap_or_default()
        }
        OverTime::Max => {
            let mut best: Option<(i64, Vec<&Row>)> = None;
            for row in &counted {
                let month = in_month(Month::of(row.counted_on));
                let value: i64 = values(combine, &month).iter().sum();
                if best.as_ref().is_none_or(|(most, _)| value > *most) {
                    best = Some((value, month));
                }
            }
            best.map(|(_, month)| month).unwrap_or_default()
        }
    };
    let (absent, chosen): (Vec<&Row>, Vec<&Row>) = chosen.into_iter().partition(|row| row.is_not_applicable());
    let piece = |row: &Row, value: i64, counted: bool, flawed: bool| Piece {
        value,
        day: if indicator.time == OverTime::Sum { row.occurred_on } else { period.to() },
        counted,
        absent: !counted && !flawed,
        flawed,
        source: row.source,
        record: row.record,
        occurred_on: Some(row.occurred_on),
        subject: subject(row),
        order: Some((row.counted_on, row.id)),
    };
    let is_stock = matches!(indicator.time, OverTime::Last | OverTime::Standing);
    let carried = |row: &Row| is_stock && Month::of(row.counted_on) != Month::of(period.to());
    let given = chosen.iter().zip(values(combine, &chosen)).map(|(row, value)| piece(row, value, true, carried(row)));
    let absent = absent.into_iter().map(|row| piece(row, 0, false, false));
    given.chain(left_out.map(|row| piece(row, 0, false, true))).chain(absent).collect()
}
