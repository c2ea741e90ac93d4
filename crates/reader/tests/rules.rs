//! Every rule is documented, and its example is read by that very rule.

use std::collections::BTreeSet;

use congdoan_reader::{Reading, read, rules};

fn codes(reading: &Reading) -> BTreeSet<&'static str> {
    let citations = reading.citations.iter().map(|item| item.rule);
    let targets = reading.targets.iter().map(|item| item.rule);
    let figures = reading.figures.iter().map(|item| item.rule);
    let tasks = reading.tasks.iter().map(|item| item.rule);
    let organisations = reading.organisations.iter().map(|item| item.rule);
    let periods = reading.periods.iter().map(|item| item.rule);
    citations.chain(targets).chain(figures).chain(tasks).chain(organisations).chain(periods).collect()
}

#[test]
fn the_example_of_each_rule_is_read_by_it() {
    for rule in rules() {
        let example = rule.example.replace(" / ", "\n").replace('…', "danh sách đoàn viên của đơn vị");
        let heading = if rule.code == "task.listed" { "Nhiệm vụ\n" } else { "" };
        let found = codes(&read(&format!("{heading}{example}.")));
        assert!(found.contains(rule.code), "{}: {found:?} in {example:?}", rule.code);
    }
}

#[test]
fn no_rule_is_undocumented() {
    let documented: BTreeSet<&str> = rules().iter().map(|rule| rule.code).collect();
    assert_eq!(documented.len(), rules().len(), "a code twice");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let guide = std::fs::read_to_string(folder.join("../../../docs/READER.md")).unwrap();
    for rule in rules() {
        assert!(guide.contains(&format!("| `{}` |", rule.code)), "{} is not in docs/READER.md", rule.code);
        assert!(!rule.vietnamese.is_empty() && !rule.english.is_empty());
    }
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|extension| extension == "txt") {
            let found = codes(&read(&std::fs::read_to_string(&path).unwrap()));
            let unknown: Vec<_> = found.difference(&documented).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", path.display());
        }
    }
}
