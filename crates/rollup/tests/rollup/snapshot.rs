//! Snapshots of random federations: the engine out of the bytes says what the one they came from says, also after changes,
//! and over another tree and catalogue; bytes that are not those written are refused.

use crate::{
    common::World,
    months::{same, submission},
    random::{Genes, asked_period, row, some_stay, worlds},
};
use congdoan_model::figures::Row;
use congdoan_rollup::{Catalogue, Engine, Snapshot, SnapshotError};
use proptest::{collection::vec, prelude::*};

fn bytes(engine: &Engine, mark: &[u8]) -> Vec<u8> {
    engine.filled().pack(mark).pieces().flatten().copied().collect()
}

fn unpacked(bytes: &[u8], world: &World) -> Result<Engine, SnapshotError> {
    Snapshot::new(bytes)?.engine(Catalogue::new(world.indicators.clone()).unwrap(), world.tree())
}

/// A world with months sent a line at a time, small numbers and large ones, and the engine over it.
fn filled(mut world: World, sent: &[Vec<u8>]) -> (World, Engine) {
    let mut engine = world.engine();
    for (at, genes) in sent.iter().enumerate() {
        let (mut submission, mut rows) = submission(&world, genes);
        let shift = |value: i64| value << (at * 13 % 64) ^ -i64::try_from(at % 2).unwrap();
        submission.values.iter_mut().flatten().for_each(|value| *value = shift(*value));
        rows.iter_mut().for_each(|row| row.value = shift(row.value));
        engine.submit(submission.unit, submission.month, &submission.values);
        world.rows.extend(rows);
    }
    (world, engine)
}

/// Everybody's rolls but the first unit's, and one more membership on the last one.
fn change(world: &mut World, rows: &[Genes<8>], stay: Genes<8>, engines: [&mut Engine; 2]) {
    let fed: Vec<String> = ["flow.sum", "stock.last", "people.flow"].map(str::to_owned).into();
    let rows: Vec<Row> =
        rows.iter().enumerate().map(|(at, genes)| row(500 + at, *genes, &world.forest.units, &fed)).collect();
    if let Some(roll) = world.rolls.last_mut() {
        roll.stays.push(some_stay(stay));
    }
    for engine in engines {
        for row in &rows {
            engine.add(row.clone());
        }
        world.rows.iter().step_by(3).for_each(|row| _ = engine.remove(row));
        world.rolls.iter().last().into_iter().for_each(|roll| engine.set_roll(roll));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every figure of every unit, who reported, and changes afterwards; what was held before them stays as it was.
    #[test]
    fn an_engine_comes_back(
        (world, _) in worlds(),
        sent in vec(vec(any::<u8>(), 12), 0..8),
        rows in vec(any::<Genes<8>>(), 0..9),
        stay in any::<Genes<8>>(),
        period in any::<Genes<4>>(),
    ) {
        let (mut world, mut engine) = filled(world, &sent);
        let bytes = bytes(&engine, b"mark");
        prop_assert_eq!(Snapshot::new(&bytes).unwrap().mark(), b"mark");
        let mut back = unpacked(&bytes, &world).unwrap();
        // Nor is the day kept: whoever starts knows it.
        world.turn(&mut back);
        prop_assert_eq!(back.declared_months(), engine.declared_months());
        same(&back, &engine, &world, asked_period(period))?;
        let held = engine.filled();
        change(&mut world, &rows, stay, [&mut engine, &mut back]);
        same(&back, &engine, &world, asked_period(period))?;
        let held: Vec<u8> = held.pack(b"mark").pieces().flatten().copied().collect();
        prop_assert!(held == bytes, "an engine that goes on changed what was held of it");
    }

    /// What was set aside comes back too: a tree and a catalogue that know more count it.
    #[test]
    fn what_nobody_knew_takes_its_place(
        (world, _) in worlds(),
        sent in vec(vec(any::<u8>(), 12), 0..8),
        keep in 1_usize..20,
        period in any::<Genes<4>>(),
    ) {
        let (whole, engine) = filled(world, &sent);
        let mut less = whole.clone();
        less.indicators.retain(|one| one.members.is_none() && matches!(one.formula, congdoan_model::figures::Formula::Rows(_)));
        less.indicators.truncate(keep);
        let first = less.forest.units[0].id;
        less.forest.links.retain(|link| link.child != first && link.parent != first);
        less.forest.successions.retain(|one| one.predecessor != first && one.successor != first);
        less.forest.units.remove(0);
        let known = unpacked(&bytes(&engine, b""), &less).unwrap();
        let mut back = unpacked(&bytes(&known, b""), &whole).unwrap();
        whole.turn(&mut back);
        same(&back, &engine, &whole, asked_period(period))?;
    }

    /// A bit turned, an end cut off, something added: none of it is read.
    #[test]
    fn damage_is_found((world, _) in worlds(), sent in vec(vec(any::<u8>(), 12), 1..4), at in any::<prop::sample::Index>(), turn in 1_u8..) {
        let (world, engine) = filled(world, &sent);
        let bytes = bytes(&engine, b"mark");
        let at = at.index(bytes.len());
        let mut turned = bytes.clone();
        turned[at] ^= turn;
        prop_assert!(unpacked(&turned, &world).is_err());
        prop_assert!(unpacked(&bytes[..at], &world).is_err());
        prop_assert!(unpacked(&[&bytes[..], &[turn]].concat(), &world).is_err());
    }
}

#[test]
fn every_byte_counts() {
    let world = World::default()
        .unit("root", congdoan_model::org::UnitKind::Confederation)
        .indicator(crate::common::indicator(
            "flow",
            congdoan_model::figures::Combine::Sum,
            congdoan_model::figures::OverTime::Sum,
        ))
        .record("root", "flow", "2022-05-03", 7)
        .roll("root", "2022-01-01")
        .people(2, "2022-02-01/2022-06-01", congdoan_model::members::Leaving::Retired);
    let bytes = bytes(&world.engine(), b"mark");
    assert!(unpacked(&bytes, &world).is_ok());
    for at in 0..bytes.len() {
        for turn in 1..=u8::MAX {
            let mut turned = bytes.clone();
            turned[at] ^= turn;
            assert!(unpacked(&turned, &world).is_err(), "{at} {turn}");
        }
        assert!(unpacked(&bytes[..at], &world).is_err(), "{at}");
    }
    assert_eq!(unpacked(b"SQLite format 3", &world).unwrap_err(), SnapshotError::Foreign);
    let mut newer = bytes;
    newer[8] = 9;
    assert_eq!(unpacked(&newer, &world).unwrap_err(), SnapshotError::Version(9));
}
