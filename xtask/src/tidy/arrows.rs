//! The arrows between crates: who may depend on whom, read off the manifests.

use toml::Table;

use super::Finding;

/// Each crate's folder and the crates it may use. The compiler enforces the rest.
const ARROWS: [(&str, &[&str]); 9] = [
    ("cli", &["web", "service", "model"]),
    ("web", &["service", "model"]),
    ("service", &["store", "rollup", "reader", "paper", "pack", "model"]),
    ("store", &["model"]),
    ("rollup", &["model"]),
    ("reader", &["model"]),
    ("paper", &["model"]),
    ("pack", &["model"]),
    ("model", &[]),
];
/// May use every crate, but only tests may use it.
const TESTKIT: &str = "testkit";
/// Libraries that one crate alone may name.
const KEPT: [(&str, &str); 2] = [("sqlx", "store"), ("askama", "web")];

/// Checks the manifest `crates/<folder>/Cargo.toml`.
pub(crate) fn check(path: &str, manifest: &str) -> Vec<Finding> {
    let Some(folder) = path.split('/').nth(1) else { return Vec::new() };
    let table: Table = match manifest.parse() {
        Ok(table) => table,
        Err(error) => return vec![Finding::new(path, 0, format!("not TOML: {error}"))],
    };
    let allowed = ARROWS.iter().find(|(name, _)| *name == folder).map(|(_, allowed)| *allowed);
    let mut findings = Vec::new();
    if allowed.is_none() && folder != TESTKIT {
        findings.push(Finding::new(path, 0, "a crate without a place: give it its arrows in xtask/src/tidy/arrows.rs"));
    }
    for (section, names) in dependencies(&table) {
        for name in names {
            let what = judge(folder, allowed.unwrap_or_default(), section, name);
            findings.extend(what.map(|what| Finding::new(path, line_of(manifest, name), what)));
        }
    }
    findings
}

/// What is wrong with one dependency.
fn judge(folder: &str, allowed: &[&str], section: &str, name: &str) -> Option<String> {
    if let Some((library, owner)) = KEPT.iter().find(|(library, owner)| *library == name && *owner != folder) {
        return Some(format!("`{library}` belongs to crates/{owner}: call a method of that crate"));
    }
    let other = match name {
        "congdoan" => "cli",
        _ => name.strip_prefix("congdoan-")?,
    };
    if other == TESTKIT && section != "dev-dependencies" {
        return Some("testkit is for tests: move it to `[dev-dependencies]`".to_owned());
    }
    if folder == TESTKIT || other == TESTKIT || allowed.contains(&other) {
        return None;
    }
    let arrows = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
    Some(format!("{folder} may use {arrows}, not {other}: move the code to the layer that may"))
}

/// Names of all dependencies by section, those of single platforms included.
fn dependencies(manifest: &Table) -> Vec<(&'static str, Vec<&str>)> {
    let platforms = manifest.get("target").and_then(|target| target.as_table());
    let tables = platforms.into_iter().flat_map(|table| table.values().filter_map(|value| value.as_table()));
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(tables) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            if let Some(names) = table.get(section).and_then(|names| names.as_table()) {
                found.push((section, names.iter().map(package).collect()));
            }
        }
    }
    found
}

/// The package a dependency means, which its key need not name.
fn package<'a>((key, value): (&'a String, &'a toml::Value)) -> &'a str {
    value.get("package").and_then(|name| name.as_str()).unwrap_or(key)
}

fn line_of(manifest: &str, name: &str) -> usize {
    manifest.lines().position(|line| line.trim_start().starts_with(name)).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(folder: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{folder}/Cargo.toml");
        check(&path, manifest).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn allowed_arrows_pass() {
        let service =
            "[dependencies]\ncongdoan-store.workspace = true\ncongdoan-model.workspace = true\nserde = \"1\"\n";
        assert!(found("service", service).is_empty());
        assert!(found("testkit", "[dependencies]\ncongdoan-store.workspace = true\n").is_empty());
        assert!(found("store", "[dependencies]\nsqlx.workspace = true\n").is_empty());
    }

    #[test]
    fn a_wrong_arrow_is_found_with_its_line() {
        let found = found("web", "[dependencies]\nserde = \"1\"\ncongdoan-store.workspace = true\n");
        assert_eq!(found.len(), 1);
        assert!(
            found.iter().all(|line| line.starts_with("crates/web/Cargo.toml:3: web may use service, model, not store"))
        );
    }

    #[test]
    fn renaming_and_platforms_do_not_hide_an_arrow() {
        let renamed = "[dependencies]\nfriend = { package = \"congdoan-store\", path = \"../store\" }\n";
        assert_eq!(found("rollup", renamed).len(), 1);
        assert_eq!(found("rollup", "[target.'cfg(unix)'.dependencies]\ncongdoan-pack.workspace = true\n").len(), 1);
        assert_eq!(found("model", "[build-dependencies]\ncongdoan.workspace = true\n").len(), 1);
    }

    #[test]
    fn testkit_is_for_tests_only() {
        assert!(found("model", "[dev-dependencies]\ncongdoan-testkit.workspace = true\n").is_empty());
        assert_eq!(found("service", "[dependencies]\ncongdoan-testkit.workspace = true\n").len(), 1);
    }

    #[test]
    fn kept_libraries_and_new_crates_are_found() {
        assert_eq!(found("service", "[dependencies]\nsqlx.workspace = true\n").len(), 1);
        assert_eq!(found("paper", "[dev-dependencies]\naskama.workspace = true\n").len(), 1);
        assert_eq!(found("mail", "[package]\nname = \"congdoan-mail\"\n").len(), 1);
        assert_eq!(found("model", "[package").len(), 1);
    }
}
