//! CSV as spreadsheets and people write it.

use congdoan_paper::intake::{IntakeError, Raw, Row};

use crate::opened;

fn read(text: &str) -> Vec<Row> {
    opened(text.as_bytes()).unwrap().remove(0)
}

fn texts(row: &Row) -> Vec<&str> {
    row.cells.iter().map(|raw| if let Raw::Text(text) = raw { text.as_str() } else { "" }).collect()
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let rows = read(
        "\u{feff}\r\nDANH SÁCH\r\n\r\n\r\nTên;Ghi chú\r\n\"An\";\"hai\r\ndòng\"\r\n\r\nBình;;\r\n;;\r\nCúc;=\"007\"",
    );
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 5, 6, 8, 10]);
    assert_eq!(texts(&rows[2]), ["An", "hai\r\ndòng"]);
    assert_eq!(texts(&rows[3]), ["Bình"]);
    assert_eq!(texts(&rows[4]), ["Cúc", "007"]);
}

#[test]
fn every_separator_and_line_break_is_taken() {
    for (separator, line) in [(",", "\n"), (";", "\r\n"), ("\t", "\r"), (",", "\r")] {
        let text = format!("a{separator}b{line}1{separator}\"x{separator}y\"{line}");
        let rows = read(&text);
        assert_eq!(rows.len(), 2, "{text:?}");
        assert_eq!(texts(&rows[0]), ["a", "b"], "{text:?}");
        assert_eq!(rows[1].cells[1], Raw::Text(format!("x{separator}y")), "{text:?}");
        assert_eq!(rows[1].number, 2, "{text:?}");
    }
    let rows = read("sep=;\nTên, họ;Nơi\n");
    assert_eq!((rows[0].number, texts(&rows[0])), (1, vec!["Tên, họ", "Nơi"]));
}

#[test]
fn text_that_is_not_utf_8_is_named_by_its_line() {
    let mut bytes = "Tên,Nơi\nAn,\"Hà\nNội\nở ".as_bytes().to_vec();
    bytes.extend(b"V\xF4\"\n");
    assert!(matches!(opened(&bytes), Err(IntakeError::NotUtf8 { line: 4 })), "{:?}", opened(&bytes));
    let error = IntakeError::NotUtf8 { line: 4 };
    assert!(error.words().vi.starts_with("Dòng 4 không phải UTF-8"));
    let utf_16: Vec<u8> = "\u{feff}Tên,Nơi\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(opened(&utf_16), Err(IntakeError::Utf16)));
}

#[test]
fn an_open_quotation_mark_is_named_by_its_line() {
    for text in ["a,b\nc,\"d\ne,f\ng,h\n", "a,b\nc,\"d\ne,f\ng,h"] {
        assert!(
            matches!(opened(text.as_bytes()), Err(IntakeError::OpenQuote { line: 2 })),
            "{:?}",
            opened(text.as_bytes())
        );
    }
    assert!(opened(b"a,b\nc,\"d\n\"\n").is_ok());
    assert!(opened(b"a,b\nc,\"d\n\"").is_ok());
}

#[test]
fn a_row_without_an_end_is_given_up() {
    let mut text = String::from("a,b\n1,\"");
    text.push_str(&"x".repeat(9 << 20));
    assert!(matches!(opened(text.as_bytes()), Err(IntakeError::TooLong { row: 1 })));
}

#[test]
fn files_of_other_kinds_are_refused_in_words() {
    let compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let mut old = compound.to_vec();
    old.extend([0; 2_000]);
    assert!(matches!(opened(&old), Err(IntakeError::OldExcel)));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(opened(&old), Err(IntakeError::Encrypted)));
    let cases: [(&[u8], &str); 5] = [
        (b"", "trống"),
        (b"<html><body><table>", "trang web"),
        (b"\x89PNG\r\n", "không phải bảng tính"),
        (b"%PDF-1.7\n", "không phải bảng tính"),
        (b"PK\x03\x04 and no more", "hỏng"),
    ];
    for (bytes, word) in cases {
        let words = opened(bytes).unwrap_err().words();
        assert!(words.vi.contains(word), "{}", words.vi);
        assert!(!words.en.is_empty() && words.en != words.vi);
    }
}
