//! A unit and all below it, as lists name them: by walking the links down, or, where nearly everything is below, by naming what
//! is not.
//!
//! Not here: who may see the unit (`access`), knowing what is not below (`rollup`).

use chrono::NaiveDate;
use congdoan_model::UnitId;
use sqlx::{Database, QueryBuilder, types::Uuid};

/// A unit and all below it.
#[derive(Clone, Copy, Debug)]
pub struct Below<'a> {
    /// The unit.
    pub unit: UnitId,
    /// Two days; every link counts that holds on one from the first to the last.
    pub days: (NaiveDate, NaiveDate),
    /// Only over managing links.
    pub managing: bool,
    /// Where every unit there is stands below, but for these: no link is looked at, which at the top of a federation of 120,000
    /// unions is most of the time a list takes.
    pub but: Option<&'a [UnitId]>,
}

impl<'a> Below<'a> {
    /// What stands below a unit on one day, over both lines.
    #[must_use]
    pub const fn on(unit: UnitId, day: NaiveDate) -> Self {
        Self { unit, days: (day, day), managing: false, but: None }
    }

    /// Begins a statement: the walk down the links, if there is one.
    pub(crate) fn head<D: Database>(&self, query: &mut QueryBuilder<D>)
    where
        Uuid: sqlx::Encode<'a, D> + sqlx::Type<D>,
        NaiveDate: sqlx::Encode<'a, D> + sqlx::Type<D>,
    {
        if self.but.is_some() {
            return;
        }
        query.push("WITH RECURSIVE below (id) AS (SELECT id FROM unit WHERE id = ").push_bind(self.unit.uuid());
        query.push(" UNION SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id");
        query.push(" WHERE l.superseded_at IS NULL AND l.valid_from <= ").push_bind(self.days.1);
        query.push(" AND (l.valid_until IS NULL OR l.valid_until > ").push_bind(self.days.0).push(")");
        query.push(if self.managing { " AND l.line = 'managing') " } else { ") " });
    }

    /// Names what a list is read from: a table whose rows belong to a unit, under a name. The condition follows.
    pub(crate) fn from<D: Database>(&self, query: &mut QueryBuilder<D>, table: &str, name: &str) {
        query.push(format!("FROM {table} {name} "));
        if self.but.is_none() {
            query.push(format!("JOIN below ON below.id = {name}.unit_id "));
        }
    }

    /// The condition that the unit, joined under a name, still exists, where no link is walked that would say so: of rows that
    /// outlive their unit.
    pub(crate) fn still_there<D: Database>(&self, query: &mut QueryBuilder<D>, unit: &str)
    where
        NaiveDate: sqlx::Encode<'a, D> + sqlx::Type<D>,
    {
        if self.but.is_some() {
            query
                .push(format!(" AND ({unit}.closed_on IS NULL OR {unit}.closed_on > "))
                .push_bind(self.days.0)
                .push(")");
        }
    }

    /// The condition on a row's unit, behind others.
    pub(crate) fn rest<D: Database>(&self, query: &mut QueryBuilder<D>, name: &str)
    where
        Uuid: sqlx::Encode<'a, D> + sqlx::Type<D>,
    {
        let Some(but) = self.but.filter(|but| !but.is_empty()) else { return };
        query.push(format!(" AND {name}.unit_id NOT IN ("));
        let mut listed = query.separated(", ");
        for unit in but {
            listed.push_bind(unit.uuid());
        }
        query.push(")");
    }
}
