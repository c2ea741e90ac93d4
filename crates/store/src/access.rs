//! Rights where the data is; accounts, mandates, sessions, tokens and idempotency keys.
//!
//! A right is held in a unit and reaches down the tree of the day. Not here: hashing of passwords, the matrix of roles
//! and actions (`pack`), cookies.

mod accounts;
mod handover;
mod mandates;
mod offices;
mod posts;
mod sessions;
mod view_as;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller, Right, Scope, Who},
    org::Line,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, transaction::on};

pub use accounts::{Account, OwnMandate, Post};
pub use handover::{Deed, Term};
pub use mandates::{AccountOf, Held, NewMandate};
pub use offices::{Body, FoundPerson, NewBody, Office, PersonOf};
pub use posts::NewPost;
pub use sessions::{KeptAnswer, Session};
pub use view_as::{Seeing, ViewAs, Viewable};

/// The beginning of a statement that needs to know what lies within a caller's reach: `up`, the units of its mandates and
/// all above them, and `down`, those units and all below. Parameters 1 to 4 are those of [`reach`].
macro_rules! within_reach {
    ($rest:expr) => {
        concat!(
            "
WITH RECURSIVE home (id) AS (
    SELECT m.unit_id FROM mandate m JOIN unit u ON u.id = m.unit_id LEFT JOIN mandate g ON g.id = m.delegated_by
    WHERE m.person_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
        AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2)
        AND (g.id IS NULL OR (g.valid_from <= $2 AND (g.valid_until IS NULL OR g.valid_until > $2)))
        AND $4 LIKE '%,' || m.role || ',%'
), up (id) AS (
    SELECT id FROM home
    UNION
    SELECT l.parent_id FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
), down (id) AS (
    SELECT id FROM home
    UNION
    SELECT l.child_id FROM down JOIN unit_link l ON l.parent_id = down.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
)
",
            $rest
        )
    };
}
pub(crate) use within_reach;

/// Person, everything (1 for the program itself), and the roles whose mandates allow an action, as the statements of
/// `within_reach!` take them after the day.
pub(crate) fn reach(caller: &Caller, action: Action) -> (Uuid, i64, String) {
    let person = match &caller.who {
        Who::System => return (Uuid::nil(), 1, String::new()),
        Who::Person { person, .. } => person.uuid(),
    };
    let allowing = caller.rights().iter().filter(|right| right.own.contains(&action));
    (person, 0, allowing.fold(",".to_owned(), |roles, right| roles + &right.role + ","))
}

/// The lines up from some units, each row with the unit it began at. A unit that ended hangs where it hung on its last
/// day: `until` is the first day no more, tomorrow for one that stands.
const UP: &str = "
SELECT unit, id, line FROM up";
const UP_HEAD: &str = "
WITH RECURSIVE up (unit, id, line, until) AS (
    SELECT id, id, CAST('managing' AS TEXT), CASE WHEN closed_on < ";
const UP_REST: &str = ")
    UNION
    SELECT up.unit, l.parent_id,
        CASE WHEN up.line = 'managing' AND l.line = 'managing' THEN 'managing' ELSE 'coordinating' END, up.until
    FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.valid_from < up.until AND (l.valid_until IS NULL OR l.valid_until >= up.until)
)";

/// The units above a unit, itself first, each with the best line that leads there.
type Above = Vec<(UnitId, Line)>;

/// The units above some units on a day, as they were read; forgotten when the transaction writes the tree.
pub(crate) type Lines = BTreeMap<(UnitId, NaiveDate), Above>;

impl Tx {
    /// The units above a unit, itself first, on a day, each with the best line that leads there; of a unit that ended
    /// before, those of its last day.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn above(&mut self, unit: UnitId, day: NaiveDate) -> Result<Vec<(UnitId, Line)>> {
        if let Some(above) = self.lines.get(&(unit, day)) {
            return Ok(above.clone());
        }
        let above = self.above_each(&[unit], day).await?.remove(&unit).unwrap_or_default();
        self.lines.insert((unit, day), above.clone());
        Ok(above)
    }

    /// Has the lines up read again: whoever writes units or links calls it.
    pub(crate) fn forget_lines(&mut self) {
        self.lines.clear();
    }

    /// What [`Tx::above`] gives for each of some units, in one statement.
    async fn above_each(&mut self, units: &[UnitId], day: NaiveDate) -> Result<BTreeMap<UnitId, Above>> {
        if units.is_empty() {
            return Ok(BTreeMap::new());
        }
        let until = day.succ_opt().unwrap_or(day);
        let rows: Vec<(Uuid, Uuid, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(UP_HEAD);
            query.push_bind(until).push(" THEN closed_on ELSE ").push_bind(until).push(" END FROM unit WHERE id IN (");
            let mut listed = query.separated(", ");
            for unit in units {
                listed.push_bind(unit.uuid());
            }
            query.push(UP_REST).push(UP);
            query.build_query_as().fetch_all(c).await
        })?;
        let mut each: BTreeMap<UnitId, Above> = BTreeMap::new();
        for (unit, id, line) in rows {
            let above = each.entry(unit.into()).or_default();
            let (id, line) = (UnitId::from(id), if line == "managing" { Line::Managing } else { Line::Coordinating });
            match above.iter_mut().find(|(known, _)| *known == id) {
                Some((_, best)) => *best = (*best).min(line),
                None => above.push((id, line)),
            }
        }
        Ok(each)
    }

    /// On which of some units the caller may do `action` today, in one statement however many they are.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn allowed(
        &mut self,
        caller: &Caller,
        action: Action,
        units: &[UnitId],
        of: Thing,
    ) -> Result<BTreeSet<UnitId>> {
        let Who::Person { rights, scope, .. } = &caller.who else { return Ok(units.iter().copied().collect()) };
        if action.writes() && *scope != Scope::Write {
            return Ok(BTreeSet::new());
        }
        let above = self.above_each(units, caller.now.day()).await?;
        let may = |unit: &UnitId| {
            let above = above.get(unit).map_or(&[][..], Vec::as_slice);
            rights.iter().any(|right| of.allows(right, action, *unit, above))
        };
        Ok(units.iter().copied().filter(may).collect())
    }

    /// On which of some units the caller fills posts that give rights, in one statement however many they are: by a
    /// mandate to fill posts further up; at the top, which nothing manages, whoever manages accounts there.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn appointing(&mut self, caller: &Caller, units: &[UnitId]) -> Result<BTreeSet<UnitId>> {
        let Who::Person { rights, scope, .. } = &caller.who else { return Ok(units.iter().copied().collect()) };
        if *scope != Scope::Write {
            return Ok(BTreeSet::new());
        }
        let above = self.above_each(units, caller.now.day()).await?;
        let may = |unit: &UnitId| {
            let above = above.get(unit).map_or(&[][..], Vec::as_slice);
            let top = !above.iter().any(|(id, line)| id != unit && *line == Line::Managing);
            rights.iter().any(|right| {
                manages(right, *unit, above) && right.below.contains(&Action::PostWrite)
                    || top && right.unit == *unit && right.own.contains(&Action::UserManage)
            })
        };
        Ok(units.iter().copied().filter(may).collect())
    }

    /// Refuses unless the caller fills posts that give rights in a unit, as [`Tx::appointing`] says.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_appointing(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        if self.appointing(caller, &[unit]).await?.contains(&unit) {
            return Ok(());
        }
        self.require_from_above(caller, Action::PostWrite, unit, Thing::UNIT).await
    }

    /// Refuses unless the caller fills posts in a unit: those that give no rights are filled by the unit itself too.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_filling(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        if self.appointing(caller, &[unit]).await?.contains(&unit) {
            return Ok(());
        }
        self.require(caller, Action::PostWrite, unit, Thing::UNIT).await
    }

    /// Refuses unless the caller may do `action` on `unit` today. Who may not even `see` it hears that there is no such
    /// thing; `confidential` things are closed to coordinating lines.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require(&mut self, caller: &Caller, action: Action, unit: UnitId, of: Thing) -> Result<()> {
        let Who::Person { rights, scope, .. } = &caller.who else { return Ok(()) };
        let above = self.above(unit, caller.now.day()).await?;
        let may = |action: Action| rights.iter().any(|right| of.allows(right, action, unit, &above));
        if may(action) && !(action.writes() && *scope != Scope::Write) {
            return Ok(());
        }
        Err(if may(of.seen_by) { Error::Denied(action) } else { Error::NotVisible(of.noun) })
    }

    /// Refuses unless the caller may do `action` on `unit` from above: by a mandate in a unit that manages it, however
    /// far up, never by one in the unit itself: what the upper level decides is not decided by the unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the thing, [`Error::Denied`].
    pub async fn require_from_above(&mut self, caller: &Caller, action: Action, unit: UnitId, of: Thing) -> Result<()> {
        let Who::Person { rights, scope, .. } = &caller.who else { return Ok(()) };
        let above = self.above(unit, caller.now.day()).await?;
        let may = rights.iter().any(|right| manages(right, unit, &above) && right.below.contains(&action));
        if may && !(action.writes() && *scope != Scope::Write) {
            return Ok(());
        }
        let sees = rights.iter().any(|right| of.allows(right, of.seen_by, unit, &above));
        Err(if sees { Error::Denied(action) } else { Error::NotVisible(of.noun) })
    }
}

/// Whether a right is of a unit that manages another, however far up.
fn manages(right: &Right, unit: UnitId, above: &[(UnitId, Line)]) -> bool {
    right.unit != unit && above.iter().any(|(id, line)| *id == right.unit && *line == Line::Managing)
}

/// Whether any of some rights allows an action on a unit, with the units above it and the best lines there.
pub(crate) fn allowed(rights: &[Right], action: Action, unit: UnitId, above: &[(UnitId, Line)], of: Thing) -> bool {
    rights.iter().any(|right| of.allows(right, action, unit, above))
}

/// What kind of thing a right is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Thing {
    /// What the refusal calls it.
    pub noun: &'static str,
    /// The action that lets one see it.
    pub seen_by: Action,
    /// Closed to coordinating lines.
    pub confidential: bool,
}

impl Thing {
    /// A unit.
    pub const UNIT: Self = Self { noun: "unit", seen_by: Action::UnitRead, confidential: false };
    /// A member of a unit.
    pub const MEMBER: Self = Self { noun: "member", seen_by: Action::MemberRead, confidential: false };
    /// A figure.
    pub const FIGURE: Self = Self { noun: "unit", seen_by: Action::FigureRead, confidential: false };
    /// A record.
    pub const RECORD: Self = Self { noun: "record", seen_by: Action::RecordRead, confidential: false };
    /// A programme.
    pub const PROGRAMME: Self = Self { noun: "programme", seen_by: Action::ProgrammeRead, confidential: false };
    /// A target of a programme.
    pub const TARGET: Self = Self { noun: "target", ..Self::PROGRAMME };
    /// A report.
    pub const REPORT: Self = Self { noun: "report", seen_by: Action::FigureOpen, confidential: false };
    /// A directive.
    pub const DIRECTIVE: Self = Self { noun: "directive", seen_by: Action::DirectiveRead, confidential: false };

    /// The same thing, confidential or not.
    #[must_use]
    pub const fn confidential(self, confidential: bool) -> Self {
        Self { confidential, ..self }
    }

    fn allows(self, right: &Right, action: Action, unit: UnitId, above: &[(UnitId, Line)]) -> bool {
        let actions = if right.unit == unit {
            &right.own
        } else {
            match above.iter().find(|(id, _)| *id == right.unit) {
                Some((_, Line::Managing)) => &right.below,
                Some((_, Line::Coordinating)) if !self.confidential => &right.coordinating,
                _ if right.ancestors.contains(&unit) => &right.above,
                _ => return false,
            }
        };
        actions.contains(&action)
    }
}
