//! What an engine was filled with, apart from what is worked out from it: out of an engine, and an engine out of it.
//!
//! Not here: its bytes (`snapshot`).

use std::sync::Arc;

use congdoan_model::{Month, UnitId, figures::Row};

use super::Engine;
use crate::{
    catalogue::Catalogue,
    grid::{Grid, Leaf},
    roll::Held,
    tree::Tree,
};

/// What an engine was filled with, but tree and catalogue. It stays as it is while the engine goes on: months and rolls are
/// shared with the engine, which copies a month before it changes it.
#[derive(Debug, Default)]
pub struct Filled {
    /// The indicators of the grid's columns, in their order.
    pub(crate) columns: Vec<String>,
    /// The units of the grid's seats, in their order.
    pub(crate) seats: Vec<UnitId>,
    pub(crate) months: Vec<(Month, Arc<Leaf>)>,
    /// Rows outside the grid.
    pub(crate) rows: Vec<Row>,
    pub(crate) rolls: Vec<Arc<Held>>,
}

impl Engine {
    /// An engine over what another was filled with; none where a column, a seat, a month or a roll is there twice.
    pub(crate) fn of(catalogue: Catalogue, tree: Tree, filled: Filled) -> Option<Self> {
        let Filled { columns, seats, months, mut rows, rolls } = filled;
        let mut engine = Self { tree, grid: Grid::of(columns, &seats, months)?, ..Self::default() };
        rows.extend(engine.strangers(&catalogue));
        engine.catalogue = catalogue;
        engine.grid.know(&engine.catalogue);
        engine.grid.plant(&engine.tree);
        let is_whole = engine.rolls.fill(&engine.tree, rolls);
        engine.load(rows);
        is_whole.then_some(engine)
    }

    /// What the engine was filled with by now. It takes as long as the rows outside the grid take to be copied.
    #[must_use]
    pub fn filled(&self) -> Filled {
        let mut seats: Vec<(u32, UnitId)> = self.grid.sitting().map(|(unit, seat)| (seat, unit)).collect();
        seats.sort_unstable();
        Filled {
            columns: self.grid.ids().into_iter().map(str::to_owned).collect(),
            seats: seats.into_iter().map(|(_, unit)| unit).collect(),
            months: self.grid.still(),
            rows: self.rows_with_ids(),
            rolls: self.rolls.still(),
        }
    }

    /// Every row outside the grid, those set aside too.
    fn rows_with_ids(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.aside.values().cloned().collect();
        for (indicator, ledger) in &self.ledgers {
            let Some(indicator) = self.catalogue.at(*indicator) else { continue };
            for (unit, column) in ledger {
                let Some(unit) = self.tree.at(*unit) else { continue };
                rows.extend(column.rows().iter().cloned().map(|base| base.row(unit.id, &indicator.id)));
            }
        }
        rows
    }
}
