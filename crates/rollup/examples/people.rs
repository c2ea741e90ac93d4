//! Searches a million invented people in 12,000 units and prints how long each question takes: the median of eleven.
//!
//! `cargo run --release -p congdoan-rollup --example people`

mod shared;

use std::{
    error::Error,
    io::{Write, stdout},
    time::Instant,
};

use chrono::{Days, NaiveDate};
use congdoan_model::{PersonId, members::Sex, names::fold};
use congdoan_rollup::{Face, Find, People, Tree, people::Cursor};
use shared::{Dice, Size, median};
use uuid::Uuid;

const SIZE: Size = Size { uppers: 600, grassroots: GRASSROOTS };
const GRASSROOTS: u128 = 12_000;
const MEMBERS: u128 = 1_000_000;

const FAMILY: &str = "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý";
const MIDDLE: &str = "Văn Thị Thị Văn Hữu Đức Thanh Minh Ngọc Thu Quang Xuân Hồng Kim Công Đình Bảo Gia Tuấn Phương";
const GIVEN: &str = "An Anh Bình Châu Chi Cường Dũng Dung Giang Hà Hải Hạnh Hiền Hoa Hòa Hùng Hương Khánh Lan Linh Long Mai \
                     Minh Nam Nga Nhung Oanh Phong Phúc Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang Trung Tú Uyên Vinh Yến";

fn people(opened_on: NaiveDate) -> People {
    let list = |words: &'static str| words.split_whitespace().collect::<Vec<_>>();
    let (family, middle, given) = (list(FAMILY), list(MIDDLE), list(GIVEN));
    let (mut people, mut dice) = (People::new(), Dice(7));
    for unit in 0..GRASSROOTS {
        let of_unit = (0..MEMBERS / GRASSROOTS + u128::from(unit < MEMBERS % GRASSROOTS)).map(|number| {
            let name =
                [&family, &middle, &given, &given].map(|of| of.get(dice.roll(of.len())).copied().unwrap_or_default());
            let joined_on = opened_on + Days::new(dice.roll(3_000) as u64);
            Face {
                person: PersonId::from(Uuid::from_u128(unit << 32 | number)),
                name_fold: fold(&name.join(" ")),
                joined_on,
                left_on: (dice.roll(10) == 0).then(|| joined_on + Days::new(dice.roll(2_000) as u64)),
                sex: Some(if dice.roll(5) < 3 { Sex::Female } else { Sex::Male }),
                born: i32::try_from(1960 + dice.roll(45)).ok(),
                state: 0,
                turns: Vec::new(),
            }
        });
        people.set_unit(SIZE.grassroots_id(unit), of_unit.collect());
    }
    people
}

fn main() -> Result<(), Box<dyn Error>> {
    let opened_on = NaiveDate::from_ymd_opt(2015, 1, 1).ok_or("no such day")?;
    let day = NaiveDate::from_ymd_opt(2025, 7, 1).ok_or("no such day")?;
    let tree = Tree::new(SIZE.forest(opened_on)?)?;
    let start = Instant::now();
    let people = people(opened_on);
    writeln!(stdout(), "{} memberships in {GRASSROOTS} units, made in {:?}", people.len(), start.elapsed())?;

    let root = Find {
        unit: Size::id(0),
        below: true,
        managed: false,
        day,
        words: "",
        sex: None,
        ages: None,
        states: &[],
        left: false,
        after: None,
        limit: 50,
    };
    let young = Find { words: "tran", sex: Some(Sex::Female), ages: Some((18, 30)), ..root };
    for (what, find) in [
        ("everybody", root),
        ("\"ng van a\" in the federation", Find { words: "ng van a", ..root }),
        ("\"nguyen thi thu hong\", nobody has", Find { words: "nguyen thi thu hong", ..root }),
        ("\"vo oanh\" in the federation", Find { words: "vo oanh", ..root }),
        ("young women called tran", young),
        ("\"ng van a\" in a province", Find { unit: Size::id(1), words: "ng van a", ..root }),
        ("one union", Find { unit: Size::id(700), below: false, managed: false, ..root }),
    ] {
        let (time, found) = median(|| people.find(&tree, &find));
        writeln!(stdout(), "{time:>12?}  {:>7} found  {what}", found.total)?;
    }
    let find = Find { words: "ng van a", ..root };
    let mut after: Option<Cursor> = None;
    for _ in 0..200 {
        after = people.find(&tree, &Find { after: after.as_ref(), ..find }).next;
    }
    let (time, found) = median(|| people.find(&tree, &Find { after: after.as_ref(), ..find }));
    writeln!(stdout(), "{time:>12?}  {:>7} found  the same after 200 pages", found.total)?;
    Ok(())
}
