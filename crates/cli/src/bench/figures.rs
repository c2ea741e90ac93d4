//! `congdoan bench import-figures`: a synthetic federation in an empty database, a sheet of declared figures, and the import of
//! it as `import figures` does it: from the file to what the root's page shows.
//!
//! Not here: what was measured and where (`docs/VOLUME.md`).

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use clap::Args;
use congdoan_model::{Period, figures::Value};
use congdoan_service::{
    Service,
    figures::Ask,
    generate::{FiguresFile, Size},
    members::{ImportOptions, Imported},
};
use serde::Serialize;

use super::{Form, peak, worked};
use crate::{
    database::{Place, open_migrated},
    output::{Failure, print, say},
};

/// The unit everything adds up to.
const ROOT: &str = "tong-lien-doan";

/// Arguments of `bench import-figures`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Figures {
    /// Số số liệu trong tệp / figures in the file
    #[arg(long, default_value_t = 1_000_000)]
    figures: usize,
    /// Số công đoàn cơ sở / grassroots unions
    #[arg(long, default_value_t = 12_000)]
    units: usize,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// What one run through the file took.
#[derive(Debug, Serialize)]
struct Took {
    /// What it was.
    deed: &'static str,
    /// Seconds, until what changed is durable and in the totals.
    seconds: f64,
    /// Rows of the file in a second.
    per_second: f64,
    /// The part of it this process worked on a processor; the database server's work is not in it.
    worked_seconds: f64,
    /// The most memory the process held so far, in bytes.
    peak_bytes: u64,
    /// Whether every total at the root was what the file says.
    right: bool,
}

/// A folder of its own, gone with it.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Figures {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let scratch = Scratch(std::env::temp_dir().join(format!("congdoan-bench-figures-{}", std::process::id())));
        std::fs::create_dir_all(&scratch.0)?;
        let here = Place { data: Some(scratch.0.clone()), database_url: None };
        let place = if place.address().is_ok() { place } else { &here };
        let service = open_migrated(place).await?;
        service.generate(Size { units: self.units, members: 0, months: 0, seed: 5 }, &|_| ()).await?;
        service.keep_totals().await?;
        let (first, second) = (scratch.0.join("so-lieu.csv"), scratch.0.join("so-lieu-moi.csv"));
        let file = service.figures_file(&first, self.figures, 0).await?;
        let changed = service.figures_file(&second, self.figures, 1).await?;
        let before = peak();
        let mut took = Vec::new();
        let (one, _) = import(&service, "new", &first, &file, |done| done.created).await?;
        took.push(one);
        let (one, _) = import(&service, "same again", &first, &file, |done| done.unchanged).await?;
        took.push(one);
        let (one, imported) = import(&service, "other values", &second, &changed, |done| done.changed).await?;
        took.push(one);
        let batch = imported.batch.ok_or_else(|| wrong("the second file was not taken in"))?;
        let (began, work) = (Instant::now(), worked());
        let kept = service.undo_import(&service.system(), batch).await?;
        let right = kept.is_empty() && holds(&service, &file).await?;
        took.push(measured("undone", began, work, file.figures, right));
        let right = took.iter().all(|one| one.right);
        let durable = service.store().is_durable().await.map_err(congdoan_service::Error::from)?;
        if self.format == Form::Json {
            print(
                &serde_json::json!({ "figures": file.figures, "units": self.units, "durable": durable,
                    "peak_bytes_before": before, "runs": took })
                .to_string(),
            )?;
        } else {
            say("việc / deed         giây/s     số liệu/giây figures/s   CPU s   bộ nhớ/memory MB   đúng/right");
            for Took { deed, seconds, per_second, worked_seconds, peak_bytes, right } in &took {
                let megabytes = peak_bytes / 1_000_000;
                print(&format!(
                    "{deed:<16} {seconds:>8.1} {per_second:>22.0} {worked_seconds:>10.1} {megabytes:>15}   {right}"
                ))?;
            }
        }
        if right { Ok(()) } else { Err(wrong("a total differs from what the file says")) }
    }
}

/// Imports a file and holds the root's totals against it; `counted` tells how many rows did what was expected of all.
async fn import(
    service: &Service,
    deed: &'static str,
    path: &Path,
    file: &FiguresFile,
    counted: impl Fn(&Imported) -> u64,
) -> Result<(Took, Imported), Failure> {
    let (began, work) = (Instant::now(), worked());
    let imported = service.import_figures(&service.system(), path, &ImportOptions::default()).await?;
    let mut took = measured(deed, began, work, file.figures, false);
    took.right = counted(&imported) == u64::try_from(file.figures).unwrap_or(0) && holds(service, file).await?;
    Ok((took, imported))
}

fn measured(deed: &'static str, began: Instant, work: f64, figures: usize, right: bool) -> Took {
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let per_second = figures as f64 / seconds;
    Took { deed, seconds, per_second, worked_seconds: worked() - work, peak_bytes: peak(), right }
}

/// Whether the root shows, for every indicator and month, what the file says of all units together.
async fn holds(service: &Service, file: &FiguresFile) -> Result<bool, Failure> {
    let system = service.system();
    for ((indicator, month), sum) in &file.sums {
        let period: Period = month.to_string().parse()?;
        let answer = service.figure(&system, &Ask::new(ROOT, indicator, period)).await?;
        if answer.value.and_then(Value::whole) != Some(*sum) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn wrong(what: &str) -> Failure {
    Failure::refused("Phép đo không cho kết quả đúng", what)
}
