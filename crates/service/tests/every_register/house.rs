//! A small federation that is told the cases, and what it says to them.
//!
//! Every difference is kept rather than told at once: one run says all that is wrong. Not here: the cases (`cases`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{Period, RecordId, access::Caller, figures::Value, names::Language};
use congdoan_service::{
    Error, Kept, Service,
    access::NewAccount,
    pack::{CheckFinding, Pack, Problem, Register},
    registers::{ClocksAsked, ClocksShown, NewRecord},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring};

use crate::cases::{Case, ran};

/// The day it is in the house: the year of the cases is nearly over.
const TODAY: (i32, u32, u32) = (2026, 12, 18);

/// A clock of a record: its register, its id, its last day.
type Deadline = (RecordId, String, NaiveDate);

/// Totals by unit, year and indicator.
pub(crate) type Totals = BTreeMap<(String, i32, String), Option<i64>>;

pub(crate) struct House {
    pub(crate) service: Service,
    officer: Caller,
    records: BTreeSet<RecordId>,
    awaited: BTreeSet<Deadline>,
    /// What went otherwise than a case says.
    pub(crate) differences: Vec<String>,
    _fresh: Fresh,
}

impl House {
    pub(crate) async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(TODAY.0, TODAY.1, TODAY.2);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let mandates = [("north", "specialist", "QĐ 1")];
        let account = NewAccount { name: "An", login: "an", password: "mat-khau-dai", mandates: &mandates };
        service.add_account(&account).await.unwrap();
        let signed = service.sign_in("an", "mat-khau-dai").await.unwrap();
        let officer = service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller;
        let (records, awaited, differences) = Default::default();
        Self { service, officer, records, awaited, differences, _fresh: fresh }
    }

    /// Sends a form as the page does: typed text first becomes values.
    async fn send(
        &self,
        register: &Register,
        unit: &str,
        (occurred_on, typed): (NaiveDate, BTreeMap<String, String>),
    ) -> Result<Kept, Vec<Problem>> {
        let (fields, unread) = register.parse(&typed);
        if !unread.is_empty() {
            return Err(unread);
        }
        let new = NewRecord { register: &register.id, unit, occurred_on, fields, files: Vec::new() };
        match self.service.record(&self.officer, new, None).await {
            Ok(kept) => Ok(kept),
            Err(Error::Invalid(problems)) => Err(problems),
            Err(other) => panic!("{}: {other}", register.id),
        }
    }

    /// Tries what a case says is refused, and the record without each field that has to be given.
    pub(crate) async fn refuse(&mut self, register: &Register, case: &Case) {
        for refusal in &case.refused {
            let expected = vec![refusal.broken(register)];
            let said = self.refusal(register, case, &refusal.with).await;
            if said != expected {
                self.differences.push(format!("{} with {:?}: {said:?}", register.id, refusal.with));
            }
        }
        for field in register.fields.iter().filter(|field| field.required) {
            let said = self.refusal(register, case, &[(field.id.clone(), String::new())].into()).await;
            let named: Vec<_> = said.iter().map(|(field, _)| field.as_deref()).collect();
            if named != [Some(field.id.as_str())] {
                self.differences.push(format!("{} without {}: {said:?}", register.id, field.id));
            }
        }
    }

    /// Field and words of all that is said against a record; nothing when it is taken.
    async fn refusal(
        &self,
        register: &Register,
        case: &Case,
        with: &BTreeMap<String, String>,
    ) -> Vec<(Option<String>, String)> {
        let refused = self.send(register, &case.unit, case.typed_with(with)).await.err().unwrap_or_default();
        refused.into_iter().map(|problem| (problem.field, problem.message.vi)).collect()
    }

    /// Writes the records of a case and looks at their clocks.
    pub(crate) async fn write(&mut self, register: &Register, case: &Case) {
        let first = case.typed_with(&BTreeMap::new());
        match self.send(register, &case.unit, first.clone()).await {
            Ok(kept) => {
                self.look_at_clocks(register, &kept, &case.clocks);
                self.records.insert(kept.record.id);
            }
            Err(said) => self.differences.push(format!("{} is refused: {said:?}", register.id)),
        }
        if let Some(once) = register.once.first() {
            let said = self.send(register, case.neighbour(), first).await.err().unwrap_or_default();
            let told = |problem: &Problem| problem.field.as_deref() == Some(&once.field);
            if said.is_empty() || !said.iter().all(|one| told(one) && one.message.vi.starts_with(&once.message.vi)) {
                self.differences.push(format!("{} takes the same people again: {said:?}", register.id));
            }
        }
        for further in &case.further {
            match self.send(register, case.neighbour(), case.typed_further(further)).await {
                Ok(kept) => self.look_at_clocks(register, &kept, &further.clocks),
                Err(said) => self.differences.push(format!("{} with {:?}: {said:?}", register.id, further.typed)),
            }
        }
    }

    fn look_at_clocks(&mut self, register: &Register, kept: &Kept, told: &BTreeMap<String, String>) {
        let shown = self.service.deadlines_of(kept, date(TODAY.0, TODAY.1, TODAY.2));
        for (clock, told) in told {
            let name = register.clocks.iter().find(|one| one.id == *clock).map(|one| &one.name);
            let found = shown.iter().find(|one| Some(&one.name) == name).map(|one| (one.due_on, one.stopped_on));
            if found != ran(told) {
                self.differences.push(format!("{}, clock {clock}: {found:?} for {told}", register.id));
            }
            if let Some((due, None)) = ran(told) {
                self.awaited.insert((kept.record.id, clock.clone(), due));
            }
        }
    }

    /// Whether the list of the province shows what runs on the first records, and nothing else of them.
    pub(crate) async fn look_at_deadlines(&mut self) {
        let asked = ClocksAsked { unit: "north", shown: ClocksShown::All, register: None, after: None, limit: 1_000 };
        let found = self.service.deadlines(&self.officer, &asked).await.unwrap();
        let listed = found.items.into_iter().map(|one| (one.running.record, one.running.clock, one.running.due_on));
        let of_first = |deadline: &Deadline| self.records.contains(&deadline.0);
        let listed: BTreeSet<Deadline> = listed.filter(of_first).collect();
        let awaited: BTreeSet<Deadline> = self.awaited.iter().filter(|one| of_first(one)).cloned().collect();
        if listed != awaited {
            let differing: Vec<_> = listed.symmetric_difference(&awaited).collect();
            self.differences.push(format!("deadlines of the province: {differing:?}"));
        }
    }

    /// The totals of the units of the cases in both years they touch, all indicators at once.
    pub(crate) async fn totals(&self) -> Totals {
        let mut totals = Totals::new();
        for (unit, year) in ["north-one", "north-a", "north"].into_iter().flat_map(|unit| [(unit, 2025), (unit, 2026)])
        {
            let table = self.service.figure_table(&self.officer, unit, Period::year(year), |_| true).await.unwrap();
            for line in table.lines {
                let value = match line.total.and_then(|cell| cell.value) {
                    Some(Value::Whole(value) | Value::Hundredths(value)) => Some(value),
                    None => None,
                };
                totals.insert((unit.to_owned(), year, line.indicator.id), value);
            }
        }
        totals
    }

    /// Holds the totals against what a case says its register gives.
    pub(crate) fn compare(&mut self, totals: &Totals, register: &Register, case: &Case) {
        let other_year = if case.counted_in == 2026 { 2025 } else { 2026 };
        for (indicator, amounts) in &case.gives {
            for (unit, amount) in [case.unit.as_str(), "north"].into_iter().zip(amounts) {
                let found = |year: i32| totals.get(&(unit.to_owned(), year, indicator.clone())).copied().flatten();
                let (now, other) = (found(case.counted_in), found(other_year));
                if (now, other) != (amount.value(), None) {
                    let (id, told) = (&register.id, amount.value());
                    let found = format!("{now:?} for {told:?}, and {other:?} in {other_year}");
                    self.differences.push(format!("{id}: {indicator} of {unit} is {found}"));
                }
            }
        }
    }

    /// What does not fit in the figures of the province and of each union below it.
    pub(crate) async fn check_figures(&self) -> Vec<CheckFinding> {
        let mut found = Vec::new();
        for unit in ["north", "north-a", "north-one", "north-two"] {
            found.extend(self.service.check_figures(&self.officer, unit, Period::year(2026)).await.unwrap());
        }
        found
    }

    pub(crate) fn pack(&self) -> std::sync::Arc<Pack> {
        self.service.pack()
    }
}
