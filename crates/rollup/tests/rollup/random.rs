//! Random federations of any shape, random rows and rolls, and what is asked about them.

use std::collections::BTreeSet;

use crate::common::{World, day, formula, indicator, members, only, ratio};
use chrono::{Days, NaiveDate};
use congdoan_model::{
    FigureId, LinkId, Period, RecordId, UnitId,
    figures::{
        Combine, CountedUnits, Formula, Indicator, NOT_APPLICABLE, OverTime, OverTree, Rhythm, Row, Source, UnitCount,
        UnitEvent,
    },
    members::{Joining, Leaving, MemberEvent, Roll, Sex, Stay},
    org::{Line, Link, Succession, Unit, UnitKind},
};
use congdoan_rollup::{Forest, Tree};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

/// The form a third of the units have.
const FORM: &str = "enterprise";

/// Every rule there is, and formulas over most of them.
fn indicators() -> Vec<Indicator> {
    use Combine::{Count, Distinct, Last, Sum};
    let rows = |id: &str, combine, time, tree| Indicator { tree, ..indicator(id, combine, time) };
    let monthly = |indicator: Indicator| Indicator {
        rhythm: Rhythm::Month,
        expected_of: vec![UnitKind::Grassroots, UnitKind::Upper],
        ..indicator
    };
    let once = |indicator: Indicator| Indicator { expected_of: vec![UnitKind::Grassroots], ..indicator };
    let growth = |id: &str, of: &str| formula(id, Formula::Growth { of: of.to_owned() }, "%");
    let units = |id: &str, count| formula(id, Formula::Units(count), "");
    let of_any_form = |of, event| UnitCount { of, event, forms: Vec::new() };
    let of_form = |of, event| UnitCount { of, event, forms: vec![FORM.to_owned()] };
    vec![
        once(rows("flow.count", Count, OverTime::Sum, OverTree::Sum)),
        monthly(rows("flow.sum", Sum, OverTime::Sum, OverTree::Sum)),
        once(rows("flow.last", Last, OverTime::Sum, OverTree::Sum)),
        once(rows("flow.distinct", Distinct, OverTime::Sum, OverTree::Sum)),
        monthly(rows("stock.last", Last, OverTime::Last, OverTree::Sum)),
        rows("stock.sum", Sum, OverTime::Last, OverTree::Sum),
        rows("stock.distinct", Distinct, OverTime::Last, OverTree::Sum),
        once(rows("max.sum", Sum, OverTime::Max, OverTree::Sum)),
        rows("max.distinct", Distinct, OverTime::Max, OverTree::Sum),
        once(rows("standing.count", Count, OverTime::Standing, OverTree::Sum)),
        monthly(rows("standing.sum", Sum, OverTime::Standing, OverTree::Sum)),
        rows("standing.distinct", Distinct, OverTime::Standing, OverTree::Sum),
        rows("standing.own", Sum, OverTime::Standing, OverTree::None),
        once(rows("none.sum", Sum, OverTime::Sum, OverTree::None)),
        once(rows("people.flow", Distinct, OverTime::Sum, OverTree::Distinct)),
        rows("people.stock", Distinct, OverTime::Last, OverTree::Distinct),
        rows("people.max", Count, OverTime::Max, OverTree::Distinct),
        units("units.coordinated", UnitCount::standing(CountedUnits::Coordinated)),
        units("units.grassroots", UnitCount::standing(CountedUnits::Grassroots)),
        units("units.upper", UnitCount::standing(CountedUnits::Upper)),
        units("units.formed", of_form(CountedUnits::Grassroots, UnitEvent::Standing)),
        units("units.founded", of_any_form(CountedUnits::Grassroots, UnitEvent::Founded)),
        units("units.ended", of_form(CountedUnits::Upper, UnitEvent::Ended)),
        units("units.all_ended", of_any_form(CountedUnits::Grassroots, UnitEvent::Ended)),
        ratio("ratio.founded", "units.founded", "units.formed", "%"),
        ratio("ratio.flows", "flow.count", "flow.sum", "%"),
        ratio("ratio.mean", "flow.sum", "stock.last", "đồng/người"),
        ratio("ratio.units", "flow.distinct", "units.grassroots", "%"),
        ratio("ratio.coordinated", "none.sum", "units.coordinated", "%"),
        ratio("ratio.standing", "standing.distinct", "units.grassroots", "%"),
        growth("growth.standing", "standing.sum"),
        ratio("ratio.people", "people.flow", "max.sum", "%"),
        growth("growth.flow", "flow.sum"),
        growth("growth.stock", "stock.last"),
        growth("growth.units", "units.grassroots"),
        monthly(members("members.total", MemberEvent::Standing)),
        only(members("members.women", MemberEvent::Standing), |count| count.sex = Some(Sex::Female)),
        once(members("members.joined", MemberEvent::Joined)),
        monthly(members("members.left", MemberEvent::Left)),
        ratio("ratio.women", "members.women", "members.total", "%"),
    ]
}

/// The indicators with rows among some and what they are made of.
fn fed(asked: &[Indicator], all: &[Indicator]) -> Vec<String> {
    let mut fed = Vec::new();
    for indicator in asked {
        let ids = match &indicator.formula {
            Formula::Ratio { numerator, denominator } => vec![numerator.clone(), denominator.clone()],
            Formula::Growth { of } => vec![of.clone()],
            _ => vec![indicator.id.clone()],
        };
        let has_rows = |id: &String| all.iter().any(|i| i.id == *id && matches!(i.formula, Formula::Rows(_)));
        fed.extend(ids.into_iter().filter(has_rows));
    }
    fed
}

/// Bytes from which everything random is read, so that a failing case shrinks.
pub(crate) type Genes<const N: usize> = [u8; N];

pub(crate) fn some_day(high: u8, low: u8) -> NaiveDate {
    // Mostly 2022 with its edges: 2021-06-20 to 2023-02-20.
    day("2021-06-20") + Days::new((u64::from(high) * 256 + u64::from(low)) % 610)
}

pub(crate) fn pick<T: Copy>(from: &[T], gene: u8) -> T {
    from[usize::from(gene) % from.len()]
}

fn unit(number: usize, genes: Genes<6>) -> Unit {
    use UnitKind::{Confederation, Grassroots, Group, Outside, Party, Province, Upper};
    let kinds =
        [Grassroots, Grassroots, Grassroots, Grassroots, Upper, Upper, Province, Confederation, Group, Party, Outside];
    let opened_on = if genes[1] < 190 { day("2015-01-01") } else { some_day(genes[1], genes[2]) };
    let closed_on = some_day(genes[4], genes[5]);
    Unit {
        id: UnitId::from(Uuid::from_u128(number as u128 + 1)),
        // Codes come in another order than levels.
        code: format!("u{}-{number}", genes[0] % 7).parse().unwrap(),
        name: String::new(),
        kind: if number == 0 { Confederation } else { pick(&kinds, genes[0]) },
        form: if genes[2].is_multiple_of(3) { FORM.to_owned() } else { String::new() },
        opened_on,
        closed_on: (genes[3] >= 170 && opened_on < closed_on).then_some(closed_on),
    }
}

/// A forest: links that would close a circle or give a unit two managing parents are left away.
fn forest(units: &[Genes<6>], links: &[Genes<8>], successions: &[Genes<4>]) -> Forest {
    let units: Vec<Unit> = units.iter().enumerate().map(|(number, genes)| unit(number, *genes)).collect();
    let mut forest = Forest { units, ..Forest::default() };
    let count = forest.units.len();
    let id = |number: usize| UnitId::from(Uuid::from_u128((number % count) as u128 + 1));
    for number in 1..count {
        let genes = links[number % links.len()];
        let line = Line::Managing;
        let link = Link {
            id: LinkId::from(Uuid::nil()),
            child: id(number),
            parent: id(0),
            line,
            from: day("2015-01-01"),
            until: None,
        };
        let (first, then, moved) =
            (usize::from(genes[0]) % number, usize::from(genes[1]) % number, some_day(genes[2], genes[3]));
        if genes[4] < 128 {
            try_link(&mut forest, Link { parent: id(first), ..link });
        } else {
            try_link(&mut forest, Link { parent: id(first), until: Some(moved), ..link });
            try_link(&mut forest, Link { parent: id(then), from: moved, ..link });
        }
    }
    for genes in links {
        let line = if genes[6] < 200 { Line::Coordinating } else { Line::Managing };
        let (from, until) = (some_day(genes[2], genes[3]), some_day(genes[4], genes[5]));
        let from = if genes[7] < 128 { day("2015-01-01") } else { from };
        let until = (genes[7] % 2 == 0 && from < until).then_some(until);
        let (child, parent) = (id(usize::from(genes[0])), id(usize::from(genes[1])));
        try_link(&mut forest, Link { id: LinkId::from(Uuid::nil()), child, parent, line, from, until });
    }
    // Mostly closed units have successors, from the day they closed.
    let closed: Vec<Unit> = forest.units.iter().filter(|unit| unit.closed_on.is_some()).cloned().collect();
    for genes in successions {
        let of = if closed.is_empty() || genes[3] >= 200 { &forest.units } else { &closed };
        let predecessor = &of[usize::from(genes[0]) % of.len()];
        let on = predecessor.closed_on.filter(|_| genes[2] < 220).unwrap_or(some_day(genes[2], genes[3]));
        let succession =
            Succession { predecessor: predecessor.id, successor: id(usize::from(genes[1])), on, heir: genes[1] < 200 };
        forest.successions.push(succession);
    }
    forest
}

fn try_link(forest: &mut Forest, link: Link) {
    forest.links.push(link);
    if Tree::new(forest.clone()).is_err() {
        forest.links.pop();
    }
}

pub(crate) fn row(number: usize, genes: Genes<8>, units: &[Unit], fed: &[String]) -> Row {
    let source =
        pick(&[Source::Records, Source::Records, Source::Declared, Source::Adjusted, Source::Members], genes[0]);
    let month = Period::month_of(some_day(genes[1], genes[2]));
    let counted_on = if source == Source::Declared { month.to() } else { some_day(genes[1], genes[2]) };
    let occurred_on = if genes[3] < 200 { counted_on } else { some_day(genes[3], genes[4]) };
    let is_absent = source == Source::Declared && genes[7].is_multiple_of(4);
    let value =
        if source == Source::Adjusted { pick(&[-3, 0, 4], genes[7]) } else { pick(&[0, 1, 2, 5, 10], genes[7]) };
    let named = source != Source::Declared && !genes[7].is_multiple_of(3);
    let subject = named.then(|| format!("s{}", genes[7] % 4));
    Row {
        id: FigureId::from(Uuid::from_u128(number as u128 * 37 % 1009 + 1)),
        unit: units[usize::from(genes[5]) % units.len()].id,
        indicator: fed[usize::from(genes[6]) % fed.len()].clone(),
        source,
        // Two rows in a row are of one record: who is told apart in it may be several.
        record: (source == Source::Records).then(|| RecordId::from(Uuid::from_u128(number as u128 / 2))),
        occurred_on,
        counted_on,
        value: if is_absent { 0 } else { value },
        subject: if is_absent { Some(NOT_APPLICABLE.to_owned()) } else { subject },
    }
}

/// Rows by which most of the records that stand end again, some on the day they began.
pub(crate) fn endings(rows: &[Row], genes: &[Genes<8>]) -> Vec<Row> {
    let ending = |(number, row): (usize, &Row)| {
        let genes = genes.get(number % genes.len().max(1)).filter(|genes| genes[0] < 170)?;
        let later = if genes[3] < 20 { 0 } else { u64::from(genes[4]) * 3 };
        let id = FigureId::from(Uuid::from_u128(2000 + number as u128));
        Some(Row { id, counted_on: row.counted_on + Days::new(later), value: -row.value, ..row.clone() })
    };
    let of_records = |(_, row): &(usize, &Row)| row.source == Source::Records && row.indicator.starts_with("standing.");
    rows.iter().enumerate().filter(of_records).filter_map(ending).collect()
}

/// Takes their ids from most declared months, one for each unit, indicator and month: the engine then keeps them apart.
fn without_ids(mut rows: Vec<Row>) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    for (number, row) in rows.iter_mut().enumerate() {
        let is_declared = row.source == Source::Declared && row.subject.is_none() && number % 4 != 0;
        if is_declared && seen.insert((row.unit, row.indicator.clone(), row.counted_on)) {
            row.id = FigureId::default();
        }
    }
    rows
}

/// Rolls of some units, each unit once, over stays of any days.
fn some_rolls(units: &[Unit], rolls: &[Genes<3>], stays: &[Genes<8>]) -> Vec<Roll> {
    let mut all: Vec<Roll> = Vec::new();
    for genes in rolls {
        let unit = units[usize::from(genes[0]) % units.len()].id;
        let counts_from = if genes[1] < 128 { day("2010-01-01") } else { some_day(genes[1], genes[2]) };
        if all.iter().all(|roll| roll.unit != unit) {
            all.push(Roll { unit, counts_from, stays: Vec::new() });
        }
    }
    for (at, genes) in stays.iter().enumerate() {
        let count = all.len().max(1);
        if let Some(roll) = all.get_mut(at % count) {
            roll.stays.push(some_stay(*genes));
        }
    }
    all
}

/// A stay of any days, mostly begun before the period asked about; sometimes it ends before it begins.
pub(crate) fn some_stay(genes: Genes<8>) -> Stay {
    let joined_on = if genes[0] < 90 { day("2018-05-01") } else { some_day(genes[0], genes[1]) };
    let left = (genes[2] < 140).then(|| (some_day(genes[2].wrapping_mul(2), genes[3]), pick(Leaving::ALL, genes[4])));
    Stay {
        joined_on,
        joining: pick(Joining::ALL, genes[5]),
        left,
        sex: pick(&[None, Some(Sex::Female), Some(Sex::Female), Some(Sex::Male)], genes[6]),
        born: (genes[7] > 30).then(|| 1955 + i32::from(genes[7]) % 50),
    }
}

pub(crate) fn asked_period(genes: Genes<4>) -> Period {
    let texts = [
        "2022",
        "2022-H1",
        "2022-H2",
        "2022-Q2",
        "2022-Q4",
        "2022-03",
        "2022-12",
        "2021-07",
        "2021-12-01/2022-11-30",
        "2023",
    ];
    if genes[0] < 60 {
        return Period::year(2022);
    }
    if genes[0] < 170 {
        return pick(&texts, genes[1]).parse().unwrap();
    }
    let (one, other) = (some_day(genes[0], genes[1]), some_day(genes[2], genes[3]));
    Period::range(one.min(other), one.max(other)).unwrap()
}

prop_compose! {
    pub(crate) fn worlds()(
        units in vec(any::<Genes<6>>(), 3..26),
        links in vec(any::<Genes<8>>(), 2..24),
        successions in vec(any::<Genes<4>>(), 0..9),
        rows in vec(any::<Genes<8>>(), 0..90),
        rolls in vec(any::<Genes<3>>(), 0..12),
        stays in vec(any::<Genes<8>>(), 0..40),
        asked in vec(any::<u8>(), 3),
        today in any::<Genes<3>>(),
    ) -> (World, Vec<Indicator>) {
        let forest = forest(&units, &links, &successions);
        let indicators = indicators();
        let asked: Vec<Indicator> = asked.iter().map(|gene| indicators[usize::from(*gene) % indicators.len()].clone()).collect();
        let mut fed = fed(&asked, &indicators);
        fed.sort();
        fed.dedup();
        let rows = if fed.is_empty() { Vec::new() } else {
            let mut rows_of = rows.iter().enumerate().map(|(number, genes)| row(number, *genes, &forest.units, &fed)).collect::<Vec<Row>>();
            rows_of.extend(endings(&rows_of, &rows));
            rows_of
        };
        let rows = without_ids(rows);
        let rolls = some_rolls(&forest.units, &rolls, &stays);
        let today = today[0].is_multiple_of(2).then(|| some_day(today[1], today[2]));
        (World { forest, indicators, rows, rolls, today }, asked)
    }
}
