//! What was entered for a union by the level above: the list that waits for the union, and its confirming.
//!
//! Not here: the record's own page (`answer`), who may (`store::registers`).

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use congdoan_model::{Timestamp, access::Action};
use congdoan_service::{Service, pack::Pack};

use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::access::offices::write::once,
    page::{Link, Page},
    refusal::Refusal,
    shell::Shell,
    visit::{Visitor, see},
    words::Words,
};

/// That a record was entered on behalf of its unit, as its page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BehalfNote {
    /// Who entered it.
    pub by: String,
    /// When, as written on pages.
    pub at: String,
    /// Who of the unit confirmed it; empty while nobody did.
    pub confirmed_by: String,
    /// When, as written on pages.
    pub confirmed_at: String,
    /// Whether the reader may confirm it.
    pub may_confirm: bool,
}

/// A record that waits for its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitingRow {
    /// The record, by register and day.
    pub record: Link,
    /// Who entered it.
    pub by: String,
    /// When, as written on pages.
    pub at: String,
    /// Where it is confirmed; empty where the reader may not.
    pub confirm: String,
}

/// Everything that was entered on behalf of a unit and waits for it.
#[derive(Template)]
#[template(path = "registers/on_behalf.html", blocks = ["content"])]
pub struct OnBehalfPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// What waits, latest first.
    pub rows: Vec<WaitingRow>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// `GET /units/{code}/on-behalf`.
///
/// # Errors
/// 404 when the caller may not read the unit's records.
pub async fn waiting(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Result<Response, Refusal> {
    let (unit, waiting) = app.service.behalf_waiting(visitor.caller(), &code).await?;
    let shell = visitor.shell(&app);
    let may = visitor.caller().owns(Action::RecordWrite, unit.id);
    let rows = rows(&shell.words, &app.service.pack(), &waiting, may);
    let unit = Link::new(format!("/units/{code}"), unit.name);
    let idempotency_key = app.service.ids().secret();
    Ok(Page(OnBehalfPage { shell, unit, rows, idempotency_key }).into_response())
}

/// What waits, as rows.
pub(crate) fn rows(
    words: &Words,
    pack: &Pack,
    waiting: &[congdoan_service::registers::Waiting],
    may: bool,
) -> Vec<WaitingRow> {
    let row = |one: &congdoan_service::registers::Waiting| {
        let register = pack.register(&one.register);
        let name = register.map_or(one.register.as_str(), |register| register.name.get(words.language));
        let href = format!("/registers/{}/records/{}", one.register, one.record_id);
        WaitingRow {
            confirm: if may { format!("{href}/behalf") } else { String::new() },
            record: Link::new(href, format!("{name} · {}", format::date(one.occurred_on))),
            by: one.entered_by.clone(),
            at: Timestamp::from_micros(one.entered_at).readable(),
        }
    };
    waiting.iter().map(row).collect()
}

/// `POST /registers/{register}/records/{record}/behalf`: one of the unit confirms.
///
/// # Errors
/// 404 or 403 by rights; 409 when nothing waits.
pub async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let place = (register.as_str(), id(&record, "record")?);
    app.service.confirm_behalf(visitor.caller(), place, once(&sent)).await?;
    Ok(see(&format!("/registers/{register}/records/{record}")))
}

/// What the page of a record says about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn note(
    service: &Service,
    visitor: &Visitor,
    kept: &congdoan_service::Kept,
) -> Result<Option<BehalfNote>, Refusal> {
    let (register, record) = (&kept.record.register, &kept.record);
    let behalf = service.behalf_of(visitor.caller(), register, record.id).await?;
    Ok(behalf.map(|behalf| BehalfNote {
        by: behalf.entered_by,
        at: Timestamp::from_micros(behalf.entered_at).readable(),
        may_confirm: behalf.confirmed_at.is_none() && visitor.caller().owns(Action::RecordWrite, record.unit),
        confirmed_by: behalf.confirmed_by.unwrap_or_default(),
        confirmed_at: behalf.confirmed_at.map(|at| Timestamp::from_micros(at).readable()).unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn what_waits_is_listed_with_who_entered_it() {
        let html = samples::on_behalf(Language::Vi).render().expect("page");
        for text in ["Phan Đức Khánh", "/registers/training/records/r1/behalf", r#"name="csrf""#] {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::on_behalf(Language::En).render().expect("page").contains("Confirm"));
    }

    #[test]
    fn a_record_says_who_entered_it_for_whom_and_who_confirmed() {
        let mut page = samples::record(Language::Vi);
        page.behalf =
            Some(BehalfNote { by: "Phan Đức Khánh".to_owned(), may_confirm: true, ..BehalfNote::default() });
        let html = page.render().expect("page");
        assert!(html.contains("Nhập thay bởi Phan Đức Khánh") && html.contains("chờ xác nhận"));
        assert!(html.contains("/behalf"));
        page.behalf = Some(BehalfNote { confirmed_by: "Đậu Thị Lam".to_owned(), ..BehalfNote::default() });
        let html = page.render().expect("page");
        assert!(html.contains("đã xác nhận bởi Đậu Thị Lam") && !html.contains("/behalf"));
    }
}
