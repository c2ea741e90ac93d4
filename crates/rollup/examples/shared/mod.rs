//! What the examples share: an invented federation, numbers without a pattern, and a clock held against work.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use congdoan_model::{
    LinkId, UnitId,
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_rollup::Forest;
use uuid::Uuid;

const PROVINCES: u128 = 34;

/// Numbers without a pattern, the same on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below some sides.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// An invented federation: 34 provinces, upper-level unions, and grassroots unions under them.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) uppers: u128,
    pub(crate) grassroots: u128,
}

impl Size {
    /// The id of a unit: the root is 0, then provinces, upper-level and grassroots unions.
    pub(crate) fn id(number: u128) -> UnitId {
        UnitId::from(Uuid::from_u128(number + 1))
    }

    /// The id of a grassroots union.
    pub(crate) fn grassroots_id(self, number: u128) -> UnitId {
        Self::id(1 + PROVINCES + self.uppers + number)
    }

    /// Its units and links, all there from one day on.
    pub(crate) fn forest(self, opened_on: NaiveDate) -> Result<Forest, Box<dyn Error>> {
        let mut forest = Forest::default();
        for number in 0..=PROVINCES + self.uppers + self.grassroots {
            let (kind, parent) = match number {
                0 => (UnitKind::Confederation, None),
                _ if number <= PROVINCES => (UnitKind::Province, Some(0)),
                _ if number <= PROVINCES + self.uppers => (UnitKind::Upper, Some(1 + number % PROVINCES)),
                _ => (UnitKind::Grassroots, Some(1 + PROVINCES + number % self.uppers)),
            };
            let code = format!("u-{number}").parse()?;
            let (name, form) = (String::new(), String::new());
            forest.units.push(Unit { id: Self::id(number), code, name, kind, form, opened_on, closed_on: None });
            if let Some(parent) = parent {
                let (child, parent, line) = (Self::id(number), Self::id(parent), Line::Managing);
                let id = LinkId::from(Uuid::from_u128(number));
                forest.links.push(Link { id, child, parent, line, from: opened_on, until: None });
            }
        }
        Ok(forest)
    }
}

/// The middle one of eleven times, and the last outcome.
pub(crate) fn median<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut timed = || {
        let start = Instant::now();
        let outcome = work();
        (start.elapsed(), outcome)
    };
    let (mut times, mut last) = (Vec::new(), timed());
    for _ in 0..11 {
        last = timed();
        times.push(last.0);
    }
    times.sort_unstable();
    (times.get(5).copied().unwrap_or_default(), last.1)
}
