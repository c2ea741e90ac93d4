//! Earlier years out of old files, and totals kept elsewhere beside ours.
//!
//! Not here: the file of one report (`round`, `own`).

use congdoan_model::{Period, figures::Value, names::Language};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow, Words, xlsx};
use congdoan_service::{
    Error,
    members::ImportOptions,
    reports::{ReportAsk, SheetFile, TypedLine},
};
use congdoan_testkit::on_both;

use crate::house::{House, half, own};

/// A sheet of any columns, as officers consolidate.
fn wide(head: &[&str], rows: &[(&str, &[i64])]) -> Vec<u8> {
    let rows = rows.iter().map(|(name, values)| {
        let values = values.iter().map(|value| if *value < 0 { Cell::Empty } else { Cell::Whole(*value) });
        TableRow::Cells(std::iter::once(Cell::from(*name)).chain(values).collect())
    });
    let kind = |at: usize| if at == 0 { ColumnKind::Text } else { ColumnKind::Number };
    let table = Table {
        heading: Heading { title: "Biểu tổng hợp".to_owned(), ..Heading::default() },
        columns: head.iter().enumerate().map(|(at, name)| Column::new(*name, kind(at))).collect(),
        rows: rows.collect(),
        remarks: Vec::new(),
        words: Words::vietnamese(),
    };
    xlsx(&table, congdoan_model::Timestamp::from_micros(0)).unwrap()
}

fn year(text: &str) -> Period {
    text.parse().unwrap()
}

#[tokio::test]
async fn earlier_years_come_in_from_old_files_and_can_be_taken_back() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        house.class(&specialist, "2025-03-02").await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nam-2024.xlsx");
        let head = ["Mã đơn vị", "A01", "A02", "D05", "B20", "Số người lạ"];
        std::fs::write(&path, wide(&head, &[("north-one", &[300, 120, 4, 2, 1]), ("north-two", &[80, -1, 0, -1, 2])]))
            .unwrap();
        let period = year("2023-12-01/2024-11-30");
        let options = |period: Period, dry_run: bool| ImportOptions {
            dry_run,
            form: Some("1-hdcd".to_owned()),
            period: Some(period),
            ..ImportOptions::default()
        };
        let value = async |unit: &str, number: &str, period: Period| {
            let report = house.service.report(&specialist, unit, "1-hdcd", period).await.unwrap();
            report.lines().find(|line| line.line.number == number).unwrap().answer.as_ref().unwrap().value
        };
        // A test run tells and writes nothing.
        let dry = house.service.import_forms(&house.now(&specialist), &path, &options(period, true)).await.unwrap();
        assert_eq!((dry.created, dry.changed, dry.refused, dry.batch), (6, 0, 0, None), "{:?}", dry.refusals);
        assert_eq!(value("north-one", "A01", period).await, None);
        // Taken in: declared lines as declared, what a register feeds as an adjustment with the file as its reason.
        let done = house.service.import_forms(&house.now(&specialist), &path, &options(period, false)).await.unwrap();
        assert_eq!(value("north-one", "A01", period).await, Some(Value::Whole(300)));
        assert_eq!(value("north-two", "A02", period).await, None, "empty is not zero");
        assert_eq!(value("north-one", "D05", period).await, Some(Value::Whole(4)));
        assert_eq!(value("north-two", "D05", period).await, Some(Value::Whole(0)));
        // What stood at the end of that year is said of that year alone.
        assert_eq!(value("north-one", "B20", period).await, Some(Value::Whole(2)));
        assert_eq!(value("north-one", "B20", year("2025")).await, None);
        let again = house.service.import_forms(&house.now(&specialist), &path, &options(period, true)).await.unwrap();
        assert_eq!((again.created, again.unchanged), (0, 6), "{:?}", again.refusals);
        // From the first record on, the records say it: the whole file waits until that line is left out.
        let later = year("2024-12-01/2025-11-30");
        let refused = house.service.import_forms(&house.now(&specialist), &path, &options(later, false)).await.unwrap();
        assert!(refused.taken_back && refused.refused == 1, "{:?}", refused.refusals);
        assert!(refused.refusals[0].reason.vi.contains("02/03/2025"), "{:?}", refused.refusals);
        assert_eq!(value("north-one", "A01", later).await, None);
        // A period that runs is no earlier one; a line added up from below is never loaded.
        let running = house.service.import_forms(&specialist, &path, &options(year("2026"), true)).await;
        assert!(matches!(running, Err(Error::Refused(_))));
        std::fs::write(&path, wide(&["Đơn vị", "A01", "A02"], &[("north-a", &[380, 1])])).unwrap();
        let above = house.service.import_forms(&specialist, &path, &options(period, true)).await.unwrap();
        assert_eq!((above.created, above.refused), (0, 2));
        // Taken back as a whole.
        house.service.undo_import(&house.now(&specialist), done.batch.unwrap()).await.unwrap();
        assert_eq!(value("north-one", "A01", period).await, None);
        assert_eq!(value("north-one", "D05", period).await, None);
        assert!(house.service.verify().await.unwrap().differences.is_empty());
        // A line nobody knows is chosen by hand.
        std::fs::write(&path, wide(&head, &[("north-one", &[300, 120, 4, 2, 1])])).unwrap();
        let found = house.service.columns_of(&specialist, "forms:1-hdcd", &path, &options(period, true)).await.unwrap();
        let unknown = found.iter().find(|column| column.title == "Số người lạ").unwrap();
        assert_eq!(unknown.field, None);
        let chosen = ImportOptions {
            columns: vec![("Số người lạ".to_owned(), "A14".to_owned())],
            ..options(period, true)
        };
        let dry = house.service.import_forms(&specialist, &path, &chosen).await.unwrap();
        assert_eq!(dry.created, 5);
    })
    .await;
}

#[tokio::test]
async fn their_totals_stand_beside_ours_until_each_difference_is_explained() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let ask = ReportAsk { unit: "north", form: "2-hdcd", period: half(), receiver: None };
        assert!(house.service.parallel(&specialist, &ask).await.unwrap().kept.is_none());
        let lines = |values: [[i64; 2]; 3]| {
            wide(
                &["Tên đơn vị", "A01", "A02"],
                &[("north-one", &values[0]), ("north-two", &values[1]), ("Tổng cộng", &values[2])],
            )
        };
        let content = lines([[1320, 640], [80, -1], [1400, 640]]);
        let file = SheetFile { name: "tong-hop.xlsx", content: &content };
        let denied = house.service.keep_parallel(&house.now(&chair), &ask, file).await;
        assert!(matches!(denied, Err(Error::NotFound(_) | Error::Denied(_))), "{denied:?}");
        let (kept, unread) = house.service.keep_parallel(&house.now(&specialist), &ask, file).await.unwrap();
        assert_eq!((kept, unread.len()), (5, 0), "{unread:?}");
        let found = house.service.parallel(&specialist, &ask).await.unwrap();
        let told: Vec<_> = found
            .cells
            .iter()
            .map(|cell| (cell.unit.code.as_str(), cell.number.as_str(), cell.ours, cell.theirs))
            .collect();
        assert_eq!(told, [("north", "A01", Some(1320), 1400), ("north-two", "A01", None, 80)]);
        assert_eq!((found.same, found.open(), found.cells[0].difference()), (3, 2, -80));

        // Explained of these two numbers; never a figure of ours.
        let explain = async |ours, theirs, words: &str| {
            let caller = house.now(&specialist);
            house.service.explain_parallel(&caller, &ask, ("north", "A01"), ((ours, theirs), words)).await
        };
        assert!(matches!(explain(Some(1320), 1400, " ").await, Err(Error::Invalid(_))));
        assert!(matches!(explain(Some(1), 1400, "Sai").await, Err(Error::Stale)));
        explain(Some(1320), 1400, "north-two chưa khai trên hệ thống").await.unwrap();
        let found = house.service.parallel(&specialist, &ask).await.unwrap();
        assert_eq!(
            (found.open(), found.cells[0].note.as_ref().unwrap().words.as_str()),
            (1, "north-two chưa khai trên hệ thống")
        );

        // Ours changes: open again, and told that it was explained before. Back at the same two numbers it holds again.
        let fill = async |value: &str| {
            let line = TypedLine { number: "A01".to_owned(), value: value.to_owned(), reason: String::new() };
            house.service.fill_report(&house.now(&chair), &own(), &[line], None).await.unwrap();
        };
        fill("1321").await;
        let found = house.service.parallel(&specialist, &ask).await.unwrap();
        assert_eq!((found.open(), found.cells[0].outdated), (3, true));
        fill("1320").await;
        assert_eq!(house.service.parallel(&specialist, &ask).await.unwrap().open(), 1);

        // A new file takes the place of the former; lines by units are read alike.
        let content =
            wide(&["Nội dung", "north-one", "north-two"], &[("Tổng số lao động", &[1, 2]), ("A02", &[640, 0])]);
        let file = SheetFile { name: "moi.xlsx", content: &content };
        house.service.keep_parallel(&house.now(&specialist), &ask, file).await.unwrap();
        let found = house.service.parallel(&specialist, &ask).await.unwrap();
        assert_eq!(found.kept.as_ref().unwrap().file_name, "moi.xlsx");
        assert!(found.same + found.cells.len() >= 2, "{:?}", found.cells);

        // Money in millions is held against ours in đồng.
        let content = wide(&["Tên đơn vị", "H02 (triệu đồng)", "A01"], &[("north-one", &[42, 1320])]);
        let file = SheetFile { name: "trieu.xlsx", content: &content };
        house.service.keep_parallel(&house.now(&specialist), &ask, file).await.unwrap();
        let found = house.service.parallel(&specialist, &ask).await.unwrap();
        let told: Vec<_> = found.cells.iter().map(|cell| (cell.number.as_str(), cell.theirs)).collect();
        assert_eq!((told, found.same), (vec![("H02", 42_000_000)], 1));
        let table = house.service.parallel_paper(&specialist, &found, Language::Vi).await.unwrap();
        assert_eq!(table.rows.len(), found.cells.len());
    })
    .await;
}
