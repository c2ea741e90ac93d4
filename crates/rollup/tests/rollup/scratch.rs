use std::time::Instant;
use crate::common::*;
use congdoan_model::{figures::*, org::*, *};
use congdoan_rollup::*;
use uuid::Uuid;
#[test]
fn big() {
    let mut f = Forest::default();
    let id = |n: u128| UnitId::from(Uuid::from_u128(n));
    let mut add = |n: u128, code: String, kind, parents: Vec<(u128, Line)>| {
        f.units.push(Unit { id: id(n), code: code.parse().unwrap(), name: String::new(), kind, form: String::new(), opened_on: day("2000-01-01") + chrono::Days::new((n % 3000) as u64), closed_on: None });
        for (p, line) in parents { f.links.push(Link { id: LinkId::from(Uuid::nil()), child: id(n), parent: id(p), line, from: day("2000-01-01"), until: None }); }
    };
    add(1, "root".into(), UnitKind::Confederation, vec![]);
    for p in 0..54u128 { add(10 + p, format!("p-{p}"), UnitKind::Province, vec![(1, Line::Managing)]); }
    for u in 0..1300u128 { add(1000 + u, format!("u-{u}"), UnitKind::Upper, vec![(10 + u % 54, Line::Managing)]); }
    for g in 0..120_000u128 { let mut v = vec![(1000 + g % 1300, Line::Managing)]; if g % 10 == 0 { v.push((1000 + (g * 7 + 3) % 1300, Line::Coordinating)); } add(10_000 + g, format!("g-{g}"), UnitKind::Grassroots, v); }
    let t = Instant::now();
    let tree = Tree::new(f).unwrap();
    println!("tree {:?}", t.elapsed());
    let mut inds = vec![];
    for i in 0..3 { inds.push(Indicator { expected_of: vec![UnitKind::Grassroots], rhythm: Rhythm::Month, ..indicator(&format!("i{i}"), Combine::Sum, OverTime::Sum) }); }
    inds.push(Indicator { expected_of: vec![UnitKind::Grassroots], ..indicator("st", Combine::Last, OverTime::Last) });
    let mut rows = vec![]; let mut n = 0u128;
    for g in 0..120_000u128 { for ind in ["i0", "st"] { for m in 1..=3u32 { n += 1; let d = chrono::NaiveDate::from_ymd_opt(2022, m, 28).unwrap();
        rows.push(Row { id: FigureId::from(Uuid::from_u128(n)), unit: id(10_000 + g), indicator: ind.into(), source: Source::Declared, record: None, occurred_on: d, counted_on: d, value: (g % 17) as i64, subject: None }); } } }
    let mut e = Engine::new(Catalogue::new(inds).unwrap(), tree);
    let t = Instant::now(); let k = rows.len(); let extra = rows[5].clone(); e.load(rows); println!("load {k} {:?}", t.elapsed());
    for q in [Query::new("root", "i0", period("2022-Q1")), Query::new("root", "i0", period("2022-Q1")).with_parts(), Query::new("p-3", "i0", period("2022-Q1")).with_parts(), Query::new("root", "st", period("2022-Q1")).with_parts(), Query::new("root", "i1", period("2022-Q1")).with_parts(), Query::new("root", "st", period("2022-Q1")).restated(day("2022-03-03"))] {
        let t = Instant::now(); let a = e.figure(&q).unwrap(); println!("{:?} {} {:?} {} {}", t.elapsed(), q.indicator, a.value, a.expected, a.reported);
    }
    let t = Instant::now(); for _ in 0..100 { e.add(extra.clone()); } println!("add {:?}", t.elapsed() / 100);
}
