//! Records worked out anew when the days people work change: the State gave other days off than were known.
//!
//! Deadlines over those days move, and figures that count working days may change. What each record of a register that counts
//! working days gives is held against what is kept, and put right where it differs; done twice it does nothing. Nothing was
//! said anew, so the record, its version and whoever changed it last stay as they are.
//!
//! The pack that brings the days notes in its own transaction that this is owed. Who took the pack up does it at once; a server
//! does it once more when all that was being written meanwhile is done, and only then is it no longer owed. Not here: which
//! days are off (`pack`).

use std::collections::BTreeMap;

use congdoan_model::{RecordId, figures::Row};
use congdoan_pack::Register;
use congdoan_store::{
    Tx,
    registers::{Anew, Given, Kept},
};

use crate::{Error, Result, Service, audit::fact};

/// What is owed, as the database notes it.
const OWED: &str = "recount";
/// Seconds after which nothing is written any more that was worked out over the former days.
const SETTLED: i64 = 60;
/// Records looked at in one reading.
const PAGE: i64 = 500;
/// Why the log says they were written.
const WHY: &str = "Tính lại theo ngày nghỉ, ngày làm bù mới công bố / Days off or worked were announced";

impl Service {
    /// Notes that records have to be worked out anew, with the transaction that brings other days off.
    pub(crate) async fn owe_recount(&self, tx: &mut Tx) -> Result<()> {
        Ok(tx.owe(&self.system(), OWED).await?)
    }

    /// Works records out anew where that is owed and nothing over the former days is being written any more. Returns how many
    /// were put right; none where nothing is owed, or not yet.
    ///
    /// # Errors
    /// As [`Service::recount`]; it is then still owed.
    pub async fn recount_owed(&self) -> Result<Option<u64>> {
        let system = self.system();
        let Some(since) = self.store.read().await?.owed(&system, OWED).await? else { return Ok(None) };
        if system.now.micros() - since.micros() < SETTLED * 1_000_000 {
            return Ok(None);
        }
        let written = self.recount().await?;
        let mut tx = self.store.write().await?;
        tx.paid(&system, OWED, since).await?;
        tx.commit().await?;
        Ok(Some(written))
    }

    /// Holds what records give against what is kept of them, in every register that counts working days, and puts right what
    /// differs, each record in a transaction of its own. Returns how many.
    ///
    /// # Errors
    /// The last failure, after all other records were put right.
    pub async fn recount(&self) -> Result<u64> {
        let (pack, system) = (self.pack(), self.system());
        let (mut written, mut failed) = (0, None);
        for register in pack.registers.iter().filter(|register| self.ever_counts_working_days(&pack, register)) {
            let mut last = None;
            loop {
                let mut tx = self.store.read().await?;
                let page = tx.records_by_day(&system, &register.id, last, PAGE).await?;
                let ids: Vec<RecordId> = page.iter().map(|kept| kept.record.id).collect();
                let mut known = tx.given_of(&system, &ids).await?;
                drop(tx);
                let Some(end) = page.last() else { break };
                last = Some((end.record.occurred_on, end.record.id));
                for kept in &page {
                    let stored = known.remove(&kept.record.id).unwrap_or_default();
                    if self.otherwise(kept, stored).is_none() {
                        continue;
                    }
                    match self.give_anew(register, kept.record.id).await {
                        Ok(was_wrong) => written += u64::from(was_wrong),
                        Err(error) => failed = Some(error),
                    }
                }
            }
        }
        failed.map_or(Ok(written), Err)
    }

    /// What a record gives otherwise than is kept, under the version it was made under; none where it is the same, and where
    /// that version is newer than what is known here.
    fn otherwise(&self, kept: &Kept, stored: Given) -> Option<Anew> {
        let (pack, record) = (self.pack(), &kept.record);
        let is_known = kept.register_version <= self.register_version(&record.register);
        let register = self.register_under(&pack, &record.register, kept.register_version).filter(|_| is_known)?;
        let derived = self.given(&register, record);
        let (mut was, mut is) = (stored.clocks, derived.clocks);
        was.sort_unstable();
        is.sort_unstable();
        let (remove, add) = apart(stored.rows, derived.rows);
        let anew = Anew { clocks: (was != is).then_some([was, is]), remove, add };
        (anew.clocks.is_some() || !anew.remove.is_empty() || !anew.add.is_empty()).then_some(anew)
    }

    /// Puts one record right, read again once it is held. Says whether anything was wrong with it still.
    async fn give_anew(&self, register: &Register, id: RecordId) -> Result<bool> {
        let mut tx = self.store.write().await?;
        if !tx.hold_record(&self.system(), id).await? {
            return Ok(false);
        }
        let system = self.system();
        let kept = tx.record(&system, &register.id, id, register.confidential).await?;
        let stored = tx.given_of(&system, &[id]).await?.remove(&id).unwrap_or_default();
        let Some(anew) = self.otherwise(&kept, stored) else { return Ok(false) };
        tx.give_anew(&system, &kept.record, &anew, WHY).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(true)
    }
}

/// The rows of the one that say what none of the other says, and those of the other, whatever their ids.
fn apart(stored: Vec<Row>, derived: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let mut wanted: BTreeMap<_, Vec<Row>> = BTreeMap::new();
    for row in derived {
        wanted.entry(fact(&row)).or_default().push(row);
    }
    let mut gone = stored;
    gone.retain(|row| wanted.get_mut(&fact(row)).and_then(Vec::pop).is_none());
    (gone, wanted.into_values().flatten().collect())
}
