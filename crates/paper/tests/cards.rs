//! Cards as PDF, read by a program that is not ours: pdftotext and pdftoppm of Poppler.
//!
//! A missing Poppler fails these tests; `cargo xtask test` says how to get it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot read the file must fail loudly")]

use std::process::Command;

use congdoan_paper::{CardFace, card_pdf, card_sheets_pdf};

fn face(number: usize) -> CardFace {
    CardFace {
        issuer: "Tổng Liên đoàn Lao động Việt Nam".to_owned(),
        name: format!("Nguyễn Thị Ánh Tuyết {number}"),
        number: format!("CD{number:010}"),
        unit: "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Dệt may và Xuất nhập khẩu Phượng Hoàng".to_owned(),
        unit_code: "cdcs-phuong-hoang".to_owned(),
        kind: "Thẻ thông thường".to_owned(),
        issued: "22/11/2026".to_owned(),
        expires: "22/11/2031".to_owned(),
        serial: format!("7K3M-Q2XA-ZP{number:02}"),
        text: format!("CDV1:{}", "MZXW6YTBOI".repeat(39)),
    }
}

/// What Poppler reads on each page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cards.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let output = output.expect("pdftotext is needed to read cards back: install poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\u{c}').map(str::to_owned).collect()
}

/// Width and height of the first page in hundredths of a millimetre, as the file says.
fn size(pdf: &[u8]) -> (i64, i64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cards.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdfinfo").arg(&file).output().expect("pdfinfo is needed: install poppler-utils");
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with("Page size:")).unwrap();
    let points: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
    let hundredths = |points: f64| (points / 72.0 * 2540.0).round() as i64;
    match points.as_slice() {
        [width, height] => (hundredths(*width), hundredths(*height)),
        _ => (0, 0),
    }
}

#[test]
fn one_card_has_two_pages_of_its_own_size_with_text_to_search() {
    let pdf = card_pdf("Thẻ đoàn viên", &face(1)).unwrap();
    let pages = pages(&pdf);
    let [front, back] = pages.as_slice() else { unreachable!("{pages:?}") };
    for text in ["THẺ ĐOÀN VIÊN CÔNG ĐOÀN", "NGUYỄN THỊ ÁNH TUYẾT 1", "CD0000000001", "22/11/2031", "Phượng Hoàng"]
    {
        assert!(front.contains(text), "{text} is not in {front}");
    }
    for text in ["7K3M-Q2XA-ZP01", "cdcs-phuong-hoang", "Thẻ thông thường"] {
        assert!(back.contains(text), "{text} is not in {back}");
    }
    let (width, height) = size(&pdf);
    assert!((width - 8560).abs() <= 1 && (height - 5398).abs() <= 1, "ISO ID-1, but {width} × {height}");
    assert_eq!(pdf, card_pdf("Thẻ đoàn viên", &face(1)).unwrap(), "the same card is the same bytes");
}

#[test]
fn twelve_cards_take_two_sheets_and_their_backs_are_mirrored() {
    let faces: Vec<CardFace> = (1..=12).map(face).collect();
    let pdf = card_sheets_pdf("Thẻ đoàn viên", &faces).unwrap();
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 4);
    let at = |page: usize, text: &str| {
        let page = pages.get(page).unwrap();
        let line = page.lines().find(|line| line.contains(text)).unwrap_or_else(|| unreachable!("{text} in {page}"));
        line.chars().count() - line.split(text).nth(1).unwrap_or_default().chars().count()
    };
    assert!(at(0, "CD0000000001") < at(0, "CD0000000002"), "fronts from left to right");
    assert!(at(1, "7K3M-Q2XA-ZP01") > at(1, "7K3M-Q2XA-ZP02"), "backs from right to left");
    assert!(at(2, "CD0000000011") < at(2, "CD0000000012"));
    assert_eq!(size(&pdf), (21000, 29700));
    assert!(card_sheets_pdf("Thẻ", &[]).is_err());
}
