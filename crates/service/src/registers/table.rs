//! The records of a register as a table to be taken along: made from the register, so that a new one has it at once.
//!
//! What says something about a person stays behind. Not here: its bytes (`paper`), every record of the house (`papers::exports`).

use chrono::NaiveDate;
use congdoan_model::{Period, access::Caller, names::Language, registers::RecordState};
use congdoan_pack::{Field, FieldKind, Register};
use congdoan_paper::{Cell, Column, ColumnKind, Table, TableRow};
use serde_json::Value as Json;

use super::Listing;
use crate::{Error, Kept, Result, Service, error::words, papers::paper_words};

/// How many records a file holds.
const MOST: i64 = 50_000;

impl Service {
    /// The records of a unit and all below in a period, ready to be written, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit.
    pub async fn records_paper(
        &self,
        caller: &Caller,
        (register, unit): (&str, &str),
        period: Period,
        language: Language,
    ) -> Result<Table> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let days = (period.from(), period.to());
        let listing = Listing { register, unit, days, after: None, limit: MOST, state: None };
        let (kept, _) = self.records(caller, &listing).await?;
        let unit = self.unit(caller, unit).await?.unit;
        let heading = self.paper_heading(caller, &unit, period, &of.name.get(language).to_uppercase()).await?;
        let fields: Vec<&Field> =
            of.fields.iter().filter(|field| field.kind != FieldKind::File && !field.personal).collect();
        let rows = (1..).zip(&kept).map(|(number, one)| TableRow::Cells(row(number, one, &fields, language)));
        let rows = rows.collect();
        let columns = columns(of, &fields, language);
        Ok(Table { heading, columns, rows, remarks: Vec::new(), words: paper_words(language) })
    }
}

fn columns(register: &Register, fields: &[&Field], language: Language) -> Vec<Column> {
    let named = |vi: &str, en: &str, kind| Column::new(words(vi, en).get(language).to_owned(), kind);
    let mut columns = vec![
        named("TT", "No.", ColumnKind::Number),
        Column::new(register.occurred_on.get(language).to_owned(), ColumnKind::Day),
        named("Mã đơn vị", "Code of the unit", ColumnKind::Text),
        named("Đơn vị", "Unit", ColumnKind::Text),
    ];
    columns.extend(fields.iter().map(|field| {
        let kind = match field.kind {
            FieldKind::Count => ColumnKind::Number,
            FieldKind::Dong => ColumnKind::Money,
            FieldKind::Date => ColumnKind::Day,
            _ => ColumnKind::Text,
        };
        Column::new(field.name.get(language).to_owned(), kind)
    }));
    columns.push(named("Trạng thái", "State", ColumnKind::Text));
    columns.push(named("Người ghi", "Written by", ColumnKind::Text));
    columns
}

fn row(number: i64, kept: &Kept, fields: &[&Field], language: Language) -> Vec<Cell> {
    let record = &kept.record;
    let mut cells = vec![
        Cell::Whole(number),
        Cell::Day(record.occurred_on),
        Cell::Text(kept.unit_code.clone()),
        Cell::Text(kept.unit_name.clone()),
    ];
    cells.extend(fields.iter().map(|field| cell(field, record.fields.get(&field.id), language)));
    let state = match record.state {
        RecordState::Draft => words("Nháp", "Draft"),
        RecordState::Recorded => words("Đã ghi", "Recorded"),
        RecordState::Confirmed => words("Đã xác nhận", "Confirmed"),
        RecordState::Withdrawn => words("Đã rút", "Withdrawn"),
    };
    cells.push(Cell::Text(state.get(language).to_owned()));
    cells.push(Cell::Text(kept.recorded_by.clone()));
    cells
}

fn cell(field: &Field, value: Option<&Json>, language: Language) -> Cell {
    match value {
        None | Some(Json::Null) => Cell::Empty,
        Some(Json::Number(number)) => number.as_i64().map_or(Cell::Empty, Cell::Whole),
        Some(Json::Bool(yes)) => {
            let said = if *yes { words("Có", "Yes") } else { words("Không", "No") };
            Cell::Text(said.get(language).to_owned())
        }
        Some(Json::String(text)) if field.kind == FieldKind::Date => {
            text.parse::<NaiveDate>().map_or_else(|_| Cell::Text(text.clone()), Cell::Day)
        }
        Some(Json::String(text)) => {
            let choice = field.choices.iter().find(|choice| choice.id == *text);
            Cell::Text(choice.map_or_else(|| text.clone(), |choice| choice.name.get(language).to_owned()))
        }
        Some(other) => Cell::Text(other.to_string()),
    }
}
