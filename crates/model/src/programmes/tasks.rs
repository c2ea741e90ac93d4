//! Tasks of a programme (nhiệm vụ, hoạt động, điểm nhấn, chuyên đề): their states, what they wait for, how far they carry
//! the programme, and when somebody is reminded of them or they go up a level.
//!
//! Everything here is worked out from days that are handed in. Not here: who may do what (`store`), the numbers of days
//! (`packs`), words on screens (`web`).

mod timing;

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ClauseId, PersonId, ProgrammeId, TaskId, UnitId, org::UnknownWord};

pub use timing::Timing;

/// Gives an enum of words its `word`, `FromStr` and `Display`.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in data and the API.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.word() == text).ok_or_else(|| UnknownWord(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

/// What a task is called in the programme; each kind is numbered by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// A task (nhiệm vụ).
    #[default]
    Task,
    /// A main activity (hoạt động trọng tâm).
    Activity,
    /// A highlight of the year (điểm nhấn).
    Highlight,
    /// A theme (chuyên đề).
    Theme,
}

words!(TaskKind { Task = "task", Activity = "activity", Highlight = "highlight", Theme = "theme" });

/// How a task stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskState {
    /// Given, not begun.
    #[default]
    Planned,
    /// Being done.
    Underway,
    /// Reported done by who does it; waits to be accepted.
    Reported,
    /// Accepted: it counts.
    Accepted,
    /// Given back with a reason; to be done and reported again.
    Returned,
    /// Not to be done any more, with a reason.
    Cancelled,
}

words!(TaskState {
    Planned = "planned",
    Underway = "underway",
    Reported = "reported",
    Accepted = "accepted",
    Returned = "returned",
    Cancelled = "cancelled",
});

impl TaskState {
    /// Whether its owner still has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Underway | Self::Returned)
    }

    /// Whether whoever waits for it waits no more.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Accepted | Self::Cancelled)
    }
}

/// What is done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskDeed {
    /// Its owner begins.
    Start,
    /// Its owner says that it is done.
    Report,
    /// Who carries the programme accepts the report.
    Accept,
    /// Who carries the programme gives it back.
    Return,
    /// Who carries the programme lets go of it.
    Cancel,
    /// Who carries the programme takes it up again.
    Reopen,
}

words!(TaskDeed {
    Start = "start",
    Report = "report",
    Accept = "accept",
    Return = "return",
    Cancel = "cancel",
    Reopen = "reopen",
});

impl TaskDeed {
    /// The state after the deed; nothing where the deed does not fit the state.
    #[must_use]
    pub const fn after(self, state: TaskState) -> Option<TaskState> {
        use TaskState::{Accepted, Cancelled, Planned, Reported, Returned, Underway};
        match (self, state) {
            (Self::Start, Planned | Returned) | (Self::Reopen, Accepted | Cancelled) => Some(Underway),
            (Self::Report, Planned | Underway | Returned) => Some(Reported),
            (Self::Accept, Reported) => Some(Accepted),
            (Self::Return, Reported) => Some(Returned),
            (Self::Cancel, Planned | Underway | Reported | Returned) => Some(Cancelled),
            _ => None,
        }
    }

    /// Whether it is done by the owner; the others by who carries the programme.
    #[must_use]
    pub const fn is_of_owner(self) -> bool {
        matches!(self, Self::Start | Self::Report)
    }

    /// Whether it needs a reason.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Cancel | Self::Reopen)
    }

    /// What the story of the task calls it.
    #[must_use]
    pub const fn event(self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Report => "reported",
            Self::Accept => "accepted",
            Self::Return => "returned",
            Self::Cancel => "cancelled",
            Self::Reopen => "reopened",
        }
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The programme it belongs to.
    pub programme: ProgrammeId,
    /// The task it is a part of; parts have no parts.
    pub parent: Option<TaskId>,
    /// What it is called.
    pub kind: TaskKind,
    /// Its number within its kind, or within the task it is a part of.
    pub number: i64,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub words: String,
    /// The clause of the directive it comes from.
    pub clause: Option<ClauseId>,
    /// The unit that does it.
    pub unit: UnitId,
    /// The person of that unit who does it.
    pub person: Option<PersonId>,
    /// Units that do it together with the owner.
    pub beside: Vec<UnitId>,
    /// The first day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub due_on: NaiveDate,
    /// How much it weighs among the tasks of the programme, or among the parts of its task.
    pub weight: i64,
    /// Whether it cannot be reported done without evidence.
    pub evidence: bool,
    /// The tasks it waits for.
    pub waits_for: Vec<TaskId>,
    /// How it stands.
    pub state: TaskState,
    /// Counts its changes.
    pub version: i64,
}

/// The heaviest a task can be.
pub const HEAVIEST: i64 = 1_000;

/// What a task gives to the progress of its programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The task.
    pub id: TaskId,
    /// The task it is a part of.
    pub parent: Option<TaskId>,
    /// Its weight.
    pub weight: i64,
    /// How it stands.
    pub state: TaskState,
}

impl From<&Task> for Share {
    fn from(task: &Task) -> Self {
        Self { id: task.id, parent: task.parent, weight: task.weight, state: task.state }
    }
}

/// How far the tasks carry a programme, in hundredths of a percent: the weighted share of those accepted. Of a task in
/// parts that is not accepted itself, the share of its parts accepted counts. Cancelled tasks weigh nothing; without any
/// task there is no progress.
#[must_use]
pub fn progress(tasks: &[Share]) -> Option<i64> {
    const WHOLE: i128 = 10_000;
    let mut parts: BTreeMap<TaskId, (i128, i128)> = BTreeMap::new();
    for part in tasks.iter().filter(|task| task.state != TaskState::Cancelled) {
        let Some(parent) = part.parent else { continue };
        let (done, all) = parts.entry(parent).or_default();
        *all += i128::from(part.weight);
        *done += if part.state == TaskState::Accepted { i128::from(part.weight) } else { 0 };
    }
    let (mut done, mut all) = (0, 0);
    for task in tasks.iter().filter(|task| task.parent.is_none() && task.state != TaskState::Cancelled) {
        let weight = i128::from(task.weight);
        let share = match parts.get(&task.id) {
            _ if task.state == TaskState::Accepted => WHOLE,
            Some((part, whole)) if *whole > 0 => part * WHOLE / whole,
            _ => 0,
        };
        done += weight * share;
        all += weight;
    }
    if all == 0 { None } else { i64::try_from(done / all).ok() }
}

/// A way from a task over what it waits for back to itself, when there is one: each waits for the next, the last for the
/// first.
#[must_use]
pub fn cycle(waits: &BTreeMap<TaskId, Vec<TaskId>>, from: TaskId) -> Option<Vec<TaskId>> {
    let mut came: BTreeMap<TaskId, TaskId> = BTreeMap::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in waits.get(&at).into_iter().flatten() {
            if *next == from {
                let mut way = vec![at];
                let mut step = at;
                while let Some(before) = came.get(&step).filter(|_| step != from) {
                    way.push(*before);
                    step = *before;
                }
                way.reverse();
                return Some(way);
            }
            if !came.contains_key(next) {
                came.insert(*next, at);
                open.push(*next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
