//! Every route, asked by every role: a route without a line in the table fails the test.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

mod entry;
mod fixture;
mod reports;
mod sheets;
mod table;
mod targets;

use axum::{
    body::Body,
    http::{Request, header},
};
use congdoan_model::access::Scope;
use congdoan_web::routes;
use tower::ServiceExt as _;

use crate::{
    entry::ENTRY,
    fixture::fixture,
    sheets::SHEETS,
    table::{CASES, Case, FORM, ROLES, TRAINING},
};

/// Every line; what signs out comes last.
fn cases() -> impl Iterator<Item = &'static Case> {
    reports::CASES.iter().chain(ENTRY).chain(SHEETS).chain(CASES)
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let routed: Vec<(&str, &str)> = routes::table().iter().map(|route| (route.method, route.path)).collect();
    for route in &routed {
        assert!(
            cases().any(|case| (case.0, case.1) == *route) || *route == ("POST", "/sign-in"),
            "{route:?} has no line in the table"
        );
    }
    let fixture = fixture().await;
    let mut wrong = Vec::new();
    for case in cases() {
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
