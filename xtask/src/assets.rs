//! `cargo xtask assets`: bundles `web/assets-src` into `crates/web/assets`, skipped when nothing changed.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    End, command, node,
    npm::{self, Stamp},
};

/// What the bundle is made from. The templates and the code of the pages are read too, for the style classes they use.
const SOURCES: [&str; 3] = ["web/assets-src", "crates/web/templates", "crates/web/src"];
const MANIFEST: &str = "crates/web/assets/.vite/manifest.json";

/// Runs the subcommand.
///
/// # Errors
/// When a source cannot be read, or npm or the build fails.
pub(crate) fn run() -> Result<End> {
    build().map(|()| End::Done)
}

/// Makes the bundle current.
///
/// # Errors
/// As [`run`].
pub(crate) fn build() -> Result<()> {
    let root = command::root();
    let folder = root.join("web/assets-src");
    let stamp = Stamp::new(&folder, "build", &hash(&root, &SOURCES)?);
    if stamp.is_current() && root.join(MANIFEST).is_file() {
        return Ok(());
    }
    npm::install(&folder)?;
    eprintln!("bundling the scripts and styles …");
    let mut build = node::tool("npm", &folder)?;
    if !command::succeeds_aside("npm run build", build.args(["run", "build"]))? {
        bail!(
            "bundling the scripts and styles failed.\n  The pages need them.\n  \
             What you can do: mend what the messages above name, then run `cargo xtask assets`."
        );
    }
    if !root.join(MANIFEST).is_file() {
        bail!("`npm run build` ended well but left no {MANIFEST}: set `build.manifest` in the Vite configuration");
    }
    stamp.write()
}

/// The hash of names and contents of all files below the folders.
fn hash(root: &Path, folders: &[&str]) -> Result<DefaultHasher> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        hasher.write(file.strip_prefix(root).unwrap_or(&file).as_os_str().as_encoded_bytes());
        // The length keeps two neighbouring files from passing for one.
        hasher.write_usize(content.len());
        hasher.write(&content);
    }
    Ok(hasher)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if !path.is_dir() {
            files.push(path);
        } else if !path.ends_with("node_modules") {
            collect(&path, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-assets-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("a/node_modules")).unwrap();
        fs::write(folder.join("a/one.css"), "b {}").unwrap();
        folder
    }

    fn value(folder: &Path) -> u64 {
        hash(folder, &["a", "missing"]).unwrap().finish()
    }

    #[test]
    fn the_hash_follows_names_and_contents_but_not_packages() {
        let folder = folder("hash");
        let first = value(&folder);
        fs::write(folder.join("a/node_modules/package.js"), "1").unwrap();
        assert_eq!(value(&folder), first);
        fs::write(folder.join("a/one.css"), "b { color: red }").unwrap();
        let second = value(&folder);
        assert_ne!(second, first);
        fs::rename(folder.join("a/one.css"), folder.join("a/two.css")).unwrap();
        assert_ne!(value(&folder), second);
        fs::remove_dir_all(folder).unwrap();
    }
}
