//! Packages of the two npm folders, installed again only when their lock changed.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::{command, node};

/// Installs the packages a folder's lock names, if that lock is not the one installed already.
///
/// # Errors
/// When npm cannot be had, the folder has no lock, or the installation fails.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| {
        format!("{} is missing; run `npm install` in its folder once and commit the file", lock.display())
    })?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&lock);
    let stamp = Stamp::new(folder, "lock", &hasher);
    if stamp.is_current() {
        return Ok(());
    }
    let what = format!("npm ci in {}", folder.strip_prefix(command::root()).unwrap_or(folder).display());
    eprintln!("{what} …");
    let mut ci = node::tool("npm", folder)?;
    // The browser is the distribution's; the one Playwright would fetch is never used.
    ci.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    if !command::succeeds_aside(&what, &mut ci)? {
        bail!(
            "{what} failed.\n  Its packages are needed for the pages and the browser tests.\n  \
             What you can do: see the messages above; check that the npm registry can be reached (`npm ping`)."
        );
    }
    stamp.write()
}

/// A remembered hash, kept inside `node_modules` so that it goes when the packages go.
pub(crate) struct Stamp {
    file: std::path::PathBuf,
    hash: String,
}

impl Stamp {
    /// The stamp of that name for what was hashed.
    pub(crate) fn new(folder: &Path, name: &str, hasher: &DefaultHasher) -> Self {
        let file = folder.join("node_modules").join(format!(".congdoan-{name}"));
        Self { file, hash: format!("{:016x}", hasher.finish()) }
    }

    /// True when the same hash was remembered.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|hash| hash == self.hash)
    }

    /// Remembers the hash.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            // npm makes no folder for a lock without packages.
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&self.file, &self.hash).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_current_only_for_the_same_hash() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let mut hasher = DefaultHasher::new();
        let before = Stamp::new(&folder, "lock", &hasher);
        assert!(!before.is_current());
        before.write().unwrap();
        assert!(before.is_current());
        hasher.write(b"changed");
        assert!(!Stamp::new(&folder, "lock", &hasher).is_current());
        fs::remove_dir_all(folder).unwrap();
    }
}
