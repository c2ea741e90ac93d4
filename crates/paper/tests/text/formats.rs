//! One paper in four formats, and the formats that are refused.

use congdoan_paper::text::{TextError, TextFormat};

use super::{archive, format, paper, read};

/// The text without what formats may differ in: empty lines, and whether columns of a table are parted by tab or space.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.replace('\t', " ").trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn one_paper_gives_the_same_lines_in_every_format() {
    let plain = paper("plan.txt");
    assert_eq!(read(plain.clone()).expect("plain").as_bytes(), plain, "plain text stands to the byte");
    let wanted = lines(&read(plain).expect("plain"));
    for (name, kind) in
        [("plan.docx", TextFormat::Docx), ("plan.html", TextFormat::Html), ("plan.pdf", TextFormat::Pdf)]
    {
        assert_eq!(format(paper(name)), kind, "{name}");
        assert_eq!(lines(&read(paper(name)).expect(name)), wanted, "{name}");
    }
}

#[test]
fn rows_are_lines_and_cells_are_parted_by_tabs() {
    for name in ["plan.docx", "plan.html"] {
        let text = read(paper(name)).expect(name);
        assert!(text.contains("\n2\tHuyện Đá Trắng\t380 đoàn viên\ttăng 5%\n"), "{name}: {text}");
        assert!(!text.contains("Chân trang"), "{name}: {text}");
    }
}

#[test]
fn plain_text_is_not_touched() {
    for text in ["\u{feff}Số: 1\r\n\tA  b\u{a0}c\n\n\n", "a\u{301} e\u{302}\u{323}", "x < y và y > z", "<THỬ> 90%"]
    {
        assert_eq!(read(text).expect("plain"), text);
    }
    let wide: Vec<u8> = "\u{feff}Điều 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(wide).expect("UTF-16"), "Điều 1");
    assert_eq!(read(b"ab\xff".as_slice()), Err(TextError::NotUtf8 { byte: 3 }));
    assert_eq!(read(" \n\t"), Err(TextError::Empty));
}

#[test]
fn other_formats_are_refused_with_their_name_and_the_way_out() {
    let mut word = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    word.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let odt = archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")]);
    let rels =
        "<Relationships><Relationship Type=\"http://x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let xlsx = archive(&[("_rels/.rels", rels), ("xl/workbook.xml", "<workbook/>")]);
    for (bytes, named) in [
        (word, "Word 97–2003 (.doc)"),
        (b"{\\rtf1\\ansi xin ch\xe0o}".to_vec(), "Rich Text (.rtf)"),
        (odt, "OpenDocument (.odt)"),
        (xlsx, "Excel (.xlsx)"),
        (archive(&[("a.txt", "a")]), "ZIP"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related".to_vec(), "web archive (.mht)"),
    ] {
        let words = read(bytes).expect_err(named).words();
        assert!(words.vi.contains(named) && words.vi.contains("lưu lại thành DOCX"), "{words:?}");
        assert!(words.en.contains(named) && words.en.contains("save it as DOCX"), "{words:?}");
    }
    for (bytes, said) in [
        (locked, "mật khẩu"),
        (paper("locked.pdf"), "bỏ bảo vệ"),
        (paper("scan.pdf"), "nhận dạng chữ (OCR)"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "nhận dạng chữ (OCR)"),
    ] {
        let words = read(bytes).expect_err(said).words();
        assert!(words.vi.contains(said), "{words:?}");
    }
}
