//! A unit beside its place in the tree: shown, and written by small forms.
//!
//! Not here: lists of employers (`employers`), what may be written (`service::org`).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use congdoan_model::access::Action;
use congdoan_service::{
    Error, Service,
    access::Once,
    org::{
        employers::OWNERSHIPS,
        particulars::{DECISION_KINDS, NewDecision, Particulars, STATUSES},
    },
    pack::Problem,
    stored_org::{Profile, Workforce},
};

use super::{DecisionRow, EmployerCard, FieldKind, FormField, Past, UnitFormPage, UnitMore, WorkforceRow};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{org::DatedUnit, registers::answer::day},
    labels,
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// The routes of particulars.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/units/{code}/edit", Person, get(edit)),
        route("POST", "/units/{code}/edit", Person, post(change)),
        route("POST", "/units/{code}/decisions", Person, post(decide)),
        route("POST", "/units/{code}/decisions/{decision}/withdraw", Person, post(withdraw)),
        route("GET", "/units/{code}/decisions/{decision}/file", Person, get(file)),
        route("POST", "/units/{code}/workforce", Person, post(workforce)),
        route("POST", "/units/{code}/service", Person, post(serve)),
        route("POST", "/units/{code}/employer", Person, post(employer)),
    ]
}

fn unit_link(code: &str, name: &str) -> Link {
    Link::new(format!("/units/{}", encode(code)), name)
}

/// What a unit's page shows beside its place in the tree.
pub(crate) fn more(service: &Service, words: &Words, found: &Particulars, today: NaiveDate) -> UnitMore {
    let code = found.unit.code.as_str();
    let served = |list: &[congdoan_service::stored_org::Served]| {
        let dated = list.iter().map(|one| DatedUnit {
            unit: unit_link(&one.code, &one.name),
            from: format::date(one.valid_from),
            until: one.valid_until.map(format::date).unwrap_or_default(),
        });
        dated.collect::<Vec<_>>()
    };
    let employer = found.employer.as_ref().map(|(special, workforce, by)| EmployerCard {
        tax_code: special.tax_code.clone().unwrap_or_default(),
        ownership: labels::ownership(words, &special.ownership),
        zone: special.zone.clone(),
        workforce: workforce.iter().map(|one| workforce_row(words, one)).collect(),
        served: served(by),
        ownerships: OWNERSHIPS.map(|id| Choice::new(id, labels::ownership(words, id), &special.ownership)).to_vec(),
    });
    let mut deeds = Vec::new();
    if found.may_write {
        deeds.push(Link::new(format!("/reorganisations/new?units={}", encode(code)), words.t("reorganisation-new")));
    }
    let served_today = |by: &[congdoan_service::stored_org::Served]| {
        by.iter().any(|one| one.valid_from <= today && one.valid_until.is_none_or(|until| until > today))
    };
    if found.may_describe && found.employer.as_ref().is_some_and(|(.., by)| !served_today(by)) {
        deeds.push(Link::new(format!("/foundings/new?employer={}", encode(code)), words.t("founding-new")));
    }
    UnitMore {
        status: labels::unit_status(words, &found.profile.status),
        facts: facts(service, words, &found.profile, today),
        history: history(words, found),
        decisions: found.decisions.iter().map(|one| decision_row(words, code, one)).collect(),
        employer,
        serves: served(&found.serves),
        may_describe: found.may_describe,
        decision_kinds: DECISION_KINDS.map(|id| Choice::new(id, labels::decision(words, id), "")).to_vec(),
        today: today.to_string(),
        key: service.ids().secret(),
        deeds,
    }
}

fn workforce_row(words: &Words, one: &Workforce) -> WorkforceRow {
    WorkforceRow {
        day: format::date(one.counted_on),
        workers: format::integer(words.language, one.workers),
        women: one.women.map(|women| format::integer(words.language, women)).unwrap_or_default(),
    }
}

fn decision_row(words: &Words, code: &str, one: &congdoan_service::stored_org::Decision) -> DecisionRow {
    let href = format!("/units/{}/decisions/{}/file", encode(code), one.id);
    DecisionRow {
        id: one.id.to_string(),
        kind: labels::decision(words, &one.kind),
        number: one.number.clone(),
        day: format::date(one.decided_on),
        issuer: one.issuer.clone(),
        about: one.about.clone(),
        file: one.file_name.as_ref().map(|name| Link::new(href, name.as_str())),
    }
}

fn facts(service: &Service, words: &Words, profile: &Profile, today: NaiveDate) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |label: String, text: String| {
        if !text.is_empty() {
            facts.push((label, text));
        }
    };
    fact(words.t("address"), profile.address.clone());
    if let Some((then, now)) = service.province_of(profile, today) {
        let changed = then.code != now.code || then.kind != now.kind;
        let text = if changed {
            words.t_with("place-now", &[("then", &then.full_name()), ("now", &now.full_name())])
        } else {
            now.full_name()
        };
        fact(words.t("place"), text);
    }
    fact(words.t("phone"), profile.phone.clone());
    fact(words.t("email"), profile.email.clone());
    fact(words.t("tax-code"), profile.tax_code.clone());
    fact(words.t("insurance-code"), profile.insurance_code.clone());
    if let (Some(latitude), Some(longitude)) = (profile.latitude, profile.longitude) {
        fact(words.t("coordinates"), format!("{}, {}", degrees(latitude), degrees(longitude)));
    }
    facts
}

/// Millionths of a degree as degrees.
pub(crate) fn degrees(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    let text = format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Degrees as typed, with a point or a comma, in millionths; `None` when they are none.
fn millionths(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.chars().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || rest.len() > 12 || !plain(whole) || !plain(rest) {
        return None;
    }
    let rest: String = rest.chars().chain("000000".chars()).take(6).collect();
    Some(sign * (whole.parse::<i64>().ok()? * 1_000_000 + rest.parse::<i64>().ok()?))
}

fn history(words: &Words, found: &Particulars) -> Vec<Past> {
    let mut all: Vec<(NaiveDate, Past)> = Vec::new();
    let act = |id: &Option<congdoan_model::UnitId>, title: &Option<String>, decision: &Option<String>| {
        let id = id.as_ref()?;
        let text = [decision.as_deref(), title.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Some(Link::new(format!("/reorganisations/{id}"), text))
    };
    for name in &found.history.names {
        let what = words.t1("history-name", "name", &name.name);
        let past = Past {
            from: format::date(name.valid_from),
            what,
            act: act(&name.act_id.map(Into::into), &name.act, &name.decision),
            ..Past::default()
        };
        all.push((name.valid_from, past));
    }
    for life in &found.history.lives {
        let acted = act(&life.act_id.map(Into::into), &life.act, &life.decision);
        let opened = Past { from: format::date(life.opened_on), what: words.t("unit-opened"), ..Past::default() };
        all.push((life.opened_on, Past { act: acted.clone().filter(|_| life.closed_on.is_none()), ..opened }));
        if let Some(closed) = life.closed_on {
            let what = if life.cause.is_empty() {
                words.t("history-ended")
            } else {
                words.t1("history-ended-by", "cause", &life.cause)
            };
            all.push((closed, Past { from: format::date(closed), what, act: acted, ..Past::default() }));
        }
    }
    let kin = [(&found.history.predecessors, true), (&found.history.successors, false)];
    for (list, before) in kin {
        for one in list {
            let what = match (before, one.heir != 0) {
                (true, true) => words.t("history-takes-over"),
                (true, false) => words.t("history-carries-on"),
                (false, true) => words.t("history-taken-over"),
                (false, false) => words.t("history-carried-on"),
            };
            let (from, unit) = (format::date(one.effective_on), Some(unit_link(&one.code, &one.name)));
            all.push((one.effective_on, Past { from, what, unit, ..Past::default() }));
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.0));
    all.into_iter().map(|(_, past)| past).collect()
}

/// `GET /units/{code}/edit`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn edit(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Result<Response, Refusal> {
    let found = app.service.particulars(visitor.caller(), &code).await?;
    if !found.may_describe {
        return Err(Error::Denied(Action::UnitDescribe).into());
    }
    let typed = |field: &str| stored(&found.profile, field);
    form(&app, &visitor, (&code, &found.unit.name), &found.profile.version.to_string(), &typed, &[])
}

fn stored(profile: &Profile, field: &str) -> String {
    match field {
        "status" => profile.status.clone(),
        "address" => profile.address.clone(),
        "place" => profile.place.clone(),
        "written_on" => profile.written_on.map(|day| day.to_string()).unwrap_or_default(),
        "phone" => profile.phone.clone(),
        "email" => profile.email.clone(),
        "tax_code" => profile.tax_code.clone(),
        "insurance_code" => profile.insurance_code.clone(),
        "latitude" => profile.latitude.map(degrees).unwrap_or_default(),
        "longitude" => profile.longitude.map(degrees).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The fields of particulars, with what is in them.
pub(crate) fn profile_fields(
    service: &Service,
    words: &Words,
    typed: &dyn Fn(&str) -> String,
    problems: &[Problem],
) -> Vec<FormField> {
    let field = |id: &str, label: String, kind: FieldKind| FormField {
        id: id.to_owned(),
        label,
        kind,
        value: typed(id),
        error: said(words, problems, id),
        ..FormField::default()
    };
    let statuses = STATUSES.map(|id| Choice::new(id, labels::unit_status(words, id), &typed("status")));
    vec![
        FormField { choices: statuses.to_vec(), ..field("status", words.t("unit-status"), FieldKind::Choice) },
        FormField { hint: words.t("address-hint"), ..field("address", words.t("address"), FieldKind::Text) },
        FormField {
            choices: provinces(service, words, &typed("place")),
            ..field("place", words.t("place"), FieldKind::Choice)
        },
        field("written_on", words.t("address-written-on"), FieldKind::Date),
        field("phone", words.t("phone"), FieldKind::Text),
        field("email", words.t("email"), FieldKind::Text),
        field("tax_code", words.t("tax-code"), FieldKind::Text),
        field("insurance_code", words.t("insurance-code"), FieldKind::Text),
        field("latitude", words.t("latitude"), FieldKind::Text),
        field("longitude", words.t("longitude"), FieldKind::Text),
    ]
}

/// Provinces of every time to choose from; those that are no more say so.
pub(crate) fn provinces(service: &Service, words: &Words, chosen: &str) -> Vec<Choice> {
    let pack = service.pack();
    let mut named: Vec<(&str, String)> = Vec::new();
    for one in &pack.places.provinces {
        if named.iter().any(|(code, _)| *code == one.code) {
            continue;
        }
        let last =
            pack.places.provinces.iter().filter(|other| other.code == one.code).map(|other| other.validity.until);
        let ended = last.clone().all(|until| until.is_some()).then(|| last.flatten().max()).flatten();
        let label = match ended {
            Some(day) => words.t_with("place-until", &[("place", &one.name), ("date", &format::date(day))]),
            None => one.name.clone(),
        };
        named.push((&one.code, label));
    }
    named.sort_by_key(|(_, label)| congdoan_model::names::fold(label));
    named.into_iter().map(|(code, label)| Choice::new(code, label, chosen)).collect()
}

/// What is wrong with a field.
pub(crate) fn said(words: &Words, problems: &[Problem], field: &str) -> Option<String> {
    let of = problems.iter().filter(|problem| problem.field.as_deref() == Some(field));
    let said: Vec<&str> = of.map(|problem| problem.message.get(words.language)).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn form(
    app: &App,
    visitor: &Visitor,
    (code, name): (&str, &str),
    version: &str,
    typed: &(dyn Fn(&str) -> String + Send + Sync),
    problems: &[Problem],
) -> Result<Response, Refusal> {
    let shell = visitor.shell(app);
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = UnitFormPage {
        title: shell.t("particulars-edit"),
        back: unit_link(code, name),
        action: format!("/units/{}/edit", encode(code)),
        hidden: vec![("version".to_owned(), version.to_owned())],
        fields: profile_fields(&app.service, &shell.words, typed, problems),
        errors: whole(&shell.words, problems),
        shell,
    };
    Ok((status, Page(page)).into_response())
}

/// Problems of a whole form.
pub(crate) fn whole(words: &Words, problems: &[Problem]) -> Vec<FieldError> {
    let of_form = problems.iter().filter(|problem| problem.field.is_none());
    of_form
        .map(|problem| FieldError { field: String::new(), message: problem.message.get(words.language).to_owned() })
        .collect()
}

/// Particulars as a form gives them, with what cannot be read.
pub(crate) fn profile_of(sent: &PageForm) -> (Profile, Vec<Problem>) {
    let text = |name: &str| sent.get(name).trim().to_owned();
    let mut problems = Vec::new();
    let mut degrees = |name: &str| {
        let typed = sent.get(name).trim();
        let read = millionths(typed);
        if !typed.is_empty() && read.is_none() {
            let message = congdoan_service::words("Tọa độ viết 18.6733", "Coordinates are written 18.6733");
            problems.push(Problem { field: Some(name.to_owned()), message });
        }
        read
    };
    let (latitude, longitude) = (degrees("latitude"), degrees("longitude"));
    let profile = Profile {
        status: text("status"),
        address: text("address"),
        place: text("place"),
        written_on: day(sent.get("written_on")),
        phone: text("phone"),
        email: text("email"),
        tax_code: text("tax_code"),
        insurance_code: text("insurance_code"),
        latitude,
        longitude,
        version: sent.get("version").parse().unwrap_or(-1),
    };
    (profile, problems)
}

/// `POST /units/{code}/edit`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let found = app.service.particulars(visitor.caller(), &code).await?;
    if !found.may_describe {
        return Err(Error::Denied(Action::UnitDescribe).into());
    }
    let (profile, problems) = profile_of(&sent);
    let done = if problems.is_empty() {
        app.service.describe_unit(visitor.caller(), &code, &profile).await
    } else {
        Err(Error::Invalid(problems))
    };
    let problems = match done {
        Ok(()) => return Ok(see(&format!("/units/{}", encode(&code)))),
        Err(Error::Invalid(problems)) => problems,
        Err(error @ Error::Stale) => vec![Problem { field: None, message: error.words() }],
        Err(error) => return Err(error.into()),
    };
    let typed = |field: &str| sent.get(field).to_owned();
    form(&app, &visitor, (&code, &found.unit.name), sent.get("version"), &typed, &problems)
}

/// `POST /units/{code}/decisions`.
///
/// # Errors
/// 404 or 403 by rights; 422 with everything wrong.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let file = sent.files.iter().find(|(name, ..)| name == "file");
    let new = NewDecision {
        kind: sent.get("kind"),
        number: sent.get("number"),
        decided_on: day(sent.get("decided_on")),
        issuer: sent.get("issuer"),
        about: sent.get("about"),
        file: file.map(|(_, name, content)| (name.as_str(), content.clone())),
    };
    app.service.add_decision(visitor.caller(), &code, &new, once(&sent)).await?;
    Ok(see(&format!("/units/{}", encode(&code))))
}

/// `POST …/decisions/{decision}/withdraw`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, decision)): Path<(String, String)>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    app.service.withdraw_decision(visitor.caller(), &code, &decision).await?;
    Ok(see(&format!("/units/{}", encode(&code))))
}

/// `GET …/decisions/{decision}/file`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, decision)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (name, content) = app.service.decision_file(visitor.caller(), &code, &decision).await?;
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
    let name: String = name.chars().map(plain).collect();
    // Never shown in place: what a file says it is, is not believed.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, content).into_response())
}

/// The key of a form, so that the same form sent twice is done once.
pub(crate) fn once(sent: &PageForm) -> Option<Once<'_>> {
    let key = sent.get("key");
    (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) })
}

fn number(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ' | '\u{a0}')).collect();
    digits.parse().ok()
}

/// People on a day, as a form gives them.
pub(crate) fn workforce_of(sent: &PageForm, today: NaiveDate) -> Option<Workforce> {
    let counted_on = day(sent.get("counted_on")).unwrap_or(today);
    Some(Workforce { counted_on, workers: number(sent.get("workers"))?, women: number(sent.get("women")) })
}

/// `POST /units/{code}/workforce`.
///
/// # Errors
/// 404 or 403 by rights; 422 when the numbers make no sense.
pub async fn workforce(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    // Numbers that cannot be read are refused like those that make no sense.
    let today = visitor.caller().now.day();
    let counted = workforce_of(&sent, today).unwrap_or(Workforce { counted_on: today, workers: -1, women: None });
    app.service.count_workforce(visitor.caller(), &code, counted, None).await?;
    Ok(see(&format!("/units/{}", encode(&code))))
}

/// `POST /units/{code}/service`.
///
/// # Errors
/// 404 or 403 by rights; 422 when there is no such union.
pub async fn serve(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let from = day(sent.get("from")).unwrap_or_else(|| visitor.caller().now.day());
    app.service.serve_employer(visitor.caller(), &code, (sent.get("union").trim(), from), None).await?;
    Ok(see(&format!("/units/{}", encode(&code))))
}

/// `POST /units/{code}/employer`.
///
/// # Errors
/// 404 or 403 by rights; 422 with everything wrong.
pub async fn employer(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let special = (sent.get("tax_code"), sent.get("ownership"), sent.get("zone"));
    app.service.change_employer(visitor.caller(), &code, special, None).await?;
    Ok(see(&format!("/units/{}", encode(&code))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_and_written_exactly() {
        for (text, value) in [("18.6733", 18_673_300), ("105,69", 105_690_000), ("-3", -3_000_000), ("0.0000019", 1)] {
            assert_eq!(millionths(text), Some(value), "{text}");
        }
        for text in ["", "x", "1.2.3", "1234", "18°"] {
            assert_eq!(millionths(text), None, "{text}");
        }
        assert_eq!(degrees(18_673_300), "18.6733");
        assert_eq!(degrees(-3_000_000), "-3");
    }
}
