//! `congdoan backup` and `congdoan restore`: one file that holds everything but the key.
//!
//! Not here: copying tables (`store::backup`).

use std::path::PathBuf;

use clap::Args;

use crate::{
    database::{Place, open, open_migrated},
    output::{Failure, say},
};

/// Arguments of `backup`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Backup {
    /// Tệp sao lưu, chưa được có sẵn / backup file, must not stand yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let rows = open(place).await?.backup(&self.file).await?;
        say(&format!(
            "congdoan: đã sao lưu {rows} dòng vào {0}; khóa mã hóa không nằm trong tệp, hãy giữ riêng / \
             {rows} rows backed up into {0}; the encryption key is not in it, keep it apart",
            self.file.display()
        ));
        Ok(())
    }
}

/// Arguments of `restore`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Restore {
    /// Tệp sao lưu / backup file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Restore {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        if !self.file.exists() {
            let file = self.file.display();
            return Err(Failure::refused(&format!("không có tệp {file}"), &format!("there is no file {file}")));
        }
        let rows = open_migrated(place).await?.restore(&self.file).await?;
        say(&format!("congdoan: đã phục hồi {rows} dòng / {rows} rows restored; kiểm tra bằng / check with: congdoan verify"));
        Ok(())
    }
}
