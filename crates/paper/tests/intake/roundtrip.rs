//! Whatever is written as a table is read back equal.

use chrono::{Days, NaiveDate};
use congdoan_model::Timestamp;
use congdoan_paper::{
    Cell, Column, ColumnKind, Words,
    intake::{
        Raw, Row,
        value::{as_whole, shown},
    },
    rows::{CsvRows, XlsxRows},
};
use proptest::prelude::*;

use crate::opened;

fn cells() -> impl Strategy<Value = Cell> {
    let day = (0_u64..60_000).prop_map(|days| {
        Cell::Day(NaiveDate::from_ymd_opt(1900, 3, 1).unwrap().checked_add_days(Days::new(days)).unwrap())
    });
    prop_oneof![
        Just(Cell::Empty),
        "[ -~àđộỹ\n\t_x<>&\"',;=+@]{0,20}".prop_map(Cell::Text),
        "_x00[0-9A-F]{2}_".prop_map(Cell::Text),
        any::<i64>().prop_map(Cell::Whole),
        (-1_000_i64..1_000).prop_map(Cell::Whole),
        day,
        (0_i64..100_000).prop_map(Cell::Percent),
    ]
}

/// A cell as it should come back from XLSX.
fn expected(cell: &Cell) -> Raw {
    match cell {
        Cell::Text(text) if !text.trim().is_empty() => Raw::Text(text.clone()),
        Cell::Whole(whole) if whole.unsigned_abs() > 999_999_999_999_999 => Raw::Text(whole.to_string()),
        #[expect(clippy::cast_precision_loss, reason = "at most 15 digits")]
        Cell::Whole(whole) => Raw::Number(*whole as f64),
        #[expect(clippy::cast_precision_loss, reason = "small")]
        Cell::Percent(hundredths) => Raw::Number(*hundredths as f64 / 10_000.0),
        Cell::Day(day) => Raw::Day(*day),
        _ => Raw::Empty,
    }
}

/// A cell as it should come back from CSV, where everything is a text.
fn flat(cell: &Cell) -> Raw {
    match cell {
        Cell::Day(day) => Raw::Text(day.to_string()),
        Cell::Percent(hundredths) => Raw::Text(format!("{}.{:02}", hundredths / 100, hundredths % 100)),
        Cell::Whole(whole) => Raw::Text(whole.to_string()),
        other => expected(other),
    }
}

fn wanted(table: &[Vec<Cell>], raw: impl Fn(&Cell) -> Raw) -> Vec<Row> {
    let row = |(index, cells): (usize, &Vec<Cell>)| {
        let mut cells: Vec<Raw> = cells.iter().map(&raw).collect();
        while cells.last() == Some(&Raw::Empty) {
            cells.pop();
        }
        Row { number: u32::try_from(index).unwrap() + 2, cells }
    };
    table.iter().enumerate().map(row).filter(|row| !row.cells.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn tables_come_back_equal(table in prop::collection::vec(prop::collection::vec(cells(), 5), 0..12)) {
        let columns: Vec<Column> = (1..=5).map(|number| Column::new(format!("Cột {number}"), ColumnKind::Number)).collect();
        let words = Words::vietnamese();
        let moment = Timestamp::from_micros(0);
        let mut sheet = XlsxRows::new(Vec::new(), "Bảng", &columns, &words, moment).unwrap();
        let mut text = CsvRows::new(Vec::new(), &columns, &words).unwrap();
        for row in &table {
            sheet.push(row).unwrap();
            text.push(row).unwrap();
        }
        let read = opened(&sheet.finish().unwrap()).unwrap().remove(0);
        prop_assert_eq!(shown(read[0].cell(4)), "Cột 5");
        prop_assert_eq!(&read[1..], wanted(&table, expected));
        let read = opened(&text.finish().unwrap()).unwrap().remove(0);
        prop_assert_eq!(&read[1..], wanted(&table, flat));
    }

    #[test]
    fn whole_numbers_come_back_as_whole_numbers(whole in any::<i64>()) {
        let raw = expected(&Cell::Whole(whole));
        prop_assert_eq!(as_whole(&raw).unwrap(), Some(whole));
        prop_assert_eq!(shown(&raw), whole.to_string());
    }
}
