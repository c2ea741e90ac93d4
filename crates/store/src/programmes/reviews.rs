//! Reviews of programmes: the officer's words by section, with the day their numbers are counted as of; and what a review
//! counts from.
//!
//! A review is written once and never changed: a better one is another row. Not here: the numbers
//! (`service::programmes::review`).

use chrono::NaiveDate;
use congdoan_model::{
    ProgrammeId, ReviewId, Timestamp, UnitId,
    access::{Action, Caller},
    org::Unit,
    programmes::{
        Programme,
        cascade::{ReviewSection, ReviewStage},
    },
};
use sqlx::types::Uuid;

use super::ProgrammeRow;
use crate::{
    Error, Result, Tx,
    access::{reach, within_reach},
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// A review as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The programme.
    pub programme: ProgrammeId,
    /// Interim or final.
    pub stage: ReviewStage,
    /// The day its numbers are counted as of.
    pub as_of: NaiveDate,
    /// Who wrote it: name of the person, or the sign-in name.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
    /// The words, by section; sections without words are left out.
    pub words: Vec<(ReviewSection, String)>,
}

/// A programme under the one reviewed, with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Below {
    /// The programme.
    pub programme: Programme,
    /// Its unit.
    pub unit_code: String,
    /// The name of the unit.
    pub unit_name: String,
    /// The clauses it answered, as known that day.
    pub answered: i64,
    /// The clauses of the directive it stands on.
    pub clauses: i64,
}

#[derive(sqlx::FromRow)]
struct BelowRow {
    #[sqlx(flatten)]
    programme: ProgrammeRow,
    unit_code: String,
    unit_name: String,
    answered: i64,
    clauses: i64,
}

const ADD: &str = "
INSERT INTO programme_review (id, programme_id, stage, as_of, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)";
const REVIEWS: &str = "
SELECT r.id, r.stage, r.as_of, COALESCE(p.name, r.recorded_by) AS by_name, r.recorded_at
FROM programme_review r LEFT JOIN account a ON a.login = r.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE r.programme_id = $1 ORDER BY r.recorded_at DESC, r.id DESC LIMIT 100";
const WORDS: &str = "
SELECT w.review_id, w.section, w.words FROM programme_review_words w JOIN programme_review r ON r.id = w.review_id
WHERE r.programme_id = $1";
/// Programmes right under one, entered before a moment and not cancelled by then. Parameters 1 to 4 are those of [`reach`].
const BELOW: &str = within_reach!(
    "SELECT p.id, p.unit_id, p.kind, p.title, p.directive_id, p.parent_id, p.period, u.code AS unit_code,
    u.name AS unit_name,
    (SELECT COUNT(*) FROM programme_answer a WHERE a.programme_id = p.id AND a.recorded_at < $6
        AND (a.superseded_at IS NULL OR a.superseded_at >= $6)) AS answered,
    (SELECT COUNT(*) FROM directive_clause c LEFT JOIN directive_clause n
        ON n.directive_id = c.directive_id AND n.place = c.place + 1
        WHERE c.directive_id = p.directive_id AND (n.id IS NULL OR n.depth <= c.depth)) AS clauses
FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE p.parent_id = $5 AND p.recorded_at < $6
    AND ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
    AND NOT EXISTS (SELECT 1 FROM programme_end e WHERE e.programme_id = p.id AND e.manner = 'cancelled'
        AND e.recorded_at < $6 AND (e.superseded_at IS NULL OR e.superseded_at >= $6))
ORDER BY u.code, p.id LIMIT 500"
);

impl Tx {
    /// Writes a review.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write the programme.
    pub async fn add_review(
        &mut self,
        caller: &Caller,
        (id, programme): (ReviewId, ProgrammeId),
        (stage, as_of): (ReviewStage, NaiveDate),
        words: &[(ReviewSection, String)],
    ) -> Result<()> {
        let unit = self.require_programme(caller, Action::ProgrammeWrite, programme).await?;
        on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(programme.uuid()).bind(stage.word()).bind(as_of)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        insert_many!(
            self,
            "INSERT INTO programme_review_words (review_id, section, words) ",
            [id.uuid()],
            words,
            |values, row| {
                values.push_bind(row.0.word()).push_bind(row.1.clone());
            }
        );
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "programme.review",
            object: format!("programme:{programme}"),
            before: String::new(),
            after: serde_json::to_string(&(stage, as_of, words))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// The reviews of a programme, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn reviews(&mut self, caller: &Caller, programme: ProgrammeId) -> Result<Vec<Review>> {
        self.require_programme(caller, Action::ProgrammeRead, programme).await?;
        let rows: Vec<(Uuid, String, NaiveDate, String, i64)> =
            on!(self, c => sqlx::query_as(REVIEWS).bind(programme.uuid()).fetch_all(c).await)?;
        let words: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(WORDS).bind(programme.uuid()).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(id, stage, as_of, by, at)| {
                let of_review = words.iter().filter(|(review, ..)| *review == id);
                let mut said = of_review
                    .map(|(_, section, words)| Ok((word::<ReviewSection>(section)?, words.clone())))
                    .collect::<Result<Vec<_>>>()?;
                said.sort_unstable_by_key(|(section, _)| *section);
                Ok(Review { id: id.into(), programme, stage: word(&stage)?, as_of, by, at, words: said })
            })
            .collect()
    }

    /// The programmes right under one as known before a moment, within the caller's reach.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn programmes_below(
        &mut self,
        caller: &Caller,
        id: ProgrammeId,
        before: Timestamp,
    ) -> Result<Vec<Below>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let rows: Vec<BelowRow> = on!(self, c => sqlx::query_as(BELOW).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(id.uuid()).bind(before.micros()).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                let programme = Programme::try_from(row.programme)?;
                let (unit_code, unit_name) = (row.unit_code, row.unit_name);
                Ok(Below { programme, unit_code, unit_name, answered: row.answered, clauses: row.clauses })
            })
            .collect()
    }

    /// Some units the caller may see, whatever their order; those it may not are left out.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn units_seen(&mut self, caller: &Caller, ids: &[UnitId]) -> Result<Vec<Unit>> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let seen = self.allowed(caller, Action::UnitRead, &ids, crate::access::Thing::UNIT).await?;
        self.units_by_id(&seen.into_iter().collect::<Vec<_>>()).await
    }

    /// Whether the caller may open figures of a unit, so that a review leads to what numbers are made of.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn opens_figures(&mut self, caller: &Caller, unit: UnitId) -> Result<bool> {
        Ok(self.allowed(caller, Action::FigureOpen, &[unit], crate::access::Thing::FIGURE).await?.contains(&unit))
    }
}

fn word<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt(text.to_owned()))
}
