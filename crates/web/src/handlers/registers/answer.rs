//! Registers answered: the list, the records of one, one record with its story.
//!
//! Not here: forms and deeds (`write`), the rules of a register (`pack`).

use axum::{
    extract::{Path, Query, State},
    routing::{get, post},
};
use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Period,
    access::Action,
    figures::{Combine, OverTime, Value},
    org::{Unit, UnitKind},
    period::parse_day,
    registers::RecordState,
};
use congdoan_service::{
    Error, Kept,
    figures::Ask,
    pack::{Counts, FieldKind, Pack, Register},
    registers::Listing,
};
use serde::Deserialize;

use super::{
    Column, FedFigure, FieldValue, RecordDeeds, RecordPage, RecordRow, RegisterPage, RegisterRow, RegistersPage,
    behalf, beside, building, deadlines, export, paste, story, write,
};
use crate::{
    api::{id, records::cursor},
    app::App,
    format,
    handlers::{
        figures::{FigureCell, FigureState, Measure},
        org::answer::home,
    },
    labels,
    lists::{ColumnChoice, ListTools, Pairs},
    page::{Choice, Link, Page},
    period::PeriodPicker,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many records a page shows.
const PAGE: i64 = 50;
/// The first year a picker offers.
pub(crate) const FIRST_YEAR: i32 = 2015;

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/registers", Person, get(list)),
        route("GET", "/registers/new", Person, get(building::begin)),
        route("POST", "/registers/new", Person, post(building::build)),
        route("GET", "/registers/{register}/versions", Person, get(building::versions)),
        route("POST", "/registers/{register}/versions", Person, post(building::rewrite)),
        route("GET", "/registers/{register}/paste", Person, get(paste::begin)),
        route("POST", "/registers/{register}/paste", Person, post(paste::paste)),
        route("POST", "/registers/{register}/draft", Person, post(write::draft)),
        route("GET", "/registers/{register}/records.xlsx", Person, get(export::xlsx)),
        route("GET", "/registers/{register}/records.csv", Person, get(export::csv)),
        route("GET", "/registers/{register}", Person, get(records)),
        route("GET", "/registers/{register}/new", Person, get(write::new)),
        route("POST", "/registers/{register}/records", Person, beside::taking(write::create)),
        route("GET", "/registers/{register}/records/{record}", Person, get(record)),
        route("GET", "/registers/{register}/records/{record}/edit", Person, get(write::edit)),
        route("POST", "/registers/{register}/records/{record}/edit", Person, beside::taking(write::change)),
        route("POST", "/registers/{register}/records/{record}/withdraw", Person, post(write::withdraw)),
        route("POST", "/registers/{register}/records/{record}/undo", Person, post(write::undo)),
        route("POST", "/registers/{register}/records/{record}/restore", Person, post(write::restore)),
        route("POST", "/registers/{register}/records/{record}/confirm", Person, post(write::confirm)),
        route("POST", "/registers/{register}/records/{record}/behalf", Person, post(behalf::confirm)),
        route("GET", "/units/{code}/on-behalf", Person, get(behalf::waiting)),
        route("GET", "/registers/{register}/records/{record}/files/{sha256}", Person, get(beside::serve)),
        route("POST", "/registers/{register}/records/{record}/files", Person, beside::taking(beside::add)),
        route("POST", "/registers/{register}/records/{record}/files/{sha256}/remove", Person, post(beside::remove)),
    ]
}

/// The register of an id.
///
/// # Errors
/// 404 when there is none.
pub(crate) fn register<'a>(pack: &'a Pack, id: &str) -> Result<&'a Register, Refusal> {
    Ok(pack.register(id).ok_or(Error::NotFound("register"))?)
}

/// A register as the list shows it.
pub(crate) fn row(words: &Words, register: &Register, can_record: bool) -> RegisterRow {
    let language = words.language;
    RegisterRow {
        id: register.id.clone(),
        name: register.name.get(language).to_owned(),
        description: register.description.get(language).to_owned(),
        recorded_by: register.levels.iter().map(|kind| kind.word().to_owned()).collect(),
        needs_confirmation: register.counts == Counts::Confirmed,
        can_record,
    }
}

/// Whether a person who works in a unit may record in a register there or below.
pub(crate) fn may_record(visitor: &Visitor, home: &Unit, register: &Register) -> bool {
    let reaches = |kind: UnitKind| kind >= home.kind;
    visitor.caller().may_somewhere(Action::RecordWrite) && register.levels.iter().any(|kind| reaches(*kind))
}

/// `GET /registers`.
///
/// # Errors
/// 404 for somebody without a mandate.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Page<RegistersPage>, Refusal> {
    let (pack, home) = (app.service.pack(), home(&visitor)?);
    let shell = visitor.shell(&app);
    let registers =
        pack.registers.iter().map(|register| row(&shell.words, register, may_record(&visitor, &home, register)));
    let kept = app.service.kept_entries(visitor.caller()).await?;
    let drafts = kept.into_iter().filter_map(|(id, at)| {
        let name = pack.register(&id)?.name.get(shell.words.language).to_owned();
        Some((Link::new(format!("/registers/{id}/new"), name), at.readable()))
    });
    let may_build = app.service.may_build(visitor.caller());
    Ok(Page(RegistersPage { registers: registers.collect(), drafts: drafts.collect(), may_build, shell }))
}

/// What is asked of the records.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    period: Option<String>,
    from: Option<String>,
    to: Option<String>,
    state: Option<String>,
    cursor: Option<String>,
    pasted: Option<String>,
}

/// The period of a query: from the list, from a range, or this year.
///
/// # Errors
/// 422 when it is none.
pub(crate) fn period_of(
    visitor: &Visitor,
    period: Option<&str>,
    range: (Option<&str>, Option<&str>),
) -> Result<Period, Refusal> {
    let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if let (Some(from), Some(to)) = (filled(range.0), filled(range.1)) {
        return Ok(format!("{from}/{to}").parse()?);
    }
    match filled(period) {
        Some(period) => Ok(period.parse()?),
        None => Ok(Period::year(visitor.caller().now.day().year())),
    }
}

/// `GET /registers/{register}`.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn records(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(pairs): Query<Pairs>,
) -> Result<Page<RegisterPage>, Refusal> {
    let (pack, home) = (app.service.pack(), home(&visitor)?);
    let register = register(&pack, &id)?;
    let unit = asked.unit.as_deref().filter(|unit| !unit.is_empty()).unwrap_or(home.code.as_str()).to_owned();
    let period = period_of(&visitor, asked.period.as_deref(), (asked.from.as_deref(), asked.to.as_deref()))?;
    let state = asked.state.as_deref().and_then(|word| word.parse::<RecordState>().ok());
    let after = asked.cursor.as_deref().filter(|text| !text.is_empty()).map(cursor).transpose()?;
    let days = (period.from(), period.to());
    let listing = Listing { register: &id, unit: &unit, days, after, limit: PAGE + 1, state };
    let (mut kept, total) = app.service.records(visitor.caller(), &listing).await?;
    let more = kept.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    kept.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let shell = visitor.shell(&app);
    let words = shell.words;
    let tools = ListTools::new(format!("/registers/{id}"), &pairs, choices(&words, register));
    let tools = tools.with_views(&app, &visitor).await?;
    let query = |rest: &str| {
        let (state, columns) = (state.map_or("", RecordState::word), tools.columns_query());
        let period = encode(&period.to_string());
        format!("/registers/{id}?unit={}&period={period}&state={state}{columns}{rest}", encode(&unit))
    };
    let first_href = after.map(|_| query(""));
    let last = kept.last().filter(|_| more);
    let next_href = last.map(|last| query(&format!("&cursor={}_{}", last.record.occurred_on, last.record.id)));
    let hidden =
        vec![("unit".to_owned(), unit.clone()), ("state".to_owned(), state.map_or("", RecordState::word).to_owned())];
    let this_year = visitor.caller().now.day().year();
    let picker =
        PeriodPicker::new(&words, &format!("/registers/{id}"), hidden, &period.to_string(), FIRST_YEAR, this_year);
    Ok(Page(RegisterPage {
        units: units(&app, &visitor, &home, &unit).await?,
        states: states(&words, state),
        picker,
        columns: columns(&words, register, &tools),
        totals: totals(&app, &visitor, (&words, &tools), register, (&unit, period, state)).await,
        rows: kept.iter().map(|kept| record_row(&words, (register, &tools), kept)).collect(),
        tools,
        total: usize::try_from(total).unwrap_or(0),
        first_href,
        next_href,
        xlsx_href: Some(export::href(&id, "xlsx", (&unit, period))),
        csv_href: Some(export::href(&id, "csv", (&unit, period))),
        draft_at: app.service.kept_entry(visitor.caller(), &id).await?.map(|(_, at)| at.readable()),
        pasted: pasted(&app, &visitor, asked.pasted.as_deref()).await,
        version: app.service.register_version(&id).to_string(),
        idempotency_key: app.service.ids().secret(),
        register: row(&words, register, may_record(&visitor, &home, register)),
        shell,
    }))
}

/// The batch one has just pasted: its id and how many records it wrote; none once it is undone.
async fn pasted(app: &App, visitor: &Visitor, id: Option<&str>) -> Option<(String, usize)> {
    let batch = app.service.import_batch(visitor.caller(), id?.parse().ok()?).await.ok()?;
    let stands = batch.undone_at.is_none();
    stands.then(|| (batch.id.to_string(), usize::try_from(batch.created).unwrap_or(0)))
}

/// The units to filter by: the caller's own, those directly below it, and the one shown.
pub(crate) async fn units(app: &App, visitor: &Visitor, home: &Unit, shown: &str) -> Result<Vec<Choice>, Refusal> {
    let (_, below) = app.service.directly_below(visitor.caller(), home.code.as_str()).await?;
    let mut choices = vec![Choice::new(home.code.as_str(), home.name.clone(), shown)];
    // Employers keep no records and no members of their own.
    let unions = below.into_iter().filter(|(unit, _)| !matches!(unit.kind, UnitKind::Party | UnitKind::Outside));
    choices.extend(unions.map(|(unit, _)| Choice::new(unit.code.as_str(), unit.name, shown)));
    if !choices.iter().any(|choice| choice.selected) {
        let unit = app.service.unit(visitor.caller(), shown).await?.unit;
        choices.push(Choice::new(unit.code.as_str(), unit.name, shown));
    }
    Ok(choices)
}

fn states(words: &Words, shown: Option<RecordState>) -> Vec<Choice> {
    let shown = shown.map_or("", RecordState::word);
    let all = std::iter::once(Choice::new("", words.t("all-states"), shown));
    let states = [RecordState::Recorded, RecordState::Confirmed, RecordState::Withdrawn];
    all.chain(states.map(|state| Choice::new(state.word(), labels::record_state(words, state.word()), shown))).collect()
}

/// Lists of persons and files are read on the record's own page.
fn listed(register: &Register) -> impl Iterator<Item = &congdoan_service::pack::Field> {
    register
        .fields
        .iter()
        .filter(|field| !matches!(field.kind, FieldKind::Persons | FieldKind::File) && !field.personal)
}

/// The fields that have a column as the list is shown.
fn shown<'r>(register: &'r Register, tools: &'r ListTools) -> impl Iterator<Item = &'r congdoan_service::pack::Field> {
    listed(register).filter(|field| tools.shows(&field_column(&field.id)))
}

/// The id of a field's column, told apart from the columns every register has.
fn field_column(field: &str) -> String {
    format!("field.{field}")
}

/// The columns beside the day.
fn choices(words: &Words, register: &Register) -> Vec<ColumnChoice> {
    let own = |(id, word): (&str, &str)| ColumnChoice::new(id, words.t(word), true);
    let field = |field: &congdoan_service::pack::Field| {
        ColumnChoice::new(field_column(&field.id), field.name.get(words.language), true)
    };
    let last = [("state", "state"), ("by", "written-by")];
    std::iter::once(own(("unit", "unit"))).chain(listed(register).map(field)).chain(last.map(own)).collect()
}

fn columns(words: &Words, register: &Register, tools: &ListTools) -> Vec<Column> {
    let label = |field: &congdoan_service::pack::Field| field.name.get(words.language).to_owned();
    shown(register, tools).map(|field| Column { label: label(field), numeric: field.kind.is_number() }).collect()
}

fn record_row(words: &Words, (register, tools): (&Register, &ListTools), kept: &Kept) -> RecordRow {
    let href = format!("/registers/{}/records/{}", register.id, kept.record.id);
    let text = |field| story::text(words, field, kept.record.fields.get(&field.id));
    RecordRow {
        record: Link::new(href, format::date(kept.record.occurred_on)),
        unit: Link::new(format!("/units/{}", kept.unit_code), kept.unit_name.clone()),
        cells: shown(register, tools).map(text).collect(),
        state: kept.record.state.word().to_owned(),
        by: story::who(words, &kept.recorded_by),
    }
}

/// Sums below the number columns: the figures the columns feed, so that they are the very totals that open elsewhere.
async fn totals(
    app: &App,
    visitor: &Visitor,
    (words, tools): (&Words, &ListTools),
    register: &Register,
    (unit, period, state): (&str, Period, Option<RecordState>),
) -> Vec<String> {
    let mut totals = Vec::new();
    for field in shown(register, tools) {
        let whole = |measure: &&congdoan_service::pack::Measure| {
            measure.rule == Combine::Sum
                && measure.of.as_deref() == Some(&field.id)
                && measure.when.is_none()
                && measure.campaign.is_none()
        };
        let measure = register.measures.iter().find(whole).filter(|_| field.kind.is_number() && state.is_none());
        let mut text = String::new();
        if let Some(measure) = measure
            && let Ok(answer) = app.service.figure(visitor.caller(), &Ask::new(unit, &measure.indicator, period)).await
            && let Some(Value::Whole(sum)) = answer.value
        {
            text = format::integer(words.language, sum);
        }
        totals.push(text);
    }
    totals
}

/// `GET /registers/{register}/records/{record}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((register_id, record)): Path<(String, String)>,
) -> Result<Page<RecordPage>, Refusal> {
    let kept = app.service.kept_record(visitor.caller(), &register_id, id(&record, "record")?).await?;
    Ok(Page(page(&app, &visitor, kept, None, "").await?))
}

/// The page of a record; `error` and `reason` are those of a deed that was refused.
pub(crate) async fn page(
    app: &App,
    visitor: &Visitor,
    kept: Kept,
    error: Option<String>,
    reason: &str,
) -> Result<RecordPage, Refusal> {
    let (pack, shell) = (app.service.pack(), visitor.shell(app));
    let (words, record) = (shell.words, &kept.record);
    // A record is read under the version of its register it was made under.
    let held = app.service.register_under(&pack, &record.register, kept.register_version);
    let held = held.ok_or(Error::NotFound("register"))?;
    let register: &Register = &held;
    let story = app.service.record_story(visitor.caller(), &register.id, record.id).await?;
    let href = format!("/registers/{}/records/{}", register.id, record.id);
    let field = |field: &congdoan_service::pack::Field| FieldValue {
        label: field.name.get(words.language).to_owned(),
        text: story::text(&words, field, record.fields.get(&field.id)),
    };
    let (writes, confirms) = app.service.may_write(visitor.caller(), register, record.unit).await?;
    let behalf = behalf::note(&app.service, visitor, &kept).await?;
    let claim = app.service.claim_behind(visitor.caller(), kept.record.id).await?;
    let standing = matches!(record.state, RecordState::Draft | RecordState::Recorded | RecordState::Confirmed);
    Ok(RecordPage {
        title: format!("{} · {}", register.name.get(words.language), format::date(record.occurred_on)),
        unit: Link::new(format!("/units/{}", kept.unit_code), kept.unit_name.clone()),
        date: format::date(record.occurred_on),
        state: record.state.word().to_owned(),
        version: record.version.to_string(),
        fields: register
            .fields
            .iter()
            .filter(|one| !one.retired || record.fields.contains_key(&one.id))
            .filter(|one| one.kind != FieldKind::File)
            .map(field)
            .collect(),
        deadlines: deadlines::of_record(app, visitor, &words, &kept),
        files: beside::shown(app, visitor, (&words, register), &kept, writes && standing).await?,
        may_undo: writes && app.service.may_undo(visitor.caller(), &kept),
        under: under(&words, &app.service, &kept),
        behalf,
        claim: claim.map(|kept| Link::new(format!("/claims/{}", kept.claim.id), kept.claim.title)),
        figures: fed(&words, &pack, register, &kept),
        history: story::history(&words, register, &story),
        deeds: RecordDeeds {
            edit: writes && standing,
            confirm: confirms && record.state == RecordState::Recorded && !register.confirmed_by.is_empty(),
            withdraw: writes && standing,
            restore: writes && !standing,
            error,
            reason: reason.to_owned(),
        },
        idempotency_key: app.service.ids().secret(),
        register: row(&words, register, writes),
        href,
        shell,
    })
}

/// Which version of its register a record was made under, where that is not the one in force.
fn under(words: &Words, service: &congdoan_service::Service, kept: &Kept) -> String {
    let now = service.register_version(&kept.record.register);
    if kept.register_version >= now {
        return String::new();
    }
    let (then, now) = (kept.register_version.to_string(), now.to_string());
    words.t_with("record-under", &[("then", then.as_str()), ("now", now.as_str())])
}

/// What the record adds to figures as it stands, each leading to the figure of its year.
fn fed(words: &Words, pack: &Pack, register: &Register, kept: &Kept) -> Vec<FedFigure> {
    let record = &kept.record;
    if !congdoan_service::registers::counts(register, record.state) {
        return Vec::new();
    }
    let rows = register.contributions(&record.fields, (record.unit, record.occurred_on), pack.calendar());
    let mut fed: Vec<(String, i64, NaiveDate)> = Vec::new();
    // What stands for a while is told by what it gives, not by the day that takes it back.
    let takes_back = |row: &congdoan_service::pack::Contribution| {
        row.value < 0 && pack.indicator(&row.indicator).is_some_and(|one| one.time == OverTime::Standing)
    };
    for row in rows.into_iter().filter(|row| !takes_back(row)) {
        match fed.iter_mut().find(|(indicator, ..)| *indicator == row.indicator) {
            Some((_, sum, _)) => *sum += row.value,
            None => fed.push((row.indicator, row.value, row.counted_on)),
        }
    }
    let shown = |(indicator, value, day): (String, i64, NaiveDate)| {
        let of = pack.indicator(&indicator)?;
        let measure = if of.unit_of_measure == "đồng" { Measure::Dong } else { Measure::Count };
        let href = format!("/figures/open?unit={}&indicator={indicator}&period={}", kept.unit_code, day.year());
        Some(FedFigure {
            indicator: of.name.get(words.language).to_owned(),
            unit_of_measure: of.unit_of_measure.clone(),
            value: FigureCell { state: FigureState::Reported, value: Some(value), measure, href: Some(href) },
        })
    };
    fed.into_iter().filter_map(shown).collect()
}

/// A day of a form: `2022-10-31` or `31/10/2022`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    parse_day(text).or_else(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok())
}
