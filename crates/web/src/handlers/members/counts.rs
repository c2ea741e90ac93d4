//! Members counted, answered: the balance of a period, groups, workforce, posts, declared beside counted.
//!
//! Not here: counting (`rollup`), why numbers differ (`service::members`).

use axum::extract::{Query, State};
use chrono::Datelike as _;
use congdoan_model::Period;
use congdoan_service::members::{CountLine, DeclaredCount, MemberCounts, eve_of};
use serde::Deserialize;

use super::{CountRow, CountsPage, DeclaredRow, answer::unit_asked};
use crate::{
    app::App,
    format,
    handlers::{
        figures::{
            Measure,
            cells::{known, measure, opens, told},
        },
        registers::answer::{FIRST_YEAR, period_of},
    },
    page::{Link, Page},
    period::PeriodPicker,
    refusal::Refusal,
    visit::Visitor,
    words::Words,
};

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    period: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// `GET /members/counts`.
///
/// # Errors
/// 404 when the caller may not see members of the unit, 422 for an impossible period.
pub async fn counts(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<CountsPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let period = period_of(&visitor, asked.period.as_deref(), (asked.from.as_deref(), asked.to.as_deref()))?;
    let counts = app.service.member_counts(visitor.caller(), &code, period).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let hidden = vec![("unit".to_owned(), code.clone())];
    let this_year = visitor.caller().now.day().year();
    let picker = PeriodPicker::new(&words, "/members/counts", hidden, &period.to_string(), FIRST_YEAR, this_year);
    let because = counts.balance.because.as_ref().map(|text| text.get(words.language).to_owned());
    Ok(Page(CountsPage {
        unit: Link::new(format!("/units/{}", counts.unit.code), counts.unit.name.clone()),
        balance: balance(&words, &counts),
        balanced: counts.balance.rest.map(|rest| rest == 0),
        balance_note: match (counts.balance.rest, because) {
            (Some(rest), Some(because)) if rest != 0 => {
                words.t_with("balance-rest", &[("rest", &signed(&words, rest)), ("because", &because)])
            }
            _ => String::new(),
        },
        groups: groups(&words, &counts),
        declared: counts.declared.iter().map(|one| declared(&words, one)).collect(),
        picker,
        code,
        shell,
    }))
}

fn signed(words: &Words, number: i64) -> String {
    let text = format::integer(words.language, number);
    if number > 0 { format!("+{text}") } else { text }
}

fn row(words: &Words, unit: &str, line: &CountLine, period: Period, sign: &str) -> CountRow {
    let name = line.indicator.name.get(words.language);
    let href = opens(unit, &line.indicator.id, period, &[]);
    CountRow {
        label: format!("{sign}{name}"),
        value: told((line.number.state, line.number.value), measure(&line.indicator.unit_of_measure), Some(href)),
    }
}

/// Before, each way in, each way out, after.
fn balance(words: &Words, counts: &MemberCounts) -> Vec<CountRow> {
    let (unit, period) = (counts.unit.code.as_str(), counts.period);
    let eve_period = eve_of(period);
    let eve = eve_period.to();
    let stock = |line: &CountLine, label: String, at: Period| CountRow { label, ..row(words, unit, line, at, "") };
    let before = counts.balance.before.iter();
    let before = before.map(|line| stock(line, words.t1("balance-before", "date", &format::date(eve)), eve_period));
    let after = counts.balance.after.iter();
    let after = after.map(|line| stock(line, words.t1("balance-after", "date", &format::date(period.to())), period));
    let ways_in = counts.balance.joined.iter().map(|line| row(words, unit, line, period, "+ "));
    let ways_out = counts.balance.left.iter().map(|line| row(words, unit, line, period, "− "));
    before.chain(ways_in).chain(ways_out).chain(after).collect()
}

fn groups(words: &Words, counts: &MemberCounts) -> Vec<(String, Vec<CountRow>)> {
    let (unit, period) = (counts.unit.code.as_str(), counts.period);
    let rows = |lines: &[CountLine]| lines.iter().map(|line| row(words, unit, line, period, "")).collect();
    let post = |(name, count): &(congdoan_model::LocalText, congdoan_service::members::PostCount)| {
        let name = name.get(words.language);
        let full = if count.full_time > 0 {
            format!(" ({})", words.t1("posts-full-time", "number", &format::integer(words.language, count.full_time)))
        } else {
            String::new()
        };
        let value = Some(congdoan_model::figures::Value::Whole(count.people));
        CountRow { label: format!("{name}{full}"), value: known(value, Measure::Count, None) }
    };
    vec![
        (words.t("counts-groups"), rows(&counts.groups)),
        (words.t("counts-workforce"), rows(&counts.workforce)),
        (words.t("counts-posts"), counts.posts.iter().map(post).collect()),
    ]
}

fn declared(words: &Words, one: &DeclaredCount) -> DeclaredRow {
    let number = |value: i64| format::integer(words.language, value);
    let of = &one.of;
    let by = of.declared_by.clone().unwrap_or_default();
    let note = of.declared_for.map(|day| {
        let at = one.declared_at().map(|at| at.readable()).unwrap_or_default();
        words.t_with(
            "declared-by",
            &[("date", &format::date(day)), ("by", &crate::handlers::registers::story::who(words, &by)), ("at", &at)],
        )
    });
    let keeps = of.counts_from.is_some();
    DeclaredRow {
        unit: Link::new(format!("/members/counts?unit={}", of.code), of.name.clone()),
        declared: of.declared.map(number).unwrap_or_default(),
        declared_note: note.unwrap_or_default(),
        counted: if keeps && of.declared.is_some() { number(of.then) } else { String::new() },
        now: if keeps { number(of.now) } else { String::new() },
        difference: one.difference.map(|difference| signed(words, difference)).unwrap_or_default(),
        because: one.because.get(words.language).to_owned(),
    }
}
