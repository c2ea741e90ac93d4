//! Records worked out anew when the days people work change: the State gave other days off than were known.
//!
//! Deadlines over those days move, and figures that count working days may change. What each record of a register that counts
//! working days gives is held against what is kept, and put right where it differs; done twice it does nothing. Nothing was
//! said anew, so the record, its version and whoever changed it last stay as they are. Not here: which days are off (`pack`).

use std::sync::atomic::Ordering;

use congdoan_model::{RecordId, registers::Record};
use congdoan_pack::Register;
use congdoan_store::{
    Tx,
    registers::{Given, Kept},
};

use crate::{Error, Result, Service, audit::fact};

/// Records looked at in one reading.
const PAGE: i64 = 500;
/// How often a record is tried that others are changing.
const TRIES: usize = 5;
/// Why the log says they were written.
const WHY: &str = "Tính lại theo ngày nghỉ, ngày làm bù mới công bố / Days off or worked were announced";

impl Service {
    /// Works records out anew if the calendar of the packs changed since this was last asked. Returns how many were put right.
    ///
    /// # Errors
    /// As [`Service::recount`]; it is then asked for again.
    pub async fn recount_if_due(&self) -> Result<u64> {
        if !self.recount_due.swap(false, Ordering::SeqCst) {
            return Ok(0);
        }
        let done = self.recount().await;
        if done.is_err() {
            self.recount_due.store(true, Ordering::SeqCst);
        }
        done
    }

    /// Whether the calendar changed and [`Service::recount_if_due`] has work to do.
    #[must_use]
    pub fn is_recount_due(&self) -> bool {
        self.recount_due.load(Ordering::SeqCst)
    }

    /// Holds what records give against what is kept of them, in every register that counts working days, and puts right what
    /// differs, each record in a transaction of its own. Returns how many.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer; what was put right until then stays so.
    pub async fn recount(&self) -> Result<u64> {
        let (pack, system) = (self.pack(), self.system());
        let mut written = 0;
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
                    if self.derived(kept).is_some_and(|derived| differs(derived, stored)) {
                        written += u64::from(self.give_anew(register, kept.record.id).await?);
                    }
                }
            }
        }
        Ok(written)
    }

    /// What a record gives under the version it was made under.
    fn derived(&self, kept: &Kept) -> Option<Given> {
        let pack = self.pack();
        let register = self.register_under(&pack, &kept.record.register, kept.register_version)?;
        Some(self.given(&register, &kept.record))
    }

    /// Puts one record right, read again under its lock. Says whether anything was wrong with it still.
    async fn give_anew(&self, register: &Register, id: RecordId) -> Result<bool> {
        for _ in 0..TRIES {
            let mut tx = self.store.write().await?;
            match self.try_anew(&mut tx, register, id).await {
                Ok(written) => {
                    tx.commit().await?;
                    return Ok(written);
                }
                Err(Error::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        // Whoever keeps changing it works it out by what is in force.
        Ok(false)
    }

    async fn try_anew(&self, tx: &mut Tx, register: &Register, id: RecordId) -> Result<bool> {
        let system = self.system();
        let kept = tx.record(&system, &register.id, id, register.confidential).await?;
        let stored = tx.given_of(&system, &[id]).await?.remove(&id).unwrap_or_default();
        let Some(given) = self.derived(&kept).filter(|given| differs(given.clone(), stored)) else { return Ok(false) };
        let record: &Record = &kept.record;
        tx.give_anew(&system, record, &given, WHY).await?;
        Ok(true)
    }
}

/// Whether two answers to what a record gives say something else, whatever the ids of the rows.
fn differs(mut one: Given, mut other: Given) -> bool {
    one.clocks.sort_unstable();
    other.clocks.sort_unstable();
    let facts = |given: &Given| {
        let mut facts: Vec<_> = given.rows.iter().map(fact).collect();
        facts.sort_unstable();
        facts
    };
    one.clocks != other.clocks || facts(&one) != facts(&other)
}
