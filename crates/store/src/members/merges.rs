//! Two files of one person: found, put together, taken apart again; and pairs said to be two people.
//!
//! Putting together moves memberships, states, applications, transfers, posts, mandates and accounts to the kept file and
//! writes down which rows moved, so that undoing moves exactly those back. What is known of the other person stays in
//! its own row, under its own key. Not here: whether two files may be put together (`service`).

use chrono::NaiveDate;
use congdoan_model::{
    MergeId, PersonId, UnitId,
    access::{Action, Caller},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use super::list::held;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// Two files that may be of one person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Twins {
    /// One file, the one that was written first.
    #[sqlx(try_from = "Uuid")]
    pub one: PersonId,
    /// The other.
    #[sqlx(try_from = "Uuid")]
    pub other: PersonId,
    /// 1 when the identity numbers are the same, 0 when name and birth are.
    pub same_identity: i64,
    /// 1 when both births are known to the day.
    pub same_day: i64,
}

/// A person as a pair shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Twin {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: Option<String>,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Year of birth.
    pub born_year: Option<i64>,
}

/// Files put together.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Merge {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: MergeId,
    /// The kept file.
    #[sqlx(try_from = "Uuid")]
    pub kept: PersonId,
    /// The name in it.
    pub kept_name: String,
    /// The other file.
    #[sqlx(try_from = "Uuid")]
    pub merged: PersonId,
    /// The name in it.
    pub merged_name: String,
    /// Its member number.
    pub merged_number: Option<String>,
    /// Why.
    pub reason: String,
    /// Who did it: name, or the sign-in name.
    pub merged_by: String,
    /// When, in microseconds.
    pub merged_at: i64,
    /// When it was undone, in microseconds.
    pub undone_at: Option<i64>,
}

/// Which rows moved, by table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Moved(Vec<(String, Vec<Uuid>)>);

/// Tables whose rows belong to a person and go with the file.
const TABLES: [&str; 10] = [
    "membership",
    "membership_state",
    "membership_application",
    "member_transfer",
    "card",
    "post",
    "mandate",
    "account",
    "list_view",
    "task",
];

/// The column of one of those tables that names the person.
fn holder(table: &str) -> &'static str {
    if table == "list_view" { "owner_id" } else { "person_id" }
}

const SAME: &str = held!(
    "
, standing (id) AS (
    SELECT DISTINCT m.person_id FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
    WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL
)
SELECT a.id AS one, b.id AS other,
    CAST(CASE WHEN a.identity_mark = b.identity_mark THEN 1 ELSE 0 END AS BIGINT) AS same_identity,
    CAST(CASE WHEN a.born_on = b.born_on THEN 1 ELSE 0 END AS BIGINT) AS same_day
FROM standing s JOIN person a ON a.id = s.id JOIN person b ON b.id > a.id AND b.identity_mark = a.identity_mark
WHERE b.id IN (SELECT id FROM standing)
    AND NOT EXISTS (SELECT 1 FROM person_distinct d WHERE d.one_id = a.id AND d.other_id = b.id)
UNION
SELECT a.id AS one, b.id AS other, CAST(0 AS BIGINT) AS same_identity,
    CAST(CASE WHEN a.born_on = b.born_on THEN 1 ELSE 0 END AS BIGINT) AS same_day
FROM standing s JOIN person a ON a.id = s.id JOIN person b ON b.id > a.id AND b.name_fold = a.name_fold
WHERE b.id IN (SELECT id FROM standing)
    AND (a.born_on = b.born_on OR ((a.born_on IS NULL OR b.born_on IS NULL) AND a.born_year = b.born_year))
    AND (a.identity_mark IS NULL OR b.identity_mark IS NULL)
    AND NOT EXISTS (SELECT 1 FROM person_distinct d WHERE d.one_id = a.id AND d.other_id = b.id)
ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT 200"
);
const MERGES: &str = held!(
    "
SELECT g.id, g.kept_id AS kept, k.name AS kept_name, g.merged_id AS merged, o.name AS merged_name,
    o.number AS merged_number, g.reason, COALESCE(q.name, g.merged_by) AS merged_by, g.merged_at, g.undone_at
FROM person_merge g JOIN person k ON k.id = g.kept_id JOIN person o ON o.id = g.merged_id
    LEFT JOIN account a ON a.login = g.merged_by LEFT JOIN person q ON q.id = a.person_id
WHERE EXISTS (SELECT 1 FROM membership m JOIN held ON held.id = m.unit_id WHERE m.person_id = g.kept_id)
ORDER BY g.merged_at DESC, g.id DESC LIMIT 100"
);
const MERGE: &str = "
SELECT g.id, g.kept_id AS kept, k.name AS kept_name, g.merged_id AS merged, o.name AS merged_name,
    o.number AS merged_number, g.reason, g.merged_by, g.merged_at, g.undone_at
FROM person_merge g JOIN person k ON k.id = g.kept_id JOIN person o ON o.id = g.merged_id WHERE g.id = $1";
const LATER: &str = "
SELECT COUNT(*) FROM person_merge g JOIN person_merge l ON l.merged_id = g.kept_id AND l.undone_at IS NULL
WHERE g.id = $1";
const ADD: &str = "
INSERT INTO person_merge (id, kept_id, merged_id, reason, moved, merged_by, merged_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SET_MERGED: &str =
    "UPDATE person SET merged_into = $2, version = version + 1 WHERE id = $1 AND merged_into IS NULL";
const SET_APART: &str =
    "UPDATE person SET merged_into = NULL, version = version + 1 WHERE id = $1 AND merged_into = $2";
const UNDO: &str = "UPDATE person_merge SET undone_by = $2, undone_at = $3 WHERE id = $1 AND undone_at IS NULL";
const ADD_DISTINCT: &str = "
INSERT INTO person_distinct (one_id, other_id, reason, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (one_id, other_id) DO NOTHING";

impl Tx {
    /// Pairs of files in a unit and what it manages below that may be of one person, surest first; at most 200.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn twins(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Twins>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(SAME).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// What a list of pairs shows of people; the caller was told of them by [`Tx::twins`].
    pub(crate) async fn twin_people(&mut self, ids: &[PersonId]) -> Result<Vec<Twin>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT id, name, number, born_on, born_year FROM person WHERE id IN (");
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// Pairs as [`Tx::twins`] finds them, each person with every membership.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn twins_shown(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<ShownTwins>> {
        let pairs = self.twins(caller, unit).await?;
        let mut ids: Vec<PersonId> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = self.twin_people(&ids).await?;
        let periods = self.periods_of_many(&ids).await?;
        let side = |id: PersonId| {
            let person = people.iter().find(|person| person.id == id).cloned()?;
            let of = periods.iter().filter(|(owner, _)| *owner == id).map(|(_, period)| period.clone()).collect();
            Some((person, of))
        };
        let shown = |pair: Twins| Some(ShownTwins { sides: [side(pair.one)?, side(pair.other)?], pair });
        Ok(pairs.into_iter().filter_map(shown).collect())
    }

    async fn periods_of_many(&mut self, ids: &[PersonId]) -> Result<Vec<(PersonId, super::Period)>> {
        #[derive(sqlx::FromRow)]
        struct Row {
            person_id: Uuid,
            #[sqlx(flatten)]
            period: super::Period,
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT m.person_id, m.id, m.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, m.joined_on, \
                 m.joining, m.left_on, m.leaving, m.decision FROM membership m JOIN unit u ON u.id = m.unit_id \
                 WHERE m.superseded_at IS NULL AND m.person_id IN (",
            );
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(") ORDER BY m.joined_on, m.id");
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|row| (row.person_id.into(), row.period)).collect())
    }

    /// Files put together in a unit and what it manages below, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn merges(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Merge>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(MERGES).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// Two files put together, when the caller may see the kept one.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn merge(&mut self, caller: &Caller, id: MergeId) -> Result<Merge> {
        let found: Option<Merge> = on!(self, c => sqlx::query_as(MERGE).bind(id.uuid()).fetch_optional(c).await)?;
        let merge = found.ok_or(Error::NotVisible("merge"))?;
        self.member_seat(caller, Action::MemberRead, merge.kept).await?;
        Ok(merge)
    }

    /// Puts two files together: everything of `merged` belongs to `kept` from now on.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write both; [`Error::Stale`] when one was put
    /// together with another meanwhile.
    pub async fn merge_people(
        &mut self,
        caller: &Caller,
        id: MergeId,
        (kept, merged): (PersonId, PersonId),
        reason: &str,
    ) -> Result<()> {
        let seat = self.member_seat(caller, Action::MemberWrite, kept).await?;
        let other = self.member_seat(caller, Action::MemberWrite, merged).await?;
        let rolls = self.units_of(kept, merged).await?;
        let set = on!(self, c => sqlx::query(SET_MERGED).bind(merged.uuid()).bind(kept.uuid())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if set == 0 {
            return Err(Error::Stale);
        }
        let mut moved = Moved::default();
        for table in TABLES {
            let rows = self.rows_of(table, merged).await?;
            self.move_rows(table, &rows, kept).await?;
            moved.0.push((table.to_owned(), rows));
        }
        let text = serde_json::to_string(&moved)?;
        on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(kept.uuid()).bind(merged.uuid()).bind(reason).bind(&text)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "merge": id, "kept": kept, "merged": merged, "reason": reason, "moved": moved });
        self.note_merge(caller, ("member.merge", merged, other.unit), &said, Vec::new()).await?;
        self.note_merge(caller, ("member.merge", kept, seat.unit), &said, rolls).await
    }

    /// Takes two files apart again: exactly the rows that moved move back.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before, or the kept file was put together with another since;
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn undo_merge(&mut self, caller: &Caller, merge: &Merge) -> Result<()> {
        const MOVED: &str = "SELECT moved FROM person_merge WHERE id = $1";
        let seat = self.member_seat(caller, Action::MemberWrite, merge.kept).await?;
        let later: i64 = on!(self, c => sqlx::query_scalar(LATER).bind(merge.id.uuid()).fetch_one(c).await)?;
        let undone = on!(self, c => sqlx::query(UNDO).bind(merge.id.uuid()).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        let apart = on!(self, c => sqlx::query(SET_APART).bind(merge.merged.uuid()).bind(merge.kept.uuid())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if later > 0 || undone == 0 || apart == 0 {
            return Err(Error::Stale);
        }
        let text: String = on!(self, c => sqlx::query_scalar(MOVED).bind(merge.id.uuid()).fetch_one(c).await)?;
        let moved: Moved = serde_json::from_str(&text)?;
        let known = |name: &String| TABLES.into_iter().find(|table| *table == name.as_str());
        for (name, rows) in &moved.0 {
            let table = known(name).ok_or_else(|| Error::Corrupt(format!("person_merge.moved names {name}")))?;
            self.move_rows(table, rows, merge.merged).await?;
        }
        let rolls = self.units_of(merge.kept, merge.merged).await?;
        let said = serde_json::json!({ "merge": merge.id, "kept": merge.kept, "merged": merge.merged });
        self.note_merge(caller, ("member.merge.undo", merge.merged, seat.unit), &said, Vec::new()).await?;
        self.note_merge(caller, ("member.merge.undo", merge.kept, seat.unit), &said, rolls).await
    }

    /// Whether memberships or states that moved were changed since: then undoing would leave parts of one file in the
    /// other. Says nothing of any, so it takes no right beyond [`Tx::merge`].
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn changed_since(&mut self, merge: &Merge) -> Result<bool> {
        const CHANGED: &str = "
SELECT (SELECT COUNT(*) FROM membership WHERE person_id = $1 AND superseded_at > $2)
    + (SELECT COUNT(*) FROM membership_state WHERE person_id = $1 AND superseded_at > $2)";
        let changed: i64 = on!(self, c => sqlx::query_scalar(CHANGED).bind(merge.kept.uuid()).bind(merge.merged_at)
            .fetch_one(c).await)?;
        Ok(changed > 0)
    }

    /// Whether both of two people hold an account or a mandate. Says nothing of either, so it takes no right.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn hold_rights(&mut self, one: PersonId, other: PersonId) -> Result<bool> {
        const BOTH: &str = "
SELECT COUNT(*) FROM person p WHERE p.id IN ($1, $2) AND (EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id)
    OR EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = p.id))";
        let holding: i64 = on!(self, c => sqlx::query_scalar(BOTH).bind(one.uuid()).bind(other.uuid())
            .fetch_one(c).await)?;
        Ok(holding > 1)
    }

    /// Writes down that two files are of two people.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write both.
    pub async fn set_distinct(
        &mut self,
        caller: &Caller,
        (one, other): (PersonId, PersonId),
        reason: &str,
    ) -> Result<()> {
        let seat = self.member_seat(caller, Action::MemberWrite, one).await?;
        self.member_seat(caller, Action::MemberWrite, other).await?;
        let (first, second) = (one.min(other), one.max(other));
        on!(self, c => sqlx::query(ADD_DISTINCT).bind(first.uuid()).bind(second.uuid()).bind(reason)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "other": other, "reason": reason });
        self.note_merge(caller, ("member.distinct", one, seat.unit), &said, Vec::new()).await
    }

    async fn note_merge(
        &mut self,
        caller: &Caller,
        (action, person, unit): (&'static str, PersonId, UnitId),
        said: &serde_json::Value,
        rolls: Vec<UnitId>,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(unit).await?,
            action,
            object: format!("member:{person}"),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal_about(caller, person, note, &Change { rolls, ..Change::default() }).await?;
        Ok(())
    }

    /// Units either person was ever listed in: their rolls count sex and birth of the person a row belongs to.
    pub(super) async fn units_of(&mut self, one: PersonId, other: PersonId) -> Result<Vec<UnitId>> {
        const UNITS: &str =
            "SELECT DISTINCT unit_id FROM membership WHERE person_id IN ($1, $2) AND superseded_at IS NULL";
        let units: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS).bind(one.uuid()).bind(other.uuid())
            .fetch_all(c).await)?;
        Ok(units.into_iter().map(UnitId::from).collect())
    }

    async fn rows_of(&mut self, table: &'static str, person: PersonId) -> Result<Vec<Uuid>> {
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT id FROM ");
            query.push(table).push(" WHERE ").push(holder(table)).push(" = ").push_bind(person.uuid()).push(" ORDER BY id");
            query.build_query_scalar().fetch_all(c).await
        })?)
    }

    async fn move_rows(&mut self, table: &'static str, rows: &[Uuid], to: PersonId) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("UPDATE ");
            query.push(table).push(" SET ").push(holder(table)).push(" = ").push_bind(to.uuid()).push(" WHERE id IN (");
            let mut listed = query.separated(", ");
            for id in rows {
                listed.push_bind(*id);
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
        Ok(())
    }
}

/// A pair as a page shows it.
#[derive(Clone, Debug)]
pub struct ShownTwins {
    /// The pair.
    pub pair: Twins,
    /// The two people with their memberships.
    pub sides: [(Twin, Vec<super::Period>); 2],
}
