//! The key file of cards: beside the one of what is sealed, never in the database or a backup.
//!
//! It is made when no card was ever signed; a lost one is not replaced silently. Not here: signing (`model::cards`).

use std::{
    fs,
    path::{Path, PathBuf},
};

use congdoan_model::cards::CardKeys;
use congdoan_service::{Service, system::SystemEntropy};

use crate::{
    keys,
    output::{Failure, say},
};

/// The variable that names the file.
const KEY_FILE: &str = "CONGDOAN_CARD_KEY_FILE";

/// Where the key file of cards lies: as the variable says, else beside the key file of what is sealed.
pub(crate) fn path_of(address: &str) -> PathBuf {
    match std::env::var_os(KEY_FILE).filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => keys::path_of(address).with_extension("cards.key"),
    }
}

/// Gives the service the keys that sign cards. Where the file is gone although cards were signed, the service goes without
/// and says so when it is to sign.
pub(crate) async fn hold(service: &Service, address: &str) -> Result<(), Failure> {
    let path = path_of(address);
    match fs::read_to_string(&path) {
        Ok(text) => {
            if keys::others_read(&path) {
                let shown = path.display();
                say(&format!(
                    "congdoan: tệp khóa {shown} người khác đọc được; chạy: chmod 600 {shown} / others can read the key file"
                ));
            }
            service.hold_card_keys(CardKeys::parse(&text).map_err(|error| {
                let path = path.display();
                Failure::refused(
                    &format!("không đọc được tệp khóa thẻ {path}: {error}; lấy lại bản sao của tệp"),
                    &format!("the key file of cards {path} cannot be read: {error}; put its copy there"),
                )
            })?);
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if !service.has_signed_cards().await? {
                let keys = CardKeys::new(&SystemEntropy);
                write(&path, &keys)?;
                service.hold_card_keys(keys);
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Holds the keys again when the file changed, so that a server goes on through a new key.
pub(crate) fn again(service: &Service, text: &str) {
    match CardKeys::parse(text) {
        Ok(keys) => {
            tracing::info!("the key file of cards changed");
            service.hold_card_keys(keys);
        }
        Err(error) => tracing::warn!(%error, "the key file of cards changed and cannot be read"),
    }
}

/// Writes the file, readable by its owner alone, whole or not at all.
pub(crate) fn write(path: &Path, held: &CardKeys) -> Result<(), Failure> {
    keys::write_secret(path, &held.render())
}
