//! The desk of an import: who a row is, what a chunk of rows comes to, and the batch they make.
//!
//! Not here: reading rows (`reading`), the order of reading, sealing and writing (`import`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, PersonId, Timestamp, UnitId,
    access::{Action, Caller},
    members::{Joining, Sex},
    org::{Unit, UnitKind},
};
use congdoan_paper::intake::Precision;
use congdoan_store::{
    Tx,
    access::Thing,
    members::{Batch, KnownPerson, NewMembership, NewPerson, PersonChange},
};

use super::{
    super::{
        marks::number_of,
        reading::{Candidate, Opened, Read, RefusedRow, row_refused},
        sealing::Sealer,
    },
    ImportOptions, Imported, LISTED,
};
use crate::{Error, Result, Service};

/// What a chunk of rows comes to, ready to be sealed and written.
#[derive(Default)]
pub(super) struct Chunk {
    create: Vec<(PersonId, UnitId, Box<Candidate>, String)>,
    change: Vec<(KnownPerson, Box<Candidate>, String)>,
    people: Vec<NewPerson>,
    memberships: Vec<(PersonId, UnitId, NaiveDate)>,
    changes: Vec<PersonChange>,
}

impl Chunk {
    /// Seals what is sensitive.
    pub(super) fn sealed(mut self, sealer: &Sealer) -> Result<Self> {
        for (id, unit, row, content) in std::mem::take(&mut self.create) {
            let sealed = sealer.seal_new(id, &row.sealed)?;
            self.memberships.push((id, unit, row.joined_on.unwrap_or_default()));
            self.people.push(NewPerson {
                id,
                number: row.number.clone().unwrap_or_else(|| number_of(id)),
                born_on: row.born.filter(|day| day.precision == Precision::Day).map(|day| day.first),
                born_year: row.born.map(|day| chrono::Datelike::year(&day.first)),
                sex: row.sex,
                identity_mark: row.identity.as_deref().map(|digits| sealer.identity_mark(digits)),
                content_mark: Some(content),
                fields: json(&row.open)?,
                sealed: sealed.text,
                wrapped_key: sealed.wrapped,
                name: row.name,
            });
        }
        for (known, row, content) in std::mem::take(&mut self.change) {
            let wrapped = known.wrapped.as_deref().unwrap_or_default();
            let sealed = sealer.seal_with(known.id, wrapped, &row.sealed)?;
            self.changes.push(PersonChange {
                id: known.id,
                born_on: row.born.filter(|day| day.precision == Precision::Day).map(|day| day.first),
                born_year: row.born.map(|day| chrono::Datelike::year(&day.first)),
                sex: row.sex,
                identity_mark: row.identity.as_deref().map(|digits| sealer.identity_mark(digits)),
                content_mark: Some(content),
                fields: json(&row.open)?,
                sealed,
                name: row.name,
            });
        }
        Ok(self)
    }
}

fn json(values: &BTreeMap<String, String>) -> Result<String> {
    serde_json::to_string(values).map_err(|error| Error::Internal(error.to_string()))
}

/// An import under way.
pub(super) struct Desk<'a> {
    service: &'a Service,
    caller: &'a Caller,
    opened: &'a Opened,
    options: &'a ImportOptions,
    marker: Sealer,
    batch: BatchId,
    units: HashMap<String, Unit>,
    /// Units asked for, and whether the caller may write their members.
    allowed: HashMap<UnitId, bool>,
    /// Nobody was known before: no row needs looking up.
    fresh: bool,
    /// Marks seen in this file, with the row.
    seen: HashMap<u128, u32>,
    touched: BTreeSet<UnitId>,
    counts: Imported,
    /// Name and hash of the file.
    pub(super) file: (String, String),
}

impl<'a> Desk<'a> {
    pub(super) async fn new(
        service: &'a Service,
        caller: &'a Caller,
        opened: &'a Opened,
        options: &'a ImportOptions,
        marker: Sealer,
        tx: &mut Tx,
    ) -> Result<Self> {
        let known = tx.federation(&service.system(), Timestamp::from_micros(i64::MAX)).await?;
        let units = known.units.into_iter().map(|unit| (unit.code.to_string(), unit)).collect();
        let fresh = !tx.has_members().await?;
        Ok(Self {
            service,
            caller,
            opened,
            options,
            marker,
            batch: service.ids.next(),
            units,
            allowed: HashMap::new(),
            fresh,
            seen: HashMap::new(),
            touched: BTreeSet::new(),
            counts: Imported::default(),
            file: Default::default(),
        })
    }

    /// The batch as far as it is counted.
    fn batch(&self, counts: &Imported) -> Batch {
        let number = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        let (name, hash) = &self.file;
        Batch {
            id: self.batch,
            kind: "members".to_owned(),
            label: self.options.label.clone().unwrap_or_else(|| name.clone()),
            file_name: name.clone(),
            file_hash: hash.clone(),
            mapping: self.options.mapping.clone().unwrap_or_default(),
            created: number(counts.created),
            changed: number(counts.changed),
            unchanged: number(counts.unchanged),
            refused: number(counts.refused),
            recorded_by: self.caller.name().to_owned(),
            recorded_at: self.caller.now.micros(),
            undone_by: None,
            undone_at: None,
        }
    }

    fn refuse(&mut self, row: RefusedRow) {
        self.counts.refused += 1;
        if self.counts.refusals.len() < LISTED {
            self.counts.refusals.push(row);
        }
    }

    fn refuse_row(&mut self, row: &Candidate, value: &str, vi: &str, en: &str) {
        let sheet = self.opened.sheets.get(row.sheet).map(|(sheet, _)| sheet.name().to_owned()).unwrap_or_default();
        self.refuse(row_refused(&sheet, row.row, value, vi, en));
    }

    /// Decides for each row whether it is new, known, changed or refused.
    pub(super) async fn match_rows(&mut self, tx: &mut Tx, rows: Vec<Read>) -> Result<Chunk> {
        let mut taken: Vec<(Box<Candidate>, Option<String>)> = Vec::with_capacity(rows.len());
        let mut refused_rows: HashSet<(String, u32)> = HashSet::new();
        for row in rows {
            match row {
                Read::Refused(row) => {
                    // Several faults of one row are listed apart and counted once.
                    if refused_rows.insert((row.sheet.clone(), row.row)) {
                        self.counts.refused += 1;
                    }
                    if self.counts.refusals.len() < LISTED {
                        self.counts.refusals.push(row);
                    }
                }
                Read::Taken(row) => {
                    let mark = row.identity.as_deref().map(|digits| self.marker.identity_mark(digits));
                    taken.push((row, mark));
                }
            }
        }
        let known = if self.fresh { Known::default() } else { self.look_up(tx, &taken).await? };
        let mut chunk = Chunk::default();
        for (row, mark) in taken {
            self.decide(tx, row, mark, &known, &mut chunk).await?;
        }
        Ok(chunk)
    }

    async fn look_up(&self, tx: &mut Tx, rows: &[(Box<Candidate>, Option<String>)]) -> Result<Known> {
        let system = self.service.system();
        let marks: Vec<String> = rows.iter().filter_map(|(_, mark)| mark.clone()).collect();
        let names: BTreeSet<String> =
            rows.iter().filter(|(_, mark)| mark.is_none()).map(|(row, _)| row.name_fold.clone()).collect();
        let mut known = Known::default();
        for person in tx.known_by_identity(&system, &marks).await? {
            if let Some(mark) = &person.identity_mark {
                known.by_mark.insert(mark.clone(), person);
            }
        }
        for person in tx.known_by_name(&system, &names.into_iter().collect::<Vec<_>>()).await? {
            known.by_name.entry(person.name_fold.clone()).or_default().push(person);
        }
        Ok(known)
    }

    async fn decide(
        &mut self,
        tx: &mut Tx,
        row: Box<Candidate>,
        mark: Option<String>,
        known: &Known,
        chunk: &mut Chunk,
    ) -> Result<()> {
        let Some(unit) = self.unit_of(tx, &row).await? else { return Ok(()) };
        let day = row.joined_on.unwrap_or(unit.opened_on);
        if let Some(closed) = unit.closed_on.filter(|closed| *closed <= self.caller.now.day()) {
            let (vi, en) =
                (format!("đơn vị {} đã kết thúc ngày {closed}", unit.code), format!("{} ended on {closed}", unit.code));
            self.refuse_row(&row, unit.code.as_str(), &vi, &en);
            return Ok(());
        }
        if day > self.caller.now.day() {
            self.refuse_row(&row, &day.to_string(), "ngày vào công đoàn ở tương lai", "joined in the future");
            return Ok(());
        }
        let first = self.first_row(&row, mark.as_deref(), &unit);
        if let Some(first) = first {
            let (vi, en) = (format!("trùng người với dòng {first}"), format!("the same person as row {first}"));
            self.refuse_row(&row, &row.name.clone(), &vi, &en);
            return Ok(());
        }
        let content = self.marker.content_mark(&content(&row, &unit, day));
        match known.find(&row, mark.as_deref(), &unit) {
            None => {
                self.counts.created += 1;
                self.touched.insert(unit.id);
                let person = self.service.ids.next();
                chunk.create.push((person, unit.id, Box::new(Candidate { joined_on: Some(day), ..*row }), content));
            }
            Some(person) if person.content_mark.as_deref() == Some(&content) => self.counts.unchanged += 1,
            Some(person) => match person.unit_id {
                Some(at) if UnitId::from(at) != unit.id => {
                    // Where somebody is a member is told only to who may see members there.
                    let at = self.units.values().find(|unit| unit.id == UnitId::from(at));
                    let seen = match at {
                        Some(at) => tx.require(self.caller, Action::MemberRead, at.id, Thing::MEMBER).await.is_ok(),
                        None => false,
                    };
                    let code = at.filter(|_| seen).map(|unit| unit.code.to_string());
                    let (of, of_en) = match &code {
                        Some(code) => (code.as_str(), code.as_str()),
                        None => ("một đơn vị khác", "another unit"),
                    };
                    let (vi, en) = (
                        format!("đang là đoàn viên của {of}; hãy làm thủ tục chuyển sinh hoạt"),
                        format!("is a member of {of_en}; transfer the membership instead"),
                    );
                    self.refuse_row(&row, &row.name.clone(), &vi, &en);
                }
                Some(_) => {
                    self.counts.changed += 1;
                    self.touched.insert(unit.id);
                    chunk.change.push((person.clone(), row, content));
                }
                None => self.refuse_row(
                    &row,
                    &row.name.clone(),
                    "đã thôi là đoàn viên; kết nạp lại do cấp trên quyết định, không nhập từ tệp",
                    "is a member no more; readmission is decided by the upper level, not by a file",
                ),
            },
        }
        Ok(())
    }

    /// The unit of a row, if it is one whose members the caller may write.
    async fn unit_of(&mut self, tx: &mut Tx, row: &Candidate) -> Result<Option<Unit>> {
        let code = if row.unit.is_empty() { self.options.unit.clone().unwrap_or_default() } else { row.unit.clone() };
        let code = if code.is_empty() {
            self.opened.sheets.get(row.sheet).map(|(sheet, _)| sheet.name().to_lowercase()).unwrap_or_default()
        } else {
            code
        };
        let Some(unit) = self.units.get(&code).cloned() else {
            let (vi, en) = (
                format!("không có đơn vị mang mã \"{code}\"; thêm cột Mã đơn vị hoặc chọn đơn vị khi nhập"),
                format!("there is no unit \"{code}\"; add a column with the unit's code or choose the unit"),
            );
            self.refuse_row(row, &code, &vi, &en);
            return Ok(None);
        };
        let allowed = match self.allowed.get(&unit.id) {
            Some(allowed) => *allowed,
            None => {
                let may = tx.require(self.caller, Action::MemberWrite, unit.id, Thing::MEMBER).await;
                self.allowed.insert(unit.id, may.is_ok());
                may.is_ok()
            }
        };
        if !allowed {
            let (vi, en) = (
                "không có đơn vị này, hoặc bạn không được ghi đoàn viên ở đó",
                "no such unit, or you may not write its members",
            );
            self.refuse_row(row, &code, vi, en);
            return Ok(None);
        }
        if !matches!(unit.kind, UnitKind::Grassroots | UnitKind::Section | UnitKind::Group | UnitKind::Upper) {
            self.refuse_row(row, &code, "đơn vị này không giữ đoàn viên", "this unit holds no members");
            return Ok(None);
        }
        Ok(Some(unit))
    }

    /// The row of this file that named the same person before.
    fn first_row(&mut self, row: &Candidate, mark: Option<&str>, unit: &Unit) -> Option<u32> {
        let who = match mark {
            Some(mark) => mark.to_owned(),
            None => format!("{}|{:?}|{}", row.name_fold, row.born.map(|day| day.first), unit.code),
        };
        let hash = blake3::hash(who.as_bytes());
        let key = hash.as_bytes().iter().take(16).fold(0_u128, |key, byte| key << 8 | u128::from(*byte));
        match self.seen.entry(key) {
            std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(row.row);
                None
            }
        }
    }

    pub(super) async fn write(&mut self, tx: &mut Tx, chunk: Chunk) -> Result<()> {
        let memberships: Vec<NewMembership> = chunk
            .memberships
            .iter()
            .map(|(person, unit, joined_on)| NewMembership {
                id: self.service.ids.next(),
                person: *person,
                unit: *unit,
                joined_on: *joined_on,
                joining: Joining::Admitted,
                left: None,
                decision: String::new(),
            })
            .collect();
        if !chunk.people.is_empty() {
            tx.insert_members(self.caller, Some(self.batch), &chunk.people, &memberships).await?;
        }
        if !chunk.changes.is_empty() {
            // What stood before a change refers to the batch.
            tx.open_batch(&self.batch(&self.counts)).await?;
        }
        for change in &chunk.changes {
            tx.change_person(self.caller, Some(self.batch), change).await?;
        }
        Ok(())
    }

    /// Opens rolls, writes the batch down, and says how it ended; nothing is left of an import that is to be whole and
    /// is not.
    pub(super) async fn close(mut self, tx: &mut Tx) -> Result<Imported> {
        let mut counts = std::mem::take(&mut self.counts);
        let whole = counts.refused == 0 || self.options.partial;
        if self.options.dry_run || !whole || (counts.created == 0 && counts.changed == 0) {
            counts.taken_back = !whole && !self.options.dry_run;
            return Ok(counts);
        }
        self.service.open_rolls(tx, Some(self.batch), &self.touched, &self.units).await?;
        let batch = self.batch(&counts);
        let chain = tx.common_chain(&self.service.system(), &self.touched.iter().copied().collect::<Vec<_>>()).await?;
        tx.add_batch(self.caller, &chain, &batch, self.touched.into_iter().collect()).await?;
        counts.batch = Some(self.batch);
        Ok(counts)
    }
}

/// Who is known of the people a chunk names.
#[derive(Default)]
struct Known {
    by_mark: HashMap<String, KnownPerson>,
    by_name: HashMap<String, Vec<KnownPerson>>,
}

impl Known {
    fn find(&self, row: &Candidate, mark: Option<&str>, unit: &Unit) -> Option<&KnownPerson> {
        if let Some(mark) = mark {
            return self.by_mark.get(mark);
        }
        let year = row.born.map(|day| i64::from(chrono::Datelike::year(&day.first)));
        let of_name = self.by_name.get(&row.name_fold)?;
        of_name.iter().find(|known| known.born_year == year && known.unit_id.map(UnitId::from) == Some(unit.id))
    }
}

/// Everything a row says of a person, in one text; a sign no cell holds stands between the values.
fn content(row: &Candidate, unit: &Unit, joined_on: NaiveDate) -> String {
    use std::fmt::Write as _;
    const GAP: char = '\u{1f}';
    let mut text = String::with_capacity(256);
    let (born, precision) =
        row.born.map_or((0, 0), |day| (chrono::Datelike::num_days_from_ce(&day.first), day.precision as u8));
    let sex = row.sex.map_or("", Sex::word);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{}{GAP}{born}{GAP}{precision}{GAP}{sex}{GAP}{}{GAP}{}",
        row.name,
        unit.code,
        chrono::Datelike::num_days_from_ce(&joined_on)
    );
    for (field, value) in row.open.iter().chain(&row.sealed) {
        for part in [field, value] {
            text.push(GAP);
            text.push_str(part);
        }
    }
    text
}
