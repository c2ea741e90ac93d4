//! The demonstration federation on both engines: its facts, down to the records they rest on; its cascades; its people.
//!
//! Not here: the web pages that show it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test must fail loudly where it finds a fault"
)]

use std::collections::HashSet;

use congdoan_model::{
    ProgrammeId,
    access::Caller,
    figures::{Answer, Source, State, Value},
    names::Language,
    org::{Line, UnitKind},
    programmes::Comparator,
};
use congdoan_service::{
    Error, Service,
    demonstration::Wish,
    figures::Ask,
    programmes::{
        ProgrammeView,
        schemes::{ClaimFilter, NewClaim, Outcome},
    },
    registers::{Listing, NewRecord},
};
use congdoan_store::org::UnitFilter;
use congdoan_testkit::{FixedClock, Fresh, date, ids, on_both};

/// Unit, period, indicator, value: the facts that are whole numbers.
const FACTS: [(&str, &str, &str, i64); 14] = [
    ("ldld-nghe-an", "2022-01-01/2022-10-31", "training.classes", 35),
    ("ldld-nghe-an", "2022-01-01/2022-10-31", "training.attendances", 3_095),
    ("ldld-nghe-an", "2022-01-01/2022-10-31", "strikes.settled", 6),
    ("ldld-nghe-an", "2022-01-01/2022-10-31", "strikes.prevention_conferences", 3),
    ("ldld-nghe-an", "2022", "tet.spend", 24_800_000_000),
    ("ldld-nghe-an", "2022", "tet.beneficiaries", 80_893),
    ("ldld-nghe-an", "2022", "workers_month.spend", 3_300_000_000),
    ("ldld-ha-noi", "2021", "founding_support.unions", 77),
    ("ldld-ha-noi", "2021", "founding_support.spend", 77_000_000),
    ("ldld-ha-noi", "2021", "agreements.support_spend", 2_462_000_000),
    ("ldld-ha-noi", "2021", "training.classes", 109),
    ("ldld-ha-noi", "2021", "training.attendances", 5_450),
    ("ldld-ha-noi", "2021", "bulletins.issues", 3),
    ("ldld-ha-noi", "2021", "bulletins.copies", 21_540),
];

async fn service(fresh: &Fresh) -> Service {
    let clock = FixedClock::at(2026, 11, 22);
    let ids = ids(clock.clone());
    let service = Service::new(fresh.store.clone(), clock, ids).await.expect("a service on a fresh database");
    service.hold_keys(congdoan_testkit::keyring());
    service.install_embedded_pack().await.expect("the embedded pack");
    service
}

async fn figure(service: &Service, unit: &str, indicator: &str, period: &str) -> Answer {
    let ask = Ask { parts: true, ..Ask::new(unit, indicator, period.parse().expect("a period")) };
    let answer = service.figure(&service.system(), &ask).await;
    answer.unwrap_or_else(|error| panic!("{unit} {indicator} {period}: {error}"))
}

async fn person(service: &Service, sign_in: &[(String, String)], login: &str) -> Caller {
    let (_, password) = sign_in.iter().find(|(name, _)| name == login).expect("a sign-in name");
    let signed_in = service.sign_in(login, password).await.expect("the password fits");
    service.present_by_session(&signed_in.secret, Language::Vi).await.expect("present").caller
}

#[tokio::test]
async fn the_demonstration_holds_every_fact_down_to_the_records() {
    on_both(async |fresh| {
        let service = service(&fresh).await;
        assert!(!service.holds_units().await.unwrap());
        let told = std::sync::Mutex::new(Vec::new());
        let sign_in =
            service.load_demonstration(Wish::default(), &|step| told.lock().unwrap().push(step.to_owned())).await;
        let sign_in = sign_in.unwrap_or_else(|error| panic!("{error}")).sign_in;
        assert!(told.lock().unwrap().len() >= 5);
        assert!(service.holds_units().await.unwrap());
        service.keep_totals().await.unwrap();

        for (unit, period, indicator, value) in FACTS {
            let answer = figure(&service, unit, indicator, period).await;
            assert_eq!(answer.value, Some(Value::Whole(value)), "{unit} {indicator} {period}");
            opens(&service, unit, indicator, period).await;
        }
        ratios(&service).await;
        the_range_matters(&service).await;
        the_root_is_the_sum_of_its_parts(&service).await;
        the_tree_stands(&service).await;
        the_schemes_rules_hold(&service).await;
        programmes(&service).await;
        people(&service, &sign_in).await;
        this_year_is_alive(&service).await;

        let again = service.load_demonstration(Wish::default(), &|_| ()).await;
        assert!(matches!(again, Err(Error::Refused(words)) if words.vi.contains("trống") && !words.en.is_empty()));
        let verification = service.verify().await.unwrap();
        assert_eq!(verification.differences, Vec::<String>::new());
        assert!(verification.records > 500 && verification.totals > 1_000, "{verification:?}");
    })
    .await;
}

/// Without the registers it needs, the load says which and leaves nothing behind.
#[tokio::test]
async fn a_refused_load_leaves_nothing() {
    on_both(async |fresh| {
        let clock = FixedClock::at(2026, 11, 22);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock, ids).await.unwrap();
        let refused = service.load_demonstration(Wish::default(), &|_| ()).await;
        assert!(
            matches!(&refused, Err(Error::Internal(what)) if what.contains("training of ldld-nghe-an")),
            "{refused:?}"
        );
        assert!(!service.holds_units().await.unwrap());
    })
    .await;
}

/// A total is the sum of its parts, each child's total its own figure, and the leaves are records counted once.
async fn opens(service: &Service, unit: &str, indicator: &str, period: &str) {
    let mut open = vec![unit.to_owned()];
    let mut records = HashSet::new();
    while let Some(unit) = open.pop() {
        let answer = figure(service, &unit, indicator, period).await;
        let parts = answer.parts.expect("parts");
        let whole = |value: Option<Value>| value.and_then(Value::whole).unwrap_or(0);
        let sum: i64 = parts.iter().map(|part| whole(part.value)).sum();
        assert_eq!(Some(Value::Whole(sum)), answer.value, "{unit} {indicator} {period}");
        for part in parts {
            if part.source == Source::Child {
                let own = figure(service, &part.unit, indicator, period).await;
                assert_eq!(own.value, part.total, "{} {indicator} {period}", part.unit);
                assert!(whole(part.value) <= whole(part.total));
                if part.value == part.total {
                    open.push(part.unit);
                }
            } else {
                assert_eq!(part.source, Source::Records, "{indicator} of {unit} is not typed as a total");
                assert!(records.insert(part.record.expect("a record")), "a record counts twice in {indicator}");
            }
        }
    }
    assert!(!records.is_empty(), "{unit} {indicator}");
}

async fn ratios(service: &Service) {
    let signed = figure(service, "ldld-nghe-an", "coordination.district_programmes", "2022").await;
    assert_eq!((signed.numerator, signed.denominator), (Some(21), Some(21)));
    let held = figure(service, "ldld-kon-tum", "conferences.coverage", "2017").await;
    assert!(held.denominator > Some(50) && held.numerator == held.denominator, "{held:?}");
    let earlier = figure(service, "ldld-kon-tum", "conferences.coverage", "2016").await;
    assert_eq!((earlier.value, earlier.numerator), (None, None), "nobody reported: missing, not zero");
    for (indicator, value) in [("finance.revenue_vs_budget", 11_200), ("finance.growth", 1_500)] {
        let answer = figure(service, "ldld-nghe-an", indicator, "2022").await;
        assert_eq!(answer.value, Some(Value::Hundredths(value)), "{indicator}");
        let parts = answer.parts.expect("parts");
        assert_eq!(
            parts.iter().filter_map(|part| part.numerator).sum::<i64>(),
            answer.numerator.unwrap(),
            "{indicator}"
        );
        assert_eq!(parts.iter().filter_map(|part| part.denominator).sum::<i64>(), answer.denominator.unwrap());
    }
    let coordinated = figure(service, "ldld-kon-tum", "units.coordinated", "2018-07").await;
    assert_eq!(coordinated.value, Some(Value::Whole(15)));
}

/// More was done in November and December, and money for the next Tết was paid in December: neither may slip in.
async fn the_range_matters(service: &Service) {
    for (indicator, within) in [("training.classes", 35), ("strikes.settled", 6)] {
        let year = figure(service, "ldld-nghe-an", indicator, "2022").await;
        assert!(year.value.and_then(Value::whole).unwrap() > within, "{indicator}");
    }
    let strikes = figure(service, "ldld-nghe-an", "strikes.count", "2022-01-01/2022-10-31").await;
    assert!(strikes.value.and_then(Value::whole).unwrap() > 6);
    let next = figure(service, "ldld-nghe-an", "tet.spend", "2023-01").await;
    assert!(next.value.and_then(Value::whole).unwrap() > 0);
    let holders = figure(service, "ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31").await.parts.unwrap();
    let units: HashSet<&str> = holders.iter().map(|part| part.unit.as_str()).collect();
    assert!(units.len() >= 20 && units.contains("ldld-nghe-an"), "{units:?}");
}

async fn the_root_is_the_sum_of_its_parts(service: &Service) {
    for (indicator, period) in [
        ("tet.spend", "2022"),
        ("training.classes", "2021"),
        ("training.attendances", "2022"),
        ("conferences.units", "2017"),
    ] {
        opens(service, "vgcl", indicator, period).await;
    }
    let own = figure(service, "vgcl", "tet.spend", "2022").await.parts.unwrap();
    assert!(own.iter().any(|part| part.unit == "vgcl" && part.source == Source::Records), "its own share of Tết");
}

async fn the_tree_stands(service: &Service) {
    let system = service.system();
    let filter = UnitFilter { kind: Some(UnitKind::Grassroots), name: "", after: "", limit: 10_000 };
    let all = service.units_below(&system, "vgcl", &filter).await.unwrap();
    assert!(all.len() >= 400, "{}", all.len());
    let names: HashSet<&str> = all.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), all.len(), "two unions bear one name");
    let nghe_an = service.units_below(&system, "ldld-nghe-an", &filter).await.unwrap();
    assert!((170..=190).contains(&nghe_an.len()), "{}", nghe_an.len());
    let (_, children) = service.children(&system, "ldld-nghe-an").await.unwrap();
    assert_eq!(children.iter().filter(|child| child.unit.form == "district").count(), 21);
    let parties = UnitFilter { kind: Some(UnitKind::Party), ..filter };
    let committees = service.units_below(&system, "tinh-uy-nghe-an", &parties).await.unwrap();
    assert_eq!(committees.len(), 22);
    let local = service.unit(&system, "cdn-y-te-kon-tum").await.unwrap();
    let lines: Vec<(Line, &str)> =
        local.parents.iter().filter_map(|(link, unit)| Some((link.line, unit.as_ref()?.code.as_str()))).collect();
    assert!(lines.contains(&(Line::Managing, "ldld-kon-tum")) && lines.contains(&(Line::Coordinating, "cdn-y-te")));
    let path = service.path(&system, "cdcs-mau").await.unwrap();
    let path: Vec<&str> = path.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(path, ["vgcl", "ldld-nghe-an", "cd-kkt-dong-nam"]);
}

/// A 78th claim fails the budget, a union of 24 the eligibility; nothing of either is kept.
async fn the_schemes_rules_hold(service: &Service) {
    for members in [30, 24] {
        let fields =
            [("union", "CĐCS Công ty thứ 78".into()), ("members", members.into()), ("amount", 1_000_000.into())];
        let fields =
            fields.into_iter().map(|(field, value): (&str, serde_json::Value)| (field.to_owned(), value)).collect();
        let new = NewRecord {
            register: "founding_support",
            unit: "ldld-ha-noi",
            occurred_on: date(2021, 12, 20),
            fields,
            files: Vec::new(),
        };
        let refused = service.record(&service.system(), new, None).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{members}: {refused:?}");
    }
    assert_eq!(figure(service, "ldld-ha-noi", "founding_support.unions", "2021").await.value, Some(Value::Whole(77)));
    claims(service).await;
}

/// What was supported came through claims: 77 paid, the next refused by the budget, one of 24 members by its rule.
async fn claims(service: &Service) {
    let system = service.system();
    let (schemes, offered) = service.schemes(&system).await.unwrap();
    assert!(offered.is_empty(), "both schemes of the pack are open");
    let of = |slug: &str| schemes.iter().find(|one| one.kept.slug == slug).unwrap();
    let founding = of("founding_support_ha_noi");
    assert_eq!((founding.budget, founding.sums.paid), (77_000_000, (77, 77_000_000)));
    assert_eq!(of("agreement_support_ha_noi").sums.paid.1, 2_462_000_000);
    let scheme = founding.kept.id;
    let filter = |state| ClaimFilter { scheme, state, unit: "", paid: None, limit: 500 };
    let refused = service.claims_on(&system, &filter("refused")).await.unwrap().1;
    let mut rules: Vec<&str> = refused.iter().map(|kept| kept.claim.rule.as_str()).collect();
    rules.sort_unstable();
    assert_eq!(rules, ["budget", "members"]);
    for kept in service.claims_on(&system, &filter("paid")).await.unwrap().1 {
        let record = kept.claim.record.expect("a payment makes its record");
        let record = service.kept_record(&system, "founding_support", record).await.unwrap().record;
        assert_eq!(Some(record.occurred_on), kept.claim.paid_on);
        assert_eq!(record.fields.get("union").and_then(|name| name.as_str()), Some(kept.claim.title.as_str()));
    }
    // Handed in today, a 78th claim hears the same.
    let new = NewClaim {
        scheme,
        unit: "ldld-ha-noi",
        outcome: Outcome::Union("cdcs-gom-ben-trang"),
        stated: [("members".to_owned(), 41.into())].into(),
        papers: [("recognition".to_owned(), "7/QĐ".to_owned())].into(),
        amount: None,
    };
    let refused = service.submit_claim(&system, &new, None).await;
    assert!(matches!(&refused, Err(Error::RuleBroken(broken)) if broken.rule == "budget"), "{refused:?}");
    let own = of("thoa_uoc_co_loi_2026");
    assert_eq!((own.sums.paid.0, own.sums.approved.0, own.sums.waiting.0), (3, 1, 1));
}

async fn programme_of(service: &Service, unit: &str, period: &str) -> ProgrammeView {
    let (_, found) = service.programmes(&service.system(), unit, period.parse().unwrap()).await.unwrap();
    found.into_iter().next().unwrap_or_else(|| panic!("no programme of {unit} in {period}"))
}

async fn programmes(service: &Service) {
    let view = programme_of(service, "ldld-thai-nguyen", "2020").await;
    let mut targets: Vec<_> = view
        .targets
        .iter()
        .map(|one| (one.target.indicator.as_str(), one.target.comparator, one.target.value))
        .collect();
    targets.sort_by_key(|(indicator, ..)| *indicator);
    let want = [
        ("agreements.coverage", Comparator::AtLeast, 7_000),
        ("members.admitted", Comparator::Equal, 1_000_000),
        ("party.introduced", Comparator::Equal, 150_000),
    ];
    assert_eq!(targets, want);
    for progress in &view.targets {
        assert!(progress.percent > Some(80), "{:?}", progress.target.indicator);
    }
    let branch = programme_of(service, "cdcs-bhtgvn-chi-nhanh", "2022").await;
    assert_eq!(branch.targets.len(), 3);
    assert!(
        branch.targets.iter().all(|progress| progress.met == Some(true) && progress.answer.state == State::Reported)
    );
    assert_eq!(cascade(service, branch.programme.id).await, ["03-CTr/CB", "768-CTr/ĐU", "02-NQ/TW"]);
    let model = programme_of(service, "cdcs-mau", "2022").await;
    let way = ["04/KH-CĐKKT", "15/KH-LĐLĐ", "02/CTr-LĐLĐ", "58-KH/TU", "02-NQ/TW"];
    assert_eq!(cascade(service, model.programme.id).await, way);
    let (_, pilots) = service.programmes(&service.system(), "ldld-ha-noi", "2021".parse().unwrap()).await.unwrap();
    assert_eq!(pilots.len(), 5, "four pilot schemes, and the activities and tasks of the year");
    let (directives, edges) = service.directive_graph(&service.system()).await.unwrap();
    assert!(edges.len() >= 10);
    for directive in directives {
        assert!(!directive.symbol.is_empty() && directive.issued_on.is_some() && !directive.issuer.is_empty());
        assert!(directive.summary.len() > 40, "{}", directive.symbol);
    }
}

/// The symbols of the directives a programme and those above it answer.
async fn cascade(service: &Service, from: ProgrammeId) -> Vec<String> {
    let (mut symbols, mut next) = (Vec::new(), Some(from));
    while let Some(id) = next {
        let view = service.programme(&service.system(), id).await.unwrap();
        symbols.push(view.directive.expect("every step answers a directive").symbol);
        next = view.programme.parent;
    }
    symbols
}

async fn people(service: &Service, sign_in: &[(String, String)]) {
    let logins: Vec<&str> = sign_in.iter().map(|(login, _)| login.as_str()).collect();
    assert_eq!(logins, ["cdcs", "captren", "chuyenvien", "lanhdao", "doanvien", "quantri"]);
    let passwords: HashSet<&str> = sign_in.iter().map(|(_, password)| password.as_str()).collect();
    assert_eq!(passwords.len(), 6);
    assert!(passwords.iter().all(|password| password.len() >= 14));
    for (login, unit, opens) in [
        ("cdcs", "cdcs-mau", true),
        ("captren", "cd-kkt-dong-nam", true),
        ("chuyenvien", "ldld-nghe-an", true),
        ("lanhdao", "ldld-nghe-an", true),
        ("doanvien", "cdcs-mau", false),
        ("quantri", "vgcl", true),
    ] {
        let caller = person(service, sign_in, login).await;
        let homes = service.home_units(&caller).await.unwrap();
        assert!(homes.iter().all(|home| home.code.as_str() == unit), "{login}: {homes:?}");
        let ask = Ask { parts: true, ..Ask::new(unit, "training.classes", "2022".parse().unwrap()) };
        assert_eq!(service.figure(&caller, &ask).await.is_ok(), opens, "{login}");
    }
    let chair = person(service, sign_in, "cdcs").await;
    let total = Ask::new("ldld-nghe-an", "training.classes", "2022".parse().unwrap());
    assert!(service.figure(&chair, &total).await.is_ok(), "a chair sees totals of its ancestors");
    let opened = service.figure(&chair, &Ask { parts: true, ..total }).await;
    assert!(matches!(opened, Err(Error::Denied(_) | Error::NotFound(_))), "never their parts");
    assert!(matches!(service.sign_in("cdcs", "wrong password").await, Err(Error::SignedOut)));
}

async fn this_year_is_alive(service: &Service) {
    let system = service.system();
    for register in ["training", "tet_care", "workers_month", "conferences"] {
        let days = (date(2025, 12, 1), date(2026, 11, 22));
        let listing = Listing { register, unit: "cdcs-mau", days, after: None, limit: 50, state: None };
        let (kept, _) = service.records(&system, &listing).await.unwrap();
        assert!(kept.iter().any(|kept| kept.unit_code == "cdcs-mau"), "{register}");
    }
    let members = figure(service, "ldld-nghe-an", "members.total", "2026-10").await;
    assert!(members.value.and_then(Value::whole).unwrap() > 10_000 && members.state == State::Partial, "{members:?}");
    let view = programme_of(service, "cdcs-mau", "2026").await;
    assert!(view.targets.len() == 2 && view.targets.iter().all(|progress| progress.percent > Some(0)));
}
