//! Answers of the service as numbers of a page, and the addresses that open them.
//!
//! Not here: how a number is drawn (`figures`).

use congdoan_model::{
    Period,
    figures::{Answer, State, Value},
};
use congdoan_service::papers::whole;

use super::{FigureCell, FigureState, Measure};
use crate::refusal::encode;

/// What a unit of measure counts.
#[must_use]
pub fn measure(unit_of_measure: &str) -> Measure {
    match unit_of_measure {
        "%" => Measure::Percent,
        "đồng" => Measure::Dong,
        _ => Measure::Count,
    }
}

/// A value as pages hold it: percentages in hundredths of a percent, everything else whole, rounded half away from zero.
#[must_use]
pub fn number(value: Value, measure: Measure) -> i64 {
    match measure {
        Measure::Percent => i64::try_from(value.hundredths()).unwrap_or(i64::MAX),
        Measure::Count | Measure::Dong => whole(value),
    }
}

/// An answer as a number of a page.
#[must_use]
pub fn cell(answer: &Answer, href: Option<String>) -> FigureCell {
    told((answer.state, answer.value), measure(&answer.unit_of_measure), href)
}

/// A number and how far it is known, as a number of a page.
#[must_use]
pub fn told((state, value): (State, Option<Value>), measure: Measure, href: Option<String>) -> FigureCell {
    let state = match state {
        State::Reported => FigureState::Reported,
        State::Partial => FigureState::Partial,
        State::Missing => FigureState::Missing,
        State::NotApplicable => FigureState::NotApplicable,
    };
    FigureCell { state, value: value.map(|value| number(value, measure)), measure, href }
}

/// A known value as a number of a page; nothing is "missing".
#[must_use]
pub fn known(value: Option<Value>, measure: Measure, href: Option<String>) -> FigureCell {
    let state = if value.is_some() { FigureState::Reported } else { FigureState::Missing };
    FigureCell { state, value: value.map(|value| number(value, measure)), measure, href }
}

/// Where a number opens. `trail` holds the codes of the units opened before, the first of them first.
#[must_use]
pub fn opens(unit: &str, indicator: &str, period: Period, trail: &[String]) -> String {
    let mut href = format!(
        "/figures/open?unit={}&indicator={}&period={}",
        encode(unit),
        encode(indicator),
        encode(&period.to_string())
    );
    if !trail.is_empty() {
        let codes: Vec<String> = trail.iter().map(|code| encode(code)).collect();
        href.push_str(&format!("&trail={}", codes.join(",")));
    }
    href
}

/// Where the figures of a unit stand.
#[must_use]
pub fn figures_of(unit: &str, period: Period) -> String {
    format!("/figures?unit={}&period={}", encode(unit), encode(&period.to_string()))
}

/// Where a unit stands.
#[must_use]
pub fn unit_page(unit: &str) -> String {
    format!("/units/{}", encode(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_hundredths_only_as_percentages() {
        assert_eq!(number(Value::Hundredths(10_000), Measure::Percent), 10_000);
        assert_eq!(number(Value::Whole(70), Measure::Percent), 7_000);
        assert_eq!(number(Value::Hundredths(150), Measure::Dong), 2);
        assert_eq!(number(Value::Hundredths(-150), Measure::Count), -2);
        assert_eq!(number(Value::Whole(35), Measure::Count), 35);
    }

    #[test]
    fn addresses_are_encoded_and_carry_the_trail() {
        let period: Period = "2022-01-01/2022-10-31".parse().expect("a period");
        let trail = ["root".to_owned(), "a&b".to_owned()];
        assert_eq!(
            opens("north", "training.classes", period, &trail),
            "/figures/open?unit=north&indicator=training.classes&period=2022-01-01/2022-10-31&trail=root,a%26b"
        );
    }
}
