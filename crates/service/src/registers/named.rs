//! People whom records name: sealed in the log under keys of their own, and taken out again when a file is erased.
//!
//! Not here: fingerprints (`pack`), the keys (`store::audit`).

use std::collections::BTreeSet;

use congdoan_model::{PersonId, UnitId, registers::Record};
use congdoan_pack::{Register, erased, fingerprint_of, fingerprint_of_name, tells_birth};
use congdoan_store::{
    Tx,
    audit::NamedKeys,
    members::PersonFile,
    registers::{Logged, NamingRecord},
};
use serde_json::Value as Json;

use crate::{Error, Result, Service};

/// Under which name the key of a person of a record is kept: a name without a birth may be a namesake's in another unit.
pub(super) fn subject_of(person: &Json, unit: UnitId) -> Option<String> {
    let print = fingerprint_of(person)?;
    Some(if tells_birth(person) { print } else { of_unit(&print, unit) })
}

fn of_unit(print: &str, unit: UnitId) -> String {
    format!("{print}:{}", unit.uuid().simple())
}

fn subjects(register: &Register, record: &Record) -> BTreeSet<String> {
    let (mut found, mut fields) = (BTreeSet::new(), record.fields.clone());
    register.each_person(&mut fields, &mut |person| {
        if person.get(congdoan_pack::ERASED).is_none() {
            found.extend(subject_of(person, record.unit));
        }
    });
    found
}

/// The state of a record as the log keeps it: each person sealed, and the reason under the key of the first.
fn sealed(register: &Register, keys: &NamedKeys, record: &Record, reason: Option<(&str, &str)>) -> Result<String> {
    let mut logged = record.clone();
    register.each_person(&mut logged.fields, &mut |person| {
        if let Some(subject) = subject_of(person, record.unit).filter(|_| person.get(congdoan_pack::ERASED).is_none()) {
            *person = keys.seal(&subject, person);
        }
    });
    let mut state = serde_json::to_value(&logged).map_err(|error| Error::Internal(error.to_string()))?;
    if let (Some((subject, reason)), Some(map)) =
        (reason.filter(|(_, reason)| !reason.is_empty()), state.as_object_mut())
    {
        map.insert("reason".to_owned(), keys.seal(subject, &reason.into()));
    }
    Ok(state.to_string())
}

impl Service {
    /// What the log says of a record before and after a write, where either names people; nothing where none does.
    pub(super) async fn logged(
        &self,
        tx: &mut Tx,
        register: &Register,
        (before, after): (Option<&Record>, &Record),
        reason: &str,
    ) -> Result<Option<Logged>> {
        let named = subjects(register, after);
        let mut all = named.clone();
        all.extend(before.into_iter().flat_map(|record| subjects(register, record)));
        let Some(first) = all.first().cloned() else { return Ok(None) };
        let keys = tx.named_keys(&all).await?;
        let written = Record { version: after.version + 1, ..after.clone() };
        Ok(Some(Logged {
            before: before.map(|record| sealed(register, &keys, record, None)).transpose()?.unwrap_or_default(),
            after: sealed(register, &keys, &written, Some((&first, reason)))?,
            subjects: named,
        }))
    }

    /// The same for a record from a sheet, which names whom it named before, too: undoing the import puts it back. A new one is
    /// told in the log by its id alone.
    pub(super) async fn logged_import(
        &self,
        tx: &mut Tx,
        register: &Register,
        (before, after): (Option<&Record>, &Record),
    ) -> Result<Option<Logged>> {
        let Some(stood) = before else {
            let subjects = subjects(register, after);
            return Ok(Some(Logged { subjects, ..Logged::default() }).filter(|one| !one.subjects.is_empty()));
        };
        let mut logged = self.logged(tx, register, (before, after), "").await?;
        if let Some(logged) = &mut logged {
            logged.subjects.extend(subjects(register, stood));
        }
        Ok(logged)
    }

    /// Takes a person out of every record that names name and birth, and of those of the own units that name the name
    /// alone; what the log said of them opens no more. Counts of different people stay.
    pub(crate) async fn forget_in_records(&self, tx: &mut Tx, person: PersonId) -> Result<()> {
        let system = self.system();
        let units: BTreeSet<UnitId> =
            tx.own_memberships(&system, person).await?.into_iter().map(|one| one.unit_id).collect();
        let mut gone = BTreeSet::new();
        for file in std::iter::once(person).chain(tx.files_merged_into(&system, person).await?) {
            gone.extend(prints(&tx.person_file(&system, file).await?, &units));
        }
        let mut records = tx.records_naming(&system, &gone.iter().cloned().collect::<Vec<_>>()).await?;
        let pack = self.pack();
        for NamingRecord { register, unit, fields, .. } in &mut records {
            let Some(register) = pack.register(register) else { continue };
            register.each_person(fields, &mut |one| {
                if subject_of(one, *unit).is_some_and(|subject| gone.contains(&subject))
                    && let Some(print) = fingerprint_of(one)
                {
                    *one = erased(&print);
                }
            });
        }
        tx.forget_names(&system, &gone.into_iter().collect::<Vec<_>>(), &records).await?;
        Ok(())
    }
}

/// Everything a record may know a person by.
fn prints(file: &PersonFile, units: &BTreeSet<UnitId>) -> BTreeSet<String> {
    let year = file.born_on.map(|day| i64::from(chrono::Datelike::year(&day))).or(file.born_year);
    let births = file.born_on.map(|day| day.to_string()).into_iter().chain(year.map(|year| year.to_string()));
    let mut prints: BTreeSet<String> = births.filter_map(|birth| fingerprint_of_name(&file.name, &birth)).collect();
    if let Some(alone) = fingerprint_of_name(&file.name, "") {
        prints.extend(units.iter().map(|unit| of_unit(&alone, *unit)));
    }
    prints
}
