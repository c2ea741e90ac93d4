//! Declared figures from a sheet: unit, indicator, month, value, as `export figures` writes them. A value may be the word that
//! the question does not apply.
//!
//! Asked once: an indicator that a register feeds is not declared, and a row whose source is `records` or `members` is never
//! taken in. Such rows stand in an export because it holds every base row; here they are held against what the records and
//! rolls of this installation give: equal ones are as before, others are refused, for their records have to come first.
//!
//! A file may hold millions of rows. It is read on a thread of its own, a few thousand rows ahead of what judges them; of a good
//! row a few numbers are kept, of rows taken in the base row. Not here: judging a row
//! (`desk`), reading sheets (`papers::sheets`), declaring one figure (`figures`).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use congdoan_model::{
    Month, Timestamp, UnitId,
    access::Caller,
    figures::{NOT_APPLICABLE, Row, Source},
    org::Unit,
};
use congdoan_pack::Pack;
use congdoan_paper::intake::Title;
use congdoan_store::{Tx, figures::ImportedFigure};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    Declaration, declared,
    desk::{Candidate, Desk, INDICATOR, MONTH, SOURCE, UNIT, VALUE},
    settled::Settled,
};
use crate::{
    Error, Result, Service,
    members::{ImportOptions, Imported, RefusedRow},
    papers::sheets::{self, SheetRow, mapped},
};

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

/// Rows that are read before they are judged.
const CHUNK: usize = 4_096;

impl Service {
    /// Brings in a sheet of figures, or only tells what would happen.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when the file cannot be read; [`crate::Error::Store`] when the database does not answer.
    pub async fn import_figures(&self, caller: &Caller, path: &Path, options: &ImportOptions) -> Result<Imported> {
        let pack = self.pack();
        let mapping = self.mapping(caller, "figures", options).await?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let known = tx.federation(&self.system(), Timestamp::from_micros(i64::MAX)).await?;
        let mut desk = Desk::new(caller, &pack, options, &known.units);
        let (mut rows, reading) = read_rows(path, mapped(titles(), &mapping));
        while let Some(chunk) = rows.recv().await {
            desk.learn_rights(&mut tx, &chunk).await?;
            chunk.into_iter().for_each(|row| desk.take(row));
        }
        let read = reading.await.map_err(|error| Error::Internal(error.to_string()))??;
        let Desk { candidates, derived, mut imported, .. } = desk;
        imported.skipped = read.skipped;
        imported.passed_sheets = read.passed_sheets;
        self.hold_derived(&mut tx, (&pack, &known.units), derived, &mut imported).await?;
        let taken = self.sort_figures(&mut tx, (&pack, &known.units), candidates, &mut imported).await?;
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || taken.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok(imported);
        }
        self.take_figures(&mut tx, caller, ("figures", path, options), &taken, &mut imported).await?;
        drop(taken);
        tx.commit().await?;
        self.follow().await?;
        Ok(imported)
    }

    /// Holds what records and rolls should give against what they give here.
    async fn hold_derived(
        &self,
        tx: &mut Tx,
        (pack, units): (&Pack, &[Unit]),
        derived: Vec<(Candidate, SheetRow)>,
        imported: &mut Imported,
    ) -> Result<()> {
        let of = derived.iter().filter_map(|(one, _)| pack.indicators.get(one.indicator));
        let here = self.base_months(tx, of).await?;
        for (one, row) in derived {
            let Some((unit, indicator)) = units.get(one.unit).zip(pack.indicators.get(one.indicator)) else { continue };
            let here = here.get(&(indicator.id.clone(), unit.id, one.month, one.source.word())).copied();
            if here == one.value {
                imported.unchanged += 1;
            } else {
                imported.refuse([not_derived(&row, &one, here)]);
            }
        }
        Ok(())
    }

    /// Tells what is new, changed and as before, indicator by indicator. What is taken in stands in the order of its units,
    /// so that what lies together is written together.
    async fn sort_figures(
        &self,
        tx: &mut Tx,
        (pack, units): (&Pack, &[Unit]),
        mut candidates: Vec<Candidate>,
        imported: &mut Imported,
    ) -> Result<Vec<ImportedFigure>> {
        let system = self.system();
        let months = || candidates.iter().map(|one| one.month);
        let Some((first, last)) = months().min().zip(months().max()) else { return Ok(Vec::new()) };
        let settled = Settled::over(tx, &system, pack, (first.first(), last.last())).await?;
        candidates.sort_unstable_by_key(|one| (one.indicator, one.unit, one.month));
        let mut taken: Vec<(Candidate, Vec<Row>)> = Vec::new();
        for group in candidates.chunk_by(|one, other| one.indicator == other.indicator) {
            let months = || group.iter().map(|one| one.month);
            let days = months().min().zip(months().max()).map(|(first, last)| (first.first(), last.last()));
            let indicator = group.first().and_then(|one| pack.indicators.get(one.indicator));
            let Some((indicator, days)) = indicator.zip(days) else { continue };
            let about: BTreeSet<UnitId> = group.iter().filter_map(|one| Some(units.get(one.unit)?.id)).collect();
            let mut now: HashMap<(UnitId, Month), Vec<Row>> = HashMap::new();
            for row in tx.declared_rows(&system, &indicator.id, &about, days).await? {
                now.entry((row.unit, Month::of(row.counted_on))).or_default().push(row);
            }
            for one in group {
                let replaces = units.get(one.unit).and_then(|unit| now.remove(&(unit.id, one.month)));
                let replaces = replaces.unwrap_or_default();
                if matches!(&replaces[..], [stands] if said(stands) == one.value) {
                    imported.unchanged += 1;
                    continue;
                }
                let unit = units.get(one.unit).map(|unit| unit.id);
                let refusal = unit.and_then(|unit| settled.refusal(pack, unit, &indicator.id, one.month));
                if let Some(reason) = refusal {
                    let (row, value) =
                        (one.row, one.value.map_or_else(|| NOT_APPLICABLE.to_owned(), |value| value.to_string()));
                    imported.refuse([RefusedRow { sheet: String::new(), row, column: String::new(), value, reason }]);
                    continue;
                }
                imported.created += u64::from(replaces.is_empty());
                imported.changed += u64::from(!replaces.is_empty());
                taken.push((*one, replaces));
            }
        }
        drop(candidates);
        taken.sort_unstable_by_key(|(one, _)| (one.unit, one.month, one.indicator));
        let ids = self.ids.many(taken.len());
        let figure = |((one, replaces), id): ((Candidate, Vec<Row>), _)| {
            let (unit, indicator) = units.get(one.unit).zip(pack.indicators.get(one.indicator))?;
            let (unit_code, month, value) = (unit.code.as_str(), one.month, one.value.unwrap_or(0));
            let declaration = Declaration { unit: unit_code, indicator: &indicator.id, month, value };
            let subject = one.value.is_none().then(|| NOT_APPLICABLE.to_owned());
            let row = Row { subject, ..declared(id, unit, &declaration) };
            Some(ImportedFigure { row, replaces, reason: String::new() })
        };
        Ok(taken.into_iter().zip(ids).filter_map(figure).collect())
    }
}

/// What a declared row says: a number, or nothing where the question does not apply.
fn said(row: &Row) -> Option<i64> {
    (!row.is_not_applicable()).then_some(row.value)
}

/// Reads a file on a thread of its own; what it says besides its rows comes at the end.
fn read_rows(path: &Path, titles: Vec<Title>) -> (mpsc::Receiver<Vec<SheetRow>>, JoinHandle<Result<Imported>>) {
    let (sender, receiver) = mpsc::channel(4);
    let path = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let (mut imported, mut chunk) = (Imported::default(), Vec::with_capacity(CHUNK));
        sheets::walk(&path, &titles, &[UNIT, INDICATOR, MONTH, VALUE], &mut imported, |row| {
            chunk.push(row);
            let full = chunk.len() == CHUNK;
            !full || sender.blocking_send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).is_ok()
        })?;
        // Nobody listening any more is no failure: the import gave up for a reason of its own.
        let _ = sender.blocking_send(chunk);
        Ok(imported)
    });
    (receiver, reading)
}

/// A row that records or a roll should give, and do not here.
fn not_derived(row: &SheetRow, one: &Candidate, here: Option<i64>) -> RefusedRow {
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
    row.refuse(VALUE, &vi, &en)
}

/// What base rows and rolls say, by indicator, unit, month and source.
pub(crate) type BaseMonths = BTreeMap<(String, UnitId, Month, &'static str), i64>;
