//! A small federation with a chair who fills a report, and what is done with a file of it.
//!
//! Not here: what must come of it (the modules beside this one).

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
    sync::Arc,
};

use congdoan_model::{
    Clock as _, Ids, Period, UnitId,
    access::Caller,
    figures::{State, Value},
    names::Language,
    registers::Fields,
};
use congdoan_service::{
    Error, Service,
    registers::NewRecord,
    reports::{ReportAsk, SheetFile, SheetReading, SheetTaken, TakenFrom, TypedLine},
};
use congdoan_testkit::{FixedClock, Fresh, federation, ids, keyring, people};

pub(crate) struct House {
    pub(crate) service: Service,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) ids: Ids,
    pub(crate) fresh: Fresh,
    pub(crate) units: BTreeMap<String, UnitId>,
}

pub(crate) fn half() -> Period {
    "2025-12-01/2026-05-31".parse().unwrap()
}

pub(crate) fn own() -> ReportAsk<'static> {
    ReportAsk { unit: "north-one", form: "1-hdcd", period: half(), receiver: None }
}

impl House {
    pub(crate) async fn begin(fresh: Fresh) -> Self {
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

    pub(crate) async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = Caller::system(self.clock.now());
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    pub(crate) fn now(&self, caller: &Caller) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    pub(crate) async fn class(&self, caller: &Caller, day: &str) {
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
    pub(crate) async fn filled(fresh: Fresh) -> (Self, Caller) {
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

    pub(crate) async fn sheet(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Vec<u8> {
        self.service.report_sheet(&self.now(caller), ask, Language::Vi).await.unwrap()
    }

    pub(crate) async fn read(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        content: &[u8],
    ) -> Result<SheetReading, Error> {
        self.service.read_sheet(&self.now(caller), ask, SheetFile { name: "bieu.xlsx", content }).await
    }

    pub(crate) async fn state(&self, caller: &Caller, number: &str) -> (State, Option<Value>) {
        let report = self.service.report(caller, own().unit, own().form, own().period).await.unwrap();
        let answer = report.lines().find(|line| line.line.number == number).unwrap().answer.clone().unwrap();
        (answer.state, answer.value)
    }

    pub(crate) async fn value(&self, caller: &Caller, number: &str) -> Option<Value> {
        let report = self.service.report(caller, own().unit, own().form, own().period).await.unwrap();
        report.lines().find(|line| line.line.number == number).unwrap().answer.as_ref().unwrap().value
    }
}

/// The place of the value of a line in a sheet made here.
pub(crate) fn place(reading: &[u8], number: &str) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bieu.xlsx");
    std::fs::write(&path, reading).unwrap();
    let book = congdoan_paper::intake::Book::open(&path).unwrap();
    let rows = book.sheets()[0].rows().unwrap().map(Result::unwrap);
    let is_line = |row: &congdoan_paper::intake::Row| congdoan_paper::intake::value::shown(row.cell(0)) == number;
    rows.into_iter().find(is_line).unwrap().number
}

/// Types into cells of a file as a spreadsheet would.
pub(crate) fn typed(bytes: &[u8], part: &str, cells: &[(String, String)]) -> Vec<u8> {
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
pub(crate) fn edited(bytes: &[u8], lines: &[(&str, &str, &str)]) -> Vec<u8> {
    let cells =
        lines.iter().map(|(column, number, value)| (format!("{column}{}", place(bytes, number)), (*value).to_owned()));
    typed(bytes, "xl/worksheets/sheet1.xml", &cells.collect::<Vec<_>>())
}

pub(crate) fn numbers(reading: &SheetReading) -> Vec<&str> {
    reading.differences.iter().map(|one| one.number.as_str()).collect()
}

pub(crate) fn taken(reading: &SheetReading, numbers: &[(&str, &str)]) -> Vec<SheetTaken> {
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

pub(crate) const FROM: TakenFrom<'static> = TakenFrom { name: "bieu.xlsx", hash: "ab" };
