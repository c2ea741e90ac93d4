//! Records pasted as a block of cells, as copied out of a spreadsheet: which column is which, what is wrong with each cell,
//! and all of them written in one transaction as one batch that can be undone.
//!
//! Every row is judged as a row of an imported sheet (`import`). Not here: the page (`web`).

use std::collections::{BTreeSet, HashMap};

use congdoan_model::{
    BatchId, LocalText, Timestamp, UnitId,
    access::{Action, Caller},
    names,
    org::Unit,
};
use congdoan_pack::{Field, FieldKind, Register};
use congdoan_paper::intake::title_key;
use congdoan_store::Tx;

use super::import::{DAY, Desk, UNIT};
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
    members::{ImportOptions, Imported, RefusedRow},
    papers::sheets::SheetRow,
};

/// Rows one paste takes; longer tables come in as files.
pub const MOST_ROWS: usize = 500;
/// Columns one paste takes.
const MOST_COLUMNS: usize = 60;
/// What the column of the unit may be called.
const UNIT_TITLES: [&str; 10] = [
    "Mã đơn vị",
    "Đơn vị",
    "Tên đơn vị",
    "Mã CĐCS",
    "CĐCS",
    "Công đoàn cơ sở",
    "Tên công đoàn cơ sở",
    "Mã ĐV",
    "unit",
    "unit code",
];
/// What the column of the day may be called, beside what the register calls it.
const DAY_TITLES: [&str; 6] = ["Ngày", "Ngày thực hiện", "Ngày diễn ra", "Ngày ghi", "occurred_on", "date"];

/// A column a block may have: of the unit, of the day, or of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasteColumn {
    /// `#unit`, `#day` or the id of the field.
    pub id: String,
    /// What it is called.
    pub name: LocalText,
    /// Whether a row must have it.
    pub required: bool,
}

/// A block of cells: for each column what it fills, empty for a column left out; then the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// What each column fills.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<String>>,
    /// Whether the first line named the columns.
    pub headed: bool,
}

/// Something wrong with a cell of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The row, from 0.
    pub row: usize,
    /// The column as [`PasteColumn::id`]; empty when it concerns the row.
    pub column: String,
    /// What is wrong.
    pub message: LocalText,
}

/// What became of a block, or would.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Rows that make a record.
    pub created: u64,
    /// Rows that stand already, value for value.
    pub standing: u64,
    /// Rows with something wrong.
    pub refused: u64,
    /// What is wrong.
    pub faults: Vec<CellFault>,
    /// The batch, once it is written.
    pub batch: Option<BatchId>,
}

/// The columns a block of a register may have, in the order of its form.
#[must_use]
pub fn columns_of(register: &Register) -> Vec<PasteColumn> {
    let unit = PasteColumn { id: UNIT.to_owned(), name: words("Đơn vị", "Unit"), required: false };
    let day = PasteColumn { id: DAY.to_owned(), name: register.occurred_on.clone(), required: true };
    let field =
        |field: &Field| PasteColumn { id: field.id.clone(), name: field.name.clone(), required: field.required };
    // Files do not travel in cells.
    let fields = register.asked().filter(|field| field.kind != FieldKind::File).map(field);
    [unit, day].into_iter().chain(fields).collect()
}

/// The cells of a block, and what each column most likely fills: by the titles of its first line, else by their order.
///
/// # Errors
/// [`Error::Refused`] when nothing is there or too much.
pub fn read_block(register: &Register, text: &str) -> Result<Block> {
    let mut rows: Vec<Vec<String>> = cells(text);
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.is_empty() {
        return Err(refused(
            "Chưa có gì để dán: hãy chép các ô từ bảng tính rồi dán vào đây",
            "There is nothing to paste yet",
        ));
    }
    if rows.len() > MOST_ROWS + 1 || width > MOST_COLUMNS {
        return Err(refused(
            &format!("Mỗi lần dán tối đa {MOST_ROWS} dòng, {MOST_COLUMNS} cột; bảng dài hơn hãy nhập bằng tệp"),
            &format!("At most {MOST_ROWS} rows and {MOST_COLUMNS} columns at a time; import longer tables as files"),
        ));
    }
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    let titled = rows.first().and_then(|row| by_titles(register, row));
    let headed = titled.is_some();
    if headed {
        rows.remove(0);
    }
    let columns = titled.unwrap_or_else(|| by_order(register, &rows, width));
    if rows.is_empty() {
        return Err(refused("Mới có dòng tiêu đề, chưa có dòng nào để ghi", "There is a heading but no row below it"));
    }
    Ok(Block { columns, rows, headed })
}

/// Tab-separated cells, quoted where they hold a tab, a line break or a quotation mark.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut signs = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    let mut quoted = false;
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            _ if quoted => cell.push(sign),
            '"' if cell.is_empty() => quoted = true,
            '\t' => row.push(std::mem::take(&mut cell)),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(sign),
        }
    }
    row.push(cell);
    rows.push(row);
    rows
}

/// What the columns fill when the row names them: two titles or more, or every cell of it.
fn by_titles(register: &Register, row: &[String]) -> Option<Vec<String>> {
    let mut titles: HashMap<String, String> = HashMap::new();
    let mut know = |title: &str, id: &str| {
        let key = title_key(title);
        if !key.is_empty() {
            titles.entry(key).or_insert_with(|| id.to_owned());
        }
    };
    for field in register.asked().filter(|field| field.kind != FieldKind::File) {
        [&field.name.vi, &field.name.en, &field.id].into_iter().for_each(|title| know(title, &field.id));
    }
    [&register.occurred_on.vi, &register.occurred_on.en].into_iter().for_each(|title| know(title, DAY));
    DAY_TITLES.iter().for_each(|title| know(title, DAY));
    UNIT_TITLES.iter().for_each(|title| know(title, UNIT));
    let mut columns: Vec<String> = Vec::with_capacity(row.len());
    for cell in row {
        let known = titles.get(&title_key(cell)).filter(|id| !columns.contains(id)).cloned();
        columns.push(known.unwrap_or_default());
    }
    let (named, filled) =
        (columns.iter().filter(|id| !id.is_empty()).count(), row.iter().filter(|cell| !cell.trim().is_empty()).count());
    (named >= 2 || named > 0 && named == filled).then_some(columns)
}

/// What the columns fill by their order: counting numbers left out, the unit where the day comes second, then the fields.
fn by_order(register: &Register, rows: &[Vec<String>], width: usize) -> Vec<String> {
    let column = |at: usize| rows.iter().filter_map(move |row| row.get(at)).map(|cell| cell.trim());
    let counts = rows.len() > 1 && (1..).zip(column(0)).all(|(number, cell): (usize, &str)| cell == number.to_string());
    let first = usize::from(counts);
    let days = |at: usize| column(at).any(|cell| cell.matches(['/', '-', '.']).count() == 2 && cell.len() <= 10);
    let day_second = !days(first) && days(first + 1);
    let fields = register.asked().filter(|field| field.kind != FieldKind::File).map(|field| field.id.clone());
    let head = std::iter::once(UNIT.to_owned()).filter(|_| day_second).chain(std::iter::once(DAY.to_owned()));
    let skipped = std::iter::repeat_n(String::new(), first);
    let mut columns: Vec<String> = skipped.chain(head).chain(fields).take(width).collect();
    columns.resize(width, String::new());
    columns
}

impl Service {
    /// Tells what a block would write, and what is wrong with each of its cells; writes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] when the caller may record nowhere.
    pub async fn judge_block(&self, caller: &Caller, (register, unit): (&str, &str), block: &Block) -> Result<Judged> {
        let limited = self.pack().register(register).is_some_and(|register| !register.limits.is_empty());
        // Ceilings are held under a lock; it is given back without having written.
        let mut tx = if limited { self.store.write().await? } else { self.store.read().await? };
        Ok(self.judged(&mut tx, caller, (register, unit), block).await?.0)
    }

    /// Writes a block: every row or none. The same key with the same request gives the batch written the first time.
    ///
    /// # Errors
    /// As [`Service::judge_block`]; what is wrong with cells is told, not an error.
    pub async fn write_block(
        &self,
        caller: &Caller,
        (register, unit): (&str, &str),
        block: &Block,
        once: Option<Once<'_>>,
    ) -> Result<Judged> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return Ok(Judged { batch: kept.body.parse().ok(), ..Judged::default() });
        }
        let (mut judged, taken, imported) = self.judged(&mut tx, caller, (register, unit), block).await?;
        if judged.refused > 0 || taken.is_empty() {
            return Ok(judged);
        }
        let batch: BatchId = self.ids.next();
        let touched: BTreeSet<UnitId> = taken.iter().map(|one| one.record.unit).collect();
        let touched: Vec<UnitId> = touched.into_iter().collect();
        let label = format!("Dán vào sổ {}", of.name.vi);
        let options = ImportOptions { register: Some(of.id.clone()), label: Some(label), ..ImportOptions::default() };
        let text: Vec<String> = block.rows.iter().map(|row| row.join("\t")).collect();
        let from = ("dan".to_owned(), congdoan_model::fingerprint(&text.join("\n")), &options);
        self.note_batch_of(&mut tx, caller, ("records", batch), from, &imported, &touched).await?;
        tx.import_records(caller, batch, &taken).await?;
        self.keep(&mut tx, caller, once.as_ref(), &batch.to_string()).await?;
        tx.commit().await?;
        self.follow().await?;
        judged.batch = Some(batch);
        Ok(judged)
    }

    async fn judged(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (register, unit): (&str, &str),
        block: &Block,
    ) -> Result<(Judged, Vec<congdoan_store::registers::ImportedRecord>, Imported)> {
        let pack = self.pack();
        let register = pack.register(register).ok_or(Error::NotFound("register"))?;
        if !caller.may_somewhere(Action::RecordWrite) {
            return Err(Error::Denied(Action::RecordWrite));
        }
        let known = tx.federation(&self.system(), Timestamp::from_micros(i64::MAX)).await?;
        let unit = unit.trim().to_lowercase();
        let unit = Some(unit.as_str()).filter(|unit| !unit.is_empty());
        let mut desk = Desk::new((caller, &pack), (unit, Some(register)), &known.units);
        let mut imported = Imported::default();
        let rows = self.typed_rows(tx, &mut desk, (register, &known.units), block, &mut imported).await?;
        let taken = self.judge_rows(tx, &mut desk, &rows, &mut imported).await?;
        let fault = |refusal: &RefusedRow| CellFault {
            row: usize::try_from(refusal.row).unwrap_or(0),
            column: refusal.column.clone(),
            message: refusal.reason.clone(),
        };
        let judged = Judged {
            created: imported.created,
            standing: imported.unchanged,
            refused: imported.refused,
            faults: imported.refusals.iter().map(fault).collect(),
            batch: None,
        };
        Ok((judged, taken, imported))
    }

    /// The rows of a block by field, units named by their names among them.
    async fn typed_rows(
        &self,
        tx: &mut Tx,
        desk: &mut Desk<'_>,
        (register, units): (&Register, &[Unit]),
        block: &Block,
        imported: &mut Imported,
    ) -> Result<Vec<SheetRow>> {
        let mut names: Option<HashMap<String, Vec<&Unit>>> = None;
        let mut rows = Vec::with_capacity(block.rows.len());
        for (number, row) in (0..).zip(&block.rows) {
            let mut cells: HashMap<String, String> = HashMap::new();
            for (column, cell) in block.columns.iter().zip(row).filter(|(column, _)| !column.is_empty()) {
                cells.entry(column.clone()).or_insert_with(|| cell.trim().to_owned());
            }
            let mut several = None;
            if let Some(named) = cells.get_mut(UNIT).filter(|named| !named.is_empty())
                && !desk.units.contains_key(named.to_lowercase().as_str())
            {
                let known = names.get_or_insert_with(|| by_name(register, units));
                let found = of_ones_own(tx, desk, register, known.get(&names::fold(named))).await;
                match found.as_slice() {
                    [] => {}
                    [one] => one.code.as_str().clone_into(named),
                    [_, _, ..] => {
                        let codes: Vec<&str> = found.iter().map(|unit| unit.code.as_str()).take(5).collect();
                        several = Some(codes.join(", "));
                    }
                }
            }
            let typed = SheetRow::typed(number, cells);
            match several {
                Some(codes) => imported.refuse([typed.refuse(
                    UNIT,
                    &format!("nhiều đơn vị cùng tên này; ghi mã: {codes}"),
                    &format!("several units have this name; write the code: {codes}"),
                )]),
                None => rows.push(typed),
            }
        }
        Ok(rows)
    }
}

/// The units that record in a register, by their folded names.
fn by_name<'u>(register: &Register, units: &'u [Unit]) -> HashMap<String, Vec<&'u Unit>> {
    let mut named: HashMap<String, Vec<&Unit>> = HashMap::new();
    for unit in units.iter().filter(|unit| register.is_recorded_by(unit.kind)) {
        named.entry(names::fold(&unit.name)).or_default().push(unit);
    }
    named
}

/// Those of some units the caller may record in.
async fn of_ones_own<'u>(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    register: &Register,
    named: Option<&Vec<&'u Unit>>,
) -> Vec<&'u Unit> {
    let mut own = Vec::new();
    for unit in named.into_iter().flatten() {
        if desk.may(tx, Action::RecordWrite, unit.id, register.confidential).await {
            own.push(*unit);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_as_a_spreadsheet_copies_them() {
        assert_eq!(cells("a\tb\r\nc\t\r\n"), [vec!["a", "b"], vec!["c", ""], vec![""]]);
        assert_eq!(
            cells("\"a\nb\"\t\"say \"\"x\"\"\"\n5\" pipe\tz"),
            [vec!["a\nb", "say \"x\""], vec!["5\" pipe", "z"]]
        );
        assert_eq!(cells(""), [vec![""]]);
    }

    #[test]
    fn columns_are_known_by_their_titles_or_by_their_order() {
        let (pack, _) = congdoan_pack::load(&congdoan_pack::embedded());
        let register = pack.register("training").expect("training");
        let headed =
            read_block(register, "TT\tĐơn vị\tNGÀY\tNội dung\n1\tcdcs-mau\t01/03/2026\tAn toàn\n").expect("a block");
        assert!(headed.headed);
        let topic = register.fields.iter().find(|field| field.name.vi == "Nội dung").map(|field| field.id.clone());
        let expected = ["", UNIT, DAY, topic.as_deref().unwrap_or_default()];
        assert_eq!(headed.columns, expected);
        let first = register.fields.first().expect("a field").id.clone();
        let plain =
            read_block(register, "1\tcdcs-mau\t01/03/2026\tAn toàn\n2\tcdcs-mau\t02/03/2026\tLuật\n").expect("a block");
        assert!(!plain.headed);
        assert_eq!(plain.columns, ["", UNIT, DAY, first.as_str()]);
        let dayed = read_block(register, "01/03/2026\tAn toàn").expect("a block");
        assert_eq!(dayed.columns, [DAY, first.as_str()]);
        assert!(read_block(register, " \n\t").is_err() && read_block(register, "Ngày\tĐơn vị\n").is_err());
        assert!(read_block(register, &"a\n".repeat(MOST_ROWS + 2)).is_err());
    }
}
