//! Where the rows of a sheet of figures are judged one by one.
//!
//! What a text means is looked up once, however many rows say it; rights are asked for many rows at a time. Not here: what is
//! new, changed or as before (`import`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use congdoan_model::{
    Month, UnitId,
    access::{Action, Caller},
    figures::{Formula, Indicator, Source, says_not_applicable},
    names,
    org::Unit,
};
use congdoan_pack::{LARGEST_NUMBER, Pack};
use congdoan_paper::intake::Raw;
use congdoan_store::{Tx, access::Thing};

use crate::{
    Result,
    members::{ImportOptions, Imported, RefusedRow},
    papers::sheets::SheetRow,
};

pub(super) const UNIT: &str = "unit";
pub(super) const INDICATOR: &str = "indicator";
pub(super) const MONTH: &str = "month";
pub(super) const VALUE: &str = "value";
pub(super) const SOURCE: &str = "source";

/// A row as it reads: unit and indicator by their places in what the desk knows.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) unit: usize,
    pub(super) indicator: usize,
    pub(super) month: Month,
    /// The number; nothing where the unit says that the question does not apply to it.
    pub(super) value: Option<i64>,
    pub(super) source: Source,
    pub(super) row: u32,
}

/// What a text in the column of indicators means.
#[derive(Clone, Copy)]
enum Named {
    /// Base rows of the indicator at this place, and whether its register is closed to coordinating lines.
    Rows(usize, bool),
    /// An indicator that is worked out.
    Computed,
    /// None.
    Nothing,
}

/// Where rows are judged. What a text means is looked up once, however many rows say it.
pub(super) struct Desk<'a> {
    caller: &'a Caller,
    pack: &'a Pack,
    known: &'a [Unit],
    units: HashMap<&'a str, usize>,
    alone: Option<usize>,
    named: HashMap<String, Named>,
    months: HashMap<String, Month>,
    allowed: HashMap<(usize, bool), bool>,
    seen: HashMap<(usize, usize, Month, Source), u32>,
    /// Declared rows that may come in.
    pub(super) candidates: Vec<Candidate>,
    /// Rows that say what records or rolls give.
    pub(super) derived: Vec<(Candidate, SheetRow)>,
    /// What was refused so far.
    pub(super) imported: Imported,
}

type Judged<T> = std::result::Result<T, Box<RefusedRow>>;

impl<'a> Desk<'a> {
    pub(super) fn new(caller: &'a Caller, pack: &'a Pack, options: &ImportOptions, known: &'a [Unit]) -> Self {
        let units: HashMap<&str, usize> =
            known.iter().enumerate().map(|(place, unit)| (unit.code.as_str(), place)).collect();
        Self {
            caller,
            pack,
            known,
            alone: options.unit.as_deref().and_then(|code| units.get(code).copied()),
            units,
            named: names_of(pack),
            months: HashMap::new(),
            allowed: HashMap::new(),
            seen: HashMap::new(),
            candidates: Vec::new(),
            derived: Vec::new(),
            imported: Imported::default(),
        }
    }

    /// The unit a row is of.
    fn unit(&self, row: &SheetRow) -> Option<usize> {
        let code = row.text(UNIT);
        if code.is_empty() { self.alone } else { self.units.get(code.to_lowercase().as_str()).copied() }
    }

    /// An indicator by id or by its name in either language, if it is one of base rows.
    fn indicator(&self, row: &SheetRow) -> Named {
        let text = row.text(INDICATOR);
        let named = self.named.get(&text).or_else(|| self.named.get(&names::fold(&text)));
        named.copied().unwrap_or(Named::Nothing)
    }

    /// Asks on which units of some rows the caller may declare, in two statements however many they are.
    pub(super) async fn learn_rights(&mut self, tx: &mut Tx, rows: &[SheetRow]) -> Result<()> {
        if self.caller.is_system() {
            return Ok(());
        }
        let mut asked: BTreeMap<bool, BTreeSet<usize>> = BTreeMap::new();
        for row in rows {
            if let (Some(unit), Named::Rows(_, confidential)) = (self.unit(row), self.indicator(row))
                && !self.allowed.contains_key(&(unit, confidential))
            {
                asked.entry(confidential).or_default().insert(unit);
            }
        }
        for (confidential, places) in asked {
            let ids: Vec<UnitId> = places.iter().filter_map(|place| Some(self.known.get(*place)?.id)).collect();
            let thing = Thing::FIGURE.confidential(confidential);
            let may = tx.allowed(self.caller, Action::FigureDeclare, &ids, thing).await?;
            for (place, id) in places.into_iter().zip(ids) {
                self.allowed.insert((place, confidential), may.contains(&id));
            }
        }
        Ok(())
    }

    /// Judges a row: it is refused, or kept for what follows.
    pub(super) fn take(&mut self, row: SheetRow) {
        let one = match self.candidate(&row) {
            Ok(one) => one,
            Err(fault) => return self.imported.refuse([*fault]),
        };
        let key = (one.unit, one.indicator, one.month, one.source);
        if let Some(first) = self.seen.insert(key, one.row) {
            let (vi, en) = (format!("trùng đơn vị, chỉ tiêu và tháng với dòng {first}"), format!("as row {first}"));
            return self.imported.refuse([row.refuse(MONTH, &vi, &en)]);
        }
        if one.source == Source::Declared {
            self.candidates.push(one);
        } else {
            self.derived.push((one, row));
        }
    }

    fn candidate(&mut self, row: &SheetRow) -> Judged<Candidate> {
        let nowhere = || {
            Box::new(row.refuse(
                UNIT,
                "không có đơn vị này, hoặc bạn không được khai số liệu ở đó",
                "no such unit, or you may not declare figures there",
            ))
        };
        let place = self.unit(row).ok_or_else(nowhere)?;
        let known = self.known;
        let unit = known.get(place).ok_or_else(nowhere)?;
        let no_such = |vi: &str, en: &str| Box::new(row.refuse(INDICATOR, vi, en));
        let (indicator, confidential) = match self.indicator(row) {
            Named::Rows(indicator, confidential) => (indicator, confidential),
            Named::Computed => {
                return Err(no_such(
                    "chỉ tiêu này do hệ thống tính, không nhập",
                    "this indicator is computed, not imported",
                ));
            }
            Named::Nothing => return Err(no_such("không có chỉ tiêu này", "no such indicator")),
        };
        let may = self.caller.is_system() || self.allowed.get(&(place, confidential)).copied().unwrap_or(false);
        if !may {
            return Err(nowhere());
        }
        let source = source(row)?;
        if source == Source::Declared
            && let Some(fault) = self.fed(row, indicator)
        {
            return Err(fault);
        }
        let month = self.month(row)?;
        let closed_before = || unit.closed_on.is_some_and(|day| day <= month.first());
        if source == Source::Declared && (unit.opened_on > month.last() || closed_before()) {
            let (vi, en) = ("đơn vị không hoạt động trong tháng này", "the unit was not open in that month");
            return Err(Box::new(row.refuse(MONTH, vi, en)));
        }
        let value = value(row, source)?;
        Ok(Candidate { unit: place, indicator, month, value, source, row: row.row })
    }

    /// A declared row of an indicator that a register feeds.
    fn fed(&self, row: &SheetRow, indicator: usize) -> Option<Box<RefusedRow>> {
        let register = self.pack.indicators.get(indicator)?.register.as_deref();
        let register = register.and_then(|id| self.pack.register(id))?;
        let (vi, en) = (
            format!("chỉ tiêu này lấy từ sổ \"{}\"; hãy nhập bản ghi, không khai lại", register.name.vi),
            format!("this indicator comes from the register \"{}\"; import records, do not declare it", register.id),
        );
        Some(Box::new(row.refuse(INDICATOR, &vi, &en)))
    }

    /// A month as it is written: `2022-10`, `10/2022`, `Tháng 10/2022`, or a day of it.
    fn month(&mut self, row: &SheetRow) -> Judged<Month> {
        if let Raw::Day(day) = row.raw(MONTH) {
            return Ok(Month::of(*day));
        }
        let text = row.text(MONTH);
        if let Some(month) = self.months.get(&text) {
            return Ok(*month);
        }
        let month = month(&text);
        if let Some(month) = month {
            self.months.insert(text, month);
        }
        month.ok_or_else(|| {
            Box::new(row.refuse(MONTH, "tháng viết 10/2022 hoặc 2022-10", "a month is written 2022-10 or 10/2022"))
        })
    }
}

/// What the ids and folded names of all indicators mean; an id before a name, an earlier name before a later one.
fn names_of(pack: &Pack) -> HashMap<String, Named> {
    let mut known: HashMap<String, Named> = HashMap::new();
    let meant = |(place, indicator): (usize, &Indicator)| {
        let register = indicator.register.as_deref().and_then(|id| pack.register(id));
        let confidential = register.is_some_and(|register| register.confidential);
        let rows = matches!(indicator.formula, Formula::Rows(_));
        if rows { Named::Rows(place, confidential) } else { Named::Computed }
    };
    for of in pack.indicators.iter().enumerate() {
        known.entry(of.1.id.clone()).or_insert_with(|| meant(of));
    }
    for of in pack.indicators.iter().enumerate() {
        for name in [&of.1.name.vi, &of.1.name.en] {
            known.entry(names::fold(name)).or_insert_with(|| meant(of));
        }
    }
    known
}

/// The number of a row; nothing where a declared one says that the question does not apply.
fn value(row: &SheetRow, source: Source) -> Judged<Option<i64>> {
    let refuse = |vi: &str, en: &str| Box::new(row.refuse(VALUE, vi, en));
    if says_not_applicable(&row.text(VALUE)) {
        let only = || {
            refuse("chỉ số tự khai mới ghi được \"không áp dụng\"", "only what is declared can be said not to apply")
        };
        return if source == Source::Declared { Ok(None) } else { Err(only()) };
    }
    let value = row.whole(VALUE)?;
    let value = value.ok_or_else(|| {
        refuse("thiếu giá trị; không có thì ghi 0", "the value is missing; write 0 where there is nothing")
    })?;
    if value.abs() > LARGEST_NUMBER {
        return Err(refuse("số quá lớn", "the number is too large"));
    }
    Ok(Some(value))
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

/// A month as it is written.
fn month(text: &str) -> Option<Month> {
    let text = names::fold(text);
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
    day.filter(|day| congdoan_model::period::YEARS.contains(&chrono::Datelike::year(day))).map(Month::of)
}
