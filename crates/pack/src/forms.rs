//! Forms of reports (biểu mẫu báo cáo): which lines a report has, who fills it, and for which periods.
//!
//! A line names an indicator; what it says is computed, never typed. Not here: reading a form from TOML (`load::forms`),
//! the figures of its lines (`service::reports`), how it is printed (`paper`).

use std::{collections::BTreeMap, ops::RangeInclusive};

use chrono::{Datelike as _, Days, NaiveDate};
use congdoan_model::{
    LocalText, Month, Period,
    org::{Line, UnitKind},
};

use crate::{Pack, Place, Validity};

/// A form of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Stable id such as `2-hdcd`: lower-case letters, digits, underscores and hyphens.
    pub id: String,
    /// What the form bears in its corner, such as `Mẫu số 2-HĐCĐ`.
    pub symbol: String,
    /// Its title.
    pub name: LocalText,
    /// Kinds of units that fill it.
    pub levels: Vec<UnitKind>,
    /// Whether it goes to the unit that manages, or to those that coordinate.
    pub line: Line,
    /// When it is in use.
    pub validity: Validity,
    /// The periods it is due for; none for a form bound to an event.
    pub cycles: Vec<Cycle>,
    /// For a form bound to an event: how many days after the last day of the event a report is due; empty where nothing says.
    pub due_days: DueDays,
    /// The one period it is due for, where it is a request that never comes back; no form of a pack has one.
    pub once: Option<OneTime>,
    /// Its parts.
    pub sections: Vec<FormSection>,
    /// Decision or guidance that prescribes it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// How many days after the last day of its period a report of each kind of unit is due.
///
/// Every level of the form stands in it: a kind that does not fill the form is never due.
pub type DueDays = BTreeMap<UnitKind, u16>;

/// A period a form comes back for every year, and how long after its end it may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Stable id inside the form, such as `half`.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// First month counted in the year the period is named after: 1 is January, 0 December of the year before.
    pub first: i32,
    /// Last month, counted alike; the cut-off is its last day.
    pub last: i32,
    /// How many days after the cut-off a report is due, by the level that sends it; empty where it is offered but not awaited.
    pub due_days: DueDays,
}

impl Cycle {
    /// Whether units are expected to send it; where not, they may, and nobody is late or reminded.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        !self.due_days.is_empty()
    }

    /// The period of a year. Its last day is the cut-off (ngày chốt số liệu).
    #[must_use]
    pub fn period(&self, year: i32) -> Option<Period> {
        let month = |month: i32| Month::from_index(year * 12 + month - 1);
        Period::range(month(self.first).first(), month(self.last).last()).ok()
    }

    /// The last day on which a report of a unit of a kind for a period is in time; nothing for a kind that owes none.
    #[must_use]
    pub fn due_on(&self, period: Period, kind: UnitKind) -> Option<NaiveDate> {
        due_after(&self.due_days, period, kind)
    }
}

fn due_after(days: &DueDays, period: Period, kind: UnitKind) -> Option<NaiveDate> {
    days.get(&kind).and_then(|days| period.to().checked_add_days(Days::new(u64::from(*days))))
}

/// The one period a request asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTime {
    /// The period.
    pub period: Period,
    /// The last day on which an answer is in time.
    pub due_on: NaiveDate,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSection {
    /// Its number, such as `A`.
    pub number: String,
    /// Its heading.
    pub name: LocalText,
    /// Its lines.
    pub lines: Vec<FormLine>,
}

/// A line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine {
    /// Its number, stable inside the form, such as `A01`.
    pub number: String,
    /// The indicator it shows.
    pub indicator: String,
    /// What the form calls it, where that differs from the name of the indicator.
    pub name: Option<LocalText>,
    /// How far it is set in under the line above: 0 for a line of its own, 1 for "trong đó", 2 for a part of such a line.
    pub inset: u16,
    /// Where it is defined.
    pub place: Place,
}

/// Lines one pack adds to a form of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLines {
    /// The form.
    pub form: String,
    /// The parts the lines go into, by number; one the form does not have is put behind its others.
    pub sections: Vec<FormSection>,
    /// Where they are defined.
    pub place: Place,
}

impl Form {
    /// Puts lines of another pack behind those of its parts.
    pub(crate) fn extend(&mut self, lines: &FormLines) {
        for section in &lines.sections {
            match self.sections.iter_mut().find(|known| known.number == section.number) {
                Some(known) => known.lines.extend(section.lines.iter().cloned()),
                None => self.sections.push(section.clone()),
            }
        }
    }

    /// Every line, in order.
    pub fn lines(&self) -> impl Iterator<Item = &FormLine> {
        self.sections.iter().flat_map(|section| &section.lines)
    }

    /// The last day on which a report of a unit of a kind for a period is in time; nothing for a period the form is not due
    /// for.
    #[must_use]
    pub fn due_on(&self, period: Period, kind: UnitKind) -> Option<NaiveDate> {
        match self.once {
            Some(once) => (once.period == period).then_some(once.due_on),
            None if self.is_event_bound() => due_after(&self.due_days, period, kind),
            None => self.cycle_of(period)?.due_on(period, kind),
        }
    }

    /// Whether it is for the days something lasted, and comes back for no period by itself.
    #[must_use]
    pub const fn is_event_bound(&self) -> bool {
        self.cycles.is_empty() && self.once.is_none()
    }

    /// What lines that are known by the month alone show in a report of the days of an event: the months those days touch.
    /// Nothing for any other form, whose periods are made of months.
    #[must_use]
    pub fn months_of(&self, period: Period) -> Option<Period> {
        self.is_event_bound().then(|| period.whole_months())
    }

    /// Whether units are expected to send it for a period: it was asked for it, or comes back for it and is awaited.
    #[must_use]
    pub fn awaits(&self, period: Period) -> bool {
        self.once.map_or_else(|| self.cycle_of(period).is_some_and(Cycle::is_awaited), |once| once.period == period)
    }

    /// The periods it is due for from units of a kind that end in some years, each with its last day in time.
    pub fn periods(&self, years: RangeInclusive<i32>, kind: UnitKind) -> impl Iterator<Item = (Period, NaiveDate)> {
        let once = self.once.map(|once| (once.period, once.due_on));
        let again = years.clone().flat_map(move |year| {
            let of = move |cycle: &Cycle| {
                let period = cycle.period(year)?;
                Some((period, cycle.due_on(period, kind)?))
            };
            self.cycles.iter().filter_map(of)
        });
        once.into_iter().filter(move |(period, _)| years.contains(&period.to().year())).chain(again)
    }

    /// The cycle a period belongs to.
    #[must_use]
    pub fn cycle_of(&self, period: Period) -> Option<&Cycle> {
        let years = period.from().year()..=period.to().year() + 1;
        let same = |cycle: &&Cycle| {
            years
                .clone()
                .filter_map(|year| cycle.period(year))
                .any(|one| (one.from(), one.to()) == (period.from(), period.to()))
        };
        self.cycles.iter().find(same)
    }
}

impl Pack {
    /// The form of an id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_half_year_begins_in_december_and_is_found_again_by_its_period() {
        let due_days = DueDays::from([(UnitKind::Upper, 10), (UnitKind::Province, 15)]);
        let (upper, province) = (UnitKind::Upper, UnitKind::Province);
        let half = Cycle { id: "half".to_owned(), name: LocalText::default(), first: 0, last: 5, due_days };
        let period = half.period(2022).unwrap();
        assert_eq!((period.from(), period.to()), (day("2021-12-01"), day("2022-05-31")));
        assert_eq!(half.due_on(period, upper), Some(day("2022-06-10")));
        assert_eq!(half.due_on(period, province), Some(day("2022-06-15")), "who adds up comes after those below");
        assert_eq!(half.due_on(period, UnitKind::Grassroots), None);
        let year = Cycle { id: "year".to_owned(), first: 0, last: 11, ..half.clone() };
        let second = Cycle { id: "second".to_owned(), first: 6, due_days: DueDays::new(), ..year.clone() };
        let form = Form {
            id: "2-hdcd".to_owned(),
            symbol: String::new(),
            name: LocalText::default(),
            levels: Vec::new(),
            line: Line::Managing,
            validity: Validity::default(),
            cycles: vec![half, year, second],
            due_days: DueDays::new(),
            once: None,
            sections: Vec::new(),
            source: String::new(),
            place: Place { file: String::new(), line: 1, column: 1 },
        };
        assert_eq!(form.cycle_of(period).map(|cycle| cycle.id.as_str()), Some("half"));
        let whole: Period = "2021-12-01/2022-11-30".parse().unwrap();
        assert_eq!(form.cycle_of(whole).map(|cycle| cycle.id.as_str()), Some("year"));
        assert_eq!(form.cycle_of("2022".parse().unwrap()), None);
        assert_eq!(
            (form.due_on(whole, upper), form.due_on("2022".parse().unwrap(), upper)),
            (Some(day("2022-12-10")), None)
        );
        assert_eq!(
            (form.periods(2022..=2022, upper).count(), form.periods(2022..=2022, UnitKind::Group).count()),
            (2, 0)
        );
        let second: Period = "2022-06-01/2022-11-30".parse().unwrap();
        assert_eq!(form.cycle_of(second).map(|cycle| cycle.id.as_str()), Some("second"));
        assert!(form.awaits(whole) && !form.awaits(second) && form.due_on(second, upper).is_none(), "offered alone");
        let days: Period = "2022-05-03/2022-05-07".parse().unwrap();
        let event = Form { cycles: vec![], due_days: DueDays::from([(upper, 3)]), ..form.clone() };
        assert_eq!((event.due_on(days, upper), event.due_on(days, province)), (Some(day("2022-05-10")), None));
        assert!(
            !event.awaits(days) && event.periods(2022..=2022, upper).count() == 0,
            "nobody knows when it will happen"
        );
        assert_eq!((event.months_of(days), form.months_of(days)), (Some("2022-05".parse().unwrap()), None));
        let once = Form { cycles: vec![], once: Some(OneTime { period: whole, due_on: day("2022-12-03") }), ..form };
        assert_eq!((once.due_on(whole, upper), once.due_on(period, upper)), (Some(day("2022-12-03")), None));
        assert_eq!(once.periods(2022..=2022, upper).count() + once.periods(2023..=2024, upper).count(), 1);
    }
}
