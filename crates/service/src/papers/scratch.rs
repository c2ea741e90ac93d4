//! A file laid down for as long as it is read.
//!
//! Not here: files kept from a test run until they are taken in (`members::drafts`).

use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{Error, Result};

/// A file in a folder nobody else may open; both go when this is dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// Held for what dropping it does.
    _folder: TempDir,
    path: PathBuf,
}

impl Scratch {
    /// Lays a file down under its own name, as far as a folder bears it: readers tell formats apart by how a name ends.
    ///
    /// # Errors
    /// [`Error::Internal`] when the disk refuses.
    pub(crate) fn new(name: &str, content: &[u8]) -> Result<Self> {
        Self::laid(name, content).map_err(|error| Error::Internal(error.to_string()))
    }

    fn laid(name: &str, content: &[u8]) -> std::io::Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("congdoan-").permissions(Permissions::from_mode(0o700)).tempdir()?;
        let plain: Vec<char> = name.chars().filter(|sign| sign.is_alphanumeric() || " .-_".contains(*sign)).collect();
        // The end is what tells the format.
        let plain: String = plain.iter().skip(plain.len().saturating_sub(60)).collect();
        let path = folder.path().join(if plain.trim_matches(['.', ' ']).is_empty() { "tep" } else { &plain });
        std::fs::write(&path, content)?;
        Ok(Self { _folder: folder, path })
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::Scratch;

    /// Two officers may drop files of one name at the same moment, and nobody else on the machine may read either.
    #[test]
    fn files_of_one_name_lie_apart_and_go() {
        let name = format!("{}/../biểu.xlsx", "á".repeat(90));
        let (first, second) = (Scratch::new(&name, b"one").unwrap(), Scratch::new(&name, b"two").unwrap());
        assert!(first.path().to_string_lossy().ends_with("biểu.xlsx"));
        assert_eq!(std::fs::read(first.path()).unwrap(), b"one");
        assert_eq!(std::fs::read(second.path()).unwrap(), b"two");
        let folder = first.path().parent().unwrap().to_owned();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        drop(first);
        assert!(!folder.exists() && second.path().exists());
        let empty = Scratch::new("..", b"").unwrap();
        assert!(empty.path().ends_with("tep"));
    }
}
