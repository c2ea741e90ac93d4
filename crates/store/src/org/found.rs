//! Adding units with their first names, lives and links.
//!
//! Not here: whether a unit of this kind may hang there (`service`).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::Caller,
    names,
    org::{Line, Link, Unit},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    transaction::on,
};

/// Codes asked for in one statement.
const CODES: usize = 5_000;

const MANAGED: &str = "
SELECT valid_from, valid_until FROM unit_link WHERE child_id = $1 AND line = 'managing' AND superseded_at IS NULL";

/// A stretch of days; the last is open.
type Days = (NaiveDate, Option<NaiveDate>);

fn overlap(one: Days, other: Days) -> bool {
    one.1.is_none_or(|until| other.0 < until) && other.1.is_none_or(|until| one.0 < until)
}

impl Tx {
    /// Adds units with their links, as one act: one audit entry for each chain.
    ///
    /// # Errors
    /// [`Error::Taken`] when a code stands already or a unit would have two managing parents at once.
    pub async fn add_units(&mut self, caller: &Caller, units: &[(Unit, String)], links: &[Link]) -> Result<()> {
        only_system(caller)?;
        self.check_free(units).await?;
        self.insert_units(caller, units, None).await?;
        let new: HashSet<UnitId> = units.iter().map(|(unit, _)| unit.id).collect();
        self.check_one_manager(&new, links).await?;
        self.insert_links(caller, links, None).await?;
        let mut chains: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
        for (unit, chain) in units {
            chains.entry(chain).or_default().push(unit);
        }
        for (chain, of_chain) in chains {
            let note = Note {
                chain: chain.to_owned(),
                action: "unit.add",
                object: format!("units:{}", of_chain.len()),
                before: String::new(),
                after: serde_json::to_string(&of_chain)?,
            };
            self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        }
        Ok(())
    }

    /// Refuses units whose codes stand already.
    pub(super) async fn check_free(&mut self, units: &[(Unit, String)]) -> Result<()> {
        match self.taken(units).await? {
            Some(taken) => Err(Error::Taken(taken)),
            None => Ok(()),
        }
    }

    /// The first code among these that stands already, annulled units included.
    async fn taken(&mut self, units: &[(Unit, String)]) -> Result<Option<String>> {
        let mut seen = HashSet::with_capacity(units.len());
        if let Some((twice, _)) = units.iter().find(|(unit, _)| !seen.insert(unit.code.as_str())) {
            return Ok(Some(twice.code.to_string()));
        }
        for chunk in units.chunks(CODES) {
            let taken: Option<String> = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("SELECT code FROM unit WHERE code IN (");
                let mut listed = query.separated(", ");
                for (unit, _) in chunk {
                    listed.push_bind(unit.code.as_str());
                }
                query.push(") ORDER BY code LIMIT 1");
                query.build_query_scalar().fetch_optional(c).await
            })?;
            if taken.is_some() {
                return Ok(taken);
            }
        }
        Ok(None)
    }

    /// Writes units with their first lives and names; the first of each bears the unit's own id.
    pub(super) async fn insert_units(
        &mut self,
        caller: &Caller,
        units: &[(Unit, String)],
        act: Option<Uuid>,
    ) -> Result<()> {
        self.forget_lines();
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO unit (id, code, name, name_fold, kind, form, opened_on, closed_on, chain, recorded_at) ",
            [],
            units,
            |values, row| {
                let (unit, chain) = row;
                values.push_bind(unit.id.uuid()).push_bind(unit.code.as_str()).push_bind(unit.name.as_str());
                values.push_bind(names::fold(&unit.name)).push_bind(unit.kind.word()).push_bind(unit.form.as_str());
                values.push_bind(unit.opened_on).push_bind(unit.closed_on).push_bind(chain.as_str()).push_bind(now);
            }
        );
        insert_many!(
            self,
            "INSERT INTO unit_life (id, unit_id, opened_on, closed_on, cause, act_id, recorded_at) ",
            [],
            units,
            |values, row| {
                let unit = &row.0;
                values.push_bind(unit.id.uuid()).push_bind(unit.id.uuid()).push_bind(unit.opened_on);
                values.push_bind(unit.closed_on).push_bind("").push_bind(act).push_bind(now);
            }
        );
        insert_many!(
            self,
            "INSERT INTO unit_naming (id, unit_id, name, form, valid_from, act_id, recorded_at) ",
            [],
            units,
            |values, row| {
                let unit = &row.0;
                values.push_bind(unit.id.uuid()).push_bind(unit.id.uuid()).push_bind(unit.name.as_str());
                values.push_bind(unit.form.as_str()).push_bind(unit.opened_on).push_bind(act).push_bind(now);
            }
        );
        Ok(())
    }

    /// Writes links.
    pub(super) async fn insert_links(&mut self, caller: &Caller, links: &[Link], act: Option<Uuid>) -> Result<()> {
        self.forget_lines();
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO unit_link (id, child_id, parent_id, line, valid_from, valid_until, act_id, recorded_at) ",
            [],
            links,
            |values, link| {
                values.push_bind(link.id.uuid()).push_bind(link.child.uuid()).push_bind(link.parent.uuid());
                values.push_bind(link.line.word()).push_bind(link.from).push_bind(link.until).push_bind(act);
                values.push_bind(now);
            }
        );
        Ok(())
    }

    /// Refuses links that would give a unit two managing parents on one day. Units in `new` have no links yet.
    async fn check_one_manager(&mut self, new: &HashSet<UnitId>, links: &[Link]) -> Result<()> {
        let mut managed: HashMap<UnitId, Vec<Days>> = HashMap::new();
        for link in links.iter().filter(|link| link.line == Line::Managing) {
            if !managed.contains_key(&link.child) && !new.contains(&link.child) {
                let known: Vec<Days> =
                    on!(self, c => sqlx::query_as(MANAGED).bind(link.child.uuid()).fetch_all(c).await)?;
                managed.insert(link.child, known);
            }
            let days = (link.from, link.until);
            let known = managed.entry(link.child).or_default();
            if known.iter().any(|other| overlap(*other, days)) {
                return Err(Error::Taken(format!("managing parent of {}", link.child)));
            }
            known.push(days);
        }
        Ok(())
    }
}
