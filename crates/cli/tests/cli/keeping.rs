//! What is kept stays right and can be moved: `verify`, `doctor`, `backup`, `restore`.
//!
//! Not here: copying tables, walking chains (`store`, `service`).

use std::{fs, process::Command};

use crate::{
    base::{Base, Engine, on_both},
    program::{Said, figure, run},
};

/// Runs SQL on a SQLite file by a program that is not ours.
fn tamper(base: &Base, sql: &str) -> String {
    const SCRIPT: &str = "
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
row = base.execute(sys.argv[2]).fetchone()
base.commit()
print('' if row is None else row[0])
";
    let file = base.url.strip_prefix("sqlite:").expect("a file");
    let done = Command::new("python3").args(["-c", SCRIPT, file, sql]).output().expect("python3 is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("text").trim().to_owned()
}

/// SQL that writes an id as the program does.
fn uuid(column: &str) -> String {
    let piece = |from: usize, length: usize| format!("substr(hex({column}), {from}, {length})");
    let pieces = [piece(1, 8), piece(9, 4), piece(13, 4), piece(17, 4), piece(21, 12)];
    format!("lower({})", pieces.join(" || '-' || "))
}

/// `verify` must find a difference and name its place on standard output.
fn finds(base: &Base, place: &str) {
    for command in ["verify", "doctor"] {
        let Said { status, out, err } = base.run(&[command]);
        assert_eq!(status, 1, "{command}: {out}{err}");
        assert!(out.lines().any(|line| line.contains(place)), "{command} does not name {place}: {out}{err}");
        assert!(err.contains("không khớp"), "{err}");
    }
}

#[test]
fn verify_counts_what_it_checked() {
    on_both(|engine| {
        let said = Base::shared(engine).verifies();
        let counts: Vec<u64> = said
            .lines()
            .next()
            .unwrap()
            .split(|letter: char| !letter.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        assert_eq!(counts.len(), 5, "records, rows, totals, sealed periods, entries: {said}");
        assert!(counts[0] > 500 && counts[1] > counts[0] && counts[2] > 1_000 && counts[4] > 10, "{said}");
        assert!(said.contains("khớp hoàn toàn"), "{said}");
    });
}

#[test]
fn doctor_says_that_writes_are_durable() {
    on_both(|engine| {
        let said = Base::shared(engine).run(&["doctor"]);
        assert_eq!(said.status, 0, "{said:?}");
        assert!(said.err.contains("writes are durable") && said.err.contains("everything agrees"), "{said:?}");
    });
}

#[test]
fn doctor_lists_every_rule_with_its_result() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let said = base.run(&["doctor"]);
        let rules: Vec<&str> = said.out.lines().filter(|line| line.starts_with(['✓', '!', '✗'])).collect();
        assert!(rules.len() >= 110 && said.err.contains(&format!("{} quy tắc/rules", rules.len())), "{said:?}");
        assert!(rules.iter().any(|line| line.starts_with("✓ org.one-managing-link · Mỗi lúc một đơn vị")), "{rules:?}");
        assert!(!rules.iter().any(|line| line.starts_with('✗')), "{rules:?}");
        let data = base.run(&["doctor", "--format", "json", "--lang", "en"]).data();
        let list: Vec<serde_json::Value> = serde_json::from_str(&data).expect("a list of rules");
        assert_eq!(list.len(), rules.len());
        for rule in &list {
            let text = |key: &str| rule[key].as_str().map(str::to_owned).unwrap_or_default();
            assert!(!text("id").is_empty() && !text("area").is_empty() && !text("name").is_empty(), "{rule}");
            assert!(["error", "warning"].contains(&text("severity").as_str()) && rule["count"].is_u64(), "{rule}");
            assert!(rule["places"].is_array(), "{rule}");
        }
        let link = list.iter().find(|rule| rule["id"] == "org.one-managing-link").expect("a rule of links");
        assert_eq!((&link["name"], &link["count"]), (&"A unit has one managing parent at a time".into(), &0.into()));
    });
}

#[test]
fn doctor_names_a_broken_rule_its_place_and_the_way_out() {
    let base = Base::demonstration(Engine::Sqlite);
    tamper(&base, "UPDATE unit SET closed_on = '2025-01-01' WHERE code = 'cdcs-na-164'");
    let Said { status, out, err } = base.run(&["doctor"]);
    assert_eq!(status, 1, "{err}");
    let mut lines = out.lines().skip_while(|line| !line.starts_with("✗ org.closed-as-lived"));
    assert!(lines.next().is_some_and(|line| line.ends_with(": 1")), "{out}");
    assert!(lines.next().is_some_and(|line| line.contains("cdcs-na-164")), "{out}");
    assert!(lines.next().is_some_and(|line| line.trim_start().starts_with('→')), "{out}");
}

#[test]
fn a_figure_changed_by_hand_is_found_with_its_record() {
    let base = Base::demonstration(Engine::Sqlite);
    let row = "figure WHERE indicator = 'training.attendances' AND value > 0";
    let record = tamper(&base, &format!("SELECT {} FROM {row} ORDER BY id LIMIT 1", uuid("record_id")));
    let one = format!("id = (SELECT id FROM {row} ORDER BY id LIMIT 1)");
    tamper(&base, &format!("UPDATE figure SET value = value + 1 WHERE {one}"));
    finds(&base, &record);
    tamper(&base, &format!("UPDATE figure SET value = value - 1 WHERE {one}"));
    base.verifies();
    tamper(&base, &format!("DELETE FROM figure WHERE {one}"));
    finds(&base, &record);
}

#[test]
fn a_record_changed_by_hand_is_found() {
    let base = Base::demonstration(Engine::Sqlite);
    let record = "record WHERE register = 'training' ORDER BY id LIMIT 1";
    let id = tamper(&base, &format!("SELECT {} FROM {record}", uuid("id")));
    tamper(&base, &format!("UPDATE record SET state = 'withdrawn' WHERE id = (SELECT id FROM {record})"));
    finds(&base, &id);
}

#[test]
fn an_audit_entry_changed_or_taken_away_is_found_with_its_chain() {
    let base = Base::demonstration(Engine::Sqlite);
    let of_chain = "audit WHERE chain = 'ldld-nghe-an'";
    let seq: i64 = tamper(&base, &format!("SELECT min(seq) FROM {of_chain}")).parse().expect("a number");
    let place = format!("chain ldld-nghe-an entry {seq}");
    tamper(&base, &format!("UPDATE audit SET who = who || 'x' WHERE chain = 'ldld-nghe-an' AND seq = {seq}"));
    finds(&base, &place);
    tamper(&base, &format!("UPDATE audit SET who = rtrim(who, 'x') WHERE chain = 'ldld-nghe-an' AND seq = {seq}"));
    base.verifies();
    tamper(&base, &format!("DELETE FROM {of_chain} AND seq = (SELECT max(seq) FROM {of_chain})"));
    finds(&base, "chain ldld-nghe-an");
}

const QUESTIONS: [(&str, &str, &str); 6] = [
    ("ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31"),
    ("vgcl", "tet.spend", "2022"),
    ("ldld-ha-noi", "agreements.support_spend", "2021"),
    ("ldld-nghe-an", "finance.growth", "2022"),
    ("ldld-kon-tum", "units.coordinated", "2018-07"),
    ("vgcl", "training.people", "2022"),
];

#[test]
fn a_backup_of_one_engine_restored_into_the_other_says_the_same() {
    on_both(|engine| {
        let (base, other) = (Base::demonstration(engine), Base::fresh(engine.other()));
        let file = other.path("federation.backup");
        let said = base.run(&["backup", &file]);
        assert_eq!((said.status, said.out.as_str()), (0, ""), "{said:?}");
        assert!(said.err.contains("rows backed up into"), "{said:?}");
        let size = fs::metadata(&file).expect("the backup").len();

        base.run(&["backup", &file]).refused(1, &["federation.backup", "đã có"]);
        assert_eq!(fs::metadata(&file).expect("the backup").len(), size, "it is not written over");
        base.run(&["restore", &file]).refused(1, &["đã có dữ liệu"]);
        base.run(&["restore", &file, "--lang", "en"]).refused(1, &["restore into an empty one"]);

        let restored = other.run(&["restore", &file]);
        assert_eq!((restored.status, restored.out.as_str()), (0, ""), "{restored:?}");
        for question in QUESTIONS {
            let ask = |base: &Base| {
                let mut answer = figure(&base.url, question, &["--parts"]);
                let object = answer.as_object_mut().expect("an answer");
                // The version counts what the asked process has loaded, not what the answer says.
                object.remove("version");
                answer
            };
            assert_eq!(ask(&base), ask(&other), "{question:?}");
        }
        assert_eq!(base.verifies(), other.verifies(), "the same counts");
        assert_eq!(base.run(&["user", "list"]).data(), other.run(&["user", "list"]).data());
    });
}

#[test]
fn what_is_no_backup_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    let words = folder.path().join("words.txt");
    fs::write(&words, "chỉ là một tệp văn bản bình thường").expect("a file");
    let restore = |file: &str, lang: &str| run(&["restore", file, "--data", &data, "--lang", lang]);
    restore(&words.display().to_string(), "vi").refused(1, &["words.txt không phải là bản sao lưu"]);
    restore(&words.display().to_string(), "en").refused(1, &["words.txt is no backup"]);
    restore(&folder.path().join("none").display().to_string(), "vi").refused(1, &["none"]);
    assert!(!folder.path().join("data").exists(), "no empty database is left behind");
}
