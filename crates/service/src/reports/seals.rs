//! Closing a period: the figures of a form at a unit and all below, as known at one moment, and the hash over them.
//!
//! The sealed text is a CSV file whose SHA-256 is the seal, so anybody checks an export with `sha256sum` (docs/SEALS.md). It is
//! never stored: what was known at the moment is counted again whenever it is asked for, and `verify` holds it against the seal. Not
//! here: what comes after (`standing`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use chrono::NaiveDate;

use congdoan_model::{
    Period, SealId, Timestamp, UnitId,
    access::Caller,
    figures::{Answer, Value},
    ids::hex,
    org::{Line, Link, Unit},
};
use congdoan_rollup::Engine;
use congdoan_store::{Tx, reports::Seal};
use sha2::{Digest as _, Sha256};

use crate::{
    Error, Result, Service,
    error::refused,
    figures::{Ask, answer, engine, needed},
};

/// Heading of the sealed text.
const HEADING: &str = "unit,indicator,from,to,state,value,numerator,denominator\n";

/// A closed period with the unit and form it is of.
#[derive(Clone, Debug)]
pub struct SealedPeriod {
    /// The seal.
    pub seal: Seal,
    /// The unit.
    pub unit: Unit,
    /// The period.
    pub period: Period,
}

impl Service {
    /// Closes a period for a unit and all below.
    ///
    /// # Errors
    /// [`Error::Refused`] while the period runs, while reports of it wait for a decision, or when it is closed already;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn seal_period(&self, caller: &Caller, unit: &str, form: &str, period: Period) -> Result<Seal> {
        let sealed = self.try_seal(caller, unit, form, period).await;
        let sealed = self.refusal_noted(caller, &format!("seal:{form}:{unit}"), sealed).await?;
        self.follow().await?;
        Ok(sealed)
    }

    async fn try_seal(&self, caller: &Caller, unit: &str, form: &str, period: Period) -> Result<Seal> {
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, unit).await?;
        tx.require_sealing(caller, unit.id).await?;
        let indicators = self.form_indicators(form)?;
        if period.to() >= caller.now.day() {
            return Err(refused(
                "Kỳ chưa kết thúc; chỉ khóa sổ sau ngày chốt số liệu",
                "The period is not over; it is closed after the cut-off",
            ));
        }
        let waiting = tx.reports_to(caller, unit.id, period).await?;
        let waiting = waiting.iter().filter(|kept| kept.state == congdoan_model::reports::ReportState::Sent).count();
        if waiting > 0 {
            return Err(refused(
                &format!("Còn {waiting} báo cáo chờ duyệt; hãy duyệt hoặc trả lại trước khi khóa sổ"),
                &format!("{waiting} reports wait for a decision; approve or return them before closing the period"),
            ));
        }
        let at = caller.now;
        let (text, units) = self.sealed_text(&mut tx, &unit, (&indicators, period), at).await?;
        let seal = Seal {
            id: self.ids.next::<SealId>(),
            unit: unit.id,
            form: form.to_owned(),
            days: (period.from(), period.to()),
            indicators: indicators.into_iter().collect(),
            units: i64::try_from(units).unwrap_or(i64::MAX),
            digest: digest(&text),
            who: caller.name().to_owned(),
            at,
        };
        tx.add_seal(caller, &seal).await.map_err(|error| match error {
            congdoan_store::Error::Taken(_) => refused("Kỳ này đã khóa sổ", "This period is closed already"),
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(seal)
    }

    /// Whether the caller may close periods of a unit.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn may_seal(&self, caller: &Caller, unit: &Unit) -> Result<bool> {
        Ok(self.store.read().await?.require_sealing(caller, unit.id).await.is_ok())
    }

    /// The periods a unit closed, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn sealed_periods(&self, caller: &Caller, unit: &str) -> Result<Vec<SealedPeriod>> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let seals = tx.seals_of(caller, unit.id).await?;
        let with = |seal: Seal| {
            let period = Period::range(seal.days.0, seal.days.1)?;
            Ok(SealedPeriod { unit: unit.clone(), period, seal })
        };
        seals.into_iter().map(with).collect()
    }

    /// The sealed text of a period a unit closed: its SHA-256 is the seal.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the unit closed no such period or the caller may not open its figures.
    pub async fn sealed_export(
        &self,
        caller: &Caller,
        unit: &str,
        form: &str,
        period: Period,
    ) -> Result<(Seal, String)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let seal = tx.seal_of(caller, unit.id, (form, period)).await?.ok_or(Error::NotFound("seal"))?;
        let (text, _) = self.sealed_text(&mut tx, &unit, (&self.sealed_indicators(&seal)?, period), seal.at).await?;
        Ok((seal, text))
    }

    /// Counts every sealed period again and tells which seals the figures known then do not give.
    pub(crate) async fn check_seals(&self, tx: &mut Tx) -> Result<(u64, Vec<String>)> {
        let system = self.system();
        let (mut count, mut differences) = (0, Vec::new());
        for seal in tx.all_seals(&system).await? {
            let units = tx.units_seen(&system, &[seal.unit]).await?;
            let Some(unit) = units.first() else { continue };
            let period = Period::range(seal.days.0, seal.days.1)?;
            let (text, _) = self.sealed_text(tx, unit, (&self.sealed_indicators(&seal)?, period), seal.at).await?;
            count += 1;
            if digest(&text) != seal.digest {
                differences.push(format!(
                    "seal {} of {} for {}: what was known then gives {} instead of {}",
                    seal.form,
                    unit.code,
                    period,
                    digest(&text),
                    seal.digest
                ));
            }
        }
        Ok((count, differences))
    }

    /// The indicators a seal is of, whatever lines its form has by now.
    fn sealed_indicators(&self, seal: &Seal) -> Result<BTreeSet<String>> {
        if seal.indicators.is_empty() {
            return self.form_indicators(&seal.form);
        }
        Ok(seal.indicators.iter().cloned().collect())
    }

    fn form_indicators(&self, form: &str) -> Result<BTreeSet<String>> {
        let pack = self.pack();
        let lines = pack.form(form).ok_or(Error::NotFound("form"))?.lines();
        Ok(lines.map(|line| line.indicator.clone()).collect())
    }

    /// The text that is sealed, and how many units are in it.
    async fn sealed_text(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        (indicators, period): (&BTreeSet<String>, Period),
        at: Timestamp,
    ) -> Result<(String, usize)> {
        let (system, pack) = (self.system(), self.pack());
        let rows: BTreeSet<String> = indicators.iter().flat_map(|id| needed(&pack, id)).collect();
        let engine = engine(tx, &system, &pack, Some(&rows), Some(at)).await?;
        let known = tx.federation(&system, at).await?;
        let units = managed(&known.units, &known.links, unit.id, period.to());
        let mut text = HEADING.to_owned();
        for unit in &units {
            for indicator in indicators {
                line(&mut text, &engine, (unit, indicator, period))?;
            }
        }
        Ok((text, units.len()))
    }
}

/// A unit and all it managed on a day, at whatever depth, in the order of their codes.
fn managed<'a>(units: &'a [Unit], links: &[Link], top: UnitId, day: NaiveDate) -> Vec<&'a Unit> {
    let mut children: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    let holds =
        |link: &&Link| link.line == Line::Managing && link.from <= day && link.until.is_none_or(|until| until > day);
    for link in links.iter().filter(holds) {
        children.entry(link.parent).or_default().push(link.child);
    }
    let (mut found, mut open) = (BTreeSet::from([top]), vec![top]);
    while let Some(unit) = open.pop() {
        for child in children.get(&unit).into_iter().flatten() {
            if found.insert(*child) {
                open.push(*child);
            }
        }
    }
    let mut units: Vec<&Unit> = units.iter().filter(|unit| found.contains(&unit.id)).collect();
    units.sort_by(|one, other| one.code.cmp(&other.code));
    units
}

fn line(text: &mut String, engine: &Engine, (unit, indicator, period): (&Unit, &str, Period)) -> Result<()> {
    let Answer { state, value, numerator, denominator, .. } =
        answer(engine, &Ask::new(unit.code.as_str(), indicator, period))?;
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let value = value.map(|value: Value| value.to_string()).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{},{indicator},{},{},{},{value},{},{}",
        unit.code,
        period.from(),
        period.to(),
        state.word(),
        number(numerator),
        number(denominator)
    );
    Ok(())
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
