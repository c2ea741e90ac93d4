//! Every route, asked by every role: a route without a line in the table fails the test.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

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
};
use congdoan_service::{
    Service, UnitFilter,
    cards::{CampaignForm, CardQuery, CardRequest},
    demonstration::Wish,
    members::{Admission, MemberQuery, incidents::NewIncident},
    org::foundings::FoundingForm,
    registers::Listing,
};
use congdoan_testkit::{FixedClock, fresh_sqlite, ids};
use congdoan_web::{App, application, routes, visit::SESSION_COOKIE};
use tower::ServiceExt as _;

/// Who asks, in the order of the columns of the table.
const ROLES: [&str; 7] = ["", "doanvien", "cdcs", "captren", "chuyenvien", "lanhdao", "quantri"];

/// A route, one address of it, what is sent, and the status each role gets. `own` things belong to `cdcs-mau` (Nghệ An),
/// `other` things to Hà Nội, which only the root specialist may see. 303 for whoever is signed out leads to the sign-in
/// page; 303 after a POST means done.
type Case = (&'static str, &'static str, &'static str, &'static str, [u16; 7]);

const TRAINING: &str = r#"{"unit":"cdcs-mau","occurred_on":"2026-03-08","fields":{"topic":"An toàn","attendees":20}}"#;
const TRAINING_ELSEWHERE: &str =
    r#"{"unit":"ldld-ha-noi","occurred_on":"2026-03-08","fields":{"topic":"An toàn","attendees":20}}"#;
const MEMBER: &str = r#"{"unit":"cdcs-mau","applied_on":"2026-11-01","joined_on":"2026-11-10","decision":"1/QĐ","distinct":true,"people":[{"name":"Lê Thị Mới","born":"1999"}]}"#;
const MEMBER_ELSEWHERE: &str =
    r#"{"unit":"ldld-ha-noi","applied_on":"2026-11-01","joined_on":"2026-11-10","people":[]}"#;
const FORM: &str = "unit=cdcs-mau&occurred_on=2026-03-08&fields.topic=An&fields.attendees=20";
const FORM_ELSEWHERE: &str = "unit=ldld-ha-noi&occurred_on=2026-03-08&fields.topic=An&fields.attendees=20";
const EDIT: &str = "version=1&occurred_on=2026-03-08&fields.topic=An&fields.attendees=20";
const CHANGED: &str = r#"{"occurred_on":"2026-03-08","fields":{"topic":"An toàn","attendees":20}}"#;
const MOVE_FORM: &str = "title=T&decision=1/QD&effective_on=2026-12-01&unit=ldld-nghe-an&do=end&units=cdcs-na-001";
const MOVE_FORM_ELSEWHERE: &str =
    "title=T&decision=1/QD&effective_on=2026-12-01&unit=ldld-ha-noi&do=end&units=cdcs-hn-001";
const PLAN_DRY: &str = r#"{"plan":"[reorganisation]\ntitle=\"T\"\ndecision=\"1\"\neffective_on=2026-12-01\nunit=\"ldld-nghe-an\"\n[[step]]\ndo=\"end\"\nunits=[\"cdcs-na-001\"]\n","dry_run":true}"#;
const DECISION: &str = "kind=founding&number=1/QD&decided_on=2026-01-01";
const EMPLOYER: &str = "name=C&code=dn-moi&under=ldld-ha-noi&opened_on=2026-01-01&ownership=private";
const APPOINT: &str = r#"{"title":"chair","new_name":"A","decision":"","from":"2026-11-22"}"#;
const END: &str = r#"{"day":"2026-11-22","decision":""}"#;
const NEW_EMPLOYER: &str =
    r#"{"name":"C","code":"dn-moi-nua","under":"ldld-ha-noi","opened_on":"2026-01-01","ownership":"private"}"#;
const COUNT: &str = r#"{"workforce":{"counted_on":"2026-06-30","workers":30,"women":12}}"#;
const STEP: &str = r#"{"step":"decision","done_on":"2026-11-20"}"#;
const REASON: &str = r#"{"reason":"ghi nhầm"}"#;

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Anybody.
    ("GET", "/assets/{*path}", "/assets/nothing.css", "", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/sign-in", "/sign-in", "", [200, 303, 303, 303, 303, 303, 303]),
    ("POST", "/language", "/language", "lang=en&next=/", [303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/healthz", "/healthz", "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/readyz", "/readyz", "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/openapi.json", "/api/openapi.json", "", [200, 200, 200, 200, 200, 200, 200]),
    // Pages.
    ("GET", "/", "/", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/me/password", "/me/password", "", [303, 200, 200, 200, 200, 200, 200]),
    ("POST", "/me/password", "/me/password", "old=sai&new=mot-mat-khau-moi&again=mot-mat-khau-moi", [303, 422, 422, 422, 422, 422, 422]),
    ("GET", "/units", "/units", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/units", "/units?under=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/units/{code}", "/units/cdcs-mau", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}", "/units/ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    // Reorganisations and units.
    ("GET", "/reorganisations", "/reorganisations", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/reorganisations/new", "/reorganisations/new", "", [303, 403, 403, 403, 200, 200, 200]),
    ("POST", "/reorganisations/preview", "/reorganisations/preview", MOVE_FORM, [303, 403, 403, 403, 200, 200, 200]),
    ("POST", "/reorganisations/preview", "/reorganisations/preview", MOVE_FORM_ELSEWHERE, [303, 403, 403, 403, 404, 404, 200]),
    ("POST", "/reorganisations/preview.csv", "/reorganisations/preview.csv", MOVE_FORM, [303, 403, 403, 403, 200, 200, 200]),
    ("POST", "/reorganisations", "/reorganisations", MOVE_FORM, [303, 403, 403, 403, 422, 422, 422]),
    ("GET", "/reorganisations/{id}", "/reorganisations/{reorganisation}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("POST", "/reorganisations/{id}/undo", "/reorganisations/{reorganisation}/undo", "", [303, 404, 403, 403, 303, 422, 422]),
    ("GET", "/foundings", "/foundings", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/foundings/new", "/foundings/new", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/foundings", "/foundings", "kind=founding&unit=ldld-ha-noi&name=C&code=cdcs-x", [303, 403, 404, 404, 404, 404, 303]),
    ("POST", "/foundings", "/foundings", "kind=committee_recognition&unit=cdcs-mau", [303, 403, 303, 303, 303, 303, 303]),
    ("GET", "/foundings/{id}", "/foundings/{founding}", "", [303, 404, 404, 200, 200, 200, 200]),
    ("GET", "/foundings/{id}", "/foundings/{other_founding}", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/foundings/{id}/edit", "/foundings/{founding}/edit", "", [303, 404, 404, 200, 200, 200, 200]),
    ("POST", "/foundings/{id}/edit", "/foundings/{other_founding}/edit", "name=", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/foundings/{id}/steps", "/foundings/{other_founding}/steps", "step=preparing_group&done_on=2026-11-01", [303, 404, 404, 404, 404, 404, 303]),
    ("POST", "/foundings/{id}/steps", "/foundings/{founding}/steps", "step=decision", [303, 404, 404, 422, 422, 422, 422]),
    ("POST", "/foundings/{id}/papers", "/foundings/{other_founding}/papers", "paper=request", [303, 404, 404, 404, 404, 404, 303]),
    ("GET", "/foundings/{id}/papers/{paper}", "/foundings/{founding}/papers/request", "", [303, 404, 404, 404, 404, 404, 404]),
    ("POST", "/foundings/{id}/people", "/foundings/{other_founding}/people", "name=A&post=chair", [303, 404, 404, 404, 404, 404, 303]),
    ("POST", "/foundings/{id}/decide", "/foundings/{founding}/decide", "decision=1&decided_on=2026-11-20", [303, 404, 404, 403, 422, 422, 422]),
    ("POST", "/foundings/{id}/undo", "/foundings/{founding}/undo", "", [303, 404, 404, 403, 422, 422, 422]),
    ("POST", "/foundings/{id}/withdraw", "/foundings/{other_founding}/withdraw", "", [303, 404, 404, 404, 404, 404, 303]),
    ("GET", "/units/{code}/edit", "/units/cdcs-mau/edit", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/edit", "/units/ldld-ha-noi/edit", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/units/{code}/edit", "/units/cdcs-mau/edit", "version=99", [303, 403, 422, 422, 422, 422, 422]),
    ("POST", "/units/{code}/decisions", "/units/cdcs-mau/decisions", "kind=", [303, 403, 422, 422, 422, 422, 422]),
    ("POST", "/units/{code}/decisions", "/units/ldld-ha-noi/decisions", DECISION, [303, 404, 404, 404, 404, 404, 303]),
    ("POST", "/units/{code}/decisions/{decision}/withdraw", "/units/cdcs-mau/decisions/x/withdraw", "", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/units/{code}/decisions/{decision}/file", "/units/cdcs-mau/decisions/x/file", "", [303, 404, 404, 404, 404, 404, 404]),
    ("POST", "/units/{code}/workforce", "/units/cong-ty-may-mau/workforce", "workers=400&counted_on=2026-10-01", [303, 404, 303, 303, 303, 303, 303]),
    ("POST", "/units/{code}/workforce", "/units/cdcs-mau/workforce", "workers=400", [303, 403, 404, 404, 404, 404, 404]),
    ("POST", "/units/{code}/service", "/units/cong-ty-may-mau/service", "union=cdcs-mau&from=2026-10-01", [303, 404, 303, 303, 303, 303, 303]),
    ("POST", "/units/{code}/employer", "/units/cong-ty-may-mau/employer", "ownership=private&tax_code=2900999001", [303, 404, 303, 303, 303, 303, 303]),
    ("GET", "/employers", "/employers?unit=ldld-nghe-an", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/employers", "/employers?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/employers.csv", "/employers.csv?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/employers.geojson", "/employers.geojson?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/employers/new", "/employers/new", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/employers", "/employers", EMPLOYER, [303, 403, 404, 404, 404, 404, 303]),
    ("GET", "/employers/white-spots", "/employers/white-spots?unit=ldld-nghe-an", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/employers/white-spots.csv", "/employers/white-spots.csv?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/employers/white-spots.geojson", "/employers/white-spots.geojson?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/registers", "/registers", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/registers/{register}", "/registers/training?unit=cdcs-mau&period=2022", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/registers/{register}", "/registers/training?unit=ldld-ha-noi&period=2021", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/registers/{register}", "/registers/strikes?unit=ldld-nghe-an&period=2022", "", [303, 404, 404, 404, 200, 200, 200]),
    ("GET", "/registers/{register}/new", "/registers/training/new", "", [303, 403, 200, 200, 200, 403, 200]),
    ("POST", "/registers/{register}/records", "/registers/training/records", FORM, [303, 404, 303, 303, 303, 403, 303]),
    ("POST", "/registers/{register}/records", "/registers/training/records", FORM_ELSEWHERE, [303, 404, 404, 404, 404, 404, 303]),
    ("GET", "/registers/{register}/records/{record}", "/registers/training/records/{own}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/registers/{register}/records/{record}", "/registers/training/records/{other}", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/registers/{register}/records/{record}/edit", "/registers/training/records/{own}/edit", "", [303, 404, 200, 200, 200, 403, 200]),
    ("GET", "/registers/{register}/records/{record}/edit", "/registers/training/records/{other}/edit", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/registers/{register}/records/{record}/edit", "/registers/training/records/{other}/edit", EDIT, [303, 404, 404, 404, 404, 404, 303]),
    ("POST", "/registers/{register}/records/{record}/withdraw", "/registers/training/records/{own}/withdraw", "reason=", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/registers/{register}/records/{record}/withdraw", "/registers/training/records/{other}/withdraw", "reason=", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/registers/{register}/records/{record}/restore", "/registers/training/records/{own}/restore", "reason=x", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/registers/{register}/records/{record}/restore", "/registers/training/records/{other}/restore", "reason=x", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/registers/{register}/records/{record}/confirm", "/registers/training/records/{other}/confirm", "", [303, 404, 404, 404, 404, 404, 303]),
    ("GET", "/registers/{register}/records/{record}/files/{sha256}", "/registers/training/records/{own}/files/00", "", [303, 404, 404, 404, 404, 404, 404]),
    // Members: columns are nobody, member, chair, upper officer, specialist, leader, administrator with the root's desk.
    ("GET", "/members", "/members?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/members", "/members?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/members/new", "/members/new", "", [303, 403, 200, 200, 200, 403, 200]),
    ("POST", "/members/new", "/members/new", "unit=cdcs-mau", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/new", "/members/new", "unit=ldld-ha-noi", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/members/new-list", "/members/new-list", "", [303, 403, 200, 200, 200, 403, 200]),
    ("POST", "/members/new-list", "/members/new-list", "unit=cdcs-mau", [303, 404, 422, 422, 422, 403, 422]),
    ("GET", "/members/transfers", "/members/transfers?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/members/transfers", "/members/transfers?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/members/transfers/new", "/members/transfers/new", "", [303, 403, 200, 200, 200, 403, 200]),
    ("POST", "/members/transfers", "/members/transfers", "unit=cdcs-mau&number=X", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/transfers/{id}", "/members/transfers/00000000-0000-0000-0000-000000000001", "answer=agree", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/members/duplicates", "/members/duplicates?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/members/duplicates", "/members/duplicates?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/members/duplicates", "/members/duplicates", "unit=cdcs-mau&kept={member}&merged={member}&reason=x", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/duplicates", "/members/duplicates", "unit=cdcs-mau&kept={member}&merged={other_member}&reason=x&answer=distinct", [303, 404, 404, 404, 404, 403, 303]),
    ("POST", "/members/merges/{id}/undo", "/members/merges/00000000-0000-0000-0000-000000000001/undo", "", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/members/counts", "/members/counts?unit=cdcs-mau&period=2026-11", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/members/counts", "/members/counts?unit=ldld-ha-noi&period=2026-11", "", [303, 404, 404, 404, 404, 404, 200]),
    // Cards: anybody checks one; the unit asks, the level above signs.
    ("GET", "/cards/verify", "/cards/verify?card=CDV1:ABC", "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/cards/keys.json", "/cards/keys.json", "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/cards/revoked.json", "/cards/revoked.json", "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/cards", "/cards?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/cards", "/cards?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/cards", "/cards", "unit=cdcs-mau&kind=ordinary&cause=new", [303, 403, 422, 422, 422, 403, 422]),
    ("POST", "/cards", "/cards", "unit=ldld-ha-noi&kind=ordinary&cause=new&people={other_member}", [303, 403, 404, 404, 404, 403, 422]),
    ("POST", "/cards/deeds", "/cards/deeds", "unit=cdcs-mau&deed=issue&cards=00000000-0000-0000-0000-000000000001", [303, 403, 403, 404, 404, 403, 404]),
    ("POST", "/cards/deeds", "/cards/deeds", "unit=cdcs-mau&deed=issue&cards={card}", [303, 403, 403, 303, 422, 403, 422]),
    ("POST", "/cards/deeds", "/cards/deeds", "unit=cdcs-mau&deed=revoke&cards={other_card}&reason=x", [303, 403, 404, 404, 404, 403, 422]),
    ("GET", "/cards/print.pdf", "/cards/print.pdf?unit=cdcs-mau&state=refused", "", [303, 404, 422, 422, 422, 422, 422]),
    ("GET", "/cards/print.pdf", "/cards/print.pdf?unit=ldld-ha-noi&state=refused", "", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/cards/list.xlsx", "/cards/list.xlsx?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/cards/list.xlsx", "/cards/list.xlsx?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/cards/{id}/card.pdf", "/cards/{card}/card.pdf", "", [303, 404, 200, 200, 200, 403, 200]),
    ("GET", "/cards/{id}/card.pdf", "/cards/{other_card}/card.pdf", "", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/me/card.pdf", "/me/card.pdf", "", [303, 404, 404, 404, 404, 404, 404]),
    ("POST", "/members/{id}/cards", "/members/{member}/cards", "deed=hand", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/{id}/cards", "/members/{other_member}/cards", "deed=hand", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/cards/campaigns", "/cards/campaigns?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/cards/campaigns", "/cards/campaigns?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/cards/campaigns", "/cards/campaigns", "unit=cdcs-mau&name=A&decision=1&from_day=2026-11-01", [303, 404, 403, 303, 303, 403, 303]),
    ("POST", "/cards/campaigns", "/cards/campaigns", "unit=ldld-ha-noi&name=", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/cards/campaigns/{id}", "/cards/campaigns/{campaign}?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/cards/campaigns/{id}", "/cards/campaigns/{campaign}", "", [303, 404, 404, 404, 200, 200, 200]),
    ("GET", "/members/{id}", "/members/{member}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/members/{id}", "/members/{other_member}", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/members/{id}/edit", "/members/{member}/edit", "", [303, 404, 200, 200, 200, 403, 200]),
    ("POST", "/members/{id}/edit", "/members/{member}/edit", "version=1", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/{id}/edit", "/members/{other_member}/edit", "version=1", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/members/{id}/open", "/members/{member}/open", "fields=phone&reason=Li%C3%AAn+h%E1%BB%87+h%E1%BB%8Dp", [303, 404, 200, 200, 200, 403, 200]),
    ("POST", "/members/{id}/open", "/members/{other_member}/open", "fields=phone&reason=xem+cho+biet", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/members/{id}/state", "/members/{member}/state", "state=none&from=2026-11-22", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/{id}/leave", "/members/{member}/leave", "leaving=expelled&left_on=2026-11-22", [303, 404, 403, 422, 422, 403, 422]),
    ("POST", "/members/{id}/transfer", "/members/{member}/transfer", "to=khong-co", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/members/{id}/readmit", "/members/{member}/readmit", "unit=cdcs-mau&joined_on=2026-11-22", [303, 404, 403, 422, 422, 403, 422]),
    ("GET", "/figures", "/figures?unit=cdcs-mau&period=2022", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/figures", "/figures?unit=ldld-nghe-an&period=2022", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/figures", "/figures?unit=ldld-ha-noi&period=2022", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/figures.xlsx", "/figures.xlsx?unit=cdcs-mau&period=2022", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/figures.xlsx", "/figures.xlsx?unit=ldld-ha-noi&period=2022", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/figures.csv", "/figures.csv?unit=ldld-ha-noi&period=2022", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/figures/bridge", "/figures/bridge?unit=ldld-nghe-an&indicator=training.classes&period=2022", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/figures/bridge", "/figures/bridge?unit=ldld-ha-noi&indicator=training.classes&period=2021", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/figures/open", "/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/figures/open", "/figures/open?unit=ldld-ha-noi&indicator=training.classes&period=2021", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/figures/open.xlsx", "/figures/open.xlsx?unit=ldld-nghe-an&indicator=training.classes&period=2022", "", [303, 404, 403, 403, 200, 200, 200]),
    ("GET", "/figures/open.xlsx", "/figures/open.xlsx?unit=ldld-ha-noi&indicator=training.classes&period=2021", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/programmes", "/programmes?unit=cdcs-mau", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/programmes", "/programmes?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/programmes/{id}", "/programmes/{programme}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/programmes/{id}", "/programmes/{other_programme}", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/directives", "/directives", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/directives/graph", "/directives/graph", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/directives/read", "/directives/read", "text=Nghị quyết số 02-NQ/TW", [303, 403, 403, 200, 200, 200, 200]),
    ("POST", "/directives", "/directives", "text=abc&title=T&unit=ldld-ha-noi&symbol=1/KH-X&kind=KH", [303, 403, 403, 422, 422, 422, 422]),
    ("POST", "/directives", "/directives", "text=abc&title=T&unit=vgcl&symbol=1/KH-X&kind=KH", [303, 403, 403, 422, 422, 422, 303]),
    ("GET", "/directives/{id}", "/directives/{directive}", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/directives/{id}", "/directives/{other_directive}", "", [303, 403, 404, 404, 404, 404, 200]),
    // The search shows what the caller sees; views of lists belong to people, shared ones to units.
    ("GET", "/search", "/search?q=may+mau", "", [303, 200, 200, 200, 200, 200, 200]),
    ("POST", "/views", "/views", "page=/members&query=state%3Dleft&name=A", [303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/views", "/views", "page=/members&name=B&share=true", [303, 403, 303, 303, 303, 303, 303]),
    ("POST", "/views", "/views", "page=//elsewhere&name=C", [303, 422, 422, 422, 422, 422, 422]),
    ("POST", "/views/{id}/delete", "/views/00000000-0000-0000-0000-000000000001/delete", "", [303, 404, 404, 404, 404, 404, 404]),
    // Officers.
    ("GET", "/units/{code}/officers", "/units/cdcs-mau/officers", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/officers", "/units/ldld-ha-noi/officers", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/units/{code}/officers/new", "/units/cdcs-mau/officers/new", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/officers/new", "/units/ldld-nghe-an/officers/new", "", [303, 404, 403, 403, 403, 403, 200]),
    ("POST", "/units/{code}/officers", "/units/cdcs-mau/officers", "title=chair&new_name=A", [303, 403, 422, 422, 422, 422, 422]),
    ("POST", "/units/{code}/officers", "/units/ldld-nghe-an/officers", "title=chair&new_name=A", [303, 404, 403, 403, 403, 403, 422]),
    ("POST", "/units/{code}/officers", "/units/ldld-ha-noi/officers", "title=chair&new_name=A", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/units/{code}/bodies", "/units/cdcs-mau/bodies", "body.kind=none", [303, 403, 422, 422, 422, 422, 422]),
    ("POST", "/units/{code}/bodies", "/units/ldld-ha-noi/bodies", "body.kind=none", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/units/{code}/bodies/{body}/end", "/units/cdcs-mau/bodies/{post}/end", "end.day=2026-11-22", [303, 403, 403, 422, 422, 422, 422]),
    ("POST", "/units/{code}/bodies/{body}/end", "/units/ldld-ha-noi/bodies/{post}/end", "end.day=2026-11-22", [303, 404, 404, 404, 404, 404, 422]),
    ("GET", "/units/{code}/posts/{post}", "/units/cdcs-mau/posts/{post}", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/posts/{post}", "/units/ldld-ha-noi/posts/{post}", "", [303, 404, 404, 404, 404, 404, 404]),
    ("POST", "/units/{code}/posts/{post}/end", "/units/cdcs-mau/posts/{post}/end", "end.day=2026-11-22", [303, 403, 403, 422, 422, 422, 422]),
    ("POST", "/units/{code}/posts/{post}/delegate", "/units/cdcs-mau/posts/{post}/delegate", "", [303, 403, 403, 422, 422, 422, 422]),
    ("POST", "/units/{code}/posts/{post}/account", "/units/cdcs-mau/posts/{post}/account", "account.login=x", [303, 403, 403, 422, 422, 422, 422]),
    ("POST", "/units/{code}/posts/{post}/password", "/units/cdcs-mau/posts/{post}/password", "", [303, 403, 403, 404, 404, 404, 404]),
    ("POST", "/units/{code}/posts/{post}/party", "/units/cdcs-mau/posts/{post}/party", "", [303, 404, 422, 422, 422, 403, 422]),
    // The mandate is that of `captren`, which no post gives: its holder delegates it, and whoever fills posts above.
    ("GET", "/units/{code}/mandates/{mandate}", "/units/{upper}/mandates/{mandate}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("POST", "/units/{code}/mandates/{mandate}/delegate", "/units/{upper}/mandates/{mandate}/delegate", "", [303, 404, 403, 422, 422, 422, 422]),
    ("POST", "/units/{code}/mandates/{mandate}/end", "/units/cdcs-mau/mandates/{post}/end", "", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/units/{code}/handover", "/units/cdcs-mau/handover", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/handover", "/units/ldld-nghe-an/handover", "", [303, 404, 404, 404, 200, 200, 200]),
    ("GET", "/units/{code}/handover", "/units/ldld-ha-noi/handover", "", [303, 404, 404, 404, 404, 404, 200]),
    // Entered on behalf: nothing waits in the demonstration, so whoever may confirm hears of a conflict.
    ("GET", "/units/{code}/on-behalf", "/units/cdcs-mau/on-behalf", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/units/{code}/on-behalf", "/units/ldld-ha-noi/on-behalf", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/registers/{register}/records/{record}/behalf", "/registers/training/records/{own}/behalf", "", [303, 404, 409, 403, 403, 403, 403]),
    ("POST", "/registers/{register}/records/{record}/behalf", "/registers/training/records/{other}/behalf", "", [303, 404, 404, 404, 404, 404, 403]),
    // Seeing as somebody else. The reason is left out, so that nobody's later lines are seen as somebody else.
    ("GET", "/view-as", "/view-as", "", [303, 403, 403, 403, 403, 403, 200]),
    ("POST", "/view-as", "/view-as", "login=cdcs&reason=", [303, 403, 403, 403, 403, 403, 422]),
    ("POST", "/view-as/end", "/view-as/end", "", [303, 303, 303, 303, 303, 303, 303]),
    // Imports.
    ("GET", "/imports", "/imports", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/imports", "/imports", "kind=members", [303, 403, 422, 422, 422, 403, 422]),
    ("POST", "/imports", "/imports", "kind=accounts", [303, 403, 403, 403, 403, 403, 422]),
    ("POST", "/imports", "/imports", "kind=records:training", [303, 403, 422, 422, 422, 403, 422]),
    ("POST", "/imports", "/imports", "kind=figures", [303, 403, 403, 422, 422, 403, 422]),
    ("POST", "/imports", "/imports", "kind=employers", [303, 403, 422, 422, 422, 422, 422]),
    ("GET", "/imports/drafts/{draft}", "/imports/drafts/x", "", [303, 403, 404, 404, 404, 404, 404]),
    ("POST", "/imports/drafts/{draft}/columns", "/imports/drafts/x/columns", "", [303, 403, 404, 404, 404, 404, 404]),
    ("GET", "/imports/drafts/{draft}/refusals.csv", "/imports/drafts/x/refusals.csv", "", [303, 403, 404, 404, 404, 404, 404]),
    ("POST", "/imports/drafts/{draft}/accept", "/imports/drafts/x/accept", "", [303, 403, 404, 404, 404, 404, 404]),
    ("POST", "/imports/drafts/{draft}/discard", "/imports/drafts/x/discard", "", [303, 403, 303, 303, 303, 303, 303]),
    ("POST", "/imports/drafts/{draft}/passwords.csv", "/imports/drafts/x/passwords.csv", "", [303, 403, 404, 404, 404, 404, 404]),
    ("GET", "/imports/{batch}", "/imports/00000000-0000-0000-0000-000000000001", "", [303, 403, 404, 404, 404, 404, 404]),
    ("POST", "/imports/{batch}/undo", "/imports/00000000-0000-0000-0000-000000000001/undo", "", [303, 403, 404, 404, 404, 404, 404]),
    // Personal data. `doanvien` and `cdcs` stand in a member file; the others have nothing of their own to correct.
    ("GET", "/me", "/me", "", [303, 200, 200, 200, 200, 200, 200]),
    ("POST", "/me/correct", "/me/correct", "fields.phone=0912345678", [303, 303, 303, 404, 404, 404, 404]),
    ("POST", "/me/requests", "/me/requests", "kind=access&said=x", [303, 303, 303, 404, 404, 404, 404]),
    ("POST", "/me/consents", "/me/consents", "purpose=care&given=true", [303, 303, 303, 404, 404, 404, 404]),
    ("GET", "/me/data.json", "/me/data.json", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/me/data.csv", "/me/data.csv", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/data-requests", "/data-requests", "", [303, 403, 200, 200, 200, 200, 200]),
    ("GET", "/data-requests/{request}", "/data-requests/{data_request}", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/data-requests/{request}", "/data-requests/{other_data_request}", "", [303, 404, 404, 404, 404, 404, 404]),
    ("POST", "/data-requests/{request}/acknowledge", "/data-requests/{data_request}/acknowledge", "", [303, 404, 303, 303, 303, 303, 303]),
    ("POST", "/data-requests/{request}/answer", "/data-requests/{data_request}/answer", "text=", [303, 404, 422, 422, 422, 422, 422]),
    ("GET", "/data-incidents", "/data-incidents", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/data-incidents", "/data-incidents", "", [303, 403, 422, 422, 422, 422, 422]),
    ("POST", "/data-incidents", "/data-incidents", "unit=ldld-ha-noi&what=x&people=1&noticed_at=2026-11-20T08:00", [303, 403, 404, 404, 404, 404, 303]),
    ("GET", "/data-incidents/{incident}", "/data-incidents/{incident}", "", [303, 404, 404, 404, 200, 200, 200]),
    ("POST", "/data-incidents/{incident}", "/data-incidents/{incident}", "people=x", [303, 404, 404, 404, 422, 422, 422]),
    ("GET", "/data-exports", "/data-exports", "", [303, 403, 200, 200, 200, 200, 200]),
    ("POST", "/data-exports", "/data-exports", "unit=cdcs-mau&format=csv", [303, 404, 200, 200, 200, 200, 200]),
    ("POST", "/data-exports", "/data-exports", "unit=cdcs-mau&format=csv&clear=true&reason=x", [303, 404, 403, 200, 200, 403, 200]),
    ("POST", "/data-exports", "/data-exports", "unit=ldld-ha-noi&format=csv", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/data-alerts/{alert}/seen", "/data-alerts/00000000-0000-0000-0000-000000000001/seen", "", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/data-map", "/data-map", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/data-map.csv", "/data-map.csv", "", [303, 200, 200, 200, 200, 200, 200]),
    // Programs.
    ("GET", "/api/v1/figures", "/api/v1/figures?unit=ldld-nghe-an&indicator=training.classes&period=2022", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/figures", "/api/v1/figures?unit=ldld-nghe-an&indicator=training.classes&period=2022&parts=true", "", [401, 404, 403, 403, 200, 200, 200]),
    ("GET", "/api/v1/figures", "/api/v1/figures?unit=ldld-ha-noi&indicator=training.classes&period=2021", "", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/units", "/api/v1/units?under=ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/units", "/api/v1/units", "", [401, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/units/{code}", "/api/v1/units/cdcs-mau", "", [401, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/units/{code}", "/api/v1/units/ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/units/{code}/children", "/api/v1/units/ldld-ha-noi/children", "", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/units/{code}/officers", "/api/v1/units/cdcs-mau/officers", "", [401, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/units/{code}/officers", "/api/v1/units/ldld-ha-noi/officers", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/units/{code}/officers", "/api/v1/units/cdcs-mau/officers", APPOINT, [401, 403, 422, 422, 422, 422, 422]),
    ("POST", "/api/v1/units/{code}/officers", "/api/v1/units/ldld-ha-noi/officers", APPOINT, [401, 404, 404, 404, 404, 404, 422]),
    ("POST", "/api/v1/units/{code}/officers/{post}/end", "/api/v1/units/cdcs-mau/officers/{post}/end", END, [401, 403, 422, 422, 422, 422, 422]),
    ("GET", "/api/v1/employers", "/api/v1/employers?unit=ldld-nghe-an&white_spots=true", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/employers", "/api/v1/employers?unit=ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/employers", "/api/v1/employers", NEW_EMPLOYER, [401, 404, 404, 404, 404, 404, 201]),
    ("POST", "/api/v1/employers/{code}", "/api/v1/employers/dn-go-cau-treo", COUNT, [401, 404, 404, 204, 204, 204, 204]),
    ("POST", "/api/v1/employers/{code}", "/api/v1/employers/dn-moi-nua", COUNT, [401, 404, 404, 404, 404, 404, 204]),
    ("GET", "/api/v1/foundings", "/api/v1/foundings", "", [401, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/foundings/{id}", "/api/v1/foundings/{founding}", "", [401, 404, 404, 200, 200, 200, 200]),
    ("GET", "/api/v1/foundings/{id}", "/api/v1/foundings/{other_founding}", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/foundings/{id}/steps", "/api/v1/foundings/{founding}/steps", STEP, [401, 404, 404, 422, 422, 422, 422]),
    ("GET", "/api/v1/me", "/api/v1/me", "", [401, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/me/requests", "/api/v1/me/requests", r#"{"kind":"access","said":"x"}"#, [401, 201, 201, 404, 404, 404, 404]),
    ("GET", "/api/v1/data-requests", "/api/v1/data-requests", "", [401, 403, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/data-requests/{id}", "/api/v1/data-requests/{data_request}", r#"{"answer":"grant"}"#, [401, 404, 422, 422, 422, 422, 422]),
    ("POST", "/api/v1/data-requests/{id}", "/api/v1/data-requests/{other_data_request}", r#"{"answer":"grant","text":"x"}"#, [401, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/records/{register}", "/api/v1/records/training?unit=cdcs-mau&period=2022", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/records/{register}", "/api/v1/records/training?unit=ldld-ha-noi&period=2021", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/records/{register}", "/api/v1/records/training", TRAINING, [401, 404, 201, 201, 201, 403, 201]),
    ("POST", "/api/v1/records/{register}", "/api/v1/records/training", TRAINING_ELSEWHERE, [401, 404, 404, 404, 404, 404, 201]),
    ("GET", "/api/v1/records/{register}/{id}", "/api/v1/records/training/{own}", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/records/{register}/{id}", "/api/v1/records/training/{other}", "", [401, 404, 404, 404, 404, 404, 200]),
    ("PUT", "/api/v1/records/{register}/{id}", "/api/v1/records/training/{other}", CHANGED, [401, 428, 428, 428, 428, 428, 428]),
    ("POST", "/api/v1/records/{register}/{id}/withdraw", "/api/v1/records/training/{other}/withdraw", REASON, [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/records/{register}/{id}/restore", "/api/v1/records/training/{other}/restore", REASON, [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/records/{register}/{id}/confirm", "/api/v1/records/training/{other}/confirm", "{}", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/members", "/api/v1/members?unit=cdcs-mau", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/members", "/api/v1/members?unit=ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/members", "/api/v1/members", MEMBER, [401, 404, 201, 201, 201, 403, 201]),
    ("POST", "/api/v1/members", "/api/v1/members", MEMBER_ELSEWHERE, [401, 404, 404, 404, 404, 404, 422]),
    ("GET", "/api/v1/cards", "/api/v1/cards?unit=cdcs-mau", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/cards", "/api/v1/cards?unit=ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/cards", "/api/v1/cards", r#"{"members":["{other_member}"],"cause":"lost"}"#, [401, 403, 404, 404, 404, 403, 422]),
    ("POST", "/api/v1/cards", "/api/v1/cards", r#"{"members":["{member}"],"cause":"older"}"#, [401, 422, 422, 422, 422, 422, 422]),
    ("GET", "/api/v1/members/{id}", "/api/v1/members/{member}", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/members/{id}", "/api/v1/members/{other_member}", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/members/{id}/transfer", "/api/v1/members/{member}/transfer", r#"{"to":"khong-co"}"#, [401, 404, 422, 422, 422, 403, 422]),
    ("POST", "/api/v1/members/{id}/leave", "/api/v1/members/{member}/leave", r#"{"leaving":"expelled","left_on":"2026-11-22"}"#, [401, 404, 403, 422, 422, 403, 422]),
    ("POST", "/api/v1/transfers/{id}", "/api/v1/transfers/00000000-0000-0000-0000-000000000001", r#"{"answer":"agree"}"#, [401, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/reorganisations", "/api/v1/reorganisations", "", [401, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/reorganisations", "/api/v1/reorganisations", PLAN_DRY, [401, 404, 403, 403, 200, 200, 200]),
    ("POST", "/api/v1/reorganisations/{id}/undo", "/api/v1/reorganisations/{reorganisation}/undo", "{}", [401, 404, 403, 403, 422, 422, 422]),
    ("GET", "/api/v1/programmes", "/api/v1/programmes?unit=cdcs-mau&period=2022", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/programmes", "/api/v1/programmes?unit=ldld-ha-noi&period=2021", "", [401, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/programmes/{id}", "/api/v1/programmes/{programme}", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/programmes/{id}", "/api/v1/programmes/{other_programme}", "", [401, 404, 404, 404, 404, 404, 200]),
    // Last: it ends the session it is sent in.
    ("POST", "/sign-out", "/sign-out", "", [303, 303, 303, 303, 303, 303, 303]),
];

struct Asker {
    cookie: String,
    csrf: String,
    token: String,
}

struct Fixture {
    app: Router,
    service: Arc<Service>,
    askers: Vec<Option<Asker>>,
    names: BTreeMap<&'static str, String>,
    _database: congdoan_testkit::Fresh,
}

async fn fixture() -> Fixture {
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
    let names = names(&service).await;
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
    let plan = "[reorganisation]\ntitle = \"T\"\ndecision = \"9/QĐ\"\neffective_on = 2026-12-01\n\
        unit = \"ldld-nghe-an\"\n[[step]]\ndo = \"rename\"\nunit = \"cdcs-na-002\"\nname = \"Tên mới\"\n";
    let reorganisation = service.reorganise(&system, plan).await.unwrap().id.unwrap().to_string();
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
    let incident = NewIncident {
        unit: "ldld-nghe-an",
        what: "x",
        data_kinds: "",
        people: 1,
        measures: "",
        noticed_at: service.system().now,
    };
    let incident = service.add_incident(&system, &incident, None).await.unwrap();
    let (own_member, elsewhere_member) = (member("cdcs-mau").await, other_member(service).await.unwrap());
    BTreeMap::from([
        ("{campaign}", campaign(service).await),
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
        ("{incident}", incident.to_string()),
        ("{own}", record("cdcs-mau", 2026).await),
        ("{other}", record("ldld-ha-noi", 2021).await),
        ("{programme}", programme("cdcs-mau").await),
        ("{other_programme}", programme("ldld-ha-noi").await),
        ("{directive}", first),
        ("{other_directive}", elsewhere.unwrap()),
        ("{member}", own_member),
        ("{other_member}", elsewhere_member),
    ])
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
    async fn ask(&self, asker: Option<&Asker>, case: &Case) -> u16 {
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

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let routed: Vec<(&str, &str)> = routes::table().iter().map(|route| (route.method, route.path)).collect();
    for route in &routed {
        assert!(
            CASES.iter().any(|case| (case.0, case.1) == *route) || *route == ("POST", "/sign-in"),
            "{route:?} has no line in the table"
        );
    }
    let fixture = fixture().await;
    let mut wrong = Vec::new();
    for case in CASES {
        // One route with two methods is one entry of the router; the table names the first.
        assert!(routed.iter().any(|(_, path)| *path == case.1), "{} is no route", case.1);
        for ((role, asker), wanted) in ROLES.iter().zip(&fixture.askers).zip(case.4) {
            let got = fixture.ask(asker.as_ref(), case).await;
            if got != wanted {
                wrong.push(format!("{} {} as \"{role}\": {got}, not {wanted}", case.0, case.2));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_form_without_its_token_is_refused_and_a_cookie_does_not_write_through_the_api() {
    let fixture = fixture().await;
    let asker = fixture.askers.get(2).unwrap().as_ref().unwrap();
    let forged = |path: &str, kind: &str, body: &str| {
        Request::post(path)
            .header(header::COOKIE, &asker.cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    let form = forged("/registers/training/records", "application/x-www-form-urlencoded", FORM);
    assert_eq!(fixture.app.clone().oneshot(form).await.unwrap().status(), 422);
    let api = forged("/api/v1/records/training", "application/json", TRAINING);
    assert_eq!(fixture.app.clone().oneshot(api).await.unwrap().status(), 401);
    let read_only = fixture.service.add_token("cdcs", Scope::Read).await.unwrap();
    let api = Request::post("/api/v1/records/training")
        .header(header::AUTHORIZATION, format!("Bearer {read_only}"))
        .body(Body::from(TRAINING))
        .unwrap();
    assert_eq!(fixture.app.clone().oneshot(api).await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_refusal_leaves_an_audit_line() {
    let fixture = fixture().await;
    let asker = fixture.askers.get(2).unwrap().as_ref();
    let Some(case) = CASES.iter().find(|case| case.2 == "/api/v1/records/training/{other}") else { panic!("no case") };
    assert_eq!(fixture.ask(asker, case).await, 404);
    let system = fixture.service.system();
    let mut tx = fixture.service.store().read().await.unwrap();
    let entries = tx.entries(&system, congdoan_model::audit::ROOT_CHAIN, 0).await.unwrap();
    let (last, _) = entries.last().unwrap();
    assert_eq!((last.who.as_str(), last.action.as_str()), ("cdcs", "denied"));
    assert_eq!(last.object, format!("record:{}", fixture.names.get("{other}").unwrap()));
}
