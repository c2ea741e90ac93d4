//! Lists of members made with openpyxl: title blocks, merged headers, dates as texts, groups, totals, signatures.
//!
//! A missing `python3` or `openpyxl` fails these tests; `cargo xtask test` provides both.

use std::process::Command;

use chrono::NaiveDate;
use congdoan_model::members::Sex;
use congdoan_paper::intake::{
    Book, BookKind, Header, Precision, Raw, Reason, Row, RowKind, Sieve, Tally, Title, find_header,
    value::{Shape, as_bool, as_day, as_digits, as_sex, as_text, as_whole},
};

use crate::rows;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/intake/officers.py");

fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("python3").arg(SCRIPT).arg(folder.path()).output();
    let output = output.expect("python3 is needed to write sheets: run `cargo xtask test`");
    assert!(output.status.success(), "openpyxl cannot write: {}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn titles() -> Vec<Title> {
    vec![
        Title::new("name", &["Họ và tên", "Họ tên"]).naming(),
        Title::new("born", &["Ngày sinh", "Ngày tháng năm sinh", "Năm sinh"]),
        Title::new("sex", &["Giới tính", "Nam/Nữ", "Nữ"]),
        Title::new("identity", &["Số CCCD/CMND", "Số căn cước", "CCCD"]),
        Title::new("phone", &["Điện thoại", "Số điện thoại"]),
        Title::new("joined", &["Ngày kết nạp", "Ngày vào công đoàn"]),
        Title::new("party", &["Đảng viên"]),
    ]
}

fn sorted<'r>(rows: &'r [Row], header: &Header) -> (Vec<&'r Row>, Tally) {
    let mut sieve = Sieve::new(header);
    let data = rows.iter().filter(|row| sieve.kind(row) == RowKind::Data).collect();
    (data, sieve.tally())
}

#[test]
fn sheets_are_named_in_order_and_charts_left_out() {
    let folder = made();
    let book = Book::open(folder.path().join("members.xlsx")).unwrap();
    assert_eq!(book.kind(), BookKind::Xlsx);
    let names: Vec<(&str, bool)> = book.sheets().iter().map(|sheet| (sheet.name(), sheet.is_hidden())).collect();
    assert_eq!(names, [("PX 1", false), ("Văn phòng", false), ("Danh sách cũ", true)]);
    assert!(book.sheet("Văn phòng").is_some());
    assert!(book.sheet("văn phòng").is_none());
}

#[test]
fn a_merged_header_under_a_title_block_is_found() {
    let folder = made();
    let book = Book::open(folder.path().join("members.xlsx")).unwrap();
    let rows = rows(&book.sheets()[0]);
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!(header.rows, (5, 6));
    assert_eq!(header.ordinal, Some(0));
    assert_eq!(header.unknown, [(8, "Ghi chú".to_owned())]);
    let columns: Vec<_> = header.columns.iter().map(|one| (one.index, one.field.as_str(), one.sex)).collect();
    let expected = [
        (1, "name", None),
        (2, "born", Some(Sex::Male)),
        (3, "born", Some(Sex::Female)),
        (4, "identity", None),
        (5, "phone", None),
        (6, "joined", None),
        (7, "party", None),
    ];
    assert_eq!(columns, expected);
    assert_eq!(header.columns[2].title, "Ngày, tháng, năm sinh Nữ");

    let (data, tally) = sorted(&rows, &header);
    let names: Vec<_> = data.iter().map(|row| as_text(row.cell(1)).unwrap().unwrap()).collect();
    assert_eq!(names, ["Nguyễn Văn An", "Trần Thị Bích", "Tống Công Minh", "Lê Thị Công"]);
    let expected = Tally { data: 4, headings: 4, numbers: 1, groups: 2, totals: 1, closings: 3 };
    assert_eq!(tally, expected);
    assert_eq!(tally.skipped(), 11);
}

#[test]
fn values_are_read_as_officers_mean_them() {
    let folder = made();
    let book = Book::open(folder.path().join("members.xlsx")).unwrap();
    let rows = rows(&book.sheets()[0]);
    let header = find_header(&rows, &titles()).unwrap();
    let (data, _) = sorted(&rows, &header);
    let day = |row: &Row, field: &str| {
        let (_, raw) = header.pick(row, field)?;
        Some(
            as_day(&raw, 30).map(|day| day.map(|day| (day.first.to_string(), day.precision))).map_err(|bad| bad.reason),
        )
    };
    let some = |day: &str, precision| Some(Ok(Some((day.to_owned(), precision))));
    let born: Vec<_> = data.iter().map(|row| day(row, "born")).collect();
    let expected = [
        some("1988-03-05", Precision::Day),
        some("1990-12-01", Precision::Day),
        some("1985-01-01", Precision::Year),
        Some(Err(Reason::NoSuchDay)),
    ];
    assert_eq!(born, expected);
    let joined: Vec<_> = data.iter().map(|row| day(row, "joined")).collect();
    let expected = [
        some("2015-07-28", Precision::Day),
        some("2016-08-01", Precision::Day),
        some("2019-03-01", Precision::Month),
        None,
    ];
    assert_eq!(joined, expected);
    let sexes: Vec<_> = data.iter().map(|row| header.sex_by_column(row, "born")).collect();
    assert_eq!(sexes, [Some(Sex::Male), Some(Sex::Female), Some(Sex::Male), Some(Sex::Female)]);
    let digits = |column: usize, shape: &Shape| -> Vec<(String, usize)> {
        let read = data.iter().map(|row| as_digits(row.cell(column), shape).unwrap().unwrap());
        read.map(|digits| (digits.text, digits.restored)).collect()
    };
    let pairs = |pairs: [(&str, usize); 4]| pairs.map(|(text, zeros)| (text.to_owned(), zeros));
    let expected = [("038088001234", 0), ("001190001234", 2), ("186123456", 0), ("038191001235", 1)];
    assert_eq!(digits(4, &Shape::IDENTITY), pairs(expected));
    let expected = [("0912345678", 0), ("0912345679", 1), ("0912345680", 0), ("0912345681", 0)];
    assert_eq!(digits(5, &Shape::PHONE), pairs(expected));
    let party: Vec<_> = data.iter().map(|row| as_bool(row.cell(7)).unwrap()).collect();
    assert_eq!(party, [Some(true), None, Some(true), None]);
}

#[test]
fn a_plain_sheet_with_a_name_in_two_columns_is_read() {
    let folder = made();
    let book = Book::open(folder.path().join("members.xlsx")).unwrap();
    let rows = rows(book.sheet("Văn phòng").unwrap());
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!((header.rows, header.ordinal), ((1, 1), Some(0)));
    assert_eq!(header.unknown, [(6, "Mã số thuế".to_owned())]);
    let (data, tally) = sorted(&rows, &header);
    assert_eq!((tally.data, tally.headings), (2, 1));
    let read: Vec<_> = data
        .iter()
        .map(|row| {
            let text = |field| as_text(&header.pick(row, field).unwrap().1).unwrap().unwrap();
            let born = as_day(&header.pick(row, "born").unwrap().1, 30).unwrap().unwrap().first;
            let sex = as_sex(&header.pick(row, "sex").unwrap().1, None).unwrap().unwrap();
            (text("name"), sex, born, text("identity"))
        })
        .collect();
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let expected = [
        ("Vũ Đình Phúc".to_owned(), Sex::Male, date(1979, 1, 31), "001079000001".to_owned()),
        ("Đỗ Thị Quyên".to_owned(), Sex::Female, date(1990, 5, 7), "001182000002".to_owned()),
    ];
    assert_eq!(read, expected);
    assert_eq!(rows[1].cell(6), &Raw::Fault("#N/A".to_owned()));
    assert_eq!(as_text(rows[1].cell(6)).unwrap_err().reason, Reason::Fault);
    assert_eq!(rows[2].cell(6), &Raw::Bool(true));
    assert_eq!(rows[2].cell(7), &Raw::Text("07:45".to_owned()));
    assert_eq!(rows[2].cell(8), &Raw::Number(0.125));
}

#[test]
fn days_counted_from_1904_are_days() {
    let folder = made();
    let book = Book::open(folder.path().join("mac.xlsx")).unwrap();
    let rows = rows(&book.sheets()[0]);
    let day = NaiveDate::from_ymd_opt(1988, 3, 5).unwrap();
    assert_eq!(rows, [Row { number: 2, cells: vec![Raw::Empty, Raw::Day(day)] }]);
}

#[test]
fn two_walks_over_long_sheets_do_not_disturb_each_other() {
    let folder = made();
    let book = Book::open(folder.path().join("long.xlsx")).unwrap();
    let (first, second) = (book.sheets()[0].rows().unwrap(), book.sheets()[0].rows().unwrap());
    let other = std::thread::spawn(move || second.map(Result::unwrap).count());
    let rows: Vec<Row> = first.map(Result::unwrap).collect();
    assert_eq!(other.join().unwrap(), 3_000);
    assert_eq!(rows.len(), 3_000);
    let last = rows.last().unwrap();
    assert_eq!((last.number, as_whole(last.cell(0)).unwrap()), (3_000, Some(3_000)));
    assert_eq!(as_text(last.cell(1)).unwrap().as_deref(), Some("Đoàn viên 200"));
    assert_eq!(last.cell(2), &Raw::Day(NaiveDate::from_ymd_opt(1968, 3, 19).unwrap()));
}
