//! Reading while others write: the root's table, asked again and again behind the kind of lock the service keeps its engine
//! behind, while one unit sends its numbers of a month again some thousand times a second.
//!
//! Not here: questions to an engine at rest (`queries`).

use std::{
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use congdoan_model::{Month, Period, UnitId};
use congdoan_service::rollup::{Engine, Table};

use super::queries::sum_of;

/// How long whoever writes rests between two reports.
const REST: Duration = Duration::from_micros(100);
/// How long is read.
const LONG: Duration = Duration::from_millis(600);

/// What reading came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    pub(super) median_us: f64,
    pub(super) p95_us: f64,
    pub(super) reads: usize,
    pub(super) writes: u64,
    /// Whether every table was that of one report or of the other, never something between.
    pub(super) whole: bool,
}

/// Who asks what.
pub(super) struct Asked<'a> {
    pub(super) units: &'a [UnitId],
    pub(super) indicators: &'a [&'a str],
    pub(super) period: Period,
}

/// Reads while a unit sends two reports of a month in turn; the first of them is the one the engine then has.
pub(super) fn read(
    engine: Engine,
    asked: &Asked<'_>,
    (unit, month): (UnitId, Month),
    lines: &[Vec<Option<i64>>; 2],
) -> (Engine, Reading) {
    let engine = RwLock::new(engine);
    let submit =
        |line: &[Option<i64>]| engine.write().unwrap_or_else(PoisonError::into_inner).submit(unit, month, line);
    let ask = |table: &mut Table| {
        let engine = engine.read().unwrap_or_else(PoisonError::into_inner);
        engine.fill_table(asked.units, asked.indicators, asked.period, table);
    };
    let mut table = Table::default();
    let mut known = Vec::new();
    for line in lines {
        submit(line);
        ask(&mut table);
        known.push(sum_of(&table));
    }
    let (stop, writes) = (AtomicBool::new(false), AtomicU64::new(0));
    let (mut taken, mut whole) = (Vec::new(), known.first() != known.last());
    thread::scope(|scope| {
        scope.spawn(|| {
            for line in lines.iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                submit(line);
                writes.fetch_add(1, Ordering::Relaxed);
                thread::sleep(REST);
            }
        });
        let began = Instant::now();
        while began.elapsed() < LONG {
            let asking = Instant::now();
            ask(&mut table);
            taken.push(asking.elapsed().as_secs_f64() * 1e6);
            whole &= known.contains(&sum_of(&table));
        }
        stop.store(true, Ordering::Relaxed);
    });
    if let Some(line) = lines.first() {
        submit(line);
    }
    taken.sort_by(f64::total_cmp);
    let at = |share: usize| taken.get(taken.len() * share / 100).copied().unwrap_or_default();
    let (median_us, p95_us, reads) = (at(50), at(95), taken.len());
    let reading = Reading { median_us, p95_us, reads, writes: writes.into_inner(), whole };
    (engine.into_inner().unwrap_or_else(PoisonError::into_inner), reading)
}
