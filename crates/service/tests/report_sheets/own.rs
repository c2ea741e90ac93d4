//! Files officers keep themselves: other headings, other columns, words of their own.
//!
//! Not here: files of several units (`totals`).

use congdoan_model::figures::Value;
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow, Words, xlsx};
use congdoan_testkit::on_both;

use crate::house::{FROM, House, numbers, own, taken};

/// A sheet as an officer keeps one: number, item, value under headings of their own.
pub(crate) fn table(rows: &[(&str, &str, i64)]) -> Vec<u8> {
    written(rows.iter().map(|(number, item, value)| (*number, *item, Cell::Whole(*value))))
}

/// The same with values as words.
pub(crate) fn sheet_of(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    written(rows.iter().map(|(number, item, value)| (*number, *item, Cell::from(*value))))
}

fn written<'r>(rows: impl Iterator<Item = (&'r str, &'r str, Cell)>) -> Vec<u8> {
    let text = |text: &str| Cell::from(text);
    let rows = rows.map(|(number, item, value)| {
        TableRow::Cells(vec![text(number), text(item), text("người"), value, Cell::Empty])
    });
    let column = |name: &str, kind: ColumnKind| Column::new(name, kind);
    let table = Table {
        heading: Heading {
            title: "Báo cáo số liệu".to_owned(), issuer: "CĐCS".to_owned(), ..Heading::default()
        },
        columns: vec![
            column("TT", ColumnKind::Text),
            column("Nội dung", ColumnKind::Text),
            column("ĐVT", ColumnKind::Text),
            column("Số lượng", ColumnKind::Number),
            column("Ghi chú", ColumnKind::Text),
        ],
        rows: rows.collect(),
        remarks: vec!["Người lập biểu".to_owned()],
        words: Words::vietnamese(),
    };
    xlsx(&table, congdoan_model::Timestamp::from_micros(0)).unwrap()
}

#[tokio::test]
async fn officers_own_files_are_read_by_number_by_words_and_by_what_was_chosen() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let pack = house.service.pack();
        let name = |id: &str| pack.indicator(id).unwrap().name.vi.clone();
        let own_file = table(&[
            ("1", &name("labour.housed"), 55),
            ("a02", "Nữ", 641),
            ("3", &name("labour.workers"), 1320),
            ("4", "Số người nghỉ ốm trong kỳ", 7),
        ]);
        let reading = house.read(&chair, &own(), &own_file).await.unwrap();
        assert!(!reading.made_here);
        let lines: Vec<_> = reading.rows.iter().map(|one| (one.row.number.as_str(), one.line.as_deref())).collect();
        assert_eq!(lines, [("1", Some("A13")), ("a02", Some("A02")), ("3", Some("A01")), ("4", None)]);
        assert_eq!(numbers(&reading), ["A02", "A13"], "A01 says what stands");
        assert_eq!(reading.rows[0].likeness, 100);

        // Corrected by hand, it is kept for the unit and found again next time.
        let rows = reading.rows.iter().map(|one| (one.row.clone(), one.line.clone().unwrap_or_default()));
        let rows = rows.map(|(row, line)| if row.number == "4" { (row, "A14".to_owned()) } else { (row, line) });
        let rows: Vec<_> = rows.collect();
        let again = house.service.read_rows(&chair, &own(), ("cu.xlsx", "cd"), rows).await.unwrap();
        assert_eq!(numbers(&again), ["A02", "A13", "A14"]);
        let next = house.read(&chair, &own(), &own_file).await.unwrap();
        assert_eq!(numbers(&next), ["A02", "A13", "A14"]);
        assert!(next.rows.iter().all(|one| one.chosen));
        let all = taken(&next, &[("A02", ""), ("A13", ""), ("A14", "")]);
        house.service.take_sheet(&house.now(&chair), &own(), &all, FROM).await.unwrap().unwrap();
        assert_eq!(house.value(&chair, "A14").await, Some(Value::Whole(7)));
    })
    .await;
}
