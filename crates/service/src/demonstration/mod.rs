//! The demonstration federation: four provinces, central industry and corporation unions, and what they recorded.
//!
//! Facts that papers and the press state (35 classes, 21 of 21 districts, …) come out of many records spread over units
//! and days; none is typed as a total. All names of companies and people, and everything else, are invented, from fixed
//! tables and counters: two loads differ in ids and passwords only.
//!
//! Not here: what a register asks (`packs/vietnam`), writing to the database (`store`), adding up (`rollup`), synthetic
//! federations of any size.

mod agreements;
mod care;
mod clauses;
mod conferences;
mod coordination;
mod counters;
mod directives;
mod districts;
mod employers;
mod finance;
mod founding;
mod ha_tinh;
mod members;
mod names;
mod people;
mod plan;
mod present;
mod programmes;
mod roll;
mod schemes;
mod sent_down;
mod strikes;
mod study;
mod tasks;
mod texts;
mod training;
mod units;
mod white_spots;

use std::collections::BTreeMap;

use congdoan_model::{access::Caller, figures::Row, org::Unit, registers::Record};
use congdoan_store::{Tx, registers::Given};

use self::plan::Plan;
use crate::{Result, Service, error::refused};

/// What of the demonstration is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Hà Tĩnh before the reorganisation of 2025, too.
    pub with_2025: bool,
}

/// What whoever loaded the demonstration is told.
#[derive(Clone, Debug)]
pub struct Demonstration {
    /// Sign-in names with passwords.
    pub sign_in: Vec<(String, String)>,
    /// The plan of the reorganisation of 2025, where it was wanted.
    pub plan_2025: Option<&'static str>,
}

impl Service {
    /// Whether the database holds units already.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn holds_units(&self) -> Result<bool> {
        Ok(self.store.read().await?.has_units().await?)
    }

    /// Loads the demonstration federation into an empty database, in one transaction: an interrupted load leaves nothing.
    /// Gives sign-in names with their passwords, which are made from the service's randomness and kept nowhere. With `wish`
    /// for 2025 Hà Tĩnh is loaded too, as it stood before that year's reorganisation, and the plan of it given.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when the database holds units already; [`crate::Error::Internal`] with the place when the
    /// pack in force refuses something of the demonstration.
    pub async fn load_demonstration(&self, wish: Wish, progress: &(dyn Fn(&str) + Sync)) -> Result<Demonstration> {
        if self.holds_units().await? {
            return Err(not_empty());
        }
        progress("Dựng liên đoàn mẫu · Building the demonstration federation");
        let plan = self.demonstration_plan()?;
        let (accounts, sign_in) = self.demonstration_accounts(&plan).await?;
        let mut tx = self.store.write().await?;
        // Asked again under the lock of the write: two loads at once must not both see an empty database.
        if tx.has_units().await? {
            return Err(not_empty());
        }
        let system = self.system();
        let places = plan.places();
        self.write_plan(&mut tx, &system, plan, progress).await?;
        progress("Lập sổ đoàn viên · Writing member files");
        members::write(self, &mut tx, &system, &places, &accounts).await?;
        people::write(self, &mut tx, &system, &accounts).await?;
        employers::write(self, &mut tx, &system, &places).await?;
        tasks::write(self, &mut tx, &system, &places, &accounts).await?;
        sent_down::write(self, &mut tx, &system, (&places, &accounts)).await?;
        if wish.with_2025 {
            progress("Hà Tĩnh 2025: 1.473 CĐCS, 72.059 đoàn viên · 1,473 unions, 72,059 members");
            ha_tinh::write(self, &mut tx, &system).await?;
        }
        tx.commit_bulk(congdoan_store::MUCH).await?;
        self.follow().await?;
        progress("Xong · Done");
        Ok(Demonstration { sign_in, plan_2025: wish.with_2025.then_some(ha_tinh::PLAN) })
    }

    /// Everything the demonstration writes, checked against the pack in force; nothing is written yet.
    fn demonstration_plan(&self) -> Result<Plan<'_>> {
        let mut plan = Plan::new(self);
        units::lay(&mut plan)?;
        training::lay(&mut plan)?;
        care::lay(&mut plan)?;
        strikes::lay(&mut plan)?;
        conferences::lay(&mut plan)?;
        coordination::lay(&mut plan)?;
        finance::lay(&mut plan)?;
        founding::lay(&mut plan)?;
        agreements::lay(&mut plan)?;
        study::lay(&mut plan)?;
        members::lay(&mut plan)?;
        present::lay(&mut plan)?;
        directives::lay(&mut plan)?;
        texts::lay(&mut plan)?;
        programmes::lay(&mut plan)?;
        schemes::lay(&mut plan)?;
        Ok(plan)
    }

    async fn write_plan(
        &self,
        tx: &mut Tx,
        system: &Caller,
        plan: Plan<'_>,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Result<()> {
        let written = plan.written();
        progress(&format!("Ghi {} đơn vị · Writing {0} units", written.units.len()));
        let units: Vec<(Unit, String)> = written.units;
        tx.add_units(system, &units, &written.links).await?;
        progress(&format!("Ghi {} bản ghi · Writing {0} records", written.records.len()));
        let mut records: BTreeMap<String, Vec<(Record, Given)>> = BTreeMap::new();
        for (chain, record, given) in written.records {
            records.entry(chain).or_default().push((record, given));
        }
        for (chain, batch) in &records {
            tx.write_batch(system, chain, batch).await?;
        }
        progress(&format!("Ghi {} số liệu khai · Writing {0} declared figures", written.declared.len()));
        let mut declared: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for (chain, row) in written.declared {
            declared.entry(chain).or_default().push(row);
        }
        for (chain, rows) in &declared {
            tx.declare_batch(system, chain, rows).await?;
        }
        progress("Ghi văn bản, chương trình · Writing directives and programmes");
        for directive in &written.directives {
            tx.add_directive(system, directive).await?;
        }
        for (programme, targets) in &written.programmes {
            tx.add_programme(system, programme, targets).await?;
        }
        for (programme, answers) in &written.answers {
            tx.answer_clauses(system, *programme, answers).await?;
        }
        for (id, programme, day, words) in &written.reviews {
            let stage = congdoan_model::programmes::cascade::ReviewStage::Interim;
            tx.add_review(system, (*id, *programme), (stage, *day), words).await?;
        }
        for (programme, other) in &written.beside {
            tx.put_beside(system, *programme, &[*other]).await?;
        }
        for one in &written.schemes {
            let (place, scheme) = ((one.programme, one.unit), &one.scheme);
            tx.add_scheme(system, place, &scheme.id, &scheme.excludes, &scheme.text).await?;
        }
        let mut claims: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (chain, claim) in written.claims {
            claims.entry(chain).or_default().push(claim);
        }
        for (chain, batch) in &claims {
            tx.write_claims(system, chain, batch).await?;
        }
        Ok(())
    }
}

fn not_empty() -> crate::Error {
    refused(
        "Cơ sở dữ liệu đã có đơn vị; liên đoàn mẫu chỉ nạp vào cơ sở dữ liệu trống (dùng --fresh để làm lại từ đầu)",
        "The database holds units already; the demonstration goes into an empty one (--fresh begins anew)",
    )
}
