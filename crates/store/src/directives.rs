//! Directives, what they cite, what targets were read from them, and the graph they form.
//!
//! A directive is kept at the unit that entered it; it is seen by that unit's subtree and by the units above.
//! Not here: reading texts (`reader`), programmes.

pub mod dispatch;
pub mod study;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, UnitId,
    access::{Action, Caller},
    directives::{Directive, Relation, symbol_key},
    names,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

/// A citation as the text has it, with the directive it was matched to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The exact words.
    pub text: String,
    /// Kind word.
    pub kind: String,
    /// Number and symbol; empty when the text has none.
    pub symbol: String,
    /// Date, when stated.
    pub issued_on: Option<NaiveDate>,
    /// Issuer, when stated.
    pub issuer: String,
    /// The directive of that symbol, when the register has it.
    pub cited: Option<DirectiveId>,
}

/// A target as the text has it, accepted with the directive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ProposedTarget {
    /// The exact words.
    pub text: String,
    /// What it is about.
    pub subject: String,
    /// Comparator sign.
    pub comparator: String,
    /// The value as a decimal text.
    pub value: String,
    /// Upper end of a range; empty otherwise.
    pub value_max: String,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// The period phrase; empty when none is stated.
    pub period: String,
}

/// A directive as entered: itself, its text, what was found in it, and how it stands to others.
#[derive(Clone, Debug)]
pub struct NewDirective {
    /// The directive.
    pub directive: Directive,
    /// The unit that enters it.
    pub unit: UnitId,
    /// Its text; may be empty.
    pub body: String,
    /// What it cites.
    pub citations: Vec<Cited>,
    /// Targets read from it.
    pub targets: Vec<ProposedTarget>,
    /// How it stands to others.
    pub links: Vec<(Relation, DirectiveId)>,
}

/// One edge of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The later paper.
    pub from: DirectiveId,
    /// The earlier paper.
    pub to: DirectiveId,
    /// How the later stands to the earlier.
    pub relation: Relation,
}

#[derive(sqlx::FromRow)]
struct DirectiveRow {
    id: Uuid,
    symbol: String,
    kind: String,
    issued_on: Option<NaiveDate>,
    issuer: String,
    title: String,
    summary: String,
}

impl From<DirectiveRow> for Directive {
    fn from(row: DirectiveRow) -> Self {
        Self {
            id: row.id.into(),
            symbol: row.symbol,
            kind: row.kind,
            issued_on: row.issued_on,
            issuer: row.issuer,
            title: row.title,
            summary: row.summary,
        }
    }
}

#[derive(sqlx::FromRow)]
struct CitedRow {
    text: String,
    kind: String,
    symbol: String,
    issued_on: Option<NaiveDate>,
    issuer: String,
    cited_id: Option<Uuid>,
}

const ADD: &str = "
INSERT INTO directive (id, symbol, symbol_key, kind, issued_on, issuer, title, title_fold, summary, body, unit_id,
    recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const ADD_CITED: &str = "
INSERT INTO directive_citation (directive_id, place, text, kind, symbol, issued_on, issuer, cited_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ADD_TARGET: &str = "
INSERT INTO directive_target (directive_id, place, text, subject, comparator, value, value_max, unit_of_measure, period)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ADD_LINK: &str =
    "INSERT INTO directive_link (from_id, to_id, relation) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const HOME: &str = "SELECT unit_id FROM directive WHERE id = $1";
const BODY: &str = "SELECT body FROM directive WHERE id = $1";
const VISIBLE: &str = within_reach!(
    "SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.title, d.summary FROM directive d
WHERE $3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down)
ORDER BY d.issued_on DESC, d.symbol_key, d.id LIMIT 1000"
);
/// Parameters 5 to 8: a day before all others, a pattern, the last directive of the page before, how many at most.
const PAGE: &str = within_reach!(
    "SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.title, d.summary
FROM directive d LEFT JOIN directive c ON c.id = $7
WHERE ($3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down))
    AND ($6 = '' OR d.title_fold LIKE $6 OR d.symbol_key LIKE $6)
    AND (c.id IS NULL OR COALESCE(d.issued_on, $5) < COALESCE(c.issued_on, $5)
        OR (COALESCE(d.issued_on, $5) = COALESCE(c.issued_on, $5) AND (d.symbol_key, d.id) > (c.symbol_key, c.id)))
ORDER BY COALESCE(d.issued_on, $5) DESC, d.symbol_key, d.id LIMIT $8"
);
const EDGES: &str = "SELECT from_id, to_id, relation FROM directive_link ORDER BY from_id, to_id, relation LIMIT 10000";
const CITED: &str = "
SELECT text, kind, symbol, issued_on, issuer, cited_id FROM directive_citation WHERE directive_id = $1 ORDER BY place";
const TARGETS: &str = "
SELECT text, subject, comparator, value, value_max, unit_of_measure, period FROM directive_target
WHERE directive_id = $1 ORDER BY place";

impl Tx {
    /// Enters a directive with its citations, targets and links.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not enter directives for the unit.
    pub async fn add_directive(&mut self, caller: &Caller, new: &NewDirective) -> Result<()> {
        self.require(caller, Action::DirectiveWrite, new.unit, Thing::DIRECTIVE).await?;
        let (directive, id) = (&new.directive, new.directive.id.uuid());
        on!(self, c => sqlx::query(ADD).bind(id).bind(&directive.symbol).bind(symbol_key(&directive.symbol))
            .bind(&directive.kind).bind(directive.issued_on).bind(&directive.issuer).bind(&directive.title)
            .bind(names::fold(&directive.title)).bind(&directive.summary).bind(&new.body).bind(new.unit.uuid())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        for (place, cited) in (1_i64..).zip(&new.citations) {
            on!(self, c => sqlx::query(ADD_CITED).bind(id).bind(place).bind(&cited.text).bind(&cited.kind)
                .bind(&cited.symbol).bind(cited.issued_on).bind(&cited.issuer).bind(cited.cited.map(DirectiveId::uuid))
                .execute(c).await.map(|_| ()))?;
        }
        for (place, target) in (1_i64..).zip(&new.targets) {
            on!(self, c => sqlx::query(ADD_TARGET).bind(id).bind(place).bind(&target.text).bind(&target.subject)
                .bind(&target.comparator).bind(&target.value).bind(&target.value_max).bind(&target.unit_of_measure)
                .bind(&target.period).execute(c).await.map(|_| ()))?;
        }
        for (relation, to) in new.links.iter().filter(|(_, to)| *to != directive.id) {
            on!(self, c => sqlx::query(ADD_LINK).bind(id).bind(to.uuid()).bind(relation.word())
                .execute(c).await.map(|_| ()))?;
        }
        let links: Vec<_> = new.links.iter().map(|(relation, to)| (relation.word(), to.to_string())).collect();
        let note = Note {
            chain: self.chain_of(new.unit).await?,
            action: "directive.add",
            object: format!("directive:{}", directive.id),
            before: String::new(),
            after: serde_json::to_string(&(directive, links, new.targets.len()))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// A page of the directives of the units within reach, latest first, those without a date last; `words` narrow it to
    /// titles and symbols that hold them, `after` is the last one of the page before.
    ///
    /// # Errors
    /// [`Error::Denied`] for who may read no directive.
    pub async fn directives_page(
        &mut self,
        caller: &Caller,
        words: &str,
        (after, limit): (Option<DirectiveId>, i64),
    ) -> Result<Vec<Directive>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let folded = names::fold(words).replace(['%', '_'], "");
        let pattern = if folded.is_empty() { String::new() } else { format!("%{folded}%") };
        let after = after.map_or_else(Uuid::nil, DirectiveId::uuid);
        let undated = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(PAGE).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(undated).bind(&pattern).bind(after).bind(limit).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The directives the caller may see, latest first.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directives(&mut self, caller: &Caller) -> Result<Vec<Directive>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(VISIBLE).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Every edge of the graph; the caller shows those between directives it may see.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directive_edges(&mut self, caller: &Caller) -> Result<Vec<Edge>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let rows: Vec<(Uuid, Uuid, String)> = on!(self, c => sqlx::query_as(EDGES).fetch_all(c).await)?;
        let edge = |(from, to, relation): (Uuid, Uuid, String)| {
            let relation = Relation::from_word(&relation).ok_or(Error::Corrupt(relation))?;
            Ok(Edge { from: from.into(), to: to.into(), relation })
        };
        rows.into_iter().map(edge).collect()
    }

    /// Refuses unless the caller may see the directive: entered in its subtree, or at a unit above.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn require_directive(&mut self, caller: &Caller, id: DirectiveId) -> Result<()> {
        let unit: Option<Uuid> = on!(self, c => sqlx::query_scalar(HOME).bind(id.uuid()).fetch_optional(c).await)?;
        let unit = unit.ok_or(Error::NotVisible("directive"))?;
        self.require(caller, Action::DirectiveRead, unit.into(), Thing::DIRECTIVE).await
    }

    /// What a directive cites and which targets were read from it, with its text.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_findings(
        &mut self,
        caller: &Caller,
        id: DirectiveId,
    ) -> Result<(String, Vec<Cited>, Vec<ProposedTarget>)> {
        self.require_directive(caller, id).await?;
        let body: String = on!(self, c => sqlx::query_scalar(BODY).bind(id.uuid()).fetch_one(c).await)?;
        let cited: Vec<CitedRow> = on!(self, c => sqlx::query_as(CITED).bind(id.uuid()).fetch_all(c).await)?;
        let targets = on!(self, c => sqlx::query_as(TARGETS).bind(id.uuid()).fetch_all(c).await)?;
        let cited = cited.into_iter().map(|row| Cited {
            text: row.text,
            kind: row.kind,
            symbol: row.symbol,
            issued_on: row.issued_on,
            issuer: row.issuer,
            cited: row.cited_id.map(Into::into),
        });
        Ok((body, cited.collect(), targets))
    }
}
