//! `congdoan bench`: what is measured here and now.
//!
//! Not here: bars and peers, which are for whoever reads the figures.

mod figures;
mod import;
mod prose;
mod reader;
mod reports;
mod rollup;

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use congdoan_web::bench::Measured;

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Arguments of `bench`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Nhập đoàn viên từ tệp XLSX / import of members from an XLSX
    Import(import::Import),
    /// Nhập số liệu khai báo từ tệp CSV / import of declared figures from a CSV
    ImportFigures(figures::Figures),
    /// Tốc độ đọc văn bản / speed of the document reader
    Reader(reader::Reader),
    /// Báo cáo gửi qua API, từ nhiều máy một lúc / reports sent through the API by several clients at once
    Reports(reports::Reports),
    /// Bộ máy tổng hợp ở tầm cả nước / the roll-up engine at national size
    Rollup(rollup::Rollup),
    /// Thời gian máy chủ của từng trang / server time of each page
    Web {
        /// Tên đăng nhập; ghi nhiều lần để so nhiều người / sign-in name; several to compare people
        #[arg(long = "login", visible_alias = "user", default_value = "quantri")]
        logins: Vec<String>,
        /// Trang cần đo; ghi nhiều lần được, không ghi thì mỗi loại một trang / page to measure; several, or one of each kind
        #[arg(long = "path")]
        paths: Vec<String>,
        /// Số lần mỗi trang / requests per page
        #[arg(long, default_value_t = 40)]
        requests: usize,
        /// Dạng kết quả / form of the result
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    Json,
}

impl Bench {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let (logins, paths, requests, format) = match self.deed {
            Deed::Import(import) => return import.run().await,
            Deed::ImportFigures(figures) => return figures.run(place).await,
            Deed::Reports(reports) => return reports.run(place).await,
            Deed::Reader(reader) => return reader.run(),
            Deed::Rollup(rollup) => return rollup.run(),
            Deed::Web { logins, paths, requests, format } => (logins, paths, requests, format),
        };
        let service = Arc::new(open(place).await?);
        service.keep_totals().await?;
        let pages = congdoan_web::bench::pages(service, &logins, &paths, requests.max(1)).await?;
        if format == Form::Json {
            return print(&serde_json::to_string(&pages)?);
        }
        say(
            "ai / who      trang / page                                            trung vị/median ms    p95 ms  câu SQL      byte",
        );
        for page in pages {
            let Measured { login, path, median_ms, p95_ms, statements, bytes, .. } = page;
            print(&format!("{login:<12}  {path:<60} {median_ms:>12.2} {p95_ms:>9.2} {statements:>8} {bytes:>9}"))?;
        }
        Ok(())
    }
}

/// The most memory this process ever held, in bytes; 0 where the system does not tell.
fn peak() -> u64 {
    memory("VmHWM:")
}

/// The memory this process holds now, in bytes; 0 where the system does not tell.
fn held() -> u64 {
    memory("VmRSS:")
}

fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().strip_suffix("kB")).and_then(|kb| kb.trim().parse::<u64>().ok()).unwrap_or(0)
        * 1024
}

/// The processor time this process has used, in seconds; 0 where the system does not tell.
fn worked() -> f64 {
    // Fields 14 and 15 of the line, counted behind the name in brackets; the kernel counts in hundredths of a second.
    const TICKS: f64 = 100.0;
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = line.rsplit_once(')').map_or("", |(_, fields)| fields);
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS
}
