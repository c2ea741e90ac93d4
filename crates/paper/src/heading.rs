//! The heading of an official paper: who issues it on the left, the state's name and motto on the right, then place
//! and date, title and subtitle.
//!
//! Union documents wear the state heading (Decree 30/2020/NĐ-CP, appendix I, and QĐ 933/QĐ-TLĐ of 2024). Not here: the
//! Party heading, the number and symbol of a document, signatures.

use rust_xlsxwriter::{FormatAlign, Worksheet};

use crate::{
    PaperError, measure,
    sheet::across,
    style::{self, BODY, LINE, TITLE},
};

pub(crate) const STATE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub(crate) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
const RULE_HEIGHT: f64 = 9.0;
const RULE_SIZE: f64 = 8.0;
/// Room on both sides of a centred line, in digits.
const AIR: f64 = 2.0;
/// The left part of the heading is never wider than this, in digits; longer names wrap.
const LEFT_MOST: f64 = 44.0;
const LEFT_LEAST: f64 = 26.0;

/// Who issues a paper, where and when, and what it is called. An empty text leaves its line out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The body above the issuing one; written in capitals.
    pub superior: String,
    /// The issuing body; written in bold capitals.
    pub issuer: String,
    /// Place and date, such as "Hà Nội, ngày 05 tháng 01 năm 2026".
    pub place_and_date: String,
    /// What the paper is called; written in bold capitals.
    pub title: String,
    /// Period, unit of measure and the like.
    pub subtitle: String,
}

/// Where the two parts of the heading meet, with the widths of all columns of the sheet in digits.
pub(crate) struct Layout {
    /// The first column of the right part.
    pub(crate) split: usize,
    /// The width of each column; never fewer than two.
    pub(crate) widths: Vec<f64>,
}

impl Layout {
    /// Widens the columns of a table until the heading fits above them. A table of one column gets an empty second one
    /// to carry the right part.
    pub(crate) fn new(heading: &Heading, mut widths: Vec<f64>) -> Self {
        let superior = measure::width(&heading.superior.to_uppercase(), BODY, false);
        let issuer = measure::width(&heading.issuer.to_uppercase(), BODY, true);
        let left = (superior.max(issuer) + AIR).clamp(LEFT_LEAST, LEFT_MOST);
        let right = measure::width(STATE, BODY, true) + AIR;
        widths.resize(widths.len().max(2), 0.0);
        let wanted = widths.iter().sum::<f64>() * left / (left + right);
        let split = nearest(&widths, wanted);
        let (ours, state) = widths.split_at_mut(split);
        widen(ours, left);
        widen(state, right);
        Self { split, widths }
    }

    /// The width of a run of columns.
    pub(crate) fn room(&self, from: usize, to: usize) -> f64 {
        self.widths.iter().skip(from).take(to.saturating_sub(from)).sum()
    }
}

/// How many leading columns come nearest to a width, leaving at least one on each side.
fn nearest(widths: &[f64], wanted: f64) -> usize {
    let (mut best, mut gap, mut sum) = (1, f64::INFINITY, 0.0);
    for (index, width) in widths.iter().enumerate().take(widths.len().saturating_sub(1)) {
        sum += width;
        if (sum - wanted).abs() < gap {
            (best, gap) = (index + 1, (sum - wanted).abs());
        }
    }
    best
}

/// Spreads what a run of columns lacks over them, each in the measure of its width.
fn widen(widths: &mut [f64], least: f64) {
    let sum: f64 = widths.iter().sum();
    if sum >= least {
        return;
    }
    let count = widths.len();
    for width in widths {
        *width = if sum > 0.0 { *width * least / sum } else { least / count as f64 };
    }
}

/// Writes the heading from the first row on and answers the row where the table begins.
pub(crate) fn write(sheet: &mut Worksheet, heading: &Heading, layout: &Layout) -> Result<u32, PaperError> {
    let mut row = bodies(sheet, heading, layout)?;
    let last = layout.widths.len() - 1;
    if !heading.place_and_date.is_empty() {
        let format = style::centre(LINE).set_italic();
        across(sheet, row, layout.split, last, &heading.place_and_date, &format)?;
        sheet.set_row_height(row, measure::height(1, LINE))?;
        row += 1;
    }
    row += 1;
    let title = heading.title.to_uppercase();
    let lines = [(title.as_str(), TITLE, true), (heading.subtitle.as_str(), LINE, false)];
    for (text, size, bold) in lines.into_iter().filter(|line| !line.0.is_empty()) {
        let format = style::centre(size);
        let format = if bold { format.set_bold() } else { format.set_italic() };
        across(sheet, row, 0, last, text, &format)?;
        let count = measure::lines(text, size, bold, layout.room(0, last + 1) - AIR);
        sheet.set_row_height(row, measure::height(count, size))?;
        row += 1;
    }
    Ok(row + 1)
}

/// The issuing bodies beside the state's name and motto, and the short line under the issuing body.
fn bodies(sheet: &mut Worksheet, heading: &Heading, layout: &Layout) -> Result<u32, PaperError> {
    let (split, last) = (layout.split, layout.widths.len() - 1);
    let superior = heading.superior.to_uppercase();
    let issuer = heading.issuer.to_uppercase();
    let room = layout.room(0, split);
    let plain = (superior.as_str(), style::centre(BODY), measure::lines(&superior, BODY, false, room));
    let bold = (issuer.as_str(), style::centre(BODY).set_bold(), measure::lines(&issuer, BODY, true, room));
    let below = ("", style::centre(BODY), 1);
    // Without a superior body the issuing one moves up beside the state's name.
    let (first, second) = if superior.is_empty() { (bold, below) } else { (plain, bold) };
    let right = [(STATE, style::centre(BODY).set_bold()), (MOTTO, style::motto())];
    for (row, ((text, format, lines), (state, look))) in (0..).zip([first, second].into_iter().zip(right)) {
        if !text.is_empty() {
            across(sheet, row, 0, split - 1, text, &format)?;
        }
        across(sheet, row, split, last, state, &look)?;
        sheet.set_row_height(row, measure::height(lines, LINE))?;
    }
    if !issuer.is_empty() {
        let under = if superior.is_empty() { 1 } else { 2 };
        let longest = measure::width(&issuer, BODY, true).min(room);
        across(sheet, under, 0, split - 1, &rule(longest), &style::centre(RULE_SIZE).set_align(FormatAlign::Top))?;
    }
    sheet.set_row_height(2, RULE_HEIGHT)?;
    Ok(3)
}

/// An unbroken line two fifths as long as the text above it: the rule asks for a third to a half.
fn rule(width: f64) -> String {
    let mut line = String::new();
    while measure::width(&line, RULE_SIZE, false) < width * 0.4 {
        line.push('─');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_fits_above_the_narrowest_table() {
        let heading = Heading { issuer: "Công đoàn cơ sở".to_owned(), ..Heading::default() };
        for widths in [vec![8.0], vec![5.0, 5.0], vec![10.0; 30]] {
            let layout = Layout::new(&heading, widths.clone());
            let count = layout.widths.len();
            assert_eq!(count, widths.len().max(2));
            assert!(layout.room(0, layout.split) >= LEFT_LEAST - 1e-9);
            assert!(layout.room(layout.split, count) >= measure::width(STATE, BODY, true));
        }
    }

    #[test]
    fn wide_tables_keep_their_widths() {
        let layout = Layout::new(&Heading::default(), vec![20.0; 10]);
        assert_eq!(layout.widths, vec![20.0; 10]);
        assert!((2..=5).contains(&layout.split));
    }
}
