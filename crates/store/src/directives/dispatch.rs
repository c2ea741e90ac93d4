//! Papers sent down: to whom, what is asked by when, what every unit has done with it, and how it was passed on.
//!
//! The desk of a dispatch, with every unit's line, is seen by whoever reads records of the sending unit; a unit's own line
//! by whoever reads records there. Sending and answering is leading work, as programmes are (`programme.write`). Events are
//! added, never rewritten; only the day that holds for a unit is moved, by an extension that stays an event. Not here: when
//! somebody is reminded (`model`), the numbers behind that (`pack`).

mod desk;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, DispatchId, ProgrammeId, UnitId,
    access::{Action, Caller},
    directives::dispatch::{Progress, Request},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

pub use desk::{Below, LateBelow, PassedOn, WaitingPaper};

/// A directive sent down, as decided.
#[derive(Clone, Debug)]
pub struct NewDispatch {
    /// Its id.
    pub id: DispatchId,
    /// The directive.
    pub directive: DirectiveId,
    /// The unit that sends it.
    pub unit: UnitId,
    /// The dispatch the sender got it by, where it is passed on.
    pub passes_on: Option<DispatchId>,
    /// What is asked.
    pub request: Request,
    /// By which day.
    pub due_on: Option<NaiveDate>,
    /// A word to go with it.
    pub note: String,
    /// The units it goes to.
    pub to: Vec<UnitId>,
}

/// A dispatch as it stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Dispatch {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: DispatchId,
    /// The directive.
    #[sqlx(try_from = "Uuid")]
    pub directive: DirectiveId,
    /// Its symbol.
    pub symbol: String,
    /// Its title.
    pub title: String,
    /// The unit that sent it.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The dispatch the sender got it by.
    pub passes_on_id: Option<Uuid>,
    /// `read`, `answer`, `programme`.
    pub request: String,
    /// By which day, as first asked.
    pub due_on: Option<NaiveDate>,
    /// A word that went with it.
    pub note: String,
    /// Who sent it.
    pub sent_by: String,
    /// When, in microseconds.
    pub sent_at: i64,
    /// To how many units.
    pub units: i64,
    /// Of those, how many have done what was asked.
    pub done: i64,
    /// Of those, how many are late.
    pub late: i64,
}

/// What happened to a paper at a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DispatchEvent {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// `opened`, `acknowledged`, `answered`, `reminded`, `extended`.
    pub event: String,
    /// The answer, the words of a reminder, the reason of an extension.
    pub words: String,
    /// The new day of an extension.
    pub due_on: Option<NaiveDate>,
    /// The programme opened as the answer.
    pub programme_id: Option<Uuid>,
    /// Its title.
    pub programme_title: Option<String>,
    /// Name of the file that came with it; empty for none.
    pub file_name: String,
    /// Its hash.
    pub sha256: String,
    /// Who did it: name of the person, or the sign-in name.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
}

/// The line of a unit a paper was sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The unit.
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is asked.
    pub request: Request,
    /// The day that holds for it.
    pub due_on: Option<NaiveDate>,
    /// What happened, oldest first.
    pub events: Vec<DispatchEvent>,
    /// To how many units it passed the paper on.
    pub passed_on: i64,
}

impl Receipt {
    /// The first event of a kind.
    #[must_use]
    pub fn first(&self, event: &str) -> Option<&DispatchEvent> {
        self.events.iter().find(|one| one.event == event)
    }

    /// The last event of a kind.
    #[must_use]
    pub fn last(&self, event: &str) -> Option<&DispatchEvent> {
        self.events.iter().rev().find(|one| one.event == event)
    }

    /// How far the unit has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let answered = self.last("answered").is_some();
        let acknowledged = self.first("acknowledged").is_some();
        match self.request {
            Request::Read if acknowledged || answered => Progress::Done,
            Request::Answer | Request::Programme if answered => Progress::Done,
            _ if acknowledged => Progress::Acknowledged,
            _ if self.first("opened").is_some() => Progress::Received,
            _ => Progress::Sent,
        }
    }

    /// Whether the day has passed and what was asked is not done.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.progress() != Progress::Done && self.due_on.is_some_and(|due| due < today)
    }
}

/// An event to be written.
#[derive(Clone, Debug, Default)]
pub struct NewEvent<'a> {
    /// `opened`, `acknowledged`, `answered`, `reminded`, `extended`.
    pub event: &'static str,
    /// What is said.
    pub words: &'a str,
    /// The new day.
    pub due_on: Option<NaiveDate>,
    /// The programme opened.
    pub programme: Option<ProgrammeId>,
    /// Name and hash of the file that came with it.
    pub file: Option<(&'a str, &'a str)>,
}

impl Thing {
    /// A paper sent down.
    pub const DISPATCH: Self = Self { noun: "dispatch", seen_by: Action::RecordRead, confidential: false };
}

/// `$2` is the day: what is late is late on it.
macro_rules! dispatches {
    ($from:literal, $rest:literal) => {
        concat!(
            "
SELECT d.id, d.directive_id AS directive, v.symbol, v.title, d.unit_id AS unit, u.code AS unit_code, u.name AS unit_name,
    d.passes_on_id, d.request, d.due_on, d.note, COALESCE(q.name, d.sent_by) AS sent_by, d.sent_at,
    (SELECT COUNT(*) FROM dispatch_unit t WHERE t.dispatch_id = d.id) AS units,
    (SELECT COUNT(*) FROM dispatch_unit t WHERE t.dispatch_id = d.id AND EXISTS (SELECT 1 FROM dispatch_event e
        WHERE e.dispatch_id = d.id AND e.unit_id = t.unit_id
            AND (e.event = 'answered' OR (d.request = 'read' AND e.event = 'acknowledged')))) AS done,
    (SELECT COUNT(*) FROM dispatch_unit t WHERE t.dispatch_id = d.id AND t.due_on < $2 AND NOT EXISTS (
        SELECT 1 FROM dispatch_event e WHERE e.dispatch_id = d.id AND e.unit_id = t.unit_id
            AND (e.event = 'answered' OR (d.request = 'read' AND e.event = 'acknowledged')))) AS late
FROM ",
            $from,
            " JOIN directive v ON v.id = d.directive_id JOIN unit u ON u.id = d.unit_id
    LEFT JOIN account a ON a.login = d.sent_by LEFT JOIN person q ON q.id = a.person_id ",
            $rest
        )
    };
}
use dispatches;

const ADD: &str = "
INSERT INTO dispatch (id, directive_id, unit_id, passes_on_id, request, due_on, note, sent_by, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const OF_ID: &str = dispatches!("dispatch d", "WHERE d.id = $1");
const SENT: &str = dispatches!("dispatch d", "WHERE d.unit_id = $1 ORDER BY d.sent_at DESC, d.id DESC LIMIT $3");
const RECEIVED: &str = dispatches!(
    "dispatch_unit r JOIN dispatch d ON d.id = r.dispatch_id",
    "WHERE r.unit_id = $1 ORDER BY d.sent_at DESC, d.id DESC LIMIT $3"
);
/// Where a directive was sent to a unit that has not looked at it yet.
const UNOPENED: &str = dispatches!(
    "dispatch_unit r JOIN dispatch d ON d.id = r.dispatch_id",
    "WHERE r.unit_id = $1 AND d.directive_id = $3 AND NOT EXISTS (SELECT 1 FROM dispatch_event e
        WHERE e.dispatch_id = d.id AND e.unit_id = r.unit_id AND e.event = 'opened') ORDER BY d.id"
);
const LINES: &str = "
SELECT t.unit_id, u.code, u.name, t.due_on, (SELECT COUNT(*) FROM dispatch n JOIN dispatch_unit m ON m.dispatch_id = n.id
    WHERE n.passes_on_id = t.dispatch_id AND n.unit_id = t.unit_id) AS passed_on
FROM dispatch_unit t JOIN unit u ON u.id = t.unit_id
WHERE t.dispatch_id = $1 AND ($2 = 0 OR t.unit_id = $3) ORDER BY u.code";
const EVENTS: &str = "
SELECT e.unit_id AS unit, e.event, e.words, e.due_on, e.programme_id, g.title AS programme_title, e.file_name, e.sha256,
    COALESCE(q.name, e.recorded_by) AS by, e.recorded_at AS at
FROM dispatch_event e LEFT JOIN programme g ON g.id = e.programme_id LEFT JOIN account a ON a.login = e.recorded_by
    LEFT JOIN person q ON q.id = a.person_id
WHERE e.dispatch_id = $1 AND ($2 = 0 OR e.unit_id = $3) ORDER BY e.recorded_at, e.id";
const ADD_EVENT: &str = "
INSERT INTO dispatch_event (id, dispatch_id, unit_id, event, words, due_on, programme_id, file_name, sha256, recorded_by,
    recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
const MOVE_DAY: &str = "UPDATE dispatch_unit SET due_on = $3 WHERE dispatch_id = $1 AND unit_id = $2";
const HOME: &str = "SELECT unit_id FROM directive WHERE id = $1";
const PROGRAMME: &str = "SELECT unit_id FROM programme WHERE id = $1 AND directive_id = $2";

impl Tx {
    /// Sends a directive down. It must be kept at the sending unit or above, so that every unit below sees it.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the unit or does not see the
    /// directive; [`Error::NotVisible`] for one kept below.
    pub async fn add_dispatch(&mut self, caller: &Caller, new: &NewDispatch) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, new.unit, Thing::DISPATCH).await?;
        self.require_directive(caller, new.directive).await?;
        on!(self, c => sqlx::query(ADD).bind(new.id.uuid()).bind(new.directive.uuid()).bind(new.unit.uuid())
            .bind(new.passes_on.map(DispatchId::uuid)).bind(new.request.word()).bind(new.due_on).bind(&new.note)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        insert_many!(
            self,
            "INSERT INTO dispatch_unit (dispatch_id, due_on, unit_id) ",
            [new.id.uuid(), new.due_on],
            new.to,
            |values, unit| {
                values.push_bind(unit.uuid());
            }
        );
        let after = serde_json::json!({
            "directive": new.directive, "unit": new.unit, "request": new.request, "due_on": new.due_on,
            "units": new.to.len(), "passes_on": new.passes_on,
        });
        self.note_dispatch(caller, new.unit, ("dispatch.send", new.id), after.to_string()).await
    }

    /// Whether a directive is kept at a unit or above it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such directive for this caller.
    pub async fn is_directive_over(&mut self, caller: &Caller, id: DirectiveId, unit: UnitId) -> Result<bool> {
        self.require_directive(caller, id).await?;
        let home: Uuid = on!(self, c => sqlx::query_scalar(HOME).bind(id.uuid()).fetch_one(c).await)?;
        let above = self.above(unit, caller.now.day()).await?;
        Ok(above.iter().any(|(known, _)| known.uuid() == home))
    }

    /// What a unit sent, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn dispatches_sent(&mut self, caller: &Caller, unit: UnitId, limit: i64) -> Result<Vec<Dispatch>> {
        self.require(caller, Action::RecordRead, unit, Thing::DISPATCH).await?;
        Ok(on!(self, c => sqlx::query_as(SENT).bind(unit.uuid()).bind(caller.now.day()).bind(limit)
            .fetch_all(c).await)?)
    }

    /// What was sent to a unit, latest first, each with the unit's own line.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn dispatches_received(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        limit: i64,
    ) -> Result<Vec<(Dispatch, Receipt)>> {
        self.require(caller, Action::RecordRead, unit, Thing::DISPATCH).await?;
        let dispatches: Vec<Dispatch> = on!(self, c => sqlx::query_as(RECEIVED).bind(unit.uuid())
            .bind(caller.now.day()).bind(limit).fetch_all(c).await)?;
        let mut receipts = self.receipts_of_unit(unit, &dispatches).await?;
        let pair = |one: Dispatch| receipts.remove(&one.id).map(|receipt| (one, receipt));
        Ok(dispatches.into_iter().filter_map(pair).collect())
    }

    /// The ways in which a directive came to a unit that has not looked at it yet.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn dispatches_unopened(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        directive: DirectiveId,
    ) -> Result<Vec<Dispatch>> {
        self.require(caller, Action::RecordRead, unit, Thing::DISPATCH).await?;
        Ok(on!(self, c => sqlx::query_as(UNOPENED).bind(unit.uuid()).bind(caller.now.day())
            .bind(directive.uuid()).fetch_all(c).await)?)
    }

    /// A dispatch, for whoever sees the desk of the unit that sent it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn dispatch(&mut self, caller: &Caller, id: DispatchId) -> Result<Dispatch> {
        let dispatch = self.dispatch_of_id(caller, id).await?;
        self.require(caller, Action::RecordRead, dispatch.unit, Thing::DISPATCH).await?;
        Ok(dispatch)
    }

    async fn dispatch_of_id(&mut self, caller: &Caller, id: DispatchId) -> Result<Dispatch> {
        let found: Option<Dispatch> = on!(self, c => sqlx::query_as(OF_ID).bind(id.uuid()).bind(caller.now.day())
            .fetch_optional(c).await)?;
        found.ok_or(Error::NotVisible("dispatch"))
    }

    /// Every unit's line of a dispatch, by code.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn receipts(&mut self, caller: &Caller, dispatch: &Dispatch) -> Result<Vec<Receipt>> {
        self.require(caller, Action::RecordRead, dispatch.unit, Thing::DISPATCH).await?;
        self.lines_of(dispatch, None).await
    }

    /// The line of one unit of a dispatch, with the dispatch.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when it was not sent there, or the caller may not read records of that unit.
    pub async fn receipt(&mut self, caller: &Caller, id: DispatchId, unit: UnitId) -> Result<(Dispatch, Receipt)> {
        self.require(caller, Action::RecordRead, unit, Thing::DISPATCH).await?;
        let dispatch = self.dispatch_of_id(caller, id).await?;
        let line = self.lines_of(&dispatch, Some(unit)).await?.pop();
        Ok((dispatch, line.ok_or(Error::NotVisible("dispatch"))?))
    }

    async fn lines_of(&mut self, dispatch: &Dispatch, unit: Option<UnitId>) -> Result<Vec<Receipt>> {
        let (one, of) = (i64::from(unit.is_some()), unit.unwrap_or_default().uuid());
        let rows: Vec<(Uuid, String, String, Option<NaiveDate>, i64)> =
            on!(self, c => sqlx::query_as(LINES).bind(dispatch.id.uuid()).bind(one).bind(of).fetch_all(c).await)?;
        let events: Vec<DispatchEvent> =
            on!(self, c => sqlx::query_as(EVENTS).bind(dispatch.id.uuid()).bind(one).bind(of).fetch_all(c).await)?;
        let request: Request = dispatch.request.parse().map_err(|_| Error::Corrupt(dispatch.request.clone()))?;
        let mut lines: Vec<Receipt> = rows
            .into_iter()
            .map(|(unit, code, name, due_on, passed_on)| Receipt {
                unit: unit.into(),
                code,
                name,
                request,
                due_on,
                events: Vec::new(),
                passed_on,
            })
            .collect();
        let places: std::collections::HashMap<UnitId, usize> =
            lines.iter().enumerate().map(|(place, line)| (line.unit, place)).collect();
        for event in events {
            if let Some(line) = places.get(&event.unit).and_then(|place| lines.get_mut(*place)) {
                line.events.push(event);
            }
        }
        Ok(lines)
    }

    /// Writes down that a unit received, acknowledged or answered a paper; what happens once is written once. Receiving takes
    /// somebody of the unit itself who reads there, everything else whoever writes programmes of the unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::NotVisible`] for a programme that is not the unit's or does not
    /// stand on the directive.
    pub async fn note_receipt(
        &mut self,
        caller: &Caller,
        dispatch: &Dispatch,
        (id, unit): (Uuid, UnitId),
        new: &NewEvent<'_>,
    ) -> Result<bool> {
        let action = if new.event == "opened" { Action::RecordRead } else { Action::ProgrammeWrite };
        self.require(caller, action, unit, Thing::DISPATCH).await?;
        if let Some(programme) = new.programme {
            let home: Option<Uuid> = on!(self, c => sqlx::query_scalar(PROGRAMME).bind(programme.uuid())
                .bind(dispatch.directive.uuid()).fetch_optional(c).await)?;
            if home != Some(unit.uuid()) {
                return Err(Error::NotVisible("programme"));
            }
        }
        self.add_event(caller, dispatch, (id, unit), new).await
    }

    /// Reminds some units, or moves the day that holds for them; both by the desk that sent the paper.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the sending unit.
    pub async fn note_for_units(
        &mut self,
        caller: &Caller,
        dispatch: &Dispatch,
        units: &[(Uuid, UnitId)],
        new: &NewEvent<'_>,
    ) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, dispatch.unit, Thing::DISPATCH).await?;
        for place in units {
            self.insert_event(caller, dispatch, *place, new).await?;
            if new.event == "extended" {
                on!(self, c => sqlx::query(MOVE_DAY).bind(dispatch.id.uuid()).bind(place.1.uuid()).bind(new.due_on)
                    .execute(c).await.map(|_| ()))?;
            }
        }
        let units: Vec<UnitId> = units.iter().map(|(_, unit)| *unit).collect();
        let after = serde_json::json!({ "units": units, "words": new.words, "due_on": new.due_on }).to_string();
        let action = if new.event == "extended" { "dispatch.extend" } else { "dispatch.remind" };
        self.note_dispatch(caller, dispatch.unit, (action, dispatch.id), after).await
    }

    async fn add_event(
        &mut self,
        caller: &Caller,
        dispatch: &Dispatch,
        place: (Uuid, UnitId),
        new: &NewEvent<'_>,
    ) -> Result<bool> {
        if !self.insert_event(caller, dispatch, place, new).await? {
            return Ok(false);
        }
        let action = match new.event {
            "opened" => "dispatch.open",
            "acknowledged" => "dispatch.acknowledge",
            _ => "dispatch.answer",
        };
        let after = serde_json::json!({
            "unit": place.1, "words": new.words, "programme": new.programme, "file": new.file.map(|(_, hash)| hash),
        });
        self.note_dispatch(caller, place.1, (action, dispatch.id), after.to_string()).await?;
        Ok(true)
    }

    async fn insert_event(
        &mut self,
        caller: &Caller,
        dispatch: &Dispatch,
        (id, unit): (Uuid, UnitId),
        new: &NewEvent<'_>,
    ) -> Result<bool> {
        let (name, hash) = new.file.unwrap_or_default();
        let added = on!(self, c => sqlx::query(ADD_EVENT).bind(id).bind(dispatch.id.uuid()).bind(unit.uuid())
            .bind(new.event).bind(new.words).bind(new.due_on).bind(new.programme.map(ProgrammeId::uuid)).bind(name)
            .bind(hash).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(added > 0)
    }

    /// A file that came with an answer of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit, or no answer of it names the file.
    pub async fn dispatch_file(
        &mut self,
        caller: &Caller,
        (id, unit): (DispatchId, UnitId),
        sha256: &str,
    ) -> Result<(String, Vec<u8>)> {
        let (_, receipt) = self.receipt(caller, id, unit).await?;
        let named = receipt.events.iter().find(|event| !sha256.is_empty() && event.sha256 == sha256);
        let name = named.map(|event| event.file_name.clone()).ok_or(Error::NotVisible("file"))?;
        Ok((name, self.content_of(sha256).await?))
    }

    async fn note_dispatch(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (action, dispatch): (&'static str, DispatchId),
        after: String,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(unit).await?,
            action,
            object: format!("dispatch:{dispatch}"),
            before: String::new(),
            after,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
