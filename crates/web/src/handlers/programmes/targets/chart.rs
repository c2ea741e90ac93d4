//! The course of a target as a drawing: what was reached, what is due, where it is heading. Drawn here, shown without
//! scripts, and the same on paper; the table beside it says the same in numbers.
//!
//! Not here: the numbers (`service::programmes`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_service::programmes::Outlook;

use congdoan_model::programmes::Target;

/// The drawing's size, in its own units.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 200;
/// Room for the labels below.
const FOOT: i64 = 24;

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// What was reached, as points of a line.
    pub reached: String,
    /// What is due, as points of a line; empty where nothing is.
    pub due: String,
    /// The range of the forecast, as the corners of a wedge; empty without one.
    pub wedge: String,
    /// The height of the goal.
    pub goal: i64,
    /// Where today is; nothing outside the period.
    pub today: Option<i64>,
    /// The months below the drawing: place and number.
    pub ticks: Vec<(i64, u32)>,
    /// The numbers of the drawing: month, what was reached by its end, in hundredths.
    pub rows: Vec<(NaiveDate, Option<i64>)>,
}

impl Chart {
    /// Width and height with the labels.
    pub const fn size(&self) -> (i64, i64) {
        (WIDTH, HEIGHT + FOOT)
    }

    /// The drawing of a target; nothing when no month is known.
    #[must_use]
    pub fn of(target: &Target, outlook: &Outlook, now: Option<i64>, today: NaiveDate) -> Option<Self> {
        let (from, to) = (target.period.from(), target.period.to());
        let days = (to - from).num_days() + 1;
        let mut sum = 0_i64;
        let rows: Vec<(NaiveDate, Option<i64>)> = outlook
            .months
            .iter()
            .map(|(month, value)| {
                sum = sum.saturating_add(value.unwrap_or(0));
                (month.last(), if outlook.adds { Some(sum) } else { *value })
            })
            .collect();
        let (goal, running) = (target.goal(), (from..=to).contains(&today));
        let mut points = rows.clone();
        if running && now.is_some() {
            points.push((today, now));
        }
        if points.iter().all(|(_, value)| value.is_none()) {
            return None;
        }
        let heading = outlook.forecast.range.filter(|_| running);
        let highest =
            points.iter().filter_map(|(_, value)| *value).chain(heading.map(|(_, high)| high)).chain([goal, 1]);
        let top = i128::from(highest.max().unwrap_or(1)) * 11 / 10;
        let x = |day: NaiveDate| ((day - from).num_days() + 1) * WIDTH / days;
        let y = |value: i64| {
            let up = i128::from(value.max(0)) * i128::from(HEIGHT) / top.max(1);
            HEIGHT - i64::try_from(up).unwrap_or(HEIGHT)
        };
        let line = |points: &[(i64, i64)]| points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        let mut reached: Vec<(i64, i64)> =
            points.iter().filter_map(|(day, value)| value.map(|value| (x(*day), y(value)))).collect();
        if outlook.adds {
            reached.insert(0, (0, y(0)));
        }
        let start = target.baseline.unwrap_or(0);
        let due = if outlook.due.is_some() { line(&[(0, y(start)), (WIDTH, y(goal))]) } else { String::new() };
        let wedge =
            heading.zip(now).map(|((low, high), now)| line(&[(x(today), y(now)), (WIDTH, y(high)), (WIDTH, y(low))]));
        let first_days = target.period.touched_months().map(|month| month.first()).filter(|day| *day >= from);
        let step = if days > 400 { 12 } else { 1 };
        Some(Self {
            reached: line(&reached),
            due,
            wedge: wedge.unwrap_or_default(),
            goal: y(goal),
            today: running.then(|| x(today)),
            ticks: first_days.step_by(step).map(|day| (x(day), day.month())).collect(),
            rows,
        })
    }
}
