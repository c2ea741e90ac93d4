//! Clocks as people meet them: those of one record, and those that run below a unit with the most pressing first.
//!
//! Not here: when a clock runs and how long (`pack`), keeping them (`store`).

use chrono::{Days, NaiveDate};
use congdoan_model::{LocalText, RecordId, access::Action, access::Caller, org::Unit};
use congdoan_pack::{ClockState, Pack};
use congdoan_store::{
    Tx,
    access::Thing,
    org::Below,
    registers::{ClockFilter, RunningClock},
};

use crate::{Kept, Result, Service};

/// How many days ahead a list of what is near looks.
const AHEAD: u64 = 30;
/// For how many days something is told as late: what nobody did for two years is for a report, not for a list of what presses.
const PRESSING: u64 = 730;

/// A clock of a record, as it stands on a day.
#[derive(Clone, Debug)]
pub struct RecordDeadline {
    /// What has to be done.
    pub name: LocalText,
    /// Who says so.
    pub source: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done.
    pub stopped_on: Option<NaiveDate>,
    /// How it stands.
    pub state: ClockState,
}

/// Which clocks of a unit are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClocksShown {
    /// Those past their last day for two years at most.
    Late,
    /// Those whose last day comes within 30 days.
    #[default]
    Near,
    /// All that run.
    All,
}

/// A page of clocks that is asked for.
#[derive(Clone, Debug)]
pub struct ClocksAsked<'a> {
    /// Code of the unit; units below are included.
    pub unit: &'a str,
    /// Which.
    pub shown: ClocksShown,
    /// Only of this register.
    pub register: Option<&'a str>,
    /// The last one of the page before.
    pub after: Option<(NaiveDate, RecordId, &'a str)>,
    /// How many at most.
    pub limit: usize,
}

/// A clock that runs below a unit.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// The record, its unit and its last day.
    pub running: RunningClock,
    /// What has to be done.
    pub name: LocalText,
    /// The name of the register.
    pub register_name: LocalText,
    /// Who says so.
    pub source: String,
    /// How it stands.
    pub state: ClockState,
}

/// A page of the clocks that run below a unit.
#[derive(Clone, Debug)]
pub struct Deadlines {
    /// The unit.
    pub unit: Unit,
    /// The clocks, the earliest last day first.
    pub items: Vec<Deadline>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many are past their last day for two years at most, of the registers asked for.
    pub late: i64,
    /// How many come to their last day within 30 days.
    pub near: i64,
}

impl ClocksShown {
    /// The last days that are shown on a day.
    fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let yesterday = today.pred_opt().unwrap_or(today);
        let ahead = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
        // The calendar of a database ends sooner than that of the program.
        let far = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(today);
        let long_ago = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(today);
        let pressing = today.checked_sub_days(Days::new(PRESSING)).unwrap_or(today);
        match self {
            Self::Late => (pressing, yesterday),
            Self::Near => (today, ahead),
            Self::All => (long_ago, far),
        }
    }
}

/// The registers with clocks: those open to coordinating lines, and those closed to them.
struct Registers<'p> {
    open: Vec<&'p str>,
    closed: Vec<&'p str>,
}

impl<'p> Registers<'p> {
    fn of(pack: &'p Pack, only: Option<&str>) -> Self {
        let timed = pack.registers.iter().filter(|one| !one.clocks.is_empty());
        let asked = timed.filter(|one| only.is_none_or(|id| one.id == id));
        let (closed, open): (Vec<_>, Vec<_>) = asked.partition(|one| one.confidential);
        let ids =
            |registers: Vec<&'p congdoan_pack::Register>| registers.into_iter().map(|one| one.id.as_str()).collect();
        Self { open: ids(open), closed: ids(closed) }
    }
}

impl Service {
    /// The clocks of a record that stands, as they are today, under the version of its register it was made under.
    #[must_use]
    pub fn deadlines_of(&self, kept: &Kept, today: NaiveDate) -> Vec<RecordDeadline> {
        let (pack, record) = (self.pack(), &kept.record);
        let Some(register) = self.register_under(&pack, &record.register, kept.register_version) else {
            return Vec::new();
        };
        if !stands(record.state) {
            return Vec::new();
        }
        let running = register.running(&record.fields, record.occurred_on, pack.calendar());
        let shown = running.into_iter().filter_map(|running| {
            Some(RecordDeadline {
                due_on: running.due_on?,
                state: running.state(today)?,
                stopped_on: running.stopped_on,
                name: running.clock.name.clone(),
                source: running.clock.source.clone(),
            })
        });
        shown.collect()
    }

    /// A page of the clocks that run below a unit. Registers closed to coordinating lines are left out for who may not read them.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not read records of the unit.
    pub async fn deadlines(&self, caller: &Caller, asked: &ClocksAsked<'_>) -> Result<Deadlines> {
        let (pack, today) = (self.pack(), caller.now.day());
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, asked.unit).await?;
        tx.require(caller, Action::RecordRead, unit.id, Thing::RECORD).await?;
        let registers = Registers::of(&pack, asked.register);
        let closed = Thing::RECORD.confidential(true);
        let reads_closed = tx.allowed(caller, Action::RecordRead, &[unit.id], closed).await?.contains(&unit.id);
        let mut lists = vec![(registers.open.as_slice(), false)];
        lists.extend(reads_closed.then_some((registers.closed.as_slice(), true)));
        let (mut running, mut late, mut near) = (Vec::new(), 0, 0);
        for (registers, managing) in lists {
            let outside = self.outside(unit.id, (today, today), managing);
            let below = Below { managing, but: outside.as_deref(), ..Below::on(unit.id, today) };
            let filter = |shown: ClocksShown| {
                let (from, to) = shown.days(today);
                let limit = i64::try_from(asked.limit).unwrap_or(i64::MAX).saturating_add(1);
                ClockFilter { below, registers, from, to, after: asked.after, limit }
            };
            late += tx.count_clocks(caller, &filter(ClocksShown::Late)).await?;
            near += tx.count_clocks(caller, &filter(ClocksShown::Near)).await?;
            // Who only counts is spared the list.
            if asked.limit > 0 {
                running.extend(tx.clocks(caller, &filter(asked.shown)).await?);
            }
        }
        running.sort_by(|one, other| {
            (one.due_on, one.record, &one.clock).cmp(&(other.due_on, other.record, &other.clock))
        });
        let more = running.len() > asked.limit;
        running.truncate(asked.limit);
        let items = running.into_iter().map(|running| deadline(&pack, running, today)).collect();
        Ok(Deadlines { unit, items, more, late, near })
    }

    /// How many clocks of one unit and of those below are late, and near; none for who reads no records there.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn deadlines_pressing(&self, caller: &Caller, unit: &str) -> Result<Option<(i64, i64)>> {
        let asked = ClocksAsked { unit, shown: ClocksShown::Late, register: None, after: None, limit: 0 };
        match self.deadlines(caller, &asked).await {
            Ok(found) => Ok(Some((found.late, found.near))),
            Err(crate::Error::NotFound(_) | crate::Error::Denied(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Clocks that differ from what their records say, among records in the order of their ids; for `verify`.
    pub(crate) async fn clock_differences(
        &self,
        tx: &mut Tx,
        after: Option<RecordId>,
        page: &[Kept],
    ) -> Result<Vec<String>> {
        let (pack, system) = (self.pack(), self.system());
        let Some(last) = page.last() else { return Ok(Vec::new()) };
        let between = (after.unwrap_or_default(), last.record.id);
        let mut held: std::collections::BTreeMap<RecordId, Vec<_>> = std::collections::BTreeMap::new();
        for (record, clock) in tx.clocks_between(&system, between).await? {
            held.entry(record).or_default().push(clock);
        }
        let mut differences = Vec::new();
        for kept in page {
            let record = &kept.record;
            let Some(register) = self.register_under(&pack, &record.register, kept.register_version) else { continue };
            let mut given = self.given(&register, record).clocks;
            let mut stored = held.remove(&record.id).unwrap_or_default();
            given.sort_unstable();
            stored.sort_unstable();
            if given != stored {
                let (id, register, unit) = (record.id, &record.register, &kept.unit_code);
                differences.push(format!("record {id} ({register}, {unit}): its deadlines differ from what it says"));
            }
        }
        Ok(differences)
    }
}

/// Whether a record in a state has clocks.
pub(super) const fn stands(state: congdoan_model::registers::RecordState) -> bool {
    use congdoan_model::registers::RecordState;
    matches!(state, RecordState::Recorded | RecordState::Confirmed)
}

/// A running clock with its names; one the register in force no longer has goes by its id.
fn deadline(pack: &Pack, running: RunningClock, today: NaiveDate) -> Deadline {
    let register = pack.register(&running.register);
    let clock = register.and_then(|register| register.clocks.iter().find(|clock| clock.id == running.clock));
    let plain = |id: &str| LocalText { vi: id.to_owned(), en: id.to_owned() };
    let unnamed = if running.due_on < today { ClockState::Late } else { ClockState::Running };
    Deadline {
        name: clock.map_or_else(|| plain(&running.clock), |clock| clock.name.clone()),
        register_name: register.map_or_else(|| plain(&running.register), |register| register.name.clone()),
        source: clock.map(|clock| clock.source.clone()).unwrap_or_default(),
        state: clock.map_or(unnamed, |clock| clock.standing(running.due_on, today)),
        running,
    }
}
