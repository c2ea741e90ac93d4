//! Claims on the money of schemes: written, changed, listed; and what would be paid twice.
//!
//! A claim is seen where the records of its unit are seen, over managing lines alone. Not here: when a claim is refused
//! (`service`).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    ClaimId, ProgrammeId, RecordId, Timestamp, UnitId,
    access::{Action, Caller},
    audit::Entry,
    programmes::schemes::{Claim, ClaimState, OutcomeKey},
    registers::Fields,
};
use sqlx::types::Uuid;

use super::Days;
use crate::{
    Error, Result, Tx,
    access::{Thing, reach},
    audit::{Change, Note, only_system},
    transaction::on,
};

/// What refusals call a claim, and who sees it.
const CLAIM: Thing = Thing { noun: "claim", seen_by: Action::RecordRead, confidential: true };

/// A claim with its unit and who handed it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptClaim {
    /// The claim.
    pub claim: Claim,
    /// Facts the claiming unit typed, because nothing here knew them.
    pub stated: Fields,
    /// Code of the claiming unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The sign-in name of who handed it in, or `system`.
    pub login: String,
    /// That person's name.
    pub submitted_by: String,
    /// When, in microseconds.
    pub submitted_at: i64,
}

/// A claim to be written for the first time.
#[derive(Clone, Debug)]
pub struct NewClaim<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The unit whose money it is.
    pub payer: UnitId,
    /// Facts the claiming unit typed.
    pub stated: &'a Fields,
}

/// A live claim for the same outcome.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rival {
    /// The claim.
    #[sqlx(try_from = "Uuid")]
    pub id: ClaimId,
    /// Its scheme.
    #[sqlx(try_from = "Uuid")]
    pub scheme: ProgrammeId,
    /// The scheme's own id.
    pub slug: String,
    /// The scheme's title.
    pub title: String,
    /// Schemes that one excludes, with commas around.
    pub excludes: String,
    /// What the outcome is called there.
    pub outcome_title: String,
    /// What is paid for there.
    pub outcome: String,
    /// Its state.
    pub state: String,
}

/// Which claims a list shows.
#[derive(Clone, Copy, Debug)]
pub struct ClaimFilter<'a> {
    /// The scheme.
    pub scheme: ProgrammeId,
    /// A state, `waiting` for those that wait, `taken` for those approved or paid; empty for all.
    pub state: &'a str,
    /// Code of the claiming unit; empty for all.
    pub unit: &'a str,
    /// Paid between two days.
    pub paid: Option<Days>,
    /// How many at most.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    id: Uuid,
    programme_id: Uuid,
    unit_id: Uuid,
    outcome: String,
    outcome_unit_id: Uuid,
    outcome_record_id: Option<Uuid>,
    outcome_on: NaiveDate,
    title: String,
    facts: String,
    stated: String,
    papers: String,
    amount: i64,
    claimed_on: NaiveDate,
    state: String,
    rule: String,
    reason: String,
    voucher: String,
    paid_on: Option<NaiveDate>,
    record_id: Option<Uuid>,
    version: i64,
    unit_code: String,
    unit_name: String,
    login: String,
    submitted_by: String,
    submitted_at: i64,
}

impl TryFrom<ClaimRow> for KeptClaim {
    type Error = Error;

    fn try_from(row: ClaimRow) -> Result<Self> {
        let papers: BTreeMap<String, String> = serde_json::from_str(&row.papers)?;
        let claim = Claim {
            id: row.id.into(),
            scheme: row.programme_id.into(),
            unit: row.unit_id.into(),
            outcome: OutcomeKey(row.outcome),
            outcome_unit: row.outcome_unit_id.into(),
            outcome_record: row.outcome_record_id.map(RecordId::from),
            outcome_on: row.outcome_on,
            title: row.title,
            facts: serde_json::from_str(&row.facts)?,
            papers,
            amount: row.amount,
            claimed_on: row.claimed_on,
            state: row.state.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            rule: row.rule,
            reason: row.reason,
            voucher: row.voucher,
            paid_on: row.paid_on,
            record: row.record_id.map(RecordId::from),
            version: row.version,
        };
        Ok(Self {
            claim,
            stated: serde_json::from_str(&row.stated)?,
            unit_code: row.unit_code,
            unit_name: row.unit_name,
            login: row.login,
            submitted_by: row.submitted_by,
            submitted_at: row.submitted_at,
        })
    }
}

/// Claims as [`ClaimRow`] takes them, behind what the statement begins with.
macro_rules! claims {
    ($head:literal, $rest:literal) => {
        concat!(
            $head,
            "
SELECT c.id, c.programme_id, c.unit_id, c.outcome, c.outcome_unit_id, c.outcome_record_id, c.outcome_on, c.title,
    c.facts, c.stated, c.papers, c.amount, c.claimed_on, c.state, c.rule, c.reason, c.voucher, c.paid_on, c.record_id,
    c.version, u.code AS unit_code, u.name AS unit_name, c.submitted_by AS login,
    COALESCE(p.name, c.submitted_by) AS submitted_by, c.submitted_at
FROM claim c JOIN unit u ON u.id = c.unit_id
    LEFT JOIN account a ON a.login = c.submitted_by LEFT JOIN person p ON p.id = a.person_id
",
            $rest
        )
    };
}

/// The units a caller answers for: those of its mandates and all they manage below. Parameters 1 to 4 are those of
/// `reach`.
macro_rules! managed {
    ($rest:literal) => {
        concat!(
            "
WITH RECURSIVE mine (id) AS (
    SELECT m.unit_id FROM mandate m JOIN unit u ON u.id = m.unit_id LEFT JOIN mandate g ON g.id = m.delegated_by
    WHERE m.person_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
        AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2)
        AND (g.id IS NULL OR (g.valid_from <= $2 AND (g.valid_until IS NULL OR g.valid_until > $2)))
        AND $4 LIKE '%,' || m.role || ',%'
    UNION
    SELECT l.child_id FROM mine JOIN unit_link l ON l.parent_id = mine.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
",
            $rest
        )
    };
}

const ADD: &str = "
INSERT INTO claim (id, programme_id, payer_id, unit_id, outcome, outcome_unit_id, outcome_record_id, outcome_on, title,
    facts, stated, papers, amount, claimed_on, state, rule, reason, voucher, paid_month, submitted_by, submitted_at,
    changed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', 0, $18, $19, $19, 1)";
const ADD_AS_IT_STANDS: &str = "
INSERT INTO claim (id, programme_id, payer_id, unit_id, outcome, outcome_unit_id, outcome_record_id, outcome_on, title,
    facts, stated, papers, amount, claimed_on, state, rule, reason, submitted_by, submitted_at, changed_at, voucher,
    paid_on, paid_month, record_id, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, $20, $21, $22, $23, 1)";
const CHANGE: &str = "
UPDATE claim SET state = $2, rule = $3, reason = $4, voucher = $5, paid_on = $6, paid_month = $7, record_id = $8,
    changed_at = $9, version = version + 1
WHERE id = $1 AND version = $10";
const ONE: &str = claims!("", "WHERE c.id = $1");
const OF_RECORD: &str = "SELECT id FROM claim WHERE record_id = $1 LIMIT 1";
const LIST: &str = concat!(
    managed!(""),
    claims!(
        "",
        "WHERE c.programme_id = $5 AND ($3 = 1 OR c.unit_id IN (SELECT id FROM mine)) AND ($6 = '' OR u.code = $6)
    AND ($7 = '' OR c.state = $7 OR ($7 = 'waiting' AND c.state IN ('submitted', 'checked'))
        OR ($7 = 'taken' AND c.state IN ('approved', 'paid')))
    AND ($8 = 0 OR (c.paid_on >= $9 AND c.paid_on <= $10))
ORDER BY c.submitted_at DESC, c.id DESC LIMIT $11"
    )
);
const BY_UNIT: &str = managed!(
    "SELECT u.code, u.name, c.state, COUNT(*), CAST(COALESCE(SUM(c.amount), 0) AS BIGINT)
FROM claim c JOIN unit u ON u.id = c.unit_id
WHERE c.programme_id = $5 AND ($3 = 1 OR c.unit_id IN (SELECT id FROM mine))
GROUP BY u.code, u.name, c.state ORDER BY u.code"
);
const BY_MONTH: &str = managed!(
    "SELECT c.paid_month, COUNT(*), CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM claim c
WHERE c.programme_id = $5 AND c.state = 'paid' AND ($3 = 1 OR c.unit_id IN (SELECT id FROM mine))
GROUP BY c.paid_month ORDER BY c.paid_month"
);
const KIN: &str = "
WITH RECURSIVE before (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT s.predecessor_id FROM before JOIN unit_succession s ON s.successor_id = before.id
    WHERE s.superseded_at IS NULL
), later (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT s.successor_id FROM later JOIN unit_succession s ON s.predecessor_id = later.id
    WHERE s.superseded_at IS NULL
)
SELECT id FROM before UNION SELECT id FROM later";
const RIVALS: &str = "
SELECT c.id, c.programme_id AS scheme, s.slug, p.title, s.excludes, c.title AS outcome_title, c.outcome, c.state
FROM claim c JOIN scheme s ON s.programme_id = c.programme_id JOIN programme p ON p.id = c.programme_id
WHERE c.state IN ('submitted', 'checked', 'approved', 'paid') AND c.id <> ";
const VOUCHER: &str = "
SELECT title FROM claim WHERE payer_id = $1 AND voucher = $2 AND paid_month / 100 = $3 AND id <> $4 LIMIT 1";

impl Tx {
    /// Whether the caller may claim for a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn require_claiming(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, unit, CLAIM).await
    }

    /// Whether the caller may decide on claims of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not approve what the unit asks for.
    pub async fn require_deciding(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::ProgrammeApprove, unit, CLAIM).await
    }

    /// Writes a claim for the first time.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not claim for the unit; [`Error::Stale`] when its
    /// outcome was claimed meanwhile.
    pub async fn add_claim(&mut self, caller: &Caller, new: &NewClaim<'_>) -> Result<()> {
        let claim = new.claim;
        self.require_claiming(caller, claim.unit).await?;
        let (facts, stated) = (serde_json::to_string(&claim.facts)?, serde_json::to_string(new.stated)?);
        let papers = serde_json::to_string(&claim.papers)?;
        let written = on!(self, c => sqlx::query(ADD).bind(claim.id.uuid()).bind(claim.scheme.uuid())
            .bind(new.payer.uuid()).bind(claim.unit.uuid()).bind(&claim.outcome.0).bind(claim.outcome_unit.uuid())
            .bind(claim.outcome_record.map(RecordId::uuid)).bind(claim.outcome_on).bind(&claim.title).bind(&facts)
            .bind(&stated).bind(&papers).bind(claim.amount).bind(claim.claimed_on).bind(claim.state.word())
            .bind(&claim.rule).bind(&claim.reason).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()));
        written.map_err(Error::from).map_err(once)?;
        let note = Note {
            chain: self.chain_of(claim.unit).await?,
            action: "claim.submit",
            object: object(claim.id),
            before: String::new(),
            after: serde_json::to_string(claim)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Writes claims of one chain as they stand, as one act with one audit entry; each with the unit whose money it is, what was
    /// stated, and the sign-in name of who handed it in.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::Stale`] where an outcome or a voucher comes twice.
    pub async fn write_claims(
        &mut self,
        caller: &Caller,
        chain: &str,
        batch: &[(Claim, UnitId, Fields, String)],
    ) -> Result<()> {
        only_system(caller)?;
        let mut ids = Vec::with_capacity(batch.len());
        for (claim, payer, stated, by) in batch {
            let texts = [
                serde_json::to_string(&claim.facts)?,
                serde_json::to_string(stated)?,
                serde_json::to_string(&claim.papers)?,
            ];
            let [facts, stated, papers] = &texts;
            let at = Timestamp::start_of(claim.claimed_on).micros();
            let month = claim.paid_on.map_or(0, paid_month);
            let written = on!(self, c => sqlx::query(ADD_AS_IT_STANDS).bind(claim.id.uuid()).bind(claim.scheme.uuid())
                .bind(payer.uuid()).bind(claim.unit.uuid()).bind(&claim.outcome.0).bind(claim.outcome_unit.uuid())
                .bind(claim.outcome_record.map(RecordId::uuid)).bind(claim.outcome_on).bind(&claim.title).bind(facts)
                .bind(stated).bind(papers).bind(claim.amount).bind(claim.claimed_on).bind(claim.state.word())
                .bind(&claim.rule).bind(&claim.reason).bind(by).bind(at).bind(&claim.voucher).bind(claim.paid_on)
                .bind(month).bind(claim.record.map(RecordId::uuid)).execute(c).await.map(|_| ()));
            written.map_err(Error::from).map_err(once)?;
            ids.push(claim.id);
        }
        let note = Note {
            chain: chain.to_owned(),
            action: "claim.batch",
            object: format!("claims:{}", ids.len()),
            before: String::new(),
            after: serde_json::to_string(&ids)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Writes a claim as it stands after a deed. The caller's right was asked for with the deed
    /// ([`Tx::require_claiming`], [`Tx::require_deciding`]) and is asked here again.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody changed it in the meantime or took the
    /// voucher.
    pub async fn change_claim(
        &mut self,
        caller: &Caller,
        (before, after): (&Claim, &Claim),
        (right, action): (Action, &'static str),
    ) -> Result<()> {
        self.require(caller, right, before.unit, CLAIM).await?;
        let month = after.paid_on.map_or(0, paid_month);
        let changed = on!(self, c => sqlx::query(CHANGE).bind(after.id.uuid()).bind(after.state.word())
            .bind(&after.rule).bind(&after.reason).bind(&after.voucher).bind(after.paid_on).bind(month)
            .bind(after.record.map(RecordId::uuid)).bind(caller.now.micros()).bind(before.version)
            .execute(c).await.map(|done| done.rows_affected()));
        if changed.map_err(Error::from).map_err(once)? != 1 {
            return Err(Error::Stale);
        }
        let written = Claim { version: before.version + 1, ..after.clone() };
        let note = Note {
            chain: self.chain_of(before.unit).await?,
            action,
            object: object(before.id),
            before: serde_json::to_string(before)?,
            after: serde_json::to_string(&written)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// A claim the caller may see.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn claim(&mut self, caller: &Caller, id: ClaimId) -> Result<KeptClaim> {
        let row: Option<ClaimRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let kept = KeptClaim::try_from(row.ok_or(Error::NotVisible("claim"))?)?;
        self.require(caller, Action::RecordRead, kept.claim.unit, CLAIM).await?;
        Ok(kept)
    }

    /// The claim whose payment made a record the caller may see.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn claim_behind(&mut self, caller: &Caller, record: RecordId) -> Result<Option<KeptClaim>> {
        let id: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(OF_RECORD).bind(record.uuid()).fetch_optional(c).await)?;
        let Some(id) = id else { return Ok(None) };
        match self.claim(caller, id.into()).await {
            Ok(kept) => Ok(Some(kept)),
            Err(Error::NotVisible(_) | Error::Denied(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The story of a claim the caller may see, oldest entry first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn claim_story(&mut self, caller: &Caller, id: ClaimId) -> Result<Vec<Entry>> {
        let kept = self.claim(caller, id).await?;
        let mut story = self.story(&object(id)).await?;
        if story.first().is_none_or(|first| first.action != "claim.submit") {
            // It came with others, whose one audit entry names them all: the claim itself says who and when.
            let came = Entry {
                chain: String::new(),
                seq: 0,
                at: Timestamp::from_micros(kept.submitted_at),
                who: kept.submitted_by,
                action: "claim.batch".to_owned(),
                object: object(id),
                before: String::new(),
                after: String::new(),
            };
            story.insert(0, came);
        }
        Ok(story)
    }

    /// Claims on a scheme the caller may see, latest first.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn claims(&mut self, caller: &Caller, filter: &ClaimFilter<'_>) -> Result<Vec<KeptClaim>> {
        let (person, everything, roles) = reach(caller, Action::RecordRead);
        let (from, to) = filter.paid.unwrap_or_default();
        let rows: Vec<ClaimRow> = on!(self, c => sqlx::query_as(LIST).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(filter.scheme.uuid()).bind(filter.unit).bind(filter.state)
            .bind(i64::from(filter.paid.is_some())).bind(from).bind(to).bind(filter.limit).fetch_all(c).await)?;
        rows.into_iter().map(KeptClaim::try_from).collect()
    }

    /// Claims the caller may see by unit and state: code, name, state, number, đồng.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn claims_by_unit(
        &mut self,
        caller: &Caller,
        scheme: ProgrammeId,
    ) -> Result<Vec<(String, String, ClaimState, i64, i64)>> {
        let (person, everything, roles) = reach(caller, Action::RecordRead);
        let rows: Vec<(String, String, String, i64, i64)> = on!(self, c => sqlx::query_as(BY_UNIT).bind(person)
            .bind(caller.now.day()).bind(everything).bind(&roles).bind(scheme.uuid()).fetch_all(c).await)?;
        let state = |word: &str| word.parse::<ClaimState>().map_err(|error| Error::Corrupt(format!("{error}")));
        rows.into_iter().map(|(code, name, word, count, dong)| Ok((code, name, state(&word)?, count, dong))).collect()
    }

    /// Payments the caller may see by month, oldest first: year and month as 202105, number, đồng.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn payments_by_month(&mut self, caller: &Caller, scheme: ProgrammeId) -> Result<Vec<(i64, i64, i64)>> {
        let (person, everything, roles) = reach(caller, Action::RecordRead);
        Ok(on!(self, c => sqlx::query_as(BY_MONTH).bind(person).bind(caller.now.day()).bind(everything).bind(&roles)
            .bind(scheme.uuid()).fetch_all(c).await)?)
    }

    /// A union under all its codes: itself, those it came from, those it became.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn same_union(&mut self, unit: UnitId) -> Result<Vec<UnitId>> {
        let ids: Vec<Uuid> = on!(self, c => sqlx::query_scalar(KIN).bind(unit.uuid()).fetch_all(c).await)?;
        Ok(ids.into_iter().map(UnitId::from).collect())
    }

    /// Live claims for one of some outcomes in any scheme, one claim left out.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn rivals(&mut self, outcomes: &[OutcomeKey], but: ClaimId) -> Result<Vec<Rival>> {
        if outcomes.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(RIVALS);
            query.push_bind(but.uuid()).push(" AND c.outcome IN (");
            let mut listed = query.separated(", ");
            for outcome in outcomes {
                listed.push_bind(outcome.0.as_str());
            }
            query.push(") ORDER BY c.id");
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// What a voucher of a unit was paid for already in a year, if anything.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn paid_under(
        &mut self,
        payer: UnitId,
        (voucher, year): (&str, i32),
        but: ClaimId,
    ) -> Result<Option<String>> {
        Ok(on!(self, c => sqlx::query_scalar(VOUCHER).bind(payer.uuid()).bind(voucher).bind(i64::from(year))
            .bind(but.uuid()).fetch_optional(c).await)?)
    }
}

/// Year and month of a payment, as 202105.
fn paid_month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// A second of what may be once: somebody else was faster.
fn once(error: Error) -> Error {
    match error {
        Error::Database(sqlx::Error::Database(said)) if said.is_unique_violation() => Error::Stale,
        other => other,
    }
}

fn object(id: ClaimId) -> String {
    format!("claim:{id}")
}
