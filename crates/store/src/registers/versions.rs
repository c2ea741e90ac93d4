//! Every version of a register as it was written, and which one is in force.
//!
//! Not here: reading and comparing them (`pack`), records made under them.

use std::collections::BTreeMap;

use congdoan_model::{Timestamp, access::Caller, audit::ROOT_CHAIN};

use crate::{
    Result, Tx,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// A version of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterVersion {
    /// Its number, from 1.
    pub version: i64,
    /// The pack it came with.
    pub pack: String,
    /// Its text.
    pub definition: String,
    /// Why it was made; empty where nobody was asked.
    pub reason: String,
    /// Who made it: the person's name, or `system`.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Timestamp,
}

/// A version to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    /// The register.
    pub register: &'a str,
    /// The pack it comes with.
    pub pack: &'a str,
    /// Its text.
    pub definition: &'a str,
    /// Why it is made.
    pub reason: &'a str,
}

const CURRENT: &str = "SELECT register, MAX(version) FROM register_version GROUP BY register";
const LATEST: &str = "
SELECT v.register, v.version, v.definition FROM register_version v
WHERE v.version = (SELECT MAX(w.version) FROM register_version w WHERE w.register = v.register)";
const EARLIER: &str = "
SELECT v.register, v.version, v.definition FROM register_version v
WHERE v.version < (SELECT MAX(w.version) FROM register_version w WHERE w.register = v.register)";
const ALL: &str = "
SELECT v.version, v.pack, v.definition, v.reason, COALESCE(p.name, v.recorded_by), v.recorded_at
FROM register_version v LEFT JOIN account a ON a.login = v.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE v.register = $1 ORDER BY v.version DESC";
const ONE: &str = "SELECT definition FROM register_version WHERE register = $1 AND version = $2";
const USED: &str = "SELECT CAST(1 AS BIGINT) FROM record WHERE register = $1 LIMIT 1";

impl Tx {
    /// The version in force of every register. What registers ask is open to everybody.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn current_versions(&mut self) -> Result<BTreeMap<String, i64>> {
        let found: Vec<(String, i64)> = on!(self, c => sqlx::query_as(CURRENT).fetch_all(c).await)?;
        Ok(found.into_iter().collect())
    }

    /// Every version of every register but the last: register, number, text.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn earlier_versions(&mut self) -> Result<Vec<(String, i64, String)>> {
        Ok(on!(self, c => sqlx::query_as(EARLIER).fetch_all(c).await)?)
    }

    /// Keeps registers as they are written from now on; gives those that changed, with their numbers.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer. The caller asked for the right to change packs.
    pub async fn keep_register_versions(
        &mut self,
        caller: &Caller,
        all: &[NewVersion<'_>],
    ) -> Result<Vec<(String, i64)>> {
        let last: Vec<(String, i64, String)> = on!(self, c => sqlx::query_as(LATEST).fetch_all(c).await)?;
        let last: BTreeMap<&str, (i64, &str)> =
            last.iter().map(|(register, version, text)| (register.as_str(), (*version, text.as_str()))).collect();
        let before = |register: &str| last.get(register).copied().unwrap_or_default();
        let changed: Vec<(&NewVersion<'_>, i64)> = all
            .iter()
            .map(|new| (new, before(new.register)))
            .filter(|(new, (number, text))| *number == 0 || *text != new.definition)
            .map(|(new, (number, _))| (new, number + 1))
            .collect();
        let (by, now) = (caller.name(), caller.now.micros());
        insert_many!(
            self,
            "INSERT INTO register_version (recorded_by, recorded_at, register, version, pack, definition, reason) ",
            [by, now],
            changed,
            |values, row| {
                let (new, number) = row;
                values.push_bind(new.register).push_bind(*number).push_bind(new.pack);
                values.push_bind(new.definition).push_bind(new.reason);
            }
        );
        for (new, number) in changed.iter().filter(|_| !caller.is_system()) {
            let print = congdoan_model::fingerprint(new.definition);
            let after = serde_json::json!({ "version": number, "definition": print, "reason": new.reason });
            let note = Note {
                chain: ROOT_CHAIN.to_owned(),
                action: "register.version",
                object: format!("register:{}", new.register),
                before: String::new(),
                after: after.to_string(),
            };
            self.journal(caller, note, &Change::default()).await?;
        }
        Ok(changed.into_iter().map(|(new, number)| (new.register.to_owned(), number)).collect())
    }

    /// Every version of a register, latest first.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn register_versions(&mut self, register: &str) -> Result<Vec<RegisterVersion>> {
        type Found = (i64, String, String, String, String, i64);
        let found: Vec<Found> = on!(self, c => sqlx::query_as(ALL).bind(register).fetch_all(c).await)?;
        let version = |(version, pack, definition, reason, recorded_by, at): Found| RegisterVersion {
            version,
            pack,
            definition,
            reason,
            recorded_by,
            recorded_at: Timestamp::from_micros(at),
        };
        Ok(found.into_iter().map(version).collect())
    }

    /// The text of one version of a register; none when there is no such version.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn register_version(&mut self, register: &str, version: i64) -> Result<Option<String>> {
        Ok(on!(self, c => sqlx::query_scalar(ONE).bind(register).bind(version).fetch_optional(c).await)?)
    }

    /// Whether anybody recorded in a register.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn has_records(&mut self, register: &str) -> Result<bool> {
        let found: Option<i64> = on!(self, c => sqlx::query_scalar(USED).bind(register).fetch_optional(c).await)?;
        Ok(found.is_some())
    }
}
