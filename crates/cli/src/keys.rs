//! The key file: where it lies, reading it, making it when nothing was ever sealed.
//!
//! It never goes into the database or a backup. Not here: sealing (`store::seal`).

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use congdoan_service::{Service, seal::Keyring, system::SystemEntropy};

use crate::{
    card_keys,
    database::file_of,
    output::{Failure, say},
};

/// The variable that names the key file.
const KEY_FILE: &str = "CONGDOAN_KEY_FILE";
/// How often a server looks whether the key file changed.
const WATCH: Duration = Duration::from_secs(1);

/// Where the key file of a database lies: as the variable says, beside an SQLite file, or for PostgreSQL in the folder where
/// the user's programs keep their state.
pub(crate) fn path_of(address: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(KEY_FILE).filter(|path| !path.is_empty()) {
        return PathBuf::from(path);
    }
    beside(address, "key")
}

/// The file of an ending that lies beside an SQLite file, or for PostgreSQL in the folder where the user's programs keep their
/// state, under a fingerprint of the database's address.
pub(crate) fn beside(address: &str, ending: &str) -> PathBuf {
    if let Some(file) = file_of(address) {
        return Path::new(file).with_extension(ending);
    }
    let home = || std::env::var_os("HOME").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let state = std::env::var_os("XDG_STATE_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let state = state.unwrap_or_else(|| home().join(".local/state"));
    // The password is no part of the name: changing it must not lose the keys.
    let place = address.rsplit_once('@').map_or(address, |(_, place)| place);
    state.join("congdoan").join(format!("{}.{ending}", congdoan_model::fingerprint(place)))
}

/// Gives the service its keys. A missing file is made only where nothing has ever been sealed; otherwise the service goes
/// without, and says so when it needs them.
pub(crate) async fn hold(service: &Service, address: &str) -> Result<(), Failure> {
    let path = path_of(address);
    match fs::read_to_string(&path) {
        Ok(text) => {
            if others_read(&path) {
                let shown = path.display();
                say(&format!(
                    "congdoan: tệp khóa {shown} người khác đọc được; chạy: chmod 600 {shown} / others can read the key file"
                ));
            }
            service.hold_keys(Keyring::parse(&text).map_err(|error| unreadable(&path, &error))?);
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if !service.has_sealed().await? {
                let ring = Keyring::new(&SystemEntropy);
                write(&path, &ring)?;
                service.hold_keys(ring);
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads the key file again whenever it changes, so that a server goes on through a change of keys. A file that cannot be
/// read for the moment changes nothing.
pub(crate) async fn watch(service: Arc<Service>, address: String) {
    let (path, cards) = (path_of(&address), card_keys::path_of(&address));
    let mut last = fs::read_to_string(&path).unwrap_or_default();
    let mut last_cards = fs::read_to_string(&cards).unwrap_or_default();
    loop {
        tokio::time::sleep(WATCH).await;
        if let Ok(text) = fs::read_to_string(&cards)
            && text != last_cards
        {
            card_keys::again(&service, &text);
            last_cards = text;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if text == last {
            continue;
        }
        match Keyring::parse(&text) {
            Ok(ring) => {
                tracing::info!(newest = ring.newest(), "the key file changed");
                service.hold_keys(ring);
                last = text;
            }
            Err(error) => tracing::warn!(%error, "the key file changed and cannot be read"),
        }
    }
}

/// Writes a key file, readable by its owner alone, whole or not at all.
pub(crate) fn write(path: &Path, ring: &Keyring) -> Result<(), Failure> {
    write_secret(path, &ring.render())
}

/// Whether somebody beside the owner can read a file.
pub(crate) fn others_read(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// Writes a secret file, readable by its owner alone, whole or not at all.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let partial = path.with_extension("key.partial");
    let _ = fs::remove_file(&partial);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(&partial, path)?)
}

fn unreadable(path: &Path, error: &congdoan_service::seal::SealError) -> Failure {
    let path = path.display();
    Failure::refused(
        &format!("không đọc được tệp khóa {path}: {error}; lấy lại bản sao tệp khóa của cơ sở dữ liệu này"),
        &format!("the key file {path} cannot be read: {error}; put the copy of this database's key file there"),
    )
}
