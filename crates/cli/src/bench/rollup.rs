//! `congdoan bench rollup`: the engine the servers keep in memory, filled with a federation made up on the spot and asked
//! what national reports ask; every answer is worked out a second time, the slow way.
//!
//! Not here: the same questions put to other engines (`bench/peers/rollup.py`), what the figures mean (`docs/ENGINE.md`).

mod federation;
mod oracle;
mod queries;
mod readers;
mod starting;

use std::time::Instant;

use clap::Args;
use congdoan_service::rollup::{Catalogue, CatalogueError, Engine, Tree, TreeError};
use serde_json::{Map, json};

use super::{Form, held};
use crate::output::{Failure, print, say};
use federation::{Federation, Size};
use queries::{Bench, Outcome, Told};

/// Arguments of `bench rollup`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Rollup {
    /// Số công đoàn cơ sở / grassroots unions
    #[arg(long, default_value_t = 12_000, value_parser = clap::value_parser!(u32).range(60..=1_000_000))]
    units: u32,
    /// Số chỉ tiêu / indicators
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(15..=1_000))]
    indicators: u32,
    /// Số tháng trong năm / months of the year
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=12))]
    months: u32,
    /// Hạt giống: cùng số thì cùng dữ liệu / seed: the same number makes the same data
    #[arg(long, default_value_t = 5)]
    seed: u64,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

impl Rollup {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        let size = Size {
            units: count(self.units),
            indicators: count(self.indicators),
            months: count(self.months),
            seed: self.seed,
        };
        let federation = Federation::new(size);
        let forest = federation.forest().map_err(|error| refused(&error))?;
        let indicators = federation.indicators();
        let (before, began) = (held(), Instant::now());
        let tree = Tree::new(forest).map_err(|error: TreeError| refused(&error))?;
        let catalogue = Catalogue::new(indicators).map_err(|error: CatalogueError| refused(&error))?;
        let mut engine = Engine::new(catalogue, tree);
        let units = federation.first()..federation.all();
        let months = (0..size.months).flat_map(|month| units.clone().map(move |unit| (unit, month)));
        engine.load_months(months.map(|(unit, month)| federation.submission(unit, month)));
        engine.load_rolls(units.clone().map(|unit| federation.roll(unit)));
        let load_seconds = began.elapsed().as_secs_f64();
        let memory = held().saturating_sub(before);
        let people: usize = units.map(|unit| federation.members(unit)).sum();
        let values = engine.declared_months();
        let Told { outcomes, reading, snapshot } = Bench::new(engine, &federation).run()?;
        let all_equal = outcomes.values().all(|outcome| outcome.oracle_equal) && reading.whole;
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let (bytes_per_value, packed_per_value) =
            (memory as f64 / values.max(1) as f64, snapshot.figure_bytes as f64 / snapshot.figures.max(1) as f64);
        if self.format == Form::Json {
            let told = |one: &Outcome| json!({ "median_us": one.median_us, "checksum": one.checksum, "oracle_equal": one.oracle_equal });
            let queries: Map<String, _> = outcomes.iter().map(|(name, one)| ((*name).to_owned(), told(one))).collect();
            print(
                &json!({
                    "size": { "units": self.units, "above": federation.first(), "indicators": self.indicators,
                        "months": self.months, "seed": self.seed, "values": values, "members": people },
                    "load_seconds": load_seconds, "memory_bytes": memory, "bytes_per_value": bytes_per_value,
                    "queries": queries,
                    "readers_during_writes": { "median_us": reading.median_us, "p95_us": reading.p95_us,
                        "writes": reading.writes, "reads": reading.reads, "whole": reading.whole },
                    "snapshot": { "bytes": snapshot.bytes, "months_bytes_per_value": packed_per_value,
                        "hold_seconds": snapshot.hold_seconds, "pack_seconds": snapshot.pack_seconds },
                })
                .to_string(),
            )?;
        } else {
            say(&format!(
                "{values} số liệu/figures, {people} đoàn viên/members, nạp/load {load_seconds:.1} s, bộ nhớ/memory {} MB, {bytes_per_value:.1} byte/số/figure",
                memory / 1_000_000
            ));
            say("câu hỏi / question          trung vị/median µs      tổng kiểm/checksum  đúng/right");
            for (name, Outcome { median_us, checksum, oracle_equal }) in outcomes {
                print(&format!("{name:<24} {median_us:>20.2} {checksum:>22}  {oracle_equal}"))?;
            }
            print(&format!(
                "q1_root, {} lần ghi/writes: trung vị/median {:.2} µs, p95 {:.2} µs, {}",
                reading.writes, reading.median_us, reading.p95_us, reading.whole
            ))?;
            print(&format!(
                "start: ảnh chụp/snapshot {} MB, {packed_per_value:.2} byte/số/figure, giữ/held {:.3} s, xong/done {:.2} s",
                snapshot.bytes / 1_000_000,
                snapshot.hold_seconds,
                snapshot.pack_seconds
            ))?;
        }
        if all_equal { Ok(()) } else { Err(refused("an answer differs from the slow one")) }
    }
}

/// A fault of what was made up, for whoever measures.
fn refused(error: impl ToString) -> Failure {
    Failure::refused("Số liệu thử không dùng được, hoặc có câu trả lời sai", &error.to_string())
}
