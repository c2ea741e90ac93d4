//! Employers and white spots answered: as pages, as a table file, as points for a map; and a new employer.
//!
//! Not here: which employers these are (`service::org`).

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use congdoan_model::{access::Action, figures::Value};
use congdoan_service::{
    Error,
    org::employers::{EmployerForm, EmployersAsked, EmployersFound, OWNERSHIPS},
    pack::Problem,
    stored_org::ListedEmployer,
};
use serde::Deserialize;

use super::{EmployerRow, EmployersPage, Ratio};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::answer::unit_or_home,
        org::particulars::{
            UnitFormPage,
            answer::{degrees, once, profile_fields, profile_of, said, whole, workforce_of},
        },
        registers::{FieldKind, FormField, answer::day},
    },
    labels,
    lists::{ColumnChoice, ListTools, Pairs},
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// How many employers a page shows.
const PAGE: i64 = 50;
/// How many a file holds at most.
const FILE: i64 = 100_000;

/// The routes of employers.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/employers", Person, get(list)),
        route("POST", "/employers", Person, post(create)),
        route("GET", "/employers/new", Person, get(new)),
        route("GET", "/employers/white-spots", Person, get(white_spots)),
        route("GET", "/employers.csv", Person, get(list_csv)),
        route("GET", "/employers.geojson", Person, get(list_map)),
        route("GET", "/employers/white-spots.csv", Person, get(white_spots_csv)),
        route("GET", "/employers/white-spots.geojson", Person, get(white_spots_map)),
    ]
}

/// What is asked of the lists; everything has a sane default.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    place: Option<String>,
    day: Option<String>,
    q: Option<String>,
    after: Option<String>,
}

impl Asked {
    fn day(&self, visitor: &Visitor) -> NaiveDate {
        self.day.as_deref().and_then(day).unwrap_or_else(|| visitor.caller().now.day())
    }
}

async fn found(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    (white_spots, limit): (bool, i64),
) -> Result<EmployersFound, Refusal> {
    let unit = unit_or_home(visitor, asked.unit.as_ref())?;
    let text = |value: &'_ Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let (place, name, after) = (text(&asked.place), text(&asked.q), text(&asked.after));
    let question = EmployersAsked {
        unit: &unit,
        day: asked.day(visitor),
        place: &place,
        white_spots,
        name: &name,
        after: &after,
        limit,
    };
    Ok(app.service.employers(visitor.caller(), &question).await?)
}

/// `GET /employers`.
///
/// # Errors
/// 404 when the caller may not see the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(pairs): Query<Pairs>,
) -> Result<Page<EmployersPage>, Refusal> {
    page(&app, &visitor, (&asked, &pairs), false).await
}

/// `GET /employers/white-spots`.
///
/// # Errors
/// As [`list`].
pub async fn white_spots(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(pairs): Query<Pairs>,
) -> Result<Page<EmployersPage>, Refusal> {
    page(&app, &visitor, (&asked, &pairs), true).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (asked, pairs): (&Asked, &Pairs),
    white_spots: bool,
) -> Result<Page<EmployersPage>, Refusal> {
    let mut list = found(app, visitor, asked, (white_spots, PAGE + 1)).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = list.rows.len() > most;
    list.rows.truncate(most);
    let shell = visitor.shell(app);
    let (words, today) = (shell.words, asked.day(visitor));
    let place = asked.place.clone().unwrap_or_default();
    let query = asked.q.clone().unwrap_or_default();
    let unit = &list.unit;
    let base = if white_spots { "/employers/white-spots" } else { "/employers" };
    let tools = ListTools::new(base, pairs, columns(&words)).with_views(app, visitor).await?;
    let same = format!(
        "unit={}&place={}&day={today}&q={}{}",
        encode(unit.code.as_str()),
        encode(&place),
        encode(&query),
        tools.columns_query()
    );
    let next_href = list.rows.last().filter(|_| more).map(|last| format!("{base}?{same}&after={}", last.code));
    let other = if white_spots {
        Link::new(format!("/employers?{same}"), words.t("employers-all"))
    } else {
        Link::new(format!("/employers/white-spots?{same}"), words.t("white-spots"))
    };
    let pack = app.service.pack();
    let places = pack.places.at(today).map(|one| Choice::new(one.code.as_str(), one.full_name(), &place));
    let total = if white_spots { list.counts.unserved } else { list.counts.employers };
    Ok(Page(EmployersPage {
        unit: Link::new(format!("/units/{}", encode(unit.code.as_str())), unit.name.as_str()),
        unit_code: unit.code.to_string(),
        white_spots,
        day: today.to_string(),
        places: places.collect(),
        ratio: white_spots.then(|| ratio(&words, &list)),
        rows: list.rows.iter().map(|one| row(app, &words, one, today)).collect(),
        total: usize::try_from(total).unwrap_or(0),
        next_href,
        csv_href: format!("{base}.csv?{same}"),
        map_href: format!("{base}.geojson?{same}"),
        other,
        may_add: visitor.caller().may_somewhere(Action::UnitDescribe),
        tools,
        query,
        shell,
    }))
}

/// The columns beside the name.
fn columns(words: &Words) -> Vec<ColumnChoice> {
    [("ownership", "ownership"), ("place", "place"), ("workers", "workers"), ("union", "serving-union")]
        .map(|(id, word)| ColumnChoice::new(id, words.t(word), true))
        .to_vec()
}

fn ratio(words: &Words, list: &EmployersFound) -> Ratio {
    let number = |value: i64| format::integer(words.language, value);
    let share = Value::ratio(list.counts.unserved, list.counts.employers, 100);
    let percent = share.and_then(|share| i64::try_from(share.hundredths()).ok());
    Ratio {
        without: number(list.counts.unserved),
        all: number(list.counts.employers),
        percent: percent.map(|percent| format::percent(words.language, percent)).unwrap_or_default(),
        workers: number(list.counts.unserved_workers),
        least: list.least.map(number).unwrap_or_default(),
    }
}

fn row(app: &App, words: &Words, one: &ListedEmployer, today: NaiveDate) -> EmployerRow {
    let link = |code: &str, name: &str| Link::new(format!("/units/{}", encode(code)), name);
    let pack = app.service.pack();
    let place = one.place.as_deref().and_then(|code| pack.places.now_of(code, today));
    let ownership = labels::ownership(words, &one.ownership);
    EmployerRow {
        link: link(&one.code, &one.name),
        tax_code: one.tax_code.clone().unwrap_or_default(),
        sort: if one.zone.is_empty() { ownership } else { format!("{ownership} · {}", one.zone) },
        place: place.map(|place| place.full_name()).unwrap_or_default(),
        workers: one.workers.map(|workers| format::integer(words.language, workers)).unwrap_or_default(),
        counted: one.counted_on.map(format::date).unwrap_or_default(),
        union: one.union_code.as_deref().map(|code| link(code, one.union_name.as_deref().unwrap_or(code))),
    }
}

/// `GET /employers.csv`.
///
/// # Errors
/// As [`list`].
pub async fn list_csv(state: State<App>, visitor: Visitor, asked: Query<Asked>) -> Result<Response, Refusal> {
    csv(state, visitor, asked, false).await
}

/// `GET /employers/white-spots.csv`.
///
/// # Errors
/// As [`list`].
pub async fn white_spots_csv(state: State<App>, visitor: Visitor, asked: Query<Asked>) -> Result<Response, Refusal> {
    csv(state, visitor, asked, true).await
}

/// `GET /employers.geojson`.
///
/// # Errors
/// As [`list`].
pub async fn list_map(state: State<App>, visitor: Visitor, asked: Query<Asked>) -> Result<Response, Refusal> {
    map(state, visitor, asked, false).await
}

/// `GET /employers/white-spots.geojson`.
///
/// # Errors
/// As [`list`].
pub async fn white_spots_map(state: State<App>, visitor: Visitor, asked: Query<Asked>) -> Result<Response, Refusal> {
    map(state, visitor, asked, true).await
}

fn file_headers(kind: &'static str, name: &str) -> [(header::HeaderName, String); 2] {
    let disposition = format!("attachment; filename=\"{name}\"");
    [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)]
}

async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    white_spots: bool,
) -> Result<Response, Refusal> {
    let list = found(&app, &visitor, &asked, (white_spots, FILE)).await?;
    let words = Words::new(visitor.language);
    let today = asked.day(&visitor);
    let head = [
        words.t("unit-code"),
        words.t("employer"),
        words.t("tax-code"),
        words.t("ownership"),
        words.t("zone"),
        words.t("address"),
        words.t("place"),
        words.t("workers"),
        words.t("women"),
        words.t("date"),
        words.t("serving-union"),
        words.t("latitude"),
        words.t("longitude"),
    ];
    // The mark tells spreadsheet programs that the text is UTF-8.
    let mut text = format!("\u{feff}{}", line(&head));
    for one in &list.rows {
        let shown = row(&app, &words, one, today);
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        text.push_str(&line(&[
            one.code.clone(),
            one.name.clone(),
            shown.tax_code,
            labels::ownership(&words, &one.ownership),
            one.zone.clone(),
            one.address.clone().unwrap_or_default(),
            shown.place,
            number(one.workers),
            number(one.women),
            one.counted_on.map(|day| day.to_string()).unwrap_or_default(),
            one.union_name.clone().unwrap_or_default(),
            one.latitude.map(degrees).unwrap_or_default(),
            one.longitude.map(degrees).unwrap_or_default(),
        ]));
    }
    let name = if white_spots { "diem-trang.csv" } else { "nguoi-su-dung-lao-dong.csv" };
    Ok((file_headers("text/csv; charset=utf-8", name), text).into_response())
}

/// A line of a table file. A text a spreadsheet program would take for a formula is kept from being one.
fn line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        let number = cell.strip_prefix('-').is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
        let formula = cell.starts_with(['=', '+', '@', '\t', '-']) && !number;
        format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}

async fn map(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    white_spots: bool,
) -> Result<Response, Refusal> {
    let list = found(&app, &visitor, &asked, (white_spots, FILE)).await?;
    let (pack, today) = (app.service.pack(), asked.day(&visitor));
    let features: Vec<serde_json::Value> = list
        .rows
        .iter()
        .map(|one| {
            let number = |value: i64| degrees(value).parse::<serde_json::Number>().ok();
            let at = one.longitude.and_then(number).zip(one.latitude.and_then(number));
            let place = one.place.as_deref().and_then(|code| pack.places.now_of(code, today));
            serde_json::json!({
                "type": "Feature",
                "geometry": at.map(|(east, north)| serde_json::json!({"type": "Point", "coordinates": [east, north]})),
                "properties": {
                    "code": one.code,
                    "name": one.name,
                    "tax_code": one.tax_code,
                    "ownership": one.ownership,
                    "zone": one.zone,
                    "place": place.map(|place| place.code.as_str()),
                    "place_number": place.map(|place| place.number.as_str()),
                    "workers": one.workers,
                    "women": one.women,
                    "counted_on": one.counted_on,
                    "union": one.union_code,
                },
            })
        })
        .collect();
    let body = serde_json::json!({ "type": "FeatureCollection", "features": features }).to_string();
    let name = if white_spots { "diem-trang.geojson" } else { "nguoi-su-dung-lao-dong.geojson" };
    Ok((file_headers("application/geo+json", name), body).into_response())
}

/// `GET /employers/new`.
///
/// # Errors
/// 403 when the caller may enter one nowhere.
pub async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::UnitDescribe) {
        return Err(Error::Denied(Action::UnitDescribe).into());
    }
    let home = unit_or_home(&visitor, None)?;
    let today = visitor.caller().now.day().to_string();
    let typed = |field: &str| match field {
        "under" => home.clone(),
        "key" => app.service.ids().secret(),
        "opened_on" | "counted_on" | "written_on" => today.clone(),
        _ => String::new(),
    };
    form(&app, &visitor, &typed, &[])
}

/// `POST /employers`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn create(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::UnitDescribe) {
        return Err(Error::Denied(Action::UnitDescribe).into());
    }
    let (profile, problems) = profile_of(&sent);
    let today = visitor.caller().now.day();
    let new = EmployerForm {
        code: sent.get("code"),
        name: sent.get("name"),
        under: sent.get("under").trim(),
        opened_on: day(sent.get("opened_on")),
        tax_code: sent.get("employer_tax_code"),
        ownership: sent.get("ownership"),
        zone: sent.get("zone"),
        profile,
        workforce: workforce_of(&sent, today),
        union: sent.get("union").trim(),
    };
    let done = if problems.is_empty() {
        app.service.add_employer(visitor.caller(), &new, once(&sent)).await
    } else {
        Err(Error::Invalid(problems))
    };
    let problems = match done {
        Ok(code) => return Ok(see(&format!("/units/{}", encode(&code)))),
        Err(Error::Invalid(problems)) => problems,
        Err(error @ Error::Refused(_)) => vec![Problem { field: None, message: error.words() }],
        Err(error) => return Err(error.into()),
    };
    let typed = |field: &str| sent.get(field).to_owned();
    form(&app, &visitor, &typed, &problems)
}

fn form(
    app: &App,
    visitor: &Visitor,
    typed: &(dyn Fn(&str) -> String + Send + Sync),
    problems: &[Problem],
) -> Result<Response, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let field = |id: &str, label: String, kind: FieldKind, required: bool| FormField {
        id: id.to_owned(),
        label,
        kind,
        required,
        value: typed(id),
        error: said(&words, problems, if id == "employer_tax_code" { "tax_code" } else { id }),
        ..FormField::default()
    };
    let ownerships = OWNERSHIPS.map(|id| Choice::new(id, labels::ownership(&words, id), &typed("ownership")));
    let mut fields = vec![
        field("name", words.t("employer-name"), FieldKind::Text, true),
        FormField {
            hint: words.t("employer-code-hint"),
            ..field("code", words.t("unit-code"), FieldKind::Text, false)
        },
        FormField {
            hint: words.t("employer-under-hint"),
            ..field("under", words.t("employer-under"), FieldKind::Text, true)
        },
        field("opened_on", words.t("employer-since"), FieldKind::Date, true),
        field("employer_tax_code", words.t("tax-code"), FieldKind::Text, false),
        FormField { choices: ownerships.to_vec(), ..field("ownership", words.t("ownership"), FieldKind::Choice, true) },
        field("zone", words.t("zone"), FieldKind::Text, false),
        field("counted_on", words.t("workforce-day"), FieldKind::Date, false),
        field("workers", words.t("workers"), FieldKind::Count, false),
        field("women", words.t("women"), FieldKind::Count, false),
        FormField { hint: words.t("serving-hint"), ..field("union", words.t("serving-union"), FieldKind::Text, false) },
    ];
    let address = ["address", "place", "written_on", "phone", "email", "latitude", "longitude"];
    let others = profile_fields(&app.service, &words, typed, problems);
    fields.extend(others.into_iter().filter(|field| address.contains(&field.id.as_str())));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = UnitFormPage {
        title: words.t("employer-add"),
        back: Link::new("/employers", words.t("employers")),
        action: "/employers".to_owned(),
        hidden: vec![("version".to_owned(), "0".to_owned()), ("key".to_owned(), typed("key"))],
        fields,
        errors: whole(&words, problems),
        shell,
    };
    Ok((status, Page(page)).into_response())
}
