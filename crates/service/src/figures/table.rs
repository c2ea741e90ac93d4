//! A unit's figures for a period, the units directly below side by side.
//!
//! The frame of a table says whose numbers stand in it and who may see which; the lines are worked out after it, so that whoever
//! keeps a table that was drawn asks for them only when something changed.
//!
//! Not here: one number and its parts (`figures`), the table as a paper (`papers`).

use std::collections::BTreeSet;

use congdoan_model::{
    Period, UnitId,
    access::{Action, Caller},
    figures::Indicator,
    org::{Line, Unit, UnitKind},
};
use congdoan_pack::Pack;
use congdoan_rollup::{Cell, Engine};
use congdoan_store::{Tx, access::Thing};

use super::{engine, unknown};
use crate::{Result, Service};

/// Whose figures stand in a table, as one caller may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureFrame {
    /// The unit.
    pub unit: Unit,
    /// The units above it that the caller may see, topmost first.
    pub above: Vec<Unit>,
    /// The period.
    pub period: Period,
    /// The units directly below, with the line they hang by; empty when the caller may see totals only.
    pub children: Vec<(Unit, Line)>,
    /// Whether the caller may see totals only.
    pub totals_only: bool,
    /// Units of whose confidential registers the caller may not see even the figures, as is the rule over coordinating lines.
    pub closed: BTreeSet<UnitId>,
}

/// A unit's figures for a period, its children side by side.
#[derive(Clone, Debug)]
pub struct FigureTable {
    /// Whose figures they are.
    pub frame: FigureFrame,
    /// One line for every indicator.
    pub lines: Vec<FigureLine>,
    /// The version of the totals all numbers come from.
    pub version: u64,
}

/// One indicator in a table. A number the caller may not see is nothing.
#[derive(Clone, Debug)]
pub struct FigureLine {
    /// The indicator.
    pub indicator: Indicator,
    /// The unit's total.
    pub total: Option<Cell>,
    /// What the unit itself holds, where that is a plain sum; `None` for ratios and without the right to open.
    pub own: Option<i64>,
    /// What comes by coordination alone, at whatever depth below; `None` as for `own`.
    pub coordinated: Option<i64>,
    /// The children's own figures, in the order of the columns.
    pub cells: Vec<Option<Cell>>,
}

impl FigureLine {
    /// Whether the unit or one below it has a figure.
    #[must_use]
    pub fn has_figure(&self) -> bool {
        std::iter::once(&self.total).chain(&self.cells).flatten().any(|cell| cell.value.is_some())
    }
}

impl Service {
    /// A unit's figures for a period over the given indicators, its children side by side.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see the unit's totals.
    pub async fn figure_table(
        &self,
        caller: &Caller,
        unit: &str,
        period: Period,
        keep: impl Fn(&Indicator) -> bool,
    ) -> Result<FigureTable> {
        let frame = self.figure_frame(caller, unit, period).await?;
        let (version, lines) = self.figure_lines(&frame, keep).await?;
        Ok(FigureTable { frame, lines, version })
    }

    /// The frame of a table.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see the unit's totals; the attempt is noted in the audit log.
    pub async fn figure_frame(&self, caller: &Caller, unit: &str, period: Period) -> Result<FigureFrame> {
        let frame = self.framed(caller, unit, period).await;
        self.refusal_noted(caller, &format!("figures:{unit}"), frame).await
    }

    async fn framed(&self, caller: &Caller, unit: &str, period: Period) -> Result<FigureFrame> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        tx.require(caller, Action::FigureRead, unit.id, Thing::FIGURE).await?;
        let opens = tx.require(caller, Action::FigureOpen, unit.id, Thing::FIGURE).await.is_ok();
        let mut children = if opens { tx.directly_below(caller, unit.id, period.to()).await? } else { Vec::new() };
        // Party bodies, employers and partners hang in the tree and never count.
        children.retain(|(child, _)| !matches!(child.kind, UnitKind::Party | UnitKind::Outside));
        let closed = closed(&mut tx, caller, &unit, &children).await?;
        let placed = tx.units_found(caller, &[unit.id]).await?.pop();
        let above = placed.map(|placed| placed.path).unwrap_or_default();
        Ok(FigureFrame { unit, above, period, children, totals_only: !opens, closed })
    }

    /// The lines of a table over the given indicators, and the version of the totals they come from.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the unit is gone since.
    pub async fn figure_lines(
        &self,
        frame: &FigureFrame,
        keep: impl Fn(&Indicator) -> bool,
    ) -> Result<(u64, Vec<FigureLine>)> {
        let pack = self.pack();
        let lines = |engine: &Engine| -> Result<(u64, Vec<FigureLine>)> {
            let indicators = pack.indicators.iter().filter(|one| keep(one));
            let lines: Result<_> = indicators.map(|indicator| line(engine, frame, &pack, indicator)).collect();
            Ok((engine.version(), lines?))
        };
        match self.with_engine(lines) {
            Some(found) => found,
            None => {
                let mut tx = self.store.read().await?;
                lines(&engine(&mut tx, &self.system(), &pack, None, None).await?)
            }
        }
    }
}

/// The units of a table of whose confidential registers the caller may not see the figures. Who may see those of the unit may
/// see those of all it manages.
async fn closed(tx: &mut Tx, caller: &Caller, unit: &Unit, children: &[(Unit, Line)]) -> Result<BTreeSet<UnitId>> {
    let confidential = Thing::FIGURE.confidential(true);
    let is_open = tx.require(caller, Action::FigureRead, unit.id, confidential).await.is_ok();
    let asked = children.iter().filter(|(_, line)| !is_open || *line == Line::Coordinating).map(|(child, _)| child.id);
    let mut closed: BTreeSet<UnitId> = asked.collect();
    let units: Vec<UnitId> = closed.iter().copied().collect();
    let seen = tx.allowed(caller, Action::FigureRead, &units, confidential).await?;
    closed.retain(|unit| !seen.contains(unit));
    closed.extend((!is_open).then_some(unit.id));
    Ok(closed)
}

fn line(engine: &Engine, frame: &FigureFrame, pack: &Pack, indicator: &Indicator) -> Result<FigureLine> {
    let beside: Vec<UnitId> = frame.children.iter().map(|(child, _)| child.id).collect();
    let numbers = engine.line(frame.unit.id, &beside, &indicator.id, frame.period).map_err(unknown)?;
    let is_confidential = !frame.closed.is_empty() && pack.is_confidential(&indicator.id);
    let shown = |unit: UnitId, cell: Cell| (!is_confidential || !frame.closed.contains(&unit)).then_some(cell);
    let total = shown(frame.unit.id, numbers.total);
    let opens = total.is_some() && !frame.totals_only;
    Ok(FigureLine {
        total,
        own: numbers.own.filter(|_| opens),
        coordinated: numbers.coordinated.filter(|_| opens),
        cells: beside.into_iter().zip(numbers.cells).map(|(unit, cell)| shown(unit, cell)).collect(),
        indicator: indicator.clone(),
    })
}
