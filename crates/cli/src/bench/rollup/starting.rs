//! A server that starts: from a snapshot in a file and the end of a change log to the first table of the root.
//!
//! The file was written just before, so the system holds it in memory; units and links, which a server reads from its
//! database, are handed over ready. Not here: questions to an engine that runs (`queries`).

use std::{fs, io::Write as _, time::Instant};

use congdoan_model::{
    FigureId, Month, UnitId,
    figures::{Row, Source},
    org::Line,
};
use congdoan_service::rollup::{Catalogue, Engine, Forest, Move, Snapshot, Tree, bare};

use super::federation::{Federation, YEAR, id, mix, month_of, unit_id};
use crate::output::Failure;

/// How many starts are measured.
const STARTS: usize = 5;
/// Units that sent their numbers of a month again after the snapshot was taken.
const AGAIN: usize = 100;

/// What is in a snapshot, and how long one takes to make.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    pub(super) bytes: usize,
    pub(super) figures: usize,
    pub(super) figure_bytes: usize,
    /// How long the engine is held, and until the bytes are there.
    pub(super) hold_seconds: f64,
    pub(super) pack_seconds: f64,
}

/// What a unit sent for a month, by both numbers.
type Sent = ((usize, usize), Vec<Option<i64>>);

/// What changed after a snapshot: what the log says, and by unit and month what was sent.
pub(super) struct Later {
    log: Vec<String>,
    pub(super) sent: Vec<Sent>,
}

/// Some units' numbers of the last month sent again, as the change log tells it: rows that count no more, rows that do.
pub(super) fn later(
    federation: &Federation,
    before: impl Fn(usize, usize, usize) -> Option<i64>,
) -> Result<Later, serde_json::Error> {
    let (columns, month) = (federation.columns(), federation.size.months - 1);
    let mut later = Later { log: Vec::new(), sent: Vec::new() };
    for at in 0..AGAIN.min(federation.size.units) {
        let unit = federation.first() + at * federation.size.units / AGAIN;
        let value = |column: usize| {
            let random = mix(23, unit as u64, column as u64, 4);
            (random % 10 < 6).then(|| i64::try_from(random >> 50).unwrap_or(0))
        };
        let now: Vec<Option<i64>> = (0..columns).map(value).collect();
        let rows = |given: &dyn Fn(usize) -> Option<i64>| -> Vec<Row> {
            (0..columns)
                .filter_map(|column| Some(row(unit_id(unit), column, month_of(month), given(column)?)))
                .collect()
        };
        let (remove, add) = (rows(&|column| before(unit, column, month)), rows(&|column| now.get(column).copied()?));
        later.log.push(serde_json::to_string(&(remove, add))?);
        later.sent.push(((unit, month), now));
    }
    Ok(later)
}

fn row(unit: UnitId, column: usize, month: Month, value: i64) -> Row {
    let (id_of, day) = (FigureId::default(), month.last());
    let (indicator, source) = (id(column), Source::Declared);
    Row { id: id_of, unit, indicator, source, record: None, occurred_on: day, counted_on: day, value, subject: None }
}

/// Writes a snapshot of an engine, lets the engine go, and starts from the file and the log as often as it is measured.
/// Gives the engine of the last start, the median time in microseconds, and what is in the snapshot.
pub(super) fn start(
    engine: Engine,
    (federation, moved): (&Federation, &[Move]),
    later: &Later,
    ask: impl Fn(&Engine),
) -> Result<(Engine, f64, Size), Failure> {
    let began = Instant::now();
    let filled = engine.filled();
    let hold_seconds = began.elapsed().as_secs_f64();
    let packed = filled.pack(&YEAR.to_le_bytes());
    let pack_seconds = began.elapsed().as_secs_f64();
    let (bytes, figures, figure_bytes) = (packed.len(), packed.figures(), packed.figure_bytes());
    let size = Size { bytes, figures, figure_bytes, hold_seconds, pack_seconds };
    let path = std::env::temp_dir().join(format!("congdoan-bench-{}.snapshot", std::process::id()));
    let mut file = fs::File::create(&path)?;
    for piece in packed.pieces() {
        file.write_all(piece)?;
    }
    drop((engine, filled, packed, file));
    let mut taken = Vec::new();
    let mut started = None;
    for _ in 0..STARTS {
        // What the start before left goes first: a server that starts has nothing yet.
        drop(started.take());
        let (forest, indicators) = (forest(federation, moved)?, federation.indicators());
        let began = Instant::now();
        let bytes = fs::read(&path)?;
        let tree = Tree::new(forest).map_err(|error| super::refused(&error))?;
        let catalogue = Catalogue::new(indicators).map_err(|error| super::refused(&error))?;
        let snapshot = Snapshot::new(&bytes).map_err(super::refused)?;
        let mut engine = snapshot.engine(catalogue, tree).map_err(super::refused)?;
        for entry in &later.log {
            let (remove, add): (Vec<Row>, Vec<Row>) = serde_json::from_str(entry)?;
            remove.into_iter().for_each(|row| _ = engine.remove(&bare(row)));
            add.into_iter().for_each(|row| engine.add(bare(row)));
        }
        ask(&engine);
        taken.push(began.elapsed().as_secs_f64() * 1e6);
        started = Some(engine);
    }
    fs::remove_file(&path)?;
    taken.sort_by(f64::total_cmp);
    let engine = started.ok_or_else(|| super::refused("no start was measured"))?;
    Ok((engine, taken.get(STARTS / 2).copied().unwrap_or_default(), size))
}

/// The federation's tree with the units that moved.
fn forest(federation: &Federation, moved: &[Move]) -> Result<Forest, Failure> {
    let mut forest = federation.forest().map_err(|error| super::refused(&error))?;
    for one in moved {
        let former = forest.links.iter_mut().find(|link| link.child == one.unit && link.line == Line::Managing);
        let Some(former) = former else { continue };
        former.until = Some(one.on);
        let next = congdoan_model::org::Link { parent: one.parent, from: one.on, until: None, ..*former };
        forest.links.push(next);
    }
    Ok(forest)
}
