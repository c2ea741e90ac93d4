//! Members counted for a page: before and after a period with every way in and out between, by groups, beside what was
//! declared.
//!
//! Nothing is counted here: every number is the answer of an indicator and opens like any other. Not here: the indicators
//! (`pack`), adding up (`rollup`).

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Period, Timestamp,
    access::Caller,
    figures::{Indicator, Value},
    members::{MemberCount, MemberEvent},
    org::Unit,
    period::day_before,
};
use congdoan_pack::Pack;
use congdoan_rollup::Cell;
use congdoan_store::members::{DeclaredMembers, PostCount};

use crate::{Result, Service, error::words, figures::FigureLine};

/// Members and workers of a unit, counted.
#[derive(Clone, Debug)]
pub struct MemberCounts {
    /// The unit.
    pub unit: Unit,
    /// The period.
    pub period: Period,
    /// Before, in, out, after.
    pub balance: Balance,
    /// Stocks at the period's end by group: sex, age, form.
    pub groups: Vec<CountLine>,
    /// Members against the workforce: the ratio and its two numbers.
    pub workforce: Vec<CountLine>,
    /// People by post.
    pub posts: Vec<(LocalText, PostCount)>,
    /// Declared beside counted, unit by unit.
    pub declared: Vec<DeclaredCount>,
}

/// An indicator with its number.
#[derive(Clone, Debug)]
pub struct CountLine {
    /// The indicator.
    pub indicator: Indicator,
    /// Its number.
    pub number: Cell,
}

/// Members before + in − out = members after.
#[derive(Clone, Debug, Default)]
pub struct Balance {
    /// The day before the period.
    pub before: Option<CountLine>,
    /// Every way in.
    pub joined: Vec<CountLine>,
    /// Every way out.
    pub left: Vec<CountLine>,
    /// The last day of the period.
    pub after: Option<CountLine>,
    /// After − (before + in − out); 0 when the identity holds, nothing when a stock is not known.
    pub rest: Option<i64>,
    /// Why it does not hold.
    pub because: Option<LocalText>,
}

/// What a unit declared last beside what its roll holds, with why they differ.
#[derive(Clone, Debug)]
pub struct DeclaredCount {
    /// The two numbers.
    pub of: DeclaredMembers,
    /// Counted on the day declared for minus declared; nothing where only one is there.
    pub difference: Option<i64>,
    /// Why they differ, or which of the two counts.
    pub because: LocalText,
}

impl Service {
    /// Members of a unit counted for a period.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see members of the unit.
    pub async fn member_counts(&self, caller: &Caller, unit: &str, period: Period) -> Result<MemberCounts> {
        let pack = self.pack();
        let (unit, declared, posts) = {
            let found = self.declared_and_posts(caller, unit, (&pack, period)).await;
            self.refusal_noted(caller, &format!("members:{unit}"), found).await?
        };
        let workers = "labour.workers";
        let wanted = |one: &Indicator| one.members.is_some() || one.id == workers || is_density(&pack, one, workers);
        let table = self.figure_table(caller, unit.code.as_str(), period, wanted).await?;
        let before = self.figure_table(caller, unit.code.as_str(), eve_of(period), is_total).await?;
        let mut balance = balance(&table.lines, before.lines.first());
        if balance.rest.is_some_and(|rest| rest != 0) {
            balance.because = Some(why(&declared, period));
        }
        let is_group = |one: &Indicator| {
            one.members.as_ref().is_some_and(|of| of.event == MemberEvent::Standing) && !is_total(one)
        };
        let is_workforce = |one: &Indicator| one.members.is_none() || is_total(one);
        Ok(MemberCounts {
            groups: table.lines.iter().filter(|one| is_group(&one.indicator)).filter_map(counted).collect(),
            workforce: table.lines.iter().filter(|one| is_workforce(&one.indicator)).filter_map(counted).collect(),
            posts: posts.into_iter().map(|count| (post_name(&pack, &count.title), count)).collect(),
            declared: declared.into_iter().map(compared).collect(),
            balance,
            period,
            unit,
        })
    }

    async fn declared_and_posts(
        &self,
        caller: &Caller,
        unit: &str,
        (pack, period): (&Pack, Period),
    ) -> Result<(Unit, Vec<DeclaredMembers>, Vec<PostCount>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let stock = pack.indicators.iter().find(|one| is_total(one)).map_or("", |one| one.id.as_str());
        let day = period.to().min(caller.now.day());
        let declared = tx.declared_members(caller, unit.id, (stock, day)).await?;
        let posts = tx.post_counts(caller, unit.id, day).await?;
        Ok((unit, declared, posts))
    }
}

/// The period that ends the day before one begins: the month before, where months are asked for, since months are what
/// is declared.
#[must_use]
pub fn eve_of(period: Period) -> Period {
    let eve = day_before(period.from());
    let month = Period::month_of(eve);
    if month.to() == eve { month } else { Period::day(eve) }
}

/// All members, of whatever group.
fn is_total(one: &Indicator) -> bool {
    one.members.as_ref() == Some(&MemberCount::default())
}

/// Members per workers.
fn is_density(pack: &Pack, one: &Indicator, workers: &str) -> bool {
    let congdoan_model::figures::Formula::Ratio { numerator, denominator } = &one.formula else { return false };
    denominator == workers && pack.indicator(numerator).is_some_and(is_total)
}

fn post_name(pack: &Pack, title: &str) -> LocalText {
    pack.post(title).map_or_else(|| words(title, title), |post| post.name.clone())
}

/// A line of a table as a line counted; none where the caller may not see the number.
fn counted(line: &FigureLine) -> Option<CountLine> {
    Some(CountLine { indicator: line.indicator.clone(), number: line.total? })
}

/// The balance made of indicators that tell every way in and out once.
fn balance(lines: &[FigureLine], before: Option<&FigureLine>) -> Balance {
    let of = |event: MemberEvent| {
        lines.iter().filter(move |one| one.indicator.members.as_ref().is_some_and(|of| plain(of, event)))
    };
    // One way in may be part of another (admitted again, of all admitted): the widest of each are taken, none twice.
    let mut in_lines: Vec<&FigureLine> = of(MemberEvent::Joined).collect();
    in_lines.sort_by_key(|one| std::cmp::Reverse(one.indicator.members.as_ref().map_or(0, |of| of.joining.len())));
    let mut seen = Vec::new();
    in_lines.retain(|one| {
        let ways = one.indicator.members.as_ref().map(|of| of.joining.clone()).unwrap_or_default();
        let new = !ways.is_empty() && ways.iter().all(|way| !seen.contains(way));
        seen.extend(ways);
        new
    });
    let out_lines: Vec<&FigureLine> = of(MemberEvent::Left)
        .filter(|one| one.indicator.members.as_ref().is_some_and(|of| of.leaving.len() == 1))
        .collect();
    let after = lines.iter().find(|one| is_total(&one.indicator));
    let stock = |line: Option<&FigureLine>| line.and_then(|line| line.total?.value).and_then(Value::whole);
    let sum = |lines: &[&FigureLine]| -> i64 {
        lines.iter().filter_map(|line| line.total?.value.and_then(Value::whole)).sum()
    };
    let rest =
        stock(after).zip(stock(before)).map(|(after, before)| after - (before + sum(&in_lines) - sum(&out_lines)));
    Balance {
        before: before.and_then(counted),
        joined: in_lines.into_iter().filter_map(counted).collect(),
        left: out_lines.into_iter().filter_map(counted).collect(),
        after: after.and_then(counted),
        rest,
        because: None,
    }
}

/// Counts memberships begun or ended of everyone, by way alone.
fn plain(of: &MemberCount, event: MemberEvent) -> bool {
    of.event == event && of.sex.is_none() && of.ages.is_none() && of.forms.is_empty()
}

/// Why members before and after a period do not follow from who came and went.
fn why(declared: &[DeclaredMembers], period: Period) -> LocalText {
    let began = |one: &&DeclaredMembers| one.counts_from.is_some_and(|from| period.contains(from));
    let begun = declared.iter().filter(began).count();
    let by_declaration = declared.iter().filter(|one| one.counts_from.is_none_or(|from| from > period.to())).count();
    let (mut vi, mut en) = (Vec::new(), Vec::new());
    if begun > 0 {
        vi.push(format!("{begun} đơn vị bắt đầu tính theo danh sách trong kỳ; trước đó tính theo số khai"));
        en.push(format!(
            "{begun} units began to count from their lists in the period; before, what was declared counts"
        ));
    }
    if by_declaration > 0 {
        vi.push(format!("{by_declaration} đơn vị còn khai tổng số, không khai từng người vào, ra"));
        en.push(format!("{by_declaration} units declare their totals still, and not who came and went"));
    }
    vi.push("đơn vị chuyển đến hay chuyển đi cả đơn vị thì không tính là vào, ra".to_owned());
    en.push("units that moved as a whole are not counted as coming or going".to_owned());
    words(&format!("{}.", vi.join("; ")), &format!("{}.", en.join("; ")))
}

/// Puts what was declared beside what is counted.
fn compared(of: DeclaredMembers) -> DeclaredCount {
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    let difference = of.declared.filter(|_| of.counts_from.is_some()).map(|declared| of.then - declared);
    let because = match (of.counts_from, difference) {
        (None, _) => words("Chưa có danh sách; tính theo số khai", "No list is kept; what was declared counts"),
        (Some(from), None) => words(
            &format!("Tính theo danh sách từ {}; chưa từng khai", day(from)),
            &format!("Counted from the list since {}; nothing was ever declared", day(from)),
        ),
        (Some(from), Some(difference)) => {
            let late = of.late;
            let (since_vi, since_en) =
                (format!("Tính theo danh sách từ {}", day(from)), format!("Counted from the list since {}", day(from)));
            let (vi, en) = match difference {
                0 => ("ngày khai hai số khớp nhau".to_owned(), "both agree on the day declared for".to_owned()),
                more if more > 0 => (
                    format!("danh sách nhiều hơn số khai {more} người; {late} người ghi vào danh sách sau khi khai"),
                    format!(
                        "the list has {more} more than was declared; {late} were written down after the declaration"
                    ),
                ),
                fewer => (
                    format!(
                        "số khai nhiều hơn danh sách {} người: chưa ghi đủ danh sách, hoặc đã khai thừa; {late} người ghi vào danh sách sau khi khai",
                        -fewer
                    ),
                    format!(
                        "{} more were declared than the list has: the list is not whole, or too many were declared; {late} were written down after the declaration",
                        -fewer
                    ),
                ),
            };
            words(&format!("{since_vi}; {vi}"), &format!("{since_en}; {en}"))
        }
    };
    DeclaredCount { of, difference, because }
}

impl DeclaredCount {
    /// When the declaration was made.
    #[must_use]
    pub fn declared_at(&self) -> Option<Timestamp> {
        self.of.declared_at.map(Timestamp::from_micros)
    }
}
