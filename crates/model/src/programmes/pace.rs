//! Pace and forecast of a target: where it should stand today, and where it is heading, with an honest range.
//!
//! Everything is whole numbers in hundredths of the indicator's unit, so that the same figures give the same forecast on
//! every machine. Not here: fetching the months (`service::programmes::pace`).

use chrono::NaiveDate;

use crate::Period;

/// Fewer complete months than this give no range.
pub const LEAST_MONTHS: usize = 3;
/// Fewer month ends than this give no trend of a level.
const LEAST_LEVELS: usize = 4;
/// An average month in hundredths of a day.
const MONTH: i128 = 3_044;
/// Student's t for nine chances in ten, two-sided, in thousandths, by degrees of freedom from 1 on; the last one stands for
/// all above.
const T90: [i128; 16] =
    [6_314, 2_920, 2_353, 2_132, 2_015, 1_943, 1_895, 1_860, 1_833, 1_812, 1_796, 1_782, 1_771, 1_761, 1_753, 1_645];

/// What is counted: things that happen, or a level that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Each month adds (đoàn viên kết nạp, lớp tập huấn).
    Flow,
    /// Each month end has a level (độ bao phủ, tổng số đoàn viên).
    Level,
}

/// What is known of a target on a day.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The span of the target.
    pub period: Period,
    /// The day of asking.
    pub today: NaiveDate,
    /// What is counted.
    pub course: Course,
    /// The value as it stands.
    pub value: i64,
    /// A flow: each complete month of the period so far. A level: each month end so far, those without a value left out.
    pub months: &'a [i64],
    /// A flow: every month of the same span a year before, when all of it was reported.
    pub year_before: Option<&'a [i64]>,
}

/// How a forecast was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The period is over; nothing is guessed.
    Over,
    /// As much each month as in the months so far.
    Even,
    /// Over the months as they were spread a year before.
    Seasonal,
    /// From where the level stands, as it moved from month end to month end.
    Trend,
    /// Too little is known.
    Nothing,
}

/// Where a target is heading. The range holds the outcome in nine cases of ten, if the months to come scatter as those so
/// far; it says nothing about what a new campaign will change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// How it was made.
    pub method: Method,
    /// The most likely value at the end of the period; nothing when too little is known.
    pub middle: Option<i64>,
    /// The range; nothing when fewer than [`LEAST_MONTHS`] complete months are known.
    pub range: Option<(i64, i64)>,
    /// How many months it rests on.
    pub months: usize,
}

/// How much of the way should be done by the end of a day, in ten-thousandths: by days, or, for a flow whose year before
/// is known, as it was spread then. 0 before the period and 10,000 after it.
#[must_use]
pub fn due_share(known: &Known<'_>) -> i64 {
    let (done, all) = days(known);
    if done <= 0 || all <= 0 {
        return 0;
    }
    let by_days = (done.min(all) * 10_000) / all;
    let share = season(known).map_or(by_days, |season| season.to_date * 10_000 / season.whole);
    i64::try_from(share.clamp(0, 10_000)).unwrap_or(10_000)
}

/// Where a target is heading.
#[must_use]
pub fn forecast(known: &Known<'_>) -> Forecast {
    let nothing = Forecast { method: Method::Nothing, middle: None, range: None, months: known.months.len() };
    let (done, all) = days(known);
    if done >= all {
        return Forecast { method: Method::Over, middle: Some(known.value), range: None, ..nothing };
    }
    if done <= 0 {
        return nothing;
    }
    match known.course {
        Course::Flow => flow(known, all - done).unwrap_or(nothing),
        Course::Level => level(known, all - done).unwrap_or(nothing),
    }
}

/// Days gone, today among them, and days altogether.
fn days(known: &Known<'_>) -> (i128, i128) {
    let all = (known.period.to() - known.period.from()).num_days() + 1;
    let done = (known.today - known.period.from()).num_days() + 1;
    (i128::from(done), i128::from(all))
}

/// The year before, in the same unit: up to the same day, in the complete months, and altogether.
struct Season {
    to_date: i128,
    complete: i128,
    whole: i128,
}

fn season(known: &Known<'_>) -> Option<Season> {
    let before = known.year_before.filter(|_| known.course == Course::Flow)?;
    let whole: i128 = before.iter().map(|month| i128::from(*month)).sum();
    let complete: i128 = before.iter().take(known.months.len()).map(|month| i128::from(*month)).sum();
    let running = before.get(known.months.len()).copied().map_or(0, i128::from);
    let month = crate::Month::of(known.today);
    let gone = i128::from((known.today - month.first()).num_days() + 1);
    let long = i128::from((month.last() - month.first()).num_days() + 1);
    let to_date = complete + running * gone / long;
    (whole > 0 && to_date > 0).then_some(Season { to_date, complete, whole })
}

fn flow(known: &Known<'_>, days_left: i128) -> Option<Forecast> {
    let months: Vec<i128> = known.months.iter().map(|month| i128::from(*month)).collect();
    let (count, sum) = (i128::try_from(months.len()).ok()?, months.iter().sum::<i128>());
    let value = i128::from(known.value);
    let season = season(known).filter(|season| season.complete > 0 && count > 0);
    let (method, middle, strays) = match season {
        Some(season) => {
            let before = known.year_before.unwrap_or_default();
            let strays =
                months.iter().zip(before).map(|(month, then)| *month - i128::from(*then) * sum / season.complete);
            (Method::Seasonal, value + (season.whole - season.to_date) * sum / season.complete, strays.collect())
        }
        None if count > 0 => {
            let strays: Vec<i128> = months.iter().map(|month| *month - sum / count).collect();
            (Method::Even, value + sum * days_left * 100 / (count * MONTH), strays)
        }
        None => {
            let (done, all) = days(known);
            return Some(Forecast { method: Method::Even, middle: fit(value * all / done), range: None, months: 0 });
        }
    };
    // What was done is done: the end lies no lower than today.
    let range =
        reach(&strays, days_left).and_then(|half| Some((fit((middle - half).max(value))?, fit(middle + half)?)));
    Some(Forecast { method, middle: fit(middle), range, months: months.len() })
}

/// A level goes on from where it stands by the steps it took from month end to month end.
fn level(known: &Known<'_>, days_left: i128) -> Option<Forecast> {
    if known.months.len() < LEAST_LEVELS {
        return None;
    }
    let later = known.months.iter().skip(1);
    let steps: Vec<i128> =
        later.zip(known.months).map(|(month, before)| i128::from(*month) - i128::from(*before)).collect();
    let (count, sum) = (i128::try_from(steps.len()).ok()?, steps.iter().sum::<i128>());
    let middle = i128::from(known.value) + sum * days_left * 100 / (count * MONTH);
    let strays: Vec<i128> = steps.iter().map(|step| *step - sum / count).collect();
    let range = reach(&strays, days_left).and_then(|half| Some((fit(middle - half)?, fit(middle + half)?)));
    Some(Forecast { method: Method::Trend, middle: fit(middle), range, months: known.months.len() })
}

/// How far the sum of k months to come may lie from what the mean of n months says, in nine cases of ten: the scatter times
/// the root of k + k²/n. Nothing for fewer than [`LEAST_MONTHS`] months.
fn reach(strays: &[i128], days_left: i128) -> Option<i128> {
    let count = i128::try_from(strays.len()).ok()?;
    if strays.len() < LEAST_MONTHS {
        return None;
    }
    let left = days_left * 100_000 / MONTH;
    let reach = ((left * 1_000 * count + left * left) / count).isqrt();
    Some(scatter(strays, count - 1) * t(count - 1) / 1_000 * reach / 1_000)
}

/// The root of the mean square of what strays, over so many degrees of freedom.
fn scatter(strays: &[i128], freedom: i128) -> i128 {
    let squares = strays.iter().fold(0_i128, |sum, stray| sum.saturating_add(stray.saturating_mul(*stray)));
    (squares / freedom.max(1)).isqrt()
}

fn t(freedom: i128) -> i128 {
    let place = usize::try_from(freedom.max(1) - 1).unwrap_or(usize::MAX);
    T90.get(place).or(T90.last()).copied().unwrap_or_default()
}

fn fit(value: i128) -> Option<i64> {
    i64::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn known(today: NaiveDate, value: i64, months: &[i64]) -> Known<'_> {
        Known { period: Period::year(2026), today, course: Course::Flow, value, months, year_before: None }
    }

    #[test]
    fn half_way_through_a_year_half_is_due() {
        assert_eq!(due_share(&known(day(7, 2), 0, &[])), 5_013);
        assert_eq!(due_share(&known(day(12, 31), 0, &[])), 10_000);
        let early = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert_eq!(due_share(&known(early, 0, &[])), 0);
        assert_eq!(forecast(&known(early, 0, &[])).method, Method::Nothing);
    }

    #[test]
    fn equal_months_lead_straight_on_and_leave_no_doubt() {
        let forecast = forecast(&known(day(6, 30), 60_000, &[10_000; 6]));
        let middle = forecast.middle.unwrap();
        assert!((119_000..=121_000).contains(&middle), "{middle}");
        assert_eq!(forecast.range, Some((middle, middle)));
        assert_eq!((forecast.method, forecast.months), (Method::Even, 6));
    }

    #[test]
    fn uneven_months_widen_the_range_and_it_narrows_as_the_year_goes() {
        let early = forecast(&known(day(4, 30), 40_000, &[4_000, 16_000, 6_000, 14_000]));
        let late = forecast(&known(
            day(10, 31),
            100_000,
            &[4_000, 16_000, 6_000, 14_000, 8_000, 12_000, 9_000, 11_000, 10_000, 10_000],
        ));
        let width = |range: Option<(i64, i64)>| range.map(|(low, high)| high - low).unwrap();
        assert!(width(early.range) > 3 * width(late.range));
        assert!(early.range.unwrap().0 >= 40_000, "what was done is done");
    }

    #[test]
    fn two_months_give_a_guess_and_no_range() {
        let forecast = forecast(&known(day(2, 28), 20_000, &[9_000, 11_000]));
        assert!(forecast.middle.is_some() && forecast.range.is_none());
    }

    #[test]
    fn a_year_that_was_done_in_autumn_is_not_behind_in_summer() {
        let mut before = [0_i64; 12];
        before[8] = 50_000;
        before[9] = 30_000;
        before[0] = 20_000;
        let months = [22_000, 0, 0, 0, 0, 0];
        let known = Known { year_before: Some(&before), ..known(day(6, 30), 22_000, &months) };
        assert_eq!(due_share(&known), 2_000);
        let forecast = forecast(&known);
        assert_eq!((forecast.method, forecast.middle), (Method::Seasonal, Some(110_000)));
    }

    #[test]
    fn a_level_follows_its_line() {
        let levels = [6_000, 6_100, 6_200, 6_300, 6_400, 6_500];
        let known = Known { course: Course::Level, ..known(day(6, 30), 6_500, &levels) };
        let forecast = forecast(&known);
        let middle = forecast.middle.unwrap();
        assert!((7_090..=7_110).contains(&middle), "{middle}");
        assert_eq!((forecast.method, forecast.range), (Method::Trend, Some((middle, middle))));
        let jumps = [6_000, 6_400, 6_100, 6_600, 6_300, 6_500];
        let jumping = super::forecast(&Known { months: &jumps, ..known.clone() });
        assert_eq!(jumping.middle, forecast.middle, "the same way in all");
        assert!(jumping.range.is_some_and(|(low, high)| low < 6_500 && high > 7_800), "{jumping:?}");
        let few = Known { months: &levels[..3], ..known };
        assert_eq!(super::forecast(&few).method, Method::Nothing);
    }

    #[test]
    fn once_over_nothing_is_guessed_and_large_sums_do_not_overflow() {
        let over = known(day(12, 31), 7, &[]);
        assert_eq!(forecast(&over), Forecast { method: Method::Over, middle: Some(7), range: None, months: 0 });
        let large = [i64::MAX / 20, 0, i64::MAX / 20];
        assert!(forecast(&known(day(3, 31), i64::MAX / 10, &large)).method == Method::Even);
    }
}
