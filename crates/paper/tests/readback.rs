//! The written spreadsheets, read by a program that is not ours: Python's openpyxl.
//!
//! A missing `python3` or `openpyxl` fails these tests; `cargo xtask test` provides both.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read the file must fail loudly"
)]

use std::process::Command;

use chrono::NaiveDate;
use congdoan_model::Timestamp;
use congdoan_paper::{
    Cell, Column, ColumnKind, Heading, Table, TableRow, Words, csv,
    rows::{CsvRows, XlsxRows},
    xlsx,
};
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readback.py");

/// What openpyxl reads in a file; `most` limits the rows looked at.
fn read_back(bytes: &[u8], most: Option<usize>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("written.xlsx");
    std::fs::write(&file, bytes).unwrap();
    let mut command = Command::new("python3");
    command.arg(SCRIPT).arg(&file).args(most.map(|most| most.to_string()));
    let output = command.output().expect("python3 is needed to read spreadsheets back: run `cargo xtask test`");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        !complaint.contains("No module named 'openpyxl'"),
        "openpyxl is needed to read spreadsheets back: run `cargo xtask test` or `python3 -m pip install openpyxl`"
    );
    assert!(output.status.success(), "openpyxl cannot read the file: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The cell of a sheet at an address such as `B7`.
fn cell<'a>(sheet: &'a Value, at: &str) -> &'a Value {
    let cells = sheet["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["at"] == at).unwrap_or_else(|| panic!("nothing at {at} in {sheet:#}"))
}

fn has(sheet: &Value, at: &str, expected: Value) {
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&cell(sheet, at)[key], value, "{key} of {at}");
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn made_on() -> Timestamp {
    Timestamp::start_of(day(2026, 11, 22)).plus_seconds(8 * 3600)
}

fn sample() -> Table {
    use ColumnKind::{Day, Money, Number, Percent, Text};
    let kinds = [
        ("TT", Text, ""),
        ("Đơn vị", Text, ""),
        ("Mã đơn vị", Text, ""),
        ("Đoàn viên", Number, "người"),
        ("Kinh phí công đoàn đã thu trong kỳ", Money, "đồng"),
        ("Tỷ lệ hoàn thành", Percent, "%"),
        ("Ngày báo cáo", Day, ""),
        ("Ghi chú", Text, ""),
    ];
    let columns = kinds.map(|(heading, kind, note)| Column::new(heading, kind).with_note(note)).into();
    Table {
        heading: Heading {
            superior: "Tổng Liên đoàn Lao động Việt Nam".to_owned(),
            issuer: "Liên đoàn Lao động tỉnh Bắc Ninh".to_owned(),
            place_and_date: "Bắc Ninh, ngày 22 tháng 11 năm 2026".to_owned(),
            title: "Bảng tổng hợp số liệu đoàn viên, tài chính quý III/2026".to_owned(),
            subtitle: "Số liệu đến hết ngày 30/9/2026, theo hệ thống tổ chức hiện hành".to_owned(),
        },
        columns,
        rows: rows(),
        remarks: vec![
            "\"chưa có\": đơn vị chưa báo cáo; \"không áp dụng\": chỉ tiêu không đặt ra với đơn vị.".to_owned(),
            "Nguồn: báo cáo của công đoàn cơ sở. Phiên bản số liệu 1041.".to_owned(),
        ],
        words: Words::vietnamese(),
    }
}

fn rows() -> Vec<TableRow> {
    let row = |values: [Cell; 8]| TableRow::Cells(values.into());
    vec![
        TableRow::Group("I. Khối doanh nghiệp khu công nghiệp".to_owned()),
        row([
            Cell::Whole(1),
            "Công đoàn cơ sở Công ty TNHH Điện tử Việt Hưng, khu công nghiệp Yên Phong".into(),
            "00123".into(),
            Cell::Whole(12_345),
            Cell::Whole(9_876_543_210),
            Cell::Percent(11_200),
            Cell::Day(day(2026, 10, 5)),
            "=HYPERLINK(\"http://example.test\";\"x\")".into(),
        ]),
        row([
            Cell::Whole(2),
            "CĐCS Trường Tiểu học Suối Hoa".into(),
            "+84".into(),
            Cell::Whole(7).partial(),
            Cell::Whole(-1_500_000),
            Cell::Percent(3_333).partial(),
            Cell::Missing,
            "-".into(),
        ]),
        row([
            Cell::Whole(3),
            "CĐCS \u{1}lạ _x0041_ < & >".into(),
            "@sum".into(),
            Cell::NotApplicable,
            Cell::Whole(i64::MAX),
            Cell::Percent(-5),
            Cell::Day(day(1899, 12, 31)),
            Cell::Empty,
        ]),
        TableRow::Total(vec![
            Cell::Empty,
            "Cộng".into(),
            Cell::Empty,
            Cell::Whole(12_352).partial(),
            Cell::Whole(999_999_999_999_999),
            Cell::Percent(9_850),
            Cell::Day(day(2026, 10, 5)).partial(),
            "Hai đơn vị\nchưa báo cáo".into(),
        ]),
    ]
}

#[test]
fn values_keep_their_types() {
    let book = read_back(&xlsx(&sample(), made_on()).unwrap(), None);
    let sheet = &book["sheets"][0];
    has(sheet, "A12", json!({"value": 1, "type": "n", "format": "0"}));
    has(sheet, "C12", json!({"value": "00123", "type": "s"}));
    has(
        sheet,
        "D12",
        json!({"value": 12_345, "type": "n", "format": "#,##0", "border": "thin", "font": "Times New Roman"}),
    );
    has(sheet, "E12", json!({"value": 9_876_543_210_i64, "type": "n", "format": "#,##0", "align": "right"}));
    has(sheet, "F12", json!({"value": 1.12, "type": "n", "format": "0.00%"}));
    has(sheet, "G12", json!({"value": "2026-10-05", "type": "d", "format": "dd/mm/yyyy"}));
    has(sheet, "D13", json!({"value": 7, "type": "n", "format": "#,##0\"*\""}));
    has(sheet, "E13", json!({"value": -1_500_000, "type": "n"}));
    has(sheet, "F13", json!({"value": 0.3333, "type": "n", "format": "0.00%\"*\""}));
    has(sheet, "G13", json!({"value": "chưa có", "type": "s", "italic": true}));
    has(sheet, "D14", json!({"value": "không áp dụng", "type": "s"}));
    has(sheet, "E14", json!({"value": "9223372036854775807", "type": "s", "align": "right"}));
    has(sheet, "F14", json!({"value": -0.0005, "type": "n"}));
    has(sheet, "G14", json!({"value": "31/12/1899", "type": "s"}));
    has(sheet, "D15", json!({"value": 12_352, "bold": true}));
    has(sheet, "E15", json!({"value": 999_999_999_999_999_i64, "type": "n"}));
    has(sheet, "G15", json!({"value": "2026-10-05", "type": "d", "format": "dd/mm/yyyy\"*\""}));
    has(sheet, "H15", json!({"value": "Hai đơn vị\nchưa báo cáo", "wrap": true}));
}

#[test]
fn nothing_is_a_formula() {
    let book = read_back(&xlsx(&sample(), made_on()).unwrap(), None);
    let sheet = &book["sheets"][0];
    assert!(sheet["cells"].as_array().unwrap().iter().all(|cell| cell["type"] != "f"));
    has(sheet, "H12", json!({"value": "=HYPERLINK(\"http://example.test\";\"x\")", "type": "s", "quoted": true}));
    has(sheet, "C13", json!({"value": "+84", "type": "s", "quoted": true}));
    has(sheet, "H13", json!({"value": "-", "type": "s", "quoted": true}));
    has(sheet, "C14", json!({"value": "@sum", "type": "s", "quoted": true}));
    has(sheet, "B13", json!({"quoted": false}));
}

#[test]
fn the_heading_is_official() {
    let book = read_back(&xlsx(&sample(), made_on()).unwrap(), None);
    let sheet = &book["sheets"][0];
    has(sheet, "A1", json!({"value": "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "bold": false, "align": "center"}));
    has(sheet, "A2", json!({"value": "LIÊN ĐOÀN LAO ĐỘNG TỈNH BẮC NINH", "bold": true}));
    has(sheet, "E1", json!({"value": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold": true, "font": "Times New Roman"}));
    has(sheet, "E2", json!({"value": "Độc lập - Tự do - Hạnh phúc", "bold": true, "underline": "single"}));
    has(sheet, "E4", json!({"value": "Bắc Ninh, ngày 22 tháng 11 năm 2026", "italic": true}));
    let title = "BẢNG TỔNG HỢP SỐ LIỆU ĐOÀN VIÊN, TÀI CHÍNH QUÝ III/2026";
    has(sheet, "A6", json!({"value": title, "bold": true, "align": "center"}));
    has(sheet, "A9", json!({"value": "TT", "bold": true, "wrap": true, "border": "thin"}));
    has(sheet, "E10", json!({"value": "đồng", "italic": true}));
    has(sheet, "A11", json!({"value": "I. Khối doanh nghiệp khu công nghiệp", "bold": true}));
    has(sheet, "A17", json!({"value": "* số liệu chưa đầy đủ"}));
    for range in ["A1:D1", "A2:D2", "E1:H1", "E2:H2", "E4:H4", "A6:H6", "A7:H7", "A11:H11", "A17:H17", "A19:H19"] {
        assert!(sheet["merged"].as_array().unwrap().contains(&json!(range)), "{range} in {}", sheet["merged"]);
    }
    assert_eq!(book["sheets"].as_array().unwrap().len(), 1);
    assert_eq!(sheet["name"], "Bảng tổng hợp số liệu đoàn");
    assert_eq!(sheet["frozen"], "D11");
    assert_eq!(sheet["repeated"], "$9:$10");
    assert_eq!((&sheet["paper"], &sheet["orientation"]), (&json!(9), &json!("landscape")));
    // A width of one page is what the format means by no width at all.
    assert_eq!(sheet["fit"], json!([null, 0, true]));
    assert_eq!(book["title"], sample().heading.title);
    assert_eq!(book["created"], "2026-11-22T01:00:00");
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let (table, columns) = (sample(), sample().columns);
    assert_eq!(xlsx(&table, made_on()).unwrap(), xlsx(&table, made_on()).unwrap());
    assert_ne!(xlsx(&table, made_on()).unwrap(), xlsx(&table, made_on().plus_seconds(1)).unwrap());
    assert_eq!(csv(&table).unwrap(), csv(&table).unwrap());
    let streamed = || {
        let mut rows = XlsxRows::new(Vec::new(), "Đơn vị", &columns, &Words::vietnamese(), made_on()).unwrap();
        for row in rows_of(&table) {
            rows.push(row).unwrap();
        }
        rows.finish().unwrap()
    };
    assert_eq!(streamed(), streamed());
}

fn rows_of(table: &Table) -> impl Iterator<Item = &Vec<Cell>> {
    table.rows.iter().filter_map(|row| match row {
        TableRow::Cells(cells) | TableRow::Total(cells) => Some(cells),
        TableRow::Group(_) => None,
    })
}

#[test]
fn a_table_of_one_column_and_no_rows_still_has_its_heading() {
    let mut table = sample();
    table.columns.truncate(1);
    table.rows.clear();
    table.heading.superior.clear();
    table.heading.place_and_date.clear();
    let book = read_back(&xlsx(&table, made_on()).unwrap(), None);
    let sheet = &book["sheets"][0];
    has(sheet, "A1", json!({"value": "LIÊN ĐOÀN LAO ĐỘNG TỈNH BẮC NINH", "bold": true}));
    has(sheet, "B1", json!({"value": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}));
    has(sheet, "A8", json!({"value": "TT"}));
}

#[test]
fn a_long_export_is_streamed() {
    let columns: Vec<Column> = (0..20)
        .map(|number| match number % 4 {
            0 => Column::new(format!("Văn bản {number}"), ColumnKind::Text),
            1 => Column::new(format!("Số {number}"), ColumnKind::Number),
            2 => Column::new(format!("Ngày {number}"), ColumnKind::Day),
            _ => Column::new(format!("Tỷ lệ {number}"), ColumnKind::Percent),
        })
        .collect();
    let row = |line: i64| -> Vec<Cell> {
        (0..20)
            .map(|number| match number % 4 {
                0 => Cell::Text(format!("Đoàn viên số {line}")),
                1 => Cell::Whole(line * 1_000 + number),
                2 => Cell::Day(day(2026, 1, 1)),
                _ => Cell::Percent(line),
            })
            .collect()
    };
    let words = Words::vietnamese();
    let mut sheet = XlsxRows::new(Vec::new(), "Đoàn viên", &columns, &words, made_on()).unwrap();
    let mut text = CsvRows::new(Vec::new(), &columns, &words).unwrap();
    for line in 1..=20_000 {
        let cells = row(line);
        sheet.push(&cells).unwrap();
        text.push(&cells).unwrap();
    }
    let (sheet, text) = (sheet.finish().unwrap(), text.finish().unwrap());

    assert_eq!(String::from_utf8(text).unwrap().lines().count(), 20_001);
    let book = read_back(&sheet, Some(3));
    let sheet = &book["sheets"][0];
    assert_eq!((&sheet["rows"], &sheet["columns"]), (&json!(20_001), &json!(20)));
    assert_eq!((&sheet["frozen"], &sheet["repeated"]), (&json!("A2"), &json!("$1:$1")));
    has(sheet, "A1", json!({"value": "Văn bản 0", "bold": true, "wrap": true}));
    has(sheet, "A3", json!({"value": "Đoàn viên số 2", "type": "s"}));
    has(sheet, "B3", json!({"value": 2_001, "type": "n", "format": "#,##0"}));
    has(sheet, "C3", json!({"value": "2026-01-01", "type": "d"}));
    has(sheet, "D3", json!({"value": 0.0002, "type": "n", "format": "0.00%"}));
}
