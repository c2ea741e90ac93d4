//! Reads from when and until when the records of a measure stand.
//!
//! Not here: what they give (`contribute`), what stands on a day (`rollup`).

use congdoan_model::figures::{OverTime, OverTree, Rhythm};

use super::{
    clocks::{OCCURRED_ON, must_be_day},
    table::Table,
};
use crate::{Measure, Register, Stretch, remark::reason};

/// `from` and `until` go with `time = "standing"`, which needs an `until`.
pub(super) fn read(table: &Table<'_>, time: Option<OverTime>, register: &Register) -> Option<Stretch> {
    let from = table.text("from").map(|(field, _)| field).filter(|field| field != OCCURRED_ON);
    let until: Vec<String> = table.text_or_texts("until").into_iter().map(|(field, _)| field).collect();
    from.iter().for_each(|field| must_be_day(table, register, "from", field));
    until.iter().for_each(|field| must_be_day(table, register, "until", field));
    if time == Some(OverTime::Standing) {
        if until.is_empty() {
            table.missing("until");
        }
        return Some(Stretch { from, until });
    }
    for key in ["from", "until"].into_iter().filter(|key| table.has(key)) {
        let said = reason(
            format!("\"{key}\" chỉ đi với time = \"standing\": số đang có hiệu lực vào một ngày"),
            format!("\"{key}\" only goes with time = \"standing\": what stands on a day"),
        );
        table.error_at_key(key, said);
    }
    None
}

/// What stands is known from the records without anybody being asked, and adds up over the tree.
pub(super) fn check(table: &Table<'_>, measure: &Measure) {
    if measure.time != OverTime::Standing {
        return;
    }
    let strange = [
        ("also", !measure.also.is_empty()),
        ("tree", measure.tree == OverTree::Distinct),
        ("expected_of", !measure.expected_of.is_empty()),
        ("rhythm", measure.rhythm == Rhythm::Month),
    ];
    for (key, _) in strange.into_iter().filter(|(_, is_strange)| *is_strange) {
        let said = reason(
            format!(
                "time = \"standing\" không đi với \"{key}\" này: số đang có hiệu lực tính từ bản ghi và cộng theo cây"
            ),
            format!(
                "time = \"standing\" does not go with this \"{key}\": what stands comes from records and adds up over the tree"
            ),
        );
        table.error_at_key(key, said);
    }
}
