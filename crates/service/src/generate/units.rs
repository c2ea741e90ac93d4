//! The units of a synthetic federation.
//!
//! Not here: people (`people`).

use chrono::{Days, NaiveDate};
use congdoan_model::org::UnitKind;

use super::{Size, people::Someone};

/// Of 124,762 grassroots unions in May 2025, 61,293 were in state bodies and ended (press of July 2025).
const STATE: (usize, usize) = (61_293, 124_762);
const PROVINCES: usize = 34;
const INDUSTRIES: usize = 20;
const CORPORATIONS: usize = 10;
/// Grassroots unions under one upper-level union.
const PER_UPPER: usize = 92;

/// One unit.
pub(super) struct Shape {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: UnitKind,
    pub(super) form: &'static str,
    pub(super) parent: Option<String>,
    pub(super) coordinating: Option<String>,
    pub(super) chain: String,
    pub(super) opened_on: NaiveDate,
}

/// A federation not yet drawn.
pub(super) struct Sketch {
    size: Size,
}

impl Sketch {
    pub(super) const fn new(size: Size) -> Self {
        Self { size }
    }

    fn uppers(&self) -> usize {
        (self.size.units / PER_UPPER).max(PROVINCES)
    }

    /// Every unit, parents before children.
    pub(super) fn shapes(&self) -> impl Iterator<Item = Shape> + '_ {
        let root =
            Shape::new("tong-lien-doan", "Tổng Liên đoàn", (UnitKind::Confederation, ""), None, "tong-lien-doan");
        let provinces = (0..PROVINCES).map(|index| {
            let code = province(index);
            let name = format!("Liên đoàn Lao động tỉnh {}", index + 1);
            Shape::new(&code, &name, (UnitKind::Province, ""), Some("tong-lien-doan"), &code)
        });
        let industries = (0..INDUSTRIES).map(|index| {
            let code = industry(index);
            let name = format!("Công đoàn ngành {}", index + 1);
            Shape::new(&code, &name, (UnitKind::Industry, ""), Some("tong-lien-doan"), &code)
        });
        let corporations = (0..CORPORATIONS).map(|index| {
            let code = format!("tong-cong-ty-{:02}", index + 1);
            let name = format!("Công đoàn Tổng công ty {}", index + 1);
            Shape::new(&code, &name, (UnitKind::Corporation, ""), Some("tong-lien-doan"), &code)
        });
        let uppers = (0..self.uppers()).map(|index| {
            let above = province(index % PROVINCES);
            let name = format!("Công đoàn cấp trên cơ sở {}", index + 1);
            Shape::new(&upper(index), &name, (UnitKind::Upper, ""), Some(&above), &above)
        });
        let unions = (0..self.size.units).map(|index| self.union(index));
        std::iter::once(root).chain(provinces).chain(industries).chain(corporations).chain(uppers).chain(unions)
    }

    fn union(&self, index: usize) -> Shape {
        let above = index % self.uppers();
        let chain = province(above % PROVINCES);
        // Spread evenly: the share of unions up to each one is as near the national share as whole unions allow.
        let state = (index + 1) * STATE.0 / STATE.1 > index * STATE.0 / STATE.1;
        let (form, word) = if state { ("state", "Cơ quan") } else { ("enterprise", "Công ty") };
        let name = format!("CĐCS {word} {}", index + 1);
        let mut shape = Shape::new(&union(index), &name, (UnitKind::Grassroots, form), Some(&upper(above)), &chain);
        shape.coordinating = (index % 21 < 2).then(|| industry(index % INDUSTRIES));
        shape.opened_on = first_day() + Days::new(u64::try_from(index * 37 % 5_000).unwrap_or(0));
        shape
    }

    /// Members by unit: as even as can be around an uneven middle, adding up exactly.
    pub(super) fn people(&self) -> impl Iterator<Item = Someone> + '_ {
        let units = u64::try_from(self.size.units.max(1)).unwrap_or(1);
        let (each, rest) = (self.size.members / units, self.size.members % units);
        // More numbers than any union has members, so that no two members share one.
        let stride = each + each / 3 + 2;
        (0..self.size.units).flat_map(move |index| {
            let place = u64::try_from(index).unwrap_or(0);
            // Every pair of unions shares out its members two to one.
            let swing = each / 3;
            let paired = place < units - units % 2;
            let size = match (paired, place % 2) {
                (true, 0) => each + swing,
                (true, _) => each - swing,
                (false, _) => each,
            } + u64::from(place < rest);
            let opened = first_day() + Days::new(u64::try_from(index * 37 % 5_000).unwrap_or(0));
            (0..size).map(move |within| Someone::new(self.size.seed, place * stride + within, union(index), opened))
        })
    }
}

impl Shape {
    fn new(code: &str, name: &str, (kind, form): (UnitKind, &'static str), parent: Option<&str>, chain: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            form,
            parent: parent.map(str::to_owned),
            coordinating: None,
            chain: chain.to_owned(),
            opened_on: first_day(),
        }
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()
}

fn province(index: usize) -> String {
    format!("tinh-{:02}", index + 1)
}

fn industry(index: usize) -> String {
    format!("nganh-{:02}", index + 1)
}

fn upper(index: usize) -> String {
    format!("cap-tren-{:04}", index + 1)
}

fn union(index: usize) -> String {
    format!("co-so-{:06}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_members_come_out_as_many_as_asked_for() {
        for (units, members) in [(1, 7), (500, 12_345), (12_476, 20_000)] {
            let sketch = Sketch::new(Size { units, members, months: 0, seed: 3 });
            let shapes: Vec<Shape> = sketch.shapes().collect();
            let unions = shapes.iter().filter(|shape| shape.kind == UnitKind::Grassroots);
            assert_eq!(unions.clone().count(), units);
            assert_eq!(unions.filter(|shape| shape.form == "state").count(), units * STATE.0 / STATE.1);
            assert_eq!(u64::try_from(sketch.people().count()).unwrap(), members);
        }
    }
}
