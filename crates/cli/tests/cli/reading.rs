//! `congdoan read`: its forms, its refusals, and that no bytes make it stumble.
//!
//! Not here: how well it reads (`reader`).

use std::{fs::File, io::Write as _};

use congdoan_service::reader;
use serde_json::Value;

use crate::program::{feed, run};

const TEXT: &str = "LIÊN ĐOÀN LAO ĐỘNG TỈNH <THỬ> & \"CÁC ĐƠN VỊ\"\n\n\
    Căn cứ Nghị quyết số 47-NQ/TU ngày 05/3/2022 của Tỉnh ủy về chăm lo đời sống công nhân,\n\
    Ban Thường vụ đề ra chỉ tiêu: hằng năm có từ 90% trở lên cán bộ công đoàn chuyên trách được bồi dưỡng.\n\
    Năm 2022, các cấp công đoàn đã mở 35 lớp tập huấn cho 3.095 lượt người tham dự.\n";

fn json(words: &[&str], input: &[u8]) -> Value {
    feed(&[&["read", "--format", "json"], words].concat(), input).json()
}

/// Whether words stand at a place of a text, counted in letters.
fn stands(text: &str, words: &str, start: usize) -> bool {
    !words.is_empty()
        && text.char_indices().nth(start).is_some_and(|(byte, _)| text.split_at(byte).1.starts_with(words))
}

#[test]
fn forms_of_a_reading() {
    let reading = json(&["-"], TEXT.as_bytes());
    let symbols: Vec<&Value> = reading["citations"].as_array().unwrap().iter().map(|one| &one["symbol"]).collect();
    assert_eq!(symbols, ["47-NQ/TU"], "{reading}");
    assert!(!reading["targets"].as_array().unwrap().is_empty(), "{reading}");
    assert!(!reading["figures"].as_array().unwrap().is_empty(), "{reading}");
    for kind in ["citations", "targets", "figures"] {
        for found in reading[kind].as_array().unwrap() {
            let start = usize::try_from(found["start"].as_u64().unwrap()).unwrap();
            assert!(stands(TEXT, found["text"].as_str().unwrap(), start), "{found}");
        }
    }

    let table = feed(&["read", "-"], TEXT.as_bytes()).data();
    for heading in ["VIỆN DẪN / CITATIONS (1)", "CHỈ TIÊU / TARGETS (", "SỐ LIỆU / FIGURES ("] {
        assert!(table.contains(heading), "{table}");
    }
    assert!(table.contains("47-NQ/TU") && table.contains("2022-03-05"), "{table}");

    let html = feed(&["read", "--format", "html", "-"], TEXT.as_bytes()).data();
    assert!(html.trim_start().to_lowercase().starts_with("<!doctype html>"), "{html}");
    assert!(html.contains("47-NQ/TU") && html.contains("<mark"), "{html}");
    assert!(!html.contains("<THỬ>") && html.contains("THỬ&"), "what the text says is not markup: {html}");

    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all("\u{feff}".as_bytes()).and_then(|()| file.write_all(TEXT.as_bytes())).expect("it is written");
    let named = run(&["read", "--format", "json", &file.path().display().to_string()]).json();
    assert_eq!(named["citations"][0]["symbol"], "47-NQ/TU", "a byte order mark is no hindrance");
}

#[test]
fn documents_are_read_and_their_text_is_shown() {
    let paper = |name: &str| format!("{}/../paper/tests/texts/{name}", env!("CARGO_MANIFEST_DIR"));
    let wanted = run(&["read", "--format", "json", &paper("plan.txt")]).json();
    for name in ["plan.docx", "plan.pdf", "plan.html"] {
        let text = run(&["read", "--format", "text", &paper(name)]).data();
        let found = run(&["read", "--format", "json", &paper(name)]).json();
        for kind in ["citations", "targets", "figures"] {
            let (found, wanted) = (found[kind].as_array().unwrap(), wanted[kind].as_array().unwrap());
            assert_eq!(found.len(), wanted.len(), "{name}: {found:?}");
            for found in found {
                let start = usize::try_from(found["start"].as_u64().unwrap()).unwrap();
                assert!(stands(&text, found["text"].as_str().unwrap(), start), "{name}: {found}");
            }
        }
    }
    run(&["read", &paper("scan.pdf")]).refused(1, &["OCR"]);
    run(&["read", "--lang", "en", &paper("locked.pdf")]).refused(1, &["protected"]);
    let plain = run(&["read", "--format", "text", &paper("plan.txt")]).data();
    assert_eq!(plain.as_bytes(), std::fs::read(paper("plan.txt")).unwrap());
}

#[test]
fn texts_that_cannot_be_read() {
    let read = |input: &[u8], more: &[&str]| feed(&[&["read", "--format", "json", "-"], more].concat(), input);
    read(b"", &[]).refused(1, &["Văn bản trống"]);
    read(b" \n\t ", &["--lang", "en"]).refused(1, &["The text is empty"]);
    read(b"xin ch\xe0o", &[]).refused(1, &["UTF-8", "byte thứ 7"]);
    read(b"ch\xe0o", &["--lang", "en"]).refused(1, &["not UTF-8 (byte 3"]);
    read(b"{\\rtf1 xin ch\xe0o}", &[]).refused(1, &["Rich Text (.rtf)", "DOCX"]);
    read(&vec![b'a'; 65 << 20], &[]).refused(1, &["lớn hơn 64 MB"]);

    let folder = tempfile::tempdir().expect("a folder");
    let huge = folder.path().join("huge.txt");
    // 200 MB that take no room on the disk.
    File::create(&huge).and_then(|file| file.set_len(200 << 20)).expect("a file");
    let huge = huge.display().to_string();
    run(&["read", &huge, "--lang", "en"]).refused(1, &["more than 64 MB"]);
    let none = folder.path().join("none.txt").display().to_string();
    run(&["read", &none]).refused(1, &["none.txt"]);
    run(&["read", &folder.path().display().to_string()]).refused(1, &["congdoan: "]);
}

/// Bytes that are the same in every run (a 64-bit xorshift).
#[derive(Debug)]
struct Bytes(u64);

impl Bytes {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).expect("small")
    }

    /// Any bytes.
    fn any(&mut self, longest: usize) -> Vec<u8> {
        let length = self.below(longest + 1);
        (0..length).map(|_| self.next().to_le_bytes()[3]).collect()
    }

    /// Pieces of sentences the reader looks for, torn anywhere and mixed with any bytes.
    fn likely(&mut self, longest: usize) -> Vec<u8> {
        const PIECES: [&str; 14] = [
            "Nghị quyết số 47-NQ/TU ngày 05/3/2022 của Tỉnh ủy",
            "từ 90% trở lên",
            "3.095 lượt người",
            "24,8 tỷ đồng",
            "ngày 31/02/9999",
            "giai đoạn 2021 – 2025",
            "100%",
            "số 913-CTr/ĐU",
            "“",
            "\n- ",
            "½",
            "Điều 1.",
            "999999999999999999999999 triệu đồng",
            "năm 2022, tăng 15,00% so với",
        ];
        let mut bytes = Vec::new();
        while bytes.len() < longest {
            let piece = PIECES[self.below(PIECES.len())].as_bytes();
            let torn = if self.below(4) == 0 { self.below(piece.len() + 1) } else { piece.len() };
            bytes.extend_from_slice(&piece[..torn]);
            bytes.extend(if self.below(5) == 0 { self.any(6) } else { b" ".to_vec() });
        }
        bytes
    }
}

#[test]
fn no_bytes_make_the_binary_stumble() {
    let mut bytes = Bytes(0x5EED_0001);
    for number in 0..300 {
        let input = match number % 3 {
            0 => bytes.any(2_000),
            1 => bytes.likely(600),
            _ => String::from_utf8_lossy(&bytes.likely(400)).into_owned().into_bytes(),
        };
        let said = feed(&["read", "--format", "json", "-"], &input);
        assert!(!said.err.contains("panicked"), "{input:?}: {said:?}");
        match said.status {
            0 => assert!(serde_json::from_str::<Value>(&said.out).is_ok(), "{input:?}: {said:?}"),
            1 => assert!(said.out.is_empty() && said.err.starts_with("congdoan: "), "{input:?}: {said:?}"),
            _ => panic!("{input:?}: {said:?}"),
        }
    }
}

#[test]
fn no_bytes_make_the_reader_stumble() {
    let mut bytes = Bytes(0x5EED_0002);
    for number in 0..10_000 {
        let input = if number % 2 == 0 { bytes.any(300) } else { bytes.likely(120) };
        let text = String::from_utf8_lossy(&input);
        let reading = reader::read(&text);
        let found = reading.citations.iter().map(|one| (&one.text, one.start));
        let found = found.chain(reading.targets.iter().map(|one| (&one.text, one.start)));
        for (words, start) in found.chain(reading.figures.iter().map(|one| (&one.text, one.start))) {
            assert!(stands(&text, words, start), "{words:?} does not stand at {start} of {text:?}");
        }
    }
}
