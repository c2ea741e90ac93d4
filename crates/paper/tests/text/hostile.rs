//! Files built to do harm, and sound ones damaged: each gives a text or words for people, soon and within the limits.

use std::time::{Duration, Instant};

use congdoan_paper::text::{TextError, TextLimits, text_of};
use flate2::{Compression, write::ZlibEncoder};
use proptest::prelude::*;
use std::io::Write as _;

use super::{archive, document, paper, paragraph, read};

/// Long enough for a slow machine that does other things, short against what the file asks for.
const SOON: Duration = Duration::from_secs(600);

fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    result
}

fn flate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

/// A PDF of these objects, each with its stream.
fn pdf(objects: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
    for (place, (dict, stream)) in objects.iter().enumerate() {
        write!(bytes, "{} 0 obj<<{dict}/Length {}>>", place + 2, stream.len()).expect("written");
        if !stream.is_empty() {
            bytes.extend(b"stream\n");
            bytes.extend_from_slice(stream);
            bytes.extend(b"\nendstream");
        }
        bytes.extend(b" endobj\n");
    }
    bytes.extend(b"trailer<</Root 1 0 R>>");
    bytes
}

#[test]
fn archives_that_expand_are_refused() {
    let bomb = document(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", " ".repeat(3 << 20)));
    assert!(bomb.len() < 100_000);
    let limits = TextLimits { expanded: 1 << 20, ..TextLimits::default() };
    let error = soon(|| text_of(bomb, &limits)).expect_err("a bomb");
    let words = error.words();
    assert!(words.vi.contains("word/document.xml") || words.vi.contains("DOCX"), "{words:?}");
    let many = document(&paragraph("x").repeat(40_000));
    let error = soon(|| text_of(many, &limits)).expect_err("a bomb");
    assert!(matches!(&error, TextError::Expands { part, .. } if part == "word/document.xml"), "{error:?}");
}

#[test]
fn text_beyond_the_limit_is_refused() {
    let limits = TextLimits { text: 1_000, ..TextLimits::default() };
    for bytes in
        [document(&paragraph("chữ và chữ").repeat(200)), format!("<html>{}", "<p>chữ và chữ".repeat(200)).into()]
    {
        assert!(matches!(text_of(bytes, &limits), Err(TextError::Expands { limit: 1_000, .. })));
    }
}

#[test]
fn what_nests_without_end_is_refused() {
    let deep = document(&("<w:p>".repeat(5_000) + &"</w:p>".repeat(5_000)));
    assert!(matches!(soon(|| read(deep)), Err(TextError::Damaged { reason, .. }) if reason.contains("deeply")));
    let tables = "<w:tbl><w:tr><w:tc>".repeat(60) + &"</w:tc></w:tr></w:tbl>".repeat(60);
    assert!(
        matches!(soon(|| read(document(&tables))), Err(TextError::Damaged { reason, .. }) if reason.contains("deeply"))
    );
    let page = format!("<html>{}", "<table><tr><td>x".repeat(10_000));
    assert!(matches!(soon(|| read(page)), Err(TextError::Damaged { .. })));
    let divs = format!("<html>{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(soon(|| read(divs)).expect("a page"), "x\n");
    let brackets = [b"%PDF-1.7\n1 0 obj".to_vec(), b"[".repeat(1_000_000)].concat();
    assert!(soon(|| read(brackets)).is_err());
    let strings = [b"%PDF-1.7\n".to_vec(), b"1 0 obj(".repeat(100_000)].concat();
    assert!(soon(|| read(strings)).is_err());
}

#[test]
fn entities_are_not_expanded() {
    let laughs =
        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let body = format!("{laughs}<w:document><w:p><w:r><w:t>x&b;&c;</w:t></w:r></w:p></w:document>");
    assert_eq!(read(archive(&[("word/document.xml", &body)])).expect("a document"), "x\n");
}

#[test]
fn streams_that_expand_are_refused() {
    let once = flate(&vec![b' '; 17 << 20]);
    let twice = flate(&once);
    let page = "/Type/Page/Contents 3 0 R";
    for (filter, stream) in [("/FlateDecode", once), ("[/FlateDecode/FlateDecode]", twice)] {
        let bytes = pdf(&[(page, b""), (&format!("/Filter{filter}"), &stream)]);
        assert!(bytes.len() < 100_000);
        assert!(matches!(soon(|| read(bytes)), Err(TextError::Expands { .. })), "{filter}");
    }
}

#[test]
fn pages_and_forms_that_refer_in_circles_come_to_an_end() {
    let circle = pdf(&[("/Type/Pages/Kids[2 0 R 2 0 R 3 0 R]", b""), ("/Type/Pages/Kids[2 0 R 3 0 R]", b"")]);
    assert!(soon(|| read(circle)).is_err());
    let draw = b"/A Do ".repeat(50);
    let forms = "/Subtype/Form/Resources<</XObject<</A 4 0 R>>>>";
    let bytes =
        pdf(&[("/Type/Page/Contents 3 0 R/Resources<</XObject<</A 4 0 R>>>>", b""), ("", &draw), (forms, &draw)]);
    assert!(matches!(soon(|| read(bytes)), Err(TextError::Work { page: 1 } | TextError::Expands { .. })));
    let font = "/Type/Font/Subtype/Type0/DescendantFonts[4 0 R]/ToUnicode 4 0 R/W 4 0 R";
    let page = "/Type/Page/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>";
    assert!(soon(|| read(pdf(&[(page, b""), ("", b"BT /F 9 Tf (abcd) Tj ET"), (font, b"x")]))).is_err());
}

#[test]
fn more_pages_than_the_limit_are_refused() {
    let kids = "3 0 R 4 0 R 5 0 R ".to_owned();
    let page: (&str, &[u8]) = ("/Type/Page", b"");
    let bytes = pdf(&[(&format!("/Type/Pages/Kids[{kids}]"), b""), page, page, page]);
    let limits = TextLimits { pages: 2, ..TextLimits::default() };
    assert_eq!(text_of(bytes, &limits), Err(TextError::Pages(2)));
}

/// A sound paper with some bytes changed, cut out or doubled.
fn damaged(bytes: &[u8], wounds: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, kind, value) in wounds {
        let place = place % bytes.len().max(1);
        match kind % 4 {
            0 => bytes[place] = *value,
            1 => bytes.truncate(place.max(16)),
            2 => drop(bytes.drain(place..(place + usize::from(*value)).min(bytes.len()))),
            _ => {
                let piece = bytes[place..(place + usize::from(*value)).min(bytes.len())].to_vec();
                bytes.splice(place..place, piece);
            }
        }
        if bytes.is_empty() {
            return bytes;
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn damaged_papers_give_a_text_or_words(
        name in prop::sample::select(vec!["plan.docx", "tracked.docx", "plan.pdf", "lines.pdf", "plan.html"]),
        wounds in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12),
    ) {
        match read(damaged(&paper(name), &wounds)) {
            Ok(text) => prop_assert!(!text.trim().is_empty()),
            Err(error) => prop_assert!(!error.words().vi.is_empty()),
        }
    }
}
