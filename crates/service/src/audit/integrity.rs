//! Every integrity rule with what breaks it: those the database answers, words the pack must know, records held against
//! their registers, what is derived again, and the checks of figures.
//!
//! All in one snapshot, in a number of statements that does not grow with the federation but for reading records page by
//! page. Not here: SQL (`store::audit::integrity`), what checks of figures say (`pack::checks`).

mod figures;
mod records;
mod words;

use congdoan_model::{
    LocalText,
    access::{Action, Caller},
    audit::integrity::{Rule, Weight},
};
use congdoan_store::{
    Tx,
    access::Thing,
    audit::integrity::{Breaks, rules},
};
use serde::Serialize;

use super::{DERIVED, Verification};
use crate::{Error, Result, Service, error::words as said};

/// How many places of a rule are told.
const PLACES: usize = 20;

/// A rule and what breaks it.
#[derive(Clone, Debug, Serialize)]
pub struct RuleResult {
    /// Stable id, such as `org.one-managing-link`; those of checks of figures begin with `checks.`.
    pub id: String,
    /// The domain word it belongs to.
    pub area: String,
    /// How much a break weighs.
    #[serde(rename = "severity")]
    pub weight: Weight,
    /// What holds.
    #[serde(skip)]
    pub name: LocalText,
    /// What to do where it does not.
    #[serde(skip)]
    pub remedy: LocalText,
    /// How many places break it.
    pub count: u64,
    /// The first of them.
    pub places: Vec<String>,
}

impl RuleResult {
    fn of(rule: &Rule, breaks: Breaks) -> Self {
        Self {
            id: rule.id.to_owned(),
            area: rule.area().to_owned(),
            weight: rule.weight,
            name: said(rule.name.0, rule.name.1),
            remedy: said(rule.remedy.0, rule.remedy.1),
            count: breaks.count,
            places: breaks.places,
        }
    }

    /// Whether nothing breaks it.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.count == 0
    }

    /// Whether it is broken and weighs as an error.
    #[must_use]
    pub fn fails(&self) -> bool {
        !self.holds() && self.weight == Weight::Error
    }
}

/// Every rule with its result.
#[derive(Clone, Debug)]
pub struct Integrity {
    /// The rules by area: those of the house first, then the checks of figures.
    pub rules: Vec<RuleResult>,
    /// What was counted while deriving figures again; `None` where that was not asked for.
    pub verification: Option<Verification>,
}

impl Integrity {
    /// How many rules are broken.
    #[must_use]
    pub fn broken(&self) -> usize {
        self.rules.iter().filter(|rule| !rule.holds()).count()
    }

    /// How many of them weigh as errors.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.rules.iter().filter(|rule| rule.fails()).count()
    }
}

impl Service {
    /// Holds the whole federation against every rule, deriving every figure again as `verify` does.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer. Breaks are no error: they are in the answer.
    pub async fn integrity(&self) -> Result<Integrity> {
        let mut tx = self.store.read().await?;
        self.integrity_in(&mut tx).await
    }

    /// As [`Service::integrity`], in the snapshot of a transaction.
    ///
    /// # Errors
    /// As [`Service::integrity`].
    pub async fn integrity_in(&self, tx: &mut Tx) -> Result<Integrity> {
        let mut found = self.stored_rules(tx).await?;
        let (verification, told) = self.verified(tx).await?;
        let mut rest = verification.differences.iter();
        for (rule, count) in DERIVED.iter().zip(told) {
            let places: Vec<String> = rest.by_ref().take(count).cloned().collect();
            found.push(RuleResult::of(rule, breaks(places)));
        }
        // By area, in the order areas come up; a stable sort keeps the order inside.
        found.sort_by_key(|rule| AREAS.iter().position(|area| *area == rule.area));
        found.extend(self.broken_checks(tx).await?);
        Ok(Integrity { rules: found, verification: Some(verification) })
    }

    /// As [`Service::integrity`] for those who may read the audit log of the whole federation, without deriving figures
    /// again, which takes as long as the federation is old.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody else.
    pub async fn integrity_for(&self, caller: &Caller) -> Result<Integrity> {
        let mut tx = self.store.read().await?;
        let allowed = self.may_watch(&mut tx, caller).await;
        self.refusal_noted(caller, "integrity", allowed).await?;
        let mut rules = self.stored_rules(&mut tx).await?;
        rules.sort_by_key(|rule| AREAS.iter().position(|area| *area == rule.area));
        rules.extend(self.broken_checks(&mut tx).await?);
        Ok(Integrity { rules, verification: None })
    }

    async fn may_watch(&self, tx: &mut Tx, caller: &Caller) -> Result<()> {
        let root = tx.root_unit().await?.ok_or(Error::NotFound("unit"))?;
        Ok(tx.require(caller, Action::AuditRead, root, Thing::UNIT).await?)
    }

    /// One rule of those that need no deriving, in the snapshot of a transaction; nothing for an id there is no rule of.
    ///
    /// # Errors
    /// As [`Service::integrity`].
    pub async fn integrity_rule(&self, tx: &mut Tx, id: &str) -> Result<Option<RuleResult>> {
        let system = self.system();
        if let Some(held) = rules().find(|held| held.rule.id == id) {
            return Ok(Some(RuleResult::of(&held.rule, tx.breaks(&system, held).await?)));
        }
        if let Some(list) = words::LISTS.iter().find(|list| list.rule.id == id) {
            return Ok(Some(self.unknown_words(tx, list).await?));
        }
        if let Some(rule) = records::RULES.iter().find(|rule| rule.id == id) {
            let found = self.record_rules(tx).await?;
            return Ok(found.into_iter().find(|one| one.id == rule.id));
        }
        let (verification, told) = self.verified(tx).await?;
        let mut rest = verification.differences.into_iter();
        for (rule, count) in DERIVED.iter().zip(told) {
            let places: Vec<String> = rest.by_ref().take(count).collect();
            if rule.id == id {
                return Ok(Some(RuleResult::of(rule, breaks(places))));
            }
        }
        Ok(None)
    }

    /// Every rule of the house beside the checks of figures, which are data of the pack.
    pub fn house_rules() -> impl Iterator<Item = Rule> {
        let stored = rules().map(|held| held.rule);
        let words = words::LISTS.iter().map(|list| list.rule);
        stored.chain(words).chain(records::RULES).chain(DERIVED)
    }

    async fn stored_rules(&self, tx: &mut Tx) -> Result<Vec<RuleResult>> {
        let system = self.system();
        let mut found = Vec::new();
        for held in rules() {
            found.push(RuleResult::of(&held.rule, tx.breaks(&system, held).await?));
        }
        for list in &words::LISTS {
            found.push(self.unknown_words(tx, list).await?);
        }
        found.extend(self.record_rules(tx).await?);
        Ok(found)
    }
}

/// The areas in the order they are told.
const AREAS: [&str; 10] =
    ["org", "members", "cards", "access", "directives", "programmes", "registers", "figures", "reports", "audit"];

fn breaks(places: Vec<String>) -> Breaks {
    Breaks { count: places.len() as u64, places: places.into_iter().take(PLACES).collect() }
}
