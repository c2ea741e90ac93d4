//! Offices end to end on both engines: posts that give rights, units that end, accounts, seeing as somebody else, records
//! entered on behalf, the hand-over.
//!
//! Not here: pages.

#![expect(clippy::unwrap_used, reason = "a test must fail loudly where it finds a fault")]

use std::sync::Arc;

use chrono::NaiveDate;
use congdoan_model::{PostId, access::Caller, names::Language, registers::Fields};
use congdoan_service::{
    Error, Service,
    access::{
        NewAccount, Present,
        forms::{BodyForm, DelegationForm, Holder, OfficeForm},
    },
    registers::NewRecord,
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    fresh: Fresh,
}

/// The small federation on 1 June 2022 with an administrator of the root and an officer of `north-a`.
async fn house(fresh: Fresh) -> House {
    let clock = FixedClock::at(2022, 6, 1);
    let ids = ids(clock.clone());
    let built = federation::small(&ids);
    let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
    service.install_embedded_pack().await.unwrap();
    let system = service.system();
    let mut tx = fresh.store.write().await.unwrap();
    tx.add_units(&system, &built.units, &built.links).await.unwrap();
    tx.commit().await.unwrap();
    service.keep_totals().await.unwrap();
    for (login, unit, role) in [
        ("helper", "root", "administrator"),
        ("other-helper", "root", "administrator"),
        ("officer", "north-a", "upper_officer"),
        ("south", "south-a", "upper_officer"),
    ] {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        service.add_account(&account).await.unwrap();
    }
    House { service, clock, fresh }
}

impl House {
    async fn sign_in(&self, login: &str) -> String {
        self.service.open_session(login).await.unwrap().secret
    }

    async fn present(&self, secret: &str) -> Present {
        self.service.present_by_session(secret, Language::Vi).await.unwrap()
    }

    async fn caller(&self, login: &str) -> Caller {
        self.present(&self.sign_in(login).await).await.caller
    }

    fn days(&self, days: i64) {
        self.clock.advance_seconds(days * 24 * 3600);
    }

    /// A chair of `north-one` from 1 June 2022, appointed by the officer above, with an account `chair-lam`.
    async fn chair(&self) -> PostId {
        let officer = self.caller("officer").await;
        let body =
            BodyForm { kind: "executive_committee", term: "", decision: "1/QĐ", from: self.today(), until: None };
        self.service.add_body(&officer, "north-one", &body, None).await.unwrap();
        let post =
            self.service.add_office(&officer, "north-one", &self.form("chair", "Đậu Thị Lam"), None).await.unwrap();
        let given = self.service.give_account(&officer, ("north-one", post), "chair-lam", None).await.unwrap();
        assert!(self.service.sign_in("chair-lam", &given.password).await.is_ok(), "the password that was shown fits");
        post
    }

    fn today(&self) -> NaiveDate {
        self.service.system().now.day()
    }

    fn form<'a>(&self, title: &'a str, name: &'a str) -> OfficeForm<'a> {
        let (holder, decision, from) = (Holder::New(name), "2/QĐ", self.today());
        OfficeForm { title, holder, decision, full_time: false, acting: false, from, until: None, replaces: None }
    }

    async fn record(&self, by: &Caller, unit: &str) -> Result<congdoan_service::Kept, Error> {
        let fields: Fields =
            [("topic".to_owned(), "Đối thoại".into()), ("attendees".to_owned(), 30.into())].into_iter().collect();
        let occurred_on = date(2022, 5, 3);
        let new = NewRecord { register: "training", unit, occurred_on, fields, files: Vec::new() };
        self.service.record(by, new, None).await
    }
}

#[tokio::test]
async fn a_post_gives_its_role_until_the_term_ends_and_a_stranger_gives_none() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        house.chair().await;
        let chair = house.caller("chair-lam").await;
        assert_eq!(chair.rights().first().unwrap().role, "chair");
        assert!(house.record(&chair, "north-one").await.is_ok());
        let view = service.offices(&chair, "north-one").await.unwrap();
        let office = view.offices.first().unwrap();
        assert_eq!(office.valid_until, Some(date(2027, 6, 1)), "five years, as the pack says");
        assert!(view.may.fill && !view.may.appoint);
        let tried = service.add_office(&chair, "north-one", &house.form("vice_chair", "B"), None).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "{tried:?}");
        service.add_body(&chair, "north-one", &women(&house), None).await.unwrap();
        service.add_office(&chair, "north-one", &house.form("women_head", "C"), None).await.unwrap();
        let south = house.caller("south").await;
        let tried = service.add_office(&south, "north-one", &house.form("women_head", "D"), None).await;
        assert!(matches!(tried, Err(Error::NotFound(_))), "{tried:?}");

        house.days(5 * 365 + 1);
        let chair = house.caller("chair-lam").await;
        assert!(chair.rights().is_empty(), "the term is over: the account stands, the rights are gone");
        assert!(house.record(&chair, "north-one").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn rights_pass_from_the_former_holder_to_the_next_on_one_day() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let former = house.chair().await;
        let officer = house.caller("officer").await;
        let next =
            OfficeForm { from: date(2022, 9, 1), replaces: Some(former), ..house.form("chair", "Trần Kế Nhiệm") };
        let post = service.add_office(&officer, "north-one", &next, None).await.unwrap();
        let given = service.give_account(&officer, ("north-one", post), "chair-nhiem", None).await.unwrap();
        assert_eq!(given.name, "Trần Kế Nhiệm");
        house.days(91);
        assert_eq!(house.caller("chair-lam").await.rights().len(), 1, "31 August");
        assert!(house.caller("chair-nhiem").await.rights().is_empty(), "31 August");
        house.days(1);
        assert!(house.caller("chair-lam").await.rights().is_empty(), "1 September");
        assert_eq!(house.caller("chair-nhiem").await.rights().len(), 1, "1 September");
        let officer = house.caller("officer").await;
        let again = OfficeForm { from: house.today(), replaces: Some(former), ..house.form("chair", "C") };
        let tried = service.add_office(&officer, "north-one", &again, None).await;
        assert!(matches!(tried, Err(Error::Invalid(_))), "nobody takes over what is over: {tried:?}");
    })
    .await;
}

fn women(house: &House) -> BodyForm<'static> {
    BodyForm { kind: "women_committee", term: "2022–2027", decision: "3/QĐ", from: house.today(), until: None }
}

#[tokio::test]
async fn what_is_wrong_with_a_post_is_said_at_once() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let officer = house.caller("officer").await;
        let form = OfficeForm { decision: " ", ..house.form("chair", "A") };
        let Err(Error::Invalid(problems)) = house.service.add_office(&officer, "north-one", &form, None).await else {
            unreachable!("no body stands and no decision was given")
        };
        let fields: Vec<&str> = problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
        assert_eq!(fields, ["decision", "from"]);
        house.chair().await;
        let too_long = OfficeForm { until: Some(date(2030, 1, 1)), ..house.form("vice_chair", "A") };
        let tried = house.service.add_office(&officer, "north-one", &too_long, None).await;
        assert!(matches!(tried, Err(Error::Invalid(_))), "a post does not outlast its body: {tried:?}");
        let nobody = house.form("vice_chair", "  ");
        assert!(matches!(house.service.add_office(&officer, "north-one", &nobody, None).await, Err(Error::Invalid(_))));
    })
    .await;
}

#[tokio::test]
async fn a_unit_that_has_ended_gives_no_rights_any_more() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        house.chair().await;
        let plan = "[reorganisation]\ntitle = \"Sắp xếp\"\ndecision = \"60-NQ/TW\"\neffective_on = 2022-07-01\n\
            unit = \"north\"\n[[step]]\ndo = \"merge\"\nunits = [\"north-one\"]\ninto = \"north-two\"\n";
        let service = &house.service;
        service.reorganise(&service.system(), plan).await.unwrap();
        house.days(29);
        let last = house.caller("chair-lam").await;
        assert_eq!(last.rights().len(), 1, "until the day before");
        house.days(1);
        let ended = house.caller("chair-lam").await;
        assert!(ended.rights().is_empty(), "the unit has ended, and its mandates with it");
        assert!(service.unit(&ended, "north-two").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_delegate_has_the_rights_of_the_post_for_the_days_of_the_paper() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let post = house.chair().await;
        let chair = house.caller("chair-lam").await;
        let view = service.office(&chair, "north-one", post).await.unwrap();
        assert!(view.may_delegate && !view.may_end, "one delegates the own post and never ends it");
        let mandate = view.mandate.unwrap().id;
        let (from, until) = (date(2022, 6, 10), date(2022, 6, 20));
        let form = DelegationForm { holder: Holder::New("Phan Đức Phó"), decision: "1/GUQ", from, until };
        service.delegate(&chair, ("north-one", mandate), &form, None).await.unwrap();
        let long = DelegationForm { until: date(2030, 1, 1), ..form.clone() };
        let tried = service.delegate(&chair, ("north-one", mandate), &long, None).await;
        assert!(matches!(tried, Err(Error::Refused(_))), "{tried:?}");
        let found = service.people_for_office(&chair, "north-one", "phan duc").await.unwrap();
        assert_eq!(found.len(), 1, "whoever holds something in the unit is found, accents aside");
        let view = service.office(&chair, "north-one", post).await.unwrap();
        assert_eq!(view.delegations.first().unwrap().delegated_by_name.as_deref(), Some("Đậu Thị Lam"));
    })
    .await;
}

#[tokio::test]
async fn a_reset_signs_out_and_the_old_password_no_longer_fits() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let post = house.chair().await;
        let officer = house.caller("officer").await;
        let secret = house.sign_in("chair-lam").await;
        let first = service.reset_account(&officer, ("north-one", post), None).await.unwrap();
        assert!(service.present_by_session(&secret, Language::Vi).await.is_err(), "signed out everywhere");
        let second = service.reset_account(&officer, ("north-one", post), None).await.unwrap();
        assert!(service.sign_in("chair-lam", &first.password).await.is_err());
        assert!(service.sign_in("chair-lam", &second.password).await.is_ok());
        let chair = house.caller("chair-lam").await;
        assert!(service.reset_account(&chair, ("north-one", post), None).await.is_err());
        let south = house.caller("south").await;
        assert!(service.reset_account(&south, ("north-one", post), None).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn seeing_as_somebody_reads_only_ends_by_itself_and_leaves_its_trace() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        house.chair().await;
        let secret = house.sign_in("helper").await;
        let helper = house.present(&secret).await.caller;
        let found = service.viewable(&helper, "lam").await.unwrap();
        assert_eq!(found.iter().map(|one| one.login.as_str()).collect::<Vec<_>>(), ["chair-lam"]);
        assert!(service.viewable(&house.caller("officer").await, "lam").await.is_err(), "only who may help");
        for (login, reason) in [("other-helper", "x"), ("helper", "x"), ("nobody", "x"), ("chair-lam", " ")] {
            assert!(service.begin_view_as(&helper, &secret, login, reason).await.is_err(), "{login} {reason:?}");
        }
        service.begin_view_as(&helper, &secret, "chair-lam", "không thấy bản ghi").await.unwrap();
        let seen = house.present(&secret).await;
        assert_eq!(seen.name, "Đậu Thị Lam");
        assert_eq!(seen.seen_as.as_ref().unwrap().helper, "helper");
        assert!(seen.caller.person().is_some() && seen.caller.oneself().is_none(), "nothing told to the person alone");
        assert_eq!(seen.caller.name(), "helper", "what is done is done under the helper's name");
        assert!(service.offices(&seen.caller, "north-one").await.is_ok());
        let tried = house.record(&seen.caller, "north-one").await;
        assert!(matches!(tried, Err(Error::Denied(_))), "{tried:?}");
        assert!(service.begin_view_as(&seen.caller, &secret, "officer", "tiếp").await.is_err(), "not on and on");
        service.note_viewed(&seen, "GET", "/registers?unit=north-one").await.unwrap();

        house.clock.advance_seconds(29 * 60);
        assert!(house.present(&secret).await.seen_as.is_some());
        house.clock.advance_seconds(60);
        assert!(house.present(&secret).await.seen_as.is_none(), "over after half an hour");
        service.begin_view_as(&helper_now(&house, &secret).await, &secret, "chair-lam", "tiếp").await.unwrap();
        service.end_view_as(&house.present(&secret).await).await.unwrap();
        assert!(house.present(&secret).await.seen_as.is_none());

        let mut tx = house.fresh.store.read().await.unwrap();
        let entries = tx.entries(&service.system(), congdoan_model::audit::ROOT_CHAIN, 0).await.unwrap();
        let of = |action: &str| {
            let found = entries.iter().find(|(entry, _)| entry.action == action).map(|(entry, _)| entry.clone());
            found.unwrap()
        };
        let page = of("view_as.page");
        assert_eq!((page.who.as_str(), page.object.as_str()), ("helper", "user:chair-lam"));
        assert!(page.after.contains("/registers") && !page.after.contains("unit="), "no query: it may hold a name");
        assert!(!of("view_as.begin").after.contains("không thấy bản ghi"), "a reason is about the person: sealed");
        assert_eq!(of("view_as.end").who, "helper");
    })
    .await;
}

#[tokio::test]
async fn a_session_knows_the_units_of_whoever_is_seen_and_ends_with_the_account() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        house.chair().await;
        let homes = |present: &Present| present.homes.iter().map(|unit| unit.code.to_string()).collect::<Vec<_>>();
        let secret = house.sign_in("helper").await;
        let helper = house.present(&secret).await;
        assert_eq!(homes(&helper), ["root"]);
        assert_eq!(helper.homes, service.home_units(&helper.caller).await.unwrap());
        service.begin_view_as(&helper.caller, &secret, "chair-lam", "không thấy bản ghi").await.unwrap();
        assert_eq!(homes(&house.present(&secret).await), ["north-one"], "the pages begin where the seen person's do");

        let chair = house.sign_in("chair-lam").await;
        assert_eq!(homes(&house.present(&chair).await), ["north-one"]);
        service.disable_account("chair-lam").await.unwrap();
        let after = service.present_by_session(&chair, Language::Vi).await;
        assert!(matches!(after, Err(Error::SignedOut)), "{after:?}");
        let seen = house.present(&secret).await;
        assert!(seen.seen_as.is_none() && homes(&seen) == ["root"], "nobody is seen whose account is closed");
    })
    .await;
}

async fn helper_now(house: &House, secret: &str) -> Caller {
    house.present(secret).await.caller
}

#[tokio::test]
async fn who_is_given_more_reach_is_no_longer_seen() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let post = house.chair().await;
        let secret = house.sign_in("helper").await;
        let helper = house.present(&secret).await.caller;
        service.begin_view_as(&helper, &secret, "chair-lam", "giúp").await.unwrap();
        let system = service.system();
        let person = service.office(&system, "north-one", post).await.unwrap().office.person_id;
        let mut tx = house.fresh.store.write().await.unwrap();
        let unit = tx.unit(&system, "root").await.unwrap().id;
        let mandate = congdoan_model::access::Mandate { unit, role: "leader".into(), from: house.today(), until: None };
        tx.add_mandate(&system, service.ids().next(), person, &mandate, "9/QĐ").await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.present(&secret).await.seen_as.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_is_entered_for_a_union_is_confirmed_by_the_union() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        house.chair().await;
        let (officer, chair) = (house.caller("officer").await, house.caller("chair-lam").await);
        let own = house.record(&chair, "north-one").await.unwrap().record;
        assert_eq!(service.behalf_of(&chair, "training", own.id).await.unwrap(), None);
        let entered = house.record(&officer, "north-one").await.unwrap().record;
        let behalf = service.behalf_of(&chair, "training", entered.id).await.unwrap().unwrap();
        assert_eq!((behalf.entered_by.as_str(), behalf.confirmed_by), ("officer", None));
        assert_eq!(service.behalf_waiting(&chair, "north-one").await.unwrap().1.len(), 1);
        let tried = service.confirm_behalf(&officer, ("training", entered.id), None).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "not by who entered it: {tried:?}");
        service.confirm_behalf(&chair, ("training", entered.id), None).await.unwrap();
        let behalf = service.behalf_of(&officer, "training", entered.id).await.unwrap().unwrap();
        assert_eq!(behalf.confirmed_by.as_deref(), Some("Đậu Thị Lam"));
        assert!(service.behalf_waiting(&chair, "north-one").await.unwrap().1.is_empty());
        let again = service.confirm_behalf(&chair, ("training", entered.id), None).await;
        assert!(matches!(again, Err(Error::Stale)), "{again:?}");

        // Changed from above it waits again; changed by the union it stands.
        let place = ("training", entered.id, 1);
        service.change_record(&officer, place, date(2022, 5, 4), entered.fields.clone(), &[]).await.unwrap();
        assert_eq!(service.behalf_waiting(&chair, "north-one").await.unwrap().1.len(), 1);
        let place = ("training", entered.id, 2);
        service.change_record(&chair, place, date(2022, 5, 5), entered.fields, &[]).await.unwrap();
        assert!(service.behalf_waiting(&chair, "north-one").await.unwrap().1.is_empty());
        let story = service.record_story(&chair, "training", entered.id).await.unwrap();
        assert!(story.iter().any(|entry| entry.action == "record.behalf"));
    })
    .await;
}

#[tokio::test]
async fn a_successor_finds_what_was_done_what_waits_and_what_ends() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        house.chair().await;
        let (officer, chair) = (house.caller("officer").await, house.caller("chair-lam").await);
        let done = house.record(&officer, "north-one").await.unwrap().record.id;
        service.confirm_behalf(&chair, ("training", done), None).await.unwrap();
        house.record(&officer, "north-one").await.unwrap();
        let view = service.handover(&chair, "north-one").await.unwrap();
        assert_eq!((view.records.len(), view.waiting.len(), view.confirmed.len()), (2, 1, 1));
        assert_eq!(view.confirmed.first().unwrap().record, done);
        assert_eq!(view.officers.len(), 1);
        assert_eq!(view.above.unwrap().0.code.as_str(), "north-a");
        assert!(view.terms.is_empty());
        house.days(5 * 365 - 60);
        let chair = house.caller("chair-lam").await;
        let view = service.handover(&chair, "north-one").await.unwrap();
        assert_eq!(view.terms.len(), 2, "the body and the post in it");
        assert!(view.records.is_empty(), "the last months only");
        let south = house.caller("south").await;
        assert!(matches!(service.handover(&south, "north-one").await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn at_the_top_whoever_manages_accounts_fills_posts_but_never_the_own() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let (helper, officer) = (house.caller("helper").await, house.caller("officer").await);
        let day = house.today();
        let body = BodyForm { kind: "executive_committee", term: "", decision: "1/QĐ", from: day, until: None };
        assert!(service.offices(&helper, "root").await.unwrap().may.appoint);
        service.add_body(&helper, "root", &body, None).await.unwrap();
        let post = service.add_office(&helper, "root", &house.form("chair", "Chủ tịch Tổng"), None).await.unwrap();
        let given = service.give_account(&helper, ("root", post), "chu-tich", None).await.unwrap();
        let chair = service.sign_in("chu-tich", &given.password).await.unwrap();
        assert_eq!(house.present(&chair.secret).await.caller.rights().len(), 1);
        assert!(service.add_office(&officer, "root", &house.form("chair", "Kẻ lạ"), None).await.is_err());
        let oneself = Holder::Known(helper.person().unwrap());
        let own = OfficeForm { holder: oneself, ..house.form("vice_chair", "") };
        let tried = service.add_office(&helper, "root", &own, None).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "{tried:?}");
        let below = service.add_office(&helper, "north-one", &house.form("chair", "Kẻ lạ"), None).await;
        assert!(below.is_err(), "below the top the rule is the level above");
        service.end_office(&helper, ("root", post), (day.succ_opt().unwrap(), "3/QĐ"), None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn whether_an_account_may_be_given_takes_as_many_statements_however_many_units() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let post = house.chair().await;
        let officer = house.caller("officer").await;
        let system = house.service.system();
        let counted = async || {
            let mut tx = house.fresh.store.read().await.unwrap();
            let unit = tx.unit(&officer, "north-one").await.unwrap();
            let office = tx.office(&officer, unit.id, post).await.unwrap();
            let before = tx.queries();
            let account = tx.account_of(&officer, unit.id, office.person_id).await.unwrap();
            (account.manages, tx.queries() - before, office.person_id)
        };
        let (manages, few, person) = counted().await;
        assert!(manages);
        let mut tx = house.fresh.store.write().await.unwrap();
        for code in ["north-two", "north-a"] {
            let unit = tx.unit(&system, code).await.unwrap().id;
            let mandate =
                congdoan_model::access::Mandate { unit, role: "chair".to_owned(), from: house.today(), until: None };
            tx.add_mandate(&system, house.service.ids().next(), person, &mandate, "1/QĐ").await.unwrap();
        }
        tx.commit().await.unwrap();
        let (manages, many, _) = counted().await;
        assert!(!manages, "the officer of north-a fills no posts in north-a");
        // A refusal asks once more, to tell what is refused; it does not grow with the units.
        assert!(many <= few + 1, "{few} then {many}");
    })
    .await;
}

#[tokio::test]
async fn an_own_password_takes_the_old_one_and_ends_every_other_session() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        let service = &house.service;
        let (here, there) = (house.sign_in("officer").await, house.sign_in("officer").await);
        let caller = house.present(&here).await.caller;
        let change = async |old: &str, new: &str| service.change_own_password(&caller, &here, old, new).await;
        for (old, new) in [("mat-khau-dai", "ngắn"), ("mat-khau-dai", "mat-khau-dai"), ("mat-khau-sai", "mat-khau-moi")]
        {
            assert!(matches!(change(old, new).await, Err(Error::Invalid(_))), "{old} {new}");
        }
        change("mat-khau-dai", "mat-khau-moi").await.unwrap();
        assert!(service.present_by_session(&here, Language::Vi).await.is_ok());
        assert!(service.present_by_session(&there, Language::Vi).await.is_err(), "signed out elsewhere");
        assert!(service.sign_in("officer", "mat-khau-dai").await.is_err());
        assert!(service.sign_in("officer", "mat-khau-moi").await.is_ok());
        for _ in 0..10 {
            let _ = change("mat-khau-sai", "mat-khau-khac").await;
        }
        let locked = change("mat-khau-moi", "mat-khau-khac").await;
        assert!(matches!(locked, Err(Error::LockedOut)), "guessing is as limited as at the door: {locked:?}");
        let secret = house.sign_in("helper").await;
        let helper = house.present(&secret).await.caller;
        house.chair().await;
        service.begin_view_as(&helper, &secret, "chair-lam", "xem giúp").await.unwrap();
        let seen = house.present(&secret).await.caller;
        let tried = service.change_own_password(&seen, &secret, "x", "mat-khau-khac").await;
        assert!(tried.is_err(), "who sees as somebody changes nobody's password");
    })
    .await;
}

#[tokio::test]
async fn who_held_something_is_told_when_it_was_over() {
    on_both(async |fresh| {
        let house = house(fresh).await;
        house.chair().await;
        house.days(5 * 365 + 1);
        let chair = house.caller("chair-lam").await;
        assert!(chair.rights().is_empty());
        let held = house.service.own_mandates(&chair).await.unwrap();
        assert_eq!(held.first().unwrap().over_on(), Some(date(2027, 6, 1)));
    })
    .await;
}
