//! Every route of the program, as one table: who it is for, how it is asked, what answers.
//!
//! The table is data so that a test can walk it: each route must turn away whoever is signed out, and each must have a
//! rights test. Not here: what a route does (`handlers`, `api`).

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post, put},
};
use congdoan_service::Error;

use crate::{
    api::{
        cards, deadlines, directives, dispatches, employers, figures, foundings, health, integrity, members, officers,
        openapi, privacy,
        programmes::{self, cascade, reviews},
        records, registers, reorganisations, reports, requests, schemes, sheets, study, targets, units,
    },
    app::App,
    refusal::{Refusal, details},
    visit::Visit,
};

/// Who a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody: nothing of the federation is told.
    Anybody,
    /// Signed-in people in a browser.
    Person,
    /// Programs with a token, and signed-in people.
    Program,
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    /// GET, POST, PUT.
    pub method: &'static str,
    /// The path with its parameters.
    pub path: &'static str,
    /// Who it is for.
    pub audience: Audience,
    answer: MethodRouter<App>,
}

pub(crate) const fn route(
    method: &'static str,
    path: &'static str,
    audience: Audience,
    answer: MethodRouter<App>,
) -> Route {
    Route { method, path, audience, answer }
}

/// As much as a form in Excel may be.
fn sheet_limit() -> axum::extract::DefaultBodyLimit {
    axum::extract::DefaultBodyLimit::max(congdoan_service::reports::LARGEST_SHEET + (1 << 20))
}

/// The table.
#[must_use]
pub fn table() -> Vec<Route> {
    use Audience::{Anybody, Program};
    let mut table = crate::handlers::routes::table();
    table.extend([
        // Asked by whoever watches the server.
        route("GET", "/healthz", Anybody, get(health::alive)),
        route("GET", "/readyz", Anybody, get(health::ready)),
        route("GET", "/api/openapi.json", Anybody, get(openapi::document)),
        // Asked by programs.
        route("GET", "/api/v1/figures", Program, get(figures::figure)),
        route("GET", "/api/v1/reports", Program, get(reports::read)),
        route("GET", "/api/v1/reports/lines", Program, get(reports::entries)),
        route("POST", "/api/v1/reports/lines", Program, post(reports::lines)),
        route("POST", "/api/v1/reports/deeds/{deed}", Program, post(reports::deed)),
        route("GET", "/api/v1/reports/awaited", Program, get(reports::awaited)),
        route("POST", "/api/v1/reports/chase", Program, post(reports::chase)),
        route("POST", "/api/v1/reports/outages", Program, post(reports::declare_outage)),
        route("POST", "/api/v1/reports/outages/{id}/end", Program, post(reports::end_outage)),
        route("GET", "/api/v1/seals", Program, get(reports::seals)),
        route("POST", "/api/v1/seals", Program, post(reports::seal)),
        route("GET", "/api/v1/integrity", Program, get(integrity::read)),
        route("GET", "/api/v1/reports/sheet", Program, get(sheets::file)),
        route("POST", "/api/v1/reports/sheet", Program, post(sheets::read).layer(sheet_limit())),
        route("POST", "/api/v1/reports/sheet/take", Program, post(sheets::take)),
        route("GET", "/api/v1/reports/parallel", Program, get(sheets::parallel)),
        route("GET", "/api/v1/requests", Program, get(requests::list)),
        route("POST", "/api/v1/requests", Program, post(requests::send)),
        route("POST", "/api/v1/requests/look", Program, post(requests::look)),
        route("GET", "/api/v1/requests/{id}", Program, get(requests::one)),
        route("POST", "/api/v1/requests/{id}/withdraw", Program, post(requests::withdraw)),
        route("GET", "/api/v1/burden", Program, get(requests::burden)),
        route("GET", "/api/v1/deadlines", Program, get(deadlines::list)),
        route("GET", "/api/v1/units", Program, get(units::list)),
        route("GET", "/api/v1/units/{code}", Program, get(units::read)),
        route("GET", "/api/v1/units/{code}/children", Program, get(units::children)),
        route("GET", "/api/v1/units/{code}/officers", Program, get(officers::list)),
        route("POST", "/api/v1/units/{code}/officers", Program, post(officers::appoint)),
        route("POST", "/api/v1/units/{code}/officers/{post}/end", Program, post(officers::end)),
        route("GET", "/api/v1/employers", Program, get(employers::list)),
        route("POST", "/api/v1/employers", Program, post(employers::create)),
        route("POST", "/api/v1/employers/{code}", Program, post(employers::change)),
        route("GET", "/api/v1/foundings", Program, get(foundings::list)),
        route("GET", "/api/v1/foundings/{id}", Program, get(foundings::read)),
        route("POST", "/api/v1/foundings/{id}/steps", Program, post(foundings::step)),
        route("GET", "/api/v1/me", Program, get(privacy::me)),
        route("POST", "/api/v1/me/requests", Program, post(privacy::ask)),
        route("GET", "/api/v1/data-requests", Program, get(privacy::requests)),
        route("POST", "/api/v1/data-requests/{id}", Program, post(privacy::answer)),
        route("GET", "/api/v1/records/{register}", Program, get(records::list)),
        route("POST", "/api/v1/records/{register}", Program, post(records::create)),
        route("GET", "/api/v1/records/{register}/{id}", Program, get(records::read)),
        route("PUT", "/api/v1/records/{register}/{id}", Program, put(records::change)),
        route("POST", "/api/v1/records/{register}/{id}/withdraw", Program, post(records::withdraw)),
        route("POST", "/api/v1/records/{register}/{id}/restore", Program, post(records::restore)),
        route("POST", "/api/v1/records/{register}/{id}/confirm", Program, post(records::confirm)),
        route("GET", "/api/v1/members", Program, get(members::list)),
        route("POST", "/api/v1/members", Program, post(members::admit)),
        route("GET", "/api/v1/members/{id}", Program, get(members::read)),
        route("POST", "/api/v1/members/{id}/transfer", Program, post(members::transfer)),
        route("POST", "/api/v1/members/{id}/leave", Program, post(members::leave)),
        route("POST", "/api/v1/transfers/{id}", Program, post(members::answer)),
        route("GET", "/api/v1/cards", Program, get(cards::list)),
        route("POST", "/api/v1/cards", Program, post(cards::request)),
        route("GET", "/api/v1/reorganisations", Program, get(reorganisations::list)),
        route("POST", "/api/v1/reorganisations", Program, post(reorganisations::create)),
        route("POST", "/api/v1/reorganisations/{id}/undo", Program, post(reorganisations::undo)),
        route("GET", "/api/v1/directives", Program, get(directives::list)),
        route("POST", "/api/v1/directives", Program, post(directives::create)),
        route("GET", "/api/v1/directives/{id}", Program, get(directives::read)),
        route("POST", "/api/v1/directives/{id}/findings", Program, post(directives::decide)),
        route("POST", "/api/v1/directives/{id}/book", Program, post(directives::book)),
        route("GET", "/api/v1/directives/{id}/impact", Program, get(directives::impact)),
    ]);
    table.extend(of_programmes());
    table
}

/// What programs ask of programmes, targets, tasks, schemes, papers sent down and study sessions.
fn of_programmes() -> Vec<Route> {
    use Audience::Program;
    vec![
        route("GET", "/api/v1/programmes", Program, get(programmes::list)),
        route("GET", "/api/v1/programmes/{id}", Program, get(programmes::read)),
        route("POST", "/api/v1/programmes/{id}/targets", Program, post(targets::add)),
        route("GET", "/api/v1/targets/{id}", Program, get(targets::read)),
        route("POST", "/api/v1/targets/{id}/allot", Program, post(targets::allot)),
        route("POST", "/api/v1/targets/{id}/changes", Program, post(targets::ask)),
        route("POST", "/api/v1/target-changes/{id}/decide", Program, post(targets::decide)),
        route("POST", "/api/v1/programmes", Program, post(cascade::open)),
        route("PUT", "/api/v1/programmes/{id}", Program, put(cascade::change)),
        route("POST", "/api/v1/programmes/{id}/end", Program, post(cascade::end)),
        route("POST", "/api/v1/programmes/{id}/reopen", Program, post(cascade::reopen)),
        route("GET", "/api/v1/programmes/{id}/answers", Program, get(cascade::answers)),
        route("POST", "/api/v1/programmes/{id}/answers", Program, post(cascade::answer)),
        route("GET", "/api/v1/programmes/{id}/review", Program, get(reviews::review)),
        route("POST", "/api/v1/programmes/{id}/reviews", Program, post(reviews::write_review)),
        route("GET", "/api/v1/directives/{id}/coverage", Program, get(cascade::coverage)),
        route("GET", "/api/v1/directives/{id}/cascade", Program, get(cascade::cascade)),
        route("GET", "/api/v1/registers", Program, get(registers::list)),
        route("POST", "/api/v1/registers", Program, post(registers::publish)),
        route("GET", "/api/v1/registers/{register}", Program, get(registers::read)),
        route("POST", "/api/v1/indicators", Program, post(reviews::define)),
        route("GET", "/api/v1/programmes/{id}/tasks", Program, get(programmes::tasks::board)),
        route("POST", "/api/v1/programmes/{id}/tasks", Program, post(programmes::tasks::create)),
        route("GET", "/api/v1/tasks", Program, get(programmes::tasks::list)),
        route("GET", "/api/v1/tasks/by-unit", Program, get(programmes::tasks::by_unit)),
        route("GET", "/api/v1/tasks/{id}", Program, get(programmes::tasks::read)),
        route("PUT", "/api/v1/tasks/{id}", Program, put(programmes::tasks::change)),
        route("POST", "/api/v1/tasks/{id}/{deed}", Program, post(programmes::tasks::deed)),
        route("GET", "/api/v1/dispatches", Program, get(dispatches::list)),
        route("POST", "/api/v1/dispatches", Program, post(dispatches::send)),
        route("GET", "/api/v1/dispatches/{id}", Program, get(dispatches::read)),
        route("POST", "/api/v1/dispatches/{id}/deeds", Program, post(dispatches::tend)),
        route("POST", "/api/v1/dispatches/{id}/units/{unit}", Program, post(dispatches::answer)),
        route("GET", "/api/v1/study-sessions", Program, get(study::list)),
        route("POST", "/api/v1/study-sessions", Program, post(study::plan)),
        route("GET", "/api/v1/study-sessions/{id}", Program, get(study::read)),
        route("POST", "/api/v1/study-sessions/{id}/attendances", Program, post(study::attend)),
        route("POST", "/api/v1/study-sessions/{id}/close", Program, post(study::close)),
        route("GET", "/api/v1/study-coverage", Program, get(study::coverage)),
        route("GET", "/api/v1/schemes", Program, get(schemes::list)),
        route("POST", "/api/v1/schemes", Program, post(schemes::open)),
        route("GET", "/api/v1/schemes/{id}", Program, get(schemes::read)),
        route("GET", "/api/v1/schemes/{id}/claims", Program, get(schemes::claims)),
        route("POST", "/api/v1/schemes/{id}/claims", Program, post(schemes::submit)),
        route("GET", "/api/v1/claims/{id}", Program, get(schemes::claim)),
        route("POST", "/api/v1/claims/{id}/{deed}", Program, post(schemes::decide)),
    ]
}

/// The router made of the table.
pub fn router() -> Router<App> {
    let router = table().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.answer));
    router.fallback(nothing_here).method_not_allowed_fallback(not_this_way)
}

async fn nothing_here(visit: Visit) -> Result<Response, Refusal> {
    // Whoever is signed out learns nothing of which paths there are.
    if visit.present.is_none() { Err(Error::SignedOut.into()) } else { Err(Error::NotFound("page").into()) }
}

async fn not_this_way(visit: Visit) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    if !visit.path.starts_with("/api/") {
        return status.into_response();
    }
    let words = congdoan_service::words("Địa chỉ này không nhận cách gọi đó", "This address is not asked that way");
    details(status, words.get(visit.language), &[], visit.language)
}
