//! Cells read as what their column should hold.

use congdoan_model::members::Sex;
use congdoan_paper::intake::{
    Bad, Raw, Reason,
    value::{Digits, Shape, as_bool, as_day, as_digits, as_sex, as_text, as_whole},
};

fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

#[test]
fn texts_are_one_line_and_composed() {
    let decomposed = "Nguye\u{302}\u{303}n\u{a0} Va\u{306}n\n  An\u{200b} ";
    assert_eq!(as_text(&text(decomposed)).unwrap().as_deref(), Some("Nguyễn Văn An"));
    assert_eq!(as_text(&Raw::Number(38_088_001_234.0)).unwrap().as_deref(), Some("38088001234"));
    assert_eq!(as_text(&Raw::Number(2.5)).unwrap().as_deref(), Some("2.5"));
    assert_eq!(as_text(&Raw::Empty).unwrap(), None);
}

#[test]
fn whole_numbers_are_read_in_both_customs() {
    for (written, whole) in
        [("1.234.567", 1_234_567), ("1,234", 1_234), ("1 234", 1_234), ("-5", -5), ("007", 7), ("0", 0)]
    {
        assert_eq!(as_whole(&text(written)).unwrap(), Some(whole), "{written}");
    }
    for written in ["1,5", "1.23", "12.34.567", "1.234,5", "năm", "1e3", "1.234.56", ".5", "--1"] {
        assert_eq!(as_whole(&text(written)).unwrap_err().reason, Reason::NotWhole, "{written}");
    }
    assert_eq!(as_whole(&Raw::Number(1.5)).unwrap_err().reason, Reason::NotWhole);
    assert_eq!(as_whole(&text("99999999999999999999")).unwrap_err().reason, Reason::TooLarge);
    assert_eq!(as_whole(&Raw::Number(1e18)).unwrap_err().reason, Reason::TooLarge);
    assert_eq!(as_whole(&text(" - ")).unwrap(), None);
}

#[test]
fn sexes_are_words_or_marks_in_their_column() {
    for (written, sex) in
        [("Nam", Sex::Male), ("NỮ", Sex::Female), ("nu", Sex::Female), ("F", Sex::Female), ("M", Sex::Male)]
    {
        assert_eq!(as_sex(&text(written), None).unwrap(), Some(sex), "{written}");
    }
    assert_eq!(as_sex(&text("x"), Some(Sex::Female)).unwrap(), Some(Sex::Female));
    assert_eq!(as_sex(&Raw::Number(1.0), Some(Sex::Male)).unwrap(), Some(Sex::Male));
    assert_eq!(as_sex(&text("không"), Some(Sex::Female)).unwrap(), None);
    assert_eq!(as_sex(&Raw::Empty, Some(Sex::Female)).unwrap(), None);
    for wrong in ["x", "khác", "1"] {
        assert_eq!(as_sex(&text(wrong), None).unwrap_err().reason, Reason::NotASex, "{wrong}");
    }
}

#[test]
fn digits_keep_their_zeros() {
    let read = |raw: &Raw, shape: &Shape| as_digits(raw, shape).map_err(|bad| bad.reason);
    let whole = |text: &str, restored| Ok(Some(Digits { text: text.to_owned(), restored }));
    assert_eq!(read(&text("038.088.001.234"), &Shape::IDENTITY), whole("038088001234", 0));
    assert_eq!(read(&Raw::Number(38_088_001_234.0), &Shape::IDENTITY), whole("038088001234", 1));
    assert_eq!(read(&text("'186123456"), &Shape::IDENTITY), whole("186123456", 0));
    assert_eq!(read(&text("+84 (912) 345-678"), &Shape::PHONE), whole("0912345678", 0));
    assert_eq!(read(&text("84912345678"), &Shape::PHONE), whole("0912345678", 0));
    assert_eq!(read(&Raw::Number(2_438_221_234.0), &Shape::PHONE), whole("02438221234", 1));
    assert_eq!(read(&text("0912345"), &Shape::PHONE), Err(Reason::WrongLength { digits: 7 }));
    assert_eq!(read(&text("03808800123"), &Shape::IDENTITY), Err(Reason::WrongLength { digits: 11 }));
    assert_eq!(read(&text("0912345678 / 0987654321"), &Shape::PHONE), Err(Reason::NotDigits));
    assert_eq!(read(&Raw::Number(1_234_567_890_123_456.0), &Shape::IDENTITY), Err(Reason::DigitsLost));
    assert_eq!(read(&text("-"), &Shape::PHONE), Ok(None));
}

#[test]
fn marks_are_yes_and_words_are_both() {
    for yes in [text("x"), text("X"), text("Có"), text("✓"), Raw::Number(1.0), Raw::Bool(true)] {
        assert_eq!(as_bool(&yes).unwrap(), Some(true), "{yes:?}");
    }
    for no in [text("Không"), Raw::Number(0.0), Raw::Bool(false), text("chưa")] {
        assert_eq!(as_bool(&no).unwrap(), Some(false), "{no:?}");
    }
    assert_eq!(as_bool(&text("có thể")).unwrap_err().reason, Reason::NotYesNo);
    assert_eq!(as_bool(&Raw::Empty).unwrap(), None);
}

#[test]
fn errors_carry_the_value_and_words_in_both_languages() {
    let bad = as_day(&text("31/2/1990"), 30).unwrap_err();
    assert_eq!(bad, Bad { value: "31/2/1990".to_owned(), reason: Reason::NoSuchDay });
    assert_eq!(bad.words().vi, "ngày không có trong lịch");
    let reasons = [
        Reason::Fault,
        Reason::NotADay,
        Reason::NoSuchDay,
        Reason::DayAndMonthExchanged,
        Reason::YearOutOfRange,
        Reason::NotWhole,
        Reason::TooLarge,
        Reason::NotASex,
        Reason::NotDigits,
        Reason::WrongLength { digits: 11 },
        Reason::DigitsLost,
        Reason::NotYesNo,
    ];
    let mut said: Vec<String> = reasons.iter().flat_map(|reason| [reason.words().vi, reason.words().en]).collect();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), reasons.len() * 2);
    assert_eq!(as_day(&Raw::Fault("#REF!".to_owned()), 30).unwrap_err().reason, Reason::Fault);
    assert_eq!(as_day(&Raw::Bool(true), 30).unwrap_err().reason, Reason::NotADay);
}

#[test]
fn letters_of_old_fonts_are_refused_and_signs_are_not() {
    for old in ["NguyÔn V¨n An", "C«ng ®oµn", "®oµn viªn", "Vâ ThÞ S¸u", "Hµ Néi"] {
        let bad = as_text(&text(old)).unwrap_err();
        assert_eq!((bad.value.as_str(), bad.reason), (old, Reason::OldFont));
    }
    for good in
        ["Công ty ABC®", "© 2026", "«Lao động»", "25 µm", "Nguyễn Văn An", "Müller", "½ ngày", "a·b", "10¹²", "Đ®"]
    {
        assert_eq!(as_text(&text(good)).unwrap().as_deref(), Some(good));
    }
}
