//! The programs the tasks cannot do without: what they are for, where they are, how to get them.
//!
//! The version of Node.js is `node`'s concern, the npm packages are `npm`'s, the running database is `cluster`'s.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    command,
    install::{self, Manager, Need},
};

const NPM: Need = Need {
    name: "npm (with Node.js)",
    why: "to bundle the scripts and styles of the pages, and for the browser tests",
    packages: &[
        (Manager::Apt, &["nodejs", "npm"]),
        (Manager::Dnf, &["nodejs", "npm"]),
        (Manager::Pacman, &["nodejs", "npm"]),
        (Manager::Apk, &["nodejs", "npm"]),
        (Manager::Brew, &["node"]),
    ],
    by_hand: "install the current long-term release from https://nodejs.org, then start again",
};

const POSTGRES: Need = Need {
    name: "the PostgreSQL server",
    why: "to run every test on PostgreSQL as well as on SQLite",
    packages: &[
        (Manager::Apt, &["postgresql"]),
        (Manager::Dnf, &["postgresql-server"]),
        (Manager::Pacman, &["postgresql"]),
        (Manager::Apk, &["postgresql"]),
        (Manager::Brew, &["postgresql"]),
    ],
    by_hand: "install PostgreSQL 15 or newer so that `initdb` and `pg_ctl` are on the search path, then start again",
};

const CHROMIUM: Need = Need {
    name: "Chromium",
    why: "to run the browser tests",
    packages: &[
        (Manager::Apt, &["chromium"]),
        (Manager::Dnf, &["chromium"]),
        (Manager::Pacman, &["chromium"]),
        (Manager::Apk, &["chromium"]),
        (Manager::Brew, &["--cask", "chromium"]),
    ],
    by_hand: "install Chromium or Google Chrome so that it is on the search path, then start again",
};

const OPENPYXL: Need = Need {
    name: "Python with openpyxl and cryptography",
    why: "to read the written spreadsheets and check the signed cards with programs that are not ours",
    packages: &[
        (Manager::Apt, &["python3", "python3-openpyxl", "python3-cryptography"]),
        (Manager::Dnf, &["python3", "python3-openpyxl", "python3-cryptography"]),
        (Manager::Pacman, &["python", "python-openpyxl", "python-cryptography"]),
        (Manager::Apk, &["python3", "py3-openpyxl", "py3-cryptography"]),
        (Manager::Brew, &["python"]),
    ],
    by_hand: "run `python3 -m pip install openpyxl cryptography`, then start again",
};

const POPPLER: Need = Need {
    name: "Poppler's tools",
    why: "to read the written PDF files with a program that is not ours",
    packages: &[
        (Manager::Apt, &["poppler-utils"]),
        (Manager::Dnf, &["poppler-utils"]),
        (Manager::Pacman, &["poppler"]),
        (Manager::Apk, &["poppler-utils"]),
        (Manager::Brew, &["poppler"]),
    ],
    by_hand: "install Poppler so that `pdftotext` and `pdfinfo` are on the search path, then start again",
};

/// What reads PDF files: `pdftotext` and `pdfinfo`.
///
/// # Errors
/// When it is missing and cannot be installed.
pub(crate) fn poppler() -> Result<PathBuf> {
    install::ensure(&POPPLER, || command::find(&["pdftotext"]).filter(|_| command::find(&["pdfinfo"]).is_some()))
}

/// npm, on the search path.
///
/// # Errors
/// When it is missing and cannot be installed.
pub(crate) fn npm() -> Result<PathBuf> {
    install::ensure(&NPM, || command::find(&["npm"]).filter(|_| command::find(&["node"]).is_some()))
}

/// The browser.
///
/// # Errors
/// When it is missing and cannot be installed.
pub(crate) fn chromium() -> Result<PathBuf> {
    install::ensure(&CHROMIUM, || {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let of_mac = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];
        let applications = of_mac.iter().map(|file| Path::new("/Applications").join(file)).find(|file| file.is_file());
        command::find(&names).or(applications)
    })
}

/// The folder of the PostgreSQL server's programs.
///
/// # Errors
/// When they are missing and cannot be installed.
pub(crate) fn postgres() -> Result<PathBuf> {
    install::ensure(&POSTGRES, || {
        let on_path = command::find(&["initdb"]).and_then(|file| Some(file.canonicalize().ok()?.parent()?.to_owned()));
        on_path.into_iter().chain(server_folders()).find(|folder| {
            // Distributions link `initdb` to a common place, but not always the programs it starts.
            ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
        })
    })
}

/// Where distributions keep the server's programs off the search path, the newest version first.
fn server_folders() -> Vec<PathBuf> {
    let parents = ["/usr/lib/postgresql", "/usr", "/usr/libexec", "/opt/homebrew/opt", "/usr/local/opt"];
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for parent in parents {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(version) = server_version(&name) {
                found.push((version, entry.path().join("bin")));
                found.push((version, entry.path()));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The major version a folder is named for: `15`, `pgsql-16`, `postgresql17`, `postgresql@18`.
fn server_version(folder: &str) -> Option<u32> {
    let number = ["pgsql-", "postgresql@", "postgresql"].iter().find_map(|prefix| folder.strip_prefix(prefix));
    number.unwrap_or(folder).parse().ok()
}

/// The checker of licences.
///
/// # Errors
/// When it is missing and cannot be built.
pub(crate) fn cargo_deny() -> Result<()> {
    let is_there = || command::answer(command::cargo().args(["deny", "--version"])).is_some();
    if is_there() {
        return Ok(());
    }
    eprintln!("cargo-deny is missing (needed to check the licences of what we build on): building it …");
    let built =
        command::succeeds_aside("building cargo-deny", command::cargo().args(["install", "cargo-deny", "--locked"]));
    if !built? || !is_there() {
        bail!(
            "cargo-deny is missing and could not be built.\n  It is needed to check the licences of what we build on.\n  \
             What you can do: run `cargo install cargo-deny --locked` and read what it says."
        );
    }
    Ok(())
}

/// The formatter and the linter, which a minimal toolchain leaves out.
///
/// # Errors
/// When they are missing and cannot be added.
pub(crate) fn components() -> Result<()> {
    let is_there = |tool: &str| command::answer(command::cargo().args([tool, "--version"])).is_some();
    if is_there("fmt") && is_there("clippy") {
        return Ok(());
    }
    let add = ["component", "add", "rustfmt", "clippy"];
    let added = command::find(&["rustup"]).is_some()
        && command::succeeds_aside(
            "adding rustfmt and clippy",
            Command::new("rustup").args(add).current_dir(command::root()),
        )?;
    if !added {
        bail!(
            "rustfmt or clippy is missing and could not be added.\n  They are needed for the first checks.\n  \
             What you can do: run `rustup component add rustfmt clippy`, or install them from your distribution."
        );
    }
    Ok(())
}

/// The folder to look for `python3` in first, so that it reads spreadsheets; none when the usual one does.
///
/// A Python of its own, under `kept`, is the last resort: the person's own Python is never changed.
///
/// # Errors
/// When neither the distribution nor a Python of its own provides it.
pub(crate) fn openpyxl(kept: &Path) -> Result<Option<PathBuf>> {
    if reads_spreadsheets(Path::new("python3")) {
        return Ok(None);
    }
    let own = kept.join("bin");
    if reads_spreadsheets(&own.join("python3")) {
        return Ok(Some(own));
    }
    // The distribution's package serves the distribution's Python only.
    if command::find(&["python3"]).is_none_or(|file| file.starts_with("/usr/bin")) {
        install::try_packages(&OPENPYXL)?;
        if reads_spreadsheets(Path::new("python3")) {
            return Ok(None);
        }
    }
    if command::find(&["python3"]).is_some() {
        let mut make = Command::new("python3");
        let mut fill = Command::new(own.join("python3"));
        make.args(["-m", "venv"]).arg(kept);
        fill.args(["-m", "pip", "install", "--quiet", "openpyxl", "cryptography"]);
        let made = command::succeeds_aside("making a Python for the tests", &mut make)?;
        if made
            && command::succeeds_aside("installing openpyxl", &mut fill)?
            && reads_spreadsheets(&own.join("python3"))
        {
            return Ok(Some(own));
        }
    }
    bail!(install::way_out(&OPENPYXL))
}

fn reads_spreadsheets(python: &Path) -> bool {
    command::answer(Command::new(python).args(["-c", "import openpyxl, cryptography"])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_off_the_folders_of_distributions() {
        for (folder, version) in [("15", 15), ("pgsql-16", 16), ("postgresql17", 17), ("postgresql@18", 18)] {
            assert_eq!(server_version(folder), Some(version), "{folder}");
        }
        for other in ["bin", "postgresql", "lib64"] {
            assert_eq!(server_version(other), None, "{other}");
        }
    }
}
