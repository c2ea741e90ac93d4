//! Case files: each `cases/NAME.txt` is read and compared with `cases/NAME.json` beside it.
//!
//! `UPDATE_CASES=1 cargo test -p congdoan-reader --test cases` writes the expected files anew; look at the difference.

use std::path::Path;

use congdoan_reader::read;

#[test]
fn every_case_reads_as_written_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 40, "only {} cases", names.len());
    let mut wrong = Vec::new();
    for path in names {
        let text = std::fs::read_to_string(&path).unwrap();
        let said = serde_json::to_string_pretty(&read(&text)).unwrap() + "\n";
        let expected = path.with_extension("json");
        if update {
            std::fs::write(&expected, &said).unwrap();
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(said.as_str()) {
            wrong.push(format!("{}:\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
