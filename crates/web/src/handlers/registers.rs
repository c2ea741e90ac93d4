//! Registers: their list, the records of one, the entry form made from the pack, one record with its history.

pub mod answer;
pub mod behalf;
pub mod beside;
pub mod building;
pub mod deadlines;
mod export;
pub mod paste;
pub(crate) mod story;
pub mod write;

use askama::Template;

use crate::{
    handlers::figures::FigureCell,
    lists::ListTools,
    page::{Choice, FieldError, Link},
    period::PeriodPicker,
    shell::Shell,
};

/// A register one may record into, as a button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterButton {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A register in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it holds; empty when the pack says nothing.
    pub description: String,
    /// The kinds of unit that record, as the interface writes them.
    pub recorded_by: Vec<String>,
    /// Whether a record counts only when confirmed.
    pub needs_confirmation: bool,
    /// Whether the reader may record.
    pub can_record: bool,
}

/// The list of registers.
#[derive(Template)]
#[template(path = "registers/list.html", blocks = ["content"])]
pub struct RegistersPage {
    /// The frame.
    pub shell: Shell,
    /// The registers.
    pub registers: Vec<RegisterRow>,
    /// What the reader typed and did not hand in: the register, and when.
    pub drafts: Vec<(Link, String)>,
    /// Whether the reader may build registers.
    pub may_build: bool,
}

/// A column of the records of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

/// A record in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// The day it occurred, leading to the record.
    pub record: Link,
    /// Its unit.
    pub unit: Link,
    /// What it says, one text a column, written for reading.
    pub cells: Vec<String>,
    /// Its state, as the interface writes it.
    pub state: String,
    /// Who wrote it.
    pub by: String,
}

/// The records of a register.
#[derive(Template)]
#[template(path = "registers/records.html", blocks = ["content"])]
pub struct RegisterPage {
    /// The frame.
    pub shell: Shell,
    /// The register.
    pub register: RegisterRow,
    /// The units to filter by; the present one selected.
    pub units: Vec<Choice>,
    /// The states to filter by; the present one selected.
    pub states: Vec<Choice>,
    /// The picker of the period; its hidden values carry the other filters.
    pub picker: PeriodPicker,
    /// The columns between unit and state.
    pub columns: Vec<Column>,
    /// Columns and views.
    pub tools: ListTools,
    /// The records.
    pub rows: Vec<RecordRow>,
    /// The sums of the numeric columns over all pages, written for reading; empty texts elsewhere.
    pub totals: Vec<String>,
    /// How many records there are over all pages.
    pub total: usize,
    /// The next page.
    pub next_href: Option<String>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// Where the list is had as a spreadsheet.
    pub xlsx_href: Option<String>,
    /// Where the list is had as text.
    pub csv_href: Option<String>,
    /// When the reader left something typed here.
    pub draft_at: Option<String>,
    /// What the reader has just pasted: the batch and how many records.
    pub pasted: Option<(String, usize)>,
    /// The version of the register in force.
    pub version: String,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// What a field of an entry form takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    #[default]
    Text,
    /// Several lines of text.
    LongText,
    /// One of the choices.
    Choice,
    /// A day, ISO in `value`.
    Date,
    /// A count; grouped digits are accepted.
    Count,
    /// Money in đồng; grouped digits are accepted.
    Dong,
    /// A person's name.
    Person,
    /// Several persons, one a line.
    Persons,
    /// A unit, one of the choices.
    Unit,
    /// A file.
    File,
    /// Yes or no: `true` or empty in `value`.
    Bool,
}

/// A field of a form, generated from a register's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormField {
    /// The name sent; the element has the id `field-{id}`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// A word of help; empty for none.
    pub hint: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether it must be filled.
    pub required: bool,
    /// What is in it: as typed, so that nothing typed is lost.
    pub value: String,
    /// The choices, for `Choice` and `Unit`.
    pub choices: Vec<Choice>,
    /// The unit of measure beside it; empty for none.
    pub measure: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl FormField {
    /// The value of `aria-describedby`: its hint and its error.
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("hint-{}", self.id));
        let error = self.error.as_ref().map(|_| format!("error-{}", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// Fields of a form under a heading, closed until somebody wants them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldsPart {
    /// The heading.
    pub name: String,
    /// Whether it stands open: a record is changed, something in it is filled in, or something is wrong there.
    pub open: bool,
    /// The fields.
    pub fields: Vec<FormField>,
}

/// The entry form of a record, new or changed.
#[derive(Template)]
#[template(path = "registers/form.html", blocks = ["content"])]
pub struct RecordFormPage {
    /// The frame.
    pub shell: Shell,
    /// The register.
    pub register: RegisterRow,
    /// Whether a record is changed, not made.
    pub editing: bool,
    /// Where the form goes.
    pub action: String,
    /// Where giving up leads.
    pub cancel_href: String,
    /// Makes re-sending safe.
    pub idempotency_key: String,
    /// The version that is changed; empty for a new record.
    pub version: String,
    /// The fields, with `unit` and `occurred_on` first.
    pub fields: Vec<FormField>,
    /// Further fields, under headings.
    pub parts: Vec<FieldsPart>,
    /// Errors of the whole form, beside those of the fields.
    pub errors: Vec<FieldError>,
    /// A remark that the register is confidential, or the like; empty for none.
    pub note: String,
    /// That the form stands as it was left, or what was copied into it; empty for neither.
    pub said: String,
    /// What is wrong with the files beside it; empty for nothing.
    pub file_error: String,
}

impl RecordFormPage {
    /// Everything wrong: of the form first, then field by field.
    pub fn all_errors(&self) -> Vec<FieldError> {
        let of_fields = self.asked().filter_map(|field| {
            let message = field.error.as_ref()?;
            Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
        });
        let of_files = (!self.file_error.is_empty())
            .then(|| FieldError { field: "files".to_owned(), message: self.file_error.clone() });
        self.errors.iter().cloned().chain(of_fields).chain(of_files).collect()
    }

    fn asked(&self) -> impl Iterator<Item = &FormField> {
        self.fields.iter().chain(self.parts.iter().flat_map(|part| &part.fields))
    }

    fn has_file(&self) -> bool {
        !self.editing || self.asked().any(|field| field.kind == FieldKind::File)
    }
}

/// What a field of a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldValue {
    /// What the field is called.
    pub label: String,
    /// What it says, written for reading; empty when it was left empty.
    pub text: String,
}

/// A changed field in the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What the field is called.
    pub label: String,
    /// What it said.
    pub before: String,
    /// What it says since.
    pub after: String,
}

/// One thing that happened to a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When, as written on pages.
    pub at: String,
    /// Who.
    pub by: String,
    /// What, as the interface writes it.
    pub action: String,
    /// Why; empty where no reason was asked.
    pub reason: String,
    /// Which fields changed.
    pub changes: Vec<Change>,
}

/// A figure the record feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FedFigure {
    /// The name of the indicator.
    pub indicator: String,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// What this record adds; opens the unit's figure.
    pub value: FigureCell,
}

/// What the reader may do with the record, and what went wrong when it was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordDeeds {
    /// Change it.
    pub edit: bool,
    /// Confirm it.
    pub confirm: bool,
    /// Withdraw it, with a reason.
    pub withdraw: bool,
    /// Restore it, with a reason.
    pub restore: bool,
    /// Why the last deed was refused.
    pub error: Option<String>,
    /// The reason typed so far.
    pub reason: String,
}

/// One record, with its history.
#[derive(Template)]
#[template(path = "registers/record.html", blocks = ["content"])]
pub struct RecordPage {
    /// The frame.
    pub shell: Shell,
    /// The register.
    pub register: RegisterRow,
    /// The record's address: `/registers/{id}/records/{record}`.
    pub href: String,
    /// What it is called, shortly.
    pub title: String,
    /// Its unit.
    pub unit: Link,
    /// The day it occurred, as written on pages.
    pub date: String,
    /// Its state, as the interface writes it.
    pub state: String,
    /// Its version, sent back with a deed.
    pub version: String,
    /// What it says.
    pub fields: Vec<FieldValue>,
    /// Its deadlines.
    pub deadlines: Vec<deadlines::RecordClockRow>,
    /// Its photos and papers.
    pub files: Vec<beside::ShownFile>,
    /// Whether the reader has just made it and may take it back at once.
    pub may_undo: bool,
    /// The version of the register it was made under, in words; empty when that is in force.
    pub under: String,
    /// That it was entered for its unit by the level above; none when the unit did it itself.
    pub behalf: Option<behalf::BehalfNote>,
    /// The claim whose payment made it, where one did.
    pub claim: Option<Link>,
    /// The figures it feeds.
    pub figures: Vec<FedFigure>,
    /// What happened to it, latest first.
    pub history: Vec<HistoryEntry>,
    /// What the reader may do.
    pub deeds: RecordDeeds,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_list_of_registers_says_who_records() {
        let html = samples::registers(Language::Vi).render().expect("page");
        assert!(html.contains("Lớp tập huấn") && html.contains("Công đoàn cơ sở"));
        assert!(html.contains("/registers/training/new"));
        assert!(samples::registers(Language::En).render().expect("page").contains("Grassroots union"));
    }

    #[test]
    fn the_records_have_states_totals_and_a_next_page() {
        let html = samples::records(Language::Vi).render().expect("page");
        for text in ["state-withdrawn", "Đã rút", "Tổng cộng", "cursor=", "3.095", "&#60;script&#62;"] {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::records(Language::En).render().expect("page").contains("Withdrawn"));
    }

    #[test]
    fn errors_stand_on_top_and_at_the_field_and_nothing_typed_is_lost() {
        let page = samples::record_form(Language::Vi);
        assert_eq!(page.all_errors().len(), 2);
        let html = page.render().expect("page");
        assert!(html.contains(r##"href="#field-fields.attendances""##) && html.contains(r#"aria-invalid="true""#));
        assert!(html.contains(r#"value="1.2x0""#), "the wrong text stays in the field");
        assert!(html.contains("Kỹ năng &#60;script&#62;"));
        assert!(html.contains(r#"name="idempotency_key""#) && html.contains(r#"name="csrf""#));
        assert!(html.contains(r#"inputmode="numeric""#) && html.contains(r#"type="date""#));
        for kind in ["<textarea", "<select", r#"type="checkbox""#, r#"type="file""#, "multipart/form-data"] {
            assert!(html.contains(kind), "{kind}");
        }
    }

    #[test]
    fn a_record_shows_its_history_and_only_the_allowed_deeds() {
        let html = samples::record(Language::Vi).render().expect("page");
        for text in ["Đã sửa", "48", "50", "Rút bản ghi", "/withdraw", "Vào số liệu"] {
            assert!(html.contains(text), "{text}");
        }
        assert!(!html.contains("/restore"));
        assert!(samples::record(Language::En).render().expect("page").contains("Withdraw the record"));
    }
}
