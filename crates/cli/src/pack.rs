//! `congdoan pack`: packs of rules checked and added.
//!
//! Not here: what a pack may say (`pack`).

use std::path::PathBuf;

use clap::{Args, Subcommand};
use congdoan_service::pack::{self, Severity};

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Arguments of `pack`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Pack {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Kiểm tra một gói / check a pack
    Check {
        /// Thư mục của gói / folder of the pack
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Thêm một gói vào cơ sở dữ liệu / add a pack to the database
    Add {
        /// Thư mục của gói / folder of the pack
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

impl Pack {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        match self.deed {
            Deed::Check { folder } => check(&folder),
            Deed::Add { folder } => {
                let added = open(place).await?.add_pack(&files(&folder)?).await?;
                say(&format!(
                    "congdoan: đã thêm gói / pack added: {} ({} sổ/registers)",
                    added.id,
                    added.registers.len()
                ));
                Ok(())
            }
        }
    }
}

fn files(folder: &std::path::Path) -> Result<Vec<pack::PackFile>, Failure> {
    pack::read_dir(folder).map_err(|error| {
        let text = error.to_string();
        Failure::refused(&text, &text)
    })
}

/// Every remark on its own line, `file:line: reason`; exit 1 when one is an error.
fn check(folder: &std::path::Path) -> Result<(), Failure> {
    let files = files(folder)?;
    let (ground, _) = pack::load(&pack::embedded());
    let own = pack::load(&files).0.id == ground.id;
    let base = if own { pack::Pack::default() } else { ground };
    let (checked, mut remarks) = pack::check(&base, &files);
    // Adding it would refuse what the embedded pack defines already: said here as well, before anybody tries.
    remarks.extend(pack::merge(base, checked.clone()).err().unwrap_or_default());
    remarks.iter().try_for_each(|remark| print(&remark.to_string()))?;
    let errors = remarks.iter().filter(|remark| remark.severity == Severity::Error).count();
    if errors > 0 {
        return Err(Failure::refused(
            &format!("gói có {errors} lỗi, liệt kê ở trên"),
            &format!("the pack has {errors} errors, listed above"),
        ));
    }
    let (registers, indicators) = (checked.registers.len(), checked.indicators.len());
    say(&format!(
        "congdoan: gói dùng được / the pack is good: {registers} sổ/registers, {indicators} chỉ tiêu/indicators"
    ));
    Ok(())
}
