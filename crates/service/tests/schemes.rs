//! Schemes with money on both engines: 77 claims paid and the 78th refused by the budget, a union of 24 by its rule; nothing paid
//! twice, nothing spent twice, rules by the day of the outcome, and the record each payment makes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::{
    ClaimId, Ids, ProgrammeId, UnitId,
    access::Caller,
    figures::Value,
    names::Language,
    org::UnitKind,
    programmes::schemes::{ClaimDeed, ClaimState},
    registers::RecordState,
};
use congdoan_service::{
    Error, Service,
    figures::{Ask, Declaration},
    programmes::schemes::{ClaimFilter, Decision, NewClaim, Outcome, Source},
    registers::NewRecord,
};
use congdoan_testkit::{
    FixedClock, Fresh, date, federation, ids, keyring, on_both,
    people::{self, Told},
};

/// Support for unions of 25 members or more, 1,000,000 đồng each, out of 77,000,000.
const FOUNDING: &str = r#"
[scheme]
id = "founding"
name = { vi = "Hỗ trợ thành lập", en = "Support for foundings" }
unit = "north"
period = "2025-01-01/2026-12-31"
pays = "union"
once_per = "union"
source = "Kế hoạch 1/KH"

[[budget]]
period = "2025-01-01/2026-12-31"
amount = 77_000_000

[[terms]]
amount = 1_000_000

[[terms.rule]]
id = "members"
formula = "members != null && members >= 25"
message = { vi = "Có từ 25 đoàn viên", en = "There are 25 members or more" }

[[terms.paper]]
id = "recognition"
name = { vi = "Quyết định công nhận", en = "Decision of recognition" }

[paid]
register = "founding_support"
values = { union = "union", founded_on = "founded_on", members = "members", amount = "amount", decision = "recognition" }
"#;

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

/// Code of a new union.
fn new_union(number: usize) -> String {
    format!("new-{number:02}")
}

impl House {
    /// The small federation with eighty unions founded on 2026-01-10 under `north-a`.
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let mut built = federation::small(&ids);
        for number in 1..=80 {
            built.unit(&new_union(number), UnitKind::Grassroots, Some("north-a"));
            let (unit, link) = (built.units.last_mut().unwrap(), built.links.last_mut().unwrap());
            unit.0.opened_on = date(2026, 1, 10);
            unit.0.form = "enterprise".to_owned();
            link.from = date(2026, 1, 10);
        }
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, ids, fresh, units }
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = self.service.system();
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn open(&self, definition: &str) -> ProgrammeId {
        self.service.open_scheme(&self.service.system(), definition, None, None).await.unwrap()
    }

    async fn claim_by(
        &self,
        caller: &Caller,
        scheme: ProgrammeId,
        union: &str,
        members: i64,
    ) -> Result<ClaimId, Error> {
        let new = NewClaim {
            scheme,
            unit: "north-a",
            outcome: Outcome::Union(union),
            stated: [("members".to_owned(), members.into())].into(),
            papers: [("recognition".to_owned(), "1/QĐ".to_owned())].into(),
            amount: None,
        };
        self.service.submit_claim(caller, &new, None).await
    }

    async fn claim(&self, scheme: ProgrammeId, union: &str, members: i64) -> Result<ClaimId, Error> {
        self.claim_by(&self.service.system(), scheme, union, members).await
    }

    async fn decide(&self, claim: ClaimId, decision: Decision<'_>) -> Result<ClaimState, Error> {
        Ok(self.service.decide_claim(&self.service.system(), claim, decision, None).await?.claim.state)
    }

    /// A claim handed in, approved and paid.
    async fn paid(&self, scheme: ProgrammeId, number: usize) -> ClaimId {
        let claim = self.claim(scheme, &new_union(number), 30).await.unwrap();
        self.decide(claim, Decision::plain(ClaimDeed::Approve)).await.unwrap();
        let voucher = format!("PC {number}");
        assert_eq!(self.decide(claim, Decision::pay(&voucher, date(2026, 3, 1))).await.unwrap(), ClaimState::Paid);
        claim
    }

    async fn figure(&self, indicator: &str) -> Option<Value> {
        let ask = Ask::new("north", indicator, "2026".parse().unwrap());
        self.service.figure(&self.service.system(), &ask).await.unwrap().value
    }
}

/// The rule that refused, and what was said of it.
fn rule(refused: Result<impl std::fmt::Debug, Error>) -> (String, String) {
    match refused {
        Err(Error::RuleBroken(broken)) => (broken.rule.clone(), broken.words.vi.clone()),
        other => panic!("no rule refused it: {other:?}"),
    }
}

#[tokio::test]
async fn seventy_seven_are_paid_and_the_next_is_refused_by_the_budget() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(FOUNDING).await;
        let first = house.paid(scheme, 1).await;
        for number in 2..=77 {
            house.paid(scheme, number).await;
        }
        assert_eq!(house.figure("founding_support.unions").await, Some(Value::Whole(77)));
        assert_eq!(house.figure("founding_support.spend").await, Some(Value::Whole(77_000_000)));

        let (by, said) = rule(house.claim(scheme, &new_union(78), 40).await);
        assert_eq!(by, "budget");
        assert!(said.contains("1.000.000") && said.contains("còn 0 trên 77.000.000"), "{said}");
        let (by, said) = rule(house.claim(scheme, &new_union(79), 24).await);
        assert_eq!(by, "members", "the rule of the outcome speaks before the money");
        assert!(said.contains("từ 25 đoàn viên") && said.contains("24"), "{said}");
        let view = house.service.scheme(&house.service.system(), scheme).await.unwrap();
        assert_eq!((view.sums.paid, view.sums.refused.0), ((77, 77_000_000), 2), "refusals are kept, and cost nothing");
        assert_eq!(view.budgets[0].amount - view.budgets[0].taken, 0);
        assert_eq!((view.units.len(), view.months.len()), (1, 1));
        assert_eq!((view.months[0].count, view.months[0].paid), (77, 77_000_000));

        // Each payment made its record, and the record leads back to the claim.
        let system = house.service.system();
        let claim = house.service.claim(&system, first).await.unwrap();
        let record = claim.kept.claim.record.unwrap();
        let kept = house.service.kept_record(&system, "founding_support", record).await.unwrap();
        assert_eq!((kept.unit_code.as_str(), kept.record.occurred_on), ("north-a", date(2026, 3, 1)));
        assert_eq!(kept.record.fields["members"], 30);
        assert_eq!(kept.record.fields["decision"], "1/QĐ");
        assert_eq!(house.service.claim_behind(&system, record).await.unwrap().unwrap().claim.id, first);

        // A payment taken back frees its money; the next claim fits, and no figure is counted twice.
        let back = Decision::because(ClaimDeed::Reverse, "Chi nhầm");
        assert_eq!(house.decide(first, back).await.unwrap(), ClaimState::Reversed);
        assert_eq!(house.figure("founding_support.spend").await, Some(Value::Whole(76_000_000)));
        let kept = house.service.kept_record(&system, "founding_support", record).await.unwrap();
        assert_eq!(kept.record.state, RecordState::Withdrawn);
        house.paid(scheme, 78).await;
        assert_eq!(house.figure("founding_support.unions").await, Some(Value::Whole(77)));
        assert_eq!(house.service.verify().await.unwrap().differences, Vec::<String>::new());
        let filter = ClaimFilter { scheme, state: "", unit: "", paid: None, limit: 10 };
        let paper = house.service.claims_paper(&system, &filter, Language::En).await.unwrap();
        assert_eq!(paper.rows.len(), 81, "80 claims and their sum");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_paid_twice() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(FOUNDING).await;
        let other = FOUNDING.replace("id = \"founding\"", "id = \"other\"\nexcludes = [\"founding\"]");
        let other = house.open(&other).await;
        let beside = house.open(&FOUNDING.replace("id = \"founding\"", "id = \"beside\"")).await;
        house.paid(scheme, 1).await;
        assert_eq!(rule(house.claim(scheme, "new-01", 30).await).0, "once");
        assert_eq!(rule(house.claim(other, "new-01", 30).await).0, "excluded");
        house.claim(beside, "new-01", 30).await.unwrap();

        // The same union under another code.
        let plan = "[reorganisation]\ntitle = \"Sáp nhập\"\ndecision = \"5/QĐ\"\neffective_on = 2026-03-05\nunit = \"north\"\n\
            [[step]]\ndo = \"merge\"\nunits = [\"new-01\"]\ninto = \"new-02\"\n";
        house.service.reorganise(&house.service.system(), plan).await.unwrap();
        let (by, said) = rule(house.claim(scheme, "new-02", 30).await);
        assert_eq!(by, "once");
        assert!(said.contains("Đơn vị new-01") && said.contains("mã khác"), "{said}");

        // One voucher, one payment.
        let claim = house.claim(scheme, "new-03", 30).await.unwrap();
        house.decide(claim, Decision::plain(ClaimDeed::Approve)).await.unwrap();
        let (by, said) = rule(house.decide(claim, Decision::pay(" pc  1 ", date(2026, 3, 2))).await);
        assert!(by == "voucher" && said.contains("PC 1") && said.contains("Đơn vị new-01"), "{said}");
        house.decide(claim, Decision::pay("PC 3", date(2026, 3, 2))).await.unwrap();
        let again = house.decide(claim, Decision::pay("PC 4", date(2026, 3, 2))).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        assert_eq!(house.figure("founding_support.unions").await, Some(Value::Whole(2)));
    })
    .await;
}

#[tokio::test]
async fn two_who_approve_the_last_money_at_once_do_not_both_succeed() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(&FOUNDING.replace("77_000_000", "1_000_000")).await;
        let one = house.claim(scheme, "new-01", 30).await.unwrap();
        let two = house.claim(scheme, "new-02", 30).await.unwrap();
        let approve = Decision::plain(ClaimDeed::Approve);
        let (first, second) = tokio::join!(house.decide(one, approve), house.decide(two, approve));
        let (won, lost) = if first.is_ok() { (first, second) } else { (second, first) };
        assert_eq!(won.unwrap(), ClaimState::Approved);
        let (by, said) = rule(lost);
        assert_eq!(by, "budget");
        assert!(said.contains("còn 0 trên 1.000.000"), "{said}");
        let view = house.service.scheme(&house.service.system(), scheme).await.unwrap();
        assert_eq!((view.sums.approved, view.sums.waiting.0), ((1, 1_000_000), 1), "the other still waits");
    })
    .await;
}

#[tokio::test]
async fn an_outcome_is_judged_by_the_terms_of_its_own_day() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(FOUNDING).await;
        let system = house.service.system();
        let stricter = FOUNDING
            .replace("[[terms]]\namount = 1_000_000", "[[terms]]\nuntil = 2026-01-10\namount = 1_000_000")
            + "\n[[terms]]\nfrom = 2026-01-10\nformula = \"members * 50000\"\nceiling = 2_500_000\nclaim_within = 30\n\
               [[terms.rule]]\nid = \"more\"\nformula = \"members >= 40\"\n";
        let before = house.service.scheme(&system, scheme).await.unwrap();
        let change = |text: &str, why: &'static str| {
            let (service, system, text) = (&house.service, &system, text.to_owned());
            let version = before.kept.version;
            async move { service.change_scheme(system, (scheme, version), &text, why).await }
        };
        assert!(matches!(change(&stricter, " ").await, Err(Error::Invalid(_))), "why is asked");
        assert!(matches!(change("[scheme]", "x").await, Err(Error::Invalid(problems)) if problems.len() > 3));
        let moved = FOUNDING.replace("\"north\"", "\"south\"");
        assert!(matches!(change(&moved, "x").await, Err(Error::Invalid(_))));
        change(&stricter, "Quy định mới từ 10/01/2026").await.unwrap();
        assert!(matches!(change(&stricter, "x").await, Err(Error::Stale)));

        // The old union by the old terms, the new one by the new: too few, then too late.
        let new = |outcome: &'static str, members: i64| NewClaim {
            scheme,
            unit: "north-a",
            outcome: Outcome::Union(outcome),
            stated: [("members".to_owned(), members.into())].into(),
            papers: [("recognition".to_owned(), "1/QĐ".to_owned())].into(),
            amount: None,
        };
        let judged = house.service.judge_claim(&system, &new("new-01", 39)).await.unwrap();
        let broken: Vec<&str> = judged.verdicts.iter().filter(|one| !one.holds).map(|one| one.rule.as_str()).collect();
        assert_eq!((broken, judged.amount), (vec!["more", "window"], Some(1_950_000)));
        let judged = house.service.judge_claim(&system, &new("new-01", 400)).await.unwrap();
        assert_eq!(judged.amount, Some(2_500_000), "at most the ceiling");
        let judged = house.service.judge_claim(&system, &new("north-one", 39)).await.unwrap();
        let broken: Vec<&str> = judged.verdicts.iter().filter(|one| !one.holds).map(|one| one.rule.as_str()).collect();
        assert_eq!(
            (broken, judged.amount),
            (vec!["period", "budget"], Some(1_000_000)),
            "founded in 2015: the older terms"
        );
        assert_eq!(house.service.scheme(&system, scheme).await.unwrap().definitions.len(), 2);

        // A budget never falls below what is taken of it.
        house.clock.advance_seconds(60);
        let view = house.service.scheme(&system, scheme).await.unwrap();
        let generous = FOUNDING.replace("77_000_000", "2_000_000");
        house.service.change_scheme(&system, (scheme, view.kept.version), &generous, "Điều chỉnh").await.unwrap();
        house.paid(scheme, 5).await;
        house.paid(scheme, 6).await;
        let less = FOUNDING.replace("77_000_000", "1_000_000");
        let refused = house.service.change_scheme(&system, (scheme, 3), &less, "Cắt").await;
        assert_eq!(rule(refused).0, "budget");
    })
    .await;
}

#[tokio::test]
async fn what_is_known_is_not_asked_and_nobody_decides_alone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(FOUNDING).await;
        let system = house.service.system();
        let month = congdoan_model::Month::of(date(2026, 1, 31));
        let said = Declaration { unit: "new-01", indicator: "members.total", month, value: 24 };
        house.service.declare(&system, &said).await.unwrap();
        people::join(
            &house.fresh.store,
            &house.ids,
            &system,
            (house.units["new-02"], &["An", "Bình"]),
            Told::default(),
        )
        .await;
        house.service.follow().await.unwrap();
        for (union, members) in [("new-01", 24), ("new-02", 2)] {
            let new = NewClaim {
                scheme,
                unit: union,
                outcome: Outcome::Union(union),
                // Whatever is typed, what is known here counts.
                stated: [("members".to_owned(), 99.into())].into(),
                papers: BTreeMap::new(),
                amount: None,
            };
            let judged = house.service.judge_claim(&system, &new).await.unwrap();
            assert!(judged.asked.is_empty(), "{union}");
            assert_eq!((judged.facts["members"].as_i64(), judged.sources["members"]), (Some(members), Source::Figure));
            let refusals: Vec<&str> =
                judged.verdicts.iter().filter(|one| !one.holds).map(|one| one.rule.as_str()).collect();
            assert_eq!(refusals, ["members", "papers"]);
        }

        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let province = house.officer("province", "north", "specialist").await;
        let neighbour = house.officer("south", "south", "specialist").await;
        let claim = house.claim_by(&upper, scheme, "new-05", 30).await.unwrap();
        let by = |caller: &Caller, decision: Decision<'static>| {
            let (service, caller) = (&house.service, caller.clone());
            async move { service.decide_claim(&caller, claim, decision, None).await.map(|kept| kept.claim.state) }
        };
        let approve = Decision::plain(ClaimDeed::Approve);
        assert!(matches!(by(&neighbour, approve).await, Err(Error::NotFound(_))));
        assert!(matches!(house.claim_by(&neighbour, scheme, "new-06", 30).await, Err(Error::NotFound(_))));
        assert!(matches!(by(&upper, approve).await, Err(Error::Denied(_))), "its own claims are decided above");
        assert_eq!(by(&province, Decision::plain(ClaimDeed::Check)).await.unwrap(), ClaimState::Checked);
        assert_eq!(by(&province, approve).await.unwrap(), ClaimState::Approved);
        assert!(matches!(by(&province, Decision::pay("", date(2026, 3, 1))).await, Err(Error::Invalid(_))));
        assert_eq!(by(&province, Decision::pay("PC 9", date(2026, 3, 1))).await.unwrap(), ClaimState::Paid);

        // Who handed it in does not decide, even where the right is there.
        let own = house.claim_by(&province, scheme, "new-07", 30).await.unwrap();
        let alone = house.service.decide_claim(&province, own, approve, None).await;
        assert_eq!(rule(alone).0, "submitter");
        let leader = house.officer("leader", "north", "leader").await;
        assert_eq!(
            house.service.decide_claim(&leader, own, approve, None).await.unwrap().claim.state,
            ClaimState::Approved
        );
        let paid =
            house.service.decide_claim(&leader, own, Decision::pay("PC 10", date(2026, 3, 2)), None).await.unwrap();
        assert!(paid.claim.record.is_some(), "a leader records nothing, and still the payment is recorded");
        let seen = house.service.claim(&upper, own).await.unwrap();
        assert_eq!((seen.story.len(), seen.deeds.len()), (3, 0));
        let view = house.service.scheme(&upper, scheme).await.unwrap();
        assert!(!view.may_write && view.may_claim && view.sums.paid.0 == 2);
    })
    .await;
}

#[tokio::test]
async fn a_record_is_paid_for_once_and_only_while_it_counts() {
    const AGREEMENTS: &str = r#"
[scheme]
id = "agreements"
name = { vi = "Hỗ trợ ký thỏa ước" }
unit = "north"
period = "2026"
pays = "record"
register = "agreements"
once_per = "record"
source = "Kế hoạch 2/KH"
[[budget]]
period = "2026"
amount = 100_000_000
[[terms]]
formula = "workers * 100000"
ceiling = 20_000_000
[[terms.rule]]
id = "covers"
formula = "workers != null && workers >= 50"
[paid]
register = "agreement_support"
values = { recipient = "employer", amount = "amount" }
constants = { purpose = "signing" }
"#;
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let scheme = house.open(AGREEMENTS).await;
        let system = house.service.system();
        let signed = async |employer: &str, workers: i64, day: NaiveDate| {
            let fields = [
                ("employer", employer.into()),
                ("step", "new".into()),
                ("scope", "enterprise".into()),
                ("workers", workers.into()),
                ("expires_on", "2028-01-31".into()),
            ];
            let fields = fields.map(|(id, value): (&str, serde_json::Value)| (id.to_owned(), value)).into();
            let new =
                NewRecord { register: "agreements", unit: "north-one", occurred_on: day, fields, files: Vec::new() };
            house.service.record(&system, new, None).await.unwrap().record.id
        };
        let (large, small) =
            (signed("May Sen", 300, date(2026, 2, 1)).await, signed("Gỗ Lim", 49, date(2026, 2, 2)).await);
        let new = |record| NewClaim {
            scheme,
            unit: "north-one",
            outcome: Outcome::Record(record),
            stated: BTreeMap::default(),
            papers: BTreeMap::new(),
            amount: None,
        };
        let (by, said) = rule(house.service.submit_claim(&system, &new(small), None).await);
        assert!(by == "covers" && said.contains("49"), "{said}");
        let claim = house.service.submit_claim(&system, &new(large), None).await.unwrap();
        assert_eq!(house.service.claim(&system, claim).await.unwrap().kept.claim.amount, 20_000_000);
        assert_eq!(rule(house.service.submit_claim(&system, &new(large), None).await).0, "once");
        house.decide(claim, Decision::plain(ClaimDeed::Approve)).await.unwrap();

        // Withdrawn meanwhile, it is not paid; standing again, it is.
        let deed = congdoan_service::registers::Deed::Withdraw;
        house.service.deed(&system, ("agreements", large), deed, "Nhầm", None).await.unwrap();
        assert_eq!(rule(house.decide(claim, Decision::pay("PC 1", date(2026, 3, 1))).await).0, "outcome");
        let deed = congdoan_service::registers::Deed::Restore;
        house.service.deed(&system, ("agreements", large), deed, "Đúng", None).await.unwrap();
        house.decide(claim, Decision::pay("PC 1", date(2026, 3, 1))).await.unwrap();
        assert_eq!(house.figure("agreements.support_spend").await, Some(Value::Whole(20_000_000)));
    })
    .await;
}
