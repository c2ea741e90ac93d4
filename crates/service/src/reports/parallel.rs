//! The parallel run: our total beside the total of somebody's Excel file, by unit and line, until every difference is explained.
//!
//! Their numbers are kept as they came and never become figures. An explanation speaks of two numbers; when either changes, the
//! difference is open again. Not here: reading the file (`sheets::tables`), the tables it is kept in (`store`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    LocalText, Period, UnitId,
    access::Caller,
    figures::{Answer, State},
    names::Language,
    org::Unit,
};
use congdoan_paper::{Cell, Column, ColumnKind, Table, TableRow};
use congdoan_store::{
    org::UnitFilter,
    reports::{KeptParallel, ParallelNote},
};
use serde::Serialize;

use super::{
    Report, ReportAsk,
    sheets::{LARGEST_SHEET, Lines, Names, Said, SheetFile, cells, grids, is_percent, said_in, seen},
};
use crate::{
    Error, Result, Service,
    error::{refused, words},
    members::{RefusedRow, import::blocking, problem},
    papers::{drawn, paper_words, scratch::Scratch},
};

/// Units compared: those of a large province and more.
const MOST_UNITS: i64 = 20_000;

/// A difference between ours and theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelCell {
    /// The unit.
    pub unit: Unit,
    /// Number of the line.
    pub number: String,
    /// What the form calls it.
    pub name: LocalText,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// The indicator.
    pub indicator: String,
    /// The days its total is of.
    pub period: Period,
    /// Our total; hundredths where `percent`, nothing where nobody reported.
    pub ours: Option<i64>,
    /// Their total, alike.
    pub theirs: i64,
    /// Whether the numbers are hundredths of a percent.
    pub percent: bool,
    /// Why they differ, if it was explained of these two numbers.
    pub note: Option<ParallelNote>,
    /// Whether an explanation was given of other numbers.
    pub outdated: bool,
}

impl ParallelCell {
    /// Ours less theirs; nothing of ours counts as zero.
    #[must_use]
    pub fn difference(&self) -> i64 {
        self.ours.unwrap_or(0).saturating_sub(self.theirs)
    }
}

/// Ours beside theirs.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// The report of the unit above all.
    pub report: Report,
    /// Their file; nothing before one came.
    pub kept: Option<KeptParallel>,
    /// What differs, by line and unit.
    pub cells: Vec<ParallelCell>,
    /// How many numbers are the same.
    pub same: usize,
}

impl Parallel {
    /// How many differences are not explained.
    #[must_use]
    pub fn open(&self) -> usize {
        self.cells.iter().filter(|cell| cell.note.is_none()).count()
    }
}

/// A difference as programs read it.
#[derive(Clone, Debug, Serialize)]
struct CellData {
    unit: String,
    line: String,
    indicator: String,
    hundredths: bool,
    ours: Option<i64>,
    theirs: i64,
    difference: i64,
    explained: Option<String>,
}

/// Ours beside theirs as programs read it.
#[derive(Clone, Debug, Serialize)]
pub struct ParallelData {
    unit: String,
    form: String,
    period: String,
    file: Option<String>,
    same: usize,
    open: usize,
    explained: usize,
    differences: Vec<CellData>,
}

impl Parallel {
    /// The comparison as programs read it.
    #[must_use]
    pub fn data(&self) -> ParallelData {
        let cell = |cell: &ParallelCell| CellData {
            unit: cell.unit.code.to_string(),
            line: cell.number.clone(),
            indicator: cell.indicator.clone(),
            hundredths: cell.percent,
            ours: cell.ours,
            theirs: cell.theirs,
            difference: cell.difference(),
            explained: cell.note.as_ref().map(|note| note.words.clone()),
        };
        ParallelData {
            unit: self.report.unit.code.to_string(),
            form: self.report.form.id.clone(),
            period: self.report.period.to_string(),
            file: self.kept.as_ref().map(|kept| kept.file_name.clone()),
            same: self.same,
            open: self.open(),
            explained: self.cells.len() - self.open(),
            differences: self.cells.iter().map(cell).collect(),
        }
    }
}

impl Service {
    /// Keeps the totals of a consolidated file beside ours. Returns how many were kept, and what was not understood.
    ///
    /// # Errors
    /// [`Error::Refused`] for a file that cannot be read or holds no number of the form; [`Error::NotFound`],
    /// [`Error::Denied`] when the caller may not write the unit's reports.
    pub async fn keep_parallel(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        file: SheetFile<'_>,
    ) -> Result<(usize, Vec<RefusedRow>)> {
        let kept = self.try_keep_parallel(caller, ask, file).await;
        self.refusal_noted(caller, &format!("parallel:{}:{}", ask.form, ask.unit), kept).await
    }

    async fn try_keep_parallel(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        file: SheetFile<'_>,
    ) -> Result<(usize, Vec<RefusedRow>)> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        if file.content.len() > LARGEST_SHEET {
            return Err(refused("Tệp lớn hơn 16 MB", "The file has more than 16 MB"));
        }
        let units = self.compared_units(caller, &report).await?;
        let pack = self.pack();
        let lines = Lines::new(&pack, &report.form);
        let scratch = Scratch::new(file.name, file.content)?;
        let top = report.unit.code.to_string();
        let (units, found) = blocking(move || {
            let names = Names::new(&units, Some(&top));
            let alone = names.find(&top);
            let (found, _) = cells(&grids(scratch.path())?, &lines, &names, (alone, &[]));
            Ok((units, found))
        })
        .await?;
        let mut values: BTreeMap<(UnitId, String), i64> = BTreeMap::new();
        let mut not_read = Vec::new();
        for cell in found.iter().filter(|cell| cell.line.is_some()) {
            let number = cell.line.clone().unwrap_or_default();
            let line = report.lines().find(|line| line.line.number == number);
            let Some(indicator) = line.and_then(|line| pack.indicator(&line.line.indicator)) else { continue };
            let refuse = |reason: LocalText| RefusedRow {
                sheet: cell.sheet.clone(),
                row: cell.row,
                column: format!("{} ({})", cell.column, cell.label),
                value: cell.value.clone(),
                reason,
            };
            let value = match said_in(&cell.value, &cell.measure, indicator) {
                Ok(Said::Number(value)) => value,
                Ok(Said::Nothing | Said::NotApplicable) => continue,
                Err(reason) => {
                    not_read.push(refuse(reason));
                    continue;
                }
            };
            match cell.unit.and_then(|at| units.get(at)) {
                Some(unit) => drop(values.entry((unit.id, number)).or_insert(value)),
                None => not_read.push(refuse(LocalText {
                    vi: format!("không nhận ra đơn vị \"{}\" ở dưới đơn vị này", cell.unit_text),
                    en: format!("no unit \"{}\" is known below this one", cell.unit_text),
                })),
            }
        }
        if values.is_empty() {
            return Err(refused(
                "Không tìm thấy số nào của biểu trong tệp; cần bảng đơn vị × dòng, dòng × đơn vị, hoặc mỗi tờ một đơn vị",
                "No number of the form was found; a table of units by lines or lines by units is needed, or a sheet a unit",
            ));
        }
        let kept = KeptParallel {
            id: self.ids.next(),
            file_name: file.name.to_owned(),
            file_hash: blake3::hash(file.content).to_hex().to_string(),
            who: String::new(),
            at: 0,
            values: values.into_iter().map(|((unit, line), value)| (unit, line, value)).collect(),
        };
        let mut tx = self.store.write().await?;
        tx.keep_parallel(caller, (report.unit.id, &report.form.id, report.period), &kept).await?;
        tx.commit().await?;
        Ok((kept.values.len(), not_read))
    }

    /// The unit of a report and all below it.
    async fn compared_units(&self, caller: &Caller, report: &Report) -> Result<Vec<Unit>> {
        let filter = UnitFilter { kind: None, name: "", after: "", limit: MOST_UNITS };
        Ok(self.store.read().await?.units_below(caller, report.unit.id, &filter).await?)
    }

    /// Our totals beside theirs, as both are now.
    ///
    /// # Errors
    /// As [`Service::report`]; [`Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn parallel(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Result<Parallel> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        let about = (report.unit.id, report.form.id.as_str(), report.period);
        let mut tx = self.store.read().await?;
        let kept = tx.parallel(caller, about).await?;
        let notes = tx.parallel_notes(caller, about).await?;
        drop(tx);
        let Some(kept) = kept else { return Ok(Parallel { report, kept: None, cells: Vec::new(), same: 0 }) };
        let wanted: BTreeSet<UnitId> = kept.values.iter().map(|(unit, ..)| *unit).collect();
        let below = self.compared_units(caller, &report).await?;
        let units: BTreeMap<UnitId, Unit> =
            below.into_iter().filter(|unit| wanted.contains(&unit.id)).map(|unit| (unit.id, unit)).collect();
        let pack = self.pack();
        let line = |number: &str| report.lines().find(|line| line.line.number == number);
        let asked: Vec<(&Unit, &super::ReportLine, i64)> = kept
            .values
            .iter()
            .filter_map(|(unit, number, theirs)| Some((units.get(unit)?, line(number)?, *theirs)))
            .collect();
        let ask = |line: &super::ReportLine| report.period_of(line);
        let asks: Vec<(&Unit, &str, Period)> =
            asked.iter().map(|(unit, line, _)| (*unit, line.line.indicator.as_str(), ask(line))).collect();
        let answers = self.figures_at(caller, &asks, None).await?;
        let (mut cells, mut same) = (Vec::new(), 0);
        for ((unit, line, theirs), answer) in asked.into_iter().zip(answers) {
            let Some((answer, indicator)) = answer.zip(pack.indicator(&line.line.indicator)) else { continue };
            let known = |answer: &Answer| answer.value.filter(|_| answer.state != State::Missing);
            let ours = known(&answer).map(|value| seen(value, indicator));
            if ours == Some(theirs) {
                same += 1;
                continue;
            }
            let of = |note: &&ParallelNote| note.about == unit.id && note.line == line.line.number;
            let last = notes.iter().rfind(of);
            let note = last.filter(|note| (note.ours, note.theirs) == (ours, theirs));
            cells.push(ParallelCell {
                unit: unit.clone(),
                number: line.line.number.clone(),
                name: line.name.clone(),
                unit_of_measure: line.unit_of_measure.clone(),
                indicator: line.line.indicator.clone(),
                period: ask(line),
                ours,
                theirs,
                percent: is_percent(indicator),
                outdated: last.is_some() && note.is_none(),
                note: note.cloned(),
            });
        }
        let place = |number: &str| report.lines().position(|line| line.line.number == number);
        cells.sort_by_cached_key(|cell| (place(&cell.number), cell.unit.code.to_string()));
        Ok(Parallel { report, kept: Some(kept), cells, same })
    }

    /// Says why ours and theirs differ at a unit in a line; `shown` are the two numbers the words speak of.
    ///
    /// # Errors
    /// [`Error::Invalid`] without words; [`Error::Stale`] when either number changed since; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn explain_parallel(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        (unit, line): (&str, &str),
        (shown, said): ((Option<i64>, i64), &str),
    ) -> Result<()> {
        let said = said.trim();
        if said.is_empty() {
            let (vi, en) = ("Hãy ghi vì sao hai số khác nhau", "Say why the two numbers differ");
            return Err(Error::Invalid(vec![problem("words", vi, en)]));
        }
        let found = self.parallel(caller, ask).await?;
        let cell = found.cells.iter().find(|cell| cell.unit.code.as_str() == unit && cell.number == line);
        let cell = cell.ok_or(Error::Stale)?;
        if (cell.ours, cell.theirs) != shown {
            return Err(Error::Stale);
        }
        let note = ParallelNote {
            about: cell.unit.id,
            line: cell.number.clone(),
            ours: cell.ours,
            theirs: cell.theirs,
            words: said.to_owned(),
            who: String::new(),
            at: 0,
        };
        let about = (found.report.unit.id, found.report.form.id.as_str(), found.report.period);
        let mut tx = self.store.write().await?;
        tx.explain_parallel(caller, about, &note).await?;
        Ok(tx.commit().await?)
    }

    /// The differences as a table to be written.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit.
    pub async fn parallel_paper(&self, caller: &Caller, found: &Parallel, language: Language) -> Result<Table> {
        let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
        let title = say("Đối chiếu với số liệu Excel", "Differences from the Excel totals");
        let mut heading = self.paper_heading(caller, &found.report.unit, found.report.period, &title).await?;
        heading.subtitle = format!("{} · {}", found.report.form.symbol, heading.subtitle);
        let columns = vec![
            Column::new(say("TT", "No."), ColumnKind::Text),
            Column::new(say("Nội dung", "Item"), ColumnKind::Text),
            Column::new(say("Đơn vị", "Unit"), ColumnKind::Text),
            Column::new(say("Hệ thống", "Ours"), ColumnKind::Number),
            Column::new(say("Excel", "Excel"), ColumnKind::Number),
            Column::new(say("Chênh lệch", "Difference"), ColumnKind::Number),
            Column::new(say("Giải trình", "Explanation"), ColumnKind::Text),
        ];
        let number =
            |cell: &ParallelCell, value: i64| if cell.percent { Cell::Percent(value) } else { Cell::Whole(value) };
        let row = |cell: &ParallelCell| {
            TableRow::Cells(vec![
                Cell::from(cell.number.as_str()),
                Cell::from(cell.name.get(language)),
                Cell::from(cell.unit.name.as_str()),
                cell.ours.map_or(Cell::Missing, |ours| number(cell, ours)),
                number(cell, cell.theirs),
                number(cell, cell.difference()),
                cell.note.as_ref().map_or(Cell::Empty, |note| Cell::from(format!("{} ({})", note.words, note.who))),
            ])
        };
        let answers = found.report.lines().filter_map(|line| line.answer.as_ref());
        let version = answers.map(|answer| answer.version).max().unwrap_or(0);
        let open = found.open();
        let counted = LocalText {
            vi: format!(
                "Giống nhau {}; còn {open} chênh lệch chưa giải trình trong {}.",
                found.same,
                found.cells.len()
            ),
            en: format!("{} numbers are the same; {open} of {} differences are open.", found.same, found.cells.len()),
        };
        Ok(Table {
            heading,
            columns,
            rows: found.cells.iter().map(row).collect(),
            remarks: vec![counted.get(language).to_owned(), drawn(caller, version, language)],
            words: paper_words(language),
        })
    }
}
