//! What fills the page of one opened number: what it means, its parts down to the records, and their sum.
//!
//! Not here: the table the reader came from (`answer`), who may open what (`service`).

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use congdoan_model::{
    Period, RecordId,
    figures::{Answer, Formula, Indicator, OverTime, Part, Source, Value},
    names::Language,
    org::Unit,
};
use congdoan_service::{
    Error, Kept,
    figures::{Ask, FigureFrame},
    pack::{Pack, Register},
    papers::PaperFormat,
};

use super::{
    ChildPart, FigureCell, Measure, NumberPage, OwnPart,
    answer::{Asked, download, picker, unit_or_home},
    cells::{cell, known, measure, opens, unit_page},
    meaning::meaning,
};
use crate::{
    api::required,
    app::App,
    format,
    handlers::registers::story::{title, who},
    labels,
    page::{Link, Page},
    period,
    refusal::{Refusal, encode},
    visit::Visitor,
    words::Words,
};

/// How many parts a page shows.
const PARTS: usize = 500;
/// How many units the trail remembers; no federation is deeper.
const DEEPEST: usize = 12;

/// What is needed to describe the parts of one number.
struct Opening<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    words: Words,
    pack: &'a Pack,
    indicator: &'a Indicator,
    period: Period,
    measure: Measure,
    /// Names of units by code.
    names: BTreeMap<String, String>,
    /// The codes opened so far, this unit the last.
    path: Vec<String>,
}

/// One number, opened.
///
/// # Errors
/// 404 when the caller may not see the unit's totals or there is no such indicator, 422 for an impossible period.
pub(super) async fn number(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<NumberPage>, Refusal> {
    let (code, period) = (unit_or_home(&visitor, asked.unit.as_ref())?, asked.period(&visitor)?);
    let id = required(asked.indicator.as_ref(), "indicator")?;
    let pack = app.service.pack();
    let indicator = pack.indicator(id).ok_or_else(|| Error::UnknownIndicator(id.to_owned()))?;
    let (answer, family) = answer(&app, &visitor, &Ask::new(&code, id, period)).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let before = codes(asked.trail.as_deref().unwrap_or_default(), &code);
    let mut opening = Opening {
        app: &app,
        visitor: &visitor,
        words,
        pack: &pack,
        indicator,
        period,
        measure: measure(&indicator.unit_of_measure),
        names: names(&family),
        path: before.iter().cloned().chain([code.clone()]).collect(),
    };
    let parts = answer.parts.as_deref().unwrap_or_default();
    let skip = asked.skip.unwrap_or(0);
    let (own, children) = opening.describe(&family.unit, parts, skip).await?;
    let this = opens(&code, id, period, &before);
    let next_href = (parts.len() > skip.saturating_add(PARTS)).then(|| format!("{this}&skip={}", skip + PARTS));
    let hidden = [("unit", code.as_str()), ("indicator", id), ("trail", &before.join(","))]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let opened = answer.parts.is_some();
    Ok(Page(NumberPage {
        unit: Link::new(unit_page(&code), family.unit.name.clone()),
        indicator: indicator.name.get(words.language).to_owned(),
        indicator_id: id.to_owned(),
        definition: meaning(&words, &pack, indicator),
        source: indicator.source.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        picker: picker(&words, "/figures/open", hidden.to_vec(), period, &visitor),
        value: cell(&answer, None),
        coordinated: answer
            .coordinated
            .filter(|value| *value != 0)
            .map(|value| known(Some(Value::Whole(value)), measure(&indicator.unit_of_measure), None)),
        fraction: answer.numerator.zip(answer.denominator),
        expected: i64::try_from(answer.expected).unwrap_or(i64::MAX),
        reported: i64::try_from(answer.reported).unwrap_or(i64::MAX),
        trail: opening.trail(&before).await,
        own,
        children,
        sum: sum(&answer, parts, opening.measure),
        parts_hidden: !opened,
        next_href,
        bridge_href: super::bridge::href(&code, id, &period.to_string(), visitor.caller().now.day()),
        xlsx_href: opened.then(|| {
            let (unit, period) = (encode(&code), encode(&period.to_string()));
            format!("/figures/open.xlsx?unit={unit}&indicator={}&period={period}", encode(id))
        }),
        shell,
    }))
}

/// The parts as a spreadsheet.
///
/// # Errors
/// 404 as [`number`]; 403 when the caller may see the total only.
pub(super) async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (code, period) = (unit_or_home(&visitor, asked.unit.as_ref())?, asked.period(&visitor)?);
    let id = required(asked.indicator.as_ref(), "indicator")?;
    let language = visitor.language;
    let table = app.service.opened_figure_paper(visitor.caller(), &Ask::new(&code, id, period), language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, PaperFormat::Xlsx).await?;
    Ok(download(&format!("{id}-{code}-{period}"), PaperFormat::Xlsx, bytes))
}

/// The answer, with parts where the caller may open it, and the units directly below.
async fn answer(app: &App, visitor: &Visitor, ask: &Ask<'_>) -> Result<(Answer, FigureFrame), Refusal> {
    let caller = visitor.caller();
    let total = app.service.figure(caller, ask).await?;
    let family = app.service.figure_frame(caller, ask.unit, ask.period).await?;
    if family.totals_only {
        return Ok((total, family));
    }
    match app.service.figure(caller, &Ask { parts: true, ..ask.clone() }).await {
        Ok(answer) => Ok((answer, family)),
        Err(Error::Denied(_)) => Ok((total, family)),
        Err(error) => Err(error.into()),
    }
}

/// The codes of a trail: what is no code, or comes twice, is dropped.
fn codes(trail: &str, unit: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in trail.split(',').take(DEEPEST) {
        let is_code = code.parse::<congdoan_model::org::Code>().is_ok();
        if is_code && code != unit && !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

fn names(family: &FigureFrame) -> BTreeMap<String, String> {
    let units = family.children.iter().map(|(unit, _)| unit).chain([&family.unit]);
    units.map(|unit| (unit.code.to_string(), unit.name.clone())).collect()
}

/// The sum of all parts, for ratios of their numerators over their denominators.
fn sum(answer: &Answer, parts: &[Part], measure: Measure) -> FigureCell {
    let total = |of: fn(&Part) -> Option<i64>| parts.iter().filter_map(of).sum::<i64>();
    let value = if answer.numerator.is_some() {
        let scale = if measure == Measure::Percent { 100 } else { 1 };
        Value::ratio(total(|part| part.numerator), total(|part| part.denominator), scale)
    } else {
        Some(Value::Whole(total(|part| part.value.and_then(Value::whole))))
    };
    known(value, measure, None)
}

impl Opening<'_> {
    fn language(&self) -> Language {
        self.words.language
    }

    /// The name of a unit, by its code; the code itself where the caller may not see the unit.
    async fn name(&mut self, code: &str) -> String {
        if let Some(name) = self.names.get(code) {
            return name.clone();
        }
        let seen = self.app.service.unit(self.visitor.caller(), code).await;
        let name = seen.map_or_else(|_| code.to_owned(), |view| view.unit.name);
        self.names.insert(code.to_owned(), name.clone());
        name
    }

    async fn trail(&mut self, before: &[String]) -> Vec<Link> {
        let mut links = Vec::with_capacity(before.len());
        for (place, code) in before.iter().enumerate() {
            let earlier: Vec<String> = before.iter().take(place).cloned().collect();
            let href = opens(code, &self.indicator.id, self.period, &earlier);
            links.push(Link::new(href, self.name(code).await));
        }
        links
    }

    async fn describe(
        &mut self,
        unit: &Unit,
        parts: &[Part],
        skip: usize,
    ) -> Result<(Vec<OwnPart>, Vec<ChildPart>), Refusal> {
        let (mut own, mut children) = (Vec::new(), Vec::new());
        let behind = self.behind(unit, parts).await?;
        for part in parts.iter().skip(skip).take(PARTS) {
            if part.source == Source::Child {
                children.push(self.child(part).await);
            } else {
                own.push(self.own(part, &behind).await);
            }
        }
        Ok((own, children))
    }

    async fn child(&mut self, part: &Part) -> ChildPart {
        let href = opens(&part.unit, &self.indicator.id, self.period, &self.path);
        ChildPart {
            unit: Link::new(unit_page(&part.unit), self.name(&part.unit).await),
            line: part.line.map(|line| line.word().to_owned()).unwrap_or_default(),
            value: known(part.value, self.measure, Some(href.clone())),
            total: known(part.total, self.measure, Some(href)),
            fraction: part.numerator.zip(part.denominator),
        }
    }

    async fn own(&mut self, part: &Part, behind: &BTreeMap<RecordId, Kept>) -> OwnPart {
        let mut record = Link::new("", self.occasion(part));
        let mut by = String::new();
        let kept = part.record.and_then(|id| behind.get(&id));
        if let Some((kept, register)) = kept.and_then(|kept| Some((kept, self.pack.register(&kept.record.register)?))) {
            let called =
                title(&self.words, register, kept).unwrap_or_else(|| register.name.get(self.language()).to_owned());
            record = Link::new(record_page(&register.id, kept.record.id), called);
            by = who(&self.words, &kept.recorded_by);
        }
        OwnPart {
            date: part.occurred_on.map(format::date).unwrap_or_default(),
            unit: Link::new(unit_page(&part.unit), self.name(&part.unit).await),
            record,
            value: known(part.value, self.measure, None),
            fraction: part.numerator.zip(part.denominator),
            source: part.source.word().to_owned(),
            by,
        }
    }

    /// The records the own parts rest on: one query for each register, two at most, however many parts there are.
    async fn behind(&self, unit: &Unit, parts: &[Part]) -> Result<BTreeMap<RecordId, Kept>, Refusal> {
        let mut registers: Vec<&Register> = Vec::new();
        let fed = parts.iter().filter(|part| part.record.is_some()).filter_map(|part| self.fed(part));
        let fed: BTreeSet<&str> = fed.collect();
        for register in fed.iter().flat_map(|id| self.pack.feeding(id)) {
            if !registers.iter().any(|known| known.id == register.id) {
                registers.push(register);
            }
        }
        // Growth rests on the year before as well, what stands on records of any day.
        let stands = |id: &&str| self.pack.indicator(id).is_some_and(|one| one.time == OverTime::Standing);
        let ever = NaiveDate::from_ymd_opt(1, 1, 1).filter(|_| fed.iter().any(stands));
        let days = (ever.unwrap_or(self.period.year_before().from()), self.period.to());
        let mut behind = BTreeMap::new();
        for register in registers {
            let kept = self.app.service.records_behind(self.visitor.caller(), register, unit.id, days).await?;
            behind.extend(kept.into_iter().map(|kept| (kept.record.id, kept)));
        }
        Ok(behind)
    }

    /// What a part without a record is called: the month of a declaration, else where it comes from.
    fn occasion(&self, part: &Part) -> String {
        match (part.source, part.occurred_on) {
            (Source::Declared, Some(day)) => period::label(&self.words, &Period::month_of(day).to_string()),
            _ => labels::source(&self.words, part.source.word()),
        }
    }

    /// The indicator registers feed behind a part: itself, or the side of the ratio the part stands on.
    fn fed(&self, part: &Part) -> Option<&str> {
        let id = match &self.indicator.formula {
            Formula::Rows(_) | Formula::Units(_) => self.indicator.id.as_str(),
            Formula::Ratio { denominator, .. } if part.numerator == Some(0) => denominator,
            Formula::Ratio { numerator, .. } => numerator,
            Formula::Growth { of: grown } => grown,
        };
        self.pack.indicator(id)?.register.as_ref().map(|_| id)
    }
}

fn record_page(register: &str, id: RecordId) -> String {
    format!("/registers/{}/records/{id}", encode(register))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_keeps_codes_once_and_never_the_unit_itself() {
        assert_eq!(codes("root,north,root,north-a,,<x>", "north-a"), ["root", "north"]);
        assert!(codes("", "root").is_empty());
    }
}
