//! `docs/INTEGRITY.md` lists every rule as the program holds it.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use congdoan_model::audit::integrity::Weight;
use congdoan_service::Service;

/// Set to anything, the list is written anew instead of being compared.
const REWRITE: &str = "CONGDOAN_WRITE_INTEGRITY_LIST";

const AREAS: [&str; 10] =
    ["org", "members", "cards", "access", "directives", "programmes", "registers", "figures", "reports", "audit"];

fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Error => "error",
        Weight::Warning => "warning",
    }
}

fn written() -> String {
    let (pack, _) = congdoan_service::pack::load(&congdoan_service::pack::embedded());
    let rules: Vec<_> = Service::house_rules().collect();
    let mut text = format!(
        "# Integrity rules\n\n`congdoan doctor` holds a federation against {} rules: {} of the house, which say what must hold \
         between rows\nthat no constraint of the database guards by itself, and {} checks of figures, which are data of \
         `packs/vietnam/checks`.\nIt prints each with ✓, or with how often it is broken, the first places and the way out; \
         `--format json` prints a list.\nIt ends with 1 when a rule that weighs as an error is broken. The page `/integrity` \
         and `GET /api/v1/integrity` tell the\nsame to whoever may read the audit log of the whole federation, without deriving \
         every figure again.\n\nEach rule of the house is broken on purpose in `crates/service/tests/integrity`, each check of \
         figures in\n`crates/pack/src/tests/checks.rs`. A test holds this list against the program; \
         `{REWRITE}=1 cargo test -p\ncongdoan-service --test integrity list` writes it anew.\n",
        rules.len() + pack.checks.len(),
        rules.len(),
        pack.checks.len(),
    );
    for area in AREAS {
        writeln!(text, "\n## {area}\n\n| rule | weight | what holds | tiếng Việt |\n|---|---|---|---|").unwrap();
        for rule in rules.iter().filter(|rule| rule.area() == area) {
            writeln!(text, "| `{}` | {} | {} | {} |", rule.id, weight(rule.weight), rule.name.1, rule.name.0).unwrap();
        }
    }
    let mut kinds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for check in &pack.checks {
        kinds.entry(check.rule.kind()).or_default().push(check);
    }
    text.push_str("\n## Checks of figures\n");
    for (kind, checks) in kinds {
        writeln!(text, "\n### {kind}\n\n| check | weight | what holds | tiếng Việt |\n|---|---|---|---|").unwrap();
        for check in checks {
            let (vi, en) = (&check.name.vi, &check.name.en);
            writeln!(text, "| `checks.{}` | {} | {en} | {vi} |", check.id, weight(check.weight)).unwrap();
        }
    }
    text
}

#[test]
fn the_list_in_the_documents_is_the_list_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/INTEGRITY.md");
    let text = written();
    if std::env::var_os(REWRITE).is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(Service::house_rules().all(|rule| AREAS.contains(&rule.area())), "every rule is of an area");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/INTEGRITY.md is stale: set {REWRITE}=1 and run this test once");
}
