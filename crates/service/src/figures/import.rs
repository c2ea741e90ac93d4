//! Declared figures from a sheet: unit, indicator, month, value, as `export figures` writes them.
//!
//! Asked once: an indicator that a register feeds is not declared, and a row whose source is `records` or `members` is never
//! taken in. Such rows stand in an export because it holds every base row; here they are held against what the records and
//! rolls of this installation give: equal ones are as before, others are refused, for their records have to come first.
//! Not here: reading sheets (`papers::sheets`), declaring one figure (`figures`).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use congdoan_model::{
    BatchId, Month, Timestamp, UnitId,
    access::{Action, Caller},
    figures::{Formula, Indicator, Row, Source},
    names,
    org::Unit,
};
use congdoan_pack::{LARGEST_NUMBER, Pack};
use congdoan_paper::intake::{Raw, Title};
use congdoan_store::{Tx, access::Thing, figures::ImportedFigure};

use super::{Declaration, declared};
use crate::{
    Result, Service,
    members::{ImportOptions, Imported, RefusedRow, import::blocking},
    papers::sheets::{self, SheetRow, mapped},
};

const UNIT: &str = "unit";
const INDICATOR: &str = "indicator";
const MONTH: &str = "month";
const VALUE: &str = "value";
const SOURCE: &str = "source";
const TITLES: [(&str, &[&str]); 5] = [
    (UNIT, &["Mã đơn vị", "Mã CĐCS", "Mã công đoàn", "Mã ĐV", "unit", "unit code"]),
    (INDICATOR, &["Chỉ tiêu", "Mã chỉ tiêu", "Tên chỉ tiêu", "indicator"]),
    (MONTH, &["Tháng", "Kỳ", "month"]),
    (VALUE, &["Giá trị", "Số liệu", "Số", "value"]),
    (SOURCE, &["Nguồn", "Nguồn số liệu", "source"]),
];

/// What the columns may be called.
pub(crate) fn titles() -> Vec<Title> {
    let title = |(field, titles): &(&str, &[&str])| {
        let title = Title::new(*field, titles);
        if *field == UNIT { title.naming() } else { title }
    };
    TITLES.iter().map(title).collect()
}

/// A row as it reads.
struct Candidate<'a> {
    row: &'a SheetRow,
    unit: &'a Unit,
    indicator: &'a Indicator,
    month: Month,
    value: i64,
    source: Source,
}

impl Service {
    /// Brings in a sheet of figures, or only tells what would happen.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when the file cannot be read; [`crate::Error::Store`] when the database does not answer.
    pub async fn import_figures(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let pack = self.pack();
        let mapping = self.mapping(caller, "figures", options).await?;
        let (file, titles) = (path.to_owned(), mapped(titles(), &mapping));
        let (mut imported, rows) = blocking(move || {
            let mut imported = Imported::default();
            let rows = sheets::read(&file, &titles, &[UNIT, INDICATOR, MONTH, VALUE], &mut imported)?;
            Ok((imported, rows))
        })
        .await?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let units: HashMap<&str, &Unit> = known.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
        let mut desk = Desk { caller, pack: &pack, options, units, allowed: HashMap::new() };
        let mut candidates = Vec::with_capacity(rows.len());
        for row in &rows {
            match desk.candidate(&mut tx, row).await {
                Ok(candidate) => candidates.push(candidate),
                Err(fault) => imported.refuse([*fault]),
            }
        }
        let taken = self.sort_figures(&mut tx, candidates, &mut imported).await?;
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || taken.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        let batch: BatchId = self.ids.next();
        let touched: BTreeSet<UnitId> = taken.iter().map(|one| one.row.unit).collect();
        let touched: Vec<UnitId> = touched.into_iter().collect();
        self.note_batch(&mut tx, caller, ("figures", batch), (path, options), &imported, &touched).await?;
        tx.import_figures(caller, batch, &taken).await?;
        tx.commit().await?;
        self.follow().await?;
        imported.batch = Some(batch);
        Ok(imported)
    }

    /// Tells what is new, changed and as before.
    async fn sort_figures(
        &self,
        tx: &mut Tx,
        candidates: Vec<Candidate<'_>>,
        imported: &mut Imported,
    ) -> Result<Vec<ImportedFigure>> {
        let system = self.system();
        let chains = tx.unit_chains(&system).await?;
        let derived = candidates.iter().filter(|one| one.source != Source::Declared).map(|one| one.indicator);
        let derived = self.base_months(tx, derived).await?;
        let mut declared_now: HashMap<(UnitId, String, Month), Vec<Row>> = HashMap::new();
        let asked: BTreeSet<&str> = candidates.iter().map(|one| one.indicator.id.as_str()).collect();
        for indicator in asked {
            for row in tx.declared_rows(&system, indicator).await? {
                let key = (row.unit, row.indicator.clone(), Month::of(row.counted_on));
                declared_now.entry(key).or_default().push(row);
            }
        }
        let (mut taken, mut seen) = (Vec::new(), HashMap::new());
        for one in candidates {
            let key = (one.unit.id, one.indicator.id.clone(), one.month);
            if let Some(first) = seen.insert((key.clone(), one.source.word()), one.row.row) {
                let (vi, en) = (format!("trùng đơn vị, chỉ tiêu và tháng với dòng {first}"), format!("as row {first}"));
                imported.refuse([one.row.refuse(MONTH, &vi, &en)]);
                continue;
            }
            if one.source != Source::Declared {
                let here = derived.get(&(key.1.clone(), one.unit.id, one.month, one.source.word())).copied();
                if here == Some(one.value) {
                    imported.unchanged += 1;
                } else {
                    imported.refuse([not_derived(&one, here)]);
                }
                continue;
            }
            let replaces = declared_now.get(&key).cloned().unwrap_or_default();
            if matches!(&replaces[..], [stands] if stands.value == one.value) {
                imported.unchanged += 1;
                continue;
            }
            if replaces.is_empty() {
                imported.created += 1;
            } else {
                imported.changed += 1;
            }
            let declaration = Declaration {
                unit: one.unit.code.as_str(),
                indicator: &one.indicator.id,
                month: one.month,
                value: one.value,
            };
            let row = declared(self.ids.next(), one.unit, &declaration);
            taken.push(ImportedFigure { row, replaces, chain: chains.get(&one.unit.id).cloned().unwrap_or_default() });
        }
        Ok(taken)
    }
}

/// A row that records or a roll should give, and do not here.
fn not_derived(one: &Candidate<'_>, here: Option<i64>) -> RefusedRow {
    let here_vi = here.map_or_else(|| "chưa có số".to_owned(), |value| format!("là {value}"));
    let here_en = here.map_or_else(|| "is nothing yet".to_owned(), |value| format!("is {value}"));
    let (vi, en) = match one.source {
        Source::Members => (
            format!("số này đếm từ danh sách đoàn viên, ở đây {here_vi}; hãy nhập đoàn viên, không nhập số"),
            format!("this is counted from the roll, which here {here_en}; import the members, not the number"),
        ),
        Source::Records => (
            format!("số này tính từ các bản ghi, ở đây {here_vi}; hãy nhập bản ghi trước (import records)"),
            format!("this comes from records, which here {here_en}; import the records first (import records)"),
        ),
        _ => ("số điều chỉnh không nhập bằng tệp".to_owned(), "adjustments are not imported".to_owned()),
    };
    one.row.refuse(VALUE, &vi, &en)
}

struct Desk<'a> {
    caller: &'a Caller,
    pack: &'a Pack,
    options: &'a ImportOptions,
    units: HashMap<&'a str, &'a Unit>,
    allowed: HashMap<(UnitId, bool), bool>,
}

impl<'a> Desk<'a> {
    async fn candidate<'r>(
        &mut self,
        tx: &mut Tx,
        row: &'r SheetRow,
    ) -> std::result::Result<Candidate<'r>, Box<RefusedRow>>
    where
        'a: 'r,
    {
        let code = row.text(UNIT).to_lowercase();
        let code = if code.is_empty() { self.options.unit.clone().unwrap_or_default() } else { code };
        let nowhere = || {
            Box::new(row.refuse(
                UNIT,
                "không có đơn vị này, hoặc bạn không được khai số liệu ở đó",
                "no such unit, or you may not declare figures there",
            ))
        };
        let unit = self.units.get(code.as_str()).copied().ok_or_else(nowhere)?;
        let indicator = self.indicator(row)?;
        let of = indicator.register.as_deref().and_then(|id| self.pack.register(id));
        let confidential = of.is_some_and(|register| register.confidential);
        let may = match self.allowed.get(&(unit.id, confidential)) {
            Some(may) => *may,
            None => {
                let thing = Thing::FIGURE.confidential(confidential);
                let may = tx.require(self.caller, Action::FigureDeclare, unit.id, thing).await.is_ok();
                self.allowed.insert((unit.id, confidential), may);
                may
            }
        };
        if !may {
            return Err(nowhere());
        }
        let source = source(row)?;
        if source == Source::Declared
            && let Some(register) = of
        {
            let (vi, en) = (
                format!("chỉ tiêu này lấy từ sổ \"{}\"; hãy nhập bản ghi, không khai lại", register.name.vi),
                format!(
                    "this indicator comes from the register \"{}\"; import records, do not declare it",
                    register.id
                ),
            );
            return Err(Box::new(row.refuse(INDICATOR, &vi, &en)));
        }
        let month = month(row)?;
        let (first, last) = (month.first(), month.last());
        if source == Source::Declared && (unit.opened_on > last || unit.closed_on.is_some_and(|day| day <= first)) {
            let (vi, en) = ("đơn vị không hoạt động trong tháng này", "the unit was not open in that month");
            return Err(Box::new(row.refuse(MONTH, vi, en)));
        }
        let value = row.whole(VALUE)?;
        let value = value.ok_or_else(|| {
            let (vi, en) =
                ("thiếu giá trị; không có thì ghi 0", "the value is missing; write 0 where there is nothing");
            Box::new(row.refuse(VALUE, vi, en))
        })?;
        if value.abs() > LARGEST_NUMBER {
            return Err(Box::new(row.refuse(VALUE, "số quá lớn", "the number is too large")));
        }
        Ok(Candidate { row, unit, indicator, month, value, source })
    }

    /// An indicator by id or by its name in either language, if it is one of base rows.
    fn indicator(&self, row: &SheetRow) -> std::result::Result<&'a Indicator, Box<RefusedRow>> {
        let text = row.text(INDICATOR);
        let folded = names::fold(&text);
        let named = |one: &&Indicator| names::fold(&one.name.vi) == folded || names::fold(&one.name.en) == folded;
        let found = self.pack.indicator(&text).or_else(|| self.pack.indicators.iter().find(named));
        let found =
            found.ok_or_else(|| Box::new(row.refuse(INDICATOR, "không có chỉ tiêu này", "no such indicator")))?;
        if matches!(found.formula, Formula::Rows(_)) {
            return Ok(found);
        }
        let (vi, en) = ("chỉ tiêu này do hệ thống tính, không nhập", "this indicator is computed, not imported");
        Err(Box::new(row.refuse(INDICATOR, vi, en)))
    }
}

fn source(row: &SheetRow) -> std::result::Result<Source, Box<RefusedRow>> {
    let text = row.text(SOURCE).to_lowercase();
    if text.is_empty() {
        return Ok(Source::Declared);
    }
    let known = [Source::Declared, Source::Records, Source::Members, Source::Adjusted];
    let found = known.into_iter().find(|source| source.word() == text);
    found.ok_or_else(|| {
        Box::new(row.refuse(SOURCE, "dùng: declared, records, members", "use declared, records or members"))
    })
}

/// A month as it is written: `2022-10`, `10/2022`, `Tháng 10/2022`, or a day of it.
fn month(row: &SheetRow) -> std::result::Result<Month, Box<RefusedRow>> {
    if let Raw::Day(day) = row.raw(MONTH) {
        return Ok(Month::of(*day));
    }
    let text = names::fold(&row.text(MONTH));
    let text = text.trim_start_matches("thang").trim();
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let number = |text: &str| text.parse::<i32>().ok();
    let (year, month) = match parts[..] {
        [one, other] if one.len() == 4 => (number(one), number(other)),
        [one, other] => (number(other), number(one)),
        _ => (None, None),
    };
    let found = year.zip(month.and_then(|month| u32::try_from(month).ok()));
    let day = found.and_then(|(year, month)| chrono::NaiveDate::from_ymd_opt(year, month, 1));
    day.filter(|day| congdoan_model::period::YEARS.contains(&chrono::Datelike::year(day))).map(Month::of).ok_or_else(
        || Box::new(row.refuse(MONTH, "tháng viết 10/2022 hoặc 2022-10", "a month is written 2022-10 or 10/2022")),
    )
}

/// What base rows and rolls say, by indicator, unit, month and source.
pub(crate) type BaseMonths = BTreeMap<(String, UnitId, Month, &'static str), i64>;
