//! Which people records name, by fingerprint, and taking names out again.
//!
//! Not here: what a fingerprint is (`pack`), the keys of what the log says (`audit`).

use std::collections::BTreeSet;

use congdoan_model::{
    RecordId, UnitId,
    access::Caller,
    ids::fingerprint,
    names,
    registers::{Fields, Record},
};
use sqlx::types::Uuid;

use crate::{Result, Tx, audit::only_system, bulk::insert_many, transaction::on};

/// A record that names somebody.
#[derive(Clone, Debug)]
pub struct NamingRecord {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: String,
    /// Its unit.
    pub unit: UnitId,
    /// Its values.
    pub fields: Fields,
}

const SET_FIELDS: &str = "UPDATE record SET fields = $2, version = version + 1 WHERE id = $1";

/// What stood before an import changed a record names people too.
const FORGET_BEFORE: &str = "DELETE FROM import_change WHERE object_id = $1";

/// The people a record names, by the shape a value of a person has (`pack` fingerprints them the same way): with a birth by
/// name and birth, without one by name and unit.
pub(super) fn subjects_in(record: &Record) -> BTreeSet<String> {
    let subject = |one: &serde_json::Value| {
        let text = |key: &str| one.get(key).and_then(serde_json::Value::as_str);
        let name = text("name").filter(|_| one.get("sha256").is_none()).map(names::fold)?;
        let birth = text("birth").unwrap_or_default();
        let print = fingerprint(&format!("{name}|{birth}"));
        Some(if birth.is_empty() { format!("{print}:{}", record.unit.uuid().simple()) } else { print })
    };
    let each = |value: &serde_json::Value| match value {
        serde_json::Value::Array(people) => people.iter().filter_map(subject).collect::<Vec<_>>(),
        one => subject(one).into_iter().collect(),
    };
    record.fields.values().flat_map(each).collect()
}

impl Tx {
    /// Notes whom records name from now on.
    pub(super) async fn set_subjects(&mut self, named: &[(RecordId, &BTreeSet<String>)]) -> Result<()> {
        let records: Vec<Uuid> = named.iter().map(|(id, _)| id.uuid()).collect();
        for some in records.chunks(500) {
            on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("DELETE FROM record_subject WHERE record_id IN (");
                let mut listed = query.separated(", ");
                for id in some {
                    listed.push_bind(*id);
                }
                query.push(")");
                query.build().execute(c).await.map(|_| ())
            })?;
        }
        let rows: Vec<(&str, Uuid)> =
            named.iter().flat_map(|(id, subjects)| subjects.iter().map(|one| (one.as_str(), id.uuid()))).collect();
        insert_many!(self, "INSERT INTO record_subject (subject, record_id) ", [], &rows, |values, row| {
            values.push_bind(row.0).push_bind(row.1);
        });
        Ok(())
    }

    /// The records that name any of these people.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn records_naming(&mut self, caller: &Caller, subjects: &[String]) -> Result<Vec<NamingRecord>> {
        only_system(caller)?;
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(Uuid, String, Uuid, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT r.id, r.register, r.unit_id, r.fields FROM record r WHERE r.id IN (
        SELECT s.record_id FROM record_subject s WHERE s.subject IN (",
            );
            let mut listed = query.separated(", ");
            for subject in subjects {
                listed.push_bind(subject.as_str());
            }
            query.push(")) ORDER BY r.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let record = |(id, register, unit, fields): (Uuid, String, Uuid, String)| {
            Ok(NamingRecord { id: id.into(), register, unit: unit.into(), fields: serde_json::from_str(&fields)? })
        };
        rows.into_iter().map(record).collect()
    }

    /// Takes people out of records: the values without their names, and the keys of what the log says of them. Whoever is
    /// changing such a record meanwhile is asked to begin again.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn forget_names(&mut self, caller: &Caller, subjects: &[String], records: &[NamingRecord]) -> Result<()> {
        only_system(caller)?;
        for record in records {
            let fields = serde_json::to_string(&record.fields)?;
            on!(self, c => sqlx::query(SET_FIELDS).bind(record.id.uuid()).bind(&fields)
                .execute(c).await.map(|_| ()))?;
            on!(self, c => sqlx::query(FORGET_BEFORE).bind(record.id.uuid()).execute(c).await.map(|_| ()))?;
        }
        self.forget_named(subjects).await
    }
}
