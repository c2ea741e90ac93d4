//! A table as an official DOCX, for whoever goes on writing in it: state heading, title, bordered table, remarks.
//!
//! Page and margins follow Decree 30/2020/NĐ-CP, appendix I; the font is named, not embedded. Not here: what a cell says
//! on paper (`print`), reading a DOCX (`text`).

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, PageMargin, PageOrientationType, Paragraph, Run, RunFonts, Shading, Table as Grid,
    TableCell, TableLayoutType, TableRow as GridRow, VAlignType, WidthType,
};

use crate::{
    PaperError, Table,
    print::{Printed, PrintedColumn, PrintedRow},
    style::FONT,
};

/// Twentieths of a point in a millimetre, rounded.
const MILLIMETRE: u32 = 57;
/// A4 in twentieths of a point.
const A4: (u32, u32) = (11_906, 16_838);
/// The width of a narrow column in twentieths of a point, and of a number.
const NARROW: usize = 1_100;
const NUMBER: usize = 1_900;
const SHADE: &str = "F2F2F2";
/// Sizes in half points.
const BODY: usize = 24;
const LINE: usize = 26;
const TITLE: usize = 28;
const SMALL: usize = 22;
/// What the library writes for a row that stays on one page.
const UNTORN: &str = "<w:cantSplit />";

/// The table as a DOCX; the same table gives the same bytes.
///
/// # Errors
/// [`PaperError::NoColumns`], [`PaperError::RowWidth`] when the table does not fit itself, [`PaperError::Docx`].
pub fn docx(table: &Table) -> Result<Vec<u8>, PaperError> {
    let printed = Printed::new(table)?;
    let millimetres = |count: u32| i32::try_from(count * MILLIMETRE).unwrap_or(0);
    let margin = PageMargin::new().top(millimetres(20)).bottom(millimetres(20)).left(millimetres(30));
    let (wide, high) = if printed.across { (A4.1, A4.0) } else { A4 };
    let room = usize::try_from(wide - 45 * MILLIMETRE).unwrap_or(0);
    let orientation = if printed.across { PageOrientationType::Landscape } else { PageOrientationType::Portrait };
    let font = RunFonts::new().ascii(FONT).hi_ansi(FONT).east_asia(FONT).cs(FONT);
    let mut document = Docx::new()
        .page_size(wide, high)
        .page_orient(orientation)
        .page_margin(margin.right(millimetres(15)))
        .default_fonts(font)
        .default_size(BODY)
        .add_table(heading(&printed, room));
    if !printed.place_and_date.is_empty() {
        let line = run(printed.place_and_date, LINE).italic();
        document = document.add_paragraph(Paragraph::new().align(AlignmentType::Right).add_run(line));
    }
    document = document.add_paragraph(centred(run(&printed.title, TITLE).bold()));
    if !printed.subtitle.is_empty() {
        document = document.add_paragraph(centred(run(printed.subtitle, LINE)));
    }
    document = document.add_table(body(&printed, room));
    for remark in &printed.remarks {
        document = document.add_paragraph(Paragraph::new().add_run(run(remark, SMALL).italic()));
    }
    let (mut bytes, mut parts) = (Cursor::new(Vec::new()), document.build());
    parts.document = with_repeated_head(parts.document);
    parts.pack(&mut bytes).map_err(|error| PaperError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// Has the head of the table stand on every page it goes on to: the library knows no such row. The head is the first row of the
/// document that may not be torn apart.
fn with_repeated_head(document: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(document) {
        Ok(text) => text.replacen(UNTORN, &format!("{UNTORN}<w:tblHeader />"), 1).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}

fn run(text: &str, size: usize) -> Run {
    Run::new().add_text(text).size(size)
}

fn centred(run: Run) -> Paragraph {
    Paragraph::new().align(AlignmentType::Center).add_run(run)
}

/// The issuing body at the left, the state's name and motto at the right.
fn heading(printed: &Printed<'_>, room: usize) -> Grid {
    let mut issuer = Paragraph::new().align(AlignmentType::Center);
    if !printed.superior.is_empty() {
        issuer = issuer.add_run(run(&printed.superior, BODY).add_break(BreakType::TextWrapping));
    }
    let issuer = issuer.add_run(run(&printed.issuer, BODY).bold());
    let state = Paragraph::new()
        .align(AlignmentType::Center)
        .add_run(run(printed.state, BODY).bold().add_break(BreakType::TextWrapping))
        .add_run(run(printed.motto, LINE).bold().underline("single"));
    let (left, right) = (room * 2 / 5, room - room * 2 / 5);
    let cell = |width: usize, said: Paragraph| TableCell::new().width(width, WidthType::Dxa).add_paragraph(said);
    let row = GridRow::new(vec![cell(left, issuer), cell(right, state)]);
    Grid::without_borders(vec![row]).set_grid(vec![left, right]).layout(TableLayoutType::Fixed)
}

fn body(printed: &Printed<'_>, room: usize) -> Grid {
    let widths = widths(&printed.columns, room);
    let cell = |width: usize, said: Paragraph| {
        TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(said)
    };
    let head = printed.columns.iter().zip(&widths).map(|(column, width)| {
        let mut said = centred(run(column.heading, BODY).bold());
        if !column.note.is_empty() {
            said = said.add_run(Run::new().add_break(BreakType::TextWrapping)).add_run(run(column.note, SMALL));
        }
        cell(*width, said).shading(Shading::new().fill(SHADE))
    });
    let mut rows = vec![GridRow::new(head.collect()).cant_split()];
    rows.extend(printed.rows.iter().map(|row| grid_row(row, &printed.columns, &widths)));
    Grid::new(rows).set_grid(widths).layout(TableLayoutType::Fixed)
}

fn grid_row(row: &PrintedRow, columns: &[PrintedColumn<'_>], widths: &[usize]) -> GridRow {
    if row.group {
        let name = row.cells.first().map_or("", String::as_str);
        let said = Paragraph::new().keep_next(true).add_run(run(name, BODY).bold());
        let whole = TableCell::new().grid_span(columns.len()).width(widths.iter().sum(), WidthType::Dxa);
        return GridRow::new(vec![whole.add_paragraph(said)]).cant_split();
    }
    let cells = row.cells.iter().zip(columns.iter().zip(widths)).map(|(text, (column, width))| {
        let said = if row.total { run(text, BODY).bold() } else { run(text, BODY) };
        let side = if column.number { AlignmentType::Right } else { AlignmentType::Left };
        let said = Paragraph::new().align(side).add_run(said);
        TableCell::new().width(*width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(said)
    });
    GridRow::new(cells.collect()).cant_split()
}

/// The widths of the columns: short ones by what they hold, the widest has what is left, and at least a third of the page.
fn widths(columns: &[PrintedColumn<'_>], room: usize) -> Vec<usize> {
    let wanted: Vec<usize> = columns.iter().map(|column| if column.number { NUMBER } else { NARROW }).collect();
    let others: usize = columns.iter().zip(&wanted).filter(|(column, _)| !column.widest).map(|(_, width)| width).sum();
    let most = if columns.iter().any(|column| column.widest) { room * 2 / 3 } else { room };
    let share = |width: usize| if others > most { width * most / others } else { width };
    let taken: usize =
        columns.iter().zip(&wanted).filter(|(column, _)| !column.widest).map(|(_, width)| share(*width)).sum();
    let left = room.saturating_sub(taken);
    columns.iter().zip(wanted).map(|(column, width)| if column.widest { left } else { share(width) }).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Cell, Column, ColumnKind, Heading, TableRow, Words};

    use super::*;

    #[test]
    fn the_head_of_the_table_stands_on_every_page() {
        let rows = vec![TableRow::Cells(vec!["CĐCS A".into(), Cell::Whole(7)]); 3];
        let columns = vec![Column::new("Đơn vị", ColumnKind::Text), Column::new("Số người", ColumnKind::Number)];
        let (heading, words) = (Heading::default(), Words::vietnamese());
        let made = docx(&Table { heading, columns, rows, remarks: Vec::new(), words }).unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(made)).unwrap();
        let text = std::io::read_to_string(parts.by_name("word/document.xml").unwrap()).unwrap();
        let (head, rest) = text.split_once("<w:tblHeader />").unwrap();
        assert!(!head.contains("Số người") && rest.starts_with("</w:trPr>") && rest.contains("Số người"));
        assert!(!rest.contains("<w:tblHeader />"), "the head alone");
    }
}
