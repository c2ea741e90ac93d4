//! npm and npx, with a Node.js new enough for what they run.
//!
//! Distributions often carry an older Node.js than the bundler wants. Then one of our own is fetched through npm and
//! kept below the target folder; the person's own is never changed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{command, needs};

/// The release fetched where the one found is too old.
const OWN: &str = "node@22";

/// npm or npx, to be started in a folder.
///
/// # Errors
/// When npm is missing and cannot be installed, or Node.js is too old and no newer one can be fetched.
pub(crate) fn tool(name: &str, folder: &Path) -> Result<Command> {
    needs::npm()?;
    let mut tool = command::program(name, folder);
    if let Some(own) = own_folder()? {
        command::look_first_in(&mut tool, &own)?;
    }
    Ok(tool)
}

/// The folder of our own Node.js; none when the one found is new enough.
fn own_folder() -> Result<Option<PathBuf>> {
    let found = version(Path::new("node")).unwrap_or_default();
    if is_new_enough(&found) {
        return Ok(None);
    }
    let folder = command::target()?.join("node");
    let program = folder.join("node_modules/node/bin/node");
    let is_ready = |program: &PathBuf| version(program).is_some_and(|version| is_new_enough(&version));
    if !is_ready(&program) {
        eprintln!("Node.js {found} is too old for the bundler: fetching {OWN} into {} …", folder.display());
        std::fs::create_dir_all(&folder)?;
        let mut fetch = command::program("npm", &folder);
        fetch.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(OWN);
        if !command::succeeds_aside("fetching Node.js", &mut fetch)? || !is_ready(&program) {
            bail!(
                "Node.js {found} is too old, and a newer one could not be fetched.\n  It is needed to bundle the \
                 scripts and styles of the pages.\n  What you can do: install the current long-term release from \
                 https://nodejs.org, then start again."
            );
        }
    }
    Ok(program.parent().map(Path::to_owned))
}

fn version(program: &Path) -> Option<String> {
    command::answer(Command::new(program).arg("--version"))
}

/// True for the releases the bundler runs on: 20 from 20.19, 22 from 22.12, and all later ones.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), Some(_)) => major > 22,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_releases_are_told_from_new_ones() {
        for new in ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v24.1.0"] {
            assert!(is_new_enough(new), "{new}");
        }
        for old in ["v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "", "unknown"] {
            assert!(!is_new_enough(old), "{old}");
        }
    }
}
