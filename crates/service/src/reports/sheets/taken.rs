//! Chosen lines of a file taken in as one batch, and the batch taken back.
//!
//! Taking back restores what stood, unless something later stands on it: a line typed since, or the report sent. Not here: what
//! a typed line becomes (`fill`).

use congdoan_model::{
    BatchId, FigureId, Period, ReportId,
    access::{Action, Caller},
    figures::{Row, Source},
    reports::ReportDeed,
};
use congdoan_store::{
    Tx,
    members::Batch,
    reports::{LineRows, ReportKey, ReportMove, SheetBefore},
};

use super::{Said, is_percent, said};
use crate::{
    Error, Result, Service,
    error::{refused, words},
    reports::{Report, ReportAsk, TypedLine, not_now},
};

/// A line somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetTaken {
    /// Its number.
    pub number: String,
    /// Its value as written; empty takes back what was typed before.
    pub value: String,
    /// Why it differs from what records give.
    pub reason: String,
    /// What stood here when the choice was made.
    pub seen: Said,
}

/// The file lines are taken from.
#[derive(Clone, Copy, Debug)]
pub struct TakenFrom<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its hash.
    pub hash: &'a str,
}

/// A file's batch while its lines are written.
pub(in crate::reports) struct FileBatch {
    pub(in crate::reports) id: BatchId,
    pub(in crate::reports) name: String,
    hash: String,
}

impl Service {
    /// Takes chosen lines of a file in, all of them or none, as one batch; nothing where they say what stands.
    ///
    /// # Errors
    /// As [`Service::fill_report`]; [`Error::Invalid`] too for lines that changed since they were shown.
    pub async fn take_sheet(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        lines: &[SheetTaken],
        from: TakenFrom<'_>,
    ) -> Result<Option<BatchId>> {
        let taken = self.try_take(caller, ask, lines, from).await;
        let taken = self.refusal_noted(caller, &format!("report:{}:{}", ask.form, ask.unit), taken).await?;
        self.follow().await?;
        Ok(taken)
    }

    async fn try_take(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        lines: &[SheetTaken],
        from: TakenFrom<'_>,
    ) -> Result<Option<BatchId>> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        if !self.may_write_reports(caller, &report.unit).await {
            return Err(Error::Denied(Action::ReportWrite));
        }
        if lines.is_empty() {
            return Err(refused("Chưa chọn dòng nào", "No line was chosen"));
        }
        let pack = self.pack();
        let mut typed = Vec::with_capacity(lines.len());
        let mut problems = Vec::new();
        for taken in lines {
            let line = report.lines().find(|line| line.line.number == taken.number);
            let indicator = line.and_then(|line| pack.indicator(&line.line.indicator));
            let now = line.and_then(|line| line.answer.as_ref()).zip(indicator);
            let now = now.map_or(Said::Nothing, |(answer, indicator)| Said::of(answer, indicator));
            if now != taken.seen {
                let (vi, en) =
                    ("Dòng này vừa đổi ở đây; hãy thả lại tệp", "This line changed here just now; drop the file again");
                problems.push(crate::members::problem(&format!("line.{}", taken.number), vi, en));
            }
            // A spreadsheet writes 1320, a person 1.320 or 1,320; what is typed from here on knows one custom.
            let value = match said(&taken.value, indicator.is_some_and(is_percent)) {
                Ok(said) => said.to_string(),
                Err(_) => taken.value.clone(),
            };
            typed.push(TypedLine { number: taken.number.clone(), value, reason: taken.reason.clone() });
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let file = FileBatch { id: self.ids.next(), name: from.name.to_owned(), hash: from.hash.to_owned() };
        let changed = self.try_fill(caller, ask, (&typed, Some(&file)), None).await?;
        Ok((changed > 0).then_some(file.id))
    }

    /// Writes down the batch of a file whose lines were just written.
    pub(in crate::reports) async fn note_file(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (key, id, report): (&ReportKey<'_>, ReportId, &Report),
        (file, own): (&FileBatch, &[Row]),
        (rows, changed): (&LineRows, usize),
    ) -> Result<()> {
        let batch = Batch {
            id: file.id,
            kind: "reports".to_owned(),
            label: format!("{} · {} · {}", report.form.symbol, report.unit.code, report.period),
            file_name: file.name.clone(),
            file_hash: file.hash.clone(),
            mapping: String::new(),
            created: 0,
            changed: i64::try_from(changed).unwrap_or(i64::MAX),
            unchanged: 0,
            refused: 0,
            recorded_by: caller.name().to_owned(),
            recorded_at: caller.now.micros(),
            undone_by: None,
            undone_at: None,
        };
        let touched = touched(rows.remove.iter().chain(rows.add.iter().map(|(row, _)| row)));
        let gone: Vec<FigureId> = rows.remove.iter().map(|row| row.id).collect();
        let left = own.iter().filter(|row| !gone.contains(&row.id)).chain(rows.add.iter().map(|(row, _)| row));
        let receiver = tx.unit_of_id(&self.system(), key.receiver).await?;
        let before = SheetBefore {
            unit: report.unit.code.to_string(),
            receiver: receiver.code.to_string(),
            form: report.form.id.clone(),
            period: report.period.to_string(),
            removed: Vec::new(),
            added: Vec::new(),
            stood: typed_of(left, &touched),
        };
        Ok(tx.note_sheet(caller, (&batch, id, report.unit.id), before, rows).await?)
    }

    /// Takes back the lines of a file: what stood before counts again.
    pub(crate) async fn undo_sheet(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        batch: &Batch,
    ) -> Result<Vec<(String, Option<String>)>> {
        let before = tx.sheet_before(caller, batch.id).await?;
        let period: Period = before.period.parse().map_err(|_| Error::Internal(before.period.clone()))?;
        let form = self.form_named(&before.form).await?;
        let unit = tx.unit(caller, &before.unit).await?;
        let receiver = tx.unit(&self.system(), &before.receiver).await?;
        let key = ReportKey { unit: unit.id, receiver: receiver.id, line: form.line, form: &form.id, period };
        let kept = tx.begin_report(caller, &key, (self.ids.next(), ReportDeed::Fill)).await?;
        let state = ReportDeed::Fill.after(kept.state).ok_or_else(not_now)?;
        let days = form.months_of(period).unwrap_or(period);
        let own = tx.own_rows(caller, unit.id, (days.from(), days.to())).await?;
        let remove: Vec<Row> = own.iter().filter(|row| before.added.contains(&row.id)).cloned().collect();
        let touched = touched(before.removed.iter().map(|(row, _)| row).chain(&remove));
        if remove.len() != before.added.len() || typed_of(own.iter(), &touched) != before.stood {
            return Err(refused(
                "Có dòng đã được ghi lại sau tệp này nên không hoàn tác được; hãy sửa từng dòng trên báo cáo",
                "Lines were typed anew since this file, so it is not undone; mend the lines in the report",
            ));
        }
        let again = |(row, reason): (Row, String)| (Row { id: self.ids.next(), ..row }, reason);
        let rows = LineRows { remove, add: before.removed.into_iter().map(again).collect() };
        tx.end_sheet(caller, batch.id).await?;
        tx.write_lines(caller, unit.id, &format!("batch:{}", batch.id), &rows).await?;
        let said = words(&format!("Hoàn tác tệp {}", batch.file_name), "");
        let to = ReportMove { deed: ReportDeed::Fill, state, words: &said.vi, faults: &[], sending: None, papers: &[] };
        tx.move_report(caller, (&key, &kept), self.ids.next(), &to).await?;
        Ok(Vec::new())
    }
}

fn touched<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<String> {
    rows.map(|row| row.indicator.clone()).collect()
}

/// The rows of some indicators that were typed, by id.
fn typed_of<'r>(rows: impl Iterator<Item = &'r Row>, indicators: &[String]) -> Vec<FigureId> {
    let typed =
        |row: &&Row| matches!(row.source, Source::Declared | Source::Adjusted) && indicators.contains(&row.indicator);
    let mut ids: Vec<FigureId> = rows.filter(typed).map(|row| row.id).collect();
    ids.sort_unstable();
    ids
}
