//! The journal: audit entries in hash chains, one per province or industry, and the change log the engine follows.
//!
//! A chain's row is locked from the entry to the commit, so entries of one chain are in commit order without gaps: whoever
//! follows the change log of a chain by its number misses nothing. The heads of all chains are anchored in the root
//! chain, so that writers of different provinces do not queue on one row. What changes a few rows says them in its entry of the
//! change log; what changes many holds them in blocks beside it (`packed`), whose hashes its audit entry names.
//!
//! Not here: applying changes (`service::figures`).

mod about;
pub mod integrity;
mod packed;

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
pub(crate) use packed::{Block, pack};
pub use packed::{BlockTold, Turn};

/// What a committed transaction changes for those who keep totals or show what hangs on them.
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
    /// Something was done with reports, or with what moves their last day: no total changes, but pages that show them do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reports: bool,
}

impl Change {
    /// What a deed on reports changes.
    #[must_use]
    pub fn of_reports() -> Self {
        Self { reports: true, ..Self::default() }
    }

    /// Whether it leaves the totals as they are.
    #[must_use]
    pub fn keeps_totals(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && self.rolls.is_empty() && !self.tree && !self.pack
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keeps_totals() && !self.reports
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
const ADD_BLOCK: &str = "INSERT INTO change_block (chain, seq, part, packed) VALUES ($1, $2, $3, $4)";
const BLOCKS: &str = "SELECT packed FROM change_block WHERE chain = $1 AND seq = $2 ORDER BY part";
const BLOCKS_OF: &str = "
SELECT b.packed FROM audit a JOIN change_block b ON b.chain = a.chain AND b.seq = a.seq
WHERE a.object = $1 AND a.action = $2 ORDER BY b.chain, b.seq, b.part";
const HASH_AT: &str = "SELECT hash FROM audit WHERE chain = $1 AND seq = $2";
const CHANGES: &str = "SELECT seq, payload FROM change WHERE chain = $1 AND seq > $2 ORDER BY seq";
const OF_OBJECT: &str = "
SELECT e.chain, e.seq, e.at, COALESCE(p.name, e.who) AS who, e.action, e.object, e.before_state, e.after_state, e.hash
FROM audit e LEFT JOIN account a ON a.login = e.who LEFT JOIN person p ON p.id = a.person_id
WHERE e.object = $1 AND e.action <> 'denied' ORDER BY e.at, e.seq LIMIT 500";
const OF_CHAIN: &str = "
SELECT chain, seq, at, who, action, object, before_state, after_state, hash FROM audit
WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT 5000";

/// What the change log says of an entry whose rows lie in blocks.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct InBlocks {
    blocks: usize,
}

/// A longer payload names its rows itself.
const LONGEST_IN_BLOCKS: usize = 64;

/// How many blocks hold the rows of an entry of the change log; 0 where it names them itself.
fn blocks_of(payload: &str) -> usize {
    let told = (payload.len() <= LONGEST_IN_BLOCKS).then(|| serde_json::from_str::<InBlocks>(payload));
    told.and_then(std::result::Result::ok).map_or(0, |told| told.blocks)
}

impl Tx {
    /// Writes one audit entry and, when something changes, its entry of the change log; both with this transaction.
    /// Returns the number of the entry in its chain.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn journal(&mut self, caller: &Caller, note: Note, change: &Change) -> Result<i64> {
        if change.tree {
            self.forget_lines();
        }
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

    /// Writes one audit entry whose rows lie in blocks. The entry has to name the blocks as they tell of themselves.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub(crate) async fn journal_packed(&mut self, caller: &Caller, note: Note, blocks: &[Block]) -> Result<i64> {
        let chain = note.chain.clone();
        let seq = self.journal(caller, note, &Change::default()).await?;
        if blocks.is_empty() {
            return Ok(seq);
        }
        for (part, block) in (1_i64..).zip(blocks) {
            on!(self, c => sqlx::query(ADD_BLOCK).bind(&chain).bind(seq).bind(part).bind(&block.text)
                .execute(c).await.map(|_| ()))?;
        }
        let payload = serde_json::to_string(&InBlocks { blocks: blocks.len() })?;
        on!(self, c => sqlx::query(ADD_CHANGE).bind(&chain).bind(seq).bind(caller.now.micros()).bind(&payload)
            .execute(c).await.map(|_| ()))?;
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

    /// The hash of an entry of a chain by its number, if the chain came that far.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn hash_at(&mut self, caller: &Caller, chain: &str, seq: i64) -> Result<Option<String>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(HASH_AT).bind(chain).bind(seq).fetch_optional(c).await)?)
    }

    /// The changes of a chain after a number, oldest first.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::Corrupt`] when a block cannot be read.
    pub async fn changes(&mut self, caller: &Caller, chain: &str, after: i64) -> Result<Vec<(i64, Change)>> {
        only_system(caller)?;
        let rows: Vec<(i64, String)> =
            on!(self, c => sqlx::query_as(CHANGES).bind(chain).bind(after).fetch_all(c).await)?;
        let mut changes = Vec::with_capacity(rows.len());
        for (seq, payload) in rows {
            let change = match blocks_of(&payload) {
                0 => serde_json::from_str(&payload)?,
                blocks => self.unpacked(chain, seq, blocks).await?,
            };
            changes.push((seq, change));
        }
        Ok(changes)
    }

    /// The change whose rows lie in blocks beside an entry.
    async fn unpacked(&mut self, chain: &str, seq: i64, blocks: usize) -> Result<Change> {
        let texts: Vec<String> = on!(self, c => sqlx::query_scalar(BLOCKS).bind(chain).bind(seq).fetch_all(c).await)?;
        if texts.len() != blocks {
            return Err(Error::Corrupt(format!("chain {chain} entry {seq}: {blocks} blocks, {} found", texts.len())));
        }
        let mut change = Change::default();
        for text in &texts {
            for (turn, row) in packed::unpack(text)? {
                match turn {
                    Turn::Comes => change.add.push(row),
                    Turn::Goes => change.remove.push(row),
                }
            }
        }
        Ok(change)
    }

    /// The rows an act on something brought and took away in bulk, in the order they were written; none where it wrote no
    /// blocks.
    pub(crate) async fn packed_rows(&mut self, object: &str, action: &str) -> Result<Vec<(Turn, Row)>> {
        let texts: Vec<String> =
            on!(self, c => sqlx::query_scalar(BLOCKS_OF).bind(object).bind(action).fetch_all(c).await)?;
        let mut rows = Vec::new();
        for text in &texts {
            rows.append(&mut packed::unpack(text)?);
        }
        Ok(rows)
    }

    /// What the blocks beside an entry say of themselves, counted again; to be held against what the entry says.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::Corrupt`] when a block cannot be read.
    pub async fn blocks_beside(&mut self, caller: &Caller, chain: &str, seq: i64) -> Result<Vec<BlockTold>> {
        only_system(caller)?;
        let texts: Vec<String> = on!(self, c => sqlx::query_scalar(BLOCKS).bind(chain).bind(seq).fetch_all(c).await)?;
        let told = |text: &String| Ok(BlockTold { rows: packed::unpack(text)?.len(), blake3: packed::hash(text) });
        texts.iter().map(told).collect()
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
