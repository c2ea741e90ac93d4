//! The matrix of a directive: its parts by the units below a unit, each cell told from the answers of programmes.
//!
//! However large the federation, a matrix takes the same number of statements: what lies below a column comes in counts
//! that the database makes by climbing from the programmes, not by walking the tree down. Not here: what is a gap
//! (`service::programmes::coverage`).

use congdoan_model::{
    ClauseId, DirectiveId, ProgrammeId, UnitId,
    access::{Action, Caller},
    org::UnitKind,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

/// The most columns a matrix has.
pub const COLUMNS: i64 = 300;

/// What a matrix is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The directive.
    pub directive: DirectiveId,
    /// The unit; its columns lie below.
    pub unit: UnitId,
    /// The kind of units that make the columns; `None` for those directly below.
    pub level: Option<UnitKind>,
}

/// A unit that makes a column.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Column {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
}

/// A programme of a unit that makes a column.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ColumnProgramme {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// The programme.
    #[sqlx(try_from = "Uuid")]
    pub programme: ProgrammeId,
    /// Its title.
    pub title: String,
    /// The directive it stands on: the one asked for, or one that carries it out.
    #[sqlx(try_from = "Uuid")]
    pub directive: DirectiveId,
}

/// How many units in a column's reach stand so to a clause; `clause` is `None` for those that opened a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The column.
    pub column: UnitId,
    /// Whether it is the unit of the column itself, or a unit below it.
    pub own: bool,
    /// The clause.
    pub clause: Option<ClauseId>,
    /// 1 adopted, 2 added, 3 not applicable: the best of a unit with several programmes. 0 where `clause` is `None`.
    pub rank: i64,
    /// How many units.
    pub units: i64,
}

/// The statements of a matrix begin alike: `$1` directive, `$2` unit, `$3` day, `$4` kind or nothing, `$5` most columns.
/// A Party body or a partner makes a column only where it opened a programme: nobody expects one of it.
macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "
WITH RECURSIVE paper (id) AS (
    SELECT id FROM directive WHERE id = $1
    UNION
    SELECT l.from_id FROM paper JOIN directive_link l ON l.to_id = paper.id WHERE l.relation = 'carries_out'
), down (id, depth, kind) AS (
    SELECT id, CAST(0 AS BIGINT), kind FROM unit WHERE id = $2
    UNION
    SELECT l.child_id, down.depth + 1, u.kind FROM down JOIN unit_link l ON l.parent_id = down.id
        JOIN unit u ON u.id = l.child_id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3) AND u.annulled_at IS NULL
        AND (u.closed_on IS NULL OR u.closed_on > $3) AND (down.depth = 0 OR ($4 <> '' AND down.kind <> $4))
), top (id) AS (
    SELECT u.id FROM down JOIN unit u ON u.id = down.id
    WHERE down.depth > 0 AND ($4 = '' OR down.kind = $4)
        AND (down.kind NOT IN ('party', 'outside') OR EXISTS (SELECT 1 FROM programme p
            WHERE p.unit_id = down.id AND p.directive_id IN (SELECT id FROM paper)))
    ORDER BY u.code LIMIT $5
), live (id, unit_id) AS (
    SELECT p.id, p.unit_id FROM programme p WHERE p.directive_id = $1 AND NOT EXISTS (
        SELECT 1 FROM programme_end e
        WHERE e.programme_id = p.id AND e.manner = 'cancelled' AND e.superseded_at IS NULL)
), climb (unit, id) AS (
    SELECT unit_id, unit_id FROM live
    UNION
    SELECT climb.unit, l.parent_id FROM climb JOIN unit_link l ON l.child_id = climb.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3)
)
",
            $rest
        )
    };
}

const COLUMNS_OF: &str =
    columns!("SELECT u.id AS unit, u.code, u.name, u.kind FROM top t JOIN unit u ON u.id = t.id ORDER BY u.code");
const PROGRAMMES: &str = columns!(
    "SELECT p.unit_id AS unit, p.id AS programme, p.title, p.directive_id AS directive
FROM top t JOIN programme p ON p.unit_id = t.id
WHERE p.directive_id IN (SELECT id FROM paper) AND NOT EXISTS (SELECT 1 FROM programme_end e
    WHERE e.programme_id = p.id AND e.manner = 'cancelled' AND e.superseded_at IS NULL)
ORDER BY p.period_from, p.id"
);
const HOLDERS: &str = columns!(
    "SELECT t.id, CAST(CASE WHEN c.unit = t.id THEN 1 ELSE 0 END AS BIGINT) AS own, COUNT(*) AS units
FROM top t JOIN climb c ON c.id = t.id GROUP BY t.id, CASE WHEN c.unit = t.id THEN 1 ELSE 0 END"
);
const CELLS: &str = columns!(
    "SELECT t.id, CAST(CASE WHEN c.unit = t.id THEN 1 ELSE 0 END AS BIGINT) AS own, b.clause_id,
    CAST(b.grade AS BIGINT) AS grade, COUNT(*) AS units
FROM top t JOIN climb c ON c.id = t.id JOIN (
    SELECT l.unit_id, a.clause_id,
        MIN(CASE a.answer WHEN 'adopted' THEN 1 WHEN 'added' THEN 2 ELSE 3 END) AS grade
    FROM live l JOIN programme_answer a ON a.programme_id = l.id WHERE a.superseded_at IS NULL
    GROUP BY l.unit_id, a.clause_id) b ON b.unit_id = c.unit
GROUP BY t.id, CASE WHEN c.unit = t.id THEN 1 ELSE 0 END, b.clause_id, b.grade"
);

/// The matrix as the database tells it.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// The columns, by code.
    pub columns: Vec<Column>,
    /// The programmes of the columns' own units.
    pub programmes: Vec<ColumnProgramme>,
    /// The counts.
    pub counts: Vec<Count>,
}

impl Tx {
    /// The matrix of a directive over the units below a unit, in four statements. It tells what single units did, so it
    /// asks for the right to open figures: who sees totals alone of a unit above does not see its neighbours' answers.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see programmes of the unit, [`Error::Denied`] without the parts.
    pub async fn coverage(&mut self, caller: &Caller, question: &Question) -> Result<Matrix> {
        self.require(caller, Action::ProgrammeRead, question.unit, Thing::PROGRAMME).await?;
        self.require(caller, Action::FigureOpen, question.unit, Thing::PROGRAMME).await?;
        let (directive, unit) = (question.directive.uuid(), question.unit.uuid());
        let (day, level) = (caller.now.day(), question.level.map_or("", UnitKind::word));
        macro_rules! asked {
            ($sql:expr, $c:ident) => {
                sqlx::query_as($sql).bind(directive).bind(unit).bind(day).bind(level).bind(COLUMNS).fetch_all($c).await
            };
        }
        let columns: Vec<Column> = on!(self, c => asked!(COLUMNS_OF, c))?;
        let programmes: Vec<ColumnProgramme> = on!(self, c => asked!(PROGRAMMES, c))?;
        let holders: Vec<(Uuid, i64, i64)> = on!(self, c => asked!(HOLDERS, c))?;
        let cells: Vec<(Uuid, i64, Uuid, i64, i64)> = on!(self, c => asked!(CELLS, c))?;
        let opened = holders.into_iter().map(|(column, own, units)| Count {
            column: column.into(),
            own: own == 1,
            clause: None,
            rank: 0,
            units,
        });
        let answered = cells.into_iter().map(|(column, own, clause, rank, units)| Count {
            column: column.into(),
            own: own == 1,
            clause: Some(clause.into()),
            rank,
            units,
        });
        Ok(Matrix { columns, programmes, counts: opened.chain(answered).collect() })
    }

    /// The kinds of units that lie below a unit on the day, for choosing the columns, from those directly below down.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see programmes of the unit.
    pub async fn kinds_below(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<UnitKind>> {
        self.require(caller, Action::ProgrammeRead, unit, Thing::PROGRAMME).await?;
        let chosen: Vec<String> = on!(self, c => sqlx::query_scalar(KINDS).bind(unit.uuid()).bind(caller.now.day())
            .fetch_all(c).await)?;
        let mut kinds: Vec<UnitKind> = chosen
            .into_iter()
            .map(|kind| kind.parse().map_err(|error| Error::Corrupt(format!("{error}"))))
            .collect::<Result<_>>()?;
        kinds.sort_unstable_by_key(|kind| UnitKind::ALL.iter().position(|one| one == kind));
        Ok(kinds)
    }
}

/// Kinds found directly below and one further: deeper ones follow from there.
const KINDS: &str = "
SELECT DISTINCT u.kind FROM unit_link l JOIN unit u ON u.id = l.child_id
WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
    AND (l.valid_until IS NULL OR l.valid_until > $2) AND u.kind NOT IN ('party', 'outside')
    AND (l.parent_id = $1 OR l.parent_id IN (SELECT m.child_id FROM unit_link m
        WHERE m.parent_id = $1 AND m.line = 'managing' AND m.superseded_at IS NULL AND m.valid_from <= $2
            AND (m.valid_until IS NULL OR m.valid_until > $2)))";
