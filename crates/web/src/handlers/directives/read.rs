//! A text on its way in: read as soon as it is sent, kept until it is entered or given up, entered with what was decided.
//!
//! Not here: what is found in a text (`reader`), the pieces it is shown in (`crate::reading`), the fields (`facts`).

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use congdoan_model::{
    PaperDraftId,
    access::Action,
    directives::{
        Directive,
        finding::{Finding as Kept, FindingKind},
        symbol::Symbol,
    },
    fingerprint,
};
use congdoan_service::{
    Error,
    access::Once,
    directives::{
        Acceptance, Decided, DraftForm, LARGEST_PASTED_TEXT, PaperDraft, Proposed, ReadPaper, Rest, typed_text,
    },
};

use super::{
    Finding, FindingGroup, ReadPage,
    answer::{Asked, list_page, page_of},
    facts, fill,
    fill::Particulars,
};
use crate::{
    api,
    app::App,
    form::PageForm,
    labels,
    page::{FieldError, Link, Page},
    reading::marked,
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// Of how many findings the fields to correct them are on the page; the others wait to be decided on the paper's own page.
const CORRECTED_HERE: usize = 1_500;

/// Keeps the text of the box, or of the file sent with it, and leads to the page where it is read.
///
/// # Errors
/// 403 when no mandate of the caller enters directives. A text that cannot be read is said on the list's page.
pub(super) async fn read(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    units(&visitor)?;
    let file = form.files.iter().find(|(field, ..)| field == "file");
    let typed = form.get("text");
    let (text, file) = if form.get("without") == "text" {
        (Ok(String::new()), None)
    } else {
        match file.filter(|(.., bytes)| typed.trim().is_empty() && !bytes.is_empty()) {
            Some((_, name, bytes)) => {
                let text = app.service.text_of_file(bytes.clone(), LARGEST_PASTED_TEXT).await;
                (text, Some((name.clone(), bytes.clone())))
            }
            None => (typed_text(typed.to_owned(), LARGEST_PASTED_TEXT), None),
        }
    };
    let text = match text {
        Ok(text) => even_lines(&text),
        Err(Error::Refused(words)) => {
            let said = words.get(visitor.language).to_owned();
            let asked = Asked::default();
            let page = list_page(&app, &visitor, &asked, (typed.to_owned(), Some(said))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let draft = app.service.begin_paper(visitor.caller(), &text, file).await?;
    Ok(see(&draft_page(draft)))
}

/// Where a text on its way in stands.
pub(super) fn draft_page(id: PaperDraftId) -> String {
    format!("/directives/drafts/{id}")
}

/// A text on its way in: what was found in it and the form to enter it.
///
/// # Errors
/// 404 when the caller keeps no such text.
pub(super) async fn draft(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id: PaperDraftId = api::id(&id, "draft")?;
    let units = units(&visitor)?;
    let (draft, form, read) = app.service.paper_begun(visitor.caller(), id).await?;
    if let Some(entered) = draft.entered {
        return Ok(see(&page_of(entered)));
    }
    let particulars = if form.fields.is_empty() {
        let today = visitor.caller().now.day().to_string();
        let first = units.first().map(|(code, _)| code.clone()).unwrap_or_default();
        let guessed = Particulars::of(&read.particulars).with("unit", first);
        guessed.with("direction", "in".to_owned()).with("booked_on", today)
    } else {
        Particulars::typed(&form)
    };
    let begun = Begun { draft, form, read, units };
    Ok(Page(page(&app, &visitor, begun, particulars, Vec::new()).await?).into_response())
}

/// Enters a text, keeps its form, or gives it up.
///
/// # Errors
/// 404 when the caller keeps no such text. What is wrong with the form is said beside its fields.
pub(super) async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let id: PaperDraftId = api::id(&id, "draft")?;
    let caller = visitor.caller();
    let (deed, filled) = (form.get("deed"), fill::kept(&form));
    match deed {
        "drop" => {
            app.service.give_paper_up(caller, id).await?;
            return Ok(see("/directives"));
        }
        "keep" => {
            app.service.keep_paper(caller, id, &filled).await?;
            return Ok(see("/directives"));
        }
        _ => {}
    }
    let units = units(&visitor)?;
    let (draft, _, read) = app.service.paper_begun(caller, id).await?;
    if let Some(entered) = draft.entered {
        return Ok(see(&page_of(entered)));
    }
    let words = Words::new(visitor.language);
    let mut particulars = Particulars::typed(&filled);
    let paper = particulars.paper(&words, Directive::default());
    let book = particulars.book(&words, caller.now.day());
    if !units.iter().any(|(code, _)| code == particulars.get("unit")) {
        particulars.wrong("unit", words.t("accept-unit-wrong"));
    }
    let mut errors = Vec::new();
    if particulars.problems.is_empty() {
        let rest = if deed == "wait" { Rest::Wait } else { Rest::Accept };
        let accepted = Acceptance {
            unit: particulars.get("unit").to_owned(),
            text: draft.body.clone(),
            file: draft.file.clone(),
            particulars: paper,
            book,
            decided: decided(&filled, &read, rest),
            rest: if deed == "wait" || read.proposed.len() > CORRECTED_HERE { Rest::Wait } else { Rest::Refuse },
            links: Vec::new(),
            another: filled.fields.contains_key("another"),
            fingerprint: fill::value(&filled, "fingerprint").unwrap_or_default().to_owned(),
            draft: Some(id),
        };
        match entered(&app, &visitor, &form, &accepted).await? {
            Ok(page) => return Ok(see(&page)),
            Err(Error::Invalid(problems)) => {
                for problem in problems {
                    let message = problem.message.get(visitor.language).to_owned();
                    particulars.wrong(problem.field.as_deref().unwrap_or_default(), message);
                }
            }
            Err(error) => {
                let message = match error {
                    Error::Stale => words.t("draft-read-anew"),
                    other => other.words().get(visitor.language).to_owned(),
                };
                errors.push(FieldError { field: String::new(), message });
            }
        }
    }
    let begun = Begun { draft, form: filled, read, units };
    let page = page(&app, &visitor, begun, particulars, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// What was decided about the findings the page showed with fields.
fn decided(form: &DraftForm, read: &ReadPaper, rest: Rest) -> Vec<Decided> {
    if rest == Rest::Wait {
        return Vec::new();
    }
    read.proposed.iter().take(CORRECTED_HERE).map(|one| fill::decided(form, &one.finding)).collect()
}

/// Enters the paper; what the form can mend comes back as an inner error.
async fn entered(
    app: &App,
    visitor: &Visitor,
    form: &PageForm,
    accepted: &Acceptance,
) -> Result<Result<String, Error>, Refusal> {
    let key = form.get("idempotency_key");
    let decided = format!("{:?} {:?} {:?}", accepted.draft, accepted.particulars, accepted.decided);
    let once = (!key.is_empty()).then(|| Once { key, request: fingerprint(&decided) });
    match app.service.accept_directive(visitor.caller(), accepted, once).await {
        Ok(id) => Ok(Ok(page_of(id))),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale | Error::UnknownIndicator(_))) => {
            Ok(Err(error))
        }
        Err(error) => Err(error.into()),
    }
}

/// Browsers send every line end as CR LF; the places of findings must be the same in each round.
fn even_lines(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The units the caller may enter a directive at: code and name.
pub(super) fn units(visitor: &Visitor) -> Result<Vec<(String, String)>, Refusal> {
    let caller = visitor.caller();
    let mut units: Vec<(String, String)> = Vec::new();
    for (unit, right) in visitor.homes().iter().zip(caller.rights()).rev() {
        let known = units.iter().any(|(code, _)| code == unit.code.as_str());
        if right.own.contains(&Action::DirectiveWrite) && !known {
            units.push((unit.code.to_string(), unit.name.clone()));
        }
    }
    if units.is_empty() { Err(Error::Denied(Action::DirectiveWrite).into()) } else { Ok(units) }
}

/// A text on its way in with all that is known of it.
struct Begun {
    draft: PaperDraft,
    form: DraftForm,
    read: ReadPaper,
    units: Vec<(String, String)>,
}

async fn page(
    app: &App,
    visitor: &Visitor,
    begun: Begun,
    particulars: Particulars,
    errors: Vec<FieldError>,
) -> Result<ReadPage, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let Begun { draft, form, read, units } = begun;
    let described = typed_paper(&particulars, &words);
    let alike = app.service.papers_alike(visitor.caller(), &described).await?;
    let symbol = particulars.get("symbol").trim();
    let odd = !symbol.is_empty() && Symbol::parse(symbol).is_none();
    let kept: Vec<&Kept> = read.proposed.iter().map(|one| &one.finding).collect();
    let mut fields = vec![particulars.unit_field(&words, &units)];
    fields.extend(particulars.fields(&words));
    fields.extend(particulars.book_fields(&words));
    Ok(ReadPage {
        action: draft_page(draft.id),
        segments: if draft.body.is_empty() { Vec::new() } else { marked(&draft.body, &kept, &read.clauses) },
        groups: groups(app, &words, &read.proposed, &form),
        fields,
        alike: alike
            .iter()
            .map(|paper| Link::new(page_of(paper.id), format!("{} · {}", paper.symbol, paper.title)))
            .collect(),
        another: form.fields.contains_key("another"),
        symbol_remark: if odd { words.t("symbol-odd") } else { String::new() },
        file: draft.file.map(|(name, _)| name).unwrap_or_default(),
        errors,
        carried: vec![
            ("idempotency_key".to_owned(), app.service.ids().secret()),
            ("fingerprint".to_owned(), read.fingerprint),
        ],
        shell,
    })
}

/// The paper a form describes, as far as that can be told.
fn typed_paper(particulars: &Particulars, words: &Words) -> Directive {
    let mut copy = Particulars::default();
    for name in ["symbol", "kind", "issued_on", "issuer", "title"] {
        copy = copy.with(name, particulars.get(name).to_owned());
    }
    copy.paper(words, Directive::default())
}

/// The findings by kind, in the order they are decided.
fn groups(app: &App, words: &Words, proposed: &[Proposed], form: &DraftForm) -> Vec<FindingGroup> {
    let pack = app.service.pack();
    let chosen: Option<BTreeSet<&str>> =
        (!form.fields.is_empty()).then(|| form.fields.get("keep").into_iter().flatten().map(String::as_str).collect());
    let item = |one: &Proposed| {
        let finding = &one.finding;
        let anchor = finding.anchor();
        let values = fill::values(form, finding);
        let filled = with_matches(one, form, &anchor);
        let known = finding.cited.and_then(|id| one.papers.iter().find(|paper| paper.id == id)).map(|paper| {
            Link::new(
                page_of(paper.id),
                if paper.symbol.is_empty() { paper.title.clone() } else { paper.symbol.clone() },
            )
        });
        let unit = finding.unit.and_then(|id| one.units.iter().find(|unit| unit.id == id));
        let known = known.or_else(|| unit.map(|unit| Link::new(format!("/units/{}", unit.code), unit.name.clone())));
        let mut asked = Vec::new();
        let mut fields = facts::fields(words, &anchor, finding.kind, &values);
        match finding.kind {
            FindingKind::Target => asked.push(facts::indicator(words, &anchor, &filled, (&pack, false))),
            FindingKind::Figure => fields.push(facts::indicator(words, &anchor, &filled, (&pack, false))),
            _ => {}
        }
        fields.extend(facts::matched(words, &anchor, &filled));
        Finding {
            text: finding.text.clone(),
            rule: finding.rule.clone(),
            facts: facts::facts(words, finding.kind, &values),
            known,
            chosen: chosen.as_ref().map_or(!one.own, |chosen| chosen.contains(anchor.as_str())),
            asked,
            fields,
            anchor,
            ..Finding::default()
        }
    };
    let group = |kind: FindingKind| {
        let of_kind = proposed.iter().take(CORRECTED_HERE).filter(|one| one.finding.kind == kind);
        FindingGroup {
            name: kind.word().to_owned(),
            heading: labels::finding_kind(words, kind.word()),
            note: match kind {
                FindingKind::Citation => words.t("citations-note"),
                FindingKind::Target => words.t("targets-note"),
                FindingKind::Figure => words.t("figures-note"),
                _ => String::new(),
            },
            findings: of_kind.map(item).collect(),
        }
    };
    FindingKind::ALL.into_iter().map(group).filter(|group| !group.findings.is_empty()).collect()
}

/// A finding with the matches a form chose.
fn with_matches(one: &Proposed, form: &DraftForm, anchor: &str) -> Proposed {
    let mut one = one.clone();
    let typed = |name: &str| fill::value(form, &format!("{anchor}.{name}"));
    if let Some(cited) = typed("cited") {
        one.finding.cited = cited.parse().ok();
    }
    if let Some(code) = typed("unit_code") {
        one.finding.unit = one.units.iter().find(|unit| unit.code.as_str() == code).map(|unit| unit.id);
    }
    if let Some(indicator) = typed("indicator") {
        one.finding.indicator = (!indicator.is_empty()).then(|| indicator.to_owned());
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_made_even() {
        assert_eq!(even_lines("\u{feff}a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
