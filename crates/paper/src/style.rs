//! How each part of a paper looks: fonts, borders, formats of numbers.
//!
//! Times New Roman and the sizes of the heading follow Decree 30/2020/NĐ-CP, appendix I, which QĐ 933/QĐ-TLĐ (2024)
//! takes over for union documents; the appendix is silent on tables.
//!
//! Not here: where a part stands on the sheet (`heading`, `xlsx`, `rows`).

use std::collections::HashMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

/// The one font of official papers.
pub(crate) const FONT: &str = "Times New Roman";
/// Size of the table and of the names of bodies, in points.
pub(crate) const BODY: f64 = 12.0;
/// Size of the motto, the place and date, and the subtitle, in points.
pub(crate) const LINE: f64 = 13.0;
/// Size of the title, in points.
pub(crate) const TITLE: f64 = 14.0;
/// Size of notes and remarks, in points.
pub(crate) const SMALL: f64 = 11.0;

const COUNT: &str = "#,##0";
const ORDINAL: &str = "0";
const PERCENT: &str = "0.00%";
const DAY: &str = "dd/mm/yyyy";
const SHADE: u32 = 0x00F2_F2F2;

/// What kind of value a cell shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    /// A number with thousands separators.
    Count,
    /// A number without separators.
    Ordinal,
    /// A fraction shown as a percentage.
    Percent,
    /// A date.
    Day,
    /// A text.
    Text,
    /// A text that begins like a formula: marked so that it stays a text when somebody edits the cell.
    Formulaic,
    /// A number written as a text because a spreadsheet would round it.
    Digits,
    /// A word in the place of a number.
    Word,
}

/// Everything a value's format depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    /// The kind of value.
    pub(crate) face: Face,
    /// Marked as incomplete, with a star.
    pub(crate) partial: bool,
    /// In a total row.
    pub(crate) total: bool,
    /// With borders.
    pub(crate) ruled: bool,
}

/// The formats of values, each made once.
#[derive(Default)]
pub(crate) struct Styles(HashMap<Look, Format>);

impl Styles {
    /// The format of a look.
    pub(crate) fn get(&mut self, look: Look) -> &Format {
        self.0.entry(look).or_insert_with(|| value(look))
    }
}

fn value(look: Look) -> Format {
    let format = match look.face {
        Face::Count => right(COUNT, look.partial),
        Face::Ordinal => centred(ORDINAL, look.partial),
        Face::Percent => right(PERCENT, look.partial),
        Face::Day => centred(DAY, look.partial),
        Face::Text => text(look).set_align(FormatAlign::Left),
        Face::Formulaic => text(look).set_align(FormatAlign::Left).set_quote_prefix(),
        Face::Digits => text(look).set_align(FormatAlign::Right),
        Face::Word => text(look).set_align(FormatAlign::Center).set_italic(),
    };
    let format = if look.total { format.set_bold() } else { format };
    if look.ruled { format.set_border(FormatBorder::Thin) } else { format }
}

/// The star of an incomplete value is part of the format: the value itself stays the number or date it is.
fn number(pattern: &str, partial: bool) -> Format {
    let pattern = if partial { format!("{pattern}\"*\"") } else { pattern.to_owned() };
    base(BODY).set_num_format(pattern).set_align(FormatAlign::VerticalCenter)
}

fn right(pattern: &str, partial: bool) -> Format {
    number(pattern, partial).set_align(FormatAlign::Right)
}

fn centred(pattern: &str, partial: bool) -> Format {
    number(pattern, partial).set_align(FormatAlign::Center)
}

/// Without borders, in a long export, every row is one line high and texts are not wrapped.
fn text(look: Look) -> Format {
    let format = base(BODY).set_align(FormatAlign::VerticalCenter);
    let format = if look.ruled { format.set_text_wrap() } else { format };
    if look.partial { format.set_num_format("@\"*\"") } else { format }
}

/// The font at a size, and nothing else.
pub(crate) fn base(size: f64) -> Format {
    Format::new().set_font_name(FONT).set_font_size(size)
}

/// A line centred in its part of the sheet.
pub(crate) fn centre(size: f64) -> Format {
    base(size).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap()
}

/// The motto, with the unbroken line of its own length below it.
pub(crate) fn motto() -> Format {
    centre(LINE).set_bold().set_underline(FormatUnderline::Single)
}

/// The name of a column.
pub(crate) fn header() -> Format {
    centre(BODY).set_bold().set_border(FormatBorder::Thin).set_background_color(SHADE)
}

/// The note under the name of a column.
pub(crate) fn note() -> Format {
    centre(SMALL).set_italic().set_border(FormatBorder::Thin)
}

/// The name of a group of rows.
pub(crate) fn group() -> Format {
    base(BODY)
        .set_bold()
        .set_align(FormatAlign::Left)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
}

/// A line below the table.
pub(crate) fn remark() -> Format {
    base(SMALL).set_italic().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap()
}
