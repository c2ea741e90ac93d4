//! Employers: units outside the federation with a workforce by date and the unions that serve them; who of them has no
//! union (white spots).
//!
//! Not here: from how many workers on an employer should have a union (`pack`), names of places.

mod batches;

use chrono::NaiveDate;
use congdoan_model::{
    Ids, UnitId,
    access::{Action, Caller},
    names,
    org::{Link, Unit},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use super::particulars::Profile;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

pub use batches::{EmployerChange, EmployerState};

/// What is special about a unit that is an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Employer {
    /// Tax code, unique; nothing when not known.
    pub tax_code: Option<String>,
    /// `state`, `private`, `foreign`, `cooperative`, `public`, `household`.
    pub ownership: String,
    /// The industrial zone it stands in; empty outside of one.
    pub zone: String,
}

/// How many people worked for an employer on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Workforce {
    /// The day.
    pub counted_on: NaiveDate,
    /// People, người.
    pub workers: i64,
    /// Women among them, when known.
    pub women: Option<i64>,
}

/// A union that serves an employer, or served it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Served {
    /// Code of the union.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
}

/// An employer to be added.
#[derive(Clone, Debug)]
pub struct NewEmployer {
    /// The unit.
    pub unit: Unit,
    /// Its chain.
    pub chain: String,
    /// Where it hangs.
    pub link: Link,
    /// What is special about it.
    pub employer: Employer,
    /// Address and the like.
    pub profile: Profile,
    /// How many work there.
    pub workforce: Option<Workforce>,
    /// The union that serves it, from a day on.
    pub served: Option<(UnitId, NaiveDate)>,
}

/// An employer in a list, on a day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedEmployer {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Ownership.
    pub ownership: String,
    /// Industrial zone.
    pub zone: String,
    /// Code of the province as written.
    pub place: Option<String>,
    /// Address as written.
    pub address: Option<String>,
    /// Latitude, millionths of a degree.
    pub latitude: Option<i64>,
    /// Longitude, millionths of a degree.
    pub longitude: Option<i64>,
    /// People working there, as last counted.
    pub workers: Option<i64>,
    /// Women among them.
    pub women: Option<i64>,
    /// When they were counted.
    pub counted_on: Option<NaiveDate>,
    /// Code of the union that serves it.
    pub union_code: Option<String>,
    /// Its name.
    pub union_name: Option<String>,
}

/// Which employers a list shows.
#[derive(Clone, Copy, Debug)]
pub struct EmployerFilter<'a> {
    /// The day.
    pub day: NaiveDate,
    /// Codes of provinces with commas around each, `,kon-tum,quang-ngai,`; empty for all.
    pub places: &'a str,
    /// Only those with at least so many workers; 0 for all.
    pub least: i64,
    /// Only those no union serves.
    pub unserved: bool,
    /// Only names that hold this, marks and case aside; empty for all.
    pub name: &'a str,
    /// Only codes after this one; empty for the first page.
    pub after: &'a str,
    /// How many at most.
    pub limit: i64,
}

/// Employers and their workers, with and without a union.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct EmployerCounts {
    /// Employers.
    pub employers: i64,
    /// Their workers, người.
    pub workers: i64,
    /// Employers no union serves.
    pub unserved: i64,
    /// Their workers, người.
    pub unserved_workers: i64,
}

/// Employers below a unit on a day, with their last count and the union that serves them. A union that merged is stood for
/// by its heir. Parameters: unit, day, places, least number of workers, unserved only, name.
macro_rules! employers {
    ($what:literal, $rest:literal) => {
        concat!(
            "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
), heir (union_id, id) AS (
    SELECT union_id, union_id FROM employer_service WHERE superseded_at IS NULL
    UNION
    SELECT heir.union_id, s.successor_id FROM heir JOIN unit_succession s ON s.predecessor_id = heir.id
    WHERE s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2
), served (employer_id, code) AS (
    SELECT es.employer_id, MIN(u.code) FROM employer_service es
    JOIN heir ON heir.union_id = es.union_id JOIN unit u ON u.id = heir.id
    WHERE es.superseded_at IS NULL AND es.valid_from <= $2 AND (es.valid_until IS NULL OR es.valid_until > $2)
        AND u.annulled_at IS NULL AND u.opened_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2)
    GROUP BY es.employer_id
)
SELECT ",
            $what,
            "
FROM employer e JOIN below ON below.id = e.unit_id JOIN unit u ON u.id = e.unit_id
LEFT JOIN unit_profile p ON p.unit_id = u.id
LEFT JOIN served ON served.employer_id = u.id LEFT JOIN unit su ON su.code = served.code
LEFT JOIN workforce w ON w.id = (SELECT x.id FROM workforce x WHERE x.employer_id = u.id AND x.superseded_at IS NULL
    AND x.counted_on <= $2 ORDER BY x.counted_on DESC, x.recorded_at DESC LIMIT 1)
WHERE u.annulled_at IS NULL AND u.opened_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2)
    AND ($3 = '' OR $3 LIKE '%,' || COALESCE(p.place, '?') || ',%') AND COALESCE(w.workers, 0) >= $4
    AND ($5 = 0 OR served.code IS NULL) AND ($6 = '' OR u.name_fold LIKE $6) ",
            $rest
        )
    };
}

const LISTED: &str = employers!(
    "u.code, u.name, e.tax_code, e.ownership, e.zone, p.place, p.address, p.latitude, p.longitude, w.workers, w.women,
    w.counted_on, su.code AS union_code, su.name AS union_name",
    "AND u.code > $7 ORDER BY u.code LIMIT $8"
);
const COUNTED: &str = employers!(
    "COUNT(*) AS employers, CAST(COALESCE(SUM(w.workers), 0) AS BIGINT) AS workers,
    CAST(COALESCE(SUM(CASE WHEN served.code IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unserved,
    CAST(COALESCE(SUM(CASE WHEN served.code IS NULL THEN w.workers ELSE 0 END), 0) AS BIGINT) AS unserved_workers",
    ""
);
/// Tax codes asked for in one statement.
const CODES: usize = 5_000;
const EMPLOYER: &str = "SELECT tax_code, ownership, zone FROM employer WHERE unit_id = $1";
const TAX_TAKEN: &str = "
SELECT u.code FROM employer e JOIN unit u ON u.id = e.unit_id WHERE e.tax_code = $1 AND e.unit_id <> $2";
const SET_EMPLOYER: &str = "
INSERT INTO employer (unit_id, tax_code, ownership, zone, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (unit_id) DO UPDATE SET tax_code = $2, ownership = $3, zone = $4, recorded_at = $5";
const WORKFORCE: &str = "
SELECT counted_on, workers, women FROM workforce WHERE employer_id = $1 AND superseded_at IS NULL ORDER BY counted_on DESC";
const END_WORKFORCE: &str =
    "UPDATE workforce SET superseded_at = $3 WHERE employer_id = $1 AND counted_on = $2 AND superseded_at IS NULL";
const ADD_WORKFORCE: &str = "
INSERT INTO workforce (id, employer_id, counted_on, workers, women, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SERVED: &str = "
SELECT u.code, u.name, s.valid_from, s.valid_until FROM employer_service s JOIN unit u ON u.id = s.union_id
WHERE s.employer_id = $1 AND s.superseded_at IS NULL ORDER BY s.valid_from DESC";
const SERVES: &str = "
SELECT u.code, u.name, s.valid_from, s.valid_until FROM employer_service s JOIN unit u ON u.id = s.employer_id
WHERE s.union_id = $1 AND s.superseded_at IS NULL ORDER BY s.valid_from DESC, u.code LIMIT 200";
const STANDING: &str = "
SELECT id, union_id, valid_from FROM employer_service
WHERE employer_id = $1 AND superseded_at IS NULL AND (valid_until IS NULL OR valid_until > $2)";
const END_SERVICE: &str = "UPDATE employer_service SET superseded_at = $2 WHERE id = $1";
const ADD_SERVICE: &str = "
INSERT INTO employer_service (id, employer_id, union_id, valid_from, valid_until, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl Tx {
    /// Employers below a unit, as a filter asks, by code.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn employers(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        filter: &EmployerFilter<'_>,
    ) -> Result<Vec<ListedEmployer>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let name = pattern(filter.name);
        Ok(on!(self, c => sqlx::query_as(LISTED).bind(unit.uuid()).bind(filter.day).bind(filter.places)
            .bind(filter.least).bind(i64::from(filter.unserved)).bind(&name).bind(filter.after).bind(filter.limit)
            .fetch_all(c).await)?)
    }

    /// How many employers a filter finds over all pages, with and without a union.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn employer_counts(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        filter: &EmployerFilter<'_>,
    ) -> Result<EmployerCounts> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let name = pattern(filter.name);
        Ok(on!(self, c => sqlx::query_as(COUNTED).bind(unit.uuid()).bind(filter.day).bind(filter.places)
            .bind(filter.least).bind(i64::from(filter.unserved)).bind(&name).fetch_one(c).await)?)
    }

    /// An employer with its workforce and the unions that serve and served it, latest first; nothing for other units.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn employer(
        &mut self,
        caller: &Caller,
        unit: UnitId,
    ) -> Result<Option<(Employer, Vec<Workforce>, Vec<Served>)>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let id = unit.uuid();
        let found: Option<Employer> = on!(self, c => sqlx::query_as(EMPLOYER).bind(id).fetch_optional(c).await)?;
        let Some(found) = found else { return Ok(None) };
        let workforce = on!(self, c => sqlx::query_as(WORKFORCE).bind(id).fetch_all(c).await)?;
        let served = on!(self, c => sqlx::query_as(SERVED).bind(id).fetch_all(c).await)?;
        Ok(Some((found, workforce, served)))
    }

    /// The employers a union serves and served, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the union.
    pub async fn employers_of(&mut self, caller: &Caller, union: UnitId) -> Result<Vec<Served>> {
        self.require(caller, Action::UnitRead, union, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(SERVES).bind(union.uuid()).fetch_all(c).await)?)
    }

    /// Adds employers as units, each under its parent; one audit entry for each chain.
    ///
    /// # Errors
    /// [`Error::Taken`] when a code or a tax code stands already; [`Error::NotVisible`], [`Error::Denied`] where the
    /// caller may not describe the parent.
    pub async fn add_employers(&mut self, caller: &Caller, ids: &Ids, new: &[NewEmployer]) -> Result<()> {
        self.put_employers(caller, ids, new, None).await
    }

    /// Adds employers, by an import where one did it.
    async fn put_employers(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        new: &[NewEmployer],
        act: Option<Uuid>,
    ) -> Result<()> {
        let mut parents: Vec<UnitId> = new.iter().map(|one| one.link.parent).collect();
        parents.sort_unstable();
        parents.dedup();
        for parent in parents {
            self.require(caller, Action::UnitDescribe, parent, Thing::UNIT).await?;
        }
        let units: Vec<(Unit, String)> = new.iter().map(|one| (one.unit.clone(), one.chain.clone())).collect();
        self.check_free(&units).await?;
        let taxed: Vec<&str> = new.iter().filter_map(|one| one.employer.tax_code.as_deref()).collect();
        self.check_tax_codes(&taxed).await?;
        self.insert_units(caller, &units, act).await?;
        let links: Vec<Link> = new.iter().map(|one| one.link).collect();
        self.insert_links(caller, &links, act).await?;
        self.insert_employers(caller, ids, new).await?;
        let mut chains: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
        for one in new {
            chains.entry(&one.chain).or_default().push(one.unit.code.as_str());
        }
        for (chain, codes) in chains {
            let note = Note {
                chain: chain.to_owned(),
                action: "employer.add",
                object: format!("units:{}", codes.len()),
                before: String::new(),
                after: serde_json::to_string(&codes)?,
            };
            self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        }
        Ok(())
    }

    /// Writes the rows beside those of the units. The caller asked for the rights and journals.
    pub(super) async fn insert_employers(&mut self, caller: &Caller, ids: &Ids, new: &[NewEmployer]) -> Result<()> {
        let (now, by) = (caller.now.micros(), caller.name());
        insert_many!(
            self,
            "INSERT INTO employer (unit_id, tax_code, ownership, zone, recorded_at) ",
            [],
            new,
            |values, one| {
                values.push_bind(one.unit.id.uuid()).push_bind(one.employer.tax_code.as_deref());
                values.push_bind(one.employer.ownership.as_str()).push_bind(one.employer.zone.as_str()).push_bind(now);
            }
        );
        insert_many!(
            self,
            "INSERT INTO unit_profile (unit_id, status, address, place, written_on, phone, email, tax_code, \
             insurance_code, latitude, longitude, version, recorded_at) ",
            [],
            new,
            |values, one| {
                let profile = &one.profile;
                values.push_bind(one.unit.id.uuid()).push_bind(profile.status.as_str());
                values.push_bind(profile.address.as_str()).push_bind(profile.place.as_str());
                values.push_bind(profile.written_on).push_bind(profile.phone.as_str());
                values.push_bind(profile.email.as_str()).push_bind(profile.tax_code.as_str());
                values.push_bind(profile.insurance_code.as_str()).push_bind(profile.latitude);
                values.push_bind(profile.longitude).push_bind(1_i64).push_bind(now);
            }
        );
        let counted: Vec<(Uuid, Workforce)> =
            new.iter().filter_map(|one| Some((one.unit.id.uuid(), one.workforce?))).collect();
        insert_many!(
            self,
            "INSERT INTO workforce (id, employer_id, counted_on, workers, women, recorded_by, recorded_at) ",
            [],
            counted,
            |values, one| {
                values.push_bind(ids.next::<Uuid>()).push_bind(one.0).push_bind(one.1.counted_on);
                values.push_bind(one.1.workers).push_bind(one.1.women).push_bind(by).push_bind(now);
            }
        );
        let served: Vec<(Uuid, UnitId, NaiveDate)> =
            new.iter().filter_map(|one| one.served.map(|(union, from)| (one.unit.id.uuid(), union, from))).collect();
        insert_many!(
            self,
            "INSERT INTO employer_service (id, employer_id, union_id, valid_from, recorded_by, recorded_at) ",
            [],
            served,
            |values, one| {
                values.push_bind(ids.next::<Uuid>()).push_bind(one.0).push_bind(one.1.uuid()).push_bind(one.2);
                values.push_bind(by).push_bind(now);
            }
        );
        Ok(())
    }

    /// Refuses tax codes that stand already or come twice.
    async fn check_tax_codes(&mut self, codes: &[&str]) -> Result<()> {
        let mut seen = std::collections::HashSet::with_capacity(codes.len());
        if let Some(twice) = codes.iter().find(|code| !seen.insert(**code)) {
            return Err(Error::Taken((*twice).to_owned()));
        }
        for chunk in codes.chunks(CODES) {
            let taken: Option<String> = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("SELECT tax_code FROM employer WHERE tax_code IN (");
                let mut listed = query.separated(", ");
                for code in chunk {
                    listed.push_bind(*code);
                }
                query.push(") ORDER BY tax_code LIMIT 1");
                query.build_query_scalar().fetch_optional(c).await
            })?;
            if let Some(taken) = taken {
                return Err(Error::Taken(taken));
            }
        }
        Ok(())
    }

    /// Code of another employer with a tax code.
    async fn tax_taken(&mut self, unit: UnitId, tax_code: &str) -> Result<Option<String>> {
        Ok(on!(self, c => sqlx::query_scalar(TAX_TAKEN).bind(tax_code).bind(unit.uuid()).fetch_optional(c).await)?)
    }

    /// Writes what is special about an employer.
    ///
    /// # Errors
    /// [`Error::Taken`] when another has the tax code; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn set_employer(&mut self, caller: &Caller, unit: UnitId, employer: &Employer) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        if let Some(code) = &employer.tax_code
            && self.tax_taken(unit, code).await?.is_some()
        {
            return Err(Error::Taken(code.clone()));
        }
        let before = self.employer(caller, unit).await?.map(|(employer, ..)| employer).unwrap_or_default();
        on!(self, c => sqlx::query(SET_EMPLOYER).bind(unit.uuid()).bind(&employer.tax_code).bind(&employer.ownership)
            .bind(&employer.zone).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let states = (serde_json::to_string(&before)?, serde_json::to_string(employer)?);
        self.note_unit(caller, unit, "employer.change", states, &Change::default()).await
    }

    /// Writes how many work for an employer on a day; a former count of that day is superseded.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn count_workforce(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        unit: UnitId,
        workforce: Workforce,
    ) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        let now = caller.now.micros();
        on!(self, c => sqlx::query(END_WORKFORCE).bind(unit.uuid()).bind(workforce.counted_on).bind(now)
            .execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD_WORKFORCE).bind(ids.next::<Uuid>()).bind(unit.uuid())
            .bind(workforce.counted_on).bind(workforce.workers).bind(workforce.women).bind(caller.name()).bind(now)
            .execute(c).await.map(|_| ()))?;
        let after = serde_json::to_string(&workforce)?;
        self.note_unit(caller, unit, "employer.workforce", (String::new(), after), &Change::default()).await
    }

    /// From a day on a union serves an employer, or none does; what was written for later days is superseded.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn serve(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        unit: UnitId,
        (union, from): (Option<UnitId>, NaiveDate),
    ) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        self.set_service(caller, ids, unit, (union, from)).await?;
        let after = serde_json::to_string(&(union, from))?;
        self.note_unit(caller, unit, "employer.serve", (String::new(), after), &Change::default()).await
    }

    /// Writes which union serves an employer from a day on. The caller asked for the right and journals.
    pub(super) async fn set_service(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        unit: UnitId,
        (union, from): (Option<UnitId>, NaiveDate),
    ) -> Result<()> {
        let (now, by) = (caller.now.micros(), caller.name());
        let standing: Vec<(Uuid, Uuid, NaiveDate)> =
            on!(self, c => sqlx::query_as(STANDING).bind(unit.uuid()).bind(from).fetch_all(c).await)?;
        let mut rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>)> = Vec::new();
        for (id, served_by, since) in standing {
            on!(self, c => sqlx::query(END_SERVICE).bind(id).bind(now).execute(c).await.map(|_| ()))?;
            if since < from {
                rows.push((served_by, since, Some(from)));
            }
        }
        rows.extend(union.map(|union| (union.uuid(), from, None)));
        for (union, since, until) in rows {
            on!(self, c => sqlx::query(ADD_SERVICE).bind(ids.next::<Uuid>()).bind(unit.uuid()).bind(union).bind(since)
                .bind(until).bind(by).bind(now).execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }
}

fn pattern(name: &str) -> String {
    let folded = names::fold(name).replace(['%', '_'], "");
    if folded.is_empty() { String::new() } else { format!("%{folded}%") }
}
