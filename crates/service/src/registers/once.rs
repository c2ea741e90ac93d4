//! Nobody is helped twice in one round: people a record names against those that standing records name.
//!
//! Not here: which registers ask it (`pack`), fingerprints of people (`named`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    UnitId,
    registers::{Fields, Record},
};
use congdoan_pack::{Once, Problem, Register};
use congdoan_store::Tx;
use serde_json::Value as Json;

use super::named::subject_of;
use crate::{Result, Service, error::words};

/// People named by records that are not in the database yet: register, place of the rule, round, person.
pub(super) type Named = BTreeSet<(String, usize, String, String)>;

/// The people a rule looks at, by fingerprint, each with the name as it is written.
fn people(once: &Once, fields: &Fields, unit: UnitId) -> Vec<(String, String)> {
    let one = |person: &Json| {
        let name = person.as_str().or_else(|| person.get("name")?.as_str()).unwrap_or_default();
        Some((subject_of(person, unit)?, name.to_owned()))
    };
    match fields.get(&once.field) {
        Some(Json::Array(people)) => people.iter().filter_map(one).collect(),
        Some(person) => one(person).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The round a record belongs to; none where it does not say.
fn round(register: &Register, once: &Once, fields: &Fields) -> Option<String> {
    once.within.as_ref().map_or(Some(String::new()), |field| register.told_apart(fields, field))
}

impl Service {
    /// Who of a record was named before in the same round: in the record itself, in records that stand, or in those pending. Who was not
    /// is pending from then on.
    pub(super) async fn named_before(
        &self,
        tx: &mut Tx,
        register: &Register,
        record: &Record,
        pending: &mut Named,
    ) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for (place, once) in register.once.iter().enumerate() {
            let Some(round) = round(register, once, &record.fields) else { continue };
            let named = people(once, &record.fields, record.unit);
            let before = self.standing_names(tx, register, (once, &round), (record, &named)).await?;
            let mut here = BTreeSet::new();
            for (subject, name) in named {
                let key = (register.id.clone(), place, round.clone(), subject);
                let said = match before.get(&key.3) {
                    Some(day) => Some(format!("{name} ({day})")),
                    None if !here.insert(key.3.clone()) || pending.contains(&key) => Some(name),
                    None => None,
                };
                if let Some(who) = said {
                    let (vi, en) = (&once.message.vi, &once.message.en);
                    let message = words(&format!("{vi}: {who}"), &format!("{en}: {who}"));
                    problems.push(Problem { field: Some(once.field.clone()), message });
                } else {
                    pending.insert(key);
                }
            }
        }
        Ok(problems)
    }

    /// The people of a record that other standing records of the round name, each with the day of one of them.
    async fn standing_names(
        &self,
        tx: &mut Tx,
        register: &Register,
        (once, of): (&Once, &str),
        (record, named): (&Record, &[(String, String)]),
    ) -> Result<BTreeMap<String, String>> {
        let subjects: Vec<String> = named.iter().map(|(subject, _)| subject.clone()).collect();
        let mut found = BTreeMap::new();
        if subjects.is_empty() {
            return Ok(found);
        }
        // Two provinces may name one person at the same moment.
        tx.alone(&format!("once:{}", register.id)).await?;
        for known in tx.records_naming(&self.system(), &subjects).await? {
            let is_of_round = known.stands && known.register == register.id && known.id != record.id;
            if !is_of_round || round(register, once, &known.fields).as_deref() != Some(of) {
                continue;
            }
            let day = known.occurred_on.format("%d/%m/%Y").to_string();
            found
                .extend(people(once, &known.fields, known.unit).into_iter().map(|(subject, _)| (subject, day.clone())));
        }
        Ok(found)
    }
}
