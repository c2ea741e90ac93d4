//! Words that do not belong where they stand: unfinished work, prints, SQL outside the store, HTML outside the web.

use super::{
    Finding,
    source::{Source, is_word},
};

/// Macros that mark unfinished work or a search for a fault.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];
const NOTES: [&str; 2] = ["TODO", "FIXME"];
const PRINTS: [&str; 4] = ["println", "eprintln", "print", "eprint"];
/// Calls that leave out browser tests, or run some only.
const LEFT_OUT: [&str; 6] =
    ["test.skip(", "test.fixme(", "test.only(", "describe.skip(", "describe.only(", "describe.fixme("];
const SQL: [&str; 4] = ["\"SELECT ", "\"INSERT INTO ", "\"DELETE FROM ", "\"CREATE TABLE "];
const HTML: [&str; 16] = [
    "<!doctype",
    "<html",
    "<body",
    "<div",
    "<span",
    "<p>",
    "<p ",
    "<table",
    "<tr>",
    "<td",
    "<ul>",
    "<li>",
    "<a href",
    "<form",
    "<button",
    "<section",
];
/// Crates whose sources may hold HTML: the web writes it, the reader takes documents apart.
const KNOWS_HTML: [&str; 2] = ["web", "reader"];
/// The folder that takes the text out of web pages people send, and so names their tags.
const READS_HTML: &str = "crates/paper/src/text/";
/// Crates whose sources may hold SQL: the store, and what prepares databases for tests.
const KNOWS_SQL: [&str; 2] = ["store", "testkit"];

/// Checks a Rust file.
pub(crate) fn rust(path: &str, source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let home = home(path);
    let prints = home == Some("cli") || path.starts_with("xtask/") || path.ends_with("build.rs");
    for (line, code) in numbered(&source.code) {
        let mut say = |what: String| findings.push(Finding::new(path, line, what));
        for name in UNFINISHED.iter().filter(|name| calls(code, name)) {
            say(format!("`{name}!` marks unfinished work: finish it or take it out"));
        }
        if code.contains("#[ignore") {
            say("an ignored test says nothing: make it run or take it out".to_owned());
        }
        for name in PRINTS.iter().filter(|name| !prints && calls(code, name)) {
            say(format!("`{name}!` outside the command line: return the words, or log with `tracing`"));
        }
        if has_word(code, "sqlx") && home != Some("store") {
            say("`sqlx` outside crates/store: add a method to the store and call that".to_owned());
        }
        if has_word(code, "askama") && home != Some("web") {
            say("`askama` outside crates/web: return data and let a page show it".to_owned());
        }
    }
    for (line, comment) in numbered(&source.comments) {
        findings.extend(note(path, line, comment));
        if comment.contains("```ignore") {
            findings.push(Finding::new(path, line, "an ignored example says nothing: make it run, or mark it `text`"));
        }
    }
    findings.extend(texts(path, home, source));
    findings
}

/// Checks the strings of a shipped Rust file for languages of another layer.
fn texts(path: &str, home: Option<&str>, source: &Source) -> Vec<Finding> {
    let Some(home) = home.filter(|home| path.starts_with(&format!("crates/{home}/src/"))) else { return Vec::new() };
    let mut findings = Vec::new();
    for (line, text) in numbered(&source.texts) {
        if !KNOWS_SQL.contains(&home) && SQL.iter().any(|start| text.contains(start)) {
            findings.push(Finding::new(
                path,
                line,
                "SQL outside crates/store: add a method to the store and call that",
            ));
        }
        let lower = text.to_lowercase();
        if !KNOWS_HTML.contains(&home) && !path.starts_with(READS_HTML) && HTML.iter().any(|tag| lower.contains(tag)) {
            findings.push(Finding::new(path, line, "HTML outside crates/web: return data and let a page show it"));
        }
    }
    findings
}

/// Checks a text file that is not Rust.
pub(crate) fn other(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, content) in numbered(text) {
        findings.extend(note(path, line, content));
        if path.starts_with("e2e/") && LEFT_OUT.iter().any(|call| content.contains(call)) {
            let what = "a browser test is left out, or keeps others out: make it run or take it out";
            findings.push(Finding::new(path, line, what));
        }
    }
    findings
}

/// Checks that a module says in its first line what it is.
pub(crate) fn head(path: &str, text: &str) -> Option<Finding> {
    let home = home(path)?;
    let missing = path.starts_with(&format!("crates/{home}/src/")) && !text.trim_start().starts_with("//!");
    missing.then(|| Finding::new(path, 1, "no head: begin with `//!` and say what is here and what is not"))
}

fn note(path: &str, line: usize, text: &str) -> Option<Finding> {
    let name = NOTES.iter().find(|name| has_word(text, name))?;
    Some(Finding::new(path, line, format!("`{name}`: do it now, or write it down where the work is planned")))
}

/// The folder below `crates/` that a path lies in.
fn home(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|sign| !is_word(sign)).any(|found| found == word)
}

/// True when a line calls that macro.
fn calls(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code.get(at + name.len()..).unwrap_or_default();
        !before.is_some_and(is_word) && after.starts_with('!') && !after.starts_with("!=")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        rust(path, &Source::read(text)).into_iter().map(|finding| finding.to_string()).collect()
    }

    fn one(path: &str, text: &str, part: &str) {
        let found = found(path, text);
        assert!(matches!(found.as_slice(), [only] if only.contains(part)), "{text}: {found:?}");
    }

    #[test]
    fn unfinished_work_is_found_in_code_and_comments_not_in_strings() {
        one("crates/model/src/a.rs", "fn a() { todo!() }", "`todo!`");
        one("crates/model/src/a.rs", "let x = dbg!(1);", "`dbg!`");
        one("crates/model/src/a.rs", "\n#[ignore = \"slow\"]", "a.rs:2: an ignored test");
        one("crates/model/src/a.rs", "// TODO later", "`TODO`");
        one("crates/model/src/a.rs", "/// ```ignore", "ignored example");
        assert!(found("crates/model/src/a.rs", "let todo = \"TODO FIXME dbg!\"; if todo != x {}").is_empty());
    }

    #[test]
    fn prints_belong_to_the_command_line() {
        one("crates/service/src/a.rs", "println!(\"x\");", "`println!`");
        one("crates/web/src/a.rs", "std::eprint!(\"x\");", "`eprint!`");
        for allowed in ["crates/cli/src/a.rs", "xtask/src/a.rs", "crates/web/build.rs"] {
            assert!(found(allowed, "println!(\"x\");").is_empty(), "{allowed}");
        }
    }

    #[test]
    fn each_language_stays_in_its_layer() {
        one("crates/service/src/a.rs", "use sqlx::query;", "`sqlx`");
        one("crates/service/src/a.rs", "ask(\"SELECT 1\");", "SQL outside");
        one("crates/store/src/a.rs", "use askama::Template;", "`askama`");
        one("crates/cli/src/a.rs", "say(\"<table>\");", "HTML outside");
        assert!(found("crates/store/src/a.rs", "sqlx::query(\"SELECT 1\");").is_empty());
        assert!(found("crates/web/src/a.rs", "use askama::Template; say(\"<div class='a'>\");").is_empty());
        assert!(found("crates/reader/src/a.rs", "say(\"<td>\"); // as sqlx does").is_empty());
        assert!(found("crates/cli/tests/a.rs", "assert!(page.contains(\"<table\"));").is_empty());
    }

    #[test]
    fn a_module_without_a_head_is_found() {
        assert_eq!(head("crates/model/src/a.rs", "\n//! Here.\n"), None);
        assert!(head("crates/model/src/a.rs", "use a;\n//! Here.\n").is_some());
        assert_eq!(head("crates/model/tests/a.rs", "use a;\n"), None);
        assert_eq!(head("xtask/src/a.rs", "use a;\n"), None);
    }

    #[test]
    fn left_out_browser_tests_and_notes_are_found_elsewhere() {
        assert_eq!(other("e2e/tests/a.spec.ts", "test('a', …)\ntest.only('b', …)").len(), 1);
        assert_eq!(other("web/assets-src/a.css", "/* FIXME */").len(), 1);
        assert!(other("web/assets-src/a.css", ".fixme { color: red }").is_empty());
    }
}
