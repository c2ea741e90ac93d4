//! Whether a report came in time, judged by rule and fairly to those who could not send.
//!
//! Days on which reporting was not possible (mất điện, bão lũ, mất mạng), declared once for a unit and all below it, move
//! the last day by as many days. Not here: who declares them (`service`).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days on which nobody below a unit could report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Outage {
    /// What stays of it when it ends on a day: the days before, on which nobody could report; nothing where there were none. What
    /// was in time by then stays in time.
    #[must_use]
    pub fn before(self, day: NaiveDate) -> Option<Self> {
        let to = self.to.min(day.pred_opt()?);
        (self.from <= to).then_some(Self { to, ..self })
    }

    fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Whether it came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "timeliness", content = "days")]
pub enum Timeliness {
    /// It was sent on the last day or before.
    InTime,
    /// It was sent after the last day, by so many days.
    Late(i64),
    /// It has not been sent, and there is still time: so many days, 0 on the last one.
    Open(i64),
    /// It has not been sent and should have been so many days ago.
    Overdue(i64),
}

/// The last day a report is in time: the day it is due, moved on by every day between the cut-off and itself on which
/// reporting was not possible. A day of two outages counts once.
#[must_use]
pub fn last_day(cut_off: NaiveDate, due_on: NaiveDate, outages: &[Outage]) -> NaiveDate {
    let mut allowed = (due_on - cut_off).num_days();
    let mut day = cut_off;
    // An outage without an end would never let the days run out; a year is more than any form waits.
    for _ in 0..366 {
        if allowed <= 0 {
            return day;
        }
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if !outages.iter().any(|outage| outage.holds(day)) {
            allowed -= 1;
        }
    }
    day
}

/// Whether a report came in time: sent on a day, or not yet, seen today.
#[must_use]
pub fn timeliness(last_day: NaiveDate, sent_on: Option<NaiveDate>, today: NaiveDate) -> Timeliness {
    let late = |day: NaiveDate| (day - last_day).num_days();
    match sent_on {
        Some(day) if day <= last_day => Timeliness::InTime,
        Some(day) => Timeliness::Late(late(day)),
        None if today <= last_day => Timeliness::Open(-late(today)),
        None => Timeliness::Overdue(late(today)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_flood_moves_the_last_day_by_its_own_days_once() {
        let (cut_off, due_on) = (day("2022-05-31"), day("2022-06-05"));
        assert_eq!(last_day(cut_off, due_on, &[]), due_on);
        let flood = Outage { from: day("2022-06-03"), to: day("2022-06-04") };
        let power = Outage { from: day("2022-06-04"), to: day("2022-06-04") };
        assert_eq!(last_day(cut_off, due_on, &[flood, power]), day("2022-06-07"));
        let before = Outage { from: day("2022-05-01"), to: day("2022-05-31") };
        assert_eq!(last_day(cut_off, due_on, &[before]), due_on);
        assert_eq!(timeliness(day("2022-06-07"), Some(day("2022-06-08")), day("2022-07-01")), Timeliness::Late(1));
        assert_eq!(timeliness(day("2022-06-07"), None, day("2022-06-07")), Timeliness::Open(0));
        assert_eq!(timeliness(day("2022-06-07"), None, day("2022-06-10")), Timeliness::Overdue(3));
    }

    proptest! {
        #[test]
        fn the_last_day_is_never_before_the_due_day_nor_inside_an_outage(
            due in 1_i64..30, spans in prop::collection::vec((0_i64..40, 0_i64..10), 0..4)
        ) {
            let cut_off = day("2022-05-31");
            let on = |days: i64| cut_off + chrono::TimeDelta::days(days);
            let outages: Vec<Outage> =
                spans.iter().map(|(from, long)| Outage { from: on(*from), to: on(from + long) }).collect();
            let last = last_day(cut_off, on(due), &outages);
            prop_assert!(last >= on(due));
            prop_assert!(!outages.iter().any(|outage| outage.holds(last)));
        }

        #[test]
        fn an_outage_that_ends_early_makes_nobody_late_who_was_in_time(
            due in 1_i64..30, spans in prop::collection::vec((0_i64..40, 0_i64..10), 1..4), sent in 0_i64..40, later in 0_i64..10
        ) {
            let cut_off = day("2022-05-31");
            let on = |days: i64| cut_off + chrono::TimeDelta::days(days);
            let outages: Vec<Outage> =
                spans.iter().map(|(from, long)| Outage { from: on(*from), to: on(from + long) }).collect();
            let left: Vec<Outage> = outages.iter().filter_map(|outage| outage.before(on(sent + later))).collect();
            let [before, after] = [&outages, &left].map(|outages| last_day(cut_off, on(due), outages));
            prop_assert!(after <= before);
            prop_assert_eq!(on(sent) <= before, on(sent) <= after);
        }
    }
}
