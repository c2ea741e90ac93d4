//! The files of a pack: the ones built into the program, and the ones in a folder.
//!
//! Not here: what they say (`load`). This is the only module that reads a disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

static VIETNAM: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/vietnam");

/// The largest file a pack may hold, in bytes; a definition beyond it is a slip.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// Path inside the pack with `/` between folders, such as `registers/training.toml`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Why a folder could not be read as a pack.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("{0}: không có thư mục này (no such folder)")]
    Missing(PathBuf),
    /// Something is there, but no folder.
    #[error("{0}: không phải thư mục (not a folder)")]
    NotADirectory(PathBuf),
    /// The folder holds no TOML file a pack could be made of.
    #[error("{0}: không có tệp .toml nào của gói (holds no .toml file of a pack)")]
    Empty(PathBuf),
    /// A file is not text in UTF-8.
    #[error("{path}: không phải văn bản UTF-8, sai từ byte thứ {valid} (not UTF-8 text, wrong from byte {valid})", path = .path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// Bytes that are still right.
        valid: usize,
    },
    /// A file is larger than a definition can be.
    #[error("{0}: tệp lớn hơn 4 MB (file larger than 4 MB)")]
    TooLarge(PathBuf),
    /// The system refused.
    #[error("{path}: không đọc được: {cause} (cannot be read)", path = .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// The files of `packs/vietnam`, built into the program.
#[must_use]
pub fn embedded() -> Vec<PackFile> {
    let mut files = Vec::new();
    collect(&VIETNAM, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(dir: &Dir<'_>, files: &mut Vec<PackFile>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(text) = file.contents_utf8().filter(|_| is_toml(&path)) {
            files.push(PackFile { path, text: text.to_owned() });
        }
    }
    dir.dirs().for_each(|dir| collect(dir, files));
}

fn is_toml(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "toml")
}

/// The `.toml` files of a folder and of its folders `registers`, `checks`, `forms`, `indicators`, `members` and
/// `schemes`, sorted by path.
///
/// # Errors
/// [`ReadError`] when the folder is missing or no folder, holds no `.toml` file, or a file cannot be read, is too large
/// or is not UTF-8.
pub fn read_dir(dir: &Path) -> Result<Vec<PackFile>, ReadError> {
    match fs::metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ReadError::Missing(dir.to_owned())),
        Err(cause) => return Err(ReadError::Io { path: dir.to_owned(), cause }),
        Ok(found) if !found.is_dir() => return Err(ReadError::NotADirectory(dir.to_owned())),
        Ok(_) => {}
    }
    let mut files = Vec::new();
    read_folder(dir, "", &mut files)?;
    for inner in ["registers", "checks", "forms", "indicators", "members", "schemes"] {
        let folder = dir.join(inner);
        if folder.is_dir() {
            read_folder(&folder, &format!("{inner}/"), &mut files)?;
        }
    }
    if files.is_empty() {
        return Err(ReadError::Empty(dir.to_owned()));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn read_folder(dir: &Path, prefix: &str, files: &mut Vec<PackFile>) -> Result<(), ReadError> {
    let refused = |path: &Path| {
        let path = path.to_owned();
        move |cause| ReadError::Io { path, cause }
    };
    for entry in fs::read_dir(dir).map_err(refused(dir))? {
        let entry = entry.map_err(refused(dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Editors leave hidden copies (`.training.toml.swp`, `._training.toml`) that nobody meant to be read.
        if name.starts_with('.') || !is_toml(&name) {
            continue;
        }
        let path = entry.path();
        let size = fs::metadata(&path).map_err(refused(&path))?.len();
        if size > LARGEST {
            return Err(ReadError::TooLarge(path));
        }
        let bytes = fs::read(&path).map_err(refused(&path))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| ReadError::NotUtf8 { path: path.clone(), valid: error.utf8_error().valid_up_to() })?;
        files.push(PackFile { path: format!("{prefix}{name}"), text });
    }
    Ok(())
}
