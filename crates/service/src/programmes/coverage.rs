//! The matrix of a directive: which unit answered which clause, what is left, as a page, as a table and for programs.
//!
//! A gap is a clause that a unit which opened a programme did not answer. Units without a programme are counted apart, and so
//! are those that carry the directive out under another paper: their clauses are those of that paper. Not here: SQL
//! (`store::programmes::coverage`).

use std::collections::HashMap;

use congdoan_model::{
    ClauseId, DirectiveId, UnitId,
    access::Caller,
    directives::Directive,
    org::{Unit, UnitKind},
    programmes::cascade::{CellState, Clause, leaves},
};
use congdoan_store::programmes::coverage::{COLUMNS, Column, ColumnProgramme, Count, Matrix, Question};

use crate::{Error, Result, Service};

/// What is asked of a matrix.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoverageAsk<'a> {
    /// Code of the unit; its columns lie below.
    pub unit: &'a str,
    /// The kind of units that make the columns; `None` for those directly below.
    pub level: Option<UnitKind>,
    /// Whether only rows and columns with a gap are wanted.
    pub gaps: bool,
}

/// How the units below a column stand to a clause, those of them that opened a programme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BelowCounts {
    /// How many opened one.
    pub opened: i64,
    /// Adopted.
    pub adopted: i64,
    /// Added.
    pub added: i64,
    /// Not applicable.
    pub not_applicable: i64,
}

impl BelowCounts {
    /// How many did not answer.
    #[must_use]
    pub const fn unanswered(&self) -> i64 {
        self.opened - self.adopted - self.added - self.not_applicable
    }
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How the unit of the column itself stands.
    pub own: CellState,
    /// How those below it stand.
    pub below: BelowCounts,
}

impl Cell {
    /// How many units of the column did not answer the clause.
    #[must_use]
    pub fn gaps(&self) -> i64 {
        self.below.unanswered() + i64::from(self.own == CellState::Unanswered)
    }
}

/// A column: a unit, its programmes, and sums over its cells.
#[derive(Clone, Debug)]
pub struct CoverageColumn {
    /// The unit.
    pub column: Column,
    /// Its programmes on the directive.
    pub programmes: Vec<ColumnProgramme>,
    /// Its programmes on papers that carry the directive out.
    pub elsewhere: Vec<ColumnProgramme>,
    /// How many units below it opened a programme on the directive.
    pub below: i64,
    /// How many answers are missing.
    pub gaps: i64,
    /// How many clauses the unit itself answered.
    pub answered: usize,
}

/// A row: a clause, its cells, and sums over them.
#[derive(Clone, Debug)]
pub struct CoverageRow {
    /// The clause.
    pub clause: Clause,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// How many answers are missing.
    pub gaps: i64,
    /// How many units answered, those below counted.
    pub answered: i64,
}

/// A matrix.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The unit.
    pub unit: Unit,
    /// The directive.
    pub directive: Directive,
    /// The kind of units that make the columns.
    pub level: Option<UnitKind>,
    /// Kinds the columns can be made of.
    pub levels: Vec<UnitKind>,
    /// The columns.
    pub columns: Vec<CoverageColumn>,
    /// The rows.
    pub rows: Vec<CoverageRow>,
    /// How many clauses the directive has to answer, shown or not.
    pub clauses: usize,
    /// Units of the columns that opened no programme on the directive nor on what carries it out, shown or not.
    pub unopened: Vec<Column>,
    /// Whether there are more columns than a matrix shows.
    pub cut: bool,
}

impl Coverage {
    /// How many answers are missing in all.
    #[must_use]
    pub fn gaps(&self) -> i64 {
        self.rows.iter().map(|row| row.gaps).sum()
    }
}

impl Service {
    /// The matrix of a directive over the units below a unit, in a number of statements that does not grow with them.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the directive or the unit, [`Error::Denied`] when it may see totals of
    /// the unit alone; the attempt is noted.
    pub async fn coverage(&self, caller: &Caller, directive: DirectiveId, ask: &CoverageAsk<'_>) -> Result<Coverage> {
        let found = self.coverage_view(caller, directive, ask).await;
        self.refusal_noted(caller, &format!("coverage:{directive}:{}", ask.unit), found).await
    }

    async fn coverage_view(&self, caller: &Caller, directive: DirectiveId, ask: &CoverageAsk<'_>) -> Result<Coverage> {
        let mut tx = self.store.read().await?;
        let clauses = tx.clauses(caller, directive).await?;
        let unit = tx.unit(caller, ask.unit).await?;
        let question = Question { directive, unit: unit.id, level: ask.level };
        let matrix = tx.coverage(caller, &question).await?;
        let levels = tx.kinds_below(caller, unit.id).await?;
        let papers = tx.directives(caller).await?;
        let directive = papers.into_iter().find(|one| one.id == directive).ok_or(Error::NotFound("directive"))?;
        let keep = leaves(&clauses);
        let clauses: Vec<Clause> =
            clauses.into_iter().zip(keep).filter_map(|(clause, leaf)| leaf.then_some(clause)).collect();
        let cut = i64::try_from(matrix.columns.len()).unwrap_or(i64::MAX) >= COLUMNS;
        let all = clauses.len();
        let (columns, rows) = laid_out(directive.id, clauses, matrix);
        let unopened = columns
            .iter()
            .filter(|one| one.programmes.is_empty() && one.elsewhere.is_empty() && one.below == 0)
            .map(|one| one.column.clone())
            .collect();
        let (columns, rows) = if ask.gaps { only_gaps(columns, rows) } else { (columns, rows) };
        Ok(Coverage { unit, directive, level: ask.level, levels, columns, rows, clauses: all, unopened, cut })
    }
}

/// What the counts say of each column and clause.
#[derive(Default)]
struct Counts {
    own: HashMap<(UnitId, Option<ClauseId>), i64>,
    below: HashMap<(UnitId, Option<ClauseId>), [i64; 4]>,
}

fn gathered(counts: &[Count]) -> Counts {
    let mut gathered = Counts::default();
    for count in counts {
        let key = (count.column, count.clause);
        if count.own {
            gathered.own.insert(key, count.rank);
        } else if let Some(slot) =
            usize::try_from(count.rank).ok().and_then(|rank| gathered.below.entry(key).or_default().get_mut(rank))
        {
            *slot += count.units;
        }
    }
    gathered
}

fn laid_out(directive: DirectiveId, clauses: Vec<Clause>, matrix: Matrix) -> (Vec<CoverageColumn>, Vec<CoverageRow>) {
    let counts = gathered(&matrix.counts);
    let opened_below = |unit| counts.below.get(&(unit, None)).map_or(0, |slots| slots[0]);
    let mut columns: Vec<CoverageColumn> = matrix
        .columns
        .into_iter()
        .map(|column| {
            let of_unit = matrix.programmes.iter().filter(|one| one.unit == column.unit).cloned();
            let (programmes, elsewhere) = of_unit.partition(|one| one.directive == directive);
            CoverageColumn { below: opened_below(column.unit), column, programmes, elsewhere, gaps: 0, answered: 0 }
        })
        .collect();
    let mut rows = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let cells: Vec<Cell> = columns.iter().map(|column| cell(&counts, column, clause.id)).collect();
        for (column, cell) in columns.iter_mut().zip(&cells) {
            column.gaps += cell.gaps();
            column.answered += usize::from(is_answer(cell.own));
        }
        let gaps = cells.iter().map(Cell::gaps).sum();
        let below = cells.iter().map(|cell| cell.below.opened - cell.below.unanswered()).sum::<i64>();
        let own = cells.iter().filter(|cell| is_answer(cell.own)).count();
        let answered = below + i64::try_from(own).unwrap_or(i64::MAX);
        rows.push(CoverageRow { clause, cells, gaps, answered });
    }
    (columns, rows)
}

const fn is_answer(state: CellState) -> bool {
    matches!(state, CellState::Adopted | CellState::Added | CellState::NotApplicable)
}

fn cell(counts: &Counts, column: &CoverageColumn, clause: ClauseId) -> Cell {
    let unit = column.column.unit;
    let own = match counts.own.get(&(unit, Some(clause))) {
        Some(1) => CellState::Adopted,
        Some(2) => CellState::Added,
        Some(_) => CellState::NotApplicable,
        None if !column.programmes.is_empty() => CellState::Unanswered,
        None if !column.elsewhere.is_empty() => CellState::Elsewhere,
        None => CellState::NoProgramme,
    };
    let [_, adopted, added, not_applicable] = counts.below.get(&(unit, Some(clause))).copied().unwrap_or_default();
    Cell { own, below: BelowCounts { opened: column.below, adopted, added, not_applicable } }
}

fn only_gaps(columns: Vec<CoverageColumn>, rows: Vec<CoverageRow>) -> (Vec<CoverageColumn>, Vec<CoverageRow>) {
    let keep: Vec<bool> = columns.iter().map(|column| column.gaps > 0).collect();
    let rows = rows.into_iter().filter(|row| row.gaps > 0).map(|mut row| {
        let cells = row.cells.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(cell, _)| *cell).collect();
        row.cells = cells;
        row
    });
    let rows = rows.collect();
    (columns.into_iter().zip(keep).filter_map(|(column, keep)| keep.then_some(column)).collect(), rows)
}
