//! Employers and white spots: the lists and their ratio.
//!
//! Not here: what fills them (`answer`), one employer (`particulars`).

pub mod answer;

use askama::Template;

use crate::{
    lists::ListTools,
    page::{Choice, Link},
    shell::Shell,
};

/// An employer in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmployerRow {
    /// Its name, leading to it.
    pub link: Link,
    /// Tax code; empty when not known.
    pub tax_code: String,
    /// Ownership, in words, and industrial zone.
    pub sort: String,
    /// Province, as it is now.
    pub place: String,
    /// People working there; empty when nobody counted.
    pub workers: String,
    /// When they were counted, as written on pages.
    pub counted: String,
    /// The union that serves it.
    pub union: Option<Link>,
}

/// The share of employers without a union.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Employers with enough workers and no union.
    pub without: String,
    /// Employers with enough workers.
    pub all: String,
    /// The share, written as a percentage; empty over nothing.
    pub percent: String,
    /// Workers of those without a union.
    pub workers: String,
    /// From how many workers on; empty where no rule holds that day.
    pub least: String,
}

/// The list.
#[derive(Template)]
#[template(path = "org/employers.html", blocks = ["content"])]
pub struct EmployersPage {
    /// The frame.
    pub shell: Shell,
    /// The unit they are below.
    pub unit: Link,
    /// Its code.
    pub unit_code: String,
    /// Whether only white spots are shown.
    pub white_spots: bool,
    /// The day, ISO.
    pub day: String,
    /// What was searched for.
    pub query: String,
    /// Provinces to filter by.
    pub places: Vec<Choice>,
    /// The share, for white spots.
    pub ratio: Option<Ratio>,
    /// Columns and views.
    pub tools: ListTools,
    /// The employers.
    pub rows: Vec<EmployerRow>,
    /// How many there are over all pages.
    pub total: usize,
    /// The next page.
    pub next_href: Option<String>,
    /// The list as a table file.
    pub csv_href: String,
    /// The list for a map.
    pub map_href: String,
    /// The other list.
    pub other: Link,
    /// Whether the reader may enter an employer.
    pub may_add: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn white_spots_show_numerator_and_denominator_and_their_files() {
        let html = samples::white_spots(Language::Vi).render().expect("page");
        for text in ["11 / 64", "17,18", "white-spots.csv", "white-spots.geojson", "&#60;script&#62;", "25"] {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::white_spots(Language::En).render().expect("page").contains("White spots"));
    }
}
