//! Reads the key `members` of an indicator: what it counts of the members' rolls.
//!
//! Not here: counting (`rollup`), whether the forms it names exist (`links`).

use congdoan_model::{
    figures::OverTime,
    members::{Joining, Leaving, MemberCount, MemberEvent, Sex},
};

use super::table::Table;
use crate::remark::reason;

const EVENTS: [(&str, MemberEvent); 3] =
    [("standing", MemberEvent::Standing), ("joined", MemberEvent::Joined), ("left", MemberEvent::Left)];

/// The oldest age a band may name, in years.
const OLDEST: i32 = 150;

/// Every way of joining with its word.
pub(super) fn joinings() -> Vec<(&'static str, Joining)> {
    Joining::ALL.iter().map(|one| (one.word(), *one)).collect()
}

/// Every way of leaving with its word.
pub(super) fn leavings() -> Vec<(&'static str, Leaving)> {
    Leaving::ALL.iter().map(|one| (one.word(), *one)).collect()
}

/// Every sex with its word.
pub(super) fn sexes() -> Vec<(&'static str, Sex)> {
    Sex::ALL.iter().map(|one| (one.word(), *one)).collect()
}

/// The count an indicator makes of the rolls, if it makes one. `declared` says whether the indicator is one that is
/// otherwise declared, `time` how it goes over time.
pub(super) fn read(table: &Table<'_>, declared: bool, time: Option<OverTime>) -> Option<MemberCount> {
    let count = table.table("members")?;
    let event = count.required_word("event", &EVENTS);
    let joining = count.words("joining", &joinings());
    let leaving = count.words("leaving", &leavings());
    let sex = count.word("sex", &sexes());
    let ages = read_ages(&count);
    let forms = count.texts("forms").into_iter().map(|(form, _)| form).collect();
    count.close();
    let event = event?;
    if !declared {
        let said = reason(
            "\"members\" chỉ đi với chỉ tiêu kê khai, không đi với tỷ lệ hay số đếm đơn vị",
            "\"members\" only goes with a declared indicator, not with a ratio or a count of units",
        );
        table.error_at_key("members", said);
    }
    check_leaving(&count, event, &leaving);
    check_time(table, event, time);
    Some(MemberCount { event, joining, leaving, sex, ages, forms })
}

fn read_ages(count: &Table<'_>) -> Option<(i32, i32)> {
    let ages = count.numbers("ages")?;
    let years = |age: i64| i32::try_from(age).ok().filter(|age| (0..=OLDEST).contains(age));
    if let [from, to] = ages.as_slice()
        && let Some((from, to)) = years(*from).zip(years(*to))
        && from <= to
    {
        return Some((from, to));
    }
    let said = reason(
        format!("\"ages\" là hai tuổi từ 0 đến {OLDEST}, tuổi nhỏ trước: [36, 55]"),
        format!("\"ages\" are two ages from 0 to {OLDEST}, the younger first: [36, 55]"),
    );
    count.error_at_key("ages", said);
    None
}

fn check_leaving(count: &Table<'_>, event: MemberEvent, leaving: &[Leaving]) {
    if !leaving.is_empty() && event != MemberEvent::Left {
        let said = reason("\"leaving\" chỉ đi với event = \"left\"", "\"leaving\" only goes with event = \"left\"");
        count.error_at_key("leaving", said);
    }
    if leaving.contains(&Leaving::Mistaken) {
        let said =
            reason("đoàn viên ghi nhầm không bao giờ được đếm", "memberships entered by mistake are never counted");
        count.error_at_key("leaving", said);
    }
}

/// Members standing are a stock, members who join or leave are flows.
fn check_time(table: &Table<'_>, event: MemberEvent, time: Option<OverTime>) {
    let fits = match event {
        MemberEvent::Standing => time == Some(OverTime::Last),
        MemberEvent::Joined | MemberEvent::Left => matches!(time, None | Some(OverTime::Sum)),
    };
    if fits {
        return;
    }
    let said = match event {
        MemberEvent::Standing => reason(
            "số đoàn viên hiện có cần time = \"last\"",
            "members standing are a stock: time = \"last\" is needed",
        ),
        MemberEvent::Joined | MemberEvent::Left => reason(
            "số đoàn viên tăng, giảm là số phát sinh, cần time = \"sum\"",
            "members who join or leave are a flow: time = \"sum\" is needed",
        ),
    };
    table.error_at_key(if table.has("time") { "time" } else { "members" }, said);
}
