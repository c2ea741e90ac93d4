//! Study sessions answered: the list, the form, one session.
//!
//! Not here: what is done on a session's page (`deeds`), the wall and checking in (`wall`).

use axum::{
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{
    DirectiveId, StudySessionId, Timestamp,
    directives::{
        Directive,
        study::{Expected, StudyForm, Way},
    },
};
use congdoan_service::{
    Error,
    access::Once,
    directives::study::{OFFERED, StudyPlan, StudyView, expected_name, form_name},
    pack::Pack,
    stored::study::{Attendance, Studied, StudySession},
};
use serde::Deserialize;

use super::{
    AbsentRow, BroughtShown, CameRow, StudyListPage, StudyNewPage, StudyPage, StudyRow, TypedPlan, deeds, wall,
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        members::{
            answer::unit_asked,
            deeds::{once, problems},
        },
        org::answer::home,
        registers::answer::{day, units},
    },
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// Hundredths of a percent in a whole.
const WHOLE: i64 = 10_000;
/// The largest list of people taken: 5 MB.
const LARGEST_LIST: usize = 5 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/directives/study", Person, get(list)),
        route("POST", "/directives/study", Person, post(create)),
        route("GET", "/directives/study/new", Person, get(blank)),
        route("GET", "/directives/study/{id}", Person, get(read)),
        route("POST", "/directives/study/{id}/attendance", Person, post(deeds::tick)),
        route(
            "POST",
            "/directives/study/{id}/list",
            Person,
            post(deeds::list).layer(DefaultBodyLimit::max(LARGEST_LIST)),
        ),
        route("POST", "/directives/study/{id}/close", Person, post(deeds::close)),
    ]
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    pub(super) unit: Option<String>,
    pub(super) directive: Option<String>,
    pub(super) q: Option<String>,
}

/// `GET /directives/study`.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<StudyListPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let directive: Option<DirectiveId> = asked.directive.as_deref().and_then(|id| id.parse().ok());
    let view = app.service.study_list(visitor.caller(), &code, directive).await?;
    let shell = visitor.shell(&app);
    let (words, now) = (shell.words, visitor.caller().now);
    let chosen = directive.map(|id| id.to_string()).unwrap_or_default();
    let own = home(&visitor)?;
    let all = std::iter::once(Choice::new("", words.t("study-any-directive"), &chosen));
    Ok(Page(StudyListPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        units: units(&app, &visitor, &own, &code).await?,
        directives: all.chain(choices(&view.directives, &[chosen.as_str()])).collect(),
        rows: view.sessions.iter().map(|(session, studied)| row(&words, session, studied, now)).collect(),
        may_write: view.may_write,
        directive: chosen,
        code,
        shell,
    }))
}

fn row(words: &Words, session: &StudySession, studied: &[Studied], now: Timestamp) -> StudyRow {
    let state = match now.micros() {
        _ if session.closed_at.is_some() => "closed",
        at if at < session.opens_at => "planned",
        at if at < session.closes_at => "open",
        _ => "unclosed",
    };
    StudyRow {
        session: Link::new(format!("/directives/study/{}", session.id), session.topic.clone()),
        unit: session.unit_name.clone(),
        when: when(session),
        directives: studied.iter().map(called).collect::<Vec<_>>().join(", "),
        came: format::integer(words.language, session.came),
        state,
    }
}

/// A directive of a session by its symbol, or by its title where it has none.
pub(super) fn called(one: &Studied) -> String {
    if one.symbol.is_empty() { one.title.clone() } else { one.symbol.clone() }
}

/// Directives to choose from.
pub(crate) fn choices(directives: &[Directive], chosen: &[&str]) -> Vec<Choice> {
    let choice = |one: &Directive| {
        let value = one.id.to_string();
        let title: String = one.title.chars().take(80).collect();
        let label = if one.symbol.is_empty() { title } else { format!("{} · {title}", one.symbol) };
        Choice { selected: chosen.contains(&value.as_str()), value, label }
    };
    directives.iter().map(choice).collect()
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Day and time of a session.
pub(super) fn when(session: &StudySession) -> String {
    format!("{} · {}–{}", format::date(session.held_on), clock(session.begins_at), clock(session.ends_at))
}

/// From when until when the code of a session is taken.
pub(super) fn window(words: &Words, session: &StudySession) -> String {
    let (from, to) = (Timestamp::from_micros(session.opens_at), Timestamp::from_micros(session.closes_at));
    words.t_with("study-window", &[("from", &from.readable()), ("to", &to.readable())])
}

/// `GET /directives/study/new`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn blank(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<StudyNewPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let sent = Sent {
        typed: TypedPlan {
            held_on: visitor.caller().now.day().to_string(),
            begins: "08:00".to_owned(),
            ends: "11:00".to_owned(),
            ..TypedPlan::default()
        },
        directives: asked.directive.into_iter().collect(),
        ..Sent::default()
    };
    Ok(Page(form(&app, &visitor, &code, sent, Vec::new()).await?))
}

/// What a form said.
#[derive(Default)]
struct Sent {
    typed: TypedPlan,
    directives: Vec<String>,
    form: StudyForm,
    expected: Expected,
    posts: Vec<String>,
}

async fn form(
    app: &App,
    visitor: &Visitor,
    code: &str,
    sent: Sent,
    errors: Vec<FieldError>,
) -> Result<StudyNewPage, Refusal> {
    let view = app.service.study_list(visitor.caller(), code, None).await?;
    if !view.may_write {
        return Err(Error::Denied(congdoan_model::access::Action::RecordWrite).into());
    }
    let (shell, pack) = (visitor.shell(app), app.service.pack());
    let language = shell.words.language;
    let chosen: Vec<&str> = sent.directives.iter().map(String::as_str).collect();
    let forms = StudyForm::ALL.iter();
    let forms = forms.map(|one| Choice::new(one.word(), form_name(*one).get(language), sent.form.word()));
    let expected = Expected::ALL.iter();
    let expected = expected.map(|one| Choice::new(one.word(), expected_name(*one).get(language), sent.expected.word()));
    let posts = pack.posts.iter().map(|post| Choice {
        value: post.id.clone(),
        label: post.name.get(language).to_owned(),
        selected: sent.posts.contains(&post.id),
    });
    Ok(StudyNewPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name),
        code: code.to_owned(),
        directives: choices(&view.directives, &chosen),
        forms: forms.collect(),
        expected: expected.collect(),
        posts: posts.collect(),
        typed: sent.typed,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// Minutes of the day of `08:30`; nothing that passes the rules where it is no time.
pub(crate) fn minute(text: &str) -> i64 {
    let time = text.trim().split_once(':').and_then(|(hours, minutes)| {
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
        Some(hours * 60 + minutes)
    });
    time.unwrap_or(-1)
}

/// `POST /directives/study`.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back in the form with 422.
pub async fn create(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let code = sent.get("unit").trim().to_lowercase();
    let read = Sent {
        typed: TypedPlan {
            topic: sent.get("topic").to_owned(),
            held_on: sent.get("held_on").to_owned(),
            begins: sent.get("begins").to_owned(),
            ends: sent.get("ends_at").to_owned(),
            place: sent.get("place").to_owned(),
            speaker: sent.get("speaker").to_owned(),
            number: sent.get("number").to_owned(),
        },
        directives: sent.all("directives").to_vec(),
        form: sent.get("form").parse().unwrap_or_default(),
        expected: sent.get("expected").parse().unwrap_or_default(),
        posts: sent.all("posts").to_vec(),
    };
    match planned(&app, &visitor, &code, &read, once(&sent)).await {
        Ok(session) => Ok(see(&format!("/directives/study/{session}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = form(&app, &visitor, &code, read, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn planned(
    app: &App,
    visitor: &Visitor,
    code: &str,
    read: &Sent,
    once: Option<Once<'_>>,
) -> Result<StudySessionId, Error> {
    let directives: Result<Vec<DirectiveId>, Error> =
        read.directives.iter().map(|id| id.parse().map_err(|_| Error::NotFound("directive"))).collect();
    let directives = directives?;
    // A day that is none is refused by the rules: no unit was open then.
    let held_on = day(&read.typed.held_on).unwrap_or(chrono::NaiveDate::MIN);
    let number = read.typed.number.trim().replace('.', "").parse().unwrap_or(0);
    let plan = StudyPlan {
        unit: code,
        directives: &directives,
        topic: &read.typed.topic,
        held_on,
        begins_at: minute(&read.typed.begins),
        ends_at: minute(&read.typed.ends),
        place: &read.typed.place,
        speaker: &read.typed.speaker,
        form: read.form,
        expected: read.expected,
        posts: &read.posts,
        number,
    };
    app.service.plan_study(visitor.caller(), &plan, once).await
}

/// `GET /directives/study/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(session): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Page<StudyPage>, Refusal> {
    let session = id(&session, "study session")?;
    Ok(Page(page(&app, &visitor, (session, &headers), &asked.q.unwrap_or_default(), (None, Vec::new())).await?))
}

/// The page of a session, with what a list brought and what went wrong.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    (session, headers): (StudySessionId, &HeaderMap),
    query: &str,
    (brought, errors): (Option<BroughtShown>, Vec<FieldError>),
) -> Result<StudyPage, Refusal> {
    let view = app.service.study(visitor.caller(), session, query).await?;
    let (shell, pack) = (visitor.shell(app), app.service.pack());
    let words = shell.words;
    let (address, picture) = if view.may_write && view.is_open {
        wall::code(app, visitor, session, headers, false).await?
    } else {
        Default::default()
    };
    let unit_code = view.session.unit_code.clone();
    let share = view.session.came.min(view.expected).saturating_mul(WHOLE).checked_div(view.expected);
    let coverage = |one: &Studied| {
        let href = format!("/directives/study/coverage?directive={}&unit={}", one.directive, encode(&unit_code));
        Link::new(href, called(one))
    };
    let at =
        |one: &Studied| Link::new(format!("/directives/{}", one.directive), format!("{} {}", one.symbol, one.title));
    Ok(StudyPage {
        id: session.to_string(),
        topic: view.session.topic.clone(),
        unit: Link::new(format!("/units/{unit_code}"), view.session.unit_name.clone()),
        when: when(&view.session),
        facts: facts(&words, &pack, &view),
        directives: view.studied.iter().map(at).collect(),
        coverage: view.studied.iter().map(coverage).collect(),
        came: format::integer(words.language, view.session.came),
        expected: format::integer(words.language, view.expected),
        share: share.map(|share| format::percent(words.language, share)).unwrap_or_default(),
        percent: share.unwrap_or(0) / 100,
        rows: view.came.as_ref().map(|came| came.iter().map(|one| came_row(&words, one)).collect()),
        absent_cut: i64::try_from(view.absent.len()).unwrap_or(i64::MAX) >= OFFERED,
        absent: view
            .absent
            .iter()
            .map(|one| AbsentRow {
                id: one.person.to_string(),
                name: one.name.clone(),
                number: one.number.clone().unwrap_or_default(),
            })
            .collect(),
        query: query.to_owned(),
        may_write: view.may_write,
        is_open: view.is_open,
        closed: view.session.closed_at.is_some(),
        window: window(&words, &view.session),
        record: view
            .session
            .record()
            .map(|record| Link::new(format!("/registers/study_sessions/records/{record}"), words.t("study-record"))),
        picture,
        address,
        brought,
        errors,
        idempotency_key: app.service.ids().secret(),
        code: unit_code,
        shell,
    })
}

fn facts(words: &Words, pack: &Pack, view: &StudyView) -> Vec<(String, String)> {
    let (session, language) = (&view.session, words.language);
    let form = session.form.parse().map(form_name).map(|name| name.get(language).to_owned()).unwrap_or_default();
    let mut who =
        session.expected.parse().map(expected_name).map(|name| name.get(language).to_owned()).unwrap_or_default();
    if !session.expected_posts.is_empty() {
        let named = session.expected_posts.split(',').map(|id| {
            let post = pack.posts.iter().find(|post| post.id == id);
            post.map_or(id, |post| post.name.get(language))
        });
        who = named.collect::<Vec<_>>().join(", ");
    }
    let all = [
        (words.t("study-place"), session.place.clone()),
        (words.t("study-speaker"), session.speaker.clone()),
        (words.t("study-form"), form),
        (words.t("study-expected"), who),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn came_row(words: &Words, one: &Attendance) -> CameRow {
    let way = match one.way.parse() {
        Ok(Way::Code) => words.t("study-way-code"),
        Ok(Way::List) => words.t("study-way-list"),
        _ => words.t("study-way-hand"),
    };
    let guest = one.person_id.is_none();
    let year = one.year.map(|year| words.t1("search-born", "year", &year.to_string())).unwrap_or_default();
    CameRow {
        id: one.id.to_string(),
        person: Link::new(one.person_id.map(|id| format!("/members/{id}")).unwrap_or_default(), one.name.clone()),
        number: one.number.clone().filter(|_| !guest).unwrap_or(year),
        way,
        at: Timestamp::from_micros(one.recorded_at).readable(),
        guest,
    }
}
