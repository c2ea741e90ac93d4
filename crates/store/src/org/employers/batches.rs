//! All employers at once, for lists that leave and files that come in; taking such a file back.
//!
//! Not here: what a row of a file may hold (`service`).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, Ids, UnitId,
    access::{Action, Caller},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use super::{ADD_SERVICE, ADD_WORKFORCE, END_SERVICE, Employer, NewEmployer, SET_EMPLOYER, Workforce};
use crate::{
    Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    org::particulars::Profile,
    transaction::on,
};

/// Everything known of an employer beside its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerState {
    /// What is special about it.
    pub employer: Employer,
    /// Address as written.
    pub address: String,
    /// Code of the province as written.
    pub place: String,
    /// How many worked there, by day.
    pub workforce: Vec<Workforce>,
    /// Which unions serve and served it: from a day until a day.
    pub served: Vec<(UnitId, NaiveDate, Option<NaiveDate>)>,
}

/// What a file changes of an employer that stands; nothing where it says nothing new.
#[derive(Clone, Debug)]
pub struct EmployerChange {
    /// The employer.
    pub unit: UnitId,
    /// What is special about it from now on.
    pub employer: Option<Employer>,
    /// Address and place from now on.
    pub address: Option<(String, String)>,
    /// Counts of days that were not counted, or otherwise.
    pub workforce: Vec<Workforce>,
    /// The union that serves it, from a day on.
    pub served: Option<(UnitId, NaiveDate)>,
}

#[derive(sqlx::FromRow)]
struct StateRow {
    unit_id: Uuid,
    #[sqlx(flatten)]
    employer: Employer,
    address: Option<String>,
    place: Option<String>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    employer_id: Uuid,
    #[sqlx(flatten)]
    workforce: Workforce,
}

type ServedRow = (Uuid, Uuid, NaiveDate, Option<NaiveDate>);

const ALL: &str = "
SELECT e.unit_id, e.tax_code, e.ownership, e.zone, p.address, p.place
FROM employer e JOIN unit u ON u.id = e.unit_id LEFT JOIN unit_profile p ON p.unit_id = e.unit_id
WHERE u.annulled_at IS NULL";
const ALL_COUNTS: &str = "
SELECT employer_id, counted_on, workers, women FROM workforce WHERE superseded_at IS NULL ORDER BY employer_id, counted_on";
const ALL_SERVED: &str = "
SELECT employer_id, union_id, valid_from, valid_until FROM employer_service
WHERE superseded_at IS NULL ORDER BY employer_id, valid_from, union_id";
/// What somebody wrote of an employer after an import, or built on it.
const BUSY: &str = "
SELECT DISTINCT unit_id FROM (
    SELECT unit_id FROM employer WHERE recorded_at > $2
    UNION ALL SELECT unit_id FROM unit_profile WHERE recorded_at > $2
    UNION ALL SELECT employer_id FROM workforce WHERE recorded_at > $2
    UNION ALL SELECT employer_id FROM employer_service WHERE recorded_at > $2
    UNION ALL SELECT employer_id FROM founding_case WHERE opened_at > $2
    UNION ALL SELECT unit_id FROM reorganisation_effect e JOIN reorganisation r ON r.id = e.reorganisation_id
        WHERE r.applied_at > $2
) busy WHERE unit_id IN (SELECT object_id FROM import_row WHERE batch_id = $1)";
const NAMES: &str = "
SELECT u.id, u.code, u.name FROM import_row i JOIN unit u ON u.id = i.object_id WHERE i.batch_id = $1 ORDER BY u.code";
const STANDING_SERVICES: &str = "SELECT id FROM employer_service WHERE employer_id = $1 AND superseded_at IS NULL";
const END_COUNTS: &str = "UPDATE workforce SET superseded_at = $2 WHERE employer_id = $1 AND superseded_at IS NULL";

impl Tx {
    /// Everything known of all employers.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn all_employers(&mut self, caller: &Caller) -> Result<HashMap<UnitId, EmployerState>> {
        only_system(caller)?;
        let rows: Vec<StateRow> = on!(self, c => sqlx::query_as(ALL).fetch_all(c).await)?;
        let mut found: HashMap<UnitId, EmployerState> = HashMap::with_capacity(rows.len());
        for row in rows {
            let (address, place) = (row.address.unwrap_or_default(), row.place.unwrap_or_default());
            let state = EmployerState { employer: row.employer, address, place, ..EmployerState::default() };
            found.insert(row.unit_id.into(), state);
        }
        let counts: Vec<CountRow> = on!(self, c => sqlx::query_as(ALL_COUNTS).fetch_all(c).await)?;
        for row in counts {
            if let Some(state) = found.get_mut(&row.employer_id.into()) {
                state.workforce.push(row.workforce);
            }
        }
        let served: Vec<ServedRow> = on!(self, c => sqlx::query_as(ALL_SERVED).fetch_all(c).await)?;
        for (employer, union, from, until) in served {
            if let Some(state) = found.get_mut(&employer.into()) {
                state.served.push((union.into(), from, until));
            }
        }
        Ok(found)
    }

    /// Writes the employers of an import: new ones as one act, each changed one with an audit entry of its own.
    /// `before` tells how the changed ones stood.
    ///
    /// # Errors
    /// [`crate::Error::Taken`] when a code or a tax code stands already; [`crate::Error::NotVisible`],
    /// [`crate::Error::Denied`] where the caller may not describe the unit.
    pub async fn import_employers(
        &mut self,
        caller: &Caller,
        (ids, batch): (&Ids, BatchId),
        (new, more): (&[NewEmployer], &[(UnitId, Workforce)]),
        changes: &[(EmployerChange, EmployerState)],
    ) -> Result<()> {
        self.put_employers(caller, ids, new, Some(batch.uuid())).await?;
        let (by, now) = (caller.name(), caller.now.micros());
        insert_many!(
            self,
            "INSERT INTO workforce (recorded_by, recorded_at, id, employer_id, counted_on, workers, women) ",
            [by, now],
            more,
            |values, one| {
                values.push_bind(ids.next::<Uuid>()).push_bind(one.0.uuid()).push_bind(one.1.counted_on);
                values.push_bind(one.1.workers).push_bind(one.1.women);
            }
        );
        let all = new.iter().map(|one| one.unit.id).chain(changes.iter().map(|(change, _)| change.unit));
        let written: Vec<(Uuid, i64)> = all.map(|unit| (unit.uuid(), 1)).collect();
        self.note_imported(batch, &written).await?;
        for (change, before) in changes {
            self.keep_before(batch, change.unit.uuid(), &serde_json::to_string(before)?).await?;
            self.change_imported_employer(caller, ids, change).await?;
        }
        Ok(())
    }

    async fn change_imported_employer(&mut self, caller: &Caller, ids: &Ids, change: &EmployerChange) -> Result<()> {
        self.require(caller, Action::UnitDescribe, change.unit, Thing::UNIT).await?;
        if let Some(employer) = &change.employer {
            self.set_employer(caller, change.unit, employer).await?;
        }
        if let Some((address, place)) = &change.address {
            let known = self.profile(caller, change.unit).await?;
            let (address, place, written_on) = (address.clone(), place.clone(), Some(caller.now.day()));
            self.set_profile(caller, change.unit, &Profile { address, place, written_on, ..known }).await?;
        }
        for workforce in &change.workforce {
            self.count_workforce(caller, ids, change.unit, *workforce).await?;
        }
        if let Some((union, from)) = change.served {
            self.serve(caller, ids, change.unit, (Some(union), from)).await?;
        }
        Ok(())
    }

    /// Keeps how something stood before an import changed it.
    async fn keep_before(&mut self, batch: BatchId, object: Uuid, before: &str) -> Result<()> {
        const KEEP: &str = "INSERT INTO import_change (batch_id, object_id, before_state) VALUES ($1, $2, $3)";
        on!(self, c => sqlx::query(KEEP).bind(batch.uuid()).bind(object).bind(before).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes back the employers of an import, except those described anew since; gives those by name and code.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when it was undone before; [`crate::Error::NotVisible`] for who may not see it;
    /// [`crate::Error::Denied`] for who may not describe each of them.
    pub async fn undo_employers(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        chain: &str,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        let recorded_at = self.batch(caller, id).await?.recorded_at;
        let named: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(NAMES).bind(id.uuid()).fetch_all(c).await)?;
        if !caller.is_system() {
            for (unit, ..) in &named {
                self.require(caller, Action::UnitDescribe, UnitId::from(*unit), Thing::UNIT).await?;
            }
        }
        self.mark_undone(caller, id).await?;
        let busy: Vec<Uuid> =
            on!(self, c => sqlx::query_scalar(BUSY).bind(id.uuid()).bind(recorded_at).fetch_all(c).await)?;
        let (_, before) = self.imported(id).await?;
        let (mut kept, mut undone) = (Vec::new(), BTreeMap::new());
        for (unit, code, name) in named {
            if busy.contains(&unit) {
                kept.push((name, Some(code)));
                continue;
            }
            let stood: Option<EmployerState> = before.get(&unit).map(|text| serde_json::from_str(text)).transpose()?;
            if stood.is_none() {
                self.annul_imported(caller, id, unit).await?;
            }
            self.put_employer_back(caller, ids, unit, stood.as_ref()).await?;
            undone.insert(code, stood);
        }
        let note = Note {
            chain: chain.to_owned(),
            action: "import.undo",
            object: format!("batch:{id}"),
            before: String::new(),
            after: serde_json::json!({ "employers": undone, "kept": kept.len() }).to_string(),
        };
        self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        Ok(kept)
    }

    /// An employer as it stood before; one that did not stand gives its tax code free and is served by nobody.
    async fn put_employer_back(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        unit: Uuid,
        stood: Option<&EmployerState>,
    ) -> Result<()> {
        let (now, by, nothing) = (caller.now.micros(), caller.name(), EmployerState::default());
        let state = stood.unwrap_or(&nothing);
        let special = &state.employer;
        on!(self, c => sqlx::query(SET_EMPLOYER).bind(unit).bind(&special.tax_code).bind(&special.ownership)
            .bind(&special.zone).bind(now).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(END_COUNTS).bind(unit).bind(now).execute(c).await.map(|_| ()))?;
        let services: Vec<Uuid> = on!(self, c => sqlx::query_scalar(STANDING_SERVICES).bind(unit).fetch_all(c).await)?;
        for service in services {
            on!(self, c => sqlx::query(END_SERVICE).bind(service).bind(now).execute(c).await.map(|_| ()))?;
        }
        for one in &state.workforce {
            on!(self, c => sqlx::query(ADD_WORKFORCE).bind(ids.next::<Uuid>()).bind(unit).bind(one.counted_on)
                .bind(one.workers).bind(one.women).bind(by).bind(now).execute(c).await.map(|_| ()))?;
        }
        for (union, from, until) in &state.served {
            on!(self, c => sqlx::query(ADD_SERVICE).bind(ids.next::<Uuid>()).bind(unit).bind(union.uuid()).bind(*from)
                .bind(*until).bind(by).bind(now).execute(c).await.map(|_| ()))?;
        }
        if stood.is_none() {
            return Ok(());
        }
        let system = Caller::system(caller.now);
        let known = self.profile(&system, unit.into()).await?;
        if known.version > 0 && (known.address != state.address || known.place != state.place) {
            let (address, place) = (state.address.clone(), state.place.clone());
            self.set_profile(caller, unit.into(), &Profile { address, place, ..known }).await?;
        }
        Ok(())
    }
}
