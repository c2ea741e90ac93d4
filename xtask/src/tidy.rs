//! `cargo xtask tidy`: house rules that neither compiler nor linter looks at.
//!
//! Each finding is one line, `path:line: what, and the way out`. The checks are pure, text in and findings out, one
//! file per kind; reading the files is done here.

mod arrows;
mod names;
mod sizes;
mod source;
mod words;

use std::{collections::BTreeMap, fmt, fs};

use anyhow::{Context, Result};

use crate::{End, command};

/// Something that breaks a house rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from 1; 0 when the whole file is meant.
    line: usize,
    /// What it is, and the way out.
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line.max(1), self.what)
    }
}

/// Runs the subcommand.
///
/// # Errors
/// When git cannot list the files, or one cannot be read.
pub(crate) fn run() -> Result<End> {
    let files = files()?;
    let mut findings = Vec::new();
    let mut wishes = Vec::new();
    for (path, size) in &files {
        findings.extend(sizes::stored(path, *size));
        let Some(text) = text(path)? else { continue };
        if path.ends_with(".rs") {
            let source = source::Source::read(&text);
            let (wall, wish) = sizes::file(path, &text);
            findings.extend(wall);
            wishes.extend(wish);
            findings.extend(sizes::functions(path, &source.code));
            findings.extend(words::rust(path, &source));
            findings.extend(words::head(path, &text));
        } else if is_manifest(path) {
            findings.extend(arrows::check(path, &text));
        } else {
            findings.extend(words::other(path, &text));
        }
    }
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    findings.extend(names::migrations(&paths));
    findings.extend(names::decisions(&paths));
    findings.extend(names::modules(&paths));
    findings.sort();
    for wish in &wishes {
        println!("wish: {wish}");
    }
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} files, {} findings, {} wishes", files.len(), findings.len(), wishes.len());
    Ok(if findings.is_empty() { End::Done } else { End::Failed })
}

/// All files git tracks or would track, with their sizes in bytes.
fn files() -> Result<BTreeMap<String, u64>> {
    let root = command::root();
    let mut list = command::program("git", &root);
    // A clone may belong to another account than the one that checks it, as in a container.
    list.args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output =
        list.output().context("cannot start git; it is needed to list the files: install the package `git`")?;
    anyhow::ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    let names = String::from_utf8(output.stdout).context("a file has a name that is not UTF-8: rename it")?;
    let sized = names.split_terminator('\0').filter_map(|name| {
        // A file deleted but not yet committed is still listed.
        let data = fs::symlink_metadata(root.join(name)).ok()?;
        data.is_file().then(|| (name.to_owned(), data.len()))
    });
    Ok(sized.collect())
}

/// The content of a file the checks on words look into; none for the others.
fn text(path: &str) -> Result<Option<String>> {
    const READ: [&str; 11] = [".rs", ".toml", ".ts", ".mts", ".js", ".mjs", ".css", ".html", ".sql", ".sh", ".ci/run"];
    if !READ.iter().any(|end| path.ends_with(end)) {
        return Ok(None);
    }
    fs::read_to_string(command::root().join(path)).map(Some).with_context(|| format!("cannot read {path}"))
}

fn is_manifest(path: &str) -> bool {
    path.starts_with("crates/") && path.ends_with("/Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_can_be_clicked_in_a_terminal() {
        assert_eq!(Finding::new("a/b.rs", 7, "long: cut it").to_string(), "a/b.rs:7: long: cut it");
        assert_eq!(Finding::new("a/b.rs", 0, "large").to_string(), "a/b.rs:1: large");
    }

    #[test]
    fn files_of_the_workspace_are_listed_and_the_readable_ones_read() {
        let files = files().unwrap();
        assert!(files.get("xtask/src/tidy.rs").is_some_and(|size| *size > 0));
        assert!(files.keys().all(|path| !path.starts_with("target/")));
        assert!(text("xtask/src/tidy.rs").unwrap().is_some_and(|text| text.starts_with("//!")));
        assert_eq!(text("LICENSE-MIT").unwrap(), None);
    }
}
