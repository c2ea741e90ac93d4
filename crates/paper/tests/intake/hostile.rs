//! Files nobody made on purpose: cut short, with bytes changed, or noise. None may panic or hang.

use chrono::NaiveDate;
use congdoan_model::Timestamp;
use congdoan_paper::{
    Cell, Column, ColumnKind, Words,
    intake::{Title, find_header},
    rows::XlsxRows,
};
use proptest::prelude::*;

use crate::{opened, parts::workbook};

fn sample() -> Vec<u8> {
    let columns = [Column::new("Họ và tên", ColumnKind::Text), Column::new("Ngày sinh", ColumnKind::Day)];
    let mut rows =
        XlsxRows::new(Vec::new(), "Đoàn viên", &columns, &Words::vietnamese(), Timestamp::from_micros(0)).unwrap();
    for number in 0..50 {
        let day = NaiveDate::from_ymd_opt(1980, 1, 1 + number % 28).unwrap();
        rows.push(&[Cell::Text(format!("Đoàn viên {number}")), Cell::Day(day)]).unwrap();
    }
    rows.finish().unwrap()
}

#[test]
fn every_shortened_file_is_refused() {
    let whole = sample();
    assert!(opened(&whole).is_ok());
    for length in (4..whole.len()).step_by(37) {
        let error = opened(&whole[..length]).unwrap_err();
        assert!(!error.words().vi.is_empty() && !error.to_string().is_empty());
    }
}

#[test]
fn a_changed_byte_is_refused_or_does_no_harm() {
    let whole = sample();
    let good = opened(&whole).unwrap();
    for place in (0..whole.len()).step_by(11) {
        let mut changed = whole.clone();
        changed[place] ^= 0x55;
        // Whatever still opens must be the same rows: the parts carry checksums, names and times may change.
        if let Ok(sheets) = opened(&changed)
            && !sheets.is_empty()
        {
            assert_eq!(sheets[0].len(), good[0].len(), "byte {place}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..4_000), magic in 0_usize..4) {
        let magics: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xEF\xBB\xBF", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];
        let _ = opened(&[magics[magic], &bytes].concat()).map_err(|error| error.words());
    }

    #[test]
    fn noise_inside_a_workbook_never_panics(rows in "(<row|</row>|<c|</c>|<v>|</v>| r=\"|A1|\"|>|t=\"s|[0-9]|&#|;|<is>|<t>|/){0,60}", shared in "(<si>|</si>|<t>|</t>|a|&amp;|<){0,30}") {
        let _ = opened(&workbook(&rows, &shared)).map_err(|error| error.words());
    }

    #[test]
    fn noise_as_text_never_panics(text in "[a-zđ0-9,;\t\"\r\n =']{0,400}") {
        if let Ok(sheets) = opened(text.as_bytes()) {
            let known = [Title::new("name", &["a"]), Title::new("born", &["b"])];
            let _ = find_header(&sheets[0], &known);
            let numbers: Vec<u32> = sheets[0].iter().map(|row| row.number).collect();
            prop_assert!(numbers.iter().zip(numbers.iter().skip(1)).all(|(above, below)| above < below));
        }
    }
}
