//! What went wrong with data, which lists of members left the house, and what somebody has to look at.
//!
//! Not here: until when the authority must be told (`service::members::incidents`), the files themselves (`papers`).

use chrono::NaiveDate;
use congdoan_model::{
    DataAlertId, DataExportId, IncidentId, MembershipId, PersonId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note, only_system},
    transaction::on,
};

/// Something that went wrong with data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Incident {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: IncidentId,
    /// The unit it happened in.
    #[sqlx(try_from = "Uuid")]
    pub unit_id: UnitId,
    /// Its code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What happened.
    pub what: String,
    /// Which kinds of data.
    pub data_kinds: String,
    /// How many people, as far as known.
    pub people: i64,
    /// What was and is done about it.
    pub measures: String,
    /// When it was noticed, in microseconds.
    pub noticed_at: i64,
    /// Until when the authority must be told, in microseconds.
    pub notify_due: i64,
    /// When it was told, in microseconds.
    pub notified_at: Option<i64>,
    /// Who wrote it down.
    pub recorded_by: String,
}

/// A list of members that left the house.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DataExport {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: DataExportId,
    /// Code of the unit whose members, with all below, were in it.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// How many members.
    pub members: i64,
    /// 1 when guarded fields stood in it in clear.
    pub clear: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub exported_by: String,
    /// When, in microseconds.
    pub exported_at: i64,
    /// The alert it raised.
    pub alert: Option<Uuid>,
    /// When somebody looked at the alert, in microseconds.
    pub seen_at: Option<i64>,
}

/// A member standing in a unit or below, as an export needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MemberRow {
    /// The membership, where the next page goes on.
    #[sqlx(try_from = "Uuid")]
    pub id: MembershipId,
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person_id: PersonId,
    /// Member number.
    pub number: Option<String>,
    /// Name.
    pub name: String,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Year of birth.
    pub born_year: Option<i64>,
    /// Sex.
    pub sex: Option<String>,
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// First day.
    pub joined_on: NaiveDate,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
}

const ADD: &str = "
INSERT INTO data_incident (id, unit_id, what, data_kinds, people, measures, noticed_at, notify_due, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const ONE: &str = "
SELECT i.id, i.unit_id, u.code AS unit, u.name AS unit_name, i.what, i.data_kinds, i.people, i.measures, i.noticed_at,
    i.notify_due, i.notified_at, i.recorded_by
FROM data_incident i JOIN unit u ON u.id = i.unit_id WHERE i.id = $1";
const WITHIN: &str = within_reach!(
    "
SELECT i.id, i.unit_id, u.code AS unit, u.name AS unit_name, i.what, i.data_kinds, i.people, i.measures, i.noticed_at,
    i.notify_due, i.notified_at, i.recorded_by
FROM data_incident i JOIN unit u ON u.id = i.unit_id
WHERE $3 = 1 OR i.unit_id IN (SELECT id FROM down)
ORDER BY CASE WHEN i.notified_at IS NULL THEN 0 ELSE 1 END, i.noticed_at DESC, i.id LIMIT 500"
);
const CHANGE: &str = "
UPDATE data_incident SET people = $2, measures = $3, notified_at = COALESCE(notified_at, $4),
    notified_by = CASE WHEN notified_at IS NULL AND $4 IS NOT NULL THEN $5 ELSE notified_by END
WHERE id = $1";
const ADD_EXPORT: &str = "
INSERT INTO data_export (id, unit_id, members, clear, reason, exported_by, exported_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ADD_ALERT: &str = "INSERT INTO data_alert (id, unit_id, export_id, raised_at) VALUES ($1, $2, $3, $4)";
const EXPORTS: &str = within_reach!(
    "
SELECT e.id, u.code AS unit, u.name AS unit_name, e.members, e.clear, e.reason, COALESCE(p.name, e.exported_by) AS exported_by,
    e.exported_at, a.id AS alert, a.seen_at
FROM data_export e JOIN unit u ON u.id = e.unit_id LEFT JOIN data_alert a ON a.export_id = e.id
LEFT JOIN account c ON c.login = e.exported_by LEFT JOIN person p ON p.id = c.person_id
WHERE $3 = 1 OR e.unit_id IN (SELECT id FROM down)
ORDER BY CASE WHEN a.id IS NOT NULL AND a.seen_at IS NULL THEN 0 ELSE 1 END, e.exported_at DESC, e.id LIMIT 500"
);
const UNSEEN: &str = within_reach!(
    "SELECT COUNT(*) FROM data_alert a WHERE a.seen_at IS NULL AND ($3 = 1 OR a.unit_id IN (SELECT id FROM down))"
);
const SEE: &str = "UPDATE data_alert SET seen_by = $2, seen_at = $3 WHERE id = $1 AND seen_at IS NULL";
const UNIT_OF_ALERT: &str = "SELECT unit_id FROM data_alert WHERE id = $1";
const EXPORTS_OVER: &str = "
SELECT e.id, u.code AS unit, u.name AS unit_name, e.members, e.clear, e.reason, COALESCE(p.name, e.exported_by) AS exported_by,
    e.exported_at, a.id AS alert, a.seen_at
FROM data_export e JOIN unit u ON u.id = e.unit_id LEFT JOIN data_alert a ON a.export_id = e.id
LEFT JOIN account c ON c.login = e.exported_by LEFT JOIN person p ON p.id = c.person_id
WHERE e.exported_at >= ";
const STANDING: &str = "
WITH RECURSIVE down (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM down JOIN unit_link l ON l.parent_id = down.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT m.id, m.person_id, p.number, p.name, p.born_on, p.born_year, p.sex, u.code AS unit, u.name AS unit_name, m.joined_on,
    p.fields, p.sealed, k.wrapped
FROM membership m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
LEFT JOIN person_key k ON k.person_id = p.id
WHERE m.superseded_at IS NULL AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2)
    AND m.unit_id IN (SELECT id FROM down) AND m.id > $3 ORDER BY m.id LIMIT $4";

/// A request, an incident or an alert, as refusals call it.
const INCIDENT: Thing = Thing { noun: "incident", seen_by: Action::DataAnswer, confidential: true };

impl Tx {
    /// Writes down what went wrong in a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn add_incident(&mut self, caller: &Caller, incident: &Incident) -> Result<()> {
        self.require(caller, Action::DataAnswer, incident.unit_id, Thing::UNIT).await?;
        on!(self, c => sqlx::query(ADD).bind(incident.id.uuid()).bind(incident.unit_id.uuid()).bind(&incident.what)
            .bind(&incident.data_kinds).bind(incident.people).bind(&incident.measures).bind(incident.noticed_at)
            .bind(incident.notify_due).bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "people": incident.people, "noticed_at": incident.noticed_at });
        self.note_incident(caller, incident, "incident.add", &said).await
    }

    async fn note_incident(
        &mut self,
        caller: &Caller,
        incident: &Incident,
        action: &'static str,
        said: &serde_json::Value,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(incident.unit_id).await?,
            action,
            object: format!("incident:{}", incident.id),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// One incident.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn incident(&mut self, caller: &Caller, id: IncidentId) -> Result<Incident> {
        let found: Option<Incident> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let found = found.ok_or(Error::NotVisible("incident"))?;
        self.require(caller, Action::DataAnswer, found.unit_id, INCIDENT).await?;
        Ok(found)
    }

    /// Incidents within the caller's reach: those nobody was told of first.
    ///
    /// # Errors
    /// [`Error::Denied`] for who looks after none.
    pub async fn incidents(&mut self, caller: &Caller) -> Result<Vec<Incident>> {
        if !caller.may_somewhere(Action::DataAnswer) {
            return Err(Error::Denied(Action::DataAnswer));
        }
        let (person, all, roles) = reach(caller, Action::DataAnswer);
        Ok(on!(self, c => sqlx::query_as(WITHIN).bind(person).bind(caller.now.day()).bind(all).bind(&roles)
            .fetch_all(c).await)?)
    }

    /// Brings an incident up to date: how many people, what is done, and whether the authority was told now.
    ///
    /// # Errors
    /// As [`Tx::incident`].
    pub async fn change_incident(
        &mut self,
        caller: &Caller,
        id: IncidentId,
        (people, measures, notified): (i64, &str, bool),
    ) -> Result<()> {
        let found = self.incident(caller, id).await?;
        let at = notified.then(|| caller.now.micros());
        on!(self, c => sqlx::query(CHANGE).bind(id.uuid()).bind(people).bind(measures).bind(at).bind(caller.name())
            .execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "people": people, "notified": notified });
        self.note_incident(caller, &found, "incident.change", &said).await
    }

    /// Members standing in a unit and all it manages below, after an id, for a list that leaves the house; with `clear` the
    /// guarded fields are to stand in it.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn members_to_export(
        &mut self,
        caller: &Caller,
        (unit, clear): (UnitId, bool),
        after: MembershipId,
        limit: i64,
    ) -> Result<Vec<MemberRow>> {
        let action = if clear { Action::MemberExport } else { Action::MemberRead };
        self.require(caller, action, unit, Thing::MEMBER).await?;
        let day = caller.now.day();
        Ok(on!(self, c => sqlx::query_as(STANDING).bind(unit.uuid()).bind(day).bind(after.uuid()).bind(limit)
            .fetch_all(c).await)?)
    }

    /// Writes down that a list left the house, and raises an alert where one is due.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn add_data_export(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (id, alert): (DataExportId, Option<DataAlertId>),
        (members, clear, reason): (i64, bool, &str),
    ) -> Result<()> {
        let action = if clear { Action::MemberExport } else { Action::MemberRead };
        self.require(caller, action, unit, Thing::MEMBER).await?;
        let now = caller.now.micros();
        on!(self, c => sqlx::query(ADD_EXPORT).bind(id.uuid()).bind(unit.uuid()).bind(members).bind(i64::from(clear))
            .bind(reason).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        if let Some(alert) = alert {
            on!(self, c => sqlx::query(ADD_ALERT).bind(alert.uuid()).bind(unit.uuid()).bind(id.uuid()).bind(now)
                .execute(c).await.map(|_| ()))?;
        }
        let said =
            serde_json::json!({ "members": members, "clear": clear, "reason": reason, "alert": alert.is_some() });
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "member.export",
            object: format!("export:{id}"),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Lists that left the house from units where the caller reads the audit log; those with an unseen alert first.
    ///
    /// # Errors
    /// [`Error::Denied`] for who reads no audit log.
    pub async fn data_exports(&mut self, caller: &Caller) -> Result<Vec<DataExport>> {
        may_watch(caller)?;
        let (person, all, roles) = reach(caller, Action::AuditRead);
        Ok(on!(self, c => sqlx::query_as(EXPORTS).bind(person).bind(caller.now.day()).bind(all).bind(&roles)
            .fetch_all(c).await)?)
    }

    /// How many alerts nobody looked at yet; none for who reads no audit log.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn unseen_alerts(&mut self, caller: &Caller) -> Result<i64> {
        if may_watch(caller).is_err() {
            return Ok(0);
        }
        let (person, all, roles) = reach(caller, Action::AuditRead);
        Ok(on!(self, c => sqlx::query_scalar(UNSEEN).bind(person).bind(caller.now.day()).bind(all).bind(&roles)
            .fetch_one(c).await)?)
    }

    /// Marks an alert as looked at.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn see_alert(&mut self, caller: &Caller, id: DataAlertId) -> Result<()> {
        let unit: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(UNIT_OF_ALERT).bind(id.uuid()).fetch_optional(c).await)?;
        let unit = UnitId::from(unit.ok_or(Error::NotVisible("alert"))?);
        let of = Thing { noun: "alert", seen_by: Action::AuditRead, confidential: true };
        self.require(caller, Action::AuditRead, unit, of).await?;
        let done = on!(self, c => sqlx::query(SEE).bind(id.uuid()).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if done > 0 {
            let note = Note {
                chain: self.chain_of(unit).await?,
                action: "alert.see",
                object: format!("alert:{id}"),
                before: String::new(),
                after: String::new(),
            };
            self.journal(caller, note, &Change::default()).await?;
        }
        Ok(())
    }

    /// Lists that held the members of any of some units since a moment, latest first: a person's own question.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn exports_over(&mut self, caller: &Caller, units: &[UnitId], since: i64) -> Result<Vec<DataExport>> {
        only_system(caller)?;
        if units.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(EXPORTS_OVER);
            query.push_bind(since).push(" AND e.unit_id IN (");
            let mut listed = query.separated(", ");
            for unit in units {
                listed.push_bind(unit.uuid());
            }
            query.push(") ORDER BY e.exported_at DESC, e.id LIMIT 500");
            query.build_query_as().fetch_all(c).await
        })?)
    }
}

fn may_watch(caller: &Caller) -> Result<()> {
    if caller.may_somewhere(Action::AuditRead) { Ok(()) } else { Err(Error::Denied(Action::AuditRead)) }
}
