//! What is done with a report: filled, sent with its lines, taken back, returned, approved, excused, reminded of, spoken about.
//!
//! Each deed adds a row to the story and an entry to the journal. Not here: whether it fits (`model::reports`).

use congdoan_model::{
    ReportEventId, ReportId, Timestamp,
    access::{Action, Caller},
    org::Line,
    reports::{ReportDeed, ReportState, SentLine},
};

use super::{KeptReport, ReportKey};
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// The lines of a report as they go out.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The lines.
    pub lines: &'a [SentLine],
    /// When they were finished: before the moment of sending, where that had to wait for a connection.
    pub written_at: Timestamp,
}

/// What is done with a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportMove<'a> {
    /// The deed.
    pub deed: ReportDeed,
    /// The state after it.
    pub state: ReportState,
    /// Reason, or what is said.
    pub words: &'a str,
    /// Reasons for single lines: number and words.
    pub faults: &'a [(String, String)],
    /// The lines that go out with it.
    pub sending: Option<Sending<'a>>,
    /// Files that come with it: SHA-256 and name; their content is kept already.
    pub papers: &'a [(String, String)],
}

const ADD: &str = "
INSERT INTO report (id, unit_id, receiver_id, form, period_from, period_to, state, sendings, version, recorded_by,
    recorded_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, 'expected', 0, 0, $7, $8, $8)
ON CONFLICT (unit_id, form, period_from, period_to, receiver_id) DO NOTHING";
const MOVE: &str = "
UPDATE report SET state = $3, version = version + 1, changed_at = $4, sendings = sendings + $5,
    first_sent_at = CASE WHEN $5 = 1 THEN COALESCE(first_sent_at, $4)
        WHEN $3 = 'draft' AND decided_at IS NULL THEN NULL ELSE first_sent_at END,
    last_sent_at = CASE WHEN $5 = 1 THEN $4 ELSE last_sent_at END,
    decided_at = CASE WHEN $6 = 1 THEN $4 ELSE decided_at END
WHERE id = $1 AND version = $2";
const SEND: &str = "
INSERT INTO report_sending (report_id, number, lines, written_at, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6)";
const TELL: &str = "
INSERT INTO report_event (id, report_id, deed, sending, words, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ADD_FAULT: &str = "INSERT INTO report_fault (event_id, line, words) ";
const ADD_PAPER: &str = "INSERT INTO report_paper (event_id, report_id, sha256, file_name) ";

impl Tx {
    /// Refuses unless the caller may do something with a report. What is sent along the managing line is decided from above;
    /// a unit that coordinates decides on what comes to it. Either side speaks.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_report(&mut self, caller: &Caller, key: &ReportKey<'_>, deed: ReportDeed) -> Result<()> {
        let of_receiver = self.require(caller, Action::ReportWrite, key.receiver, Thing::REPORT).await;
        if deed == ReportDeed::Comment && of_receiver.is_ok() {
            return Ok(());
        }
        if deed.is_of_sender() || deed == ReportDeed::Comment {
            return self.require(caller, Action::ReportWrite, key.unit, Thing::REPORT).await;
        }
        match key.line {
            Line::Managing => self.require_from_above(caller, Action::ReportApprove, key.unit, Thing::REPORT).await,
            Line::Coordinating => of_receiver,
        }
    }

    /// The report, begun if nobody did anything with it yet, under the lock of its chain.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not do this with it.
    pub async fn begin_report(
        &mut self,
        caller: &Caller,
        key: &ReportKey<'_>,
        (id, deed): (ReportId, ReportDeed),
    ) -> Result<KeptReport> {
        self.require_report(caller, key, deed).await?;
        let chain = self.chain_of(key.unit).await?;
        self.lock_chain(&chain).await?;
        on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(key.unit.uuid()).bind(key.receiver.uuid()).bind(key.form)
            .bind(key.period.from()).bind(key.period.to()).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        self.kept_report(caller, key).await?.ok_or(Error::NotVisible("report"))
    }

    /// Moves a report to another state and tells its story.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody changed it since.
    pub async fn move_report(
        &mut self,
        caller: &Caller,
        (key, kept): (&ReportKey<'_>, &KeptReport),
        event: ReportEventId,
        to: &ReportMove<'_>,
    ) -> Result<()> {
        self.require_report(caller, key, to.deed).await?;
        let (id, now) = (kept.id.uuid(), caller.now.micros());
        let sent = i64::from(to.sending.is_some());
        let decides = matches!(to.deed, ReportDeed::Approve | ReportDeed::Return | ReportDeed::Excuse);
        let moved = on!(self, c => sqlx::query(MOVE).bind(id).bind(kept.version).bind(to.state.word()).bind(now)
            .bind(sent).bind(i64::from(decides))
            .execute(c).await.map(|done| done.rows_affected()))?;
        if moved != 1 {
            return Err(Error::Stale);
        }
        let number = kept.sendings + sent;
        if let Some(sending) = &to.sending {
            let lines = serde_json::to_string(sending.lines)?;
            on!(self, c => sqlx::query(SEND).bind(id).bind(number).bind(&lines).bind(sending.written_at.micros())
                .bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        }
        on!(self, c => sqlx::query(TELL).bind(event.uuid()).bind(id).bind(to.deed.word()).bind(number).bind(to.words)
            .bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        insert_many!(self, ADD_FAULT, [event.uuid()], to.faults, |values, row| {
            values.push_bind(&row.0).push_bind(&row.1);
        });
        insert_many!(self, ADD_PAPER, [event.uuid(), id], to.papers, |values, row| {
            values.push_bind(&row.0).push_bind(&row.1);
        });
        let after = serde_json::json!({
            "state": to.state, "words": to.words, "faults": to.faults, "sending": number,
            "lines": to.sending.map(|sending| sending.lines),
        });
        let note = Note {
            chain: self.chain_of(key.unit).await?,
            action: action(to.deed),
            object: format!("report:{}", kept.id),
            before: serde_json::json!({ "state": kept.state }).to_string(),
            after: after.to_string(),
        };
        self.journal(caller, note, &Change::of_reports()).await.map(|_| ())
    }
}

/// What the journal calls a deed.
const fn action(deed: ReportDeed) -> &'static str {
    match deed {
        ReportDeed::Fill => "report.fill",
        ReportDeed::Send => "report.send",
        ReportDeed::Recall => "report.recall",
        ReportDeed::Return => "report.return",
        ReportDeed::Approve => "report.approve",
        ReportDeed::Excuse => "report.excuse",
        ReportDeed::Remind => "report.remind",
        ReportDeed::Comment => "report.comment",
    }
}
