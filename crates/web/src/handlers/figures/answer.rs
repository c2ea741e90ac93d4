//! What fills the page of a unit's figures and its papers.
//!
//! Not here: the opening of one number (`open`), rights and adding up (`service`).

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::Datelike;
use congdoan_model::{
    Period,
    figures::{State as Known, Value},
    names::Language,
    org::{Line, Unit},
};
use congdoan_service::{
    Error,
    figures::{FigureFrame, FigureLine},
    pack::Pack,
    papers::{PaperFormat, Wish, grouped},
    rollup::Cell,
};
use serde::Deserialize;

pub use super::cells::cell;
use super::{
    ChildColumn, DrawnTable, FigureCell, FigureState, FiguresPage, IndicatorGroup, IndicatorRow, bridge,
    cells::{figures_of, known, measure, opens, told},
    drawn::Shown,
    open,
};
use crate::{
    app::App,
    page::{Around, Link, PLACE},
    period::PeriodPicker,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// How many years back the picker offers, the present one apart.
const YEARS_BACK: i32 = 10;

/// The routes of the figures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/figures", Audience::Person, get(unit)),
        route("GET", "/figures.xlsx", Audience::Person, get(unit_xlsx)),
        route("GET", "/figures.csv", Audience::Person, get(unit_csv)),
        route("GET", "/figures/live", Audience::Person, get(super::live::news)),
        route("GET", "/figures/bridge", Audience::Person, get(bridge::bridge)),
        route("GET", "/figures/open", Audience::Person, get(open::number)),
        route("GET", "/figures/open.xlsx", Audience::Person, get(open::xlsx)),
    ]
}

/// What is asked of the pages of figures; everything has a sane default.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Code of the unit; by default the one of the caller's last mandate.
    pub unit: Option<String>,
    /// The period; by default the present year.
    pub period: Option<String>,
    /// First day of a free range.
    pub from: Option<String>,
    /// Last day of a free range.
    pub to: Option<String>,
    /// `1`: indicators without any figure too.
    pub all: Option<String>,
    /// The indicator to open.
    pub indicator: Option<String>,
    /// Codes of the units opened before, with commas between.
    pub trail: Option<String>,
    /// How many parts are passed over.
    pub skip: Option<usize>,
}

impl Asked {
    /// The period asked for.
    ///
    /// # Errors
    /// 422 when there is no such period.
    pub fn period(&self, visitor: &Visitor) -> Result<Period, Refusal> {
        fn text(value: &Option<String>) -> Option<&str> {
            value.as_deref().filter(|text| !text.is_empty())
        }
        let asked = match (text(&self.from), text(&self.to)) {
            (Some(from), Some(to)) => Some(format!("{from}/{to}")),
            _ => text(&self.period).map(str::to_owned),
        };
        match asked {
            Some(asked) => Ok(asked.parse()?),
            None => Ok(Period::year(visitor.caller().now.day().year())),
        }
    }

    fn everything(&self) -> bool {
        self.all.as_deref() == Some("1")
    }
}

/// The unit that was asked for, by default the one of the caller's last mandate.
///
/// # Errors
/// 404 when none was asked for and the caller has no mandate.
pub fn unit_or_home(visitor: &Visitor, asked: Option<&String>) -> Result<String, Refusal> {
    if let Some(code) = asked.filter(|code| !code.is_empty()) {
        return Ok(code.clone());
    }
    Ok(visitor.homes().last().map(|unit| unit.code.to_string()).ok_or(Error::NotFound("unit"))?)
}

/// The picker of a period over the last years.
#[must_use]
pub fn picker(
    words: &Words,
    action: &str,
    hidden: Vec<(String, String)>,
    period: Period,
    visitor: &Visitor,
) -> PeriodPicker {
    let now = visitor.caller().now.day().year();
    let (first, last) = ((now - YEARS_BACK).min(period.from().year()), now.max(period.to().year()));
    // A range over a century is shown as a range; the list keeps to the years people report on.
    let first = first.max(now - 5 * YEARS_BACK);
    PeriodPicker::new(words, action, hidden, &period.to_string(), first, last.min(now + YEARS_BACK))
}

/// The figures of a unit for a period.
///
/// # Errors
/// 404 when the caller may not see the unit's totals, 422 for an impossible period.
pub async fn unit(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Around<FiguresPage>, Refusal> {
    let (code, period) = (unit_or_home(&visitor, asked.unit.as_ref())?, asked.period(&visitor)?);
    let frame = app.service.figure_frame(visitor.caller(), &code, period).await?;
    let shell = visitor.shell(&app);
    let everything = asked.everything();
    let mut hidden = vec![("unit".to_owned(), code.clone())];
    if everything {
        hidden.push(("all".to_owned(), "1".to_owned()));
    }
    let same = format!("unit={}&period={}", encode(&code), encode(&period.to_string()));
    let kept = if everything { format!("{same}&all=1") } else { same.clone() };
    let part = drawn(&app, &shell, &frame, everything).await?;
    let page = FiguresPage {
        trail: frame.above.iter().map(|unit| link(unit, period)).collect(),
        picker: picker(&shell.words, "/figures", hidden, period, &visitor),
        xlsx_href: format!("/figures.xlsx?{kept}"),
        csv_href: format!("/figures.csv?{kept}"),
        everything,
        toggle_href: if everything { format!("/figures?{same}") } else { format!("/figures?{same}&all=1") },
        totals_only: frame.totals_only,
        unit_code: code,
        unit_name: frame.unit.name,
        table: if part.is_empty() { Arc::default() } else { PLACE.into() },
        shell,
    };
    Ok(Around { page, part })
}

fn link(unit: &Unit, period: Period) -> Link {
    Link::new(figures_of(unit.code.as_str(), period), unit.name.clone())
}

/// The table of a frame, as it was drawn before or as it is drawn now.
async fn drawn(app: &App, shell: &Shell, frame: &FigureFrame, everything: bool) -> Result<Arc<str>, Refusal> {
    // Read before the numbers: a table drawn of newer ones is drawn once more, never the other way round.
    let state = app.service.totals_state();
    let shown = Shown { frame: frame.clone(), language: shell.words.language, everything, state };
    if let Some(table) = app.drawn.find(&shown) {
        return Ok(table);
    }
    let (_, lines) = app.service.figure_lines(frame, |_| true).await?;
    let pack = app.service.pack();
    let mut table = DrawnTable::new(shell, &frame.unit.name, frame.totals_only);
    let columns = frame.children.iter().map(|(unit, line)| ChildColumn {
        unit: link(unit, frame.period),
        line: if *line == Line::Managing { "managing" } else { "coordinating" }.to_owned(),
    });
    table.columns = columns.collect();
    table.groups = groups(&pack, &shell.words, (frame, &lines), everything);
    let table = table.draw();
    app.drawn.keep(shown, &table);
    Ok(table)
}

fn groups(
    pack: &Pack,
    words: &Words,
    (frame, lines): (&FigureFrame, &[FigureLine]),
    everything: bool,
) -> Vec<IndicatorGroup> {
    let groups = grouped(pack, lines, everything).into_iter().map(|(group, lines)| IndicatorGroup {
        name: group.map_or_else(|| words.t("indicators-other"), |group| group.name.get(words.language).to_owned()),
        rows: lines.into_iter().map(|line| row(frame, line, words.language)).collect(),
    });
    groups.collect()
}

fn row(frame: &FigureFrame, line: &FigureLine, language: Language) -> IndicatorRow {
    let (id, of) = (line.indicator.id.as_str(), measure(&line.indicator.unit_of_measure));
    let opens = |unit: &Unit| Some(opens(unit.code.as_str(), id, frame.period, &[]));
    let shown = |number: Option<Cell>, unit: &Unit| match number {
        Some(number) => told((number.state, number.value), of, opens(unit)),
        None => FigureCell { state: FigureState::Hidden, ..FigureCell::default() },
    };
    let cells = line.cells.iter().zip(&frame.children).map(|(number, (unit, _))| shown(*number, unit));
    IndicatorRow {
        id: id.to_owned(),
        name: line.indicator.name.get(language).to_owned(),
        unit_of_measure: line.indicator.unit_of_measure.clone(),
        total: shown(line.total, &frame.unit),
        own: part(line, line.own, opens(&frame.unit)),
        coordinated: part(line, line.coordinated, opens(&frame.unit)),
        cells: cells.collect(),
    }
}

/// A part of the total: nothing sensible for ratios, and as unknown as the total where nobody reported.
fn part(line: &FigureLine, value: Option<i64>, href: Option<String>) -> FigureCell {
    let measure = measure(&line.indicator.unit_of_measure);
    match (line.total.map(|total| total.state), value) {
        (None, _) => FigureCell { state: FigureState::Hidden, ..FigureCell::default() },
        (Some(Known::Missing), _) => FigureCell { state: FigureState::Missing, measure, ..FigureCell::default() },
        (_, None) => FigureCell { state: FigureState::NotApplicable, measure, ..FigureCell::default() },
        (_, Some(value)) => known(Some(Value::Whole(value)), measure, href.filter(|_| value != 0)),
    }
}

/// The same table as a spreadsheet.
///
/// # Errors
/// As [`unit()`].
pub async fn unit_xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    unit_paper(&app, &visitor, &asked, PaperFormat::Xlsx).await
}

/// The same table as text.
///
/// # Errors
/// As [`unit()`].
pub async fn unit_csv(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    unit_paper(&app, &visitor, &asked, PaperFormat::Csv).await
}

async fn unit_paper(app: &App, visitor: &Visitor, asked: &Asked, format: PaperFormat) -> Result<Response, Refusal> {
    let (code, period) = (unit_or_home(visitor, asked.unit.as_ref())?, asked.period(visitor)?);
    let wish = Wish { language: visitor.language, everything: asked.everything() };
    let table = app.service.figure_table_paper(visitor.caller(), &code, period, wish).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download(&format!("so-lieu-{code}-{period}"), format, bytes))
}

/// A paper to be kept under a name.
pub(crate) fn download(name: &str, format: PaperFormat, bytes: Vec<u8>) -> Response {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
