//! PDF: small ones written by hand, one for each thing a file may do otherwise.

use congdoan_paper::{CardFace, card_pdf, text::TextError};

use super::{paper, read};

/// A font with a table: `!` to `~` are what they are in ASCII, `\x01` is "ệ", `\x02` is "đ", `\x03` is nothing known.
const TABLE: &str = "1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <01> <1ec7> <02> <0111> endbfchar \
                     1 beginbfrange <20> <7e> <0020> endbfrange";

/// A file whose only page draws this; more objects may follow.
fn pdf(draw: &str, more: &str) -> Vec<u8> {
    let stream = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let font = "<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 1/Widths[500 500 500]/ToUnicode 6 0 R\
                /FontDescriptor<</Flags 4/MissingWidth 500>>>>";
    format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 7 0 R>>>>>>endobj\n\
         4 0 obj{}endobj\n5 0 obj{font}endobj\n6 0 obj{}endobj\n{more}\ntrailer<</Root 1 0 R>>",
        stream(draw),
        stream(TABLE)
    )
    .into_bytes()
}

#[test]
fn letters_come_in_lines_and_words() {
    let draw =
        "BT /F 10 Tf 12 TL 50 700 Td (Vi\\001t) Tj 40 0 Td [(Na)-2(m)] TJ 0 -12 Td -40 0 Td (\\002o) Tj T* (xa) Tj ET";
    assert_eq!(read(pdf(draw, "")).expect("a PDF"), "Việt Nam\nđo\nxa\n");
}

#[test]
fn order_is_of_the_page_and_not_of_the_file() {
    let draw = "BT /F 10 Tf 1 0 0 1 50 600 Tm (hai) Tj 1 0 0 1 50 700 Tm (m) Tj 1 0 0 1 55 703 Tm (2) Tj ET";
    assert_eq!(read(pdf(draw, "")).expect("a PDF"), "m2\n\nhai\n");
}

#[test]
fn forms_and_packed_objects_are_followed() {
    let form = "7 0 obj<</Type/XObject/Subtype/Form/Filter/ASCIIHexDecode/Resources<</Font<</F 5 0 R>>>>>>stream\n\
                4254202f46203130205466203530203630302054642028616229 20546a204554>\nendstream endobj";
    assert_eq!(read(pdf("/X Do", form)).expect("a PDF"), "ab\n");
    let looped = "7 0 obj<</Subtype/Form>>stream\n/X Do /X Do /X Do\nendstream endobj";
    assert!(matches!(read(pdf("/X Do /X Do", looped)), Err(TextError::Work { page: 1 } | TextError::Scanned)));
    let held = "9 0 obj<</Type/ObjStm/N 1/First 4>>stream\n5 0 <</Type/Font/Subtype/Type1/BaseFont/B/Encoding\
                <</Differences[65/Acircumflexacute/uni1EC7]>>>>\nendstream endobj";
    assert_eq!(read(pdf("BT /F 9 Tf (AB) Tj ET", held)).expect("a PDF"), "Ấệ\n");
}

#[test]
fn the_last_of_several_objects_of_one_number_counts() {
    let draw = "BT /F 9 Tf (cu) Tj ET";
    let newer = "4 0 obj<</Length 22>>stream\nBT /F 9 Tf (moi) Tj ET\nendstream endobj";
    assert_eq!(read(pdf(draw, newer)).expect("a PDF"), "moi\n");
}

#[test]
fn a_page_on_its_side_is_read_along_its_lines() {
    let draw = "BT /F 10 Tf 0 1 -1 0 100 50 Tm (mot) Tj 0 1 -1 0 115 50 Tm (hai) Tj ET";
    assert_eq!(read(pdf(draw, "")).expect("a PDF"), "mot\nhai\n");
}

#[test]
fn letters_that_cannot_be_told_are_refused_and_not_guessed() {
    let unknown = format!("BT /F 10 Tf 50 700 Td ({}) Tj ET", "\\003".repeat(40));
    let error = read(pdf(&unknown, "")).expect_err("no letters");
    assert_eq!(error, TextError::Unmapped { font: "A".to_owned(), page: 1 });
    assert!(error.words().vi.contains("trang 1") && error.words().vi.contains("Unicode"));
    let legacy = "5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+.VnTime/Encoding/WinAnsiEncoding>>endobj";
    let draw = format!("BT /F 10 Tf 50 700 Td ({}) Tj ET", "T\\346ng Li\\252n \\256o\\265n ".repeat(9));
    let error = read(pdf(&draw, legacy)).expect_err("TCVN3");
    assert!(error.words().vi.contains("TCVN3"), "{error:?}");
}

#[test]
fn numbers_of_pages_are_left_out_and_lines_that_had_no_room_go_on() {
    let text = read(paper("lines.pdf")).expect("a PDF");
    assert_eq!(
        text,
        "Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị bàn riêng về công đoàn, nay được Sông Mây đưa vào việc \
         của từng năm;\nMục tiêu: 85% doanh nghiệp.\n"
    );
}

#[test]
fn what_our_own_typesetter_set_is_read() {
    let face = CardFace {
        issuer: "Tổng Liên đoàn Lao động Việt Nam".to_owned(),
        name: "Nguyễn Thị Ánh Tuyết".to_owned(),
        unit: "Công đoàn cơ sở Dệt may Phượng Hoàng".to_owned(),
        issued: "22/11/2026".to_owned(),
        text: "CDV1:MZXW6".to_owned(),
        ..CardFace::default()
    };
    let text = read(card_pdf("Thẻ đoàn viên", &face).expect("a card")).expect("a PDF");
    for words in ["NGUYỄN THỊ ÁNH TUYẾT", "Phượng Hoàng", "22/11/2026"] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_file_without_its_tables_and_trailer_is_still_read() {
    let whole = paper("plan.pdf");
    let text = read(whole.clone()).expect("a PDF");
    let cut = whole.windows(4).rposition(|window| window == b"xref").expect("its table");
    let tail = whole.windows(9).rposition(|window| window == b"startxref").expect("its end").min(cut);
    assert_eq!(read(&whole[..tail]).expect("a PDF"), text);
}
