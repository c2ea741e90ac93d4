//! Ways of a task, progress, circles of waiting, days of reminding and levels.

use chrono::Days;

use super::*;

fn id(number: u128) -> TaskId {
    uuid::Uuid::from_u128(number).into()
}

fn share(number: u128, parent: Option<u128>, weight: i64, state: TaskState) -> Share {
    Share { id: id(number), parent: parent.map(id), weight, state }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TIMING: Timing = Timing { first: 7, second: 1, every: 7, escalate: 7 };

#[test]
fn a_task_goes_its_way_and_no_other() {
    use TaskDeed::{Accept, Cancel, Reopen, Report, Return, Start};
    use TaskState::{Accepted, Cancelled, Planned, Reported, Returned, Underway};
    let way = [(Start, Underway), (Report, Reported), (Return, Returned), (Report, Reported), (Accept, Accepted)];
    let mut state = Planned;
    for (deed, after) in way {
        state = deed.after(state).unwrap();
        assert_eq!(state, after);
    }
    assert_eq!(Reopen.after(Accepted), Some(Underway));
    assert_eq!(Cancel.after(Reported), Some(Cancelled));
    for refused in [Accept.after(Underway), Report.after(Accepted), Return.after(Planned), Cancel.after(Accepted)] {
        assert_eq!(refused, None);
    }
    for state in TaskState::ALL {
        assert_eq!(state.word().parse::<TaskState>().unwrap(), *state);
    }
}

#[test]
fn progress_is_the_weighted_share_of_what_was_accepted() {
    use TaskState::{Accepted, Cancelled, Planned, Reported, Underway};
    assert_eq!(progress(&[]), None);
    assert_eq!(progress(&[share(1, None, 3, Accepted), share(2, None, 1, Reported)]), Some(7_500));
    assert_eq!(progress(&[share(1, None, 3, Accepted), share(2, None, 9, Cancelled)]), Some(10_000));
    assert_eq!(progress(&[share(2, None, 9, Cancelled)]), None);
    let parts = [share(1, None, 1, Underway), share(2, Some(1), 2, Accepted), share(3, Some(1), 2, Planned)];
    assert_eq!(progress(&parts), Some(5_000));
    let accepted = [share(1, None, 1, Accepted), share(2, Some(1), 2, Planned), share(4, None, 1, Planned)];
    assert_eq!(progress(&accepted), Some(5_000));
}

#[test]
fn a_circle_of_waiting_is_found_with_its_way() {
    let waits = |edges: &[(u128, u128)]| {
        let mut waits: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
        for (from, to) in edges {
            waits.entry(id(*from)).or_default().push(id(*to));
        }
        waits
    };
    assert_eq!(cycle(&waits(&[(1, 2), (2, 3), (1, 3)]), id(1)), None);
    assert_eq!(cycle(&waits(&[(1, 1)]), id(1)), Some(vec![id(1)]));
    assert_eq!(cycle(&waits(&[(1, 2), (2, 3), (3, 1)]), id(1)), Some(vec![id(1), id(2), id(3)]));
    assert_eq!(cycle(&waits(&[(1, 2), (2, 3), (3, 2)]), id(1)), None, "another task's circle is not this one's");
}

#[test]
fn an_overdue_task_goes_up_a_level_after_each_seven_days() {
    let due = day("2026-11-01");
    let level = |days: u64| TIMING.level(Timing::overdue(TaskState::Underway, due, due + Days::new(days)));
    let reached: Vec<i64> = [0, 1, 7, 8, 14, 15, 21, 22].into_iter().map(level).collect();
    assert_eq!(reached, [0, 0, 0, 1, 1, 2, 2, 3]);
    assert_eq!(Timing::overdue(TaskState::Reported, due, due + Days::new(30)), 0);
    for days in 0..40 {
        let today = due + Days::new(days);
        for up in 1..5_u32 {
            assert_eq!(level(days) >= i64::from(up), due < TIMING.due_before(up, today), "{days} days, level {up}");
        }
    }
}

#[test]
fn reminders_fall_on_the_same_days_whenever_they_are_asked_for() {
    let due = day("2026-11-22");
    let first = day("2026-11-10");
    let listed: Vec<String> = (0..30)
        .map(|days| first + Days::new(days))
        .filter(|day| TIMING.reminds(due, *day))
        .map(|day| day.to_string())
        .collect();
    assert_eq!(listed, ["2026-11-15", "2026-11-21", "2026-11-29", "2026-12-06"]);
    for days in 0..30 {
        let from = first + Days::new(days);
        let next = TIMING.next_reminder(due, from).unwrap();
        assert!(TIMING.reminds(due, next) && next >= from);
        let mut between = (0..(next - from).num_days()).map(|day| from + Days::new(day.unsigned_abs()));
        assert!(between.all(|day| !TIMING.reminds(due, day)));
    }
    assert!(TIMING.is_soon(TaskState::Planned, due, day("2026-11-15")));
    assert!(!TIMING.is_soon(TaskState::Planned, due, day("2026-11-23")));
    assert!(!TIMING.is_soon(TaskState::Accepted, due, day("2026-11-22")));
}
