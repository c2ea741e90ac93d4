//! Tasks of programmes: the plan of Nghệ An for 2026 over the province, an upper union and the model union, in every state;
//! the six highlights of Thái Nguyên and the ten activities and ten tasks of Hà Nội, in our own words.
//!
//! What happened to them is written by the people who sign in, on the days it happened. Not here: programmes.

pub(super) mod elsewhere;
mod nghe_an;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use congdoan_model::{
    PersonId, TaskId, Timestamp, UnitId,
    access::{Caller, Scope},
    names::Language,
    programmes::{
        Programme,
        tasks::{Task, TaskDeed, TaskKind, TaskState},
    },
};
use congdoan_store::{
    Tx,
    org::Below,
    programmes::tasks::{NewEvidence, TaskMove},
};

use super::{
    counters::day,
    people::Prepared,
    plan::{Place, fault},
    units::{MODEL, MODEL_UPPER, NGHE_AN},
};
use crate::{Result, Service};

/// A task as the tables describe it.
#[derive(Clone, Copy, Debug)]
struct NewTask {
    kind: TaskKind,
    title: &'static str,
    /// Code of the unit that does it.
    unit: &'static str,
    /// Sign-in name of the person who does it; empty for the whole unit.
    person: &'static str,
    /// First and last day: year, month, day; a first day of year 0 is none.
    days: [(i32, u32, u32); 2],
    weight: i64,
    /// Whether it asks for evidence.
    evidence: bool,
    /// The place in the table of the task it is a part of, and of the one it waits for.
    parent: Option<usize>,
    waits: Option<usize>,
    /// What happened, in order: who by sign-in name, what, how many days before the last day, what was said.
    story: &'static [(&'static str, TaskDeed, i64, &'static str)],
    /// The register whose latest record of the unit is put forward with the report; empty for none.
    proof: &'static str,
}

/// A task of which only the title, the unit and the days are said.
const PLAIN: NewTask = NewTask {
    kind: TaskKind::Task,
    title: "",
    unit: "",
    person: "",
    days: [(0, 1, 1), (2026, 12, 31)],
    weight: 1,
    evidence: false,
    parent: None,
    waits: None,
    story: &[],
    proof: "",
};

/// Whoever writes what happened.
struct Writers<'a> {
    service: &'a Service,
    units: BTreeMap<&'a str, UnitId>,
    people: BTreeMap<&'a str, (PersonId, Caller)>,
}

impl Writers<'_> {
    fn unit(&self, code: &str) -> Result<UnitId> {
        self.units.get(code).copied().ok_or_else(|| fault(format!("no unit {code}")))
    }

    /// Somebody who signs in, on a day at ten in the morning.
    fn on(&self, login: &str, day: NaiveDate) -> Result<Caller> {
        let (_, caller) = self.people.get(login).ok_or_else(|| fault(format!("nobody signs in as {login}")))?;
        Ok(Caller { now: Timestamp::start_of(day).plus_seconds(36_000), ..caller.clone() })
    }
}

/// Writes every task with its story.
pub(super) async fn write(
    service: &Service,
    tx: &mut Tx,
    system: &Caller,
    places: &[Place],
    accounts: &[Prepared],
) -> Result<()> {
    let mut people = BTreeMap::new();
    for account in accounts {
        let (login, person, _) = account.person();
        let found = tx.account_of_login(system, login).await?.ok_or_else(|| fault(format!("no account {login}")))?;
        let present = service.present(tx, found, Scope::Write, Language::Vi).await?;
        people.insert(login, (person, present.caller));
    }
    let units = places.iter().map(|place| (place.unit.code.as_str(), place.unit.id)).collect();
    let writers = Writers { service, units, people };
    nghe_an::write(&writers, tx, system).await?;
    elsewhere::write(&writers, tx, system).await
}

/// Writes the tasks of the programme of a unit that bears a title.
async fn lay(
    writers: &Writers<'_>,
    tx: &mut Tx,
    system: &Caller,
    (unit, title, period): (&str, &str, &str),
    tasks: &[NewTask],
) -> Result<()> {
    let found = tx.programmes(system, writers.unit(unit)?, period.parse()?).await?;
    let programme = found.into_iter().map(|(programme, _)| programme).find(|one| one.title == title);
    let programme = programme.ok_or_else(|| fault(format!("{unit} has no programme \"{title}\"")))?;
    let ids: Vec<TaskId> = tasks.iter().map(|_| writers.service.ids.next()).collect();
    let mut added: Vec<Task> = Vec::with_capacity(tasks.len());
    for (new, id) in tasks.iter().zip(&ids) {
        let task = task(writers, &programme, (new, *id), (&ids, &added))?;
        added.push(task);
    }
    let given = programme.period.from().checked_add_days(Days::new(14)).unwrap_or(programme.period.from());
    let giver = match unit {
        NGHE_AN => "chuyenvien",
        MODEL_UPPER => "captren",
        MODEL => "cdcs",
        _ => "quantri",
    };
    let giver = writers.on(giver, given)?;
    let rows: Vec<_> = added.into_iter().map(|task| (writers.service.ids.next(), task)).collect();
    tx.add_tasks(&giver, programme.id, &rows).await?;
    for (new, (_, task)) in tasks.iter().zip(&rows) {
        happen(writers, tx, new, task).await?;
    }
    Ok(())
}

fn task(
    writers: &Writers<'_>,
    programme: &Programme,
    (new, id): (&NewTask, TaskId),
    (ids, before): (&[TaskId], &[Task]),
) -> Result<Task> {
    let person = match new.person {
        "" => None,
        login => writers.people.get(login).map(|(person, _)| *person),
    };
    let at = |place: Option<usize>| place.and_then(|place| ids.get(place)).copied();
    let parent = at(new.parent);
    let beside = before.iter().filter(|other| other.parent == parent && (parent.is_some() || other.kind == new.kind));
    let [(year, month, first), last] = new.days;
    Ok(Task {
        id,
        programme: programme.id,
        parent,
        kind: new.kind,
        number: i64::try_from(beside.count()).unwrap_or(0) + 1,
        title: new.title.to_owned(),
        words: String::new(),
        clause: None,
        unit: writers.unit(new.unit)?,
        person,
        beside: Vec::new(),
        starts_on: (year > 0).then(|| day(year, month, first)),
        due_on: day(last.0, last.1, last.2),
        weight: new.weight,
        evidence: new.evidence,
        waits_for: at(new.waits).into_iter().collect(),
        state: TaskState::Planned,
        version: 1,
    })
}

/// Does what happened to a task, as the people did it.
async fn happen(writers: &Writers<'_>, tx: &mut Tx, new: &NewTask, task: &Task) -> Result<()> {
    for (login, deed, days_before, words) in new.story {
        let shift = Days::new(days_before.unsigned_abs());
        let on =
            if *days_before >= 0 { task.due_on.checked_sub_days(shift) } else { task.due_on.checked_add_days(shift) };
        let caller = writers.on(login, on.unwrap_or(task.due_on))?;
        let (kept, _) = tx.task(&caller, task.id).await?;
        let state = deed.after(kept.task.state).ok_or_else(|| fault(format!("{}: {deed} does not fit", task.title)))?;
        let mut evidence = Vec::new();
        if *deed == TaskDeed::Report && !new.proof.is_empty() {
            let below = Below { managing: true, ..Below::on(task.unit, caller.now.day()) };
            let latest = tx.latest_records(&caller, &below, 200).await?;
            let record = latest.into_iter().map(|kept| kept.record).find(|record| record.register == new.proof);
            let id = writers.service.ids.next();
            let record = Some(record.ok_or_else(|| fault(format!("{}: no record of {}", task.title, new.proof)))?.id);
            evidence.push(NewEvidence { id, record, ..NewEvidence::default() });
        }
        let event = writers.service.ids.next();
        tx.move_task(&caller, &kept, &TaskMove { deed: *deed, state, words, event, evidence: &evidence }).await?;
    }
    Ok(())
}
