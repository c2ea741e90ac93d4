//! Units beside their place in the tree, on both engines: particulars and decisions, employers and white spots, foundings
//! decided and undone, committees recognised.
//!
//! Not here: the pages (`web`), what a reorganisation comes to.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test must fail loudly where it finds a fault")]

use congdoan_model::access::Caller;
use congdoan_service::{
    Error, Service,
    org::{
        employers::{EmployerForm, EmployersAsked, EmployersFound},
        foundings::{FOUNDING, FoundingForm, RECOGNITION},
        particulars::NewDecision,
    },
    stored_org::{Elected, Profile, Workforce},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

async fn service(fresh: &Fresh) -> (Service, Caller) {
    let clock = FixedClock::at(2026, 11, 20);
    let ids = ids(clock.clone());
    let built = federation::small(&ids);
    let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.unwrap();
    service.install_embedded_pack().await.unwrap();
    let system = service.system();
    let mut tx = fresh.store.write().await.unwrap();
    tx.add_units(&system, &built.units, &built.links).await.unwrap();
    tx.commit().await.unwrap();
    (service, system)
}

async fn employers(service: &Service, caller: &Caller, unit: &str, place: &str, white_spots: bool) -> EmployersFound {
    let day = date(2026, 11, 20);
    let asked = EmployersAsked { unit, day, place, white_spots, name: "", after: "", limit: 100 };
    service.employers(caller, &asked).await.expect("employers")
}

fn employer<'a>(code: &'a str, tax_code: &'a str, workers: i64) -> EmployerForm<'a> {
    EmployerForm {
        code,
        name: "Công ty Gỗ",
        under: "north-a",
        opened_on: Some(date(2018, 3, 1)),
        tax_code,
        ownership: "private",
        zone: "KCN",
        profile: Profile {
            address: "Số 1, thành phố Kon Tum".to_owned(),
            place: "kon-tum".to_owned(),
            written_on: Some(date(2019, 1, 1)),
            latitude: Some(18_670_000),
            longitude: Some(105_690_000),
            ..Profile::default()
        },
        workforce: Some(Workforce { counted_on: date(2026, 6, 30), workers, women: Some(workers / 2) }),
        union: "",
    }
}

#[tokio::test]
async fn white_spots_are_employers_with_enough_workers_and_no_union_that_day() {
    on_both(|fresh| async move {
        let (service, system) = service(&fresh).await;
        for (code, tax, workers) in [("big", "2900000001", 80), ("small", "2900000002", 24), ("edge", "", 25)] {
            service.add_employer(&system, &employer(code, tax, workers), None).await.expect("an employer");
        }
        let taken = service.add_employer(&system, &employer("other", "2900000001", 9), None).await;
        assert!(matches!(taken, Err(Error::Refused(_))), "a tax code is one employer's");
        let spots = employers(&service, &system, "north", "", true).await;
        assert_eq!(spots.rows.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["big", "edge"]);
        assert_eq!((spots.counts.employers, spots.counts.unserved, spots.counts.unserved_workers), (2, 2, 105));
        assert_eq!(spots.least, Some(25));
        // Kon Tum went into Quảng Ngãi; the address says what it said.
        assert_eq!(employers(&service, &system, "north", "quang-ngai", true).await.rows.len(), 2);
        assert_eq!(employers(&service, &system, "north", "kon-tum", true).await.rows.len(), 0);
        assert_eq!(employers(&service, &system, "south", "", false).await.rows.len(), 0);

        service.serve_employer(&system, "big", ("north-two", date(2026, 1, 1)), None).await.expect("served");
        service.serve_employer(&system, "big", ("north-one", date(2026, 6, 1)), None).await.expect("served by another");
        let found = service.particulars(&system, "big").await.unwrap();
        let (_, workforce, served) = found.employer.expect("an employer");
        assert_eq!(workforce.len(), 1);
        let served: Vec<_> = served.iter().map(|one| (one.code.as_str(), one.valid_until)).collect();
        assert_eq!(served, [("north-one", None), ("north-two", Some(date(2026, 6, 1)))]);
        assert_eq!(employers(&service, &system, "north", "", true).await.counts.unserved, 1);
        let again = Workforce { counted_on: date(2026, 6, 30), workers: 19, women: None };
        service.count_workforce(&system, "edge", again, None).await.expect("counted again");
        assert_eq!(employers(&service, &system, "north", "", true).await.counts.employers, 1);

        let end = "[reorganisation]\ntitle = \"T\"\ndecision = \"1\"\neffective_on = 2026-11-01\nunit = \"north\"\n\
            [[step]]\ndo = \"end\"\nunits = [\"north-one\"]\n";
        service.reorganise(&system, end).await.expect("an end");
        assert_eq!(
            employers(&service, &system, "north", "", true).await.counts.unserved,
            1,
            "a union that ended serves nobody"
        );
        let mut tx = fresh.store.read().await.unwrap();
        let unit = tx.unit(&system, "north-one").await.unwrap();
        let history = tx.unit_history(&system, unit.id).await.unwrap();
        assert_eq!(history.lives.first().unwrap().closed_on, Some(date(2026, 11, 1)));
    })
    .await;
}

#[tokio::test]
async fn particulars_and_decisions_are_kept_with_their_versions() {
    on_both(|fresh| async move {
        let (service, system) = service(&fresh).await;
        let profile = Profile { status: "recognised".to_owned(), phone: "0238".to_owned(), ..Profile::default() };
        service.describe_unit(&system, "north-one", &profile).await.expect("described");
        assert!(matches!(service.describe_unit(&system, "north-one", &profile).await, Err(Error::Stale)));
        let later = Profile { version: 1, place: "nowhere".to_owned(), ..profile.clone() };
        assert!(matches!(service.describe_unit(&system, "north-one", &later).await, Err(Error::Invalid(_))));
        let later = Profile { version: 1, place: "nghe-an".to_owned(), ..profile };
        service.describe_unit(&system, "north-one", &later).await.expect("described again");
        let decision = NewDecision {
            kind: "founding",
            number: "12/QĐ",
            decided_on: Some(date(2015, 1, 1)),
            issuer: "LĐLĐ",
            about: "",
            file: Some(("qd.pdf", b"%PDF".to_vec())),
        };
        service.add_decision(&system, "north-one", &decision, None).await.expect("a decision");
        let found = service.particulars(&system, "north-one").await.unwrap();
        assert_eq!((found.profile.version, found.decisions.len()), (2, 1));
        let id = found.decisions.first().unwrap().id.to_string();
        let (name, content) = service.decision_file(&system, "north-one", &id).await.unwrap();
        assert_eq!((name.as_str(), content.as_slice()), ("qd.pdf", &b"%PDF"[..]));
        assert!(service.decision_file(&system, "north-two", &id).await.is_err(), "of another unit");
        service.withdraw_decision(&system, "north-one", &id).await.expect("withdrawn");
        assert!(service.particulars(&system, "north-one").await.unwrap().decisions.is_empty());
    })
    .await;
}

fn elected(name: &str, post: &str) -> Elected {
    Elected { name: name.to_owned(), born_on: Some(date(1985, 3, 15)), post: post.to_owned(), full_time: 0 }
}

/// Takes every step and hands in every paper up to the decision.
async fn prepare(service: &Service, caller: &Caller, id: &str) {
    let view = service.founding(caller, id).await.expect("the case");
    for state in view.steps.iter().take_while(|one| one.step.id != "decision") {
        let taken = (state.step.id.as_str(), date(2026, 11, 10), "");
        service.take_founding_step(caller, id, taken, None).await.expect("a step");
    }
    for state in &view.papers {
        let handed = (state.paper.id.as_str(), date(2026, 11, 10));
        service.hand_founding_paper(caller, id, handed, None).await.expect("a paper");
    }
    let people = [elected("Trần Văn An", "chair"), elected("Lê Thị Bình", "member")];
    service.set_founding_committee(caller, id, &people).await.expect("a committee");
}

#[tokio::test]
async fn a_founding_makes_unit_committee_and_service_and_goes_without_a_trace_in_the_tree() {
    on_both(|fresh| async move {
        let (service, system) = service(&fresh).await;
        service.add_employer(&system, &employer("big", "2900000001", 80), None).await.expect("an employer");
        let before = service.units_below(&system, "north", &all()).await.unwrap();
        let form = FoundingForm {
            kind: FOUNDING,
            unit: "north-a",
            code: "north-new",
            name: "CĐCS \"Gỗ\"",
            form: "enterprise",
            employer: "big",
            applicants: 31,
            employers: 1,
            ..FoundingForm::default()
        };
        let id = service.open_founding(&system, &form, None).await.expect("a case");
        let early = service.decide_founding(&system, &id, ("7/QĐ", Some(date(2026, 11, 18)))).await;
        assert!(matches!(early, Err(Error::Invalid(missing)) if missing.len() > 10));
        let view = service.founding(&system, &id).await.unwrap();
        let papers: Vec<&str> = view.papers.iter().map(|one| one.paper.id.as_str()).collect();
        assert!(papers.contains(&"inspection_list") && papers.contains(&"employer_papers"), "{papers:?}");
        prepare(&service, &system, &id).await;
        let code = service.decide_founding(&system, &id, ("7/QĐ", Some(date(2026, 11, 18)))).await.expect("decided");
        assert_eq!(code, "north-new");
        let found = service.particulars(&system, "north-new").await.unwrap();
        assert_eq!((found.unit.name.as_str(), found.decisions.len(), found.serves.len()), ("CĐCS \"Gỗ\"", 1, 1));
        assert_eq!(employers(&service, &system, "north", "", true).await.counts.unserved, 0);
        let mut tx = fresh.store.read().await.unwrap();
        let posts = tx.posts(&system, found.unit.id).await.unwrap();
        assert_eq!(
            posts.iter().map(|one| (one.name.as_str(), one.role.as_str())).collect::<Vec<_>>(),
            [("Trần Văn An", "chair")]
        );
        drop(tx);
        let view = service.founding(&system, &id).await.unwrap();
        let reorganisation = view.file.case.reorganisation_id.unwrap().into();
        let beside = service.undo_reorganisation(&system, reorganisation).await;
        assert!(matches!(beside, Err(Error::Refused(_))), "a founding is undone where it was decided");

        service.undo_founding(&system, &id).await.expect("undone");
        assert_eq!(service.units_below(&system, "north", &all()).await.unwrap(), before);
        assert_eq!(employers(&service, &system, "north", "", true).await.counts.unserved, 1);
        assert!(service.undo_founding(&system, &id).await.is_err());
        // The same code can be founded again.
        let id = service.open_founding(&system, &form, None).await.expect("a second case");
        prepare(&service, &system, &id).await;
        service.decide_founding(&system, &id, ("8/QĐ", Some(date(2026, 11, 19)))).await.expect("founded again");
        let found = service.particulars(&system, "north-new").await.unwrap();
        assert_eq!((found.unit.opened_on, found.decisions.len()), (date(2026, 11, 19), 1));
    })
    .await;
}

#[tokio::test]
async fn a_recognised_committee_takes_the_place_of_the_former() {
    on_both(|fresh| async move {
        let (service, system) = service(&fresh).await;
        let form = FoundingForm { kind: RECOGNITION, unit: "north-one", congress: true, ..FoundingForm::default() };
        for (number, day) in [("8/QĐ", 12), ("9/QĐ", 18)] {
            let id = service.open_founding(&system, &form, None).await.expect("a case");
            prepare(&service, &system, &id).await;
            service.decide_founding(&system, &id, (number, Some(date(2026, 11, day)))).await.expect("recognised");
            assert!(service.undo_founding(&system, &id).await.is_err(), "a recognition is not undone");
            assert!(service.withdraw_founding(&system, &id).await.is_err(), "nor withdrawn once decided");
        }
        let mut tx = fresh.store.read().await.unwrap();
        let unit = tx.unit(&system, "north-one").await.unwrap();
        let posts = tx.posts(&system, unit.id).await.unwrap();
        let held: Vec<_> = posts.iter().map(|one| (one.decision.as_str(), one.valid_until)).collect();
        // The former term ends where the next begins; that one lasts as long as the pack says.
        assert_eq!(held, [("8/QĐ", Some(date(2026, 11, 18))), ("9/QĐ", Some(date(2031, 11, 18)))]);
        let log = tx.entries(&system, "north", 0).await.unwrap();
        let said = |action: &str| log.iter().filter(|(entry, _)| entry.action == action).count();
        assert_eq!((said("body.add"), said("body.end"), said("post.add")), (2, 1, 4), "as any body and post");
        assert_eq!(service.foundings(&system).await.unwrap().len(), 2);
    })
    .await;
}

fn all() -> congdoan_service::UnitFilter<'static> {
    congdoan_service::UnitFilter {
        kind: Some(congdoan_model::org::UnitKind::Grassroots),
        name: "",
        after: "",
        limit: 100,
    }
}
