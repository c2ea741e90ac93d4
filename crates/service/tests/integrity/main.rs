//! Integrity rules on both engines: the demonstration federation breaks none that weighs as an error, and each rule is broken
//! once on purpose and says where.
//!
//! `sound.sql` adds sound rows to the tables the demonstration leaves empty; `broken_*.sql` hold one block for each rule of
//! the house. Checks of figures are broken in `pack/src/tests/checks.rs`, one by one, and a few of them here, with figures
//! that units declared. Not here: how `doctor` tells it (`cli/tests/cli/keeping.rs`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

mod figures;
mod list;

use std::collections::BTreeSet;

use congdoan_service::{Service, audit::integrity::RuleResult, demonstration::Wish};
use congdoan_store::Engine;
use congdoan_testkit::{FixedClock, Fresh, ids, on_both};

const SOUND: &str = include_str!("sound.sql");
const BROKEN: [&str; 3] =
    [include_str!("broken_people.sql"), include_str!("broken_reports.sql"), include_str!("broken_work.sql")];

/// Rules that the demonstration breaks as history did: a regulation signed in March names a decision of December of the
/// same year, and of the outgoing papers of 2022 only some are known.
const TRUE_OF_HISTORY: [&str; 2] = ["directives.rests-on-an-earlier", "directives.book-without-gaps"];

/// A rule, what the place it tells must hold, and the statements that break it.
struct Case {
    rule: &'static str,
    place: &'static str,
    statements: String,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in BROKEN.into_iter().flat_map(str::lines) {
        match line.strip_prefix("-- ").map(|head| head.split_once(": ")) {
            Some(Some((rule, place))) if rule.contains('.') && !rule.contains(' ') => {
                cases.push(Case { rule, place: place.trim(), statements: String::new() });
            }
            Some(_) => {}
            None if line.is_empty() => {}
            None => cases.last_mut().unwrap().statements.push_str(line),
        }
    }
    cases
}

/// Puts ids and days in place of what stands for them.
fn spelled(text: &str, engine: Engine) -> String {
    let member = |place: usize| {
        format!(
            "(SELECT m.person_id FROM membership m JOIN unit u ON u.id = m.unit_id WHERE u.code = 'cdcs-mau' AND \
             m.superseded_at IS NULL AND m.left_on IS NULL ORDER BY m.id LIMIT 1 OFFSET {place})"
        )
    };
    let (new, day) = match engine {
        Engine::Sqlite => ("randomblob(16)", "("),
        Engine::Postgres => ("gen_random_uuid()", "DATE("),
    };
    let mut text = text.replace("NEW()", new).replace("CAST_DAY(", day);
    // Longer words first, and only where they stand alone.
    for (place, word) in ["ONE", "TWO", "THREE"].into_iter().enumerate() {
        for (before, after) in [(" ", ","), ("(", ","), (" ", ")"), (" ", ";"), (" ", " ")] {
            text = text.replace(&format!("{before}{word}{after}"), &format!("{before}{}{after}", member(place)));
        }
    }
    while let Some((before, rest)) = text.split_once("U(") {
        let (code, after) = rest.split_once(')').unwrap();
        text = format!("{before}(SELECT id FROM unit WHERE code = '{code}'){after}");
    }
    text
}

async fn demonstration(fresh: &Fresh) -> Service {
    let clock = FixedClock::at(2026, 11, 22);
    let service = Service::new(fresh.store.clone(), clock.clone(), ids(clock)).await.unwrap();
    service.hold_keys(congdoan_testkit::keyring());
    service.install_embedded_pack().await.unwrap();
    service.load_demonstration(Wish::default(), &|_| ()).await.unwrap();
    service
}

fn told(rule: &RuleResult) -> String {
    format!("{}: {} {:?}", rule.id, rule.count, rule.places)
}

#[test]
fn every_rule_has_a_block_that_breaks_it() {
    let cases = cases();
    let broken: BTreeSet<&str> = cases.iter().map(|case| case.rule).collect();
    let rules: BTreeSet<&str> = Service::house_rules().map(|rule| rule.id).collect();
    assert_eq!(broken, rules);
    assert_eq!(cases.len(), broken.len(), "one block for each");
    assert_eq!(Service::house_rules().count(), rules.len(), "no id twice");
    assert!(rules.len() >= 110, "{}", rules.len());
    for rule in Service::house_rules() {
        let words = [rule.name.0, rule.name.1, rule.remedy.0, rule.remedy.1];
        assert!(words.iter().all(|one| !one.trim().is_empty()), "{}", rule.id);
    }
}

#[tokio::test]
async fn the_demonstration_breaks_no_rule_that_weighs_as_an_error() {
    on_both(async |fresh| {
        let service = demonstration(&fresh).await;
        let found = service.integrity().await.unwrap();
        let failed: Vec<String> = found.rules.iter().filter(|rule| rule.fails()).map(told).collect();
        assert_eq!((failed.as_slice(), found.failed()), (&[][..], 0), "on {:?}", fresh.store.engine());
        assert!(found.broken() <= 8, "few warnings: {}", found.broken());
        let house = Service::house_rules().count();
        assert_eq!(found.rules.len(), house + service.pack().checks.len());
        let verification = found.verification.unwrap();
        assert!(verification.records > 1_000 && verification.entries > 100 && verification.differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn each_rule_is_broken_once_and_says_where() {
    on_both(async |fresh| {
        let service = demonstration(&fresh).await;
        let engine = fresh.store.engine();
        let mut tx = fresh.store.write().await.unwrap();
        for line in SOUND.lines().filter(|line| !line.starts_with("--") && !line.is_empty()) {
            tx.run_unchecked(&spelled(line, engine)).await.unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        let mut wrong = Vec::new();
        let mut rules: Vec<&str> = Service::house_rules().map(|rule| rule.id).collect();
        // What is derived again is held against the demonstration itself: it takes longer.
        rules.retain(|id| !id.starts_with("figures.as-") && !id.contains("add-up") && !id.contains("hashes"));
        for id in rules {
            let rule = service.integrity_rule(&mut tx, id).await.unwrap().expect("a rule of this id");
            if !rule.holds() && !TRUE_OF_HISTORY.contains(&id) {
                wrong.push(format!("broken by sound rows: {}", told(&rule)));
            }
        }
        tx.commit().await.unwrap();
        for case in cases() {
            let mut tx = fresh.store.write().await.unwrap();
            if let Err(error) = tx.run_unchecked(&spelled(&case.statements, engine)).await {
                wrong.push(format!("{} cannot be broken so: {error}", case.rule));
                continue;
            }
            match service.integrity_rule(&mut tx, case.rule).await {
                Ok(Some(rule)) if rule.holds() => wrong.push(format!("{} says nothing", case.rule)),
                Ok(Some(rule)) if case.place == "-" || rule.places.iter().any(|one| one.contains(case.place)) => {}
                Ok(Some(rule)) => wrong.push(format!("no place with {}: {}", case.place, told(&rule))),
                other => wrong.push(format!("{}: {other:?}", case.rule)),
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "on {engine:?}");
    })
    .await;
}
