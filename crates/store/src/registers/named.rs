//! Which people records name, by fingerprint, and taking names out again.
//!
//! Not here: what a fingerprint is (`pack`), the keys of what the log says (`audit`).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{RecordId, UnitId, access::Caller, registers::Fields};
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
    /// The day it occurred.
    pub occurred_on: NaiveDate,
    /// Whether anybody still says it: neither a draft, nor withdrawn, nor taken out of sight.
    pub stands: bool,
}

const SET_FIELDS: &str = "UPDATE record SET fields = $2, version = version + 1 WHERE id = $1";

impl Tx {
    /// Notes whom records name from now on. How such a record stood before an earlier import goes: the record is written
    /// anew, so undoing that import keeps it as it is.
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
            self.forget_before(some).await?;
        }
        let rows: Vec<(&str, Uuid)> =
            named.iter().flat_map(|(id, subjects)| subjects.iter().map(|one| (one.as_str(), id.uuid()))).collect();
        insert_many!(self, "INSERT INTO record_subject (subject, record_id) ", [], &rows, |values, row| {
            values.push_bind(row.0).push_bind(row.1);
        });
        Ok(())
    }

    /// Forgets how some records stood before an import changed them.
    async fn forget_before(&mut self, records: &[Uuid]) -> Result<()> {
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("DELETE FROM import_change WHERE object_id IN (");
            let mut listed = query.separated(", ");
            for id in records {
                listed.push_bind(*id);
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
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
        let rows: Vec<(Uuid, String, Uuid, String, NaiveDate, i64)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT r.id, r.register, r.unit_id, r.fields, r.occurred_on, CASE WHEN r.annulled_at IS NULL
            AND r.state IN ('recorded', 'confirmed') THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END FROM record r WHERE r.id IN (
        SELECT s.record_id FROM record_subject s WHERE s.subject IN (",
            );
            let mut listed = query.separated(", ");
            for subject in subjects {
                listed.push_bind(subject.as_str());
            }
            query.push(")) ORDER BY r.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let record =
            |(id, register, unit, fields, occurred_on, stands): (Uuid, String, Uuid, String, NaiveDate, i64)| {
                let fields = serde_json::from_str(&fields)?;
                Ok(NamingRecord {
                    id: id.into(),
                    register,
                    unit: unit.into(),
                    fields,
                    occurred_on,
                    stands: stands == 1,
                })
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
            self.forget_before(&[record.id.uuid()]).await?;
        }
        self.forget_named(subjects).await
    }
}
