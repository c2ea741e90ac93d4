//! How long a paper holds: in force, not yet, ended, replaced; and what falls with it.
//!
//! Pure: papers and links in, answers out. Not here: which papers somebody may see (`store`).

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;
use serde::Serialize;

use super::Relation;
use crate::DirectiveId;

/// A link of the graph, with the day from which it changes the earlier paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// The later paper.
    pub from: DirectiveId,
    /// The earlier paper.
    pub to: DirectiveId,
    /// How the later stands to the earlier.
    pub relation: Relation,
    /// From when it replaces or amends; none on other links.
    pub since: Option<NaiveDate>,
}

/// How a paper stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    /// It holds.
    InForce,
    /// It will hold from a day on.
    NotYet {
        /// The first day.
        from: NaiveDate,
    },
    /// It ended.
    Ended {
        /// The first day it held no more.
        since: NaiveDate,
    },
    /// Another paper took its place.
    Replaced {
        /// By which.
        by: DirectiveId,
        /// The first day it held no more; none where nobody said.
        since: Option<NaiveDate>,
    },
}

impl Standing {
    /// Whether a paper that rested on this one has lost its ground.
    #[must_use]
    pub const fn fell(self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Replaced { .. })
    }

    /// How a paper stands on a day, by its own days and by the links that replace it.
    #[must_use]
    pub fn on(day: NaiveDate, id: DirectiveId, valid: (Option<NaiveDate>, Option<NaiveDate>), links: &[Link]) -> Self {
        let replacing = |link: &&Link| link.to == id && link.from != id && link.relation == Relation::Replaces;
        let reached = |link: &&Link| link.since.is_none_or(|since| since <= day);
        if let Some(link) = links.iter().filter(replacing).filter(reached).min_by_key(|link| (link.since, link.from)) {
            return Self::Replaced { by: link.from, since: link.since };
        }
        match valid {
            (_, Some(since)) if since <= day => Self::Ended { since },
            (Some(from), _) if from > day => Self::NotYet { from },
            _ => Self::InForce,
        }
    }
}

/// A paper that rests on another, directly or through a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resting {
    /// The paper.
    pub id: DirectiveId,
    /// How it stands to the next one of the chain.
    pub relation: Relation,
    /// The next paper of the chain; the one asked for where the link is direct.
    pub through: DirectiveId,
    /// How many links lie between; 1 for a direct one.
    pub steps: usize,
}

/// The papers that rest on one, the nearest first, each once by the shortest chain. Rings end where they began.
#[must_use]
pub fn resting_on(start: DirectiveId, links: &[Link]) -> Vec<Resting> {
    chain(start, links, |link| (link.to, link.from))
}

/// The papers one rests on, the nearest first, each once by the shortest chain.
#[must_use]
pub fn grounds_of(start: DirectiveId, links: &[Link]) -> Vec<Resting> {
    chain(start, links, |link| (link.from, link.to))
}

fn chain(start: DirectiveId, links: &[Link], ends: fn(&Link) -> (DirectiveId, DirectiveId)) -> Vec<Resting> {
    let mut next: BTreeMap<DirectiveId, Vec<(DirectiveId, Relation)>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.relation.rests()) {
        let (near, far) = ends(link);
        next.entry(near).or_default().push((far, link.relation));
    }
    let mut found: Vec<Resting> = Vec::new();
    let mut seen = std::collections::BTreeSet::from([start]);
    let mut open = VecDeque::from([(start, 1)]);
    while let Some((through, steps)) = open.pop_front() {
        for (id, relation) in next.get(&through).into_iter().flatten().copied() {
            if seen.insert(id) {
                found.push(Resting { id, relation, through, steps });
                open.push_back((id, steps + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> DirectiveId {
        Uuid::from_u128(number).into()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn link(from: u128, to: u128, relation: Relation, since: Option<&str>) -> Link {
        Link { from: id(from), to: id(to), relation, since: since.map(day) }
    }

    #[test]
    fn a_paper_holds_between_its_days_and_until_it_is_replaced() {
        let links = [link(2, 1, Relation::Replaces, Some("2025-07-01"))];
        let on = |text, valid| Standing::on(day(text), id(1), valid, &links);
        assert_eq!(on("2025-06-30", (None, None)), Standing::InForce);
        assert_eq!(on("2025-07-01", (None, None)), Standing::Replaced { by: id(2), since: Some(day("2025-07-01")) });
        let valid = (Some(day("2024-01-01")), Some(day("2025-01-01")));
        assert_eq!(on("2023-12-31", valid), Standing::NotYet { from: day("2024-01-01") });
        assert_eq!(on("2024-12-31", valid), Standing::InForce);
        assert_eq!(on("2025-01-01", valid), Standing::Ended { since: day("2025-01-01") });
        let own = [link(1, 1, Relation::Replaces, None)];
        assert_eq!(Standing::on(day("2025-01-01"), id(1), (None, None), &own), Standing::InForce);
    }

    #[test]
    fn what_falls_is_found_through_the_chain_and_through_rings() {
        let links = [
            link(2, 1, Relation::CarriesOut, None),
            link(3, 2, Relation::BasedOn, None),
            link(3, 1, Relation::Cites, None),
            link(4, 1, Relation::Cites, None),
            link(5, 3, Relation::Amends, None),
            link(1, 5, Relation::BasedOn, None),
            link(6, 2, Relation::Replaces, None),
        ];
        let found: Vec<(DirectiveId, usize)> =
            resting_on(id(1), &links).iter().map(|one| (one.id, one.steps)).collect();
        assert_eq!(found, [(id(2), 1), (id(3), 2), (id(5), 3)]);
        assert_eq!(resting_on(id(4), &links), []);
        assert!(grounds_of(id(3), &links).iter().any(|one| one.id == id(1) && one.steps == 2));
    }
}
