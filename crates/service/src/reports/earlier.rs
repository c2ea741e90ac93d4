//! Earlier years: forms of former periods loaded from old Excel files, with a test run and as a batch that can be taken back.
//!
//! A line nobody's records feed comes in as declared. One that a register feeds comes in as an adjustment, with the file as its
//! reason, for a unit that had recorded nothing of it by the end of the period; from the first record on, the records say it.
//! What is added up or worked out is never loaded: a sum of leaves stays one. Not here: reading the file (`sheets::tables`).

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Month, Period, Timestamp, UnitId,
    access::{Action, Caller},
    figures::{Formula, Indicator, NOT_APPLICABLE, OverTime, Row, Source},
    org::{Unit, UnitKind},
    period::day_before,
};
use congdoan_pack::{Form, LARGEST_NUMBER};
use congdoan_store::{Tx, access::Thing, figures::ImportedFigure};

use super::{
    LineEntry,
    fill::entry,
    sheets::{Lines, Names, Said, UnitCell, cells, grids, said_in},
};
use crate::{
    Error, Result, Service,
    error::{refused, words},
    members::{ImportOptions, Imported, RefusedRow, import::blocking},
    papers::sheets::FoundColumn,
};

/// Before the first day of any unit.
const BEGINNING: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 1, 1);

/// What is known of a unit while its old numbers are looked at.
struct Known {
    may: bool,
    may_confidential: bool,
    keeps_roll: bool,
    settled: bool,
    rows: Vec<Row>,
}

/// The desk at which the numbers of old files are judged.
struct Desk<'a> {
    service: &'a Service,
    caller: &'a Caller,
    form: &'a Form,
    period: Period,
    file: String,
    known: HashMap<UnitId, Known>,
}

impl Service {
    /// Loads forms of a former period, or only tells what would happen. The form and the period stand in the options.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read, or form or period are missing; [`Error::Store`].
    pub async fn import_forms(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let pack = self.pack();
        let (form, period) = about(options)?;
        let form = pack.form(form).ok_or(Error::NotFound("form"))?;
        if period.to() >= caller.now.day() {
            return Err(refused(
                "Kỳ này chưa kết thúc; số liệu kỳ đang chạy ghi ở báo cáo, không nạp từ tệp cũ",
                "The period is not over; its numbers belong into the report, not into old files",
            ));
        }
        let (units, found, passed) = self.forms_in(caller, form, path, options).await?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut desk = Desk { service: self, caller, form, period, file, known: HashMap::new() };
        let mut imported = Imported { passed_sheets: passed, ..Imported::default() };
        let (mut taken, mut seen) = (Vec::new(), BTreeSet::new());
        for cell in &found {
            match desk.judge(&mut tx, cell, &units).await? {
                Judged::Nothing => imported.skipped += 1,
                Judged::Refused(reason) => imported.refuse([refusal(cell, reason)]),
                Judged::Same => imported.unchanged += 1,
                Judged::Takes(row, replaces, reason) => {
                    if !seen.insert((row.unit, row.indicator.clone())) {
                        let again = words(
                            "dòng này của đơn vị đã có ở trên trong tệp",
                            "the file holds this line of the unit already",
                        );
                        imported.refuse([refusal(cell, again)]);
                        continue;
                    }
                    let new = replaces.is_empty();
                    imported.created += u64::from(new);
                    imported.changed += u64::from(!new);
                    taken.push(ImportedFigure { row, replaces, reason });
                }
            }
        }
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || taken.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        self.take_figures(&mut tx, caller, ("forms", path, options), &taken, &mut imported).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(imported)
    }

    /// What the rows and columns of old forms are called, each with the line it is taken for.
    pub(crate) async fn form_labels(
        &self,
        caller: &Caller,
        form: &str,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<Vec<FoundColumn>> {
        let pack = self.pack();
        let form = pack.form(form).ok_or(Error::NotFound("form"))?;
        let (_, found, _) = self.forms_in(caller, form, path, options).await?;
        let mut seen = BTreeSet::new();
        let first = found.into_iter().filter(|cell| seen.insert(cell.label.clone()));
        let label = |cell: UnitCell| FoundColumn {
            sheet: cell.sheet,
            letters: format!("{}{}", cell.column, cell.row),
            title: cell.label,
            field: cell.line,
        };
        Ok(first.map(label).collect())
    }

    async fn forms_in(
        &self,
        caller: &Caller,
        form: &Form,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<(Vec<Unit>, Vec<UnitCell>, Vec<String>)> {
        let mapping = self.mapping(caller, &format!("forms:{}", form.id), options).await?;
        let all = self.store.read().await?.federation(&self.system(), Timestamp::from_micros(i64::MAX)).await?.units;
        let lines = Lines::new(&self.pack(), form);
        let (path, alone) = (path.to_owned(), options.unit.clone());
        let (units, (found, passed)) = blocking(move || {
            let names = Names::new(&all, None);
            let alone = alone.and_then(|code| names.find(&code));
            let found = cells(&grids(&path)?, &lines, &names, (alone, &mapping));
            Ok((all, found))
        })
        .await?;
        if found.is_empty() {
            return Err(refused(
                "Không tìm thấy biểu nào trong tệp; mỗi tờ cần cột nội dung hoặc số dòng, hoặc một bảng đơn vị × dòng",
                "No form was found; each sheet needs items or line numbers, or a table of units by lines",
            ));
        }
        Ok((units, found, passed))
    }
}

fn about(options: &ImportOptions) -> Result<(&str, Period)> {
    let both = options.form.as_deref().zip(options.period);
    both.ok_or_else(|| refused("Hãy chọn biểu và kỳ của tệp", "Choose the form and the period of the file"))
}

fn refusal(cell: &UnitCell, reason: LocalText) -> RefusedRow {
    RefusedRow {
        sheet: cell.sheet.clone(),
        row: cell.row,
        column: format!("{} ({})", cell.column, cell.label),
        value: cell.value.clone(),
        reason,
    }
}

/// What becomes of a number.
enum Judged {
    /// There is none, it belongs to no line, or it is worked out from others.
    Nothing,
    /// It cannot come in; why.
    Refused(LocalText),
    /// It stands already.
    Same,
    /// It comes in, in place of some rows, with a reason where it is an adjustment.
    Takes(Row, Vec<Row>, String),
}

impl Desk<'_> {
    async fn judge(&mut self, tx: &mut Tx, cell: &UnitCell, units: &[Unit]) -> Result<Judged> {
        let pack = self.service.pack();
        let line = cell.line.as_deref().and_then(|number| self.form.lines().find(|line| line.number == number));
        let Some(indicator) = line.and_then(|line| pack.indicator(&line.indicator)) else { return Ok(Judged::Nothing) };
        if !matches!(indicator.formula, Formula::Rows(_)) {
            return Ok(Judged::Nothing);
        }
        let value = match said_in(&cell.value, &cell.measure, indicator) {
            Ok(Said::Nothing) => return Ok(Judged::Nothing),
            Ok(Said::NotApplicable) => None,
            Ok(Said::Number(value)) if (0..=LARGEST_NUMBER).contains(&value) => Some(value),
            Ok(Said::Number(_)) => return Ok(told("số âm hoặc quá lớn", "negative or too large")),
            Err(reason) => return Ok(Judged::Refused(reason)),
        };
        let nowhere = || {
            told(
                "không nhận ra đơn vị này, hoặc bạn không được khai số liệu ở đó; ghi mã đơn vị vào tên tờ hoặc cột đơn vị",
                "no such unit, or you may not declare figures there; name the unit by its code",
            )
        };
        let Some(unit) = cell.unit.and_then(|at| units.get(at)) else { return Ok(nowhere()) };
        if !self.form.levels.contains(&unit.kind) && cell.unit_text.is_empty() {
            return Ok(nowhere());
        }
        self.learn(tx, unit).await?;
        let Some(known) = self.known.get(&unit.id) else { return Ok(nowhere()) };
        let register = indicator.register.as_deref().and_then(|id| pack.register(id));
        let confidential = register.is_some_and(|register| register.confidential);
        if !(if confidential { known.may_confidential } else { known.may }) {
            return Ok(nowhere());
        }
        if unit.opened_on > self.period.to() || unit.closed_on.is_some_and(|day| day <= self.period.from()) {
            return Ok(told("đơn vị không hoạt động trong kỳ này", "the unit was not open in that period"));
        }
        if known.settled {
            return Ok(told(
                "báo cáo kỳ này của đơn vị đã gửi; sửa bằng điều chỉnh trên báo cáo",
                "the unit sent its report for that period; adjust it there",
            ));
        }
        // What such a unit's file says is a total, of which those below load their own.
        let is_total = !indicator.expected_of.is_empty() && !indicator.expected_of.contains(&unit.kind);
        Ok(match entry(&pack, unit.kind, indicator, known.keeps_roll) {
            LineEntry::Declared if is_total => told(
                "số của đơn vị này là số tổng; nạp tệp của các đơn vị khai số này",
                "this is a total; load the files of the units that declare it",
            ),
            LineEntry::Declared => self.declared(unit, indicator, known, value),
            // What does not apply to a line of a register leaves no trace: its records say nothing, and so does the file.
            LineEntry::Recorded => value.map_or(Judged::Nothing, |value| self.adjusted(unit, indicator, known, value)),
            // What stands on a day goes by what was said of it before the records were kept.
            LineEntry::Computed(_) if indicator.time == OverTime::Standing && unit.kind == UnitKind::Grassroots => {
                value.map_or(Judged::Nothing, |value| self.adjusted(unit, indicator, known, value))
            }
            LineEntry::Computed(why) => Judged::Refused(why),
        })
    }

    async fn learn(&mut self, tx: &mut Tx, unit: &Unit) -> Result<()> {
        if self.known.contains_key(&unit.id) {
            return Ok(());
        }
        let system = self.service.system();
        let last = self.period.to();
        let may = tx.require(self.caller, Action::FigureDeclare, unit.id, Thing::FIGURE).await.is_ok();
        let secret = Thing::FIGURE.confidential(true);
        let may_confidential = tx.require(self.caller, Action::FigureDeclare, unit.id, secret).await.is_ok();
        let sent = tx.reports_of(&system, unit.id, last).await?;
        let days = (self.period.from(), last);
        let known = Known {
            may,
            may_confidential,
            keeps_roll: tx.roll_since(&system, unit.id).await?.is_some_and(|since| since <= last),
            settled: sent
                .iter()
                .any(|report| report.form == self.form.id && report.days == days && !report.state.takes_lines()),
            rows: tx.own_rows(&system, unit.id, (BEGINNING.unwrap_or(days.0), last)).await?,
        };
        self.known.insert(unit.id, known);
        Ok(())
    }

    /// As a line typed in a report: the value of the whole period, kept at its last month; without one, that it does not apply.
    fn declared(&self, unit: &Unit, indicator: &Indicator, known: &Known, said: Option<i64>) -> Judged {
        let value = said.unwrap_or(0);
        let row = self.row(unit, indicator, Source::Declared, value);
        let month = Month::of(row.counted_on);
        let of = |row: &&Row| {
            row.indicator == indicator.id && row.source == Source::Declared && row.counted_on >= self.period.from()
        };
        let (here, before): (Vec<&Row>, Vec<&Row>) =
            known.rows.iter().filter(of).partition(|row| Month::of(row.counted_on) == month);
        let earlier: i64 = if indicator.time == OverTime::Sum { before.iter().map(|row| row.value).sum() } else { 0 };
        let absent = here.iter().any(|row| row.is_not_applicable());
        let sum = here.iter().map(|row| row.value).sum::<i64>() + earlier;
        if !here.is_empty() && absent == said.is_none() && sum == value {
            return Judged::Same;
        }
        if value < earlier {
            return Judged::Refused(LocalText {
                vi: format!("các tháng trước của kỳ đã khai {earlier}"),
                en: format!("earlier months of the period declared {earlier} already"),
            });
        }
        let subject = said.is_none().then(|| NOT_APPLICABLE.to_owned());
        let row = Row { value: value - earlier, subject, ..row };
        Judged::Takes(row, here.into_iter().cloned().collect(), String::new())
    }

    /// A line a register feeds: only for the time before the unit's first record of it.
    fn adjusted(&self, unit: &Unit, indicator: &Indicator, known: &Known, value: i64) -> Judged {
        let of = |row: &&Row| row.indicator == indicator.id;
        let recorded = known.rows.iter().filter(of).filter(|row| row.source == Source::Records);
        if let Some(first) = recorded.map(|row| row.occurred_on).min() {
            let day = first.format("%d/%m/%Y");
            return Judged::Refused(LocalText {
                vi: format!("sổ của đơn vị đã có bản ghi từ {day}; số này do sổ cho, hãy ghi bản ghi còn thiếu"),
                en: format!(
                    "the unit's register holds records from {day}; they give this number, record what is missing"
                ),
            });
        }
        let stands = known.rows.iter().filter(of).filter(|row| row.source == Source::Adjusted);
        // Of a stock only what was said of the same month is in the way.
        let month = Month::of(self.period.to());
        let is_same = |row: &&Row| indicator.time == OverTime::Sum || Month::of(row.counted_on) == month;
        let stands = stands.filter(|row| row.counted_on >= self.period.from()).filter(is_same);
        let stands: Vec<i64> = stands.map(|row| row.value).collect();
        match &stands[..] {
            [] => {}
            all if all.iter().sum::<i64>() == value => return Judged::Same,
            all => {
                let sum: i64 = all.iter().sum();
                return Judged::Refused(LocalText {
                    vi: format!("kỳ này đã có số điều chỉnh {sum}; hoàn tác đợt trước hoặc sửa trên báo cáo"),
                    en: format!("the period holds an adjustment of {sum}; undo the former batch or mend the report"),
                });
            }
        }
        let reason = format!("Số liệu cũ từ tệp {}", self.file);
        Judged::Takes(self.row(unit, indicator, Source::Adjusted, value), Vec::new(), reason)
    }

    fn row(&self, unit: &Unit, indicator: &Indicator, source: Source, value: i64) -> Row {
        let last = self.period.to();
        let day = unit.closed_on.map_or(last, |closed| day_before(closed).min(last));
        Row {
            id: self.service.ids.next(),
            unit: unit.id,
            indicator: indicator.id.clone(),
            source,
            record: None,
            occurred_on: day,
            counted_on: day,
            value,
            subject: None,
        }
    }
}

fn told(vi: &str, en: &str) -> Judged {
    Judged::Refused(words(vi, en))
}
