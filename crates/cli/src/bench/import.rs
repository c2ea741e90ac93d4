//! `congdoan bench import`: a synthetic sheet of members, test run and import into a fresh SQLite database.
//!
//! Not here: the peer doing the same work (`bench/peers/import_members.py`).

use std::{path::PathBuf, time::Instant};

use clap::Args;
use congdoan_model::Clock as _;
use congdoan_service::{
    generate::{self, Size},
    members::ImportOptions,
    system::SystemClock,
};

use super::{Form, peak};
use crate::{
    database::{Place, open_migrated},
    output::{Failure, print},
};

/// Members of one grassroots union, on average: 11 million in 120,000 unions and some.
const PER_UNION: u64 = 83;

/// Arguments of `bench import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Import {
    /// Số đoàn viên / members
    #[arg(long, default_value_t = 200_000)]
    members: u64,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// A folder of its own, gone with it.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Import {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let scratch = Scratch(std::env::temp_dir().join(format!("congdoan-bench-{}", std::process::id())));
        let folder = &scratch.0;
        std::fs::create_dir_all(folder)?;
        let units = usize::try_from(self.members / PER_UNION).unwrap_or(usize::MAX).max(1);
        let size = Size { units, members: self.members, months: 0, seed: 11 };
        generate::files(size, folder, SystemClock.now(), &|_| ())?;
        let service = open_migrated(&Place { data: Some(folder.clone()), database_url: None }).await?;
        let caller = service.system();
        service.import_units(&caller, &folder.join("units.xlsx"), &ImportOptions::default()).await?;
        let sheet = folder.join("members.xlsx");
        let dry = ImportOptions { dry_run: true, ..ImportOptions::default() };
        let began = Instant::now();
        service.import_members(&caller, &sheet, &dry, &|_| ()).await?;
        let test_run = began.elapsed().as_secs_f64();
        let began = Instant::now();
        let imported = service.import_members(&caller, &sheet, &ImportOptions::default(), &|_| ()).await?;
        let import = began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let rate = imported.created as f64 / import;
        if self.format == Form::Json {
            let said = serde_json::json!({ "members": imported.created, "test_run_seconds": test_run,
                "import_seconds": import, "members_per_second": rate, "peak_bytes": peak() });
            return print(&said.to_string());
        }
        print(&format!(
            "{} đoàn viên/members: chạy thử/test run {test_run:.1} s, nhập/import {import:.1} s, {rate:.0}/s, bộ nhớ/memory {} MB",
            imported.created,
            peak() / 1_000_000
        ))
    }
}
