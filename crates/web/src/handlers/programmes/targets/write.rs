//! What the forms of targets do: share out, ask for a change, decide one, add a target.
//!
//! Not here: the pages they come from (`answer`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    TargetChangeId, TargetId,
    org::Unit,
    programmes::{
        Comparator, TargetSource,
        targets::{Aim, Share, ShareBy},
    },
};
use congdoan_service::{
    Error,
    pack::Problem,
    programmes::{AllotAsked, NewTarget, SharedTo},
};

use super::answer::{Suggested, new_page, page, put_grid};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::members::deeds::{once, problems},
    page::Page,
    refusal::Refusal,
    visit::{Visitor, see},
};

/// `POST /targets/{id}/allot`: keeps the grid. Shares that are as their way works them out are kept as such, all others
/// as typed by hand.
///
/// # Errors
/// 404 or 403 by rights; a grid that does not add up comes back with 422.
pub async fn allot(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let target: TargetId = id(&target, "target")?;
    match shared(&app, &visitor, target, &sent).await {
        Ok(()) => Ok(see(&format!("/targets/{target}#shares"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let mut page = page(&app, &visitor, target).await?;
            // The grid as it was typed, whether or not anything was kept before.
            let typed = sent.under("share.");
            let units = app.service.shares_worked_out(visitor.caller(), target, ShareBy::Equal).await;
            let shares: Vec<SharedTo> = units.into_iter().flatten().filter_map(|one| as_typed(one, &typed)).collect();
            if !shares.is_empty() {
                put_grid(&mut page, &shares, ShareBy::from_word(sent.get("by")).unwrap_or(ShareBy::Equal), true);
                page.worked_out = true;
            }
            for row in &mut page.shares {
                if let Some(value) = typed.get(&row.code) {
                    row.typed.clone_from(value);
                }
            }
            page.errors = errors;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// A unit's share as it was typed; nothing for a unit the form did not name. What is no number counts as nothing.
fn as_typed((unit, share): (Unit, Share), typed: &BTreeMap<String, String>) -> Option<SharedTo> {
    let value = hundredths(typed.get(unit.code.as_str())?).unwrap_or(0);
    Some(SharedTo { unit, share: Share { value, weight: 0, ..share }, progress: None, light: None })
}

async fn shared(app: &App, visitor: &Visitor, target: TargetId, sent: &PageForm) -> Result<(), Error> {
    let by = ShareBy::from_word(sent.get("by")).unwrap_or(ShareBy::Hand);
    let mut parts = Vec::new();
    for (code, value) in sent.under("share.") {
        let field = format!("share.{code}");
        parts.push((code, hundredths(&value).ok_or_else(|| no_number(&field))?));
    }
    let caller = visitor.caller();
    let by = match by {
        by if parts.is_empty() => by,
        ShareBy::Hand => ShareBy::Hand,
        by => {
            let worked_out = app.service.shares_worked_out(caller, target, by).await?;
            let same = worked_out.len() == parts.len()
                && worked_out.iter().all(|(unit, share)| parts.contains(&(unit.code.to_string(), share.value)));
            if same { by } else { ShareBy::Hand }
        }
    };
    app.service.allot(caller, target, &AllotAsked { by, parts }, once(sent)).await.map(|_| ())
}

/// `POST /targets/{id}/changes`: asks for a change.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let target: TargetId = id(&target, "target")?;
    let asked = match aim(&sent) {
        Ok(aim) => {
            let asked = app.service.ask_target_change(visitor.caller(), target, (aim, sent.get("reason")), once(&sent));
            asked.await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    match asked {
        Ok(()) => Ok(see(&format!("/targets/{target}#changes"))),
        Err(error) => again(&app, &visitor, target, (&sent, error)).await,
    }
}

async fn again(
    app: &App,
    visitor: &Visitor,
    target: TargetId,
    (sent, error): (&PageForm, Error),
) -> Result<Response, Refusal> {
    let errors = problems(visitor, error)?;
    let mut page = page(app, visitor, target).await?;
    page.typed.comparators = super::answer::comparators(&page.shell.words, sent.get("comparator"));
    for (field, name) in [
        (&mut page.typed.value, "value"),
        (&mut page.typed.value_max, "value_max"),
        (&mut page.typed.period, "period"),
        (&mut page.typed.baseline, "baseline"),
        (&mut page.typed.words, "reason"),
    ] {
        sent.get(name).clone_into(field);
    }
    page.errors = errors;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// `POST /target-changes/{id}/decide`: approves or refuses a change.
///
/// # Errors
/// 404 or 403 by rights, 409 when it was decided before, 422 for the own request.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(change): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let change: TargetChangeId = id(&change, "target")?;
    let decision = (sent.get("decision") == "approve", sent.get("note"));
    let target = app.service.decide_target_change(visitor.caller(), change, decision, once(&sent)).await?;
    Ok(see(&format!("/targets/{target}#changes")))
}

/// `POST /programmes/{id}/targets`: adds a target.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let programme = id(&programme, "programme")?;
    app.service.may_write_programme(visitor.caller(), programme).await?;
    let added = match new_target(&sent) {
        Ok(new) => app.service.add_target(visitor.caller(), programme, &new, once(&sent)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(target) => Ok(see(&format!("/targets/{target}"))),
        Err(error) => {
            let errors = match error {
                Error::UnknownIndicator(_) => {
                    problems(&visitor, wrong("indicator", "Hãy chọn chỉ tiêu thống kê", "Choose an indicator"))?
                }
                error => problems(&visitor, error)?,
            };
            let typed = |name: &str| sent.get(name).to_owned();
            let typed = Suggested {
                indicator: typed("indicator"),
                comparator: typed("comparator"),
                value: typed("value"),
                value_max: typed("value_max"),
                period: typed("period"),
                baseline: typed("baseline"),
                words: typed("words"),
                clause: typed("clause"),
            };
            let page = new_page(&app, &visitor, programme, typed, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

fn new_target(sent: &PageForm) -> Result<NewTarget, Error> {
    let aim = aim(sent)?;
    let clause = sent.get("clause").trim();
    Ok(NewTarget {
        indicator: sent.get("indicator").trim().to_owned(),
        comparator: aim.comparator,
        value: aim.value,
        value_max: aim.value_max,
        period: Some(aim.period),
        baseline: aim.baseline,
        words: sent.get("words").to_owned(),
        clause: clause.parse().ok(),
        source: TargetSource::Typed,
        above: None,
    })
}

fn aim(sent: &PageForm) -> Result<Aim, Error> {
    let comparator: Comparator = sent
        .get("comparator")
        .parse()
        .map_err(|_| wrong("comparator", "Hãy chọn cách so sánh", "Choose how the value is compared"))?;
    let number = |name: &str| hundredths(sent.get(name)).ok_or_else(|| no_number(name));
    let optional = |name: &str| if sent.get(name).trim().is_empty() { Ok(None) } else { number(name).map(Some) };
    Ok(Aim {
        comparator,
        value: if comparator == Comparator::All { 10_000 } else { number("value")? },
        value_max: if comparator == Comparator::Range { optional("value_max")? } else { None },
        period: sent.get("period").trim().parse()?,
        baseline: optional("baseline")?,
    })
}

fn wrong(field: &str, vi: &str, en: &str) -> Error {
    Error::Invalid(vec![Problem { field: Some(field.to_owned()), message: congdoan_service::words(vi, en) }])
}

fn no_number(field: &str) -> Error {
    wrong(field, "Ghi số, ví dụ 10.000 hoặc 12,5", "Give a number such as 10000 or 12,5")
}

/// A typed number in hundredths: `10.000`, `10 000` and `10,000` are ten thousand, `12,5` and `12.5` twelve and a half.
fn hundredths(typed: &str) -> Option<i64> {
    let text: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '%').collect();
    let mut groups = text.split(['.', ',']);
    let mut whole = groups.next()?.to_owned();
    let rest: Vec<&str> = groups.collect();
    let (last, middle) = rest.split_last().map_or((None, &[][..]), |(last, middle)| (Some(*last), middle));
    let mut decimals = "";
    for group in middle {
        if group.len() != 3 {
            return None;
        }
        whole.push_str(group);
    }
    match last {
        Some(last) if last.len() == 3 => whole.push_str(last),
        Some(last) if last.is_empty() || last.len() > 2 => return None,
        Some(last) => decimals = last,
        None => {}
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    if !digits(&whole) || (!decimals.is_empty() && !digits(decimals)) {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(format!("{decimals:0<2}").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, read) in [
            ("10000", 1_000_000),
            ("10.000", 1_000_000),
            ("10,000", 1_000_000),
            ("1 431 495", 143_149_500),
            ("12,5", 1_250),
            ("12.5 %", 1_250),
            ("0,05", 5),
            ("1.000,25", 100_025),
        ] {
            assert_eq!(hundredths(typed), Some(read), "{typed}");
        }
        for typed in ["", "-5", "12,", "một", "1.00.000", "12,3456", "99999999999999999999"] {
            assert_eq!(hundredths(typed), None, "{typed}");
        }
    }
}
