//! Scores the reader against annotated texts, when they are at hand beside the workspace.
//!
//! The rule: an item is right when its span overlaps an annotated span by at least half of the longer one and its
//! core fields agree; annotated items marked optional are neither missed nor wrong.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic where it finds a fault")]

use std::path::Path;

use congdoan_reader::read;
use serde_json::Value;

#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Tally {
    fn f1(&self) -> f64 {
        let (right, wrong, missed) = (self.right as f64, self.wrong as f64, self.missed as f64);
        2.0 * right / (2.0 * right + wrong + missed).max(1.0)
    }
}

fn span(item: &Value) -> (u64, u64) {
    let start = item["start"].as_u64().unwrap();
    let text = item["text"].as_str().map(|text| text.chars().count() as u64);
    (start, start + item["length"].as_u64().or(text).unwrap())
}

fn overlap(a: (u64, u64), b: (u64, u64)) -> bool {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    shared > 0 && 2 * shared >= (a.1 - a.0).max(b.1 - b.0)
}

fn squeezed(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn same_number(said: &Value, wanted: &Value) -> bool {
    match (said.as_f64(), wanted.as_f64()) {
        (Some(said), Some(wanted)) => (said - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
        _ => false,
    }
}

fn core(list: &str, said: &Value, wanted: &Value) -> bool {
    let agree = |field: &str| wanted[field].is_null() || same_number(&said[field], &wanted[field]);
    match list {
        "citations" if wanted["symbol"].is_string() => squeezed(&said["symbol"]) == squeezed(&wanted["symbol"]),
        "citations" => squeezed(&said["kind"]) == squeezed(&wanted["kind"]),
        "targets" => agree("value") && agree("value_max") && said["comparator"] == wanted["comparator"],
        _ => ["value", "value_max", "numerator", "denominator"].into_iter().all(agree),
    }
}

fn count(list: &str, said: &[Value], wanted: &[Value], tally: &mut Tally) {
    let mut used = vec![false; wanted.len()];
    let optional = |item: &Value| item["optional"].as_bool() == Some(true);
    for item in said {
        let near: Vec<usize> = (0..wanted.len()).filter(|at| overlap(span(item), span(&wanted[*at]))).collect();
        match near.iter().find(|at| !used[**at] && core(list, item, &wanted[**at])) {
            Some(at) => {
                used[*at] = true;
                tally.right += usize::from(!optional(&wanted[*at]));
            }
            None => tally.wrong += usize::from(!near.iter().any(|at| optional(&wanted[*at]))),
        }
    }
    tally.missed += wanted.iter().zip(&used).filter(|(item, used)| !**used && !optional(item)).count();
}

#[test]
fn annotated_texts_score_at_least_four_fifths() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reader");
    let Ok(gold) = std::fs::read_dir(folder.join("gold")) else {
        say("SKIPPED: no annotated texts beside the workspace; nothing was scored");
        return;
    };
    let mut tallies = [("citations", Tally::default()), ("targets", Tally::default()), ("figures", Tally::default())];
    for path in gold.map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned() + ".txt";
        let text = std::fs::read_to_string(folder.join("texts").join(name)).unwrap();
        let wanted: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let said = serde_json::to_value(read(&text)).unwrap();
        for (list, tally) in &mut tallies {
            let empty = Vec::new();
            count(list, said[*list].as_array().unwrap(), wanted[*list].as_array().unwrap_or(&empty), tally);
        }
    }
    for (list, tally) in &tallies {
        say(&format!(
            "{list}: F1 {:.4} ({} right, {} wrong, {} missed)",
            tally.f1(),
            tally.right,
            tally.wrong,
            tally.missed
        ));
        assert!(tally.f1() >= 0.80, "{list}: F1 {:.4}", tally.f1());
    }
}

/// Words for whoever runs the tests; nobody listening is no reason to fail.
fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
