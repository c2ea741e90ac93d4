//! Every register of the pack on both engines: a record as somebody types it, what is refused, and which figures and deadlines
//! come of it at the unit and at the province above.
//!
//! A measure, a clock or a check that no case names fails, and so does a register without a case: whoever adds one says here
//! what it has to give. Not here: formulas by themselves (`pack`), the way a record goes (`tests/entry.rs`).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up must fail loudly")]

mod cases;
mod house;

use std::collections::{BTreeMap, BTreeSet};

use congdoan_service::pack::{Register, embedded, load};
use congdoan_testkit::on_both;

use crate::{
    cases::{Case, cases, ran},
    house::{House, Totals},
};

/// What several registers feed together, at the province: two people helped in hardship and a third beside them, of whom one
/// got a home, and the owner of another home; six turns and two homes.
const TOGETHER: [(&str, i64); 2] = [("care.helped_people", 4), ("care.helped_turns", 8)];

#[tokio::test]
async fn every_register_refuses_takes_and_counts_what_its_case_says() {
    on_both(|fresh| async move {
        let mut house = House::begin(fresh).await;
        let (pack, cases) = (house.pack(), cases());
        let told = |id: &str| (pack.register(id).unwrap(), cases.get(id).unwrap());
        for id in cases.keys() {
            let (register, case) = told(id);
            // What is refused comes first: people named once would be refused for another reason afterwards.
            house.refuse(register, case).await;
            house.write(register, case).await;
        }
        house.look_at_deadlines().await;
        let totals = house.totals().await;
        for id in cases.keys() {
            let (register, case) = told(id);
            house.compare(&totals, register, case);
        }
        assert!(house.differences.is_empty(), "\n{}", house.differences.join("\n"));
        counted_together(&totals);
        sound(&house).await;
    })
    .await;
}

fn counted_together(totals: &Totals) {
    for (indicator, value) in TOGETHER {
        let found = totals.get(&("north".to_owned(), 2026, indicator.to_owned())).copied().flatten();
        assert_eq!(found, Some(value), "{indicator}");
    }
}

/// Records that their registers take contradict no rule of the house, and no check of figures wherever they are added up.
async fn sound(house: &House) {
    let integrity = house.service.integrity().await.unwrap();
    let broken: Vec<_> = integrity.rules.iter().filter(|rule| rule.fails()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    let found = house.check_figures().await;
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_case_names_all_that_its_register_asks_gives_and_refuses() {
    let pack = load(&embedded()).0;
    let mut missing = Vec::new();
    for (id, case) in cases() {
        let register = pack.register(&id).unwrap();
        let told = unnamed(register, &case).into_iter().chain(unreached(register, &case));
        missing.extend(told.map(|what| format!("{id}: {what}")));
    }
    let together: BTreeSet<&str> =
        pack.registers.iter().flat_map(|one| &one.measures).flat_map(|one| &one.also).map(String::as_str).collect();
    assert_eq!(together, TOGETHER.map(|(indicator, _)| indicator).into(), "fed by several registers");
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

/// What the register has and the case does not name, or the other way round.
fn unnamed(register: &Register, case: &Case) -> Vec<String> {
    let fields: BTreeSet<&str> = register.fields.iter().map(|field| field.id.as_str()).collect();
    let typed = case.further.iter().map(|further| &further.typed).chain(case.refused.iter().map(|one| &one.with));
    let typed: BTreeSet<&str> =
        typed.chain([&case.record.typed]).flat_map(BTreeMap::keys).map(String::as_str).collect();
    let mut unnamed: Vec<String> =
        typed.difference(&fields).map(|field| format!("field {field} is not asked")).collect();
    let required = register.fields.iter().filter(|field| field.required && field.default.is_none());
    let untyped = required.filter(|field| !case.record.typed.contains_key(&field.id));
    unnamed.extend(untyped.map(|field| format!("field {} is not typed", field.id)));
    let measures: BTreeSet<&str> = register.measures.iter().map(|measure| measure.indicator.as_str()).collect();
    let given: BTreeSet<&str> = case.gives.keys().map(String::as_str).collect();
    unnamed.extend(measures.symmetric_difference(&given).map(|one| format!("measure {one}")));
    let clocks: BTreeSet<&str> = register.clocks.iter().map(|clock| clock.id.as_str()).collect();
    let told: BTreeSet<&str> = case.clocks.keys().map(String::as_str).collect();
    unnamed.extend(clocks.symmetric_difference(&told).map(|one| format!("clock {one}")));
    unnamed
}

/// What no record and no refusal of the case reaches.
fn unreached(register: &Register, case: &Case) -> Vec<String> {
    let silent = case.gives.iter().filter(|(_, [_, above])| above.value().is_none());
    let mut unreached: Vec<String> = silent.map(|(measure, _)| format!("measure {measure} counts nothing")).collect();
    let further =
        |clock: &str| case.further.iter().any(|one| one.clocks.get(clock).is_some_and(|told| ran(told).is_some()));
    let idle = case.clocks.iter().filter(|(clock, told)| ran(told).is_none() && !further(clock));
    unreached.extend(idle.map(|(clock, _)| format!("clock {clock} never runs")));
    let of_fields = register.fields.iter().filter_map(|field| Some((Some(field.id.clone()), field.check.as_ref()?)));
    let checks = of_fields.chain(register.checks.iter().map(|check| (None, check)));
    let checks: Vec<(Option<String>, String)> =
        checks.map(|(field, check)| (field, check.message.vi.clone())).collect();
    let broken: Vec<(Option<String>, String)> = case.refused.iter().map(|refusal| refusal.broken(register)).collect();
    unreached.extend(checks.iter().filter(|check| !broken.contains(check)).map(|check| format!("unbroken: {check:?}")));
    unreached.extend(broken.iter().filter(|one| !checks.contains(one)).map(|one| format!("no such check: {one:?}")));
    let told_apart: BTreeSet<&(Option<String>, String)> = checks.iter().collect();
    unreached.extend((told_apart.len() < checks.len()).then(|| "two checks say the same".to_owned()));
    unreached
}

#[test]
fn every_register_has_a_case() {
    let pack = load(&embedded()).0;
    let registers: BTreeSet<String> = pack.registers.into_iter().map(|register| register.id).collect();
    assert_eq!(cases().into_keys().collect::<BTreeSet<_>>(), registers);
}
