//! The graph of directives: what rests on what, and what falls when a paper is replaced or ends.
//!
//! Not here: how long a paper holds (`model::directives::standing`).

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, PaperDraftId, ProgrammeId,
    access::{Action, Caller},
    directives::{Directive, Relation, standing::Link},
};
use sqlx::types::Uuid;

use super::{DirectiveRow, NewLink};
use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

/// One edge of the graph.
pub type Edge = Link;

/// A programme that stands on a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingProgramme {
    /// Its id.
    pub id: ProgrammeId,
    /// What it is called.
    pub title: String,
    /// Name of the unit that carries it.
    pub unit: String,
    /// The directive it answers.
    pub directive: DirectiveId,
}

/// A text on its way in that cites a directive; the caller's own alone are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingDraft {
    /// Its id.
    pub id: PaperDraftId,
    /// What it is called.
    pub title: String,
    /// The directives it seems to rest on.
    pub rests_on: Vec<DirectiveId>,
}

/// A directive with all that stands on it, as far as the caller sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// The papers that rest on it, itself among them.
    pub papers: Vec<Directive>,
    /// The links between them, and those that replace one of them.
    pub links: Vec<Link>,
    /// The programmes that answer one of them.
    pub programmes: Vec<RestingProgramme>,
    /// The caller's texts on their way in that rest on one of them.
    pub drafts: Vec<RestingDraft>,
}

type LinkRow = (Uuid, Uuid, String, Option<NaiveDate>);

const ADD: &str = "INSERT INTO directive_link (from_id, to_id, relation, since)
VALUES ($1, $2, $3, $4) ON CONFLICT (from_id, to_id, relation) DO UPDATE SET since = COALESCE($4, directive_link.since)";
const DROP: &str = "DELETE FROM directive_link WHERE from_id = $1 AND to_id = $2 AND relation = $3";
/// Links between papers that both are within reach; who replaces or amends from when the paper itself is in force, where the
/// link says nothing else.
const EDGES: &str = within_reach!(
    "SELECT l.from_id, l.to_id, l.relation,
    CASE WHEN l.relation IN ('replaces', 'amends') THEN COALESCE(l.since, f.valid_from, f.issued_on) END
FROM directive_link l JOIN directive f ON f.id = l.from_id JOIN directive t ON t.id = l.to_id
WHERE ($3 = 1 OR f.unit_id IN (SELECT id FROM up) OR f.unit_id IN (SELECT id FROM down))
    AND ($3 = 1 OR t.unit_id IN (SELECT id FROM up) OR t.unit_id IN (SELECT id FROM down))
ORDER BY l.from_id, l.to_id, l.relation LIMIT 20000"
);
const RESTING: &str = within_reach!(
    ", resting (id) AS (
    SELECT id FROM directive WHERE id = $5
    UNION
    SELECT l.from_id FROM resting JOIN directive_link l ON l.to_id = resting.id
    WHERE l.relation IN ('based_on', 'carries_out', 'amends')
)
SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.issuer_unit_id, d.title, d.summary, d.valid_from, d.valid_until
FROM directive d
WHERE (d.id IN (SELECT id FROM resting)
        OR d.id IN (SELECT l.from_id FROM directive_link l JOIN resting r ON r.id = l.to_id WHERE l.relation = 'replaces'))
    AND ($3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down))
ORDER BY d.issued_on, d.symbol_key, d.id LIMIT 5000"
);
const GROUNDS: &str = within_reach!(
    ", grounds (id) AS (
    SELECT id FROM directive WHERE id = $5
    UNION
    SELECT l.to_id FROM grounds JOIN directive_link l ON l.from_id = grounds.id
    WHERE l.relation IN ('based_on', 'carries_out', 'amends')
)
SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.issuer_unit_id, d.title, d.summary, d.valid_from, d.valid_until
FROM directive d
WHERE (d.id IN (SELECT id FROM grounds)
        OR d.id IN (SELECT l.from_id FROM directive_link l JOIN grounds g ON g.id = l.to_id WHERE l.relation = 'replaces'))
    AND ($3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down))
ORDER BY d.issued_on, d.symbol_key, d.id LIMIT 5000"
);
const PROGRAMMES: &str = within_reach!(
    ", resting (id) AS (
    SELECT id FROM directive WHERE id = $5
    UNION
    SELECT l.from_id FROM resting JOIN directive_link l ON l.to_id = resting.id
    WHERE l.relation IN ('based_on', 'carries_out', 'amends')
)
SELECT p.id, p.title, u.name, p.directive_id FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE p.directive_id IN (SELECT id FROM resting)
    AND ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
ORDER BY p.period_from, p.id LIMIT 5000"
);
const DRAFTS: &str = "
SELECT id, title, rests_on FROM directive_draft WHERE owner = $1 AND entered_id IS NULL ORDER BY changed_at DESC LIMIT 50";

impl Tx {
    /// Links a directive to others; the caller asked for the right. A link to itself is none.
    pub(super) async fn add_links(&mut self, from: DirectiveId, links: &[NewLink]) -> Result<()> {
        let links: Vec<_> = links
            .iter()
            .filter(|link| link.to != from)
            .map(|link| (from, link.to, link.relation, link.since))
            .collect();
        self.add_edges(&links).await
    }

    /// Takes links of a directive back; the caller asked for the right.
    pub(super) async fn drop_links(&mut self, from: DirectiveId, links: &[NewLink]) -> Result<()> {
        for link in links {
            on!(self, c => sqlx::query(DROP).bind(from.uuid()).bind(link.to.uuid()).bind(link.relation.word())
                .execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Adds edges that are not there yet.
    pub(super) async fn add_edges(
        &mut self,
        edges: &[(DirectiveId, DirectiveId, Relation, Option<NaiveDate>)],
    ) -> Result<()> {
        let mut edges = edges.to_vec();
        edges.sort_unstable_by_key(|edge| (edge.0, edge.1, edge.2));
        edges.dedup_by_key(|edge| (edge.0, edge.1, edge.2));
        for (from, to, relation, since) in edges {
            on!(self, c => sqlx::query(ADD).bind(from.uuid()).bind(to.uuid()).bind(relation.word()).bind(since)
                .execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Links a directive to another the caller may see, or takes such a link back.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for either paper, [`Error::Denied`] when the caller may not change the later one.
    pub async fn link_directive(
        &mut self,
        caller: &Caller,
        from: DirectiveId,
        link: &NewLink,
        there: bool,
    ) -> Result<()> {
        let unit = self.require_directive(caller, from).await?;
        self.require(caller, Action::DirectiveWrite, unit, Thing::DIRECTIVE).await?;
        self.require_directive(caller, link.to).await?;
        if there {
            self.add_links(from, &[*link]).await?;
        } else {
            self.drop_links(from, &[*link]).await?;
        }
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: if there { "directive.link" } else { "directive.unlink" },
            object: format!("directive:{from}"),
            before: String::new(),
            after: serde_json::to_string(&(link.relation.word(), link.to, link.since))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// The edges between directives within reach.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directive_edges(&mut self, caller: &Caller) -> Result<Vec<Edge>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let rows: Vec<LinkRow> = on!(self, c => sqlx::query_as(EDGES).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).fetch_all(c).await)?;
        let edge = |(from, to, relation, since): LinkRow| {
            let relation = Relation::from_word(&relation).ok_or(Error::Corrupt(relation))?;
            Ok(Edge { from: from.into(), to: to.into(), relation, since })
        };
        rows.into_iter().map(edge).collect()
    }

    /// All that stands on a directive, directly and through the chain, as far as the caller sees it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such directive for this caller.
    pub async fn directive_impact(&mut self, caller: &Caller, id: DirectiveId) -> Result<Impact> {
        self.require_directive(caller, id).await?;
        let papers = self.around(caller, id, RESTING).await?;
        let links = self.directive_edges(caller).await?;
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let rows: Vec<(Uuid, String, String, Uuid)> = on!(self, c => sqlx::query_as(PROGRAMMES).bind(person)
            .bind(caller.now.day()).bind(everything).bind(&roles).bind(id.uuid()).fetch_all(c).await)?;
        let programme = |(id, title, unit, directive): (Uuid, String, String, Uuid)| RestingProgramme {
            id: id.into(),
            title,
            unit,
            directive: directive.into(),
        };
        let programmes = rows.into_iter().map(programme).collect();
        let rows: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(DRAFTS).bind(caller.name()).fetch_all(c).await)?;
        let mut drafts = Vec::new();
        for (id, title, rests_on) in rows {
            let rests_on: Vec<DirectiveId> = serde_json::from_str(&rests_on)?;
            if papers.iter().any(|paper| rests_on.contains(&paper.id)) {
                drafts.push(RestingDraft { id: id.into(), title, rests_on });
            }
        }
        Ok(Impact { papers, links, programmes, drafts })
    }

    /// The papers a directive rests on, itself and those that replace one of them among them, as far as the caller sees them.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such directive for this caller.
    pub async fn directive_grounds(&mut self, caller: &Caller, id: DirectiveId) -> Result<(Vec<Directive>, Vec<Edge>)> {
        self.require_directive(caller, id).await?;
        Ok((self.around(caller, id, GROUNDS).await?, self.directive_edges(caller).await?))
    }

    async fn around(&mut self, caller: &Caller, id: DirectiveId, text: &'static str) -> Result<Vec<Directive>> {
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(text).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(id.uuid()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}
