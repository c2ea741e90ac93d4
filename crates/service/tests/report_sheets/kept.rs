//! Files of the forms as offices keep them: a letter head, headings over several columns, numbers as texts, money in millions,
//! parts between the lines, signatures below. Built here as a spreadsheet program would write them.
//!
//! Not here: plain tables (`own`).

use congdoan_model::figures::Value;
use congdoan_service::reports::{ReportAsk, Said, SheetReading};
use congdoan_testkit::on_both;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::house::{FROM, House, half, numbers, own, taken};

const HEAD: u32 = 7;

/// A cell of such a file.
#[derive(Clone, Copy)]
enum Kept {
    Words(&'static str),
    Number(f64),
    Nothing,
}

use Kept::{Nothing, Number, Words};

/// A row: number, item, unit of measure, last period, this period.
type Line = (&'static str, &'static str, &'static str, Kept, Kept);

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Kept) {
    match cell {
        Words(text) => drop(sheet.write_string(row, column, text).unwrap()),
        Number(number) => drop(sheet.write_number(row, column, number).unwrap()),
        Nothing => {}
    }
}

/// The file of an office: its letter head and title above, two rows of merged headings, a row that numbers the columns, the lines, and
/// the signatures.
fn file(note: &str, measure: &str, lines: &[Line]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("BC 6 thang").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 1, "CÔNG ĐOÀN KHU CÔNG NGHIỆP", &plain).unwrap();
    sheet.merge_range(1, 0, 1, 1, "CĐCS CÔNG TY MỘT", &plain).unwrap();
    sheet.merge_range(0, 3, 0, 5, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &plain).unwrap();
    sheet.merge_range(3, 0, 3, 5, "BÁO CÁO SỐ LIỆU HOẠT ĐỘNG CÔNG ĐOÀN 6 THÁNG ĐẦU NĂM 2026", &plain).unwrap();
    sheet.merge_range(4, 0, 4, 5, note, &plain).unwrap();
    for (column, title) in [(0, "STT"), (1, "Các chỉ tiêu"), (2, measure)] {
        sheet.merge_range(HEAD - 1, column, HEAD, column, title, &plain).unwrap();
    }
    sheet.merge_range(HEAD - 1, 3, HEAD - 1, 4, "Kết quả thực hiện", &plain).unwrap();
    sheet.write_string(HEAD, 3, "Kỳ trước").unwrap();
    sheet.write_string(HEAD, 4, "Kỳ này").unwrap();
    sheet.merge_range(HEAD - 1, 5, HEAD, 5, "Ghi chú", &plain).unwrap();
    for (column, text) in ["A", "B", "C", "1", "2", "3"].into_iter().enumerate() {
        sheet.write_string(HEAD + 1, u16::try_from(column).unwrap(), text).unwrap();
    }
    let mut row = HEAD + 2;
    for (number, item, measure, before, now) in lines {
        for (column, text) in [(0, *number), (1, *item), (2, *measure)] {
            put(sheet, row, column, if text.is_empty() { Nothing } else { Words(text) });
        }
        put(sheet, row, 3, *before);
        put(sheet, row, 4, *now);
        row += 1;
    }
    sheet.merge_range(row + 1, 3, row + 1, 5, "Bắc Ninh, ngày 02 tháng 6 năm 2026", &plain).unwrap();
    sheet.merge_range(row + 2, 0, row + 2, 1, "NGƯỜI LẬP BIỂU", &plain).unwrap();
    sheet.merge_range(row + 2, 3, row + 2, 5, "TM. BAN CHẤP HÀNH\nCHỦ TỊCH", &plain).unwrap();
    sheet.write_string(row + 3, 1, "(Ký, ghi rõ họ tên)").unwrap();
    sheet.merge_range(row + 6, 3, row + 6, 5, "Nguyễn Thị Hạnh", &plain).unwrap();
    book.save_to_buffer().unwrap()
}

fn said(reading: &SheetReading) -> Vec<(&str, Said)> {
    reading.differences.iter().map(|one| (one.number.as_str(), one.theirs)).collect()
}

#[tokio::test]
async fn the_form_of_a_union_as_its_office_keeps_it_is_read_by_mapping() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let lines: &[Line] = &[
            ("I", "LAO ĐỘNG, VIỆC LÀM, ĐỜI SỐNG", "", Nothing, Nothing),
            ("1", "Tổng số lao động", "Người", Words("1.290"), Words("1.345")),
            ("", "Trong đó: nữ", "Người", Number(630.0), Words(" 645 ")),
            ("2", "Số người được bố trí chỗ ở", "Người", Nothing, Words("1 020")),
            ("3", "Số tiền nợ BHXH của doanh nghiệp", "Triệu đồng", Words("0"), Words("1.250,75")),
            ("II", "TÀI CHÍNH CÔNG ĐOÀN", "", Nothing, Nothing),
            ("4", "Quỹ tiền lương đóng kinh phí công đoàn (triệu đồng)", "", Nothing, Number(42_500.5)),
            ("5", "Số cuộc tuần hành", "Cuộc", Nothing, Words("2")),
        ];
        let content = file("(Kèm theo báo cáo số 12/BC-CĐCS)", "ĐVT", lines);
        let reading = house.read(&chair, &own(), &content).await.unwrap();
        assert!(!reading.made_here);
        let found: Vec<_> = reading.rows.iter().map(|one| (one.row.text.as_str(), one.line.as_deref())).collect();
        assert!(found.contains(&("Tổng số lao động", Some("A01"))), "{found:?}");
        assert!(found.contains(&("Số cuộc tuần hành", None)), "{found:?}");
        assert_eq!(found.len(), 6, "neither headings nor signatures: {found:?}");
        let number = Said::Number;
        assert_eq!(
            said(&reading),
            [
                ("A01", number(1345)),
                ("A02", number(645)),
                ("A13", number(1020)),
                ("A19", number(1_250_750_000)),
                ("H02", number(42_500_500_000))
            ],
            "{found:?}"
        );
        let debt = reading.differences.iter().find(|one| one.number == "A19").unwrap();
        assert_eq!((debt.measure.as_str(), debt.written.as_str()), ("Triệu đồng", "1250750000"));

        // What nobody knows is told by hand, and the mapping is kept for the next file.
        let by_hand = reading.rows.iter().map(|one| (one.row.clone(), one.line.clone().unwrap_or_default()));
        let by_hand = by_hand.map(|(row, line)| if row.number == "5" { (row, "B02".to_owned()) } else { (row, line) });
        let again = house.service.read_rows(&chair, &own(), ("bc.xlsx", "ef"), by_hand.collect()).await.unwrap();
        assert_eq!(numbers(&again), ["A01", "A02", "A13", "A19", "B02", "H02"]);
        assert_eq!(numbers(&house.read(&chair, &own(), &content).await.unwrap()), numbers(&again));
        let all = taken(&again, &[("A01", ""), ("A02", ""), ("A13", ""), ("A19", ""), ("H02", "")]);
        house.service.take_sheet(&house.now(&chair), &own(), &all, FROM).await.unwrap().unwrap();
        assert_eq!(house.value(&chair, "A19").await, Some(Value::Whole(1_250_750_000)));
        assert_eq!(numbers(&house.read(&chair, &own(), &content).await.unwrap()), ["B02"], "the rest says what stands");
    })
    .await;
}

#[tokio::test]
async fn the_form_of_an_upper_union_counts_all_its_money_in_millions() {
    on_both(async |fresh| {
        let (house, _) = House::filled(fresh).await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let above = ReportAsk { unit: "north-a", form: "2-hdcd", period: half(), receiver: None };
        let lines: &[Line] = &[
            ("A", "LAO ĐỘNG", "", Nothing, Nothing),
            ("A01", "Lao động", "", Words("1.300"), Words("1.400")),
            ("H", "TÀI CHÍNH", "", Nothing, Nothing),
            ("H10.1", "Số đơn vị nợ kinh phí", "", Nothing, Words("12")),
            ("H10.2", "Số tiền nợ", "", Nothing, Words("3,5")),
            ("H11.2", "Số tiền", "", Nothing, Number(1.125)),
            ("H11.1", "Hồ sơ miễn, giảm", "", Nothing, Words("Không áp dụng")),
        ];
        let content = file("Đơn vị tính: triệu đồng", "Mã số", lines);
        let reading = house.read(&officer, &above, &content).await.unwrap();
        let number = Said::Number;
        assert_eq!(
            said(&reading),
            [
                ("A01", number(1400)),
                ("H10.1", number(12)),
                ("H10.2", number(3_500_000)),
                ("H11.1", Said::NotApplicable),
                ("H11.2", number(1_125_000)),
            ],
            "people and units are no money; {:?}",
            reading.rows
        );
        assert!(!reading.differences[0].takes(), "the sum of the unions below is never taken from a file");
        let money = taken(&reading, &[("H10.1", ""), ("H10.2", ""), ("H11.2", "")]);
        house.service.take_sheet(&house.now(&officer), &above, &money, FROM).await.unwrap().unwrap();
        let report = house.service.report(&officer, above.unit, above.form, above.period).await.unwrap();
        let debt = report.lines().find(|line| line.line.number == "H10.2").unwrap().answer.clone().unwrap();
        assert_eq!(debt.value, Some(Value::Whole(3_500_000)));

        // What makes no whole đồng is refused in words, not rounded.
        let broken = file("ĐVT: nghìn đồng", "Mã số", &[("H10.2", "Số tiền nợ", "", Nothing, Words("0,00005"))]);
        let reading = house.read(&officer, &above, &broken).await.unwrap();
        assert!(
            reading.differences[0].fault.as_ref().unwrap().vi.contains("số đồng nguyên"),
            "{:?}",
            reading.differences
        );
    })
    .await;
}
