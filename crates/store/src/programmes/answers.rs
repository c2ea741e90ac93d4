//! The parts of directives, and how programmes answer them one by one.
//!
//! An answer is superseded by a later one, never rewritten. Not here: the matrix of many units (`coverage`).

use congdoan_model::{
    AnswerId, ClauseId, DirectiveId, ProgrammeId, Timestamp, UnitId,
    access::{Action, Caller},
    programmes::cascade::{Clause, ClauseAnswer},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// An answer to be written; `None` takes the former one back.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    /// Its id.
    pub id: AnswerId,
    /// The part answered.
    pub clause: ClauseId,
    /// How.
    pub answer: Option<ClauseAnswer>,
    /// What is added, or why it does not apply.
    pub words: String,
}

/// An answer as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The programme that gives it.
    pub programme: ProgrammeId,
    /// The part answered.
    pub clause: ClauseId,
    /// How.
    pub answer: ClauseAnswer,
    /// What is added, or why it does not apply.
    pub words: String,
    /// Who wrote it: name of the person, or the sign-in name.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
}

#[derive(sqlx::FromRow)]
struct ClauseRow {
    id: Uuid,
    place: i64,
    label: String,
    depth: i64,
    title: String,
    text_from: i64,
    text_to: i64,
}

impl From<ClauseRow> for Clause {
    fn from(row: ClauseRow) -> Self {
        Self {
            id: row.id.into(),
            place: row.place,
            label: row.label,
            depth: row.depth,
            title: row.title,
            from: row.text_from,
            to: row.text_to,
        }
    }
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    programme_id: Uuid,
    clause_id: Uuid,
    answer: String,
    words: String,
    by_name: String,
    recorded_at: i64,
}

impl TryFrom<AnswerRow> for GivenAnswer {
    type Error = Error;

    fn try_from(row: AnswerRow) -> Result<Self> {
        Ok(Self {
            programme: row.programme_id.into(),
            clause: row.clause_id.into(),
            answer: row.answer.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            words: row.words,
            by: row.by_name,
            at: row.recorded_at,
        })
    }
}

const CLAUSES: &str = "
SELECT id, place, label, depth, title, text_from, text_to FROM directive_clause WHERE directive_id = $1 ORDER BY place";
const BODY: &str = "SELECT body FROM directive WHERE id = $1";
const HOME: &str = "SELECT unit_id FROM programme WHERE id = $1";
/// What was known before a moment.
const ANSWERS: &str = "
SELECT a.programme_id, a.clause_id, a.answer, a.words, COALESCE(p.name, a.recorded_by) AS by_name, a.recorded_at
FROM programme_answer a LEFT JOIN account c ON c.login = a.recorded_by LEFT JOIN person p ON p.id = c.person_id
WHERE a.programme_id = $1 AND a.recorded_at < $2 AND (a.superseded_at IS NULL OR a.superseded_at >= $2)";

impl Tx {
    /// The parts of a directive in their order; none for one whose text was not taken apart.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the directive.
    pub async fn clauses(&mut self, caller: &Caller, directive: DirectiveId) -> Result<Vec<Clause>> {
        self.require_directive(caller, directive).await?;
        self.clauses_of(directive).await
    }

    pub(crate) async fn clauses_of(&mut self, directive: DirectiveId) -> Result<Vec<Clause>> {
        let rows: Vec<ClauseRow> = on!(self, c => sqlx::query_as(CLAUSES).bind(directive.uuid()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The text the parts of a directive lie in.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the directive.
    pub async fn clause_text(&mut self, caller: &Caller, directive: DirectiveId) -> Result<String> {
        self.require_directive(caller, directive).await?;
        Ok(on!(self, c => sqlx::query_scalar(BODY).bind(directive.uuid()).fetch_one(c).await)?)
    }

    /// Keeps the parts of a directive entered in the same transaction; the entry of the directive tells of it.
    ///
    /// # Errors
    /// [`Error::Denied`] for whoever is not the program itself.
    pub async fn add_clauses(&mut self, caller: &Caller, directive: DirectiveId, clauses: &[Clause]) -> Result<()> {
        crate::audit::only_system(caller)?;
        insert_many!(
            self,
            "INSERT INTO directive_clause (directive_id, id, place, label, depth, title, text_from, text_to) ",
            [directive.uuid()],
            clauses,
            |values, clause| {
                values.push_bind(clause.id.uuid()).push_bind(clause.place).push_bind(clause.label.clone());
                values.push_bind(clause.depth).push_bind(clause.title.clone());
                values.push_bind(clause.from).push_bind(clause.to);
            }
        );
        Ok(())
    }

    /// The unit of a programme the caller may do something with.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_programme(&mut self, caller: &Caller, action: Action, id: ProgrammeId) -> Result<UnitId> {
        let unit: Option<Uuid> = on!(self, c => sqlx::query_scalar(HOME).bind(id.uuid()).fetch_optional(c).await)?;
        let unit = unit.ok_or(Error::NotVisible("programme"))?.into();
        self.require(caller, action, unit, Thing::PROGRAMME).await?;
        Ok(unit)
    }

    /// How a programme answered the parts of its directive, as known before a moment.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn clause_answers(
        &mut self,
        caller: &Caller,
        id: ProgrammeId,
        before: Option<Timestamp>,
    ) -> Result<Vec<GivenAnswer>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let before = before.map_or(i64::MAX, Timestamp::micros);
        let rows: Vec<AnswerRow> =
            on!(self, c => sqlx::query_as(ANSWERS).bind(id.uuid()).bind(before).fetch_all(c).await)?;
        rows.into_iter().map(GivenAnswer::try_from).collect()
    }

    /// Writes answers of a programme over the former ones, in as many statements however many there are.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write the programme.
    pub async fn answer_clauses(&mut self, caller: &Caller, id: ProgrammeId, answers: &[NewAnswer]) -> Result<()> {
        let unit = self.require_programme(caller, Action::ProgrammeWrite, id).await?;
        if answers.is_empty() {
            return Ok(());
        }
        let (now, by) = (caller.now.micros(), caller.name().to_owned());
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("UPDATE programme_answer SET superseded_at = ");
            query.push_bind(now).push(" WHERE superseded_at IS NULL AND programme_id = ").push_bind(id.uuid());
            query.push(" AND clause_id IN (");
            let mut listed = query.separated(", ");
            for answer in answers {
                listed.push_bind(answer.clause.uuid());
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
        let given: Vec<(&NewAnswer, ClauseAnswer)> =
            answers.iter().filter_map(|answer| Some((answer, answer.answer?))).collect();
        insert_many!(
            self,
            "INSERT INTO programme_answer (programme_id, recorded_by, recorded_at, id, clause_id, answer, words) ",
            [id.uuid(), by.clone(), now],
            given,
            |values, row| {
                let (new, answer) = *row;
                values.push_bind(new.id.uuid()).push_bind(new.clause.uuid()).push_bind(answer.word());
                values.push_bind(new.words.clone());
            }
        );
        let told: Vec<(String, &str, &str)> = answers
            .iter()
            .map(|one| (one.clause.to_string(), one.answer.map_or("", ClauseAnswer::word), one.words.as_str()))
            .collect();
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "programme.answer",
            object: format!("programme:{id}"),
            before: String::new(),
            after: serde_json::to_string(&told)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
