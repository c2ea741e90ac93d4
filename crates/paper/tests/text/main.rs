//! The text of papers as other programs wrote them, of damaged ones, and of ones built to do harm.
//!
//! Not here: what is found in a text (`congdoan-reader`); that a paper gives the same findings in every format
//! (`crates/service/tests/papers_in.rs`).

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot make its file must fail loudly")]

mod documents;
mod formats;
mod hostile;
mod pages;
mod portable;

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use congdoan_paper::text::{TextError, TextFormat, TextLimits, text_of};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A paper of `tests/texts`, which `make.py` there made with other programs.
fn paper(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts").join(name)).expect("a paper of the tests")
}

fn read(bytes: impl Into<Vec<u8>>) -> Result<String, TextError> {
    text_of(bytes.into(), &TextLimits::default()).map(|text| text.text)
}

fn format(bytes: impl Into<Vec<u8>>) -> TextFormat {
    text_of(bytes.into(), &TextLimits::default()).expect("a text").format
}

/// An archive of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content.as_bytes()).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A document with this body and nothing beside it.
fn document(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"))])
}

/// A paragraph of one run.
fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}
