//! Everything out for programs: units, memberships, posts, records, base rows of figures.
//!
//! Rows are written as they are read, in pages. Ids are stable codes and numbers, row versions and times of recording do
//! not appear: the same state gives the same rows. What is sealed about people stays in. Not here: official papers
//! (`papers`), the formats (`paper::rows`).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::Write,
};

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Month, Timestamp, UnitId,
    figures::{Combine, Formula, Indicator, OverTime, Row, Source},
    members::{Leaving, MemberCount, MemberEvent, Roll, Stay},
    org::{Line, Unit},
};
use congdoan_paper::{
    Cell, Column, ColumnKind,
    rows::{self, Rows},
};
use congdoan_store::Tx;

pub use congdoan_paper::rows::Format;

use crate::{Result, Service, figures::import::BaseMonths};

const PAGE: i64 = 5_000;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// Units with their present parents.
    Units,
    /// Memberships as known now.
    Members,
    /// Posts as known now.
    Posts,
    /// Records of all registers.
    Records,
    /// Base rows by unit, indicator and month.
    Figures,
    /// Employers, a row for each count of their workers.
    Employers,
}

type Columns = [(&'static str, ColumnKind)];

/// First day no more of a link, and the parent's code.
type Parent<'a> = (Option<NaiveDate>, &'a str);

impl Exported {
    const fn columns(self) -> &'static Columns {
        use ColumnKind::{Day, Number, Text};
        match self {
            Self::Units => &[
                ("code", Text),
                ("name", Text),
                ("kind", Text),
                ("form", Text),
                ("parent", Text),
                ("coordinating", Text),
                ("opened_on", Day),
                ("closed_on", Day),
            ],
            Self::Members => &[
                ("number", Text),
                ("name", Text),
                ("born", Text),
                ("sex", Text),
                ("unit", Text),
                ("joined_on", Day),
                ("joining", Text),
                ("left_on", Day),
                ("leaving", Text),
                ("decision", Text),
                ("fields", Text),
            ],
            Self::Posts => &[
                ("unit", Text),
                ("number", Text),
                ("name", Text),
                ("post", Text),
                ("decision", Text),
                ("full_time", Number),
                ("acting", Number),
                ("from", Day),
                ("until", Day),
            ],
            Self::Records => &[
                ("id", Text),
                ("register", Text),
                ("unit", Text),
                ("occurred_on", Day),
                ("state", Text),
                ("fields", Text),
            ],
            Self::Employers => &[
                ("code", Text),
                ("name", Text),
                ("under", Text),
                ("opened_on", Day),
                ("tax_code", Text),
                ("ownership", Text),
                ("zone", Text),
                ("place", Text),
                ("address", Text),
                ("counted_on", Day),
                ("workers", Number),
                ("women", Number),
                ("union", Text),
                ("served_from", Day),
            ],
            Self::Figures => {
                &[("unit", Text), ("indicator", Text), ("month", Text), ("value", Number), ("source", Text)]
            }
        }
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn day(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::Empty, Cell::Day)
}

impl Service {
    /// Writes an export for the operator; gives the destination back.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer, [`crate::Error::Paper`] when the destination refuses.
    pub async fn export<W: Write + Send>(&self, what: Exported, format: Format, destination: W) -> Result<W> {
        let columns: Vec<Column> = what.columns().iter().map(|(id, kind)| Column::new(*id, *kind)).collect();
        let name = match what {
            Exported::Units => "units",
            Exported::Members => "members",
            Exported::Posts => "posts",
            Exported::Records => "records",
            Exported::Figures => "figures",
            Exported::Employers => "employers",
        };
        self.note_export(what, name).await?;
        let mut rows = rows::open(format, destination, name, &columns, self.clock.now())?;
        let mut tx = self.store.read().await?;
        match what {
            Exported::Units => self.export_units(&mut tx, &mut rows).await?,
            Exported::Members => self.export_members(&mut tx, &mut rows).await?,
            Exported::Posts => self.export_posts(&mut tx, &mut rows).await?,
            Exported::Records => self.export_records(&mut tx, &mut rows).await?,
            Exported::Figures => self.export_figures(&mut tx, &mut rows).await?,
            Exported::Employers => self.export_employers(&mut tx, &mut rows).await?,
        }
        Ok(rows.finish()?)
    }

    /// Writes down that people's names leave the house, before they do: as a list made on a page, an alert among it where it
    /// is large.
    async fn note_export(&self, what: Exported, name: &str) -> Result<()> {
        let (system, pack) = (self.system(), self.pack());
        let mut tx = self.store.write().await?;
        let (memberships, posts, top) = tx.export_counts(&system).await?;
        let rows = match what {
            Exported::Members => memberships,
            Exported::Posts => posts,
            Exported::Units | Exported::Records | Exported::Figures | Exported::Employers => return Ok(()),
        };
        // Without a federation there is nobody to tell and nothing to take out.
        let Some(top) = top else { return Ok(()) };
        let most = pack.parameter("personal.bulk_export_rows", system.now.day()).unwrap_or(i64::MAX);
        let alert = (rows >= most).then(|| self.ids.next());
        let reason = format!("congdoan export {name}");
        tx.add_data_export(&system, top, (self.ids.next(), alert), (rows, false, &reason)).await?;
        Ok(tx.commit().await?)
    }

    async fn export_units<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let codes: HashMap<UnitId, &str> = known.units.iter().map(|unit| (unit.id, unit.code.as_str())).collect();
        // The link of the last day: the one that stands, or stood when the unit ended.
        let mut parents: BTreeMap<(UnitId, Line), Vec<Parent<'_>>> = BTreeMap::new();
        for link in &known.links {
            if let Some(parent) = codes.get(&link.parent) {
                parents.entry((link.child, link.line)).or_default().push((link.until, parent));
            }
        }
        let last = |unit: &Unit, line: Line| {
            let links = parents.get(&(unit.id, line)).map_or(&[][..], Vec::as_slice);
            let latest = links.iter().map(|(until, _)| until.unwrap_or(NaiveDate::MAX)).max();
            let mut standing: Vec<&str> = links
                .iter()
                .filter(|(until, _)| Some(until.unwrap_or(NaiveDate::MAX)) == latest)
                .map(|(_, parent)| *parent)
                .collect();
            standing.sort_unstable();
            standing.join(" ")
        };
        for unit in &known.units {
            rows.push(&[
                text(unit.code.as_str()),
                text(&unit.name),
                text(unit.kind.word()),
                text(&unit.form),
                text(last(unit, Line::Managing)),
                text(last(unit, Line::Coordinating)),
                day(Some(unit.opened_on)),
                day(unit.closed_on),
            ])?;
        }
        Ok(())
    }

    async fn export_employers<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let codes: HashMap<UnitId, &str> = known.units.iter().map(|unit| (unit.id, unit.code.as_str())).collect();
        let standing = known.links.iter().filter(|link| link.line == Line::Managing && link.until.is_none());
        let parents: HashMap<UnitId, UnitId> = standing.map(|link| (link.child, link.parent)).collect();
        let states = tx.all_employers(&system).await?;
        for unit in known.units.iter().filter(|unit| unit.closed_on.is_none()) {
            let Some(state) = states.get(&unit.id) else { continue };
            let under = parents.get(&unit.id).and_then(|parent| codes.get(parent)).copied().unwrap_or_default();
            let served = state.served.iter().rfind(|(_, _, until)| until.is_none());
            let union = served.and_then(|(union, ..)| codes.get(union)).copied().unwrap_or_default();
            let counts = state.workforce.iter().copied().map(Some);
            let counts: Vec<_> = if state.workforce.is_empty() { vec![None] } else { counts.collect() };
            for count in counts {
                rows.push(&[
                    text(unit.code.as_str()),
                    text(&unit.name),
                    text(under),
                    day(Some(unit.opened_on)),
                    text(state.employer.tax_code.as_deref().unwrap_or_default()),
                    text(&state.employer.ownership),
                    text(&state.employer.zone),
                    text(&state.place),
                    text(&state.address),
                    day(count.map(|count| count.counted_on)),
                    count.map_or(Cell::Empty, |count| Cell::Whole(count.workers)),
                    count.and_then(|count| count.women).map_or(Cell::Empty, Cell::Whole),
                    text(union),
                    day(served.map(|(_, from, _)| *from)),
                ])?;
            }
        }
        Ok(())
    }

    async fn export_members<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let (system, mut after) = (self.system(), UnitId::default().uuid());
        loop {
            let page = tx.export_members(&system, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for one in &page {
                let year = one.born_year.map(|year| year.to_string()).unwrap_or_default();
                rows.push(&[
                    text(one.number.as_deref().unwrap_or_default()),
                    text(&one.name),
                    text(one.born_on.map_or(year, |day| day.to_string())),
                    text(one.sex.as_deref().unwrap_or_default()),
                    text(&one.unit),
                    day(Some(one.joined_on)),
                    text(&one.joining),
                    day(one.left_on),
                    text(one.leaving.as_deref().unwrap_or_default()),
                    text(&one.decision),
                    text(if one.fields == "{}" { "" } else { &one.fields }),
                ])?;
            }
        }
    }

    async fn export_posts<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let (system, mut after) = (self.system(), UnitId::default().uuid());
        loop {
            let page = tx.export_posts(&system, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for one in &page {
                rows.push(&[
                    text(&one.unit),
                    text(one.number.as_deref().unwrap_or_default()),
                    text(&one.name),
                    text(&one.title),
                    text(&one.decision),
                    Cell::Whole(one.full_time),
                    Cell::Whole(one.acting),
                    day(Some(one.valid_from)),
                    day(one.valid_until),
                ])?;
            }
        }
    }

    async fn export_records<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let (system, mut after) = (self.system(), None);
        loop {
            let page = tx.all_records(&system, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.record.id);
            for kept in &page {
                let record = &kept.record;
                let fields =
                    serde_json::to_string(&record.fields).map_err(|error| crate::Error::Internal(error.to_string()))?;
                rows.push(&[
                    text(record.id.to_string()),
                    text(&record.register),
                    text(&kept.unit_code),
                    day(Some(record.occurred_on)),
                    text(record.state.word()),
                    text(fields),
                ])?;
            }
        }
    }

    /// What base rows and rolls of some indicators say, as an export of figures shows it.
    pub(crate) async fn base_months<'i>(
        &self,
        tx: &mut Tx,
        indicators: impl Iterator<Item = &'i Indicator>,
    ) -> Result<BaseMonths> {
        let asked: BTreeMap<&str, &Indicator> = indicators.map(|one| (one.id.as_str(), one)).collect();
        let mut found = BaseMonths::new();
        if asked.is_empty() {
            return Ok(found);
        }
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let units: HashMap<UnitId, &Unit> = known.units.iter().map(|unit| (unit.id, unit)).collect();
        let counted = asked.values().any(|one| one.members.is_some());
        let rolls = if counted { tx.rolls(&system, Timestamp::from_micros(i64::MAX)).await? } else { Vec::new() };
        for (id, indicator) in asked {
            let base = tx.rows(&system, Some(id)).await?;
            let months = months_of(indicator, &base, &rolls, &units).into_iter();
            found.extend(months.map(|((unit, month, source), value)| ((id.to_owned(), unit, month, source), value)));
        }
        Ok(found)
    }

    async fn export_figures<W: Write + Send>(&self, tx: &mut Tx, rows: &mut Rows<W>) -> Result<()> {
        let (system, pack) = (self.system(), self.pack());
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let units: HashMap<UnitId, &Unit> = known.units.iter().map(|unit| (unit.id, unit)).collect();
        let rolls = tx.rolls(&system, Timestamp::from_micros(i64::MAX)).await?;
        for indicator in pack.indicators.iter().filter(|one| matches!(one.formula, Formula::Rows(_))) {
            let base = tx.rows(&system, Some(&indicator.id)).await?;
            let months = months_of(indicator, &base, &rolls, &units).into_iter();
            let mut months: BTreeMap<_, _> = months.map(|(key, value)| (key, Some(value))).collect();
            for row in base.iter().filter(|row| row.is_not_applicable()) {
                months.entry((row.unit, Month::of(row.counted_on), row.source.word())).or_insert(None);
            }
            // By code: the same state gives the same rows, whatever ids its units have.
            let named = months.into_iter().filter_map(|((unit, month, source), value)| {
                units.get(&unit).map(|unit| (unit.code.as_str(), month, source, value))
            });
            let mut named: Vec<_> = named.collect();
            named.sort_unstable();
            for (unit, month, source, value) in named {
                rows.push(&[
                    text(unit),
                    text(&indicator.id),
                    text(month.to_string()),
                    value.map_or(Cell::NotApplicable, Cell::Whole),
                    text(source),
                ])?;
            }
        }
        Ok(())
    }
}

/// What base rows and rolls give an indicator, by unit, month and source.
fn months_of(
    indicator: &Indicator,
    base: &[Row],
    rolls: &[Roll],
    units: &HashMap<UnitId, &Unit>,
) -> BTreeMap<(UnitId, Month, &'static str), i64> {
    let Formula::Rows(combine) = indicator.formula else { return BTreeMap::new() };
    let mut months = by_month(base, (combine, indicator.time));
    if let Some(count) = &indicator.members {
        let forms = |roll: &&Roll| {
            let form = units.get(&roll.unit).map(|unit| unit.form.as_str()).unwrap_or_default();
            count.forms.is_empty() || count.forms.iter().any(|one| one == form)
        };
        for roll in rolls.iter().filter(forms) {
            for (month, value) in of_roll(roll, count, indicator) {
                months.insert((roll.unit, month, Source::Members.word()), value);
            }
        }
    }
    months
}

/// What base rows say, by unit, month and source.
fn by_month(base: &[Row], (combine, time): (Combine, OverTime)) -> BTreeMap<(UnitId, Month, &'static str), i64> {
    let mut months: BTreeMap<(UnitId, Month, &'static str), i64> = BTreeMap::new();
    let mut seen: HashSet<(UnitId, Month, &str)> = HashSet::new();
    // What does not apply is no number.
    for row in base.iter().filter(|row| !row.is_not_applicable()) {
        let month = Month::of(row.counted_on);
        let sum = months.entry((row.unit, month, row.source.word())).or_default();
        match combine {
            // What ends takes back in its month what its beginning gave.
            _ if time == OverTime::Standing && row.record.is_some() => *sum += row.value,
            Combine::Count if row.source == Source::Records => *sum += 1,
            Combine::Count | Combine::Sum => *sum += row.value,
            Combine::Last => *sum = row.value,
            Combine::Distinct => match &row.subject {
                Some(subject) => *sum += i64::from(seen.insert((row.unit, month, subject))),
                None => *sum += row.value,
            },
        }
    }
    months
}

/// What a roll says in every month in which somebody joined or left.
fn of_roll(roll: &Roll, count: &MemberCount, indicator: &Indicator) -> Vec<(Month, i64)> {
    let stays: Vec<&Stay> =
        roll.stays.iter().filter(|stay| stay.left.is_none_or(|left| left.1 != Leaving::Mistaken)).collect();
    let joined = stays.iter().map(|stay| stay.joined_on);
    let left = stays.iter().filter_map(|stay| stay.left.map(|left| left.0));
    let mut months: Vec<Month> = joined.chain(left).filter(|day| *day >= roll.counts_from).map(Month::of).collect();
    months.sort_unstable();
    months.dedup();
    let stock = indicator.time == OverTime::Last;
    let value = |month: &Month| {
        let counted = stays.iter().filter(|stay| counts(stay, count, *month));
        (*month, i64::try_from(counted.count()).unwrap_or(i64::MAX))
    };
    months.iter().map(value).filter(|(_, value)| stock || *value != 0).collect()
}

fn counts(stay: &Stay, count: &MemberCount, month: Month) -> bool {
    let fits = |day: NaiveDate| {
        let age = stay.born.map(|born| day.year() - born);
        (count.joining.is_empty() || count.joining.contains(&stay.joining))
            && count.sex.is_none_or(|sex| stay.sex == Some(sex))
            && count.ages.is_none_or(|(from, to)| age.is_some_and(|age| (from..=to).contains(&age)))
    };
    match count.event {
        MemberEvent::Standing => {
            let end = month.last();
            stay.joined_on <= end && stay.left.is_none_or(|left| left.0 > end) && fits(end)
        }
        MemberEvent::Joined => Month::of(stay.joined_on) == month && fits(stay.joined_on),
        MemberEvent::Left => stay.left.is_some_and(|(day, leaving)| {
            Month::of(day) == month && fits(day) && (count.leaving.is_empty() || count.leaving.contains(&leaving))
        }),
    }
}
