//! `congdoan doctor`: is the installation sound, and does every integrity rule hold?
//!
//! Not here: the checks themselves (`service::audit`).

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
    verify::check(&service).await
}
