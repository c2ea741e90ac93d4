//! Totals other people keep beside ours, and why a difference is as it is.
//!
//! They are never figures: nothing adds them up. Not here: reading the file, comparing (`service::reports::parallel`).

use congdoan_model::{
    ParallelId, Period, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// A file of totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptParallel {
    /// Its id.
    pub id: ParallelId,
    /// Name of the file.
    pub file_name: String,
    /// Hash of the file.
    pub file_hash: String,
    /// Who brought it: name of the person, or the sign-in name.
    pub who: String,
    /// When, in microseconds.
    pub at: i64,
    /// Its numbers: unit, number of the line, value. Ratios are in hundredths.
    pub values: Vec<(UnitId, String, i64)>,
}

/// Why ours and theirs differ at a unit in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelNote {
    /// The unit it is about.
    pub about: UnitId,
    /// Number of the line.
    pub line: String,
    /// Ours, when it was written; nothing where there was none.
    pub ours: Option<i64>,
    /// Theirs, when it was written.
    pub theirs: i64,
    /// The explanation.
    pub words: String,
    /// Who gave it.
    pub who: String,
    /// When, in microseconds.
    pub at: i64,
}

const END: &str = "
UPDATE report_parallel SET superseded_at = $5
WHERE unit_id = $1 AND form = $2 AND period_from = $3 AND period_to = $4 AND superseded_at IS NULL";
const ADD: &str = "
INSERT INTO report_parallel (id, unit_id, form, period_from, period_to, file_name, file_hash, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ADD_VALUES: &str = "INSERT INTO report_parallel_value (parallel_id, unit_id, line, value) ";
const PRESENT: &str = "
SELECT r.id, r.file_name, r.file_hash, COALESCE(p.name, r.recorded_by), r.recorded_at
FROM report_parallel r LEFT JOIN account a ON a.login = r.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE r.unit_id = $1 AND r.form = $2 AND r.period_from = $3 AND r.period_to = $4 AND r.superseded_at IS NULL";
const VALUES: &str = "
SELECT unit_id, line, value FROM report_parallel_value WHERE parallel_id = $1 ORDER BY unit_id, line";
const EXPLAIN: &str = "
INSERT INTO report_parallel_note (unit_id, form, period_from, period_to, about_id, line, ours, theirs, words,
    recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const NOTES: &str = "
SELECT n.about_id, n.line, n.ours, n.theirs, n.words, COALESCE(p.name, n.recorded_by), n.recorded_at
FROM report_parallel_note n LEFT JOIN account a ON a.login = n.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE n.unit_id = $1 AND n.form = $2 AND n.period_from = $3 AND n.period_to = $4 ORDER BY n.recorded_at";

type NoteRow = (Uuid, String, Option<i64>, i64, String, String, i64);

impl Tx {
    /// Keeps the totals of a file in place of those kept before for the same unit, form and period.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] when the caller may not write the unit's reports.
    pub async fn keep_parallel(
        &mut self,
        caller: &Caller,
        (unit, form, period): (UnitId, &str, Period),
        kept: &KeptParallel,
    ) -> Result<()> {
        self.require(caller, Action::ReportWrite, unit, Thing::REPORT).await?;
        let (from, to, now) = (period.from(), period.to(), caller.now.micros());
        on!(self, c => sqlx::query(END).bind(unit.uuid()).bind(form).bind(from).bind(to).bind(now)
            .execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD).bind(kept.id.uuid()).bind(unit.uuid()).bind(form).bind(from).bind(to)
            .bind(&kept.file_name).bind(&kept.file_hash).bind(caller.name()).bind(now)
            .execute(c).await.map(|_| ()))?;
        let id = kept.id.uuid();
        insert_many!(self, ADD_VALUES, [id], kept.values, |values, row| {
            values.push_bind(row.0.uuid()).push_bind(row.1.as_str()).push_bind(row.2);
        });
        let after = serde_json::json!({ "form": form, "from": from, "to": to, "file": kept.file_name,
            "hash": kept.file_hash, "values": kept.values.len() });
        self.note_parallel(caller, unit, ("report.parallel", format!("parallel:{}", kept.id)), after.to_string()).await
    }

    /// The totals kept for a unit, form and period; nothing where there are none.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn parallel(
        &mut self,
        caller: &Caller,
        (unit, form, period): (UnitId, &str, Period),
    ) -> Result<Option<KeptParallel>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let found: Option<(Uuid, String, String, String, i64)> = on!(self, c => sqlx::query_as(PRESENT)
            .bind(unit.uuid()).bind(form).bind(period.from()).bind(period.to()).fetch_optional(c).await)?;
        let Some((id, file_name, file_hash, who, at)) = found else { return Ok(None) };
        let values: Vec<(Uuid, String, i64)> = on!(self, c => sqlx::query_as(VALUES).bind(id).fetch_all(c).await)?;
        let values = values.into_iter().map(|(unit, line, value)| (unit.into(), line, value)).collect();
        Ok(Some(KeptParallel { id: id.into(), file_name, file_hash, who, at, values }))
    }

    /// Says why a difference is as it is.
    ///
    /// # Errors
    /// As [`Tx::keep_parallel`].
    pub async fn explain_parallel(
        &mut self,
        caller: &Caller,
        (unit, form, period): (UnitId, &str, Period),
        note: &ParallelNote,
    ) -> Result<()> {
        self.require(caller, Action::ReportWrite, unit, Thing::REPORT).await?;
        on!(self, c => sqlx::query(EXPLAIN).bind(unit.uuid()).bind(form).bind(period.from()).bind(period.to())
            .bind(note.about.uuid()).bind(&note.line).bind(note.ours).bind(note.theirs).bind(&note.words)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let after = serde_json::json!({ "form": form, "from": period.from(), "to": period.to(), "about": note.about,
            "line": note.line, "ours": note.ours, "theirs": note.theirs, "words": note.words });
        let object = format!("unit:{}", note.about);
        self.note_parallel(caller, unit, ("report.explain", object), after.to_string()).await
    }

    /// Every explanation given for a unit, form and period, oldest first.
    ///
    /// # Errors
    /// As [`Tx::parallel`].
    pub async fn parallel_notes(
        &mut self,
        caller: &Caller,
        (unit, form, period): (UnitId, &str, Period),
    ) -> Result<Vec<ParallelNote>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<NoteRow> = on!(self, c => sqlx::query_as(NOTES).bind(unit.uuid()).bind(form)
            .bind(period.from()).bind(period.to()).fetch_all(c).await)?;
        let note = |(about, line, ours, theirs, words, who, at): NoteRow| {
            let about = about.into();
            ParallelNote { about, line, ours, theirs, words, who, at }
        };
        Ok(rows.into_iter().map(note).collect())
    }

    async fn note_parallel(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (action, object): (&'static str, String),
        after: String,
    ) -> Result<()> {
        let note = Note { chain: self.chain_of(unit).await?, action, object, before: String::new(), after };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}
