//! Names of files: migrations of both engines, decisions, the domain words of the modules.

use std::collections::BTreeSet;

use super::Finding;

/// The domain words, spelled the same in every layer.
const DOMAINS: [&str; 13] = [
    "org",
    "members",
    "cards",
    "directives",
    "programmes",
    "registers",
    "figures",
    "reports",
    "evaluation",
    "finance",
    "papers",
    "access",
    "audit",
];
/// Layers whose modules are domains.
const LAYERS: [&str; 3] = ["model", "store", "service"];
/// Modules of those layers that serve every domain.
const SHARED: [&str; 19] = [
    "lib",
    "error",
    "ids",
    "names",
    "period",
    "time",
    "money",
    "measure",
    "connect",
    "migrate",
    "transaction",
    "bulk",
    "seal",
    "generate",
    "backup",
    "packs",
    "system",
    "demonstration",
    "lists",
];

const MIGRATIONS: &str = "crates/store/migrations/";

/// Checks that each migration exists for both engines.
pub(crate) fn migrations(paths: &[&str]) -> Vec<Finding> {
    let of = |engine: &str| -> BTreeSet<&str> {
        let folder = format!("{MIGRATIONS}{engine}/");
        paths.iter().filter_map(|path| path.strip_prefix(&folder)).collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    let say = |has: &str, lacks: &str, name: &str| {
        let what = format!("not there for {lacks}: add {MIGRATIONS}{lacks}/{name}");
        Finding::new(&format!("{MIGRATIONS}{has}/{name}"), 0, what)
    };
    let only_sqlite = sqlite.difference(&postgres).map(|name| say("sqlite", "postgres", name));
    let only_postgres = postgres.difference(&sqlite).map(|name| say("postgres", "sqlite", name));
    only_sqlite.chain(only_postgres).collect()
}

/// Checks that each decision carries its date.
pub(crate) fn decisions(paths: &[&str]) -> Vec<Finding> {
    let named = paths.iter().filter_map(|path| Some((path, path.strip_prefix("decisions/")?.strip_suffix(".md")?)));
    let wrong = named.filter(|(_, name)| !is_dated(name));
    wrong.map(|(path, _)| Finding::new(path, 0, "rename it to YYYY-MM-DD-slug.md, the slug in lower case")).collect()
}

fn is_dated(name: &str) -> bool {
    let mut parts = name.splitn(4, '-');
    let mut number = |digits: usize, range: std::ops::RangeInclusive<u16>| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|sign| sign.is_ascii_digit()));
        part.and_then(|part| part.parse().ok()).is_some_and(|value: u16| range.contains(&value))
    };
    let dated = number(4, 2000..=2999) && number(2, 1..=12) && number(2, 1..=31);
    let allowed = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    dated && parts.next().is_some_and(|slug| !slug.is_empty() && slug.chars().all(allowed))
}

/// Checks that the modules of the layers are domain words.
pub(crate) fn modules(paths: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let Some((layer, module)) = module(path) else { continue };
        let known = DOMAINS.contains(&module) || SHARED.contains(&module);
        if !known && seen.insert((layer, module)) {
            let what = format!(
                "`{module}` is no domain word of the house plan: move it below the domain it serves, \
                 or, when it serves all, name it in SHARED of xtask/src/tidy/names.rs"
            );
            findings.push(Finding::new(path, 0, what));
        }
    }
    findings
}

/// The layer and the top module a source file belongs to.
fn module(path: &str) -> Option<(&str, &str)> {
    let (layer, rest) = path.strip_prefix("crates/")?.split_once("/src/")?;
    let module = rest.split_once('/').map_or(rest, |(folder, _)| folder);
    let module = module.strip_suffix(".rs").or_else(|| rest.ends_with(".rs").then_some(module))?;
    LAYERS.contains(&layer).then_some((layer, module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_of_one_engine_only_is_found() {
        let both = ["crates/store/migrations/sqlite/0001_units.sql", "crates/store/migrations/postgres/0001_units.sql"];
        assert_eq!(migrations(&both), []);
        let one = ["crates/store/migrations/postgres/0002_members.sql"];
        let found = migrations(&[both.as_slice(), one.as_slice()].concat());
        assert!(matches!(found.as_slice(), [only] if only.what.contains("sqlite/0002_members.sql")), "{found:?}");
    }

    #[test]
    fn decisions_are_dated() {
        for good in ["2025-07-01-one-audit-chain-per-province", "2026-01-31-typst"] {
            assert!(is_dated(good), "{good}");
        }
        for bad in
            ["typst", "2025-13-01-typst", "2025-1-01-typst", "2025-01-00-typst", "2025-01-01", "2025-01-01-Typst"]
        {
            assert!(!is_dated(bad), "{bad}");
        }
        assert_eq!(decisions(&["decisions/README.md", "decisions/2025-01-01-a.md", "docs/README.md"]).len(), 1);
    }

    #[test]
    fn modules_are_domain_words() {
        let good = ["crates/store/src/org.rs", "crates/store/src/org/tree.rs", "crates/web/src/anything.rs"];
        assert_eq!(modules(&good), []);
        let bad = ["crates/store/src/helpers/a.rs", "crates/store/src/helpers/b.rs", "crates/store/src/org/words.toml"];
        assert_eq!(modules(&bad).len(), 1);
    }
}
