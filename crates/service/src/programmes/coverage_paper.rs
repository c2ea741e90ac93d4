//! The matrix as a table to be written: a clause a row, a unit a column.
//!
//! Not here: what is a gap (`coverage`), the bytes of the file (`paper`).

use congdoan_model::{DirectiveId, access::Caller, names::Language, programmes::cascade::CellState};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow};

use super::coverage::{Cell as MatrixCell, Coverage, CoverageAsk};
use crate::{Result, Service, error::words, papers::paper_words};

impl Service {
    /// The matrix of a directive, ready to be written.
    ///
    /// # Errors
    /// As [`Service::coverage`].
    pub async fn coverage_paper(
        &self,
        caller: &Caller,
        directive: DirectiveId,
        ask: &CoverageAsk<'_>,
        language: Language,
    ) -> Result<Table> {
        let found = self.coverage(caller, directive, ask).await?;
        let above = self.path(caller, found.unit.code.as_str()).await?;
        let title = words("Đơn vị nào trả lời mục nào", "Which unit answered which clause");
        let heading = Heading {
            superior: above.last().map(|above| above.name.clone()).unwrap_or_default(),
            issuer: found.unit.name.clone(),
            place_and_date: caller.now.day().format("Ngày %d tháng %m năm %Y").to_string(),
            title: title.get(language).to_owned(),
            subtitle: [found.directive.symbol.as_str(), &found.directive.title].join(" ").trim().to_owned(),
        };
        Ok(Table {
            heading,
            columns: columns(&found, language),
            rows: rows(&found, language),
            remarks: vec![legend(language)],
            words: paper_words(language),
        })
    }
}

fn columns(found: &Coverage, language: Language) -> Vec<Column> {
    let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
    let mut columns = vec![
        Column::new(say("Mục", "Clause"), ColumnKind::Text),
        Column::new(say("Nội dung", "Words"), ColumnKind::Text),
    ];
    columns.extend(found.columns.iter().map(|one| Column::new(one.column.name.clone(), ColumnKind::Text)));
    columns.push(Column::new(say("Đã trả lời", "Answered"), ColumnKind::Number));
    columns.push(Column::new(say("Còn thiếu", "Missing"), ColumnKind::Number));
    columns
}

fn rows(found: &Coverage, language: Language) -> Vec<TableRow> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows: Vec<TableRow> = found
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![text(&row.clause.label), text(&row.clause.title)];
            cells.extend(row.cells.iter().map(|cell| text(&said(cell, language))));
            cells.extend([Cell::Whole(row.answered), Cell::Whole(row.gaps)]);
            TableRow::Cells(cells)
        })
        .collect();
    let total = words("Cộng còn thiếu", "Missing in all");
    let mut cells = vec![text(""), text(total.get(language))];
    cells.extend(found.columns.iter().map(|one| text(&one.gaps.to_string())));
    cells.extend([Cell::Whole(found.rows.iter().map(|row| row.answered).sum()), Cell::Whole(found.gaps())]);
    rows.push(TableRow::Total(cells));
    rows
}

/// A cell in words: how the unit itself stands, then how many of those below answered.
fn said(cell: &MatrixCell, language: Language) -> String {
    let own = match cell.own {
        CellState::Adopted => words("nhận", "adopted"),
        CellState::Added => words("nhận và bổ sung", "adopted with more"),
        CellState::NotApplicable => words("không áp dụng", "not applicable"),
        CellState::Unanswered => words("CHƯA TRẢ LỜI", "NOT ANSWERED"),
        CellState::Elsewhere => words("theo văn bản khác", "under another paper"),
        CellState::NoProgramme => words("chưa mở", "none opened"),
    };
    let own = own.get(language);
    if cell.below.opened == 0 {
        return own.to_owned();
    }
    format!("{own} · {}/{}", cell.below.opened - cell.below.unanswered(), cell.below.opened)
}

fn legend(language: Language) -> String {
    words(
        "a/b: a trong số b đơn vị cấp dưới đã mở chương trình có trả lời mục này",
        "a/b: of b units below that opened a programme, a answered the clause",
    )
    .get(language)
    .to_owned()
}
