//! "Not applicable" in a file: out in words, back however it is spelt, taken in part and taken back as a number is.
//!
//! Not here: what a line that does not apply adds up to (`report_cycle`).

use std::io::Cursor;

use congdoan_model::{
    figures::{NOT_APPLICABLE, State, Value},
    names::Language,
};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow, Words, xlsx};
use congdoan_service::{
    Error,
    members::ImportOptions,
    reports::{ReportAsk, Said, TypedLine},
};
use congdoan_testkit::on_both;

use crate::{
    house::{FROM, House, edited, numbers, own, taken},
    own::sheet_of,
};

fn line(number: &str, value: &str) -> TypedLine {
    TypedLine { number: number.to_owned(), value: value.to_owned(), reason: String::new() }
}

#[tokio::test]
async fn what_does_not_apply_goes_out_in_words_and_is_a_difference_when_it_comes_back() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        house.service.fill_report(&house.now(&chair), &own(), &[line("A14", NOT_APPLICABLE)], None).await.unwrap();
        let sheet = house.sheet(&chair, &own()).await;
        let mut archive = zip::ZipArchive::new(Cursor::new(&sheet)).unwrap();
        let words = std::io::read_to_string(archive.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
        assert!(words.contains("<t>không áp dụng</t>"), "the cell of A14 says so");
        let untouched = house.read(&chair, &own(), &sheet).await.unwrap();
        assert!(untouched.differences.is_empty(), "{:?}", untouched.differences);

        // A number becomes none, nothing becomes none, none becomes a number, and none is emptied.
        let back = edited(
            &sheet,
            &[("D", "A01", "KHONG  AP DUNG"), ("D", "A13", "kađ"), ("D", "A14", "0"), ("D", "A15", "n/a")],
        );
        let reading = house.read(&chair, &own(), &back).await.unwrap();
        assert_eq!(numbers(&reading), ["A01", "A13", "A14", "A15"]);
        let said: Vec<(Said, Said)> = reading.differences.iter().map(|one| (one.ours, one.theirs)).collect();
        let (none, number) = (Said::NotApplicable, Said::Number);
        assert_eq!(
            said,
            [(number(1320), none), (Said::Nothing, none), (none, number(0)), (number(1200), none)],
            "zero, nothing and not applicable are three things"
        );
        assert!(reading.differences.iter().all(|one| one.is_plain()));
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1320)), "reading writes nothing");

        // Two of four are taken, and taken back.
        let two = taken(&reading, &[("A13", ""), ("A14", "")]);
        let batch = house.service.take_sheet(&house.now(&chair), &own(), &two, FROM).await.unwrap().unwrap();
        assert_eq!(house.state(&chair, "A13").await, (State::NotApplicable, None));
        assert_eq!(house.state(&chair, "A14").await, (State::Reported, Some(Value::Whole(0))));
        assert_eq!(house.state(&chair, "A01").await, (State::Reported, Some(Value::Whole(1320))), "not chosen");
        let stale = house.service.take_sheet(&house.now(&chair), &own(), &two, FROM).await;
        assert!(matches!(stale, Err(Error::Invalid(_))), "none and nothing are told apart: {stale:?}");
        house.service.undo_import(&house.now(&chair), batch).await.unwrap();
        assert_eq!(house.state(&chair, "A13").await, (State::Missing, None));
        assert_eq!(house.state(&chair, "A14").await, (State::NotApplicable, None));

        // An emptied cell takes it back; a file made before tells that it changed here.
        let emptied = house.read(&chair, &own(), &edited(&sheet, &[("D", "A14", "")])).await.unwrap();
        assert_eq!(numbers(&emptied), ["A14"]);
        assert_eq!((emptied.differences[0].ours, emptied.differences[0].theirs), (none, Said::Nothing));
        let one = taken(&emptied, &[("A14", "")]);
        house.service.take_sheet(&house.now(&chair), &own(), &one, FROM).await.unwrap().unwrap();
        assert_eq!(house.state(&chair, "A14").await, (State::Missing, None));
        let older = house.read(&chair, &own(), &sheet).await.unwrap();
        assert_eq!(numbers(&older), ["A14"]);
        assert!(older.differences[0].changed_here && !older.differences[0].is_plain());
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_records_feed_and_what_is_worked_out_always_applies() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let sheet = house.sheet(&chair, &own()).await;
        let back = edited(&sheet, &[("D", "D05", "không áp dụng"), ("D", "A16", "không áp dụng")]);
        let reading = house.read(&chair, &own(), &back).await.unwrap();
        assert_eq!(numbers(&reading), ["A16", "D05"]);
        assert!(reading.differences.iter().all(|one| !one.takes()), "{:?}", reading.differences);
        let forced = taken(&reading, &[("D05", "Ghi sót")]);
        let forced = house.service.take_sheet(&house.now(&chair), &own(), &forced, FROM).await;
        assert!(matches!(forced, Err(Error::Invalid(_))), "{forced:?}");
        assert_eq!(house.value(&chair, "D05").await, Some(Value::Whole(1)));

        // A formula that failed is no answer.
        let failed = house.read(&chair, &own(), &edited(&sheet, &[("D", "A01", "#N/A")])).await.unwrap();
        assert!(!failed.differences[0].takes(), "{:?}", failed.differences);
    })
    .await;
}

#[tokio::test]
async fn an_own_file_and_an_old_file_may_say_it_too() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let file = sheet_of(&[("A01", "Tổng số lao động", "Không áp dụng"), ("A13", "Ở nhà trọ", "-")]);
        let reading = house.read(&chair, &own(), &file).await.unwrap();
        assert_eq!(numbers(&reading), ["A01"], "a dash says nothing");
        assert_eq!(reading.differences[0].theirs, Said::NotApplicable);

        // A table of earlier years: none is an answer, zero in its place another.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nam-2024.xlsx");
        let bring = async |value: &str| {
            let table = Table {
                heading: Heading { title: "Biểu tổng hợp".to_owned(), ..Heading::default() },
                columns: ["Mã đơn vị", "A13", "D05"].map(|name| Column::new(name, ColumnKind::Text)).to_vec(),
                rows: vec![TableRow::Cells(["north-one", value, "không áp dụng"].map(Cell::from).to_vec())],
                remarks: Vec::new(),
                words: Words::vietnamese(),
            };
            std::fs::write(&path, xlsx(&table, congdoan_model::Timestamp::from_micros(0)).unwrap()).unwrap();
            let options = ImportOptions {
                form: Some("1-hdcd".to_owned()),
                period: Some("2023-12-01/2024-11-30".parse().unwrap()),
                ..ImportOptions::default()
            };
            house.service.import_forms(&house.now(&specialist), &path, &options).await.unwrap()
        };
        let state = async || {
            let ask = ReportAsk { period: "2023-12-01/2024-11-30".parse().unwrap(), ..own() };
            let report = house.service.report(&specialist, ask.unit, ask.form, ask.period).await.unwrap();
            report.lines().find(|line| line.line.number == "A13").unwrap().answer.as_ref().unwrap().state
        };
        let first = bring("không áp dụng").await;
        assert_eq!((first.created, first.changed, first.refused), (1, 0, 0), "{first:?}");
        assert_eq!(state().await, State::NotApplicable);
        let again = bring("KAD").await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 1), "{again:?}");
        let zero = bring("0").await;
        assert_eq!((zero.changed, zero.unchanged), (1, 0), "{zero:?}");
        assert_eq!(state().await, State::Reported);
        house.service.undo_import(&house.now(&specialist), zero.batch.unwrap()).await.unwrap();
        assert_eq!(state().await, State::NotApplicable);
        assert!(house.service.verify().await.unwrap().differences.is_empty());
        // What the English sheet says is read as well.
        house.service.fill_report(&house.now(&chair), &own(), &[line("A14", NOT_APPLICABLE)], None).await.unwrap();
        let english = house.service.report_sheet(&house.now(&chair), &own(), Language::En).await.unwrap();
        assert!(house.read(&chair, &own(), &english).await.unwrap().differences.is_empty());
    })
    .await;
}
