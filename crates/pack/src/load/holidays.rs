//! Reads `holidays.toml`: days off, and weekend days worked.
//!
//! Not here: what the days make of deadlines.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::table::Table;
use crate::{Holiday, Pack, Place, remark::reason};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    pack.holidays_until = root.day("complete_until");
    let mut known: BTreeMap<NaiveDate, Place> = BTreeMap::new();
    for table in root.tables("holiday") {
        let holiday = Holiday {
            name: table.required_local("name"),
            off: table.days("off"),
            worked: table.days("worked"),
            source: table.source(&shared),
            unsure: table.flag("unsure", false),
            place: table.place(),
        };
        if !table.has("off") {
            table.missing("off");
        }
        table.close();
        check_days(&table, &holiday, &mut known);
        pack.holidays.push(holiday);
    }
}

/// A day off lies in the week, a worked one on a weekend, and each is said once.
fn check_days(table: &Table<'_>, holiday: &Holiday, known: &mut BTreeMap<NaiveDate, Place>) {
    let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    for (day, place) in holiday.off.iter().filter(|(day, _)| is_weekend(day)) {
        let vi = format!("{day} là thứ Bảy hay Chủ nhật, vốn đã nghỉ; ghi ngày nghỉ bù");
        let en = format!("{day} is on a weekend and off anyway; name the day given for it");
        table.error(place.clone(), reason(vi, en));
    }
    for (day, place) in holiday.worked.iter().filter(|(day, _)| !is_weekend(day)) {
        let vi = format!("{day} là ngày trong tuần, vốn đã làm việc; \"worked\" chỉ ghi ngày làm bù");
        let en = format!("{day} is a day of the week and worked anyway; \"worked\" is for weekend days");
        table.error(place.clone(), reason(vi, en));
    }
    for (day, place) in holiday.days() {
        if let Some(first) = known.get(day) {
            let vi = format!("{day} đã ghi ở dòng {}", first.line);
            table.error(place.clone(), reason(vi, format!("{day} is named at line {} already", first.line)));
        }
        known.insert(*day, place.clone());
    }
}
