//! The language, pattern by pattern: texts of our own and what is read in them, in `tests/language/*.txt`.
//!
//! Lines after `> ` are a text; the lines below it are its findings, shortly. `UPDATE_CASES=1 cargo test -p congdoan-reader
//! --test language` writes the findings anew; look at the difference.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic where it finds a fault")]

use std::fmt::Write as _;
use std::path::Path;

use congdoan_reader::{Reading, read};
use serde_json::Value;

/// The findings of a text, one a line, in order of their places.
fn told(reading: &Reading) -> String {
    let value = serde_json::to_value(reading).unwrap();
    let mut lines: Vec<(u64, String)> = Vec::new();
    for list in ["citations", "targets", "figures", "tasks", "clauses", "remarks"] {
        for item in value[list].as_array().unwrap() {
            lines.push((item["start"].as_u64().unwrap(), line(list, item)));
        }
    }
    lines.sort_by_key(|(start, _)| *start);
    lines.into_iter().fold(String::new(), |mut all, (_, line)| {
        all.push_str(&line);
        all.push('\n');
        all
    })
}

fn line(list: &str, item: &Value) -> String {
    let fields: &[&str] = match list {
        "citations" => &["text", "kind", "symbol", "date", "year", "issuer"],
        "targets" => &["text", "comparator", "value", "value_max", "unit", "period", "direction", "subject"],
        "figures" => &["text", "qualifier", "value", "value_max", "denominator", "unit", "period", "subject"],
        "tasks" => &["text", "owner", "due", "rule"],
        "clauses" => &["label", "title"],
        _ => &["text", "code"],
    };
    let mut line = list.trim_end_matches('s').to_owned();
    for field in fields {
        match &item[*field] {
            Value::Null => {}
            Value::String(words) if *field == "text" => write!(line, " «{words}»").unwrap(),
            Value::String(words) => write!(line, " | {words}").unwrap(),
            other => write!(line, " | {other}").unwrap(),
        }
    }
    line.replace('\n', "⏎")
}

#[test]
fn each_text_reads_as_written_below_it() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let mut anew = String::new();
        for group in std::fs::read_to_string(&path).unwrap().split("\n\n").filter(|group| !group.trim().is_empty()) {
            let lines: Vec<&str> = group.trim_end().lines().collect();
            let quoted: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix('>')).collect();
            let text: Vec<&str> = quoted.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
            let said = told(&read(&text.join("\n")));
            let below: String =
                lines.iter().filter(|line| !line.starts_with('>')).map(|line| format!("{line}\n")).collect();
            count += 1;
            if said != below {
                wrong.push(format!("{}\n> {}\nsaid:\n{said}wanted:\n{below}", path.display(), text.join("\n> ")));
            }
            quoted.iter().for_each(|line| writeln!(anew, ">{line}").unwrap());
            anew.push_str(&said);
            anew.push('\n');
        }
        if update {
            std::fs::write(&path, anew).unwrap();
        }
    }
    assert!(count >= 100, "only {count} texts");
    assert!(update || wrong.is_empty(), "{}", wrong.join("\n"));
}
