//! Units from a sheet: code, name, kind, form, parents, first day.
//!
//! A sheet adds units; what stands already is compared and, where it differs, refused with the way out: changes go through a
//! reorganisation plan, which remembers. Not here: members (`members::import`).

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, LocalText, Timestamp, UnitId,
    access::Caller,
    names,
    org::{Code, Line, Link, Unit, UnitKind},
};
use congdoan_pack::Pack;
use congdoan_paper::intake::{Book, Row, RowKind, Sieve, Title, column_letters, find_header, value};
use congdoan_rollup::{Forest, Tree};
use congdoan_store::{members::Batch, org::Federation};

use crate::{
    Error, Result, Service,
    error::{refused, words},
    members::{ImportOptions, Imported, RefusedRow},
};

const HEAD_ROWS: usize = 60;
const PIVOT: u8 = 30;
/// Field and titles of each column.
const TITLES: [(&str, &[&str]); 7] = [
    ("code", &["Mã đơn vị", "Mã", "code", "Mã CĐCS", "Mã công đoàn"]),
    ("name", &["Tên đơn vị", "Tên công đoàn", "Tên", "name", "Đơn vị"]),
    ("kind", &["Cấp", "Loại đơn vị", "Loại", "kind"]),
    ("form", &["Hình thức", "Loại hình", "form"]),
    ("parent", &["Mã đơn vị quản lý", "Đơn vị quản lý", "Cấp trên quản lý", "Mã cấp trên", "parent"]),
    ("coordinating", &["Mã đơn vị phối hợp", "Đơn vị phối hợp", "Phối hợp", "coordinating"]),
    ("opened_on", &["Ngày thành lập", "Thành lập ngày", "Ngày hoạt động", "opened on", "opened_on"]),
];

/// A unit as a row describes it.
#[derive(Clone, Debug)]
struct Entry {
    place: (String, u32),
    code: Code,
    name: String,
    kind: UnitKind,
    form: String,
    parent: String,
    coordinating: Vec<String>,
    opened_on: NaiveDate,
}

impl Service {
    /// Brings in a sheet of units, or only tells what would happen.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::NotFound`], [`Error::Denied`] where the caller may not
    /// found units.
    pub async fn import_units(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let pack = self.pack();
        let mut imported = Imported::default();
        let entries = read(path, &pack, &mut imported)?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let known = tx.federation(&self.system(), Timestamp::from_micros(i64::MAX)).await?;
        let annulled = tx.annulled_units(&self.system()).await?;
        let (units, links) = self.units_of(&known, &pack, entries, &mut imported);
        let again = units.iter().find(|(unit, _)| annulled.contains_key(unit.code.as_str()));
        if let Some((unit, _)) = again {
            return Err(refused(
                &format!(
                    "mã {} đã dùng cho một đơn vị bị hoàn tác; hãy dùng mã khác hoặc lập kế hoạch thành lập lại",
                    unit.code
                ),
                &format!(
                    "the code {} belongs to a unit that was undone; use another or found it again by a plan",
                    unit.code
                ),
            ));
        }
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || units.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        let id: BatchId = self.ids.next();
        tx.import_units(caller, id, &units, &links).await?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let number = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        let batch = Batch {
            id,
            kind: "units".to_owned(),
            label: options.label.clone().unwrap_or_else(|| name.clone()),
            file_name: name,
            file_hash: String::new(),
            mapping: String::new(),
            created: number(imported.created),
            changed: 0,
            unchanged: number(imported.unchanged),
            refused: number(imported.refused),
            recorded_by: caller.name().to_owned(),
            recorded_at: caller.now.micros(),
            undone_by: None,
            undone_at: None,
        };
        let ids: Vec<UnitId> = units.iter().map(|(unit, _)| unit.id).collect();
        let chain = tx.common_chain(&self.system(), &ids).await?;
        tx.add_batch(caller, &chain, &batch, Vec::new()).await?;
        tx.commit_bulk(imported.created).await?;
        self.follow().await?;
        imported.batch = Some(id);
        Ok(imported)
    }

    /// The units and links of all good entries; what does not fit is refused with its row.
    fn units_of(
        &self,
        known: &Federation,
        pack: &Pack,
        entries: Vec<Entry>,
        imported: &mut Imported,
    ) -> (Vec<(Unit, String)>, Vec<Link>) {
        let mut stock = Stock::new(known);
        let mut fresh: BTreeMap<String, Entry> = BTreeMap::new();
        for entry in entries {
            let code = entry.code.to_string();
            if let Some(unit) = stock.by_code.get(code.as_str()) {
                let same = unit.name == entry.name && unit.kind == entry.kind && unit.form == entry.form;
                if same {
                    imported.unchanged += 1;
                } else {
                    refuse(
                        imported,
                        &entry,
                        "đơn vị đã có với tên, cấp hoặc hình thức khác; đổi bằng kế hoạch sắp xếp (reorganise)",
                        "the unit stands with another name, kind or form; change it by a reorganisation plan",
                    );
                }
            } else if let Some(first) = fresh.get(&code) {
                let row = first.place.1;
                refuse(imported, &entry, &format!("trùng mã với dòng {row}"), &format!("the same code as row {row}"));
            } else {
                fresh.insert(code, entry);
            }
        }
        let mut good: Vec<&Entry> = Vec::with_capacity(fresh.len());
        for entry in fresh.values() {
            match fault(entry, &fresh, &stock, pack) {
                None => good.push(entry),
                Some(fault) => refuse(imported, entry, &fault.vi, &fault.en),
            }
        }
        self.build(&mut stock, known, &good, imported)
    }

    fn build(
        &self,
        stock: &mut Stock<'_>,
        known: &Federation,
        good: &[&Entry],
        imported: &mut Imported,
    ) -> (Vec<(Unit, String)>, Vec<Link>) {
        let mut ids: HashMap<&str, UnitId> = stock.by_code.iter().map(|(code, unit)| (*code, unit.id)).collect();
        let mut opened: HashMap<&str, NaiveDate> =
            stock.by_code.iter().map(|(code, unit)| (*code, unit.opened_on)).collect();
        for entry in good {
            ids.insert(entry.code.as_str(), self.ids.next());
            opened.insert(entry.code.as_str(), entry.opened_on);
        }
        let (mut units, mut links) = (Vec::with_capacity(good.len()), Vec::with_capacity(good.len()));
        for entry in good {
            let Some(id) = ids.get(entry.code.as_str()).copied() else { continue };
            let parents = std::iter::once((&entry.parent, Line::Managing))
                .chain(entry.coordinating.iter().map(|code| (code, Line::Coordinating)));
            for (code, line) in parents.filter(|(code, _)| !code.is_empty()) {
                let Some(parent) = ids.get(code.as_str()).copied() else { continue };
                let from = entry.opened_on.max(opened.get(code.as_str()).copied().unwrap_or(entry.opened_on));
                links.push(Link { id: self.ids.next(), child: id, parent, line, from, until: None });
            }
            let unit = Unit {
                id,
                code: entry.code.clone(),
                name: entry.name.clone(),
                kind: entry.kind,
                form: entry.form.clone(),
                opened_on: entry.opened_on,
                closed_on: None,
            };
            units.push((unit, stock.chain(entry, good)));
        }
        let forest = Forest {
            units: known.units.iter().cloned().chain(units.iter().map(|(unit, _)| unit.clone())).collect(),
            links: known.links.iter().chain(&links).copied().collect(),
            successions: known.successions.clone(),
        };
        if let Err(error) = Tree::new(forest) {
            imported.refused += u64::try_from(good.len()).unwrap_or(0);
            let reason =
                words(&format!("cây tạo ra có lỗi: {error}"), &format!("the tree that comes out is broken: {error}"));
            let row = RefusedRow { sheet: String::new(), row: 0, column: String::new(), value: String::new(), reason };
            imported.refusals.push(row);
            return (Vec::new(), Vec::new());
        }
        imported.created = u64::try_from(units.len()).unwrap_or(0);
        (units, links)
    }
}

/// Units that stand, and the chains found so far.
struct Stock<'a> {
    by_code: HashMap<&'a str, &'a Unit>,
    parents: HashMap<UnitId, UnitId>,
    by_id: HashMap<UnitId, &'a Unit>,
    chains: HashMap<String, String>,
}

impl<'a> Stock<'a> {
    fn new(known: &'a Federation) -> Self {
        let standing = |link: &&Link| link.line == Line::Managing && link.until.is_none();
        Self {
            by_code: known.units.iter().map(|unit| (unit.code.as_str(), unit)).collect(),
            by_id: known.units.iter().map(|unit| (unit.id, unit)).collect(),
            parents: known.links.iter().filter(standing).map(|link| (link.child, link.parent)).collect(),
            chains: HashMap::new(),
        }
    }

    /// The audit chain of an entry: its own code where it heads one, else that of the nearest above that does.
    fn chain(&mut self, entry: &Entry, good: &[&Entry]) -> String {
        if self.chains.is_empty() {
            self.chains = good.iter().map(|one| (one.code.to_string(), one.parent.clone())).collect();
        }
        let mut at = entry.code.to_string();
        let mut kind = entry.kind;
        for _ in 0..64 {
            if kind.heads_chain() {
                return at;
            }
            let above = match self.chains.get(&at) {
                Some(parent) => parent.clone(),
                None => {
                    let unit = self.by_code.get(at.as_str()).and_then(|unit| self.parents.get(&unit.id));
                    match unit.and_then(|parent| self.by_id.get(parent)) {
                        Some(parent) => parent.code.to_string(),
                        None => return at,
                    }
                }
            };
            if above.is_empty() {
                return at;
            }
            kind = match self.by_code.get(above.as_str()) {
                Some(unit) => unit.kind,
                None => match good.binary_search_by(|one| one.code.as_str().cmp(&above)) {
                    Ok(place) => good.get(place).map_or(kind, |one| one.kind),
                    Err(_) => return at,
                },
            };
            at = above;
        }
        at
    }
}

fn fault(entry: &Entry, fresh: &BTreeMap<String, Entry>, stock: &Stock<'_>, pack: &Pack) -> Option<LocalText> {
    if entry.parent.is_empty() {
        let tops = entry.kind == UnitKind::Confederation;
        return (!tops).then(|| words("thiếu mã đơn vị quản lý", "the code of the managing unit is missing"));
    }
    for code in std::iter::once(&entry.parent).chain(&entry.coordinating) {
        let kind =
            stock.by_code.get(code.as_str()).map(|unit| unit.kind).or_else(|| fresh.get(code).map(|one| one.kind));
        let Some(kind) = kind else {
            return Some(words(&format!("không có đơn vị \"{code}\""), &format!("there is no unit \"{code}\"")));
        };
        if *code == entry.parent && !pack.may_hang(entry.kind, kind) {
            let own = entry.kind;
            return Some(words(
                &format!("{own} không đặt dưới {kind} được"),
                &format!("a {own} may not hang under a {kind}"),
            ));
        }
    }
    None
}

fn refuse(imported: &mut Imported, entry: &Entry, vi: &str, en: &str) {
    imported.refused += 1;
    let (sheet, row) = entry.place.clone();
    let value = entry.code.to_string();
    imported.refusals.push(RefusedRow { sheet, row, column: String::new(), value, reason: words(vi, en) });
}

fn read(path: &Path, pack: &Pack, imported: &mut Imported) -> Result<Vec<Entry>> {
    let told = |error: congdoan_paper::intake::IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let titles: Vec<Title> = TITLES
        .iter()
        .map(|(field, titles)| {
            let title = Title::new(*field, titles);
            if *field == "name" { title.naming() } else { title }
        })
        .collect();
    let mut entries = Vec::new();
    let mut found = false;
    for sheet in book.sheets().iter().filter(|sheet| !sheet.is_hidden()) {
        let head = sheet.rows().map_err(told)?.take(HEAD_ROWS).collect::<std::result::Result<Vec<Row>, _>>();
        let head = head.map_err(told)?;
        let header = find_header(&head, &titles).filter(|header| header.of("code").next().is_some());
        let Some(header) = header else {
            imported.passed_sheets.push(sheet.name().to_owned());
            continue;
        };
        found = true;
        let mut sieve = Sieve::new(&header);
        for row in sheet.rows().map_err(told)? {
            let row = row.map_err(told)?;
            if sieve.kind(&row) != RowKind::Data {
                continue;
            }
            let reader = RowReader { header: &header, row: &row, sheet: sheet.name(), pack };
            match reader.entry() {
                Ok(entry) => entries.push(entry),
                Err(refused) => {
                    imported.refused += 1;
                    imported.refusals.push(*refused);
                }
            }
        }
        imported.skipped += sieve.tally().skipped();
    }
    if found {
        return Ok(entries);
    }
    Err(refused(
        "Không tìm thấy dòng tiêu đề có cột \"Mã đơn vị\" và \"Tên đơn vị\"",
        "No heading with the columns \"Mã đơn vị\" (code) and \"Tên đơn vị\" (name)",
    ))
}

struct RowReader<'a> {
    header: &'a congdoan_paper::intake::Header,
    row: &'a Row,
    sheet: &'a str,
    pack: &'a Pack,
}

impl RowReader<'_> {
    fn text(&self, field: &str) -> String {
        self.header.pick(self.row, field).map(|(_, raw)| value::shown(&raw)).unwrap_or_default()
    }

    fn refuse(&self, field: &str, vi: &str, en: &str) -> Box<RefusedRow> {
        let picked = self.header.pick(self.row, field);
        let column = picked.map(|(column, _)| format!("{} ({})", column_letters(column.index), column.title));
        Box::new(RefusedRow {
            sheet: self.sheet.to_owned(),
            row: self.row.number,
            column: column.unwrap_or_default(),
            value: self.text(field),
            reason: words(vi, en),
        })
    }

    fn entry(&self) -> std::result::Result<Entry, Box<RefusedRow>> {
        let code = self.text("code").to_lowercase().parse::<Code>().map_err(|_| {
            self.refuse(
                "code",
                "mã chỉ gồm chữ thường không dấu, số và gạch nối, 2 đến 64 ký tự",
                "a code is lower-case letters, digits and hyphens, 2 to 64 of them",
            )
        })?;
        let name = self.text("name");
        if name.is_empty() {
            return Err(self.refuse("name", "thiếu tên đơn vị", "the name is missing"));
        }
        let kind = self.kind()?;
        let day = self.header.pick(self.row, "opened_on").map(|(_, raw)| value::as_day(&raw, PIVOT)).transpose();
        let day = day.map_err(|bad| {
            let said = bad.words();
            self.refuse("opened_on", &said.vi, &said.en)
        })?;
        let opened_on = day
            .flatten()
            .map(|day| day.first)
            .ok_or_else(|| self.refuse("opened_on", "thiếu ngày thành lập", "the first day is missing"))?;
        let coordinating = self.text("coordinating").to_lowercase();
        let coordinating = coordinating.split([',', ';', ' ']).filter(|code| !code.is_empty());
        Ok(Entry {
            place: (self.sheet.to_owned(), self.row.number),
            code,
            name,
            kind,
            form: self.form(kind),
            parent: self.text("parent").to_lowercase(),
            coordinating: coordinating.map(str::to_owned).collect(),
            opened_on,
        })
    }

    /// A kind by its word or by its name in the pack.
    fn kind(&self) -> std::result::Result<UnitKind, Box<RefusedRow>> {
        let text = self.text("kind");
        let folded = names::fold(&text);
        let by_name = self
            .pack
            .unit_kinds
            .iter()
            .find(|kind| names::fold(&kind.name.vi) == folded || names::fold(&kind.name.en) == folded);
        text.to_lowercase().parse().ok().or_else(|| by_name.map(|kind| kind.kind)).ok_or_else(|| {
            let known: Vec<&str> = UnitKind::ALL.iter().map(|kind| kind.word()).collect();
            let known = known.join(", ");
            self.refuse("kind", &format!("không có cấp này; dùng: {known}"), &format!("no such kind; use: {known}"))
        })
    }

    fn form(&self, kind: UnitKind) -> String {
        let text = self.text("form");
        let folded = names::fold(&text);
        let forms = self.pack.unit_forms.iter().filter(|form| form.kind == kind);
        let known = forms.into_iter().find(|form| names::fold(&form.name.vi) == folded || form.id == text);
        known.map_or(text, |form| form.id.clone())
    }
}
