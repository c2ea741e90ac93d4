//! The reader never panics, every span is the exact slice it names, and time grows with length.

#![expect(clippy::indexing_slicing, reason = "a test may panic where it finds a fault")]

use congdoan_reader::{Reading, read};
use proptest::prelude::*;

fn assert_spans(text: &str, reading: &Reading) {
    let characters: Vec<char> = text.chars().collect();
    let citations = reading.citations.iter().map(|item| (item.start, &item.text));
    let targets = reading.targets.iter().map(|item| (item.start, &item.text));
    let figures = reading.figures.iter().map(|item| (item.start, &item.text));
    let remarks = reading.remarks.iter().map(|item| (item.start, &item.text));
    for (start, slice) in citations.chain(targets).chain(figures).chain(remarks) {
        let length = slice.chars().count();
        assert!(length > 0);
        let there: String = characters[start..start + length].iter().collect();
        assert_eq!(&there, slice);
    }
    assert!(reading.citations.is_sorted_by_key(|item| item.start));
    assert!(reading.targets.is_sorted_by_key(|item| item.start));
    assert!(reading.figures.is_sorted_by_key(|item| item.start));
}

/// Pieces that make grammar happen far more often than arbitrary characters do.
fn piece() -> impl Strategy<Value = String> {
    let words = vec![
        "Nghị quyết",
        " số ",
        "02-NQ/TW",
        "/",
        "-",
        "–",
        ".",
        ",",
        " ngày ",
        "31/6/2021",
        " của ",
        "Bộ Chính trị",
        " khóa ",
        "X",
        "(",
        ")",
        "“",
        "”",
        "\"",
        "%",
        " đồng",
        "đ",
        " triệu",
        " tỷ",
        " người",
        "/người",
        "/tháng",
        " trở lên",
        "từ ",
        "đến ",
        "tháng ",
        "năm ",
        "2020",
        "giai đoạn ",
        "quý II/",
        "Tết ",
        "phấn đấu ",
        "chỉ tiêu",
        ":",
        "\n",
        "\n\n",
        "**",
        "# ",
        "\0",
        "\u{301}",
        "\u{feff}",
        "Luật ",
        "Công đoàn",
        "tối đa",
        "):",
        "không quá ",
        "9999999999999999999",
        "1.000",
        "0",
        "đã ",
        "Ngày ",
        " ban hành ",
        "tại ",
        "văn bản",
        " và ",
        " ",
        "là chỉ tiêu",
        "kế hoạch",
    ];
    prop_oneof![prop::sample::select(words).prop_map(str::to_owned), any::<char>().prop_map(String::from), "[0-9]{1,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_read(text in any::<String>()) {
        assert_spans(&text, &read(&text));
    }

    #[test]
    fn grammar_like_text_is_read(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        assert_spans(&text, &read(&text));
    }
}

#[test]
fn ten_thousand_random_byte_strings_are_read() {
    // A small generator with a fixed seed keeps the test the same every time.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..10_000 {
        let length = next() % 160;
        let bytes: Vec<u8> = (0..length).map(|_| next().to_le_bytes()[0]).collect();
        let text = String::from_utf8_lossy(&bytes);
        assert_spans(&text, &read(&text));
    }
}

#[test]
fn long_and_hostile_texts_are_read_to_the_end() {
    let prose =
        "Năm 2020, công đoàn tặng 50 suất quà theo Nghị quyết số 02-NQ/TW của Bộ Chính trị, trị giá 3,5 triệu đồng, ";
    let hostile = ["“", "1/", "từ 1 ", "số ", "của ", "(", "9"];
    for unit in std::iter::once(prose).chain(hostile) {
        let size = if unit == prose { 5_000_000 } else { 600_000 };
        let text = unit.repeat(size / unit.len());
        let reading = read(&text);
        assert_eq!(unit == prose, reading.citations.len() > 1_000);
    }
}
