//! The picker of a period: every year with its halves, quarters and months in one list, and a free range beside it.
//!
//! A period travels as the interface writes it: `2022`, `2022-H1`, `2022-Q3`, `2022-10`, `2022-01-01/2022-10-31`.
//! Here: the list and the names of periods in words. Not here: whether a period is possible (the model decides).

use crate::{
    page::Choice,
    words::{Language, Words},
};

/// One year's periods in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodGroup {
    /// The heading: the year.
    pub label: String,
    /// The year, its halves, quarters and months.
    pub choices: Vec<Choice>,
}

/// The picker: a form without script, sending `period=` (the list) or `from=` and `to=` (the range).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodPicker {
    /// Where the form goes.
    pub action: String,
    /// What the form sends along, name and value.
    pub hidden: Vec<(String, String)>,
    /// The list, latest year first.
    pub groups: Vec<PeriodGroup>,
    /// The period shown, as the interface writes it.
    pub period: String,
    /// The period shown, in words.
    pub label: String,
    /// First day of the shown range, ISO, when it is a free range.
    pub from: String,
    /// Last day of the shown range, ISO, when it is a free range.
    pub to: String,
}

impl PeriodPicker {
    /// A picker over the years from `first` to `last`, showing `period`.
    pub fn new(
        words: &Words,
        action: &str,
        hidden: Vec<(String, String)>,
        period: &str,
        first: i32,
        last: i32,
    ) -> Self {
        let mut groups = Vec::new();
        for year in (first..=last).rev() {
            let codes = std::iter::once(format!("{year}"))
                .chain((1..=2).map(|half| format!("{year}-H{half}")))
                .chain((1..=4).map(|quarter| format!("{year}-Q{quarter}")))
                .chain((1..=12).map(|month| format!("{year}-{month:02}")));
            let choices = codes.map(|code| {
                let name = label(words, &code);
                Choice::new(code, name, period)
            });
            groups.push(PeriodGroup { label: year.to_string(), choices: choices.collect() });
        }
        let (from, to) = period.split_once('/').unwrap_or_default();
        Self {
            action: action.to_owned(),
            hidden,
            groups,
            period: period.to_owned(),
            label: label(words, period),
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    /// Whether the period shown is a free range.
    pub fn is_range(&self) -> bool {
        !self.from.is_empty()
    }
}

/// A period in words: "Quý III/2022", "từ 01/01/2022 đến 31/10/2022". What is not understood is shown as it came.
pub fn label(words: &Words, period: &str) -> String {
    if let Some((from, to)) = period.split_once('/') {
        return words.t_with("period-range", &[("from", &day(from)), ("to", &day(to))]);
    }
    let Some((year, part)) = period.split_once('-') else {
        return words.t1("period-year", "year", period);
    };
    match (part, part.split_at_checked(1)) {
        ("H1", _) => words.t1("period-half-1", "year", year),
        ("H2", _) => words.t1("period-half-2", "year", year),
        (_, Some(("Q", quarter))) => {
            let number = match (words.language, quarter) {
                (Language::Vi, "1") => "I",
                (Language::Vi, "2") => "II",
                (Language::Vi, "3") => "III",
                (Language::Vi, "4") => "IV",
                (_, other) => other,
            };
            words.t_with("period-quarter", &[("quarter", number), ("year", year)])
        }
        (month, _) => words.t_with("period-month", &[("month", month.trim_start_matches('0')), ("year", year)]),
    }
}

fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), crate::format::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_words() {
        let (vi, en) = (Words::new(Language::Vi), Words::new(Language::En));
        assert_eq!(label(&vi, "2022"), "Năm 2022");
        assert_eq!(label(&vi, "2022-H1"), "6 tháng đầu năm 2022");
        assert_eq!(label(&vi, "2022-Q3"), "Quý III/2022");
        assert_eq!(label(&en, "2022-Q3"), "Quarter 3, 2022");
        assert_eq!(label(&vi, "2022-09"), "Tháng 9/2022");
        assert_eq!(label(&vi, "2022-01-01/2022-10-31"), "Từ 01/01/2022 đến 31/10/2022");
        assert_eq!(label(&vi, "nonsense/"), "Từ nonsense đến ");
    }

    #[test]
    fn the_list_holds_nineteen_periods_a_year_and_marks_the_shown_one() {
        let picker = PeriodPicker::new(&Words::default(), "/figures", vec![], "2021-Q2", 2020, 2022);
        assert_eq!(picker.groups.len(), 3);
        assert!(picker.groups.iter().all(|group| group.choices.len() == 19));
        let selected: Vec<_> =
            picker.groups.iter().flat_map(|group| &group.choices).filter(|choice| choice.selected).collect();
        assert_eq!(selected.len(), 1);
        assert_eq!(selected[0].value, "2021-Q2");
        assert!(!picker.is_range());
        assert!(PeriodPicker::new(&Words::default(), "/", vec![], "2022-01-01/2022-02-15", 2022, 2022).is_range());
    }
}
