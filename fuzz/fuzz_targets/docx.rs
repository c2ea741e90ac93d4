//! Damaged DOCX: the archive as a whole, and, since a changed byte of an archive mostly breaks its checksum, the XML of
//! its parts put into a sound archive.
//!
//! The first byte says which: an even one throws the rest as it is; an odd one takes it as parts, parted by a line with
//! `----`: the document, its numbering, its styles, its footnotes.
#![no_main]

use std::io::{Cursor, Write as _};

use congdoan_fuzz::read;
use libfuzzer_sys::fuzz_target;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const RELATIONS: &str = r#"<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="n" Type="http://x/numbering" Target="numbering.xml"/><Relationship Id="s" Type="http://x/styles" Target="styles.xml"/><Relationship Id="f" Type="http://x/footnotes" Target="footnotes.xml"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    let Some((mode, rest)) = bytes.split_first() else { return };
    if mode % 2 == 0 {
        read([b"PK\x03\x04", rest.get(4..).unwrap_or_default()].concat());
        return;
    }
    let text = String::from_utf8_lossy(rest);
    let mut parts = text.split("\n----\n");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut put = |name: &str, content: &str| {
        archive.start_file(name, stored).and_then(|()| Ok(archive.write_all(content.as_bytes())?)).expect("an archive")
    };
    put("_rels/.rels", RELATIONS);
    put("word/_rels/document.xml.rels", PARTS);
    for name in ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"] {
        if let Some(content) = parts.next() {
            put(name, content);
        }
    }
    read(archive.finish().expect("an archive").into_inner());
});
