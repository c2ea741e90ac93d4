//! The routes of the pages, domain by domain.
//!
//! Not here: the API (`crate::routes`).

use crate::{
    handlers::{
        access, assets, audit, cards, directives, figures, imports, lists, members, org, privacy, programmes,
        registers, reports, today,
    },
    routes::Route,
};

/// The pages' part of the table.
#[must_use]
pub fn table() -> Vec<Route> {
    [
        assets::routes(),
        access::answer::routes(),
        access::offices::answer::routes(),
        access::view_as::routes(),
        today::answer::routes(),
        org::answer::routes(),
        registers::answer::routes(),
        registers::deadlines::routes(),
        members::answer::routes(),
        cards::routes(),
        figures::answer::routes(),
        reports::answer::routes(),
        reports::outages::routes(),
        reports::sheets::answer::routes(),
        reports::parallel::answer::routes(),
        reports::requests::answer::routes(),
        programmes::answer::routes(),
        programmes::tasks::routes(),
        programmes::schemes::routes(),
        directives::answer::routes(),
        directives::study::routes(),
        directives::dispatch::routes(),
        imports::answer::routes(),
        privacy::routes(),
        audit::answer::routes(),
        lists::routes(),
    ]
    .concat()
}
