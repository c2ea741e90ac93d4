//! Reorganisations as the database keeps them: what was planned, what it did to each unit, and the way back.
//!
//! Rows of names, lives and links are superseded and written anew, never changed, so that every day's knowledge can be
//! asked for; nothing is written for a member. Not here: what a plan means and whether it makes a tree (`service`).

use std::collections::HashSet;

use chrono::NaiveDate;
use congdoan_model::{
    Ids, LinkId, ReorganisationId, UnitId,
    access::{Action, Caller},
    names,
    org::{EffectKind, Link, Succession, Unit},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    bulk::{Superseding, insert_many},
    transaction::on,
};

/// A reorganisation that was applied.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Applied {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: ReorganisationId,
    /// What it is called.
    pub title: String,
    /// The decision behind it, by number.
    pub decision: String,
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// The plan as it was given.
    pub plan: String,
    /// What the preview said, as JSON.
    pub said: String,
    /// Who applied it.
    pub applied_by: String,
    /// When, in microseconds.
    pub applied_at: i64,
    /// The last day on which it may be undone.
    pub undo_until: NaiveDate,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// When it was undone, in microseconds.
    pub undone_at: Option<i64>,
}

/// What a reorganisation did to one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The unit.
    pub unit: UnitId,
    /// What happened to it.
    pub kind: EffectKind,
    /// The new parent, the successor, or the unit it was split from.
    pub other: Option<UnitId>,
    /// Members it concerned, người.
    pub members: i64,
    /// Why.
    pub reason: String,
}

/// A unit's days as they are from now on known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLife {
    /// The unit.
    pub unit: UnitId,
    /// First day.
    pub opened_on: NaiveDate,
    /// First day no more.
    pub closed_on: Option<NaiveDate>,
    /// Why it ended.
    pub cause: String,
}

/// A unit's name from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewName {
    /// The unit.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// The form.
    pub form: String,
    /// First day.
    pub from: NaiveDate,
}

/// The rows a reorganisation writes.
#[derive(Clone, Debug, Default)]
pub struct TreeChange {
    /// Units founded, each with its chain.
    pub found: Vec<(Unit, String)>,
    /// Lives that change.
    pub lives: Vec<NewLife>,
    /// Names that change.
    pub names: Vec<NewName>,
    /// Links known differently from now on.
    pub end_links: Vec<LinkId>,
    /// What they are known as instead, and new ones.
    pub add_links: Vec<Link>,
    /// Who carries on whose work.
    pub successions: Vec<Succession>,
    /// Units whose entries go into another chain from now on.
    pub chains: Vec<(UnitId, String)>,
}

/// Something later that stands on a reorganisation and so keeps it from being undone.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Dependent {
    /// Code of the unit.
    pub unit: String,
    /// What stands on it: `life`, `name`, `link`, `membership`, `record`, `figure`, `mandate`, `programme`, `directive`.
    pub what: String,
    /// How many of them.
    pub number: i64,
}

const ADD: &str = "
INSERT INTO reorganisation (id, title, decision, effective_on, plan, said, applied_by, applied_at, undo_until, scope_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const COLUMNS_OF: &str = "
SELECT id, title, decision, effective_on, plan, said, applied_by, applied_at, undo_until, undone_by, undone_at
FROM reorganisation WHERE id = $1";
const ALL: &str = within_reach!(
    "SELECT r.id, r.title, r.decision, r.effective_on, r.plan, r.said, r.applied_by, r.applied_at, r.undo_until,
    r.undone_by, r.undone_at
FROM reorganisation r JOIN reorganisation_effect e ON e.reorganisation_id = r.id AND e.place = 0
    LEFT JOIN reorganisation c ON c.id = $5
WHERE ($3 = 1 OR COALESCE(r.scope_id, e.unit_id) IN (SELECT id FROM down)
    OR EXISTS (SELECT 1 FROM reorganisation_effect o
        WHERE o.reorganisation_id = r.id AND o.unit_id IN (SELECT id FROM down)))
    AND (c.id IS NULL OR (r.applied_at, r.id) < (c.applied_at, c.id))
ORDER BY r.applied_at DESC, r.id DESC LIMIT $6"
);
const SCOPE: &str = "
SELECT COALESCE(r.scope_id, e.unit_id)
FROM reorganisation r JOIN reorganisation_effect e ON e.reorganisation_id = r.id AND e.place = 0 WHERE r.id = $1";
const BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT id FROM below";
const CODE: &str = "SELECT code FROM unit WHERE id = $1";
const LIVES_OF: &str = "
SELECT l.id, l.unit_id FROM unit_life l WHERE l.superseded_at IS NULL AND l.act_id IS DISTINCT FROM $1
    AND l.unit_id IN (SELECT unit_id FROM reorganisation_effect WHERE reorganisation_id = $1
        AND effect IN ('ended', 'merged', 'split'))";
const CLOSE_UNITS: &str = "
UPDATE unit SET closed_on = (SELECT l.closed_on FROM unit_life l WHERE l.unit_id = unit.id AND l.superseded_at IS NULL)
WHERE id IN (SELECT unit_id FROM reorganisation_effect WHERE reorganisation_id = $1)
    AND EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = unit.id AND l.superseded_at IS NULL)";
const SETTLE_NAMES: &str = "
SELECT u.id, n.name, n.form FROM unit u JOIN unit_naming n ON n.unit_id = u.id AND n.superseded_at IS NULL
WHERE n.valid_from = (SELECT MAX(m.valid_from) FROM unit_naming m
        WHERE m.unit_id = u.id AND m.superseded_at IS NULL AND (m.valid_from <= $1 OR m.valid_from = u.opened_on))
    AND (n.name <> u.name OR n.form <> u.form)";
const SET_NAME: &str = "UPDATE unit SET name = $2, name_fold = $3, form = $4 WHERE id = $1";
const SET_CHAIN: &str = "UPDATE unit SET chain = $2 WHERE id = $1";
const MARK_UNDONE: &str =
    "UPDATE reorganisation SET undone_by = $2, undone_at = $3 WHERE id = $1 AND undone_at IS NULL";
const ANNULLED: &str = "SELECT id FROM unit WHERE code = $1 AND annulled_at IS NOT NULL";
const REVIVE: &str = "
UPDATE unit SET annulled_at = NULL, name = $2, name_fold = $3, kind = $4, form = $5, opened_on = $6, closed_on = $7,
    chain = $8 WHERE id = $1";
const ANNUL: &str = "
UPDATE unit SET annulled_at = $2 WHERE id IN (
    SELECT unit_id FROM reorganisation_effect WHERE reorganisation_id = $1 AND effect = 'founded')";
const WRITTEN_LIVES: &str = "SELECT id FROM unit_life WHERE act_id = $1 AND superseded_at IS NULL";
const WRITTEN_NAMES: &str = "SELECT id FROM unit_naming WHERE act_id = $1 AND superseded_at IS NULL";
const WRITTEN_LINKS: &str = "SELECT id FROM unit_link WHERE act_id = $1 AND superseded_at IS NULL";
const END_SUCCESSIONS: &str =
    "UPDATE unit_succession SET superseded_at = $2 WHERE act_id = $1 AND superseded_at IS NULL";
const FORMER_LIVES: &str = "SELECT unit_id, opened_on, closed_on, cause, act_id FROM unit_life WHERE ended_by = $1 AND act_id IS DISTINCT FROM $1";
const FORMER_NAMES: &str = "SELECT unit_id, name, form, valid_from, act_id FROM unit_naming WHERE ended_by = $1 AND act_id IS DISTINCT FROM $1";
const FORMER_LINKS: &str = "
SELECT child_id, parent_id, line, valid_from, valid_until, act_id FROM unit_link
WHERE ended_by = $1 AND act_id IS DISTINCT FROM $1";
const DEPENDENTS: &str = "
SELECT u.code AS unit, d.what AS what, COUNT(*) AS number FROM (
    SELECT unit_id, 'life' AS what FROM unit_life WHERE act_id = $1 AND superseded_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reorganisation r WHERE r.id = ended_by AND r.undone_at IS NOT NULL)
    UNION ALL SELECT unit_id, 'name' FROM unit_naming WHERE act_id = $1 AND superseded_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reorganisation r WHERE r.id = ended_by AND r.undone_at IS NOT NULL)
    UNION ALL SELECT child_id, 'link' FROM unit_link WHERE act_id = $1 AND superseded_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reorganisation r WHERE r.id = ended_by AND r.undone_at IS NOT NULL)
    UNION ALL SELECT l.parent_id, 'link' FROM unit_link l JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = l.parent_id
        WHERE l.superseded_at IS NULL AND l.act_id IS DISTINCT FROM $1
    UNION ALL SELECT m.unit_id, 'membership' FROM membership m JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = m.unit_id WHERE m.superseded_at IS NULL
    UNION ALL SELECT r.unit_id, 'record' FROM record r JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = r.unit_id
    UNION ALL SELECT f.unit_id, 'figure' FROM figure f JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = f.unit_id
        WHERE f.superseded_at IS NULL AND f.record_id IS NULL
    UNION ALL SELECT m.unit_id, 'mandate' FROM mandate m JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = m.unit_id
        WHERE m.valid_until IS NULL OR m.valid_until > m.valid_from
    UNION ALL SELECT p.unit_id, 'programme' FROM programme p JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = p.unit_id
    UNION ALL SELECT d.unit_id, 'directive' FROM directive d JOIN reorganisation_effect e
        ON e.reorganisation_id = $1 AND e.effect = 'founded' AND e.unit_id = d.unit_id
) d JOIN unit u ON u.id = d.unit_id GROUP BY u.code, d.what ORDER BY u.code, d.what LIMIT 50";

type FormerLife = (Uuid, NaiveDate, Option<NaiveDate>, String, Option<Uuid>);
type FormerName = (Uuid, String, String, NaiveDate, Option<Uuid>);
type FormerLink = (Uuid, Uuid, String, NaiveDate, Option<NaiveDate>, Option<Uuid>);

impl Tx {
    /// Applies a reorganisation within the reach of a unit: everything it concerns must hang below that unit.
    ///
    /// # Errors
    /// [`Error::Denied`] or [`Error::NotVisible`] when the caller may not change units below `scope`;
    /// [`Error::Taken`] when a unit to be founded stands already or something touched lies outside.
    pub async fn apply_reorganisation(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        (scope, chain): (UnitId, &str),
        (applied, effects, change): (&Applied, &[Effect], &TreeChange),
    ) -> Result<()> {
        self.require(caller, Action::UnitWrite, scope, Thing::UNIT).await?;
        let act = applied.id.uuid();
        on!(self, c => sqlx::query(ADD).bind(act).bind(&applied.title).bind(&applied.decision)
            .bind(applied.effective_on).bind(&applied.plan).bind(&applied.said).bind(&applied.applied_by)
            .bind(applied.applied_at).bind(applied.undo_until).bind(scope.uuid()).execute(c).await.map(|_| ()))?;
        self.found(caller, ids, &change.found, act).await?;
        self.write_effects(act, effects).await?;
        self.check_reach(scope, applied.effective_on, effects).await?;
        let by = Superseding { at: caller.now, act: Some(act) };
        let lives: Vec<(Uuid, Uuid)> = on!(self, c => sqlx::query_as(LIVES_OF).bind(act).fetch_all(c).await)?;
        // A unit that is split and stays keeps its life.
        let renewed: HashSet<Uuid> = change.lives.iter().map(|life| life.unit.uuid()).collect();
        let lives: Vec<Uuid> =
            lives.into_iter().filter(|(_, unit)| renewed.contains(unit)).map(|(life, _)| life).collect();
        self.supersede("unit_life", &lives, by).await?;
        self.write_lives(caller, ids, &change.lives, Some(act)).await?;
        on!(self, c => sqlx::query(CLOSE_UNITS).bind(act).execute(c).await.map(|_| ()))?;
        self.forget_lines();
        self.write_names(caller, ids, &change.names, Some(act)).await?;
        let ended: Vec<Uuid> = change.end_links.iter().map(|link| link.uuid()).collect();
        self.supersede("unit_link", &ended, by).await?;
        self.insert_links(caller, &change.add_links, Some(act)).await?;
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO unit_succession (predecessor_id, successor_id, effective_on, heir, act_id, recorded_at) ",
            [],
            change.successions,
            |values, one| {
                values.push_bind(one.predecessor.uuid()).push_bind(one.successor.uuid()).push_bind(one.on);
                values.push_bind(i64::from(one.heir)).push_bind(act).push_bind(now);
            }
        );
        for (unit, chain) in &change.chains {
            on!(self, c => sqlx::query(SET_CHAIN).bind(unit.uuid()).bind(chain).execute(c).await.map(|_| ()))?;
        }
        self.settle_names(caller.now.day()).await?;
        let note = Note {
            chain: chain.to_owned(),
            action: "reorganisation.apply",
            object: format!("reorganisation:{}", applied.id),
            before: String::new(),
            after: applied.said.clone(),
        };
        self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        Ok(())
    }

    /// Refuses effects on units that do not hang below the scope on the day; the ids are compared here, as one of the
    /// engines walks down the tree anew for every unit otherwise.
    async fn check_reach(&mut self, scope: UnitId, day: NaiveDate, effects: &[Effect]) -> Result<()> {
        let below: Vec<Uuid> =
            on!(self, c => sqlx::query_scalar(BELOW).bind(scope.uuid()).bind(day).fetch_all(c).await)?;
        let below: HashSet<Uuid> = below.into_iter().collect();
        let outside =
            effects.iter().find(|effect| effect.kind != EffectKind::Founded && !below.contains(&effect.unit.uuid()));
        let Some(outside) = outside else { return Ok(()) };
        let code: Option<String> =
            on!(self, c => sqlx::query_scalar(CODE).bind(outside.unit.uuid()).fetch_optional(c).await)?;
        Err(Error::Taken(code.unwrap_or_default()))
    }

    async fn found(&mut self, caller: &Caller, ids: &Ids, found: &[(Unit, String)], act: Uuid) -> Result<()> {
        let mut fresh = Vec::with_capacity(found.len());
        for (unit, chain) in found {
            let annulled: Option<Uuid> =
                on!(self, c => sqlx::query_scalar(ANNULLED).bind(unit.code.as_str()).fetch_optional(c).await)?;
            let Some(id) = annulled else {
                fresh.push((unit.clone(), chain.clone()));
                continue;
            };
            if id != unit.id.uuid() {
                return Err(Error::Corrupt(format!("{}: founded again under another id", unit.code)));
            }
            on!(self, c => sqlx::query(REVIVE).bind(id).bind(&unit.name).bind(names::fold(&unit.name))
                .bind(unit.kind.word()).bind(&unit.form).bind(unit.opened_on).bind(unit.closed_on).bind(chain)
                .execute(c).await.map(|_| ()))?;
            let life = NewLife { unit: unit.id, opened_on: unit.opened_on, closed_on: None, cause: String::new() };
            self.write_lives(caller, ids, &[life], Some(act)).await?;
            let (name, form) = (unit.name.clone(), unit.form.clone());
            let name = NewName { unit: unit.id, name, form, from: unit.opened_on };
            self.write_names(caller, ids, &[name], Some(act)).await?;
        }
        self.insert_units(caller, &fresh, Some(act)).await
    }

    async fn write_effects(&mut self, act: Uuid, effects: &[Effect]) -> Result<()> {
        let placed: Vec<(i64, &Effect)> = (0..).zip(effects).collect();
        insert_many!(
            self,
            "INSERT INTO reorganisation_effect (reorganisation_id, place, unit_id, effect, other_id, members, reason) ",
            [],
            placed,
            |values, row| {
                let (place, effect) = row;
                values.push_bind(act).push_bind(*place).push_bind(effect.unit.uuid()).push_bind(effect.kind.word());
                values.push_bind(effect.other.map(UnitId::uuid)).push_bind(effect.members);
                values.push_bind(effect.reason.as_str());
            }
        );
        Ok(())
    }

    async fn write_lives(&mut self, caller: &Caller, ids: &Ids, lives: &[NewLife], act: Option<Uuid>) -> Result<()> {
        self.forget_lines();
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO unit_life (id, unit_id, opened_on, closed_on, cause, act_id, recorded_at) ",
            [],
            lives,
            |values, life| {
                values.push_bind(ids.next::<Uuid>()).push_bind(life.unit.uuid()).push_bind(life.opened_on);
                values.push_bind(life.closed_on).push_bind(life.cause.as_str()).push_bind(act).push_bind(now);
            }
        );
        Ok(())
    }

    async fn write_names(&mut self, caller: &Caller, ids: &Ids, names: &[NewName], act: Option<Uuid>) -> Result<()> {
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO unit_naming (id, unit_id, name, form, valid_from, act_id, recorded_at) ",
            [],
            names,
            |values, name| {
                values.push_bind(ids.next::<Uuid>()).push_bind(name.unit.uuid()).push_bind(name.name.as_str());
                values.push_bind(name.form.as_str()).push_bind(name.from).push_bind(act).push_bind(now);
            }
        );
        Ok(())
    }

    /// Brings the present names and forms of units after those that began by a day. Returns how many changed.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn settle_names(&mut self, day: NaiveDate) -> Result<usize> {
        let due: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(SETTLE_NAMES).bind(day).fetch_all(c).await)?;
        for (unit, name, form) in &due {
            on!(self, c => sqlx::query(SET_NAME).bind(*unit).bind(name).bind(names::fold(name)).bind(form)
                .execute(c).await.map(|_| ()))?;
        }
        Ok(due.len())
    }

    /// A reorganisation that was applied.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none.
    pub async fn reorganisation(&mut self, caller: &Caller, id: ReorganisationId) -> Result<Applied> {
        let found: Option<Applied> =
            on!(self, c => sqlx::query_as(COLUMNS_OF).bind(id.uuid()).fetch_optional(c).await)?;
        let scope: Option<Uuid> = on!(self, c => sqlx::query_scalar(SCOPE).bind(id.uuid()).fetch_optional(c).await)?;
        match (found, scope) {
            (Some(found), Some(scope)) => {
                self.require(caller, Action::UnitRead, scope.into(), Thing::UNIT).await?;
                Ok(found)
            }
            _ => Err(Error::NotVisible("reorganisation")),
        }
    }

    /// Reorganisations, latest first, that work within the caller's units and those below, or touch one of them.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn reorganisations(
        &mut self,
        caller: &Caller,
        (after, limit): (Option<ReorganisationId>, i64),
    ) -> Result<Vec<Applied>> {
        let after = after.map_or_else(Uuid::nil, ReorganisationId::uuid);
        let (person, everything, roles) = reach(caller, Action::UnitRead);
        Ok(on!(self, c => sqlx::query_as(ALL).bind(person).bind(caller.now.day()).bind(everything).bind(&roles)
            .bind(after).bind(limit).fetch_all(c).await)?)
    }

    /// What keeps a reorganisation from being undone; empty when nothing does.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn dependents(&mut self, id: ReorganisationId) -> Result<Vec<Dependent>> {
        Ok(on!(self, c => sqlx::query_as(DEPENDENTS).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// Takes a reorganisation back: what it wrote is superseded, what it superseded is written again.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before or something later stands on it (ask [`Tx::dependents`] first);
    /// [`Error::Denied`] or [`Error::NotVisible`] when the caller may not change units below `scope`.
    pub async fn undo_reorganisation(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        (scope, chain): (UnitId, &str),
        id: ReorganisationId,
    ) -> Result<()> {
        self.require(caller, Action::UnitWrite, scope, Thing::UNIT).await?;
        let (act, now) = (id.uuid(), caller.now.micros());
        let marked = on!(self, c => sqlx::query(MARK_UNDONE).bind(act).bind(caller.name()).bind(now)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if marked == 0 || !self.dependents(id).await?.is_empty() {
            return Err(Error::Stale);
        }
        let by = Superseding { at: caller.now, act: Some(act) };
        for (table, written) in
            [("unit_life", WRITTEN_LIVES), ("unit_naming", WRITTEN_NAMES), ("unit_link", WRITTEN_LINKS)]
        {
            let rows: Vec<Uuid> = on!(self, c => sqlx::query_scalar(written).bind(act).fetch_all(c).await)?;
            self.supersede(table, &rows, by).await?;
        }
        on!(self, c => sqlx::query(END_SUCCESSIONS).bind(act).bind(now).execute(c).await.map(|_| ()))?;
        self.write_former(caller, ids, act).await?;
        on!(self, c => sqlx::query(CLOSE_UNITS).bind(act).execute(c).await.map(|_| ()))?;
        self.forget_lines();
        on!(self, c => sqlx::query(ANNUL).bind(act).bind(now).execute(c).await.map(|_| ()))?;
        self.settle_names(caller.now.day()).await?;
        let note = Note {
            chain: chain.to_owned(),
            action: "reorganisation.undo",
            object: format!("reorganisation:{id}"),
            before: String::new(),
            after: String::new(),
        };
        self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        Ok(())
    }

    async fn write_former(&mut self, caller: &Caller, ids: &Ids, act: Uuid) -> Result<()> {
        self.forget_lines();
        let now = caller.now.micros();
        let lives: Vec<FormerLife> = on!(self, c => sqlx::query_as(FORMER_LIVES).bind(act).fetch_all(c).await)?;
        insert_many!(
            self,
            "INSERT INTO unit_life (id, unit_id, opened_on, closed_on, cause, act_id, recorded_at) ",
            [],
            lives,
            |values, life| {
                values.push_bind(ids.next::<Uuid>()).push_bind(life.0).push_bind(life.1).push_bind(life.2);
                values.push_bind(life.3.as_str()).push_bind(life.4).push_bind(now);
            }
        );
        let names: Vec<FormerName> = on!(self, c => sqlx::query_as(FORMER_NAMES).bind(act).fetch_all(c).await)?;
        insert_many!(
            self,
            "INSERT INTO unit_naming (id, unit_id, name, form, valid_from, act_id, recorded_at) ",
            [],
            names,
            |values, name| {
                values.push_bind(ids.next::<Uuid>()).push_bind(name.0).push_bind(name.1.as_str());
                values.push_bind(name.2.as_str()).push_bind(name.3).push_bind(name.4).push_bind(now);
            }
        );
        let links: Vec<FormerLink> = on!(self, c => sqlx::query_as(FORMER_LINKS).bind(act).fetch_all(c).await)?;
        insert_many!(
            self,
            "INSERT INTO unit_link (id, child_id, parent_id, line, valid_from, valid_until, act_id, recorded_at) ",
            [],
            links,
            |values, link| {
                values.push_bind(ids.next::<Uuid>()).push_bind(link.0).push_bind(link.1).push_bind(link.2.as_str());
                values.push_bind(link.3).push_bind(link.4).push_bind(link.5).push_bind(now);
            }
        );
        Ok(())
    }
}
