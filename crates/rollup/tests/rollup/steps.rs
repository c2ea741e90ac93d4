//! Federations made the way real ones are: units are founded, end, merge, split and move, one step after another.

use crate::{
    common::day,
    random::{Genes, pick},
};
use chrono::{Days, NaiveDate};
use congdoan_model::{
    LinkId, UnitId,
    members::Stay,
    org::{Line, Link, Succession, Unit, UnitKind},
};
use congdoan_rollup::{Forest, Tree};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

/// The day on which federations begin.
pub(crate) const BEGINNING: &str = "2015-01-01";

/// Members of a unit that ended, handed over to another or to nobody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handover {
    pub(crate) on: NaiveDate,
    from: UnitId,
    to: Option<UnitId>,
}

/// A federation under reorganisation.
#[derive(Clone, Debug)]
pub(crate) struct Federation {
    pub(crate) forest: Forest,
    today: NaiveDate,
    pub(crate) handovers: Vec<Handover>,
}

impl Federation {
    /// A root, two provinces, upper-level unions, and grassroots unions under them.
    fn new(grassroots: usize) -> Self {
        let mut federation = Self { forest: Forest::default(), today: day(BEGINNING), handovers: Vec::new() };
        let root = federation.found(UnitKind::Confederation, None);
        let provinces = [0, 1].map(|_| federation.found(UnitKind::Province, Some(root)));
        let uppers = [0, 1, 0].map(|province| federation.found(UnitKind::Upper, Some(provinces[province])));
        for number in 0..grassroots {
            federation.found(UnitKind::Grassroots, Some(uppers[number % uppers.len()]));
        }
        federation
    }

    /// The federation after some steps, each of a kind, two units and the days since the step before.
    fn reorganised(mut self, steps: &[Genes<4>]) -> Self {
        self.today = day("2021-06-25");
        for genes in steps {
            self.today = self.today + Days::new(pick(&[0, 0, 1, 6, 20, 31, 60], genes[3]));
            let before = self.clone();
            let done = self.step(*genes);
            if done.is_none() || Tree::new(self.forest.clone()).is_err() {
                self = Self { today: self.today, ..before };
            }
        }
        self
    }

    fn step(&mut self, genes: Genes<4>) -> Option<()> {
        let one = self.some_open(genes[1])?;
        let other = self.some_open(genes[2])?;
        let above = self.parent(one.id);
        match genes[0] % 9 {
            0 => _ = self.found(UnitKind::Grassroots, Some(one.id)),
            1 => self.close(&one, None, above?)?,
            2 | 3 => self.merge(&one, &other)?,
            4 => {
                let new = self.found(one.kind, Some(above?));
                self.merge(&one, &self.unit(new)?)?;
                if self.unit(other.id)?.is_open(self.today) && other.id != above? && genes[3] < 128 {
                    self.merge(&other, &self.unit(new)?)?;
                }
            }
            5 => {
                let half = self.found(one.kind, Some(above?));
                self.succeed(one.id, half, false);
            }
            6 => {
                let halves = [0, 1].map(|_| self.found(one.kind, above));
                let heir = (genes[3] < 170).then_some(halves[0]);
                self.close(&one, heir, above?)?;
                halves.into_iter().for_each(|half| self.succeed(one.id, half, Some(half) == heir));
            }
            7 => self.hang(one.id, other.id),
            _ => self.link(one.id, other.id, Line::Coordinating),
        }
        Some(())
    }

    fn merge(&mut self, one: &Unit, into: &Unit) -> Option<()> {
        self.close(one, Some(into.id), into.id)?;
        self.succeed(one.id, into.id, true);
        Some(())
    }

    fn unit(&self, id: UnitId) -> Option<Unit> {
        self.forest.units.iter().find(|unit| unit.id == id).cloned()
    }

    /// Some unit open now.
    fn some_open(&self, gene: u8) -> Option<Unit> {
        let open: Vec<&Unit> = self.forest.units.iter().filter(|unit| unit.is_open(self.today)).collect();
        open.get(usize::from(gene) % open.len().max(1)).map(|unit| (*unit).clone())
    }

    fn parent(&self, id: UnitId) -> Option<UnitId> {
        let managing = |link: &&Link| link.child == id && link.line == Line::Managing && link.until.is_none();
        self.forest.links.iter().find(managing).map(|link| link.parent)
    }

    fn found(&mut self, kind: UnitKind, parent: Option<UnitId>) -> UnitId {
        let number = self.forest.units.len();
        let id = UnitId::from(Uuid::from_u128(number as u128 + 1));
        self.forest.units.push(Unit {
            id,
            code: format!("u{}-{number}", number * 5 % 7).parse().unwrap(),
            name: String::new(),
            kind,
            form: if number.is_multiple_of(3) { "employer".to_owned() } else { String::new() },
            opened_on: self.today,
            closed_on: None,
        });
        if let Some(parent) = parent {
            self.link(id, parent, Line::Managing);
        }
        id
    }

    fn link(&mut self, child: UnitId, parent: UnitId, line: Line) {
        let id = LinkId::from(Uuid::nil());
        self.forest.links.push(Link { id, child, parent, line, from: self.today, until: None });
    }

    /// Ends links from today on.
    fn unlink(&mut self, ends: impl Fn(&Link) -> bool) {
        let today = self.today;
        self.forest.links.retain(|link| !(ends(link) && link.from == today));
        let links = self.forest.links.iter_mut().filter(|link| link.until.is_none() && ends(link));
        links.for_each(|link| link.until = Some(today));
    }

    /// Hangs a unit under another manager.
    fn hang(&mut self, child: UnitId, parent: UnitId) {
        self.unlink(|link| link.child == child && link.line == Line::Managing);
        self.link(child, parent, Line::Managing);
    }

    /// Ends a unit below the root that has existed for a day at least; what hangs under it goes to another unit.
    fn close(&mut self, unit: &Unit, heir: Option<UnitId>, kids_to: UnitId) -> Option<()> {
        let has_place = self.parent(unit.id).is_some() && unit.opened_on < self.today && unit.id != kids_to;
        if !has_place {
            return None;
        }
        let open: Vec<Link> = self.forest.links.iter().filter(|link| link.until.is_none()).copied().collect();
        for kid in open.iter().filter(|link| link.parent == unit.id && link.line == Line::Managing) {
            // An heir that hung here takes the place of the unit it carries on.
            let to = if kid.child == kids_to { self.parent(unit.id)? } else { kids_to };
            self.hang(kid.child, to);
        }
        self.unlink(|link| link.child == unit.id || link.parent == unit.id);
        self.forest.units.iter_mut().find(|one| one.id == unit.id)?.closed_on = Some(self.today);
        self.handovers.push(Handover { on: self.today, from: unit.id, to: heir });
        Some(())
    }

    fn succeed(&mut self, predecessor: UnitId, successor: UnitId, heir: bool) {
        self.forest.successions.push(Succession { predecessor, successor, on: self.today, heir });
    }

    /// Where somebody stands on a day who holds these stays, followed through every handover.
    pub(crate) fn whereabouts(&self, stays: &[(UnitId, Stay)], on: NaiveDate) -> Option<UnitId> {
        let lasts = |stay: &Stay| stay.joined_on <= on && stay.left.is_none_or(|(left, _)| on < left);
        let (unit, stay) = stays.iter().find(|(_, stay)| lasts(stay))?;
        let mut place = Some(*unit);
        for handover in self.handovers.iter().filter(|handover| stay.joined_on < handover.on && handover.on <= on) {
            if place == Some(handover.from) {
                place = handover.to;
            }
        }
        place
    }
}

prop_compose! {
    pub(crate) fn federations()(grassroots in 1_usize..7, steps in vec(any::<Genes<4>>(), 0..14)) -> Federation {
        Federation::new(grassroots).reorganised(&steps)
    }
}
