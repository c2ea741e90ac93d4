//! What the engine is asked, how long each question takes, and whether its answer is the slow one.
//!
//! Not here: the federation made up (`federation`), the slow way (`oracle`).

use std::{
    collections::{BTreeMap, HashMap},
    hint::black_box,
    time::Instant,
};

use congdoan_model::{
    Period, UnitId,
    figures::Value,
    members::{Sex, Stay},
    org::{Unit, UnitKind},
};

use congdoan_service::rollup::{Cut, Engine, Group, Grouped, Move, Scheme, Table};

use super::{
    federation::{FORMS, Federation, GROUPS, WIDEST, YEAR, day, id, mix, month_of, unit_id},
    oracle::{MOVING, Oracle, Sums},
    readers::{Asked, Reading, read},
    starting,
};
use crate::output::Failure;

/// What one question came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) median_us: f64,
    pub(super) checksum: u64,
    pub(super) oracle_equal: bool,
}

/// A group of a ranking: unit, how many are ranked, first and last ones.
type Ranked = (UnitId, usize, Vec<(UnitId, i64)>, Vec<(UnitId, i64)>);

/// How often quick and slow questions are asked.
const OFTEN: usize = 301;
const SELDOM: usize = 7;
/// Units that move.
const MOVING_UNITS: usize = 3_000;

/// Everything asked.
pub(super) struct Bench<'f> {
    pub(super) engine: Engine,
    federation: &'f Federation,
    oracle: Oracle<'f>,
    ids: Vec<String>,
    outcomes: BTreeMap<&'static str, Outcome>,
    reading: Reading,
    moves: Vec<Move>,
    size: starting::Size,
}

/// What all questions came to.
pub(super) struct Told {
    pub(super) outcomes: BTreeMap<&'static str, Outcome>,
    pub(super) reading: Reading,
    pub(super) snapshot: starting::Size,
}

/// The median time of a question, in microseconds, after one to warm up.
fn median(times: usize, mut ask: impl FnMut()) -> f64 {
    ask();
    let mut taken: Vec<f64> = (0..times)
        .map(|_| {
            let began = Instant::now();
            ask();
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    taken.get(times / 2).copied().unwrap_or_default()
}

/// A number that stands for an answer, worked out from its numbers in order so that any program can do the same: FNV-1a
/// over whole numbers instead of bytes, without the lowest 12 bits, so that any reader of JSON holds it.
pub(super) fn checksum(numbers: impl IntoIterator<Item = i64>) -> u64 {
    let mix = |sum: u64, number: i64| (sum ^ number.cast_unsigned()).wrapping_mul(0x100_0000_01b3);
    numbers.into_iter().fold(0xcbf2_9ce4_8422_2325, mix) >> 12
}

/// What a number counts as in a checksum; nothing counts as the least there is.
fn plain(value: Option<Value>) -> i64 {
    match value {
        Some(Value::Whole(number) | Value::Hundredths(number)) => number,
        None => i64::MIN,
    }
}

/// The checksum of a table.
pub(super) fn sum_of(table: &Table) -> u64 {
    checksum(table.lines().flatten().map(|value| plain(*value)))
}

/// The number by which a unit was made up.
fn number(unit: UnitId) -> i64 {
    let (_, low) = unit.uuid().as_u64_pair();
    low.cast_signed()
}

impl<'f> Bench<'f> {
    pub(super) fn new(engine: Engine, federation: &'f Federation) -> Self {
        let ids = federation.shown().into_iter().map(id).collect();
        Self {
            engine,
            federation,
            oracle: Oracle::new(federation),
            ids,
            outcomes: BTreeMap::new(),
            reading: Reading::default(),
            moves: Vec::new(),
            size: starting::Size::default(),
        }
    }

    pub(super) fn run(mut self) -> Result<Told, Failure> {
        self.tables();
        self.series();
        self.reporting();
        self.rankings();
        self.members();
        self.grouping();
        self.sending();
        self.moving();
        self.starting()?;
        Ok(Told { outcomes: self.outcomes, reading: self.reading, snapshot: self.size })
    }

    fn note(&mut self, name: &'static str, median_us: f64, checksum: u64, oracle_equal: bool) {
        self.outcomes.insert(name, Outcome { median_us, checksum, oracle_equal });
    }

    const fn months(&self) -> usize {
        self.federation.size.months
    }

    /// From the beginning of the year to the end of a month, counted from 0.
    fn year_to(&self, month: usize) -> Period {
        period(0, month)
    }

    /// A unit and everything directly below.
    fn family(&self, unit: usize) -> Vec<usize> {
        let below = self.federation.managers.iter().take(self.federation.first()).enumerate().skip(1);
        [unit].into_iter().chain(below.filter(|(_, manager)| **manager == unit).map(|(child, _)| child)).collect()
    }

    fn table(&self, units: &[usize], period: Period) -> Table {
        let units: Vec<UnitId> = units.iter().map(|unit| unit_id(*unit)).collect();
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        self.engine.table(&units, &ids, period)
    }

    fn is_right(&self, units: &[usize], table: &Table, sums: &Sums) -> bool {
        let shown = self.federation.shown();
        let line = |(unit, line): (&usize, &[Option<Value>])| {
            shown.iter().zip(line).all(|(indicator, cell)| self.oracle.shown(sums, *unit, *indicator) == *cell)
        };
        table.lines().count() == units.len() && units.iter().zip(table.lines()).all(line)
    }

    fn tables(&mut self) {
        let last = self.months() - 1;
        let sums = self.oracle.sums(0, last);
        for (name, unit, wide) in [("q1_root", 0, GROUPS), ("q1_province", 1, WIDEST)] {
            let family = self.family(unit);
            let units: Vec<UnitId> = family.iter().map(|unit| unit_id(*unit)).collect();
            let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
            let period = self.year_to(last);
            let mut table = Table::default();
            let took = median(OFTEN, || {
                self.engine.fill_table(&units, &ids, period, &mut table);
                black_box(&table);
            });
            let sum = sum_of(&table);
            let right = family.len() == wide + 1 && self.is_right(&family, &table, &sums);
            self.note(name, took, sum, right);
        }
    }

    fn series(&mut self) {
        let units: Vec<UnitId> = (1..=GROUPS).map(unit_id).collect();
        let targets: Vec<i64> =
            (0..GROUPS * 12).map(|at| i64::try_from(mix(3, at as u64, 0, 0) % 900_000).unwrap_or(0)).collect();
        let asked = id(0);
        let took = median(OFTEN, || _ = black_box(self.engine.by_month(&units, &asked, YEAR, &targets)));
        let series = self.engine.by_month(&units, &asked, YEAR, &targets);
        let mut right = series.len() == GROUPS * 12;
        for month in 0..self.months() {
            let sums = self.oracle.sums(month, month);
            for group in 1..=GROUPS {
                let at = (group - 1) * 12 + month;
                let (value, target) = (self.oracle.shown(&sums, group, 0), targets.get(at).copied().unwrap_or(0));
                let share = value.and_then(Value::whole).and_then(|value| Value::ratio(value, target, 100));
                right &= series.get(at).is_some_and(|one| (one.value, one.target, one.share) == (value, target, share));
            }
        }
        let sum = checksum(series.iter().flat_map(|one| [plain(one.value), plain(one.share)]));
        self.note("q2", took, sum, right);
    }

    fn reporting(&mut self) {
        let units: Vec<UnitId> = (1..=GROUPS).map(unit_id).collect();
        let took = median(OFTEN, || _ = black_box(self.engine.reporting(&units, YEAR)));
        let counts: Vec<(u32, u32)> =
            self.engine.reporting(&units, YEAR).iter().map(|one| (one.expected, one.reported)).collect();
        let right = counts == self.oracle.reporting(self.months());
        let sum = checksum(counts.iter().flat_map(|(expected, reported)| [i64::from(*expected), i64::from(*reported)]));
        self.note("q3", took, sum, right);
    }

    fn rankings(&mut self) {
        // Flows beside each other, as the score of a form has them.
        let weights: Vec<(usize, i64)> =
            (0..8.min(self.federation.columns() / 2)).map(|at| (at, 3 + at as i64)).collect();
        let scheme = Scheme {
            top: unit_id(0),
            kind: UnitKind::Grassroots,
            period: self.year_to(self.months() - 1),
            weights: weights.iter().map(|(at, weight)| (id(*at), *weight)).collect(),
        };
        let ranked = self.oracle.ranked(&weights, self.months());
        let told = |groups: Vec<Group>| {
            let places = |places: &[(UnitId, i64)]| places.to_vec();
            groups
                .iter()
                .map(|one| (one.unit, one.ranked, places(&one.first), places(&one.last)))
                .collect::<Vec<Ranked>>()
        };
        let place = |(unit, score): &(usize, i64)| (unit_id(*unit), *score);
        let slow = (1..).zip(&ranked).filter(|(_, group)| !group.is_empty()).map(|(unit, group)| {
            let first = group.iter().take(20).map(place).collect::<Vec<_>>();
            (unit_id(unit), group.len(), first, group.iter().rev().take(20).map(place).collect::<Vec<_>>())
        });
        let slow: Vec<_> = slow.collect();
        let sum = |groups: &[Ranked]| {
            let places =
                |places: &[(UnitId, i64)]| places.iter().flat_map(|(unit, score)| [number(*unit), *score]).collect();
            let group = |(unit, ranked, first, last): &Ranked| -> Vec<i64> {
                let ranked = i64::try_from(*ranked).unwrap_or(0);
                let places: [Vec<i64>; 2] = [places(first), places(last)];
                [number(*unit), ranked].into_iter().chain(places.concat()).collect()
            };
            checksum(groups.iter().flat_map(group))
        };
        let took = median(SELDOM, || _ = black_box(self.engine.rank(&scheme, 20)));
        let base = told(self.engine.rank(&scheme, 20));
        self.note("q4_base", took, sum(&base), base == slow);
        self.engine.keep_ranking(scheme);
        let took = median(SELDOM * 5, || _ = black_box(self.engine.ranking(20)));
        let kept = told(self.engine.ranking(20));
        self.note("q4", took, sum(&kept), kept == slow);
    }

    fn members(&mut self) {
        let cut = Cut {
            top: unit_id(0),
            day: day(YEAR, 6, 30),
            ages: vec![25, 35, 45, 55],
            forms: FORMS.iter().map(|form| (*form).to_owned()).collect(),
        };
        let took = median(SELDOM, || _ = black_box(self.engine.members_of(&cut)));
        let scanned = self.engine.members_of(&cut).people;
        let slow = self.crowd(&cut);
        self.note("q5_scan", took, checksum(scanned.iter().map(|people| i64::from(*people))), scanned == slow);
        self.engine.keep_members(cut);
        let took = median(OFTEN, || _ = black_box(self.engine.members().map(|crowd| crowd.people.clone())));
        let kept = self.engine.members().map(|crowd| crowd.people.clone()).unwrap_or_default();
        self.note("q5", took, checksum(kept.iter().map(|people| i64::from(*people))), kept == slow);
    }

    /// The members of a cut, one by one.
    fn crowd(&self, cut: &Cut) -> Vec<u32> {
        let (bands, forms) = (cut.ages.len() + 2, FORMS.len() + 1);
        let mut people = vec![0; GROUPS * forms * bands * 3];
        for unit in self.federation.first()..self.federation.all() {
            let group = self.oracle.group(unit, 5) - 1;
            let form = self.federation.form(unit).unwrap_or(FORMS.len());
            for number in 0..self.federation.members(unit) {
                let Stay { joined_on, left, sex, born, .. } = self.federation.member(unit, number);
                if joined_on > cut.day || left.is_some_and(|(left, _)| left <= cut.day) {
                    continue;
                }
                let age = born.map(|born| YEAR - born);
                let band = age.map_or(bands - 1, |age| cut.ages.iter().filter(|first| age >= **first).count());
                let sex = match sex {
                    Some(Sex::Female) => 0,
                    Some(Sex::Male) => 1,
                    None => 2,
                };
                if let Some(count) = people.get_mut(((group * forms + form) * bands + band) * 3 + sex) {
                    *count += 1;
                }
            }
        }
        people
    }

    fn grouping(&mut self) {
        let half = self.months().min(6) - 1;
        let first = self.federation.first();
        // Private and foreign employers' unions only, told apart by form and by the last digit of the code.
        let told = |form: usize, digit: usize| (form >= 2).then(|| (form - 2) * 10 + digit);
        let group = |unit: &Unit| {
            let digit = unit.code.as_str().bytes().last().map_or(0, |byte| usize::from(byte.saturating_sub(b'0')));
            let form =
                FORMS.iter().position(|form| *form == unit.form).filter(|_| unit.kind == UnitKind::Grassroots)?;
            told(form, digit)
        };
        let ids: Vec<String> = (0..self.federation.columns()).map(id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let period = self.year_to(half);
        let took = median(SELDOM, || _ = black_box(self.engine.grouped(20, group, &ids, period)));
        let Grouped { sums, .. } = self.engine.grouped(20, group, &ids, period);
        let slow = self.oracle.grouped(
            20,
            |unit| told(self.federation.form(unit).filter(|_| unit >= first)?, unit % 10),
            half,
        );
        self.note("free_grouping", took, checksum(sums.iter().flatten().copied()), sums == slow);
    }

    /// One unit sends all its numbers of a month again, and again.
    fn sending(&mut self) {
        let unit = self.federation.first() + self.federation.size.units / 3;
        let month = self.months().min(6) - 1;
        let sent = |times: u64| -> Vec<Option<i64>> {
            let value = |column: usize| {
                let random = mix(times, column as u64, 17, 4);
                (random % 10 < 6).then(|| i64::try_from(random >> 50).unwrap_or(0))
            };
            (0..self.federation.columns()).map(value).collect()
        };
        let lines = [sent(1), sent(2)];
        let (id, of) = (unit_id(unit), month_of(month));
        let mut turn = 0;
        let took = median(OFTEN, || {
            let [one, other] = &lines;
            self.engine.submit(id, of, if turn % 2 == 0 { one } else { other });
            turn += 1;
        });
        let units: Vec<UnitId> = self.family(0).into_iter().map(unit_id).collect();
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        let asked = Asked { units: &units, indicators: &ids, period: self.year_to(self.months() - 1) };
        let engine = std::mem::take(&mut self.engine);
        (self.engine, self.reading) = read(engine, &asked, (id, of), &lines);
        let [last, _] = lines;
        self.oracle.sent.insert((unit, month), last);
        let mut family: Vec<usize> = self.family(0);
        family.extend(self.federation.managers.get(unit));
        let (sums, right) = self.check(&family);
        self.note("q6", took, sums, right);
    }

    /// Whether tables of the year so far, of its first half, of a month before and of one after the middle are right, and who
    /// reported; with the checksum of the first of them.
    fn check(&self, units: &[usize]) -> (u64, bool) {
        let last = self.months() - 1;
        let (mut right, mut sums) = (true, 0);
        for (from, to) in [(0, last), (0, last.min(5)), (last.min(5), last.min(5)), (last, last)] {
            let table = self.table(units, period(from, to));
            right &= self.is_right(units, &table, &self.oracle.sums(from, to));
            sums = if (from, to) == (0, last) { sum_of(&table) } else { sums };
        }
        let groups: Vec<UnitId> = (1..=GROUPS).map(unit_id).collect();
        let counts: Vec<(u32, u32)> =
            self.engine.reporting(&groups, YEAR).iter().map(|one| (one.expected, one.reported)).collect();
        (sums, right && counts == self.oracle.reporting(self.months()))
    }

    /// Some thousand units move under another upper-level union in the middle of the year, and back again.
    fn moving(&mut self) {
        let (first, units, uppers) = (self.federation.first(), self.federation.size.units, self.federation.uppers);
        let count = (MOVING_UNITS * units / 120_000).max(1);
        let on = month_of(MOVING).first();
        let target = |unit: usize| {
            let manager = self.federation.managers.get(unit).copied().unwrap_or(0);
            1 + GROUPS + (manager - 1 - GROUPS + uppers / 2) % uppers
        };
        let moving: Vec<(usize, usize)> =
            (0..count).map(|at| first + at * 7 % units).map(|unit| (unit, target(unit))).collect();
        let there: Vec<Move> =
            moving.iter().map(|(unit, to)| Move { unit: unit_id(*unit), parent: unit_id(*to), on }).collect();
        let home = |unit: &usize| self.federation.managers.get(*unit).copied().unwrap_or(0);
        let back: Vec<Move> =
            moving.iter().map(|(unit, _)| Move { unit: unit_id(*unit), parent: unit_id(home(unit)), on }).collect();
        let mut turn = 0;
        let mut moved = true;
        // An even number of times after the one to warm up: in the end they have moved.
        let took = median(SELDOM - 1, || {
            moved &= self.engine.move_units(if turn % 2 == 0 { &there } else { &back }).is_ok();
            turn += 1;
        });
        self.oracle.moved = moving.iter().copied().collect::<HashMap<_, _>>();
        let mut asked: Vec<usize> = self.family(0);
        asked.extend(1 + GROUPS..first);
        let (sums, right) = self.check(&asked);
        self.note("q7", took, sums, right && moved);
        self.moves = there;
    }

    /// A server that starts: a snapshot of the engine as it is by now, and what some units sent after it.
    fn starting(&mut self) -> Result<(), Failure> {
        let later = starting::later(self.federation, |unit, column, month| self.oracle.value(unit, column, month))?;
        let (family, period) = (self.family(0), self.year_to(self.months() - 1));
        let units: Vec<UnitId> = family.iter().map(|unit| unit_id(*unit)).collect();
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        let ask = |engine: &Engine| _ = black_box(engine.table(&units, &ids, period));
        let engine = std::mem::take(&mut self.engine);
        let (engine, took, size) = starting::start(engine, (self.federation, &self.moves), &later, ask)?;
        (self.engine, self.size) = (engine, size);
        self.oracle.sent.extend(later.sent);
        let (sums, right) = self.check(&family);
        self.note("start", took, sums, right);
        Ok(())
    }
}

/// Some months of the year, counted from 0, both included.
fn period(from: usize, to: usize) -> Period {
    Period::range(month_of(from).first(), month_of(to).last()).unwrap_or_else(|_| Period::year(YEAR))
}
