//! Employers from a sheet: name, tax code, ownership, zone, place, workers by day, the union that serves them.
//!
//! An employer is known again by its code, else by its tax code; several rows of one employer are counts of several days. A
//! name is not changed by a sheet: that is a reorganisation, which remembers. Not here: reading sheets (`papers::sheets`).

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, Timestamp, UnitId,
    access::{Action, Caller},
    names,
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_paper::intake::Title;
use congdoan_store::{
    Tx,
    access::Thing,
    org::{
        employers::{Employer, EmployerChange, EmployerState, NewEmployer, Workforce},
        particulars::Profile,
    },
};

use super::{EmployerForm, FORM, OWNERSHIPS, employer_of};
use crate::{
    Error, Result, Service,
    error::words,
    members::{ImportOptions, Imported, RefusedRow, import::blocking},
    papers::sheets::{self, SheetRow, mapped},
};

const CODE: &str = "code";
const NAME: &str = "name";
const UNDER: &str = "under";
const OPENED: &str = "opened_on";
const TAX: &str = "tax_code";
const OWNERSHIP: &str = "ownership";
const ZONE: &str = "zone";
const PLACE: &str = "place";
const ADDRESS: &str = "address";
const COUNTED: &str = "counted_on";
const WORKERS: &str = "workers";
const WOMEN: &str = "women";
const UNION: &str = "union";
const FROM: &str = "served_from";
const TITLES: [(&str, &[&str]); 14] = [
    (NAME, &["Tên doanh nghiệp", "Tên đơn vị", "Doanh nghiệp", "Tên", "name"]),
    (CODE, &["Mã doanh nghiệp", "Mã", "code"]),
    (UNDER, &["Mã công đoàn quản lý địa bàn", "Mã đơn vị", "Thuộc", "under"]),
    (OPENED, &["Ngày hoạt động", "Ngày thành lập", "opened_on"]),
    (TAX, &["Mã số thuế", "MST", "tax_code", "tax code"]),
    (OWNERSHIP, &["Loại hình", "Loại hình doanh nghiệp", "Thành phần kinh tế", "ownership"]),
    (ZONE, &["Khu công nghiệp", "KCN", "Khu, cụm công nghiệp", "zone"]),
    (PLACE, &["Tỉnh, thành phố", "Tỉnh", "Địa bàn", "place"]),
    (ADDRESS, &["Địa chỉ", "address"]),
    (COUNTED, &["Ngày thống kê", "Thống kê ngày", "counted_on"]),
    (WORKERS, &["Số lao động", "Lao động", "Tổng số lao động", "workers"]),
    (WOMEN, &["Lao động nữ", "Số lao động nữ", "Nữ", "women"]),
    (UNION, &["Mã công đoàn cơ sở", "Mã CĐCS", "Công đoàn phục vụ", "union"]),
    (FROM, &["Từ ngày", "served_from"]),
];

/// What the columns may be called.
pub(crate) fn titles() -> Vec<Title> {
    let title = |(field, titles): &(&str, &[&str])| {
        let title = Title::new(*field, titles);
        if *field == NAME { title.naming() } else { title }
    };
    TITLES.iter().map(title).collect()
}

/// What a file brings: new employers, counts of further days of theirs, and changes with how it stood.
#[derive(Default)]
struct Taken {
    new: Vec<NewEmployer>,
    more: Vec<(UnitId, Workforce)>,
    changes: Vec<(EmployerChange, EmployerState)>,
}

impl Service {
    /// Brings in a sheet of employers, or only tells what would happen.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::Store`] when the database does not answer.
    pub async fn import_employers(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let mapping = self.mapping(caller, "employers", options).await?;
        let (file, titles) = (path.to_owned(), mapped(titles(), &mapping));
        let (mut imported, rows) = blocking(move || {
            let mut imported = Imported::default();
            let rows = sheets::read(&file, &titles, &[NAME], &mut imported)?;
            Ok((imported, rows))
        })
        .await?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        if !options.dry_run {
            tx.lock_tree().await?;
        }
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let annulled = tx.annulled_units(&system).await?;
        let states = tx.all_employers(&system).await?;
        let by_tax = states.iter().filter_map(|(id, state)| Some((state.employer.tax_code.clone()?, *id))).collect();
        let desk = Desk {
            service: self,
            caller,
            options,
            by_code: known.units.iter().map(|unit| (unit.code.as_str(), unit)).collect(),
            by_id: known.units.iter().map(|unit| (unit.id, unit)).collect(),
            by_tax,
            gone: annulled.into_keys().collect(),
            chains: tx.unit_chains(&system).await?,
            states,
        };
        let taken = desk.sort(&mut tx, &rows, &mut imported).await?;
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || (taken.new.is_empty() && taken.changes.is_empty()) {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        let batch: BatchId = self.ids.next();
        let touched = taken.new.iter().map(|one| one.link.parent).chain(taken.changes.iter().map(|one| one.0.unit));
        let touched: Vec<UnitId> = touched.collect();
        self.note_batch(&mut tx, caller, ("employers", batch), (path, options), &imported, &touched).await?;
        tx.import_employers(caller, (&self.ids, batch), (&taken.new, &taken.more), &taken.changes).await?;
        tx.commit().await?;
        self.follow().await?;
        imported.batch = Some(batch);
        Ok(imported)
    }
}

struct Desk<'a> {
    service: &'a Service,
    caller: &'a Caller,
    options: &'a ImportOptions,
    by_code: HashMap<&'a str, &'a Unit>,
    by_id: HashMap<UnitId, &'a Unit>,
    by_tax: HashMap<String, UnitId>,
    gone: std::collections::HashSet<String>,
    chains: HashMap<UnitId, String>,
    states: HashMap<UnitId, EmployerState>,
}

/// Rows of one employer.
type Rows<'r> = Vec<&'r SheetRow>;
type Fault = Box<RefusedRow>;

impl Desk<'_> {
    async fn sort(&self, tx: &mut Tx, rows: &[SheetRow], imported: &mut Imported) -> Result<Taken> {
        let mut order: Vec<String> = Vec::new();
        let mut grouped: HashMap<String, Rows<'_>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            let (code, tax) = (row.text(CODE).to_lowercase(), row.text(TAX));
            // Without code and tax code two rows are two employers.
            let key = match (code.is_empty(), tax.is_empty()) {
                (false, _) => format!("code {code}"),
                (true, false) => format!("tax {tax}"),
                (true, true) => format!("row {place}"),
            };
            let group = grouped.entry(key.clone()).or_default();
            if group.is_empty() {
                order.push(key);
            }
            group.push(row);
        }
        let mut taken = Taken::default();
        let mut allowed: HashMap<UnitId, bool> = HashMap::new();
        for key in order {
            let group = grouped.remove(&key).unwrap_or_default();
            let count = u64::try_from(group.len()).unwrap_or(u64::MAX);
            match self.employer(tx, &mut allowed, &group, &mut taken).await? {
                Ok(Done::Created) => imported.created += count,
                Ok(Done::Changed) => imported.changed += count,
                Ok(Done::Unchanged) => imported.unchanged += count,
                Err(faults) => imported.refuse(faults),
            }
        }
        Ok(taken)
    }

    async fn employer(
        &self,
        tx: &mut Tx,
        allowed: &mut HashMap<UnitId, bool>,
        rows: &Rows<'_>,
        taken: &mut Taken,
    ) -> Result<std::result::Result<Done, Vec<RefusedRow>>> {
        let Some(first) = rows.first() else { return Ok(Ok(Done::Unchanged)) };
        let known = match self.known(first) {
            Ok(known) => known,
            Err(fault) => return Ok(Err(vec![*fault])),
        };
        let at = match known {
            Some(unit) => unit,
            None => match self.under(first) {
                Ok(unit) => unit,
                Err(fault) => return Ok(Err(vec![*fault])),
            },
        };
        let may = match allowed.get(&at.id) {
            Some(may) => *may,
            None => {
                let may = tx.require(self.caller, Action::UnitDescribe, at.id, Thing::UNIT).await.is_ok();
                allowed.insert(at.id, may);
                may
            }
        };
        if !may {
            return Ok(Err(vec![nowhere(first)]));
        }
        let union = match self.union(tx, first).await {
            Ok(union) => union,
            Err(fault) => return Ok(Err(vec![*fault])),
        };
        let mut counts: BTreeMap<NaiveDate, Workforce> = BTreeMap::new();
        let mut faults = Vec::new();
        for row in rows {
            match self.workforce(row) {
                Ok(Some(count)) => _ = counts.insert(count.counted_on, count),
                Ok(None) => {}
                Err(fault) => faults.push(*fault),
            }
        }
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        let counts: Vec<Workforce> = counts.into_values().collect();
        Ok(match known {
            Some(unit) => self.changed(unit, first, counts, union, taken).map_err(|fault| vec![*fault]),
            None => self.created(at, first, &counts, union, taken),
        })
    }

    /// The employer a row names, when it stands.
    fn known(&self, row: &SheetRow) -> std::result::Result<Option<&Unit>, Fault> {
        let (code, tax) = (row.text(CODE).to_lowercase(), row.text(TAX));
        let of_tax = self.by_tax.get(&tax).and_then(|id| self.by_id.get(id)).copied();
        if code.is_empty() {
            return Ok(of_tax);
        }
        if self.gone.contains(&code) {
            let (vi, en) =
                ("mã này đã dùng cho một nơi bị hoàn tác; hãy dùng mã khác", "this code was undone; use another");
            return Err(Box::new(row.refuse(CODE, vi, en)));
        }
        let of_code = self.by_code.get(code.as_str()).copied();
        if of_code.is_some_and(|unit| unit.kind != UnitKind::Outside || unit.form != FORM) {
            let (vi, en) = ("mã này là của một đơn vị khác", "this code is that of another unit");
            return Err(Box::new(row.refuse(CODE, vi, en)));
        }
        if of_tax.is_some() && of_tax.map(|unit| unit.id) != of_code.map(|unit| unit.id) {
            let (vi, en) = ("mã số thuế đã có ở nơi khác", "another employer has this tax code");
            return Err(Box::new(row.refuse(TAX, vi, en)));
        }
        Ok(of_code)
    }

    /// The unit a new employer is entered under.
    fn under(&self, row: &SheetRow) -> std::result::Result<&Unit, Fault> {
        let code = row.text(UNDER).to_lowercase();
        let code = if code.is_empty() { self.options.unit.clone().unwrap_or_default() } else { code };
        self.by_code.get(code.as_str()).copied().ok_or_else(|| Box::new(nowhere(row)))
    }

    /// The union that serves the employer.
    async fn union(&self, tx: &mut Tx, row: &SheetRow) -> std::result::Result<Option<&Unit>, Fault> {
        let code = row.text(UNION).to_lowercase();
        if code.is_empty() {
            return Ok(None);
        }
        let none = || Box::new(row.refuse(UNION, "không có công đoàn mang mã này", "there is no union with this code"));
        let unit = self.by_code.get(code.as_str()).copied().ok_or_else(none)?;
        if tx.require(self.caller, Action::UnitRead, unit.id, Thing::UNIT).await.is_err() {
            return Err(none());
        }
        if matches!(unit.kind, UnitKind::Grassroots | UnitKind::Section) {
            return Ok(Some(unit));
        }
        Err(Box::new(row.refuse(
            UNION,
            "chỉ công đoàn cơ sở, công đoàn bộ phận mới phục vụ người sử dụng lao động",
            "only a grassroots union or a section serves an employer",
        )))
    }

    fn workforce(&self, row: &SheetRow) -> std::result::Result<Option<Workforce>, Fault> {
        let workers = row.whole(WORKERS)?;
        let women = row.whole(WOMEN)?;
        let day = row.day(COUNTED)?;
        let Some(workers) = workers else { return Ok(None) };
        let today = self.caller.now.day();
        let counted_on = day.unwrap_or(today);
        if workers < 0 || women.is_some_and(|women| women < 0 || women > workers) || counted_on > today {
            let (vi, en) = (
                "số lao động không âm, số nữ không quá tổng số, ngày thống kê không ở tương lai",
                "workers are not negative, women no more than workers, the day not in the future",
            );
            return Err(Box::new(row.refuse(WORKERS, vi, en)));
        }
        Ok(Some(Workforce { counted_on, workers, women }))
    }

    /// Ownership as an id, by its Vietnamese or English name.
    fn ownership(&self, row: &SheetRow) -> String {
        let text = row.text(OWNERSHIP);
        let folded = names::fold(&text);
        let named = NAMES.iter().find(|(_, names)| names.contains(&folded.as_str()));
        named.map_or(text, |(id, _)| (*id).to_owned())
    }

    /// The code of the province a row names by code or name.
    fn place(&self, row: &SheetRow) -> std::result::Result<String, Fault> {
        let (text, today) = (row.text(PLACE), self.caller.now.day());
        let pack = self.service.pack();
        if text.is_empty() || pack.places.now_of(&text, today).is_some() {
            return Ok(text);
        }
        let found = pack.places.find(&text, today).map(|province| province.code.clone());
        found.ok_or_else(|| Box::new(row.refuse(PLACE, "không có tỉnh, thành phố này", "there is no such province")))
    }

    fn created(
        &self,
        under: &Unit,
        row: &SheetRow,
        counts: &[Workforce],
        union: Option<&Unit>,
        taken: &mut Taken,
    ) -> std::result::Result<Done, Vec<RefusedRow>> {
        let place = self.place(row).map_err(|fault| vec![*fault])?;
        let opened_on = row.day(OPENED).map_err(|fault| vec![*fault])?;
        let from = row.day(FROM).map_err(|fault| vec![*fault])?;
        let (name, tax, zone) = (row.text(NAME), row.text(TAX), row.text(ZONE));
        let (ownership, mut code) = (self.ownership(row), row.text(CODE).to_lowercase());
        if code.is_empty() && !tax.is_empty() {
            code = (1..)
                .map(|n| if n == 1 { format!("dn-{tax}") } else { format!("dn-{tax}-{n}") })
                .find(|code| !self.gone.contains(code) && !self.by_code.contains_key(code.as_str()))
                .unwrap_or_default();
        }
        let today = self.caller.now.day();
        let address = row.text(ADDRESS);
        let written_on = (!address.is_empty() || !place.is_empty()).then_some(today);
        let form = EmployerForm {
            code: &code,
            name: &name,
            under: under.code.as_str(),
            // A sheet seldom says since when an employer is there: then since the day it is entered.
            opened_on: Some(opened_on.unwrap_or(today)),
            tax_code: &tax,
            ownership: &ownership,
            zone: &zone,
            profile: Profile { address, place, written_on, ..Profile::default() },
            workforce: None,
            union: "",
        };
        let (unit, employer) = match self.service.checked_employer(self.caller, &form, under) {
            Ok(checked) => checked,
            Err(Error::Invalid(problems)) => {
                let fault = |problem: &congdoan_pack::Problem| {
                    row.refused(problem.field.as_deref().unwrap_or_default(), problem.message.clone())
                };
                return Err(problems.iter().map(fault).collect());
            }
            Err(error) => return Err(vec![row.refused("", error.words())]),
        };
        let link = Link {
            id: self.service.ids.next(),
            child: unit.id,
            parent: under.id,
            line: Line::Managing,
            from: unit.opened_on.max(under.opened_on),
            until: None,
        };
        let since = from.unwrap_or(unit.opened_on);
        let chain = self.chains.get(&under.id).cloned().unwrap_or_default();
        let served = union.map(|union| (union.id, since.max(union.opened_on)));
        taken.more.extend(counts.iter().skip(1).map(|count| (unit.id, *count)));
        let (profile, workforce) = (form.profile, counts.first().copied());
        taken.new.push(NewEmployer { unit, chain, link, employer, profile, workforce, served });
        Ok(Done::Created)
    }

    fn changed(
        &self,
        unit: &Unit,
        row: &SheetRow,
        counts: Vec<Workforce>,
        union: Option<&Unit>,
        taken: &mut Taken,
    ) -> std::result::Result<Done, Fault> {
        if names::fold(&row.text(NAME)) != names::fold(&unit.name) {
            let (vi, en) = (
                format!("đang có tên \"{}\"; đổi tên bằng kế hoạch sắp xếp (reorganise)", unit.name),
                format!("it is called \"{}\"; rename it by a reorganisation plan", unit.name),
            );
            return Err(Box::new(row.refuse(NAME, &vi, &en)));
        }
        let before = self.states.get(&unit.id).cloned().unwrap_or_default();
        let Employer { tax_code, ownership, zone } = before.employer.clone();
        let said =
            |field: &str, text: String, stands: String| if row.has(field) && !text.is_empty() { text } else { stands };
        let tax = said(TAX, row.text(TAX), tax_code.unwrap_or_default());
        let (ownership, zone) = (said(OWNERSHIP, self.ownership(row), ownership), said(ZONE, row.text(ZONE), zone));
        let mut problems = Vec::new();
        let special = employer_of(&tax, &ownership, &zone, &mut problems);
        if let Some(problem) = problems.first() {
            return Err(Box::new(row.refused(problem.field.as_deref().unwrap_or_default(), problem.message.clone())));
        }
        let address = said(ADDRESS, row.text(ADDRESS), before.address.clone());
        let place = said(PLACE, self.place(row)?, before.place.clone());
        let served_now =
            before.served.iter().rfind(|(_, _, until)| until.is_none()).map(|(union, from, _)| (*union, *from));
        let from = row.day(FROM)?;
        let today = self.caller.now.day();
        let served = union
            .filter(|union| {
                served_now.is_none_or(|(now, since)| now != union.id || from.is_some_and(|from| from != since))
            })
            .map(|union| (union.id, from.unwrap_or(today).max(union.opened_on)));
        let change = EmployerChange {
            unit: unit.id,
            employer: (special != before.employer).then_some(special),
            address: (address != before.address || place != before.place).then_some((address, place)),
            workforce: counts.into_iter().filter(|count| !before.workforce.contains(count)).collect(),
            served,
        };
        let nothing = change.employer.is_none() && change.address.is_none() && change.served.is_none();
        if nothing && change.workforce.is_empty() {
            return Ok(Done::Unchanged);
        }
        taken.changes.push((change, before));
        Ok(Done::Changed)
    }
}

/// What became of an employer.
enum Done {
    Created,
    Changed,
    Unchanged,
}

/// Names of [`OWNERSHIPS`], folded.
const NAMES: [(&str, &[&str]); 6] = [
    (OWNERSHIPS[0], &["tu nhan", "ngoai nha nuoc", "doanh nghiep ngoai nha nuoc", "private"]),
    (OWNERSHIPS[1], &["co von dau tu nuoc ngoai", "von dau tu nuoc ngoai", "dau tu nuoc ngoai", "fdi", "foreign"]),
    (OWNERSHIPS[2], &["nha nuoc", "doanh nghiep nha nuoc", "state"]),
    (OWNERSHIPS[3], &["hop tac xa", "lien hiep hop tac xa", "cooperative"]),
    (OWNERSHIPS[4], &["don vi su nghiep", "don vi su nghiep cong lap", "co quan nha nuoc", "public"]),
    (OWNERSHIPS[5], &["ho kinh doanh", "ho kinh doanh ca the", "household"]),
];

fn nowhere(row: &SheetRow) -> RefusedRow {
    let field = if row.has(UNDER) { UNDER } else { "" };
    let said = words(
        "không có đơn vị này, hoặc bạn không được ghi người sử dụng lao động ở đó; thêm cột \"Mã công đoàn quản lý địa bàn\" hoặc chọn đơn vị khi nhập",
        "no such unit, or you may not enter employers there; add a column with its code or choose the unit",
    );
    row.refused(field, said)
}
