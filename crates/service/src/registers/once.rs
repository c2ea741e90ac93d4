//! Nobody is helped twice in one round: people a record names against those that standing records name.
//!
//! Not here: which registers ask it (`pack`), fingerprints of people (`named`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    LocalText, UnitId,
    registers::{Fields, Record},
};
use congdoan_pack::{Once, Problem, Register};
use congdoan_store::Tx;
use serde_json::Value as Json;

use super::named::subject_of;
use crate::{Result, Service, error::words};

/// People named by records that are not in the database yet: who is looked at together, round, person.
pub(super) type Named = BTreeSet<(String, String, String)>;

/// What entries are looked at together by a rule: those of some registers, or those of one by one of its fields.
fn scope(register: &Register, once: &Once) -> String {
    once.together.as_ref().map_or_else(|| format!("{}/{}", register.id, once.field), |word| format!("+{word}"))
}

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
        for once in &register.once {
            let Some(round) = round(register, once, &record.fields) else { continue };
            let named = people(once, &record.fields, record.unit);
            let before = self.standing_names(tx, register, (once, &round), (record, &named)).await?;
            let mut here = BTreeSet::new();
            for (subject, name) in named {
                let key = (scope(register, once), round.clone(), subject);
                let said = match before.get(&key.2) {
                    Some(known) => Some(words(&format!("{name} ({})", known.vi), &format!("{name} ({})", known.en))),
                    None if !here.insert(key.2.clone()) || pending.contains(&key) => Some(words(&name, &name)),
                    None => None,
                };
                if let Some(who) = said {
                    let (vi, en) = (&once.message.vi, &once.message.en);
                    let message = words(&format!("{vi}: {}", who.vi), &format!("{en}: {}", who.en));
                    problems.push(Problem { field: Some(once.field.clone()), message });
                } else {
                    pending.insert(key);
                }
            }
        }
        Ok(problems)
    }

    /// The people of a record that other standing records of the round name, each with the day of one of them, and its
    /// register where that is another.
    async fn standing_names(
        &self,
        tx: &mut Tx,
        register: &Register,
        (once, of): (&Once, &str),
        (record, named): (&Record, &[(String, String)]),
    ) -> Result<BTreeMap<String, LocalText>> {
        let subjects: Vec<String> = named.iter().map(|(subject, _)| subject.clone()).collect();
        let mut found = BTreeMap::new();
        if subjects.is_empty() {
            return Ok(found);
        }
        // Two provinces may name one person at the same moment.
        let together = scope(register, once);
        tx.alone(&format!("once:{together}")).await?;
        let pack = self.pack();
        for known in tx.records_naming(&self.system(), &subjects).await? {
            let Some(other) = pack.register(&known.register) else { continue };
            if !known.stands || known.id == record.id {
                continue;
            }
            let day = known.occurred_on.format("%d/%m/%Y");
            let said = match other.id == register.id {
                true => words(&day.to_string(), &day.to_string()),
                false => words(&format!("{}, {day}", other.name.vi), &format!("{}, {day}", other.name.en)),
            };
            let rules = other.once.iter().filter(|rule| scope(other, rule) == together);
            for rule in rules.filter(|rule| round(other, rule, &known.fields).as_deref() == Some(of)) {
                let named = people(rule, &known.fields, known.unit);
                found.extend(named.into_iter().map(|(subject, _)| (subject, said.clone())));
            }
        }
        Ok(found)
    }
}
