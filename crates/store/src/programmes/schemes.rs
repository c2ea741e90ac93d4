//! Schemes with money: their definitions, and what of their budgets is taken.
//!
//! Not here: claims (`claims`), the rules (`pack`), when a claim is refused (`service`).

mod claims;

use chrono::NaiveDate;
use congdoan_model::{
    ClaimId, Period, ProgrammeId, UnitId,
    access::{Action, Caller},
    audit::Entry,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

pub use claims::{ClaimFilter, KeptClaim, NewClaim, Rival};

/// A scheme as the database keeps it.
#[derive(Clone, Debug)]
pub struct KeptScheme {
    /// Its programme.
    pub id: ProgrammeId,
    /// The scheme's own id.
    pub slug: String,
    /// The unit whose money it is.
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The programme's title.
    pub title: String,
    /// The programme's period.
    pub period: Period,
    /// The definition in force, as a file of a pack.
    pub definition: String,
    /// Its version.
    pub version: i64,
}

/// How much of a scheme's money stands where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemeSums {
    /// Claims that wait, and their đồng.
    pub waiting: (i64, i64),
    /// Claims approved and not yet paid.
    pub approved: (i64, i64),
    /// Claims paid.
    pub paid: (i64, i64),
    /// Claims refused.
    pub refused: (i64, i64),
    /// Claims withdrawn, and payments taken back.
    pub ended: (i64, i64),
}

/// One version of a definition.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Definition {
    /// Its number.
    pub version: i64,
    /// The text.
    pub definition: String,
    /// Why it was changed; empty for the first.
    pub reason: String,
    /// Who wrote it, by name.
    pub recorded_by: String,
    /// When, in microseconds.
    pub recorded_at: i64,
}

#[derive(sqlx::FromRow)]
struct SchemeRow {
    id: Uuid,
    slug: String,
    unit: Uuid,
    unit_code: String,
    unit_name: String,
    title: String,
    period: String,
    definition: String,
    version: i64,
}

impl TryFrom<SchemeRow> for KeptScheme {
    type Error = Error;

    fn try_from(row: SchemeRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            slug: row.slug,
            unit: row.unit.into(),
            unit_code: row.unit_code,
            unit_name: row.unit_name,
            title: row.title,
            period: row.period.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            definition: row.definition,
            version: row.version,
        })
    }
}

macro_rules! scheme_columns {
    () => {
        "SELECT s.programme_id AS id, s.slug, p.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, p.title,
    p.period, d.definition, s.version
FROM scheme s JOIN programme p ON p.id = s.programme_id JOIN unit u ON u.id = p.unit_id
    JOIN scheme_definition d ON d.programme_id = s.programme_id AND d.version = s.version
"
    };
}

const ADD: &str = "INSERT INTO scheme (programme_id, slug, excludes, version, touched) VALUES ($1, $2, $3, 1, 0)";
const ADD_DEFINITION: &str = "
INSERT INTO scheme_definition (programme_id, version, definition, reason, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6)";
const KIND: &str = "UPDATE programme SET kind = 'scheme' WHERE id = $1";
const CHANGE: &str = "
UPDATE scheme SET excludes = $2, version = version + 1 WHERE programme_id = $1 AND version = $3";
const ONE: &str = concat!(scheme_columns!(), "WHERE s.programme_id = $1");
const LIST: &str = within_reach!(
    "SELECT s.programme_id AS id, s.slug, p.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, p.title,
    p.period, d.definition, s.version
FROM scheme s JOIN programme p ON p.id = s.programme_id JOIN unit u ON u.id = p.unit_id
    JOIN scheme_definition d ON d.programme_id = s.programme_id AND d.version = s.version
WHERE ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
ORDER BY p.period_from DESC, s.slug LIMIT 500"
);
const SUMS: &str = "
SELECT state, COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM claim WHERE programme_id = $1 GROUP BY state";
const ALL_SUMS: &str = within_reach!(
    "SELECT c.programme_id, c.state, COUNT(*), CAST(COALESCE(SUM(c.amount), 0) AS BIGINT)
FROM claim c JOIN programme p ON p.id = c.programme_id
WHERE ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
GROUP BY c.programme_id, c.state"
);
const TAKEN: &str = "
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM claim
WHERE programme_id = $1 AND state IN ('approved', 'paid') AND outcome_on >= $2 AND outcome_on <= $3 AND id <> $4";
const TOUCH: &str = "UPDATE scheme SET touched = touched + 1 WHERE programme_id = $1";
const DEFINITIONS: &str = "
SELECT d.version, d.definition, d.reason, COALESCE(p.name, d.recorded_by) AS recorded_by, d.recorded_at
FROM scheme_definition d LEFT JOIN account a ON a.login = d.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE d.programme_id = $1 ORDER BY d.version DESC LIMIT 100";
const IS_TAKEN: &str = "SELECT COUNT(*) FROM scheme WHERE slug = $1 AND programme_id <> $2";
const NEXT_IN_UNIT: &str = "SELECT COUNT(*) FROM scheme WHERE programme_id = $1";

impl SchemeSums {
    /// Adds claims of a state.
    pub fn add(&mut self, state: &str, count: i64, dong: i64) {
        let place = match state {
            "submitted" | "checked" => &mut self.waiting,
            "approved" => &mut self.approved,
            "paid" => &mut self.paid,
            "refused" => &mut self.refused,
            _ => &mut self.ended,
        };
        place.0 += count;
        place.1 += dong;
    }

    /// Đồng that are no longer free: approved or paid.
    #[must_use]
    pub const fn taken(&self) -> i64 {
        self.approved.1 + self.paid.1
    }
}

impl Tx {
    /// Gives a programme money: from now on it is a scheme.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the unit; [`Error::Taken`] when
    /// the programme is a scheme already, or another bears the id.
    pub async fn add_scheme(
        &mut self,
        caller: &Caller,
        (programme, unit): (ProgrammeId, UnitId),
        slug: &str,
        excludes: &[String],
        definition: &str,
    ) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, unit, Thing::PROGRAMME).await?;
        let id = programme.uuid();
        let same: i64 = on!(self, c => sqlx::query_scalar(IS_TAKEN).bind(slug).bind(id).fetch_one(c).await)?;
        let there: i64 = on!(self, c => sqlx::query_scalar(NEXT_IN_UNIT).bind(id).fetch_one(c).await)?;
        if same + there > 0 {
            return Err(Error::Taken(slug.to_owned()));
        }
        let listed = listed(excludes);
        on!(self, c => sqlx::query(ADD).bind(id).bind(slug).bind(&listed).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(KIND).bind(id).execute(c).await.map(|_| ()))?;
        self.write_definition(caller, programme, (1, definition), "").await?;
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "scheme.add",
            object: object(programme),
            before: String::new(),
            after: serde_json::json!({ "id": slug, "definition": definition }).to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Puts another definition in force.
    ///
    /// # Errors
    /// As [`Tx::add_scheme`]; [`Error::Stale`] when somebody changed it in the meantime.
    pub async fn change_scheme(
        &mut self,
        caller: &Caller,
        before: &KeptScheme,
        excludes: &[String],
        definition: &str,
        reason: &str,
    ) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, before.unit, Thing::PROGRAMME).await?;
        let listed = listed(excludes);
        let changed = on!(self, c => sqlx::query(CHANGE).bind(before.id.uuid()).bind(&listed).bind(before.version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed != 1 {
            return Err(Error::Stale);
        }
        self.write_definition(caller, before.id, (before.version + 1, definition), reason).await?;
        let note = Note {
            chain: self.chain_of(before.unit).await?,
            action: "scheme.change",
            object: object(before.id),
            before: serde_json::json!({ "definition": before.definition }).to_string(),
            after: serde_json::json!({ "definition": definition, "reason": reason }).to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    async fn write_definition(
        &mut self,
        caller: &Caller,
        programme: ProgrammeId,
        (version, definition): (i64, &str),
        reason: &str,
    ) -> Result<()> {
        on!(self, c => sqlx::query(ADD_DEFINITION).bind(programme.uuid()).bind(version).bind(definition).bind(reason)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// A scheme the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn scheme(&mut self, caller: &Caller, id: ProgrammeId) -> Result<KeptScheme> {
        let row: Option<SchemeRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let scheme = KeptScheme::try_from(row.ok_or(Error::NotVisible("scheme"))?)?;
        let thing = Thing { noun: "scheme", ..Thing::PROGRAMME };
        self.require(caller, Action::ProgrammeRead, scheme.unit, thing).await?;
        Ok(scheme)
    }

    /// The schemes within the caller's reach, latest first, with their sums.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn schemes(&mut self, caller: &Caller) -> Result<Vec<(KeptScheme, SchemeSums)>> {
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let rows: Vec<SchemeRow> = on!(self, c => sqlx::query_as(LIST).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).fetch_all(c).await)?;
        let sums: Vec<(Uuid, String, i64, i64)> = on!(self, c => sqlx::query_as(ALL_SUMS).bind(person)
            .bind(caller.now.day()).bind(everything).bind(&roles).fetch_all(c).await)?;
        let with_sums = |row: SchemeRow| {
            let mut of = SchemeSums::default();
            let own = sums.iter().filter(|(id, ..)| *id == row.id);
            own.for_each(|(_, state, count, dong)| of.add(state, *count, *dong));
            Ok((KeptScheme::try_from(row)?, of))
        };
        rows.into_iter().map(with_sums).collect()
    }

    /// How much of a scheme's money stands where; told to whoever may read the scheme.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn scheme_sums(&mut self, caller: &Caller, scheme: &KeptScheme) -> Result<SchemeSums> {
        self.require(caller, Action::ProgrammeRead, scheme.unit, Thing::PROGRAMME).await?;
        let rows: Vec<(String, i64, i64)> =
            on!(self, c => sqlx::query_as(SUMS).bind(scheme.id.uuid()).fetch_all(c).await)?;
        let mut sums = SchemeSums::default();
        rows.iter().for_each(|(state, count, dong)| sums.add(state, *count, *dong));
        Ok(sums)
    }

    /// The definitions of a scheme the caller may read, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn scheme_definitions(&mut self, caller: &Caller, scheme: &KeptScheme) -> Result<Vec<Definition>> {
        self.require(caller, Action::ProgrammeRead, scheme.unit, Thing::PROGRAMME).await?;
        Ok(on!(self, c => sqlx::query_as(DEFINITIONS).bind(scheme.id.uuid()).fetch_all(c).await)?)
    }

    /// What is taken of a budget: đồng approved or paid for outcomes of some days, one claim left out. Whoever asks holds
    /// the scheme ([`Tx::hold_scheme`]), so that the answer stands until the commit.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn taken_of_budget(&mut self, scheme: ProgrammeId, period: Period, but: ClaimId) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar(TAKEN).bind(scheme.uuid()).bind(period.from()).bind(period.to())
            .bind(but.uuid()).fetch_one(c).await)?)
    }

    /// Holds a scheme and the audit chain of the claiming unit until the end of the transaction: nobody else spends its
    /// money, or claims for the same outcome elsewhere, meanwhile. Always in this order, so that two never wait for each
    /// other.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such scheme or unit.
    pub async fn hold_scheme(&mut self, scheme: ProgrammeId, unit: UnitId) -> Result<()> {
        let held = on!(self, c => sqlx::query(TOUCH).bind(scheme.uuid()).execute(c).await
            .map(|done| done.rows_affected()))?;
        if held != 1 {
            return Err(Error::NotVisible("scheme"));
        }
        let chain = self.chain_of(unit).await?;
        self.lock_chain(&chain).await
    }

    /// The story of a scheme the caller may read, oldest entry first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn scheme_story(&mut self, caller: &Caller, scheme: &KeptScheme) -> Result<Vec<Entry>> {
        self.require(caller, Action::ProgrammeRead, scheme.unit, Thing::PROGRAMME).await?;
        self.story(&object(scheme.id)).await
    }

    /// The founding of a union, where it was decided here: how many applied, and the number of the decision.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn founded_with(&mut self, caller: &Caller, unit: UnitId) -> Result<Option<(i64, String)>> {
        const FOUNDED: &str = "
SELECT applicants, decision FROM founding_case WHERE union_id = $1 AND kind = 'founding' AND state = 'decided'
ORDER BY opened_at LIMIT 1";
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(FOUNDED).bind(unit.uuid()).fetch_optional(c).await)?)
    }
}

/// The days of outcomes and payments a question is about.
pub(crate) type Days = (NaiveDate, NaiveDate);

fn object(id: ProgrammeId) -> String {
    format!("scheme:{id}")
}

/// Ids with commas around, so that one can be looked for.
fn listed(ids: &[String]) -> String {
    ids.iter().fold(String::from(","), |all, id| all + id + ",")
}
