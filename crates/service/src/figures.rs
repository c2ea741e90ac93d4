//! Figures: the totals kept in memory, how they follow the change log, and the questions people ask of them.
//!
//! A server keeps one engine and follows the log (`live`); a single question from the command line builds an engine over just the
//! indicators it needs. Not here: adding up (`rollup`), base rows in the database (`store::figures`).

pub(crate) mod checks;
mod desk;
pub(crate) mod import;
mod live;
mod settled;
mod snapshot;
mod table;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, Timestamp, UnitId,
    access::{Action, Caller},
    figures::{Answer, BridgeStep, Cause, Formula, Row, Source},
    org::Unit,
};
use congdoan_pack::Pack;
use congdoan_rollup::{Catalogue, Engine, FigureError, Forest, Query, Tree, bare};
use congdoan_store::{Tx, access::Thing};

pub(crate) use live::mark;
pub use live::{News, Totals};
pub use table::{FigureFrame, FigureLine, FigureTable};

use crate::{Error, Result, Service};
use settled::Settled;

/// One question.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// Id of the indicator.
    pub indicator: &'a str,
    /// The period.
    pub period: Period,
    /// Whether the parts are wanted.
    pub parts: bool,
    /// As it was known at the end of this day.
    pub as_of: Option<NaiveDate>,
    /// On the tree of this day.
    pub restated: Option<NaiveDate>,
}

impl<'a> Ask<'a> {
    /// A plain question.
    #[must_use]
    pub const fn new(unit: &'a str, indicator: &'a str, period: Period) -> Self {
        Self { unit, indicator, period, parts: false, as_of: None, restated: None }
    }
}

/// A figure to be declared.
#[derive(Clone, Copy, Debug)]
pub struct Declaration<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// The indicator.
    pub indicator: &'a str,
    /// The month.
    pub month: Month,
    /// The value; 0 is a nil declaration.
    pub value: i64,
}

impl Service {
    /// Answers one question. With a day of knowledge and a day of the tree both, the answer is the restated one, and its
    /// bridge leads to it from the value as it was known then: what was corrected since comes first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit's totals; [`Error::Denied`] when parts are asked for and
    /// the caller may see totals only; [`Error::UnknownIndicator`].
    pub async fn figure(&self, caller: &Caller, ask: &Ask<'_>) -> Result<Answer> {
        let pack = self.pack();
        if pack.indicator(ask.indicator).is_none() {
            return Err(Error::UnknownIndicator(ask.indicator.to_owned()));
        }
        let allowed = self.require_figure(caller, ask).await;
        self.refusal_noted(caller, &format!("figure:{}:{}", ask.unit, ask.indicator), allowed).await?;
        if ask.as_of.is_some() && ask.restated.is_some() {
            let now = self.answered(&pack, &Ask { as_of: None, restated: None, parts: false, ..ask.clone() }).await?;
            let then = self.answered(&pack, &Ask { restated: None, parts: false, ..ask.clone() }).await?;
            let restated = self.answered(&pack, &Ask { as_of: None, ..ask.clone() }).await?;
            return Ok(bridged(&then, &now, restated));
        }
        self.answered(&pack, ask).await
    }

    /// Answers a question whose rights were asked before.
    async fn answered(&self, pack: &Pack, ask: &Ask<'_>) -> Result<Answer> {
        if ask.as_of.is_none()
            && let Some(answer) = self.with_engine(|engine| answer(engine, ask))
        {
            let mut answer = answer?;
            if ask.parts {
                self.tell_adjusted(ask, &mut answer).await?;
            }
            return Ok(answer);
        }
        let system = self.system();
        let needed = needed(pack, ask.indicator);
        let mut tx = self.store.read().await?;
        let known = match ask.as_of {
            // A period closed that day is asked for as it was closed, not as it was known in the evening (contract,
            // "Meaning of a figure", 10).
            Some(day) => Some(sealed_on(&mut tx, &system, ask, day).await?.unwrap_or_else(|| Timestamp::end_of(day))),
            None => None,
        };
        let engine = engine(&mut tx, &system, pack, Some(&needed), known).await?;
        answer(&engine, ask)
    }

    /// Says of the parts of a closed period which came after it was closed: those are adjustments, their record the reason.
    async fn tell_adjusted(&self, ask: &Ask<'_>, answer: &mut Answer) -> Result<()> {
        let Some(parts) = answer.parts.as_mut().filter(|parts| parts.iter().any(|part| part.record.is_some())) else {
            return Ok(());
        };
        let (system, pack, mut tx) = (self.system(), self.pack(), self.store.read().await?);
        let unit = tx.unit(&system, ask.unit).await?;
        let seals = tx.seals_over(&system, unit.id, ask.period.to()).await?;
        let Some(at) = seals.iter().map(|seal| seal.at).min() else { return Ok(()) };
        let later =
            tx.adjustments(&system, unit.id, (ask.period.from(), ask.period.to()), at, &pack.standing()).await?;
        for part in parts.iter_mut().filter(|part| part.source == Source::Records) {
            if later.iter().any(|one| one.record == part.record && one.indicator == ask.indicator) {
                part.source = Source::Adjusted;
            }
        }
        Ok(())
    }

    /// One indicator at several units and periods, in one state of the engine; the rights were asked before.
    pub(crate) async fn answers(&self, indicator: &str, asked: &[(&str, Period)]) -> Result<Vec<Answer>> {
        let all = |engine: &Engine| {
            asked.iter().map(|(unit, period)| answer(engine, &Ask::new(unit, indicator, *period))).collect()
        };
        if let Some(answers) = self.with_engine(all) {
            return answers;
        }
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let (system, pack) = (self.system(), self.pack());
        let needed = needed(&pack, indicator);
        let mut tx = self.store.read().await?;
        all(&engine(&mut tx, &system, &pack, Some(&needed), None).await?)
    }

    /// Answers many questions about one moment, over one engine where it is a past one. An answer is missing where the caller
    /// may not see the figure. Four statements beside those of the engine, however many questions.
    pub(crate) async fn figures_at(
        &self,
        caller: &Caller,
        asks: &[(&Unit, &str, Period)],
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<Option<Answer>>> {
        let pack = self.pack();
        let mut units: Vec<UnitId> = asks.iter().map(|(unit, ..)| unit.id).collect();
        units.sort_unstable();
        units.dedup();
        let mut tx = self.store.read().await?;
        let plain = tx.allowed(caller, Action::FigureRead, &units, Thing::FIGURE).await?;
        let hidden = tx.allowed(caller, Action::FigureRead, &units, Thing::FIGURE.confidential(true)).await?;
        let confidential = |id: &str| {
            let fed = pack.indicator(id).is_some_and(|indicator| indicator.register.is_some());
            fed && pack.is_confidential(id)
        };
        let may = |unit: &Unit, id: &str| {
            pack.indicator(id).is_some() && if confidential(id) { &hidden } else { &plain }.contains(&unit.id)
        };
        let asked = |engine: &Engine| -> Result<Vec<Option<Answer>>> {
            let one = |(unit, id, period): &(&Unit, &str, Period)| {
                may(unit, id).then(|| answer(engine, &Ask::new(unit.code.as_str(), id, *period))).transpose()
            };
            asks.iter().map(one).collect()
        };
        if as_of.is_none()
            && let Some(answers) = self.with_engine(asked)
        {
            return answers;
        }
        let needed: BTreeSet<String> = asks.iter().flat_map(|(_, id, _)| needed(&pack, id)).collect();
        let known = as_of.map(Timestamp::end_of);
        asked(&engine(&mut tx, &self.system(), &pack, Some(&needed), known).await?)
    }

    /// Answers one question of the operator at the command line, who is told plainly which code is unknown.
    ///
    /// # Errors
    /// [`Error::UnknownUnit`], [`Error::UnknownIndicator`].
    pub async fn figure_for_operator(&self, ask: &Ask<'_>) -> Result<Answer> {
        if !self.store.read().await?.has_unit(ask.unit).await? {
            return Err(Error::UnknownUnit(ask.unit.to_owned()));
        }
        self.figure(&self.system(), ask).await
    }

    pub(crate) async fn require_figure(&self, caller: &Caller, ask: &Ask<'_>) -> Result<()> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, ask.unit).await?;
        let action = if ask.parts { Action::FigureOpen } else { Action::FigureRead };
        // What coordinates does not look into confidential registers below, not even as figures.
        let pack = self.pack();
        let confidential = pack.is_confidential(ask.indicator);
        Ok(tx.require(caller, action, unit.id, Thing::FIGURE.confidential(confidential)).await?)
    }

    /// Declares a figure for a month. The month's last day, or the last day the unit was open in it, is the day it
    /// counts on the tree.
    ///
    /// # Errors
    /// [`Error::UnknownIndicator`]; [`Error::Refused`] when the indicator is not one that is declared, or a report that was
    /// sent shows the month.
    pub async fn declare(&self, caller: &Caller, declaration: &Declaration<'_>) -> Result<()> {
        let pack = self.pack();
        let indicator = pack
            .indicator(declaration.indicator)
            .ok_or_else(|| Error::UnknownIndicator(declaration.indicator.to_owned()))?;
        if !matches!(indicator.formula, Formula::Rows(_)) {
            return Err(crate::error::refused(
                "Chỉ tiêu này do hệ thống tính, không khai trực tiếp",
                "This indicator is computed, not declared",
            ));
        }
        if let Some(register) = &indicator.register {
            return Err(crate::error::refused(
                &format!("Chỉ tiêu này lấy từ sổ \"{register}\"; hãy ghi vào sổ, không khai lại"),
                &format!(
                    "This indicator comes from the register \"{register}\"; record there, do not declare it again"
                ),
            ));
        }
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, declaration.unit).await?;
        let settled = Settled::of(&mut tx, &self.system(), &pack, (unit.id, declaration.month)).await?;
        if let Some(why) = settled.refusal(&pack, unit.id, &indicator.id, declaration.month) {
            return Err(Error::Refused(why));
        }
        let row = declared(self.ids.next(), &unit, declaration);
        tx.declare(caller, &row, (declaration.month.first(), declaration.month.last())).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(())
    }

    /// The engine over everything the database holds now, for checking.
    pub(crate) async fn whole_engine(&self, tx: &mut Tx) -> Result<Engine> {
        engine(tx, &self.system(), &self.pack(), None, None).await
    }
}

/// The restated answer with a bridge from the value known `then`: first what was corrected up to `now`.
fn bridged(then: &Answer, now: &Answer, mut restated: Answer) -> Answer {
    let whole = |answer: &Answer| answer.value.and_then(congdoan_model::figures::Value::whole).unwrap_or(0);
    let corrected = whole(now) - whole(then);
    let bridge = restated.bridge.get_or_insert_default();
    if corrected != 0 && restated.numerator.is_none() {
        bridge.insert(0, BridgeStep { cause: Cause::Corrected, value: corrected });
    }
    restated
}

/// The base row of a declaration.
pub(crate) fn declared(id: FigureId, unit: &Unit, declaration: &Declaration<'_>) -> Row {
    let last = declaration.month.last();
    let day = unit.closed_on.map_or(last, |closed| congdoan_model::period::day_before(closed).min(last));
    Row {
        id,
        unit: unit.id,
        indicator: declaration.indicator.to_owned(),
        source: Source::Declared,
        record: None,
        occurred_on: day,
        counted_on: day,
        value: declaration.value,
        subject: None,
    }
}

/// The indicators whose base rows an indicator is made of.
pub(crate) fn needed(pack: &Pack, id: &str) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        if let Some(indicator) = pack.indicator(&id)
            && needed.insert(id)
        {
            match &indicator.formula {
                Formula::Rows(_) | Formula::Units(_) => {}
                Formula::Ratio { numerator, denominator } => open.extend([numerator.clone(), denominator.clone()]),
                Formula::Growth { of } => open.push(of.clone()),
            }
        }
    }
    needed
}

/// The moment on a day at which the period of a question was closed for its unit, if it was.
async fn sealed_on(tx: &mut Tx, system: &Caller, ask: &Ask<'_>, day: NaiveDate) -> Result<Option<Timestamp>> {
    let Ok(unit) = tx.unit(system, ask.unit).await else { return Ok(None) };
    let seals = tx.seals_over(system, unit.id, ask.period.to()).await?;
    let within = |days: (NaiveDate, NaiveDate)| days.0 <= ask.period.from() && ask.period.to() <= days.1;
    Ok(seals.iter().filter(|seal| seal.at.day() == day && within(seal.days)).map(|seal| seal.at).max())
}

/// The tree as known at a moment, or now.
pub(crate) async fn tree(tx: &mut Tx, system: &Caller, known: Option<Timestamp>) -> Result<Tree> {
    let known = tx.federation(system, known.unwrap_or(Timestamp::from_micros(i64::MAX))).await?;
    let forest = Forest { units: known.units, links: known.links, successions: known.successions };
    Tree::new(forest).map_err(|error| Error::Internal(error.to_string()))
}

/// Builds an engine over the rows of some indicators, or all, as known at a moment, or now.
pub(crate) async fn engine(
    tx: &mut Tx,
    system: &Caller,
    pack: &Pack,
    only: Option<&BTreeSet<String>>,
    known: Option<Timestamp>,
) -> Result<Engine> {
    // What was known at a moment stood on the day of that moment.
    let today = known.unwrap_or(system.now).day();
    let tree = tree(tx, system, known).await?;
    let indicators = pack.indicators.iter().filter(|one| only.is_none_or(|only| only.contains(&one.id))).cloned();
    let catalogue = Catalogue::new(indicators.collect()).map_err(|error| Error::Internal(error.to_string()))?;
    let mut engine = Engine::new(catalogue, tree);
    engine.turn_to(today);
    let asked: Vec<Option<&str>> =
        only.map_or_else(|| vec![None], |only| only.iter().map(|id| Some(id.as_str())).collect());
    for indicator in asked {
        let rows = match known {
            Some(before) => tx.rows_known(system, indicator, before).await?,
            None => tx.rows(system, indicator).await?,
        };
        engine.load(rows.into_iter().map(bare));
    }
    let counts_members = |id: &String| pack.indicator(id).is_some_and(|indicator| indicator.members.is_some());
    if only.is_none_or(|only| only.iter().any(counts_members)) {
        engine.load_rolls(tx.rolls(system, known.unwrap_or(Timestamp::from_micros(i64::MAX))).await?);
    }
    Ok(engine)
}

pub(crate) fn answer(engine: &Engine, ask: &Ask<'_>) -> Result<Answer> {
    let (unit, indicator, period) = (ask.unit, ask.indicator, ask.period);
    let query = Query { unit, indicator, period, parts: ask.parts, restated: ask.restated };
    engine.figure(&query).map_err(unknown)
}

fn unknown(error: FigureError) -> Error {
    match error {
        FigureError::UnknownUnit(_) => Error::NotFound("unit"),
        FigureError::UnknownIndicator(id) => Error::UnknownIndicator(id),
    }
}
