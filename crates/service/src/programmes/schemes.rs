//! Schemes with money: opened from a pack or from a page, changed with a reason, and what became of their money.
//!
//! Not here: claims (`claims`), how an outcome is judged (`judge`), the rules themselves (`pack`).

mod claims;
mod deeds;
mod draft;
mod judge;
mod papers;

use chrono::{Datelike, Days, NaiveDate};
use congdoan_model::{
    ClaimId, LocalText, ProgrammeId,
    access::{Action, Caller},
    programmes::{Programme, ProgrammeKind, schemes::ClaimState},
};
use congdoan_pack::{OncePer, Pack, Pays, Problem, Remark, Scheme};
use congdoan_store::access::Thing;

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

pub(crate) use claims::kept_reason;
pub use claims::{Candidate, ClaimView, LISTED, NewClaim, Outcome, reason_of};
pub use congdoan_store::programmes::schemes::{ClaimFilter, Definition, KeptClaim, KeptScheme, SchemeSums};
pub use deeds::Decision;
pub(crate) use deeds::known_to_payment;
pub use draft::{RuleDraft, SchemeDraft};
pub(crate) use judge::{Claimed, judge_plainly};
pub use judge::{Judgement, Source, Verdict, state_name};

/// Days of a month, on the average.
const DAYS_IN_MONTH: i64 = 30;
/// Over how many months the pace of payments is taken.
const PACE_MONTHS: i64 = 6;

/// A rule that refuses a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule.
    pub rule: String,
    /// What it asks and what it found, in words.
    pub words: LocalText,
    /// Whether it was the state of things that stands against it (money spent, paid before), not the outcome itself.
    pub conflict: bool,
    /// The claim, where it was written down as refused.
    pub claim: Option<ClaimId>,
}

/// A scheme in a list.
#[derive(Clone, Debug)]
pub struct ListedScheme {
    /// As it is kept.
    pub kept: KeptScheme,
    /// All its money, in đồng.
    pub budget: i64,
    /// Where it stands.
    pub sums: SchemeSums,
}

/// Claims of one unit on a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Code of the unit.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where its claims stand.
    pub sums: SchemeSums,
}

/// Payments of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthLine {
    /// Its first day.
    pub month: NaiveDate,
    /// How many.
    pub count: i64,
    /// Đồng.
    pub paid: i64,
}

/// When the money of a scheme runs out at the present pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The scheme is over.
    Over,
    /// Nothing is left.
    Spent,
    /// Too little was paid to tell: payments in fewer than two months.
    Unknown,
    /// At so many đồng a month it runs out on a day before the scheme ends.
    RunsOut {
        /// Đồng a month, over the months looked at.
        monthly: i64,
        /// How many months were looked at.
        months: i64,
        /// The day.
        on: NaiveDate,
    },
    /// At so many đồng a month something is left when the scheme ends.
    Lasts {
        /// Đồng a month, over the months looked at.
        monthly: i64,
        /// How many months were looked at.
        months: i64,
    },
}

/// A scheme with everything its page shows.
#[derive(Clone, Debug)]
pub struct SchemeView {
    /// As it is kept.
    pub kept: KeptScheme,
    /// Its rules.
    pub scheme: Scheme,
    /// Where its money stands; told to whoever may read the scheme.
    pub sums: SchemeSums,
    /// What is taken of each budget, in the order of the budgets.
    pub budgets: Vec<BudgetLine>,
    /// Claims the caller may see, by unit.
    pub units: Vec<UnitLine>,
    /// Payments the caller may see, by month.
    pub months: Vec<MonthLine>,
    /// When the money runs out; only for whoever sees all payments.
    pub forecast: Option<Forecast>,
    /// Every version of the definition, latest first.
    pub definitions: Vec<Definition>,
    /// Whether the caller may change the scheme.
    pub may_write: bool,
    /// Whether the caller may claim for some unit.
    pub may_claim: bool,
}

/// A budget with what is taken of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetLine {
    /// Its period.
    pub period: congdoan_model::Period,
    /// Đồng.
    pub amount: i64,
    /// Đồng approved or paid.
    pub taken: i64,
}

impl Service {
    /// The schemes within the caller's reach, latest first, with those of the pack that are not opened yet and that the
    /// caller may open.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn schemes(&self, caller: &Caller) -> Result<(Vec<ListedScheme>, Vec<Scheme>)> {
        let pack = self.pack();
        let mut tx = self.store.read().await?;
        let found = tx.schemes(caller).await?;
        let listed: Vec<ListedScheme> = found
            .into_iter()
            .map(|(kept, sums)| {
                let budget = pack.kept_scheme(&kept.definition).map_or(0, |scheme| scheme.budget());
                ListedScheme { kept, budget, sums }
            })
            .collect();
        let mut offered = Vec::new();
        for scheme in &pack.schemes {
            if listed.iter().any(|one| one.kept.slug == scheme.id) || !caller.may_somewhere(Action::ProgrammeWrite) {
                continue;
            }
            let Ok(unit) = tx.unit(caller, &scheme.unit).await else { continue };
            if tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::PROGRAMME).await.is_ok() {
                offered.push(scheme.clone());
            }
        }
        Ok((listed, offered))
    }

    /// Opens a scheme: its definition is read and checked as a file of a pack is, and its programme made, unless it gives
    /// money to one that stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every remark on the definition; [`Error::NotFound`], [`Error::Denied`]; [`Error::Refused`]
    /// when another scheme bears the id.
    pub async fn open_scheme(
        &self,
        caller: &Caller,
        definition: &str,
        programme: Option<ProgrammeId>,
        once: Option<Once<'_>>,
    ) -> Result<ProgrammeId> {
        let done = self.try_open_scheme(caller, definition, programme, once.as_ref()).await;
        self.refusal_noted(caller, "schemes", done).await
    }

    async fn try_open_scheme(
        &self,
        caller: &Caller,
        definition: &str,
        programme: Option<ProgrammeId>,
        once: Option<&Once<'_>>,
    ) -> Result<ProgrammeId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        if !caller.may_somewhere(Action::ProgrammeWrite) {
            return Err(Error::Denied(Action::ProgrammeWrite));
        }
        let scheme = read(&self.pack(), definition)?;
        let unit = tx.unit(caller, &scheme.unit).await?;
        let id = match programme {
            Some(id) => {
                let (known, _) = tx.programme(caller, id).await?;
                if known.unit != unit.id {
                    return Err(refused(
                        "Chương trình này không phải của đơn vị ghi trong đề án",
                        "The programme is not one of the unit the scheme names",
                    ));
                }
                id
            }
            None => {
                let made = Programme {
                    id: self.ids.next(),
                    unit: unit.id,
                    kind: ProgrammeKind::Scheme,
                    title: scheme.name.vi.clone(),
                    directive: None,
                    parent: None,
                    period: scheme.period,
                };
                tx.add_programme(caller, &made, &[]).await?;
                made.id
            }
        };
        tx.add_scheme(caller, (id, unit.id), &scheme.id, &scheme.excludes, definition).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Puts another definition in force, with a reason. What it pays for stays, and so does what is taken of its money.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every remark; [`Error::Stale`] when somebody changed it since `version`; [`Error::RuleBroken`]
    /// where a budget would be less than what is taken of it; [`Error::NotFound`], [`Error::Denied`].
    pub async fn change_scheme(
        &self,
        caller: &Caller,
        (id, version): (ProgrammeId, i64),
        definition: &str,
        reason: &str,
    ) -> Result<()> {
        let done = self.try_change_scheme(caller, (id, version), definition, reason.trim()).await;
        self.refusal_noted(caller, &format!("scheme:{id}"), done).await
    }

    async fn try_change_scheme(
        &self,
        caller: &Caller,
        (id, version): (ProgrammeId, i64),
        definition: &str,
        reason: &str,
    ) -> Result<()> {
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        let before = tx.scheme(caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, before.unit, Thing::PROGRAMME).await?;
        if before.version != version {
            return Err(Error::Stale);
        }
        if reason.is_empty() {
            return Err(problem("reason", "Hãy ghi lý do thay đổi", "Say why it is changed"));
        }
        let (known, scheme) = (definition_of(&pack, &before)?, read(&pack, definition)?);
        let same = |one: &Scheme| (one.id.clone(), one.unit.clone(), one.pays.clone(), one.once_per.clone());
        if same(&known) != same(&scheme) {
            return Err(problem(
                "definition",
                "Mã, đơn vị, nội dung chi và cách tính một lần không đổi được; hãy mở đề án khác",
                "Id, unit, what is paid for and of what once stay; open another scheme",
            ));
        }
        tx.hold_scheme(id, before.unit).await?;
        for budget in &scheme.budgets {
            let taken = tx.taken_of_budget(id, budget.period, ClaimId::default()).await?;
            if taken > budget.amount {
                return Err(judge::over_budget(0, budget.amount, taken).broken(None));
            }
        }
        tx.change_scheme(caller, &before, &scheme.excludes, definition, reason).await?;
        Ok(tx.commit().await?)
    }

    /// One scheme with its money.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn scheme(&self, caller: &Caller, id: ProgrammeId) -> Result<SchemeView> {
        let view = self.scheme_view(caller, id).await;
        self.refusal_noted(caller, &format!("scheme:{id}"), view).await
    }

    async fn scheme_view(&self, caller: &Caller, id: ProgrammeId) -> Result<SchemeView> {
        let mut tx = self.store.read().await?;
        let kept = tx.scheme(caller, id).await?;
        let scheme = definition_of(&self.pack(), &kept)?;
        let sums = tx.scheme_sums(caller, &kept).await?;
        let mut budgets = Vec::with_capacity(scheme.budgets.len());
        for budget in &scheme.budgets {
            let taken = tx.taken_of_budget(id, budget.period, ClaimId::default()).await?;
            budgets.push(BudgetLine { period: budget.period, amount: budget.amount, taken });
        }
        let units = by_unit(tx.claims_by_unit(caller, id).await?);
        let months: Vec<MonthLine> =
            tx.payments_by_month(caller, id).await?.into_iter().filter_map(month_line).collect();
        let seen: i64 = months.iter().map(|line| line.paid).sum();
        let today = caller.now.day();
        let forecast = (seen == sums.paid.1).then(|| forecast(&scheme, sums.taken(), &months, today));
        let definitions = tx.scheme_definitions(caller, &kept).await?;
        let may_write = tx.require(caller, Action::ProgrammeWrite, kept.unit, Thing::PROGRAMME).await.is_ok();
        let may_claim = caller.may_somewhere(Action::ProgrammeWrite);
        Ok(SchemeView { kept, scheme, sums, budgets, units, months, forecast, definitions, may_write, may_claim })
    }
}

/// Reads a definition as it is written on a page or sent.
pub(super) fn read(pack: &Pack, definition: &str) -> Result<Scheme> {
    pack.read_scheme(definition).map_err(|remarks| {
        let said = |remark: &Remark| Problem {
            field: Some("definition".to_owned()),
            message: words(
                &format!("dòng {}: {}", remark.place.line, remark.reason.vi),
                &format!("line {}: {}", remark.place.line, remark.reason.en),
            ),
        };
        let mut problems: Vec<Problem> = remarks.iter().map(said).collect();
        if problems.is_empty() {
            let message = words("Không có [scheme] nào trong đây", "There is no [scheme] in it");
            problems.push(Problem { field: Some("definition".to_owned()), message });
        }
        Error::Invalid(problems)
    })
}

/// The rules of a scheme that is kept.
pub(super) fn definition_of(pack: &Pack, kept: &KeptScheme) -> Result<Scheme> {
    let read = pack.kept_scheme(&kept.definition);
    read.ok_or_else(|| Error::Internal(format!("the definition of the scheme {} cannot be read", kept.slug)))
}

pub(super) fn problem(field: &str, vi: &str, en: &str) -> Error {
    Error::Invalid(vec![Problem { field: Some(field.to_owned()), message: words(vi, en) }])
}

fn by_unit(rows: Vec<(String, String, ClaimState, i64, i64)>) -> Vec<UnitLine> {
    let mut lines: Vec<UnitLine> = Vec::new();
    for (code, name, state, count, dong) in rows {
        if lines.last().is_none_or(|line| line.code != code) {
            lines.push(UnitLine { code, name, sums: SchemeSums::default() });
        }
        if let Some(line) = lines.last_mut() {
            line.sums.add(state.word(), count, dong);
        }
    }
    lines
}

fn month_line((month, count, paid): (i64, i64, i64)) -> Option<MonthLine> {
    let (year, number) = (i32::try_from(month / 100).ok()?, u32::try_from(month % 100).ok()?);
    Some(MonthLine { month: NaiveDate::from_ymd_opt(year, number, 1)?, count, paid })
}

/// At the pace of the last months: đồng paid in them, divided by their number. No season, no trend is read into it.
fn forecast(scheme: &Scheme, taken: i64, months: &[MonthLine], today: NaiveDate) -> Forecast {
    let (left, last) = (scheme.budget() - taken, scheme.period.to());
    if left <= 0 {
        return Forecast::Spent;
    }
    if today > last {
        return Forecast::Over;
    }
    let number = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let now = number(today);
    let recent: Vec<&MonthLine> = months.iter().filter(|line| number(line.month) > now - PACE_MONTHS).collect();
    let (Some(first), true) = (recent.first(), recent.len() >= 2) else { return Forecast::Unknown };
    let looked_at = now - number(first.month) + 1;
    let monthly = recent.iter().map(|line| line.paid).sum::<i64>() / looked_at.max(1);
    if monthly <= 0 {
        return Forecast::Unknown;
    }
    let days = u64::try_from(left.saturating_mul(DAYS_IN_MONTH) / monthly).unwrap_or(u64::MAX);
    match today.checked_add_days(Days::new(days)).filter(|on| *on <= last) {
        Some(on) => Forecast::RunsOut { monthly, months: looked_at, on },
        None => Forecast::Lasts { monthly, months: looked_at },
    }
}

/// What a scheme pays for, in words.
#[must_use]
pub fn pays_for(pack: &Pack, scheme: &Scheme) -> LocalText {
    match &scheme.pays {
        Pays::Union => words("Công đoàn cơ sở mới thành lập", "A union newly founded"),
        Pays::Record { register } => pack.register(register).map(|one| one.name.clone()).unwrap_or_default(),
    }
}

/// Of what a scheme pays once, in words.
#[must_use]
pub fn once_for(scheme: &Scheme) -> LocalText {
    match &scheme.once_per {
        OncePer::Union => words("Mỗi công đoàn cơ sở một lần", "Once for each union"),
        OncePer::Record => words("Mỗi bản ghi một lần", "Once for each record"),
        OncePer::Person { .. } => words("Mỗi người một lần", "Once for each person"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn scheme() -> Scheme {
        let (pack, _) = congdoan_pack::load(&congdoan_pack::embedded());
        pack.scheme("founding_support_ha_noi").expect("the scheme of the pack").clone()
    }

    #[test]
    fn the_forecast_tells_what_it_can_and_no_more() {
        let line = |month: &str, paid| MonthLine { month: day(month), count: 1, paid };
        let told = |taken, months: &[MonthLine], today| forecast(&scheme(), taken, months, day(today));
        assert_eq!(told(77_000_000, &[], "2021-08-10"), Forecast::Spent);
        assert_eq!(told(7_000_000, &[], "2023-08-10"), Forecast::Over);
        let one = [line("2021-07-01", 7_000_000)];
        assert_eq!(told(7_000_000, &one, "2021-08-10"), Forecast::Unknown, "one month is no pace");
        let two = [line("2021-07-01", 8_000_000), line("2021-08-01", 6_000_000)];
        let runs_out = Forecast::RunsOut { monthly: 7_000_000, months: 2, on: day("2022-06-06") };
        assert_eq!(told(7_000_000, &two, "2021-08-10"), runs_out);
        let slow = [line("2021-07-01", 200_000), line("2021-08-01", 200_000)];
        assert_eq!(told(400_000, &slow, "2021-08-10"), Forecast::Lasts { monthly: 200_000, months: 2 });
    }
}
