//! `congdoan retention`: lets go of personal data kept longer than the rules allow; servers do so once a day.
//!
//! Not here: how long what is kept (`packs`), the round itself (`service::members::keeping`).

use clap::Args;

use crate::{
    database::{Place, open},
    output::{Failure, print},
};

/// Arguments of `retention`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Retention {
    /// Chỉ nói sẽ làm gì / only tell what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let done = open(place).await?.retain(self.dry_run).await?;
        let mark = if self.dry_run { "chạy thử / dry run: " } else { "" };
        print(&format!(
            "{mark}đã xét/looked at {}, bỏ phần nhạy cảm/sensitive {}, xóa hồ sơ/emptied {}, bỏ phần mở/open {}",
            done.looked_at, done.sensitive, done.emptied, done.open
        ))
    }
}
