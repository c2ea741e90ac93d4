//! Checks of figures: each of the country's is broken once and holds once; files are refused with file, line and reason.

use std::collections::BTreeMap;

use congdoan_model::figures::{Formula, Value};

use super::{broken::said, file};
use crate::{CheckNumbers, CheckRule, FigureCheck, Pack, embedded, load};

fn given(numbers: &[(&str, i64)]) -> BTreeMap<String, Value> {
    numbers.iter().map(|(id, value)| ((*id).to_owned(), Value::Whole(*value))).collect()
}

fn now(numbers: &[(&str, i64)]) -> CheckNumbers {
    CheckNumbers { now: given(numbers), ..CheckNumbers::default() }
}

/// Every part at `each`, the whole at `all`.
fn parts(ids: &[String], each: i64, whole: (&str, i64)) -> CheckNumbers {
    let mut numbers: Vec<(&str, i64)> = ids.iter().map(|id| (id.as_str(), each)).collect();
    numbers.push(whole);
    now(&numbers)
}

/// Ten units side by side around a thousand; where they are held against something, of a size of one hundred.
fn beside(id: &str, per: Option<&str>, own: i64) -> CheckNumbers {
    let size = |mut of: BTreeMap<String, Value>| {
        of.extend(per.map(|per| (per.to_owned(), Value::Whole(100))));
        of
    };
    let siblings = (0..10).map(|place| size(given(&[(id, 1_000 + place * 10)]))).collect();
    CheckNumbers { now: size(given(&[(id, own)])), siblings, ..CheckNumbers::default() }
}

fn bounded(pack: &Pack, id: &str, value: i64) -> CheckNumbers {
    let ratio = matches!(pack.indicator(id).unwrap().formula, Formula::Ratio { .. } | Formula::Growth { .. });
    let value = if ratio { Value::Hundredths(value) } else { Value::Whole(value) };
    CheckNumbers { now: BTreeMap::from([(id.to_owned(), value)]), ..CheckNumbers::default() }
}

/// Numbers that break a check, and numbers that do not: for checks over several indicators, a pair for each.
fn examples(pack: &Pack, check: &FigureCheck) -> Vec<(CheckNumbers, CheckNumbers)> {
    let count = |ids: &[String]| i64::try_from(ids.len()).unwrap();
    match &check.rule {
        CheckRule::PartOf { part, whole } => {
            vec![(now(&[(part, 11), (whole, 10)]), now(&[(part, 10), (whole, 10)]))]
        }
        CheckRule::PartsWithin { parts: ids, whole } => {
            let sum = count(ids) * 5;
            vec![(parts(ids, 5, (whole, sum - 1)), parts(ids, 5, (whole, sum + 1)))]
        }
        CheckRule::SumOf { parts: ids, whole, tolerance } => {
            let sum = count(ids) * 5;
            let off = |by: i64| parts(ids, 5, (whole, sum + by));
            vec![(off(tolerance + 1), off(*tolerance)), (off(-tolerance - 1), off(-tolerance))]
        }
        CheckRule::Stock { of, plus, minus, tolerance } => {
            let told = |end: i64| CheckNumbers {
                now: given(&[(of, end), (&plus[0], 30), (&minus[0], 10)]),
                opening: given(&[(of, 100)]),
                ..CheckNumbers::default()
            };
            vec![(told(121 + tolerance), told(120))]
        }
        CheckRule::Difference { of, change } => {
            let told = |change_of: i64| CheckNumbers {
                now: given(&[(of, 8_642_169), (change, change_of)]),
                opening: given(&[(of, 12_297_344)]),
                ..CheckNumbers::default()
            };
            vec![(told(-3_665_175), told(-3_655_175)), (told(3_655_175), told(-3_655_175))]
        }
        CheckRule::Ratio { stated, numerator, denominator, tolerance } => {
            let told = |hundredths: i64| {
                let mut numbers = now(&[(numerator, 1), (denominator, 3)]);
                numbers.now.insert(stated.clone(), Value::Hundredths(hundredths));
                numbers
            };
            vec![(told(3_334 + tolerance), told(3_333))]
        }
        CheckRule::Bounds { of, least, most } => {
            let (low, high) = (least.unwrap_or(0), most.unwrap_or(least.unwrap_or(0)));
            let below = of.iter().filter(|_| least.is_some());
            let below = below.map(|id| (bounded(pack, id, low - 1), bounded(pack, id, low)));
            let above = of.iter().filter(|_| most.is_some());
            below.chain(above.map(|id| (bounded(pack, id, high + 1), bounded(pack, id, high)))).collect()
        }
        CheckRule::GoesWith { what, needs } => {
            vec![
                (now(&[(what, 1), (needs, 0)]), now(&[(what, 1), (needs, 1)])),
                (now(&[(what, 9), (needs, 0)]), now(&[(what, 9)])),
            ]
        }
        CheckRule::Jump { of, times, floor } => {
            let told = |id: &str, before: i64, after: i64| CheckNumbers {
                now: given(&[(id, after)]),
                year_before: given(&[(id, before)]),
                ..CheckNumbers::default()
            };
            of.iter().map(|id| (told(id, *floor, floor * times), told(id, *floor, floor * times - 1))).collect()
        }
        CheckRule::Outlier { of, per, .. } => {
            of.iter().map(|id| (beside(id, per.as_deref(), 9_000), beside(id, per.as_deref(), 1_050))).collect()
        }
        CheckRule::UnitMix { of, per, .. } => {
            of.iter().map(|id| (beside(id, per.as_deref(), 1_000_000), beside(id, per.as_deref(), 2_000))).collect()
        }
        CheckRule::Children { of, floor } => {
            let told = |id: &str, own: i64| CheckNumbers {
                now: given(&[(id, floor + own)]),
                below: BTreeMap::from([(id.to_owned(), *floor)]),
                ..CheckNumbers::default()
            };
            of.iter().map(|id| (told(id, *floor), told(id, floor - 1))).collect()
        }
    }
}

#[test]
fn each_check_of_the_country_is_broken_and_holds() {
    let (pack, remarks) = load(&embedded());
    assert!(!remarks.iter().any(crate::Remark::is_error), "{remarks:#?}");
    assert!(pack.checks.len() >= 80, "{}", pack.checks.len());
    for check in &pack.checks {
        let examples = examples(&pack, check);
        assert!(!examples.is_empty(), "{}", check.id);
        for (broken, sound) in examples {
            let found = pack.judge(check, &broken);
            assert_eq!(found.len(), 1, "{} says nothing of {broken:?}", check.id);
            let finding = &found[0];
            assert!(finding.check == check.id && finding.weight == check.weight && !finding.indicators.is_empty());
            assert!(!finding.words.vi.contains('{') && !finding.words.en.contains('{'), "{:?}", finding.words);
            assert!(finding.numbers.len() >= 2, "{finding:?}");
            assert_eq!(pack.judge(check, &sound), [], "{} finds fault with {sound:?}", check.id);
        }
        assert_eq!(pack.judge(check, &CheckNumbers::default()), [], "what nobody said contradicts nothing");
    }
}

#[test]
fn every_kind_of_check_is_in_use_but_stated_ratios() {
    let (pack, _) = load(&embedded());
    let kinds: std::collections::BTreeSet<&str> = pack.checks.iter().map(|check| check.rule.kind()).collect();
    let all = [
        "bounds",
        "children",
        "difference",
        "goes_with",
        "jump",
        "outlier",
        "part_of",
        "parts_within",
        "stock",
        "sum_of",
        "unit_mix",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all, "ratios are worked out, so none of the country's is stated");
    let text = "[[check]]\nid = \"a.ratio\"\nkind = \"ratio\"\nname = \"x\"\nsource = \"x\"\nstated = \"a.share\"\n\
                numerator = \"a.part\"\ndenominator = \"a.whole\"\n";
    let own: String = ["share", "part", "whole"]
        .map(|id| format!("[[indicator]]\nid = \"a.{id}\"\nname = \"{id}\"\nunit = \"người\"\nsource = \"x\"\n"))
        .concat();
    let (pack, remarks) = load(&[file("checks/a.toml", text), file("indicators/a.toml", &own)]);
    assert_eq!(remarks, []);
    let check = pack.figure_check("a.ratio").unwrap();
    for (broken, sound) in examples(&pack, check) {
        assert_eq!((pack.judge(check, &broken).len(), pack.judge(check, &sound).len()), (1, 0));
    }
}

#[test]
fn words_group_thousands_as_each_language_does() {
    let (pack, _) = load(&embedded());
    let check = pack.figure_check("labour.women_within_workers").unwrap();
    let found = pack.judge(check, &now(&[("labour.women", 1_234_567), ("labour.workers", 1_000)]));
    assert!(found[0].words.vi.contains("1.234.567") && found[0].words.vi.contains("Số lao động nữ"), "{found:?}");
    assert!(found[0].words.en.contains("1,234,567") && found[0].words.en.contains("Women workers"), "{found:?}");
    assert_eq!(found[0].numbers, [1_234_567, 1_000]);
}

#[test]
fn what_is_wrong_with_a_check_is_told_with_its_line() {
    let known = "[[indicator]]\nid = \"a.part\"\nname = \"Phần\"\nunit = \"người\"\nsource = \"x\"\n\
                 [[indicator]]\nid = \"a.whole\"\nname = \"Tổng\"\nunit = \"người\"\nsource = \"x\"\n";
    let head = "[[check]]\nid = \"a.check\"\nname = \"Phép\"\nsource = \"x\"\n";
    let refused = |text: &str, expected: &str| {
        let said = said(&[file("checks/a.toml", text), file("indicators/a.toml", known)]);
        let expected = format!("checks/a.toml:{expected}");
        assert!(said.iter().any(|one| one.starts_with(&expected)), "{text}\nwanted: {expected}\nsaid: {said:#?}");
    };
    refused(&format!("{head}kind = \"part_off\"\n"), "5: \"kind\" does not take \"part_off\"");
    refused(&format!("{head}kind = \"part_of\"\npart = \"a.part\"\n"), "1: \"whole\" is missing");
    refused(
        &format!("{head}kind = \"part_of\"\npart = \"a.pat\"\nwhole = \"a.whole\"\n"),
        "2: there is no indicator \"a.pat\"",
    );
    refused(
        &format!("{head}kind = \"sum_of\"\nparts = [\"a.part\"]\nwhole = \"a.whole\"\n"),
        "6: \"parts\" needs 2 indicators",
    );
    refused(
        &format!("{head}kind = \"sum_of\"\nparts = [\"a.part\", \"b\"]\nwhole = \"a.whole\"\n"),
        "6: \"b\" is no indicator id",
    );
    refused(&format!("{head}kind = \"bounds\"\nof = [\"a.part\"]\n"), "1: \"least\" is missing");
    refused(&format!("{head}kind = \"bounds\"\nof = [\"a.part\"]\nleast = 5\nmost = 4\n"), "8: \"most\" is less than");
    refused(&format!("{head}kind = \"jump\"\nof = [\"a.part\"]\ntimes = 1\n"), "7: \"times\" must be 2 or more");
    refused(
        &format!("{head}kind = \"children\"\nof = [\"a.part\"]\nper = \"a.whole\"\n"),
        "7: no key \"per\" belongs here",
    );
    refused(
        &format!("{head}kind = \"children\"\nof = [\"a.part\"]\n{head}kind = \"children\"\nof = [\"a.part\"]\n"),
        "8: check \"a.check\" is defined at",
    );
    refused("", "1: \"[[check]]\" is missing");
}
