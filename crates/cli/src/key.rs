//! `congdoan key`: the key file of what is sealed - how it stands, and a new key for everything.
//!
//! Not here: where the key file lies (`keys`), wrapping (`service`).

use std::time::Duration;

use clap::{Args, Subcommand};
use congdoan_service::{Service, members::keeping::KeyStatus};

use crate::{
    database::{Place, open},
    keys,
    output::{Failure, print, say},
};

/// How long servers that run have to read the new key file, before anything is wrapped by its new key.
const PATIENCE: Duration = Duration::from_secs(3);

/// Arguments of `key`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Key {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Khóa nào đang niêm bao nhiêu / how many keys each key of the file wraps
    Status,
    /// Thêm khóa mới vào tệp khóa rồi niêm lại mọi khóa; dừng giữa chừng thì chạy lại / add a new key and wrap everything again
    Rotate {
        /// Chỉ làm nốt lần trước, không thêm khóa / only finish the last round, add no key
        #[arg(long)]
        resume: bool,
    },
}

impl Key {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let service = open(place).await?;
        match self.deed {
            Deed::Status => tell(&service).await,
            Deed::Rotate { resume } => rotate(&service, place, resume).await,
        }
    }
}

async fn tell(service: &Service) -> Result<(), Failure> {
    let KeyStatus { newest, by_key, unknown } = service.key_status().await?;
    for (version, wrapped) in by_key {
        let mark = if version == newest { " *" } else { "" };
        print(&format!("khóa/key {version}{mark}\t{wrapped}"))?;
    }
    if unknown > 0 {
        return Err(Failure::refused(
            &format!("{unknown} khóa được niêm bằng khóa không có trong tệp khóa; đưa bản sao tệp khóa đầy đủ về"),
            &format!("{unknown} keys were wrapped by a key the key file does not hold; bring back the whole key file"),
        ));
    }
    Ok(())
}

async fn rotate(service: &Service, place: &Place, resume: bool) -> Result<(), Failure> {
    let path = keys::path_of(&place.address()?);
    let before = service.key_status().await?;
    if before.unknown > 0 {
        return tell(service).await;
    }
    if before.old() > 0 && !resume {
        return Err(Failure::refused(
            &format!("lần trước còn {} khóa chưa niêm lại; làm nốt bằng: congdoan key rotate --resume", before.old()),
            &format!("{} keys of the last round are left; finish them by: congdoan key rotate --resume", before.old()),
        ));
    }
    if !resume {
        let ring = service.rotated_keys()?;
        // The file first: a key that wraps something and stands nowhere would lose it.
        keys::write(&path, &ring)?;
        let shown = path.display();
        say(&format!(
            "congdoan: đã thêm khóa {} vào {shown}; sao chép tệp này ra nơi khác ngay / key {} added; copy the file elsewhere now",
            ring.newest(),
            ring.newest()
        ));
        service.hold_keys(ring);
        tokio::time::sleep(PATIENCE).await;
    }
    let done = service.rewrap_keys(&|done| say(&format!("  {done}"))).await?;
    say(&format!("congdoan: đã niêm lại / rewrapped: {done}"));
    tell(service).await
}
