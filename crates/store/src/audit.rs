//! The journal: audit entries in hash chains, one per province or industry, and the change log the engine follows.
//!
//! A chain's row is locked from the entry to the commit, so entries of one chain are in commit order without gaps: whoever
//! follows the change log of a chain by its number misses nothing. The heads of all chains are anchored in the root
//! chain, so that writers of different provinces do not queue on one row.
//!
//! Not here: applying changes (`service::figures`).

mod about;

use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    audit::{Entry, FIRST_HASH, ROOT_CHAIN},
    figures::Row,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Tx, transaction::on};

pub use about::NamedKeys;
pub(crate) use about::Scribe;

/// What a committed transaction changes for those who keep totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Base rows that count from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<Row>,
    /// Base rows that count no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<Row>,
    /// Units whose rolls changed: read them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rolls: Vec<UnitId>,
    /// Units or links changed: read the tree again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tree: bool,
    /// Pack files changed: read the pack again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pack: bool,
}

impl Change {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && self.rolls.is_empty() && !self.tree && !self.pack
    }
}

/// What an audit entry says, beside who and when.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// The chain it belongs to.
    pub chain: String,
    /// What was done.
    pub action: &'static str,
    /// To what.
    pub object: String,
    /// The state before, as JSON; empty when there was none.
    pub before: String,
    /// The state after, as JSON.
    pub after: String,
}

/// A chain and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Head {
    /// The chain.
    pub name: String,
    /// Number of its last entry.
    pub seq: i64,
    /// Hash of its last entry.
    pub head: String,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    chain: String,
    seq: i64,
    at: i64,
    who: String,
    action: String,
    object: String,
    before_state: String,
    after_state: String,
    hash: String,
}

impl EntryRow {
    fn split(self) -> (Entry, String) {
        let entry = Entry {
            chain: self.chain,
            seq: self.seq,
            at: congdoan_model::Timestamp::from_micros(self.at),
            who: self.who,
            action: self.action,
            object: self.object,
            before: self.before_state,
            after: self.after_state,
        };
        (entry, self.hash)
    }
}

const NEXT: &str = "
INSERT INTO chain (name, seq, head) VALUES ($1, 1, $2)
ON CONFLICT (name) DO UPDATE SET seq = chain.seq + 1
RETURNING seq, head";
const SET_HEAD: &str = "UPDATE chain SET head = $2 WHERE name = $1";
const ADD_ENTRY: &str = "
INSERT INTO audit (chain, seq, at, who, action, object, before_state, after_state, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ADD_CHANGE: &str = "INSERT INTO change (chain, seq, at, payload) VALUES ($1, $2, $3, $4)";
const LOCK: &str = "UPDATE chain SET seq = seq WHERE name = $1";
const HEADS: &str = "SELECT name, seq, head FROM chain ORDER BY name";
const CHANGES: &str = "SELECT seq, payload FROM change WHERE chain = $1 AND seq > $2 ORDER BY seq";
const OF_OBJECT: &str = "
SELECT e.chain, e.seq, e.at, COALESCE(p.name, e.who) AS who, e.action, e.object, e.before_state, e.after_state, e.hash
FROM audit e LEFT JOIN account a ON a.login = e.who LEFT JOIN person p ON p.id = a.person_id
WHERE e.object = $1 AND e.action <> 'denied' ORDER BY e.at, e.seq LIMIT 500";
const OF_CHAIN: &str = "
SELECT chain, seq, at, who, action, object, before_state, after_state, hash FROM audit
WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT 5000";

impl Tx {
    /// Writes one audit entry and, when something changes, its entry of the change log; both with this transaction.
    /// Returns the number of the entry in its chain.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn journal(&mut self, caller: &Caller, note: Note, change: &Change) -> Result<i64> {
        let (seq, previous): (i64, String) =
            on!(self, c => sqlx::query_as(NEXT).bind(&note.chain).bind(FIRST_HASH).fetch_one(c).await)?;
        let entry = Entry {
            chain: note.chain,
            seq,
            at: caller.now,
            who: caller.name().to_owned(),
            action: note.action.to_owned(),
            object: note.object,
            before: note.before,
            after: note.after,
        };
        let hash = entry.hash(&previous);
        on!(self, c => sqlx::query(SET_HEAD).bind(&entry.chain).bind(&hash).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD_ENTRY)
            .bind(&entry.chain).bind(seq).bind(entry.at.micros()).bind(&entry.who).bind(&entry.action)
            .bind(&entry.object).bind(&entry.before).bind(&entry.after).bind(&hash)
            .execute(c).await.map(|_| ()))?;
        if !change.is_empty() {
            let payload = serde_json::to_string(change)?;
            on!(self, c => sqlx::query(ADD_CHANGE)
                .bind(&entry.chain).bind(seq).bind(entry.at.micros()).bind(&payload)
                .execute(c).await.map(|_| ()))?;
        }
        Ok(seq)
    }

    /// Takes the chain's lock early, for a write that must first read what others of the chain wrote.
    pub(crate) async fn lock_chain(&mut self, chain: &str) -> Result<()> {
        on!(self, c => sqlx::query(LOCK).bind(chain).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Where every chain stands.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn heads(&mut self, caller: &Caller) -> Result<Vec<Head>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(HEADS).fetch_all(c).await)?)
    }

    /// The changes of a chain after a number, oldest first.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::Corrupt`] when a block cannot be read.
    pub async fn changes(&mut self, caller: &Caller, chain: &str, after: i64) -> Result<Vec<(i64, Change)>> {
        only_system(caller)?;
        let rows: Vec<(i64, String)> =
            on!(self, c => sqlx::query_as(CHANGES).bind(chain).bind(after).fetch_all(c).await)?;
        rows.into_iter().map(|(seq, payload)| Ok((seq, serde_json::from_str(&payload)?))).collect()
    }

    /// Anchors the heads of all chains in the root chain, if any moved since they were last anchored. Returns whether.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn anchor(&mut self, caller: &Caller, last: &[Head]) -> Result<Option<Vec<Head>>> {
        let heads: Vec<Head> = self.heads(caller).await?.into_iter().filter(|head| head.name != ROOT_CHAIN).collect();
        if heads == last {
            return Ok(None);
        }
        let note = Note {
            chain: ROOT_CHAIN.to_owned(),
            action: "anchor",
            object: "chains".to_owned(),
            before: String::new(),
            after: serde_json::to_string(&heads)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(Some(heads))
    }

    /// The story of one thing, oldest first, for reading: `who` is the person's name, and what was sealed about people is
    /// open where their keys stand. The caller must have been allowed to see the thing itself before.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub(crate) async fn story(&mut self, object: &str) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = on!(self, c => sqlx::query_as(OF_OBJECT).bind(object).fetch_all(c).await)?;
        self.opened(rows.into_iter().map(|row| row.split().0).collect()).await
    }

    /// Up to 5,000 entries of a chain after a number, each with the hash it was stored with.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn entries(&mut self, caller: &Caller, chain: &str, after: i64) -> Result<Vec<(Entry, String)>> {
        only_system(caller)?;
        let rows: Vec<EntryRow> = on!(self, c => sqlx::query_as(OF_CHAIN).bind(chain).bind(after).fetch_all(c).await)?;
        Ok(rows.into_iter().map(EntryRow::split).collect())
    }
}

pub(crate) fn only_system(caller: &Caller) -> Result<()> {
    if caller.is_system() { Ok(()) } else { Err(Error::Denied(Action::AuditRead)) }
}

impl Tx {
    /// Notes in the root chain that something was done to an account.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn note_account(&mut self, caller: &Caller, action: &'static str, login: &str) -> Result<()> {
        only_system(caller)?;
        let note = Note { chain: ROOT_CHAIN.to_owned(), action, object: format!("user:{login}"), ..Note::default() };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}
