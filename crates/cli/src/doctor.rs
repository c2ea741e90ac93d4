//! `congdoan doctor`: is the installation sound, and does every integrity rule hold?
//!
//! Not here: the checks themselves (`service::audit`).

use congdoan_service::Service;

use crate::{
    database::{Place, open},
    output::{Failure, say},
    verify,
};

/// Checks durability first, then everything `verify` checks.
pub(crate) async fn run(place: &Place) -> Result<(), Failure> {
    let service = open(place).await?;
    if !service.is_durable().await? {
        return Err(Failure::refused(
            "ghi chưa chắc xuống đĩa: SQLite cần synchronous=FULL và WAL, PostgreSQL cần synchronous_commit=on",
            "writes may be lost: SQLite needs synchronous=FULL and WAL, PostgreSQL synchronous_commit=on",
        ));
    }
    say("congdoan: ghi bền / writes are durable: ✓");
    keys(&service).await?;
    verify::check(&service).await
}

/// Tells of keys that are not wrapped by the newest key of the file, and refuses where the file lacks one.
async fn keys(service: &Service) -> Result<(), Failure> {
    if !service.has_sealed().await? {
        return Ok(());
    }
    let status = service.key_status().await?;
    if status.unknown > 0 {
        return Err(Failure::refused(
            &format!("{} khóa được niêm bằng khóa không có trong tệp khóa", status.unknown),
            &format!("{} keys were wrapped by a key the key file does not hold", status.unknown),
        ));
    }
    match status.old() {
        0 => say("congdoan: tệp khóa / key file: ✓"),
        old => say(&format!(
            "congdoan: {old} khóa chưa niêm bằng khóa mới nhất; chạy: congdoan key rotate --resume / {old} keys not of the newest"
        )),
    }
    Ok(())
}
