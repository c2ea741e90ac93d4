//! A federation made up on the spot, of any size, the same for the same seed: units, indicators, numbers, members.
//!
//! Every number is worked out from unit, indicator and month alone, so whoever checks can work it out again.
//!
//! Not here: the engine, what is asked of it (`queries`), the slow way (`oracle`).

use chrono::NaiveDate;
use congdoan_model::{
    LinkId, LocalText, Month, UnitId,
    figures::{Combine, Formula, Indicator, OverTime, OverTree, Rhythm},
    members::{Joining, Leaving, Roll, Sex, Stay},
    org::{Line, Link, Unit, UnitKind, UnknownWord},
};

use congdoan_service::rollup::{Forest, Submission};

/// The year everything happens in.
pub(super) const YEAR: i32 = 2025;
/// Units directly below the root: provinces and industry unions.
pub(super) const GROUPS: usize = 54;
/// Of those, the industry unions, which also coordinate.
pub(super) const INDUSTRIES: usize = 20;
/// Upper-level unions of the first province, the one a table of a province is asked for.
pub(super) const WIDEST: usize = 40;
/// Forms of grassroots unions.
pub(super) const FORMS: [&str; 4] = ["administration", "state-enterprise", "private", "foreign"];

/// What is made up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) units: usize,
    pub(super) indicators: usize,
    pub(super) months: usize,
    pub(super) seed: u64,
}

/// A federation: the root is number 0, then the groups, then upper-level unions, then grassroots ones.
#[derive(Clone, Debug)]
pub(super) struct Federation {
    pub(super) size: Size,
    pub(super) uppers: usize,
    /// The manager of every unit but the root, by number.
    pub(super) managers: Vec<usize>,
    /// The coordinating industry union, where a unit has one.
    pub(super) coordinators: Vec<Option<usize>>,
}

/// What an indicator made up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Flow,
    Stock,
    /// Of two columns, in percent or plainly.
    Ratio(usize, usize, bool),
}

/// A number that looks random and is always the same for the same ones.
pub(super) fn mix(seed: u64, one: u64, two: u64, three: u64) -> u64 {
    let mut x = seed ^ one.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ two.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= three.wrapping_mul(0x94d0_49bb_1331_11eb);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The id of a unit by its number.
pub(super) fn unit_id(number: usize) -> UnitId {
    format!("00000000-0000-0000-0000-{number:012x}").parse().unwrap_or_default()
}

/// The code of a unit; codes come in the order of the tree.
fn code(number: usize, at: &Federation) -> String {
    match number {
        0 => "a".repeat(4),
        _ if number <= GROUPS => format!("b-{number:03}"),
        _ if number <= GROUPS + at.uppers => format!("c-{number:06}"),
        _ => format!("g-{number:08}"),
    }
}

impl Federation {
    pub(super) fn new(size: Size) -> Self {
        let uppers = (size.units * 1_300 / 120_000).max(WIDEST + GROUPS);
        let (mut managers, mut coordinators) = (vec![0; 1 + GROUPS], vec![None; 1 + GROUPS + uppers]);
        managers.extend((0..uppers).map(|upper| if upper < WIDEST { 1 } else { 2 + upper % (GROUPS - 1) }));
        for unit in 0..size.units {
            let manager = 1 + GROUPS + unit * uppers / size.units;
            managers.push(manager);
            let coordinated = unit * 11_795 / 120_000 != (unit + 1) * 11_795 / 120_000;
            let industry = 1 + GROUPS - INDUSTRIES + unit % INDUSTRIES;
            let other = managers.get(manager).is_some_and(|group| *group != industry);
            coordinators.push((coordinated && other).then_some(industry));
        }
        Self { size, uppers, managers, coordinators }
    }

    /// The number of the first grassroots union.
    pub(super) const fn first(&self) -> usize {
        1 + GROUPS + self.uppers
    }

    /// How many units there are.
    pub(super) const fn all(&self) -> usize {
        self.first() + self.size.units
    }

    /// Columns with numbers: every indicator that adds up by itself.
    pub(super) const fn columns(&self) -> usize {
        self.size.indicators
    }

    /// The indicators in the order of the catalogue: first every column, then what is made of two.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let (all, made) = (self.size.indicators, self.size.indicators * 2 / 15);
        let (stocks, means) = (all * 4 / 15, made / 4);
        let flows = all - made - stocks;
        let mut kinds: Vec<Kind> = (0..flows).map(|_| Kind::Flow).chain((0..stocks).map(|_| Kind::Stock)).collect();
        // What stands above the line: flows for ratios, stocks for weighted means.
        kinds.extend((0..made - means).map(|_| Kind::Flow).chain((0..means).map(|_| Kind::Stock)));
        kinds.extend((0..made - means).map(|at| Kind::Ratio(flows + stocks + at, at % flows.max(1), true)));
        kinds.extend((0..means).map(|at| Kind::Ratio(all - means + at, flows + at % stocks.max(1), false)));
        kinds
    }

    /// The numbers in the catalogue of the indicators a table shows: as many as there are columns.
    pub(super) fn shown(&self) -> Vec<usize> {
        let (all, made) = (self.size.indicators, self.size.indicators * 2 / 15);
        (0..all - made).chain(all..all + made).collect()
    }

    pub(super) fn indicators(&self) -> Vec<Indicator> {
        let indicator = |(at, kind): (usize, Kind)| {
            let (formula, time, unit_of_measure) = match kind {
                Kind::Flow => (Formula::Rows(Combine::Sum), OverTime::Sum, ""),
                Kind::Stock => (Formula::Rows(Combine::Last), OverTime::Last, ""),
                Kind::Ratio(above, below, percent) => (
                    Formula::Ratio { numerator: id(above), denominator: id(below) },
                    OverTime::Sum,
                    if percent { "%" } else { "" },
                ),
            };
            Indicator {
                id: id(at),
                name: LocalText::default(),
                unit_of_measure: unit_of_measure.to_owned(),
                formula,
                time,
                tree: OverTree::Sum,
                expected_of: vec![UnitKind::Grassroots],
                rhythm: Rhythm::Month,
                source: String::new(),
                register: None,
                members: None,
            }
        };
        self.kinds().into_iter().enumerate().map(indicator).collect()
    }

    pub(super) fn forest(&self) -> Result<Forest, UnknownWord> {
        let unit = |number: usize| {
            Ok(Unit {
                id: unit_id(number),
                code: code(number, self).parse()?,
                name: String::new(),
                kind: match number {
                    0 => UnitKind::Confederation,
                    _ if number <= GROUPS - INDUSTRIES => UnitKind::Province,
                    _ if number <= GROUPS => UnitKind::Industry,
                    _ if number < self.first() => UnitKind::Upper,
                    _ => UnitKind::Grassroots,
                },
                form: self
                    .form(number)
                    .map_or(String::new(), |form| FORMS.get(form).copied().unwrap_or_default().to_owned()),
                opened_on: day(2000, 1, 1),
                closed_on: None,
            })
        };
        let link = |child: usize, parent: usize, line| Link {
            id: LinkId::default(),
            child: unit_id(child),
            parent: unit_id(parent),
            line,
            from: day(2000, 1, 1),
            until: None,
        };
        let managed = self.managers.iter().enumerate().skip(1);
        let managed = managed.map(|(child, parent)| link(child, *parent, Line::Managing));
        let coordinated = self.coordinators.iter().enumerate();
        let coordinated = coordinated.filter_map(|(child, parent)| Some(link(child, (*parent)?, Line::Coordinating)));
        Ok(Forest {
            units: (0..self.all()).map(unit).collect::<Result<_, UnknownWord>>()?,
            links: managed.chain(coordinated).collect(),
            successions: Vec::new(),
        })
    }

    /// The form of a grassroots union.
    pub(super) fn form(&self, unit: usize) -> Option<usize> {
        (unit >= self.first()).then(|| below(mix(self.size.seed, unit as u64, 1, 77), FORMS.len()))
    }

    /// What a unit declares of a column in a month: 6 of 10 do, counts mostly, some sums of đồng.
    pub(super) fn value(&self, unit: usize, column: usize, month: usize) -> Option<i64> {
        let random = mix(self.size.seed, unit as u64, column as u64, month as u64);
        let range = if column % 10 == 9 { 2_000_000_000 } else { 1_000 };
        let value = i64::try_from((random >> 16) % range).unwrap_or(0);
        (random % 10 < 6).then_some(value)
    }

    /// What a unit declares for a month: one number for each indicator of the catalogue.
    pub(super) fn submission(&self, unit: usize, month: usize) -> Submission {
        let values = (0..self.columns()).map(|column| self.value(unit, column, month)).collect();
        Submission { unit: unit_id(unit), month: month_of(month), values }
    }

    /// How many members a unit has: 11 million in 120,000 units.
    pub(super) fn members(&self, unit: usize) -> usize {
        let through = |unit: usize| unit * 11_000 / 120;
        let at = unit - self.first();
        through(at + 1) - through(at)
    }

    /// A member of a unit by number.
    pub(super) fn member(&self, unit: usize, number: usize) -> Stay {
        let random = mix(self.size.seed, unit as u64, number as u64, 999_983);
        let joined_on = day(2000, 1, 1) + chrono::Days::new(random % 9_400);
        let left = (random >> 20).is_multiple_of(6).then(|| joined_on + chrono::Days::new(1 + (random >> 24) % 2_000));
        let sex = [Some(Sex::Female), Some(Sex::Male), Some(Sex::Female), Some(Sex::Male), None];
        Stay {
            joined_on,
            joining: Joining::Admitted,
            left: left.map(|day| (day, Leaving::LeftWork)),
            sex: sex.get(below(random >> 40, 5)).copied().flatten(),
            born: (random >> 50 != 0).then(|| 1_960 + i32::try_from((random >> 44) % 48).unwrap_or(0)),
        }
    }

    pub(super) fn roll(&self, unit: usize) -> Roll {
        let stays = (0..self.members(unit)).map(|number| self.member(unit, number)).collect();
        Roll { unit: unit_id(unit), counts_from: day(2000, 1, 1), stays }
    }
}

/// The id of an indicator by its number.
pub(super) fn id(at: usize) -> String {
    format!("indicator.{at:03}")
}

/// The month of the year by its number from 0.
pub(super) fn month_of(at: usize) -> Month {
    Month::from_index(YEAR * 12 + i32::try_from(at).unwrap_or(0))
}

/// A day of the calendar.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A number below another.
pub(super) fn below(random: u64, count: usize) -> usize {
    usize::try_from(random % count.max(1) as u64).unwrap_or(0)
}
