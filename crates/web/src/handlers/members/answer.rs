//! Members answered: the list, one member's file.
//!
//! Not here: forms (`forms`), deeds (`deeds`), who may see whom (`store::access`).

use axum::{
    extract::{Path, Query, State},
    routing::{get, post},
};
use congdoan_model::{PersonId, Timestamp, access::Action, members::Sex};
use congdoan_service::{
    members::{MemberLine, MemberQuery, MemberView, Shown, Transfer, in_list},
    pack::{MemberField, MemberFieldKind, Pack, PersonalClass},
};
use serde::Deserialize;

use super::{
    FileDeeds, FileField, MemberFilePage, MemberRow, MembersPage, PeriodRow, StoryRow, TransferRow, counts, deeds,
    forms, merges, story, transfers,
};
use crate::{
    api::id,
    app::App,
    format,
    handlers::{org::answer::home, registers::FieldValue, registers::answer::units},
    lists::{ColumnChoice, ListTools, Pairs},
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many members a page shows.
pub(crate) const PAGE: i64 = 50;

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/members", Person, get(list)),
        route("GET", "/members/new", Person, get(forms::new)),
        route("POST", "/members/new", Person, post(forms::admit)),
        route("GET", "/members/new-list", Person, get(forms::new_list)),
        route("POST", "/members/new-list", Person, post(forms::admit_list)),
        route("GET", "/members/transfers", Person, get(transfers::list)),
        route("POST", "/members/transfers", Person, post(transfers::receive)),
        route("GET", "/members/duplicates", Person, get(merges::list)),
        route("POST", "/members/duplicates", Person, post(merges::merge)),
        route("POST", "/members/merges/{id}/undo", Person, post(merges::undo)),
        route("GET", "/members/counts", Person, get(counts::counts)),
        route("GET", "/members/transfers/new", Person, get(transfers::new)),
        route("POST", "/members/transfers/{id}", Person, post(transfers::answer)),
        route("GET", "/members/{id}", Person, get(file)),
        route("GET", "/members/{id}/edit", Person, get(forms::edit)),
        route("POST", "/members/{id}/edit", Person, post(forms::change)),
        route("POST", "/members/{id}/open", Person, post(deeds::open)),
        route("POST", "/members/{id}/state", Person, post(deeds::state)),
        route("POST", "/members/{id}/leave", Person, post(deeds::leave)),
        route("POST", "/members/{id}/transfer", Person, post(deeds::transfer)),
        route("POST", "/members/{id}/readmit", Person, post(deeds::readmit)),
    ]
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    q: Option<String>,
    sex: Option<String>,
    state: Option<String>,
    after: Option<String>,
}

/// The unit a page is about: the one asked for, else the caller's own.
///
/// # Errors
/// 404 for somebody without a mandate.
pub(crate) fn unit_asked(visitor: &Visitor, unit: Option<&str>) -> Result<String, Refusal> {
    match unit.map(str::trim).filter(|unit| !unit.is_empty()) {
        Some(unit) => Ok(unit.to_lowercase()),
        None => Ok(home(visitor)?.code.to_string()),
    }
}

/// `GET /members`.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(pairs): Query<Pairs>,
) -> Result<Page<MembersPage>, Refusal> {
    let (pack, home) = (app.service.pack(), home(&visitor)?);
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let (query, state) = (asked.q.unwrap_or_default(), asked.state.unwrap_or_default());
    let sex = asked.sex.as_deref().and_then(|word| word.parse::<Sex>().ok());
    let after = asked.after.as_deref().filter(|text| !text.is_empty());
    let left = state == LEFT;
    let wanted = MemberQuery {
        unit: &code,
        words: query.trim(),
        sex,
        state: if left { "" } else { &state },
        left,
        after,
        limit: PAGE,
    };
    let page = app.service.member_list(visitor.caller(), &wanted).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let tools = ListTools::new("/members", &pairs, columns(&words, &pack)).with_views(&app, &visitor).await?;
    let fields: Vec<&MemberField> =
        pack.members.fields.iter().filter(|field| in_list(field) && tools.shows(&field.id)).collect();
    let here = format!(
        "/members?unit={}&q={}&sex={}&state={}{}",
        encode(&code),
        encode(query.trim()),
        sex.map_or("", Sex::word),
        encode(&state),
        tools.columns_query()
    );
    Ok(Page(MembersPage {
        unit: Link::new(format!("/units/{}", page.unit.code), page.unit.name.clone()),
        units: units(&app, &visitor, &home, &code).await?,
        sexes: sexes(&words, &pack, sex),
        states: states(&words, &pack, &state),
        rows: page.members.iter().map(|member| row(&words, &pack, &fields, member)).collect(),
        fields: fields.iter().map(|field| field.name.get(words.language).to_owned()).collect(),
        tools,
        total: usize::try_from(page.total).unwrap_or(0),
        next_href: page.next.map(|next| format!("{here}&after={}", encode(&next))),
        first_href: after.map(|_| here),
        may_write: page.may_write,
        query: query.trim().to_owned(),
        code,
        shell,
    }))
}

/// The columns beside the name; a sensitive field has none.
pub(crate) fn columns(words: &Words, pack: &Pack) -> Vec<ColumnChoice> {
    let own = [("number", "member-number"), ("born", "born"), ("sex", "sex")];
    let own = own.map(|(id, word)| ColumnChoice::new(id, words.t(word), true));
    let fields = pack.members.fields.iter().filter(|field| in_list(field));
    let fields =
        fields.map(|field| ColumnChoice::new(field.id.as_str(), field.name.get(words.language), field.id == "phone"));
    let last = [("unit", "unit"), ("state", "state")].map(|(id, word)| ColumnChoice::new(id, words.t(word), true));
    own.into_iter().chain(fields).chain(last).collect()
}

/// The word of the filter for those who left.
const LEFT: &str = "left";

fn sexes(words: &Words, pack: &Pack, shown: Option<Sex>) -> Vec<Choice> {
    let shown = shown.map_or("", Sex::word);
    let all = std::iter::once(Choice::new("", words.t("members-any-sex"), shown));
    all.chain(Sex::ALL.iter().map(|sex| Choice::new(sex.word(), sex_name(words, pack, Some(*sex)), shown))).collect()
}

fn states(words: &Words, pack: &Pack, shown: &str) -> Vec<Choice> {
    let all = std::iter::once(Choice::new("", words.t("members-any-state"), shown));
    let of_pack = pack.members.states.iter();
    let of_pack = of_pack.map(|state| Choice::new(state.id.as_str(), state.name.get(words.language), shown));
    all.chain(of_pack).chain([Choice::new(LEFT, words.t("members-left"), shown)]).collect()
}

/// The name of a sex in the words of the pack.
pub(crate) fn sex_name(words: &Words, pack: &Pack, sex: Option<Sex>) -> String {
    let Some(sex) = sex else { return String::new() };
    let field = pack.members.field("sex");
    let choice = field.and_then(|field| field.choices.iter().find(|choice| choice.id == sex.word()));
    choice.map_or_else(|| sex.word().to_owned(), |choice| choice.name.get(words.language).to_owned())
}

/// The name of a state in the words of the pack.
pub(crate) fn state_name(words: &Words, pack: &Pack, state: &str) -> String {
    pack.members.state(state).map_or_else(|| state.to_owned(), |state| state.name.get(words.language).to_owned())
}

fn row(words: &Words, pack: &Pack, fields: &[&MemberField], member: &MemberLine) -> MemberRow {
    let text = |field: &&MemberField| match member.field(&field.id) {
        Shown::Plain(value) => value_text(words, field, value),
        other => other.text().to_owned(),
    };
    let state = match &member.left {
        Some((_, leaving)) => leaving_name(words, pack, leaving.word()),
        None => state_name(words, pack, &member.state),
    };
    let href = if member.elsewhere { String::new() } else { format!("/members/{}", member.person) };
    MemberRow {
        member: Link::new(href, member.name.clone()),
        number: member.number.clone(),
        born: member.born.map(|year| year.to_string()).unwrap_or_default(),
        sex: sex_name(words, pack, member.sex),
        fields: fields.iter().map(text).collect(),
        unit: Link::new(format!("/units/{}", member.unit.0), member.unit.1.clone()),
        resting: member.left.is_none() && pack.members.state(&member.state).is_some_and(|state| !state.pays_dues),
        state,
        since: match &member.left {
            Some((day, _)) => words.t1("until", "date", &format::date(*day)),
            None => words.t1("since", "date", &format::date(member.joined_on)),
        },
    }
}

/// How a membership began, in the words of the pack.
pub(crate) fn joining_name(words: &Words, pack: &Pack, joining: &str) -> String {
    let rule = joining.parse().ok().and_then(|joining| pack.members.joining(joining));
    rule.map_or_else(|| joining.to_owned(), |rule| rule.name.get(words.language).to_owned())
}

/// How a membership ended, in the words of the pack.
pub(crate) fn leaving_name(words: &Words, pack: &Pack, leaving: &str) -> String {
    let rule = leaving.parse().ok().and_then(|leaving| pack.members.leaving(leaving));
    rule.map_or_else(|| leaving.to_owned(), |rule| rule.name.get(words.language).to_owned())
}

/// `GET /members/{id}`.
///
/// # Errors
/// 404 when there is no such member for the caller.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
) -> Result<Page<MemberFilePage>, Refusal> {
    let view = app.service.member(visitor.caller(), id::<PersonId>(&member, "member")?).await?;
    Ok(Page(file_page(&app, &visitor, view, Said::default()).await))
}

/// What a deed left to be said on the page of a member.
#[derive(Default)]
pub(crate) struct Said {
    /// What went wrong.
    pub(crate) errors: Vec<FieldError>,
    /// The reason typed so far.
    pub(crate) reason: String,
    /// Guarded fields that were opened, with their values.
    pub(crate) opened: Vec<(MemberField, String)>,
}

/// The page of a member.
pub(crate) async fn file_page(app: &App, visitor: &Visitor, view: MemberView, said: Said) -> MemberFilePage {
    let (pack, shell) = (app.service.pack(), visitor.shell(app));
    let words = shell.words;
    let waiting = view.open_transfer().is_some();
    let deeds = FileDeeds {
        edit: view.may.write,
        open: view.may.open,
        state: view.may.write && view.standing,
        leave: view.may.write && view.standing && !waiting,
        transfer: view.may.write && view.standing && !waiting,
        readmit: view.may.upper && !view.standing,
    };
    let cards = crate::handlers::cards::deeds::of_member(app, visitor, &words, view.id, view.standing).await;
    MemberFilePage {
        person: view.id.to_string(),
        cards,
        href: format!("/members/{}", view.id),
        name: view.name.clone(),
        number: view.number.clone(),
        unit: Link::new(format!("/units/{}", view.seat.code), view.seat.name.clone()),
        unit_code: view.seat.code.clone(),
        standing: view.standing,
        state: state_name(&words, &pack, &view.state),
        facts: facts(&words, &pack, &view),
        fields: view
            .fields
            .iter()
            .map(|(field, shown)| file_field(&words, &pack, field, shown, &said.opened))
            .collect(),
        periods: periods(&words, &pack, &view),
        states: states_of(&words, &pack, &view),
        applications: applications(&words, &view),
        transfers: view.transfers.iter().map(|transfer| transfer_row(&words, transfer, (false, false), true)).collect(),
        views: views(&words, &pack, &view),
        story: story::rows(&words, &pack, &view.story),
        state_choices: pack
            .members
            .states
            .iter()
            .map(|state| Choice::new(state.id.as_str(), state.name.get(words.language), &view.state))
            .collect(),
        leavings: deeds::leavings(&words, &pack, view.may.upper),
        today: visitor.caller().now.day().to_string(),
        errors: said.errors,
        reason: said.reason,
        idempotency_key: app.service.ids().secret(),
        deeds,
        shell,
    }
}

fn facts(words: &Words, pack: &Pack, view: &MemberView) -> Vec<FieldValue> {
    let label =
        |id: &str| pack.members.field(id).map(|field| field.name.get(words.language).to_owned()).unwrap_or_default();
    let born = view.born_on.map(format::date).or_else(|| view.born_year.map(|year| year.to_string()));
    vec![
        FieldValue { label: label("number"), text: view.number.clone() },
        FieldValue { label: label("born"), text: born.unwrap_or_default() },
        FieldValue { label: label("sex"), text: sex_name(words, pack, view.sex) },
    ]
}

fn file_field(
    words: &Words,
    pack: &Pack,
    field: &MemberField,
    shown: &Shown,
    opened: &[(MemberField, String)],
) -> FileField {
    let opened = opened.iter().find(|(one, _)| one.id == field.id);
    let text = match (opened, shown) {
        (Some((_, value)), _) | (None, Shown::Plain(value)) => value_text(words, field, value),
        (None, Shown::Masked(text)) => text.clone(),
        (None, Shown::Sealed) => words.t("member-sealed"),
        (None, Shown::Empty) => String::new(),
    };
    let purpose = pack.members.purpose_of(field);
    FileField {
        id: field.id.clone(),
        label: field.name.get(words.language).to_owned(),
        text,
        class: field.class.word().to_owned(),
        purpose: purpose.map(|purpose| purpose.name.get(words.language).to_owned()).unwrap_or_default(),
        closed: opened.is_none() && field.class != PersonalClass::Open && !matches!(shown, Shown::Empty),
    }
}

/// A kept value for reading.
pub(crate) fn value_text(words: &Words, field: &MemberField, value: &str) -> String {
    match field.kind {
        MemberFieldKind::Choice => {
            let choice = field.choices.iter().find(|choice| choice.id == value);
            choice.map_or_else(|| value.to_owned(), |choice| choice.name.get(words.language).to_owned())
        }
        MemberFieldKind::Bool => words.t(if value == "true" { "yes" } else { "no" }),
        MemberFieldKind::Dong => {
            value.parse().map_or_else(|_| value.to_owned(), |dong| format::dong(words.language, dong))
        }
        MemberFieldKind::Date => {
            congdoan_model::period::parse_day(value).map_or_else(|| value.to_owned(), format::date)
        }
        MemberFieldKind::Text | MemberFieldKind::Digits | MemberFieldKind::Whole => value.to_owned(),
    }
}

fn periods(words: &Words, pack: &Pack, view: &MemberView) -> Vec<PeriodRow> {
    let row = |period: &congdoan_service::members::Period| PeriodRow {
        unit: Link::new(format!("/units/{}", period.unit_code), period.unit_name.clone()),
        from: format::date(period.joined_on),
        joining: joining_name(words, pack, &period.joining),
        until: period.left_on.map(format::date).unwrap_or_default(),
        leaving: period.leaving.as_deref().map(|leaving| leaving_name(words, pack, leaving)).unwrap_or_default(),
        decision: period.decision.clone(),
    };
    view.periods.iter().rev().map(row).collect()
}

fn states_of(words: &Words, pack: &Pack, view: &MemberView) -> Vec<StoryRow> {
    let row = |since: &congdoan_service::members::StateSince| StoryRow {
        at: format::date(since.valid_from),
        by: since.recorded_by.clone(),
        what: state_name(words, pack, &since.state),
        note: since.decision.clone(),
    };
    view.states.iter().map(row).collect()
}

fn applications(words: &Words, view: &MemberView) -> Vec<StoryRow> {
    let row = |one: &congdoan_service::members::Application| {
        let signed = match one.signature.as_str() {
            "electronic" => words.t("signature-electronic"),
            _ => words.t("signature-paper"),
        };
        let form = if one.form == "5b" { words.t("form-5b") } else { words.t("form-5a") };
        StoryRow {
            at: format::date(one.applied_on),
            by: one.unit_name.clone(),
            what: form,
            note: [signed, one.signature_text.clone(), one.decision.clone()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        }
    };
    view.applications.iter().map(row).collect()
}

fn views(words: &Words, pack: &Pack, view: &MemberView) -> Vec<StoryRow> {
    let row = |seen: &congdoan_service::members::DataView| StoryRow {
        at: Timestamp::from_micros(seen.viewed_at).readable(),
        by: seen.viewed_by.clone(),
        what: story::field_names(words, pack, seen.fields.split(',')),
        note: seen.reason.clone(),
    };
    view.views.iter().map(row).collect()
}

/// A transfer in a list; who may answer and who may take it back.
pub(crate) fn transfer_row(
    words: &Words,
    transfer: &Transfer,
    (answers, cancels): (bool, bool),
    opens: bool,
) -> TransferRow {
    let open = transfer.state == "open";
    let asked = Timestamp::from_micros(transfer.asked_at).day();
    let answer = (!transfer.answer.is_empty()).then(|| words.t1("transfer-answer", "answer", &transfer.answer));
    let note: Vec<String> =
        [transfer.reason.clone()].into_iter().chain(answer).filter(|text| !text.is_empty()).collect();
    TransferRow {
        href: format!("/members/transfers/{}", transfer.id),
        member: Link::new(
            if opens { format!("/members/{}", transfer.person) } else { String::new() },
            if transfer.name.is_empty() { words.t("erased-person") } else { transfer.name.clone() },
        ),
        number: transfer.number.clone().unwrap_or_default(),
        from: transfer.from_name.clone(),
        to: transfer.to_name.clone(),
        asked_by_receiver: transfer.asked_from == "to",
        state: transfer.state.clone(),
        date: format::date(transfer.effective_on.unwrap_or(asked)),
        note: note.join(" · "),
        answers: open && answers,
        cancels: open && cancels,
    }
}

/// Whether the reader may write members somewhere.
pub(crate) fn writes(visitor: &Visitor) -> bool {
    visitor.caller().may_somewhere(Action::MemberWrite)
}
