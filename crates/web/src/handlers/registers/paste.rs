//! Records pasted as a block: the box, then the table with each cell's problem in words, corrected in place, written whole.
//!
//! The form itself carries everything between the steps, so that nothing is kept anywhere until it is written. Not here: which
//! column is which and what is wrong with a cell (`service::registers::paste`).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::access::Action;
use congdoan_service::{
    Error,
    pack::Register,
    registers::paste::{self, Block, Judged},
};
use serde::Deserialize;

use super::{FieldKind, FormField, RegisterRow, answer, write};
use crate::{
    app::App,
    form::PageForm,
    handlers::members::deeds::{once, problems},
    page::{Choice, FieldError, Page},
    refusal::Refusal,
    shell::Shell,
    visit::{Visitor, see},
};

/// A cell of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasteCell {
    /// What stands in it.
    pub value: String,
    /// What it is, for who does not see the table.
    pub label: String,
    /// Its element's id, for the list of what is wrong.
    pub id: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// A row of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasteRow {
    /// Its number, from 1.
    pub number: usize,
    /// Its cells.
    pub cells: Vec<PasteCell>,
    /// What is wrong with the row as a whole.
    pub errors: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "registers/paste.html", blocks = ["content"])]
pub struct PastePage {
    /// The frame.
    pub shell: Shell,
    /// The register.
    pub register: RegisterRow,
    /// The unit of rows that name none.
    pub unit: FormField,
    /// What is in the box.
    pub block: String,
    /// What may stand in a block, in the order of the form; those a row must have are marked.
    pub expected: Vec<(String, bool)>,
    /// What each column fills: the choices, the present one selected.
    pub columns: Vec<Vec<Choice>>,
    /// The rows; none while nothing was read.
    pub rows: Vec<PasteRow>,
    /// How many rows make a record.
    pub created: usize,
    /// How many stand already.
    pub standing: usize,
    /// How many have something wrong.
    pub refused: usize,
    /// What is wrong with the form as a whole.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl PastePage {
    fn is_sound(&self) -> bool {
        self.refused == 0 && self.created > 0
    }
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
}

/// `GET /registers/{register}/paste`.
///
/// # Errors
/// 403 when the caller may record nowhere.
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<PastePage>, Refusal> {
    let pack = app.service.pack();
    let register = answer::register(&pack, &register)?;
    let unit = asked.unit.unwrap_or_default();
    Ok(Page(page(&app, &visitor, register, (&unit, String::new()), None).await?))
}

/// `POST /registers/{register}/paste`: reads the box, looks again, or writes.
///
/// # Errors
/// 403 when the caller may record nowhere; what is wrong comes back on the page with 422.
pub async fn paste(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let register = answer::register(&pack, &register)?;
    let typed = (sent.get("unit"), sent.get("block").to_owned());
    let block = match sent_block(register, &sent) {
        Ok(block) => block,
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, register, typed, None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(PastePage { errors, ..page })).into_response());
        }
    };
    let place = (register.id.as_str(), sent.get("unit"));
    let judged = if sent.get("do") == "write" {
        app.service.write_block(visitor.caller(), place, &block, once(&sent)).await?
    } else {
        app.service.judge_block(visitor.caller(), place, &block).await?
    };
    if let Some(batch) = judged.batch {
        return Ok(see(&format!("/registers/{}?pasted={batch}", register.id)));
    }
    let status = if judged.refused > 0 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = page(&app, &visitor, register, typed, Some((&block, &judged))).await?;
    Ok((status, Page(page)).into_response())
}

/// The block of a form: out of the box, or out of the table once there is one.
fn sent_block(register: &Register, sent: &PageForm) -> Result<Block, Error> {
    let (columns, cells) = (sent.all("column"), sent.all("cell"));
    if columns.is_empty() || !sent.get("block").trim().is_empty() {
        return paste::read_block(register, sent.get("block"));
    }
    let known = paste::columns_of(register);
    let mut taken: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        // A field filled by two columns is filled by the first.
        let fits = known.iter().any(|one| one.id == *column) && !taken.contains(column);
        taken.push(if fits { column.clone() } else { String::new() });
    }
    let dropped = sent.all("drop");
    let rows = cells.chunks(columns.len()).enumerate();
    let rows: Vec<Vec<String>> = rows
        .filter(|(number, row)| !dropped.contains(&number.to_string()) && row.len() == columns.len())
        .map(|(_, row)| row.to_vec())
        .collect();
    if rows.is_empty() || rows.len() > paste::MOST_ROWS {
        return paste::read_block(register, "");
    }
    Ok(Block { columns: taken, rows, headed: false })
}

async fn page(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    (unit, block): (&str, String),
    judged: Option<(&Block, &Judged)>,
) -> Result<PastePage, Refusal> {
    if !visitor.caller().may_somewhere(Action::RecordWrite) {
        return Err(Error::Denied(Action::RecordWrite).into());
    }
    let shell = visitor.shell(app);
    let words = shell.words;
    let unit = write::unit_field(app, visitor, &words, register, unit, None).await?;
    let known = paste::columns_of(register);
    let name = |id: &str| known.iter().find(|one| one.id == id).map(|one| one.name.get(words.language).to_owned());
    let choices = |present: &String| {
        let none = Choice::new("", words.t("paste-left-out"), present);
        let all = known.iter().map(|one| Choice::new(one.id.as_str(), one.name.get(words.language), present));
        std::iter::once(none).chain(all).collect::<Vec<_>>()
    };
    let said = |row: usize, column: &str| -> Vec<String> {
        let faults = judged.iter().flat_map(|(_, judged)| &judged.faults);
        let here = faults.filter(|fault| fault.row == row && fault.column == column);
        here.map(|fault| fault.message.get(words.language).to_owned()).collect()
    };
    let row = |(number, cells): (usize, &Vec<String>), columns: &[String]| {
        let cell = |(at, (column, value)): (usize, (&String, &String))| {
            let error = if column.is_empty() { Vec::new() } else { said(number, column) };
            let title = name(column).unwrap_or_else(|| words.t("paste-left-out"));
            PasteCell {
                value: value.trim().replace(['\r', '\n'], "; "),
                label: format!("{title}, {} {}", words.t("paste-row"), number + 1),
                id: format!("cell-{number}-{at}"),
                error: (!error.is_empty()).then(|| error.join(" ")),
            }
        };
        // What concerns a column the block does not have is said of the row.
        let whole = judged.iter().flat_map(|(_, judged)| &judged.faults);
        let whole = whole.filter(|fault| fault.row == number && !columns.contains(&fault.column));
        PasteRow {
            number: number + 1,
            cells: columns.iter().zip(cells).enumerate().map(cell).collect(),
            errors: whole.map(|fault| lacking(name(&fault.column), fault.message.get(words.language))).collect(),
        }
    };
    let count = |number: u64| usize::try_from(number).unwrap_or(0);
    let counts = judged.map(|(_, judged)| (count(judged.created), count(judged.standing), count(judged.refused)));
    let (created, standing, refused) = counts.unwrap_or_default();
    Ok(PastePage {
        register: answer::row(&words, register, true),
        unit,
        expected: known.iter().map(|one| (one.name.get(words.language).to_owned(), one.required)).collect(),
        columns: judged.map(|(block, _)| block.columns.iter().map(choices).collect()).unwrap_or_default(),
        rows: judged
            .map(|(block, _)| block.rows.iter().enumerate().map(|one| row(one, &block.columns)).collect())
            .unwrap_or_default(),
        block: if judged.is_some() { String::new() } else { block },
        created,
        standing,
        refused,
        errors: Vec::new(),
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn lacking(column: Option<String>, said: &str) -> String {
    column.map_or_else(|| said.to_owned(), |column| format!("{column}: {said}"))
}
