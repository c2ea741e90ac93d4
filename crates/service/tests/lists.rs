//! Lists and the search on both engines: by state, of those who left, who is found and who is not, views under a name.
//!
//! Not here: pages (`web`), finding in memory (`rollup`).

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test must fail loudly")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller, Right, Scope, Who},
    members::Leaving,
};
use congdoan_service::{
    Error, Service,
    lists::ViewAsked,
    members::{Admission, AskedTransfer, Departure, MemberPage, MemberQuery, TransferAnswer},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

struct House {
    service: Service,
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
    House { service, units }
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
            own: of.actions.iter().chain(&of.own_only).cloned().collect(),
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

    async fn admit(&self, unit: &str, joined_on: NaiveDate, person: &[(&str, &str)]) -> PersonId {
        let admission = admission(unit, joined_on, &[person]);
        let admitted = self.service.admit(&self.service.system(), &admission, None).await;
        *admitted.unwrap_or_else(|error| panic!("{error:?}")).first().expect("one person")
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

#[tokio::test]
async fn members_are_listed_by_state_and_those_who_left_where_they_left() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let (system, joined) = (house.service.system(), date(2022, 1, 1));
        let resting = house.admit("north-one", joined, &[("name", "Lê Thị Nghỉ"), ("born", "1990")]).await;
        let mistaken = house.admit("north-one", joined, &[("name", "Phạm Ghi Nhầm"), ("born", "1991")]).await;
        let moved = house.admit("north-one", joined, &[("name", "Trần Chuyển Đi"), ("born", "1992")]).await;
        let stays = house.admit("north-one", joined, &[("name", "Vũ Ở Lại"), ("born", "1993")]).await;
        let state = house.service.pack().members.states[1].id.clone();
        house.service.set_member_state(&system, resting, (&state, date(2022, 5, 1), "1/QĐ"), None).await.unwrap();
        let wrong =
            Departure { person: mistaken, leaving: Leaving::Mistaken, left_on: date(2022, 5, 1), decision: "2/QĐ" };
        house.service.leave(&system, wrong, None).await.unwrap();
        let asked = AskedTransfer::Leave { person: moved, to: "south-one" };
        let transfer = house.service.ask_transfer(&house.caller("chair", "north-one"), asked, "", None).await.unwrap();
        let to = house.caller("chair", "south-one");
        house.service.answer_transfer(&to, transfer, TransferAnswer::Agree, "", None).await.unwrap();

        let list = async |query: MemberQuery<'_>| {
            let page = house.service.member_list(&system, &MemberQuery { limit: 10, ..query }).await.unwrap();
            assert_eq!(usize::try_from(page.total).unwrap(), page.members.len());
            page.members
        };
        let ids = |members: &[congdoan_service::members::MemberLine]| {
            members.iter().map(|member| member.person).collect::<Vec<_>>()
        };
        let unit = "north-one";
        assert_eq!(ids(&list(MemberQuery { unit, state: &state, ..MemberQuery::default() }).await), [resting]);
        assert_eq!(ids(&list(MemberQuery { unit, state: "active", ..MemberQuery::default() }).await), [stays]);
        let left = list(MemberQuery { unit, left: true, ..MemberQuery::default() }).await;
        assert_eq!(ids(&left), [mistaken, moved]);
        assert!(left[1].elsewhere && left[1].fields.is_empty(), "what guards who is elsewhere is that unit's");
        assert!(!left[0].elsewhere);
        assert_eq!(left[1].left.map(|(_, leaving)| leaving), Some(Leaving::TransferredOut));
        let all = list(MemberQuery { unit: "root", left: true, ..MemberQuery::default() }).await;
        assert_eq!(ids(&all), [mistaken], "whoever moved within stands within");
        let number =
            list(MemberQuery { unit, ..MemberQuery::default() }).await[0].number.replace('-', "").to_lowercase();
        assert_eq!(list(MemberQuery { unit, words: &number, ..MemberQuery::default() }).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_search_shows_units_and_people_within_reach_alone() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        house.admit("north-one", date(2022, 1, 1), &[("name", "Nguyễn Văn An"), ("born", "1990")]).await;
        house.admit("south-one", date(2022, 1, 1), &[("name", "Nguyễn An"), ("born", "1991")]).await;
        let search = async |caller: &Caller, words: &str| {
            let hits = house.service.search(caller, words).await.unwrap();
            let units: Vec<String> = hits.units.iter().map(|placed| placed.unit.code.to_string()).collect();
            (hits.people.iter().map(|line| line.name.clone()).collect::<Vec<_>>(), units)
        };
        let system = house.service.system();
        assert_eq!(search(&system, "AN nguyen").await.0, ["Nguyễn An", "Nguyễn Văn An"], "the nearest first");
        assert_eq!(search(&system, "guye").await.0.len(), 2, "within a word too");
        let chair = house.caller("chair", "north-one");
        assert_eq!(search(&chair, "an").await.0, ["Nguyễn Văn An"]);
        assert_eq!(search(&house.caller("administrator", "root"), "an").await.0, [""; 0]);
        assert_eq!(search(&system, "south-one").await.1.first().map(String::as_str), Some("south-one"));
        assert_eq!(search(&chair, "south-one").await.1, [""; 0]);
        assert_eq!(search(&chair, "north-one").await.1, ["north-one"]);
        let number = house.found("south-one", "").await.members[0].number.clone();
        assert_eq!(search(&system, &number).await.0, ["Nguyễn An"]);
        assert_eq!(search(&chair, &number).await.0, [""; 0], "a number opens nothing either");
        assert!(!house.audit().await.contains("guye"), "what was typed is not kept");
    })
    .await;
}

#[tokio::test]
async fn views_of_lists_are_of_their_owner_or_of_a_unit() {
    on_both(async |fresh| {
        let house = house(&fresh).await;
        let person = house.admit("north-one", date(2022, 1, 1), &[("name", "Chủ Tịch"), ("born", "1980")]).await;
        let other = house.admit("north-one", date(2022, 1, 1), &[("name", "Đồng Nghiệp"), ("born", "1981")]).await;
        let as_person = |role: &str, unit: &str, person: PersonId| {
            let mut caller = house.caller(role, unit);
            if let Who::Person { person: of, .. } = &mut caller.who {
                *of = person;
            }
            caller
        };
        let (chair, fellow) = (as_person("chair", "north-one", person), as_person("member", "north-one", other));
        let elsewhere = as_person("chair", "south-one", other);
        let view = |name, query, share| ViewAsked { page: "/members", name, query, share };
        let save = async |caller: &Caller, view: ViewAsked<'_>| house.service.save_list_view(caller, &view).await;
        let names = async |caller: &Caller| {
            let views = house.service.list_views(caller, "/members").await.unwrap();
            views.into_iter().map(|view| (view.name, view.query)).collect::<Vec<_>>()
        };
        save(&chair, view("Của tôi", "state=left", false)).await.unwrap();
        save(&chair, view("Của tôi", "col=number", false)).await.unwrap();
        save(&chair, view("Chung", "q=an&col=number", true)).await.unwrap();
        let pair = |name: &str, query: &str| (name.to_owned(), query.to_owned());
        let shared = pair("Chung", "col=number");
        assert_eq!(names(&chair).await, [shared.clone(), pair("Của tôi", "col=number")], "one of a name");
        assert_eq!((names(&fellow).await, names(&elsewhere).await), (vec![shared], vec![]), "without what was sought");
        assert!(house.service.list_views(&chair, "/units").await.unwrap().is_empty());
        let denied = save(&fellow, view("X", "", true)).await;
        assert!(matches!(denied, Err(Error::Denied(Action::UnitDescribe))), "{denied:?}");
        for wrong in [view(" ", "", false), ViewAsked { page: "https://x/members", ..view("X", "", false) }] {
            assert!(matches!(save(&chair, wrong).await, Err(Error::Refused(_))));
        }
        let of = async |name: &str| {
            let views = house.service.list_views(&chair, "/members").await.unwrap();
            views.into_iter().find(|view| view.name == name).unwrap().id
        };
        let (own, shared) = (of("Của tôi").await, of("Chung").await);
        let unseen = house.service.drop_list_view(&elsewhere, own).await;
        assert!(matches!(unseen, Err(Error::NotFound(_))), "{unseen:?}");
        let denied = house.service.drop_list_view(&fellow, shared).await;
        assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
        assert_eq!(house.service.drop_list_view(&chair, shared).await.unwrap(), "/members");
        house.service.drop_list_view(&chair, own).await.unwrap();
        assert!(names(&chair).await.is_empty());
        assert!(!house.audit().await.contains("q=an"), "what a view looks for stays out of the log");
    })
    .await;
}
