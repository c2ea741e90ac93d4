//! Opening a programme under a directive and changing one: the form, what was typed, closing and cancelling.
//!
//! Not here: what a programme must be (`service::programmes::opening`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{
    ClauseId, DirectiveId, Period, ProgrammeId, TargetId,
    directives::Clause,
    programmes::{
        Comparator, ProgrammeKind,
        cascade::{EndManner, TargetSource},
    },
};
use congdoan_service::{
    Error,
    pack::{Pack, Problem},
    programmes::opening::{NewTarget, Offered, Opening, OpeningForm, TargetOffer, hundredths},
};
use serde::Deserialize;

use super::pages::{OpenPage, TargetFields};
use crate::{
    api::{self, id},
    app::App,
    form::PageForm,
    handlers::{
        figures::{answer::unit_or_home, cells::unit_page},
        members::deeds::{once, problems},
    },
    labels,
    page::{Choice, FieldError, Link, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::{Language, Words},
};

/// Rows for targets of the unit's own.
const BLANK: usize = 3;
/// The most rows a form is read for.
const ROWS: usize = 80;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/directives/{id}/open", Person, get(form)),
        route("POST", "/directives/{id}/open", Person, post(create)),
        route("GET", "/programmes/{id}/edit", Person, get(edit)),
        route("POST", "/programmes/{id}/edit", Person, post(change)),
        route("POST", "/programmes/{id}/end", Person, post(end)),
        route("POST", "/programmes/{id}/reopen", Person, post(reopen)),
    ]
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    parent: Option<String>,
}

/// `GET /directives/{id}/open`.
///
/// # Errors
/// 404 when the caller may not see the directive or the unit, 403 when it may not write programmes there.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<OpenPage>, Refusal> {
    let directive: DirectiveId = id(&directive, "directive")?;
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let parent = asked.parent.as_deref().filter(|parent| !parent.is_empty());
    let parent = parent.map(|parent| id::<ProgrammeId>(parent, "programme")).transpose()?;
    let opening = app.service.opening(visitor.caller(), &code, directive, parent).await?;
    Ok(Page(page(&app, &visitor, opening, None, Vec::new())?))
}

fn page(
    app: &App,
    visitor: &Visitor,
    opening: Opening,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> Result<OpenPage, Refusal> {
    let shell = visitor.shell(app);
    let (words, pack, code) = (shell.words, app.service.pack(), opening.unit.code.to_string());
    let typed = |name: &str, plain: &str| sent.map_or_else(|| plain.to_owned(), |sent| sent.get(name).to_owned());
    let kind = typed("kind", ProgrammeKind::default().word());
    let parent = opening.parent.map(|parent| parent.to_string()).unwrap_or_default();
    let parent = typed("parent", &parent);
    let beside: Vec<String> = sent.map(|sent| sent.all("beside").to_vec()).unwrap_or_default();
    let mut units = vec![Choice::new(code.as_str(), opening.unit.name.clone(), &code)];
    for unit in visitor.homes() {
        if units.iter().all(|choice| choice.value != unit.code.as_str()) {
            units.push(Choice::new(unit.code.as_str(), unit.name.clone(), &code));
        }
    }
    let symbol = if opening.directive.symbol.is_empty() { &opening.directive.title } else { &opening.directive.symbol };
    let year = chrono::Datelike::year(&visitor.caller().now.day()).to_string();
    Ok(OpenPage {
        directive: Link::new(format!("/directives/{}", opening.directive.id), symbol.clone()),
        directive_title: opening.directive.title.clone(),
        action: format!("/directives/{}/open", opening.directive.id),
        changed: None,
        unit: Link::new(unit_page(&code), opening.unit.name.clone()),
        units,
        kinds: kinds(&words, &kind),
        title: typed("title", ""),
        period: typed("period", &year),
        parents: opening.above.iter().map(|one| offered(one, &parent)).collect(),
        beside: beside_choices(&opening.beside, &beside),
        targets: target_fields(&words, &pack, &opening, sent),
        indicators: pack.indicators.iter().map(|one| said(&pack, visitor.language, &one.id)).collect(),
        errors,
        idempotency_key: app.service.ids().secret(),
        code,
        shell,
    })
}

pub(super) fn kinds(words: &Words, present: &str) -> Vec<Choice> {
    let kinds = ProgrammeKind::ALL.iter().map(|kind| kind.word());
    kinds.map(|kind| Choice::new(kind, labels::programme_kind(words, kind), present)).collect()
}

fn offered(one: &Offered, present: &str) -> Choice {
    Choice::new(one.programme.id.to_string(), format!("{} – {}", one.unit_name, one.programme.title), present)
}

fn beside_choices(offers: &[Offered], chosen: &[String]) -> Vec<Choice> {
    let choices = offers.iter().map(|one| {
        let mut choice = offered(one, "");
        choice.selected = chosen.contains(&choice.value);
        choice
    });
    choices.collect()
}

/// An indicator as the form names it: its name and its id.
fn said(pack: &Pack, language: Language, id: &str) -> String {
    let name = pack.indicator(id).map(|indicator| indicator.name.get(language)).unwrap_or_default();
    if name.is_empty() { id.to_owned() } else { format!("{name} · {id}") }
}

/// The id in what was chosen or typed: what stands after the last dot in the middle, an id, or a name in either language.
pub(crate) fn indicator_of(pack: &Pack, typed: &str) -> String {
    let typed = typed.trim();
    let last = typed.rsplit('·').next().unwrap_or(typed).trim();
    if pack.indicator(last).is_some() {
        return last.to_owned();
    }
    let folded = congdoan_model::names::fold(typed);
    let named = pack.indicators.iter().find(|one| {
        [Language::Vi, Language::En]
            .iter()
            .any(|language| congdoan_model::names::fold(one.name.get(*language)) == folded)
    });
    named.map_or_else(|| typed.to_owned(), |one| one.id.clone())
}

fn target_fields(words: &Words, pack: &Pack, opening: &Opening, sent: Option<&PageForm>) -> Vec<TargetFields> {
    if let Some(sent) = sent {
        let rows = (0..ROWS).filter(|place| !sent.get(&format!("source.{place}")).is_empty());
        return rows.map(|place| typed_target(words, opening, sent, place)).collect();
    }
    let from = opening.offers.iter().enumerate().map(|(place, offer)| {
        let plain = |number: i64| decimal(number);
        TargetFields {
            place,
            source: offer.source.word().to_owned(),
            above: offer.above.map(|above| above.to_string()).unwrap_or_default(),
            words: offer.words.clone(),
            taken: taken(offer),
            indicator: if offer.indicator.is_empty() {
                String::new()
            } else {
                said(pack, words.language, &offer.indicator)
            },
            comparators: comparators(words, offer.comparator.sign()),
            value: plain(offer.value),
            value_max: offer.value_max.map(plain).unwrap_or_default(),
            period: offer.period.clone(),
            clauses: clauses(&opening.clauses, &offer.clause.map(|clause| clause.to_string()).unwrap_or_default()),
            ..TargetFields::default()
        }
    });
    let count = opening.offers.len();
    let blank = (count..count + BLANK).map(|place| TargetFields {
        place,
        source: TargetSource::Typed.word().to_owned(),
        opens_own: place == count,
        comparators: comparators(words, Comparator::AtLeast.sign()),
        clauses: clauses(&opening.clauses, ""),
        ..TargetFields::default()
    });
    from.chain(blank).collect()
}

/// What can be measured is taken unless the officer leaves it.
fn taken(offer: &TargetOffer) -> bool {
    !offer.indicator.is_empty()
}

fn typed_target(words: &Words, opening: &Opening, sent: &PageForm, place: usize) -> TargetFields {
    let get = |name: &str| sent.get(&format!("{name}.{place}")).to_owned();
    TargetFields {
        place,
        source: get("source"),
        above: get("above"),
        words: opening.offers.get(place).map(|offer| offer.words.clone()).unwrap_or_default(),
        opens_own: place == opening.offers.len(),
        taken: get("take") == "true",
        indicator: get("indicator"),
        comparators: comparators(words, &get("comparator")),
        value: get("value"),
        value_max: get("value_max"),
        period: get("period"),
        baseline: get("baseline"),
        clauses: clauses(&opening.clauses, &get("clause")),
    }
}

fn comparators(words: &Words, present: &str) -> Vec<Choice> {
    let signs = Comparator::ALL.iter().map(|comparator| comparator.sign());
    signs.map(|sign| Choice::new(sign, labels::comparator(words, sign), present)).collect()
}

fn clauses(clauses: &[Clause], present: &str) -> Vec<Choice> {
    let choice = |one: &Clause| Choice::new(one.id.to_string(), format!("{} {}", one.label, one.title), present);
    clauses.iter().map(choice).collect()
}

/// Hundredths as a number is typed in Vietnamese: a comma before decimals, none without them.
fn decimal(value: i64) -> String {
    let (whole, part) = (value / 100, (value % 100).abs());
    if part == 0 { whole.to_string() } else { format!("{whole},{part:02}").trim_end_matches('0').to_owned() }
}

/// A number as typed, in hundredths: dots between groups of three digits and a comma before decimals, or a decimal dot.
pub(crate) fn typed_number(text: &str) -> Option<i64> {
    let tidy: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (whole, decimals) = tidy.split_once(',').unwrap_or((tidy.as_str(), ""));
    let groups: Vec<&str> = whole.split('.').collect();
    let grouped = groups.len() > 1 && groups.iter().skip(1).all(|group| group.len() == 3);
    if decimals.is_empty() && !grouped {
        return hundredths(&tidy.replace(',', ""));
    }
    hundredths(&format!("{}.{decimals}", groups.concat()))
}

/// `POST /directives/{id}/open`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let directive: DirectiveId = id(&directive, "directive")?;
    let code = sent.get("unit").trim().to_lowercase();
    match opened(&app, &visitor, &sent, directive, &code).await {
        Ok(programme) => Ok(see(&format!("/programmes/{programme}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let parent = sent.get("parent").parse().ok();
            let opening = app.service.opening(visitor.caller(), &code, directive, parent).await?;
            let page = page(&app, &visitor, opening, Some(&sent), errors)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn opened(
    app: &App,
    visitor: &Visitor,
    sent: &PageForm,
    directive: DirectiveId,
    unit: &str,
) -> Result<ProgrammeId, Error> {
    let pack = app.service.pack();
    let (mut targets, mut wrong) = (Vec::new(), Vec::new());
    for place in 0..ROWS {
        match target(&pack, sent, place) {
            Ok(found) => targets.extend(found),
            Err(problem) => wrong.push(problem),
        }
    }
    let period = sent.get("period").trim().parse::<Period>();
    if period.is_err() {
        wrong.push(said_wrong(
            "period",
            "Thời gian viết 2026, 2026-H1 hoặc 2026-01-01/2026-06-30",
            "A period is written 2026, 2026-H1 or 2026-01-01/2026-06-30",
        ));
    }
    let (kind, parent, beside) = particulars(sent);
    // Who may not do it hears so before anything about what was typed.
    let plain = Period::month_of(visitor.caller().now.day());
    let form = OpeningForm {
        unit,
        directive,
        kind,
        title: sent.get("title"),
        period: period.unwrap_or(plain),
        parent,
        beside,
        targets: if wrong.is_empty() { targets } else { Vec::new() },
    };
    if !wrong.is_empty() {
        app.service.opening(visitor.caller(), unit, directive, None).await?;
        return Err(Error::Invalid(wrong));
    }
    app.service.open_programme(visitor.caller(), &form, once(sent)).await
}

fn particulars(sent: &PageForm) -> (ProgrammeKind, Option<ProgrammeId>, Vec<ProgrammeId>) {
    let kind = sent.get("kind").parse().unwrap_or_default();
    let parent = sent.get("parent").parse().ok();
    (kind, parent, sent.all("beside").iter().filter_map(|one| one.parse().ok()).collect())
}

fn said_wrong(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: Some(field.to_owned()), message: congdoan_service::words(vi, en) }
}

/// A row of the form as a target; nothing for one that is not taken or empty.
fn target(pack: &Pack, sent: &PageForm, place: usize) -> Result<Option<NewTarget>, Problem> {
    let get = |name: &str| sent.get(&format!("{name}.{place}")).trim();
    let Ok(source) = get("source").parse::<TargetSource>() else { return Ok(None) };
    let wanted = if source == TargetSource::Typed { !get("indicator").is_empty() } else { get("take") == "true" };
    if !wanted {
        return Ok(None);
    }
    let field = format!("targets.{place}");
    let number = |name: &str| match get(name) {
        "" => Ok(None),
        typed => typed_number(typed).map(Some).ok_or_else(|| {
            said_wrong(
                &field,
                &format!("Số \"{typed}\" không đọc được"),
                &format!("The number \"{typed}\" cannot be read"),
            )
        }),
    };
    let comparator: Comparator = get("comparator").parse().unwrap_or(Comparator::AtLeast);
    let value = match (number("value")?, comparator) {
        (Some(value), _) => value,
        (None, Comparator::All) => 10_000,
        (None, _) => return Err(said_wrong(&field, "Hãy ghi giá trị của chỉ tiêu", "Give the value of the target")),
    };
    let period = match get("period") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| {
            said_wrong(
                &field,
                &format!("Thời gian \"{typed}\" không đọc được"),
                &format!("The period \"{typed}\" cannot be read"),
            )
        })?),
    };
    Ok(Some(NewTarget {
        indicator: indicator_of(pack, get("indicator")),
        comparator,
        value,
        value_max: number("value_max")?,
        period,
        baseline: number("baseline")?,
        words: get("words").to_owned(),
        clause: get("clause").parse::<ClauseId>().ok(),
        above: get("above").parse::<TargetId>().ok(),
        source,
    }))
}

/// `GET /programmes/{id}/edit`.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not write it.
pub async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Page<OpenPage>, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    Ok(Page(edit_page(&app, &visitor, programme, None, Vec::new()).await?))
}

async fn edit_page(
    app: &App,
    visitor: &Visitor,
    programme: ProgrammeId,
    sent: Option<&PageForm>,
    errors: Vec<FieldError>,
) -> Result<OpenPage, Refusal> {
    let view = app.service.programme(visitor.caller(), programme).await?;
    let standing = app.service.programme_standing(visitor.caller(), programme).await?;
    let directive = view.programme.directive.ok_or_else(|| {
        api::refused("Chương trình này không đứng trên văn bản nào", "This programme stands on no directive")
    })?;
    let code = view.unit.code.to_string();
    let opening = app.service.opening(visitor.caller(), &code, directive, view.programme.parent).await?;
    let own = |one: &&Offered| one.programme.id != programme;
    let parent = view.programme.parent.map(|parent| parent.to_string()).unwrap_or_default();
    let present: Vec<String> = match sent {
        Some(sent) => sent.all("beside").to_vec(),
        None => standing.beside.iter().map(|one| one.programme.id.to_string()).collect(),
    };
    let parent = sent.map_or(parent, |sent| sent.get("parent").to_owned());
    let parents: Vec<Choice> = opening.above.iter().filter(own).map(|one| offered(one, &parent)).collect();
    let mut beside: Vec<Offered> = opening.beside.iter().filter(own).cloned().collect();
    beside.extend(
        standing
            .beside
            .into_iter()
            .filter(|one| beside.iter().all(|known| known.programme.id != one.programme.id))
            .collect::<Vec<_>>(),
    );
    let filled = page(app, visitor, opening, None, errors)?;
    let typed = |name: &str, plain: String| sent.map_or(plain, |sent| sent.get(name).to_owned());
    Ok(OpenPage {
        action: format!("/programmes/{programme}/edit"),
        changed: Some(Link::new(format!("/programmes/{programme}"), view.programme.title.clone())),
        kinds: kinds(&filled.shell.words, &typed("kind", view.programme.kind.word().to_owned())),
        title: typed("title", view.programme.title.clone()),
        period: typed("period", view.programme.period.to_string()),
        parents,
        beside: beside_choices(&beside, &present),
        targets: Vec::new(),
        ..filled
    })
}

/// `POST /programmes/{id}/edit`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    let (kind, parent, beside) = particulars(&sent);
    let done = match sent.get("period").trim().parse::<Period>() {
        Ok(period) => {
            let form = (kind, sent.get("title"), period);
            app.service.change_programme(visitor.caller(), programme, form, (parent, &beside)).await
        }
        Err(error) => {
            Err(Error::Invalid(vec![Problem { field: Some("period".to_owned()), message: Error::from(error).words() }]))
        }
    };
    match done {
        Ok(()) => Ok(see(&format!("/programmes/{programme}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = edit_page(&app, &visitor, programme, Some(&sent), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `POST /programmes/{id}/end`.
///
/// # Errors
/// 404 or 403 by rights, 422 without a reason.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    let manner: EndManner = sent.get("manner").parse().unwrap_or(EndManner::Closed);
    let day = visitor.caller().now.day();
    app.service.end_programme(visitor.caller(), id, Some((manner, day, sent.get("reason")))).await?;
    Ok(see(&format!("/programmes/{id}")))
}

/// `POST /programmes/{id}/reopen`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    app.service.end_programme(visitor.caller(), id, None).await?;
    Ok(see(&format!("/programmes/{id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_officers_type_them() {
        for (typed, value) in [
            ("10.000", Some(1_000_000)),
            ("1.234.567", Some(123_456_700)),
            ("70", Some(7_000)),
            ("0,5", Some(50)),
            ("1.234,5", Some(123_450)),
            ("0.5", Some(50)),
            (" 12 ", Some(1_200)),
            ("mười", None),
            ("1,2,3", None),
        ] {
            assert_eq!(typed_number(typed), value, "{typed}");
        }
        assert_eq!(decimal(1_250), "12,5");
        assert_eq!(decimal(7_000), "70");
    }
}
