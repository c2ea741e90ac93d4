//! One server for one SQLite file: a lock the system frees when the process dies.
//!
//! Not here: writes of other subcommands, which SQLite's own lock orders.

use std::fs::{File, TryLockError};

use crate::{database::file_of, output::Failure};

/// Held as long as the server runs.
#[derive(Debug)]
pub(crate) struct Lock(Option<File>);

/// Takes the lock of the database at an address; PostgreSQL needs none.
pub(crate) fn take(address: &str) -> Result<Lock, Failure> {
    let Some(path) = file_of(address) else { return Ok(Lock(None)) };
    let path = format!("{path}.lock");
    let file = File::create(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(Some(file))),
        Err(TryLockError::WouldBlock) => Err(Failure::refused(
            &format!("đã có một máy chủ mở dữ liệu này ({path}); hãy tắt máy chủ kia hoặc chọn --data khác"),
            &format!("a server already serves this data ({path}); stop that one or choose another --data"),
        )),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

impl Lock {
    /// Whether a file is locked.
    pub(crate) const fn is_held(&self) -> bool {
        self.0.is_some()
    }
}
