//! A paper says the same in every format it is sent in.
//!
//! Not here: taking the text out of each format (`crates/paper/tests/text`).

#![expect(clippy::expect_used, reason = "a test without its papers must fail loudly")]

use std::{fs, path::Path};

use congdoan_service::{
    directives::{LARGEST_TEXT, text_of, typed_text},
    reader::{self, Reading},
};

fn paper(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paper/tests/texts");
    fs::read(folder.join(name)).expect("a paper of the tests")
}

/// What was found, without the places: those count in the text of each format.
fn found(reading: &Reading) -> Vec<String> {
    let citations = reading.citations.iter().map(|found| {
        format!("{:?} {} {:?} {:?} {:?}", found.class, found.kind, found.symbol, found.date, found.issuer)
    });
    let targets = reading.targets.iter().map(|found| format!("{:?} {} {:?}", found.text, found.unit, found.period));
    let figures = reading.figures.iter().map(|found| format!("{} {} {:?}", found.value, found.unit, found.period));
    citations.chain(targets).chain(figures).collect()
}

#[test]
fn one_paper_gives_the_same_findings_in_every_format() {
    let read = |name: &str| found(&reader::read(&text_of(paper(name), LARGEST_TEXT).expect(name)));
    let wanted = read("plan.txt");
    assert!(wanted.iter().any(|found| found.contains("02-NQ/TW") && found.contains("2021-06-12")), "{wanted:#?}");
    assert!(wanted.iter().any(|found| found.contains("85%")), "{wanted:#?}");
    assert!(wanted.len() > 8, "{wanted:#?}");
    for name in ["plan.docx", "plan.html", "plan.pdf"] {
        assert_eq!(read(name), wanted, "{name}");
    }
}

#[test]
fn what_is_typed_is_text_whatever_it_begins_with() {
    for text in ["<p>Chỉ tiêu 85%", "%PDF-1.7", "{\\rtf1"] {
        assert_eq!(typed_text(text.to_owned(), 100).expect("text"), text);
    }
    assert!(typed_text(" \n".to_owned(), 100).is_err());
    let error = typed_text("a".repeat(101), 100).expect_err("too large");
    assert!(error.words().vi.contains("hãy chia nhỏ"));
    assert!(text_of(vec![b'a'; 101], 100).is_err());
}
