//! What the log says about people: sealed under a key of the person, so that destroying the key is the erasure, while
//! hashes and chains stay.
//!
//! A sealed state is `{"person": id, "sealed": text}`; inside the state of a record each person it names is
//! `{"subject": fingerprint, "sealed": text}`. What opens no more is read as `{"erased": …}`. Not here: the ciphers
//! (`seal`), which names a record holds (`pack`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use congdoan_model::{Ids, PersonId, access::Caller, audit::Entry};
use serde_json::{Value as Json, json};
use sqlx::types::Uuid;

use super::{Change, Note};
use crate::{
    Result, Tx,
    seal::{Key, Keyring},
    transaction::on,
};

/// What house keys of people named in records begin with.
const NAMED: &str = "named:";

/// What seals entries about people: the keys, and where randomness comes from.
#[derive(Clone)]
pub(crate) struct Scribe {
    ring: Arc<Keyring>,
    ids: Ids,
}

impl fmt::Debug for Scribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scribe(…)")
    }
}

impl Scribe {
    pub(crate) const fn new(ring: Arc<Keyring>, ids: Ids) -> Self {
        Self { ring, ids }
    }

    fn new_key(&self, owner: &[u8]) -> Option<(Key, String)> {
        let key = Key::new(self.ids.entropy());
        let wrapped = self.ring.wrap(owner, &key, self.ids.entropy()).ok()?;
        Some((key, wrapped))
    }
}

/// Keys of people whom records name, by fingerprint. A person without a key here is left out of the log.
#[derive(Debug)]
pub struct NamedKeys {
    scribe: Option<Scribe>,
    keys: BTreeMap<String, Key>,
}

impl NamedKeys {
    /// What the log holds in the place of something said about the person of a fingerprint.
    #[must_use]
    pub fn seal(&self, subject: &str, said: &Json) -> Json {
        let owner = [NAMED, subject].concat();
        let sealed = self.scribe.as_ref().zip(self.keys.get(subject));
        let text = sealed.map(|(scribe, key)| key.seal(owner.as_bytes(), &said.to_string(), scribe.ids.entropy()));
        json!({ "subject": subject, "sealed": text.unwrap_or_default() })
    }
}

const KEY_OF: &str = "
SELECT k.wrapped, p.erased_at FROM person p LEFT JOIN person_key k ON k.person_id = p.id WHERE p.id = $1";
const ADD_KEY: &str = "INSERT INTO person_key (person_id, wrapped) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";

impl Tx {
    /// Writes an audit entry about one person: what it says before and after is sealed under the person's key. Of a person
    /// whose file was emptied, and where no keys are held, it says who did what and when, and nothing more.
    ///
    /// # Errors
    /// As [`Tx::journal`].
    pub async fn journal_about(
        &mut self,
        caller: &Caller,
        person: PersonId,
        note: Note,
        change: &Change,
    ) -> Result<i64> {
        let note = self.sealed_note(person, note).await?;
        self.journal(caller, note, change).await
    }

    /// An entry about one person with its states sealed.
    pub(crate) async fn sealed_note(&mut self, person: PersonId, mut note: Note) -> Result<Note> {
        if note.before.is_empty() && note.after.is_empty() {
            return Ok(note);
        }
        let (owner, key) = (person.uuid(), self.key_to_seal(person).await?);
        let sealer = self.scribe.as_ref().zip(key);
        for state in [&mut note.before, &mut note.after] {
            if !state.is_empty() {
                let text = sealer.as_ref().map(|(scribe, key)| key.seal(owner.as_bytes(), state, scribe.ids.entropy()));
                *state = json!({ "person": person, "sealed": text.unwrap_or_default() }).to_string();
            }
        }
        Ok(note)
    }

    /// The key of a person, made where there is none yet; none of a person whose file was emptied.
    async fn key_to_seal(&mut self, person: PersonId) -> Result<Option<Key>> {
        let Some(scribe) = self.scribe.clone() else { return Ok(None) };
        let owner = person.uuid();
        let known: Option<(Option<String>, Option<i64>)> =
            on!(self, c => sqlx::query_as(KEY_OF).bind(owner).fetch_optional(c).await)?;
        match known {
            None | Some((_, Some(_))) => Ok(None),
            Some((Some(wrapped), None)) => Ok(scribe.ring.open_key(owner.as_bytes(), &wrapped).ok()),
            Some((None, None)) => {
                let Some((key, wrapped)) = scribe.new_key(owner.as_bytes()) else { return Ok(None) };
                let added = on!(self, c => sqlx::query(ADD_KEY).bind(owner).bind(&wrapped)
                    .execute(c).await.map(|done| done.rows_affected()))?;
                if added > 0 {
                    return Ok(Some(key));
                }
                // Somebody else was faster: theirs is the person's key.
                let keys = self.person_keys(&BTreeSet::from([owner])).await?;
                Ok(keys.get(&owner).and_then(|wrapped| scribe.ring.open_key(owner.as_bytes(), wrapped).ok()))
            }
        }
    }

    /// The keys of people whom a record names, by fingerprint; made where there are none yet.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn named_keys(&mut self, subjects: &BTreeSet<String>) -> Result<NamedKeys> {
        let scribe = self.scribe.clone();
        let (Some(scribe), false) = (scribe.clone(), subjects.is_empty()) else {
            return Ok(NamedKeys { scribe, keys: BTreeMap::new() });
        };
        let names: BTreeSet<String> = subjects.iter().map(|subject| [NAMED, subject].concat()).collect();
        let mut wrapped = self.wrapped_house_keys(&names).await?;
        let missing: Vec<(&String, String)> = names
            .iter()
            .filter(|name| !wrapped.contains_key(*name))
            .filter_map(|name| Some((name, scribe.new_key(name.as_bytes())?.1)))
            .collect();
        if !missing.is_empty() {
            on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("INSERT INTO house_key (name, wrapped) ");
                query.push_values(&missing, |mut row, (name, wrapped)| {
                    row.push_bind(name.as_str()).push_bind(wrapped.as_str());
                });
                query.push(" ON CONFLICT (name) DO NOTHING");
                query.build().execute(c).await.map(|_| ())
            })?;
            wrapped = self.wrapped_house_keys(&names).await?;
        }
        let opened = |(name, wrapped): (&String, &String)| {
            let key = scribe.ring.open_key(name.as_bytes(), wrapped).ok()?;
            Some((name.strip_prefix(NAMED)?.to_owned(), key))
        };
        let keys = wrapped.iter().filter_map(opened).collect();
        Ok(NamedKeys { scribe: Some(scribe), keys })
    }

    /// Destroys the keys of people whom records named.
    pub(crate) async fn forget_named(&mut self, subjects: &[String]) -> Result<()> {
        if subjects.is_empty() {
            return Ok(());
        }
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("DELETE FROM house_key WHERE name IN (");
            let mut listed = query.separated(", ");
            for subject in subjects {
                listed.push_bind([NAMED, subject].concat());
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
        Ok(())
    }

    async fn wrapped_house_keys(&mut self, names: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<(String, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT name, wrapped FROM house_key WHERE name IN (");
            let mut listed = query.separated(", ");
            for name in names {
                listed.push_bind(name.as_str());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().collect())
    }

    async fn person_keys(&mut self, people: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, String>> {
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<(Uuid, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT person_id, wrapped FROM person_key WHERE person_id IN (");
            let mut listed = query.separated(", ");
            for person in people {
                listed.push_bind(*person);
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Entries with what was sealed in them opened, for reading by somebody who may see what they are about.
    pub(crate) async fn opened(&mut self, mut entries: Vec<Entry>) -> Result<Vec<Entry>> {
        let states = entries.iter().flat_map(|entry| [entry.before.clone(), entry.after.clone()]).collect();
        let mut opened = self.opened_states(states).await?.into_iter();
        for entry in &mut entries {
            entry.before = opened.next().unwrap_or_default();
            entry.after = opened.next().unwrap_or_default();
        }
        Ok(entries)
    }

    /// States with what was sealed in them opened; two statements however many there are.
    pub(crate) async fn opened_states(&mut self, states: Vec<String>) -> Result<Vec<String>> {
        let mut read: Vec<Option<Json>> = states.iter().map(|text| serde_json::from_str(text).ok()).collect();
        let (mut people, mut named) = (BTreeSet::new(), BTreeSet::new());
        for state in read.iter().flatten() {
            walk(state, &mut |owner| match owner {
                Owner::Person(person) => drop(people.insert(person)),
                Owner::Named(name) => drop(named.insert(name)),
            });
        }
        let keys = Keys {
            scribe: self.scribe.clone(),
            people: self.person_keys(&people).await?,
            named: self.wrapped_house_keys(&named).await?,
        };
        read.iter_mut().flatten().for_each(|state| keys.open(state));
        let written = |(state, text): (Option<Json>, String)| state.map_or(text, |state| state.to_string());
        Ok(read.into_iter().zip(states).map(written).collect())
    }
}

/// Whose key sealed something.
enum Owner {
    Person(Uuid),
    Named(String),
}

/// Owner and text of a sealed state.
fn sealed(state: &Json) -> Option<(Owner, &str)> {
    let text = |key: &str| state.get(key).and_then(Json::as_str);
    let person = text("person").and_then(|id| Uuid::parse_str(id).ok()).map(Owner::Person);
    let owner = person.or_else(|| text("subject").map(|subject| Owner::Named([NAMED, subject].concat())))?;
    Some((owner, text("sealed")?))
}

fn walk(state: &Json, found: &mut dyn FnMut(Owner)) {
    if let Some((owner, _)) = sealed(state) {
        return found(owner);
    }
    match state {
        Json::Array(list) => list.iter().for_each(|one| walk(one, found)),
        Json::Object(map) => map.values().for_each(|one| walk(one, found)),
        _ => {}
    }
}

struct Keys {
    scribe: Option<Scribe>,
    people: BTreeMap<Uuid, String>,
    named: BTreeMap<String, String>,
}

impl Keys {
    fn open(&self, state: &mut Json) {
        if let Some((owner, text)) = sealed(state) {
            let opened = self.text(&owner, text).and_then(|text| serde_json::from_str(&text).ok());
            *state = opened.unwrap_or_else(|| json!({ "erased": true }));
            return;
        }
        match state {
            Json::Array(list) => list.iter_mut().for_each(|one| self.open(one)),
            Json::Object(map) => map.values_mut().for_each(|one| self.open(one)),
            _ => {}
        }
    }

    fn text(&self, owner: &Owner, sealed: &str) -> Option<String> {
        let ring = &self.scribe.as_ref()?.ring;
        let (bytes, wrapped) = match owner {
            Owner::Person(person) => (person.as_bytes().as_slice(), self.people.get(person)?),
            Owner::Named(name) => (name.as_bytes(), self.named.get(name)?),
        };
        ring.open_key(bytes, wrapped).ok()?.open(bytes, sealed).ok()
    }
}
