//! The demonstration federation with one asker a role, and the things the addresses of the table name.
//!
//! Not here: what is expected (`table`).

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use congdoan_model::{
    Period,
    access::Scope,
    cards::{CardCause, CardKind},
    members::DataRequestKind,
    org::UnitKind,
    reports::Outage,
};
use congdoan_service::{
    Service, UnitFilter,
    cards::{CampaignForm, CardQuery, CardRequest},
    demonstration::Wish,
    directives::study::StudyPlan,
    members::{Admission, MemberQuery, incidents::NewIncident},
    org::foundings::FoundingForm,
    programmes::{schemes::ClaimFilter, tasks::TaskForm},
    registers::Listing,
};
use congdoan_testkit::{FixedClock, fresh_sqlite, ids};
use congdoan_web::{App, application, visit::SESSION_COOKIE};
use tower::ServiceExt as _;

use crate::{
    table::{Case, ROLES},
    targets,
};

pub(crate) struct Asker {
    pub(crate) cookie: String,
    csrf: String,
    token: String,
}

pub(crate) struct Fixture {
    pub(crate) app: Router,
    pub(crate) service: Arc<Service>,
    pub(crate) askers: Vec<Option<Asker>>,
    pub(crate) names: BTreeMap<&'static str, String>,
    _database: congdoan_testkit::Fresh,
}

pub(crate) async fn fixture() -> Fixture {
    let database = fresh_sqlite().await;
    let clock = FixedClock::at(2026, 11, 22);
    let service = Service::new(database.store.clone(), clock.clone(), ids(clock)).await.unwrap();
    service.install_embedded_pack().await.unwrap();
    service.hold_keys(congdoan_testkit::keyring());
    service.hold_card_keys(congdoan_model::cards::CardKeys::new(service.ids().entropy()));
    service.load_demonstration(Wish::default(), &|_| {}).await.unwrap();
    service.keep_totals().await.unwrap();
    let service = Arc::new(service);
    let mut askers = Vec::new();
    for login in ROLES {
        if login.is_empty() {
            askers.push(None);
            continue;
        }
        let session = service.open_session(login).await.unwrap();
        let token = service.add_token(login, Scope::Write).await.unwrap();
        askers.push(Some(Asker { cookie: format!("{SESSION_COOKIE}={}", session.secret), csrf: session.csrf, token }));
    }
    let mut names = names(&service).await;
    let given = tasks(&service, &names).await;
    names.extend(given);
    Fixture { app: application(&App::new(Arc::clone(&service))), service, askers, names, _database: database }
}

/// The things the addresses name.
async fn names(service: &Service) -> BTreeMap<&'static str, String> {
    let system = service.system();
    let record = async |unit: &str, year: i32| {
        let period = Period::year(year);
        let days = (period.from(), period.to());
        let listing = Listing { register: "training", unit, days, after: None, limit: 1, state: None };
        service.records(&system, &listing).await.unwrap().0.first().unwrap().record.id.to_string()
    };
    let member = async |unit: &str| {
        let asked = MemberQuery { unit, limit: 1, ..MemberQuery::default() };
        service.member_list(&system, &asked).await.unwrap().members.first().unwrap().person.to_string()
    };
    let programme = async |unit: &str| {
        let all = "2000-01-01/2100-12-31".parse().unwrap();
        service.programmes(&system, unit, all).await.unwrap().1.first().unwrap().programme.id.to_string()
    };
    let (directives, _) = service.directive_graph(&system).await.unwrap();
    let first = directives.iter().find(|one| one.symbol == "02-NQ/TW").unwrap().id.to_string();
    let mut elsewhere = None;
    let session = service.open_session("chuyenvien").await.unwrap();
    let language = congdoan_model::names::Language::Vi;
    let specialist = service.present_by_session(&session.secret, language).await.unwrap().caller;
    for directive in &directives {
        if service.directive(&specialist, directive.id).await.is_err() {
            elsewhere = Some(directive.id.to_string());
        }
    }
    let post = vice_chair(service, &system).await;
    let reorganisation = renaming(service).await;
    let founding = async |unit: &str| {
        let (kind, name, code) = ("founding", "CĐCS mới", "cdcs-moi-them");
        let form = FoundingForm { kind, unit, name, code, ..FoundingForm::default() };
        service.open_founding(&system, &form, None).await.unwrap()
    };
    let session = service.open_session("captren").await.unwrap();
    let officer = service.present_by_session(&session.secret, language).await.unwrap().caller;
    let upper = service.home_units(&officer).await.unwrap().pop().unwrap().code.to_string();
    let mandates = service.offices(&officer, &upper).await.unwrap().mandates;
    let mandate = mandates.iter().find(|held| Some(held.person_id) == officer.person()).unwrap().id.to_string();
    let session = service.open_session("doanvien").await.unwrap();
    let own = service.present_by_session(&session.secret, language).await.unwrap().caller;
    let request = service.ask_about_own_data(&own, DataRequestKind::Access, "x", &BTreeMap::new(), None).await.unwrap();
    let study = session_of(service, "cdcs-mau", &first).await;
    let dispatch =
        async |unit: &str| service.dispatches_sent(&system, unit).await.unwrap().papers.first().unwrap().id.to_string();
    let (own_member, elsewhere_member) = (member("cdcs-mau").await, other_member(service).await.unwrap());
    let money = money(service).await;
    let mut named = BTreeMap::from([
        ("{campaign}", campaign(service).await),
        ("{study_code}", service.study_wall(&system, study).await.unwrap().code),
        ("{study}", study.to_string()),
        ("{other_study}", session_of(service, "ldld-ha-noi", &first).await.to_string()),
        ("{dispatch}", dispatch("ldld-nghe-an").await),
        ("{zone_dispatch}", dispatch("cd-kkt-dong-nam").await),
        ("{card}", card(service, "cdcs-mau", &own_member).await),
        ("{other_card}", card(service, "ldld-ha-noi", &elsewhere_member).await),
        ("{founding}", founding("cd-kkt-dong-nam").await),
        ("{other_founding}", founding("ldld-ha-noi").await),
        ("{reorganisation}", reorganisation),
        ("{upper}", upper),
        ("{mandate}", mandate),
        ("{post}", post),
        ("{data_request}", request.to_string()),
        ("{other_data_request}", "00000000-0000-0000-0000-000000000001".to_owned()),
        ("{incident}", incident(service).await),
        ("{outage}", outage(service, "cdcs-mau").await),
        ("{other_outage}", outage(service, "ldld-ha-noi").await),
        ("{own}", record("cdcs-mau", 2026).await),
        ("{other}", record("ldld-ha-noi", 2021).await),
        ("{programme}", programme("cdcs-mau").await),
        ("{other_programme}", programme("ldld-ha-noi").await),
        ("{directive}", first),
        ("{other_directive}", elsewhere.unwrap()),
        ("{member}", own_member),
        ("{other_member}", elsewhere_member),
    ]);
    named.extend(money);
    named.extend(targets::names(service).await);
    named
}

/// Something that went wrong with data in Nghệ An.
async fn incident(service: &Service) -> String {
    let system = service.system();
    let (unit, what, data_kinds, measures) = ("ldld-nghe-an", "x", "", "");
    let incident = NewIncident { unit, what, data_kinds, people: 1, measures, noticed_at: system.now };
    service.add_incident(&system, &incident, None).await.unwrap().to_string()
}

/// Days long past on which a unit could not report.
async fn outage(service: &Service, unit: &str) -> String {
    let days = Outage { from: congdoan_testkit::date(2022, 6, 1), to: congdoan_testkit::date(2022, 6, 2) };
    service.declare_outage(&service.system(), unit, (days, "Bão"), None).await.unwrap().to_string()
}

/// A reorganisation that renames a unit.
async fn renaming(service: &Service) -> String {
    let plan = "[reorganisation]\ntitle = \"T\"\ndecision = \"9/QĐ\"\neffective_on = 2026-12-01\n\
        unit = \"ldld-nghe-an\"\n[[step]]\ndo = \"rename\"\nunit = \"cdcs-na-002\"\nname = \"Tên mới\"\n";
    service.reorganise(&service.system(), plan).await.unwrap().id.unwrap().to_string()
}

/// Schemes with a claim of each: one of Nghệ An that waits, one of Hà Nội that was paid.
async fn money(service: &Service) -> [(&'static str, String); 5] {
    let system = service.system();
    let (schemes, _) = service.schemes(&system).await.unwrap();
    let scheme = |slug: &str| schemes.iter().find(|one| one.kept.slug == slug).unwrap().kept.id;
    let (own, other) = (scheme("thoa_uoc_co_loi_2026"), scheme("founding_support_ha_noi"));
    let claim = async |scheme, state: &str| {
        let filter = ClaimFilter { scheme, state, unit: "", paid: None, limit: 1 };
        service.claims_on(&system, &filter).await.unwrap().1.remove(0).claim
    };
    let (waits, paid) = (claim(own, "waiting").await, claim(other, "paid").await);
    [
        ("{scheme}", own.to_string()),
        ("{other_scheme}", other.to_string()),
        ("{claim}", waits.id.to_string()),
        ("{agreement}", waits.outcome_record.unwrap().to_string()),
        ("{other_claim}", paid.id.to_string()),
    ]
}

/// Tasks of the programmes: of the model union, of Nghệ An for the model union, of Hà Nội.
async fn tasks(service: &Service, names: &BTreeMap<&'static str, String>) -> Vec<(&'static str, String)> {
    let all = "2000-01-01/2100-12-31".parse().unwrap();
    let (_, above) = service.programmes(&service.system(), "ldld-nghe-an", all).await.unwrap();
    let above = above.first().unwrap().programme.id.to_string();
    let (own, other) = (names.get("{programme}").unwrap(), names.get("{other_programme}").unwrap());
    vec![
        ("{task}", task(service, own, "cdcs-mau").await),
        ("{task_below}", task(service, &above, "cdcs-mau").await),
        ("{other_task}", task(service, other, "ldld-ha-noi").await),
    ]
}

/// A task of a programme, given to a unit.
async fn task(service: &Service, programme: &str, unit: &str) -> String {
    let due_on = Some(congdoan_testkit::date(2026, 11, 30));
    let form = TaskForm { title: "Việc", unit, due_on, weight: 1, ..TaskForm::default() };
    service.add_task(&service.system(), programme.parse().unwrap(), &form, None).await.unwrap().to_string()
}

/// A study session open all day.
async fn session_of(service: &Service, unit: &str, directive: &str) -> congdoan_model::StudySessionId {
    let plan = StudyPlan {
        unit,
        directives: &[directive.parse().unwrap()],
        topic: "T",
        held_on: service.system().now.day(),
        begins_at: 0,
        ends_at: 1440,
        ..StudyPlan::default()
    };
    service.plan_study(&service.system(), &plan, None).await.unwrap()
}

/// An exchange of Nghệ An.
async fn campaign(service: &Service) -> String {
    let from_day = congdoan_testkit::date(2026, 11, 1);
    let (unit, name, decision) = ("ldld-nghe-an", "Đổi thẻ", "1/KH");
    let form = CampaignForm { unit, name, decision, from_day, until_day: None };
    service.add_card_campaign(&service.system(), &form, None).await.unwrap().to_string()
}

/// A card asked for.
async fn card(service: &Service, unit: &str, member: &str) -> String {
    let (system, people) = (service.system(), [member.parse().unwrap()]);
    let request = CardRequest { people: &people, kind: CardKind::Ordinary, cause: CardCause::Lost, campaign: None };
    let batch = Some(service.request_cards(&system, &request, None).await.unwrap());
    let query = CardQuery { unit, batch, ..CardQuery::default() };
    service.cards(&system, &query).await.unwrap().cards.first().unwrap().id.to_string()
}

/// A vice-chair of `cdcs-mau` without an account.
async fn vice_chair(service: &Service, system: &congdoan_model::access::Caller) -> String {
    use congdoan_service::access::forms::{BodyForm, Holder, OfficeForm};
    let from = congdoan_testkit::date(2026, 1, 1);
    let (kind, term, decision) = ("executive_committee", "2026–2031", "1/QĐ");
    let body = BodyForm { kind, term, decision, from, until: None };
    service.add_body(system, "cdcs-mau", &body, None).await.unwrap();
    let (title, holder) = ("vice_chair", Holder::New("Lê Thị Phó"));
    let post =
        OfficeForm { title, holder, decision, full_time: false, acting: false, from, until: None, replaces: None };
    service.add_office(system, "cdcs-mau", &post, None).await.unwrap().to_string()
}

/// A member of a union in Hà Nội, admitted for the test: the demonstration keeps no file there.
async fn other_member(service: &Service) -> Option<String> {
    let system = service.system();
    let filter = UnitFilter { kind: Some(UnitKind::Grassroots), name: "", after: "", limit: 500 };
    let units = service.units_below(&system, "ldld-ha-noi", &filter).await.unwrap();
    let person =
        BTreeMap::from([("name".to_owned(), "Lê Thị Thử".to_owned()), ("phone".to_owned(), "0912345678".to_owned())]);
    for unit in units {
        let admission = Admission {
            unit: unit.code.as_str(),
            applied_on: Some(unit.opened_on),
            joined_on: Some(unit.opened_on),
            decision: "1/QĐ-CĐCS",
            people: vec![person.clone()],
            ..Admission::default()
        };
        if let Ok(admitted) = service.admit(&system, &admission, None).await {
            return admitted.first().map(ToString::to_string);
        }
    }
    None
}

impl Fixture {
    pub(crate) async fn ask(&self, asker: Option<&Asker>, case: &Case) -> u16 {
        let (method, _, address, sent, _) = case;
        let (mut address, mut body) = ((*address).to_owned(), (*sent).to_owned());
        for (name, value) in &self.names {
            address = address.replace(name, value);
            body = body.replace(name, value);
        }
        let api = address.starts_with("/api/");
        let mut request = Request::builder().method(*method).uri(&address);
        if let Some(asker) = asker {
            request = if api {
                request.header(header::AUTHORIZATION, format!("Bearer {}", asker.token))
            } else {
                request.header(header::COOKIE, &asker.cookie)
            };
            if !api && *method == "POST" {
                body = format!("{body}&csrf={}", asker.csrf);
            }
        }
        let kind = if api { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        self.app.clone().oneshot(request).await.unwrap().status().as_u16()
    }
}
