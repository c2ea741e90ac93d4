//! A form made here, out and back.
//!
//! Not here: what does not apply (`absent`), files made elsewhere (`own`).

use std::io::Cursor;

use congdoan_model::{Clock as _, Month, access::Caller, figures::Value, reports::ReportDeed};
use congdoan_service::{
    Error,
    figures::Declaration,
    reports::{LineEntry, ReportAsk, ReportAsked, Said, SheetReading, TypedLine},
};
use congdoan_testkit::on_both;

use crate::{
    house::{FROM, House, edited, numbers, own, taken, typed},
    own::table,
};

#[tokio::test]
async fn three_edited_cells_are_three_differences_taken_in_part_and_taken_back() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let sheet = house.sheet(&chair, &own()).await;
        let untouched = house.read(&chair, &own(), &sheet).await.unwrap();
        assert!(untouched.made_here && untouched.differences.is_empty(), "{:?}", untouched.differences);

        let back =
            edited(&sheet, &[("D", "A01", "1400"), ("D", "A13", "0"), ("D", "D05", "3"), ("E", "D05", "Ghi sót")]);
        let reading = house.read(&chair, &own(), &back).await.unwrap();
        assert_eq!(numbers(&reading), ["A01", "A13", "D05"]);
        let [first, second, third] = &reading.differences[..] else { panic!("three") };
        assert_eq!(
            (first.ours, first.theirs, &first.entry),
            (Said::Number(1320), Said::Number(1400), &LineEntry::Declared)
        );
        assert_eq!((second.ours, second.theirs), (Said::Nothing, Said::Number(0)), "zero is not missing");
        assert_eq!((&third.entry, third.reason.as_str()), (&LineEntry::Recorded, "Ghi sót"));
        assert!(reading.differences.iter().all(|one| one.is_plain()));
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1320)), "reading writes nothing");

        // Two of three are taken; a line records feed needs its reason, and without it nothing is written.
        let without = taken(&reading, &[("A01", ""), ("D05", "")]);
        let refused = house.service.take_sheet(&house.now(&chair), &own(), &without, FROM).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1320)));
        let two = taken(&reading, &[("A01", ""), ("D05", "Ghi sót")]);
        let batch = house.service.take_sheet(&house.now(&chair), &own(), &two, FROM).await.unwrap().unwrap();
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1400)));
        assert_eq!(house.value(&chair, "D05").await, Some(Value::Whole(3)));
        assert_eq!(house.value(&chair, "A13").await, None, "what was not chosen stays");
        let batches = house.service.sheets_of(&chair, &own()).await.unwrap();
        assert_eq!((batches.len(), batches[0].id, batches[0].changed), (1, batch, 2));

        // Shown before and changed since: refused, told by line.
        let stale = house.service.take_sheet(&house.now(&chair), &own(), &two, FROM).await;
        assert!(matches!(stale, Err(Error::Invalid(_))), "{stale:?}");

        // Taken back: what stood before counts again, once.
        house.service.undo_import(&house.now(&chair), batch).await.unwrap();
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1320)));
        assert_eq!(house.value(&chair, "D05").await, Some(Value::Whole(1)));
        assert!(matches!(house.service.undo_import(&house.now(&chair), batch).await, Err(Error::Refused(_))));
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_built_upon_is_not_taken_back() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let sheet = house.sheet(&chair, &own()).await;
        let reading = house.read(&chair, &own(), &edited(&sheet, &[("D", "A01", "1400")])).await.unwrap();
        let one = taken(&reading, &[("A01", "")]);
        let batch = house.service.take_sheet(&house.now(&chair), &own(), &one, FROM).await.unwrap().unwrap();
        let again = TypedLine { number: "A01".to_owned(), value: "1500".to_owned(), reason: String::new() };
        house.service.fill_report(&house.now(&chair), &own(), &[again], None).await.unwrap();
        let refused = house.service.undo_import(&house.now(&chair), batch).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        assert_eq!(house.value(&chair, "A01").await, Some(Value::Whole(1500)));

        // Changed here while the file was away: told, and not chosen beforehand.
        let reading = house.read(&chair, &own(), &edited(&sheet, &[("D", "A01", "1410")])).await.unwrap();
        assert_eq!(numbers(&reading), ["A01"]);
        assert!(reading.differences[0].changed_here && !reading.differences[0].is_plain());

        // Sent, nothing is taken in or back, and the sheet that goes out is locked.
        let one =
            taken(&house.read(&chair, &own(), &edited(&sheet, &[("D", "A02", "9")])).await.unwrap(), &[("A02", "")]);
        let batch = house.service.take_sheet(&house.now(&chair), &own(), &one, FROM).await.unwrap().unwrap();
        house.service.do_report(&house.now(&chair), &own(), ReportAsked::new(ReportDeed::Send), None).await.unwrap();
        assert!(matches!(house.service.undo_import(&house.now(&chair), batch).await, Err(Error::Refused(_))));
        let locked = house.sheet(&chair, &own()).await;
        let mut archive = zip::ZipArchive::new(Cursor::new(&locked)).unwrap();
        let text = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        assert!(!text.contains("<dataValidation "), "nothing may be typed");
    })
    .await;
}

#[tokio::test]
async fn damaged_foreign_and_altered_files_are_refused_in_words() {
    on_both(async |fresh| {
        let (house, chair) = House::filled(fresh).await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let sheet = house.sheet(&chair, &own()).await;
        let said = |result: Result<SheetReading, Error>| match result {
            Err(Error::Refused(said)) => said.vi,
            other => panic!("{:?}", other.map(|reading| reading.differences)),
        };
        // Of another period, another unit: named.
        let year = ReportAsk { period: "2024-12-01/2025-11-30".parse().unwrap(), ..own() };
        assert!(said(house.read(&chair, &year, &sheet).await).contains("2025-12-01/2026-05-31"));
        let other = ReportAsk { unit: "north-two", ..own() };
        assert!(said(house.read(&specialist, &other, &sheet).await).contains("north-one"));
        // Cut short, no sheet at all, a hidden sheet somebody changed, a sheet about something else.
        said(house.read(&chair, &own(), &sheet[..sheet.len() / 2]).await);
        said(house.read(&chair, &own(), b"\x89PNG\r\n\x1a\nnothing").await);
        let forged = typed(&sheet, "xl/worksheets/sheet2.xml", &[("D8".to_owned(), "77".to_owned())]);
        assert!(said(house.read(&chair, &own(), &forged).await).contains("Trang ẩn"));
        let table = table(&[("1", "Ăn trưa", 3), ("2", "Gửi xe", 4)]);
        said(house.read(&chair, &own(), &table).await);

        // What is worked out is told and never taken, whoever unlocked the sheet.
        let back = edited(&sheet, &[("D", "A16", "0.5")]);
        let reading = house.read(&chair, &own(), &back).await.unwrap();
        assert_eq!(numbers(&reading), ["A16"]);
        assert!(!reading.differences[0].takes());
        let forced = house.service.take_sheet(&house.now(&chair), &own(), &taken(&reading, &[("A16", "")]), FROM).await;
        assert!(matches!(forced, Err(Error::Invalid(_))), "{forced:?}");
    })
    .await;
}

#[tokio::test]
async fn whatever_was_declared_comes_back_without_a_difference() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let pack = house.service.pack();
        // Any mixture of lines and numbers, from nothing to the largest a sheet holds, leaves and returns the same.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for round in 0..6 {
            let report = house.service.report(&chair, own().unit, own().form, own().period).await.unwrap();
            for line in report.lines() {
                let declared = matches!(house.service.entry_of(&report.unit, line, false), LineEntry::Declared);
                if !declared || next() % 3 != 0 || pack.indicator(&line.line.indicator).is_none() {
                    continue;
                }
                let value = i64::try_from(next() >> (24 + next() % 40)).unwrap() % 999_999_999_999;
                let month = Month::of(if next() % 2 == 0 { "2026-05-01" } else { "2026-02-01" }.parse().unwrap());
                let one = Declaration { unit: "north-one", indicator: &line.line.indicator, month, value };
                house.service.declare(&house.now(&Caller::system(house.clock.now())), &one).await.unwrap();
            }
            if round == 0 {
                house.class(&chair, "2026-04-01").await;
            }
            let above = ReportAsk { unit: "north", form: "2-hdcd", ..own() };
            for (who, ask) in [(&chair, own()), (&specialist, above)] {
                let sheet = house.sheet(who, &ask).await;
                let reading = house.read(who, &ask, &sheet).await.unwrap();
                assert!(reading.differences.is_empty(), "round {round}: {:?}", reading.differences);
                assert!(reading.same > 100, "{}", reading.same);
            }
        }
    })
    .await;
}
