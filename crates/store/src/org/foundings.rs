//! Foundings of unions and recognitions of committees, as far as they are; and what a decision makes of them.
//!
//! Not here: which steps and papers there are (`pack`), the founding of the unit itself (`reorganise`).

use chrono::NaiveDate;
use congdoan_model::{
    BodyId, Ids, PersonId, ReorganisationId, UnitId,
    access::{Action, Caller},
};
use serde::Serialize;
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Body, NewBody, NewPost, Thing, reach, within_reach},
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// A case of founding a union or of recognising its committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Founding {
    /// Its id.
    pub id: Uuid,
    /// The procedure: `founding` or `committee_recognition`.
    pub kind: String,
    /// Where it is prepared.
    #[sqlx(try_from = "Uuid")]
    pub scope_id: UnitId,
    /// The unit that decides.
    #[sqlx(try_from = "Uuid")]
    pub upper_id: UnitId,
    /// The union, once it stands.
    pub union_id: Option<Uuid>,
    /// The employer whose workers it gathers, when it is a unit.
    pub employer_id: Option<Uuid>,
    /// `open`, `decided`, `withdrawn`, `undone`.
    pub state: String,
    /// Code of the union to be.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its form.
    pub form: String,
    /// Term of the committee in words, such as "2026–2031".
    pub term: String,
    /// Members, or workers who applied (người).
    pub applicants: i64,
    /// Employers they work for.
    pub employers: i64,
    /// 1 when the committee was elected by a congress.
    pub congress: i64,
    /// 1 when there is an inspection committee.
    pub inspection: i64,
    /// Number of the decision; empty until there is one.
    pub decision: String,
    /// Its day.
    pub decided_on: Option<NaiveDate>,
    /// The reorganisation that founded the unit.
    pub reorganisation_id: Option<Uuid>,
    /// Who opened it.
    pub opened_by: String,
    /// When, in microseconds.
    pub opened_at: i64,
    /// Version.
    pub version: i64,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct StepTaken {
    /// The step, as the pack names it.
    pub step: String,
    /// When.
    pub done_on: NaiveDate,
    /// A word about it.
    pub note: String,
    /// Who wrote it down.
    pub done_by: String,
}

/// A paper that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct PaperHanded {
    /// The paper, as the pack names it.
    pub paper: String,
    /// When.
    pub handed_on: NaiveDate,
    /// Name of the file.
    pub file_name: Option<String>,
    /// Its hash.
    pub sha256: Option<String>,
    /// Who handed it in.
    pub handed_by: String,
}

/// Somebody elected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Elected {
    /// Name.
    pub name: String,
    /// Day of birth, when known.
    pub born_on: Option<NaiveDate>,
    /// The post, as the pack names it.
    pub post: String,
    /// 1 when it is held full-time.
    pub full_time: i64,
}

/// A case with everything around it.
#[derive(Clone, Debug)]
pub struct FoundingFile {
    /// The case.
    pub case: Founding,
    /// Steps taken.
    pub steps: Vec<StepTaken>,
    /// Papers handed in.
    pub papers: Vec<PaperHanded>,
    /// The committee.
    pub people: Vec<Elected>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedFounding {
    /// Its id.
    pub id: Uuid,
    /// The procedure.
    pub kind: String,
    /// State.
    pub state: String,
    /// Name of the union.
    pub name: String,
    /// Code of the unit that decides.
    pub upper_code: String,
    /// Its name.
    pub upper_name: String,
    /// Number of the decision.
    pub decision: String,
    /// Its day.
    pub decided_on: Option<NaiveDate>,
    /// Steps taken.
    pub steps: i64,
    /// When it was opened, in microseconds.
    pub opened_at: i64,
}

/// A post a decision opens.
#[derive(Clone, Debug)]
pub struct SeatOpened {
    /// The body, as the pack names it; nothing for posts outside bodies.
    pub body: Option<String>,
    /// First day after the term, with which the rights end; nothing where terms have no length.
    pub until: Option<NaiveDate>,
    /// Who holds it.
    pub elected: Elected,
    /// The role it gives.
    pub role: Option<String>,
}

const CASE: &str = "
SELECT id, kind, scope_id, upper_id, union_id, employer_id, state, code, name, form, term, applicants, employers, congress,
    inspection, decision, decided_on, reorganisation_id, opened_by, opened_at, version
FROM founding_case WHERE id = $1";
const STEPS: &str = "SELECT step, done_on, note, done_by FROM founding_step WHERE case_id = $1 ORDER BY done_on, step";
const PAPERS: &str =
    "SELECT paper, handed_on, file_name, sha256, handed_by FROM founding_paper WHERE case_id = $1 ORDER BY paper";
const PEOPLE: &str = "SELECT name, born_on, post, full_time FROM founding_person WHERE case_id = $1 ORDER BY place";
const LISTED: &str = within_reach!(
    "SELECT f.id, f.kind, f.state, f.name, u.code AS upper_code, u.name AS upper_name, f.decision, f.decided_on,
    (SELECT COUNT(*) FROM founding_step s WHERE s.case_id = f.id) AS steps, f.opened_at
FROM founding_case f JOIN unit u ON u.id = f.upper_id
WHERE $3 = 1 OR f.scope_id IN (SELECT id FROM down)
ORDER BY CASE f.state WHEN 'open' THEN 0 ELSE 1 END, f.opened_at DESC LIMIT 500"
);
const PUT_CASE: &str = "
INSERT INTO founding_case (id, kind, scope_id, upper_id, union_id, employer_id, state, code, name, form, term, applicants,
    employers, congress, inspection, decision, decided_on, reorganisation_id, opened_by, opened_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (id) DO UPDATE SET union_id = $5, employer_id = $6, state = $7, code = $8, name = $9, form = $10, term = $11,
    applicants = $12, employers = $13, congress = $14, inspection = $15, decision = $16, decided_on = $17,
    reorganisation_id = $18, version = $21
WHERE founding_case.version = $21 - 1";
const PUT_STEP: &str = "
INSERT INTO founding_step (case_id, step, done_on, note, done_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (case_id, step) DO UPDATE SET done_on = $3, note = $4, done_by = $5";
const PUT_PAPER: &str = "
INSERT INTO founding_paper (case_id, paper, handed_on, file_name, sha256, handed_by) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (case_id, paper) DO UPDATE SET handed_on = $3, file_name = $4, sha256 = $5, handed_by = $6";
const CLEAR_PEOPLE: &str = "DELETE FROM founding_person WHERE case_id = $1";
const NOTE_PERSON: &str = "UPDATE founding_person SET person_id = $3 WHERE case_id = $1 AND place = $2";
const VOID: [&str; 5] = [
    "UPDATE mandate SET valid_until = valid_from WHERE unit_id = $1 AND post_id IN
        (SELECT id FROM post WHERE unit_id = $1 AND decision = $2 AND superseded_at IS NULL) AND $3 > 0",
    "UPDATE post SET superseded_at = $3 WHERE unit_id = $1 AND decision = $2 AND superseded_at IS NULL",
    "UPDATE body SET superseded_at = $3 WHERE unit_id = $1 AND decision = $2 AND superseded_at IS NULL",
    "UPDATE unit_decision SET superseded_at = $3 WHERE unit_id = $1 AND number = $2 AND superseded_at IS NULL",
    "UPDATE employer_service SET superseded_at = $3 WHERE union_id = $1 AND $2 <> '' AND superseded_at IS NULL",
];

/// A case: seen by whoever may prepare it.
const THING: Thing = Thing { noun: "founding", seen_by: Action::FoundingWrite, confidential: true };

impl Tx {
    /// Refuses unless the caller may prepare a case in a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_founding(&mut self, caller: &Caller, scope: UnitId) -> Result<()> {
        self.require(caller, Action::FoundingWrite, scope, THING).await
    }

    /// One case with everything around it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn founding(&mut self, caller: &Caller, id: Uuid) -> Result<FoundingFile> {
        let case: Option<Founding> = on!(self, c => sqlx::query_as(CASE).bind(id).fetch_optional(c).await)?;
        let case = case.ok_or(Error::NotVisible("founding"))?;
        // Reading takes no more than a reading token: the right to prepare is asked as a right to see.
        let seen = self.require(caller, Action::FoundingWrite, case.scope_id, THING).await;
        if let Err(Error::NotVisible(_)) = seen {
            return Err(Error::NotVisible("founding"));
        }
        Ok(FoundingFile {
            steps: on!(self, c => sqlx::query_as(STEPS).bind(id).fetch_all(c).await)?,
            papers: on!(self, c => sqlx::query_as(PAPERS).bind(id).fetch_all(c).await)?,
            people: on!(self, c => sqlx::query_as(PEOPLE).bind(id).fetch_all(c).await)?,
            case,
        })
    }

    /// Cases the caller may prepare, open ones first.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn foundings(&mut self, caller: &Caller) -> Result<Vec<ListedFounding>> {
        let (person, everything, roles) = reach(caller, Action::FoundingWrite);
        Ok(on!(self, c => sqlx::query_as(LISTED).bind(person).bind(caller.now.day()).bind(everything).bind(&roles)
            .fetch_all(c).await)?)
    }

    /// Writes a case; `case.version` is the one the caller saw, 0 for a new one. Returns it as written.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody wrote it since; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn put_founding(&mut self, caller: &Caller, case: &Founding, action: &'static str) -> Result<Founding> {
        self.require_founding(caller, case.scope_id).await?;
        let case = Founding { version: case.version + 1, ..case.clone() };
        let written = on!(self, c => sqlx::query(PUT_CASE).bind(case.id).bind(&case.kind).bind(case.scope_id.uuid())
            .bind(case.upper_id.uuid()).bind(case.union_id).bind(case.employer_id).bind(&case.state).bind(&case.code)
            .bind(&case.name).bind(&case.form).bind(&case.term).bind(case.applicants).bind(case.employers)
            .bind(case.congress).bind(case.inspection).bind(&case.decision).bind(case.decided_on)
            .bind(case.reorganisation_id).bind(&case.opened_by).bind(case.opened_at).bind(case.version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if written == 0 {
            return Err(Error::Stale);
        }
        self.note_founding(caller, &case, action, serde_json::to_string(&case)?).await?;
        Ok(case)
    }

    /// Writes that a step was taken.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn take_step(&mut self, caller: &Caller, case: &Founding, step: &StepTaken) -> Result<()> {
        self.require_founding(caller, case.scope_id).await?;
        on!(self, c => sqlx::query(PUT_STEP).bind(case.id).bind(&step.step).bind(step.done_on).bind(&step.note)
            .bind(caller.name()).execute(c).await.map(|_| ()))?;
        self.note_founding(caller, case, "founding.step", serde_json::to_string(step)?).await
    }

    /// Writes that a paper was handed in, with its file.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn hand_paper(
        &mut self,
        caller: &Caller,
        case: &Founding,
        paper: &PaperHanded,
        content: Option<&[u8]>,
    ) -> Result<()> {
        self.require_founding(caller, case.scope_id).await?;
        on!(self, c => sqlx::query(PUT_PAPER).bind(case.id).bind(&paper.paper).bind(paper.handed_on)
            .bind(&paper.file_name).bind(&paper.sha256).bind(caller.name()).execute(c).await.map(|_| ()))?;
        if let (Some(sha256), Some(content)) = (&paper.sha256, content) {
            self.keep_attachment(caller, sha256, content).await?;
        }
        self.note_founding(caller, case, "founding.paper", serde_json::to_string(paper)?).await
    }

    /// The file of a paper.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn founding_paper(&mut self, caller: &Caller, id: Uuid, paper: &str) -> Result<(String, Vec<u8>)> {
        let file = self.founding(caller, id).await?;
        let found = file.papers.into_iter().find(|one| one.paper == paper);
        let (name, sha256) =
            found.and_then(|one| Some((one.file_name?, one.sha256?))).ok_or(Error::NotVisible("paper"))?;
        Ok((name, self.content_of(&sha256).await?))
    }

    /// Writes the committee that was elected, in place of the one written before. The audit entry counts them only.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn set_elected(&mut self, caller: &Caller, case: &Founding, people: &[Elected]) -> Result<()> {
        self.require_founding(caller, case.scope_id).await?;
        on!(self, c => sqlx::query(CLEAR_PEOPLE).bind(case.id).execute(c).await.map(|_| ()))?;
        let placed: Vec<(i64, &Elected)> = (0..).zip(people).collect();
        insert_many!(
            self,
            "INSERT INTO founding_person (case_id, place, name, born_on, post, full_time) ",
            [],
            placed,
            |values, row| {
                let (place, one) = row;
                values.push_bind(case.id).push_bind(*place).push_bind(one.name.as_str()).push_bind(one.born_on);
                values.push_bind(one.post.as_str()).push_bind(one.full_time);
            }
        );
        self.note_founding(caller, case, "founding.people", people.len().to_string()).await
    }

    /// Opens the committee a decision recognises: bodies of the same kinds end on its day with their posts and mandates,
    /// new ones begin.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not change units under `case.upper_id`.
    pub async fn open_committee(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        (case, union, on): (&Founding, UnitId, NaiveDate),
        seats: &[SeatOpened],
    ) -> Result<()> {
        self.require(caller, Action::UnitWrite, case.upper_id, Thing::UNIT).await?;
        let mut bodies: Vec<(String, BodyId)> = Vec::new();
        let former = self.bodies_of(union).await?;
        for (kind, until) in seats.iter().filter_map(|seat| Some((seat.body.as_ref()?, seat.until))) {
            if bodies.iter().any(|(known, _)| known == kind) {
                continue;
            }
            let lasts = |body: &&Body| body.kind == *kind && body.valid_until.is_none_or(|until| until > on);
            for ending in former.iter().filter(lasts) {
                let day = on.max(ending.valid_from);
                self.write_end_of_body(caller, union, ending, (day, &case.decision)).await?;
            }
            let body = NewBody {
                id: ids.next(),
                unit: union,
                kind: kind.clone(),
                term: case.term.clone(),
                decision: case.decision.clone(),
                from: on,
                until,
            };
            self.write_body(caller, &body).await?;
            bodies.push((kind.clone(), body.id));
        }
        for (place, seat) in (0_i64..).zip(seats) {
            let body = seat.body.as_ref().and_then(|kind| bodies.iter().find(|(known, _)| known == kind));
            self.seat(caller, ids, (case, union, on), (place, seat, body.map(|(_, id)| *id))).await?;
        }
        Ok(())
    }

    async fn seat(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        (case, union, on): (&Founding, UnitId, NaiveDate),
        (place, seat, body): (i64, &SeatOpened, Option<BodyId>),
    ) -> Result<()> {
        let (person, one): (PersonId, _) = (ids.next(), &seat.elected);
        self.write_person_of_name(caller, person, &one.name, one.born_on).await?;
        let post = NewPost {
            id: ids.next(),
            person,
            unit: union,
            body,
            title: one.post.clone(),
            decision: case.decision.clone(),
            full_time: one.full_time != 0,
            acting: false,
            from: on,
            until: seat.until,
        };
        let gives = seat.role.as_deref().map(|role| (ids.next(), role));
        self.write_office(caller, &post, person, gives).await?;
        on!(self, c => sqlx::query(NOTE_PERSON).bind(case.id).bind(place).bind(person.uuid()).execute(c).await
            .map(|_| ()))?;
        Ok(())
    }

    /// The union of a founding serves its employer from a day on.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not change units under `case.upper_id`.
    pub async fn serve_by_founding(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        case: &Founding,
        (union, on): (UnitId, NaiveDate),
    ) -> Result<()> {
        self.require(caller, Action::UnitWrite, case.upper_id, Thing::UNIT).await?;
        match case.employer_id {
            Some(employer) => self.set_service(caller, ids, employer.into(), (Some(union), on)).await,
            None => Ok(()),
        }
    }

    /// Takes back what a decision opened in a union that is about to be founded no more.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not change units under `case.upper_id`.
    pub async fn void_committee(&mut self, caller: &Caller, case: &Founding) -> Result<()> {
        self.require(caller, Action::UnitWrite, case.upper_id, Thing::UNIT).await?;
        let now = caller.now.micros();
        for statement in VOID {
            on!(self, c => sqlx::query(statement).bind(case.union_id).bind(&case.decision).bind(now).execute(c).await
                .map(|_| ()))?;
        }
        Ok(())
    }

    /// The case that founded a unit by a reorganisation, if one did.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn founding_behind(&mut self, id: ReorganisationId) -> Result<Option<Uuid>> {
        const BEHIND: &str = "SELECT id FROM founding_case WHERE reorganisation_id = $1 AND state = 'decided'";
        Ok(on!(self, c => sqlx::query_scalar(BEHIND).bind(id.uuid()).fetch_optional(c).await)?)
    }

    async fn note_founding(
        &mut self,
        caller: &Caller,
        case: &Founding,
        action: &'static str,
        after: String,
    ) -> Result<()> {
        let chain = self.chain_of(case.upper_id).await?;
        let note = Note { chain, action, object: format!("founding:{}", case.id), before: String::new(), after };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
