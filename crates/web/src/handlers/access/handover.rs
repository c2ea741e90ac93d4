//! The page a successor takes over with, made to be printed.
//!
//! Not here: what stands on it (`service::access`), rights.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use congdoan_service::{
    Kept,
    access::Handover,
    members::{Transfer, requests::DataRequest},
};

use super::offices::OfficeRow;
use super::offices::answer::{body_name, office_row, post_name};
use crate::{
    app::App,
    format,
    handlers::{
        programmes::{TargetRow, answer::target_row},
        registers::{
            behalf::{WaitingRow, rows},
            story,
        },
    },
    page::{Link, Page},
    refusal::{Refusal, encode},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// A record of the last months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedRecord {
    /// The record.
    pub record: Link,
    /// Its register.
    pub register: String,
    /// The day it occurred.
    pub date: String,
    /// Its state, as the interface writes it.
    pub state: String,
    /// Who wrote it.
    pub by: String,
}

/// Something that ends soon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deadline {
    /// The day, as written on pages.
    pub date: String,
    /// What ends.
    pub what: String,
}

/// A programme of the year with its targets.
#[derive(Clone, Debug, Default)]
pub struct HandedProgramme {
    /// The programme.
    pub programme: Link,
    /// Its targets.
    pub targets: Vec<TargetRow>,
}

/// Something that waits for an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedTask {
    /// What, leading to where it is answered.
    pub task: Link,
    /// More about it.
    pub about: String,
}

/// Everything a successor takes over.
#[derive(Template)]
#[template(path = "access/handover.html", blocks = ["content"])]
pub struct HandoverPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// The day of the page.
    pub date: String,
    /// The first day it looks back to.
    pub since: String,
    /// Who holds a post in the unit.
    pub officers: Vec<OfficeRow>,
    /// The unit above.
    pub above: Option<Link>,
    /// Who holds a post there.
    pub officers_above: Vec<OfficeRow>,
    /// What ends soon, soonest first.
    pub deadlines: Vec<Deadline>,
    /// The programmes of the year.
    pub programmes: Vec<HandedProgramme>,
    /// Drafts, which nobody finished.
    pub drafts: Vec<HandedRecord>,
    /// What waits for the unit.
    pub waiting: Vec<WaitingRow>,
    /// Transfers that wait for an answer.
    pub transfers: Vec<HandedTask>,
    /// Requests about personal data that wait for an answer.
    pub requests: Vec<HandedTask>,
    /// Records of the last months.
    pub records: Vec<HandedRecord>,
    /// What the unit's officers confirmed.
    pub confirmed: Vec<HandedRecord>,
}

/// `GET /units/{code}/handover`.
///
/// # Errors
/// 404 when the caller may not read the unit's records.
pub async fn handover(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Result<Response, Refusal> {
    let view = app.service.handover(visitor.caller(), &code).await?;
    Ok(Page(page(&app, &visitor, view)).into_response())
}

fn page(app: &App, visitor: &Visitor, view: Handover) -> HandoverPage {
    let (pack, shell, day) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
    let (words, code) = (shell.words, view.unit.code.to_string());
    let name_of = |register: &str| {
        let known = pack.register(register);
        known.map_or_else(|| register.to_owned(), |register| register.name.get(words.language).to_owned())
    };
    let record = |kept: &Kept| {
        let register = name_of(&kept.record.register);
        let title = pack.register(&kept.record.register).and_then(|one| story::title(&words, one, kept));
        HandedRecord {
            record: Link::new(
                format!("/registers/{}/records/{}", kept.record.register, kept.record.id),
                title.unwrap_or_else(|| register.clone()),
            ),
            register,
            date: format::date(kept.record.occurred_on),
            state: kept.record.state.word().to_owned(),
            by: story::who(&words, &kept.recorded_by),
        }
    };
    let (drafts, records): (Vec<HandedRecord>, Vec<HandedRecord>) =
        view.records.iter().map(record).partition(|record| record.state == "draft");
    let confirmed = view.confirmed.iter().map(|deed| HandedRecord {
        record: Link::new(format!("/registers/{}/records/{}", deed.register, deed.record), deed.unit.clone()),
        register: name_of(&deed.register),
        date: format::date(deed.occurred_on),
        state: "confirmed".to_owned(),
        by: deed.who.clone(),
    });
    let mut deadlines: Vec<(chrono::NaiveDate, String)> = Vec::new();
    for term in &view.terms {
        let what = if term.what == "body" {
            body_name(&words, &pack, &term.name)
        } else {
            format!("{}: {}", post_name(&words, &pack, &term.name), term.person)
        };
        deadlines.push((term.until, what));
    }
    let programmes = view.programmes.iter().map(|programme| {
        let row = |progress| target_row(&words, &pack, &code, progress, day);
        HandedProgramme {
            programme: Link::new(format!("/programmes/{}", programme.programme.id), programme.programme.title.clone()),
            targets: programme.targets.iter().map(row).collect(),
        }
    });
    for programme in &view.programmes {
        let end = programme.programme.period.to();
        if (day..=view.until).contains(&end) {
            deadlines.push((end, programme.programme.title.clone()));
        }
    }
    deadlines.sort();
    let row = |unit: &congdoan_model::org::Unit, office| office_row(&words, &pack, unit, office, day);
    let above = view.above.as_ref();
    HandoverPage {
        unit: Link::new(format!("/units/{code}"), view.unit.name.clone()),
        date: format::date(day),
        since: format::date(view.since),
        officers: view.officers.iter().map(|office| row(&view.unit, office)).collect(),
        officers_above: above
            .map(|(unit, offices)| offices.iter().map(|office| row(unit, office)).collect())
            .unwrap_or_default(),
        above: above.map(|(unit, _)| Link::new(format!("/units/{}", unit.code), unit.name.clone())),
        deadlines: deadlines.into_iter().map(|(day, what)| Deadline { date: format::date(day), what }).collect(),
        programmes: programmes.collect(),
        drafts,
        waiting: rows(&words, &pack, &view.waiting, false),
        transfers: view.transfers.iter().map(|transfer| transfer_task(&code, transfer)).collect(),
        requests: view.requests.iter().map(|request| request_task(&words, request)).collect(),
        records,
        confirmed: confirmed.collect(),
        shell,
    }
}

fn transfer_task(code: &str, transfer: &Transfer) -> HandedTask {
    let asked = congdoan_model::Timestamp::from_micros(transfer.asked_at).day();
    HandedTask {
        task: Link::new(format!("/members/transfers?unit={}", encode(code)), transfer.name.clone()),
        about: format!("{} → {} · {}", transfer.from_name, transfer.to_name, format::date(asked)),
    }
}

fn request_task(words: &Words, request: &DataRequest) -> HandedTask {
    let received = congdoan_model::Timestamp::from_micros(request.received_at).day();
    let due = request.answer_due.map(|day| words.t1("handover-due", "date", &format::date(day)));
    let about = [Some(format::date(received)), due].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    HandedTask { task: Link::new(format!("/data-requests/{}", request.id), request.name.clone()), about }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn a_successor_finds_what_is_under_way_and_who_is_who() {
        let html = samples::handover(Language::Vi).render().expect("page");
        for text in [
            "Bàn giao",
            "Nguyễn Thị Hồng Ánh",
            "Bản ghi nháp",
            "20/05/2028",
            "Yêu cầu về dữ liệu cá nhân chưa trả lời",
            "/members/transfers?unit=cdcs-mau",
            "&#60;script&#62;",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::handover(Language::En).render().expect("page").contains("Who is who"));
    }
}
