//! `congdoan generate`: a synthetic federation, into the database or as sheets.
//!
//! Not here: what is drawn (`service::generate`).

use std::{path::PathBuf, time::Duration};

use clap::Args;
use congdoan_model::Clock as _;
use congdoan_service::{
    generate::{self, Size},
    system::SystemClock,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    database::{Place, open_migrated},
    output::{Failure, say},
};

/// Arguments of `generate`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Generate {
    /// Số công đoàn cơ sở / grassroots unions
    #[arg(long, value_name = "N")]
    units: usize,
    /// Số đoàn viên / members
    #[arg(long, value_name = "N", default_value_t = 0)]
    members: u64,
    /// Số tháng có số liệu khai / months of declared figures
    #[arg(long, value_name = "N", default_value_t = 0)]
    months: u32,
    /// Hạt giống: cùng hạt giống, cùng liên đoàn / the same seed gives the same federation
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Ghi units.xlsx, members.xlsx vào thư mục thay vì vào cơ sở dữ liệu / write sheets into a folder instead
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

impl Generate {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let size = Size { units: self.units, members: self.members, months: self.months, seed: self.seed };
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {human_pos} đoàn viên/members, {per_sec}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        match &self.export {
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                generate::files(size, folder, SystemClock.now(), &|done| bar.set_position(done))?;
                bar.finish_and_clear();
                say(&format!("congdoan: {0}/units.xlsx, {0}/members.xlsx", folder.display()));
            }
            None => {
                let service = open_migrated(place).await?;
                service.generate(size, &|done| bar.set_position(done)).await?;
                bar.finish_and_clear();
            }
        }
        Ok(())
    }
}
