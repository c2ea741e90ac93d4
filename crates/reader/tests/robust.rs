//! The reader never panics, every span is the exact slice it names, and time grows with length.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic where it finds a fault")]

use congdoan_reader::{Reading, read};
use proptest::prelude::*;

/// Every span is the exact slice it names, and the spans of a list are in order and do not overlap.
fn assert_spans(text: &str, reading: &Reading) {
    let characters: Vec<char> = text.chars().collect();
    let lists: [Vec<(usize, &String)>; 6] = [
        reading.citations.iter().map(|item| (item.start, &item.text)).collect(),
        reading.targets.iter().map(|item| (item.start, &item.text)).collect(),
        reading.figures.iter().map(|item| (item.start, &item.text)).collect(),
        reading.tasks.iter().map(|item| (item.start, &item.text)).collect(),
        reading.organisations.iter().map(|item| (item.start, &item.text)).collect(),
        reading.periods.iter().map(|item| (item.start, &item.text)).collect(),
    ];
    let remarks: Vec<(usize, &String)> = reading.remarks.iter().map(|item| (item.start, &item.text)).collect();
    for list in &lists {
        let mut end = 0;
        for (start, slice) in list {
            assert!(*start >= end, "{slice:?} overlaps what is before it");
            end = start + slice.chars().count();
        }
    }
    for (start, slice) in lists.into_iter().flatten().chain(remarks) {
        let length = slice.chars().count();
        assert!(length > 0);
        let there: String = characters[start..start + length].iter().collect();
        assert_eq!(&there, slice);
    }
    assert_clauses(reading, characters.len());
}

/// Clauses begin in order, end inside the clause they lie in, and have addresses of their own.
fn assert_clauses(reading: &Reading, length: usize) {
    let mut labels = std::collections::HashSet::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut last = 0;
    for clause in &reading.clauses {
        assert!(labels.insert(&clause.label), "{} twice", clause.label);
        assert!(clause.start >= last && clause.start < clause.end && clause.end <= length);
        last = clause.start;
        while open.last().is_some_and(|(depth, _)| *depth >= clause.depth) {
            let (_, end) = open.pop().unwrap();
            assert!(end <= clause.start);
        }
        assert!(open.last().is_none_or(|(_, end)| clause.end <= *end));
        assert_eq!(usize::from(clause.depth), open.len() + 1);
        open.push((clause.depth, clause.end));
    }
}

/// Pieces that make grammar happen far more often than arbitrary characters do.
const PIECES: &[&str] = &[
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
    "\nĐiều 1. ",
    "\nII. ",
    "\n1. ",
    "\n1.1. ",
    "\na) ",
    "\n(1) ",
    "\n- ",
    "Giao ",
    "LĐLĐ tỉnh Hòa An",
    " chủ trì, ",
    " trước ngày 1/3/2026",
    "Nhiệm vụ",
    "Triển khai ",
    "trong đó",
    "gồm ",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(PIECES).prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[0-9]{1,6}"
    ]
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
