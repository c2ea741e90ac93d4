//! Records from a sheet: what `export records` writes, or a sheet of one register as officers keep it.
//!
//! Every row passes what a typed record passes: rights in its unit, the register's checks, who records, ceilings. An exported
//! row is known again by its id; a row without one by unit, day and values, as often as it stands: the same file brought in
//! again changes nothing. Files attached to records do not travel in a sheet. Not here: reading sheets (`papers::sheets`).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, RecordId, Timestamp, UnitId,
    access::{Action, Caller},
    names,
    org::Unit,
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::{FieldKind, Pack, Problem, Register};
use congdoan_paper::intake::{Raw, Title, title_key};
use congdoan_store::{
    Tx,
    access::Thing,
    registers::{ImportedRecord, KnownRecord},
};

use super::{
    check,
    closed::{kept_closed, told_by},
    counts,
    once::Named,
};
use crate::{
    Result, Service,
    error::{refused, words},
    members::{ImportOptions, Imported, RefusedRow, import::blocking},
    papers::sheets::{self, SheetRow, mapped},
};

/// Columns every sheet of records may have; the sign keeps them apart from the fields of a register.
const ID: &str = "#id";
const REGISTER: &str = "#register";
pub(super) const UNIT: &str = "#unit";
pub(super) const DAY: &str = "#day";
const STATE: &str = "#state";
const FIELDS: &str = "#fields";
const OWN: [(&str, &[&str]); 6] = [
    (ID, &["Mã bản ghi", "id"]),
    (REGISTER, &["Mã sổ", "Sổ", "register"]),
    (UNIT, &["Mã đơn vị", "Mã CĐCS", "Mã công đoàn cơ sở", "Mã công đoàn", "Mã ĐV", "unit", "unit code"]),
    (DAY, &["Ngày", "Ngày diễn ra", "Ngày thực hiện", "Ngày ghi", "occurred_on", "date"]),
    (STATE, &["Trạng thái bản ghi", "Trạng thái", "state"]),
    (FIELDS, &["Các trường (JSON)", "fields"]),
];

/// What the columns of a sheet may be called: those of any sheet, and the fields of a register where one was chosen.
pub(crate) fn titles(register: Option<&Register>) -> Vec<Title> {
    let fields = register.into_iter().flat_map(|register| &register.fields).map(|field| Title {
        field: field.id.clone(),
        titles: vec![field.name.vi.clone(), field.name.en.clone(), field.id.clone()],
        naming: false,
    });
    let fields: Vec<Title> = fields.collect();
    let taken: HashSet<String> =
        fields.iter().flat_map(|title| title.titles.iter().map(|title| title_key(title))).collect();
    let day = register.map(|register| [register.occurred_on.vi.clone(), register.occurred_on.en.clone()]);
    let own = OWN.iter().map(|(field, titles)| {
        let more = day.iter().flatten().filter(|_| *field == DAY).cloned();
        let all = titles.iter().map(|&title| title.to_owned()).chain(more);
        let free = all.filter(|title| !title.is_empty() && !taken.contains(&title_key(title)));
        Title { field: (*field).to_owned(), titles: free.collect(), naming: *field == DAY }
    });
    own.collect::<Vec<_>>().into_iter().chain(fields).collect()
}

/// A row that may become a record, or is one already.
struct Candidate<'a> {
    row: &'a SheetRow,
    register: &'a Register,
    unit: &'a Unit,
    id: Option<RecordId>,
    state: Option<RecordState>,
    occurred_on: NaiveDate,
    fields: Fields,
}

impl Candidate<'_> {
    fn refused(&self, vi: &str, en: &str) -> RefusedRow {
        self.row.refuse("", vi, en)
    }

    /// What is wrong with a record, at the column it concerns.
    fn fault(&self, problem: &Problem) -> RefusedRow {
        let field = match problem.field.as_deref() {
            Some("unit") if self.register.field("unit").is_none() => UNIT,
            Some("occurred_on") if self.register.field("occurred_on").is_none() => DAY,
            Some(field) if self.row.has(field) => field,
            Some(_) if self.row.has(FIELDS) => FIELDS,
            _ => "",
        };
        let name = problem.field.as_deref().and_then(|id| self.register.field(id)).map(|field| &field.name);
        let said = match name.filter(|_| field.is_empty() || field == FIELDS) {
            Some(name) => {
                words(&format!("{}: {}", name.vi, problem.message.vi), &format!("{}: {}", name.en, problem.message.en))
            }
            None => problem.message.clone(),
        };
        self.row.refused(field, said)
    }
}

impl Service {
    /// Brings in a sheet of records, or only tells what would happen.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when the file cannot be read or the register is unknown; [`crate::Error::Store`].
    pub async fn import_records(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let pack = self.pack();
        let chosen = chosen(&pack, options)?;
        let kind = format!("records:{}", chosen.map(|register| register.id.as_str()).unwrap_or_default());
        let mapping = self.mapping(caller, &kind, options).await?;
        let (file, titles) = (path.to_owned(), mapped(titles(chosen), &mapping));
        let needed: &'static [&'static str] = if chosen.is_some() { &[DAY] } else { &[REGISTER, DAY] };
        let (mut imported, rows) = blocking(move || {
            let mut imported = Imported::default();
            let rows = sheets::read(&file, &titles, needed, &mut imported)?;
            Ok((imported, rows))
        })
        .await?;
        // Ceilings are held under a lock; a test run takes it too, and gives it back without having written.
        let limited = match chosen {
            Some(register) => !register.limits.is_empty(),
            None => pack.registers.iter().any(|register| !register.limits.is_empty()),
        };
        let mut tx = if options.dry_run && !limited { self.store.read().await? } else { self.store.write().await? };
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let mut desk = Desk::new((caller, &pack), (options.unit.as_deref(), chosen), &known.units);
        desk.is_trial = options.dry_run;
        let taken = self.judge_rows(&mut tx, &mut desk, &rows, &mut imported).await?;
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || taken.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        let batch: BatchId = self.ids.next();
        let touched: BTreeSet<UnitId> = taken.iter().map(|one| one.record.unit).collect();
        let touched: Vec<UnitId> = touched.into_iter().collect();
        self.note_batch(&mut tx, caller, ("records", batch), (path, options), &imported, &touched).await?;
        tx.import_records(caller, batch, &taken).await?;
        tx.commit().await?;
        self.follow().await?;
        imported.batch = Some(batch);
        Ok(imported)
    }

    /// Judges every row as a typed record is judged: what may be written, what stands already, what is refused and why.
    pub(super) async fn judge_rows<'a>(
        &self,
        tx: &mut Tx,
        desk: &mut Desk<'a>,
        rows: &'a [SheetRow],
        imported: &mut Imported,
    ) -> Result<Vec<ImportedRecord>> {
        let mut candidates = Vec::with_capacity(rows.len());
        for row in rows {
            match desk.candidate(tx, row).await? {
                Ok(candidate) => candidates.push(candidate),
                Err(faults) => imported.refuse(faults),
            }
        }
        self.sort_records(tx, desk, candidates, imported).await
    }

    /// Tells what is new, changed and as before; what breaks a rule is refused.
    async fn sort_records(
        &self,
        tx: &mut Tx,
        desk: &mut Desk<'_>,
        candidates: Vec<Candidate<'_>>,
        imported: &mut Imported,
    ) -> Result<Vec<ImportedRecord>> {
        let system = self.system();
        let chains = tx.unit_chains(&system).await?;
        let mut standing = Standing::find(tx, (&system, desk.caller), &candidates).await?;
        let (mut taken, mut pending, mut named) = (Vec::new(), check::Pending::new(), Named::new());
        let mut seen: HashMap<RecordId, u32> = HashMap::new();
        for mut candidate in candidates {
            if let Some(first) = candidate.id.and_then(|id| seen.insert(id, candidate.row.row)) {
                let said = words(&format!("trùng mã bản ghi với dòng {first}"), &format!("the same id as row {first}"));
                imported.refuse([candidate.row.refused(ID, said)]);
                continue;
            }
            if let Some(known) = candidate.id.and_then(|id| standing.by_id.get(&id)) {
                let (unit, before) = (candidate.unit.id, without_nulls(known.record.fields.clone()));
                candidate.fields = kept_closed(candidate.register, desk.caller, unit, &before, candidate.fields);
            }
            let record = match standing.place(&candidate, desk.caller, || self.ids.next()) {
                Ok(Some(record)) => record,
                Ok(None) => {
                    imported.unchanged += 1;
                    continue;
                }
                Err(fault) => {
                    imported.refuse([*fault]);
                    continue;
                }
            };
            let Candidate { register, unit, .. } = candidate;
            if record.state == RecordState::Confirmed
                && !desk.may(tx, Action::RecordConfirm, unit.id, register.confidential).await
            {
                let said = words(
                    "bạn không xác nhận sổ này ở đơn vị đó; bỏ cột trạng thái để nhập như bản ghi mới",
                    "you do not confirm this register there; leave the state out to import it as recorded",
                );
                imported.refuse([candidate.row.refused(STATE, said)]);
                continue;
            }
            let days = (desk.caller.now.day(), desk.pack.calendar());
            let mut problems = check::problems(register, unit, &record, days, |code| desk.units.contains_key(code));
            if counts(register, record.state) {
                problems.extend(self.over_limits(tx, desk.caller, register, &record, &mut pending).await?);
            }
            // Whom a refused row names was not named.
            if problems.is_empty() {
                problems.extend(self.named_before(tx, register, &record, &mut named).await?);
            }
            if !problems.is_empty() {
                imported.refuse(problems.iter().map(|problem| candidate.fault(problem)));
                continue;
            }
            if record.version == 0 {
                imported.created += 1;
            } else {
                imported.changed += 1;
            }
            let given = self.given(register, &record);
            let chain = chains.get(&unit.id).cloned().unwrap_or_default();
            let stood = standing.by_id.get(&record.id).map(|known| &known.record);
            // A test run writes nothing, so it makes no keys for people it names either.
            let logged = if desk.is_trial { None } else { self.logged_import(tx, register, (stood, &record)).await? };
            taken.push(ImportedRecord { record, given, chain, confidential: register.confidential, logged });
        }
        Ok(taken)
    }

    /// Takes an import of records back; gives what was kept.
    pub(crate) async fn undo_records(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        let pack = self.pack();
        let confidential = |id: &str| pack.register(id).is_none_or(|register| register.confidential);
        let given = |record: &Record, version: i64| {
            let register = self.register_under(&pack, &record.register, version);
            register.map(|register| self.given(&register, record)).unwrap_or_default()
        };
        Ok(tx.undo_records(caller, id, confidential, given).await?)
    }
}

/// The register the options name.
fn chosen<'p>(pack: &'p Pack, options: &ImportOptions) -> Result<Option<&'p Register>> {
    let Some(id) = options.register.as_deref().filter(|id| !id.is_empty()) else { return Ok(None) };
    let found = register_of(pack, id);
    let known = || pack.registers.iter().map(|register| register.id.as_str()).collect::<Vec<_>>().join(", ");
    found.map(Some).ok_or_else(|| {
        refused(
            &format!("Không có sổ \"{id}\"; các sổ: {}", known()),
            &format!("There is no register \"{id}\"; registers: {}", known()),
        )
    })
}

/// A register by id, or by its name in either language.
fn register_of<'p>(pack: &'p Pack, text: &str) -> Option<&'p Register> {
    let folded = names::fold(text);
    let named =
        |register: &&Register| names::fold(&register.name.vi) == folded || names::fold(&register.name.en) == folded;
    pack.register(text).or_else(|| pack.registers.iter().find(named))
}

/// Rows understood, and asked whether the caller may write them.
pub(super) struct Desk<'a> {
    caller: &'a Caller,
    pack: &'a Pack,
    /// Code of the unit of rows that name none.
    unit: Option<&'a str>,
    chosen: Option<&'a Register>,
    pub(super) units: HashMap<&'a str, &'a Unit>,
    /// Whether the caller only asks what would happen.
    is_trial: bool,
    allowed: HashMap<(Action, UnitId, bool), bool>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        (caller, pack): (&'a Caller, &'a Pack),
        (unit, chosen): (Option<&'a str>, Option<&'a Register>),
        units: &'a [Unit],
    ) -> Self {
        let units = units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
        Self { caller, pack, unit, chosen, units, is_trial: false, allowed: HashMap::new() }
    }

    /// Whether the caller may do something with records of a unit; asked once for each.
    pub(super) async fn may(&mut self, tx: &mut Tx, action: Action, unit: UnitId, confidential: bool) -> bool {
        if let Some(may) = self.allowed.get(&(action, unit, confidential)) {
            return *may;
        }
        let may = tx.require(self.caller, action, unit, Thing::RECORD.confidential(confidential)).await.is_ok();
        self.allowed.insert((action, unit, confidential), may);
        may
    }

    async fn candidate<'r>(
        &mut self,
        tx: &mut Tx,
        row: &'r SheetRow,
    ) -> Result<std::result::Result<Candidate<'r>, Vec<RefusedRow>>>
    where
        'a: 'r,
    {
        let place = match self.place(row) {
            Ok(place) => place,
            Err(fault) => return Ok(Err(vec![*fault])),
        };
        let (register, unit) = place;
        // Rights come before checks: who may not record here learns nothing of the rules.
        if !self.may(tx, Action::RecordWrite, unit.id, register.confidential).await {
            return Ok(Err(vec![nowhere(row)]));
        }
        Ok(understood(row, register, unit))
    }

    /// The register and the unit of a row.
    fn place(&self, row: &SheetRow) -> std::result::Result<(&'a Register, &'a Unit), Box<RefusedRow>> {
        let named = row.text(REGISTER);
        let of_row = register_of(self.pack, &named);
        let register = match (named.is_empty(), of_row, self.chosen) {
            (true, _, Some(chosen)) => chosen,
            (true, _, None) => return Err(Box::new(row.refuse(REGISTER, "thiếu mã sổ", "the register is missing"))),
            (false, None, _) => return Err(Box::new(row.refuse(REGISTER, "không có sổ này", "no such register"))),
            (false, Some(named), Some(chosen)) if named.id != chosen.id => {
                let (vi, en) = (
                    format!("dòng này thuộc sổ \"{}\", không phải sổ đã chọn", named.name.vi),
                    format!("this row is of the register \"{}\", not of the one chosen", named.id),
                );
                return Err(Box::new(row.refuse(REGISTER, &vi, &en)));
            }
            (false, Some(named), _) => named,
        };
        let code = row.text(UNIT).to_lowercase();
        let code = if code.is_empty() { self.unit.unwrap_or_default().to_owned() } else { code };
        let unit = self.units.get(code.as_str()).copied();
        let unit = unit.ok_or_else(|| {
            let missing = row.refuse(
                UNIT,
                "thiếu mã đơn vị; thêm cột Mã đơn vị hoặc chọn đơn vị khi nhập",
                "the unit is missing; add a column with its code or choose the unit",
            );
            Box::new(if code.is_empty() { missing } else { nowhere(row) })
        })?;
        Ok((register, unit))
    }
}

/// Who may not write in a unit hears the same as of a unit that does not exist.
fn nowhere(row: &SheetRow) -> RefusedRow {
    row.refuse(
        UNIT,
        "không có đơn vị này, hoặc bạn không được ghi sổ này ở đó",
        "no such unit, or you may not record in this register there",
    )
}

/// The values of a row; every one that cannot be read is told.
fn understood<'r>(
    row: &'r SheetRow,
    register: &'r Register,
    unit: &'r Unit,
) -> std::result::Result<Candidate<'r>, Vec<RefusedRow>> {
    let mut faults = Vec::new();
    let occurred_on = match row.day(DAY) {
        Ok(Some(day)) => day,
        Ok(None) => {
            faults.push(row.refuse(DAY, "thiếu ngày", "the day is missing"));
            NaiveDate::default()
        }
        Err(fault) => {
            faults.push(*fault);
            NaiveDate::default()
        }
    };
    let (text, mut id) = (row.text(ID), None);
    if !text.is_empty() {
        id = text.parse().ok();
        if id.is_none() {
            faults.push(row.refuse(ID, "không phải là mã bản ghi; xóa ô này nếu là bản ghi mới", "no id of a record"));
        }
    }
    let (text, mut state) = (row.text(STATE), None);
    if !text.is_empty() {
        state = state_of(&text);
        if state.is_none() {
            let (vi, en) = ("dùng: recorded, confirmed, withdrawn, draft", "use recorded, confirmed, withdrawn, draft");
            faults.push(row.refuse(STATE, vi, en));
        }
    }
    let mut candidate = Candidate { row, register, unit, id, state, occurred_on, fields: Fields::new() };
    match fields(row, register) {
        Ok(fields) => candidate.fields = fields,
        Err(problems) => faults.extend(problems.iter().map(|problem| candidate.fault(problem))),
    }
    if faults.is_empty() { Ok(candidate) } else { Err(faults) }
}

fn state_of(text: &str) -> Option<RecordState> {
    text.parse().ok().or_else(|| match names::fold(text).as_str() {
        "da ghi" => Some(RecordState::Recorded),
        "da xac nhan" => Some(RecordState::Confirmed),
        "da rut" => Some(RecordState::Withdrawn),
        "ban nhap" => Some(RecordState::Draft),
        _ => None,
    })
}

/// The values of the register's fields: from the one column an export holds them in, or each from its own.
fn fields(row: &SheetRow, register: &Register) -> std::result::Result<Fields, Vec<Problem>> {
    if let Raw::Text(text) = row.raw(FIELDS) {
        let read: serde_json::Result<Fields> = serde_json::from_str(text);
        return read.map(without_nulls).map_err(|error| {
            let message = words(&format!("JSON không hợp lệ: {error}"), &format!("the JSON does not fit: {error}"));
            vec![Problem { field: None, message }]
        });
    }
    let mut typed = BTreeMap::new();
    for field in register.fields.iter().filter(|field| row.has(&field.id)) {
        let text = match (field.kind, row.raw(&field.id)) {
            // A list of persons keeps its lines.
            (FieldKind::Persons, Raw::Text(text)) => text.clone(),
            (FieldKind::Count | FieldKind::Dong, _) => match row.whole(&field.id) {
                Ok(whole) => whole.map(|whole| whole.to_string()).unwrap_or_default(),
                Err(_) => row.text(&field.id),
            },
            _ => row.text(&field.id),
        };
        typed.insert(field.id.clone(), text);
    }
    let (fields, problems) = register.parse(&typed);
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}

fn without_nulls(fields: Fields) -> Fields {
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// By what a row without an id is known again.
type Likeness = (String, UnitId, NaiveDate, String);

fn likeness(register: &str, unit: UnitId, day: NaiveDate, fields: &Fields) -> Likeness {
    (register.to_owned(), unit, day, serde_json::to_string(fields).unwrap_or_default())
}

/// What stands of the records a file names.
#[derive(Default)]
struct Standing {
    by_id: HashMap<RecordId, KnownRecord>,
    /// How often a record of these values stands; each row of the file takes one.
    alike: HashMap<Likeness, u32>,
}

impl Standing {
    async fn find(tx: &mut Tx, (system, caller): (&Caller, &Caller), candidates: &[Candidate<'_>]) -> Result<Self> {
        let mut standing = Self::default();
        let ids: Vec<RecordId> = candidates.iter().filter_map(|one| one.id).collect();
        for known in tx.known_records(system, &ids).await? {
            standing.by_id.insert(known.record.id, known);
        }
        let mut asked: BTreeMap<&str, (&Register, BTreeSet<UnitId>, NaiveDate, NaiveDate)> = BTreeMap::new();
        for one in candidates.iter().filter(|one| one.id.is_none()) {
            let day = one.occurred_on;
            let begun = || (one.register, BTreeSet::new(), day, day);
            let (_, units, from, to) = asked.entry(&one.register.id).or_insert_with(begun);
            units.insert(one.unit.id);
            (*from, *to) = (day.min(*from), day.max(*to));
        }
        for (id, (register, units, from, to)) in asked {
            let units: Vec<UnitId> = units.into_iter().collect();
            for KnownRecord { record, .. } in tx.standing_records(system, id, &units, (from, to)).await? {
                let fields = told_by(register, caller, record.unit, without_nulls(record.fields));
                *standing.alike.entry(likeness(id, record.unit, record.occurred_on, &fields)).or_default() += 1;
            }
        }
        Ok(standing)
    }

    /// The record a row makes or changes; nothing when it stands so already.
    fn place(
        &mut self,
        row: &Candidate<'_>,
        caller: &Caller,
        id: impl FnOnce() -> RecordId,
    ) -> std::result::Result<Option<Record>, Box<RefusedRow>> {
        let refuse = |vi: &str, en: &str| Err(Box::new(row.refused(vi, en)));
        let new = |id: RecordId, version: i64, state: RecordState| Record {
            id,
            register: row.register.id.clone(),
            unit: row.unit.id,
            occurred_on: row.occurred_on,
            state,
            fields: row.fields.clone(),
            version,
        };
        let Some(known_id) = row.id else {
            if row.state == Some(RecordState::Withdrawn) {
                return refuse(
                    "dòng không có mã bản ghi thì không thể là bản ghi đã rút",
                    "a row without an id cannot be a withdrawn record",
                );
            }
            let fields = told_by(row.register, caller, row.unit.id, row.fields.clone());
            let key = likeness(&row.register.id, row.unit.id, row.occurred_on, &fields);
            if let Some(left) = self.alike.get_mut(&key).filter(|left| **left > 0) {
                *left -= 1;
                return Ok(None);
            }
            return Ok(Some(new(id(), 0, row.state.unwrap_or(RecordState::Recorded))));
        };
        let Some(KnownRecord { record: known, annulled, .. }) = self.by_id.get(&known_id) else {
            return Ok(Some(new(known_id, 0, row.state.unwrap_or(RecordState::Recorded))));
        };
        if known.register != row.register.id || known.unit != row.unit.id {
            return refuse(
                "mã này thuộc một bản ghi khác; xóa ô mã nếu là bản ghi mới",
                "this id belongs to another record; leave it out for a new one",
            );
        }
        if *annulled {
            return Ok(Some(new(known_id, known.version, row.state.unwrap_or(RecordState::Recorded))));
        }
        let same = known.occurred_on == row.occurred_on && without_nulls(known.fields.clone()) == row.fields;
        if same && row.state.is_none_or(|state| state == known.state) {
            return Ok(None);
        }
        let (before, after) = (known.state, row.state.unwrap_or(RecordState::Recorded));
        let passes = match (before, after) {
            (RecordState::Withdrawn, _) | (_, RecordState::Withdrawn | RecordState::Draft) => false,
            (RecordState::Confirmed, RecordState::Recorded) => !same,
            _ => true,
        };
        if !passes {
            return refuse(
                "rút, khôi phục hay bỏ xác nhận cần lý do: làm trên trang của bản ghi, không làm bằng tệp",
                "withdrawing, restoring or unconfirming takes a reason: do it on the record's page, not by a file",
            );
        }
        Ok(Some(new(known_id, known.version, after)))
    }
}
