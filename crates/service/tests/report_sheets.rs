//! Forms as Excel files on both engines: out filled and protected, back cell by cell, taken in part by part, taken back; files of
//! the officers' own; earlier years; totals kept elsewhere.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
    sync::Arc,
};

use congdoan_model::{
    Clock as _, Ids, Month, Period, UnitId, access::Caller, figures::Value, names::Language, registers::Fields,
    reports::ReportDeed,
};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow, Words, xlsx};
use congdoan_service::{
    Error, Service,
    figures::Declaration,
    members::ImportOptions,
    registers::NewRecord,
    reports::{LineEntry, ReportAsk, ReportAsked, SheetFile, SheetReading, SheetTaken, TakenFrom, TypedLine},
};
use congdoan_testkit::{FixedClock, Fresh, federation, ids, keyring, on_both, people};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

fn half() -> Period {
    "2025-12-01/2026-05-31".parse().unwrap()
}

fn own() -> ReportAsk<'static> {
    ReportAsk { unit: "north-one", form: "1-hdcd", period: half(), receiver: None }
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 6, 3);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, ids, fresh, units }
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = Caller::system(self.clock.now());
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    fn now(&self, caller: &Caller) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn class(&self, caller: &Caller, day: &str) {
        let fields = Fields::from([("topic".to_owned(), "An toàn".into()), ("attendees".to_owned(), 20.into())]);
        let new = NewRecord {
            register: "training",
            unit: "north-one",
            occurred_on: day.parse().unwrap(),
            fields,
            files: vec![],
        };
        self.service.record(&self.now(caller), new, None).await.unwrap();
    }

    /// A unit with declared lines, one of them a share, and a line that records give.
    async fn filled(fresh: Fresh) -> (Self, Caller) {
        let house = Self::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        house.class(&chair, "2026-03-02").await;
        let lines = [("A01", "1320"), ("A02", "640"), ("A15", "1200"), ("A17", "1000")];
        let lines = lines.map(|(number, value)| TypedLine {
            number: number.to_owned(),
            value: value.to_owned(),
            reason: String::new(),
        });
        house.service.fill_report(&house.now(&chair), &own(), &lines, None).await.unwrap();
        (house, chair)
    }

    async fn sheet(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Vec<u8> {
        self.service.report_sheet(&self.now(caller), ask, Language::Vi).await.unwrap()
    }

    async fn read(&self, caller: &Caller, ask: &ReportAsk<'_>, content: &[u8]) -> Result<SheetReading, Error> {
        self.service.read_sheet(&self.now(caller), ask, SheetFile { name: "bieu.xlsx", content }).await
    }

    async fn value(&self, caller: &Caller, number: &str) -> Option<Value> {
        let report = self.service.report(caller, own().unit, own().form, own().period).await.unwrap();
        report.lines().find(|line| line.line.number == number).unwrap().answer.as_ref().unwrap().value
    }
}

/// The place of the value of a line in a sheet made here.
fn place(reading: &[u8], number: &str) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bieu.xlsx");
    std::fs::write(&path, reading).unwrap();
    let book = congdoan_paper::intake::Book::open(&path).unwrap();
    let rows = book.sheets()[0].rows().unwrap().map(Result::unwrap);
    let is_line = |row: &congdoan_paper::intake::Row| congdoan_paper::intake::value::shown(row.cell(0)) == number;
    rows.into_iter().find(is_line).unwrap().number
}

/// Types into cells of a file as a spreadsheet would.
fn typed(bytes: &[u8], part: &str, cells: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name == part {
            let mut text = String::from_utf8(content).unwrap();
            for (cell, value) in cells {
                let (before, rest) = text.split_once(&format!("<c r=\"{cell}\"")).unwrap();
                let (head, tail) = rest.split_once('>').unwrap();
                let after = if head.ends_with('/') { tail } else { tail.split_once("</c>").unwrap().1 };
                let style = head.split("s=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
                let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
                let new = if value.is_empty() {
                    format!("<c r=\"{cell}\"{style}/>")
                } else if value.parse::<f64>().is_ok() {
                    format!("<c r=\"{cell}\"{style}><v>{value}</v></c>")
                } else {
                    format!("<c r=\"{cell}\"{style} t=\"inlineStr\"><is><t>{value}</t></is></c>")
                };
                text = format!("{before}{new}{after}");
            }
            content = text.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Types values into lines of a sheet made here.
fn edited(bytes: &[u8], lines: &[(&str, &str, &str)]) -> Vec<u8> {
    let cells =
        lines.iter().map(|(column, number, value)| (format!("{column}{}", place(bytes, number)), (*value).to_owned()));
    typed(bytes, "xl/worksheets/sheet1.xml", &cells.collect::<Vec<_>>())
}

fn numbers(reading: &SheetReading) -> Vec<&str> {
    reading.differences.iter().map(|one| one.number.as_str()).collect()
}

fn taken(reading: &SheetReading, numbers: &[(&str, &str)]) -> Vec<SheetTaken> {
    let of = |(number, reason): &(&str, &str)| {
        let found = reading.differences.iter().find(|one| one.number == *number).unwrap();
        SheetTaken {
            number: (*number).to_owned(),
            value: found.written.clone(),
            reason: (*reason).to_owned(),
            seen: found.ours,
        }
    };
    numbers.iter().map(of).collect()
}

const FROM: TakenFrom<'static> = TakenFrom { name: "bieu.xlsx", hash: "ab" };

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
        assert_eq!((first.ours, first.theirs, &first.entry), (Some(1320), Some(1400), &LineEntry::Declared));
        assert_eq!((second.ours, second.theirs), (None, Some(0)), "zero is not missing");
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

/// A sheet as an officer keeps one: number, item, value under headings of their own.
fn table(rows: &[(&str, &str, i64)]) -> Vec<u8> {
    let text = |text: &str| Cell::from(text);
    let rows = rows.iter().map(|(number, item, value)| {
        TableRow::Cells(vec![text(number), text(item), text("người"), Cell::Whole(*value), Cell::Empty])
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
        let head = ["Mã đơn vị", "A01", "A02", "D05", "Số người lạ"];
        std::fs::write(&path, wide(&head, &[("north-one", &[300, 120, 4, 1]), ("north-two", &[80, -1, 0, 2])]))
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
        assert_eq!((dry.created, dry.changed, dry.refused, dry.batch), (5, 0, 0, None), "{:?}", dry.refusals);
        assert_eq!(value("north-one", "A01", period).await, None);
        // Taken in: declared lines as declared, what a register feeds as an adjustment with the file as its reason.
        let done = house.service.import_forms(&house.now(&specialist), &path, &options(period, false)).await.unwrap();
        assert_eq!(value("north-one", "A01", period).await, Some(Value::Whole(300)));
        assert_eq!(value("north-two", "A02", period).await, None, "empty is not zero");
        assert_eq!(value("north-one", "D05", period).await, Some(Value::Whole(4)));
        assert_eq!(value("north-two", "D05", period).await, Some(Value::Whole(0)));
        let again = house.service.import_forms(&house.now(&specialist), &path, &options(period, true)).await.unwrap();
        assert_eq!((again.created, again.unchanged), (0, 5), "{:?}", again.refusals);
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
        std::fs::write(&path, wide(&head, &[("north-one", &[300, 120, 4, 1])])).unwrap();
        let found = house.service.columns_of(&specialist, "forms:1-hdcd", &path, &options(period, true)).await.unwrap();
        let unknown = found.iter().find(|column| column.title == "Số người lạ").unwrap();
        assert_eq!(unknown.field, None);
        let chosen = ImportOptions {
            columns: vec![("Số người lạ".to_owned(), "A14".to_owned())],
            ..options(period, true)
        };
        let dry = house.service.import_forms(&specialist, &path, &chosen).await.unwrap();
        assert_eq!(dry.created, 4);
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
        let table = house.service.parallel_paper(&specialist, &found, Language::Vi).await.unwrap();
        assert_eq!(table.rows.len(), found.cells.len());
    })
    .await;
}
