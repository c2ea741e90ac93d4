//! Finding people by name, on a federation one can read, and on random ones against a plain filter.

use crate::{
    common::{World, day, unit_id},
    random::{Genes, pick, some_day, some_stay},
    steps::{Federation, federations},
};
use congdoan_model::{
    PersonId, UnitId,
    members::Sex,
    names::fold,
    org::{Line, UnitKind},
};
use congdoan_rollup::{
    Face, Find, Found, Names, People, Reach, Seek, Tree,
    people::{Cursor, CursorError},
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

fn person(number: u128) -> PersonId {
    PersonId::from(Uuid::from_u128(number))
}

fn face(number: u128, name: &str) -> Face {
    Face {
        person: person(number),
        name_fold: fold(name),
        joined_on: day("2021-01-01"),
        left_on: None,
        sex: None,
        born: None,
        state: 0,
        turns: Vec::new(),
    }
}

fn federation() -> World {
    World::default()
        .unit("root", UnitKind::Confederation)
        .unit("east", UnitKind::Province)
        .unit("mine", UnitKind::Grassroots)
        .unit("both", UnitKind::Grassroots)
        .unit("old", UnitKind::Grassroots)
        .closed("old", "2025-07-01")
        .heir("old", "mine", "2025-07-01")
        .managed("east", "root")
        .managed("mine", "east")
        .managed("old", "east")
        .managed("both", "root")
        .link("both", "east", Line::Coordinating, "2024-01-01/")
}

fn crowd() -> People {
    let mut people = People::new();
    people.set_unit(unit_id("mine"), vec![face(2, "Nguyễn Văn An"), face(1, "Trần Thị Bình"), face(3, "Lê An Nguyên")]);
    people.set_unit(unit_id("both"), vec![face(4, "Nguyễn Văn Anh")]);
    let left = Face { left_on: Some(day("2022-01-01")), sex: Some(Sex::Male), ..face(6, "Đặng Văn Ánh") };
    let old = Face { born: Some(1990), state: 3, sex: Some(Sex::Female), ..face(5, "Hoàng Vân Anh") };
    people.set_unit(unit_id("old"), vec![left, old]);
    people.set_unit(unit_id("unknown"), vec![face(7, "Ai")]);
    people
}

fn all<'f>(unit: &str, on: &str, words: &'f str) -> Find<'f> {
    let (unit, day) = (unit_id(unit), day(on));
    Find {
        unit,
        below: true,
        managed: false,
        day,
        words,
        sex: None,
        ages: None,
        states: &[],
        left: false,
        after: None,
        limit: 10,
    }
}

fn numbers(found: &Found) -> Vec<u128> {
    assert_eq!(found.total, found.people.len());
    found.people.iter().map(|(person, _)| person.uuid().as_u128()).collect()
}

#[test]
fn words_are_found_at_the_beginning_of_words_in_any_order_and_spelling() {
    let (tree, people) = (federation().tree(), crowd());
    let find = |words: &str| numbers(&people.find(&tree, &all("root", "2023-01-01", words)));
    assert_eq!(find("ng van a"), [4, 2], "by code of the unit");
    assert_eq!(find("AN ngu"), [4, 3, 2]);
    assert_eq!(find("ắnh"), [4, 5]);
    assert_eq!(find("guyen"), [0_u128; 0]);
    assert_eq!(find("  "), [4, 3, 2, 1, 5], "by name within the unit");
    assert_eq!(find(&["a"; 40].join(" ")), [4, 3, 2, 5]);
    assert_eq!(find(&(0..40).map(|n| format!("{n} ")).collect::<String>()), [0_u128; 0]);
    assert_eq!((people.len(), people.is_empty()), (7, false));
}

#[test]
fn people_are_found_where_they_stand_on_the_day() {
    let (tree, people) = (federation().tree(), crowd());
    let find = |unit, on| numbers(&people.find(&tree, &all(unit, on, "")));
    let own = |unit, on| numbers(&people.find(&tree, &Find { below: false, ..all(unit, on, "") }));
    assert_eq!(find("east", "2021-06-01"), [3, 2, 1, 6, 5]);
    assert_eq!(find("east", "2024-06-01"), [4, 3, 2, 1, 5], "the coordinating line leads there too");
    assert_eq!((own("mine", "2025-06-30"), own("old", "2025-06-30")), (vec![3, 2, 1], vec![5]));
    assert_eq!((own("mine", "2025-07-01"), own("old", "2025-07-01")), (vec![5, 3, 2, 1], vec![]));
    assert_eq!(people.find(&tree, &all("mine", "2025-07-01", "hoang")).people, [(person(5), unit_id("mine"))]);
    assert_eq!((find("root", "2020-12-31"), find("nowhere", "2024-06-01")), (vec![], vec![]));
}

#[test]
fn sex_age_and_mark_narrow_a_list() {
    let (tree, people) = (federation().tree(), crowd());
    let find = |find: Find<'_>| numbers(&people.find(&tree, &find));
    let on = all("root", "2021-06-01", "");
    assert_eq!(find(Find { sex: Some(Sex::Male), ..on }), [6]);
    assert_eq!(find(Find { ages: Some((31, 31)), ..on }), [5]);
    assert_eq!(find(Find { ages: Some((32, 60)), ..on }), [0_u128; 0]);
    assert_eq!(find(Find { states: &[3, 4], ..on }), [5]);
}

#[test]
fn a_unit_is_replaced_as_a_whole() {
    let (tree, mut people) = (federation().tree(), crowd());
    people.set_unit(unit_id("mine"), vec![face(8, "Võ Thị Sáu")]);
    people.set_unit(unit_id("both"), Vec::new());
    assert_eq!(numbers(&people.find(&tree, &all("root", "2023-01-01", ""))), [8, 5]);
}

#[test]
fn a_page_goes_on_where_the_one_before_ended() {
    let (tree, people) = (federation().tree(), crowd());
    let first = people.find(&tree, &Find { limit: 2, ..all("root", "2025-08-01", "") });
    assert_eq!((first.people.len(), first.total), (2, 5));
    let text = first.next.unwrap().to_string();
    let cursor: Cursor = text.parse().unwrap();
    assert_eq!(cursor.passed(), 2);
    let second = people.find(&tree, &Find { limit: 3, after: Some(&cursor), ..all("root", "2025-08-01", "") });
    assert_eq!((second.people.len(), second.total, second.next), (3, 5, None));
    for bad in ["", "1.mine", "x.mine.y.z", "1.mine.not-an-id.an"] {
        assert_eq!(bad.parse::<Cursor>(), Err(CursorError(bad.to_owned())));
    }
}

#[test]
fn marks_change_with_their_days() {
    let (tree, mut people) = (federation().tree(), crowd());
    let resting = Face { turns: vec![(day("2022-03-01"), 1), (day("2023-01-01"), 2)], ..face(1, "Trần Thị Bình") };
    people.set_unit(unit_id("mine"), vec![resting, face(2, "Lê An")]);
    let find = |on, states: &[u8]| numbers(&people.find(&tree, &Find { states, ..all("mine", on, "") }));
    assert_eq!((find("2022-02-28", &[0]), find("2022-02-28", &[1])), (vec![2, 1], vec![]));
    assert_eq!((find("2022-03-01", &[0]), find("2022-03-01", &[1])), (vec![2], vec![1]));
    assert_eq!((find("2024-01-01", &[1]), find("2024-01-01", &[2, 3])), (vec![], vec![1]));
}

#[test]
fn those_who_left_are_found_once_where_they_do_not_stand_again() {
    let (tree, mut people) = (federation().tree(), crowd());
    let until = |number, name, left: &str| Face { left_on: Some(day(left)), ..face(number, name) };
    let mistaken = Face { joined_on: day("2022-05-01"), ..until(23, "Lý Nhầm", "2022-05-01") };
    people.set_unit(
        unit_id("mine"),
        vec![
            until(20, "Phan Đi", "2022-01-01"),
            until(21, "Phan Sang", "2022-02-01"),
            mistaken,
            face(22, "Phan Ở Lại"),
        ],
    );
    people.set_unit(unit_id("both"), vec![Face { joined_on: day("2022-02-01"), ..face(21, "Phan Sang") }]);
    people.set_unit(unit_id("old"), vec![until(20, "Phan Đi", "2021-06-01")]);
    let gone = |unit, on, words| {
        let found = people.find(&tree, &Find { left: true, managed: true, ..all(unit, on, words) });
        assert_eq!(found.rolls.len(), found.people.len());
        numbers(&found)
    };
    assert_eq!(gone("mine", "2023-01-01", ""), [23, 20, 21], "who was let go, moved on, or entered by mistake");
    assert_eq!(gone("root", "2023-01-01", ""), [23, 20], "who moved within stands within");
    assert_eq!((gone("root", "2023-01-01", "phan"), gone("mine", "2022-01-15", "")), (vec![20], vec![20]));
    assert_eq!(gone("old", "2021-12-31", ""), [20], "there by the former membership");
}

#[test]
fn the_nearest_come_first_within_what_is_seen() {
    let (tree, mut people) = (federation().tree(), crowd());
    people.set_unit(unit_id("mine"), vec![face(30, "Nguyễn Văn Anh"), face(31, "Nguyễn An"), face(32, "Lê Hoàng Lan")]);
    let reach = |unit: &str, own, below| Reach { unit: unit_id(unit), own, below, coordinated: false };
    let seek = |reaches: &[Reach], words: &str, limit| {
        let found = people.seek(&tree, &Seek { reaches, day: day("2025-08-01"), words, limit });
        found.into_iter().map(|(person, _)| person.uuid().as_u128()).collect::<Vec<_>>()
    };
    let root = [reach("root", true, true)];
    assert_eq!(seek(&root, "an", 9), [31, 4, 30, 5, 32], "whole words, beginnings, parts of words");
    assert_eq!(seek(&root, "guyen", 1), [31]);
    assert_eq!(seek(&[reach("east", true, true)], "an", 9), [31, 30, 5, 32], "not over the coordinating line");
    assert_eq!(seek(&[reach("east", true, false)], "an", 9), [0_u128; 0]);
    assert_eq!(seek(&[reach("mine", true, false)], "nguyen anh", 9), [30]);
    assert_eq!((seek(&root, "", 9), seek(&[], "an", 9)), (vec![], vec![]));
}

#[test]
fn units_are_found_by_code_and_by_parts_of_their_names() {
    let tree = federation().tree();
    let names = Names::new(&tree);
    let east = Reach { unit: unit_id("east"), own: true, below: true, coordinated: true };
    let seek = |reach: Reach, words: &str| {
        let seek = Seek { reaches: &[reach], day: day("2025-08-01"), words, limit: 9 };
        let found = names.seek(&tree, &seek, &[unit_id("root")]);
        found.iter().map(|id| tree.by_id(*id).unwrap().code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(seek(east, "MINE"), ["mine"]);
    assert_eq!(seek(east, "old"), ["old"], "what ended is found too");
    assert_eq!(seek(east, "roo"), ["root"], "and what stands above");
    assert_eq!(seek(east, "bo"), ["both"]);
    assert_eq!(seek(Reach { coordinated: false, ..east }, "bo"), [""; 0]);
    assert_eq!(seek(Reach { unit: unit_id("mine"), ..east }, "east"), [""; 0]);
}

/// A person, the unit of the roll, and the membership.
type Known = (UnitId, Face);

fn faces(federation: &Federation, genes: &[Genes<8>]) -> Vec<Known> {
    let family = ["nguyen", "tran", "le", "ng", "van"];
    let given = ["an", "anh", "ba", "binh", "a"];
    let known = |(number, genes): (usize, &Genes<8>)| {
        let stay = some_stay(*genes);
        let middle = if genes[5] < 100 { "van " } else { "" };
        let face = Face {
            person: person((number as u128 * 37) % 101),
            name_fold: format!("{} {middle}{}", pick(&family, genes[5]), pick(&given, genes[6])),
            joined_on: stay.joined_on,
            left_on: stay.left.map(|(left, _)| left),
            sex: stay.sex,
            born: stay.born,
            state: genes[7] % 3,
            turns: Vec::new(),
        };
        (federation.forest.units[usize::from(genes[4]) % federation.forest.units.len()].id, face)
    };
    genes.iter().enumerate().map(known).collect()
}

/// Everybody looked for, in order.
fn filtered(tree: &Tree, known: &[Known], find: &Find<'_>) -> Vec<(PersonId, UnitId)> {
    let to = tree.by_id(find.unit).unwrap();
    let mut found: Vec<_> = known
        .iter()
        .filter(|(_, face)| face.joined_on <= find.day && face.left_on.is_none_or(|left| find.day < left))
        .filter(|(_, face)| find.sex.is_none() || find.sex == face.sex)
        .filter(|(_, face)| find.states.is_empty() || find.states.contains(&face.state))
        .filter(|(_, face)| {
            find.words.split(' ').all(|asked| face.name_fold.split(' ').any(|word| word.starts_with(asked)))
        })
        .filter_map(|(unit, face)| Some((tree.seat(tree.by_id(*unit)?, find.day)?, face)))
        .filter(|(seat, _)| seat.id == to.id || find.below && tree.is_above(to, *seat, find.day))
        .map(|(seat, face)| (seat.code.to_string(), face.name_fold.clone(), face.person, seat.id))
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, person, seat)| (person, seat)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whoever is found is whom a plain filter finds, in its order, on pages of any size that miss and repeat nobody.
    #[test]
    fn pages_hold_whom_a_plain_filter_finds(
        federation in federations(),
        genes in vec(any::<Genes<8>>(), 0..60),
        asked in any::<[u8; 6]>(),
        limit in 1_usize..9,
    ) {
        let tree = Tree::new(federation.forest.clone()).unwrap();
        let known = faces(&federation, &genes);
        let mut people = People::new();
        for unit in &federation.forest.units {
            let of = known.iter().filter(|(home, _)| *home == unit.id).map(|(_, face)| face.clone());
            people.set_unit(unit.id, of.collect());
        }
        let day = some_day(asked[0], asked[1]);
        let words = pick(&["", "", "n", "an", "ng van a", "b tr", "van v", "le le"], asked[2]);
        let sex = pick(&[None, None, Some(Sex::Female)], asked[3]);
        let states: &[u8] = pick(&[&[][..], &[], &[0, 2]], asked[4]);
        for unit in &federation.forest.units {
            let find = Find { unit: unit.id, below: asked[5] < 200, managed: false, day, words, sex, ages: None, states, left: false, after: None, limit };
            let expected = filtered(&tree, &known, &find);
            let (mut seen, mut after) = (Vec::new(), None::<Cursor>);
            loop {
                let found = people.find(&tree, &Find { after: after.as_ref(), ..find });
                prop_assert_eq!(found.total, expected.len());
                prop_assert!(found.people.len() == limit || found.next.is_none());
                seen.extend(found.people);
                let Some(next) = found.next else { break };
                let next: Cursor = next.to_string().parse().unwrap();
                prop_assert_eq!(next.passed(), seen.len());
                after = Some(next);
            }
            prop_assert_eq!(seen, expected);
        }
    }
}
