//! Checking that everything still adds up: figures from records, totals from rows, the change log, the hash chains.
//!
//! Not here: writing entries (`store::audit`), the rules one by one (`integrity`).

pub mod integrity;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Month, Period, RecordId, UnitId,
    audit::{
        Entry, FIRST_HASH, ROOT_CHAIN,
        integrity::{Rule, Weight},
    },
    figures::{Combine, Formula, Indicator, OverTime, OverTree, Row, Source},
    members::Roll,
};
use congdoan_rollup::{Engine, Forest, Query, bare, plain::Plain};
use congdoan_store::{
    Tx,
    audit::{BlockTold, Head},
};

use crate::{Error, Result, Service};

const PAGE: i64 = 2_000;

/// What checking found.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Records whose figures were derived again.
    pub records: u64,
    /// Base rows compared.
    pub rows: u64,
    /// Totals added up again from base rows.
    pub totals: u64,
    /// Closed periods whose figures were counted again as they were known then.
    pub seals: u64,
    /// Audit entries whose hashes were walked.
    pub entries: u64,
    /// Where anything differs: the place and how.
    pub differences: Vec<String>,
}

/// What is derived again, in the order it is: rows from records, totals, the change log, the chains.
pub(crate) const DERIVED: [Rule; 4] = [
    Rule {
        id: "figures.as-recorded",
        weight: Weight::Error,
        name: ("Số liệu từ bản ghi đúng như bản ghi", "Figures are what their records give"),
        remedy: ("Khôi phục bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees"),
    },
    Rule {
        id: "figures.totals-add-up",
        weight: Weight::Error,
        name: (
            "Tổng từng tháng, từng năm tính lại bằng cách khác vẫn đúng",
            "Totals of months and years counted another way are the same",
        ),
        remedy: (
            "Nạp lại gói còn thiếu; nếu còn lệch, báo lỗi",
            "Add the pack that is missing; if it stays, report it",
        ),
    },
    Rule {
        id: "figures.as-logged",
        weight: Weight::Error,
        name: ("Nhật ký thay đổi cộng lại đúng số liệu hiện có", "The change log adds up to the figures that count"),
        remedy: ("Khôi phục bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees"),
    },
    Rule {
        id: "audit.hashes-fit",
        weight: Weight::Error,
        name: ("Mã băm của mọi mục nhật ký và mốc neo khớp nhau", "Hashes of all entries and anchors fit"),
        remedy: ("Khôi phục bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees"),
    },
];

/// What tells two base rows apart, beside their ids.
pub(crate) type Fact = (String, NaiveDate, NaiveDate, i64, Option<String>);

impl Service {
    /// Derives every figure and total again and walks every chain, in one consistent snapshot.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer. Differences are no error: they are in the answer.
    pub async fn verify(&self) -> Result<Verification> {
        let mut tx = self.store.read().await?;
        Ok(self.verified(&mut tx).await?.0)
    }

    /// What checking found in the snapshot of a transaction, and how many of the differences each of [`DERIVED`] told.
    pub(crate) async fn verified(&self, tx: &mut Tx) -> Result<(Verification, [usize; DERIVED.len()])> {
        let mut found = Verification::default();
        let rows = tx.rows(&self.system(), None).await?;
        self.check_records(tx, &rows, &mut found).await?;
        let records = found.differences.len();
        let engine = self.whole_engine(tx).await?;
        check_months(&engine, &rows, &mut found);
        let known = tx.federation(&self.system(), congdoan_model::Timestamp::from_micros(i64::MAX)).await?;
        let forest = Forest { units: known.units, links: known.links, successions: known.successions };
        let rolls = tx.rolls(&self.system(), congdoan_model::Timestamp::from_micros(i64::MAX)).await?;
        check_years(&engine, &forest, (&rows, &rolls), &mut found);
        let totals = found.differences.len();
        self.check_log(tx, &rows, &mut found).await?;
        let log = found.differences.len();
        self.check_chains(tx, &mut found).await?;
        let chains = found.differences.len();
        self.check_memberships(tx, &mut found).await?;
        let (seals, differences) = self.check_seals(tx).await?;
        found.seals = seals;
        found.differences.extend(differences);
        Ok((found, [records, totals - records, log - totals, chains - log]))
    }

    /// Every base row that rests on a record must be what the record gives, and every record must have given its rows.
    async fn check_records(&self, tx: &mut Tx, rows: &[Row], found: &mut Verification) -> Result<()> {
        let (system, pack) = (self.system(), self.pack());
        let mut held: HashMap<RecordId, Vec<&Row>> = HashMap::new();
        for row in rows.iter().filter(|row| row.source == Source::Records) {
            match row.record {
                Some(record) => held.entry(record).or_default().push(row),
                None => found.differences.push(format!("figure {}: rests on records but names none", row.id)),
            }
        }
        found.rows += rows.len() as u64;
        let mut after = None;
        loop {
            let page = tx.all_records(&system, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            found.differences.extend(self.clock_differences(tx, after, &page).await?);
            after = Some(last.record.id);
            for kept in &page {
                let record = &kept.record;
                let Some(register) = self.register_under(&pack, &record.register, kept.register_version) else {
                    found.differences.push(format!("record {}: no register {}", record.id, record.register));
                    continue;
                };
                let mut given: Vec<Fact> = self.rows(&register, record).iter().map(fact).collect();
                let mut stored: Vec<Fact> = held
                    .remove(&record.id)
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|row| row.unit == record.unit)
                    .map(fact)
                    .collect();
                given.sort_unstable();
                stored.sort_unstable();
                if given != stored {
                    let (id, register) = (record.id, &record.register);
                    found.differences.push(format!(
                        "record {id} ({register}, {}): its figures differ from what it says",
                        kept.unit_code
                    ));
                }
                found.records += 1;
            }
        }
        found.differences.extend(held.keys().map(|id| format!("figures rest on a record that is not there: {id}")));
        Ok(())
    }

    /// Nobody is a member of two units on one day, and every membership stands in a unit with a roll.
    async fn check_memberships(&self, tx: &mut Tx, found: &mut Verification) -> Result<()> {
        let system = self.system();
        for (person, unit) in tx.double_memberships(&system).await? {
            found.differences.push(format!("person {person}: a member of {unit} and of another unit on the same day"));
        }
        for unit in tx.memberships_without_roll(&system).await? {
            found.differences.push(format!("unit {unit}: holds memberships but no roll counts them"));
        }
        Ok(())
    }

    /// The change log, folded from its beginning, must give the rows that count now.
    async fn check_log(&self, tx: &mut Tx, rows: &[Row], found: &mut Verification) -> Result<()> {
        let system = self.system();
        let mut folded: BTreeMap<congdoan_model::FigureId, Row> = BTreeMap::new();
        // Ids never come back, so what was added and taken away can be told without an order between chains.
        let mut removed = Vec::new();
        for head in tx.heads(&system).await? {
            for (_, change) in tx.changes(&system, &head.name, 0).await? {
                removed.extend(change.remove.into_iter().map(|row| row.id));
                folded.extend(change.add.into_iter().map(|row| (row.id, row)));
            }
        }
        for id in removed {
            folded.remove(&id);
        }
        let stored: BTreeMap<_, _> = rows.iter().map(|row| (row.id, row.clone())).collect();
        let ids: BTreeSet<_> = folded.keys().chain(stored.keys()).collect();
        for id in ids {
            if folded.get(id) != stored.get(id) {
                found.differences.push(format!("figure {id}: the change log says otherwise"));
            }
        }
        Ok(())
    }

    async fn check_chains(&self, tx: &mut Tx, found: &mut Verification) -> Result<()> {
        let heads = tx.heads(&self.system()).await?;
        let mut hashes: HashMap<(String, i64), String> = HashMap::new();
        let mut anchors = Vec::new();
        for head in &heads {
            self.walk(tx, head, &mut hashes, &mut anchors, found).await?;
        }
        for (seq, anchored) in anchors {
            for head in anchored {
                if hashes.get(&(head.name.clone(), head.seq)) != Some(&head.head) {
                    found
                        .differences
                        .push(format!("chain {} entry {}: differs from anchor {seq}", head.name, head.seq));
                }
            }
        }
        Ok(())
    }

    async fn walk(
        &self,
        tx: &mut Tx,
        head: &Head,
        hashes: &mut HashMap<(String, i64), String>,
        anchors: &mut Vec<(i64, Vec<Head>)>,
        found: &mut Verification,
    ) -> Result<()> {
        let (mut seq, mut previous) = (0, FIRST_HASH.to_owned());
        loop {
            let page = tx.entries(&self.system(), &head.name, seq).await?;
            if page.is_empty() {
                break;
            }
            for (entry, hash) in page {
                if entry.seq != seq + 1 || entry.hash(&previous) != hash {
                    found.differences.push(format!("chain {} entry {}: the hash does not fit", head.name, entry.seq));
                }
                if head.name == ROOT_CHAIN && entry.action == "anchor" {
                    let anchored =
                        serde_json::from_str(&entry.after).map_err(|error| Error::Internal(error.to_string()))?;
                    anchors.push((entry.seq, anchored));
                }
                if let Some(told) = blocks_told(&entry)
                    && tx.blocks_beside(&self.system(), &head.name, entry.seq).await.ok() != Some(told)
                {
                    let place = format!("chain {} entry {}", head.name, entry.seq);
                    found.differences.push(format!("{place}: its packed rows are not those it names"));
                }
                seq = entry.seq;
                previous.clone_from(&hash);
                hashes.insert((head.name.clone(), seq), hash);
                found.entries += 1;
            }
        }
        if (seq, &previous) != (head.seq, &head.head) {
            found.differences.push(format!("chain {}: ends at {seq}, its head says {}", head.name, head.seq));
        }
        Ok(())
    }

    /// Anchors the heads of all chains in the root chain; `last` is what was anchored before.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn anchor(&self, last: &mut Vec<Head>) -> Result<()> {
        let system = self.system();
        let mut heads = self.store.read().await?.heads(&system).await?;
        heads.retain(|head| head.name != ROOT_CHAIN);
        if heads == *last {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        if let Some(heads) = tx.anchor(&system, last).await? {
            tx.commit().await?;
            *last = heads;
        }
        Ok(())
    }
}

/// The blocks an entry of the audit log names, where it names any.
fn blocks_told(entry: &Entry) -> Option<Vec<BlockTold>> {
    #[derive(serde::Deserialize)]
    struct Told {
        blocks: Vec<BlockTold>,
    }
    let told =
        matches!(entry.action.as_str(), "import" | "import.undo").then(|| serde_json::from_str::<Told>(&entry.after));
    told.and_then(std::result::Result::ok).map(|told| told.blocks)
}

/// What a base row says, without its id.
pub(crate) fn fact(row: &Row) -> Fact {
    (row.indicator.clone(), row.occurred_on, row.counted_on, row.value, row.subject.clone())
}

/// Answers every indicator of every unit for every year with rows once more the slow, obvious way, and holds it against
/// the engine: flows, stocks, largest months, distinct subjects, counts of units, and both sides of every ratio.
fn check_years(engine: &Engine, forest: &Forest, (rows, rolls): (&[Row], &[Roll]), found: &mut Verification) {
    let indicators = engine.catalogue().indicators();
    // Of one day, rows without ids come first; so they do in the engine.
    let bared: Vec<Row> = rows.iter().cloned().map(bare).collect();
    let plain = Plain::new(forest, indicators, &bared).with_rolls(rolls).on(engine.today());
    let years: BTreeSet<i32> = rows.iter().map(|row| row.counted_on.year()).collect();
    let days =
        rolls.iter().flat_map(|roll| &roll.stays).flat_map(|stay| [Some(stay.joined_on), stay.left.map(|left| left.0)]);
    let of_members: BTreeSet<i32> = years.iter().copied().chain(days.flatten().map(|day| day.year())).collect();
    let years = |indicator: &Indicator| if indicator.members.is_some() { of_members.clone() } else { years.clone() };
    for (indicator, year) in indicators.iter().flat_map(|one| years(one).into_iter().map(move |year| (one, year))) {
        let period = Period::year(year);
        let (above, below) = match &indicator.formula {
            Formula::Rows(_) | Formula::Units(_) => ((&indicator.id, period), None),
            Formula::Ratio { numerator, denominator } => ((numerator, period), Some((denominator, period))),
            // The numerator of growth is a difference; the year before is its other side.
            Formula::Growth { of } => ((of, period), Some((of, period.year_before()))),
        };
        let totals = |(id, period): (&String, Period)| plain.totals(id, period).unwrap_or_default();
        let (first, second) = (totals(above), below.map(totals));
        for (unit, sum) in &first {
            let answer = engine.figure(&Query::new(unit, &indicator.id, period)).ok();
            let other = second.as_ref().map(|second| second.get(unit).copied().unwrap_or(0));
            let growth = matches!(indicator.formula, Formula::Growth { .. });
            let wanted = match other {
                None => (Some(*sum), None),
                Some(other) => (Some(if growth { sum - other } else { *sum }), Some(other)),
            };
            let got = answer.map_or((None, None), |answer| match other {
                None => (answer.value.and_then(congdoan_model::figures::Value::whole), None),
                Some(_) => (answer.numerator, answer.denominator),
            });
            if got != wanted {
                found
                    .differences
                    .push(format!("{} of {unit} in {year}: {got:?}, counted again {wanted:?}", indicator.id));
            }
            found.totals += 1;
        }
    }
}

/// Adds up every flow again, row by row up the ancestors of its day, and holds each month against the engine.
fn check_months(engine: &Engine, rows: &[Row], found: &mut Verification) {
    let mut sums: BTreeMap<(String, UnitId, Month), i64> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_not_applicable()) {
        let Some(indicator) = engine.catalogue().get(&row.indicator) else {
            found.differences.push(format!("figure {}: no indicator {}", row.id, row.indicator));
            continue;
        };
        let adds = match indicator.formula {
            Formula::Rows(Combine::Sum) => row.value,
            Formula::Rows(Combine::Count) if row.source == Source::Records => 1,
            Formula::Rows(Combine::Count) => row.value,
            _ => continue,
        };
        if indicator.time != OverTime::Sum || indicator.tree != OverTree::Sum || indicator.members.is_some() {
            continue;
        }
        let Some(unit) = engine.tree().by_id(row.unit) else {
            found.differences.push(format!("figure {}: no unit {}", row.id, row.unit));
            continue;
        };
        let month = Month::of(row.counted_on);
        let above = engine.tree().ancestors(unit, row.occurred_on);
        for counted in above.into_iter().map(|above| above.id).chain([row.unit]).collect::<BTreeSet<_>>() {
            *sums.entry((row.indicator.clone(), counted, month)).or_default() += adds;
        }
    }
    for ((indicator, unit, month), sum) in sums {
        let Some(unit) = engine.tree().by_id(unit) else { continue };
        let period = Period::month_of(month.first());
        let answer = engine.figure(&Query::new(unit.code.as_str(), &indicator, period));
        let value = answer.ok().and_then(|answer| answer.value).and_then(congdoan_model::figures::Value::whole);
        if value != Some(sum) {
            found
                .differences
                .push(format!("{indicator} of {} in {month}: {value:?}, its rows add up to {sum}", unit.code.as_str()));
        }
        found.totals += 1;
    }
}
