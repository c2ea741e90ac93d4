//! `congdoan bench reader`: how fast the reader reads a text made up on the spot, on one thread.
//!
//! Not here: the text (`prose`), the peer reading the same one (`bench/peers/read_citations.py`).

use std::{hint::black_box, path::PathBuf, time::Instant};

use clap::Args;
use congdoan_service::reader;

use super::{Form, held, peak, prose, worked};
use crate::output::{Failure, print};

/// Arguments of `bench reader`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reader {
    /// Cỡ văn bản, MB / size of the text in MB
    #[arg(long, default_value_t = 8)]
    megabytes: usize,
    /// Số lần đọc, lấy lần nhanh nhất / readings, of which the fastest counts
    #[arg(long, default_value_t = 7)]
    times: u32,
    /// Ghi văn bản ra tệp để chương trình khác đọc / also write the text to a file for others to read
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

impl Reader {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let text = prose::text(self.megabytes.max(1) * 1_000_000);
        if let Some(file) = &self.write {
            std::fs::write(file, &text)?;
        }
        let before = held();
        let reading = reader::read(&text);
        let grown = peak().saturating_sub(before);
        let mut seconds = f64::INFINITY;
        let (times, before) = (self.times.max(1), worked());
        for _ in 0..times {
            let began = Instant::now();
            black_box(reader::read(black_box(&text)));
            seconds = seconds.min(began.elapsed().as_secs_f64());
        }
        // On a busy machine the clock tells of the others' work, too; the processor's own time does not.
        let processor = (worked() - before) / f64::from(times);
        #[expect(clippy::cast_precision_loss, reason = "rates for people to read")]
        let (bytes, grown) = (text.len() as f64, grown as f64);
        let (rate, memory) = (bytes / seconds / 1e6, grown / bytes);
        let alone = if processor > 0.0 { bytes / processor / 1e6 } else { 0.0 };
        let findings = serde_json::json!({
            "citations": reading.citations.len(), "targets": reading.targets.len(), "figures": reading.figures.len(),
            "tasks": reading.tasks.len(), "organisations": reading.organisations.len(),
            "periods": reading.periods.len(), "clauses": reading.clauses.len(), "remarks": reading.remarks.len(),
        });
        if self.format == Form::Json {
            let said = serde_json::json!({ "megabytes_per_second": (rate * 10.0).round() / 10.0,
                "megabytes_per_processor_second": (alone * 10.0).round() / 10.0, "bytes": text.len(),
                "seconds": seconds, "memory_per_byte": (memory * 100.0).round() / 100.0, "findings": findings });
            return print(&said.to_string());
        }
        print(&format!(
            "{} byte: {rate:.1} MB/s ({alone:.1} MB/s CPU), bộ nhớ/memory {memory:.1} × văn bản/text, kết quả/findings {findings}",
            text.len()
        ))
    }
}
