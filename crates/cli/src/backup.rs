//! `congdoan backup` and `congdoan restore`: one file that holds everything.
//!
//! Not here: copying tables (`store::backup`).

use std::{
    fs::File,
    io::{ErrorKind, Read as _},
    path::PathBuf,
};

use clap::Args;

use crate::{
    database::{Place, open, open_migrated},
    output::{Failure, say},
};

/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Arguments of `backup`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Backup {
    /// Tệp sao lưu, chưa được có sẵn / backup file, must not stand yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        if self.file.exists() {
            let file = self.file.display();
            return Err(Failure::refused(
                &format!("tệp {file} đã có; hãy chọn tên khác, bản sao lưu cũ không bị ghi đè"),
                &format!("the file {file} stands already; choose another name, no backup is ever overwritten"),
            ));
        }
        let rows = open(place).await?.backup(&self.file).await?;
        say(&format!("congdoan: đã sao lưu {rows} dòng vào {0} / {rows} rows backed up into {0}", self.file.display()));
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
        // Before the database is touched: a slip in the name must not leave an empty one behind.
        self.check()?;
        let service = open_migrated(place).await?;
        if service.holds_units().await? {
            return Err(Failure::refused(
                "cơ sở dữ liệu đã có dữ liệu; chỉ phục hồi vào cơ sở dữ liệu trống",
                "the database holds data already; restore into an empty one",
            ));
        }
        let rows = service.restore(&self.file).await?;
        say(&format!(
            "congdoan: đã phục hồi {rows} dòng / {rows} rows restored; kiểm tra bằng / check with: congdoan verify"
        ));
        Ok(())
    }

    /// Refuses what cannot be a backup by its first bytes.
    fn check(&self) -> Result<(), Failure> {
        let file = self.file.display();
        let mut first = [0; MAGIC.len()];
        match File::open(&self.file).and_then(|mut open| open.read_exact(&mut first)) {
            Ok(()) if &first == MAGIC => Ok(()),
            Err(error) if !matches!(error.kind(), ErrorKind::UnexpectedEof) => Err(Failure::refused(
                &format!("không đọc được {file}: {error}"),
                &format!("cannot read {file}: {error}"),
            )),
            _ => Err(Failure::refused(
                &format!("{file} không phải là bản sao lưu của congdoan"),
                &format!("{file} is no backup of congdoan"),
            )),
        }
    }
}
