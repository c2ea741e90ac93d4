//! The member file at work, on both engines: admission, what stays sealed, transfers, readmission, files put together.
//!
//! Not here: pages (`web`), importing sheets.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller, Right, Scope, Who},
    figures::Value,
    members::{Leaving, Sex},
};
use congdoan_service::{
    Error, Service,
    access::Once,
    figures::{Ask, Declaration},
    members::{
        Admission, AskedTransfer, Departure, MemberEdit, MemberPage, MemberQuery, Readmission, Shown, Signature,
        TransferAnswer, people_of_lines,
    },
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

const IDENTITY: &str = "040190001234";
const PHONE: &str = "0912345678";
const ETHNICITY: &str = "Thổ dân bí mật";

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    units: BTreeMap<String, UnitId>,
}

async fn house(fresh: &Fresh) -> House {
    let clock = FixedClock::at(2022, 6, 1);
    let ids = ids(clock.clone());
    let built = federation::small(&ids);
    let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.expect("a service");
    service.install_embedded_pack().await.expect("the embedded pack");
    service.hold_keys(congdoan_testkit::keyring());
    let mut tx = fresh.store.write().await.unwrap();
    tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
    tx.commit().await.unwrap();
    service.keep_totals().await.unwrap();
    let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
    House { service, clock, units }
}

impl House {
    fn unit(&self, code: &str) -> UnitId {
        *self.units.get(code).expect("a unit of the small federation")
    }

    /// Somebody with one mandate, today.
    fn caller(&self, role: &str, unit: &str) -> Caller {
        let pack = self.service.pack();
        let of = pack.role(role).expect("a role of the pack");
        let right = Right {
            unit: self.unit(unit),
            role: role.to_owned(),
            own: of.actions.clone(),
            below: of.actions.clone(),
            coordinating: of.coordinating.clone(),
            above: of.ancestors.clone(),
            ancestors: Vec::new(),
        };
        let (user, person) = (Default::default(), Default::default());
        let login = format!("{role}-{unit}");
        let who = Who::Person { user, person, login, rights: vec![right], scope: Scope::Write };
        Caller { who, ..self.service.system() }
    }

    fn days_pass(&self, days: i64) {
        self.clock.advance_seconds(days * 24 * 3600);
    }

    fn today(&self) -> NaiveDate {
        self.service.system().now.day()
    }

    async fn admit(&self, unit: &str, joined_on: NaiveDate, person: &[(&str, &str)]) -> PersonId {
        let admission = admission(unit, joined_on, &[person]);
        let admitted = self.service.admit(&self.service.system(), &admission, None).await;
        *admitted.unwrap_or_else(|error| panic!("{error:?}")).first().expect("one person")
    }

    async fn total(&self, unit: &str, day: NaiveDate) -> Option<i64> {
        let period = format!("{day}/{day}").parse().unwrap();
        let ask = Ask::new(unit, "members.total", period);
        let answer = self.service.figure(&self.service.system(), &ask).await.unwrap();
        answer.value.and_then(Value::whole)
    }

    async fn found(&self, unit: &str, words: &str) -> MemberPage {
        let query = MemberQuery { unit, words, limit: 10, ..MemberQuery::default() };
        self.service.member_list(&self.service.system(), &query).await.unwrap()
    }

    /// Everything every chain says, as one text.
    async fn audit(&self) -> String {
        let system = self.service.system();
        let mut tx = self.service.store().read().await.unwrap();
        let mut said = String::new();
        for head in tx.heads(&system).await.unwrap() {
            for (entry, _) in tx.entries(&system, &head.name, 0).await.unwrap() {
                said += &format!("{} {} {} {}\n", entry.action, entry.object, entry.before, entry.after);
            }
        }
        said
    }

    async fn exported(&self) -> String {
        let system = self.service.system();
        let mut tx = self.service.store().read().await.unwrap();
        format!("{:?}", tx.export_members(&system, PersonId::default().uuid(), 1_000).await.unwrap())
    }

    async fn holds(&self) {
        let verification = self.service.verify().await.unwrap();
        assert_eq!(verification.differences, Vec::<String>::new());
    }
}

fn fields(person: &[(&str, &str)]) -> BTreeMap<String, String> {
    person.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

fn admission<'a>(unit: &'a str, joined_on: NaiveDate, people: &[&[(&str, &str)]]) -> Admission<'a> {
    Admission {
        unit,
        applied_on: Some(joined_on),
        joined_on: Some(joined_on),
        decision: "12/QĐ-CĐCS",
        people: people.iter().map(|person| fields(person)).collect(),
        ..Admission::default()
    }
}

fn an() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "Nguyễn Văn An"),
        ("born", "05/03/1990"),
        ("sex", "Nam"),
        ("identity", IDENTITY),
        ("phone", PHONE),
        ("ethnicity", ETHNICITY),
        ("department", "Phân xưởng 2"),
    ]
}

#[tokio::test]
async fn somebody_is_admitted_found_without_marks_and_opened_with_a_reason_alone() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let chair = house.caller("chair", "north-one");
        let one = admission("north-one", date(2022, 5, 1), &[&an()]);
        let once = || Some(Once { key: "k1", request: "r1".to_owned() });
        let admitted = house.service.admit(&chair, &one, once()).await.unwrap();
        assert_eq!(house.service.admit(&chair, &one, once()).await.unwrap(), admitted, "the same key does it once");
        let person = admitted[0];

        for words in ["ng van a", "AN nguyen", "Nguyễn Văn An"] {
            let page = house.found("north", words).await;
            assert_eq!(page.total, 1, "{words}");
            let line = &page.members[0];
            assert_eq!((line.sex, line.born, line.unit.0.as_str()), (Some(Sex::Male), Some(1990), "north-one"));
            assert_eq!((line.field("phone").text(), line.field("identity").text()), ("•••••••678", "•••••••••234"));
        }
        let number = house.found("north", "").await.members[0].number.clone();
        assert_eq!(house.found("north", &number).await.total, 1, "by number");
        assert_eq!(house.found("north", "guyen").await.total, 0, "words begin where words of the name do");
        assert_eq!(house.found("south", "an").await.total, 0);
        assert_eq!(house.total("root", house.today()).await, Some(1));

        let leader = house.caller("leader", "north");
        let view = house.service.member(&leader, person).await.unwrap();
        let shown = |id: &str| view.fields.iter().find(|(field, _)| field.id == id).map(|(_, shown)| shown.clone());
        assert_eq!(shown("department"), Some(Shown::Plain("Phân xưởng 2".to_owned())));
        assert_eq!(shown("phone"), Some(Shown::Masked("•••••••678".to_owned())));
        assert_eq!(shown("ethnicity"), Some(Shown::Sealed));
        assert_eq!(view.applications[0].form, "5a");
        let asked = ["phone".to_owned(), "ethnicity".to_owned()];
        let denied = house.service.open_member(&leader, person, &asked, "xem để liên hệ").await;
        assert!(matches!(denied, Err(Error::Denied(Action::MemberOpen))), "{denied:?}");
        let unsaid = house.service.open_member(&chair, person, &asked, " ").await;
        assert!(matches!(&unsaid, Err(Error::Invalid(problems)) if problems[0].field.as_deref() == Some("reason")));
        let opened = house.service.open_member(&chair, person, &asked, "liên hệ mời họp").await.unwrap();
        assert_eq!(opened.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), [PHONE, ETHNICITY]);
        let view = house.service.member(&chair, person).await.unwrap();
        assert_eq!(
            (view.views[0].fields.as_str(), view.views[0].reason.as_str()),
            ("phone,ethnicity", "liên hệ mời họp")
        );

        let edit = |phone: &str| MemberEdit {
            person,
            version: view.version,
            values: fields(&[("name", "Nguyễn Văn Ân"), ("born", "1990-03-05"), ("sex", "male"), ("phone", phone)]),
        };
        house.service.change_member(&chair, edit("0987654321")).await.unwrap();
        assert!(matches!(house.service.change_member(&chair, edit("0987654322")).await, Err(Error::Stale)));
        let opened = house.service.open_member(&chair, person, &asked, "liên hệ mời họp").await.unwrap();
        assert_eq!(opened[0].1, "0987654321");
        assert_eq!(opened[1].1, ETHNICITY, "a guarded field left empty stays");

        let audit = house.audit().await;
        assert!(audit.contains("member.admit") && audit.contains("member.open") && audit.contains("member.change"));
        for secret in [IDENTITY, PHONE, "0987654321", ETHNICITY, "Nguyễn", "05/03/1990", "1990-03-05"] {
            assert!(!audit.contains(secret), "{secret} stands in the audit log");
        }
        for outsider in [house.caller("chair", "north-two"), house.caller("administrator", "root")] {
            assert!(matches!(house.service.member(&outsider, person).await, Err(Error::NotFound(_))));
        }
        house.holds().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_known_is_not_admitted_twice_and_a_list_is_taken_whole_or_not() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let chair = house.caller("chair", "north-one");
        let person = house.admit("north-one", date(2022, 5, 1), &an()).await;
        let again = house.service.admit(&chair, &admission("north-one", date(2022, 5, 2), &[&an()]), None).await;
        let Err(Error::Invalid(problems)) = again else { panic!("{again:?}") };
        assert!(problems[0].message.vi.contains("chuyển sinh hoạt"), "the way out is told: {problems:?}");

        let namesake: &[(&str, &str)] = &[("name", "nguyen van an"), ("born", "1990")];
        let like = admission("north-one", date(2022, 5, 2), &[namesake]);
        let refused = house.service.admit(&chair, &like, None).await;
        assert!(matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field.as_deref() == Some("name")));
        let said = Admission { distinct: true, ..like.clone() };
        assert_ne!(house.service.admit(&chair, &said, None).await.unwrap()[0], person);

        let pack = house.service.pack();
        let text = "Họ và tên\tNgày sinh\tCCCD\nTrần Thị Bình\t01/02/1992\t040192000001\nLê Cường\t31/02/1993\t\n";
        let people = people_of_lines(&pack, text);
        let list = Admission {
            collective: true,
            signature: Signature::Electronic,
            signature_text: "CTS 54010101",
            people,
            ..admission("north-one", date(2022, 5, 3), &[])
        };
        let refused = house.service.admit(&chair, &list, None).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert!(problems.len() == 1 && problems[0].message.vi.starts_with("Dòng 2: Ngày sinh"), "{problems:?}");
        assert_eq!(house.found("north-one", "").await.total, 2, "nobody of a list with a fault is admitted");
        let people = people_of_lines(&pack, &text.replace("31/02", "28/02"));
        let admitted = house.service.admit(&chair, &Admission { people, ..list }, None).await.unwrap();
        assert_eq!(admitted.len(), 2);
        let view = house.service.member(&chair, admitted[0]).await.unwrap();
        let application = &view.applications[0];
        assert_eq!((application.form.as_str(), application.signature.as_str()), ("5b", "electronic"));
        assert_eq!(application.signature_text, "CTS 54010101");

        let elsewhere = house.service.admit(&chair, &admission("south-one", date(2022, 5, 3), &[namesake]), None).await;
        assert!(matches!(elsewhere, Err(Error::NotFound(_))), "{elsewhere:?}");
        let month = congdoan_model::Month::of(date(2022, 4, 1));
        let declared = Declaration { unit: "south-one", indicator: "members.total", month, value: 40 };
        house.service.declare(&house.service.system(), &declared).await.unwrap();
        let officer = house.caller("specialist", "south");
        let lonely = house.service.admit(&officer, &admission("south-one", date(2022, 5, 3), &[namesake]), None).await;
        assert!(
            matches!(&lonely, Err(Error::Invalid(_)))
                || matches!(&lonely, Err(Error::Refused(words)) if words.vi.contains("danh sách")),
            "a roll of one would replace the forty declared: {lonely:?}"
        );
        let lonely = Admission { distinct: true, ..admission("south-one", date(2022, 5, 3), &[namesake]) };
        let lonely = house.service.admit(&officer, &lonely, None).await;
        assert!(matches!(&lonely, Err(Error::Refused(words)) if words.vi.contains("danh sách")), "{lonely:?}");
    })
    .await;
}

#[tokio::test]
async fn a_transfer_needs_both_sides_and_counts_once_on_every_day() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let person = house.admit("north-one", date(2022, 5, 1), &an()).await;
        house.admit("south-one", date(2022, 5, 1), &[("name", "Phạm Thị Dung"), ("born", "1985"), ("sex", "Nữ")]).await;
        let (from, to) = (house.caller("chair", "north-one"), house.caller("chair", "south-one"));
        let leave = AskedTransfer::Leave { person, to: "south-one" };
        let transfer = house.service.ask_transfer(&from, leave, "chuyển việc", None).await.unwrap();
        let twice = house.service.ask_transfer(&from, leave, "", None).await;
        assert!(matches!(twice, Err(Error::Refused(_))), "one transfer is open at a time: {twice:?}");
        let gone = Departure { person, leaving: Leaving::LeftWork, left_on: date(2022, 6, 1), decision: "" };
        assert!(
            matches!(house.service.leave(&from, gone, None).await, Err(Error::Refused(_))),
            "nor does anyone leave meanwhile"
        );
        let own = house.service.answer_transfer(&from, transfer, TransferAnswer::Agree, "", None).await;
        assert!(matches!(own, Err(Error::NotFound(_) | Error::Denied(_))), "nobody agrees with themselves: {own:?}");

        house.days_pass(10);
        let to = Caller { now: house.service.system().now, ..to };
        let waiting = house.service.transfers(&to, "south-one").await.unwrap().1;
        assert!(
            matches!(&waiting[..], [one] if one.answers && !one.cancels && !one.opens && one.transfer.state == "open"),
            "{waiting:?}"
        );
        house.service.answer_transfer(&to, transfer, TransferAnswer::Agree, "", None).await.unwrap();
        let again = house.service.answer_transfer(&to, transfer, TransferAnswer::Agree, "", None).await;
        assert!(matches!(again, Err(Error::Refused(_))));

        let mut day = date(2022, 5, 20);
        while day <= date(2022, 6, 15) {
            let moved = i64::from(day >= date(2022, 6, 11));
            assert_eq!(house.total("north-one", day).await, Some(1 - moved), "{day}");
            assert_eq!(house.total("south-one", day).await, Some(1 + moved), "{day}");
            assert_eq!(house.total("root", day).await, Some(2), "{day}");
            day = day.checked_add_days(Days::new(1)).unwrap();
        }
        let opens = async |caller: &Caller, unit| house.service.transfers(caller, unit).await.unwrap().1[0].opens;
        assert!(!opens(&Caller { now: to.now, ..from.clone() }, "north-one").await, "no way to a file of another's");
        assert!(opens(&to, "south-one").await);
        let view = house.service.member(&to, person).await.unwrap();
        assert_eq!((view.seat.code.as_str(), view.periods.len()), ("south-one", 2));
        assert!(
            matches!(house.service.member(&from, person).await, Err(Error::NotFound(_))),
            "the old unit sees it no more"
        );

        house.days_pass(1);
        let receive = AskedTransfer::Receive { number: &view.number.to_lowercase(), to: "north-two" };
        let two = house.caller("chair", "north-two");
        let back = house.service.ask_transfer(&two, receive, "", None).await.unwrap();
        let to = Caller { now: house.service.system().now, ..to };
        let silent = house.service.answer_transfer(&to, back, TransferAnswer::Refuse, "", None).await;
        assert!(matches!(silent, Err(Error::Invalid(_))), "a refusal says why");
        house.service.answer_transfer(&to, back, TransferAnswer::Refuse, "còn nợ việc", None).await.unwrap();
        let back = house.service.ask_transfer(&two, receive, "", None).await.unwrap();
        house.service.answer_transfer(&two, back, TransferAnswer::Cancel, "", None).await.unwrap();
        assert_eq!(house.total("north-two", house.today()).await.unwrap_or(0), 0);
        house.holds().await;
    })
    .await;
}

#[tokio::test]
async fn leaving_has_a_cause_and_only_the_level_above_admits_again() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let person = house.admit("north-one", date(2022, 3, 1), &an()).await;
        let (chair, upper) = (house.caller("chair", "north-one"), house.caller("upper_officer", "north-a"));
        let expelled = Departure { person, leaving: Leaving::Expelled, left_on: date(2022, 5, 1), decision: "9/QĐ" };
        let own = house.service.leave(&chair, expelled, None).await;
        assert!(matches!(own, Err(Error::Denied(_))), "expelling is the upper level's: {own:?}");
        let early = Departure { leaving: Leaving::LeftWork, left_on: date(2022, 3, 1), ..expelled };
        assert!(matches!(house.service.leave(&chair, early, None).await, Err(Error::Invalid(_))));

        let rest = ("maternity", date(2022, 4, 1), "giấy nghỉ");
        house.service.set_member_state(&chair, person, rest, None).await.unwrap();
        let query = MemberQuery { unit: "north", state: "maternity", limit: 10, ..MemberQuery::default() };
        assert_eq!(
            house.service.member_list(&chair, &MemberQuery { unit: "north-one", ..query.clone() }).await.unwrap().total,
            1
        );
        let query = MemberQuery { state: "active", ..query };
        assert_eq!(house.service.member_list(&house.service.system(), &query).await.unwrap().total, 0);
        house.service.set_member_state(&chair, person, ("active", date(2022, 4, 1), ""), None).await.unwrap();
        assert_eq!(house.service.member(&chair, person).await.unwrap().states.len(), 1, "one state a day");

        let gone = Departure { left_on: date(2022, 5, 1), ..early };
        house.service.leave(&chair, gone, None).await.unwrap();
        assert_eq!(house.total("north-one", date(2022, 4, 30)).await, Some(1));
        assert_eq!(house.total("north-one", date(2022, 5, 1)).await, Some(0));
        let left = MemberQuery { unit: "north", left: true, limit: 10, ..MemberQuery::default() };
        let left = house.service.member_list(&upper, &MemberQuery { unit: "north-a", ..left }).await.unwrap();
        assert_eq!(left.members[0].left, Some((date(2022, 5, 1), Leaving::LeftWork)));

        let again = Readmission { person, unit: "north-one", joined_on: date(2022, 5, 20), decision: "31/QĐ-CĐ" };
        let own = house.service.readmit(&chair, again, None).await;
        assert!(matches!(own, Err(Error::Denied(Action::MemberWrite))), "the unit itself may not: {own:?}");
        let early = Readmission { joined_on: date(2022, 4, 1), ..again };
        assert!(matches!(house.service.readmit(&upper, early, None).await, Err(Error::Invalid(_))));
        house.service.readmit(&upper, again, None).await.unwrap();
        let twice = house.service.readmit(&upper, again, None).await;
        assert!(matches!(twice, Err(Error::Refused(_))), "{twice:?}");
        assert_eq!(house.total("root", date(2022, 5, 20)).await, Some(1));
        let counts = house.service.member_counts(&chair, "north-one", "2022-05".parse().unwrap()).await.unwrap();
        assert_eq!(counts.balance.rest, Some(0), "before + in − out = after");
        let flows = |lines: &[congdoan_service::members::CountLine]| -> i64 {
            lines.iter().filter_map(|line| line.number.value.and_then(Value::whole)).sum()
        };
        assert_eq!((flows(&counts.balance.joined), flows(&counts.balance.left)), (1, 1));
        house.holds().await;
    })
    .await;
}

#[tokio::test]
async fn files_of_one_person_are_put_together_and_taken_apart_into_the_same_state() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let officer = house.caller("specialist", "north");
        let first: &[(&str, &str)] = &[("name", "Hoàng Thị Êm"), ("born", "07/08/1988"), ("sex", "Nữ")];
        let one = house.admit("north-one", date(2022, 1, 10), first).await;
        let left = Departure { person: one, leaving: Leaving::LeftWork, left_on: date(2022, 3, 1), decision: "" };
        house.service.leave(&officer, left, None).await.unwrap();
        house
            .service
            .set_member_state(&house.service.system(), one, ("study", date(2022, 1, 10), ""), None)
            .await
            .unwrap_err();
        let marked: Vec<(&str, &str)> = first.iter().copied().chain([("identity", "040188000077")]).collect();
        let second = Admission { distinct: true, ..admission("north-two", date(2022, 4, 1), &[&marked]) };
        let other = house.service.admit(&house.service.system(), &second, None).await.unwrap()[0];

        let found = house.service.duplicates(&officer, "north").await.unwrap();
        assert!(matches!(&found.pairs[..], [pair] if pair.same_day && !pair.same_identity && pair.hindrance.is_none()));
        assert!(
            house.service.duplicates(&officer, "north-one").await.unwrap().pairs.is_empty(),
            "one of the two is out of reach"
        );
        let chair = house.caller("chair", "north-one");
        let reach = house.service.merge_members(&chair, (one, other), "cùng người", None).await;
        assert!(matches!(reach, Err(Error::NotFound(_))), "{reach:?}");
        let silent = house.service.merge_members(&officer, (one, other), " ", None).await;
        assert!(matches!(silent, Err(Error::Invalid(_))));

        let (before, totals) = (house.exported().await, house.total("north", house.today()).await);
        let merge = house.service.merge_members(&officer, (one, other), "đối chiếu căn cước", None).await.unwrap();
        let view = house.service.member(&officer, other).await.unwrap();
        assert_eq!((view.id, view.periods.len()), (one, 2), "the other address leads to the kept file");
        assert_eq!(house.total("north", house.today()).await, totals);
        assert!(house.service.duplicates(&officer, "north").await.unwrap().pairs.is_empty());
        assert_ne!(house.exported().await, before);
        house.holds().await;
        house.service.undo_merge(&officer, merge).await.unwrap();
        assert_eq!(house.exported().await, before, "exactly what moved moved back");
        assert!(matches!(house.service.undo_merge(&officer, merge).await, Err(Error::Refused(_))));
        assert_eq!(house.service.member(&officer, other).await.unwrap().periods.len(), 1);

        let merge = house.service.merge_members(&officer, (one, other), "đối chiếu lại", None).await.unwrap();
        let known = admission("north-one", date(2022, 5, 30), &[&[("name", "Êm"), ("identity", "040188000077")]]);
        let known = house.service.admit(&house.service.system(), &known, None).await;
        assert!(
            matches!(&known, Err(Error::Invalid(_))),
            "the number of the other file leads to the kept one: {known:?}"
        );
        house.days_pass(1);
        let officer = house.caller("specialist", "north");
        let gone = Departure { left_on: date(2022, 5, 1), ..left };
        house.service.leave(&officer, gone, None).await.unwrap();
        let late = house.service.undo_merge(&officer, merge).await;
        assert!(matches!(&late, Err(Error::Refused(words)) if words.vi.contains("thay đổi")), "{late:?}");

        let third = Admission { distinct: true, ..admission("north-one", date(2022, 4, 15), &[first]) };
        let third = house.service.admit(&house.service.system(), &third, None).await.unwrap()[0];
        let twice = house.service.merge_members(&officer, (one, third), "cùng người", None).await;
        assert!(matches!(&twice, Err(Error::Refused(words)) if words.vi.contains("ghi nhầm")), "{twice:?}");
        let mistaken = Departure { person: third, leaving: Leaving::Mistaken, left_on: date(2022, 6, 1), decision: "" };
        house.service.leave(&officer, mistaken, None).await.unwrap();
        house.service.merge_members(&officer, (one, third), "cùng người", None).await.unwrap();

        let fourth = Admission { distinct: true, ..admission("north-one", date(2022, 5, 20), &[first]) };
        let fourth = house.service.admit(&house.service.system(), &fourth, None).await.unwrap()[0];
        assert_eq!(house.service.duplicates(&officer, "north").await.unwrap().pairs.len(), 1);
        house.service.keep_apart(&officer, (fourth, one), "chị em sinh đôi trùng tên").await.unwrap();
        assert!(house.service.duplicates(&officer, "north").await.unwrap().pairs.is_empty());
        house.holds().await;
    })
    .await;
}

/// A unit ends with an heir: its members are found there, their files are open to the heir's chair, and what happens to
/// them counts there, without a row written for any of them.
#[tokio::test]
async fn members_of_a_unit_that_ended_stand_with_its_heir() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let person = house.admit("north-one", date(2022, 3, 1), &an()).await;
        house.admit("north-two", date(2022, 3, 1), &[("name", "Phạm Thị Dung"), ("born", "1985")]).await;
        let number = house.found("north-one", "an").await.members[0].number.clone();
        let receive = AskedTransfer::Receive { number: &number, to: "south-one" };
        let asked = house.service.ask_transfer(&house.caller("chair", "south-one"), receive, "", None).await.unwrap();
        let before = house.exported().await;
        let plan = "[reorganisation]\ntitle = \"T\"\ndecision = \"1/QĐ\"\neffective_on = 2022-05-01\nunit = \"north\"\n\
                    [[step]]\ndo = \"merge\"\nunits = [\"north-one\"]\ninto = \"north-two\"\n";
        house.service.reorganise(&house.service.system(), plan).await.unwrap();
        assert_eq!(house.exported().await, before, "no membership was written");
        house.days_pass(1);
        let (old, heir) = (house.caller("chair", "north-one"), house.caller("chair", "north-two"));
        let query = MemberQuery { unit: "north-two", limit: 9, ..MemberQuery::default() };
        let found = house.service.member_list(&heir, &query).await.unwrap();
        assert_eq!(found.total, 2);
        assert!(found.members.iter().all(|line| line.unit.0 == "north-two"), "{:?}", found.members);
        let gone = house.found("north-one", "").await;
        assert_eq!(gone.total, 0);
        let view = house.service.member(&heir, person).await.unwrap();
        assert_eq!(
            (view.seat.code.as_str(), view.standing, view.periods[0].unit_code.as_str()),
            ("north-two", true, "north-one")
        );
        assert!(house.service.member(&old, person).await.is_err(), "the unit that ended holds nobody");
        let waiting = house.service.transfers(&heir, "north-two").await.unwrap().1;
        assert!(
            matches!(&waiting[..], [one] if one.answers && !one.cancels),
            "the heir answers for the unit that ended: {waiting:?}"
        );
        house.service.answer_transfer(&heir, asked, TransferAnswer::Refuse, "sắp nghỉ hưu", None).await.unwrap();
        let left = Departure { person, leaving: Leaving::Retired, left_on: date(2022, 6, 1), decision: "" };
        house.service.leave(&heir, left, None).await.unwrap();
        assert_eq!(house.total("north-two", date(2022, 5, 31)).await, Some(2));
        assert_eq!(house.total("north-two", date(2022, 6, 1)).await, Some(1));
        assert_eq!(house.total("root", date(2022, 6, 1)).await, Some(1));
        house.holds().await;
    })
    .await;
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_members() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let people: Vec<BTreeMap<String, String>> =
            (0..40).map(|place| fields(&[("name", &format!("Người Thứ {place}")), ("born", "1990")])).collect();
        let list = Admission { collective: true, people, ..admission("north-one", date(2022, 5, 1), &[]) };
        house.service.admit(&house.service.system(), &list, None).await.unwrap();
        let callers = [house.caller("chair", "north-one"), house.caller("leader", "root"), house.service.system()];
        let mut statements = Vec::new();
        for (caller, unit) in callers.iter().zip(["north-one", "root", "root"]) {
            for query in [
                MemberQuery { unit, limit: 1, ..MemberQuery::default() },
                MemberQuery { unit, limit: 40, ..MemberQuery::default() },
                MemberQuery { unit, limit: 40, words: "ng th", ..MemberQuery::default() },
                MemberQuery { unit, limit: 40, state: "active", ..MemberQuery::default() },
                MemberQuery { unit, limit: 40, left: true, ..MemberQuery::default() },
            ] {
                let before = fresh.store.statements();
                house.service.member_list(caller, &query).await.unwrap();
                statements.push(fresh.store.statements() - before);
            }
        }
        // The program itself is asked for no right; of people it is one statement for each thing guarded.
        assert!(statements.chunks(5).all(|of| of.iter().all(|one| Some(one) == of.first())), "{statements:?}");
        assert_eq!(statements[0], statements[5], "a chair's and a leader's");
        let mut searches = Vec::new();
        for caller in &callers {
            for words in ["người", "thu 3", "north", "zzz"] {
                let before = fresh.store.statements();
                house.service.search(caller, words).await.unwrap();
                searches.push((fresh.store.statements() - before, words));
            }
        }
        let plain = |words: &str| searches.iter().filter(|(_, of)| *of == words).map(|(n, _)| *n).collect::<Vec<_>>();
        for words in ["người", "north", "zzz"] {
            assert_eq!(plain(words), [3, 3, 3], "{words}: one for units, two for people");
        }
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let query = MemberQuery { unit: "root", limit: 7, after: after.as_deref(), ..MemberQuery::default() };
            let page = house.service.member_list(&house.service.system(), &query).await.unwrap();
            assert_eq!(page.total, 40);
            seen.extend(page.members.iter().map(|member| member.person));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let all: std::collections::BTreeSet<PersonId> = seen.iter().copied().collect();
        assert_eq!((seen.len(), all.len()), (40, 40), "pages neither lose nor repeat");
    })
    .await;
}
