//! Holds the rolls of eleven million invented members in 120,000 units and prints how long loading and each figure take:
//! a figure asked for the first time, and again.
//!
//! `cargo run --release -p congdoan-rollup --example rolls`

mod shared;

use std::{
    error::Error,
    io::{Write, stdout},
    time::Instant,
};

use chrono::{Days, NaiveDate};
use congdoan_model::{
    LocalText, Period,
    figures::{Combine, Formula, Indicator, OverTime, OverTree, Rhythm},
    members::{Joining, Leaving, MemberCount, MemberEvent, Roll, Sex, Stay},
};
use congdoan_rollup::{Catalogue, Engine, Query, Tree};
use shared::{Dice, Size, median};

const SIZE: Size = Size { uppers: 1_300, grassroots: GRASSROOTS };
const GRASSROOTS: u128 = 120_000;
const MEMBERS: u128 = 11_000_000;

fn indicator(id: &str, time: OverTime, count: MemberCount) -> Indicator {
    Indicator {
        id: id.to_owned(),
        name: LocalText::default(),
        unit_of_measure: "người".to_owned(),
        formula: Formula::Rows(if time == OverTime::Last { Combine::Last } else { Combine::Sum }),
        time,
        tree: OverTree::Sum,
        expected_of: Vec::new(),
        rhythm: Rhythm::Once,
        source: String::new(),
        register: None,
        members: Some(count),
    }
}

fn roll(unit: u128, opened_on: NaiveDate, dice: &mut Dice) -> Roll {
    let stay = |dice: &mut Dice| {
        let joined_on = opened_on + Days::new(dice.roll(3_000) as u64);
        let left =
            (dice.roll(10) == 0).then(|| (joined_on + Days::new(1 + dice.roll(2_000) as u64), Leaving::LeftWork));
        let sex = Some(if dice.roll(5) < 3 { Sex::Female } else { Sex::Male });
        Stay { joined_on, joining: Joining::Admitted, left, sex, born: i32::try_from(1960 + dice.roll(45)).ok() }
    };
    let stays = (0..MEMBERS / GRASSROOTS).map(|_| stay(dice)).collect();
    Roll { unit: SIZE.grassroots_id(unit), counts_from: opened_on, stays }
}

fn main() -> Result<(), Box<dyn Error>> {
    let opened_on = NaiveDate::from_ymd_opt(2015, 1, 1).ok_or("no such day")?;
    let standing = MemberCount::default();
    let joined = MemberCount { event: MemberEvent::Joined, ..standing.clone() };
    let young = MemberCount { sex: Some(Sex::Female), ages: Some((18, 30)), ..standing.clone() };
    let catalogue = Catalogue::new(vec![
        indicator("standing", OverTime::Last, standing),
        indicator("young women", OverTime::Last, young),
        indicator("joined", OverTime::Sum, joined),
    ])?;
    let mut engine = Engine::new(catalogue, Tree::new(SIZE.forest(opened_on)?)?);
    let (mut dice, start) = (Dice(7), Instant::now());
    engine.load_rolls((0..GRASSROOTS).map(|unit| roll(unit, opened_on, &mut dice)));
    writeln!(stdout(), "rolls of {GRASSROOTS} units made and taken in: {:?}", start.elapsed())?;

    let changed = roll(0, opened_on, &mut dice);
    for (id, period) in [("standing", "2020-06"), ("young women", "2020-06"), ("joined", "2020")] {
        let period: Period = period.parse()?;
        let query = Query::new("u-0", id, period).with_parts();
        let (first, _) = median(|| {
            engine.load_rolls([&changed]);
            engine.figure(&query)
        });
        let (again, answer) = median(|| engine.figure(&query));
        let value = answer?.value.and_then(|value| value.whole()).unwrap_or_default();
        writeln!(stdout(), "{first:>12?}, again {again:?}: {value} {id} in {period} at the root, with parts")?;
    }
    let (time, ()) = median(|| engine.set_roll(&changed));
    writeln!(stdout(), "{time:>12?}  one roll replaced, the totals above corrected")?;
    let day = NaiveDate::from_ymd_opt(2020, 6, 30).ok_or("no such day")?;
    let (time, below) = median(|| engine.standing_below(Size::id(0), day));
    writeln!(stdout(), "{time:>12?}  {below} known to stand below the root")?;
    Ok(())
}
